//! Every alert that a recording raises: `cargo run --release -p vigie --example alerts CONFIG.toml`.
//!
//! The configuration names its sensors' files (`[sensor.input] file = ...`). They are taken through the whole engine in
//! steps of 100 ms, as live. One line an alert as it began and as it was last, then how many there were of each kind.

#![expect(clippy::print_stdout, reason = "what it finds is its output")]

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;
use vigie::config::Source;
use vigie::doors::{FileOptions, open_file};
use vigie_core::alert::{Alert, AlertId};
use vigie_core::reception::Reception;
use vigie_core::time::{Nanos, UtcNs};
use vigie_engine::Inputs;

const STEP: Nanos = Nanos::from_millis(100);

fn main() -> Result<()> {
    let path = std::env::args().nth(1).context("which configuration?")?;
    let setup = vigie::config::load(Path::new(&path), UtcNs(0))?;
    let mut receptions: Vec<Reception> = Vec::new();
    for door in &setup.doors {
        let Source::File(file) = &door.place else {
            continue;
        };
        let options = FileOptions {
            format: door.format,
            sensor: door.sensor,
            received: None,
            gnss_stamps: door.gnss_stamps,
        };
        receptions.extend(open_file(file, options)?.flatten());
    }
    receptions.sort_by_key(|reception| reception.heard);
    let mut engine = vigie::live::engine_for(&setup)?;
    let mut seen: BTreeMap<AlertId, (Alert, Alert)> = BTreeMap::new();
    let (mut rest, mut most) = (&receptions[..], 0);
    let mut now = rest.first().context("nothing was read")?.heard;
    let start = now;
    while !rest.is_empty() {
        now = now + STEP;
        let due = rest.partition_point(|reception| reception.heard < now);
        let (batch, later) = rest.split_at(due);
        rest = later;
        let inputs = Inputs {
            receptions: batch,
            commands: &[],
        };
        let changed = !engine.step(now, inputs).alerts.is_empty();
        most = most.max(engine.tracks().len());
        if !changed {
            continue;
        }
        for alert in engine.alerts() {
            let (_, last) = seen
                .entry(alert.id)
                .or_insert_with(|| (alert.clone(), alert.clone()));
            *last = alert;
        }
    }
    println!(
        "{} receptions, {:.0} s",
        receptions.len(),
        (now - start).as_secs_f64()
    );
    println!("at most {most} tracks at once");
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for (first, last) in seen.values() {
        *counts.entry(last.kind.name()).or_default() += 1;
        let since = (first.since - start).as_secs_f64();
        let ended = last.ended.map(|at| (at - start).as_secs_f64());
        let facts: Vec<String> = last
            .evidence
            .iter()
            .map(|fact| format!("{}={}", fact.key, fact.value))
            .collect();
        println!(
            "{since:8.1} {:>8} {:8} {:20} {:?} {} {}",
            ended.map_or("stands".to_owned(), |ended| format!("{ended:.1}")),
            last.severity.name(),
            last.kind.name(),
            last.subject,
            last.label,
            facts.join(" "),
        );
    }
    println!("{counts:?}");
    Ok(())
}
