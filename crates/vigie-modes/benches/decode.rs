//! How fast frames become values and values frames, on one core.
//!
//! `mixed`: traffic made here, 4,096 aircraft, 65,536 frames. `long_flight`:
//! the recording, where it is.
//!
//! Run with `cargo bench -p vigie-modes`. Every field read goes into a
//! checksum, so that none can be left out; `tests/checksum.rs` compares it
//! with one computed from the bits.

mod fields;
mod mixed;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use fields::checksum;
use mixed::FRAMES;
use std::sync::OnceLock;
use vigie_modes::cpr::{self, LatLon};
use vigie_modes::framing::{Heard, Item, avr, beast, csv};
use vigie_modes::json::{Context, write_line};
use vigie_modes::{Frame, Message};

/// Allocations would show in the table.
#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn messages() -> &'static [Message] {
    static MESSAGES: OnceLock<Vec<Message>> = OnceLock::new();
    MESSAGES.get_or_init(mixed::messages)
}

fn heard() -> &'static [Heard] {
    static HEARD: OnceLock<Vec<Heard>> = OnceLock::new();
    HEARD.get_or_init(|| {
        messages()
            .iter()
            .zip(0_u64..)
            .map(|(message, index)| Heard {
                ticks: Some(index * 12_345),
                level: Some(index.to_le_bytes()[0]),
                frame: message.emit(),
            })
            .collect()
    })
}

fn mixed_frames() -> Vec<Frame> {
    heard().iter().map(|heard| heard.frame).collect()
}

fn recording() -> Option<&'static [u8]> {
    static BYTES: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/adsb/long_flight.csv"
    );
    BYTES.get_or_init(|| std::fs::read(path).ok()).as_deref()
}

fn recorded_lines() -> Option<Vec<csv::Line>> {
    let lines = recording()?.split(|&byte| byte == b'\n');
    Some(
        lines
            .filter_map(|line| csv::parse_line(line).ok())
            .collect(),
    )
}

fn parse_all(frames: &[Frame]) -> u64 {
    frames.iter().fold(0, |sum, &frame| {
        sum.wrapping_add(match Message::parse(frame) {
            Ok(message) => checksum(&message),
            Err(error) => u64::from(error.remainder),
        })
    })
}

#[divan::bench]
fn parse_mixed(bencher: Bencher<'_, '_>) {
    let frames = mixed_frames();
    bencher
        .counter(ItemsCount::new(frames.len()))
        .bench(|| parse_all(black_box(&frames)));
}

#[divan::bench]
fn parse_long_flight(bencher: Bencher<'_, '_>) {
    let frames: Vec<Frame> = recorded_lines()
        .unwrap_or_default()
        .iter()
        .filter_map(|line| match line.item {
            Item::ModeS(heard) => Some(heard.frame),
            _ => None,
        })
        .collect();
    bencher
        .counter(ItemsCount::new(frames.len()))
        .bench(|| parse_all(black_box(&frames)));
}

#[divan::bench]
fn emit_mixed(bencher: Bencher<'_, '_>) {
    let messages = messages();
    bencher.counter(ItemsCount::new(messages.len())).bench(|| {
        for message in messages {
            black_box(message.emit());
        }
    });
}

#[divan::bench]
fn deframe_beast(bencher: Bencher<'_, '_>) {
    let mut out = [0; beast::LONGEST_EMITTED];
    let stream: Vec<u8> = heard()
        .iter()
        .flat_map(|&heard| beast::emit(Item::ModeS(heard), &mut out).to_vec())
        .collect();
    bencher.counter(ItemsCount::new(heard().len())).bench(|| {
        let mut deframer = beast::Deframer::new();
        for chunk in black_box(&stream).chunks(4_096) {
            deframer.items(chunk).for_each(|item| {
                black_box(item);
            });
        }
        assert_eq!(deframer.passed().items, u64::from(FRAMES));
    });
}

#[divan::bench]
fn emit_beast(bencher: Bencher<'_, '_>) {
    let heard = heard();
    bencher.counter(ItemsCount::new(heard.len())).bench(|| {
        let mut out = [0; beast::LONGEST_EMITTED];
        heard.iter().fold(0, |sum, &heard| {
            sum + black_box(beast::emit(Item::ModeS(heard), &mut out)).len()
        })
    });
}

#[divan::bench]
fn deframe_avr(bencher: Bencher<'_, '_>) {
    let mut out = [0; avr::LONGEST_EMITTED];
    let stream: Vec<u8> = heard()
        .iter()
        .filter_map(|&heard| avr::emit(Item::ModeS(heard), false, &mut out).map(<[u8]>::to_vec))
        .flatten()
        .collect();
    bencher.counter(ItemsCount::new(heard().len())).bench(|| {
        let mut deframer = avr::Deframer::new();
        deframer.items(black_box(&stream)).for_each(|item| {
            black_box(item);
        });
        assert_eq!(deframer.passed().items, u64::from(FRAMES));
    });
}

#[divan::bench]
fn csv_long_flight(bencher: Bencher<'_, '_>) {
    let bytes = recording().unwrap_or_default();
    let lines = bytes.split(|&byte| byte == b'\n').count();
    bencher.counter(ItemsCount::new(lines)).bench(|| {
        black_box(bytes)
            .split(|&byte| byte == b'\n')
            .filter_map(|line| csv::parse_line(line).ok())
            .fold(0_i64, |sum, line| sum ^ line.time_ns)
    });
}

#[divan::bench]
fn json_mixed(bencher: Bencher<'_, '_>) {
    let frames = mixed_frames();
    let mut text = String::new();
    bencher
        .counter(ItemsCount::new(frames.len()))
        .bench_local(|| {
            for &frame in &frames {
                text.clear();
                let message = Message::parse(frame);
                let written = write_line(&mut text, frame, &message, &Context::default());
                assert!(written.is_ok());
                black_box(&text);
            }
        });
}

#[divan::bench]
fn cpr_global(bencher: Bencher<'_, '_>) {
    let pairs: Vec<_> = (0..FRAMES)
        .filter_map(|step| {
            let place = LatLon {
                lat_deg: f64::from(step) / 400.0 - 80.0,
                lon_deg: f64::from(step % 360) - 180.0,
            };
            let scale = cpr::Scale::Airborne;
            cpr::encode(place, scale, false).zip(cpr::encode(place, scale, true))
        })
        .collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| {
        black_box(&pairs).iter().fold(0.0, |sum, &(even, odd)| {
            sum + cpr::global_airborne(even, odd).map_or(0.0, |place| place.lon_deg)
        })
    });
}
