//! What a radar's line does to its plots: repeats them, delays them, brings them with a clock that has stepped.
//!
//! Judged before anything else sees the plot, by the radar alone: whoever misbehaves is found without asking the
//! targets of others.

use crate::clock::Clock;
use crate::measurement::Measurement;
use crate::repeats::Repeats;
use crate::tracker::Tracker;
use vigie_core::report::TargetReport;

/// A plot may be stamped later than it arrives by no more than this, seconds, its clock corrected, and three standard
/// deviations of what is known of the clock.
const AHEAD_MAX_S: f64 = 0.5;

/// One radar's line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    repeats: Repeats,
    clock: Clock,
}

impl Tracker {
    /// Whether a radar's plot is new. Those of others pass.
    pub(crate) fn is_new(&mut self, report: &TargetReport) -> bool {
        let Some(polar) = report.place.as_ref().and_then(|p| p.polar) else {
            return true;
        };
        let Some(Some(line)) = self.lines.get_mut(usize::from(report.sensor.0)) else {
            return true;
        };
        if line.repeats.is_repeat(report, &polar) {
            self.counters.repeated += 1;
            return false;
        }
        let delay_s = (report.heard.0 - report.applicable.0).as_secs_f64();
        if let Some(step) = line.clock.take(delay_s) {
            self.counters.clock_steps += 1;
            self.registrar.clock_stepped(report.sensor, step);
        }
        true
    }

    /// Whether a plot was made before it arrived, as far as its radar's clock is known.
    pub(crate) fn is_past(&mut self, report: &TargetReport, measurement: &Measurement) -> bool {
        let radar = matches!(self.lines.get(usize::from(report.sensor.0)), Some(Some(_)));
        let ahead_s = (measurement.at - report.heard.0).as_secs_f64();
        let past = !radar || ahead_s <= AHEAD_MAX_S + 3.0 * measurement.time_sigma_s();
        self.counters.ahead += u64::from(!past);
        past
    }

    /// Whether a plot is so much older than its radar's newest that it tells nothing of now.
    pub(crate) fn is_stale(&self, measurement: &Measurement) -> bool {
        let scene = self.scenes.get(usize::from(measurement.sensor.0));
        scene.and_then(Option::as_ref).is_some_and(|scene| {
            (scene.latest - measurement.at).as_secs_f64() > self.parameters.late_s
        })
    }
}
