//! Simulated flights with manoeuvres, seen by a tracker and a watch: what the conflict rule is measured on.
//!
//! The truth is flown in a flat plane, a second a step. Most aircraft send ADS-B every second (20 m, 2 m/s), the others
//! are seen by a Mode S radar every 5 s. Levels are told in steps of 25 ft, or 100 ft by radar. Most aircraft tell the
//! level that they have set.

use vigie_core::aircraft::{AircraftData, Intent};
use vigie_core::alert::{Alert, AlertKind, Subject};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::Address;
use vigie_core::place::{Cov2, Enu, LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, GroundVelocity, Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};
use vigie_track::{Parameters, Tracker};
use vigie_watch::{Rules, Watch};

const RECEIVER: SensorId = SensorId(0);
const RADAR: SensorId = SensorId(1);
pub(crate) const RADAR_TURN_S: u32 = 5;
const RADAR_RANGE_SIGMA_M: f64 = 50.0;
const RADAR_AZIMUTH_SIGMA_RAD: f64 = 0.001;
/// Knots to m/s, feet to metres.
pub(crate) const KNOT: f64 = 1852.0 / 3600.0;
pub(crate) const NM: f64 = 1852.0;

/// A seeded source of chance (xorshift64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            chance.unit();
        }
        chance
    }

    /// From 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn is(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of so many.
    pub(crate) fn pick(&mut self, count: u32) -> u32 {
        let k = libm::floor(self.unit() * f64::from(count));
        (0..count).rev().find(|&i| f64::from(i) <= k).unwrap_or(0)
    }

    /// A normal deviate (sum of twelve).
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// What an aircraft does from a moment on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Manoeuvre {
    /// Turns to a course at a rate, radians, radians a second.
    Turn { to_rad: f64, rate: f64 },
    /// Climbs or descends by so many feet at a rate, feet a second, having set `told_ft` beyond its present level.
    Climb { by_ft: f64, fps: f64, told_ft: f64 },
}

/// A true aircraft.
#[derive(Debug, Clone)]
pub(crate) struct Craft {
    pub(crate) east_m: f64,
    pub(crate) north_m: f64,
    pub(crate) ft: f64,
    pub(crate) course: f64,
    pub(crate) speed: f64,
    pub(crate) plan: Vec<(u32, Manoeuvre)>,
    pub(crate) has_adsb: bool,
    pub(crate) tells: bool,
    pub(crate) set_ft: f64,
    turn: Option<(f64, f64)>,
    climb: Option<(f64, f64)>,
    pub(crate) climb_now_fps: f64,
}

impl Craft {
    pub(crate) fn new(course: f64, speed: f64, ft: f64) -> Craft {
        Craft {
            east_m: 0.0,
            north_m: 0.0,
            ft,
            course,
            speed,
            plan: Vec::new(),
            has_adsb: true,
            tells: true,
            set_ft: ft,
            turn: None,
            climb: None,
            climb_now_fps: 0.0,
        }
    }

    /// Flies on for a second.
    pub(crate) fn fly(&mut self, second: u32) {
        for &(at, what) in &self.plan {
            if at != second {
                continue;
            }
            match what {
                Manoeuvre::Turn { to_rad, rate } => self.turn = Some((to_rad, rate)),
                Manoeuvre::Climb {
                    by_ft,
                    fps,
                    told_ft,
                } => {
                    self.climb = Some((self.ft + by_ft, fps));
                    self.set_ft = self.ft + told_ft;
                }
            }
        }
        if let Some((to, rate)) = self.turn {
            let left = vigie_core::place::wrap_pi(to - self.course);
            if left.abs() <= rate {
                self.course = to;
                self.turn = None;
            } else {
                self.course += rate.copysign(left);
            }
        }
        // a climb builds up and dies away within some seconds
        let wanted = self.climb.map_or(0.0, |(to, fps)| {
            let left = to - self.ft;
            fps.min(left.abs() / 4.0).copysign(left)
        });
        self.climb_now_fps += (wanted - self.climb_now_fps).clamp(-6.0, 6.0);
        self.ft += self.climb_now_fps;
        if self.climb.is_some_and(|(to, _)| (to - self.ft).abs() < 5.0) {
            self.climb = None;
        }
        self.east_m += self.speed * libm::sin(self.course);
        self.north_m += self.speed * libm::cos(self.course);
    }
}

/// Horizontal distance in metres, and vertical in feet.
pub(crate) fn apart(a: &Craft, b: &Craft) -> (f64, f64) {
    (
        libm::hypot(a.east_m - b.east_m, a.north_m - b.north_m),
        (a.ft - b.ft).abs(),
    )
}

/// The sensors, a tracker and a watch.
pub(crate) struct Eyes {
    tracker: Tracker,
    watch: Watch,
    frame: LocalFrame,
    radar: LocalFrame,
}

impl Eyes {
    pub(crate) fn new(rules: Rules) -> Eyes {
        let centre = Wgs84 {
            lat_deg: 16.0,
            lon_deg: 8.0,
            height_m: 0.0,
        };
        let frame = LocalFrame::at(centre);
        let place = frame.wgs84_from_enu(Enu {
            east_m: -60_000.0,
            north_m: -60_000.0,
            up_m: 0.0,
        });
        let place = place.at_height_m(300.0);
        let site = |id, kind| SensorSite {
            id,
            name: String::new(),
            kind,
            source: None,
            position: Some(place),
            range_max_m: 500e3,
            simulated: true,
        };
        let sites = [
            site(RECEIVER, SensorKind::Receiver),
            site(
                RADAR,
                SensorKind::Radar(RadarModel {
                    range_sigma_m: RADAR_RANGE_SIGMA_M,
                    azimuth_sigma_rad: RADAR_AZIMUTH_SIGMA_RAD,
                    turn: Nanos::from_secs(i64::from(RADAR_TURN_S)),
                    detection_probability: 0.97,
                }),
            ),
        ];
        Eyes {
            tracker: Tracker::new(Parameters::default(), &sites),
            watch: Watch::new(rules, Vec::new()).expect("sound rules"),
            frame,
            radar: LocalFrame::at(place),
        }
    }

    /// One second: reports, tracks, alerts. Gives the conflicts begun, by the numbers of the aircraft.
    pub(crate) fn look(
        &mut self,
        second: u32,
        sky: &[Craft],
        chance: &mut Chance,
    ) -> Vec<(usize, usize)> {
        let now = UtcNs(1_795_168_800_000_000_000) + Nanos::from_secs(i64::from(second));
        let mut reports = Vec::new();
        for (k, craft) in (0_u32..).zip(sky) {
            if craft.has_adsb {
                reports.push(self.adsb(k, craft, now, chance));
            } else if (second + k).is_multiple_of(RADAR_TURN_S) && chance.is(0.97) {
                reports.push(self.plot(k, craft, now, chance));
            }
        }
        self.tracker.update(now, &reports, Suspects::none());
        let (tracks, lost) = (self.tracker.tracks(), self.tracker.lost());
        let changes = self.watch.examine(now, tracks, lost, &[], &[]);
        if changes.is_empty() {
            return Vec::new();
        }
        let alerts = self.watch.alerts();
        let begun = changes
            .iter()
            .filter(|change| change.kind == vigie_watch::AlertChangeKind::Began)
            .filter_map(|change| alerts.iter().find(|alert| alert.id == change.id));
        begun.filter_map(|alert| self.pair(alert)).collect()
    }

    fn pair(&self, alert: &Alert) -> Option<(usize, usize)> {
        let Subject::Pair(one, other) = alert.subject else {
            return None;
        };
        let number = |track| {
            let address = self.tracker.get(track)?.identity.address?;
            (0..100_000_u32).find(|&k| Address::icao(1 + k) == Some(address))
        };
        let (a, b) = (number(one)? as usize, number(other)? as usize);
        (alert.kind == AlertKind::ShortTermConflict).then_some((a.min(b), a.max(b)))
    }

    fn place(&self, craft: &Craft) -> Wgs84 {
        self.frame
            .wgs84_from_enu(Enu {
                east_m: craft.east_m,
                north_m: craft.north_m,
                up_m: 0.0,
            })
            .at_height_m(craft.ft * 0.3048)
    }

    fn report(
        sensor: SensorId,
        kind: ReportKind,
        now: UtcNs,
        (k, craft): (u32, &Craft),
        step_ft: f64,
    ) -> TargetReport {
        let mut report = TargetReport::new(sensor, kind, Applicable(now), Heard(now));
        report.address = Address::icao(1 + k);
        report.simulated = true;
        report.altitude = Some(AltitudeReply {
            altitude: PressureAltitude::from_ft(libm::round(craft.ft / step_ft) * step_ft),
            doubtful: false,
        });
        if craft.tells {
            report.aircraft = Some(Box::new(AircraftData {
                intent: Some(Intent {
                    at: now,
                    selected_altitude: Some(PressureAltitude::from_ft(craft.set_ft)),
                    managed_altitude: None,
                    selected_heading_rad: None,
                    pressure_setting_hpa: None,
                    modes: None,
                }),
                ..AircraftData::default()
            }));
        }
        report
    }

    fn adsb(&self, k: u32, craft: &Craft, now: UtcNs, chance: &mut Chance) -> TargetReport {
        let mut report = Eyes::report(RECEIVER, ReportKind::AdsB, now, (k, craft), 25.0);
        let mut seen = craft.clone();
        seen.east_m += 20.0 * chance.normal();
        seen.north_m += 20.0 * chance.normal();
        report.place = Some(Place {
            position: self.place(&seen),
            covariance: Cov2::circular(20.0),
            height_known: true,
            polar: None,
        });
        report.velocity = Some(GroundVelocity {
            east_mps: craft.speed * libm::sin(craft.course) + chance.normal(),
            north_mps: craft.speed * libm::cos(craft.course) + chance.normal(),
            sigma_mps: 1.0,
        });
        let fpm = craft.climb_now_fps * 60.0 + 40.0 * chance.normal();
        report.vertical_rate_mps = Some(libm::round(fpm / 64.0) * 64.0 * 0.3048 / 60.0);
        report
    }

    fn plot(&self, k: u32, craft: &Craft, now: UtcNs, chance: &mut Chance) -> TargetReport {
        let mut report = Eyes::report(RADAR, ReportKind::ModeS, now, (k, craft), 100.0);
        let local = self.radar.enu_from_wgs84(self.place(craft));
        let range_m = local.slant_range_m() + RADAR_RANGE_SIGMA_M * chance.normal();
        let azimuth = local.azimuth_rad() + RADAR_AZIMUTH_SIGMA_RAD * chance.normal();
        let across = libm::sqrt((range_m * range_m - local.up_m * local.up_m).max(0.0));
        let (sin, cos) = libm::sincos(azimuth);
        let position = self.radar.wgs84_from_enu(Enu {
            east_m: across * sin,
            north_m: across * cos,
            up_m: local.up_m,
        });
        report.place = Some(Place {
            position,
            covariance: Cov2::along_bearing(
                azimuth,
                RADAR_RANGE_SIGMA_M,
                RADAR_AZIMUTH_SIGMA_RAD * range_m,
            ),
            height_known: true,
            polar: Some(Polar {
                range_m,
                azimuth_rad: azimuth,
                elevation_rad: None,
                range_sigma_m: RADAR_RANGE_SIGMA_M,
                azimuth_sigma_rad: RADAR_AZIMUTH_SIGMA_RAD,
                elevation_sigma_rad: 0.0,
                range_rate: None,
            }),
        });
        report
    }
}
