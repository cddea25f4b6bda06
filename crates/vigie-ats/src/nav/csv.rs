//! Tables of comma-separated values (RFC 4180), header first, to navigation data.

use super::{Aerodrome, NavData, NavPoint, PointKind};
use crate::fault::{Fault, Faults, Place, Severity};
use crate::word::{PointName, RouteName, Word, location_indicator, point_name};
use vigie_core::place::Wgs84;

/// Rows read of one table.
pub const ROWS_MAX: usize = 2_000_000;

const IDENT: &[&str] = &["ident", "point", "designator", "icao"];
const AERODROME: &[&str] = &["icao", "icao_code", "gps_code", "ident", "indicator"];
const LAT: &[&str] = &["lat", "latitude", "latitude_deg"];
const LON: &[&str] = &["lon", "lng", "longitude", "longitude_deg"];
const KIND: &[&str] = &["type", "kind"];
const NAME: &[&str] = &["name"];
const ELEVATION: &[&str] = &["elevation_ft", "elevation"];
const ROUTE: &[&str] = &["airway", "route"];
const SEQUENCE: &[&str] = &["seq", "sequence"];

/// One row: its line, its offset, its cells.
struct Row {
    line: usize,
    at: usize,
    cells: Vec<String>,
}

/// A table with its header.
struct Table<'a> {
    rows: Box<dyn Iterator<Item = Row> + 'a>,
    header: Vec<String>,
}

impl<'a> Table<'a> {
    fn of(text: &'a str) -> Option<Table<'a>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().find(|line| !line.trim().is_empty())?;
        let mark = [',', ';', '\t'].into_iter().max_by_key(|mark| {
            // the first of equals is not the last: count, then prefer the comma
            (first.matches(*mark).count(), *mark == ',')
        })?;
        let mut rows = Box::new(rows(text, mark));
        let header = rows.next()?.cells;
        let header = header
            .iter()
            .map(|cell| cell.to_ascii_lowercase())
            .collect();
        Some(Table { rows, header })
    }

    /// The column of the first of these names that there is.
    fn column(&self, names: &[&str]) -> Option<usize> {
        let find = |name: &&str| self.header.iter().position(|cell| cell == *name);
        names.iter().find_map(find)
    }
}

fn rows(text: &str, mark: char) -> impl Iterator<Item = Row> + '_ {
    let mut characters = text.char_indices().peekable();
    let mut line = 1;
    std::iter::from_fn(move || {
        loop {
            let &(at, _) = characters.peek()?;
            let first_line = line;
            let mut cells = vec![String::new()];
            let mut is_quoted = false;
            while let Some((_, c)) = characters.next() {
                line += usize::from(c == '\n');
                let is_double = c == '"' && characters.peek().is_some_and(|(_, next)| *next == '"');
                let cell = cells.last_mut()?;
                match c {
                    '"' if is_quoted && is_double => {
                        cell.push('"');
                        characters.next();
                    }
                    '"' if is_quoted || cell.is_empty() => is_quoted = !is_quoted,
                    // even within quotes: an unclosed one costs its line only
                    '\n' => break,
                    '\r' => {}
                    c if c == mark && !is_quoted => cells.push(String::new()),
                    c => cell.push(c),
                }
            }
            for cell in &mut cells {
                *cell = cell.trim().to_owned();
            }
            if cells.iter().any(|cell| !cell.is_empty()) {
                return Some(Row {
                    line: first_line,
                    at,
                    cells,
                });
            }
        }
    })
}

/// A latitude or longitude: decimal degrees, or degrees, minutes and seconds with colons and a letter.
#[must_use]
pub fn coordinate(text: &str) -> Option<f64> {
    let text = text.trim();
    let (number, is_negative) = match text.to_ascii_uppercase().chars().last()? {
        'N' | 'E' => (text.get(..text.len() - 1)?, false),
        'S' | 'W' => (text.get(..text.len() - 1)?, true),
        _ => return text.parse().ok().filter(|deg: &f64| deg.abs() <= 360.0),
    };
    let mut total = 0.0;
    for (part, unit) in number.split(':').zip([1.0, 60.0, 3600.0]) {
        let value: f64 = part.trim().parse().ok()?;
        if !(0.0..=360.0).contains(&value) || (unit > 1.0 && value >= 60.0) {
            return None;
        }
        total += value / unit;
    }
    Some(if is_negative { -total } else { total })
}

/// Goes through a table that has these columns; `take` says what it expected when it cannot use a row.
fn each<const N: usize>(
    text: &str,
    needed: [&[&str]; N],
    optional: [&[&str]; 3],
    remedy: &'static str,
    mut take: impl FnMut([&str; N], [&str; 3]) -> Result<(), &'static str>,
) -> Faults {
    let mut faults = Faults::default();
    let mut push = |place, at, expected, remedy| {
        faults.push(Fault {
            place,
            at,
            len: 0,
            severity: Severity::Unread,
            expected,
            remedy,
        });
    };
    let Some(table) = Table::of(text) else {
        push(
            Place::Whole,
            0,
            "a header line with the names of columns",
            remedy,
        );
        return faults;
    };
    let columns = needed.map(|names| table.column(names));
    if columns.iter().any(Option::is_none) {
        push(
            Place::Line(1),
            0,
            "the names of all columns that are needed",
            remedy,
        );
        return faults;
    }
    let more = optional.map(|names| table.column(names));
    for (count, row) in table.rows.enumerate() {
        if count == ROWS_MAX {
            push(
                Place::Line(row.line),
                row.at,
                "at most 2000000 rows",
                "split the table",
            );
            break;
        }
        let cell = |column: Option<usize>| {
            column
                .and_then(|column| row.cells.get(column))
                .map_or("", String::as_str)
        };
        if let Err(expected) = take(columns.map(cell), more.map(cell)) {
            push(
                Place::Line(row.line),
                row.at,
                expected,
                "correct or remove this line",
            );
        }
    }
    faults
}

fn position(lat: &str, lon: &str) -> Result<Wgs84, &'static str> {
    coordinate(lat)
        .zip(coordinate(lon))
        .and_then(|(lat, lon)| Wgs84::new(lat, lon, 0.0))
        .ok_or("a latitude and a longitude in decimal degrees, or like 13:28:53N")
}

fn name(text: &str) -> Result<PointName, &'static str> {
    point_name(text).ok_or("a name of one to five letters and digits, a letter first")
}

/// What a point is, by the words of several sources.
pub(super) fn point_kind(text: &str) -> PointKind {
    let text = text.to_ascii_uppercase();
    if text.contains("VOR") {
        PointKind::Vor
    } else if text.contains("NDB") {
        PointKind::Ndb
    } else if text.contains("DME") || text.contains("TACAN") {
        PointKind::Dme
    } else if text.is_empty() || text.contains("POINT") || text == "WPT" || text == "FIX" {
        PointKind::Waypoint
    } else {
        PointKind::Other
    }
}

pub(super) fn points(data: &mut NavData, text: &str) -> Faults {
    let remedy = "name the columns ident, lat, lon and perhaps type";
    each(
        text,
        [IDENT, LAT, LON],
        [KIND, &[], &[]],
        remedy,
        |[ident, lat, lon], [kind, _, _]| {
            data.add_point(NavPoint {
                name: name(ident)?,
                kind: point_kind(kind),
                position: position(lat, lon)?,
            });
            Ok(())
        },
    )
}

pub(super) fn aerodromes(data: &mut NavData, text: &str) -> Faults {
    let remedy = "name the columns icao, lat, lon and perhaps name, elevation_ft";
    let optional = [NAME, ELEVATION, &[][..]];
    each(
        text,
        [AERODROME, LAT, LON],
        optional,
        remedy,
        |[icao, lat, lon], [name, height, _]| {
            // small fields have local codes with digits: no flight plan names them, so they are none of ours
            let Some(indicator) = location_indicator(icao) else {
                let is_code = Word::<8>::new(icao).is_some() || icao.contains('-');
                return if is_code {
                    Ok(())
                } else {
                    Err("a location indicator of four letters")
                };
            };
            data.add_aerodrome(Aerodrome {
                indicator,
                name: name.chars().take(200).collect(),
                position: position(lat, lon)?,
                elevation_ft: height.parse().ok().filter(|ft: &f64| ft.is_finite()),
            });
            Ok(())
        },
    )
}

pub(super) fn routes(data: &mut NavData, text: &str) -> Faults {
    let remedy = "name the columns airway, point and perhaps seq, lat, lon";
    let mut open: Option<(RouteName, f64, Vec<PointName>)> = None;
    let mut done: Vec<(RouteName, Vec<PointName>)> = Vec::new();
    let columns = [ROUTE, &["point", "ident"][..]];
    let faults = each(
        text,
        columns,
        [SEQUENCE, LAT, LON],
        remedy,
        |[route, point], [sequence, lat, lon]| {
            let route = Word::new(route).ok_or("the designator of a route")?;
            let point = name(point)?;
            if !lat.is_empty() || !lon.is_empty() {
                data.add_point(NavPoint {
                    name: point,
                    kind: PointKind::Waypoint,
                    position: position(lat, lon)?,
                });
            }
            let place: Option<f64> = sequence.parse().ok();
            match &mut open {
                Some((name, last, points))
                    if *name == route && place.is_none_or(|place| place > *last) =>
                {
                    points.push(point);
                    *last = place.unwrap_or(*last);
                }
                open => {
                    let begun = (route, place.unwrap_or(f64::NEG_INFINITY), vec![point]);
                    done.extend(open.replace(begun).map(|(name, _, points)| (name, points)));
                }
            }
            Ok(())
        },
    );
    done.extend(open.map(|(name, _, points)| (name, points)));
    for (name, points) in done {
        data.add_route(name, points);
    }
    faults
}
