//! BDS 4,1: next waypoint identifier.
//!
//! ICAO Doc 9871 table A-2-65 (from memory, unverified; two public decoders
//! read the same nine characters).
//!
//! | quantity | status | value | unit            |
//! |----------|--------|-------|-----------------|
//! | waypoint | 1      | 2–55  | nine characters |
//! | reserved |        | 56    |                 |

use super::layout::{Layout, Rule};
use super::{Bds, Contradiction, Text};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const STATUS: Field = bit(1);
const WAYPOINT: Field = bits(2..=55);
const RESERVED: Field = bit(56);

pub(super) const LAYOUT: Layout = Layout::new(
    NextWaypoint::BDS,
    &[
        Rule::reserved(RESERVED),
        Rule::Status {
            what: "waypoint",
            status: STATUS,
            value: WAYPOINT,
        },
        Rule::Text {
            what: "waypoint",
            status: Some(STATUS),
            field: WAYPOINT,
        },
    ],
);

/// What BDS 4,1 says; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NextWaypoint {
    /// Name of the next waypoint of the flight management system.
    pub name: Option<Text<9>>,
}

impl NextWaypoint {
    /// This register's number.
    pub const BDS: Bds = Bds(0x41);

    /// Of up to nine capital letters, digits and spaces.
    pub fn new(name: &str) -> Result<NextWaypoint, Error> {
        Ok(NextWaypoint {
            name: Some(Text::from_text(name)?),
        })
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<NextWaypoint, Contradiction> {
        LAYOUT.check(mb)?;
        let name = mb.flag(STATUS).then(|| Text::new(mb.unsigned(WAYPOINT)));
        Ok(NextWaypoint { name })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        match self.name {
            Some(name) => Mb::ZERO.with(STATUS, true).with(WAYPOINT, name.codes()),
            None => Mb::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NextWaypoint;
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() {
        let said = NextWaypoint::new("AMTEL").expect("a name");
        assert_eq!(NextWaypoint::parse(said.emit()), Ok(said));
        // A is 1, shifted past eight characters, the spare bit and nothing.
        assert_eq!(said.emit().value() >> 49, 0b100_0001);
        for stray in [1, 2, 1 << 55] {
            assert!(NextWaypoint::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
        assert!(NextWaypoint::new("TOOLONGNAME").is_err());
    }
}
