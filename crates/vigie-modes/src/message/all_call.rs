//! DF 11: all-call reply and acquisition squitter.

use super::header;
use super::surveillance::checked_address;
use crate::bits::{Field, bits};
use crate::{Error, Frame, ParityError};

pub(super) const CAPABILITY: Field = bits(6..=8);
pub(super) const ADDRESS: Field = bits(9..=32);

/// Code label (three bits) and interrogator code (four).
const HIGHEST_INTERROGATOR: u8 = 0x7f;
/// Code labels above 4 are not assigned.
const HIGHEST_ASSIGNED: u8 = 0x4f;

/// DF 11: an aircraft says its address, on its own or asked by all-call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AllCall {
    /// CA: capability of the transponder, 0 to 7; 4 on the ground, 5 airborne.
    pub capability: u8,
    /// Announced address, 24 bits.
    pub address: u32,
    /// CL and IC: who asked, 0 to 127; 0 is a squitter.
    pub interrogator: u8,
}

impl AllCall {
    /// Fails where a number is beyond its field.
    pub fn new(address: u32, capability: u8, interrogator: u8) -> Result<AllCall, Error> {
        if capability > 7 {
            return Err(Error::Range("capability"));
        }
        if interrogator > HIGHEST_INTERROGATOR {
            return Err(Error::Range("interrogator code"));
        }
        Ok(AllCall {
            capability,
            address: checked_address(address)?,
            interrogator,
        })
    }

    /// The interrogator's code is one that can be given to a radar; another
    /// is rather a bit error.
    #[must_use]
    pub fn is_interrogator_assigned(self) -> bool {
        self.interrogator <= HIGHEST_ASSIGNED
    }

    #[inline]
    pub(super) fn parse(frame: Frame) -> Result<AllCall, ParityError> {
        let remainder = frame.remainder();
        let interrogator = match u8::try_from(remainder) {
            Ok(code) if code <= HIGHEST_INTERROGATOR => code,
            _ => return Err(ParityError { remainder }),
        };
        let header = frame.header();
        Ok(AllCall {
            capability: header.u8(CAPABILITY),
            address: header.u32(ADDRESS),
            interrogator,
        })
    }

    #[inline]
    pub(super) fn emit(self) -> Frame {
        let header = header(11)
            .with(CAPABILITY, self.capability)
            .with(ADDRESS, self.address);
        Frame::short(header, u32::from(self.interrogator))
    }
}
