//! Lines of text from other programs, live and from files: SBS-1/BaseStation and JSON of jet1090.

mod common;

use common::{Server, free_tcp_port, vigie};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

fn sbs(number: u8, said: &str) -> String {
    let when = "2026/11/20,10:00:00.000,2026/11/20,10:00:00.100";
    format!("MSG,{number},1,1,062001,1,{when},{said}\r\n")
}

/// Decodes a text by its content: the objects, and what was said of it.
fn decoded(name: &str, text: &str) -> (Vec<Value>, String) {
    let (_folder, path) = written(name, text);
    let output = vigie()
        .args(["decode", "--verify", path.to_str().expect("a name")])
        .output()
        .expect("the binary runs");
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).expect("text");
    let object = |line: &str| serde_json::from_str(line).expect("every line is JSON");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (lines.lines().map(object).collect(), said)
}

#[test]
fn a_feeder_of_sbs_makes_a_track() {
    let port = free_tcp_port();
    let configuration = format!(
        "name = \"lines\"\n[[sensor]]\nname = \"one\"\nkind = \"receiver\"\n[sensor.input]\nlisten = \"127.0.0.1:{port}\"\n\
         format = \"sbs\"\n"
    );
    let (_folder, path) = written("sbs.toml", &configuration);
    let server = Server::start(&["run", path.to_str().expect("a name")]);
    let mut feeder = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    let mut sent = 0;
    let track = server.wait_for("the track of the lines", |picture| {
        // some 230 m/s north, were a line sent each tenth of a second
        let lat = 13.5 + f64::from(sent) * 2e-4;
        sent += 1;
        let mut lines = sbs(3, &format!(",35000,,,{lat:.5},2.20000,,,0,0,0,0"));
        lines += &sbs(4, ",,450.0,0.0,,,-64,,,,,");
        lines += &sbs(1, "NIG501,,,,,,,,,,,");
        lines += &sbs(6, ",,,,,,,2301,0,0,0,0");
        feeder.write_all(lines.as_bytes()).expect("it reads");
        let tracks = picture["tracks"].as_array()?;
        let whole = |track: &&Value| track["callsign"] == "NIG501" && track["squawk"] == "2301";
        tracks.iter().find(whole).cloned()
    });
    assert_eq!(track["icao"], "062001");
    assert_eq!(track["kind"], "adsb");
    assert!((track["altitude_ft"].as_f64().expect("a height") - 35_000.0).abs() < 1.0);
    assert!((track["lat"].as_f64().expect("a place") - 13.5).abs() < 1.0);
}

#[test]
fn decode_tells_sbs_by_its_content() {
    let mut text = sbs(3, ",35000,,,13.50000,2.20000,,,0,0,0,0");
    text += "STA,,1,1,062001,1,2026/11/20,10:00:01.000,2026/11/20,10:00:01.000,RM\r\n";
    text += &sbs(4, ",,fast,146.4,,,-64,,,,,");
    let (objects, said) = decoded("port30003.log", &text);
    assert_eq!(objects.len(), 3, "{said}");
    assert_eq!(objects[0]["time"], Value::Null);
    assert_eq!(objects[0]["generated"], "2026-11-20T10:00:00.000");
    assert_eq!(
        (&objects[0]["lat"], &objects[0]["on_ground"]),
        (&13.5.into(), &false.into())
    );
    assert_eq!(
        (&objects[1]["sbs"], &objects[1]["status"]),
        (&"STA".into(), &"RM".into())
    );
    assert_eq!(objects[2].get("groundspeed_kt"), None);
    assert!(
        said.contains("3 lines of SBS (MSG,3 1, MSG,4 1, STA 1); 1 fields"),
        "{said}"
    );
    assert!(
        said.contains("equal: 3") && said.contains("to the letter as they were: 2"),
        "{said}"
    );
}

#[test]
fn decode_tells_json_by_its_content() {
    let mut text = String::new();
    for (time, frame) in [
        (1.5, "8d406b9058b975870b738754f480"),
        (2.0, "8d406b9058b975870b738754f481"),
    ] {
        let sensors = r#"[{"system_timestamp":1.0,"serial":7,"name":"roof"}]"#;
        writeln!(
            text,
            r#"{{"timestamp":{time},"frame":"{frame}","df":"17","metadata":{sensors}}}"#
        )
        .expect("a string takes all");
    }
    let (objects, said) = decoded("feed.jsonl", &text);
    assert_eq!(objects.len(), 2, "{said}");
    assert_eq!(objects[0]["time"], "1970-01-01T00:00:01.5Z");
    assert_eq!(
        (&objects[0]["receiver"], &objects[0]["icao"]),
        (&"roof".into(), &"406b90".into())
    );
    assert!(objects[1]["error"].is_string());
    assert!(
        said.contains("1 with damaged parity, 0 corrected"),
        "{said}"
    );
}
