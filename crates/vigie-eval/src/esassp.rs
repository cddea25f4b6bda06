//! Surveillance performance in the form of EUROCONTROL's ESASSP (EUROCONTROL-SPEC-0147) for 3 NM and 5 NM, and of
//! EUROCAE ED-142 for wide-area multilateration alone.
//!
//! Measure by measure: what is required and where that is from, whether that source was seen by us, what was measured on
//! how large a sample, and the verdict. The requirements are data, in [`thresholds`]. **None is invented**: where no source
//! was seen the requirement is left open and the verdict says so. Of SPEC-0147 itself only the title pages and contents of
//! editions 1.1 and 1.2 were seen; the names of its measures are from memory, and their definitions here are ours.
//!
//! Nothing here claims conformity: that takes the specification's own procedures, opportunity traffic of its size, and
//! data that a table of tracks does not hold.

mod measures;
pub mod thresholds;

use crate::evaluate::Evaluation;
use crate::model::Scene;
use measures::Sample;
use thresholds::{Bound, Measure, Requirement, requirements};

/// Which separation the surveillance supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// 3 NM horizontal separation.
    Nm3,
    /// 5 NM horizontal separation.
    Nm5,
    /// Procedural separation: no requirement on surveillance applies.
    Procedural,
}

/// A standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// EUROCONTROL-SPEC-0147.
    Esassp,
    /// EUROCAE ED-142, wide-area multilateration.
    Ed142,
}

/// How a requirement is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The standard's own text was not seen: the requirement is open.
    NotSeen,
    /// The standard was not seen; somebody else's public transcription of it was.
    Secondary,
}

/// What can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The measured value keeps the requirement.
    Met,
    /// It does not.
    NotMet,
    /// Measured, but no requirement is known.
    NoRequirement,
    /// The requirement does not apply, and why: English, French.
    NotApplicable([&'static str; 2]),
    /// Not measured, and why: English, French.
    NotMeasured([&'static str; 2]),
}

/// One line of the report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The standard and its requirement, if known.
    pub requirement: Requirement,
    /// What was measured.
    pub value: Option<f64>,
    /// On how many samples.
    pub samples: usize,
    /// What follows.
    pub verdict: Verdict,
}

const PROCEDURAL: [&str; 2] = ["separation is procedural", "l’espacement est procédural"];
const NOT_MLAT: [&str; 2] = [
    "the tracks are not of multilateration alone",
    "les pistes ne viennent pas de la seule multilatération",
];

impl Service {
    /// The measurement interval, seconds: how often a position is due.
    ///
    /// 5 s and 8 s are those of the transcription of ED-142 that was seen (TMA and en-route); that ESASSP has the same for
    /// 3 NM and 5 NM is from memory, unverified.
    #[must_use]
    pub const fn interval_s(self) -> f64 {
        match self {
            Self::Nm3 => 5.0,
            Self::Nm5 | Self::Procedural => 8.0,
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> [&'static str; 2] {
        match self {
            Self::Nm3 => ["3 NM", "3 NM"],
            Self::Nm5 => ["5 NM", "5 NM"],
            Self::Procedural => ["procedural", "procédural"],
        }
    }
}

/// The report of a service, line by line.
#[must_use]
pub fn report(scene: &Scene, evaluation: &Evaluation, service: Service) -> Vec<Line> {
    let sample = Sample::new(scene, evaluation, service.interval_s());
    let has_rows = !evaluation.rows.matched.is_empty();
    let is_mlat = has_rows
        && evaluation
            .rows
            .matched
            .iter()
            .all(|judged| scene.tracks[judged.track].rows[judged.row].is_mlat_only);
    requirements(service)
        .into_iter()
        .map(|requirement| line(&sample, requirement, service, is_mlat))
        .collect()
}

fn line(sample: &Sample<'_>, requirement: Requirement, service: Service, is_mlat: bool) -> Line {
    let nothing = |verdict| Line {
        requirement,
        value: None,
        samples: 0,
        verdict,
    };
    if service == Service::Procedural {
        return nothing(Verdict::NotApplicable(PROCEDURAL));
    }
    if requirement.standard == Standard::Ed142 && !is_mlat {
        return nothing(Verdict::NotApplicable(NOT_MLAT));
    }
    if let Some(why) = requirement.measure.why_not_measured() {
        return nothing(Verdict::NotMeasured(why));
    }
    let (value, samples) = sample.measure(&requirement);
    let verdict = match (value, requirement.bound) {
        (None, _) => Verdict::NotMeasured(Measure::NO_SAMPLE),
        (Some(_), None) => Verdict::NoRequirement,
        (Some(value), Some(bound)) if bound.holds(value) => Verdict::Met,
        _ => Verdict::NotMet,
    };
    Line {
        requirement,
        value,
        samples,
        verdict,
    }
}

impl Bound {
    /// Whether a value keeps it.
    #[must_use]
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }
}

#[cfg(test)]
mod tests;
