//! What reached a receiver, unread: bytes, when, from which sensor.

use crate::sensor::SensorId;
use crate::time::{Ticks, UtcNs};

/// Bytes as one sensor delivered them. They are recorded before anyone interprets them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// Who delivered them.
    pub sensor: SensorId,
    /// When they reached Vigie, by Vigie's clock.
    pub heard: UtcNs,
    /// The bytes.
    pub payload: Payload,
}

/// The bytes of a reception, by the wire that carried them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// One Mode S frame.
    ModeS(ModeSReply),
    /// One or more ASTERIX data blocks: one datagram.
    Asterix(Box<[u8]>),
    /// One line of SBS-1/BaseStation text: what a receiver made of a message, not the message.
    BaseStation(BaseStationLine),
}

/// A line of SBS-1/BaseStation text as it came, without its line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseStationLine(Box<[u8]>);

impl BaseStationLine {
    /// The longest line, bytes; real ones have some 150.
    pub const LEN_MAX: usize = 255;

    /// A line of 1 to [`BaseStationLine::LEN_MAX`] bytes; `None` for any other length.
    #[must_use]
    pub fn new(line: &[u8]) -> Option<BaseStationLine> {
        (1..=Self::LEN_MAX)
            .contains(&line.len())
            .then(|| BaseStationLine(line.into()))
    }

    /// The bytes of the line.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A Mode S frame with what its receiver says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeSReply {
    bytes: [u8; 14],
    long: bool,
    /// The receiver's counter, and what it counts.
    pub stamp: Stamp,
    /// Signal level of the receiver, 0–255, linear in amplitude to full scale; `None` where unknown.
    pub level: Option<u8>,
}

/// A receiver's time stamp of one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// None was given.
    None,
    /// A free-running counter (12 MHz in Beast and AVR).
    Counter(Ticks),
    /// GNSS time since midnight UTC, in nanoseconds.
    GnssOfDay(u64),
}

impl ModeSReply {
    /// A frame of 7 or 14 bytes; `None` for any other length.
    #[must_use]
    pub fn new(frame: &[u8], stamp: Stamp, level: Option<u8>) -> Option<ModeSReply> {
        let mut bytes = [0; 14];
        bytes.get_mut(..frame.len())?.copy_from_slice(frame);
        matches!(frame.len(), 7 | 14).then_some(ModeSReply {
            bytes,
            long: frame.len() == 14,
            stamp,
            level,
        })
    }

    /// The 7 or 14 bytes of the frame.
    #[must_use]
    pub fn frame(&self) -> &[u8] {
        if self.long {
            &self.bytes
        } else {
            &self.bytes[..7]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BaseStationLine, ModeSReply, Stamp};

    #[test]
    fn lines_are_bounded() {
        for (len, fits) in [(0, false), (1, true), (255, true), (256, false)] {
            let bytes = vec![b','; len];
            let line = BaseStationLine::new(&bytes);
            assert_eq!(line.is_some(), fits, "{len}");
            assert!(line.is_none_or(|line| line.as_bytes() == bytes));
        }
    }

    #[test]
    fn frames_are_short_or_long() {
        for len in 0..40 {
            let bytes = vec![0x5d; len];
            let reply = ModeSReply::new(&bytes, Stamp::None, None);
            assert_eq!(reply.is_some(), len == 7 || len == 14, "{len}");
            if let Some(reply) = reply {
                assert_eq!(reply.frame(), bytes);
            }
        }
    }
}
