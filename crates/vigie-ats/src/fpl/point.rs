//! Significant points as messages write them (ICAO Doc 4444 Appendix 3, 1.6.3; from memory, unverified).

use crate::text::digits;
use crate::word::{PointName, point_name};
use std::fmt;
use vigie_core::place::Wgs84;

/// Seconds of arc in a degree.
const DEGREE_S: i32 = 3600;

/// A significant point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// By name: a point, a radio aid, an aerodrome.
    Named(PointName),
    /// By latitude and longitude.
    Position(Position),
    /// By bearing and distance from a named point: `DUB180040`.
    BearingDistance {
        /// From where.
        from: PointName,
        /// Degrees magnetic, 0 to 360.
        bearing_deg: u16,
        /// Nautical miles.
        distance_nm: u16,
    },
}

/// How finely a position is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fineness {
    /// `46N078W`.
    Degrees,
    /// `4620N07805W`.
    Minutes,
    /// `462013N0780550W`: not of field 15, but met in practice.
    Seconds,
}

/// A latitude and longitude to whole seconds of arc at the finest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    lat_s: i32,
    lon_s: i32,
    fineness: Fineness,
}

impl Position {
    /// Reads one of the three forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Position> {
        let cut = text.find(['N', 'S'])?;
        let fineness = match (cut, text.len()) {
            (2, 7) => Fineness::Degrees,
            (4, 11) => Fineness::Minutes,
            (6, 15) => Fineness::Seconds,
            _ => return None,
        };
        let lat_s = arc(text.get(..=cut)?, 2, 90)?;
        let lon_s = arc(text.get(cut + 1..)?, 3, 180)?;
        Some(Position {
            lat_s,
            lon_s,
            fineness,
        })
    }

    /// The position nearest to a place, to the minute.
    #[must_use]
    pub fn of(place: Wgs84) -> Position {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most 180 degrees in minutes"
        )]
        let minutes = |deg: f64| libm::round(deg.clamp(-180.0, 180.0) * 60.0) as i32;
        Position {
            lat_s: minutes(place.lat_deg.clamp(-90.0, 90.0)) * 60,
            lon_s: minutes(place.lon_deg) * 60,
            fineness: Fineness::Minutes,
        }
    }

    /// Where it is, on the ellipsoid.
    #[must_use]
    pub fn wgs84(self) -> Wgs84 {
        Wgs84 {
            lat_deg: f64::from(self.lat_s) / f64::from(DEGREE_S),
            lon_deg: f64::from(self.lon_s) / f64::from(DEGREE_S),
            height_m: 0.0,
        }
    }
}

/// Degrees of `width` digits, then minutes and seconds of two each, then a letter; signed seconds of arc.
fn arc(text: &str, width: usize, degrees_max: i32) -> Option<i32> {
    let (number, letter) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let part = |from: usize, to: usize| match number.get(from..to) {
        Some(piece) => digits(piece).and_then(|value| i32::try_from(value).ok()),
        None if number.len() == from => Some(0),
        None => None,
    };
    let degrees = part(0, width)?;
    let minutes = part(width, width + 2)?;
    let seconds = if number.len() > width + 2 {
        part(width + 2, width + 4)?
    } else {
        0
    };
    let total = degrees * DEGREE_S + minutes * 60 + seconds;
    let fine = minutes < 60 && seconds < 60 && total <= degrees_max * DEGREE_S;
    match letter {
        _ if !fine => None,
        "N" | "E" => Some(total),
        "S" | "W" if total != 0 => Some(-total),
        "S" | "W" => Some(0),
        _ => None,
    }
}

impl Point {
    /// Reads one of the forms. A word that could be a route as well (`UL9`) is not taken for a point: see
    /// [`crate::fpl::route`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Point> {
        if let Some(position) = Position::parse(text) {
            return Some(Self::Position(position));
        }
        if let Some(point) = bearing_distance(text) {
            return Some(point);
        }
        point_name(text).map(Self::Named)
    }

    /// Its name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<PointName> {
        match self {
            Self::Named(name) => Some(*name),
            _ => None,
        }
    }
}

fn bearing_distance(text: &str) -> Option<Point> {
    let at = text
        .len()
        .checked_sub(6)
        .filter(|at| (1..=5).contains(at))?;
    let (from, numbers) = text.split_at_checked(at)?;
    let number = digits(numbers).filter(|_| from.bytes().all(|c| c.is_ascii_uppercase()))?;
    let bearing_deg = u16::try_from(number / 1000).ok()?;
    let distance_nm = u16::try_from(number % 1000).ok()?;
    (bearing_deg <= 360).then_some(Point::BearingDistance {
        from: point_name(from)?,
        bearing_deg,
        distance_nm,
    })
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = [(self.lat_s, 2, "NS"), (self.lon_s, 3, "EW")];
        for (signed, width, letters) in both {
            let total = signed.abs();
            let (degrees, minutes, seconds) = (total / DEGREE_S, total / 60 % 60, total % 60);
            write!(f, "{degrees:0width$}")?;
            if self.fineness != Fineness::Degrees {
                write!(f, "{minutes:02}")?;
            }
            if self.fineness == Fineness::Seconds {
                write!(f, "{seconds:02}")?;
            }
            let letter = usize::from(signed < 0);
            f.write_str(letters.get(letter..=letter).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => write!(f, "{name}"),
            Self::Position(position) => write!(f, "{position}"),
            Self::BearingDistance {
                from,
                bearing_deg,
                distance_nm,
            } => write!(f, "{from}{bearing_deg:03}{distance_nm:03}"),
        }
    }
}
