//! BDS 2,0: aircraft identification.
//!
//! ICAO Doc 9871 table A-2-32 and Annex 10 Vol IV 3.1.2.9.1.1 (from memory,
//! unverified; checked against published replies). The one register of
//! elementary surveillance that every transponder fills.
//!
//! | quantity     | bits | unit                                |
//! |--------------|------|-------------------------------------|
//! | BDS code     | 1–8  | 0x20                                |
//! | callsign     | 9–56 | eight characters of six bits each   |

use super::layout::{CODE, Layout, Rule};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Field, Mb, bits};
use crate::identity::Callsign;

const CALLSIGN: Field = bits(9..=56);

pub(super) const LAYOUT: Layout = Layout::new(
    Identification::BDS,
    &[
        Rule::code(Identification::BDS),
        Rule::Text {
            what: "callsign",
            status: None,
            field: CALLSIGN,
        },
    ],
);

/// What BDS 2,0 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identification {
    /// Callsign, or registration where no flight is planned; only spaces
    /// where the crew has entered nothing.
    pub callsign: Callsign,
}

impl Identification {
    /// This register's number.
    pub const BDS: Bds = Bds(0x20);

    /// Of up to eight capital letters, digits and spaces.
    pub fn new(callsign: &str) -> Result<Identification, Error> {
        Ok(Identification {
            callsign: Callsign::from_text(callsign)?,
        })
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<Identification, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(Identification {
            callsign: Callsign::new(mb.unsigned(CALLSIGN)),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        Mb::ZERO
            .with(CODE, Identification::BDS.0)
            .with(CALLSIGN, self.callsign.codes())
    }
}

#[cfg(test)]
mod tests {
    use super::Identification;
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A000083E202CC371C31DE0AA1CCF (pyModeS documentation)
        let mb = Mb::new(0x20_2cc3_71c3_1de0);
        let said = Identification::parse(mb).expect("a register 2,0");
        assert_eq!(said.callsign.to_string(), "KLM1017");
        assert_eq!(said, Identification::new("KLM1017").expect("a callsign"));
        assert_eq!(said.emit(), mb);
    }

    #[test]
    fn another_code_and_codes_without_character_contradict() {
        assert!(Identification::parse(Mb::new(0x21_2cc3_71c3_1de0)).is_err());
        assert!(Identification::parse(Mb::new(0x20_2cc3_71c3_1dc0)).is_err());
        assert!(Identification::new("klm").is_err());
    }
}
