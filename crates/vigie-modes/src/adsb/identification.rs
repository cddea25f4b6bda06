//! Type codes 1 to 4: identification and category (BDS 0,8).

use super::TYPE_CODE;
use crate::Error;
use crate::bits::{Field, Me, bits};
use crate::identity::Callsign;
use std::fmt;

const CATEGORY: Field = bits(6..=8);
const CALLSIGN: Field = bits(9..=56);

/// What the aircraft calls itself, and what kind of vehicle it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identification {
    /// 4 is category set A, 3 is B, 2 is C, 1 is D.
    pub type_code: u8,
    /// Within the set, 0 to 7; 0 is "not said".
    pub category: u8,
    /// Eight characters.
    pub callsign: Callsign,
}

/// Emitter category: set and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    set: u8,
    number: u8,
}

/// As it is written, e.g. `A3`.
impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.set), self.number)
    }
}

impl Identification {
    /// For a category such as `('A', 3)`. Fails for another set than A to D,
    /// a number above 7, or a text that is no callsign.
    pub fn new(set: char, number: u8, callsign: &str) -> Result<Identification, Error> {
        let type_code = match set {
            'A' => 4,
            'B' => 3,
            'C' => 2,
            'D' => 1,
            _ => return Err(Error::Range("category set")),
        };
        if number > 7 {
            return Err(Error::Range("category"));
        }
        Ok(Identification {
            type_code,
            category: number,
            callsign: Callsign::from_text(callsign)?,
        })
    }

    #[inline]
    pub(super) fn parse(me: Me) -> Identification {
        Identification {
            type_code: me.u8(TYPE_CODE),
            category: me.u8(CATEGORY),
            callsign: Callsign::new(me.unsigned(CALLSIGN)),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Me {
        Me::ZERO
            .with(TYPE_CODE, self.type_code)
            .with(CATEGORY, self.category)
            .with(CALLSIGN, self.callsign.codes())
    }

    /// Set and number.
    #[must_use]
    pub fn category(self) -> Category {
        Category {
            set: b'E'.saturating_sub(self.type_code),
            number: self.category,
        }
    }
}

impl Category {
    /// What it is, in the standard's words; `None`: not said, or reserved.
    /// RTCA DO-260B 2.2.3.2.5.2 (from memory, unverified).
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        Some(match (self.set, self.number) {
            (b'A', 1) => "light",
            (b'A', 2) => "small",
            (b'A', 3) => "large",
            (b'A', 4) => "high vortex large",
            (b'A', 5) => "heavy",
            (b'A', 6) => "high performance",
            (b'A', 7) => "rotorcraft",
            (b'B', 1) => "glider or sailplane",
            (b'B', 2) => "lighter than air",
            (b'B', 3) => "parachutist or skydiver",
            (b'B', 4) => "ultralight, hang-glider or paraglider",
            (b'B', 6) => "unmanned aerial vehicle",
            (b'B', 7) => "space or transatmospheric vehicle",
            (b'C', 1) => "surface emergency vehicle",
            (b'C', 2) => "surface service vehicle",
            (b'C', 3) => "point obstacle",
            (b'C', 4) => "cluster obstacle",
            (b'C', 5) => "line obstacle",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Identification;

    #[test]
    fn categories_have_words() {
        let check = |set: char, number: u8, name: &str, meaning: Option<&str>| {
            let said = Identification::new(set, number, "VIGIE").expect("a category");
            assert_eq!(said.category().to_string(), name);
            assert_eq!(said.category().meaning(), meaning);
            assert_eq!(Identification::parse(said.emit()), said);
        };
        check('A', 7, "A7", Some("rotorcraft"));
        check('B', 6, "B6", Some("unmanned aerial vehicle"));
        check('C', 2, "C2", Some("surface service vehicle"));
        check('A', 0, "A0", None);
        check('D', 3, "D3", None);
        assert!(Identification::new('E', 0, "").is_err());
        assert!(Identification::new('A', 8, "").is_err());
    }
}
