//! A Mode S reply or squitter as bytes: 7 or 14 of them.
//!
//! ICAO Annex 10 Vol IV 3.1.2.3: formats 0 to 15 are 56 bits long, 16 and
//! above 112; the last 24 bits are parity, overlaid with the aircraft's
//! address (AP) or with the interrogator's code (PI).

use crate::bits::{Field, Header, Word, bits};
use crate::crc::{self, Correction};
use crate::{Error, hex};
use std::fmt;

/// Bytes of a short frame.
pub const SHORT_LEN: usize = 7;
/// Bytes of a long frame.
pub const LONG_LEN: usize = 14;

/// Downlink format, the same bits in every frame.
pub(crate) const DF: Field = bits(1..=5);
/// Formats from here on are all Comm-D: only two bits tell them.
const COMM_D: u8 = 24;

/// One frame. Its length agrees with its format; nothing else is promised,
/// not even that the parity holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame {
    /// Zeros after a short frame.
    bytes: [u8; LONG_LEN],
    long: bool,
}

impl Frame {
    /// Takes 7 or 14 bytes. Fails where the length is another or does not fit
    /// the format.
    #[inline]
    pub fn new(bytes: &[u8]) -> Result<Frame, Error> {
        if let Ok(bytes) = <[u8; LONG_LEN]>::try_from(bytes) {
            Frame::checked(bytes, true)
        } else if let Ok(short) = <[u8; SHORT_LEN]>::try_from(bytes) {
            let [a, b, c, d, e, f, g] = short;
            Frame::checked([a, b, c, d, e, f, g, 0, 0, 0, 0, 0, 0, 0], false)
        } else {
            Err(Error::Length(bytes.len()))
        }
    }

    /// Reads 14 or 28 hexadecimal digits, upper or lower case.
    pub fn from_hex(text: &str) -> Result<Frame, Error> {
        Frame::from_hex_bytes(text.as_bytes())
    }

    /// As [`Frame::from_hex`], from ASCII bytes.
    #[inline]
    pub fn from_hex_bytes(text: &[u8]) -> Result<Frame, Error> {
        let mut bytes = [0; LONG_LEN];
        let bytes = match text.len() {
            28 => &mut bytes[..],
            14 => &mut bytes[..SHORT_LEN],
            digits => return Err(Error::Length(digits / 2)),
        };
        match hex::read(text, bytes) {
            Some(()) => Frame::new(bytes),
            None => Err(Error::Hex(
                text.iter()
                    .position(|&character| hex::digit(character).is_none())
                    .unwrap_or(text.len()),
            )),
        }
    }

    /// The 7 or 14 bytes.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        if self.long {
            &self.bytes
        } else {
            &self.bytes[..SHORT_LEN]
        }
    }

    /// 112 bits rather than 56.
    #[inline]
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.long
    }

    /// Downlink format: 0 to 23, or 24 for every Comm-D format.
    #[inline]
    #[must_use]
    pub fn df(&self) -> u8 {
        (self.bytes[0] >> 3).min(COMM_D)
    }

    /// Bits 1 to 32.
    #[inline]
    #[must_use]
    pub fn header(&self) -> Header {
        let [a, b, c, d, ..] = self.bytes;
        Header::from_bytes([a, b, c, d])
    }

    /// Bits 33 to 88 of a long frame (MB, ME, MV), numbered from 1. Of no
    /// meaning in a short frame.
    #[inline]
    #[must_use]
    pub fn payload(&self) -> Word<56> {
        let [_, _, _, _, a, b, c, d, e, f, g, ..] = self.bytes;
        Word::<56>::from_bytes([a, b, c, d, e, f, g])
    }

    /// The last 24 bits as sent.
    #[inline]
    #[must_use]
    pub fn parity(&self) -> u32 {
        let bytes = &self.bytes;
        if self.long {
            u32::from_be_bytes([0, bytes[11], bytes[12], bytes[13]])
        } else {
            u32::from_be_bytes([0, bytes[4], bytes[5], bytes[6]])
        }
    }

    /// What the parity leaves: the address (AP), the interrogator's code (DF
    /// 11), zero (DF 17, 18), or nonsense after a bit error.
    #[inline]
    #[must_use]
    pub fn remainder(&self) -> u32 {
        self.crc() ^ self.parity()
    }

    /// This frame with one bit turned over, numbered from 1; `None` beyond
    /// its end or where the format would change length. For error correction.
    #[must_use]
    pub fn with_bit_flipped(mut self, number: usize) -> Option<Frame> {
        let index = number.checked_sub(1)?;
        if index / 8 >= self.as_bytes().len() {
            return None;
        }
        self.bytes[index / 8] ^= 0x80 >> (index % 8);
        Frame::checked(self.bytes, self.long).ok()
    }

    /// This frame with the one or two wrong bits turned over that keep its
    /// parity from leaving `overlay` (0 for DF 17 and 18, an address or an
    /// interrogator's code otherwise), and which they are. `None`: it leaves
    /// just that, or more than `bits_max` bits are wrong. Many wrong bits can
    /// look like two: see [`crc::correction`].
    #[must_use]
    pub fn corrected(self, overlay: u32, bits_max: u8) -> Option<(Frame, Correction)> {
        let correction = crc::correction(self.remainder() ^ overlay, self.long, bits_max)?;
        let frame = correction
            .bits()
            .iter()
            .try_fold(self, |frame, &number| frame.with_bit_flipped(number.into()))?;
        Some((frame, correction))
    }

    /// The short frame of `header` whose parity leaves `overlay`.
    #[inline]
    pub(crate) fn short(header: Header, overlay: u32) -> Frame {
        let data = header.to_bytes();
        let [a, b, c, d] = data;
        let [_, e, f, g] = (crc::short(data) ^ overlay).to_be_bytes();
        Frame {
            bytes: [a, b, c, d, e, f, g, 0, 0, 0, 0, 0, 0, 0],
            long: false,
        }
    }

    /// The long frame of `header` and `payload` whose parity leaves `overlay`.
    #[inline]
    pub(crate) fn long(header: Header, payload: Word<56>, overlay: u32) -> Frame {
        let [a, b, c, d] = header.to_bytes();
        let [e, f, g, h, i, j, k] = payload.to_bytes();
        let parity = crc::long(&[a, b, c, d, e, f, g, h, i, j, k]) ^ overlay;
        let [_, l, m, n] = parity.to_be_bytes();
        Frame {
            bytes: [a, b, c, d, e, f, g, h, i, j, k, l, m, n],
            long: true,
        }
    }

    /// The long frame of its first byte, which must be of a long format, and
    /// all others as they are.
    pub(crate) fn long_of_bytes(first: u8, rest: [u8; LONG_LEN - 1]) -> Frame {
        let [b, c, d, e, f, g, h, i, j, k, l, m, n] = rest;
        Frame {
            bytes: [first | 0x80, b, c, d, e, f, g, h, i, j, k, l, m, n],
            long: true,
        }
    }

    #[inline]
    fn checked(bytes: [u8; LONG_LEN], long: bool) -> Result<Frame, Error> {
        let frame = Frame { bytes, long };
        if long == (bytes[0] >= 0x80) {
            Ok(frame)
        } else {
            Err(Error::Format {
                df: frame.df(),
                length: frame.as_bytes().len(),
            })
        }
    }

    #[inline]
    fn crc(&self) -> u32 {
        let [a, b, c, d, e, f, g, h, i, j, k, ..] = self.bytes;
        if self.long {
            crc::long(&[a, b, c, d, e, f, g, h, i, j, k])
        } else {
            crc::short([a, b, c, d])
        }
    }
}

/// Lower-case hexadecimal.
impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 2 * LONG_LEN];
        let bytes = self.as_bytes();
        for (pair, &byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
            *pair = hex::of(byte);
        }
        let text = &text[..2 * bytes.len()];
        f.write_str(str::from_utf8(text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;
    use crate::Error;

    #[test]
    fn length_must_fit_the_format() {
        let check = |bytes: &[u8], expected: Result<u8, Error>| {
            assert_eq!(Frame::new(bytes).map(|frame| frame.df()), expected);
        };
        check(&[], Err(Error::Length(0)));
        check(&[0; 7], Ok(0));
        check(&[0; 8], Err(Error::Length(8)));
        check(&[0; 14], Err(Error::Format { df: 0, length: 14 }));
        check(&[0x8d; 14], Ok(17));
        check(&[0x8d; 7], Err(Error::Format { df: 17, length: 7 }));
        check(&[0xff; 14], Ok(24));
    }

    #[test]
    fn remainders_of_real_frames() {
        let check = |text: &str, expected: u32| {
            let frame = Frame::from_hex(text).expect("a frame");
            assert_eq!(frame.remainder(), expected, "{text}");
            assert_eq!(frame.to_string(), text);
        };
        check("8d406b9058b975870b738754f480", 0);
        check("a0001910ffd4593c7ffce6d9b980", 0x3c656b);
        check("a80000238075173a6004d94e810a", 0x400bd7);
    }

    #[test]
    fn says_where_the_hexadecimal_fails() {
        let text = "8d406b9058b975870b7387x4f480";
        assert_eq!(Frame::from_hex(text), Err(Error::Hex(22)));
        assert_eq!(Frame::from_hex("8d4"), Err(Error::Length(1)));
    }

    #[test]
    fn flips_a_bit_and_back() {
        let frame = Frame::from_hex("8d406b9058b975870b738754f480").expect("a frame");
        for number in 2..=112 {
            let flipped = frame.with_bit_flipped(number).expect("within");
            assert_ne!(flipped.remainder(), 0);
            assert_eq!(flipped.with_bit_flipped(number), Some(frame));
        }
        for number in [0, 1, 113] {
            assert_eq!(frame.with_bit_flipped(number), None);
        }
    }

    #[test]
    fn wrong_bits_are_found_and_turned_back() {
        let check = |text: &str, overlay: u32, last: usize| {
            let frame = Frame::from_hex(text).expect("a frame");
            assert_eq!(frame.corrected(overlay, 2), None);
            for one in 6..=last {
                for other in one..=last {
                    let wrong = if one == other {
                        frame.with_bit_flipped(one)
                    } else {
                        frame
                            .with_bit_flipped(one)
                            .and_then(|frame| frame.with_bit_flipped(other))
                    };
                    let (right, bits) = wrong
                        .and_then(|frame| frame.corrected(overlay, 2))
                        .unwrap_or_else(|| panic!("{text} {one} {other}"));
                    assert_eq!(right, frame);
                    assert_eq!(bits.bits().len(), if one == other { 1 } else { 2 });
                }
            }
        };
        check("8d406b9058b975870b738754f480", 0, 112);
        check("a80000238075173a6004d94e810a", 0x400bd7, 112);
        let reply = Frame::from_hex("5d484fdea248f5").expect("a frame");
        check("5d484fdea248f5", reply.remainder(), 56);
    }
}
