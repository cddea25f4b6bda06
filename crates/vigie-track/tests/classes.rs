//! Surface, airborne, slow: what moves a track from one to another, and that nothing of it is lost on the way.

mod common;

use common::{RADAR, Random, adsb, bare, mode_s, niamey, seconds, tracker};
use vigie_core::identity::EmitterCategory;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{Place, ReportKind, TargetReport};
use vigie_core::suspects::Suspects;
use vigie_core::track::TargetClass;
use vigie_track::Tracker;

/// Something that moves by steps of speed and heading.
struct Mover {
    at: Wgs84,
    bearing_rad: f64,
    speed_mps: f64,
}

impl Mover {
    fn go(&mut self, dt: f64, acceleration: f64, turn_rad_ps: f64) {
        self.bearing_rad += turn_rad_ps * dt;
        self.speed_mps = (self.speed_mps + acceleration * dt).max(0.0);
        let height_m = self.at.height_m;
        self.at = self
            .at
            .destination(self.bearing_rad, self.speed_mps * dt)
            .at_height_m(height_m);
    }
}

fn surface(mover: &Mover, on_ground: bool, t: f64, random: &mut Random) -> TargetReport {
    let mut report = adsb(0x06_2001, mover.at, t, random);
    report.on_ground = Some(on_ground);
    report.place = report.place.map(|place| Place {
        covariance: Cov2::circular(15.0),
        ..place
    });
    report
}

fn class(tracker: &Tracker) -> TargetClass {
    assert_eq!(tracker.tracks().len(), 1);
    tracker.tracks()[0].class
}

#[test]
fn landing_taxi_and_take_off_are_one_track_in_three_classes() {
    let (mut tracker, mut random) = (tracker(), Random(31));
    let mut mover = Mover {
        at: niamey().destination(1.0, 9000.0).at_height_m(300.0),
        bearing_rad: 1.57,
        speed_mps: 70.0,
    };
    let (mut squares, mut stopped, mut counted) = (0.0, 0.0f64, 0.0f64);
    let mut classes = vec![];
    for step in 0..600u32 {
        let t = 0.5 * f64::from(step);
        // Approach, landing roll, a turn off the runway, a stop, back again, take-off.
        let (acceleration, turn) = match t {
            t if t < 40.0 => (0.0, 0.0),
            t if t < 66.0 => (-2.3, 0.0),
            t if t < 75.0 => (0.0, 0.17),
            t if t < 110.0 => (0.0, 0.0),
            t if t < 120.0 => (-1.5, 0.0),
            t if t < 180.0 => (0.0, 0.0),
            t if t < 188.0 => (1.0, 0.0),
            t if t < 206.0 => (0.0, -0.17),
            t if t < 220.0 => (0.0, 0.0),
            t if t < 260.0 => (2.2, 0.0),
            _ => (0.0, 0.0),
        };
        mover.go(0.5, acceleration, turn);
        let on_ground = (40.0..254.0).contains(&t);
        let report = surface(&mover, on_ground, t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
        let track = &tracker.tracks()[0];
        if classes.last() != Some(&track.class) {
            classes.push(track.class);
        }
        let error = track.position.distance_m(mover.at);
        if t > 20.0 {
            squares += error * error;
            counted += 1.0;
        }
        if (150.0..180.0).contains(&t) {
            stopped = stopped.max(track.velocity.ground_speed_mps());
            assert!(error < 12.0, "{t}: {error} m while it stands");
        }
    }
    assert_eq!(
        classes,
        [
            TargetClass::Airborne,
            TargetClass::Surface,
            TargetClass::Airborne
        ]
    );
    let rms = libm::sqrt(squares / counted);
    assert!(rms < 17.0, "{rms} m: no worse than one position (21 m)");
    assert!(stopped < 1.5, "{stopped} m/s while it stands");
    assert_eq!(tracker.tracks()[0].number.0, 1);
    assert_eq!(tracker.counters().class_changes, 2);
    assert_eq!(tracker.counters().jumps, 0);
}

#[test]
fn one_false_statement_of_being_on_the_ground_changes_nothing() {
    let (mut tracker, mut random) = (tracker(), Random(32));
    let flight = common::Flight::new(60.0, 80_000.0, 200.0, 110.0);
    for step in 0..120u32 {
        let t = 0.5 * f64::from(step);
        let mut report = adsb(0x06_2001, flight.at(t), t, &mut random);
        // Once in flight; and a liar that says so for ever, at 228 m/s.
        report.on_ground = Some(step == 20 || step > 60);
        tracker.update(seconds(t), &[report], Suspects::none());
        assert_eq!(class(&tracker), TargetClass::Airborne, "{t}");
    }
}

#[test]
fn what_identifies_itself_remotely_or_as_unmanned_is_slow() {
    let at = niamey().destination(2.0, 3000.0).at_height_m(300.0);
    let mut remote = bare(RADAR, ReportKind::RemoteId, 0.0);
    remote.place = Some(Place {
        position: at,
        covariance: Cov2::circular(5.0),
        height_known: true,
        polar: None,
    });
    let mut tracker_a = tracker();
    tracker_a.update(seconds(0.0), &[remote], Suspects::none());
    assert_eq!(class(&tracker_a), TargetClass::Slow);

    let (mut tracker_b, mut random) = (tracker(), Random(33));
    let mut mover = Mover {
        at,
        bearing_rad: 0.5,
        speed_mps: 12.0,
    };
    for step in 0..60u32 {
        let t = f64::from(step);
        mover.go(1.0, if step >= 20 { 2.0 } else { 0.0 }, 0.0);
        let mut report = adsb(0x06_2001, mover.at, t, &mut random);
        report.category = Some(EmitterCategory {
            set: b'B',
            number: 6,
        });
        tracker_b.update(seconds(t), &[report], Suspects::none());
        if step == 19 {
            assert_eq!(class(&tracker_b), TargetClass::Slow);
        }
    }
    assert_eq!(class(&tracker_b), TargetClass::Airborne, "90 m/s");
}

#[test]
fn long_slow_and_low_is_learned_and_given_up_with_hysteresis() {
    let (mut tracker, mut random) = (tracker(), Random(34));
    let mut mover = Mover {
        at: niamey().destination(0.3, 20_000.0).at_height_m(500.0),
        bearing_rad: 2.0,
        speed_mps: 10.0,
    };
    let mut heard = vec![];
    for step in 0..500u32 {
        let t = f64::from(step);
        let acceleration = match t {
            t if t < 250.0 => 0.0,
            t if t < 270.0 => 1.2, // 34 m/s: between both limits
            t if t < 370.0 => 0.0,
            t if t < 410.0 => 1.0,
            _ => 0.0,
        };
        mover.go(1.0, acceleration, 0.0);
        let report = adsb(0x06_2001, mover.at, t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
        let now = class(&tracker);
        if heard.last().is_none_or(|h: &(u32, TargetClass)| h.1 != now) {
            heard.push((step, now));
        }
    }
    let order: Vec<TargetClass> = heard.iter().map(|h| h.1).collect();
    assert_eq!(
        order,
        [
            TargetClass::Airborne,
            TargetClass::Slow,
            TargetClass::Airborne
        ]
    );
    assert!(heard[1].0 >= 38 && heard[2].0 > 370, "{heard:?}");
}

#[test]
fn a_slow_target_high_up_stays_airborne() {
    let (mut tracker, mut random) = (tracker(), Random(35));
    let at = niamey().destination(0.3, 30_000.0).at_height_m(9000.0);
    for turn in 0..40u32 {
        let t = 5.0 * f64::from(turn);
        let at = at.destination(1.0, 12.0 * t).at_height_m(9000.0);
        let report = mode_s(0x06_2002, 0o2301, at, t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    assert_eq!(class(&tracker), TargetClass::Airborne);
}
