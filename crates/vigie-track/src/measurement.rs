//! A target report made ready to be compared with tracks: checked, and able to be placed in any track's plane.

use crate::curve::{Curve, Law};
use crate::kinematic::Sighting;
use crate::plane::{EARTH_M, Foot, Plane, ground_range_m};
use crate::registration::{Bias, Leverage};
use crate::site::Site;
use vigie_core::place::{Cov2, Wgs84};
use vigie_core::report::{Place, Polar, RangeRate, ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};

/// No sensor is better than this, metres; a claim of zero would blind the filter.
const SIGMA_MIN_M: f64 = 3.0;
/// No range rate is better than this, m/s.
const RATE_SIGMA_MIN_MPS: f64 = 0.3;
/// A target that states no height is not taken to be higher than this share of its range.
const STEEP: f64 = 0.4;
/// A position that is worse than this is none, metres.
const SIGMA_MAX_M: f64 = 30_000.0;
/// A range and the position made of it may differ by this (the height was assumed), and a twentieth of the distance,
/// metres.
const RANGE_APART_M: f64 = 15_000.0;
/// One position report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measurement {
    /// When it was true, as far as the sensor's clock is known.
    pub(crate) at: UtcNs,
    /// The same by the sensor's own clock.
    pub(crate) stamped: UtcNs,
    /// What is known of the sensor's errors.
    bias: Bias,
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
    pub(crate) fn new(report: &TargetReport, place: &Place, site: Site, bias: Bias) -> Measurement {
        let mut covariance = place.covariance;
        if site.tracker || report.kind == ReportKind::SystemTrack {
            // For association only: how its errors hang together with ours, and with its own last ones, is not known.
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
            at: report.applicable.0 - Nanos::from_secs_f64(bias.mean[2]),
            stamped: report.applicable.0,
            bias,
            sensor: report.sensor,
            position: place.position,
            foot: Foot::of(place.position),
            covariance,
            polar: place.polar,
            height_known: place.height_known,
            site,
        }
    }

    /// Whether a radar's range says the same as the position that was made of it.
    pub(crate) fn agrees(&self) -> bool {
        let (Some(polar), Some(antenna)) = (self.polar, self.site.ecef) else {
            return true;
        };
        let (s, n, h) = (
            self.foot.surface(),
            self.foot.normal(),
            self.position.height_m,
        );
        let d = [
            s.x_m + h * n[0] - antenna.x_m,
            s.y_m + h * n[1] - antenna.y_m,
            s.z_m + h * n[2] - antenna.z_m,
        ];
        let distance = (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
        (distance - polar.range_m).abs() <= RANGE_APART_M + 0.05 * distance
    }

    /// Standard deviation of what is known of the sensor's clock, seconds.
    pub(crate) fn time_sigma_s(&self) -> f64 {
        self.bias.covariance[2][2].max(0.0).sqrt()
    }

    /// The sighting in a plane. A slant range is placed with the height that the track is expected at, and says by
    /// how much it would move with another. What is known of the radar's errors is taken off; what is not known of
    /// them widens the sighting when `mixed`: where other sensors make the track as well. `velocity` is the track's.
    pub(crate) fn in_plane(
        &self,
        plane: &Plane,
        height_m: f64,
        velocity: [f64; 2],
        mixed: bool,
    ) -> Sighting {
        let (mut seen, leverage) = self.raw_in_plane(plane, height_m);
        let Some(lever) = leverage else {
            return seen;
        };
        let b = self.bias.mean;
        for i in 0..2 {
            seen.z[i] -= lever.range[i] * b[0] + lever.azimuth[i] * b[1];
        }
        if mixed {
            let columns = [lever.range, lever.azimuth, [-velocity[0], -velocity[1]]];
            for (k, x) in columns.iter().enumerate() {
                for (l, y) in columns.iter().enumerate() {
                    let c = self.bias.covariance[k][l];
                    seen.r.ee += c * x[0] * y[0];
                    seen.r.en += 0.5 * c * (x[0] * y[1] + x[1] * y[0]);
                    seen.r.nn += c * x[1] * y[1];
                }
            }
        }
        seen
    }

    /// The same as the sensor gave it, and what its errors do to it.
    pub(crate) fn raw_in_plane(
        &self,
        plane: &Plane,
        height_m: f64,
    ) -> (Sighting, Option<Leverage>) {
        let z = plane.of_foot(&self.foot);
        let flat = Sighting {
            height_m,
            ..Sighting::flat(z, self.covariance)
        };
        let (Some(polar), Some(antenna)) = (self.polar, self.site.ecef) else {
            return (flat, None);
        };
        let (u, reach) = plane.bearing_unit(antenna, z);
        let across_u = [u[1], -u[0]];
        if polar.elevation_rad.is_some() {
            let leverage = Leverage {
                range: u,
                azimuth: across_u.map(|x| x * reach),
                height: [0.0; 2],
            };
            return (flat, Some(leverage));
        }
        let antenna_m = self.site.height_m;
        // Close to the antenna a height that nobody states cannot be told from the range: neither may run away.
        let highest_m = antenna_m + STEEP * polar.range_m;
        let blind = !self.height_known && height_m > highest_m;
        let height_m = if blind { highest_m } else { height_m };
        let placed = ground_range_m(polar.range_m, antenna_m, self.position.height_m);
        let ground = ground_range_m(polar.range_m, antenna_m, height_m);
        let shift = ground - placed;
        // One metre of height moves a slant range by the tangent of its elevation at the target.
        let distance = ground.max(100.0);
        let steep =
            ((height_m - antenna_m) / distance + distance / (2.0 * EARTH_M)).clamp(-3.0, 3.0);
        let stretch = (1.0 + steep * steep).sqrt();
        let doubt = if blind { 0.3 * polar.range_m } else { 0.0 };
        let along = libm::hypot(polar.range_sigma_m * stretch, doubt);
        let distance = reach.min(distance);
        let across = polar.azimuth_sigma_rad * distance;
        let slope = if blind {
            [0.0; 2]
        } else {
            [-steep * u[0], -steep * u[1]]
        };
        let seen = Sighting {
            z: [z[0] + shift * u[0], z[1] + shift * u[1]],
            r: oriented(u, along * along, across * across),
            slope,
            height_m,
        };
        let leverage = Leverage {
            range: u.map(|x| x * stretch),
            azimuth: across_u.map(|x| x * distance),
            height: slope,
        };
        (seen, Some(leverage))
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

    /// The radar's own measurement.
    pub(crate) fn polar(&self) -> Option<Polar> {
        self.polar
    }

    /// How fast the distance grows, in a plane; `climb` is the target's, with its standard deviation.
    pub(crate) fn range_rate(&self, plane: &Plane, climb: (f64, f64)) -> Option<Curve> {
        let (polar, antenna) = (self.polar?, self.site.ecef?);
        let rate = polar.range_rate?;
        let sigma = rate.sigma_mps.max(RATE_SIGMA_MIN_MPS);
        let together = rate.range_correlation.clamp(-0.99, 0.99);
        let from = [antenna.x_m, antenna.y_m, antenna.z_m];
        let law = Law::RangeRate {
            from,
            climb: (climb.0, climb.1 * climb.1),
            range_m: polar.range_m - self.bias.mean[0],
            share: together * sigma / polar.range_sigma_m.max(SIGMA_MIN_M),
            ambiguity: rate.ambiguity_mps.unwrap_or(0.0),
        };
        let alone = sigma * (1.0 - together * together).sqrt();
        Some(Curve::new(law, rate.mps, alone).in_plane(plane))
    }

    /// Standard deviation of the position, the larger of the axes, metres.
    pub(crate) fn sigma_m(&self) -> f64 {
        self.covariance.ee.max(self.covariance.nn).sqrt()
    }
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

fn rate_is_sane(rate: &RangeRate) -> bool {
    rate.mps.abs() < 4000.0
        && rate.sigma_mps > 0.0
        && rate.sigma_mps < 1e4
        && rate.range_correlation.abs() <= 1.0
        && rate.ambiguity_mps.is_none_or(|a| a > 0.0 && a < 1e5)
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
            && m.range_rate.is_none_or(|r| rate_is_sane(&r))
    });
    definite
        && polar
        && p.lat_deg.abs() <= 90.0
        && p.lon_deg.abs() <= 180.0
        && p.height_m.abs() < 100_000.0
}
