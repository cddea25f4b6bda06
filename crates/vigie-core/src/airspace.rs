//! Volumes of airspace: areas, borders, flight information regions. State border and FIR are different things.

use crate::place::Wgs84;
use crate::time::UtcNs;

/// An area's place in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaId(pub u16);

/// What an area is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaKind {
    /// Restricted area (ICAO Annex 2).
    Restricted,
    /// Danger area.
    Danger,
    /// Prohibited area.
    Prohibited,
    /// Temporary reservation.
    Temporary,
    /// The state border.
    Border,
    /// A flight information region.
    Fir,
}

impl AreaKind {
    /// Every kind.
    pub const ALL: [AreaKind; 6] = [
        Self::Restricted,
        Self::Danger,
        Self::Prohibited,
        Self::Temporary,
        Self::Border,
        Self::Fir,
    ];

    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Danger => "danger",
            Self::Prohibited => "prohibited",
            Self::Temporary => "temporary",
            Self::Border => "border",
            Self::Fir => "fir",
        }
    }

    /// Whether entering it is something to warn of (a border is crossed, a FIR only shown).
    #[must_use]
    pub const fn is_guarded(self) -> bool {
        matches!(
            self,
            Self::Restricted | Self::Danger | Self::Prohibited | Self::Temporary
        )
    }
}

/// The upper or lower end of a volume. Levels are flight levels, by pressure altitude; a limit by QNH altitude
/// needs the QNH, and comes with the configuration that can give it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum VerticalLimit {
    /// The surface (as a lower limit), or no limit (as an upper one).
    None,
    /// A flight level, as pressure altitude in feet.
    PressureFt(f64),
}

/// A volume of airspace.
#[derive(Debug, Clone, PartialEq)]
pub struct AirspaceVolume {
    /// Its place in the configuration.
    pub id: AreaId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub kind: AreaKind,
    /// Closed outline: the last point joins the first. Edges are geodesics; heights are ignored.
    pub outline: Vec<Wgs84>,
    /// Lower end.
    pub lower: VerticalLimit,
    /// Upper end.
    pub upper: VerticalLimit,
    /// Active from here on; always, if `None`.
    pub from: Option<UtcNs>,
    /// Active until here; for ever, if `None`.
    pub to: Option<UtcNs>,
}

impl AirspaceVolume {
    /// Whether it is active at `now`.
    #[must_use]
    pub fn is_active(&self, now: UtcNs) -> bool {
        self.from.is_none_or(|from| from <= now) && self.to.is_none_or(|to| now < to)
    }

    /// Whether a level (pressure altitude, feet) lies between its limits. An unknown level does: better one warning too many.
    #[must_use]
    pub fn spans(&self, level_ft: Option<f64>) -> bool {
        let Some(level) = level_ft else { return true };
        let above = match self.lower {
            VerticalLimit::None => true,
            VerticalLimit::PressureFt(ft) => level >= ft,
        };
        let below = match self.upper {
            VerticalLimit::None => true,
            VerticalLimit::PressureFt(ft) => level <= ft,
        };
        above && below
    }
}

#[cfg(test)]
mod tests {
    use super::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
    use crate::time::UtcNs;

    #[test]
    fn active_and_between_its_limits() {
        let area = AirspaceVolume {
            id: AreaId(0),
            name: String::new(),
            kind: AreaKind::Restricted,
            outline: Vec::new(),
            lower: VerticalLimit::PressureFt(5_000.0),
            upper: VerticalLimit::PressureFt(24_500.0),
            from: Some(UtcNs(10)),
            to: Some(UtcNs(20)),
        };
        assert_eq!(
            [9, 10, 19, 20].map(|t| area.is_active(UtcNs(t))),
            [false, true, true, false]
        );
        assert_eq!(
            [
                Some(4_999.0),
                Some(5_000.0),
                Some(24_500.0),
                Some(24_525.0),
                None
            ]
            .map(|level| area.spans(level)),
            [false, true, true, false, true]
        );
    }
}
