//! Single fields of a line: numbers, flags, dates.

use super::DateTime;
use std::fmt;

/// Digits of a number before its point, at most: none here needs more.
const DIGITS_MAX: usize = 9;

/// A decimal number in counts of a `per_unit`-th, which is a power of ten:
/// digits beyond it are cut off. `None`: no number, or out of range.
pub(super) fn decimal(field: &[u8], per_unit: i64) -> Option<i32> {
    let is_negative = field.starts_with(b"-");
    let digits = field.strip_prefix(if is_negative { b"-" } else { b"+" });
    let digits = digits.unwrap_or(field);
    let point = digits.iter().position(|&byte| byte == b'.');
    let (whole, fraction) = match point {
        Some(at) => (&digits[..at], digits.get(at + 1..)?),
        None => (digits, &[][..]),
    };
    if whole.len() > DIGITS_MAX || whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut count = number(whole)?.checked_mul(per_unit)?;
    let mut weight = per_unit;
    for &byte in fraction {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        weight /= 10;
        count += i64::from(digit) * weight;
    }
    i32::try_from(if is_negative { -count } else { count }).ok()
}

/// Writes what [`decimal`] reads, with at least so many digits after the
/// point; none for a whole number if `at_least` is zero.
pub(super) fn write_decimal<W: fmt::Write>(
    out: &mut W,
    count: Option<i32>,
    per_unit: i64,
    at_least: usize,
) -> fmt::Result {
    let Some(count) = count else {
        return Ok(());
    };
    let size = i64::from(count).abs();
    let (whole, mut rest) = (size / per_unit, size % per_unit);
    let sign = if count < 0 { "-" } else { "" };
    write!(out, "{sign}{whole}")?;
    let mut weight = per_unit / 10;
    let mut written = 0;
    while weight > 0 && (rest > 0 || written < at_least) {
        if written == 0 {
            out.write_char('.')?;
        }
        write!(out, "{}", rest / weight)?;
        rest %= weight;
        weight /= 10;
        written += 1;
    }
    Ok(())
}

pub(super) fn integer(field: &[u8]) -> Option<i32> {
    if field.contains(&b'.') {
        return None;
    }
    decimal(field, 1)
}

/// `0`, or `-1` or `1`.
pub(super) fn flag(field: &[u8]) -> Option<bool> {
    match field {
        b"0" => Some(false),
        b"-1" | b"1" => Some(true),
        _ => None,
    }
}

/// `2008/11/28` and `14:53:49.986`. A fraction may have any number of digits,
/// or be missing.
pub(super) fn date_time(date: &[u8], time: &[u8]) -> Option<DateTime> {
    let mut parts = date.split(|&byte| byte == b'/');
    let year = within(parts.next()?, 4, 1, 9_999)?;
    let month = small(parts.next()?, 1, 12)?;
    let day = small(parts.next()?, 1, i64::from(days_in(year, month)))?;
    if parts.next().is_some() {
        return None;
    }
    let mut parts = time.split(|&byte| byte == b':');
    let hour = small(parts.next()?, 0, 23)?;
    let minute = small(parts.next()?, 0, 59)?;
    let seconds = parts.next()?;
    if parts.next().is_some() || seconds.len() > 20 {
        return None;
    }
    let thousandths = decimal(seconds, 1_000).filter(|&count| (0..61_000).contains(&count))?;
    Some(DateTime {
        year,
        month,
        day,
        hour,
        minute,
        second: u8::try_from(thousandths / 1_000).ok()?,
        millisecond: u16::try_from(thousandths % 1_000).ok()?,
    })
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
pub(super) fn days_since_1970(year: u16, month: u8, day: u8) -> i64 {
    let before = i64::from(year) - 1;
    let leaps = before / 4 - before / 100 + before / 400;
    let months: i64 = (1..month)
        .map(|month| i64::from(days_in(year, month)))
        .sum();
    before * 365 + leaps + months + i64::from(day) - 1 - 719_162
}

fn days_in(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn small(field: &[u8], low: i64, high: i64) -> Option<u8> {
    u8::try_from(within(field, 2, low, high)?).ok()
}

/// A whole number of so many digits at most, within a range.
fn within(field: &[u8], digits: usize, low: i64, high: i64) -> Option<u16> {
    if field.is_empty() || field.len() > digits {
        return None;
    }
    number(field)
        .filter(|number| (low..=high).contains(number))
        .and_then(|number| u16::try_from(number).ok())
}

/// The number of at most [`DIGITS_MAX`] digits; zero for none.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0_i64, |number, &byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| number * 10 + i64::from(digit))
    })
}
