//! Other systems' tracks: fused without being trusted too much, told apart by their numbers.

#[expect(dead_code, reason = "these tests draw on a part of the common world")]
mod common;
#[expect(dead_code, reason = "these tests draw on a part of the common world")]
#[path = "common/tally.rs"]
mod tally;

use common::{Flight, RADAR, Random, bare, seconds};
use tally::{Tally, mode_s, plot, speed_at};
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{GroundVelocity, Place, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::Nanos;
use vigie_core::track::{Track, TrackStatus};
use vigie_track::{Parameters, Tracker};

const WEST: SensorId = SensorId(2);
const SOUTH: SensorId = SensorId(3);

fn site(id: SensorId, kind: SensorKind) -> SensorSite {
    SensorSite {
        id,
        name: String::new(),
        kind,
        source: None,
        position: Some(common::niamey()),
        range_max_m: 300e3,
        simulated: false,
    }
}

fn tracker() -> Tracker {
    let radar = RadarModel {
        range_sigma_m: 60.0,
        azimuth_sigma_rad: 0.0015,
        turn: Nanos::from_secs(5),
        detection_probability: 0.9,
    };
    let sites = [
        site(RADAR, SensorKind::Radar(radar)),
        site(WEST, SensorKind::Tracker),
        site(SOUTH, SensorKind::Tracker),
    ];
    Tracker::new(Parameters::default(), &sites)
}

/// A track as another system would send it.
fn sent(by: SensorId, track: &Track, number: u32) -> TargetReport {
    let mut report = bare(by, ReportKind::SystemTrack, 0.0);
    report.applicable = vigie_core::time::Applicable(track.at);
    report.heard = vigie_core::time::Heard(track.at);
    report.address = track.identity.address;
    report.sensor_track = Some(number);
    report.place = Some(Place {
        position: track.position,
        covariance: track.position_covariance,
        height_known: true,
        polar: None,
    });
    let v = track.velocity_covariance;
    let half = 0.5 * (v.ee + v.nn);
    let spread = libm::hypot(0.5 * (v.ee - v.nn), v.en);
    report.velocity = Some(GroundVelocity {
        east_mps: track.velocity.east_mps,
        north_mps: track.velocity.north_mps,
        sigma_mps: libm::sqrt(half + spread),
    });
    report
}

fn flight(random: &mut Random) -> Flight {
    let course = std::f64::consts::TAU * random.uniform();
    Flight::new(
        360.0 * random.uniform(),
        80_000.0,
        220.0 * libm::sin(course),
        220.0 * libm::cos(course),
    )
}

fn area(track: &Track) -> f64 {
    let p = track.position_covariance;
    libm::sqrt(p.ee * p.nn - p.en * p.en)
}

#[test]
fn our_own_track_come_back_makes_us_no_surer() {
    let (mut alone, mut looped) = (Tally::default(), Tally::default());
    for seed in 0..20u32 {
        let mut random = Random(u64::from(seed) + 40);
        let flight = flight(&mut random);
        let (mut a, mut b) = (tracker(), tracker());
        let mut echo: Option<TargetReport> = None;
        for turn in 0..40u32 {
            let t = 5.0 * f64::from(turn);
            let seen = mode_s(0x06_2001, flight.at(t), t, &mut random);
            a.update(seconds(t), std::slice::from_ref(&seen), Suspects::none());
            b.update(seconds(t), &[seen], Suspects::none());
            // What it just showed, come back two seconds later; then once more.
            for again in [2.0, 3.0] {
                let track = &b.tracks()[0];
                let back = echo.take().unwrap_or_else(|| sent(WEST, track, 7));
                b.update(
                    seconds(t + again),
                    std::slice::from_ref(&back),
                    Suspects::none(),
                );
                echo = (again < 2.5).then_some(back);
            }
            if turn > 5 {
                assert_eq!((a.tracks().len(), b.tracks().len()), (1, 1));
                let (one, other) = (&a.tracks()[0], &b.tracks()[0]);
                let (truth, v) = (flight.at(t), speed_at(&flight, t));
                assert!(
                    area(other) > 0.98 * area(one),
                    "{} {}",
                    area(other),
                    area(one)
                );
                alone.add(one, truth, v);
                looped.add(other, truth, v);
            }
        }
    }
    assert!(
        looped.nees() < 1.05 * alone.nees() + 0.05,
        "{} {}",
        looped.nees(),
        alone.nees()
    );
    assert!(
        looped.rms_m() < 1.02 * alone.rms_m(),
        "{} {}",
        looped.rms_m(),
        alone.rms_m()
    );
}

#[test]
fn a_foreign_track_made_of_the_same_plots_is_not_counted_twice() {
    let (mut alone, mut fused) = (Tally::default(), Tally::default());
    for seed in 0..20u32 {
        let mut random = Random(u64::from(seed) + 80);
        let flight = flight(&mut random);
        let (mut theirs, mut ours) = (tracker(), tracker());
        for turn in 0..40u32 {
            let t = 5.0 * f64::from(turn);
            let seen = mode_s(0x06_2001, flight.at(t), t, &mut random);
            theirs.update(seconds(t), std::slice::from_ref(&seen), Suspects::none());
            let told = sent(WEST, &theirs.tracks()[0], 7);
            ours.update(seconds(t), &[seen, told], Suspects::none());
            if turn > 5 {
                let (truth, v) = (flight.at(t), speed_at(&flight, t));
                let (one, other) = (&theirs.tracks()[0], &ours.tracks()[0]);
                assert!(
                    area(other) > 0.95 * area(one),
                    "{} {}",
                    area(other),
                    area(one)
                );
                alone.add(one, truth, v);
                fused.add(other, truth, v);
            }
        }
    }
    assert!(
        fused.nees() < 1.05 * alone.nees() + 0.05,
        "{} {}",
        fused.nees(),
        alone.nees()
    );
    assert!(
        fused.rms_m() < 1.03 * alone.rms_m(),
        "{} {}",
        fused.rms_m(),
        alone.rms_m()
    );
}

/// What a tracker with a good sensor of its own makes of a flight, as a system track.
fn good(
    random: &mut Random,
    at: Wgs84,
    t: f64,
    by: SensorId,
    along: f64,
    across: f64,
) -> TargetReport {
    let mut report = bare(by, ReportKind::SystemTrack, t);
    let enu = vigie_core::place::LocalFrame::at(at);
    let (sin, cos) = libm::sincos(0.6);
    let (a, b) = (along * random.normal(), across * random.normal());
    let off = vigie_core::place::Enu {
        east_m: a * sin + b * cos,
        north_m: a * cos - b * sin,
        up_m: 0.0,
    };
    report.place = Some(Place {
        position: enu.wgs84_from_enu(off).at_height_m(at.height_m),
        covariance: Cov2::along_bearing(0.6, along, across),
        height_known: true,
        polar: None,
    });
    report
}

#[test]
fn two_foreign_systems_together_are_better_than_either_and_consistent() {
    let (mut either, mut both) = (Tally::default(), Tally::default());
    for seed in 0..30u32 {
        let mut random = Random(u64::from(seed) + 120);
        let flight = flight(&mut random);
        let (mut one, mut two) = (tracker(), tracker());
        for second in 0..60u32 {
            let t = 2.0 * f64::from(second);
            let v = speed_at(&flight, t);
            let mut told = |by, along, across| {
                let mut report = good(&mut random, flight.at(t), t, by, along, across);
                report.address = vigie_core::identity::Address::icao(0x06_2001);
                report.velocity = Some(GroundVelocity {
                    east_mps: v[0] + 3.0 * random.normal(),
                    north_mps: v[1] + 3.0 * random.normal(),
                    sigma_mps: 3.0,
                });
                report
            };
            // Each knows well what the other does not.
            let (west, south) = (told(WEST, 300.0, 40.0), told(SOUTH, 40.0, 300.0));
            one.update(seconds(t), std::slice::from_ref(&west), Suspects::none());
            two.update(seconds(t), &[west, south], Suspects::none());
            if second > 5 {
                assert_eq!((one.tracks().len(), two.tracks().len()), (1, 1));
                either.add(&one.tracks()[0], flight.at(t), v);
                both.add(&two.tracks()[0], flight.at(t), v);
            }
        }
    }
    assert!(
        both.rms_m() < 0.6 * either.rms_m(),
        "{} {}",
        both.rms_m(),
        either.rms_m()
    );
    for tally in [&either, &both] {
        assert!(tally.nees() < 2.1, "{}", tally.nees());
    }
}

#[test]
fn numbers_keep_neighbours_apart_that_say_nothing_else() {
    // Two tracks of one system fly 250 m apart for two minutes, known to 150 m; nothing but their numbers differs.
    let mut random = Random(160);
    let mut tracker = tracker();
    let left = Flight::new(90.0, 60_000.0, 0.0, 200.0);
    let right = Flight::new(90.0, 60_250.0, 0.0, 200.0);
    let far = Flight::new(90.0, 75_000.0, -250.0, 200.0);
    let mut first = vec![];
    for second in 0..120u32 {
        let t = f64::from(second);
        let mut reports = vec![];
        for (number, flight) in [(5, &left), (6, &right), (9, &far)] {
            let mut report = good(&mut random, flight.at(t), t, WEST, 150.0, 150.0);
            let v = speed_at(flight, t);
            report.sensor_track = Some(number);
            report.velocity = Some(GroundVelocity {
                east_mps: v[0],
                north_mps: v[1],
                sigma_mps: 3.0,
            });
            reports.push(report);
        }
        tracker.update(seconds(t), &reports, Suspects::none());
        if second == 20 {
            first = tracker.tracks().iter().map(|t| t.number).collect();
            assert_eq!(first.len(), 3);
        }
    }
    let last: Vec<_> = tracker.tracks().iter().map(|t| t.number).collect();
    assert_eq!(first, last);
    for (number, flight) in first.iter().zip([&left, &right, &far]) {
        let track = tracker.get(*number).expect("there");
        assert_eq!(track.status, TrackStatus::Confirmed);
        let off = track.position.distance_m(flight.at(119.0));
        assert!(off < 500.0, "{number}: {off}");
    }
}

#[test]
fn a_number_given_to_another_target_is_no_bond() {
    let mut random = Random(170);
    let mut tracker = tracker();
    let (one, other) = (
        Flight::new(90.0, 60_000.0, 0.0, 200.0),
        Flight::new(270.0, 90_000.0, 0.0, 200.0),
    );
    for second in 0..60u32 {
        let t = f64::from(second);
        let flight = if second < 30 { &one } else { &other };
        let mut report = good(&mut random, flight.at(t), t, WEST, 100.0, 100.0);
        report.sensor_track = Some(5);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    let tracks = tracker.tracks();
    assert_eq!(tracks.len(), 2);
    assert!(tracks[1].position.distance_m(other.at(59.0)) < 500.0);
    assert!(tracks[0].position.distance_m(one.at(29.0)) < 1000.0);
}

#[test]
fn a_foreign_track_and_our_plots_are_one_target() {
    let (mut random, mut tracker) = (Random(180), tracker());
    let flight = Flight::new(200.0, 60_000.0, 150.0, 150.0);
    for second in 0..100u32 {
        let t = f64::from(second);
        let mut reports = vec![];
        if second % 5 == 0 {
            reports.push(plot(flight.at(t), t, Some(9000.0), &mut random));
        }
        if second % 4 == 2 {
            let mut report = good(&mut random, flight.at(t), t, WEST, 150.0, 150.0);
            let v = speed_at(&flight, t);
            report.sensor_track = Some(11);
            report.velocity = Some(GroundVelocity {
                east_mps: v[0],
                north_mps: v[1],
                sigma_mps: 5.0,
            });
            reports.push(report);
        }
        tracker.update(seconds(t), &reports, Suspects::none());
    }
    let believed: Vec<_> = tracker
        .tracks()
        .iter()
        .filter(|t| t.status == TrackStatus::Confirmed)
        .collect();
    assert_eq!(believed.len(), 1);
    assert_eq!(believed[0].contributions.len(), 2);
    assert!(believed[0].position.distance_m(flight.at(98.0)) < 250.0);
}
