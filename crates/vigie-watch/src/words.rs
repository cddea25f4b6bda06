//! Words for people: labels, evidence, times.

use vigie_core::alert::Evidence;
use vigie_core::place::MPS_PER_KNOT;
use vigie_core::time::{DAY, UtcNs};
use vigie_core::track::Track;

/// What people call a track: callsign, else address, else code (`A2301`), else number (`#12`).
pub(crate) fn label(track: &Track) -> String {
    let identity = &track.identity;
    if let Some(callsign) = identity.callsign {
        callsign.to_string()
    } else if let Some(address) = identity.address {
        address.to_string()
    } else if let Some(code) = identity.mode_a {
        format!("A{}", code.code)
    } else {
        format!("#{}", track.number)
    }
}

/// One fact.
pub(crate) fn fact(key: &'static str, value: impl Into<String>) -> Evidence {
    Evidence {
        key,
        value: value.into(),
    }
}

/// Control characters, and those that are not seen or turn the direction of writing (Unicode Cf, the part in use): a
/// name in a record must be what it looks like.
pub(crate) fn is_disguise(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A number to the nearest integer, as text.
pub(crate) fn whole(value: f64) -> String {
    format!("{:.0}", libm::round(value) + 0.0) // never "-0"
}

/// The ground speed of a track.
pub(crate) fn speed(track: &Track) -> Evidence {
    fact(
        "speed_kt",
        whole(track.velocity.ground_speed_mps() / MPS_PER_KNOT),
    )
}

/// A time as RFC 3339 in UTC, to the second (proleptic Gregorian; days to a date after Hinnant's `civil_from_days`).
pub(crate) fn utc(time: UtcNs) -> String {
    let (days, seconds) = (
        time.0.div_euclid(DAY.0),
        time.0.rem_euclid(DAY.0) / 1_000_000_000,
    );
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::{utc, whole};
    use vigie_core::time::UtcNs;

    #[test]
    fn times_are_rfc_3339() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_188_941, "2026-11-20T15:35:41Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc(UtcNs(seconds * 1_000_000_000)), expected);
        }
        assert_eq!(utc(UtcNs(i64::MIN)), "1677-09-21T00:12:43Z");
        assert_eq!(utc(UtcNs(i64::MAX)), "2262-04-11T23:47:16Z");
    }

    #[test]
    fn no_minus_zero() {
        assert_eq!(
            [whole(-0.4), whole(1.5), whole(f64::NAN)],
            ["0", "2", "NaN"]
        );
    }
}
