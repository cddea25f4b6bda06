//! Bit fields numbered as the standards number them: from 1, first sent first.
//!
//! A layout is stated once, as [`Field`] constants beside the value it
//! belongs to; `parse` and `emit` both use them.

use std::ops::RangeInclusive;

/// A run of bits, numbered from 1, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    first: u32,
    last: u32,
}

/// The field of these bits, e.g. `bits(14..=23)`.
#[must_use]
pub const fn bits(range: RangeInclusive<u32>) -> Field {
    Field {
        first: *range.start(),
        last: *range.end(),
    }
}

/// The field of this one bit.
#[must_use]
pub const fn bit(number: u32) -> Field {
    Field {
        first: number,
        last: number,
    }
}

impl Field {
    /// How many bits.
    pub(crate) const fn width(self) -> u32 {
        self.last - self.first + 1
    }

    const fn mask(self) -> u64 {
        (1 << self.width()) - 1
    }
}

/// The first `BITS` bits of something, at most 63, bit 1 first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Word<const BITS: u32>(u64);

/// The four bytes before a frame's payload or parity.
pub type Header = Word<32>;
/// The 56-bit MB field of a Comm-B reply.
pub type Mb = Word<56>;
/// The 56-bit ME field of an extended squitter.
pub type Me = Word<56>;
/// The 56-bit MV field of a long air-air surveillance reply.
pub type Mv = Word<56>;

impl<const BITS: u32> Word<BITS> {
    /// All zeros.
    pub const ZERO: Word<BITS> = Word(0);

    /// The low `BITS` bits of `value`.
    #[inline]
    #[must_use]
    pub const fn new(value: u64) -> Word<BITS> {
        Word(value & ((1 << BITS) - 1))
    }

    /// The bits of `field`, all others zero.
    #[inline]
    #[must_use]
    pub const fn mask(field: Field) -> Word<BITS> {
        Word(field.mask() << (BITS - field.last))
    }

    /// All bits as a number, the last bit its unit.
    #[inline]
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The unsigned value of `field`.
    #[inline]
    #[must_use]
    pub const fn unsigned(self, field: Field) -> u64 {
        self.0 >> (BITS - field.last) & field.mask()
    }

    /// The two's-complement value of `field`, sign bit first.
    #[inline]
    #[must_use]
    pub const fn signed(self, field: Field) -> i64 {
        let shift = 63 - (field.last - field.first);
        (self.unsigned(field) << shift).cast_signed() >> shift
    }

    /// The first bit of `field`.
    #[inline]
    #[must_use]
    pub const fn flag(self, field: Field) -> bool {
        self.unsigned(field) != 0
    }

    /// The low 8 bits of `field`.
    #[inline]
    #[must_use]
    pub const fn u8(self, field: Field) -> u8 {
        self.unsigned(field).to_le_bytes()[0]
    }

    /// The low 16 bits of `field`.
    #[inline]
    #[must_use]
    pub const fn u16(self, field: Field) -> u16 {
        let [a, b, ..] = self.unsigned(field).to_le_bytes();
        u16::from_le_bytes([a, b])
    }

    /// The low 32 bits of `field`.
    #[inline]
    #[must_use]
    pub const fn u32(self, field: Field) -> u32 {
        let [a, b, c, d, ..] = self.unsigned(field).to_le_bytes();
        u32::from_le_bytes([a, b, c, d])
    }

    /// Overwrites `field` with the low bits of `value`.
    #[inline]
    #[must_use]
    pub fn with(self, field: Field, value: impl Into<u64>) -> Word<BITS> {
        let shift = BITS - field.last;
        let mask = field.mask() << shift;
        Word(self.0 & !mask | value.into() << shift & mask)
    }
}

impl Word<56> {
    /// Reads seven bytes.
    #[inline]
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 7]) -> Word<56> {
        let [a, b, c, d, e, f, g] = bytes;
        Word(u64::from_be_bytes([0, a, b, c, d, e, f, g]))
    }

    /// The seven bytes.
    #[inline]
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 7] {
        let [_, a, b, c, d, e, f, g] = self.0.to_be_bytes();
        [a, b, c, d, e, f, g]
    }
}

impl Word<32> {
    /// Reads four bytes.
    #[inline]
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 4]) -> Word<32> {
        let [a, b, c, d] = bytes;
        Word(u64::from_be_bytes([0, 0, 0, 0, a, b, c, d]))
    }

    /// The four bytes.
    #[inline]
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        let [_, _, _, _, a, b, c, d] = self.0.to_be_bytes();
        [a, b, c, d]
    }
}

#[cfg(test)]
mod tests {
    use super::{Me, Word, bit, bits};

    #[test]
    fn numbers_bits_from_the_first_sent() {
        let me = Me::new(0x80_0000_0000_0001);
        assert!(me.flag(bit(1)) && me.flag(bit(56)) && !me.flag(bit(2)));
        assert_eq!(me.unsigned(bits(1..=5)), 16);
        assert_eq!(me.signed(bits(1..=5)), -16);
        assert_eq!(Word::<32>::new(0xfff).u16(bits(20..=32)), 0xfff);
    }

    #[test]
    fn with_touches_its_field_only() {
        let me = Me::new(u64::MAX).with(bits(9..=20), 0x5a5_u16);
        assert_eq!(me.unsigned(bits(9..=20)), 0x5a5);
        assert_eq!(me.with(bits(9..=20), 0xffff_u16), Me::new(u64::MAX));
    }
}
