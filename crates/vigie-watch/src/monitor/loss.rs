//! Confirmed tracks that end in the air, where they should have been seen.
//!
//! "Should have been seen" is asked of the sensors that contributed: one of them, alive, has the last position within
//! a share of its range and of its horizon. The horizon is that of a smooth earth of 4/3 radius at the height of the
//! sensor's ground, with the antenna on a mast of [`MAST_M`]: terrain only makes it nearer, so it errs towards alerting.
//! Without sites nothing is alerted.

use super::{Level, nm};
use crate::book::{Book, Finding, Key, Phase};
use crate::rules::Rules;
use crate::words::{fact, label, speed, utc};
use vigie_core::alert::{AlertKind, Severity, Subject};
use vigie_core::height::EllipsoidalHeight;
use vigie_core::identity::Address;
use vigie_core::place::{WGS84_A, Wgs84};
use vigie_core::sensor::{SensorSite, SensorState, SensorStatus};
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackNumber, TrackStatus};

/// Height of an antenna above its ground, metres, since a site does not say its own. Starting value.
const MAST_M: f64 = 20.0;

/// The key of the alert about one lost track.
pub(crate) const fn key_of(number: TrackNumber) -> Key {
    Key {
        subject: Subject::Track(number),
        kind: AlertKind::TrackLoss,
        area: None,
    }
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
    book.find(
        now,
        Finding {
            key: key_of(track.number),
            phase: Phase::Raised,
            severity: Severity::Caution,
            reasons: 1,
            label: label(track),
            position: Some(position),
            distance_m: None,
            time_to_go: None,
            evidence,
            stands: Some(rules.loss.stands),
        },
    );
    track.identity.address
}

fn has_landed(rules: &Rules, track: &Track) -> bool {
    let low = match Level::of(track, rules.area.level_age_max) {
        Level::Known { ft, .. } => ft <= rules.loss.aerodrome_level_ft,
        Level::Unknown(_) => true,
    };
    low && rules
        .aerodromes
        .iter()
        .any(|place| track.position.distance_m(*place) <= rules.loss.aerodrome_radius_m)
}

/// The first contributing sensor that should still see the track, and how far it is from it, metres.
fn covering<'a>(
    rules: &'a Rules,
    track: &Track,
    sensors: &[SensorStatus],
) -> Option<(&'a SensorSite, f64)> {
    let height_m = height_m(track);
    track.contributions.iter().find_map(|contribution| {
        let is_deaf = sensors
            .iter()
            .any(|s| s.id == contribution.sensor && s.state == SensorState::Silent);
        let site = rules.sites.iter().find(|s| s.id == contribution.sensor)?;
        let antenna = site.position?;
        let distance_m = antenna.distance_m(track.position);
        let horizon_m = height_m.map_or(f64::MAX, |height_m| {
            horizon_m(MAST_M) + horizon_m(height_m - (antenna.height_m - MAST_M))
        });
        let covered_m = rules.loss.coverage * site.range_max_m.min(horizon_m);
        (!is_deaf && distance_m <= covered_m).then_some((site, distance_m))
    })
}

/// The best height there is, metres; `None` when none was ever said.
fn height_m(track: &Track) -> Option<f64> {
    track
        .geometric_height
        .map(EllipsoidalHeight::m)
        .or_else(|| track.altitude.map(|altitude| altitude.value.m()))
        .filter(|height| height.is_finite())
}

/// The radio horizon of a height over a smooth earth of 4/3 radius, metres.
fn horizon_m(height_m: f64) -> f64 {
    (2.0 * 4.0 / 3.0 * WGS84_A * height_m.max(0.0)).sqrt()
}
