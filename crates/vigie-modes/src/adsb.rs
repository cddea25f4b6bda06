//! The ME field of an extended squitter, by type code.
//!
//! ICAO Doc 9871 appendix A to C and RTCA DO-260B 2.2.3.2 (layouts from
//! memory, unverified; checked against recorded squitters). Bits are numbered
//! within the ME field. Type codes not listed here are kept as bits.
//!
//! | type code    | message                        |
//! |--------------|--------------------------------|
//! | 1–4          | identification and category    |
//! | 5–8          | surface position               |
//! | 9–18, 20–22  | airborne position              |
//! | 19           | velocity, subtypes 1–4         |
//! | 28           | aircraft status, subtype 1     |
//! | 31           | operational status, subtypes 0, 1 |

use crate::bits::{Field, Me, bits};

mod airborne;
mod identification;
mod operational;
pub mod quality;
mod status;
mod surface;
mod velocity;

pub use airborne::AirbornePosition;
pub use identification::Identification;
pub use operational::{
    AntennaOffset, LateralOffset, LengthWidth, LongitudinalOffset, OperationalStatus, StatusFlag,
    Version,
};
pub use status::EmergencyStatus;
pub use surface::{SurfacePosition, movement_from_kt, movement_kt};
pub use velocity::{AirspeedKind, Motion, SignMagnitude, Velocity, VerticalRateSource};

/// Type code, the same bits in every ME field.
pub(crate) const TYPE_CODE: Field = bits(1..=5);
/// Subtype, where the type code has some.
pub(crate) const SUBTYPE: Field = bits(6..=8);

/// What an ME field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Squitter {
    /// Type codes 1 to 4.
    Identification(Identification),
    /// Type codes 5 to 8.
    SurfacePosition(SurfacePosition),
    /// Type codes 9 to 18 and 20 to 22.
    AirbornePosition(AirbornePosition),
    /// Type code 19, subtypes 1 to 4.
    Velocity(Velocity),
    /// Type code 28, subtype 1.
    EmergencyStatus(EmergencyStatus),
    /// Type code 31, subtypes 0 and 1.
    OperationalStatus(OperationalStatus),
    /// Any other type code or subtype: its bits.
    Other(Me),
}

impl Squitter {
    /// Reads the field. Never fails: any 56 bits are *some* ME field.
    #[inline]
    #[must_use]
    pub fn parse(me: Me) -> Squitter {
        match (me.u8(TYPE_CODE), me.u8(SUBTYPE)) {
            (1..=4, _) => Squitter::Identification(Identification::parse(me)),
            (5..=8, _) => Squitter::SurfacePosition(SurfacePosition::parse(me)),
            (9..=18 | 20..=22, _) => Squitter::AirbornePosition(AirbornePosition::parse(me)),
            (19, 1..=4) => Squitter::Velocity(Velocity::parse(me)),
            (28, 1) => Squitter::EmergencyStatus(EmergencyStatus::parse(me)),
            (31, 0..=1) => Squitter::OperationalStatus(OperationalStatus::parse(me)),
            _ => Squitter::Other(me),
        }
    }

    /// Writes the field: the exact inverse of [`Squitter::parse`].
    #[inline]
    #[must_use]
    pub fn emit(&self) -> Me {
        match self {
            Squitter::Identification(value) => value.emit(),
            Squitter::SurfacePosition(value) => value.emit(),
            Squitter::AirbornePosition(value) => value.emit(),
            Squitter::Velocity(value) => value.emit(),
            Squitter::EmergencyStatus(value) => value.emit(),
            Squitter::OperationalStatus(value) => value.emit(),
            Squitter::Other(me) => *me,
        }
    }

    /// The type code, 0 to 31.
    #[inline]
    #[must_use]
    pub fn type_code(&self) -> u8 {
        match self {
            Squitter::Identification(value) => value.type_code,
            Squitter::SurfacePosition(value) => value.type_code,
            Squitter::AirbornePosition(value) => value.type_code,
            Squitter::Velocity(_) => velocity::TYPE,
            Squitter::EmergencyStatus(_) => status::TYPE,
            Squitter::OperationalStatus(_) => operational::TYPE,
            Squitter::Other(me) => me.u8(TYPE_CODE),
        }
    }
}
