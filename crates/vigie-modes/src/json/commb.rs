//! The fields of a Comm-B register.

use super::{Object, write_string};
use crate::commb::{
    AltitudeSource, Bds, CommonCapability, DataLinkCapability, HazardReport, HeadingAndSpeed,
    Level, Register, RoutineAirReport, TrackAndTurn, VerticalIntention,
};
use std::fmt::{self, Display, Write};

/// Writes `bds`, `bds_probability`, and the register's fields.
pub(super) fn register<W: Write>(
    object: &mut Object<'_, W>,
    register: &Register,
    probability: f64,
) -> fmt::Result {
    object.field("bds", format_args!("\"{}\"", register.bds()))?;
    object.decimals("bds_probability", Some(probability), 3)?;
    match register {
        Register::DataLinkCapability(value) => data_link(object, *value),
        Register::CommonCapability(value) => common_capability(object, *value),
        Register::Identification(value) => {
            object.key("callsign")?;
            write_string(object.out, value.callsign.characters().trimmed())
        }
        Register::VerticalIntention(value) => vertical_intention(object, *value),
        Register::RoutineAirReport(value) => routine_air_report(object, *value),
        Register::HazardReport(value) => hazard_report(object, *value),
        Register::TrackAndTurn(value) => track_and_turn(object, *value),
        Register::HeadingAndSpeed(value) => heading_and_speed(object, *value),
    }
}

fn data_link<W: Write>(object: &mut Object<'_, W>, value: DataLinkCapability) -> fmt::Result {
    let DataLinkCapability {
        continuation: _,
        acas_extension: _,
        overlay,
        acas_operational,
        subnetwork_version,
        enhanced_protocol: _,
        specific_services,
        uplink_elm,
        downlink_elm,
        identification,
        squitter,
        identifier_codes,
        common_toggle: _,
        hybrid_surveillance,
        resolution_advisories,
        acas_version,
        terminals: _,
    } = value;
    object.field("overlay_command", overlay)?;
    object.field("acas_operational", acas_operational)?;
    object.field("subnetwork_version", subnetwork_version)?;
    object.field("specific_services", specific_services)?;
    object.field("uplink_elm", uplink_elm)?;
    object.field("downlink_elm", downlink_elm)?;
    object.field("identification_capability", identification)?;
    object.field("squitter_capability", squitter)?;
    object.field("si_codes", identifier_codes)?;
    object.field("acas_hybrid_surveillance", hybrid_surveillance)?;
    object.field("acas_resolution_advisories", resolution_advisories)?;
    object.field("acas_version", acas_version)
}

fn common_capability<W: Write>(object: &mut Object<'_, W>, value: CommonCapability) -> fmt::Result {
    registers(object, value.iter())
}

/// An array of register numbers.
fn registers<W: Write>(
    object: &mut Object<'_, W>,
    registers: impl Iterator<Item = Bds>,
) -> fmt::Result {
    object.key("registers")?;
    object.out.write_char('[')?;
    for (index, register) in registers.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(object.out, "{comma}\"{register}\"")?;
    }
    object.out.write_char(']')
}

fn vertical_intention<W: Write>(
    object: &mut Object<'_, W>,
    value: VerticalIntention,
) -> fmt::Result {
    object.optional("selected_altitude_mcp_ft", value.mcp_altitude_ft())?;
    object.optional("selected_altitude_fms_ft", value.fms_altitude_ft())?;
    object.decimals("pressure_setting_hpa", value.pressure_setting_hpa(), 1)?;
    object.optional("mode_vnav", value.modes.map(|modes| modes.vnav))?;
    object.optional(
        "mode_altitude_hold",
        value.modes.map(|modes| modes.altitude_hold),
    )?;
    object.optional("mode_approach", value.modes.map(|modes| modes.approach))?;
    let source = value.source.map(|source| match source {
        AltitudeSource::Unknown => "\"unknown\"",
        AltitudeSource::Aircraft => "\"aircraft\"",
        AltitudeSource::Mcp => "\"mcp\"",
        AltitudeSource::Fms => "\"fms\"",
    });
    object.optional("target_altitude_source", source)
}

fn routine_air_report<W: Write>(
    object: &mut Object<'_, W>,
    value: RoutineAirReport,
) -> fmt::Result {
    object.field("meteo_source", value.source)?;
    object.optional("wind_speed_kt", value.wind_speed_kt())?;
    object.decimals("wind_direction_deg", value.wind_direction_deg(), 3)?;
    object.decimals("temperature_c", Some(value.temperature_c()), 2)?;
    object.optional("pressure_hpa", value.pressure_hpa)?;
    object.optional("turbulence", value.turbulence.map(level))?;
    object.decimals("humidity_percent", value.humidity_percent(), 2)
}

fn hazard_report<W: Write>(object: &mut Object<'_, W>, value: HazardReport) -> fmt::Result {
    object.optional("turbulence", value.turbulence.map(level))?;
    object.optional("wind_shear", value.wind_shear.map(level))?;
    object.optional("microburst", value.microburst.map(level))?;
    object.optional("icing", value.icing.map(level))?;
    object.optional("wake_vortex", value.wake_vortex.map(level))?;
    object.decimals("temperature_c", value.temperature_c(), 2)?;
    object.optional("pressure_hpa", value.pressure_hpa)?;
    object.optional("radio_height_ft", value.radio_height_ft())
}

fn level(level: Level) -> impl Display {
    match level {
        Level::Nil => "\"nil\"",
        Level::Light => "\"light\"",
        Level::Moderate => "\"moderate\"",
        Level::Severe => "\"severe\"",
    }
}

fn track_and_turn<W: Write>(object: &mut Object<'_, W>, value: TrackAndTurn) -> fmt::Result {
    object.decimals("roll_deg", value.roll_deg(), 3)?;
    object.decimals("true_track_deg", value.track_deg(), 3)?;
    object.optional("groundspeed_kt", value.groundspeed_kt())?;
    object.decimals("track_rate_deg_s", value.track_rate_deg_s(), 5)?;
    object.optional("tas_kt", value.true_airspeed_kt())
}

fn heading_and_speed<W: Write>(object: &mut Object<'_, W>, value: HeadingAndSpeed) -> fmt::Result {
    object.decimals("heading_magnetic_deg", value.heading_deg(), 3)?;
    object.optional("ias_kt", value.airspeed_kt)?;
    object.decimals("mach", value.mach(), 3)?;
    object.optional("baro_rate_fpm", value.baro_rate_fpm())?;
    object.optional("inertial_rate_fpm", value.inertial_rate_fpm())
}
