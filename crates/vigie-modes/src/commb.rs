//! Comm-B registers: the 56 bits of the MB field, one file a register.
//!
//! A reply does not say which register it carries; whoever asked knows, and
//! we only listen. So a register is read *as if* it were this one: `parse`
//! fails with a [`Contradiction`] where a bit that this register keeps zero is
//! set (reserved bits, or the value of a quantity whose status bit is 0), and
//! what it returns emits the very same bits. Whether the quantities make sense
//! for the aircraft is judged in `vigie-sense`, which alone decides.
//!
//! ICAO Doc 9871 appendix A (layouts from memory and public decoders, each
//! file says what was checked).

use crate::bits::{Field, Mb};
use std::fmt;

mod bds60;

pub use bds60::HeadingAndSpeed;

/// The number of a register: BDS 5,0 is `Bds(0x50)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bds(pub u8);

/// As it is spoken: `5,0`, `1,C`.
impl fmt::Display for Bds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X},{:X}", self.0 >> 4, self.0 & 15)
    }
}

/// These bits cannot be that register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a register {bds}: {what}")]
pub struct Contradiction {
    /// The register they were read as.
    pub bds: Bds,
    /// The first thing that does not fit.
    pub what: &'static str,
}

/// What a register says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// BDS 6,0.
    HeadingAndSpeed(HeadingAndSpeed),
}

impl Register {
    /// Reads the bits as if they were register `bds`; `None` for a register
    /// not read here.
    #[must_use]
    pub fn parse(bds: Bds, mb: Mb) -> Option<Result<Register, Contradiction>> {
        Some(match bds {
            HeadingAndSpeed::BDS => HeadingAndSpeed::parse(mb).map(Register::HeadingAndSpeed),
            _ => return None,
        })
    }

    /// Writes the bits: the exact inverse of [`Register::parse`].
    #[must_use]
    pub fn emit(&self) -> Mb {
        match self {
            Register::HeadingAndSpeed(value) => value.emit(),
        }
    }

    /// Which register.
    #[must_use]
    pub fn bds(&self) -> Bds {
        match self {
            Register::HeadingAndSpeed(_) => HeadingAndSpeed::BDS,
        }
    }
}

/// A quantity with its status bit: where the status is 0 the value is too.
#[derive(Debug, Clone, Copy)]
struct Quantity {
    status: Field,
    value: Field,
}

impl Quantity {
    const fn new(status: Field, value: Field) -> Quantity {
        Quantity { status, value }
    }

    /// Status 0 with a value that is not.
    const fn contradicts(self, mb: Mb) -> bool {
        !mb.flag(self.status) && mb.unsigned(self.value) != 0
    }

    /// The unsigned count.
    fn unsigned(self, mb: Mb) -> Option<u16> {
        mb.flag(self.status).then(|| mb.u16(self.value))
    }

    /// The two's-complement count.
    fn signed(self, mb: Mb) -> Option<i16> {
        mb.flag(self.status)
            .then(|| i16::try_from(mb.signed(self.value)).unwrap_or(i16::MAX))
    }

    /// Writes a count, or zeros.
    fn put(self, mb: Mb, count: Option<impl Into<i64>>) -> Mb {
        match count {
            Some(count) => {
                let count: i64 = count.into();
                mb.with(self.status, true)
                    .with(self.value, count.cast_unsigned())
            }
            None => mb,
        }
    }
}
