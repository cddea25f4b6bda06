//! On-line registration: by how much each radar's ranges, azimuths and time stamps are off.
//!
//! A slow Kalman filter over all radars together. Its measurements are pairs: a plot of one sensor against the line
//! between two plots of another, of a target whose identity both are sure of. Their difference is linear in the
//! errors of both: range along the beam, azimuth across it, time along the flight; and in how much heights above the
//! ellipsoid differ from the reported ones, which is estimated with them. What is not a radar (ADS-B) is taken as
//! true; else the radar whose clock is the reference, and weak beliefs that radars are nearly right, tie the whole
//! down. Bar-Shalom, Li & Kirubarajan 2001, 5.2.4, for the filter; the rest is judgement.

#![expect(
    clippy::needless_range_loop,
    reason = "matrix algebra is read by its indices"
)]

mod course;

pub use course::RegistrationCourse;

use crate::clock::Step;
use course::Past;
use vigie_core::place::Cov2;
use vigie_core::sensor::{Registration, SensorId};
use vigie_core::time::UtcNs;

/// Radars that are registered; more are taken as they are.
const RADARS_MAX: usize = 24;
/// Errors of a radar.
const ERRORS: usize = 3;
/// Standard deviations of the errors of a radar that nothing is known of: metres, radians, seconds.
const PRIOR_SIGMA: [f64; ERRORS] = [200.0, 0.006, 0.5];
/// Standard deviation of the heights' common error before anything is known, metres.
const HEIGHT_SIGMA_M: f64 = 150.0;
/// How the errors wander: variance a second (15 m, 0.01°, 20 ms and 30 m in an hour).
const DRIFT: [f64; ERRORS] = [0.06, 8e-12, 1e-7];
/// See [`DRIFT`].
const HEIGHT_DRIFT: f64 = 0.25;
/// Pairs share plots: their noise counts this many times.
const SHARED: f64 = 2.0;
/// Squared distance (two degrees of freedom) beyond which a pair is not used.
const GATE: f64 = 16.0;
/// Degrees of freedom of the Student distribution that weighs pairs.
const STUDENT: f64 = 6.0;
/// A radar whose pairs are refused so often in a row has changed: its errors are looked for anew.
const REFUSED_MAX: u32 = 40;
/// A delay that changes by more is no line's, seconds.
const LINE_STEP_MAX_S: f64 = 5.0;
/// Plots kept of one track.
const PLOTS_MAX: usize = 9;
/// Plots kept of one track by one sensor.
const PLOTS_OF_ONE_MAX: usize = 3;
/// Two plots further apart in time than this do not make a line, seconds.
const LINE_MAX_S: f64 = 13.0;
/// Plots of one sensor nearer in time than this are as good as one, seconds.
const APART_MIN_S: f64 = 0.9;
/// Acceleration that a target in straight flight may have unnoticed, m/s².
const ACCELERATION: f64 = 1.5;

/// What is known of one radar's errors. A measurement is the truth plus these.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Bias {
    /// Metres, radians, seconds.
    pub(crate) mean: [f64; ERRORS],
    /// Their covariance.
    pub(crate) covariance: [[f64; ERRORS]; ERRORS],
}

/// How a position in a plane depends on the errors of the radar that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Leverage {
    /// Metres for each metre of range.
    pub(crate) range: [f64; 2],
    /// Metres for each radian of azimuth.
    pub(crate) azimuth: [f64; 2],
    /// Metres for each metre of height.
    pub(crate) height: [f64; 2],
}

/// A plot as its sensor gave it, in the plane of its track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RawPlot {
    pub(crate) sensor: SensorId,
    /// By its own clock, as far as that was known to be wrong corrected.
    pub(crate) at: UtcNs,
    /// By how much, seconds.
    pub(crate) corrected_s: f64,
    pub(crate) z: [f64; 2],
    pub(crate) r: Cov2,
    pub(crate) leverage: Leverage,
    /// How often its clock had stepped before.
    pub(crate) epoch: u32,
}

/// The last plots of one track, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawPlots(Vec<RawPlot>);

impl RawPlots {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<RawPlot>()
    }

    fn push(&mut self, plot: RawPlot) {
        // What comes twice a second makes no better lines than what comes once.
        let soon = |p: &RawPlot| (plot.at - p.at).as_secs_f64().abs() < APART_MIN_S;
        if self.0.iter().any(|p| p.sensor == plot.sensor && soon(p)) {
            return;
        }
        let same = || self.0.iter().filter(|p| p.sensor == plot.sensor);
        let oldest_of = |of_one: bool| {
            let mut oldest: Option<(usize, UtcNs)> = None;
            for (index, p) in self.0.iter().enumerate() {
                if (!of_one || p.sensor == plot.sensor) && oldest.is_none_or(|o| p.at < o.1) {
                    oldest = Some((index, p.at));
                }
            }
            oldest.map(|o| o.0)
        };
        let surplus = if same().count() >= PLOTS_OF_ONE_MAX {
            oldest_of(true)
        } else if self.0.len() >= PLOTS_MAX {
            oldest_of(false)
        } else {
            None
        };
        if let Some(index) = surplus {
            self.0.remove(index);
        }
        self.0.push(plot);
    }

    /// The plot of a sensor next before (or next after) a time.
    fn neighbour(&self, sensor: SensorId, at: UtcNs, before: bool) -> Option<&RawPlot> {
        let of_it = self.0.iter().filter(|p| p.sensor == sensor);
        if before {
            of_it.filter(|p| p.at < at).max_by_key(|p| p.at)
        } else {
            of_it.filter(|p| p.at >= at).min_by_key(|p| p.at)
        }
    }
}

/// The filter over all radars.
#[derive(Debug, Clone)]
pub(crate) struct Registrar {
    /// The radars, by the order of their states.
    radars: Vec<SensorId>,
    refused: Vec<u32>,
    /// How often each clock has stepped.
    epochs: Vec<u32>,
    used: Vec<u32>,
    /// The radar whose clock is right.
    reference: Option<SensorId>,
    /// Three states a radar, then that of the heights.
    x: Vec<f64>,
    /// Their covariance, row by row.
    p: Vec<f64>,
    at: Option<UtcNs>,
    /// Its states so far, where somebody wants to look back.
    past: Option<Box<Past>>,
    /// The errors as they are given; then none are looked for.
    given: Option<Box<RegistrationCourse>>,
}

/// A pair: a plot, and the line of another sensor at its time.
struct Pair {
    d: [f64; 2],
    r: Cov2,
    /// State and its lever, for both components.
    levers: Vec<(usize, [f64; 2])>,
    sensors: [SensorId; 2],
}

impl Registrar {
    pub(crate) fn new(radars: impl Iterator<Item = SensorId>) -> Registrar {
        let radars: Vec<SensorId> = radars.take(RADARS_MAX).collect();
        let n = radars.len() * ERRORS + 1;
        let mut new = Registrar {
            refused: vec![0; radars.len()],
            epochs: vec![0; radars.len()],
            used: vec![0; radars.len()],
            radars,
            reference: None,
            x: vec![0.0; n],
            p: vec![0.0; n * n],
            at: None,
            past: None,
            given: None,
        };
        for radar in 0..new.radars.len() {
            new.doubt(radar);
        }
        new.p[n * n - 1] = HEIGHT_SIGMA_M * HEIGHT_SIGMA_M;
        new
    }

    /// Gives a radar the errors' first uncertainty again.
    fn doubt(&mut self, radar: usize) {
        let n = self.x.len();
        for (error, sigma) in PRIOR_SIGMA.iter().enumerate() {
            let i = radar * ERRORS + error;
            let known = error == 2 && self.reference == Some(self.radars[radar]);
            self.grow(i * n + i, if known { 1e-8 } else { sigma * sigma });
        }
    }

    /// Names the radar whose time stamps are right: those of others are compared with it.
    pub(crate) fn set_reference(&mut self, sensor: SensorId) {
        self.reference = Some(sensor);
        if let Some(radar) = self.radars.iter().position(|&r| r == sensor) {
            let (n, i) = (self.x.len(), radar * ERRORS + 2);
            self.x[i] = 0.0;
            for k in 0..n {
                self.p[i * n + k] = 0.0;
                self.p[k * n + i] = 0.0;
            }
            self.p[i * n + i] = 1e-8;
        }
    }

    /// A radar's clock, or the delay of its line, has changed: its time error is looked for anew. A plot cannot be
    /// made after it has arrived, and no line slows down by [`LINE_STEP_MAX_S`]: as much is certainly the clock.
    pub(crate) fn clock_stepped(&mut self, sensor: SensorId, step: Step) {
        let Some(radar) = self.radar(sensor) else {
            return;
        };
        self.epochs[radar] = self.epochs[radar].saturating_add(1);
        if self.reference == Some(sensor) || self.given.is_some() {
            return;
        }
        let (n, i) = (self.x.len(), radar * ERRORS + 2);
        if step.ahead_s.abs() > LINE_STEP_MAX_S {
            self.x[i] += step.ahead_s;
        }
        self.x[i] = self.x[i].max(-step.least_s);
        let doubt = step.ahead_s.abs().clamp(PRIOR_SIGMA[2], LINE_STEP_MAX_S);
        self.p[i * n + i] += doubt * doubt;
        self.refused[radar] = 0;
    }

    fn radar(&self, sensor: SensorId) -> Option<usize> {
        self.radars.iter().position(|&r| r == sensor)
    }

    /// How often the clock of a sensor has stepped.
    pub(crate) fn epoch(&self, sensor: SensorId) -> u32 {
        self.radar(sensor).map_or(0, |radar| self.epochs[radar])
    }

    /// The errors of a sensor; none for what is no radar.
    pub(crate) fn bias(&self, sensor: SensorId) -> Bias {
        let Some(radar) = self.radar(sensor) else {
            return Bias::default();
        };
        let (n, i) = (self.x.len(), radar * ERRORS);
        Bias {
            mean: std::array::from_fn(|k| self.x[i + k]),
            covariance: std::array::from_fn(|k| {
                std::array::from_fn(|l| self.p[(i + k) * n + i + l])
            }),
        }
    }

    /// What people may read of it, once anything is known.
    pub(crate) fn shown(&self, sensor: SensorId) -> Option<Registration> {
        let radar = self.radar(sensor).filter(|&r| self.used[r] > 0)?;
        let bias = self.bias(sensor);
        let sigma = |k: usize| bias.covariance[k][k].max(0.0).sqrt();
        Some(Registration {
            range_m: bias.mean[0],
            azimuth_rad: bias.mean[1],
            time_s: bias.mean[2],
            range_sigma_m: sigma(0),
            azimuth_sigma_rad: sigma(1),
            time_sigma_s: sigma(2),
            pairs: self.used[radar],
        })
    }

    /// Takes a plot of a target of firm identity: it makes pairs with what `plots` holds, and joins it.
    pub(crate) fn take(&mut self, plots: &mut RawPlots, plot: RawPlot) {
        if self.radars.is_empty() || self.given.is_some() {
            return;
        }
        // Across a step of the clock there is no line.
        plots.0.retain(|p| p.epoch == self.epoch(p.sensor));
        let mut pairs = Vec::new();
        for (index, other) in plots.0.iter().enumerate() {
            if other.sensor == plot.sensor {
                continue;
            }
            // The plot between two of the other's; once for each other sensor.
            let first = plots.0[..index].iter().all(|p| p.sensor != other.sensor);
            if first
                && let Some(before) = plots.neighbour(other.sensor, plot.at, true)
                && let Some(after) = plots.neighbour(other.sensor, plot.at, false)
            {
                pairs.extend(self.pair(&plot, before, after));
            }
            // One of the other's between the plot and its own last (or next).
            let own = plots.neighbour(plot.sensor, plot.at, other.at < plot.at);
            if let Some(own) = own {
                let (before, after) = if own.at < plot.at {
                    (own, &plot)
                } else {
                    (&plot, own)
                };
                if (before.at..after.at).contains(&other.at) {
                    pairs.extend(self.pair(other, before, after));
                }
            }
        }
        self.drift(plot.at);
        for pair in &pairs {
            self.update(pair);
        }
        plots.push(plot);
    }

    /// The difference between a plot and the line between two of another sensor.
    fn pair(&self, plot: &RawPlot, before: &RawPlot, after: &RawPlot) -> Option<Pair> {
        let (whole, part) = (
            (after.at - before.at).as_secs_f64(),
            (plot.at - before.at).as_secs_f64(),
        );
        let (mine, theirs) = (self.radar(plot.sensor), self.radar(before.sensor));
        if whole <= 0.5 || whole > LINE_MAX_S || mine.is_none() {
            return None;
        }
        let a = part / whole;
        let between = |f: fn(&RawPlot) -> [f64; 2]| {
            let (x, y) = (f(before), f(after));
            [x[0] + a * (y[0] - x[0]), x[1] + a * (y[1] - x[1])]
        };
        let z = between(|p| p.z);
        let v = [
            (after.z[0] - before.z[0]) / whole,
            (after.z[1] - before.z[1]) / whole,
        ];
        let mut levers = Vec::with_capacity(7);
        let lever = &plot.leverage;
        if let Some(mine) = mine {
            let i = mine * ERRORS;
            levers.push((i, lever.range));
            levers.push((i + 1, lever.azimuth));
            levers.push((i + 2, [-v[0], -v[1]]));
        }
        let minus = |f: fn(&RawPlot) -> [f64; 2]| between(f).map(|x| -x);
        if let Some(theirs) = theirs {
            let i = theirs * ERRORS;
            levers.push((i, minus(|p| p.leverage.range)));
            levers.push((i + 1, minus(|p| p.leverage.azimuth)));
            levers.push((i + 2, v));
        }
        let height = minus(|p| p.leverage.height);
        let common = [lever.height[0] + height[0], lever.height[1] + height[1]];
        levers.push((self.x.len() - 1, [-common[0], -common[1]]));
        let bend = 0.5 * ACCELERATION * part * (whole - part);
        let (b, c) = ((1.0 - a) * (1.0 - a), a * a);
        let bend2 = bend * bend;
        // The plots lie where their corrected times put them: the line need not be prolonged to where the raw ones would.
        let corrected =
            plot.corrected_s - (before.corrected_s + a * (after.corrected_s - before.corrected_s));
        Some(Pair {
            d: [
                plot.z[0] - z[0] - v[0] * corrected,
                plot.z[1] - z[1] - v[1] * corrected,
            ],
            r: Cov2 {
                ee: SHARED * (plot.r.ee + b * before.r.ee + c * after.r.ee + bend2),
                en: SHARED * (plot.r.en + b * before.r.en + c * after.r.en),
                nn: SHARED * (plot.r.nn + b * before.r.nn + c * after.r.nn + bend2),
            },
            levers,
            sensors: [plot.sensor, before.sensor],
        })
    }

    fn drift(&mut self, at: UtcNs) {
        let from = *self.at.get_or_insert(at);
        let dt = (at - from).as_secs_f64();
        if dt < 1.0 {
            return;
        }
        self.at = Some(at);
        if let Some(past) = &mut self.past {
            past.look(from, &self.x, &self.p);
        }
        let (n, dt) = (self.x.len(), dt.min(3600.0));
        for radar in 0..self.radars.len() {
            for (error, drift) in DRIFT.iter().enumerate() {
                let i = radar * ERRORS + error;
                let limit = PRIOR_SIGMA[error] * PRIOR_SIGMA[error];
                let fixed = error == 2 && self.reference == Some(self.radars[radar]);
                if !fixed && self.p[i * n + i] < limit {
                    self.grow(i * n + i, drift * dt);
                }
            }
        }
        self.grow(n * n - 1, HEIGHT_DRIFT * dt);
    }

    /// Adds to a variance, by its place in the covariance.
    fn grow(&mut self, place: usize, variance: f64) {
        self.p[place] += variance;
        if let Some(past) = &mut self.past {
            past.add(place / (self.x.len() + 1), variance);
        }
    }

    fn update(&mut self, pair: &Pair) {
        let n = self.x.len();
        let mut nu = pair.d;
        for &(i, lever) in &pair.levers {
            nu[0] -= lever[0] * self.x[i];
            nu[1] -= lever[1] * self.x[i];
        }
        let ph: Vec<[f64; 2]> = (0..n)
            .map(|row| {
                let mut sum = [0.0; 2];
                for &(i, lever) in &pair.levers {
                    sum[0] += self.p[row * n + i] * lever[0];
                    sum[1] += self.p[row * n + i] * lever[1];
                }
                sum
            })
            .collect();
        let mut s = pair.r;
        for &(i, lever) in &pair.levers {
            s.ee += lever[0] * ph[i][0];
            s.en += 0.5 * (lever[0] * ph[i][1] + lever[1] * ph[i][0]);
            s.nn += lever[1] * ph[i][1];
        }
        let quadratic = |s: Cov2| {
            let det = s.ee * s.nn - s.en * s.en;
            (s.nn * nu[0] * nu[0] - 2.0 * s.en * nu[0] * nu[1] + s.ee * nu[1] * nu[1]) / det
        };
        let d2 = quadratic(s);
        let fits = d2.is_finite() && (0.0..=GATE).contains(&d2);
        self.count(pair.sensors, fits);
        if !fits {
            return;
        }
        // A pair that lies far out counts for less.
        let weight = (STUDENT + 2.0) / (STUDENT + d2);
        let more = (1.0 / weight - 1.0).max(0.0);
        s.ee += more * pair.r.ee;
        s.en += more * pair.r.en;
        s.nn += more * pair.r.nn;
        let det = s.ee * s.nn - s.en * s.en;
        let gain: Vec<[f64; 2]> = ph
            .iter()
            .map(|h| {
                [
                    (h[0] * s.nn - h[1] * s.en) / det,
                    (h[1] * s.ee - h[0] * s.en) / det,
                ]
            })
            .collect();
        for i in 0..n {
            self.x[i] += gain[i][0] * nu[0] + gain[i][1] * nu[1];
            for j in 0..=i {
                let change = gain[i][0] * ph[j][0] + gain[i][1] * ph[j][1];
                let cell = self.p[i * n + j] - change;
                self.p[i * n + j] = cell;
                self.p[j * n + i] = cell;
            }
            self.p[i * n + i] = self.p[i * n + i].max(1e-12);
        }
    }

    /// Counts what was used, and looks anew at a radar whose pairs no longer fit.
    fn count(&mut self, sensors: [SensorId; 2], fits: bool) {
        for sensor in sensors {
            let Some(radar) = self.radar(sensor) else {
                continue;
            };
            if fits {
                self.refused[radar] = 0;
                self.used[radar] = self.used[radar].saturating_add(1);
            } else {
                self.refused[radar] += 1;
                if self.refused[radar] >= REFUSED_MAX {
                    self.refused[radar] = 0;
                    self.doubt(radar);
                }
            }
        }
    }
}
