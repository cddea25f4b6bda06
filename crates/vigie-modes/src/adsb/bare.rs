//! Type codes with little or nothing laid down: 0, no position; 23, test; 24,
//! surface system status.
//!
//! RTCA DO-260B 2.2.3.2.3 (type code 0: the layout of an airborne position
//! without the position, from memory) and, for what test messages of subtype
//! 7 were used for, a public decoder.

use super::airborne::{ALTITUDE, SUPPLEMENT, SURVEILLANCE_STATUS};
use super::{SUBTYPE, TYPE_CODE};
use crate::Error;
use crate::altitude::AltitudeCode12;
use crate::bits::{Field, Me, bits};
use crate::identity::{IdentityCode, Squawk};

const WITHOUT_MEANING: Field = bits(21..=56);
const TEST_IDENTITY: Field = bits(9..=21);

const TEST: u8 = 23;
const NATIONAL: u8 = 7;
const SURFACE_SYSTEM: u8 = 24;

/// Type code 0: an aircraft or vehicle that does not know where it is, in the
/// air with its altitude or on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NoPosition {
    /// As in an airborne position: 0 nothing, 1 permanent alert, 2 temporary
    /// alert, 3 special position identification.
    pub surveillance_status: u8,
    /// As in an airborne position.
    pub supplement: bool,
    /// Pressure altitude, or nothing.
    pub altitude: AltitudeCode12,
    /// The 36 bits after it, as sent.
    pub rest: u64,
}

impl NoPosition {
    /// At a pressure altitude in feet; `None`: on the ground or not known.
    pub fn new(altitude_ft: Option<i32>) -> Result<NoPosition, Error> {
        Ok(NoPosition {
            altitude: match altitude_ft {
                Some(feet) => AltitudeCode12::from_feet(feet)?,
                None => AltitudeCode12::UNAVAILABLE,
            },
            ..NoPosition::default()
        })
    }

    pub(super) fn parse(me: Me) -> NoPosition {
        NoPosition {
            surveillance_status: me.u8(SURVEILLANCE_STATUS),
            supplement: me.flag(SUPPLEMENT),
            altitude: AltitudeCode12::new(me.u16(ALTITUDE)),
            rest: me.unsigned(WITHOUT_MEANING),
        }
    }

    pub(super) fn emit(self) -> Me {
        Me::ZERO
            .with(SURVEILLANCE_STATUS, self.surveillance_status)
            .with(SUPPLEMENT, self.supplement)
            .with(ALTITUDE, self.altitude.code())
            .with(WITHOUT_MEANING, self.rest)
    }
}

/// Type code 23: test, or national use (subtype 7). Its bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Test(Me);

impl Test {
    /// A test message of subtype 0 to 7; what follows the subtype is zero.
    pub fn new(subtype: u8) -> Result<Test, Error> {
        if subtype > 7 {
            return Err(Error::Range("subtype"));
        }
        Ok(Test(Me::ZERO.with(TYPE_CODE, TEST).with(SUBTYPE, subtype)))
    }

    /// National use (subtype 7): a squawk, as it was sent in one State.
    #[must_use]
    pub fn national(squawk: Squawk) -> Test {
        let me = Me::ZERO.with(TYPE_CODE, TEST).with(SUBTYPE, NATIONAL);
        Test(me.with(TEST_IDENTITY, IdentityCode::from(squawk).code()))
    }

    pub(super) fn parse(me: Me) -> Test {
        Test(me)
    }

    /// All its bits.
    #[must_use]
    pub fn bits(self) -> Me {
        self.0
    }

    /// 0 test, 7 national use, 1 to 6 reserved.
    #[must_use]
    pub fn subtype(self) -> u8 {
        self.0.u8(SUBTYPE)
    }

    /// Squawk of subtype 7, where it is not zero.
    #[must_use]
    pub fn squawk(self) -> Option<Squawk> {
        let code = self.0.u16(TEST_IDENTITY);
        (self.subtype() == NATIONAL && code != 0).then(|| IdentityCode::new(code).squawk())
    }
}

/// Type code 24: surface system status; subtype 1 is of a multilateration
/// system. Its bits: their layout is not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SurfaceSystem(Me);

impl SurfaceSystem {
    /// Of subtype 0 to 7, with the 48 bits after it.
    pub fn new(subtype: u8, rest: u64) -> Result<SurfaceSystem, Error> {
        if subtype > 7 || rest >> 48 != 0 {
            return Err(Error::Range("surface system status"));
        }
        let me = Me::new(rest).with(TYPE_CODE, SURFACE_SYSTEM);
        Ok(SurfaceSystem(me.with(SUBTYPE, subtype)))
    }

    pub(super) fn parse(me: Me) -> SurfaceSystem {
        SurfaceSystem(me)
    }

    /// All its bits.
    #[must_use]
    pub fn bits(self) -> Me {
        self.0
    }

    /// 1 multilateration, others reserved.
    #[must_use]
    pub fn subtype(self) -> u8 {
        self.0.u8(SUBTYPE)
    }
}

#[cfg(test)]
mod tests {
    use super::{NoPosition, SurfaceSystem, Test};
    use crate::adsb::Squitter;
    use crate::identity::Squawk;

    #[test]
    fn what_little_they_say() {
        let lost = NoPosition::new(Some(37_000)).expect("in range");
        assert_eq!(Squitter::parse(lost.emit()), Squitter::NoPosition(lost));
        assert_eq!(lost.altitude.altitude_ft(), Some(37_000));
        assert!(NoPosition::new(Some(1_000_000)).is_err());

        let national = Test::national(Squawk::EMERGENCY);
        assert_eq!(Squitter::parse(national.bits()), Squitter::Test(national));
        assert_eq!(
            (national.subtype(), national.squawk()),
            (7, Some(Squawk::EMERGENCY))
        );
        assert_eq!(Test::new(0).map(Test::squawk), Ok(None));
        assert!(Test::new(8).is_err());

        let system = SurfaceSystem::new(1, 0xab_cdef).expect("in range");
        assert_eq!(
            Squitter::parse(system.bits()),
            Squitter::SurfaceSystem(system)
        );
        assert_eq!(system.subtype(), 1);
        assert!(SurfaceSystem::new(1, 1 << 48).is_err());
    }
}
