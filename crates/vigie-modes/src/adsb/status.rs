//! Type code 28, subtype 1: emergency state and squawk (BDS 6,1).

use super::{SUBTYPE, TYPE_CODE};
use crate::Error;
use crate::bits::{Field, Me, bits};
use crate::identity::{IdentityCode, Squawk};

pub(super) const TYPE: u8 = 28;
const EMERGENCY: u8 = 1;

const STATE: Field = bits(9..=11);
const IDENTITY: Field = bits(12..=24);
const RESERVED: Field = bits(25..=56);

/// What emergency the crew has declared, and the squawk (version 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EmergencyStatus {
    /// 0 none, 1 general, 2 medical, 3 minimum fuel, 4 no communications, 5
    /// unlawful interference, 6 downed aircraft, 7 reserved.
    pub state: u8,
    /// Mode A code; zero before version 2.
    pub identity: IdentityCode,
    /// Reserved bits, as sent.
    pub reserved: u32,
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
}
