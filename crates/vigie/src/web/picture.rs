//! `GET /api/v1/picture`: the whole picture as plain JSON. An unknown field is absent, never null, in tracks.

use super::air::Air;
use super::json::{degrees, rounded, text, time};
use super::texts::{AlertText, SensorText, sensor_list};
use crate::hub::Scene;
use serde::Serialize;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::identification::IdentificationState;
use vigie_core::identity::{Address, Callsign, Emergency};
use vigie_core::picture::{Identity, Picture};
use vigie_core::place::{Cov2, MPS_PER_KNOT, Wgs84};
use vigie_core::report::{Quality, ReportKind};
use vigie_core::time::UtcNs;
use vigie_core::track::{
    Altitude, CodeStatement, Contribution, Track, TrackIdentity, TrackStatus, Velocity,
};

/// What every output says.
pub(super) const ADVISORY: &str = "not for separation";

/// The picture as JSON text.
pub(super) fn picture(scene: &Scene, picture: &Picture) -> String {
    #[derive(Serialize)]
    struct PictureText<'a> {
        at: String,
        mode: &'static str,
        advisory: &'static str,
        site: &'a str,
        tracks: Vec<TrackText<'a>>,
        alerts: Vec<AlertText<'a>>,
        sensors: Vec<SensorText<'a>>,
    }
    let Picture {
        at,
        mode,
        tracks,
        alerts,
        sensors: _,
        identities: _,
    } = picture;
    text(&PictureText {
        at: time(*at),
        mode: mode.name(),
        advisory: ADVISORY,
        site: &scene.name,
        tracks: tracks
            .iter()
            .map(|track| TrackText::of(track, picture.identity(track.number), *at))
            .collect(),
        alerts: alerts
            .iter()
            .map(|alert| AlertText::of(alert, scene))
            .collect(),
        sensors: sensor_list(scene, picture),
    })
}

/// The word for a technique.
pub(super) fn kind_name(kind: ReportKind) -> &'static str {
    match kind {
        ReportKind::Psr => "psr",
        ReportKind::Ssr => "ssr",
        ReportKind::ModeS => "mode_s",
        ReportKind::Mlat => "mlat",
        ReportKind::AdsB => "adsb",
        ReportKind::RemoteId => "remote_id",
        ReportKind::SystemTrack => "system_track",
    }
}

/// A track as JSON.
#[derive(Serialize)]
pub(super) struct TrackText<'a> {
    number: u32,
    status: &'static str,
    at: String,
    lat: f64,
    lon: f64,
    height_m: f64,
    position_covariance_m2: Covariance,
    velocity_mps: [f64; 3],
    velocity_covariance_m2ps2: Covariance,
    groundspeed_kt: f64,
    track_deg: f64,
    #[serde(flatten)]
    altitude: Option<AltitudeText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geometric_altitude_ft: Option<f64>,
    #[serde(flatten)]
    identity: IdentityText<'a>,
    identification: IdentificationText<'a>,
    spi: bool,
    on_ground: bool,
    class: &'static str,
    #[serde(flatten)]
    quality: QualityText,
    #[serde(skip_serializing_if = "Option::is_none")]
    aircraft: Option<Air>,
    kind: &'static str,
    last_plot: [f64; 2],
    contributions: Vec<ContributionText>,
    initiated: String,
    plots: u32,
    simulated: bool,
}

#[derive(Serialize)]
struct Covariance {
    ee: f64,
    en: f64,
    nn: f64,
}

#[derive(Serialize)]
struct AltitudeText {
    altitude_ft: f64,
    altitude_at: String,
    altitude_doubtful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    vertical_rate_fpm: Option<f64>,
}

#[derive(Serialize)]
struct IdentityText<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    icao: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addr_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callsign: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    squawk: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    squawk_since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    squawk_replies: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency: Option<&'static str>,
}

/// Who a track is taken to be; the evidence is at `/api/v1/tracks/{number}`.
#[derive(Serialize)]
struct IdentificationText<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<&'a str>,
}

impl IdentificationText<'_> {
    fn of(who: Option<&Identity>) -> IdentificationText<'_> {
        let Some(who) = who else {
            return IdentificationText {
                state: IdentificationState::Unknown.name(),
                identity: None,
                plan: None,
                permit: None,
                decided_by: None,
            };
        };
        let Identity {
            track: _,
            state,
            identity,
            plan,
            permit,
            decided_by,
        } = who;
        IdentificationText {
            state: state.name(),
            identity: identity.as_deref(),
            plan: plan.map(|id| id.0),
            permit: permit.map(|id| id.0),
            decided_by: decided_by.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct QualityText {
    #[serde(skip_serializing_if = "Option::is_none")]
    nic: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nac_p: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nac_v: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sil: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adsb_version: Option<u8>,
}

#[derive(Serialize)]
struct ContributionText {
    sensor: u16,
    kind: &'static str,
    at: String,
}

impl Covariance {
    fn of(covariance: Cov2) -> Covariance {
        let Cov2 { ee, en, nn } = covariance;
        Covariance {
            ee: rounded(ee, 1e3),
            en: rounded(en, 1e3),
            nn: rounded(nn, 1e3),
        }
    }
}

impl TrackText<'_> {
    pub(super) fn of<'a>(track: &'a Track, who: Option<&'a Identity>, now: UtcNs) -> TrackText<'a> {
        let Track {
            number,
            status,
            at,
            position:
                Wgs84 {
                    lat_deg,
                    lon_deg,
                    height_m,
                },
            position_covariance,
            velocity,
            velocity_covariance,
            altitude,
            geometric_height,
            identity,
            spi,
            on_ground,
            class,
            quality,
            aircraft,
            last_kind,
            last_plot,
            contributions,
            initiated,
            plots,
            simulated,
        } = track;
        let Velocity {
            east_mps,
            north_mps,
            up_mps,
        } = *velocity;
        TrackText {
            number: number.0,
            status: match status {
                TrackStatus::Tentative => "tentative",
                TrackStatus::Confirmed => "confirmed",
                TrackStatus::Coasting => "coasting",
            },
            at: time(*at),
            lat: rounded(*lat_deg, 1e7),
            lon: rounded(*lon_deg, 1e7),
            height_m: rounded(*height_m, 10.0),
            position_covariance_m2: Covariance::of(*position_covariance),
            velocity_mps: [east_mps, north_mps, up_mps].map(|v| rounded(v, 1e3)),
            velocity_covariance_m2ps2: Covariance::of(*velocity_covariance),
            groundspeed_kt: rounded(velocity.ground_speed_mps() / MPS_PER_KNOT, 10.0),
            track_deg: degrees(velocity.track_rad()),
            altitude: altitude.map(AltitudeText::of),
            geometric_altitude_ft: geometric_height.map(|height| rounded(height.ft(), 1.0)),
            identity: IdentityText::of(identity),
            identification: IdentificationText::of(who),
            spi: *spi,
            on_ground: *on_ground,
            class: class.name(),
            quality: QualityText::of(*quality),
            aircraft: Air::of(aircraft, now),
            kind: kind_name(*last_kind),
            last_plot: [
                rounded(last_plot.lat_deg, 1e7),
                rounded(last_plot.lon_deg, 1e7),
            ],
            contributions: contributions
                .iter()
                .copied()
                .map(ContributionText::of)
                .collect(),
            initiated: time(*initiated),
            plots: *plots,
            simulated: *simulated,
        }
    }
}

impl AltitudeText {
    fn of(altitude: Altitude) -> AltitudeText {
        let Altitude {
            value,
            at,
            doubtful,
            rate_mps,
        } = altitude;
        AltitudeText {
            altitude_ft: rounded(value.ft(), 1.0),
            altitude_at: time(at),
            altitude_doubtful: doubtful,
            vertical_rate_fpm: rate_mps.map(feet_per_minute),
        }
    }
}

/// A climb in metres per second, in feet per minute.
pub(super) fn feet_per_minute(mps: f64) -> f64 {
    rounded(mps / METRES_PER_FOOT * 60.0, 1.0)
}

impl IdentityText<'_> {
    fn of(identity: &TrackIdentity) -> IdentityText<'_> {
        let TrackIdentity {
            address,
            callsign,
            mode_a,
            category,
            emergency,
        } = identity;
        let address = address.map(|Address { kind, value }| (kind.name(), value.to_string()));
        let code = mode_a.map(
            |CodeStatement {
                 code,
                 since,
                 replies,
             }| (code.to_string(), time(since), replies),
        );
        let (addr_type, icao) = address.unzip();
        IdentityText {
            icao,
            addr_type,
            callsign: callsign.as_ref().map(Callsign::as_str),
            squawk_since: code.as_ref().map(|(_, since, _)| since.clone()),
            squawk_replies: code.as_ref().map(|&(_, _, replies)| replies),
            squawk: code.map(|(code, _, _)| code),
            category: category.map(|category| category.to_string()),
            emergency: emergency.map(Emergency::name),
        }
    }
}

impl QualityText {
    fn of(quality: Quality) -> QualityText {
        let Quality {
            nic,
            nac_p,
            nac_v,
            sil,
            version,
        } = quality;
        QualityText {
            nic,
            nac_p,
            nac_v,
            sil,
            adsb_version: version,
        }
    }
}

impl ContributionText {
    fn of(contribution: Contribution) -> ContributionText {
        let Contribution { sensor, kind, at } = contribution;
        ContributionText {
            sensor: sensor.0,
            kind: kind_name(kind),
            at: time(at),
        }
    }
}
