//! Looking back on a recording, the radars' errors are known from its beginning.

#[expect(dead_code, reason = "this test writes no rows")]
#[path = "common/folder.rs"]
mod folder;

use folder::Folder;
use std::io::Write as _;
use std::path::Path;
use vigie_core::sensor::{Registration, SensorId};
use vigie_core::time::UtcNs;
use vigie_track::offline::Smoother;
use vigie_track::{Parameters, Tracker};

/// Mean absolute errors of range (m), azimuth (rad) and time (s).
type Errors = [f64; 3];

fn errors(found: Option<Registration>, truth: &Errors) -> Errors {
    let found = found.map_or([0.0; 3], |r| [r.range_m, r.azimuth_rad, r.time_s]);
    std::array::from_fn(|k| (found[k] - truth[k]).abs())
}

fn truth(folder: &Path) -> Vec<Errors> {
    let text = std::fs::read_to_string(folder.join("truth_meta.json")).expect("truth_meta.json");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    (1..=3)
        .map(|radar| {
            let of = |what: &str| {
                let value = &json["biases"][format!("R{radar}")][what];
                value.as_f64().expect("a number")
            };
            [of("range_m"), of("azimuth_deg").to_radians(), of("time_s")]
        })
        .collect()
}

#[test]
fn the_errors_of_three_radars_are_known_better_than_on_line_and_from_the_start() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scenarios");
    let path = shared.join("B_multisensor");
    let mut err = std::io::stderr();
    if !path.is_dir() {
        let required = std::env::var_os("VIGIE_REQUIRE_ALL").is_some();
        assert!(!required, "{} is missing", path.display());
        writeln!(err, "skipped: {} is not there", path.display()).expect("stderr");
        return;
    }
    let (scenario, truth) = (Folder::read(&path), truth(&path));
    let mut first = scenario.tracker(&Parameters::default());
    first.keep_registration();
    let sensors = || (0..3_u16).map(SensorId).zip(&truth);
    // What was known on line, by seconds, and later what it should have been.
    let mut on_line: Vec<(UtcNs, [Errors; 3])> = Vec::new();
    let (first, _) = scenario.track_with(first, |tracker: &mut Tracker| {
        let at = tracker.tracks().iter().map(|t| t.at).max();
        if let Some(at) = at
            && on_line
                .last()
                .is_none_or(|l| (at - l.0).as_secs_f64() >= 1.0)
        {
            let now = sensors().map(|(id, truth)| errors(tracker.registration(id), truth));
            on_line.push((at, now.collect::<Vec<_>>().try_into().expect("three")));
        }
    });
    let course = first.registration_course().expect("kept");
    assert_eq!(course.radars().len(), 3);
    let seconds = |at: UtcNs| (at - UtcNs(0)).as_secs_f64();
    let (mut before, mut after, mut count) = ([0.0; 3], [0.0; 3], 0.0);
    for (at, known) in on_line
        .iter()
        .filter(|l| (20.0..240.0).contains(&seconds(l.0)))
    {
        for ((id, truth), known) in sensors().zip(known) {
            let found = course.at(id, *at).expect("many pairs");
            let found = errors(Some(found), truth);
            for k in 0..3 {
                before[k] += known[k];
                after[k] += found[k];
            }
            count += 1.0;
        }
    }
    let mean = |sums: Errors| sums.map(|sum| sum / count);
    let (before, after) = (mean(before), mean(after));
    writeln!(
        err,
        "mean errors (m, rad, s): on line {before:.5?}, over all {after:.5?}"
    )
    .expect("stderr");
    for k in 0..3 {
        assert!(after[k] < 0.8 * before[k], "{before:?} {after:?}");
    }
    assert!(after[0] < 10.0 && after[1] < 0.03_f64.to_radians() && after[2] < 0.05);

    // The second pass takes them as they are, and does not look for more.
    let mut second = scenario.tracker(&Parameters::default());
    second.follow_registration(&course);
    second.keep_journal();
    let mut smoother = Smoother::default();
    let (second, _) = scenario.track_with(second, |tracker| smoother.take(tracker));
    for (id, _) in sensors() {
        let (given, used) = (course.at(id, UtcNs(i64::MAX)), second.registration(id));
        assert_eq!(given, used);
    }
    assert_eq!(smoother.lost(), 0);
    assert!(smoother.trajectories(None).count() > 190);
}

#[test]
fn what_is_known_from_elsewhere_is_where_registration_begins() {
    let site = |id, lat| {
        let mut site = vigie_core::sensor::SensorSite {
            id: SensorId(id),
            name: String::new(),
            kind: vigie_core::sensor::SensorKind::Receiver,
            source: None,
            position: vigie_core::place::Wgs84::new(lat, 2.0, 100.0),
            range_max_m: 300e3,
            simulated: false,
        };
        if id > 0 {
            site.kind = vigie_core::sensor::SensorKind::Radar(vigie_core::sensor::RadarModel {
                range_sigma_m: 60.0,
                azimuth_sigma_rad: 0.001,
                turn: vigie_core::time::Nanos::from_secs(5),
                detection_probability: 0.9,
            });
        }
        site
    };
    let mut tracker = Tracker::new(Parameters::default(), &[site(0, 13.0), site(1, 14.0)]);
    let known = Registration {
        range_m: 120.0,
        azimuth_rad: 0.003,
        time_s: 0.1,
        range_sigma_m: 5.0,
        azimuth_sigma_rad: 1e-4,
        time_sigma_s: 0.01,
        pairs: 1000,
    };
    assert!(!tracker.set_registration(SensorId(0), &known), "no radar");
    let broken = Registration {
        range_m: f64::NAN,
        ..known
    };
    assert!(!tracker.set_registration(SensorId(1), &broken));
    assert_eq!(tracker.registration(SensorId(1)), None);
    assert!(tracker.set_registration(SensorId(1), &known));
    let shown = tracker.registration(SensorId(1)).expect("known");
    assert!((shown.range_m - 120.0).abs() < 1e-9 && (shown.range_sigma_m - 5.0).abs() < 1e-9);
    assert!(tracker.registration_course().is_none(), "nothing was kept");
}
