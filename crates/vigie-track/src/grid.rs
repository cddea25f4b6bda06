//! Where to look: tracks by cells of a tenth of a degree of latitude and about as much of longitude.

use std::collections::BTreeSet;
use vigie_core::place::Wgs84;

/// Rows of cells per degree.
const PER_DEGREE: f64 = 10.0;
/// Rows from pole to pole.
const ROWS: u32 = 1800;
/// Metres in a degree of latitude, rounded down so that a search never looks too near.
const METRES_PER_DEGREE: f64 = 110_000.0;
/// Columns that a row may have.
const COLUMNS_MAX: u32 = 3600;

/// A cell's number: row times [`COLUMNS_MAX`] plus column.
pub(crate) type Cell = u32;

/// Tracks by cell: their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid(BTreeSet<(Cell, u32)>);

impl Grid {
    pub(crate) fn insert(&mut self, cell: Cell, number: u32) {
        self.0.insert((cell, number));
    }

    pub(crate) fn remove(&mut self, cell: Cell, number: u32) {
        self.0.remove(&(cell, number));
    }

    /// Adds to `found` the numbers in cells within `reach_m` of a position, cell by cell.
    pub(crate) fn near(&self, position: Wgs84, reach_m: f64, found: &mut Vec<u32>) {
        let reach_deg = reach_m / METRES_PER_DEGREE;
        // The parallel in reach that is nearest to a pole has the narrowest degrees.
        let narrowest = (position.lat_deg.abs() + reach_deg).min(90.0);
        let cos = libm::cos(narrowest.to_radians()).max(1e-3);
        let (south, north) = (
            row_of(position.lat_deg - reach_deg),
            row_of(position.lat_deg + reach_deg),
        );
        for row in south..=north {
            let columns = columns_in(row);
            let width_deg = 360.0 / f64::from(columns);
            let span = index(reach_deg / cos / width_deg, COLUMNS_MAX) + 1;
            if 2 * span + 1 >= columns {
                self.run(row, 0, columns - 1, found);
                continue;
            }
            let centre = column_of(position.lon_deg, columns);
            let (low, high) = (centre + columns - span, centre + columns + span);
            if high % columns >= low % columns {
                self.run(row, low % columns, high % columns, found);
            } else {
                self.run(row, 0, high % columns, found);
                self.run(row, low % columns, columns - 1, found);
            }
        }
    }

    fn run(&self, row: u32, first: u32, last: u32, found: &mut Vec<u32>) {
        let base = row * COLUMNS_MAX;
        let range = (base + first, 0)..=(base + last, u32::MAX);
        found.extend(self.0.range(range).map(|&(_, number)| number));
    }
}

/// The cell of a position.
pub(crate) fn cell_of(position: Wgs84) -> Cell {
    let row = row_of(position.lat_deg);
    row * COLUMNS_MAX + column_of(position.lon_deg, columns_in(row))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "float to integer saturates, and the result is bounded"
)]
fn index(x: f64, below: u32) -> u32 {
    (x as u32).min(below - 1)
}

fn row_of(lat_deg: f64) -> u32 {
    index((lat_deg + 90.0) * PER_DEGREE, ROWS)
}

fn column_of(lon_deg: f64, columns: u32) -> u32 {
    index((lon_deg + 180.0) / 360.0 * f64::from(columns), columns)
}

fn cos_of_row(row: u32) -> f64 {
    libm::cos(((f64::from(row) + 0.5) / PER_DEGREE - 90.0).to_radians())
}

fn columns_in(row: u32) -> u32 {
    index(f64::from(COLUMNS_MAX) * cos_of_row(row), COLUMNS_MAX + 1).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Grid, cell_of};
    use proptest::prelude::*;
    use vigie_core::place::Wgs84;

    proptest! {
        #[test]
        fn whatever_is_in_reach_is_found(
            lat in -89.9f64..89.9, lon in -180.0f64..180.0, bearing in 0.0f64..6.2, share in 0.0f64..1.0
        ) {
            let here = Wgs84::new(lat, lon, 0.0).expect("valid");
            let there = here.destination(bearing, 12_000.0 * share);
            let mut grid = Grid::default();
            grid.insert(cell_of(there), 7);
            let mut found = Vec::new();
            grid.near(here, 12_000.0, &mut found);
            prop_assert_eq!(&found, &[7]);
            grid.remove(cell_of(there), 7);
            found.clear();
            grid.near(here, 12_000.0, &mut found);
            prop_assert!(found.is_empty());
        }
    }
}
