//! Aerodrome weather reports, as far as the QNH: METAR and SPECI.
//!
//! ICAO Annex 3 Appendix 3 and WMO No. 306 FM 15 (from memory, unverified). Station, time and pressure are read; the rest is kept as text.

use crate::calendar::{Date, TimeOfDay};
use crate::text::{digits, plain};
use crate::word::{LocationIndicator, location_indicator};
use vigie_core::time::{DAY, UtcNs};

/// Bytes read of one report.
pub const REPORT_BYTES_MAX: usize = 4_096;
/// Hectopascals in an inch of mercury (conventional, 0 °C).
const HPA_PER_INCH: f64 = 33.863_89;

/// A pressure as reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qnh {
    /// Whole hectopascals: `Q1013`.
    Hpa(u16),
    /// Hundredths of an inch of mercury: `A2992`.
    HundredthsInch(u16),
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metar {
    /// Whether it is a SPECI.
    pub is_special: bool,
    /// Where.
    pub station: LocationIndicator,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// When.
    pub time: TimeOfDay,
    /// Made without an observer.
    pub is_auto: bool,
    /// A correction.
    pub is_correction: bool,
    /// The pressure; none if it is not given or cannot be read (`Q////`).
    pub qnh: Option<Qnh>,
    /// Everything after the time, single spaces.
    pub rest: String,
}

/// Why a report could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MetarError {
    /// No location indicator.
    #[error(
        "expected a location indicator of four letters; write the report as METAR DRRN 201200Z ..."
    )]
    Station,
    /// No day and time.
    #[error("expected day and time such as 201200Z after the station")]
    Time,
    /// No observation.
    #[error("the report is NIL: there is no observation")]
    Nil,
}

impl Qnh {
    /// In hectopascals.
    #[must_use]
    pub fn hpa(self) -> f64 {
        match self {
            Self::Hpa(hpa) => f64::from(hpa),
            Self::HundredthsInch(hundredths) => f64::from(hundredths) / 100.0 * HPA_PER_INCH,
        }
    }

    fn parse(word: &str) -> Option<Qnh> {
        let (letter, number) = word.split_at_checked(1)?;
        let number = digits(number).filter(|_| number.len() == 4);
        let number = u16::try_from(number?).ok()?;
        match letter {
            "Q" => Some(Self::Hpa(number)),
            "A" => Some(Self::HundredthsInch(number)),
            _ => None,
        }
    }
}

/// Reads one report. What comes after the first `=` is not looked at.
pub fn parse(bytes: &[u8]) -> Result<Metar, MetarError> {
    let text = plain(bytes, REPORT_BYTES_MAX);
    let text = text.split('=').next().unwrap_or_default();
    let mut words = text.split_ascii_whitespace().peekable();
    let mut is_special = false;
    let mut is_correction = false;
    while let Some(word) = words.next_if(|word| matches!(*word, "METAR" | "SPECI" | "COR")) {
        is_special |= word == "SPECI";
        is_correction |= word == "COR";
    }
    let station = words
        .next()
        .and_then(location_indicator)
        .ok_or(MetarError::Station)?;
    let moment = words.next().and_then(day_and_time);
    let (day, time) = moment.ok_or(MetarError::Time)?;
    let rest: Vec<&str> = words.collect();
    if rest.first() == Some(&"NIL") {
        return Err(MetarError::Nil);
    }
    // after RMK and the trend words like A0298 mean other things
    let body = rest
        .iter()
        .take_while(|word| !matches!(**word, "RMK" | "TEMPO" | "BECMG"));
    let both: Vec<Qnh> = body.filter_map(|word| Qnh::parse(word)).collect();
    let in_hpa = both.iter().find(|qnh| matches!(qnh, Qnh::Hpa(_)));
    Ok(Metar {
        is_special,
        station,
        day,
        time,
        is_auto: rest.first() == Some(&"AUTO"),
        is_correction: is_correction || rest.first() == Some(&"COR"),
        qnh: in_hpa.or(both.first()).copied(),
        rest: rest.join(" "),
    })
}

fn day_and_time(word: &str) -> Option<(u8, TimeOfDay)> {
    let (day, time) = word.strip_suffix('Z')?.split_at_checked(2)?;
    let day = u8::try_from(digits(day)?)
        .ok()
        .filter(|day| (1..=31).contains(day))?;
    Some((day, TimeOfDay::parse(time)?))
}

/// The reports of a text that may have many, each ended by `=`.
pub fn reports(text: &str) -> impl Iterator<Item = Result<Metar, MetarError>> {
    let pieces = text.split('=').filter(|piece| !piece.trim().is_empty());
    pieces.map(|piece| parse(piece.as_bytes()))
}

impl Metar {
    /// When it was observed: of the days of this number within a month of `received` the nearest.
    #[must_use]
    pub fn observed(&self, received: UtcNs) -> Option<UtcNs> {
        let days = (-31..=31).map(|days: i64| UtcNs(received.0.saturating_add(days * DAY.0)));
        let dates = days
            .filter_map(Date::of)
            .filter(|date| date.parts().2 == self.day);
        let moments = dates.map(|date| self.time.on(date));
        moments.min_by_key(|moment| (*moment - received).0.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::{MetarError, Qnh, parse, reports};
    use crate::calendar::{format_utc, parse_utc};
    use proptest::prelude::{any, prop, proptest};

    #[test]
    fn pressure_station_and_time() {
        for (text, station, qnh, hpa) in [
            (
                "METAR DRRN 201200Z 04008KT 9999 FEW030 33/14 Q1011 NOSIG=",
                "DRRN",
                Some(Qnh::Hpa(1011)),
                1011.0,
            ),
            (
                "SPECI COR KJFK 201251Z AUTO 18004KT 10SM CLR 12/03 A2992 RMK AO2 SLP132",
                "KJFK",
                Some(Qnh::HundredthsInch(2992)),
                1013.2,
            ),
            ("drzr 201200z 05010kt cavok 35/08 q////", "DRZR", None, 0.0),
            (
                "METAR MMMX 201200Z 00000KT 6SM A3035 Q1028",
                "MMMX",
                Some(Qnh::Hpa(1028)),
                1028.0,
            ),
            ("METAR DRRN 201200Z 04008KT RMK A1234", "DRRN", None, 0.0),
        ] {
            let metar = parse(text.as_bytes()).expect("a report");
            assert_eq!(
                (metar.station.as_str(), metar.qnh),
                (station, qnh),
                "{text}"
            );
            let got = metar.qnh.map_or(0.0, Qnh::hpa);
            assert!((got - hpa).abs() < 0.05, "{got}");
        }
        for (text, error) in [
            ("", MetarError::Station),
            ("METAR DRR 201200Z", MetarError::Station),
            ("METAR DRRN 321200Z", MetarError::Time),
            ("METAR DRRN 202400Z", MetarError::Time),
            ("METAR DRRN 201200Z NIL=", MetarError::Nil),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(error), "{text}");
        }
        let all = reports("METAR DRRN 201200Z Q1011=\nMETAR DRZR 201200Z Q1012=\n");
        assert_eq!(all.flatten().count(), 2);
    }

    #[test]
    fn the_day_is_found_over_the_end_of_a_month() {
        for (received, report, expected) in [
            ("2026-11-20T12:05Z", "201200Z", "2026-11-20T12:00:00Z"),
            ("2026-12-01T00:10Z", "302330Z", "2026-11-30T23:30:00Z"),
            ("2026-11-30T23:50Z", "010000Z", "2026-12-01T00:00:00Z"),
        ] {
            let metar = parse(format!("DRRN {report} Q1010").as_bytes()).expect("a report");
            let received = parse_utc(received).expect("a time");
            let observed = metar.observed(received).and_then(format_utc);
            assert_eq!(observed.as_deref(), Some(expected));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), nanos in any::<i64>()) {
            if let Ok(metar) = parse(&bytes) {
                let observed = metar.observed(vigie_core::time::UtcNs(nanos));
                assert!(observed.is_none_or(|moment| format_utc(moment).is_some()));
            }
        }
    }
}
