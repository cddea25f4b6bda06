//! One step: admit, match by address, assign the rest, begin tracks, keep house.

use crate::arrivals::Line;
use crate::assignment::{Assignment, Edge, Pair};
use crate::diary::{Apart, Basis};
use crate::foreign::Bonds;
use crate::heights::Heights;
use crate::imm::{Fit, Motion};
use crate::journal::Journal;
use crate::kinematic::{Sighting, turned};
use crate::life::House;
use crate::measurement::{Measurement, is_sane};
use crate::parameters::{Counters, Parameters};
use crate::registration::{Registrar, RegistrationCourse};
use crate::scene::Scene;
use crate::site::Sites;
use crate::table::{Footprint, State, Table};
use crate::update::datum_sigma_m;
use crate::vertical::Datum;
use vigie_core::explanation::Refusal;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{Place, TargetReport};
use vigie_core::sensor::{Registration, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{TargetClass, Track, TrackNumber, TrackUpdate, UpdateKind, Velocity};

/// Nothing that says it is on the ground is faster, m/s: a take-off run with room to spare.
pub(crate) const ON_GROUND_MPS: f64 = 110.0;
/// Reports older than this are refused.
const AGE_MAX: Nanos = Nanos::from_secs(3600);
/// Reports further in the future than this are refused.
const AHEAD_MAX: Nanos = Nanos::from_secs(10);

/// −2·ln of the density of range rates of what is no target (all within 300 m/s alike), times √2π.
const RATE_ODD: f64 = 10.96;
/// In the order of their numbers.
const CLASSES: [TargetClass; 3] = [
    TargetClass::Surface,
    TargetClass::Airborne,
    TargetClass::Slow,
];

/// Makes system tracks of target reports. `Clone` gives a snapshot.
#[derive(Debug, Clone)]
pub struct Tracker {
    pub(crate) parameters: Parameters,
    /// By class.
    pub(crate) motions: [Motion; 3],
    pub(crate) heights: Heights,
    pub(crate) registrar: Registrar,
    /// By sensor; only radars have one.
    pub(crate) scenes: Vec<Option<Scene>>,
    /// By sensor; only radars have one.
    pub(crate) lines: Vec<Option<Line>>,
    pub(crate) sites: Sites,
    pub(crate) table: Table,
    pub(crate) counters: Counters,
    /// Whose statements are no reference, in this step.
    pub(crate) suspects: Suspects,
    pub(crate) updates: Vec<TrackUpdate>,
    pub(crate) lost: Vec<Track>,
    /// Slow targets that came to be believed in this step.
    pub(crate) newly: Vec<TrackNumber>,
    /// What tracks took in, where somebody wants to look back.
    pub(crate) journal: Option<Journal>,
    /// Our tracks by other systems' numbers.
    pub(crate) bonds: Bonds,
    pub(crate) step: u64,
    /// Lines of this step that were compared with every track in reach.
    pub(crate) line_searches: u32,
    pub(crate) latest: UtcNs,
    pub(crate) house: House,
    pub(crate) scratch: Scratch,
}

/// Working memory, kept between steps so that a step allocates nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    pub(crate) order: Vec<(UtcNs, u32)>,
    pub(crate) pending: Vec<Pending>,
    pub(crate) slots: Vec<u32>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) assignment: Assignment,
}

/// A position that no track claimed by address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pending {
    pub(crate) sensor: SensorId,
    pub(crate) report: u32,
    pub(crate) measurement: Measurement,
    /// A track has its address, but cannot be where it says.
    pub(crate) clash: bool,
    pub(crate) taken: bool,
}

/// How a report of a track's own address lies to it.
enum Claim {
    Fits(Fit),
    Rejoins,
    Jumps(Apart),
}

impl Tracker {
    /// A tracker without tracks. A report of a sensor that is not among `sensors` is taken as a receiver's.
    #[must_use]
    #[expect(
        clippy::large_types_passed_by_value,
        reason = "the tracker keeps it; called once"
    )]
    pub fn new(parameters: Parameters, sensors: &[SensorSite]) -> Tracker {
        let sites = Sites::new(sensors, &parameters);
        let radars = sensors
            .iter()
            .filter(|s| matches!(s.kind, SensorKind::Radar(_)));
        let radars = radars.filter(|s| s.position.is_some()).map(|s| s.id);
        Tracker {
            motions: CLASSES.map(|class| parameters.motion_of(class)),
            heights: Heights::default(),
            registrar: Registrar::new(radars),
            lines: lines(sensors),
            scenes: scenes(sensors, &sites),
            sites,
            parameters,
            table: Table::default(),
            counters: Counters::default(),
            suspects: Suspects::default(),
            updates: Vec::new(),
            lost: Vec::new(),
            newly: Vec::new(),
            journal: None,
            bonds: Bonds::new(),
            step: 0,
            line_searches: 0,
            latest: UtcNs(i64::MIN),
            house: House::default(),
            scratch: Scratch::default(),
        }
    }

    /// Takes the reports of one step, in any order, and says what happened: at most one entry a track for what it
    /// did, and one for its end. `now` must not go back; a step that does is taken at the latest time seen.
    ///
    /// What `suspects` say moves the tracks of their own addresses and nothing else: neither the registration of
    /// radars, nor the heights that are learned, nor a track that has no address.
    pub fn update(
        &mut self,
        now: UtcNs,
        reports: &[TargetReport],
        suspects: &Suspects,
    ) -> &[TrackUpdate] {
        if self.suspects != *suspects {
            self.suspects.clone_from(suspects);
        }
        self.updates.clear();
        self.lost.clear();
        self.step += 1;
        self.line_searches = 0;
        let now = now.max(self.latest);
        self.latest = now;
        self.registrar.turn_to(now);
        if !reports.is_empty() {
            let mut scratch = std::mem::take(&mut self.scratch);
            self.admit(now, reports, &mut scratch.order);
            scratch.pending.clear();
            for &(_, index) in &scratch.order {
                self.claim(reports, index, &mut scratch.pending);
            }
            self.assign(reports, &mut scratch);
            for pending in scratch.pending.iter().filter(|p| !p.taken) {
                self.leftover(&reports[pending.report as usize], pending);
            }
            self.scratch = scratch;
            self.stitch();
        }
        self.keep_house(now);
        &self.updates
    }

    /// What the last step did, as [`Tracker::update`] gave it.
    #[must_use]
    pub fn updates(&self) -> &[TrackUpdate] {
        &self.updates
    }

    /// Last states of the tracks that the last step gave up because they were not seen any more. One that was merged
    /// into its twin is dropped, but not lost: its aircraft is still tracked.
    #[must_use]
    pub fn lost(&self) -> &[Track] {
        &self.lost
    }

    /// Every track, tentative ones too, by number.
    #[must_use]
    pub fn tracks(&self) -> &[Track] {
        &self.table.tracks
    }

    /// A track by its number.
    #[must_use]
    pub fn get(&self, number: TrackNumber) -> Option<&Track> {
        Some(&self.table.tracks[self.table.slot(number)?])
    }

    /// The state of a track extrapolated to a time (not back beyond its last position): position with height,
    /// velocity, and the covariance of the position, m².
    #[must_use]
    pub fn predicted(&self, number: TrackNumber, at: UtcNs) -> Option<(Wgs84, Velocity, Cov2)> {
        let slot = self.table.slot(number)?;
        let state = &self.table.states[slot];
        let at = at.max(state.at);
        let kinematic = state.history.state_at(at, self.motion_of(state)).mean();
        let height = state.height_at(at, &self.parameters);
        let height_m = height.map_or(kinematic.height().0, |h| h.height_m);
        let position = state.plane.wgs84(kinematic.position(), height_m);
        let angle = state.plane.convergence_rad(position.lon_deg);
        let velocity = turned(kinematic.velocity(), -angle);
        Some((
            position,
            Velocity {
                east_mps: velocity[0],
                north_mps: velocity[1],
                up_mps: state.climb_mps(),
            },
            kinematic.position_cov(),
        ))
    }

    /// Variance of the height above the ellipsoid that [`Tracker::predicted`] gives, m²: with the weather's where it is a
    /// pressure altitude alone, and that of the slant ranges' estimate where nobody states a height.
    #[must_use]
    pub fn height_variance(&self, number: TrackNumber, at: UtcNs) -> Option<f64> {
        let state = &self.table.states[self.table.slot(number)?];
        let at = at.max(state.at);
        let Some(known) = state.height_at(at, &self.parameters) else {
            let kinematic = state.history.state_at(at, self.motion_of(state)).mean();
            return Some(kinematic.height().1);
        };
        let datum = state.vertical.map_or(Datum::Ellipsoid, |v| v.datum);
        let fresh = state.undulation.is_some_and(|(_, known)| {
            (at - known).as_secs_f64().abs() <= self.parameters.geometric_fresh_s
        });
        let offset_sigma_m = datum_sigma_m(datum, fresh);
        Some(known.sigma_m * known.sigma_m + offset_sigma_m * offset_sigma_m)
    }

    /// Names the radar whose time stamps are right, where one is known to be: the clocks of the others are compared
    /// with it. Positions of emitters (ADS-B) bring their own time and need no reference.
    pub fn set_time_reference(&mut self, sensor: SensorId) {
        self.registrar.set_reference(sensor);
    }

    /// By how much a radar's measurements are off, once pairs of plots have told.
    #[must_use]
    pub fn registration(&self, sensor: SensorId) -> Option<Registration> {
        self.registrar.shown(sensor)
    }

    /// Begins with what is known of a radar's errors, from elsewhere or from another run: registration goes on from there. `false`
    /// when the sensor is no radar with a known place, or a number is not finite.
    pub fn set_registration(&mut self, sensor: SensorId, known: &Registration) -> bool {
        self.registrar.set(sensor, known)
    }

    /// Keeps from now on what is found of the radars' errors, for [`Tracker::registration_course`].
    pub fn keep_registration(&mut self) {
        self.registrar.keep_past();
    }

    /// The radars' errors at each time since [`Tracker::keep_registration`], each told by all pairs of plots, those that
    /// came later too.
    #[must_use]
    pub fn registration_course(&self) -> Option<RegistrationCourse> {
        self.registrar.course()
    }

    /// Takes the radars' errors as another tracker of the same sensors found them; no more are looked for. A course of
    /// other sensors is ignored.
    pub fn follow_registration(&mut self, course: &RegistrationCourse) {
        self.registrar.follow(course);
    }

    /// Notes from now on what every new track takes in, for [`offline`](crate::offline). Whoever asks for it takes it
    /// away after each step ([`Tracker::take_journal`]); what exceeds its bound is dropped and counted.
    pub fn keep_journal(&mut self) {
        self.journal.get_or_insert_default();
    }

    /// What was noted since it was last taken away; `None` where no journal is kept.
    pub fn take_journal(&mut self) -> Option<Journal> {
        self.journal.as_mut().map(Journal::taken)
    }

    /// What the tracks take of memory.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        self.table.footprint()
    }

    /// What was refused or lost so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// The reports that can be used, by time of applicability.
    fn admit(&mut self, now: UtcNs, reports: &[TargetReport], order: &mut Vec<(UtcNs, u32)>) {
        order.clear();
        for (index, report) in (0u32..).zip(reports) {
            self.counters.reports += 1;
            let at = report.applicable.0;
            if at < now - AGE_MAX || at > now + AHEAD_MAX {
                self.counters.refused_times += 1;
            } else if is_sane(report)
                && (report.line.as_ref()).is_none_or(|l| self.is_sane_line(report.sensor, l))
            {
                order.push((at, index));
            } else {
                self.counters.refused_values += 1;
            }
        }
        if !order.is_sorted() {
            order.sort_unstable();
        }
    }

    /// Gives a report to the track of its address, or puts it among the pending.
    fn claim(&mut self, reports: &[TargetReport], index: u32, pending: &mut Vec<Pending>) {
        let report = &reports[index as usize];
        let Some(place) = &report.place else {
            match &report.line {
                Some(line) => self.take_line(report, line),
                None => self.hear(report),
            }
            return;
        };
        if !self.is_new(report) {
            return;
        }
        let measurement = self.measurement(report, place);
        if !measurement.agrees() {
            self.counters.refused_values += 1;
            return;
        }
        if !self.is_past(report, &measurement) {
            return;
        }
        let clash = match self.owner(report, &measurement) {
            Owner::None if self.claim_by_number(report, &measurement) => return,
            Owner::None => false,
            Owner::Clash => true,
            Owner::Taken => return,
        };
        pending.push(Pending {
            sensor: report.sensor,
            report: index,
            measurement,
            clash,
            taken: false,
        });
    }

    fn measurement(&self, report: &TargetReport, place: &Place) -> Measurement {
        let bias = self.registrar.bias(report.sensor);
        Measurement::new(report, place, self.sites.get(report.sensor), bias)
    }

    /// Looks for the track with the report's address that can have flown there, and gives it the report.
    pub(crate) fn owner(&mut self, report: &TargetReport, measurement: &Measurement) -> Owner {
        let Some(address) = report.address else {
            return Owner::None;
        };
        let mut best: Option<(usize, Fit)> = None;
        let (mut rejoins, mut refuses) = (None, None);
        let mut late = false;
        for slot in self.table.with_address(address) {
            if self.table.tracks[slot].simulated != report.simulated {
                continue;
            }
            late |= (self.table.states[slot].at - measurement.at).as_secs_f64()
                > self.parameters.late_s
                || !self.table.states[slot].history.reaches(measurement.at);
            match self.test_claim(slot, report, measurement) {
                Claim::Fits(fit) if best.is_none_or(|(_, b)| fit.distance2 < b.distance2) => {
                    best = Some((slot, fit));
                }
                Claim::Rejoins => rejoins = rejoins.or(Some(slot)),
                Claim::Jumps(apart) => refuses = refuses.or(Some((slot, apart))),
                Claim::Fits(_) => {}
            }
        }
        if let Some((slot, apart)) = refuses {
            let why = if late {
                Refusal::TooLate
            } else {
                Refusal::Jump
            };
            let diary = &mut self.table.states[slot].diary;
            diary.refuse(report, measurement, why, apart);
        }
        match (best, rejoins) {
            (Some((slot, fit)), _) => {
                // Its own address says more than any likelihood.
                self.count_hit(slot, measurement, f64::INFINITY);
                let basis = Basis::by_address(Some(fit.distance2));
                self.apply(slot, report, measurement, basis, &[]);
            }
            (None, Some(slot)) => self.rejoin(slot, report, measurement),
            (None, None) if late => self.counters.late_skipped += 1,
            (None, None) if refuses.is_some() => {
                self.counters.jumps += 1;
                return Owner::Clash;
            }
            (None, None) => return Owner::None,
        }
        Owner::Taken
    }

    /// Whether a position of its own address can be a track's.
    fn test_claim(&self, slot: usize, report: &TargetReport, measurement: &Measurement) -> Claim {
        let state = &self.table.states[slot];
        let (sighting, dt) = Tracker::seen_by(state, measurement);
        let fit = self.fit(state, &sighting, measurement);
        let (here, v) = (state.kinematic.position(), state.kinematic.velocity());
        let flown = libm::hypot(sighting.z[0] - here[0], sighting.z[1] - here[1]);
        let speed = libm::hypot(v[0], v[1]);
        let on_ground = state.class == TargetClass::Surface && report.on_ground != Some(false);
        let fastest = if on_ground {
            ON_GROUND_MPS
        } else {
            self.parameters.jump_speed_mps.max(1.3 * speed)
        };
        let limit = fastest * dt.abs();
        let (mine, theirs) = (state.kinematic.position_cov(), sighting.r);
        let doubt = 5.0 * (mine.ee.max(mine.nn) + theirs.ee.max(theirs.nn)).sqrt();
        if fit.distance2 <= self.parameters.address_gate && flown <= limit + doubt {
            Claim::Fits(fit)
        } else if dt >= self.parameters.rejoin_after_s && flown <= limit {
            Claim::Rejoins
        } else {
            Claim::Jumps(Apart::of(state, measurement, Some(fit.distance2)))
        }
    }

    /// A measurement in a track's plane, and how long after the track's state it is, seconds (negative: late).
    pub(crate) fn seen_by(state: &State, measurement: &Measurement) -> (Sighting, f64) {
        let dt = (measurement.at - state.at).as_secs_f64();
        let (height_m, _) = state.kinematic.height();
        (Tracker::sighted(state, measurement, height_m), dt)
    }

    /// A measurement in a track's plane, the target taken at a height.
    pub(crate) fn sighted(state: &State, measurement: &Measurement, height_m: f64) -> Sighting {
        let mixed = state.only_sensor != Some(measurement.sensor);
        let velocity = state.kinematic.velocity();
        measurement.in_plane(&state.plane, height_m, velocity, mixed)
    }

    /// How a sighting fits a track.
    pub(crate) fn fit(&self, state: &State, sighting: &Sighting, measurement: &Measurement) -> Fit {
        let then = state
            .history
            .state_at(measurement.at, self.motion_of(state));
        match measurement.range_rate(&state.plane, state.climb_guess()) {
            Some(rate) => then.fit_with(sighting, &rate, RATE_ODD),
            None => then.fit(sighting),
        }
    }

    /// Whether a sighting is so near that it may fit: cheap, and on the generous side.
    pub(crate) fn is_near(state: &State, sighting: &Sighting, dt: f64) -> bool {
        let there = state.kinematic.position_after(dt);
        let (de, dn) = (sighting.z[0] - there[0], sighting.z[1] - there[1]);
        let (p, v, r) = (
            state.kinematic.position_cov(),
            state.kinematic.velocity_cov(),
            sighting.r,
        );
        let swerve = if state.class == TargetClass::Airborne {
            40.0
        } else {
            10.0
        } * dt
            * dt;
        let variance = 2.0 * (p.ee + p.nn + dt * dt * (v.ee + v.nn)) + r.ee + r.nn;
        de * de + dn * dn <= 36.0 * variance + swerve * swerve
    }

    /// How a track's target moves.
    pub(crate) fn motion_of(&self, state: &State) -> &Motion {
        self.motion(state.class)
    }

    /// How targets of a class move.
    pub(crate) fn motion(&self, class: TargetClass) -> &Motion {
        &self.motions[class as usize]
    }

    /// Takes a track into the list of what happened; the first entry of a step stays.
    pub(crate) fn note(&mut self, slot: usize, kind: UpdateKind) {
        let state = &mut self.table.states[slot];
        if kind == UpdateKind::Dropped || state.step != self.step {
            state.step = self.step;
            let number = self.table.tracks[slot].number;
            self.updates.push(TrackUpdate { number, kind });
        }
    }
}

/// The lines of the radars, by sensor.
fn lines(sensors: &[SensorSite]) -> Vec<Option<Line>> {
    let mut lines = Vec::new();
    for sensor in sensors {
        if matches!(sensor.kind, SensorKind::Radar(_)) {
            let index = usize::from(sensor.id.0);
            lines.resize(lines.len().max(index + 1), None);
            lines[index] = Some(Line::default());
        }
    }
    lines
}

/// What each radar shows besides targets, by sensor.
fn scenes(sensors: &[SensorSite], sites: &Sites) -> Vec<Option<Scene>> {
    let mut scenes = Vec::new();
    for sensor in sensors {
        let index = usize::from(sensor.id.0);
        if let (SensorKind::Radar(radar), Some(turn_s)) = (sensor.kind, sites.get(sensor.id).turn_s)
        {
            scenes.resize(scenes.len().max(index + 1), None);
            let scene = Scene::new(turn_s, sensor.range_max_m, radar.detection_probability);
            scenes[index] = Some(scene);
        }
    }
    scenes
}

/// Whether a report found the track of its address.
pub(crate) enum Owner {
    /// No track has its address.
    None,
    /// A track has, but it cannot be there.
    Clash,
    /// It was given to its track.
    Taken,
}
