//! Volumes of airspace as files describe them: what, where, between which levels, when.
//!
//! A file's words are kept apart from what the watch makes of them: arcs stay arcs, levels keep their unit and what they are measured
//! from, times stay times. [`Boundary::outline`] makes the polygon, [`Limit::pressure_ft`] the pressure altitude, [`Schedule::activity`] says
//! whether it is active; each asks for the fact that it needs.
//!
//! Not here: which areas a state really has, and whether a track is inside (`vigie-watch`).

mod aixm;
mod crossing;
mod geojson;
mod limit;
mod openair;
mod outline;
mod schedule;
#[cfg(test)]
mod tests;

pub use aixm::{NODES_MAX, read_aixm};
pub use crossing::{Simplicity, simplicity};
pub use geojson::{read_geojson, write_geojson};
pub use limit::{Datum, Limit, Missing, Unit};
pub use openair::{read_openair, write_openair};
pub use outline::{Arc, Boundary, Edges, OUTLINE_POINTS_MAX, Segment, Turn};
pub use schedule::{Activity, Days, Period, Schedule, Slot};

use crate::fault::{Fault, Faults, Place, Severity};
use vigie_core::airspace::AreaKind;

/// Bytes read of one file; a longer one is refused.
pub const FILE_BYTES_MAX: usize = 32 << 20;
/// Airspaces read of one file.
pub const AIRSPACES_MAX: usize = 10_000;
/// Segments read of one boundary.
pub const SEGMENTS_MAX: usize = 20_000;
/// Boundaries read of one airspace.
pub const BOUNDARIES_MAX: usize = 4_096;

/// What an airspace is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Restricted area.
    Restricted,
    /// Danger area.
    Danger,
    /// Prohibited area.
    Prohibited,
    /// Temporary reservation, segregation or restriction.
    Temporary,
    /// A state's border.
    Border,
    /// Flight information region.
    Fir,
    /// Upper flight information region.
    Uir,
    /// Control zone.
    ControlZone,
    /// Control area.
    ControlArea,
    /// Terminal control area.
    TerminalArea,
    /// Aerodrome traffic zone.
    AerodromeZone,
    /// Radio mandatory zone.
    RadioMandatory,
    /// Transponder mandatory zone.
    TransponderMandatory,
    /// Another, in the file's own word: upper case, no spaces.
    Other(String),
}

/// One airspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Airspace {
    /// Its published designator, such as `DRP12`.
    pub designator: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its class, `b'A'` to `b'G'`.
    pub class: Option<u8>,
    /// Lower end.
    pub lower: Limit,
    /// Upper end.
    pub upper: Limit,
    /// Where: the union of these.
    pub surfaces: Vec<Surface>,
    /// When.
    pub schedule: Schedule,
    /// What else the file said, by its key there: frequency, call sign, remarks.
    pub notes: Vec<(String, String)>,
}

/// A piece of the earth's surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// Around it.
    pub outer: Boundary,
    /// Holes in it.
    pub inner: Vec<Boundary>,
}

/// What could be read of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AirspaceFile {
    /// The airspaces, in the order of the file.
    pub airspaces: Vec<Airspace>,
    /// What is wrong.
    pub faults: Faults,
}

impl Kind {
    /// By the words of OpenAir, AIXM and Vigie's own configuration.
    #[must_use]
    pub fn parse(word: &str) -> Kind {
        let word: String = word.split_whitespace().collect::<String>().to_uppercase();
        match word.as_str() {
            "R" | "RESTRICTED" => Self::Restricted,
            "Q" | "D" | "DANGER" => Self::Danger,
            "P" | "PROHIBITED" => Self::Prohibited,
            "TRA" | "TSA" | "TFR" | "TEMPORARY" => Self::Temporary,
            "BORDER" | "NAS" => Self::Border,
            "FIR" => Self::Fir,
            "UIR" => Self::Uir,
            "CTR" => Self::ControlZone,
            "CTA" => Self::ControlArea,
            "TMA" => Self::TerminalArea,
            "ATZ" => Self::AerodromeZone,
            "RMZ" => Self::RadioMandatory,
            "TMZ" => Self::TransponderMandatory,
            _ => Self::Other(word.chars().take(40).collect()),
        }
    }

    /// Its word, which [`Kind::parse`] knows.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Restricted => "RESTRICTED",
            Self::Danger => "DANGER",
            Self::Prohibited => "PROHIBITED",
            Self::Temporary => "TEMPORARY",
            Self::Border => "BORDER",
            Self::Fir => "FIR",
            Self::Uir => "UIR",
            Self::ControlZone => "CTR",
            Self::ControlArea => "CTA",
            Self::TerminalArea => "TMA",
            Self::AerodromeZone => "ATZ",
            Self::RadioMandatory => "RMZ",
            Self::TransponderMandatory => "TMZ",
            Self::Other(word) => word,
        }
    }

    /// The kind of area that the watch knows, if it knows one.
    #[must_use]
    pub fn area(&self) -> Option<AreaKind> {
        match self {
            Self::Restricted => Some(AreaKind::Restricted),
            Self::Danger => Some(AreaKind::Danger),
            Self::Prohibited => Some(AreaKind::Prohibited),
            Self::Temporary => Some(AreaKind::Temporary),
            Self::Border => Some(AreaKind::Border),
            Self::Fir | Self::Uir => Some(AreaKind::Fir),
            _ => None,
        }
    }
}

impl Airspace {
    /// An airspace of a kind with nothing known of it yet: from the surface up without end.
    #[must_use]
    pub fn new(name: String, kind: Kind) -> Airspace {
        Airspace {
            designator: None,
            name,
            kind,
            class: None,
            lower: Limit::Surface,
            upper: Limit::Unlimited,
            surfaces: Vec::new(),
            schedule: Schedule::default(),
            notes: Vec::new(),
        }
    }

    /// Says what is wrong with where it is; whether it can be used.
    pub(crate) fn check_shape(&self, place: Place, at: usize, faults: &mut Faults) -> bool {
        let mut fault = |severity, expected, remedy| {
            faults.push(Fault {
                place,
                at,
                len: 0,
                severity,
                expected,
                remedy,
            });
        };
        let boundaries = self
            .surfaces
            .iter()
            .flat_map(|surface| std::iter::once(&surface.outer).chain(&surface.inner));
        let mut any = false;
        for boundary in boundaries {
            any = true;
            if matches!(boundary, Boundary::Circle { .. }) {
                continue;
            }
            let expected = match simplicity(&boundary.outline(OUTLINE_TOLERANCE_M)) {
                Simplicity::Simple => continue,
                Simplicity::TooLargeToTell => {
                    fault(
                        Severity::Tolerated,
                        "a boundary small enough to be checked for crossing itself",
                        "divide the area, or look at it on the map",
                    );
                    continue;
                }
                Simplicity::Crosses { loop_m, .. } if loop_m < SMALL_LOOP_M => {
                    fault(
                        Severity::Tolerated,
                        "a boundary that does not cross itself, not even in a loop of less than 2 km",
                        "correct the points near the ends of arcs",
                    );
                    continue;
                }
                Simplicity::Crosses { .. } => "a boundary that does not cross itself",
                Simplicity::NoArea => "a boundary around some area",
            };
            fault(
                Severity::Unread,
                expected,
                "correct the boundary of this area",
            );
            return false;
        }
        if !any {
            fault(Severity::Unread, "a boundary", "say where this area is");
        }
        any
    }
}

/// A loop this short, metres, comes from arcs whose ends are rounded to a degree or a minute; it is said, and costs nothing.
const SMALL_LOOP_M: f64 = 2_000.0;

/// How near an outline comes to its boundary where nobody says otherwise, metres.
pub const OUTLINE_TOLERANCE_M: f64 = 50.0;

/// Coordinates are kept to a thousand-millionth of a degree (a tenth of a millimetre), so that they come back exactly from any file.
pub(crate) fn on_grid(deg: f64) -> f64 {
    let deg = libm::round(deg * 1e9) / 1e9;
    if deg == 0.0 { 0.0 } else { deg } // no minus nothing
}

/// A length to the millimetre.
pub(crate) fn to_millimetre(m: f64) -> f64 {
    libm::round(m * 1e3) / 1e3
}

/// The point at a latitude and longitude, kept to the grid.
pub(crate) fn grid_point(lat_deg: f64, lon_deg: f64) -> Option<vigie_core::place::Wgs84> {
    let point = vigie_core::place::Wgs84::new(lat_deg, lon_deg, 0.0)?;
    vigie_core::place::Wgs84::new(on_grid(point.lat_deg), on_grid(point.lon_deg), 0.0)
}
