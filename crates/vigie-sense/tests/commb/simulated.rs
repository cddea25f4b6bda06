//! An aircraft that turns and climbs in a wind, and what its registers say of it.

use super::register_of;
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::adsb::{Squitter, Velocity, VerticalRateSource};
use vigie_modes::commb::{
    DataLinkCapability, HeadingAndSpeed, Identification, Register, TrackAndTurn, VerticalIntention,
};
use vigie_sense::commb::{Memory, Reply};

/// A generator of noise: xorshift, seeded.
pub(super) struct Noise(pub(super) u64);

impl Noise {
    pub(super) fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Evenly within ±`most`.
    fn within(&mut self, most: f64) -> f64 {
        ((self.word() >> 11) as f64 / (1_u64 << 52) as f64 - 1.0) * most
    }
}

/// An aircraft in a wind, with instruments that err; its registers by `emit`.
pub(super) struct Simulated {
    noise: Noise,
    pub(super) at: UtcNs,
    second: u32,
    pub(super) altitude_ft: f64,
    climb_fpm: f64,
    /// Through the air, true, degrees.
    heading_deg: f64,
    roll_deg: f64,
    mach: f64,
    wind_kt: (f64, f64),
    variation_deg: f64,
    selected_ft: f64,
    pub(super) right: u32,
    pub(super) wrong: u32,
    pub(super) undecided: u32,
}

impl Simulated {
    pub(super) fn new(seed: u64) -> Simulated {
        let mut noise = Noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..20 {
            noise.word();
        }
        Simulated {
            at: UtcNs(1_700_000_000_000_000_000),
            second: 0,
            altitude_ft: 21_000.0 + noise.within(18_000.0),
            climb_fpm: 0.0,
            heading_deg: noise.within(180.0),
            roll_deg: 0.0,
            mach: 0.62 + noise.within(0.15),
            wind_kt: (noise.within(60.0), noise.within(60.0)),
            variation_deg: noise.within(8.0),
            selected_ft: 30_000.0,
            right: 0,
            wrong: 0,
            undecided: 0,
            noise,
        }
    }

    fn temperature_k(&self) -> f64 {
        288.15 - 0.001_981_2 * self.altitude_ft.min(36_089.0) + 6.0
    }

    fn true_airspeed_kt(&self) -> f64 {
        self.mach * 38.967_85 * self.temperature_k().sqrt()
    }

    fn calibrated_airspeed_kt(&self) -> f64 {
        let pressure = if self.altitude_ft < 36_089.0 {
            (1.0 - 6.875_59e-6 * self.altitude_ft).powf(5.255_88)
        } else {
            0.223_36 * ((36_089.0 - self.altitude_ft) / 20_806.0).exp()
        };
        let impact = pressure * ((1.0 + 0.2 * self.mach.powi(2)).powf(3.5) - 1.0);
        661.479 * (5.0 * ((impact + 1.0).powf(2.0 / 7.0) - 1.0)).sqrt()
    }

    /// East and north.
    fn velocity_kt(&self) -> (f64, f64) {
        let (sin, cos) = self.heading_deg.to_radians().sin_cos();
        let speed = self.true_airspeed_kt();
        (speed * sin + self.wind_kt.0, speed * cos + self.wind_kt.1)
    }

    /// Degrees a second through the air.
    fn turn_deg_s(&self) -> f64 {
        let speed_mps = self.true_airspeed_kt() * 0.514_444;
        (9.806_65 * self.roll_deg.to_radians().tan() / speed_mps).to_degrees()
    }

    /// One second: turns begin and end, levels change.
    pub(super) fn step(&mut self) {
        self.second += 1;
        self.at = self.at + Nanos::from_secs(1);
        if self.noise.word().is_multiple_of(40) {
            self.roll_deg = if self.roll_deg == 0.0 {
                self.noise.within(28.0)
            } else {
                0.0
            };
        }
        if self.noise.word().is_multiple_of(90) {
            self.climb_fpm = if self.climb_fpm == 0.0 {
                self.noise.within(2_500.0)
            } else {
                0.0
            };
            self.selected_ft = ((self.altitude_ft + self.climb_fpm * 4.0) / 1_000.0).round() * 1e3;
            self.selected_ft = self.selected_ft.clamp(2_000.0, 42_000.0);
        }
        if !(3_000.0..=41_000.0).contains(&self.altitude_ft) {
            self.climb_fpm = if self.altitude_ft < 10_000.0 {
                1_000.0
            } else {
                -1_000.0
            };
        }
        self.altitude_ft += self.climb_fpm / 60.0;
        self.heading_deg = (self.heading_deg + self.turn_deg_s()).rem_euclid(360.0);
    }

    pub(super) fn register(&mut self, which: u32) -> Result<Register, vigie_modes::Error> {
        let (east, north) = self.velocity_kt();
        Ok(match which {
            0 | 3 | 6 => {
                let turn = TrackAndTurn::default()
                    .with_roll_deg(self.roll_deg + self.noise.within(0.3))?
                    .with_track_deg(east.atan2(north).to_degrees() + self.noise.within(0.3))?
                    .with_groundspeed_kt(east.hypot(north) + self.noise.within(1.0))?
                    .with_track_rate_deg_s(self.turn_deg_s() + self.noise.within(0.1))?
                    .with_true_airspeed_kt(self.true_airspeed_kt() + self.noise.within(2.0))?;
                Register::TrackAndTurn(turn)
            }
            1 | 4 | 7 => {
                let heading = self.heading_deg + self.variation_deg + self.noise.within(0.5);
                let speed = HeadingAndSpeed::default()
                    .with_heading_deg(heading)?
                    .with_airspeed_kt(self.calibrated_airspeed_kt() + self.noise.within(1.5))?
                    .with_mach(self.mach + self.noise.within(0.002))?
                    .with_baro_rate_fpm(self.climb_fpm + self.noise.within(150.0))?
                    .with_inertial_rate_fpm(self.climb_fpm + self.noise.within(60.0))?;
                Register::HeadingAndSpeed(speed)
            }
            2 | 5 => Register::VerticalIntention(
                VerticalIntention::default()
                    .with_mcp_altitude_ft(self.selected_ft)?
                    .with_pressure_setting_hpa(1013.2)?,
            ),
            8 => Register::Identification(Identification::new("NIG123")?),
            _ => Register::DataLinkCapability(DataLinkCapability::new(5, Some(2))?),
        })
    }

    /// One second with what is heard in it: a velocity where it broadcasts, and a reply, with an altitude or not.
    pub(super) fn fly(&mut self, memory: &mut Memory, broadcasts: bool) {
        self.step();
        let (east, north) = self.velocity_kt();
        if broadcasts && self.second.is_multiple_of(3) {
            let source = VerticalRateSource::Barometric;
            let velocity = Velocity::ground(east, north, Some(self.climb_fpm), source);
            memory.learn(self.at, &Squitter::Velocity(velocity.expect("in range")));
        }
        let which = u32::try_from(self.noise.word() % 10).unwrap_or(0);
        let register = self.register(which).expect("in range");
        let altitude_ft = self
            .noise
            .word()
            .is_multiple_of(2)
            .then(|| feet((self.altitude_ft / 25.0).round() * 25.0));
        let answer = memory.infer(Reply {
            at: self.at,
            altitude_ft,
            mb: register.emit(),
        });
        match register_of(answer) {
            None => self.undecided += 1,
            Some((bds, _)) if bds == register.bds() => self.right += 1,
            Some(_) => self.wrong += 1,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "whole and of five digits")]
pub(super) fn feet(altitude_ft: f64) -> i32 {
    altitude_ft.round() as i32
}
