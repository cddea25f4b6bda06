//! CPR with a memory: which decoded position may be believed.
//!
//! A compact position is ambiguous by itself (RTCA DO-260B A.1.7, as in [`vigie_modes::cpr`]). It is resolved
//! globally from an even and an odd message, or locally from where the aircraft was. Both can produce phantoms: a
//! pair across a turn of the zone, a stale reference, a bit error the parity missed, another aircraft with the same
//! address. So:
//!
//! * a first position is a *candidate*, made by a pair. It is given out only when a further even and a further odd
//!   message agree with it: a wrong half of the first pair agrees with itself, never with its successor;
//! * each refusal makes the memory more cautious: the next candidate needs more messages that agree, all in a row. Two
//!   aircraft with one address, one heard even and the other odd, look like a third for a moment, not for long;
//! * messages make a pair only if their altitudes agree, and where they have none a candidate needs more of them;
//! * messages make a pair only if the aircraft cannot have moved so far between them that the zone is in doubt;
//! * a message is placed locally only while the aircraft cannot have come so far that the zone is in doubt: a surface
//!   message minutes after the last airborne one takes a pair again;
//! * a position that cannot be reached at the speed the aircraft can have is refused, and so is one beyond the
//!   receiver's range;
//! * after [`STRIKES_MAX`] refusals in a row, and some time without a position, it is the memory that is doubted: it is
//!   dropped, and the aircraft starts anew as a candidate;
//! * a surface pair leaves the quadrant of the globe open. It is taken from where the aircraft was in the last hours,
//!   or from where the receiver's traffic is; where neither is known it is not guessed.

mod distance;

pub(crate) use distance::is_roughly_within;
use distance::is_within;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};

/// An even and an odd message further apart than this make no pair, however slow the aircraft.
const PAIR_AIRBORNE: Nanos = Nanos::from_secs(10);
/// The same on the surface.
const PAIR_SURFACE: Nanos = Nanos::from_secs(50);
/// A pair is resolved wrongly if the aircraft moved half the difference of an even and an odd zone between its
/// messages: 0.0508 degrees of latitude, 5.6 km, in the air. Stay inside.
const PAIR_AIRBORNE_M: f64 = 5_000.0;
/// The same on the surface, a quarter of it.
const PAIR_SURFACE_M: f64 = 1_200.0;
/// A position this old is no reference for the next one.
const REFERENCE_MAX: Nanos = Nanos::from_secs(300);
/// Behind the last position by this much, time itself went back.
const BACKWARDS_MAX: Nanos = Nanos::from_secs(-10);
/// A position this old still tells the quadrant of the globe.
const QUADRANT_MAX: Nanos = Nanos::from_secs(3 * 3_600);
/// A surface position is not further than this from the place that told its quadrant, or the quadrant is in doubt:
/// what an airliner flies in three hours.
const QUADRANT_M: f64 = 3_000_000.0;
/// No aircraft flies faster over the ground than this, m/s (about Mach 2).
const AIRBORNE_MPS: f64 = 680.0;
/// Nothing rolls faster than this, m/s (a fast landing).
const SURFACE_MPS: f64 = 110.0;
/// A stated speed allows this much more, m/s, and this much more for each second since, m/s².
const MARGIN_AIRBORNE_MPS: f64 = 60.0;
const MARGIN_SURFACE_MPS: f64 = 15.0;
const ACCELERATION_MPS2: f64 = 4.0;
/// Room for quantisation, jitter of arrival times and receiver latency, metres.
const SLACK_AIRBORNE_M: f64 = 800.0;
/// The same on the surface.
const SLACK_SURFACE_M: f64 = 150.0;
/// The same for a message with corrected bits.
const SLACK_CORRECTED_M: f64 = 250.0;
/// A message with corrected bits needs a position not older than this.
const CORRECTED_WITHIN: Nanos = Nanos::from_secs(15);
/// Refusals in a row after which the memory is doubted.
const STRIKES_MAX: u8 = 4;
/// The time without a position, and the refusals that do instead, where clocks stand still.
const DOUBTED_AFTER: Nanos = Nanos::from_secs(4);
const STRIKES_ANYWAY: u8 = 24;
/// What a refusal adds to the caution, and the most there is; a position takes one away.
const CAUTION: u8 = 16;
const CAUTION_MAX: u8 = 6 * CAUTION;
/// Room for the altitudes of a pair to agree: feet, and feet a second between them.
const LEVEL_SLACK_FT: f64 = 150.0;
const LEVEL_FT_PER_S: f64 = 200.0;
/// Local decoding is unambiguous within half a zone: 180 NM in the air, 45 NM on the surface; stay well inside.
const LOCAL_AIRBORNE_M: f64 = 250_000.0;
const LOCAL_SURFACE_M: f64 = 60_000.0;

/// What an aircraft's positions have been.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    even: Option<Half>,
    odd: Option<Half>,
    last: Option<Fix>,
    /// How many even and odd messages have agreed with the candidate.
    agreed: [u8; 2],
    believed: bool,
    strikes: u8,
    caution: u8,
    /// The last believed place before the memory was dropped: a reference for nothing but the quadrant.
    home: Option<(UtcNs, LatLon)>,
    /// Ground speed as the aircraft states it, m/s, and when.
    speed: Option<(UtcNs, f32)>,
}

/// One half of a pair.
#[derive(Debug, Clone, Copy)]
struct Half {
    at: UtcNs,
    cpr: Cpr,
    phase: Phase,
    altitude_ft: Option<i32>,
}

/// One position message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// When it was sent.
    pub at: UtcNs,
    /// The compact position.
    pub cpr: Cpr,
    /// In the air or on the ground.
    pub phase: Phase,
    /// The altitude in the same message, feet, whatever it is above; it tells two aircraft with one address apart.
    pub altitude_ft: Option<i32>,
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
    /// Notes the speed over the ground that the aircraft states, metres per second.
    pub fn note_speed(&mut self, at: UtcNs, speed_mps: f64) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a bound, not a measurement"
        )]
        let speed = speed_mps as f32;
        self.speed = Some((at, speed));
    }

    /// Takes one position message.
    pub fn resolve(&mut self, said: Position, horizon: Horizon) -> Outcome {
        let Position {
            at,
            cpr: position,
            phase,
            altitude_ft,
        } = said;
        let half = Half {
            at,
            cpr: position,
            phase,
            altitude_ft,
        };
        let other = if position.odd {
            self.odd = Some(half);
            self.even
        } else {
            self.even = Some(half);
            self.odd
        };
        let reference = self.reference(at);
        if let Some(fix) = reference
            && self.believed
        {
            let reach_m = self.reach_m(fix, at, phase);
            if reach_m <= local_m(phase) {
                let place = cpr::local(position, scale(phase), fix.place)
                    .filter(|place| is_within(fix.place, *place, reach_m))
                    .filter(|place| within_reach(*place, horizon));
                return self.settle(at, place, phase);
            }
        }
        let pair = other.and_then(|other| self.pair(other, half, horizon));
        let Some(place) = pair else {
            return Outcome::Waiting;
        };
        if !within_reach(place, horizon) {
            return self.refuse(at);
        }
        match reference {
            // a candidate, or a believed place from which one cannot tell the zone: a pair can
            Some(fix) if is_within(fix.place, place, self.reach_m(fix, at, phase)) => {
                self.agree(&half);
                if self.believed {
                    self.settle(at, Some(place), phase)
                } else {
                    self.last = Some(Fix { at, place, phase });
                    Outcome::Waiting
                }
            }
            Some(_) => self.refuse(at),
            None => {
                self.drop_last();
                self.last = Some(Fix { at, place, phase });
                Outcome::Waiting
            }
        }
    }

    /// The place of a message whose bits were corrected: only near a position that is fresh and believed, and without
    /// leaving a trace.
    #[must_use]
    pub fn resolve_corrected(&self, at: UtcNs, position: Cpr, phase: Phase) -> Option<LatLon> {
        let fix = self.reference(at).filter(|_| self.believed)?;
        let age = at - fix.at;
        if fix.phase != phase || !(-CORRECTED_WITHIN..=CORRECTED_WITHIN).contains(&age) {
            return None;
        }
        let reach_m = self.way_max_m(at, age, phase) + SLACK_CORRECTED_M;
        cpr::local(position, scale(phase), fix.place)
            .filter(|place| is_within(fix.place, *place, reach_m))
    }

    /// Where the aircraft is believed to have been last.
    #[must_use]
    pub fn last_believed(&self) -> Option<(UtcNs, LatLon)> {
        self.last
            .filter(|_| self.believed)
            .map(|fix| (fix.at, fix.place))
    }

    /// A message agrees with the candidate.
    fn agree(&mut self, half: &Half) {
        let count = &mut self.agreed[usize::from(half.cpr.odd)];
        *count = count.saturating_add(1);
        // two on the ground, or two that say no altitude, are not told apart so soon
        let base = if half.altitude_ft.is_some() { 1 } else { 2 };
        let needed = base + self.caution / CAUTION;
        self.believed |= self.agreed.iter().all(|count| *count >= needed);
    }

    /// The last position, if it is of use for one at `at`.
    fn reference(&self, at: UtcNs) -> Option<Fix> {
        self.last
            .filter(|fix| (BACKWARDS_MAX..=REFERENCE_MAX).contains(&(at - fix.at)))
    }

    /// A message of a believed aircraft, placed locally or not to be placed.
    fn settle(&mut self, at: UtcNs, place: Option<LatLon>, phase: Phase) -> Outcome {
        let Some(place) = place else {
            return self.refuse(at);
        };
        // a receiver that delivers late does not turn time back
        if self.last.is_none_or(|fix| at >= fix.at) {
            self.last = Some(Fix { at, place, phase });
        }
        self.strikes = 0;
        self.caution = self.caution.saturating_sub(1);
        Outcome::Believed(place)
    }

    fn pair(&self, other: Half, newest: Half, horizon: Horizon) -> Option<LatLon> {
        let phase = newest.phase;
        let (time_max, way_max_m) = match phase {
            Phase::Airborne => (PAIR_AIRBORNE, PAIR_AIRBORNE_M),
            Phase::Surface => (PAIR_SURFACE, PAIR_SURFACE_M),
        };
        let apart = newest.at - other.at;
        let way_m = self.way_max_m(newest.at, apart, phase);
        if other.phase != phase
            || !(-time_max..=time_max).contains(&apart)
            || way_m > way_max_m
            || !levels_agree(&other, &newest)
        {
            return None;
        }
        match phase {
            Phase::Airborne => cpr::global_airborne(other.cpr, newest.cpr),
            Phase::Surface => {
                let quadrant = self.quadrant(newest.at, horizon)?;
                cpr::global_surface(other.cpr, newest.cpr, quadrant)
                    .filter(|place| is_within(quadrant, *place, QUADRANT_M))
            }
        }
    }

    /// A place in the aircraft's quadrant of the globe: a place where it was, else where the receiver's traffic is.
    fn quadrant(&self, at: UtcNs, horizon: Horizon) -> Option<LatLon> {
        let recent =
            |(then, _): &(UtcNs, LatLon)| (-QUADRANT_MAX..=QUADRANT_MAX).contains(&(at - *then));
        self.last
            .map(|fix| (fix.at, fix.place))
            .filter(recent)
            .or(self.home.filter(recent))
            .map(|(_, place)| place)
            .or(horizon.near)
    }

    /// How far the aircraft can have come from `fix` by `at`, metres.
    fn reach_m(&self, fix: Fix, at: UtcNs, phase: Phase) -> f64 {
        let rolling = phase == Phase::Surface && fix.phase == Phase::Surface;
        let (phase, slack_m) = if rolling {
            (Phase::Surface, SLACK_SURFACE_M)
        } else {
            (Phase::Airborne, SLACK_AIRBORNE_M)
        };
        self.way_max_m(at, at - fix.at, phase) + slack_m
    }

    /// The longest way it can have gone in the time `span` before `at` (or after, by a clock that went back), metres.
    fn way_max_m(&self, at: UtcNs, span: Nanos, phase: Phase) -> f64 {
        let (most, margin) = match phase {
            Phase::Airborne => (AIRBORNE_MPS, MARGIN_AIRBORNE_MPS),
            Phase::Surface => (SURFACE_MPS, MARGIN_SURFACE_MPS),
        };
        let span_s = span.as_secs_f64().abs();
        let speed_mps = self.speed.map_or(most, |(then, stated)| {
            let since_s = (at - then).as_secs_f64().abs() + span_s;
            (f64::from(stated) + margin + ACCELERATION_MPS2 * since_s).min(most)
        });
        speed_mps * span_s
    }

    fn refuse(&mut self, at: UtcNs) -> Outcome {
        self.strikes = self.strikes.saturating_add(1);
        self.caution = self.caution.saturating_add(CAUTION).min(CAUTION_MAX);
        let is_old = self.last.is_none_or(|fix| {
            let age = at - fix.at;
            !(-DOUBTED_AFTER..=DOUBTED_AFTER).contains(&age)
        });
        let doubted = self.strikes >= if is_old { STRIKES_MAX } else { STRIKES_ANYWAY };
        if !self.believed || doubted {
            self.drop_last();
            // it may be the stated speed that is wrong
            self.speed = None;
        }
        Outcome::Refused
    }

    fn drop_last(&mut self) {
        if let Some(believed) = self.last_believed() {
            self.home = Some(believed);
        }
        self.last = None;
        self.agreed = [0; 2];
        self.believed = false;
        self.strikes = 0;
    }
}

fn levels_agree(one: &Half, other: &Half) -> bool {
    one.altitude_ft.zip(other.altitude_ft).is_none_or(|(a, b)| {
        let apart_s = (one.at - other.at).as_secs_f64().abs();
        f64::from(a.saturating_sub(b)).abs() <= LEVEL_SLACK_FT + LEVEL_FT_PER_S * apart_s
    })
}

fn scale(phase: Phase) -> Scale {
    match phase {
        Phase::Airborne => Scale::Airborne,
        Phase::Surface => Scale::Surface,
    }
}

fn local_m(phase: Phase) -> f64 {
    match phase {
        Phase::Airborne => LOCAL_AIRBORNE_M,
        Phase::Surface => LOCAL_SURFACE_M,
    }
}

fn within_reach(place: LatLon, horizon: Horizon) -> bool {
    match horizon.near {
        Some(near) if horizon.exact => is_within(near, place, horizon.range_max_m),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
