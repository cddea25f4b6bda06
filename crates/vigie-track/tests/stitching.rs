//! A drone that turns while nobody sees it keeps its number; another one that appears elsewhere does not get it.

#[path = "common/mod.rs"]
#[expect(dead_code, reason = "a world of its own uses little of the common one")]
mod common;

use common::{Random, bare, niamey, seconds};
use vigie_core::place::{Cov2, Enu, LocalFrame};
use vigie_core::report::{Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::Nanos;
use vigie_core::track::TrackStatus;
use vigie_track::{Parameters, Tracker};

const TURN_S: f64 = 1.5;
const EYE: SensorId = SensorId(0);

fn eye() -> Tracker {
    let model = RadarModel {
        range_sigma_m: 5.0,
        azimuth_sigma_rad: 0.005,
        turn: Nanos::from_secs_f64(TURN_S),
        detection_probability: 0.8,
    };
    let site = SensorSite {
        id: EYE,
        name: String::from("eye"),
        kind: SensorKind::Radar(model),
        source: None,
        position: Some(niamey()),
        range_max_m: 5000.0,
        simulated: false,
    };
    Tracker::new(Parameters::default(), &[site])
}

/// A plot of a drone at `east`, `north`, metres from the sensor, 150 m above it.
fn plot(east: f64, north: f64, t: f64, random: &mut Random) -> TargetReport {
    let frame = LocalFrame::at(niamey());
    let (ground, azimuth) = (libm::hypot(east, north), libm::atan2(east, north));
    let azimuth_rad = (azimuth + 0.005 * random.normal()).rem_euclid(std::f64::consts::TAU);
    let range_m = libm::hypot(ground, 150.0) + 5.0 * random.normal();
    let elevation = libm::asin(150.0 / range_m) + 0.007 * random.normal();
    let flat = range_m * libm::cos(elevation);
    let mut report = bare(EYE, ReportKind::Psr, t);
    report.place = Some(Place {
        position: frame.wgs84_from_enu(Enu {
            east_m: flat * libm::sin(azimuth_rad),
            north_m: flat * libm::cos(azimuth_rad),
            up_m: range_m * libm::sin(elevation),
        }),
        covariance: Cov2::along_bearing(azimuth_rad, 5.0, 0.005 * range_m),
        height_known: true,
        polar: Some(Polar {
            range_m,
            azimuth_rad,
            elevation_rad: Some(elevation),
            range_sigma_m: 5.0,
            azimuth_sigma_rad: 0.005,
            elevation_sigma_rad: 0.007,
            range_rate: None,
        }),
    });
    report
}

/// Flies east, is not seen for `unseen` looks, and is then `away` metres further east, flying north; the believed numbers
/// before and after, and how many were stitched.
fn flight(seed: u64, unseen: u32, away: f64) -> (Vec<u32>, Vec<u32>, u64) {
    let (mut tracker, mut random) = (eye(), Random(seed));
    let believed = |tracker: &Tracker| -> Vec<u32> {
        let tracks = tracker.tracks().iter();
        let live = tracks.filter(|t| t.status != TrackStatus::Tentative);
        live.map(|t| t.number.0).collect()
    };
    let mut before = Vec::new();
    for look in 0..60u32 {
        let t = TURN_S * f64::from(look);
        let (mut east, mut north) = (-400.0 + 18.0 * t, 2000.0);
        if look >= 30 {
            // It has turned left, at the first of the looks that missed it.
            let turned = TURN_S * 30.0;
            (east, north) = (
                -400.0 + 18.0 * turned + 40.0 + away,
                2000.0 + 18.0 * (t - turned),
            );
        }
        let seen = !(30..30 + unseen).contains(&look);
        let mut reports: Vec<TargetReport> = Vec::new();
        if seen {
            reports.push(plot(east, north, t, &mut random));
        }
        // What else there is: far away, so that the beam is known to have passed.
        reports.push(plot(-2500.0, 1500.0, t, &mut random));
        tracker.update(seconds(t), &reports, Suspects::none());
        if look == 29 {
            before = believed(&tracker);
        }
    }
    (before, believed(&tracker), tracker.counters().stitched)
}

#[test]
fn a_drone_that_turns_unseen_keeps_its_number() {
    for seed in 0..20 {
        let (before, after, _) = flight(seed, 5, 0.0);
        assert_eq!(before.len(), 2, "{seed}: {before:?}");
        assert_eq!(before, after, "{seed}");
    }
    let stitched: u64 = (0..20).map(|seed| flight(seed, 5, 0.0).2).sum();
    assert!(
        stitched >= 10,
        "{stitched} of 20 were found again as new tracks"
    );
}

#[test]
fn another_drone_does_not_get_the_number() {
    for seed in 0..20 {
        let (before, after, stitched) = flight(seed, 5, 900.0);
        assert_eq!((before.len(), after.len(), stitched), (2, 2, 0), "{seed}");
        assert_ne!(before, after, "{seed}");
    }
}
