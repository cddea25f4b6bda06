//! Type code 29, subtype 0: target state and status of version 1.
//!
//! ICAO Doc 9871 table B-2-98 (the places seen in a public draft, as far as
//! bit 44; the rest as a public decoder has it) and, for the altitude, D.2.7
//! (seen there). What the two bits on collision avoidance mean, decoders do not
//! agree on: kept as they are.

use super::{IMF, SUBTYPE, TYPE};
use crate::Error;
use crate::adsb::TYPE_CODE;
use crate::bits::{Field, Me, bit, bits};

const VERTICAL_SOURCE: Field = bits(8..=9);
const ALTITUDE_IS_MSL: Field = bit(10);
/// Zero; what type code 29 was before has it set.
pub(in crate::adsb) const OLD_LAYOUT: Field = bit(11);
const ALTITUDE_CAPABILITY: Field = bits(12..=13);
const VERTICAL_MODE: Field = bits(14..=15);
const ALTITUDE: Field = bits(16..=25);
const HORIZONTAL_SOURCE: Field = bits(26..=27);
const ANGLE: Field = bits(28..=36);
const ANGLE_IS_TRACK: Field = bit(37);
const HORIZONTAL_MODE: Field = bits(38..=39);
const NAC_P: Field = bits(40..=43);
const NIC_BARO: Field = bit(44);
const SIL: Field = bits(45..=46);
const RESERVED: Field = bits(47..=51);
const ACAS: Field = bits(52..=53);
const EMERGENCY: Field = bits(54..=56);

const ALTITUDE_LSB_FT: i32 = 100;
const ALTITUDE_ZERO_FT: i32 = -1_000;
/// 100,000 ft.
const ALTITUDE_LAST: u16 = 1_010;
const ANGLE_LAST: u16 = 359;

/// Where a target comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Set on the control panel.
    ControlPanel,
    /// The aircraft holds what it flies.
    Holding,
    /// The flight management system.
    FlightManagement,
}

/// What the aircraft aims at, in the counts of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TargetStateV1 {
    /// 0 not known, 1 control panel, 2 holding altitude, 3 flight management.
    pub vertical_source: u8,
    /// The altitude is above mean sea level rather than a flight level.
    pub altitude_is_msl: bool,
    /// What altitudes it can report, 0 to 3.
    pub altitude_capability: u8,
    /// 0 not known, 1 acquiring, 2 capturing or maintaining, 3 reserved.
    pub vertical_mode: u8,
    /// Target altitude, LSB 100 ft above -1,000; above 1,010 invalid.
    pub altitude: u16,
    /// 0 not known, 1 control panel, 2 holding heading or track, 3 flight
    /// management.
    pub horizontal_source: u8,
    /// Target heading or track, degrees; above 359 invalid.
    pub angle_deg: u16,
    /// It is a track over the ground rather than a heading.
    pub angle_is_track: bool,
    /// As the vertical mode.
    pub horizontal_mode: u8,
    /// Navigation accuracy category for position, 0 to 15.
    pub nac_p: u8,
    /// Barometric altitude has been cross-checked.
    pub nic_baro: bool,
    /// Surveillance integrity level, 0 to 3.
    pub sil: u8,
    /// Reserved bits, as sent; the last is the kind of address in ADS-R.
    pub reserved: u8,
    /// Two bits on collision avoidance, as sent.
    pub acas: u8,
    /// Emergency state, as in [`crate::adsb::EmergencyStatus`].
    pub emergency: u8,
}

impl TargetStateV1 {
    pub(in crate::adsb) fn parse(me: Me) -> TargetStateV1 {
        TargetStateV1 {
            vertical_source: me.u8(VERTICAL_SOURCE),
            altitude_is_msl: me.flag(ALTITUDE_IS_MSL),
            altitude_capability: me.u8(ALTITUDE_CAPABILITY),
            vertical_mode: me.u8(VERTICAL_MODE),
            altitude: me.u16(ALTITUDE),
            horizontal_source: me.u8(HORIZONTAL_SOURCE),
            angle_deg: me.u16(ANGLE),
            angle_is_track: me.flag(ANGLE_IS_TRACK),
            horizontal_mode: me.u8(HORIZONTAL_MODE),
            nac_p: me.u8(NAC_P),
            nic_baro: me.flag(NIC_BARO),
            sil: me.u8(SIL),
            reserved: me.u8(RESERVED),
            acas: me.u8(ACAS),
            emergency: me.u8(EMERGENCY),
        }
    }

    pub(in crate::adsb) fn emit(self) -> Me {
        Me::ZERO
            .with(TYPE_CODE, TYPE)
            .with(SUBTYPE, 0_u8)
            .with(VERTICAL_SOURCE, self.vertical_source)
            .with(ALTITUDE_IS_MSL, self.altitude_is_msl)
            .with(ALTITUDE_CAPABILITY, self.altitude_capability)
            .with(VERTICAL_MODE, self.vertical_mode)
            .with(ALTITUDE, self.altitude)
            .with(HORIZONTAL_SOURCE, self.horizontal_source)
            .with(ANGLE, self.angle_deg)
            .with(ANGLE_IS_TRACK, self.angle_is_track)
            .with(HORIZONTAL_MODE, self.horizontal_mode)
            .with(NAC_P, self.nac_p)
            .with(NIC_BARO, self.nic_baro)
            .with(SIL, self.sil)
            .with(RESERVED, self.reserved)
            .with(ACAS, self.acas)
            .with(EMERGENCY, self.emergency)
    }

    /// With a target altitude in feet, to the nearest 100. Fails outside
    /// -1,000 to 100,000.
    pub fn with_altitude_ft(mut self, feet: i32, source: Source) -> Result<TargetStateV1, Error> {
        let count = feet
            .saturating_sub(ALTITUDE_ZERO_FT)
            .saturating_add(ALTITUDE_LSB_FT / 2)
            .div_euclid(ALTITUDE_LSB_FT);
        self.altitude = match u16::try_from(count) {
            Ok(count @ 0..=ALTITUDE_LAST) => count,
            _ => return Err(Error::Range("target altitude")),
        };
        self.vertical_source = source.code();
        Ok(self)
    }

    /// With a target heading, or track, in whole degrees. Fails above 359.
    pub fn with_angle_deg(
        mut self,
        degrees: u16,
        is_track: bool,
        source: Source,
    ) -> Result<TargetStateV1, Error> {
        if degrees > ANGLE_LAST {
            return Err(Error::Range("target angle"));
        }
        self.angle_deg = degrees;
        self.angle_is_track = is_track;
        self.horizontal_source = source.code();
        Ok(self)
    }

    /// Target altitude, feet, and where it comes from.
    #[must_use]
    pub fn altitude_ft(self) -> Option<(i32, Source)> {
        let source = Source::of(self.vertical_source)?;
        let feet = i32::from(self.altitude) * ALTITUDE_LSB_FT + ALTITUDE_ZERO_FT;
        (self.altitude <= ALTITUDE_LAST).then_some((feet, source))
    }

    /// Target heading or track, degrees, and where it comes from.
    #[must_use]
    pub fn angle_deg(self) -> Option<(u16, Source)> {
        let source = Source::of(self.horizontal_source)?;
        (self.angle_deg <= ANGLE_LAST).then_some((self.angle_deg, source))
    }

    /// The bit that tells the kind of address in a rebroadcast (ADS-R).
    #[must_use]
    pub(crate) fn imf(self) -> bool {
        Me::ZERO.with(RESERVED, self.reserved).flag(IMF)
    }
}

impl Source {
    fn of(code: u8) -> Option<Source> {
        match code {
            1 => Some(Source::ControlPanel),
            2 => Some(Source::Holding),
            3 => Some(Source::FlightManagement),
            _ => None,
        }
    }

    fn code(self) -> u8 {
        match self {
            Source::ControlPanel => 1,
            Source::Holding => 2,
            Source::FlightManagement => 3,
        }
    }

    /// Its name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::ControlPanel => "mcp",
            Source::Holding => "holding",
            Source::FlightManagement => "fms",
        }
    }
}
