//! Registration over a whole recording: what each radar's errors were at each time, given all pairs before and after.
//!
//! While a recording is tracked for the first time, the registrar keeps its state each ten seconds, with the noise that was
//! added since the last. Backwards over these (Rauch, Tung & Striebel 1965: the errors wander, nothing else moves them) each
//! state learns of what came after. A second pass takes the course as given and registers no more: the same pairs must
//! not count twice.

use super::{ERRORS, Registrar};
use nalgebra::{Cholesky, DMatrix, DVector};
use vigie_core::sensor::{Registration, SensorId};
use vigie_core::time::{Nanos, UtcNs};

/// Time between two states, at first.
const EVERY: Nanos = Nanos::from_secs(10);
/// States kept; when they are more, every second one goes, and the time between them doubles.
const STATES_MAX: usize = 1024;

/// What the registrar keeps of its past, where somebody wants to look back.
#[derive(Debug, Clone)]
pub(super) struct Past {
    every: Nanos,
    states: Vec<State>,
    /// Variance added since the last state.
    added: Vec<f64>,
}

/// The registrar's state at a time.
#[derive(Debug, Clone)]
struct State {
    at: UtcNs,
    x: DVector<f64>,
    p: DMatrix<f64>,
    /// Variance added since the state before.
    added: Vec<f64>,
}

/// The errors of radars over time (see [`Tracker::registration_course`](crate::Tracker::registration_course)).
#[derive(Debug, Clone)]
pub struct RegistrationCourse {
    radars: Vec<SensorId>,
    used: Vec<u32>,
    /// At least one.
    states: Vec<State>,
}

impl Past {
    pub(super) fn new(states: usize) -> Past {
        Past {
            every: EVERY,
            states: Vec::new(),
            added: vec![0.0; states],
        }
    }

    pub(super) fn add(&mut self, index: usize, variance: f64) {
        if let Some(added) = self.added.get_mut(index) {
            *added += variance;
        }
    }

    /// Takes note of a state, if it is time.
    pub(super) fn look(&mut self, at: UtcNs, x: &[f64], p: &[f64]) {
        if self
            .states
            .last()
            .is_none_or(|last| at >= last.at + self.every)
        {
            self.push(at, x, p);
        }
        if self.states.len() > STATES_MAX {
            self.thin();
        }
    }

    fn push(&mut self, at: UtcNs, x: &[f64], p: &[f64]) {
        let n = x.len();
        self.states.push(State {
            at,
            x: DVector::from_column_slice(x),
            p: DMatrix::from_row_slice(n, n, p),
            added: std::mem::replace(&mut self.added, vec![0.0; n]),
        });
    }

    fn thin(&mut self) {
        self.every = self.every + self.every;
        let mut thinned: Vec<State> = Vec::with_capacity(STATES_MAX);
        let mut owed: Option<Vec<f64>> = None;
        for (index, mut state) in std::mem::take(&mut self.states).into_iter().enumerate() {
            if let Some(owed) = owed.take() {
                for (mine, more) in state.added.iter_mut().zip(owed) {
                    *mine += more;
                }
            }
            if index % 2 == 0 {
                thinned.push(state);
            } else {
                owed = Some(state.added);
            }
        }
        for (mine, more) in self.added.iter_mut().zip(owed.unwrap_or_default()) {
            *mine += more;
        }
        self.states = thinned;
    }
}

impl Registrar {
    /// Keeps its past from now on.
    pub(crate) fn keep_past(&mut self) {
        let n = self.x.len();
        self.past.get_or_insert_with(|| Box::new(Past::new(n)));
    }

    /// The errors over the time for which the past was kept; `None` where it was not, or nothing was found.
    pub(crate) fn course(&self) -> Option<RegistrationCourse> {
        let (mut past, at) = (self.past.as_deref()?.clone(), self.at?);
        past.push(at, &self.x, &self.p);
        let mut states = past.states;
        for k in (1..states.len()).rev() {
            let (earlier, later) = states.split_at_mut(k);
            if let (Some(earlier), Some(later)) = (earlier.last_mut(), later.first()) {
                earlier.learn_from(later);
            }
        }
        Some(RegistrationCourse {
            radars: self.radars.clone(),
            used: self.used.clone(),
            states,
        })
    }

    /// Takes the errors as given from now on.
    pub(crate) fn follow(&mut self, course: &RegistrationCourse) {
        if course.radars == self.radars {
            self.used.clone_from(&course.used);
            self.given = Some(Box::new(course.clone()));
            self.turn_to(UtcNs(i64::MIN));
        }
    }

    /// The errors of a time, where they are given.
    pub(crate) fn turn_to(&mut self, now: UtcNs) {
        let Some(course) = &self.given else {
            return;
        };
        let Some(state) = course.state_at(now) else {
            return;
        };
        self.x.copy_from_slice(state.x.as_slice());
        // A covariance is symmetric: by columns or by rows is the same.
        self.p.copy_from_slice(state.p.as_slice());
    }

    /// Begins with what is known of a radar's errors; `false` when it is not one that is registered.
    pub(crate) fn set(&mut self, sensor: SensorId, known: &Registration) -> bool {
        let Some(radar) = self.radar(sensor) else {
            return false;
        };
        let n = self.x.len();
        let mean = [known.range_m, known.azimuth_rad, known.time_s];
        let sigma = [
            known.range_sigma_m,
            known.azimuth_sigma_rad,
            known.time_sigma_s,
        ];
        if mean.iter().chain(&sigma).any(|x| !x.is_finite()) {
            return false;
        }
        for error in 0..ERRORS {
            let i = radar * ERRORS + error;
            self.x[i] = mean[error];
            for k in 0..n {
                self.p[i * n + k] = 0.0;
                self.p[k * n + i] = 0.0;
            }
            self.p[i * n + i] = (sigma[error] * sigma[error]).max(1e-12);
        }
        self.used[radar] = self.used[radar].max(known.pairs.max(1));
        true
    }
}

impl State {
    /// One step back: the later state is this one and what was added.
    fn learn_from(&mut self, later: &State) {
        let mut ahead = self.p.clone();
        for (i, added) in later.added.iter().enumerate() {
            ahead[(i, i)] += added;
        }
        let Some(factor) = Cholesky::new(ahead.clone()) else {
            return;
        };
        let gain = factor.solve(&self.p).transpose();
        self.x += &gain * (&later.x - &self.x);
        let mut p = &self.p + &gain * (&later.p - ahead) * gain.transpose();
        p = (&p + p.transpose()) * 0.5;
        for i in 0..p.nrows() {
            p[(i, i)] = p[(i, i)].max(1e-12);
        }
        self.p = p;
    }
}

impl RegistrationCourse {
    fn state_at(&self, at: UtcNs) -> Option<&State> {
        let after = self.states.partition_point(|state| state.at < at);
        self.states.get(after).or(self.states.last())
    }

    /// By how much a radar was off at a time; `None` where nothing told.
    #[must_use]
    pub fn at(&self, sensor: SensorId, at: UtcNs) -> Option<Registration> {
        let radar = self.radars.iter().position(|&r| r == sensor)?;
        let (state, pairs) = (self.state_at(at)?, self.used[radar]);
        let sigma = |k: usize| {
            state.p[(radar * ERRORS + k, radar * ERRORS + k)]
                .max(0.0)
                .sqrt()
        };
        (pairs > 0).then(|| Registration {
            range_m: state.x[radar * ERRORS],
            azimuth_rad: state.x[radar * ERRORS + 1],
            time_s: state.x[radar * ERRORS + 2],
            range_sigma_m: sigma(0),
            azimuth_sigma_rad: sigma(1),
            time_sigma_s: sigma(2),
            pairs,
        })
    }

    /// The radars that were registered.
    #[must_use]
    pub fn radars(&self) -> &[SensorId] {
        &self.radars
    }
}
