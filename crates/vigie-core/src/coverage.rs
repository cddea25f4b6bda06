//! Where a sensor should see: the lowest visible height around it.
//!
//! Whoever knows terrain and propagation makes it, whoever asks "should it have been seen there?" takes it. Heights are
//! above mean sea level; the grid is polar about the sensor. It says what should be seen, not what is.

use crate::place::{Wgs84, wrap_two_pi};
use std::f64::consts::TAU;
use std::sync::Arc;

/// The lowest visible height of every cell around one sensor. A clone shares the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct LowestVisible {
    centre: Wgs84,
    range_max_m: f64,
    cell_m: f64,
    /// Cells along a ray.
    cells: usize,
    /// Ray by ray clockwise from north, outwards; metres above the sea.
    lowest_m: Arc<[f32]>,
}

impl LowestVisible {
    /// From the cells of all rays: ray by ray clockwise from north, outwards, each `cell_m` long. `None` when the numbers do not
    /// fit together: no whole number of rays, or rays shorter than the range.
    #[must_use]
    pub fn new(
        centre: Wgs84,
        range_max_m: f64,
        cell_m: f64,
        cells: usize,
        lowest_m: Vec<f32>,
    ) -> Option<LowestVisible> {
        Wgs84::new(centre.lat_deg, centre.lon_deg, 0.0)?;
        let fits = cells > 0
            && !lowest_m.is_empty()
            && lowest_m.len().is_multiple_of(cells)
            && range_max_m > 0.0
            && cell_m > 0.0
            && range_max_m.is_finite()
            && cell_m * cells as f64 >= range_max_m;
        fits.then(|| LowestVisible {
            centre,
            range_max_m,
            cell_m,
            cells,
            lowest_m: lowest_m.into(),
        })
    }

    /// Farther nothing is seen, metres.
    #[must_use]
    pub fn range_max_m(&self) -> f64 {
        self.range_max_m
    }

    /// How many rays there are; the first is to the north.
    #[must_use]
    pub fn rays(&self) -> usize {
        self.lowest_m.len() / self.cells
    }

    /// How much higher than the lowest visible height something is, metres; negative: hidden. `None` beyond the range,
    /// or when something is not finite.
    #[must_use]
    pub fn margin_m(&self, place: Wgs84, height_m: f64) -> Option<f64> {
        let line = self.centre.geodesic_to(place)?;
        let margin = height_m - self.lowest_at(line.distance_m, line.initial_rad)?;
        margin.is_finite().then_some(margin)
    }

    /// Whether something so high above the sea should be seen there.
    #[must_use]
    pub fn sees(&self, place: Wgs84, height_m: f64) -> bool {
        self.margin_m(place, height_m).is_some_and(|m| m >= 0.0)
    }

    /// The lowest visible height at a distance and bearing, metres above the sea; `None` beyond the range.
    #[must_use]
    pub fn lowest_at(&self, distance_m: f64, bearing_rad: f64) -> Option<f64> {
        if !(0.0..=self.range_max_m).contains(&distance_m) || !bearing_rad.is_finite() {
            return None;
        }
        let cell = index(distance_m / self.cell_m).min(self.cells - 1);
        Some(f64::from(self.ray(bearing_rad)[cell]))
    }

    /// How far something so high above the sea is seen along a bearing, metres: the far edge of the last cell that sees it.
    /// Nearer cells may not.
    #[must_use]
    pub fn reach_m(&self, bearing_rad: f64, height_m: f64) -> f64 {
        self.ray(bearing_rad)
            .iter()
            .rposition(|lowest| f64::from(*lowest) <= height_m)
            .map_or(0.0, |cell| {
                ((cell + 1) as f64 * self.cell_m).min(self.range_max_m)
            })
    }

    /// The ray nearest to a bearing.
    fn ray(&self, bearing_rad: f64) -> &[f32] {
        let rays = self.rays();
        let ray = index(wrap_two_pi(bearing_rad) / TAU * rays as f64 + 0.5) % rays;
        &self.lowest_m[ray * self.cells..(ray + 1) * self.cells]
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

#[cfg(test)]
mod tests {
    use super::LowestVisible;
    use crate::place::Wgs84;
    use std::f64::consts::PI;

    fn four_rays() -> LowestVisible {
        let centre = Wgs84::default();
        // north sees all, east nothing below 1,000 m beyond a kilometre, south nothing below 50 m, west nothing
        let cells = vec![0.0, 0.0, 0.0, 1_000.0, 50.0, 50.0, 9e9, 9e9];
        LowestVisible::new(centre, 1_900.0, 1_000.0, 2, cells).expect("fits")
    }

    #[test]
    fn cells_lie_clockwise_from_north() {
        let map = four_rays();
        assert_eq!(map.rays(), 4);
        for (distance_m, bearing, expected) in [
            (500.0, 0.0, Some(0.0)),
            (500.0, PI / 2.0, Some(0.0)),
            (1_500.0, PI / 2.0, Some(1_000.0)),
            (1_500.0, PI / 2.0 + 0.7, Some(1_000.0)),
            (1_500.0, PI / 2.0 + 0.8, Some(50.0)),
            (1_500.0, -0.7, Some(0.0)),
            (1_900.0, PI, Some(50.0)),
            (1_901.0, PI, None),
            (f64::NAN, PI, None),
            (10.0, f64::INFINITY, None),
        ] {
            assert_eq!(
                map.lowest_at(distance_m, bearing),
                expected,
                "{distance_m} {bearing}"
            );
        }
        let reaches = [(PI / 2.0, 999.0), (PI / 2.0, 1_000.0), (-PI / 2.0, 1_000.0)];
        let reaches = reaches.map(|(bearing, height_m)| map.reach_m(bearing, height_m));
        let whole = reaches.map(|metres| format!("{metres:.3}"));
        assert_eq!(whole, ["1000.000", "1900.000", "0.000"]);
        let south = map.centre.destination(PI, 700.0);
        assert!(map.sees(south, 50.0) && !map.sees(south, 49.0));
        assert_eq!(map.margin_m(south, 60.0), Some(10.0));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let new = |range, cell, cells, count| {
            LowestVisible::new(Wgs84::default(), range, cell, cells, vec![0.0; count])
        };
        assert!(new(1_000.0, 500.0, 2, 8).is_some());
        for (range, cell, cells, count) in [
            (1_000.0, 500.0, 0, 8),
            (1_000.0, 500.0, 3, 8),
            (1_001.0, 500.0, 2, 8),
            (f64::NAN, 500.0, 2, 8),
            (1_000.0, -1.0, 2, 8),
            (1_000.0, 500.0, 2, 0),
        ] {
            assert_eq!(
                new(range, cell, cells, count),
                None,
                "{range} {cell} {cells} {count}"
            );
        }
    }
}
