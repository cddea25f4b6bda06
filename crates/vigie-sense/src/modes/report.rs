//! One message to one report: units, accuracies, and nothing else.

use super::aircraft::Aircraft;
use super::listener::Understood;
use super::{intents, registers};
use crate::claims::{emergency, sigma_of_95_m, velocity_sigma_mps};
use vigie_core::height::{EllipsoidalHeight, METRES_PER_FOOT, PressureAltitude};
use vigie_core::identity::{Callsign, EmitterCategory, ModeA};
use vigie_core::place::{Cov2, MPS_PER_KNOT, Wgs84};
use vigie_core::report::{AltitudeReply, GroundVelocity, ModeAReply, Place, Quality, TargetReport};
use vigie_modes::adsb::{AirbornePosition, Squitter, SurfacePosition, Velocity};
use vigie_modes::cpr::LatLon;
use vigie_modes::message::{ExtendedSquitter, Message, Status};

/// Position error of an aircraft that moves while its message is made, metres: latency of some 0.1 s.
const LATENCY_SIGMA_M: f64 = 20.0;
/// 95 % error of a position that claims nothing, metres: airborne, and on an airport.
const UNKNOWN_AIRBORNE_M: f64 = 18_520.0;
const UNKNOWN_SURFACE_M: f64 = 185.2;
const FEET_PER_MINUTE: f64 = METRES_PER_FOOT / 60.0;

/// Writes what a message says into a blank report; whether it says anything.
#[inline]
pub(super) fn fill(
    report: &mut TargetReport,
    aircraft: &Aircraft,
    message: &Message,
    understood: &Understood,
) -> bool {
    match message {
        Message::ExtendedSquitter(squitter) => {
            return broadcast(report, aircraft, squitter, understood);
        }
        Message::AirAir(said) => set_altitude(report, said.altitude.altitude_ft()),
        Message::LongAirAir(said) => {
            set_altitude(report, said.air_air.altitude.altitude_ft());
            if let Some(advisory) = said.advisory() {
                registers::fill_advisory(report, advisory);
            }
        }
        Message::AltitudeReply(said) => {
            set_status(report, said.status);
            set_altitude(report, said.altitude.altitude_ft());
        }
        Message::CommBAltitude(said) => {
            set_status(report, said.reply.status);
            set_altitude(report, said.reply.altitude.altitude_ft());
        }
        Message::IdentityReply(said) => {
            set_status(report, said.status);
            set_code(report, said.identity.squawk().octal());
        }
        Message::CommBIdentity(said) => {
            set_status(report, said.reply.status);
            set_code(report, said.reply.identity.squawk().octal());
        }
        Message::AllCall(_) | Message::Military(_) | Message::CommD(_) | Message::Other(_) => {
            return false;
        }
    }
    if let Some((register, probability)) = &understood.register {
        registers::fill(report, report.applicable.0, register, *probability);
    }
    report.altitude.is_some()
        || report.mode_a.is_some()
        || report.spi
        || report.aircraft.is_some()
        || report.callsign.is_some()
}

/// Extended squitters.
#[inline]
fn broadcast(
    report: &mut TargetReport,
    aircraft: &Aircraft,
    squitter: &ExtendedSquitter,
    understood: &Understood,
) -> bool {
    match &squitter.squitter {
        Squitter::AirbornePosition(said) => {
            let Some(place) = understood.place else {
                return false;
            };
            airborne(
                report,
                aircraft,
                *said,
                place,
                sigma_m(aircraft, UNKNOWN_AIRBORNE_M),
            ) && set_quality(report, aircraft)
        }
        Squitter::SurfacePosition(said) => {
            let Some(place) = understood.place else {
                return false;
            };
            report.on_ground = Some(true);
            report.velocity = surface_velocity(*said);
            set_place(report, place, None, sigma_m(aircraft, UNKNOWN_SURFACE_M))
                && set_quality(report, aircraft)
        }
        Squitter::Velocity(said) => {
            velocity(report, aircraft, said);
            let any = report.velocity.is_some()
                || report.vertical_rate_mps.is_some()
                || report.aircraft.is_some();
            any && set_quality(report, aircraft)
        }
        Squitter::Identification(said) => {
            report.callsign = Callsign::new(said.callsign.characters().as_bytes());
            // type codes 4 to 1 are the sets A to D
            let set = b'A' + 4_u8.saturating_sub(said.type_code);
            report.category = (said.category != 0).then_some(EmitterCategory {
                set,
                number: said.category,
            });
            report.callsign.is_some() || report.category.is_some()
        }
        Squitter::EmergencyStatus(said) => {
            report.emergency = emergency(said.state);
            let code = said.identity.squawk().octal();
            if code != 0 {
                set_code(report, code);
            }
            true
        }
        Squitter::OperationalStatus(_) => set_quality(report, aircraft),
        Squitter::TisBVelocity(said) => {
            report.velocity = said.east_north_kt().map(|(east, north)| GroundVelocity {
                east_mps: f64::from(east) * MPS_PER_KNOT,
                north_mps: f64::from(north) * MPS_PER_KNOT,
                sigma_mps: velocity_sigma_mps(0),
            });
            report.velocity.is_some()
        }
        Squitter::NoPosition(said) => {
            set_altitude(report, said.altitude.altitude_ft());
            report.spi = said.surveillance_status == 3;
            report.altitude.is_some()
        }
        Squitter::TargetState(said) => {
            intents::fill(report, said);
            true
        }
        Squitter::TargetStateV1(said) => intents::fill_version_1(report, *said),
        Squitter::ResolutionAdvisory(said) => {
            registers::fill_advisory(report, *said);
            report.aircraft.is_some()
        }
        Squitter::Test(_)
        | Squitter::SurfaceSystem(_)
        | Squitter::CoarsePosition(_)
        | Squitter::Other(_)
        | Squitter::Untyped(_) => false,
    }
}

fn airborne(
    report: &mut TargetReport,
    aircraft: &Aircraft,
    said: AirbornePosition,
    place: LatLon,
    claimed_m: f64,
) -> bool {
    report.on_ground = Some(false);
    report.spi = said.surveillance_status == 3;
    let metres = |feet: i32| f64::from(feet) * METRES_PER_FOOT;
    let pressure_ft = said.pressure_altitude_ft();
    set_altitude(report, pressure_ft);
    let pressure_m = pressure_ft.map(metres);
    let from_pressure = pressure_m.zip(aircraft.geometric_less_pressure_m);
    let geometric_m = said
        .gnss_height_ft()
        .map(metres)
        .or(from_pressure.map(|(pressure, difference)| pressure + difference));
    report.geometric_height = geometric_m.map(EllipsoidalHeight::from_m);
    let sigma = (claimed_m * claimed_m + LATENCY_SIGMA_M * LATENCY_SIGMA_M).sqrt();
    set_place(report, place, geometric_m.or(pressure_m), sigma)
}

fn velocity(report: &mut TargetReport, aircraft: &Aircraft, said: &Velocity) {
    report.velocity = said.east_north_kt().map(|(east, north)| GroundVelocity {
        east_mps: f64::from(east) * MPS_PER_KNOT,
        north_mps: f64::from(north) * MPS_PER_KNOT,
        sigma_mps: velocity_sigma_mps(said.nac_v),
    });
    report.vertical_rate_mps = said
        .vertical_rate_fpm()
        .map(|rate| f64::from(rate) * FEET_PER_MINUTE);
    if report.velocity.is_none() {
        let magnetic = aircraft.heading_magnetic;
        registers::fill_air(report, report.applicable.0, said, magnetic);
    }
}

fn surface_velocity(said: SurfacePosition) -> Option<GroundVelocity> {
    let speed = said.groundspeed_kt()? * MPS_PER_KNOT;
    if speed < 0.5 {
        // standing: the direction says nothing
        return Some(GroundVelocity {
            east_mps: 0.0,
            north_mps: 0.0,
            sigma_mps: 0.5,
        });
    }
    let (sin, cos) = libm::sincos(said.track_deg()?.to_radians());
    Some(GroundVelocity {
        east_mps: speed * sin,
        north_mps: speed * cos,
        sigma_mps: 1.0 + 0.1 * speed,
    })
}

/// What the aircraft claims: its accuracy, else how well it is contained.
fn sigma_m(aircraft: &Aircraft, unknown_m: f64) -> f64 {
    sigma_of_95_m(aircraft.radius_m().unwrap_or(unknown_m))
}

fn set_place(
    report: &mut TargetReport,
    place: LatLon,
    height_m: Option<f64>,
    sigma_m: f64,
) -> bool {
    let position = Wgs84::new(place.lat_deg, place.lon_deg, height_m.unwrap_or(0.0));
    report.place = position.map(|position| Place {
        position,
        covariance: Cov2::circular(sigma_m),
        height_known: height_m.is_some(),
        polar: None,
    });
    report.place.is_some()
}

fn set_quality(report: &mut TargetReport, aircraft: &Aircraft) -> bool {
    let state = aircraft.quality();
    report.quality = Some(Quality {
        nic: aircraft.nic,
        nac_p: state.nac_p(),
        nac_v: state.nac_v(),
        sil: state.sil(),
        version: state.version(),
    });
    true
}

fn set_altitude(report: &mut TargetReport, feet: Option<i32>) {
    report.altitude = feet.map(|feet| AltitudeReply {
        altitude: PressureAltitude::from_ft(f64::from(feet)),
        doubtful: false,
    });
}

fn set_code(report: &mut TargetReport, octal: u16) {
    report.mode_a = ModeA::new(octal).map(|code| ModeAReply {
        code,
        doubtful: false,
    });
}

fn set_status(report: &mut TargetReport, status: Status) {
    report.spi = status.is_spi();
    report.on_ground = status.is_on_ground();
}
