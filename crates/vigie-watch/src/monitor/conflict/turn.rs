//! How a track turns: as it says itself, or as its course changed over the last updates; and whether its climb is settled.

use crate::rules::ConflictRule;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::wrap_pi;
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::Track;

/// Courses kept.
const KEPT: usize = 6;
/// They are at least so far apart.
const APART: Nanos = Nanos::from_millis(1_500);
/// A course older than this says nothing of the present turn.
const AGE_MAX: Nanos = Nanos::from_secs(12);
/// Between two courses that tell a rate lies at least this, seconds.
const SPAN_MIN_S: f64 = 2.9;
/// What the aircraft says of its turn is believed for so long.
const SAID_AGE_MAX: Nanos = Nanos::from_secs(6);
/// A climb is settled when it has been the same for so long.
const SETTLED: Nanos = Nanos::from_secs(6);
/// No aeroplane under control turns faster, radians a second (12°/s).
const RATE_MAX: f64 = 0.21;
/// Slower than this a course says nothing, m/s.
const SPEED_MIN_MPS: f64 = 25.0;

/// The last courses and climbs of a track.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Past {
    /// When, course, climb in feet a second; newest last; so many are used.
    courses: [(UtcNs, f64, f64); KEPT],
    used: usize,
}

impl Past {
    /// Takes note of the present course.
    pub(super) fn note(&mut self, track: &Track) {
        let v = track.velocity;
        let speed_mps = v.ground_speed_mps();
        if speed_mps.is_nan() || speed_mps < SPEED_MIN_MPS {
            self.used = 0;
            return;
        }
        let last = self.used.checked_sub(1).map(|i| self.courses[i].0);
        if last.is_some_and(|at| track.at < at) {
            self.used = 0; // time went back
        } else if last.is_some_and(|at| track.at - at < APART) {
            return;
        }
        if self.used == KEPT {
            self.courses.rotate_left(1);
            self.used -= 1;
        }
        self.courses[self.used] = (track.at, v.track_rad(), climb_fps(track));
        self.used += 1;
    }

    /// Its rate of turn, radians a second, clockwise positive; zero in straight flight or when nothing tells.
    pub(super) fn turn_rad_s(&self, track: &Track, rule: &ConflictRule, now: UtcNs) -> f64 {
        let said = track
            .aircraft
            .turn
            .filter(|turn| now - turn.at <= SAID_AGE_MAX)
            .and_then(|turn| turn.track_rate_rad_s);
        let rate = said.unwrap_or_else(|| self.rate(track));
        let believed = rate.abs() >= rule.turn_min_rad_s && rate.abs() <= RATE_MAX;
        if believed && track.velocity.ground_speed_mps() >= SPEED_MIN_MPS {
            rate
        } else {
            0.0
        }
    }

    /// Whether its climb has changed by more than this within the last seconds, feet a second.
    pub(super) fn climb_changes(&self, track: &Track, by_fps: f64) -> bool {
        let climb = climb_fps(track);
        self.courses[..self.used]
            .iter()
            .filter(|(at, ..)| track.at - *at <= SETTLED)
            .any(|(.., then)| (climb - then).abs() > by_fps)
    }

    /// The smaller of the rates over the older and the newer half: a turn that ends is over.
    fn rate(&self, track: &Track) -> f64 {
        let course = track.velocity.track_rad();
        let recent = self.courses[..self.used]
            .iter()
            .filter(|(at, ..)| track.at - *at <= AGE_MAX);
        let (mut smallest, mut any) = (f64::MAX, false);
        for &(at, then, _) in recent {
            let span_s = (track.at - at).as_secs_f64();
            if span_s < SPAN_MIN_S {
                continue;
            }
            let rate = wrap_pi(course - then) / span_s;
            if any && rate * smallest <= 0.0 {
                return 0.0;
            }
            if !any || rate.abs() < smallest.abs() {
                smallest = rate;
            }
            any = true;
        }
        if any { smallest } else { 0.0 }
    }
}

/// The climb as it is said or estimated, feet a second; zero when nobody says.
fn climb_fps(track: &Track) -> f64 {
    let rate = track.altitude.and_then(|altitude| altitude.rate_mps);
    rate.filter(|rate| rate.is_finite()).unwrap_or(0.0) / METRES_PER_FOOT
}
