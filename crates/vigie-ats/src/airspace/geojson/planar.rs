//! Boundaries as rings of longitude and latitude: straight there, cut at the antimeridian, closed over a pole.

use super::super::Surface;
use super::super::on_grid;
use super::super::outline::{Boundary, Edges, Segment, pieces_of_edge};
use serde_json::{Value, json};
use vigie_core::place::{Wgs84, wrap_pi};

/// A position: longitude (not folded), latitude.
type Flat = [f64; 2];

/// The polygons of a surface, each a list of rings as GeoJSON has it.
pub(super) fn polygons(surface: &Surface, tolerance_m: f64) -> Vec<Value> {
    let outer = unrolled(&surface.outer, tolerance_m, true);
    let inner: Vec<Vec<Flat>> = surface
        .inner
        .iter()
        .map(|hole| unrolled(hole, tolerance_m, false))
        .collect();
    let turn = |window: i32| f64::from(window) * 360.0;
    let mut found = Vec::new();
    for window in -2..=2 {
        let Some(ring) = windowed(&outer, turn(window)) else {
            continue;
        };
        let mut rings = vec![closed(ring)];
        for hole in &inner {
            // a hole may have been unrolled from another side
            for side in -2..=2 {
                rings.extend(windowed(hole, turn(side)).map(closed));
            }
        }
        found.push(Value::Array(rings));
    }
    // a hole belongs where its piece of the outer ring is; with one piece there is no question
    if found.len() > 1 {
        for polygon in &mut found {
            keep_own_holes(polygon);
        }
    }
    found
}

/// Drops the holes whose first corner lies on the other side of the globe than the outer ring.
fn keep_own_holes(polygon: &mut Value) {
    let Some(rings) = polygon.as_array_mut() else {
        return;
    };
    let west = |ring: &Value| ring[0][0].as_f64().is_some_and(|lon| lon < 0.0);
    let side = rings.first().map(west);
    let mut is_outer = true;
    rings.retain(|ring| std::mem::take(&mut is_outer) || Some(west(ring)) == side);
}

fn closed(mut ring: Vec<Flat>) -> Value {
    if let Some(&first) = ring.first() {
        ring.push(first);
    }
    let positions = ring.iter().map(|[lon, lat]| json!([lon, lat]));
    Value::Array(positions.collect())
}

/// The ring with longitudes that run on past ±180, outer rings against the clock and inner ones with it (RFC 7946, 3.1.6).
fn unrolled(boundary: &Boundary, tolerance_m: f64, is_outer: bool) -> Vec<Flat> {
    let points = corners(boundary, tolerance_m);
    let mut ring: Vec<Flat> = Vec::with_capacity(points.len() + 3);
    for point in points {
        let lon = ring.last().map_or(point.lon_deg, |last| {
            if (point.lon_deg - last[0]).abs() < 180.0 {
                return point.lon_deg; // as it stands, to the last bit
            }
            let turns = libm::round((last[0] - point.lon_deg) / 360.0);
            point.lon_deg + 360.0 * turns
        });
        ring.push([lon, point.lat_deg]);
    }
    if let (Some(&first), Some(&last)) = (ring.first(), ring.last()) {
        let home = last[0] + wrap_pi((first[0] - last[0]).to_radians()).to_degrees();
        if (home - first[0]).abs() > 180.0 {
            // once round the globe: the pole is inside
            let north: f64 = ring.iter().map(|flat| flat[1]).sum();
            let pole = if north < 0.0 { -90.0 } else { 90.0 };
            ring.extend([[home, first[1]], [home, pole], [first[0], pole]]);
        }
    }
    if (area(&ring) > 0.0) != is_outer {
        ring.reverse();
    }
    ring
}

/// Corners such that straight lines between them come near enough.
fn corners(boundary: &Boundary, tolerance_m: f64) -> Vec<Wgs84> {
    if let Boundary::Path {
        edges: Edges::Straight,
        segments,
    } = boundary
        && segments
            .iter()
            .all(|segment| matches!(segment, Segment::Point(_)))
    {
        let points = segments.iter().filter_map(|segment| match segment {
            Segment::Point(point) => Some(*point),
            Segment::Arc(_) => None,
        });
        return points.collect();
    }
    let outline = boundary.outline(tolerance_m / 2.0);
    let mut found = Vec::with_capacity(outline.len());
    for (at, &from) in outline.iter().enumerate() {
        let to = outline[(at + 1) % outline.len()];
        found.push(from);
        let count = pieces_of_edge(from, to, tolerance_m / 2.0);
        let line = from.geodesic_to(to).filter(|_| count > 1);
        found.extend(line.into_iter().flat_map(|line| {
            (1..count).map(move |step| {
                let part = f64::from(step) / f64::from(count);
                from.destination(line.initial_rad, line.distance_m * part)
            })
        }));
    }
    for point in &mut found {
        point.lat_deg = on_grid(point.lat_deg);
        point.lon_deg = on_grid(point.lon_deg);
    }
    found
}

fn area(ring: &[Flat]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum()
}

/// What of a ring lies within half a turn of `middle`, moved to −180 to 180.
fn windowed(ring: &[Flat], middle: f64) -> Option<Vec<Flat>> {
    let left = clipped(ring, |lon| lon - (middle - 180.0));
    let both = clipped(&left, |lon| (middle + 180.0) - lon);
    let moved: Vec<Flat> = if middle == 0.0 {
        both
    } else {
        both.iter()
            .map(|[lon, lat]| [on_grid(lon - middle), *lat])
            .collect()
    };
    (moved.len() >= 3 && area(&moved).abs() > 1e-12).then_some(moved)
}

/// Sutherland and Hodgman 1974: the part of a ring where `inside` of the longitude is not negative.
fn clipped(ring: &[Flat], inside: impl Fn(f64) -> f64) -> Vec<Flat> {
    let mut found = Vec::with_capacity(ring.len() + 4);
    let next = ring.iter().cycle().skip(1);
    for (from, to) in ring.iter().zip(next) {
        let (here, there) = (inside(from[0]), inside(to[0]));
        if here >= 0.0 {
            found.push(*from);
        }
        if (here > 0.0 && there < 0.0) || (here < 0.0 && there > 0.0) {
            let part = here / (here - there);
            found.push([
                on_grid(from[0] + (to[0] - from[0]) * part),
                on_grid(from[1] + (to[1] - from[1]) * part),
            ]);
        }
    }
    found
}
