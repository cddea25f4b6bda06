//! Who a track is taken to be, how surely, and why: a ledger of evidence, each entry with its weight.
//!
//! The states are unknown, pending, identified and conflicting, and no others: identification says who, never what an
//! aircraft is up to. An operator's decision outranks the ledger and stands beside it, with its reason.

use crate::plan::{PermitId, PlanId};
use crate::time::UtcNs;
use crate::track::TrackNumber;

/// How far a track is identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum IdentificationState {
    /// Nothing says who it is.
    #[default]
    Unknown,
    /// It says who it is, or a plan may be its, but too little supports that.
    Pending,
    /// The evidence suffices, or an operator decided.
    Identified,
    /// What is known contradicts itself.
    Conflicting,
}

impl IdentificationState {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::Identified => "identified",
            Self::Conflicting => "conflicting",
        }
    }
}

/// What a piece of evidence is about. Each has words in every language of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// The state that assigned the address; the value is its ISO code, or `unassigned`.
    AddressState,
    /// The registration that follows from the address.
    Registration,
    /// The aircraft identification against the plan's.
    Callsign,
    /// The Mode 3/A code against the plan's.
    Code,
    /// The address against the plan's.
    Address,
    /// The place against the plan's route; the value is the distance, NM.
    Route,
    /// The time against the plan's estimates; the value is how many minutes early (−) or late (+).
    Time,
    /// The level against the plan's; the value is the difference, feet.
    Level,
    /// Speed and climb against what the plan's type of aircraft can do; the value is the ground speed, knots.
    Performance,
    /// The emitter category against the plan's wake category.
    Category,
    /// A sensor that does not depend on what the aircraft says confirms the position (radar, multilateration).
    IndependentPosition,
    /// Nothing but its own word says where it is.
    OwnWordOnly,
    /// Another track claims to be the same flight or has the same address; the value is its number.
    Rival,
    /// A permit holds for it; the value is its number.
    Permit,
}

impl EvidenceKind {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AddressState => "address_state",
            Self::Registration => "registration",
            Self::Callsign => "callsign",
            Self::Code => "code",
            Self::Address => "address",
            Self::Route => "route",
            Self::Time => "time",
            Self::Level => "level",
            Self::Performance => "performance",
            Self::Category => "category",
            Self::IndependentPosition => "independent_position",
            Self::OwnWordOnly => "own_word_only",
            Self::Rival => "rival",
            Self::Permit => "permit",
        }
    }
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// What it is about.
    pub kind: EvidenceKind,
    /// Natural logarithm of how much likelier this is if the identity is right than if it is wrong.
    pub weight: f64,
    /// What was found, as text without units: see [`EvidenceKind`].
    pub found: String,
    /// What the plan says, where there is something to compare with.
    pub expected: Option<String>,
}

/// What an operator decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who.
    pub by: String,
    /// When.
    pub at: UtcNs,
    /// Why, in the operator's words.
    pub reason: String,
    /// Who it is; `None`: the identity that the ledger proposes is rejected.
    pub identity: Option<String>,
    /// The plan it flies, if one was named.
    pub plan: Option<PlanId>,
}

/// Who a track is taken to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Identification {
    /// Which track.
    pub track: TrackNumber,
    /// How surely.
    pub state: IdentificationState,
    /// Whom: the identification of the plan or permit, or the operator's words.
    pub identity: Option<String>,
    /// The plan it is taken to fly.
    pub plan: Option<PlanId>,
    /// The permit that holds for it.
    pub permit: Option<PermitId>,
    /// Natural logarithm of the odds that this is right.
    pub odds: f64,
    /// What speaks for and against, strongest first.
    pub ledger: Vec<Ground>,
    /// What an operator decided; it outranks the ledger.
    pub decision: Option<Decision>,
    /// Since when the state is what it is.
    pub since: UtcNs,
}
