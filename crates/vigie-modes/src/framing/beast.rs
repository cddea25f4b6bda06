//! Beast: the binary format of the Mode-S Beast receiver.
//!
//! `1a`, a type, six bytes of counter, a level, the message; every `1a` after
//! the type is doubled. Types: `1` (31 hex) two bytes of Mode A/C, `2` short,
//! `3` long, `4` status (fourteen bytes). `e3` hex is readsb's: eight bytes,
//! without counter and level, that number the receiver of what follows.
//! Others are passed over. From the format's public descriptions
//! (wiki.jetvision.de "Mode-S Beast:Data Output Formats") and readsb's
//! behaviour, from memory, unverified; checked against recorded streams.

use super::{Heard, HeardModeAc, Item, Passed};
use crate::Frame;

const ESCAPE: u8 = 0x1a;
const COUNTER: usize = 6;
/// Counter and level.
const PREFIX: usize = COUNTER + 1;
const STATUS: usize = 14;
/// The type of a receiver's number.
const RECEIVER: u8 = 0xe3;
const NUMBER: usize = 8;
/// Counter, level and the longest message.
const LONGEST: usize = PREFIX + STATUS;
const LOW_48: u64 = 0xffff_ffff_ffff;

/// The most bytes [`emit`] writes for one item: all but the first doubled.
pub const LONGEST_EMITTED: usize = 2 + 2 * LONGEST;

/// What a receiver says of itself: type 4, its bytes as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status {
    /// Counter.
    pub ticks: u64,
    /// Level byte.
    pub level: u8,
    /// Settings and position of the receiver, in its maker's own layout.
    pub bytes: [u8; STATUS],
}

/// The counter that readsb and others write where a position was found by
/// multilateration and the frame was made up: no time at all.
pub const MLAT_TICKS: u64 = 0xff00_4d4c_4154;

/// A counter read as GNSS time: the Radarcape's (and GPS-disciplined
/// receivers') use of the 48 bits. Only the user knows which receiver it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GnssTime {
    /// Seconds of the UTC day, 0 to 86,400 (a leap second).
    pub second_of_day: u32,
    /// Nanoseconds, below 10^9.
    pub nanosecond: u32,
}

impl GnssTime {
    /// Reads 18 bits of seconds and 30 of nanoseconds. `None`: either is out
    /// of its range, so the counter is no GNSS time.
    #[must_use]
    pub fn from_ticks(ticks: u64) -> Option<GnssTime> {
        let second_of_day = u32::try_from(ticks >> 30).ok()?;
        let nanosecond = u32::try_from(ticks & ((1 << 30) - 1)).ok()?;
        (second_of_day <= 86_400 && nanosecond < 1_000_000_000).then_some(GnssTime {
            second_of_day,
            nanosecond,
        })
    }

    /// The counter that says this.
    #[must_use]
    pub fn ticks(self) -> u64 {
        (u64::from(self.second_of_day) << 30 | u64::from(self.nanosecond)) & LOW_48
    }

    /// Nanoseconds since midnight.
    #[must_use]
    pub fn nanosecond_of_day(self) -> u64 {
        u64::from(self.second_of_day) * 1_000_000_000 + u64::from(self.nanosecond)
    }
}

/// Reads a Beast stream in chunks of any size.
#[derive(Debug, Clone, Default)]
pub struct Deframer {
    state: State,
    /// Counter, level and message of the item being read, escapes undone.
    buffer: [u8; LONGEST],
    passed: Passed,
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    /// Between items.
    #[default]
    Outside,
    /// Between items, after one `1a`.
    Escape,
    /// `have` of the `need` bytes are in the buffer; `raw` came for them.
    Inside {
        kind: u8,
        have: usize,
        need: usize,
        raw: u64,
        escaped: bool,
    },
}

impl Deframer {
    /// At the beginning of a stream.
    #[must_use]
    pub fn new() -> Deframer {
        Deframer::default()
    }

    /// The items that end in `chunk`. What is left of it when the iterator
    /// is dropped early is lost.
    pub fn items<'d, 'c>(&'d mut self, chunk: &'c [u8]) -> Items<'d, 'c> {
        Items {
            deframer: self,
            rest: chunk,
        }
    }

    /// What was given out and passed over so far.
    #[must_use]
    pub fn passed(&self) -> Passed {
        self.passed
    }

    /// The next item of `rest`, which is shortened by what was read.
    fn next_item(&mut self, rest: &mut &[u8]) -> Option<Item> {
        loop {
            if matches!(self.state, State::Outside)
                && let Some(item) = self.next_whole(rest)
            {
                return Some(item);
            }
            let (&byte, tail) = rest.split_first()?;
            *rest = tail;
            if let Some(item) = self.take(byte) {
                return Some(item);
            }
        }
    }

    /// The usual case at its own speed: a whole item ahead without an escape.
    #[inline]
    fn next_whole(&mut self, rest: &mut &[u8]) -> Option<Item> {
        let (&[ESCAPE, kind], body) = rest.split_first_chunk::<2>()? else {
            return None;
        };
        let need = length_of(kind)?;
        let (body, tail) = body.split_at_checked(need)?;
        if body.contains(&ESCAPE) {
            return None;
        }
        let item = item_of(kind, body)?;
        self.passed.items = self.passed.items.saturating_add(1);
        *rest = tail;
        Some(item)
    }

    /// One byte on.
    fn take(&mut self, byte: u8) -> Option<Item> {
        match self.state {
            State::Outside if byte == ESCAPE => self.state = State::Escape,
            State::Outside => self.skip(1),
            State::Escape => self.begin(byte),
            State::Inside {
                escaped: true, raw, ..
            } if byte != ESCAPE => {
                // A lone 1a: the item broke off and another begins.
                self.passed.broken = self.passed.broken.saturating_add(1);
                self.skip(raw.saturating_sub(1));
                self.begin(byte);
            }
            State::Inside {
                kind,
                have,
                need,
                raw,
                escaped: false,
            } if byte == ESCAPE => {
                self.state = State::Inside {
                    kind,
                    have,
                    need,
                    raw: raw.saturating_add(1),
                    escaped: true,
                };
            }
            State::Inside {
                kind,
                have,
                need,
                raw,
                ..
            } => return self.store(byte, kind, have, need, raw.saturating_add(1)),
        }
        None
    }

    /// After `1a`: a type, or not.
    fn begin(&mut self, kind: u8) {
        self.state = if let Some(need) = length_of(kind) {
            State::Inside {
                kind,
                have: 0,
                need,
                raw: 2,
                escaped: false,
            }
        } else {
            self.skip(2);
            State::Outside
        };
    }

    /// One byte of the item, its escape undone; the item if it was the last.
    fn store(&mut self, byte: u8, kind: u8, have: usize, need: usize, raw: u64) -> Option<Item> {
        if let Some(place) = self.buffer.get_mut(have) {
            *place = byte;
        }
        let have = have + 1;
        if have < need {
            self.state = State::Inside {
                kind,
                have,
                need,
                raw,
                escaped: false,
            };
            return None;
        }
        self.state = State::Outside;
        let item = self.buffer.get(..need).and_then(|body| item_of(kind, body));
        if item.is_some() {
            self.passed.items = self.passed.items.saturating_add(1);
        } else {
            self.passed.bad_frames = self.passed.bad_frames.saturating_add(1);
            self.skip(raw);
        }
        item
    }

    fn skip(&mut self, bytes: u64) {
        self.passed.skipped_bytes = self.passed.skipped_bytes.saturating_add(bytes);
    }
}

/// Items of one chunk: see [`Deframer::items`].
#[derive(Debug)]
pub struct Items<'d, 'c> {
    deframer: &'d mut Deframer,
    rest: &'c [u8],
}

impl Iterator for Items<'_, '_> {
    type Item = Item;

    #[inline]
    fn next(&mut self) -> Option<Item> {
        self.deframer.next_item(&mut self.rest)
    }
}

/// Writes one item into `out` and gives the bytes written. What a receiver
/// did not say is written as zero.
pub fn emit(item: Item, out: &mut [u8; LONGEST_EMITTED]) -> &[u8] {
    match item {
        Item::ModeS(Heard {
            ticks,
            level,
            frame,
        }) => {
            let kind = if frame.is_long() { b'3' } else { b'2' };
            write(out, kind, ticks, level, frame.as_bytes())
        }
        Item::ModeAc(HeardModeAc { ticks, level, code }) => {
            write(out, b'1', ticks, level, &code.to_be_bytes())
        }
        Item::Status(Status {
            ticks,
            level,
            bytes,
        }) => write(out, b'4', Some(ticks), Some(level), &bytes),
        Item::Receiver(number) => escaped(out, RECEIVER, number.to_be_bytes().into_iter()),
    }
}

fn write<'o>(
    out: &'o mut [u8; LONGEST_EMITTED],
    kind: u8,
    ticks: Option<u64>,
    level: Option<u8>,
    message: &[u8],
) -> &'o [u8] {
    let [_, _, counter @ ..] = ticks.unwrap_or(0).to_be_bytes();
    let level = [level.unwrap_or(0)];
    let body = counter.iter().chain(&level).chain(message);
    escaped(out, kind, body.copied())
}

fn escaped(out: &mut [u8; LONGEST_EMITTED], kind: u8, body: impl Iterator<Item = u8>) -> &[u8] {
    let doubled = body.flat_map(|byte| {
        let times = if byte == ESCAPE { 2 } else { 1 };
        std::iter::repeat_n(byte, times)
    });
    let mut written = 0;
    for (place, byte) in out
        .iter_mut()
        .zip([ESCAPE, kind].into_iter().chain(doubled))
    {
        *place = byte;
        written += 1;
    }
    &out[..written]
}

/// Reads one item whose escapes are undone already, `1a` and type included,
/// e.g. from a CSV line. `None`: another length than its type's, another
/// type, or no frame.
#[inline]
#[must_use]
pub fn parse_unescaped(bytes: &[u8]) -> Option<Item> {
    let (&[ESCAPE, kind], body) = bytes.split_first_chunk::<2>()? else {
        return None;
    };
    if length_of(kind)? == body.len() {
        item_of(kind, body)
    } else {
        None
    }
}

/// Bytes after the type, escapes undone.
#[inline]
fn length_of(kind: u8) -> Option<usize> {
    match kind {
        b'1' => Some(PREFIX + 2),
        b'2' => Some(PREFIX + crate::frame::SHORT_LEN),
        b'3' => Some(PREFIX + crate::frame::LONG_LEN),
        b'4' => Some(PREFIX + STATUS),
        RECEIVER => Some(NUMBER),
        _ => None,
    }
}

/// The item of a body of the length of its type.
#[inline]
fn item_of(kind: u8, body: &[u8]) -> Option<Item> {
    if kind == RECEIVER {
        return Some(Item::Receiver(u64::from_be_bytes(body.try_into().ok()?)));
    }
    let (&[a, b, c, d, e, f, level], message) = body.split_first_chunk::<PREFIX>()?;
    let ticks = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    match kind {
        b'1' => Some(Item::ModeAc(HeardModeAc {
            ticks: Some(ticks),
            level: Some(level),
            code: u16::from_be_bytes(message.try_into().ok()?),
        })),
        b'4' => Some(Item::Status(Status {
            ticks,
            level,
            bytes: message.try_into().ok()?,
        })),
        _ => Some(Item::ModeS(Heard {
            ticks: Some(ticks),
            level: Some(level),
            frame: Frame::new(message).ok()?,
        })),
    }
}
