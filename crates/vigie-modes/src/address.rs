//! Whose message it is, and how much that number is worth.
//!
//! ICAO Annex 10 Vol IV 3.1.2.5 (address parity) and 3.1.2.8.7 (control field
//! of DF 18; the kinds as a public decoder has them).
//!
//! The kind says on whose word: an ICAO address that a ground station says
//! (TIS-B, ADS-R) is the number of an aircraft, but not that aircraft's own
//! word, and never equal to it. Whether such a number is an ICAO address, only
//! some messages tell: [`crate::message::ExtendedSquitter::numbering`].

use std::fmt;

/// 24 bits with the kind that says what they mean. Addresses of two kinds
/// are never the same address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    kind: AddressKind,
    value: u32,
}

/// What the 24 bits of an address are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressKind {
    /// Assigned by a State and announced in clear (DF 11, 17, 18 with CF 0, 19
    /// with AF 0).
    Icao,
    /// Anonymous, of a ground vehicle or an obstacle (DF 18 with CF 1).
    NonIcao,
    /// Of a target that a ground station reports (TIS-B): an ICAO address, a
    /// Mode A code with a track number, or a number of the station's own.
    TisB,
    /// Of an aircraft that a ground station rebroadcasts (ADS-R): an ICAO
    /// address or another.
    AdsR,
    /// Read out of the parity: an aircraft's only if no bit was wrong and
    /// someone else has heard of it.
    Derived,
}

impl Address {
    /// An address of this kind; the low 24 bits of `value`.
    #[inline]
    #[must_use]
    pub const fn new(kind: AddressKind, value: u32) -> Address {
        Address {
            kind,
            value: value & 0x00ff_ffff,
        }
    }

    /// What the bits are.
    #[inline]
    #[must_use]
    pub const fn kind(self) -> AddressKind {
        self.kind
    }

    /// The 24 bits.
    #[inline]
    #[must_use]
    pub const fn value(self) -> u32 {
        self.value
    }
}

/// Six lower-case hexadecimal digits.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06x}", self.value)
    }
}

impl AddressKind {
    /// The word for it in JSON: `icao`, `non_icao`, `tisb`, `adsr`, `derived`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            AddressKind::Icao => "icao",
            AddressKind::NonIcao => "non_icao",
            AddressKind::TisB => "tisb",
            AddressKind::AdsR => "adsr",
            AddressKind::Derived => "derived",
        }
    }
}
