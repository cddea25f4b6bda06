//! `GET /data/aircraft.json`: the picture in the form of readsb, which many tools read.
//!
//! Written down in readsb's README-json.md (field names and meanings; from memory, unverified). What has no 24-bit
//! address (a radar track) is given `~` and its track number, type `other`. `mode`, `simulated` and `advisory` are
//! ours: readers of that form pass over what they do not know.

use super::json::{degrees, rounded, text};
use super::picture::{ADVISORY, feet_per_minute};
use serde::Serialize;
use vigie_core::identity::{AddressKind, Emergency};
use vigie_core::picture::Picture;
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::report::{Quality, ReportKind};
use vigie_core::time::UtcNs;
use vigie_core::track::{Track, TrackIdentity};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    baro_rate: Option<f64>,
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
    nac_p: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nac_v: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sil: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
    #[serde(skip_serializing_if = "is_false")]
    spi: bool,
    messages: u32,
    seen: f64,
    seen_pos: f64,
    simulated: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
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
            quality:
                Quality {
                    nic,
                    nac_p,
                    nac_v,
                    sil,
                    version,
                },
            aircraft: _,
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
            baro_rate: altitude
                .and_then(|altitude| altitude.rate_mps)
                .map(feet_per_minute),
            squawk: mode_a.map(|statement| statement.code.to_string()),
            emergency: emergency.map(emergency_name),
            category: category.map(|category| category.to_string()),
            lat: rounded(last_plot.lat_deg, 1e6),
            lon: rounded(last_plot.lon_deg, 1e6),
            nic: *nic,
            nac_p: *nac_p,
            nac_v: *nac_v,
            sil: *sil,
            version: *version,
            spi: *spi,
            messages: *plots,
            seen: age(heard),
            seen_pos: age(*at),
            simulated: *simulated,
        }
    }
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
