//! Frames of which the decoding is published (Sun, The 1090 Megahertz Riddle,
//! and pyModeS's documentation; values from memory, the parity vouches for
//! the frames).

use serde_json::{Value, json};
use vigie_modes::json::{Context, write_line};
use vigie_modes::{Frame, Message};

/// Every field of `expected` is in the JSON of the frame; numbers to 0.01.
fn check(raw: &str, expected: &Value) {
    let frame = Frame::from_hex(raw).expect("a frame");
    let message = Message::parse(frame).expect("the parity holds");
    assert_eq!(message.emit(), frame);
    let mut text = String::new();
    write_line(&mut text, frame, &Ok(message), &Context::default()).expect("a string takes all");
    let got: Value = serde_json::from_str(&text).expect("valid JSON");
    for (name, value) in expected.as_object().expect("an object") {
        let same = match (value.as_f64(), got[name].as_f64()) {
            (Some(expected), Some(got)) => (expected - got).abs() < 0.01,
            _ => got[name] == *value,
        };
        assert!(same, "{name} should be {value}: {got}");
    }
}

#[test]
fn identification_and_position() {
    check(
        "8D4840D6202CC371C32CE0576098",
        &json!({"icao": "4840d6", "typecode": 4, "callsign": "KLM1023", "category": "A0"}),
    );
    check(
        "8D40621D58C382D690C8AC2863A7",
        &json!({"altitude_ft": 38_000, "cpr_odd": false, "cpr_lat": 93_000, "cpr_lon": 51_372}),
    );
    check(
        "8D40621D58C386435CC412692AD6",
        &json!({"altitude_ft": 38_000, "cpr_odd": true, "cpr_lat": 74_158, "cpr_lon": 50_194}),
    );
    check(
        "8C4841753A9A153237AEF0F275BE",
        &json!({"typecode": 7, "groundspeed_kt": 17.0, "track_deg": 92.8125}),
    );
}

#[test]
fn velocity() {
    check(
        "8D485020994409940838175B284F",
        &json!({
            "groundspeed_kt": 159.2, "track_deg": 182.88, "vertical_rate_fpm": -832,
            "vertical_rate_source": "gnss", "gnss_minus_baro_ft": 550,
        }),
    );
    check(
        "8DA05F219B06B6AF189400CBC33F",
        &json!({
            "airspeed_kt": 375, "airspeed_type": "tas", "heading_deg": 243.984,
            "vertical_rate_fpm": -2304, "vertical_rate_source": "baro",
        }),
    );
}

#[test]
fn status_and_replies() {
    check(
        "8DA2C1B6E112B600000000760759",
        &json!({"typecode": 28, "emergency_state": 0, "squawk": "6513"}),
    );
    check("2000171806A983", &json!({"df": 4, "altitude_ft": 36_000}));
    check("2A00516D492B80", &json!({"df": 5, "squawk": "0356"}));
    check("5D484FDEA248F5", &json!({"df": 11, "icao": "484fde"}));
}
