//! Boundaries of points, arcs and circles, and the polygons that come near enough to them.

use std::f64::consts::{PI, TAU};
use vigie_core::place::{Wgs84, wrap_pi, wrap_two_pi};

/// Points of one outline; a finer one is not made.
pub const OUTLINE_POINTS_MAX: usize = 40_000;
/// Points on one arc or circle.
const ARC_POINTS_MAX: f64 = 3_600.0;
/// Points put into one edge that is straight in latitude and longitude.
const EDGE_POINTS_MAX: f64 = 1_000.0;

/// Which way an arc turns, seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// As the clock.
    Clockwise,
    /// Against the clock.
    Counterclockwise,
}

/// How consecutive points are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edges {
    /// By the shortest line on the ellipsoid.
    Geodesic,
    /// By a straight line in latitude and longitude, as GeoJSON does (RFC 7946, 3.1.1).
    Straight,
}

/// An arc around a centre. One that ends where it begins is a full circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arc {
    /// Its centre.
    pub centre: Wgs84,
    /// Where it begins.
    pub start: Wgs84,
    /// Where it ends. Its distance from the centre may differ a little from the start's: the radius then changes evenly on the way.
    pub end: Wgs84,
    /// Which way round.
    pub turn: Turn,
}

/// One piece of a boundary, joined to the next by an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// A corner.
    Point(Wgs84),
    /// An arc.
    Arc(Arc),
}

/// A closed line.
#[derive(Debug, Clone, PartialEq)]
pub enum Boundary {
    /// Points and arcs; the last is joined to the first.
    Path {
        /// How they are joined.
        edges: Edges,
        /// In order, either way round.
        segments: Vec<Segment>,
    },
    /// A circle.
    Circle {
        /// Its centre.
        centre: Wgs84,
        /// Its radius, metres.
        radius_m: f64,
    },
}

impl Arc {
    /// The arc around `centre` from one bearing to another, radians clockwise from true north.
    #[must_use]
    pub fn between(centre: Wgs84, radius_m: f64, from_rad: f64, to_rad: f64, turn: Turn) -> Arc {
        Arc {
            centre,
            start: centre.destination(from_rad, radius_m),
            end: centre.destination(to_rad, radius_m),
            turn,
        }
    }

    /// Radius at start and end, metres.
    #[must_use]
    pub fn radii_m(&self) -> (f64, f64) {
        (
            self.centre.distance_m(self.start),
            self.centre.distance_m(self.end),
        )
    }

    /// Bearing of the start from the centre, and how far the arc turns, clockwise positive; radians.
    #[must_use]
    pub fn sweep_rad(&self) -> (f64, f64) {
        let bearing = |point: Wgs84| {
            let line = self.centre.geodesic_to(point);
            line.map_or(0.0, |line| line.initial_rad)
        };
        let (from, to) = (bearing(self.start), bearing(self.end));
        let forward = wrap_two_pi(to - from);
        let forward = if self.start == self.end { TAU } else { forward };
        match self.turn {
            Turn::Clockwise => (from, forward),
            Turn::Counterclockwise if self.start == self.end => (from, -TAU),
            Turn::Counterclockwise => (from, forward - TAU),
        }
    }

    fn push_onto(&self, points: &mut Vec<Wgs84>, tolerance_m: f64) {
        let (from, sweep) = self.sweep_rad();
        let (first_m, last_m) = self.radii_m();
        let count = steps(first_m.max(last_m), sweep.abs(), tolerance_m);
        points.push(self.start);
        for step in 1..count {
            let part = f64::from(step) / f64::from(count);
            let radius_m = first_m + (last_m - first_m) * part;
            points.push(self.centre.destination(from + sweep * part, radius_m));
        }
        if self.start != self.end {
            points.push(self.end);
        }
    }
}

/// In how many chords to cut an arc so that none is further than the tolerance from it.
fn steps(radius_m: f64, sweep_rad: f64, tolerance_m: f64) -> u32 {
    let widest = 2.0 * libm::acos((1.0 - tolerance_m / radius_m.max(1.0)).clamp(-1.0, 1.0));
    let count = libm::ceil(sweep_rad / widest.clamp(1e-3, PI / 4.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped; not-a-number is 0"
    )]
    let count = count.clamp(1.0, ARC_POINTS_MAX) as u32;
    count
}

impl Boundary {
    /// The corners of the polygon whose edges are geodesics and no further than `tolerance_m` from the boundary. Neighbours differ, and
    /// the last is not the first again. At most [`OUTLINE_POINTS_MAX`].
    #[must_use]
    pub fn outline(&self, tolerance_m: f64) -> Vec<Wgs84> {
        let tolerance_m = if tolerance_m > 0.01 {
            tolerance_m
        } else {
            0.01
        };
        let mut points = Vec::new();
        match self {
            Self::Circle { centre, radius_m } => {
                let count = steps(*radius_m, TAU, tolerance_m);
                points.extend((0..count).map(|step| {
                    let bearing = TAU * f64::from(step) / f64::from(count);
                    centre.destination(bearing, *radius_m)
                }));
            }
            Self::Path { edges, segments } => {
                for segment in segments {
                    if points.len() >= OUTLINE_POINTS_MAX {
                        break;
                    }
                    match segment {
                        Segment::Point(point) => points.push(*point),
                        Segment::Arc(arc) => arc.push_onto(&mut points, tolerance_m),
                    }
                }
                if *edges == Edges::Straight {
                    points = straightened(&points, tolerance_m);
                }
            }
        }
        points.truncate(OUTLINE_POINTS_MAX);
        points.dedup();
        while points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        points
    }

    /// A polygon of points.
    #[must_use]
    pub fn polygon(edges: Edges, points: &[Wgs84]) -> Boundary {
        Self::Path {
            edges,
            segments: points.iter().copied().map(Segment::Point).collect(),
        }
    }
}

/// The same ring with points put in, so that geodesics between them stay near to straight lines in latitude and longitude.
fn straightened(points: &[Wgs84], tolerance_m: f64) -> Vec<Wgs84> {
    let mut found = Vec::with_capacity(points.len());
    let next = points.iter().cycle().skip(1);
    for (&from, &to) in points.iter().zip(next) {
        if found.len() >= OUTLINE_POINTS_MAX {
            break;
        }
        found.push(from);
        let count = pieces_of_edge(from, to, tolerance_m);
        found.extend((1..count).map(|step| between(from, to, f64::from(step) / f64::from(count))));
    }
    found
}

/// The point a part of the way along the straight line in latitude and longitude, the short way round.
pub(super) fn between(from: Wgs84, to: Wgs84, part: f64) -> Wgs84 {
    let east_deg = wrap_pi((to.lon_deg - from.lon_deg).to_radians()).to_degrees();
    let lon_deg = from.lon_deg + east_deg * part;
    Wgs84 {
        lat_deg: from.lat_deg + (to.lat_deg - from.lat_deg) * part,
        lon_deg: wrap_pi(lon_deg.to_radians()).to_degrees(),
        height_m: 0.0,
    }
}

/// In how many pieces to cut an edge so that geodesic and straight line stay within the tolerance of each other: the gap grows with
/// the square of the length, and is widest near the middle.
pub(super) fn pieces_of_edge(from: Wgs84, to: Wgs84, tolerance_m: f64) -> u32 {
    let gap_m = from.geodesic_to(to).map_or(f64::INFINITY, |line| {
        let middle = from.destination(line.initial_rad, line.distance_m / 2.0);
        middle.distance_m(between(from, to, 0.5))
    });
    let count = libm::ceil((1.5 * gap_m / tolerance_m).sqrt());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped; not-a-number is 0"
    )]
    let count = count.clamp(1.0, EDGE_POINTS_MAX) as u32;
    count
}
