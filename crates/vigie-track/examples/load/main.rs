//! What load the tracker bears: `cargo run --release -p vigie-track --example load -- steps|growth|memory ...`.
//!
//! - `steps [TARGETS] [STEPS]`: the distribution of how long a step of 100 ms takes with world traffic.
//! - `growth OUT.svg`: how the cost grows from 1,000 to 20,000 tracks, as numbers and as a plot.
//!
//! Times are those of this thread's processor, so that other work on the machine counts little.

#[path = "../../tests/common/traffic.rs"]
mod traffic;

mod growth;

use rustix::time::{ClockId, clock_gettime};
use std::io::Write as _;
use traffic::{Mix, World};
use vigie_core::suspects::Suspects;
use vigie_core::track::TrackStatus;
use vigie_track::{Parameters, Tracker};

/// A step, seconds.
const STEP_S: f64 = 0.1;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: Option<&&str>, or: u32| text.map_or(or, |t| t.parse().expect("a number"));
    match &words[..] {
        ["steps", rest @ ..] => steps(
            Mix::world(number(rest.first(), 20_000)),
            number(rest.get(1), 600),
        ),
        ["growth", out] => growth::growth(std::path::Path::new(out)),
        _ => say("usage: load steps [TARGETS] [STEPS] | load growth OUT.svg"),
    }
}

/// Seconds that this thread has used of a processor.
fn processor_s() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 + spent.tv_nsec as f64 * 1e-9
}

/// How long each step took, milliseconds, and how many reports it had.
struct Measured {
    step_ms: Vec<f64>,
    reports: usize,
    tracks: usize,
    believed: usize,
}

/// Runs a world for a while, then measures steps.
fn measured(mix: Mix, warm: u32, steps: u32) -> Measured {
    let mut world = World::new(mix, 1);
    let mut tracker = Tracker::new(Parameters::default(), &world.sites());
    let mut result = Measured {
        step_ms: Vec::new(),
        reports: 0,
        tracks: 0,
        believed: 0,
    };
    for step in 0..warm + steps {
        let (now, reports) = world.step(STEP_S);
        let before = processor_s();
        tracker.update(now, &reports, Suspects::none());
        let spent = processor_s() - before;
        if step >= warm {
            result.step_ms.push(1e3 * spent);
            result.reports += reports.len();
        }
    }
    let tracks = tracker.tracks();
    result.tracks = tracks.len();
    result.believed = tracks
        .iter()
        .filter(|t| t.status != TrackStatus::Tentative)
        .count();
    result
}

fn steps(mix: Mix, steps: u32) {
    let result = measured(mix, 600, steps);
    let mut sorted = result.step_ms.clone();
    sorted.sort_by(f64::total_cmp);
    let at = |per_mille: usize| sorted[(sorted.len() - 1) * per_mille / 1000];
    let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
    say(&format!(
        "{} targets: {} tracks, {} of them believed; {:.0} reports a step",
        mix.targets,
        result.tracks,
        result.believed,
        result.reports as f64 / sorted.len() as f64
    ));
    say(&format!(
        "{} steps of 100 ms: mean {mean:.1} ms, median {:.1}, p99 {:.1}, p99.9 {:.1}, longest {:.1}; {:.2} of a core; {:.0} reports/s",
        sorted.len(),
        at(500),
        at(990),
        at(999),
        at(1000),
        mean / (1e3 * STEP_S),
        result.reports as f64 / sorted.iter().sum::<f64>() * 1e3
    ));
    let mut longest: Vec<(usize, f64)> = result.step_ms.iter().copied().enumerate().collect();
    longest.sort_by(|a, b| b.1.total_cmp(&a.1));
    let listed: Vec<String> = longest
        .iter()
        .take(8)
        .map(|(step, ms)| format!("{step}: {ms:.1}"))
        .collect();
    say(&format!("the longest (step: ms): {}", listed.join(", ")));
}

fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("stdout");
}
