//! Two tracks of one aircraft become one.
//!
//! Each second, every track without an address is compared with its neighbours, and every track that was begun
//! beside a namesake with that namesake. A pair that agrees in place, motion, level and code for several seconds
//! running is one target; a radar that saw both in one turn says that they are two.

use crate::foreign::are_two_elsewhere;
use crate::journal::Event;
use crate::kinematic::Kinematic;
use crate::plane::Foot;
use crate::table::State;
use crate::tracker::Tracker;
use crate::update::PRESSURE_HEIGHT_SIGMA_M;
use std::ops::Range;
use vigie_core::time::UtcNs;
use vigie_core::track::{TargetClass, Track, TrackStatus, UpdateKind};

/// How far apart two tracks of one target may be at most, metres.
const TWIN_REACH_M: f64 = 4000.0;
/// How far apart in time their last positions may be, seconds.
const TWIN_AGE_S: f64 = 15.0;

/// Turns of a shared radar for which two tracks must look like one.
const MERGE_TURNS: f64 = 2.5;

impl Tracker {
    /// Compares, counts, and unites those that have agreed for long enough.
    pub(crate) fn unite_twins(&mut self, slots: Range<usize>) {
        let mut near = std::mem::take(&mut self.scratch.slots);
        for slot in slots {
            if self.table.states[slot].gone {
                continue;
            }
            let best = self.twin_of(slot, &mut near);
            let state = &mut self.table.states[slot];
            state.twin = best.map(|other| {
                let number = self.table.tracks[other].number;
                match state.twin {
                    Some((same, seconds)) if same == number => (number, seconds + 1),
                    _ => (number, 1),
                }
            });
            if let (Some(other), Some((_, seconds))) = (best, state.twin)
                && f64::from(seconds) >= self.merge_after_s(slot, other)
            {
                self.unite(slot, other);
            }
        }
        self.scratch.slots = near;
    }

    /// For how long two tracks must look like one: where one radar has seen both, so long that it would have seen
    /// two targets at once.
    fn merge_after_s(&self, a: usize, b: usize) -> f64 {
        let seen = &self.table.tracks[b].contributions;
        let turns = self.table.tracks[a].contributions.iter().filter_map(|c| {
            let shared = seen.iter().any(|other| other.sensor == c.sensor);
            self.sites.get(c.sensor).turn_s.filter(|_| shared)
        });
        let slowest_s = turns.fold(0.0, f64::max);
        f64::from(self.parameters.merge_seconds).max(MERGE_TURNS * slowest_s)
    }

    /// The nearest track that may be the same target.
    fn twin_of(&self, slot: usize, near: &mut Vec<u32>) -> Option<usize> {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        match track.identity.address {
            None => self.table.near(track.position, TWIN_REACH_M, near),
            Some(address) if state.clash => {
                near.clear();
                near.extend(
                    self.table
                        .with_address(address)
                        .filter_map(|s| u32::try_from(s).ok()),
                );
            }
            Some(_) => return None,
        }
        let mut best: Option<(f64, usize)> = None;
        for &other in near.iter() {
            let other = other as usize;
            if other == slot || !self.may_be_one(slot, other) {
                continue;
            }
            let apart2 = self.apart2(slot, other);
            if apart2 <= self.parameters.merge_gate && best.is_none_or(|(b, _)| apart2 < b) {
                best = Some((apart2, other));
            }
        }
        best.map(|(_, other)| other)
    }

    /// Whether nothing but the motion could tell two tracks apart.
    fn may_be_one(&self, a: usize, b: usize) -> bool {
        let (ta, tb) = (&self.table.tracks[a], &self.table.tracks[b]);
        if self.table.states[a].dormant || self.table.states[b].dormant {
            return false;
        }
        if ta.simulated != tb.simulated
            || ta.plots.min(tb.plots) < 2
            || (ta.at - tb.at).as_secs_f64().abs() > TWIN_AGE_S
        {
            return false;
        }
        let (ia, ib) = (&ta.identity, &tb.identity);
        let suspect = |address| self.suspects.contains(address);
        if ia.address != ib.address && (suspect(ia.address) || suspect(ib.address)) {
            return false;
        }
        if ia.address.is_some() && ib.address.is_some() && ia.address != ib.address {
            return false;
        }
        if let (Some(ca), Some(cb)) = (ia.mode_a, ib.mode_a)
            && ca.code != cb.code
            && ca.replies.min(cb.replies) >= 2
        {
            return false;
        }
        self.same_level(&self.table.states[a], &self.table.states[b], ta, tb)
            && !self.seen_as_two(ta, tb)
            && !are_two_elsewhere(&self.table.states[a], &self.table.states[b])
    }

    fn same_level(&self, a: &State, b: &State, ta: &Track, tb: &Track) -> bool {
        let at = ta.at.max(tb.at);
        match (
            a.height_at(at, &self.parameters),
            b.height_at(at, &self.parameters),
        ) {
            (Some(ha), Some(hb)) => {
                let spread = 3.0 * libm::hypot(ha.sigma_m, hb.sigma_m);
                (ha.height_m - hb.height_m).abs()
                    <= self.parameters.level_apart_m.min(150.0) + spread
            }
            _ => true,
        }
    }

    /// Whether one radar saw both within one turn.
    fn seen_as_two(&self, a: &Track, b: &Track) -> bool {
        a.contributions.iter().any(|c| {
            let site = self.sites.get(c.sensor);
            Tracker::seen_this_turn(b, c.sensor, site, c.at)
        })
    }

    /// Squared distance of two tracks in position and velocity at the later one's time.
    fn apart2(&self, a: usize, b: usize) -> f64 {
        let (sa, sb) = (&self.table.states[a], &self.table.states[b]);
        let at = sa.at.max(sb.at);
        let later = |state: &State| state.history.state_at(at, self.motion_of(state)).mean();
        let (ka, kb) = (later(sa), later(sb));
        let place = sb.plane.wgs84(kb.position(), sb.plane.height_m());
        let angle =
            sa.plane.convergence_rad(place.lon_deg) - sb.plane.convergence_rad(place.lon_deg);
        let kb = kb.moved(sa.plane.of_foot(&Foot::of(place)), angle);
        let (ka, kb) = (
            self.at_height_of(ka, sa, sb, at),
            self.at_height_of(kb, sb, sa, at),
        );
        // One sensor agrees with itself; radars are never quite aligned.
        let alone = sa.only_sensor.is_some() && sa.only_sensor == sb.only_sensor;
        let sigma_m = self.parameters.registration_sigma_m;
        let room = if alone || sa.class == TargetClass::Slow && sb.class == TargetClass::Slow {
            0.0
        } else {
            sigma_m * sigma_m
        };
        ka.apart2(&kb, room)
    }

    /// The motion of a track that states no height, if it were at the height that another states.
    fn at_height_of(&self, mut mine: Kinematic, a: &State, b: &State, at: UtcNs) -> Kinematic {
        if a.vertical.is_none()
            && let Some(known) = b.height_at(at, &self.parameters)
        {
            mine.update_height(known.height_m, known.sigma_m.max(PRESSURE_HEIGHT_SIGMA_M));
        }
        mine
    }

    /// Makes one track of two: the believed one's number, of two such the older; the better state; all that both say.
    pub(crate) fn unite(&mut self, a: usize, b: usize) {
        let rank = |slot: usize| {
            let track = &self.table.tracks[slot];
            (track.status == TrackStatus::Tentative, track.number)
        };
        let (keep, lose) = if rank(a) < rank(b) { (a, b) } else { (b, a) };
        self.counters.merged += 1;
        let lost = self.table.tracks[lose].clone();
        let lost_state = self.table.states[lose].clone();
        self.end(lose);
        if let (Some(address), None) = (
            lost.identity.address,
            self.table.tracks[keep].identity.address,
        ) {
            self.table.name(keep, address);
        }
        let kept = &mut self.table.states[keep];
        if lost_state.at > kept.at || spread(&lost_state) < spread(kept) && lost_state.at == kept.at
        {
            kept.plane = lost_state.plane;
            (kept.class, kept.leaning) = (lost_state.class, lost_state.leaning);
            kept.kinematic = lost_state.kinematic;
            kept.history = lost_state.history;
            kept.plots = lost_state.plots;
            kept.at = lost_state.at;
        }
        kept.diary
            .merge(&lost_state.diary, lost.number, self.latest);
        kept.vertical = kept.vertical.or(lost_state.vertical);
        kept.undulation = kept.undulation.or(lost_state.undulation);
        kept.silent_plots = kept.silent_plots.min(lost_state.silent_plots);
        kept.twin = None;
        kept.emitter_at = kept.emitter_at.max(lost_state.emitter_at);
        kept.only_sensor = kept
            .only_sensor
            .filter(|_| kept.only_sensor == lost_state.only_sensor);
        if let (Some(journal), Some(log)) = (&mut self.journal, kept.history.notes()) {
            journal.push(Event::United {
                keep: self.table.tracks[keep].number,
                lose: lost.number,
                chain: log.chain,
            });
        }
        let class = kept.class;
        let track = &mut self.table.tracks[keep];
        track.class = class;
        take_over(track, lost, self.parameters.contributions_max);
        self.show(keep);
        self.note(keep, UpdateKind::Updated);
    }
}

fn spread(state: &State) -> f64 {
    let cov = state.kinematic.position_cov();
    cov.ee + cov.nn
}

/// Takes what the lost track knew where the kept one does not.
fn take_over(track: &mut Track, lost: Track, contributions_max: usize) {
    let (mine, theirs) = (&mut track.identity, lost.identity);
    mine.callsign = mine.callsign.or(theirs.callsign);
    mine.mode_a = mine.mode_a.or(theirs.mode_a);
    mine.category = mine.category.or(theirs.category);
    mine.emergency = mine.emergency.or(theirs.emergency);
    track.altitude = track.altitude.or(lost.altitude);
    track.geometric_height = track.geometric_height.or(lost.geometric_height);
    if lost.at > track.at {
        track.last_kind = lost.last_kind;
        track.last_plot = lost.last_plot;
        track.on_ground = lost.on_ground;
        track.quality = lost.quality;
    }
    if lost.status != TrackStatus::Tentative && track.status == TrackStatus::Coasting {
        track.status = lost.status;
    }
    track.initiated = track.initiated.min(lost.initiated);
    track.plots = track.plots.saturating_add(lost.plots);
    for theirs in lost.contributions {
        let room = track.contributions.len() < contributions_max;
        match track
            .contributions
            .iter_mut()
            .find(|c| c.sensor == theirs.sensor)
        {
            Some(mine) if mine.at < theirs.at => *mine = theirs,
            None if room => track.contributions.push(theirs),
            Some(_) | None => {}
        }
    }
}
