//! Who is under suspicion: addresses whose statements serve nobody as a reference.
//!
//! The watch concludes it in one step; the engine hands it to those who measure in the next. It is the one way back
//! in the data flow. It says nothing of why, and nothing of intent: a broken transponder and a liar look alike here.

use crate::identity::Address;
use std::collections::BTreeSet;

/// Addresses that are suspected at one time; more are not taken, and counted.
pub const SUSPECTS_MAX: usize = 10_000;

/// A set of addresses, iterated in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suspects {
    addresses: BTreeSet<Address>,
    dropped: u64,
}

static NONE: Suspects = Suspects {
    addresses: BTreeSet::new(),
    dropped: 0,
};

impl Suspects {
    /// Nobody.
    #[must_use]
    pub fn none() -> &'static Suspects {
        &NONE
    }

    /// Takes an address in; `false` when there is no room for it.
    pub fn insert(&mut self, address: Address) -> bool {
        let room = self.addresses.len() < SUSPECTS_MAX || self.addresses.contains(&address);
        if room {
            self.addresses.insert(address);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
        room
    }

    /// Whether a statement of this address is suspect; what states no address is not.
    #[must_use]
    pub fn contains(&self, address: Option<Address>) -> bool {
        !self.addresses.is_empty() && address.is_some_and(|a| self.addresses.contains(&a))
    }

    /// The addresses, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Address> {
        self.addresses.iter().copied()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Whether nobody is suspected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// Addresses that found no room.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

impl FromIterator<Address> for Suspects {
    fn from_iter<I: IntoIterator<Item = Address>>(addresses: I) -> Suspects {
        let mut suspects = Suspects::default();
        for address in addresses {
            suspects.insert(address);
        }
        suspects
    }
}

#[cfg(test)]
mod tests {
    use super::{SUSPECTS_MAX, Suspects};
    use crate::identity::Address;

    #[test]
    fn it_is_sorted_and_bounded() {
        let address = |value: u32| Address::icao(value).expect("24 bits");
        let most = u32::try_from(SUSPECTS_MAX).expect("small");
        let mut suspects: Suspects = (0..most).rev().map(address).collect();
        assert!(suspects.iter().is_sorted() && suspects.len() == SUSPECTS_MAX);
        assert!(suspects.insert(address(7)), "it is there already");
        assert!(!suspects.insert(address(most)) && suspects.dropped() == 1);
        assert!(suspects.contains(Some(address(7))) && !suspects.contains(None));
        assert!(!suspects.contains(Some(address(most))));
        assert!(Suspects::none().is_empty() && !Suspects::none().contains(Some(address(7))));
    }
}
