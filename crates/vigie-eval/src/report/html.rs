//! A report as one page of HTML that needs nothing else: figures, plots, targets, and the surveillance report.

use super::plot::{Axes, Series, lines};
use super::text::{line, number};
use super::{basis, bound, verdict};
use crate::esassp::{Line, Service, Verdict};
use crate::evaluate::{Evaluation, Moment};
use crate::figure::{Group, Language, figures};
use crate::identity::ByIdentity;
use crate::model::Scene;

/// Everything that a page shows.
pub struct Page<'a> {
    /// What was evaluated, as people know it.
    pub title: &'a str,
    /// The language.
    pub language: Language,
    /// What was compared.
    pub scene: &'a Scene,
    /// What was measured.
    pub evaluation: &'a Evaluation,
    /// Identity by identity, against a reference.
    pub identities: Option<&'a ByIdentity>,
    /// The surveillance report of each service.
    pub services: &'a [(Service, Vec<Line>)],
}

const STYLE: &str = "
:root{color-scheme:light}
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:1080px;margin:2rem auto;padding:0 1.2rem}
h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2.2rem 0 .6rem;border-bottom:1px solid #d5dbe3;padding-bottom:.2rem}
h3{font-size:1rem;margin:1.2rem 0 .3rem}
p.note{color:#566274;margin:.2rem 0 1rem;max-width:60rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:0 2rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.22rem .5rem;border-bottom:1px solid #e6eaef;vertical-align:top}
th{color:#566274;font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1rem 0}figcaption{font-weight:600;margin-bottom:.2rem}svg{width:100%;height:auto;display:block}
svg text{font:11px system-ui,sans-serif;fill:#566274}.mid{text-anchor:middle}.end{text-anchor:end}
.grid{stroke:#e0e5eb;stroke-width:1;fill:none}.line{fill:none;stroke-width:1.8}
.c1{stroke:#1c2430;background:#1c2430}.c2{stroke:#1f6feb;background:#1f6feb}.c3{stroke:#c2410c;background:#c2410c}.c4{stroke:#7c3aed;background:#7c3aed}
.legend{margin:.2rem 0 0;font-size:.85rem;color:#566274}.legend span{margin-right:1.4rem;white-space:nowrap}
.legend i{display:inline-block;width:1.2rem;height:3px;vertical-align:middle;margin-right:.4rem}
.met{color:#166534;font-weight:600}.not{color:#b91c1c;font-weight:600}.open{color:#566274}
@media print{body{max-width:none;margin:0}h2{break-after:avoid}tr,figure{break-inside:avoid}}
";

/// The page as text.
#[must_use]
pub fn page(page: &Page<'_>) -> String {
    let say = |texts| page.language.of(texts);
    let code = say(["en", "fr"]);
    let title = escaped(page.title);
    let mut out = String::new();
    line(
        &mut out,
        format_args!(
            "<!doctype html>\n<html lang={code}><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">"
        ),
    );
    line(
        &mut out,
        format_args!("<title>{title}</title><style>{STYLE}</style></head><body>"),
    );
    let heading = say(["Evaluation of tracks", "Évaluation de pistes"]);
    line(
        &mut out,
        format_args!(
            "<h1>{heading}</h1><p class=note>{title}<br>{}</p>",
            looked(page)
        ),
    );
    tables(page, &mut out);
    plots(page, &mut out);
    errors(page, &mut out);
    if let Some(identities) = page.identities {
        by_identity(page, identities, &mut out);
    }
    for (service, lines) in page.services {
        surveillance(page, *service, lines, &mut out);
    }
    targets(page, &mut out);
    let advisory = say([
        "Advisory surveillance and training: not for separation. Made by Vigie.",
        "Surveillance consultative et formation : ne pas utiliser pour la séparation. Établi par Vigie.",
    ]);
    line(
        &mut out,
        format_args!("<p class=note>{advisory}</p></body></html>"),
    );
    out
}

/// Text from outside, as text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// How it was looked at, in one sentence.
fn looked(page: &Page<'_>) -> String {
    let grid = &page.evaluation.grid;
    let dim = if grid.is_3d { 3 } else { 2 };
    let [start, end, step, cutoff, age] = [
        grid.start_s,
        grid.end_s,
        grid.step_s,
        grid.cutoff_m,
        grid.max_age_s,
    ]
    .map(|v| number(Some(v)));
    let (targets, tracks) = (
        page.evaluation.continuity.targets.len(),
        page.scene.tracks.len(),
    );
    match page.language {
        Language::English => format!(
            "{targets} targets, {tracks} tracks; every {step} s from {start} s to {end} s; cut-off {cutoff} m in {dim} dimensions; a row counts for {age} s."
        ),
        Language::French => format!(
            "{targets} cibles, {tracks} pistes ; toutes les {step} s de {start} s à {end} s ; seuil {cutoff} m en {dim} dimensions ; une ligne vaut {age} s."
        ),
    }
}

fn tables(page: &Page<'_>, out: &mut String) {
    let all = figures(page.evaluation);
    line(out, format_args!("<div class=cards>"));
    for group in Group::ALL {
        let of_group = || all.iter().filter(|figure| figure.group == group);
        if of_group().all(|figure| figure.value.is_none()) {
            continue;
        }
        line(
            out,
            format_args!(
                "<section><h2>{}</h2><table>",
                page.language.of(group.label())
            ),
        );
        for figure in of_group() {
            let (label, value) = (page.language.of(figure.label), number(figure.value));
            line(
                out,
                format_args!("<tr><td>{label}<td class=n>{value} {}", figure.unit),
            );
        }
        line(out, format_args!("</table></section>"));
    }
    line(out, format_args!("</div>"));
}

fn plots(page: &Page<'_>, out: &mut String) {
    let say = |texts| page.language.of(texts);
    let (moments, grid) = (&page.evaluation.instants, &page.evaluation.grid);
    let over = |label, class, of: &dyn Fn(&Moment) -> f64| Series {
        label,
        class,
        points: moments
            .iter()
            .map(|moment| (moment.t_s, of(moment)))
            .collect(),
    };
    line(out, format_args!("<h2>{}</h2>", say(["Plots", "Courbes"])));
    let time = say(["time, s", "temps, s"]);
    let title = say([
        "GOSPA and its parts (roots of their powers)",
        "GOSPA et ses parts (racines de leurs puissances)",
    ]);
    let part = |at: usize| move |moment: &Moment| moment.gospa.parts_m(grid)[at];
    let gospa = [
        over("GOSPA", "c1", &|moment| moment.gospa.total_m),
        over(say(["localisation", "localisation"]), "c2", &part(0)),
        over(say(["missed", "manqués"]), "c3", &part(1)),
        over(say(["false", "fausses"]), "c4", &part(2)),
    ];
    out.push_str(&lines(
        &Axes {
            title,
            x: time,
            y: "m",
        },
        &gospa,
    ));
    let title = say(["Targets and tracks", "Cibles et pistes"]);
    let counts = [
        over(say(["targets", "cibles"]), "c1", &|moment| {
            moment.targets as f64
        }),
        over(say(["tracks", "pistes"]), "c2", &|moment| {
            moment.tracks as f64
        }),
    ];
    out.push_str(&lines(
        &Axes {
            title,
            x: time,
            y: "",
        },
        &counts,
    ));
}

fn errors(page: &Page<'_>, out: &mut String) {
    let say = |texts| page.language.of(texts);
    let accuracy = &page.evaluation.accuracy;
    let limit = accuracy.position.p95.unwrap_or(0.0) * 1.5;
    let axes = |title, y| Axes {
        title,
        x: say(["position error, m", "erreur de position, m"]),
        y,
    };
    let title = say([
        "Position error: share of pairs below",
        "Erreur de position : part des paires en dessous",
    ]);
    let below = [
        Series {
            label: say(["all", "toutes"]),
            class: "c1",
            points: distribution(&accuracy.position_sorted_m, limit),
        },
        Series {
            label: say(["turning", "en virage"]),
            class: "c3",
            points: distribution(&accuracy.position_turning_sorted_m, limit),
        },
    ];
    out.push_str(&lines(&axes(title, "%"), &below));
    let title = say([
        "Position error: share of pairs in each bin",
        "Erreur de position : part des paires par classe",
    ]);
    let bins = [Series {
        label: say(["all", "toutes"]),
        class: "c2",
        points: histogram(&accuracy.position_sorted_m, limit),
    }];
    out.push_str(&lines(&axes(title, "%"), &bins));
}

/// Percentage of sorted values below each.
fn distribution(sorted: &[f64], limit: f64) -> Vec<(f64, f64)> {
    let all = sorted.len() as f64;
    let shares = (1_u32..).zip(sorted);
    let mut points = vec![(0.0, 0.0)];
    points.extend(
        shares
            .take_while(|(_, value)| **value <= limit)
            .map(|(n, value)| (*value, 100.0 * f64::from(n) / all)),
    );
    if sorted.is_empty() {
        Vec::new()
    } else {
        points
    }
}

/// Steps of forty bins, percent.
fn histogram(sorted: &[f64], limit: f64) -> Vec<(f64, f64)> {
    const BINS: u32 = 40;
    if sorted.is_empty() || limit <= 0.0 {
        return Vec::new();
    }
    let width = limit / f64::from(BINS);
    (0..BINS)
        .flat_map(|bin| {
            let (from, to) = (f64::from(bin) * width, f64::from(bin + 1) * width);
            let count = sorted.partition_point(|v| *v < to) - sorted.partition_point(|v| *v < from);
            let share = 100.0 * count as f64 / sorted.len() as f64;
            [(from, share), (to, share)]
        })
        .collect()
}

fn by_identity(page: &Page<'_>, identities: &ByIdentity, out: &mut String) {
    let say = |texts| page.language.of(texts);
    line(
        out,
        format_args!(
            "<h2>{}</h2>",
            say(["Identity by identity", "Identité par identité"])
        ),
    );
    line(
        out,
        format_args!(
            "<table><tr><th>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}",
            say(["identity", "identité"]),
            say(["instants", "instants"]),
            say(["completeness", "complétude"]),
            say(["far", "loin"]),
            say(["tracks", "pistes"]),
            say(["RMS, m", "val. eff., m"]),
            say(["95 %, m", "95 %, m"])
        ),
    );
    for record in identities
        .records
        .iter()
        .filter(|record| record.is_shared())
    {
        let name = super::identity_name(record.identity);
        line(
            out,
            format_args!(
                "<tr><td>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}",
                escaped(&name),
                record.instants,
                number(record.completeness()),
                record.far,
                record.tracks,
                number(record.error.rms),
                number(record.error.p95)
            ),
        );
    }
    line(out, format_args!("</table>"));
}

fn surveillance(page: &Page<'_>, service: Service, lines: &[Line], out: &mut String) {
    let say = |texts| page.language.of(texts);
    let heading = say(["Surveillance performance", "Performances de surveillance"]);
    line(
        out,
        format_args!(
            "<h2>{heading}: {}</h2><p class=note>{}</p>",
            page.language.of(service.label()),
            say(super::OPEN_NOTE)
        ),
    );
    line(
        out,
        format_args!(
            "<table><tr><th>{}<th class=n>{}<th class=n>{}<th class=n>{}<th>{}<th>{}",
            say(["measure", "mesure"]),
            say(["required", "exigé"]),
            say(["measured", "mesuré"]),
            say(["sample", "échantillon"]),
            say(["verdict", "verdict"]),
            say(["source", "source"])
        ),
    );
    for one in lines {
        let class = match one.verdict {
            Verdict::Met => "met",
            Verdict::NotMet => "not",
            _ => "open",
        };
        line(
            out,
            format_args!(
                "<tr><td>{}<td class=n>{}<td class=n>{} {}<td class=n>{}<td class={class}>{}<td>{} ({})",
                escaped(page.language.of(one.requirement.label)),
                bound(&one.requirement, page.language),
                number(one.value),
                if one.value.is_some() {
                    one.requirement.unit
                } else {
                    ""
                },
                one.samples,
                verdict(one.verdict, page.language),
                escaped(one.requirement.reference),
                basis(one.requirement.basis, page.language)
            ),
        );
    }
    line(out, format_args!("</table>"));
}

fn targets(page: &Page<'_>, out: &mut String) {
    let say = |texts| page.language.of(texts);
    line(
        out,
        format_args!("<h2>{}</h2>", say(["Target by target", "Cible par cible"])),
    );
    line(
        out,
        format_args!(
            "<table><tr><th>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}<th class=n>{}",
            say(["target", "cible"]),
            say(["time, s", "temps, s"]),
            say(["matched", "appariée"]),
            say(["longest segment", "plus long segment"]),
            say(["switches", "changements"]),
            say(["breaks", "ruptures"]),
            say(["delay, s", "délai, s"]),
            say(["RMS, m", "val. eff., m"]),
            say(["largest, m", "plus grande, m"])
        ),
    );
    for record in &page.evaluation.continuity.targets {
        let name = page
            .scene
            .targets
            .get(record.target)
            .map_or("", |target| target.name.as_str());
        line(
            out,
            format_args!(
                "<tr><td>{}<td class=n>{}<td class=n>{}/{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}",
                escaped(name),
                number(Some(record.time_s)),
                record.matched,
                record.instants,
                number(Some(record.longest_segment)),
                record.switches,
                record.breaks,
                number(record.initiation_delay_s),
                number(record.position_rms_m),
                number(record.position_max_m)
            ),
        );
    }
    line(out, format_args!("</table>"));
}

#[cfg(test)]
mod tests {
    use super::{Page, page};
    use crate::figure::Language;
    use crate::gospa::tests::{at, grid, origin, row, truth};
    use crate::{Scene, evaluate};

    #[test]
    fn a_page_needs_nothing_else_and_names_stay_text() {
        let scene = Scene {
            origin: origin(),
            grid: grid(50.0),
            targets: vec![crate::model::Target {
                name: "<script>".into(),
                points: vec![truth(0.0, at(0.0, 0.0))],
                ..Default::default()
            }],
            tracks: vec![crate::model::TrackRows {
                name: "A".into(),
                rows: vec![row(0.0, at(1.0, 0.0))],
            }],
        };
        let evaluation = evaluate(&scene).expect("a score");
        let service = crate::esassp::Service::Nm5;
        let services = [(service, crate::esassp::report(&scene, &evaluation, service))];
        let identities = crate::identity::by_identity(&scene).expect("a score");
        for language in [Language::English, Language::French] {
            let text = page(&Page {
                title: "a & b",
                language,
                scene: &scene,
                evaluation: &evaluation,
                identities: Some(&identities),
                services: &services,
            });
            assert!(text.contains("a &amp; b") && text.contains("&lt;script&gt;"));
            for outside in ["<script", "http:", "https:", "src=", "@import", "url("] {
                assert!(!text.contains(outside), "{outside}");
            }
            assert!(text.contains("<svg") && text.trim_end().ends_with("</html>"));
        }
    }
}
