//! What the watch looks for, and how hard: every parameter with its default and where the default comes from.
//!
//! None of the numbers was seen in a standard; those marked *starting value* are the project's own first choice,
//! **unverified** until a source or a user says otherwise.

mod conflict;

pub use conflict::ConflictRule;

use crate::identification::IdentifyRule;
use crate::outline::OutlineFault;
use crate::plans::OverdueRule;
use vigie_core::navigation::Gazetteer;
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::sensor::SensorSite;
use vigie_core::time::Nanos;

/// Every parameter of every rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rules {
    /// The sensors: names for labels, sites and ranges for "inside coverage". Without a site no track loss is alerted.
    pub sites: Vec<SensorSite>,
    /// Aerodromes: a track that ends low near one has landed.
    pub aerodromes: Vec<Wgs84>,
    /// Names of places that flight plans use.
    pub gazetteer: Gazetteer,
    /// When a track is taken for a plan's.
    pub identify: IdentifyRule,
    /// When a flight is overdue.
    pub overdue: OverdueRule,
    /// Emergency codes and ADS-B emergency states.
    pub emergency: EmergencyRule,
    /// Guarded areas.
    pub area: AreaRule,
    /// The border.
    pub border: BorderRule,
    /// Two aircraft about to lose their separation.
    pub conflict: ConflictRule,
    /// Tracks that end in the air.
    pub loss: LossRule,
    /// Bounds of the tables.
    pub bounds: Bounds,
}

/// When an emergency is believed, and when it is over. All are alarms: the picture sounds for 7500, 7600, 7700 and
/// every ADS-B emergency state alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmergencyRule {
    /// Consecutive replies with the code, none doubtful. 2 (starting value; an ADS-B state is believed at once).
    pub replies: u32,
    /// Over when nothing was declared for so long. 10 s (starting value).
    pub clear: Nanos,
}

/// Entry into a guarded area, predicted along a straight line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaRule {
    /// How far ahead an entry is predicted. 120 s (starting value; EUROCONTROL's tables were not seen).
    pub look_ahead: Nanos,
    /// A prediction is alerted when so many... 2 (starting value).
    pub confirm: u32,
    /// ...of so many examinations, a second apart, say so; at most 8. 4 (starting value).
    pub confirm_of: u32,
    /// At once when less than this is left, or when it is inside. 30 s (starting value).
    pub at_once: Nanos,
    /// Over when not true for so long. 5 s (starting value).
    pub clear: Nanos,
    /// A predicted entry stands until it is farther than the look-ahead and this share of it. 0.1 (starting value).
    pub clear_margin: f64,
    /// An aircraft has left when it is farther out than this and than one standard deviation, metres. 200 (starting value).
    pub leave_margin_m: f64,
    /// ... or farther above or below than this, feet. 100, one step of Mode C (starting value).
    pub leave_margin_ft: f64,
    /// A level older than this at the time of the position is unknown. 30 s (starting value).
    pub level_age_max: Nanos,
    /// A position older than this is not extrapolated. 30 s (starting value).
    pub state_age_max: Nanos,
}

/// Crossing of the state border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BorderRule {
    /// Plots on the new side. 2 (starting value).
    pub plots: u32,
    /// Depth on the new side, standard deviations of the position. 3 (starting value).
    pub depth_sigmas: f64,
    /// Depth on the new side at least, metres. 500 (starting value).
    pub depth_min_m: f64,
    /// A target without transponder that appears no deeper than this inside may have crossed unseen, metres.
    /// 50 km (starting value).
    pub infer_depth_m: f64,
    /// ... if, flown back for so long, it was outside. 5 min (starting value).
    pub infer_back: Nanos,
    /// The alert stands for so long unless acknowledged before. 10 min (starting value).
    pub stands: Nanos,
    /// Whether the crossing of an aircraft with a transponder is alerted too, as a caution. Yes; under busy airways no.
    pub with_transponder: bool,
}

/// A confirmed track that ends in the air, where it should have been seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossRule {
    /// Share of a sensor's range (and of its horizon over a smooth earth) that counts as coverage. 0.85 (starting value).
    pub coverage: f64,
    /// Radius about an aerodrome, metres. 15 NM (starting value).
    pub aerodrome_radius_m: f64,
    /// Up to this pressure altitude, feet, a track that ends near an aerodrome has landed; so has one of unknown level.
    /// 10,000 (starting value).
    pub aerodrome_level_ft: f64,
    /// The alert stands for so long unless acknowledged before. 10 min (starting value).
    pub stands: Nanos,
}

/// Bounds of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Alerts that stand, at most. Beyond, the least severe gives way. 10,000.
    pub standing_max: usize,
    /// Alerts that are over, at most. Beyond, the oldest gives way. 10,000.
    pub over_max: usize,
    /// An alert that is over is shown for so long. 10 min (`docs/stream.md`).
    pub over_shown: Nanos,
}

impl Default for EmergencyRule {
    fn default() -> Self {
        Self {
            replies: 2,
            clear: Nanos::from_secs(10),
        }
    }
}

impl Default for AreaRule {
    fn default() -> Self {
        Self {
            look_ahead: Nanos::from_secs(120),
            confirm: 2,
            confirm_of: 4,
            at_once: Nanos::from_secs(30),
            clear: Nanos::from_secs(5),
            clear_margin: 0.1,
            leave_margin_m: 200.0,
            leave_margin_ft: 100.0,
            level_age_max: Nanos::from_secs(30),
            state_age_max: Nanos::from_secs(30),
        }
    }
}

impl Default for BorderRule {
    fn default() -> Self {
        Self {
            plots: 2,
            depth_sigmas: 3.0,
            depth_min_m: 500.0,
            infer_depth_m: 50_000.0,
            infer_back: Nanos::from_secs(300),
            stands: Nanos::from_secs(600),
            with_transponder: true,
        }
    }
}

impl Default for LossRule {
    fn default() -> Self {
        Self {
            coverage: 0.85,
            aerodrome_radius_m: 15.0 * METRES_PER_NM,
            aerodrome_level_ft: 10_000.0,
            stands: Nanos::from_secs(600),
        }
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            standing_max: 10_000,
            over_max: 10_000,
            over_shown: Nanos::from_secs(600),
        }
    }
}

/// Why there can be no watch with these rules and areas.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WatchError {
    /// An area's outline cannot be used.
    #[error("the area \"{area}\" cannot be watched: {fault}")]
    Outline {
        /// The area's name.
        area: String,
        /// What is wrong with it.
        fault: OutlineFault,
    },
    /// An area's limits or times can never hold.
    #[error("the area \"{area}\" can never be entered: {what}")]
    Never {
        /// The area's name.
        area: String,
        /// Which of its limits.
        what: &'static str,
    },
    /// Two areas have one id.
    #[error("the areas \"{first}\" and \"{second}\" have the same id {id}")]
    SameId {
        /// The id.
        id: u16,
        /// One area's name.
        first: String,
        /// The other area's name.
        second: String,
    },
    /// A parameter that makes no sense.
    #[error("the rule {parameter} must be {wanted}")]
    Parameter {
        /// Its name, as in [`Rules`].
        parameter: &'static str,
        /// What it must be.
        wanted: &'static str,
    },
}

impl Rules {
    /// Checks every parameter.
    pub(crate) fn check(&self) -> Result<(), WatchError> {
        let (e, a, b, l) = (&self.emergency, &self.area, &self.border, &self.loss);
        let length = |x: f64| x.is_finite() && x >= 0.0;
        let time = |t: Nanos| t >= Nanos::ZERO && t <= Nanos::from_secs(86_400);
        let checks = [
            (e.replies >= 1, "emergency.replies", "at least 1"),
            (time(e.clear), "emergency.clear", A_DAY),
            (
                a.look_ahead > Nanos::ZERO && a.look_ahead <= Nanos::from_secs(1_800),
                "area.look_ahead",
                "over 0 and at most 1,800 s",
            ),
            (
                (1..=8).contains(&a.confirm_of),
                "area.confirm_of",
                "from 1 to 8",
            ),
            (
                a.confirm >= 1 && a.confirm <= a.confirm_of,
                "area.confirm",
                "from 1 to area.confirm_of",
            ),
            (time(a.at_once), "area.at_once", A_DAY),
            (time(a.clear), "area.clear", A_DAY),
            (
                length(a.clear_margin) && a.clear_margin <= 1.0,
                "area.clear_margin",
                "from 0 to 1",
            ),
            (length(a.leave_margin_m), "area.leave_margin_m", A_LENGTH),
            (length(a.leave_margin_ft), "area.leave_margin_ft", A_LENGTH),
            (time(a.level_age_max), "area.level_age_max", A_DAY),
            (time(a.state_age_max), "area.state_age_max", A_DAY),
            (b.plots >= 1, "border.plots", "at least 1"),
            (length(b.depth_sigmas), "border.depth_sigmas", A_LENGTH),
            (length(b.depth_min_m), "border.depth_min_m", A_LENGTH),
            (length(b.infer_depth_m), "border.infer_depth_m", A_LENGTH),
            (
                b.infer_back >= Nanos::ZERO && b.infer_back <= Nanos::from_secs(1_800),
                "border.infer_back",
                "from 0 to 1,800 s",
            ),
            (time(b.stands), "border.stands", A_DAY),
            (
                length(l.coverage) && l.coverage <= 1.0,
                "loss.coverage",
                "from 0 to 1",
            ),
            (
                length(l.aerodrome_radius_m),
                "loss.aerodrome_radius_m",
                A_LENGTH,
            ),
            (
                l.aerodrome_level_ft.is_finite(),
                "loss.aerodrome_level_ft",
                "finite",
            ),
            (time(l.stands), "loss.stands", A_DAY),
            (
                self.bounds.standing_max >= 1,
                "bounds.standing_max",
                "at least 1",
            ),
            (time(self.bounds.over_shown), "bounds.over_shown", A_DAY),
        ];
        checks
            .into_iter()
            .find(|(fine, ..)| !fine)
            .map(|(_, parameter, wanted)| (parameter, wanted))
            .or_else(|| self.conflict.fault())
            .map_or(Ok(()), |(parameter, wanted)| {
                Err(WatchError::Parameter { parameter, wanted })
            })
    }
}

const A_DAY: &str = "from 0 to a day";
const A_LENGTH: &str = "a finite number, not negative";
