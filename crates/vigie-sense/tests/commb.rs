//! Which register a Comm-B reply carries: against radars that say it, other decoders, simulated flights and noise.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use vigie_asterix::framing::{Datagrams, Format};
use vigie_asterix::{blocks, cat048, catalogue};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::bits::Mb;
use vigie_modes::commb::Bds;
use vigie_modes::framing::{Item, csv};
use vigie_modes::{Address, Message};
use vigie_sense::commb::{Answer, Memory, Reply};

/// A recording beside the repository; `None`, plainly said, where there is none.
fn recording(name: &str) -> Option<Vec<u8>> {
    let path =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        assert!(
            std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
            "{} is required and missing",
            path.display()
        );
        eprintln!("SKIPPED: {} is not here", path.display());
    }
    bytes
}

fn register_of(answer: Answer) -> Option<(Bds, f64)> {
    match answer {
        Answer::Undecided => None,
        Answer::Register {
            register,
            probability,
        } => Some((register.bds(), probability)),
    }
}

/// Comm-B replies of a recording, each with what was answered.
fn answers(text: &[u8]) -> Vec<(u32, Mb, Option<Bds>)> {
    let mut memories: BTreeMap<u32, Memory> = BTreeMap::new();
    let mut said = Vec::new();
    for line in text.split(|&byte| byte == b'\n') {
        let Ok(csv::Line {
            time_ns,
            item: Item::ModeS(heard),
        }) = csv::parse_line(line)
        else {
            continue;
        };
        let Ok(message) = Message::parse(heard.frame) else {
            continue;
        };
        let Some(address) = message.address().map(Address::value) else {
            continue;
        };
        let (at, memory) = (UtcNs(time_ns), memories.entry(address).or_default());
        let (altitude_ft, mb) = match &message {
            Message::CommBAltitude(reply) => (reply.reply.altitude.altitude_ft(), reply.mb),
            Message::CommBIdentity(reply) => (None, reply.mb),
            Message::ExtendedSquitter(squitter) => {
                memory.learn(at, &squitter.squitter);
                continue;
            }
            _ => continue,
        };
        let answer = memory.infer(Reply {
            at,
            altitude_ft,
            mb,
        });
        said.push((address, mb, register_of(answer).map(|(bds, _)| bds)));
    }
    said
}

/// How many of each register; `None`: undecided.
fn counted(said: &[(u32, Mb, Option<Bds>)]) -> BTreeMap<Option<u8>, u32> {
    let mut counts = BTreeMap::new();
    for (_, _, bds) in said {
        *counts.entry(bds.map(|Bds(number)| number)).or_default() += 1;
    }
    counts
}

/// What a radar says it asked for, and what we make of the bits alone.
struct Labelled {
    address: u32,
    reply: Reply,
    label: Bds,
}

/// Every register of an hour of a radar's reports (I048/250), with the altitude of the same report.
fn labelled(bytes: &[u8]) -> Vec<Labelled> {
    let mut all = Vec::new();
    for datagram in Datagrams::new(catalogue(), Format::Raw, bytes).flatten() {
        for block in blocks(datagram.payload, 0).flatten() {
            let mut rest = block.body;
            while !rest.is_empty() {
                let Ok((plot, length)) = cat048::latest().read(rest, 0) else {
                    break;
                };
                rest = &rest[length..];
                let seconds = plot.time_of_day.unwrap_or(0);
                let at = UtcNs(i64::from(seconds) * 7_812_500);
                let level = plot.flight_level.filter(|level| !level.is_garbled);
                all.extend(plot.registers.as_slice().iter().map(|register| Labelled {
                    address: plot.address.unwrap_or(0),
                    reply: Reply {
                        at,
                        altitude_ft: level.map(|level| i32::from(level.quarters) * 25),
                        mb: Mb::from_bytes(register.mb),
                    },
                    label: Bds(register.number),
                }));
            }
        }
    }
    all
}

#[test]
fn what_a_radar_asked_for_is_what_is_answered() {
    let Some(bytes) = recording("asterix/barcelona_cat048_60min.ast") else {
        return;
    };
    let mut memories: BTreeMap<u32, Memory> = BTreeMap::new();
    let (mut right, mut wrong, mut undecided) = (0, 0, 0);
    // Of the answers by their probability: how many, and how many wrong ones the probabilities promise.
    let mut promised = 0.0;
    for said in labelled(&bytes) {
        let memory = memories.entry(said.address).or_default();
        let answer = register_of(memory.infer(said.reply));
        // Number 0: broadcast by the aircraft, so the radar does not know either.
        if said.label == Bds(0) {
            continue;
        }
        let possible = vigie_modes::commb::candidates(said.reply.mb);
        assert!(
            possible.contains(said.label),
            "{:?} is a {}",
            said.reply,
            said.label
        );
        match answer {
            None => undecided += 1,
            Some((bds, probability)) => {
                promised += 1.0 - probability;
                if bds == said.label {
                    right += 1;
                } else {
                    wrong += 1;
                }
            }
        }
    }
    eprintln!("{right} right, {wrong} wrong ({promised:.1} promised), {undecided} undecided");
    assert_eq!(right + wrong + undecided, 91_820);
    assert!(f64::from(wrong) <= promised.max(3.0), "{wrong} wrong");
    assert!(undecided <= 60, "{undecided}");
}

#[test]
fn the_sample_of_189_aircraft() {
    let Some(text) = recording("adsb/sample_data_commb_df20.csv") else {
        return;
    };
    let counts = counted(&answers(&text));
    eprintln!("{counts:?}");
    let at_least = [
        (0x10, 98),
        (0x17, 77),
        (0x20, 123),
        (0x40, 2_294),
        (0x50, 681),
        (0x60, 1_704),
    ];
    for (number, count) in at_least {
        assert_eq!(counts.get(&Some(number)), Some(&count), "{number:x}");
    }
    assert_eq!(counts.values().sum::<u32>(), 5_000);
}

#[test]
fn noise_is_left_undecided() {
    let memories = [Memory::default()];
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    for memory in memories {
        for altitude_ft in [None, Some(2_000), Some(35_000)] {
            let mut answered = 0;
            for _ in 0..100_000 {
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                let mut memory = memory;
                let answer = memory.infer(Reply {
                    at: UtcNs(0) + Nanos::from_secs(1),
                    altitude_ft,
                    mb: Mb::new(noise),
                });
                answered += u32::from(answer != Answer::Undecided);
            }
            eprintln!("{answered} of 100,000 random replies answered");
            assert!(answered < 400, "{answered}");
        }
    }
}

#[test]
fn small_enough_for_every_aircraft() {
    assert!(size_of::<Memory>() <= 160);
}
