//! BDS 5,F: quasi-static parameter monitoring.
//!
//! ICAO Doc 9871 table A-2-95 (from memory, unverified; one public decoder
//! has the same places, but for the pressure setting, which it has not). Each
//! quantity has a counter of two bits that steps when it changes: a radar
//! that sees it step asks for the register with the value.
//!
//! | quantity                     | bits  |
//! |------------------------------|-------|
//! | MCP/FCU selected altitude    | 1–2   |
//! | reserved                     | 3–12  |
//! | next waypoint                | 13–14 |
//! | reserved                     | 15–16 |
//! | FMS vertical mode            | 17–18 |
//! | VHF channel report           | 19–20 |
//! | meteorological hazards       | 21–22 |
//! | FMS selected altitude        | 23–24 |
//! | barometric pressure setting  | 25–26 |
//! | reserved                     | 27–56 |

use super::layout::{Layout, Rule};
use super::{Bds, Contradiction};
use crate::bits::{Field, Mb, bits};

const MCP_ALTITUDE: Field = bits(1..=2);
const RESERVED_3: Field = bits(3..=12);
const WAYPOINT: Field = bits(13..=14);
const RESERVED_15: Field = bits(15..=16);
const VERTICAL_MODE: Field = bits(17..=18);
const VHF: Field = bits(19..=20);
const HAZARDS: Field = bits(21..=22);
const FMS_ALTITUDE: Field = bits(23..=24);
const PRESSURE: Field = bits(25..=26);
const RESERVED_27: Field = bits(27..=56);

pub(super) const LAYOUT: Layout = Layout::new(
    ChangeCounters::BDS,
    &[
        Rule::reserved(RESERVED_3),
        Rule::reserved(RESERVED_15),
        Rule::reserved(RESERVED_27),
    ],
);

/// What BDS 5,F says: counters of changes, 0 to 3, which go round from 3 to
/// 1; 0 is "not monitored".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ChangeCounters {
    /// Altitude set at the panel (BDS 4,0).
    pub mcp_altitude: u8,
    /// Next waypoint (BDS 4,1 to 4,3).
    pub waypoint: u8,
    /// Vertical mode of the flight management system (BDS 4,0).
    pub vertical_mode: u8,
    /// VHF channels (BDS 4,8).
    pub vhf: u8,
    /// Meteorological hazards (BDS 4,5).
    pub hazards: u8,
    /// Altitude of the flight management system (BDS 4,0).
    pub fms_altitude: u8,
    /// Pressure setting (BDS 4,0).
    pub pressure: u8,
}

impl ChangeCounters {
    /// This register's number.
    pub const BDS: Bds = Bds(0x5f);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<ChangeCounters, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(ChangeCounters {
            mcp_altitude: mb.u8(MCP_ALTITUDE),
            waypoint: mb.u8(WAYPOINT),
            vertical_mode: mb.u8(VERTICAL_MODE),
            vhf: mb.u8(VHF),
            hazards: mb.u8(HAZARDS),
            fms_altitude: mb.u8(FMS_ALTITUDE),
            pressure: mb.u8(PRESSURE),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        Mb::ZERO
            .with(MCP_ALTITUDE, self.mcp_altitude)
            .with(WAYPOINT, self.waypoint)
            .with(VERTICAL_MODE, self.vertical_mode)
            .with(VHF, self.vhf)
            .with(HAZARDS, self.hazards)
            .with(FMS_ALTITUDE, self.fms_altitude)
            .with(PRESSURE, self.pressure)
    }
}

#[cfg(test)]
mod tests {
    use super::ChangeCounters;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_contradicts() {
        let said = ChangeCounters {
            mcp_altitude: 3,
            hazards: 1,
            pressure: 2,
            ..ChangeCounters::default()
        };
        assert_eq!(said.emit(), Mb::new(0xc0_0004_8000_0000));
        assert_eq!(ChangeCounters::parse(said.emit()), Ok(said));
        for stray in [1, 1 << 29, 1 << 41, 1 << 52] {
            assert!(ChangeCounters::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
    }
}
