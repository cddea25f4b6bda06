//! The vertical filter: height and climb from altitude replies, GNSS heights and measured elevations.
//!
//! Runs on the pressure altitude where there is one (its steps are fine and its lag short), and learns by how much
//! the height above the ellipsoid differs; on the height above the ellipsoid where that is all there is. Same model
//! as the horizontal filter, one axis. What comes up to 15 s late is taken as of its own time. It does not know QNH or
//! geoid.

use vigie_core::time::UtcNs;

/// Heights beyond this many standard deviations, and [`JUMP_M`], are not believed at once.
const JUMP_SIGMAS: f64 = 5.0;
/// See [`JUMP_SIGMAS`], metres.
const JUMP_M: f64 = 100.0;

/// What is later than this is not taken in, seconds.
const LATE_MAX_S: f64 = 15.0;

/// Which surface a height is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Datum {
    /// The 1013.25 hPa surface.
    Pressure,
    /// The ellipsoid.
    Ellipsoid,
}

/// What became of a height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Belief {
    /// It was taken in.
    Taken,
    /// It was said so often that it is believed against all before.
    Anew,
    /// It was not taken in.
    Refused,
}

/// Height and climb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vertical {
    /// What `height_m` is counted from.
    pub(crate) datum: Datum,
    /// Metres.
    pub(crate) height_m: f64,
    /// m/s.
    pub(crate) climb_mps: f64,
    hh: f64,
    hc: f64,
    cc: f64,
    at: UtcNs,
    /// Standard deviation of a climb that nothing is known of, m/s.
    first_climb_sigma: f64,
    /// Consecutive heights that were not believed.
    doubts: u8,
}

impl Vertical {
    /// A target whose height was measured once.
    pub(crate) fn new(
        datum: Datum,
        height_m: f64,
        sigma_m: f64,
        at: UtcNs,
        first_climb_sigma: f64,
    ) -> Vertical {
        Vertical {
            datum,
            height_m,
            climb_mps: 0.0,
            hh: sigma_m * sigma_m,
            hc: 0.0,
            cc: first_climb_sigma * first_climb_sigma,
            first_climb_sigma,
            at,
            doubts: 0,
        }
    }

    /// Height at a time, metres, and its standard deviation.
    pub(crate) fn height_at(&self, at: UtcNs) -> (f64, f64) {
        // Beyond half a minute nobody goes on climbing for certain.
        let dt = (at - self.at).as_secs_f64().clamp(-30.0, 30.0);
        let variance = self.hh + dt * (2.0 * self.hc + dt * self.cc);
        (
            self.height_m + dt * self.climb_mps,
            variance.max(1.0).sqrt(),
        )
    }

    /// Whether the climb is known well enough to be shown.
    pub(crate) fn climb_known(&self) -> bool {
        self.cc < 9.0
    }

    fn predict(&mut self, at: UtcNs, psd: f64) {
        let dt = (at - self.at).as_secs_f64();
        if dt <= 0.0 {
            return;
        }
        self.at = at;
        let dt = if dt > 60.0 {
            (self.climb_mps, self.hc, self.cc) =
                (0.0, 0.0, self.first_climb_sigma * self.first_climb_sigma);
            60.0
        } else {
            dt
        };
        self.height_m += dt * self.climb_mps;
        self.hh += dt * (2.0 * self.hc + dt * self.cc) + psd * dt * dt * dt / 3.0;
        self.hc += dt * self.cc + psd * dt * dt / 2.0;
        self.cc += psd * dt;
    }

    /// Takes a height in; one that is far off must be said three times in a row before it is believed, and one
    /// that is `doubtful` never moves the height far.
    pub(crate) fn measure(
        &mut self,
        height_m: f64,
        sigma_m: f64,
        at: UtcNs,
        psd: f64,
        doubtful: bool,
    ) -> Belief {
        self.predict(at, psd);
        let late = (self.at - at).as_secs_f64();
        if late > LATE_MAX_S {
            return Belief::Refused;
        }
        // What was true a while ago says where the target was then: H = [1, −late], and what may have changed since.
        let r = sigma_m * sigma_m + psd * late * late * late / 3.0;
        let (ph, pc) = (self.hh - late * self.hc, self.hc - late * self.cc);
        let nu = height_m - (self.height_m - late * self.climb_mps);
        let s = ph - late * pc + r;
        if nu.abs() > JUMP_M.max(JUMP_SIGMAS * s.sqrt()) {
            if !doubtful {
                self.doubts += 1;
                if self.doubts >= 3 {
                    *self =
                        Vertical::new(self.datum, height_m, sigma_m, at, self.first_climb_sigma);
                    return Belief::Anew;
                }
            }
            return Belief::Refused;
        }
        self.doubts = 0;
        if doubtful {
            return Belief::Refused;
        }
        let (kh, kc) = (ph / s, pc / s);
        self.height_m += kh * nu;
        self.climb_mps += kc * nu;
        self.cc = (self.cc - kc * pc).max(1e-4);
        self.hc -= kh * pc;
        self.hh = (self.hh - kh * ph).max(1e-2);
        let limit = 0.999 * (self.hh * self.cc).sqrt();
        self.hc = self.hc.clamp(-limit, limit);
        Belief::Taken
    }

    /// Takes a climb in.
    pub(crate) fn measure_climb(&mut self, climb_mps: f64, sigma_mps: f64, at: UtcNs, psd: f64) {
        self.predict(at, psd);
        let late = (self.at - at).as_secs_f64();
        if late > LATE_MAX_S {
            return;
        }
        let (r, nu) = (
            sigma_mps * sigma_mps + psd * late,
            climb_mps - self.climb_mps,
        );
        let s = self.cc + r;
        let (kh, kc) = (self.hc / s, self.cc / s);
        self.height_m += kh * nu;
        self.climb_mps += kc * nu;
        self.hh = (self.hh - kh * self.hc).max(1e-2);
        self.hc *= 1.0 - kc;
        self.cc = (kc * r).max(1e-4);
    }
}

#[cfg(test)]
mod tests {
    use super::{Datum, Vertical};
    use vigie_core::time::{Nanos, UtcNs};

    fn at(seconds: i64) -> UtcNs {
        UtcNs(0) + Nanos::from_secs(seconds)
    }

    #[test]
    fn a_steady_climb_is_learned() {
        let mut v = Vertical::new(Datum::Pressure, 1000.0, 8.0, at(0), 12.0);
        for t in 1..=20 {
            v.measure(1000.0 + 10.0 * f64::from(t), 8.0, at(t.into()), 0.5, false);
        }
        assert!((v.climb_mps - 10.0).abs() < 0.2, "{}", v.climb_mps);
        assert!((v.height_at(at(25)).0 - 1250.0).abs() < 5.0);
        assert!(v.climb_known());
    }

    #[test]
    fn a_late_height_is_one_of_its_own_time() {
        let steady = |t: i32| 1000.0 + 15.0 * f64::from(t);
        let mut v = Vertical::new(Datum::Pressure, 1000.0, 8.0, at(0), 12.0);
        for t in 1..=60_i32 {
            v.measure(steady(t), 8.0, at(t.into()), 0.5, false);
            // Every other one comes a second time, up to twelve seconds late.
            let then = (t - 4 * (t % 4)).max(0);
            v.measure(steady(then), 8.0, at(then.into()), 0.5, false);
        }
        assert!((v.height_m - steady(60)).abs() < 3.0, "{v:?}");
        assert!((v.climb_mps - 15.0).abs() < 0.5, "{v:?}");
        assert!(v.hh > 0.0 && v.cc > 0.0 && v.hh * v.cc > v.hc * v.hc);
        let before = v;
        v.measure(9000.0, 8.0, at(40), 0.5, false);
        assert_eq!(v, before, "too late to say anything");
    }

    #[test]
    fn a_garbled_altitude_is_ignored_and_a_real_jump_is_believed_when_it_lasts() {
        let mut v = Vertical::new(Datum::Pressure, 3000.0, 8.0, at(0), 12.0);
        for t in 1..10 {
            v.measure(3000.0, 8.0, at(t), 0.5, false);
        }
        v.measure(9000.0, 8.0, at(10), 0.5, false);
        assert!((v.height_m - 3000.0).abs() < 20.0);
        v.measure(3000.0, 8.0, at(11), 0.5, false);
        for t in 12..15 {
            v.measure(6000.0, 8.0, at(t), 0.5, false);
        }
        assert!((v.height_m - 6000.0).abs() < 1.0, "{}", v.height_m);
        for t in 15..30 {
            v.measure(900.0, 8.0, at(t), 0.5, true);
        }
        assert!(
            (v.height_m - 6000.0).abs() < 200.0,
            "doubtful replies never count"
        );
    }
}
