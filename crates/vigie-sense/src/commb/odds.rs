//! The few curves that the judgement is made of.
//!
//! All are densities with long tails: an aircraft does at times what it should not, and one odd quantity must not
//! outweigh four that fit. Nothing here needs a logarithm: 56 bits are at worst 2^-56, which a double holds with ease.

/// Student's t with seven degrees of freedom, per unit of `miss`; `spread` is its scale.
///
/// Near its middle as good as a normal curve, at five spreads 600 times higher than one.
#[inline]
pub(super) fn bell(miss: f64, spread: f64) -> f64 {
    let z = miss / spread;
    let once = 1.0 / (1.0 + z * z / 7.0);
    let twice = once * once;
    0.385 / spread * twice * twice
}

/// A flat density between two bounds, per unit.
#[inline]
pub(super) fn flat(value: f64, from: f64, to: f64) -> f64 {
    if from <= value && value <= to {
        1.0 / (to - from)
    } else {
        0.0
    }
}

/// The probability of what a status bit says, where it is 1 this often.
#[inline]
pub(super) fn status(known: bool, often: f64) -> f64 {
    if known { often } else { 1.0 - often }
}

/// The turn from one direction to another, degrees, at most half a turn either way. Both are less than two turns.
#[inline]
pub(super) fn turn_deg(to: f64, from: f64) -> f64 {
    let turn = to - from;
    if turn > 540.0 {
        turn - 720.0
    } else if turn > 180.0 {
        turn - 360.0
    } else if turn < -540.0 {
        turn + 720.0
    } else if turn < -180.0 {
        turn + 360.0
    } else {
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::{bell, turn_deg};

    #[test]
    fn the_bell_holds_one() {
        let sum: f64 = (-200_000..200_000)
            .map(|step| bell(f64::from(step) * 0.01, 2.5) * 0.01)
            .sum();
        assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    }

    #[test]
    fn turns_are_the_short_way() {
        assert!((turn_deg(350.0, 10.0) + 20.0).abs() < 1e-9);
        assert!((turn_deg(-170.0, 170.0) - 20.0).abs() < 1e-9);
        assert!((turn_deg(90.0, 45.0) - 45.0).abs() < 1e-9);
    }
}
