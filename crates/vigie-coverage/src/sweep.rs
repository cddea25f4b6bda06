//! The radial sweep, and what can be asked of it.

use crate::EARTH_RADIUS_M;
use crate::terrain::Terrain;
use std::f64::consts::TAU;
use vigie_core::coverage::LowestVisible;
use vigie_core::place::Wgs84;

/// Samples of the ground within one cell.
const SAMPLES: usize = 4;
/// A point of the ray is computed each so many cells, and in between by straight lines.
const EXACT_EACH: usize = 4;
/// Cells of one sweep, at most: 16 MB.
const CELLS_MAX: usize = 4_000_000;

/// An antenna and what its air does to its rays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site {
    /// Where it stands; the height is not used.
    pub position: Wgs84,
    /// Ground under the mast above the sea, metres; where no terrain is known the ground is flat at this height.
    pub ground_m: f64,
    /// Antenna above that ground, metres.
    pub mast_m: f64,
    /// Effective-earth factor ([`crate::earth_factor`]).
    pub k: f64,
    /// Farther nothing is received, metres.
    pub range_max_m: f64,
}

/// How finely the sweep is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raster {
    /// Rays around the circle.
    pub azimuths: usize,
    /// Length of a cell along a ray, metres.
    pub cell_m: f64,
}

impl Default for Raster {
    fn default() -> Self {
        Self {
            azimuths: 360,
            cell_m: 500.0,
        }
    }
}

/// Why there is no coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoverageError {
    /// Something of the site makes no sense.
    #[error("the site's {0}")]
    Site(&'static str),
    /// The raster is empty or too fine.
    #[error("the raster's {0}")]
    Raster(&'static str),
}

/// What one sensor should see.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    site: Site,
    lowest: LowestVisible,
}

impl Coverage {
    /// Sweeps around a site.
    pub fn sweep(site: Site, raster: Raster, terrain: &Terrain) -> Result<Coverage, CoverageError> {
        let cells = check(&site, raster)?;
        let mut lowest_m = Vec::with_capacity(cells * raster.azimuths);
        for azimuth in 0..raster.azimuths {
            let bearing = TAU * azimuth as f64 / raster.azimuths as f64;
            ray(&site, raster.cell_m, cells, bearing, terrain, &mut lowest_m);
        }
        let range_max_m = site.range_max_m;
        LowestVisible::new(site.position, range_max_m, raster.cell_m, cells, lowest_m)
            .map(|lowest| Coverage { site, lowest })
            .ok_or(CoverageError::Raster("cells do not reach the range"))
    }

    /// The site it was made for.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The lowest visible heights, for whoever asks "should it have been seen there?".
    #[must_use]
    pub fn lowest(&self) -> &LowestVisible {
        &self.lowest
    }

    /// How much higher than the lowest visible height something is, metres; negative: hidden. `None` beyond the range,
    /// or when something is not finite.
    #[must_use]
    pub fn margin_m(&self, place: Wgs84, height_m: f64) -> Option<f64> {
        self.lowest.margin_m(place, height_m)
    }

    /// Whether something so high above the sea should be seen there.
    #[must_use]
    pub fn sees(&self, place: Wgs84, height_m: f64) -> bool {
        self.lowest.sees(place, height_m)
    }

    /// The outline of what is seen at a height above the sea: one corner a ray, clockwise from north, not closed.
    /// Holes behind ridges are within it: ask [`Coverage::sees`].
    #[must_use]
    pub fn outline(&self, height_m: f64) -> Vec<Wgs84> {
        let rays = self.lowest.rays();
        (0..rays)
            .map(|ray| {
                let bearing = TAU * ray as f64 / rays as f64;
                let reach_m = self.lowest.reach_m(bearing, height_m);
                self.site.position.destination(bearing, reach_m)
            })
            .collect()
    }
}

/// Several sensors together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// Each with its own coverage.
    pub sensors: Vec<Coverage>,
}

impl Network {
    /// Those that should see something there, by their place in the list.
    pub fn seen_by(&self, place: Wgs84, height_m: f64) -> impl Iterator<Item = usize> + '_ {
        self.sensors
            .iter()
            .enumerate()
            .filter_map(move |(i, sensor)| sensor.sees(place, height_m).then_some(i))
    }

    /// Whether at least one should.
    #[must_use]
    pub fn sees(&self, place: Wgs84, height_m: f64) -> bool {
        self.seen_by(place, height_m).next().is_some()
    }
}

/// Checks what a sweep is asked for; gives the cells of a ray.
fn check(site: &Site, raster: Raster) -> Result<usize, CoverageError> {
    let place = site.position;
    let sound = [
        (
            Wgs84::new(place.lat_deg, place.lon_deg, 0.0).is_some(),
            "position is not on the earth",
        ),
        (
            site.ground_m.is_finite() && site.ground_m.abs() <= 9_000.0,
            "ground is not within 9,000 m of the sea",
        ),
        (
            (0.0..=10_000.0).contains(&site.mast_m),
            "mast is not from 0 to 10,000 m",
        ),
        (
            site.k.is_finite() && (0.3..=10.0).contains(&site.k),
            "earth factor is not from 0.3 to 10",
        ),
        (
            site.range_max_m > 0.0 && site.range_max_m <= 2_000_000.0,
            "range is not over 0 and at most 2,000 km",
        ),
    ];
    if let Some((_, what)) = sound.into_iter().find(|(fine, _)| !fine) {
        return Err(CoverageError::Site(what));
    }
    if raster.azimuths == 0 || !(10.0..=100_000.0).contains(&raster.cell_m) {
        return Err(CoverageError::Raster("cells are not from 10 m to 100 km"));
    }
    let cells = index(libm::ceil(site.range_max_m / raster.cell_m)).max(1);
    match cells.checked_mul(raster.azimuths) {
        Some(all) if all <= CELLS_MAX => Ok(cells),
        _ => Err(CoverageError::Raster("cells are over four million")),
    }
}

/// One ray: the steepest line of sight so far, and the lowest height above it at the far edge of each cell.
fn ray(
    site: &Site,
    cell_m: f64,
    cells: usize,
    bearing: f64,
    terrain: &Terrain,
    lowest_m: &mut Vec<f32>,
) {
    let eye_m = site.ground_m + site.mast_m;
    let fall = 1.0 / (2.0 * site.k * EARTH_RADIUS_M);
    let flat = terrain.is_empty();
    let mut steepest = f64::NEG_INFINITY;
    let (mut from, mut to) = (site.position, site.position);
    for cell in 0..cells {
        if !flat && cell % EXACT_EACH == 0 {
            from = to;
            let ahead = (cell + EXACT_EACH) as f64 * cell_m;
            to = site.position.destination(bearing, ahead);
        }
        let mut ground_m = site.ground_m;
        for sample in 1..=SAMPLES {
            let part = sample as f64 / SAMPLES as f64;
            let distance = (cell as f64 + part) * cell_m;
            if !flat {
                let along = ((cell % EXACT_EACH) as f64 + part) / EXACT_EACH as f64;
                let lat = from.lat_deg + (to.lat_deg - from.lat_deg) * along;
                let east = libm::remainder(to.lon_deg - from.lon_deg, 360.0);
                let known = terrain.height_m(lat, from.lon_deg + east * along);
                ground_m = known.unwrap_or(site.ground_m);
            }
            let slope = (ground_m - eye_m) / distance - distance * fall;
            steepest = steepest.max(slope);
        }
        let edge = (cell + 1) as f64 * cell_m;
        let lowest = eye_m + edge * steepest + edge * edge * fall;
        lowest_m.push(single(lowest.max(ground_m)));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and bounded by the caller; the cast saturates"
)]
fn index(x: f64) -> usize {
    x as usize
}

#[expect(clippy::cast_possible_truncation, reason = "to a millimetre")]
fn single(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests;
