//! Damaged frames that can be read after all.
//!
//! A remainder that one or two wrong bits explain is also left by many more wrong bits, and by pure noise. So a
//! corrected frame is believed only where it adds nothing new: its address is that of an aircraft heard whole a moment
//! ago, and what it says is near what that aircraft said. It teaches the aircraft nothing, and keeps no address alive.
//! The bits of the format are never turned. DF 17 and 18; of DF 11 the squitter (interrogator 0), one bit at most.

use super::Correction;
use super::aircraft::Aircraft;
use crate::position::Phase;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::adsb::{Squitter, Velocity};
use vigie_modes::cpr::LatLon;
use vigie_modes::{Frame, Message, crc};

/// The address must have been heard whole within this time.
pub(super) const HEARD_WITHIN: Nanos = Nanos::from_secs(30);
/// Room for two velocities to agree, knots, and knots a second between them; and of the time between them.
const VELOCITY_SLACK_KT: f64 = 20.0;
const VELOCITY_KT_PER_S: f64 = 5.0;
const VELOCITY_FOR: Nanos = Nanos::from_secs(20);
/// No airliner climbs or falls faster, feet a minute.
const RATE_MAX_FPM: i32 = 8_000;

/// A frame as it may have been sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) frame: Frame,
    pub(super) message: Message,
    /// Bits turned, 1 or 2.
    pub(super) bits: u8,
}

/// The frame of which `heard` is a damaged copy, if it is one.
pub(super) fn candidate(heard: Frame, correction: Correction) -> Option<Found> {
    let bits_max = match heard.df() {
        17 | 18 => correction.bits_max(),
        11 => correction.bits_max().min(1),
        _ => 0,
    };
    let wrong = crc::correction(heard.remainder(), heard.is_long(), bits_max)?;
    let mut frame = heard;
    let mut bits = 0;
    for &number in wrong.bits() {
        frame = frame.with_bit_flipped(usize::from(number))?;
        bits += 1;
    }
    let message = Message::parse(frame).ok()?;
    Some(Found {
        frame,
        message,
        bits,
    })
}

/// Whether the frame is near what the aircraft said, whole, of late.
pub(super) fn fits(aircraft: &Aircraft, message: &Message, at: UtcNs) -> bool {
    let Message::ExtendedSquitter(squitter) = message else {
        // DF 11 says nothing but the address and the capability
        return matches!(message, Message::AllCall(_));
    };
    match &squitter.squitter {
        Squitter::AirbornePosition(said) => {
            let level_fits = match said.pressure_altitude_ft() {
                Some(feet) => aircraft.agrees(at, feet) == Some(true),
                None => false,
            };
            level_fits && place(aircraft, &squitter.squitter, at).is_some()
        }
        Squitter::SurfacePosition(_) => place(aircraft, &squitter.squitter, at).is_some(),
        Squitter::Velocity(said) => velocity_fits(aircraft, *said, at),
        Squitter::Identification(said) => aircraft.callsign == Some(said.callsign),
        _ => false,
    }
}

/// Where a corrected position lies: near the aircraft's last, or nowhere.
pub(super) fn place(aircraft: &Aircraft, squitter: &Squitter, at: UtcNs) -> Option<LatLon> {
    let (cpr, phase) = match squitter {
        Squitter::AirbornePosition(said) => (said.cpr, Phase::Airborne),
        Squitter::SurfacePosition(said) => (said.cpr, Phase::Surface),
        _ => return None,
    };
    aircraft.position.resolve_corrected(at, cpr, phase)
}

fn velocity_fits(aircraft: &Aircraft, said: Velocity, at: UtcNs) -> bool {
    let (Some((then, was_east, was_north)), Some((east, north))) =
        (aircraft.velocity_kt, said.east_north_kt())
    else {
        return false;
    };
    let since = at - then;
    let limit_kt = VELOCITY_SLACK_KT + VELOCITY_KT_PER_S * since.as_secs_f64().abs();
    let near = |one: i32, other: i32| f64::from((one - other).abs()) <= limit_kt;
    (-VELOCITY_FOR..=VELOCITY_FOR).contains(&since)
        && near(east, was_east)
        && near(north, was_north)
        && said
            .vertical_rate_fpm()
            .is_none_or(|rate| rate.abs() <= RATE_MAX_FPM)
}
