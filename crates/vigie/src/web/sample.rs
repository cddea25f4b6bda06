//! Pictures for the tests here.

use crate::config::Home;
use crate::hub::Scene;
use vigie_core::aircraft::{
    AirState, AircraftData, AutopilotModes, Intent, ResolutionAdvisory, Turn, Weather,
};
use vigie_core::airspace::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
use vigie_core::alert::{Alert, AlertId, AlertKind, AlertState, Evidence, Severity, Subject};
use vigie_core::explanation::{
    Association, Claim, Claims, ClassChange, Existence, ExistenceMove, Explanation, HeightBasis,
    HeightSource, Looks, Merge, MotionBelief, Refused, SensorPart, Taken, Taking, TurnBelief,
};
use vigie_core::height::{EllipsoidalHeight, PressureAltitude};
use vigie_core::identity::{Address, Callsign, EmitterCategory, ModeA};
use vigie_core::picture::{Mode, Picture};
use vigie_core::place::{Cov2, MPS_PER_KNOT, Wgs84};
use vigie_core::report::{Quality, ReportKind};
use vigie_core::sensor::{
    Registration, SensorFault, SensorId, SensorKind, SensorSite, SensorState, SensorStatus,
};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::track::{
    Altitude, CodeStatement, Contribution, TargetClass, Track, TrackIdentity, TrackNumber,
    TrackStatus, Velocity,
};

/// 2026-11-20T10:00:00Z.
pub(super) const START: UtcNs = UtcNs(1_795_168_800_000_000_000);

/// Text that a browser must never take for anything but text.
pub(super) const HOSTILE: &str = "\"}</script><img src=x onerror=alert(1)>\u{0}\n\u{202e}";

pub(super) fn at(seconds: f64) -> UtcNs {
    START + Nanos::from_secs_f64(seconds)
}

pub(super) fn track(number: u32, seconds: f64) -> Track {
    let place = Wgs84 {
        lat_deg: 16.0 + seconds * 1e-3,
        lon_deg: 7.9,
        height_m: 10_700.0,
    };
    Track {
        number: TrackNumber(number),
        status: TrackStatus::Confirmed,
        at: at(seconds),
        position: place,
        position_covariance: Cov2::circular(20.0),
        velocity: Velocity {
            east_mps: 0.0,
            north_mps: 231.5,
            up_mps: 0.0,
        },
        velocity_covariance: Cov2::circular(1.0),
        altitude: Some(Altitude {
            value: PressureAltitude::from_ft(35_000.0),
            at: at(seconds),
            doubtful: false,
            rate_mps: Some(-2.54),
        }),
        geometric_height: Some(EllipsoidalHeight::from_ft(36_000.0)),
        identity: TrackIdentity {
            address: Address::icao(0x06_2001),
            callsign: Callsign::new(b"NIG501"),
            mode_a: ModeA::new(0o2301).map(|code| CodeStatement {
                code,
                since: START,
                replies: 9,
            }),
            category: Some(EmitterCategory {
                set: b'A',
                number: 3,
            }),
            emergency: None,
        },
        spi: false,
        on_ground: false,
        class: TargetClass::Airborne,
        quality: Quality {
            nic: Some(8),
            nac_p: Some(9),
            nac_v: None,
            sil: Some(3),
            version: Some(2),
        },
        aircraft: air(seconds),
        last_kind: ReportKind::AdsB,
        last_plot: place,
        contributions: vec![Contribution {
            sensor: SensorId(1),
            kind: ReportKind::AdsB,
            at: at(seconds),
        }],
        initiated: START,
        plots: 7,
        simulated: true,
    }
}

/// Every group, said at this time.
pub(super) fn air(seconds: f64) -> AircraftData {
    let at = at(seconds);
    AircraftData {
        air: Some(AirState {
            at,
            magnetic_heading_rad: Some(90_f64.to_radians()),
            true_heading_rad: None,
            indicated_airspeed_mps: Some(260.0 * MPS_PER_KNOT),
            true_airspeed_mps: Some(450.0 * MPS_PER_KNOT),
            mach: Some(0.784),
            barometric_rate_mps: Some(-5.08),
            inertial_rate_mps: Some(-4.88),
        }),
        turn: Some(Turn {
            at,
            roll_rad: Some(-20_f64.to_radians()),
            track_rate_rad_s: Some(-0.75_f64.to_radians()),
        }),
        intent: Some(Intent {
            at,
            selected_altitude: Some(PressureAltitude::from_ft(35_000.0)),
            managed_altitude: None,
            selected_heading_rad: None,
            pressure_setting_hpa: Some(1013.2),
            modes: Some(AutopilotModes {
                vnav: true,
                altitude_hold: true,
                ..AutopilotModes::default()
            }),
        }),
        weather: Some(Weather {
            at,
            wind_speed_mps: Some(50.0 * MPS_PER_KNOT),
            wind_from_rad: Some(270_f64.to_radians()),
            temperature_k: Some(219.15),
            pressure_hpa: None,
            humidity: Some(0.125),
            turbulence: Some(1),
        }),
        advisory: Some(ResolutionAdvisory {
            at,
            bits: [0x30, 0x80, 0, 0, 0, 0, 0],
            terminated: false,
        }),
    }
}

pub(super) fn alert(id: u32, state: AlertState) -> Alert {
    Alert {
        id: AlertId(id),
        kind: AlertKind::EmergencySquawk,
        severity: Severity::Alarm,
        state,
        subject: Subject::Track(TrackNumber(1)),
        label: HOSTILE.to_owned(),
        since: START,
        ended: (state == AlertState::Over).then_some(START),
        acknowledged: None,
        area: Some(AreaId(0)),
        position: Some(Wgs84 {
            lat_deg: 16.0,
            lon_deg: 7.9,
            height_m: f64::NAN,
        }),
        distance_m: Some(1234.0),
        time_to_go: Some(Nanos::from_millis(90_500)),
        evidence: vec![Evidence {
            key: "squawk",
            value: HOSTILE.to_owned(),
        }],
        summarised: false,
    }
}

pub(super) fn picture(seconds: f64, tracks: Vec<Track>) -> Picture {
    Picture {
        at: at(seconds),
        mode: Mode::Exercise,
        tracks,
        alerts: vec![alert(3, AlertState::Raised), alert(4, AlertState::Over)],
        sensors: vec![SensorStatus {
            id: SensorId(0),
            state: SensorState::Alive,
            last_heard: Some(at(seconds - 0.5)),
            turn: Some(Nanos::from_secs(5)),
            receptions: 12,
            reports: 34,
            errors: 1,
            rate_hz: 3.125,
            fault: Some(SensorFault::Clock(Nanos::from_millis(-2500))),
            registration: None,
        }],
        identities: std::sync::Arc::from([]),
    }
}

fn part(sensor: SensorId, seen: UtcNs) -> SensorPart {
    SensorPart {
        sensor,
        kind: ReportKind::ModeS,
        seen,
        looks: Some(Looks {
            seen: 29,
            missed: 1,
            missed_now: 0,
            detection: 0.95,
        }),
        bias: Some(Registration {
            range_m: -114.4,
            azimuth_rad: 0.005,
            time_s: 0.351,
            range_sigma_m: 3.0,
            azimuth_sigma_rad: 3e-5,
            time_sigma_s: 0.008,
            pairs: 24_372,
        }),
    }
}

/// Why, with something of everything.
pub(super) fn explanation(number: u32, seconds: f64) -> Explanation {
    let (sensor, now) = (SensorId(0), at(seconds));
    let taken = Taken {
        sensor,
        kind: ReportKind::ModeS,
        at: now,
        delay: Nanos::from_millis(312),
        late: Nanos::ZERO,
        how: Taking::Updated,
        distance2: Some(2.25),
        claims: Claims {
            address: Claim::Same,
            code: Claim::Other,
            level: Claim::Absent,
        },
        association: Association::Weighed {
            probability: 0.875,
            tracks: 2,
            plots: 1,
        },
    };
    Explanation {
        number: TrackNumber(number),
        at: now,
        existence: Existence {
            probability: 0.9991,
            moved: Some(ExistenceMove {
                at: now,
                sensor,
                seen: true,
                log_odds: 1.5,
            }),
        },
        class: TargetClass::Airborne,
        motion: MotionBelief {
            straight: 0.1,
            turns: [(-0.03, 0.05), (0.03, 0.8)]
                .map(|(rate_radps, probability)| TurnBelief {
                    rate_radps,
                    probability,
                })
                .to_vec(),
            manoeuvre: 0.05,
        },
        height: HeightBasis {
            source: HeightSource::Speed,
            height_m: 8123.4,
            sigma_m: 912.5,
        },
        taken: vec![taken],
        refused: vec![Refused {
            sensor,
            kind: ReportKind::AdsB,
            at: now,
            why: vigie_core::explanation::Refusal::Jump,
            apart_m: 20_000.0,
            distance2: 1e6,
        }],
        sensors: vec![part(sensor, now)],
        merges: vec![Merge {
            at: now,
            number: TrackNumber(7),
        }],
        class_changes: vec![ClassChange {
            at: now,
            from: TargetClass::Surface,
            to: TargetClass::Airborne,
        }],
        began_as_second: true,
        suspect: true,
    }
}

pub(super) fn scene() -> Scene {
    let corner = |lat_deg, lon_deg| Wgs84 {
        lat_deg,
        lon_deg,
        height_m: 0.0,
    };
    let site = |id, position| SensorSite {
        id: SensorId(id),
        name: HOSTILE.to_owned(),
        kind: SensorKind::Receiver,
        source: None,
        position,
        range_max_m: 400_000.0,
        simulated: true,
    };
    Scene {
        name: HOSTILE.to_owned(),
        home: Home {
            lat_deg: 17.0,
            lon_deg: 8.5,
            zoom: 5.0,
        },
        sites: vec![site(0, Some(corner(13.48, 2.18))), site(1, None)],
        exercise: true,
        doors: std::collections::BTreeMap::new(),
        volumes: vec![AirspaceVolume {
            id: AreaId(0),
            name: "ZR Arlit".to_owned(),
            kind: AreaKind::Restricted,
            outline: vec![corner(18.0, 7.0), corner(19.0, 7.0), corner(19.0, 8.0)],
            lower: VerticalLimit::None,
            upper: VerticalLimit::PressureFt(24_500.0),
            from: Some(at(60.0)),
            to: None,
        }],
    }
}
