//! What identity and level say for or against a plot belonging to a track: a term of the cost, never a verdict,
//! but for two addresses that contradict each other and for the line between the simulated and the real.
//!
//! Costs are −2·ln of a likelihood ratio. Garbled and changed codes happen once in some twenty replies; the figures
//! are judgement.

use crate::measurement::Measurement;
use crate::parameters::Parameters;
use crate::table::State;
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::track::Track;

/// The same discrete Mode A code.
const CODE_SAME: f64 = -8.0;
/// The same code, but one that many aircraft use.
const CODE_SAME_COMMON: f64 = -2.0;
/// Another code.
const CODE_OTHER: f64 = 6.0;
/// Another code, which the radar itself doubts.
const CODE_DOUBTED: f64 = 1.0;
/// Another address than that of a track that has long had its own: once in some three thousand plots.
const ADDRESS_OTHER: f64 = 16.0;
/// Plots after which a track's address is its own.
const ADDRESS_FIRM_PLOTS: u32 = 5;
/// The plot has an address, the track none.
const ADDRESS_NEW: f64 = 2.0;
/// A primary plot for a target that has a transponder.
const REPLY_MISSING: f64 = 3.0;
/// A reply from a target that primary radar alone has seen for long.
const REPLY_SUDDEN: f64 = 5.0;
/// A height that nothing is known of, metres.
const UNKNOWN_HEIGHT_M: f64 = 1000.0;
/// The most that a level may speak against a pair (Mode C may be garbled), once it is within bounds.
const LEVEL_MAX: f64 = 9.0;

/// The costs of a measured height and of what the plot says of itself, or `None` where they exclude each other.
pub(crate) fn identity_cost(
    report: &TargetReport,
    measurement: &Measurement,
    track: &Track,
    state: &State,
    parameters: &Parameters,
) -> Option<(f64, f64)> {
    if report.simulated != track.simulated {
        return None;
    }
    let mut cost = match (report.address, track.identity.address) {
        (Some(a), Some(b)) if a == b => CODE_SAME,
        (Some(_), Some(_)) => other_address(report, track)?,
        (Some(_), None) => ADDRESS_NEW,
        (None, _) => 0.0,
    };
    cost += code_cost(report, track);
    let measured = height_cost(report, measurement, state);
    if measured.is_none() {
        cost += level_cost(report, measurement, state, parameters)?;
    }
    let replies = report.kind != ReportKind::Psr;
    if !replies && track.has_transponder() {
        cost += REPLY_MISSING;
    } else if replies && state.silent_plots >= 5 {
        cost += REPLY_SUDDEN;
    }
    Some((measured.unwrap_or(0.0), cost))
}

/// Another address: no parity passes it but by chance, yet reflections, transponders that are set wrong and radars that mix two replies
/// up are met with. Only a radar can be wrong about whom it saw; an emitter's position comes in the message that names it.
fn other_address(report: &TargetReport, track: &Track) -> Option<f64> {
    let radar = report.place.as_ref().is_some_and(|p| p.polar.is_some());
    (radar && track.plots >= ADDRESS_FIRM_PLOTS).then_some(ADDRESS_OTHER)
}

fn code_cost(report: &TargetReport, track: &Track) -> f64 {
    match (report.mode_a, track.identity.mode_a) {
        (Some(reply), Some(known)) if reply.code == known.code => {
            if known.code.is_discrete() {
                CODE_SAME
            } else {
                CODE_SAME_COMMON
            }
        }
        (Some(reply), Some(known)) => {
            if reply.doubtful || known.replies < 2 {
                CODE_DOUBTED
            } else {
                CODE_OTHER
            }
        }
        _ => 0.0,
    }
}

/// −2·ln of the likelihood of a height that the radar measured itself (nothing garbles it), without the factor 1/√2π;
/// `None` where none was, zero where the track has no height to compare it with.
fn height_cost(report: &TargetReport, measurement: &Measurement, state: &State) -> Option<f64> {
    if report.altitude.is_some() {
        return None;
    }
    let measured = measurement.measured_height()?;
    let spread = |variance: f64, apart: f64| apart * apart / variance + libm::log(variance);
    let Some(vertical) = &state.vertical else {
        return Some(spread(UNKNOWN_HEIGHT_M * UNKNOWN_HEIGHT_M, 0.0));
    };
    let (height_m, sigma_m) = vertical.height_at(measurement.at);
    let variance = sigma_m * sigma_m + measured.sigma_m * measured.sigma_m;
    Some(spread(variance, measured.height_m - height_m))
}

fn level_cost(
    report: &TargetReport,
    measurement: &Measurement,
    state: &State,
    parameters: &Parameters,
) -> Option<f64> {
    let Some(vertical) = &state.vertical else {
        return Some(0.0);
    };
    let (height_m, sigma_m) = vertical.height_at(measurement.at);
    let Some(reply) = report.altitude else {
        return Some(0.0);
    };
    let (said_m, said_sigma_m, doubtful) = (reply.altitude.m(), 30.0, reply.doubtful);
    let apart = (said_m - height_m).abs();
    let variance = sigma_m * sigma_m + said_sigma_m * said_sigma_m;
    if doubtful {
        return Some((apart * apart / variance).min(CODE_DOUBTED));
    }
    if apart > parameters.level_apart_m + 3.0 * variance.sqrt() {
        return None;
    }
    Some((apart * apart / variance).min(LEVEL_MAX))
}
