//! GeoTIFF: a TIFF whose tags say where its posts lie (OGC 19-008r4; tag and key numbers as the crate `tiff` names them
//! and from memory, unverified).
//!
//! Read: one band, latitude and longitude (`GTModelTypeGeoKey` 2), pixel scale and one tie point. Not read: projected
//! coordinates, rotated grids, several bands, heights in feet, compression by JPEG, Zstandard or others.

use super::{POSTS_MAX, SPAN_MAX_DEG, TerrainError, Tile, VOID};
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;

/// `GTModelTypeGeoKey`; 2 is geographic.
const KEY_MODEL: u16 = 1_024;
/// `GTRasterTypeGeoKey`; 1: a post stands for an area, 2: it is a point.
const KEY_RASTER: u16 = 1_025;
/// Bytes the decoder may take at a time.
const BYTES_MAX: usize = 8 * POSTS_MAX;
/// No ground is lower or higher, metres.
const GROUND_M: std::ops::RangeInclusive<f64> = -1_000.0..=9_000.0;

pub(super) fn read(bytes: &[u8]) -> Result<Tile, TerrainError> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = BYTES_MAX;
    limits.intermediate_buffer_size = BYTES_MAX;
    let mut decoder = Decoder::new(Cursor::new(bytes))
        .map_err(|error| unreadable(&error))?
        .with_limits(limits);
    let (columns, rows) = decoder.dimensions().map_err(|error| unreadable(&error))?;
    let (columns, rows) = (columns as usize, rows as usize);
    let posts = rows.checked_mul(columns);
    if rows < 2 || columns < 2 || posts.is_none_or(|posts| posts > POSTS_MAX) {
        return Err(TerrainError::Grid("not from 2 × 2 to 26 million posts"));
    }
    let layout = Layout::of(&mut decoder)?;
    if layout.down_deg * rows as f64 > SPAN_MAX_DEG
        || layout.right_deg * columns as f64 > SPAN_MAX_DEG
    {
        return Err(TerrainError::Grid("it spans over 45 degrees"));
    }
    let image = decoder.read_image().map_err(|error| unreadable(&error))?;
    let posts = heights(&image, layout.void)?;
    if posts.len() != rows * columns {
        return Err(TerrainError::Grid("it has not one band"));
    }
    Ok(Tile {
        north_deg: layout.north_deg,
        west_deg: layout.west_deg,
        down_deg: layout.down_deg,
        right_deg: layout.right_deg,
        rows,
        columns,
        posts,
    })
}

/// Where the posts lie, and what stands for no height.
struct Layout {
    north_deg: f64,
    west_deg: f64,
    down_deg: f64,
    right_deg: f64,
    void: Option<f64>,
}

impl Layout {
    fn of(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<Layout, TerrainError> {
        let mut numbers = |tag| {
            let found = decoder.get_tag_f64_vec(tag);
            found.map_err(|_| TerrainError::Grid("it does not say where its posts lie"))
        };
        let (scale, tie) = (
            numbers(Tag::ModelPixelScaleTag)?,
            numbers(Tag::ModelTiepointTag)?,
        );
        let ([right_deg, down_deg, ..], [column, row, _, lon, lat, _]) = (&scale[..], &tie[..])
        else {
            return Err(TerrainError::Grid("it has not one tie point"));
        };
        let keys = decoder
            .get_tag_u16_vec(Tag::GeoKeyDirectoryTag)
            .map_err(|_| TerrainError::Grid("it has no geographic keys"))?;
        // four numbers a key: which, where the value is (0: here), how many, the value
        let key = |wanted| {
            let mut all = keys.chunks_exact(4).skip(1);
            all.find(|k| k[0] == wanted && k[1] == 0).map(|k| k[3])
        };
        if key(KEY_MODEL) != Some(2) {
            return Err(TerrainError::Grid(
                "its coordinates are not latitude and longitude",
            ));
        }
        let centre = if key(KEY_RASTER) == Some(2) { 0.0 } else { 0.5 };
        let void = decoder
            .get_tag_ascii_string(Tag::GdalNodata)
            .ok()
            .and_then(|text| text.trim_matches(['\0', ' ']).parse().ok());
        let layout = Layout {
            north_deg: lat - (centre - row) * down_deg,
            west_deg: lon + (centre - column) * right_deg,
            down_deg: *down_deg,
            right_deg: *right_deg,
            void,
        };
        let sound = (1e-6..=10.0).contains(down_deg)
            && (1e-6..=10.0).contains(right_deg)
            && (-90.0..=90.1).contains(&layout.north_deg)
            && (-180.1..=180.0).contains(&layout.west_deg);
        if sound {
            Ok(layout)
        } else {
            Err(TerrainError::Grid("its posts do not lie on the earth"))
        }
    }
}

fn heights(image: &DecodingResult, void: Option<f64>) -> Result<Vec<i16>, TerrainError> {
    fn each<T: Copy>(values: &[T], void: Option<f64>, number: impl Fn(T) -> f64) -> Vec<i16> {
        values
            .iter()
            .map(|&value| {
                let metres = number(value);
                if void == Some(metres) || !GROUND_M.contains(&metres) {
                    VOID
                } else {
                    nearest(metres)
                }
            })
            .collect()
    }
    Ok(match image {
        DecodingResult::U8(v) => each(v, void, f64::from),
        DecodingResult::U16(v) => each(v, void, f64::from),
        DecodingResult::I16(v) => each(v, void, f64::from),
        DecodingResult::I32(v) => each(v, void, f64::from),
        DecodingResult::F32(v) => each(v, void, f64::from),
        DecodingResult::F64(v) => each(v, void, |x| x),
        _ => return Err(TerrainError::Grid("its numbers are not heights")),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "within the bounds of the ground"
)]
fn nearest(metres: f64) -> i16 {
    libm::round(metres) as i16
}

fn unreadable(error: &tiff::TiffError) -> TerrainError {
    let text = error.to_string();
    TerrainError::Tiff(text.chars().filter(|c| !c.is_control()).take(120).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Terrain, TerrainError, Tile};
    use proptest::prelude::*;
    use std::io::Cursor;
    use tiff::encoder::{TiffEncoder, colortype::Gray32Float};
    use tiff::tags::Tag;

    /// Four columns and three rows, a tenth of a degree apart: 10·row + column, one void.
    fn file(model: u16, raster: u16) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut bytes).expect("memory");
        let mut image = encoder.new_image::<Gray32Float>(4, 3).expect("memory");
        let mut tag = |tag, values: &[f64]| {
            image.encoder().write_tag(tag, values).expect("memory");
        };
        tag(Tag::ModelPixelScaleTag, &[0.1, 0.1, 0.0]);
        tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, 2.0, 14.0, 0.0]);
        let keys: &[u16] = &[1, 1, 0, 2, 1_024, 0, 1, model, 1_025, 0, 1, raster];
        let directory = image.encoder();
        directory
            .write_tag(Tag::GeoKeyDirectoryTag, keys)
            .expect("memory");
        directory
            .write_tag(Tag::GdalNodata, "-9999")
            .expect("memory");
        let mut posts: Vec<f32> = (0_u8..12)
            .map(|k| f32::from(10 * (k / 4) + k % 4))
            .collect();
        posts[11] = -9_999.0;
        image.write_data(&posts).expect("memory");
        bytes.into_inner()
    }

    fn height(bytes: &[u8], lat: f64, lon: f64) -> Option<f64> {
        let mut terrain = Terrain::default();
        let tile = Tile::from_geotiff(bytes).expect("a grid");
        terrain.insert(tile).expect("room");
        terrain
            .height_m(lat, lon)
            .map(|h| libm::round(h * 1e6) / 1e6)
    }

    #[test]
    fn posts_are_points_or_stand_for_areas() {
        let points = file(2, 2);
        assert_eq!(height(&points, 14.0, 2.0), Some(0.0));
        assert_eq!(height(&points, 13.9, 2.1), Some(11.0));
        assert_eq!(height(&points, 13.95, 2.25), Some(7.5));
        assert_eq!(height(&points, 13.81, 2.29), None, "beside the void");
        assert_eq!(height(&points, 13.7, 2.1), None, "outside");
        let areas = file(2, 1);
        assert_eq!(height(&areas, 13.95, 2.05), Some(0.0));
        assert_eq!(height(&areas, 13.85, 2.15), Some(11.0));
    }

    #[test]
    fn what_is_no_grid_of_heights_is_refused() {
        assert!(matches!(
            Tile::from_geotiff(&file(1, 2)),
            Err(TerrainError::Grid(_))
        ));
        assert!(matches!(
            Tile::from_geotiff(b""),
            Err(TerrainError::Tiff(_))
        ));
        assert!(matches!(
            Tile::from_geotiff(b"II*\0"),
            Err(TerrainError::Tiff(_))
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn hostile_bytes_are_an_error_and_no_more(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(), is_cut in any::<bool>(),
        ) {
            let mut bytes = file(2, 2);
            for (at, value) in changes {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if is_cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            if let Ok(tile) = Tile::from_geotiff(&bytes) {
                let mut terrain = Terrain::default();
                if terrain.insert(tile).is_ok() {
                    let height = terrain.height_m(13.9, 2.1);
                    prop_assert!(height.is_none_or(|h| (-1_000.0..=9_000.0).contains(&h)));
                }
            }
        }
    }
}
