//! How well BDS 5,0 and 6,0 fit the flight.
//!
//! An aircraft banks as it turns, flies through air that moves at most some tens of knots, has one airspeed on two
//! instruments, and is near where its last report left it. The spreads are measured on registers whose number the
//! radar gave (`docs/commb.md`).

use super::air;
use super::odds::{bell, flat, status, turn_deg};
use vigie_modes::commb::{AirState, HeadingAndSpeed, TrackAndTurn};

const ROLL_LSB_DEG: f64 = 45.0 / 256.0;
const ANGLE_LSB_DEG: f64 = 90.0 / 512.0;
const RATE_LSB_DEG_S: f64 = 8.0 / 256.0;
const SPEED_LSB_KT: f64 = 2.0;
const MACH_LSB: f64 = 2.048 / 512.0;
const CLIMB_LSB_FPM: f64 = 32.0;

/// Degrees a second of turn at a bank of one radian's tangent and one knot: g over speed.
const TURN_DEG_S_KT: f64 = 9.806_65 / 0.514_444 * 180.0 / std::f64::consts::PI;

/// A quantity that was known a while ago.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    /// Its value then.
    pub(super) value: f64,
    /// How far it may have moved since, in the sense of a standard deviation.
    pub(super) spread: f64,
    /// How far to trust this at all, 0 to 1.
    pub(super) share: f64,
}

/// What is known of the flight at the time of a reply.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flight {
    /// Pressure altitude, feet.
    pub(super) altitude_ft: Option<f64>,
    /// Pressure there, as a share of that at sea level.
    pub(super) pressure_ratio: f64,
    /// How probable it is that it rolls on the ground.
    pub(super) grounded: f64,
    /// Knots.
    pub(super) groundspeed: Option<Expected>,
    /// Degrees from true north.
    pub(super) track: Option<Expected>,
    /// Degrees from magnetic north.
    pub(super) heading: Option<Expected>,
    /// Knots.
    pub(super) true_airspeed: Option<Expected>,
    /// Mach number.
    pub(super) mach: Option<Expected>,
    /// Vertical rate, feet a minute.
    pub(super) climb: Option<Expected>,
}

/// A density: near what is expected as far as that is trusted, else `wide`.
#[inline]
fn near(expected: Option<Expected>, miss: impl Fn(f64) -> f64, wide: f64) -> f64 {
    match expected {
        Some(known) => {
            known.share * bell(miss(known.value), known.spread) + (1.0 - known.share) * wide
        }
        None => wide,
    }
}

/// The probability that a BDS 5,0 of this flight has these very 56 bits.
pub(super) fn track_and_turn(said: &TrackAndTurn, flight: &Flight) -> f64 {
    let (roll, track) = (said.roll.is_some(), said.track.is_some());
    let (rate, airspeed) = (said.track_rate.is_some(), said.true_airspeed.is_some());
    // Some small aircraft have a GNSS receiver and nothing else.
    let alone = if !roll && track && !rate && !airspeed {
        0.02
    } else {
        0.0
    };
    let statuses = status(said.groundspeed.is_some(), 0.995)
        * (alone
            + 0.98
                * status(roll, 0.985)
                * status(track, 0.92)
                * status(rate, 0.88)
                * status(airspeed, 0.87));
    let roll_deg = said.roll.map(|count| f64::from(count) * ROLL_LSB_DEG);
    let groundspeed_kt = said
        .groundspeed
        .map(|count| f64::from(count) * SPEED_LSB_KT);
    let airspeed_kt = said
        .true_airspeed
        .map(|count| f64::from(count) * SPEED_LSB_KT);
    let roll = roll_deg.map_or(1.0, |roll| {
        let size = roll.abs();
        ROLL_LSB_DEG * (0.72 * bell(roll, 0.6) + 0.25 * flat(size, 0.0, 35.0) / 2.0 + 0.03 / 180.0)
    });
    let track = said.track.map_or(1.0, |count| {
        let track = f64::from(count) * ANGLE_LSB_DEG;
        ANGLE_LSB_DEG * near(flight.track, |known| turn_deg(track, known), 1.0 / 360.0)
    });
    let speed = groundspeed_kt.map_or(1.0, |speed| SPEED_LSB_KT * groundspeed(speed, flight));
    let airspeed = airspeed_kt.map_or(1.0, |airspeed| {
        SPEED_LSB_KT * true_airspeed(airspeed, groundspeed_kt, flight)
    });
    let rate = said.track_rate.map_or(1.0, |count| {
        let speed = groundspeed_kt.filter(|&speed| speed > 60.0).or(airspeed_kt);
        RATE_LSB_DEG_S * track_rate(f64::from(count) * RATE_LSB_DEG_S, roll_deg, speed)
    });
    statuses * roll * track * speed * airspeed * rate
}

/// Per knot.
fn groundspeed(speed_kt: f64, flight: &Flight) -> f64 {
    let wide = flight.grounded * flat(speed_kt, 0.0, 60.0)
        + (1.0 - flight.grounded) * (0.9 * bell(speed_kt - 400.0, 100.0) + 0.1 / 2_046.0);
    near(flight.groundspeed, |known| speed_kt - known, wide)
}

/// Per knot. The wind lies between air and ground.
fn true_airspeed(airspeed_kt: f64, groundspeed_kt: Option<f64>, flight: &Flight) -> f64 {
    let wide = groundspeed_kt.map_or_else(
        || 0.9 * bell(airspeed_kt - 400.0, 100.0) + 0.1 / 2_046.0,
        |ground| {
            let wind = airspeed_kt - ground;
            let taxiing = if ground < 60.0 { 0.6 } else { 0.0 };
            taxiing * flat(airspeed_kt, 0.0, 110.0)
                + (1.0 - taxiing)
                    * (0.85 * bell(wind, 38.0) + 0.12 * bell(wind, 90.0) + 0.03 / 2_046.0)
        },
    );
    near(flight.true_airspeed, |known| airspeed_kt - known, wide)
}

/// Per degree a second. Bank and speed say how fast it turns; on the ground nothing does.
fn track_rate(rate_deg_s: f64, roll_deg: Option<f64>, speed_kt: Option<f64>) -> f64 {
    let banked = match (roll_deg, speed_kt) {
        (Some(roll), Some(speed)) if speed > 60.0 => {
            let roll = roll.to_radians();
            // The tangent to 2 % at 50 degrees.
            let square = roll * roll;
            let tangent =
                roll * (1.0 + square * (1.0 / 3.0 + square * (2.0 / 15.0 + square * 0.08)));
            let turn = TURN_DEG_S_KT * tangent / speed;
            bell(rate_deg_s - turn, 0.05 + 0.1 * turn.abs())
        }
        _ => bell(rate_deg_s, 0.3),
    };
    0.90 * banked + 0.07 * bell(rate_deg_s, 1.0) + 0.03 / 32.0
}

/// The probability that a BDS 6,0 of this flight has these very 56 bits.
pub(super) fn heading_and_speed(said: &HeadingAndSpeed, flight: &Flight) -> f64 {
    // A slow aircraft has no airspeed and no Mach number, both at a time.
    let air = match (said.airspeed_kt.is_some(), said.mach.is_some()) {
        (true, true) => 0.87,
        (false, false) => 0.11,
        _ => 0.01,
    };
    let statuses = air
        * status(said.heading.is_some(), 0.985)
        * status(said.baro_rate.is_some(), 0.985)
        * status(said.inertial_rate.is_some(), 0.96);
    let heading = said.heading.map_or(1.0, |count| {
        let heading = f64::from(count) * ANGLE_LSB_DEG;
        let wide = flight.track.map_or(1.0 / 360.0, |track| {
            // Drift and magnetic variation.
            let drift = turn_deg(heading, track.value);
            0.85 * bell(drift, 9.0 + track.spread) + 0.15 / 360.0
        });
        ANGLE_LSB_DEG * near(flight.heading, |known| turn_deg(heading, known), wide)
    });
    let mach = said.mach.map(|count| f64::from(count) * MACH_LSB);
    let speed = mach.map_or(1.0, |mach| MACH_LSB * mach_number(mach, flight));
    let indicated = said
        .airspeed_kt
        .map_or(1.0, |speed| indicated(f64::from(speed), mach, flight));
    let baro = said.baro_rate.map(|count| f64::from(count) * CLIMB_LSB_FPM);
    let inertial = said
        .inertial_rate
        .map(|count| f64::from(count) * CLIMB_LSB_FPM);
    let climb = match (baro, inertial) {
        (Some(baro), Some(inertial)) => {
            let gap = inertial - baro;
            let gap = 0.75 * bell(gap, 60.0) + 0.23 * bell(gap, 250.0) + 0.02 / 32_768.0;
            CLIMB_LSB_FPM * climb(baro, flight) * CLIMB_LSB_FPM * gap
        }
        (Some(rate), None) | (None, Some(rate)) => CLIMB_LSB_FPM * climb(rate, flight),
        (None, None) => 1.0,
    };
    statuses * heading * speed * indicated * climb
}

/// The probability that a BDS 5,3 of this flight has these very 56 bits.
pub(super) fn air_state(said: &AirState, flight: &Flight) -> f64 {
    let known = [
        said.heading.is_some(),
        said.airspeed_kt.is_some(),
        said.mach.is_some(),
        said.true_airspeed.is_some(),
        said.altitude_rate.is_some(),
    ];
    let statuses: f64 = known.iter().map(|&known| status(known, 0.9)).product();
    let heading = said.heading_deg().map_or(1.0, |heading| {
        let wide = flight.track.map_or(1.0 / 360.0, |track| {
            let drift = turn_deg(heading, track.value);
            0.85 * bell(drift, 9.0 + track.spread) + 0.15 / 360.0
        });
        ANGLE_LSB_DEG * near(flight.heading, |known| turn_deg(heading, known), wide)
    });
    let mach = said.mach();
    // Counts of twice 0.004.
    let speed = mach.map_or(1.0, |mach| 2.0 * MACH_LSB * mach_number(mach, flight));
    let indicated = said
        .airspeed_kt
        .map_or(1.0, |speed| indicated(f64::from(speed), mach, flight));
    let airspeed = said.true_airspeed_kt().map_or(1.0, |airspeed| {
        let sound = flight
            .altitude_ft
            .map(|feet| air::true_airspeed_kt(1.0, feet));
        let beside = mach.zip(sound).map(|(mach, sound)| mach * sound);
        0.5 * match beside {
            Some(expected) => 0.95 * bell(airspeed - expected, 12.0) + 0.05 / 2_048.0,
            None => true_airspeed(airspeed, None, flight),
        }
    });
    let climb = said
        .altitude_rate_fpm()
        .map_or(1.0, |rate| 64.0 * climb(f64::from(rate), flight));
    statuses * heading * speed * indicated * airspeed * climb
}

/// Per unit of Mach.
fn mach_number(mach: f64, flight: &Flight) -> f64 {
    let aloft = 0.7 * bell(mach - 0.75, 0.06) + 0.3 * flat(mach, 0.15, 0.95);
    let wide = match (flight.altitude_ft, flight.groundspeed) {
        (Some(altitude), Some(ground)) if ground.value > 100.0 => {
            let sound = air::true_airspeed_kt(1.0, altitude);
            let wind = mach * sound - ground.value;
            sound * (0.9 * bell(wind, 40.0 + ground.spread) + 0.05 * bell(wind, 120.0))
                + 0.05 / 4.096
        }
        _ => {
            let aloft = 0.95 * aloft + 0.05 / 4.096;
            flight.grounded * flat(mach, 0.0, 0.2) + (1.0 - flight.grounded) * aloft
        }
    };
    near(flight.mach, |known| mach - known, wide)
}

/// Per knot: the airspeed indicator beside the Mach meter.
fn indicated(speed_kt: f64, mach: Option<f64>, flight: &Flight) -> f64 {
    let wide = 0.8 * bell(speed_kt - 270.0, 40.0) + 0.2 / 1_024.0;
    let Some(mach) = mach else {
        return wide;
    };
    // Below some 60 kt both stand at the foot of their scale.
    let (foot, aloft) = if mach < 0.2 {
        (0.4 * flat(speed_kt, 0.0, 110.0), 0.6)
    } else {
        (0.0, 1.0)
    };
    let beside = if flight.altitude_ft.is_some() {
        let excess = air::airspeed_excess_kt(speed_kt, mach, flight.pressure_ratio);
        0.94 * bell(excess, 1.0) + 0.04 * bell(excess, 6.0)
    } else {
        let ratio = air::implied_pressure_ratio(speed_kt, mach);
        if (0.12..1.05).contains(&ratio) {
            0.95 / (420.0 * mach.max(0.1))
        } else {
            0.0
        }
    };
    foot + aloft * beside + 0.01 * wide
}

/// Per foot a minute.
fn climb(rate_fpm: f64, flight: &Flight) -> f64 {
    let wide = 0.6 * bell(rate_fpm, 50.0) + 0.37 * bell(rate_fpm, 1_300.0) + 0.03 / 32_768.0;
    near(flight.climb, |known| rate_fpm - known, wide)
}
