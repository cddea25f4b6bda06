//! The traffic: some forty flights for ever.
//!
//! The sky has slots. Each slot holds one flight; when it has landed or left, the slot's next one begins in the same
//! second, so their number never falls. What a slot's n-th flight is depends on the seed, the slot and n alone. At the
//! start every slot's first flight is somewhere along its way.

use crate::fleet::{
    BUSINESS_JET, HEAVY_JET, Identity, MEDIUM_JET, PISTON, Performance, TURBOPROP, Transponder,
    identity, light_identity,
};
use crate::flight::{Distress, Flight, Plan, State};
use crate::network::{
    AGADEZ, End, LOCAL, NIAMEY, NIAMEY_AGADEZ_DIRKOU, OVERFLIGHTS, REGIONAL, Route, ZINDER,
};
use crate::random::{Draws, Purpose, Seed};
use crate::script;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::{Ecef, METRES_PER_NM, MPS_PER_KNOT};

/// What a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Jets that fly over.
    Over,
    /// Jets and turboprops from and to Niger.
    Regional,
    /// Light aircraft about an aerodrome: which half of the local routes.
    Local { from: usize, to: usize },
    /// The low flyers at the border, one now and then.
    Border,
}

/// Slots of each role, in this order.
const SLOTS: [(Role, u32); 5] = [
    (Role::Over, 38),
    (Role::Regional, 11),
    (Role::Local { from: 0, to: 4 }, 2),
    (Role::Local { from: 4, to: 8 }, 2),
    (Role::Border, 1),
];

/// Targets are numbered `slot << 20 | generation`.
const GENERATION_BITS: u32 = 20;
/// Slots whose aircraft have Mode S but no ADS-B.
const WITHOUT_ADSB: [u32; 4] = [9, 20, 31, 40];
/// Slots whose aircraft have Mode A and C only: one about Niamey, one about Zinder.
const MODE_AC: [u32; 2] = [50, 52];
/// Standard deviation of an aircraft's own position, metres, east and north.
const NAVIGATION_SIGMA_M: f64 = 4.0;

const ODD_JET: [f64; 7] = [290.0, 350.0, 330.0, 370.0, 310.0, 390.0, 410.0];
const EVEN_JET: [f64; 6] = [340.0, 300.0, 380.0, 320.0, 360.0, 400.0];
const ODD_TURBOPROP: [f64; 4] = [190.0, 210.0, 170.0, 230.0];
const EVEN_TURBOPROP: [f64; 4] = [180.0, 220.0, 200.0, 240.0];
const ODD_LIGHT: [f64; 2] = [70.0, 90.0];
const EVEN_LIGHT: [f64; 2] = [80.0, 100.0];

/// A flight and how it moved in the last step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Moving {
    pub(crate) flight: Flight,
    /// A step ago.
    pub(crate) from: State,
    pub(crate) from_ecef: Ecef,
    /// Now: that of `flight.state`.
    pub(crate) to_ecef: Ecef,
}

impl Moving {
    pub(crate) fn new(flight: Flight) -> Moving {
        let ecef = flight.state.position().to_ecef();
        Moving {
            from: flight.state,
            flight,
            from_ecef: ecef,
            to_ecef: ecef,
        }
    }

    /// The state a part of the last step after its beginning.
    pub(crate) fn at(&self, part: f64) -> State {
        self.from.towards(&self.flight.state, part)
    }

    pub(crate) fn step(&mut self) -> bool {
        self.from = self.flight.state;
        self.from_ecef = self.to_ecef;
        let flies = self.flight.step();
        self.to_ecef = self.flight.state.position().to_ecef();
        flies
    }
}

#[derive(Debug, Clone)]
struct Slot {
    number: u32,
    role: Role,
    generation: u32,
    moving: Option<Moving>,
}

/// Everybody in the air.
#[derive(Debug, Clone)]
pub(crate) struct Traffic {
    seed: Seed,
    /// Steps done.
    tick: u64,
    slots: Vec<Slot>,
}

impl Traffic {
    /// The traffic at the start.
    pub(crate) fn new(seed: Seed) -> Traffic {
        let roles = SLOTS
            .iter()
            .flat_map(|&(role, count)| (0..count).map(move |_| role));
        let slots = roles
            .zip(0..)
            .map(|(role, number)| Slot {
                number,
                role,
                generation: 0,
                moving: Some(Moving::new(first(seed, number, role))),
            })
            .collect();
        Traffic {
            seed,
            tick: 0,
            slots,
        }
    }

    /// Steps done since the start.
    pub(crate) fn tick(&self) -> u64 {
        self.tick
    }

    /// Everybody in the air, by slot.
    pub(crate) fn moving(&self) -> impl Iterator<Item = &Moving> {
        self.slots.iter().filter_map(|slot| slot.moving.as_ref())
    }

    /// One step of one second.
    pub(crate) fn step(&mut self) {
        self.declare();
        let (seed, tick) = (self.seed, self.tick);
        for slot in &mut self.slots {
            slot.step(seed, tick);
        }
        self.tick += 1;
    }

    /// An emergency, if one is due now.
    fn declare(&mut self) {
        let since = self.tick.checked_sub(script::EMERGENCY_FIRST_S);
        if since.is_none_or(|since| since % script::EMERGENCY_EVERY_S != 0) {
            return;
        }
        let distress = Distress {
            from_tick: self.tick,
            to_tick: self.tick + script::EMERGENCY_LASTS_S,
        };
        let aerodromes = [NIAMEY, AGADEZ, ZINDER];
        let suits = |slot: &Slot| {
            let flight = &slot.moving.as_ref()?.flight;
            // slot 0 has an appointment with the restricted area
            let may = slot.role == Role::Over && slot.number > 0 && flight.is_cruising();
            let able = matches!(flight.transponder, Transponder::AdsB { version: 1.. });
            (may && able && flight.distress.is_none()).then_some(flight.state.position())
        };
        let best = self
            .slots
            .iter_mut()
            .filter_map(|slot| Some((suits(slot)?, slot)))
            .flat_map(|(place, slot)| {
                let number = slot.number;
                aerodromes.map(|aerodrome| {
                    let distance_m = aerodrome.point().distance_m(place);
                    let off_m = (distance_m - script::EMERGENCY_DISTANCE_M).abs();
                    (off_m, number, aerodrome)
                })
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, number, aerodrome)) = best
            && let Some(slot) = self.slots.iter_mut().find(|slot| slot.number == number)
            && let Some(moving) = &mut slot.moving
        {
            moving
                .flight
                .divert(distress, &aerodrome, script::EMERGENCY_LEVEL_FT);
        }
    }
}

impl Slot {
    fn step(&mut self, seed: Seed, tick: u64) {
        if self.moving.as_mut().is_some_and(Moving::step) {
            return;
        }
        let next = match self.role {
            Role::Border if !(tick + 1).is_multiple_of(script::LOW_FLYER_EVERY_S) => None,
            Role::Border | Role::Over | Role::Regional | Role::Local { .. } => {
                self.generation = (self.generation + 1) % (1 << GENERATION_BITS);
                Some(flight(seed, self.number, self.role, self.generation))
            }
        };
        self.moving = next.map(Moving::new);
    }
}

/// A slot's first flight, somewhere along its way.
fn first(seed: Seed, slot: u32, role: Role) -> Flight {
    if role == Role::Border {
        return flight(seed, slot, role, 0);
    }
    if slot == 0 {
        return area_flight(seed);
    }
    let mut begun = flight(seed, slot, role, 0);
    let mut draws = seed.draws(Purpose::Script, slot, 0, u64::MAX);
    let part = draws.between(0.06, 0.88);
    let whole_s = begun.length_m() / (begun.performance.cruise_kt * MPS_PER_KNOT);
    let mut steps = 0.0;
    while steps < part * whole_s && begun.step() {
        steps += 1.0;
    }
    begun
}

/// The flight that comes to the restricted area soon after the start.
fn area_flight(seed: Seed) -> Flight {
    let route = &NIAMEY_AGADEZ_DIRKOU;
    let mut draws = seed.draws(Purpose::Flight, 0, 0, 0);
    let id = identity(0, 0, false, &mut draws);
    let plan = Plan::new(route.from, route.via, route.to, script::AREA_FLIGHT_FT);
    let transponder = Transponder::AdsB { version: 2 };
    let begun = Flight::new(0, id, transponder, &MEDIUM_JET, plan, None);
    let area = &script::NIGER_AREAS[0];
    let mut scout = begun.clone();
    let mut steps = 0_u32;
    while !area.surrounds(scout.state.lat_deg, scout.state.lon_deg) && scout.step() {
        steps += 1;
    }
    let mut flight = begun;
    for _ in script::AREA_ENTRY_S..steps {
        flight.step();
    }
    flight
}

/// A slot's flight of this generation, at its beginning.
fn flight(seed: Seed, slot: u32, role: Role, generation: u32) -> Flight {
    let target = slot << GENERATION_BITS | generation;
    let mut draws = seed.draws(Purpose::Flight, slot, 0, u64::from(generation));
    let (routes, local) = match role {
        Role::Over => (&OVERFLIGHTS[..], false),
        Role::Regional => (&REGIONAL[..], draws.happens(0.6)),
        Role::Local { from, to } => (&LOCAL[from..to], true),
        Role::Border => return script::low_flyer(seed, target, slot, generation),
    };
    let route = draws
        .one_of(routes)
        .copied()
        .unwrap_or(NIAMEY_AGADEZ_DIRKOU);
    let (from, via, to) = directed(&route, &mut draws);
    let length_m = from.point().distance_m(to.point());
    let performance = kind(role, length_m, &mut draws);
    let eastbound = from
        .point()
        .geodesic_to(to.point())
        .is_none_or(|line| line.initial_rad < std::f64::consts::PI);
    let level_ft = level_ft(performance, eastbound, slot + generation);
    let plan = Plan::new(from, &via, to, level_ft);
    let transponder = transponder(slot, &mut draws);
    let id: Identity = match role {
        Role::Local { .. } => light_identity(slot, generation, &mut draws),
        _ => identity(slot, generation, local, &mut draws),
    };
    let runway_m = match from {
        End::Ground(aerodrome) => Some(aerodrome.elevation_ft * METRES_PER_FOOT),
        End::Beyond(_) => None,
    };
    let mut flight = Flight::new(target, id, transponder, performance, plan, runway_m);
    let mut error = seed.draws(Purpose::Navigation, slot, 0, u64::from(generation));
    flight.navigation_m = (
        NAVIGATION_SIGMA_M * error.normal(),
        NAVIGATION_SIGMA_M * error.normal(),
    );
    flight
}

fn directed(route: &Route, draws: &mut Draws) -> (End, Vec<vigie_core::place::Wgs84>, End) {
    let mut via = route.via.to_vec();
    if draws.happens(0.5) {
        (route.from, via, route.to)
    } else {
        via.reverse();
        (route.to, via, route.from)
    }
}

fn kind(role: Role, length_m: f64, draws: &mut Draws) -> &'static Performance {
    let dice = draws.unit();
    match role {
        Role::Local { .. } | Role::Border => &PISTON,
        Role::Regional if length_m < 350.0 * METRES_PER_NM || dice < 0.4 => &TURBOPROP,
        Role::Regional if dice < 0.6 => &BUSINESS_JET,
        Role::Over if dice < 0.45 => &HEAVY_JET,
        Role::Over if dice > 0.93 => &BUSINESS_JET,
        Role::Regional | Role::Over => &MEDIUM_JET,
    }
}

/// Odd levels to the east, even ones to the west.
fn level_ft(performance: &Performance, eastbound: bool, turn: u32) -> f64 {
    let light = performance.cruise_kt < 200.0;
    let turboprop = performance.cruise_kt < 350.0;
    let levels = match (light, turboprop, eastbound) {
        (true, _, true) => &ODD_LIGHT[..],
        (true, _, false) => &EVEN_LIGHT[..],
        (false, true, true) => &ODD_TURBOPROP[..],
        (false, true, false) => &EVEN_TURBOPROP[..],
        (false, false, true) => &ODD_JET[..],
        (false, false, false) => &EVEN_JET[..],
    };
    let index = turn as usize % levels.len();
    levels.get(index).copied().unwrap_or(300.0) * 100.0
}

fn transponder(slot: u32, draws: &mut Draws) -> Transponder {
    let dice = draws.unit();
    if MODE_AC.contains(&slot) {
        Transponder::ModeAc
    } else if WITHOUT_ADSB.contains(&slot) {
        Transponder::ModeS
    } else if dice < 0.08 {
        Transponder::AdsB { version: 0 }
    } else if dice < 0.2 {
        Transponder::AdsB { version: 1 }
    } else {
        Transponder::AdsB { version: 2 }
    }
}

#[cfg(test)]
mod tests {
    use super::{MODE_AC, Role, SLOTS, Traffic, WITHOUT_ADSB};
    use crate::fleet::{SLOTS_MAX, Transponder};
    use crate::random::Seed;
    use crate::script::{self, NIGER_AREAS};
    use crate::sensor::NIGER_SENSORS;
    use std::collections::BTreeSet;

    fn seen(traffic: &Traffic) -> usize {
        let sees = |state: &crate::flight::State| {
            NIGER_SENSORS.iter().any(|s| {
                let above_m = state.altitude_m - s.ground_m();
                let distance_m = s.position.distance_m(state.position());
                distance_m < s.horizon_m(above_m).min(215.0 * 1852.0)
            })
        };
        traffic.moving().filter(|m| sees(&m.flight.state)).count()
    }

    #[test]
    fn slots_are_no_more_than_identities_and_silent_ones_where_they_should_be() {
        assert!(SLOTS.iter().map(|slot| slot.1).sum::<u32>() <= SLOTS_MAX);
        let traffic = Traffic::new(Seed(1));
        for number in MODE_AC {
            let role = traffic.slots[number as usize].role;
            assert!(matches!(role, Role::Local { .. }), "{number} {role:?}");
        }
        for number in WITHOUT_ADSB {
            let role = traffic.slots[number as usize].role;
            assert!(
                matches!(role, Role::Over | Role::Regional),
                "{number} {role:?}"
            );
        }
    }

    #[test]
    fn forty_fly_and_most_are_seen_for_six_hours() {
        for seed in [1, 2, 20_260_101] {
            let mut traffic = Traffic::new(Seed(seed));
            let mut fewest = usize::MAX;
            let mut most = 0;
            for second in 0..6 * 3600 {
                if second % 60 == 0 {
                    let addresses: BTreeSet<_> = traffic
                        .moving()
                        .map(|m| m.flight.identity.address)
                        .collect();
                    assert_eq!(addresses.len(), traffic.moving().count());
                    assert!((53..=54).contains(&addresses.len()));
                    for m in traffic.moving() {
                        let s = m.flight.state;
                        assert!(s.position().to_ecef().x_m.is_finite());
                        assert!((150.0..13_000.0).contains(&s.altitude_m), "{s:?}");
                    }
                    fewest = fewest.min(seen(&traffic));
                    most = most.max(seen(&traffic));
                }
                traffic.step();
            }
            eprintln!("seed {seed}: {fewest} to {most} within reach of a sensor");
            assert!(fewest >= 35, "seed {seed}: {fewest}");
        }
    }

    #[test]
    fn every_seed_has_its_emergency_and_its_area_entry() {
        for seed in 0..40 {
            let mut traffic = Traffic::new(Seed(seed));
            assert!(seen(&traffic) >= 34, "seed {seed}: {}", seen(&traffic));
            let area = &NIGER_AREAS[0];
            let mut entered_at = None;
            let mut emergency = None;
            let high_m = |begun: Option<(u32, f64)>| begun.map_or(0.0, |(_, high_m)| high_m);
            for second in 0..600_u32 {
                traffic.step();
                let tick = traffic.tick();
                let first = traffic.moving().next().expect("slot 0");
                let s = first.flight.state;
                if entered_at.is_none() && area.surrounds(s.lat_deg, s.lon_deg) {
                    entered_at = Some(second);
                }
                let distress = traffic.moving().find(|m| m.flight.is_in_distress(tick));
                if let Some(m) = distress {
                    assert!(matches!(m.flight.transponder, Transponder::AdsB { .. }));
                    assert_eq!(m.flight.code(tick).to_string(), "7700");
                    let (begun, ..) = *emergency.get_or_insert((second, m.flight.state.altitude_m));
                    if second == begun + 400 {
                        assert!(m.flight.state.altitude_m < high_m(emergency) - 3_900.0);
                    }
                }
            }
            let entered = entered_at.expect("enters");
            assert!((140..160).contains(&entered), "{entered}");
            let begun = emergency.expect("an emergency").0;
            assert_eq!(u64::from(begun), script::EMERGENCY_FIRST_S);
        }
    }
}
