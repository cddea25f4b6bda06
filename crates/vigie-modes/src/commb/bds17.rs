//! BDS 1,7: common usage GICB capability report.
//!
//! ICAO Doc 9871 table A-2-23 (as two public decoders read it; the table
//! itself unverified). Bits 25 and 26 are reserved.
//!
//! | bits  | registers with a valid, fresh content           |
//! |-------|--------------------------------------------------|
//! | 1–6   | 0,5 0,6 0,7 0,8 0,9 0,A                          |
//! | 7–8   | 2,0 2,1                                          |
//! | 9–15  | 4,0 4,1 4,2 4,3 4,4 4,5 4,8                      |
//! | 16–23 | 5,0 5,1 5,2 5,3 5,4 5,5 5,6 5,F                  |
//! | 24    | 6,0                                              |
//! | 27–29 | E,1 E,2 F,1                                      |
//! | 30–56 | reserved                                         |

use super::layout::{Layout, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bits};

const REGISTERS: Field = bits(1..=29);
const RESERVED: Field = bits(30..=56);

pub(super) const LAYOUT: Layout = Layout::new(CommonCapability::BDS, &[Rule::reserved(RESERVED)]);

/// Which bit, from 1, stands for which register.
const PLACES: [(u32, u8); 27] = [
    (1, 0x05),
    (2, 0x06),
    (3, 0x07),
    (4, 0x08),
    (5, 0x09),
    (6, 0x0a),
    (7, 0x20),
    (8, 0x21),
    (9, 0x40),
    (10, 0x41),
    (11, 0x42),
    (12, 0x43),
    (13, 0x44),
    (14, 0x45),
    (15, 0x48),
    (16, 0x50),
    (17, 0x51),
    (18, 0x52),
    (19, 0x53),
    (20, 0x54),
    (21, 0x55),
    (22, 0x56),
    (23, 0x5f),
    (24, 0x60),
    (27, 0xe1),
    (28, 0xe2),
    (29, 0xf1),
];

/// What BDS 1,7 says: the registers that the aircraft can answer with.
///
/// A register that is fitted but not fresh is not listed, so the answer of
/// one aircraft changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CommonCapability {
    /// The first 29 bits, bit 1 highest.
    pub registers: u32,
}

impl CommonCapability {
    /// This register's number.
    pub const BDS: Bds = Bds(0x17);

    /// With these registers. Fails for one that this report does not know.
    pub fn new(registers: impl IntoIterator<Item = Bds>) -> Result<CommonCapability, Error> {
        let mut value = CommonCapability::default();
        for register in registers {
            value.registers |= bit_of(register).ok_or(Error::Range("register"))?;
        }
        Ok(value)
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<CommonCapability, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(CommonCapability {
            registers: mb.u32(REGISTERS),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        Mb::ZERO.with(REGISTERS, self.registers)
    }

    /// Whether the aircraft can answer with `register`; `None` where this
    /// report has no place for it.
    #[must_use]
    pub fn supports(self, register: Bds) -> Option<bool> {
        bit_of(register).map(|bit| self.registers & bit != 0)
    }

    /// The registers the aircraft can answer with, lowest first.
    pub fn iter(self) -> impl Iterator<Item = Bds> {
        PLACES
            .into_iter()
            .filter(move |&(place, _)| self.registers & bit_at(place) != 0)
            .map(|(_, register)| Bds(register))
    }
}

/// The bit at `place`, from 1, among the 29.
const fn bit_at(place: u32) -> u32 {
    1 << (REGISTERS.width() - place)
}

fn bit_of(register: Bds) -> Option<u32> {
    let mut places = PLACES.into_iter();
    places.find_map(|(place, known)| (Bds(known) == register).then(|| bit_at(place)))
}

#[cfg(test)]
mod tests {
    use super::CommonCapability;
    use crate::bits::Mb;
    use crate::commb::Bds;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A0000638FA81C10000000081A92F (pyModeS test vector)
        let mb = Mb::new(0xfa_81c1_0000_0000);
        let said = CommonCapability::parse(mb).expect("a register 1,7");
        let expected = [
            0x05, 0x06, 0x07, 0x08, 0x09, 0x20, 0x40, 0x50, 0x51, 0x52, 0x60,
        ];
        assert!(said.iter().eq(expected.map(Bds)));
        assert_eq!(CommonCapability::new(said.iter()), Ok(said));
        assert_eq!(said.emit(), mb);
        assert_eq!(said.supports(Bds(0x44)), Some(false));
        assert_eq!(said.supports(Bds(0x60)), Some(true));
        assert_eq!(said.supports(Bds(0x30)), None);
    }

    #[test]
    fn reserved_bits_contradict_and_unknown_registers_are_refused() {
        assert!(CommonCapability::parse(Mb::new(1)).is_err());
        assert!(CommonCapability::parse(Mb::new(1 << 26)).is_err());
        assert!(CommonCapability::new([Bds(0x30)]).is_err());
    }
}
