//! Outlines of areas and the paths that cross them, in a plane of degrees.
//!
//! An outline's edges are geodesics. They are cut into pieces of at most [`PIECE_M`] and the pieces are taken as straight
//! in the plane of longitude and latitude; over 10 km the two differ by 2 m times the tangent of the latitude. Longitudes
//! are counted from the middle of the outline, so an area across the antimeridian is like any other. An outline round a
//! pole, or wider than half the globe, has no such plane and is refused.
//!
//! Whether a point is inside, on which side of a line it is and where two lines cross comes from `geo` (robust
//! predicates); distances are taken in the tangent plane at the point asked about.

use geo::indexed::IntervalTreeMultiPolygon;
use geo::kernels::RobustKernel;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{
    Area, Contains, Coord, Intersects, Kernel, Line, LineString, MultiPolygon, Orientation, Polygon,
};
use vigie_core::place::{WGS84_A, WGS84_B, Wgs84};

/// The longest piece of an edge or of a path that is taken as straight, metres.
const PIECE_M: f64 = 10_000.0;
/// The longest piece of a path: it differs from the geodesic by 20 m times the tangent of the latitude at most, which no
/// position is known to.
const PATH_PIECE_M: f64 = 32_000.0;
/// The most points an outline may have, before and after its edges are cut.
const POINTS_MAX: usize = 20_000;
/// Below this distance from a pole the plane is too distorted, degrees of latitude.
const LAT_MAX_DEG: f64 = 89.0;
/// No degree of latitude is shorter than this, metres (110,574 m at the equator).
const M_PER_DEG_MIN: f64 = 110_574.0;

/// Edges that share a box.
const BLOCK: usize = 16;

/// Why an outline cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutlineFault {
    /// Fewer than three different points.
    #[error("it has fewer than three different points")]
    TooFewPoints,
    /// More than 20,000 points once long edges are cut.
    #[error("it has more than {POINTS_MAX} points once edges over 10 km are cut; simplify it")]
    TooManyPoints,
    /// A coordinate that is not finite or not on the globe.
    #[error("its point {0} (the first is 1) is not a latitude and longitude")]
    NotOnTheGlobe(usize),
    /// The outline crosses or touches itself.
    #[error("its outline crosses or touches itself; check the order of the points")]
    CrossesItself,
    /// The points are on one line.
    #[error("it encloses nothing: its points are on one line")]
    Flat,
    /// Round a pole, nearer to it than a degree, or half the globe wide.
    #[error(
        "it goes round a pole, comes nearer than a degree to one, or is over 180 degrees wide; cut it in two"
    )]
    TooWide,
}

/// A closed outline, ready to be asked.
pub(crate) struct Outline {
    middle_lon_deg: f64,
    edges: Vec<Line>,
    /// The boxes of [`BLOCK`] edges each: most are far from a path.
    blocks: Vec<(Coord, Coord)>,
    inside: IntervalTreeMultiPolygon<f64>,
    min: Coord,
    max: Coord,
}

/// A straight flight: places with the seconds at which they are reached.
#[derive(Debug)]
pub(crate) struct Path {
    points: Vec<(f64, Wgs84)>,
}

/// How far a neighbourhood reaches, in degrees at one latitude.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    lat_deg: f64,
    lon_deg: f64,
}

/// A stretch of a path inside an outline, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stay {
    pub(crate) from_s: f64,
    pub(crate) to_s: f64,
}

impl Path {
    /// The geodesic that leaves `from` with `bearing_rad`, followed at `speed_mps` for `seconds`.
    pub(crate) fn straight(from: Wgs84, bearing_rad: f64, speed_mps: f64, seconds: f64) -> Path {
        let pieces = libm::ceil(speed_mps * seconds / PATH_PIECE_M).clamp(1.0, 64.0);
        let mut points = vec![(0.0, from)];
        let mut piece = 1.0;
        while piece <= pieces {
            let t = seconds * piece / pieces;
            points.push((t, from.destination(bearing_rad, speed_mps * t)));
            piece += 1.0;
        }
        Path { points }
    }
}

impl Reach {
    /// The neighbourhood of `radius_m` about `place`, never too small.
    pub(crate) fn about(place: Wgs84, radius_m: f64) -> Reach {
        let lat_deg = radius_m / M_PER_DEG_MIN;
        let poleward = (place.lat_deg.abs() + lat_deg).min(90.0);
        let cos = libm::cos(poleward.to_radians());
        Reach {
            lat_deg,
            lon_deg: (lat_deg / cos.max(1e-3)).min(360.0),
        }
    }

    /// Latitude and longitude, degrees each way.
    pub(crate) const fn half_sizes_deg(self) -> (f64, f64) {
        (self.lat_deg, self.lon_deg)
    }
}

impl Outline {
    /// Checks a closed outline (the last point joins the first; the first may be repeated) and cuts its edges.
    pub(crate) fn new(points: &[Wgs84]) -> Result<Outline, OutlineFault> {
        let corners = corners_of(points)?;
        let ring = unwrapped(&cut(&corners)?)?;
        let (west, east) = ring.iter().fold((f64::MAX, f64::MIN), |(lo, hi), c| {
            (lo.min(c.x), hi.max(c.x))
        });
        if east - west >= 180.0 {
            return Err(OutlineFault::TooWide);
        }
        let middle = f64::midpoint(west, east);
        let ring: Vec<Coord> = ring
            .iter()
            .map(|c| Coord {
                x: c.x - middle,
                y: c.y,
            })
            .collect();
        let polygon = Polygon::new(LineString::new(ring), Vec::new());
        check_simple(&polygon)?;
        let edges: Vec<Line> = polygon.exterior().lines().collect();
        let (min, max) = bounds(&edges);
        Ok(Outline {
            middle_lon_deg: middle,
            blocks: edges.chunks(BLOCK).map(bounds).collect(),
            edges,
            inside: IntervalTreeMultiPolygon::new(&MultiPolygon::new(vec![polygon])),
            min,
            max,
        })
    }

    /// Whether a point is inside.
    pub(crate) fn contains(&self, place: Wgs84) -> bool {
        self.contains_flat(self.flat(place))
    }

    /// South-west and north-east corner of its box, latitude and longitude; the longitudes run on beyond 180.
    pub(crate) fn corners_deg(&self) -> ((f64, f64), (f64, f64)) {
        let lon = |x: f64| x + self.middle_lon_deg;
        ((self.min.y, lon(self.min.x)), (self.max.y, lon(self.max.x)))
    }

    /// Whether the outline's box comes within `reach` of a point: cheap, and never false when the outline does.
    pub(crate) fn is_near(&self, place: Wgs84, reach: Reach) -> bool {
        let at = self.flat(place);
        at.y >= self.min.y - reach.lat_deg
            && at.y <= self.max.y + reach.lat_deg
            && at.x >= self.min.x - reach.lon_deg
            && at.x <= self.max.x + reach.lon_deg
    }

    /// Distance from a point to the nearest edge, metres, in the tangent plane at the point: good to a per cent up to
    /// 100 km in middle latitudes.
    pub(crate) fn distance_to_edge_m(&self, place: Wgs84) -> f64 {
        let at = self.flat(place);
        let (sin, cos) = libm::sincos(place.lat_deg.to_radians());
        let e2 = 1.0 - (WGS84_B * WGS84_B) / (WGS84_A * WGS84_A);
        let w2 = 1.0 - e2 * sin * sin;
        let n = WGS84_A / w2.sqrt();
        let m_per_deg_lon = (n * cos).to_radians();
        let m_per_deg_lat = (n * (1.0 - e2) / w2).to_radians();
        let metres = |c: Coord| ((c.x - at.x) * m_per_deg_lon, (c.y - at.y) * m_per_deg_lat);
        let nearest2 = self
            .edges
            .iter()
            .map(|edge| distance2_from_zero(metres(edge.start), metres(edge.end)))
            .fold(f64::MAX, f64::min);
        nearest2.sqrt()
    }

    /// The stretches of a path that are inside, in order.
    pub(crate) fn stays(&self, path: &Path) -> Vec<Stay> {
        let flat = self.flat_path(path);
        let mut cuts = self.crossings(&flat);
        let (Some(first), Some(last)) = (flat.first(), flat.last()) else {
            return Vec::new();
        };
        cuts.push(first.0);
        cuts.push(last.0);
        cuts.sort_by(f64::total_cmp);
        let mut stays: Vec<Stay> = Vec::new();
        for pair in cuts.windows(2) {
            let (from_s, to_s) = (pair[0], pair[1]);
            let middle = along(&flat, f64::midpoint(from_s, to_s));
            if to_s <= from_s || !self.contains_flat(middle) {
                continue;
            }
            match stays.last_mut() {
                Some(stay) if stay.to_s >= from_s => stay.to_s = to_s,
                _ => stays.push(Stay { from_s, to_s }),
            }
        }
        stays
    }

    fn flat(&self, place: Wgs84) -> Coord {
        Coord {
            x: fold_deg(place.lon_deg - self.middle_lon_deg),
            y: place.lat_deg,
        }
    }

    fn contains_flat(&self, at: Coord) -> bool {
        at.y >= self.min.y
            && at.y <= self.max.y
            && at.x >= self.min.x
            && at.x <= self.max.x
            && self.inside.contains(&at)
    }

    fn flat_path(&self, path: &Path) -> Vec<(f64, Coord)> {
        let mut flat: Vec<(f64, Coord)> = Vec::with_capacity(path.points.len());
        for &(t, place) in &path.points {
            let mut at = self.flat(place);
            if let Some(&(_, before)) = flat.last() {
                at.x = before.x + fold_deg(at.x - before.x);
            }
            flat.push((t, at));
        }
        flat
    }

    /// The seconds at which a path meets an edge, in no order.
    fn crossings(&self, path: &[(f64, Coord)]) -> Vec<f64> {
        let mut times = Vec::new();
        for leg in path.windows(2) {
            let ((t0, a), (t1, b)) = (leg[0], leg[1]);
            let (lo, hi) = box_of(a, b);
            if lo.x > self.max.x || hi.x < self.min.x || lo.y > self.max.y || hi.y < self.min.y {
                continue;
            }
            let apart = |(low, high): (Coord, Coord)| {
                lo.x > high.x || hi.x < low.x || lo.y > high.y || hi.y < low.y
            };
            let blocks = self.blocks.iter().zip(self.edges.chunks(BLOCK));
            let near = blocks.filter(|(block, _)| !apart(**block));
            for edge in near.flat_map(|(_, edges)| edges) {
                if apart(box_of(edge.start, edge.end)) {
                    continue;
                }
                let time_at = |at: Coord| t0 + (t1 - t0) * fraction(a, b, at);
                match line_intersection(Line::new(a, b), *edge) {
                    Some(LineIntersection::SinglePoint { intersection, .. }) => {
                        times.push(time_at(intersection));
                    }
                    Some(LineIntersection::Collinear { intersection }) => {
                        times.extend([time_at(intersection.start), time_at(intersection.end)]);
                    }
                    None => {}
                }
            }
        }
        times
    }
}

/// The different corners, checked.
fn corners_of(points: &[Wgs84]) -> Result<Vec<Wgs84>, OutlineFault> {
    if points.len() > POINTS_MAX {
        return Err(OutlineFault::TooManyPoints);
    }
    let mut corners: Vec<Wgs84> = Vec::with_capacity(points.len());
    for (index, point) in points.iter().enumerate() {
        let sound = Wgs84::new(point.lat_deg, point.lon_deg, 0.0)
            .ok_or(OutlineFault::NotOnTheGlobe(index + 1))?;
        if sound.lat_deg.abs() > LAT_MAX_DEG {
            return Err(OutlineFault::TooWide);
        }
        if corners.last() != Some(&sound) {
            corners.push(sound);
        }
    }
    while corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    if corners.len() < 3 {
        return Err(OutlineFault::TooFewPoints);
    }
    Ok(corners)
}

/// The outline with every geodesic edge cut into pieces, closed.
fn cut(corners: &[Wgs84]) -> Result<Vec<Wgs84>, OutlineFault> {
    let mut ring = Vec::with_capacity(corners.len() + 1);
    for (index, &from) in corners.iter().enumerate() {
        let to = corners[(index + 1) % corners.len()];
        let edge = from.geodesic_to(to).ok_or(OutlineFault::TooWide)?;
        let pieces = libm::ceil(edge.distance_m / PIECE_M).max(1.0);
        if ring.len() as f64 + pieces > POINTS_MAX as f64 {
            return Err(OutlineFault::TooManyPoints);
        }
        let mut piece = 0.0;
        while piece < pieces {
            let along_m = edge.distance_m * piece / pieces;
            // the corner itself stays exact
            ring.push(if piece > 0.0 {
                from.destination(edge.initial_rad, along_m)
            } else {
                from
            });
            piece += 1.0;
        }
    }
    ring.push(corners[0]);
    Ok(ring)
}

/// The ring with longitudes that run on instead of jumping at 180 degrees.
fn unwrapped(ring: &[Wgs84]) -> Result<Vec<Coord>, OutlineFault> {
    let mut flat: Vec<Coord> = Vec::with_capacity(ring.len());
    for point in ring {
        if point.lat_deg.abs() > LAT_MAX_DEG {
            return Err(OutlineFault::TooWide); // a long edge can come nearer to a pole than its ends
        }
        let x = flat.last().map_or(point.lon_deg, |before| {
            before.x + fold_deg(point.lon_deg - before.x)
        });
        flat.push(Coord {
            x,
            y: point.lat_deg,
        });
    }
    let around = flat.last().zip(flat.first());
    if around.is_some_and(|(last, first)| (last.x - first.x).abs() > 1.0) {
        return Err(OutlineFault::TooWide);
    }
    if let Some(first) = flat.first().copied()
        && let Some(last) = flat.last_mut()
    {
        *last = first; // bit for bit closed
    }
    Ok(flat)
}

/// A ring may not enclose nothing, go back along itself, cross or touch itself.
fn check_simple(polygon: &Polygon) -> Result<(), OutlineFault> {
    if polygon.unsigned_area() <= 0.0 {
        return Err(OutlineFault::Flat);
    }
    let edges: Vec<Line> = polygon.exterior().lines().collect();
    let back = edges
        .iter()
        .zip(edges.iter().cycle().skip(1))
        .any(|(one, next)| {
            let turn = RobustKernel::orient2d(one.start, one.end, next.end);
            let (d, e) = (one.delta(), next.delta());
            turn == Orientation::Collinear && d.x * e.x + d.y * e.y < 0.0
        });
    if back || touches_itself(&edges) {
        return Err(OutlineFault::CrossesItself);
    }
    Ok(())
}

/// Whether two edges that do not follow one another meet. From south to north, so that each edge is compared with the
/// few that reach its latitudes only.
fn touches_itself(edges: &[Line]) -> bool {
    let south = |line: &Line| line.start.y.min(line.end.y);
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by(|&i, &j| south(&edges[i]).total_cmp(&south(&edges[j])));
    order.iter().enumerate().any(|(rank, &i)| {
        let north = edges[i].start.y.max(edges[i].end.y);
        order[rank + 1..]
            .iter()
            .take_while(|&&j| south(&edges[j]) <= north)
            .any(|&j| {
                let apart = i.abs_diff(j);
                apart > 1 && apart < edges.len() - 1 && edges[i].intersects(&edges[j])
            })
    })
}

fn bounds(edges: &[Line]) -> (Coord, Coord) {
    let (low, high) = (
        Coord {
            x: f64::MAX,
            y: f64::MAX,
        },
        Coord {
            x: f64::MIN,
            y: f64::MIN,
        },
    );
    edges.iter().fold((low, high), |(lo, hi), edge| {
        let (edge_lo, edge_hi) = box_of(edge.start, edge.end);
        (box_of(lo, edge_lo).0, box_of(hi, edge_hi).1)
    })
}

fn box_of(a: Coord, b: Coord) -> (Coord, Coord) {
    (
        Coord {
            x: a.x.min(b.x),
            y: a.y.min(b.y),
        },
        Coord {
            x: a.x.max(b.x),
            y: a.y.max(b.y),
        },
    )
}

/// Where on the way from `a` to `b` a point of the way is, 0 to 1.
fn fraction(a: Coord, b: Coord, at: Coord) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let share = if dx.abs() >= dy.abs() {
        (at.x - a.x) / dx
    } else {
        (at.y - a.y) / dy
    };
    if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0 // the way has no length
    }
}

/// The place at `t` seconds of a path.
fn along(path: &[(f64, Coord)], t: f64) -> Coord {
    for leg in path.windows(2) {
        let ((t0, a), (t1, b)) = (leg[0], leg[1]);
        if t <= t1 {
            let share = if t1 > t0 { (t - t0) / (t1 - t0) } else { 0.0 };
            return a + (b - a) * share;
        }
    }
    path.last().map_or(Coord { x: 0.0, y: 0.0 }, |end| end.1)
}

/// Squared distance from the plane's zero to the segment from `a` to `b`.
fn distance2_from_zero(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length2 = dx * dx + dy * dy;
    let share = if length2 > 0.0 {
        (-(a.0 * dx + a.1 * dy) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (a.0 + share * dx, a.1 + share * dy);
    x * x + y * y
}

fn fold_deg(angle_deg: f64) -> f64 {
    if angle_deg.abs() <= 180.0 {
        return angle_deg;
    }
    let folded = (angle_deg + 180.0).rem_euclid(360.0) - 180.0;
    folded.clamp(-180.0, 180.0)
}

#[cfg(test)]
mod tests;
