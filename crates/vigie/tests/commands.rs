//! The commands as they are typed: what they print, what they refuse, and how they end.

mod common;

use common::{Server, shared, vigie};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;

fn run(arguments: &[&str]) -> Output {
    vigie().args(arguments).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Lines of JSON counted by a key's value.
fn counted(output: &Output, key: &str) -> BTreeMap<u64, usize> {
    let mut counts = BTreeMap::new();
    for line in output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let object: serde_json::Value = serde_json::from_slice(line).expect("every line is JSON");
        *counts
            .entry(object[key].as_u64().expect("a number"))
            .or_insert(0) += 1;
    }
    counts
}

#[test]
fn decode_gives_every_message_of_two_hours() {
    let Some(path) = shared("data/adsb/long_flight.csv") else {
        return;
    };
    let output = run(&["decode", "--verify", path.to_str().expect("a name")]);
    assert!(output.status.success());
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
    assert_eq!(counted(&output, "df"), BTreeMap::from(expected));
    assert!(
        said(&output).contains("written again from values and equal: 172432;"),
        "{}",
        said(&output)
    );
}

#[test]
fn decode_gives_every_record_of_the_asterix_recordings() {
    for (name, expected) in [
        ("saenzpena_cat034_048.pcap", vec![(34, 16_366), (48, 3_541)]),
        ("barcelona_cat048_60min.ast", vec![(48, 44_085)]),
        ("saenzpena_cat062.pcap", vec![(62, 50_640)]),
        ("cat062_063_065_30min.ff", vec![(62, 22_396)]),
    ] {
        let Some(path) = shared(&format!("data/asterix/{name}")) else {
            return;
        };
        let output = run(&["decode", path.to_str().expect("a name")]);
        assert!(output.status.success(), "{name}: {}", said(&output));
        assert_eq!(
            counted(&output, "cat"),
            BTreeMap::from_iter(expected),
            "{name}"
        );
        assert!(
            said(&output).contains("; 0 errors, 0 items not as defined"),
            "{name}: {}",
            said(&output)
        );
        if name.contains("063") {
            assert!(
                said(&output).contains("not yet known, passed over: CAT063 5772, CAT065 6057"),
                "{}",
                said(&output)
            );
        }
    }
}

/// What the rows of a track CSV amount to.
struct Tracks {
    addresses: BTreeSet<String>,
    /// The fastest step between two rows of one track, m/s.
    fastest: f64,
    rows: usize,
}

fn tracks(csv: &[u8]) -> Tracks {
    let text = std::str::from_utf8(csv).expect("text");
    let mut lines = text.lines();
    assert!(
        lines
            .next()
            .expect("a header")
            .starts_with("t,track_id,lat,lon,alt,ve,vn,vu,end,icao,callsign,mode3a,sources")
    );
    let mut last: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
    let (mut addresses, mut fastest, mut rows, mut time) = (BTreeSet::new(), 0.0_f64, 0, f64::MIN);
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |at: usize| fields[at].parse::<f64>().expect("a number");
        let (t, lat, lon) = (number(0), number(2), number(3));
        assert!(t >= time, "rows never go back: {line}");
        time = t;
        if !fields[9].is_empty() {
            addresses.insert(fields[9].to_owned());
        }
        if let Some((t0, lat0, lon0)) = last.insert(fields[1], (t, lat, lon)) {
            let north = (lat - lat0) * 111_200.0;
            let east = (lon - lon0) * 111_320.0 * lat.to_radians().cos();
            let apart = north.hypot(east);
            if apart > 1.0 {
                fastest = fastest.max(apart / (t - t0));
            }
        }
        rows += 1;
    }
    Tracks {
        addresses,
        fastest,
        rows,
    }
}

/// Mach 1.2 where it is slowest, at the tropopause: 295 m/s times 1.2.
const MACH_1_2: f64 = 354.0;

#[test]
fn track_follows_the_traffic_of_barcelona_and_nothing_teleports() {
    let Some(path) = shared("data/asterix/barcelona_cat048_60min.ast") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("barcelona.toml");
    let text = "name = \"Barcelona\"\n[[sensor]]\nname = \"Barcelona\"\nkind = \"radar\"\nsac = 20\nsic = 129\n\
                lat = 41.30070233\nlon = 2.10205819\nheight_m = 27.26\nturn_s = 4.0\n";
    std::fs::write(&config, text).expect("written");
    let out = folder.path().join("tracks.csv");
    let output = vigie()
        .arg("track")
        .arg(&path)
        .args(["--received", "2023-05-02T08:00:00Z", "--config"])
        .arg(&config)
        .arg("-o")
        .arg(&out)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
    let tracks = tracks(&std::fs::read(&out).expect("written"));
    eprintln!(
        "{} rows, {} addresses, fastest step {:.0} m/s",
        tracks.rows,
        tracks.addresses.len(),
        tracks.fastest
    );
    assert!(tracks.addresses.len() >= 150, "{}", tracks.addresses.len());
    assert!(tracks.fastest < MACH_1_2, "{}", tracks.fastest);
}

#[test]
fn track_follows_a_flight_from_gate_to_gate() {
    let Some(path) = shared("data/adsb/long_flight.csv") else {
        return;
    };
    let output = run(&["track", path.to_str().expect("a name")]);
    assert!(output.status.success(), "{}", said(&output));
    let tracks = tracks(&output.stdout);
    eprintln!(
        "{} rows, {} addresses, fastest step {:.0} m/s",
        tracks.rows,
        tracks.addresses.len(),
        tracks.fastest
    );
    assert!(tracks.addresses.contains("486257") && tracks.rows > 10_000);
    assert!(tracks.fastest < MACH_1_2, "{}", tracks.fastest);
}

#[test]
fn track_reads_a_folder_of_detections() {
    let Some(folder) = shared("scenarios/A_enroute") else {
        return;
    };
    let output = run(&["track", "--detections", folder.to_str().expect("a name")]);
    assert!(output.status.success(), "{}", said(&output));
    let tracks = tracks(&output.stdout);
    assert!(tracks.rows > 4_000, "{} rows", tracks.rows);
}

#[test]
fn a_live_run_over_recordings_shows_their_traffic() {
    let (Some(flight), Some(radar)) = (
        shared("data/adsb/long_flight.csv"),
        shared("data/asterix/saenzpena_cat034_048.pcap"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("two.toml");
    let text = format!(
        "name = \"two\"\n[[sensor]]\nname = \"aboard\"\nkind = \"receiver\"\n[sensor.input]\nfile = {flight:?}\n\
         [[sensor]]\nname = \"Sáenz Peña\"\nkind = \"radar\"\nsac = 226\nsic = 232\nlat = -26.750555\nlon = -60.481666\n\
         height_m = 100\nturn_s = 7.65\n[sensor.input]\nfile = {radar:?}\n"
    );
    std::fs::write(&config, text).expect("written");
    let server = Server::start(&["run", config.to_str().expect("a name"), "--speed", "200"]);
    server.wait_for("radar tracks and the flight", |picture| {
        let tracks = picture["tracks"].as_array()?;
        let flight = tracks.iter().any(|track| track["icao"] == "486257");
        let radar = tracks
            .iter()
            .filter(|track| track["squawk"].is_string() && track["lat"].as_f64() < Some(-20.0))
            .count();
        (flight && radar >= 5).then_some(())
    });
    let picture = server.picture();
    assert_eq!(
        picture["mode"], "replay",
        "a recording is never shown as live"
    );
    let note = picture["sensors"][1]["note"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(
        note.contains("its clock"),
        "the radar's times are of another day: {note:?}"
    );
}

/// Arguments, how it must end, and what it must say.
fn refused(arguments: &[&str], code: i32, expected: &[&str]) {
    let output = run(arguments);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert!(
        output.stdout.is_empty() || code == 0,
        "{arguments:?}: stdout carries data only"
    );
    for part in expected {
        assert!(
            text.contains(part),
            "{arguments:?}: {part:?} is not in: {text}"
        );
    }
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn broken_files_are_refused_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.to_str().expect("a name").to_owned()
    };
    let noise: Vec<u8> = (0..40_000_u64)
        .map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8 ^ 0x5a)
        .collect();
    let empty = file("empty.csv", b"");
    let random = file("random.bin", &noise);
    let text = file("letter.txt", b"Dear Sir,\nthis is no recording.\n");
    let missing = folder.path().join("missing.pcap");
    let missing = missing.to_str().expect("a name");
    let directory = folder.path().to_str().expect("a name");
    for command in ["decode", "track"] {
        refused(&[command, &empty], 1, &[&empty, "empty"]);
        refused(&[command, &random], 1, &[&random]);
        refused(&[command, &text], 1, &[&text]);
        refused(&[command, missing], 1, &[missing]);
        refused(&[command, directory], 1, &[directory]);
        refused(&[command, &text, "--format", "pcap"], 1, &[&text]);
    }
    refused(&["replay", "--headless", &empty], 1, &["empty"]);
    refused(&["replay", "--headless", &random], 1, &[&random]);
    refused(&["replay", "--headless", missing], 1, &[missing]);
    refused(&["track", "--detections", directory], 1, &["scenario.json"]);
}

#[test]
fn a_cut_recording_gives_what_is_whole() {
    let Some(path) = shared("data/asterix/saenzpena_cat034_048.pcap") else {
        return;
    };
    let bytes = std::fs::read(path).expect("readable");
    let folder = tempfile::tempdir().expect("a folder");
    let cut = folder.path().join("cut.data");
    std::fs::write(&cut, &bytes[..100_001]).expect("written");
    let output = run(&["decode", cut.to_str().expect("a name")]);
    assert!(output.status.success(), "{}", said(&output));
    let lines = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .count();
    assert!(lines > 1_000, "{lines}");
    assert!(said(&output).contains("at byte"), "{}", said(&output));
}

#[test]
fn mistakes_on_the_command_line_and_in_the_configuration_say_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = |text: &str| {
        let path = folder.path().join("bad.toml");
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a name").to_owned()
    };
    refused(&["fly"], 1, &["fly"]);
    refused(&["run", "--speed", "never"], 2, &["--speed"]);
    refused(&["decode"], 2, &["INPUT"]);
    refused(
        &["run", "no-such.toml"],
        1,
        &["no-such.toml", "No such file"],
    );
    refused(
        &["run", &config("nam = 1")],
        1,
        &["line 1", "did you mean `name`?"],
    );
    refused(
        &[
            "run",
            &config("name = \"x\"\n[[sensor]]\nname = \"r\"\nkind = \"radar\""),
        ],
        1,
        &["lat, lon and height_m"],
    );
    // a self-crossing area is named
    let crossing = "name = \"x\"\n[[area]]\nname = \"bow tie\"\nkind = \"danger\"\noutline = [[0, 0], [1, 1], [1, 0], [0, 1]]";
    refused(
        &["run", "--headless", "--for", "1", &config(crossing)],
        1,
        &["bow tie"],
    );
}

#[test]
fn a_port_in_use_is_said_with_a_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = taken.local_addr().expect("bound").to_string();
    refused(
        &["run", "--for", "1", "--listen", &address],
        1,
        &[&address, "--listen"],
    );
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").expect("loopback");
    let address = taken.local_addr().expect("bound").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("udp.toml");
    let text = format!(
        "name = \"x\"\n[[sensor]]\nname = \"Niamey\"\nkind = \"radar\"\nsac = 1\nsic = 1\nlat = 13\nlon = 2\n[sensor.input]\nudp = \"{address}\"\n"
    );
    std::fs::write(&config, text).expect("written");
    refused(
        &[
            "run",
            "--headless",
            "--for",
            "1",
            config.to_str().expect("a name"),
        ],
        1,
        &[&address, "Niamey", "in use"],
    );
}

#[test]
fn a_speed_nobody_can_follow_still_runs_to_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().to_str().expect("a name");
    let output = run(&[
        "run",
        "--headless",
        "--for",
        "300",
        "--speed",
        "1e9",
        "--record",
        name,
    ]);
    assert!(output.status.success(), "{}", said(&output));
    let entries = std::fs::read_dir(folder.path()).expect("a folder");
    // a file a day; five minutes fall on two days at the most
    let mut steps = 0;
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "mcap") {
            continue; // the audit log stands beside the recordings
        }
        let path = path.to_str().expect("a name");
        let output = run(&["replay", "--headless", "--speed", "0", path]);
        let object: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("one line of JSON");
        steps += object["steps"].as_u64().expect("a number");
    }
    assert_eq!(steps, 3_000, "a step for each tenth of a second");
}

#[test]
fn a_headless_run_ends_when_its_time_is_over_and_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(&[
        "run",
        "--headless",
        "--for",
        "20",
        "--speed",
        "20",
        "--record",
        folder.path().to_str().expect("a name"),
    ]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(output.stdout.is_empty());
    let recording = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("readable").path())
        .find(|path| path.extension() == Some(Path::new("mcap").as_os_str()))
        .expect("a recording");
    assert!(folder.path().join("audit.jsonl").is_file());
    let output = run(&[
        "replay",
        "--headless",
        "--speed",
        "0",
        recording.to_str().expect("a name"),
    ]);
    let object: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("one line of JSON");
    assert_eq!(
        (object["truncated"].as_bool(), object["mode"].as_str()),
        (Some(false), Some("exercise"))
    );
}
