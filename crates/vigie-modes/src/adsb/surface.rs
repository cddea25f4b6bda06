//! Type codes 5 to 8: surface position (BDS 0,6).

use super::TYPE_CODE;
use super::airborne::{UTC, emit_cpr, parse_cpr};
use crate::Error;
use crate::bits::{Field, Me, bit, bits};
use crate::cpr::{self, Cpr, LatLon, Scale};

const MOVEMENT: Field = bits(6..=12);
const TRACK_VALID: Field = bit(13);
const TRACK: Field = bits(14..=20);

/// Degrees of one count of track.
const TRACK_LSB_DEG: f64 = 360.0 / 128.0;

/// Where an aircraft or vehicle on the ground is, and how it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SurfacePosition {
    /// 5 to 8; lower is the tighter containment.
    pub type_code: u8,
    /// Ground speed, a code of uneven steps: see [`movement_kt`].
    pub movement: u8,
    /// The track means something.
    pub track_valid: bool,
    /// Ground track or heading from north, LSB 360/128 degree.
    pub track: u8,
    /// The time of the position is synchronised to UTC (T); in TIS-B and
    /// ADS-R the kind of address.
    pub utc: bool,
    /// The position.
    pub cpr: Cpr,
}

impl SurfacePosition {
    /// At `place`, moving at `groundspeed_kt` (0 or more) towards `track_deg`
    /// (any turn); `None` where not known. Fails outside type codes 5 to 8.
    pub fn from_physical(
        type_code: u8,
        place: LatLon,
        groundspeed_kt: Option<f64>,
        track_deg: Option<f64>,
        odd: bool,
    ) -> Result<SurfacePosition, Error> {
        if !(5..=8).contains(&type_code) {
            return Err(Error::Range("type code"));
        }
        Ok(SurfacePosition {
            type_code,
            movement: match groundspeed_kt {
                Some(speed) => movement_from_kt(speed)?,
                None => 0,
            },
            track_valid: track_deg.is_some(),
            track: match track_deg {
                Some(degrees) => track_count(degrees)?,
                None => 0,
            },
            utc: false,
            cpr: cpr::encode(place, Scale::Surface, odd).ok_or(Error::Range("place"))?,
        })
    }

    #[inline]
    pub(super) fn parse(me: Me) -> SurfacePosition {
        SurfacePosition {
            type_code: me.u8(TYPE_CODE),
            movement: me.u8(MOVEMENT),
            track_valid: me.flag(TRACK_VALID),
            track: me.u8(TRACK),
            utc: me.flag(UTC),
            cpr: parse_cpr(me),
        }
    }

    #[inline]
    pub(super) fn emit(self) -> Me {
        let me = Me::ZERO
            .with(TYPE_CODE, self.type_code)
            .with(MOVEMENT, self.movement)
            .with(TRACK_VALID, self.track_valid)
            .with(TRACK, self.track)
            .with(UTC, self.utc);
        emit_cpr(me, self.cpr)
    }

    /// Ground speed in knots, the lower end of its step.
    #[inline]
    #[must_use]
    pub fn groundspeed_kt(self) -> Option<f64> {
        movement_kt(self.movement)
    }

    /// Track or heading in degrees from north, 0 to below 360.
    #[inline]
    #[must_use]
    pub fn track_deg(self) -> Option<f64> {
        self.track_valid
            .then(|| f64::from(self.track) * TRACK_LSB_DEG)
    }
}

/// One run of equal steps of the movement code.
struct Run {
    first: u8,
    from_kt: f64,
    step_kt: f64,
}

/// ICAO Doc 9871, table A-2-6 (from memory, unverified).
const RUNS: [Run; 8] = [
    run(1, 0.0, 0.125),
    run(2, 0.125, 0.125),
    run(9, 1.0, 0.25),
    run(13, 2.0, 0.5),
    run(39, 15.0, 1.0),
    run(94, 70.0, 2.0),
    run(109, 100.0, 5.0),
    run(124, 175.0, 0.0),
];
const LAST: u8 = 124;

const fn run(first: u8, from_kt: f64, step_kt: f64) -> Run {
    Run {
        first,
        from_kt,
        step_kt,
    }
}

/// Knots at the lower end of a movement code's step; 124 is "175 or more".
/// `None`: 0 (not known) and the reserved 125 to 127.
#[inline]
#[must_use]
pub fn movement_kt(code: u8) -> Option<f64> {
    if code > LAST {
        return None;
    }
    let run = RUNS.iter().rev().find(|run| run.first <= code)?;
    Some(run.from_kt + f64::from(code - run.first) * run.step_kt)
}

/// The movement code whose step holds this speed. Fails below 0 and for what
/// is no number.
pub fn movement_from_kt(speed_kt: f64) -> Result<u8, Error> {
    let run = RUNS
        .iter()
        .rev()
        .find(|run| run.from_kt <= speed_kt)
        .ok_or(Error::Range("ground speed"))?;
    let steps = if run.step_kt > 0.0 {
        (speed_kt - run.from_kt) / run.step_kt
    } else {
        0.0
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the next run starts before the count overflows"
    )]
    let steps = steps as u8;
    Ok(run.first.saturating_add(steps))
}

fn track_count(degrees: f64) -> Result<u8, Error> {
    if !degrees.is_finite() {
        return Err(Error::Range("track"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 128"
    )]
    let count = libm::floor(degrees.rem_euclid(360.0) / TRACK_LSB_DEG + 0.5) as u8;
    Ok(count % 128)
}

#[cfg(test)]
mod tests {
    use super::{movement_from_kt, movement_kt};

    #[test]
    fn every_movement_code_comes_back() {
        for code in 1..=124 {
            let speed = movement_kt(code).expect("a speed");
            assert_eq!(movement_from_kt(speed), Ok(code), "{speed}");
        }
        for code in [0, 125, 126, 127, 255] {
            assert_eq!(movement_kt(code), None);
        }
        for (speed, code) in [(0.1, 1), (0.3, 3), (17.9, 41), (174.0, 123), (1e9, 124)] {
            assert_eq!(movement_from_kt(speed), Ok(code), "{speed}");
        }
        assert!(movement_from_kt(-0.1).is_err() && movement_from_kt(f64::NAN).is_err());
    }
}
