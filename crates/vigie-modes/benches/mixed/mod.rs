//! Traffic made here: 4,096 aircraft that fly and turn, every format in
//! about the proportions of a busy receiver. The same on every run.

use vigie_modes::adsb::{
    AirbornePosition, AirspeedKind, EmergencyStatus, Identification, OperationalStatus, Squitter,
    SurfacePosition, Velocity, VerticalRateSource,
};
use vigie_modes::altitude::AltitudeCode;
use vigie_modes::bits::Mb;
use vigie_modes::commb;
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

/// One aircraft as it is when it sends message `step`.
struct Sender {
    step: u32,
    /// Arbitrary, 24 bits.
    noise: u32,
    address: u32,
    altitude_ft: i32,
    place: LatLon,
    /// 0 to 1, arbitrary.
    turn: f64,
}

/// One frame of aircraft `step % AIRCRAFT`, of a kind by `step`.
fn message(step: u32) -> Result<Message, Error> {
    let noise = step.wrapping_mul(0x9e37_79b9) >> 8;
    let aircraft = step % AIRCRAFT;
    let turn = f64::from(noise) / f64::from(1_u32 << 24);
    let sender = Sender {
        step,
        noise,
        address: aircraft.wrapping_mul(0x9e_3779) & 0x00ff_ffff,
        altitude_ft: i32::try_from(aircraft % 400).unwrap_or(0) * 100 + 25,
        place: LatLon {
            lat_deg: f64::from(aircraft) / 40.0 - 51.0 + turn / 10.0,
            lon_deg: f64::from(aircraft * 7 % 360) - 180.0 + turn,
        },
        turn,
    };
    if noise % 32 < 21 {
        sender.reply()
    } else {
        let on_ground = noise % 32 == 30;
        ExtendedSquitter::transponder(sender.address, on_ground, sender.squitter()?)
            .map(Message::ExtendedSquitter)
    }
}

impl Sender {
    /// What a radar or another aircraft asked for, or an acquisition squitter.
    fn reply(&self) -> Result<Message, Error> {
        let Sender {
            step,
            noise,
            address,
            altitude_ft,
            ..
        } = *self;
        let status = Status::default();
        let squawk = Squawk::new(u16::try_from(noise % 4_096).unwrap_or(0))?;
        let mut altitude_reply = AltitudeReply::new(address, status, altitude_ft)?;
        if step.is_multiple_of(29) {
            altitude_reply.altitude = AltitudeCode::from_feet_gillham(altitude_ft)?;
        }
        let identity_reply = IdentityReply::new(address, status, squawk)?;
        let air_air = AirAir::new(address, false, 7, 3, altitude_ft)?;
        Ok(match noise % 32 {
            0..=3 => Message::AirAir(air_air),
            4 => Message::LongAirAir(LongAirAir {
                air_air,
                mv: Mb::new(u64::from(noise) << 24 | u64::from(step)),
            }),
            5..=6 => Message::AltitudeReply(altitude_reply),
            7 => Message::IdentityReply(identity_reply),
            8..=14 => Message::AllCall(AllCall::new(address, 5, 0)?),
            15..=18 => Message::CommBAltitude(CommBAltitude {
                reply: altitude_reply,
                mb: self.register()?,
            }),
            _ => Message::CommBIdentity(CommBIdentity {
                reply: identity_reply,
                mb: self.register()?,
            }),
        })
    }

    /// A register as radars ask for them, now and then bits of another.
    fn register(&self) -> Result<Mb, Error> {
        let Sender { step, noise, .. } = *self;
        let small = u16::try_from(noise >> 12 & 63).unwrap_or(0);
        let signed = small.cast_signed() - 32;
        Ok(match noise >> 5 & 15 {
            0..=4 => commb::HeadingAndSpeed {
                heading: Some(signed * 30),
                airspeed_kt: Some(250 + small),
                mach: Some(180 + small / 4),
                baro_rate: Some(signed / 8),
                inertial_rate: Some(signed / 8),
            }
            .emit(),
            5..=9 => commb::TrackAndTurn {
                roll: Some(signed / 8),
                track: Some(signed * 30),
                groundspeed: Some(200 + small),
                track_rate: Some(signed / 16),
                true_airspeed: Some(210 + small / 2),
            }
            .emit(),
            10..=13 => commb::VerticalIntention {
                mcp_altitude: Some(1_500 + small * 20),
                pressure: Some(2_132),
                ..commb::VerticalIntention::default()
            }
            .emit(),
            14 => commb::Identification::new("VIGIE42")?.emit(),
            _ => Mb::new(u64::from(noise) << 24 | u64::from(step)),
        })
    }

    /// What it broadcasts: mostly where it is and how it moves.
    fn squitter(&self) -> Result<Squitter, Error> {
        let Sender {
            step,
            noise,
            altitude_ft,
            place,
            turn,
            ..
        } = *self;
        let odd = step & 1 == 1;
        let rare = noise >> 5 & 15;
        Ok(match noise % 32 {
            21..=25 => {
                let type_code = if rare == 0 { 20 } else { 11 };
                let position =
                    AirbornePosition::from_physical(type_code, place, Some(altitude_ft), odd)?;
                Squitter::AirbornePosition(position)
            }
            26..=29 => self.velocity(rare == 0).map(Squitter::Velocity)?,
            30 => {
                let speed = Some(20.0 * turn);
                let surface = SurfacePosition::from_physical(7, place, speed, Some(90.0), odd)?;
                Squitter::SurfacePosition(surface)
            }
            _ => match rare {
                0 => Squitter::EmergencyStatus(EmergencyStatus::new(0, Squawk::EMERGENCY)?),
                1..=5 => Squitter::OperationalStatus(OperationalStatus {
                    version: 2,
                    nac_p: 9,
                    sil: 3,
                    gva: 2,
                    capabilities: 0x2002,
                    modes: 0x0c00,
                    nic_baro: true,
                    ..OperationalStatus::default()
                }),
                _ => Squitter::Identification(Identification::new('A', 3, "VIGIE42")?),
            },
        })
    }

    fn velocity(&self, through_the_air: bool) -> Result<Velocity, Error> {
        let turn = self.turn;
        let source = VerticalRateSource::Barometric;
        let velocity = if through_the_air {
            let (heading, speed) = (Some(360.0 * turn), Some(450.0 - 300.0 * turn));
            Velocity::air(heading, speed, AirspeedKind::True, Some(-640.0), source)?
        } else {
            let (east, north) = (900.0 * turn - 450.0, 450.0 - 300.0 * turn);
            Velocity::ground(east, north, Some(640.0), source)?
        };
        velocity.with_difference_ft(1_000.0 * turn)
    }
}
