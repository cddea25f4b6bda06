//! Frames of which the decoding is published (Sun, The 1090 Megahertz Riddle,
//! and pyModeS's documentation; values from memory, the parity vouches for
//! the frames).

use serde_json::{Value, json};
use vigie_modes::acas_ra::Threat;
use vigie_modes::adsb::Squitter;
use vigie_modes::bits::Me;
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};
use vigie_modes::json::{Context, write_line};
use vigie_modes::message::ExtendedSquitter;
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

/// Frames that the tests of rs1090 (MIT) decode, with its values.
#[test]
fn frames_of_another_decoders_tests() {
    let surface_speeds = [
        ("8c394c0f389b1667e947db7bb8bc", 1.0),
        ("8c3461cf3a7f3059c94e5bf4e169", 15.0),
        ("8c3933203edde47b9e2ffa5e77b8", 100.0),
        ("8d3933203fcde2a84e39e1c6c5bc", 175.0),
    ];
    for (raw, speed) in surface_speeds {
        check(raw, &json!({ "groundspeed_kt": speed }));
    }
    // Its track is marked as not valid.
    check(
        "903a33ff40100858d34ff3cce976",
        &json!({"df": 18, "typecode": 8, "track_deg": null}),
    );
    for (raw, rate) in [
        ("8d3461cf9908388930080f948ea1", 64),
        ("8d3461cf9908558e100c1071eb67", 128),
        ("8d394c0f990c4932780838866883", -64),
    ] {
        check(raw, &json!({ "vertical_rate_fpm": rate }));
    }
    check(
        "903a33fff90200040049001ea8e2",
        &json!({"df": 18, "typecode": 31, "version": 2, "nac_p": 9, "sil": 0}),
    );
    check(
        "8d406b902015a678d4d220aa4bda",
        &json!({"callsign": "EZY85MH", "category": "A0", "icao": "406b90"}),
    );
}

fn cpr_of(raw: &str) -> Cpr {
    let frame = Frame::from_hex(raw).expect("a frame");
    let position = match Message::parse(frame) {
        Ok(Message::ExtendedSquitter(squitter)) => match squitter.squitter {
            Squitter::AirbornePosition(value) => Some(value.cpr),
            Squitter::SurfacePosition(value) => Some(value.cpr),
            _ => None,
        },
        _ => None,
    };
    position.expect("a position")
}

/// Positions that the tests of pyModeS and rs1090 give.
#[test]
fn positions_of_other_decoders_tests() {
    let near = |got: Option<LatLon>, lat: f64, lon: f64| {
        let close = got.is_some_and(|got| {
            (got.lat_deg - lat).abs() < 1e-4 && (got.lon_deg - lon).abs() < 1e-4
        });
        assert!(close, "{got:?}, not {lat}, {lon}");
    };
    let place = |lat_deg, lon_deg| LatLon { lat_deg, lon_deg };
    let even = cpr_of("8D40058B58C901375147EFD09357");
    let odd = cpr_of("8D40058B58C904A87F402D3B8C59");
    near(cpr::global_airborne(even, odd), 49.81755, 6.08442);
    let luxembourg = place(49.0, 6.0);
    near(
        cpr::local(even, Scale::Airborne, luxembourg),
        49.82410,
        6.06785,
    );
    near(
        cpr::local(odd, Scale::Airborne, luxembourg),
        49.81755,
        6.08442,
    );
    let at_amsterdam = cpr_of("8C4841753A8A35323FAEBDAC702D");
    near(
        cpr::local(at_amsterdam, Scale::Surface, place(51.99, 4.375)),
        52.32061,
        4.73473,
    );
    // Close to the middle between two zones.
    let between = cpr_of("8d06a15358bf17ff7d4a84b47b95");
    near(
        cpr::local(
            between,
            Scale::Airborne,
            place(30.508_474_576_271_183, 36.0),
        ),
        30.50540,
        33.44787,
    );
}

/// Values of the tests of rs1090, pyModeS and lib1090, seen there.
#[test]
fn target_state_and_operational_status() {
    check(
        "8DA05629EA21485CBF3F8CADAEEB",
        &json!({
            "typecode": 29, "subtype": 1, "selected_altitude_ft": 16_992,
            "selected_altitude_source": "mcp", "pressure_setting_hpa": 1_012.8,
            "selected_heading_deg": 66.797, "autopilot": true, "vnav": true,
            "altitude_hold": false, "approach": false, "acas_operational": true, "lnav": true,
        }),
    );
    check(
        "8d89653eea4c4858013f8c6472e1",
        &json!({
            "selected_altitude_ft": 39_008, "pressure_setting_hpa": 1_012.8, "nac_p": 9,
            "nic_baro": true, "sil": 3, "sil_per": "hour", "autopilot": true,
        }),
    );
    check(
        "8D400000F8000000005A38AF6F85",
        &json!({
            "typecode": 31, "subtype": 0, "version": 2, "nic_supplement_a": true, "nac_p": 10,
            "sil": 3, "nic_baro": true, "gva": 0,
        }),
    );
    check(
        "8d3d1a68e10a8000000000f510dc",
        &json!({"typecode": 28, "subtype": 1, "squawk": "7000", "emergency": "none"}),
    );
}

/// An aircraft without a transponder, on the ground at Toulouse (pyModeS).
#[test]
fn without_a_transponder() {
    check(
        "903a23ff426a4e65f7487a775d17",
        &json!({
            "df": 18, "control_field": 0, "icao": "3a23ff", "addr_type": "icao", "typecode": 8,
        }),
    );
}

/// The ME field of lib1090's tests, of ACAS X; its parity is made here.
#[test]
fn resolution_advisory() {
    let me = Me::new(0xe2_8004_0837_1528);
    let said = Squitter::parse(me);
    let Squitter::ResolutionAdvisory(advisory) = said else {
        panic!("type code 28, subtype 2: {said:?}");
    };
    assert_eq!(advisory.threat.altitude_ft(), Some(9_900));
    assert!(matches!(advisory.threat, Threat::AcasX(_)));
    let squitter = ExtendedSquitter::transponder(0x48_40d6, false, said).expect("24 bits");
    let frame = Message::ExtendedSquitter(squitter).emit();
    check(
        &frame.to_string(),
        &json!({"typecode": 28, "subtype": 2, "ra_threat_altitude_ft": 9_900}),
    );
}
