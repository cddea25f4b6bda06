//! Plain text for a terminal.

use super::{basis, bound, identity_name, verdict};
use crate::alignment::Alignment;
use crate::esassp::{Basis, Line, Service};
use crate::figure::{Figure, Group, Language};
use crate::identity::ByIdentity;
use crate::stats::Spread;
use std::fmt::Write;

/// Width of the column of labels.
const LABELS: usize = 46;
/// ... of the measures of surveillance; a longer one pushes its line.
const MEASURES: usize = 64;

/// A number as people read it: four digits that count, no exponent. Nothing measured is a dash.
#[must_use]
pub fn number(value: Option<f64>) -> String {
    let Some(value) = value else {
        return "–".to_owned();
    };
    let size = value.abs();
    let places = if size >= 1000.0 || size == 0.0 {
        0
    } else if size >= 100.0 {
        1
    } else if size >= 10.0 {
        2
    } else if size >= 1.0 {
        3
    } else {
        4
    };
    let text = format!("{value:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Text padded to a width in characters.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(missing))
}

/// Every figure, a line each, by group.
#[must_use]
pub fn figures(figures: &[Figure], language: Language) -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let of_group: Vec<&Figure> = figures.iter().filter(|f| f.group == group).collect();
        if of_group.iter().all(|figure| figure.value.is_none()) {
            continue;
        }
        line(&mut out, format_args!("{}", language.of(group.label())));
        for figure in of_group {
            let label = padded(language.of(figure.label), LABELS);
            let value = number(figure.value);
            line(
                &mut out,
                format_args!("  {label} {value:>10} {:<4} {}", figure.unit, figure.key),
            );
        }
    }
    out
}

/// The surveillance report of a service, a line each.
#[must_use]
pub fn surveillance(service: Service, lines: &[Line], language: Language) -> String {
    let mut out = String::new();
    let heading = language.of(["Surveillance performance", "Performances de surveillance"]);
    let label = language.of(service.label());
    line(&mut out, format_args!("{heading}: {label}"));
    for one in lines {
        let requirement = &one.requirement;
        let unit = if one.value.is_some() {
            requirement.unit
        } else {
            ""
        };
        let value = format!("{} {unit}", number(one.value));
        let label = padded(language.of(requirement.label), MEASURES);
        let (bound, verdict) = (bound(requirement, language), verdict(one.verdict, language));
        let source = match requirement.basis {
            Basis::NotSeen => String::new(),
            Basis::Secondary => format!(
                " [{}: {}]",
                basis(requirement.basis, language),
                requirement.reference
            ),
        };
        line(
            &mut out,
            format_args!(
                "  {label} {value:>12} n={:<6} {bound:<9} {verdict}{source}",
                one.samples
            ),
        );
    }
    out
}

/// The constant difference between tracks and reference.
#[must_use]
pub fn alignment(found: &Alignment, language: Language) -> String {
    let mut out = String::new();
    let heading = language.of([
        "Constant difference about the given place, tracks less reference",
        "Écart constant autour du lieu donné, pistes moins référence",
    ]);
    let range = language.of(["range", "distance"]);
    let azimuth = language.of(["azimuth", "azimut"]);
    line(&mut out, format_args!("{heading} (n={})", found.rows));
    line(
        &mut out,
        format_args!(
            "  {range} {:+.0} m (± {:.0})",
            found.range_m, found.range_mad_m
        ),
    );
    line(
        &mut out,
        format_args!(
            "  {azimuth} {:+.3}° (± {:.3})",
            found.azimuth_rad.to_degrees(),
            found.azimuth_mad_rad.to_degrees()
        ),
    );
    out
}

/// What was followed of each identity, a line each.
#[must_use]
pub fn identities(found: &ByIdentity, language: Language) -> String {
    let mut out = String::new();
    let heading = language.of(["Identity by identity", "Identité par identité"]);
    line(
        &mut out,
        format_args!(
            "{heading}: {} ({})",
            language.of([
                "completeness, instants, far, tracks, RMS m, 95 % m",
                "complétude, instants, loin, pistes, valeur efficace m, 95 % m",
            ]),
            found
                .records
                .iter()
                .filter(|record| record.is_shared())
                .count()
        ),
    );
    let whole = language.of(["all", "toutes"]);
    let row = |name: &str, completeness, counts: String, error: &Spread| {
        let name = padded(name, 12);
        let [complete, rms, p95] = [completeness, error.rms, error.p95].map(number);
        format!("  {name} {complete:>8} {counts} {rms:>8} {p95:>8}")
    };
    for record in found.records.iter().filter(|record| record.is_shared()) {
        let counts = format!(
            "{:>6} {:>5} {:>4}",
            record.instants, record.far, record.tracks
        );
        let name = identity_name(record.identity);
        line(
            &mut out,
            format_args!(
                "{}",
                row(&name, record.completeness(), counts, &record.error)
            ),
        );
    }
    let counts = " ".repeat(17);
    line(
        &mut out,
        format_args!(
            "{}",
            row(whole, found.completeness_shared, counts, &found.error)
        ),
    );
    out
}

/// A string takes everything that is written to it.
pub(crate) fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    let kept = writeln!(out, "{text}");
    debug_assert!(kept.is_ok());
}

#[cfg(test)]
mod tests {
    use super::{figures, number};
    use crate::figure::{Figure, Group, Language};

    #[test]
    fn numbers_are_short() {
        for (value, text) in [
            (1234.56, "1235"),
            (123.45, "123.5"),
            (12.0, "12"),
            (0.0, "0"),
            (0.12345, "0.1235"),
            (-3.2, "-3.2"),
            (100_000.0, "100000"),
        ] {
            assert_eq!(number(Some(value)), text);
        }
        assert_eq!(number(None), "–");
    }

    #[test]
    fn groups_without_a_figure_are_left_out() {
        let figure = |group, value| Figure {
            key: "k",
            group,
            label: ["Age", "Âge"],
            unit: "s",
            value,
        };
        let list = [
            figure(Group::Latency, Some(1.5)),
            figure(Group::Consistency, None),
        ];
        let text = figures(&list, Language::French);
        assert!(text.starts_with("Latence\n  Âge"), "{text}");
        assert!(text.contains("1.5 s") && !text.contains("Cohérence"));
    }
}
