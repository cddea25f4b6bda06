//! The demonstration over Niger: traffic, sensors and the bytes they send, second by second.

use crate::emit;
use crate::fleet::Transponder;
use crate::radar::{Crossing, DELAY, Interrogation, Radar, SECOND, Second};
use crate::random::Seed;
use crate::receiver::{Heard, Receiver};
use crate::script::{NIGER_AREAS, SimulatedArea};
use crate::sensor::{NIGER_SENSORS, SimulatedKind, SimulatedSensor};
use crate::traffic::Traffic;
use crate::transponder::{Transmission, transmissions};
use std::collections::BTreeMap;
use vigie_core::identity::{Address, AddressKind};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::truth::Truth;

/// A receiver gathers what it hears for this long, ns.
const BATCH: i64 = SECOND / 10;
/// From the end of that to its bytes: more than any message flies.
const LATENCY: Nanos = Nanos::from_millis(4);
/// Between two datagrams of one sector.
const GAP: Nanos = Nanos::from_millis(1);
/// From a sector's plots to the message of the crossing.
const CROSSING_AFTER: Nanos = Nanos::from_millis(20);

/// What one sensor sends at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emission {
    /// Index in [`Demonstration::sensors`].
    pub sensor: usize,
    /// When the bytes leave the sensor.
    pub at: UtcNs,
    /// What leaves.
    pub bytes: Bytes,
}

/// Bytes, by the wire they go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bytes {
    /// One ASTERIX datagram.
    Asterix(Vec<u8>),
    /// A piece of a Beast stream: one or more whole frames, escaped.
    Beast(Vec<u8>),
}

/// The demonstration. A value: a clone goes on exactly as its original would.
#[derive(Debug, Clone)]
pub struct Demonstration {
    seed: Seed,
    start: UtcNs,
    now: UtcNs,
    sites: Vec<SimulatedSensor>,
    traffic: Traffic,
    instruments: Vec<Instrument>,
    /// Made and not yet due, by time, sensor and order.
    due: BTreeMap<(UtcNs, usize, u64), Bytes>,
    /// Emissions made since the start.
    made: u64,
}

#[derive(Debug, Clone)]
enum Instrument {
    Radar(Radar),
    Receiver(Receiver),
}

impl Demonstration {
    /// The demonstration over Niger, beginning at `start`.
    #[must_use]
    pub fn niger(seed: u64, start: UtcNs) -> Demonstration {
        Demonstration::with_sensors(seed, start, &NIGER_SENSORS)
    }

    /// The same world looked at by these sensors. What any of them sends does not depend on the others, but for the
    /// replies to radars that receivers hear. Turns are brought within 1 to 60 s, ranges of radars within 255 NM.
    #[must_use]
    pub fn with_sensors(seed: u64, start: UtcNs, sensors: &[SimulatedSensor]) -> Demonstration {
        let instruments = sensors.iter().map(|&site| match site.kind {
            SimulatedKind::Radar(model) => Instrument::Radar(Radar::new(site, model)),
            SimulatedKind::Receiver(model) => Instrument::Receiver(Receiver::new(site, model)),
        });
        Demonstration {
            seed: Seed(seed),
            start,
            now: start,
            sites: sensors.to_vec(),
            traffic: Traffic::new(Seed(seed)),
            instruments: instruments.collect(),
            due: BTreeMap::new(),
            made: 0,
        }
    }

    /// Appends to `out` all that is sent after the last call's `to` (at first, after the start) until this `to`
    /// included, in order of time. How time is cut into calls does not matter. A `to` that is not later does nothing.
    ///
    /// A call works through every second up to `to` and `out` grows by some 60 emissions for each: who wants days
    /// calls more than once.
    pub fn advance(&mut self, to: UtcNs, out: &mut Vec<Emission>) {
        while self.computed() < to {
            self.second();
        }
        self.now = self.now.max(to);
        while let Some(entry) = self.due.first_entry() {
            let (at, sensor, _) = *entry.key();
            if at > to {
                break;
            }
            let bytes = entry.remove();
            out.push(Emission { sensor, at, bytes });
        }
    }

    /// The sensors, as the configuration must state them.
    #[must_use]
    pub fn sensors(&self) -> &[SimulatedSensor] {
        &self.sites
    }

    /// The areas, as the configuration must state them.
    #[must_use]
    pub const fn areas() -> &'static [SimulatedArea] {
        &NIGER_AREAS
    }

    /// When it began.
    #[must_use]
    pub const fn start(&self) -> UtcNs {
        self.start
    }

    /// Everybody in the air at the time of the last call of [`Demonstration::advance`].
    #[must_use]
    pub fn truth(&self) -> Vec<Truth> {
        let tick = self.traffic.tick();
        let part = 1.0 - (self.computed() - self.now).as_secs_f64();
        let last = tick.saturating_sub(1);
        let truths = self.traffic.moving().map(|moving| {
            let state = moving.at(if tick == 0 { 1.0 } else { part });
            let flight = &moving.flight;
            let (mode_s, mode_ac) = match flight.transponder {
                Transponder::None => (false, false),
                Transponder::ModeAc => (false, true),
                Transponder::ModeS | Transponder::AdsB { .. } => (true, true),
            };
            Truth {
                target: flight.target,
                at: self.now,
                position: state.position(),
                velocity: state.velocity(),
                address: mode_s.then_some(Address {
                    kind: AddressKind::Icao,
                    value: flight.identity.address,
                }),
                callsign: mode_s.then_some(flight.identity.callsign),
                mode_a: mode_ac.then(|| flight.code(last)),
            }
        });
        truths.collect()
    }

    /// The end of the last second that was worked through.
    fn computed(&self) -> UtcNs {
        let seconds = i64::try_from(self.traffic.tick()).unwrap_or(i64::MAX);
        self.start + Nanos::from_secs(seconds)
    }

    fn second(&mut self) {
        let tick = self.traffic.tick();
        self.traffic.step();
        let second = Second {
            seed: self.seed,
            start: self.start,
            tick,
            moving: self.traffic.moving().collect(),
        };
        let mut outbox = Outbox {
            due: &mut self.due,
            made: &mut self.made,
        };
        let mut asked = Vec::new();
        for (sensor, instrument) in self.instruments.iter_mut().enumerate() {
            if let Instrument::Radar(radar) = instrument {
                sweep(radar, sensor, &second, &mut asked, &mut outbox);
            }
        }
        let sent = transmissions(&second, &asked);
        for (sensor, instrument) in self.instruments.iter().enumerate() {
            if let Instrument::Receiver(receiver) = instrument {
                listen(receiver, sensor, &second, &sent, &mut outbox);
            }
        }
    }
}

/// Where emissions wait until they are due.
struct Outbox<'d> {
    due: &'d mut BTreeMap<(UtcNs, usize, u64), Bytes>,
    made: &'d mut u64,
}

impl Outbox<'_> {
    fn post(&mut self, at: UtcNs, sensor: usize, bytes: Bytes) {
        *self.made += 1;
        self.due.insert((at, sensor, *self.made), bytes);
    }
}

fn sweep(
    radar: &mut Radar,
    sensor: usize,
    second: &Second<'_>,
    asked: &mut Vec<Interrogation>,
    outbox: &mut Outbox<'_>,
) {
    for Crossing { at, sector, plots } in radar.sweep(second, asked) {
        let mut leaves = at + DELAY;
        for datagram in emit::asterix::plots(&radar.model, &plots) {
            outbox.post(leaves, sensor, Bytes::Asterix(datagram));
            leaves = leaves + GAP;
        }
        let datagram = emit::asterix::crossing(&radar.site, &radar.model, at, sector);
        outbox.post(
            at + DELAY + CROSSING_AFTER,
            sensor,
            Bytes::Asterix(datagram),
        );
    }
}

fn listen(
    receiver: &Receiver,
    sensor: usize,
    second: &Second<'_>,
    sent: &[Transmission],
    outbox: &mut Outbox<'_>,
) {
    let begins = second.begins();
    let mut heard = receiver.listen(second, sent);
    heard.sort_by_key(|heard| (batch(begins, heard, sent), heard.stamp));
    for together in heard.chunk_by(|a, b| batch(begins, a, sent) == batch(begins, b, sent)) {
        let Some(first) = together.first() else {
            continue;
        };
        let mut bytes = Vec::with_capacity(26 * together.len());
        for one in together {
            let Some(transmission) = sent.get(one.what) else {
                continue;
            };
            let Some(moving) = second.moving.get(transmission.who) else {
                continue;
            };
            let state = moving.at(transmission.part);
            let frame =
                emit::mode_s::frame(transmission.signal, &moving.flight, &state, second.tick);
            emit::beast::push(frame, one.stamp, one.level, &mut bytes);
        }
        let ends = begins + Nanos((batch(begins, first, sent) + 1) * BATCH);
        outbox.post(ends + LATENCY, sensor, Bytes::Beast(bytes));
    }
}

/// Which tenth of the second a message was sent in; the last replies of a second spill into the next tenth.
fn batch(begins: UtcNs, heard: &Heard, sent: &[Transmission]) -> i64 {
    sent.get(heard.what)
        .map_or(0, |transmission| (transmission.at - begins).0 / BATCH)
}
