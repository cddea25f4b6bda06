//! The bytes of a connection to payloads.
//!
//! Beast and AVR by the readers of `vigie-modes`. ASTERIX over TCP is data blocks one after the other, each with its
//! length, and nothing else to find the way by: after an impossible header, reading goes on at the next block of a
//! known category whose records read to its last byte. Nothing here looks at what a message says.

use super::counters::DoorCounters;
use crate::config::Format;
use vigie_asterix::{Catalogue, Measure};
use vigie_core::reception::{ModeSReply, Payload, Stamp};
use vigie_core::time::Ticks;
use vigie_modes::framing::{Heard, Item, avr, beast};

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
}

impl Stream {
    /// A reader of `format`; `None` for the formats that only files have.
    pub(super) fn new(format: Format, gnss_stamps: bool) -> Option<Stream> {
        let reader = match format {
            Format::Beast => Reader::Beast(Box::default()),
            Format::Avr => Reader::Avr(Box::default()),
            Format::Asterix => Reader::Asterix(BlockStream::default()),
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
            match payload_of(item, gnss) {
                Some(payload) => each(payload),
                None if matches!(item, Item::ModeAc(_)) => counters.mode_ac.add(1),
                None => {}
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
        };
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
    let stamp = stamp_of(heard, gnss_stamps);
    ModeSReply::new(heard.frame.as_bytes(), stamp, heard.level).map(Payload::ModeS)
}

fn stamp_of(heard: Heard, gnss_stamps: bool) -> Stamp {
    match heard.ticks {
        // receivers write zero where they have no counter
        None | Some(0) => Stamp::None,
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
    fn noise_is_counted_and_never_harms() {
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .take(300_000)
        .collect();
        for format in [Format::Beast, Format::Avr, Format::Asterix] {
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
        for format in [Format::Beast, Format::Avr] {
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
