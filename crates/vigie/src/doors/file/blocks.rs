//! The ASTERIX framings: raw blocks, pcap, FINAL.

use super::timeline::DayClock;
use super::{FaultKind, FileFault, FileOptions};
use crate::config::Format;
use vigie_asterix::framing::{self, Datagrams, FrameError, Stamp};
use vigie_asterix::{FieldId, Spec, Visitor, blocks};
use vigie_core::reception::{Payload, Reception};
use vigie_core::time::{Nanos, UtcNs};

/// Items that hold a time of day in 1/128 s, by category; of several in one record the last named counts.
const TIMES: [(u8, &[&str]); 4] = [
    (21, &["071", "073", "077"]),
    (34, &["030"]),
    (48, &["140"]),
    (62, &["070"]),
];
const PER_128TH: i64 = 7_812_500;
const PER_CENTISECOND: i64 = 10_000_000;

/// The datagrams of a file that is in memory.
#[derive(Debug)]
pub(super) struct Blocks {
    bytes: Vec<u8>,
    /// Where they are: cut once, when the file is opened.
    places: Vec<Result<Place, FileFault>>,
    at: usize,
    options: FileOptions,
    clock: DayClock,
    times: Vec<TimeItems>,
    skipped: u64,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    offset: usize,
    len: usize,
    stamp: Option<Stamp>,
}

impl Blocks {
    /// Fails, with what to tell the user, where there is no datagram at all.
    pub(super) fn new(
        bytes: Vec<u8>,
        format: Format,
        options: FileOptions,
    ) -> Result<Blocks, String> {
        let wrapping = match format {
            Format::Pcap => framing::Format::Pcap,
            Format::Final => framing::Format::Final,
            _ => framing::Format::Raw,
        };
        let mut datagrams = Datagrams::new(vigie_asterix::catalogue(), wrapping, &bytes);
        let places: Vec<_> = (&mut datagrams)
            .map(|datagram| match datagram {
                Ok(datagram) => Ok(Place {
                    offset: datagram.offset,
                    len: datagram.payload.len(),
                    stamp: datagram.stamp,
                }),
                Err(error) => Err(fault(error, bytes.len())),
            })
            .filter(|place| place.as_ref().map_or(true, |place| place.len > 0))
            .collect();
        let skipped = datagrams.skipped();
        if !places.iter().any(Result::is_ok) {
            return Err(nothing(places.first(), format, skipped));
        }
        let times = TIMES
            .iter()
            .filter_map(|&(category, items)| TimeItems::new(category, items))
            .collect();
        Ok(Blocks {
            bytes,
            places,
            at: 0,
            options,
            clock: DayClock::new(options.received),
            times,
            skipped,
        })
    }

    pub(super) fn position(&self) -> u64 {
        let next = self.places.get(self.at).map(|place| match place {
            Ok(place) => place.offset as u64,
            Err(fault) => fault.offset,
        });
        next.unwrap_or(self.bytes.len() as u64)
    }

    pub(super) fn skipped(&self) -> u64 {
        self.skipped
    }

    pub(super) fn next(&mut self) -> Option<Result<Reception, FileFault>> {
        let place = match *self.places.get(self.at)? {
            Ok(place) => place,
            Err(fault) => {
                self.at += 1;
                return Some(Err(fault));
            }
        };
        self.at += 1;
        let payload = self
            .bytes
            .get(place.offset..place.offset + place.len)
            .unwrap_or_default();
        let heard = match place.stamp {
            Some(Stamp::UnixNs(ns)) => UtcNs(ns),
            Some(Stamp::DayTime { centiseconds, .. }) => self
                .clock
                .at(Nanos(i64::from(centiseconds) * PER_CENTISECOND)),
            None => match time_of_day(&self.times, payload) {
                Some(since_midnight) => self.clock.at(since_midnight),
                None => self.clock.unchanged(),
            },
        };
        Some(Ok(Reception {
            sensor: self.options.sensor,
            heard,
            payload: Payload::Asterix(payload.into()),
        }))
    }
}

fn fault(error: FrameError, len: usize) -> FileFault {
    let (offset, bytes) = match error {
        FrameError::Truncated(_, at) => (at, len.saturating_sub(at)),
        FrameError::PacketLength { offset, .. } => (offset, len.saturating_sub(offset)),
        FrameError::NotFinal(at) => (at, 0),
        FrameError::Block(fault) => (fault.offset, 0),
        FrameError::NotPcap(_) | FrameError::PcapNg | FrameError::LinkType(_) => (0, len),
    };
    FileFault {
        offset: offset as u64,
        bytes: bytes as u64,
        why: FaultKind::Framing(error),
    }
}

fn nothing(first: Option<&Result<Place, FileFault>>, format: Format, skipped: u64) -> String {
    match first {
        Some(Err(fault)) => fault.why.to_string(),
        _ if format == Format::Pcap && skipped > 0 => format!(
            "none of its {skipped} packets is a whole UDP datagram; capture the radar's port (tcpdump udp port N)"
        ),
        _ => "it holds no ASTERIX at all; check that the recording ran".to_owned(),
    }
}

/// Where one category keeps its times of day.
#[derive(Debug)]
struct TimeItems {
    spec: &'static Spec,
    items: Vec<FieldId>,
}

impl TimeItems {
    fn new(category: u8, items: &[&str]) -> Option<TimeItems> {
        let spec = vigie_asterix::catalogue().get(category)?;
        Some(TimeItems {
            spec,
            items: items.iter().filter_map(|item| spec.field(item)).collect(),
        })
    }
}

/// Looks at the times of a record only.
struct Times<'s> {
    items: &'s [FieldId],
    found: Option<(usize, u64)>,
}

impl Visitor for Times<'_> {
    fn wants(&mut self, item: FieldId) -> bool {
        self.items.contains(&item)
    }

    fn value(&mut self, field: FieldId, raw: u64) {
        let rank = self.items.iter().position(|&item| item == field);
        if let Some(rank) = rank.filter(|&rank| self.found.is_none_or(|(other, _)| rank >= other)) {
            self.found = Some((rank, raw));
        }
    }
}

/// The first time of day in a datagram, if any.
fn time_of_day(times: &[TimeItems], datagram: &[u8]) -> Option<Nanos> {
    for block in blocks(datagram, 0) {
        let block = block.ok()?;
        let Some(category) = times
            .iter()
            .find(|times| times.spec.category() == block.category)
        else {
            continue;
        };
        let mut rest = block.body;
        while !rest.is_empty() {
            let mut visitor = Times {
                items: &category.items,
                found: None,
            };
            let Ok(len) = category.spec.read_record(rest, 0, &mut visitor) else {
                break;
            };
            if let Some((_, raw)) = visitor.found {
                let ticks = i64::try_from(raw).ok()?;
                return Some(Nanos(ticks.saturating_mul(PER_128TH)));
            }
            rest = rest.get(len..).unwrap_or_default();
        }
    }
    None
}
