//! What is compared: targets with their true points, tracks with their rows, and the grid on which they are looked at.
//!
//! Times are seconds of the scene; whoever builds the scene chooses its zero. Not here: where the points come from.

use crate::stats::finite;
use vigie_core::identity::{IcaoAddress, ModeA};
use vigie_core::place::{Cov2, LocalFrame, Wgs84};

/// Instants of one evaluation.
const INSTANTS_MAX: f64 = 1_000_000.0;
/// Two times nearer than this are the same time, seconds.
pub const TIME_EPSILON_S: f64 = 1e-6;

/// Why there is no score.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvalError {
    /// The grid makes no sense.
    #[error("the evaluation grid cannot be used: {0}")]
    Grid(&'static str),
    /// Nothing to compare with.
    #[error("there is no truth between {start_s} s and {end_s} s")]
    NoTruth {
        /// The grid's first instant.
        start_s: f64,
        /// The grid's last instant.
        end_s: f64,
    },
    /// An assignment that would take for ever.
    #[error(
        "at {t_s} s, {truths} targets and {tracks} tracks are all within the cut-off of each other: use a smaller cut-off"
    )]
    TooDense {
        /// The instant.
        t_s: f64,
        /// Targets in one knot.
        truths: usize,
        /// Tracks in it.
        tracks: usize,
    },
}

/// Who a target is, or is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Identity {
    /// 24-bit address.
    pub address: Option<IcaoAddress>,
    /// Mode 3/A code.
    pub mode_a: Option<ModeA>,
}

/// What a target was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phase {
    /// Turning or accelerating.
    pub turning: bool,
    /// Climbing or descending.
    pub climbing: bool,
}

/// Where a target really was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruthPoint {
    /// When, seconds of the scene.
    pub t_s: f64,
    /// Where.
    pub position: Wgs84,
    /// East, north and up at the target, m/s.
    pub velocity_mps: [f64; 3],
    /// What it was doing.
    pub phase: Phase,
}

/// A target and its points, in order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Target {
    /// What it is called.
    pub name: String,
    /// Who it is, where known.
    pub identity: Identity,
    /// At least one point; later never before earlier.
    pub points: Vec<TruthPoint>,
}

/// How sure a row is of its position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Covariance {
    /// East-north, m².
    pub horizontal: Cov2,
    /// Up, m².
    pub uu: Option<f64>,
}

/// One row of a track: what was known at `t_s`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// When it was known and for when it holds, seconds of the scene.
    pub t_s: f64,
    /// Where.
    pub position: Wgs84,
    /// Whether the height above the ellipsoid is stated; else it is zero.
    pub has_height: bool,
    /// East, north and up at the track, m/s.
    pub velocity_mps: Option<[f64; 3]>,
    /// Accuracy of the position, as the tracker believes.
    pub covariance: Option<Covariance>,
    /// This row drops the track.
    pub end: bool,
    /// Who it is said to be.
    pub identity: Identity,
    /// Made of multilateration alone.
    pub is_mlat_only: bool,
}

/// A track and its rows, in order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TrackRows {
    /// What it is called.
    pub name: String,
    /// At least one row; later never before earlier.
    pub rows: Vec<Row>,
}

/// When to look, and what is near.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// First instant, seconds of the scene.
    pub start_s: f64,
    /// Between instants, seconds.
    pub step_s: f64,
    /// No instant after this.
    pub end_s: f64,
    /// Cut-off distance c of GOSPA, OSPA and SIAP, metres.
    pub cutoff_m: f64,
    /// Order p of GOSPA and OSPA.
    pub order: f64,
    /// Distances include the height (dim 3), or are taken in the horizontal plane (dim 2).
    pub is_3d: bool,
    /// A row older than this counts no more, seconds.
    pub max_age_s: f64,
    /// Between two points of truth further apart than this, nobody knows where the target was, seconds.
    pub truth_gap_s: f64,
}

impl Grid {
    /// Whether it can be used.
    pub fn check(&self) -> Result<(), EvalError> {
        let numbers = [self.start_s, self.step_s, self.end_s, self.cutoff_m];
        if numbers
            .into_iter()
            .chain([self.order, self.max_age_s, self.truth_gap_s])
            .any(|n| !n.is_finite())
        {
            return Err(EvalError::Grid("a number of it is not finite"));
        }
        if self.step_s <= 0.0 || self.end_s < self.start_s {
            return Err(EvalError::Grid(
                "the step must be positive and the end not before the start",
            ));
        }
        if (self.end_s - self.start_s) / self.step_s > INSTANTS_MAX {
            return Err(EvalError::Grid("it has more than a million instants"));
        }
        if self.cutoff_m <= 0.0 || self.max_age_s < 0.0 || self.truth_gap_s < 0.0 {
            return Err(EvalError::Grid(
                "the cut-off must be positive and ages not negative",
            ));
        }
        if !(1.0..=8.0).contains(&self.order) {
            return Err(EvalError::Grid("the order p must be between 1 and 8"));
        }
        Ok(())
    }

    /// Every instant.
    pub fn instants(&self) -> impl Iterator<Item = f64> {
        let (start, step, end) = (self.start_s, self.step_s, self.end_s);
        (0_u32..)
            .map(move |k| start + f64::from(k) * step)
            .take_while(move |t| *t <= end + 1e-9)
    }
}

/// Everything that is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Where the horizontal plane (or the east-north-up frame) touches.
    pub origin: Wgs84,
    /// When to look.
    pub grid: Grid,
    /// What flew.
    pub targets: Vec<Target>,
    /// What was believed.
    pub tracks: Vec<TrackRows>,
}

impl Target {
    /// The true state at a time: as it stands when a point has that time, else between two points that are not further
    /// apart than `gap_s` (cubic in position, linear in velocity; the phase is the earlier point's).
    pub fn at(&self, t_s: f64, gap_s: f64) -> Option<TruthPoint> {
        let after = self
            .points
            .partition_point(|point| point.t_s < t_s - TIME_EPSILON_S);
        let next = self.points.get(after)?;
        if next.t_s <= t_s + TIME_EPSILON_S {
            return Some(*next);
        }
        let before = self.points.get(after.checked_sub(1)?)?;
        if next.t_s - before.t_s > gap_s + TIME_EPSILON_S {
            return None;
        }
        Some(between(before, next, t_s))
    }
}

/// Cubic Hermite between two points, in the local frame of the first.
fn between(a: &TruthPoint, b: &TruthPoint, t_s: f64) -> TruthPoint {
    let frame = LocalFrame::at(a.position);
    let end = frame.enu_from_wgs84(b.position);
    let (h, u) = (b.t_s - a.t_s, (t_s - a.t_s) / (b.t_s - a.t_s));
    let (h10, h01, h11) = (
        u * (1.0 - u) * (1.0 - u),
        u * u * (3.0 - 2.0 * u),
        u * u * (u - 1.0),
    );
    let axis = |to: f64, va: f64, vb: f64| h01 * to + h * (h10 * va + h11 * vb);
    let mut place = end;
    place.east_m = axis(end.east_m, a.velocity_mps[0], b.velocity_mps[0]);
    place.north_m = axis(end.north_m, a.velocity_mps[1], b.velocity_mps[1]);
    // Height by itself: the ellipsoid falls away from the tangent frame as the square of the distance.
    let rise = b.position.height_m - a.position.height_m;
    place.up_m = u * u * (end.up_m - rise) + u * rise;
    let height_m = a.position.height_m + axis(rise, a.velocity_mps[2], b.velocity_mps[2]);
    let mut velocity_mps = [0.0; 3];
    for (v, (from, to)) in velocity_mps
        .iter_mut()
        .zip(a.velocity_mps.iter().zip(&b.velocity_mps))
    {
        *v = from + u * (to - from);
    }
    TruthPoint {
        t_s,
        position: frame.wgs84_from_enu(place).at_height_m(height_m),
        velocity_mps,
        phase: a.phase,
    }
}

impl TrackRows {
    /// Index of the row that counts at a time: the newest one, if it is young enough and does not end the track.
    pub fn current(&self, t_s: f64, max_age_s: f64) -> Option<usize> {
        let newest = self
            .rows
            .partition_point(|row| row.t_s <= t_s + TIME_EPSILON_S)
            .checked_sub(1)?;
        let row = self.rows.get(newest)?;
        let young = t_s - row.t_s <= max_age_s + TIME_EPSILON_S;
        (young && !row.end).then_some(newest)
    }
}

impl Covariance {
    /// A covariance that can be inverted; `None` if the numbers are none.
    #[must_use]
    pub fn checked(ee: f64, en: f64, nn: f64, uu: Option<f64>) -> Option<Covariance> {
        let determinant = ee * nn - en * en;
        (finite(&[ee, en, nn]) && ee > 0.0 && determinant > 0.0).then_some(Covariance {
            horizontal: Cov2 { ee, en, nn },
            uu: uu.filter(|uu| uu.is_finite() && *uu > 0.0),
        })
    }
}

#[cfg(test)]
mod tests;
