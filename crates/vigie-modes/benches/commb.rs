//! How fast Comm-B registers are told apart and read, on one core.
//!
//! `made`: registers written here from physical values, in about the
//! proportions that radars ask for them, with some words of noise.
//! `recorded`: the MB fields of the recording, where it is.
//!
//! Run with `cargo bench -p vigie-modes --bench commb`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use std::sync::OnceLock;
use vigie_modes::bits::Mb;
use vigie_modes::commb::{
    Bds, CommonCapability, DataLinkCapability, HeadingAndSpeed, Identification, Register,
    RoutineAirReport, TrackAndTurn, VerticalIntention, candidates,
};
use vigie_modes::framing::{Item, csv};
use vigie_modes::{Error, Message};

const WORDS: u32 = 65_536;
const PART: usize = 4_096;

fn main() {
    divan::main();
}

fn made_word(step: u32) -> Result<Mb, Error> {
    let noise = step.wrapping_mul(0x9e37_79b9) >> 8;
    let turn = f64::from(noise) / f64::from(1_u32 << 24);
    Ok(match noise % 32 {
        0..=9 => VerticalIntention::default()
            .with_mcp_altitude_ft(f64::from(noise % 400) * 100.0)?
            .with_pressure_setting_hpa(1_013.2)?
            .emit(),
        10..=19 => TrackAndTurn::default()
            .with_roll_deg(60.0 * turn - 30.0)?
            .with_track_deg(360.0 * turn)?
            .with_groundspeed_kt(500.0 - 300.0 * turn)?
            .with_track_rate_deg_s(3.0 * turn)?
            .with_true_airspeed_kt(200.0 + 300.0 * turn)?
            .emit(),
        20..=27 => HeadingAndSpeed::default()
            .with_heading_deg(-360.0 * turn)?
            .with_airspeed_kt(150.0 + 200.0 * turn)?
            .with_mach(0.2 + 0.6 * turn)?
            .with_baro_rate_fpm(4_000.0 * turn - 2_000.0)?
            .with_inertial_rate_fpm(2_000.0 - 4_000.0 * turn)?
            .emit(),
        28 => Identification::new("VIGIE42")?.emit(),
        29 => {
            CommonCapability::new([0x05, 0x06, 0x08, 0x09, 0x20, 0x40, 0x50, 0x60].map(Bds))?.emit()
        }
        30 => RoutineAirReport::default()
            .with_source(1)?
            .with_wind(100.0 * turn, 360.0 * turn)?
            .with_temperature_c(-60.0 * turn)?
            .emit(),
        _ if step & 1 == 0 => DataLinkCapability::new(5, Some(2))?.emit(),
        _ => Mb::new(u64::from(noise) << 33 ^ u64::from(step).wrapping_mul(0x0123_4567_89ab)),
    })
}

fn made() -> &'static [Mb] {
    static MADE: OnceLock<Vec<Mb>> = OnceLock::new();
    MADE.get_or_init(|| {
        (0..WORDS)
            .map(|step| made_word(step).expect("within every range"))
            .collect()
    })
}

fn recorded() -> &'static [Mb] {
    static RECORDED: OnceLock<Vec<Mb>> = OnceLock::new();
    RECORDED.get_or_init(|| {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/adsb/long_flight.csv"
        );
        let bytes = std::fs::read(path).unwrap_or_default();
        let lines = bytes
            .split(|&byte| byte == b'\n')
            .filter_map(|line| csv::parse_line(line).ok());
        lines
            .filter_map(|line| match line.item {
                Item::ModeS(heard) => match Message::parse(heard.frame) {
                    Ok(Message::CommBAltitude(reply)) => Some(reply.mb),
                    Ok(Message::CommBIdentity(reply)) => Some(reply.mb),
                    _ => None,
                },
                _ => None,
            })
            .collect()
    })
}

/// Which registers each word can be; the sum of their numbers.
fn tell_apart(words: &[Mb]) -> u64 {
    words.iter().fold(0_u64, |sum, &mb| {
        sum.wrapping_add(u64::from(candidates(black_box(mb)).len()))
    })
}

/// Each word read as every register that it can be.
fn read(words: &[Mb]) -> u64 {
    words.iter().fold(0_u64, |sum, &mb| {
        candidates(mb).iter().fold(sum, |sum, bds| {
            let register = Register::parse(bds, mb);
            sum.wrapping_add(u64::from(black_box(register).is_some()))
        })
    })
}

/// A part of the words at a time, each turn the next: short, so that the
/// fastest is not disturbed, and not one that the processor has learned.
fn run(bencher: Bencher<'_, '_>, words: &'static [Mb], turn: fn(&[Mb]) -> u64) {
    let mut parts = words.chunks_exact(PART).cycle();
    bencher
        .counter(ItemsCount::new(PART))
        .bench_local(|| turn(black_box(parts.next().unwrap_or(&[]))));
}

#[divan::bench(sample_count = 1000)]
fn candidates_made(bencher: Bencher<'_, '_>) {
    run(bencher, made(), tell_apart);
}

#[divan::bench(sample_count = 1000)]
fn candidates_recorded(bencher: Bencher<'_, '_>) {
    run(bencher, recorded(), tell_apart);
}

#[divan::bench(sample_count = 1000)]
fn read_made(bencher: Bencher<'_, '_>) {
    run(bencher, made(), read);
}

#[divan::bench(sample_count = 1000)]
fn read_recorded(bencher: Bencher<'_, '_>) {
    run(bencher, recorded(), read);
}
