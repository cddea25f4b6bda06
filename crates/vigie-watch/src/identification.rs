//! Who flies: a ledger of evidence for each track, and what people decided.
//!
//! For each confirmed track the plans that it may fly are those that share a callsign, a code or an address with it. Each
//! is weighed: every fact adds the logarithm of how much likelier it is if the track flies that plan than if it does not
//! ([`ledger`]). The best one decides the state:
//!
//! | state | when |
//! |---|---|
//! | identified | the odds reach [`IdentifyRule::identified`], and nothing contradicts |
//! | conflicting | the odds of a plan are good, but one of its names is another's, or two tracks claim it |
//! | pending | a plan is possible, or the target says who it is and no plan is known |
//! | unknown | nothing says who it is |
//!
//! A decision outranks all that. It belongs to the track, and goes over to a later track of the same address. The weights
//! are judgement, **unverified**.

mod ledger;

use crate::Clearance;
use crate::plans::Plans;
use crate::registry;
use std::collections::BTreeMap;
use vigie_core::command::{Command, Order};
use vigie_core::identification::{
    Decision, EvidenceKind, Ground, Identification, IdentificationState,
};
use vigie_core::identity::Address;
use vigie_core::plan::PlanId;
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackNumber};

/// Plans weighed for one track at most.
const CANDIDATES_MAX: usize = 8;
/// Decisions kept for addresses whose track is gone, at most.
const DECISIONS_MAX: usize = 10_000;
/// The longest name and the longest reason, characters.
pub const WORDS_CHARS_MAX: usize = 200;

/// When a track is taken for a plan's. Starting values, unverified.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IdentifyRule {
    /// Natural logarithm of the odds from which on a track is identified.
    pub identified: f64,
    /// ... below which it is no longer, once it was.
    pub lost: f64,
    /// Natural logarithm of the odds, before anything is compared, that a track flies a given plan which shares a name with it.
    pub prior: f64,
    /// A single fact at or below this contradicts.
    pub contradiction: f64,
}

impl Default for IdentifyRule {
    fn default() -> Self {
        Self {
            identified: 3.0,
            lost: 1.5,
            prior: -3.0,
            contradiction: -3.0,
        }
    }
}

/// Why an identification is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifyRefusal {
    /// There is no such track.
    #[error("there is no such track")]
    UnknownTrack,
    /// There is no such plan.
    #[error("there is no such plan")]
    UnknownPlan,
    /// There is no decision to withdraw.
    #[error("nobody has decided on this track")]
    NoDecision,
    /// The name or the reason is empty, too long, or cannot be shown.
    #[error(
        "an identity and a reason are needed, each of 1 to {WORDS_CHARS_MAX} printable characters"
    )]
    BadWords,
}

#[derive(Debug, Clone)]
struct Entry {
    identification: Identification,
    address: Option<Address>,
    /// The plan that it is counted among the claimants of; a decision may show another.
    claimed: Option<PlanId>,
}

/// Who flies.
#[derive(Debug, Clone)]
pub(crate) struct Identifier {
    rule: IdentifyRule,
    entries: BTreeMap<TrackNumber, Entry>,
    /// Decisions by address: they go over to a later track.
    decided: BTreeMap<Address, Decision>,
    /// Who is taken to fly each plan, and how surely.
    claims: BTreeMap<PlanId, BTreeMap<TrackNumber, f64>>,
    candidates: Vec<PlanId>,
}

impl Identifier {
    pub(crate) fn new(rule: IdentifyRule) -> Identifier {
        Identifier {
            rule,
            entries: BTreeMap::new(),
            decided: BTreeMap::new(),
            claims: BTreeMap::new(),
            candidates: Vec::new(),
        }
    }

    /// Who a track is.
    pub(crate) fn of(&self, track: TrackNumber) -> Option<&Identification> {
        Some(&self.entries.get(&track)?.identification)
    }

    /// Whether plan and permit are there, as far as the registers hold any; `None` where both are empty or the track is
    /// not known. An operator's word stands for a plan.
    pub(crate) fn clearance(&self, track: TrackNumber, plans: &Plans) -> Option<Clearance> {
        let who = self.of(track)?;
        let identified = who.state == IdentificationState::Identified;
        let decided = who.decision.as_ref().is_some_and(|d| d.identity.is_some());
        let clearance = Clearance {
            plan: (!plans.is_empty()).then_some(identified && who.plan.is_some() || decided),
            permit: (!plans.permits.is_empty()).then_some(who.permit.is_some()),
        };
        (clearance.plan.is_some() || clearance.permit.is_some()).then_some(clearance)
    }

    /// Who all tracks are, by number.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Identification> {
        self.entries.values().map(|entry| &entry.identification)
    }

    /// Why a command would be refused.
    pub(crate) fn refusal(&self, command: &Command, plans: &Plans) -> Option<IdentifyRefusal> {
        let (track, words): (_, &[&str]) = match &command.order {
            Order::Identify {
                track,
                identity,
                plan,
                reason,
            } => {
                if plan.is_some_and(|plan| plans.get(plan).is_none()) {
                    return Some(IdentifyRefusal::UnknownPlan);
                }
                (track, &[identity, reason])
            }
            Order::RejectIdentity { track, reason } => (track, &[reason]),
            Order::WithdrawDecision { track, reason } => {
                let decided = self.of(*track).is_some_and(|i| i.decision.is_some());
                if self.entries.contains_key(track) && !decided {
                    return Some(IdentifyRefusal::NoDecision);
                }
                (track, &[reason])
            }
            _ => return None,
        };
        if !self.entries.contains_key(track) {
            return Some(IdentifyRefusal::UnknownTrack);
        }
        let printable = words.iter().all(|text| is_printable(text));
        (!printable).then_some(IdentifyRefusal::BadWords)
    }

    /// Does what was decided.
    pub(crate) fn obey(&mut self, now: UtcNs, command: &Command, plans: &Plans) {
        if self.refusal(command, plans).is_some() {
            return;
        }
        let (track, decision) = match &command.order {
            Order::Identify {
                track,
                identity,
                plan,
                reason,
            } => (
                track,
                Some((Some(identity.trim().to_owned()), *plan, reason)),
            ),
            Order::RejectIdentity { track, reason } => (track, Some((None, None, reason))),
            Order::WithdrawDecision { track, .. } => (track, None),
            _ => return,
        };
        let Some(entry) = self.entries.get_mut(track) else {
            return;
        };
        let decision = decision.map(|(identity, plan, reason)| Decision {
            by: command.by.trim().to_owned(),
            at: command.at,
            reason: reason.trim().to_owned(),
            identity,
            plan,
        });
        if let Some(address) = entry.address {
            match &decision {
                Some(decision) => {
                    let known = self.decided.contains_key(&address);
                    if known || self.decided.len() < DECISIONS_MAX {
                        self.decided.insert(address, decision.clone());
                    }
                }
                None => {
                    self.decided.remove(&address);
                }
            }
        }
        entry.identification.decision = decision;
        entry.identification.conclude_decision(now);
    }

    /// Weighs a confirmed track.
    pub(crate) fn examine(&mut self, now: UtcNs, track: &Track, plans: &mut Plans) {
        let identity = &track.identity;
        let code = identity
            .mode_a
            .filter(|statement| statement.replies >= 2)
            .map(|statement| statement.code);
        let mut candidates = std::mem::take(&mut self.candidates);
        plans.candidates(identity.callsign, code, identity.address, &mut candidates);
        candidates.truncate(CANDIDATES_MAX);
        let best = candidates
            .iter()
            .filter_map(|id| plans.get(*id))
            .map(|plan| {
                let ledger = ledger::weigh(track, plan, now);
                let odds = self.rule.prior + total(&ledger);
                (plan.id, plan.callsign.to_string(), ledger, odds)
            })
            .max_by(|a, b| a.3.total_cmp(&b.3).then(b.0.cmp(&a.0)));
        self.candidates = candidates;
        let entry = self.entries.entry(track.number).or_insert_with(|| Entry {
            identification: nobody(track.number, now),
            address: None,
            claimed: None,
        });
        if entry.address.is_none()
            && let Some(address) = identity.address
        {
            entry.address = Some(address);
            let known = self.decided.get(&address).cloned();
            let decision = &mut entry.identification.decision;
            *decision = decision.take().or(known);
        }
        let was = entry.identification.state;
        // Whom people decided about claims what they said, and nothing else.
        let claim = match &entry.identification.decision {
            Some(decision) => decision.plan.map(|plan| (plan, f64::MAX)),
            None => best.as_ref().map(|best| (best.0, best.3)),
        };
        let rival = self.claim(track.number, claim);
        let Some(entry) = self.entries.get_mut(&track.number) else {
            return;
        };
        let mut is = conclude(&self.rule, track, best, rival, was);
        let permit = plans.permits.holding(
            identity.callsign,
            is.registration.as_deref(),
            identity.address,
            now,
        );
        if let Some(permit) = permit {
            is.ledger.push(ledger::ground(
                EvidenceKind::Permit,
                0.0,
                permit.number.clone(),
                None,
            ));
        }
        let mine = &mut entry.identification;
        mine.permit = permit.map(|p| p.id);
        mine.plan = is.plan;
        mine.identity = is.identity;
        mine.odds = is.odds;
        mine.ledger = is.ledger;
        if mine.state != is.state {
            mine.state = is.state;
            mine.since = now;
        }
        mine.conclude_decision(now);
        if let Some(plan) = mine
            .plan
            .filter(|_| mine.state == IdentificationState::Identified)
        {
            plans.see(plan, track.at);
        }
    }

    /// A track is no more.
    pub(crate) fn forget(&mut self, track: TrackNumber) {
        if let Some(entry) = self.entries.remove(&track)
            && let Some(plan) = entry.claimed
        {
            self.release(track, plan);
        }
    }

    /// Notes which plan a track may fly, if any, and no longer the one before; gives the surest other track that may, if
    /// the odds are for it.
    fn claim(&mut self, track: TrackNumber, claim: Option<(PlanId, f64)>) -> Option<TrackNumber> {
        let entry = self.entries.get_mut(&track)?;
        let plan = claim.map(|(plan, _)| plan);
        let before = std::mem::replace(&mut entry.claimed, plan);
        if let Some(before) = before.filter(|before| Some(*before) != plan) {
            self.release(track, before);
        }
        let (plan, odds) = claim?;
        let claims = self.claims.entry(plan).or_default();
        claims.insert(track, odds);
        claims
            .iter()
            .filter(|(other, odds)| **other != track && **odds > 0.0)
            .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))
            .map(|(other, _)| *other)
    }

    fn release(&mut self, track: TrackNumber, plan: PlanId) {
        if let Some(claims) = self.claims.get_mut(&plan) {
            claims.remove(&track);
            if claims.is_empty() {
                self.claims.remove(&plan);
            }
        }
    }
}

/// What the ledger alone says.
struct Conclusion {
    state: IdentificationState,
    identity: Option<String>,
    plan: Option<PlanId>,
    odds: f64,
    ledger: Vec<Ground>,
    registration: Option<String>,
}

fn conclude(
    rule: &IdentifyRule,
    track: &Track,
    best: Option<(PlanId, String, Vec<Ground>, f64)>,
    rival: Option<TrackNumber>,
    was: IdentificationState,
) -> Conclusion {
    let registration = track.identity.address.and_then(registry::registration_of);
    let own = track.identity.callsign.map(|c| c.to_string());
    let Some((plan, name, mut ledger, odds)) = best else {
        let says = own.is_some() || track.identity.address.is_some();
        return Conclusion {
            state: if says {
                IdentificationState::Pending
            } else {
                IdentificationState::Unknown
            },
            identity: own,
            plan: None,
            odds: 0.0,
            ledger: ledger::alone(track),
            registration: registration.map(|r| registry::plain(&r)),
        };
    };
    let contradicted = ledger
        .iter()
        .any(|ground| ground.weight <= rule.contradiction && ledger::names(ground.kind));
    if let Some(rival) = rival {
        let number = rival.to_string();
        ledger.push(ledger::ground(EvidenceKind::Rival, -2.0, number, None));
    }
    let enough = if was == IdentificationState::Identified {
        rule.lost
    } else {
        rule.identified
    };
    let supported = ledger
        .iter()
        .any(|g| g.weight >= 3.0 && ledger::names(g.kind));
    let state = if supported && (contradicted || rival.is_some() && odds > 0.0) {
        IdentificationState::Conflicting
    } else if odds >= enough {
        IdentificationState::Identified
    } else {
        IdentificationState::Pending
    };
    ledger.sort_by(|a, b| {
        b.weight
            .abs()
            .total_cmp(&a.weight.abs())
            .then(a.kind.cmp(&b.kind))
    });
    Conclusion {
        state,
        identity: Some(name),
        plan: Some(plan),
        odds,
        ledger,
        registration: registration.map(|r| registry::plain(&r)),
    }
}

fn total(ledger: &[Ground]) -> f64 {
    ledger.iter().map(|ground| ground.weight).sum()
}

fn nobody(track: TrackNumber, now: UtcNs) -> Identification {
    Identification {
        track,
        state: IdentificationState::Unknown,
        identity: None,
        plan: None,
        permit: None,
        odds: 0.0,
        ledger: Vec::new(),
        decision: None,
        since: now,
    }
}

/// Whether a text can be shown as it is: no control characters, nothing that turns the direction of writing.
pub(crate) fn is_printable(text: &str) -> bool {
    let text = text.trim();
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let length = text.chars().count();
    (1..=WORDS_CHARS_MAX).contains(&length) && !text.chars().any(|c| c.is_control() || turns(c))
}

/// The decision of an operator over what the ledger says.
trait ConcludeDecision {
    fn conclude_decision(&mut self, now: UtcNs);
}

impl ConcludeDecision for Identification {
    fn conclude_decision(&mut self, now: UtcNs) {
        let Some(decision) = &self.decision else {
            return;
        };
        let state = if let Some(identity) = &decision.identity {
            self.identity = Some(identity.clone());
            self.plan = decision.plan.or(self.plan);
            IdentificationState::Identified
        } else {
            self.identity = None;
            self.plan = None;
            IdentificationState::Unknown
        };
        if self.state != state {
            self.state = state;
            self.since = now;
        }
    }
}

#[cfg(test)]
mod tests;
