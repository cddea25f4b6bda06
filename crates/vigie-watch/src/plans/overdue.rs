//! Who is overdue: uncertainty, alert, distress (ICAO Annex 11, 5.2.1, from memory, unverified: thirty minutes without a report that
//! was due, or after the last estimate of arrival; then enquiries; then fuel exhausted).

use vigie_core::plan::{AlertingPhase, FlightPlan, PlanPhase};
use vigie_core::time::{Nanos, UtcNs};

/// When a flight is overdue. Starting values, unverified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverdueRule {
    /// Uncertainty phase: so long after a report or an arrival was due.
    pub incerfa: Nanos,
    /// Alert phase: so long after that.
    pub alerfa: Nanos,
    /// Distress phase: so long after the alert phase began; at once when the endurance is used up.
    pub detresfa: Nanos,
}

impl Default for OverdueRule {
    fn default() -> Self {
        Self {
            incerfa: Nanos::from_secs(30 * 60),
            alerfa: Nanos::from_secs(30 * 60),
            detresfa: Nanos::from_secs(60 * 60),
        }
    }
}

/// The phase of a flight that was last heard of at `heard`. A phase that a message declared is not taken back by the clock
/// alone: only hearing of the flight does that.
pub(super) fn phase(
    plan: &FlightPlan,
    heard: Option<UtcNs>,
    now: UtcNs,
    rule: &OverdueRule,
) -> AlertingPhase {
    if plan.phase != PlanPhase::Active {
        return plan.alerting;
    }
    let Some(due) = next_due(plan, heard) else {
        return plan.alerting;
    };
    let late = now - due;
    let dry = match (plan.start(), plan.endurance) {
        (Some(start), Some(endurance)) => now - start > endurance,
        _ => false,
    };
    let counted = if late < rule.incerfa {
        AlertingPhase::None
    } else if dry || late >= rule.incerfa + rule.alerfa + rule.detresfa {
        AlertingPhase::Detresfa
    } else if late >= rule.incerfa + rule.alerfa {
        AlertingPhase::Alerfa
    } else {
        AlertingPhase::Incerfa
    };
    let spoken_since = heard.is_some_and(|at| at > plan.changed);
    if spoken_since {
        counted
    } else {
        counted.max(plan.alerting)
    }
}

/// When the next word of a flight was due: the first estimate after it was last heard of, else its arrival.
fn next_due(plan: &FlightPlan, heard: Option<UtcNs>) -> Option<UtcNs> {
    let since = heard.or(plan.departed)?;
    let next = plan
        .points
        .iter()
        .filter(|p| p.passed.is_none())
        .filter_map(|p| p.estimate)
        .find(|&estimate| estimate > since);
    next.or_else(|| plan.arrival().map(|at| at.max(since)))
}
