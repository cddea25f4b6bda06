//! Which plot belongs to which track: edges within the gates, for each sensor the best assignment and how probable each
//! of its pairs is, and what is left.
//!
//! A pair that is sure updates its track as it is. One that is not is taken in as what it is: this plot, another that
//! no track got, or none. Plots that another track got are left out: with them (the full joint probabilistic
//! association) close tracks drew together, and false ones lived on their neighbours.

use crate::assignment::{Edge, Pair};
use crate::diary::Basis;
use crate::kinematic::Sighting;
use crate::likelihood::identity_cost;
use crate::measurement::Measurement;
use crate::site::Site;
use crate::table::State;
use crate::tracker::{ON_GROUND_MPS, Owner, Pending, Scratch, Tracker};
use vigie_core::explanation::Taking;
use vigie_core::report::TargetReport;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::{TargetClass, Track};

/// How far from a plot a track's last position may be, metres: the widest gate and the motion since the grid knew.
const REACH_M: f64 = 12_000.0;
/// A plot this much older than a track may still be recognised as its own, seconds: to be left out, not to begin
/// another track.
const LATE_KNOWN_S: f64 = 30.0;
/// A doubtful track gets a plot that nobody else claims.
const GAIN_MIN: f64 = 0.01;
/// A plot less probable than this is not worth taking in.
const CLAIM_MIN: f64 = 0.01;
/// That a track has none of the plots is never quite excluded.
const UNSEEN_MIN: f64 = 1e-12;

impl Tracker {
    /// Assigns the pending plots to tracks, sensor by sensor.
    pub(crate) fn assign(&mut self, reports: &[TargetReport], scratch: &mut Scratch) {
        scratch
            .pending
            .sort_by_key(|p| (p.sensor, p.measurement.at));
        let mut first = 0;
        while let Some(head) = scratch.pending.get(first) {
            let sensor = head.sensor;
            // What comes at once after a stall is taken turn by turn: a target may be in it more than once.
            let span = self
                .sites
                .get(sensor)
                .turn_s
                .map_or(f64::INFINITY, |t| 0.5 * t);
            let from = head.measurement.at;
            let len = scratch.pending[first..]
                .iter()
                .take_while(|p| {
                    p.sensor == sensor && (p.measurement.at - from).as_secs_f64() < span
                })
                .count();
            let group = first..first + len;
            self.pass(sensor, &scratch.pending[group.clone()]);
            scratch.edges.clear();
            for (plot, pending) in (0u32..).zip(&scratch.pending[group.clone()]) {
                let report = &reports[pending.report as usize];
                if !pending.clash {
                    self.candidates(
                        plot,
                        report,
                        pending,
                        &mut scratch.slots,
                        &mut scratch.edges,
                    );
                }
            }
            scratch
                .assignment
                .solve(len, &mut scratch.edges, &mut scratch.pairs);
            // In order of time, so that no track is moved back.
            scratch.pairs.sort_unstable_by_key(|p| (p.plot, p.track));
            for pair in &scratch.pairs {
                scratch.pending[first + pair.plot as usize].taken = true;
            }
            for pair in &scratch.pairs {
                self.join(pair, &scratch.pending[first..], &scratch.edges, reports);
            }
            first += len;
        }
    }

    /// Tells a radar's scene where its beam is.
    fn pass(&mut self, sensor: SensorId, group: &[Pending]) {
        if let Some(Some(scene)) = self.scenes.get_mut(usize::from(sensor.0))
            && let (Some(first), Some(last)) = (group.first(), group.last())
        {
            let same_moment = if first.measurement.at == last.measurement.at {
                group.len()
            } else {
                0
            };
            scene.pass(last.measurement.at, same_moment);
        }
    }

    /// The tracks that a plot may belong to.
    fn candidates(
        &self,
        plot: u32,
        report: &TargetReport,
        pending: &Pending,
        slots: &mut Vec<u32>,
        edges: &mut Vec<Edge>,
    ) {
        let measurement = &pending.measurement;
        self.table.near(measurement.position, REACH_M, slots);
        let site = self.sites.get(report.sensor);
        let suspect = self.suspects.contains(report.address);
        for &slot in slots.iter() {
            let (track, state) = (
                &self.table.tracks[slot as usize],
                &self.table.states[slot as usize],
            );
            if Tracker::seen_this_turn(track, report.sensor, site, measurement.at)
                || suspect && track.identity.address != report.address
                || Tracker::goes_by_another(state, report)
                || state.dormant
            {
                continue;
            }
            let (sighting, dt) = Tracker::seen_by(state, measurement);
            if dt < -LATE_KNOWN_S {
                continue;
            }
            if !Tracker::is_near(state, &sighting, dt) {
                continue;
            }
            let fit = self.fit(state, &sighting, measurement);
            if fit.distance2 > self.parameters.gate
                || !self.can_have_flown(track, state, &sighting, dt)
            {
                continue;
            }
            let identity = identity_cost(report, measurement, track, state, &self.parameters);
            if let Some((level, identity)) = identity {
                // A doubtful track has less to say; a believed one does not care by how much.
                let believed = -libm::log1p(libm::exp(-state.odds.clamp(-30.0, 30.0)));
                let gain = self.log_ratio(measurement, fit.cost + level) - 0.5 * identity
                    + self.cost_of_miss(measurement.sensor);
                if gain > 0.0 {
                    edges.push(Edge {
                        plot,
                        track: slot,
                        gain: (gain + believed).max(GAIN_MIN),
                        weight: gain + believed,
                        cost: fit.cost_of_place,
                        probability: 0.0,
                    });
                }
            }
        }
    }

    /// Whether the second sighting of a target implies a speed that its class can have.
    fn can_have_flown(&self, track: &Track, state: &State, sighting: &Sighting, dt: f64) -> bool {
        if track.plots > 1 || dt <= 0.0 {
            return true;
        }
        let here = state.kinematic.position();
        let (de, dn) = (sighting.z[0] - here[0], sighting.z[1] - here[1]);
        let noise = state.kinematic.position_cov();
        let doubt = 2.0 * (noise.ee.max(noise.nn) + sighting.r.ee.max(sighting.r.nn)).sqrt();
        let fastest = match state.class {
            TargetClass::Slow => 4.0 * self.parameters.slow_first_speed_sigma_mps,
            TargetClass::Surface => ON_GROUND_MPS,
            TargetClass::Airborne => self.parameters.primary_speed_mps.1,
        };
        libm::hypot(de, dn) <= fastest * dt + doubt
    }

    /// Whether this radar has already seen the track in the turn that `at` belongs to.
    pub(crate) fn seen_this_turn(track: &Track, sensor: SensorId, site: Site, at: UtcNs) -> bool {
        let Some(turn_s) = site.turn_s else {
            return false;
        };
        track
            .contributions
            .iter()
            .find(|c| c.sensor == sensor)
            .is_some_and(|c| (at - c.at).as_secs_f64().abs() < 0.5 * turn_s)
    }

    /// Gives an assigned plot to its track; where that is not sure, together with the plots that nobody else got.
    fn join(&mut self, pair: &Pair, pending: &[Pending], edges: &[Edge], reports: &[TargetReport]) {
        let slot = pair.track as usize;
        let mine = &pending[pair.plot as usize];
        let (report, measurement) = (&reports[mine.report as usize], &mine.measurement);
        let from = edges.partition_point(|e| e.track < pair.track);
        let to = edges.partition_point(|e| e.track <= pair.track);
        let edges = &edges[from..to];
        let claimed: f64 = edges.iter().map(|e| e.probability).sum();
        let unseen = (1.0 - claimed).max(UNSEEN_MIN);
        let mut claims = Vec::new();
        if pair.probability < self.parameters.sure_probability {
            for edge in edges.iter().filter(|e| e.probability > CLAIM_MIN) {
                let plot = &pending[edge.plot as usize];
                if edge.plot == pair.plot || !plot.taken {
                    let weight = libm::log(edge.probability / unseen) + 0.5 * edge.cost;
                    claims.push((plot.measurement, weight));
                }
            }
        }
        let (ratio, distance2) = self.ratio_of(slot, report, measurement);
        self.count_hit(slot, measurement, ratio);
        let basis = Basis {
            distance2: Some(distance2),
            association: pair.association(),
        };
        self.apply(slot, report, measurement, basis, &claims);
    }

    /// How much more probable a plot is as a track's than as a false one, what it says of itself included; and its
    /// squared distance.
    fn ratio_of(
        &self,
        slot: usize,
        report: &TargetReport,
        measurement: &Measurement,
    ) -> (f64, f64) {
        let (track, state) = (&self.table.tracks[slot], &self.table.states[slot]);
        let fit = self.fit(state, &Tracker::seen_by(state, measurement).0, measurement);
        let identity = identity_cost(report, measurement, track, state, &self.parameters);
        let (level, identity) = identity.unwrap_or_default();
        let ratio = self.log_ratio(measurement, fit.cost + level) - 0.5 * identity;
        (ratio, fit.distance2)
    }

    /// A position that nobody took: a second plot of a target already seen in this turn, or a new track.
    pub(crate) fn leftover(&mut self, report: &TargetReport, pending: &Pending) {
        let measurement = &pending.measurement;
        // A report earlier in this step may have begun the track of this address.
        if report.address.is_some()
            && !pending.clash
            && matches!(self.owner(report, measurement), Owner::Taken)
        {
            return;
        }
        if let Some(slot) = self.split_of(report, measurement) {
            self.counters.split_plots += 1;
            let basis = Basis::UNWEIGHED;
            self.remember(slot, report, measurement, basis, Taking::SplitPlot);
            self.hear_at(slot, report);
            return;
        }
        if self.is_stale(measurement) {
            self.counters.late_skipped += 1;
            return;
        }
        self.initiate(report, measurement);
    }

    /// The track of which this plot is a second part: seen by the same radar, a moment ago, at the same place.
    fn split_of(&mut self, report: &TargetReport, measurement: &Measurement) -> Option<usize> {
        let site = self.sites.get(report.sensor);
        let turn_s = site.turn_s?;
        let mut slots = std::mem::take(&mut self.scratch.slots);
        self.table.near(measurement.position, REACH_M, &mut slots);
        let reach_m = (3.0 * measurement.sigma_m()).min(1500.0);
        let found = slots.iter().map(|&s| s as usize).find(|&slot| {
            let track = &self.table.tracks[slot];
            let state = &self.table.states[slot];
            let contribution = track
                .contributions
                .iter()
                .find(|c| c.sensor == report.sensor);
            let Some(apart_s) = contribution.map(|c| (measurement.at - c.at).as_secs_f64().abs())
            else {
                return false;
            };
            // The beam is back after a turn; a radar that shouts makes many plots of a target in one.
            let soon = apart_s < 0.03 * turn_s;
            let again = apart_s < 0.5 * turn_s;
            // Two full replies are two transponders; only a part without reply can be the rest of a target.
            let same_code = report.mode_a.map(|m| m.code) == track.identity.mode_a.map(|m| m.code);
            let rest = report.address.is_none()
                && (report.mode_a.is_none() || !track.has_transponder() || !soon && same_code);
            let soon = soon || again;
            if !soon || !rest || track.simulated != report.simulated {
                return false;
            }
            let (sighting, dt) = Tracker::seen_by(state, measurement);
            let here = state.kinematic.position_after(dt);
            libm::hypot(sighting.z[0] - here[0], sighting.z[1] - here[1]) <= reach_m
                && self.fit(state, &sighting, measurement).distance2 <= self.parameters.gate
        });
        self.scratch.slots = slots;
        found
    }
}
