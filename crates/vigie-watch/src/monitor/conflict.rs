//! Short-term conflict: two aircraft that lose, or are about to lose, the separation they should keep.
//!
//! Once a second all tracks together: the grid gives the pairs whose boxes meet, and each is tried along straight lines
//! and, while one of the two turns, along its turn. A climb goes up to the level that the aircraft has told, and on without
//! one. Simulated and real are never a pair; nor are a tentative track, one on the ground, one too old, or two tracks of
//! what may be one aircraft. Without a pressure altitude a track takes part only if the rule says so.
//!
//! It advises nothing: it says who, when and how near.

mod flight;
mod meeting;
mod turn;

use crate::book::{Book, Finding, Key, Phase};
use crate::conflict::Grid;
use crate::monitor::{near_aerodrome, nm};
use crate::rules::{ConflictRule, Rules};
use crate::words::{fact, label, whole};
use flight::Flight;
use meeting::{Encounter, Meeting};
use std::collections::BTreeMap;
use turn::Past;
use vigie_core::alert::{AlertKind, Evidence, Severity, Subject};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackNumber};

/// Pairs remembered, at most; beyond, new ones are left out and counted.
const PAIRS_MAX: usize = 50_000;

/// Two tracks, the lower number first.
type Pair = (TrackNumber, TrackNumber);

/// What is remembered between two passes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conflicts {
    grid: Grid,
    pasts: BTreeMap<TrackNumber, Past>,
    /// The last examinations of a pair, the last in the lowest bit, 1: a loss is ahead; and whether an alert stands.
    pairs: BTreeMap<Pair, Hits>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Hits {
    bits: u8,
    stands: bool,
}

impl Conflicts {
    /// Looks at all tracks together.
    pub(crate) fn examine(&mut self, book: &mut Book, rules: &Rules, now: UtcNs, tracks: &[Track]) {
        let rule = &rules.conflict;
        self.note_courses(tracks);
        let none = Past::default();
        let flights: Vec<Flight<'_>> = tracks
            .iter()
            .filter_map(|track| {
                let past = self.pasts.get(&track.number).unwrap_or(&none);
                Flight::of(track, past, rule, now)
            })
            .collect();
        let terminal: Vec<bool> = flights.iter().map(|f| is_terminal(rules, f)).collect();
        let wider = 1.0 + rule.clear_margin;
        let boxes: Vec<_> = flights.iter().map(|f| f.swept(rule, wider)).collect();
        let mut found: BTreeMap<Pair, (usize, usize, Meeting)> = BTreeMap::new();
        let mut left_out = 0;
        let pairs = &self.pairs;
        left_out += self
            .grid
            .pairs(&boxes, rule.comparisons_max.into(), |i, j| {
                if terminal[i] && terminal[j] {
                    return;
                }
                let (one, other) = (&flights[i], &flights[j]);
                let Some((pair, (i, j))) = pair_of(one, other, (i, j)) else {
                    return;
                };
                let stands = pairs.get(&pair).is_some_and(|hits| hits.stands);
                let Some(meeting) = Encounter::of(&flights[i], &flights[j])
                    .and_then(|encounter| encounter.meeting(rule, stands))
                else {
                    return;
                };
                if found.len() < PAIRS_MAX {
                    found.insert(pair, (i, j, meeting));
                } else {
                    left_out += 1;
                }
            });
        book.counters.conflicts_left_out =
            book.counters.conflicts_left_out.saturating_add(left_out);
        self.absent(book, rule, now, &found);
        for (pair, (i, j, meeting)) in &found {
            self.present(
                book,
                rule,
                now,
                *pair,
                (&flights[*i], &flights[*j]),
                meeting,
            );
        }
    }

    fn note_courses(&mut self, tracks: &[Track]) {
        for track in tracks {
            self.pasts.entry(track.number).or_default().note(track);
        }
        if self.pasts.len() > tracks.len() {
            let standing: std::collections::BTreeSet<TrackNumber> =
                tracks.iter().map(|track| track.number).collect();
            self.pasts.retain(|number, _| standing.contains(number));
        }
    }

    /// The pairs of before that are no more ahead of a loss.
    fn absent(
        &mut self,
        book: &mut Book,
        rule: &ConflictRule,
        now: UtcNs,
        found: &BTreeMap<Pair, (usize, usize, Meeting)>,
    ) {
        self.pairs.retain(|pair, hits| {
            if found.contains_key(pair) {
                return true;
            }
            hits.bits = (hits.bits << 1) & window(rule);
            if hits.stands {
                let key = key_of(*pair);
                book.miss(now, &key, rule.clear);
                hits.stands = book.phase(&key).is_some();
            }
            hits.bits != 0 || hits.stands
        });
    }

    fn present(
        &mut self,
        book: &mut Book,
        rule: &ConflictRule,
        now: UtcNs,
        pair: Pair,
        flights: (&Flight<'_>, &Flight<'_>),
        meeting: &Meeting,
    ) {
        let hits = self.pairs.entry(pair).or_default();
        let key = key_of(pair);
        hits.bits = ((hits.bits << 1) | 1) & window(rule);
        hits.stands = book.phase(&key).is_some();
        let imminent = !meeting.held && meeting.entry_s < rule.at_once.as_secs_f64();
        let wanted = if flights.0.climb_changes || flights.1.climb_changes {
            rule.confirm_of
        } else {
            rule.confirm
        };
        if hits.stands || imminent || hits.bits.count_ones() >= wanted {
            book.find(now, finding(key, flights, meeting, imminent));
            hits.stands = book.phase(&key).is_some();
        }
    }
}

const fn key_of((one, other): Pair) -> Key {
    Key::new(Subject::Pair(one, other), AlertKind::ShortTermConflict)
}

fn window(rule: &ConflictRule) -> u8 {
    u8::MAX >> 8_u32.saturating_sub(rule.confirm_of)
}

/// Whether it is low near an aerodrome, where aircraft keep apart by sight.
fn is_terminal(rules: &Rules, flight: &Flight<'_>) -> bool {
    let rule = &rules.conflict;
    let low = flight
        .profile
        .is_some_and(|p| p.ft <= rule.aerodrome_level_ft);
    low && near_aerodrome(rules, flight.track, rule.aerodrome_radius_m)
}

/// The pair in the order of its numbers; `None` when the two are not to be compared.
fn pair_of(
    one: &Flight<'_>,
    other: &Flight<'_>,
    (i, j): (usize, usize),
) -> Option<(Pair, (usize, usize))> {
    let (a, b) = (one.track.number, other.track.number);
    if one.track.simulated != other.track.simulated || a == b || one.is_twin_of(other) {
        return None;
    }
    Some(if a < b {
        ((a, b), (i, j))
    } else {
        ((b, a), (j, i))
    })
}

fn finding(
    key: Key,
    (one, other): (&Flight<'_>, &Flight<'_>),
    meeting: &Meeting,
    imminent: bool,
) -> Finding {
    let is_lost = !meeting.held && meeting.entry_s <= 0.0;
    let (phase, reasons) = match (is_lost, imminent) {
        (true, _) => (Phase::Raised, 4),
        (false, true) => (Phase::Predicted, 2),
        (false, false) => (Phase::Predicted, 1),
    };
    let severity = if imminent {
        Severity::Alarm
    } else {
        Severity::Warning
    };
    Finding {
        phase,
        reasons,
        label: format!("{} / {}", label(one.track), label(other.track)),
        time_to_go: (!is_lost && !meeting.held).then(|| Nanos::from_secs_f64(meeting.entry_s)),
        evidence: evidence(one, other, meeting),
        ..Finding::of_track(key, severity, one.track)
    }
}

fn evidence(one: &Flight<'_>, other: &Flight<'_>, meeting: &Meeting) -> Vec<Evidence> {
    let mut facts = Vec::with_capacity(8);
    let level = |f: &Flight<'_>| f.profile.map_or("?".to_owned(), |p| whole(p.ft));
    if let Some(encounter) = Encounter::of(one, other) {
        facts.push(fact("separation_nm", nm(encounter.distance_m())));
        if let Some(ft) = encounter.levels_apart_ft() {
            facts.push(fact("separation_ft", whole(ft)));
        }
        let sigma_m = encounter.sigma_m(meeting.entry_s);
        facts.push(fact("sigma_m", whole(sigma_m)));
    }
    facts.push(fact("nearest_nm", nm(meeting.nearest_m)));
    facts.push(fact("vertical_minimum_ft", whole(meeting.vertical_ft)));
    facts.push(fact(
        "levels_ft",
        format!("{} / {}", level(one), level(other)),
    ));
    facts.push(fact(
        "hypothesis",
        if meeting.by_turn { "turn" } else { "straight" },
    ));
    facts
}
