//! Comm-B registers, and what squitters say of the same things, as [`AircraftData`] in the units of the core.
//!
//! Only firm answers are taken over: a wrong guess would be worse than none.

use vigie_core::aircraft::{
    AirState, AircraftData, AutopilotModes, Intent, ResolutionAdvisory, Turn, Weather,
};
use vigie_core::height::{METRES_PER_FOOT, PressureAltitude};
use vigie_core::identity::Callsign;
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::report::{GroundVelocity, TargetReport};
use vigie_core::time::UtcNs;
use vigie_modes::acas_ra;
use vigie_modes::adsb::{AirspeedKind, Velocity, VerticalRateSource};
use vigie_modes::commb::{
    self, HazardReport, HeadingAndSpeed, Level, Register, RoutineAirReport, TrackAndTurn,
    VerticalIntention,
};

/// How probable a register must be.
const FIRM: f64 = 0.99;
/// Ground speed and track of BDS 5,0: steps of 2 kt and 0.2 degrees, and some delay.
const VELOCITY_SIGMA_MPS: f64 = 2.0;
const FEET_PER_MINUTE: f64 = METRES_PER_FOOT / 60.0;
const KELVIN: f64 = 273.15;
/// The first byte of a register 3,0.
const ADVISORY: u8 = 0x30;

/// Writes what a register says.
pub(super) fn fill(report: &mut TargetReport, at: UtcNs, register: &Register, probability: f64) {
    if probability < FIRM {
        return;
    }
    match register {
        Register::Identification(said) => {
            report.callsign = Callsign::new(said.callsign.characters().as_bytes());
        }
        Register::VerticalIntention(said) => data(report).intent = Some(intent(at, *said)),
        Register::RoutineAirReport(said) => data(report).weather = Some(routine(at, *said)),
        Register::HazardReport(said) => data(report).weather = Some(hazard(at, *said)),
        Register::TrackAndTurn(said) => {
            report.velocity = ground_velocity(*said);
            data(report).turn = Some(Turn {
                at,
                roll_rad: said.roll_deg().map(f64::to_radians),
                track_rate_rad_s: said.track_rate_deg_s().map(f64::to_radians),
            });
            if let Some(speed) = said.true_airspeed_kt() {
                data(report).air = Some(AirState {
                    true_airspeed_mps: Some(f64::from(speed) * MPS_PER_KNOT),
                    ..blank_air(at)
                });
            }
        }
        Register::HeadingAndSpeed(said) => data(report).air = Some(heading_and_speed(at, *said)),
        Register::AirState(said) => data(report).air = Some(air_state(at, *said)),
        Register::ActiveAdvisory(said) => fill_advisory(report, said.advisory),
        _ => {}
    }
}

/// Writes the airspeed and heading of a velocity squitter, if it has them.
pub(super) fn fill_air(report: &mut TargetReport, at: UtcNs, said: &Velocity, magnetic: bool) {
    let heading_rad = said.heading_deg().map(f64::to_radians);
    let speed = said
        .airspeed_kt()
        .map(|(speed, kind)| (f64::from(speed) * MPS_PER_KNOT, kind));
    if heading_rad.is_none() && speed.is_none() {
        return;
    }
    let of_kind = |wanted| {
        speed
            .filter(|(_, kind)| *kind == wanted)
            .map(|(speed, _)| speed)
    };
    let rate_mps = said
        .vertical_rate_fpm()
        .map(|rate| f64::from(rate) * FEET_PER_MINUTE);
    let barometric = said.vertical_rate_source == VerticalRateSource::Barometric;
    let air = AirState {
        magnetic_heading_rad: heading_rad.filter(|_| magnetic),
        true_heading_rad: heading_rad.filter(|_| !magnetic),
        indicated_airspeed_mps: of_kind(AirspeedKind::Indicated),
        true_airspeed_mps: of_kind(AirspeedKind::True),
        barometric_rate_mps: rate_mps.filter(|_| barometric),
        inertial_rate_mps: rate_mps.filter(|_| !barometric),
        ..blank_air(at)
    };
    data(report).air = Some(air);
}

/// Writes a resolution advisory that is active or has just ended; the zeros that stand for none are not written.
pub(super) fn fill_advisory(report: &mut TargetReport, said: acas_ra::ResolutionAdvisory) {
    if !said.is_active() && !said.terminated {
        return;
    }
    let mut bits = said.emit().to_bytes();
    bits[0] = ADVISORY;
    let at = report.applicable.0;
    data(report).advisory = Some(ResolutionAdvisory {
        at,
        bits,
        terminated: said.terminated,
    });
}

pub(super) fn data(report: &mut TargetReport) -> &mut AircraftData {
    report.aircraft.get_or_insert_default()
}

fn blank_air(at: UtcNs) -> AirState {
    AirState {
        at,
        magnetic_heading_rad: None,
        true_heading_rad: None,
        indicated_airspeed_mps: None,
        true_airspeed_mps: None,
        mach: None,
        barometric_rate_mps: None,
        inertial_rate_mps: None,
    }
}

fn heading_and_speed(at: UtcNs, said: HeadingAndSpeed) -> AirState {
    let mps = |rate: i32| f64::from(rate) * FEET_PER_MINUTE;
    AirState {
        magnetic_heading_rad: said.heading_deg().map(f64::to_radians),
        indicated_airspeed_mps: said
            .airspeed_kt
            .map(|speed| f64::from(speed) * MPS_PER_KNOT),
        mach: said.mach(),
        barometric_rate_mps: said.baro_rate_fpm().map(mps),
        inertial_rate_mps: said.inertial_rate_fpm().map(mps),
        ..blank_air(at)
    }
}

fn air_state(at: UtcNs, said: commb::AirState) -> AirState {
    AirState {
        magnetic_heading_rad: said.heading_deg().map(f64::to_radians),
        indicated_airspeed_mps: said
            .airspeed_kt
            .map(|speed| f64::from(speed) * MPS_PER_KNOT),
        true_airspeed_mps: said.true_airspeed_kt().map(|speed| speed * MPS_PER_KNOT),
        mach: said.mach(),
        barometric_rate_mps: said
            .altitude_rate_fpm()
            .map(|rate| f64::from(rate) * FEET_PER_MINUTE),
        ..blank_air(at)
    }
}

fn intent(at: UtcNs, said: VerticalIntention) -> Intent {
    let altitude = |feet: u32| PressureAltitude::from_ft(f64::from(feet));
    Intent {
        at,
        selected_altitude: said.mcp_altitude_ft().map(altitude),
        managed_altitude: said.fms_altitude_ft().map(altitude),
        selected_heading_rad: None,
        pressure_setting_hpa: said.pressure_setting_hpa(),
        modes: said.modes.map(|modes| AutopilotModes {
            vnav: modes.vnav,
            altitude_hold: modes.altitude_hold,
            approach: modes.approach,
            ..AutopilotModes::default()
        }),
    }
}

fn routine(at: UtcNs, said: RoutineAirReport) -> Weather {
    Weather {
        at,
        wind_speed_mps: said
            .wind_speed_kt()
            .map(|speed| f64::from(speed) * MPS_PER_KNOT),
        wind_from_rad: said.wind_direction_deg().map(f64::to_radians),
        temperature_k: Some(said.temperature_c() + KELVIN),
        pressure_hpa: said.pressure_hpa.map(f64::from),
        humidity: said.humidity_percent().map(|percent| percent / 100.0),
        turbulence: said.turbulence.map(level),
    }
}

fn hazard(at: UtcNs, said: HazardReport) -> Weather {
    Weather {
        at,
        wind_speed_mps: None,
        wind_from_rad: None,
        temperature_k: said.temperature_c().map(|celsius| celsius + KELVIN),
        pressure_hpa: said.pressure_hpa.map(f64::from),
        humidity: None,
        turbulence: said.turbulence.map(level),
    }
}

fn level(level: Level) -> u8 {
    match level {
        Level::Nil => 0,
        Level::Light => 1,
        Level::Moderate => 2,
        Level::Severe => 3,
    }
}

fn ground_velocity(said: TrackAndTurn) -> Option<GroundVelocity> {
    let speed_mps = f64::from(said.groundspeed_kt()?) * MPS_PER_KNOT;
    let (sin, cos) = libm::sincos(said.track_deg()?.to_radians());
    Some(GroundVelocity {
        east_mps: speed_mps * sin,
        north_mps: speed_mps * cos,
        sigma_mps: VELOCITY_SIGMA_MPS,
    })
}

#[cfg(test)]
mod tests;
