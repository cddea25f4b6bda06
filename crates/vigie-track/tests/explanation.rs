//! Every track can say why: what it took, what it refused, what it weighed.

mod common;

use common::{
    Flight, RADAR, RECEIVER, Random, TURN_S, adsb, mode_s, primary, secondary, seconds, tracker,
};
use vigie_core::explanation::{
    Association, Claim, Explanation, HeightSource, REFUSED_MAX, Refusal, TAKEN_MAX, Taking,
};
use vigie_core::identity::Address;
use vigie_core::report::ReportKind;
use vigie_core::suspects::Suspects;
use vigie_core::time::Nanos;
use vigie_core::track::{TargetClass, TrackNumber};
use vigie_track::Tracker;

/// The explanation of the only track.
fn only(tracker: &Tracker) -> Explanation {
    assert_eq!(tracker.tracks().len(), 1);
    let number = tracker.tracks()[0].number;
    tracker.explain(number).expect("it is there")
}

#[test]
fn nobody_is_explained_before_anything_flies() {
    assert_eq!(tracker().explain(TrackNumber(1)), None);
}

#[test]
fn an_emitter_says_what_it_was_made_of() {
    let (mut tracker, mut random) = (tracker(), Random(5));
    let flight = Flight::new(40.0, 80_000.0, 200.0, 50.0);
    for step in 0..40 {
        let t = 0.5 * f64::from(step);
        let report = adsb(0x06_2001, flight.at(t), t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    let why = only(&tracker);
    assert_eq!((why.class, why.suspect), (TargetClass::Airborne, false));
    assert!(why.existence.probability > 0.99 && why.existence.moved.is_some_and(|m| m.seen));
    assert_eq!(why.height.source, HeightSource::Barometric);
    assert!((why.height.height_m - 9000.0).abs() < 10.0 && why.height.sigma_m < 30.0);
    assert_eq!(why.taken.len(), TAKEN_MAX);
    assert!(
        why.taken
            .is_sorted_by_key(|taken| std::cmp::Reverse(taken.at))
    );
    for taken in &why.taken {
        assert_eq!((taken.sensor, taken.kind), (RECEIVER, ReportKind::AdsB));
        assert_eq!((taken.how, taken.late), (Taking::Updated, Nanos::ZERO));
        assert_eq!(taken.claims.address, Claim::Same);
        assert_eq!(
            (taken.claims.code, taken.claims.level),
            (Claim::Absent, Claim::Same)
        );
        assert_eq!(taken.association, Association::ByAddress);
        assert!(taken.distance2.is_some_and(|d| (0.0..25.0).contains(&d)));
    }
    let motion = &why.motion;
    let turns: f64 = motion.turns.iter().map(|turn| turn.probability).sum();
    assert!(
        motion.straight > 0.7 && (motion.straight + turns + motion.manoeuvre - 1.0).abs() < 1e-9
    );
    let [sensor] = &why.sensors[..] else {
        panic!("{:?}", why.sensors);
    };
    assert_eq!(
        (sensor.sensor, sensor.looks, sensor.bias),
        (RECEIVER, None, None)
    );
    assert!(why.refused.is_empty() && why.merges.is_empty() && why.class_changes.is_empty());
}

#[test]
fn a_turn_is_believed_on_its_own_side() {
    let (mut tracker, mut random) = (tracker(), Random(6));
    let start = Flight::new(40.0, 80_000.0, 0.0, 0.0).at(0.0);
    let (radius, rate) = (200.0 / 0.0489, 0.0489);
    for step in 0..60 {
        let t = 0.5 * f64::from(step);
        // To the right: clockwise about a centre.
        let at = start.destination(rate * t, radius).at_height_m(9000.0);
        tracker.update(
            seconds(t),
            &[adsb(0x06_2002, at, t, &mut random)],
            Suspects::none(),
        );
    }
    let turns = only(&tracker).motion.turns;
    let side = |right: bool| -> f64 {
        let those = turns.iter().filter(|turn| (turn.rate_radps > 0.0) == right);
        those.map(|turn| turn.probability).sum()
    };
    assert!(side(true) > 0.5 && side(false) < 0.1, "{turns:?}");
}

#[test]
fn a_jump_is_told_by_the_track_that_refused_it_and_by_the_one_that_it_began() {
    let (mut tracker, mut random) = (tracker(), Random(7));
    let flight = Flight::new(40.0, 80_000.0, 200.0, 50.0);
    for step in 0..40 {
        let t = 0.5 * f64::from(step);
        tracker.update(
            seconds(t),
            &[adsb(0x06_2001, flight.at(t), t, &mut random)],
            Suspects::none(),
        );
        let lie = flight.at(t).destination(1.0, 20_000.0).at_height_m(9000.0);
        if step >= 20 {
            let report = adsb(0x06_2001, lie, t + 0.1, &mut random);
            tracker.update(seconds(t + 0.1), &[report], Suspects::none());
        }
    }
    let [first, second] = tracker.tracks() else {
        panic!("{} tracks", tracker.tracks().len());
    };
    let why = tracker.explain(first.number).expect("there");
    assert_eq!(
        (why.refused.len(), why.began_as_second),
        (REFUSED_MAX, false)
    );
    for refused in &why.refused {
        assert_eq!((refused.sensor, refused.why), (RECEIVER, Refusal::Jump));
        assert!((refused.apart_m - 20_000.0).abs() < 500.0 && refused.distance2 > 36.0);
    }
    let why = tracker.explain(second.number).expect("there");
    assert!(why.began_as_second, "{why:?}");
}

#[test]
fn late_reports_say_by_how_much() {
    let (mut tracker, mut random) = (tracker(), Random(8));
    let flight = Flight::new(40.0, 80_000.0, 200.0, 50.0);
    for step in 0..40 {
        let t = 0.5 * f64::from(step);
        tracker.update(
            seconds(t),
            &[adsb(0x06_2001, flight.at(t), t, &mut random)],
            Suspects::none(),
        );
    }
    let late = |t: f64, random: &mut Random| {
        let mut report = adsb(0x06_2001, flight.at(t), t, random);
        report.heard.0 = seconds(20.0);
        report
    };
    tracker.update(seconds(20.0), &[late(18.25, &mut random)], Suspects::none());
    tracker.update(seconds(20.0), &[late(1.0, &mut random)], Suspects::none());
    let why = only(&tracker);
    let newest = why.taken[0];
    assert!(
        (newest.late.as_secs_f64() - 1.25).abs() < 1e-6,
        "{newest:?}"
    );
    assert!(
        (newest.delay.as_secs_f64() - 1.75).abs() < 1e-6,
        "{newest:?}"
    );
    assert_eq!(why.refused.len(), 1);
    assert_eq!(why.refused[0].why, Refusal::TooLate);
}

#[test]
fn a_radar_track_says_what_it_weighed_and_how_its_height_is_known() {
    let (mut tracker, mut random) = (tracker(), Random(9));
    let flight = Flight::new(40.0, 80_000.0, 200.0, 50.0);
    for turn in 0..30 {
        let t = TURN_S * f64::from(turn);
        let reports = if turn == 25 {
            vec![]
        } else {
            vec![primary(flight.at(t), t, &mut random)]
        };
        tracker.update(seconds(t), &reports, Suspects::none());
        // The beam goes on: other targets tell where it is.
        let far = Flight::new(200.0, 150_000.0, 0.0, 0.0).at(t);
        let other = secondary(0o1234, far, t + 2.5, &mut random);
        tracker.update(seconds(t + 2.5), &[other], Suspects::none());
    }
    let numbers: Vec<TrackNumber> = tracker.tracks().iter().map(|track| track.number).collect();
    let explained = numbers.iter().filter_map(|&number| tracker.explain(number));
    let (mut unknown, mut stated) = (0, 0);
    for why in explained {
        let newest = why.taken[0];
        let Association::Weighed {
            probability,
            tracks,
            plots,
        } = newest.association
        else {
            panic!("{newest:?}");
        };
        assert!(
            (0.9..=1.0).contains(&probability) && (tracks, plots) == (0, 0),
            "{newest:?}"
        );
        let looks = why.sensors[0].looks.expect("a radar");
        assert!(why.sensors[0].sensor == RADAR && (0.3..=1.0).contains(&looks.detection));
        match why.height.source {
            HeightSource::Speed => {
                unknown += 1;
                assert!(why.height.sigma_m > 500.0, "{:?}", why.height);
                assert_eq!((looks.seen, looks.missed, looks.missed_now), (29, 1, 0));
                assert_eq!(newest.claims.level, Claim::Absent);
            }
            HeightSource::Barometric => {
                stated += 1;
                assert_eq!((looks.seen, looks.missed), (30, 0));
                assert_eq!(
                    (newest.claims.code, newest.claims.level),
                    (Claim::Same, Claim::Same)
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((unknown, stated), (1, 1));
}

#[test]
fn two_targets_close_together_share_their_plots_and_say_so() {
    let (mut tracker, mut random) = (tracker(), Random(10));
    let a = Flight::new(40.0, 80_000.0, 200.0, 50.0);
    let b = Flight::new(40.0, 80_250.0, 200.0, 50.0);
    for turn in 0..20 {
        let t = TURN_S * f64::from(turn);
        let reports = [
            primary(a.at(t), t, &mut random),
            primary(b.at(t), t, &mut random),
        ];
        tracker.update(seconds(t), &reports, Suspects::none());
    }
    let shared = tracker.tracks().iter().any(|track| {
        let why = tracker.explain(track.number).expect("there");
        why.taken.iter().any(|taken| {
            matches!(taken.association, Association::Weighed { probability, tracks, plots }
                if probability < 0.999 && tracks + plots > 0)
        })
    });
    assert!(shared, "each plot lay within reach of both");
}

#[test]
fn a_track_that_took_another_over_says_its_number() {
    let (mut tracker, mut random) = (tracker(), Random(11));
    let flight = Flight::new(40.0, 60_000.0, 150.0, 50.0);
    // Primary first, then an emitter in the same place, which at first is under suspicion.
    let suspects: Suspects = Address::icao(0x06_2001).into_iter().collect();
    for step in 0..1200 {
        let t = 0.1 * f64::from(step);
        let mut reports = vec![];
        if step % 50 == 0 {
            reports.push(primary(flight.at(t), t, &mut random));
        }
        if step > 400 && step % 10 == 5 {
            reports.push(adsb(0x06_2001, flight.at(t), t, &mut random));
        }
        let doubted = if step < 800 {
            &suspects
        } else {
            Suspects::none()
        };
        tracker.update(seconds(t), &reports, doubted);
    }
    let why = only(&tracker);
    let [merge] = &why.merges[..] else {
        panic!("{:?}", why.merges);
    };
    assert!(
        merge.number != why.number && merge.at > seconds(80.0),
        "{merge:?}"
    );
    assert_eq!(tracker.explain(merge.number), None, "that number has ended");
    assert_eq!(why.taken.len(), TAKEN_MAX);
    assert_eq!(why.sensors.len(), 2);
}

#[test]
fn suspects_name_nobody_else_and_are_called_suspects() {
    let (mut tracker, mut random) = (tracker(), Random(12));
    let flight = Flight::new(40.0, 60_000.0, 150.0, 50.0);
    let suspects: Suspects = Address::icao(0x06_2001).into_iter().collect();
    for step in 0..1200 {
        let t = 0.1 * f64::from(step);
        let mut reports = vec![];
        if step % 50 == 0 {
            reports.push(primary(flight.at(t), t, &mut random));
        }
        if step > 400 && step % 50 == 25 {
            reports.push(mode_s(0x06_2001, 0o4321, flight.at(t), t, &mut random));
        }
        tracker.update(seconds(t), &reports, &suspects);
    }
    let named = tracker
        .tracks()
        .iter()
        .filter(|t| t.identity.address.is_some());
    let [named] = &named.collect::<Vec<_>>()[..] else {
        panic!("one track bears the address");
    };
    let why = tracker.explain(named.number).expect("there");
    assert!(why.suspect && why.merges.is_empty());
    let first = tracker.tracks()[0].number;
    assert!(
        named.number != first,
        "the primary track took nothing from a suspect"
    );
}
