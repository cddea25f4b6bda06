//! What a track was made of: the last reports given to it and refused, and what they were weighed against.
//!
//! Kept for people only: nothing of the tracking reads it. Rings of fixed lengths, allocated as they fill, apart from
//! the state that every step touches. The probabilities of association are those of [`crate::marginal`].

use crate::measurement::Measurement;
use crate::table::State;
use crate::tracker::Tracker;
use vigie_core::explanation::{
    Association, Claim, Claims, ClassChange, EVENTS_MAX, ExistenceMove, Merge, REFUSED_MAX,
    Refusal, Refused, TAKEN_MAX, Taken, Taking,
};
use vigie_core::report::TargetReport;
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{TargetClass, Track, TrackNumber};

/// A level that is further off than this many standard deviations speaks against.
const LEVEL_SIGMAS: f64 = 4.0;
/// Standard deviation of a level as replied, metres.
const LEVEL_SIGMA_M: f64 = 30.0;

/// The last `N` of something.
#[derive(Debug, Clone)]
pub(crate) struct Ring<T, const N: usize> {
    items: Vec<T>,
    /// Where the next goes once it is full: the oldest.
    next: usize,
}

impl<T, const N: usize> Default for Ring<T, N> {
    fn default() -> Ring<T, N> {
        Ring {
            items: Vec::new(),
            next: 0,
        }
    }
}

impl<T: Copy, const N: usize> Ring<T, N> {
    pub(crate) fn push(&mut self, item: T) {
        if self.items.len() < N {
            self.items.push(item);
        } else {
            self.items[self.next] = item;
            self.next = (self.next + 1) % N;
        }
    }

    fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<T>()
    }

    /// Newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = T> {
        let (late, early) = self.items.split_at(self.next);
        late.iter().rev().chain(early.iter().rev()).copied()
    }
}

/// One track's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Diary {
    pub(crate) taken: Ring<Taken, TAKEN_MAX>,
    pub(crate) refused: Ring<Refused, REFUSED_MAX>,
    pub(crate) merges: Ring<Merge, EVENTS_MAX>,
    pub(crate) class_changes: Ring<ClassChange, EVENTS_MAX>,
    pub(crate) moved: Option<ExistenceMove>,
    class: TargetClass,
}

impl Diary {
    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.taken.bytes() + self.refused.bytes() + self.merges.bytes() + self.class_changes.bytes()
    }
}

/// Why a report is a track's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Basis {
    pub(crate) distance2: Option<f64>,
    pub(crate) association: Association,
}

/// How far a report is from where its track was expected.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Apart {
    pub(crate) metres: f64,
    pub(crate) distance2: f64,
}

impl Basis {
    pub(crate) const UNWEIGHED: Basis = Basis {
        distance2: None,
        association: Association::Unweighed,
    };

    pub(crate) fn by_address(distance2: Option<f64>) -> Basis {
        Basis {
            distance2,
            association: Association::ByAddress,
        }
    }
}

impl Apart {
    /// From where a track would be, or was, in straight flight.
    pub(crate) fn of(state: &State, measurement: &Measurement, distance2: Option<f64>) -> Apart {
        let (sighting, dt) = Tracker::seen_by(state, measurement);
        let there = state.kinematic.position_after(dt);
        Apart {
            metres: libm::hypot(sighting.z[0] - there[0], sighting.z[1] - there[1]),
            distance2: distance2.unwrap_or(f64::INFINITY),
        }
    }
}

impl Diary {
    /// Takes down the report that began the track.
    pub(crate) fn begin(
        &mut self,
        report: &TargetReport,
        measurement: &Measurement,
        class: TargetClass,
    ) {
        let new = |said: bool| if said { Claim::New } else { Claim::Absent };
        let claims = Claims {
            address: new(report.address.is_some()),
            code: new(report.mode_a.is_some()),
            level: new(report.altitude.is_some() || measurement.measured_height().is_some()),
        };
        self.class = class;
        self.taken.push(Taken {
            sensor: report.sensor,
            kind: report.kind,
            at: measurement.at,
            delay: report.heard.0 - report.applicable.0,
            late: Nanos::ZERO,
            how: Taking::Initiated,
            distance2: None,
            claims,
            association: Association::Unweighed,
        });
    }

    /// Takes down a report of its address that it was not given.
    pub(crate) fn refuse(
        &mut self,
        report: &TargetReport,
        measurement: &Measurement,
        why: Refusal,
        apart: Apart,
    ) {
        self.refused.push(Refused {
            sensor: report.sensor,
            kind: report.kind,
            at: measurement.at,
            why,
            apart_m: apart.metres,
            distance2: apart.distance2,
        });
    }

    /// Takes down what moved the odds that it is a target.
    pub(crate) fn moved(&mut self, at: UtcNs, sensor: SensorId, seen: bool, log_odds: f64) {
        self.moved = Some(ExistenceMove {
            at,
            sensor,
            seen,
            log_odds,
        });
    }

    /// Takes down that another track was this one; what that was made of belongs to this one now.
    pub(crate) fn merge(&mut self, lost: &Diary, number: TrackNumber, at: UtcNs) {
        self.merges.push(Merge { at, number });
        let mut both: Vec<Taken> = self.taken.newest().chain(lost.taken.newest()).collect();
        both.sort_by_key(|taken| taken.at);
        self.taken = Ring::default();
        let surplus = both.len().saturating_sub(TAKEN_MAX);
        for taken in &both[surplus..] {
            self.taken.push(*taken);
        }
    }

    fn see_class(&mut self, class: TargetClass, at: UtcNs) {
        if class != self.class {
            let from = std::mem::replace(&mut self.class, class);
            let change = ClassChange {
                at,
                from,
                to: class,
            };
            self.class_changes.push(change);
        }
    }
}

impl Tracker {
    /// Takes down a report that a track is given, before it changes anything.
    pub(crate) fn remember(
        &mut self,
        slot: usize,
        report: &TargetReport,
        measurement: &Measurement,
        basis: Basis,
        how: Taking,
    ) {
        let (track, state) = (&self.table.tracks[slot], &mut self.table.states[slot]);
        let taken = Taken {
            sensor: report.sensor,
            kind: report.kind,
            at: measurement.at,
            delay: report.heard.0 - report.applicable.0,
            late: (state.at - measurement.at).max(Nanos::ZERO),
            how,
            distance2: basis.distance2,
            claims: claims(report, measurement, track, state),
            association: basis.association,
        };
        state.diary.see_class(track.class, state.at);
        state.diary.taken.push(taken);
    }
}

/// What a report's claims say of it and a track belonging together.
fn claims(
    report: &TargetReport,
    measurement: &Measurement,
    track: &Track,
    state: &State,
) -> Claims {
    let same = |same: bool| if same { Claim::Same } else { Claim::Other };
    let address = match (report.address, track.identity.address) {
        (None, _) => Claim::Absent,
        (Some(_), None) => Claim::New,
        (Some(said), Some(known)) => same(said == known),
    };
    let code = match (report.mode_a, track.identity.mode_a) {
        (None, _) => Claim::Absent,
        (Some(said), _) if said.doubtful => Claim::Doubtful,
        (Some(_), None) => Claim::New,
        (Some(said), Some(known)) => same(said.code == known.code),
    };
    let said = match (report.altitude, measurement.measured_height()) {
        (Some(reply), _) if reply.doubtful => None,
        (Some(reply), _) => Some((reply.altitude.m(), LEVEL_SIGMA_M)),
        (None, Some(measured)) => Some((measured.height_m, measured.sigma_m)),
        (None, None) => None,
    };
    let level = match (said, &state.vertical) {
        (None, _) if report.altitude.is_some() => Claim::Doubtful,
        (None, _) => Claim::Absent,
        (Some(_), None) => Claim::New,
        (Some((height_m, sigma_m)), Some(known)) => {
            let (known_m, known_sigma_m) = known.height_at(measurement.at);
            let variance = sigma_m * sigma_m + known_sigma_m * known_sigma_m;
            let apart = height_m - known_m;
            same(apart * apart <= LEVEL_SIGMAS * LEVEL_SIGMAS * variance)
        }
    };
    Claims {
        address,
        code,
        level,
    }
}

#[cfg(test)]
mod tests {
    use super::{Diary, Ring};
    use vigie_core::explanation::{
        ClassChange, EVENTS_MAX, Merge, REFUSED_MAX, Refused, TAKEN_MAX, Taken,
    };

    #[test]
    fn a_ring_keeps_the_last() {
        let mut ring: Ring<u8, 3> = Ring::default();
        assert_eq!(ring.newest().count(), 0);
        for (item, expected) in [
            (1, &[1][..]),
            (2, &[2, 1]),
            (3, &[3, 2, 1]),
            (4, &[4, 3, 2]),
            (5, &[5, 4, 3]),
            (6, &[6, 5, 4]),
            (7, &[7, 6, 5]),
        ] {
            ring.push(item);
            assert!(ring.newest().eq(expected.iter().copied()), "{ring:?}");
        }
    }

    #[test]
    fn a_diary_is_bounded_and_adds_a_pointer_to_the_state() {
        let whole = size_of::<Diary>()
            + TAKEN_MAX * size_of::<Taken>()
            + REFUSED_MAX * size_of::<Refused>()
            + EVENTS_MAX * (size_of::<Merge>() + size_of::<ClassChange>());
        assert!(
            whole <= 2_048,
            "{whole} bytes a track, apart from its state"
        );
        assert_eq!(size_of::<Box<Diary>>(), size_of::<usize>());
    }
}
