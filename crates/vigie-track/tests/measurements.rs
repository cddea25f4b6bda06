//! Every kind of measurement in its own space: error and consistency of targets whose truth is known.

#[expect(dead_code, reason = "these tests draw on a part of the common world")]
mod common;
#[path = "common/tally.rs"]
mod tally;

use common::{Flight, RADAR, RECEIVER, Random, TURN_S, adsb, bare, niamey, seconds};
use proptest::prelude::*;
use tally::{Tally, mode_s, plot, speed_at};
use vigie_core::identity::Address;
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{GroundVelocity, Line, Place, RangeRate, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::Nanos;
use vigie_core::track::TrackStatus;
use vigie_track::{Parameters, Tracker};

const LIGHT_MPS: f64 = 299_792_458.0;
/// Receivers for directions and times, round Niamey; the radar and an ADS-B receiver stand there.
const NORTH: SensorId = SensorId(2);
const EAST: SensorId = SensorId(3);
const NOWHERE: SensorId = SensorId(4);

fn place_of(sensor: SensorId) -> Wgs84 {
    let (bearing, far) = match sensor {
        NORTH => (0.2, 60_000.0),
        EAST => (1.7, 70_000.0),
        _ => (0.0, 0.0),
    };
    niamey().destination(bearing, far).at_height_m(260.0)
}

fn tracker() -> Tracker {
    let radar = RadarModel {
        range_sigma_m: 60.0,
        azimuth_sigma_rad: 0.0015,
        turn: Nanos::from_secs_f64(TURN_S),
        detection_probability: 0.9,
    };
    let site = |id: SensorId, kind| SensorSite {
        id,
        name: String::new(),
        kind,
        source: None,
        position: (id != NOWHERE).then(|| if id.0 < 2 { niamey() } else { place_of(id) }),
        range_max_m: 400e3,
        simulated: false,
    };
    let sites = [
        site(RECEIVER, SensorKind::Receiver),
        site(RADAR, SensorKind::Radar(radar)),
        site(NORTH, SensorKind::Receiver),
        site(EAST, SensorKind::Receiver),
        site(NOWHERE, SensorKind::Receiver),
    ];
    Tracker::new(Parameters::default(), &sites)
}

/// What grows between a station and a flight, m/s.
fn rate_from(station: Wgs84, flight: &Flight, t: f64) -> f64 {
    let at = |t: f64| flight.at(t).to_ecef().distance_m(station.to_ecef());
    (at(t + 0.05) - at(t - 0.05)) / 0.1
}

fn with_rate(mut report: TargetReport, mps: f64, sigma: f64) -> TargetReport {
    if let Some(polar) = report.place.as_mut().and_then(|p| p.polar.as_mut()) {
        polar.range_rate = Some(RangeRate {
            mps,
            sigma_mps: sigma,
            ambiguity_mps: None,
            range_correlation: 0.0,
        });
    }
    report
}

/// Tracks Mode S plots of several flights, with Doppler or without.
fn doppler_run(doppler: bool, make: fn(u32, Wgs84, f64, &mut Random) -> TargetReport) -> Tally {
    let mut tally = Tally::default();
    for seed in 0..40u32 {
        let mut random = Random(u64::from(seed) + 100);
        let mut tracker = tracker();
        let angle = std::f64::consts::TAU * random.uniform();
        let flight = Flight::new(
            57.0 * angle,
            40_000.0 + 60_000.0 * random.uniform(),
            230.0 * libm::sin(angle + 3.0 * random.uniform()),
            230.0 * libm::cos(angle + 3.0 * random.uniform()),
        );
        for turn in 0..30u32 {
            let t = TURN_S * f64::from(turn);
            let mut report = make(seed, flight.at(t), t, &mut random);
            if doppler {
                let rate = rate_from(niamey(), &flight, t) + 2.0 * random.normal();
                report = with_rate(report, rate, 2.0);
            }
            tracker.update(seconds(t), &[report], Suspects::none());
            if turn >= 2 {
                assert_eq!(tracker.tracks().len(), 1, "{seed} {turn}");
                tally.add(&tracker.tracks()[0], flight.at(t), speed_at(&flight, t));
            }
        }
    }
    tally
}

#[test]
fn doppler_makes_the_velocity_better_and_stays_consistent() {
    let plots =
        |seed: u32, at: Wgs84, t: f64, random: &mut Random| mode_s(0x06_2001 + seed, at, t, random);
    let (without, with) = (doppler_run(false, plots), doppler_run(true, plots));
    assert!(
        with.speed_rms_mps() < 0.85 * without.speed_rms_mps(),
        "{} {}",
        with.speed_rms_mps(),
        without.speed_rms_mps()
    );
    assert!(
        with.rms_m() <= without.rms_m(),
        "{} {}",
        with.rms_m(),
        without.rms_m()
    );
    for tally in [&with, &without] {
        assert!((1.3..2.5).contains(&tally.nees()), "{}", tally.nees());
    }
}

#[test]
fn doppler_tells_two_plots_at_one_place_apart() {
    // One primary target overtakes another on the same course away from the radar: for some turns only the rates
    // say which is which.
    let mut kept = [0, 0];
    for (way, doppler) in [false, true].into_iter().enumerate() {
        for seed in 0..20u32 {
            let mut random = Random(u64::from(seed) + 500);
            let mut tracker = tracker();
            let out = Flight::new(90.0, 50_000.0, 200.0, 0.0);
            let back = Flight::new(90.0, 49_000.0, 210.0, 0.0);
            for turn in 0..40u32 {
                let t = TURN_S * f64::from(turn);
                let reports: Vec<TargetReport> = [&out, &back]
                    .iter()
                    .map(|flight| {
                        let report = plot(flight.at(t), t, None, &mut random);
                        let rate = rate_from(niamey(), flight, t) + 2.0 * random.normal();
                        if doppler {
                            with_rate(report, rate, 2.0)
                        } else {
                            report
                        }
                    })
                    .collect();
                tracker.update(seconds(t), &reports, Suspects::none());
            }
            let end = TURN_S * 39.0;
            let believed = tracker
                .tracks()
                .iter()
                .filter(|t| t.status == TrackStatus::Confirmed);
            let right = believed
                .filter(|track| {
                    let flight = if track.number.0 == 1 { &out } else { &back };
                    track.number.0 <= 2 && track.position.distance_m(flight.at(end)) < 450.0
                })
                .count();
            kept[way] += usize::from(right == 2);
        }
    }
    assert!(kept[1] >= 19 && kept[1] >= kept[0], "{kept:?} of 20 each");
}

#[test]
fn an_ambiguous_doppler_speed_is_used_only_where_it_is_clear() {
    let (mut tracker, mut random) = (tracker(), Random(9));
    let flight = Flight::new(60.0, 80_000.0, 200.0, 110.0);
    let mut tally = Tally::default();
    for turn in 0..40u32 {
        let t = TURN_S * f64::from(turn);
        let mut report = mode_s(0x06_2001, flight.at(t), t, &mut random);
        // Folded into ±40 m/s.
        let rate = rate_from(niamey(), &flight, t) + 2.0 * random.normal();
        let folded = rate - 80.0 * libm::round(rate / 80.0);
        report = with_rate(report, folded, 2.0);
        if let Some(rate) = report
            .place
            .as_mut()
            .and_then(|p| p.polar.as_mut())
            .and_then(|p| p.range_rate.as_mut())
        {
            rate.ambiguity_mps = Some(80.0);
        }
        tracker.update(seconds(t), &[report], Suspects::none());
        if turn > 10 {
            tally.add(&tracker.tracks()[0], flight.at(t), speed_at(&flight, t));
        }
    }
    assert!(tally.speed_rms_mps() < 12.0, "{}", tally.speed_rms_mps());
    assert!(
        tally.rms_m() < 150.0 && tally.nees() < 4.0,
        "{} {}",
        tally.rms_m(),
        tally.nees()
    );
}

/// A bearing with elevation of a flight from a station.
fn bearing(from: SensorId, target: Wgs84, t: f64, random: &mut Random) -> TargetReport {
    let mut report = bare(from, ReportKind::Ssr, t);
    let seen = LocalFrame::at(place_of(from)).enu_from_wgs84(target);
    report.line = Some(Line::Bearing {
        azimuth_rad: seen.azimuth_rad() + 0.004 * random.normal(),
        azimuth_sigma_rad: 0.004,
        elevation_rad: Some((seen.elevation_rad() + 0.01 * random.normal(), 0.01)),
    });
    report
}

fn difference(target: Wgs84, t: f64, sigma_s: f64, random: &mut Random) -> TargetReport {
    let mut report = bare(NORTH, ReportKind::Mlat, t);
    let far = |from: SensorId| target.to_ecef().distance_m(place_of(from).to_ecef());
    report.line = Some(Line::TimeDifference {
        other: EAST,
        difference_s: (far(NORTH) - far(EAST)) / LIGHT_MPS + sigma_s * random.normal(),
        sigma_s,
    });
    report
}

/// Flights seen by a secondary radar alone, and what lines each second after the first half minute make of it.
fn line_run(line: Option<fn(Wgs84, f64, &mut Random) -> TargetReport>) -> (Tally, u64) {
    let (mut tally, mut used) = (Tally::default(), 0);
    for seed in 0..30u32 {
        let mut random = Random(u64::from(seed) + 900);
        let mut tracker = tracker();
        let course = std::f64::consts::TAU * random.uniform();
        let flight = Flight::new(
            360.0 * random.uniform(),
            100_000.0,
            220.0 * libm::sin(course),
            220.0 * libm::cos(course),
        );
        for second in 0..150u32 {
            let t = f64::from(second);
            let mut reports = vec![];
            if second % 5 == 0 {
                reports.push(plot(flight.at(t), t, Some(9000.0), &mut random));
            }
            if let Some(line) = line.filter(|_| second >= 30) {
                reports.push(line(flight.at(t), t, &mut random));
            }
            tracker.update(seconds(t), &reports, Suspects::none());
            if second >= 60 && second % 5 == 0 {
                assert_eq!(tracker.tracks().len(), 1, "{seed} {second}");
                tally.add(&tracker.tracks()[0], flight.at(t), speed_at(&flight, t));
            }
        }
        used += tracker.counters().lines_used;
    }
    (tally, used)
}

#[test]
fn bearings_without_identity_help_the_track_they_are_of() {
    let (without, _) = line_run(None);
    let (with, used) = line_run(Some(|at, t, random| bearing(NORTH, at, t, random)));
    assert!(used > 30 * 110, "{used} of {}", 30 * 120);
    assert!(
        with.rms_m() < 0.9 * without.rms_m(),
        "{} {}",
        with.rms_m(),
        without.rms_m()
    );
    assert!(
        (1.2..2.6).contains(&with.nees()),
        "{} ({})",
        with.nees(),
        without.nees()
    );
}

#[test]
fn time_differences_make_a_radar_track_better() {
    let (without, _) = line_run(None);
    let (with, used) = line_run(Some(|at, t, random| difference(at, t, 1e-7, random)));
    assert!(used > 30 * 110, "{used} of {}", 30 * 120);
    assert!(
        with.rms_m() < 0.75 * without.rms_m(),
        "{} {}",
        with.rms_m(),
        without.rms_m()
    );
    assert!(
        (1.2..2.6).contains(&with.nees()),
        "{} ({})",
        with.nees(),
        without.nees()
    );
}

#[test]
fn a_distance_alone_makes_a_radar_track_better() {
    let (without, _) = line_run(None);
    let (with, used) = line_run(Some(|at, t, random| {
        let mut report = bare(EAST, ReportKind::Ssr, t);
        let far = at.to_ecef().distance_m(place_of(EAST).to_ecef());
        report.line = Some(Line::Range {
            range_m: far + 40.0 * random.normal(),
            sigma_m: 40.0,
        });
        report
    }));
    assert!(used > 30 * 110, "{used}");
    assert!(
        with.rms_m() < 0.75 * without.rms_m(),
        "{} {}",
        with.rms_m(),
        without.rms_m()
    );
    assert!((1.2..2.6).contains(&with.nees()), "{}", with.nees());
}

#[test]
fn lines_alone_begin_nothing_and_carry_a_track_only_so_far() {
    let (mut tracker, mut random) = (tracker(), Random(5));
    let flight = Flight::new(60.0, 80_000.0, 200.0, 110.0);
    for second in 0..20u32 {
        let t = f64::from(second);
        let report = bearing(NORTH, flight.at(t), t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    assert!(tracker.tracks().is_empty());
    assert_eq!(tracker.counters().lines_unclaimed, 20);
    for second in 20..60u32 {
        let t = f64::from(second);
        let report = adsb(0x06_2001, flight.at(t), t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    // The positions stop; two directions and a difference of times go on.
    let mut dropped_at = 0.0;
    for second in 60..300u32 {
        let t = f64::from(second);
        let at = flight.at(t);
        let reports = [
            bearing(NORTH, at, t, &mut random),
            bearing(EAST, at, t, &mut random),
            difference(at, t, 1e-7, &mut random),
        ];
        tracker.update(seconds(t), &reports, Suspects::none());
        if let Some(track) = tracker.tracks().first() {
            dropped_at = t;
            if (65.0..115.0).contains(&t) {
                let off = track.position.distance_m(at);
                assert!(
                    off < 300.0 && t - 2.0 < (track.at - seconds(0.0)).as_secs_f64(),
                    "{t} {off}"
                );
            }
        }
    }
    assert!((150.0..200.0).contains(&dropped_at), "{dropped_at}");
}

#[test]
fn a_line_that_two_tracks_explain_is_left_out() {
    let (mut tracker, mut random) = (tracker(), Random(6));
    // One behind the other as seen from the north.
    let frame = LocalFrame::at(place_of(NORTH));
    let near = place_of(NORTH)
        .destination(2.5, 50_000.0)
        .at_height_m(9000.0);
    let far = place_of(NORTH)
        .destination(2.5, 90_000.0)
        .at_height_m(9000.0);
    assert!((frame.enu_from_wgs84(near).azimuth_rad() - 2.5).abs() < 1e-3);
    for second in 0..30u32 {
        let t = f64::from(second);
        let mut reports = vec![
            adsb(0x06_2001, near, t, &mut random),
            adsb(0x06_2002, far, t, &mut random),
        ];
        if second > 10 {
            let mut line = bearing(NORTH, near, t, &mut random);
            if let Some(Line::Bearing { elevation_rad, .. }) = &mut line.line {
                *elevation_rad = None;
            }
            reports.push(line);
        }
        tracker.update(seconds(t), &reports, Suspects::none());
    }
    assert_eq!(tracker.counters().lines_used, 0);
    assert!(tracker.counters().lines_ambiguous >= 17);
    // With the address it is clear.
    let mut line = bearing(NORTH, near, 30.0, &mut random);
    line.address = Address::icao(0x06_2001);
    tracker.update(seconds(30.0), &[line], Suspects::none());
    assert_eq!(tracker.counters().lines_used, 1);
}

#[test]
fn impossible_lines_are_refused_and_counted() {
    let (mut tracker, mut random) = (tracker(), Random(7));
    let flight = Flight::new(60.0, 80_000.0, 200.0, 110.0);
    for second in 0..10u32 {
        let t = f64::from(second);
        let report = adsb(0x06_2001, flight.at(t), t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    let before = tracker.tracks().to_vec();
    let azimuth = |azimuth_rad, azimuth_sigma_rad, elevation_rad| Line::Bearing {
        azimuth_rad,
        azimuth_sigma_rad,
        elevation_rad,
    };
    let times = |other, difference_s, sigma_s| Line::TimeDifference {
        other,
        difference_s,
        sigma_s,
    };
    let range = |range_m, sigma_m| Line::Range { range_m, sigma_m };
    let bad = [
        (NORTH, azimuth(f64::NAN, 0.01, None)),
        (NORTH, azimuth(f64::INFINITY, 0.01, None)),
        (NORTH, azimuth(1.0, 0.0, None)),
        (NORTH, azimuth(1.0, -0.1, None)),
        (NORTH, azimuth(1.0, f64::NAN, None)),
        (NORTH, azimuth(1.0, 0.01, Some((f64::NAN, 0.01)))),
        (NORTH, azimuth(1.0, 0.01, Some((0.1, 0.0)))),
        (NOWHERE, azimuth(1.0, 0.01, None)),
        (SensorId(999), azimuth(1.0, 0.01, None)),
        (NORTH, times(NORTH, 0.0, 1e-7)),
        (NORTH, times(NOWHERE, 0.0, 1e-7)),
        (NORTH, times(SensorId(60_000), 0.0, 1e-7)),
        (NORTH, times(EAST, 1e-3, 1e-7)), // 300 km; they stand some 95 km apart
        (NORTH, times(EAST, f64::NAN, 1e-7)),
        (NORTH, times(EAST, 1e-5, 0.0)),
        (NORTH, range(f64::NAN, 10.0)),
        (NORTH, range(-5.0, 10.0)),
        (NORTH, range(5000.0, 0.0)),
        (NOWHERE, range(5000.0, 10.0)),
    ];
    for (count, (sensor, line)) in (1..).zip(bad) {
        let mut report = bare(sensor, ReportKind::Ssr, 10.0);
        report.line = Some(line);
        tracker.update(seconds(10.0), &[report], Suspects::none());
        assert_eq!(tracker.counters().refused_values, count, "{line:?}");
    }
    assert_eq!(tracker.tracks(), before);
}

#[test]
fn a_shower_of_lines_is_bounded() {
    let (mut tracker, mut random) = (tracker(), Random(8));
    let flight = Flight::new(60.0, 80_000.0, 200.0, 110.0);
    for second in 0..10u32 {
        let t = f64::from(second);
        let report = adsb(0x06_2001, flight.at(t), t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    let line = bearing(NORTH, flight.at(10.0), 10.0, &mut random);
    tracker.update(seconds(10.0), &vec![line; 5000], Suspects::none());
    let counters = tracker.counters();
    assert!(counters.lines_used <= u64::from(Parameters::default().line_searches_max));
    assert_eq!(counters.lines_used + counters.lines_unclaimed, 5000);
    assert!(counters.lines_dropped >= 4800);
    let off = tracker.tracks()[0].position.distance_m(flight.at(10.0));
    assert!(off < 200.0 && counters.covariance_resets == 0, "{off}");
}

/// A number as it may come from anywhere: mostly sensible, sometimes absurd.
fn wild(sensible: std::ops::Range<f64>) -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => sensible,
        1 => prop::sample::select(vec![0.0, -1.0, 1e-300, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
    ]
}

fn any_line() -> impl Strategy<Value = Line> {
    prop_oneof![
        (
            wild(-7.0..7.0),
            wild(1e-4..0.5),
            prop::option::of((wild(-0.2..1.5), wild(1e-4..0.5)))
        )
            .prop_map(
                |(azimuth_rad, azimuth_sigma_rad, elevation_rad)| Line::Bearing {
                    azimuth_rad,
                    azimuth_sigma_rad,
                    elevation_rad,
                }
            ),
        (0u16..6, wild(-4e-4..4e-4), wild(1e-9..1e-5)).prop_map(
            |(other, difference_s, sigma_s)| {
                Line::TimeDifference {
                    other: SensorId(other),
                    difference_s,
                    sigma_s,
                }
            }
        ),
        (wild(1.0..300e3), wild(1.0..1000.0))
            .prop_map(|(range_m, sigma_m)| Line::Range { range_m, sigma_m }),
    ]
}

/// A plot with a range rate, a system track, or a line, near one of two flights or anywhere.
fn any_report() -> impl Strategy<Value = TargetReport> {
    let rate = (
        wild(-300.0..300.0),
        wild(0.1..50.0),
        prop::option::of(wild(1.0..500.0)),
        wild(-1.0..1.0),
    );
    let speed = (wild(-300.0..300.0), wild(-300.0..300.0), wild(0.1..50.0));
    (
        0u8..3,
        0u16..6,
        any_line(),
        rate,
        prop::option::of(speed),
        (0.0f64..360.0, 100.0f64..200e3, wild(1.0..500.0)),
        prop::option::of(0u32..4),
        any::<(bool, bool, u64)>(),
    )
        .prop_map(
            |(what, sensor, line, rate, speed, place, number, (addressed, grounded, seed))| {
                let mut random = Random(seed);
                let at = niamey()
                    .destination(place.0.to_radians(), place.1)
                    .at_height_m(3000.0);
                let mut report = match what {
                    0 => plot(at, 0.0, None, &mut random),
                    1 => bare(SensorId(sensor), ReportKind::SystemTrack, 0.0),
                    _ => bare(SensorId(sensor), ReportKind::Mlat, 0.0),
                };
                if what == 0 {
                    report = with_rate(report, rate.0, rate.1);
                    if let Some(said) = report.place.as_mut().and_then(|p| p.polar.as_mut()) {
                        said.range_rate = said.range_rate.map(|r| RangeRate {
                            ambiguity_mps: rate.2,
                            range_correlation: rate.3,
                            ..r
                        });
                    }
                } else if what == 1 {
                    report.place = Some(Place {
                        position: at,
                        covariance: Cov2::circular(place.2),
                        height_known: true,
                        polar: None,
                    });
                    report.sensor_track = number;
                    report.velocity =
                        speed.map(|(east_mps, north_mps, sigma_mps)| GroundVelocity {
                            east_mps,
                            north_mps,
                            sigma_mps,
                        });
                } else {
                    report.line = Some(line);
                }
                report.address = number
                    .filter(|_| addressed)
                    .and_then(|n| Address::icao(0x06_2001 + n));
                report.on_ground = addressed.then_some(grounded);
                report
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_is_measured_stays_finite_and_repeats(
        steps in prop::collection::vec((0.0f64..8.0, prop::collection::vec((any_report(), -5.0f64..0.0), 0..24)), 1..24)
    ) {
        let (mut one, mut two) = (tracker(), tracker());
        let mut t = 0.0;
        for (dt, reports) in steps {
            t += dt;
            let reports: Vec<TargetReport> = reports
                .into_iter()
                .map(|(mut report, late)| {
                    report.applicable.0 = seconds(t + late);
                    report
                })
                .collect();
            one.update(seconds(t), &reports, Suspects::none());
            two.update(seconds(t), &reports, Suspects::none());
            prop_assert_eq!(one.tracks(), two.tracks());
            for track in one.tracks() {
                let (p, v) = (track.position_covariance, track.velocity_covariance);
                prop_assert!(p.ee > 0.0 && p.ee * p.nn > p.en * p.en, "{:?}", track);
                prop_assert!(v.ee > 0.0 && v.ee * v.nn > v.en * v.en, "{:?}", track);
                prop_assert!(track.position.lat_deg.is_finite() && track.velocity.east_mps.is_finite());
            }
            prop_assert_eq!(one.counters().covariance_resets, 0);
        }
    }
}
