//! How well the registers fit that hardly change: BDS 1,0, 1,7 and 2,0; and none of all.

use super::odds::status;
use vigie_modes::bits::Mb;
use vigie_modes::commb::DataLinkCapability;
use vigie_modes::identity::Callsign;

/// Registers of 1,7 that go together, and how often each is listed where its group is there.
struct Group {
    /// How often the group is there.
    often: f64,
    /// By bit, from 1.
    listed: &'static [(u32, f64)],
}

const GROUPS: [Group; 2] = [
    // What is broadcast: 0,5 to 0,A.
    Group {
        often: 0.85,
        listed: &[
            (1, 0.99),
            (2, 0.99),
            (3, 0.98),
            (4, 0.98),
            (5, 0.98),
            (6, 0.93),
        ],
    },
    // Enhanced surveillance and what comes with it: 4,0 5,0 5,1 5,2 5,F 6,0.
    Group {
        often: 0.9,
        listed: &[
            (9, 0.99),
            (16, 0.99),
            (17, 0.6),
            (18, 0.6),
            (23, 0.92),
            (24, 0.99),
        ],
    },
];
/// Where the group is not there.
const STRAY: f64 = 0.03;
/// 2,0, which every such aircraft has, and 2,1.
const ALONE: [(u32, f64); 2] = [(7, 0.98), (8, 0.15)];
/// Each register that is in neither list.
const RARE: f64 = 0.01;

/// The probability of these bits of 1,7.
pub(super) fn common_capability(mb: Mb) -> f64 {
    let bit = |place: u32| 1_u64 << (56 - place);
    let chance = |place: u32, often: f64| status(mb.value() & bit(place) != 0, often);
    let mut rest = mb.value();
    let mut share = 1.0;
    for Group { often, listed } in GROUPS {
        let (mut there, mut missing) = (often, 1.0 - often);
        for &(place, listed_often) in listed {
            there *= chance(place, listed_often);
            missing *= chance(place, STRAY);
            rest &= !bit(place);
        }
        share *= there + missing;
    }
    for (place, often) in ALONE {
        share *= chance(place, often);
        rest &= !bit(place);
    }
    share * power(RARE, rest.count_ones())
}

/// The probability of these bits of 1,0: most aircraft answer one of a few.
pub(super) fn data_link(said: &DataLinkCapability) -> f64 {
    let DataLinkCapability {
        continuation,
        acas_extension,
        overlay,
        acas_operational,
        subnetwork_version,
        enhanced_protocol,
        specific_services,
        uplink_elm,
        downlink_elm,
        identification,
        squitter,
        identifier_codes,
        common_toggle,
        hybrid_surveillance,
        resolution_advisories,
        acas_version,
        terminals,
    } = *said;
    let whole = |value: u32, zero: f64, others: f64| {
        if value == 0 {
            zero
        } else {
            (1.0 - zero) / others
        }
    };
    let subnetwork = match subnetwork_version {
        0 | 3..=6 => 0.18,
        _ => 0.1 / 123.0,
    };
    // Since DO-181F, bits 10 to 14 and the last sixteen have other uses.
    let newer = acas_extension != 0 && terminals != 0;
    let generation = if newer {
        0.03 * status(continuation, 0.5) / (31.0 * 65_535.0)
    } else {
        0.97 * status(continuation, 0.02)
            * whole(acas_extension.into(), 0.98, 31.0)
            * whole(terminals.into(), 0.97, 65_535.0)
    };
    generation
        * status(overlay, 0.5)
        * status(acas_operational, 0.9)
        * subnetwork
        * status(enhanced_protocol, 0.03)
        * status(specific_services, 0.95)
        * whole(uplink_elm.into(), 0.95, 7.0)
        * whole(downlink_elm.into(), 0.95, 15.0)
        * status(identification, 0.95)
        * status(squitter, 0.93)
        * status(identifier_codes, 0.93)
        * status(common_toggle, 0.7)
        * status(hybrid_surveillance, 0.5)
        * status(resolution_advisories, 0.85)
        * status(acas_version & 1 != 0, 0.3)
        * status(acas_version & 2 != 0, 0.5)
}

/// The probability of this callsign, `known` being what the aircraft broadcasts.
pub(super) fn callsign(said: Callsign, known: Option<Callsign>) -> f64 {
    match known {
        Some(known) if known == said => 0.97,
        Some(_) => 0.03 * any_callsign(said),
        None => any_callsign(said),
    }
}

/// Of eight characters: the airline's three letters, a number, spaces to the end.
fn any_callsign(said: Callsign) -> f64 {
    let mut share = 1.0;
    let mut ended = false;
    for (place, character) in (0_usize..).zip(*said.characters().as_bytes()) {
        share *= match character {
            b' ' if ended => 1.0,
            b' ' if place == 0 => 0.01,
            b' ' => 0.3,
            // Nothing follows a space.
            _ if ended => 1e-3 / 36.0,
            b'0'..=b'9' if place < 2 => 0.02,
            b'0'..=b'9' => 0.5 / 10.0,
            b'A'..=b'Z' if place < 3 => 0.95 / 26.0,
            b'A'..=b'Z' => 0.3 / 26.0,
            _ => 1e-4,
        };
        ended |= character == b' ';
    }
    share
}

/// `base` to a small whole power.
pub(super) fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// The probability of these bits where no known register is sent: half damage, all bits alike; half registers of
/// someone else's making, in which a byte is zero as often as not.
pub(super) fn none_of_these(mb: Mb) -> f64 {
    let bytes = mb.to_bytes();
    let filled: usize = bytes.iter().map(|&byte| usize::from(byte != 0)).sum();
    let share = NONZERO[filled.min(7)];
    0.5 * DAMAGED + 0.5 * share
}

const DAMAGED: f64 = 1.0 / (1_u64 << 56) as f64;
/// Of seven bytes with so many that are not zero.
const NONZERO: [f64; 8] = {
    let mut shares = [0.0; 8];
    let mut count = 0;
    while count < 8 {
        let mut share = 1.0;
        let mut byte = 0;
        while byte < 7 {
            share *= if byte < count { 0.5 / 255.0 } else { 0.5 };
            byte += 1;
        }
        shares[count] = share;
        count += 1;
    }
    shares
};
