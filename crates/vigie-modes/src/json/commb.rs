//! The fields of a Comm-B register.
//!
//! Units by suffix; `_deg` of a direction is from north clockwise, 0 to below
//! 360. A field whose status says "not known" is absent.
//!
//! | register | fields |
//! |----------|--------|
//! | all      | `bds`, `bds_probability` |
//! | 0,5 0,6 0,8 0,9 0,A 6,1 6,2 6,5 | `squitter`: an object with `typecode` and what an extended squitter of that type code has |
//! | 0,7 | `squitter_rate` (0 not known, 1 high, 2 low), `squitter_height` (`"baro"`, `"gnss"`) |
//! | 1,0 | `overlay_command`, `acas_operational`, `acas_version`, `acas_hybrid_surveillance`, `acas_resolution_advisories`, `subnetwork_version`, `specific_services`, `uplink_elm`, `downlink_elm`, `identification_capability`, `squitter_capability`, `si_codes` |
//! | 1,7 1,8–1,C | `registers`: an array such as `["0,5","6,0"]` |
//! | 2,0 | `callsign` |
//! | 2,1 | `registration`, `airline` |
//! | 3,0 | those of a resolution advisory, see [`super::advisory`] |
//! | 4,0 | `selected_altitude_mcp_ft`, `selected_altitude_fms_ft`, `pressure_setting_hpa`, `mode_vnav`, `mode_altitude_hold`, `mode_approach`, `target_altitude_source` (`"unknown"`, `"aircraft"`, `"mcp"`, `"fms"`) |
//! | 4,1 | `waypoint` |
//! | 4,2 | `waypoint_lat`, `waypoint_lon` (°), `waypoint_altitude_ft` |
//! | 4,3 | `waypoint_bearing_deg`, `waypoint_time_min`, `waypoint_distance_nm` |
//! | 4,4 | `meteo_source`, `wind_speed_kt`, `wind_direction_deg` (where from), `temperature_c`, `pressure_hpa`, `turbulence`, `humidity_percent` |
//! | 4,5 | `turbulence`, `wind_shear`, `microburst`, `icing`, `wake_vortex`, `temperature_c`, `pressure_hpa`, `radio_height_ft` |
//! | 4,8 | `vhf`: an array of radios with `channel`, `frequency_mhz`, `audio`; `emergency_audio` |
//! | 5,0 | `roll_deg` (right wing down positive), `true_track_deg`, `groundspeed_kt`, `track_rate_deg_s` (right positive), `tas_kt` |
//! | 5,1 | `coarse_lat`, `coarse_lon` (°), `pressure_altitude_ft` |
//! | 5,2 | `figure_of_merit`, `fine_lat`, `fine_lon` (°, low parts), `height_ft` |
//! | 5,3 | `heading_magnetic_deg`, `ias_kt`, `mach`, `tas_kt`, `altitude_rate_fpm` |
//! | 5,F | `changes`: an object of counters 0 to 3 |
//! | 6,0 | `heading_magnetic_deg`, `ias_kt`, `mach`, `baro_rate_fpm`, `inertial_rate_fpm` |
//!
//! `turbulence` and the other hazards are `"nil"`, `"light"`, `"moderate"` or
//! `"severe"`.

use super::{Context, Object, advisory, squitter, write_string};
use crate::adsb::Squitter;
use crate::commb::{
    AirState, AltitudeSource, Bds, ChangeCounters, CoarsePosition, DataLinkCapability,
    FinePosition, HazardReport, HeadingAndSpeed, Level, Radio, Register, Registration,
    RoutineAirReport, SquitterStatus, TrackAndTurn, VerticalIntention, VhfChannels,
    WaypointInformation, WaypointPosition,
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
        Register::AirbornePosition(value) => broadcast(object, value.squitter()),
        Register::SurfacePosition(value) => broadcast(object, value.squitter()),
        Register::SquitterStatus(value) => squitter_status(object, *value),
        Register::SquitterIdentification(value) => broadcast(object, value.squitter()),
        Register::AirborneVelocity(value) => broadcast(object, value.squitter()),
        Register::EventDriven(value) => broadcast(object, value.squitter()),
        Register::DataLinkCapability(value) => data_link(object, *value),
        Register::CommonCapability(value) => registers(object, value.iter()),
        Register::CapabilityReport1(value) => registers(object, value.iter()),
        Register::CapabilityReport2(value) => registers(object, value.iter()),
        Register::CapabilityReport3(value) => registers(object, value.iter()),
        Register::CapabilityReport4(value) => registers(object, value.iter()),
        Register::CapabilityReport5(value) => registers(object, value.iter()),
        Register::Identification(value) => {
            object.key("callsign")?;
            write_string(object.out, value.callsign.characters().trimmed())
        }
        Register::Registration(value) => registration(object, *value),
        Register::ActiveAdvisory(value) => advisory::advisory(object, value.advisory),
        Register::VerticalIntention(value) => vertical_intention(object, *value),
        Register::NextWaypoint(value) => object.optional("waypoint", value.name.map(Quoted)),
        Register::WaypointPosition(value) => waypoint_position(object, *value),
        Register::WaypointInformation(value) => waypoint_information(object, *value),
        Register::RoutineAirReport(value) => routine_air_report(object, *value),
        Register::HazardReport(value) => hazard_report(object, *value),
        Register::VhfChannels(value) => vhf_channels(object, *value),
        Register::TrackAndTurn(value) => track_and_turn(object, *value),
        Register::CoarsePosition(value) => coarse_position(object, *value),
        Register::FinePosition(value) => fine_position(object, *value),
        Register::AirState(value) => air_state(object, *value),
        Register::ChangeCounters(value) => change_counters(object, *value),
        Register::HeadingAndSpeed(value) => heading_and_speed(object, *value),
        Register::AircraftStatus(value) => broadcast(object, value.squitter()),
        Register::TargetState(value) => broadcast(object, value.squitter()),
        Register::OperationalStatus(value) => broadcast(object, value.squitter()),
    }
}

/// An object within, so that its names meet none of the reply's own.
fn broadcast<W: Write>(object: &mut Object<'_, W>, value: &Squitter) -> fmt::Result {
    object.key("squitter")?;
    write!(object.out, "{{\"typecode\":{}", value.type_code())?;
    squitter::fields(object, value, &Context::default())?;
    object.out.write_char('}')
}

fn squitter_status<W: Write>(object: &mut Object<'_, W>, value: SquitterStatus) -> fmt::Result {
    let SquitterStatus { rate, geometric } = value;
    object.field("squitter_rate", rate)?;
    let height = if geometric { "\"gnss\"" } else { "\"baro\"" };
    object.field("squitter_height", height)
}

/// A text of six-bit characters, which has none that JSON would escape.
struct Quoted<T>(T);

impl<T: Display> Display for Quoted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

fn registration<W: Write>(object: &mut Object<'_, W>, value: Registration) -> fmt::Result {
    let Registration {
        registration,
        airline,
    } = value;
    object.optional("registration", registration.map(Quoted))?;
    object.optional("airline", airline.map(Quoted))
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

fn waypoint_position<W: Write>(object: &mut Object<'_, W>, value: WaypointPosition) -> fmt::Result {
    object.decimals("waypoint_lat", value.lat_deg(), 6)?;
    object.decimals("waypoint_lon", value.lon_deg(), 6)?;
    object.optional("waypoint_altitude_ft", value.crossing_altitude_ft())
}

fn waypoint_information<W: Write>(
    object: &mut Object<'_, W>,
    value: WaypointInformation,
) -> fmt::Result {
    object.decimals("waypoint_bearing_deg", value.bearing_deg(), 3)?;
    object.decimals("waypoint_time_min", value.time_to_go_min(), 1)?;
    object.decimals("waypoint_distance_nm", value.distance_nm(), 1)
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

fn vhf_channels<W: Write>(object: &mut Object<'_, W>, value: VhfChannels) -> fmt::Result {
    let VhfChannels {
        radios,
        emergency_audio,
    } = value;
    object.key("vhf")?;
    object.out.write_char('[')?;
    for (index, radio) in radios.into_iter().enumerate() {
        let Radio { channel, audio } = radio;
        let comma = if index == 0 { "" } else { "," };
        write!(object.out, "{comma}{{\"audio\":{audio}")?;
        object.optional("channel", channel)?;
        object.decimals("frequency_mhz", radio.frequency_mhz(), 4)?;
        object.out.write_char('}')?;
    }
    object.out.write_char(']')?;
    object.field("emergency_audio", emergency_audio)
}

fn coarse_position<W: Write>(object: &mut Object<'_, W>, value: CoarsePosition) -> fmt::Result {
    object.decimals("coarse_lat", value.lat_deg(), 5)?;
    object.decimals("coarse_lon", value.lon_deg(), 5)?;
    object.optional("pressure_altitude_ft", value.altitude_ft())
}

fn fine_position<W: Write>(object: &mut Object<'_, W>, value: FinePosition) -> fmt::Result {
    object.optional("figure_of_merit", value.position.map(|counts| counts.merit))?;
    object.decimals("fine_lat", value.lat_fine_deg(), 7)?;
    object.decimals("fine_lon", value.lon_fine_deg(), 7)?;
    object.optional("height_ft", value.height_ft())
}

fn air_state<W: Write>(object: &mut Object<'_, W>, value: AirState) -> fmt::Result {
    object.decimals("heading_magnetic_deg", value.heading_deg(), 3)?;
    object.optional("ias_kt", value.airspeed_kt)?;
    object.decimals("mach", value.mach(), 3)?;
    object.decimals("tas_kt", value.true_airspeed_kt(), 1)?;
    object.optional("altitude_rate_fpm", value.altitude_rate_fpm())
}

fn change_counters<W: Write>(object: &mut Object<'_, W>, value: ChangeCounters) -> fmt::Result {
    let ChangeCounters {
        mcp_altitude,
        waypoint,
        vertical_mode,
        vhf,
        hazards,
        fms_altitude,
        pressure,
    } = value;
    object.key("changes")?;
    write!(object.out, "{{\"selected_altitude_mcp\":{mcp_altitude}")?;
    object.field("waypoint", waypoint)?;
    object.field("vertical_mode", vertical_mode)?;
    object.field("vhf", vhf)?;
    object.field("hazards", hazards)?;
    object.field("selected_altitude_fms", fms_altitude)?;
    object.field("pressure_setting", pressure)?;
    object.out.write_char('}')
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
