//! The fields of adsb_deku's extended squitters under the names of `vigie decode`.

use crate::fields::{Fields, optional};
use adsb_deku::adsb::{
    AirborneVelocity, AirborneVelocitySubType, AircraftStatusType, ME, OperationStatus,
    StatusForGroundTrack, SurfacePosition, TargetStateAndStatusInformation, VerticalRateSource,
};
use adsb_deku::{Altitude, CPRFormat, Capability, DF, Frame, ICAO};

/// What adsb_deku says of a frame, or why it says nothing.
pub fn parse(bytes: &[u8]) -> Result<Frame, String> {
    Frame::from_bytes(bytes).map_err(|error| error.to_string())
}

/// The fields of an extended squitter; of other formats only the number.
pub fn fields(frame: &Frame) -> Fields {
    let mut fields = Fields::new();
    let put = &mut fields;
    match &frame.df {
        DF::ADSB(adsb) => {
            put.insert("df", 17.into());
            put.insert("capability", capability(adsb.capability).into());
            put.insert("icao", icao(adsb.icao).into());
            squitter(put, &adsb.me);
        }
        DF::TisB { cf, .. } => {
            put.insert("df", 18.into());
            put.insert("icao", icao(cf.aa).into());
            squitter(put, &cf.me);
        }
        _ => {}
    }
    fields
}

fn icao(address: ICAO) -> String {
    let [a, b, c] = address.0;
    format!("{a:02x}{b:02x}{c:02x}")
}

fn capability(value: Capability) -> u8 {
    match value {
        Capability::AG_UNCERTAIN => 0,
        Capability::Reserved(value) => value,
        Capability::AG_GROUND => 4,
        Capability::AG_AIRBORNE => 5,
        Capability::AG_UNCERTAIN2 => 6,
        Capability::AG_UNCERTAIN3 => 7,
    }
}

fn squitter(put: &mut Fields, me: &ME) {
    match me {
        ME::AirbornePositionBaroAltitude { id, altitude } => {
            put.insert("typecode", (*id).into());
            put.insert("altitude_ft", optional(altitude.alt));
            airborne(put, altitude);
        }
        ME::AirbornePositionGNSSAltitude { id, altitude } => {
            put.insert("typecode", (*id).into());
            put.insert("gnss_height_ft", optional(altitude.alt));
            airborne(put, altitude);
        }
        ME::SurfacePosition { id, surface } => {
            put.insert("typecode", (*id).into());
            self::surface(put, surface);
        }
        ME::AircraftIdentification { id, identification } => {
            put.insert("typecode", (*id).into());
            put.insert("callsign", identification.cn.clone().into());
            let category = format!("{}{}", identification.tc, identification.ca);
            put.insert("category", category.into());
        }
        ME::AirborneVelocity(value) => {
            put.insert("typecode", 19.into());
            velocity(put, value);
        }
        ME::AircraftStatus(value) => {
            put.insert("typecode", 28.into());
            // Of subtype 2, an RA broadcast, it reads the bits of subtype 1.
            if value.sub_type == AircraftStatusType::EmergencyPriorityStatus {
                put.insert("emergency_state", (value.emergency_state as u8).into());
                put.insert("squawk", format!("{:04x}", value.squawk).into());
            }
        }
        ME::TargetStateAndStatusInformation(value) => {
            put.insert("typecode", 29.into());
            target_state(put, value);
        }
        ME::AircraftOperationStatus(value) => {
            put.insert("typecode", 31.into());
            operational_status(put, value);
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
        ME::Reserved1 { id, .. } => {
            put.insert("typecode", (*id).into());
        }
        ME::AircraftOperationalCoordination(_) => {
            put.insert("typecode", 30.into());
        }
    }
}

fn airborne(put: &mut Fields, value: &Altitude) {
    put.insert("surveillance_status", (value.ss as u8).into());
    put.insert("utc_synchronised", value.t.into());
    cpr(put, value.odd_flag, value.lat_cpr, value.lon_cpr);
}

fn surface(put: &mut Fields, value: &SurfacePosition) {
    let track = match value.s {
        StatusForGroundTrack::Valid => Some(f64::from(value.trk) * 360.0 / 128.0),
        StatusForGroundTrack::Invalid => None,
    };
    put.insert("track_deg", optional(track));
    put.insert("utc_synchronised", value.t.into());
    cpr(put, value.f, value.lat_cpr, value.lon_cpr);
}

fn cpr(put: &mut Fields, format: CPRFormat, lat: u32, lon: u32) {
    put.insert("cpr_odd", (format == CPRFormat::Odd).into());
    put.insert("cpr_lat", lat.into());
    put.insert("cpr_lon", lon.into());
}

fn velocity(put: &mut Fields, value: &AirborneVelocity) {
    // Bits 9 to 13: the intent change and IFR flags, then NACv.
    put.insert("nac_v", value.nac_v.into());
    if let Some((track, speed, rate)) = value.calculate() {
        put.insert("track_deg", f64::from(track).into());
        put.insert("groundspeed_kt", speed.into());
        put.insert("vertical_rate_fpm", rate.into());
    }
    if let AirborneVelocitySubType::AirspeedDecoding(air) = &value.sub_type {
        put.insert("airspeed_kt", air.airspeed.into());
    }
    if value.vrate_value > 0 {
        let source = match value.vrate_src {
            VerticalRateSource::BarometricPressureAltitude => "baro",
            VerticalRateSource::GeometricAltitude => "gnss",
        };
        put.insert("vertical_rate_source", source.into());
    }
    let difference = i32::from(value.gnss_baro_diff) * i32::from(value.gnss_sign.value());
    put.insert("gnss_minus_baro_ft", difference.into());
}

fn target_state(put: &mut Fields, value: &TargetStateAndStatusInformation) {
    // It reads every subtype in the layout of subtype 1.
    if value.subtype != 1 {
        return;
    }
    put.insert("selected_altitude_ft", value.altitude.into());
    put.insert("pressure_setting_hpa", f64::from(value.qnh).into());
    let heading = value.is_heading.then_some(f64::from(value.heading));
    put.insert("selected_heading_deg", optional(heading));
    let mode = |set: bool| optional(value.mode_validity.then_some(set));
    put.insert("autopilot", mode(value.autopilot));
    put.insert("vnav", mode(value.vnac));
    put.insert("altitude_hold", mode(value.alt_hold));
    put.insert("approach", mode(value.approach));
    put.insert("lnav", mode(value.lnav));
    put.insert("acas_operational", value.tcas.into());
    put.insert("nac_p", value.nacp.into());
    put.insert("nic_baro", (value.nicbaro == 1).into());
    put.insert("sil", value.sil.into());
}

fn operational_status(put: &mut Fields, value: &OperationStatus) {
    match value {
        OperationStatus::Airborne(value) => {
            put.insert("version", (value.version_number as u8).into());
            put.insert("nac_p", value.navigational_accuracy_category.into());
            put.insert("sil", value.source_integrity_level.into());
            put.insert("nic_supplement_a", (value.nic_supplement_a == 1).into());
        }
        OperationStatus::Surface(value) => {
            put.insert("version", (value.version_number as u8).into());
            put.insert("nac_p", value.navigational_accuracy_category.into());
            put.insert("sil", value.source_integrity_level.into());
        }
        OperationStatus::Reserved(..) => {}
    }
}
