//! How the cost grows with the number of tracks: numbers, and a plot beside n·log n.

use crate::traffic::Mix;
use crate::{STEP_S, measured, say};
use std::fmt::Write as _;
use std::path::Path;

/// Numbers of targets.
const SIZES: [u32; 5] = [1000, 2000, 5000, 10_000, 20_000];
/// The plot: width, height, margins.
const SIZE: (f64, f64) = (720.0, 440.0);
const MARGIN: (f64, f64) = (70.0, 50.0);

/// One kind of traffic: its name and colour, and the milliseconds of processor time a second of data at each size.
struct Curve {
    name: &'static str,
    colour: &'static str,
    points: Vec<(f64, f64)>,
}

/// Name, colour, and the mix for a number of targets.
type Kind = (&'static str, &'static str, fn(u32) -> Mix);

pub(crate) fn growth(out: &Path) {
    let kinds: [Kind; 2] = [
        (
            "world traffic: ADS-B, Mode S, clutter",
            "#1f5fa8",
            Mix::world,
        ),
        (
            "primary radar alone, clusters, clutter",
            "#b3541e",
            Mix::primary_clusters,
        ),
    ];
    let mut curves = Vec::new();
    for (name, colour, mix) in kinds {
        let mut points = Vec::new();
        for size in SIZES {
            let result = measured(mix(size), 300, 200);
            let spent_ms: f64 = result.step_ms.iter().sum();
            let second_ms = spent_ms / (result.step_ms.len() as f64 * STEP_S);
            let n = result.tracks as f64;
            points.push((n, second_ms));
            let (n0, first_ms) = points[0];
            let allowed = first_ms * n * libm::log(n) / (n0 * libm::log(n0));
            say(&format!(
                "{name}: {n:.0} tracks ({} believed), {second_ms:.0} ms a second; {:.2} µs a report; n·log n from the first would be {allowed:.0}",
                result.believed,
                1e3 * spent_ms / result.reports.max(1) as f64
            ));
        }
        curves.push(Curve {
            name,
            colour,
            points,
        });
    }
    std::fs::write(out, svg(&curves)).expect("the plot can be written");
}

fn svg(curves: &[Curve]) -> String {
    let most = |f: fn(&(f64, f64)) -> f64| {
        curves
            .iter()
            .flat_map(|c| &c.points)
            .map(f)
            .fold(1.0, f64::max)
    };
    let (x_max, y_max) = (most(|p| p.0) * 1.05, most(|p| p.1) * 1.25);
    let (w, h) = (SIZE.0 - 2.0 * MARGIN.0, SIZE.1 - 2.0 * MARGIN.1);
    let place = |(x, y): (f64, f64)| (MARGIN.0 + x / x_max * w, SIZE.1 - MARGIN.1 - y / y_max * h);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        SIZE.0, SIZE.1
    );
    axes(&mut out, (x_max, y_max), place);
    for (row, curve) in curves.iter().enumerate() {
        let reference: Vec<(f64, f64)> = reference(curve, x_max);
        line(&mut out, &reference, curve.colour, true, place);
        line(&mut out, &curve.points, curve.colour, false, place);
        for &point in &curve.points {
            let (x, y) = place(point);
            written(writeln!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{}\"/>",
                curve.colour
            ));
        }
        let y = MARGIN.1 + 18.0 * row as f64;
        written(writeln!(
            out,
            "<text x=\"{}\" y=\"{y}\" fill=\"{}\">{} (dashed: n·log n from its first point)</text>",
            MARGIN.0 + 12.0,
            curve.colour,
            curve.name
        ));
    }
    out.push_str("</svg>\n");
    out
}

/// n·log n through a curve's first point.
fn reference(curve: &Curve, x_max: f64) -> Vec<(f64, f64)> {
    let (n0, y0) = curve.points[0];
    let scale = y0 / (n0 * libm::log(n0));
    (0..=40)
        .map(|i| n0 + (x_max - n0) * f64::from(i) / 40.0)
        .map(|n| (n, scale * n * libm::log(n)))
        .collect()
}

fn line(
    out: &mut String,
    points: &[(f64, f64)],
    colour: &str,
    dashed: bool,
    place: impl Fn((f64, f64)) -> (f64, f64),
) {
    let list: Vec<String> = points
        .iter()
        .map(|&p| place(p))
        .filter(|p| p.1 >= MARGIN.1 - 20.0)
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let dash = if dashed {
        " stroke-dasharray=\"5 4\" opacity=\"0.6\""
    } else {
        ""
    };
    written(writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\"{dash}/>",
        list.join(" ")
    ));
}

fn axes(out: &mut String, max: (f64, f64), place: impl Fn((f64, f64)) -> (f64, f64)) {
    let step = |max: f64| {
        let rough = max / 6.0;
        let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
        [1.0, 2.0, 5.0, 10.0]
            .map(|f| f * power)
            .into_iter()
            .find(|&s| s >= rough)
            .unwrap_or(rough)
    };
    let ticks = |max: f64| {
        let step = step(max);
        (0..)
            .map(move |i| f64::from(i) * step)
            .take_while(move |&v| v <= max)
    };
    let (left, bottom) = place((0.0, 0.0));
    let (right, top) = place(max);
    for x in ticks(max.0) {
        let at = place((x, 0.0)).0;
        written(writeln!(
            out,
            "<line x1=\"{at:.1}\" y1=\"{bottom:.1}\" x2=\"{at:.1}\" y2=\"{top:.1}\" stroke=\"#e4e4e4\"/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{x}</text>",
            bottom + 17.0
        ));
    }
    for y in ticks(max.1) {
        let at = place((0.0, y)).1;
        written(writeln!(
            out,
            "<line x1=\"{left:.1}\" y1=\"{at:.1}\" x2=\"{right:.1}\" y2=\"{at:.1}\" stroke=\"#e4e4e4\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{y}</text>",
            left - 6.0,
            at + 4.0
        ));
    }
    written(writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">tracks</text>\n<text x=\"16\" y=\"{:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 16 {:.1})\">milliseconds of one core a second</text>",
        0.5 * (left + right),
        bottom + 36.0,
        0.5 * (top + bottom),
        0.5 * (top + bottom)
    ));
}

fn written(result: std::fmt::Result) {
    result.expect("memory");
}
