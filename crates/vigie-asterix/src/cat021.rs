//! Category 021 (ADS-B target reports) as typed values.
//!
//! EUROCONTROL CAT021 edition 2.7, by the tables of `spec/`. Counts as on the
//! wire; the constants give the value of one.

use crate::catalogue::catalogue;
use crate::tables::Spec;
use crate::view::{LatLon, Setter, View, callsign, i8_of, i16_of, i32_of, low8, low16, low32};
use std::sync::OnceLock;

/// One count of the times of [`Times`], seconds.
pub const TIME_LSB_S: f64 = 1.0 / 128.0;
/// One count of [`Precise::fraction`], seconds.
pub const FRACTION_LSB_S: f64 = 1.0 / 1_073_741_824.0;
/// One count of [`Report::place`], degrees.
pub const PLACE_LSB_DEG: f64 = 180.0 / 8_388_608.0;
/// One count of [`Report::place_precise`], degrees.
pub const PRECISE_PLACE_LSB_DEG: f64 = 180.0 / 1_073_741_824.0;
/// One count of [`Report::flight_level`], flight levels.
pub const LEVEL_LSB_FL: f64 = 0.25;
/// One count of [`Report::geometric_height`], feet.
pub const HEIGHT_LSB_FT: f64 = 6.25;
/// One count of [`GroundVector::speed`], nautical miles a second.
pub const SPEED_LSB_NMPS: f64 = 1.0 / 16_384.0;
/// One count of [`GroundVector::track`] and [`Report::magnetic_heading`], degrees.
pub const ANGLE_LSB_DEG: f64 = 360.0 / 65_536.0;
/// One count of [`Rate::count`], feet a minute.
pub const RATE_LSB_FTPMIN: f64 = 6.25;
/// One count of [`Report::track_angle_rate`], degrees a second.
pub const TRACK_RATE_LSB_DEGPS: f64 = 1.0 / 32.0;

/// One report of an ADS-B ground station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// System area code.
    pub sac: u8,
    /// System identification code.
    pub sic: u8,
    /// I021/015.
    pub service: Option<u8>,
    /// 24-bit address (what kind: [`Descriptor::address_type`]).
    pub address: Option<u32>,
    /// Of the ground station's own track.
    pub track_number: Option<u16>,
    /// I021/400.
    pub receiver: Option<u8>,
    /// I021/040.
    pub descriptor: Descriptor,
    /// I021/071 to 077.
    pub times: Times,
    /// WGS-84, 180/2^23 degree.
    pub place: Option<LatLon>,
    /// WGS-84, 180/2^30 degree.
    pub place_precise: Option<LatLon>,
    /// Pressure altitude, 1/4 FL.
    pub flight_level: Option<i16>,
    /// Above the ellipsoid, 6.25 ft.
    pub geometric_height: Option<i16>,
    /// Target identification, padded with blanks.
    pub callsign: Option<[u8; 8]>,
    /// Twelve bits; 0o7700 is the code written 7700.
    pub mode_a: Option<u16>,
    /// Over the ground.
    pub ground_vector: Option<GroundVector>,
    /// Indicated airspeed in 1/2^14 NM/s, or Mach in 1/1000 if the flag is set.
    pub airspeed: Option<(u16, bool)>,
    /// Knots; the flag says that the range is exceeded.
    pub true_airspeed: Option<(u16, bool)>,
    /// 360/2^16 degree.
    pub magnetic_heading: Option<u16>,
    /// Barometric.
    pub barometric_rate: Option<Rate>,
    /// Geometric.
    pub geometric_rate: Option<Rate>,
    /// 1/32 degree a second, clockwise positive.
    pub track_angle_rate: Option<i16>,
    /// I021/090.
    pub quality: Quality,
    /// I021/200.
    pub status: Option<TargetStatus>,
    /// I021/020.
    pub emitter_category: Option<u8>,
    /// I021/210.
    pub mops: Option<Mops>,
    /// dBm.
    pub amplitude_dbm: Option<i8>,
}

/// I021/040.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the wire"
)]
pub struct Descriptor {
    /// ATP: 0 ICAO address, 1 duplicate, 2 surface vehicle, 3 anonymous.
    pub address_type: u8,
    /// ARC: 0 25 ft, 1 100 ft, 2 unknown.
    pub altitude_resolution: u8,
    /// RAB: a fixed transponder on the field.
    pub is_field_monitor: bool,
    /// DCR: differential correction.
    pub is_differential: bool,
    /// GBS: on the ground.
    pub is_on_ground: bool,
    /// SIM: simulated.
    pub is_simulated: bool,
    /// TST: test target.
    pub is_test: bool,
    /// CL: 0 valid, 1 suspect, 2 no information.
    pub confidence: u8,
    /// IPC: failed the independent position check.
    pub is_position_refuted: bool,
    /// NOGO bit set.
    pub is_nogo: bool,
    /// CPR: failed its validation.
    pub is_cpr_invalid: bool,
    /// LDPJ: local decoding jump.
    pub has_jumped: bool,
    /// RCF: failed the range check.
    pub is_out_of_range: bool,
}

/// Times of day, 1/128 s since midnight UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// I021/071 applicability of the position.
    pub position_applies: Option<u32>,
    /// I021/072 applicability of the velocity.
    pub velocity_applies: Option<u32>,
    /// I021/073 reception of the position.
    pub position_heard: Option<u32>,
    /// I021/074 the same, finer.
    pub position_heard_precise: Option<Precise>,
    /// I021/075 reception of the velocity.
    pub velocity_heard: Option<u32>,
    /// I021/076 the same, finer.
    pub velocity_heard_precise: Option<Precise>,
    /// I021/077 transmission of this report.
    pub sent: Option<u32>,
}

/// I021/074, 076: the fraction of the second of the coarse time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Precise {
    /// FSI: 0 the coarse time's second, 1 one later, 2 one earlier.
    pub second: u8,
    /// 1/2^30 s.
    pub fraction: u32,
}

/// I021/160.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroundVector {
    /// 1/2^14 NM/s.
    pub speed: u16,
    /// 360/2^16 degree from true north.
    pub track: u16,
    /// RE: the speed exceeds its range.
    pub is_range_exceeded: bool,
}

/// I021/155, 157.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// 6.25 ft/min, up positive.
    pub count: i16,
    /// RE.
    pub is_range_exceeded: bool,
}

/// I021/090.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quality {
    /// NUCr or NACv.
    pub nucr_nacv: Option<u8>,
    /// NUCp or NIC.
    pub nucp_nic: Option<u8>,
    /// NIC of the barometric altitude.
    pub nic_baro: Option<u8>,
    /// Source integrity level.
    pub sil: Option<u8>,
    /// Navigation accuracy category, position.
    pub nac_p: Option<u8>,
    /// SILS: 0 per flight hour, 1 per sample.
    pub sil_supplement: Option<u8>,
    /// System design assurance.
    pub sda: Option<u8>,
    /// Geometric altitude accuracy.
    pub gva: Option<u8>,
    /// Position integrity category.
    pub pic: Option<u8>,
}

/// I021/200, but for its military emergency bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TargetStatus {
    /// ICF: an intent changes.
    pub is_intent_changing: bool,
    /// PS: 0 none, 1 general, 2 medical, 3 fuel, 4 no radio, 5 interference, 6 downed.
    pub emergency: u8,
    /// SS: 0 none, 1 permanent alert, 2 temporary alert, 3 SPI.
    pub surveillance: u8,
}

/// I021/210.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mops {
    /// VNS: the version is not supported by the ground station.
    pub is_unsupported: bool,
    /// VN: 0 DO-260, 1 DO-260A, 2 DO-260B, 3 DO-260C.
    pub version: u8,
    /// LTT: 0 other, 1 UAT, 2 1090 ES, 3 VDL 4.
    pub link: u8,
}

const BINDINGS: &[(&str, Setter<Report>)] = &[
    ("010/SAC", |r, raw| r.sac = low8(raw)),
    ("010/SIC", |r, raw| r.sic = low8(raw)),
    ("015", |r, raw| r.service = Some(low8(raw))),
    ("080", |r, raw| r.address = Some(low32(raw))),
    ("161/TRNUM", |r, raw| r.track_number = Some(low16(raw))),
    ("400", |r, raw| r.receiver = Some(low8(raw))),
    ("040/ATP", |r, raw| r.descriptor.address_type = low8(raw)),
    ("040/ARC", |r, raw| {
        r.descriptor.altitude_resolution = low8(raw);
    }),
    ("040/RAB", |r, raw| r.descriptor.is_field_monitor = raw == 1),
    ("040/DCR", |r, raw| r.descriptor.is_differential = raw == 1),
    ("040/GBS", |r, raw| r.descriptor.is_on_ground = raw == 1),
    ("040/SIM", |r, raw| r.descriptor.is_simulated = raw == 1),
    ("040/TST", |r, raw| r.descriptor.is_test = raw == 1),
    ("040/CL", |r, raw| r.descriptor.confidence = low8(raw)),
    ("040/IPC", |r, raw| {
        r.descriptor.is_position_refuted = raw == 1;
    }),
    ("040/NOGO", |r, raw| r.descriptor.is_nogo = raw == 1),
    ("040/CPR", |r, raw| r.descriptor.is_cpr_invalid = raw == 1),
    ("040/LDPJ", |r, raw| r.descriptor.has_jumped = raw == 1),
    ("040/RCF", |r, raw| r.descriptor.is_out_of_range = raw == 1),
    ("071", |r, raw| r.times.position_applies = Some(low32(raw))),
    ("072", |r, raw| r.times.velocity_applies = Some(low32(raw))),
    ("073", |r, raw| r.times.position_heard = Some(low32(raw))),
    ("074/FSI", |r, raw| {
        r.times
            .position_heard_precise
            .get_or_insert_default()
            .second = low8(raw);
    }),
    ("074/TOMRP", |r, raw| {
        r.times
            .position_heard_precise
            .get_or_insert_default()
            .fraction = low32(raw);
    }),
    ("075", |r, raw| r.times.velocity_heard = Some(low32(raw))),
    ("076/FSI", |r, raw| {
        r.times
            .velocity_heard_precise
            .get_or_insert_default()
            .second = low8(raw);
    }),
    ("076/TOMRP", |r, raw| {
        r.times
            .velocity_heard_precise
            .get_or_insert_default()
            .fraction = low32(raw);
    }),
    ("077", |r, raw| r.times.sent = Some(low32(raw))),
    ("130/LAT", |r, raw| {
        r.place.get_or_insert_default().lat = i32_of(raw);
    }),
    ("130/LON", |r, raw| {
        r.place.get_or_insert_default().lon = i32_of(raw);
    }),
    ("131/LAT", |r, raw| {
        r.place_precise.get_or_insert_default().lat = i32_of(raw);
    }),
    ("131/LON", |r, raw| {
        r.place_precise.get_or_insert_default().lon = i32_of(raw);
    }),
    ("145", |r, raw| r.flight_level = Some(i16_of(raw))),
    ("140", |r, raw| r.geometric_height = Some(i16_of(raw))),
    ("170", |r, raw| r.callsign = Some(callsign(raw))),
    ("070/MODE3A", |r, raw| r.mode_a = Some(low16(raw))),
    ("160/RE", |r, raw| {
        r.ground_vector.get_or_insert_default().is_range_exceeded = raw == 1;
    }),
    ("160/GS", |r, raw| {
        r.ground_vector.get_or_insert_default().speed = low16(raw);
    }),
    ("160/TA", |r, raw| {
        r.ground_vector.get_or_insert_default().track = low16(raw);
    }),
    ("150/IM", |r, raw| {
        r.airspeed.get_or_insert_default().1 = raw == 1;
    }),
    ("150/AS", |r, raw| {
        r.airspeed.get_or_insert_default().0 = low16(raw);
    }),
    ("151/RE", |r, raw| {
        r.true_airspeed.get_or_insert_default().1 = raw == 1;
    }),
    ("151/TAS", |r, raw| {
        r.true_airspeed.get_or_insert_default().0 = low16(raw);
    }),
    ("152", |r, raw| r.magnetic_heading = Some(low16(raw))),
    ("155/RE", |r, raw| {
        r.barometric_rate.get_or_insert_default().is_range_exceeded = raw == 1;
    }),
    ("155/BVR", |r, raw| {
        r.barometric_rate.get_or_insert_default().count = i16_of(raw);
    }),
    ("157/RE", |r, raw| {
        r.geometric_rate.get_or_insert_default().is_range_exceeded = raw == 1;
    }),
    ("157/GVR", |r, raw| {
        r.geometric_rate.get_or_insert_default().count = i16_of(raw);
    }),
    ("165/TAR", |r, raw| r.track_angle_rate = Some(i16_of(raw))),
    ("090/NUCRNACV", |r, raw| {
        r.quality.nucr_nacv = Some(low8(raw));
    }),
    ("090/NUCPNIC", |r, raw| r.quality.nucp_nic = Some(low8(raw))),
    ("090/NICBARO", |r, raw| r.quality.nic_baro = Some(low8(raw))),
    ("090/SIL", |r, raw| r.quality.sil = Some(low8(raw))),
    ("090/NACP", |r, raw| r.quality.nac_p = Some(low8(raw))),
    ("090/SILS", |r, raw| {
        r.quality.sil_supplement = Some(low8(raw));
    }),
    ("090/SDA", |r, raw| r.quality.sda = Some(low8(raw))),
    ("090/GVA", |r, raw| r.quality.gva = Some(low8(raw))),
    ("090/PIC", |r, raw| r.quality.pic = Some(low8(raw))),
    ("200/ICF", |r, raw| {
        r.status.get_or_insert_default().is_intent_changing = raw == 1;
    }),
    ("200/PS", |r, raw| {
        r.status.get_or_insert_default().emergency = low8(raw);
    }),
    ("200/SS", |r, raw| {
        r.status.get_or_insert_default().surveillance = low8(raw);
    }),
    ("020", |r, raw| r.emitter_category = Some(low8(raw))),
    ("210/VNS", |r, raw| {
        r.mops.get_or_insert_default().is_unsupported = raw == 1;
    }),
    ("210/VN", |r, raw| {
        r.mops.get_or_insert_default().version = low8(raw);
    }),
    ("210/LTT", |r, raw| {
        r.mops.get_or_insert_default().link = low8(raw);
    }),
    ("132", |r, raw| r.amplitude_dbm = Some(i8_of(raw))),
];

/// The view by any edition's tables.
#[must_use]
pub fn view(spec: &Spec) -> View<'_, Report> {
    View::bind(spec, BINDINGS)
}

/// The view by the latest built-in edition.
#[must_use]
pub fn latest() -> &'static View<'static, Report> {
    static VIEW: OnceLock<View<'static, Report>> = OnceLock::new();
    VIEW.get_or_init(|| view(catalogue().get(21).expect("category 021 is built in")))
}
