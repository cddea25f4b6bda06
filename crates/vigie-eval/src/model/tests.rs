use super::{EvalError, Grid, Target};
use crate::gospa::tests::{at, grid, row, truth};
use crate::model::TrackRows;

#[test]
fn truth_between_points_follows_the_flight() {
    // A circle of 5 km at 200 m/s, a point every 8 s.
    let (radius, speed) = (5_000.0_f64, 200.0_f64);
    let point = |t: f64| {
        let angle = speed / radius * t;
        let mut point = truth(t, at(radius * angle.sin(), radius * angle.cos()));
        point.velocity_mps = [speed * angle.cos(), -speed * angle.sin(), 0.0];
        point
    };
    let target = Target {
        points: (0..10).map(|k| point(8.0 * f64::from(k))).collect(),
        ..Target::default()
    };
    for t in [0.0, 3.0, 8.0, 35.5, 72.0] {
        let found = target.at(t, 10.0).expect("there");
        let miss = found.position.distance_m(point(t).position);
        assert!(miss < 15.0, "{t}: {miss}");
    }
    assert_eq!(target.at(3.0, 5.0), None, "the gap is too wide");
    assert_eq!(target.at(72.1, 10.0), None, "it is gone");
    assert_eq!(target.at(-0.1, 10.0), None, "it is not there yet");
}

#[test]
fn the_row_that_counts() {
    let mut end = row(6.0, at(0.0, 0.0));
    end.end = true;
    let track = TrackRows {
        name: "A".into(),
        rows: vec![
            row(1.0, at(0.0, 0.0)),
            row(2.0, at(0.0, 0.0)),
            end,
            row(9.0, at(0.0, 0.0)),
        ],
    };
    for (t, expected) in [
        (0.5, None),
        (1.0, Some(0)),
        (1.9, Some(0)),
        (5.0, Some(1)),
        (5.1, None),
        (6.0, None),
        (8.9, None),
        (9.0, Some(3)),
        (13.0, None),
    ] {
        assert_eq!(track.current(t, 3.0), expected, "{t}");
    }
}

#[test]
fn a_grid_that_makes_no_sense_is_refused() {
    let good = grid(10.0);
    assert_eq!(good.check(), Ok(()));
    for bad in [
        Grid {
            step_s: 0.0,
            ..good
        },
        Grid {
            step_s: f64::NAN,
            ..good
        },
        Grid {
            end_s: -1.0,
            ..good
        },
        Grid { end_s: 1e9, ..good },
        Grid {
            cutoff_m: 0.0,
            ..good
        },
        Grid { order: 0.5, ..good },
        Grid {
            max_age_s: f64::INFINITY,
            ..good
        },
    ] {
        assert!(matches!(bad.check(), Err(EvalError::Grid(_))), "{bad:?}");
    }
    assert_eq!(good.instants().collect::<Vec<_>>(), [0.0]);
}
