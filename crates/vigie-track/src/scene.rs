//! What a radar shows besides targets: how many false plots where, and how surely it sees a target.
//!
//! Both are learned on line, per sensor. False plots are counted in cells of range and azimuth, with the whole
//! sensor's density as the prior of each cell (a gamma prior); the probability of detection starts from the nominal
//! one and follows the looks at believed tracks (a beta prior). Targets not yet seen are a density too: many at
//! first, then only those that appear (the Poisson part of Williams 2015).

use vigie_core::report::Polar;
use vigie_core::time::UtcNs;

/// Rings of range.
const RINGS: usize = 12;
/// Sectors of azimuth.
const SECTORS: usize = 32;
/// Turns over which false plots are averaged.
const MEMORY_TURNS: f64 = 40.0;
/// Turns for which the prior of a cell counts.
const PRIOR_TURNS: f64 = 4.0;
/// Looks for which the nominal probability of detection counts.
const PRIOR_LOOKS: f64 = 50.0;
/// Looks over which the probability of detection is averaged.
const MEMORY_LOOKS: f64 = 2000.0;
/// A sensor has at least so many false plots a turn.
const FALSE_MIN: f64 = 1.0;
/// As many plots of one moment come from a sensor that does not rotate.
const STARING_PLOTS: usize = 6;

/// One radar's surroundings.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    turn_s: f64,
    range_max_m: f64,
    cells: Vec<f64>,
    total: f64,
    /// Turns that have been averaged.
    turns: f64,
    first: Option<UtcNs>,
    /// The latest time that a plot of it had, its clock corrected.
    pub(crate) latest: UtcNs,
    decayed: UtcNs,
    hits: f64,
    looks: f64,
    elevation_max_rad: f64,
    /// Looks everywhere at once.
    pub(crate) staring: bool,
}

impl Scene {
    pub(crate) fn new(turn_s: f64, range_max_m: f64, detection: f64) -> Scene {
        let detection = if detection.is_finite() {
            detection.clamp(0.3, 0.97)
        } else {
            0.8
        };
        Scene {
            turn_s,
            range_max_m: if range_max_m.is_finite() {
                range_max_m.clamp(1e3, 1e6)
            } else {
                4e5
            },
            cells: vec![0.0; RINGS * SECTORS],
            total: 0.0,
            turns: 0.0,
            first: None,
            latest: UtcNs(i64::MIN),
            decayed: UtcNs(i64::MIN),
            hits: detection * PRIOR_LOOKS,
            looks: PRIOR_LOOKS,
            elevation_max_rad: 0.1,
            staring: false,
        }
    }

    /// Takes note of a plot's time: the beam is there now.
    pub(crate) fn pass(&mut self, at: UtcNs, same_moment: usize) {
        self.first.get_or_insert(at);
        self.latest = self.latest.max(at);
        if same_moment >= STARING_PLOTS {
            self.staring = true;
        }
        if self.decayed == UtcNs(i64::MIN) {
            self.decayed = at;
        }
        let turns = (at - self.decayed).as_secs_f64() / self.turn_s;
        if turns >= 1.0 {
            self.decayed = at;
            let keep = libm::exp(-turns / MEMORY_TURNS);
            self.turns = self.turns * keep + turns.min(MEMORY_TURNS) * keep;
            self.total *= keep;
            for cell in &mut self.cells {
                *cell *= keep;
            }
        }
    }

    /// Counts a plot that is false by this probability.
    pub(crate) fn count_false(&mut self, polar: &Polar, probability: f64) {
        let cell = self.cell(polar);
        self.cells[cell] += probability;
        self.total += probability;
        if let Some(elevation) = polar.elevation_rad {
            self.elevation_max_rad = self.elevation_max_rad.max(elevation.min(1.5));
        }
    }

    /// Counts a look at a believed track.
    pub(crate) fn count_look(&mut self, hit: bool) {
        if self.looks >= MEMORY_LOOKS {
            self.hits *= 0.5;
            self.looks *= 0.5;
        }
        self.looks += 1.0;
        self.hits += f64::from(u8::from(hit));
    }

    /// Probability that a target is seen in a look.
    pub(crate) fn detection(&self) -> f64 {
        (self.hits / self.looks).clamp(0.3, 0.97)
    }

    /// Duration of a turn, seconds.
    pub(crate) fn turn_s(&self) -> f64 {
        self.turn_s
    }

    /// Area that it covers, m².
    fn area(&self) -> f64 {
        std::f64::consts::PI * self.range_max_m * self.range_max_m
    }

    /// False plots a turn and square metre (cubic metre where elevation is measured).
    pub(crate) fn false_density(&self, polar: &Polar) -> f64 {
        let turns = self.turns + 0.5;
        let mean = (self.total + FALSE_MIN) / turns / self.area();
        let cell = self.cell(polar);
        let (inner, outer) = self.ring(cell / SECTORS);
        let area = std::f64::consts::PI * (outer * outer - inner * inner) / SECTORS as f64;
        let density = (self.cells[cell] / area + PRIOR_TURNS * mean) / (self.turns + PRIOR_TURNS);
        density / self.depth_m(polar)
    }

    /// Targets not yet seen, a square metre (cubic metre): what a plot that nobody claims may be instead of false.
    pub(crate) fn unseen_density(&self, polar: &Polar, at: UtcNs, first: f64, later: f64) -> f64 {
        let since = self.first.map_or(0.0, |f| (at - f).as_secs_f64());
        let looks = (since / self.turn_s).clamp(0.0, 100.0);
        let missed = libm::exp(looks * libm::log(1.0 - self.detection()));
        (first * missed + later) / self.area() / self.depth_m(polar)
    }

    /// Over how many metres of height plots may lie, where height is measured; else one.
    fn depth_m(&self, polar: &Polar) -> f64 {
        match polar.elevation_rad {
            Some(_) => (polar.range_m * self.elevation_max_rad).max(10.0),
            None => 1.0,
        }
    }

    fn ring(&self, ring: usize) -> (f64, f64) {
        let width = self.range_max_m / RINGS as f64;
        (ring as f64 * width, (ring as f64 + 1.0) * width)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "float to integer saturates, and the result is bounded"
    )]
    fn cell(&self, polar: &Polar) -> usize {
        let ring = (polar.range_m / self.range_max_m * RINGS as f64) as usize;
        let turn = polar.azimuth_rad / std::f64::consts::TAU;
        let sector = ((turn - libm::floor(turn)) * SECTORS as f64) as usize;
        ring.min(RINGS - 1) * SECTORS + sector.min(SECTORS - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Scene;
    use vigie_core::report::Polar;
    use vigie_core::time::{Nanos, UtcNs};

    fn polar(range_m: f64, azimuth_rad: f64) -> Polar {
        Polar {
            range_m,
            azimuth_rad,
            elevation_rad: None,
            range_sigma_m: 50.0,
            azimuth_sigma_rad: 0.001,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        }
    }

    #[test]
    fn false_plots_are_learned_where_they_are() {
        let mut scene = Scene::new(5.0, 200e3, 0.9);
        let (dirty, clean) = (polar(50e3, 1.0), polar(150e3, 4.0));
        let before = scene.false_density(&dirty);
        for turn in 0..100u32 {
            scene.pass(UtcNs(0) + Nanos::from_secs(5 * i64::from(turn)), 1);
            scene.count_false(&dirty, 1.0);
            if turn % 20 == 0 {
                scene.count_false(&clean, 1.0);
            }
        }
        let (here, there) = (scene.false_density(&dirty), scene.false_density(&clean));
        assert!(
            here > 20.0 * there && here > before,
            "{here} {there} {before}"
        );
        // One plot a turn in a cell of range 50 to 66.7 km and a 32nd of the circle.
        let cell = std::f64::consts::PI * (66.667e3f64.powi(2) - 50e3f64.powi(2)) / 32.0;
        assert!((here * cell - 1.0).abs() < 0.25, "{}", here * cell);
        let (first, later) = (
            scene.unseen_density(&dirty, UtcNs(0), 50.0, 2.0),
            scene.unseen_density(&dirty, UtcNs(0) + Nanos::from_secs(100), 50.0, 2.0),
        );
        assert!(first > 20.0 * later && later > 0.0);
    }

    #[test]
    fn detection_is_learned() {
        let mut scene = Scene::new(5.0, 200e3, 0.9);
        for look in 0..5000u32 {
            scene.count_look(look % 5 < 3);
        }
        assert!(
            (scene.detection() - 0.6).abs() < 0.02,
            "{}",
            scene.detection()
        );
        assert!(Scene::new(5.0, f64::NAN, f64::NAN).detection() > 0.5);
    }
}
