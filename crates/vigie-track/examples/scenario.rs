//! Tracks the detections of a scenario folder: `cargo run --release -p vigie-track --example scenario -- DIR OUT.csv`.
//!
//! The same as `vigie track --detections DIR -o OUT.csv`, without the rest of the program to build.

#[path = "../tests/common/folder.rs"]
mod folder;

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = &arguments[..] else {
        say("usage: scenario DIR OUT.csv");
        return;
    };
    let folder = folder::Folder::read(Path::new(from));
    let start = Instant::now();
    let (tracker, rows) = folder.track();
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
    let plots = folder.detections.len();
    say(&format!(
        "{plots} plots, {:.0}/s; {:?}",
        plots as f64 / spent,
        tracker.counters()
    ));
}

fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("stderr");
}
