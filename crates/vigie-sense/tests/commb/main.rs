//! Which register a Comm-B reply carries: against radars that say it, other decoders, simulated flights and noise.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod simulated;

use serde_json::Value;
use simulated::{Noise, Simulated, feet};
use std::collections::BTreeMap;
use std::path::PathBuf;
use vigie_asterix::framing::{Datagrams, Format};
use vigie_asterix::{blocks, cat048, catalogue};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::adsb::Squitter;
use vigie_modes::bits::{Mb, Me};
use vigie_modes::commb::{Bds, Register};
use vigie_modes::framing::{Item, csv};
use vigie_modes::{Address, Frame, Message};
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

/// Whose message a line of a recording is, and when.
fn heard(line: &[u8]) -> Option<(u32, UtcNs, Message)> {
    let line = csv::parse_line(line).ok()?;
    let Item::ModeS(heard) = line.item else {
        return None;
    };
    let message = Message::parse(heard.frame).ok()?;
    let address = message.address().map(Address::value)?;
    Some((address, UtcNs(line.time_ns), message))
}

/// Comm-B replies of a recording, each with what was answered.
fn answers(text: &[u8]) -> Vec<(u32, Mb, Option<Bds>)> {
    let mut memories: BTreeMap<u32, Memory> = BTreeMap::new();
    let mut said = Vec::new();
    for line in text.split(|&byte| byte == b'\n') {
        let Some((address, at, message)) = heard(line) else {
            continue;
        };
        let memory = memories.entry(address).or_default();
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
    assert!(wrong <= 3, "{wrong} wrong");
    assert!(undecided <= 60, "{undecided}");
}

/// With nothing known, not even the altitude, some bits leave doubt: how often the most probable register is right has
/// to be what its probability says.
#[test]
fn probabilities_are_kept() {
    let Some(bytes) = recording("asterix/barcelona_cat048_60min.ast") else {
        return;
    };
    // From, to, how far the share of right ones may be below the mean probability.
    let bins = [
        (0.4, 0.7, 0.15),
        (0.7, 0.9, 0.05),
        (0.9, 0.95, 0.05),
        (0.95, 0.99, 0.01),
        (0.99, 1.01, 0.000_1),
    ];
    let mut sums = [(0_u32, 0_u32, 0.0); 5];
    for said in labelled(&bytes) {
        let reply = Reply {
            altitude_ft: None,
            ..said.reply
        };
        let Some((register, probability)) = Memory::default().most_probable(reply) else {
            continue;
        };
        let within = |&(from, to, _): &(f64, f64, f64)| (from..to).contains(&probability);
        if let Some(bin) = bins.iter().position(within)
            && said.label != Bds(0)
        {
            let (all, right, sum) = &mut sums[bin];
            *all += 1;
            *right += u32::from(register.bds() == said.label);
            *sum += probability;
        }
    }
    for ((from, _, slack), (all, right, sum)) in bins.into_iter().zip(sums) {
        let (share, mean) = (f64::from(right) / f64::from(all), sum / f64::from(all));
        eprintln!("from {from}: {all}, mean probability {mean:.4}, right {share:.4}");
        assert!(all > 10 && share > mean - slack, "{from}: {share} {mean}");
    }
}

#[test]
fn the_sample_of_189_aircraft() {
    let Some(text) = recording("adsb/sample_data_commb_df20.csv") else {
        return;
    };
    let counts = counted(&answers(&text));
    eprintln!("{counts:?}");
    let expected = [
        (0x10, 98),
        (0x17, 77),
        (0x20, 123),
        (0x40, 2_294),
        (0x50, 681),
        (0x60, 1_704),
        (0x05, 2),
    ];
    for (number, count) in expected {
        assert_eq!(counts.get(&Some(number)), Some(&count), "{number:x}");
    }
    assert_eq!(counts.values().sum::<u32>(), 5_000);
}

/// Each of pyModeS's vectors alone: no memory, so that only the bits and the altitude in the same reply speak.
#[test]
fn vectors_of_another_decoder() {
    let Some(text) = recording("adsb/decoded_vectors.json") else {
        return;
    };
    let vectors: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_slice(&text).expect("as described");
    let (mut agreed, mut chosen, mut undecided) = (0, 0, 0);
    for (raw, expected) in &vectors {
        let frame = Frame::from_hex(raw).expect("a frame");
        let (altitude_ft, mb) = match Message::parse(frame) {
            Ok(Message::CommBAltitude(reply)) => (reply.reply.altitude.altitude_ft(), reply.mb),
            Ok(Message::CommBIdentity(reply)) => (None, reply.mb),
            _ => continue,
        };
        let at = UtcNs(0);
        let reply = Reply {
            at,
            altitude_ft,
            mb,
        };
        let answer = register_of(Memory::default().infer(reply));
        // "BDS50,BDS60" where it leaves several.
        let named = expected.get("bds").and_then(Value::as_str).unwrap_or("");
        let named: Vec<&str> = named.split(',').collect();
        let Some((Bds(number), _)) = answer else {
            undecided += 1;
            continue;
        };
        // The one without a name is a 0,5 at the altitude of its reply.
        let ours = format!("BDS{number:02X}");
        assert!(
            named.contains(&ours.as_str()) || (named == [""] && number == 0x05),
            "{raw}: {ours}, not {named:?}"
        );
        if named.len() == 1 {
            agreed += 1;
        } else {
            chosen += 1;
        }
    }
    eprintln!("{agreed} agreed, {chosen} chosen of several, {undecided} undecided");
    assert_eq!(agreed + chosen + undecided, 210);
    assert!(undecided <= 2, "{undecided}");
}

/// How many of so many random replies are answered, each with a copy of this memory.
fn answered_noise(memory: Memory, at: UtcNs, altitude_ft: Option<i32>, replies: u32) -> u32 {
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let answer = |_| {
        let mb = Mb::new(noise.word());
        let reply = Reply {
            at,
            altitude_ft,
            mb,
        };
        let mut memory = memory;
        u32::from(memory.infer(reply) != Answer::Undecided)
    };
    (0..replies).map(answer).sum()
}

#[test]
fn noise_is_left_undecided() {
    let at = UtcNs(0) + Nanos::from_secs(1);
    for altitude_ft in [None, Some(2_000), Some(35_000)] {
        let answered = answered_noise(Memory::default(), at, altitude_ft, 100_000);
        eprintln!("nothing known, {altitude_ft:?}: {answered} of 100,000 answered");
        assert!(answered < 400, "{answered}");
    }
    let mut flight = Simulated::new(7);
    let mut memory = Memory::default();
    for _ in 0..300 {
        flight.fly(&mut memory, true);
    }
    let altitude_ft = Some(feet(flight.altitude_ft));
    let answered = answered_noise(memory, flight.at, altitude_ft, 100_000);
    eprintln!("after five minutes: {answered} of 100,000 answered");
    assert!(answered < 80, "{answered}");
}

#[test]
fn simulated_flights_that_turn_and_climb() {
    for broadcasts in [true, false] {
        let (mut right, mut wrong, mut undecided) = (0, 0, 0);
        for seed in 1..=40 {
            let mut flight = Simulated::new(seed);
            let mut memory = Memory::default();
            for _ in 0..600 {
                flight.fly(&mut memory, broadcasts);
            }
            right += flight.right;
            wrong += flight.wrong;
            undecided += flight.undecided;
        }
        eprintln!("broadcasts {broadcasts}: {right} right, {wrong} wrong, {undecided} undecided");
        assert_eq!(right + wrong + undecided, 24_000);
        assert!(wrong <= 12, "{wrong} wrong");
        assert!(undecided <= 120, "{undecided} undecided");
    }
}

/// Every other reply is noise, or of another aircraft: what was learnt before survives it.
#[test]
fn wrong_replies_do_not_poison_the_memory() {
    let mut noise = Noise(12_345);
    let mut other = Simulated::new(2);
    let mut flight = Simulated::new(1);
    let mut memory = Memory::default();
    for _ in 0..2_000 {
        flight.fly(&mut memory, false);
        let mb = if noise.word().is_multiple_of(2) {
            Mb::new(noise.word())
        } else {
            other.step();
            let which = u32::try_from(noise.word() % 10).unwrap_or(0);
            other.register(which).expect("in range").emit()
        };
        memory.infer(Reply {
            at: flight.at,
            altitude_ft: None,
            mb,
        });
    }
    let Simulated {
        right,
        wrong,
        undecided,
        ..
    } = flight;
    eprintln!("among noise: {right} right, {wrong} wrong, {undecided} undecided");
    assert!(wrong <= 4, "{wrong}");
    assert!(undecided <= 60, "{undecided}");
}

/// A flight of two hours, each 5,0 and 6,0 beside what the aircraft broadcast within four seconds.
#[test]
fn answers_agree_with_what_is_broadcast() {
    let Some(text) = recording("adsb/long_flight.csv") else {
        return;
    };
    let counts = counted(&answers(&text));
    eprintln!("{counts:?}");
    assert_eq!(counts.values().sum::<u32>(), 47_714);
    // 548 hold zeros alone.
    let undecided = counts.get(&None).copied().unwrap_or(0);
    assert!(undecided <= 560, "{undecided}");
    let (compared, apart) = beside_broadcast(&text);
    eprintln!("{compared} compared, {apart} apart");
    assert!(compared > 28_800, "{compared}");
    assert_eq!(apart, 0);
}

/// How many 5,0 and 6,0, inferred from replies alone, could be compared with a broadcast, and how many are not of that
/// flight.
fn beside_broadcast(text: &[u8]) -> (u32, u32) {
    let mut memories: BTreeMap<u32, (Memory, Option<Broadcast>)> = BTreeMap::new();
    let (mut compared, mut apart) = (0, 0);
    for line in text.split(|&byte| byte == b'\n') {
        let Some((address, at, message)) = heard(line) else {
            continue;
        };
        let (memory, broadcast) = memories.entry(address).or_default();
        let (altitude_ft, mb) = match &message {
            Message::CommBAltitude(reply) => (reply.reply.altitude.altitude_ft(), reply.mb),
            Message::CommBIdentity(reply) => (None, reply.mb),
            // Not learnt: the comparison is with something the answers do not know.
            Message::ExtendedSquitter(squitter) => {
                *broadcast = Broadcast::of(at, &squitter.squitter).or(*broadcast);
                continue;
            }
            _ => continue,
        };
        let reply = Reply {
            at,
            altitude_ft,
            mb,
        };
        let fresh = broadcast.filter(|said| at - said.at < Nanos::from_secs(4));
        let (Answer::Register { register, .. }, Some(said)) = (memory.infer(reply), fresh) else {
            continue;
        };
        let near = match register {
            Register::TrackAndTurn(turn) => {
                turn.groundspeed_kt()
                    .is_none_or(|speed| (f64::from(speed) - said.groundspeed_kt).abs() < 20.0)
                    && said.turned_less(turn.track_deg(), 30.0)
            }
            // Drift and magnetic variation.
            Register::HeadingAndSpeed(speed) => said.turned_less(speed.heading_deg(), 30.0),
            _ => continue,
        };
        compared += 1;
        apart += u32::from(!near);
    }
    (compared, apart)
}

/// How it moves, as broadcast.
#[derive(Clone, Copy)]
struct Broadcast {
    at: UtcNs,
    groundspeed_kt: f64,
    track_deg: Option<f64>,
}

impl Broadcast {
    fn of(at: UtcNs, squitter: &Squitter) -> Option<Broadcast> {
        let (speed, track_deg) = match squitter {
            Squitter::Velocity(said) => (said.groundspeed_kt(), said.track_deg()),
            Squitter::SurfacePosition(said) => (said.groundspeed_kt(), said.track_deg()),
            _ => return None,
        };
        let groundspeed_kt = speed?;
        Some(Broadcast {
            at,
            groundspeed_kt,
            track_deg,
        })
    }

    /// At a walking pace a track says nothing.
    fn turned_less(&self, degrees: Option<f64>, most_deg: f64) -> bool {
        match (degrees, self.track_deg) {
            (Some(now), Some(then)) if self.groundspeed_kt > 30.0 => {
                ((now - then + 180.0).rem_euclid(360.0) - 180.0).abs() < most_deg
            }
            _ => true,
        }
    }
}

#[test]
fn the_ends_of_time_and_of_numbers_are_survived() {
    let mut noise = Noise(99);
    let mut memory = Memory::default();
    for time in [i64::MIN, 0, i64::MAX, -1, 1, i64::MAX - 1, i64::MIN + 1] {
        for altitude_ft in [None, Some(i32::MIN), Some(i32::MAX), Some(145_000), Some(0)] {
            for _ in 0..200 {
                let squitter = Squitter::parse(Me::new(noise.word()));
                memory.learn(UtcNs(time), &squitter);
                let reply = Reply {
                    at: UtcNs(time),
                    altitude_ft,
                    mb: Mb::new(noise.word()),
                };
                if let Answer::Register { probability, .. } = memory.infer(reply) {
                    assert!((0.95..=1.0).contains(&probability), "{probability}");
                }
            }
        }
    }
}

#[test]
fn small_enough_for_every_aircraft() {
    assert!(size_of::<Memory>() <= 160);
}
