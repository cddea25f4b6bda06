use super::{Context, write_base_station, write_line, write_mode_ac};
use crate::cpr::LatLon;
use crate::framing::HeardModeAc;
use crate::{Frame, Message};
use serde_json::Value;

fn line(text: &str, context: &Context<'_>) -> String {
    let frame = Frame::from_hex(text).expect("a frame");
    let mut out = String::new();
    write_line(&mut out, frame, &Message::parse(frame), context).expect("a string takes all");
    assert_eq!(out.matches('\n').count(), 1);
    serde_json::from_str::<Value>(&out).expect("valid JSON");
    out
}

#[test]
fn an_airborne_position_with_all_the_caller_knows() {
    let context = Context {
        time: Some("2016-03-14T23:00:00Z"),
        receiver: Some("tower \"1\"\n"),
        confirmed: Some(true),
        place: Some(LatLon {
            lat_deg: 49.825,
            lon_deg: -6.0,
        }),
        nic: Some(8),
        register: None,
        corrected_bits: Some(1),
    };
    assert_eq!(
        line("8d406b9058b975870b738754f480", &context),
        concat!(
            r#"{"time":"2016-03-14T23:00:00Z","receiver":"tower \"1\"\u000a","#,
            r#""raw":"8d406b9058b975870b738754f480","df":17,"icao":"406b90","addr_type":"icao","#,
            r#""capability":5,"typecode":11,"altitude_ft":35975,"surveillance_status":0,"#,
            r#""nic_supplement_b":false,"utc_synchronised":false,"cpr_odd":true,"cpr_lat":50053,"cpr_lon":95111,"#,
            r#""lat":49.8250000,"lon":-6.0000000,"nic":8,"corrected_bits":1}"#,
            "\n"
        )
    );
}

#[test]
fn what_is_unknown_is_absent() {
    assert_eq!(
        line("8d406b9058b975870b738754f481", &Context::default()),
        concat!(
            r#"{"time":null,"raw":"8d406b9058b975870b738754f481","df":17,"#,
            r#""error":"the parity leaves a remainder of 000001"}"#,
            "\n"
        )
    );
    let text = line("a80000238075173a6004d94e810a", &Context::default());
    assert!(text.contains(r#""icao":"400bd7","addr_type":"derived","squawk":"#));
    assert!(!text.contains("null,\"lat") && !text.contains("confirmed"));
}

#[test]
fn a_mode_ac_reply() {
    let heard = HeardModeAc {
        ticks: None,
        level: None,
        code: 0x7700,
    };
    let mut out = String::new();
    write_mode_ac(&mut out, heard, &Context::default()).expect("a string takes all");
    assert_eq!(
        out,
        "{\"time\":null,\"raw\":\"7700\",\"mode_ac\":\"7700\"}\n"
    );
}

#[test]
fn a_line_of_sbs() {
    let check = |line: &str, expected: &str| {
        let (record, _) = crate::framing::sbs::parse_line(line.as_bytes()).expect("a line");
        let mut out = String::new();
        write_base_station(&mut out, line, &record, &Context::default())
            .expect("a string takes all");
        serde_json::from_str::<Value>(&out).expect("valid JSON");
        assert_eq!(
            out,
            format!("{{\"time\":null,\"raw\":\"{line}\",{expected}}}\n")
        );
    };
    check(
        "MSG,3,5,211,4CA2D6,10057,2008/11/28,14:53:50.594,,,,37000,288.6,103,51.45735,-1.02826,-832,0271,0,-1,,0",
        concat!(
            r#""sbs":"MSG","transmission_type":3,"icao":"4ca2d6","addr_type":"icao","#,
            r#""generated":"2008-11-28T14:53:50.594","altitude_ft":37000,"groundspeed_kt":288.6,"track_deg":103,"#,
            r#""lat":51.45735,"lon":-1.02826,"vertical_rate_fpm":-832,"squawk":"0271","alert":false,"emergency":true,"#,
            r#""on_ground":false"#
        ),
    );
    check(
        "STA,,5,179,~400AE7,10103,,,2008/11/28,14:58:51,RM",
        r#""sbs":"STA","status":"RM","icao":"400ae7","addr_type":"non_icao","logged":"2008-11-28T14:58:51.000""#,
    );
    let quoted = "MSG,1,,,,,,,,,A\"B";
    let (record, _) = crate::framing::sbs::parse_line(quoted.as_bytes()).expect("a line");
    let mut out = String::new();
    write_base_station(&mut out, quoted, &record, &Context::default()).expect("a string");
    let read: Value = serde_json::from_str(&out).expect("valid JSON");
    assert_eq!(
        (&read["raw"], &read["callsign"]),
        (&quoted.into(), &"A\"B".into())
    );
}
