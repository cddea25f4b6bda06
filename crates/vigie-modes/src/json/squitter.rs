//! The fields of an extended squitter.

use super::{Context, Object, write_string};
use crate::adsb::{
    AirbornePosition, AirspeedKind, EmergencyStatus, Identification, OperationalStatus, Squitter,
    SurfacePosition, Velocity, VerticalRateSource,
};
use crate::cpr::Cpr;
use crate::message::{ExtendedSquitter, Sender};
use std::fmt::{self, Write};

pub(super) fn extended_squitter<W: Write>(
    object: &mut Object<'_, W>,
    value: &ExtendedSquitter,
    context: &Context<'_>,
) -> fmt::Result {
    match value.sender {
        Sender::Transponder(capability) => object.field("capability", capability)?,
        Sender::Other(control) => object.field("control_field", control)?,
    }
    object.field("typecode", value.squitter.type_code())?;
    fields(object, &value.squitter, context)
}

/// The fields that the type code brings.
pub(super) fn fields<W: Write>(
    object: &mut Object<'_, W>,
    squitter: &Squitter,
    context: &Context<'_>,
) -> fmt::Result {
    match squitter {
        Squitter::Identification(value) => identification(object, *value),
        Squitter::SurfacePosition(value) => surface(object, *value, context),
        Squitter::AirbornePosition(value) => airborne(object, *value, context),
        Squitter::Velocity(value) => velocity(object, *value),
        Squitter::EmergencyStatus(value) => emergency(object, *value),
        Squitter::OperationalStatus(value) => operational(object, *value, context),
        Squitter::Other(_) => Ok(()),
    }
}

fn identification<W: Write>(object: &mut Object<'_, W>, value: Identification) -> fmt::Result {
    object.key("callsign")?;
    write_string(object.out, value.callsign.characters().trimmed())?;
    object.field("category", format_args!("\"{}\"", value.category()))
}

fn surface<W: Write>(
    object: &mut Object<'_, W>,
    value: SurfacePosition,
    context: &Context<'_>,
) -> fmt::Result {
    object.decimals("groundspeed_kt", value.groundspeed_kt(), 3)?;
    object.decimals("track_deg", value.track_deg(), 5)?;
    object.field("utc_synchronised", value.utc)?;
    position(object, value.cpr, context)
}

fn airborne<W: Write>(
    object: &mut Object<'_, W>,
    value: AirbornePosition,
    context: &Context<'_>,
) -> fmt::Result {
    object.optional("altitude_ft", value.pressure_altitude_ft())?;
    object.optional("gnss_height_ft", value.gnss_height_ft())?;
    object.field("surveillance_status", value.surveillance_status)?;
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

fn velocity<W: Write>(object: &mut Object<'_, W>, value: Velocity) -> fmt::Result {
    object.decimals("groundspeed_kt", value.groundspeed_kt(), 3)?;
    object.decimals("track_deg", value.track_deg(), 5)?;
    if let Some((speed, kind)) = value.airspeed_kt() {
        object.field("airspeed_kt", speed)?;
        let kind = match kind {
            AirspeedKind::Indicated => "\"ias\"",
            AirspeedKind::True => "\"tas\"",
        };
        object.field("airspeed_type", kind)?;
    }
    object.decimals("heading_deg", value.heading_deg(), 5)?;
    if let Some(rate) = value.vertical_rate_fpm() {
        object.field("vertical_rate_fpm", rate)?;
        let source = match value.vertical_rate_source {
            VerticalRateSource::Geometric => "\"gnss\"",
            VerticalRateSource::Barometric => "\"baro\"",
        };
        object.field("vertical_rate_source", source)?;
    }
    object.optional("gnss_minus_baro_ft", value.difference_ft())?;
    object.field("nac_v", value.nac_v)
}

fn emergency<W: Write>(object: &mut Object<'_, W>, value: EmergencyStatus) -> fmt::Result {
    let EmergencyStatus {
        state,
        identity,
        reserved: _,
    } = value;
    object.field("emergency_state", state)?;
    object.field("squawk", format_args!("\"{}\"", identity.squawk()))
}

fn operational<W: Write>(
    object: &mut Object<'_, W>,
    value: OperationalStatus,
    context: &Context<'_>,
) -> fmt::Result {
    object.field("version", value.version)?;
    object.optional("nic", context.nic)?;
    object.optional("nac_p", value.nac_p())?;
    object.optional("sil", value.sil())
}
