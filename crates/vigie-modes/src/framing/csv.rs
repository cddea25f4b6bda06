//! CSV: a line a message, the time first.
//!
//! ```text
//! 1698140962.119813,1a32000023b1dda011210000bd6b441a      Beast, unescaped
//! 1457996400,"8D406B909945DE10000405999BE4","406B90",19   a frame
//! 1495353600,4D010D,A00015B7C26E1370AA00005DD34A          a frame
//! ```
//!
//! After the time, the first field that is a message by its length is taken;
//! other fields are not read. Seconds are Unix time with up to nine digits of
//! fraction, exact in nanoseconds: no floating point.

use super::{Heard, Item, beast};
use crate::{Frame, hex};
use thiserror::Error;

/// The longest message in bytes: Beast, long.
const LONGEST: usize = 2 + 6 + 1 + crate::frame::LONG_LEN;
const NANOS: i64 = 1_000_000_000;
const FRACTION_DIGITS: usize = 9;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line {
    /// Unix time, nanoseconds.
    pub time_ns: i64,
    /// What was heard.
    pub item: Item,
}

/// Why a line is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LineError {
    /// Nothing but white space.
    #[error("the line is empty")]
    Empty,
    /// The first field is no time in seconds.
    #[error("the first field is no Unix time in seconds")]
    Time,
    /// No field has the digits of a message.
    #[error("no field is a message of 14, 28, 32 or 46 hexadecimal digits")]
    Message,
    /// A field of the right length is no frame.
    #[error("the message is no Mode S frame")]
    Frame,
}

/// Reads one line, with or without its line end.
#[inline]
pub fn parse_line(line: &[u8]) -> Result<Line, LineError> {
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    let line = line.trim_ascii();
    if line.is_empty() {
        return Err(LineError::Empty);
    }
    let (time_ns, rest) = time(line).ok_or(LineError::Time)?;
    Ok(Line {
        time_ns,
        item: message(rest)?,
    })
}

/// Writes one line, line end included: six digits of fraction where they
/// suffice, else nine; Beast if there is a counter or level, else the frame.
pub fn write_line<W: std::fmt::Write>(out: &mut W, line: Line) -> std::fmt::Result {
    let (seconds, nanos) = (
        line.time_ns.div_euclid(NANOS),
        line.time_ns.rem_euclid(NANOS),
    );
    match nanos % 1_000 {
        0 => write!(out, "{seconds}.{:06},", nanos / 1_000)?,
        _ => write!(out, "{seconds}.{nanos:09},")?,
    }
    let mut beast = [0; beast::LONGEST_EMITTED];
    match line.item {
        Item::ModeS(Heard {
            ticks: None,
            level: None,
            frame,
        }) => write!(out, "{frame}")?,
        item => {
            let escaped = beast::emit(item, &mut beast);
            let mut after_escape = false;
            for (index, &byte) in escaped.iter().enumerate() {
                after_escape = index > 1 && byte == 0x1a && !after_escape;
                if !after_escape {
                    let [high, low] = hex::of(byte);
                    out.write_char(char::from(high))?;
                    out.write_char(char::from(low))?;
                }
            }
        }
    }
    out.write_char('\n')
}

/// Seconds with a fraction, and what follows the comma.
#[inline]
fn time(line: &[u8]) -> Option<(i64, &[u8])> {
    let (whole, rest) = digits(line)?;
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => {
            let (fraction, after) = digits(rest)?;
            let missing = FRACTION_DIGITS.checked_sub(rest.len() - after.len())?;
            (fraction * POWER[missing], after)
        }
        rest => (0, rest),
    };
    let (b',', rest) = rest.split_first()? else {
        return None;
    };
    Some((whole.checked_mul(NANOS)?.checked_add(fraction)?, rest))
}

const POWER: [i64; 10] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
];

/// One to twelve decimal digits, and what follows them.
#[inline]
fn digits(text: &[u8]) -> Option<(i64, &[u8])> {
    let mut number = 0;
    let mut used = 0;
    for &byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        if used == 12 {
            return None;
        }
        number = number * 10 + i64::from(digit);
        used += 1;
    }
    (used > 0).then_some((number, &text[used..]))
}

/// The first field that has the digits of a message.
#[inline]
fn message(rest: &[u8]) -> Result<Item, LineError> {
    // The usual case: one field, and it is the message.
    if let Some(item) = beast_item(rest) {
        return item;
    }
    for field in rest.split(|&byte| byte == b',') {
        let field = field.trim_ascii();
        let field = field
            .strip_prefix(b"\"")
            .and_then(|field| field.strip_suffix(b"\""))
            .unwrap_or(field);
        if matches!(field.len(), 14 | 28) {
            let frame = Frame::from_hex_bytes(field).map_err(|_| LineError::Frame)?;
            return Ok(Item::ModeS(Heard {
                ticks: None,
                level: None,
                frame,
            }));
        }
        if let Some(item) = beast_item(field) {
            return item;
        }
    }
    Err(LineError::Message)
}

/// A field of a length of Beast messages (Mode A/C included).
#[inline]
fn beast_item(field: &[u8]) -> Option<Result<Item, LineError>> {
    let mut bytes = [0; LONGEST];
    let bytes = match field.len() {
        46 => &mut bytes[..],
        32 => &mut bytes[..16],
        22 => &mut bytes[..11],
        _ => return None,
    };
    hex::read(field, bytes)?;
    Some(beast::parse_unescaped(bytes).ok_or(LineError::Frame))
}
