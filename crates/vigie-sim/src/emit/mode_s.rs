//! Mode S frames: what a transponder says at one moment.

use crate::fleet::Transponder;
use crate::flight::{Flight, State};
use crate::radar::altitude_ft;
use crate::sensor::UNDULATION_M;
use crate::transponder::Signal;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::MPS_PER_KNOT;
use vigie_modes::adsb::{
    AirbornePosition, EmergencyStatus, Identification, OperationalStatus, Squitter,
    SurfacePosition, Velocity, VerticalRateSource,
};
use vigie_modes::bits::Mb;
use vigie_modes::cpr::LatLon;
use vigie_modes::identity::{Callsign, Squawk};
use vigie_modes::message::{
    AllCall, AltitudeReply, CommBAltitude, CommBIdentity, ExtendedSquitter, IdentityReply, Status,
};
use vigie_modes::{Error, Frame, Message};

/// Able to say more, on the ground (CA 4) or airborne (CA 5).
const ON_GROUND: u8 = 4;
const AIRBORNE: u8 = 5;
/// A containment radius of 0.1 NM: NIC 8, or NUCp 7 in version 0.
const POSITION_TYPE: u8 = 11;
/// The same on the surface.
const SURFACE_TYPE: u8 = 7;
/// Estimated position uncertainty under 30 m.
const NAC_P: u8 = 9;
/// Under 10⁻⁷ an hour.
const SIL: u8 = 3;
/// Velocity error under 3 m/s; NUCr in version 0.
const NAC_V: u8 = 2;
/// Vertical error under 45 m.
const GVA: u8 = 2;
/// Operational mode codes of version 2: system design assurance 2.
const DESIGN_ASSURANCE_2: u16 = 0x0200;
/// "General emergency", in words of the emergency state.
const GENERAL_EMERGENCY: u8 = 1;
/// Permanent alert, in the surveillance status of a position.
const PERMANENT_ALERT: u8 = 1;
/// Alert while airborne, in the flight status of a reply.
const ALERT_AIRBORNE: u8 = 2;
/// Metres of a degree of latitude, for the small error of the aircraft's own position.
const METRES_PER_DEGREE: f64 = 111_120.0;

/// The frame of `signal`, as `flight` would send it in this state and second.
pub(crate) fn frame(signal: Signal, flight: &Flight, state: &State, tick: u64) -> Frame {
    message(signal, flight, state, tick)
        .expect("all values are within their fields")
        .emit()
}

fn message(signal: Signal, flight: &Flight, state: &State, tick: u64) -> Result<Message, Error> {
    let address = flight.identity.address.value();
    let squawk = Squawk::new(flight.code(tick).bits())?;
    let distress = flight.is_in_distress(tick);
    let status = Status::new(if distress { ALERT_AIRBORNE } else { 0 }, 0, 0)?;
    let squitter = match signal {
        Signal::Acquisition => {
            let capability = if state.on_ground { ON_GROUND } else { AIRBORNE };
            return Ok(Message::AllCall(AllCall::new(address, capability, 0)?));
        }
        Signal::Altitude { with_callsign } => {
            let reply = AltitudeReply::new(address, status, altitude_ft(state.altitude_m, 25))?;
            return Ok(if with_callsign {
                let mb = callsign_register(flight)?;
                Message::CommBAltitude(CommBAltitude { reply, mb })
            } else {
                Message::AltitudeReply(reply)
            });
        }
        Signal::Code { with_callsign } => {
            let reply = IdentityReply::new(address, status, squawk)?;
            return Ok(if with_callsign {
                let mb = callsign_register(flight)?;
                Message::CommBIdentity(CommBIdentity { reply, mb })
            } else {
                Message::IdentityReply(reply)
            });
        }
        Signal::Position { odd } if state.on_ground => {
            Squitter::SurfacePosition(surface(flight, state, odd)?)
        }
        Signal::Position { odd } => {
            let mut position = position(flight, state, odd)?;
            if distress {
                position.surveillance_status = PERMANENT_ALERT;
            }
            Squitter::AirbornePosition(position)
        }
        Signal::Velocity => Squitter::Velocity(velocity(state)?),
        Signal::Identification => {
            let category = flight.performance.category;
            let callsign = flight.identity.callsign;
            let set = char::from(category.set);
            Squitter::Identification(Identification::new(
                set,
                category.number,
                callsign.as_str(),
            )?)
        }
        Signal::Emergency => Squitter::EmergencyStatus(emergency(flight, squawk, distress)?),
        Signal::Operational => Squitter::OperationalStatus(operational(flight, state)),
    };
    let squitter = ExtendedSquitter::transponder(address, state.on_ground, squitter)?;
    Ok(Message::ExtendedSquitter(squitter))
}

fn version(flight: &Flight) -> u8 {
    match flight.transponder {
        Transponder::AdsB { version } => version,
        Transponder::None | Transponder::ModeAc | Transponder::ModeS => 0,
    }
}

/// Where the aircraft believes it is.
fn place(flight: &Flight, state: &State) -> LatLon {
    let (east_m, north_m) = flight.navigation_m;
    let across = METRES_PER_DEGREE * libm::cos(state.lat_deg.to_radians());
    LatLon {
        lat_deg: state.lat_deg + north_m / METRES_PER_DEGREE,
        lon_deg: state.lon_deg + east_m / across,
    }
}

fn position(flight: &Flight, state: &State, odd: bool) -> Result<AirbornePosition, Error> {
    let altitude = Some(altitude_ft(state.altitude_m, 25));
    AirbornePosition::from_physical(POSITION_TYPE, place(flight, state), altitude, odd)
}

fn surface(flight: &Flight, state: &State, odd: bool) -> Result<SurfacePosition, Error> {
    let speed_kt = Some(state.speed_mps / MPS_PER_KNOT);
    let track_deg = Some(state.track_rad.to_degrees());
    SurfacePosition::from_physical(SURFACE_TYPE, place(flight, state), speed_kt, track_deg, odd)
}

fn velocity(state: &State) -> Result<Velocity, Error> {
    let over_ground = state.velocity();
    let velocity = Velocity::ground(
        over_ground.east_mps / MPS_PER_KNOT,
        over_ground.north_mps / MPS_PER_KNOT,
        Some(over_ground.up_mps / METRES_PER_FOOT * 60.0),
        VerticalRateSource::Barometric,
    )?;
    let mut velocity = velocity.with_difference_ft(UNDULATION_M / METRES_PER_FOOT)?;
    velocity.nac_v = NAC_V;
    Ok(velocity)
}

/// The code goes with the state from version 2 on.
fn emergency(flight: &Flight, squawk: Squawk, distress: bool) -> Result<EmergencyStatus, Error> {
    let state = if distress { GENERAL_EMERGENCY } else { 0 };
    let told = if version(flight) >= 2 {
        squawk
    } else {
        Squawk::new(0)?
    };
    EmergencyStatus::new(state, told)
}

fn operational(flight: &Flight, state: &State) -> OperationalStatus {
    let version = version(flight);
    OperationalStatus {
        surface: state.on_ground,
        version,
        modes: if version >= 2 { DESIGN_ASSURANCE_2 } else { 0 },
        nac_p: NAC_P,
        sil: SIL,
        gva: if version >= 2 && !state.on_ground {
            GVA
        } else {
            0
        },
        nic_baro: !state.on_ground,
        ..OperationalStatus::default()
    }
}

/// BDS 2,0: its number, then the callsign.
fn callsign_register(flight: &Flight) -> Result<Mb, Error> {
    let callsign = Callsign::from_text(flight.identity.callsign.as_str())?;
    Ok(Mb::new(0x20 << 48 | callsign.codes()))
}
