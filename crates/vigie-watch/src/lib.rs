//! Tracks to alerts: what a supervisor must look at, since when, and who has seen it.
//!
//! [`Watch::examine`] takes the picture of one step and brings the alerts up to date. Monitors look for emergency
//! codes and states, entry into guarded areas, crossings of the border, conflicts of two aircraft, tracks that end in the
//! air, silent sensors. Every parameter is in [`Rules`], with where its default comes from.
//!
//! **Life-cycle.** Predicted → raised → acknowledged by a named operator → over. An alert that was acknowledged and then
//! gets worse (the predicted entry happens; another emergency is declared) is raised anew, and says who had seen the lesser
//! one (`seen_before_by`). Crossings and losses are events: acknowledging ends them, and so does their time. The rest is
//! over when it is no longer true, acknowledged or not. Alert numbers count from 1 and are never used again.
//!
//! **Evidence.** Keys are stable, values are text:
//!
//! | key | value |
//! |---|---|
//! | `squawk`, `replies`, `code_since` | the Mode A code, as many consecutive replies as the rule asks for, since when |
//! | `emergency` | what is declared: a name of [`vigie_core::identity::Emergency`]; twice when code and state differ |
//! | `emergency_state` | the ADS-B emergency state |
//! | `level_ft` | pressure altitude, feet |
//! | `level_unknown` | why the level counts as unknown: `never said`, `doubtful`, `too old`, `not finite` |
//! | `speed_kt` | ground speed, knots |
//! | `area`, `kind` | the area's name and kind |
//! | `sigma_m` | standard deviation of the position (of the predicted one, for a prediction) in its worst direction, metres |
//! | `raised_at` | when a predicted alert came true, RFC 3339 |
//! | `seen_before_by` | who had acknowledged it before it got worse |
//! | `border`, `direction` | the border's name; `in` or `out` |
//! | `transponder` | `yes`, or `no` for a target seen by primary radar alone |
//! | `inferred` | `yes`: nobody saw the crossing, its course back leads outside |
//! | `depth_nm` | how far behind the border it is, NM |
//! | `last_seen` | time of the last position, or when the sensor was last heard, RFC 3339 |
//! | `sensor`, `sensor_distance_nm` | who should still see the track, and how far it is from it |
//! | `track_ended` | the track is no more; its last position was at this time, RFC 3339 |
//! | `seen_again` | the number of the track with the same address |
//! | `separation_nm`, `separation_ft` | how far apart the two of a pair are now |
//! | `nearest_nm` | how near they come while both minima are lost, NM |
//! | `vertical_minimum_ft`, `levels_ft` | the vertical minimum that was asked for; the levels of the two, feet |
//! | `hypothesis` | `straight`, or `turn`: it comes of a turn that goes on |
//! | `fault` | what the system says is wrong |
//!
//! **Suspicion.** [`Watch::suspects`] names the addresses that must not serve as a reference. So far these are addresses that two
//! believed tracks bear; nothing else is concluded yet.
//!
//! **Time.** Each track is examined once a second of data time, not all in the same step. On the ground is in no area.
//!
//! It never alters a track, knows no protocol and not how a track was made, and it concludes nothing about intent.
//! Flight information regions are shown, not watched. Identification, plans and terrain are not here yet.

mod book;
pub mod conflict;
mod identification;
mod monitor;
mod outline;
pub mod plans;
pub mod registry;
mod rules;
mod words;

pub use book::{AlertChange, AlertChangeKind, Counters, NAME_CHARS_MAX, Refusal};
pub use identification::{IdentifyRefusal, IdentifyRule, WORDS_CHARS_MAX};
pub use outline::OutlineFault;
pub use rules::{
    AreaRule, BorderRule, Bounds, ConflictRule, EmergencyRule, LossRule, Rules, WatchError,
};

use book::{Book, Finding, Key, Phase};
use identification::Identifier;
use monitor::double::Doubles;
use monitor::{Sight, Zone, area, border, conflict as pairs, emergency, loss, sensor};
use outline::Outline;
use plans::Plans;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use vigie_core::airspace::{AirspaceVolume, AreaKind, VerticalLimit};
use vigie_core::alert::{Alert, AlertKind, Severity, Subject};
use vigie_core::command::Command;
use vigie_core::identification::{Identification, IdentificationState};
use vigie_core::identity::Address;
use vigie_core::sensor::SensorStatus;
use vigie_core::suspects::Suspects;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackNumber, TrackStatus};

/// Each track is examined so often.
const PERIOD_NS: i64 = 1_000_000_000;
/// Tracks share the period out among so many moments.
const SLOTS: u32 = 16;
/// All tracks together are examined for conflicts at this one of them.
const CONFLICT_SLOT: u32 = 8;
/// The longest text of a fault, characters.
const FAULT_CHARS_MAX: usize = 200;

/// What the system says of itself. An input like a command: whoever calls [`Watch::fault`] records it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemFault {
    /// When.
    pub at: UtcNs,
    /// What is wrong with the recording; `None` when it is well again.
    pub recording: Option<String>,
}

/// The watch: rules, areas, and the alerts that came of them. A clone is a snapshot (areas are shared).
#[derive(Clone)]
pub struct Watch {
    ground: Arc<Ground>,
    book: Book,
    plans: Plans,
    identifier: Identifier,
    watched: BTreeMap<TrackNumber, Watched>,
    /// Addresses whose return ends an alert.
    lost: BTreeMap<Address, TrackNumber>,
    doubles: Doubles,
    conflicts: pairs::Conflicts,
    now: Option<UtcNs>,
}

/// What does not change while the watch runs.
struct Ground {
    rules: Rules,
    volumes: Vec<AirspaceVolume>,
    guarded: Vec<Zone>,
    borders: Vec<Zone>,
}

/// What is remembered of a track between examinations.
#[derive(Debug, Clone, Default)]
struct Watched {
    confirmed: bool,
    plots: u32,
    areas: Vec<area::Hits>,
    sides: Vec<border::Side>,
}

impl Watch {
    /// A watch over these areas. Every parameter and every outline is checked, those of regions too.
    pub fn new(rules: Rules, volumes: Vec<AirspaceVolume>) -> Result<Watch, WatchError> {
        rules.check()?;
        check_ids(&volumes)?;
        let (mut guarded, mut borders) = (Vec::new(), Vec::new());
        for volume in &volumes {
            let zone = zone_of(volume)?;
            if volume.kind.is_guarded() {
                guarded.push(zone);
            } else if volume.kind == AreaKind::Border {
                borders.push(zone);
            }
        }
        Ok(Watch {
            book: Book::new(rules.bounds),
            plans: Plans::new(rules.gazetteer.clone(), rules.overdue),
            identifier: Identifier::new(rules.identify),
            ground: Arc::new(Ground {
                rules,
                volumes,
                guarded,
                borders,
            }),
            watched: BTreeMap::new(),
            lost: BTreeMap::new(),
            doubles: Doubles::default(),
            conflicts: pairs::Conflicts::default(),
            now: None,
        })
    }

    /// Examines the picture of this step.
    ///
    /// `tracks` are those that stand, each number once; `dropped` the last states of those dropped in this step;
    /// `commands` what people decided since the last. Gives what happened to which alert, in order.
    pub fn examine(
        &mut self,
        now: UtcNs,
        tracks: &[Track],
        dropped: &[Track],
        sensors: &[SensorStatus],
        commands: &[Command],
    ) -> Vec<AlertChange> {
        let before = self.now.replace(now);
        for command in commands {
            self.obey(now, command);
        }
        if is_due(before, now, 0) {
            self.book.pass_time(now);
            self.plans.pass_time(now);
        }
        for status in sensors {
            sensor::examine(&mut self.book, &self.ground.rules, now, status);
        }
        for track in dropped {
            self.examine_dropped(now, track, sensors);
        }
        if is_due(before, now, 0) {
            self.forget_vanished(now, tracks);
            self.doubles.examine(now, tracks);
        }
        for track in tracks {
            if is_due(before, now, track.number.0) {
                self.examine_track(now, track);
            }
        }
        if is_due(before, now, CONFLICT_SLOT) {
            let rule = &self.ground.rules.conflict;
            self.conflicts.examine(&mut self.book, rule, now, tracks);
        }
        self.book.take_changes()
    }

    /// The alerts that stand (alarm first, unacknowledged first, oldest first), then those lately over, newest first.
    #[must_use]
    pub fn alerts(&self) -> Vec<Alert> {
        self.book.ranked(self.now.unwrap_or_default())
    }

    /// Who is under suspicion after this step: addresses that two believed tracks bear, for a minute after they last
    /// did. What they say is no reference for sensors; it does not make an alert.
    #[must_use]
    pub fn suspects(&self) -> &Suspects {
        self.doubles.suspects()
    }

    /// The volumes it was made with.
    #[must_use]
    pub fn volumes(&self) -> &[AirspaceVolume] {
        &self.ground.volumes
    }

    /// The rules it was made with.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.ground.rules
    }

    /// What happened since the start, counted.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.book.counters
    }

    /// Commands refused since the start.
    #[must_use]
    pub fn refused_commands(&self) -> u64 {
        self.book.counters.commands_refused
    }

    /// Why a command would be refused if it came now; `None` when it would be obeyed.
    #[must_use]
    pub fn refusal(&self, command: &Command) -> Option<Refusal> {
        let now = self.now.unwrap_or_default();
        let plan = || self.plans.refusal(now, command).map(Refusal::Plan);
        let identity = || {
            let refusal = self.identifier.refusal(command, &self.plans);
            refusal.map(Refusal::Identify)
        };
        self.book.refusal(command).or_else(plan).or_else(identity)
    }

    /// The register of flight plans and permits.
    #[must_use]
    pub fn plans(&self) -> &Plans {
        &self.plans
    }

    /// Who a track is; `None` before it is confirmed.
    #[must_use]
    pub fn identification(&self, track: TrackNumber) -> Option<&Identification> {
        self.identifier.of(track)
    }

    /// Who the tracks are, by number.
    pub fn identifications(&self) -> impl Iterator<Item = &Identification> {
        self.identifier.all()
    }

    fn obey(&mut self, now: UtcNs, command: &Command) {
        if self.refusal(command).is_some() {
            self.book.refuse();
            return;
        }
        self.book.obey(now, command);
        self.plans.obey(now, command);
        self.identifier.obey(now, command, &self.plans);
    }

    /// Takes note of a fault of the system itself, or that it is over.
    pub fn fault(&mut self, fault: &SystemFault) -> Vec<AlertChange> {
        let key = Key {
            subject: Subject::System,
            kind: AlertKind::RecordingFault,
            area: None,
        };
        let Some(text) = &fault.recording else {
            self.book.miss(fault.at, &key, Nanos::ZERO);
            return self.book.take_changes();
        };
        let text: String = text
            .chars()
            .filter(|c| !c.is_control())
            .take(FAULT_CHARS_MAX)
            .collect();
        self.book.find(
            fault.at,
            Finding {
                key,
                phase: Phase::Raised,
                severity: Severity::Warning,
                reasons: 1,
                label: "vigie".to_owned(),
                position: None,
                distance_m: None,
                time_to_go: None,
                evidence: vec![words::fact("fault", text)],
                stands: None,
            },
        );
        self.book.take_changes()
    }

    fn examine_track(&mut self, now: UtcNs, track: &Track) {
        let Ground {
            rules,
            guarded,
            borders,
            ..
        } = &*self.ground;
        let book = &mut self.book;
        let watched = self.watched.entry(track.number).or_default();
        let plots = track.plots.saturating_sub(watched.plots);
        watched.plots = track.plots;
        watched.confirmed |= track.status != TrackStatus::Tentative;
        if !book.is_empty() {
            book.follow(track);
            if let Some(number) = track.identity.address.and_then(|a| self.lost.remove(&a)) {
                let again = words::fact("seen_again", format!("#{}", track.number));
                book.end_with(now, &loss::key_of(number), Some(again));
            }
        }
        emergency::examine(book, &rules.emergency, now, track);
        if watched.confirmed {
            self.identifier.examine(now, track, &mut self.plans);
        }
        if !watched.confirmed || (guarded.is_empty() && borders.is_empty()) {
            return;
        }
        let horizon_s = area::horizon_s(&rules.area);
        let level_age_max = rules.area.level_age_max;
        let Some(mut sight) = Sight::new(track, now, level_age_max, horizon_s, &mut book.counters)
        else {
            return;
        };
        // an aircraft on the ground is in no area, whatever lies above it
        let zones: &[Zone] = if track.on_ground { &[] } else { guarded };
        area::examine(book, &rules.area, zones, &mut watched.areas, &mut sight);
        let sides = &mut watched.sides;
        border::examine(book, &rules.border, borders, sides, &sight, plots);
    }

    fn examine_dropped(&mut self, now: UtcNs, track: &Track, sensors: &[SensorStatus]) {
        let watched = self.watched.remove(&track.number);
        let confirmed = watched.is_some_and(|w| w.confirmed);
        self.book.end_track(now, track.number, Some(track));
        self.land(track);
        self.identifier.forget(track.number);
        let rules = &self.ground.rules;
        if let Some(address) = loss::examine(&mut self.book, rules, now, track, confirmed, sensors)
        {
            self.lost.insert(address, track.number);
        }
    }

    /// A flight whose track ends on the ground, or low near its destination, has arrived.
    fn land(&mut self, track: &Track) {
        let identified = self
            .identifier
            .of(track.number)
            .filter(|i| i.state == IdentificationState::Identified);
        if let Some(plan) = identified.and_then(|i| i.plan) {
            self.plans.see_end(plan, track, &self.ground.rules.loss);
        }
    }

    /// Forgets tracks that went without being dropped, and losses that are over.
    fn forget_vanished(&mut self, now: UtcNs, tracks: &[Track]) {
        let book = &mut self.book;
        self.lost
            .retain(|_, number| book.phase(&loss::key_of(*number)).is_some());
        if self.watched.len() <= tracks.len() {
            return; // a track that vanished shows once those not yet examined are
        }
        let standing: BTreeSet<TrackNumber> = tracks.iter().map(|track| track.number).collect();
        self.watched.retain(|number, _| {
            let stands = standing.contains(number);
            if !stands {
                book.end_track(now, *number, None);
                self.identifier.forget(*number);
            }
            stands
        });
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("now", &self.now)
            .field("volumes", &self.ground.volumes.len())
            .field("counters", &self.book.counters)
            .finish_non_exhaustive()
    }
}

/// Whether the period of this slot turned between two steps. Depends on the times alone, not on what happened in between.
fn is_due(before: Option<UtcNs>, now: UtcNs, number: u32) -> bool {
    let offset = i64::from(number % SLOTS) * (PERIOD_NS / i64::from(SLOTS));
    let turn = |t: UtcNs| t.0.saturating_add(offset).div_euclid(PERIOD_NS);
    before.is_none_or(|before| turn(before) != turn(now))
}

fn zone_of(volume: &AirspaceVolume) -> Result<Zone, WatchError> {
    let never = |what| {
        Err(WatchError::Never {
            area: volume.name.clone(),
            what,
        })
    };
    for limit in [volume.lower, volume.upper] {
        if let VerticalLimit::PressureFt(ft) = limit
            && !ft.is_finite()
        {
            return never("a limit is not finite");
        }
    }
    if let (VerticalLimit::PressureFt(lower), VerticalLimit::PressureFt(upper)) =
        (volume.lower, volume.upper)
        && lower > upper
    {
        return never("its lower limit is above its upper one");
    }
    if let (Some(from), Some(to)) = (volume.from, volume.to)
        && from >= to
    {
        return never("it ends before it begins");
    }
    let outline = Outline::new(&volume.outline).map_err(|fault| WatchError::Outline {
        area: volume.name.clone(),
        fault,
    })?;
    Ok(Zone {
        volume: volume.clone(),
        outline,
    })
}

fn check_ids(volumes: &[AirspaceVolume]) -> Result<(), WatchError> {
    let mut names = BTreeMap::new();
    for volume in volumes {
        if let Some(first) = names.insert(volume.id, &volume.name) {
            return Err(WatchError::SameId {
                id: volume.id.0,
                first: first.clone(),
                second: volume.name.clone(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
