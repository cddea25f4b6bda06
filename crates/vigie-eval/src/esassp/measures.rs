//! The measures themselves, on rows at their own times.
//!
//! A *flight* is a target; its time is that in the grid, cut into measurement intervals from its first moment there; a
//! *position* is a row matched with it. The definitions are ours where the standards were not seen.

use super::thresholds::{Identifier, Measure, Requirement};
use crate::evaluate::Evaluation;
use crate::model::{Identity, Scene};
use crate::rows::Judged;
use crate::stats::{ratio, rms};
use vigie_core::place::wrap_pi;

/// A flight with its positions.
struct Flight<'a> {
    target: usize,
    from_s: f64,
    to_s: f64,
    rows: &'a [Judged],
}

/// What is measured on.
pub(super) struct Sample<'a> {
    scene: &'a Scene,
    evaluation: &'a Evaluation,
    interval_s: f64,
    flights: Vec<Flight<'a>>,
}

/// Values with how many samples they are of.
type Measured = (Option<f64>, usize);

impl<'a> Sample<'a> {
    pub(super) fn new(scene: &'a Scene, evaluation: &'a Evaluation, interval_s: f64) -> Sample<'a> {
        let grid = &scene.grid;
        let mut rest: &[Judged] = &evaluation.rows.matched;
        let mut flights = Vec::new();
        for record in &evaluation.continuity.targets {
            let target = record.target;
            // rows are in order of their targets; targets without a row have an empty part
            let begin = rest.partition_point(|judged| judged.target < target);
            let end = rest.partition_point(|judged| judged.target <= target);
            let points = &scene.targets[target].points;
            let (Some(first), Some(last)) = (points.first(), points.last()) else {
                continue;
            };
            flights.push(Flight {
                target,
                from_s: first.t_s.max(grid.start_s),
                to_s: last.t_s.min(grid.end_s),
                rows: &rest[begin..end],
            });
            rest = &rest[end..];
        }
        Sample {
            scene,
            evaluation,
            interval_s,
            flights,
        }
    }

    pub(super) fn measure(&self, requirement: &Requirement) -> Measured {
        match requirement.measure {
            Measure::UpdateProbability => self.update_probability(),
            Measure::UpdateProbabilityWorstFlight => self.worst_update_probability(),
            Measure::LongGaps(gap_s) => self.long_gaps(gap_s),
            Measure::HorizontalRms => root_mean(self.rows().map(Judged::horizontal_m)),
            Measure::HorizontalRmsWorstFlight => self.worst_rms(),
            Measure::CorrelatedErrors(error_m) => self.correlated(error_m),
            Measure::ErrorsAbove(error_m) => {
                share(self.rows().map(|row| row.horizontal_m() > error_m))
            }
            Measure::IdentityUpdate(which) => self.identity_update(which),
            Measure::IdentityWrong(which) => self.identity_wrong(which),
            Measure::ClimbRateRms { climbing } => {
                let of_phase = self.rows().filter(|row| row.phase.climbing == climbing);
                root_mean(of_phase.filter_map(|row| Some(row.velocity_error_mps?[2])))
            }
            Measure::SpeedRms { turning } => {
                let of_phase = self.rows().filter(|row| row.phase.turning == turning);
                root_mean(of_phase.filter_map(speed_error))
            }
            Measure::AngleRms { turning } => {
                let of_phase = self.rows().filter(|row| row.phase.turning == turning);
                root_mean(of_phase.filter_map(angle_error))
            }
            Measure::FalseReports => self.false_reports(),
            Measure::FalseTracksNear => self.false_tracks_near(),
            Measure::TimeInProximity
            | Measure::PressureAltitude
            | Measure::EmergencyDelay
            | Measure::IdentityDelay
            | Measure::Continuity => (None, 0),
        }
    }

    fn rows(&self) -> impl Iterator<Item = &Judged> {
        self.evaluation.rows.matched.iter()
    }

    /// Intervals of a flight, and for each whether it has a row that is wanted.
    fn updated(&self, flight: &Flight<'_>, wanted: impl Fn(&Judged) -> bool) -> Vec<bool> {
        let whole = libm::floor((flight.to_s - flight.from_s) / self.interval_s + 1e-9);
        let mut updated = vec![false; bounded(whole)];
        for row in flight.rows.iter().filter(|row| wanted(row)) {
            let at = libm::floor((row.t_s - flight.from_s) / self.interval_s);
            if at >= 0.0
                && let Some(updated) = updated.get_mut(bounded(at))
            {
                *updated = true;
            }
        }
        updated
    }

    fn update_probability(&self) -> Measured {
        let intervals = self
            .flights
            .iter()
            .flat_map(|flight| self.updated(flight, |_| true));
        share(intervals)
    }

    fn worst_update_probability(&self) -> Measured {
        let flights: Vec<f64> = (self.flights.iter())
            .filter_map(|flight| share(self.updated(flight, |_| true).into_iter()).0)
            .collect();
        (flights.iter().copied().reduce(f64::min), flights.len())
    }

    /// Whole intervals inside gaps that are long, over all intervals.
    fn long_gaps(&self, gap_s: f64) -> Measured {
        let (mut missed, mut all) = (0.0, 0.0);
        for flight in &self.flights {
            all += libm::floor((flight.to_s - flight.from_s) / self.interval_s + 1e-9).max(0.0);
            let mut last_s = flight.from_s;
            for t_s in flight.rows.iter().map(|row| row.t_s).chain([flight.to_s]) {
                if t_s - last_s > gap_s {
                    missed += libm::floor((t_s - last_s) / self.interval_s);
                }
                last_s = last_s.max(t_s);
            }
        }
        (ratio(missed, all), bounded(all))
    }

    fn worst_rms(&self) -> Measured {
        let flights: Vec<f64> = (self.flights.iter())
            .filter_map(|flight| root_mean(flight.rows.iter().map(Judged::horizontal_m)).0)
            .collect();
        (flights.iter().copied().reduce(f64::max), flights.len())
    }

    /// Rows in runs of three or more whose errors are all large.
    fn correlated(&self, error_m: f64) -> Measured {
        let (mut inside, mut all) = (0_usize, 0_usize);
        for flight in &self.flights {
            all += flight.rows.len();
            let large = flight.rows.split(|row| row.horizontal_m() <= error_m);
            inside += large
                .map(<[Judged]>::len)
                .filter(|run| *run >= 3)
                .sum::<usize>();
        }
        (ratio(inside as f64, all as f64), all)
    }

    fn identity_update(&self, which: Identifier) -> Measured {
        let mut intervals = Vec::new();
        for flight in &self.flights {
            let truth = self.scene.targets[flight.target].identity;
            let Some(of_truth) = stated(truth, which, truth) else {
                continue;
            };
            let right = self.updated(flight, |row| {
                stated(self.identity(row), which, truth) == Some(of_truth)
            });
            let there = self.updated(flight, |_| true);
            let both = right.into_iter().zip(there).filter(|(_, there)| *there);
            intervals.extend(both.map(|(right, _)| right));
        }
        share(intervals.into_iter())
    }

    fn identity_wrong(&self, which: Identifier) -> Measured {
        share(self.rows().filter_map(|row| {
            let truth = self.scene.targets[row.target].identity;
            let of_truth = stated(truth, which, truth)?;
            Some(stated(self.identity(row), which, truth)? != of_truth)
        }))
    }

    fn identity(&self, row: &Judged) -> Identity {
        self.scene.tracks[row.track].rows[row.row].identity
    }

    fn false_reports(&self) -> Measured {
        let count = self.evaluation.rows.spurious.len();
        let grid = &self.scene.grid;
        let intervals = (grid.end_s - grid.start_s) / self.interval_s;
        (ratio(count as f64, intervals), count)
    }

    /// Tracks that begin as false within the cut-off of a matched track, an hour.
    fn false_tracks_near(&self) -> Measured {
        let grid = &self.scene.grid;
        let mut beginnings: Vec<(f64, usize)> = Vec::new();
        for (t_s, track) in &self.evaluation.rows.spurious {
            let first = self.scene.tracks[*track].rows.first();
            if first.is_some_and(|row| row.t_s >= *t_s) {
                beginnings.push((*t_s, *track));
            }
        }
        let near = |(t_s, track): &&(f64, usize)| {
            let Some(here) = self.scene.tracks[*track].rows.first() else {
                return false;
            };
            self.flights.iter().any(|flight| {
                let held = flight
                    .rows
                    .iter()
                    .any(|row| (row.t_s - t_s).abs() <= grid.max_age_s);
                let there = self.scene.targets[flight.target].at(*t_s, grid.truth_gap_s);
                held && there
                    .is_some_and(|truth| truth.position.distance_m(here.position) < grid.cutoff_m)
            })
        };
        let count = beginnings.iter().filter(near).count();
        (
            ratio(count as f64 * 3600.0, grid.end_s - grid.start_s),
            count,
        )
    }
}

/// An identity of the kind asked for. Either: the address if the truth has one, else the code.
fn stated(identity: Identity, which: Identifier, truth: Identity) -> Option<u32> {
    let address = identity.address.map(|address| address.value() | 1 << 24);
    let code = identity.mode_a.map(|code| u32::from(code.bits()));
    match which {
        Identifier::Address => address,
        Identifier::Either if truth.address.is_some() => address,
        Identifier::Either | Identifier::ModeA => code,
    }
}

fn speed_error(row: &Judged) -> Option<f64> {
    let ([ve, vn, _], [de, dn, _]) = (row.velocity_mps, row.velocity_error_mps?);
    Some(libm::hypot(ve + de, vn + dn) - libm::hypot(ve, vn))
}

/// Degrees; `None` where either hardly moves.
fn angle_error(row: &Judged) -> Option<f64> {
    /// Slower than this there is no course, m/s.
    const SPEED_MIN_MPS: f64 = 5.0;
    let ([ve, vn, _], [de, dn, _]) = (row.velocity_mps, row.velocity_error_mps?);
    let (te, tn) = (ve + de, vn + dn);
    let moves = libm::hypot(ve, vn).min(libm::hypot(te, tn)) >= SPEED_MIN_MPS;
    moves.then(|| wrap_pi(libm::atan2(te, tn) - libm::atan2(ve, vn)).to_degrees())
}

fn root_mean(values: impl Iterator<Item = f64>) -> Measured {
    let values: Vec<f64> = values.collect();
    (rms(&values), values.len())
}

fn share(values: impl Iterator<Item = bool>) -> Measured {
    let (mut yes, mut all) = (0_usize, 0_usize);
    for value in values {
        yes += usize::from(value);
        all += 1;
    }
    (ratio(yes as f64, all as f64), all)
}

/// A count of intervals; none of a negative or endless one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded before"
)]
fn bounded(count: f64) -> usize {
    /// Intervals of one flight.
    const INTERVALS_MAX: f64 = 10_000_000.0;
    if count.is_finite() {
        count.clamp(0.0, INTERVALS_MAX) as usize
    } else {
        0
    }
}
