//! The ME field of an extended squitter, by type code.
//!
//! ICAO Doc 9871 appendix A to C and RTCA DO-260B 2.2.3.2 (layouts from
//! memory where the file does not say what was seen; checked against recorded
//! squitters). Bits are numbered within the ME field. Type codes not listed
//! here are kept as bits: 25 and 26 (reserved), 27 (trajectory change, never
//! laid down), 30.
//!
//! | type code    | message                        |
//! |--------------|--------------------------------|
//! | 0            | no position                    |
//! | 1–4          | identification and category    |
//! | 5–8          | surface position               |
//! | 9–18, 20–22  | airborne position              |
//! | 19           | velocity, subtypes 1–4         |
//! | 23           | test, national use: bits       |
//! | 24           | surface system status: bits    |
//! | 28           | aircraft status: subtype 1 emergency, 2 resolution advisory |
//! | 29           | target state: subtypes 0 (version 1), 1 (version 2, 3) |
//! | 31           | operational status, subtypes 0, 1 |
//!
//! Services other than ADS-B have layouts of their own: see [`Layout`].

use crate::acas_ra::ResolutionAdvisory;
use crate::bits::{Field, Me, bits};

mod airborne;
mod bare;
mod identification;
mod motion;
mod operational;
pub mod quality;
mod status;
mod surface;
mod target;
mod tisb;
mod velocity;

pub use airborne::AirbornePosition;
pub use bare::{NoPosition, SurfaceSystem, Test};
pub use identification::{Category, Identification};
pub use motion::{AirspeedKind, Motion, SignMagnitude};
pub use operational::{
    AntennaOffset, LateralOffset, LengthWidth, LongitudinalOffset, OperationalStatus, StatusFlag,
    Version,
};
pub(crate) use status::meaning as emergency_meaning;
pub use status::{EmergencyStatus, Version3Status};
pub use surface::{SurfacePosition, movement_from_kt, movement_kt};
pub use target::{AutopilotMode, Source, TargetState, TargetStateV1};
pub use tisb::{CoarsePosition, TisBTail, TisBVelocity};
pub use velocity::{Velocity, VerticalRateSource};

/// Type code, the same bits in every ME field that has one.
pub(crate) const TYPE_CODE: Field = bits(1..=5);
/// Subtype, where the type code has some.
pub(crate) const SUBTYPE: Field = bits(6..=8);
/// Subtype of the resolution advisory, under the type code of the status.
const ADVISORY: u8 = 2;

/// What an ME field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Squitter {
    /// Type code 0.
    NoPosition(NoPosition),
    /// Type codes 1 to 4.
    Identification(Identification),
    /// Type codes 5 to 8.
    SurfacePosition(SurfacePosition),
    /// Type codes 9 to 18 and 20 to 22.
    AirbornePosition(AirbornePosition),
    /// Type code 19, subtypes 1 to 4.
    Velocity(Velocity),
    /// Type code 23.
    Test(Test),
    /// Type code 24.
    SurfaceSystem(SurfaceSystem),
    /// Type code 28, subtype 1.
    EmergencyStatus(EmergencyStatus),
    /// Type code 28, subtype 2.
    ResolutionAdvisory(ResolutionAdvisory),
    /// Type code 29, subtype 0.
    TargetStateV1(TargetStateV1),
    /// Type code 29, subtype 1.
    TargetState(TargetState),
    /// Type code 31, subtypes 0 and 1.
    OperationalStatus(OperationalStatus),
    /// Type code 19 of TIS-B, subtypes 1 to 4.
    TisBVelocity(TisBVelocity),
    /// Coarse TIS-B, which has no type code.
    CoarsePosition(CoarsePosition),
    /// Any other type code or subtype: its bits.
    Other(Me),
    /// A service without type codes: its bits.
    Untyped(Me),
}

/// Which service an ME field belongs to: the same bits mean something else in
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// ADS-B; ADS-R too, but for the bit that tells the kind of address.
    AdsB,
    /// Fine TIS-B.
    TisB,
    /// Coarse TIS-B.
    CoarseTisB,
    /// Management of TIS-B and ADS-R, or reserved: not laid down here.
    Untyped,
}

impl Squitter {
    /// Reads the field as one of ADS-B. Never fails: any 56 bits are *some*
    /// ME field.
    #[inline]
    #[must_use]
    pub fn parse(me: Me) -> Squitter {
        match me.u8(TYPE_CODE) {
            0 => Squitter::NoPosition(NoPosition::parse(me)),
            1..=4 => Squitter::Identification(Identification::parse(me)),
            5..=8 => Squitter::SurfacePosition(SurfacePosition::parse(me)),
            9..=18 | 20..=22 => Squitter::AirbornePosition(AirbornePosition::parse(me)),
            19 if matches!(me.u8(SUBTYPE), 1..=4) => Squitter::Velocity(Velocity::parse(me)),
            code => Squitter::parse_rare(me, code),
        }
    }

    /// What is not heard twice a second. Apart, so that the rest stays small.
    #[inline(never)]
    fn parse_rare(me: Me, code: u8) -> Squitter {
        match (code, me.u8(SUBTYPE)) {
            (23, _) => Squitter::Test(Test::parse(me)),
            (24, _) => Squitter::SurfaceSystem(SurfaceSystem::parse(me)),
            (28, 1) => Squitter::EmergencyStatus(EmergencyStatus::parse(me)),
            (28, ADVISORY) => Squitter::ResolutionAdvisory(ResolutionAdvisory::parse(me)),
            (29, _) => match me.u8(target::SUBTYPE) {
                0 if !me.flag(target::OLD_LAYOUT) => {
                    Squitter::TargetStateV1(TargetStateV1::parse(me))
                }
                1 => Squitter::TargetState(TargetState::parse(me)),
                _ => Squitter::Other(me),
            },
            (31, 0..=1) => Squitter::OperationalStatus(OperationalStatus::parse(me)),
            _ => Squitter::Other(me),
        }
    }

    /// Reads the field as one of this service.
    #[inline]
    #[must_use]
    pub fn parse_as(me: Me, layout: Layout) -> Squitter {
        match layout {
            Layout::AdsB => Squitter::parse(me),
            Layout::TisB => Squitter::parse_tisb(me),
            Layout::CoarseTisB => Squitter::CoarsePosition(CoarsePosition::parse(me)),
            Layout::Untyped => Squitter::Untyped(me),
        }
    }

    #[inline(never)]
    fn parse_tisb(me: Me) -> Squitter {
        match (me.u8(TYPE_CODE), me.u8(SUBTYPE)) {
            (1..=18 | 20..=22, _) => Squitter::parse(me),
            (19, 1..=4) => Squitter::TisBVelocity(TisBVelocity::parse(me)),
            _ => Squitter::Other(me),
        }
    }

    /// Writes the field: the exact inverse of [`Squitter::parse_as`].
    #[inline]
    #[must_use]
    pub fn emit(&self) -> Me {
        match self {
            Squitter::NoPosition(value) => value.emit(),
            Squitter::Identification(value) => value.emit(),
            Squitter::SurfacePosition(value) => value.emit(),
            Squitter::AirbornePosition(value) => value.emit(),
            Squitter::Velocity(value) => value.emit(),
            Squitter::Test(value) => value.bits(),
            Squitter::SurfaceSystem(value) => value.bits(),
            Squitter::EmergencyStatus(value) => value.emit(),
            Squitter::ResolutionAdvisory(value) => value
                .emit()
                .with(TYPE_CODE, status::TYPE)
                .with(SUBTYPE, ADVISORY),
            Squitter::TargetStateV1(value) => value.emit(),
            Squitter::TargetState(value) => value.emit(),
            Squitter::OperationalStatus(value) => value.emit(),
            Squitter::TisBVelocity(value) => value.emit(),
            Squitter::CoarsePosition(value) => value.emit(),
            Squitter::Other(me) | Squitter::Untyped(me) => *me,
        }
    }

    /// The type code, 0 to 31; 0, "no position", for what has none.
    #[inline]
    #[must_use]
    pub fn type_code(&self) -> u8 {
        match self {
            Squitter::NoPosition(_) | Squitter::CoarsePosition(_) | Squitter::Untyped(_) => 0,
            Squitter::Identification(value) => value.type_code,
            Squitter::SurfacePosition(value) => value.type_code,
            Squitter::AirbornePosition(value) => value.type_code,
            Squitter::Velocity(_) | Squitter::TisBVelocity(_) => velocity::TYPE,
            Squitter::Test(value) => value.bits().u8(TYPE_CODE),
            Squitter::SurfaceSystem(value) => value.bits().u8(TYPE_CODE),
            Squitter::EmergencyStatus(_) | Squitter::ResolutionAdvisory(_) => status::TYPE,
            Squitter::TargetStateV1(_) | Squitter::TargetState(_) => target::TYPE,
            Squitter::OperationalStatus(_) => operational::TYPE,
            Squitter::Other(me) => me.u8(TYPE_CODE),
        }
    }

    /// The bit that in TIS-B and ADS-R tells the kind of address (IMF), where
    /// this message has one.
    #[must_use]
    pub(crate) fn imf(&self) -> Option<bool> {
        match self {
            Squitter::NoPosition(value) => Some(value.supplement),
            Squitter::SurfacePosition(value) => Some(value.utc),
            Squitter::AirbornePosition(value) => Some(value.supplement),
            Squitter::Velocity(value) => Some(value.intent_change),
            Squitter::EmergencyStatus(value) => Some(value.imf()),
            Squitter::TargetStateV1(value) => Some(value.imf()),
            Squitter::TargetState(value) => Some(value.imf()),
            Squitter::OperationalStatus(value) => Some(value.reserved),
            Squitter::TisBVelocity(value) => Some(value.imf),
            Squitter::CoarsePosition(value) => Some(value.imf),
            Squitter::Identification(_)
            | Squitter::Test(_)
            | Squitter::SurfaceSystem(_)
            | Squitter::ResolutionAdvisory(_)
            | Squitter::Other(_)
            | Squitter::Untyped(_) => None,
        }
    }
}
