//! What is said on stderr: messages to people, and the structured log.

use std::fmt;
use std::io::{IsTerminal, Write};
use tracing_subscriber::EnvFilter;

/// Starts the log: to stderr, at `info` unless `VIGIE_LOG` says otherwise, as JSON lines if asked.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_env("VIGIE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    // A second start (in tests) finds a log already there, which serves as well.
    let started = if json {
        log.json().try_init()
    } else {
        log.try_init()
    };
    if started.is_err() {
        tracing::debug!("the log was already started");
    }
}

/// Says one thing to the person at the terminal. Nobody listening is no reason to fail.
pub fn say(message: fmt::Arguments<'_>) {
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "{message}").ok();
}
