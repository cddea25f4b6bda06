//! What people decide. Commands are inputs like receptions: recorded, and repeated by a replay.

use crate::alert::{AlertId, AlertKind};
use crate::plan::{PermitId, PermitScope, PlanId};
use crate::time::UtcNs;
use crate::track::TrackNumber;

/// One decision of one person, or one message of another system that is taken for one.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// When it reached Vigie.
    pub at: UtcNs,
    /// Who decided; for a message, who sent it.
    pub by: String,
    /// What.
    pub order: Order,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// "I have seen this alert."
    Acknowledge(AlertId),
    /// "This track is …": a decision that outranks the ledger.
    Identify {
        /// Which track.
        track: TrackNumber,
        /// Who it is, in the operator's words (a callsign as a rule).
        identity: String,
        /// The plan it flies, if there is one.
        plan: Option<PlanId>,
        /// Why.
        reason: String,
    },
    /// "It is not what it is taken for."
    RejectIdentity {
        /// Which track.
        track: TrackNumber,
        /// Why.
        reason: String,
    },
    /// The decision on a track is withdrawn: the ledger speaks again.
    WithdrawDecision {
        /// Which track.
        track: TrackNumber,
        /// Why.
        reason: String,
    },
    /// A message of the air traffic services, as text: it files, changes or ends a plan. Plans filed by hand come as one, too.
    File {
        /// The message, an ICAO flight-plan message or ADEXP.
        text: String,
    },
    /// A position report: over a point of the plan's route, or at a place.
    ReportPosition {
        /// Which plan.
        plan: PlanId,
        /// The point's designator, or co-ordinates as flight plans write them.
        point: String,
        /// When it was there.
        passed: UtcNs,
        /// Level, as pressure altitude in feet.
        level_ft: Option<f64>,
        /// The estimate for the next point.
        next: Option<UtcNs>,
    },
    /// A permit is entered.
    Permit(Box<PermitEntry>),
    /// A permit is withdrawn.
    RevokePermit {
        /// Which.
        permit: PermitId,
        /// Why.
        reason: String,
    },
    /// "This alert told me nothing": counted by rule and area, so that the rule can be made better.
    Nuisance(AlertId),
    /// A parameter of a rule gets another value, from now on.
    SetRule {
        /// Whose parameter: a rule is named by what it alerts.
        rule: AlertKind,
        /// Which parameter.
        parameter: String,
        /// The value it gets.
        value: Setting,
    },
}

/// A permit as somebody enters it.
#[derive(Debug, Clone, PartialEq)]
pub struct PermitEntry {
    /// Its number as the authority gave it.
    pub number: String,
    /// Who holds it.
    pub holder: String,
    /// For whom it holds.
    pub scope: PermitScope,
    /// From when.
    pub from: UtcNs,
    /// Until when.
    pub to: UtcNs,
    /// Conditions and remarks.
    pub remark: String,
}

/// The value of a parameter of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    /// On or off.
    Switch(bool),
    /// A number in the parameter's unit.
    Number(f64),
    /// Names of areas, of classes of targets, or codes.
    Names(Vec<String>),
}
