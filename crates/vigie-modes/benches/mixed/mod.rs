//! Traffic made here: 4,096 aircraft that fly and turn, every format in
//! about the proportions of a busy receiver. The same on every run.

use vigie_modes::adsb::{
    AirbornePosition, Identification, Squitter, SurfacePosition, Velocity, VerticalRateSource,
};
use vigie_modes::bits::Mb;
use vigie_modes::cpr::LatLon;
use vigie_modes::identity::Squawk;
use vigie_modes::message::{
    AirAir, AllCall, AltitudeReply, CommBAltitude, CommBIdentity, ExtendedSquitter, IdentityReply,
    LongAirAir, Status,
};
use vigie_modes::{Error, Message};

const AIRCRAFT: u32 = 4_096;
/// About 1 MB, so that no small cache holds them.
pub(crate) const FRAMES: u32 = 65_536;

/// All of it.
#[must_use]
pub(crate) fn messages() -> Vec<Message> {
    (0..FRAMES)
        .map(|step| message(step).expect("within every range"))
        .collect()
}

/// One frame of aircraft `step % AIRCRAFT`, of a kind by `step`.
fn message(step: u32) -> Result<Message, Error> {
    let noise = step.wrapping_mul(0x9e37_79b9) >> 8;
    let aircraft = step % AIRCRAFT;
    let address = aircraft.wrapping_mul(0x9e_3779) & 0x00ff_ffff;
    let altitude = i32::try_from(aircraft % 400).unwrap_or(0) * 100 + 25;
    let turn = f64::from(noise) / f64::from(1_u32 << 24);
    let place = LatLon {
        lat_deg: f64::from(aircraft) / 40.0 - 51.0 + turn / 10.0,
        lon_deg: f64::from(aircraft * 7 % 360) - 180.0 + turn,
    };
    let odd = step & 1 == 1;
    let mb = Mb::new(u64::from(noise) << 24 | u64::from(step));
    let status = Status::default();
    let squawk = Squawk::new(u16::try_from(noise % 4_096).unwrap_or(0))?;
    let adsb = |on_ground, squitter| {
        ExtendedSquitter::transponder(address, on_ground, squitter).map(Message::ExtendedSquitter)
    };
    let altitude_reply = AltitudeReply::new(address, status, altitude);
    let identity_reply = IdentityReply::new(address, status, squawk);
    let air_air = AirAir::new(address, false, 7, 3, altitude);
    Ok(match noise % 32 {
        0..=3 => Message::AirAir(air_air?),
        4 => Message::LongAirAir(LongAirAir {
            air_air: air_air?,
            mv: mb,
        }),
        5..=6 => Message::AltitudeReply(altitude_reply?),
        7 => Message::IdentityReply(identity_reply?),
        8..=14 => Message::AllCall(AllCall::new(address, 5, 0)?),
        15..=18 => Message::CommBAltitude(CommBAltitude {
            reply: altitude_reply?,
            mb,
        }),
        19..=20 => Message::CommBIdentity(CommBIdentity {
            reply: identity_reply?,
            mb,
        }),
        21..=25 => adsb(
            false,
            Squitter::AirbornePosition(AirbornePosition::from_physical(
                11,
                place,
                Some(altitude),
                odd,
            )?),
        )?,
        26..=29 => {
            let (east, north) = (900.0 * turn - 450.0, 450.0 - 300.0 * turn);
            let source = VerticalRateSource::Barometric;
            let velocity = Velocity::ground(east, north, Some(640.0), source)?
                .with_difference_ft(1_000.0 * turn)?;
            adsb(false, Squitter::Velocity(velocity))?
        }
        30 => {
            let surface =
                SurfacePosition::from_physical(7, place, Some(20.0 * turn), Some(90.0), odd)?;
            adsb(true, Squitter::SurfacePosition(surface))?
        }
        _ => adsb(
            false,
            Squitter::Identification(Identification::new('A', 3, "VIGIE42")?),
        )?,
    })
}
