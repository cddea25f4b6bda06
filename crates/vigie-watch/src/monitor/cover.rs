//! Whether a sensor should see a place: within a share of its range, and where it was computed what it should see
//! ([`Rules::coverage`]), above the lowest visible height; elsewhere within the same share of its horizon.
//!
//! The horizon is that of a smooth earth of 4/3 radius at the height of the sensor's ground, with the antenna on a mast of
//! [`MAST_M`]; it knows no terrain, which only makes it nearer. Above a radar is a cone in which it sees nothing.

use crate::rules::Rules;
use vigie_core::height::EllipsoidalHeight;
use vigie_core::place::WGS84_A;
use vigie_core::sensor::{SensorKind, SensorSite};
use vigie_core::track::Track;

/// Height of an antenna above its ground, metres, since a site does not say its own. Starting value.
const MAST_M: f64 = 20.0;
/// So much above the lowest visible height counts as seen, metres. Starting value.
const MARGIN_M: f64 = 300.0;

/// A radar sees nothing steeper than this above it, height over distance: 40 degrees (starting value, unverified; a
/// radar in the test data lost aircraft overhead at 46).
const CONE_SLOPE: f64 = 0.84;

/// How far a track is from a sensor that should see it, metres; `None` when it should not, or has no place. `share` is
/// how much of range and horizon counts as coverage.
pub(crate) fn distance_m(
    rules: &Rules,
    site: &SensorSite,
    track: &Track,
    share: f64,
) -> Option<f64> {
    let antenna = site.position?;
    let distance_m = antenna.distance_m(track.position);
    let above_m = height_m(track).map_or(0.0, |height_m| height_m - antenna.height_m);
    if matches!(site.kind, SensorKind::Radar(_)) && above_m > CONE_SLOPE * distance_m {
        return None;
    }
    let horizon_m = match (rules.coverage.get(&site.id), height_m(track)) {
        (_, None) => f64::MAX,
        (None, Some(height_m)) => {
            horizon_m(MAST_M) + horizon_m(height_m - (antenna.height_m - MAST_M))
        }
        (Some(lowest), Some(height_m)) => {
            // computed with its terrain, mast and air: seen or not
            if !lowest.sees(track.position, height_m - MARGIN_M) {
                return None;
            }
            f64::MAX
        }
    };
    (distance_m <= share * site.range_max_m.min(horizon_m)).then_some(distance_m)
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
