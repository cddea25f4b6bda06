//! Areas as GeoJSON (RFC 7946), both ways.
//!
//! Read: a FeatureCollection, a Feature or a bare geometry; Polygon and MultiPolygon, longitudes beyond ±180 folded. Properties, all
//! optional: `name`; `designator` or `id`; `kind` or `type` (words of [`Kind::parse`]); `class`; `lower`, `upper` (texts of
//! [`Limit::parse`], or a number of feet above the sea); `from`, `to` (RFC 3339); `periods`, `slots`, `partly_unknown`, `notes` as written
//! here.
//!
//! Written: polygons within 50 m, cut at the antimeridian, closed over a pole that they hold. Since GeoJSON knows no arcs and no geodesics,
//! the exact boundary is written beside it as the property `boundary`. It is believed only while its check agrees with the geometry: who
//! moves a corner in another program moves the area.

mod exact;
mod planar;

use super::outline::{Boundary, Edges};
use super::{
    AIRSPACES_MAX, Airspace, AirspaceFile, BOUNDARIES_MAX, Days, FILE_BYTES_MAX, Kind, Limit,
    OUTLINE_TOLERANCE_M, Period, SEGMENTS_MAX, Slot, Surface, grid_point,
};
use crate::calendar::{TimeOfDay, format_utc, parse_utc};
use crate::fault::{Fault, Place, Severity};
use serde_json::{Map, Value, json};
use vigie_core::place::Wgs84;

/// Reads a file.
#[must_use]
pub fn read_geojson(text: &str) -> AirspaceFile {
    let mut file = AirspaceFile::default();
    if text.len() > FILE_BYTES_MAX {
        fault(&mut file, Place::Whole, "at most 32 MiB", "split the file");
        return file;
    }
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let place = Place::Line(error.line());
            fault(&mut file, place, "JSON", "correct the file at this line");
            return file;
        }
    };
    match root.get("features").and_then(Value::as_array) {
        Some(features) => {
            for (index, feature) in features.iter().enumerate() {
                if file.airspaces.len() == AIRSPACES_MAX {
                    let place = Place::Feature(index + 1);
                    fault(&mut file, place, "at most 10000 areas", "split the file");
                    break;
                }
                read_feature(feature, index + 1, &mut file);
            }
        }
        None => read_feature(&root, 1, &mut file),
    }
    file
}

fn fault(file: &mut AirspaceFile, place: Place, expected: &'static str, remedy: &'static str) {
    file.faults.push(Fault {
        place,
        at: 0,
        len: 0,
        severity: Severity::Unread,
        expected,
        remedy,
    });
}

fn read_feature(feature: &Value, number: usize, file: &mut AirspaceFile) {
    let place = Place::Feature(number);
    let nothing = Map::new();
    let properties = feature
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&nothing);
    let is_feature = feature.get("type").and_then(Value::as_str) == Some("Feature");
    let geometry = if is_feature {
        feature.get("geometry")
    } else {
        Some(feature)
    };
    let mut airspace = Airspace::new(
        word(properties, &["name", "NAME", "Name"]).unwrap_or_default(),
        Kind::parse(&word(properties, &["kind", "type"]).unwrap_or("UNKNOWN".to_owned())),
    );
    airspace.designator = word(properties, &["designator", "id", "ident"]);
    airspace.class = word(properties, &["class"])
        .and_then(|class| class.bytes().next().map(|c| c.to_ascii_uppercase()))
        .filter(|class| (b'A'..=b'G').contains(class));
    read_limits(properties, place, &mut airspace, file);
    if !read_schedule(properties, &mut airspace) {
        airspace.schedule.is_partly_unknown = true;
        fault(
            file,
            place,
            "times that can be read in from, to, periods and slots",
            "write them like 2026-11-20T08:00:00Z",
        );
    }
    if let Some(notes) = properties.get("notes").and_then(Value::as_object) {
        let texts = notes
            .iter()
            .filter_map(|(key, text)| Some((key, text.as_str()?)));
        airspace.notes = texts
            .map(|(key, text)| (key.clone(), text.to_owned()))
            .collect();
    }
    let Some(surfaces) = geometry.and_then(read_surfaces) else {
        fault(
            file,
            place,
            "a Polygon or MultiPolygon with latitudes and longitudes",
            "give each ring four positions or more, longitude first, the last the first again",
        );
        return;
    };
    airspace.surfaces = surfaces;
    if let Some(boundary) = properties.get("boundary") {
        let checked = geometry.is_some_and(|geometry| exact::check(geometry) == boundary["check"]);
        match exact::read(boundary).filter(|_| checked) {
            Some(exact) => airspace.surfaces = exact,
            None => file.faults.push(Fault {
                place,
                at: 0,
                len: 0,
                severity: Severity::Tolerated,
                expected: "a boundary that agrees with the geometry",
                remedy: "remove the property boundary: the geometry is taken",
            }),
        }
    }
    if airspace.check_shape(place, 0, &mut file.faults) {
        file.airspaces.push(airspace);
    }
}

fn read_limits(
    properties: &Map<String, Value>,
    place: Place,
    airspace: &mut Airspace,
    file: &mut AirspaceFile,
) {
    for (key, limit) in [
        ("lower", &mut airspace.lower),
        ("upper", &mut airspace.upper),
    ] {
        let read = match properties.get(key) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) => Limit::parse(text),
            Some(value) => value
                .as_f64()
                .and_then(|ft| Limit::above(ft, super::Unit::Ft, super::Datum::Msl)),
        };
        match read {
            Some(read) => *limit = read,
            None => fault(
                file,
                place,
                "levels that can be read in lower and upper",
                "write FL195, 5000ft AMSL, 300m AGL, GND or UNL; none is taken for the widest",
            ),
        }
    }
}

fn word(properties: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    let text = keys.iter().find_map(|key| match properties.get(*key)? {
        Value::String(text) => Some(text.trim().chars().take(400).collect()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    text.filter(|text: &String| !text.is_empty())
}

/// Whether all that is said of times could be read.
fn read_schedule(properties: &Map<String, Value>, airspace: &mut Airspace) -> bool {
    let schedule = &mut airspace.schedule;
    let mut fine = true;
    let mut moment = |value: Option<&Value>| match value {
        None | Some(Value::Null) => None,
        Some(value) => {
            let read = value.as_str().and_then(parse_utc);
            fine &= read.is_some();
            read
        }
    };
    let (from, to) = (moment(properties.get("from")), moment(properties.get("to")));
    if from.is_some() || to.is_some() {
        schedule.periods.push(Period { from, to });
    }
    let list = |key: &str| {
        properties
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    for pair in list("periods").take(10_000) {
        schedule.periods.push(Period {
            from: moment(pair.get(0)),
            to: moment(pair.get(1)),
        });
    }
    for value in list("slots").take(10_000) {
        let slot = read_slot(value);
        fine &= slot.is_some();
        schedule.slots.extend(slot);
    }
    schedule.is_partly_unknown = properties.get("partly_unknown") == Some(&Value::Bool(true));
    fine
}

fn read_slot(value: &Value) -> Option<Slot> {
    let mut days = Days(0);
    for day in value.get("days")?.as_array()? {
        days.0 |= Days::named(day.as_str()?)?.0;
    }
    let clock = |key: &str| {
        let text = value.get(key)?.as_str()?;
        match text {
            "2400" => Some(1440),
            text => TimeOfDay::parse(text).map(TimeOfDay::minutes),
        }
    };
    let (from_min, to_min) = (clock("from")?, clock("to")?);
    (from_min < 1440 && to_min > 0).then_some(Slot {
        days,
        from_min,
        to_min,
    })
}

fn read_surfaces(geometry: &Value) -> Option<Vec<Surface>> {
    let coordinates = geometry.get("coordinates")?.as_array()?;
    let polygons: Vec<&Vec<Value>> = match geometry.get("type")?.as_str()? {
        "Polygon" => vec![coordinates],
        "MultiPolygon" => coordinates
            .iter()
            .map(Value::as_array)
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let rings: usize = polygons.iter().map(|rings| rings.len()).sum();
    if rings > BOUNDARIES_MAX {
        return None;
    }
    polygons
        .into_iter()
        .map(|rings| {
            let mut rings = rings.iter().map(read_ring);
            let outer = rings.next()??;
            Some(Surface {
                outer,
                inner: rings.collect::<Option<_>>()?,
            })
        })
        .collect()
}

fn read_ring(ring: &Value) -> Option<Boundary> {
    let positions = ring.as_array().filter(|ring| ring.len() <= SEGMENTS_MAX)?;
    let mut points: Vec<Wgs84> = Vec::with_capacity(positions.len());
    for position in positions {
        points.push(grid_point(
            position.get(1)?.as_f64()?,
            position.get(0)?.as_f64()?,
        )?);
    }
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    (points.len() >= 3).then(|| Boundary::polygon(Edges::Straight, &points))
}

/// Writes a FeatureCollection.
#[must_use]
pub fn write_geojson(airspaces: &[Airspace]) -> String {
    let features: Vec<Value> = airspaces.iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn feature(airspace: &Airspace) -> Value {
    let Airspace {
        designator,
        name,
        kind,
        class,
        lower,
        upper,
        surfaces,
        schedule,
        notes,
    } = airspace;
    let polygons: Vec<Value> = surfaces
        .iter()
        .flat_map(|surface| planar::polygons(surface, OUTLINE_TOLERANCE_M))
        .collect();
    let geometry = match <[Value; 1]>::try_from(polygons) {
        Ok([polygon]) => json!({ "type": "Polygon", "coordinates": polygon }),
        Err(polygons) => json!({ "type": "MultiPolygon", "coordinates": polygons }),
    };
    let mut properties = Map::new();
    let mut put = |key: &str, value: Value| {
        properties.insert(key.to_owned(), value);
    };
    put("name", json!(name));
    put("kind", json!(kind.word()));
    put("lower", json!(lower.to_string()));
    put("upper", json!(upper.to_string()));
    if let Some(designator) = designator {
        put("designator", json!(designator));
    }
    if let Some(class) = class {
        put("class", json!(char::from(*class).to_string()));
    }
    if !schedule.periods.is_empty() {
        let moment = |moment: Option<_>| moment.and_then(format_utc);
        let periods = schedule.periods.iter();
        let periods = periods.map(|period| json!([moment(period.from), moment(period.to)]));
        put("periods", periods.collect());
    }
    if !schedule.slots.is_empty() {
        put("slots", schedule.slots.iter().copied().map(slot).collect());
    }
    if schedule.is_partly_unknown {
        put("partly_unknown", json!(true));
    }
    if !notes.is_empty() {
        let notes = notes.iter().map(|(key, text)| (key.clone(), json!(text)));
        put("notes", Value::Object(notes.collect()));
    }
    if read_surfaces(&geometry).as_ref() != Some(surfaces) {
        put("boundary", exact::write(surfaces, &geometry));
    }
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn slot(slot: Slot) -> Value {
    let names = Days::NAMES.iter().zip(0_u8..);
    let days: Vec<&str> = names
        .filter(|(_, day)| slot.days.has(*day))
        .map(|(name, _)| *name)
        .collect();
    let clock = |minutes: u16| format!("{:02}{:02}", minutes / 60, minutes % 60);
    json!({ "days": days, "from": clock(slot.from_min), "to": clock(slot.to_min) })
}
