//! One message at a time, with all that those before it tell: for tools that show messages rather than make reports.

use super::listener::{Listener, Vantage, Verdict};
use super::table::Key;
use super::whereabouts::Whereabouts;
use super::{Correction, Counters};
use crate::commb::{Answer, Memory, Reply};
use std::collections::BTreeMap;
use vigie_core::place::Wgs84;
use vigie_core::sensor::SensorId;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::commb::Register;
use vigie_modes::cpr::LatLon;
use vigie_modes::{Frame, Message, ParityError};

/// Unconfirmed addresses whose registers are remembered at most.
const STRANGERS_MAX: usize = 16_384;
/// When there are too many, those heard within this time are kept.
const STRANGERS_FOR: Nanos = Nanos::from_secs(60);

/// Reads messages in the order in which they were heard, by the rules by which reports are made.
#[derive(Debug, Clone)]
pub struct Reader {
    listener: Listener,
    whereabouts: Whereabouts,
    /// Comm-B replies of addresses that are not confirmed: what their registers said so far, and when last.
    strangers: BTreeMap<u32, (Memory, UtcNs)>,
}

/// One message and what is known of it beyond its bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The frame as it was sent: the one heard, or that one corrected.
    pub frame: Frame,
    /// What it says.
    pub message: Result<Message, ParityError>,
    /// Its address is confirmed: heard in clear at least twice of late.
    pub confirmed: bool,
    /// The place of a position message, where it can be told and can be believed.
    pub place: Option<LatLon>,
    /// Navigation integrity category of a position message, by the rules of its version.
    pub nic: Option<u8>,
    /// Which register a Comm-B reply carries and the probability of it, 0 to 1. Of an address that is not confirmed it
    /// is judged by the replies of that address alone.
    pub register: Option<(Register, f64)>,
    /// Bits that error correction turned; `None`: it was heard like this.
    pub corrected_bits: Option<u8>,
}

impl Default for Reader {
    fn default() -> Reader {
        Reader::new(Correction::default())
    }
}

impl Reader {
    /// Knows nobody yet.
    #[must_use]
    pub fn new(correction: Correction) -> Reader {
        Reader {
            listener: Listener::new(1, correction),
            whereabouts: Whereabouts::default(),
            strangers: BTreeMap::new(),
        }
    }

    /// Reads one frame heard at `at`. `site`, the receiver's place, tells in which quadrant of the globe surface
    /// positions lie; without it the airborne traffic does, once there is some.
    pub fn read(&mut self, at: UtcNs, frame: Frame, site: Option<Wgs84>) -> Reading {
        let hearing = self.listener.hear(frame, at, SensorId(0));
        let mut reading = Reading {
            frame: hearing.frame,
            message: hearing.message,
            confirmed: matches!(hearing.verdict, Verdict::Believe(_)),
            place: None,
            nic: None,
            register: None,
            corrected_bits: (hearing.corrected > 0).then_some(hearing.corrected),
        };
        if let Verdict::Learn(slot) | Verdict::Believe(slot) = hearing.verdict {
            let vantage = Vantage {
                site,
                range_max_m: f64::INFINITY,
                whereabouts: &self.whereabouts,
            };
            let understood = self.listener.understand(&hearing, slot, at, vantage);
            reading.place = understood.place.filter(|_| reading.confirmed);
            reading.register = understood.register;
            if let (Some(place), Ok(message)) = (reading.place, &hearing.message)
                && super::is_airborne_position(message)
            {
                self.whereabouts.learn(place);
            }
            if let Ok(Message::ExtendedSquitter(squitter)) = &hearing.message {
                reading.nic = self.listener.table.at(slot).quality().nic(squitter);
            }
        } else if let Ok(message) = &hearing.message {
            reading.confirmed = message
                .address()
                .and_then(Key::of)
                .and_then(|key| self.listener.table.find(key))
                .is_some_and(|slot| self.listener.table.at(slot).is_confirmed(at));
            if !reading.confirmed {
                reading.register = self.read_stranger(at, message);
            }
        }
        reading
    }

    /// The register of a reply whose address nobody has announced: a log of replies alone has only such.
    fn read_stranger(&mut self, at: UtcNs, message: &Message) -> Option<(Register, f64)> {
        let (altitude_ft, mb) = match message {
            Message::CommBAltitude(said) => (said.reply.altitude.altitude_ft(), said.mb),
            Message::CommBIdentity(said) => (None, said.mb),
            _ => return None,
        };
        let address = message.address()?.value();
        if self.strangers.len() >= STRANGERS_MAX && !self.strangers.contains_key(&address) {
            self.strangers
                .retain(|_, (_, last)| at - *last <= STRANGERS_FOR);
            if self.strangers.len() >= STRANGERS_MAX {
                self.strangers.clear();
            }
        }
        let (memory, last) = self.strangers.entry(address).or_default();
        *last = at;
        match memory.infer(Reply {
            at,
            altitude_ft,
            mb,
        }) {
            Answer::Register {
                register,
                probability,
            } => Some((register, probability)),
            Answer::Undecided => None,
        }
    }

    /// What was not believed so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.listener.totals()
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;
    use vigie_core::time::{Nanos, UtcNs};
    use vigie_modes::Frame;
    use vigie_modes::commb::{Bds, Register};

    #[test]
    fn a_log_of_replies_alone_still_says_its_registers_and_that_nobody_vouches_for_the_address() {
        let mut reader = Reader::default();
        let frame = Frame::from_hex("a00004128f39f91a7e27c46adc21").expect("a frame");
        for second in 0..3 {
            let at = UtcNs(0) + Nanos::from_secs(second);
            let reading = reader.read(at, frame, None);
            assert!(!reading.confirmed);
            let (register, probability) = reading.register.expect("told by its bits");
            assert_eq!(register.bds(), Bds(0x60));
            assert!(probability >= 0.95, "{probability}");
            assert!(matches!(register, Register::HeadingAndSpeed(_)));
        }
    }

    #[test]
    fn a_flood_of_addresses_stays_bounded() {
        let mut reader = Reader::default();
        for n in 0..40_000_u32 {
            let [_, a, b, c] = n.to_be_bytes();
            let bytes = [
                0xa0, 0, 4, 0x12, 0x8f, 0x39, 0xf9, 0x1a, 0x7e, 0x27, 0xc4, a, b, c,
            ];
            let frame = Frame::new(&bytes).expect("long");
            reader.read(UtcNs(i64::from(n)), frame, None);
        }
        assert!(reader.strangers.len() <= super::STRANGERS_MAX);
    }
}
