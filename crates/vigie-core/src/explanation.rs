//! Why a track is as it is: what it was made of lately, what was believed at each report, what was refused.
//!
//! A track says what is; its explanation says why. The tracker keeps what is needed for it in bounded rings beside
//! the track, and puts it together when somebody asks. Facts and probabilities only: the words for people are made
//! at the border.

use crate::report::ReportKind;
use crate::sensor::{Registration, SensorId};
use crate::time::{Nanos, UtcNs};
use crate::track::{TargetClass, TrackNumber};

/// Reports that an explanation tells of at most, newest first.
pub const TAKEN_MAX: usize = 16;
/// Refused reports that it tells of at most, newest first.
pub const REFUSED_MAX: usize = 8;
/// Merges, and changes of class, that it tells of at most, newest first.
pub const EVENTS_MAX: usize = 4;

/// Why a track is as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Which track.
    pub number: TrackNumber,
    /// When this was so: the tracker's last step.
    pub at: UtcNs,
    /// Whether it is a target at all.
    pub existence: Existence,
    /// As what kind of mover it is tracked.
    pub class: TargetClass,
    /// How it is believed to move.
    pub motion: MotionBelief,
    /// Where its height comes from.
    pub height: HeightBasis,
    /// The last position reports that it was given, newest first; at most [`TAKEN_MAX`].
    pub taken: Vec<Taken>,
    /// Reports of its own address that it was not given lately, newest first; at most [`REFUSED_MAX`].
    pub refused: Vec<Refused>,
    /// Who sees it, or saw it.
    pub sensors: Vec<SensorPart>,
    /// Tracks that turned out to be this one, newest first; at most [`EVENTS_MAX`].
    pub merges: Vec<Merge>,
    /// Changes of its class, newest first; at most [`EVENTS_MAX`].
    pub class_changes: Vec<ClassChange>,
    /// It began while another track had its address.
    pub began_as_second: bool,
    /// Its address is under suspicion: what it says serves nobody as a reference.
    pub suspect: bool,
}

/// Whether it is a target at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Existence {
    /// Probability that it is, 0 to 1. A track is kept at no more than the odds that the tracker's bound allows.
    pub probability: f64,
    /// What moved it last, once anything did after the first report.
    pub moved: Option<ExistenceMove>,
}

/// What moved the probability of existence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExistenceMove {
    /// When.
    pub at: UtcNs,
    /// Whose report or look.
    pub sensor: SensorId,
    /// By a report; else by a look of its beam in which nothing was seen.
    pub seen: bool,
    /// By how much the natural logarithm of the odds changed; zero where it was at its bound already.
    pub log_odds: f64,
}

/// How a track is believed to move. The probabilities add up to one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MotionBelief {
    /// Probability of straight flight at constant speed.
    pub straight: f64,
    /// The turns that are reckoned with.
    pub turns: Vec<TurnBelief>,
    /// Probability of anything else: changes of speed, turns of other rates.
    pub manoeuvre: f64,
}

/// A turn that is reckoned with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TurnBelief {
    /// Its rate, radians a second, positive to the right.
    pub rate_radps: f64,
    /// Its probability.
    pub probability: f64,
}

/// Where a track's height comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeightBasis {
    /// From what.
    pub source: HeightSource,
    /// Height above the ellipsoid as it is used, metres; for [`HeightSource::Barometric`] the pressure altitude, taken
    /// as if it were one.
    pub height_m: f64,
    /// Its standard deviation, metres; for barometric heights without what weather and geoid add.
    pub sigma_m: f64,
}

/// From what a height was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeightSource {
    /// Pressure altitude: Mode C, Mode S, ADS-B.
    Barometric,
    /// Pressure altitude, and by how much the GNSS height differs from it.
    BarometricAndGeometric,
    /// GNSS height alone.
    Geometric,
    /// Elevation that a radar measured.
    Elevation,
    /// Nobody says; expected of targets of this speed, and corrected by what slant ranges tell.
    Speed,
    /// Nobody says, and nothing is expected yet.
    Unknown,
}

impl HeightSource {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Barometric => "barometric",
            Self::BarometricAndGeometric => "barometric_and_geometric",
            Self::Geometric => "geometric",
            Self::Elevation => "elevation",
            Self::Speed => "speed",
            Self::Unknown => "unknown",
        }
    }
}

/// One position report that a track was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taken {
    /// Whose.
    pub sensor: SensorId,
    /// By which technique.
    pub kind: ReportKind,
    /// When it was true, by the sensor's clock as far as that is known to be right.
    pub at: UtcNs,
    /// How long after that it reached us.
    pub delay: Nanos,
    /// How much older it was than what the track already knew; zero for one that came in order.
    pub late: Nanos,
    /// What became of it.
    pub how: Taking,
    /// Squared Mahalanobis distance (two degrees of freedom) to where the track was expected, of the motion that suits
    /// it best; `None` where nothing was expected.
    pub distance2: Option<f64>,
    /// What its claims of identity said of the two belonging together.
    pub claims: Claims,
    /// Who else might have had it.
    pub association: Association,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Taking {
    /// It began the track.
    Initiated,
    /// It moved the track.
    Updated,
    /// It was the second of one target in one turn of its radar: heard, not used for the position.
    SplitPlot,
    /// It put the track where its target reappeared after a gap.
    Rejoined,
}

impl Taking {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initiated => "initiated",
            Self::Updated => "updated",
            Self::SplitPlot => "split_plot",
            Self::Rejoined => "rejoined",
        }
    }
}

/// What a report's claims said of it and the track belonging together, when it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Claims {
    /// 24-bit address.
    pub address: Claim,
    /// Mode 3/A code.
    pub code: Claim,
    /// Pressure altitude, or the height that a radar measured.
    pub level: Claim,
}

/// One claim compared with what was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Claim {
    /// The report says nothing of it.
    #[default]
    Absent,
    /// The track knew nothing of it.
    New,
    /// The same: it speaks for.
    Same,
    /// Another: it speaks against.
    Other,
    /// Another, or the same, but the sensor itself doubts it.
    Doubtful,
}

impl Claim {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::New => "new",
            Self::Same => "same",
            Self::Other => "other",
            Self::Doubtful => "doubtful",
        }
    }
}

/// How sure it was that a report is a track's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Association {
    /// Nothing was weighed: it began the track, was another part of a plot that the track had, or its
    /// system's own number decided.
    Unweighed,
    /// Its address decided.
    ByAddress,
    /// Motion, level, code and clutter decided.
    Weighed {
        /// Probability that the two belong together, 0 to 1.
        probability: f64,
        /// Other tracks within reach of the report.
        tracks: u16,
        /// Other reports of that sensor and step within reach of the track.
        plots: u16,
    },
}

/// One report that stated a track's address and was not given to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refused {
    /// Whose.
    pub sensor: SensorId,
    /// By which technique.
    pub kind: ReportKind,
    /// When it was true.
    pub at: UtcNs,
    /// Why not.
    pub why: Refusal,
    /// How far it was from where the track was expected, metres.
    pub apart_m: f64,
    /// Squared Mahalanobis distance (two degrees of freedom).
    pub distance2: f64,
}

/// Why a report was not given to the track of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The track cannot have flown there: it is another target with the same address, or a lie.
    Jump,
    /// It came too late to be put where it belongs.
    TooLate,
}

impl Refusal {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jump => "jump",
            Self::TooLate => "too_late",
        }
    }
}

/// One sensor's part in a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SensorPart {
    /// Which.
    pub sensor: SensorId,
    /// By which technique, last.
    pub kind: ReportKind,
    /// When it last saw the target.
    pub seen: UtcNs,
    /// How its beam did; `None` for what has no beam.
    pub looks: Option<Looks>,
    /// What is taken off its measurements; `None` while nothing is known, and for what is no radar.
    pub bias: Option<Registration>,
}

/// What a radar's beam did for one track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looks {
    /// Looks since the track knows this radar in which the target was seen.
    pub seen: u32,
    /// Looks in which it was not, as far as they were counted.
    pub missed: u32,
    /// How many of these came since it was last seen.
    pub missed_now: u32,
    /// Probability, as learned from all tracks, that this radar sees a target in a look.
    pub detection: f64,
}

/// Another track that turned out to be this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// When.
    pub at: UtcNs,
    /// The number that ended.
    pub number: TrackNumber,
}

/// A change of class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassChange {
    /// When.
    pub at: UtcNs,
    /// From.
    pub from: TargetClass,
    /// To.
    pub to: TargetClass,
}
