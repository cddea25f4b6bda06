//! What one report does to one track: motion, height, identity, who contributed.

use crate::claims::{merge_quality, say_height, say_identity};
use crate::diary::{Apart, Basis};
use crate::foreign::is_foreign;
use crate::grid::cell_of;
use crate::history::{Restart, What};
use crate::imm::{Choice, Imm, Motion};
use crate::journal::SaidWhat;
use crate::kinematic::{Kinematic, Sighting, turned};
use crate::measurement::Measurement;
use crate::parameters::Climb;
use crate::plane::{Foot, Plane};
use crate::registration::RawPlot;
use crate::table::State;
use crate::tracker::Tracker;
use crate::vertical::{Belief, Datum, Vertical};
use vigie_core::explanation::{Refusal, Taking};
use vigie_core::place::Cov2;
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::time::UtcNs;
use vigie_core::track::{Contribution, TargetClass, TrackStatus, UpdateKind, Velocity};

/// Standard deviation of an altitude reply, metres: its step and the flight technique.
const ALTITUDE_SIGMA_M: f64 = 10.0;
/// Standard deviation of a pressure altitude taken for a height: weather and geoid, metres.
pub(crate) const PRESSURE_HEIGHT_SIGMA_M: f64 = 100.0;
/// Standard deviation of a GNSS height, metres.
const GEOMETRIC_SIGMA_M: f64 = 15.0;
/// Standard deviation of a reported climb, m/s.
const CLIMB_SIGMA_MPS: f64 = 1.0;
/// The same of another system's track, whose errors hang together, m/s.
const FOREIGN_CLIMB_SIGMA_MPS: f64 = 3.0;
/// An emitter in range is heard at least this often, seconds (surface positions of a parked aircraft: each 5 s).
const EMITTER_SILENCE_S: f64 = 6.0;
/// Registration leaves out what is more probably manoeuvring than this.
const STRAIGHT_MAX: f64 = 0.5;
/// Plots after which a track without code may tell of its sensors' errors.
const STEADY_PLOTS: u32 = 8;
/// A velocity is used if it was true this close to the state, seconds.
const VELOCITY_AGE_S: f64 = 5.0;
/// No stated velocity is better than this, m/s.
const VELOCITY_SIGMA_MIN_MPS: f64 = 0.5;

/// Standard deviation of the difference between a height as it is counted and that above the ellipsoid, metres.
pub(crate) fn datum_sigma_m(datum: Datum, offset_known: bool) -> f64 {
    match (datum, offset_known) {
        (Datum::Ellipsoid, _) => 0.0,
        (Datum::Pressure, true) => GEOMETRIC_SIGMA_M,
        (Datum::Pressure, false) => PRESSURE_HEIGHT_SIGMA_M,
    }
}

impl Tracker {
    /// Takes a position report into a track; `basis` says why it is this track's. Where that is not sure, `claims` are all
    /// that may be, this one among them, each with what its likelihood counts.
    pub(crate) fn apply(
        &mut self,
        slot: usize,
        report: &TargetReport,
        measurement: &Measurement,
        basis: Basis,
        claims: &[(Measurement, f64)],
    ) {
        let site = self.sites.get(report.sensor);
        if Tracker::seen_this_turn(
            &self.table.tracks[slot],
            report.sensor,
            site,
            measurement.at,
        ) {
            self.counters.split_plots += 1;
            self.remember(slot, report, measurement, basis, Taking::SplitPlot);
            self.hear_at(slot, report);
            return;
        }
        let late_s = self.parameters.late_s;
        let state = &self.table.states[slot];
        let dt = (measurement.at - state.at).as_secs_f64();
        if dt < -late_s || !state.history.reaches(measurement.at) {
            self.counters.late_skipped += 1;
            let state = &mut self.table.states[slot];
            let apart = Apart::of(state, measurement, basis.distance2);
            state
                .diary
                .refuse(report, measurement, Refusal::TooLate, apart);
            return;
        }
        self.counters.late_used += u64::from(dt < 0.0);
        self.remember(slot, report, measurement, basis, Taking::Updated);
        self.hear_heights(slot, report, Some(measurement));
        let (motion, state) = self.motion_and_state(slot);
        let known = state.height_at(measurement.at, &self.parameters);
        let height_m = known.map_or(state.kinematic.height().0, |h| h.height_m);
        let sighting = Tracker::sighted(state, measurement, height_m);
        let choices = claims.iter().map(|(claim, weight)| {
            let mut seen = Tracker::sighted(state, claim, height_m);
            let (dt, v) = (
                (measurement.at - claim.at).as_secs_f64(),
                state.kinematic.velocity(),
            );
            seen.z = [seen.z[0] + dt * v[0], seen.z[1] + dt * v[1]];
            Choice {
                seen,
                weight: *weight,
            }
        });
        let choices = choices.collect();
        let state = &mut self.table.states[slot];
        if let Some(known) = known
            && sighting.is_slant()
        {
            let sigma_m = known.sigma_m.max(PRESSURE_HEIGHT_SIGMA_M);
            let height = What::Height(known.height_m, sigma_m);
            state.history.take(measurement.at, height, late_s, &motion);
        }
        let position = match Tracker::foreign_in(&state.plane, report, sighting.z) {
            Some(foreign) => What::Foreign(foreign),
            None if claims.is_empty() => What::Position(sighting),
            None => What::OneOf(choices),
        };
        state
            .history
            .take(measurement.at, position, late_s, &motion);
        // A rate is that of its plot: where it may be another that the target made, it only weighs which.
        if let Some(rate) = measurement.range_rate(&state.plane, state.climb_guess())
            && claims.is_empty()
        {
            let rate = What::Curve(rate);
            state.history.take(measurement.at, rate, late_s, &motion);
        }
        state.at = state.at.max(measurement.at);
        if is_foreign(report) {
            self.bind(slot, report);
        } else {
            self.register(slot, report, measurement, height_m);
        }
        self.finish(slot, report, measurement);
    }

    /// Lets a plot of a target whose identity is firm tell of its sensor's errors.
    fn register(
        &mut self,
        slot: usize,
        report: &TargetReport,
        measurement: &Measurement,
        height_m: f64,
    ) {
        let (track, state) = (&self.table.tracks[slot], &mut self.table.states[slot]);
        if self.suspects.contains(report.address) || self.suspects.contains(track.identity.address)
        {
            state.plots.clear();
            return;
        }
        let same_code = match (report.mode_a, track.identity.mode_a) {
            (Some(reply), Some(known)) => {
                reply.code == known.code && known.code.is_discrete() && known.replies >= 3
            }
            _ => false,
        };
        let same_address = report.address.is_some() && report.address == track.identity.address;
        // Nobody says who it is, but it has long been there, at a height that it states.
        let steady = report.address.is_none()
            && report.mode_a.is_none()
            && report.altitude.is_some()
            && track.plots >= STEADY_PLOTS
            && state.odds > self.parameters.odds_max - 1.0;
        let firm = (same_address || steady || same_code && track.identity.address.is_none())
            && !state.clash
            && state.vertical.is_some();
        if !firm || state.history.now().manoeuvre() > STRAIGHT_MAX {
            return;
        }
        let (seen, leverage) = measurement.raw_in_plane(&state.plane, height_m);
        let plot = RawPlot {
            sensor: report.sensor,
            at: measurement.at,
            corrected_s: (measurement.stamped - measurement.at).as_secs_f64(),
            z: seen.z,
            r: seen.r,
            leverage: leverage.unwrap_or_default(),
            epoch: self.registrar.epoch(report.sensor),
        };
        self.registrar.take(&mut state.plots, plot);
    }

    /// A track's motion and state.
    fn motion_and_state(&self, slot: usize) -> (Motion, &State) {
        let state = &self.table.states[slot];
        (*self.motion_of(state), state)
    }

    /// Puts a track where its target reappeared after a gap.
    pub(crate) fn rejoin(&mut self, slot: usize, report: &TargetReport, measurement: &Measurement) {
        self.counters.rejoined += 1;
        let basis = Basis::by_address(None);
        self.remember(slot, report, measurement, basis, Taking::Rejoined);
        self.hear_heights(slot, report, Some(measurement));
        let (motion, state) = self.motion_and_state(slot);
        let dt = (measurement.at - state.at).as_secs_f64().max(1.0);
        let (from, (height_m, variance)) = (state.kinematic.position(), state.kinematic.height());
        let sighting = Tracker::sighted(state, measurement, height_m);
        let mean = [
            (sighting.z[0] - from[0]) / dt,
            (sighting.z[1] - from[1]) / dt,
        ];
        let speed = Cov2::circular(self.parameters.first_speed_sigma_mps);
        let start = Kinematic::new(&sighting, mean, speed, variance.sqrt());
        let state = &mut self.table.states[slot];
        state
            .history
            .restart(&Imm::new(start, &motion), measurement.at, Restart::Anew);
        state.at = measurement.at;
        self.finish(slot, report, measurement);
    }

    /// What every used position report does beyond moving the state.
    fn finish(&mut self, slot: usize, report: &TargetReport, measurement: &Measurement) {
        self.contribute(slot, report, measurement.at);
        self.keep_anchored(slot);
        self.classify(slot, report, true);
        let primary_only = report.kind == ReportKind::Psr;
        let (track, state) = (&mut self.table.tracks[slot], &mut self.table.states[slot]);
        state.silent_plots = if primary_only {
            state.silent_plots.saturating_add(1)
        } else {
            0
        };
        track.plots = track.plots.saturating_add(1);
        if measurement.at >= state.at {
            track.last_plot = measurement.position;
            track.last_kind = report.kind;
        }
        self.hear_rest(slot, report);
        self.guess_height(slot);
        let believed = self.is_believed(slot);
        let track = &mut self.table.tracks[slot];
        if believed && track.status == TrackStatus::Tentative && track.class == TargetClass::Slow {
            self.newly.push(track.number);
        }
        track.status = State::believed(track.status, believed);
        self.note(slot, UpdateKind::Updated);
    }

    /// A statement without position: to the track of its address, if there is one.
    pub(crate) fn hear(&mut self, report: &TargetReport) {
        let latest = report.address.and_then(|address| {
            self.table
                .with_address(address)
                .filter(|&s| self.table.tracks[s].simulated == report.simulated)
                .max_by_key(|&s| (self.table.tracks[s].plots > 1, self.table.states[s].at))
        });
        match latest {
            Some(slot) => self.hear_at(slot, report),
            None => self.counters.unclaimed += 1,
        }
    }

    /// Takes everything but the position of a report into a track, and shows the result.
    pub(crate) fn hear_at(&mut self, slot: usize, report: &TargetReport) {
        self.hear_heights(slot, report, None);
        if report.on_ground.is_some() || report.category.is_some() {
            self.classify(slot, report, false);
        }
        self.hear_rest(slot, report);
    }

    /// Takes what a report says of the height, and what was measured of it.
    fn hear_heights(
        &mut self,
        slot: usize,
        report: &TargetReport,
        measurement: Option<&Measurement>,
    ) {
        let state = &mut self.table.states[slot];
        let climb = self.parameters.climb_of(state.class);
        if report.altitude.is_none()
            && let Some(measurement) = measurement
            && let Some(measured) = measurement.measured_height()
        {
            state.measure_height(
                Datum::Ellipsoid,
                measured.height_m,
                measured.sigma_m,
                measurement.at,
                climb,
                false,
            );
        }
        state.hear_height(report, climb);
    }

    /// Asks the speed of a target that states no height what to expect, once it is known.
    fn guess_height(&mut self, slot: usize) {
        let (motion, state) = self.motion_and_state(slot);
        let v = state.kinematic.velocity_cov();
        if state.height_guessed
            || state.class != TargetClass::Airborne
            || state.vertical.is_some()
            || v.ee.max(v.nn) > 400.0
        {
            return;
        }
        let velocity = state.kinematic.velocity();
        let guess = self.heights.at_speed(libm::hypot(velocity[0], velocity[1]));
        // Close to the antenna the range itself says how high it can be.
        let site = self.sites.get(state.last_sensor);
        let near = site.ecef.is_some_and(|antenna| {
            let (_, distance_m) = state
                .plane
                .bearing_unit(antenna, state.kinematic.position());
            guess.height_m - site.height_m > 0.5 * distance_m
        });
        if near {
            return;
        }
        let (at, late_s) = (state.at, self.parameters.late_s);
        let state = &mut self.table.states[slot];
        state.height_guessed = true;
        let height = What::Height(guess.height_m, guess.sigma_m);
        state.history.take(at, height, late_s, &motion);
        self.show(slot);
    }

    fn hear_rest(&mut self, slot: usize, report: &TargetReport) {
        if let (Some(address), None) = (report.address, self.table.tracks[slot].identity.address) {
            self.table.name(slot, address);
        }
        let motion = self.motion_and_state(slot).0;
        let late_s = self.parameters.late_s;
        let (track, state) = (&mut self.table.tracks[slot], &mut self.table.states[slot]);
        state.hear_velocity(report, track.position.lon_deg, late_s, &motion);
        // What comes with another's address is another's word, though the place be this one's.
        let known = track.identity.address;
        if report.address.is_none() || report.address == known {
            say_identity(&mut track.identity, report);
        }
        say_height(track, state, report);
        // A velocity or an identification says nothing of the pulse.
        if report.spi || report.place.is_some() {
            track.spi = report.spi;
        }
        if let Some(on_ground) = report.on_ground {
            track.on_ground = on_ground;
        }
        if let Some(said) = &report.aircraft {
            track.aircraft.update(said);
        }
        if let Some(quality) = report.quality {
            merge_quality(&mut track.quality, quality);
        }
        self.show(slot);
    }

    /// Writes the filter's state into the track that everybody sees.
    pub(crate) fn show(&mut self, slot: usize) {
        let state = &mut self.table.states[slot];
        if !state.history.now().is_sound() {
            self.counters.covariance_resets += 1;
            let motion = &self.motions[state.class as usize];
            let speed_sigma = self.parameters.first_speed_sigma_mps;
            let start = state.history.now().restarted(motion, 1000.0, speed_sigma);
            state.history.restart(&start, state.at, Restart::Anew);
        }
        state.kinematic = state.history.now().mean();
        let track = &mut self.table.tracks[slot];
        let height = state.height_at(state.at, &self.parameters);
        let height_m = height.map_or(state.kinematic.height().0, |h| h.height_m);
        track.at = state.at;
        track.position = state.plane.wgs84(state.kinematic.position(), height_m);
        track.position_covariance = state.kinematic.position_cov();
        track.velocity_covariance = state.kinematic.velocity_cov();
        let angle = state.plane.convergence_rad(track.position.lon_deg);
        let v = turned(state.kinematic.velocity(), -angle);
        track.velocity = Velocity {
            east_mps: v[0],
            north_mps: v[1],
            up_mps: state.climb_mps(),
        };
        let cell = cell_of(track.position);
        self.table.place(slot, cell);
        self.write_journal(slot);
    }

    /// Remembers who saw the target, and shifts its history by the turns that have passed.
    fn contribute(&mut self, slot: usize, report: &TargetReport, at: UtcNs) {
        let turn_s = self.sites.get(report.sensor).turn_s;
        let (track, state) = (&mut self.table.tracks[slot], &mut self.table.states[slot]);
        let known = track
            .contributions
            .iter_mut()
            .find(|c| c.sensor == report.sensor);
        let mut turns = 1;
        if let Some(known) = known {
            let passed_s = (at - known.at).as_secs_f64();
            turns = match (turn_s, state.last_sensor == report.sensor) {
                (Some(turn_s), true) => turns_between(passed_s, turn_s),
                // A second bearer of an address has to be heard as steadily as an emitter is.
                (None, _) if state.clash => turns_between(passed_s, EMITTER_SILENCE_S),
                _ => 1,
            };
            known.kind = report.kind;
            known.at = known.at.max(at);
        } else {
            if track.contributions.len() >= self.parameters.contributions_max.max(1) {
                self.counters.contributions_lost += 1;
                let oldest = (0..).zip(&track.contributions).min_by_key(|(_, c)| c.at);
                if let Some((index, _)) = oldest {
                    track.contributions.remove(index);
                }
            }
            track.contributions.push(Contribution {
                sensor: report.sensor,
                kind: report.kind,
                at,
            });
        }
        state.last_sensor = report.sensor;
        if turn_s.is_none() {
            state.emitter_at = state.emitter_at.max(Some(at));
        }
        // A system track says nothing of how the sensors lie to each other.
        if !is_foreign(report) {
            let first = (state.only_sensor).is_some_and(|s| self.sites.get(s).tracker);
            state.only_sensor =
                (first || state.only_sensor == Some(report.sensor)).then_some(report.sensor);
        }
        state.seen = state.seen.checked_shl(turns).unwrap_or(0) | 1;
    }

    /// Gives a track a new plane when it has flown far from the origin of its own.
    pub(crate) fn keep_anchored(&mut self, slot: usize) {
        let state = &mut self.table.states[slot];
        state.kinematic = state.history.now().mean();
        let at = state.kinematic.position();
        let limit = self.parameters.reanchor_m;
        if at[0] * at[0] + at[1] * at[1] < limit * limit {
            return;
        }
        let height = state.height_at(state.at, &self.parameters);
        let height_m = height.map_or(state.plane.height_m(), |h| h.height_m);
        let origin = state.plane.wgs84(at, height_m);
        let angle = state.plane.convergence_rad(origin.lon_deg);
        let plane = Plane::at(origin);
        let zero = plane.of_foot(&Foot::of(origin));
        let moved = state.history.now().moved(zero, -angle);
        state.kinematic = moved.mean();
        state
            .history
            .restart(&moved, state.at, Restart::Moved(plane));
        state.plots.clear();
        state.plane = plane;
    }
}

impl State {
    /// Takes a stated velocity in, as if it were true at the state's time, with the doubt of the difference.
    fn hear_velocity(&mut self, report: &TargetReport, lon_deg: f64, late_s: f64, motion: &Motion) {
        // A system track's velocity is fused with its position.
        let Some(velocity) = report.velocity.filter(|_| !is_foreign(report)) else {
            return;
        };
        let age = (report.applicable.0 - self.at).as_secs_f64().abs();
        if age > VELOCITY_AGE_S {
            return;
        }
        let angle = self.plane.convergence_rad(lon_deg);
        let sigma = velocity.sigma_mps.max(VELOCITY_SIGMA_MIN_MPS);
        let doubt = (10.0 * self.history.now().manoeuvre()).max(0.2) * age;
        let seen = Sighting::flat(
            turned([velocity.east_mps, velocity.north_mps], angle),
            Cov2::circular((sigma * sigma + doubt).sqrt()),
        );
        self.history
            .take(self.at, What::Velocity(seen), late_s, motion);
    }

    /// Takes the altitude, GNSS height and climb of a report in.
    fn hear_height(&mut self, report: &TargetReport, climb: Climb) {
        let at = report.applicable.0;
        if let Some(reply) = report.altitude {
            let (height_m, doubtful) = (reply.altitude.m(), reply.doubtful);
            self.measure_height(
                Datum::Pressure,
                height_m,
                ALTITUDE_SIGMA_M,
                at,
                climb,
                doubtful,
            );
        }
        if let Some(height) = report.geometric_height {
            match self.vertical {
                Some(v) if v.datum == Datum::Pressure => {
                    let offset = height.m() - v.height_at(at).0;
                    let smooth = self
                        .undulation
                        .map_or(offset, |(old, _)| old + 0.2 * (offset - old));
                    self.undulation = Some((smooth, at));
                    self.say(at, SaidWhat::Offset(smooth), climb.psd);
                }
                _ => self.measure_height(
                    Datum::Ellipsoid,
                    height.m(),
                    GEOMETRIC_SIGMA_M,
                    at,
                    climb,
                    false,
                ),
            }
        }
        if let (Some(rate), Some(vertical)) = (report.vertical_rate_mps, &mut self.vertical) {
            let sigma = if is_foreign(report) {
                FOREIGN_CLIMB_SIGMA_MPS
            } else {
                CLIMB_SIGMA_MPS
            };
            vertical.measure_climb(rate, sigma, at, climb.psd);
            self.say(at, SaidWhat::Climb(rate, sigma), climb.psd);
        }
    }

    /// Takes one height in. A pressure altitude takes the filter over; heights of another datum do not disturb it.
    pub(crate) fn measure_height(
        &mut self,
        datum: Datum,
        height_m: f64,
        sigma_m: f64,
        at: UtcNs,
        climb: Climb,
        doubtful: bool,
    ) {
        let belief = match &mut self.vertical {
            Some(v) if v.datum == datum => v.measure(height_m, sigma_m, at, climb.psd, doubtful),
            Some(v) if v.datum == Datum::Pressure || doubtful => Belief::Refused,
            _ if doubtful => Belief::Refused,
            _ => {
                let first = climb.first_sigma_mps;
                self.vertical = Some(Vertical::new(datum, height_m, sigma_m, at, first));
                Belief::Anew
            }
        };
        if belief == Belief::Refused {
            return;
        }
        if belief == Belief::Anew {
            self.say(at, SaidWhat::Anew(climb.first_sigma_mps), climb.psd);
        }
        let height = SaidWhat::Height(datum, height_m, sigma_m);
        self.say(at, height, climb.psd);
    }
}

/// Turns between two plots of one radar, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float to integer saturates, and negative numbers become one turn"
)]
fn turns_between(seconds: f64, turn_s: f64) -> u32 {
    (libm::round(seconds / turn_s) as u32).max(1)
}
