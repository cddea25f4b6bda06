//! The text messages of the track stream: JSON, written down in `docs/stream.md`.
//!
//! Core types are taken apart by hand, without `..`, so that a new field does not compile until someone decides
//! whether a client should see it.

use super::json::{rounded, text, time};
use crate::config::Home;
use crate::doors::{DoorCounters, Link};
use crate::hub::Scene;
use serde::Serialize;
use std::sync::Arc;
use vigie_core::airspace::{AirspaceVolume, VerticalLimit};
use vigie_core::alert::{Acknowledgement, Alert, AlertState, Evidence, Subject};
use vigie_core::picture::Picture;
use vigie_core::place::Wgs84;
use vigie_core::sensor::{
    Registration, SensorFault, SensorKind, SensorSite, SensorState, SensorStatus,
};
use vigie_core::time::{Nanos, UtcNs};

/// How often a client hears at least a heartbeat, milliseconds.
pub(super) const HEARTBEAT_MS: u64 = 1000;
/// Alerts that ended are told this long.
const ENDED_SHOWN: Nanos = Nanos::from_secs(600);

/// The word for what a sensor is.
pub(super) fn sensor_kind(kind: SensorKind) -> &'static str {
    match kind {
        SensorKind::Radar(_) => "radar",
        SensorKind::Receiver => "receiver",
        SensorKind::Tracker => "tracker",
    }
}

/// `hello`.
pub(super) fn hello(scene: &Scene, mode: &'static str) -> String {
    #[derive(Serialize)]
    struct Hello<'a> {
        r#type: &'static str,
        version: u8,
        server: &'static str,
        site: &'a str,
        mode: &'static str,
        exercise: bool,
        heartbeat_ms: u64,
        home: Place,
    }
    #[derive(Serialize)]
    struct Place {
        lat: f64,
        lon: f64,
        zoom: f64,
    }
    let Scene {
        name,
        home,
        sites: _,
        volumes: _,
        doors: _,
        exercise,
    } = scene;
    let &Home {
        lat_deg,
        lon_deg,
        zoom,
    } = home;
    text(&Hello {
        r#type: "hello",
        version: super::stream::VERSION,
        server: super::SERVER,
        site: name,
        mode,
        exercise: *exercise,
        heartbeat_ms: HEARTBEAT_MS,
        home: Place {
            lat: lat_deg,
            lon: lon_deg,
            zoom,
        },
    })
}

/// `static`, as it stands at `at`; `rev` counts its changes.
pub(super) fn fixed(scene: &Scene, at: UtcNs, rev: u64) -> String {
    #[derive(Serialize)]
    struct Static<'a> {
        r#type: &'static str,
        rev: u64,
        sensors: Vec<Site<'a>>,
        areas: Vec<Area<'a>>,
    }
    let Scene {
        name: _,
        home: _,
        sites,
        volumes,
        doors: _,
        exercise: _,
    } = scene;
    text(&Static {
        r#type: "static",
        rev,
        sensors: sites.iter().map(Site::of).collect(),
        areas: volumes.iter().map(|volume| Area::of(volume, at)).collect(),
    })
}

/// Which areas are active at `at`: what may change in `static`.
pub(super) fn active(scene: &Scene, at: UtcNs) -> Vec<bool> {
    scene
        .volumes
        .iter()
        .map(|volume| volume.is_active(at))
        .collect()
}

#[derive(Serialize)]
struct Site<'a> {
    id: u16,
    name: &'a str,
    kind: &'static str,
    lat: Option<f64>,
    lon: Option<f64>,
    range_m: f64,
    simulated: bool,
}

impl Site<'_> {
    fn of(site: &SensorSite) -> Site<'_> {
        let SensorSite {
            id,
            name,
            kind,
            source: _,
            position,
            range_max_m,
            simulated,
        } = site;
        Site {
            id: id.0,
            name,
            kind: sensor_kind(*kind),
            lat: position.map(|place| place.lat_deg),
            lon: position.map(|place| place.lon_deg),
            range_m: *range_max_m,
            simulated: *simulated,
        }
    }
}

#[derive(Serialize)]
struct Area<'a> {
    id: u16,
    name: &'a str,
    kind: &'static str,
    lower_ft: Option<f64>,
    upper_ft: Option<f64>,
    from: Option<String>,
    to: Option<String>,
    active: bool,
    polygon: Vec<[f64; 2]>,
}

impl Area<'_> {
    fn of(volume: &AirspaceVolume, at: UtcNs) -> Area<'_> {
        let AirspaceVolume {
            id,
            name,
            kind,
            outline,
            lower,
            upper,
            from,
            to,
        } = volume;
        let feet = |limit: &VerticalLimit| match limit {
            VerticalLimit::None => None,
            VerticalLimit::PressureFt(ft) => Some(*ft),
        };
        let mut polygon: Vec<[f64; 2]> = outline.iter().map(|p| [p.lon_deg, p.lat_deg]).collect();
        if let Some(&first) = polygon.first()
            && polygon.last() != Some(&first)
        {
            polygon.push(first); // the core's outline closes by itself, a GeoJSON ring says its first point twice
        }
        Area {
            id: id.0,
            name,
            kind: kind.name(),
            lower_ft: feet(lower),
            upper_ft: feet(upper),
            from: from.map(time),
            to: to.map(time),
            active: volume.is_active(at),
            polygon,
        }
    }
}

/// The alerts a client is told of, as JSON: those that stand, and those that ended lately.
pub(super) fn alert_list(scene: &Scene, picture: &Picture) -> String {
    let told = |alert: &&Alert| {
        !alert.summarised
            && match (alert.state, alert.ended) {
                (AlertState::Over, Some(ended)) => picture.at - ended <= ENDED_SHOWN,
                _ => true,
            }
    };
    text(
        &picture
            .alerts
            .iter()
            .filter(told)
            .map(|alert| AlertText::of(alert, scene))
            .collect::<Vec<_>>(),
    )
}

/// `alerts` around a list made by [`alert_list`].
pub(super) fn alerts(rev: u64, list: &str) -> String {
    format!(r#"{{"type":"alerts","rev":{rev},"alerts":{list}}}"#)
}

/// One alert, as the stream and the plain picture write it.
#[derive(Serialize)]
pub(super) struct AlertText<'a> {
    id: u32,
    kind: &'static str,
    severity: &'static str,
    state: &'static str,
    track: Option<u32>,
    /// The other track of a pair.
    other_track: Option<u32>,
    sensor: Option<u16>,
    label: &'a str,
    since: String,
    ended: Option<String>,
    acknowledged_by: Option<&'a str>,
    acknowledged_at: Option<String>,
    area: Option<&'a str>,
    area_id: Option<u16>,
    distance_m: Option<f64>,
    time_to_go_s: Option<f64>,
    evidence: Vec<EvidenceText<'a>>,
    lat: Option<f64>,
    lon: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    summarised: bool,
}

#[derive(Serialize)]
struct EvidenceText<'a> {
    key: &'static str,
    value: &'a str,
}

impl AlertText<'_> {
    pub(super) fn of<'a>(alert: &'a Alert, scene: &'a Scene) -> AlertText<'a> {
        let Alert {
            id,
            kind,
            severity,
            state,
            subject,
            label,
            since,
            ended,
            acknowledged,
            area,
            position,
            distance_m,
            time_to_go,
            evidence,
            summarised,
        } = alert;
        let (track, other_track, sensor) = match subject {
            Subject::Track(number) => (Some(number.0), None, None),
            Subject::Pair(one, other) => (Some(one.0), Some(other.0), None),
            Subject::Sensor(id) => (None, None, Some(id.0)),
            Subject::System => (None, None, None),
        };
        let (acknowledged_by, acknowledged_at) = match acknowledged {
            Some(Acknowledgement { by, at }) => (Some(by.as_str()), Some(time(*at))),
            None => (None, None),
        };
        let evidence = evidence
            .iter()
            .map(|Evidence { key, value }| EvidenceText { key, value });
        let place = position.map(
            |Wgs84 {
                 lat_deg,
                 lon_deg,
                 height_m: _,
             }| (lat_deg, lon_deg),
        );
        AlertText {
            id: id.0,
            kind: kind.name(),
            severity: severity.name(),
            state: state.name(),
            track,
            other_track,
            sensor,
            label,
            since: time(*since),
            ended: ended.map(time),
            acknowledged_by,
            acknowledged_at,
            area: area
                .and_then(|area| scene.volumes.iter().find(|volume| volume.id == area))
                .map(|volume| volume.name.as_str()),
            area_id: area.map(|area| area.0),
            distance_m: distance_m.map(|metres| rounded(metres, 1.0)),
            time_to_go_s: time_to_go.map(|span| rounded(span.as_secs_f64(), 10.0)),
            evidence: evidence.collect(),
            lat: place.map(|(lat, _)| rounded(lat, 1e7)),
            lon: place.map(|(_, lon)| rounded(lon, 1e7)),
            summarised: *summarised,
        }
    }
}

/// `sensors`.
pub(super) fn sensors(scene: &Scene, picture: &Picture) -> String {
    #[derive(Serialize)]
    struct Sensors<'a> {
        r#type: &'static str,
        sensors: Vec<SensorText<'a>>,
    }
    text(&Sensors {
        r#type: "sensors",
        sensors: sensor_list(scene, picture),
    })
}

/// The sensors of a picture, as the stream and the plain picture write them.
pub(super) fn sensor_list<'a>(scene: &'a Scene, picture: &'a Picture) -> Vec<SensorText<'a>> {
    picture
        .sensors
        .iter()
        .map(|status| SensorText::of(status, scene, picture.at))
        .collect()
}

/// How one sensor is, in words.
#[derive(Serialize)]
pub(super) struct SensorText<'a> {
    id: u16,
    name: &'a str,
    kind: &'static str,
    state: &'static str,
    age_s: Option<f64>,
    rate_hz: f64,
    turn_s: Option<f64>,
    receptions: u64,
    reports: u64,
    errors: u64,
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registration: Option<RegistrationText>,
}

/// By how much a radar is off, and how well that is known (one standard deviation).
#[derive(Serialize)]
pub(super) struct RegistrationText {
    range_m: f64,
    range_sigma_m: f64,
    azimuth_deg: f64,
    azimuth_sigma_deg: f64,
    time_s: f64,
    time_sigma_s: f64,
    pairs: u32,
    converged: bool,
}

impl RegistrationText {
    pub(super) fn of(registration: &Registration) -> RegistrationText {
        let Registration {
            range_m,
            azimuth_rad,
            time_s,
            range_sigma_m,
            azimuth_sigma_rad,
            time_sigma_s,
            pairs,
        } = *registration;
        RegistrationText {
            range_m: rounded(range_m, 10.0),
            range_sigma_m: rounded(range_sigma_m, 10.0),
            azimuth_deg: rounded(azimuth_rad.to_degrees(), 10_000.0),
            azimuth_sigma_deg: rounded(azimuth_sigma_rad.to_degrees(), 10_000.0),
            time_s: rounded(time_s, 1000.0),
            time_sigma_s: rounded(time_sigma_s, 1000.0),
            pairs,
            converged: registration.is_converged(),
        }
    }
}

impl SensorText<'_> {
    fn of<'a>(status: &SensorStatus, scene: &'a Scene, at: UtcNs) -> SensorText<'a> {
        let SensorStatus {
            id,
            state,
            last_heard,
            turn,
            receptions,
            reports,
            errors,
            rate_hz,
            fault,
            registration,
        } = status;
        let site = scene.sites.iter().find(|site| site.id == *id);
        SensorText {
            id: id.0,
            name: site.map_or("", |site| site.name.as_str()),
            kind: site.map_or("unknown", |site| sensor_kind(site.kind)),
            state: state.name(),
            age_s: last_heard.map(|heard| rounded((at - heard).as_secs_f64().max(0.0), 10.0)),
            rate_hz: rounded(*rate_hz, 10.0),
            turn_s: turn.map(|turn| rounded(turn.as_secs_f64(), 1000.0)),
            receptions: *receptions,
            reports: *reports,
            errors: *errors,
            note: notes(door_note(*state, scene.doors.get(id)), fault.map(note)),
            registration: registration.as_ref().map(RegistrationText::of),
        }
    }
}

/// What is wrong with the door and what is wrong with the data.
fn notes(door: Option<String>, data: Option<String>) -> Option<String> {
    match (door, data) {
        (Some(door), Some(data)) => Some(format!("{door}; {data}")),
        (door, data) => door.or(data),
    }
}

/// Why a sensor's door brings nothing, while it brings nothing.
fn door_note(state: SensorState, door: Option<&Arc<DoorCounters>>) -> Option<String> {
    let door = door.filter(|_| state != SensorState::Alive)?;
    Some(match (door.link(), door.last_error()) {
        (Link::Finished, _) => "its recording has ended".to_owned(),
        (Link::Connecting, Some(error)) => format!("not connected: {error}"),
        (Link::Connecting, None) => "connecting".to_owned(),
        (Link::Listening, Some(error)) => format!("listening; the last feeder: {error}"),
        (Link::Listening, None) => "listening; nothing comes in".to_owned(),
        (Link::Connected, _) => "connected, but silent".to_owned(),
        (Link::Closed, error) => error.unwrap_or_else(|| "closed".to_owned()),
    })
}

/// A fault in a few English words, for the engineer.
pub(crate) fn note(fault: SensorFault) -> String {
    match fault {
        SensorFault::Unreadable => "bytes that are no message of the format".to_owned(),
        SensorFault::UnknownSource(source) => {
            format!(
                "data source SAC {} SIC {} is not in the configuration",
                source.sac, source.sic
            )
        }
        SensorFault::UnknownCategory(category) => {
            format!("ASTERIX category {category:03} is not known")
        }
        SensorFault::Clock(off) => {
            format!(
                "its clock is {:+.1} s from ours; reports are timed by arrival",
                off.as_secs_f64()
            )
        }
        SensorFault::SimulatedInLive => "simulated data refused by a live system".to_owned(),
        SensorFault::LiveInExercise => {
            "data without the simulation mark refused by an exercise".to_owned()
        }
        SensorFault::NoPosition => {
            "antenna position is not configured; its plots have no place".to_owned()
        }
        SensorFault::Overload(dropped) => {
            format!("more than can be taken in; {dropped} receptions dropped")
        }
    }
}
