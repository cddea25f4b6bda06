//! Frames in a JSON array (lib1090), which is read whole.

use super::{Entry, FaultKind, FileFault, FileOptions};
use crate::doors::jet1090::{Line, LineError, parse_array};
use std::vec;
use vigie_core::reception::{Payload, Reception};

/// The key that each transmission of such an array begins with.
const REPLY: &[u8] = b"\"reply\"";

/// The frames of an array.
#[derive(Debug)]
pub(super) struct Array {
    lines: vec::IntoIter<Result<Line, LineError>>,
    options: FileOptions,
    receiver: Option<String>,
    len: u64,
    count: u64,
}

/// Whether a file begins as such an array does.
pub(super) fn is_array(head: &[u8]) -> bool {
    [&b"["[..], b"{", REPLY]
        .into_iter()
        .try_fold(head, |rest, mark| {
            rest.trim_ascii_start().strip_prefix(mark)
        })
        .is_some()
}

impl Array {
    /// Fails, with what to tell the user, where the text is no such array.
    pub(super) fn new(text: &[u8], options: FileOptions) -> Result<Array, String> {
        let lines = parse_array(text).map_err(|error| {
            format!("it is no array of frames in JSON as lib1090 writes it: {error}")
        })?;
        Ok(Array {
            count: lines.len() as u64,
            lines: lines.into_iter(),
            options,
            receiver: None,
            len: text.len() as u64,
        })
    }

    /// How far it is read, as if all frames were of one length.
    pub(super) fn position(&self) -> u64 {
        match self.lines.len() as u64 {
            0 => self.len,
            left => self.len - self.len.saturating_mul(left) / self.count.max(1),
        }
    }

    /// Who heard the last entry.
    pub(super) fn receiver(&self) -> Option<&str> {
        self.receiver.as_deref()
    }

    pub(super) fn next(&mut self) -> Option<Result<Entry, FileFault>> {
        let offset = self.position();
        let line = self.lines.next()?;
        Some(match line {
            Ok(line) => {
                self.receiver = line.receiver;
                Ok(Entry::Reception(Reception {
                    sensor: self.options.sensor,
                    heard: line.time,
                    payload: Payload::ModeS(line.reply),
                }))
            }
            Err(why) => Err(FileFault {
                offset,
                bytes: 0,
                why: FaultKind::Jet1090(why),
            }),
        })
    }
}
