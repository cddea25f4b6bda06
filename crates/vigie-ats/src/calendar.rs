//! Times as messages and files write them: hours and minutes, elapsed times, dates, RFC 3339.
//!
//! All are UTC. Nothing here knows what time it is.

use crate::text::digits;
use std::fmt;
use vigie_core::time::{DAY, Nanos, UtcNs};

/// Minutes in a day.
const DAY_MIN: u16 = 1440;
const MINUTE_S: i64 = 60;

/// Hours and minutes UTC, `0000` to `2359`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

/// An elapsed time in hours and minutes, `0000` to `9959`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elapsed(u16);

/// A day of the Gregorian calendar, 1970 to 2099.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl TimeOfDay {
    /// From minutes since midnight; `None` from 1440 on.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<TimeOfDay> {
        if minutes < DAY_MIN {
            Some(TimeOfDay(minutes))
        } else {
            None
        }
    }

    /// From four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<TimeOfDay> {
        Elapsed::parse(text).and_then(|time| TimeOfDay::from_minutes(time.0))
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The moment on a day.
    #[must_use]
    pub fn on(self, date: Date) -> UtcNs {
        date.midnight() + Nanos::from_secs(i64::from(self.0) * MINUTE_S)
    }

    /// The moment nearest to `now`.
    #[must_use]
    pub fn nearest_to(self, now: UtcNs) -> UtcNs {
        UtcNs::from_nanos_of_day(Nanos::from_secs(i64::from(self.0) * MINUTE_S), now)
    }
}

impl Elapsed {
    /// From minutes; `None` past 99 h 59 min.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<Elapsed> {
        if minutes < 6000 {
            Some(Elapsed(minutes))
        } else {
            None
        }
    }

    /// From four digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Elapsed> {
        if text.len() != 4 {
            return None;
        }
        let number = digits(text)?;
        let (hours, minutes) = (number / 100, number % 100);
        let total = u16::try_from(hours * 60 + minutes).ok()?;
        (minutes < 60).then_some(Elapsed(total))
    }

    /// In minutes.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// As a duration.
    #[must_use]
    pub const fn nanos(self) -> Nanos {
        Nanos::from_secs(self.0 as i64 * MINUTE_S)
    }
}

impl Date {
    /// A day that exists.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        if year < 1970 || year > 2099 || month < 1 || month > 12 || day < 1 {
            return None;
        }
        let leap = year.is_multiple_of(4); // 2000 is one; 2100 is out
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        };
        if day <= days {
            Some(Date { year, month, day })
        } else {
            None
        }
    }

    /// From six digits, year, month, day, of this century.
    #[must_use]
    pub fn from_yymmdd(text: &str) -> Option<Date> {
        if text.len() != 6 {
            return None;
        }
        let number = digits(text)?;
        let part = |at: u32| u8::try_from(number / at % 100).ok();
        Date::new(u16::from(part(10_000)?) + 2000, part(100)?, part(1)?)
    }

    /// The day of a moment; `None` before 1970 and after 2099.
    #[must_use]
    pub fn of(moment: UtcNs) -> Option<Date> {
        // days to civil date: the year begins in March, so that the leap day is its last
        let days = moment.0.div_euclid(DAY.0) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era =
            (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096).div_euclid(365);
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date::new(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }

    /// Its first moment.
    #[must_use]
    pub fn midnight(self) -> UtcNs {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let year = year - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        let days = era * 146_097 + of_era - 719_468;
        UtcNs(days.saturating_mul(DAY.0))
    }

    /// Year, month 1–12, day 1–31.
    #[must_use]
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        let days = self.midnight().0.div_euclid(DAY.0);
        u8::try_from((days + 3).rem_euclid(7)).unwrap_or(0) // 1970-01-01 was a Thursday
    }
}

/// A moment as RFC 3339 writes it; seconds may be left out, 24:00 is the next midnight, no zone means UTC.
#[must_use]
pub fn parse_utc(text: &str) -> Option<UtcNs> {
    let text = text.trim();
    let (date, rest) = text.split_once(['T', 't', ' ']).unwrap_or((text, "00:00Z"));
    let mut parts = date.splitn(3, '-');
    let mut part = || digits(parts.next()?);
    let (year, month, day) = (part()?, part()?, part()?);
    let date = Date::new(
        u16::try_from(year).ok()?,
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    )?;
    let zone = rest
        .find(['Z', 'z', '+', '-'])
        .map_or((rest, ""), |at| rest.split_at(at));
    let mut clock = zone.0.splitn(3, ':');
    let (hours, minutes) = (digits(clock.next()?)?, digits(clock.next()?)?);
    let seconds: f64 = clock.next().map_or(Ok(0.0), str::parse).ok()?;
    let fine = hours <= 24
        && minutes < 60
        && (0.0..61.0).contains(&seconds)
        && (hours < 24 || minutes == 0);
    let whole = i64::from(hours * 3600 + minutes * 60) - 60 * zone_minutes(zone.1)?;
    fine.then(|| date.midnight() + Nanos::from_secs(whole) + Nanos::from_secs_f64(seconds))
}

/// Minutes of `08:30`, up to `24:00`.
pub(crate) fn digits_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let total = digits(hours)?
        .checked_mul(60)?
        .checked_add(digits(minutes)?)?;
    u16::try_from(total).ok().filter(|total| *total <= DAY_MIN)
}

fn zone_minutes(text: &str) -> Option<i64> {
    let sign = match text.bytes().next() {
        None | Some(b'Z' | b'z') => return (text.len() <= 1).then_some(0),
        Some(b'-') => -1,
        Some(_) => 1,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours <= 14 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes))
}

/// A moment as RFC 3339 writes it, to the second or as fine as needed; nothing for what [`Date`] cannot say.
#[must_use]
pub fn format_utc(moment: UtcNs) -> Option<String> {
    let (year, month, day) = Date::of(moment)?.parts();
    let nanos = moment.since_midnight().0;
    let (seconds, fraction) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}");
    if fraction != 0 {
        text.push_str(format!(".{fraction:09}").trim_end_matches('0'));
    }
    text.push('Z');
    Some(text)
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Six digits: year, month, day.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}{:02}{:02}", self.year % 100, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Elapsed, TimeOfDay, format_utc, parse_utc};
    use proptest::prelude::{any, proptest};
    use vigie_core::time::UtcNs;

    #[test]
    fn dates_and_times() {
        let date = Date::from_yymmdd("240229").expect("a leap day");
        assert_eq!((date.weekday(), date.to_string().as_str()), (3, "240229"));
        assert_eq!(date.midnight(), UtcNs(1_709_164_800_000_000_000));
        assert_eq!(Date::from_yymmdd("230229"), None);
        assert_eq!(TimeOfDay::parse("2400"), None);
        assert_eq!(TimeOfDay::parse("1260"), None);
        assert_eq!(Elapsed::parse("2530").map(Elapsed::minutes), Some(1530));
        for (text, expected) in [
            ("2023-12-16T12:00Z", Some("2023-12-16T12:00:00Z")),
            ("2024-12-17T24:00Z", Some("2024-12-18T00:00:00Z")),
            (
                "2023-12-16T12:00:00.000+01:00",
                Some("2023-12-16T11:00:00Z"),
            ),
            ("2023-12-16T12:00:00.25", Some("2023-12-16T12:00:00.25Z")),
            ("2023-12-16T24:01Z", None),
            ("2023-12-16T12:00:-1Z", None),
            ("NONE", None),
        ] {
            let got = parse_utc(text).and_then(format_utc);
            assert_eq!(got.as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_comes_back(nanos in 0_i64..4_102_444_800_000_000_000) {
            let text = format_utc(UtcNs(nanos)).expect("in range");
            assert_eq!(parse_utc(&text), Some(UtcNs(nanos)));
        }

        #[test]
        fn any_text_and_any_moment_do_no_harm(text in "\\PC*", nanos in any::<i64>()) {
            let read = parse_utc(&text);
            assert!(read.is_none_or(|moment| Date::of(moment).is_some()), "{text}");
            let written = format_utc(UtcNs(nanos));
            assert_eq!(written.is_some(), Date::of(UtcNs(nanos)).is_some());
        }
    }
}
