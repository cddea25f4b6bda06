//! Short names of A–Z and 0–9: designators of points, routes, types, places.

use std::fmt;

/// One to `N` characters of A–Z and 0–9.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word<const N: usize>([u8; N]);

/// The name of a significant point: one to five characters, the first a letter.
pub type PointName = Word<5>;
/// The designator of a route, a standard departure or a standard arrival.
pub type RouteName = Word<8>;
/// The designator of an aircraft type (ICAO Doc 8643), two to four characters; `ZZZZ`: see `TYP/` in field 18.
pub type TypeDesignator = Word<4>;
/// A location indicator (ICAO Doc 7910), four letters; `ZZZZ`: see field 18; `AFIL`: filed in the air.
pub type LocationIndicator = Word<4>;
/// An address of the aeronautical fixed network, eight letters.
pub type AftnAddress = Word<8>;

impl<const N: usize> Word<N> {
    /// The word, when it is one: case is forgiven, nothing else.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=N).contains(&text.len());
        if !fits || !text.bytes().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        let mut letters = [b' '; N];
        for (to, from) in letters.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_uppercase();
        }
        Some(Self(letters))
    }

    /// Its characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(self.0.trim_ascii_end()).unwrap_or_default()
    }
}

/// Four letters, or nothing.
#[must_use]
pub fn location_indicator(text: &str) -> Option<LocationIndicator> {
    let all = text.len() == 4 && text.bytes().all(|c| c.is_ascii_alphabetic());
    all.then(|| Word::new(text)).flatten()
}

/// A point's name: a letter first, one to five characters, or nothing.
#[must_use]
pub fn point_name(text: &str) -> Option<PointName> {
    let starts = text.bytes().next().is_some_and(|c| c.is_ascii_alphabetic());
    starts.then(|| Word::new(text)).flatten()
}

impl<const N: usize> fmt::Display for Word<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Word<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
