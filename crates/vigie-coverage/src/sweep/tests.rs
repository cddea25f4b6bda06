//! The horizon by its formula and by the design's numbers; a ridge made up for the purpose; hostile sites.

use super::{Coverage, CoverageError, Network, Raster, Site};
use crate::{NIAMEY_N_PER_KM, Terrain, Tile, earth_factor, horizon_m, nautical_miles};
use proptest::prelude::*;
use vigie_core::place::Wgs84;

fn at(lat_deg: f64, lon_deg: f64) -> Wgs84 {
    Wgs84 {
        lat_deg,
        lon_deg,
        height_m: 0.0,
    }
}

fn niamey() -> Site {
    Site {
        position: at(13.48, 2.17),
        ground_m: 0.0,
        mast_m: 30.0,
        k: earth_factor(NIAMEY_N_PER_KM).expect("no duct"),
        range_max_m: 500e3,
    }
}

fn flat(site: Site) -> Coverage {
    Coverage::sweep(site, Raster::default(), &Terrain::default()).expect("sound")
}

#[test]
fn the_factors_of_the_sahel() {
    let k = |gradient| earth_factor(gradient).map(|k| (k * 100.0).round() / 100.0);
    assert_eq!(k(-28.7), Some(1.22));
    assert_eq!(k(-23.8), Some(1.18));
    assert_eq!(k(-39.24), Some(1.33));
    assert_eq!(k(0.0), Some(1.0));
    assert_eq!([k(-157.0), k(-200.0), k(f64::NAN)], [None; 3]);
}

#[test]
fn a_mast_of_30_m_at_niamey_sees_as_far_as_the_design_says() {
    let coverage = flat(niamey());
    for (level, miles) in [
        (50, 95.0),
        (100, 129.0),
        (200, 178.0),
        (300, 216.0),
        (400, 247.0),
    ] {
        let height_m = f64::from(level) * 30.48;
        let formula = nautical_miles(horizon_m(30.0, height_m, niamey().k));
        assert!((formula - miles).abs() <= 0.5, "FL{level}: {formula} NM");
        for bearing in [0.0, 1.0, 3.0, 6.2] {
            let swept = nautical_miles(coverage.lowest().reach_m(bearing, height_m));
            // a cell of 500 m is 0.27 NM
            assert!(
                (swept - formula).abs() <= 0.28,
                "FL{level}: {swept}, not {formula} NM"
            );
        }
    }
}

#[test]
fn a_place_is_seen_down_to_the_horizon() {
    let coverage = flat(niamey());
    let reach = horizon_m(30.0, 3_048.0, niamey().k);
    for bearing in [0.3, 2.0, 4.0, 5.9] {
        let near = niamey().position.destination(bearing, reach - 1_000.0);
        let far = niamey().position.destination(bearing, reach + 1_000.0);
        assert!(
            coverage.sees(near, 3_048.0) && !coverage.sees(far, 3_048.0),
            "{bearing}"
        );
        let margin = coverage.margin_m(near, 3_048.0).expect("within range");
        assert!((0.0..40.0).contains(&margin), "{margin}");
    }
    let beyond = niamey().position.destination(1.0, 501e3);
    assert_eq!(coverage.margin_m(beyond, 1e6), None);
    assert_eq!(coverage.margin_m(beyond, f64::NAN), None);
    assert!(coverage.sees(niamey().position, 31.0));
    assert!(!coverage.sees(at(f64::NAN, 0.0), 1e4));
}

/// Flat ground at 200 m with a ridge of 700 m along the parallel 13.75° N, two posts wide.
fn ridge() -> Terrain {
    let mut bytes = Vec::new();
    for row in 0..1_201_u32 {
        for _ in 0..1_201 {
            let height: i16 = if (299..=301).contains(&row) { 700 } else { 200 };
            bytes.extend(height.to_be_bytes());
        }
    }
    let mut terrain = Terrain::default();
    terrain
        .insert(Tile::from_hgt("N13E002", &bytes).expect("a tile"))
        .expect("room");
    terrain
}

#[test]
fn a_ridge_hides_what_is_behind_it_and_nothing_else() {
    let site = Site {
        position: at(13.48, 2.5),
        ground_m: 200.0,
        range_max_m: 200e3,
        ..niamey()
    };
    let raster = Raster {
        azimuths: 360,
        cell_m: 100.0,
    };
    let coverage = Coverage::sweep(site, raster, &ridge()).expect("sound");
    let ridge_m = site.position.distance_m(at(13.75, 2.5));
    let fall = |d: f64| d * d / (2.0 * site.k * crate::EARTH_RADIUS_M);
    for behind in [1.2, 1.5, 2.0, 4.0, 6.0] {
        let d = ridge_m * behind;
        // the line of sight over the crest, carried on
        let slope = (700.0 - 230.0) / ridge_m - fall(ridge_m) / ridge_m;
        let expected = 230.0 + d * slope + fall(d);
        let lowest = coverage.lowest().lowest_at(d, 0.0).expect("within range");
        // to a cell, and to the post beside the crest
        assert!(
            (lowest - expected).abs() < 0.02 * expected,
            "{behind}: {lowest}, not {expected}"
        );
        let south = coverage
            .lowest()
            .lowest_at(d, std::f64::consts::PI)
            .expect("within range");
        // to the south the ground is flat
        let beyond = d - horizon_m(30.0, 0.0, site.k);
        let smooth = 200.0 + if beyond > 0.0 { fall(beyond) } else { 0.0 };
        assert!(
            (south - smooth).abs() < 12.0,
            "{behind}: {south}, not {smooth}"
        );
    }
    let in_front = coverage
        .lowest()
        .lowest_at(ridge_m * 0.9, 0.0)
        .expect("within range");
    assert!((199.0..215.0).contains(&in_front), "{in_front}");
    // behind the ridge 900 m are hidden from this one, and seen by one on the other side
    let target = at(13.95, 2.5);
    assert!(!coverage.sees(target, 900.0));
    let other = Site {
        position: at(13.98, 2.5),
        ..site
    };
    let other = Coverage::sweep(other, raster, &ridge()).expect("sound");
    let network = Network {
        sensors: vec![coverage, other],
    };
    assert_eq!(network.seen_by(target, 900.0).collect::<Vec<_>>(), [1]);
    assert!(network.sees(target, 900.0) && !network.sees(target, 100.0));
}

#[test]
fn the_outline_is_where_the_reach_ends() {
    let coverage = flat(niamey());
    let outline = coverage.outline(3_048.0);
    assert_eq!(outline.len(), 360);
    for corner in outline {
        let d = niamey().position.distance_m(corner);
        assert!(
            (d - horizon_m(30.0, 3_048.0, niamey().k)).abs() < 501.0,
            "{d}"
        );
    }
    // higher than the range allows: the range
    let top = coverage.outline(60_000.0);
    assert!(
        top.iter()
            .all(|c| (niamey().position.distance_m(*c) - 500e3).abs() < 1.0)
    );
}

#[test]
fn sites_and_rasters_that_make_no_sense_are_refused() {
    let sweep = |site, raster| Coverage::sweep(site, raster, &Terrain::default()).map(|_| ());
    let changes: [fn(&mut Site); 6] = [
        |s| s.position.lat_deg = 91.0,
        |s| s.ground_m = f64::NAN,
        |s| s.mast_m = -1.0,
        |s| s.k = 0.0,
        |s| s.range_max_m = f64::INFINITY,
        |s| s.range_max_m = 0.0,
    ];
    for change in changes {
        let mut site = niamey();
        change(&mut site);
        assert!(
            matches!(sweep(site, Raster::default()), Err(CoverageError::Site(_))),
            "{site:?}"
        );
    }
    for (azimuths, cell_m) in [
        (0, 500.0),
        (360, f64::NAN),
        (360, 1.0),
        (usize::MAX, 500.0),
        (36_000, 10.0),
    ] {
        let raster = Raster { azimuths, cell_m };
        assert!(
            matches!(sweep(niamey(), raster), Err(CoverageError::Raster(_))),
            "{raster:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the site: higher is seen at least as well, and nothing panics.
    #[test]
    fn higher_is_never_seen_worse(
        lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64, mast in 0.0..500.0_f64, k in 0.5..4.0_f64,
        bearing in -10.0..10.0_f64, share in 0.0..1.2_f64, height in -500.0..20_000.0_f64,
    ) {
        let site = Site { position: at(lat, lon), ground_m: 200.0, mast_m: mast, k, range_max_m: 60e3 };
        let raster = Raster { azimuths: 24, cell_m: 1_000.0 };
        let coverage = Coverage::sweep(site, raster, &Terrain::default()).expect("sound");
        let place = site.position.destination(bearing, 60e3 * share);
        prop_assert!(!coverage.sees(place, height) || coverage.sees(place, height + 100.0));
        prop_assert_eq!(coverage.outline(height).len(), 24);
        prop_assert!(coverage.lowest().reach_m(bearing, height) <= coverage.lowest().reach_m(bearing, height + 100.0));
    }
}
