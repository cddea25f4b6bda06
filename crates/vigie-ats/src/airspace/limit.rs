//! The ends of a volume, with what they are measured from.

use std::fmt;
use vigie_core::height::{METRES_PER_FOOT, PressureAltitude};

/// A unit of height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Feet.
    Ft,
    /// Metres.
    M,
}

/// What a height is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datum {
    /// The standard pressure, 1013.25 hPa.
    Standard,
    /// Mean sea level: an altitude by QNH.
    Msl,
    /// The ground below.
    Ground,
    /// The WGS-84 ellipsoid.
    Ellipsoid,
}

/// The upper or lower end of a volume.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// The surface.
    Surface,
    /// No end.
    Unlimited,
    /// A flight level.
    FlightLevel(u16),
    /// A height in some unit above something.
    Above {
        /// How much.
        value: f64,
        /// In which unit.
        unit: Unit,
        /// Above what.
        datum: Datum,
    },
}

/// What is needed to know the pressure altitude of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The QNH there.
    #[error("the limit is an altitude above the sea: give the QNH")]
    Qnh,
    /// The height of the ground there.
    #[error("the limit is a height above the ground: give the terrain and the QNH")]
    Terrain,
    /// The height of the geoid there.
    #[error("the limit is a height above the ellipsoid: give the geoid and the QNH")]
    Geoid,
}

impl Limit {
    /// Reads what OpenAir files and people write: `FL195`, `5000ft AMSL`, `300 m AGL`, `GND`, `SFC`, `UNL`. A bare number is feet above
    /// the sea.
    #[must_use]
    pub fn parse(text: &str) -> Option<Limit> {
        let mut number: Option<f64> = None;
        let mut unit = None;
        let mut datum = None;
        let mut is_level = false;
        let mut is_unlimited = false;
        for word in pieces(text) {
            match word.as_str() {
                "FL" => is_level = true,
                "FT" | "F" | "FEET" => unit = Some(Unit::Ft),
                "M" | "MT" => unit = Some(Unit::M),
                "MSL" | "AMSL" | "ALT" | "QNH" => datum = Some(Datum::Msl),
                "AGL" | "GND" | "SFC" | "ASFC" => datum = Some(Datum::Ground),
                "STD" => datum = Some(Datum::Standard),
                "W84" => datum = Some(Datum::Ellipsoid),
                "UNL" | "UNLIM" | "UNLTD" | "UNLIMITED" => is_unlimited = true,
                word if number.is_none() => number = Some(word.parse().ok()?),
                _ => return None,
            }
        }
        let value = match (number, datum) {
            (None, None) if is_unlimited => return Some(Self::Unlimited),
            (None, Some(Datum::Ground)) if unit.is_none() => return Some(Self::Surface),
            (None, _) => return None,
            (Some(value), _) => value,
        };
        if is_level {
            let whole = format!("{value}");
            return whole
                .parse()
                .ok()
                .filter(|_| unit.is_none())
                .map(Self::FlightLevel);
        }
        Self::above(value, unit.unwrap_or(Unit::Ft), datum.unwrap_or(Datum::Msl))
    }

    /// A height above something, if it is one between −10,000 and 1,000,000; nothing above the ground is the surface.
    #[must_use]
    pub fn above(value: f64, unit: Unit, datum: Datum) -> Option<Limit> {
        if datum == Datum::Ground && value == 0.0 {
            return Some(Self::Surface);
        }
        let fine = (-1e4..=1e6).contains(&value);
        let value = if value == 0.0 { 0.0 } else { value };
        fine.then_some(Self::Above { value, unit, datum })
    }

    /// The pressure altitude in feet, when the QNH (hPa) is known where it is needed. The surface is minus infinity and no limit is
    /// infinity: they end nothing.
    pub fn pressure_ft(&self, qnh_hpa: Option<f64>) -> Result<f64, Missing> {
        match *self {
            Self::Surface => Ok(f64::NEG_INFINITY),
            Self::Unlimited => Ok(f64::INFINITY),
            Self::FlightLevel(level) => Ok(f64::from(level) * 100.0),
            Self::Above { value, unit, datum } => {
                let ft = match unit {
                    Unit::Ft => value,
                    Unit::M => value / METRES_PER_FOOT,
                };
                match datum {
                    Datum::Standard => Ok(ft),
                    Datum::Msl => {
                        let qnh = qnh_hpa.ok_or(Missing::Qnh)?;
                        Ok(ft - PressureAltitude::from_ft(0.0).with_qnh(qnh).ft())
                    }
                    Datum::Ground => Err(Missing::Terrain),
                    Datum::Ellipsoid => Err(Missing::Geoid),
                }
            }
        }
    }
}

/// Words and numbers, taken apart where the one meets the other; the `84` of `W84` belongs to its letter.
fn pieces(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase().replace("W84", "WGS ");
    let mut pieces: Vec<String> = Vec::new();
    let mut last = None;
    for c in upper.chars().take(60) {
        let class = match c {
            '0'..='9' | '.' | '-' => Some(true),
            c if c.is_whitespace() || c == ',' => None,
            _ => Some(false),
        };
        match pieces.last_mut() {
            Some(piece) if class.is_some() && class == last => piece.push(c),
            _ if class.is_some() => pieces.push(c.to_string()),
            _ => {}
        }
        last = class;
    }
    for piece in &mut pieces {
        if piece == "WGS" {
            "W84".clone_into(piece);
        }
    }
    pieces
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Surface => f.write_str("GND"),
            Self::Unlimited => f.write_str("UNL"),
            Self::FlightLevel(level) => write!(f, "FL{level:03}"),
            Self::Above { value, unit, datum } => {
                let unit = match unit {
                    Unit::Ft => "ft",
                    Unit::M => "m",
                };
                let datum = match datum {
                    Datum::Standard => "STD",
                    Datum::Msl => "AMSL",
                    Datum::Ground => "AGL",
                    Datum::Ellipsoid => "W84",
                };
                write!(f, "{value}{unit} {datum}")
            }
        }
    }
}
