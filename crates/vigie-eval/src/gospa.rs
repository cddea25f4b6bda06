//! GOSPA: generalised optimal sub-pattern assignment, with alpha 2.
//!
//! Rahmathullah, García-Fernández & Svensson 2017 (arXiv 1601.05585): over assignments,
//! `GOSPA^p = min sum d^p + c^p / 2 (missed + false)`, where only pairs nearer than `c` are assigned. The parts add up as
//! p-th powers. Summed over time as the mean of GOSPA, and as the p-th root of the mean of its p-th power.

use crate::frame::Frame;
use crate::model::Grid;
use crate::stats::{mean, power, root};

/// GOSPA at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Gospa {
    /// The metric, metres.
    pub total_m: f64,
    /// Sum of d^p over the pairs.
    pub localisation: f64,
    /// Targets without a track.
    pub missed: usize,
    /// Tracks without a target.
    pub false_tracks: usize,
}

/// GOSPA over all instants.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GospaSummary {
    /// Mean of the metric, metres.
    pub mean_m: f64,
    /// p-th root of the mean of its p-th power, metres.
    pub power_mean_m: f64,
    /// The part of the latter that is localisation, metres.
    pub localisation_m: f64,
    /// ... missed targets, metres.
    pub missed_m: f64,
    /// ... false tracks, metres.
    pub false_m: f64,
    /// Mean number of missed targets.
    pub missed: f64,
    /// Mean number of false tracks.
    pub false_tracks: f64,
    /// Mean of the metric over the square root of the number of targets, metres.
    pub per_target_m: f64,
}

impl Gospa {
    /// Of a frame.
    #[must_use]
    pub fn of(frame: &Frame, grid: &Grid) -> Gospa {
        let distances = frame.matches.iter().map(|pair| pair.distance_m);
        let localisation: f64 = distances.map(|d| power(d, grid.order)).sum();
        let missed = frame.truths.len() - frame.matches.len();
        let false_tracks = frame.tracks.len() - frame.matches.len();
        let cardinality = power(grid.cutoff_m, grid.order) / 2.0 * (missed + false_tracks) as f64;
        Gospa {
            total_m: root(localisation + cardinality, grid.order),
            localisation,
            missed,
            false_tracks,
        }
    }

    /// The parts as metres: roots of the p-th powers.
    #[must_use]
    pub fn parts_m(&self, grid: &Grid) -> [f64; 3] {
        let unit = power(grid.cutoff_m, grid.order) / 2.0;
        [
            root(self.localisation, grid.order),
            root(unit * self.missed as f64, grid.order),
            root(unit * self.false_tracks as f64, grid.order),
        ]
    }
}

/// Sums up; `truths` are the numbers of targets at the same instants.
#[must_use]
pub fn summarise(instants: &[Gospa], truths: &[usize], grid: &Grid) -> GospaSummary {
    let over = |value: &dyn Fn(&Gospa) -> f64| {
        let values: Vec<f64> = instants.iter().map(value).collect();
        mean(&values).unwrap_or_default()
    };
    let unit = power(grid.cutoff_m, grid.order) / 2.0;
    let missed = over(&|g| g.missed as f64);
    let false_tracks = over(&|g| g.false_tracks as f64);
    let localisation = over(&|g| g.localisation);
    let shares: Vec<f64> = (instants.iter().zip(truths))
        .map(|(g, &n)| g.total_m / (n.max(1) as f64).sqrt())
        .collect();
    GospaSummary {
        mean_m: over(&|g| g.total_m),
        power_mean_m: root(localisation + unit * (missed + false_tracks), grid.order),
        localisation_m: root(localisation, grid.order),
        missed_m: root(unit * missed, grid.order),
        false_m: root(unit * false_tracks, grid.order),
        missed,
        false_tracks,
        per_target_m: mean(&shares).unwrap_or_default(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
