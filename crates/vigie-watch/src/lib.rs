//! Tracks to alerts: what a supervisor must look at, since when, and who has seen it.
//!
//! [`Watch::examine`] takes the picture of one step and brings the alerts up to date. Each monitor is one rule, named by
//! what it alerts (`docs/watch.md`). Every parameter is in [`Rules`], with where its default comes from.
//!
//! **Life-cycle.** Predicted → raised → acknowledged by a named operator → over. An alert that was acknowledged and then
//! gets worse (the predicted entry happens; another emergency is declared) is raised anew, and says who had seen the lesser
//! one (`seen_before_by`). Crossings and losses are events: acknowledging ends them, and so does their time. The rest is
//! over when it is no longer true, acknowledged or not. Alert numbers count from 1 and are never used again. An alarm that
//! nobody acknowledges says so again and again. What an operator marks as nuisance is counted and held back for a while.
//! Beyond so many of one kind, one more alert says how many there are; each of them stands in [`Watch::alerts`].
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
//! | `fault`, `late_s` | what the system says is wrong; by how much the picture lags, seconds |
//! | `fir`, `plan`, `permit` | the region; whether the register has a plan, a permit: `yes` or `no`, absent when nobody was asked |
//! | `ground_ft`, `clearance_ft`, `qnh_hpa` | the highest ground there; how much is left over it; by which pressure, or `standard` |
//! | `address`, `apart_nm` | what both use; how far apart they are |
//! | `last_reply` | when the transponder was last heard |
//! | `stays_since`, `within_nm`, `turns` | since when it is within so much of one place; turns made there |
//! | `bias_range_m`, `bias_azimuth_deg`, `bias_time_s` | by how much a sensor is off |
//! | `flood_of`, `not_shown` | which kind of alert; how many more stand than are shown |
//! | `escalations`, `escalated_at` | so often nobody had acknowledged an alarm in time; when last |
//! | `nuisance_by` | who marked it as nuisance |
//! | `rule_changed` | over because the rule was changed, when |
//!
//! **Suspicion.** [`Watch::suspects`] names the addresses that must not serve as a reference. So far these are addresses that two
//! believed tracks bear; nothing else is concluded yet.
//!
//! **Time.** Each track is examined once a second of data time, not all in the same step. On the ground is in no area.
//!
//! It never alters a track, knows no protocol and not how a track was made, and it concludes nothing about intent.

mod book;
pub mod conflict;
mod gate;
mod identification;
mod monitor;
mod outline;
pub mod plans;
pub mod registry;
mod rules;
mod words;
mod zones;

pub use book::{AlertChange, AlertChangeKind, Counters, NAME_CHARS_MAX, Refusal, Tally};
pub use identification::{IdentifyRefusal, IdentifyRule, WORDS_CHARS_MAX};
pub use outline::OutlineFault;
pub use rules::{
    AddressRule, Addresses, AdsbRule, AreaRule, BiasRule, BorderRule, Bounds, Classes, CodeRule,
    Codes, ConflictRule, EmergencyRule, FirRule, Form, LateRule, LoiterRule, LossRule, LowSlowRule,
    MuteRule, Names, Parameter, PrimaryRule, Rules, Scope, Scopes, TerrainRule, WatchError,
};

use book::Book;
use gate::Gate;
use identification::Identifier;
use monitor::double::Doubles;
use monitor::{
    Sight, adsb, area, border, conflict as pairs, duplicate, emergency, loiter, loss, low_slow,
    mute, primary, sensor, system, terrain,
};
use plans::Plans;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use vigie_core::airspace::{AirspaceVolume, AreaId};
use vigie_core::alert::{Alert, AlertKind};
use vigie_core::command::{Command, Order};
use vigie_core::identification::{Identification, IdentificationState};
use vigie_core::identity::Address;
use vigie_core::sensor::{SensorId, SensorStatus};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackNumber, TrackStatus};
use zones::Zones;

/// Each track is examined so often.
const PERIOD_NS: i64 = 1_000_000_000;
/// Tracks share the period out among so many moments.
const SLOTS: u32 = 16;
/// All tracks together are examined for conflicts at this one of them.
const CONFLICT_SLOT: u32 = 8;

/// What the system says of itself. An input like a command: whoever calls [`Watch::fault`] records it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemFault {
    /// When.
    pub at: UtcNs,
    /// What.
    pub fault: Fault,
}

/// What can be wrong with the system itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// What is wrong with the recording; `None` when it is well again.
    Recording(Option<String>),
    /// So far the picture lags behind what is received.
    Late(Nanos),
}

/// What the registers of plans and permits say of a track; `None` for one that holds nothing, and so misses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clearance {
    /// A flight plan that is in force matches it.
    pub plan: Option<bool>,
    /// A permit, or a standing authorisation, covers it.
    pub permit: Option<bool>,
}

impl Clearance {
    /// Nothing is missing.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.plan != Some(false) && self.permit != Some(false)
    }
}

/// The watch: rules, areas, and the alerts that came of them. A clone is a snapshot (areas are shared).
#[derive(Clone)]
pub struct Watch {
    zones: Arc<Zones>,
    rules: Arc<Rules>,
    book: Book,
    plans: Plans,
    identifier: Identifier,
    watched: BTreeMap<TrackNumber, Watched>,
    /// Addresses whose return ends an alert.
    lost: BTreeMap<Address, TrackNumber>,
    doubles: Doubles,
    conflicts: pairs::Conflicts,
    duplicates: duplicate::Pending,
    /// Which interrogators are answered.
    answered: BTreeMap<SensorId, mute::Answered>,
    /// Since when sensors measure wrongly.
    biased: BTreeMap<SensorId, UtcNs>,
    /// What the register of plans says.
    clearances: BTreeMap<TrackNumber, Clearance>,
    now: Option<UtcNs>,
    /// What became of the commands of the last step, in order.
    answers: Vec<Result<(), Refusal>>,
    /// Scratch: the areas near a track.
    near: Vec<usize>,
}

/// What is remembered of a track between examinations.
#[derive(Debug, Clone, Default)]
struct Watched {
    confirmed: bool,
    plots: u32,
    code: emergency::Memory,
    areas: Vec<area::Hits>,
    borders: Vec<border::Side>,
    firs: Vec<border::Side>,
    low_slow: Vec<low_slow::Hits>,
    terrain: u8,
    stay: Option<loiter::Stay>,
    mute: mute::Memory,
    without_adsb: Option<UtcNs>,
}

impl Watch {
    /// A watch over these areas. Every parameter and every outline is checked.
    pub fn new(rules: Rules, volumes: Vec<AirspaceVolume>) -> Result<Watch, WatchError> {
        rules.check(&volumes)?;
        let (zones, rules) = (Arc::new(Zones::new(volumes)?), Arc::new(rules));
        let gate = Gate::new(Arc::clone(&rules), Arc::clone(&zones));
        Ok(Watch {
            book: Book::new(rules.bounds, gate),
            plans: Plans::new(rules.places.clone(), rules.overdue),
            identifier: Identifier::new(rules.identify),
            zones,
            rules,
            watched: BTreeMap::new(),
            lost: BTreeMap::new(),
            doubles: Doubles::default(),
            conflicts: pairs::Conflicts::default(),
            duplicates: duplicate::Pending::default(),
            answered: BTreeMap::new(),
            biased: BTreeMap::new(),
            clearances: BTreeMap::new(),
            now: None,
            answers: Vec::new(),
            near: Vec::new(),
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
        self.answers.clear();
        for command in commands {
            let answer = self.obey(now, command);
            self.answers.push(answer);
        }
        let second = is_due(before, now, 0);
        if second {
            self.book.pass_time(now);
            self.plans.pass_time(now);
        }
        for status in sensors {
            sensor::examine(&mut self.book, &self.rules, now, status);
            if second {
                let biased = &mut self.biased;
                sensor::examine_bias(&mut self.book, &self.rules, now, status, biased);
            }
        }
        for track in dropped {
            self.examine_dropped(now, track, sensors);
        }
        if second {
            self.forget_vanished(now, tracks);
            self.doubles.examine(now, tracks);
        }
        for track in tracks {
            if is_due(before, now, track.number.0) {
                self.examine_track(now, track, sensors);
            }
        }
        if second {
            let (book, pending) = (&mut self.book, &mut self.duplicates);
            duplicate::examine(book, &self.rules, now, tracks, pending);
        }
        let is_on = self.rules.scope(AlertKind::ShortTermConflict).enabled;
        if is_on && is_due(before, now, CONFLICT_SLOT) {
            self.conflicts
                .examine(&mut self.book, &self.rules, now, tracks);
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
        self.zones.volumes()
    }

    /// The rules as they are now.
    #[must_use]
    pub fn rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    /// What came of each rule in each area since the start: begun, marked as nuisance.
    #[must_use]
    pub fn tallies(&self) -> &BTreeMap<(AlertKind, Option<AreaId>), Tally> {
        &self.book.tallies
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

    /// What became of each command of the last step, in order: of two who decide at once the second is told so.
    pub fn answers(&self) -> &[Result<(), Refusal>] {
        &self.answers
    }

    /// What the register of plans says of a track; `None` when it says nothing any more. Part of a step, set before it.
    pub fn set_clearance(&mut self, number: TrackNumber, clearance: Option<Clearance>) {
        match clearance {
            Some(clearance) => self.clearances.insert(number, clearance),
            None => self.clearances.remove(&number),
        };
    }

    /// Why a command would be refused if it came now; `None` when it would be obeyed.
    #[must_use]
    pub fn refusal(&self, command: &Command) -> Option<Refusal> {
        if let Some(refusal) = book::name_refusal(&command.by) {
            return Some(refusal);
        }
        match &command.order {
            Order::Acknowledge(id) => self.book.acknowledge_refusal(*id),
            Order::Nuisance(id) => self.book.nuisance_refusal(*id),
            Order::SetRule { .. } => self.changed_rules(&command.order).err().map(Refusal::Rule),
            _ => {
                let now = self.now.unwrap_or_default();
                let plan = self.plans.refusal(now, command).map(Refusal::Plan);
                plan.or_else(|| {
                    let refusal = self.identifier.refusal(command, &self.plans);
                    refusal.map(Refusal::Identify)
                })
            }
        }
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

    /// Takes note of a fault of the system itself, or that it is over.
    pub fn fault(&mut self, fault: &SystemFault) -> Vec<AlertChange> {
        system::examine(&mut self.book, &self.rules, fault);
        self.book.take_changes()
    }

    /// Does what was decided, or says and counts why not.
    fn obey(&mut self, now: UtcNs, command: &Command) -> Result<(), Refusal> {
        if let Some(refusal) = self.refusal(command) {
            self.book.refuse();
            return Err(refusal);
        }
        match &command.order {
            Order::Acknowledge(id) => self.book.acknowledge(now, *id, command),
            Order::Nuisance(id) => self.book.mark_nuisance(now, *id, command),
            Order::SetRule { .. } => {
                self.rules = Arc::new(self.changed_rules(&command.order)?);
                self.book.gate = Gate::new(Arc::clone(&self.rules), Arc::clone(&self.zones));
                self.book.apply_gate(now);
            }
            _ => {
                self.plans.obey(now, command);
                self.identifier.obey(now, command, &self.plans);
            }
        }
        Ok(())
    }

    /// The rules as an order would make them.
    fn changed_rules(&self, order: &Order) -> Result<Rules, WatchError> {
        let mut rules = Rules::clone(&self.rules);
        if let Order::SetRule {
            rule,
            parameter,
            value,
        } = order
        {
            rules.set(*rule, parameter, value)?;
            rules.check(self.zones.volumes())?;
        }
        Ok(rules)
    }

    fn examine_track(&mut self, now: UtcNs, track: &Track, sensors: &[SensorStatus]) {
        let rules = &*self.rules;
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
        mute::listen(&mut self.answered, track);
        emergency::examine(book, &rules.emergency, now, track, &mut watched.code);
        if !watched.confirmed {
            return;
        }
        self.identifier.examine(now, track, &mut self.plans);
        if let Some(clearance) = self.identifier.clearance(track.number, &self.plans) {
            self.clearances.insert(track.number, clearance);
        }
        let horizon_s = area::horizon_s(&rules.area);
        let level_age_max = rules.area.level_age_max;
        let Some(mut sight) = Sight::new(track, now, level_age_max, horizon_s, &mut book.counters)
        else {
            return;
        };
        let (zones, near) = (&*self.zones, &mut self.near);
        zones.near(track.position, sight.reach, near);
        area::examine(
            book,
            &rules.area,
            zones,
            near,
            &mut watched.areas,
            &mut sight,
        );
        let sides = &mut watched.borders;
        border::examine(book, &rules.border, zones, sides, &sight, plots);
        let (sides, clearance) = (&mut watched.firs, self.clearances.get(&track.number));
        border::examine_firs(
            book,
            &rules.fir,
            zones,
            sides,
            &sight,
            plots,
            clearance.copied(),
        );
        low_slow::examine(book, rules, zones, near, &mut watched.low_slow, &sight);
        terrain::examine(book, rules, &sight, &mut watched.terrain);
        loiter::examine(book, rules, &sight, &mut watched.stay, plots > 0);
        primary::examine(book, rules, &sight);
        mute::examine(book, rules, &sight, &self.answered, &mut watched.mute);
        adsb::examine(book, rules, &sight, sensors, &mut watched.without_adsb);
    }

    fn examine_dropped(&mut self, now: UtcNs, track: &Track, sensors: &[SensorStatus]) {
        let watched = self.watched.remove(&track.number);
        self.clearances.remove(&track.number);
        let confirmed = watched.is_some_and(|w| w.confirmed);
        self.book.end_track(now, track.number, Some(track));
        self.land(track);
        self.identifier.forget(track.number);
        let rules = &self.rules;
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
            self.plans.see_end(plan, track, &self.rules.loss);
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
        self.clearances
            .retain(|number, _| standing.contains(number));
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
            .field("volumes", &self.zones.volumes().len())
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

#[cfg(test)]
mod tests;
