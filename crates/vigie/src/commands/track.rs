//! `vigie track`: recorded bytes to tracks, as fast as it goes.

mod detections;
mod rows;
mod smooth;
pub(super) mod sources;

use super::progress;
use crate::cli::TrackOptions;
use crate::clock::{utc_now, utc_of};
use crate::config::{self, Setup};
use crate::doors::FileReceptions;
use crate::live::engine_for;
use crate::logs::say;
use anyhow::Result;
use rows::Rows;
use smooth::Pass;
use std::process::ExitCode;
use vigie_core::reception::Reception;
use vigie_core::sensor::SensorKind;
use vigie_core::time::{Nanos, UtcNs};
use vigie_engine::{Engine, Inputs};

/// Receptions of so much time make one step: what a live system would have done.
const STEP: Nanos = Nanos::from_millis(100);
/// The bar moves every so many steps.
const BAR_EVERY: u64 = 512;

/// Tracks the inputs; rows go to stdout or a file. Fails if nothing could be read.
pub fn run(options: &TrackOptions) -> Result<ExitCode> {
    let mut rows = Rows::open(options.output.as_deref())?;
    let outcome = match &options.detections {
        Some(folder) => smooth::passes(options.smooth, options.grid, &mut rows, |pass, rows| {
            detections::track(folder, pass, rows)
        }),
        None => smooth::passes(options.smooth, options.grid, &mut rows, |pass, rows| {
            track_files(options, pass, rows)
        }),
    };
    let outcome = match outcome {
        Ok(true) => rows.finish().map(|()| ExitCode::SUCCESS),
        Ok(false) => Ok(ExitCode::FAILURE),
        Err(error) => Err(error),
    };
    match outcome {
        Err(error) if rows::is_broken_pipe(&error) => Ok(ExitCode::SUCCESS),
        outcome => outcome,
    }
}

/// Tracks files; says whether anything in them could be read.
fn track_files(options: &TrackOptions, pass: &mut Pass, rows: &mut Rows) -> Result<bool> {
    let base = match &options.config {
        Some(path) => Some(config::load(
            path,
            options.received.map_or_else(utc_now, utc_of),
        )?),
        None => None,
    };
    let (setup, files) = sources::open(options, base)?;
    anyhow::ensure!(
        !setup.exercise || setup.demonstration.is_none(),
        "a demonstration has no recorded input to track"
    );
    let mut engine = engine_for(&setup)?;
    pass.begin(engine.tracker_mut());
    let mut merged = Merged::new(files);
    let bar = progress::bar("tracking", merged.len());
    let mut batch: Vec<Reception> = Vec::new();
    let (mut receptions, mut steps) = (0_u64, 0_u64);
    while let Some(first) = merged.next() {
        let until = first.heard + STEP;
        let mut now = first.heard;
        batch.clear();
        batch.push(first);
        while let Some(next) = merged.next_before(until) {
            now = now.max(next.heard);
            batch.push(next);
        }
        step(&mut engine, now, &batch, pass, rows)?;
        receptions += batch.len() as u64;
        steps += 1;
        if steps.is_multiple_of(BAR_EVERY) {
            bar.set_position(merged.position());
        }
    }
    bar.finish_and_clear();
    pass.end(engine.tracker());
    smooth::report_registration(&setup.sites, pass, engine.tracker());
    if !matches!(pass, Pass::First(_)) {
        report(&engine, &setup, &merged, receptions, pass.tracks(rows));
    }
    let unplaced = setup
        .sites
        .iter()
        .any(|site| matches!(site.kind, SensorKind::Radar(_)) && site.position.is_none());
    Ok(receptions > 0 && !(engine.counters().track.initiated == 0 && unplaced))
}

fn step(
    engine: &mut Engine,
    now: UtcNs,
    batch: &[Reception],
    pass: &mut Pass,
    rows: &mut Rows,
) -> Result<()> {
    engine.step(
        now,
        Inputs {
            receptions: batch,
            commands: &[],
        },
    );
    let now = now.max(engine.now());
    pass.take(now, engine.tracker_mut(), rows)
}

/// What was read and what was not, on stderr.
fn report(engine: &Engine, setup: &Setup, merged: &Merged, receptions: u64, tracks: usize) {
    let counters = engine.counters();
    say(format_args!(
        "{receptions} receptions, {} target reports, {tracks} tracks",
        counters.track.reports
    ));
    if counters.sense.asterix.unknown_sources > 0 {
        say(format_args!(
            "{} ASTERIX records came from sources that are not configured: add their sac, sic and position with --config",
            counters.sense.asterix.unknown_sources
        ));
    }
    for site in &setup.sites {
        if let Some(fault) = engine
            .sensors()
            .iter()
            .find(|status| status.id == site.id)
            .and_then(|status| status.fault)
        {
            say(format_args!("{}: {}", site.name, crate::web::note(fault)));
        }
    }
    if merged.faults > 0 {
        say(format_args!(
            "{} unreadable parts were passed over",
            merged.faults
        ));
    }
}

/// Several files as one stream, by the times they were heard.
struct Merged {
    files: Vec<Head>,
    faults: u64,
}

/// A file and the reception that comes next.
struct Head {
    next: Option<Reception>,
    file: FileReceptions,
}

impl Head {
    fn pull(&mut self, faults: &mut u64) -> Option<Reception> {
        let taken = self.next.take();
        for item in &mut self.file {
            match item {
                Ok(reception) => {
                    self.next = Some(reception);
                    break;
                }
                Err(fault) => {
                    if *faults == 0 {
                        say(format_args!("{fault}"));
                    }
                    *faults += 1;
                }
            }
        }
        taken
    }
}

impl Merged {
    fn new(files: Vec<FileReceptions>) -> Merged {
        let files = files
            .into_iter()
            .map(|file| Head { next: None, file })
            .collect();
        let mut merged = Merged { files, faults: 0 };
        for head in &mut merged.files {
            head.pull(&mut merged.faults);
        }
        merged
    }

    /// The earliest reception, if it was heard before `until`.
    fn next_before(&mut self, until: UtcNs) -> Option<Reception> {
        let heard = |head: &Head| head.next.as_ref().map(|reception| reception.heard);
        let earliest = self
            .files
            .iter_mut()
            .filter(|head| head.next.is_some())
            .min_by_key(|head| heard(head))?;
        if heard(earliest)? < until {
            earliest.pull(&mut self.faults)
        } else {
            None
        }
    }

    fn next(&mut self) -> Option<Reception> {
        self.next_before(UtcNs(i64::MAX))
    }

    fn len(&self) -> Option<u64> {
        self.files.iter().map(|head| head.file.len()).sum()
    }

    fn position(&self) -> u64 {
        self.files.iter().map(|head| head.file.position()).sum()
    }
}
