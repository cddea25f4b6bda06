//! Field 15: speed, level and route, taken apart into its elements.
//!
//! ICAO Doc 4444 Appendix 3, field 15 (from memory, unverified). What a word is follows from its form alone: whether a
//! point or a route of that name exists is asked of the navigation data ([`crate::nav`]).

use super::level::{Level, Speed, speed_and_level};
use super::point::Point;
use crate::text::{Desk, Span, blank, is_letters};
use crate::word::{RouteName, Word};
use std::fmt;

/// Elements kept of one route.
pub const ELEMENTS_MAX: usize = 400;

/// Field 15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The first cruising speed.
    pub speed: Speed,
    /// The first cruising level.
    pub level: Level,
    /// The way, word by word.
    pub elements: Vec<RouteElement>,
}

/// One word of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteElement {
    /// A significant point.
    Point(Point),
    /// A point where speed or level change: `LN/N0284A045`.
    Change {
        /// Where.
        point: Point,
        /// The speed from there on.
        speed: Speed,
        /// The level from there on.
        level: Level,
    },
    /// A cruise climb: `C/48N050W/M082F290F350`, or `...F290PLUS`.
    CruiseClimb {
        /// Where it begins.
        point: Point,
        /// The speed while climbing.
        speed: Speed,
        /// The lower level of the band.
        lower: Level,
        /// The upper one; none for `PLUS`.
        upper: Option<Level>,
    },
    /// An ATS route: `UL9`.
    Airway(RouteName),
    /// A standard departure or arrival: `ANEKI8L`.
    Procedure(RouteName),
    /// `DCT`: straight to the next point.
    Direct,
    /// `VFR`: by visual flight rules from here.
    Vfr,
    /// `IFR`: by instrument flight rules from here.
    Ifr,
    /// `T`: the rest is not given.
    Truncated,
    /// A word of no known form, as it stands.
    Other(String),
}

impl Route {
    pub(crate) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Route> {
        let clean = blank(span.text);
        let clean = Span {
            text: &clean,
            ..span
        };
        let mut words = clean.words().peekable();
        let Some(first) = words.next() else {
            desk.unread(
                span,
                "speed, level and route",
                "write them like N0450F310 DCT LIMRI",
            );
            return None;
        };
        let mut head = speed_and_level(first.text);
        if head.is_none()
            && let Some(speed) = Speed::parse(first.text)
            && let Some(level) = words.peek().and_then(|word| Level::parse(word.text))
        {
            // a stray space between the two
            head = Some((speed, level));
            words.next();
        }
        let Some((speed, level)) = head else {
            desk.unread(
                first,
                "a speed (K0830, N0450, M082) and a level (F310, S1130, A045, M0840, VFR) in one word",
                "write four digits after K or N, three after M",
            );
            return None;
        };
        let mut elements = Vec::new();
        for word in words {
            if elements.len() == ELEMENTS_MAX {
                desk.unread(word, "at most 400 words of route", "end the route with T");
                break;
            }
            let element = RouteElement::of(word.text);
            if matches!(element, RouteElement::Other(_)) {
                desk.tolerated(
                    word,
                    "a point, a route, DCT, VFR, IFR or T",
                    "write a coded designator, 46N078W, 4620N07805W or DUB180040",
                );
            }
            elements.push(element);
        }
        Some(Route {
            speed,
            level,
            elements,
        })
    }

    /// The significant points, in order.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        self.elements.iter().filter_map(RouteElement::point)
    }
}

impl RouteElement {
    /// What a word is, by its form.
    #[must_use]
    pub fn of(word: &str) -> RouteElement {
        match word {
            "DCT" => return Self::Direct,
            "VFR" => return Self::Vfr,
            "IFR" => return Self::Ifr,
            "T" => return Self::Truncated,
            _ => {}
        }
        let parsed =
            match word.split_once('/') {
                Some(("C", climb)) => cruise_climb(climb),
                Some((point, change)) => Point::parse(point).zip(speed_and_level(change)).map(
                    |(point, (speed, level))| Self::Change {
                        point,
                        speed,
                        level,
                    },
                ),
                None => plain_word(word),
            };
        parsed.unwrap_or_else(|| Self::Other(word.to_owned()))
    }

    /// The significant point that it names.
    #[must_use]
    pub fn point(&self) -> Option<Point> {
        match self {
            Self::Point(point) | Self::Change { point, .. } | Self::CruiseClimb { point, .. } => {
                Some(*point)
            }
            _ => None,
        }
    }
}

fn plain_word(word: &str) -> Option<RouteElement> {
    if is_airway(word) {
        return Word::new(word).map(RouteElement::Airway);
    }
    if is_procedure(word) {
        return Word::new(word).map(RouteElement::Procedure);
    }
    Point::parse(word).map(RouteElement::Point)
}

/// One to three letters, one to three digits, perhaps a letter: `L9`, `UL9`, `UN850`, `V3`, `A576G`. North Atlantic tracks
/// (`NATA`) are routes by agreement.
fn is_airway(word: &str) -> bool {
    if word.len() == 4 && word.starts_with("NAT") && is_letters(word) {
        return true;
    }
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = word.get(letters..).unwrap_or_default();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = rest.get(digits..).unwrap_or_default();
    let ends = suffix.is_empty() || (suffix.len() == 1 && is_letters(suffix));
    let is_short = letters <= 2 || word.starts_with(['U', 'K', 'S']) && letters == 3;
    letters >= 1 && is_short && (1..=3).contains(&digits) && ends && word.len() <= 7
}

/// A name of two to five letters with a number and perhaps a letter: `ANEKI8L`, `OCK2B`.
fn is_procedure(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = word.get(letters..).unwrap_or_default();
    let mut rest = rest.bytes();
    let numbered = rest.next().is_some_and(|c| c.is_ascii_digit());
    let ends = match (rest.next(), rest.next()) {
        (None, _) => true,
        (Some(c), None) => c.is_ascii_uppercase(),
        _ => false,
    };
    (2..=5).contains(&letters) && numbered && ends
}

fn cruise_climb(text: &str) -> Option<RouteElement> {
    let (point, band) = text.split_once('/')?;
    let at = |from: usize| {
        let rest = band.get(from + 1..)?;
        let at = rest.bytes().position(|c| c.is_ascii_uppercase());
        Some(at.map_or(band.len(), |at| at + from + 1))
    };
    let first = at(0)?;
    let second = at(first)?;
    let upper = band.get(second..)?;
    let upper = match upper {
        "PLUS" => None,
        level => Some(Level::parse(level)?),
    };
    Some(RouteElement::CruiseClimb {
        point: Point::parse(point)?,
        speed: Speed::parse(band.get(..first)?)?,
        lower: Level::parse(band.get(first..second)?)?,
        upper,
    })
}

impl fmt::Display for RouteElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point(point) => write!(f, "{point}"),
            Self::Change {
                point,
                speed,
                level,
            } => write!(f, "{point}/{speed}{level}"),
            Self::CruiseClimb {
                point,
                speed,
                lower,
                upper,
            } => {
                write!(f, "C/{point}/{speed}{lower}")?;
                match upper {
                    Some(upper) => write!(f, "{upper}"),
                    None => f.write_str("PLUS"),
                }
            }
            Self::Airway(name) | Self::Procedure(name) => write!(f, "{name}"),
            Self::Direct => f.write_str("DCT"),
            Self::Vfr => f.write_str("VFR"),
            Self::Ifr => f.write_str("IFR"),
            Self::Truncated => f.write_str("T"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.speed, self.level)?;
        self.elements
            .iter()
            .try_for_each(|element| write!(f, " {element}"))
    }
}
