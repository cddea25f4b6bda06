//! A 1090 MHz receiver with GNSS time stamps.
//!
//! A message is heard if its sender is above the horizon over flat land, and with a chance that falls to one half at
//! the half range. The level falls with distance, with 2 dB of chance; the stamp is the moment of arrival, with 40 ns
//! of error. Messages do not collide here, and no bit is ever wrong.

use crate::radar::Second;
use crate::random::Purpose;
use crate::sensor::{SimulatedReceiver, SimulatedSensor};
use crate::transponder::Transmission;
use vigie_core::place::{Ecef, METRES_PER_NM};
use vigie_core::time::{Nanos, UtcNs};

/// Speed of light in air near the ground, m/s (refractivity 300).
const LIGHT_MPS: f64 = 299_792_458.0 / 1.0003;
/// Standard deviation of a time stamp, seconds.
const STAMP_SIGMA_S: f64 = 40e-9;
/// Standard deviation of a level, as the natural logarithm of amplitude: 2 dB.
const LEVEL_SIGMA: f64 = 0.230_3;
/// Full scale is reached at this distance, metres.
const FULL_SCALE_M: f64 = 12.0 * METRES_PER_NM;
/// How fast the chance falls about the half range, metres.
const FALL_M: f64 = 11.0 * METRES_PER_NM;
/// Even a near message is lost now and then.
const BEST: f64 = 0.94;

/// A message as heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Heard {
    /// Index in the second's transmissions.
    pub(crate) what: usize,
    /// When it arrived, by the receiver's clock.
    pub(crate) stamp: UtcNs,
    pub(crate) level: u8,
}

/// A receiver.
#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    pub(crate) site: SimulatedSensor,
    model: SimulatedReceiver,
    antenna: Ecef,
}

impl Receiver {
    pub(crate) fn new(site: SimulatedSensor, model: SimulatedReceiver) -> Receiver {
        Receiver {
            site,
            model,
            antenna: site.position.to_ecef(),
        }
    }

    /// What it hears of a second's transmissions, in their order.
    pub(crate) fn listen(&self, second: &Second<'_>, sent: &[Transmission]) -> Vec<Heard> {
        let distances: Vec<Option<(f64, f64)>> = second
            .moving
            .iter()
            .map(|moving| {
                let near_m = self.antenna.distance_m(moving.from_ecef);
                let above_m = moving.from.altitude_m - self.site.ground_m();
                let reach_m = self.site.horizon_m(above_m).min(self.model.range_m);
                (near_m <= reach_m).then(|| (near_m, self.antenna.distance_m(moving.to_ecef)))
            })
            .collect();
        let heard = sent.iter().enumerate().filter_map(|(what, transmission)| {
            let (from_m, to_m) = (*distances.get(transmission.who)?)?;
            let distance_m = from_m + (to_m - from_m) * transmission.part;
            self.hear(second, what, transmission, distance_m)
        });
        heard.collect()
    }

    fn hear(
        &self,
        second: &Second<'_>,
        what: usize,
        transmission: &Transmission,
        distance_m: f64,
    ) -> Option<Heard> {
        let target = second.moving.get(transmission.who)?.flight.target;
        let moment = transmission.at.0.cast_unsigned();
        let mut draws = second
            .seed
            .draws(Purpose::Reception, target, self.site.key(), moment);
        let beyond = (distance_m - self.model.half_range_m) / FALL_M;
        if !draws.happens(BEST / (1.0 + libm::exp(beyond))) {
            return None;
        }
        let amplitude = 255.0 * FULL_SCALE_M / distance_m * libm::exp(LEVEL_SIGMA * draws.normal());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a byte"
        )]
        let level = amplitude.clamp(1.0, 255.0) as u8;
        let flight_s = distance_m / LIGHT_MPS + STAMP_SIGMA_S * draws.normal();
        Some(Heard {
            what,
            stamp: transmission.at + Nanos::from_secs_f64(flight_s),
            level,
        })
    }
}
