//! What is remembered of each aircraft, in a bounded table.

use super::{CONFIRMED_FOR, DUPLICATE_WITHIN};
use crate::position::Memory;
use std::collections::BTreeMap;
use vigie_core::identity::{Address, AddressKind, IcaoAddress};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::{AddressKind as WireKind, Frame};

/// Aircraft remembered at most; the least recently heard are forgotten first.
const AIRCRAFT_MAX: usize = 100_000;
/// An aircraft not heard for this long may be forgotten without loss.
const FORGET_AFTER: Nanos = Nanos::from_secs(900);
/// The table is swept when so many new aircraft have come since the last sweep.
const SWEEP_EVERY: usize = 4_096;

/// An address and its register, packed so that tables sort by it.
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
}

/// What is remembered of one aircraft.
#[derive(Debug, Clone)]
pub(super) struct Aircraft {
    pub(super) position: Memory,
    pub(super) quality: vigie_core::report::Quality,
    /// Geometric height less pressure altitude, metres, as the aircraft last said.
    pub(super) geometric_less_pressure_m: Option<f64>,
    last: UtcNs,
    good: u8,
    recent: [Option<(Frame, SensorId, UtcNs)>; 4],
    next_recent: u8,
}

impl Aircraft {
    fn new(at: UtcNs) -> Aircraft {
        Aircraft {
            position: Memory::default(),
            quality: vigie_core::report::Quality::default(),
            geometric_less_pressure_m: None,
            last: at,
            good: 0,
            recent: [None; 4],
            next_recent: 0,
        }
    }

    /// A frame with this address was heard whose parity holds.
    pub(super) fn confirm(&mut self, at: UtcNs) {
        self.good = if at - self.last > CONFIRMED_FOR {
            1
        } else {
            self.good.saturating_add(1)
        };
        self.last = self.last.max(at);
    }

    pub(super) fn is_confirmed(&self, at: UtcNs) -> bool {
        self.good >= 2 && at - self.last <= CONFIRMED_FOR
    }

    /// Whether another sensor heard this very frame a moment ago; remembers it if not. One sensor hears a frame twice
    /// only when it was sent twice, as by whoever stands still.
    pub(super) fn is_duplicate(&mut self, frame: Frame, sensor: SensorId, at: UtcNs) -> bool {
        let same = |(known, by, then): &(Frame, SensorId, UtcNs)| {
            let is_near = (-DUPLICATE_WITHIN..=DUPLICATE_WITHIN).contains(&(at - *then));
            *known == frame && *by != sensor && is_near
        };
        if self.recent.iter().flatten().any(same) {
            return true;
        }
        self.recent[usize::from(self.next_recent)] = Some((frame, sensor, at));
        self.next_recent = (self.next_recent + 1) % 4;
        false
    }
}

/// All aircraft, by address.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    aircraft: BTreeMap<Key, Box<Aircraft>>,
    since_sweep: usize,
    evicted: u64,
}

impl Table {
    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Aircraft> {
        self.aircraft.get_mut(&key).map(AsMut::as_mut)
    }

    pub(super) fn entry(&mut self, key: Key, at: UtcNs) -> &mut Aircraft {
        if self.since_sweep >= SWEEP_EVERY {
            self.sweep(at);
        }
        let since_sweep = &mut self.since_sweep;
        self.aircraft.entry(key).or_insert_with(|| {
            *since_sweep += 1;
            Box::new(Aircraft::new(at))
        })
    }

    pub(super) fn len(&self) -> u64 {
        self.aircraft.len() as u64
    }

    pub(super) fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Forgets who has not been heard for long; if that leaves too many, also the least recently heard.
    fn sweep(&mut self, now: UtcNs) {
        self.since_sweep = 0;
        self.aircraft
            .retain(|_, aircraft| now - aircraft.last <= FORGET_AFTER);
        let room = AIRCRAFT_MAX - SWEEP_EVERY;
        if self.aircraft.len() <= room {
            return;
        }
        let excess = self.aircraft.len() - room;
        // A flood is mostly of addresses heard once: those go before any confirmed one.
        let mut ranked: Vec<(bool, UtcNs, Key)> = self
            .aircraft
            .iter()
            .map(|(key, aircraft)| (aircraft.good >= 2, aircraft.last, *key))
            .collect();
        ranked.select_nth_unstable(excess - 1);
        for (_, _, key) in &ranked[..excess] {
            self.aircraft.remove(key);
        }
        self.evicted += excess as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::{AIRCRAFT_MAX, Key, Table};
    use vigie_core::time::{Nanos, UtcNs};
    use vigie_modes::{Address, AddressKind};

    #[test]
    fn a_flood_of_addresses_stays_bounded_and_spares_the_confirmed() {
        let mut table = Table::default();
        let key = |value| Key::of(Address::new(AddressKind::Icao, value)).expect("an address");
        let real = key(0x06_2001);
        for n in 0..300_000_u32 {
            let at = UtcNs(0) + Nanos::from_millis(i64::from(n) / 100);
            if n % 1000 == 0 {
                table.entry(real, at).confirm(at);
            }
            table.entry(key(1 + n), at).confirm(at);
        }
        assert!(table.len() <= AIRCRAFT_MAX as u64, "{}", table.len());
        assert!(table.get_mut(real).is_some());
        assert!(table.evicted() > 0);
    }

    #[test]
    fn nobody_is_zero() {
        assert_eq!(Key::of(Address::new(AddressKind::Icao, 0)), None);
        let key = Key::of(Address::new(AddressKind::NonIcao, 0x00_00ff)).expect("an address");
        assert_eq!(key.address().to_string(), "~0000ff");
    }
}
