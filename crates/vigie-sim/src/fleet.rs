//! Who flies: types of aircraft, and identities. All of them are invented.
//!
//! The performance figures are round numbers of the author's judgement for five kinds of aircraft, not taken from any
//! table. Addresses lie in the blocks of the states named (ICAO Annex 10 Vol III allocation, from memory, unverified;
//! Niger's as stated for this project) and are made up within them, as are operators, callsigns and codes: any
//! likeness to a real aircraft is chance.

use crate::random::Draws;
use vigie_core::identity::{Callsign, EmitterCategory, IcaoAddress, ModeA};

/// What a kind of aircraft can do. Speeds are true airspeeds; there is no wind, so also ground speeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Performance {
    pub(crate) category: EmitterCategory,
    pub(crate) lift_off_kt: f64,
    pub(crate) approach_kt: f64,
    /// Soon after take-off.
    pub(crate) low_kt: f64,
    pub(crate) cruise_kt: f64,
    /// Up to FL240.
    pub(crate) climb_fpm: f64,
    /// Above FL240.
    pub(crate) high_climb_fpm: f64,
    pub(crate) descent_fpm: f64,
    /// Radar cross-section, in units of that of a light aircraft.
    pub(crate) echo: f64,
}

const fn category(number: u8) -> EmitterCategory {
    EmitterCategory { set: b'A', number }
}

pub(crate) const HEAVY_JET: Performance = Performance {
    category: category(5),
    lift_off_kt: 165.0,
    approach_kt: 145.0,
    low_kt: 230.0,
    cruise_kt: 485.0,
    climb_fpm: 2000.0,
    high_climb_fpm: 1000.0,
    descent_fpm: 2600.0,
    echo: 8.0,
};

pub(crate) const MEDIUM_JET: Performance = Performance {
    category: category(3),
    lift_off_kt: 150.0,
    approach_kt: 135.0,
    low_kt: 220.0,
    cruise_kt: 455.0,
    climb_fpm: 2300.0,
    high_climb_fpm: 1200.0,
    descent_fpm: 2600.0,
    echo: 4.0,
};

pub(crate) const BUSINESS_JET: Performance = Performance {
    category: category(2),
    lift_off_kt: 130.0,
    approach_kt: 120.0,
    low_kt: 210.0,
    cruise_kt: 440.0,
    climb_fpm: 3000.0,
    high_climb_fpm: 1600.0,
    descent_fpm: 2800.0,
    echo: 1.5,
};

pub(crate) const TURBOPROP: Performance = Performance {
    category: category(2),
    lift_off_kt: 115.0,
    approach_kt: 110.0,
    low_kt: 165.0,
    cruise_kt: 275.0,
    climb_fpm: 1300.0,
    high_climb_fpm: 700.0,
    descent_fpm: 1600.0,
    echo: 3.0,
};

pub(crate) const PISTON: Performance = Performance {
    category: category(1),
    lift_off_kt: 75.0,
    approach_kt: 80.0,
    low_kt: 110.0,
    cruise_kt: 150.0,
    climb_fpm: 700.0,
    high_climb_fpm: 300.0,
    descent_fpm: 800.0,
    echo: 1.0,
};

/// The slow light aircraft that fly low and say nothing.
pub(crate) const LOW_FLYERS: [Performance; 3] =
    [low_flyer(105.0), low_flyer(120.0), low_flyer(135.0)];

const fn low_flyer(speed_kt: f64) -> Performance {
    Performance {
        lift_off_kt: speed_kt,
        approach_kt: speed_kt,
        low_kt: speed_kt,
        cruise_kt: speed_kt,
        ..PISTON
    }
}

/// What an aircraft replies and transmits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transponder {
    /// Nothing: only a primary radar sees it.
    None,
    /// Mode A and C replies.
    ModeAc,
    /// Mode S, elementary surveillance, without ADS-B.
    ModeS,
    /// Mode S and ADS-B of this version (0, 1, 2).
    AdsB { version: u8 },
}

/// Who an aircraft says it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Identity {
    pub(crate) address: IcaoAddress,
    pub(crate) callsign: Callsign,
    pub(crate) mode_a: ModeA,
}

/// An operator and the address block of the state where its aircraft are registered.
struct Operator {
    designator: &'static str,
    block: u32,
    /// How many addresses the block has, as bits.
    block_bits: u32,
}

const fn operator(designator: &'static str, block: u32, block_bits: u32) -> Operator {
    Operator {
        designator,
        block,
        block_bits,
    }
}

/// Niger's own: the block 062000 to 062FFF.
const NIGER_BLOCK: (u32, u32) = (0x06_2000, 12);

const FOREIGN: [Operator; 12] = [
    operator("QSH", 0x38_0000, 18), // France
    operator("QTR", 0x40_0000, 18), // United Kingdom
    operator("QLX", 0x3c_0000, 18), // Germany
    operator("QDZ", 0x0a_0000, 15), // Algeria
    operator("QMC", 0x02_0000, 15), // Morocco
    operator("QNG", 0x06_4000, 12), // Nigeria
    operator("QET", 0x04_0000, 12), // Ethiopia
    operator("QTK", 0x4b_8000, 15), // Türkiye
    operator("QZA", 0x00_8000, 15), // South Africa
    operator("QEG", 0x01_0000, 15), // Egypt
    operator("QCI", 0x03_8000, 12), // Côte d'Ivoire
    operator("QPT", 0x49_0000, 15), // Portugal
];

const LOCAL: [&str; 3] = ["QNR", "QTE", "QSL"];

/// At most this many slots have addresses and codes of their own.
pub(crate) const SLOTS_MAX: u32 = 64;

/// The identity of a slot's flight: no two slots ever have the same address or code at the same time.
pub(crate) fn identity(slot: u32, generation: u32, local: bool, draws: &mut Draws) -> Identity {
    let foreign = draws.below(FOREIGN.len());
    let operator = &FOREIGN[foreign];
    let (block, bits) = if local {
        NIGER_BLOCK
    } else {
        (operator.block, operator.block_bits)
    };
    // slot in the upper bits, generation in the lower ones: unique as long as the slots are
    let lower = bits - SLOTS_MAX.trailing_zeros();
    let within = ((slot % SLOTS_MAX) << lower) | (scatter(generation) & ((1 << lower) - 1));
    let designator = if local {
        LOCAL[draws.below(LOCAL.len())]
    } else {
        operator.designator
    };
    let number = 100 + (slot * 137 + generation * 29) % 900;
    Identity {
        address: address(block | within),
        callsign: callsign(&format!("{designator}{number}")),
        mode_a: code(slot, generation),
    }
}

/// The identity of a light aircraft, which flies under its registration.
pub(crate) fn light_identity(slot: u32, generation: u32, draws: &mut Draws) -> Identity {
    let mut letter = || char::from(b'A' + u8::try_from(draws.below(26)).unwrap_or(0));
    let registration = format!("5U{}{}{}", letter(), letter(), letter());
    Identity {
        callsign: callsign(&registration),
        ..identity(slot, generation, true, draws)
    }
}

/// A discrete code for each slot: first two digits by slot, last two never 00.
fn code(slot: u32, generation: u32) -> ModeA {
    let index = (slot % SLOTS_MAX) * 32 + generation % 32;
    let bits = 0o1000 + (index / 63) * 0o100 + index % 63 + 1;
    ModeA::new(u16::try_from(bits).unwrap_or(0o2001)).unwrap_or_else(conspicuity)
}

/// The code of those who were given none.
fn conspicuity() -> ModeA {
    ModeA::new(0o2000).expect("four octal digits")
}

/// The general emergency.
pub(crate) fn emergency_code() -> ModeA {
    ModeA::new(0o7700).expect("four octal digits")
}

fn address(value: u32) -> IcaoAddress {
    IcaoAddress::new(value & 0xff_ffff).expect("24 bits")
}

fn callsign(text: &str) -> Callsign {
    Callsign::new(text.as_bytes()).expect("letters and digits, at most eight")
}

/// Bits of a number in another order, so that successive aircraft have unlike addresses.
const fn scatter(number: u32) -> u32 {
    (number.wrapping_mul(0x9e37_79b1) >> 8) ^ number
}

#[cfg(test)]
mod tests {
    use super::{SLOTS_MAX, identity, light_identity};
    use crate::random::{Purpose, Seed};
    use std::collections::BTreeSet;

    #[test]
    fn no_two_slots_share_an_address_or_a_code() {
        for (base, local) in [(0, true), (17, false), (1000, true)] {
            let mut addresses = BTreeSet::new();
            let mut codes = BTreeSet::new();
            for slot in 0..SLOTS_MAX {
                let generation = base + slot % 3;
                let mut draws = Seed(1).draws(Purpose::Flight, slot, 0, 0);
                let id = if slot % 2 == 0 {
                    identity(slot, generation, local, &mut draws)
                } else {
                    light_identity(slot, generation, &mut draws)
                };
                assert!(addresses.insert(id.address), "{id:?}");
                assert!(codes.insert(id.mode_a), "{id:?}");
                assert!(id.mode_a.is_discrete() && id.mode_a.emergency().is_none());
                if local {
                    assert_eq!(id.address.value() & 0xff_f000, 0x06_2000);
                }
            }
        }
    }
}
