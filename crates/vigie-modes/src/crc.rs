//! The 24-bit parity of Mode S.
//!
//! Generator polynomial: ICAO Annex 10 Vol IV 3.1.2.3.3 (from memory,
//! unverified; checked against recorded frames). The parity of a frame is
//! linear in its bytes, so the remainder is the exclusive-or of one table
//! entry a byte: eleven independent look-ups rather than a chain of eleven.
//!
//! For the same reason a wrong bit leaves the same remainder whatever the
//! frame: its syndrome. Frames of 112 bits differ in at least six, so one or
//! two wrong bits are told apart from all other such errors, in 56 bits as in
//! 112 (the tests try them all). Four and more may look like two: whether to
//! believe a [`correction`] is not decided here.

/// x^24 + x^23 + ... + x^10 + x^3 + 1 without its leading term.
const GENERATOR: u32 = 0x00ff_f409;
const LOW_24: u32 = 0x00ff_ffff;

/// Bytes of a long frame before its parity.
const LONG: usize = 11;
/// Bytes of a short frame before its parity.
const SHORT: usize = 4;

/// `TABLE[i][b]`: remainder of byte `b` with `LONG - i` bytes (its own
/// included) before the end of the data, the parity bytes appended as zeros.
static TABLE: [[u32; 256]; LONG] = table();

/// The parity of the eleven data bytes of a long frame.
#[inline]
#[must_use]
pub fn long(data: &[u8; LONG]) -> u32 {
    let mut crc = 0;
    for (table, &byte) in TABLE.iter().zip(data) {
        crc ^= table[usize::from(byte)];
    }
    crc
}

/// The parity of the four data bytes of a short frame.
#[inline]
#[must_use]
pub fn short(data: [u8; SHORT]) -> u32 {
    let mut crc = 0;
    for (table, byte) in TABLE[LONG - SHORT..].iter().zip(data) {
        crc ^= table[usize::from(byte)];
    }
    crc
}

/// Bits of a long frame, parity included; a short one is its last 56.
const LONG_BITS: u8 = 112;
const SHORT_BITS: u8 = 56;
/// The format: with another a frame would be another kind of message.
const FORMAT_BITS: u8 = 5;

/// The wrong bits that explain a remainder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Correction {
    /// Numbered from 1, in order; 0 in second place where there is only one.
    bits: [u8; 2],
}

impl Correction {
    /// The numbers of the wrong bits, from 1, in order: one or two.
    #[must_use]
    pub fn bits(&self) -> &[u8] {
        match self.bits {
            [_, 0] => &self.bits[..1],
            _ => &self.bits,
        }
    }
}

/// Which one bit, or two if `bits_max` is 2 or more, would leave this
/// remainder in a long or short frame whose parity should leave zero. Where
/// something else is known to be overlaid (an address, an interrogator's
/// code), give the exclusive-or of both.
///
/// The bits of the format (1 to 5) are never held for wrong. `None`: the
/// remainder is zero, or more bits are wrong than allowed.
#[must_use]
pub fn correction(remainder: u32, long: bool, bits_max: u8) -> Option<Correction> {
    // Numbers within a long frame; a short one begins after its first half.
    let before = if long { 0 } else { LONG_BITS - SHORT_BITS };
    let first = before + FORMAT_BITS + 1;
    let turnable = |number: u8| (number >= first).then_some(number);
    if bits_max == 0 {
        return None;
    }
    if let Some(number) = bit_of(remainder).and_then(turnable) {
        let bits = [number - before, 0];
        return Some(Correction { bits });
    }
    if bits_max == 1 || remainder == 0 {
        return None;
    }
    (first..LONG_BITS).find_map(|one| {
        let rest = remainder ^ SYNDROMES[usize::from(one) - 1];
        let other = bit_of(rest).filter(|&other| other > one)?;
        let bits = [one - before, other - before];
        Some(Correction { bits })
    })
}

/// `SYNDROMES[k - 1]`: what bit `k` of a long frame leaves when it is wrong.
static SYNDROMES: [u32; LONG_BITS as usize] = syndromes();
const SLOTS: usize = 512;
/// Numbers of bits by [`slot`] of their syndromes, in the next free place
/// where that is taken; 0 is free.
static BIT_OF: [u8; SLOTS] = bits_by_slot();

/// The bit of which this is the syndrome.
#[inline]
fn bit_of(syndrome: u32) -> Option<u8> {
    let mut at = slot(syndrome);
    loop {
        match BIT_OF[at] {
            0 => return None,
            number if SYNDROMES[usize::from(number) - 1] == syndrome => return Some(number),
            _ => at = (at + 1) % SLOTS,
        }
    }
}

/// Syndromes are spread well by their own bits.
#[inline]
const fn slot(syndrome: u32) -> usize {
    (syndrome ^ syndrome >> 9 ^ syndrome >> 15) as usize % SLOTS
}

const fn syndromes() -> [u32; LONG_BITS as usize] {
    let mut syndromes = [0; LONG_BITS as usize];
    // The last bit is the parity's unit; each bit before it is worth one
    // more doubling.
    let mut at = syndromes.len();
    let mut syndrome: u32 = 1;
    while at > 0 {
        at -= 1;
        syndromes[at] = syndrome;
        syndrome <<= 1;
        if syndrome > LOW_24 {
            syndrome = syndrome & LOW_24 ^ GENERATOR;
        }
    }
    syndromes
}

const fn bits_by_slot() -> [u8; SLOTS] {
    let syndromes = syndromes();
    let mut slots = [0; SLOTS];
    let mut number: u8 = 1;
    while number <= LONG_BITS {
        let mut at = slot(syndromes[number as usize - 1]);
        while slots[at] != 0 {
            at = (at + 1) % SLOTS;
        }
        slots[at] = number;
        number += 1;
    }
    slots
}

const fn table() -> [[u32; 256]; LONG] {
    let mut table = [[0; 256]; LONG];
    let mut byte: u32 = 0;
    while byte < 256 {
        let mut crc = byte << 16;
        let mut row = LONG;
        while row > 0 {
            let mut shifts = 0;
            while shifts < 8 {
                crc <<= 1;
                if crc > LOW_24 {
                    crc = crc & LOW_24 ^ GENERATOR;
                }
                shifts += 1;
            }
            row -= 1;
            table[row][byte as usize] = crc;
        }
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    /// Long division as the standard writes it, one bit at a time.
    fn by_division(data: &[u8]) -> u32 {
        let mut crc = 0_u32;
        for bit in data
            .iter()
            .chain(&[0; 3])
            .flat_map(|byte| (0..8).rev().map(move |shift| byte >> shift & 1))
        {
            crc = crc << 1 | u32::from(bit);
            if crc >> 24 == 1 {
                crc ^= 0x01ff_f409;
            }
        }
        crc
    }

    #[test]
    fn tables_agree_with_long_division() {
        let mut state = 1_u64;
        for _ in 0..2_000 {
            let mut data = [0; 11];
            for byte in &mut data {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
            assert_eq!(super::long(&data), by_division(&data));
            let head = [data[0], data[1], data[2], data[3]];
            assert_eq!(super::short(head), by_division(&head));
        }
    }

    use super::{Correction, SYNDROMES, correction};
    use std::collections::BTreeSet;

    fn syndrome(number: u8, long: bool) -> u32 {
        SYNDROMES[usize::from(number) - 1 + if long { 0 } else { 56 }]
    }

    /// All errors of one and two bits: each found, each alone in its
    /// syndrome, even with those of the format.
    #[test]
    fn one_and_two_wrong_bits_are_told_apart() {
        for (long, bits) in [(true, 112_u8), (false, 56)] {
            let mut seen = BTreeSet::from([0]);
            for one in 1..=bits {
                let single = syndrome(one, long);
                assert!(seen.insert(single), "{one}");
                let expected = (one > 5).then_some(Correction { bits: [one, 0] });
                assert_eq!(correction(single, long, 2), expected, "{one}");
                assert_eq!(correction(single, long, 1), expected, "{one}");
                assert_eq!(correction(single, long, 0), None);
                for other in one + 1..=bits {
                    let double = single ^ syndrome(other, long);
                    assert!(seen.insert(double), "{one} {other}");
                    let bits = [one, other];
                    let expected = (one > 5).then_some(Correction { bits });
                    assert_eq!(correction(double, long, 2), expected, "{one} {other}");
                    assert_eq!(correction(double, long, 1), None);
                }
            }
            let pairs = usize::from(bits) * usize::from(bits - 1) / 2;
            assert_eq!(seen.len(), 1 + usize::from(bits) + pairs);
        }
        assert_eq!(correction(0, true, 2), None);
    }

    /// What the distance of six promises: three wrong bits are never taken
    /// for one or two (four can be).
    #[test]
    fn three_wrong_bits_never_pass_for_fewer() {
        let mut taken_for_fewer = 0;
        for one in 6..=112_u8 {
            for two in one + 1..=112 {
                for three in two + 1..=112 {
                    let all = syndrome(one, true) ^ syndrome(two, true) ^ syndrome(three, true);
                    taken_for_fewer += u32::from(correction(all, true, 2).is_some());
                }
            }
        }
        assert_eq!(taken_for_fewer, 0);
    }
}
