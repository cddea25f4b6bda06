//! The files of an evaluation: scenario, truth, tracks.

use crate::cli::EvaluateOptions;
use crate::logs::say;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use vigie_core::place::Wgs84;
use vigie_eval::model::{Identity, Target, TrackRows};
use vigie_eval::table::{self, Order, TableError, TrackTable, TruthTable};
use vigie_eval::{Grid, Scene};

/// Characters of one line of a table.
const LINE_MAX: u64 = 1 << 16;
/// Points of truth of a scenario are at least this close, seconds.
const TRUTH_GAP_S: f64 = 2.0;

#[derive(serde::Deserialize)]
struct Scenario {
    origin: Origin,
    evaluation: Evaluation,
}

#[derive(serde::Deserialize)]
struct Origin {
    lat: f64,
    lon: f64,
    #[serde(default)]
    alt_m: f64,
}

#[derive(serde::Deserialize)]
struct Evaluation {
    start: f64,
    step: f64,
    end: f64,
    c: f64,
    p: f64,
    dim: u8,
    max_age: f64,
}

/// What a scenario says of its targets besides where they were.
#[derive(serde::Deserialize)]
struct Meta {
    targets: Vec<MetaTarget>,
}

#[derive(serde::Deserialize)]
struct MetaTarget {
    id: serde_json::Value,
    mode_a: Option<String>,
    mode_s: Option<String>,
}

/// Everything to compare.
pub(super) fn scene(options: &EvaluateOptions) -> Result<Scene> {
    let Some(folder) = options.scenario.as_deref() else {
        return super::reference::scene(options);
    };
    let path = folder.join("scenario.json");
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "cannot read {}: --scenario takes a folder with scenario.json and truth.csv",
            path.display()
        )
    })?;
    let scenario: Scenario = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no scenario with an origin and an evaluation",
            path.display()
        )
    })?;
    let Origin { lat, lon, alt_m } = scenario.origin;
    let origin = Wgs84::new(lat, lon, alt_m)
        .with_context(|| format!("{}: origin is no place on the earth", path.display()))?;
    let dim = scenario.evaluation.dim;
    ensure!(
        matches!(dim, 2 | 3),
        "{}: dim must be 2 or 3",
        path.display()
    );
    let written = &scenario.evaluation;
    let grid = Grid {
        start_s: options.start.unwrap_or(written.start),
        step_s: options.step.unwrap_or(written.step),
        end_s: options.end.unwrap_or(written.end),
        cutoff_m: options.cutoff.unwrap_or(written.c),
        order: written.p,
        is_3d: dim == 3,
        max_age_s: options.max_age.unwrap_or(written.max_age),
        truth_gap_s: TRUTH_GAP_S,
    };
    grid.check()?;
    let tracks = tracks(&options.tracks, Some(origin), Order::Live, grid.is_3d)?;
    Ok(Scene {
        origin,
        grid,
        targets: truth(folder)?,
        tracks,
    })
}

fn truth(folder: &Path) -> Result<Vec<Target>> {
    let path = folder.join("truth.csv");
    let table = lines(&path, TruthTable::new, TruthTable::push)?;
    let mut targets = table.finish();
    ensure!(!targets.is_empty(), "{} has no rows", path.display());
    let meta = folder.join("truth_meta.json");
    if let Ok(text) = std::fs::read_to_string(&meta) {
        let meta: Meta = serde_json::from_str(&text)
            .with_context(|| format!("{} is not about targets", meta.display()))?;
        name(&mut targets, &meta);
    }
    Ok(targets)
}

/// Who the targets are.
fn name(targets: &mut [Target], meta: &Meta) {
    let identity = |target: &MetaTarget| Identity {
        address: target.mode_s.as_deref().and_then(table::address),
        mode_a: target.mode_a.as_deref().and_then(table::mode_a),
    };
    let identities: BTreeMap<String, Identity> = (meta.targets.iter())
        .map(|target| {
            let id = target.id.as_str().map(str::to_owned);
            (
                id.unwrap_or_else(|| target.id.to_string()),
                identity(target),
            )
        })
        .collect();
    for target in targets {
        if let Some(identity) = identities.get(&target.name) {
            target.identity = *identity;
        }
    }
}

/// A track table, by the end of its name.
pub(super) fn tracks(
    path: &Path,
    origin: Option<Wgs84>,
    order: Order,
    with_height: bool,
) -> Result<Vec<TrackRows>> {
    let header = |header: &str| TrackTable::new(header, origin, order);
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    let table = if ending == "parquet" {
        parquet(path, header)?
    } else {
        lines(path, header, TrackTable::push)?
    };
    ensure!(
        !with_height || table.has_height(),
        "{}: distances are in three dimensions here: the tracks need their height (alt, or u)",
        path.display()
    );
    if table.covariances_left_out > 0 {
        say(format_args!(
            "{}: {} covariances are none (not positive definite) and are left out",
            path.display(),
            table.covariances_left_out
        ));
    }
    if table.is_empty() {
        say(format_args!("{} has no rows", path.display()));
    }
    Ok(table.finish())
}

fn parquet(
    path: &Path,
    header: impl Fn(&str) -> Result<TrackTable, TableError>,
) -> Result<TrackTable> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let at = || format!("cannot read {}", path.display());
    let rows = vigie_store::columns::TableRows::open(file).with_context(at)?;
    let mut table = header(&rows.header()).with_context(at)?;
    for (line, row) in (2_u64..).zip(rows) {
        table.push(line, &row.with_context(at)?).with_context(at)?;
    }
    Ok(table)
}

/// A table from the lines of a file.
fn lines<T>(
    path: &Path,
    header: impl Fn(&str) -> Result<T, TableError>,
    push: impl Fn(&mut T, u64, &str) -> Result<(), TableError>,
) -> Result<T> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut file = BufReader::with_capacity(1 << 18, file);
    let mut text = String::new();
    let mut next = |line: u64| -> Result<Option<String>> {
        text.clear();
        let mut limited = std::io::Read::take(&mut file, LINE_MAX);
        let read = limited
            .read_line(&mut text)
            .with_context(|| format!("cannot read {}, line {line}", path.display()))?;
        ensure!(
            (read as u64) < LINE_MAX,
            "cannot read {}, line {line}: it has more than {LINE_MAX} characters",
            path.display()
        );
        Ok((read > 0).then(|| text.clone()))
    };
    let at = || format!("cannot read {}", path.display());
    let mut table = header(&next(1)?.unwrap_or_default()).with_context(at)?;
    for line in 2.. {
        let Some(text) = next(line)? else {
            break;
        };
        push(&mut table, line, &text).with_context(at)?;
    }
    Ok(table)
}
