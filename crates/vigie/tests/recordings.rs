//! What was recorded is replayed bit for bit, whatever became of the process that recorded it.

mod common;

use common::{Server, vigie};
use std::path::{Path, PathBuf};
use vigie_core::picture::Mode;
use vigie_core::time::{Nanos, UtcNs};
use vigie_engine::{Digest, Inputs};
use vigie_store::{FileRecorder, Reader, RecordingHeader};

fn recorded_in(folder: &Path) -> PathBuf {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.pop().expect("a recording")
}

/// Replays without pace or page; what it says on stdout.
fn replay(recording: &Path) -> serde_json::Value {
    let output = vigie()
        .args(["replay", "--headless", "--speed", "0"])
        .arg(recording)
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("one line of JSON")
}

fn seconds(time: &serde_json::Value) -> f64 {
    let stamp: jiff::Timestamp = time.as_str().expect("a time").parse().expect("RFC 3339");
    stamp.as_nanosecond() as f64 * 1e-9
}

#[test]
fn a_killed_run_opens_loses_a_second_at_most_and_replays_to_one_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(&["run", "--record", folder.path().to_str().expect("a name")]);
    let started = seconds(&server.picture()["at"]);
    assert!(started > 1.7e9, "the first picture has a time of ours");
    let last = server.wait_for("eight seconds", |picture| {
        let at = seconds(&picture["at"]);
        (at >= started + 8.0).then_some(at)
    });
    server.kill();
    let recording = recorded_in(folder.path());
    let (once, twice) = (replay(&recording), replay(&recording));
    eprintln!("{once}");
    assert_eq!(once, twice);
    assert_eq!(once["truncated"], true);
    assert_eq!(once["digest"].as_str().map(str::len), Some(64));
    assert!(once["receptions"].as_u64() > Some(1_000), "{once}");
    // What was flushed a second ago or more is there. A busy machine may be late with a step, with our question and with
    // the kill; it is not late by more than a second.
    let lost = last - seconds(&once["ended"]);
    assert!(lost < 2.0, "{lost} s are lost");
}

#[test]
fn a_replay_repeats_the_run_and_its_operators_bit_for_bit() {
    let start = UtcNs(1_800_000_000_000_000_000);
    let setup = vigie::config::demonstration(start).expect("built in");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.mcap");
    let header = RecordingHeader {
        software: "test".to_owned(),
        mode: Mode::Exercise,
        config_toml: setup.text.clone(),
        sensors: setup.sites.iter().map(|site| site.name.clone()).collect(),
        started: start,
    };
    let mut recorder = FileRecorder::create(&path, &header).expect("a new file");
    let mut engine = vigie::live::engine_for(&setup).expect("sound");
    let mut world = vigie::live::Simulation::new(&setup.sites, 7, start);
    let mut digest = Digest::default();
    let mut acknowledged = 0;
    for tenth in 1..=1_500 {
        let now = start + Nanos::from_millis(100 * tenth);
        let mut receptions = Vec::new();
        world.advance(now, &mut receptions);
        let mut commands = Vec::new();
        if tenth % 300 == 0
            && let Some(alert) = engine
                .alerts()
                .iter()
                .find(|alert| alert.acknowledged.is_none())
        {
            let order = vigie_core::command::Order::Acknowledge(alert.id);
            commands.push(vigie_core::command::Command {
                at: now,
                by: "A. Moussa".to_owned(),
                order,
            });
            acknowledged += 1;
        }
        recorder
            .write_step(now, &receptions, &commands)
            .expect("written");
        let inputs = Inputs {
            receptions: &receptions,
            commands: &commands,
        };
        digest.absorb(&engine.step(now, inputs));
        digest.absorb_state(&engine);
    }
    recorder.finish().expect("ended");
    assert!(
        acknowledged >= 2 && engine.tracks().len() >= 40,
        "{acknowledged}, {}",
        engine.tracks().len()
    );
    assert!(
        engine
            .alerts()
            .iter()
            .any(|alert| alert.acknowledged.is_some())
    );
    let said = replay(&path);
    assert_eq!(said["digest"], digest.to_string(), "{said}");
    assert_eq!(
        (said["steps"].as_u64(), said["truncated"].as_bool()),
        (Some(1_500), Some(false))
    );
    // and the digest is of the content: without the operators, another digest
    assert_ne!(digest_without_commands(&path, &setup), digest.to_string());
}

fn digest_without_commands(path: &Path, setup: &vigie::config::Setup) -> String {
    let (_, mut reader) = Reader::open(path).expect("ours");
    let mut engine = vigie::live::engine_for(setup).expect("sound");
    let mut digest = Digest::default();
    let (mut receptions, mut commands) = (Vec::new(), Vec::new());
    while let Some(now) = reader
        .next_step(&mut receptions, &mut commands)
        .expect("readable")
    {
        let inputs = Inputs {
            receptions: &receptions,
            commands: &[],
        };
        digest.absorb(&engine.step(now, inputs));
        digest.absorb_state(&engine);
        receptions.clear();
        commands.clear();
    }
    digest.to_string()
}
