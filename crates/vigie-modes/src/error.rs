//! What can be wrong with bytes, and with values about to become bytes.

use thiserror::Error;

/// Why bytes are no frame, or why a value does not fit the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Error {
    /// Neither 7 nor 14 bytes.
    #[error("a Mode S frame has 7 or 14 bytes, not {0}")]
    Length(usize),
    /// The first five bits announce the other length.
    #[error("{length} bytes do not fit downlink format {df}")]
    Format {
        /// Downlink format, 0 to 24.
        df: u8,
        /// Bytes given.
        length: usize,
    },
    /// A character that is no hexadecimal digit, or an odd number of digits.
    #[error("not a hexadecimal digit at {0}")]
    Hex(usize),
    /// The value is outside what the field can carry.
    #[error("{0} is out of range")]
    Range(&'static str),
    /// The text holds a character that the field cannot carry.
    #[error("{0} cannot be written with the characters of the field")]
    Character(&'static str),
}

/// The parity of a frame that must hold (DF 11, 17, 18) does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the parity leaves a remainder of {remainder:06x}")]
pub struct ParityError {
    /// The syndrome: what error correction looks up.
    pub remainder: u32,
}
