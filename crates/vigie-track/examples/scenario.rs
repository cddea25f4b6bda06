//! Tracks the detections of a scenario folder:
//! `cargo run --release -p vigie-track --example scenario -- DIR OUT.csv [smooth=GRID_S] [parameter=value]...`.
//!
//! The same as `vigie track --detections DIR -o OUT.csv`, without the rest of the program to build, and with
//! parameters that can be tried.

#[path = "../tests/common/folder.rs"]
mod folder;

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;
use vigie_core::time::{Nanos, UtcNs};
use vigie_track::Parameters;
use vigie_track::offline::{Smoother, Trajectory};

#[expect(
    clippy::disallowed_methods,
    reason = "it measures itself, and nothing of it reaches the tracker"
)]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, changes @ ..] = &arguments[..] else {
        say("usage: scenario DIR OUT.csv [parameter=value]...");
        return;
    };
    let mut parameters = Parameters::default();
    let mut grid = None;
    for change in changes {
        let (name, value) = change.split_once('=').expect("parameter=value");
        if name == "smooth" {
            grid = Some(value.parse().expect("seconds"));
            continue;
        }
        let known = set(&mut parameters, name, value.parse().expect("a number"));
        assert!(known, "no parameter {name}");
    }
    let folder = folder::Folder::read(Path::new(from));
    let start = Instant::now();
    let (tracker, rows) = match grid {
        Some(grid) => {
            let mut first = folder.tracker(&parameters);
            first.keep_registration();
            let (first, _) = folder.track_with(first, |_| {});
            let mut tracker = folder.tracker(&parameters);
            if let Some(course) = first.registration_course() {
                tracker.follow_registration(&course);
            }
            tracker.keep_journal();
            let mut smoother = Smoother::default();
            let (tracker, _) = folder.track_with(tracker, |tracker| smoother.take(tracker));
            let trajectories = smoother.trajectories(Some(Nanos::from_secs_f64(grid)));
            (tracker, smoothed(trajectories))
        }
        None => folder.track(&parameters),
    };
    let spent = start.elapsed().as_secs_f64();
    std::fs::write(to, folder::csv(&rows)).expect("the track file can be written");
    for sensor in 0..8 {
        if let Some(r) = tracker.registration(vigie_core::sensor::SensorId(sensor)) {
            say(&format!(
                "sensor {sensor}: range {:+.1} ± {:.1} m, azimuth {:+.4} ± {:.4}°, time {:+.3} ± {:.3} s, {} pairs",
                r.range_m,
                r.range_sigma_m,
                r.azimuth_rad.to_degrees(),
                r.azimuth_sigma_rad.to_degrees(),
                r.time_s,
                r.time_sigma_s,
                r.pairs
            ));
        }
    }
    let (start, step, end) = folder.steps;
    say(&format!(
        "scored from {start} to {end} s, each {step} s; cut-off {} m; rows older than {} s do not count",
        folder.cutoff_m, folder.max_age_s
    ));
    let plots = folder.detections.len();
    say(&format!(
        "{plots} plots, {:.0}/s; {:?}",
        plots as f64 / spent,
        tracker.counters()
    ));
}

/// Sets what is worth trying; `false` when there is nothing of that name.
fn set(p: &mut Parameters, name: &str, value: f64) -> bool {
    let field = match name {
        "quiet" => &mut p.quiet_accel_psd,
        "turn" => &mut p.turn_accel_psd,
        "rough" => &mut p.rough_accel_psd,
        "rate0" => &mut p.turn_rates[0],
        "rate1" => &mut p.turn_rates[1],
        "lasts0" => &mut p.lasts_s[0],
        "lasts1" => &mut p.lasts_s[1],
        "lasts2" => &mut p.lasts_s[2],
        "slow_quiet" => &mut p.slow_quiet_accel_psd,
        "slow_turn" => &mut p.slow_turn_accel_psd,
        "slow_rough" => &mut p.slow_rough_accel_psd,
        "slow_rate0" => &mut p.slow_turn_rates[0],
        "slow_rate1" => &mut p.slow_turn_rates[1],
        "slow_lasts0" => &mut p.slow_lasts_s[0],
        "slow_lasts1" => &mut p.slow_lasts_s[1],
        "slow_lasts2" => &mut p.slow_lasts_s[2],
        "slow_vertical" => &mut p.slow_vertical_accel_psd,
        "slow_climb" => &mut p.slow_first_climb_sigma_mps,
        "slow_speed" => &mut p.slow_first_speed_sigma_mps,
        "speed" => &mut p.first_speed_sigma_mps,
        "height_psd" => &mut p.unknown_height_psd,
        "height_sigma" => &mut p.unknown_height_sigma_m,
        "unseen_first" => &mut p.unseen_first,
        "unseen_later" => &mut p.unseen_later,
        "reply" => &mut p.reply_odds,
        "confirm" => &mut p.confirm_odds,
        "drop" => &mut p.drop_odds,
        "tentative" => &mut p.tentative_odds,
        "odds_max" => &mut p.odds_max,
        "sure" => &mut p.sure_probability,
        "gate" => &mut p.gate,
        "tentative_turns" => &mut p.tentative_turns,
        "drop_turns" => &mut p.drop_turns,
        "merge_gate" => &mut p.merge_gate,
        _ => return false,
    };
    *field = value;
    true
}

fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("stderr");
}

/// Rows of smoothed trajectories, in order of time.
fn smoothed(trajectories: impl Iterator<Item = Trajectory>) -> Vec<folder::Row> {
    let mut rows = Vec::new();
    for trajectory in trajectories {
        for state in &trajectory.states {
            let v = state.velocity;
            rows.push(folder::Row {
                t: (state.at - UtcNs(0)).as_secs_f64(),
                number: trajectory.number,
                at: state.position,
                v: [v.east_mps, v.north_mps, v.up_mps],
                p: state.position_covariance,
                p_uu: Some(state.height_variance),
                end: false,
            });
        }
    }
    rows.sort_by(|a, b| a.t.total_cmp(&b.t).then(a.number.cmp(&b.number)));
    rows
}
