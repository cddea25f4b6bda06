//! Reference trajectories, and what an hour of real radar data gives.

mod common;

use common::{shared, vigie};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The rows of a track table, by column.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).expect("a table");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let row = |line: &str| {
        let values = line.split(',').map(str::to_owned);
        names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(values)
            .collect()
    };
    lines.map(row).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

/// What it says on stdout; it must succeed.
fn run(arguments: &[&str], path: &[&Path]) -> String {
    let output = vigie()
        .args(arguments)
        .args(path)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).expect("text")
}

/// A radar that turns in five seconds, and one aircraft that flies east at 200 m/s, with 60 m of noise.
fn scenario(folder: &Path) {
    let radar = r#"{"sensors": [{"id": "R1", "pos": [13.5, 2.0, 200.0], "period": 5.0, "sr": 60.0, "saz": 0.1,
        "rmax": 200000.0, "pd_psr": 0.9}]}"#;
    std::fs::write(folder.join("scenario.json"), radar).expect("written");
    let mut table =
        String::from("det,t_recv,t,sensor,scan,type,range_m,az_deg,el_deg,alt_ft,mode3a,mode_s\n");
    let mut state = 7_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        60.0 * 3.46 * (f64::from(state >> 8) / f64::from(1_u32 << 24) - 0.5)
    };
    for k in 0..40 {
        let t = 5.0 * f64::from(k);
        let (east, north) = (-20_000.0 + 200.0 * t + noise(), 50_000.0 + noise());
        let (range, azimuth) = (east.hypot(north), east.atan2(north).to_degrees());
        let azimuth = azimuth.rem_euclid(360.0);
        writeln!(
            table,
            "{k},{:.3},{t:.3},R1,{k},CMB,{range:.1},{azimuth:.4},,10000,2301,062001",
            t + 0.5
        )
        .expect("memory");
    }
    std::fs::write(folder.join("detections.csv"), table).expect("written");
}

#[test]
fn smoothed_trajectories_are_tables_and_references() {
    let folder = tempfile::tempdir().expect("a folder");
    scenario(folder.path());
    let [on_line, back] = ["on_line.csv", "back.csv"].map(|name| folder.path().join(name));
    run(
        &["track", "--detections"],
        &[folder.path(), Path::new("-o"), &on_line],
    );
    run(
        &["track", "--smooth", "--grid", "1", "--detections"],
        &[folder.path(), Path::new("-o"), &back],
    );
    let (known, smoothed) = (rows(&on_line), rows(&back));
    assert!(known.iter().all(|row| !row["p_uu"].is_empty()));
    // From the first plot to the last, each second, and the row that ends it.
    assert_eq!(smoothed.len(), 197);
    assert!(smoothed.is_sorted_by(|a, b| number(a, "t") <= number(b, "t")));
    assert_eq!(
        (number(&smoothed[0], "t"), smoothed[0]["icao"].as_str()),
        (0.0, "062001")
    );
    assert_eq!(smoothed.iter().filter(|row| row["end"] == "1").count(), 1);
    let sum = |rows: &[BTreeMap<String, String>], column: &str| {
        rows.iter().map(|row| number(row, column)).sum::<f64>() / rows.len() as f64
    };
    assert!(sum(&smoothed, "p_ee") < 0.5 * sum(&known, "p_ee"));
    for row in &smoothed {
        assert!((number(row, "ve") - 200.0).abs() < 12.0, "{row:?}");
    }
    let said = run(
        &["evaluate", "--json", "--reference"],
        &[&back, Path::new("--tracks"), &on_line],
    );
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert!(
        said["completeness"].as_f64() > Some(0.95),
        "{}",
        said["completeness"]
    );
    assert!(
        said["rms_pos"].as_f64() < Some(200.0),
        "{}",
        said["rms_pos"]
    );
    assert_eq!(said["identities"]["records"][0]["tracks"], 1);
}

#[test]
fn an_hour_of_mode_s_gives_one_track_for_an_address_at_a_time_and_no_swaps() {
    let Some(recording) = shared("data/asterix/barcelona_cat048_60min.ast") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let [config, tracks] = ["bcn.toml", "bcn.csv"].map(|name| folder.path().join(name));
    let text = "name = \"Barcelona\"\n[[sensor]]\nname = \"Barcelona radar\"\nkind = \"radar\"\nsac = 20\nsic = 129\n\
        lat = 41.30070233\nlon = 2.10205819\nheight_m = 27.26\nturn_s = 4\n";
    std::fs::write(&config, text).expect("written");
    run(
        &["track", "--received", "2023-05-02T08:00:00Z", "--config"],
        &[&config, Path::new("-o"), &tracks, &recording],
    );
    // Of each track: its addresses, and from when until when it was seen.
    let mut lives: BTreeMap<i64, (Vec<String>, f64, f64)> = BTreeMap::new();
    for row in rows(&tracks).iter().filter(|row| row["end"] == "0") {
        let (id, t) = (row["track_id"].parse().expect("a number"), number(row, "t"));
        let (addresses, _, until) = lives.entry(id).or_insert((Vec::new(), t, t));
        *until = t;
        if !row["icao"].is_empty() && !addresses.contains(&row["icao"]) {
            addresses.push(row["icao"].clone());
        }
    }
    let mut seen: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for (id, (addresses, from, until)) in &lives {
        assert!(addresses.len() <= 1, "track {id} was {addresses:?}");
        for address in addresses {
            seen.entry(address).or_default().push((*from, *until));
        }
    }
    assert_eq!(seen.len(), 177, "every address has a track");
    for (address, spans) in &mut seen {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in spans.windows(2) {
            assert!(pair[1].0 > pair[0].1, "{address} was two tracks: {pair:?}");
        }
    }
    eprintln!("{} tracks of {} addresses", lives.len(), seen.len());
}
