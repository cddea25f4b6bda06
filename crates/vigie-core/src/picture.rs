//! The air situation picture: everything at one instant, immutable.

use crate::alert::Alert;
use crate::sensor::SensorStatus;
use crate::time::UtcNs;
use crate::track::Track;

/// What the picture is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Live sensors. Simulated data are refused.
    Live,
    /// A recording.
    Replay,
    /// An exercise. Only simulated data are accepted.
    Exercise,
}

impl Mode {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Replay => "replay",
            Self::Exercise => "exercise",
        }
    }
}

/// All of it at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The instant.
    pub at: UtcNs,
    /// Live, replayed or exercised.
    pub mode: Mode,
    /// Tracks, by number.
    pub tracks: Vec<Track>,
    /// Alerts: those that stand, ranked, then those lately over.
    pub alerts: Vec<Alert>,
    /// Sensors, in the order of the configuration.
    pub sensors: Vec<SensorStatus>,
}
