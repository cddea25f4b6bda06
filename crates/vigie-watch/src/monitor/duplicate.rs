//! One discrete code, or one 24-bit address, used by two aircraft.
//!
//! Once a second over all tracks. Reflections and one aircraft tracked twice look the same: both must be heard, far
//! enough apart, and for long enough. Non-discrete codes (those that end in 00, so 1000, 2000, 7000 and the emergencies;
//! 7776, 7777) and those that the configuration shares are left out; so are addresses that are not ICAO's, and those of
//! all zeros or ones.

use super::{flat_distance_m, nm};
use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::{fact, label};
use std::collections::BTreeMap;
use vigie_core::alert::{AlertKind, Severity, Subject};
use vigie_core::identity::AddressKind;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackStatus};

/// So many suspicions are kept.
const PENDING_MAX: usize = 4_096;
/// Each track is compared with so many others of the same code.
const COMPARED_MAX: usize = 8;
/// Who was not heard for longer is not compared.
const FRESH: Nanos = Nanos::from_secs(15);

/// A suspicion survives being untrue for less than this.
const FORGIVEN: Nanos = Nanos::from_secs(5);

/// What is suspected, since when, and when last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pending {
    since: BTreeMap<Key, (UtcNs, UtcNs)>,
}

/// Looks at all tracks, once a second.
pub(crate) fn examine(
    book: &mut Book,
    rules: &Rules,
    now: UtcNs,
    tracks: &[Track],
    pending: &mut Pending,
) {
    let mut found = Vec::new();
    if rules.scope(AlertKind::DuplicateCode).enabled {
        codes(rules, now, tracks, &mut found);
    }
    if rules.scope(AlertKind::DuplicateAddress).enabled {
        addresses(rules, now, tracks, &mut found);
    }
    for pair in found {
        let standing = book.phase(&pair.key).is_some();
        let lasting = match pair.key.kind {
            AlertKind::DuplicateCode => rules.code.lasting,
            _ => rules.address.lasting,
        };
        if pending.lasts(now, pair.key, lasting) || standing {
            report(book, now, &pair);
        }
    }
    let over = pending.over(now);
    for key in over {
        let clear = match key.kind {
            AlertKind::DuplicateCode => rules.code.clear,
            _ => rules.address.clear,
        };
        book.miss(now, &key, clear);
        if book.phase(&key).is_none() && pending.is_stale(now, &key) {
            pending.since.remove(&key);
        }
    }
}

struct Pair<'a> {
    key: Key,
    one: &'a Track,
    other: &'a Track,
    distance_m: f64,
}

fn is_fresh(now: UtcNs, track: &Track) -> bool {
    track.status == TrackStatus::Confirmed && !track.on_ground && now - track.at <= FRESH
}

fn codes<'a>(rules: &Rules, now: UtcNs, tracks: &'a [Track], found: &mut Vec<Pair<'a>>) {
    let rule = &rules.code;
    let of = tracks.iter().filter(|track| is_fresh(now, track));
    let coded = of.filter_map(|track| {
        let statement = track.identity.mode_a?;
        let code = statement.code;
        let own = code.is_discrete() && !rule.shared.0.contains(&code);
        (own && statement.replies >= rule.replies).then(|| (u32::from(code.bits()), track))
    });
    let range = rule.distance_min_m..=rule.distance_max_m;
    // one aircraft under one address is the other rule's business
    let differ = |a: &Track, b: &Track| {
        a.identity.address.is_none() || a.identity.address != b.identity.address
    };
    pairs(
        AlertKind::DuplicateCode,
        coded.collect(),
        &range,
        differ,
        found,
    );
}

fn addresses<'a>(rules: &Rules, now: UtcNs, tracks: &'a [Track], found: &mut Vec<Pair<'a>>) {
    let rule = &rules.address;
    let of = tracks.iter().filter(|track| is_fresh(now, track));
    let addressed = of.filter_map(|track| {
        let address = track.identity.address?;
        let value = address.value.value();
        let real = address.kind == AddressKind::Icao && value != 0 && value != 0xff_ffff;
        (real && track.plots >= rule.plots).then_some((value, track))
    });
    let range = rule.distance_min_m..=f64::MAX;
    pairs(
        AlertKind::DuplicateAddress,
        addressed.collect(),
        &range,
        |_, _| true,
        found,
    );
}

/// Of each group with the same value, the pairs whose distance is within the range.
fn pairs<'a>(
    kind: AlertKind,
    mut valued: Vec<(u32, &'a Track)>,
    range: &std::ops::RangeInclusive<f64>,
    differ: impl Fn(&Track, &Track) -> bool,
    found: &mut Vec<Pair<'a>>,
) {
    valued.sort_unstable_by_key(|(value, track)| (*value, track.number));
    for group in valued.chunk_by(|a, b| a.0 == b.0) {
        for (index, (_, one)) in group.iter().enumerate() {
            for (_, other) in group.iter().skip(index + 1).take(COMPARED_MAX) {
                let distance_m = flat_distance_m(one.position, other.position);
                if !range.contains(&distance_m) || !differ(one, other) {
                    continue;
                }
                let key = Key::new(Subject::Pair(one.number, other.number), kind);
                found.push(Pair {
                    key,
                    one,
                    other,
                    distance_m,
                });
            }
        }
    }
}

fn report(book: &mut Book, now: UtcNs, pair: &Pair<'_>) {
    let Pair {
        key,
        one,
        other,
        distance_m,
    } = pair;
    let mut evidence = Vec::new();
    match (key.kind, one.identity.mode_a, one.identity.address) {
        (AlertKind::DuplicateCode, Some(statement), _) => {
            evidence.push(fact("squawk", statement.code.to_string()));
        }
        (_, _, Some(address)) => evidence.push(fact("address", address.to_string())),
        _ => {}
    }
    evidence.push(fact("apart_nm", nm(*distance_m)));
    let severity = match key.kind {
        AlertKind::DuplicateAddress => Severity::Warning,
        _ => Severity::Caution,
    };
    let finding = Finding {
        evidence,
        label: format!("{} / {}", label(one), label(other)),
        ..Finding::of_track(*key, severity, one)
    };
    book.find(now, finding);
}

impl Pending {
    /// Notes that something is suspected; says whether it has been for so long.
    fn lasts(&mut self, now: UtcNs, key: Key, lasting: Nanos) -> bool {
        if self.since.len() >= PENDING_MAX && !self.since.contains_key(&key) {
            return false;
        }
        let (since, last) = self.since.entry(key).or_insert((now, now));
        *last = now;
        now - *since >= lasting
    }

    fn is_stale(&self, now: UtcNs, key: &Key) -> bool {
        let last = self.since.get(key).map(|(_, last)| *last);
        last.is_none_or(|last| now - last >= FORGIVEN)
    }

    /// What was suspected and is not now.
    fn over(&self, now: UtcNs) -> Vec<Key> {
        let past = self.since.iter().filter(|(_, (_, last))| *last != now);
        past.map(|(key, _)| *key).collect()
    }
}
