//! A folder with `scenario.json` and `detections.csv`: measurements without a wire format.
//!
//! The layout is that of the reference scenarios: positions as latitude, longitude, metres above the ellipsoid;
//! azimuth from true north and elevation in degrees; slant range in metres; times in seconds since the start.

use super::rows::Rows;
use super::smooth::{self, Pass};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, ModeAReply, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_sense::radar;
use vigie_track::{Parameters, Tracker};

#[derive(serde::Deserialize)]
struct Scenario {
    sensors: Vec<Sensor>,
    /// The radar whose clock is right.
    time_reference: Option<String>,
}

#[derive(serde::Deserialize)]
struct Sensor {
    id: String,
    pos: [f64; 3],
    period: f64,
    sr: f64,
    saz: f64,
    sel: Option<f64>,
    rmax: f64,
    pd_psr: f64,
}

/// A sensor as its detections need it.
struct Station {
    site: SensorSite,
    antenna: LocalFrame,
    model: RadarModel,
    elevation_sigma_rad: f64,
}

/// Tracks the detections in the order in which they arrived.
pub(super) fn track(folder: &Path, pass: &mut Pass, rows: &mut Rows) -> Result<bool> {
    let (stations, reference) = stations(folder)?;
    let sites: Vec<SensorSite> = stations
        .values()
        .map(|station| station.site.clone())
        .collect();
    let mut tracker = Tracker::new(Parameters::default(), &sites);
    if let Some(reference) = reference {
        tracker.set_time_reference(reference);
    }
    pass.begin(&mut tracker);
    let path = folder.join("detections.csv");
    let file =
        std::fs::File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut lines = BufReader::new(file).lines();
    let header = lines
        .next()
        .with_context(|| format!("{} is empty", path.display()))??;
    let columns = Columns::find(&header).with_context(|| format!("{}, line 1", path.display()))?;
    let mut batch: Vec<TargetReport> = Vec::new();
    let mut count = 0_u64;
    for (number, line) in lines.enumerate() {
        let line = line.with_context(|| format!("cannot read {}", path.display()))?;
        let report = columns
            .read(&line, &stations)
            .with_context(|| format!("{}, line {}", path.display(), number + 2))?;
        if batch
            .first()
            .is_some_and(|first| first.heard != report.heard)
        {
            step(&mut tracker, &mut batch, pass, rows)?;
        }
        batch.push(report);
        count += 1;
    }
    step(&mut tracker, &mut batch, pass, rows)?;
    pass.end(&tracker);
    smooth::report_registration(&sites, pass, &tracker);
    Ok(count > 0)
}

/// One step for all that arrived at one moment.
fn step(
    tracker: &mut Tracker,
    batch: &mut Vec<TargetReport>,
    pass: &mut Pass,
    rows: &mut Rows,
) -> Result<()> {
    if let Some(first) = batch.first() {
        let now = first.heard.0;
        tracker.update(now, batch, Suspects::none());
        pass.take(now, tracker, rows)?;
        batch.clear();
    }
    Ok(())
}

/// The sensors by name, and the one whose clock is right where the scenario names one.
fn stations(folder: &Path) -> Result<(BTreeMap<String, Station>, Option<SensorId>)> {
    let path = folder.join("scenario.json");
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "cannot read {}: --detections takes a folder with scenario.json and detections.csv",
            path.display()
        )
    })?;
    let scenario: Scenario = serde_json::from_str(&text)
        .with_context(|| format!("{} is no scenario", path.display()))?;
    ensure!(
        scenario.sensors.len() <= 1_000,
        "{} has more than 1,000 sensors",
        path.display()
    );
    let stations = (0_u16..).zip(scenario.sensors).map(|(number, sensor)| {
        let [lat, lon, height] = sensor.pos;
        let position = Wgs84::new(lat, lon, height).with_context(|| {
            format!("{}: sensor {}: pos is no place", path.display(), sensor.id)
        })?;
        let model = RadarModel {
            range_sigma_m: sensor.sr,
            azimuth_sigma_rad: sensor.saz.to_radians(),
            turn: Nanos::from_secs_f64(sensor.period),
            detection_probability: sensor.pd_psr,
        };
        let site = SensorSite {
            id: SensorId(number),
            name: sensor.id.clone(),
            kind: SensorKind::Radar(model),
            source: None,
            position: Some(position),
            range_max_m: sensor.rmax,
            simulated: false,
        };
        let elevation_sigma_rad = sensor.sel.unwrap_or(0.0).to_radians();
        Ok((
            sensor.id,
            Station {
                site,
                antenna: LocalFrame::at(position),
                model,
                elevation_sigma_rad,
            },
        ))
    });
    let stations = stations.collect::<Result<BTreeMap<String, Station>>>()?;
    let reference = scenario
        .time_reference
        .map(|name| {
            let station = stations.get(&name);
            station.map(|s| s.site.id).with_context(|| {
                format!("{}: time_reference {name:?} is no sensor", path.display())
            })
        })
        .transpose()?;
    Ok((stations, reference))
}

/// Where each column is.
struct Columns {
    received: usize,
    time: usize,
    sensor: usize,
    kind: usize,
    range: usize,
    azimuth: usize,
    elevation: usize,
    altitude: usize,
    mode_a: usize,
    mode_s: usize,
}

impl Columns {
    fn find(header: &str) -> Result<Columns> {
        let names: Vec<&str> = header.trim().split(',').collect();
        let place = |name: &str| {
            names
                .iter()
                .position(|other| *other == name)
                .with_context(|| format!("the column {name} is missing"))
        };
        Ok(Columns {
            received: place("t_recv")?,
            time: place("t")?,
            sensor: place("sensor")?,
            kind: place("type")?,
            range: place("range_m")?,
            azimuth: place("az_deg")?,
            elevation: place("el_deg")?,
            altitude: place("alt_ft")?,
            mode_a: place("mode3a")?,
            mode_s: place("mode_s")?,
        })
    }

    fn read(&self, line: &str, stations: &BTreeMap<String, Station>) -> Result<TargetReport> {
        let fields: Vec<&str> = line.trim_end().split(',').collect();
        let text = |at: usize| fields.get(at).copied().filter(|field| !field.is_empty());
        let number = |at: usize, name: &str| -> Result<Option<f64>> {
            let parsed = text(at)
                .map(str::parse::<f64>)
                .transpose()
                .with_context(|| format!("{name} is no number"))?;
            Ok(parsed.filter(|value| value.is_finite()))
        };
        let needed =
            |at: usize, name: &str| number(at, name)?.with_context(|| format!("{name} is missing"));
        let time = |at: usize, name: &str| {
            Ok::<_, anyhow::Error>(UtcNs(Nanos::from_secs_f64(needed(at, name)?).0))
        };
        let sensor = text(self.sensor).unwrap_or_default();
        let station = stations
            .get(sensor)
            .with_context(|| format!("sensor {sensor:?} is not in scenario.json"))?;
        let address = text(self.mode_s)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(Address::icao);
        let (kind, primary) = match (text(self.kind), address) {
            (Some("PSR"), _) => (ReportKind::Psr, true),
            (Some("SSR"), None) => (ReportKind::Ssr, false),
            (Some("CMB"), None) => (ReportKind::Ssr, true),
            (Some("SSR"), Some(_)) => (ReportKind::ModeS, false),
            (Some("CMB"), Some(_)) => (ReportKind::ModeS, true),
            (other, _) => anyhow::bail!("type {other:?}: must be PSR, SSR or CMB"),
        };
        let applicable = Applicable(time(self.time, "t")?);
        let mut report = TargetReport::new(
            station.site.id,
            kind,
            applicable,
            Heard(time(self.received, "t_recv")?),
        );
        report.primary = primary;
        report.address = address;
        let code = text(self.mode_a)
            .and_then(|digits| u16::from_str_radix(digits, 8).ok())
            .and_then(ModeA::new);
        report.mode_a = code.map(|code| ModeAReply {
            code,
            doubtful: false,
        });
        let altitude_ft = number(self.altitude, "alt_ft")?;
        report.altitude = altitude_ft.map(|ft| AltitudeReply {
            altitude: PressureAltitude::from_ft(ft),
            doubtful: false,
        });
        let polar = Polar {
            range_m: needed(self.range, "range_m")?,
            azimuth_rad: needed(self.azimuth, "az_deg")?.to_radians(),
            elevation_rad: number(self.elevation, "el_deg")?.map(f64::to_radians),
            range_sigma_m: station.model.range_sigma_m,
            azimuth_sigma_rad: station.model.azimuth_sigma_rad,
            elevation_sigma_rad: station.elevation_sigma_rad,
            range_rate: None,
        };
        let height = report.altitude.map(|said| said.altitude.m());
        report.place = Some(radar::place(&station.antenna, polar, height));
        Ok(report)
    }
}
