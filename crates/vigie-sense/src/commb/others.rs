//! Registers seldom asked for: only what agrees with something known is believed.
//!
//! Some are what the aircraft broadcasts anyway and must say the same; some list registers and must list those that
//! every aircraft has; some are words or places. Those with no model here could hold anything, and no answer is given for them:
//! 0,7 0,A 1,A to 1,C 4,2 4,3 4,8 5,2 5,F and 6,1.

use super::memory::Memory;
use super::motion::{self, Flight};
use super::odds::{bell, flat, status, turn_deg};
use super::{steady, weather};
use vigie_core::time::UtcNs;
use vigie_modes::acas_ra::{ResolutionAdvisory, Threat};
use vigie_modes::adsb::{AirbornePosition, Squitter, SurfacePosition, Velocity};
use vigie_modes::commb::{
    Bds, CapabilityReport, CoarsePosition, NextWaypoint, Register, Registration,
};
use vigie_modes::cpr::LatLon;

/// Of 56 bits that are all alike.
const ANY: f64 = 1.0 / (1_u64 << 56) as f64;
/// Of two compact coordinates that are all alike.
const ANY_PLACE: f64 = 1.0 / (1_u64 << 34) as f64;

/// Whether there is a model of it here.
pub(super) fn is_modelled(bds: Bds) -> bool {
    matches!(
        bds.0,
        0x05 | 0x06
            | 0x08
            | 0x09
            | 0x18
            | 0x19
            | 0x21
            | 0x30
            | 0x41
            | 0x44
            | 0x45
            | 0x51
            | 0x53
            | 0x62
            | 0x65
    )
}

/// The probability of these bits for a register that is seldom asked for.
pub(super) fn mass(register: &Register, at: UtcNs, flight: &Flight, memory: &Memory) -> f64 {
    match register {
        Register::RoutineAirReport(said) => weather::routine_report(said, flight),
        Register::HazardReport(said) => weather::hazard_report(said, flight),
        Register::ActiveAdvisory(said) => advisory(&said.advisory),
        Register::AirbornePosition(said) => squitter(said.squitter(), at, flight, memory),
        Register::SurfacePosition(said) => squitter(said.squitter(), at, flight, memory),
        Register::SquitterIdentification(said) => squitter(said.squitter(), at, flight, memory),
        Register::AirborneVelocity(said) => squitter(said.squitter(), at, flight, memory),
        Register::CapabilityReport1(said) => fitted(*said, &FIRST_LIST),
        Register::CapabilityReport2(said) => fitted(*said, &SECOND_LIST),
        Register::Registration(said) => registration(*said),
        Register::NextWaypoint(said) => waypoint(*said),
        Register::CoarsePosition(said) => coarse_position(*said, at, flight, memory),
        Register::AirState(said) => motion::air_state(said, flight),
        Register::TargetState(said) => memory.broadcast_again(said.emit()),
        Register::OperationalStatus(said) => memory.broadcast_again(said.emit()),
        _ => ANY,
    }
}

/// A register that holds what is broadcast.
fn squitter(said: &Squitter, at: UtcNs, flight: &Flight, memory: &Memory) -> f64 {
    match said {
        Squitter::AirbornePosition(said) => {
            let place = memory.position_again(at, said.cpr, false);
            airborne(*said, flight) * 0.5 * place.unwrap_or(ANY_PLACE)
        }
        Squitter::SurfacePosition(said) => {
            let place = memory.position_again(at, said.cpr, true);
            surface(*said, flight) * 0.5 * place.unwrap_or(ANY_PLACE)
        }
        Squitter::Velocity(said) => velocity(*said, flight),
        // The type code says the set of the category.
        Squitter::Identification(said) => {
            0.25 / 8.0 * steady::callsign(said.callsign, memory.callsign)
        }
        _ => ANY,
    }
}

/// Its altitude is that of the reply.
fn airborne(said: AirbornePosition, flight: &Flight) -> f64 {
    let altitude = match (said.pressure_altitude_ft(), flight.altitude_ft) {
        (Some(feet), Some(known)) => {
            // Of a count of 25 ft.
            0.95 * 25.0 * bell(f64::from(feet) - known, 40.0) + 0.05 / 4_096.0
        }
        (Some(_), None) => 1.0 / 2_048.0,
        (None, _) => 0.01 / 4_096.0,
    };
    let type_code = if said.is_geometric() {
        0.05 / 3.0
    } else {
        0.95 / 10.0
    };
    let alert = if said.surveillance_status == 0 {
        0.95
    } else {
        0.05 / 3.0
    };
    let aloft = 1.0 - 0.9 * flight.grounded;
    aloft * type_code * alert * 0.5 * altitude * status(said.utc, 0.1)
}

/// Its speed and track are those broadcast.
fn surface(said: SurfacePosition, flight: &Flight) -> f64 {
    let known = |speed: f64| {
        flight.groundspeed.map_or(1.0 / 60.0, |known| {
            known.share * bell(speed - known.value, known.spread) + 0.002
        })
    };
    // Counts of a half to one knot.
    let speed = said.groundspeed_kt().map_or(0.05, known);
    let track = match (said.track_deg(), flight.track) {
        (Some(track), Some(known)) => {
            2.8 * (0.9 * bell(turn_deg(track, known.value), 2.0 + known.spread) + 0.1 / 360.0)
        }
        _ => 1.0 / 128.0,
    };
    flight.grounded * 0.25 * speed * track * 0.5
}

/// It moves as it did.
fn velocity(said: Velocity, flight: &Flight) -> f64 {
    let (Some(speed), Some(track)) = (said.groundspeed_kt(), said.track_deg()) else {
        return ANY;
    };
    let (Some(known_speed), Some(known_track)) = (flight.groundspeed, flight.track) else {
        return ANY;
    };
    // A square knot of the two components, in polar coordinates.
    let square = bell(speed - known_speed.value, known_speed.spread)
        * bell(turn_deg(track, known_track.value), known_track.spread)
        * 57.3
        / speed.max(1.0);
    let climb = said.vertical_rate_fpm().map_or(0.05, |rate| {
        let rate = f64::from(rate);
        64.0 * (0.6 * bell(rate, 100.0) + 0.4 * flat(rate, -6_000.0, 6_000.0))
    });
    // Accuracy, source and the difference of the heights.
    let rest = 0.2 * 0.5 * 0.5 / 100.0;
    status(said.supersonic, 0.001) * status(said.intent_change, 0.05) * square * climb * rest
}

/// It is where it was, and as high as it says in the same reply.
fn coarse_position(said: CoarsePosition, at: UtcNs, flight: &Flight, memory: &Memory) -> f64 {
    let (Some(lat_deg), Some(lon_deg), Some(feet)) =
        (said.lat_deg(), said.lon_deg(), said.altitude_ft())
    else {
        return ANY;
    };
    // One count here is some seven there, less in longitude.
    let place = memory
        .place_again(at, LatLon { lat_deg, lon_deg })
        .map_or(ANY, |place| place * 40.0);
    let altitude = flight.altitude_ft.map_or(1.0 / 16_384.0, |known| {
        8.0 * (0.9 * bell(f64::from(feet) - known, 60.0) + 0.1 / 262_144.0)
    });
    0.9 * place * altitude
}

/// Registers that a list has, and how often, of those who answer one.
const FIRST_LIST: [(u8, f64); 14] = [
    (0x05, 0.95),
    (0x06, 0.95),
    (0x07, 0.9),
    (0x08, 0.95),
    (0x09, 0.95),
    (0x0a, 0.8),
    (0x10, 0.99),
    (0x17, 0.99),
    (0x18, 0.97),
    (0x19, 0.95),
    (0x1c, 0.6),
    (0x20, 0.99),
    (0x21, 0.4),
    (0x30, 0.93),
];
const SECOND_LIST: [(u8, f64); 8] = [
    (0x40, 0.99),
    (0x44, 0.2),
    (0x45, 0.1),
    (0x50, 0.99),
    (0x5f, 0.8),
    (0x60, 0.99),
    (0x61, 0.8),
    (0x65, 0.8),
];
/// Of any register that is not in the table.
const STRAY: f64 = 0.05;

/// Lists of what is fitted have some registers in common.
fn fitted<const NUMBER: u8>(said: CapabilityReport<NUMBER>, usual: &[(u8, f64)]) -> f64 {
    let listed = said.emit().value().count_ones();
    let mut share = 1.0;
    let mut found = 0;
    for &(number, often) in usual {
        let has = said.supports(Bds(number)) == Some(true);
        share *= status(has, often);
        found += u32::from(has);
    }
    let strays = listed - found;
    let (some, most) = (
        strays.min(56),
        56 - u32::try_from(usual.len()).unwrap_or(56),
    );
    share * steady::power(STRAY, some) * steady::power(1.0 - STRAY, most.saturating_sub(some))
}

/// No advisory, mostly.
fn advisory(said: &ResolutionAdvisory) -> f64 {
    if *said == ResolutionAdvisory::default() {
        return 0.6;
    }
    // The seven bits for horizontal advisories are not used yet.
    let advisories = if said.advisories.trailing_zeros() >= 7 {
        0.99 / 128.0
    } else {
        0.01 / 16_384.0
    };
    let complements = if said.complement_bits == 0 {
        0.7
    } else {
        0.3 / 15.0
    };
    let threat = match said.threat {
        Threat::None(0) => 0.4,
        Threat::Address { .. } => 0.5 / f64::from(1_u32 << 24),
        Threat::Place { .. } => 0.1 / f64::from(1_u32 << 26),
        Threat::AcasX(_) => 0.1 / f64::from(1_u32 << 28),
        Threat::None(_) | Threat::Unassigned(_) => 0.0,
    };
    let flags = status(said.terminated, 0.3) * status(said.multiple_threats, 0.05);
    0.4 * advisories * complements * threat * flags
}

/// Letters and digits, then spaces; an airline seldom.
fn registration(said: Registration) -> f64 {
    const LENGTHS: [f64; 8] = [0.0, 0.0, 0.01, 0.04, 0.15, 0.45, 0.3, 0.05];
    let airline = if said.airline.is_some() {
        0.2 / (26.0 * 26.0)
    } else {
        0.8
    };
    let registration = said
        .registration
        .map_or(0.0, |said| word(said.codes(), &LENGTHS));
    airline * registration
}

/// A point of a route: five letters, or the two or three of a beacon.
fn waypoint(said: NextWaypoint) -> f64 {
    const LENGTHS: [f64; 10] = [0.0, 0.0, 0.04, 0.15, 0.01, 0.77, 0.02, 0.005, 0.004, 0.001];
    said.name.map_or(0.0, |name| word(name.codes(), &LENGTHS))
}

/// Of a word of six-bit characters, spaces at its end alone; `lengths` is how often it has how many, up to all.
fn word(codes: u64, lengths: &[f64]) -> f64 {
    const SPACE: u64 = 32;
    const EACH: f64 = 1.0 / 28.0;
    let spaces = (0..lengths.len() - 1).take_while(|place| codes >> (6 * place) & 63 == SPACE);
    let letters = lengths.len() - 1 - spaces.count();
    let gap = (lengths.len() - 1 - letters..lengths.len() - 1)
        .any(|place| codes >> (6 * place) & 63 == SPACE);
    if gap {
        return 0.0;
    }
    lengths[letters] * steady::power(EACH, u32::try_from(letters).unwrap_or(0))
}
