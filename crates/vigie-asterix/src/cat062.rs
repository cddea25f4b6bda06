//! Category 062 (system tracks) as typed values.
//!
//! EUROCONTROL CAT062 edition 1.21, by the tables of `spec/`. Counts as on the
//! wire; the constants give the value of one.

use crate::catalogue::catalogue;
use crate::tables::Spec;
use crate::view::{
    Code, LatLon, Pair, Setter, View, callsign, i8_of, i16_of, i32_of, low8, low16, low32,
};
use std::sync::OnceLock;

/// One count of [`SystemTrack::time_of_day`], seconds.
pub const TIME_LSB_S: f64 = 1.0 / 128.0;
/// One count of [`SystemTrack::place`], degrees.
pub const PLACE_LSB_DEG: f64 = 180.0 / 33_554_432.0;
/// One count of [`SystemTrack::xy`], metres.
pub const XY_LSB_M: f64 = 0.5;
/// One count of [`SystemTrack::velocity`], metres a second.
pub const VELOCITY_LSB_MPS: f64 = 0.25;
/// One count of [`SystemTrack::acceleration`], metres a second squared.
pub const ACCELERATION_LSB_MPS2: f64 = 0.25;
/// One count of [`SystemTrack::geometric_altitude`], feet.
pub const ALTITUDE_LSB_FT: f64 = 6.25;
/// One count of [`SystemTrack::flight_level`] and the barometric altitude, flight levels.
pub const LEVEL_LSB_FL: f64 = 0.25;
/// One count of [`SystemTrack::climb_rate`], feet a minute.
pub const RATE_LSB_FTPMIN: f64 = 6.25;
/// One count of an age in [`Ages`], seconds.
pub const AGE_LSB_S: f64 = 0.25;

/// One system track of a tracking system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SystemTrack {
    /// System area code.
    pub sac: u8,
    /// System identification code.
    pub sic: u8,
    /// I062/015.
    pub service: Option<u8>,
    /// I062/040.
    pub track_number: Option<u16>,
    /// Time of the track information, 1/128 s since midnight UTC.
    pub time_of_day: Option<u32>,
    /// WGS-84, 180/2^25 degree.
    pub place: Option<LatLon>,
    /// In the system's plane, 1/2 m.
    pub xy: Option<Pair<i32>>,
    /// In the system's plane, 1/4 m/s.
    pub velocity: Option<Pair<i16>>,
    /// In the system's plane, 1/4 m/s².
    pub acceleration: Option<Pair<i8>>,
    /// Mode 3/A.
    pub mode_a: Option<Code>,
    /// Measured flight level, 1/4 FL.
    pub flight_level: Option<i16>,
    /// Calculated geometric altitude, 6.25 ft.
    pub geometric_altitude: Option<i16>,
    /// Calculated barometric altitude, 1/4 FL, and whether QNH was applied.
    pub barometric_altitude: Option<(i16, bool)>,
    /// Calculated, 6.25 ft/min.
    pub climb_rate: Option<i16>,
    /// Target identification, and I062/245 STI: 0 downlinked callsign or
    /// registration, 1 callsign not downlinked, 2 registration not downlinked.
    pub identification: Option<([u8; 8], u8)>,
    /// 24-bit aircraft address, from the aircraft.
    pub address: Option<u32>,
    /// Identification, from the aircraft.
    pub aircraft_identification: Option<[u8; 8]>,
    /// Emitter category, from the aircraft.
    pub emitter_category: Option<u8>,
    /// I062/080.
    pub status: TrackStatus,
    /// I062/290.
    pub ages: Ages,
    /// I062/500.
    pub accuracy: Accuracy,
}

/// I062/080, but for what concerns military identification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the wire"
)]
pub struct TrackStatus {
    /// MON: one sensor only.
    pub is_monosensor: bool,
    /// SPI.
    pub has_spi: bool,
    /// CNF: tentative.
    pub is_tentative: bool,
    /// SRC: source of the geometric altitude.
    pub altitude_source: u8,
    /// SIM: simulated.
    pub is_simulated: bool,
    /// TSE: the last message of the track.
    pub is_ended: bool,
    /// TSB: the first message of the track.
    pub is_begun: bool,
    /// FPC: correlated with a flight plan.
    pub has_flight_plan: bool,
    /// CST: coasting (no update).
    pub is_coasting: bool,
    /// PSR age above its threshold.
    pub is_psr_old: bool,
    /// SSR age above its threshold.
    pub is_ssr_old: bool,
    /// Mode S age above its threshold.
    pub is_mode_s_old: bool,
    /// ADS-B age above its threshold.
    pub is_adsb_old: bool,
    /// EMS: emergency status, 0 none.
    pub emergency: u8,
}

/// I062/290, quarters of a second since the last update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ages {
    /// Since the track was begun.
    pub track: Option<u8>,
    /// Primary radar.
    pub psr: Option<u8>,
    /// Secondary radar.
    pub ssr: Option<u8>,
    /// Mode S.
    pub mode_s: Option<u8>,
    /// ADS-C.
    pub ads_c: Option<u16>,
    /// ADS-B by extended squitter.
    pub extended_squitter: Option<u8>,
    /// ADS-B by VDL mode 4.
    pub vdl4: Option<u8>,
    /// ADS-B by UAT.
    pub uat: Option<u8>,
    /// Magnetic loop.
    pub loop_: Option<u8>,
    /// Multilateration.
    pub mlat: Option<u8>,
}

/// I062/500, standard deviations in the counts of the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accuracy {
    /// Position in the system's plane, 1/2 m.
    pub xy: Option<Pair<u16>>,
    /// Covariance component of x and y, 1/2 m.
    pub covariance: Option<i16>,
    /// Position, 180/2^25 degree.
    pub place: Option<Pair<u16>>,
    /// Geometric altitude, 6.25 ft.
    pub geometric_altitude: Option<u8>,
    /// Barometric altitude, 1/4 FL.
    pub barometric_altitude: Option<u8>,
    /// Velocity, 1/4 m/s.
    pub velocity: Option<Pair<u8>>,
    /// Rate of climb, 6.25 ft/min.
    pub climb_rate: Option<u8>,
}

const BINDINGS: &[(&str, Setter<SystemTrack>)] = &[
    ("010/SAC", |t, raw| t.sac = low8(raw)),
    ("010/SIC", |t, raw| t.sic = low8(raw)),
    ("015", |t, raw| t.service = Some(low8(raw))),
    ("040", |t, raw| t.track_number = Some(low16(raw))),
    ("070", |t, raw| t.time_of_day = Some(low32(raw))),
    ("105/LAT", |t, raw| {
        t.place.get_or_insert_default().lat = i32_of(raw);
    }),
    ("105/LON", |t, raw| {
        t.place.get_or_insert_default().lon = i32_of(raw);
    }),
    ("100/X", |t, raw| {
        t.xy.get_or_insert_default().x = i32_of(raw);
    }),
    ("100/Y", |t, raw| {
        t.xy.get_or_insert_default().y = i32_of(raw);
    }),
    ("185/VX", |t, raw| {
        t.velocity.get_or_insert_default().x = i16_of(raw);
    }),
    ("185/VY", |t, raw| {
        t.velocity.get_or_insert_default().y = i16_of(raw);
    }),
    ("210/AX", |t, raw| {
        t.acceleration.get_or_insert_default().x = i8_of(raw);
    }),
    ("210/AY", |t, raw| {
        t.acceleration.get_or_insert_default().y = i8_of(raw);
    }),
    ("060/V", |t, raw| {
        t.mode_a.get_or_insert_default().is_unvalidated = raw == 1;
    }),
    ("060/G", |t, raw| {
        t.mode_a.get_or_insert_default().is_garbled = raw == 1;
    }),
    ("060/CH", |t, raw| {
        t.mode_a.get_or_insert_default().has_changed = raw == 1;
    }),
    ("060/MODE3A", |t, raw| {
        t.mode_a.get_or_insert_default().code = low16(raw);
    }),
    ("136", |t, raw| t.flight_level = Some(i16_of(raw))),
    ("130", |t, raw| t.geometric_altitude = Some(i16_of(raw))),
    ("135/QNH", |t, raw| {
        t.barometric_altitude.get_or_insert_default().1 = raw == 1;
    }),
    ("135/CTB", |t, raw| {
        t.barometric_altitude.get_or_insert_default().0 = i16_of(raw);
    }),
    ("220", |t, raw| t.climb_rate = Some(i16_of(raw))),
    ("245/STI", |t, raw| {
        t.identification.get_or_insert_default().1 = low8(raw);
    }),
    ("245/CHR", |t, raw| {
        t.identification.get_or_insert_default().0 = callsign(raw);
    }),
    ("380/ADR", |t, raw| t.address = Some(low32(raw))),
    ("380/ID", |t, raw| {
        t.aircraft_identification = Some(callsign(raw));
    }),
    ("380/EMC", |t, raw| t.emitter_category = Some(low8(raw))),
    ("080/MON", |t, raw| t.status.is_monosensor = raw == 1),
    ("080/SPI", |t, raw| t.status.has_spi = raw == 1),
    ("080/CNF", |t, raw| t.status.is_tentative = raw == 1),
    ("080/SRC", |t, raw| t.status.altitude_source = low8(raw)),
    ("080/SIM", |t, raw| t.status.is_simulated = raw == 1),
    ("080/TSE", |t, raw| t.status.is_ended = raw == 1),
    ("080/TSB", |t, raw| t.status.is_begun = raw == 1),
    ("080/FPC", |t, raw| t.status.has_flight_plan = raw == 1),
    ("080/CST", |t, raw| t.status.is_coasting = raw == 1),
    ("080/PSR", |t, raw| t.status.is_psr_old = raw == 1),
    ("080/SSR", |t, raw| t.status.is_ssr_old = raw == 1),
    ("080/MDS", |t, raw| t.status.is_mode_s_old = raw == 1),
    ("080/ADS", |t, raw| t.status.is_adsb_old = raw == 1),
    ("080/EMS", |t, raw| t.status.emergency = low8(raw)),
    ("290/TRK", |t, raw| t.ages.track = Some(low8(raw))),
    ("290/PSR", |t, raw| t.ages.psr = Some(low8(raw))),
    ("290/SSR", |t, raw| t.ages.ssr = Some(low8(raw))),
    ("290/MDS", |t, raw| t.ages.mode_s = Some(low8(raw))),
    ("290/ADS", |t, raw| t.ages.ads_c = Some(low16(raw))),
    ("290/ES", |t, raw| {
        t.ages.extended_squitter = Some(low8(raw));
    }),
    ("290/VDL", |t, raw| t.ages.vdl4 = Some(low8(raw))),
    ("290/UAT", |t, raw| t.ages.uat = Some(low8(raw))),
    ("290/LOP", |t, raw| t.ages.loop_ = Some(low8(raw))),
    ("290/MLT", |t, raw| t.ages.mlat = Some(low8(raw))),
    ("500/APC/X", |t, raw| {
        t.accuracy.xy.get_or_insert_default().x = low16(raw);
    }),
    ("500/APC/Y", |t, raw| {
        t.accuracy.xy.get_or_insert_default().y = low16(raw);
    }),
    ("500/COV", |t, raw| {
        t.accuracy.covariance = Some(i16_of(raw));
    }),
    ("500/APW/LAT", |t, raw| {
        t.accuracy.place.get_or_insert_default().y = low16(raw);
    }),
    ("500/APW/LON", |t, raw| {
        t.accuracy.place.get_or_insert_default().x = low16(raw);
    }),
    ("500/AGA", |t, raw| {
        t.accuracy.geometric_altitude = Some(low8(raw));
    }),
    ("500/ABA", |t, raw| {
        t.accuracy.barometric_altitude = Some(low8(raw));
    }),
    ("500/ATV/X", |t, raw| {
        t.accuracy.velocity.get_or_insert_default().x = low8(raw);
    }),
    ("500/ATV/Y", |t, raw| {
        t.accuracy.velocity.get_or_insert_default().y = low8(raw);
    }),
    ("500/ARC", |t, raw| t.accuracy.climb_rate = Some(low8(raw))),
];

/// The view by any edition's tables.
#[must_use]
pub fn view(spec: &Spec) -> View<'_, SystemTrack> {
    View::bind(spec, BINDINGS)
}

/// The view by the latest built-in edition.
#[must_use]
pub fn latest() -> &'static View<'static, SystemTrack> {
    static VIEW: OnceLock<View<'static, SystemTrack>> = OnceLock::new();
    VIEW.get_or_init(|| view(catalogue().get(62).expect("category 062 is built in")))
}
