//! Every number that somebody may want to turn, with its unit and its reason.

use crate::imm::{Mode, Motion};
use vigie_core::track::TargetClass;

/// How the tracker behaves. One set serves every sensor: what depends on a sensor is taken from its site.
///
/// The values were chosen by judgement and by the seeded scenarios; none comes from a standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Power spectral density of the acceleration of a target in straight flight, m²/s³.
    pub quiet_accel_psd: f64,
    /// The same in a turn of known rate.
    pub turn_accel_psd: f64,
    /// The same of a target that does neither.
    pub rough_accel_psd: f64,
    /// Rates of the turns that are tried, left and right, rad/s: the usual one and a steep one.
    pub turn_rates: [f64; 2],
    /// Mean duration of straight flight, of a turn, and of anything else, seconds.
    pub lasts_s: [f64; 3],
    /// The same five for a slow target (see [`Self::slow_range_m`]).
    pub slow_quiet_accel_psd: f64,
    /// See [`Self::slow_quiet_accel_psd`].
    pub slow_turn_accel_psd: f64,
    /// See [`Self::slow_quiet_accel_psd`].
    pub slow_rough_accel_psd: f64,
    /// See [`Self::slow_quiet_accel_psd`].
    pub slow_turn_rates: [f64; 2],
    /// See [`Self::slow_quiet_accel_psd`].
    pub slow_lasts_s: [f64; 3],
    /// The same of a target on the ground: straight, turning, and gathering speed.
    pub surface_accel_psds: [f64; 3],
    /// Rate of its turns, rad/s.
    pub surface_turn_rate: f64,
    /// Time constants of a speed that is lost: braking, and standing, seconds.
    pub surface_stops_s: [f64; 2],
    /// Mean duration of straight motion, a turn, gathering speed, braking and standing, seconds.
    pub surface_lasts_s: [f64; 5],
    /// Standard deviation of the velocity of a target seen once on the ground, each component, m/s.
    pub surface_first_speed_sigma_mps: f64,
    /// Statements in a row of being on the ground, or in the air, after which it is believed.
    pub ground_votes: u8,
    /// A target that stays under the first speed, m/s, is tracked as a slow one; above the second no more.
    pub slow_speed_mps: [f64; 2],
    /// The same for its height above the sensor, metres.
    pub slow_height_m: [f64; 2],
    /// For how long it must stay so, seconds.
    pub slow_after_s: f64,
    /// After the last position a track is followed by lines alone (directions, differences of times) for this long,
    /// seconds.
    pub lines_alone_s: f64,
    /// Lines without a known address that are looked after in one step; each is compared with every track in reach.
    pub line_searches_max: u32,
    /// How a height that nobody measures wanders, m²/s.
    pub unknown_height_psd: f64,
    /// Standard deviation of the height of a target that states none, before its speed is known, metres.
    pub unknown_height_sigma_m: f64,
    /// Power spectral density of the vertical acceleration, m²/s³.
    pub vertical_accel_psd: f64,
    /// Standard deviation of a climb that nothing is known of, m/s.
    pub first_climb_sigma_mps: f64,
    /// Power spectral density of the vertical acceleration of a slow target, m²/s³.
    pub slow_vertical_accel_psd: f64,
    /// Standard deviation of a climb that nothing is known of, slow target, m/s.
    pub slow_first_climb_sigma_mps: f64,
    /// A plot that is a track's by less than this probability is taken in as one of those that it may be.
    pub sure_probability: f64,
    /// Squared Mahalanobis distance (two degrees of freedom) up to which a report without a known address may
    /// belong to a track.
    pub gate: f64,
    /// The same where the report and the track say the same address.
    pub address_gate: f64,
    /// Standard deviation of what two sensors may still disagree by after registration, metres: room for two tracks
    /// to be found one.
    pub registration_sigma_m: f64,
    /// Nothing flies faster than the greater of this and 1.3 times its speed, m/s: a jump beyond is
    /// another target with the same address.
    pub jump_speed_mps: f64,
    /// After a gap at least this long, a report of the same address rejoins its track by [`Self::jump_speed_mps`]
    /// alone, seconds.
    pub rejoin_after_s: f64,
    /// Standard deviation of the velocity of a target seen once, each component, m/s.
    pub first_speed_sigma_mps: f64,
    /// The same for a sensor that reaches no further than [`Self::slow_range_m`]: it looks for slow targets.
    pub slow_first_speed_sigma_mps: f64,
    /// A sensor with a shorter reach than this looks for slow targets (drones), metres.
    pub slow_range_m: f64,
    /// Speeds at which targets without a transponder are believed, m/s (slow class: from zero).
    pub primary_speed_mps: (f64, f64),
    /// Targets that a radar has not seen yet when it begins, within all of its range.
    pub unseen_first: f64,
    /// Targets that appear within its range in a turn.
    pub unseen_later: f64,
    /// Logarithm of the odds that a reply (Mode A, Mode C) adds to those of a new target.
    pub reply_odds: f64,
    /// Logarithm of the odds above which a track without address is believed.
    pub confirm_odds: f64,
    /// Logarithm of the odds under which a believed track is dropped.
    pub drop_odds: f64,
    /// Logarithm of the odds under which a tentative track is dropped.
    pub tentative_odds: f64,
    /// The odds' logarithm never grows beyond this, so that a lost target can be given up.
    pub odds_max: f64,
    /// Positions with one 24-bit address after which a target is believed.
    pub address_hits: u32,
    /// The same while another track already has that address.
    pub clash_hits: u32,
    /// Turns without a plot after which a tentative track is dropped.
    pub tentative_turns: f64,
    /// Seconds without a position after which a tentative track that no radar sees is dropped.
    pub tentative_s: f64,
    /// Turns without a plot after which a believed track coasts.
    pub coast_turns: f64,
    /// Seconds without a position after which a believed track that no radar sees coasts.
    pub coast_s: f64,
    /// Turns of its slowest radar without any position after which a believed track is dropped.
    pub drop_turns: f64,
    /// Seconds without a position after which a believed track that no radar sees is dropped.
    pub drop_s: f64,
    /// A sensor that has not contributed for this long no longer counts as covering the track, seconds.
    pub covering_s: f64,
    /// A report older than the state of its track by more than this is not used, seconds.
    pub late_s: f64,
    /// Consecutive seconds in which two tracks must look like one target before they become one.
    pub merge_seconds: u32,
    /// Squared Mahalanobis distance of position and velocity (four degrees of freedom) up to which they do.
    pub merge_gate: f64,
    /// Distance from the origin of its plane at which a track gets a new one, metres.
    pub reanchor_m: f64,
    /// Pressure altitudes further apart than this do not belong to one target, metres.
    pub level_apart_m: f64,
    /// A reported height above the ellipsoid is used for this long, seconds.
    pub geometric_fresh_s: f64,
    /// Bound of the table of tracks.
    pub tracks_max: usize,
    /// The share of that bound that tentative tracks begun by one sensor may take: what one sensor makes up leaves
    /// room for the others.
    pub tentative_share: f64,
    /// Bound of the contributions kept for one track; the oldest gives way.
    pub contributions_max: usize,
    /// Bound of the tracks that may bear one address.
    pub same_address_max: usize,
}

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters {
            quiet_accel_psd: 0.05,
            turn_accel_psd: 0.5,
            rough_accel_psd: 60.0,
            turn_rates: [0.0297, 0.0489], // 1.7 and 2.8 degrees a second
            lasts_s: [500.0, 30.0, 15.0],
            slow_quiet_accel_psd: 0.3,
            slow_turn_accel_psd: 0.5,
            slow_rough_accel_psd: 10.0,
            slow_turn_rates: [0.15, 0.35],
            slow_lasts_s: [20.0, 10.0, 6.0],
            surface_accel_psds: [0.05, 0.3, 6.0],
            surface_turn_rate: 0.17,
            surface_stops_s: [4.0, 0.7],
            surface_lasts_s: [30.0, 8.0, 15.0, 8.0, 30.0],
            surface_first_speed_sigma_mps: 30.0,
            ground_votes: 2,
            slow_speed_mps: [25.0, 45.0],
            slow_height_m: [600.0, 1500.0],
            slow_after_s: 30.0,
            lines_alone_s: 60.0,
            line_searches_max: 200,
            unknown_height_psd: 200.0,
            unknown_height_sigma_m: 3000.0,
            vertical_accel_psd: 0.5,
            first_climb_sigma_mps: 12.0,
            slow_vertical_accel_psd: 0.05,
            slow_first_climb_sigma_mps: 2.0,
            sure_probability: 0.95,
            gate: 16.0,
            address_gate: 36.0,
            registration_sigma_m: 100.0,
            jump_speed_mps: 350.0,
            rejoin_after_s: 10.0,
            first_speed_sigma_mps: 150.0,
            slow_first_speed_sigma_mps: 14.0,
            slow_range_m: 20_000.0,
            primary_speed_mps: (30.0, 400.0),
            unseen_first: 50.0,
            unseen_later: 2.0,
            reply_odds: 1.0,
            confirm_odds: 5.0,
            drop_odds: -1.0,
            tentative_odds: -7.5,
            odds_max: 7.0,
            address_hits: 2,
            clash_hits: 5,
            tentative_turns: 2.5,
            tentative_s: 30.0,
            coast_turns: 1.5,
            coast_s: 15.0,
            drop_turns: 5.0,
            drop_s: 60.0,
            covering_s: 60.0,
            late_s: 15.0,
            merge_seconds: 5,
            merge_gate: 13.3,
            reanchor_m: 50_000.0,
            level_apart_m: 500.0,
            geometric_fresh_s: 60.0,
            tracks_max: 50_000,
            tentative_share: 0.25,
            contributions_max: 16,
            same_address_max: 4,
        }
    }
}

/// How targets of one class climb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Climb {
    /// Power spectral density of the vertical acceleration, m²/s³.
    pub(crate) psd: f64,
    /// Standard deviation of a climb that nothing is known of, m/s.
    pub(crate) first_sigma_mps: f64,
}

impl Parameters {
    pub(crate) fn motion_of(&self, class: TargetClass) -> Motion {
        let flight = |psds: [f64; 3], rates: [f64; 2], lasts: [f64; 3]| {
            let mode = |kind: usize, rate: f64, share: f64| Mode {
                psd: psds[kind],
                rate,
                damping: 0.0,
                lasts_s: lasts[kind].max(0.1),
                share,
            };
            Motion {
                modes: [
                    mode(0, 0.0, 0.5),
                    mode(1, rates[0], 0.1),
                    mode(1, -rates[0], 0.1),
                    mode(1, rates[1], 0.1),
                    mode(1, -rates[1], 0.1),
                    mode(2, 0.0, 0.1),
                ],
                height_psd: self.unknown_height_psd,
            }
        };
        match class {
            TargetClass::Airborne => flight(
                [
                    self.quiet_accel_psd,
                    self.turn_accel_psd,
                    self.rough_accel_psd,
                ],
                self.turn_rates,
                self.lasts_s,
            ),
            TargetClass::Slow => flight(
                [
                    self.slow_quiet_accel_psd,
                    self.slow_turn_accel_psd,
                    self.slow_rough_accel_psd,
                ],
                self.slow_turn_rates,
                self.slow_lasts_s,
            ),
            TargetClass::Surface => self.motion_on_the_ground(),
        }
    }

    /// Straight, turning to either side, gathering speed, braking, standing; the ground does not climb.
    fn motion_on_the_ground(&self) -> Motion {
        let ([straight, turning, gathering], lasts) =
            (self.surface_accel_psds, self.surface_lasts_s);
        let mode = |psd: f64, rate: f64, stops_s: f64, lasts_s: f64, share: f64| Mode {
            psd,
            rate,
            damping: 1.0 / stops_s.max(0.01),
            lasts_s: lasts_s.max(0.1),
            share,
        };
        let (turn, [brakes_s, stands_s]) = (self.surface_turn_rate, self.surface_stops_s);
        let mut modes = [
            mode(straight, 0.0, 1.0, lasts[0], 0.35),
            mode(turning, turn, 1.0, lasts[1], 0.1),
            mode(turning, -turn, 1.0, lasts[1], 0.1),
            mode(gathering, 0.0, 1.0, lasts[2], 0.15),
            mode(gathering, 0.0, brakes_s, lasts[3], 0.15),
            mode(straight, 0.0, stands_s, lasts[4], 0.15),
        ];
        for mode in &mut modes[..4] {
            mode.damping = 0.0;
        }
        Motion {
            modes,
            height_psd: 0.1,
        }
    }

    pub(crate) fn climb_of(&self, class: TargetClass) -> Climb {
        match class {
            TargetClass::Airborne => Climb {
                psd: self.vertical_accel_psd,
                first_sigma_mps: self.first_climb_sigma_mps,
            },
            TargetClass::Slow | TargetClass::Surface => Climb {
                psd: self.slow_vertical_accel_psd,
                first_sigma_mps: self.slow_first_climb_sigma_mps,
            },
        }
    }

    /// Standard deviation of the velocity of a target seen once, each component, m/s.
    pub(crate) fn first_speed_of(&self, class: TargetClass) -> f64 {
        match class {
            TargetClass::Airborne => self.first_speed_sigma_mps,
            TargetClass::Slow => self.slow_first_speed_sigma_mps,
            TargetClass::Surface => self.surface_first_speed_sigma_mps,
        }
    }
}

/// What was refused or lost, since the start. Each bound has its counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Reports looked at.
    pub reports: u64,
    /// Reports refused because a value was not a number, infinite, or no place on the earth.
    pub refused_values: u64,
    /// Reports refused because their time was absurd (an hour old, or ten seconds ahead).
    pub refused_times: u64,
    /// Statements without position for which there was no track.
    pub unclaimed: u64,
    /// Positions older than the state of their track, used with more noise.
    pub late_used: u64,
    /// Positions not used because they were too old.
    pub late_skipped: u64,
    /// Plots that were the same as one before: time, place and identity.
    pub repeated: u64,
    /// Plots stamped later than they arrived.
    pub ahead: u64,
    /// Steps of radars' clocks (or of their lines' delays) that were noticed.
    pub clock_steps: u64,
    /// Plots of a target that the same sensor had reported already in this turn: not used for its position.
    pub split_plots: u64,
    /// Positions of a known address that its track cannot have reached.
    pub jumps: u64,
    /// Positions after a gap that put the track where the target reappeared.
    pub rejoined: u64,
    /// Tracks begun.
    pub initiated: u64,
    /// Tracks dropped, merged ones included.
    pub dropped: u64,
    /// Tracks that became part of another.
    pub merged: u64,
    /// Lost slow targets that were found again and kept their numbers.
    pub stitched: u64,
    /// Tracks not begun because the table, or the room for one address, was full.
    pub table_full: u64,
    /// Tracks not begun because their sensor had too many tentative ones.
    pub sensor_full: u64,
    /// Contributions forgotten because a track had too many sensors.
    pub contributions_lost: u64,
    /// Lines (directions, differences of times, distances alone) taken into a track.
    pub lines_used: u64,
    /// Lines that no track explains, or several do.
    pub lines_unclaimed: u64,
    /// Those that several tracks explain.
    pub lines_ambiguous: u64,
    /// Lines not looked after because one step had too many.
    pub lines_dropped: u64,
    /// Other systems' track numbers that there was no room for.
    pub bonds_lost: u64,
    /// Tracks that went on as another class.
    pub class_changes: u64,
    /// Covariances that had to be made positive again.
    pub covariance_resets: u64,
}
