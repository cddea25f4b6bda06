//! How a track will fly on: straight, or along its turn; with its climb, up to the level that it has told.

use super::super::{Level, worst_sigma};
use super::turn::Past;
use crate::conflict::Swept;
use crate::rules::ConflictRule;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::{Ecef, Enu, LocalFrame, Wgs84};
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackStatus};

/// Faster than anything that flies in the air, m/s: such a track takes no part.
const SPEED_MAX_MPS: f64 = 2_000.0;
/// The earth falls away under a straight line: boxes are wider by this, metres (enough for 100 km).
const CURVE_M: f64 = 800.0;
/// A level told that is nearer than this is reached, feet.
const REACHED_FT: f64 = 150.0;
/// A track that tells no level may be anywhere between, feet.
const ANY_LEVEL_FT: (f64, f64) = (-2_000.0, 60_000.0);

/// A track that can be in conflict, carried on to now.
pub(super) struct Flight<'a> {
    pub(super) track: &'a Track,
    /// Earth-centred, metres; and metres a second, level with the ground there.
    pub(super) place: [f64; 3],
    pub(super) velocity: [f64; 3],
    /// The normal of the ellipsoid.
    pub(super) up: [f64; 3],
    pub(super) speed_mps: f64,
    /// Clockwise positive; zero in straight flight.
    pub(super) turn_rad_s: f64,
    /// `None`: it tells none, and counts as at every level.
    pub(super) profile: Option<Profile>,
    /// Standard deviations in the worst direction: position now, m; velocity, m/s.
    pub(super) sigma_m: f64,
    pub(super) sigma_mps: f64,
    pub(super) needs_wide: bool,
    /// Its climb has just changed: what it will be is not known yet.
    pub(super) climb_changes: bool,
}

/// The level from now on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Profile {
    pub(super) ft: f64,
    /// Zero in level flight.
    pub(super) climb_fps: f64,
    /// When it levels off, seconds from now; `None`: it has not told.
    pub(super) levels_off_s: Option<f64>,
}

impl Profile {
    pub(super) fn ft_at(self, seconds: f64) -> f64 {
        self.ft + self.climb_fps * self.levels_off_s.map_or(seconds, |off| seconds.min(off))
    }

    pub(super) fn fps_at(self, seconds: f64) -> f64 {
        match self.levels_off_s {
            Some(off) if seconds >= off => 0.0,
            _ => self.climb_fps,
        }
    }

    /// It changes level, and nobody knows until when.
    pub(super) fn is_open(self) -> bool {
        self.climb_fps != 0.0 && self.levels_off_s.is_none()
    }

    fn of(track: &Track, rule: &ConflictRule, now: UtcNs) -> Option<Profile> {
        let Level::Known { ft, climb_fps } = Level::of(track, rule.level_age_max) else {
            return None;
        };
        let said = track.altitude?.at;
        let climb_fps = if climb_fps.abs() < rule.climb_min_fps {
            0.0
        } else {
            climb_fps
        };
        let ft = ft + climb_fps * (now - said).as_secs_f64().clamp(0.0, 60.0);
        let told = told_ft(track, rule, now).filter(|_| climb_fps != 0.0);
        let levels_off_s = told
            .map(|told| (told - ft) / climb_fps)
            .filter(|off| *off * climb_fps.abs() > -REACHED_FT) // passed: it does not keep to it
            .map(|off| off.max(0.0));
        Some(Profile {
            ft,
            climb_fps,
            levels_off_s,
        })
    }
}

/// The level that the aircraft has set itself, as a pressure altitude, feet.
fn told_ft(track: &Track, rule: &ConflictRule, now: UtcNs) -> Option<f64> {
    let intent = track.aircraft.intent?;
    if now - intent.at > rule.intent_age_max {
        return None;
    }
    let set = intent.selected_altitude?;
    let off = intent
        .pressure_setting_hpa
        .filter(|hpa| (850.0..1_100.0).contains(hpa))
        .map_or(0.0, |hpa| set.with_qnh(hpa).ft() - set.ft());
    let ft = set.ft() - off;
    ft.is_finite().then_some(ft)
}

impl<'a> Flight<'a> {
    /// `None` for a track that takes no part: tentative, on the ground, too old, not finite, or without a level.
    pub(super) fn of(
        track: &'a Track,
        past: &Past,
        rule: &ConflictRule,
        now: UtcNs,
    ) -> Option<Flight<'a>> {
        let (p, v) = (track.position, track.velocity);
        let age_s = (now - track.at).as_secs_f64();
        if track.status == TrackStatus::Tentative
            || track.on_ground
            || age_s > rule.state_age_max.as_secs_f64()
        {
            return None;
        }
        let profile = Profile::of(track, rule, now);
        if profile.is_none() && !rule.without_level {
            return None;
        }
        let speed_mps = v.ground_speed_mps();
        Wgs84::new(p.lat_deg, p.lon_deg, 0.0)?;
        if !speed_mps.is_finite() || speed_mps > SPEED_MAX_MPS {
            return None;
        }
        let height_m = if p.height_m.is_finite() {
            p.height_m.clamp(-1_000.0, 30_000.0)
        } else {
            0.0
        };
        let frame = LocalFrame::at(p.at_height_m(height_m));
        let vector = |east_m, north_m, up_m| {
            let from = frame.ecef_from_enu(Enu::default());
            let to = frame.ecef_from_enu(Enu {
                east_m,
                north_m,
                up_m,
            });
            [to.x_m - from.x_m, to.y_m - from.y_m, to.z_m - from.z_m]
        };
        let velocity = vector(v.east_mps, v.north_mps, 0.0);
        let up = vector(0.0, 0.0, 1.0);
        let Ecef { x_m, y_m, z_m } = frame.ecef_from_enu(Enu::default());
        let age_s = age_s.max(0.0);
        let mut place = [x_m, y_m, z_m];
        for (x, v) in place.iter_mut().zip(velocity) {
            *x += v * age_s;
        }
        let address = track.identity.address;
        let sigma_mps = worst_sigma(track.velocity_covariance);
        Some(Flight {
            track,
            place,
            velocity,
            up,
            speed_mps,
            turn_rad_s: past.turn_rad_s(track, rule, now),
            profile,
            sigma_m: libm::hypot(worst_sigma(track.position_covariance), sigma_mps * age_s),
            sigma_mps,
            climb_changes: past.climb_changes(track, rule.climb_change_fps),
            needs_wide: address.is_some_and(|a| rule.without_rvsm.0.contains(&a)),
        })
    }

    /// Where it can be within so many seconds, widened so that two boxes meet whenever a pair can be in conflict.
    pub(super) fn swept(&self, rule: &ConflictRule, wider: f64) -> Option<Swept> {
        let seconds = rule.look_ahead.as_secs_f64() * wider;
        let margin_m = rule.radius_m * wider / 2.0 + CURVE_M;
        // of two the wider vertical minimum counts: who may need it brings all of it that the other does not bring
        let narrow = rule.vertical_ft * wider / 2.0;
        let wide = rule.vertical_wide_ft * wider - narrow;
        let (low, high) = self.profile.map_or(ANY_LEVEL_FT, |p| {
            let end = p.ft_at(seconds);
            (p.ft.min(end), p.ft.max(end))
        });
        let may_need_wide = high > rule.rvsm_ceiling_ft || self.needs_wide || !rule.rvsm;
        let half = if may_need_wide { wide } else { narrow };
        let levels = (low - half, high + half);
        let straight = Swept::new(self.place, self.velocity, seconds, margin_m, levels)?;
        if self.turn_rad_s == 0.0 {
            return Some(straight);
        }
        let about = self.speed_mps * rule.turn_look_ahead.as_secs_f64() * wider;
        let round = Swept::new(self.place, [0.0; 3], 0.0, margin_m + about, levels)?;
        Some(straight.and(&round))
    }

    /// Nobody could tell them apart from one aircraft with two transponders or two tracks.
    pub(super) fn is_twin_of(&self, other: &Flight<'_>) -> bool {
        let (a, b) = (&self.track.identity, &other.track.identity);
        if let (Some(one), Some(another)) = (a.address, b.address) {
            return one == another;
        }
        let (Some(one), Some(another)) = (a.mode_a, b.mode_a) else {
            return false;
        };
        let near_m = 500.0 + 3.0 * libm::hypot(self.sigma_m, other.sigma_m);
        let levels = match (self.profile, other.profile) {
            (Some(a), Some(b)) => (a.ft - b.ft).abs() <= 200.0,
            _ => true,
        };
        let apart: f64 = (0..3)
            .map(|i| (self.place[i] - other.place[i]) * (self.place[i] - other.place[i]))
            .sum();
        one.code == another.code && levels && apart.sqrt() <= near_m
    }
}

/// Feet to metres.
pub(super) const fn metres(ft: f64) -> f64 {
    ft * METRES_PER_FOOT
}
