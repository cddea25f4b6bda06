//! The reference scenarios (`../shared/scenarios`), where that folder is there: detections in, tracks out, and honest
//! floors for what comes out. Nothing of the truth reaches the tracker.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{Cov2, Enu, LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, ModeAReply, Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_core::track::{TrackNumber, TrackStatus, UpdateKind};
use vigie_track::{Parameters, Tracker};

/// Where a radar without any height would put a target, metres, and how wrong that may be.
const ASSUMED_M: f64 = 6000.0;
const ASSUMED_SIGMA_M: f64 = 3500.0;

struct Sensor {
    site: SensorSite,
    model: RadarModel,
    elevation_sigma_rad: f64,
    frame: LocalFrame,
}

struct Scenario {
    sensors: BTreeMap<String, Sensor>,
    /// By arrival.
    detections: Vec<(f64, TargetReport)>,
    cutoff_m: f64,
    steps: (f64, f64, f64),
    max_age_s: f64,
}

fn shared(name: &str) -> Option<PathBuf> {
    // Other seeds of the same generator are judged by the same floors.
    let folder = std::env::var_os("VIGIE_SCENARIOS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scenarios"),
        PathBuf::from,
    );
    let path = folder.join(name);
    if path.is_dir() {
        return Some(path);
    }
    assert!(
        std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
        "{} is missing",
        path.display()
    );
    say(&format!("skipped: {} is not there", path.display()));
    None
}

fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("stderr");
}

fn seconds(s: f64) -> UtcNs {
    UtcNs(0) + Nanos::from_secs_f64(s)
}

impl Scenario {
    fn read(folder: &Path) -> Scenario {
        let text = fs::read_to_string(folder.join("scenario.json")).expect("scenario.json");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let mut sensors = BTreeMap::new();
        for (index, s) in (0u16..).zip(json["sensors"].as_array().expect("sensors")) {
            let number = |key: &str| s[key].as_f64().unwrap_or(0.0);
            let at = |i: usize| s["pos"][i].as_f64().expect("position");
            let position = Wgs84::new(at(0), at(1), at(2)).expect("on the earth");
            let model = RadarModel {
                range_sigma_m: number("sr"),
                azimuth_sigma_rad: number("saz").to_radians(),
                turn: Nanos::from_secs_f64(number("period")),
                detection_probability: number("pd_psr"),
            };
            let name = s["id"].as_str().expect("id").to_owned();
            let site = SensorSite {
                id: SensorId(index),
                name: name.clone(),
                kind: SensorKind::Radar(model),
                source: None,
                position: Some(position),
                range_max_m: number("rmax"),
                simulated: false,
            };
            let sensor = Sensor {
                site,
                model,
                elevation_sigma_rad: number("sel").to_radians(),
                frame: LocalFrame::at(position),
            };
            sensors.insert(name, sensor);
        }
        let text = fs::read_to_string(folder.join("detections.csv")).expect("detections.csv");
        let detections = text.lines().skip(1).map(|l| report(l, &sensors)).collect();
        let e = |key: &str| json["evaluation"][key].as_f64().expect("evaluation");
        Scenario {
            sensors,
            detections,
            cutoff_m: e("c"),
            steps: (e("start"), e("step"), e("end")),
            max_age_s: e("max_age"),
        }
    }
}

/// One line of detections.csv as a report, with when it arrived.
fn report(line: &str, sensors: &BTreeMap<String, Sensor>) -> (f64, TargetReport) {
    let f: Vec<&str> = line.split(',').collect();
    let number = |i: usize| f[i].parse::<f64>().ok();
    let sensor = &sensors[f[3]];
    let (arrival, at) = (number(1).expect("t_recv"), number(2).expect("t"));
    let address = u32::from_str_radix(f[11], 16).ok().and_then(Address::icao);
    let code = u16::from_str_radix(f[10], 8).ok().and_then(ModeA::new);
    let altitude = number(9).map(PressureAltitude::from_ft);
    let kind = match (f[5], address) {
        ("PSR", _) => ReportKind::Psr,
        (_, Some(_)) => ReportKind::ModeS,
        (_, None) => ReportKind::Ssr,
    };
    let polar = Polar {
        range_m: number(6).expect("range"),
        azimuth_rad: number(7).expect("azimuth").to_radians(),
        elevation_rad: number(8).map(f64::to_radians),
        range_sigma_m: sensor.model.range_sigma_m,
        azimuth_sigma_rad: sensor.model.azimuth_sigma_rad,
        elevation_sigma_rad: number(8).map_or(0.0, |_| sensor.elevation_sigma_rad),
    };
    let mut report = TargetReport::new(
        sensor.site.id,
        kind,
        Applicable(seconds(at)),
        Heard(seconds(arrival)),
    );
    report.primary = f[5] != "SSR";
    report.address = address;
    report.mode_a = code.map(|code| ModeAReply {
        code,
        doubtful: false,
    });
    report.altitude = altitude.map(|altitude| AltitudeReply {
        altitude,
        doubtful: false,
    });
    report.place = Some(place(polar, altitude.map(PressureAltitude::m), sensor));
    (arrival, report)
}

/// A radar's measurement on the ellipsoid: by its elevation, by the altitude, or by an assumed height.
fn place(polar: Polar, altitude_m: Option<f64>, sensor: &Sensor) -> Place {
    let at = |elevation: f64| {
        let (sin_a, cos_a) = libm::sincos(polar.azimuth_rad);
        let (sin_e, cos_e) = libm::sincos(elevation);
        let ground = polar.range_m * cos_e;
        sensor.frame.wgs84_from_enu(Enu {
            east_m: ground * sin_a,
            north_m: ground * cos_a,
            up_m: polar.range_m * sin_e,
        })
    };
    let height = altitude_m.unwrap_or(ASSUMED_M);
    let position = if let (None, Some(elevation)) = (altitude_m, polar.elevation_rad) {
        at(elevation)
    } else {
        let mut sine = (height - sensor.frame.origin().height_m) / polar.range_m
            - polar.range_m / (2.0 * 6_371_000.0);
        for _ in 0..5 {
            sine = sine.clamp(-0.99, 0.99);
            sine += (height - at(libm::asin(sine)).height_m) / polar.range_m;
        }
        at(libm::asin(sine.clamp(-0.99, 0.99))).at_height_m(height)
    };
    let rise = (position.height_m - sensor.frame.origin().height_m).abs();
    let ground = (polar.range_m * polar.range_m - rise * rise)
        .max(1e-2 * polar.range_m * polar.range_m)
        .sqrt();
    let unknown = altitude_m.is_none() && polar.elevation_rad.is_none();
    let along = if unknown {
        libm::hypot(polar.range_sigma_m, ASSUMED_SIGMA_M * rise / ground)
    } else {
        polar.range_sigma_m
    };
    Place {
        position,
        covariance: Cov2::along_bearing(
            polar.azimuth_rad,
            along,
            (ground * polar.azimuth_sigma_rad).max(1.0),
        ),
        height_known: !unknown,
        polar: Some(polar),
    }
}

/// A row of the track file.
struct Row {
    t: f64,
    number: TrackNumber,
    at: Wgs84,
    v: [f64; 2],
    end: bool,
}

/// Feeds the detections as they arrived, in steps of a tenth of a second; what is known goes out at once.
fn track(scenario: &Scenario) -> (Tracker, Vec<Row>, String) {
    let sites: Vec<SensorSite> = scenario.sensors.values().map(|s| s.site.clone()).collect();
    let mut tracker = Tracker::new(Parameters::default(), &sites);
    let mut rows = Vec::new();
    let mut text = String::from("t,track_id,lat,lon,alt,ve,vn,vu,end\n");
    let mut shown: BTreeMap<TrackNumber, Wgs84> = BTreeMap::new();
    let (mut first, all) = (0, &scenario.detections);
    let mut tick = 0.1;
    while first < all.len() || tick < scenario.steps.2 {
        let len = all[first..].iter().take_while(|d| d.0 <= tick).count();
        let batch: Vec<TargetReport> = all[first..first + len]
            .iter()
            .map(|d| d.1.clone())
            .collect();
        first += len;
        let updates = tracker.update(seconds(tick), &batch).to_vec();
        for update in updates {
            let n = update.number;
            if update.kind == UpdateKind::Dropped {
                if let Some(at) = shown.remove(&n) {
                    writeln!(
                        text,
                        "{tick:.3},{n},{:.7},{:.7},{:.1},0,0,0,1",
                        at.lat_deg, at.lon_deg, at.height_m
                    )
                    .expect("memory");
                    rows.push(Row {
                        t: tick,
                        number: n,
                        at,
                        v: [0.0; 2],
                        end: true,
                    });
                }
                continue;
            }
            let Some((at, v, _)) = tracker.predicted(n, seconds(tick)) else {
                continue;
            };
            if tracker
                .get(n)
                .is_some_and(|t| t.status == TrackStatus::Tentative)
            {
                continue;
            }
            shown.insert(n, at);
            writeln!(
                text,
                "{tick:.3},{n},{:.7},{:.7},{:.1},{:.3},{:.3},{:.3},0",
                at.lat_deg, at.lon_deg, at.height_m, v.east_mps, v.north_mps, v.up_mps
            )
            .expect("memory");
            rows.push(Row {
                t: tick,
                number: n,
                at,
                v: [v.east_mps, v.north_mps],
                end: false,
            });
        }
        tick += 0.1;
    }
    (tracker, rows, text)
}

/// What the tracks are worth, roughly: `tools/score.py` is the judge, this the guard.
#[derive(Debug)]
struct Summary {
    /// Share of truth points within the cut-off of a track.
    completeness: f64,
    /// Tracks near no target, a scored instant.
    false_tracks: f64,
    /// Median distance of a truth point to its nearest track, metres.
    median_m: f64,
    /// Distinct numbers that were nearest to a target, a target.
    numbers_per_target: f64,
}

/// Where the targets were, by half seconds.
fn truth_by_half_second(folder: &Path) -> BTreeMap<i64, Vec<(u32, Wgs84)>> {
    let truth = fs::read_to_string(folder.join("truth.csv")).expect("truth.csv");
    let mut by_half: BTreeMap<i64, Vec<(u32, Wgs84)>> = BTreeMap::new();
    for line in truth.lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        let x = |i: usize| f[i].parse::<f64>().expect("number");
        #[expect(
            clippy::cast_possible_truncation,
            reason = "half seconds of ten minutes"
        )]
        let half = libm::round(x(0) * 2.0) as i64;
        let at = Wgs84::new(x(2), x(3), x(4)).expect("on the earth");
        by_half
            .entry(half)
            .or_default()
            .push((f[1].parse().expect("target"), at));
    }
    by_half
}

fn summary(scenario: &Scenario, rows: &[Row], folder: &Path) -> Summary {
    let by_half = truth_by_half_second(folder);
    let mut nearest = Vec::new();
    let (mut truths, mut covered, mut false_tracks, mut instants) = (0u32, 0u32, 0u32, 0u32);
    let mut numbers: BTreeMap<u32, Vec<TrackNumber>> = BTreeMap::new();
    let (mut t, step, end) = scenario.steps;
    let mut alive: BTreeMap<TrackNumber, &Row> = BTreeMap::new();
    let mut next = 0;
    while t <= end + 1e-9 {
        while next < rows.len() && rows[next].t <= t + 1e-6 {
            alive.insert(rows[next].number, &rows[next]);
            next += 1;
        }
        let shown: Vec<(TrackNumber, Wgs84)> = alive
            .values()
            .filter(|r| !r.end && t - r.t <= scenario.max_age_s)
            .map(|r| {
                let dt = t - r.t;
                let moved = Enu {
                    east_m: r.v[0] * dt,
                    north_m: r.v[1] * dt,
                    up_m: 0.0,
                };
                (r.number, LocalFrame::at(r.at).wgs84_from_enu(moved))
            })
            .collect();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "half seconds of ten minutes"
        )]
        let here = by_half
            .get(&(libm::round(t * 2.0) as i64))
            .cloned()
            .unwrap_or_default();
        let flat = |a: Wgs84, b: Wgs84| {
            let d = LocalFrame::at(a.at_height_m(0.0)).enu_from_wgs84(b.at_height_m(0.0));
            libm::hypot(d.east_m, d.north_m)
        };
        for &(target, at) in &here {
            truths += 1;
            let best = shown
                .iter()
                .map(|&(n, p)| (flat(at, p), n))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((distance, number)) = best
                && distance <= scenario.cutoff_m
            {
                covered += 1;
                nearest.push(distance);
                let seen = numbers.entry(target).or_default();
                if !seen.contains(&number) {
                    seen.push(number);
                }
            }
        }
        let lonely = |p: Wgs84| here.iter().all(|&(_, at)| flat(at, p) > scenario.cutoff_m);
        false_tracks += u32::try_from(shown.iter().filter(|s| lonely(s.1)).count()).expect("few");
        instants += 1;
        t += step;
    }
    nearest.sort_by(f64::total_cmp);
    Summary {
        completeness: f64::from(covered) / f64::from(truths.max(1)),
        false_tracks: f64::from(false_tracks) / f64::from(instants.max(1)),
        median_m: nearest.get(nearest.len() / 2).copied().unwrap_or(f64::NAN),
        numbers_per_target: numbers.values().map(Vec::len).sum::<usize>() as f64
            / numbers.len().max(1) as f64,
    }
}

fn run(name: &str) -> Option<Summary> {
    let folder = shared(name)?;
    let scenario = Scenario::read(&folder);
    let (tracker, rows, text) = track(&scenario);
    let out = std::env::temp_dir().join("vigie-track-scenarios");
    fs::create_dir_all(&out).expect("temporary folder");
    let file = out.join(format!("{name}.csv"));
    fs::write(&file, text).expect("track file");
    let summary = summary(&scenario, &rows, &folder);
    say(&format!(
        "{name}: {summary:.3?}
{:?}
{}",
        tracker.counters(),
        file.display()
    ));
    Some(summary)
}

#[test]
fn en_route_one_primary_radar() {
    if let Some(s) = run("A_enroute") {
        assert!(
            s.completeness > 0.93
                && s.false_tracks < 3.0
                && s.median_m < 150.0
                && s.numbers_per_target < 4.0,
            "{s:?}"
        );
    }
}

#[test]
fn three_biased_radars_with_identities_and_clashes() {
    if let Some(s) = run("B_multisensor") {
        assert!(
            s.completeness > 0.93
                && s.false_tracks < 15.0
                && s.median_m < 300.0
                && s.numbers_per_target < 4.0,
            "{s:?}"
        );
    }
}

#[test]
fn dense_low_and_slow_in_clutter() {
    if let Some(s) = run("C_dense") {
        assert!(
            s.completeness > 0.9
                && s.false_tracks < 5.0
                && s.median_m < 25.0
                && s.numbers_per_target < 10.0,
            "{s:?}"
        );
    }
}
