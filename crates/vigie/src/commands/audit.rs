//! `vigie audit`: is the audit log as it was written?

use crate::cli::AuditOptions;
use crate::logs::say;
use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vigie_store::{AuditChain, Verified, verify_audit};

/// Verifies a log, or every one in a folder: a line on stdout for each that is whole, the fault on stderr for others.
pub fn run(options: &AuditOptions) -> Result<ExitCode> {
    let head = options.head.as_deref().map(str::to_ascii_lowercase);
    let mut is_sound = true;
    let mut holds = head.is_none();
    for path in logs(&options.log)? {
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let verified = verify_audit(BufReader::new(file), head.as_deref());
        holds |= verified.holds;
        is_sound &= verified.fault.is_none();
        tell(&path, verified)?;
    }
    if let (false, Some(head)) = (holds, head) {
        say(format_args!(
            "vigie: no line has the hash {head}: lines were cut off after it was noted, or it is another log's"
        ));
    }
    Ok(if is_sound && holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn tell(path: &Path, verified: Verified) -> Result<()> {
    let entries = verified.entries();
    let (first, last, commands) = (&verified.first, &verified.last, verified.commands);
    let head = verified.chain.as_ref().map(AuditChain::head);
    let head = head.unwrap_or_default();
    let name = path.display();
    if let Some(fault) = verified.fault {
        let fault = anyhow::Error::from(fault);
        say(format_args!("vigie: {name}: {fault:#}"));
        say(format_args!(
            "vigie: {name}: {entries} entries before that are sound, the last of {last}, hash {head}"
        ));
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{name}: {entries} entries, {commands} commands, from {first} to {last}, head {head}"
    )?;
    if !verified.is_stopped {
        say(format_args!(
            "vigie: {name}: it does not end with a stop: the system runs, was killed, or lines were cut off"
        ));
    }
    Ok(())
}

/// The log, or the logs of a folder.
fn logs(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("cannot read the folder {}", path.display()))?;
    let is_log = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "jsonl");
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .map(|entry| entry.path())
        .filter(is_log)
        .collect();
    found.sort();
    anyhow::ensure!(
        !found.is_empty(),
        "no audit log (.jsonl) is in the folder {}; name the file of [audit], or the folder of --record",
        path.display()
    );
    Ok(found)
}
