//! One address, two believed tracks: at least one of the two is not what it says, and nothing here tells which. Until
//! they have long been one again, neither serves as a reference for radars or clocks.
//!
//! It makes no alert and concludes no intent: two transponders set alike are the commoner cause (from experience of
//! the trade, unverified).

use std::collections::BTreeMap;
use vigie_core::identity::Address;
use vigie_core::suspects::{SUSPECTS_MAX, Suspects};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackStatus};

/// An address stays under suspicion this long after it was last borne by two.
const HELD: Nanos = Nanos::from_secs(60);

/// Addresses that two bear.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doubles {
    /// When each was last borne by two.
    seen: BTreeMap<Address, UtcNs>,
    suspects: Suspects,
    /// Working memory.
    borne: Vec<(Address, bool)>,
}

impl Doubles {
    /// Who is under suspicion.
    pub(crate) fn suspects(&self) -> &Suspects {
        &self.suspects
    }

    /// Looks at all tracks; to be called about once a second.
    pub(crate) fn examine(&mut self, now: UtcNs, tracks: &[Track]) {
        let believed = tracks.iter().filter(|t| t.status == TrackStatus::Confirmed);
        self.borne.clear();
        self.borne
            .extend(believed.filter_map(|t| Some((t.identity.address?, t.simulated))));
        self.borne.sort_unstable();
        for pair in self.borne.windows(2) {
            if pair[0] == pair[1] && self.seen.len() < SUSPECTS_MAX {
                self.seen.insert(pair[0].0, now);
            }
        }
        if self.seen.is_empty() && self.suspects.is_empty() {
            return;
        }
        self.seen.retain(|_, at| now - *at <= HELD);
        self.suspects = self.seen.keys().copied().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::Doubles;
    use crate::tests::{START, at, track};
    use vigie_core::identity::Address;
    use vigie_core::time::Nanos;
    use vigie_core::track::{Track, TrackStatus};

    fn bearer(number: u32, address: u32, status: TrackStatus, simulated: bool) -> Track {
        let mut track = track(number, at(13.0, 2.0), 0.0, 0.0);
        track.identity.address = Address::icao(address);
        track.status = status;
        track.simulated = simulated;
        track
    }

    #[test]
    fn two_bearers_of_an_address_are_suspect_for_a_minute() {
        use TrackStatus::{Confirmed, Tentative};
        let mut doubles = Doubles::default();
        let alone = [
            bearer(1, 7, Confirmed, false),
            bearer(2, 7, Tentative, false),
            bearer(3, 7, Confirmed, true),
            bearer(4, 8, Confirmed, false),
        ];
        doubles.examine(START, &alone);
        assert!(doubles.suspects().is_empty(), "one believed bearer each");
        let two = [
            bearer(1, 7, Confirmed, false),
            bearer(4, 8, Confirmed, false),
            bearer(5, 7, Confirmed, false),
        ];
        doubles.examine(START, &two);
        assert!(doubles.suspects().iter().eq(Address::icao(7)));
        doubles.examine(START + Nanos::from_secs(60), &alone);
        assert_eq!(doubles.suspects().len(), 1);
        doubles.examine(START + Nanos::from_secs(61), &alone);
        assert!(doubles.suspects().is_empty());
    }
}
