//! Too near the ground, now or soon. Needs a [`TerrainGrid`]; without one, or without a level, it is silent.
//!
//! The altitude is the pressure altitude at the QNH of the rule; until somebody sets that it is the standard pressure, and
//! the alert says so: 10 hPa are about 270 ft. Straight flight, the climb kept up.

use super::{Level, Sight, flight_evidence, m_of_n, near_aerodrome};
use crate::book::{Book, Finding, Key, Phase};
use crate::rules::Rules;
use crate::words::{fact, whole};
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::height::{METRES_PER_FOOT, PressureAltitude};
use vigie_core::terrain::TerrainGrid;
use vigie_core::time::Nanos;

/// The path is looked at this often, seconds.
const STEP_S: f64 = 5.0;

/// Where it is, or will be, too low.
#[derive(Debug, Clone, Copy)]
struct Low {
    after_s: f64,
    ground_ft: f64,
    clearance_ft: f64,
}

/// Looks at one confirmed track; `bits` are the last examinations.
pub(crate) fn examine(book: &mut Book, rules: &Rules, sight: &Sight<'_>, bits: &mut u8) {
    let Some(ground) = &rules.ground else {
        return;
    };
    let (rule, track) = (&rules.terrain, sight.track);
    let key = Key::of_track(track.number, AlertKind::MinimumSafeAltitude);
    let low = (!track.on_ground)
        .then(|| lowest(rules, ground, sight))
        .flatten()
        .filter(|_| !near_aerodrome(rules, track, rule.aerodrome_radius_m));
    let firm = m_of_n(bits, low.is_some(), rule.confirm, rule.confirm_of);
    let Some(low) = low else {
        book.miss(sight.now, &key, rule.clear);
        return;
    };
    if !firm && book.phase(&key).is_none() {
        return;
    }
    let ahead = low.after_s > 0.0;
    let standard = (rule.qnh_hpa - 1_013.25).abs() < 1e-9;
    let qnh = if standard {
        "standard".to_owned()
    } else {
        format!("{:.1}", rule.qnh_hpa)
    };
    let mut evidence = flight_evidence(sight);
    evidence.extend([
        fact("ground_ft", whole(low.ground_ft)),
        fact("clearance_ft", whole(low.clearance_ft)),
        fact("qnh_hpa", qnh),
    ]);
    let severity = if ahead {
        Severity::Warning
    } else {
        Severity::Alarm
    };
    let finding = Finding {
        phase: if ahead {
            Phase::Predicted
        } else {
            Phase::Raised
        },
        reasons: if ahead { 1 } else { 2 },
        distance_m: ahead.then_some(low.after_s * sight.speed_mps),
        time_to_go: ahead.then(|| Nanos::from_secs_f64(low.after_s)),
        evidence,
        ..Finding::of_track(key, severity, track)
    };
    book.find(sight.now, finding);
}

/// The first moment within the look-ahead at which it is too low.
fn lowest(rules: &Rules, ground: &TerrainGrid, sight: &Sight<'_>) -> Option<Low> {
    let Level::Known { ft, climb_fps } = sight.level else {
        return None;
    };
    let rule = &rules.terrain;
    let look_ahead_s = rule.look_ahead.as_secs_f64();
    let altitude_ft = PressureAltitude::from_ft(ft).with_qnh(rule.qnh_hpa).ft();
    let beside_m = rule.beside_m.max(sight.sigma_m.min(20_000.0));
    // the lowest it gets over the highest there is: nearly all aircraft are done here
    let lowest_ft = altitude_ft.min(altitude_ft + climb_fps * look_ahead_s);
    let reach_m = beside_m + sight.speed_mps * look_ahead_s;
    let highest_ft = ground.highest_m(sight.track.position, reach_m)? / METRES_PER_FOOT;
    if lowest_ft - highest_ft >= rule.clearance_ft {
        return None;
    }
    let bearing_rad = sight.track.velocity.track_rad();
    let mut after_s = 0.0;
    while after_s <= look_ahead_s {
        let along_m = sight.speed_mps * after_s;
        let place = sight.track.position.destination(bearing_rad, along_m);
        let ground_ft = ground
            .highest_m(place, beside_m)
            .map(|m| m / METRES_PER_FOOT);
        let clearance_ft = ground_ft.map(|ground| altitude_ft + climb_fps * after_s - ground);
        if let (Some(ground_ft), Some(clearance_ft)) = (ground_ft, clearance_ft)
            && clearance_ft < rule.clearance_ft
        {
            return Some(Low {
                after_s,
                ground_ft,
                clearance_ft,
            });
        }
        after_s += STEP_S;
    }
    None
}
