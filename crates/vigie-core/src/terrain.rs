//! Heights of the ground, on a grid.

use crate::place::Wgs84;
use std::fmt;

/// Points of a grid, at most: a square of 20 degrees at three arc seconds needs twelve times as many, and is thinned by
/// taking the highest of each square (what a minimum altitude asks for).
pub const POINTS_MAX: usize = 50_000_000;

/// Heights above the sea, metres, at the points of a grid of latitudes and longitudes. A lookup table: whoever reads the
/// files fills it.
///
/// Row 0 is the southernmost, column 0 the westernmost. It may cross the antimeridian. A height may be
/// [`TerrainGrid::VOID`]: not known there.
#[derive(Clone, PartialEq)]
pub struct TerrainGrid {
    south_deg: f64,
    west_deg: f64,
    step_deg: f64,
    rows: usize,
    columns: usize,
    heights_m: Vec<i16>,
}

impl TerrainGrid {
    /// The height is not known (as in SRTM's `.hgt` files).
    pub const VOID: i16 = i16::MIN;

    /// A grid with its south-west point at `south_deg`, `west_deg` and `step_deg` between its points, row by row from the
    /// south. `None` when the numbers make no grid or the heights are not as many as its points.
    #[must_use]
    pub fn new(
        south_deg: f64,
        west_deg: f64,
        step_deg: f64,
        columns: usize,
        heights_m: Vec<i16>,
    ) -> Option<TerrainGrid> {
        let rows = heights_m.len().checked_div(columns)?;
        let span = |points: usize| step_deg * points.saturating_sub(1) as f64;
        let sound = heights_m.len() <= POINTS_MAX
            && rows >= 1
            && rows.checked_mul(columns) == Some(heights_m.len())
            && step_deg > 0.0
            && step_deg <= 1.0
            && (-90.0..=90.0).contains(&south_deg)
            && south_deg + span(rows) <= 90.0 + step_deg
            && (-180.0..=180.0).contains(&west_deg)
            && span(columns) <= 360.0;
        sound.then_some(TerrainGrid {
            south_deg,
            west_deg,
            step_deg,
            rows,
            columns,
            heights_m,
        })
    }

    /// The highest ground within `radius_m` of a place, metres above the sea: of the points around that square. `None`
    /// where a height is known nowhere near. At most 100 points each way are looked at.
    #[must_use]
    pub fn highest_m(&self, place: Wgs84, radius_m: f64) -> Option<f64> {
        const M_PER_DEG: f64 = 110_574.0;
        const REACH_MAX: f64 = 100.0;
        let cos = libm::cos(place.lat_deg.to_radians()).max(0.01);
        let east_deg = (place.lon_deg - self.west_deg).rem_euclid(360.0);
        let (row, column) = (
            (place.lat_deg - self.south_deg) / self.step_deg,
            east_deg / self.step_deg,
        );
        let reach = (radius_m.max(0.0) / M_PER_DEG / self.step_deg).min(REACH_MAX);
        let (rows, columns) = (
            range(row, reach, self.rows)?,
            range(column, (reach / cos).min(REACH_MAX), self.columns)?,
        );
        rows.flat_map(|row| {
            let columns = columns.clone();
            columns.map(move |column| row * self.columns + column)
        })
        .filter_map(|at| self.heights_m.get(at).copied())
        .filter(|height| *height != Self::VOID)
        .max()
        .map(f64::from)
    }
}

/// The grid lines around `middle` ± `reach`, those that there are; `None` when there are none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the number of lines"
)]
fn range(middle: f64, reach: f64, count: usize) -> Option<std::ops::RangeInclusive<usize>> {
    let (low, high) = (libm::floor(middle - reach), libm::ceil(middle + reach));
    let last = count as f64 - 1.0;
    let sound = low.is_finite() && high.is_finite() && high >= 0.0 && low <= last;
    sound.then(|| low.max(0.0) as usize..=high.min(last) as usize)
}

impl fmt::Debug for TerrainGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TerrainGrid")
            .field("south_deg", &self.south_deg)
            .field("west_deg", &self.west_deg)
            .field("step_deg", &self.step_deg)
            .field("rows", &self.rows)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::TerrainGrid;
    use crate::place::Wgs84;

    fn at(lat_deg: f64, lon_deg: f64) -> Wgs84 {
        Wgs84 {
            lat_deg,
            lon_deg,
            height_m: 0.0,
        }
    }

    #[test]
    fn the_highest_point_around_is_found_and_none_outside() {
        // 3 rows of 4 points, a tenth of a degree apart, across the antimeridian
        let mut heights = vec![100_i16; 12];
        heights[4 + 2] = 900;
        heights[0] = TerrainGrid::VOID;
        let grid = TerrainGrid::new(10.0, 179.8, 0.1, 4, heights).expect("a grid");
        for (place, radius_m, expected) in [
            (at(10.1, -180.0), 10.0, Some(900.0)),
            (at(10.15, -179.95), 10.0, Some(900.0)),
            (at(9.8, 179.8), 1.0, None), // south of it
            (at(10.01, 179.81), 1.0, Some(100.0)),
            (at(10.0, 179.85), 20_000.0, Some(900.0)),
            (at(20.0, 0.0), 10.0, None),
            (at(f64::NAN, 179.9), 10.0, None),
            (at(10.1, 179.9), f64::INFINITY, Some(900.0)),
        ] {
            assert_eq!(grid.highest_m(place, radius_m), expected, "{place:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_no_height() {
        let grid = TerrainGrid::new(10.0, 0.0, 0.1, 2, vec![TerrainGrid::VOID; 4]);
        assert_eq!(grid.expect("a grid").highest_m(at(10.05, 0.05), 1.0), None);
    }

    #[test]
    fn what_is_no_grid_is_refused() {
        for (south, step, columns, points) in [
            (0.0, 0.1, 0, 4),
            (0.0, 0.1, 3, 4),
            (0.0, 0.0, 2, 4),
            (f64::NAN, 0.1, 2, 4),
            (89.9, 0.5, 2, 8),
            (0.0, 0.1, 2, 0),
        ] {
            let grid = TerrainGrid::new(south, 0.0, step, columns, vec![0; points]);
            assert!(grid.is_none(), "{south} {step} {columns} {points}");
        }
    }
}
