//! CPR with a memory: which decoded position may be believed.
//!
//! A compact position is ambiguous by itself (RTCA DO-260B A.1.7, as in [`vigie_modes::cpr`]). It is resolved
//! globally from an even and an odd message, or locally from where the aircraft was. Both can produce phantoms: a
//! pair across a turn of the zone, a stale reference, a bit error the parity missed, another aircraft with the same
//! address. So:
//!
//! * a first position is a *candidate*, and is given out only when a further message agrees with it;
//! * a position that cannot be reached from the last one at [`AIRBORNE_MPS`] or [`SURFACE_MPS`] is refused, and so is
//!   one beyond the receiver's range;
//! * after [`STRIKES_MAX`] refusals in a row it is the memory that is doubted: it is dropped, and the aircraft starts
//!   anew as a candidate.

use vigie_core::place::Wgs84;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};

/// An even and an odd airborne message this far apart still make a pair.
const PAIR_AIRBORNE: Nanos = Nanos::from_secs(10);
/// The same on the surface, where targets are slow and say less.
const PAIR_SURFACE: Nanos = Nanos::from_secs(25);
/// A position this old is no reference any more.
const REFERENCE_MAX: Nanos = Nanos::from_secs(300);
/// No aircraft flies faster over the ground than this, m/s (about Mach 2).
const AIRBORNE_MPS: f64 = 680.0;
/// Nothing rolls faster than this, m/s (a fast landing).
const SURFACE_MPS: f64 = 110.0;
/// Room for quantisation, jitter of arrival times and receiver latency, metres.
const SLACK_AIRBORNE_M: f64 = 800.0;
/// The same on the surface.
const SLACK_SURFACE_M: f64 = 150.0;
/// Refusals in a row after which the memory is doubted.
const STRIKES_MAX: u8 = 4;
/// Local decoding is unambiguous within half a zone: 180 NM in the air, 45 NM on the surface; stay well inside.
const LOCAL_AIRBORNE_M: f64 = 250_000.0;
const LOCAL_SURFACE_M: f64 = 60_000.0;

/// What an aircraft's positions have been.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    even: Option<(UtcNs, Cpr, Phase)>,
    odd: Option<(UtcNs, Cpr, Phase)>,
    last: Option<Fix>,
    believed: bool,
    strikes: u8,
}

#[derive(Debug, Clone, Copy)]
struct Fix {
    at: UtcNs,
    place: LatLon,
    phase: Phase,
}

/// In the air or on the ground: two different encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Airborne.
    Airborne,
    /// On the surface.
    Surface,
}

/// What became of one position message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// A position to be believed.
    Believed(LatLon),
    /// Not enough is known yet.
    Waiting,
    /// It decodes to a place that cannot be.
    Refused,
}

/// What the receiver lends: a place to start from, and how far it can hear.
#[derive(Debug, Clone, Copy)]
pub struct Horizon {
    /// The receiver, or a place known to be within half the globe's quadrant of it.
    pub near: Option<LatLon>,
    /// Whether `near` is the receiver itself, so that range may be judged.
    pub exact: bool,
    /// Beyond this nothing can be heard, metres.
    pub range_max_m: f64,
}

impl Memory {
    /// Takes one position message.
    pub fn resolve(&mut self, at: UtcNs, position: Cpr, phase: Phase, horizon: Horizon) -> Outcome {
        let slot = if position.odd {
            &mut self.odd
        } else {
            &mut self.even
        };
        *slot = Some((at, position, phase));
        if self
            .last
            .is_some_and(|fix| at - fix.at > REFERENCE_MAX || at - fix.at < -PAIR_AIRBORNE)
        {
            *self = Memory {
                even: self.even,
                odd: self.odd,
                ..Memory::default()
            };
        }
        let Some(place) = self.decode(at, position, phase, horizon) else {
            return Outcome::Waiting;
        };
        if !within_reach(place, horizon) {
            return self.refuse();
        }
        match self.last {
            None => {
                self.last = Some(Fix { at, place, phase });
                self.believed = false;
                Outcome::Waiting
            }
            Some(fix) if !reachable(fix, at, place, phase) => self.refuse(),
            Some(_) => {
                self.last = Some(Fix { at, place, phase });
                self.believed = true;
                self.strikes = 0;
                Outcome::Believed(place)
            }
        }
    }

    /// Where the aircraft is believed to have been last.
    #[must_use]
    pub fn last_believed(&self) -> Option<(UtcNs, LatLon)> {
        self.last
            .filter(|_| self.believed)
            .map(|fix| (fix.at, fix.place))
    }

    /// A believed memory places a message locally; otherwise it takes a pair. A candidate is tested against an
    /// independent pair where there is one, so that a wrong first fix does not confirm itself.
    fn decode(&self, at: UtcNs, position: Cpr, phase: Phase, horizon: Horizon) -> Option<LatLon> {
        let scale = match phase {
            Phase::Airborne => Scale::Airborne,
            Phase::Surface => Scale::Surface,
        };
        let local = |fix: Fix| {
            cpr::local(position, scale, fix.place).filter(|place| {
                let limit = if phase == Phase::Airborne {
                    LOCAL_AIRBORNE_M
                } else {
                    LOCAL_SURFACE_M
                };
                distance_m(fix.place, *place) < limit
            })
        };
        if let (Some(fix), true) = (self.last, self.believed) {
            return local(fix);
        }
        self.pair(at, position, phase, horizon)
            .or_else(|| local(self.last?))
    }

    fn pair(&self, at: UtcNs, newest: Cpr, phase: Phase, horizon: Horizon) -> Option<LatLon> {
        let (then, other, other_phase) = if newest.odd { self.even? } else { self.odd? };
        let limit = if phase == Phase::Airborne {
            PAIR_AIRBORNE
        } else {
            PAIR_SURFACE
        };
        let apart = at - then;
        if other_phase != phase || apart > limit || apart < -limit {
            return None;
        }
        match phase {
            Phase::Airborne => cpr::global_airborne(other, newest),
            Phase::Surface => cpr::global_surface(
                other,
                newest,
                self.last.map(|fix| fix.place).or(horizon.near)?,
            ),
        }
    }

    fn refuse(&mut self) -> Outcome {
        self.strikes += 1;
        if !self.believed || self.strikes >= STRIKES_MAX {
            *self = Memory {
                even: self.even,
                odd: self.odd,
                ..Memory::default()
            };
        }
        Outcome::Refused
    }
}

fn reachable(fix: Fix, at: UtcNs, place: LatLon, phase: Phase) -> bool {
    let surface = phase == Phase::Surface && fix.phase == Phase::Surface;
    let (speed, slack) = if surface {
        (SURFACE_MPS, SLACK_SURFACE_M)
    } else {
        (AIRBORNE_MPS, SLACK_AIRBORNE_M)
    };
    distance_m(fix.place, place) <= speed * (at - fix.at).as_secs_f64().abs() + slack
}

fn within_reach(place: LatLon, horizon: Horizon) -> bool {
    match horizon.near {
        Some(near) if horizon.exact => distance_m(near, place) <= horizon.range_max_m,
        _ => true,
    }
}

/// Ground distance, metres. Short ones by the plane, which is exact enough for a test of plausibility.
fn distance_m(a: LatLon, b: LatLon) -> f64 {
    let north = (b.lat_deg - a.lat_deg) * 111_200.0;
    let turn = (b.lon_deg - a.lon_deg).abs();
    let east =
        turn.min(360.0 - turn) * 111_320.0 * libm::cos((a.lat_deg + b.lat_deg).to_radians() / 2.0);
    let plane = (north * north + east * east).sqrt();
    if plane < 300_000.0 {
        plane
    } else {
        wgs84(a).distance_m(wgs84(b))
    }
}

fn wgs84(place: LatLon) -> Wgs84 {
    Wgs84 {
        lat_deg: place.lat_deg,
        lon_deg: place.lon_deg,
        height_m: 0.0,
    }
}

#[cfg(test)]
mod tests;
