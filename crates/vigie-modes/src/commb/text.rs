//! Words of six-bit characters within a register.

use crate::Error;
use crate::identity::{character, character_code};
use std::fmt;

/// `LENGTH` characters, at most ten: capital letters, digits and spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const LENGTH: usize>(u64);

impl<const LENGTH: usize> Text<LENGTH> {
    const MASK: u64 = (1 << (6 * LENGTH)) - 1;

    /// The six-bit codes, the first character highest.
    #[must_use]
    pub const fn new(codes: u64) -> Text<LENGTH> {
        Text(codes & Self::MASK)
    }

    /// Of so many characters or fewer; padded with spaces.
    pub fn from_text(text: &str) -> Result<Text<LENGTH>, Error> {
        if text.len() > LENGTH {
            return Err(Error::Range("text"));
        }
        let mut codes = 0;
        for index in 0..LENGTH {
            let character = text.as_bytes().get(index).copied().unwrap_or(b' ');
            codes = codes << 6 | character_code(character).ok_or(Error::Character("text"))?;
        }
        Ok(Text(codes))
    }

    /// The six-bit codes.
    #[must_use]
    pub const fn codes(self) -> u64 {
        self.0
    }
}

/// Without the spaces at the end; `#` for a code without a character.
impl<const LENGTH: usize> fmt::Display for Text<LENGTH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; LENGTH];
        for (index, place) in text.iter_mut().rev().enumerate() {
            let [code, ..] = (self.0 >> (6 * index)).to_le_bytes();
            *place = character(code);
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default().trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn comes_back_or_is_refused() {
        let check = |text: &str, expected: Option<&str>| {
            let got = Text::<7>::from_text(text).ok();
            assert_eq!(got.map(|text| text.to_string()).as_deref(), expected);
            assert!(got.is_none_or(|text| Text::new(text.codes()) == text));
        };
        check("5UABC", Some("5UABC"));
        check("A B", Some("A B"));
        check("", Some(""));
        check("ABCDEFGH", None);
        check("f-gkxa", None);
        assert_eq!(Text::<2>::new(u64::MAX).to_string(), "##");
    }
}
