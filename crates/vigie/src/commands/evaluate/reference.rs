//! A reference instead of truth: trajectories in a track table, or what a recording of system tracks or ADS-B says.

use super::tables;
use crate::cli::{EvaluateOptions, FormatName, TrackOptions};
use crate::commands::track::sources;
use crate::live::engine_for;
use crate::logs::say;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use vigie_core::place::Wgs84;
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::time::Nanos;
use vigie_engine::Inputs;
use vigie_eval::model::{Identity, Row, Target, TrackRows};
use vigie_eval::reference;
use vigie_eval::table::{Order, TrackTable};
use vigie_eval::{Grid, Scene};

/// Between instants, seconds, if not said.
const STEP_S: f64 = 5.0;
/// Cut-off, metres, if not said.
const CUTOFF_M: f64 = 5000.0;
/// A row older than this counts no more, seconds, if not said.
const MAX_AGE_S: f64 = 25.0;
/// Between points of a reference further apart than this, nobody knows where it was, seconds.
const GAP_S: f64 = 20.0;
/// Receptions read at once.
const BATCH: usize = 4096;

/// Everything to compare.
pub(super) fn scene(options: &EvaluateOptions) -> Result<Scene> {
    let path = options
        .reference
        .as_deref()
        .context("a scenario or a reference is needed: --scenario DIR or --reference FILE")?;
    let targets = reference::targets(trajectories(path)?);
    ensure!(
        !targets.is_empty(),
        "{} has no trajectory of at least two points",
        path.display()
    );
    let tracks = tables::tracks(&options.tracks, None, Order::Live, false)?;
    let (start_s, end_s) = both(&targets, &tracks).with_context(|| {
        format!(
            "{} and {} have no time in common: both are in seconds since 1970, or of one scenario",
            path.display(),
            options.tracks.display()
        )
    })?;
    let grid = Grid {
        start_s: options.start.unwrap_or(start_s),
        step_s: options.step.unwrap_or(STEP_S),
        end_s: options.end.unwrap_or(end_s),
        cutoff_m: options.cutoff.unwrap_or(CUTOFF_M),
        order: 2.0,
        is_3d: false,
        max_age_s: options.max_age.unwrap_or(MAX_AGE_S),
        truth_gap_s: GAP_S,
    };
    grid.check()?;
    Ok(Scene {
        origin: middle(&targets)?,
        grid,
        targets,
        tracks,
    })
}

/// The time in which both have something, on whole seconds.
fn both(targets: &[Target], tracks: &[TrackRows]) -> Option<(f64, f64)> {
    let times = targets.iter().flat_map(|target| &target.points);
    let (mut start, mut end) = span(times.map(|point| point.t_s))?;
    let rows = span(
        tracks
            .iter()
            .flat_map(|track| &track.rows)
            .map(|row| row.t_s),
    )?;
    (start, end) = (start.max(rows.0).ceil(), end.min(rows.1));
    (start <= end).then_some((start, end))
}

fn span(times: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    times.fold(None, |span, t| match span {
        None => Some((t, t)),
        Some((a, b)) => Some((a.min(t), b.max(t))),
    })
}

/// The middle of the first points of all trajectories: where the plane touches.
fn middle(targets: &[Target]) -> Result<Wgs84> {
    let firsts = || targets.iter().filter_map(|target| target.points.first());
    let count = firsts().count().max(1) as f64;
    let lat = firsts().map(|point| point.position.lat_deg).sum::<f64>() / count;
    // longitudes about the first, so that the antimeridian does no harm
    let about = firsts().next().map_or(0.0, |point| point.position.lon_deg);
    let apart = |lon: f64| (lon - about + 540.0).rem_euclid(360.0) - 180.0;
    let lon = firsts()
        .map(|point| apart(point.position.lon_deg))
        .sum::<f64>()
        / count;
    let lon = (about + lon + 540.0).rem_euclid(360.0) - 180.0;
    Wgs84::new(lat, lon, 0.0).context("the reference has no place on the earth")
}

fn trajectories(path: &Path) -> Result<Vec<TrackRows>> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let is_table = ending == "parquet" || (ending == "csv" && has_columns(path)?);
    if is_table {
        tables::tracks(path, None, Order::Any, false)
    } else {
        recorded(path)
    }
}

/// Whether a file begins with the header of a track table.
fn has_columns(path: &Path) -> Result<bool> {
    use std::io::Read;
    let file =
        std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut begin = Vec::new();
    file.take(4096)
        .read_to_end(&mut begin)
        .with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&begin).contains("track_id"))
}

/// The reports of a recording that are of system tracks or ADS-B, by track or address: the program's own way of reading, its
/// tracker not asked.
fn recorded(path: &Path) -> Result<Vec<TrackRows>> {
    let options = TrackOptions {
        inputs: vec![path.to_path_buf()],
        config: None,
        detections: None,
        output: None,
        smooth: false,
        grid: None,
        format: FormatName::Auto,
        received: None,
    };
    let (setup, files) = sources::open(&options, None)?;
    let mut engine = engine_for(&setup)?;
    let header = "t,track_id,lat,lon,alt";
    let mut table = TrackTable::new(header, None, Order::Any)?;
    let (mut faults, mut others, mut batch) = (0_u64, 0_u64, Vec::new());
    for file in files {
        for item in file {
            match item {
                Err(_) => faults += 1,
                Ok(reception) => batch.push(reception),
            }
            if batch.len() >= BATCH {
                others += take(&mut engine, &mut batch, &mut table)?;
            }
        }
        others += take(&mut engine, &mut batch, &mut table)?;
    }
    say(format_args!(
        "{}: {} positions of system tracks and ADS-B, {others} other reports, {faults} unreadable parts",
        path.display(),
        table.len()
    ));
    ensure!(
        !table.is_empty(),
        "{} has no positions of system tracks (CAT062) or ADS-B",
        path.display()
    );
    Ok(table.finish())
}

/// Reads a batch; gives the number of reports that are no reference.
fn take(
    engine: &mut vigie_engine::Engine,
    batch: &mut Vec<vigie_core::reception::Reception>,
    table: &mut TrackTable,
) -> Result<u64> {
    let mut others = 0;
    let mut rest: &[_] = batch;
    while let Some(first) = rest.first() {
        let until = first.heard + Nanos::from_millis(100);
        let count = rest
            .iter()
            .position(|reception| reception.heard >= until)
            .unwrap_or(rest.len())
            .max(1);
        let (now, part) = (rest[count - 1].heard, &rest[..count]);
        let outputs = engine.step(
            now,
            Inputs {
                receptions: part,
                commands: &[],
            },
        );
        for report in outputs.reports {
            match row(report) {
                Some((name, row)) => table.push_row(0, &name, row)?,
                None => others += 1,
            }
        }
        rest = &rest[count..];
    }
    batch.clear();
    Ok(others)
}

/// A report as a row of a reference, and whose.
fn row(report: &TargetReport) -> Option<(String, Row)> {
    let place = report.place.as_ref()?;
    let name = match report.kind {
        ReportKind::SystemTrack => format!("{}/{}", report.sensor.0, report.sensor_track?),
        ReportKind::AdsB => report.address?.to_string(),
        _ => return None,
    };
    let climb = report.vertical_rate_mps.unwrap_or(0.0);
    let row = Row {
        t_s: report.applicable.0.0 as f64 * 1e-9,
        position: place.position,
        has_height: place.height_known,
        velocity_mps: report.velocity.map(|v| [v.east_mps, v.north_mps, climb]),
        covariance: None,
        end: false,
        identity: Identity {
            address: report.address.map(|address| address.value),
            mode_a: report.mode_a.map(|said| said.code),
        },
        is_mlat_only: false,
    };
    vigie_eval::table::is_row(&row).then_some((name, row))
}
