//! Roughly where a receiver's traffic is, when nobody said where the receiver is: enough to know the quadrant of the
//! globe in which a surface position lies.

use crate::position::is_roughly_within;
use vigie_modes::cpr::LatLon;

/// Each place moves the mean by this part of its distance: a receiver that travels is followed.
const GAIN: f64 = 0.02;
/// Nothing a receiver hears is this far from the middle of what it hears, metres.
const TRAFFIC_M: f64 = 1_000_000.0;
/// A place outside weighs as much against the mean as so many inside weigh for it.
const OUTSIDE_WEIGHS: u16 = 20;
/// The mean is of use from so many places on.
const TRUSTED_FROM: u16 = 10;
const TRUST_MAX: u16 = 500;

/// The middle of the believed airborne positions of one sensor.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Whereabouts {
    mean: Option<LatLon>,
    trust: u16,
}

impl Whereabouts {
    /// The middle; `None` while too little was heard, and for a feed that gathers half the globe.
    pub(super) fn middle(&self) -> Option<LatLon> {
        self.mean.filter(|_| self.trust >= TRUSTED_FROM)
    }

    pub(super) fn learn(&mut self, place: LatLon) {
        let Some(mean) = &mut self.mean else {
            self.mean = Some(place);
            self.trust = 1;
            return;
        };
        if !is_roughly_within(*mean, place, TRAFFIC_M) {
            match self.trust.checked_sub(OUTSIDE_WEIGHS) {
                Some(left) => self.trust = left,
                None => {
                    *self = Whereabouts {
                        mean: Some(place),
                        trust: 1,
                    }
                }
            }
            return;
        }
        self.trust = (self.trust + 1).min(TRUST_MAX);
        mean.lat_deg += GAIN * (place.lat_deg - mean.lat_deg);
        mean.lon_deg = folded(mean.lon_deg + GAIN * folded(place.lon_deg - mean.lon_deg));
    }
}

/// -180 to 180 degrees, from within a turn of that.
fn folded(degrees: f64) -> f64 {
    if degrees > 180.0 {
        degrees - 360.0
    } else if degrees < -180.0 {
        degrees + 360.0
    } else {
        degrees
    }
}

#[cfg(test)]
mod tests {
    use super::Whereabouts;
    use vigie_modes::cpr::LatLon;

    fn place(lat_deg: f64, lon_deg: f64) -> LatLon {
        LatLon { lat_deg, lon_deg }
    }

    #[test]
    fn follows_a_receiver_that_travels_and_crosses_the_antimeridian() {
        let mut here = Whereabouts::default();
        assert!(here.middle().is_none());
        for step in 0..2_000 {
            let lon = 175.0 + f64::from(step) / 200.0;
            here.learn(place(50.0, if lon >= 180.0 { lon - 360.0 } else { lon }));
        }
        let middle = here.middle().expect("two thousand places");
        assert!(
            (middle.lon_deg + 175.0).abs() < 1.0 && (middle.lat_deg - 50.0).abs() < 1e-9,
            "{middle:?}"
        );
    }

    #[test]
    fn a_feed_of_the_whole_globe_has_no_middle() {
        let mut here = Whereabouts::default();
        for step in 0..2_000_u32 {
            let turn = f64::from(step * 137 % 360);
            here.learn(place(turn / 4.0 - 45.0, turn - 180.0));
            assert!(here.middle().is_none());
        }
    }
}
