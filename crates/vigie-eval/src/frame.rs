//! One instant: who was there, who was believed to be there, who is near whom, who is matched with whom.

use crate::assignment;
use crate::model::{EvalError, Phase, Scene, TruthPoint};
use crate::plane::Plane;
use crate::stats::{minus, norm};

/// A target at the instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruthNow {
    /// Index of the target in the scene.
    pub target: usize,
    /// In the coordinates of the scene, metres.
    pub place: [f64; 3],
    /// In the same dimensions, m/s.
    pub velocity: [f64; 3],
    /// East, north and up, m/s.
    pub velocity_mps: [f64; 3],
    /// Height above the ellipsoid, metres.
    pub height_m: f64,
    /// What it was doing.
    pub phase: Phase,
}

/// A track, moved to the instant with its own velocity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrackNow {
    /// Index of the track in the scene.
    pub track: usize,
    /// Index of the row that counts.
    pub row: usize,
    /// How old that row is, seconds.
    pub age_s: f64,
    /// In the coordinates of the scene, metres.
    pub place: [f64; 3],
    /// In the same dimensions, m/s; `None` where the track states none.
    pub velocity: Option<[f64; 3]>,
    /// Height above the ellipsoid, metres, where stated.
    pub height_m: Option<f64>,
}

/// A target and a track nearer than the cut-off. Indices into [`Frame::truths`] and [`Frame::tracks`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The target.
    pub truth: usize,
    /// The track.
    pub track: usize,
    /// How far apart, metres.
    pub distance_m: f64,
}

/// One instant of the grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Frame {
    /// When, seconds of the scene.
    pub t_s: f64,
    /// Targets there, in the order of the scene.
    pub truths: Vec<TruthNow>,
    /// Tracks alive, in the order of the scene.
    pub tracks: Vec<TrackNow>,
    /// Every pair nearer than the cut-off, by target, then track.
    pub near: Vec<Near>,
    /// Those of the best assignment, by target.
    pub matches: Vec<Near>,
}

/// Every instant of a scene's grid.
pub fn frames(scene: &Scene) -> Result<Vec<Frame>, EvalError> {
    let grid = &scene.grid;
    grid.check()?;
    let plane = Plane::new(scene.origin, grid.is_3d);
    let mut frames = Vec::new();
    for t_s in grid.instants() {
        let mut frame = Frame {
            t_s,
            truths: truths(scene, &plane, t_s),
            tracks: tracks(scene, &plane, t_s),
            ..Frame::default()
        };
        frame.near = near(&frame.truths, &frame.tracks, grid.cutoff_m);
        frame.matches = assignment::best(
            t_s,
            frame.truths.len(),
            &frame.near,
            grid.cutoff_m,
            grid.order,
        )?;
        frames.push(frame);
    }
    if frames.iter().all(|frame| frame.truths.is_empty()) {
        return Err(EvalError::NoTruth {
            start_s: grid.start_s,
            end_s: grid.end_s,
        });
    }
    Ok(frames)
}

fn truths(scene: &Scene, plane: &Plane, t_s: f64) -> Vec<TruthNow> {
    let now = |(target, point): (usize, TruthPoint)| TruthNow {
        target,
        place: plane.place(point.position),
        velocity: plane.velocity(point.velocity_mps),
        velocity_mps: point.velocity_mps,
        height_m: point.position.height_m,
        phase: point.phase,
    };
    let alive = scene.targets.iter().enumerate();
    alive
        .filter_map(|(index, target)| Some((index, target.at(t_s, scene.grid.truth_gap_s)?)))
        .map(now)
        .collect()
}

fn tracks(scene: &Scene, plane: &Plane, t_s: f64) -> Vec<TrackNow> {
    let now = |(index, row_index): (usize, usize)| {
        let row = &scene.tracks[index].rows[row_index];
        let age_s = (t_s - row.t_s).max(0.0);
        let stated = row.velocity_mps;
        let velocity = stated.map(|mps| plane.velocity(mps));
        let mut place = plane.place(row.position);
        for (axis, speed) in place.iter_mut().zip(velocity.unwrap_or_default()) {
            *axis += speed * age_s;
        }
        let climbed = stated.map_or(0.0, |mps| mps[2] * age_s);
        TrackNow {
            track: index,
            row: row_index,
            age_s,
            place,
            velocity,
            height_m: row.has_height.then_some(row.position.height_m + climbed),
        }
    };
    let alive = scene.tracks.iter().enumerate();
    alive
        .filter_map(|(index, track)| Some((index, track.current(t_s, scene.grid.max_age_s)?)))
        .map(now)
        .collect()
}

/// A sweep from west to east, so that a sky full of aircraft does not cost every pair.
fn near(truths: &[TruthNow], tracks: &[TrackNow], cutoff_m: f64) -> Vec<Near> {
    let mut eastward: Vec<(f64, usize)> = (tracks.iter().enumerate())
        .map(|(index, track)| (track.place[0], index))
        .filter(|(east, _)| east.is_finite())
        .collect();
    eastward.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut found = Vec::new();
    for (truth, target) in truths.iter().enumerate() {
        let first = eastward.partition_point(|(east, _)| *east <= target.place[0] - cutoff_m);
        for &(east, track) in &eastward[first..] {
            if east >= target.place[0] + cutoff_m {
                break;
            }
            let distance_m = norm(minus(target.place, tracks[track].place));
            if distance_m < cutoff_m {
                found.push(Near {
                    truth,
                    track,
                    distance_m,
                });
            }
        }
    }
    found.sort_unstable_by_key(|pair| (pair.truth, pair.track));
    found
}
