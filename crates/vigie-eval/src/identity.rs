//! Identity by identity: how well the aircraft that are known by an address or a code were followed.
//!
//! For real data, where nobody knows what really flew but another system followed the same sky. At each instant of the
//! grid a target is compared with the tracks that state its address, or its Mode 3/A code where one of the two has no
//! address. Completeness is the share of the target's instants with such a track nearer than the cut-off. A track with the
//! same code but further away is another aircraft, or a gross error: counted, and left out of the errors.

use crate::frame::{Frame, frames};
use crate::model::{EvalError, Identity, Scene};
use crate::stats::{Spread, minus, norm, ratio};
use std::collections::BTreeMap;
use vigie_core::identity::{IcaoAddress, ModeA};

/// One identity's record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IdentityRecord {
    /// What is compared: an address, or a code.
    pub identity: Identity,
    /// Targets of the reference with this identity.
    pub targets: usize,
    /// Instants at which they were there.
    pub instants: usize,
    /// ... with a track that states the identity and is near.
    pub near: usize,
    /// ... with such tracks, but all far away.
    pub far: usize,
    /// ... with more than one near track.
    pub several: usize,
    /// Different tracks that were near.
    pub tracks: usize,
    /// Changes of the nearest track.
    pub switches: usize,
    /// Distances of the nearest, metres.
    pub error: Spread,
}

/// Every identity of a reference.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ByIdentity {
    /// In order of address, then code.
    pub records: Vec<IdentityRecord>,
    /// Targets of the reference without any identity.
    pub unnamed: usize,
    /// Near instants over all.
    pub completeness: Option<f64>,
    /// The same over identities that some track stated at some instant.
    pub completeness_shared: Option<f64>,
    /// Distances of all, metres.
    pub error: Spread,
}

impl IdentityRecord {
    /// Whether a track stated this identity while the target was there.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.near + self.far > 0
    }

    /// Share of instants with a near track.
    #[must_use]
    pub fn completeness(&self) -> Option<f64> {
        ratio(self.near as f64, self.instants as f64)
    }
}

/// What an identity is filed under: the address where there is one, else the code.
type Key = (Option<u32>, Option<u16>);

fn key(identity: Identity) -> Option<Key> {
    let address = identity.address.map(IcaoAddress::value);
    let code = identity.mode_a.filter(|_| address.is_none());
    let key = (address, code.map(ModeA::bits));
    (key != (None, None)).then_some(key)
}

/// Whether a track says that it is a target: the same address, or the same code where one of them has no address.
pub(crate) fn same(target: Identity, track: Identity) -> bool {
    match (target.address, track.address) {
        (Some(a), Some(b)) => a == b,
        _ => target.mode_a.is_some() && target.mode_a == track.mode_a,
    }
}

/// A record in the making.
#[derive(Default)]
struct Gathered {
    record: IdentityRecord,
    errors: Vec<f64>,
    tracks: Vec<usize>,
    last: BTreeMap<usize, usize>,
}

/// Compares.
pub fn by_identity(scene: &Scene) -> Result<ByIdentity, EvalError> {
    let mut gathered: BTreeMap<Key, Gathered> = BTreeMap::new();
    let mut unnamed = 0;
    let frames = frames(scene)?;
    let mut seen = vec![false; scene.targets.len()];
    for truth in frames.iter().flat_map(|frame| &frame.truths) {
        seen[truth.target] = true;
    }
    for (target, _) in scene.targets.iter().zip(&seen).filter(|(_, seen)| **seen) {
        match key(target.identity) {
            None => unnamed += 1,
            Some(key) => {
                let entry = gathered.entry(key).or_default();
                entry.record.identity = target.identity;
                entry.record.targets += 1;
            }
        }
    }
    for frame in &frames {
        look(scene, frame, &mut gathered);
    }
    let mut all = Vec::new();
    let mut records = Vec::new();
    for (_, mut entry) in gathered {
        all.extend_from_slice(&entry.errors);
        entry.tracks.sort_unstable();
        entry.tracks.dedup();
        entry.record.tracks = entry.tracks.len();
        entry.record.error = Spread::of(&mut entry.errors);
        records.push(entry.record);
    }
    let sum = |of: fn(&IdentityRecord) -> usize| records.iter().map(of).sum::<usize>() as f64;
    let shared = |record: &IdentityRecord| record.instants * usize::from(record.is_shared());
    Ok(ByIdentity {
        unnamed,
        completeness: ratio(sum(|r| r.near), sum(|r| r.instants)),
        completeness_shared: ratio(sum(|r| r.near), sum(shared)),
        error: Spread::of(&mut all),
        records,
    })
}

fn look(scene: &Scene, frame: &Frame, gathered: &mut BTreeMap<Key, Gathered>) {
    for truth in &frame.truths {
        let identity = scene.targets[truth.target].identity;
        let Some(entry) = key(identity).and_then(|key| gathered.get_mut(&key)) else {
            continue;
        };
        entry.record.instants += 1;
        let claims = frame
            .tracks
            .iter()
            .filter(|track| same(identity, scene.tracks[track.track].rows[track.row].identity));
        let mut distances: Vec<(f64, usize)> = claims
            .map(|track| (norm(minus(track.place, truth.place)), track.track))
            .collect();
        distances.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let near = distances
            .iter()
            .filter(|(distance, _)| *distance < scene.grid.cutoff_m)
            .count();
        let Some(&(distance, track)) = distances.first() else {
            continue;
        };
        if near == 0 {
            entry.record.far += 1;
            continue;
        }
        entry.record.near += 1;
        entry.record.several += usize::from(near > 1);
        entry.errors.push(distance);
        if entry.tracks.last() != Some(&track) {
            entry.tracks.push(track);
        }
        let before = entry.last.insert(truth.target, track);
        entry.record.switches += usize::from(before.is_some_and(|before| before != track));
    }
}

#[cfg(test)]
mod tests {
    use super::by_identity;
    use crate::gospa::tests::{at, grid, origin, row, truth};
    use crate::model::{Identity, Scene, Target, TrackRows};
    use crate::table::{address, mode_a};

    #[test]
    fn by_hand() {
        let named = |icao: &str, code: &str| Identity {
            address: address(icao),
            mode_a: mode_a(code),
        };
        let target = |identity, north| Target {
            name: String::new(),
            identity,
            points: (0..4)
                .map(|t| truth(f64::from(t), at(0.0, north)))
                .collect(),
        };
        let track = |identity, north: f64, times: std::ops::Range<i32>| TrackRows {
            name: String::new(),
            rows: times
                .map(|t| {
                    let mut row = row(f64::from(t), at(0.0, north));
                    row.identity = identity;
                    row
                })
                .collect(),
        };
        let mut scene = Scene {
            origin: origin(),
            grid: grid(50.0),
            targets: vec![
                target(named("0a0001", "1234"), 0.0),
                target(named("", "4321"), 1000.0),
                target(named("", ""), 2000.0),
            ],
            tracks: vec![
                track(named("0a0001", ""), 3.0, 0..2),
                track(named("", "1234"), 4.0, 2..4),
                track(named("0a0002", "1234"), 1.0, 0..4), // another address: another aircraft
                track(named("", "4321"), 1200.0, 0..4),    // the same code, far away
            ],
        };
        (scene.grid.end_s, scene.grid.max_age_s) = (3.0, 0.5);
        let found = by_identity(&scene).expect("a comparison");
        assert_eq!((found.records.len(), found.unnamed), (2, 1));
        let first = found
            .records
            .iter()
            .find(|record| record.identity.address.is_some())
            .expect("there");
        assert_eq!((first.instants, first.near, first.switches), (4, 4, 1));
        assert_eq!((first.tracks, first.several), (2, 0));
        assert!((first.error.rms.expect("some") - 12.5_f64.sqrt()).abs() < 1e-6);
        let second = found
            .records
            .iter()
            .find(|record| record.identity.address.is_none())
            .expect("there");
        assert_eq!((second.near, second.far), (0, 4));
        assert_eq!(found.completeness, Some(0.5));
    }
}
