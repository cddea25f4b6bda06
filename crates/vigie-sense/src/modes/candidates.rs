//! Addresses heard once: they wait here, small, for the second time.
//!
//! A flood of addresses, noise that passes the parity, reach no further than this table, which never grows. It is
//! divided in sets of [`WAYS`]; within a full set the oldest goes. A key's set is a fixed function of it, so that the
//! same receptions always leave the same table.

use super::table::Key;
use super::{CONFIRMED_FOR, DUPLICATE_WITHIN};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::Frame;

/// Sets, a power of two.
const SETS: usize = 16_384;
/// Candidates in a set.
const WAYS: usize = 4;

/// One address and the frame that said it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    key: Key,
    sensor: SensorId,
    pub(super) frame: Frame,
    pub(super) at: UtcNs,
}

/// What a frame of an unconfirmed address is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Introduction {
    /// The first for a while.
    First,
    /// The first once more, as another sensor heard it.
    Copy,
    /// The second, sent apart from this first one and not too long after: no candidate any more.
    Second(Candidate),
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidates {
    /// Empty until the first comes.
    sets: Vec<[Option<Candidate>; WAYS]>,
}

impl Candidates {
    /// A frame of an unconfirmed address.
    pub(super) fn hear(
        &mut self,
        key: Key,
        at: UtcNs,
        sensor: SensorId,
        frame: Frame,
    ) -> Introduction {
        if self.sets.is_empty() {
            self.sets = vec![[None; WAYS]; SETS];
        }
        let heard = Candidate {
            key,
            sensor,
            frame,
            at,
        };
        let set = &mut self.sets[key.hash() >> 16 & (SETS - 1)];
        let known = set
            .iter_mut()
            .find(|way| way.is_some_and(|first| first.key == key));
        let Some(way) = known else {
            // `None` sorts before every time
            if let Some(oldest) = set.iter_mut().min_by_key(|way| way.map(|first| first.at)) {
                *oldest = Some(heard);
            }
            return Introduction::First;
        };
        let Some(first) = way.replace(heard) else {
            return Introduction::First;
        };
        let is_near = |span: Nanos| (-span..=span).contains(&(at - first.at));
        if first.frame == frame && first.sensor != sensor && is_near(DUPLICATE_WITHIN) {
            *way = Some(first);
            Introduction::Copy
        } else if is_near(CONFIRMED_FOR) {
            *way = None;
            Introduction::Second(first)
        } else {
            Introduction::First
        }
    }
}
