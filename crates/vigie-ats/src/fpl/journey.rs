//! Fields 13, 14, 16 and 17: from where, over which boundary, to where, and when.
//!
//! ICAO Doc 4444 Appendix 3; field 14 as seen in examples of the 15th edition, the rest from memory, unverified.

use super::level::Level;
use super::point::Point;
use crate::calendar::{Elapsed, TimeOfDay};
use crate::text::{Desk, Span, tidy};
use crate::word::{LocationIndicator, location_indicator};
use std::fmt;

/// Field 13: from where, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// The aerodrome; `ZZZZ`: see `DEP/`; `AFIL`: filed in the air.
    pub aerodrome: LocationIndicator,
    /// Estimated off-block time, or the actual time of departure in DEP, ALR and SPL.
    pub time: Option<TimeOfDay>,
}

/// Field 14 (e).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// `A`: at or above.
    AtOrAbove,
    /// `B`: at or below.
    AtOrBelow,
}

/// Field 14: the estimate for a boundary point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The boundary point.
    pub point: Point,
    /// When.
    pub time: TimeOfDay,
    /// The cleared level.
    pub cleared: Level,
    /// The level at the point while climbing or descending.
    pub crossing: Option<(Level, Crossing)>,
}

/// Field 16: to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The aerodrome; `ZZZZ`: see `DEST/`.
    pub aerodrome: LocationIndicator,
    /// Total estimated elapsed time.
    pub elapsed: Option<Elapsed>,
    /// Alternates, at most two in the standard; `ZZZZ`: see `ALTN/`.
    pub alternates: Vec<LocationIndicator>,
}

/// Field 17: where and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The aerodrome.
    pub aerodrome: LocationIndicator,
    /// When.
    pub time: Option<TimeOfDay>,
    /// Its name, for `ZZZZ`.
    pub name: Option<String>,
}

/// Alternates kept.
const ALTERNATES_MAX: usize = 4;

impl Departure {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Departure> {
        let (aerodrome, time) = place_and_time(span, desk)?;
        Some(Departure { aerodrome, time })
    }
}

/// Four letters, then perhaps four digits.
fn place_and_time(
    span: Span<'_>,
    desk: &mut Desk<'_>,
) -> Option<(LocationIndicator, Option<TimeOfDay>)> {
    let aerodrome = location_indicator(span.cut(0, 4).text);
    if aerodrome.is_none() {
        desk.unread(
            span.cut(0, 4),
            "a location indicator of four letters",
            "write the indicator of Doc 7910, or ZZZZ and the name in field 18",
        );
    }
    let clock = span.from(4).trim();
    let time = TimeOfDay::parse(clock.text);
    if time.is_none() && !clock.is_empty() {
        desk.unread(
            clock,
            "a time from 0000 to 2359",
            "write hours and minutes UTC",
        );
    }
    aerodrome.map(|aerodrome| (aerodrome, time))
}

impl Estimate {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Estimate> {
        let read = Self::parse(span);
        if read.is_none() {
            desk.unread(
                span,
                "point, stroke, time, cleared level and perhaps the crossing level with A or B",
                "write it like LN/1746F160 or ABB/1548F140F110A",
            );
        }
        read
    }

    fn parse(span: Span<'_>) -> Option<Estimate> {
        let (point, rest) = span.text.split_once('/')?;
        let (time, levels) = rest.trim().split_at_checked(4)?;
        let levels: String = levels.split_ascii_whitespace().collect();
        let second = levels
            .bytes()
            .skip(1)
            .position(|c| c.is_ascii_alphabetic())
            .map_or(levels.len(), |at| at + 1);
        let (cleared, crossing) = levels.split_at_checked(second)?;
        let crossing = match crossing.split_at_checked(crossing.len().saturating_sub(1)) {
            Some((level, "A")) => Some((Level::parse(level)?, Crossing::AtOrAbove)),
            Some((level, "B")) => Some((Level::parse(level)?, Crossing::AtOrBelow)),
            _ if crossing.is_empty() => None,
            _ => return None,
        };
        Some(Estimate {
            point: Point::parse(point.trim())?,
            time: TimeOfDay::parse(time)?,
            cleared: Level::parse(cleared)?,
            crossing,
        })
    }
}

impl Destination {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Destination> {
        let aerodrome = location_indicator(span.cut(0, 4).text);
        if aerodrome.is_none() {
            desk.unread(
                span.cut(0, 4),
                "a location indicator of four letters",
                "write the indicator of Doc 7910, or ZZZZ and the name in field 18",
            );
        }
        let mut elapsed = None;
        let mut alternates = Vec::new();
        for (at, word) in span.from(4).words().enumerate() {
            if at == 0 && word.text.bytes().all(|c| c.is_ascii_digit()) {
                elapsed = Elapsed::parse(word.text);
                if elapsed.is_none() {
                    desk.unread(
                        word,
                        "an elapsed time of four digits",
                        "write hours and minutes",
                    );
                }
                continue;
            }
            match location_indicator(word.text) {
                Some(alternate) if alternates.len() < ALTERNATES_MAX => alternates.push(alternate),
                _ => desk.unread(
                    word,
                    "an alternate aerodrome of four letters",
                    "write at most two location indicators, or ZZZZ and the name in field 18",
                ),
            }
        }
        Some(Destination {
            aerodrome: aerodrome?,
            elapsed,
            alternates,
        })
    }
}

impl Arrival {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Arrival> {
        let clock = span.from(4).trim();
        let (front, name) = (clock.cut(0, 4), clock.from(4));
        let (aerodrome, time) = place_and_time(span.cut(0, 4).through(front, span), desk)?;
        let name = tidy(name.text);
        Some(Arrival {
            aerodrome,
            time,
            name: Some(name).filter(|name| !name.is_empty() && time.is_some()),
        })
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.aerodrome)?;
        self.time.map_or(Ok(()), |time| write!(f, "{time}"))
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}{}", self.point, self.time, self.cleared)?;
        match self.crossing {
            Some((level, Crossing::AtOrAbove)) => write!(f, "{level}A"),
            Some((level, Crossing::AtOrBelow)) => write!(f, "{level}B"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.aerodrome)?;
        self.elapsed
            .map_or(Ok(()), |elapsed| write!(f, "{elapsed}"))?;
        self.alternates
            .iter()
            .try_for_each(|alternate| write!(f, " {alternate}"))
    }
}

impl fmt::Display for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.aerodrome)?;
        self.time.map_or(Ok(()), |time| write!(f, "{time}"))?;
        self.name
            .as_ref()
            .map_or(Ok(()), |name| write!(f, " {name}"))
    }
}
