//! Where the pulses of a Mode A or C reply stand in a 13-bit field.
//!
//! ICAO Annex 10 Vol IV 3.1.2.6.5.4 and 3.1.2.6.7.1 (from memory, unverified;
//! checked against recorded replies):
//!
//! | 1  | 2  | 3  | 4  | 5  | 6  | 7     | 8  | 9      | 10 | 11 | 12 | 13 |
//! |----|----|----|----|----|----|-------|----|--------|----|----|----|----|
//! | C1 | A1 | C2 | A2 | C4 | A4 | X / M | B1 | D1 / Q | B2 | D2 | B4 | D4 |

/// How far to shift a 13-bit field so that the pulse is its last bit.
pub(crate) type Pulse = u32;

pub(crate) const C1: Pulse = 12;
pub(crate) const A1: Pulse = 11;
pub(crate) const C2: Pulse = 10;
pub(crate) const A2: Pulse = 9;
pub(crate) const C4: Pulse = 8;
pub(crate) const A4: Pulse = 7;
/// Unused in an identity, "metric" (M) in an altitude.
pub(crate) const X: Pulse = 6;
pub(crate) const B1: Pulse = 5;
/// "Steps of 25 ft" (Q) in an altitude, which no Mode C reply sets.
pub(crate) const D1: Pulse = 4;
pub(crate) const B2: Pulse = 3;
pub(crate) const D2: Pulse = 2;
pub(crate) const B4: Pulse = 1;
pub(crate) const D4: Pulse = 0;

/// The number these pulses spell, most significant first.
#[inline]
pub(crate) fn gather<const N: usize>(code: u16, pulses: [Pulse; N]) -> u16 {
    pulses
        .iter()
        .fold(0, |number, &pulse| number << 1 | code >> pulse & 1)
}

/// The field in which these pulses spell `number`.
#[inline]
pub(crate) fn scatter<const N: usize>(number: u16, pulses: [Pulse; N]) -> u16 {
    let from_last = pulses.iter().rev().enumerate();
    from_last.fold(0, |code, (bit, &pulse)| code | (number >> bit & 1) << pulse)
}
