//! Points, aerodromes and routes from GeoJSON (RFC 7946).
//!
//! A Point is a named point (`ident` or `name`, perhaps `type`), or an aerodrome if it has `icao` or its type says so. A LineString is a
//! route: `airway`, and `points` with the names in the order of the line.

use super::csv::point_kind;
use super::{Aerodrome, NavData, NavPoint, PointKind};
use crate::fault::{Fault, Faults, Place, Severity};
use crate::word::{PointName, Word, location_indicator, point_name};
use serde_json::{Map, Value};
use vigie_core::place::Wgs84;

pub(super) fn add(data: &mut NavData, text: &str) -> Faults {
    let mut faults = Faults::default();
    let mut push = |place, expected, remedy| {
        faults.push(Fault {
            place,
            at: 0,
            len: 0,
            severity: Severity::Unread,
            expected,
            remedy,
        });
    };
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            push(
                Place::Line(error.line()),
                "JSON",
                "correct the file at this line",
            );
            return faults;
        }
    };
    let Some(features) = root.get("features").and_then(Value::as_array) else {
        push(
            Place::Whole,
            "a FeatureCollection",
            "give a list of features",
        );
        return faults;
    };
    for (index, feature) in features.iter().enumerate() {
        if take(data, feature).is_none() {
            push(
                Place::Feature(index + 1),
                "a Point with ident or icao, or a LineString with airway and points",
                "correct or remove this feature",
            );
        }
    }
    faults
}

fn text<'a>(properties: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a str> {
    let mut found = keys.iter().filter_map(|key| properties.get(*key)?.as_str());
    found.find(|text| !text.is_empty())
}

fn place(value: &Value) -> Option<Wgs84> {
    Wgs84::new(value.get(1)?.as_f64()?, value.get(0)?.as_f64()?, 0.0)
}

fn take(data: &mut NavData, feature: &Value) -> Option<()> {
    let properties = feature.get("properties")?.as_object()?;
    let geometry = feature.get("geometry")?;
    let coordinates = geometry.get("coordinates")?;
    if geometry.get("type")?.as_str()? == "LineString" {
        let route = Word::new(text(properties, &["airway", "route"])?)?;
        let names = properties.get("points")?.as_array()?;
        let names: Option<Vec<PointName>> = names
            .iter()
            .map(|name| point_name(name.as_str()?))
            .collect();
        let names = names?;
        let positions: Option<Vec<Wgs84>> = coordinates.as_array()?.iter().map(place).collect();
        let positions = positions.filter(|positions| positions.len() == names.len())?;
        for (&name, position) in names.iter().zip(positions) {
            data.add_point(NavPoint {
                name,
                kind: PointKind::Waypoint,
                position,
            });
        }
        data.add_route(route, names);
        return Some(());
    }
    let position = place(coordinates)?;
    let kind = text(properties, &["type", "kind"]).unwrap_or_default();
    let icao = text(properties, &["icao", "indicator"]);
    let is_aerodrome = matches!(kind, "aerodrome" | "airport" | "heliport");
    let ident = icao.or_else(|| text(properties, &["ident", "designator", "name"]))?;
    if icao.is_some() || is_aerodrome {
        data.add_aerodrome(Aerodrome {
            indicator: location_indicator(ident)?,
            name: text(properties, &["name"])
                .unwrap_or_default()
                .chars()
                .take(200)
                .collect(),
            position,
            elevation_ft: properties.get("elevation_ft").and_then(Value::as_f64),
        });
    } else {
        data.add_point(NavPoint {
            name: point_name(ident)?,
            kind: point_kind(kind),
            position,
        });
    }
    Some(())
}
