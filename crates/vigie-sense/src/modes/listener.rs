//! One frame: whose it is, whether to believe that, and what it and those before it say together.

use super::aircraft::{Aircraft, Copy};
use super::candidates::{Candidates, Introduction};
use super::table::{Key, Slot, Table};
use super::whereabouts::Whereabouts;
use super::{Correction, Counters, correct};
use crate::commb::{Answer, Reply};
use crate::position::{Horizon, Outcome, Phase, Position};
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::{MPS_PER_KNOT, Wgs84};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_modes::adsb::Squitter;
use vigie_modes::commb::Register;
use vigie_modes::cpr::LatLon;
use vigie_modes::message::ExtendedSquitter;
use vigie_modes::{AddressKind, Frame, Message, ParityError};

/// The state behind reports and readings.
#[derive(Debug, Clone)]
pub(super) struct Listener {
    pub(super) table: Table,
    candidates: Candidates,
    correction: Correction,
    /// Nobody but a second sensor makes copies.
    one_sensor: bool,
    pub(super) counters: Counters,
}

/// What one frame is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hearing {
    /// As heard, or as corrected.
    pub(super) frame: Frame,
    pub(super) message: Result<Message, ParityError>,
    /// Bits that were turned.
    pub(super) corrected: u8,
    pub(super) verdict: Verdict,
}

/// What to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing: damaged, of nobody, of a format not read, of an address that is not confirmed.
    Ignore,
    /// Learn from it, and report nothing.
    Learn(Slot),
    /// Learn from it and report it.
    Believe(Slot),
}

/// What one frame says with the help of those before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Understood {
    pub(super) place: Option<LatLon>,
    /// The register of a Comm-B reply and its probability.
    pub(super) register: Option<(Register, f64)>,
    /// An altitude or position that cannot be: nothing to report.
    pub(super) refused: bool,
}

/// Where one listens from.
#[derive(Clone, Copy)]
pub(super) struct Vantage<'a> {
    pub(super) site: Option<Wgs84>,
    pub(super) range_max_m: f64,
    pub(super) whereabouts: &'a Whereabouts,
}

impl Vantage<'_> {
    fn horizon(self) -> Horizon {
        let near = self.site.map(|site| LatLon {
            lat_deg: site.lat_deg,
            lon_deg: site.lon_deg,
        });
        Horizon {
            exact: near.is_some(),
            near: near.or_else(|| self.whereabouts.middle()),
            range_max_m: self.range_max_m,
        }
    }
}

impl Listener {
    pub(super) fn new(sensors: usize, correction: Correction) -> Listener {
        Listener {
            table: Table::default(),
            candidates: Candidates::default(),
            correction,
            one_sensor: sensors <= 1,
            counters: Counters::default(),
        }
    }

    /// The counters, the table's included.
    pub(super) fn totals(&self) -> Counters {
        Counters {
            evicted: self.table.evicted(),
            aircraft: self.table.len(),
            ..self.counters
        }
    }

    /// Takes one frame.
    #[inline]
    pub(super) fn hear(&mut self, frame: Frame, at: UtcNs, sensor: SensorId) -> Hearing {
        let message = Message::parse(frame);
        let verdict = match &message {
            Ok(message) => self.judge(frame, message, at, sensor),
            Err(_) => return self.hear_damaged(frame, message, at, sensor),
        };
        Hearing {
            frame,
            message,
            corrected: 0,
            verdict,
        }
    }

    /// A frame whose parity holds, as far as one can tell.
    #[inline]
    fn judge(&mut self, frame: Frame, message: &Message, at: UtcNs, sensor: SensorId) -> Verdict {
        let Some(address) = message.address() else {
            return Verdict::Ignore;
        };
        let Some(key) = Key::of(address) else {
            return Verdict::Ignore;
        };
        let announced = address.kind() != AddressKind::Derived;
        let interrogated = matches!(message, Message::AllCall(reply) if reply.interrogator != 0);
        let Some(slot) = self.table.find(key) else {
            if announced && !interrogated {
                return self.introduce(key, frame, at, sensor);
            }
            self.counters.unconfirmed += 1;
            return Verdict::Ignore;
        };
        let aircraft = self.table.at(slot);
        let copy = if self.one_sensor {
            Copy::First
        } else {
            aircraft.copy(&frame, sensor, at, false)
        };
        if copy != Copy::First {
            self.counters.duplicates += 1;
        }
        if copy == Copy::Again {
            return Verdict::Ignore;
        }
        // 17 of 24 parity bits are left to check an interrogator's reply: enough to keep an address alive, not to make one
        let vouches = match message {
            Message::AllCall(reply) if interrogated => {
                aircraft.is_confirmed(at) && reply.is_interrogator_assigned()
            }
            _ => announced,
        };
        if vouches {
            aircraft.confirm(at);
        }
        if copy == Copy::OfCorrected {
            // reported when it was heard damaged; it teaches only now
            Verdict::Learn(slot)
        } else if aircraft.is_confirmed(at) {
            Verdict::Believe(slot)
        } else {
            self.counters.unconfirmed += 1;
            if announced && !interrogated {
                Verdict::Learn(slot)
            } else {
                Verdict::Ignore
            }
        }
    }

    /// An address that is not known: its second frame makes it an aircraft, which then learns from the first as well.
    #[cold]
    fn introduce(&mut self, key: Key, frame: Frame, at: UtcNs, sensor: SensorId) -> Verdict {
        let first = match self.candidates.hear(key, at, sensor, frame) {
            Introduction::Second(first) => first,
            Introduction::First => {
                self.counters.unconfirmed += 1;
                return Verdict::Ignore;
            }
            Introduction::Copy => {
                self.counters.duplicates += 1;
                return Verdict::Ignore;
            }
        };
        let Some(slot) = self.table.insert(key, at) else {
            return Verdict::Ignore;
        };
        let aircraft = self.table.at(slot);
        if !self.one_sensor {
            aircraft.copy(&frame, sensor, at, false);
        }
        if let Ok(Message::ExtendedSquitter(squitter)) = Message::parse(first.frame) {
            let nowhere = Vantage {
                site: None,
                range_max_m: f64::INFINITY,
                whereabouts: &Whereabouts::default(),
            };
            learn(aircraft, &squitter, first.at, nowhere);
        }
        Verdict::Believe(slot)
    }

    /// A frame whose parity does not hold: it may be an aircraft's that is known well.
    #[cold]
    fn hear_damaged(
        &mut self,
        frame: Frame,
        message: Result<Message, ParityError>,
        at: UtcNs,
        sensor: SensorId,
    ) -> Hearing {
        let mut hearing = Hearing {
            frame,
            message,
            corrected: 0,
            verdict: Verdict::Ignore,
        };
        let found = correct::candidate(frame, self.correction);
        let known = found.and_then(|found| {
            let slot = self.table.find(Key::of(found.message.address()?)?)?;
            self.table
                .at(slot)
                .is_heard_within(at, correct::HEARD_WITHIN)
                .then_some((found, slot))
        });
        let Some((found, slot)) = known else {
            self.counters.damaged += 1;
            return hearing;
        };
        let aircraft = self.table.at(slot);
        if !correct::fits(aircraft, &found.message, at) {
            self.counters.corrections_refused += 1;
            return hearing;
        }
        match found.bits {
            1 => self.counters.corrected_1 += 1,
            _ => self.counters.corrected_2 += 1,
        }
        hearing.frame = found.frame;
        hearing.message = Ok(found.message);
        hearing.corrected = found.bits;
        if !self.one_sensor && aircraft.copy(&found.frame, sensor, at, true) != Copy::First {
            self.counters.duplicates += 1;
        } else {
            hearing.verdict = Verdict::Believe(slot);
        }
        hearing
    }

    /// What a frame says together with those before it; teaches the aircraft, unless bits were corrected.
    #[inline]
    pub(super) fn understand(
        &mut self,
        hearing: &Hearing,
        slot: Slot,
        at: UtcNs,
        vantage: Vantage<'_>,
    ) -> Understood {
        let aircraft = self.table.at(slot);
        let Ok(message) = &hearing.message else {
            return Understood::default();
        };
        let mut understood = Understood::default();
        match message {
            Message::ExtendedSquitter(squitter) if hearing.corrected > 0 => {
                understood.place = correct::place(aircraft, &squitter.squitter, at);
            }
            Message::ExtendedSquitter(squitter) => match learn(aircraft, squitter, at, vantage) {
                Some(Outcome::Believed(place)) => understood.place = Some(place),
                Some(Outcome::Refused) => {
                    self.counters.phantom_positions += 1;
                    understood.refused = true;
                }
                Some(Outcome::Waiting) | None => {}
            },
            Message::AirAir(said) => {
                understood.refused = is_ghost(aircraft, at, said.altitude.altitude_ft());
            }
            Message::LongAirAir(said) => {
                understood.refused = is_ghost(aircraft, at, said.air_air.altitude.altitude_ft());
            }
            Message::AltitudeReply(said) => {
                understood.refused = is_ghost(aircraft, at, said.altitude.altitude_ft());
            }
            Message::CommBAltitude(said) => {
                let altitude_ft = said.reply.altitude.altitude_ft();
                understood.refused = is_ghost(aircraft, at, altitude_ft);
                if !understood.refused {
                    understood.register = infer(
                        aircraft,
                        Reply {
                            at,
                            altitude_ft,
                            mb: said.mb,
                        },
                    );
                }
            }
            Message::CommBIdentity(said) => {
                let reply = Reply {
                    at,
                    altitude_ft: None,
                    mb: said.mb,
                };
                understood.register = infer(aircraft, reply);
            }
            Message::IdentityReply(_)
            | Message::AllCall(_)
            | Message::Military(_)
            | Message::CommD(_)
            | Message::Other(_) => {}
        }
        if understood.refused && understood.place.is_none() && !is_position(message) {
            self.counters.ghosts += 1;
        }
        understood
    }
}

fn is_position(message: &Message) -> bool {
    matches!(message, Message::ExtendedSquitter(_))
}

/// Whether only a ghost would have this altitude here.
fn is_ghost(aircraft: &mut Aircraft, at: UtcNs, altitude_ft: Option<i32>) -> bool {
    altitude_ft.is_some_and(|feet| !aircraft.believe_altitude(at, feet))
}

#[inline]
fn infer(aircraft: &mut Aircraft, reply: Reply) -> Option<(Register, f64)> {
    match aircraft.commb.infer(reply) {
        Answer::Register {
            register,
            probability,
        } => Some((register, probability)),
        Answer::Undecided => None,
    }
}

/// Takes over what a whole squitter says; the outcome of a position.
#[inline]
fn learn(
    aircraft: &mut Aircraft,
    squitter: &ExtendedSquitter,
    at: UtcNs,
    vantage: Vantage<'_>,
) -> Option<Outcome> {
    aircraft.commb.learn(at, &squitter.squitter);
    match &squitter.squitter {
        Squitter::AirbornePosition(said) => {
            if let Some(feet) = said.pressure_altitude_ft() {
                aircraft.learn_altitude(at, feet);
            }
            aircraft.learn_claims(squitter);
            let horizon = vantage.horizon();
            Some(aircraft.position.resolve(
                Position {
                    at,
                    cpr: said.cpr,
                    phase: Phase::Airborne,
                    altitude_ft: said.altitude.altitude_ft(),
                },
                horizon,
            ))
        }
        Squitter::SurfacePosition(said) => {
            aircraft.learn_claims(squitter);
            if let Some(speed_kt) = said.groundspeed_kt() {
                aircraft.position.note_speed(at, speed_kt * MPS_PER_KNOT);
            }
            let horizon = vantage.horizon();
            Some(aircraft.position.resolve(
                Position {
                    at,
                    cpr: said.cpr,
                    phase: Phase::Surface,
                    altitude_ft: None,
                },
                horizon,
            ))
        }
        Squitter::Velocity(said) => {
            aircraft.learn_quality(squitter);
            if let Some(difference_ft) = said.difference_ft() {
                aircraft.geometric_less_pressure_m =
                    Some(f64::from(difference_ft) * METRES_PER_FOOT);
            }
            if let Some((east_kt, north_kt)) = said.east_north_kt() {
                let speed_kt = f64::from(east_kt * east_kt + north_kt * north_kt).sqrt();
                aircraft.position.note_speed(at, speed_kt * MPS_PER_KNOT);
                aircraft.velocity_kt = Some((at, east_kt, north_kt));
            }
            None
        }
        Squitter::Identification(said) => {
            aircraft.callsign = Some(said.callsign);
            None
        }
        Squitter::OperationalStatus(said) => {
            aircraft.learn_quality(squitter);
            if let Some(magnetic) = said.heading_is_magnetic() {
                aircraft.heading_magnetic = magnetic;
            }
            None
        }
        _ => {
            aircraft.learn_quality(squitter);
            None
        }
    }
}
