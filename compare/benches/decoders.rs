//! How fast each decoder is on the same messages, in user time of one core, in one run.
//!
//! The decoders take turns, round after round, so that what else the machine does meets all alike; what is printed is
//! the median of the rounds with their least and most, and the median of the ratios round by round. Messages are in
//! memory as bytes; each result is looked at, so that none can be left out.
//!
//! `cargo bench --manifest-path compare/Cargo.toml` (`-- 3` for three rounds rather than seven).

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use rs1090::decode::commb::MessageProcessor;
use rs1090::decode::cpr::{AircraftState, Position, decode_position};
use rs1090::prelude::{ExtendedSquitterADSB, ExtendedSquitterTisB, ICAO};
use std::collections::BTreeMap;
use std::hint::black_box;
use vigie_compare::recording::Recorded;
use vigie_compare::{peer_deku, peer_rs1090, recording, traffic};
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::{SensorId, SensorKind, SensorSite};
use vigie_core::time::UtcNs;
use vigie_modes::Message;
use vigie_sense::{Regime, Sense};

/// Receptions of one step, as a busy receiver brings them in a fraction of a second.
const STEP: usize = 256;
/// A decoder is run until it has taken so much user time; times below are too short for the kernel's account.
const AT_LEAST_S: f64 = 0.3;

/// One decoder: reads all messages once.
struct Decoder<'a> {
    name: &'static str,
    run: Box<dyn Fn() -> u64 + 'a>,
}

fn main() {
    let rounds = std::env::args().find_map(|word| word.parse().ok());
    let rounds: usize = rounds.unwrap_or(7);
    // As a test (`cargo test --benches`), each body once.
    let once = !std::env::args().any(|word| word == "--bench");
    let recorded = recording::messages("long_flight.csv");
    for (name, messages) in [
        ("mixed traffic", Some(traffic::mixed())),
        ("long_flight", recorded),
    ] {
        let Some(messages) = messages else { continue };
        let receptions = receptions(&messages);
        let decoders = decoders(&messages, &receptions);
        if once {
            for decoder in decoders {
                assert_ne!(black_box((decoder.run)()), 0, "{}", decoder.name);
            }
            continue;
        }
        println!("\n{name}: {} messages, {rounds} rounds", messages.len());
        print_table(&decoders, &measure(&decoders, messages.len(), rounds));
    }
}

fn receptions(messages: &[Recorded]) -> Vec<Reception> {
    let replies = messages.iter().map(|message| Reception {
        sensor: SensorId(0),
        heard: UtcNs(message.time_ns),
        payload: Payload::ModeS(
            ModeSReply::new(message.frame.as_bytes(), Stamp::None, None).expect("a frame"),
        ),
    });
    replies.collect()
}

fn decoders<'a>(messages: &'a [Recorded], receptions: &'a [Reception]) -> Vec<Decoder<'a>> {
    vec![
        Decoder {
            name: "vigie-modes: parse, every field read",
            run: Box::new(|| {
                let sums = messages.iter().map(|message| {
                    Message::parse(black_box(message.frame))
                        .map_or(1, |message| traffic::checksum(&message))
                });
                sums.fold(0, u64::wrapping_add)
            }),
        },
        Decoder {
            name: "vigie-sense: the whole path to target reports",
            run: Box::new(|| whole_path(receptions)),
        },
        Decoder {
            name: "rs1090: parse",
            run: Box::new(|| {
                let parsed = messages.iter().filter(|message| {
                    black_box(peer_rs1090::parse(black_box(message.frame.as_bytes()))).is_ok()
                });
                parsed.count() as u64
            }),
        },
        Decoder {
            name: "rs1090: with positions and Comm-B state",
            run: Box::new(|| rs1090_whole(messages)),
        },
        Decoder {
            name: "adsb_deku: parse",
            run: Box::new(|| {
                let parsed = messages.iter().filter(|message| {
                    black_box(peer_deku::parse(black_box(message.frame.as_bytes()))).is_ok()
                });
                parsed.count() as u64
            }),
        },
    ]
}

fn whole_path(receptions: &[Reception]) -> u64 {
    let site = SensorSite {
        id: SensorId(0),
        name: "one".into(),
        kind: SensorKind::Receiver,
        source: None,
        position: None,
        range_max_m: 500_000.0,
        simulated: false,
    };
    let mut sense = Sense::new(&[site], Regime::Live);
    let (mut reports, mut made) = (Vec::new(), 0);
    for step in receptions.chunks(STEP) {
        reports.clear();
        black_box(sense.target_reports(black_box(step), &mut reports));
        made += reports.len() as u64;
        black_box(&reports);
    }
    made
}

fn rs1090_whole(messages: &[Recorded]) -> u64 {
    let mut aircraft: BTreeMap<ICAO, AircraftState> = BTreeMap::new();
    let mut reference = Some(Position {
        latitude: 43.6294,
        longitude: 1.3638,
    });
    let mut made = 0;
    for message in messages {
        let bytes = black_box(message.frame.as_bytes());
        let Ok(mut parsed) = peer_rs1090::parse(bytes) else {
            continue;
        };
        let seconds = message.time_ns as f64 * 1e-9;
        let squitter = match &mut parsed.df {
            ExtendedSquitterADSB(adsb) => Some((&mut adsb.message, adsb.icao24)),
            ExtendedSquitterTisB { cf, .. } => Some((&mut cf.me, cf.aa)),
            _ => None,
        };
        match squitter {
            Some((me, address)) => {
                decode_position(me, seconds, &address, &mut aircraft, &mut reference, &None);
            }
            None => MessageProcessor::new(&mut parsed, &mut aircraft)
                .sanitize_commb()
                .record_observed_bds()
                .finish(),
        }
        black_box(&parsed);
        made += 1;
    }
    made
}

/// User time of this process so far, seconds.
fn user_s() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("the kernel keeps account");
    usage.user_time().num_microseconds() as f64 * 1e-6
}

/// Millions of messages a second, by decoder and round.
fn measure(decoders: &[Decoder<'_>], messages: usize, rounds: usize) -> Vec<Vec<f64>> {
    let mut rates = vec![Vec::new(); decoders.len()];
    for round in 0..=rounds {
        for (decoder, rates) in decoders.iter().zip(&mut rates) {
            let (begin, mut passes, mut took) = (user_s(), 0_u32, 0.0);
            while took < AT_LEAST_S {
                black_box((decoder.run)());
                passes += 1;
                took = user_s() - begin;
            }
            // The first round warms up.
            if round > 0 {
                rates.push(messages as f64 * f64::from(passes) / took * 1e-6);
            }
        }
    }
    rates
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print_table(decoders: &[Decoder<'_>], rates: &[Vec<f64>]) {
    let ratio = |one: usize, other: usize| {
        median(
            rates[one]
                .iter()
                .zip(&rates[other])
                .map(|(one, other)| one / other)
                .collect(),
        )
    };
    let of = |name: &str| decoders.iter().position(|decoder| decoder.name == name);
    let rs1090 = of("rs1090: parse").expect("named above");
    let deku = of("adsb_deku: parse").expect("named above");
    println!("| decoder | M messages/s, median (least–most) | to rs1090 | to adsb_deku |");
    println!("|---|---|---|---|");
    for (index, decoder) in decoders.iter().enumerate() {
        let least = rates[index].iter().copied().fold(f64::INFINITY, f64::min);
        let most = rates[index].iter().copied().fold(0.0, f64::max);
        println!(
            "| {} | {:.3} ({least:.3}–{most:.3}) | {:.1}× | {:.1}× |",
            decoder.name,
            median(rates[index].clone()),
            ratio(index, rs1090),
            ratio(index, deku),
        );
    }
}
