//! Comm-B registers: every word and every value comes back, the quick test
//! agrees with reading, and published replies say what others read in them.

mod common;

use common::shared;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use vigie_modes::bits::Mb;
use vigie_modes::commb::{Bds, Candidates, Register, candidates};
use vigie_modes::json::{Context, write_line};
use vigie_modes::{Frame, Message};

/// What [`Register::parse`] makes of `mb` for each register; each that it
/// reads writes the same bits, and the quick test says the same.
fn read_all(mb: Mb) -> Vec<Register> {
    let found = candidates(mb);
    let mut read = Vec::new();
    for bds in Candidates::all().iter() {
        match Register::parse(bds, mb).expect("a register read here") {
            Ok(register) => {
                assert_eq!(register.emit(), mb, "{register:?}");
                assert_eq!(register.bds(), bds);
                assert!(found.contains(bds), "{mb:?} is a {bds}");
                read.push(register);
            }
            Err(error) => {
                assert!(!found.contains(bds), "{mb:?}: {error}");
                assert_eq!(error.bds, bds);
                assert!(!error.what.is_empty());
            }
        }
    }
    assert_eq!(found.len() as usize, read.len());
    assert!(found.iter().eq(read.iter().map(Register::bds)));
    read
}

/// Words near the edge of one register or another: few bits of all, or all
/// but few, or the first byte of a register with a code.
fn words() -> impl Strategy<Value = u64> {
    let codes = prop::sample::select(vec![0x10_u64, 0x17, 0x20, 0x30, 0x40, 0x50, 0x98, 0xe1]);
    let sparse = (any::<u64>(), any::<u64>(), any::<u64>()).prop_map(|(a, b, c)| a & b & c);
    prop_oneof![
        any::<u64>(),
        sparse.clone(),
        (sparse.clone(), 0..56_u32).prop_map(|(word, shift)| word >> shift << shift),
        (sparse, 0..56_u32).prop_map(|(word, shift)| word & ((1 << shift) - 1)),
        (codes, any::<u64>()).prop_map(|(code, rest)| code << 48 | rest >> 16),
        (any::<u64>(), any::<u64>()).prop_map(|(a, b)| a | b),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 20_000, rng_seed: RngSeed::Fixed(1), failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_reads_writes_back_and_the_quick_test_agrees(word in words()) {
        read_all(Mb::new(word));
    }

    /// A register keeps to its rules again once the stray bits are gone.
    #[test]
    fn words_without_their_stray_bits_read(word in words()) {
        for bds in Candidates::all().iter() {
            let mut mb = Mb::new(word);
            for bit in 0..56 {
                if Register::parse(bds, mb).is_some_and(|read| read.is_ok()) {
                    break;
                }
                mb = Mb::new(mb.value() & !(1 << bit));
            }
            read_all(mb);
        }
    }
}

#[test]
fn every_word_with_few_bits_is_read_alike() {
    let bits = || (0..56).map(|bit| 1_u64 << bit);
    read_all(Mb::ZERO);
    for first in bits() {
        read_all(Mb::new(first));
        read_all(Mb::new(!first));
        for second in bits() {
            read_all(Mb::new(first | second));
            for code in [0x10, 0x20, 0x30] {
                read_all(Mb::new((first | second) >> 8 | code << 48));
            }
        }
    }
    // Registers with text: spaces, then any other code at any place.
    let spaces = (0..9).fold(0_u64, |codes, _| codes << 6 | 32);
    for (shift, code) in (0..48)
        .step_by(6)
        .flat_map(|s| (0..64_u64).map(move |c| (s, c)))
    {
        let codes = spaces & !(63 << shift) | code << shift;
        read_all(Mb::new(0x20 << 48 | codes & 0xffff_ffff_ffff));
        read_all(Mb::new(1 << 55 | codes << 1));
        read_all(Mb::new(1 << 55 | codes << 13 | 1 << 12 | codes & 0xfff));
    }
}

/// Bits that words of a register have, and bits of which the others must be
/// zero: said here once more, independently.
const SHAPES: [(u8, u64, u64); 37] = [
    (0x05, 0x58 << 48, 0xf8 << 48),
    (0x06, 0x38 << 48, 0xf8 << 48),
    (0x07, 0, 0x1f_ffff_ffff_ffff),
    (0x08, 0x20 << 48, 0xf8 << 48),
    (0x09, 0x99 << 48, 0xff << 48),
    (0x0a, 0xc0 << 48, 0xf8 << 48),
    (0x10, 0x10 << 48, 0xff << 48),
    (0x17, 0, 0x07ff_ffff),
    (0x18, 0, 0xff << 48 | 0x3ff << 37 | 1),
    (0x19, 0, 0xff << 30 | 0x7f << 16 | 0x7f),
    (0x1a, 0, 0xff_ffff_ffff_ffe0),
    (0x1b, 0, 0xff_ffff_ffff_ffff),
    (0x1c, 0, 0xff_ffff_8000_0000 | 0x1fff << 18 | 0xf << 12),
    (0x20, 0x20 << 48, 0xff << 48),
    (0x21, 1 << 55 | 1 << 12, 0),
    (0x30, 0x30 << 48, 0xff << 48 | 0x0fff_ffff),
    (0x30, 0x30 << 48 | 1 << 26, 0xff << 48 | 0x0c00_0003),
    (0x30, 0x30 << 48 | 1 << 27, 0xff << 48 | 0x0c00_0000),
    (0x40, 0, 0xff << 9 | 3 << 3),
    (0x41, 1 << 55, 1),
    (0x42, 0, 0),
    (0x43, 0, 0x3fff),
    (0x44, 0x20 << 48, 0xf0 << 48),
    (0x45, 0, 0x1f),
    (0x48, 0, 0),
    (0x50, 0, 0),
    (0x51, 0, 0),
    (0x52, 0, 0),
    (0x53, 0, 0),
    (0x5f, 0, 0x3ff << 44 | 3 << 40 | 0x3fff_ffff),
    (0x60, 0, 0),
    (0x61, 0xe1 << 48, 0xff << 48),
    (0x61, 0xe2 << 48, 0xff << 48),
    (0x62, 0xea << 48, 0xfe << 48),
    (0x62, 0xe8 << 48, 0xfe << 48),
    (0x65, 0xf8 << 48, 0xff << 48),
    (0x65, 0xf9 << 48, 0xff << 48),
];

/// Words of the shape of `SHAPES[index]`, dense, so that most status bits are
/// set, with letters where the register has text.
fn shaped(index: usize, random: &mut impl FnMut() -> u64) -> Mb {
    let letters = |word: u64, shift: u32, count: u32, random: u64| {
        (0..count).fold(word, |word, index| {
            let at = shift + 6 * index;
            let letter = (random >> (6 * index)) % 26 + 1;
            word & !(63 << at) | letter << at
        })
    };
    let (number, set, zero) = SHAPES[index];
    let word = (random() | random() | random() & random()) & !zero | set;
    Mb::new(match number {
        0x08 | 0x20 => letters(word, 0, 8, random()),
        0x21 => letters(letters(word, 13, 7, random()), 0, 2, random()),
        0x41 => letters(word, 1, 9, random()),
        _ => word,
    })
}

/// Numbers that look random and are the same each time.
fn randoms() -> impl FnMut() -> u64 {
    let mut state = 1_u64;
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state >> 8
    }
}

/// Every register is written as JSON with names of its own: none twice in one
/// object, and none of the reply's.
#[test]
fn every_register_is_json_without_a_name_twice() {
    let mut random = randoms();
    let raws = [
        "a000083e202cc371c31de0aa1ccf",
        "a8001ebcfe5b2b287fdca7491093",
    ];
    for (index, (number, _, _)) in SHAPES.into_iter().enumerate() {
        let mut written = 0;
        while written < 100 {
            let mb = shaped(index, &mut random);
            let Some(Ok(register)) = Register::parse(Bds(number), mb) else {
                continue;
            };
            for raw in raws {
                let got = json_of(raw, &register);
                assert_eq!(got["bds"], Bds(number).to_string());
            }
            written += 1;
        }
    }
    assert!(size_of::<Register>() <= 64, "{}", size_of::<Register>());
}

/// The names of each object in `text`, which is one line of JSON.
fn names_twice(text: &str) -> Vec<String> {
    let mut objects: Vec<Vec<String>> = Vec::new();
    let mut twice = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '"']) {
        let (mark, after) = rest[at..].split_at(1);
        rest = after;
        match mark {
            "{" => objects.push(Vec::new()),
            "}" => drop(objects.pop()),
            _ => {
                let (word, after) = rest.split_once('"').expect("a closing quote");
                rest = after;
                if let (true, Some(names)) = (rest.starts_with(':'), objects.last_mut()) {
                    if names.iter().any(|name| name == word) {
                        twice.push(word.to_owned());
                    }
                    names.push(word.to_owned());
                }
            }
        }
    }
    twice
}

#[test]
fn every_register_is_read_and_written_many_times() {
    let mut random = randoms();
    let mut read = BTreeMap::<Bds, u32>::new();
    for (index, (number, _, _)) in SHAPES.into_iter().enumerate() {
        for _ in 0..4_000 {
            let found = read_all(shaped(index, &mut random));
            let same = found.iter().filter(|read| read.bds() == Bds(number));
            *read.entry(Bds(number)).or_default() += u32::try_from(same.count()).unwrap_or(0);
        }
    }
    assert_eq!(read.len(), 32);
    assert!(read.keys().copied().eq(Candidates::all().iter()));
    assert!(read.values().all(|&times| times > 20), "{read:?}");
    // The widest word that may be each shape, and the same with a stray bit.
    for (number, set, zero) in SHAPES.into_iter().filter(|(_, _, zero)| *zero != 0) {
        let fits = |word| candidates(Mb::new(word)).contains(Bds(number));
        let text = [0x08, 0x20, 0x21, 0x41].contains(&number);
        assert!(text || fits(!zero | set), "{number:x}");
        let reserved = zero & !set;
        let codes = [0x05, 0x06, 0x08, 0x09, 0x0a, 0x30, 0x44, 0x61, 0x62, 0x65];
        if !codes.contains(&number) {
            for bit in (0..56).filter(|bit| reserved >> bit & 1 == 1) {
                assert!(!fits(set | 1 << bit), "{number:x} bit {bit}");
            }
        }
    }
}

fn mb_of(raw: &str) -> Mb {
    let frame = Frame::from_hex(raw).expect("a frame");
    let mb = match Message::parse(frame) {
        Ok(Message::CommBAltitude(reply)) => Some(reply.mb),
        Ok(Message::CommBIdentity(reply)) => Some(reply.mb),
        _ => None,
    };
    mb.expect("a Comm-B reply")
}

/// The JSON of a reply known to carry `register`.
fn json_of(raw: &str, register: &Register) -> Value {
    let frame = Frame::from_hex(raw).expect("a frame");
    let context = Context {
        register: Some((register, 1.0)),
        ..Context::default()
    };
    let mut text = String::new();
    write_line(&mut text, frame, &Message::parse(frame), &context).expect("a string takes all");
    assert!(names_twice(&text).is_empty(), "{text}");
    serde_json::from_str(&text).expect("valid JSON")
}

/// `BDS60` of the vectors.
fn bds_of(name: &str) -> Bds {
    let digits = name.strip_prefix("BDS").expect("as described");
    Bds(u8::from_str_radix(digits, 16).expect("two digits"))
}

/// Names in the vectors, names in our JSON.
const FIELDS: [(&str, &str); 14] = [
    ("callsign", "callsign"),
    ("selected_altitude_mcp", "selected_altitude_mcp_ft"),
    ("selected_altitude_fms", "selected_altitude_fms_ft"),
    ("baro_pressure_setting", "pressure_setting_hpa"),
    ("roll", "roll_deg"),
    ("true_track", "true_track_deg"),
    ("groundspeed", "groundspeed_kt"),
    ("track_rate", "track_rate_deg_s"),
    ("true_airspeed", "tas_kt"),
    ("magnetic_heading", "heading_magnetic_deg"),
    ("indicated_airspeed", "ias_kt"),
    ("mach", "mach"),
    ("baro_vertical_rate", "baro_rate_fpm"),
    ("inertial_vertical_rate", "inertial_rate_fpm"),
];

/// Every reply that the vectors say carries one register reads as that
/// register with those values and no others; where they name several, all are
/// candidates.
#[test]
fn decoded_vectors() {
    let Some(path) = shared("decoded_vectors.json") else {
        return;
    };
    let text = fs::read_to_string(path).expect("readable");
    let vectors: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_str(&text).expect("as described");
    let (mut single, mut several, mut values) = (0, 0, 0);
    for (raw, expected) in &vectors {
        let Some(names) = expected.get("bds") else {
            continue;
        };
        let names: Vec<&str> = names.as_str().expect("a text").split(',').collect();
        let mb = mb_of(raw);
        let registers = read_all(mb);
        for name in &names {
            let bds = bds_of(name);
            assert!(candidates(mb).contains(bds), "{raw} may be {bds}");
        }
        let [name] = names[..] else {
            several += 1;
            continue;
        };
        single += 1;
        let register = registers.iter().find(|read| read.bds() == bds_of(name));
        let got = json_of(raw, register.expect("a candidate"));
        assert_eq!(got["bds"], bds_of(name).to_string());
        for (theirs, ours) in FIELDS {
            let same = match expected.get(theirs) {
                None => got.get(ours).is_none(),
                Some(Value::String(text)) => got[ours] == text.trim_end_matches('_'),
                Some(value) => {
                    let number = value.as_f64().expect("a number");
                    got[ours]
                        .as_f64()
                        .is_some_and(|got| (got - number).abs() < 1e-3)
                }
            };
            assert!(same, "{raw} {theirs}: {expected:?} {got}");
            values += u32::from(expected.contains_key(theirs));
        }
    }
    assert_eq!((single, several), (189, 20));
    assert!(values > 700, "{values}");
}

/// Replies and squitters of the recordings, by register: what can be said of
/// each stays the same.
#[test]
fn published_replies_as_json() {
    let check = |raw, bds, expected: Value| {
        let register = Register::parse(bds, mb_of(raw))
            .expect("a register read here")
            .expect("that register");
        let got = json_of(raw, &register);
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(got[name], *value, "{raw} {name}: {got}");
        }
    };
    check(
        "a000083e202cc371c31de0aa1ccf",
        Bds(0x20),
        json!({"bds": "2,0", "bds_probability": 1.0, "callsign": "KLM1017"}),
    );
    check(
        "a000029c85e42f313000007047d3",
        Bds(0x40),
        json!({
            "selected_altitude_mcp_ft": 3_008, "selected_altitude_fms_ft": 3_008,
            "pressure_setting_hpa": 1_020.0,
        }),
    );
    check(
        "a0001692185bd5cf400000dfc696",
        Bds(0x44),
        json!({
            "meteo_source": 1, "wind_speed_kt": 22, "wind_direction_deg": 344.531,
            "temperature_c": -48.75,
        }),
    );
    check(
        "a00004190001fb80000000000000",
        Bds(0x45),
        json!({"bds": "4,5", "temperature_c": -4.5}),
    );
    check(
        "a0000638fa81c10000000081a92f",
        Bds(0x17),
        json!({
            "registers": ["0,5", "0,6", "0,7", "0,8", "0,9", "2,0", "4,0", "5,0", "5,1", "5,2", "6,0"],
        }),
    );
    check(
        "a800178d10010080f50000d5893c",
        Bds(0x10),
        json!({"acas_operational": true, "acas_version": 2, "subnetwork_version": 0}),
    );
}
