//! A turning radar: primary and Mode S secondary on one antenna.
//!
//! A target is seen when the beam passes its azimuth, if it is above the horizon over flat land, within instrumented
//! range, outside the cone of silence, and chance allows. The primary's chance follows a fluctuating target of the
//! Swerling 1 kind (Skolnik 2001, from memory, unverified): P = Pfa^(1/(1+S)), S falling with the fourth power of
//! range. Range and azimuth have independent normal errors. Plots leave when their sector has been crossed, after a
//! processing delay; the crossing message follows them, so that who has it has all plots before it. What is on the
//! ground is not reported. Not modelled: reflections, garbling, resolution, lobing, blind speeds, biases.

use crate::fleet::Transponder;
use crate::random::{Purpose, Seed};
use crate::sensor::{SimulatedRadar, SimulatedSensor};
use crate::traffic::Moving;
use vigie_core::identity::{Callsign, IcaoAddress, ModeA};
use vigie_core::place::{Ecef, Enu, LocalFrame, METRES_PER_NM, wrap_pi, wrap_two_pi};
use vigie_core::time::{Nanos, UtcNs};

use std::f64::consts::TAU;

/// Sectors of a turn.
pub(crate) const SECTORS: i64 = 32;
/// From the crossing of a sector's end to its plots.
pub(crate) const DELAY: Nanos = Nanos::from_millis(300);

/// Natural logarithm of the primary's probability of false alarm, 10⁻⁶.
const LN_FALSE_ALARM: f64 = -13.815_510_557_964_274;
/// Signal to noise of a light aircraft at the end of the primary's range.
const SIGNAL_AT_RANGE: f64 = 90.0;
/// Nothing is seen nearer, metres.
const RANGE_MIN_M: f64 = 0.5 * METRES_PER_NM;
/// Nothing is seen above: half the sine of 90°, as up over slant range.
const SILENCE_SINE: f64 = 0.707;
/// The shortest and the longest turn.
const TURN_MIN: Nanos = Nanos::from_secs(1);
const TURN_MAX: Nanos = Nanos::from_secs(60);
/// I048/040 reaches to 256 NM.
const RANGE_MAX_M: f64 = 255.0 * METRES_PER_NM;
/// Beyond this part of its range the secondary sees less.
const ROLL_OFF: f64 = 0.9;

/// What a Mode S transponder says when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ModeSReply {
    pub(crate) address: IcaoAddress,
    pub(crate) callsign: Callsign,
    /// The permanent alert of an emergency code.
    pub(crate) alert: bool,
}

/// What the secondary radar got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) mode_a: ModeA,
    /// In steps of 25 ft by Mode S, of 100 ft by Mode C.
    pub(crate) altitude_ft: i32,
    pub(crate) mode_s: Option<ModeSReply>,
}

/// One plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plot {
    pub(crate) at: UtcNs,
    pub(crate) range_m: f64,
    pub(crate) azimuth_rad: f64,
    /// The primary radar saw it.
    pub(crate) primary: bool,
    pub(crate) reply: Option<Reply>,
}

/// The beam passing a Mode S transponder, which will answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interrogation {
    /// Index of the target in the second's traffic.
    pub(crate) who: usize,
    pub(crate) at: UtcNs,
    /// Turns of the radar since the start.
    pub(crate) turn: u64,
}

/// The antenna at the beginning of a sector, with the plots of the sector before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Crossing {
    pub(crate) at: UtcNs,
    /// 0 is north.
    pub(crate) sector: u8,
    pub(crate) plots: Vec<Plot>,
}

/// One second of the world.
pub(crate) struct Second<'w> {
    pub(crate) seed: Seed,
    /// When the demonstration began.
    pub(crate) start: UtcNs,
    /// Whole seconds from then to the beginning of this one.
    pub(crate) tick: u64,
    pub(crate) moving: Vec<&'w Moving>,
}

impl Second<'_> {
    /// Nanoseconds from the start of the demonstration to this second.
    pub(crate) fn since_start(&self) -> i64 {
        i64::try_from(self.tick)
            .unwrap_or(i64::MAX)
            .saturating_mul(SECOND)
    }

    pub(crate) fn begins(&self) -> UtcNs {
        self.start + Nanos(self.since_start())
    }
}

/// Nanoseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000_000;

/// A radar and what it has not sent yet.
#[derive(Debug, Clone)]
pub(crate) struct Radar {
    pub(crate) site: SimulatedSensor,
    pub(crate) model: SimulatedRadar,
    frame: LocalFrame,
    /// How long before the start the antenna last pointed north, ns.
    phase_ns: i64,
    /// Crossings of sector boundaries since then.
    crossed: i64,
    waiting: Vec<Plot>,
}

impl Radar {
    /// A turn takes from one second to a minute, and no range is beyond what I048/040 can say.
    pub(crate) fn new(site: SimulatedSensor, model: SimulatedRadar) -> Radar {
        let model = SimulatedRadar {
            turn: model.turn.clamp(TURN_MIN, TURN_MAX),
            primary_range_m: model.primary_range_m.min(RANGE_MAX_M),
            secondary_range_m: model.secondary_range_m.min(RANGE_MAX_M),
            ..model
        };
        let phase_ns = Nanos::from_secs_f64(model.phase.fract() * model.turn.as_secs_f64()).0;
        Radar {
            site,
            model,
            frame: LocalFrame::at(site.position),
            phase_ns,
            crossed: phase_ns * SECTORS / model.turn.0,
            waiting: Vec::new(),
        }
    }

    /// When, after the start, the antenna crosses this sector boundary, ns.
    fn crossing_ns(&self, number: i64) -> i64 {
        let turned = i128::from(number) * i128::from(self.model.turn.0) / i128::from(SECTORS);
        i64::try_from(turned)
            .unwrap_or(i64::MAX)
            .saturating_sub(self.phase_ns)
    }

    /// One second: the sectors crossed, with their plots; and whom it asked, to `asked`.
    pub(crate) fn sweep(
        &mut self,
        second: &Second<'_>,
        asked: &mut Vec<Interrogation>,
    ) -> Vec<Crossing> {
        for (who, moving) in second.moving.iter().enumerate() {
            if let Some(pass) = self.pass(second, moving) {
                self.look(second, who, moving, &pass, asked);
            }
        }
        let mut crossings = Vec::new();
        let end = second.since_start() + SECOND;
        loop {
            let next = self.crossed + 1;
            let since_start = self.crossing_ns(next);
            if since_start > end {
                return crossings;
            }
            self.crossed = next;
            self.clutter(second, self.crossing_ns(next - 1), since_start);
            let at = second.start + Nanos(since_start);
            let (mut plots, later) = self.waiting.iter().partition(|plot| plot.at < at);
            self.waiting = later;
            plots.sort_by_key(|plot: &Plot| plot.at);
            crossings.push(Crossing {
                at,
                sector: u8::try_from(next.rem_euclid(SECTORS)).unwrap_or(0),
                plots,
            });
        }
    }

    /// When and where in this second the beam passes a target, if it does.
    fn pass(&self, second: &Second<'_>, moving: &Moving) -> Option<Pass> {
        let before = self.frame.enu_from_ecef(moving.from_ecef);
        if before.slant_range_m() > 1.05 * self.model.secondary_range_m {
            return None;
        }
        let azimuth = before.azimuth_rad();
        let after = self.frame.enu_from_ecef(moving.to_ecef).azimuth_rad();
        let turn_ns = self.model.turn.0;
        let beam_ns = (second.since_start() + self.phase_ns).rem_euclid(turn_ns);
        let beam = TAU * (beam_ns as f64 / turn_ns as f64);
        let to_go = wrap_two_pi(azimuth - beam);
        let closing = TAU * (SECOND as f64 / turn_ns as f64) - wrap_pi(after - azimuth);
        if to_go >= closing {
            return None;
        }
        let part = to_go / closing;
        let since_start = second.since_start() + Nanos::from_secs_f64(part).0.min(SECOND - 1);
        Some(Pass {
            part,
            since_start,
            place: self.frame.enu_from_ecef(between(moving, part)),
        })
    }

    fn look(
        &mut self,
        second: &Second<'_>,
        who: usize,
        moving: &Moving,
        pass: &Pass,
        asked: &mut Vec<Interrogation>,
    ) {
        let range_m = pass.place.slant_range_m();
        let state = moving.at(pass.part);
        let above_ground_m = state.altitude_m - self.site.ground_m();
        let silent = pass.place.up_m > SILENCE_SINE * range_m || range_m < RANGE_MIN_M;
        if state.on_ground || silent || range_m > self.site.horizon_m(above_ground_m) {
            return;
        }
        let flight = &moving.flight;
        let at = second.start + Nanos(pass.since_start);
        let mut draws =
            second
                .seed
                .draws(Purpose::Plot, flight.target, self.site.key(), second.tick);
        // every draw is made whether it is needed or not, so that no outcome shifts the next
        let (errors, replies, echoes) =
            ((draws.normal(), draws.normal()), draws.unit(), draws.unit());
        if range_m <= self.model.secondary_range_m
            && matches!(
                flight.transponder,
                Transponder::ModeS | Transponder::AdsB { .. }
            )
        {
            let turn = (pass.since_start + self.phase_ns) / self.model.turn.0;
            asked.push(Interrogation {
                who,
                at,
                turn: turn.unsigned_abs(),
            });
        }
        let reply = (replies < self.secondary_probability(range_m))
            .then(|| reply(moving, second.tick, state.altitude_m))
            .flatten();
        let primary = echoes < self.primary_probability(range_m, flight.performance.echo);
        if primary || reply.is_some() {
            self.waiting.push(Plot {
                at,
                range_m: range_m + self.model.range_sigma_m * errors.0,
                azimuth_rad: wrap_two_pi(
                    pass.place.azimuth_rad() + self.model.azimuth_sigma_rad * errors.1,
                ),
                primary,
                reply,
            });
        }
    }

    fn secondary_probability(&self, range_m: f64) -> f64 {
        let part = range_m / self.model.secondary_range_m;
        if part > 1.0 {
            0.0
        } else {
            let lost = ((part - ROLL_OFF) / (1.0 - ROLL_OFF)).max(0.0);
            self.model.detection_probability * (1.0 - 0.3 * lost)
        }
    }

    fn primary_probability(&self, range_m: f64, echo: f64) -> f64 {
        if range_m > self.model.primary_range_m {
            return 0.0;
        }
        let ratio = self.model.primary_range_m / range_m;
        let signal = SIGNAL_AT_RANGE * echo * ratio * ratio * ratio * ratio;
        libm::exp(LN_FALSE_ALARM / (1.0 + signal))
    }

    /// Echoes of nothing in the sector that begins at `begins`: half near the radar, half anywhere in range.
    fn clutter(&mut self, second: &Second<'_>, begins: i64, ends: i64) {
        let tick = self.crossed.unsigned_abs();
        let mut draws = second
            .seed
            .draws(Purpose::Clutter, 0, self.site.key(), tick);
        if !draws.happens(self.model.clutter_per_turn / SECTORS as f64) {
            return;
        }
        let part = draws.unit();
        let range_m = if draws.happens(0.5) {
            METRES_PER_NM * draws.between(1.0, 15.0)
        } else {
            // uniform over the area
            self.model.primary_range_m * draws.unit().max(0.002).sqrt()
        };
        let since_start =
            begins + Nanos::from_secs_f64(part * Nanos(ends - begins).as_secs_f64()).0;
        let turn_ns = self.model.turn.0;
        let beam_ns = (since_start + self.phase_ns).rem_euclid(turn_ns);
        if since_start >= 0 {
            self.waiting.push(Plot {
                at: second.start + Nanos(since_start),
                range_m,
                azimuth_rad: wrap_two_pi(TAU * (beam_ns as f64 / turn_ns as f64)),
                primary: true,
                reply: None,
            });
        }
    }
}

/// The beam on a target.
struct Pass {
    /// Part of the second gone by.
    part: f64,
    since_start: i64,
    place: Enu,
}

/// A point on the way between the two ends of the second.
fn between(moving: &Moving, part: f64) -> Ecef {
    let mix = |a: f64, b: f64| a + (b - a) * part;
    let (a, b) = (moving.from_ecef, moving.to_ecef);
    Ecef {
        x_m: mix(a.x_m, b.x_m),
        y_m: mix(a.y_m, b.y_m),
        z_m: mix(a.z_m, b.z_m),
    }
}

fn reply(moving: &Moving, tick: u64, altitude_m: f64) -> Option<Reply> {
    let flight = &moving.flight;
    let (step_ft, mode_s) = match flight.transponder {
        Transponder::None => return None,
        Transponder::ModeAc => (100, None),
        Transponder::ModeS | Transponder::AdsB { .. } => {
            let reply = ModeSReply {
                address: flight.identity.address,
                callsign: flight.identity.callsign,
                alert: flight.is_in_distress(tick),
            };
            (25, Some(reply))
        }
    };
    Some(Reply {
        mode_a: flight.code(tick),
        altitude_ft: altitude_ft(altitude_m, step_ft),
        mode_s,
    })
}

/// A pressure altitude to the nearest step, feet.
pub(crate) fn altitude_ft(altitude_m: f64, step_ft: i32) -> i32 {
    let steps = libm::round(altitude_m / vigie_core::height::METRES_PER_FOOT / f64::from(step_ft));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a few thousand steps; a cast saturates"
    )]
    let steps = steps as i32;
    steps.saturating_mul(step_ft)
}

#[cfg(test)]
mod tests {
    use super::{Radar, Second, altitude_ft};
    use crate::fleet::{LOW_FLYERS, Transponder, identity};
    use crate::flight::{Flight, Plan};
    use crate::random::{Purpose, Seed};
    use crate::sensor::{NIGER_SENSORS, SimulatedKind, SimulatedRadar};
    use crate::traffic::Moving;
    use std::f64::consts::PI;
    use vigie_core::place::METRES_PER_NM;
    use vigie_core::time::{Nanos, UtcNs};

    fn niamey() -> Radar {
        let SimulatedKind::Radar(model) = NIGER_SENSORS[0].kind else {
            panic!("a radar");
        };
        Radar::new(NIGER_SENSORS[0], model)
    }

    #[test]
    fn probabilities_fall_with_range() {
        let radar = niamey();
        let at = |nm: f64| radar.primary_probability(nm * 1852.0, 1.0);
        for (nm, low, high) in [(10.0, 0.999, 1.0), (46.0, 0.94, 0.97), (59.9, 0.85, 0.87)] {
            assert!((low..=high).contains(&at(nm)), "{nm}: {}", at(nm));
        }
        assert!(at(60.1).abs() < f64::EPSILON);
        let secondary = |nm: f64| radar.secondary_probability(nm * 1852.0);
        assert!((secondary(100.0) - 0.98).abs() < 1e-12 && secondary(251.0).abs() < 1e-12);
        assert!((0.6..0.8).contains(&secondary(249.0)));
    }

    /// An aircraft without transponder, flying eastwards at 46 NM south of the radar.
    fn low(above_ground_ft: f64) -> Moving {
        let south = NIGER_SENSORS[0]
            .position
            .at_height_m(0.0)
            .destination(PI, 46.0 * METRES_PER_NM);
        let there = south.destination(PI / 2.0, 40_000.0);
        let altitude_m = NIGER_SENSORS[0].ground_m() + above_ground_ft * 0.3048;
        let plan = Plan::through(vec![south, there], None, altitude_m);
        let id = identity(0, 0, true, &mut Seed(1).draws(Purpose::Flight, 0, 0, 0));
        Moving::new(Flight::new(
            7,
            id,
            Transponder::None,
            &LOW_FLYERS[1],
            plan,
            None,
        ))
    }

    #[test]
    fn a_low_flyer_at_46_nm_is_seen_at_900_ft_and_not_at_400() {
        for (above_ground_ft, plots) in [(900.0, 18..=20), (400.0, 0..=0)] {
            let (mut radar, mut moving) = (niamey(), low(above_ground_ft));
            radar.model.clutter_per_turn = 0.0;
            let mut seen = Vec::new();
            for tick in 0..101 {
                assert!(moving.step());
                let second = Second {
                    seed: Seed(4),
                    start: UtcNs(0),
                    tick,
                    moving: vec![&moving],
                };
                let mut asked = Vec::new();
                let crossings = radar.sweep(&second, &mut asked);
                assert!(asked.is_empty());
                seen.extend(crossings.into_iter().flat_map(|crossing| crossing.plots));
            }
            assert!(
                plots.contains(&seen.len()),
                "{above_ground_ft}: {}",
                seen.len()
            );
            for plot in seen {
                assert!(plot.primary && plot.reply.is_none());
                assert!(
                    (plot.range_m / METRES_PER_NM - 46.0).abs() < 0.5,
                    "{plot:?}"
                );
            }
        }
    }

    #[test]
    fn a_radar_that_cannot_be_is_brought_within_bounds() {
        let SimulatedKind::Radar(model) = NIGER_SENSORS[0].kind else {
            panic!("a radar");
        };
        for turn in [Nanos(0), Nanos(-1), Nanos(i64::MAX), Nanos(4_000_000_001)] {
            let odd = SimulatedRadar {
                turn,
                secondary_range_m: 1e9,
                phase: 7.3,
                ..model
            };
            let mut radar = Radar::new(NIGER_SENSORS[0], odd);
            let mut crossings = 0;
            for tick in 0..120 {
                let second = Second {
                    seed: Seed(4),
                    start: UtcNs(0),
                    tick,
                    moving: Vec::new(),
                };
                crossings += radar.sweep(&second, &mut Vec::new()).len();
            }
            assert!(
                (63..=120 * 32).contains(&crossings),
                "{turn:?}: {crossings}"
            );
        }
    }

    #[test]
    fn altitudes_go_in_steps() {
        assert_eq!(altitude_ft(10_668.0, 25), 35_000);
        assert_eq!(altitude_ft(10_672.0, 100), 35_000);
        assert_eq!(altitude_ft(f64::NAN, 100), 0);
    }
}
