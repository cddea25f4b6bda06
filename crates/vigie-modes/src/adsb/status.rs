//! Type code 28, subtype 1: emergency state and squawk (BDS 6,1).
//!
//! What version 3 (DO-260C) says in the bits that were reserved is taken from
//! a public decoder; whether the transmitter is of version 3, its operational
//! status says.

use super::{SUBTYPE, TYPE_CODE};
use crate::Error;
use crate::bits::{Field, Me, Word, bit, bits};
use crate::identity::{IdentityCode, Squawk};

pub(super) const TYPE: u8 = 28;
const EMERGENCY: u8 = 1;

const STATE: Field = bits(9..=11);
const IDENTITY: Field = bits(12..=24);
const RESERVED: Field = bits(25..=56);
/// ADS-R: the kind of address.
const IMF: Field = bit(56);
/// Version 3.
const UNMANNED: Field = bit(25);
const MEAN_DISSIPATION: Field = bits(26..=32);
const PEAK_DISSIPATION: Field = bits(33..=39);
const PEAK_AGE: Field = bits(40..=42);
const WATER_VAPOUR: Field = bits(43..=54);

const PEAK_AGE_LSB_S: f64 = 7.5;
const WATER_VAPOUR_PER_KG_KG: f64 = 1e5;

/// What emergency the crew has declared, and the squawk (version 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EmergencyStatus {
    /// 0 none, 1 general, 2 medical, 3 minimum fuel, 4 no communications, 5
    /// unlawful interference, 6 downed aircraft, 7 reserved.
    pub state: u8,
    /// Mode A code; zero before version 2.
    pub identity: IdentityCode,
    /// Reserved bits, as sent; [`EmergencyStatus::version_3`] reads them.
    pub reserved: u32,
}

/// What version 3 adds, in the counts of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version3Status {
    /// Nobody is on board to fly it.
    pub unmanned: bool,
    /// Mean eddy dissipation rate, a code of uneven steps; 0 not known.
    pub mean_dissipation: u8,
    /// Peak eddy dissipation rate, likewise.
    pub peak_dissipation: u8,
    /// How long ago the peak was, at most, LSB 7.5 s.
    pub peak_age: u8,
    /// 0 not known, else one more than 10⁻⁵ kg/kg.
    pub water_vapour: u16,
}

impl EmergencyStatus {
    /// Fails for a state above 7.
    pub fn new(state: u8, squawk: Squawk) -> Result<EmergencyStatus, Error> {
        if state > 7 {
            return Err(Error::Range("emergency state"));
        }
        Ok(EmergencyStatus {
            state,
            identity: squawk.into(),
            reserved: 0,
        })
    }

    pub(super) fn parse(me: Me) -> EmergencyStatus {
        EmergencyStatus {
            state: me.u8(STATE),
            identity: IdentityCode::new(me.u16(IDENTITY)),
            reserved: me.u32(RESERVED),
        }
    }

    pub(super) fn emit(self) -> Me {
        Me::ZERO
            .with(TYPE_CODE, TYPE)
            .with(SUBTYPE, EMERGENCY)
            .with(STATE, self.state)
            .with(IDENTITY, self.identity.code())
            .with(RESERVED, self.reserved)
    }

    /// The word for the state; `None` where it is reserved.
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        meaning(self.state)
    }

    /// The bit that tells the kind of address in a rebroadcast (ADS-R).
    #[must_use]
    pub(crate) fn imf(self) -> bool {
        self.emit().flag(IMF)
    }

    /// What a transmitter of version 3 says in the bits reserved before.
    #[must_use]
    pub fn version_3(self) -> Version3Status {
        let me: Word<56> = Me::ZERO.with(RESERVED, self.reserved);
        Version3Status {
            unmanned: me.flag(UNMANNED),
            mean_dissipation: me.u8(MEAN_DISSIPATION),
            peak_dissipation: me.u8(PEAK_DISSIPATION),
            peak_age: me.u8(PEAK_AGE),
            water_vapour: me.u16(WATER_VAPOUR),
        }
    }

    /// With what version 3 says; numbers beyond their fields are cut.
    #[must_use]
    pub fn with_version_3(mut self, said: Version3Status) -> EmergencyStatus {
        let me: Word<56> = Me::ZERO
            .with(RESERVED, self.reserved)
            .with(UNMANNED, said.unmanned)
            .with(MEAN_DISSIPATION, said.mean_dissipation)
            .with(PEAK_DISSIPATION, said.peak_dissipation)
            .with(PEAK_AGE, said.peak_age)
            .with(WATER_VAPOUR, said.water_vapour);
        self.reserved = me.u32(RESERVED);
        self
    }
}

impl Version3Status {
    /// How long ago the peak was, at most, seconds.
    #[must_use]
    pub fn peak_age_s(self) -> f64 {
        f64::from(self.peak_age) * PEAK_AGE_LSB_S
    }

    /// Mass of water vapour by mass of air, kg/kg.
    #[must_use]
    pub fn water_vapour_kg_kg(self) -> Option<f64> {
        Some(f64::from(self.water_vapour.checked_sub(1)?) / WATER_VAPOUR_PER_KG_KG)
    }
}

/// The word for an emergency state (0 to 7); `None` where it is reserved.
pub(crate) fn meaning(state: u8) -> Option<&'static str> {
    Some(match state {
        0 => "none",
        1 => "general",
        2 => "medical",
        3 => "minimum fuel",
        4 => "no communications",
        5 => "unlawful interference",
        6 => "downed aircraft",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{EmergencyStatus, Version3Status};
    use crate::identity::Squawk;

    #[test]
    fn what_version_3_says_stands_in_reserved_bits() {
        let said = Version3Status {
            unmanned: true,
            mean_dissipation: 0x55,
            peak_dissipation: 0x2a,
            peak_age: 4,
            water_vapour: 1_235,
        };
        let status = EmergencyStatus::new(5, Squawk::HIJACK).expect("a state");
        let status = status.with_version_3(said);
        assert_eq!(EmergencyStatus::parse(status.emit()), status);
        assert_eq!(status.version_3(), said);
        assert!(!status.imf());
        assert_eq!(status.meaning(), Some("unlawful interference"));
        assert!((said.peak_age_s() - 30.0).abs() < 1e-9);
        assert!(
            said.water_vapour_kg_kg()
                .is_some_and(|ratio| (ratio - 0.012_34).abs() < 1e-9)
        );
        assert!(EmergencyStatus::new(8, Squawk::HIJACK).is_err());
    }
}
