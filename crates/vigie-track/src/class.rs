//! As what kind of mover a target is tracked: on the ground, flying, or slow and low; and when that changes.
//!
//! On the ground is what says so, several times running, and is no faster than a take-off run; the same to leave it.
//! Slow is what only sensors for slow targets see, what identifies itself remotely or calls itself unmanned, and what
//! has long been slow and low at a height that it states; it leaves the class when it is surely fast or high. A change
//! takes the kept measurements again with the other class's motion, so nothing of the track is lost. The class
//! chooses motion; it identifies nothing.

use crate::table::State;
use crate::tracker::{ON_GROUND_MPS, Tracker};
use vigie_core::identity::EmitterCategory;
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::TargetClass;

/// Position reports after which a speed may decide.
const SPEED_PLOTS: u32 = 8;
/// Unmanned aerial vehicle (ICAO Doc 9871, BDS 0,8: from memory, unverified).
const UNMANNED: EmitterCategory = EmitterCategory {
    set: b'B',
    number: 6,
};

/// What speaks for another class than the one a track has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Leaning {
    /// Statements in a row that it is on the ground (positive) or flies (negative).
    ground: i8,
    /// Since when it has been slow and low.
    slow_since: Option<UtcNs>,
    /// Taken as slow only because of the sensors that see it.
    by_site: bool,
}

impl Leaning {
    /// Of a track that begins.
    pub(crate) fn begun(class: TargetClass, by_site: bool) -> Leaning {
        Leaning {
            ground: i8::from(class == TargetClass::Surface),
            slow_since: None,
            by_site,
        }
    }

    fn hear(&mut self, on_ground: Option<bool>) {
        self.ground = match on_ground {
            Some(true) => self.ground.max(0).saturating_add(1),
            Some(false) => self.ground.min(0).saturating_sub(1),
            None => self.ground,
        };
    }
}

impl Tracker {
    /// The class of a track that a report begins.
    pub(crate) fn first_class(&self, report: &TargetReport) -> TargetClass {
        let slow_site = self.sites.get(report.sensor).slow;
        if report.on_ground == Some(true) {
            TargetClass::Surface
        } else if slow_site || says_unmanned(report.kind, report.category) {
            TargetClass::Slow
        } else {
            TargetClass::Airborne
        }
    }

    /// Whether a report speaks for a slow target by itself; else the sensor does.
    pub(crate) fn slow_by_site(report: &TargetReport) -> bool {
        !says_unmanned(report.kind, report.category)
    }

    /// Takes what a report says of the class in; `placed` if it moved the track.
    pub(crate) fn classify(&mut self, slot: usize, report: &TargetReport, placed: bool) {
        let site_slow = self.sites.get(report.sensor).slow;
        let unmanned = says_unmanned(report.kind, report.category)
            || self.table.tracks[slot].identity.category == Some(UNMANNED);
        let (speed, sigma) = speed_of(&self.table.states[slot]);
        let low = self.is_low(slot, report.sensor);
        let (p, plots) = (&self.parameters, self.table.tracks[slot].plots);
        let votes = i8::try_from(p.ground_votes).unwrap_or(i8::MAX).max(1);
        let state = &mut self.table.states[slot];
        state.leaning.hear(report.on_ground);
        if unmanned {
            state.leaning.by_site = false;
        }
        let surely_over = |limit: f64| speed - 2.0 * sigma > limit;
        let is_slow =
            plots >= SPEED_PLOTS && low == Some(true) && speed + 2.0 * sigma < p.slow_speed_mps[0];
        state.leaning.slow_since = match state.leaning.slow_since {
            _ if !is_slow => None,
            None => Some(state.at),
            since => since,
        };
        let long_slow = (state.leaning.slow_since)
            .is_some_and(|since| (state.at - since).as_secs_f64() >= p.slow_after_s);
        let grounded = state.leaning.ground >= votes && !surely_over(ON_GROUND_MPS);
        let flies = state.leaning.ground <= -votes || surely_over(ON_GROUND_MPS);
        let class = match state.class {
            TargetClass::Surface if !flies => TargetClass::Surface,
            TargetClass::Airborne | TargetClass::Slow if grounded => TargetClass::Surface,
            TargetClass::Slow if state.leaning.by_site && placed && !site_slow => {
                TargetClass::Airborne
            }
            TargetClass::Slow if state.leaning.by_site => TargetClass::Slow,
            TargetClass::Slow if surely_over(p.slow_speed_mps[1]) || low == Some(false) => {
                TargetClass::Airborne
            }
            TargetClass::Slow => TargetClass::Slow,
            _ if unmanned && !surely_over(p.slow_speed_mps[1]) && low != Some(false) => {
                TargetClass::Slow
            }
            TargetClass::Airborne if long_slow => TargetClass::Slow,
            _ => TargetClass::Airborne,
        };
        if class != state.class {
            self.change_class(slot, class);
        }
    }

    /// Tracks a target as one of another class from here on, and what is kept of it as well.
    fn change_class(&mut self, slot: usize, class: TargetClass) {
        let motion = *self.motion(class);
        let state = &mut self.table.states[slot];
        state.class = class;
        state.leaning.slow_since = None;
        state.leaning.by_site = false;
        state.history.remodel(&motion);
        state.kinematic = state.history.now().mean();
        self.table.tracks[slot].class = class;
        self.counters.class_changes += 1;
    }

    /// Whether a target that states its height is low above a sensor; `None` if that is not known.
    fn is_low(&self, slot: usize, sensor: SensorId) -> Option<bool> {
        let state = &self.table.states[slot];
        let site = self.sites.get(sensor);
        site.ecef?;
        let height = state.height_at(state.at, &self.parameters)?;
        let above_m = height.height_m - site.height_m;
        let [low, high] = self.parameters.slow_height_m;
        if above_m < low {
            Some(true)
        } else if above_m > high {
            Some(false)
        } else {
            None
        }
    }
}

/// Ground speed and its standard deviation, m/s.
fn speed_of(state: &State) -> (f64, f64) {
    let (v, p) = (state.kinematic.velocity(), state.kinematic.velocity_cov());
    (libm::hypot(v[0], v[1]), p.ee.max(p.nn).sqrt())
}

fn says_unmanned(kind: ReportKind, category: Option<EmitterCategory>) -> bool {
    kind == ReportKind::RemoteId || category == Some(UNMANNED)
}
