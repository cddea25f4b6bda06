//! FINAL recordings.
//!
//! Layout as found in recordings (unverified against its specification):
//! length of the whole frame (2), error flag (1), board number (1), day
//! counter (1), time of day in hundredths of a second (3), data blocks, four
//! bytes `A5`.

use super::{Datagram, FrameError, Stamp};

const HEAD: usize = 8;
const TRAILER: [u8; 4] = [0xa5; 4];

/// The frames of a FINAL recording.
#[derive(Debug)]
pub struct FinalFrames<'a> {
    bytes: &'a [u8],
    pos: usize,
}

pub(super) fn is_final(bytes: &[u8]) -> bool {
    matches!(FinalFrames::new(bytes).next(), Some(Ok(_)))
}

impl<'a> FinalFrames<'a> {
    /// The frames of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> FinalFrames<'a> {
        FinalFrames { bytes, pos: 0 }
    }

    fn frame(&self) -> Result<&'a [u8], FrameError> {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        let &[high, low, ..] = rest else {
            return Err(FrameError::Truncated("FINAL frame", self.pos));
        };
        let len = usize::from(u16::from_be_bytes([high, low]));
        if len < HEAD + TRAILER.len() {
            return Err(FrameError::NotFinal(self.pos));
        }
        let frame = rest
            .get(..len)
            .ok_or(FrameError::Truncated("FINAL frame", self.pos))?;
        if frame.ends_with(&TRAILER) {
            Ok(frame)
        } else {
            Err(FrameError::NotFinal(self.pos))
        }
    }
}

impl<'a> Iterator for FinalFrames<'a> {
    type Item = Result<Datagram<'a>, FrameError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.pos >= self.bytes.len() {
            return None;
        }
        let start = self.pos;
        match self.frame() {
            Ok(frame) => {
                self.pos += frame.len();
                let centiseconds = u32::from_be_bytes([0, frame[5], frame[6], frame[7]]);
                let stamp = Some(Stamp::DayTime {
                    day: frame[4],
                    centiseconds,
                });
                let payload = &frame[HEAD..frame.len() - TRAILER.len()];
                Some(Ok(Datagram {
                    stamp,
                    offset: start + HEAD,
                    payload,
                }))
            }
            Err(error) => {
                // the next frame starts after some trailer
                let rest = &self.bytes[start..];
                let found = rest
                    .windows(TRAILER.len())
                    .position(|window| window == TRAILER);
                self.pos = found.map_or(self.bytes.len(), |at| start + at + TRAILER.len());
                Some(Err(error))
            }
        }
    }
}
