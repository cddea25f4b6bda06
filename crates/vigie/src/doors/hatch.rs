//! A door within the process: bytes that are handed over are read as if a socket had brought them.

use super::counters::DoorCounters;
use super::deframe::Stream;
use crate::config::Format;
use vigie_core::reception::{Payload, Reception};
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;

/// One sensor's way in.
#[derive(Debug)]
pub struct Hatch {
    sensor: SensorId,
    /// Reads a stream; `None` where each piece is one ASTERIX datagram.
    stream: Option<Stream>,
    counters: DoorCounters,
}

impl Hatch {
    /// For datagrams of ASTERIX, or a stream of Beast or AVR; `None` for the formats that only files have.
    #[must_use]
    pub fn new(sensor: SensorId, format: Format, gnss_stamps: bool) -> Option<Hatch> {
        let stream = match format {
            Format::Asterix => None,
            other => Some(Stream::new(other, gnss_stamps)?),
        };
        Some(Hatch {
            sensor,
            stream,
            counters: DoorCounters::default(),
        })
    }

    /// Appends the receptions that `bytes` complete, all heard at `heard`.
    pub fn push(&mut self, bytes: &[u8], heard: UtcNs, receptions: &mut Vec<Reception>) {
        let sensor = self.sensor;
        match &mut self.stream {
            Some(stream) => stream.push(bytes, &self.counters, |payload| {
                receptions.push(Reception {
                    sensor,
                    heard,
                    payload,
                });
            }),
            None => receptions.push(Reception {
                sensor,
                heard,
                payload: Payload::Asterix(bytes.into()),
            }),
        }
    }
}
