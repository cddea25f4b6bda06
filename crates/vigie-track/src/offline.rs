//! Looking back: reference trajectories from what a tracker took in.
//!
//! On line a track knows the past alone. Off line each of its states can be told from all that came before and after:
//! [`Smoother`] gathers the journal of a [`Tracker`], filters each track forward again with the tracker's own
//! multiple-model filter, and goes back over it (fixed-interval smoothing; `imm/rts.rs` says how, and by whom). Heights have a smoother of
//! their own. What was a plot of which track is not looked into again: association stays as it was on line.
//!
//! Two tracks that became one give one trajectory: that whose filter went on, preceded by the other where that had begun
//! earlier. A trajectory begins with the first plot, believed then or not, and ends with the last.

mod chain;
mod height;

use crate::imm::MODES;
use crate::journal::{Event, Said};
use crate::kinematic::turned;
use crate::tracker::Tracker;
use chain::{Chain, Smooth};
use height::Heights;
use std::collections::BTreeMap;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::ReportKind;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{Track, TrackIdentity, TrackNumber, TrackStatus, UpdateKind, Velocity};

/// Heights of targets of which nobody stated one are uncertain by at least this, metres.
const UNSTATED_SIGMA_MIN_M: f64 = 1.0;

/// A track as it is known after all.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The number that it had on line.
    pub number: TrackNumber,
    /// In order of time, at least one.
    pub states: Vec<SmoothedState>,
    /// What it claimed to be, and from when on: in order of time, each different from the one before.
    pub identities: Vec<(UtcNs, TrackIdentity)>,
    /// The techniques that contributed.
    pub kinds: Vec<ReportKind>,
}

/// One smoothed state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SmoothedState {
    /// When it is true. It was not known then.
    pub at: UtcNs,
    /// Where; the height is that above the ellipsoid, the pressure altitude where nothing else was stated, and an estimate from
    /// slant ranges where nothing was (see `height_stated`).
    pub position: Wgs84,
    /// How fast.
    pub velocity: Velocity,
    /// Covariance of the horizontal position, m².
    pub position_covariance: Cov2,
    /// Covariance of the horizontal velocity, m²/s².
    pub velocity_covariance: Cov2,
    /// Variance of the height, m².
    pub height_variance: f64,
    /// Variance of the climb, m²/s²; infinite where no height was stated.
    pub climb_variance: f64,
    /// Whether the height was stated by anybody.
    pub height_stated: bool,
    /// Probability of each mode: straight flight, turns to the left and right at the first and at the second rate, anything else.
    pub modes: [f64; MODES],
}

/// Gathers the journal of a tracker that keeps one ([`Tracker::keep_journal`]), and smooths when all is in. Its memory grows with the recording: about 150 bytes for each
/// measurement.
#[derive(Debug, Clone, Default)]
pub struct Smoother {
    chains: BTreeMap<u32, Chain>,
    lives: BTreeMap<TrackNumber, Life>,
    lost: u64,
}

/// What is known of one track.
#[derive(Debug, Clone, Default)]
struct Life {
    /// Its chains; each holds until the next begins, the last is that of the track's own filter.
    chains: Vec<u32>,
    believed: bool,
    said: Vec<Said>,
    identities: Vec<(UtcNs, TrackIdentity)>,
    kinds: Vec<ReportKind>,
}

impl Smoother {
    /// Takes what the tracker's last step did; to be called after each.
    pub fn take(&mut self, tracker: &mut Tracker) {
        if let Some(journal) = tracker.take_journal() {
            self.lost += journal.lost();
            for event in journal.events {
                self.note(event);
            }
        }
        for update in tracker.updates() {
            if update.kind != UpdateKind::Dropped
                && let Some(track) = tracker.get(update.number)
                && let Some(life) = self.lives.get_mut(&update.number)
            {
                life.see(track);
            }
        }
    }

    /// How many tracks were ever believed.
    #[must_use]
    pub fn believed(&self) -> usize {
        self.lives.values().filter(|life| life.believed).count()
    }

    /// Events that were lost because the journal was full.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Began {
                number,
                chain,
                at,
                plane,
                start,
            } => {
                self.chains.insert(chain, Chain::new(at, plane, start));
                self.lives.entry(number).or_default().chains.push(chain);
            }
            Event::Noted(chain, note) => {
                if let Some(chain) = self.chains.get_mut(&chain) {
                    chain.note(note);
                }
            }
            Event::Said(number, said) => {
                if let Some(life) = self.lives.get_mut(&number) {
                    life.said.push(said);
                }
            }
            Event::United { keep, lose, chain } => {
                let lost = self.lives.remove(&lose);
                if let (Some(kept), Some(lost)) = (self.lives.get_mut(&keep), lost) {
                    kept.unite(lost, chain);
                }
            }
        }
    }

    /// The trajectories of all tracks that were ever believed, by number: states at the times of the measurements, or at
    /// whole multiples of `grid` between the first and the last.
    pub fn trajectories(&self, grid: Option<Nanos>) -> impl Iterator<Item = Trajectory> {
        let believed = self.lives.iter().filter(|(_, life)| life.believed);
        believed.filter_map(move |(number, life)| self.trajectory(*number, life, grid))
    }

    fn trajectory(
        &self,
        number: TrackNumber,
        life: &Life,
        grid: Option<Nanos>,
    ) -> Option<Trajectory> {
        let mut smooth: Vec<Smooth> = Vec::new();
        let mut until = UtcNs(i64::MAX);
        for chain in life.chains.iter().rev() {
            let Some(chain) = self.chains.get(chain).filter(|c| c.begin < until) else {
                continue;
            };
            let mut earlier = chain.smoothed(until, grid);
            earlier.append(&mut smooth);
            (smooth, until) = (earlier, chain.begin);
        }
        let heights = Heights::of(&life.said);
        let states: Vec<SmoothedState> = smooth.iter().map(|s| state(s, &heights)).collect();
        (!states.is_empty()).then(|| Trajectory {
            number,
            states,
            identities: life.identities.clone(),
            kinds: life.kinds.clone(),
        })
    }
}

impl Trajectory {
    /// What it claimed to be at a time; before it claimed anything, its first claim.
    #[must_use]
    pub fn identity_at(&self, at: UtcNs) -> TrackIdentity {
        let after = self.identities.partition_point(|claim| claim.0 <= at);
        let claim = self.identities.get(after.saturating_sub(1));
        claim.map(|claim| claim.1).unwrap_or_default()
    }
}

impl Life {
    fn see(&mut self, track: &Track) {
        self.believed |= track.status != TrackStatus::Tentative;
        let claims = |identity: &TrackIdentity| {
            (
                identity.address,
                identity.callsign,
                identity.mode_a.map(|said| said.code),
            )
        };
        let nothing = claims(&TrackIdentity::default());
        let said = claims(&track.identity);
        let last = self.identities.last().map(|last| claims(&last.1));
        if said != nothing && last != Some(said) {
            self.identities.push((track.at, track.identity));
        }
        for contribution in &track.contributions {
            if !self.kinds.contains(&contribution.kind) {
                self.kinds.push(contribution.kind);
            }
        }
    }

    /// Takes over a track that became part of this one, whose filter is that of `chain` from now on.
    fn unite(&mut self, mut lost: Life, chain: u32) {
        if lost.chains.last() == Some(&chain) {
            self.chains.append(&mut lost.chains);
        } else {
            lost.chains.append(&mut self.chains);
            self.chains = lost.chains;
        }
        if self.said.is_empty() {
            self.said = lost.said;
        }
        self.believed |= lost.believed;
        self.identities.append(&mut lost.identities);
        self.identities.sort_by_key(|claim| claim.0);
        self.kinds.append(&mut lost.kinds);
        self.kinds.sort_unstable();
        self.kinds.dedup();
    }
}

fn state(smooth: &Smooth, heights: &Heights) -> SmoothedState {
    let (mean, plane) = (smooth.state.mean(), &smooth.plane);
    let stated = heights.at(smooth.at);
    let (own_m, own_variance) = mean.height();
    let position = plane.wgs84(mean.position(), stated.map_or(own_m, |h| h.height_m));
    let angle = plane.convergence_rad(position.lon_deg);
    let v = turned(mean.velocity(), -angle);
    let floor = UNSTATED_SIGMA_MIN_M * UNSTATED_SIGMA_MIN_M;
    SmoothedState {
        at: smooth.at,
        position,
        velocity: Velocity {
            east_mps: v[0],
            north_mps: v[1],
            up_mps: stated.map_or(0.0, |h| h.climb_mps),
        },
        position_covariance: mean.position_cov(),
        velocity_covariance: mean.velocity_cov(),
        height_variance: stated.map_or(own_variance, |h| h.variance_m2).max(floor),
        climb_variance: stated.map_or(f64::INFINITY, |h| h.climb_variance),
        height_stated: stated.is_some(),
        modes: *smooth.state.odds(),
    }
}
