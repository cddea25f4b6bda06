//! Whether a track is a target: the odds, plot by plot and look by look.
//!
//! A plot multiplies the odds by how much more probable it is as the target's than as a false one; a look of the beam
//! in which nothing was seen, by the probability of missing the target (Blackman & Popoli 1999, 6.2, from memory,
//! unverified: the sequential test of a track's score). A look counts only when the beam has passed.

use crate::measurement::Measurement;
use crate::scene::Scene;
use crate::table::{Look, State};
use crate::tracker::Tracker;
use vigie_core::report::{Polar, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::TrackStatus;

/// The most that one plot may raise the logarithm of the odds by.
const HIT_MAX: f64 = 7.0;
/// The most that one may lower it by.
const HIT_MIN: f64 = -3.0;
/// A beam has passed when it is so much of a turn beyond the place.
const PASSED: f64 = 0.04;
/// Misses in a row after which a sensor no longer covers the target: they count, further ones do not.
const MISSES_MAX: u32 = 4;
/// Sensors whose looks are counted for one track.
const LOOKS_MAX: usize = 8;

impl Tracker {
    /// The logarithm of how much more probable a plot is as a track's than as a false one. `cost` is −2·ln of its
    /// likelihood without 1/2π, `dimensions` 2 or 3.
    pub(crate) fn log_ratio(&self, measurement: &Measurement, cost: f64) -> f64 {
        let Some((polar, scene)) = self.scene_of(measurement) else {
            return HIT_MAX;
        };
        let three = polar.elevation_rad.is_some();
        let constant = libm::log(std::f64::consts::TAU) * if three { 1.5 } else { 1.0 };
        let density = scene.false_density(&polar).max(1e-30);
        libm::log(scene.detection()) - 0.5 * cost - constant - libm::log(density)
    }

    /// What is lost, as a logarithm, when a target goes unseen by a sensor.
    pub(crate) fn cost_of_miss(&self, sensor: SensorId) -> f64 {
        let scene = self.scenes.get(usize::from(sensor.0));
        let detection = scene.and_then(Option::as_ref).map_or(0.9, Scene::detection);
        -libm::log(1.0 - detection)
    }

    /// A radar's measurement and surroundings.
    fn scene_of(&self, measurement: &Measurement) -> Option<(Polar, &Scene)> {
        let polar = measurement.polar()?;
        let scene = self
            .scenes
            .get(usize::from(measurement.sensor.0))?
            .as_ref()?;
        Some((polar, scene))
    }

    /// Logarithm of the odds that a plot which nobody claims is a target.
    pub(crate) fn first_odds(&self, report: &TargetReport, measurement: &Measurement) -> f64 {
        let Some((polar, scene)) = self.scene_of(measurement) else {
            return 0.0;
        };
        let p = &self.parameters;
        let unseen = scene.unseen_density(&polar, measurement.at, p.unseen_first, p.unseen_later);
        let odds = libm::log(unseen * scene.detection() / scene.false_density(&polar).max(1e-30));
        let replies = u8::from(report.mode_a.is_some()) + u8::from(report.altitude.is_some());
        (odds + p.reply_odds * f64::from(replies)).min(2.0)
    }

    /// Counts the plot that begins a track.
    pub(crate) fn start_looks(&mut self, slot: usize, measurement: &Measurement) {
        let scene = self
            .scenes
            .get_mut(usize::from(measurement.sensor.0))
            .and_then(Option::as_mut);
        let state = &mut self.table.states[slot];
        if let (Some(scene), Some(polar)) = (scene, measurement.polar()) {
            let look = state.look_of(measurement.sensor, measurement.at);
            (look.hit, look.seen) = (measurement.at, 1);
            let doubt = 1.0 / (1.0 + libm::exp(state.odds.min(50.0)));
            scene.count_false(&polar, doubt);
        }
    }

    /// Counts a plot that a track took: `ratio` as [`Tracker::log_ratio`] has it.
    pub(crate) fn count_hit(&mut self, slot: usize, measurement: &Measurement, ratio: f64) {
        let scene = self
            .scenes
            .get_mut(usize::from(measurement.sensor.0))
            .and_then(Option::as_mut);
        let (track, state) = (&self.table.tracks[slot], &mut self.table.states[slot]);
        let (at, sensor, first) = (measurement.at, measurement.sensor, state.odds);
        let Some(scene) = scene else {
            state.odds = self.parameters.odds_max;
            state.diary.moved(at, sensor, true, state.odds - first);
            return;
        };
        let (turn_s, missed) = (scene.turn_s(), libm::log(1.0 - scene.detection()));
        let look = state.look_of(measurement.sensor, measurement.at);
        let passed = (measurement.at - look.hit).as_secs_f64();
        if passed > 0.5 * turn_s {
            // What was missed since the last, as it turns out now that late plots are here.
            let misses = (libm::round(passed / turn_s) - 1.0).clamp(0.0, f64::from(MISSES_MAX));
            let counted = f64::from(look.misses.min(MISSES_MAX));
            state.odds += (misses - counted) * missed;
        }
        let look = state.look_of(measurement.sensor, measurement.at);
        look.seen = look.seen.saturating_add(1);
        if measurement.at > look.hit {
            (look.hit, look.misses) = (measurement.at, 0);
        }
        let before = state.odds;
        state.odds = (before + ratio.clamp(HIT_MIN, HIT_MAX)).min(self.parameters.odds_max);
        state.diary.moved(at, sensor, true, state.odds - first);
        if track.status != TrackStatus::Tentative && track.plots > 5 {
            scene.count_look(true);
        }
        if let Some(polar) = measurement.polar() {
            // What belongs to a doubtful track may be false itself.
            let doubt = 1.0 / (1.0 + libm::exp(before.min(50.0)));
            scene.count_false(&polar, doubt);
        }
    }

    /// Counts the looks in which a track was not seen, and says whether it is still to be believed in.
    pub(crate) fn count_misses(&mut self, slot: usize) -> bool {
        let (track, state) = (&self.table.tracks[slot], &mut self.table.states[slot]);
        let settled = track.status != TrackStatus::Tentative && track.plots > 5;
        let mut slowest_s = 0.0f64;
        for look in &mut state.looks {
            let Some(Some(scene)) = self.scenes.get_mut(usize::from(look.sensor.0)) else {
                continue;
            };
            let turn_s = scene.turn_s();
            let margin = if scene.staring { -PASSED } else { PASSED } * turn_s;
            let silent = (scene.latest - look.hit).as_secs_f64();
            while look.misses < MISSES_MAX && silent > f64::from(look.misses + 1) * turn_s + margin
            {
                look.misses += 1;
                look.missed = look.missed.saturating_add(1);
                let change = libm::log(1.0 - scene.detection());
                state.odds += change;
                state.diary.moved(scene.latest, look.sensor, false, change);
                if settled && look.misses == 1 {
                    scene.count_look(false);
                }
            }
            if look.misses < MISSES_MAX {
                slowest_s = slowest_s.max(turn_s);
            }
        }
        state.odds >= self.drop_odds(slot) || self.seen_within(slot, 1.2 * slowest_s)
    }

    fn drop_odds(&self, slot: usize) -> f64 {
        if self.table.tracks[slot].status == TrackStatus::Tentative {
            self.parameters.tentative_odds
        } else {
            self.parameters.drop_odds
        }
    }

    /// Whether any radar's plot came within so many seconds of the latest of that radar.
    fn seen_within(&self, slot: usize, seconds: f64) -> bool {
        let state = &self.table.states[slot];
        if state.looks.len() < 2 {
            return false;
        }
        state.looks.iter().any(|look| {
            let scene = self.scenes.get(usize::from(look.sensor.0));
            scene.is_some_and(|s| {
                s.as_ref()
                    .is_some_and(|s| (s.latest - look.hit).as_secs_f64() < seconds)
            })
        })
    }
}

impl State {
    /// The account of a sensor's looks; begun if there is none.
    fn look_of(&mut self, sensor: SensorId, at: UtcNs) -> &mut Look {
        let known = self.looks.iter().position(|l| l.sensor == sensor);
        let index = known.unwrap_or_else(|| {
            if self.looks.len() >= LOOKS_MAX {
                self.looks.remove(0);
            }
            self.looks.push(Look {
                sensor,
                hit: at - Nanos(1),
                misses: 0,
                seen: 0,
                missed: 0,
            });
            self.looks.len() - 1
        });
        &mut self.looks[index]
    }
}
