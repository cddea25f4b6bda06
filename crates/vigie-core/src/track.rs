//! System tracks: what Vigie believes flies (I062).

use crate::aircraft::AircraftData;
use crate::height::{EllipsoidalHeight, PressureAltitude};
use crate::identity::{Address, Callsign, Emergency, EmitterCategory, ModeA};
use crate::place::{Cov2, Wgs84};
use crate::report::{Quality, ReportKind};
use crate::sensor::SensorId;
use crate::time::UtcNs;
use std::fmt;

/// A system track's number. Given once, never used again in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackNumber(pub u32);

impl fmt::Display for TrackNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How far a track is believed (I062/080 CNF, CST).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrackStatus {
    /// A few reports; may be nothing.
    Tentative,
    /// Believed.
    Confirmed,
    /// Believed, but no report came when one was due: the position is extrapolated.
    Coasting,
}

/// A system track.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Its number.
    pub number: TrackNumber,
    /// Tentative, confirmed or coasting.
    pub status: TrackStatus,
    /// When the state below holds: the time of the last position report used.
    pub at: UtcNs,
    /// Estimated position; the height is above the ellipsoid, as well as it is known.
    pub position: Wgs84,
    /// Covariance of the position in its local east-north plane, m².
    pub position_covariance: Cov2,
    /// Estimated velocity in the local plane at the position.
    pub velocity: Velocity,
    /// Covariance of the horizontal velocity, m²/s².
    pub velocity_covariance: Cov2,
    /// Last barometric altitude.
    pub altitude: Option<Altitude>,
    /// Last height above the ellipsoid that was reported (GNSS).
    pub geometric_height: Option<EllipsoidalHeight>,
    /// Claimed or measured identity.
    pub identity: TrackIdentity,
    /// Special position identification in the last report.
    pub spi: bool,
    /// Says that it is on the ground.
    pub on_ground: bool,
    /// As what kind of mover it is tracked.
    pub class: TargetClass,
    /// What the aircraft claims of its position.
    pub quality: Quality,
    /// What it says of its air data and intentions, each group with its time.
    pub aircraft: AircraftData,
    /// The technique of the last position report.
    pub last_kind: ReportKind,
    /// The last plot, as measured: what a comet is made of.
    pub last_plot: Wgs84,
    /// Who contributed positions, and when last.
    pub contributions: Vec<Contribution>,
    /// When the first report was made.
    pub initiated: UtcNs,
    /// Position reports used since then.
    pub plots: u32,
    /// Made of simulated data.
    pub simulated: bool,
}

/// How a target moves, as far as tracking goes. It identifies nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TargetClass {
    /// On the ground: aircraft and vehicles of an aerodrome.
    Surface,
    /// Flying; also everything not known to be of another class.
    #[default]
    Airborne,
    /// Small unmanned aircraft and other slow, low targets.
    Slow,
}

impl TargetClass {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Airborne => "airborne",
            Self::Slow => "slow",
        }
    }
}

/// Velocity in the local plane.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Velocity {
    /// East, m/s.
    pub east_mps: f64,
    /// North, m/s.
    pub north_mps: f64,
    /// Up, m/s; zero while unknown (see [`Track::altitude`]).
    pub up_mps: f64,
}

impl Velocity {
    /// Ground speed, m/s.
    #[must_use]
    pub fn ground_speed_mps(self) -> f64 {
        libm::hypot(self.east_mps, self.north_mps)
    }

    /// Track angle, radians clockwise from true north, 0 to 2π.
    #[must_use]
    pub fn track_rad(self) -> f64 {
        crate::place::wrap_two_pi(libm::atan2(self.east_mps, self.north_mps))
    }
}

/// A barometric altitude with when it was said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Altitude {
    /// The altitude.
    pub value: PressureAltitude,
    /// When it was true.
    pub at: UtcNs,
    /// The sensor called it not validated or garbled.
    pub doubtful: bool,
    /// Climb, m/s, where a rate is reported or can be estimated.
    pub rate_mps: Option<f64>,
}

/// What a track says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrackIdentity {
    /// 24-bit address.
    pub address: Option<Address>,
    /// Aircraft identification.
    pub callsign: Option<Callsign>,
    /// Mode 3/A code.
    pub mode_a: Option<CodeStatement>,
    /// Emitter category.
    pub category: Option<EmitterCategory>,
    /// Emergency state declared by ADS-B.
    pub emergency: Option<Emergency>,
}

/// A Mode 3/A code and how firmly it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeStatement {
    /// The code.
    pub code: ModeA,
    /// Since when this code is replied.
    pub since: UtcNs,
    /// Consecutive replies with this code that were not doubtful.
    pub replies: u32,
}

/// One sensor's part in a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// Which sensor.
    pub sensor: SensorId,
    /// By which technique, last.
    pub kind: ReportKind,
    /// When its last position was true.
    pub at: UtcNs,
}

impl Track {
    /// Whether a transponder or an ADS-B emitter was ever heard: false for an aircraft seen by primary radar alone.
    #[must_use]
    pub fn has_transponder(&self) -> bool {
        let i = &self.identity;
        i.address.is_some() || i.mode_a.is_some() || self.altitude.is_some() || i.callsign.is_some()
    }
}

/// What one step did to one track.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackUpdate {
    /// Which.
    pub number: TrackNumber,
    /// What happened.
    pub kind: UpdateKind,
}

/// What happened to a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UpdateKind {
    /// It began.
    Initiated,
    /// A position report moved it.
    Updated,
    /// It was dropped; it is no longer among the tracks.
    Dropped,
}
