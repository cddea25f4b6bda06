//! Speeds and levels (ICAO Doc 4444 Appendix 3, field 15 and 1.6; from memory, unverified but for `F`, `S`, `A`, `M`
//! and `VFR`, which Appendix 2 gives so).

use crate::text::digits;
use std::fmt;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::MPS_PER_KNOT;

/// A true airspeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speed {
    /// Kilometres an hour: `K0830`.
    KilometresPerHour(u16),
    /// Knots: `N0485`.
    Knots(u16),
    /// Hundredths of Mach: `M082`.
    Mach(u16),
}

/// A cruising level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    clippy::enum_variant_names,
    reason = "flight level is the field's word"
)]
pub enum Level {
    /// A flight level: `F330`.
    FlightLevel(u16),
    /// A standard metric level in tens of metres: `S1130`.
    MetricLevel(u16),
    /// An altitude in hundreds of feet: `A045`.
    Altitude(u16),
    /// An altitude in tens of metres: `M0840`.
    MetricAltitude(u16),
    /// No level: an uncontrolled flight by visual flight rules.
    Vfr,
}

impl Speed {
    /// Reads one of the three forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Speed> {
        let number = |len: usize| {
            let number = text.get(1..).filter(|rest| rest.len() == len)?;
            u16::try_from(digits(number)?).ok()
        };
        match text.bytes().next()? {
            b'K' => number(4).map(Self::KilometresPerHour),
            b'N' => number(4).map(Self::Knots),
            b'M' => number(3).map(Self::Mach),
            _ => None,
        }
    }

    /// In metres per second; `None` for a Mach number, which needs the temperature.
    #[must_use]
    pub fn mps(self) -> Option<f64> {
        match self {
            Self::KilometresPerHour(kmh) => Some(f64::from(kmh) / 3.6),
            Self::Knots(knots) => Some(f64::from(knots) * MPS_PER_KNOT),
            Self::Mach(_) => None,
        }
    }
}

impl Level {
    /// Reads one of the five forms.
    #[must_use]
    pub fn parse(text: &str) -> Option<Level> {
        if text == "VFR" {
            return Some(Self::Vfr);
        }
        let number = |len: usize| {
            let number = text.get(1..).filter(|rest| rest.len() == len)?;
            u16::try_from(digits(number)?).ok()
        };
        match text.bytes().next()? {
            b'F' => number(3).map(Self::FlightLevel),
            b'S' => number(4).map(Self::MetricLevel),
            b'A' => number(3).map(Self::Altitude),
            b'M' => number(4).map(Self::MetricAltitude),
            _ => None,
        }
    }

    /// In feet: of pressure altitude where [`Level::is_pressure`], else above the sea; `None` for `VFR`.
    #[must_use]
    pub fn ft(self) -> Option<f64> {
        match self {
            Self::FlightLevel(hundreds) | Self::Altitude(hundreds) => {
                Some(f64::from(hundreds) * 100.0)
            }
            Self::MetricLevel(tens) | Self::MetricAltitude(tens) => {
                Some(f64::from(tens) * 10.0 / METRES_PER_FOOT)
            }
            Self::Vfr => None,
        }
    }

    /// Whether it is measured from the standard pressure.
    #[must_use]
    pub const fn is_pressure(self) -> bool {
        matches!(self, Self::FlightLevel(_) | Self::MetricLevel(_))
    }
}

/// A speed and a level in one word: `N0450F310`.
pub(crate) fn speed_and_level(text: &str) -> Option<(Speed, Level)> {
    let at = text
        .bytes()
        .skip(1)
        .position(|c| c.is_ascii_alphabetic())?
        .saturating_add(1);
    let (speed, level) = text.split_at_checked(at)?;
    Some((Speed::parse(speed)?, Level::parse(level)?))
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KilometresPerHour(kmh) => write!(f, "K{kmh:04}"),
            Self::Knots(knots) => write!(f, "N{knots:04}"),
            Self::Mach(hundredths) => write!(f, "M{hundredths:03}"),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FlightLevel(hundreds) => write!(f, "F{hundreds:03}"),
            Self::MetricLevel(tens) => write!(f, "S{tens:04}"),
            Self::Altitude(hundreds) => write!(f, "A{hundreds:03}"),
            Self::MetricAltitude(tens) => write!(f, "M{tens:04}"),
            Self::Vfr => f.write_str("VFR"),
        }
    }
}
