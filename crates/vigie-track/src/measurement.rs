//! A target report made ready to be compared with tracks: checked, and able to be placed in any track's plane.

use crate::kinematic::Sighting;
use crate::plane::{Foot, Plane, ground_range_m};
use crate::site::Site;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;

/// No sensor is better than this, metres; a claim of zero would blind the filter.
const SIGMA_MIN_M: f64 = 3.0;
/// A position that is worse than this is none, metres.
const SIGMA_MAX_M: f64 = 30_000.0;
/// How far the height of a target that states none is from what its speed lets one expect, metres.
pub(crate) const ASSUMED_HEIGHT_SIGMA_M: f64 = 2500.0;

/// One position report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measurement {
    /// When it was true.
    pub(crate) at: UtcNs,
    /// Who says it.
    pub(crate) sensor: SensorId,
    /// As the report has it.
    pub(crate) position: Wgs84,
    foot: Foot,
    covariance: Cov2,
    polar: Option<Polar>,
    /// Whether its height was measured.
    pub(crate) height_known: bool,
    site: Site,
}

/// What is known of a target's height above the ellipsoid, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HeightGuess {
    pub(crate) height_m: f64,
    pub(crate) sigma_m: f64,
}

impl Measurement {
    /// The position of a report that [`is_sane`] accepts.
    pub(crate) fn new(report: &TargetReport, place: &Place, site: Site) -> Measurement {
        let mut covariance = place.covariance;
        if site.tracker || report.kind == ReportKind::SystemTrack {
            // The errors of another system's track hang together; as measurements they would be trusted too much.
            (covariance.ee, covariance.en, covariance.nn) = (
                4.0 * covariance.ee,
                4.0 * covariance.en,
                4.0 * covariance.nn,
            );
        }
        let floor = SIGMA_MIN_M * SIGMA_MIN_M;
        covariance.ee += floor;
        covariance.nn += floor;
        Measurement {
            at: report.applicable.0,
            sensor: report.sensor,
            position: place.position,
            foot: Foot::of(place.position),
            covariance,
            polar: place.polar,
            height_known: place.height_known,
            site,
        }
    }

    /// The sighting in a plane. A slant range without height is placed with `height`, what the track lets one
    /// expect; without that, where the report put it.
    pub(crate) fn in_plane(&self, plane: &Plane, height: Option<HeightGuess>) -> Sighting {
        let z = plane.of_foot(&self.foot);
        match (self.height_known, self.polar, self.site.ecef, height) {
            (false, Some(polar), Some(antenna), Some(guess)) => {
                let (u, reach) = plane.bearing_unit(antenna, z);
                let antenna_m = self.site.height_m;
                let assumed = ground_range_m(polar.range_m, antenna_m, self.position.height_m);
                let ground = ground_range_m(polar.range_m, antenna_m, guess.height_m);
                let shift = ground - assumed;
                // One metre of height moves a slant range by the tangent of its elevation.
                let steep = ((guess.height_m - antenna_m).abs() / ground.max(100.0)).min(10.0);
                let along = polar.range_sigma_m * (1.0 + steep * steep).sqrt();
                let (along2, across) = (
                    along * along + steep * steep * guess.sigma_m * guess.sigma_m,
                    polar.azimuth_sigma_rad * reach.min(ground.max(100.0)),
                );
                Sighting {
                    z: [z[0] + shift * u[0], z[1] + shift * u[1]],
                    r: oriented(u, along2, across * across),
                }
            }
            _ => Sighting {
                z,
                r: self.covariance,
            },
        }
    }

    /// Height above the ellipsoid as the radar itself measured it, with its standard deviation, metres.
    pub(crate) fn measured_height(&self) -> Option<HeightGuess> {
        let polar = self.polar?;
        polar.elevation_rad?;
        (self.height_known && polar.elevation_sigma_rad > 0.0).then(|| HeightGuess {
            height_m: self.position.height_m,
            sigma_m: (polar.range_m * polar.elevation_sigma_rad).max(5.0),
        })
    }

    /// Standard deviation of the position, the larger of the axes, metres.
    pub(crate) fn sigma_m(&self) -> f64 {
        self.covariance.ee.max(self.covariance.nn).sqrt()
    }
}

/// The height that a target without altitude is expected at, from its speed: slow ones fly low.
pub(crate) fn assumed_height(speed_mps: f64, slow_class: bool) -> Option<HeightGuess> {
    (!slow_class).then(|| HeightGuess {
        height_m: (speed_mps * 42.0).clamp(1500.0, 9500.0),
        sigma_m: ASSUMED_HEIGHT_SIGMA_M,
    })
}

fn oriented(u: [f64; 2], along2: f64, across2: f64) -> Cov2 {
    let floor = SIGMA_MIN_M * SIGMA_MIN_M;
    Cov2 {
        ee: along2 * u[0] * u[0] + across2 * u[1] * u[1] + floor,
        en: (along2 - across2) * u[0] * u[1],
        nn: along2 * u[1] * u[1] + across2 * u[0] * u[0] + floor,
    }
}

/// Whether every number of a report is one that can be computed with.
pub(crate) fn is_sane(report: &TargetReport) -> bool {
    let velocity = report.velocity.is_none_or(|v| {
        v.east_mps.abs() < 4000.0
            && v.north_mps.abs() < 4000.0
            && v.sigma_mps >= 0.0
            && v.sigma_mps < 1e6
    });
    velocity
        && report.place.as_ref().is_none_or(place_is_sane)
        && report.vertical_rate_mps.is_none_or(|r| r.abs() < 1000.0)
        && report
            .altitude
            .is_none_or(|a| a.altitude.ft().abs() < 200_000.0)
        && report
            .geometric_height
            .is_none_or(|h| h.m().abs() < 100_000.0)
}

fn place_is_sane(place: &Place) -> bool {
    let (p, c) = (place.position, place.covariance);
    let largest = SIGMA_MAX_M * SIGMA_MAX_M;
    let definite = c.ee >= 0.0
        && c.nn >= 0.0
        && c.ee < largest
        && c.nn < largest
        && c.en * c.en <= c.ee * c.nn * (1.0 + 1e-9);
    let polar = place.polar.is_none_or(|m| {
        m.range_m > 0.0
            && m.range_m < 2e6
            && m.azimuth_rad.is_finite()
            && m.range_sigma_m >= 0.0
            && m.range_sigma_m < SIGMA_MAX_M
            && m.azimuth_sigma_rad >= 0.0
            && m.azimuth_sigma_rad < 1.0
            && m.elevation_rad.is_none_or(f64::is_finite)
            && m.elevation_sigma_rad >= 0.0
            && m.elevation_sigma_rad < 2.0
    });
    definite
        && polar
        && p.lat_deg.abs() <= 90.0
        && p.lon_deg.abs() <= 180.0
        && p.height_m.abs() < 100_000.0
}
