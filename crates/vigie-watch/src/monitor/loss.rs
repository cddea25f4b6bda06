//! Confirmed tracks that end in the air, where they should have been seen.
//!
//! "Should have been seen" is asked of the sensors that contributed: one of them, alive, has the last position within
//! a share of its range and of its horizon. The horizon is that of a smooth earth of 4/3 radius at the height of the
//! sensor's ground, with the antenna on a mast (see [`cover`]): terrain only makes it nearer, so it errs towards alerting.
//! Without sites nothing is alerted.

use super::{Level, cover, near_aerodrome, nm};
use crate::book::{Book, Finding, Key};
use crate::rules::Rules;
use crate::words::{fact, speed, utc};
use vigie_core::alert::{AlertKind, Severity};
use vigie_core::identity::Address;
use vigie_core::place::Wgs84;
use vigie_core::sensor::{SensorSite, SensorState, SensorStatus};
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackNumber, TrackStatus};

/// The key of the alert about one lost track.
pub(crate) const fn key_of(number: TrackNumber) -> Key {
    Key::of_track(number, AlertKind::TrackLoss)
}

/// Looks at one track that was dropped; gives its address when its return is to be watched for.
pub(crate) fn examine(
    book: &mut Book,
    rules: &Rules,
    now: UtcNs,
    track: &Track,
    was_confirmed: bool,
    sensors: &[SensorStatus],
) -> Option<Address> {
    let believed = was_confirmed || track.status != TrackStatus::Tentative;
    let position = track.position;
    let placed = Wgs84::new(position.lat_deg, position.lon_deg, 0.0).is_some();
    if !believed || track.on_ground || !placed || has_landed(rules, track) {
        return None;
    }
    let (site, distance_m) = covering(rules, track, sensors)?;
    let level = Level::of(track, rules.area.level_age_max);
    let evidence = vec![
        fact("last_seen", utc(track.at)),
        level.evidence(),
        speed(track),
        fact("sensor", &site.name),
        fact("sensor_distance_nm", nm(distance_m)),
    ];
    let finding = Finding {
        evidence,
        stands: Some(rules.loss.stands),
        ..Finding::of_track(key_of(track.number), Severity::Caution, track)
    };
    book.find(now, finding);
    track.identity.address
}

fn has_landed(rules: &Rules, track: &Track) -> bool {
    let low = match Level::of(track, rules.area.level_age_max) {
        Level::Known { ft, .. } => ft <= rules.loss.aerodrome_level_ft,
        Level::Unknown(_) => true,
    };
    low && near_aerodrome(rules, track, rules.loss.aerodrome_radius_m)
}

/// The first contributing sensor that should still see the track, and how far it is from it, metres.
fn covering<'a>(
    rules: &'a Rules,
    track: &Track,
    sensors: &[SensorStatus],
) -> Option<(&'a SensorSite, f64)> {
    track.contributions.iter().find_map(|contribution| {
        let is_deaf = sensors
            .iter()
            .any(|s| s.id == contribution.sensor && s.state == SensorState::Silent);
        let site = rules.sites.iter().find(|s| s.id == contribution.sensor)?;
        let distance_m = cover::distance_m(rules, site, track, rules.loss.coverage)?;
        (!is_deaf).then_some((site, distance_m))
    })
}
