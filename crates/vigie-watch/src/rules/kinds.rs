//! The parameters of each rule.
//!
//! None of the numbers was seen in a standard; those marked *starting value* are the project's own first choice,
//! **unverified** until a source or a user says otherwise.

use super::table::{Parameter, Value, rule};
use super::{Addresses, Codes, Rules};
use vigie_core::alert::AlertKind;
use vigie_core::time::Nanos;

/// Chosen by the project.
const START: &str = "starting value, unverified";
const EUROCONTROL: &str = "starting value, unverified (EUROCONTROL's tables were not seen)";

rule! {
    /// When an emergency is believed, and when it is over. All are alarms: the picture sounds for 7500, 7600, 7700 and
    /// every ADS-B emergency state alike. An ADS-B state is believed at once.
    EmergencyRule, EmergencySquawk, emergency {
        /// consecutive replies with the code, none doubtful
        replies, "replies": u32 = 2; 1.0 to 100.0 ""; START;
        /// the code is replied for so long: a code that is passed while another is dialled is none
        lasting, "lasting_s": Nanos = Nanos::from_secs(2); 0.0 to 60.0 "s"; START;
        /// consecutive replies of a transponder without address when the code before it has no bit that this one lacks: two replies that overlap look like that
        garble_replies, "garble_replies": u32 = 4; 1.0 to 100.0 ""; START;
        /// over when nothing was declared for so long
        clear, "clear_s": Nanos = Nanos::from_secs(10); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// Entry into a guarded area, predicted along a straight line.
    AreaRule, AreaEntry, area {
        /// how far ahead an entry is predicted
        look_ahead, "look_ahead_s": Nanos = Nanos::from_secs(120); 1.0 to 1800.0 "s"; EUROCONTROL;
        /// a prediction is alerted when so many ...
        confirm, "confirm": u32 = 2; 1.0 to 8.0 ""; START;
        /// ... of so many examinations, a second apart, say so
        confirm_of, "confirm_of": u32 = 4; 1.0 to 8.0 ""; START;
        /// at once when less than this is left, or when inside
        at_once, "at_once_s": Nanos = Nanos::from_secs(30); 0.0 to 1800.0 "s"; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(5); 0.0 to 86400.0 "s"; START;
        /// a predicted entry stands until it is farther than the look-ahead and this share of it
        clear_margin, "clear_margin": f64 = 0.1; 0.0 to 1.0 ""; START;
        /// has left when farther out than this and than one standard deviation of the position
        leave_margin_m, "leave_margin_m": f64 = 200.0; 0.0 to 50000.0 "m"; START;
        /// ... or farther above or below than this: one step of Mode C
        leave_margin_ft, "leave_margin_ft": f64 = 100.0; 0.0 to 10000.0 "ft"; START;
        /// a level older than this at the time of the position is unknown
        level_age_max, "level_age_max_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
        /// a position older than this is not extrapolated
        state_age_max, "state_age_max_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// Crossing of the state border.
    BorderRule, BorderCrossing, border {
        /// plots on the new side
        plots, "plots": u32 = 2; 1.0 to 100.0 ""; START;
        /// depth on the new side, standard deviations of the position ...
        depth_sigmas, "depth_sigmas": f64 = 3.0; 0.0 to 100.0 ""; START;
        /// ... and at least
        depth_min_m, "depth_min_m": f64 = 500.0; 0.0 to 100000.0 "m"; START;
        /// a target without transponder that appears no deeper than this inside may have crossed unseen ...
        infer_depth_m, "infer_depth_m": f64 = 50_000.0; 0.0 to 1000000.0 "m"; START;
        /// ... if, flown back for so long, it was outside
        infer_back, "infer_back_s": Nanos = Nanos::from_secs(300); 0.0 to 1800.0 "s"; START;
        /// stands for so long, unless acknowledged before
        stands, "stands_s": Nanos = Nanos::from_secs(600); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// Two aircraft about to lose their separation.
    ConflictRule, ShortTermConflict, conflict {
        /// horizontal minimum: 5 NM
        radius_m, "radius_m": f64 = 9_260.0; 1.0 to 1000000.0 "m"; START;
        /// vertical minimum where 1,000 ft are kept: below nominal, so that level keeping does not alarm
        vertical_ft, "vertical_ft": f64 = 800.0; 1.0 to 100000.0 "ft"; START;
        /// vertical minimum where 2,000 ft are kept: above rvsm_ceiling_ft, and above rvsm_floor_ft without RVSM approval
        vertical_wide_ft, "vertical_wide_ft": f64 = 1_800.0; 1.0 to 100000.0 "ft"; START;
        /// whether the airspace between the next two levels is one of reduced vertical separation
        rvsm, "rvsm": bool = true; 0.0 to 1.0 ""; START;
        /// above this level 2,000 ft are kept without RVSM approval
        rvsm_floor_ft, "rvsm_floor_ft": f64 = 29_000.0; -2000.0 to 100000.0 "ft"; START;
        /// above this level everybody keeps 2,000 ft
        rvsm_ceiling_ft, "rvsm_ceiling_ft": f64 = 41_000.0; -2000.0 to 100000.0 "ft"; START;
        /// aircraft without RVSM approval; all others count as approved
        without_rvsm, "without_rvsm": Addresses = Addresses::default(); 0.0 to 4096.0 ""; "the configuration";
        /// look-ahead in straight flight ...
        look_ahead, "look_ahead_s": Nanos = Nanos::from_secs(120); 1.0 to 600.0 "s"; EUROCONTROL;
        /// ... while one of the two turns, along its turn and along the tangent
        turn_look_ahead, "turn_look_ahead_s": Nanos = Nanos::from_secs(40); 1.0 to 600.0 "s"; START;
        /// ... while one climbs or descends and has not told where to
        climb_look_ahead, "climb_look_ahead_s": Nanos = Nanos::from_secs(70); 1.0 to 600.0 "s"; START;
        /// alerted when so many ...
        confirm, "confirm": u32 = 2; 1.0 to 8.0 ""; START;
        /// ... of so many examinations say so; all of them within 6 s after a climb has changed
        confirm_of, "confirm_of": u32 = 4; 1.0 to 8.0 ""; START;
        /// at once when less is left, or when separation is lost
        at_once, "at_once_s": Nanos = Nanos::from_secs(30); 0.0 to 600.0 "s"; START;
        /// over when minima and look-ahead, wider by clear_margin, hold for so long
        clear, "clear_s": Nanos = Nanos::from_secs(5); 0.0 to 86400.0 "s"; START;
        /// that share
        clear_margin, "clear_margin": f64 = 0.1; 0.0 to 1.0 ""; START;
        /// a turn slower than this is straight flight: 0.5 degrees a second
        turn_min_rad_s, "turn_min_rad_s": f64 = 0.5_f64.to_radians(); 0.0001 to 1.0 "rad/s"; START;
        /// a climb slower than this is level flight: 300 ft a minute
        climb_min_fps, "climb_min_fps": f64 = 5.0; 0.01 to 1000.0 "ft/s"; START;
        /// a prediction says nothing where the standard deviation of the distance exceeds this share of the horizontal minimum
        sigma_share_max, "sigma_share_max": f64 = 0.5; 0.001 to 100.0 ""; START;
        /// farther ahead than at_once_s they must come nearer than the minimum by so many standard deviations of the predicted distance
        sigmas, "sigmas": f64 = 2.0; 0.0 to 10.0 ""; START;
        /// a climb has changed when it did by more than this within the last seconds: 480 ft a minute
        climb_change_fps, "climb_change_fps": f64 = 8.0; 0.01 to 1000.0 "ft/s"; START;
        /// whether a track that tells no level counts as at every level: it would alert under every airway
        without_level, "without_level": bool = false; 0.0 to 1.0 ""; START;
        /// a level older than this at the time of the position is unknown
        level_age_max, "level_age_max_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
        /// a position older than this takes no part
        state_age_max, "state_age_max_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
        /// a level told is believed for so long
        intent_age_max, "intent_age_max_s": Nanos = Nanos::from_secs(60); 0.0 to 86400.0 "s"; START;
        /// two that are both within this of an aerodrome ...
        aerodrome_radius_m, "aerodrome_radius_m": f64 = 27_780.0; 0.0 to 1000000.0 "m"; START;
        /// ... and at or below this pressure altitude are not compared: approach, departure, circuits by sight
        aerodrome_level_ft, "aerodrome_level_ft": f64 = 5_000.0; -2000.0 to 100000.0 "ft"; START;
        /// comparisons of one pass, at most; what is left out is counted
        comparisons_max, "comparisons_max": u32 = 20_000_000; 1000.0 to 1000000000.0 ""; "a bound";
    }
}

rule! {
    /// Crossing of the boundary of a flight information region.
    FirRule, FirCrossing, fir {
        /// plots on the new side
        plots, "plots": u32 = 2; 1.0 to 100.0 ""; START;
        /// depth on the new side, standard deviations of the position ...
        depth_sigmas, "depth_sigmas": f64 = 3.0; 0.0 to 100.0 ""; START;
        /// ... and at least
        depth_min_m, "depth_min_m": f64 = 500.0; 0.0 to 100000.0 "m"; START;
        /// whether a crossing with plan and permit is alerted too
        cleared, "cleared": bool = true; 0.0 to 1.0 ""; START;
        /// stands for so long, unless acknowledged before
        stands, "stands_s": Nanos = Nanos::from_secs(300); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// A confirmed track that ends in the air, where it should have been seen.
    LossRule, TrackLoss, loss {
        /// share of a sensor's range, and of its horizon over a smooth earth of 4/3 radius, that counts as coverage
        coverage, "coverage": f64 = 0.85; 0.0 to 1.0 ""; START;
        /// near an aerodrome: within
        aerodrome_radius_m, "aerodrome_radius_m": f64 = 27_780.0; 0.0 to 1000000.0 "m"; START;
        /// ... and up to this pressure altitude (or of unknown level): it has landed
        aerodrome_level_ft, "aerodrome_level_ft": f64 = 10_000.0; -2000.0 to 100000.0 "ft"; START;
        /// stands for so long, unless acknowledged before
        stands, "stands_s": Nanos = Nanos::from_secs(600); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// Too near the ground, now or soon. Silent without terrain.
    TerrainRule, MinimumSafeAltitude, terrain {
        /// less than this over the highest ground around is too near
        clearance_ft, "clearance_ft": f64 = 500.0; 0.0 to 10000.0 "ft"; START;
        /// how far ahead along a straight line
        look_ahead, "look_ahead_s": Nanos = Nanos::from_secs(60); 0.0 to 600.0 "s"; START;
        /// the highest ground is looked for within this (and a standard deviation) of the path
        beside_m, "beside_m": f64 = 500.0; 0.0 to 20000.0 "m"; START;
        /// the pressure at the level of the sea, by which levels become altitudes; standard while nobody says it
        qnh_hpa, "qnh_hpa": f64 = 1013.25; 850.0 to 1100.0 "hPa"; "standard atmosphere";
        /// alerted when so many ...
        confirm, "confirm": u32 = 2; 1.0 to 8.0 ""; START;
        /// ... of so many examinations say so
        confirm_of, "confirm_of": u32 = 4; 1.0 to 8.0 ""; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(10); 0.0 to 86400.0 "s"; START;
        /// not this near an aerodrome
        aerodrome_radius_m, "aerodrome_radius_m": f64 = 18_520.0; 0.0 to 1000000.0 "m"; START;
    }
}

rule! {
    /// Two aircraft with one discrete code.
    CodeRule, DuplicateCode, code {
        /// consecutive replies with the code, of each
        replies, "replies": u32 = 3; 1.0 to 100.0 ""; START;
        /// nearer than this it is one aircraft seen twice, or its reflection
        distance_min_m, "distance_min_m": f64 = 15_000.0; 0.0 to 1000000.0 "m"; START;
        /// farther than this the code was given by somebody else
        distance_max_m, "distance_max_m": f64 = 370_400.0; 0.0 to 20000000.0 "m"; START;
        /// true for so long
        lasting, "lasting_s": Nanos = Nanos::from_secs(60); 0.0 to 3600.0 "s"; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
        /// codes that many may use here, beside those that end in 00, 7776 and 7777
        shared, "shared": Codes = Codes::default(); 0.0 to 4096.0 ""; START;
    }
}

rule! {
    /// Two aircraft with one 24-bit address.
    AddressRule, DuplicateAddress, address {
        /// position reports of each
        plots, "plots": u32 = 5; 1.0 to 1000.0 ""; START;
        /// nearer than this it is one aircraft seen twice, or its reflection
        distance_min_m, "distance_min_m": f64 = 15_000.0; 0.0 to 1000000.0 "m"; START;
        /// true for so long
        lasting, "lasting_s": Nanos = Nanos::from_secs(30); 0.0 to 3600.0 "s"; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// A target that only primary radar sees.
    PrimaryRule, PrimaryOnly, primary {
        /// position reports
        plots, "plots": u32 = 12; 1.0 to 1000.0 ""; START;
        /// seen by primary radar alone for so long
        lasting, "lasting_s": Nanos = Nanos::from_secs(60); 0.0 to 3600.0 "s"; START;
        /// at least as fast: birds, weather and road traffic are slower
        speed_min_kt, "speed_min_kt": f64 = 60.0; 0.0 to 2000.0 "kt"; START;
        /// at most as fast
        speed_max_kt, "speed_max_kt": f64 = 1_000.0; 0.0 to 4000.0 "kt"; START;
        /// so many plots a turn of the radar at least, or it is clutter
        plot_share, "plot_share": f64 = 0.6; 0.0 to 1.0 ""; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// A transponder without ADS-B where ADS-B is required. Name the areas in `areas` and switch it on.
    AdsbRule, WithoutAdsb, adsb {
        /// required from this pressure altitude on
        level_min_ft, "level_min_ft": f64 = 29_000.0; -2000.0 to 100000.0 "ft"; START;
        /// no ADS-B position for so long
        lasting, "lasting_s": Nanos = Nanos::from_secs(60); 1.0 to 3600.0 "s"; START;
        /// the transponder replied at most so long ago
        reply_age_max, "reply_age_max_s": Nanos = Nanos::from_secs(30); 1.0 to 3600.0 "s"; START;
        /// share of a receiver's range and horizon inside which ADS-B would be received
        coverage, "coverage": f64 = 0.7; 0.0 to 1.0 ""; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(10); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// A transponder that replied and does so no more, while a radar that hears transponders still sees the target.
    MuteRule, TransponderSilent, mute {
        /// it replied at least so often before
        replies, "replies": u32 = 3; 1.0 to 1000.0 ""; START;
        /// no reply for so long ...
        lasting, "lasting_s": Nanos = Nanos::from_secs(30); 1.0 to 3600.0 "s"; START;
        /// ... and so many primary plots since, by radars whose interrogator is heard from other aircraft
        primary_plots, "primary_plots": u32 = 3; 1.0 to 1000.0 ""; START;
        /// a radar's interrogator works if any aircraft replied to it so lately
        interrogator_age_max, "interrogator_age_max_s": Nanos = Nanos::from_secs(15); 1.0 to 600.0 "s"; START;
        /// over when it has replied for so long
        clear, "clear_s": Nanos = Nanos::from_secs(5); 0.0 to 86400.0 "s"; START;
        /// not this near an aerodrome: transponders are switched off there
        aerodrome_radius_m, "aerodrome_radius_m": f64 = 9_260.0; 0.0 to 1000000.0 "m"; START;
    }
}

rule! {
    /// A low and slow target in a guarded area, or inside the border near it.
    LowSlowRule, LowSlow, low_slow {
        /// low: at or below this pressure altitude
        level_max_ft, "level_max_ft": f64 = 5_000.0; -2000.0 to 100000.0 "ft"; START;
        /// whether a target without transponder, whose level nobody knows, counts as low
        unknown_level, "unknown_level": bool = true; 0.0 to 1.0 ""; START;
        /// slow: at most as fast
        speed_max_kt, "speed_max_kt": f64 = 120.0; 0.0 to 2000.0 "kt"; START;
        /// ... but not slower than this
        speed_min_kt, "speed_min_kt": f64 = 15.0; 0.0 to 2000.0 "kt"; START;
        /// inside the border no deeper than this
        border_depth_m, "border_depth_m": f64 = 40_000.0; 0.0 to 1000000.0 "m"; START;
        /// position reports
        plots, "plots": u32 = 8; 1.0 to 1000.0 ""; START;
        /// alerted when so many ...
        confirm, "confirm": u32 = 6; 1.0 to 8.0 ""; START;
        /// ... of so many examinations say so
        confirm_of, "confirm_of": u32 = 8; 1.0 to 8.0 ""; START;
        /// over when not true for so long
        clear, "clear_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
        /// not this near an aerodrome
        aerodrome_radius_m, "aerodrome_radius_m": f64 = 18_520.0; 0.0 to 1000000.0 "m"; START;
    }
}

rule! {
    /// A track that stays in one place of the sky.
    LoiterRule, Loitering, loiter {
        /// it stays within this of one place ...
        radius_m, "radius_m": f64 = 18_520.0; 100.0 to 1000000.0 "m"; START;
        /// ... for so long
        lasting, "lasting_s": Nanos = Nanos::from_secs(900); 1.0 to 86400.0 "s"; START;
        /// ... or turns so often there
        turns, "turns": f64 = 3.0; 0.5 to 100.0 ""; START;
        /// at least as fast: what stands still does not loiter
        speed_min_kt, "speed_min_kt": f64 = 40.0; 0.0 to 2000.0 "kt"; START;
        /// not this near an aerodrome ...
        aerodrome_radius_m, "aerodrome_radius_m": f64 = 46_300.0; 0.0 to 1000000.0 "m"; START;
        /// ... up to this pressure altitude (or of unknown level): holding and circuits
        aerodrome_level_ft, "aerodrome_level_ft": f64 = 20_000.0; -2000.0 to 100000.0 "ft"; START;
        /// over when it has been elsewhere for so long
        clear, "clear_s": Nanos = Nanos::from_secs(30); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// A sensor that measures wrongly by more than its limits.
    BiasRule, SensorBias, bias {
        /// slant range
        range_max_m, "range_max_m": f64 = 500.0; 0.0 to 1000000.0 "m"; START;
        /// azimuth
        azimuth_max_deg, "azimuth_max_deg": f64 = 0.5; 0.0 to 180.0 "deg"; START;
        /// time stamps
        time_max, "time_max_s": Nanos = Nanos::from_secs(1); 0.0 to 86400.0 "s"; START;
        /// pairs of plots that the estimate rests on, at least
        pairs, "pairs": u32 = 200; 1.0 to 1000000.0 ""; START;
        /// over the limit by so many standard deviations of the estimate
        sigmas, "sigmas": f64 = 3.0; 0.0 to 100.0 ""; START;
        /// true for so long
        lasting, "lasting_s": Nanos = Nanos::from_secs(60); 0.0 to 86400.0 "s"; START;
        /// over when below this share of the limit ...
        clear_share, "clear_share": f64 = 0.8; 0.0 to 1.0 ""; START;
        /// ... for so long
        clear, "clear_s": Nanos = Nanos::from_secs(60); 0.0 to 86400.0 "s"; START;
    }
}

rule! {
    /// The picture lags behind what is received.
    LateRule, LatePicture, late {
        /// later than this
        late_max, "late_max_s": Nanos = Nanos::from_secs(2); 0.1 to 600.0 "s"; START;
        /// over when it was never later than this ...
        well_max, "well_max_s": Nanos = Nanos::from_secs(1); 0.1 to 600.0 "s"; START;
        /// ... for so long
        clear, "clear_s": Nanos = Nanos::from_secs(10); 0.0 to 86400.0 "s"; START;
    }
}

impl Rules {
    /// The parameters that only this rule has.
    pub(super) const fn own(rule: AlertKind) -> &'static [Parameter] {
        match rule {
            AlertKind::EmergencySquawk => EmergencyRule::TABLE,
            AlertKind::AreaEntry => AreaRule::TABLE,
            AlertKind::BorderCrossing => BorderRule::TABLE,
            AlertKind::ShortTermConflict => ConflictRule::TABLE,
            AlertKind::FirCrossing => FirRule::TABLE,
            AlertKind::TrackLoss => LossRule::TABLE,
            AlertKind::MinimumSafeAltitude => TerrainRule::TABLE,
            AlertKind::DuplicateCode => CodeRule::TABLE,
            AlertKind::DuplicateAddress => AddressRule::TABLE,
            AlertKind::PrimaryOnly => PrimaryRule::TABLE,
            AlertKind::WithoutAdsb => AdsbRule::TABLE,
            AlertKind::TransponderSilent => MuteRule::TABLE,
            AlertKind::LowSlow => LowSlowRule::TABLE,
            AlertKind::Loitering => LoiterRule::TABLE,
            AlertKind::SensorBias => BiasRule::TABLE,
            AlertKind::LatePicture => LateRule::TABLE,
            AlertKind::SensorSilent | AlertKind::RecordingFault | AlertKind::AlertFlood => &[],
        }
    }

    /// What two parameters of one rule say that cannot both be: rule, parameter, what it must be.
    pub(super) fn contradiction(&self) -> Option<(AlertKind, &'static str, &'static str)> {
        let of = [
            (
                AlertKind::AreaEntry,
                self.area.confirm,
                self.area.confirm_of,
            ),
            (
                AlertKind::ShortTermConflict,
                self.conflict.confirm,
                self.conflict.confirm_of,
            ),
            (
                AlertKind::MinimumSafeAltitude,
                self.terrain.confirm,
                self.terrain.confirm_of,
            ),
            (
                AlertKind::LowSlow,
                self.low_slow.confirm,
                self.low_slow.confirm_of,
            ),
        ];
        if let Some((rule, ..)) = of.into_iter().find(|(_, m, n)| m > n) {
            return Some((
                rule,
                "confirm",
                "at most confirm_of; raise confirm_of first",
            ));
        }
        let between = [
            (
                AlertKind::ShortTermConflict,
                "vertical_wide_ft",
                self.conflict.vertical_wide_ft >= self.conflict.vertical_ft,
                "at least vertical_ft",
            ),
            (
                AlertKind::ShortTermConflict,
                "rvsm_floor_ft",
                self.conflict.rvsm_floor_ft <= self.conflict.rvsm_ceiling_ft,
                "at most rvsm_ceiling_ft",
            ),
            (
                AlertKind::PrimaryOnly,
                "speed_min_kt",
                self.primary.speed_min_kt <= self.primary.speed_max_kt,
                "at most speed_max_kt",
            ),
            (
                AlertKind::LowSlow,
                "speed_min_kt",
                self.low_slow.speed_min_kt <= self.low_slow.speed_max_kt,
                "at most speed_max_kt",
            ),
            (
                AlertKind::DuplicateCode,
                "distance_min_m",
                self.code.distance_min_m <= self.code.distance_max_m,
                "at most distance_max_m",
            ),
            (
                AlertKind::LatePicture,
                "well_max_s",
                self.late.well_max <= self.late.late_max,
                "at most late_max_s",
            ),
            (
                AlertKind::EmergencySquawk,
                "garble_replies",
                self.emergency.garble_replies >= self.emergency.replies,
                "at least replies",
            ),
        ];
        let wrong = between.into_iter().find(|(_, _, fits, _)| !fits)?;
        Some((wrong.0, wrong.1, wrong.3))
    }
}
