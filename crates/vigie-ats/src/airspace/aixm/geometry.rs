//! GML surfaces to boundaries.

use super::super::outline::{Arc, Boundary, Edges, Segment, Turn};
use super::super::{BOUNDARIES_MAX, SEGMENTS_MAX, Surface, grid_point, to_millimetre};
use super::{Index, child, children, is, text};
use roxmltree::Node;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::{METRES_PER_NM, Wgs84};

/// References followed from one curve to another.
const REFERENCES_MAX: usize = 4;
/// How far an arc's end, computed from its angles, may be from the point that is meant, metres.
const ROUNDING_M: f64 = 100.0;
/// Largest radius read, metres.
const RADIUS_M_MAX: f64 = 3_000_000.0;

/// Every patch below a projection. `None` if anything in it cannot be read.
pub(super) fn surfaces(projection: Node<'_, '_>, index: &Index<'_, '_>) -> Option<Vec<Surface>> {
    let mut found = Vec::new();
    for patch in projection.descendants() {
        if !(is(patch, "PolygonPatch") || is(patch, "Polygon")) {
            continue;
        }
        let outer = ring(child(patch, "exterior")?, index)?;
        let inner: Option<Vec<Boundary>> = children(patch, "interior")
            .take(BOUNDARIES_MAX)
            .map(|hole| ring(hole, index))
            .collect();
        found.push(Surface {
            outer,
            inner: inner?,
        });
        if found.len() > BOUNDARIES_MAX {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A boundary while it is read. Edges of `LineStringSegment` are straight in latitude and longitude, all others geodesics: a ring
/// of both is taken as one of geodesics.
#[derive(Default)]
struct Draft {
    segments: Vec<Segment>,
    circle: Option<Boundary>,
    straight: usize,
    geodesic: usize,
}

fn ring(node: Node<'_, '_>, index: &Index<'_, '_>) -> Option<Boundary> {
    let mut draft = Draft::default();
    if let Some(ring) = child(node, "LinearRing") {
        points(ring, &mut draft)?;
        draft.straight += 1;
    } else {
        for member in children(child(node, "Ring")?, "curveMember") {
            curve(member, index, &mut draft, REFERENCES_MAX)?;
        }
    }
    if let Some(circle) = draft.circle {
        return draft.segments.is_empty().then_some(circle);
    }
    let mut segments = draft.segments;
    let left = index.pieces_left.get().saturating_sub(segments.len());
    index.pieces_left.set(left);
    if left == 0 {
        return None;
    }
    if segments.len() > 1 && start(segments.first()?) == end(segments.last()?) {
        let single = matches!(segments.last()?, Segment::Point(_));
        if single {
            segments.pop();
        }
    }
    let only_straight = draft.straight > 0 && draft.geodesic == 0;
    let edges = if only_straight {
        Edges::Straight
    } else {
        Edges::Geodesic
    };
    Some(Boundary::Path { edges, segments })
}

fn start(segment: &Segment) -> Wgs84 {
    match segment {
        Segment::Point(point) => *point,
        Segment::Arc(arc) => arc.start,
    }
}

fn end(segment: &Segment) -> Wgs84 {
    match segment {
        Segment::Point(point) => *point,
        Segment::Arc(arc) => arc.end,
    }
}

/// The curve below a member, or the one that it refers to.
fn curve(
    member: Node<'_, '_>,
    index: &Index<'_, '_>,
    draft: &mut Draft,
    references: usize,
) -> Option<()> {
    let href = member
        .attributes()
        .find(|attribute| attribute.name() == "href");
    if let Some(href) = href {
        let id = href.value().strip_prefix('#')?;
        let target = *index.by_id.get(id)?;
        let left = references.checked_sub(1)?;
        return if is(target, "Curve") || is(target, "LineString") {
            line(target, draft)
        } else {
            curve(target, index, draft, left)
        };
    }
    let below = member.children().find(Node::is_element)?;
    if is(below, "OrientableCurve") || is(below, "baseCurve") {
        // taken backwards, the order of its pieces would have to be turned too
        let is_forward = below.attribute("orientation") != Some("-");
        return is_forward
            .then(|| {
                curve(
                    child(below, "baseCurve")?,
                    index,
                    draft,
                    references.checked_sub(1)?,
                )
            })
            .flatten();
    }
    line(below, draft)
}

fn line(curve: Node<'_, '_>, draft: &mut Draft) -> Option<()> {
    if is(curve, "LineString") {
        draft.straight += 1;
        return points(curve, draft);
    }
    if !is(curve, "Curve") {
        return None;
    }
    for segment in child(curve, "segments")?
        .children()
        .filter(Node::is_element)
    {
        match segment.tag_name().name() {
            "LineStringSegment" => {
                draft.straight += 1;
                points(segment, draft)?;
            }
            "GeodesicString" | "Geodesic" => {
                draft.geodesic += 1;
                points(segment, draft)?;
            }
            "ArcByCenterPoint" => {
                draft.geodesic += 1;
                let arc = arc(segment)?;
                push(draft, Segment::Arc(arc))?;
            }
            "CircleByCenterPoint" => {
                let (centre, radius_m) = centre_and_radius(segment)?;
                if draft.circle.is_some() {
                    return None;
                }
                draft.circle = Some(Boundary::Circle { centre, radius_m });
            }
            _ => return None,
        }
    }
    Some(())
}

/// Adds a piece; the point where it begins is left out if the last piece ended there.
fn push(draft: &mut Draft, segment: Segment) -> Option<()> {
    if draft.segments.len() >= SEGMENTS_MAX {
        return None;
    }
    let last = draft.segments.last_mut();
    match (last, segment) {
        // the next curve begins where the arc ends, but for the rounding of its angles
        (Some(Segment::Arc(arc)), Segment::Point(point))
            if arc.end.distance_m(point) < ROUNDING_M =>
        {
            arc.end = point;
        }
        (Some(last @ Segment::Point(_)), Segment::Arc(arc))
            if start(last).distance_m(arc.start) < ROUNDING_M =>
        {
            let start = start(last);
            *last = Segment::Arc(Arc { start, ..arc });
        }
        (Some(Segment::Point(last)), Segment::Point(point)) if *last == point => {}
        _ => draft.segments.push(segment),
    }
    Some(())
}

fn points(node: Node<'_, '_>, draft: &mut Draft) -> Option<()> {
    let lists = node
        .descendants()
        .filter(|node| is(*node, "posList") || is(*node, "pos"));
    for list in lists {
        let order = order(list)?;
        let mut numbers = list.text().unwrap_or_default().split_ascii_whitespace();
        while let Some(first) = numbers.next() {
            let pair = [first.parse().ok()?, numbers.next()?.parse().ok()?];
            push(draft, Segment::Point(place(pair, order)?))?;
        }
    }
    Some(())
}

/// Whether latitude comes first.
fn order(node: Node<'_, '_>) -> Option<bool> {
    let mut all = node.ancestors();
    let name = all.find_map(|node| node.attribute("srsName"));
    match name {
        None => Some(true),
        Some(name) if name.ends_with(":4326") || name.ends_with("/4326") => Some(true),
        Some(name) if name.ends_with("CRS84") => Some(false),
        Some(_) => None,
    }
}

fn place(pair: [f64; 2], latitude_first: bool) -> Option<Wgs84> {
    let [first, second] = pair;
    if latitude_first {
        grid_point(first, second)
    } else {
        grid_point(second, first)
    }
}

fn centre_and_radius(node: Node<'_, '_>) -> Option<(Wgs84, f64)> {
    let pos = node.descendants().find(|node| is(*node, "pos"))?;
    let mut numbers = pos.text()?.split_ascii_whitespace().map(str::parse);
    let pair = [numbers.next()?.ok()?, numbers.next()?.ok()?];
    let centre = place(pair, order(pos)?)?;
    let radius = child(node, "radius")?;
    let value: f64 = radius.text()?.trim().parse().ok()?;
    let unit_m = match radius.attribute("uom")? {
        "[nmi_i]" | "NM" => METRES_PER_NM,
        "m" | "M" => 1.0,
        "km" | "KM" => 1000.0,
        "[ft_i]" | "FT" => METRES_PER_FOOT,
        _ => return None,
    };
    let radius_m = to_millimetre(value * unit_m);
    (radius_m > 0.0 && radius_m <= RADIUS_M_MAX).then_some((centre, radius_m))
}

fn arc(node: Node<'_, '_>) -> Option<Arc> {
    let (centre, radius_m) = centre_and_radius(node)?;
    let angle = |name: &'static str| {
        let angle: f64 = text(node, name)?.parse().ok()?;
        (-720.0..=720.0).contains(&angle).then_some(angle)
    };
    let (from, to) = (angle("startAngle")?, angle("endAngle")?);
    let turn = if from <= to {
        Turn::Clockwise
    } else {
        Turn::Counterclockwise
    };
    let arc = Arc::between(centre, radius_m, from.to_radians(), to.to_radians(), turn);
    Some(Arc {
        start: grid_point(arc.start.lat_deg, arc.start.lon_deg)?,
        end: grid_point(arc.end.lat_deg, arc.end.lon_deg)?,
        ..arc
    })
}
