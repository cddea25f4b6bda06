//! What a track was made of lately, so that a report that comes late takes its place in time.
//!
//! A base state, the measurements after it in order of time, and the state that they lead to. A late measurement is
//! put where it belongs and those after it are taken again. The base follows when the list is full or its first
//! entry too old to be preceded by anything: bounded in number and in time.

use crate::curve::Curve;
use crate::imm::{Choice, Imm, Motion};
use crate::intersection::Foreign;
use crate::journal::{Log, Note};
use crate::kinematic::Sighting;
use crate::plane::Plane;
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
    /// What happened since the journal last asked, where one is kept.
    log: Option<Box<Log>>,
}

/// Why a filter goes on from a state that does not follow from its measurements.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Restart {
    /// It is the same state in another plane.
    Moved(Plane),
    /// What was before is not known to lead there.
    Anew,
}

/// One measurement and when it was true.
#[derive(Debug, Clone)]
struct Entry {
    at: UtcNs,
    what: What,
}

/// What may be taken into a filter.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A position.
    Position(Sighting),
    /// One of several positions, or none of them.
    OneOf(Box<[Choice]>),
    /// A velocity.
    Velocity(Sighting),
    /// A height and its standard deviation, metres.
    Height(f64, f64),
    /// What another system believes.
    Foreign(Foreign),
    /// A number that depends on the state by a curved law.
    Curve(Curve),
}

impl History {
    /// A filter without past.
    pub(crate) fn new(start: &Imm, at: UtcNs) -> History {
        History {
            base: *start,
            base_at: at,
            entries: VecDeque::with_capacity(ENTRIES_MAX + 1),
            now: *start,
            log: None,
        }
    }

    /// Begins to note what happens, for a journal; gives the state from which it begins.
    pub(crate) fn listen(&mut self, chain: u32) -> (UtcNs, Imm) {
        self.log = Some(Box::new(Log::new(chain)));
        (self.at(), self.now)
    }

    /// What happened, where it is noted.
    pub(crate) fn notes(&mut self) -> Option<&mut Log> {
        self.log.as_deref_mut()
    }

    /// The state after all measurements.
    pub(crate) fn now(&self) -> &Imm {
        &self.now
    }

    /// Bytes that the past takes: the base, and the entries' room.
    pub(crate) fn past_bytes(&self) -> usize {
        size_of::<Imm>() + self.heap_bytes()
    }

    /// Those of them that are on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
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
        if let Some(log) = &mut self.log {
            log.take(at, what.clone(), motion);
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

    /// Takes what is kept again, as of a target that moves in another way.
    pub(crate) fn remodel(&mut self, motion: &Motion) {
        self.base = Imm::new(self.base.mean(), motion);
        self.replay(motion);
    }

    /// Forgets the past and goes on from a state.
    pub(crate) fn restart(&mut self, state: &Imm, at: UtcNs, why: Restart) {
        if let Some(log) = &mut self.log {
            log.push(match why {
                Restart::Moved(plane) => Note::Moved(plane),
                Restart::Anew => Note::Anew(at, Box::new(*state)),
            });
        }
        self.entries.clear();
        (self.base, self.base_at, self.now) = (*state, at, *state);
    }
}

pub(crate) fn advanced(state: &Imm, from: UtcNs, to: UtcNs, motion: &Motion) -> Imm {
    let dt = (to - from).as_secs_f64();
    if dt <= 0.0 {
        return *state;
    }
    state.predicted(dt.min(600.0), motion)
}

fn taken(state: &Imm, then: UtcNs, entry: &Entry, motion: &Motion) -> Imm {
    let mut next = advanced(state, then, entry.at, motion);
    entry.what.take_into(&mut next);
    next
}

impl What {
    /// Takes it into a state of its time.
    pub(crate) fn take_into(&self, state: &mut Imm) {
        match self {
            What::Position(seen) => state.update_position(seen),
            What::OneOf(choices) => state.update_one_of(choices),
            What::Velocity(seen) => state.update_velocity(seen),
            What::Foreign(foreign) => state.fuse(foreign),
            What::Curve(curve) => state.update_curve(curve),
            What::Height(height_m, sigma_m) => state.update_height(*height_m, *sigma_m),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{History, What};
    use crate::imm::Imm;
    use crate::kinematic::{Kinematic, Sighting};
    use crate::parameters::Parameters;
    use proptest::prelude::*;
    use vigie_core::place::Cov2;
    use vigie_core::time::{Nanos, UtcNs};

    fn at(s: f64) -> UtcNs {
        UtcNs(0) + Nanos::from_secs_f64(s)
    }

    fn plot(s: f64, error: f64) -> What {
        let z = [230.0 * s + error, 40.0 * s - error];
        What::Position(Sighting::flat(z, Cov2::circular(80.0)))
    }

    fn begun() -> History {
        let motion = Parameters::default().motion_of(vigie_core::track::TargetClass::Airborne);
        let seen = Sighting::flat([0.0; 2], Cov2::circular(80.0));
        let start = Kinematic::new(&seen, [200.0, 0.0], Cov2::circular(60.0), 100.0);
        History::new(&Imm::new(start, &motion), at(0.0))
    }

    proptest! {
        #[test]
        fn in_whatever_order_plots_come_the_state_is_the_same(
            errors in prop::collection::vec(-200.0f64..200.0, 3..11), order in any::<u64>()
        ) {
            let motion = Parameters::default().motion_of(vigie_core::track::TargetClass::Airborne);
            let mut plots: Vec<(f64, f64)> =
                errors.iter().zip(1u8..).map(|(e, i)| (f64::from(i), *e)).collect();
            let (mut straight, mut shuffled) = (begun(), begun());
            for &(s, e) in &plots {
                prop_assert!(straight.take(at(s), plot(s, e), 15.0, &motion));
            }
            plots.sort_by_key(|p| (order.rotate_left(p.0.to_bits().count_ones() * 7)
                ^ p.1.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            for &(s, e) in &plots {
                prop_assert!(shuffled.take(at(s), plot(s, e), 15.0, &motion));
            }
            prop_assert_eq!(straight.now(), shuffled.now());
        }
    }

    #[test]
    fn the_past_is_bounded_and_what_is_older_is_refused() {
        let motion = Parameters::default().motion_of(vigie_core::track::TargetClass::Airborne);
        let mut history = begun();
        for i in 1..200u8 {
            let s = 0.5 * f64::from(i);
            assert!(history.take(at(s), plot(s, 0.0), 15.0, &motion));
            assert!(history.entries.len() <= super::ENTRIES_MAX);
        }
        assert!(!history.take(at(50.0), plot(50.0, 0.0), 15.0, &motion));
        assert!(history.take(at(97.0), plot(97.0, 0.0), 15.0, &motion));
        // Before the base the target came from where it was going.
        let then = history.state_at(at(80.0), &motion).mean().position();
        assert!((then[0] - 230.0 * 80.0).abs() < 300.0, "{then:?}");
    }
}
