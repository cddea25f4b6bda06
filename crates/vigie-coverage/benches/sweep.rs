//! One site of 450 km radius at 1° and 500 m, over flat ground and over tiles of 3″.

use divan::{Bencher, black_box};
use vigie_core::place::Wgs84;
use vigie_coverage::{Coverage, Raster, Site, Terrain, Tile};

fn main() {
    divan::main();
}

fn site() -> Site {
    Site {
        position: Wgs84 {
            lat_deg: 13.48,
            lon_deg: 2.17,
            height_m: 0.0,
        },
        ground_m: 220.0,
        mast_m: 30.0,
        k: 1.22,
        range_max_m: 450e3,
    }
}

#[divan::bench]
fn flat(bencher: Bencher<'_, '_>) {
    let terrain = Terrain::default();
    bencher.bench_local(|| Coverage::sweep(black_box(site()), Raster::default(), &terrain));
}

/// Hills everywhere within the range: 81 tiles.
#[divan::bench]
fn hills(bencher: Bencher<'_, '_>) {
    let mut bytes = Vec::new();
    for k in 0..1_201_u32 * 1_201 {
        let height = i16::try_from(200 + k.wrapping_mul(2_654_435_761) % 300).expect("small");
        bytes.extend(height.to_be_bytes());
    }
    let mut terrain = Terrain::default();
    for lat in 9..=17 {
        for lon in -2_i32..=6 {
            let side = if lon < 0 { 'W' } else { 'E' };
            let name = format!("N{lat:02}{side}{:03}", lon.abs());
            let tile = Tile::from_hgt(&name, &bytes).expect("a tile");
            terrain.insert(tile).expect("room");
        }
    }
    bencher.bench_local(|| Coverage::sweep(black_box(site()), Raster::default(), &terrain));
}
