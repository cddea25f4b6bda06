use super::{Outline, OutlineFault, Path, Reach};
use proptest::prelude::*;
use vigie_core::place::Wgs84;

fn places(points: &[(f64, f64)]) -> Vec<Wgs84> {
    points
        .iter()
        .map(|&(lat_deg, lon_deg)| Wgs84 {
            lat_deg,
            lon_deg,
            height_m: 0.0,
        })
        .collect()
}

fn outline(points: &[(f64, f64)]) -> Outline {
    Outline::new(&places(points)).expect("a sound outline")
}

fn at(lat_deg: f64, lon_deg: f64) -> Wgs84 {
    places(&[(lat_deg, lon_deg)])[0]
}

#[test]
fn unusable_outlines_say_why() {
    let many: Vec<(f64, f64)> = (0..30_000).map(|i| (f64::from(i) * 1e-3, 0.0)).collect();
    for (points, expected) in [
        (&[][..], OutlineFault::TooFewPoints),
        (&[(1.0, 1.0), (2.0, 2.0)], OutlineFault::TooFewPoints),
        // closed by hand, still two corners
        (
            &[(1.0, 1.0), (2.0, 2.0), (2.0, 2.0), (1.0, 1.0)],
            OutlineFault::TooFewPoints,
        ),
        (
            &[(1.0, 1.0), (2.0, f64::NAN), (2.0, 3.0)],
            OutlineFault::NotOnTheGlobe(2),
        ),
        (
            &[(1.0, 1.0), (2.0, 2.0), (91.0, 3.0)],
            OutlineFault::NotOnTheGlobe(3),
        ),
        // a bow tie, and a tongue of no width
        (
            &[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)],
            OutlineFault::CrossesItself,
        ),
        (
            &[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 1.0)],
            OutlineFault::CrossesItself,
        ),
        // along one meridian
        (&[(0.0, 5.0), (1.0, 5.0), (2.0, 5.0)], OutlineFault::Flat),
        // round the pole, and near it
        (
            &[(80.0, 0.0), (80.0, 120.0), (80.0, -120.0)],
            OutlineFault::TooWide,
        ),
        (
            &[(89.5, 0.0), (80.0, 1.0), (80.0, -1.0)],
            OutlineFault::TooWide,
        ),
        (&many, OutlineFault::TooManyPoints),
    ] {
        let got = Outline::new(&places(points)).err();
        assert_eq!(got, Some(expected), "{:?}", &points[..points.len().min(5)]);
    }
}

#[test]
fn edges_are_geodesics() {
    // 20 degrees along 60 N: in the middle the geodesic runs 0.44 degrees (48 km) north of the parallel
    let area = outline(&[(60.0, 0.0), (60.0, 20.0), (55.0, 20.0), (55.0, 0.0)]);
    assert!(
        area.contains(at(60.2, 10.0)),
        "north of the parallel, south of the geodesic"
    );
    assert!(!area.contains(at(60.5, 10.0)));
    // the lower edge bends north too
    assert!(!area.contains(at(55.2, 10.0)));
    let edge = at(60.0, 0.0)
        .geodesic_to(at(60.0, 20.0))
        .expect("a geodesic");
    for share in [0.013, 0.25, 0.5, 0.871] {
        let on = at(60.0, 0.0).destination(edge.initial_rad, edge.distance_m * share);
        let off_m = area.distance_to_edge_m(on);
        assert!(off_m < 4.0, "{share}: the piecewise edge is {off_m} m off");
    }
}

#[test]
fn an_area_across_the_antimeridian_is_like_any_other() {
    let here = outline(&[(-10.0, -1.0), (-10.0, 2.0), (-13.0, 2.0), (-13.0, -1.0)]);
    let there = outline(&[
        (-10.0, 178.0),
        (-10.0, -179.0),
        (-13.0, -179.0),
        (-13.0, 178.0),
    ]);
    for lat10 in -140..-90 {
        for lon10 in -20..30 {
            let (lat, lon) = (
                f64::from(lat10) / 10.0 + 0.03,
                f64::from(lon10) / 10.0 + 0.03,
            );
            let turned = Wgs84::new(lat, lon + 179.0, 0.0).expect("on the globe");
            assert_eq!(
                here.contains(at(lat, lon)),
                there.contains(turned),
                "{lat} {lon}"
            );
            let (a, b) = (
                here.distance_to_edge_m(at(lat, lon)),
                there.distance_to_edge_m(turned),
            );
            assert!((a - b).abs() < 0.01, "{a} {b}");
        }
    }
    let path = Path::straight(
        at(-11.5, 177.9),
        std::f64::consts::FRAC_PI_2,
        250.0,
        1_500.0,
    );
    let stays = there.stays(&path);
    assert_eq!(stays.len(), 1);
    let width = at(-11.5, 178.0).distance_m(at(-11.5, -179.0));
    let stay = stays[0];
    assert!(
        ((stay.to_s - stay.from_s) * 250.0 - width).abs() < 20.0,
        "{stay:?}"
    );
}

#[test]
fn a_path_stays_as_long_as_it_is_inside() {
    // a U, open to the north, about the equator
    let area = outline(&[
        (0.0, 0.0),
        (0.0, 0.3),
        (0.3, 0.3),
        (0.3, 0.2),
        (0.1, 0.2),
        (0.1, 0.1),
        (0.3, 0.1),
        (0.3, 0.0),
    ]);
    let east = std::f64::consts::FRAC_PI_2;
    let m = |a: f64, b: f64| at(0.2, a).distance_m(at(0.2, b));
    let path = Path::straight(at(0.2, -0.1), east, 100.0, 600.0);
    let stays = area.stays(&path);
    assert_eq!(stays.len(), 2);
    for (stay, (from, to)) in stays.iter().zip([(0.0, 0.1), (0.2, 0.3)]) {
        assert!(
            (stay.from_s * 100.0 - m(-0.1, from)).abs() < 2.0,
            "{stay:?}"
        );
        assert!((stay.to_s * 100.0 - m(-0.1, to)).abs() < 2.0, "{stay:?}");
    }
    // standing still
    for (lon, count) in [(0.05, 1), (0.15, 0)] {
        let still = Path::straight(at(0.2, lon), east, 0.0, 600.0);
        assert_eq!(area.stays(&still).len(), count, "{lon}");
    }
    // along the southern edge
    let along = Path::straight(at(0.0, -0.1), east, 100.0, 600.0);
    assert!(area.stays(&along).len() <= 1);
}

#[test]
fn distances_agree_with_the_geodesic() {
    let area = outline(&[(13.0, 2.0), (13.0, 3.0), (14.0, 3.0), (14.0, 2.0)]);
    for (from, nearest) in [
        ((12.5, 1.5), (13.0, 2.0)),
        ((14.4, 3.4), (14.0, 3.0)),
        ((13.5, 3.2), (13.5, 3.0)),
    ] {
        let expected = at(from.0, from.1).distance_m(at(nearest.0, nearest.1));
        let got = area.distance_to_edge_m(at(from.0, from.1));
        assert!(
            (got / expected - 1.0).abs() < 0.01,
            "{from:?}: {got} {expected}"
        );
    }
}

/// A star-shaped outline about a centre.
fn star() -> impl Strategy<Value = (Wgs84, Vec<Wgs84>)> {
    let centre = (-80.0..80.0, -180.0..180.0);
    let radii = prop::collection::vec(1_000.0..400_000.0, 3..20);
    (centre, radii).prop_map(|((lat, lon), radii)| {
        let centre = at(lat, lon);
        let n = radii.len() as f64;
        let points = radii
            .iter()
            .enumerate()
            .map(|(i, r)| centre.destination(std::f64::consts::TAU * i as f64 / n, *r))
            .collect();
        (centre, points)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_inside_is_near_and_on_every_path(
        (centre, points) in star(), bearing in 0.0..6.3, share in 0.0..2.0,
    ) {
        if let Ok(area) = Outline::new(&points) {
            let radius = points.iter().map(|p| centre.distance_m(*p)).fold(0.0, f64::max);
            let place = centre.destination(bearing, radius * share);
            if share > 1.2 {
                prop_assert!(!area.contains(place));
            }
            if area.contains(place) {
                prop_assert!(area.is_near(place, Reach::about(place, 0.0)));
            }
            // from the place to far outside: the path meets an edge an odd number of times if it starts inside
            let path = Path::straight(place, bearing, 1_000.0, (radius / 1_000.0) * 3.0);
            let stays = area.stays(&path);
            let starts_inside = stays.first().is_some_and(|s| s.from_s <= 1e-9);
            let edge_m = area.distance_to_edge_m(place);
            if edge_m > 10.0 {
                prop_assert_eq!(starts_inside, area.contains(place), "{} m from an edge", edge_m);
            }
            for stay in stays {
                prop_assert!(stay.from_s < stay.to_s);
            }
            // the box never hides an edge that is in reach
            if edge_m < 50_000.0 {
                prop_assert!(area.is_near(place, Reach::about(place, edge_m * 1.05 + 10.0)));
            }
        }
    }

    #[test]
    fn any_points_are_an_outline_or_a_fault(
        points in prop::collection::vec((prop::num::f64::ANY, prop::num::f64::ANY), 0..8),
        globe in prop::collection::vec((-90.0..90.0, -180.0..180.0), 0..8),
    ) {
        for list in [points, globe] {
            if let Ok(area) = Outline::new(&places(&list)) {
                let path = Path::straight(at(0.0, 0.0), 1.0, 300.0, 100.0);
                prop_assert!(area.stays(&path).iter().all(|s| s.from_s >= 0.0 && s.to_s <= 100.0));
            }
        }
    }
}
