//! One chain of filter states, forward as it was tracked and then backward.

use crate::history::{What, advanced};
use crate::imm::{Imm, Motion};
use crate::journal::Note;
use crate::plane::{Foot, Plane};
use vigie_core::time::{Nanos, UtcNs};

/// What happened to one filter, in the order in which it came.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    pub(super) begin: UtcNs,
    motions: Vec<Motion>,
    pieces: Vec<Piece>,
}

/// A part of a chain whose states follow from each other.
#[derive(Debug, Clone)]
struct Piece {
    at: UtcNs,
    start: Box<Imm>,
    /// One for each plane.
    spans: Vec<Span>,
}

/// The measurements made in one plane.
#[derive(Debug, Clone)]
struct Span {
    plane: Plane,
    taken: Vec<Taken>,
}

/// A measurement, and how the target was thought to move then.
#[derive(Debug, Clone)]
struct Taken {
    at: UtcNs,
    what: What,
    motion: u16,
}

/// A filtered state, its plane, and what moved it there.
struct Step {
    at: UtcNs,
    plane: Plane,
    state: Imm,
    motion: u16,
}

/// A smoothed state in a plane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Smooth {
    pub(super) at: UtcNs,
    pub(super) plane: Plane,
    pub(super) state: Imm,
}

impl Chain {
    pub(super) fn new(at: UtcNs, plane: Plane, start: Box<Imm>) -> Chain {
        let taken = Vec::new();
        Chain {
            begin: at,
            motions: Vec::new(),
            pieces: vec![Piece {
                at,
                start,
                spans: vec![Span { plane, taken }],
            }],
        }
    }

    /// Takes a note in.
    pub(super) fn note(&mut self, note: Note) {
        let piece = self.pieces.last_mut();
        let Some((piece, span)) = piece.and_then(|piece| {
            let plane = piece.spans.last()?.plane;
            Some((piece, plane))
        }) else {
            return;
        };
        let span_of = |plane| Span {
            plane,
            taken: Vec::new(),
        };
        match note {
            Note::Motion(motion) => {
                if self.motions.len() < usize::from(u16::MAX) {
                    self.motions.push(*motion);
                }
            }
            Note::Took(at, what) => {
                let motion = self.motions.len().saturating_sub(1);
                let taken = Taken {
                    at,
                    what,
                    motion: u16::try_from(motion).unwrap_or(u16::MAX),
                };
                if let Some(span) = piece.spans.last_mut() {
                    span.taken.push(taken);
                }
            }
            Note::Moved(plane) => piece.spans.push(span_of(plane)),
            Note::Anew(at, start) => self.pieces.push(Piece {
                at,
                start,
                spans: vec![span_of(span)],
            }),
        }
    }

    /// Smoothed states in order of time, up to `until`: at the times of the measurements, or at whole multiples of `grid`.
    pub(super) fn smoothed(&self, until: UtcNs, grid: Option<Nanos>) -> Vec<Smooth> {
        let mut all: Vec<Smooth> = Vec::new();
        for piece in &self.pieces {
            let from = all.len();
            self.backward(&piece.forward(&self.motions), grid, &mut all);
            all[from..].reverse();
        }
        all.retain(|state| state.at < until);
        // A piece may begin before the last one ended, when what was late put the target elsewhere.
        all.sort_by_key(|state| state.at);
        all.dedup_by_key(|state| state.at);
        all
    }

    /// The smoothed states of a piece, latest first.
    fn backward(&self, steps: &[Step], grid: Option<Nanos>, found: &mut Vec<Smooth>) {
        let Some(last) = steps.last() else {
            return;
        };
        let mut later = Smooth {
            at: last.at,
            plane: last.plane,
            state: last.state,
        };
        if grid.is_none_or(|grid| last.at.0.rem_euclid(grid.0.max(1)) == 0) {
            found.push(later);
        }
        for (step, next) in steps.iter().zip(&steps[1..]).rev() {
            let Some(motion) = self.motions.get(usize::from(next.motion)) else {
                return;
            };
            if step.plane != later.plane {
                later.state = moved(&later.state, &later.plane, &step.plane);
                later.plane = step.plane;
            }
            for at in instants(step.at, next.at, grid) {
                let then = advanced(&step.state, step.at, at, motion);
                found.push(step_back(&then, at, motion, &later));
            }
            later = step_back(&step.state, step.at, motion, &later);
            if grid.is_none_or(|grid| step.at.0.rem_euclid(grid.0.max(1)) == 0) {
                found.push(later);
            }
        }
    }
}

/// What `later` makes of a filtered state in the same plane.
fn step_back(state: &Imm, at: UtcNs, motion: &Motion, later: &Smooth) -> Smooth {
    let dt = (later.at - at).as_secs_f64().min(600.0);
    Smooth {
        at,
        plane: later.plane,
        state: state.smoothed(dt, motion, &later.state),
    }
}

/// The times of a grid between two others, latest first.
fn instants(from: UtcNs, to: UtcNs, grid: Option<Nanos>) -> impl Iterator<Item = UtcNs> {
    let step = grid.map_or(i64::MAX, |grid| grid.0.max(1));
    let first = from.0.div_euclid(step).saturating_add(1);
    let last = to.0.saturating_sub(1).div_euclid(step);
    let count = if grid.is_some() { last } else { first - 1 };
    (first..=count)
        .rev()
        .map(move |k| UtcNs(k.saturating_mul(step)))
}

impl Piece {
    /// The filter again, one step for each time.
    fn forward(&self, motions: &[Motion]) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        for span in &self.spans {
            match steps.last_mut() {
                Some(last) => {
                    last.state = moved(&last.state, &last.plane, &span.plane);
                    last.plane = span.plane;
                }
                None => steps.push(Step {
                    at: self.at,
                    plane: span.plane,
                    state: *self.start,
                    motion: 0,
                }),
            }
            let mut taken: Vec<&Taken> = span.taken.iter().collect();
            taken.sort_by_key(|taken| taken.at);
            for taken in taken {
                forward_one(&mut steps, taken, motions);
            }
        }
        steps
    }
}

fn forward_one(steps: &mut Vec<Step>, taken: &Taken, motions: &[Motion]) {
    let (Some(last), Some(motion)) = (steps.last_mut(), motions.get(usize::from(taken.motion)))
    else {
        return;
    };
    // What is older than the state that the plane was changed with has been refused by the filter, too.
    if taken.at <= last.at {
        taken.what.take_into(&mut last.state);
        return;
    }
    let mut state = advanced(&last.state, last.at, taken.at, motion);
    taken.what.take_into(&mut state);
    let plane = last.plane;
    steps.push(Step {
        at: taken.at,
        plane,
        state,
        motion: taken.motion,
    });
}

/// A state in another plane.
fn moved(state: &Imm, from: &Plane, to: &Plane) -> Imm {
    let place = from.wgs84(state.mean().position(), to.height_m());
    let angle = to.convergence_rad(place.lon_deg) - from.convergence_rad(place.lon_deg);
    state.moved(to.of_foot(&Foot::of(place)), angle)
}
