//! The Vigie binary: what the user typed, and what it means.

use anyhow::Result;
use clap::Parser;
use std::process::ExitCode;
use vigie::cli::{Action, Cli};
use vigie::commands;

fn main() -> ExitCode {
    let cli = Cli::parse();
    vigie::logs::start(cli.log_json);
    let outcome: Result<ExitCode> = match cli.action() {
        Action::Run(options) => commands::run::run(&options),
        Action::Decode(options) => commands::decode::run(&options),
        Action::Track(options) => commands::track::run(&options),
        Action::Replay(options) => commands::replay::run(&options),
        Action::Evaluate(options) => commands::evaluate::run(&options),
        Action::Audit(options) => commands::audit::run(&options),
    };
    outcome.unwrap_or_else(|error| {
        vigie::logs::say(format_args!("vigie: {error:#}"));
        ExitCode::FAILURE
    })
}
