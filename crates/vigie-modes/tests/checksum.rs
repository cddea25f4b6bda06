//! What the benchmark adds up is every field of every message: the same
//! numbers, read here from the bits one by one, without the crate's parser.

#[path = "../benches/fields/mod.rs"]
mod fields;
#[path = "../benches/mixed/mod.rs"]
mod mixed;

mod common;

use std::collections::{BTreeMap, BTreeSet};
use vigie_modes::framing::{Item, csv};
use vigie_modes::{Frame, Message};

/// Bits `first` to `last`, counted from 1.
fn bits(bytes: &[u8], first: usize, last: usize) -> u64 {
    (first..=last).fold(0, |value, number| {
        let byte = bytes[(number - 1) / 8];
        value << 1 | u64::from(byte >> (7 - (number - 1) % 8) & 1)
    })
}

/// The remainder of a frame after division by the generator, bit by bit
/// (ICAO Annex 10 Vol IV 3.1.2.3.3).
fn remainder(bytes: &[u8]) -> u64 {
    let length = bytes.len() * 8;
    let mut bits: Vec<bool> = (1..=length).map(|n| bits(bytes, n, n) == 1).collect();
    for at in 0..length - 24 {
        if bits[at] {
            for power in 0..=24 {
                bits[at + power] ^= 0x1ff_f409 >> (24 - power) & 1 == 1;
            }
        }
    }
    bits[length - 24..]
        .iter()
        .fold(0, |value, &bit| value << 1 | u64::from(bit))
}

fn whole(value: Option<i64>) -> u64 {
    value.unwrap_or(0).cast_unsigned() & 0xffff_ffff
}

fn number(value: u64) -> i64 {
    i64::try_from(value).expect("a short field")
}

/// As a float: at most 32 bits.
fn float(value: i64) -> f64 {
    f64::from(i32::try_from(value).expect("a short field"))
}

/// The bit of a 13-bit code at place 1 to 13.
fn pulse(code: u64, place: u64) -> u64 {
    code >> (13 - place) & 1
}

/// Reflected binary: each bit is the parity of those before it and its own.
fn from_gray(gray: &[u64]) -> u64 {
    let mut sum = 0;
    gray.iter().fold(0, |value, bit| {
        sum ^= bit;
        value << 1 | sum
    })
}

/// C1 A1 C2 A2 C4 A4 M B1 Q B2 D2 B4 D4.
fn feet(code: u64) -> Option<i64> {
    let at = |place| pulse(code, place);
    if code == 0 {
        return None;
    }
    if at(7) == 1 {
        let metres = number(code >> 7 << 6 | code & 0x3f);
        return Some((metres * 328_084 + 50_000) / 100_000);
    }
    if at(9) == 1 {
        let places = [1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13];
        let count = places
            .iter()
            .fold(0, |count, &place| count << 1 | at(place));
        return Some(number(count) * 25 - 1000);
    }
    let blocks = from_gray(&[at(11), at(13), at(2), at(4), at(6), at(8), at(10), at(12)]);
    let step = match (at(1), at(3), at(5)) {
        (0, 0, 1) => 1,
        (0, 1, 1) => 2,
        (0, 1, 0) => 3,
        (1, 1, 0) => 4,
        (1, 0, 0) => 5,
        _ => return None,
    };
    let step = if blocks % 2 == 1 { 6 - step } else { step };
    Some(number(blocks) * 500 + step * 100 - 1300)
}

fn altitude(code: u64) -> u64 {
    code << 32 | whole(feet(code))
}

fn squawk(code: u64) -> u64 {
    // A4 A2 A1 B4 B2 B1 C4 C2 C1 D4 D2 D1
    let places = [6, 4, 2, 12, 10, 8, 5, 3, 1, 13, 11, 9];
    let digits = places
        .iter()
        .fold(0, |digits, &place| digits << 1 | pulse(code, place));
    code << 16 | digits
}

/// The numbers of one frame, as `fields::visit` gives them.
fn read(bytes: &[u8]) -> Vec<u64> {
    let at = |first, last| bits(bytes, first, last);
    let derived = || remainder(bytes);
    let air_air = || {
        [
            altitude(at(20, 32)),
            at(6, 6) | at(7, 7) << 1,
            at(9, 11) | at(14, 17) << 8,
            at(8, 8) | at(12, 13) << 8 | at(18, 19) << 16,
        ]
    };
    let status = || at(6, 8) | at(9, 13) << 8 | at(14, 19) << 16;
    match at(1, 5) {
        0 => [&[derived()][..], &air_air()].concat(),
        16 => [&[derived()][..], &air_air(), &[at(33, 88)]].concat(),
        4 => vec![derived(), status(), altitude(at(20, 32))],
        5 => vec![derived(), status(), squawk(at(20, 32))],
        11 => vec![at(9, 32), at(6, 8) | remainder(bytes) << 8],
        20 => vec![derived(), status(), altitude(at(20, 32)), at(33, 88)],
        21 => vec![derived(), status(), squawk(at(20, 32)), at(33, 88)],
        df @ (17 | 18) => {
            let mut out = vec![at(9, 32), at(6, 8) | (df - 17) << 3];
            squitter(&bytes[4..11], &mut out);
            out
        }
        _ => vec![0, at(89, 112)],
    }
}

fn squitter(me: &[u8], out: &mut Vec<u64>) {
    let at = |first, last| bits(me, first, last);
    let cpr = at(22, 22) << 40 | at(23, 39) << 20 | at(40, 56);
    match (at(1, 5), at(6, 8)) {
        (type_code @ 1..=4, category) => {
            let text = (0..8).rev().fold(0, |text, index| {
                let code = at(9 + 6 * index, 14 + 6 * index);
                let character = match code {
                    1..=26 => 0x40 + code,
                    32 | 48..=57 => code,
                    _ => u64::from(b'#'),
                };
                text << 8 | character
            });
            out.extend([type_code | category << 8, text]);
        }
        (type_code @ 5..=8, _) => {
            let track = (at(13, 13) == 1).then(|| float(number(at(14, 20))) * 2.812_5);
            out.extend([
                type_code | at(21, 21) << 8,
                movement(at(6, 12)).map_or(0, f64::to_bits),
                track.map_or(0, f64::to_bits),
                cpr,
            ]);
        }
        (type_code @ (9..=18 | 20..=22), _) => {
            // The code without its M bit.
            let code = at(9, 14) << 7 | at(15, 20);
            let height = whole(feet(code));
            out.extend([
                type_code | at(21, 21) << 8,
                at(6, 7) | at(8, 8) << 8,
                altitude(code),
                if type_code < 19 { height << 32 } else { height },
                cpr,
            ]);
        }
        (19, subtype @ 1..=4) => velocity(me, subtype, out),
        (28, 1) => out.extend([at(9, 11) | at(25, 56) << 8, squawk(at(12, 24))]),
        (29, _) if at(6, 7) == 1 => {
            let altitude = number(at(10, 20));
            let pressure = number(at(21, 29));
            let heading = float(number(at(31, 39))) * 0.703_125;
            out.extend([
                whole((altitude > 0).then(|| (altitude - 1) * 32)),
                match pressure {
                    0 => 0,
                    count => (float(count - 1) * 0.8 + 800.0).to_bits(),
                },
                if at(30, 30) == 1 {
                    heading.to_bits()
                } else {
                    0
                },
                at(1, 56),
            ]);
        }
        (31, surface @ 0..=1) => out.extend([
            surface | at(41, 43) << 8 | at(45, 48) << 16,
            at(9, 24) << 16 | at(25, 40),
            at(51, 52) | at(49, 50) << 8,
            at(44, 44) | at(53, 53) << 1 | at(54, 54) << 2 | at(55, 55) << 3 | at(56, 56) << 4,
        ]),
        _ => out.push(at(1, 56)),
    }
}

/// ICAO Doc 9871, table A-2-6.
fn movement(code: u64) -> Option<f64> {
    let code = float(number(code));
    Some(match code {
        1.0..=8.0 => (code - 1.0) * 0.125,
        9.0..=12.0 => 1.0 + (code - 9.0) * 0.25,
        13.0..=38.0 => 2.0 + (code - 13.0) * 0.5,
        39.0..=93.0 => 15.0 + (code - 39.0),
        94.0..=108.0 => 70.0 + (code - 94.0) * 2.0,
        109.0..=123.0 => 100.0 + (code - 109.0) * 5.0,
        124.0 => 175.0,
        _ => return None,
    })
}

fn velocity(me: &[u8], subtype: u64, out: &mut Vec<u64>) {
    let at = |first, last| bits(me, first, last);
    let unit = if subtype.is_multiple_of(2) { 4 } else { 1 };
    let signed = |sign, first, last| {
        let size = at(first, last).checked_sub(1).map(number);
        size.map(|size| if at(sign, sign) == 1 { -size } else { size })
    };
    out.extend([
        subtype | at(11, 13) << 8,
        at(9, 9) | at(10, 10) << 1 | at(36, 36) << 2,
    ]);
    let (mut speed, mut track, mut heading, mut airspeed) = (0, 0, 0, 0);
    if subtype <= 2 {
        if let (Some(east), Some(north)) = (signed(14, 15, 24), signed(25, 26, 35)) {
            let (east, north) = (east * unit, north * unit);
            speed = float(east * east + north * north).sqrt().to_bits();
            if (east, north) != (0, 0) {
                let degrees = libm::atan2(float(east), float(north)).to_degrees();
                let turned = if degrees < 0.0 {
                    degrees + 360.0
                } else {
                    degrees
                };
                track = turned.to_bits();
            }
        }
    } else {
        if at(14, 14) == 1 {
            heading = (float(number(at(15, 24))) * 0.351_562_5).to_bits();
        }
        if let Some(count) = at(26, 35).checked_sub(1) {
            airspeed = whole(Some(number(count) * unit)) | at(25, 25) << 32;
        }
    }
    out.extend([speed, track, heading, airspeed]);
    out.push(whole(signed(37, 38, 46).map(|count| count * 64)));
    let difference = signed(49, 50, 56).map(|count| count * 25);
    out.push(whole(difference) | at(47, 48) << 32);
}

/// One frame agrees, number by number and in sum.
fn check(frame: Frame) {
    let message = Message::parse(frame).expect("the parity holds");
    let mut got = Vec::new();
    fields::visit(&message, &mut |value| got.push(value));
    let expected = read(frame.as_bytes());
    assert_eq!(got, expected, "{frame} {message:?}");
    let sum = expected.into_iter().fold(0, fields::add);
    assert_eq!(fields::checksum(&message), sum);
}

#[test]
fn the_checksum_of_mixed_traffic_is_that_of_its_bits() {
    let messages = mixed::messages();
    assert_eq!(messages.len(), mixed::FRAMES as usize);
    let (mut addresses, mut formats) = (BTreeSet::new(), BTreeMap::new());
    for message in &messages {
        check(message.emit());
        addresses.extend(message.address());
        *formats.entry(message.df()).or_insert(0) += 1;
    }
    // An address read out of the parity is another kind than the same
    // aircraft's announced one.
    assert!(addresses.len() >= 4_096, "{}", addresses.len());
    eprintln!(
        "{} addresses, frames by format: {formats:?}",
        addresses.len()
    );
}

#[test]
fn the_checksum_of_long_flight_is_that_of_its_bits() {
    let Some(path) = common::shared("long_flight.csv") else {
        return;
    };
    let text = std::fs::read(path).expect("readable");
    let lines = text
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty());
    let mut checked = 0;
    for line in lines {
        let line = csv::parse_line(line).expect("a message");
        if let Item::ModeS(heard) = line.item {
            check(heard.frame);
            checked += 1;
        }
    }
    assert_eq!(checked, 172_432);
}

/// Whichever bit before the parity is turned, in some frame of its kind the
/// checksum changes: none is left unread.
#[test]
fn every_bit_moves_the_checksum() {
    let mut moved: BTreeMap<(u8, u64), BTreeSet<usize>> = BTreeMap::new();
    for message in mixed::messages().iter().step_by(13) {
        let frame = message.emit();
        let bytes = frame.as_bytes();
        let kind = match message.df() {
            df @ (17 | 18) => (df, bits(bytes, 33, 37)),
            df => (df, 32),
        };
        let seen = moved.entry(kind).or_default();
        for number in 6..=bytes.len() * 8 - 24 {
            let Some(turned) = frame.with_bit_flipped(number) else {
                continue;
            };
            let healed = with_parity_of(turned, frame);
            let changed = Message::parse(healed)
                .is_ok_and(|other| fields::checksum(&other) != fields::checksum(message));
            if changed {
                seen.insert(number);
            }
        }
    }
    for (kind, seen) in &moved {
        let last = if kind.0 & 16 == 0 { 32 } else { 88 };
        let unread: Vec<usize> = (6..=last).filter(|number| !seen.contains(number)).collect();
        assert!(unread.is_empty(), "{kind:?} never reads {unread:?}");
    }
}

/// The frame with its parity set so that it leaves what `like` leaves.
fn with_parity_of(frame: Frame, like: Frame) -> Frame {
    let mut bytes = frame.as_bytes().to_vec();
    let wrong = remainder(&bytes) ^ remainder(like.as_bytes());
    let length = bytes.len();
    for (byte, shift) in bytes[length - 3..].iter_mut().zip([16, 8, 0]) {
        *byte ^= (wrong >> shift).to_le_bytes()[0];
    }
    Frame::new(&bytes).expect("the format is untouched")
}
