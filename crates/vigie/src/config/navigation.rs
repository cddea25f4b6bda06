//! `[navigation]`: points, routes and aerodromes that flight plans name.
//!
//! A line that cannot be read costs itself and is said in the log; a file that gives nothing at all is refused.

use super::ConfigError;
use super::check::Context;
use super::file;
use vigie_ats::fault::Faults;
use vigie_ats::nav::NavData;

/// Reads every file: points before routes, which may name them.
pub(super) fn read(
    context: &Context<'_>,
    written: &file::Navigation,
) -> Result<NavData, ConfigError> {
    type Add = fn(&mut NavData, &str) -> Faults;
    let lists: [(&Vec<String>, Add); 4] = [
        (&written.points, NavData::add_points_csv),
        (&written.aerodromes, NavData::add_aerodromes_csv),
        (&written.geojson, NavData::add_geojson),
        (&written.routes, NavData::add_routes_csv),
    ];
    let mut data = NavData::default();
    for (names, add) in lists {
        for name in names {
            let text = context.text_of("navigation", name)?;
            // counted apart: a file that repeats another one is no mistake
            let mut own = NavData::default();
            let faults = add(&mut own, &text);
            if own.counts() == (0, 0, 0) {
                let why = faults.list().first().map(ToString::to_string);
                let why = why.unwrap_or_else(|| "it is empty".to_owned());
                let what = format!("{name} holds nothing that can be used: {why}");
                return Err(context.fault("navigation", what));
            }
            add(&mut data, &text);
            say(name, &faults);
        }
    }
    Ok(data)
}

/// Says in the log what could not be read of a file: how much, and the first of it.
pub(super) fn say(name: &str, faults: &Faults) {
    if let Some(first) = faults.list().first() {
        let count = faults.list().len() + faults.dropped();
        tracing::warn!(
            file = name,
            faults = count,
            "not all of the file could be read as it stands: {first}"
        );
    }
}
