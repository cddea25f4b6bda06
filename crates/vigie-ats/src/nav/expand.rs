//! A filed route as positions with distances and times.
//!
//! Legs are geodesics. Times come from the elapsed times of the message: field 16 for the whole, `EET/` for points of the route; between
//! two of them they follow the distance. Without, they follow the speed of field 15 if it is one over ground in still air (not Mach).
//! `EET/` to FIRs and to longitudes is not used: where a route enters a FIR is not known here. Bearings from radio aids are magnetic
//! and taken as true, which the waypoint says.

use super::NavData;
use crate::fpl::{
    Indicator, Level, Message, OtherInformation, Point, Position, Route, RouteElement, Speed,
};
use crate::word::{LocationIndicator, PointName, RouteName, Word, point_name};
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::time::Nanos;

/// Waypoints of one route, and things not found on it.
pub const WAYPOINTS_MAX: usize = 2_000;

/// How a waypoint is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// It is the first one.
    Start,
    /// Straight.
    Direct,
    /// Along a route.
    Airway(RouteName),
}

/// What a time rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The message states it.
    Stated,
    /// Between two stated times, by distance.
    Interpolated,
    /// The filed speed, in still air.
    Speed,
}

/// A place on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Waypoint {
    /// Its name as filed: a point, a position, an aerodrome.
    pub name: String,
    /// Where it is.
    pub position: Wgs84,
    /// How it is reached.
    pub via: Via,
    /// Filed speed from here on.
    pub speed: Option<Speed>,
    /// Filed level from here on.
    pub level: Option<Level>,
    /// Metres since the first waypoint.
    pub along_m: f64,
    /// Time since take-off.
    pub elapsed: Option<(Nanos, Basis)>,
    /// Its position is approximate: a magnetic bearing was taken as true.
    pub is_approximate: bool,
}

/// What was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownKind {
    /// The departure aerodrome.
    Departure,
    /// The destination aerodrome.
    Destination,
    /// A point.
    Point,
    /// A route, or the route between these two points: flown straight instead.
    Airway,
    /// A departure or arrival procedure: left out.
    Procedure,
    /// A word of no known form, or the rest after `T`.
    Word,
}

/// Something that was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What.
    pub kind: UnknownKind,
    /// As filed.
    pub text: String,
    /// Which word of field 15; none for the aerodromes.
    pub element: Option<usize>,
}

/// A route as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expansion {
    /// In order of flight.
    pub waypoints: Vec<Waypoint>,
    /// What was not found.
    pub unknown: Vec<Unknown>,
}

/// Where a flight is along its plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Where.
    pub position: Wgs84,
    /// The waypoint last passed.
    pub after: usize,
    /// True track, radians.
    pub track_rad: f64,
}

/// Departure, route and destination of a message as positions.
#[must_use]
pub fn expand(message: &Message, data: &NavData) -> Expansion {
    let mut walk = Walk {
        data,
        found: Expansion::default(),
        last: None,
        airway: None,
        speed: message.route.as_ref().map(|route| route.speed),
        level: message.route.as_ref().map(|route| route.level),
    };
    let other = |indicator: Indicator| message.other.as_ref()?.text(indicator);
    if let Some(departure) = message.departure {
        walk.aerodrome(
            departure.aerodrome,
            other(Indicator::Dep),
            UnknownKind::Departure,
        );
    }
    let target = message.destination.as_ref();
    let target_at = target.and_then(|target| data.aerodrome(target.aerodrome));
    if let Some(route) = &message.route {
        // with no departure, the destination is the best hint which of several points of one name is meant
        let hint = target_at.map(|aerodrome| aerodrome.position);
        walk.route(route, hint);
    }
    if let Some(destination) = target {
        walk.aerodrome(
            destination.aerodrome,
            other(Indicator::Dest),
            UnknownKind::Destination,
        );
    }
    let mut found = walk.found;
    measure(&mut found.waypoints);
    time(&mut found.waypoints, message, found.unknown.as_slice());
    found
}

struct Walk<'d> {
    data: &'d NavData,
    found: Expansion,
    last: Option<PointName>,
    airway: Option<(RouteName, usize)>,
    speed: Option<Speed>,
    level: Option<Level>,
}

impl Walk<'_> {
    fn here(&self) -> Option<Wgs84> {
        self.found.waypoints.last().map(|last| last.position)
    }

    fn unknown(&mut self, kind: UnknownKind, text: String, element: Option<usize>) {
        if self.found.unknown.len() < WAYPOINTS_MAX {
            self.found.unknown.push(Unknown {
                kind,
                text,
                element,
            });
        }
    }

    fn push(&mut self, name: String, position: Wgs84, via: Via, is_approximate: bool) {
        let again = self
            .here()
            .is_some_and(|last| last.distance_m(position) < 1.0);
        if again || self.found.waypoints.len() >= WAYPOINTS_MAX {
            return;
        }
        let is_first = self.found.waypoints.is_empty();
        self.found.waypoints.push(Waypoint {
            name,
            position,
            via: if is_first { Via::Start } else { via },
            speed: self.speed,
            level: self.level,
            along_m: 0.0,
            elapsed: None,
            is_approximate,
        });
    }

    /// `text` is what field 18 says where the indicator is `ZZZZ`.
    fn aerodrome(&mut self, indicator: LocationIndicator, text: Option<&str>, kind: UnknownKind) {
        let known = self
            .data
            .aerodrome(indicator)
            .map(|aerodrome| aerodrome.position);
        let position = known.or_else(|| {
            let mut words = text?.split(' ');
            words.find_map(|word| {
                Position::parse(word)
                    .map(Position::wgs84)
                    .or_else(|| self.data.find(point_name(word)?, self.here()))
            })
        });
        match position {
            Some(position) => self.push(indicator.to_string(), position, Via::Direct, false),
            None => self.unknown(kind, indicator.to_string(), None),
        }
        self.last = None;
    }

    fn route(&mut self, route: &Route, hint: Option<Wgs84>) {
        for (at, element) in route.elements.iter().enumerate() {
            let text = || element.to_string();
            match element {
                RouteElement::Point(point) => self.point(*point, at, hint),
                RouteElement::Change {
                    point,
                    speed,
                    level,
                } => {
                    (self.speed, self.level) = (Some(*speed), Some(*level));
                    self.point(*point, at, hint);
                }
                RouteElement::CruiseClimb {
                    point,
                    speed,
                    lower,
                    ..
                } => {
                    (self.speed, self.level) = (Some(*speed), Some(*lower));
                    self.point(*point, at, hint);
                }
                RouteElement::Airway(name) => self.airway = Some((*name, at)),
                RouteElement::Procedure(_) => {
                    self.unknown(UnknownKind::Procedure, text(), Some(at));
                }
                RouteElement::Truncated | RouteElement::Other(_) => {
                    self.unknown(UnknownKind::Word, text(), Some(at));
                }
                RouteElement::Direct => self.airway = None,
                RouteElement::Vfr | RouteElement::Ifr => {}
            }
        }
        if let Some((name, at)) = self.airway.take() {
            self.unknown(UnknownKind::Airway, name.to_string(), Some(at));
        }
    }

    fn point(&mut self, point: Point, at: usize, hint: Option<Wgs84>) {
        let airway = self.airway.take();
        let near = self.here().or(hint);
        let found = match point {
            Point::Named(name) => self.data.find(name, near),
            Point::Position(position) => Some(position.wgs84()),
            Point::BearingDistance {
                from,
                bearing_deg,
                distance_nm,
            } => self.data.find(from, near).map(|from| {
                let distance_m = f64::from(distance_nm) * METRES_PER_NM;
                from.destination(f64::from(bearing_deg).to_radians(), distance_m)
            }),
        };
        let mut via = Via::Direct;
        if let Some((route, route_at)) = airway {
            let between = self.last.zip(point.name());
            let names = between.and_then(|(from, to)| self.data.along(route, from, to));
            match names {
                Some(names) => {
                    via = Via::Airway(route);
                    for name in names
                        .iter()
                        .take(names.len().saturating_sub(1).min(WAYPOINTS_MAX))
                    {
                        match self.data.find(*name, self.here()) {
                            Some(position) => self.push(name.to_string(), position, via, false),
                            None => {
                                self.unknown(UnknownKind::Point, name.to_string(), Some(route_at));
                            }
                        }
                    }
                }
                None => self.unknown(UnknownKind::Airway, route.to_string(), Some(route_at)),
            }
        }
        self.last = point.name();
        match found {
            Some(position) => {
                let is_approximate = matches!(point, Point::BearingDistance { .. });
                self.push(point.to_string(), position, via, is_approximate);
            }
            None => self.unknown(UnknownKind::Point, point.to_string(), Some(at)),
        }
    }
}

fn measure(waypoints: &mut [Waypoint]) {
    let mut along_m = 0.0;
    let mut last: Option<Wgs84> = None;
    for waypoint in waypoints {
        along_m += last.map_or(0.0, |last| last.distance_m(waypoint.position));
        waypoint.along_m = along_m;
        last = Some(waypoint.position);
    }
}

/// Puts in the times. There are none if the departure is not known: nobody knows how far the first waypoint is.
fn time(waypoints: &mut [Waypoint], message: &Message, unknown: &[Unknown]) {
    let is_lost = |kind: UnknownKind| unknown.iter().any(|unknown| unknown.kind == kind);
    if message.departure.is_none() || is_lost(UnknownKind::Departure) || waypoints.is_empty() {
        return;
    }
    let mut anchors: Vec<(usize, Nanos)> = vec![(0, Nanos::ZERO)];
    let stated: Vec<(Word<11>, Nanos)> = message
        .other
        .iter()
        .flat_map(OtherInformation::elapsed_times)
        .map(|to| (to.place, to.elapsed.nanos()))
        .collect();
    let last = waypoints.len() - 1;
    let total = message
        .destination
        .as_ref()
        .and_then(|destination| destination.elapsed);
    let total = total.filter(|_| !is_lost(UnknownKind::Destination) && last > 0);
    for (at, waypoint) in waypoints.iter().enumerate().skip(1) {
        let own = stated
            .iter()
            .find(|(place, _)| place.as_str() == waypoint.name);
        let own = own.map(|(_, elapsed)| *elapsed);
        let elapsed = if at == last {
            total.map(crate::calendar::Elapsed::nanos).or(own)
        } else {
            own
        };
        // times that do not grow are not believed
        let grows = |elapsed: &Nanos| anchors.last().is_none_or(|(_, before)| before < elapsed);
        let within =
            |elapsed: &Nanos| at == last || total.is_none_or(|total| *elapsed < total.nanos());
        if let Some(elapsed) = elapsed.filter(grows).filter(within) {
            anchors.push((at, elapsed));
        }
    }
    for pair in anchors.windows(2) {
        let [(from, first), (to, second)] = *pair else {
            continue;
        };
        let (from_m, to_m) = (waypoints[from].along_m, waypoints[to].along_m);
        let span_s = (second - first).as_secs_f64();
        for waypoint in waypoints.iter_mut().take(to).skip(from + 1) {
            let part = (waypoint.along_m - from_m) / (to_m - from_m).max(1.0);
            let elapsed = first + Nanos::from_secs_f64(part * span_s);
            waypoint.elapsed = Some((elapsed, Basis::Interpolated));
        }
        waypoints[to].elapsed = Some((second, Basis::Stated));
    }
    waypoints[0].elapsed = Some((Nanos::ZERO, Basis::Stated));
    let after = anchors.last().map_or(0, |(at, _)| *at);
    for at in after + 1..waypoints.len() {
        let Some((elapsed, _)) = waypoints[at - 1].elapsed else {
            break;
        };
        let speed = waypoints[at - 1]
            .speed
            .and_then(Speed::mps)
            .filter(|mps| *mps > 1.0);
        let leg_m = waypoints[at].along_m - waypoints[at - 1].along_m;
        waypoints[at].elapsed =
            speed.map(|mps| (elapsed + Nanos::from_secs_f64(leg_m / mps), Basis::Speed));
    }
}

impl Expansion {
    /// Where the flight is so long after take-off: on the leg between two waypoints with times. At the first one before, and at the last
    /// one with a time after.
    #[must_use]
    pub fn at(&self, elapsed: Nanos) -> Option<Place> {
        let timed: Vec<(usize, &Waypoint, Nanos)> = self
            .waypoints
            .iter()
            .enumerate()
            .filter_map(|(at, waypoint)| Some((at, waypoint, waypoint.elapsed?.0)))
            .collect();
        let next = timed.iter().position(|(_, _, time)| *time > elapsed);
        let (before, after) = match next {
            Some(0) => (timed.first()?, timed.get(1)),
            Some(next) => (timed.get(next - 1)?, timed.get(next)),
            None => (timed.last()?, None),
        };
        let (index, from, first) = *before;
        let line = after.and_then(|(_, to, _)| from.position.geodesic_to(to.position));
        let (Some(line), Some((_, _, second))) = (line, after) else {
            return Some(Place {
                position: from.position,
                after: index,
                track_rad: self.arrival_track_rad(index),
            });
        };
        let part = (elapsed - first).as_secs_f64() / (*second - first).as_secs_f64().max(1e-9);
        let gone_m = line.distance_m * part.clamp(0.0, 1.0);
        let position = from.position.destination(line.initial_rad, gone_m);
        let track = to_track(position, after.map(|(_, to, _)| to.position));
        Some(Place {
            position,
            after: index,
            track_rad: track.unwrap_or(line.initial_rad),
        })
    }

    fn arrival_track_rad(&self, at: usize) -> f64 {
        let before = at
            .checked_sub(1)
            .and_then(|before| self.waypoints.get(before));
        let line = before.zip(self.waypoints.get(at));
        let line = line.and_then(|(from, to)| from.position.geodesic_to(to.position));
        line.map_or(0.0, |line| line.final_rad)
    }
}

fn to_track(from: Wgs84, to: Option<Wgs84>) -> Option<f64> {
    let line = from.geodesic_to(to?)?;
    (line.distance_m > 1.0).then_some(line.initial_rad)
}
