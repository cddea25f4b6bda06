//! The same plot again: a report that a line, a relay or a recorder delivers twice.
//!
//! A rotating radar never makes two plots of the same time, range and azimuth, so one that is equal in all is the
//! same. Fingerprints of its last plots are kept in a table of fixed size, each in the one place that its value says:
//! what comes later takes the place over, so that the memory is bounded and forgets by itself.

use vigie_core::report::{Polar, ReportKind, TargetReport};

/// Plots that are remembered of one radar: some turns of a busy one.
const PLACES: usize = 4096;

/// Fingerprints of one radar's last plots; zero where there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repeats(Vec<u64>);

impl Repeats {
    /// Whether a plot was here before; it is remembered.
    pub(crate) fn is_repeat(&mut self, report: &TargetReport, polar: &Polar) -> bool {
        if self.0.is_empty() {
            self.0.resize(PLACES, 0);
        }
        let print = fingerprint(report, polar);
        let place = usize::try_from(print % PLACES as u64).unwrap_or(0);
        std::mem::replace(&mut self.0[place], print) == print
    }
}

fn fingerprint(report: &TargetReport, polar: &Polar) -> u64 {
    let kind = match report.kind {
        ReportKind::Psr => 1,
        ReportKind::Ssr => 2,
        ReportKind::ModeS => 3,
        _ => 4,
    };
    let words = [
        report.applicable.0.0.cast_unsigned(),
        polar.range_m.to_bits(),
        polar.azimuth_rad.to_bits(),
        polar.elevation_rad.map_or(0, f64::to_bits),
        report.address.map_or(0, |a| u64::from(a.value.value())),
        report
            .mode_a
            .map_or(0, |m| 1 << 16 | u64::from(m.code.bits())),
        kind,
    ];
    // The finaliser of splitmix64 (Steele, Lea & Flood 2014), word by word; never zero.
    words.iter().fold(0x9e37_79b9_7f4a_7c15, |hash: u64, word| {
        let mut z = (hash ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }) | 1 << 63
}

#[cfg(test)]
mod tests {
    use super::Repeats;
    use vigie_core::report::{Polar, ReportKind, TargetReport};
    use vigie_core::sensor::SensorId;
    use vigie_core::time::{Applicable, Heard, UtcNs};

    #[test]
    fn the_same_is_a_repeat_and_nothing_else_is() {
        let mut repeats = Repeats::default();
        let report = |ns: i64| {
            let at = UtcNs(ns);
            TargetReport::new(SensorId(0), ReportKind::Psr, Applicable(at), Heard(at))
        };
        let polar = |range_m: f64| Polar {
            range_m,
            azimuth_rad: 1.0,
            elevation_rad: None,
            range_sigma_m: 50.0,
            azimuth_sigma_rad: 0.001,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        };
        for i in 0..2000i64 {
            let range = 1000.0 + i as f64;
            assert!(!repeats.is_repeat(&report(i), &polar(range)));
            assert!(repeats.is_repeat(&report(i), &polar(range)));
            assert!(!repeats.is_repeat(&report(i), &polar(range + 0.5)));
        }
        // Long ago is forgotten, and the memory did not grow.
        for i in 0..100_000i64 {
            assert!(!repeats.is_repeat(&report(-1 - i), &polar(5.0)));
        }
        assert!(!repeats.is_repeat(&report(0), &polar(1000.0)));
        assert_eq!(repeats.0.len(), super::PLACES);
    }
}
