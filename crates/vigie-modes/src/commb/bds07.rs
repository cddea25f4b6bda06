//! BDS 0,7: extended squitter status.
//!
//! ICAO Doc 9871 table A-2-7 (from memory, unverified). Never broadcast: it
//! tells the transponder, and a radar that asks, how squitters are sent.
//!
//! | quantity                                  | bits |
//! |-------------------------------------------|------|
//! | rate of surface squitters                 | 1–2  |
//! | positions carry GNSS height, not pressure | 3    |
//! | reserved                                  | 4–56 |

use super::layout::{Layout, Rule};
use super::{Bds, Contradiction};
use crate::bits::{Field, Mb, bit, bits};

const RATE: Field = bits(1..=2);
const GEOMETRIC: Field = bit(3);
const RESERVED: Field = bits(4..=56);

pub(super) const LAYOUT: Layout = Layout::new(SquitterStatus::BDS, &[Rule::reserved(RESERVED)]);

/// What BDS 0,7 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SquitterStatus {
    /// Rate of surface squitters: 0 not known, 1 high, 2 low, 3 reserved.
    pub rate: u8,
    /// Positions carry the GNSS height rather than the pressure altitude.
    pub geometric: bool,
}

impl SquitterStatus {
    /// This register's number.
    pub const BDS: Bds = Bds(0x07);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<SquitterStatus, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(SquitterStatus {
            rate: mb.u8(RATE),
            geometric: mb.flag(GEOMETRIC),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        Mb::ZERO
            .with(RATE, self.rate)
            .with(GEOMETRIC, self.geometric)
    }
}

#[cfg(test)]
mod tests {
    use super::SquitterStatus;
    use crate::bits::Mb;

    #[test]
    fn three_bits_and_no_more() {
        let said = SquitterStatus {
            rate: 2,
            geometric: true,
        };
        assert_eq!(said.emit(), Mb::new(0xa0 << 48));
        assert_eq!(SquitterStatus::parse(said.emit()), Ok(said));
        assert!(SquitterStatus::parse(Mb::new(0x10 << 48)).is_err());
    }
}
