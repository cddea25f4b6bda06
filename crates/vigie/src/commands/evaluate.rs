//! `vigie evaluate`: tracks against truth, or against a reference.

mod json;
mod reference;
mod tables;

use crate::cli::{EvaluateOptions, LanguageName, SeparationName};
use crate::logs::say;
use anyhow::{Context, Result};
use std::io::{self, Write};
use std::process::ExitCode;
use vigie_core::place::Wgs84;
use vigie_eval::alignment::{self, Alignment, alignment};
use vigie_eval::esassp::{self, Line, Service};
use vigie_eval::figure::{self, Language};
use vigie_eval::identity::{ByIdentity, by_identity};
use vigie_eval::report::html::Page;
use vigie_eval::{Evaluation, Scene, evaluate, report};

/// What was found out.
struct Findings {
    scene: Scene,
    evaluation: Evaluation,
    /// Against a reference only.
    identities: Option<ByIdentity>,
    /// Where it was asked for and could be found: the constant difference, and the identities without it.
    aligned: Option<(Alignment, ByIdentity)>,
    services: Vec<(Service, Vec<Line>)>,
}

/// Evaluates; tables or JSON go to stdout, the report to a file.
pub fn run(options: &EvaluateOptions) -> Result<ExitCode> {
    let scene = tables::scene(options)?;
    let evaluation = evaluate(&scene)?;
    let last = evaluation.instants.last();
    say(format_args!(
        "{} instants from {} s to {} s, {} targets, {} tracks",
        evaluation.instants.len(),
        scene.grid.start_s,
        last.map_or(scene.grid.end_s, |last| last.t_s),
        evaluation.continuity.targets.len(),
        scene.tracks.len()
    ));
    let services = (services(options).into_iter())
        .map(|service| (service, esassp::report(&scene, &evaluation, service)))
        .collect();
    let identities = match &options.reference {
        Some(_) => Some(by_identity(&scene)?),
        None => None,
    };
    let aligned = aligned(options, &scene)?;
    let findings = Findings {
        scene,
        evaluation,
        identities,
        aligned,
        services,
    };
    if let Some(path) = &options.html {
        let page = page(options, &findings);
        std::fs::write(path, page).with_context(|| format!("cannot write {}", path.display()))?;
        say(format_args!("wrote {}", path.display()));
    }
    print(&if options.json {
        json::text(&findings)?
    } else {
        text(&findings, language(options))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The constant difference between tracks and reference, and what is left without it.
fn aligned(options: &EvaluateOptions, scene: &Scene) -> Result<Option<(Alignment, ByIdentity)>> {
    let Some((lat, lon)) = options.align else {
        return Ok(None);
    };
    let site = Wgs84::new(lat, lon, 0.0).context("--align is no place on the earth")?;
    let Some(found) = alignment(scene, site) else {
        say(format_args!(
            "no track is near the reference of its own address or code: nothing to align"
        ));
        return Ok(None);
    };
    let without = by_identity(&alignment::aligned(scene, &found))?;
    Ok(Some((found, without)))
}

fn language(options: &EvaluateOptions) -> Language {
    match options.lang {
        LanguageName::En => Language::English,
        LanguageName::Fr => Language::French,
    }
}

fn services(options: &EvaluateOptions) -> Vec<Service> {
    match options.separation {
        None => vec![Service::Nm5, Service::Nm3],
        Some(SeparationName::Nm5) => vec![Service::Nm5],
        Some(SeparationName::Nm3) => vec![Service::Nm3],
        Some(SeparationName::Procedural) => vec![Service::Procedural],
    }
}

fn page(options: &EvaluateOptions, findings: &Findings) -> String {
    let against = options.scenario.as_ref().or(options.reference.as_ref());
    let against = against.map_or_else(String::new, |path| path.display().to_string());
    report::html::page(&Page {
        title: &format!("{} ↔ {against}", options.tracks.display()),
        language: language(options),
        scene: &findings.scene,
        evaluation: &findings.evaluation,
        identities: findings.identities.as_ref(),
        services: &findings.services,
    })
}

fn text(findings: &Findings, language: Language) -> String {
    let mut text = report::text::figures(&figure::figures(&findings.evaluation), language);
    if let Some(identities) = &findings.identities {
        text.push_str(&report::text::identities(identities, language));
    }
    if let Some((alignment, without)) = &findings.aligned {
        text.push_str(&report::text::alignment(alignment, language));
        text.push_str(&report::text::identities(without, language));
    }
    for (service, lines) in &findings.services {
        text.push_str(&report::text::surveillance(*service, lines, language));
    }
    text.push_str(language.of(report::OPEN_NOTE));
    text.push('\n');
    text
}

/// To stdout; a reader who has seen enough is no failure.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to stdout")
        }
        _ => Ok(()),
    }
}
