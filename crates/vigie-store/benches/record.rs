//! Writing and reading a recording: a million Mode S frames, 200 a step.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use vigie_core::picture::Mode;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Ticks, UtcNs};
use vigie_store::{Reader, Recorder, RecordingHeader};

const MESSAGES: u32 = 1_000_000;
const STEP: usize = 200;

fn main() {
    divan::main();
}

fn header() -> RecordingHeader {
    RecordingHeader {
        software: "bench".to_owned(),
        mode: Mode::Exercise,
        config_toml: String::new(),
        sensors: (0..7).map(|n| format!("sensor {n}")).collect(),
        started: UtcNs(0),
    }
}

/// Frames as random as real ones: half of the bytes repeat, half do not.
fn receptions() -> Vec<Reception> {
    let mut state: u64 = 1;
    (0..MESSAGES)
        .map(|n| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let noise = state.to_be_bytes();
            let mut frame = [0x8d, 0x06, 0x20, 0x01, 0x58, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            frame[3] = noise[0] & 0x3f;
            frame[7..14].copy_from_slice(&noise[..7]);
            let stamp = Stamp::Counter(Ticks(u64::from(n) * 6_000));
            let reply = ModeSReply::new(&frame, stamp, Some(noise[7])).expect("14 bytes");
            Reception {
                sensor: SensorId(u16::from(noise[1] % 7)),
                heard: UtcNs(i64::from(n) * 500_000),
                payload: Payload::ModeS(reply),
            }
        })
        .collect()
}

fn write(receptions: &[Reception]) -> Vec<u8> {
    let mut recorder = Recorder::new(Vec::new(), "bench", &header()).expect("begins");
    for step in receptions.chunks(STEP) {
        let now = step[step.len() - 1].heard;
        recorder.write_step(now, step, &[]).expect("writes");
    }
    recorder.finish().expect("finishes")
}

fn read(bytes: &[u8]) -> u64 {
    let (_, mut reader) = Reader::new(bytes, "bench").expect("opens");
    let (mut receptions, mut commands) = (Vec::new(), Vec::new());
    while let Some(now) = reader
        .next_step(&mut receptions, &mut commands)
        .expect("sound")
    {
        black_box(now);
    }
    reader.summary().receptions
}

#[divan::bench(sample_count = 5)]
fn record(bencher: Bencher<'_, '_>) {
    let receptions = receptions();
    bencher
        .counter(ItemsCount::new(MESSAGES))
        .counter(BytesCount::new(MESSAGES as usize * 14))
        .bench_local(|| write(black_box(&receptions)).len());
}

#[divan::bench(sample_count = 5)]
fn replay(bencher: Bencher<'_, '_>) {
    let bytes = write(&receptions());
    bencher
        .counter(ItemsCount::new(MESSAGES))
        .counter(BytesCount::new(MESSAGES as usize * 14))
        .bench_local(|| assert_eq!(read(black_box(&bytes)), u64::from(MESSAGES)));
}
