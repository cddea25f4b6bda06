//! Folders laid out as the reference scenarios are: `scenario.json` and `detections.csv`, nothing of the truth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, ModeAReply, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_core::track::{TrackNumber, TrackStatus, UpdateKind};
use vigie_sense::radar;
use vigie_track::{Parameters, Tracker};

struct Sensor {
    site: SensorSite,
    model: RadarModel,
    elevation_sigma_rad: f64,
    frame: LocalFrame,
}

/// A scenario as a tracker may know it.
pub(crate) struct Folder {
    sensors: BTreeMap<String, Sensor>,
    /// The radar whose clock is right, where the scenario names one.
    reference: Option<SensorId>,
    /// By arrival.
    pub(crate) detections: Vec<TargetReport>,
    pub(crate) cutoff_m: f64,
    /// Start, step and end of the evaluation, seconds.
    pub(crate) steps: (f64, f64, f64),
    pub(crate) max_age_s: f64,
}

/// A row of the track file.
pub(crate) struct Row {
    pub(crate) t: f64,
    pub(crate) number: TrackNumber,
    pub(crate) at: Wgs84,
    pub(crate) v: [f64; 3],
    /// Covariance of the position, m².
    pub(crate) p: Cov2,
    /// Variance of the height, m², where known.
    pub(crate) p_uu: Option<f64>,
    pub(crate) end: bool,
}

fn seconds(s: f64) -> UtcNs {
    UtcNs(0) + Nanos::from_secs_f64(s)
}

impl Folder {
    pub(crate) fn read(folder: &Path) -> Folder {
        let text = fs::read_to_string(folder.join("scenario.json")).expect("scenario.json");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let mut sensors = BTreeMap::new();
        for (index, s) in (0u16..).zip(json["sensors"].as_array().expect("sensors")) {
            let sensor = sensor(SensorId(index), s);
            sensors.insert(sensor.site.name.clone(), sensor);
        }
        let text = fs::read_to_string(folder.join("detections.csv")).expect("detections.csv");
        let detections = text.lines().skip(1).map(|l| report(l, &sensors)).collect();
        let e = |key: &str| json["evaluation"][key].as_f64().expect("evaluation");
        let named = json["time_reference"].as_str();
        Folder {
            reference: named.and_then(|name| Some(sensors.get(name)?.site.id)),
            sensors,
            detections,
            cutoff_m: e("c"),
            steps: (e("start"), e("step"), e("end")),
            max_age_s: e("max_age"),
        }
    }

    /// A tracker for its sensors.
    pub(crate) fn tracker(&self, parameters: &Parameters) -> Tracker {
        let sites: Vec<SensorSite> = self.sensors.values().map(|s| s.site.clone()).collect();
        let mut tracker = Tracker::new(*parameters, &sites);
        if let Some(reference) = self.reference {
            tracker.set_time_reference(reference);
        }
        tracker
    }

    /// Feeds the detections as they arrived, one step for all of one moment; what is known goes out at once.
    pub(crate) fn track(&self, parameters: &Parameters) -> (Tracker, Vec<Row>) {
        self.track_with(self.tracker(parameters), |_| {})
    }

    /// The same with a tracker made ready, which `after` sees after each step.
    pub(crate) fn track_with(
        &self,
        mut tracker: Tracker,
        mut after: impl FnMut(&mut Tracker),
    ) -> (Tracker, Vec<Row>) {
        let mut rows = Vec::new();
        let mut shown: BTreeMap<TrackNumber, Wgs84> = BTreeMap::new();
        let mut rest = &self.detections[..];
        while let Some(first) = rest.first() {
            let now = first.heard.0;
            let len = rest.iter().take_while(|d| d.heard.0 == now).count();
            let t = (now - UtcNs(0)).as_secs_f64();
            tracker.update(now, &rest[..len], Suspects::none());
            after(&mut tracker);
            rest = &rest[len..];
            for update in tracker.updates() {
                let number = update.number;
                let row = |at, v, p, end| Row {
                    t,
                    number,
                    at,
                    v,
                    p,
                    p_uu: None,
                    end,
                };
                if update.kind == UpdateKind::Dropped {
                    rows.extend(
                        shown
                            .remove(&number)
                            .map(|at| row(at, [0.0; 3], Cov2::default(), true)),
                    );
                    continue;
                }
                let status = tracker.get(number).map(|t| t.status);
                if let Some((at, v, p)) = tracker.predicted(number, now)
                    && status.is_some_and(|s| s != TrackStatus::Tentative)
                {
                    shown.insert(number, at);
                    rows.push(row(at, [v.east_mps, v.north_mps, v.up_mps], p, false));
                }
            }
        }
        (tracker, rows)
    }
}

/// Rows as the track file has them.
pub(crate) fn csv(rows: &[Row]) -> String {
    let mut text = String::from("t,track_id,lat,lon,alt,ve,vn,vu,end,p_ee,p_en,p_nn,p_uu\n");
    for row in rows {
        let (p, v) = (row.at, row.v);
        writeln!(
            text,
            "{:.3},{},{:.7},{:.7},{:.1},{:.3},{:.3},{:.3},{},{:.1},{:.1},{:.1},{}",
            row.t,
            row.number,
            p.lat_deg,
            p.lon_deg,
            p.height_m,
            v[0],
            v[1],
            v[2],
            u8::from(row.end),
            row.p.ee,
            row.p.en,
            row.p.nn,
            row.p_uu.map(|p| format!("{p:.1}")).unwrap_or_default()
        )
        .expect("memory");
    }
    text
}

fn sensor(id: SensorId, s: &serde_json::Value) -> Sensor {
    let number = |key: &str| s[key].as_f64().unwrap_or(0.0);
    let at = |i: usize| s["pos"][i].as_f64().expect("position");
    let position = Wgs84::new(at(0), at(1), at(2)).expect("on the earth");
    let model = RadarModel {
        range_sigma_m: number("sr"),
        azimuth_sigma_rad: number("saz").to_radians(),
        turn: Nanos::from_secs_f64(number("period")),
        detection_probability: number("pd_psr"),
    };
    Sensor {
        site: SensorSite {
            id,
            name: s["id"].as_str().expect("id").to_owned(),
            kind: SensorKind::Radar(model),
            source: None,
            position: Some(position),
            range_max_m: number("rmax"),
            simulated: false,
        },
        model,
        elevation_sigma_rad: number("sel").to_radians(),
        frame: LocalFrame::at(position),
    }
}

/// One line of detections.csv.
fn report(line: &str, sensors: &BTreeMap<String, Sensor>) -> TargetReport {
    let f: Vec<&str> = line.split(',').collect();
    let number = |i: usize| f[i].parse::<f64>().ok();
    let sensor = &sensors[f[3]];
    let address = u32::from_str_radix(f[11], 16).ok().and_then(Address::icao);
    let kind = match (f[5], address) {
        ("PSR", _) => ReportKind::Psr,
        (_, Some(_)) => ReportKind::ModeS,
        (_, None) => ReportKind::Ssr,
    };
    let mut report = TargetReport::new(
        sensor.site.id,
        kind,
        Applicable(seconds(number(2).expect("t"))),
        Heard(seconds(number(1).expect("t_recv"))),
    );
    report.primary = f[5] != "SSR";
    report.address = address;
    let code = u16::from_str_radix(f[10], 8).ok().and_then(ModeA::new);
    report.mode_a = code.map(|code| ModeAReply {
        code,
        doubtful: false,
    });
    let altitude = number(9).map(PressureAltitude::from_ft);
    report.altitude = altitude.map(|altitude| AltitudeReply {
        altitude,
        doubtful: false,
    });
    let polar = Polar {
        range_m: number(6).expect("range"),
        azimuth_rad: number(7).expect("azimuth").to_radians(),
        elevation_rad: number(8).map(f64::to_radians),
        range_sigma_m: sensor.model.range_sigma_m,
        azimuth_sigma_rad: sensor.model.azimuth_sigma_rad,
        elevation_sigma_rad: number(8).map_or(0.0, |_| sensor.elevation_sigma_rad),
        range_rate: None,
    };
    let height = altitude.map(PressureAltitude::m);
    report.place = Some(radar::place(&sensor.frame, polar, height));
    report
}
