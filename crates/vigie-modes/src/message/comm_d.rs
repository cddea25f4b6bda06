//! DF 24: Comm-D, one segment of a long message to the ground (ELM).
//!
//! ICAO Annex 10 Vol IV 3.1.2.7.3 (from memory, unverified; the fields agree
//! with a public decoder). Its format has two bits, `11`; bit 3 is spare.

use super::surveillance::checked_address;
use crate::bits::{Field, Header, Word, bit, bits};
use crate::{Error, Frame};

/// Two bits, unlike other formats.
const FORMAT: Field = bits(1..=2);
const FORMAT_OF_ALL: u8 = 3;
const SPARE: Field = bit(3);
const ACKNOWLEDGES: Field = bit(4);
const SEGMENT: Field = bits(5..=8);
/// Bits 9 to 32 are in the header, 33 to 88 in the payload.
const MESSAGE_FIRST: Field = bits(9..=32);

/// DF 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommD {
    /// The spare bit, as sent.
    pub spare: bool,
    /// KE: the message acknowledges segments from the ground.
    pub acknowledges: bool,
    /// ND: number of the segment, 0 to 15.
    pub segment: u8,
    /// MD: 80 bits.
    pub message: [u8; 10],
    /// Derived from the parity, 24 bits.
    pub address: u32,
}

impl CommD {
    /// Fails where a number is beyond its field.
    pub fn new(
        address: u32,
        acknowledges: bool,
        segment: u8,
        message: [u8; 10],
    ) -> Result<CommD, Error> {
        if segment > 15 {
            return Err(Error::Range("segment"));
        }
        Ok(CommD {
            spare: false,
            acknowledges,
            segment,
            message,
            address: checked_address(address)?,
        })
    }

    pub(super) fn parse(frame: Frame) -> CommD {
        let header = frame.header();
        let [_, a, b, c] = header.to_bytes();
        let [d, e, f, g, h, i, j] = frame.payload().to_bytes();
        CommD {
            spare: header.flag(SPARE),
            acknowledges: header.flag(ACKNOWLEDGES),
            segment: header.u8(SEGMENT),
            message: [a, b, c, d, e, f, g, h, i, j],
            address: frame.remainder(),
        }
    }

    pub(super) fn emit(self) -> Frame {
        let [a, b, c, d, e, f, g, h, i, j] = self.message;
        let header = Header::ZERO
            .with(FORMAT, FORMAT_OF_ALL)
            .with(SPARE, self.spare)
            .with(ACKNOWLEDGES, self.acknowledges)
            .with(SEGMENT, self.segment)
            .with(MESSAGE_FIRST, u32::from_be_bytes([0, a, b, c]));
        let payload = Word::<56>::from_bytes([d, e, f, g, h, i, j]);
        Frame::long(header, payload, self.address)
    }
}
