//! The confirmed aircraft, in a bounded table.
//!
//! Aircraft lie one behind the other in the order in which they were confirmed; an open-addressing index of keys and
//! places finds them. Whatever walks over all aircraft walks over the former, so that nothing depends on the hash.
//! A search ends after [`PROBES_MAX`] places: whoever picks addresses that collide costs himself a place, not us time.

use super::aircraft::Aircraft;
use vigie_core::identity::{Address, AddressKind, IcaoAddress};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::AddressKind as WireKind;

/// Aircraft remembered at most; the least recently heard are forgotten first.
pub(super) const AIRCRAFT_MAX: usize = 100_000;
/// An aircraft not heard for this long may be forgotten without loss.
const FORGET_AFTER: Nanos = Nanos::from_secs(900);
/// The table is swept when so many new aircraft have come since the last sweep.
const SWEEP_EVERY: usize = 4_096;
/// Places of the index that a search looks at, at most.
const PROBES_MAX: usize = 64;
/// Places of the smallest index.
const INDEX_MIN: usize = 1_024;

/// An address and its register, packed. Never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u32);

impl Key {
    /// `None` for a value that is no 24-bit address, or zero, which nobody is.
    pub(super) fn of(address: vigie_modes::Address) -> Option<Key> {
        let kind = match address.kind() {
            WireKind::Icao | WireKind::Derived => 0,
            WireKind::NonIcao => 1,
            WireKind::TisB => 2,
            WireKind::AdsR => 3,
        };
        (address.value() != 0 && address.value() <= 0xff_ffff)
            .then_some(Key(kind << 24 | address.value()))
    }

    pub(super) fn address(self) -> Address {
        let kind = match self.0 >> 24 {
            0 => AddressKind::Icao,
            1 => AddressKind::NonIcao,
            2 => AddressKind::Tisb,
            _ => AddressKind::Adsr,
        };
        let value = IcaoAddress::new(self.0 & 0xff_ffff).expect("masked to 24 bits");
        Address { kind, value }
    }

    /// Spreads the key over 32 bits: the finaliser of MurmurHash3, which is a permutation.
    pub(super) fn hash(self) -> usize {
        let mut bits = self.0;
        bits ^= bits >> 16;
        bits = bits.wrapping_mul(0x85eb_ca6b);
        bits ^= bits >> 13;
        bits = bits.wrapping_mul(0xc2b2_ae35);
        bits ^= bits >> 16;
        bits as usize
    }
}

/// Where an aircraft lies, until the next [`Table::insert`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(u32);

/// A place of the index; key 0 is free.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    key: u32,
    slot: u32,
}

/// All confirmed aircraft, by address.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    aircraft: Vec<Aircraft>,
    /// A power of two, at least twice as long as `aircraft`, or empty.
    index: Vec<Entry>,
    since_sweep: usize,
    evicted: u64,
}

impl Table {
    #[inline]
    pub(super) fn find(&self, key: Key) -> Option<Slot> {
        let mask = self.index.len().checked_sub(1)?;
        let home = key.hash();
        for step in 0..PROBES_MAX {
            let entry = self.index[home.wrapping_add(step) & mask];
            if entry.key == key.0 {
                return Some(Slot(entry.slot));
            }
            if entry.key == 0 {
                return None;
            }
        }
        None
    }

    #[inline]
    pub(super) fn at(&mut self, Slot(slot): Slot) -> &mut Aircraft {
        &mut self.aircraft[slot as usize]
    }

    /// A new aircraft; `None` where the index has no place for it. Slots found before are void.
    pub(super) fn insert(&mut self, key: Key, at: UtcNs) -> Option<Slot> {
        self.since_sweep += 1;
        if self.since_sweep > SWEEP_EVERY || self.aircraft.len() >= AIRCRAFT_MAX {
            self.sweep(at);
        }
        if 2 * (self.aircraft.len() + 1) > self.index.len() {
            self.grow();
        }
        if self.aircraft.len() == self.aircraft.capacity() {
            // by an eighth: room to spare costs nearly a kilobyte each
            self.aircraft
                .reserve_exact((self.aircraft.len() / 8).max(64));
        }
        let slot = u32::try_from(self.aircraft.len()).ok()?;
        if !place(&mut self.index, key, slot) {
            self.evicted += 1;
            return None;
        }
        self.aircraft.push(Aircraft::new(key, at));
        Some(Slot(slot))
    }

    pub(super) fn len(&self) -> u64 {
        self.aircraft.len() as u64
    }

    pub(super) fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Bytes held.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.aircraft.capacity() * size_of::<Aircraft>()
            + self.index.capacity() * size_of::<Entry>()
    }

    /// Forgets who has not been heard for long; if that leaves too many, also the least recently heard.
    fn sweep(&mut self, now: UtcNs) {
        self.since_sweep = 0;
        let before = self.aircraft.len();
        self.aircraft
            .retain(|aircraft| now - aircraft.last_heard() <= FORGET_AFTER);
        let room = AIRCRAFT_MAX - SWEEP_EVERY;
        if self.aircraft.len() > room {
            let excess = self.aircraft.len() - room;
            let mut ranked: Vec<(UtcNs, Key)> = self
                .aircraft
                .iter()
                .map(|aircraft| (aircraft.last_heard(), aircraft.key()))
                .collect();
            let (_, &mut newest_gone, _) = ranked.select_nth_unstable(excess - 1);
            self.aircraft
                .retain(|aircraft| (aircraft.last_heard(), aircraft.key()) > newest_gone);
            self.evicted += excess as u64;
        }
        if self.aircraft.len() < before {
            self.index.fill(Entry::default());
            self.refill();
        }
    }

    fn grow(&mut self) {
        let len = (self.index.len() * 2).max(INDEX_MIN);
        self.index = vec![Entry::default(); len];
        self.refill();
    }

    /// Whoever finds no place is not found again, and is forgotten in time.
    fn refill(&mut self) {
        for (aircraft, slot) in self.aircraft.iter().zip(0_u32..) {
            if !place(&mut self.index, aircraft.key(), slot) {
                self.evicted += 1;
            }
        }
    }
}

/// Whether there was a place.
fn place(index: &mut [Entry], key: Key, slot: u32) -> bool {
    let mask = index.len() - 1;
    let home = key.hash();
    for step in 0..PROBES_MAX {
        let entry = &mut index[home.wrapping_add(step) & mask];
        if entry.key == 0 {
            *entry = Entry { key: key.0, slot };
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{AIRCRAFT_MAX, Key, Table};
    use crate::modes::aircraft::Aircraft;
    use vigie_core::time::{Nanos, UtcNs};
    use vigie_modes::{Address, AddressKind};

    fn key(value: u32) -> Key {
        Key::of(Address::new(AddressKind::Icao, value)).expect("an address")
    }

    #[test]
    fn a_flood_of_confirmed_addresses_stays_bounded_and_spares_who_is_heard() {
        let mut table = Table::default();
        let real = key(0x06_2001);
        table.insert(real, UtcNs(0));
        for n in 1..300_000_u32 {
            let at = UtcNs(0) + Nanos::from_millis(i64::from(n) / 100);
            if n % 1000 == 0 {
                let slot = table.find(real).expect("it is heard all the time");
                table.at(slot).confirm(at);
            }
            let other = key(0x10_0000 + n);
            assert_eq!(table.find(other), None);
            let slot = table.insert(other, at).expect("there is room");
            assert_eq!(table.find(other), Some(slot));
        }
        assert!(table.len() <= AIRCRAFT_MAX as u64, "{}", table.len());
        assert!(table.evicted() >= 200_000);
        let each = table.bytes() / AIRCRAFT_MAX;
        assert!(each <= 1_000, "{each} bytes an aircraft");
    }

    #[test]
    fn an_aircraft_costs_less_than_a_kilobyte_at_every_size() {
        assert!(size_of::<Aircraft>() <= 850, "{}", size_of::<Aircraft>());
        let mut table = Table::default();
        for n in 1..=20_000_u32 {
            table.insert(key(n.wrapping_mul(0x9e_3779) & 0xff_ffff), UtcNs(0));
            if n >= 1_024 {
                let each = table.bytes() / n as usize;
                assert!(each <= 1_000, "{each} bytes each of {n}");
            }
        }
        assert_eq!(table.len(), 20_000);
    }

    /// Addresses that share their home cost a bounded search, and one that has no place is not admitted.
    #[test]
    fn chosen_collisions_are_bounded() {
        let mut table = Table::default();
        let home = key(1).hash() & 1_023;
        let mut admitted = 0;
        let colliding = (1..0xff_ffff_u32)
            .map(key)
            .filter(|key| key.hash() & 1_023 == home);
        for key in colliding.take(200) {
            admitted += u32::from(table.insert(key, UtcNs(0)).is_some());
        }
        assert_eq!((admitted, table.evicted()), (64, 136));
    }

    #[test]
    fn the_old_are_forgotten() {
        let mut table = Table::default();
        for n in 1..=10_000_u32 {
            table.insert(key(n), UtcNs(0) + Nanos::from_secs(i64::from(n)));
        }
        assert!(table.len() < 6_000, "{}", table.len());
        assert_eq!(table.evicted(), 0);
        assert!(table.find(key(10_000)).is_some() && table.find(key(1)).is_none());
    }

    #[test]
    fn nobody_is_zero() {
        assert_eq!(Key::of(Address::new(AddressKind::Icao, 0)), None);
        let key = Key::of(Address::new(AddressKind::NonIcao, 0x00_00ff)).expect("an address");
        assert_eq!(key.address().to_string(), "~0000ff");
    }
}
