//! Recorded messages against what other decoders made of them, and against
//! their own bytes.

mod common;

use common::shared;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use vigie_modes::adsb::Squitter;
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};
use vigie_modes::framing::{Framing, Item, csv, detect};
use vigie_modes::json::{Context, write_line};
use vigie_modes::{Frame, Message};

fn json_of(frame: Frame) -> Value {
    let mut text = String::new();
    write_line(
        &mut text,
        frame,
        &Message::parse(frame),
        &Context::default(),
    )
    .expect("a string takes all");
    serde_json::from_str(&text).expect("valid JSON")
}

/// Names in the vectors, names in our JSON. The fields of Comm-B registers
/// are not read by this crate yet.
const FIELDS: [(&str, &str); 9] = [
    ("df", "df"),
    ("icao", "icao"),
    ("typecode", "typecode"),
    ("altitude", "altitude_ft"),
    ("squawk", "squawk"),
    ("cpr_format", "cpr_odd"),
    ("groundspeed", "groundspeed_kt"),
    ("track", "track_deg"),
    ("vertical_rate", "vertical_rate_fpm"),
];

/// One field agrees. Speeds in the vectors are cut to whole knots.
fn agrees(name: &str, expected: &Value, got: &Value) -> bool {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    match name {
        "icao" => got.as_str().map(str::to_uppercase) == expected.as_str().map(str::to_uppercase),
        "cpr_format" => got.as_bool() == expected.as_u64().map(|odd| odd == 1),
        "groundspeed" => (number(got).trunc() - number(expected).trunc()).abs() < 0.5,
        "track" => (number(got) - number(expected)).abs() < 1e-4,
        _ => got == expected,
    }
}

#[test]
fn decoded_vectors() {
    let Some(path) = shared("decoded_vectors.json") else {
        return;
    };
    let text = fs::read_to_string(path).expect("readable");
    let vectors: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_str(&text).expect("as described");
    assert_eq!(vectors.len(), 311);
    let mut checked = 0;
    for (raw, expected) in &vectors {
        let frame = Frame::from_hex(raw).expect("a frame");
        let got = json_of(frame);
        let extended = expected["df"] == 17;
        for (theirs, ours) in FIELDS {
            // The ground speed of a Comm-B reply is a register's.
            if theirs == "groundspeed" && !extended {
                continue;
            }
            if let Some(value) = expected.get(theirs) {
                assert!(agrees(theirs, value, &got[ours]), "{raw} {theirs}: {got}");
                checked += 1;
            }
        }
    }
    // 101 of DF 17, 101 of DF 20, 109 of DF 21, each field that they have.
    assert_eq!(checked, 3 * 101 + 2 * 92 + 3 * 9 + 101 * 3 + 109 * 3);
}

#[derive(Debug)]
struct Case<'a>(BTreeMap<&'a str, f64>);

impl Case<'_> {
    fn at(&self, lat: &str, lon: &str) -> LatLon {
        LatLon {
            lat_deg: self.0[lat],
            lon_deg: self.0[lon],
        }
    }

    fn cpr(&self, odd: bool, lat: &str, lon: &str) -> Cpr {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts of 17 bits"
        )]
        let count = |name| self.0[name] as u32;
        Cpr {
            odd,
            lat: count(lat),
            lon: count(lon),
        }
    }

    fn check(&self, got: Option<LatLon>, expected: LatLon) {
        let close = got.is_some_and(|got| {
            (got.lat_deg - expected.lat_deg).abs() < 1e-6
                && (got.lon_deg - expected.lon_deg).abs() < 1e-6
        });
        assert!(close, "{got:?} for {self:?}");
    }
}

#[test]
fn cpr_cases() {
    let Some(path) = shared("cpr_cases.json") else {
        return;
    };
    let text = fs::read_to_string(path).expect("readable");
    let groups: Value = serde_json::from_str(&text).expect("JSON");
    let mut checked = 0;
    for (group, table) in groups.as_object().expect("as described") {
        let names = table["columns"].as_array().expect("as described");
        for row in table["rows"].as_array().expect("as described") {
            let row = row.as_array().expect("as described");
            let case = Case(
                names
                    .iter()
                    .zip(row)
                    .map(|(name, value)| {
                        (
                            name.as_str().expect("a name"),
                            value.as_f64().expect("a number"),
                        )
                    })
                    .collect(),
            );
            check_case(group, &case);
            checked += 1;
        }
    }
    assert_eq!(checked, 55);
}

fn check_case(group: &str, case: &Case<'_>) {
    if group == "local" {
        let odd = case.0["odd"] > 0.5;
        let scale = if case.0["surface"] > 0.5 {
            Scale::Surface
        } else {
            Scale::Airborne
        };
        let message = case.cpr(odd, "cprlat", "cprlon");
        let got = cpr::local(message, scale, case.at("ref_lat", "ref_lon"));
        return case.check(got, case.at("lat", "lon"));
    }
    let even = case.cpr(false, "even_cprlat", "even_cprlon");
    let odd = case.cpr(true, "odd_cprlat", "odd_cprlon");
    let global = |one, newest| match group {
        "global_airborne" => cpr::global_airborne(one, newest),
        "global_surface" => cpr::global_surface(one, newest, case.at("ref_lat", "ref_lon")),
        _ => None,
    };
    case.check(global(odd, even), case.at("even_lat", "even_lon"));
    case.check(global(even, odd), case.at("odd_lat", "odd_lon"));
}

fn lines(name: &str) -> Option<Vec<csv::Line>> {
    let bytes = fs::read(shared(name)?).expect("readable");
    assert_eq!(detect(&bytes), Some(Framing::Csv), "{name}");
    let lines = bytes
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| csv::parse_line(line).expect("a message"));
    Some(lines.collect())
}

#[test]
fn long_flight_is_read_whole_and_written_back() {
    let Some(lines) = lines("long_flight.csv") else {
        return;
    };
    let mut formats: BTreeMap<u8, u32> = BTreeMap::new();
    let (mut bad_parity, mut rewritten) = (0, 0);
    for line in &lines {
        let Item::ModeS(heard) = line.item else {
            panic!("{line:?} is no Mode S frame");
        };
        *formats.entry(heard.frame.df()).or_default() += 1;
        match Message::parse(heard.frame) {
            Ok(message) => {
                assert_eq!(message.emit(), heard.frame, "{message:?}");
                rewritten += 1;
            }
            Err(_) => bad_parity += 1,
        }
    }
    assert_eq!(lines.len(), 172_432);
    // Counted independently by the first five bits of each line.
    let expected = [
        (0, 21_393),
        (4, 8_841),
        (5, 2_949),
        (11, 38_456),
        (16, 2_694),
        (17, 31_395),
        (18, 18_990),
        (20, 29_460),
        (21, 18_254),
    ];
    assert_eq!(formats, BTreeMap::from(expected));
    assert_eq!((rewritten, bad_parity), (172_432, 0));
    // Times are exact, and the last digit of the text is there.
    assert_eq!(lines[0].time_ns, 1_698_140_962_119_813_000);
    let mut text = String::new();
    csv::write_line(&mut text, lines[0]).expect("a string takes all");
    assert_eq!(text, "1698140962.119813,1a32000023b1dda011210000bd6b441a\n");
}

/// The recording begins on the ground at Toulouse and ends on the ground at
/// Amsterdam, both in one quadrant: the surface pairs tell which.
#[test]
fn surface_positions_lie_on_the_two_aerodromes() {
    let Some(lines) = lines("long_flight.csv") else {
        return;
    };
    let place = |lat_deg, lon_deg| LatLon { lat_deg, lon_deg };
    let aerodromes = [place(43.6294, 1.3638), place(52.3086, 4.7639)];
    let mut newest: BTreeMap<(u32, bool), (i64, Cpr)> = BTreeMap::new();
    let mut resolved = [0_u32; 2];
    for line in lines {
        let Item::ModeS(heard) = line.item else {
            continue;
        };
        let Ok(Message::ExtendedSquitter(squitter)) = Message::parse(heard.frame) else {
            continue;
        };
        let Squitter::SurfacePosition(position) = squitter.squitter else {
            continue;
        };
        let (address, cpr) = (squitter.address, position.cpr);
        newest.insert((address, cpr.odd), (line.time_ns, cpr));
        let Some(&(time_ns, other)) = newest.get(&(address, !cpr.odd)) else {
            continue;
        };
        if line.time_ns - time_ns > 5_000_000_000 {
            continue;
        }
        let Some(got) = cpr::global_surface(other, cpr, aerodromes[0]) else {
            continue;
        };
        let near = aerodromes.iter().position(|at| {
            (at.lat_deg - got.lat_deg).abs() < 0.07 && (at.lon_deg - got.lon_deg).abs() < 0.1
        });
        assert!(near.is_some(), "{got:?}");
        resolved[near.unwrap_or(0)] += 1;
        // Near the right aerodrome one message says the same.
        let local = cpr::local(cpr, Scale::Surface, aerodromes[near.unwrap_or(0)]);
        let close = local.is_some_and(|local| {
            (local.lat_deg - got.lat_deg).abs() < 1e-9 && (local.lon_deg - got.lon_deg).abs() < 1e-9
        });
        assert!(close, "{local:?} {got:?}");
    }
    assert!(resolved[0] > 1_000 && resolved[1] > 1_000, "{resolved:?}");
}

#[test]
fn samples_of_the_other_columns() {
    for (name, count, df) in [
        ("sample_data_adsb.csv", 2_000, 17),
        ("sample_data_commb_df20.csv", 5_000, 20),
    ] {
        let Some(lines) = lines(name) else {
            continue;
        };
        assert_eq!(lines.len(), count, "{name}");
        for line in lines {
            let Item::ModeS(heard) = line.item else {
                panic!("{line:?} is no Mode S frame");
            };
            assert_eq!(heard.frame.df(), df);
            let message = Message::parse(heard.frame).expect("the parity holds");
            assert_eq!(message.emit(), heard.frame);
        }
    }
}
