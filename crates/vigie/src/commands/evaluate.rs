//! `vigie evaluate`: tracks against truth, or against a reference.

mod json;
mod tables;

use crate::cli::{EvaluateOptions, LanguageName};
use crate::logs::say;
use anyhow::{Context, Result};
use std::io::{self, Write};
use std::process::ExitCode;
use vigie_eval::figure::{self, Language};
use vigie_eval::{Evaluation, evaluate, report};

/// Evaluates; tables or JSON go to stdout, the report to a file.
pub fn run(options: &EvaluateOptions) -> Result<ExitCode> {
    let scene = tables::scene(options)?;
    let evaluation = evaluate(&scene)?;
    say(format_args!(
        "{} instants from {} s to {} s, {} targets, {} tracks",
        evaluation.instants.len(),
        scene.grid.start_s,
        evaluation
            .instants
            .last()
            .map_or(scene.grid.end_s, |last| last.t_s),
        evaluation.continuity.targets.len(),
        scene.tracks.len()
    ));
    let text = if options.json {
        json::text(&scene, &evaluation)?
    } else {
        table(&evaluation, language(options))
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn language(options: &EvaluateOptions) -> Language {
    match options.lang {
        LanguageName::En => Language::English,
        LanguageName::Fr => Language::French,
    }
}

fn table(evaluation: &Evaluation, language: Language) -> String {
    report::text::figures(&figure::figures(evaluation), language)
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
