//! CSV, in pieces, without an allocation a line.

use super::{FaultKind, FileFault, FileOptions, Pieces};
use crate::doors::deframe::payload_of;
use std::fs::File;
use vigie_core::reception::Reception;
use vigie_core::time::UtcNs;
use vigie_modes::framing::csv::{LineError, parse_line};

/// Read at once; a line that is longer is none.
const PIECE: usize = 1 << 20;

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Lines {
    pieces: Pieces,
    options: FileOptions,
    buffer: Vec<u8>,
    /// Where in `buffer` the next line starts.
    start: usize,
    /// Where in the file `buffer` starts.
    base: u64,
    is_at_end: bool,
    failed: Option<FileFault>,
    mode_ac: u64,
}

impl Lines {
    pub(super) fn new(file: File, head: Vec<u8>, options: FileOptions) -> Lines {
        Lines {
            pieces: Pieces::new(file, head),
            options,
            buffer: Vec::new(),
            start: 0,
            base: 0,
            is_at_end: false,
            failed: None,
            mode_ac: 0,
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.base + self.start as u64
    }

    pub(super) fn mode_ac(&self) -> u64 {
        self.mode_ac
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<Result<Reception, FileFault>> {
        loop {
            let rest = self.buffer.get(self.start..).unwrap_or_default();
            let end = match rest.iter().position(|&byte| byte == b'\n') {
                Some(at) => at + 1,
                None if self.is_at_end && rest.is_empty() => return self.failed.take().map(Err),
                None if self.is_at_end || rest.len() >= PIECE => rest.len(),
                None => {
                    self.more();
                    continue;
                }
            };
            let (offset, line) = (self.position(), &rest[..end]);
            let parsed = parse_line(line);
            let is_title = offset == 0
                && line
                    .first()
                    .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'#');
            self.start += end;
            match parsed {
                Ok(line) => match payload_of(line.item, self.options.gnss_stamps) {
                    Some(payload) => {
                        let (sensor, heard) = (self.options.sensor, UtcNs(line.time_ns));
                        return Some(Ok(Reception {
                            sensor,
                            heard,
                            payload,
                        }));
                    }
                    None => self.mode_ac += 1,
                },
                Err(LineError::Empty) => {}
                Err(_) if is_title => {}
                Err(why) => {
                    return Some(Err(FileFault {
                        offset,
                        bytes: end as u64,
                        why: FaultKind::Line(why),
                    }));
                }
            }
        }
    }

    fn more(&mut self) {
        self.buffer.drain(..self.start);
        self.base += self.start as u64;
        self.start = 0;
        match self.pieces.append(&mut self.buffer, PIECE) {
            Ok(0) => self.is_at_end = true,
            Ok(_) => {}
            Err(error) => {
                self.is_at_end = true;
                let offset = self.base + self.buffer.len() as u64;
                self.failed = Some(FileFault {
                    offset,
                    bytes: 0,
                    why: FaultKind::Io(error.kind()),
                });
            }
        }
    }
}
