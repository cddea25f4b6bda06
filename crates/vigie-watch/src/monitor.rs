//! The monitors: one module a rule. Each takes what it looks at and writes what it finds into the book.

pub(crate) mod adsb;
pub(crate) mod area;
pub(crate) mod border;
pub(crate) mod conflict;
pub(crate) mod cover;
pub(crate) mod double;
pub(crate) mod duplicate;
pub(crate) mod emergency;
pub(crate) mod loiter;
pub(crate) mod loss;
pub(crate) mod low_slow;
pub(crate) mod mute;
pub(crate) mod primary;
pub(crate) mod sensor;
pub(crate) mod system;
pub(crate) mod terrain;

use crate::book::Counters;
use crate::outline::{Outline, Path, Reach};
use crate::rules::Rules;
use crate::words::{fact, whole};
use vigie_core::airspace::AirspaceVolume;
use vigie_core::alert::Evidence;
use vigie_core::place::{Cov2, METRES_PER_NM, Wgs84};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::Track;

/// Faster than anything that flies in the air, m/s: such a velocity is not extrapolated.
const SPEED_MAX_MPS: f64 = 2_000.0;
/// Climbing faster is not believed, m/s.
const CLIMB_MAX_MPS: f64 = 200.0;

/// A volume with its outline made ready.
pub(crate) struct Zone {
    pub(crate) volume: AirspaceVolume,
    pub(crate) outline: Outline,
}

/// What is known of the level of a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Level {
    /// Pressure altitude, feet, and climb, feet per second.
    Known { ft: f64, climb_fps: f64 },
    /// Not known, and why.
    Unknown(&'static str),
}

impl Level {
    fn of(track: &Track, age_max: Nanos) -> Level {
        let Some(altitude) = track.altitude else {
            return Level::Unknown("never said");
        };
        if altitude.doubtful {
            return Level::Unknown("doubtful");
        }
        if track.at - altitude.at > age_max {
            return Level::Unknown("too old");
        }
        let ft = altitude.value.ft();
        let climb_mps = altitude.rate_mps.unwrap_or(0.0);
        if !ft.is_finite() {
            return Level::Unknown("not finite");
        }
        let credible = climb_mps.is_finite() && climb_mps.abs() <= CLIMB_MAX_MPS;
        Level::Known {
            ft,
            climb_fps: if credible { climb_mps / 0.3048 } else { 0.0 },
        }
    }

    fn evidence(self) -> Evidence {
        match self {
            Level::Known { ft, .. } => fact("level_ft", whole(ft)),
            Level::Unknown(why) => fact("level_unknown", why),
        }
    }
}

/// A track at one examination, with what several rules need of it.
pub(crate) struct Sight<'a> {
    pub(crate) track: &'a Track,
    pub(crate) now: UtcNs,
    /// How old its state is, seconds, not negative.
    pub(crate) age_s: f64,
    pub(crate) speed_mps: f64,
    pub(crate) level: Level,
    /// Standard deviation of the position in its worst direction, metres.
    pub(crate) sigma_m: f64,
    sigma_mps: f64,
    /// As far as a prediction may reach.
    pub(crate) reach: Reach,
    horizon_s: f64,
    path: Option<Path>,
}

impl<'a> Sight<'a> {
    /// `None`, and counted, when the state is not finite. `horizon_s` is how far ahead of `now` anyone will ask.
    pub(crate) fn new(
        track: &'a Track,
        now: UtcNs,
        level_age_max: Nanos,
        horizon_s: f64,
        counters: &mut Counters,
    ) -> Option<Sight<'a>> {
        let (p, v) = (track.position, track.velocity);
        let sound = Wgs84::new(p.lat_deg, p.lon_deg, 0.0).is_some()
            && v.east_mps.is_finite()
            && v.north_mps.is_finite();
        if !sound {
            counters.states_refused = counters.states_refused.saturating_add(1);
            return None;
        }
        let speed = v.ground_speed_mps();
        let speed_mps = if speed <= SPEED_MAX_MPS { speed } else { 0.0 };
        let age_s = (now - track.at).as_secs_f64().max(0.0);
        // the state of a track not heard for long is not extrapolated, so it reaches no farther for being old
        let reach_m = speed_mps * (horizon_s + age_s.min(60.0)) + 2_000.0;
        Some(Sight {
            track,
            now,
            age_s,
            speed_mps,
            level: Level::of(track, level_age_max),
            sigma_m: worst_sigma(track.position_covariance),
            sigma_mps: worst_sigma(track.velocity_covariance),
            reach: Reach::about(p, reach_m),
            horizon_s,
            path: None,
        })
    }

    /// The straight flight from the state's time on, as far as anyone will ask.
    pub(crate) fn path(&mut self) -> &Path {
        let (track, speed, seconds) = (
            self.track,
            self.speed_mps,
            self.age_s.min(60.0) + self.horizon_s,
        );
        self.path.get_or_insert_with(|| {
            Path::straight(track.position, track.velocity.track_rad(), speed, seconds)
        })
    }

    /// Standard deviation of the position extrapolated to so long after now, metres.
    pub(crate) fn sigma_after_m(&self, seconds: f64) -> f64 {
        libm::hypot(self.sigma_m, self.sigma_mps * (self.age_s + seconds))
    }
}

/// The square root of the larger eigenvalue; zero when the covariance is not finite or not one.
pub(crate) fn worst_sigma(c: Cov2) -> f64 {
    let half_sum = f64::midpoint(c.ee, c.nn);
    let largest = half_sum + libm::hypot((c.ee - c.nn) / 2.0, c.en);
    if largest.is_finite() && largest > 0.0 {
        largest.sqrt()
    } else {
        0.0
    }
}

/// The surveillance facts every alert about a flying track gives.
pub(crate) fn flight_evidence(sight: &Sight<'_>) -> Vec<Evidence> {
    vec![sight.level.evidence(), crate::words::speed(sight.track)]
}

/// Distance in the tangent plane between two places, metres: good to a per cent up to 100 km, and cheap.
pub(crate) fn flat_distance_m(a: Wgs84, b: Wgs84) -> f64 {
    const M_PER_DEG: f64 = 111_195.0;
    let east_deg = (b.lon_deg - a.lon_deg + 540.0).rem_euclid(360.0) - 180.0;
    let cos = libm::cos(f64::midpoint(a.lat_deg, b.lat_deg).to_radians());
    libm::hypot(east_deg * cos, b.lat_deg - a.lat_deg) * M_PER_DEG
}

/// Whether a track is near an aerodrome.
pub(crate) fn near_aerodrome(rules: &Rules, track: &Track, radius_m: f64) -> bool {
    let here = track.position;
    // most are far to the north or south: no need of a cosine
    let lat_deg = radius_m / 110_574.0 + 0.01;
    let near = |place: &Wgs84| {
        (place.lat_deg - here.lat_deg).abs() <= lat_deg && flat_distance_m(here, *place) <= radius_m
    };
    rules.aerodromes.iter().any(near)
}

/// The last examinations in a byte, the newest in the lowest bit; whether so many of so many were true.
pub(crate) fn m_of_n(bits: &mut u8, hit: bool, m: u32, n: u32) -> bool {
    let window = u8::MAX >> 8_u32.saturating_sub(n);
    *bits = (*bits << 1 | u8::from(hit)) & window;
    bits.count_ones() >= m
}

/// A distance in nautical miles, to a tenth.
pub(crate) fn nm(distance_m: f64) -> String {
    format!("{:.1}", distance_m / METRES_PER_NM)
}
