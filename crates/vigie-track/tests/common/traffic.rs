//! World traffic for loads: regions, each with a radar and a receiver, and aircraft that fly, turn, appear and leave.
//!
//! Seeded, and its own: nothing of it is recorded. Used by the benchmark, by the load example and by tests.

use vigie_core::height::PressureAltitude;
use vigie_core::identity::{Address, ModeA};
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{
    AltitudeReply, GroundVelocity, ModeAReply, Place, Polar, ReportKind, TargetReport,
};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Applicable, Heard, Nanos, UtcNs};

/// Aircraft of one region.
const OF_REGION: u32 = 400;
/// Radius of a region, and reach of its radar, metres.
const REACH_M: f64 = 250_000.0;
/// Standard deviations of a plot: metres, radians.
const PLOT_SIGMA: (f64, f64) = (60.0, 0.0014);
/// The radars see this share of what is there.
const DETECTION: f64 = 0.92;
/// The range is measured with the target where it is; a plot without height is placed as if it flew here, metres.
const ASSUMED_M: f64 = 6000.0;

/// Which traffic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mix {
    /// Aircraft at any time.
    pub(crate) targets: u32,
    /// Share of them with ADS-B (position and velocity each half second) and Mode S.
    pub(crate) emitters: f64,
    /// Share with Mode A and C only; the rest is seen by primary radar alone.
    pub(crate) coded: f64,
    /// False plots of each radar in a turn.
    pub(crate) clutter: u32,
    /// How long an aircraft is there on average, seconds.
    pub(crate) stays_s: f64,
    /// Aircraft that fly in one cluster, within 5 km; 1: none do.
    pub(crate) cluster: u32,
}

impl Mix {
    /// What the busiest skies look like, all over the world at once.
    pub(crate) fn world(targets: u32) -> Mix {
        Mix {
            targets,
            emitters: 0.85,
            coded: 0.1,
            clutter: 30,
            stays_s: 1800.0,
            cluster: 1,
        }
    }

    /// No transponder anywhere, and every fourth aircraft with three others close by.
    pub(crate) fn primary_clusters(targets: u32) -> Mix {
        Mix {
            targets,
            emitters: 0.0,
            coded: 0.0,
            clutter: 30,
            stays_s: 1800.0,
            cluster: 4,
        }
    }
}

/// A splitmix64 generator (Steele, Lea & Flood 2014).
#[derive(Debug, Clone)]
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }
}

/// How an aircraft can be seen.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Equipment {
    Emitter,
    Coded(u16),
    Silent,
}

/// One aircraft; metres east and north of its region's centre.
#[derive(Debug, Clone)]
struct Aircraft {
    address: u32,
    equipment: Equipment,
    x: [f64; 2],
    heading: f64,
    speed: f64,
    rate: f64,
    turns_until: f64,
    height_m: f64,
    at: f64,
    leaves: f64,
    next_squitter: f64,
    next_plot: f64,
}

struct Region {
    centre: Wgs84,
    frame: LocalFrame,
    turn_s: f64,
    radar: SensorId,
    receiver: SensorId,
    aircraft: Vec<Aircraft>,
    next_clutter: f64,
}

/// All regions.
pub(crate) struct World {
    mix: Mix,
    random: Random,
    regions: Vec<Region>,
    addresses: u32,
    t: f64,
}

/// The time `s` seconds after the start.
pub(crate) fn at(s: f64) -> UtcNs {
    UtcNs(1_700_000_000_000_000_000) + Nanos::from_secs_f64(s)
}

impl World {
    pub(crate) fn new(mix: Mix, seed: u64) -> World {
        let count = mix.targets.div_ceil(OF_REGION).max(1);
        let mut world = World {
            mix,
            random: Random(seed),
            regions: Vec::new(),
            addresses: 0x40_0000,
            t: 0.0,
        };
        for index in 0..count {
            let region = region(index, count);
            world.regions.push(region);
            let share = mix.targets * (index + 1) / count - mix.targets * index / count;
            let mut left = share;
            while left > 0 {
                let members = left.min(mix.cluster);
                world.group(index as usize, members, true);
                left -= members;
            }
        }
        world
    }

    pub(crate) fn sites(&self) -> Vec<SensorSite> {
        let mut sites = Vec::new();
        for region in &self.regions {
            let model = RadarModel {
                range_sigma_m: PLOT_SIGMA.0,
                azimuth_sigma_rad: PLOT_SIGMA.1,
                turn: Nanos::from_secs_f64(region.turn_s),
                detection_probability: DETECTION,
            };
            for (id, kind) in [
                (region.radar, SensorKind::Radar(model)),
                (region.receiver, SensorKind::Receiver),
            ] {
                sites.push(SensorSite {
                    id,
                    name: String::new(),
                    kind,
                    source: None,
                    position: Some(region.centre),
                    range_max_m: REACH_M,
                    simulated: false,
                });
            }
        }
        sites
    }

    /// What the sensors say in the next `dt` seconds, and when that step ends.
    pub(crate) fn step(&mut self, dt: f64) -> (UtcNs, Vec<TargetReport>) {
        let end = self.t + dt;
        let mut reports = Vec::new();
        for index in 0..self.regions.len() {
            self.renew(index, end);
            let region = &mut self.regions[index];
            for aircraft in &mut region.aircraft {
                let (frame, random) = (&region.frame, &mut self.random);
                while aircraft.next_squitter < end {
                    let t = aircraft.next_squitter;
                    aircraft.fly(t, random);
                    let seen = aircraft.place(region.centre);
                    reports.push(aircraft.position(region.receiver, seen, t, random));
                    reports.push(aircraft.velocity(region.receiver, t));
                    aircraft.next_squitter += random.within(0.4, 0.6);
                }
                while aircraft.next_plot < end {
                    let t = aircraft.next_plot;
                    aircraft.fly(t, random);
                    let seen = aircraft.place(region.centre);
                    if random.uniform() < DETECTION {
                        reports.push(aircraft.plot(region.radar, frame, seen, t, random));
                    }
                    aircraft.next_plot += region.turn_s;
                }
            }
            while self.mix.clutter > 0 && region.next_clutter < end {
                let t = region.next_clutter;
                reports.push(clutter(region, t, &mut self.random));
                region.next_clutter += region.turn_s / f64::from(self.mix.clutter);
            }
        }
        self.t = end;
        reports.sort_by_key(|r| r.applicable.0);
        (at(end), reports)
    }

    /// Aircraft leave, others come in their place.
    fn renew(&mut self, index: usize, now: f64) {
        let region = &mut self.regions[index];
        let before = region.aircraft.len();
        region
            .aircraft
            .retain(|a| a.leaves > now && a.x[0] * a.x[0] + a.x[1] * a.x[1] < REACH_M * REACH_M);
        for _ in region.aircraft.len()..before {
            self.group(index, 1, false);
        }
    }

    /// Some aircraft close together, or one.
    fn group(&mut self, index: usize, members: u32, first: bool) {
        let (random, region) = (&mut self.random, &mut self.regions[index]);
        let bearing = random.within(0.0, std::f64::consts::TAU);
        let far = REACH_M * 0.95 * random.uniform().sqrt();
        let heading = random.within(0.0, std::f64::consts::TAU);
        let speed = random.within(80.0, 250.0);
        for _ in 0..members {
            self.addresses += 1;
            let kind = random.uniform();
            let equipment = if kind < self.mix.emitters {
                Equipment::Emitter
            } else if kind < self.mix.emitters + self.mix.coded {
                Equipment::Coded(code(self.addresses))
            } else {
                Equipment::Silent
            };
            let spread = if members > 1 { 5000.0 } else { 0.0 };
            let x = [
                far * libm::sin(bearing) + spread * random.within(-0.5, 0.5),
                far * libm::cos(bearing) + spread * random.within(-0.5, 0.5),
            ];
            let stays = self.mix.stays_s * if first { random.uniform() } else { 1.0 };
            let azimuth = libm::atan2(x[0], x[1]).rem_euclid(std::f64::consts::TAU);
            let beam = azimuth / std::f64::consts::TAU * region.turn_s;
            let turns = libm::ceil((self.t - beam) / region.turn_s);
            region.aircraft.push(Aircraft {
                address: self.addresses,
                equipment,
                x,
                heading,
                speed,
                rate: 0.0,
                turns_until: 0.0,
                height_m: random.within(2000.0, 12_000.0),
                at: self.t,
                leaves: self.t + stays + 60.0,
                next_squitter: if equipment == Equipment::Emitter {
                    self.t + 0.5 * random.uniform()
                } else {
                    f64::INFINITY
                },
                next_plot: beam + turns * region.turn_s,
            });
        }
    }
}

fn region(index: u32, count: u32) -> Region {
    // Spread over the globe without the poles, none near another.
    let share = (f64::from(index) + 0.5) / f64::from(count);
    let lat = -55.0 + 115.0 * share;
    let lon = (f64::from(index) * 137.508).rem_euclid(360.0) - 180.0;
    let centre = Wgs84::new(lat, lon, 200.0).expect("on the earth");
    let id = u16::try_from(2 * index).expect("few regions");
    Region {
        centre,
        frame: LocalFrame::at(centre),
        turn_s: [4.0, 5.0, 6.0, 10.0][index as usize % 4],
        radar: SensorId(id),
        receiver: SensorId(id + 1),
        aircraft: Vec::new(),
        next_clutter: 0.0,
    }
}

impl Aircraft {
    fn fly(&mut self, t: f64, random: &mut Random) {
        let dt = t - self.at;
        if dt <= 0.0 {
            return;
        }
        if t >= self.turns_until {
            self.rate = 0.0;
            if random.uniform() < dt / 300.0 {
                self.rate = if random.uniform() < 0.5 { 0.03 } else { -0.03 };
                self.turns_until = t + random.within(10.0, 50.0);
            }
        }
        self.heading += self.rate * dt;
        self.x[0] += self.speed * dt * libm::sin(self.heading);
        self.x[1] += self.speed * dt * libm::cos(self.heading);
        self.at = t;
    }

    fn place(&self, centre: Wgs84) -> Wgs84 {
        let lat = centre.lat_deg + self.x[1] / 111_000.0;
        let lon = centre.lon_deg + self.x[0] / (111_320.0 * libm::cos(centre.lat_deg.to_radians()));
        Wgs84 {
            lat_deg: lat,
            lon_deg: (lon + 540.0).rem_euclid(360.0) - 180.0,
            height_m: self.height_m,
        }
    }

    fn base(&self, sensor: SensorId, kind: ReportKind, t: f64) -> TargetReport {
        let mut report = TargetReport::new(sensor, kind, Applicable(at(t)), Heard(at(t)));
        if self.equipment == Equipment::Emitter {
            report.address = Address::icao(self.address);
        }
        report
    }

    fn level(&self) -> AltitudeReply {
        AltitudeReply {
            altitude: PressureAltitude::from_ft(self.height_m / 0.3048),
            doubtful: false,
        }
    }

    fn position(&self, sensor: SensorId, seen: Wgs84, t: f64, random: &mut Random) -> TargetReport {
        let mut report = self.base(sensor, ReportKind::AdsB, t);
        report.altitude = Some(self.level());
        report.place = Some(Place {
            position: Wgs84 {
                lat_deg: seen.lat_deg + 1e-4 * random.normal(),
                ..seen
            },
            covariance: Cov2::circular(15.0),
            height_known: true,
            polar: None,
        });
        report
    }

    fn velocity(&self, sensor: SensorId, t: f64) -> TargetReport {
        let mut report = self.base(sensor, ReportKind::AdsB, t);
        report.velocity = Some(GroundVelocity {
            east_mps: self.speed * libm::sin(self.heading),
            north_mps: self.speed * libm::cos(self.heading),
            sigma_mps: 2.0,
        });
        report
    }

    fn plot(
        &self,
        sensor: SensorId,
        frame: &LocalFrame,
        seen: Wgs84,
        t: f64,
        random: &mut Random,
    ) -> TargetReport {
        let local = frame.enu_from_wgs84(seen);
        let (kind, known) = match self.equipment {
            Equipment::Emitter => (ReportKind::ModeS, true),
            Equipment::Coded(_) => (ReportKind::Ssr, true),
            Equipment::Silent => (ReportKind::Psr, false),
        };
        let mut report = self.base(sensor, kind, t);
        if known {
            report.altitude = Some(self.level());
        }
        let code = match self.equipment {
            Equipment::Coded(code) => Some(code),
            Equipment::Emitter => Some(code(self.address)),
            Equipment::Silent => None,
        };
        report.mode_a = code.and_then(ModeA::new).map(|code| ModeAReply {
            code,
            doubtful: false,
        });
        let range = local.slant_range_m() + PLOT_SIGMA.0 * random.normal();
        let azimuth = local.azimuth_rad() + PLOT_SIGMA.1 * random.normal();
        let height_m = if known { self.height_m } else { ASSUMED_M };
        report.place = Some(placed(frame, range, azimuth, height_m, known));
        report
    }
}

/// A discrete code.
fn code(address: u32) -> u16 {
    u16::try_from(address % 3900 + 65).expect("twelve bits")
}

fn clutter(region: &Region, t: f64, random: &mut Random) -> TargetReport {
    let turns = t / region.turn_s;
    let azimuth = std::f64::consts::TAU * (turns - libm::floor(turns));
    let range = (REACH_M * random.uniform().sqrt()).max(8000.0);
    let mut report = TargetReport::new(
        region.radar,
        ReportKind::Psr,
        Applicable(at(t)),
        Heard(at(t)),
    );
    report.place = Some(placed(&region.frame, range, azimuth, ASSUMED_M, false));
    report
}

/// A slant range and azimuth, placed as if the target flew at a height.
fn placed(frame: &LocalFrame, range: f64, azimuth: f64, height_m: f64, known: bool) -> Place {
    let ground = (range * range - height_m * height_m).max(1.0).sqrt();
    let position = frame.origin().destination(azimuth, ground);
    Place {
        position: position.at_height_m(height_m),
        covariance: Cov2::along_bearing(azimuth, PLOT_SIGMA.0, PLOT_SIGMA.1 * range),
        height_known: known,
        polar: Some(Polar {
            range_m: range,
            azimuth_rad: azimuth,
            elevation_rad: None,
            range_sigma_m: PLOT_SIGMA.0,
            azimuth_sigma_rad: PLOT_SIGMA.1,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        }),
    }
}
