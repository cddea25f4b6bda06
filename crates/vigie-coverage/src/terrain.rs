//! Heights of the ground: grids of posts, from SRTM and GeoTIFF files, and between them by the four nearest.
//!
//! HGT (SRTM): a square of 1,201 × 1,201 (3″) or 3,601 × 3,601 (1″) posts, i16 big-endian, rows from north to south, the
//! outermost posts on the whole degrees, void −32,768; named after its south-western corner (`N13E002.hgt`). Layout
//! from memory of the SRTM documentation, unverified. Heights above the EGM96 geoid, taken as above the sea.

mod geotiff;

use std::collections::BTreeMap;

/// Posts of one tile, at most: 52 MB.
const POSTS_MAX: usize = 26_000_000;
/// Posts of one side of a finer SRTM tile.
const SIDE_FINE: usize = 3_601;
/// What stands for no height.
const VOID: i16 = -32_768;
/// Tiles held, at most.
const TILES_MAX: usize = 256;
/// A tile spans at most so many degrees.
const SPAN_MAX_DEG: f64 = 45.0;

/// Why terrain is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TerrainError {
    /// Not as many bytes as a tile has.
    #[error("a tile has 2,884,802 or 25,934,402 bytes, not {0}")]
    Length(usize),
    /// The name is not that of a tile.
    #[error("\"{0}\" does not begin as the name of a tile does, like N13E002")]
    Name(String),
    /// Not a TIFF that can be read.
    #[error("not a TIFF that can be read: {0}")]
    Tiff(String),
    /// A TIFF that is no grid of heights by latitude and longitude.
    #[error("no grid of heights: {0}")]
    Grid(&'static str),
    /// The table is full.
    #[error("there are {TILES_MAX} tiles already")]
    Full,
}

/// A grid of posts by latitude and longitude.
#[derive(Clone, PartialEq)]
pub struct Tile {
    /// The north-western post, degrees.
    north_deg: f64,
    west_deg: f64,
    /// Between two rows, southwards, and two columns, eastwards; degrees.
    down_deg: f64,
    right_deg: f64,
    rows: usize,
    columns: usize,
    /// Row by row from the north, metres.
    posts: Vec<i16>,
}

impl std::fmt::Debug for Tile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tile")
            .field("north_deg", &self.north_deg)
            .field("west_deg", &self.west_deg)
            .field("rows", &self.rows)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

impl Tile {
    /// From the bytes of an HGT file and its name (what follows the seventh character is not looked at).
    pub fn from_hgt(name: &str, bytes: &[u8]) -> Result<Tile, TerrainError> {
        let (lat_deg, lon_deg) = corner(name).ok_or_else(|| {
            TerrainError::Name(name.chars().filter(|c| !c.is_control()).take(32).collect())
        })?;
        let side = [1_201, SIDE_FINE]
            .into_iter()
            .find(|side| bytes.len() == 2 * side * side)
            .ok_or(TerrainError::Length(bytes.len()))?;
        let posts = bytes
            .chunks_exact(2)
            .map(|pair| i16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        let step = 1.0 / (side - 1) as f64;
        Ok(Tile {
            north_deg: f64::from(lat_deg) + 1.0,
            west_deg: f64::from(lon_deg),
            down_deg: step,
            right_deg: step,
            rows: side,
            columns: side,
            posts,
        })
    }

    /// From the bytes of a GeoTIFF: one band of heights in metres, by latitude and longitude, north up; not packed, or
    /// packed by LZW or Deflate.
    pub fn from_geotiff(bytes: &[u8]) -> Result<Tile, TerrainError> {
        geotiff::read(bytes)
    }

    fn south_deg(&self) -> f64 {
        self.north_deg - self.down_deg * (self.rows - 1) as f64
    }

    fn east_deg(&self) -> f64 {
        self.west_deg + self.right_deg * (self.columns - 1) as f64
    }

    /// The height between the posts, metres; `None` outside, and beside a void.
    fn height_m(&self, lat_deg: f64, lon_deg: f64) -> Option<f64> {
        let (row, down) = split((self.north_deg - lat_deg) / self.down_deg, self.rows - 1)?;
        let (column, right) = split((lon_deg - self.west_deg) / self.right_deg, self.columns - 1)?;
        let post = |row: usize, column: usize| {
            let height = *self.posts.get(row * self.columns + column)?;
            (height != VOID).then(|| f64::from(height))
        };
        let (nw, ne) = (post(row, column)?, post(row, column + 1)?);
        let (sw, se) = (post(row + 1, column)?, post(row + 1, column + 1)?);
        let (upper, lower) = (nw + (ne - nw) * right, sw + (se - sw) * right);
        Some(upper + (lower - upper) * down)
    }
}

/// The cell below a place between posts, and how far into it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked just before"
)]
fn split(x: f64, cells: usize) -> Option<(usize, f64)> {
    // what rounding adds to the edge is still the edge
    if !(-1e-6..=cells as f64 + 1e-6).contains(&x) {
        return None;
    }
    let cell = (x.max(0.0) as usize).min(cells - 1);
    Some((cell, (x - cell as f64).clamp(0.0, 1.0)))
}

/// `N13E002` to its corner.
fn corner(name: &str) -> Option<(i16, i16)> {
    let bytes = name.as_bytes().get(..7)?;
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |n, d| {
            d.is_ascii_digit().then(|| n * 10 + i16::from(d - b'0'))
        })
    };
    let (lat, lon) = (number(&bytes[1..3])?, number(&bytes[4..7])?);
    let lat = match bytes[0].to_ascii_uppercase() {
        b'N' => lat,
        b'S' => -lat,
        _ => return None,
    };
    let lon = match bytes[3].to_ascii_uppercase() {
        b'E' => lon,
        b'W' => -lon,
        _ => return None,
    };
    ((-90..90).contains(&lat) && (-180..180).contains(&lon)).then_some((lat, lon))
}

/// The tiles at hand; elsewhere the ground is flat.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terrain {
    tiles: Vec<Tile>,
    /// Which tiles touch a square of one degree, by its south-western corner; the first that tells is taken.
    squares: BTreeMap<(i16, i16), Vec<usize>>,
}

impl Terrain {
    /// Takes a tile in. Where two tell, the earlier one does.
    pub fn insert(&mut self, tile: Tile) -> Result<(), TerrainError> {
        if self.tiles.len() >= TILES_MAX {
            return Err(TerrainError::Full);
        }
        let sides = [
            tile.south_deg(),
            tile.north_deg,
            tile.west_deg,
            tile.east_deg(),
        ];
        let [Some(south), Some(north), Some(west), Some(east)] = sides.map(whole) else {
            return Err(TerrainError::Grid("it is not on the earth"));
        };
        for lat in south..=north {
            for lon in west..=east {
                let lon = (lon + 180).rem_euclid(360) - 180;
                self.squares
                    .entry((lat, lon))
                    .or_default()
                    .push(self.tiles.len());
            }
        }
        self.tiles.push(tile);
        Ok(())
    }

    /// No tile at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    /// The height of the ground above the sea, metres; `None` where no tile tells.
    #[must_use]
    pub fn height_m(&self, lat_deg: f64, lon_deg: f64) -> Option<f64> {
        if self.tiles.is_empty() {
            return None;
        }
        let lon = libm::remainder(lon_deg, 360.0);
        let lon = if lon >= 180.0 { lon - 360.0 } else { lon };
        let square = self.squares.get(&(whole(lat_deg)?, whole(lon)?))?;
        square
            .iter()
            .find_map(|&i| self.tiles[i].height_m(lat_deg, lon))
    }
}

/// The whole degrees below.
#[expect(clippy::cast_possible_truncation, reason = "checked just before")]
fn whole(degrees: f64) -> Option<i16> {
    let floor = libm::floor(degrees);
    (floor.is_finite() && floor.abs() <= 360.0).then_some(floor as i16)
}

#[cfg(test)]
mod tests {
    use super::{Terrain, TerrainError, Tile};

    /// A 3″ tile whose posts are `height(row from the north, column)`.
    pub(crate) fn hgt(height: impl Fn(usize, usize) -> i16) -> Vec<u8> {
        (0..1_201)
            .flat_map(|row| (0..1_201).map(move |column| (row, column)))
            .flat_map(|(row, column)| height(row, column).to_be_bytes())
            .collect()
    }

    #[test]
    fn posts_lie_where_the_format_puts_them() {
        let bytes = hgt(|row, column| {
            i16::try_from(row).expect("small") + 2 * i16::try_from(column).expect("small")
        });
        let mut terrain = Terrain::default();
        assert!(terrain.is_empty());
        terrain
            .insert(Tile::from_hgt("N13E002.hgt", &bytes).expect("a tile"))
            .expect("room");
        for (lat, lon, expected) in [
            (13.0, 2.0, Some(1_200.0)),
            (13.5, 2.5, Some(600.0 + 1_200.0)),
            (13.999_999_9, 2.0, Some(0.000_12)),
            (13.5 + 0.5 / 1_200.0, 2.5, Some(1_799.5)),
            (14.0, 2.5, Some(1_200.0)),
            (14.1, 2.5, None),
            (12.9, 2.5, None),
            (f64::NAN, 2.5, None),
            (13.5, f64::INFINITY, None),
            (13.5, 362.5, Some(1_800.0)),
        ] {
            let got = terrain.height_m(lat, lon);
            let fits = match (got, expected) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-3,
                (None, None) => true,
                _ => false,
            };
            assert!(fits, "{lat} {lon}: {got:?}, not {expected:?}");
        }
    }

    #[test]
    fn beside_a_void_nothing_is_known() {
        let bytes = hgt(|row, column| {
            if (row, column) == (600, 600) {
                -32_768
            } else {
                7
            }
        });
        let mut terrain = Terrain::default();
        terrain
            .insert(Tile::from_hgt("s01w001", &bytes).expect("a tile"))
            .expect("room");
        assert_eq!(terrain.height_m(-0.5, -0.5), None);
        assert_eq!(terrain.height_m(-0.4, -0.5), Some(7.0));
    }

    #[test]
    fn hostile_files_are_refused() {
        let length = Tile::from_hgt("N13E002", &[0; 100]);
        assert_eq!(length, Err(TerrainError::Length(100)));
        let bytes = vec![0; 2 * 1_201 * 1_201];
        for name in [
            "", "N13", "N99E000", "X13E002", "N13E18x", "N13E180", "é13E002",
        ] {
            assert!(
                matches!(Tile::from_hgt(name, &bytes), Err(TerrainError::Name(_))),
                "{name}"
            );
        }
    }
}
