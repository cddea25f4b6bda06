//! Plain text for a terminal.

use crate::figure::{Figure, Group, Language};
use std::fmt::Write;

/// Width of the column of labels.
const LABELS: usize = 46;

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
