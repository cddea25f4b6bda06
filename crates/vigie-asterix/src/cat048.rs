//! Category 048 (monoradar target reports) as typed values.
//!
//! EUROCONTROL CAT048 edition 1.32, by the tables of `spec/`. Counts as on the
//! wire; the constants give the value of one.

use crate::catalogue::catalogue;
use crate::tables::Spec;
use crate::view::{
    Code, FlightLevel, Pair, Setter, View, callsign, i8_of, i16_of, low8, low16, low32,
};
use std::sync::OnceLock;

/// One count of [`Plot::time_of_day`], seconds.
pub const TIME_LSB_S: f64 = 1.0 / 128.0;
/// One count of [`Plot::rho`], nautical miles.
pub const RHO_LSB_NM: f64 = 1.0 / 256.0;
/// One count of [`Plot::theta`] and [`Plot::heading`], degrees.
pub const THETA_LSB_DEG: f64 = 360.0 / 65_536.0;
/// One count of [`Plot::groundspeed`], nautical miles a second.
pub const SPEED_LSB_NMPS: f64 = 1.0 / 16_384.0;
/// One count of [`FlightLevel::quarters`], flight levels.
pub const LEVEL_LSB_FL: f64 = 0.25;
/// One count of [`Plot::height_3d`], feet.
pub const HEIGHT_LSB_FT: f64 = 25.0;
/// One count of [`Plot::xy`], nautical miles.
pub const XY_LSB_NM: f64 = 1.0 / 128.0;
/// Registers kept of a plot; more are passed over.
pub const REGISTERS_MAX: usize = 8;

/// One target report of a radar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the wire"
)]
pub struct Plot {
    /// System area code.
    pub sac: u8,
    /// System identification code.
    pub sic: u8,
    /// 1/128 s since midnight UTC.
    pub time_of_day: Option<u32>,
    /// I048/020 TYP: 1 PSR, 2 SSR, 3 both, 4 to 7 Mode S. Absent with the item.
    pub typ: Option<u8>,
    /// SIM: simulated.
    pub is_simulated: bool,
    /// TST: test target.
    pub is_test: bool,
    /// RDP chain: 0 the first, 1 the second.
    pub rdp: u8,
    /// SPI.
    pub has_spi: bool,
    /// RAB: a fixed transponder on the field.
    pub is_field_monitor: bool,
    /// Slant range, 1/256 NM.
    pub rho: Option<u16>,
    /// Azimuth from local north, 360/65536 degree.
    pub theta: Option<u16>,
    /// Calculated position in the radar's plane, 1/128 NM.
    pub xy: Option<Pair<i16>>,
    /// Mode 3/A.
    pub mode_a: Option<Code>,
    /// Mode C or Mode S altitude.
    pub flight_level: Option<FlightLevel>,
    /// Height by a 3D radar, 25 ft.
    pub height_3d: Option<i16>,
    /// 24-bit aircraft address.
    pub address: Option<u32>,
    /// Aircraft identification, padded with blanks.
    pub callsign: Option<[u8; 8]>,
    /// The radar's own track.
    pub track_number: Option<u16>,
    /// 1/16384 NM/s.
    pub groundspeed: Option<u16>,
    /// 360/65536 degree.
    pub heading: Option<u16>,
    /// Status of the radar's own track.
    pub track_status: Option<TrackStatus>,
    /// I048/030 conditions as a set: bit n is condition n, for n below 64.
    pub conditions: u64,
    /// Plot characteristics.
    pub characteristics: Characteristics,
    /// Calculated Doppler speed, m/s; the flag says that it is doubtful.
    pub doppler: Option<(i16, bool)>,
    /// I048/230 STAT: flight status.
    pub flight_status: Option<u8>,
    /// Comm-B registers.
    pub registers: Registers,
}

/// I048/170.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the wire"
)]
pub struct TrackStatus {
    /// CNF: tentative.
    pub is_tentative: bool,
    /// RAD: 0 combined, 1 PSR, 2 SSR or Mode S.
    pub sensor: u8,
    /// DOU.
    pub is_doubtful: bool,
    /// MAH.
    pub is_manoeuvring: bool,
    /// CDM: 0 level, 1 climbing, 2 descending, 3 unknown.
    pub climb: u8,
    /// TRE: last report of the track.
    pub is_ended: bool,
    /// GHO.
    pub is_ghost: bool,
    /// TCC: slant range corrected.
    pub is_slant_corrected: bool,
}

/// I048/130, in the counts of the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Characteristics {
    /// SSR run length, 360/2^13 degree.
    pub ssr_runlength: Option<u8>,
    /// Replies received.
    pub replies: Option<u8>,
    /// SSR amplitude, dBm.
    pub ssr_dbm: Option<i8>,
    /// PSR run length, 360/2^13 degree.
    pub psr_runlength: Option<u8>,
    /// PSR amplitude, dBm.
    pub psr_dbm: Option<i8>,
    /// PSR minus SSR range, 1/256 NM.
    pub range_difference: Option<i8>,
    /// PSR minus SSR azimuth, 360/2^14 degree.
    pub azimuth_difference: Option<i8>,
}

/// One Comm-B register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Register {
    /// Number, two hexadecimal digits: 0x60 is BDS 6,0. 0: from a broadcast.
    pub number: u8,
    /// MB field.
    pub mb: [u8; 7],
}

/// The registers of a plot, at most [`REGISTERS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Registers {
    kept: [Register; REGISTERS_MAX],
    /// How many the plot had, kept or not.
    pub count: usize,
}

impl Registers {
    /// Those that were kept.
    #[must_use]
    pub fn as_slice(&self) -> &[Register] {
        &self.kept[..self.count.min(REGISTERS_MAX)]
    }

    fn push(&mut self, mb: u64) {
        if let Some(place) = self.kept.get_mut(self.count) {
            let [_, mb @ ..] = mb.to_be_bytes();
            *place = Register { number: 0, mb };
        }
        self.count += 1;
    }

    fn number(&mut self, digits: u8) {
        let last = self.count.checked_sub(1);
        if let Some(place) = last.and_then(|last| self.kept.get_mut(last)) {
            place.number |= digits;
        }
    }
}

impl Plot {
    /// Slant range, nautical miles.
    #[must_use]
    pub fn rho_nm(&self) -> Option<f64> {
        self.rho.map(|count| f64::from(count) * RHO_LSB_NM)
    }

    /// Azimuth from the radar's north, degrees.
    #[must_use]
    pub fn theta_deg(&self) -> Option<f64> {
        self.theta.map(|count| f64::from(count) * THETA_LSB_DEG)
    }

    /// Flight level, in hundreds of feet of pressure altitude.
    #[must_use]
    pub fn flight_level_fl(&self) -> Option<f64> {
        self.flight_level
            .map(|level| f64::from(level.quarters) * LEVEL_LSB_FL)
    }
}

const BINDINGS: &[(&str, Setter<Plot>)] = &[
    ("010/SAC", |p, raw| p.sac = low8(raw)),
    ("010/SIC", |p, raw| p.sic = low8(raw)),
    ("140", |p, raw| p.time_of_day = Some(low32(raw))),
    ("020/TYP", |p, raw| p.typ = Some(low8(raw))),
    ("020/SIM", |p, raw| p.is_simulated = raw == 1),
    ("020/TST", |p, raw| p.is_test = raw == 1),
    ("020/RDP", |p, raw| p.rdp = low8(raw)),
    ("020/SPI", |p, raw| p.has_spi = raw == 1),
    ("020/RAB", |p, raw| p.is_field_monitor = raw == 1),
    ("040/RHO", |p, raw| p.rho = Some(low16(raw))),
    ("040/THETA", |p, raw| p.theta = Some(low16(raw))),
    ("042/X", |p, raw| {
        p.xy.get_or_insert_default().x = i16_of(raw);
    }),
    ("042/Y", |p, raw| {
        p.xy.get_or_insert_default().y = i16_of(raw);
    }),
    ("070/V", |p, raw| {
        p.mode_a.get_or_insert_default().is_unvalidated = raw == 1;
    }),
    ("070/G", |p, raw| {
        p.mode_a.get_or_insert_default().is_garbled = raw == 1;
    }),
    ("070/L", |p, raw| {
        p.mode_a.get_or_insert_default().is_from_track = raw == 1;
    }),
    ("070/MODE3A", |p, raw| {
        p.mode_a.get_or_insert_default().code = low16(raw);
    }),
    ("090/V", |p, raw| {
        p.flight_level.get_or_insert_default().is_unvalidated = raw == 1;
    }),
    ("090/G", |p, raw| {
        p.flight_level.get_or_insert_default().is_garbled = raw == 1;
    }),
    ("090/FL", |p, raw| {
        p.flight_level.get_or_insert_default().quarters = i16_of(raw);
    }),
    ("110/3DH", |p, raw| p.height_3d = Some(i16_of(raw))),
    ("220", |p, raw| p.address = Some(low32(raw))),
    ("240", |p, raw| p.callsign = Some(callsign(raw))),
    ("161/TRN", |p, raw| p.track_number = Some(low16(raw))),
    ("200/GSP", |p, raw| p.groundspeed = Some(low16(raw))),
    ("200/HDG", |p, raw| p.heading = Some(low16(raw))),
    ("170/CNF", |p, raw| {
        p.track_status.get_or_insert_default().is_tentative = raw == 1;
    }),
    ("170/RAD", |p, raw| {
        p.track_status.get_or_insert_default().sensor = low8(raw);
    }),
    ("170/DOU", |p, raw| {
        p.track_status.get_or_insert_default().is_doubtful = raw == 1;
    }),
    ("170/MAH", |p, raw| {
        p.track_status.get_or_insert_default().is_manoeuvring = raw == 1;
    }),
    ("170/CDM", |p, raw| {
        p.track_status.get_or_insert_default().climb = low8(raw);
    }),
    ("170/TRE", |p, raw| {
        p.track_status.get_or_insert_default().is_ended = raw == 1;
    }),
    ("170/GHO", |p, raw| {
        p.track_status.get_or_insert_default().is_ghost = raw == 1;
    }),
    ("170/TCC", |p, raw| {
        p.track_status.get_or_insert_default().is_slant_corrected = raw == 1;
    }),
    ("030", |p, raw| {
        p.conditions |= 1_u64.checked_shl(low32(raw)).unwrap_or_default();
    }),
    ("130/SRL", |p, raw| {
        p.characteristics.ssr_runlength = Some(low8(raw));
    }),
    ("130/SRR", |p, raw| {
        p.characteristics.replies = Some(low8(raw));
    }),
    ("130/SAM", |p, raw| {
        p.characteristics.ssr_dbm = Some(i8_of(raw));
    }),
    ("130/PRL", |p, raw| {
        p.characteristics.psr_runlength = Some(low8(raw));
    }),
    ("130/PAM", |p, raw| {
        p.characteristics.psr_dbm = Some(i8_of(raw));
    }),
    ("130/RPD", |p, raw| {
        p.characteristics.range_difference = Some(i8_of(raw));
    }),
    ("130/APD", |p, raw| {
        p.characteristics.azimuth_difference = Some(i8_of(raw));
    }),
    ("120/CAL/D", |p, raw| {
        p.doppler.get_or_insert_default().1 = raw == 1;
    }),
    ("120/CAL/CAL", |p, raw| {
        p.doppler.get_or_insert_default().0 = i16_of(raw);
    }),
    ("230/STAT", |p, raw| p.flight_status = Some(low8(raw))),
    ("250/MBDATA", |p, raw| p.registers.push(raw)),
    ("250/BDS1", |p, raw| p.registers.number(low8(raw) << 4)),
    ("250/BDS2", |p, raw| p.registers.number(low8(raw))),
];

/// The view by any edition's tables.
#[must_use]
pub fn view(spec: &Spec) -> View<'_, Plot> {
    View::bind(spec, BINDINGS)
}

/// The view by the latest built-in edition.
#[must_use]
pub fn latest() -> &'static View<'static, Plot> {
    static VIEW: OnceLock<View<'static, Plot>> = OnceLock::new();
    VIEW.get_or_init(|| view(catalogue().get(48).expect("category 048 is built in")))
}
