//! Against the scorer that comes with the reference scenarios (`score.py`, numpy and scipy): the same figures to 0.5 %.
//!
//! For each scenario a track table full of faults is made from its truth, always the same (see `synthetic`). That table was
//! scored once by `score.py`, and its figures are in `data/expected`, with the digest of the text they belong to. To make
//! them again (docs/evaluation.md):
//!
//! ```text
//! VIGIE_WRITE_SYNTHETIC=/tmp/synthetic cargo test -p vigie-eval --test against_score
//! cd ../shared/tools && python3 score.py ../scenarios/A_enroute /tmp/synthetic/A_enroute.csv --strict --json
//! ```
#![allow(
    clippy::allow_attributes,
    clippy::panic,
    clippy::print_stderr,
    clippy::tests_outside_test_module,
    reason = "tests fail by panic and say what they skip"
)]

mod synthetic;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use synthetic::Faults;
use vigie_core::place::Wgs84;
use vigie_eval::figure::figures;
use vigie_eval::model::{Target, TrackRows};
use vigie_eval::table::{Order, TrackTable, TruthTable};
use vigie_eval::{Grid, Scene, evaluate};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// A scenario beside the repository; `None`, plainly said, where there is none.
fn scenario(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/scenarios")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(
        std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
        "{} is required and missing",
        path.display()
    );
    eprintln!("SKIPPED: {} is not here", path.display());
    None
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn truth(folder: &Path) -> Vec<Target> {
    let text = read(&folder.join("truth.csv"));
    let mut lines = (1_u64..).zip(text.lines());
    let (_, header) = lines.next().expect("a header");
    let mut table = TruthTable::new(header).expect("a truth table");
    for (line, text) in lines {
        table.push(line, text).expect("a point");
    }
    table.finish()
}

fn tracks(text: &str) -> Vec<TrackRows> {
    let mut lines = (1_u64..).zip(text.lines());
    let (_, header) = lines.next().expect("a header");
    let mut table = TrackTable::new(header, None, Order::Live).expect("a track table");
    for (line, text) in lines {
        table.push(line, text).expect("a row");
    }
    table.finish()
}

fn scene(folder: &Path, targets: Vec<Target>, tracks: Vec<TrackRows>) -> Scene {
    let json: serde_json::Value =
        serde_json::from_str(&read(&folder.join("scenario.json"))).expect("JSON");
    let number = |at: &str| {
        json.pointer(at)
            .and_then(serde_json::Value::as_f64)
            .expect("a number")
    };
    let origin = Wgs84::new(
        number("/origin/lat"),
        number("/origin/lon"),
        number("/origin/alt_m"),
    );
    Scene {
        origin: origin.expect("a place"),
        grid: Grid {
            start_s: number("/evaluation/start"),
            step_s: number("/evaluation/step"),
            end_s: number("/evaluation/end"),
            cutoff_m: number("/evaluation/c"),
            order: number("/evaluation/p"),
            is_3d: number("/evaluation/dim") > 2.5,
            max_age_s: number("/evaluation/max_age"),
            truth_gap_s: 2.0,
        },
        targets,
        tracks,
    }
}

/// Every figure that the other scorer printed, side by side.
fn compare(name: &str, scene: &Scene, expected: &serde_json::Value) {
    let evaluation = evaluate(scene).expect("a score");
    let ours: BTreeMap<&str, Option<f64>> = figures(&evaluation)
        .into_iter()
        .map(|figure| (figure.key, figure.value))
        .collect();
    let theirs = expected["figures"].as_object().expect("figures");
    assert!(theirs.len() >= 24, "{name}: all figures");
    for (key, value) in theirs {
        let theirs = value.as_f64();
        let ours = ours
            .get(key.as_str())
            .unwrap_or_else(|| panic!("{name}: we have no {key}"));
        let agree = match (*ours, theirs) {
            (Some(a), Some(b)) => (a - b).abs() <= 0.005 * b.abs() + 1e-9,
            (None, None) => true,
            _ => false,
        };
        assert!(agree, "{name}: {key} is {ours:?}, score.py has {theirs:?}");
    }
}

fn against(name: &str, faults: &Faults) {
    let Some(folder) = scenario(name) else {
        return;
    };
    let targets = truth(&folder);
    let text = synthetic::tracks(&targets, faults);
    if let Some(to) = std::env::var_os("VIGIE_WRITE_SYNTHETIC") {
        fs::create_dir_all(&to).expect("a folder");
        fs::write(Path::new(&to).join(format!("{name}.csv")), &text).expect("written");
        eprintln!("{name}: digest {:016x}", synthetic::digest(&text));
    }
    let expected: serde_json::Value =
        serde_json::from_str(&read(&data().join(format!("expected/{name}.json")))).expect("JSON");
    let digest = format!("{:016x}", synthetic::digest(&text));
    assert_eq!(
        expected["digest"].as_str(),
        Some(digest.as_str()),
        "{name}: not the table that was scored"
    );
    compare(name, &scene(&folder, targets, tracks(&text)), &expected);
}

#[test]
fn a_enroute() {
    against(
        "A_enroute",
        &Faults {
            seed: 1,
            period_s: 5.0,
            position_sigma_m: 150.0,
            height_sigma_m: 300.0,
            velocity_sigma_mps: 6.0,
            ghosts: 0.4,
        },
    );
}

#[test]
fn b_multisensor() {
    against(
        "B_multisensor",
        &Faults {
            seed: 2,
            period_s: 4.0,
            position_sigma_m: 220.0,
            height_sigma_m: 200.0,
            velocity_sigma_mps: 5.0,
            ghosts: 0.3,
        },
    );
}

#[test]
fn c_dense() {
    against(
        "C_dense",
        &Faults {
            seed: 3,
            period_s: 1.5,
            position_sigma_m: 18.0,
            height_sigma_m: 12.0,
            velocity_sigma_mps: 2.5,
            ghosts: 0.6,
        },
    );
}

/// The same with a scenario of our own, which is in the repository.
#[test]
fn small() {
    let folder = data().join("small");
    let text = read(&folder.join("tracks.csv"));
    let expected: serde_json::Value =
        serde_json::from_str(&read(&data().join("expected/small.json"))).expect("JSON");
    compare(
        "small",
        &scene(&folder, truth(&folder), tracks(&text)),
        &expected,
    );
}
