//! One flight: a point that follows a route, climbs, cruises, descends and lands.
//!
//! Kinematic, in steps of one second, without wind: speed and climb by the kind of aircraft, legs along great
//! circles, turns at the rate that 25° of bank allow and at most 3° per second, descent on a path of 300 ft per
//! nautical mile. The standard atmosphere is everywhere, so pressure altitude is height above mean sea level. A
//! flight begins with its take-off roll and ends a minute after it touched the ground: nothing taxies.

use crate::fleet::{Identity, Performance, Transponder, emergency_code};
use crate::network::{Aerodrome, End};
use crate::sensor::UNDULATION_M;
use std::f64::consts::PI;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::identity::ModeA;
use vigie_core::place::{METRES_PER_NM, MPS_PER_KNOT, Wgs84, wrap_pi, wrap_two_pi};
use vigie_core::track::Velocity;

/// Duration of one step, seconds.
pub(crate) const STEP_S: f64 = 1.0;

/// Mean radius of the earth, metres, for legs and turns.
const EARTH_M: f64 = 6_371_008.8;
/// Standard gravity times the tangent of 25°, m/s².
const TURN_ACCELERATION: f64 = 9.80665 * 0.466_307_66;
/// Standard rate, radians per second.
const TURN_RATE_MAX: f64 = 3.0 * PI / 180.0;
/// Change of speed, m/s².
const ACCELERATION: f64 = 0.6;
/// Change of vertical speed, m/s².
const VERTICAL_ACCELERATION: f64 = 0.8;
/// Descent path: feet per nautical mile, as a slope.
const SLOPE: f64 = 300.0 * METRES_PER_FOOT / METRES_PER_NM;
/// Cruise speed is reached here, metres.
const CRUISE_SPEED_M: f64 = 28_000.0 * METRES_PER_FOOT;
/// Climb is slower above, metres.
const HIGH_M: f64 = 24_000.0 * METRES_PER_FOOT;
/// How far before and after the runway a flight is aligned with it, metres.
const DEPARTURE_M: f64 = 4.0 * METRES_PER_NM;
const FINAL_M: f64 = 8.0 * METRES_PER_NM;

/// On the runway: change of speed before lift-off and after landing, m/s².
const TAKE_OFF_ACCELERATION: f64 = 2.0;
const BRAKING: f64 = 1.6;
/// It leaves the runway at this speed, m/s.
const TAXI_MPS: f64 = 8.0;
/// How long it is on the ground before it is forgotten, seconds.
const ROLL_S: u32 = 60;

/// Where a flight is and how it moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct State {
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
    /// Pressure altitude and height above mean sea level, metres.
    pub(crate) altitude_m: f64,
    pub(crate) speed_mps: f64,
    pub(crate) track_rad: f64,
    pub(crate) climb_mps: f64,
    pub(crate) on_ground: bool,
}

/// The points of a flight and what waits at its end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// Points to fly to; the first is where it begins.
    points: Vec<Wgs84>,
    /// From each point along the route to the end, metres.
    to_go_m: Vec<f64>,
    /// Height of the runway at the end, metres; `None` if it leaves the picture in cruise.
    lands_at_m: Option<f64>,
    cruise_m: f64,
}

/// A declared emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Distress {
    /// Steps since the start of the demonstration, first and last but one.
    pub(crate) from_tick: u64,
    pub(crate) to_tick: u64,
}

/// One flight.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flight {
    /// Its number: of the truth, and of its random numbers.
    pub(crate) target: u32,
    pub(crate) identity: Identity,
    pub(crate) transponder: Transponder,
    pub(crate) performance: &'static Performance,
    /// Error of its own navigation, metres east and north, constant.
    pub(crate) navigation_m: (f64, f64),
    pub(crate) distress: Option<Distress>,
    pub(crate) state: State,
    plan: Plan,
    next: usize,
    /// Seconds since it touched the ground.
    landed_s: Option<u32>,
}

impl State {
    /// The place, by WGS-84.
    pub(crate) const fn position(&self) -> Wgs84 {
        Wgs84 {
            lat_deg: self.lat_deg,
            lon_deg: self.lon_deg,
            height_m: self.altitude_m + UNDULATION_M,
        }
    }

    pub(crate) fn velocity(&self) -> Velocity {
        let (sin, cos) = libm::sincos(self.track_rad);
        Velocity {
            east_mps: self.speed_mps * sin,
            north_mps: self.speed_mps * cos,
            up_mps: self.climb_mps,
        }
    }

    /// The state a part of the way to another, a step later.
    pub(crate) fn towards(&self, later: &State, part: f64) -> State {
        let mix = |a: f64, b: f64| a + (b - a) * part;
        State {
            lat_deg: mix(self.lat_deg, later.lat_deg),
            lon_deg: mix(self.lon_deg, later.lon_deg),
            altitude_m: mix(self.altitude_m, later.altitude_m),
            speed_mps: mix(self.speed_mps, later.speed_mps),
            track_rad: wrap_two_pi(
                self.track_rad + wrap_pi(later.track_rad - self.track_rad) * part,
            ),
            climb_mps: mix(self.climb_mps, later.climb_mps),
            on_ground: self.on_ground,
        }
    }

    /// Moves for one step at the present speed and track, along the ellipsoid.
    fn advance(&mut self) {
        let (sin, cos) = libm::sincos(self.track_rad);
        let way = self.speed_mps * STEP_S;
        let sin_lat = libm::sin(self.lat_deg.to_radians());
        let w2 = 1.0 - 0.006_694_379_990_141 * sin_lat * sin_lat;
        let across_m = 6_378_137.0 / w2.sqrt();
        let along_m = across_m * (1.0 - 0.006_694_379_990_141) / w2;
        let cos_lat = (1.0 - sin_lat * sin_lat).max(1e-6).sqrt();
        self.lat_deg += (way * cos / (along_m + self.altitude_m)).to_degrees();
        self.lon_deg += (way * sin / ((across_m + self.altitude_m) * cos_lat)).to_degrees();
        self.altitude_m += self.climb_mps * STEP_S;
    }
}

/// Distance, metres, and bearing, radians, along the great circle of a sphere.
fn great_circle(from: (f64, f64), to: Wgs84) -> (f64, f64) {
    let (sin_a, cos_a) = libm::sincos(from.0.to_radians());
    let (sin_b, cos_b) = libm::sincos(to.lat_deg.to_radians());
    let (sin_l, cos_l) = libm::sincos((to.lon_deg - from.1).to_radians());
    let (east, north) = (cos_b * sin_l, cos_a * sin_b - sin_a * cos_b * cos_l);
    let angle = libm::atan2(
        (east * east + north * north).sqrt(),
        sin_a * sin_b + cos_a * cos_b * cos_l,
    );
    (EARTH_M * angle, libm::atan2(east, north))
}

fn leg(from: Wgs84, to: Wgs84) -> (f64, f64) {
    great_circle((from.lat_deg, from.lon_deg), to)
}

/// The runway direction nearest to `bearing`; `bearing` itself where no runway is known.
fn runway(aerodrome: &Aerodrome, bearing: f64) -> f64 {
    aerodrome.runway_deg.map_or(bearing, |runway_deg| {
        let one = runway_deg.to_radians();
        if wrap_pi(bearing - one).abs() <= PI / 2.0 {
            one
        } else {
            one + PI
        }
    })
}

impl Plan {
    /// The plan along these places, cruising at `cruise_ft`.
    pub(crate) fn new(from: End, via: &[Wgs84], to: End, cruise_ft: f64) -> Plan {
        let towards = via.first().copied().unwrap_or(to.point());
        let behind = via.last().copied().unwrap_or(from.point());
        let mut points = vec![from.point()];
        if let End::Ground(aerodrome) = from {
            let (distance, bearing) = leg(from.point(), towards);
            if distance > 2.0 * DEPARTURE_M && aerodrome.runway_deg.is_some() {
                let out = runway(&aerodrome, bearing);
                points.push(from.point().destination(out, DEPARTURE_M));
            }
        }
        points.extend_from_slice(via);
        if let End::Ground(aerodrome) = to {
            points.extend(final_approach(&aerodrome, behind));
        }
        points.push(to.point());
        let lands_at_m = match to {
            End::Ground(aerodrome) => Some(aerodrome.elevation_ft * METRES_PER_FOOT),
            End::Beyond(_) => None,
        };
        Plan::through(points, lands_at_m, cruise_ft * METRES_PER_FOOT)
    }

    /// The plan through exactly these points; at least two.
    pub(crate) fn through(points: Vec<Wgs84>, lands_at_m: Option<f64>, cruise_m: f64) -> Plan {
        let mut to_go_m = vec![0.0; points.len()];
        for index in (1..points.len()).rev() {
            to_go_m[index - 1] = to_go_m[index] + leg(points[index - 1], points[index]).0;
        }
        Plan {
            points,
            to_go_m,
            lands_at_m,
            cruise_m,
        }
    }

    /// Its whole length, metres.
    pub(crate) fn length_m(&self) -> f64 {
        self.to_go_m.first().copied().unwrap_or(0.0)
    }
}

fn final_approach(aerodrome: &Aerodrome, from: Wgs84) -> Option<Wgs84> {
    let (distance, bearing) = leg(from, aerodrome.point());
    (distance > 2.0 * FINAL_M && aerodrome.runway_deg.is_some()).then(|| {
        let inbound = runway(aerodrome, bearing);
        aerodrome.point().destination(inbound + PI, FINAL_M)
    })
}

impl Flight {
    /// A flight at the first point of its plan: on the runway at lift-off, or in cruise.
    pub(crate) fn new(
        target: u32,
        identity: Identity,
        transponder: Transponder,
        performance: &'static Performance,
        plan: Plan,
        runway_m: Option<f64>,
    ) -> Flight {
        let first = plan.points.first().copied().unwrap_or_default();
        let second = plan.points.get(1).copied().unwrap_or(first);
        let altitude_m = runway_m.unwrap_or(plan.cruise_m);
        let mut flight = Flight {
            target,
            identity,
            transponder,
            performance,
            navigation_m: (0.0, 0.0),
            distress: None,
            state: State {
                lat_deg: first.lat_deg,
                lon_deg: first.lon_deg,
                altitude_m,
                speed_mps: 0.0,
                track_rad: wrap_two_pi(leg(first, second).1),
                climb_mps: 0.0,
                on_ground: runway_m.is_some(),
            },
            plan,
            next: 1,
            landed_s: None,
        };
        if runway_m.is_none() {
            flight.state.speed_mps = flight.speed_by_height_mps();
        }
        flight
    }

    /// One step. False: it has landed or left, and is no more.
    pub(crate) fn step(&mut self) -> bool {
        if self.state.on_ground {
            return self.roll();
        }
        let Some(&goal) = self.plan.points.get(self.next) else {
            return false;
        };
        let here = (self.state.lat_deg, self.state.lon_deg);
        let (distance, bearing) = great_circle(here, goal);
        let to_go = distance + self.plan.to_go_m[self.next];
        let way = self.state.speed_mps * STEP_S;
        let last = self.next + 1 == self.plan.points.len();
        if last && (distance <= way || self.is_past(distance, bearing)) {
            return self.touch_down();
        }
        self.steer(bearing);
        self.accelerate(to_go);
        self.climb(to_go);
        self.state.advance();
        if !last && (distance <= self.lead_m(goal) + way || self.is_past(distance, bearing)) {
            self.next += 1;
        }
        true
    }

    /// On the runway: faster until it lifts off, or slower until it is forgotten.
    fn roll(&mut self) -> bool {
        let s = &mut self.state;
        if let Some(landed_s) = &mut self.landed_s {
            *landed_s += 1;
            s.speed_mps = (s.speed_mps - BRAKING * STEP_S).max(TAXI_MPS);
        } else {
            s.speed_mps += TAKE_OFF_ACCELERATION * STEP_S;
            s.on_ground = s.speed_mps < self.performance.lift_off_kt * MPS_PER_KNOT;
        }
        s.advance();
        self.landed_s.is_none_or(|landed_s| landed_s < ROLL_S)
    }

    /// The end of the route: on the runway, or out of the picture.
    fn touch_down(&mut self) -> bool {
        let Some(runway_m) = self.plan.lands_at_m else {
            return false;
        };
        self.landed_s = Some(0);
        self.state.on_ground = true;
        self.state.climb_mps = 0.0;
        self.state.altitude_m = runway_m;
        self.state.advance();
        true
    }

    /// The code it replies with at this tick.
    pub(crate) fn code(&self, tick: u64) -> ModeA {
        if self.is_in_distress(tick) {
            emergency_code()
        } else {
            self.identity.mode_a
        }
    }

    pub(crate) fn is_in_distress(&self, tick: u64) -> bool {
        self.distress
            .is_some_and(|d| (d.from_tick..d.to_tick).contains(&tick))
    }

    /// The whole length of its route, metres.
    pub(crate) fn length_m(&self) -> f64 {
        self.plan.length_m()
    }

    /// In level flight at its cruising level.
    pub(crate) fn is_cruising(&self) -> bool {
        (self.state.altitude_m - self.plan.cruise_m).abs() < 30.0
    }

    /// Declares an emergency: descends to `level_ft` and makes for an aerodrome.
    pub(crate) fn divert(&mut self, distress: Distress, aerodrome: &Aerodrome, level_ft: f64) {
        let here = self.state.position().at_height_m(0.0);
        let mut points = vec![here];
        points.extend(final_approach(aerodrome, here));
        points.push(aerodrome.point());
        let elevation_m = aerodrome.elevation_ft * METRES_PER_FOOT;
        self.plan = Plan::through(points, Some(elevation_m), level_ft * METRES_PER_FOOT);
        self.next = 1;
        self.distress = Some(distress);
    }

    /// Behind and so near that turning back would be a circle.
    fn is_past(&self, distance: f64, bearing: f64) -> bool {
        distance < 2.5 * self.turn_radius_m() && wrap_pi(bearing - self.state.track_rad).abs() > 1.6
    }

    fn turn_rate(&self) -> f64 {
        (TURN_ACCELERATION / self.state.speed_mps.max(20.0)).min(TURN_RATE_MAX)
    }

    fn turn_radius_m(&self) -> f64 {
        self.state.speed_mps / self.turn_rate()
    }

    /// How far before `goal` the turn to the next leg begins.
    fn lead_m(&self, goal: Wgs84) -> f64 {
        self.plan.points.get(self.next + 1).map_or(0.0, |&after| {
            let turn = wrap_pi(leg(goal, after).1 - self.state.track_rad).abs();
            self.turn_radius_m() * libm::tan(turn.min(2.0) / 2.0)
        })
    }

    fn steer(&mut self, bearing: f64) {
        let most = self.turn_rate() * STEP_S;
        let turn = wrap_pi(bearing - self.state.track_rad).clamp(-most, most);
        self.state.track_rad = wrap_two_pi(self.state.track_rad + turn);
    }

    fn speed_by_height_mps(&self) -> f64 {
        let p = self.performance;
        let part = (self.state.altitude_m / CRUISE_SPEED_M.min(self.plan.cruise_m.max(1.0)))
            .clamp(0.0, 1.0);
        (p.low_kt + (p.cruise_kt - p.low_kt) * part) * MPS_PER_KNOT
    }

    fn accelerate(&mut self, to_go: f64) {
        let p = self.performance;
        let mut wanted = self.speed_by_height_mps();
        if self.plan.lands_at_m.is_some() {
            let part = ((to_go / METRES_PER_NM - 4.0) / 14.0).clamp(0.0, 1.0);
            let most = p.approach_kt + (p.low_kt - p.approach_kt) * part;
            if part < 1.0 {
                wanted = wanted.min(most * MPS_PER_KNOT);
            }
        }
        let change = (wanted - self.state.speed_mps).clamp(-ACCELERATION, ACCELERATION);
        self.state.speed_mps += change * STEP_S;
    }

    fn climb(&mut self, to_go: f64) {
        let fpm = METRES_PER_FOOT / 60.0;
        let p = self.performance;
        let s = &mut self.state;
        let path = self.plan.lands_at_m.map(|runway| runway + to_go * SLOPE);
        let wanted = path.map_or(self.plan.cruise_m, |path| path.min(self.plan.cruise_m));
        let best = if s.altitude_m > HIGH_M {
            p.high_climb_fpm
        } else {
            p.climb_fpm
        };
        // on the descent path, follow its slope; elsewhere close in on the level within ten seconds
        let feed = if path.is_some_and(|path| path < self.plan.cruise_m) {
            -s.speed_mps * SLOPE
        } else {
            0.0
        };
        let rate = (feed + (wanted - s.altitude_m) / 10.0).clamp(-p.descent_fpm * fpm, best * fpm);
        let change = (rate - s.climb_mps).clamp(-VERTICAL_ACCELERATION, VERTICAL_ACCELERATION);
        s.climb_mps += change * STEP_S;
        if let Some(runway) = self.plan.lands_at_m
            && s.climb_mps < 0.0
            && s.altitude_m + s.climb_mps * STEP_S < runway
        {
            s.climb_mps = (runway - s.altitude_m) / STEP_S;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Flight, Plan};
    use crate::fleet::{MEDIUM_JET, PISTON, Performance, TURBOPROP, Transponder, identity};
    use crate::network::{AGADEZ, Aerodrome, End, LOCAL, NIAMEY, OVERFLIGHTS, REGIONAL, ZINDER};
    use crate::random::{Purpose, Seed};
    use vigie_core::height::METRES_PER_FOOT;
    use vigie_core::place::MPS_PER_KNOT;

    fn flight(performance: &'static Performance, plan: Plan, from: End) -> Flight {
        let mut draws = Seed(1).draws(Purpose::Flight, 0, 0, 0);
        let id = identity(0, 0, true, &mut draws);
        let runway_m = match from {
            End::Ground(aerodrome) => Some(aerodrome.elevation_ft * METRES_PER_FOOT),
            End::Beyond(_) => None,
        };
        Flight::new(0, id, Transponder::ModeAc, performance, plan, runway_m)
    }

    /// Flies to the end; gives duration, highest altitude, last altitude and speed in the air.
    fn fly(mut flight: Flight) -> (u32, f64, f64, f64) {
        let mut highest = 0.0_f64;
        let mut touched = flight.state;
        for second in 0..6 * 3600 {
            let before = flight.state;
            if !flight.step() {
                assert_eq!(before.on_ground, flight.plan.lands_at_m.is_some());
                return (second, highest, touched.altitude_m, touched.speed_mps);
            }
            let after = flight.state;
            if after.on_ground {
                continue;
            }
            touched = after;
            highest = highest.max(after.altitude_m);
            let moved = before.position().distance_m(after.position());
            assert!((moved - after.speed_mps).abs() < 0.5, "{moved} {after:?}");
            assert!(
                (after.climb_mps - before.climb_mps).abs() < 5.0,
                "{after:?}"
            );
            assert!(after.altitude_m > 150.0 && after.speed_mps > 30.0);
        }
        panic!("never arrives: {:?}", flight.state);
    }

    #[test]
    fn climbs_cruises_descends_and_lands() {
        let check =
            |performance, from: Aerodrome, to: Aerodrome, level_ft: f64, minutes: (u32, u32)| {
                let plan = Plan::new(End::Ground(from), &[], End::Ground(to), level_ft);
                let (seconds, highest, last_m, last_mps) =
                    fly(flight(performance, plan, End::Ground(from)));
                assert!(
                    (minutes.0..minutes.1).contains(&(seconds / 60)),
                    "{seconds}"
                );
                assert!(
                    (highest / METRES_PER_FOOT - level_ft).abs() < 100.0,
                    "{highest}"
                );
                let above_ft = last_m / METRES_PER_FOOT - to.elevation_ft;
                assert!((-1.0..60.0).contains(&above_ft), "{above_ft}");
                let kt = last_mps / MPS_PER_KNOT;
                assert!(
                    (kt - performance.approach_kt).abs() < 12.0,
                    "{kt} {performance:?}"
                );
            };
        check(&TURBOPROP, NIAMEY, AGADEZ, 21_000.0, (85, 115));
        check(&MEDIUM_JET, NIAMEY, ZINDER, 35_000.0, (55, 70));
        check(&PISTON, ZINDER, REGIONAL_MARADI, 8_000.0, (40, 60));
    }
    const REGIONAL_MARADI: Aerodrome = match REGIONAL[2].to {
        End::Ground(aerodrome) => aerodrome,
        End::Beyond(_) => NIAMEY,
    };

    #[test]
    fn every_route_can_be_flown_both_ways_about_directly() {
        let jets = OVERFLIGHTS
            .iter()
            .chain(&REGIONAL)
            .map(|r| (r, &MEDIUM_JET, 33_000.0));
        let light = LOCAL.iter().map(|r| (r, &PISTON, 7_000.0));
        for (route, performance, level_ft) in jets.chain(light) {
            let mut back = route.via.to_vec();
            back.reverse();
            for (from, via, to) in [
                (route.from, route.via, route.to),
                (route.to, &back[..], route.from),
            ] {
                let plan = Plan::new(from, via, to, level_ft);
                let direct_s = plan.length_m() / (performance.cruise_kt * MPS_PER_KNOT);
                let (seconds, ..) = fly(flight(performance, plan, from));
                let excess = f64::from(seconds) - direct_s;
                assert!(
                    (-60.0..1_200.0).contains(&excess),
                    "{route:?} {seconds} {direct_s}"
                );
            }
        }
    }
}
