//! What a track was made of lately, so that a report that comes late takes its place in time.
//!
//! A base state, the measurements after it in order of time, and the state that they lead to. A late measurement is
//! put where it belongs and those after it are taken again. The base follows when the list is full or its first
//! entry too old to be preceded by anything: bounded in number and in time.

use crate::imm::{Imm, Motion};
use crate::kinematic::Sighting;
use std::collections::VecDeque;
use vigie_core::time::UtcNs;

/// Measurements kept after the base.
const ENTRIES_MAX: usize = 12;

/// The filter, and its recent measurements.
#[derive(Debug, Clone)]
pub(crate) struct History {
    base: Imm,
    base_at: UtcNs,
    entries: VecDeque<Entry>,
    now: Imm,
}

/// One measurement and when it was true.
#[derive(Debug, Clone, Copy)]
struct Entry {
    at: UtcNs,
    what: What,
}

/// What may be taken into a filter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// A position.
    Position(Sighting),
    /// A velocity.
    Velocity(Sighting),
    /// A height and its standard deviation, metres.
    Height(f64, f64),
}

impl History {
    /// A filter without past.
    pub(crate) fn new(start: &Imm, at: UtcNs) -> History {
        History {
            base: *start,
            base_at: at,
            entries: VecDeque::with_capacity(ENTRIES_MAX + 1),
            now: *start,
        }
    }

    /// The state after all measurements.
    pub(crate) fn now(&self) -> &Imm {
        &self.now
    }

    /// The latest time of any measurement.
    fn at(&self) -> UtcNs {
        self.entries.back().map_or(self.base_at, |e| e.at)
    }

    /// Whether something that was true at `at` can still be taken in.
    pub(crate) fn reaches(&self, at: UtcNs) -> bool {
        at >= self.base_at
    }

    /// The state as it was, or will be, at a time; before the base, where it must have come from.
    pub(crate) fn state_at(&self, at: UtcNs, motion: &Motion) -> Imm {
        if !self.reaches(at) {
            return self.base.come_from((self.base_at - at).as_secs_f64());
        }
        if at >= self.at() {
            return advanced(&self.now, self.at(), at, motion);
        }
        let (mut state, mut then) = (self.base, self.base_at);
        for entry in self.entries.iter().take_while(|e| e.at <= at) {
            state = taken(&state, then, entry, motion);
            then = entry.at;
        }
        advanced(&state, then, at, motion)
    }

    /// Takes a measurement in; `false` when it is older than the base.
    pub(crate) fn take(&mut self, at: UtcNs, what: What, late_s: f64, motion: &Motion) -> bool {
        if !self.reaches(at) {
            return false;
        }
        let entry = Entry { at, what };
        if at >= self.at() {
            self.now = taken(&self.now, self.at(), &entry, motion);
            self.entries.push_back(entry);
            self.follow(late_s, motion);
        } else {
            let place = self.entries.partition_point(|e| e.at <= at);
            self.entries.insert(place, entry);
            self.follow(late_s, motion);
            self.replay(motion);
        }
        true
    }

    /// Makes the state of now that of all entries again.
    fn replay(&mut self, motion: &Motion) {
        let (mut state, mut then) = (self.base, self.base_at);
        for entry in &self.entries {
            state = taken(&state, then, entry, motion);
            then = entry.at;
        }
        self.now = state;
    }

    /// Lets the base absorb what nothing can precede any more.
    fn follow(&mut self, late_s: f64, motion: &Motion) {
        let now = self.at();
        while let Some(first) = self.entries.front()
            && (self.entries.len() > ENTRIES_MAX || (now - first.at).as_secs_f64() > late_s)
        {
            self.base = taken(&self.base, self.base_at, first, motion);
            self.base_at = first.at;
            self.entries.pop_front();
        }
    }

    /// Forgets the past and goes on from a state.
    pub(crate) fn restart(&mut self, state: &Imm, at: UtcNs) {
        self.entries.clear();
        (self.base, self.base_at, self.now) = (*state, at, *state);
    }
}

fn advanced(state: &Imm, from: UtcNs, to: UtcNs, motion: &Motion) -> Imm {
    let dt = (to - from).as_secs_f64();
    if dt <= 0.0 {
        return *state;
    }
    state.predicted(dt.min(600.0), motion)
}

fn taken(state: &Imm, then: UtcNs, entry: &Entry, motion: &Motion) -> Imm {
    let mut next = advanced(state, then, entry.at, motion);
    match &entry.what {
        What::Position(seen) => next.update_position(seen),
        What::Velocity(seen) => next.update_velocity(seen),
        What::Height(height_m, sigma_m) => next.update_height(*height_m, *sigma_m),
    }
    next
}
