//! Height and climb of one track, smoothed over all that was said of them.
//!
//! The model of the on-line vertical filter (one axis, white acceleration noise), the heights that it believed, and a
//! Rauch-Tung-Striebel pass back.

use crate::journal::{Said, SaidWhat};
use crate::update::datum_sigma_m;
use crate::vertical::Datum;
use vigie_core::time::UtcNs;

/// After a silence like this nothing of the climb is known any more, seconds.
const SILENCE_S: f64 = 60.0;
/// Beyond what was said, a climb goes on so long, seconds.
const BEYOND_S: f64 = 30.0;
/// Standard deviation of a climb that nothing is known of, where the tracker has not said it, m/s.
const FIRST_CLIMB_SIGMA_MPS: f64 = 12.0;
/// Variances below this (m², m²/s²) are raised to it.
const VARIANCE_MIN: f64 = 1e-4;

/// Height (metres, of its datum), climb (m/s) and their covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gauss {
    x: [f64; 2],
    /// hh, hc, cc
    p: [f64; 3],
}

#[derive(Debug, Clone, Copy)]
struct Step {
    at: UtcNs,
    filtered: Gauss,
    smoothed: Gauss,
    psd: f64,
}

/// What is known of a height at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct HeightThen {
    /// Above the ellipsoid; pressure altitude where no difference was said.
    pub(super) height_m: f64,
    pub(super) variance_m2: f64,
    pub(super) climb_mps: f64,
    pub(super) climb_variance: f64,
}

/// The whole of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Heights {
    pieces: Vec<(Datum, Vec<Step>)>,
    offsets: Vec<(UtcNs, f64)>,
}

impl Gauss {
    fn predicted(&self, dt: f64, psd: f64) -> Gauss {
        let ([h, c], [hh, hc, cc]) = (self.x, self.p);
        Gauss {
            x: [h + dt * c, c],
            p: [
                hh + dt * (2.0 * hc + dt * cc) + psd * dt * dt * dt / 3.0,
                hc + dt * cc + psd * dt * dt / 2.0,
                cc + psd * dt,
            ],
        }
    }

    fn updated(&self, which: usize, z: f64, sigma: f64) -> Gauss {
        let [hh, hc, cc] = self.p;
        let (r, own, other) = (
            (sigma * sigma).max(VARIANCE_MIN),
            [hh, cc][which],
            [cc, hh][which],
        );
        let s = own + r;
        let (k, kx, nu) = (own / s, hc / s, z - self.x[which]);
        let mut next = *self;
        next.x[which] += k * nu;
        next.x[1 - which] += kx * nu;
        let (own, other) = (
            (k * r).max(VARIANCE_MIN),
            (other - kx * hc).max(VARIANCE_MIN),
        );
        next.p = [[own, other][which], hc * (1.0 - k), [other, own][which]];
        next
    }

    /// This filtered state, given the smoothed one `dt` later.
    fn smoothed(&self, dt: f64, psd: f64, later: &Gauss) -> Gauss {
        let ahead = self.predicted(dt, psd);
        let [hh, hc, cc] = self.p;
        let [ahh, ahc, acc] = ahead.p;
        let det = ahh * acc - ahc * ahc;
        if det.is_nan() || det <= 1e-9 * ahh * acc {
            return *self;
        }
        // P Fᵀ, then the gain.
        let pf = [[hh + dt * hc, hc], [hc + dt * cc, cc]];
        let c = pf.map(|[a, b]| [(a * acc - b * ahc) / det, (b * ahh - a * ahc) / det]);
        let d = [later.x[0] - ahead.x[0], later.x[1] - ahead.x[1]];
        let e = [later.p[0] - ahh, later.p[1] - ahc, later.p[2] - acc];
        let x = [0, 1].map(|i| self.x[i] + c[i][0] * d[0] + c[i][1] * d[1]);
        let change = |i: usize, j: usize| {
            c[i][0] * (e[0] * c[j][0] + e[1] * c[j][1])
                + c[i][1] * (e[1] * c[j][0] + e[2] * c[j][1])
        };
        let (a, b) = (
            (hh + change(0, 0)).max(VARIANCE_MIN),
            (cc + change(1, 1)).max(VARIANCE_MIN),
        );
        let limit = 0.999 * (a * b).sqrt();
        let p = [a, (hc + change(0, 1)).clamp(-limit, limit), b];
        Gauss { x, p }
    }
}

impl Heights {
    /// From all that was said, in any order.
    pub(super) fn of(said: &[Said]) -> Heights {
        let mut heights = Heights::default();
        let mut said: Vec<&Said> = said.iter().collect();
        said.sort_by_key(|said| said.at);
        let (mut anew, mut first_climb_sigma) = (true, FIRST_CLIMB_SIGMA_MPS);
        for said in said {
            match said.what {
                SaidWhat::Anew(sigma) => (anew, first_climb_sigma) = (true, sigma),
                SaidWhat::Offset(offset_m) => heights.offsets.push((said.at, offset_m)),
                SaidWhat::Height(datum, height_m, sigma_m) => {
                    let start = Gauss {
                        x: [height_m, 0.0],
                        p: [
                            sigma_m * sigma_m,
                            0.0,
                            first_climb_sigma * first_climb_sigma,
                        ],
                    };
                    if std::mem::take(&mut anew) || !heights.goes_on(said.at, datum) {
                        heights.pieces.push((datum, vec![step(said, start)]));
                    } else {
                        heights.take(said, 0, height_m, sigma_m);
                    }
                }
                SaidWhat::Climb(climb_mps, sigma_mps) => {
                    if let Some(datum) = heights.pieces.last().map(|piece| piece.0)
                        && heights.goes_on(said.at, datum)
                    {
                        heights.take(said, 1, climb_mps, sigma_mps);
                    }
                }
            }
        }
        for (_, steps) in &mut heights.pieces {
            backward(steps);
        }
        heights
    }

    fn goes_on(&self, at: UtcNs, datum: Datum) -> bool {
        let last = self.pieces.last();
        last.is_some_and(|(same, steps)| {
            let silent = steps.last().map(|step| (at - step.at).as_secs_f64());
            *same == datum && silent.is_some_and(|s| s <= SILENCE_S)
        })
    }

    fn take(&mut self, said: &Said, which: usize, z: f64, sigma: f64) {
        let Some((_, steps)) = self.pieces.last_mut() else {
            return;
        };
        let Some(last) = steps.last_mut() else {
            return;
        };
        let dt = (said.at - last.at).as_secs_f64();
        if dt <= 0.0 {
            last.filtered = last.filtered.updated(which, z, sigma);
        } else {
            let ahead = last.filtered.predicted(dt, said.psd);
            steps.push(step(said, ahead.updated(which, z, sigma)));
        }
    }

    /// What is known at a time; `None` where no height was ever said.
    pub(super) fn at(&self, at: UtcNs) -> Option<HeightThen> {
        let first_at = |piece: &(Datum, Vec<Step>)| piece.1.first().map(|step| step.at);
        let index = self
            .pieces
            .partition_point(|piece| first_at(piece) <= Some(at));
        let (datum, steps) = self.pieces.get(index.saturating_sub(1))?;
        let after = steps.partition_point(|step| step.at <= at);
        let then = match (after.checked_sub(1).map(|i| &steps[i]), steps.get(after)) {
            (Some(step), None) => {
                let dt = (at - step.at).as_secs_f64().min(BEYOND_S);
                step.smoothed.predicted(dt, step.psd)
            }
            (Some(step), Some(_)) if step.at == at => step.smoothed,
            (Some(step), Some(next)) => {
                let (before, left) = ((at - step.at).as_secs_f64(), (next.at - at).as_secs_f64());
                let ahead = step.filtered.predicted(before, next.psd);
                ahead.smoothed(left, next.psd, &next.smoothed)
            }
            (None, next) => {
                let first = next?;
                let dt = (first.at - at).as_secs_f64().min(BEYOND_S);
                let mut back = first.smoothed.predicted(-dt, 0.0);
                back.p[0] += first.psd * dt * dt * dt / 3.0;
                back
            }
        };
        let offset_m = match datum {
            Datum::Pressure => self.offset_at(at),
            Datum::Ellipsoid => 0.0,
        };
        let offset_sigma_m = datum_sigma_m(*datum, !self.offsets.is_empty());
        Some(HeightThen {
            height_m: then.x[0] + offset_m,
            variance_m2: then.p[0] + offset_sigma_m * offset_sigma_m,
            climb_mps: then.x[1],
            climb_variance: then.p[2],
        })
    }

    /// Height above the ellipsoid less pressure altitude: between the two statements next to the time.
    fn offset_at(&self, at: UtcNs) -> f64 {
        let after = self.offsets.partition_point(|offset| offset.0 <= at);
        let (before, next) = (after.checked_sub(1), self.offsets.get(after));
        match (before.map(|i| self.offsets[i]), next) {
            (Some((ta, a)), Some((tb, b))) => {
                let part = (at - ta).as_secs_f64() / (*tb - ta).as_secs_f64().max(1e-9);
                a + part * (b - a)
            }
            (Some((_, offset)), None) => offset,
            (None, Some(next)) => next.1,
            (None, None) => 0.0,
        }
    }
}

fn step(said: &Said, filtered: Gauss) -> Step {
    Step {
        at: said.at,
        filtered,
        smoothed: filtered,
        psd: said.psd,
    }
}

fn backward(steps: &mut [Step]) {
    if let Some(last) = steps.last_mut() {
        last.smoothed = last.filtered;
    }
    for i in (1..steps.len()).rev() {
        let later = steps[i];
        let dt = (later.at - steps[i - 1].at).as_secs_f64();
        steps[i - 1].smoothed = steps[i - 1]
            .filtered
            .smoothed(dt, later.psd, &later.smoothed);
    }
}

#[cfg(test)]
mod tests {
    use super::Heights;
    use crate::journal::{Said, SaidWhat};
    use crate::vertical::Datum;
    use vigie_core::time::{Nanos, UtcNs};

    fn at(seconds: f64) -> UtcNs {
        UtcNs(0) + Nanos::from_secs_f64(seconds)
    }

    fn height(seconds: f64, metres: f64) -> Said {
        Said {
            at: at(seconds),
            what: SaidWhat::Height(Datum::Pressure, metres, 10.0),
            psd: 0.5,
        }
    }

    #[test]
    fn a_level_off_is_known_before_it_is_over() {
        // A climb of 10 m/s until 60 s, then level; quantised.
        let truth = |t: f64| 1000.0 + 10.0 * t.min(60.0);
        let said: Vec<Said> = (0..25)
            .map(|k| 5.0 * f64::from(k))
            .map(|t| height(t, (truth(t) / 7.62).round() * 7.62))
            .collect();
        let heights = Heights::of(&said);
        for k in 0..120 {
            let t = f64::from(k);
            let then = heights.at(at(t)).expect("known");
            assert!((then.height_m - truth(t)).abs() < 22.0, "{t}: {then:?}");
            assert!(then.variance_m2 > 0.0 && then.climb_variance > 0.0);
        }
        assert!((heights.at(at(30.0)).expect("known").climb_mps - 10.0).abs() < 0.7);
        assert!(heights.at(at(100.0)).expect("known").climb_mps.abs() < 0.7);
    }

    #[test]
    fn a_silence_parts_and_offsets_are_interpolated() {
        let mut said = vec![height(0.0, 1000.0), height(200.0, 5000.0)];
        for (t, offset) in [(0.0, 40.0), (100.0, 60.0)] {
            said.push(Said {
                at: at(t),
                what: SaidWhat::Offset(offset),
                psd: 0.5,
            });
        }
        let heights = Heights::of(&said);
        let height_m = |t: f64| heights.at(at(t)).expect("known").height_m;
        assert!((height_m(0.0) - 1040.0).abs() < 1e-9);
        assert!((height_m(50.0) - 1050.0).abs() < 1e-9);
        assert!((height_m(300.0) - 5060.0).abs() < 1e-9);
        assert!((height_m(-100.0) - 1040.0).abs() < 1e-9);
        assert!(Heights::of(&[]).at(at(0.0)).is_none());
    }
}
