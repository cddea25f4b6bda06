//! One message to one report: units, accuracies, and nothing else.

use super::aircraft::Aircraft;
use super::listener::Understood;
use crate::claims::{self, emergency, velocity_sigma_mps};
use vigie_core::height::{EllipsoidalHeight, METRES_PER_FOOT, PressureAltitude};
use vigie_core::identity::{Callsign, EmitterCategory, ModeA};
use vigie_core::place::{Cov2, MPS_PER_KNOT, Wgs84};
use vigie_core::report::{AltitudeReply, GroundVelocity, ModeAReply, Place, TargetReport};
use vigie_modes::adsb::{self, Squitter};
use vigie_modes::cpr::LatLon;
use vigie_modes::message::{Message, Status};

/// Position error of an aircraft that moves while its message is made, metres: latency of some 0.1 s.
const LATENCY_SIGMA_M: f64 = 20.0;
const FEET_PER_MINUTE: f64 = METRES_PER_FOOT / 60.0;

/// Writes what a message says into a blank report; whether it says anything.
#[inline]
pub(super) fn fill(
    report: &mut TargetReport,
    aircraft: &mut Aircraft,
    message: &Message,
    understood: &Understood,
) -> bool {
    match message {
        Message::AirAir(reply) => set_altitude(report, reply.altitude.altitude_ft()),
        Message::LongAirAir(reply) => set_altitude(report, reply.air_air.altitude.altitude_ft()),
        Message::AltitudeReply(reply) => {
            set_status(report, reply.status);
            set_altitude(report, reply.altitude.altitude_ft());
        }
        Message::CommBAltitude(reply) => {
            set_status(report, reply.reply.status);
            set_altitude(report, reply.reply.altitude.altitude_ft());
        }
        Message::IdentityReply(reply) => {
            set_status(report, reply.status);
            set_code(report, reply.identity.squawk().octal());
        }
        Message::CommBIdentity(reply) => {
            set_status(report, reply.reply.status);
            set_code(report, reply.reply.identity.squawk().octal());
        }
        Message::ExtendedSquitter(squitter) => {
            return match (&squitter.squitter, understood.place) {
                (Squitter::AirbornePosition(_) | Squitter::SurfacePosition(_), Some(place)) => {
                    position(report, aircraft, &squitter.squitter, place)
                }
                (other, _) => no_position(report, aircraft, other),
            };
        }
        Message::AllCall(_) | Message::Other(_) => return false,
    }
    report.altitude.is_some() || report.mode_a.is_some() || report.spi
}

/// Extended squitters that carry no position.
fn no_position(report: &mut TargetReport, aircraft: &mut Aircraft, squitter: &Squitter) -> bool {
    match squitter {
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
        Squitter::Velocity(said) => {
            if let Some(difference) = said.difference_ft() {
                aircraft.geometric_less_pressure_m = Some(f64::from(difference) * METRES_PER_FOOT);
            }
            aircraft.quality.nac_v = Some(said.nac_v);
            report.quality = Some(aircraft.quality);
            report.velocity = said.east_north_kt().map(|(east, north)| GroundVelocity {
                east_mps: f64::from(east) * MPS_PER_KNOT,
                north_mps: f64::from(north) * MPS_PER_KNOT,
                sigma_mps: velocity_sigma_mps(said.nac_v),
            });
            report.vertical_rate_mps = said
                .vertical_rate_fpm()
                .map(|rate| f64::from(rate) * FEET_PER_MINUTE);
            report.velocity.is_some() || report.vertical_rate_mps.is_some()
        }
        Squitter::EmergencyStatus(said) => {
            report.emergency = emergency(said.state);
            let code = said.identity.squawk().octal();
            if code != 0 {
                set_code(report, code);
            }
            true
        }
        Squitter::OperationalStatus(said) => {
            aircraft.quality.nac_p = said.nac_p();
            aircraft.quality.sil = said.sil();
            aircraft.quality.version = Some(said.version);
            report.quality = Some(aircraft.quality);
            true
        }
        Squitter::AirbornePosition(_) | Squitter::SurfacePosition(_) | Squitter::Other(_) => false,
    }
}

/// Extended squitters with a position that is believed.
fn position(
    report: &mut TargetReport,
    aircraft: &mut Aircraft,
    squitter: &Squitter,
    place: LatLon,
) -> bool {
    let type_code = squitter.type_code();
    aircraft.quality.nic = aircraft.nic_of(squitter);
    let mut height_m = None;
    match squitter {
        Squitter::AirbornePosition(said) => {
            report.on_ground = Some(false);
            report.spi = said.surveillance_status == 3;
            set_altitude(report, said.pressure_altitude_ft());
            let geometric_m = said
                .gnss_height_ft()
                .map(|feet| f64::from(feet) * METRES_PER_FOOT);
            let from_pressure = said.pressure_altitude_ft().and_then(|feet| {
                Some(f64::from(feet) * METRES_PER_FOOT + aircraft.geometric_less_pressure_m?)
            });
            let pressure_m = said
                .pressure_altitude_ft()
                .map(|feet| f64::from(feet) * METRES_PER_FOOT);
            report.geometric_height = geometric_m.or(from_pressure).map(EllipsoidalHeight::from_m);
            height_m = geometric_m.or(from_pressure).or(pressure_m);
        }
        Squitter::SurfacePosition(said) => {
            report.on_ground = Some(true);
            report.velocity = surface_velocity(*said);
        }
        _ => return false,
    }
    report.quality = Some(aircraft.quality);
    let claimed = claims::position_sigma_m(aircraft.quality.nac_p, claims::nucp(type_code));
    let latency = if report.on_ground == Some(true) {
        0.0
    } else {
        LATENCY_SIGMA_M
    };
    let sigma = (claimed * claimed + latency * latency).sqrt();
    let Some(position) = Wgs84::new(place.lat_deg, place.lon_deg, height_m.unwrap_or(0.0)) else {
        return false;
    };
    report.place = Some(Place {
        position,
        covariance: Cov2::circular(sigma),
        height_known: height_m.is_some(),
        polar: None,
    });
    true
}

fn surface_velocity(said: adsb::SurfacePosition) -> Option<GroundVelocity> {
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
