//! BDS 5,0: track and turn report.
//!
//! ICAO Doc 9871 table A-2-80 (from memory, unverified; agrees with three
//! public decoders and published replies). Every quantity has a status bit.
//!
//! | quantity         | status | value | LSB              |
//! |------------------|--------|-------|------------------|
//! | roll angle       | 1      | 2–11  | 45/256 °, signed |
//! | true track angle | 12     | 13–23 | 90/512 °, signed |
//! | ground speed     | 24     | 25–34 | 2 kt             |
//! | track angle rate | 35     | 36–45 | 8/256 °/s, signed |
//! | true airspeed    | 46     | 47–56 | 2 kt             |

use super::layout::{Layout, Quantity};
use super::{Bds, Contradiction};
use crate::Error;
use crate::bits::{Mb, bit, bits};

const ROLL: Quantity = Quantity::signed("roll angle", bit(1), bits(2..=11), 45.0 / 256.0);
const TRACK: Quantity = Quantity::signed("track angle", bit(12), bits(13..=23), 90.0 / 512.0);
const SPEED: Quantity = Quantity::unsigned("ground speed", bit(24), bits(25..=34), 2.0);
const RATE: Quantity = Quantity::signed("track angle rate", bit(35), bits(36..=45), 8.0 / 256.0);
const AIRSPEED: Quantity = Quantity::unsigned("true airspeed", bit(46), bits(47..=56), 2.0);

pub(super) const LAYOUT: Layout = Layout::new(
    TrackAndTurn::BDS,
    &[
        ROLL.rule(),
        TRACK.rule(),
        SPEED.rule(),
        RATE.rule(),
        AIRSPEED.rule(),
    ],
);

/// What BDS 5,0 says, in the register's own counts; `None`: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TrackAndTurn {
    /// Roll angle, LSB 45/256 degree, right wing down positive.
    pub roll: Option<i16>,
    /// True track angle, LSB 90/512 degree, two's complement of a half turn.
    pub track: Option<i16>,
    /// Ground speed, LSB 2 kt.
    pub groundspeed: Option<u16>,
    /// Rate of the track angle, LSB 8/256 degree a second, right positive.
    pub track_rate: Option<i16>,
    /// True airspeed, LSB 2 kt.
    pub true_airspeed: Option<u16>,
}

impl TrackAndTurn {
    /// This register's number.
    pub const BDS: Bds = Bds(0x50);

    /// Reads the bits as if they were this register.
    pub fn parse(mb: Mb) -> Result<TrackAndTurn, Contradiction> {
        LAYOUT.check(mb)?;
        Ok(TrackAndTurn {
            roll: ROLL.read(mb),
            track: TRACK.read(mb),
            groundspeed: SPEED.read(mb),
            track_rate: RATE.read(mb),
            true_airspeed: AIRSPEED.read(mb),
        })
    }

    /// Writes the register.
    #[must_use]
    pub fn emit(self) -> Mb {
        let mut mb = ROLL.put(Mb::ZERO, self.roll);
        mb = TRACK.put(mb, self.track);
        mb = SPEED.put(mb, self.groundspeed);
        mb = RATE.put(mb, self.track_rate);
        AIRSPEED.put(mb, self.true_airspeed)
    }

    /// With the roll angle, degrees, right wing down positive. Fails from
    /// ±90 on.
    pub fn with_roll_deg(mut self, degrees: f64) -> Result<TrackAndTurn, Error> {
        self.roll = ROLL.count(degrees)?;
        Ok(self)
    }

    /// With the true track angle, degrees, any number of turns.
    pub fn with_track_deg(mut self, degrees: f64) -> Result<TrackAndTurn, Error> {
        self.track = TRACK.count_of_turn(degrees)?;
        Ok(self)
    }

    /// With the ground speed, knots. Fails below 0 and above 2,046.
    pub fn with_groundspeed_kt(mut self, knots: f64) -> Result<TrackAndTurn, Error> {
        self.groundspeed = SPEED.count(knots)?;
        Ok(self)
    }

    /// With the rate of the track angle, degrees a second, right positive.
    /// Fails from ±16 on.
    pub fn with_track_rate_deg_s(mut self, rate: f64) -> Result<TrackAndTurn, Error> {
        self.track_rate = RATE.count(rate)?;
        Ok(self)
    }

    /// With the true airspeed, knots. Fails below 0 and above 2,046.
    pub fn with_true_airspeed_kt(mut self, knots: f64) -> Result<TrackAndTurn, Error> {
        self.true_airspeed = AIRSPEED.count(knots)?;
        Ok(self)
    }

    /// Roll angle, degrees, right wing down positive.
    #[must_use]
    pub fn roll_deg(self) -> Option<f64> {
        ROLL.physical(self.roll)
    }

    /// True track angle, degrees, 0 ≤ t < 360.
    #[must_use]
    pub fn track_deg(self) -> Option<f64> {
        TRACK.degrees(self.track)
    }

    /// Ground speed, knots.
    #[must_use]
    pub fn groundspeed_kt(self) -> Option<u16> {
        self.groundspeed.map(|count| count.saturating_mul(2))
    }

    /// Rate of the track angle, degrees a second, right positive.
    #[must_use]
    pub fn track_rate_deg_s(self) -> Option<f64> {
        RATE.physical(self.track_rate)
    }

    /// True airspeed, knots.
    #[must_use]
    pub fn true_airspeed_kt(self) -> Option<u16> {
        self.true_airspeed.map(|count| count.saturating_mul(2))
    }
}

#[cfg(test)]
mod tests {
    use super::TrackAndTurn;
    use crate::Error;
    use crate::bits::Mb;

    #[test]
    fn a_published_reply_reads_and_writes_back() {
        // A000139381951536E024D4CCF6B5 (pyModeS test vector)
        let mb = Mb::new(0x81_9515_36e0_24d4);
        let said = TrackAndTurn::parse(mb).expect("a register 5,0");
        assert!((said.roll_deg().expect("roll") - 2.109).abs() < 1e-3);
        assert!((said.track_deg().expect("track") - 114.258).abs() < 1e-3);
        assert_eq!(said.groundspeed_kt(), Some(438));
        assert!((said.track_rate_deg_s().expect("rate") - 0.125).abs() < 1e-9);
        assert_eq!(said.true_airspeed_kt(), Some(424));
        assert_eq!(said.emit(), mb);
    }

    #[test]
    fn physical_values_become_the_nearest_counts() -> Result<(), Error> {
        let made = TrackAndTurn::default()
            .with_roll_deg(-12.5)?
            .with_track_deg(359.95)?
            .with_groundspeed_kt(451.0)?
            .with_track_rate_deg_s(-1.6)?
            .with_true_airspeed_kt(433.0)?;
        assert_eq!(TrackAndTurn::parse(made.emit()), Ok(made));
        assert_eq!((made.roll, made.track), (Some(-71), Some(0)));
        assert_eq!((made.groundspeed, made.track_rate), (Some(226), Some(-51)));
        assert_eq!(
            TrackAndTurn::default().with_track_deg(180.0)?.track,
            Some(-1_024)
        );
        assert_eq!(
            TrackAndTurn::default().with_track_deg(-90.0)?.track_deg(),
            Some(270.0)
        );
        assert!(made.with_roll_deg(90.0).is_err() && made.with_roll_deg(-90.0).is_ok());
        assert!(made.with_true_airspeed_kt(f64::INFINITY).is_err());
        assert!(made.with_track_deg(f64::NAN).is_err());
        Ok(())
    }
}
