//! DF 19 of another application than ADS-B: military extended squitter.
//!
//! The application field (AF) is 0 for ADS-B in the layout of DF 17, which is
//! an [`super::ExtendedSquitter`]; the others are not public, so their bits
//! are kept, and no parity is asked of them. ICAO Annex 10 Vol IV 3.1.2.8.8
//! (from memory, unverified).

use super::header;
use crate::bits::{Field, bits};
use crate::{Error, Frame};

pub(super) const APPLICATION: Field = bits(6..=8);
const ADSB: u8 = 0;

/// DF 19 with an application field of 1 to 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Military {
    /// AF, 1 to 7.
    application: u8,
    /// Bits 9 to 112.
    bytes: [u8; 13],
}

impl Military {
    /// Fails for an application field of 0 (ADS-B) or above 7.
    pub fn new(application: u8, bytes: [u8; 13]) -> Result<Military, Error> {
        if !(1..=7).contains(&application) {
            return Err(Error::Range("application field"));
        }
        Ok(Military { application, bytes })
    }

    /// `None`: it is ADS-B.
    pub(super) fn parse(frame: Frame) -> Option<Military> {
        let application = frame.header().u8(APPLICATION);
        let (_, bytes) = frame.as_bytes().split_last_chunk::<13>()?;
        (application != ADSB).then_some(Military {
            application,
            bytes: *bytes,
        })
    }

    pub(super) fn emit(self) -> Frame {
        let [first, ..] = header(19).with(APPLICATION, self.application).to_bytes();
        Frame::long_of_bytes(first, self.bytes)
    }

    /// AF: which application, 1 to 7.
    #[must_use]
    pub fn application(self) -> u8 {
        self.application
    }

    /// Bits 9 to 112, the last three bytes where others have their parity.
    #[must_use]
    pub fn bytes(self) -> [u8; 13] {
        self.bytes
    }
}
