//! BDS 1,8 to 1,C: Mode S specific services GICB capability reports.
//!
//! ICAO Doc 9871 tables A-2-24 to A-2-28 (as two public decoders read them;
//! the tables themselves unverified). Every register from 0,1 to F,F has one
//! bit, the last bit of a report the lowest number. Numbers to which the
//! standard assigns nothing have zeros; those it keeps for a purpose are free.
//!
//! | report | registers | bits                          | no assignment           |
//! |--------|-----------|-------------------------------|-------------------------|
//! | 1,8    | 0,1 – 3,8 | 56 down to 1                  | 0,1 2,6–2,F 3,1–3,8     |
//! | 1,9    | 3,9 – 7,0 | 56 down to 1                  | 3,9–3,F 4,9–4,F 5,7–5,E |
//! | 1,A    | 7,1 – A,8 | 56 down to 1                  | 7,6–A,8                 |
//! | 1,B    | A,9 – E,0 | 56 down to 1                  | all                     |
//! | 1,C    | E,1 – F,F | 56 down to 26; 1–25 reserved  | E,D–F,0 F,3–F,F         |
//!
//! Unlike 1,7 they tell what is fitted, fresh or not.

use super::layout::{Layout, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bits};

/// Registers of a whole report.
const SPAN: u8 = 56;
const FIRST: u8 = 0x18;
/// In the last report.
const RESERVED: Field = bits(1..=25);

const RULES: [&[Rule]; 5] = [
    &[none(0x01, 0x01), none(0x26, 0x2f), none(0x31, 0x38)],
    &[none(0x39, 0x3f), none(0x49, 0x4f), none(0x57, 0x5e)],
    &[none(0x76, 0xa8)],
    &[none(0xa9, 0xe0)],
    &[Rule::reserved(RESERVED), none(0xed, 0xf0), none(0xf3, 0xff)],
];

/// That the registers `first` to `last`, of one report, have zeros.
const fn none(first: u8, last: u8) -> Rule {
    Rule::Fixed {
        what: "registers",
        field: bits(place(last)..=place(first)),
        number: 0,
    }
}

/// The bit of a register in its report.
const fn place(number: u8) -> u32 {
    (SPAN - (number - 1) % SPAN) as u32
}

pub(super) const fn layout(number: u8) -> Layout {
    Layout::new(Bds(number), RULES[(number - FIRST) as usize])
}

/// What BDS 1,8 to 1,C (`NUMBER`) say: the registers that are fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CapabilityReport<const NUMBER: u8> {
    registers: Mb,
}

impl<const NUMBER: u8> CapabilityReport<NUMBER> {
    /// This register's number.
    pub const BDS: Bds = Bds(NUMBER);

    const LAYOUT: Layout = layout(NUMBER);
    /// The register of bit 56.
    const LOWEST: u8 = (NUMBER - FIRST) * SPAN + 1;

    /// With these registers. Fails for one that is not in this report, or to
    /// which nothing is assigned.
    pub fn new(registers: impl IntoIterator<Item = Bds>) -> Result<Self, Error> {
        let mut set = 0;
        for register in registers {
            set |= Self::bit(register).ok_or(Error::Range("register"))?;
        }
        Self::parse(Mb::new(set)).map_err(|_| Error::Range("register"))
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<Self, Contradiction> {
        Self::LAYOUT.check(mb)?;
        Ok(CapabilityReport { registers: mb })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        self.registers
    }

    /// Whether `register` is fitted; `None` where this report has no place
    /// for it.
    #[must_use]
    pub fn supports(self, register: Bds) -> Option<bool> {
        Self::bit(register).map(|bit| self.registers.value() & bit != 0)
    }

    /// The registers that are fitted, lowest first.
    pub fn iter(self) -> impl Iterator<Item = Bds> {
        (0..SPAN)
            .filter(move |index| self.registers.value() >> index & 1 == 1)
            .map(|index| Bds(Self::LOWEST.saturating_add(index)))
    }

    fn bit(register: Bds) -> Option<u64> {
        let index = register.0.checked_sub(Self::LOWEST)?;
        (index < SPAN).then(|| 1 << index)
    }
}

#[cfg(test)]
mod tests {
    use super::CapabilityReport;
    use crate::bits::Mb;
    use crate::commb::Bds;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A000019B0080008FC083F0000000 (rs1090 test vector)
        let mb = Mb::new(0x00_8000_8fc0_83f0);
        let said = CapabilityReport::<0x18>::parse(mb).expect("a register 1,8");
        let expected = [
            0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x10, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x20,
            0x30,
        ];
        let listed: Vec<u8> = said.iter().map(|bds| bds.0).collect();
        assert!(
            expected.iter().all(|bds| listed.contains(bds)),
            "{listed:x?}"
        );
        assert_eq!(CapabilityReport::new(said.iter()), Ok(said));
        assert_eq!(said.emit(), mb);
    }

    #[test]
    fn every_register_has_its_place() {
        let has = |bds, first: Option<bool>, last: Option<bool>| {
            let second =
                CapabilityReport::<0x19>::parse(Mb::new(1 << 7)).expect("an assigned register");
            assert_eq!(second.supports(bds), first, "{bds}");
            let fifth =
                CapabilityReport::<0x1c>::parse(Mb::new(1 << 17)).expect("an assigned register");
            assert_eq!(fifth.supports(bds), last, "{bds}");
        };
        has(Bds(0x38), None, None);
        has(Bds(0x40), Some(true), None);
        has(Bds(0x70), Some(false), None);
        has(Bds(0x71), None, None);
        has(Bds(0xe0), None, None);
        has(Bds(0xe1), None, Some(false));
        has(Bds(0xf2), None, Some(true));
        has(Bds(0xff), None, Some(false));
        assert!(CapabilityReport::<0x1c>::parse(Mb::new(1 << 31)).is_err());
        assert!(CapabilityReport::<0x1a>::new([Bds(0x70)]).is_err());
        assert!(CapabilityReport::<0x1a>::new([Bds(0x71), Bds(0x75)]).is_ok());
        assert!(CapabilityReport::<0x18>::new([Bds(0x26)]).is_err());
        assert!(CapabilityReport::<0x19>::new([Bds(0x5f), Bds(0x60)]).is_ok());
        assert!(CapabilityReport::<0x1b>::new([Bds(0xa9)]).is_err());
    }
}
