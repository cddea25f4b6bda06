//! One message at a time, with all that those before it tell: for tools that show messages rather than make reports.

use super::listener::{Listener, Vantage, Verdict};
use super::table::Key;
use super::whereabouts::Whereabouts;
use super::{Correction, Counters};
use vigie_core::place::Wgs84;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_modes::commb::Register;
use vigie_modes::cpr::LatLon;
use vigie_modes::{Frame, Message, ParityError};

/// Reads messages in the order in which they were heard, by the rules by which reports are made.
#[derive(Debug, Clone)]
pub struct Reader {
    listener: Listener,
    whereabouts: Whereabouts,
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
    /// Which register a Comm-B reply carries and the probability of it, 0 to 1; only of confirmed addresses.
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
                reading.nic = self.listener.table.at(slot).quality.nic(squitter);
            }
        } else if let Ok(message) = &hearing.message {
            reading.confirmed = message
                .address()
                .and_then(Key::of)
                .and_then(|key| self.listener.table.find(key))
                .is_some_and(|slot| self.listener.table.at(slot).is_confirmed(at));
        }
        reading
    }

    /// What was not believed so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.listener.totals()
    }
}
