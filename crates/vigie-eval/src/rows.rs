//! Rows against truth at their own times, not at the grid's: what a user of the tracks saw when each row came.
//!
//! A row belongs to the target with which its track is matched at the instant of the grid nearest to it; if the track is
//! alive there but matched with nobody, the row is false. A row of a track that is not alive at that instant, or outside the
//! grid, is not judged. Errors are in the local frame at the target.

use crate::frame::Frame;
use crate::model::{Phase, Row, Scene, TruthPoint};
use std::collections::BTreeMap;
use vigie_core::place::LocalFrame;

/// A row whose target is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// Index of the target in the scene.
    pub target: usize,
    /// Index of the track in the scene.
    pub track: usize,
    /// Index of the row in the track.
    pub row: usize,
    /// When, seconds of the scene.
    pub t_s: f64,
    /// Track less truth: east, north, up, metres; up means heights above the ellipsoid.
    pub error_m: [f64; 3],
    /// Track less truth: east, north, up, m/s.
    pub velocity_error_mps: Option<[f64; 3]>,
    /// True velocity: east, north, up, m/s.
    pub velocity_mps: [f64; 3],
    /// What the target was doing.
    pub phase: Phase,
}

impl Judged {
    /// Length of the horizontal error, metres.
    #[must_use]
    pub fn horizontal_m(&self) -> f64 {
        libm::hypot(self.error_m[0], self.error_m[1])
    }
}

/// Every row that could be judged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JudgedRows {
    /// Rows with a target, by target, then time.
    pub matched: Vec<Judged>,
    /// Times of rows of tracks matched with nobody, seconds, as (time, track).
    pub spurious: Vec<(f64, usize)>,
    /// Rows not judged.
    pub unjudged: usize,
}

/// Judges every row.
#[must_use]
pub fn judge(scene: &Scene, frames: &[Frame]) -> JudgedRows {
    let mut found = JudgedRows::default();
    let owners: Vec<BTreeMap<usize, Option<usize>>> = frames.iter().map(owners).collect();
    for (track, rows) in scene.tracks.iter().enumerate() {
        for (index, row) in rows.rows.iter().enumerate().filter(|(_, row)| !row.end) {
            let owner = nearest(scene, row.t_s).and_then(|at| owners.get(at)?.get(&track));
            match owner {
                None => found.unjudged += 1,
                Some(None) => found.spurious.push((row.t_s, track)),
                Some(Some(target)) => {
                    match scene.targets[*target].at(row.t_s, scene.grid.truth_gap_s) {
                        None => found.unjudged += 1,
                        Some(truth) => {
                            found
                                .matched
                                .push(compare(*target, track, index, row, &truth));
                        }
                    }
                }
            }
        }
    }
    found
        .matched
        .sort_by(|a, b| a.target.cmp(&b.target).then(a.t_s.total_cmp(&b.t_s)));
    found.spurious.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

/// Track to target, or to nobody, for every track alive.
fn owners(frame: &Frame) -> BTreeMap<usize, Option<usize>> {
    let mut owners: BTreeMap<usize, Option<usize>> = frame
        .tracks
        .iter()
        .map(|track| (track.track, None))
        .collect();
    for pair in &frame.matches {
        owners.insert(
            frame.tracks[pair.track].track,
            Some(frame.truths[pair.truth].target),
        );
    }
    owners
}

/// Index of the instant nearest to a time; `None` more than half a step outside the grid.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked not to be negative; float to integer saturates"
)]
fn nearest(scene: &Scene, t_s: f64) -> Option<usize> {
    let at = libm::round((t_s - scene.grid.start_s) / scene.grid.step_s);
    (at >= 0.0).then_some(at as usize)
}

fn compare(target: usize, track: usize, index: usize, row: &Row, truth: &TruthPoint) -> Judged {
    // Both at the truth's height, so that a wrong height is not a wrong place.
    let here = LocalFrame::at(truth.position);
    let there = here.enu_from_wgs84(row.position.at_height_m(truth.position.height_m));
    let up = if row.has_height {
        row.position.height_m - truth.position.height_m
    } else {
        0.0
    };
    let less = |mps: [f64; 3]| crate::stats::minus(mps, truth.velocity_mps);
    Judged {
        target,
        track,
        row: index,
        t_s: row.t_s,
        error_m: [there.east_m, there.north_m, up],
        velocity_error_mps: row.velocity_mps.map(less),
        velocity_mps: truth.velocity_mps,
        phase: truth.phase,
    }
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::frame::frames;
    use crate::gospa::tests::{at, grid, origin, row, truth};
    use crate::model::{Scene, Target, TrackRows};

    #[test]
    fn rows_are_compared_at_their_own_time() {
        let mut points = vec![truth(0.0, at(0.0, 0.0)), truth(1.0, at(100.0, 0.0))];
        for point in &mut points {
            point.velocity_mps = [100.0, 0.0, 0.0];
        }
        let mut scene = Scene {
            origin: origin(),
            grid: grid(50.0),
            targets: vec![Target {
                points,
                ..Target::default()
            }],
            tracks: vec![
                TrackRows {
                    name: "A".into(),
                    rows: vec![row(0.0, at(0.0, 1.0)), row(0.25, at(25.0, 4.0))],
                },
                TrackRows {
                    name: "ghost".into(),
                    rows: vec![row(0.0, at(900.0, 0.0)), row(70.0, at(900.0, 0.0))],
                },
            ],
        };
        scene.grid.end_s = 1.0;
        let found = judge(&scene, &frames(&scene).expect("frames"));
        assert_eq!(found.matched.len(), 2);
        let [east, north, _] = found.matched[1].error_m;
        assert!(east.abs() < 1e-3 && (north - 4.0).abs() < 1e-3, "{east}");
        assert_eq!(
            found.matched[1].velocity_error_mps,
            Some([-100.0, 0.0, 0.0])
        );
        assert_eq!(found.spurious, [(0.0, 1)]);
        assert_eq!(found.unjudged, 1);
    }
}
