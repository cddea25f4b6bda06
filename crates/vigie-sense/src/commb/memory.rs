//! What is remembered of one aircraft, and what that makes its next reply likely to say.

use super::air;
use super::motion::{Expected, Flight};
use super::odds::bell;
use super::prior::Asked;
use vigie_core::time::UtcNs;
use vigie_modes::adsb::{Squitter, SurfacePosition, Velocity};
use vigie_modes::bits::Mb;
use vigie_modes::commb::{CommonCapability, HeadingAndSpeed, Register, TargetState, TrackAndTurn};
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};
use vigie_modes::identity::Callsign;

/// What the aircraft said of its motion, broadcast or in a register, is of use for so long, seconds.
const MOTION_FOR_S: f64 = 60.0;
/// A position likewise.
const PLACE_FOR_S: f64 = 30.0;
/// An altitude likewise, for a reply without.
const ALTITUDE_FOR_S: f64 = 60.0;

/// What is remembered of one aircraft to judge its replies. Small: one stands for every aircraft heard.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Memory {
    altitude: Altitude,
    motion: Option<Motion>,
    place: Place,
    turn_at: Clock,
    turn: Kept,
    speed_at: Clock,
    speed: Kept,
    pub(super) intention: Kept,
    pub(super) data_link: Kept,
    pub(super) capability: Kept,
    pub(super) callsign: Option<Callsign>,
    pub(super) asked: Asked,
    /// The newest operational status and target state as broadcast.
    broadcast: [Mb; 2],
}

/// A pressure altitude.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Altitude {
    at: Clock,
    feet: i32,
    /// Pressure there, as a share of that at sea level; 0 while no altitude is known.
    pressure_ratio: f32,
}

/// What was broadcast.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Motion {
    at: Clock,
    groundspeed_kt: Option<f32>,
    /// Degrees from true north.
    track_deg: Option<f32>,
    climb_fpm: Option<i16>,
    is_grounded: bool,
}

/// A time to 17 ms, in four bytes; it comes round after 834 days.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Clock(u32);

impl Clock {
    fn of(at: UtcNs) -> Clock {
        let [_, _, _, a, b, c, d, _] = at.0.to_le_bytes();
        Clock(u32::from_le_bytes([a, b, c, d]))
    }

    /// Seconds to another time, either way.
    fn age_s(self, at: UtcNs) -> f64 {
        const UNIT_S: f64 = (1 << 24) as f64 * 1e-9;
        let units = Clock::of(at).0.wrapping_sub(self.0).cast_signed();
        f64::from(units.unsigned_abs()) * UNIT_S
    }
}

/// The newest position as broadcast: latitude in the low 17 bits, longitude above, then odd, surface, and that there
/// is one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Place {
    at: Clock,
    lat: u32,
    lon: u32,
}

const ODD: u32 = 1 << 17;
const SURFACE: u32 = 1 << 18;
const HEARD: u32 = 1 << 19;
const COUNT: u32 = ODD - 1;

impl Place {
    fn new(at: UtcNs, cpr: Cpr, surface: bool) -> Place {
        let odd = if cpr.odd { ODD } else { 0 };
        let surface = if surface { SURFACE } else { 0 };
        Place {
            at: Clock::of(at),
            lat: cpr.lat & COUNT | odd | surface | HEARD,
            lon: cpr.lon & COUNT,
        }
    }
}

/// The last bits of a register (the low 56), and how many in a row agreed (the high 8, up to 3).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Kept(u64);

/// How far a register is trusted to tell the next, by how many in a row agreed.
const SHARE: [f64; 4] = [0.0, 0.3, 0.8, 0.95];

impl Kept {
    /// Takes newer bits; `agrees` where they go on from the old ones.
    fn take(&mut self, mb: Mb, agrees: bool) {
        let trust = if agrees { (self.trust() + 1).min(3) } else { 1 };
        self.0 = mb.value() | trust << 56;
    }

    /// Takes newer bits that agree if they are the same.
    fn take_same(&mut self, mb: Mb) {
        self.take(mb, self.mb() == mb);
    }

    pub(super) fn mb(self) -> Mb {
        Mb::new(self.0)
    }

    /// These very bits were taken three times in a row.
    pub(super) fn repeats(self, mb: Mb) -> bool {
        self.0 == mb.value() | 3 << 56
    }

    fn trust(self) -> u64 {
        self.0 >> 56
    }

    pub(super) fn share(self) -> f64 {
        let [.., trust] = self.0.to_le_bytes();
        SHARE.get(usize::from(trust)).copied().unwrap_or(0.0)
    }
}

impl Memory {
    /// Learns from what the aircraft broadcasts.
    pub fn learn(&mut self, at: UtcNs, squitter: &Squitter) {
        match squitter {
            Squitter::Velocity(velocity) => self.learn_velocity(at, *velocity),
            Squitter::SurfacePosition(position) => {
                self.place = Place::new(at, position.cpr, true);
                self.learn_surface(at, *position);
            }
            Squitter::AirbornePosition(position) => {
                self.place = Place::new(at, position.cpr, false);
                if let Some(feet) = position.pressure_altitude_ft() {
                    self.learn_altitude(at, feet);
                }
            }
            Squitter::Identification(said) => {
                if said.callsign.is_readable() {
                    self.callsign = Some(said.callsign);
                }
            }
            Squitter::OperationalStatus(_) => self.broadcast[0] = squitter.emit(),
            other => {
                let me = other.emit();
                if TargetState::parse(me).is_ok() {
                    self.broadcast[1] = me;
                }
            }
        }
    }

    /// The probability of these bits for a register that holds what is broadcast and hardly changes.
    pub(super) fn broadcast_again(&self, mb: Mb) -> f64 {
        if self.broadcast.contains(&mb) {
            0.9
        } else {
            0.0
        }
    }

    /// How near a compact position is to the newest broadcast, as a probability of its two numbers; `None` where they
    /// cannot be compared.
    pub(super) fn position_again(&self, at: UtcNs, cpr: Cpr, surface: bool) -> Option<f64> {
        let known = self.place;
        let new = Place::new(at, cpr, surface);
        let age_s = known.at.age_s(at);
        if (known.lat ^ new.lat) & !COUNT != 0 || age_s > PLACE_FOR_S {
            return None;
        }
        let speed_mps = if surface { 60.0 } else { 300.0 };
        let unit_m = if surface { 1.25 } else { 5.0 };
        let spread = 8.0 + speed_mps / unit_m * age_s;
        let off = |new: u32, old: u32| {
            let off = new.wrapping_sub(old) & COUNT;
            bell(f64::from(off.min(COUNT + 1 - off)), spread)
        };
        Some(off(new.lat & COUNT, known.lat & COUNT) * off(new.lon, known.lon))
    }

    /// The same for a plain position.
    pub(super) fn place_again(&self, at: UtcNs, place: LatLon) -> Option<f64> {
        let surface = self.place.lat & SURFACE != 0;
        let scale = if surface {
            Scale::Surface
        } else {
            Scale::Airborne
        };
        let cpr = cpr::encode(place, scale, self.place.lat & ODD != 0)?;
        self.position_again(at, cpr, surface)
    }

    pub(super) fn learn_altitude(&mut self, at: UtcNs, feet: i32) {
        let known = &mut self.altitude;
        known.at = Clock::of(at);
        if known.feet != feet || known.pressure_ratio == 0.0 {
            known.feet = feet;
            #[expect(clippy::cast_possible_truncation, reason = "seven digits are plenty")]
            let ratio = air::pressure_ratio(f64::from(feet)) as f32;
            known.pressure_ratio = ratio;
        }
    }

    fn learn_velocity(&mut self, at: UtcNs, velocity: Velocity) {
        // An airspeed is near enough to a ground speed only in still air: not learnt.
        let climb = velocity.vertical_rate_fpm();
        self.motion = Some(Motion {
            at: Clock::of(at),
            groundspeed_kt: velocity.groundspeed_kt().map(narrow),
            track_deg: velocity.track_deg().map(narrow),
            climb_fpm: climb.and_then(|rate| i16::try_from(rate).ok()),
            is_grounded: false,
        });
    }

    fn learn_surface(&mut self, at: UtcNs, position: SurfacePosition) {
        self.motion = Some(Motion {
            at: Clock::of(at),
            groundspeed_kt: position.groundspeed_kt().map(narrow),
            track_deg: position.track_deg().map(narrow),
            climb_fpm: Some(0),
            is_grounded: true,
        });
    }

    /// Learns from an answer that is firm.
    pub(super) fn keep(&mut self, at: UtcNs, mb: Mb, register: &Register) {
        self.asked.count(register.bds());
        match register {
            Register::TrackAndTurn(said) => {
                let agrees = self.turn_known(at).is_some_and(|(old, age_s)| {
                    near(old.groundspeed, said.groundspeed, 8.0 + age_s)
                        && near_round(old.track, said.track, 17.0 + 17.0 * age_s)
                });
                self.turn.take(mb, agrees);
                self.turn_at = Clock::of(at);
            }
            Register::HeadingAndSpeed(said) => {
                let agrees = self.speed_known(at).is_some_and(|(old, age_s)| {
                    near(old.mach, said.mach, 8.0 + age_s)
                        && near_round(old.heading, said.heading, 17.0 + 17.0 * age_s)
                });
                self.speed.take(mb, agrees);
                self.speed_at = Clock::of(at);
            }
            Register::VerticalIntention(_) => self.intention.take_same(mb),
            Register::DataLinkCapability(_) => self.data_link.take_same(mb),
            Register::CommonCapability(_) => self.capability.take_same(mb),
            Register::Identification(said) => {
                self.callsign.get_or_insert(said.callsign);
            }
            _ => {}
        }
    }

    /// The list of registers that the aircraft has, once it was answered twice.
    pub(super) fn listed(&self) -> Option<CommonCapability> {
        if self.capability.trust() < 2 {
            return None;
        }
        CommonCapability::parse(self.capability.mb()).ok()
    }

    fn turn_known(&self, at: UtcNs) -> Option<(TrackAndTurn, f64)> {
        let age_s = self.turn_at.age_s(at);
        if self.turn.trust() == 0 || age_s > MOTION_FOR_S {
            return None;
        }
        Some((TrackAndTurn::parse(self.turn.mb()).ok()?, age_s))
    }

    fn speed_known(&self, at: UtcNs) -> Option<(HeadingAndSpeed, f64)> {
        let age_s = self.speed_at.age_s(at);
        if self.speed.trust() == 0 || age_s > MOTION_FOR_S {
            return None;
        }
        Some((HeadingAndSpeed::parse(self.speed.mb()).ok()?, age_s))
    }

    /// What is known of the flight at `at`.
    pub(super) fn flight(&self, at: UtcNs) -> Flight {
        let mut flight = Flight::default();
        if self.altitude.pressure_ratio > 0.0 && self.altitude.at.age_s(at) <= ALTITUDE_FOR_S {
            flight.altitude_ft = Some(f64::from(self.altitude.feet));
            flight.pressure_ratio = f64::from(self.altitude.pressure_ratio);
        }
        flight.grounded = match flight.altitude_ft {
            Some(feet) if feet > 15_000.0 => 0.001,
            Some(_) => 0.15,
            None => 0.05,
        };
        let turn = self.turn_known(at);
        let motion = self
            .motion
            .map(|motion| (motion, motion.at.age_s(at)))
            .filter(|&(_, age_s)| age_s <= MOTION_FOR_S);
        if let Some((motion, age_s)) = motion {
            flight.grounded = if motion.is_grounded { 0.97 } else { 0.005 };
            flight.expect_broadcast(&motion, age_s, turn.as_ref());
        }
        if let Some((said, age_s)) = &turn {
            let newest = motion.is_none_or(|(_, broadcast_s)| *age_s < broadcast_s);
            flight.expect_turn(said, *age_s, self.turn.share(), newest);
        }
        if let Some((said, age_s)) = self.speed_known(at) {
            flight.expect_speed(&said, age_s, self.speed.share(), turn.as_ref());
        }
        flight
    }
}

impl Flight {
    fn expect_broadcast(
        &mut self,
        motion: &Motion,
        age_s: f64,
        turn: Option<&(TrackAndTurn, f64)>,
    ) {
        let speed = motion.groundspeed_kt.map(f64::from);
        self.groundspeed = speed.map(|value| Expected {
            value,
            spread: 1.5 + 1.0 * age_s,
            share: 0.93,
        });
        // A taxiing aircraft turns on the spot.
        let slow = speed.is_none_or(|speed| speed < 60.0);
        self.track = motion.track_deg.map(|value| Expected {
            value: f64::from(value),
            spread: track_spread_deg(age_s, turn, slow),
            share: 0.93,
        });
        self.climb = motion.climb_fpm.map(|value| Expected {
            value: f64::from(value),
            spread: 90.0 + 40.0 * age_s,
            share: 0.93,
        });
    }

    fn expect_turn(&mut self, said: &TrackAndTurn, age_s: f64, share: f64, newest: bool) {
        let spread = 2.0 + 1.2 * age_s;
        let knots = |known: Option<u16>| {
            known.map(|count| Expected {
                value: f64::from(count) * 2.0,
                spread,
                share,
            })
        };
        self.true_airspeed = knots(said.true_airspeed);
        let slow = said.groundspeed.is_none_or(|count| count < 30);
        if newest || self.groundspeed.is_none() {
            self.groundspeed = knots(said.groundspeed).or(self.groundspeed);
        }
        if newest || self.track.is_none() {
            let track = said.track.map(|count| Expected {
                value: f64::from(count) * (90.0 / 512.0),
                spread: track_spread_deg(age_s, Some(&(*said, age_s)), slow),
                share,
            });
            self.track = track.or(self.track);
        }
    }

    fn expect_speed(
        &mut self,
        said: &HeadingAndSpeed,
        age_s: f64,
        share: f64,
        turn: Option<&(TrackAndTurn, f64)>,
    ) {
        self.heading = said.heading.map(|count| Expected {
            value: f64::from(count) * (90.0 / 512.0),
            spread: track_spread_deg(age_s, turn, self.grounded > 0.5),
            share,
        });
        let mach = said.mach();
        self.mach = mach.map(|value| Expected {
            value,
            spread: 0.005 + 0.002 * age_s,
            share,
        });
        if self.true_airspeed.is_none()
            && let (Some(mach), Some(altitude)) = (mach, self.altitude_ft)
        {
            // Warmer or colder than the standard atmosphere by some ten degrees.
            let value = air::true_airspeed_kt(mach, altitude);
            self.true_airspeed = Some(Expected {
                value,
                spread: 3.0 + 0.025 * value + age_s,
                share: 0.9 * share,
            });
        }
        if self.climb.is_none() {
            let rate = said.inertial_rate_fpm().or(said.baro_rate_fpm());
            self.climb = rate.map(|value| Expected {
                value: f64::from(value),
                spread: 100.0 + 50.0 * age_s,
                share,
            });
        }
    }
}

/// How far a track may have turned, degrees: more where the last report was of a turn, or at a taxi.
fn track_spread_deg(age_s: f64, turn: Option<&(TrackAndTurn, f64)>, slow: bool) -> f64 {
    let rate = turn
        .and_then(|(said, _)| said.track_rate)
        .map_or(0.2, |count| f64::from(count).abs() * (8.0 / 256.0));
    let steady = 0.5 + (0.25 + rate.min(6.0)) * age_s;
    let turned = if slow {
        steady + 4.0 + 4.0 * age_s
    } else {
        steady
    };
    turned.min(120.0)
}

fn near<T: Into<f64>>(old: Option<T>, new: Option<T>, most: f64) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => (new.into() - old.into()).abs() <= most,
        _ => true,
    }
}

/// Counts of 2,048 to the turn.
fn near_round(old: Option<i16>, new: Option<i16>, most: f64) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => {
            let off = (i32::from(new) - i32::from(old)).rem_euclid(2_048);
            f64::from(off.min(2_048 - off)) <= most
        }
        _ => true,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seven digits are plenty")]
fn narrow(value: f64) -> f32 {
    value as f32
}
