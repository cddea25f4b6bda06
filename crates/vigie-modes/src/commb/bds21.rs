//! BDS 2,1: aircraft and airline registration markings.
//!
//! ICAO Doc 9871 table A-2-33 (from memory, unverified: the one public
//! decoder at hand reads more characters than the 56 bits hold).
//!
//! | quantity              | status | value | unit                  |
//! |-----------------------|--------|-------|-----------------------|
//! | aircraft registration | 1      | 2–43  | seven characters      |
//! | airline registration  | 44     | 45–56 | two characters        |

use super::layout::{Layout, Rule};
use super::{Bds, Contradiction, Text};
use crate::Error;
use crate::bits::{Field, Mb, bit, bits};

const REGISTRATION_STATUS: Field = bit(1);
const REGISTRATION: Field = bits(2..=43);
const AIRLINE_STATUS: Field = bit(44);
const AIRLINE: Field = bits(45..=56);

pub(super) const LAYOUT: Layout = Layout::new(
    Registration::BDS,
    &[
        Rule::Status {
            what: "registration",
            status: REGISTRATION_STATUS,
            value: REGISTRATION,
        },
        Rule::Status {
            what: "airline",
            status: AIRLINE_STATUS,
            value: AIRLINE,
        },
        Rule::Text {
            what: "registration",
            status: Some(REGISTRATION_STATUS),
            field: REGISTRATION,
        },
        Rule::Text {
            what: "airline",
            status: Some(AIRLINE_STATUS),
            field: AIRLINE,
        },
    ],
);

/// What BDS 2,1 says; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Registration {
    /// Registration of the aircraft, as painted, without the hyphen.
    pub registration: Option<Text<7>>,
    /// Two-letter designator of the airline.
    pub airline: Option<Text<2>>,
}

impl Registration {
    /// This register's number.
    pub const BDS: Bds = Bds(0x21);

    /// Of an aircraft's registration, up to seven capital letters and digits.
    pub fn new(registration: &str) -> Result<Registration, Error> {
        Ok(Registration {
            registration: Some(Text::from_text(registration)?),
            airline: None,
        })
    }

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<Registration, Contradiction> {
        LAYOUT.check(mb)?;
        let text = |status, field| mb.flag(status).then(|| mb.unsigned(field));
        Ok(Registration {
            registration: text(REGISTRATION_STATUS, REGISTRATION).map(Text::new),
            airline: text(AIRLINE_STATUS, AIRLINE).map(Text::new),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = Mb::ZERO;
        if let Some(registration) = self.registration {
            mb = mb
                .with(REGISTRATION_STATUS, true)
                .with(REGISTRATION, registration.codes());
        }
        if let Some(airline) = self.airline {
            mb = mb.with(AIRLINE_STATUS, true).with(AIRLINE, airline.codes());
        }
        mb
    }
}

#[cfg(test)]
mod tests {
    use super::{Registration, Text};
    use crate::bits::Mb;

    #[test]
    fn comes_back_and_refuses() {
        let said = Registration {
            airline: Text::from_text("NE").ok(),
            ..Registration::new("5UABC").expect("a registration")
        };
        let again = Registration::parse(said.emit()).expect("a register 2,1");
        assert_eq!(again, said);
        let text = again.registration.map(|text| text.to_string());
        assert_eq!(text.as_deref(), Some("5UABC"));
        for stray in [1, 1 << 12, 1 << 20, 1 << 55] {
            assert!(Registration::parse(Mb::new(stray)).is_err(), "{stray:x}");
        }
    }
}
