//! Every measure of one scene.

use crate::accuracy::{Accuracy, accuracy};
use crate::consistency::{Consistency, consistency};
use crate::continuity::{Continuity, continuity};
use crate::frame::{Frame, frames};
use crate::gospa::{Gospa, GospaSummary, summarise};
use crate::latency::{Latency, latency};
use crate::model::{EvalError, Grid, Scene};
use crate::ospa::ospa_m;
use crate::rows::{JudgedRows, judge};
use crate::siap::{Siap, siap};
use crate::stats::mean;

/// What was measured at one instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// When, seconds of the scene.
    pub t_s: f64,
    /// GOSPA and its parts.
    pub gospa: Gospa,
    /// OSPA, metres.
    pub ospa_m: f64,
    /// Targets there.
    pub targets: usize,
    /// Tracks alive.
    pub tracks: usize,
}

/// What was measured over all.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// How it was looked at.
    pub grid: Grid,
    /// Moment by instant.
    pub instants: Vec<Moment>,
    /// GOSPA with its parts.
    pub gospa: GospaSummary,
    /// Mean OSPA, metres.
    pub ospa_m: f64,
    /// Mean number of targets.
    pub targets: f64,
    /// SIAP.
    pub siap: Siap,
    /// Errors.
    pub accuracy: Accuracy,
    /// Continuity, and target by target.
    pub continuity: Continuity,
    /// Errors against covariances.
    pub consistency: Consistency,
    /// Lateness.
    pub latency: Latency,
    /// Rows at their own times, for what is measured of them.
    pub rows: JudgedRows,
}

/// Measures a scene.
pub fn evaluate(scene: &Scene) -> Result<Evaluation, EvalError> {
    let frames = frames(scene)?;
    Ok(measure(scene, &frames))
}

fn measure(scene: &Scene, frames: &[Frame]) -> Evaluation {
    let grid = &scene.grid;
    let instant = |frame: &Frame| Moment {
        t_s: frame.t_s,
        gospa: Gospa::of(frame, grid),
        ospa_m: ospa_m(frame, grid),
        targets: frame.truths.len(),
        tracks: frame.tracks.len(),
    };
    let instants: Vec<Moment> = frames.iter().map(instant).collect();
    let gospas: Vec<Gospa> = instants.iter().map(|instant| instant.gospa).collect();
    let ospas: Vec<f64> = instants.iter().map(|instant| instant.ospa_m).collect();
    let targets: Vec<usize> = instants.iter().map(|instant| instant.targets).collect();
    let rows = judge(scene, frames);
    Evaluation {
        grid: *grid,
        gospa: summarise(&gospas, &targets, grid),
        ospa_m: mean(&ospas).unwrap_or_default(),
        targets: targets.iter().sum::<usize>() as f64 / targets.len().max(1) as f64,
        siap: siap(frames),
        accuracy: accuracy(frames),
        continuity: continuity(scene, frames),
        consistency: consistency(scene, &rows),
        latency: latency(frames, &rows),
        instants,
        rows,
    }
}
