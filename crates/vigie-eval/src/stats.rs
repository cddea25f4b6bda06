//! Small statistics: root mean square, percentiles, chi-square bands, histograms.

/// Errors of one kind, summed up. Distances in metres, velocities in metres per second.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// How many.
    pub count: usize,
    /// Root mean square.
    pub rms: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Half are below.
    pub median: Option<f64>,
    /// 95 of 100 are below.
    pub p95: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

impl Spread {
    /// Sums up; sorts the values.
    #[must_use]
    pub fn of(values: &mut [f64]) -> Spread {
        values.sort_unstable_by(f64::total_cmp);
        Spread {
            count: values.len(),
            rms: rms(values),
            mean: mean(values),
            median: percentile(values, 0.5),
            p95: percentile(values, 0.95),
            max: values.last().copied(),
        }
    }
}

/// Root mean square; `None` of nothing.
#[must_use]
pub fn rms(values: &[f64]) -> Option<f64> {
    let squares: f64 = values.iter().map(|v| v * v).sum();
    (!values.is_empty()).then(|| (squares / values.len() as f64).sqrt())
}

/// Mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    (!values.is_empty()).then(|| sum / values.len() as f64)
}

/// A part over a whole; `None` when the whole is nothing.
#[must_use]
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The value below which a share of the sorted values lies, linear between neighbours.
#[must_use]
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share.clamp(0.0, 1.0) * last as f64;
    let below = index(at, last);
    let above = (below + 1).min(last);
    let weight = at - below as f64;
    Some(sorted[below] + weight * (sorted[above] - sorted[below]))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded by the number of values, never negative"
)]
fn index(at: f64, last: usize) -> usize {
    (at as usize).min(last)
}

/// The two bounds within which the mean of `count` squared errors, each of `dimension` degrees of freedom, falls in 95
/// cases of 100 if the tracker's covariances are right and the errors independent. Chi-square quantiles by Wilson and
/// Hilferty 1931; within 1 % from 10 degrees of freedom on.
#[must_use]
pub fn chi_square_band(count: usize, dimension: usize) -> Option<[f64; 2]> {
    /// 97.5 % point of the normal distribution.
    const Z: f64 = 1.959_964;
    let freedom = (count * dimension) as f64;
    let bound = |z: f64| {
        let term = 2.0 / (9.0 * freedom);
        let root = (1.0 - term + z * term.sqrt()).max(0.0);
        freedom * root * root * root / count as f64
    };
    (count > 0 && dimension > 0).then(|| [bound(-Z), bound(Z)])
}

/// Whether all are finite.
#[must_use]
pub fn finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

/// Length of a vector.
#[must_use]
pub fn norm(v: [f64; 3]) -> f64 {
    (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt()
}

/// One vector less another.
#[must_use]
pub fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// A base to the power of the order of a metric. Order 2 is exact.
#[must_use]
pub fn power(base: f64, order: f64) -> f64 {
    if (order - 2.0).abs() < f64::EPSILON {
        base * base
    } else {
        libm::pow(base, order)
    }
}

/// The root that undoes [`power`].
#[must_use]
pub fn root(value: f64, order: f64) -> f64 {
    if (order - 2.0).abs() < f64::EPSILON {
        value.sqrt()
    } else {
        libm::pow(value, 1.0 / order)
    }
}

#[cfg(test)]
mod tests {
    use super::{Spread, chi_square_band, percentile};

    #[test]
    fn percentiles_lie_between_neighbours() {
        let values = [1.0, 2.0, 3.0, 10.0];
        assert_eq!(percentile(&values, 0.5), Some(2.5));
        assert!((percentile(&values, 0.95).expect("some") - 8.95).abs() < 1e-12);
        assert_eq!(percentile(&[], 0.5), None);
        assert_eq!(percentile(&[7.0], 0.95), Some(7.0));
    }

    #[test]
    fn a_spread_by_hand() {
        let spread = Spread::of(&mut [4.0, 3.0]);
        assert_eq!(spread.rms, Some(12.5_f64.sqrt()));
        assert_eq!((spread.mean, spread.max), (Some(3.5), Some(4.0)));
        assert_eq!(Spread::of(&mut []), Spread::default());
    }

    /// Tables of the chi-square distribution: 20 degrees of freedom, 9.591 and 34.170; 200: 162.728 and 241.058.
    #[test]
    fn chi_square_bands_agree_with_the_tables() {
        for (count, low, high) in [(10, 9.591, 34.170), (100, 162.728, 241.058)] {
            let [a, b] = chi_square_band(count, 2).expect("some");
            assert!((a * count as f64 / low - 1.0).abs() < 0.003, "{a}");
            assert!((b * count as f64 / high - 1.0).abs() < 0.003, "{b}");
        }
        assert_eq!(chi_square_band(0, 2), None);
    }
}
