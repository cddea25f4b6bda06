//! Framings: the bytes of a feed to frames with their stamps, and back.
//!
//! | module    | what                                                         |
//! |-----------|--------------------------------------------------------------|
//! | [`beast`] | binary, escaped; counter and level (Mode-S Beast, readsb, Radarcape) |
//! | [`avr`]   | text, `*8d...;` and `@` with the counter (dump1090 "raw")     |
//! | [`csv`]   | a line a message, with the time                              |
//! | [`sbs`]   | a line a message, decoded already (SBS-1/BaseStation)        |
//!
//! The stream readers take chunks of any size, keep at most one message
//! between two, and find the next message after anything else; what they
//! passed over is counted.

use crate::Frame;
use crate::altitude::{Altitude, AltitudeCode};
use crate::identity::{IdentityCode, Squawk};

pub mod avr;
pub mod beast;
pub mod csv;
pub mod sbs;

/// A frame as a receiver heard it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Heard {
    /// The receiver's 48-bit counter: 12 MHz, or GNSS time (see
    /// [`beast::GnssTime`]). Not UTC, and it wraps.
    pub ticks: Option<u64>,
    /// Signal level, 0 to 255, proportional to amplitude.
    pub level: Option<u8>,
    /// What was heard.
    pub frame: Frame,
}

/// A Mode A or C reply as a receiver heard it. Which of the two it answers,
/// nobody can tell from the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeardModeAc {
    /// As in [`Heard`].
    pub ticks: Option<u64>,
    /// As in [`Heard`].
    pub level: Option<u8>,
    /// The two bytes as sent by the receiver: for a Mode A code the four
    /// octal digits, one a half-byte.
    pub code: u16,
}

impl HeardModeAc {
    /// Whether this is no reply but a program's sign of life: all zero.
    #[must_use]
    pub fn is_heartbeat(self) -> bool {
        self.code == 0 && self.ticks.unwrap_or(0) == 0
    }

    /// The code as an answer to Mode A. `None`: a half-byte is no octal digit.
    #[must_use]
    pub fn squawk(self) -> Option<Squawk> {
        let digits = [12, 8, 4, 0].map(|shift| self.code >> shift & 15);
        let octal = digits.iter().fold(0, |number, digit| number << 3 | digit);
        digits
            .iter()
            .all(|&digit| digit < 8)
            .then(|| Squawk::new(octal).ok())
            .flatten()
    }

    /// The code as an answer to Mode C: pressure altitude, feet. `None`: no
    /// altitude has this code.
    #[must_use]
    pub fn mode_c_ft(self) -> Option<i32> {
        let pulses = IdentityCode::from(self.squawk()?).code();
        match AltitudeCode::new(pulses).altitude() {
            Altitude::Feet100(feet) => Some(feet),
            _ => None,
        }
    }
}

/// What a feed brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Item {
    /// A Mode S frame.
    ModeS(Heard),
    /// A Mode A or C reply.
    ModeAc(HeardModeAc),
    /// A receiver's report on itself (Beast type 4), as bytes.
    Status(beast::Status),
    /// The number of the receiver that heard what follows (readsb's Beast).
    Receiver(u64),
}

/// What a stream reader passed over, since it was made. Saturating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// Items given out.
    pub items: u64,
    /// Bytes that belong to no item.
    pub skipped_bytes: u64,
    /// Messages of the right shape whose content is no frame: a length that
    /// does not fit the format.
    pub bad_frames: u64,
    /// Messages broken off by the next one, or of a wrong shape.
    pub broken: u64,
}

/// The framings of this module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Framing {
    /// See [`beast`].
    Beast,
    /// See [`avr`].
    Avr,
    /// See [`csv`].
    Csv,
    /// See [`sbs`].
    Sbs,
}

/// How much of the beginning [`detect`] looks at, bytes.
pub const DETECT_BYTES: usize = 4096;

/// Which framing the beginning of a feed is in: the one that explains most
/// of its first [`DETECT_BYTES`]. `None`: none explains half of them.
#[must_use]
pub fn detect(beginning: &[u8]) -> Option<Framing> {
    let beginning = &beginning[..beginning.len().min(DETECT_BYTES)];
    let mut beast = beast::Deframer::new();
    beast.items(beginning).for_each(drop);
    let mut avr = avr::Deframer::new();
    avr.items(beginning).for_each(drop);
    let by_stream = |passed: Passed| match passed.items {
        0 => 0,
        _ => beginning.len() as u64 - passed.skipped_bytes.min(beginning.len() as u64),
    };
    let is_csv = |line: &[u8]| csv::parse_line(line).is_ok();
    let is_sbs = |line: &[u8]| sbs::parse_line(line).is_ok();
    [
        (line_bytes(beginning, is_sbs), Framing::Sbs),
        (line_bytes(beginning, is_csv), Framing::Csv),
        (by_stream(avr.passed()), Framing::Avr),
        (by_stream(beast.passed()), Framing::Beast),
    ]
    .into_iter()
    .max_by_key(|&(explained, _)| explained)
    .filter(|&(explained, _)| explained > 0 && explained * 2 >= beginning.len() as u64)
    .map(|(_, framing)| framing)
}

/// Bytes of the lines that are messages.
fn line_bytes(beginning: &[u8], is_message: impl Fn(&[u8]) -> bool) -> u64 {
    beginning
        .split_inclusive(|&byte| byte == b'\n')
        .filter(|line| is_message(line))
        .map(|line| line.len() as u64)
        .sum()
}

#[cfg(test)]
mod tests;
