//! Plots as inline SVG: lines over an axis, and nothing that needs a script.

use super::text::{line, number};
use std::fmt::Write;

/// A line of a plot.
pub(crate) struct Series<'a> {
    pub(crate) label: &'a str,
    /// Class of its stroke, see the style of the page.
    pub(crate) class: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

/// What surrounds the lines.
pub(crate) struct Axes<'a> {
    pub(crate) title: &'a str,
    pub(crate) x: &'a str,
    pub(crate) y: &'a str,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
/// Left, right, top, bottom.
const MARGIN: [f64; 4] = [64.0, 14.0, 16.0, 40.0];
/// Points of one line; more would not be seen.
const POINTS_MAX: usize = 2_000;

/// A number that divides a scale well: 1, 2 or 5 times a power of ten.
fn pleasant(step: f64) -> f64 {
    let mut unit = 1e-9;
    while unit * 10.0 <= step && unit < 1e12 {
        unit *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * unit)
        .find(|candidate| *candidate >= step)
        .unwrap_or(unit * 10.0)
}

/// Marks of a scale from `from` to `to`.
fn marks(from: f64, to: f64, about: f64) -> Vec<f64> {
    let step = pleasant(((to - from) / about).max(1e-9));
    let first = libm::ceil(from / step - 1e-9);
    (0_u8..20)
        .map(|n| (first + f64::from(n)) * step)
        .take_while(|mark| *mark <= to + step * 1e-6)
        .collect()
}

/// Lines over an axis that begins at zero upwards.
pub(crate) fn lines(axes: &Axes<'_>, series: &[Series<'_>]) -> String {
    let all = || series.iter().flat_map(|series| series.points.iter());
    let left = all().map(|p| p.0).fold(f64::INFINITY, f64::min);
    let right = all().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max);
    if !(left.is_finite() && right.is_finite()) {
        return String::new();
    }
    let right = if right > left { right } else { left + 1.0 };
    let top = all().map(|p| p.1).fold(0.0, f64::max).max(1e-9);
    let step = pleasant(top / 4.0);
    let top = step * libm::ceil(top / step - 1e-9);
    let [ml, mr, mt, mb] = MARGIN;
    let x = |v: f64| ml + (v - left) / (right - left) * (WIDTH - ml - mr);
    let y = |v: f64| HEIGHT - mb - v / top * (HEIGHT - mt - mb);
    let mut out = String::new();
    line(
        &mut out,
        format_args!("<figure><figcaption>{}</figcaption>", axes.title),
    );
    line(
        &mut out,
        format_args!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
            axes.title
        ),
    );
    let (x0, x1, y0) = (ml, WIDTH - mr, HEIGHT - mb);
    for mark in marks(0.0, top, 4.0) {
        let at = y(mark);
        let text = number(Some(mark));
        line(
            &mut out,
            format_args!(
                "<path class=grid d=\"M{x0} {at:.1}H{x1}\"/><text class=end x=\"{:.1}\" y=\"{:.1}\">{text}</text>",
                x0 - 6.0,
                at + 4.0
            ),
        );
    }
    for mark in marks(left, right, 8.0) {
        let at = x(mark);
        let text = number(Some(mark));
        line(
            &mut out,
            format_args!(
                "<path class=grid d=\"M{at:.1} {y0}v4\"/><text class=mid x=\"{at:.1}\" y=\"{:.1}\">{text}</text>",
                y0 + 17.0
            ),
        );
    }
    line(
        &mut out,
        format_args!(
            "<text class=mid x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            f64::midpoint(x0, x1),
            HEIGHT - 6.0,
            axes.x
        ),
    );
    line(
        &mut out,
        format_args!(
            "<text class=mid transform=\"translate(12 {:.1}) rotate(-90)\">{}</text>",
            f64::midpoint(y(0.0), y(top)),
            axes.y
        ),
    );
    draw(&mut out, series, x, y);
    out
}

/// The lines and what they are.
fn draw(out: &mut String, series: &[Series<'_>], x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) {
    for one in series {
        line(
            out,
            format_args!(
                "<path class=\"line {}\" d=\"{}\"/>",
                one.class,
                path(&one.points, &x, &y)
            ),
        );
    }
    line(out, format_args!("</svg><p class=legend>"));
    for one in series {
        line(
            out,
            format_args!("<span><i class=\"{}\"></i>{}</span>", one.class, one.label),
        );
    }
    line(out, format_args!("</p></figure>"));
}

fn path(points: &[(f64, f64)], x: impl Fn(f64) -> f64, y: impl Fn(f64) -> f64) -> String {
    let every = points.len().div_ceil(POINTS_MAX).max(1);
    let mut out = String::new();
    for (n, (px, py)) in points.iter().step_by(every).enumerate() {
        let letter = if n == 0 { 'M' } else { 'L' };
        let kept = write!(out, "{letter}{:.1} {:.1}", x(*px), y(*py));
        debug_assert!(kept.is_ok(), "a string takes everything");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Axes, Series, lines, marks, pleasant};

    #[test]
    fn scales_are_pleasant() {
        for (step, expected) in [(0.3, 0.5), (1.0, 1.0), (1.2, 2.0), (260.0, 500.0)] {
            assert!((pleasant(step) / expected - 1.0).abs() < 1e-9, "{step}");
        }
        assert_eq!(
            marks(20.0, 600.0, 8.0),
            [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]
        );
        assert!(marks(0.0, 1e300, 4.0).len() < 21);
    }

    #[test]
    fn nothing_gives_no_plot() {
        let axes = Axes {
            title: "t",
            x: "x",
            y: "y",
        };
        assert_eq!(lines(&axes, &[]), "");
        let one = Series {
            label: "a",
            class: "c1",
            points: vec![(1.0, 0.0)],
        };
        assert!(lines(&axes, &[one]).contains("<svg"));
    }
}
