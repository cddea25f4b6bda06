//! Editions: each picture prepared once for all clients.
//!
//! A publisher compares each picture with the one before and notes, per track, in which edition it last changed. A
//! client then is no more than the number of the edition it was last sent: what it needs now follows from the latest
//! edition alone, however far it is behind, and nothing ever queues. Pure: the caller says what time it is.

use super::names::{Facts, names};
use super::stream::{self, Frame, Kind, Record};
use super::texts;
use super::trail::Trails;
use crate::hub::Scene;
use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use vigie_core::picture::Picture;

/// A client further behind than this gets a keyframe.
pub const BEHIND_MAX: Duration = Duration::from_secs(2);
/// Numbers of removed tracks kept for clients that are behind; a client that would need more gets a keyframe.
pub const REMOVALS_MAX: usize = 8192;

/// One track of an edition.
#[derive(Debug, Clone)]
struct Row {
    record: Record,
    facts: Arc<Facts>,
    /// The edition in which the track first was.
    born: u64,
    /// The edition in which the record last changed.
    changed: u64,
    /// The edition in which the facts last changed.
    renamed: u64,
}

impl Row {
    fn named(&self) -> (u32, &Facts) {
        (self.record.number, &self.facts)
    }
}

/// The `names` message of what changed after edition `had`.
fn renamed(rows: &[Row], had: u64) -> Option<Utf8Bytes> {
    let renamed: Vec<_> = rows
        .iter()
        .filter(|row| row.renamed > had)
        .map(Row::named)
        .collect();
    (!renamed.is_empty()).then(|| names(false, &renamed).into())
}

/// A track that is no more.
#[derive(Debug, Clone, Copy)]
struct Removal {
    number: u32,
    /// The edition in which it first was.
    born: u64,
    /// The edition in which it no longer was.
    gone: u64,
}

/// A message with a count of its changes.
#[derive(Debug, Clone)]
pub(super) struct Revised {
    /// Counts the changes.
    pub(super) rev: u64,
    /// The message.
    pub(super) text: Utf8Bytes,
}

/// One picture, prepared for all clients.
#[derive(Debug)]
pub struct Edition {
    /// Counts editions from 1.
    pub number: u64,
    /// The picture it is made of.
    pub picture: Arc<Picture>,
    /// When it was made.
    pub made: Instant,
    /// When the picture's time last moved.
    pub moved: Instant,
    rows: Vec<Row>,
    removals: VecDeque<Removal>,
    /// Changes can be told to clients that have this edition or a later one.
    floor: u64,
    changes: Frame,
    keyframe: OnceLock<Frame>,
    names_changed: Option<Utf8Bytes>,
    names_full: OnceLock<Utf8Bytes>,
    pub(super) fixed: Revised,
    pub(super) alerts: Revised,
    sensors: OnceLock<Utf8Bytes>,
    pub(super) picture_json: OnceLock<Bytes>,
    pub(super) aircraft_json: OnceLock<Bytes>,
}

/// What brings one client up to an edition.
#[derive(Debug)]
pub struct Delivery {
    /// The keyframe or the changes.
    pub frame: Frame,
    /// The `names` message that belongs to it, where one does.
    pub names: Option<Utf8Bytes>,
}

impl Edition {
    /// Everything, for a client that has nothing or is too far behind.
    #[must_use]
    pub fn whole(&self) -> Delivery {
        let frame = self.keyframe.get_or_init(|| {
            stream::frame(
                Kind::Keyframe,
                self.stamp(),
                self.rows.iter().map(|row| &row.record),
                &[],
            )
        });
        let names = self.names_full.get_or_init(|| {
            names(true, &self.rows.iter().map(Row::named).collect::<Vec<_>>()).into()
        });
        Delivery {
            frame: frame.clone(),
            names: Some(names.clone()),
        }
    }

    /// What a client needs that was last sent edition `had`, made at `had_made`: the changes since, shared when it
    /// had the edition before, merged when it is behind, everything when it is too far behind.
    #[must_use]
    pub fn since(&self, had: u64, had_made: Instant) -> Delivery {
        if had.checked_add(1) == Some(self.number) {
            return Delivery {
                frame: self.changes.clone(),
                names: self.names_changed.clone(),
            };
        }
        if had < self.floor || self.made.saturating_duration_since(had_made) > BEHIND_MAX {
            return self.whole();
        }
        let changed: Vec<&Record> = self
            .rows
            .iter()
            .filter(|row| row.changed > had)
            .map(|row| &row.record)
            .collect();
        let removed: Vec<u32> = self
            .removals
            .iter()
            .filter(|removal| {
                removal.born <= had && had < removal.gone && !self.has(removal.number)
            })
            .map(|removal| removal.number)
            .collect();
        Delivery {
            frame: stream::frame(Kind::Changes, self.stamp(), changed.into_iter(), &removed),
            names: renamed(&self.rows, had),
        }
    }

    /// The `sensors` message.
    pub(super) fn sensors(&self, scene: &Scene) -> Utf8Bytes {
        self.sensors
            .get_or_init(|| texts::sensors(scene, &self.picture).into())
            .clone()
    }

    fn has(&self, number: u32) -> bool {
        self.rows
            .binary_search_by_key(&number, |row| row.record.number)
            .is_ok()
    }

    fn stamp(&self) -> (vigie_core::picture::Mode, vigie_core::time::UtcNs) {
        (self.picture.mode, self.picture.at)
    }
}

/// Turns pictures into editions.
#[derive(Debug)]
pub struct Publisher {
    scene: Arc<Scene>,
    trails: Arc<Mutex<Trails>>,
    active: Vec<bool>,
    alert_list: String,
    last: Option<Arc<Edition>>,
}

/// The past plots of all tracks, shared by the publisher, which extends them, and the clients, which read them.
#[derive(Debug, Clone, Default)]
pub struct SharedTrails(Arc<Mutex<Trails>>);

impl SharedTrails {
    /// The plots as one message, once there is a picture.
    #[must_use]
    pub fn frame(&self) -> Option<Frame> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .frame()
    }
}

impl Publisher {
    /// A publisher that has published nothing yet.
    #[must_use]
    pub fn new(scene: Arc<Scene>, trails: &SharedTrails) -> Publisher {
        Publisher {
            scene,
            trails: Arc::clone(&trails.0),
            active: Vec::new(),
            alert_list: String::new(),
            last: None,
        }
    }

    /// The next edition.
    pub fn publish(&mut self, picture: Arc<Picture>, now: Instant) -> Arc<Edition> {
        let last = self.last.take();
        let number = last
            .as_ref()
            .map_or(1, |last| last.number.saturating_add(1));
        let old: &[Row] = last.as_ref().map_or(&[], |last| &last.rows);
        let (rows, removed) = merge(old, &picture, number);
        let (removals, floor) = remembered(last.as_deref(), &removed, number);
        let removed: Vec<u32> = removed.iter().map(|removal| removal.number).collect();
        let stamp = (picture.mode, picture.at);
        self.trails
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(stamp, rows.iter().map(|row| &row.record), &removed);
        let changed: Vec<&Record> = rows
            .iter()
            .filter(|row| row.changed == number)
            .map(|row| &row.record)
            .collect();
        let names_changed = renamed(&rows, number.saturating_sub(1));
        let moved = last
            .as_ref()
            .filter(|last| last.picture.at == picture.at)
            .map_or(now, |last| last.moved);
        let edition = Arc::new(Edition {
            number,
            made: now,
            moved,
            changes: stream::frame(Kind::Changes, stamp, changed.into_iter(), &removed),
            names_changed,
            fixed: self.fixed(&picture, last.as_deref()),
            alerts: self.alerts(&picture, last.as_deref()),
            rows,
            removals,
            floor,
            picture,
            keyframe: OnceLock::new(),
            names_full: OnceLock::new(),
            sensors: OnceLock::new(),
            picture_json: OnceLock::new(),
            aircraft_json: OnceLock::new(),
        });
        self.last = Some(Arc::clone(&edition));
        edition
    }

    fn fixed(&mut self, picture: &Picture, last: Option<&Edition>) -> Revised {
        let active = texts::active(&self.scene, picture.at);
        match last {
            Some(last) if active == self.active => last.fixed.clone(),
            _ => {
                let rev = last.map_or(1, |last| last.fixed.rev.saturating_add(1));
                self.active = active;
                Revised {
                    rev,
                    text: texts::fixed(&self.scene, picture.at, rev).into(),
                }
            }
        }
    }

    fn alerts(&mut self, picture: &Picture, last: Option<&Edition>) -> Revised {
        let list = texts::alert_list(&self.scene, picture);
        match last {
            Some(last) if list == self.alert_list => last.alerts.clone(),
            _ => {
                let rev = last.map_or(1, |last| last.alerts.rev.saturating_add(1));
                self.alert_list = list;
                Revised {
                    rev,
                    text: texts::alerts(rev, &self.alert_list).into(),
                }
            }
        }
    }
}

/// The rows of a picture, with what is unchanged taken over from the old rows, and the tracks that are gone.
fn merge(old: &[Row], picture: &Picture, edition: u64) -> (Vec<Row>, Vec<Removal>) {
    let gone = |row: &Row| Removal {
        number: row.record.number,
        born: row.born,
        gone: edition,
    };
    let records = stream::records(picture);
    let mut rows = Vec::with_capacity(records.len());
    let mut removed = Vec::new();
    let mut old = old.iter().peekable();
    for (record, track) in records.into_iter().zip(by_number(picture)) {
        while let Some(row) = old.next_if(|row| row.record.number < record.number) {
            removed.push(gone(row));
        }
        let facts = Facts::of(track, picture.identity(track.number));
        rows.push(
            match old.next_if(|row| row.record.number == record.number) {
                Some(row) => {
                    let same = *row.facts == facts;
                    Row {
                        born: row.born,
                        changed: if row.record == record {
                            row.changed
                        } else {
                            edition
                        },
                        renamed: if same { row.renamed } else { edition },
                        facts: if same {
                            Arc::clone(&row.facts)
                        } else {
                            Arc::new(facts)
                        },
                        record,
                    }
                }
                None => Row {
                    record,
                    facts: Arc::new(facts),
                    born: edition,
                    changed: edition,
                    renamed: edition,
                },
            },
        );
    }
    removed.extend(old.map(gone));
    (rows, removed)
}

/// The tracks in the order of [`stream::records`]: by number, each once.
fn by_number(picture: &Picture) -> Vec<&vigie_core::track::Track> {
    let mut tracks: Vec<_> = picture.tracks.iter().collect();
    tracks.sort_by_key(|track| track.number);
    tracks.dedup_by_key(|track| track.number);
    tracks
}

/// The removals still worth keeping, and the oldest edition from which they are complete.
fn remembered(
    last: Option<&Edition>,
    removed: &[Removal],
    number: u64,
) -> (VecDeque<Removal>, u64) {
    let (mut kept, mut floor) = last.map_or((VecDeque::new(), number), |last| {
        (last.removals.clone(), last.floor)
    });
    kept.extend(removed);
    while kept.len() > REMOVALS_MAX {
        if let Some(forgotten) = kept.pop_front() {
            floor = forgotten.gone;
        }
    }
    (kept, floor)
}

#[cfg(test)]
mod tests;
