//! What the capability class and operational mode codes mean, by version.
//!
//! RTCA DO-260B 2.2.3.2.7.2 (layouts from memory; the places of the bits
//! agree with two public decoders, version 3 is from one of them). In version
//! 0 the two disagree on the places; read here as in version 1, which is one
//! of the two readings.

use super::{CAPABILITIES, MODES, OperationalStatus};
use crate::Error;
use crate::bits::{Field, Me, bit, bits};

/// Zero where the codes are of the one layout that is assigned.
const CAPABILITY_LAYOUT: Field = bits(9..=10);
const MODE_LAYOUT: Field = bits(25..=26);
/// Airborne, versions 1 and 2: what trajectory change reports it can send.
const TRAJECTORY_CHANGE: Field = bits(17..=18);
/// Airborne, version 3.
const TRANSMIT_POWER: Field = bits(17..=18);
const REDUCED_CAPABILITY: Field = bits(21..=22);
const DETECT_AND_AVOID: Field = bits(23..=24);
/// Surface, version 3.
const RECEIVER_VERSION: Field = bits(13..=14);
/// Surface, version 2.
const NAC_V: Field = bits(17..=19);
/// Surface.
const LENGTH_WIDTH: Field = bits(21..=24);
/// Version 2.
const SDA: Field = bits(31..=32);
/// Surface, version 2.
const LATERAL: Field = bits(33..=35);
const LONGITUDINAL: Field = bits(36..=40);

/// One bit of the capability class or operational mode codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusFlag {
    /// TCAS or another collision avoidance system works.
    AcasOperational,
    /// It shows traffic to its crew (versions 0 and 1).
    CockpitDisplay,
    /// It receives 1090 MHz extended squitters (version 2).
    EsIn,
    /// It receives UAT (version 2).
    UatIn,
    /// It can send air-referenced velocity.
    AirReferencedVelocity,
    /// It can send its target state.
    TargetStateReport,
    /// The position sent is that of the reference point (version 1, surface).
    PositionOffsetApplied,
    /// Less than 70 W (class B2 ground vehicle; surface).
    LowPower,
    /// NIC supplement C (version 2, surface).
    NicSupplementC,
    /// A resolution advisory stands.
    RaActive,
    /// The pilot pressed "ident".
    Ident,
    /// It receives air traffic services.
    AtcServices,
    /// Only one antenna works (version 2).
    SingleAntenna,
}

/// Where a flag stands.
struct Place {
    flag: StatusFlag,
    /// First and last version with it.
    versions: (u8, u8),
    /// On the surface, in the air; `None`: in both.
    surface: Option<bool>,
    field: Field,
    /// The bit is set where the name does not hold.
    inverted: bool,
    layout: Field,
}

const LAST: u8 = u8::MAX;

const fn capability(
    flag: StatusFlag,
    versions: (u8, u8),
    surface: Option<bool>,
    number: u32,
) -> Place {
    Place {
        flag,
        versions,
        surface,
        field: bit(number),
        inverted: false,
        layout: CAPABILITY_LAYOUT,
    }
}

const fn mode(flag: StatusFlag, first_version: u8, number: u32) -> Place {
    Place {
        flag,
        versions: (first_version, LAST),
        surface: None,
        field: bit(number),
        inverted: false,
        layout: MODE_LAYOUT,
    }
}

const AIR: Option<bool> = Some(false);
const SURFACE: Option<bool> = Some(true);

const PLACES: [Place; 16] = [
    Place {
        inverted: true,
        ..capability(StatusFlag::AcasOperational, (0, 1), AIR, 11)
    },
    capability(StatusFlag::AcasOperational, (2, LAST), AIR, 11),
    capability(StatusFlag::CockpitDisplay, (0, 1), AIR, 12),
    capability(StatusFlag::CockpitDisplay, (1, 1), SURFACE, 12),
    capability(StatusFlag::EsIn, (2, LAST), None, 12),
    capability(StatusFlag::UatIn, (2, LAST), AIR, 19),
    capability(StatusFlag::UatIn, (2, LAST), SURFACE, 16),
    capability(StatusFlag::AirReferencedVelocity, (1, 2), AIR, 15),
    capability(StatusFlag::TargetStateReport, (1, 2), AIR, 16),
    capability(StatusFlag::PositionOffsetApplied, (1, 1), SURFACE, 11),
    capability(StatusFlag::LowPower, (1, LAST), SURFACE, 15),
    capability(StatusFlag::NicSupplementC, (2, LAST), SURFACE, 20),
    mode(StatusFlag::RaActive, 1, 27),
    mode(StatusFlag::Ident, 1, 28),
    mode(StatusFlag::AtcServices, 1, 29),
    mode(StatusFlag::SingleAntenna, 2, 30),
];

impl StatusFlag {
    /// All flags.
    pub const ALL: [StatusFlag; 13] = [
        StatusFlag::AcasOperational,
        StatusFlag::CockpitDisplay,
        StatusFlag::EsIn,
        StatusFlag::UatIn,
        StatusFlag::AirReferencedVelocity,
        StatusFlag::TargetStateReport,
        StatusFlag::PositionOffsetApplied,
        StatusFlag::LowPower,
        StatusFlag::NicSupplementC,
        StatusFlag::RaActive,
        StatusFlag::Ident,
        StatusFlag::AtcServices,
        StatusFlag::SingleAntenna,
    ];

    /// Its name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            StatusFlag::AcasOperational => "acas_operational",
            StatusFlag::CockpitDisplay => "cockpit_display",
            StatusFlag::EsIn => "es_in",
            StatusFlag::UatIn => "uat_in",
            StatusFlag::AirReferencedVelocity => "air_referenced_velocity",
            StatusFlag::TargetStateReport => "target_state_report",
            StatusFlag::PositionOffsetApplied => "position_offset_applied",
            StatusFlag::LowPower => "low_power",
            StatusFlag::NicSupplementC => "nic_supplement_c",
            StatusFlag::RaActive => "ra_active",
            StatusFlag::Ident => "ident",
            StatusFlag::AtcServices => "atc_services",
            StatusFlag::SingleAntenna => "single_antenna",
        }
    }
}

/// How large an aircraft on the surface is: not larger than this, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LengthWidth {
    /// Length, at most.
    pub length_m: f64,
    /// Width, at most.
    pub width_m: f64,
}

/// By code; the last also stands for anything larger. RTCA DO-260B table
/// 2-74 (from memory, unverified).
const LENGTHS_WIDTHS: [(f64, f64); 16] = [
    (15.0, 11.5),
    (15.0, 23.0),
    (25.0, 28.5),
    (25.0, 34.0),
    (35.0, 33.0),
    (35.0, 38.0),
    (45.0, 39.5),
    (45.0, 45.0),
    (55.0, 45.0),
    (55.0, 52.0),
    (65.0, 59.5),
    (65.0, 67.0),
    (75.0, 72.5),
    (75.0, 80.0),
    (85.0, 80.0),
    (85.0, 90.0),
];

/// Where the antenna of the position's source is on the aircraft (version 2,
/// surface). From memory, unverified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AntennaOffset {
    /// Across.
    pub lateral: LateralOffset,
    /// Along.
    pub longitudinal: LongitudinalOffset,
}

/// Across the aircraft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateralOffset {
    /// Not known.
    Unknown,
    /// Metres right of the axis, -6 to 6 in steps of 2; the last of each
    /// side also stands for more.
    RightM(i8),
}

/// Along the aircraft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongitudinalOffset {
    /// Not known.
    Unknown,
    /// The sensor has already corrected the position for it.
    Applied,
    /// Metres behind the nose, 2 to 60 in steps of 2; 60 also stands for
    /// more.
    AftM(u8),
}

impl OperationalStatus {
    /// The codes at their places.
    fn codes(self) -> Me {
        Me::ZERO
            .with(CAPABILITIES, self.capabilities)
            .with(MODES, self.modes)
    }

    fn with_codes(mut self, codes: Me) -> OperationalStatus {
        self.capabilities = codes.u16(CAPABILITIES);
        self.modes = codes.u16(MODES);
        self
    }

    fn place(self, flag: StatusFlag) -> Option<&'static Place> {
        PLACES.iter().find(|place| {
            let (first, last) = place.versions;
            place.flag == flag
                && (first..=last).contains(&self.version)
                && place.surface.is_none_or(|surface| surface == self.surface)
                && self.codes().unsigned(place.layout) == 0
        })
    }

    /// Whether this holds; `None` where the version, or an aircraft there,
    /// says nothing of it.
    #[must_use]
    pub fn flag(self, flag: StatusFlag) -> Option<bool> {
        let place = self.place(flag)?;
        Some(self.codes().flag(place.field) != place.inverted)
    }

    /// With this set so. Fails where the version, or an aircraft there, says
    /// nothing of it.
    pub fn with_flag(self, flag: StatusFlag, holds: bool) -> Result<OperationalStatus, Error> {
        let place = self.place(flag).ok_or(Error::Range("status flag"))?;
        Ok(self.with_codes(self.codes().with(place.field, holds != place.inverted)))
    }

    fn code(
        self,
        (first, last): (u8, u8),
        surface: Option<bool>,
        layout: Field,
        at: Field,
    ) -> Option<u8> {
        let codes = self.codes();
        let has = (first..=last).contains(&self.version)
            && surface.is_none_or(|surface| surface == self.surface)
            && codes.unsigned(layout) == 0;
        has.then(|| codes.u8(at))
    }

    /// NIC supplement C; version 2, on the surface.
    #[must_use]
    pub fn nic_supplement_c(self) -> Option<bool> {
        self.flag(StatusFlag::NicSupplementC)
    }

    /// Navigation accuracy category for velocity; version 2, on the surface.
    #[must_use]
    pub fn nac_v(self) -> Option<u8> {
        self.code((2, LAST), SURFACE, CAPABILITY_LAYOUT, NAC_V)
    }

    /// System design assurance, 0 to 3; version 2.
    #[must_use]
    pub fn sda(self) -> Option<u8> {
        self.code((2, LAST), None, MODE_LAYOUT, SDA)
    }

    /// Trajectory change reports it can send: 0 none, 1 the next point only,
    /// 2 several, 3 reserved; versions 1 and 2, airborne.
    #[must_use]
    pub fn trajectory_change(self) -> Option<u8> {
        self.code((1, 2), AIR, CAPABILITY_LAYOUT, TRAJECTORY_CHANGE)
    }

    /// Class of its transmit power, as sent; version 3, airborne.
    #[must_use]
    pub fn transmit_power(self) -> Option<u8> {
        self.code((3, LAST), AIR, CAPABILITY_LAYOUT, TRANSMIT_POWER)
    }

    /// Reduced capability equipment, as sent; version 3, airborne.
    #[must_use]
    pub fn reduced_capability(self) -> Option<u8> {
        self.code((3, LAST), AIR, CAPABILITY_LAYOUT, REDUCED_CAPABILITY)
    }

    /// Detect and avoid, as sent; version 3, airborne.
    #[must_use]
    pub fn detect_and_avoid(self) -> Option<u8> {
        self.code((3, LAST), AIR, CAPABILITY_LAYOUT, DETECT_AND_AVOID)
    }

    /// Version of its ADS-B receiver, as sent; version 3, on the surface.
    #[must_use]
    pub fn receiver_version(self) -> Option<u8> {
        self.code((3, LAST), SURFACE, CAPABILITY_LAYOUT, RECEIVER_VERSION)
    }

    /// How large it is; from version 1, on the surface. Code 0 is "not known"
    /// from version 2.
    #[must_use]
    pub fn length_width(self) -> Option<LengthWidth> {
        let code = self.code((1, LAST), SURFACE, CAPABILITY_LAYOUT, LENGTH_WIDTH)?;
        if code == 0 && self.version >= 2 {
            return None;
        }
        let (length_m, width_m) = LENGTHS_WIDTHS[usize::from(code)];
        Some(LengthWidth { length_m, width_m })
    }

    /// Where its position antenna is; version 2, on the surface.
    #[must_use]
    pub fn antenna_offset(self) -> Option<AntennaOffset> {
        let lateral = self.code((2, LAST), SURFACE, MODE_LAYOUT, LATERAL)?;
        let longitudinal = self.code((2, LAST), SURFACE, MODE_LAYOUT, LONGITUDINAL)?;
        let metres = (lateral & 3) * 2;
        Some(AntennaOffset {
            lateral: match lateral {
                0 => LateralOffset::Unknown,
                1..=3 => LateralOffset::RightM(-metres.cast_signed()),
                _ => LateralOffset::RightM(metres.cast_signed()),
            },
            longitudinal: match longitudinal {
                0 => LongitudinalOffset::Unknown,
                1 => LongitudinalOffset::Applied,
                more => LongitudinalOffset::AftM((more - 1) * 2),
            },
        })
    }

    /// With the system design assurance (0 to 3). Fails above, and before
    /// version 2.
    pub fn with_sda(self, sda: u8) -> Result<OperationalStatus, Error> {
        self.sda()
            .filter(|_| sda <= 3)
            .ok_or(Error::Range("system design assurance"))?;
        Ok(self.with_codes(self.codes().with(SDA, sda)))
    }

    /// With the accuracy of its velocity on the surface (0 to 7). Fails
    /// above, in the air and before version 2.
    pub fn with_nac_v(self, nac_v: u8) -> Result<OperationalStatus, Error> {
        self.nac_v()
            .filter(|_| nac_v <= 7)
            .ok_or(Error::Range("accuracy of velocity"))?;
        Ok(self.with_codes(self.codes().with(NAC_V, nac_v)))
    }

    /// With the smallest code that holds an aircraft of this size, metres.
    /// Fails in the air and before version 1.
    pub fn with_size(self, length_m: f64, width_m: f64) -> Result<OperationalStatus, Error> {
        self.code((1, LAST), SURFACE, CAPABILITY_LAYOUT, LENGTH_WIDTH)
            .ok_or(Error::Range("size of an aircraft in the air"))?;
        let first = usize::from(self.version >= 2);
        let code = (0_u8..)
            .zip(LENGTHS_WIDTHS)
            .skip(first)
            .find(|(_, (length, width))| length_m <= *length && width_m <= *width)
            .map_or(15, |(code, _)| code);
        Ok(self.with_codes(self.codes().with(LENGTH_WIDTH, code)))
    }
}

#[cfg(test)]
mod tests;
