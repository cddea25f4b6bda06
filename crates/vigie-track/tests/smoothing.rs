//! Looking back is better than looking on, and knows how good it is.

#[expect(dead_code, reason = "this test has flights of its own")]
mod common;

use common::{Random, mode_s, niamey, primary, seconds, tracker};
use proptest::prelude::*;
use std::io::Write as _;
use vigie_core::place::{Cov2, Enu, LocalFrame, Wgs84};
use vigie_core::report::{Place, ReportKind, TargetReport};
use vigie_core::suspects::Suspects;
use vigie_core::time::Nanos;
use vigie_core::track::Velocity;
use vigie_track::Tracker;
use vigie_track::offline::{SmoothedState, Smoother, Trajectory};

const ADDRESS: u32 = 0x06_2100;
const SPEED_MPS: f64 = 220.0;
/// Steps of a flight, seconds.
const STEP_S: f64 = 0.5;

/// Where an aircraft was, and its course, each half second.
struct Path(Vec<(Wgs84, f64)>);

impl Path {
    /// Straight, a turn at `rate` rad/s for half a minute, and straight again.
    fn new(random: &mut Random, rate: f64) -> Path {
        let start = niamey().destination(
            6.3 * random.uniform(),
            60_000.0 + 60_000.0 * random.uniform(),
        );
        let (mut at, mut course) = (start.at_height_m(9000.0), 6.3 * random.uniform());
        let points = (0..480).map(|step: i32| {
            let here = (at, course);
            let turning = (240..300).contains(&step);
            let turned = if turning { rate * STEP_S } else { 0.0 };
            at = at.destination(course + 0.5 * turned, SPEED_MPS * STEP_S);
            course += turned;
            here
        });
        Path(points.collect())
    }

    fn at(&self, t: f64) -> (Wgs84, [f64; 2]) {
        let index = libm::round(t / STEP_S);
        let nearest = (0_u32..).zip(&self.0).find(|(k, _)| f64::from(*k) >= index);
        let (at, course) = nearest.expect("within the flight").1;
        let (sin, cos) = libm::sincos(*course);
        (*at, [SPEED_MPS * sin, SPEED_MPS * cos])
    }
}

/// A position with 80 m of noise each way, and a height.
fn plot(address: u32, at: Wgs84, t: f64, random: &mut Random) -> TargetReport {
    let mut report = common::adsb(address, at, t, random);
    report.kind = ReportKind::Mlat;
    let frame = LocalFrame::at(at);
    let noise = Enu {
        east_m: 80.0 * random.normal(),
        north_m: 80.0 * random.normal(),
        up_m: 0.0,
    };
    report.place = report.place.map(|place| Place {
        position: frame.wgs84_from_enu(noise).at_height_m(at.height_m),
        covariance: Cov2::circular(80.0),
        ..place
    });
    report
}

/// Sums of squares of position (m²) and velocity (m²/s²) errors.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    position: f64,
    velocity: f64,
    nees: f64,
    count: f64,
}

impl Sums {
    fn add(&mut self, truth: (Wgs84, [f64; 2]), at: Wgs84, v: Velocity, p: Cov2) {
        let off = LocalFrame::at(truth.0).enu_from_wgs84(at.at_height_m(truth.0.height_m));
        let (e, n) = (off.east_m, off.north_m);
        self.position += e * e + n * n;
        let (de, dn) = (v.east_mps - truth.1[0], v.north_mps - truth.1[1]);
        self.velocity += de * de + dn * dn;
        let det = p.ee * p.nn - p.en * p.en;
        assert!(p.ee > 0.0 && det > 0.0, "positive definite: {p:?}");
        self.nees += (p.nn * e * e - 2.0 * p.en * e * n + p.ee * n * n) / det;
        self.count += 1.0;
    }

    fn plus(&mut self, more: Sums) {
        self.position += more.position;
        self.velocity += more.velocity;
        self.nees += more.nees;
        self.count += more.count;
    }
}

fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("stderr");
}

/// Tracks a flight on line, and looks back.
fn fly(path: &Path, mut plot: impl FnMut(Wgs84, f64) -> TargetReport) -> (Sums, Tracker, Smoother) {
    let (mut tracker, mut smoother, mut on_line) =
        (tracker(), Smoother::default(), Sums::default());
    tracker.keep_journal();
    for k in 0..47 {
        let t = 5.0 * f64::from(k);
        let truth = path.at(t);
        tracker.update(seconds(t), &[plot(truth.0, t)], Suspects::none());
        smoother.take(&mut tracker);
        let track = &tracker.tracks()[0];
        if k >= 4 {
            on_line.add(
                truth,
                track.position,
                track.velocity,
                track.position_covariance,
            );
        }
    }
    (on_line, tracker, smoother)
}

fn only(smoother: &Smoother, grid: Option<Nanos>) -> Trajectory {
    let mut all: Vec<Trajectory> = smoother.trajectories(grid).collect();
    assert_eq!((all.len(), smoother.lost()), (1, 0));
    all.remove(0)
}

/// Errors after the first twenty seconds, which the on-line track is given to settle.
fn errors(path: &Path, states: &[SmoothedState]) -> Sums {
    let mut sums = Sums::default();
    for state in states {
        let t = (state.at - seconds(0.0)).as_secs_f64();
        if t > 17.0 {
            sums.add(
                path.at(t),
                state.position,
                state.velocity,
                state.position_covariance,
            );
        }
    }
    sums
}

#[test]
fn over_many_flights_errors_are_much_smaller_and_told_rightly() {
    for (rate, position_at_most, velocity_at_most) in [(0.0, 0.68, 0.4), (0.052, 0.75, 0.5)] {
        let (mut on_line, mut back) = (Sums::default(), Sums::default());
        for seed in 0..40 {
            let mut random = Random(seed);
            let path = Path::new(&mut random, if seed % 2 == 0 { rate } else { -rate });
            let (sums, _, smoother) = fly(&path, |at, t| plot(ADDRESS, at, t, &mut random));
            let states = only(&smoother, None).states;
            assert_eq!(states.len(), 47);
            on_line.plus(sums);
            back.plus(errors(&path, &states));
        }
        let position = (back.position / on_line.position).sqrt();
        let velocity = (back.velocity / on_line.velocity).sqrt();
        let nees = back.nees / back.count;
        let told = format!(
            "rate {rate}: RMS position × {position:.2}, velocity × {velocity:.2}, NEES {nees:.2}"
        );
        say(&told);
        assert!(
            (on_line.count - back.count).abs() < 0.5,
            "{on_line:?} {back:?}"
        );
        assert!(
            position < position_at_most && velocity < velocity_at_most,
            "{told}"
        );
        // Flown without any noise, a straight line is known better than the filter can know.
        assert!((0.8..2.6).contains(&nees), "{told}");
    }
}

#[test]
fn the_height_of_what_states_none_comes_out_of_its_flight_past_the_radar() {
    let mut random = Random(5);
    let path = Path::new(&mut random, 0.0);
    let (on_line, _, smoother) = fly(&path, |at, t| primary(at, t, &mut random));
    let trajectory = only(&smoother, None);
    assert!(
        trajectory
            .states
            .iter()
            .all(|s| !s.height_stated && s.height_variance > 1.0)
    );
    let back = errors(&path, &trajectory.states);
    assert!(back.position < on_line.position, "{back:?} {on_line:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_reported_covariances_stay_definite_and_runs_repeat(
        seed in any::<u64>(), late in 0.0f64..14.0, jump in 0.0f64..40_000.0, grid in prop::option::of(0.3f64..9.0)
    ) {
        let run = || {
            let mut random = Random(seed);
            let path = Path::new(&mut random, 0.05);
            let (mut tracker, mut smoother) = (tracker(), Smoother::default());
            tracker.keep_journal();
            for k in 0..47 {
                let t = 5.0 * f64::from(k);
                let mut reports = vec![mode_s(ADDRESS, 0o2301, path.at(t).0, t, &mut random)];
                if k % 7 == 3 {
                    let then = (t - late).max(0.0);
                    reports.push(common::adsb(ADDRESS, path.at(then).0.destination(1.0, jump), then, &mut random));
                }
                if k % 11 < 2 {
                    reports.clear();
                }
                tracker.update(seconds(t), &reports, Suspects::none());
                smoother.take(&mut tracker);
            }
            smoother.trajectories(grid.map(Nanos::from_secs_f64)).collect::<Vec<_>>()
        };
        let found = run();
        prop_assert!(!found.is_empty());
        for trajectory in &found {
            prop_assert!(trajectory.states.is_sorted_by(|a, b| a.at < b.at));
            for state in &trajectory.states {
                for p in [state.position_covariance, state.velocity_covariance] {
                    prop_assert!(p.ee > 0.0 && p.ee * p.nn > p.en * p.en, "{:?}", state);
                }
                prop_assert!(state.height_variance > 0.0 && state.position.lat_deg.is_finite());
                let total: f64 = state.modes.iter().sum();
                prop_assert!((total - 1.0).abs() < 1e-9);
            }
        }
        prop_assert_eq!(found, run());
    }
}

#[test]
fn a_grid_lies_on_the_measurements_and_between_them() {
    let mut random = Random(9);
    let path = Path::new(&mut random, 0.03);
    let (_, _, smoother) = fly(&path, |at, t| plot(ADDRESS, at, t, &mut random));
    let (at_plots, on_grid) = (
        only(&smoother, None),
        only(&smoother, Some(Nanos::from_secs(1))),
    );
    assert_eq!(on_grid.states.len(), 231);
    for state in &at_plots.states {
        let same = on_grid
            .states
            .iter()
            .find(|s| s.at == state.at)
            .expect("whole seconds");
        assert_eq!(same, state);
    }
    let worst = |states: &[SmoothedState]| {
        states
            .iter()
            .map(|s| s.position_covariance.ee)
            .fold(0.0, f64::max)
    };
    assert!(worst(&on_grid.states) < 3.0 * worst(&at_plots.states));
    assert!(errors(&path, &on_grid.states).position / 214.0 < 200.0 * 200.0);
}

#[test]
fn who_keeps_no_journal_has_nothing_to_look_back_on() {
    let mut random = Random(1);
    let path = Path::new(&mut random, 0.0);
    let (mut tracker, mut smoother) = (tracker(), Smoother::default());
    assert!(tracker.take_journal().is_none());
    for k in 0..10 {
        let t = 5.0 * f64::from(k);
        tracker.update(
            seconds(t),
            &[mode_s(ADDRESS, 0o2301, path.at(t).0, t, &mut random)],
            Suspects::none(),
        );
        smoother.take(&mut tracker);
    }
    assert_eq!(smoother.trajectories(None).count(), 0);
    // One that is never taken away stays within its bound and says what it lost.
    tracker.keep_journal();
    for k in 0..150_000_u32 {
        let t = 100.0 + 0.1 * f64::from(k);
        let report = plot(ADDRESS + 1, niamey(), t, &mut random);
        tracker.update(seconds(t), &[report], Suspects::none());
    }
    let journal = tracker.take_journal().expect("kept");
    assert!(!journal.is_empty() && journal.len() <= 1 << 18);
    assert!(
        journal.lost() > 0 && journal.len() == 1 << 18,
        "{}",
        journal.lost()
    );
    assert!(tracker.take_journal().expect("kept").is_empty());
}
