//! A drone that was lost takes up its number again when it reappears.
//!
//! A slow target that turns while it is missed leaves the reach of its track, and is found as a new one. The old track is then
//! not given up at once: for some seconds it lies dormant, shown as coasting and without a claim to any plot. A track that
//! comes to be believed is compared with those that were seen last before its own first plot; the one from which the target
//! can best have come, with room for the turns that nobody saw, gives it its number. As the last plots before a loss are often
//! false, the old track is also asked where it was some turns earlier. Only slow targets without an address are stitched:
//! others have better ways to be known again. A number is never given to two: the old track goes when its number does.

use crate::kinematic::Kinematic;
use crate::plane::Foot;
use crate::tracker::Tracker;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{TargetClass, TrackStatus};

/// How far the new track may be from where the old one was expected, metres.
const REACH_M: f64 = 1500.0;
/// For so long a lost target may stay unseen, seconds.
const GAP_MAX_S: f64 = 15.0;
/// One that goes earlier was hardly a target: it is not kept for show, seconds.
const SILENT_MIN_S: f64 = 6.0;
/// Plots after which a track is worth to be waited for.
const PLOTS_MIN: u32 = 6;
/// Standard deviation of the acceleration of a target that nobody sees, m/s².
const ACCEL_MPS2: f64 = 2.0;
/// Standard deviation of a position and of a velocity as they are compared, metres and m/s.
const PLACE_M: f64 = 25.0;
/// See [`PLACE_M`].
const SPEED_MPS: f64 = 6.0;
/// Squared distance (four degrees of freedom) up to which the two may be one target.
const GATE: f64 = 10.0;
/// Turns back that the old track is asked for.
const TURNS_BACK: i32 = 4;
/// What each of them costs.
const TURN_COST: f64 = 1.0;

impl Tracker {
    /// Whether a track that would be dropped is kept a little longer, to be found again.
    pub(crate) fn lies_dormant(&self, slot: usize, silent_s: f64) -> bool {
        let track = &self.table.tracks[slot];
        track.class == TargetClass::Slow
            && track.status != TrackStatus::Tentative
            && track.identity.address.is_none()
            && track.plots >= PLOTS_MIN
            && (self.table.states[slot].dormant || silent_s > SILENT_MIN_S)
            && silent_s <= GAP_MAX_S
    }

    /// Gives those that have just come to be believed the numbers under which they were known before.
    pub(crate) fn stitch(&mut self) {
        let mut new = std::mem::take(&mut self.newly);
        for number in new.drain(..) {
            let Some(slot) = self.table.slot(number) else {
                continue;
            };
            if !self.table.states[slot].gone
                && let Some(old) = self.predecessor(slot)
            {
                self.take_up(old, slot);
            }
        }
        self.newly = new;
    }

    /// The lost track that a new one most probably continues.
    fn predecessor(&self, slot: usize) -> Option<usize> {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        if track.class != TargetClass::Slow || track.identity.address.is_some() {
            return None;
        }
        let sensor = state.only_sensor?;
        let turn_s = self.sites.get(sensor).turn_s?;
        let mut near = Vec::new();
        self.table.near(track.position, REACH_M, &mut near);
        let mut best: Option<(f64, usize)> = None;
        for old in near.into_iter().map(|n| n as usize) {
            let (other, lost) = (&self.table.tracks[old], &self.table.states[old]);
            let silent_s = (track.initiated - lost.at).as_secs_f64();
            if old == slot
                || silent_s < 0.5 * turn_s
                || other.simulated != track.simulated
                || lost.only_sensor != Some(sensor)
                || silent_s > GAP_MAX_S
                || other.status == TrackStatus::Tentative
                || other.class != TargetClass::Slow
                || other.identity.address.is_some()
                || other.plots < PLOTS_MIN
            {
                continue;
            }
            let apart2 = self.come_from2(slot, old, track.initiated, turn_s);
            if apart2 <= GATE && best.is_none_or(|(b, _)| apart2 < b) {
                best = Some((apart2, old));
            }
        }
        best.map(|(_, old)| old)
    }

    /// Squared distance between where a new track began and where a lost one would have been then.
    fn come_from2(&self, new: usize, old: usize, begun: UtcNs, turn_s: f64) -> f64 {
        let (sn, so) = (&self.table.states[new], &self.table.states[old]);
        let first = sn.history.state_at(begun, self.motion_of(sn)).mean();
        let place = sn.plane.wgs84(first.position(), sn.plane.height_m());
        let angle =
            so.plane.convergence_rad(place.lon_deg) - sn.plane.convergence_rad(place.lon_deg);
        let moved = |k: Kinematic| k.moved(so.plane.of_foot(&Foot::of(place)), angle);
        let (at, velocity) = (moved(first).position(), moved(sn.kinematic).velocity());
        let mut best = f64::INFINITY;
        for back in 0..=TURNS_BACK {
            let then = so.at - Nanos::from_secs_f64(f64::from(back) * turn_s);
            let gap_s = (begun - then).as_secs_f64();
            if gap_s > GAP_MAX_S || !so.history.reaches(then) {
                break;
            }
            let last = so.history.state_at(then, self.motion_of(so)).mean();
            let (there, v) = (last.position_after(gap_s), last.velocity());
            let swerve = ACCEL_MPS2 * gap_s;
            let place2 = PLACE_M * PLACE_M + 0.25 * swerve * swerve * gap_s * gap_s;
            let speed2 = SPEED_MPS * SPEED_MPS + swerve * swerve;
            let apart2 = square(at, there) / place2 + square(velocity, v) / speed2;
            best = best.min(apart2 + TURN_COST * f64::from(back));
        }
        best
    }

    /// The new track goes on under the old one's number.
    fn take_up(&mut self, old: usize, new: usize) {
        self.counters.stitched += 1;
        let number = self.table.tracks[new].number;
        let state = &self.table.states[new];
        let (odds, looks, seen, vertical) =
            (state.odds, state.looks.clone(), state.seen, state.vertical);
        // Nobody has to see the number that it had for a moment.
        self.updates.retain(|u| u.number != number);
        self.unite(old, new);
        let state = &mut self.table.states[old];
        state.dormant = false;
        (state.odds, state.looks, state.seen) = (odds, looks, seen);
        state.vertical = vertical.or(state.vertical);
        self.table.tracks[old].status = TrackStatus::Confirmed;
        self.show(old);
    }
}

fn square(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])
}
