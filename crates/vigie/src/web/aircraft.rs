//! `GET /data/aircraft.json` and `/data/receiver.json`: the picture in the form of readsb, which many tools read.
//!
//! Written down in readsb's README-json.md (names, meanings, units, as seen there). What has no 24-bit address (a radar
//! track) is given `~` and its track number, type `other`. Values of air data are given for a minute after they were
//! said. Wind and temperature are those that the aircraft reports, where readsb computes them. `mode`, `simulated` and
//! `advisory` are ours: readers of that form pass over what they do not know. tar1090 asks for `receiver.json` first,
//! takes the refusal of `chunks/chunks.json` for "no history", and then asks for `aircraft.json` again and again.

use super::air;
use super::json::{degrees, rounded, text};
use super::picture::{ADVISORY, feet_per_minute};
use crate::hub::Scene;
use serde::Serialize;
use vigie_core::aircraft::AircraftData;
use vigie_core::identity::{AddressKind, Emergency};
use vigie_core::picture::Picture;
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::report::{Quality, ReportKind};
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackIdentity};

/// How often it pays to ask: readsb's own default.
const REFRESH_MS: u32 = 1000;

/// The picture as readsb would write it.
pub(super) fn aircraft(picture: &Picture, exercise: bool) -> String {
    #[derive(Serialize)]
    struct File {
        now: f64,
        messages: u64,
        mode: &'static str,
        simulated: bool,
        advisory: &'static str,
        aircraft: Vec<Aircraft>,
    }
    let Picture {
        at,
        mode,
        tracks,
        alerts: _,
        sensors,
        identities: _, // nothing in that form says who decided
    } = picture;
    text(&File {
        now: rounded(at.0 as f64 * 1e-9, 1e3),
        messages: sensors
            .iter()
            .fold(0, |sum, sensor| sum.saturating_add(sensor.receptions)),
        mode: mode.name(),
        simulated: exercise,
        advisory: ADVISORY,
        aircraft: tracks
            .iter()
            .map(|track| Aircraft::of(track, *at))
            .collect(),
    })
}

/// What tar1090 and its kind ask for first: who serves, how often it pays to ask, where the map is to open.
pub(super) fn receiver(scene: &Scene) -> String {
    #[derive(Serialize)]
    struct File {
        version: &'static str,
        refresh: u32,
        history: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        lat: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        lon: Option<f64>,
    }
    let home = &scene.home;
    let mut located = scene.sites.iter().filter_map(|site| site.position);
    let place = match (located.next(), located.next()) {
        (Some(only), None) => Some((only.lat_deg, only.lon_deg)),
        // of several, none is "the receiver": where our own map opens
        (Some(_), Some(_)) => Some((home.lat_deg, home.lon_deg)),
        (None, _) => Some((home.lat_deg, home.lon_deg)).filter(|home| *home != (0.0, 0.0)),
    };
    text(&File {
        version: super::SERVER,
        refresh: REFRESH_MS,
        history: 0,
        lat: place.map(|(lat, _)| rounded(lat, 1e6)),
        lon: place.map(|(_, lon)| rounded(lon, 1e6)),
    })
}

#[derive(Serialize)]
#[serde(untagged)]
enum Barometric {
    Ground(&'static str),
    Feet(f64),
}

#[derive(Serialize)]
struct Aircraft {
    hex: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flight: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alt_baro: Option<Barometric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alt_geom: Option<f64>,
    gs: f64,
    track: f64,
    #[serde(flatten)]
    air: Air,
    #[serde(skip_serializing_if = "Option::is_none")]
    squawk: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    lat: f64,
    lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nic: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rc: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nac_p: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nac_v: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sil: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
    spi: u8,
    mlat: &'static [&'static str],
    tisb: &'static [&'static str],
    messages: u32,
    seen: f64,
    seen_pos: f64,
    simulated: bool,
}

impl Aircraft {
    fn of(track: &Track, now: UtcNs) -> Aircraft {
        let Track {
            number,
            status: _,
            at,
            position: _,
            position_covariance: _,
            velocity,
            velocity_covariance: _,
            altitude,
            geometric_height,
            identity,
            spi,
            on_ground,
            class: _,
            quality:
                Quality {
                    nic,
                    nac_p,
                    nac_v,
                    sil,
                    version,
                },
            aircraft,
            last_kind,
            last_plot,
            contributions: _,
            initiated: _,
            plots,
            simulated,
        } = track;
        let TrackIdentity {
            address,
            callsign,
            mode_a,
            category,
            emergency,
        } = identity;
        let age = |at: UtcNs| rounded((now - at).as_secs_f64().max(0.0), 10.0);
        let heard = altitude.map_or(*at, |altitude| altitude.at.max(*at));
        let alt_baro = match altitude {
            _ if *on_ground => Some(Barometric::Ground("ground")),
            Some(altitude) => Some(Barometric::Feet(rounded(altitude.value.ft(), 1.0))),
            None => None,
        };
        let tracked_rate = altitude
            .and_then(|altitude| altitude.rate_mps)
            .map(feet_per_minute);
        let is_tisb = address.is_some_and(|address| address.kind == AddressKind::Tisb);
        Aircraft {
            hex: address.map_or_else(
                || format!("~{:06x}", number.0 & 0xff_ffff),
                |address| address.to_string(),
            ),
            r#type: type_name(*last_kind, address.map(|address| address.kind)),
            flight: callsign
                .map(|callsign| String::from_utf8_lossy(&callsign.padded()).into_owned()),
            alt_baro,
            alt_geom: geometric_height.map(|height| rounded(height.ft(), 1.0)),
            gs: rounded(velocity.ground_speed_mps() / MPS_PER_KNOT, 10.0),
            track: degrees(velocity.track_rad()),
            air: Air::of(aircraft, now, tracked_rate),
            squawk: mode_a.map(|statement| statement.code.to_string()),
            emergency: emergency.map(emergency_name),
            category: category.map(|category| category.to_string()),
            lat: rounded(last_plot.lat_deg, 1e6),
            lon: rounded(last_plot.lon_deg, 1e6),
            nic: *nic,
            rc: nic.and_then(containment_radius_m),
            nac_p: *nac_p,
            nac_v: *nac_v,
            sil: *sil,
            version: *version,
            spi: u8::from(*spi),
            mlat: of_position(*last_kind == ReportKind::Mlat),
            tisb: of_position(is_tisb),
            messages: *plots,
            seen: age(heard),
            seen_pos: age(*at),
            simulated: *simulated,
        }
    }
}

/// Air data by the names of readsb.
#[derive(Serialize)]
struct Air {
    #[serde(skip_serializing_if = "Option::is_none")]
    ias: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tas: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mach: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roll: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mag_heading: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_heading: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baro_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geom_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nav_qnh: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nav_altitude_mcp: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nav_altitude_fms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nav_heading: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nav_modes: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ws: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oat: Option<f64>,
}

impl Air {
    /// What holds at `now`; the rate that the track has comes before the one that the aircraft says.
    fn of(data: &AircraftData, now: UtcNs, tracked_rate: Option<f64>) -> Air {
        let air::Air {
            state,
            turn,
            intent,
            weather,
            advisory: _,
        } = air::Air::of(data, now).unwrap_or_default();
        let (state, turn) = (state.as_ref(), turn.as_ref());
        let weather = weather.as_ref();
        Air {
            ias: state.and_then(|state| state.indicated_airspeed_kt),
            tas: state.and_then(|state| state.true_airspeed_kt),
            mach: state.and_then(|state| state.mach),
            track_rate: turn.and_then(|turn| turn.track_rate_deg_s),
            roll: turn.and_then(|turn| turn.roll_deg),
            mag_heading: state.and_then(|state| state.magnetic_heading_deg),
            true_heading: state.and_then(|state| state.true_heading_deg),
            baro_rate: tracked_rate.or(state.and_then(|state| state.barometric_rate_fpm)),
            geom_rate: state.and_then(|state| state.inertial_rate_fpm),
            nav_qnh: intent
                .as_ref()
                .and_then(|intent| intent.pressure_setting_hpa),
            nav_altitude_mcp: intent
                .as_ref()
                .and_then(|intent| intent.selected_altitude_ft),
            nav_altitude_fms: intent
                .as_ref()
                .and_then(|intent| intent.managed_altitude_ft),
            nav_heading: intent
                .as_ref()
                .and_then(|intent| intent.selected_heading_deg),
            nav_modes: intent.and_then(|intent| intent.autopilot_modes),
            wd: weather.and_then(|weather| weather.wind_from_deg),
            ws: weather.and_then(|weather| weather.wind_speed_kt),
            oat: weather.and_then(|weather| weather.temperature_c),
        }
    }
}

/// Radius of containment by NIC, metres, rounded up as readsb does: RTCA DO-260B table 2-69 as public decoders have it.
/// A NIC of 6 has three radii, by supplements that a track does not keep: the largest. `None`: unknown.
fn containment_radius_m(nic: u8) -> Option<u32> {
    const BY_NIC: [u32; 12] = [
        0, 37_040, 14_816, 7_408, 3_704, 1_852, 1_112, 371, 186, 75, 25, 8,
    ];
    BY_NIC
        .get(usize::from(nic))
        .copied()
        .filter(|&radius_m| radius_m > 0)
}

/// The fields that came by another way than ADS-B.
fn of_position(is_so: bool) -> &'static [&'static str] {
    if is_so { &["lat", "lon"] } else { &[] }
}

fn type_name(kind: ReportKind, address: Option<AddressKind>) -> &'static str {
    let Some(address) = address else {
        return "other";
    };
    match (kind, address) {
        (ReportKind::Mlat, _) => "mlat",
        (ReportKind::AdsB, AddressKind::Icao) => "adsb_icao",
        (ReportKind::AdsB, AddressKind::NonIcao) => "adsb_other",
        (ReportKind::AdsB, AddressKind::Tisb) => "tisb_other",
        (ReportKind::AdsB, AddressKind::Adsr) => "adsr_other",
        (ReportKind::Psr | ReportKind::Ssr | ReportKind::ModeS, _) => "mode_s",
        (ReportKind::RemoteId | ReportKind::SystemTrack, _) => "other",
    }
}

fn emergency_name(emergency: Emergency) -> &'static str {
    match emergency {
        Emergency::General => "general",
        Emergency::Medical => "lifeguard",
        Emergency::MinimumFuel => "minfuel",
        Emergency::RadioFailure => "nordo",
        Emergency::UnlawfulInterference => "unlawful",
        Emergency::Downed => "downed",
    }
}
