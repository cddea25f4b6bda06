//! The parameters of the short-term conflict alert.

use std::collections::BTreeSet;
use vigie_core::identity::Address;
use vigie_core::place::METRES_PER_NM;
use vigie_core::time::Nanos;

/// Two aircraft about to lose their separation.
///
/// EUROCONTROL's parameter tables were not seen: every number is a starting value, unverified.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictRule {
    /// Whether conflicts are looked for at all. Yes.
    pub is_on: bool,
    /// Horizontal minimum, metres. 5 NM (starting value).
    pub radius_m: f64,
    /// Vertical minimum where 1,000 ft are the separation, feet. 800: level keeping does not alarm (starting value).
    pub vertical_ft: f64,
    /// Vertical minimum where 2,000 ft are the separation, feet. 1,800 (starting value).
    pub vertical_wide_ft: f64,
    /// Whether the airspace between the next two levels is one of reduced vertical separation. Yes.
    pub rvsm: bool,
    /// Above this level 2,000 ft are kept without RVSM approval, feet. 29,000 (starting value).
    pub rvsm_floor_ft: f64,
    /// Above this level everybody keeps 2,000 ft, feet. 41,000 (starting value).
    pub rvsm_ceiling_ft: f64,
    /// Aircraft known to be without RVSM approval; all others count as approved.
    pub without_rvsm: BTreeSet<Address>,
    /// How far ahead a conflict is predicted along straight lines. 120 s (starting value).
    pub look_ahead: Nanos,
    /// ... while one of the two turns: along its turn, and along the tangent. 40 s (starting value).
    pub turn_look_ahead: Nanos,
    /// ... while one of the two climbs or descends to a level that it has not told. 70 s (starting value).
    pub climb_look_ahead: Nanos,
    /// A prediction is alerted when so many... 2 (starting value).
    pub confirm: u32,
    /// ...of so many examinations, a second apart, say so; at most 8. 4 (starting value).
    pub confirm_of: u32,
    /// At once when less than this is left, or when separation is lost. 30 s (starting value).
    pub at_once: Nanos,
    /// Over when not true for so long. 5 s (starting value).
    pub clear: Nanos,
    /// An alert stands until minima and look-ahead, wider by this share, hold again. 0.1 (starting value).
    pub clear_margin: f64,
    /// A turn slower than this is straight flight, radians a second. 0.5°/s (starting value).
    pub turn_min_rad_s: f64,
    /// A climb slower than this is level flight, feet a second. 5, which is 300 ft/min (starting value).
    pub climb_min_fps: f64,
    /// A loss counts only up to where the standard deviation of the distance is this share of the horizontal minimum:
    /// beyond, a prediction says nothing. 0.5 (starting value).
    pub sigma_share_max: f64,
    /// A loss farther ahead than `at_once` counts only if they come nearer than the minimum by so many standard
    /// deviations of the predicted distance. 2 (starting value).
    pub sigmas: f64,
    /// While a climb has changed by more than this within the last seconds, every examination must say so, feet a
    /// second. 8, which is 480 ft/min (starting value).
    pub climb_change_fps: f64,
    /// Whether a track that tells no level counts as at every level. No: it would alert under every airway.
    pub without_level: bool,
    /// A level older than this at the time of the position is unknown. 30 s (starting value).
    pub level_age_max: Nanos,
    /// A position older than this is not extrapolated. 30 s (starting value).
    pub state_age_max: Nanos,
    /// What an aircraft has set itself to do is believed for so long. 60 s (starting value).
    pub intent_age_max: Nanos,
    /// Comparisons of one pass, at most; what is left out is counted. 20 million.
    pub comparisons_max: u64,
}

impl Default for ConflictRule {
    fn default() -> Self {
        Self {
            is_on: true,
            radius_m: 5.0 * METRES_PER_NM,
            vertical_ft: 800.0,
            vertical_wide_ft: 1_800.0,
            rvsm: true,
            rvsm_floor_ft: 29_000.0,
            rvsm_ceiling_ft: 41_000.0,
            without_rvsm: BTreeSet::new(),
            look_ahead: Nanos::from_secs(120),
            turn_look_ahead: Nanos::from_secs(40),
            climb_look_ahead: Nanos::from_secs(70),
            confirm: 2,
            confirm_of: 4,
            at_once: Nanos::from_secs(30),
            clear: Nanos::from_secs(5),
            clear_margin: 0.1,
            turn_min_rad_s: 0.5_f64.to_radians(),
            climb_min_fps: 5.0,
            sigma_share_max: 0.5,
            sigmas: 2.0,
            climb_change_fps: 8.0,
            without_level: false,
            level_age_max: Nanos::from_secs(30),
            state_age_max: Nanos::from_secs(30),
            intent_age_max: Nanos::from_secs(60),
            comparisons_max: 20_000_000,
        }
    }
}

impl ConflictRule {
    /// The first parameter that makes no sense, and what it must be.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let length = |x: f64| x.is_finite() && x > 0.0 && x <= 1e6;
        let share = |x: f64| (0.0..=1.0).contains(&x);
        let time = |t: Nanos| t >= Nanos::ZERO && t <= Nanos::from_secs(86_400);
        let ahead = |t: Nanos| t > Nanos::ZERO && t <= Nanos::from_secs(600);
        let levels = self.rvsm_floor_ft.is_finite()
            && self.rvsm_ceiling_ft.is_finite()
            && self.rvsm_floor_ft <= self.rvsm_ceiling_ft;
        let checks = [
            (length(self.radius_m), "conflict.radius_m", A_LENGTH),
            (length(self.vertical_ft), "conflict.vertical_ft", A_LENGTH),
            (
                length(self.vertical_wide_ft) && self.vertical_wide_ft >= self.vertical_ft,
                "conflict.vertical_wide_ft",
                "at least conflict.vertical_ft",
            ),
            (
                levels,
                "conflict.rvsm_floor_ft",
                "finite, at most conflict.rvsm_ceiling_ft",
            ),
            (
                (1..=8).contains(&self.confirm_of),
                "conflict.confirm_of",
                "from 1 to 8",
            ),
            (
                self.confirm >= 1 && self.confirm <= self.confirm_of,
                "conflict.confirm",
                "from 1 to conflict.confirm_of",
            ),
            (
                (0.0..=10.0).contains(&self.sigmas),
                "conflict.sigmas",
                "from 0 to 10",
            ),
            (
                share(self.clear_margin),
                "conflict.clear_margin",
                "from 0 to 1",
            ),
        ];
        let lengths = [
            (self.turn_min_rad_s, "conflict.turn_min_rad_s"),
            (self.climb_min_fps, "conflict.climb_min_fps"),
            (self.sigma_share_max, "conflict.sigma_share_max"),
            (self.climb_change_fps, "conflict.climb_change_fps"),
        ]
        .map(|(x, name)| (length(x), name, A_LENGTH));
        let times = [
            (self.at_once, "conflict.at_once"),
            (self.clear, "conflict.clear"),
            (self.level_age_max, "conflict.level_age_max"),
            (self.state_age_max, "conflict.state_age_max"),
            (self.intent_age_max, "conflict.intent_age_max"),
        ]
        .map(|(t, name)| (time(t), name, super::A_DAY));
        let looks = [
            (self.look_ahead, "conflict.look_ahead"),
            (self.turn_look_ahead, "conflict.turn_look_ahead"),
            (self.climb_look_ahead, "conflict.climb_look_ahead"),
        ]
        .map(|(t, name)| (ahead(t), name, AHEAD));
        checks
            .into_iter()
            .chain(lengths)
            .chain(times)
            .chain(looks)
            .find(|(fine, ..)| !fine)
            .map(|(_, parameter, wanted)| (parameter, wanted))
    }
}

const A_LENGTH: &str = "over 0 and at most a million";
const AHEAD: &str = "over 0 and at most 600 s";
