//! The air situation picture: everything at one instant, immutable.

use crate::alert::Alert;
use crate::identification::{Identification, IdentificationState};
use crate::plan::{PermitId, PlanId};
use crate::sensor::SensorStatus;
use crate::time::UtcNs;
use crate::track::{Track, TrackNumber};
use std::sync::Arc;

/// What the picture is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Live sensors. Simulated data are refused.
    Live,
    /// A recording.
    Replay,
    /// An exercise. Only simulated data are accepted.
    Exercise,
}

impl Mode {
    /// The word used in files and interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Replay => "replay",
            Self::Exercise => "exercise",
        }
    }
}

/// All of it at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The instant.
    pub at: UtcNs,
    /// Live, replayed or exercised.
    pub mode: Mode,
    /// Tracks, by number.
    pub tracks: Vec<Track>,
    /// Alerts: those that stand, ranked, then those lately over.
    pub alerts: Vec<Alert>,
    /// Sensors, in the order of the configuration.
    pub sensors: Vec<SensorStatus>,
    /// Who the confirmed tracks are taken to be, by number; brought up to date once a second.
    pub identities: Arc<[Identity]>,
}

/// Who a track is taken to be, in brief; the ledger is kept by the watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Which track.
    pub track: TrackNumber,
    /// How surely.
    pub state: IdentificationState,
    /// Whom.
    pub identity: Option<String>,
    /// The plan it is taken to fly.
    pub plan: Option<PlanId>,
    /// The permit that holds for it.
    pub permit: Option<PermitId>,
    /// Who decided, if somebody did.
    pub decided_by: Option<String>,
}

impl Identity {
    /// An identification in brief.
    #[must_use]
    pub fn of(whole: &Identification) -> Identity {
        Identity {
            track: whole.track,
            state: whole.state,
            identity: whole.identity.clone(),
            plan: whole.plan,
            permit: whole.permit,
            decided_by: whole.decision.as_ref().map(|d| d.by.clone()),
        }
    }
}

impl Picture {
    /// Who a track is taken to be; `None` before it is confirmed.
    #[must_use]
    pub fn identity(&self, track: TrackNumber) -> Option<&Identity> {
        let place = self.identities.binary_search_by_key(&track, |i| i.track);
        self.identities.get(place.ok()?)
    }
}
