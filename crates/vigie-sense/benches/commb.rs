//! How long it takes to say which register a Comm-B reply carries, on one core.
//!
//! `long_flight`: the replies of the recording, where it is, in their order, each aircraft with its memory; almost
//! all are of one aircraft. `labelled`: the registers of an hour of a radar, 177 aircraft. Divide by the count shown.
//!
//! Run with `cargo bench -p vigie-sense --bench commb`. The answers go into a checksum.

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use vigie_asterix::framing::{Datagrams, Format};
use vigie_asterix::{blocks, cat048, catalogue};
use vigie_core::time::UtcNs;
use vigie_modes::Message;
use vigie_modes::adsb::Squitter;
use vigie_modes::bits::Mb;
use vigie_modes::framing::{Item, csv};
use vigie_sense::commb::{Answer, Memory, Reply};

/// Allocations would show in the table.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Something to hand to a memory.
enum Heard {
    Squitter(UtcNs, Squitter),
    Reply(Reply),
}

/// What was heard, each with the place of its aircraft among the memories.
struct Recording {
    heard: Vec<(usize, Heard)>,
    aircraft: usize,
}

impl Recording {
    fn of(items: impl Iterator<Item = (u32, Heard)>) -> Recording {
        let mut places: BTreeMap<u32, usize> = BTreeMap::new();
        let heard = items
            .map(|(address, heard)| {
                let next = places.len();
                (*places.entry(address).or_insert(next), heard)
            })
            .collect();
        let aircraft = places.len();
        Recording { heard, aircraft }
    }

    fn replies(&self) -> usize {
        let replies = self.heard.iter();
        replies
            .filter(|(_, heard)| matches!(heard, Heard::Reply(_)))
            .count()
    }

    /// Judges all; the sum of the answers.
    fn judge(&self) -> u64 {
        let mut memories = vec![Memory::default(); self.aircraft];
        let mut sum = 0;
        for (place, heard) in &self.heard {
            match heard {
                Heard::Squitter(at, squitter) => memories[*place].learn(*at, squitter),
                Heard::Reply(reply) => {
                    if let Answer::Register { register, .. } = memories[*place].infer(*reply) {
                        sum += u64::from(register.bds().0);
                    }
                }
            }
        }
        sum
    }
}

fn shared(name: &str) -> Option<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
    std::fs::read(format!("{folder}{name}")).ok()
}

fn heard(line: &[u8]) -> Option<(u32, Heard)> {
    let line = csv::parse_line(line).ok()?;
    let Item::ModeS(item) = line.item else {
        return None;
    };
    let at = UtcNs(line.time_ns);
    let message = Message::parse(item.frame).ok()?;
    let (altitude_ft, mb) = match &message {
        Message::CommBAltitude(reply) => (reply.reply.altitude.altitude_ft(), reply.mb),
        Message::CommBIdentity(reply) => (None, reply.mb),
        Message::ExtendedSquitter(squitter) => {
            let heard = Heard::Squitter(at, squitter.squitter);
            return Some((message.address()?.value(), heard));
        }
        _ => return None,
    };
    let reply = Reply {
        at,
        altitude_ft,
        mb,
    };
    Some((message.address()?.value(), Heard::Reply(reply)))
}

fn long_flight() -> Option<&'static Recording> {
    static HEARD: OnceLock<Option<Recording>> = OnceLock::new();
    let read = || {
        let text = shared("adsb/long_flight.csv")?;
        let lines = text.split(|&byte| byte == b'\n');
        Some(Recording::of(lines.filter_map(heard)))
    };
    HEARD.get_or_init(read).as_ref()
}

fn labelled() -> Option<&'static Recording> {
    static HEARD: OnceLock<Option<Recording>> = OnceLock::new();
    let read = || {
        let bytes = shared("asterix/barcelona_cat048_60min.ast")?;
        let mut all = Vec::new();
        for datagram in Datagrams::new(catalogue(), Format::Raw, &bytes).flatten() {
            for block in blocks(datagram.payload, 0).flatten() {
                let mut rest = block.body;
                while let Ok((plot, length)) = cat048::latest().read(rest, 0) {
                    rest = &rest[length..];
                    let at = UtcNs(i64::from(plot.time_of_day.unwrap_or(0)) * 7_812_500);
                    let level = plot
                        .flight_level
                        .map(|level| i32::from(level.quarters) * 25);
                    all.extend(plot.registers.as_slice().iter().map(|register| {
                        let reply = Reply {
                            at,
                            altitude_ft: level,
                            mb: Mb::from_bytes(register.mb),
                        };
                        (plot.address.unwrap_or(0), Heard::Reply(reply))
                    }));
                    if rest.is_empty() {
                        break;
                    }
                }
            }
        }
        Some(Recording::of(all.into_iter()))
    };
    HEARD.get_or_init(read).as_ref()
}

#[divan::bench(name = "long_flight")]
fn bench_long_flight(bencher: Bencher<'_, '_>) {
    bench(bencher, long_flight());
}

#[divan::bench(name = "labelled")]
fn bench_labelled(bencher: Bencher<'_, '_>) {
    bench(bencher, labelled());
}

fn bench(bencher: Bencher<'_, '_>, recording: Option<&'static Recording>) {
    if let Some(recording) = recording {
        bencher
            .counter(ItemsCount::new(recording.replies()))
            .bench(|| recording.judge());
    }
}
