//! Tracks that stay in one place of the sky: long within a radius, or turning there again and again.
//!
//! The place is where the track was when it last left the place before. A circle is noticed when its diameter is no more than the
//! radius. Holding and circuits near the aerodromes of the configuration are left out.

use super::{Level, Sight, flat_distance_m, flight_evidence, near_aerodrome, nm};
use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::{fact, utc};
use std::f64::consts::{PI, TAU};
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::place::{MPS_PER_KNOT, Wgs84};
use vigie_core::time::UtcNs;
use vigie_core::track::TrackStatus;

/// Where a track is staying.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stay {
    place: Wgs84,
    since: UtcNs,
    heading_rad: f64,
    /// Turned since, clockwise positive.
    turned_rad: f64,
}

/// Looks at one confirmed track that was plotted anew, or not, since the last examination.
pub(crate) fn examine(
    book: &mut Book,
    rules: &Rules,
    sight: &Sight<'_>,
    stay: &mut Option<Stay>,
    plotted: bool,
) {
    let (rule, track) = (&rules.loiter, sight.track);
    let key = Key::of_track(track.number, AlertKind::Loitering);
    let flies = !track.on_ground
        && track.status == TrackStatus::Confirmed
        && sight.speed_mps >= rule.speed_min_kt * MPS_PER_KNOT
        && !is_at_aerodrome(rules, sight);
    if !flies {
        *stay = None;
        book.miss(sight.now, &key, rule.clear);
        return;
    }
    if !plotted && stay.is_some() {
        return;
    }
    let heading_rad = track.velocity.track_rad();
    let here = Stay {
        place: track.position,
        since: track.at,
        heading_rad,
        turned_rad: 0.0,
    };
    let known = stay.get_or_insert(here);
    known.turned_rad += (heading_rad - known.heading_rad + PI).rem_euclid(TAU) - PI;
    known.heading_rad = heading_rad;
    if flat_distance_m(known.place, track.position) > rule.radius_m {
        *known = here;
    }
    let (stays, turns) = (track.at - known.since, known.turned_rad.abs() / TAU);
    if stays < rule.lasting && turns < rule.turns {
        book.miss(sight.now, &key, rule.clear);
        return;
    }
    let mut evidence = vec![
        fact("stays_since", utc(known.since)),
        fact("within_nm", nm(rule.radius_m)),
        fact("turns", format!("{turns:.0}")),
    ];
    evidence.extend(flight_evidence(sight));
    let finding = Finding {
        evidence,
        ..Finding::of_track(key, Severity::Caution, track)
    };
    book.find(sight.now, finding);
}

fn is_at_aerodrome(rules: &Rules, sight: &Sight<'_>) -> bool {
    let low = match sight.level {
        Level::Known { ft, .. } => ft <= rules.loiter.aerodrome_level_ft,
        Level::Unknown(_) => true,
    };
    low && near_aerodrome(rules, sight.track, rules.loiter.aerodrome_radius_m)
}
