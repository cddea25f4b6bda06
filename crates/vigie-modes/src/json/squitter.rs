//! The fields of an extended squitter.

use super::advisory::advisory;
use super::{Context, Object, write_string};
use crate::adsb::{
    AirbornePosition, AirspeedKind, CoarsePosition, EmergencyStatus, Identification, NoPosition,
    Squitter, SurfacePosition, SurfaceSystem, Test, TisBTail, TisBVelocity, Velocity,
    VerticalRateSource,
};
use crate::bits::Me;
use crate::cpr::Cpr;
use crate::message::{ExtendedSquitter, Numbering, Sender};
use std::fmt::{self, Write};

mod status;

pub(super) fn extended_squitter<W: Write>(
    object: &mut Object<'_, W>,
    value: &ExtendedSquitter,
    context: &Context<'_>,
) -> fmt::Result {
    match value.sender {
        Sender::Transponder(capability) => object.field("capability", capability)?,
        Sender::Other(control) => {
            object.field("control_field", control)?;
            target(object, value)?;
        }
        Sender::Military => object.field("application_field", 0)?,
    }
    if !matches!(
        value.squitter,
        Squitter::CoarsePosition(_) | Squitter::Untyped(_)
    ) {
        object.field("typecode", value.squitter.type_code())?;
    }
    // In TIS-B and ADS-R a bit or two say something else.
    let own = !matches!(value.sender, Sender::Other(2 | 5 | 6));
    typed(object, &value.squitter, own, context)
}

/// The fields that the type code brings, as an aircraft says them itself.
pub(super) fn fields<W: Write>(
    object: &mut Object<'_, W>,
    squitter: &Squitter,
    context: &Context<'_>,
) -> fmt::Result {
    typed(object, squitter, true, context)
}

fn typed<W: Write>(
    object: &mut Object<'_, W>,
    squitter: &Squitter,
    own: bool,
    context: &Context<'_>,
) -> fmt::Result {
    match squitter {
        Squitter::NoPosition(value) => no_position(object, *value),
        Squitter::Identification(value) => identification(object, *value),
        Squitter::SurfacePosition(said) => surface(object, *said, own, context),
        Squitter::AirbornePosition(said) => airborne(object, *said, own, context),
        Squitter::Velocity(value) => velocity(object, *value),
        Squitter::Test(value) => test(object, *value),
        Squitter::SurfaceSystem(value) => surface_system(object, *value),
        Squitter::EmergencyStatus(value) => emergency(object, *value),
        Squitter::ResolutionAdvisory(value) => {
            object.field("subtype", 2)?;
            advisory(object, *value)
        }
        Squitter::TargetStateV1(value) => status::target_v1(object, *value),
        Squitter::TargetState(value) => status::target(object, *value),
        Squitter::OperationalStatus(value) => status::operational(object, *value, context),
        Squitter::TisBVelocity(value) => tisb_velocity(object, *value),
        Squitter::CoarsePosition(value) => coarse(object, *value, context),
        Squitter::Other(me) | Squitter::Untyped(me) => bits(object, *me),
    }
}

/// Whom a ground station speaks of.
fn target<W: Write>(object: &mut Object<'_, W>, value: &ExtendedSquitter) -> fmt::Result {
    if !matches!(value.sender, Sender::Other(2 | 3 | 6)) {
        return Ok(());
    }
    match value.numbering() {
        Numbering::Icao => object.field("addr_is_icao", true)?,
        Numbering::Other | Numbering::ModeATrack => object.field("addr_is_icao", false)?,
        Numbering::Unknown => {}
    }
    if let Some((squawk, track)) = value.mode_a_track() {
        object.field("squawk", format_args!("\"{squawk}\""))?;
        object.field("track_file", track)?;
    }
    Ok(())
}

fn bits<W: Write>(object: &mut Object<'_, W>, me: Me) -> fmt::Result {
    object.hex("me", &me.to_bytes())
}

fn no_position<W: Write>(object: &mut Object<'_, W>, value: NoPosition) -> fmt::Result {
    let NoPosition {
        surveillance_status,
        supplement: _,
        altitude,
        rest: _,
    } = value;
    object.optional("altitude_ft", altitude.altitude_ft())?;
    object.field("surveillance_status", surveillance_status)
}

fn identification<W: Write>(object: &mut Object<'_, W>, value: Identification) -> fmt::Result {
    object.key("callsign")?;
    write_string(object.out, value.callsign.characters().trimmed())?;
    let category = value.category();
    object.field("category", format_args!("\"{category}\""))?;
    match category.meaning() {
        Some(meaning) => object.word("category_meaning", meaning),
        None => Ok(()),
    }
}

fn surface<W: Write>(
    object: &mut Object<'_, W>,
    value: SurfacePosition,
    own: bool,
    context: &Context<'_>,
) -> fmt::Result {
    object.decimals("groundspeed_kt", value.groundspeed_kt(), 3)?;
    object.decimals("track_deg", value.track_deg(), 5)?;
    if own {
        object.field("utc_synchronised", value.utc)?;
    }
    position(object, value.cpr, context)
}

fn airborne<W: Write>(
    object: &mut Object<'_, W>,
    value: AirbornePosition,
    own: bool,
    context: &Context<'_>,
) -> fmt::Result {
    object.optional("altitude_ft", value.pressure_altitude_ft())?;
    object.optional("gnss_height_ft", value.gnss_height_ft())?;
    object.field("surveillance_status", value.surveillance_status)?;
    if own {
        object.field("nic_supplement_b", value.supplement)?;
    }
    object.field("utc_synchronised", value.utc)?;
    position(object, value.cpr, context)
}

fn position<W: Write>(object: &mut Object<'_, W>, cpr: Cpr, context: &Context<'_>) -> fmt::Result {
    let Cpr { odd, lat, lon } = cpr;
    object.field("cpr_odd", odd)?;
    object.field("cpr_lat", lat)?;
    object.field("cpr_lon", lon)?;
    object.decimals("lat", context.place.map(|place| place.lat_deg), 7)?;
    object.decimals("lon", context.place.map(|place| place.lon_deg), 7)?;
    object.optional("nic", context.nic)
}

/// What velocities of all services say across the ground.
struct Across {
    groundspeed_kt: Option<f64>,
    track_deg: Option<f64>,
    airspeed_kt: Option<(i32, AirspeedKind)>,
    heading_deg: Option<f64>,
}

fn across<W: Write>(object: &mut Object<'_, W>, value: &Across) -> fmt::Result {
    object.decimals("groundspeed_kt", value.groundspeed_kt, 3)?;
    object.decimals("track_deg", value.track_deg, 5)?;
    if let Some((speed, kind)) = value.airspeed_kt {
        object.field("airspeed_kt", speed)?;
        let kind = match kind {
            AirspeedKind::Indicated => "ias",
            AirspeedKind::True => "tas",
        };
        object.word("airspeed_type", kind)?;
    }
    object.decimals("heading_deg", value.heading_deg, 5)
}

fn velocity<W: Write>(object: &mut Object<'_, W>, value: Velocity) -> fmt::Result {
    let ground = Across {
        groundspeed_kt: value.groundspeed_kt(),
        track_deg: value.track_deg(),
        airspeed_kt: value.airspeed_kt(),
        heading_deg: value.heading_deg(),
    };
    across(object, &ground)?;
    if let Some(rate) = value.vertical_rate_fpm() {
        object.field("vertical_rate_fpm", rate)?;
        let source = match value.vertical_rate_source {
            VerticalRateSource::Geometric => "gnss",
            VerticalRateSource::Barometric => "baro",
        };
        object.word("vertical_rate_source", source)?;
    }
    object.optional("gnss_minus_baro_ft", value.difference_ft())?;
    object.field("nac_v", value.nac_v)
}

fn tisb_velocity<W: Write>(object: &mut Object<'_, W>, value: TisBVelocity) -> fmt::Result {
    let ground = Across {
        groundspeed_kt: value.groundspeed_kt(),
        track_deg: value.track_deg(),
        airspeed_kt: value.airspeed_kt(),
        heading_deg: value.heading_deg(),
    };
    across(object, &ground)?;
    object.optional("vertical_rate_fpm", value.vertical_rate_fpm())?;
    object.optional("gnss_minus_baro_ft", value.difference_ft())?;
    object.field("nac_p", value.nac_p)?;
    match value.tail {
        TisBTail::Quality {
            nic_supplement,
            nac_v,
            sil,
            reserved: _,
        } => {
            object.field("nac_v", nac_v)?;
            object.field("sil", sil)?;
            object.field("nic_supplement_a", nic_supplement)
        }
        TisBTail::Geometric { .. } => Ok(()),
    }
}

fn coarse<W: Write>(
    object: &mut Object<'_, W>,
    value: CoarsePosition,
    context: &Context<'_>,
) -> fmt::Result {
    object.optional("altitude_ft", value.altitude.altitude_ft())?;
    object.field("surveillance_status", value.surveillance_status)?;
    object.field("service_volume", value.service_volume)?;
    object.decimals("groundspeed_kt", value.groundspeed_kt(), 0)?;
    object.decimals("track_deg", value.track_deg(), 2)?;
    position(object, value.cpr(), context)
}

fn test<W: Write>(object: &mut Object<'_, W>, value: Test) -> fmt::Result {
    object.field("subtype", value.subtype())?;
    if let Some(squawk) = value.squawk() {
        object.field("squawk", format_args!("\"{squawk}\""))?;
    }
    bits(object, value.bits())
}

fn surface_system<W: Write>(object: &mut Object<'_, W>, value: SurfaceSystem) -> fmt::Result {
    object.field("subtype", value.subtype())?;
    bits(object, value.bits())
}

fn emergency<W: Write>(object: &mut Object<'_, W>, value: EmergencyStatus) -> fmt::Result {
    let EmergencyStatus {
        state,
        identity,
        reserved: _,
    } = value;
    object.field("subtype", 1)?;
    object.field("emergency_state", state)?;
    if let Some(meaning) = value.meaning() {
        object.word("emergency", meaning)?;
    }
    object.field("squawk", format_args!("\"{}\"", identity.squawk()))
}
