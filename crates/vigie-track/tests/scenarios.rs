//! The reference scenarios (`../shared/scenarios`), where that folder is there: detections in, tracks out, and honest
//! floors for what comes out. Nothing of the truth reaches the tracker.

#[path = "common/folder.rs"]
mod folder;

use folder::{Folder, Row};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use vigie_core::place::{Enu, LocalFrame, Wgs84};
use vigie_core::track::TrackNumber;
use vigie_track::Parameters;

fn shared(name: &str) -> Option<PathBuf> {
    // Other seeds of the same generator are judged by the same floors.
    let folder = std::env::var_os("VIGIE_SCENARIOS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scenarios"),
        PathBuf::from,
    );
    let path = folder.join(name);
    if path.is_dir() {
        return Some(path);
    }
    assert!(
        std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
        "{} is missing",
        path.display()
    );
    say(&format!("skipped: {} is not there", path.display()));
    None
}

fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("stderr");
}

/// What the tracks are worth, roughly: `tools/score.py` is the judge, this the guard.
#[derive(Debug)]
struct Summary {
    /// Share of truth points within the cut-off of a track.
    completeness: f64,
    /// Tracks near no target, a scored instant.
    false_tracks: f64,
    /// Median distance of a truth point to its nearest track, metres.
    median_m: f64,
    /// Distinct numbers that were nearest to a target, a target.
    numbers_per_target: f64,
}

/// Where the targets were, by half seconds.
fn truth_by_half_second(folder: &Path) -> BTreeMap<i64, Vec<(u32, Wgs84)>> {
    let truth = fs::read_to_string(folder.join("truth.csv")).expect("truth.csv");
    let mut by_half: BTreeMap<i64, Vec<(u32, Wgs84)>> = BTreeMap::new();
    for line in truth.lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        let x = |i: usize| f[i].parse::<f64>().expect("number");
        #[expect(
            clippy::cast_possible_truncation,
            reason = "half seconds of ten minutes"
        )]
        let half = libm::round(x(0) * 2.0) as i64;
        let at = Wgs84::new(x(2), x(3), x(4)).expect("on the earth");
        by_half
            .entry(half)
            .or_default()
            .push((f[1].parse().expect("target"), at));
    }
    by_half
}

fn summary(scenario: &Folder, rows: &[Row], folder: &Path) -> Summary {
    let by_half = truth_by_half_second(folder);
    let mut nearest = Vec::new();
    let (mut truths, mut covered, mut false_tracks, mut instants) = (0u32, 0u32, 0u32, 0u32);
    let mut numbers: BTreeMap<u32, Vec<TrackNumber>> = BTreeMap::new();
    let (mut t, step, end) = scenario.steps;
    let mut alive: BTreeMap<TrackNumber, &Row> = BTreeMap::new();
    let mut next = 0;
    while t <= end + 1e-9 {
        while next < rows.len() && rows[next].t <= t + 1e-6 {
            alive.insert(rows[next].number, &rows[next]);
            next += 1;
        }
        let shown: Vec<(TrackNumber, Wgs84)> = alive
            .values()
            .filter(|r| !r.end && t - r.t <= scenario.max_age_s)
            .map(|r| {
                let dt = t - r.t;
                let moved = Enu {
                    east_m: r.v[0] * dt,
                    north_m: r.v[1] * dt,
                    up_m: 0.0,
                };
                (r.number, LocalFrame::at(r.at).wgs84_from_enu(moved))
            })
            .collect();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "half seconds of ten minutes"
        )]
        let here = by_half
            .get(&(libm::round(t * 2.0) as i64))
            .cloned()
            .unwrap_or_default();
        let flat = |a: Wgs84, b: Wgs84| {
            let d = LocalFrame::at(a.at_height_m(0.0)).enu_from_wgs84(b.at_height_m(0.0));
            libm::hypot(d.east_m, d.north_m)
        };
        for &(target, at) in &here {
            truths += 1;
            let best = shown
                .iter()
                .map(|&(n, p)| (flat(at, p), n))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((distance, number)) = best
                && distance <= scenario.cutoff_m
            {
                covered += 1;
                nearest.push(distance);
                let seen = numbers.entry(target).or_default();
                if !seen.contains(&number) {
                    seen.push(number);
                }
            }
        }
        let lonely = |p: Wgs84| here.iter().all(|&(_, at)| flat(at, p) > scenario.cutoff_m);
        false_tracks += u32::try_from(shown.iter().filter(|s| lonely(s.1)).count()).expect("few");
        instants += 1;
        t += step;
    }
    nearest.sort_by(f64::total_cmp);
    Summary {
        completeness: f64::from(covered) / f64::from(truths.max(1)),
        false_tracks: f64::from(false_tracks) / f64::from(instants.max(1)),
        median_m: nearest.get(nearest.len() / 2).copied().unwrap_or(f64::NAN),
        numbers_per_target: numbers.values().map(Vec::len).sum::<usize>() as f64
            / numbers.len().max(1) as f64,
    }
}

fn run(name: &str) -> Option<Summary> {
    let path = shared(name)?;
    let scenario = Folder::read(&path);
    let (tracker, rows) = scenario.track(&Parameters::default());
    let out = std::env::temp_dir().join("vigie-track-scenarios");
    fs::create_dir_all(&out).expect("temporary folder");
    let file = out.join(format!("{name}.csv"));
    fs::write(&file, folder::csv(&rows)).expect("track file");
    let summary = summary(&scenario, &rows, &path);
    say(&format!(
        "{name}: {summary:.3?}
{:?}
{}",
        tracker.counters(),
        file.display()
    ));
    Some(summary)
}

#[test]
fn en_route_one_primary_radar() {
    if let Some(s) = run("A_enroute") {
        assert!(
            s.completeness > 0.97
                && s.false_tracks < 1.5
                && s.median_m < 130.0
                && s.numbers_per_target < 1.5,
            "{s:?}"
        );
    }
}

#[test]
fn three_biased_radars_with_identities_and_clashes() {
    if let Some(s) = run("B_multisensor") {
        assert!(
            s.completeness > 0.97
                && s.false_tracks < 4.0
                && s.median_m < 100.0
                && s.numbers_per_target < 1.5,
            "{s:?}"
        );
    }
}

#[test]
fn dense_low_and_slow_in_clutter() {
    if let Some(s) = run("C_dense") {
        assert!(
            s.completeness > 0.95
                && s.false_tracks < 1.5
                && s.median_m < 15.0
                && s.numbers_per_target < 5.0,
            "{s:?}"
        );
    }
}
