//! Who it says it is: addresses, codes, callsigns. Nothing here judges; see `vigie-watch`.

use std::fmt;

/// A 24-bit aircraft address (ICAO Annex 10 Vol III).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IcaoAddress(u32);

impl IcaoAddress {
    /// The address, or `None` when `value` has more than 24 bits.
    #[must_use]
    pub const fn new(value: u32) -> Option<Self> {
        if value <= 0xff_ffff {
            Some(Self(value))
        } else {
            None
        }
    }

    /// The 24 bits.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0
    }
}

impl fmt::Display for IcaoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06x}", self.0)
    }
}

/// Which register of addresses a 24-bit value belongs to: the same bits in two of them are two targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressKind {
    /// Assigned by a state from its ICAO block.
    Icao,
    /// Anonymous, self-assigned or of a ground vehicle (DF18 CF 1).
    NonIcao,
    /// A track file number or Mode A code of a TIS-B ground station.
    Tisb,
    /// Rebroadcast from another link (ADS-R), self-assigned there.
    Adsr,
}

impl AddressKind {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Icao => "icao",
            Self::NonIcao => "non_icao",
            Self::Tisb => "tisb",
            Self::Adsr => "adsr",
        }
    }
}

/// A 24-bit value and the register it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// Which register.
    pub kind: AddressKind,
    /// The bits.
    pub value: IcaoAddress,
}

impl Address {
    /// An ICAO address; `None` when `value` has more than 24 bits.
    #[must_use]
    pub const fn icao(value: u32) -> Option<Self> {
        match IcaoAddress::new(value) {
            Some(value) => Some(Self {
                kind: AddressKind::Icao,
                value,
            }),
            None => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            AddressKind::Icao => write!(f, "{}", self.value),
            _ => write!(f, "~{}", self.value), // the mark readsb's users know
        }
    }
}

/// A Mode A code: twelve bits, written as four octal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModeA(u16);

impl ModeA {
    /// The code whose four octal digits are the twelve bits of `bits`; `None` above `0o7777`.
    #[must_use]
    pub const fn new(bits: u16) -> Option<Self> {
        if bits <= 0o7777 {
            Some(Self(bits))
        } else {
            None
        }
    }

    /// The twelve bits, A first.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// What the code says by itself (ICAO Doc 4444; Annex 10 Vol IV).
    #[must_use]
    pub const fn emergency(self) -> Option<Emergency> {
        match self.0 {
            0o7500 => Some(Emergency::UnlawfulInterference),
            0o7600 => Some(Emergency::RadioFailure),
            0o7700 => Some(Emergency::General),
            _ => None,
        }
    }

    /// Whether the code can tell one aircraft from another: not conspicuity (1000, 2000, 7000), not 7776/7777
    /// (monitors), not an emergency code, and not one of the non-discrete codes that end in 00.
    #[must_use]
    pub const fn is_discrete(self) -> bool {
        self.0 & 0o77 != 0 && !matches!(self.0, 0o7776 | 0o7777)
    }
}

impl fmt::Display for ModeA {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// An aircraft identification as transmitted: up to eight of A–Z, 0–9 and space; trailing spaces are not kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callsign([u8; 8]);

impl Callsign {
    /// Keeps `text` when, after trimming, it is one to eight characters of A–Z, 0–9 or inner spaces.
    #[must_use]
    pub fn new(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        if text.is_empty()
            || text.len() > 8
            || !text
                .iter()
                .all(|c| matches!(c, b'A'..=b'Z' | b'0'..=b'9' | b' '))
        {
            return None;
        }
        let mut letters = [b' '; 8];
        letters[..text.len()].copy_from_slice(text);
        Some(Self(letters))
    }

    /// The characters, without trailing spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(self.0.trim_ascii_end()).unwrap_or_default()
    }

    /// All eight characters, padded with spaces.
    #[must_use]
    pub const fn padded(self) -> [u8; 8] {
        self.0
    }
}

impl fmt::Debug for Callsign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Callsign({:?})", self.as_str())
    }
}

impl fmt::Display for Callsign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An emergency as the aircraft declares it, by code or by the ADS-B emergency state (BDS 6,1; I021/200, I062/380).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Emergency {
    /// General emergency (code 7700).
    General,
    /// Medical emergency.
    Medical,
    /// Minimum fuel.
    MinimumFuel,
    /// No communications (code 7600).
    RadioFailure,
    /// Unlawful interference (code 7500).
    UnlawfulInterference,
    /// Downed aircraft.
    Downed,
}

impl Emergency {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Medical => "medical",
            Self::MinimumFuel => "minimum_fuel",
            Self::RadioFailure => "radio_failure",
            Self::UnlawfulInterference => "unlawful_interference",
            Self::Downed => "downed",
        }
    }
}

/// The emergency field of a message that has one: it may say that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EmergencyState {
    /// No emergency, or no longer.
    Normal,
    /// This one.
    Declared(Emergency),
}

/// ADS-B emitter category: set `A`..`D` and number 0–7 as in BDS 0,8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmitterCategory {
    /// `b'A'` to `b'D'`.
    pub set: u8,
    /// 0 to 7; 0 says nothing.
    pub number: u8,
}

impl fmt::Display for EmitterCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.set), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::{Callsign, Emergency, IcaoAddress, ModeA};

    #[test]
    fn codes() {
        for (bits, text, discrete, emergency) in [
            (0o7700, "7700", false, Some(Emergency::General)),
            (0o2301, "2301", true, None),
            (0o7000, "7000", false, None),
            (0o7777, "7777", false, None),
            (0o0001, "0001", true, None),
        ] {
            let code = ModeA::new(bits).expect("twelve bits");
            assert_eq!(
                (
                    code.to_string().as_str(),
                    code.is_discrete(),
                    code.emergency()
                ),
                (text, discrete, emergency)
            );
        }
        assert_eq!(ModeA::new(0o10000), None);
        assert_eq!(IcaoAddress::new(0x100_0000), None);
    }

    #[test]
    fn callsigns_are_clean_or_not_at_all() {
        for (raw, expected) in [
            (&b"NIG501  "[..], Some("NIG501")),
            (b"  A B", Some("A B")),
            (b"", None),
            (b"        ", None),
            (b"ABCDEFGHI", None),
            (b"<script>", None),
            (b"abc", None),
        ] {
            assert_eq!(Callsign::new(raw).as_ref().map(Callsign::as_str), expected);
        }
    }
}
