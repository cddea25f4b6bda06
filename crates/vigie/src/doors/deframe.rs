//! The bytes of a connection to payloads.
//!
//! Beast and AVR by the readers of `vigie-modes`; SBS and JSON line by line, a line that holds no message being
//! garbage. ASTERIX over TCP is data blocks one after the other, each with its
//! length, and nothing else to find the way by: after an impossible header, reading goes on at the next block of a
//! known category whose records read to its last byte. Nothing here looks at what a message says.

mod lines;

use super::counters::DoorCounters;
use super::jet1090;
use crate::config::Format;
use lines::LineStream;
use vigie_asterix::{Catalogue, Measure};
use vigie_core::reception::{BaseStationLine, ModeSReply, Payload, Stamp};
use vigie_core::time::Ticks;
use vigie_modes::framing::{Item, avr, beast, sbs};

/// So many bytes without a message, and the connection is given up.
pub(super) const GARBAGE_MAX: u64 = 64 * 1024;

/// What reads one connection.
#[derive(Debug)]
pub(super) struct Stream {
    reader: Reader,
    gnss_stamps: bool,
    /// Garbage the reader has counted so far.
    garbage: u64,
    /// Garbage since the last message.
    streak: u64,
}

#[derive(Debug)]
enum Reader {
    Beast(Box<beast::Deframer>),
    Avr(Box<avr::Deframer>),
    Asterix(BlockStream),
    /// Lines, and what makes a payload of one.
    Lines(LineStream, ReadLine),
}

type ReadLine = fn(&[u8]) -> Option<Payload>;

impl Stream {
    /// A reader of `format`; `None` for the formats that only files have.
    pub(super) fn new(format: Format, gnss_stamps: bool) -> Option<Stream> {
        let reader = match format {
            Format::Beast => Reader::Beast(Box::default()),
            Format::Avr => Reader::Avr(Box::default()),
            Format::Asterix => Reader::Asterix(BlockStream::default()),
            Format::Sbs => Reader::Lines(LineStream::new(sbs::LINE_MAX), sbs_payload),
            Format::Jet1090 => Reader::Lines(LineStream::new(jet1090::LINE_MAX), jet1090_payload),
            Format::Csv | Format::Pcap | Format::Final => return None,
        };
        Some(Stream {
            reader,
            gnss_stamps,
            garbage: 0,
            streak: 0,
        })
    }

    /// Hands every payload that ends in `chunk` to `each`, and counts the rest.
    pub(super) fn push(
        &mut self,
        chunk: &[u8],
        counters: &DoorCounters,
        mut each: impl FnMut(Payload),
    ) {
        counters.bytes.add(chunk.len() as u64);
        let gnss = self.gnss_stamps;
        let mut found = false;
        let mut take = |item: Item| {
            found = true;
            match (payload_of(item, gnss), item) {
                (Some(payload), _) => each(payload),
                (None, Item::ModeAc(reply)) if !reply.is_heartbeat() => counters.mode_ac.add(1),
                _ => {}
            }
        };
        let garbage = match &mut self.reader {
            Reader::Beast(reader) => {
                reader.items(chunk).for_each(&mut take);
                reader.passed().skipped_bytes
            }
            Reader::Avr(reader) => {
                reader.items(chunk).for_each(&mut take);
                reader.passed().skipped_bytes
            }
            Reader::Asterix(reader) => {
                found = reader.push(chunk, &mut each);
                reader.garbage
            }
            Reader::Lines(lines, read) => {
                found = lines.push(chunk, |line| read(line).map(&mut each).is_some());
                lines.garbage()
            }
        };
        self.account(garbage, found, counters);
    }

    /// Hands on what a message without an end would be, were this its end.
    pub(super) fn finish(&mut self, counters: &DoorCounters, mut each: impl FnMut(Payload)) {
        if let Reader::Lines(lines, read) = &mut self.reader {
            let found = lines.finish(|line| read(line).map(&mut each).is_some());
            let garbage = lines.garbage();
            self.account(garbage, found, counters);
        }
    }

    fn account(&mut self, garbage: u64, found: bool, counters: &DoorCounters) {
        let more = garbage.saturating_sub(self.garbage);
        self.garbage = garbage;
        self.streak = if found {
            0
        } else {
            self.streak.saturating_add(more)
        };
        counters.garbage_bytes.add(more);
    }

    /// Whether there has been nothing but garbage for too long.
    pub(super) fn is_garbage(&self) -> bool {
        self.streak > GARBAGE_MAX
    }
}

/// The payload of a Mode S frame; `None` for what is no Mode S.
pub(super) fn payload_of(item: Item, gnss_stamps: bool) -> Option<Payload> {
    let Item::ModeS(heard) = item else {
        return None;
    };
    let stamp = stamp_of(heard.ticks, gnss_stamps);
    ModeSReply::new(heard.frame.as_bytes(), stamp, heard.level).map(Payload::ModeS)
}

/// A line of SBS as it came, if it is one: what it says is for others.
fn sbs_payload(line: &[u8]) -> Option<Payload> {
    sbs::parse_line(line).ok()?;
    BaseStationLine::new(line).map(Payload::BaseStation)
}

fn jet1090_payload(line: &[u8]) -> Option<Payload> {
    let line = jet1090::parse_line(line).ok()?;
    Some(Payload::ModeS(line.reply))
}

/// What a receiver's 48 bits are.
pub(super) fn stamp_of(ticks: Option<u64>, gnss_stamps: bool) -> Stamp {
    match ticks {
        // receivers write zero where they have no counter, and a mark where they made the frame up
        None | Some(0 | beast::MLAT_TICKS) => Stamp::None,
        Some(ticks) if gnss_stamps => beast::GnssTime::from_ticks(ticks)
            .map_or(Stamp::None, |time| {
                Stamp::GnssOfDay(time.nanosecond_of_day())
            }),
        Some(ticks) => Stamp::Counter(Ticks(ticks)),
    }
}

/// ASTERIX data blocks in a stream of bytes. Holds at most one block and one chunk.
#[derive(Debug, Default)]
struct BlockStream {
    held: Vec<u8>,
    /// The way was lost: a block must read whole to be believed.
    is_lost: bool,
    garbage: u64,
}

const HEADER: usize = 3;
/// The way is not found again by a longer block: while lost, waiting for the end of what only looks like one would hold
/// up all that is real.
const RESUME_MAX: usize = 8192;

impl BlockStream {
    /// Whether a block ended in `chunk`.
    fn push(&mut self, chunk: &[u8], each: &mut impl FnMut(Payload)) -> bool {
        self.held.extend_from_slice(chunk);
        let catalogue = vigie_asterix::catalogue();
        let mut pos = 0;
        let mut found = false;
        while let Some(&[category, high, low]) = self.held[pos..].first_chunk::<HEADER>() {
            let len = usize::from(u16::from_be_bytes([high, low]));
            let may_be = is_block(category, len)
                && (!self.is_lost || len <= RESUME_MAX && catalogue.get(category).is_some());
            let block = self.held[pos..].get(..len);
            match block {
                None if may_be => break, // the rest of it is still to come
                Some(block) if may_be && (!self.is_lost || reads_whole(catalogue, block)) => {
                    each(Payload::Asterix(block.into()));
                    pos += len;
                    found = true;
                    self.is_lost = false;
                }
                _ => {
                    self.is_lost = true;
                    self.garbage = self.garbage.saturating_add(1);
                    pos += 1;
                }
            }
        }
        self.held.drain(..pos);
        found
    }
}

/// Whether this can be the header of a block: categories 1 to 127 are the standard ones, of which those above 65 are
/// not given out (unverified); those from 128 on are for other uses.
fn is_block(category: u8, len: usize) -> bool {
    len > HEADER && matches!(category, 1..=65 | 128..)
}

fn reads_whole(catalogue: &Catalogue<'_>, block: &[u8]) -> bool {
    let Some(spec) = block.first().and_then(|&category| catalogue.get(category)) else {
        return false;
    };
    let mut rest = block.get(HEADER..).unwrap_or_default();
    while !rest.is_empty() {
        match spec.read_record(rest, 0, &mut Measure) {
            Ok(len) => rest = rest.get(len..).unwrap_or_default(),
            Err(_) => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{GARBAGE_MAX, Stream};
    use crate::config::Format;
    use crate::doors::counters::DoorCounters;
    use vigie_core::reception::{Payload, Stamp};
    use vigie_core::time::Ticks;

    /// North marker, CAT034.
    const NORTH: [u8; 17] = [
        0x22, 0, 17, 0xf6, 0xe2, 0xe8, 2, 0x76, 0xd3, 0x56, 8, 0x84, 0, 0x20, 0, 0x80, 0,
    ];

    fn check(format: Format, gnss: bool, bytes: &[u8], step: usize) -> (Vec<Payload>, u64) {
        let counters = DoorCounters::default();
        let mut stream = Stream::new(format, gnss).expect("a stream format");
        let mut found = Vec::new();
        for chunk in bytes.chunks(step) {
            stream.push(chunk, &counters, |payload| found.push(payload));
        }
        assert_eq!(counters.bytes.get(), bytes.len() as u64);
        (found, counters.garbage_bytes.get())
    }

    #[test]
    fn blocks_are_found_in_chunks_of_any_size_and_after_garbage() {
        let mut bytes = NORTH.repeat(3);
        for step in 1..60 {
            let (found, garbage) = check(Format::Asterix, false, &bytes, step);
            assert_eq!((found.len(), garbage), (3, 0), "chunks of {step}");
        }
        bytes.extend([0, 0, 0, 0, 0]);
        bytes.extend(NORTH.repeat(2));
        let (found, garbage) = check(Format::Asterix, false, &bytes, 7);
        assert_eq!((found.len(), garbage), (5, 5));
        assert!(
            found
                .iter()
                .all(|block| *block == Payload::Asterix(NORTH.into()))
        );
    }

    #[test]
    fn stamps_are_what_the_receiver_is_said_to_give() {
        let text = b"@000040000001;\n@00004000000a8d406b9058b975870b738754f480;";
        for (gnss, expected) in [
            (false, Stamp::Counter(Ticks(0x4000_000a))),
            (true, Stamp::GnssOfDay(1_000_000_010)),
        ] {
            let (found, _) = check(Format::Avr, gnss, text, 11);
            let [Payload::ModeS(reply)] = found[..] else {
                panic!("{found:?}")
            };
            assert_eq!((reply.stamp, reply.level), (expected, None));
        }
    }

    #[test]
    fn lines_are_found_in_chunks_of_any_size_and_after_garbage() {
        let sbs =
            "MSG,8,5,211,4CA2D6,10057,2008/11/28,14:53:50.391,2008/11/28,14:58:51.153,,,,,,,,,,,,0";
        let json = r#"{"timestamp":1.5,"frame":"5d4ca8ab1a1a1a","df":"11"}"#;
        for (format, line) in [(Format::Sbs, sbs), (Format::Jet1090, json)] {
            // signs of life, a broken line, a whole one, and one whose end never came
            let text = format!("{line}\r\n\r\n{}\n{line}\n{line}", &line[..20]);
            for step in 1..text.len() {
                let (found, garbage) = check(format, false, text.as_bytes(), step);
                assert_eq!(
                    (found.len(), garbage),
                    (2, 21),
                    "{format:?}, chunks of {step}"
                );
            }
            let counters = DoorCounters::default();
            let mut stream = Stream::new(format, false).expect("a stream format");
            let mut found = Vec::new();
            stream.push(text.as_bytes(), &counters, |payload| found.push(payload));
            stream.finish(&counters, |payload| found.push(payload));
            assert_eq!(found.len(), 3, "{format:?}");
            if let Payload::BaseStation(read) = &found[0] {
                assert_eq!(read.as_bytes(), sbs.as_bytes());
            }
        }
    }

    #[test]
    fn noise_is_counted_and_never_harms() {
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .take(300_000)
        .collect();
        for format in [
            Format::Beast,
            Format::Avr,
            Format::Asterix,
            Format::Sbs,
            Format::Jet1090,
        ] {
            for step in [1, 1000, 32_768] {
                let (found, garbage) = check(format, false, &noise, step);
                assert!(
                    found.len() < 100 && garbage > 100_000,
                    "{format:?}: {}, {garbage}",
                    found.len()
                );
            }
        }
    }

    #[test]
    fn only_garbage_is_given_up() {
        let counters = DoorCounters::default();
        let noise = [0x55; 1024];
        assert_eq!(GARBAGE_MAX, 64 * 1024);
        for format in [Format::Beast, Format::Avr, Format::Sbs] {
            let mut stream = Stream::new(format, false).expect("a stream format");
            let pushes = (1..=65).find(|_| {
                stream.push(&noise, &counters, drop);
                stream.is_garbage()
            });
            assert_eq!(pushes, Some(65), "{format:?}");
        }
        assert!(Stream::new(Format::Pcap, false).is_none());
    }
}
