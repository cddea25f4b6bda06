//! Airspace from AIXM 5.1 (and 5.1.1) messages: the part that says where, between which levels, of which type, when.
//!
//! Seen: the elements of limits and their references, `gml:ArcByCenterPoint`, `gml:CircleByCenterPoint`, `gml:GeodesicString` and
//! `posList` in public samples; that angles run clockwise from true north with latitude first follows from one of them. From memory,
//! unverified: OGC 12-028r1 (an end angle below the start angle turns against the clock), timesheets.
//!
//! Read: each `Airspace`, of its time slices the last BASELINE or SNAPSHOT; each of its volumes becomes an airspace of its own. Curves may
//! stand elsewhere in the file (`xlink:href="#id"`). Not read: volumes taken from other airspaces, subtractions, TEMPDELTA: each is a fault.
//! No document type, so no entities; [`NODES_MAX`] bounds a hostile file.

mod geometry;
mod timesheet;

use super::{
    AIRSPACES_MAX, Airspace, AirspaceFile, BOUNDARIES_MAX, FILE_BYTES_MAX, Kind, Limit, Period,
};
use crate::calendar::parse_utc;
use crate::fault::{Fault, Faults, Place, Severity};
use roxmltree::{Document, Node, ParsingOptions};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Nodes read of one file.
pub const NODES_MAX: u32 = 4_000_000;

/// What is known of the whole file.
struct Index<'a, 'i> {
    /// Elements by their `gml:id`.
    by_id: BTreeMap<&'a str, Node<'a, 'i>>,
    /// Pieces of boundaries that may still be read.
    pieces_left: Cell<usize>,
}

/// Levels of elements within each other; real files have about twenty.
const DEPTH_MAX: usize = 64;
/// Pieces of boundaries read of one file: one curve may be referred to many times.
const PIECES_MAX: usize = 2_000_000;

/// Reads a file.
#[must_use]
pub fn read_aixm(text: &str) -> AirspaceFile {
    let mut file = AirspaceFile::default();
    let mut sink = Sink {
        faults: &mut file.faults,
        place: Place::Whole,
        at: 0,
    };
    if text.len() > FILE_BYTES_MAX {
        sink.fault("at most 32 MiB", "split the file");
        return file;
    }
    let options = ParsingOptions {
        nodes_limit: NODES_MAX,
        ..ParsingOptions::default()
    };
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            sink.place = Place::Line(usize::try_from(error.pos().row).unwrap_or(0));
            sink.fault(
                "well-formed XML without a document type",
                "correct the file at this line; a document type is refused",
            );
            return file;
        }
    };
    let Some(index) = indexed(&document) else {
        sink.fault("at most 64 levels of elements", "this is no AIXM file");
        return file;
    };
    let mut line = 1;
    for node in document.descendants() {
        let start = node.range().start;
        // airspaces do not stand within each other
        if !is(node, "Airspace")
            || (sink.at > 0 && node.ancestors().skip(1).any(|above| is(above, "Airspace")))
        {
            continue;
        }
        line += text
            .get(sink.at..start)
            .unwrap_or_default()
            .matches('\n')
            .count();
        (sink.place, sink.at) = (Place::Line(line), start);
        read_feature(node, &index, &mut file.airspaces, &mut sink);
        if file.airspaces.len() >= AIRSPACES_MAX || index.pieces_left.get() == 0 {
            sink.fault(
                "at most 10000 airspaces and 2000000 pieces of boundary",
                "split the file",
            );
            break;
        }
    }
    file
}

/// Elements by their id; `None` if they stand too deep within each other.
fn indexed<'a, 'i>(document: &'a Document<'i>) -> Option<Index<'a, 'i>> {
    let mut by_id = BTreeMap::new();
    let mut ends: Vec<usize> = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        let range = node.range();
        while ends.last().is_some_and(|end| *end <= range.start) {
            ends.pop();
        }
        ends.push(range.end);
        if ends.len() > DEPTH_MAX {
            return None;
        }
        if let Some(id) = node.attributes().find(|attribute| attribute.name() == "id") {
            by_id.insert(id.value(), node);
        }
    }
    Some(Index {
        by_id,
        pieces_left: Cell::new(PIECES_MAX),
    })
}

/// Takes the faults of the airspace that is being read.
struct Sink<'f> {
    faults: &'f mut Faults,
    place: Place,
    at: usize,
}

impl Sink<'_> {
    fn fault(&mut self, expected: &'static str, remedy: &'static str) {
        self.faults.push(Fault {
            place: self.place,
            at: self.at,
            len: 0,
            severity: Severity::Unread,
            expected,
            remedy,
        });
    }
}

/// Whether a node is an element of this local name. Prefixes and versions of the name space differ from file to file.
fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, name))
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// The trimmed text of a child; none for `xsi:nil` and for emptiness.
fn text<'a>(node: Node<'a, '_>, name: &'static str) -> Option<&'a str> {
    let text = child(node, name)?.text()?.trim();
    (!text.is_empty()).then_some(text)
}

fn read_feature(
    node: Node<'_, '_>,
    index: &Index<'_, '_>,
    found: &mut Vec<Airspace>,
    sink: &mut Sink<'_>,
) {
    let slices = children(node, "timeSlice").filter_map(|slice| child(slice, "AirspaceTimeSlice"));
    let mut best: Option<(u32, Node<'_, '_>)> = None;
    for slice in slices {
        match text(slice, "interpretation") {
            Some("BASELINE" | "SNAPSHOT" | "PERMDELTA") | None => {
                let sequence = text(slice, "sequenceNumber").and_then(|text| text.parse().ok());
                let sequence: u32 = sequence.unwrap_or(0);
                if best.is_none_or(|(last, _)| last <= sequence) {
                    best = Some((sequence, slice));
                }
            }
            Some(_) => sink.fault(
                "a BASELINE or SNAPSHOT time slice",
                "give the temporary change as an airspace with its own times",
            ),
        }
    }
    let Some((_, slice)) = best else {
        sink.fault("a time slice", "give the airspace an AirspaceTimeSlice");
        return;
    };
    let kind = Kind::parse(text(slice, "type").unwrap_or("UNKNOWN"));
    let mut airspace = Airspace::new(String::new(), kind);
    airspace.designator = text(slice, "designator").map(|text| text.chars().take(40).collect());
    let name = text(slice, "name").or(text(slice, "designator"));
    airspace.name = name.unwrap_or_default().chars().take(200).collect();
    airspace.class = class(slice);
    let period = slice.descendants().find(|node| is(*node, "TimePeriod"));
    let period = period.map(|period| Period {
        from: text(period, "beginPosition").and_then(parse_utc),
        to: text(period, "endPosition").and_then(parse_utc),
    });
    let period = period.filter(|period| period.from.is_some() || period.to.is_some());
    airspace.schedule.periods.extend(period);
    timesheet::read(slice, &mut airspace.schedule);
    let components = children(slice, "geometryComponent")
        .filter_map(|component| child(component, "AirspaceGeometryComponent"))
        .take(BOUNDARIES_MAX);
    let mut volumes = 0;
    for component in components {
        volumes += 1;
        if text(component, "operation").is_some_and(|how| !matches!(how, "BASE" | "UNION")) {
            sink.fault(
                "volumes that are added",
                "give the airspace as it is after the subtraction",
            );
            continue;
        }
        let volume = child(component, "theAirspaceVolume");
        let volume = volume.and_then(|volume| child(volume, "AirspaceVolume"));
        if let Some(volume) = volume
            && let Some(whole) = read_volume(&airspace, volume, index, sink)
        {
            found.push(whole);
        }
    }
    if volumes == 0 {
        sink.fault("a geometry component", "give the airspace a volume");
    }
}

fn class(slice: Node<'_, '_>) -> Option<u8> {
    let layer = slice
        .descendants()
        .find(|node| is(*node, "classification"))?;
    let letter = layer.text()?.trim().bytes().next()?;
    (b'A'..=b'G').contains(&letter).then_some(letter)
}

fn read_volume(
    airspace: &Airspace,
    volume: Node<'_, '_>,
    index: &Index<'_, '_>,
    sink: &mut Sink<'_>,
) -> Option<Airspace> {
    let mut whole = airspace.clone();
    let limits = [
        ("lowerLimit", "lowerLimitReference", &mut whole.lower),
        ("upperLimit", "upperLimitReference", &mut whole.upper),
    ];
    for (key, reference, limit) in limits {
        let Some(value) = child(volume, key) else {
            continue;
        };
        let words = value.text().unwrap_or_default().trim();
        if words.is_empty() {
            continue;
        }
        let unit = value.attribute("uom").unwrap_or_default();
        match read_limit(words, unit, text(volume, reference)) {
            Some(read) => *limit = read,
            None => sink.fault(
                "a limit in FL, FT or M above SFC, MSL, STD or W84",
                "correct the limit; it is taken for the widest",
            ),
        }
    }
    let Some(surface) = child(volume, "horizontalProjection") else {
        sink.fault(
            "a horizontal projection",
            "give the volume a surface of its own instead of another airspace's",
        );
        return None;
    };
    let Some(surfaces) = geometry::surfaces(surface, index) else {
        sink.fault(
            "a surface of curves with positions in degrees",
            "use EPSG:4326 or CRS84, posList, pos, arcs and circles by centre point, and references within the file",
        );
        return None;
    };
    whole.surfaces = surfaces;
    let (place, at) = (sink.place, sink.at);
    whole.check_shape(place, at, sink.faults).then_some(whole)
}

fn read_limit(words: &str, unit: &str, reference: Option<&str>) -> Option<Limit> {
    let reference = reference.unwrap_or("MSL");
    match words {
        "GND" | "FLOOR" => return Some(Limit::Surface),
        "UNL" | "CEILING" => return Some(Limit::Unlimited),
        _ => {}
    }
    match (unit, reference) {
        // 095.0 is met, as are flight levels said to be above the sea
        ("FL", _) => {
            let level: f64 = words.parse().ok()?;
            Limit::parse(&format!("FL{level}"))
        }
        ("FT" | "M", "SFC") => Limit::parse(&format!("{words} {unit} AGL")),
        ("FT" | "M", "MSL" | "STD" | "W84") => Limit::parse(&format!("{words} {unit} {reference}")),
        _ => None,
    }
}
