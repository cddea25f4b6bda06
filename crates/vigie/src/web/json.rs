//! What all JSON here shares: how it is written, and how times are.

use jiff::Timestamp;
use serde::Serialize;
use vigie_core::time::UtcNs;

/// The text of a value. Not-a-number becomes null, and any text a valid string.
pub(super) fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain structures always serialise")
}

/// RFC 3339 with `Z`, to the nanosecond.
pub(super) fn time(at: UtcNs) -> String {
    let at = Timestamp::from_nanosecond(i128::from(at.0))
        .expect("64 bits of nanoseconds are within the calendar");
    format!("{at:.9}")
}

/// An angle in degrees, 0 to 360, to a thousandth.
pub(super) fn degrees(rad: f64) -> f64 {
    rounded(rad.to_degrees(), 1e3).rem_euclid(360.0)
}

/// Rounded to a fraction: the wire needs no seventeen digits.
pub(super) fn rounded(value: f64, per_unit: f64) -> f64 {
    // what rounds to nothing from below is nothing, not minus nothing
    (value * per_unit).round() / per_unit + 0.0
}

#[cfg(test)]
mod tests {
    use super::{degrees, text, time};
    use vigie_core::time::UtcNs;

    #[test]
    fn times_to_the_nanosecond_over_the_whole_range() {
        for (ns, expected) in [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (1_795_168_800_123_456_789, "2026-11-20T10:00:00.123456789Z"),
            (i64::MAX, "2262-04-11T23:47:16.854775807Z"),
            (i64::MIN, "1677-09-21T00:12:43.145224192Z"),
        ] {
            assert_eq!(time(UtcNs(ns)), expected);
        }
    }

    #[test]
    fn numbers_and_texts_are_always_valid() {
        assert_eq!(text(&[f64::NAN, f64::INFINITY, 1.5]), "[null,null,1.5]");
        assert_eq!(
            text(&"\"</script>\u{0}\n\u{202e}"),
            "\"\\\"</script>\\u0000\\n\u{202e}\""
        );
        assert_eq!(text(&super::rounded(-0.01, 1.0)), "0.0");
        assert!((degrees(std::f64::consts::TAU - 1e-12) - 0.0).abs() < 1e-9);
    }
}
