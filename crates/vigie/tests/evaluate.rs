//! `vigie evaluate` as it is typed: what it prints, what it refuses, how it ends.

mod common;

use common::{shared, vigie};
use std::path::{Path, PathBuf};
use std::process::Output;

/// A scenario of our own with its tracks.
fn small() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vigie-eval/tests/data/small")
}

fn evaluate(arguments: &[&str]) -> Output {
    vigie()
        .arg("evaluate")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a name")
}

fn json(output: &Output) -> serde_json::Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

#[test]
fn a_scenario_is_scored_as_tables_json_and_a_page() {
    let (folder, work) = (small(), tempfile::tempdir().expect("a folder"));
    let (tracks, page) = (folder.join("tracks.csv"), work.path().join("report.html"));
    let base = ["--scenario", name(&folder), "--tracks", name(&tracks)];
    let found = json(&evaluate(&[&base[..], &["--json"]].concat()));
    let gospa = found["gospa"].as_f64().expect("a number");
    assert!((gospa - 354.048_652_614).abs() < 1e-6, "{gospa}");
    assert_eq!(found["targets"].as_array().map(Vec::len), Some(6));
    assert_eq!(found["instants"].as_array().map(Vec::len), Some(23));
    assert_eq!(found["surveillance"].as_array().map(Vec::len), Some(62));
    let tables = evaluate(&[&base[..], &["--html", name(&page), "--lang", "fr"]].concat());
    assert!(tables.status.success());
    let text = String::from_utf8(tables.stdout).expect("text");
    assert!(
        text.contains("Complétude") && text.contains("exigence inconnue"),
        "{text}"
    );
    let page = std::fs::read_to_string(page).expect("written");
    assert!(page.contains("<html lang=fr>") && page.contains("Évaluation de pistes"));
    let procedural = evaluate(&[&base[..], &["--separation", "procedural"]].concat());
    let text = String::from_utf8(procedural.stdout).expect("text");
    assert!(
        text.contains("not applicable: separation is procedural"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let (folder, work) = (small(), tempfile::tempdir().expect("a folder"));
    let tracks = work.path().join("tracks.csv");
    for (text, said) in [
        ("", "it is empty: a header is needed"),
        ("t,lat,lon\n", "line 1: the column track_id is missing"),
        (
            "t,track_id,lat,lon\n1,a,NaN,2\n",
            "line 2: lat is not a number: \"NaN\"",
        ),
        (
            "t,track_id,lat,lon\n2,a,13,2\n1,a,13,2\n",
            "line 3: the time goes back",
        ),
    ] {
        std::fs::write(&tracks, text).expect("written");
        let output = evaluate(&["--scenario", name(&folder), "--tracks", name(&tracks)]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(
            error.contains(said) && error.contains("tracks.csv"),
            "{error}"
        );
        assert!(output.stdout.is_empty());
    }
    let tracks = folder.join("tracks.csv");
    let nowhere = evaluate(&["--scenario", "nowhere", "--tracks", name(&tracks)]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert_eq!(
        evaluate(&["--tracks", name(&tracks)]).status.code(),
        Some(2)
    );
}

/// A header alone: nobody is tracked, which is a score.
#[test]
fn no_tracks_are_a_score() {
    let (folder, work) = (small(), tempfile::tempdir().expect("a folder"));
    let tracks = work.path().join("tracks.csv");
    std::fs::write(&tracks, "t,track_id,lat,lon\n").expect("written");
    let found = json(&evaluate(&[
        "--scenario",
        name(&folder),
        "--tracks",
        name(&tracks),
        "--json",
    ]));
    assert_eq!(found["completeness"].as_f64(), Some(0.0));
    assert!(found["rms_pos"].is_null());
}

/// A table against itself as reference: nothing is far.
#[test]
fn a_table_is_its_own_reference() {
    let tracks = small().join("tracks.csv");
    let found = json(&evaluate(&[
        "--reference",
        name(&tracks),
        "--tracks",
        name(&tracks),
        "--json",
    ]));
    assert!(
        found["rms_pos"].as_f64().expect("a number") < 150.0,
        "{found}"
    );
}

/// What our tracker writes is scored, as CSV and as Parquet alike.
#[test]
fn our_own_tracks_are_scored() {
    let Some(folder) = shared("scenarios/A_enroute") else {
        return;
    };
    let work = tempfile::tempdir().expect("a folder");
    let scored: Vec<f64> = ["a.csv", "a.parquet"]
        .into_iter()
        .map(|file| {
            let path = work.path().join(file);
            let tracked = vigie()
                .args(["track", "--detections", name(&folder), "-o", name(&path)])
                .output()
                .expect("the binary runs");
            assert!(tracked.status.success());
            let found = json(&evaluate(&[
                "--scenario",
                name(&folder),
                "--tracks",
                name(&path),
                "--json",
            ]));
            assert!(found["completeness"].as_f64().expect("a number") > 0.5);
            assert!(found["nees"].as_f64().is_some());
            found["gospa"].as_f64().expect("a number")
        })
        .collect();
    // the CSV has a tenth of a metre in height, microseconds in time
    assert!((scored[0] / scored[1] - 1.0).abs() < 1e-3, "{scored:?}");
}

/// System tracks of another tracker as reference: the codes that both had.
#[test]
fn a_recording_of_system_tracks_is_a_reference() {
    let (Some(radar), Some(tracker)) = (
        shared("data/asterix/saenzpena_cat034_048.pcap"),
        shared("data/asterix/saenzpena_cat062.pcap"),
    ) else {
        return;
    };
    let work = tempfile::tempdir().expect("a folder");
    let (site, tracks) = (work.path().join("site.toml"), work.path().join("t.csv"));
    let text = "name = \"x\"\n[[sensor]]\nname = \"radar\"\nkind = \"radar\"\nsac = 226\nsic = 232\nlat = -26.750555\n\
                lon = -60.481666\nheight_m = 100\nturn_s = 7.65\n";
    std::fs::write(&site, text).expect("written");
    let tracked = vigie()
        .args([
            "track",
            "--config",
            name(&site),
            name(&radar),
            "-o",
            name(&tracks),
        ])
        .output()
        .expect("the binary runs");
    assert!(tracked.status.success());
    let found = json(&evaluate(&[
        "--tracks",
        name(&tracks),
        "--reference",
        name(&tracker),
        "--json",
    ]));
    let records = found["identities"]["records"].as_array().expect("records");
    let shared = records
        .iter()
        .filter(|record| record["near"].as_u64() > Some(0))
        .count();
    assert!(shared >= 10, "{shared} codes were followed by both");
}
