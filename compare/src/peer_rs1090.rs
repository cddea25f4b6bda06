//! The fields of rs1090 under the names of `vigie decode`.
//!
//! What rs1090 keeps of a message but does not print (flight status, surveillance status, ...) is read as well.

use crate::fields::{Fields, optional};
use rs1090::decode::bds::bds05::{AirbornePosition, Source};
use rs1090::decode::bds::bds06::SurfacePosition;
use rs1090::decode::bds::bds08::AircraftIdentification;
use rs1090::decode::bds::bds09::{
    AirborneVelocity, AirborneVelocitySubType, AirspeedType, VerticalRateSource,
};
use rs1090::decode::bds::bds61::{AircraftStatus, AircraftStatusType};
use rs1090::decode::bds::bds62::{AltSource, TargetStateAndStatusInformation};
use rs1090::decode::bds::bds65::{
    ADSBVersionAirborne, ADSBVersionSurface, AircraftOperationStatus,
};
use rs1090::decode::cpr::CPRFormat;
use rs1090::decode::{DownlinkRequest, FlightStatus, UtilityMessage};
use rs1090::prelude::{
    AllCallReply, CommBAltitudeReply, CommBIdentityReply, ExtendedSquitterADSB,
    ExtendedSquitterTisB, LongAirAirSurveillance, ME, Message, ShortAirAirSurveillance,
    SurveillanceAltitudeReply, SurveillanceIdentityReply,
};
use serde_json::Value;

/// What rs1090 says of a frame, or why it says nothing.
pub fn parse(bytes: &[u8]) -> Result<Message, String> {
    Message::try_from(bytes).map_err(|error| error.to_string())
}

/// The fields of a message. A Comm-B register's are not among them: see `tests/commb.rs`.
pub fn fields(message: &Message) -> Fields {
    let mut fields = Fields::new();
    let put = &mut fields;
    match &message.df {
        ShortAirAirSurveillance {
            vs, sl, ri, ac, ap, ..
        } => {
            put.insert("df", 0.into());
            air_air(put, *vs, *sl, *ri, ac.0);
            put.insert("icao", ap.to_string().into());
        }
        LongAirAirSurveillance {
            vs, sl, ri, ac, ap, ..
        } => {
            put.insert("df", 16.into());
            air_air(put, *vs, *sl, *ri, ac.0);
            put.insert("icao", ap.to_string().into());
        }
        SurveillanceAltitudeReply { fs, dr, um, ac, ap } => {
            put.insert("df", 4.into());
            status(put, *fs, *dr, *um);
            put.insert("altitude_ft", optional(ac.0));
            put.insert("icao", ap.to_string().into());
        }
        CommBAltitudeReply {
            fs, dr, um, ac, ap, ..
        } => {
            put.insert("df", 20.into());
            status(put, *fs, *dr, *um);
            put.insert("altitude_ft", optional(ac.0));
            put.insert("icao", ap.to_string().into());
        }
        SurveillanceIdentityReply { fs, dr, um, id, ap } => {
            put.insert("df", 5.into());
            status(put, *fs, *dr, *um);
            put.insert("squawk", id.to_string().into());
            put.insert("icao", ap.to_string().into());
        }
        CommBIdentityReply {
            fs, dr, um, id, ap, ..
        } => {
            put.insert("df", 21.into());
            status(put, *fs, *dr, *um);
            put.insert("squawk", id.to_string().into());
            put.insert("icao", ap.to_string().into());
        }
        AllCallReply {
            capability, icao, ..
        } => {
            put.insert("df", 11.into());
            put.insert("capability", (*capability as u8).into());
            put.insert("icao", icao.to_string().into());
            put.insert("interrogator", message.crc.into());
        }
        ExtendedSquitterADSB(adsb) => {
            put.insert("df", 17.into());
            put.insert("capability", (adsb.capability as u8).into());
            put.insert("icao", adsb.icao24.to_string().into());
            squitter(put, &adsb.message);
        }
        ExtendedSquitterTisB { cf, .. } => {
            put.insert("df", 18.into());
            put.insert("control_field", (cf.field_type.clone() as u8).into());
            put.insert("icao", cf.aa.to_string().into());
            squitter(put, &cf.me);
        }
        _ => {}
    }
    fields
}

fn air_air(put: &mut Fields, vs: u8, sl: u8, ri: u8, altitude: Option<i32>) {
    put.insert("on_ground", (vs == 1).into());
    put.insert("sensitivity_level", sl.into());
    put.insert("reply_information", ri.into());
    put.insert("altitude_ft", optional(altitude));
}

fn status(put: &mut Fields, fs: FlightStatus, dr: DownlinkRequest, um: UtilityMessage) {
    put.insert("flight_status", (fs as u8).into());
    // Other requests are all "unknown" there.
    if dr != DownlinkRequest::Unknown {
        put.insert("downlink_request", (dr as u8).into());
    }
    put.insert("utility_message", (um.iis << 2 | um.ids as u8).into());
}

fn squitter(put: &mut Fields, me: &ME) {
    match me {
        ME::BDS05 { tc, inner } => {
            put.insert("typecode", (*tc).into());
            airborne(put, inner);
        }
        ME::BDS06 { tc, inner } => {
            put.insert("typecode", (*tc).into());
            surface(put, inner);
        }
        ME::BDS08 { id, inner } => {
            put.insert("typecode", (*id).into());
            identification(put, inner);
        }
        ME::BDS09(velocity) => {
            put.insert("typecode", 19.into());
            self::velocity(put, velocity);
        }
        ME::BDS61(status) => {
            put.insert("typecode", 28.into());
            aircraft_status(put, *status);
        }
        ME::BDS62(state) => {
            put.insert("typecode", 29.into());
            target_state(put, state);
        }
        ME::BDS65(status) => {
            put.insert("typecode", 31.into());
            operational_status(put, status);
        }
        ME::NoPosition(_) => {
            put.insert("typecode", 0.into());
        }
        ME::Reserved0(_) => {
            put.insert("typecode", 23.into());
        }
        ME::SurfaceSystemStatus(_) => {
            put.insert("typecode", 24.into());
        }
        ME::AircraftOperationalCoordination(_) => {
            put.insert("typecode", 30.into());
        }
        ME::Reserved1 { .. } => {}
    }
}

fn airborne(put: &mut Fields, value: &AirbornePosition) {
    let height = match value.source {
        Source::Barometric => "altitude_ft",
        Source::Gnss => "gnss_height_ft",
    };
    put.insert(height, optional(value.alt));
    put.insert("surveillance_status", (value.ss as u8).into());
    put.insert("utc_synchronised", value.time_sync.into());
    cpr(put, value.parity, value.lat_cpr, value.lon_cpr);
}

fn surface(put: &mut Fields, value: &SurfacePosition) {
    put.insert("groundspeed_kt", optional(value.groundspeed));
    put.insert("track_deg", optional(value.track));
    put.insert("utc_synchronised", value.t.into());
    cpr(put, value.parity, value.lat_cpr, value.lon_cpr);
}

fn cpr(put: &mut Fields, parity: CPRFormat, lat: u32, lon: u32) {
    put.insert("cpr_odd", (parity == CPRFormat::Odd).into());
    put.insert("cpr_lat", lat.into());
    put.insert("cpr_lon", lon.into());
}

fn identification(put: &mut Fields, value: &AircraftIdentification) {
    put.insert("callsign", value.callsign.clone().into());
    let set = char::from(b'E' - value.tc as u8);
    put.insert("category", format!("{set}{}", value.ca).into());
}

fn velocity(put: &mut Fields, value: &AirborneVelocity) {
    put.insert("nac_v", value.nac_v.into());
    match &value.velocity {
        AirborneVelocitySubType::GroundSpeedDecoding(ground) => {
            put.insert("groundspeed_kt", ground.groundspeed.into());
            put.insert("track_deg", ground.track.into());
        }
        AirborneVelocitySubType::AirspeedSubsonic(air) => {
            airspeed(put, air.heading, air.airspeed_type, air.airspeed);
        }
        AirborneVelocitySubType::AirspeedSupersonic(air) => {
            airspeed(
                put,
                air.heading.map(f64::from),
                air.airspeed_type,
                air.airspeed,
            );
        }
        AirborneVelocitySubType::Reserved0(_) | AirborneVelocitySubType::Reserved1(_) => return,
    }
    put.insert("vertical_rate_fpm", optional(value.vertical_rate));
    if value.vertical_rate.is_some() {
        let source = match value.vrate_src {
            VerticalRateSource::BarometricPressureAltitude => "baro",
            VerticalRateSource::GeometricAltitude => "gnss",
        };
        put.insert("vertical_rate_source", source.into());
    }
    put.insert("gnss_minus_baro_ft", optional(value.geo_minus_baro));
}

fn airspeed(put: &mut Fields, heading: Option<f64>, kind: AirspeedType, speed: Option<u16>) {
    put.insert("heading_deg", optional(heading));
    put.insert("airspeed_kt", optional(speed));
    if speed.is_some() {
        let kind = match kind {
            AirspeedType::IAS => "ias",
            AirspeedType::TAS => "tas",
        };
        put.insert("airspeed_type", kind.into());
    }
}

fn aircraft_status(put: &mut Fields, value: AircraftStatus) {
    // Of subtype 2, an RA broadcast, it reads the bits of subtype 1.
    if value.subtype == AircraftStatusType::EmergencyPriorityStatus {
        put.insert("emergency_state", (value.emergency_state as u8).into());
        put.insert("squawk", value.squawk.to_string().into());
    }
}

fn target_state(put: &mut Fields, value: &TargetStateAndStatusInformation) {
    // It reads every subtype in the layout of subtype 1.
    if value.subtype != 1 {
        return;
    }
    put.insert("selected_altitude_ft", optional(value.selected_altitude));
    if value.selected_altitude.is_some() {
        let source = match value.alt_source {
            AltSource::MCP => "mcp",
            AltSource::FMS => "fms",
        };
        put.insert("selected_altitude_source", source.into());
    }
    put.insert(
        "pressure_setting_hpa",
        optional(value.barometric_setting.map(f64::from)),
    );
    put.insert(
        "selected_heading_deg",
        optional(value.selected_heading.map(f64::from)),
    );
    put.insert("autopilot", optional(value.autopilot));
    put.insert("vnav", optional(value.vnav_mode));
    put.insert("altitude_hold", optional(value.alt_hold));
    put.insert("approach", optional(value.approach_mode));
    put.insert("lnav", optional(value.lnav_mode));
    put.insert("acas_operational", value.tcas_operational.into());
    put.insert("nac_p", value.nac_p.into());
    put.insert("nic_baro", value.nic_baro.into());
    put.insert("sil", value.sil.into());
}

fn operational_status(put: &mut Fields, value: &AircraftOperationStatus) {
    let flag = |value: u8| Value::from(value == 1);
    match value {
        AircraftOperationStatus::Airborne(value) => {
            put.insert("version", value.version.version_number().into());
            match value.version {
                ADSBVersionAirborne::DOC9871AppendixB(v1) => {
                    put.insert("nac_p", v1.nac_p.into());
                    put.insert("sil", v1.sil.into());
                    put.insert("nic_supplement_a", flag(v1.nic_s));
                    put.insert("nic_baro", flag(v1.barometric_altitude_integrity));
                    put.insert(
                        "heading_is_magnetic",
                        flag(v1.horizontal_reference_direction),
                    );
                }
                ADSBVersionAirborne::DOC9871AppendixC(v2) => {
                    put.insert("nac_p", v2.nac_p.into());
                    put.insert("sil", v2.sil.into());
                    put.insert("nic_supplement_a", flag(v2.nic_a));
                    put.insert("nic_baro", flag(v2.barometric_altitude_integrity));
                    put.insert(
                        "heading_is_magnetic",
                        flag(v2.horizontal_reference_direction),
                    );
                    put.insert("gva", v2.geometry_vertical_accuracy.into());
                    put.insert("sil_per", per(v2.sil_s));
                }
                _ => {}
            }
        }
        AircraftOperationStatus::Surface(value) => {
            put.insert("version", value.version.version_number().into());
            match value.version {
                ADSBVersionSurface::DOC9871AppendixB(v1) => {
                    put.insert("nac_p", v1.nac_p.into());
                    put.insert("sil", v1.sil.into());
                    put.insert("nic_supplement_a", flag(v1.nic_s));
                    put.insert("surface_angle_is_heading", flag(v1.track_angle_or_heading));
                    put.insert(
                        "heading_is_magnetic",
                        flag(v1.horizontal_reference_direction),
                    );
                }
                ADSBVersionSurface::DOC9871AppendixC(v2) => {
                    put.insert("nac_p", v2.nac_p.into());
                    put.insert("nac_v", value.capability_class.nac_v.into());
                    put.insert("sil", v2.sil.into());
                    put.insert("nic_supplement_a", flag(v2.nic_a));
                    put.insert("surface_angle_is_heading", flag(v2.track_angle_or_heading));
                    put.insert(
                        "heading_is_magnetic",
                        flag(v2.horizontal_reference_direction),
                    );
                    put.insert("sil_per", per(v2.sil_supplement));
                }
                _ => {}
            }
        }
        AircraftOperationStatus::Reserved { .. } => {}
    }
}

fn per(supplement: u8) -> Value {
    if supplement == 0 { "hour" } else { "sample" }.into()
}
