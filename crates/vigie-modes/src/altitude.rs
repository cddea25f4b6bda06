//! Altitude codes: 13 bits in surveillance replies (AC), 12 in airborne
//! positions (the same without its M bit).
//!
//! ICAO Annex 10 Vol IV 3.1.2.6.5.4 and 3.1.1.7.12.2.3 (from memory,
//! unverified; checked against recorded replies). M set: metres. Q set: steps
//! of 25 ft, counted by the other eleven bits. Neither: the pulses of a Mode
//! C reply.
//!
//! Whose zero the altitude has (standard pressure, or the ellipsoid in type
//! codes 20 to 22) is said by the message, not by the code.

use crate::Error;
use crate::pulses::{A1, A2, A4, B1, B2, B4, C1, C2, C4, D1, D2, D4, Pulse, X, gather, scatter};

const M: u16 = 1 << X;
const Q: u16 = 1 << D1;
const CODE_13: u16 = 0x1fff;
const CODE_12: u16 = 0x0fff;

/// The number of blocks of 500 ft, in reflected binary.
const BLOCK: [Pulse; 8] = [D2, D4, A1, A2, A4, B1, B2, B4];
/// The step of 100 ft within its block.
const STEP: [Pulse; 3] = [C1, C2, C4];

/// Code 0 of the 25 ft encoding, feet.
const LOWEST_FT: i32 = -1_000;
/// The last of 2048 codes of 25 ft.
const HIGHEST_25_FT: i32 = LOWEST_FT + 2047 * 25;
/// One step below the first altitude of the 100 ft encoding.
const GILLHAM_ZERO_FT: i32 = -1_300;
const GILLHAM_LOWEST_FT: i32 = -1_200;
const GILLHAM_HIGHEST_FT: i32 = 126_700;

/// What an altitude code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Altitude {
    /// All zeros: the aircraft does not know.
    Unavailable,
    /// Feet, in steps of 25.
    Feet25(i32),
    /// Feet, in steps of 100 (Gillham code, as Mode C).
    Feet100(i32),
    /// Metres (M bit set); the standard reserves the encoding, these are the
    /// twelve bits read as a number.
    Metres(u16),
    /// No altitude has this code.
    Invalid,
}

impl Altitude {
    /// Feet, to the nearest foot; `None` where there is no altitude.
    #[inline]
    #[must_use]
    pub fn feet(self) -> Option<i32> {
        match self {
            Altitude::Feet25(feet) | Altitude::Feet100(feet) => Some(feet),
            Altitude::Metres(metres) => Some(feet_from_metres(metres)),
            Altitude::Unavailable | Altitude::Invalid => None,
        }
    }
}

/// The 13-bit altitude code of DF 0, 4, 16, 20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AltitudeCode(u16);

impl AltitudeCode {
    /// "Not known".
    pub const UNAVAILABLE: AltitudeCode = AltitudeCode(0);

    /// The low 13 bits of `code`.
    #[inline]
    #[must_use]
    pub const fn new(code: u16) -> AltitudeCode {
        AltitudeCode(code & CODE_13)
    }

    /// The nearest code for an altitude in feet: in steps of 25 up to 50,175
    /// ft, of 100 above, to 126,700 ft. Fails outside -1,012 to 126,749 ft.
    pub fn from_feet(feet: i32) -> Result<AltitudeCode, Error> {
        if feet >= HIGHEST_25_FT + 13 {
            return AltitudeCode::from_feet_gillham(feet);
        }
        // Half a step up, then down: the nearest, halves upwards.
        let count = feet
            .saturating_sub(LOWEST_FT)
            .saturating_add(12)
            .div_euclid(25);
        match u16::try_from(count) {
            Ok(count @ 0..=2047) => {
                let high = (count & 0x7e0) << 2;
                let middle = (count & 0x010) << 1;
                Ok(AltitudeCode(high | middle | Q | count & 0x00f))
            }
            _ => Err(Error::Range("altitude")),
        }
    }

    /// The nearest code in steps of 100 ft, as an encoder of Mode C sends it.
    /// Fails outside -1,249 to 126,749 ft.
    pub fn from_feet_gillham(feet: i32) -> Result<AltitudeCode, Error> {
        let hundreds = feet.saturating_add(50).div_euclid(100);
        let rounded = hundreds.saturating_mul(100);
        if !(GILLHAM_LOWEST_FT..=GILLHAM_HIGHEST_FT).contains(&rounded) {
            return Err(Error::Range("altitude"));
        }
        let steps = (rounded - GILLHAM_ZERO_FT) / 100;
        // Blocks of 500 ft count in reflected binary; the five steps within
        // run up in even blocks and down in odd ones. Step 1 of block 0 is
        // the first code.
        let (block, step) = ((steps - 1) / 5, (steps - 1) % 5 + 1);
        let step = if block % 2 == 1 { 6 - step } else { step };
        let block = u16::try_from(block).map_err(|_| Error::Range("altitude"))?;
        let c = match step {
            1 => 0b001,
            2 => 0b011,
            3 => 0b010,
            4 => 0b110,
            _ => 0b100,
        };
        Ok(AltitudeCode(
            scatter(block ^ block >> 1, BLOCK) | scatter(c, STEP),
        ))
    }

    /// The 13 bits.
    #[inline]
    #[must_use]
    pub const fn code(self) -> u16 {
        self.0
    }

    /// What the code says.
    #[inline]
    #[must_use]
    pub fn altitude(self) -> Altitude {
        let code = self.0;
        if code == 0 {
            Altitude::Unavailable
        } else if code & M != 0 {
            Altitude::Metres((code & 0x1f80) >> 1 | code & 0x3f)
        } else if code & Q != 0 {
            let count = (code & 0x1f80) >> 2 | (code & 0x20) >> 1 | code & 0x0f;
            Altitude::Feet25(i32::from(count) * 25 + LOWEST_FT)
        } else {
            gillham(code)
        }
    }

    /// Feet; `None` where the code holds no altitude.
    #[inline]
    #[must_use]
    pub fn altitude_ft(self) -> Option<i32> {
        self.altitude().feet()
    }
}

/// The 12-bit altitude code of an airborne position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AltitudeCode12(u16);

impl AltitudeCode12 {
    /// "Not known".
    pub const UNAVAILABLE: AltitudeCode12 = AltitudeCode12(0);

    /// The low 12 bits of `code`.
    #[inline]
    #[must_use]
    pub const fn new(code: u16) -> AltitudeCode12 {
        AltitudeCode12(code & CODE_12)
    }

    /// As [`AltitudeCode::from_feet`].
    pub fn from_feet(feet: i32) -> Result<AltitudeCode12, Error> {
        let code = AltitudeCode::from_feet(feet)?.code();
        Ok(AltitudeCode12((code & 0x1f80) >> 1 | code & 0x3f))
    }

    /// The 12 bits.
    #[inline]
    #[must_use]
    pub const fn code(self) -> u16 {
        self.0
    }

    /// The same code with an M bit of 0.
    #[inline]
    #[must_use]
    pub const fn widened(self) -> AltitudeCode {
        AltitudeCode((self.0 & 0x0fc0) << 1 | self.0 & 0x3f)
    }

    /// What the code says.
    #[inline]
    #[must_use]
    pub fn altitude(self) -> Altitude {
        self.widened().altitude()
    }

    /// Feet; `None` where the code holds no altitude.
    #[inline]
    #[must_use]
    pub fn altitude_ft(self) -> Option<i32> {
        self.altitude().feet()
    }
}

/// Altitude of a reply to a Mode C interrogation, its pulses in the order of
/// the 13 bits. Feet.
fn gillham(code: u16) -> Altitude {
    let steps = match gather(code, STEP) {
        0b001 => 1,
        0b011 => 2,
        0b010 => 3,
        0b110 => 4,
        0b100 => 5,
        _ => return Altitude::Invalid,
    };
    let mut count = gather(code, BLOCK);
    count ^= count >> 4;
    count ^= count >> 2;
    count ^= count >> 1;
    let steps = if count & 1 == 1 { 6 - steps } else { steps };
    Altitude::Feet100(i32::from(count) * 500 + steps * 100 + GILLHAM_ZERO_FT)
}

/// Nearest foot, in integers: a foot is 0.3048 m.
fn feet_from_metres(metres: u16) -> i32 {
    (i32::from(metres) * 10_000 + 1_524) / 3_048
}

#[cfg(test)]
mod tests {
    use super::{Altitude, AltitudeCode, AltitudeCode12, BLOCK, STEP, scatter};
    use std::collections::BTreeSet;

    #[test]
    fn every_code_of_25_ft_comes_back() {
        for feet in (-1_000..=50_175).step_by(25) {
            let code = AltitudeCode::from_feet(feet).expect("in range");
            assert_eq!(code.altitude(), Altitude::Feet25(feet));
            let code = AltitudeCode12::from_feet(feet).expect("in range");
            assert_eq!(code.altitude_ft(), Some(feet));
        }
    }

    #[test]
    fn every_code_of_100_ft_comes_back_and_neighbours_differ_in_one_pulse() {
        let mut seen = BTreeSet::new();
        let mut previous: Option<u16> = None;
        for feet in (-1_200..=126_700).step_by(100) {
            let code = AltitudeCode::from_feet_gillham(feet).expect("in range");
            assert_eq!(code.altitude(), Altitude::Feet100(feet), "{feet}");
            let step = previous.map_or(1, |last| (last ^ code.code()).count_ones());
            assert_eq!(step, 1, "{feet}: a Gray code turns one bit");
            previous = Some(code.code());
            assert!(seen.insert(code.code()));
        }
        let valid = (1..0x2000_u16)
            .filter(|&code| matches!(AltitudeCode::new(code).altitude(), Altitude::Feet100(_)))
            .count();
        assert_eq!(valid, seen.len());
    }

    #[test]
    fn published_points_of_mode_c() {
        // D2 D4 A1 A2 A4 B1 B2 B4 C1 C2 C4 of a Mode C table.
        let check = |block, step, feet| {
            let code = AltitudeCode::new(scatter(block, BLOCK) | scatter(step, STEP));
            assert_eq!(code.altitude_ft(), Some(feet));
        };
        check(0b0000_0000, 0b001, -1_200);
        check(0b0000_0011, 0b010, 0);
        check(0b1000_0000, 0b001, 126_700);
    }

    #[test]
    fn rounds_and_refuses() {
        let check = |feet, expected| {
            let got = AltitudeCode::from_feet(feet).ok();
            assert_eq!(got.and_then(AltitudeCode::altitude_ft), expected, "{feet}");
        };
        check(12, Some(0));
        check(13, Some(25));
        check(-1_012, Some(-1_000));
        check(-1_013, None);
        check(50_187, Some(50_175));
        check(50_250, Some(50_300));
        check(126_749, Some(126_700));
        check(126_750, None);
        check(i32::MIN, None);
        check(i32::MAX, None);
    }

    #[test]
    fn metres_and_nothing() {
        assert_eq!(AltitudeCode::UNAVAILABLE.altitude(), Altitude::Unavailable);
        let metric = AltitudeCode::new(0b0_0001_0100_0000 | 0b11);
        assert_eq!(metric.altitude(), Altitude::Metres(0b1000_0011));
        assert_eq!(Altitude::Metres(1_000).feet(), Some(3_281));
        assert_eq!(AltitudeCode::new(1 << 12 | 1 << 8).altitude_ft(), None);
    }
}
