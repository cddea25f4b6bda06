//! Beast and AVR files, in pieces.

use super::timeline::{CounterClock, DayClock};
use super::{Entry, FaultKind, FileFault, FileOptions, Pieces};
use crate::config::Format;
use crate::doors::deframe::{payload_of, stamp_of};
use std::collections::VecDeque;
use std::fs::File;
use vigie_core::reception::{Reception, Stamp};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::framing::{Item, Passed, avr, beast};

const PIECE: usize = 64 * 1024;

/// The frames of a file.
#[derive(Debug)]
pub(super) struct Frames {
    pieces: Pieces,
    options: FileOptions,
    reader: Reader,
    buffer: Vec<u8>,
    found: VecDeque<Item>,
    fault: Option<FileFault>,
    skipped: u64,
    position: u64,
    is_at_end: bool,
    counter: CounterClock,
    day: DayClock,
    receiver: Option<String>,
}

#[derive(Debug)]
enum Reader {
    Beast(Box<beast::Deframer>),
    Avr(Box<avr::Deframer>),
}

impl Reader {
    fn push(&mut self, chunk: &[u8], found: &mut VecDeque<Item>) -> Passed {
        match self {
            Reader::Beast(reader) => {
                found.extend(reader.items(chunk));
                reader.passed()
            }
            Reader::Avr(reader) => {
                found.extend(reader.items(chunk));
                reader.passed()
            }
        }
    }

    /// Whether a message has begun that did not end: the beginning of another makes the reader say so.
    fn is_inside(&mut self) -> bool {
        let (before, after) = match self {
            Reader::Beast(reader) => {
                let before = reader.passed();
                reader.items(b"\x1a2").for_each(drop);
                (before, reader.passed())
            }
            Reader::Avr(reader) => {
                let before = reader.passed();
                reader.items(b"*").for_each(drop);
                (before, reader.passed())
            }
        };
        after.broken > before.broken
    }
}

impl Frames {
    pub(super) fn new(file: File, head: Vec<u8>, format: Format, options: FileOptions) -> Frames {
        let reader = match format {
            Format::Avr => Reader::Avr(Box::default()),
            _ => Reader::Beast(Box::default()),
        };
        Frames {
            pieces: Pieces::new(file, head),
            options,
            reader,
            buffer: Vec::new(),
            found: VecDeque::new(),
            fault: None,
            skipped: 0,
            position: 0,
            is_at_end: false,
            counter: CounterClock::new(options.received),
            day: DayClock::new(options.received),
            receiver: None,
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Who heard the last entry: the number that readsb writes before it.
    pub(super) fn receiver(&self) -> Option<&str> {
        self.receiver.as_deref()
    }

    pub(super) fn next(&mut self) -> Option<Result<Entry, FileFault>> {
        loop {
            while let Some(item) = self.found.pop_front() {
                if let Some(entry) = self.entry(item) {
                    return Some(Ok(entry));
                }
            }
            if let Some(fault) = self.fault.take() {
                return Some(Err(fault));
            }
            if self.is_at_end {
                return None;
            }
            self.more();
        }
    }

    fn entry(&mut self, item: Item) -> Option<Entry> {
        let gnss_stamps = self.options.gnss_stamps;
        match item {
            Item::ModeS(frame) => {
                let heard = self.time(stamp_of(frame.ticks, gnss_stamps));
                let payload = payload_of(item, gnss_stamps)?;
                Some(Entry::Reception(Reception {
                    sensor: self.options.sensor,
                    heard,
                    payload,
                }))
            }
            Item::ModeAc(reply) if reply.is_heartbeat() => None,
            Item::ModeAc(reply) => {
                let heard = self.time(stamp_of(reply.ticks, gnss_stamps));
                Some(Entry::ModeAc(heard, reply))
            }
            Item::Receiver(number) => {
                self.receiver = Some(format!("{number:016x}"));
                None
            }
            Item::Status(_) => None,
        }
    }

    fn time(&mut self, stamp: Stamp) -> UtcNs {
        match stamp {
            Stamp::GnssOfDay(ns) => self.day.at(Nanos(i64::try_from(ns).unwrap_or(0))),
            Stamp::Counter(ticks) => self.counter.at(ticks),
            Stamp::None => self.counter.next(),
        }
    }

    fn more(&mut self) {
        self.buffer.clear();
        let offset = self.position;
        match self.pieces.append(&mut self.buffer, PIECE) {
            Ok(0) => {
                self.is_at_end = true;
                if self.reader.is_inside() {
                    self.fault = Some(FileFault {
                        offset,
                        bytes: 0,
                        why: FaultKind::Truncated,
                    });
                }
            }
            Ok(read) => {
                self.position += read as u64;
                let passed = self.reader.push(&self.buffer, &mut self.found);
                let bytes = passed.skipped_bytes.saturating_sub(self.skipped);
                self.skipped = passed.skipped_bytes;
                if bytes > 0 {
                    self.fault = Some(FileFault {
                        offset,
                        bytes,
                        why: FaultKind::Garbage,
                    });
                }
            }
            Err(error) => {
                self.is_at_end = true;
                self.fault = Some(FileFault {
                    offset,
                    bytes: 0,
                    why: FaultKind::Io(error.kind()),
                });
            }
        }
    }
}
