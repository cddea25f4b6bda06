//! Transponders that replied and do so no more, while the target is still seen.
//!
//! Seen by a radar whose interrogator works: some other aircraft replied to it in the last seconds. Where nobody replies,
//! the radar is at fault, not the aircraft.

use super::{Sight, flight_evidence, near_aerodrome};
use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::{fact, utc};
use std::collections::BTreeMap;
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::report::ReportKind;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackNumber};

/// When an interrogator was last answered, and by whom; the answer of another before that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answered {
    at: UtcNs,
    by: TrackNumber,
    other: Option<UtcNs>,
}

/// What is remembered of one track.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    /// The last reply.
    replied: Option<UtcNs>,
    /// Replies counted, once an examination at most.
    replies: u32,
    /// The last primary plot.
    plotted: Option<UtcNs>,
    /// Primary plots since the last reply.
    plots: u32,
}

/// Takes note of who answers which interrogator.
pub(crate) fn listen(answered: &mut BTreeMap<SensorId, Answered>, track: &Track) {
    for contribution in &track.contributions {
        if !matches!(contribution.kind, ReportKind::Ssr | ReportKind::ModeS) {
            continue;
        }
        let (at, by) = (contribution.at, track.number);
        let last = answered.entry(contribution.sensor).or_insert(Answered {
            at,
            by,
            other: None,
        });
        if last.by == by {
            last.at = last.at.max(at);
        } else if at >= last.at {
            *last = Answered {
                at,
                by,
                other: Some(last.at),
            };
        } else {
            last.other = Some(last.other.map_or(at, |other| other.max(at)));
        }
    }
}

/// Looks at one confirmed track.
pub(crate) fn examine(
    book: &mut Book,
    rules: &Rules,
    sight: &Sight<'_>,
    answered: &BTreeMap<SensorId, Answered>,
    memory: &mut Memory,
) {
    let (rule, now, track) = (&rules.mute, sight.now, sight.track);
    let works = memory.look(track, |sensor| {
        answered.get(&sensor).is_some_and(|last| {
            let other = if last.by == track.number {
                last.other
            } else {
                Some(last.at)
            };
            other.is_some_and(|at| now - at <= rule.interrogator_age_max)
        })
    });
    let key = Key::of_track(track.number, AlertKind::TransponderSilent);
    let Some(replied) = memory.replied else {
        return;
    };
    let silent = now - replied >= rule.lasting;
    let known = works && memory.replies >= rule.replies && memory.plots >= rule.primary_plots;
    let stands = book.phase(&key).is_some();
    let away = || !near_aerodrome(rules, track, rule.aerodrome_radius_m);
    if !silent || track.on_ground || !(stands || known && away()) {
        book.miss(now, &key, rule.clear);
        return;
    }
    let mut evidence = vec![fact("last_reply", utc(replied))];
    if let Some(statement) = track.identity.mode_a {
        evidence.push(fact("squawk", statement.code.to_string()));
    }
    evidence.extend(flight_evidence(sight));
    let finding = Finding {
        evidence,
        ..Finding::of_track(key, Severity::Warning, track)
    };
    book.find(now, finding);
}

impl Memory {
    /// Takes note of replies and plots; says whether a radar that plots it has an interrogator that works.
    fn look(&mut self, track: &Track, works: impl Fn(SensorId) -> bool) -> bool {
        let said = track.altitude.map(|altitude| altitude.at);
        let heard = track
            .contributions
            .iter()
            .filter(|c| !matches!(c.kind, ReportKind::Psr));
        let replied = heard.map(|c| c.at).chain(said).max();
        if replied > self.replied {
            self.replied = replied;
            self.replies = self.replies.saturating_add(1);
            self.plots = 0;
        }
        let primary = track
            .contributions
            .iter()
            .filter(|c| c.kind == ReportKind::Psr);
        let plotted = primary.filter(|c| works(c.sensor)).map(|c| c.at).max();
        if plotted > self.plotted {
            self.plotted = plotted;
            if plotted > self.replied {
                self.plots = self.plots.saturating_add(1);
            }
        }
        plotted.is_some()
    }
}
