//! The exact boundary, as a property of its own: points, arcs and circles, latitude first, with a check of the geometry beside it.

use super::super::outline::{Arc, Boundary, Edges, Segment, Turn};
use super::super::{BOUNDARIES_MAX, SEGMENTS_MAX, Surface, grid_point, to_millimetre};
use serde_json::{Value, json};
use vigie_core::place::Wgs84;

/// A number that follows from the positions of a geometry to a ten-millionth of a degree, as text (FNV-1a, 64 bits).
pub(super) fn check(geometry: &Value) -> Value {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut waiting = vec![&geometry["coordinates"]];
    while let Some(value) = waiting.pop() {
        if let Some(list) = value.as_array() {
            waiting.extend(list.iter().rev());
        } else {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it saturates, and is a check only"
            )]
            let ticks = libm::round(value.as_f64().unwrap_or(0.0) * 1e7) as i64;
            for byte in ticks.to_le_bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
    Value::String(format!("{hash:016x}"))
}

pub(super) fn write(surfaces: &[Surface], geometry: &Value) -> Value {
    let surfaces: Vec<Value> = surfaces
        .iter()
        .map(|surface| {
            let inner: Vec<Value> = surface.inner.iter().map(boundary).collect();
            json!({ "outer": boundary(&surface.outer), "inner": inner })
        })
        .collect();
    json!({ "check": check(geometry), "surfaces": surfaces })
}

fn place(point: &Wgs84) -> Value {
    json!([point.lat_deg, point.lon_deg])
}

fn boundary(boundary: &Boundary) -> Value {
    match boundary {
        Boundary::Circle { centre, radius_m } => {
            json!({ "circle": { "centre": place(centre), "radius_m": radius_m } })
        }
        Boundary::Path { edges, segments } => {
            let edges = match edges {
                Edges::Geodesic => "geodesic",
                Edges::Straight => "straight",
            };
            let path: Vec<Value> = segments
                .iter()
                .map(|segment| match segment {
                    Segment::Point(point) => place(point),
                    Segment::Arc(arc) => json!({
                        "centre": place(&arc.centre),
                        "start": place(&arc.start),
                        "end": place(&arc.end),
                        "clockwise": arc.turn == Turn::Clockwise,
                    }),
                })
                .collect();
            json!({ "edges": edges, "path": path })
        }
    }
}

pub(super) fn read(value: &Value) -> Option<Vec<Surface>> {
    let surfaces = value.get("surfaces")?.as_array()?;
    if surfaces.len() > BOUNDARIES_MAX {
        return None;
    }
    let surface = |surface: &Value| {
        let inner = surface.get("inner")?.as_array()?;
        if inner.len() > BOUNDARIES_MAX {
            return None;
        }
        Some(Surface {
            outer: read_boundary(surface.get("outer")?)?,
            inner: inner.iter().map(read_boundary).collect::<Option<_>>()?,
        })
    };
    surfaces.iter().map(surface).collect()
}

fn read_place(value: &Value) -> Option<Wgs84> {
    grid_point(value.get(0)?.as_f64()?, value.get(1)?.as_f64()?)
}

fn read_boundary(value: &Value) -> Option<Boundary> {
    if let Some(circle) = value.get("circle") {
        let radius_m = circle.get("radius_m")?.as_f64()?;
        let fine = radius_m > 0.0 && radius_m <= 3e6;
        return Some(Boundary::Circle {
            centre: read_place(circle.get("centre")?)?,
            radius_m: to_millimetre(radius_m),
        })
        .filter(|_| fine);
    }
    let edges = match value.get("edges")?.as_str()? {
        "geodesic" => Edges::Geodesic,
        "straight" => Edges::Straight,
        _ => return None,
    };
    let path = value.get("path")?.as_array()?;
    if path.len() > SEGMENTS_MAX {
        return None;
    }
    let segment = |value: &Value| match value {
        Value::Array(_) => read_place(value).map(Segment::Point),
        _ => Some(Segment::Arc(Arc {
            centre: read_place(value.get("centre")?)?,
            start: read_place(value.get("start")?)?,
            end: read_place(value.get("end")?)?,
            turn: if value.get("clockwise")?.as_bool()? {
                Turn::Clockwise
            } else {
                Turn::Counterclockwise
            },
        })),
    };
    let segments = path.iter().map(segment).collect::<Option<_>>()?;
    Some(Boundary::Path { edges, segments })
}
