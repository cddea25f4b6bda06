//! The fields of Comm-B registers as rs1090 reads them, under the names of `vigie decode`.

use crate::fields::{Fields, optional};
use rs1090::decode::bds::bds17::CommonUsageGICBCapabilityReport;
use rs1090::decode::bds::bds40::{SelectedVerticalIntention, TargetSource};
use rs1090::decode::bds::bds44::{MeteorologicalRoutineAirReport, Turbulence};
use rs1090::decode::bds::bds45::{Level, MeteorologicalHazardReport};
use rs1090::decode::bds::bds50::TrackAndTurnReport;
use rs1090::decode::bds::bds60::HeadingAndSpeedReport;
use rs1090::decode::bds::{DecodedBds, decode_payload};
use serde_json::Value;

/// The registers compared.
pub const REGISTERS: [u8; 8] = [0x10, 0x17, 0x20, 0x40, 0x44, 0x45, 0x50, 0x60];

/// What rs1090 reads in these 56 bits if they are that register; `None`: they cannot be, it says.
pub fn fields(mb: [u8; 7], bds: u8) -> Option<Fields> {
    let mut fields = Fields::new();
    let put = &mut fields;
    match decode_payload(&mb, bds).ok()? {
        DecodedBds::Bds10(value) => {
            put.insert("overlay_command", value.ovc.into());
            put.insert("acas_operational", value.acas.into());
            put.insert("subnetwork_version", value.subnet.into());
            put.insert("specific_services", value.mode_s.into());
            put.insert("uplink_elm", value.uplink.into());
            put.insert("downlink_elm", value.downlink.into());
            put.insert("identification_capability", value.identification.into());
            put.insert("squitter_capability", value.squitter.into());
            put.insert("si_codes", value.sic.into());
            put.insert("acas_hybrid_surveillance", value.acas_hybrid.into());
            put.insert("acas_resolution_advisories", value.acas_ra.into());
            put.insert("acas_version", value.acas_rtca.into());
        }
        DecodedBds::Bds17(value) => {
            put.insert("registers", registers(&value));
        }
        DecodedBds::Bds20(value) => {
            put.insert("callsign", value.callsign.into());
        }
        DecodedBds::Bds40(value) => vertical_intention(put, &value),
        DecodedBds::Bds44(value) => air_report(put, &value),
        DecodedBds::Bds45(value) => hazard_report(put, &value),
        DecodedBds::Bds50(value) => track_and_turn(put, &value),
        DecodedBds::Bds60(value) => heading_and_speed(put, &value),
        _ => return None,
    }
    Some(fields)
}

fn registers(value: &CommonUsageGICBCapabilityReport) -> Value {
    let all = [
        ("0,5", value.bds05),
        ("0,6", value.bds06),
        ("0,7", value.bds07),
        ("0,8", value.bds08),
        ("0,9", value.bds09),
        ("0,A", value.bds0a),
        ("2,0", value.bds20),
        ("2,1", value.bds21),
        ("4,0", value.bds40),
        ("4,1", value.bds41),
        ("4,2", value.bds42),
        ("4,3", value.bds43),
        ("4,4", value.bds44),
        ("4,5", value.bds45),
        ("4,8", value.bds48),
        ("5,0", value.bds50),
        ("5,1", value.bds51),
        ("5,2", value.bds52),
        ("5,3", value.bds53),
        ("5,4", value.bds54),
        ("5,5", value.bds55),
        ("5,6", value.bds56),
        ("5,F", value.bds5f),
        ("6,0", value.bds60),
    ];
    let said = all.iter().filter_map(|&(name, has)| has.then_some(name));
    said.collect()
}

fn vertical_intention(put: &mut Fields, value: &SelectedVerticalIntention) {
    put.insert(
        "selected_altitude_mcp_ft",
        optional(value.selected_altitude_mcp),
    );
    put.insert(
        "selected_altitude_fms_ft",
        optional(value.selected_altitude_fms),
    );
    put.insert("pressure_setting_hpa", optional(value.barometric_setting));
    let mode = |set: bool| optional(value.mcp_status.then_some(set));
    put.insert("mode_vnav", mode(value.vnav_mode));
    put.insert("mode_altitude_hold", mode(value.alt_hold_mode));
    put.insert("mode_approach", mode(value.approach_mode));
    let source = match value.target_altitude_source {
        TargetSource::Unknown => "unknown",
        TargetSource::AircraftAltitude => "aircraft",
        TargetSource::FcpMcuSelectedAltitude => "mcp",
        TargetSource::FmsSelectedAltitude => "fms",
    };
    let source = value.source_status.then_some(source);
    put.insert("target_altitude_source", optional(source));
}

fn air_report(put: &mut Fields, value: &MeteorologicalRoutineAirReport) {
    put.insert("wind_speed_kt", optional(value.wind_speed));
    put.insert("wind_direction_deg", optional(value.wind_direction));
    put.insert("temperature_c", value.temperature.into());
    put.insert("pressure_hpa", optional(value.pressure));
    let turbulence = value.turbulence.as_ref().map(|level| match level {
        Turbulence::Nil => "nil",
        Turbulence::Light => "light",
        Turbulence::Moderate => "moderate",
        Turbulence::Severe => "severe",
    });
    put.insert("turbulence", optional(turbulence));
    put.insert("humidity_percent", optional(value.humidity));
}

fn hazard_report(put: &mut Fields, value: &MeteorologicalHazardReport) {
    let level = |level: &Option<Level>| {
        optional(level.as_ref().map(|level| match level {
            Level::Nil => "nil",
            Level::Light => "light",
            Level::Moderate => "moderate",
            Level::Severe => "severe",
        }))
    };
    put.insert("turbulence", level(&value.turbulence));
    put.insert("wind_shear", level(&value.wind_shear));
    put.insert("microburst", level(&value.microburst));
    put.insert("icing", level(&value.icing));
    put.insert("wake_vortex", level(&value.wake_vortex));
    put.insert("temperature_c", optional(value.static_temperature));
    put.insert("pressure_hpa", optional(value.static_pressure));
    put.insert("radio_height_ft", optional(value.radio_height));
}

fn track_and_turn(put: &mut Fields, value: &TrackAndTurnReport) {
    put.insert("roll_deg", optional(value.roll_angle));
    put.insert("true_track_deg", optional(value.track_angle));
    put.insert("groundspeed_kt", optional(value.groundspeed));
    put.insert("track_rate_deg_s", optional(value.track_rate));
    put.insert("tas_kt", optional(value.true_airspeed));
}

fn heading_and_speed(put: &mut Fields, value: &HeadingAndSpeedReport) {
    put.insert("heading_magnetic_deg", optional(value.magnetic_heading));
    put.insert("ias_kt", optional(value.indicated_airspeed));
    put.insert("mach", optional(value.mach_number));
    put.insert("baro_rate_fpm", optional(value.barometric_altitude_rate));
    put.insert(
        "inertial_rate_fpm",
        optional(value.inertial_vertical_velocity),
    );
}
