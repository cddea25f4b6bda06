//! The register of flight plans: what was announced, brought up to date by messages, reports and what is seen.
//!
//! Every change comes in as a command, so a replay repeats it. A message that cannot be read whole changes nothing: it waits
//! in the queue for repair, with its faults, until somebody files it again. Plans that are over are kept for a while and
//! then forgotten; every table has a bound.
//!
//! What a message means for the stored plan is [`filing`]'s; who is overdue is [`overdue`]'s; permits are [`permits`]'s.

mod filing;
mod overdue;
mod permits;

pub use overdue::OverdueRule;
pub use permits::Permits;

use crate::rules::LossRule;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use vigie_ats::fpl::{self, Message, MessageKind, Point};
use vigie_ats::nav::NavData;
use vigie_ats::word::LocationIndicator;
use vigie_core::command::{Command, Order};
use vigie_core::identity::{Address, Callsign, ModeA};
use vigie_core::plan::{AlertingPhase, FlightPlan, PlanId, PlanPhase};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::Track;

/// Plans kept at most; beyond, one that is over gives way, else the new one is refused.
const PLANS_MAX: usize = 20_000;
/// Messages that wait for repair at most; the oldest gives way, counted.
const REPAIRS_MAX: usize = 1_000;
/// A plan that is over is kept for so long.
const KEPT_AFTER: Nanos = Nanos::from_secs(6 * 3_600);
/// A plan that nobody ever heard of again is over so long after its estimated arrival, or departure.
const FORGOTTEN_AFTER: Nanos = Nanos::from_secs(24 * 3_600);
/// Two plans of one callsign whose departures are further apart are two flights.
const SAME_FLIGHT: Nanos = Nanos::from_secs(12 * 3_600);
/// The longest text of a message, bytes.
pub const MESSAGE_BYTES_MAX: usize = fpl::MESSAGE_BYTES_MAX;

/// Why a command on plans is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// There is no such plan.
    #[error("there is no such plan")]
    UnknownPlan,
    /// The plan is over.
    #[error("the plan is over")]
    PlanOver,
    /// There is no such permit.
    #[error("there is no such permit")]
    UnknownPermit,
    /// The text is empty or too long.
    #[error("a message has 1 to {MESSAGE_BYTES_MAX} bytes")]
    MessageLength,
    /// The permit ends before it begins, or names nobody.
    #[error(
        "a permit needs a number, a beginning before its end, and at least one of callsign, registration and address"
    )]
    BadPermit,
    /// The table is full.
    #[error("the register is full")]
    Full,
    /// The level or the time makes no sense.
    #[error(
        "a position report needs a level from -2,000 to 100,000 ft and a time within a day of now"
    )]
    BadReport,
}

/// A message that could not be read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// When it came.
    pub at: UtcNs,
    /// Who sent it.
    pub by: String,
    /// As it came.
    pub text: String,
    /// What is wrong, each with place, expectation and remedy.
    pub faults: Vec<String>,
}

/// What happened since the start, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanCounters {
    /// Messages read.
    pub messages: u64,
    /// Messages that went to the queue for repair.
    pub to_repair: u64,
    /// Messages in that queue that gave way.
    pub repairs_lost: u64,
    /// Messages for which there is no plan.
    pub unclaimed: u64,
    /// Messages that change no plan (acceptances, acknowledgements, requests).
    pub without_effect: u64,
    /// Plans filed.
    pub filed: u64,
    /// Plans refused because the register was full.
    pub refused: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    /// The plan's fields as filed and amended.
    message: Message,
    plan: FlightPlan,
    /// When it was last heard of: departure, report, surveillance.
    heard: Option<UtcNs>,
}

/// The register.
#[derive(Debug, Clone)]
pub struct Plans {
    places: Arc<NavData>,
    rule: OverdueRule,
    entries: BTreeMap<PlanId, Entry>,
    by_callsign: BTreeSet<(Callsign, PlanId)>,
    by_code: BTreeSet<(ModeA, PlanId)>,
    by_address: BTreeSet<(Address, PlanId)>,
    repairs: VecDeque<Repair>,
    last_id: u32,
    pub(crate) permits: Permits,
    counters: PlanCounters,
}

impl Plans {
    /// A register without plans.
    #[must_use]
    pub fn new(places: NavData, rule: OverdueRule) -> Plans {
        Plans {
            places: Arc::new(places),
            rule,
            entries: BTreeMap::new(),
            by_callsign: BTreeSet::new(),
            by_code: BTreeSet::new(),
            by_address: BTreeSet::new(),
            repairs: VecDeque::new(),
            last_id: 0,
            permits: Permits::default(),
            counters: PlanCounters::default(),
        }
    }

    /// Every plan, by number.
    pub fn all(&self) -> impl Iterator<Item = &FlightPlan> {
        self.entries.values().map(|entry| &entry.plan)
    }

    /// Whether there is no plan.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A plan.
    #[must_use]
    pub fn get(&self, id: PlanId) -> Option<&FlightPlan> {
        Some(&self.entries.get(&id)?.plan)
    }

    /// A plan as a message: what a form is filled with to change it.
    #[must_use]
    pub fn message(&self, id: PlanId) -> Option<String> {
        Some(self.entries.get(&id)?.message.to_string())
    }

    /// The permits.
    #[must_use]
    pub fn permits(&self) -> &Permits {
        &self.permits
    }

    /// Messages that wait for repair, oldest first.
    pub fn repairs(&self) -> impl Iterator<Item = &Repair> {
        self.repairs.iter()
    }

    /// What happened since the start.
    #[must_use]
    pub fn counters(&self) -> PlanCounters {
        self.counters
    }

    /// Why a command would be refused if it came now; `None` when it would be obeyed, or is not for this register.
    #[must_use]
    pub fn refusal(&self, now: UtcNs, command: &Command) -> Option<PlanRefusal> {
        match &command.order {
            Order::File { text } => (text.trim().is_empty() || text.len() > MESSAGE_BYTES_MAX)
                .then_some(PlanRefusal::MessageLength),
            Order::ReportPosition {
                plan,
                level_ft,
                passed,
                next,
                ..
            } => match self.entries.get(plan) {
                None => Some(PlanRefusal::UnknownPlan),
                Some(entry) if is_over(&entry.plan) => Some(PlanRefusal::PlanOver),
                Some(_) => {
                    let day = Nanos::from_secs(86_400);
                    let near = |t: UtcNs| t > now - day && t < now + day;
                    let level = level_ft.is_none_or(|ft| (-2_000.0..=100_000.0).contains(&ft));
                    let sane = level && near(*passed) && next.is_none_or(near);
                    (!sane).then_some(PlanRefusal::BadReport)
                }
            },
            Order::Permit(entry) => self.permits.refusal(entry),
            Order::RevokePermit { permit, .. } => self.permits.revocation_refusal(*permit, now),
            _ => None,
        }
    }

    /// Does what was decided, or counts why not.
    pub(crate) fn obey(&mut self, now: UtcNs, command: &Command) {
        if self.refusal(now, command).is_some() {
            return;
        }
        match &command.order {
            Order::File { text } => self.take_message(now, &command.by, text),
            Order::ReportPosition {
                plan,
                point,
                passed,
                level_ft,
                next,
            } => {
                let places = Arc::clone(&self.places);
                if let Some(entry) = self.entries.get_mut(plan) {
                    let report = filing::Report {
                        point,
                        passed: *passed,
                        level_ft: *level_ft,
                        next: *next,
                    };
                    filing::report(&mut entry.plan, &report, &places);
                    entry.heard = entry.heard.max(Some(*passed));
                    touch(&mut entry.plan, now, &command.by);
                }
            }
            Order::Permit(entry) => self.permits.enter(now, &command.by, entry),
            Order::RevokePermit { permit, .. } => self.permits.revoke(now, &command.by, *permit),
            _ => {}
        }
    }

    fn take_message(&mut self, now: UtcNs, by: &str, text: &str) {
        self.counters.messages += 1;
        let parsed = fpl::parse(text.as_bytes());
        let sender = parsed
            .envelope
            .as_ref()
            .and_then(|e| e.originator)
            .map_or_else(|| by.to_owned(), |o| o.as_str().to_owned());
        let lost = parsed.faults.lost_something();
        match parsed.message {
            Some(message) if !lost => self.take(now, &sender, &message),
            _ => {
                let faults = parsed.faults.list().iter().map(ToString::to_string);
                let faults = faults.collect();
                self.queue_for_repair(now, by, text, faults);
            }
        }
    }

    fn queue_for_repair(&mut self, now: UtcNs, by: &str, text: &str, faults: Vec<String>) {
        self.counters.to_repair += 1;
        if self.repairs.len() >= REPAIRS_MAX {
            self.repairs.pop_front();
            self.counters.repairs_lost += 1;
        }
        self.repairs.push_back(Repair {
            at: now,
            by: by.to_owned(),
            text: text.to_owned(),
            faults,
        });
    }

    /// Takes a message that is well formed.
    fn take(&mut self, now: UtcNs, by: &str, message: &Message) {
        use MessageKind::{
            Acp, Arr, Cdn, Chg, Cnl, Cpl, Dep, Dla, Est, Fpl, Lam, Rcf, Rqp, Rqs, Spl,
        };
        let Some(identification) = message.identification else {
            self.counters.without_effect += 1;
            return;
        };
        let known = self.plan_of(now, message);
        match (message.kind, known) {
            (Lam | Acp | Rqp | Rqs, _) => self.counters.without_effect += 1,
            (Fpl | Cpl | MessageKind::Alr, None) => {
                self.file(now, by, message, identification.callsign);
            }
            (_, None) => self.counters.unclaimed += 1,
            (Fpl | Cpl, Some(id)) => self.change(now, by, id, |entry, _| {
                entry.message = message.clone();
            }),
            (Chg | Cdn | Dla | Spl, Some(id)) => self.change(now, by, id, |entry, _| {
                entry.message = entry.message.amended(message);
            }),
            (Est, Some(id)) => self.change(now, by, id, |entry, places| {
                entry.message = entry.message.amended(message);
                entry.plan.phase = PlanPhase::Active;
                if let Some(estimate) = message.estimate {
                    filing::estimate(&mut entry.plan, &estimate, now, places);
                }
            }),
            (Dep, Some(id)) => self.change(now, by, id, |entry, _| {
                let at = message.departure.and_then(|d| d.time);
                entry.plan.departed = Some(at.map_or(now, |t| t.nearest_to(now)));
                entry.plan.phase = PlanPhase::Active;
                entry.heard = entry.heard.max(entry.plan.departed);
            }),
            (Arr, Some(id)) => self.change(now, by, id, |entry, _| {
                let at = message.arrival.as_ref().and_then(|a| a.time);
                entry.plan.arrived = Some(at.map_or(now, |t| t.nearest_to(now)));
                entry.plan.phase = PlanPhase::Arrived;
                entry.plan.alerting = AlertingPhase::None;
            }),
            (Cnl, Some(id)) => self.change(now, by, id, |entry, _| {
                entry.plan.phase = PlanPhase::Cancelled;
                entry.plan.alerting = AlertingPhase::None;
            }),
            (MessageKind::Alr, Some(id)) => self.change(now, by, id, |entry, _| {
                let phase = message.emergency.as_ref().map(|e| e.phase);
                entry.plan.alerting = phase.map_or(AlertingPhase::Incerfa, filing::alerting);
            }),
            (Rcf, Some(id)) => self.change(now, by, id, |entry, _| {
                entry.plan.phase = PlanPhase::Active;
            }),
        }
    }

    fn file(&mut self, now: UtcNs, by: &str, message: &Message, callsign: Callsign) {
        if self.entries.len() >= PLANS_MAX && !self.make_room() {
            self.counters.refused += 1;
            return;
        }
        let Some(number) = self.last_id.checked_add(1) else {
            self.counters.refused += 1;
            return; // four thousand million plans: a number is never given twice
        };
        self.last_id = number;
        self.counters.filed += 1;
        let id = PlanId(number);
        let mut plan = FlightPlan::new(id, callsign, now, by.to_owned());
        if message.kind != MessageKind::Fpl {
            plan.phase = PlanPhase::Active;
        }
        if let (MessageKind::Alr, Some(emergency)) = (message.kind, &message.emergency) {
            plan.alerting = filing::alerting(emergency.phase);
        }
        filing::derive(&mut plan, message, now, &self.places);
        self.index(&plan, true);
        let entry = Entry {
            message: message.clone(),
            plan,
            heard: None,
        };
        self.entries.insert(id, entry);
    }

    fn change(&mut self, now: UtcNs, by: &str, id: PlanId, how: impl FnOnce(&mut Entry, &NavData)) {
        let places = Arc::clone(&self.places);
        let Some(mut entry) = self.entries.remove(&id) else {
            return;
        };
        self.index(&entry.plan, false);
        how(&mut entry, &places);
        let filed = entry.plan.off_block.unwrap_or(now);
        filing::derive(&mut entry.plan, &entry.message, filed, &places);
        touch(&mut entry.plan, now, by);
        self.index(&entry.plan, true);
        self.entries.insert(id, entry);
    }

    /// Enters a plan in the ways to find it, or takes it out.
    fn index(&mut self, plan: &FlightPlan, there: bool) {
        fn put<K: Ord>(set: &mut BTreeSet<(K, PlanId)>, key: K, id: PlanId, there: bool) {
            if there {
                set.insert((key, id));
            } else {
                set.remove(&(key, id));
            }
        }
        put(&mut self.by_callsign, plan.callsign, plan.id, there);
        if let Some(code) = plan.code {
            put(&mut self.by_code, code, plan.id, there);
        }
        if let Some(address) = plan.address {
            put(&mut self.by_address, address, plan.id, there);
        }
    }

    /// The plan that a message is about: same callsign, same ends where both say them, departures near each other, not
    /// over; of several the one that departs nearest.
    fn plan_of(&self, now: UtcNs, message: &Message) -> Option<PlanId> {
        let callsign = message.identification?.callsign;
        let departure = message.departure.map(|d| d.aerodrome);
        let destination = message.destination.as_ref().map(|d| d.aerodrome);
        let leaves = message.departure_time(now);
        let same = |mine: Option<&str>, theirs: Option<&str>| {
            mine.is_none() || theirs.is_none() || mine == theirs
        };
        let apart = |plan: &FlightPlan| match (plan.start(), leaves) {
            (Some(a), Some(b)) => Nanos((a - b).0.saturating_abs()),
            _ => Nanos::ZERO,
        };
        // a diversion arrives elsewhere
        let any_end = message.kind == MessageKind::Arr;
        self.with_callsign(callsign)
            .filter(|plan| !is_over(plan))
            .filter(|plan| {
                let from = departure.as_ref().map(LocationIndicator::as_str);
                let to = destination.as_ref().map(LocationIndicator::as_str);
                same(plan.departure.as_deref(), from)
                    && (any_end || same(plan.destination.as_deref(), to))
                    && apart(plan) < SAME_FLIGHT
            })
            .min_by_key(|plan| (apart(plan), plan.id))
            .map(|plan| plan.id)
    }

    fn with_callsign(&self, callsign: Callsign) -> impl Iterator<Item = &FlightPlan> {
        self.by_callsign
            .range((callsign, PlanId(0))..=(callsign, PlanId(u32::MAX)))
            .filter_map(|(_, id)| self.get(*id))
    }

    /// Plans that an aircraft which says this of itself may fly, by number; those over are left out.
    pub(crate) fn candidates(
        &self,
        callsign: Option<Callsign>,
        code: Option<ModeA>,
        address: Option<Address>,
        found: &mut Vec<PlanId>,
    ) {
        const ALL: (PlanId, PlanId) = (PlanId(0), PlanId(u32::MAX));
        found.clear();
        if let Some(callsign) = callsign {
            let range = (callsign, ALL.0)..=(callsign, ALL.1);
            found.extend(self.by_callsign.range(range).map(|x| x.1));
        }
        if let Some(code) = code.filter(|code| code.is_discrete()) {
            found.extend(
                self.by_code
                    .range((code, ALL.0)..=(code, ALL.1))
                    .map(|x| x.1),
            );
        }
        if let Some(address) = address {
            let range = (address, ALL.0)..=(address, ALL.1);
            found.extend(self.by_address.range(range).map(|x| x.1));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|id| self.get(*id).is_some_and(|plan| !is_over(plan)));
    }

    /// Surveillance sees the flight of a plan: it is active, and not overdue.
    pub(crate) fn see(&mut self, id: PlanId, at: UtcNs) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.heard = entry.heard.max(Some(at));
            if entry.plan.phase == PlanPhase::Filed {
                entry.plan.phase = PlanPhase::Active;
            }
        }
    }

    /// The track that flew a plan ended: on the ground, or low near the destination, the flight has arrived.
    pub(crate) fn see_end(&mut self, id: PlanId, track: &Track, rule: &LossRule) {
        let Some(entry) = self.entries.get_mut(&id).filter(|e| !is_over(&e.plan)) else {
            return;
        };
        let low = track
            .altitude
            .is_none_or(|a| a.value.ft() <= rule.aerodrome_level_ft);
        let destination = entry.plan.points.last().and_then(|p| p.position);
        let near = destination
            .is_some_and(|place| place.distance_m(track.position) <= rule.aerodrome_radius_m);
        if near && (track.on_ground || low) {
            entry.plan.phase = PlanPhase::Arrived;
            entry.plan.arrived = Some(track.at);
            entry.plan.alerting = AlertingPhase::None;
            touch(&mut entry.plan, track.at, "vigie");
        }
    }

    /// Counts who is overdue, forgets what is long over. Gives the plans whose alerting phase changed.
    pub(crate) fn pass_time(&mut self, now: UtcNs) -> Vec<PlanId> {
        let rule = self.rule;
        let mut changed = Vec::new();
        let mut gone = Vec::new();
        for (id, entry) in &mut self.entries {
            let plan = &mut entry.plan;
            if is_over(plan) {
                if now - plan.changed > KEPT_AFTER {
                    gone.push(*id);
                }
                continue;
            }
            let phase = overdue::phase(plan, entry.heard, now, &rule);
            if phase != plan.alerting {
                plan.alerting = phase;
                changed.push(*id);
            }
            let last = plan.arrival().max(plan.start()).max(entry.heard);
            if now - last.unwrap_or(plan.changed) > FORGOTTEN_AFTER {
                gone.push(*id);
            }
        }
        for id in gone {
            self.forget(id);
        }
        self.permits.pass_time(now);
        changed
    }

    fn forget(&mut self, id: PlanId) {
        if let Some(entry) = self.entries.remove(&id) {
            self.index(&entry.plan, false);
        }
    }

    /// Makes room for one plan: the first that is over goes.
    fn make_room(&mut self) -> bool {
        let over = self.entries.iter().find(|(_, e)| is_over(&e.plan));
        let Some((&id, _)) = over else {
            return false;
        };
        self.forget(id);
        true
    }
}

/// Whether a plan is over.
pub(crate) fn is_over(plan: &FlightPlan) -> bool {
    matches!(plan.phase, PlanPhase::Arrived | PlanPhase::Cancelled)
}

fn touch(plan: &mut FlightPlan, now: UtcNs, by: &str) {
    plan.changed = now;
    by.clone_into(&mut plan.changed_by);
}

/// The name of a point as its plan writes it.
fn name_of(point: &Point) -> String {
    point.to_string()
}

#[cfg(test)]
mod tests;
