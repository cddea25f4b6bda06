//! Whether a ring crosses itself.
//!
//! In the gnomonic projection about its middle every great circle is a straight line, so the antimeridian and the poles are no special
//! places. It holds for rings that fit well into one hemisphere.

use vigie_core::place::{WGS84_A, Wgs84};

/// Smallest cosine of the angle from the middle: about 84°.
const COSINE_MIN: f64 = 0.1;
/// Area that counts as none, in units of the earth's radius squared: about 4 m².
const AREA_MIN: f64 = 1e-13;

/// Pairs of edges looked at.
const PAIRS_MAX: u32 = 20_000_000;

/// What a ring is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Simplicity {
    /// It does not cross itself.
    Simple,
    /// It crosses itself. Of several crossings the one that cuts off the longest loop; an edge is known by its first point.
    Crosses {
        /// The first edge.
        first: usize,
        /// The other one.
        second: usize,
        /// About how long the shorter of the two loops is, metres.
        loop_m: f64,
    },
    /// Fewer than three corners, or all on a line.
    NoArea,
    /// It reaches too far round the globe, or has too many edges above each other.
    TooLargeToTell,
}

#[derive(Clone, Copy)]
struct Edge {
    index: usize,
    from: [f64; 2],
    to: [f64; 2],
}

impl Edge {
    fn low(&self, axis: usize) -> f64 {
        self.from[axis].min(self.to[axis])
    }

    fn high(&self, axis: usize) -> f64 {
        self.from[axis].max(self.to[axis])
    }
}

/// Looks at a closed ring of points joined by geodesics; the last is joined to the first.
#[must_use]
pub fn simplicity(ring: &[Wgs84]) -> Simplicity {
    if ring.len() < 3 {
        return Simplicity::NoArea;
    }
    let Some(points) = projected(ring) else {
        return Simplicity::TooLargeToTell;
    };
    let following = points.iter().cycle().skip(1);
    let pairs = points.iter().zip(following);
    let area: f64 = pairs.clone().map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    let lengths: Vec<f64> = pairs
        .clone()
        .map(|(a, b)| libm::hypot(b[0] - a[0], b[1] - a[1]))
        .collect();
    let mut edges: Vec<Edge> = pairs
        .enumerate()
        .map(|(index, (&from, &to))| Edge { index, from, to })
        .collect();
    edges.sort_by(|a, b| a.low(0).total_cmp(&b.low(0)));
    match widest_crossing(&edges, &lengths) {
        Some(Simplicity::Simple) if area.abs() / 2.0 < AREA_MIN => Simplicity::NoArea,
        Some(told) => told,
        None => Simplicity::TooLargeToTell,
    }
}

/// The crossing that cuts off the longest loop; `None` if there are too many edges above each other.
fn widest_crossing(edges: &[Edge], lengths: &[f64]) -> Option<Simplicity> {
    let mut along = Vec::with_capacity(lengths.len());
    let mut total = 0.0;
    for length in lengths {
        along.push(total);
        total += length;
    }
    let mut worst = Simplicity::Simple;
    let mut longest = -1.0;
    let mut pairs_left = PAIRS_MAX;
    for (at, edge) in edges.iter().enumerate() {
        let right = edge.high(0);
        let later = edges.get(at + 1..).unwrap_or_default();
        for other in later.iter().take_while(|other| other.low(0) <= right) {
            pairs_left = pairs_left.checked_sub(1)?;
            let apart = edge.high(1) < other.low(1) || other.high(1) < edge.low(1);
            if apart {
                continue;
            }
            let Some(parts) = cross(edge, other) else {
                continue;
            };
            let (first, second) = (edge.index.min(other.index), edge.index.max(other.index));
            let place = |edge: &Edge, part: f64| along[edge.index] + part * lengths[edge.index];
            let one_way = (place(edge, parts[0]) - place(other, parts[1])).abs();
            let loop_length = one_way.min(total - one_way).max(0.0);
            if loop_length > longest {
                longest = loop_length;
                worst = Simplicity::Crosses {
                    first,
                    second,
                    loop_m: loop_length * WGS84_A,
                };
            }
        }
    }
    Some(worst)
}

/// The ring about its middle, in earth radii.
fn projected(ring: &[Wgs84]) -> Option<Vec<[f64; 2]>> {
    let unit = |point: &Wgs84| {
        let (sin_lat, cos_lat) = libm::sincos(point.lat_deg.to_radians());
        let (sin_lon, cos_lon) = libm::sincos(point.lon_deg.to_radians());
        [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
    };
    let mut middle = [0.0; 3];
    for vector in ring.iter().map(unit) {
        (0..3).for_each(|axis| middle[axis] += vector[axis]);
    }
    let length = dot(middle, middle).sqrt();
    if length < 1e-6 * ring.len() as f64 {
        return None;
    }
    let up = middle.map(|part| part / length);
    // any vector that is not along `up`
    let aside = if up[2].abs() < 0.7 {
        [0.0, 0.0, 1.0]
    } else {
        [1.0, 0.0, 0.0]
    };
    let east = scaled(cross_product(aside, up))?;
    let north = cross_product(up, east);
    let mut points = Vec::with_capacity(ring.len());
    for vector in ring.iter().map(unit) {
        let cosine = dot(vector, up);
        if cosine < COSINE_MIN {
            return None;
        }
        points.push([dot(vector, east) / cosine, dot(vector, north) / cosine]);
    }
    Some(points)
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross_product(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn scaled(vector: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(vector, vector).sqrt();
    (length > 0.0).then(|| vector.map(|part| part / length))
}

/// How far along each edge they cross, as parts of their lengths. Each edge must have its ends strictly on both sides of the other:
/// touching is not crossing.
fn cross(a: &Edge, b: &Edge) -> Option<[f64; 2]> {
    let side = |edge: &Edge, point: [f64; 2]| {
        let along = [edge.to[0] - edge.from[0], edge.to[1] - edge.from[1]];
        let to = [point[0] - edge.from[0], point[1] - edge.from[1]];
        let turn = along[0] * to[1] - along[1] * to[0];
        // a millimetre of an edge's length is rounding
        let slack = 1e-10 * (along[0].abs() + along[1].abs());
        if turn.abs() <= slack { 0.0 } else { turn }
    };
    let (b_from, b_to) = (side(a, b.from), side(a, b.to));
    let (a_from, a_to) = (side(b, a.from), side(b, a.to));
    let crosses = b_from * b_to < 0.0 && a_from * a_to < 0.0;
    crosses.then(|| [a_from / (a_from - a_to), b_from / (b_from - b_to)])
}
