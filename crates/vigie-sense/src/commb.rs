//! Which register a Comm-B reply carries.
//!
//! A reply does not say; whoever asked knows, and we only listen. First the bits: what [`vigie_modes::commb`] calls a
//! contradiction rules a register out. For each register left, the probability that it would have *these* 56 bits,
//! given what is known of that aircraft (altitude in the same reply, the velocity it broadcasts, its callsign, earlier
//! registers), times how often it is asked for; the same for "none of these": a register we do not know, or damage.
//! The answer is the most probable one with its share of the sum, and [`Answer::Undecided`] where that share is below
//! [`DECIDED`]. So the probability is one: of the answers given with 0.97, three in a hundred should be wrong
//! (`docs/commb.md` has the measurement).
//!
//! What is learnt from answers is learnt from firm ones alone, and trusted once a second one agreed: one wrong answer
//! changes nothing by itself. No bit layout is known here and no aircraft performance.

mod air;
mod memory;
mod motion;
mod odds;
mod others;
mod prior;
mod settings;
mod steady;
mod weather;

pub use memory::Memory;

use memory::Kept;
use motion::Flight;
use vigie_core::time::UtcNs;
use vigie_modes::bits::Mb;
use vigie_modes::commb::{
    self, Bds, CommonCapability, DataLinkCapability, HeadingAndSpeed, Identification, Register,
    TrackAndTurn, VerticalIntention,
};

/// The least probability of an answer.
pub const DECIDED: f64 = 0.95;
/// From here on an answer is learnt from.
const FIRM: f64 = 0.99;
/// Where the very bits of a register were answered firmly three times in a row; more in truth, but more cannot be
/// measured (40,000 such, none wrong).
const SAID_AGAIN: f64 = 0.9999;

/// From here on the registers that are seldom asked for are not looked at.
const SURE: f64 = 0.999;
/// The registers that are asked for all the time.
const COMMON: [Bds; 6] = [
    HeadingAndSpeed::BDS,
    TrackAndTurn::BDS,
    VerticalIntention::BDS,
    Identification::BDS,
    DataLinkCapability::BDS,
    CommonCapability::BDS,
];

/// One Comm-B reply of an aircraft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// When it was sent.
    pub at: UtcNs,
    /// Pressure altitude in the same reply (DF 20), feet.
    pub altitude_ft: Option<i32>,
    /// The register.
    pub mb: Mb,
}

/// What a reply carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answer {
    /// Nothing can be said.
    Undecided,
    /// This register, with this probability, 0 to 1.
    Register {
        /// The register.
        register: Register,
        /// How probable it is, given all registers considered.
        probability: f64,
    },
}

impl Memory {
    /// Says what a reply carries, and learns from it if the answer is firm.
    pub fn infer(&mut self, reply: Reply) -> Answer {
        if let Some(feet) = reply.altitude_ft {
            self.learn_altitude(reply.at, feet);
        }
        let Some((register, probability)) = self.most_probable(reply) else {
            return Answer::Undecided;
        };
        if probability >= FIRM {
            self.keep(reply.at, reply.mb, &register);
        }
        if probability < DECIDED {
            return Answer::Undecided;
        }
        Answer::Register {
            register,
            probability,
        }
    }

    /// The most probable register of a reply with its probability, however small; `None` where it can be none of those
    /// known. Learns nothing, not even the altitude of the reply.
    #[must_use]
    pub fn most_probable(&self, reply: Reply) -> Option<(Register, f64)> {
        let mb = reply.mb;
        // An aircraft without the register answers zeros.
        if mb == Mb::ZERO {
            return None;
        }
        if let Some(register) = self.said_again(mb) {
            return Some((register, SAID_AGAIN));
        }
        let mut weighing = Weighing {
            memory: self,
            reply,
            listed: self.listed(),
            flight: None,
            sum: self.asked.none() * steady::none_of_these(mb),
            best: None,
        };
        for bds in COMMON {
            weighing.add(bds);
        }
        // The others are so seldom asked for that they do not touch an answer as sure as that.
        if weighing.probability() < SURE {
            for bds in commb::candidates(mb).iter() {
                if others::is_modelled(bds) {
                    weighing.add(bds);
                }
            }
        }
        let (register, _) = weighing.best?;
        Some((register, weighing.probability()))
    }

    /// The register, where one that hardly changes is said once more as it was.
    fn said_again(&self, mb: Mb) -> Option<Register> {
        let bds = if self.intention.repeats(mb) {
            VerticalIntention::BDS
        } else if self.data_link.repeats(mb) {
            DataLinkCapability::BDS
        } else if self.capability.repeats(mb) {
            CommonCapability::BDS
        } else {
            return None;
        };
        Register::parse(bds, mb)?.ok()
    }
}

/// The registers of one reply, weighed one by one.
struct Weighing<'a> {
    memory: &'a Memory,
    reply: Reply,
    listed: Option<CommonCapability>,
    /// Only the registers of motion and weather ask for it.
    flight: Option<Flight>,
    /// Of all weights, none of these included.
    sum: f64,
    best: Option<(Register, f64)>,
}

impl Weighing<'_> {
    /// Weighs `bds`, if the bits do not contradict it.
    fn add(&mut self, bds: Bds) {
        let Some(Ok(register)) = Register::parse(bds, self.reply.mb) else {
            return;
        };
        let weight = self.memory.asked.share(bds, self.listed) * self.mass(&register);
        self.sum += weight;
        if self.best.is_none_or(|(_, most)| weight > most) {
            self.best = Some((register, weight));
        }
    }

    fn probability(&self) -> f64 {
        self.best.map_or(0.0, |(_, weight)| weight / self.sum)
    }

    /// The probability of these bits if they are this register, by what is known of the aircraft.
    fn mass(&mut self, register: &Register) -> f64 {
        let (memory, Reply { at, mb, .. }) = (self.memory, self.reply);
        match register {
            Register::VerticalIntention(said) => {
                again(memory.intention, mb, || settings::vertical_intention(said))
            }
            Register::DataLinkCapability(said) => {
                again(memory.data_link, mb, || steady::data_link(said))
            }
            Register::CommonCapability(_) => {
                again(memory.capability, mb, || steady::common_capability(mb))
            }
            Register::Identification(said) => steady::callsign(said.callsign, memory.callsign),
            other => {
                let flight = self.flight.get_or_insert_with(|| memory.flight(at));
                match other {
                    Register::TrackAndTurn(said) => motion::track_and_turn(said, flight),
                    Register::HeadingAndSpeed(said) => motion::heading_and_speed(said, flight),
                    seldom => others::mass(seldom, at, flight, memory),
                }
            }
        }
    }
}

/// What hardly changes is mostly said again as it was.
fn again(kept: Kept, mb: Mb, fresh: impl Fn() -> f64) -> f64 {
    let share = kept.share();
    if kept.mb() == mb {
        share + (1.0 - share) * fresh()
    } else {
        (1.0 - share) * fresh()
    }
}
