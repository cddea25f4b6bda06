//! `[[area_file]]`: areas as others publish them (OpenAir, GeoJSON, AIXM 5.1), made into the volumes that the watch knows.
//!
//! What a volume cannot hold is taken wider, never narrower, and said in the log: heights above the ground, hours of the week,
//! holes. Altitudes above the sea are taken as pressure altitudes of the standard atmosphere. Airspace in which nothing is
//! alerted (control zones and the like) is counted and left out.

use super::ConfigError;
use super::check::{Context, ENTRIES_MAX};
use super::file::{self, AreaFormat};
use super::navigation::say;
use vigie_ats::airspace::{
    Airspace, Limit, OUTLINE_TOLERANCE_M, Period, Schedule, Surface, read_aixm, read_geojson,
    read_openair,
};
use vigie_core::airspace::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
use vigie_core::time::UtcNs;
use vigie_watch::{Rules, Watch};

/// What the QNH is taken for, hPa: nobody has told it yet.
const STANDARD_HPA: f64 = 1013.25;

/// What was made of one file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    /// Volumes that were taken.
    taken: usize,
    /// Airspaces of kinds that nobody watches.
    not_watched: usize,
    /// Volumes that the watch refuses.
    refused: usize,
    /// Volumes with an altitude above the sea.
    by_standard_pressure: usize,
    /// Volumes made higher or lower because a height above ground or ellipsoid is not known as a level.
    without_limit: usize,
    /// Volumes whose hours, or several periods, were taken as one.
    longer: usize,
    /// Volumes whose holes were filled.
    filled: usize,
}

/// Adds the areas of one file.
pub(super) fn read(
    context: &Context<'_>,
    list: &file::AreaFile,
    volumes: &mut Vec<AirspaceVolume>,
) -> Result<(), ConfigError> {
    let place = format!("area_file \"{}\"", list.file);
    let Some(format) = list.format.or_else(|| by_extension(&list.file)) else {
        let what =
            "its name does not tell what it is: give format = \"openair\", \"geojson\" or \"aixm\"";
        return Err(context.fault(&place, what));
    };
    let text = context.text_of(&place, &list.file)?;
    let found = match format {
        AreaFormat::Openair => read_openair(&text),
        AreaFormat::Geojson => read_geojson(&text),
        AreaFormat::Aixm => read_aixm(&text),
    };
    if found.airspaces.is_empty() {
        let why = found.faults.list().first().map(ToString::to_string);
        let why = why.unwrap_or_else(|| "it is empty".to_owned());
        return Err(context.fault(&place, format!("no area can be read from it: {why}")));
    }
    say(&list.file, &found.faults);
    let mut tally = Tally::default();
    for airspace in &found.airspaces {
        add(airspace, volumes, &mut tally);
    }
    if volumes.len() > ENTRIES_MAX {
        let what =
            format!("with it there are more than {ENTRIES_MAX} areas: cut it to your region");
        return Err(context.fault(&place, what));
    }
    tally.say(&list.file);
    Ok(())
}

fn by_extension(name: &str) -> Option<AreaFormat> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension.to_ascii_lowercase().as_str() {
        "openair" | "txt" | "air" => Some(AreaFormat::Openair),
        "geojson" | "json" => Some(AreaFormat::Geojson),
        "xml" | "aixm" => Some(AreaFormat::Aixm),
        _ => None,
    }
}

/// Each piece of its surface as a volume.
fn add(airspace: &Airspace, volumes: &mut Vec<AirspaceVolume>, tally: &mut Tally) {
    let Some(kind) = airspace.kind.area() else {
        tally.not_watched += 1;
        return;
    };
    for (piece, surface) in airspace.surfaces.iter().enumerate() {
        let id = AreaId(u16::try_from(volumes.len()).unwrap_or(u16::MAX));
        let mut own = Tally::default();
        let volume = volume(airspace, kind, surface, piece, &mut own);
        let volume = AirspaceVolume { id, ..volume };
        // one area that makes no sense must not cost the others
        let refused = Watch::new(Rules::default(), vec![volume.clone()]).err();
        if let Some(why) = refused {
            tally.refused += 1;
            tracing::warn!("left out: {why}");
            continue;
        }
        own.taken = 1;
        tally.absorb(&own);
        if volumes.len() <= ENTRIES_MAX {
            volumes.push(volume);
        }
    }
}

fn volume(
    airspace: &Airspace,
    kind: AreaKind,
    surface: &Surface,
    piece: usize,
    tally: &mut Tally,
) -> AirspaceVolume {
    let name = match &airspace.designator {
        Some(designator) if airspace.name.is_empty() => designator.clone(),
        Some(designator) if !airspace.name.contains(designator.as_str()) => {
            format!("{designator} {}", airspace.name)
        }
        _ => airspace.name.clone(),
    };
    let name = if piece == 0 {
        name
    } else {
        format!("{name} ({})", piece + 1)
    };
    tally.filled = usize::from(!surface.inner.is_empty());
    let (lower, upper) = (limit(&airspace.lower, tally), limit(&airspace.upper, tally));
    let (from, to) = span(&airspace.schedule, tally);
    AirspaceVolume {
        id: AreaId(0),
        name,
        kind,
        outline: surface.outer.outline(OUTLINE_TOLERANCE_M),
        lower,
        upper,
        from,
        to,
    }
}

/// A limit as a level; none where it is above something whose height nobody has told.
fn limit(limit: &Limit, tally: &mut Tally) -> VerticalLimit {
    match limit.pressure_ft(Some(STANDARD_HPA)) {
        Ok(ft) if ft.is_finite() => {
            if limit.pressure_ft(None).is_err() {
                tally.by_standard_pressure = 1;
            }
            VerticalLimit::PressureFt(ft)
        }
        Ok(_) => VerticalLimit::None,
        Err(_) => {
            tally.without_limit = 1;
            VerticalLimit::None
        }
    }
}

/// From the first beginning to the last end.
fn span(schedule: &Schedule, tally: &mut Tally) -> (Option<UtcNs>, Option<UtcNs>) {
    let periods = &schedule.periods;
    let is_longer = periods.len() > 1 || !schedule.slots.is_empty() || schedule.is_partly_unknown;
    tally.longer = usize::from(is_longer);
    // `None` is the least of all, and so the first beginning; an end of `None` comes last
    let from = periods.iter().map(|period: &Period| period.from).min();
    let ends: Option<Vec<UtcNs>> = periods.iter().map(|period| period.to).collect();
    (from.flatten(), ends.and_then(|ends| ends.into_iter().max()))
}

impl Tally {
    fn absorb(&mut self, other: &Tally) {
        self.taken += other.taken;
        self.by_standard_pressure += other.by_standard_pressure;
        self.without_limit += other.without_limit;
        self.longer += other.longer;
        self.filled += other.filled;
    }

    fn say(&self, file: &str) {
        tracing::info!(
            file,
            areas = self.taken,
            not_watched = self.not_watched,
            "areas read"
        );
        for (count, what) in [
            (self.refused, "areas were left out: see above"),
            (
                self.by_standard_pressure,
                "areas have altitudes above the sea: they are taken as levels of standard pressure",
            ),
            (
                self.without_limit,
                "areas end at a height above ground or ellipsoid that is not known as a level: they have no limit there",
            ),
            (
                self.longer,
                "areas have hours, several periods or times by NOTAM: they are active from the first beginning to the last end",
            ),
            (self.filled, "areas have holes: they are filled"),
        ] {
            if count > 0 {
                tracing::warn!(file, count, "{what}");
            }
        }
    }
}
