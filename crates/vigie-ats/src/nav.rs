//! Navigation data: points, routes and aerodromes from tables, and a filed route as positions.
//!
//! The tables are plain CSV with a header line, or GeoJSON; docs/plans.md lists the columns. Names are not unique in the world: of several
//! points of one name the one nearest to the last known place of the route is meant.
//!
//! Not here: the data themselves, their dates of validity, procedures (SID, STAR), magnetic variation.

mod csv;
mod expand;
mod geojson;
#[cfg(test)]
mod tests;

pub use csv::{ROWS_MAX, coordinate};
pub use expand::{
    Basis, Expansion, Place, Unknown, UnknownKind, Via, WAYPOINTS_MAX, Waypoint, expand,
};

use crate::fault::Faults;
use crate::word::{LocationIndicator, PointName, RouteName};
use std::collections::BTreeMap;
use vigie_core::place::Wgs84;

/// Points kept under one name.
const NAMESAKES_MAX: usize = 200;
/// Separate pieces kept of one route.
const BRANCHES_MAX: usize = 50;

/// What a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointKind {
    /// A significant point without a ground station.
    Waypoint,
    /// A VOR, with or without DME.
    Vor,
    /// An NDB.
    Ndb,
    /// A DME or TACAN.
    Dme,
    /// Something else.
    Other,
}

/// A named point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NavPoint {
    /// Its name.
    pub name: PointName,
    /// What it is.
    pub kind: PointKind,
    /// Where it is.
    pub position: Wgs84,
}

/// An aerodrome.
#[derive(Debug, Clone, PartialEq)]
pub struct Aerodrome {
    /// Its location indicator.
    pub indicator: LocationIndicator,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub position: Wgs84,
    /// How high it lies, feet above the sea.
    pub elevation_ft: Option<f64>,
}

/// All that is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NavData {
    points: BTreeMap<PointName, Vec<NavPoint>>,
    aerodromes: BTreeMap<LocationIndicator, Aerodrome>,
    routes: BTreeMap<RouteName, Vec<Vec<PointName>>>,
}

impl NavData {
    /// Adds points from CSV: `ident`, `lat`, `lon`, perhaps `type`. What cannot be read is a fault with its line.
    pub fn add_points_csv(&mut self, text: &str) -> Faults {
        csv::points(self, text)
    }

    /// Adds aerodromes from CSV: `icao` or `ident`, `lat`, `lon`, perhaps `name`, `elevation_ft`.
    pub fn add_aerodromes_csv(&mut self, text: &str) -> Faults {
        csv::aerodromes(self, text)
    }

    /// Adds routes from CSV: `airway`, `point` in the order of flight, perhaps `seq`, `lat`, `lon`. A `seq` that does not grow begins a new
    /// piece of the route.
    pub fn add_routes_csv(&mut self, text: &str) -> Faults {
        csv::routes(self, text)
    }

    /// Adds points, aerodromes and routes from a GeoJSON FeatureCollection.
    pub fn add_geojson(&mut self, text: &str) -> Faults {
        geojson::add(self, text)
    }

    /// Adds a point; the same one twice is one.
    pub fn add_point(&mut self, point: NavPoint) {
        let all = self.points.entry(point.name).or_default();
        let is_near = |a: f64, b: f64| (a - b).abs() < 1e-3; // some 100 m
        let is_known = all.iter().any(|known| {
            is_near(known.position.lat_deg, point.position.lat_deg)
                && is_near(known.position.lon_deg, point.position.lon_deg)
        });
        if !is_known && all.len() < NAMESAKES_MAX {
            all.push(point);
        }
    }

    /// Adds an aerodrome, in place of the one of that indicator.
    pub fn add_aerodrome(&mut self, aerodrome: Aerodrome) {
        self.aerodromes.insert(aerodrome.indicator, aerodrome);
    }

    /// Adds a piece of a route.
    pub fn add_route(&mut self, name: RouteName, points: Vec<PointName>) {
        let pieces = self.routes.entry(name).or_default();
        if points.len() > 1 && pieces.len() < BRANCHES_MAX {
            pieces.push(points);
        }
    }

    /// The aerodrome of an indicator.
    #[must_use]
    pub fn aerodrome(&self, indicator: LocationIndicator) -> Option<&Aerodrome> {
        self.aerodromes.get(&indicator)
    }

    /// All aerodromes, in order of their indicators.
    pub fn aerodromes(&self) -> impl Iterator<Item = &Aerodrome> {
        self.aerodromes.values()
    }

    /// All points, in order of their names.
    pub fn points(&self) -> impl Iterator<Item = &NavPoint> {
        self.points.values().flatten()
    }

    /// The pieces of a route.
    #[must_use]
    pub fn route(&self, name: RouteName) -> &[Vec<PointName>] {
        self.routes.get(&name).map_or(&[], Vec::as_slice)
    }

    /// How many points, aerodromes and routes there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        (
            self.points.values().map(Vec::len).sum(),
            self.aerodromes.len(),
            self.routes.len(),
        )
    }

    /// Where the point or aerodrome of a name is; of several the one nearest to `near`, or the first.
    #[must_use]
    pub fn find(&self, name: PointName, near: Option<Wgs84>) -> Option<Wgs84> {
        let aerodrome = crate::word::location_indicator(name.as_str());
        let aerodrome = aerodrome.and_then(|indicator| self.aerodrome(indicator));
        let points = self.points.get(&name).into_iter().flatten();
        let places = points
            .map(|point| point.position)
            .chain(aerodrome.map(|aerodrome| aerodrome.position));
        match near {
            None => places.into_iter().next(),
            Some(near) => places.min_by(|a, b| near.distance_m(*a).total_cmp(&near.distance_m(*b))),
        }
    }

    /// The points of a route after `from`, up to and including `to`, either way along it.
    #[must_use]
    pub fn along(
        &self,
        route: RouteName,
        from: PointName,
        to: PointName,
    ) -> Option<Vec<PointName>> {
        for piece in self.route(route) {
            let at = |name: PointName| piece.iter().position(|point| *point == name);
            let (Some(first), Some(last)) = (at(from), at(to)) else {
                continue;
            };
            return Some(if first <= last {
                piece.get(first + 1..=last)?.to_vec()
            } else {
                piece.get(last..first)?.iter().rev().copied().collect()
            });
        }
        None
    }
}
