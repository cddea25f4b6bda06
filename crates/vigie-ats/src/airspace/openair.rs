//! OpenAir files, both ways.
//!
//! Written down by its users: the description at winpilot.com (from memory, unverified) and Naviter's of 2024, of which the coordinate
//! forms and units were seen. Records: AC, AY, AN, AL, AH, AA; AF, AG, AX, AI as notes; V X, D, W; DP, DC, DA, DB, DY. Records for
//! drawing (SP, SB, AT, V Z) and terrain (TO, TC) are passed over.
//!
//! Our own reader, and not the crate `openair` (0.6.1): there one bad record costs the file, errors have no line, lengths are `f32`,
//! coordinates are written to the second, metres become feet, and DY is refused.

use super::outline::{Arc, Boundary, Edges, Segment, Turn};
use super::{
    AIRSPACES_MAX, Airspace, AirspaceFile, FILE_BYTES_MAX, Kind, Limit, Period, SEGMENTS_MAX,
    Surface, grid_point, on_grid, to_millimetre,
};
use crate::calendar::{format_utc, parse_utc};
use crate::fault::Place;
use crate::text::{Desk, Span};
use std::fmt::Write;
use vigie_core::place::{METRES_PER_NM, Wgs84};

/// Largest radius read, metres.
const RADIUS_M_MAX: f64 = 3_000_000.0;

/// Reads a file. A record that cannot be read costs its airspace only, if it is part of the boundary, and else only itself.
#[must_use]
pub fn read_openair(text: &str) -> AirspaceFile {
    let mut reader = Reader::default();
    if text.len() > FILE_BYTES_MAX {
        let mut desk = reader.desk(Place::Whole);
        desk.unread(Span::new(""), "at most 32 MiB", "split the file");
        return reader.file;
    }
    let mut at = 0;
    for (index, line) in text.split('\n').enumerate() {
        let span = Span { text: line, at };
        at += line.len() + 1;
        reader.line = index + 1;
        reader.at = span.at;
        reader.take(span);
    }
    reader.finish();
    reader.file
}

#[derive(Default)]
struct Reader {
    file: AirspaceFile,
    line: usize,
    at: usize,
    draft: Option<Draft>,
    centre: Option<Wgs84>,
    turn: Option<Turn>,
    width_m: f64,
}

struct Draft {
    airspace: Airspace,
    line: usize,
    at: usize,
    has_class: bool,
    segments: Vec<Segment>,
    circle: Option<Boundary>,
    airway: Vec<Wgs84>,
    is_broken: bool,
}

impl Draft {
    fn has_shape(&self) -> bool {
        !self.segments.is_empty() || self.circle.is_some() || !self.airway.is_empty()
    }
}

impl Reader {
    fn desk(&mut self, place: Place) -> Desk<'_> {
        Desk {
            place,
            faults: &mut self.file.faults,
        }
    }

    fn unread(&mut self, span: Span<'_>, expected: &'static str, remedy: &'static str) {
        let place = Place::Line(self.line);
        self.desk(place).unread(span, expected, remedy);
    }

    fn draft(&mut self) -> &mut Draft {
        let (line, at) = (self.line, self.at);
        self.draft.get_or_insert_with(|| Draft {
            airspace: Airspace::new(String::new(), Kind::Other("UNKNOWN".to_owned())),
            line,
            at,
            has_class: false,
            segments: Vec::new(),
            circle: None,
            airway: Vec::new(),
            is_broken: false,
        })
    }

    fn take(&mut self, span: Span<'_>) {
        let line = Span {
            text: span.text.trim_start_matches('\u{feff}'),
            ..span
        };
        let end = line.text.find(" *").unwrap_or(line.text.len());
        let line = line.cut(0, end).trim();
        if line.is_empty() || line.text.starts_with(['*', '#']) {
            return;
        }
        let len = line
            .text
            .find(char::is_whitespace)
            .unwrap_or(line.text.len());
        let (key, rest) = (line.cut(0, len), line.from(len).trim());
        match key.text.to_ascii_uppercase().as_str() {
            key @ ("AC" | "AY" | "AN" | "AL" | "AH" | "AA" | "AF" | "AG" | "AX" | "AI") => {
                self.header(key, rest);
            }
            "V" => self.variable(rest),
            key @ ("DP" | "DC" | "DA" | "DB" | "DY") => self.shape(key, rest),
            "SP" | "SB" | "AT" | "TO" | "TC" => {}
            _ => self.unread(line, "a record of OpenAir", "begin a comment with *"),
        }
    }

    fn header(&mut self, key: &str, rest: Span<'_>) {
        let is_new = self.draft.as_ref().is_some_and(|draft| {
            draft.has_shape() || draft.is_broken || (key == "AC" && draft.has_class)
        });
        if is_new {
            self.finish();
        }
        let draft = self.draft();
        let airspace = &mut draft.airspace;
        match key {
            "AC" => {
                draft.has_class = true;
                match rest.text.as_bytes() {
                    [class @ (b'A'..=b'G' | b'a'..=b'g')] => {
                        airspace.class = Some(class.to_ascii_uppercase());
                    }
                    _ if rest.text.eq_ignore_ascii_case("UNC") => {}
                    // older files have the kind here
                    _ if matches!(&airspace.kind, Kind::Other(word) if word == "UNKNOWN") => {
                        airspace.kind = Kind::parse(rest.text);
                    }
                    _ => {}
                }
            }
            "AY" => airspace.kind = Kind::parse(rest.text),
            "AN" => airspace.name = clean(rest.text),
            "AL" | "AH" => {
                let limit = Limit::parse(rest.text);
                match (limit, key) {
                    (Some(limit), "AL") => airspace.lower = limit,
                    (Some(limit), _) => airspace.upper = limit,
                    (None, _) => self.unread(
                        rest,
                        "a level",
                        "write FL195, 5000ft AMSL, 300m AGL, GND or UNL; none is taken for the widest",
                    ),
                }
            }
            "AI" => airspace.designator = Some(clean(rest.text)).filter(|text| !text.is_empty()),
            "AA" => self.times(rest),
            key => airspace.notes.push((key.to_owned(), clean(rest.text))),
        }
    }

    fn times(&mut self, rest: Span<'_>) {
        let schedule = &mut self.draft().airspace.schedule;
        if rest.text.eq_ignore_ascii_case("NONE") {
            // "no time known": by NOTAM
            schedule.is_partly_unknown = true;
            return;
        }
        let moment = |text: &str| {
            let text = text.trim();
            if text.eq_ignore_ascii_case("NONE") {
                return Some(None);
            }
            parse_utc(text).map(Some)
        };
        let read = rest.text.split_once('/').and_then(|(from, to)| {
            Some(Period {
                from: moment(from)?,
                to: moment(to)?,
            })
        });
        match read {
            Some(period) if schedule.periods.len() < 1000 => schedule.periods.push(period),
            _ => {
                schedule.is_partly_unknown = true;
                self.unread(
                    rest,
                    "two times with a stroke between",
                    "write it like 2026-11-20T08:00Z/2026-11-20T16:00Z",
                );
            }
        }
    }

    fn variable(&mut self, rest: Span<'_>) {
        let Some((name, value)) = rest.split_once('=') else {
            self.unread(rest, "a variable", "write V X=, V D= or V W=");
            return;
        };
        let value = value.trim();
        match name.trim().text.to_ascii_uppercase().as_str() {
            "X" => {
                self.centre = coordinates(value.text);
                if self.centre.is_none() {
                    self.bad_place(value);
                }
            }
            "D" if value.text == "+" => self.turn = Some(Turn::Clockwise),
            "D" if value.text == "-" => self.turn = Some(Turn::Counterclockwise),
            "W" => match length(value.text) {
                Some(width_m) => self.width_m = width_m,
                None => self.unread(value, "a width in nautical miles", "write a number"),
            },
            "Z" => {}
            _ => self.unread(rest, "V X=, V D=+, V D=- or V W=", "correct the variable"),
        }
    }

    fn bad_place(&mut self, span: Span<'_>) {
        self.unread(
            span,
            "a latitude and a longitude",
            "write them like 13:28:53 N 002:10:11 E or 13:28.88 N 002:10.18 E",
        );
        self.draft().is_broken = true;
    }

    fn shape(&mut self, key: &str, rest: Span<'_>) {
        if self.draft().segments.len() >= SEGMENTS_MAX {
            if !self.draft().is_broken {
                self.unread(rest, "at most 20000 points", "make the boundary coarser");
            }
            self.draft().is_broken = true;
            return;
        }
        let read = match key {
            "DP" => coordinates(rest.text).map(Segment::Point),
            "DA" => self.arc_by_angles(rest),
            "DB" => self.arc_by_ends(rest),
            "DC" => {
                let circle = self.centre.zip(length(rest.text));
                let circle = circle.map(|(centre, radius_m)| Boundary::Circle { centre, radius_m });
                let is_second = self.draft().circle.is_some();
                if circle.is_none() || is_second {
                    self.bad_shape(rest);
                } else {
                    self.draft().circle = circle;
                }
                return;
            }
            _ => {
                match coordinates(rest.text) {
                    Some(point) => self.draft().airway.push(point),
                    None => self.bad_place(rest),
                }
                return;
            }
        };
        match read {
            Some(segment) => self.draft().segments.push(segment),
            None if key == "DP" => self.bad_place(rest),
            None => self.bad_shape(rest),
        }
    }

    fn bad_shape(&mut self, span: Span<'_>) {
        self.unread(
            span,
            "one circle or arc, after V X= with its centre",
            "write DC radius, DA radius,from,to or DB place, place",
        );
        self.draft().is_broken = true;
    }

    fn arc_by_angles(&self, rest: Span<'_>) -> Option<Segment> {
        let mut numbers = rest.text.split(',').map(str::trim);
        let radius_m = length(numbers.next()?)?;
        let mut angle = || {
            let angle: f64 = numbers.next()?.parse().ok()?;
            (0.0..=360.0).contains(&angle).then(|| angle.to_radians())
        };
        let (from, to) = (angle()?, angle()?);
        let turn = self.turn.unwrap_or(Turn::Clockwise);
        let arc = Arc::between(self.centre?, radius_m, from, to, turn);
        Some(Segment::Arc(Arc {
            start: grid_point(arc.start.lat_deg, arc.start.lon_deg)?,
            end: grid_point(arc.end.lat_deg, arc.end.lon_deg)?,
            ..arc
        }))
    }

    fn arc_by_ends(&self, rest: Span<'_>) -> Option<Segment> {
        let (start, end) = rest.text.split_once(',')?;
        let arc = Arc {
            centre: self.centre?,
            start: coordinates(start)?,
            end: coordinates(end)?,
            turn: self.turn.unwrap_or(Turn::Clockwise),
        };
        let (first_m, last_m) = arc.radii_m();
        (first_m.max(last_m) <= RADIUS_M_MAX).then_some(Segment::Arc(arc))
    }

    fn finish(&mut self) {
        let Some(draft) = self.draft.take() else {
            return;
        };
        self.turn = None; // back to clockwise with each airspace
        let place = Place::Line(draft.line);
        let here = Span {
            text: "",
            at: draft.at,
        };
        let mut airspace = draft.airspace;
        let boundary = match (draft.circle, draft.airway.is_empty()) {
            (Some(circle), true) if draft.segments.is_empty() => Some(circle),
            (None, false) if draft.segments.is_empty() => corridor(&draft.airway, self.width_m),
            (None, true) if !draft.segments.is_empty() => Some(Boundary::Path {
                edges: Edges::Geodesic,
                segments: open(draft.segments),
            }),
            _ => None,
        };
        let mut desk = self.desk(place);
        if draft.is_broken {
            return; // said already
        }
        let Some(outer) = boundary else {
            let remedy = "give points and arcs, or one circle, or an airway with V W=";
            desk.unread(here, "one boundary for this airspace", remedy);
            return;
        };
        airspace.surfaces.push(Surface {
            outer,
            inner: Vec::new(),
        });
        if !airspace.check_shape(place, draft.at, &mut self.file.faults) {
            return;
        }
        if self.file.airspaces.len() == AIRSPACES_MAX {
            self.desk(place)
                .unread(here, "at most 10000 airspaces", "split the file");
            return;
        }
        self.file.airspaces.push(airspace);
    }
}

/// Without last points that are the first again.
fn open(mut segments: Vec<Segment>) -> Vec<Segment> {
    while segments.len() > 1
        && matches!(segments.last(), Some(Segment::Point(_)))
        && segments.first() == segments.last()
    {
        segments.pop();
    }
    segments
}

/// The outline of an airway: its points moved to the left, then back on the right.
fn corridor(points: &[Wgs84], width_m: f64) -> Option<Boundary> {
    if points.len() < 2 || width_m <= 0.0 {
        return None;
    }
    let mut sides = [Vec::new(), Vec::new()];
    for at in 0..points.len() {
        let line = |from: usize, to: usize| points.get(from)?.geodesic_to(*points.get(to)?);
        let before = at.checked_sub(1).and_then(|last| line(last, at));
        let after = line(at, at + 1);
        let (into, out) = match (before, after) {
            (Some(before), Some(after)) => (before.final_rad, after.initial_rad),
            (Some(before), None) => (before.final_rad, before.final_rad),
            (None, after) => after.map(|line| (line.initial_rad, line.initial_rad))?,
        };
        let half_turn = vigie_core::place::wrap_pi(out - into) / 2.0;
        let reach_m = width_m / 2.0 / libm::cos(half_turn).max(0.5);
        for (side, bearing) in sides.iter_mut().zip([-1.0, 1.0]) {
            let across = into + half_turn + bearing * std::f64::consts::FRAC_PI_2;
            let moved = points.get(at)?.destination(across, reach_m);
            side.push(grid_point(moved.lat_deg, moved.lon_deg)?);
        }
    }
    let [mut ring, right] = sides;
    ring.extend(right.into_iter().rev());
    Some(Boundary::polygon(Edges::Geodesic, &ring))
}

/// A length in nautical miles as metres, to the millimetre.
fn length(text: &str) -> Option<f64> {
    let text = text
        .trim()
        .trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let length_m: f64 = text.trim().parse::<f64>().ok()? * METRES_PER_NM;
    (length_m > 0.0 && length_m <= RADIUS_M_MAX).then(|| to_millimetre(length_m))
}

/// A latitude with N or S and a longitude with E or W, in degrees, minutes and seconds, the last with decimals.
pub(super) fn coordinates(text: &str) -> Option<Wgs84> {
    let upper = text.to_ascii_uppercase();
    let cut = upper.find(['N', 'S'])?;
    let (lat, lon) = upper.split_at_checked(cut + 1)?;
    let lon = lon.trim_start().trim_start_matches(',').trim();
    if !lon.ends_with(['E', 'W']) {
        return None;
    }
    let lat_deg = degrees(lat.strip_suffix(['N', 'S'])?)?;
    let lon_deg = degrees(lon.strip_suffix(['E', 'W'])?)?;
    let signed = |deg: f64, is_negative: bool| if is_negative { -deg } else { deg };
    let fine = lat_deg <= 90.0 && lon_deg <= 180.0;
    let lat_deg = signed(lat_deg, lat.ends_with('S'));
    let lon_deg = signed(lon_deg, lon.ends_with('W'));
    fine.then(|| grid_point(lat_deg, lon_deg)).flatten()
}

fn degrees(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut unit = 1.0;
    for part in text.trim().split(':') {
        let part = part.trim();
        let plain = part.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        let value: f64 = part.parse().ok().filter(|_| plain && unit <= 3600.0)?;
        if unit > 1.0 && value >= 60.0 {
            return None;
        }
        total += value / unit;
        unit *= 60.0;
    }
    Some(total)
}

/// Text on one line, without what would be read as a comment.
fn clean(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.join(" ").replace(" *", " ");
    let joined: String = joined
        .trim_start_matches(['*', '#'])
        .chars()
        .take(200)
        .collect();
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes a file. An airspace of several surfaces becomes several; holes, weekly hours and names of more than one line cannot be written
/// and are left out: the second part of the answer says how many were.
#[must_use]
pub fn write_openair(airspaces: &[Airspace]) -> (String, usize) {
    let mut text = String::new();
    let mut lost = 0;
    for airspace in airspaces {
        lost += airspace.schedule.slots.len();
        for surface in &airspace.surfaces {
            lost += surface.inner.len();
            // writing to a string cannot fail
            let written = write_one(&mut text, airspace, &surface.outer);
            lost += usize::from(written.is_err());
        }
    }
    (text, lost)
}

fn write_one(text: &mut String, airspace: &Airspace, outer: &Boundary) -> std::fmt::Result {
    match airspace.class {
        Some(class) => writeln!(text, "AC {}", char::from(class))?,
        None => writeln!(text, "AC UNC")?,
    }
    let kind = match &airspace.kind {
        Kind::Restricted => "R",
        Kind::Danger => "Q",
        Kind::Prohibited => "P",
        Kind::Temporary => "TRA",
        other => other.word(),
    };
    writeln!(text, "AY {kind}")?;
    writeln!(text, "AN {}", clean(&airspace.name))?;
    if let Some(designator) = &airspace.designator {
        writeln!(text, "AI {}", clean(designator))?;
    }
    writeln!(text, "AL {}\nAH {}", airspace.lower, airspace.upper)?;
    for (key, note) in &airspace.notes {
        if matches!(key.as_str(), "AF" | "AG" | "AX") {
            writeln!(text, "{key} {}", clean(note))?;
        }
    }
    if airspace.schedule.is_partly_unknown {
        writeln!(text, "AA NONE")?;
    }
    for period in &airspace.schedule.periods {
        let moment = |moment: Option<_>| moment.and_then(format_utc).unwrap_or("NONE".to_owned());
        writeln!(text, "AA {}/{}", moment(period.from), moment(period.to))?;
    }
    match outer {
        Boundary::Circle { centre, radius_m } => {
            writeln!(text, "V X={}", dms(*centre))?;
            writeln!(text, "DC {:.9}", radius_m / METRES_PER_NM)?;
        }
        Boundary::Path {
            edges: Edges::Geodesic,
            segments,
        } => segments
            .iter()
            .try_for_each(|segment| write_segment(text, segment))?,
        Boundary::Path { .. } => outer
            .outline(super::OUTLINE_TOLERANCE_M)
            .into_iter()
            .try_for_each(|point| writeln!(text, "DP {}", dms(point)))?,
    }
    text.push('\n');
    Ok(())
}

fn write_segment(text: &mut String, segment: &Segment) -> std::fmt::Result {
    match segment {
        Segment::Point(point) => writeln!(text, "DP {}", dms(*point)),
        Segment::Arc(arc) => {
            let sign = match arc.turn {
                Turn::Clockwise => '+',
                Turn::Counterclockwise => '-',
            };
            writeln!(text, "V D={sign}\nV X={}", dms(arc.centre))?;
            writeln!(text, "DB {}, {}", dms(arc.start), dms(arc.end))
        }
    }
}

/// Degrees, minutes and seconds, to a ten-millionth of a second: a thousand-millionth of a degree is 36 of those.
fn dms(point: Wgs84) -> String {
    let one = |deg: f64, width: usize, letters: [char; 2]| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 180e9, and not negative"
        )]
        let ticks = libm::round(on_grid(deg).abs() * 1e9) as u64 * 36;
        let (seconds, fraction) = (ticks / 10_000_000, ticks % 10_000_000);
        let (degrees, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let mut text = format!("{degrees:0width$}:{minutes:02}:{seconds:02}");
        if fraction > 0 {
            text.push_str(format!(".{fraction:07}").trim_end_matches('0'));
        }
        let letter = letters[usize::from(deg < 0.0)];
        format!("{text} {letter}")
    };
    let lat = one(point.lat_deg, 2, ['N', 'S']);
    format!("{lat} {}", one(point.lon_deg, 3, ['E', 'W']))
}
