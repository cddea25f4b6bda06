use super::{Gospa, summarise};
use crate::frame::{Frame, frames};
use crate::model::{Grid, Row, Scene, Target, TrackRows, TruthPoint};
use proptest::prelude::{prop, prop_assert, proptest};
use vigie_core::place::{LocalFrame, Wgs84};

pub(crate) fn origin() -> Wgs84 {
    Wgs84::new(13.48, 2.17, 0.0).expect("a place")
}

pub(crate) fn grid(cutoff_m: f64) -> Grid {
    Grid {
        start_s: 0.0,
        step_s: 1.0,
        end_s: 0.0,
        cutoff_m,
        order: 2.0,
        is_3d: true,
        max_age_s: 5.0,
        truth_gap_s: 2.0,
    }
}

/// A place so far east and north of the origin, in its own frame.
pub(crate) fn at(east_m: f64, north_m: f64) -> Wgs84 {
    let mut enu = LocalFrame::at(origin()).enu_from_wgs84(origin());
    (enu.east_m, enu.north_m, enu.up_m) = (east_m, north_m, 0.0);
    LocalFrame::at(origin()).wgs84_from_enu(enu)
}

pub(crate) fn row(t_s: f64, position: Wgs84) -> Row {
    Row {
        t_s,
        position,
        has_height: true,
        velocity_mps: Some([0.0; 3]),
        covariance: None,
        end: false,
        identity: crate::model::Identity::default(),
        is_mlat_only: false,
    }
}

pub(crate) fn truth(t_s: f64, position: Wgs84) -> TruthPoint {
    TruthPoint {
        t_s,
        position,
        velocity_mps: [0.0; 3],
        phase: crate::model::Phase::default(),
    }
}

/// Targets and tracks on a line, standing still, at time 0.
pub(crate) fn frame(targets: &[f64], tracks: &[f64], grid: &Grid) -> Frame {
    let flat = |places: &[f64]| places.iter().map(|x| (*x, 0.0)).collect::<Vec<_>>();
    frame_of(&flat(targets), &flat(tracks), grid)
}

fn frame_of(targets: &[(f64, f64)], tracks: &[(f64, f64)], grid: &Grid) -> Frame {
    // somebody far away, so that a frame without targets can be made
    let target = |&(x, y): &(f64, f64)| Target {
        points: vec![truth(0.0, at(x, y))],
        ..Target::default()
    };
    let track = |&(x, y): &(f64, f64)| TrackRows {
        name: String::new(),
        rows: vec![row(0.0, at(x, y))],
    };
    let scene = Scene {
        origin: origin(),
        grid: *grid,
        targets: targets.iter().map(target).collect(),
        tracks: tracks.iter().map(track).collect(),
    };
    frames(&scene).map_or_else(
        |_| Frame {
            tracks: frames(&Scene {
                targets: vec![target(&(9e5, 9e5))],
                ..scene
            })
            .expect("a frame")
            .remove(0)
            .tracks,
            ..Frame::default()
        },
        |mut frames| frames.remove(0),
    )
}

fn total(targets: &[(f64, f64)], tracks: &[(f64, f64)], grid: &Grid) -> f64 {
    Gospa::of(&frame_of(targets, tracks, grid), grid).total_m
}

#[test]
fn by_hand() {
    let grid = grid(10.0);
    // pairs 3 and 4 apart, one missed, two false: 9 + 16 + 50 * 3
    let scene = frame(&[0.0, 50.0, 100.0], &[3.0, 54.0, 500.0, 600.0], &grid);
    let gospa = Gospa::of(&scene, &grid);
    assert!((gospa.total_m - 175.0_f64.sqrt()).abs() < 1e-6, "{gospa:?}");
    assert_eq!((gospa.missed, gospa.false_tracks), (1, 2));
    let [loc, missed, spare] = gospa.parts_m(&grid);
    assert!((loc - 5.0).abs() < 1e-6);
    assert!((missed - 50.0_f64.sqrt()).abs() < 1e-9 && (spare - 10.0).abs() < 1e-9);
    let summary = summarise(&[gospa, gospa], &[3, 3], &grid);
    assert!((summary.mean_m - gospa.total_m).abs() < 1e-9);
    assert!((summary.power_mean_m - gospa.total_m).abs() < 1e-9);
    assert!((summary.per_target_m - gospa.total_m / 3.0_f64.sqrt()).abs() < 1e-9);
}

#[test]
fn the_best_assignment_is_not_the_nearest_neighbour() {
    let grid = grid(10.0);
    // greedy takes 0-1 (1 apart) and leaves 4 unmatched with -3 (7 apart from 4: pair 4-... )
    let gospa = Gospa::of(&frame(&[0.0, 4.0], &[3.0, -3.0], &grid), &grid);
    assert!((gospa.total_m - 10.0_f64.sqrt()).abs() < 1e-6, "{gospa:?}");
}

type Points = Vec<(f64, f64)>;

fn points() -> impl proptest::strategy::Strategy<Value = Points> {
    prop::collection::vec((-50.0..50.0_f64, -50.0..50.0_f64), 0..5)
}

proptest! {
    #[test]
    fn it_is_a_metric(x in points(), y in points(), z in points(), cutoff in 1.0..80.0_f64) {
        let grid = grid(cutoff);
        let (xy, yz, xz) = (total(&x, &y, &grid), total(&y, &z, &grid), total(&x, &z, &grid));
        prop_assert!(xy >= 0.0);
        prop_assert!((total(&y, &x, &grid) - xy).abs() < 1e-3, "symmetric: missed and false change places");
        prop_assert!(xz <= xy + yz + 1e-3, "{xz} {xy} {yz}");
        prop_assert!(total(&x, &x, &grid) < 1e-3);
    }

    #[test]
    fn a_false_track_costs_as_much_as_a_missed_target(x in points(), cutoff in 1.0..80.0_f64) {
        let grid = grid(cutoff);
        let mut more = x.clone();
        more.push((5_000.0, 5_000.0));
        let (missed, spare) = (total(&more, &x, &grid), total(&x, &more, &grid));
        prop_assert!((missed - spare).abs() < 1e-3);
        prop_assert!((missed - cutoff / 2.0_f64.sqrt()).abs() < 1e-3);
    }
}
