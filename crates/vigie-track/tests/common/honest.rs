//! Ten aircraft and two honest sensors, beside which another may misbehave: the same run with and without it shows
//! whether anybody else is harmed.

use crate::common::{
    Flight, RADAR, RECEIVER, Random, TURN_S, adsb, mode_s, niamey, primary, secondary, seconds,
};
use std::collections::BTreeSet;
use std::ops::Range;
use vigie_core::place::Wgs84;
use vigie_core::report::TargetReport;
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::Nanos;
use vigie_core::track::TrackStatus;
use vigie_track::{Parameters, Tracker};

/// The radar that misbehaves: at the same place, another turn.
pub(crate) const BAD_RADAR: SensorId = SensorId(2);
/// The receiver that does.
pub(crate) const BAD_RECEIVER: SensorId = SensorId(3);
/// Its turn, seconds.
pub(crate) const BAD_TURN_S: f64 = 4.0;
/// How long a run lasts, and from when on it is judged, seconds.
pub(crate) const LASTS_S: f64 = 150.0;
const JUDGED_S: f64 = 50.0;
/// A step, seconds.
const STEP_S: f64 = 0.5;
/// A track further away than this is not the target's, metres.
const NEAR_M: f64 = 4000.0;

/// How an aircraft can be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Seen {
    /// ADS-B and Mode S.
    Emitter(u32),
    /// Mode A and C.
    Coded(u16),
    /// Primary radar alone.
    Silent,
}

/// An aircraft of the honest world.
#[derive(Clone, Copy)]
pub(crate) struct Honest {
    pub(crate) seen: Seen,
    pub(crate) flight: Flight,
}

impl Honest {
    /// What a radar at Niamey says of it.
    pub(crate) fn plot(&self, sensor: SensorId, t: f64, random: &mut Random) -> TargetReport {
        let at = self.flight.at(t);
        let mut report = match self.seen {
            Seen::Emitter(address) => mode_s(address, 0o2000, at, t, random),
            Seen::Coded(code) => secondary(code, at, t, random),
            Seen::Silent => primary(at, t, random),
        };
        report.sensor = sensor;
        report
    }
}

/// Ten aircraft, 36° apart, at 60 to 150 km, flying across.
pub(crate) fn aircraft() -> Vec<Honest> {
    (0..10u16)
        .map(|i| {
            let bearing = 36.0 * f64::from(i);
            let across = f64::to_radians(bearing + 70.0 + 50.0 * f64::from(i));
            let speed = 140.0 + 10.0 * f64::from(i);
            Honest {
                seen: match i % 5 {
                    0..=2 => Seen::Emitter(0x06_2100 + u32::from(i)),
                    3 => Seen::Coded(0o1234 + i),
                    _ => Seen::Silent,
                },
                flight: Flight::new(
                    bearing,
                    60_000.0 + 10_000.0 * f64::from(i),
                    speed * libm::sin(across),
                    speed * libm::cos(across),
                ),
            }
        })
        .collect()
}

fn tracker() -> Tracker {
    let radar = |turn_s| {
        SensorKind::Radar(RadarModel {
            range_sigma_m: 60.0,
            azimuth_sigma_rad: 0.0015,
            turn: Nanos::from_secs_f64(turn_s),
            detection_probability: 0.9,
        })
    };
    let kinds = [
        (RECEIVER, SensorKind::Receiver),
        (RADAR, radar(TURN_S)),
        (BAD_RADAR, radar(BAD_TURN_S)),
        (BAD_RECEIVER, SensorKind::Receiver),
    ];
    let sites = kinds.map(|(id, kind)| SensorSite {
        id,
        name: String::new(),
        kind,
        source: None,
        position: Some(niamey()),
        range_max_m: 300e3,
        simulated: false,
    });
    Tracker::new(Parameters::default(), &sites)
}

/// How one aircraft fared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fared {
    /// Root mean square of the distance between it and its track, metres.
    pub(crate) rms_m: f64,
    /// Share of the time in which it had a believed track.
    pub(crate) covered: f64,
    judged: f64,
    /// Numbers of the tracks that were its own.
    pub(crate) numbers: BTreeSet<u32>,
}

/// What came of a run.
pub(crate) struct Run {
    pub(crate) tracker: Tracker,
    pub(crate) fared: Vec<Fared>,
    /// The most tracks there were at a time, and the most believed ones.
    pub(crate) tracks_max: usize,
    pub(crate) believed_max: usize,
}

/// A sensor that misbehaves: what it says between two times.
pub(crate) type Misbehaviour<'a> =
    dyn FnMut(f64, f64, &[Honest], &mut Random) -> Vec<TargetReport> + 'a;

/// What the honest sensors say between two times.
fn honest(aircraft: &[Honest], from: f64, to: f64, random: &mut Random) -> Vec<TargetReport> {
    let mut reports = Vec::new();
    for one in aircraft {
        if let Seen::Emitter(address) = one.seen {
            reports.push(adsb(address, one.flight.at(to), to, random));
        }
        if let Some(t) = look(one, TURN_S, from, to) {
            reports.push(one.plot(RADAR, t, random));
        }
    }
    reports
}

/// When a beam passes an aircraft between two times, if it does.
pub(crate) fn look(one: &Honest, turn_s: f64, from: f64, to: f64) -> Option<f64> {
    let bearing = libm::atan2(
        one.flight.start.lon_deg - niamey().lon_deg,
        one.flight.start.lat_deg - niamey().lat_deg,
    )
    .rem_euclid(std::f64::consts::TAU);
    let phase = bearing / std::f64::consts::TAU * turn_s;
    let t = phase + turn_s * libm::ceil((from - phase) / turn_s);
    (t < to && t >= 0.0).then_some(t)
}

/// Runs the honest world, with a sensor that misbehaves or without.
/// What happens between `spared` is not judged.
pub(crate) fn run(spared: Range<f64>, mut bad: Option<&mut Misbehaviour<'_>>) -> Run {
    let aircraft = aircraft();
    let mut tracker = tracker();
    let (mut random, mut other) = (Random(77), Random(78));
    let mut fared = vec![Fared::default(); aircraft.len()];
    let (mut tracks_max, mut believed_max) = (0, 0);
    let mut t = 0.0;
    while t < LASTS_S {
        let (from, to) = (t, t + STEP_S);
        t = to;
        let mut reports = honest(&aircraft, from, to, &mut random);
        if let Some(bad) = bad.as_deref_mut() {
            reports.extend(bad(from, to, &aircraft, &mut other));
        }
        tracker.update(seconds(to), &reports, Suspects::none());
        assert!(sound(&tracker), "at {to}");
        tracks_max = tracks_max.max(tracker.tracks().len());
        if to > JUDGED_S && !spared.contains(&to) {
            let shown = believed(&tracker, to);
            believed_max = believed_max.max(shown.len());
            for (fared, one) in fared.iter_mut().zip(&aircraft) {
                fared.judge(one.flight.at(to), &shown);
            }
        }
    }
    for one in &mut fared {
        one.rms_m = (one.rms_m / one.covered.max(1.0)).sqrt();
        one.covered /= one.judged;
    }
    Run {
        tracker,
        fared,
        tracks_max,
        believed_max,
    }
}

fn believed(tracker: &Tracker, t: f64) -> Vec<(u32, Wgs84)> {
    tracker
        .tracks()
        .iter()
        .filter(|track| track.status != TrackStatus::Tentative)
        .filter_map(|track| {
            Some((
                track.number.0,
                tracker.predicted(track.number, seconds(t))?.0,
            ))
        })
        .collect()
}

impl Fared {
    fn judge(&mut self, at: Wgs84, shown: &[(u32, Wgs84)]) {
        self.judged += 1.0;
        let flat = |p: &Wgs84| p.at_height_m(0.0).distance_m(at.at_height_m(0.0));
        let nearest = shown
            .iter()
            .filter(|s| (s.1.lat_deg - at.lat_deg).abs() < 0.1)
            .map(|(number, p)| (flat(p), *number))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|n| n.0 < NEAR_M);
        if let Some((distance, number)) = nearest {
            self.covered += 1.0;
            self.rms_m += distance * distance;
            self.numbers.insert(number);
        }
    }
}

/// Whether every covariance is positive definite (the tracker's own are tried by Cholesky at each update; one that
/// is not would be counted), every number finite, and every list in its bounds.
pub(crate) fn sound(tracker: &Tracker) -> bool {
    let bounds = Parameters::default();
    tracker.counters().covariance_resets == 0
        && tracker.tracks().is_sorted_by(|a, b| a.number < b.number)
        && tracker.tracks().iter().all(|t| {
            let (p, v) = (t.position, t.velocity);
            let numbers = [
                p.lat_deg,
                p.lon_deg,
                p.height_m,
                v.east_mps,
                v.north_mps,
                v.up_mps,
            ];
            let definite = [t.position_covariance, t.velocity_covariance]
                .iter()
                .all(|c| c.ee > 0.0 && c.nn > 0.0 && c.en * c.en < c.ee * c.nn);
            numbers.iter().all(|x| x.is_finite())
                && definite
                && t.contributions.len() <= bounds.contributions_max
        })
}
