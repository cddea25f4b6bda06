//! What an air traffic controller would expect of tracks, case by case.

mod common;

use common::{
    Flight, RADAR, RECEIVER, Random, TURN_S, adsb, bare, mode_s, niamey, primary, secondary,
    seconds, tracker,
};
use vigie_core::identity::{Address, Callsign, ModeA};
use vigie_core::report::{GroundVelocity, ModeAReply, ReportKind, TargetReport};
use vigie_core::suspects::Suspects;
use vigie_core::track::{Track, TrackNumber, TrackStatus, UpdateKind};
use vigie_track::Tracker;

fn believed(tracker: &Tracker) -> Vec<&Track> {
    tracker
        .tracks()
        .iter()
        .filter(|t| t.status != TrackStatus::Tentative)
        .collect()
}

#[test]
fn two_positions_make_an_aircraft_and_the_estimate_is_good() {
    let (mut tracker, mut random) = (tracker(), Random(1));
    let flight = Flight::new(60.0, 80_000.0, 200.0, 110.0);
    let first = tracker.update(
        seconds(0.0),
        &[adsb(0x06_2001, flight.at(0.0), 0.0, &mut random)],
        Suspects::none(),
    );
    assert_eq!((first.len(), first[0].kind), (1, UpdateKind::Initiated));
    assert!(believed(&tracker).is_empty());
    for i in 1..1200 {
        let t = 0.5 * f64::from(i);
        let updates = tracker.update(
            seconds(t),
            &[adsb(0x06_2001, flight.at(t), t, &mut random)],
            Suspects::none(),
        );
        assert_eq!((updates.len(), updates[0].kind), (1, UpdateKind::Updated));
        assert_eq!(believed(&tracker).len(), 1);
    }
    // Ten minutes and some 137 km later, over two planes.
    let track = &tracker.tracks()[0];
    let t = 0.5 * 1199.0;
    assert!(track.position.distance_m(flight.at(t)) < 30.0);
    assert!((track.position.height_m - 9000.0).abs() < 20.0);
    let ahead = flight.at(t + 10.0);
    let (there, velocity, covariance) = tracker
        .predicted(track.number, seconds(t + 10.0))
        .expect("it is tracked");
    assert!(
        there.distance_m(ahead) < 80.0,
        "{}",
        there.distance_m(ahead)
    );
    let speed = velocity.ground_speed_mps();
    assert!((speed - libm::hypot(200.0, 110.0)).abs() < 3.0, "{speed}");
    assert!(covariance.ee > track.position_covariance.ee);
    assert_eq!(tracker.predicted(TrackNumber(99), seconds(t)), None);
}

#[test]
fn radar_and_adsb_are_one_track_with_one_number() {
    let (mut tracker, mut random) = (tracker(), Random(2));
    let flight = Flight::new(30.0, 90_000.0, -180.0, 60.0);
    let mut first = None;
    for i in 0..1200 {
        let t = 0.1 * f64::from(i);
        let mut reports = Vec::new();
        // The radar alone for a minute, primary and then secondary; then ADS-B as well.
        if i % 50 == 0 {
            reports.push(match i {
                0..300 => primary(flight.at(t), t, &mut random),
                300..600 => secondary(0o2301, flight.at(t), t, &mut random),
                _ => mode_s(0x06_2002, 0o2301, flight.at(t), t, &mut random),
            });
        }
        if i > 600 && i % 5 == 0 {
            reports.push(adsb(0x06_2002, flight.at(t), t, &mut random));
        }
        tracker.update(seconds(t), &reports, Suspects::none());
        if i == 250 {
            assert_eq!(believed(&tracker).len(), 1, "primary alone");
            first = Some(believed(&tracker)[0].number);
        }
    }
    assert_eq!(tracker.tracks().len(), 1, "{:?}", tracker.tracks());
    let track = &tracker.tracks()[0];
    assert_eq!(Some(track.number), first, "the number stays");
    assert_eq!(track.identity.address, Address::icao(0x06_2002));
    assert_eq!(track.identity.mode_a.map(|m| m.code), ModeA::new(0o2301));
    let mut sensors: Vec<_> = track.contributions.iter().map(|c| c.sensor).collect();
    sensors.sort_unstable();
    assert_eq!(sensors, [RECEIVER, RADAR]);
}

#[test]
fn tracks_begun_apart_become_one() {
    // A height so wrong that the primary track starts half a kilometre beside the ADS-B track: 30 km, 11,900 m.
    let (mut tracker, mut random) = (tracker(), Random(3));
    let mut flight = Flight::new(200.0, 30_000.0, 150.0, -150.0);
    flight.start.height_m = 11_900.0;
    for i in 0..900 {
        let t = 0.1 * f64::from(i);
        let mut reports = Vec::new();
        if i % 50 == 0 {
            reports.push(primary(flight.at(t), t, &mut random));
        }
        if i >= 300 && i % 5 == 0 {
            reports.push(adsb(0x06_2003, flight.at(t), t, &mut random));
        }
        tracker.update(seconds(t), &reports, Suspects::none());
    }
    assert_eq!(believed(&tracker).len(), 1, "{:?}", tracker.tracks());
    let track = believed(&tracker)[0];
    assert_eq!(track.identity.address, Address::icao(0x06_2003));
    assert_eq!(track.contributions.len(), 2);
    assert_eq!(track.initiated, seconds(0.0), "the older track stays");
}

#[test]
fn crossing_targets_keep_their_numbers() {
    // Two codes and, worse, two primary targets that cross at 90 degrees within one radar's turn.
    for (seed, coded) in (0..20).map(|s| (s, s % 2 == 0)) {
        let (mut tracker, mut random) = (tracker(), Random(40 + seed));
        let a = Flight::new(10.0, 60_000.0, 150.0, 150.0);
        let meet = a.at(60.0);
        let b = Flight {
            start: meet,
            east: 150.0,
            north: -150.0,
        };
        let mut before = Vec::new();
        for i in 0..24 {
            let t = 5.0 * f64::from(i);
            let (pa, pb) = (a.at(t), b.at(t - 60.5));
            let reports = if coded {
                [
                    secondary(0o1234, pa, t, &mut random),
                    secondary(0o4321, pb, t, &mut random),
                ]
            } else {
                [primary(pa, t, &mut random), primary(pb, t, &mut random)]
            };
            tracker.update(seconds(t + 0.5), &reports, Suspects::none());
            let nearest = |p: vigie_core::place::Wgs84| {
                let distance = |n: &&Track| n.position.distance_m(p);
                believed(&tracker)
                    .into_iter()
                    .min_by(|x, y| distance(x).total_cmp(&distance(y)))
                    .map(|t| t.number)
            };
            if i == 8 {
                before = vec![nearest(pa), nearest(pb)];
                assert!(before[0].is_some() && before[0] != before[1], "{before:?}");
            }
            if i == 20 {
                assert_eq!(
                    before,
                    [nearest(pa), nearest(pb)],
                    "seed {seed} coded {coded}"
                );
            }
        }
        assert_eq!(believed(&tracker).len(), 2);
    }
}

#[test]
fn an_address_in_two_places_is_two_tracks_and_neither_jumps() {
    let (mut tracker, mut random) = (tracker(), Random(5));
    let (a, b) = (
        Flight::new(0.0, 100_000.0, 200.0, 0.0),
        Flight::new(180.0, 100_000.0, -200.0, 0.0),
    );
    let mut last: Vec<(TrackNumber, vigie_core::place::Wgs84)> = Vec::new();
    for i in 0..240 {
        let t = 0.5 * f64::from(i);
        let mut reports = vec![adsb(0x06_2005, a.at(t), t, &mut random)];
        if i >= 20 {
            reports.push(adsb(0x06_2005, b.at(t), t, &mut random));
        }
        tracker.update(seconds(t), &reports, Suspects::none());
        for &(number, place) in &last {
            let now = tracker.get(number).expect("it lives");
            assert!(now.position.distance_m(place) < 400.0, "{number} jumped");
        }
        last = tracker
            .tracks()
            .iter()
            .map(|t| (t.number, t.position))
            .collect();
        // The second must persist before it is believed.
        assert_eq!(
            believed(&tracker).len(),
            if i < 1 {
                0
            } else if i < 24 {
                1
            } else {
                2
            },
            "{i}"
        );
    }
    assert!(tracker.counters().jumps >= 1);
    assert!(tracker.tracks()[0].position.distance_m(a.at(119.5)) < 60.0);
}

#[test]
fn a_single_wild_position_moves_nothing() {
    let (mut tracker, mut random) = (tracker(), Random(6));
    let flight = Flight::new(0.0, 100_000.0, 200.0, 0.0);
    for i in 0..200 {
        let t = 0.5 * f64::from(i);
        let at = if i % 20 == 13 {
            flight.at(t).destination(2.0, 40_000.0)
        } else {
            flight.at(t)
        };
        tracker.update(
            seconds(t),
            &[adsb(0x06_2006, at, t, &mut random)],
            Suspects::none(),
        );
    }
    assert_eq!(believed(&tracker).len(), 1);
    let track = believed(&tracker)[0];
    assert!(track.position.distance_m(flight.at(99.5)) < 60.0);
    assert!(tracker.counters().jumps >= 1);
}

#[test]
fn coasting_then_back_or_dropped() {
    let flight = Flight::new(90.0, 120_000.0, 0.0, 230.0);
    for (gap_s, back) in [(55.0, true), (62.0, false)] {
        let (mut tracker, mut random) = (tracker(), Random(7));
        for i in 0..40 {
            let t = 0.5 * f64::from(i);
            tracker.update(
                seconds(t),
                &[adsb(0x06_2007, flight.at(t), t, &mut random)],
                Suspects::none(),
            );
        }
        let number = tracker.tracks()[0].number;
        let mut dropped = 0;
        let status = |tracker: &Tracker| tracker.get(number).map(|t| t.status);
        for s in 0..80 {
            let silent = f64::from(s);
            if silent > gap_s {
                break;
            }
            let updates = tracker.update(seconds(19.5 + silent), &[], Suspects::none());
            let ended = updates
                .iter()
                .filter(|u| u.kind == UpdateKind::Dropped)
                .count();
            assert_eq!(tracker.lost().len(), ended, "its last state can be read");
            dropped += ended;
            match s {
                0..15 => assert_eq!(status(&tracker), Some(TrackStatus::Confirmed), "{s}"),
                17..60 => assert_eq!(status(&tracker), Some(TrackStatus::Coasting), "{s}"),
                _ => {}
            }
        }
        let t = 19.5 + gap_s;
        // It has turned by 90 degrees meanwhile: no filter's gate is that wide, but it can have flown there.
        let elsewhere = flight
            .at(19.5 + 0.5 * gap_s)
            .destination(1.57, 0.4 * 230.0 * gap_s);
        tracker.update(
            seconds(t),
            &[adsb(0x06_2007, elsewhere, t, &mut random)],
            Suspects::none(),
        );
        assert_eq!(dropped, usize::from(!back));
        assert_eq!(tracker.tracks().len(), 1);
        assert_eq!(status(&tracker), back.then_some(TrackStatus::Confirmed));
        let put = tracker.tracks()[0].position;
        assert!(put.distance_m(elsewhere) < 100.0, "{put:?} {elsewhere:?}");
    }
}

#[test]
fn a_radar_track_coasts_after_one_turn_and_is_dropped_after_five() {
    let (mut tracker, mut random) = (tracker(), Random(8));
    let flight = Flight::new(90.0, 120_000.0, 0.0, 230.0);
    for i in 0..10 {
        let t = 5.0 * f64::from(i);
        tracker.update(
            seconds(t),
            &[secondary(0o3333, flight.at(t), t, &mut random)],
            Suspects::none(),
        );
    }
    assert_eq!(believed(&tracker).len(), 1);
    let mut seen = Vec::new();
    for s in 1..30 {
        tracker.update(seconds(45.0 + f64::from(s)), &[], Suspects::none());
        seen.push(tracker.tracks().first().map(|t| t.status));
    }
    assert_eq!(seen[6], Some(TrackStatus::Confirmed));
    assert_eq!(seen[8], Some(TrackStatus::Coasting));
    assert_eq!(seen[16], Some(TrackStatus::Coasting));
    assert_eq!(seen[23], Some(TrackStatus::Coasting));
    assert_eq!(seen[26], None);
}

#[test]
fn statements_go_to_their_aircraft_and_make_none() {
    let (mut tracker, mut random) = (tracker(), Random(9));
    let flight = Flight::new(45.0, 50_000.0, 100.0, 100.0);
    let say = |t: f64, change: &dyn Fn(&mut TargetReport)| {
        let mut report = bare(RECEIVER, ReportKind::AdsB, t);
        report.address = Address::icao(0x06_2009);
        change(&mut report);
        report
    };
    let code = |code, doubtful| ModeA::new(code).map(|code| ModeAReply { code, doubtful });
    assert!(
        tracker
            .update(
                seconds(0.0),
                &[say(0.0, &|r| r.callsign = Callsign::new(b"NIG501"))],
                Suspects::none()
            )
            .is_empty()
    );
    assert_eq!(
        (tracker.tracks().len(), tracker.counters().unclaimed),
        (0, 1)
    );
    for t in [1.0, 1.5] {
        tracker.update(
            seconds(t),
            &[adsb(0x06_2009, flight.at(t), t, &mut random)],
            Suspects::none(),
        );
    }
    let statements = [
        say(1.6, &|r| r.callsign = Callsign::new(b"NIG502")),
        say(1.7, &|r| r.mode_a = code(0o2345, false)),
        say(1.8, &|r| r.mode_a = code(0o7700, true)),
        say(1.9, &|r| r.mode_a = code(0o2345, false)),
        say(1.95, &|r| {
            r.velocity = Some(GroundVelocity {
                east_mps: 100.0,
                north_mps: 100.0,
                sigma_mps: 2.0,
            });
            r.vertical_rate_mps = Some(-7.5);
        }),
    ];
    assert!(
        tracker
            .update(seconds(2.0), &statements, Suspects::none())
            .is_empty(),
        "no position, no update"
    );
    let track = &tracker.tracks()[0];
    assert_eq!(track.identity.callsign, Callsign::new(b"NIG502"));
    let statement = track.identity.mode_a.expect("a code");
    assert_eq!(
        (statement.code.bits(), statement.replies, statement.since),
        (0o2345, 2, seconds(1.7))
    );
    assert!(
        (track.velocity.east_mps - 100.0).abs() < 3.0
            && (track.velocity.north_mps - 100.0).abs() < 3.0
    );
    assert!((track.velocity.up_mps + 7.5).abs() < 0.5);
    assert_eq!(
        track.at,
        seconds(1.5),
        "a statement does not move the time of the position"
    );
    tracker.update(
        seconds(3.0),
        &[say(2.5, &|r| r.mode_a = code(0o7700, false))],
        Suspects::none(),
    );
    let statement = tracker.tracks()[0].identity.mode_a.expect("a code");
    assert_eq!((statement.code.bits(), statement.replies), (0o7700, 1));
}

#[test]
fn standing_on_the_apron_is_no_reason_to_vanish() {
    let (mut tracker, mut random) = (tracker(), Random(10));
    for i in 0..60 {
        let t = 5.0 * f64::from(i);
        let mut report = adsb(0x06_2010, niamey(), t, &mut random);
        (report.on_ground, report.altitude) = (Some(true), None);
        tracker.update(seconds(t), &[report], Suspects::none());
        if i > 0 {
            assert_eq!(believed(&tracker).len(), 1, "{i}");
            assert_eq!(believed(&tracker)[0].status, TrackStatus::Confirmed);
        }
    }
    let track = &tracker.tracks()[0];
    assert!(track.on_ground && track.position.distance_m(niamey()) < 20.0);
    assert!(
        track.velocity.ground_speed_mps() < 3.0,
        "{:?}",
        track.velocity
    );
}

#[test]
fn parts_of_one_plot_are_one_target() {
    let (mut tracker, mut random) = (tracker(), Random(11));
    let flight = Flight::new(120.0, 70_000.0, 200.0, 0.0);
    for i in 0..40 {
        let t = 5.0 * f64::from(i);
        let parts = [
            secondary(0o5152, flight.at(t), t, &mut random),
            primary(flight.at(t), t + 0.004, &mut random),
        ];
        // Sometimes in one step, sometimes in two.
        if i % 3 == 0 {
            tracker.update(seconds(t + 0.1), &parts[..1], Suspects::none());
            tracker.update(seconds(t + 0.2), &parts[1..], Suspects::none());
        } else {
            tracker.update(seconds(t + 0.1), &parts, Suspects::none());
        }
    }
    assert_eq!(believed(&tracker).len(), 1);
    assert!(tracker.tracks().len() <= 2, "{}", tracker.tracks().len());
}

#[test]
fn clutter_stays_tentative() {
    let (mut tracker, mut random) = (tracker(), Random(12));
    let mut worst = 0;
    for i in 0..120 {
        let t = 5.0 * f64::from(i);
        let clutter: Vec<TargetReport> = (0..20)
            .map(|_| {
                let range = 200_000.0 * random.uniform().sqrt();
                let at =
                    niamey().destination(std::f64::consts::TAU * random.uniform(), range + 8000.0);
                primary(at.at_height_m(6235.0), t, &mut random)
            })
            .collect();
        tracker.update(seconds(t), &clutter, Suspects::none());
        worst = worst.max(believed(&tracker).len());
    }
    assert!(worst <= 2, "{worst} believed tracks of clutter");
    assert!(tracker.tracks().len() < 120);
}

#[test]
fn late_reports_help_or_are_counted_but_never_turn_time_back() {
    let (mut tracker, mut random) = (tracker(), Random(13));
    let flight = Flight::new(300.0, 60_000.0, 220.0, 40.0);
    let mut latest = seconds(-1.0);
    for i in 0..200 {
        let t = 0.5 * f64::from(i);
        let late = match i % 5 {
            1 => 1.2,
            3 => 20.0,
            _ => 0.0,
        };
        let report = adsb(0x06_2013, flight.at(t - late), t - late, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
        for track in tracker.tracks() {
            assert!(track.at >= latest);
            latest = track.at;
        }
    }
    assert_eq!(tracker.tracks().len(), 1);
    assert!(tracker.tracks()[0].position.distance_m(flight.at(99.5)) < 60.0);
    let counters = tracker.counters();
    assert!(
        counters.late_used >= 35 && counters.late_skipped >= 35,
        "{counters:?}"
    );
}

#[test]
fn plots_that_come_far_too_late_begin_no_second_track() {
    let (mut tracker, mut random) = (tracker(), Random(15));
    let flight = Flight::new(300.0, 60_000.0, 220.0, 40.0);
    for i in 0..40 {
        let t = 5.0 * f64::from(i);
        let mut reports = vec![secondary(0o2222, flight.at(t), t, &mut random)];
        if i > 6 {
            // A second, unknown sensor on the same aircraft whose line is slow, and an old position with address.
            let mut slow = secondary(0o2222, flight.at(t - 20.0), t - 20.0, &mut random);
            slow.sensor = vigie_core::sensor::SensorId(7);
            reports.push(slow);
        }
        tracker.update(seconds(t), &reports, Suspects::none());
        assert!(tracker.tracks().len() <= 1, "{:?}", tracker.tracks());
    }
    assert_eq!(believed(&tracker).len(), 1);
    assert!(tracker.counters().late_skipped > 30);
}

#[test]
fn an_old_position_of_a_known_address_is_left_out() {
    let (mut tracker, mut random) = (tracker(), Random(16));
    let flight = Flight::new(300.0, 60_000.0, 220.0, 40.0);
    for i in 0..100 {
        let t = 0.5 * f64::from(i);
        let mut reports = vec![adsb(0x06_2016, flight.at(t), t, &mut random)];
        if i > 10 && i % 7 == 0 {
            reports.push(adsb(0x06_2016, flight.at(t - 90.0), t - 90.0, &mut random));
        }
        tracker.update(seconds(t), &reports, Suspects::none());
        assert_eq!(tracker.tracks().len(), 1);
    }
    assert_eq!(tracker.counters().jumps, 0);
    assert!(tracker.counters().late_skipped >= 12);
}

#[test]
fn the_simulated_and_the_real_never_mix() {
    let (mut tracker, mut random) = (tracker(), Random(14));
    let flight = Flight::new(300.0, 60_000.0, 220.0, 40.0);
    for i in 0..20 {
        let t = 0.5 * f64::from(i);
        let mut simulated = adsb(0x06_2014, flight.at(t), t, &mut random);
        simulated.simulated = true;
        let real = adsb(0x06_2014, flight.at(t), t, &mut random);
        tracker.update(seconds(t), &[simulated, real], Suspects::none());
    }
    let marks: Vec<bool> = believed(&tracker).iter().map(|t| t.simulated).collect();
    assert_eq!(marks.len(), 2);
    assert_ne!(marks[0], marks[1]);
}

#[test]
fn a_wrong_address_now_and_then_makes_no_second_aircraft() {
    let (mut tracker, mut random) = (tracker(), Random(11));
    let flight = Flight::new(40.0, 90_000.0, 180.0, 60.0);
    for i in 0..60u32 {
        let t = TURN_S * f64::from(i);
        let wrong = i >= 10 && i % 7 == 3;
        let address = if wrong { 0x39_0000 + i } else { 0x06_2005 };
        let mut report = mode_s(address, 0o2301, flight.at(t), t, &mut random);
        report.callsign = wrong.then(|| Callsign::new(b"WRONG")).flatten();
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    let all = tracker.tracks();
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((all[0].plots, all[0].identity.callsign), (60, None));
    assert_eq!(all[0].identity.address, Address::icao(0x06_2005));
}

#[test]
fn another_address_that_stays_is_another_aircraft() {
    let (mut tracker, mut random) = (tracker(), Random(12));
    // Two that fly together, 600 m apart; the second is switched on later.
    let (first, second) = (
        Flight::new(40.0, 90_000.0, 180.0, 60.0),
        Flight::new(40.0, 90_600.0, 180.0, 60.0),
    );
    for i in 0..40u32 {
        let t = TURN_S * f64::from(i);
        let mut reports = vec![mode_s(0x06_2005, 0o2301, first.at(t), t, &mut random)];
        if i >= 20 {
            reports.push(mode_s(0x06_2006, 0o2302, second.at(t), t, &mut random));
        }
        tracker.update(seconds(t), &reports, Suspects::none());
    }
    let addresses: Vec<_> = believed(&tracker)
        .iter()
        .map(|t| t.identity.address)
        .collect();
    assert_eq!(
        addresses,
        [Address::icao(0x06_2005), Address::icao(0x06_2006)]
    );
}
