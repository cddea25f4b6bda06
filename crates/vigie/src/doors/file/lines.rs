//! Text of a line a message, in pieces: CSV, SBS, JSON of jet1090. CSV without an allocation a line.

use super::{Entry, FaultKind, FileFault, FileOptions, Pieces};
use crate::config::Format;
use crate::doors::deframe::payload_of;
use crate::doors::jet1090;
use std::fs::File;
use vigie_core::reception::{BaseStationLine, Payload, Reception};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::framing::csv::{self, LineError};
use vigie_modes::framing::{Item, sbs};

/// Read at once; a line that is longer is none.
const PIECE: usize = 1 << 20;

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Lines {
    pieces: Pieces,
    reader: Reader,
    buffer: Vec<u8>,
    /// Where in `buffer` the next line starts.
    start: usize,
    /// Where in the file `buffer` starts.
    base: u64,
    is_at_end: bool,
    failed: Option<FileFault>,
}

/// What makes an entry of a line.
#[derive(Debug)]
struct Reader {
    options: FileOptions,
    format: Format,
    local: LocalClock,
    receiver: Option<String>,
}

impl Lines {
    pub(super) fn new(file: File, head: Vec<u8>, format: Format, options: FileOptions) -> Lines {
        Lines {
            pieces: Pieces::new(file, head),
            reader: Reader {
                options,
                format,
                local: LocalClock::new(options.received),
                receiver: None,
            },
            buffer: Vec::new(),
            start: 0,
            base: 0,
            is_at_end: false,
            failed: None,
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Who heard the last entry.
    pub(super) fn receiver(&self) -> Option<&str> {
        self.reader.receiver.as_deref()
    }

    #[inline]
    pub(super) fn next(&mut self) -> Option<Result<Entry, FileFault>> {
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
            let entry = self.reader.entry(line);
            let is_title = offset == 0
                && line
                    .first()
                    .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'#');
            self.start += end;
            match entry {
                Ok(Some(entry)) => return Some(Ok(entry)),
                Ok(None) => {}
                Err(_) if is_title => {}
                Err(why) => {
                    return Some(Err(FileFault {
                        offset,
                        bytes: end as u64,
                        why,
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

impl Reader {
    /// What a line holds; `None` for one that holds nothing, as an empty one.
    #[inline]
    fn entry(&mut self, line: &[u8]) -> Result<Option<Entry>, FaultKind> {
        match self.format {
            Format::Sbs => self.sbs(line),
            Format::Jet1090 => self.jet1090(line),
            _ => self.csv(line),
        }
    }

    #[inline]
    fn csv(&self, line: &[u8]) -> Result<Option<Entry>, FaultKind> {
        let line = match csv::parse_line(line) {
            Ok(line) => line,
            Err(LineError::Empty) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let heard = UtcNs(line.time_ns);
        Ok(match line.item {
            Item::ModeAc(reply) => Some(Entry::ModeAc(heard, reply)),
            item => payload_of(item, self.options.gnss_stamps)
                .map(|payload| self.received(heard, payload)),
        })
    }

    fn sbs(&mut self, line: &[u8]) -> Result<Option<Entry>, FaultKind> {
        let record = match sbs::parse_line(line) {
            Ok((record, _)) => record,
            Err(sbs::LineError::Empty) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let heard = self.local.at(record.logged.or(record.generated));
        let line = BaseStationLine::new(line.trim_ascii()).ok_or(sbs::LineError::TooLong)?;
        Ok(Some(self.received(heard, Payload::BaseStation(line))))
    }

    fn jet1090(&mut self, line: &[u8]) -> Result<Option<Entry>, FaultKind> {
        let jet1090::Line {
            time,
            reply,
            receiver,
        } = match jet1090::parse_line(line) {
            Ok(line) => line,
            Err(jet1090::LineError::Empty) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        self.receiver = receiver;
        Ok(Some(self.received(time, Payload::ModeS(reply))))
    }

    fn received(&self, heard: UtcNs, payload: Payload) -> Entry {
        Entry::Reception(Reception {
            sensor: self.options.sensor,
            heard,
            payload,
        })
    }
}

/// The local times of SBS lines to times: as if they were UTC, or the first at the time of the recording.
#[derive(Debug)]
struct LocalClock {
    received: Option<UtcNs>,
    shift: Option<Nanos>,
    last: UtcNs,
}

impl LocalClock {
    fn new(received: Option<UtcNs>) -> LocalClock {
        LocalClock {
            received,
            shift: None,
            last: received.unwrap_or_default(),
        }
    }

    /// The time of a line; that of the line before for one that says none.
    fn at(&mut self, stated: Option<sbs::DateTime>) -> UtcNs {
        if let Some(stated) = stated {
            let local = UtcNs(stated.unix_ms().saturating_mul(1_000_000));
            let shift = *self.shift.get_or_insert(
                self.received
                    .map_or(Nanos::ZERO, |received| received - local),
            );
            self.last = local + shift;
        }
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::LocalClock;
    use vigie_core::time::UtcNs;
    use vigie_modes::framing::sbs::DateTime;

    #[test]
    fn local_times_keep_their_distances() {
        let at = |second, millisecond| DateTime {
            year: 1970,
            month: 1,
            day: 1,
            hour: 2,
            minute: 0,
            second,
            millisecond,
        };
        let mut plain = LocalClock::new(None);
        assert_eq!(plain.at(None), UtcNs(0));
        assert_eq!(plain.at(Some(at(1, 5))), UtcNs(7_201_005_000_000));
        assert_eq!(plain.at(None), UtcNs(7_201_005_000_000));
        let mut told = LocalClock::new(Some(UtcNs(1_000)));
        assert_eq!(told.at(Some(at(1, 5))), UtcNs(1_000));
        assert_eq!(told.at(Some(at(3, 5))), UtcNs(2_000_001_000));
    }
}
