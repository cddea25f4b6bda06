//! Who it says it is: squawks and callsigns.
//!
//! The 13-bit identity field: ICAO Annex 10 Vol IV 3.1.2.6.7.1 (from memory,
//! unverified; checked against recorded replies). Its pulses stand where
//! those of an altitude do.

use crate::Error;
use crate::pulses::{A1, A2, A4, B1, B2, B4, C1, C2, C4, D1, D2, D4, Pulse, gather, scatter};
use std::fmt;

/// The 13-bit identity field of DF 5, 21 and aircraft status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct IdentityCode(u16);

/// The four octal digits, most significant bit first.
const DIGITS: [Pulse; 12] = [A4, A2, A1, B4, B2, B1, C4, C2, C1, D4, D2, D1];

impl IdentityCode {
    /// The low 13 bits of `code`.
    #[inline]
    #[must_use]
    pub const fn new(code: u16) -> IdentityCode {
        IdentityCode(code & 0x1fff)
    }

    /// The 13 bits.
    #[inline]
    #[must_use]
    pub const fn code(self) -> u16 {
        self.0
    }

    /// The four digits, whatever the X bit.
    #[inline]
    #[must_use]
    pub fn squawk(self) -> Squawk {
        Squawk(gather(self.0, DIGITS))
    }
}

impl From<Squawk> for IdentityCode {
    fn from(squawk: Squawk) -> IdentityCode {
        IdentityCode(scatter(squawk.0, DIGITS))
    }
}

/// A Mode A code: four octal digits, as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Squawk(u16);

impl Squawk {
    /// Unlawful interference.
    pub const HIJACK: Squawk = Squawk(0o7500);
    /// Radio failure.
    pub const RADIO_FAILURE: Squawk = Squawk(0o7600);
    /// Emergency.
    pub const EMERGENCY: Squawk = Squawk(0o7700);

    /// From its number, e.g. `0o7700`. Fails above `0o7777`.
    pub const fn new(octal: u16) -> Result<Squawk, Error> {
        if octal <= 0o7777 {
            Ok(Squawk(octal))
        } else {
            Err(Error::Range("squawk"))
        }
    }

    /// The four octal digits as one number.
    #[inline]
    #[must_use]
    pub const fn octal(self) -> u16 {
        self.0
    }
}

/// Four octal digits.
impl fmt::Display for Squawk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// Eight characters of six bits each: ICAO Doc 9871, table A-2-32 and Annex
/// 10 Vol IV 3.1.2.9.1.2 (from memory, unverified).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callsign(u64);

/// What each six-bit code is; `#` where the standard assigns nothing.
const CHARACTERS: &[u8; 64] = b"#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######";

/// The character of a six-bit code, `#` for a code without one.
pub(crate) const fn character(code: u8) -> u8 {
    CHARACTERS[(code & 63) as usize]
}

/// The six-bit code of a character, if it has one.
pub(crate) fn character_code(character: u8) -> Option<u64> {
    let codes = CHARACTERS.iter().zip(0_u64..);
    codes
        .filter(|_| character != b'#')
        .find_map(|(known, code)| (*known == character).then_some(code))
}

impl Callsign {
    /// The low 48 bits of `codes`, the first character highest.
    #[inline]
    #[must_use]
    pub const fn new(codes: u64) -> Callsign {
        Callsign(codes & 0xffff_ffff_ffff)
    }

    /// Up to eight capital letters, digits and spaces; padded with spaces.
    pub fn from_text(text: &str) -> Result<Callsign, Error> {
        if text.len() > 8 {
            return Err(Error::Range("callsign"));
        }
        let mut codes = 0;
        for index in 0..8 {
            let character = text.as_bytes().get(index).copied().unwrap_or(b' ');
            let code = character_code(character).ok_or(Error::Character("callsign"))?;
            codes = codes << 6 | code;
        }
        Ok(Callsign(codes))
    }

    /// The 48 bits.
    #[inline]
    #[must_use]
    pub const fn codes(self) -> u64 {
        self.0
    }

    /// The eight characters as ASCII, `#` for a code without one.
    #[inline]
    #[must_use]
    pub fn characters(self) -> Characters {
        let mut text = [0; 8];
        for (shift, character) in (0..8).rev().zip(&mut text) {
            let [code, ..] = (self.0 >> (6 * shift)).to_le_bytes();
            *character = self::character(code);
        }
        Characters(text)
    }

    /// Every character is one the standard assigns.
    #[must_use]
    pub fn is_readable(self) -> bool {
        !self.characters().0.contains(&b'#')
    }
}

/// The text of a callsign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Characters([u8; 8]);

impl Characters {
    /// All eight, spaces included.
    #[inline]
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Without the spaces around.
    #[inline]
    #[must_use]
    pub fn trimmed(&self) -> &str {
        // Only characters of the table above are in it.
        str::from_utf8(&self.0)
            .unwrap_or_default()
            .trim_matches(' ')
    }
}

/// As sent, without the spaces around.
impl fmt::Display for Callsign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.characters().trimmed())
    }
}

#[cfg(test)]
mod tests {
    use super::{Callsign, IdentityCode, Squawk};

    #[test]
    fn every_squawk_comes_back() {
        for octal in 0..=0o7777 {
            let squawk = Squawk::new(octal).expect("in range");
            assert_eq!(IdentityCode::from(squawk).squawk(), squawk);
        }
        assert!(Squawk::new(0o10000).is_err());
        assert_eq!(Squawk::EMERGENCY.to_string(), "7700");
        assert_eq!(Squawk::new(0o12).map(|s| s.to_string()), Ok("0012".into()));
    }

    #[test]
    fn the_x_bit_says_nothing() {
        let code = IdentityCode::from(Squawk::HIJACK);
        assert_eq!(
            IdentityCode::new(code.code() | 0x40).squawk(),
            Squawk::HIJACK
        );
    }

    #[test]
    fn callsigns() {
        let check = |text: &str, expected: Option<&str>| {
            let got = Callsign::from_text(text).ok();
            assert_eq!(got.map(|c| c.to_string()).as_deref(), expected, "{text}");
            assert!(got.is_none_or(Callsign::is_readable));
        };
        check("KLM1023", Some("KLM1023"));
        check("5UABC", Some("5UABC"));
        check("", Some(""));
        check("A B", Some("A B"));
        check("ABCDEFGHI", None);
        check("klm", None);
        check("A#B", None);
        check("É", None);
        assert_eq!(Callsign::new(0).to_string(), "########");
        assert!(!Callsign::new(0).is_readable());
    }
}
