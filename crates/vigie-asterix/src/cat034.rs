//! Category 034 (monoradar service messages) as typed values.
//!
//! EUROCONTROL CAT034 edition 1.29, by the tables of `spec/`.

use crate::catalogue::catalogue;
use crate::tables::Spec;
use crate::view::{LatLon, Setter, View, i8_of, i16_of, i32_of, low8, low16, low32};
use std::sync::OnceLock;

/// I034/000: north marker.
pub const NORTH_MARKER: u8 = 1;
/// I034/000: sector crossing.
pub const SECTOR_CROSSING: u8 = 2;
/// One count of [`Service::sector`], degrees.
pub const SECTOR_LSB_DEG: f64 = 360.0 / 256.0;
/// One count of [`Service::time_of_day`] and [`Service::rotation_period`], seconds.
pub const TIME_LSB_S: f64 = 1.0 / 128.0;
/// One count of [`Position::place`], degrees.
pub const PLACE_LSB_DEG: f64 = 180.0 / 8_388_608.0;

/// One service message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Service {
    /// System area code.
    pub sac: u8,
    /// System identification code.
    pub sic: u8,
    /// I034/000.
    pub message_type: u8,
    /// 1/128 s since midnight UTC.
    pub time_of_day: Option<u32>,
    /// Azimuth of the sector, 360/256 degree.
    pub sector: Option<u8>,
    /// Time of a full turn, 1/128 s.
    pub rotation_period: Option<u16>,
    /// Where the antenna stands.
    pub position: Option<Position>,
    /// Common part of the system's status.
    pub system: Option<SystemStatus>,
    /// Status of the primary, secondary and Mode S sensor.
    pub psr: Option<ChannelStatus>,
    /// As `psr`.
    pub ssr: Option<ChannelStatus>,
    /// As `psr`.
    pub mds: Option<ChannelStatus>,
    /// Collimation error: range, 1/128 NM.
    pub range_error: Option<i8>,
    /// Collimation error: azimuth, 360/2^14 degree.
    pub azimuth_error: Option<i8>,
}

/// I034/120.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Metres above the ellipsoid.
    pub height_m: i16,
    /// 180/2^23 degree.
    pub place: LatLon,
}

/// I034/050, common part. Every flag: true is the bad case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the wire"
)]
pub struct SystemStatus {
    /// NOGO: the data must not be used.
    pub is_inhibited: bool,
    /// OVLRDP: radar data processor overloaded.
    pub is_processor_overloaded: bool,
    /// OVLXMT: transmission overloaded.
    pub is_transmission_overloaded: bool,
    /// MSC: monitoring disconnected.
    pub is_monitoring_disconnected: bool,
    /// TSV: time source invalid.
    pub is_time_invalid: bool,
}

/// I034/050, one sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChannelStatus {
    /// ANT: 0 antenna 1, 1 antenna 2.
    pub antenna: u8,
    /// CHAB: 0 none, 1 A, 2 B, 3 both (Mode S: invalid).
    pub channel: u8,
    /// OVL, OVLSUR.
    pub is_overloaded: bool,
    /// MSC.
    pub is_monitoring_disconnected: bool,
}

const BINDINGS: &[(&str, Setter<Service>)] = &[
    ("010/SAC", |s, raw| s.sac = low8(raw)),
    ("010/SIC", |s, raw| s.sic = low8(raw)),
    ("000", |s, raw| s.message_type = low8(raw)),
    ("030", |s, raw| s.time_of_day = Some(low32(raw))),
    ("020", |s, raw| s.sector = Some(low8(raw))),
    ("041", |s, raw| s.rotation_period = Some(low16(raw))),
    ("120/HGT", |s, raw| {
        s.position.get_or_insert_default().height_m = i16_of(raw);
    }),
    ("120/LAT", |s, raw| {
        s.position.get_or_insert_default().place.lat = i32_of(raw);
    }),
    ("120/LON", |s, raw| {
        s.position.get_or_insert_default().place.lon = i32_of(raw);
    }),
    ("050/COM/NOGO", |s, raw| {
        s.system.get_or_insert_default().is_inhibited = raw == 1;
    }),
    ("050/COM/OVLRDP", |s, raw| {
        s.system.get_or_insert_default().is_processor_overloaded = raw == 1;
    }),
    ("050/COM/OVLXMT", |s, raw| {
        s.system.get_or_insert_default().is_transmission_overloaded = raw == 1;
    }),
    ("050/COM/MSC", |s, raw| {
        s.system.get_or_insert_default().is_monitoring_disconnected = raw == 1;
    }),
    ("050/COM/TSV", |s, raw| {
        s.system.get_or_insert_default().is_time_invalid = raw == 1;
    }),
    ("050/PSR/ANT", |s, raw| {
        s.psr.get_or_insert_default().antenna = low8(raw);
    }),
    ("050/PSR/CHAB", |s, raw| {
        s.psr.get_or_insert_default().channel = low8(raw);
    }),
    ("050/PSR/OVL", |s, raw| {
        s.psr.get_or_insert_default().is_overloaded = raw == 1;
    }),
    ("050/PSR/MSC", |s, raw| {
        s.psr.get_or_insert_default().is_monitoring_disconnected = raw == 1;
    }),
    ("050/SSR/ANT", |s, raw| {
        s.ssr.get_or_insert_default().antenna = low8(raw);
    }),
    ("050/SSR/CHAB", |s, raw| {
        s.ssr.get_or_insert_default().channel = low8(raw);
    }),
    ("050/SSR/OVL", |s, raw| {
        s.ssr.get_or_insert_default().is_overloaded = raw == 1;
    }),
    ("050/SSR/MSC", |s, raw| {
        s.ssr.get_or_insert_default().is_monitoring_disconnected = raw == 1;
    }),
    ("050/MDS/ANT", |s, raw| {
        s.mds.get_or_insert_default().antenna = low8(raw);
    }),
    ("050/MDS/CHAB", |s, raw| {
        s.mds.get_or_insert_default().channel = low8(raw);
    }),
    ("050/MDS/OVLSUR", |s, raw| {
        s.mds.get_or_insert_default().is_overloaded = raw == 1;
    }),
    ("050/MDS/MSC", |s, raw| {
        s.mds.get_or_insert_default().is_monitoring_disconnected = raw == 1;
    }),
    ("090/RNG", |s, raw| s.range_error = Some(i8_of(raw))),
    ("090/AZM", |s, raw| s.azimuth_error = Some(i8_of(raw))),
];

/// The view by any edition's tables.
#[must_use]
pub fn view(spec: &Spec) -> View<'_, Service> {
    View::bind(spec, BINDINGS)
}

/// The view by the latest built-in edition.
#[must_use]
pub fn latest() -> &'static View<'static, Service> {
    static VIEW: OnceLock<View<'static, Service>> = OnceLock::new();
    VIEW.get_or_init(|| view(catalogue().get(34).expect("category 034 is built in")))
}
