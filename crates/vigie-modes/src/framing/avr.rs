//! AVR: text, one message between a mark and a semicolon.
//!
//! | mark     | what stands before the frame                      |
//! |----------|---------------------------------------------------|
//! | `*`, `:` | nothing                                           |
//! | `@`, `%` | twelve digits of counter                          |
//! | `<`      | twelve digits of counter, two of level            |
//!
//! `:` and `%` say that the sender found the parity to hold; they are read as
//! the mark beside them, and not written. Four digits in place of a frame are
//! a Mode A/C reply; `*0000;` is also how programs say that they live (see
//! [`HeardModeAc::is_heartbeat`]). Digits are
//! hexadecimal, either case; line ends between messages are allowed and
//! anything else is passed over. From dump1090's and readsb's public
//! behaviour, from memory, unverified; checked against recorded streams.

use super::{Heard, HeardModeAc, Item, Passed};
use crate::{Frame, hex};

const COUNTER_DIGITS: usize = 12;
const LEVEL_DIGITS: usize = 2;
const FRAME_DIGITS: usize = 2 * crate::frame::LONG_LEN;
/// Digits of the longest message.
const LONGEST: usize = COUNTER_DIGITS + LEVEL_DIGITS + FRAME_DIGITS;

/// The most bytes [`emit`] writes for one item: mark, digits, `;`, line end.
pub const LONGEST_EMITTED: usize = 1 + LONGEST + 2;

/// Reads an AVR stream in chunks of any size.
#[derive(Debug, Clone)]
pub struct Deframer {
    /// The mark of the message being read; `None` between messages.
    mark: Option<u8>,
    digits: [u8; LONGEST],
    have: usize,
    passed: Passed,
}

impl Default for Deframer {
    fn default() -> Deframer {
        Deframer {
            mark: None,
            digits: [0; LONGEST],
            have: 0,
            passed: Passed::default(),
        }
    }
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

    fn take(&mut self, byte: u8) -> Option<Item> {
        match (byte, self.mark) {
            (b'*' | b':' | b'@' | b'%' | b'<', mark) => {
                if mark.is_some() {
                    self.break_off();
                }
                self.mark = Some(byte);
                self.have = 0;
            }
            (b'\r' | b'\n', None) => {}
            (_, None) => self.skip(1),
            (b';', Some(mark)) => return self.finish(mark),
            (_, Some(_)) => match self.digits.get_mut(self.have) {
                Some(place) if hex::digit(byte).is_some() => {
                    *place = byte;
                    self.have += 1;
                }
                _ => {
                    self.break_off();
                    self.skip(1);
                }
            },
        }
        None
    }

    /// At the semicolon.
    fn finish(&mut self, mark: u8) -> Option<Item> {
        self.mark = None;
        let digits = &self.digits[..self.have];
        let item = item_of(mark, digits);
        if item.is_some() {
            self.passed.items = self.passed.items.saturating_add(1);
        } else {
            self.passed.bad_frames = self.passed.bad_frames.saturating_add(1);
            self.skip(self.have as u64 + 2);
        }
        item
    }

    /// The message being read is none: its mark and digits are passed over.
    fn break_off(&mut self) {
        self.mark = None;
        self.passed.broken = self.passed.broken.saturating_add(1);
        self.skip(self.have as u64 + 1);
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

    fn next(&mut self) -> Option<Item> {
        loop {
            let (&byte, tail) = self.rest.split_first()?;
            self.rest = tail;
            if let Some(item) = self.deframer.take(byte) {
                return Some(item);
            }
        }
    }
}

/// Writes one item as a line into `out` and gives the bytes written: with the
/// counter if it has one (`@`), and the level too if `with_level` (`<`, which
/// fewer programs read). `None` for a receiver's status or number, which AVR cannot
/// say.
pub fn emit(item: Item, with_level: bool, out: &mut [u8; LONGEST_EMITTED]) -> Option<&[u8]> {
    let code;
    let (ticks, level, message) = match &item {
        Item::ModeS(heard) => (heard.ticks, heard.level, heard.frame.as_bytes()),
        Item::ModeAc(heard) => {
            code = heard.code.to_be_bytes();
            (heard.ticks, heard.level, &code[..])
        }
        Item::Status(_) | Item::Receiver(_) => return None,
    };
    let level = level.filter(|_| with_level);
    let mark = match (ticks, level) {
        (None, _) => b'*',
        (Some(_), None) => b'@',
        (Some(_), Some(_)) => b'<',
    };
    let [_, _, counter @ ..] = ticks.unwrap_or(0).to_be_bytes();
    let counter = if ticks.is_some() { &counter[..] } else { &[] };
    let level = if mark == b'<' { level } else { None };
    let digits = counter
        .iter()
        .copied()
        .chain(level)
        .chain(message.iter().copied())
        .flat_map(hex::of);
    let line = std::iter::once(mark).chain(digits).chain(*b";\n");
    let mut written = 0;
    for (place, byte) in out.iter_mut().zip(line) {
        *place = byte;
        written += 1;
    }
    Some(&out[..written])
}

fn item_of(mark: u8, digits: &[u8]) -> Option<Item> {
    let is_timed = !matches!(mark, b'*' | b':');
    let counter_digits = if is_timed { COUNTER_DIGITS } else { 0 };
    let level_digits = if mark == b'<' { LEVEL_DIGITS } else { 0 };
    let (counter, rest) = digits.split_at_checked(counter_digits)?;
    let (level, message) = rest.split_at_checked(level_digits)?;
    let ticks = is_timed.then(|| number(counter));
    let level = (mark == b'<').then(|| number(level).to_le_bytes()[0]);
    if message.len() == 4 {
        let [low, high, ..] = number(message).to_le_bytes();
        return Some(Item::ModeAc(HeardModeAc {
            ticks,
            level,
            code: u16::from_le_bytes([low, high]),
        }));
    }
    Some(Item::ModeS(Heard {
        ticks,
        level,
        frame: Frame::from_hex_bytes(message).ok()?,
    }))
}

/// The number of at most sixteen digits.
fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, &character| {
        number << 4 | u64::from(hex::digit(character).unwrap_or(0))
    })
}
