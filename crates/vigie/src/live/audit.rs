//! The audit log of a run: every command with what became of it, start and stop, on the disk before anyone is answered.
//!
//! A log that cannot be written stops nobody: commands take effect, the fault is said, lines wait in memory and are
//! tried again. What does not fit is counted, and the count is written when there is room.

use crate::clock::rfc3339;
use anyhow::{Context, Result};
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use vigie_core::command::Command;
use vigie_core::time::UtcNs;
use vigie_store::{AuditChain, AuditEvent, AuditFault, verify_audit};
use vigie_watch::Refusal;

/// The log's name beside recordings.
pub(super) const FILE_NAME: &str = "audit.jsonl";
const SOFTWARE: &str = concat!("vigie ", env!("CARGO_PKG_VERSION"));
/// Lines that wait for a disk that has room, bytes.
const WAITING_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Between two tries to write what waits, in the machine's time.
const RETRY_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

pub(super) struct Audit {
    file: File,
    chain: AuditChain,
    /// The bytes of the file that are whole lines.
    good: u64,
    /// Lines of the chain that are not in the file yet.
    waiting: Vec<u8>,
    /// Entries that found no room even there.
    lost: u64,
    tried: tokio::time::Instant,
}

/// What a run is, for its log.
pub(super) struct Run<'a> {
    pub at: UtcNs,
    pub mode: &'a str,
    pub name: &'a str,
    pub configuration: &'a str,
}

impl Audit {
    /// Opens the log, or makes it; goes on where its chain ended. Fails if another program writes it.
    pub(super) fn open(path: &Path, run: &Run<'_>) -> Result<Audit> {
        let what = || {
            format!(
                "cannot write the audit log {}; correct [audit] file",
                path.display()
            )
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(what)?;
        }
        let mut file = open(path).with_context(what)?;
        let found = verify_audit(BufReader::new(&file), None);
        let at = rfc3339(run.at);
        let mut audit = match (found.chain, found.fault) {
            (Some(chain), None) => Audit::going_on(file, chain, found.bytes),
            (Some(chain), Some(AuditFault::Cut { bytes, .. })) => {
                let kept = keep_torn(path, &mut file, found.bytes).with_context(what)?;
                let mut audit = Audit::going_on(file, chain, found.bytes);
                tracing::warn!(file = %path.display(), bytes, kept, "the audit log's last line was cut off, and is moved aside");
                let kept_in = kept.as_str();
                audit.add(&at, AuditEvent::Torn { bytes, kept_in });
                audit
            }
            (_, fault) => {
                // nothing but an empty file may be begun again in its place
                let is_empty = file.metadata().with_context(what)?.len() == 0;
                let aside = match fault {
                    Some(fault) if !is_empty => Some((set_aside(path).with_context(what)?, fault)),
                    _ => None,
                };
                if aside.is_some() {
                    file = open(path).with_context(what)?;
                }
                let (chain, line) = AuditChain::begin(&at, SOFTWARE, run.configuration);
                let mut audit = Audit::going_on(file, chain, 0);
                audit.waiting = line;
                if let Some((kept, fault)) = aside {
                    let why = fault.to_string();
                    tracing::error!(file = %path.display(), kept, why, "the audit log is broken; it is moved aside, and a new one begun");
                    let (kept_in, why) = (kept.as_str(), why.as_str());
                    audit.add(&at, AuditEvent::SetAside { kept_in, why });
                }
                audit
            }
        };
        audit.add(
            &at,
            AuditEvent::Start {
                software: SOFTWARE,
                mode: run.mode,
                name: run.name,
                configuration: run.configuration,
            },
        );
        audit.write_waiting().with_context(what)?;
        tracing::info!(file = %path.display(), entries = audit.chain.entries(), "audit log");
        Ok(audit)
    }

    /// Writes commands with their answers, in the same order, to the disk.
    pub(super) fn write<'a>(
        &mut self,
        commands: impl Iterator<Item = (&'a Command, &'a Result<(), Refusal>)>,
    ) -> std::io::Result<()> {
        for (command, answer) in commands {
            let why = answer.as_ref().err().map(ToString::to_string);
            let refusal = why.as_deref();
            self.add(
                &rfc3339(command.at),
                AuditEvent::Command { command, refusal },
            );
        }
        self.write_waiting()
    }

    /// Whether something waits that should be tried again now.
    pub(super) fn is_due(&self) -> bool {
        !self.waiting.is_empty() && self.tried.elapsed() >= RETRY_EVERY
    }

    /// Says what was lost, if anything was, then that the system stopped; gives the head.
    pub(super) fn finish(mut self, at: UtcNs) -> std::io::Result<String> {
        self.add(&rfc3339(at), AuditEvent::Stop);
        self.write_waiting()?;
        Ok(self.chain.head())
    }

    fn going_on(file: File, chain: AuditChain, good: u64) -> Audit {
        Audit {
            file,
            chain,
            good,
            waiting: Vec::new(),
            lost: 0,
            tried: tokio::time::Instant::now(),
        }
    }

    fn add(&mut self, at: &str, event: AuditEvent<'_>) {
        if self.waiting.len() >= WAITING_BYTES_MAX {
            self.lost = self.lost.saturating_add(1);
            return;
        }
        if self.lost > 0 {
            let entries = std::mem::take(&mut self.lost);
            let line = self.chain.append(at, AuditEvent::Lost { entries });
            self.waiting.extend(line);
        }
        let line = self.chain.append(at, event);
        self.waiting.extend(line);
    }

    /// After an error the file may hold a part of a line: the next try begins where the whole lines end.
    fn write_waiting(&mut self) -> std::io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.tried = tokio::time::Instant::now();
        self.file.set_len(self.good)?;
        self.file.seek(SeekFrom::Start(self.good))?;
        self.file.write_all(&self.waiting)?;
        self.file.sync_data()?;
        self.good = self.good.saturating_add(self.waiting.len() as u64);
        self.waiting.clear();
        Ok(())
    }

    /// Tries again.
    pub(super) fn retry(&mut self) -> std::io::Result<()> {
        self.write_waiting()
    }
}

fn open(path: &Path) -> Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    file.try_lock()
        .context("another program writes it (another vigie?)")?;
    Ok(file)
}

/// Moves what stands after the whole lines to the end of a file beside the log; gives that file's name.
fn keep_torn(path: &Path, file: &mut File, good: u64) -> Result<String> {
    let beside = beside(path, "torn");
    let mut torn = Vec::new();
    file.seek(SeekFrom::Start(good))?;
    file.read_to_end(&mut torn)?;
    torn.push(b'\n');
    let mut keep = OpenOptions::new().create(true).append(true).open(&beside)?;
    keep.write_all(&torn)?;
    keep.sync_data()?;
    file.set_len(good)?;
    Ok(beside.display().to_string())
}

/// Renames a broken log to a name that is free; gives that name.
fn set_aside(path: &Path) -> Result<String> {
    let free = (1..1_000_u32)
        .map(|number| beside(path, &format!("broken-{number}")))
        .find(|name| !name.exists())
        .context("a thousand broken logs stand beside it; move them away")?;
    std::fs::rename(path, &free)?;
    Ok(free.display().to_string())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::{Audit, Run, verify_audit};
    use std::fs::File;
    use std::path::Path;
    use vigie_core::alert::AlertId;
    use vigie_core::command::{Command, Order};
    use vigie_core::time::UtcNs;
    use vigie_store::Verified;
    use vigie_watch::Refusal;

    fn begin(path: &Path) -> Audit {
        let run = Run {
            at: UtcNs(5),
            mode: "live",
            name: "Niamey",
            configuration: "name = \"Niamey\"",
        };
        Audit::open(path, &run).expect("a log")
    }

    fn order(audit: &mut Audit) -> std::io::Result<()> {
        let command = Command {
            at: UtcNs(6),
            by: "A".to_owned(),
            order: Order::Acknowledge(AlertId(1)),
        };
        let answers = [Ok(()), Err(Refusal::UnknownAlert)];
        audit.write([&command, &command].into_iter().zip(&answers))
    }

    fn read(path: &Path) -> Verified {
        let log = std::fs::read(path).expect("a log");
        verify_audit(log.as_slice(), None)
    }

    #[test]
    fn a_second_start_goes_on_with_the_chain() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/audit.jsonl");
        let mut audit = begin(&path);
        order(&mut audit).expect("room");
        let head = audit.finish(UtcNs(7)).expect("room");
        assert_eq!(read(&path).chain.map(|chain| chain.head()), Some(head));
        begin(&path).finish(UtcNs(8)).expect("room");
        let found = read(&path);
        assert!(found.fault.is_none(), "{:?}", found.fault);
        assert_eq!((found.entries(), found.commands), (7, 2));
    }

    #[test]
    fn a_line_that_was_cut_off_is_kept_beside_and_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        order(&mut begin(&path)).expect("room");
        let whole = std::fs::read(&path).expect("a log");
        std::fs::write(&path, &whole[..whole.len() - 9]).expect("room");
        begin(&path).finish(UtcNs(8)).expect("room");
        assert!(read(&path).fault.is_none());
        let text = std::fs::read_to_string(&path).expect("text");
        assert!(text.contains("{\"torn\":{\"bytes\":"), "{text}");
        let torn = std::fs::read(folder.path().join("audit.jsonl.torn")).expect("kept");
        assert!(whole[..whole.len() - 9].ends_with(&torn[..torn.len() - 1]));
    }

    #[test]
    fn a_broken_log_is_set_aside_untouched() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        order(&mut begin(&path)).expect("room");
        let broken = std::fs::read_to_string(&path)
            .expect("a log")
            .replace("\"by\":\"A\"", "\"by\":\"B\"");
        std::fs::write(&path, &broken).expect("room");
        begin(&path).finish(UtcNs(8)).expect("room");
        let aside = folder.path().join("audit.jsonl.broken-1");
        assert_eq!(std::fs::read_to_string(aside).expect("kept"), broken);
        let text = std::fs::read_to_string(&path).expect("text");
        assert!(read(&path).fault.is_none() && text.contains("\"set_aside\""));
    }

    #[test]
    fn two_programs_never_write_one_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        let first = begin(&path);
        assert!(super::open(&path).is_err());
        drop(first);
        assert!(super::open(&path).is_ok());
    }

    #[test]
    fn what_could_not_be_written_waits_and_is_written_later() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        let mut audit = begin(&path);
        let well = std::mem::replace(&mut audit.file, File::open(&path).expect("to read"));
        assert!(order(&mut audit).is_err());
        assert_eq!(read(&path).commands, 0);
        audit.waiting.resize(super::WAITING_BYTES_MAX, b' ');
        assert!(order(&mut audit).is_err());
        assert_eq!(audit.lost, 2);
        let end = audit.waiting.iter().rposition(|byte| *byte == b'\n');
        audit.waiting.truncate(end.expect("a line") + 1);
        audit.file = well;
        audit.retry().expect("room again");
        order(&mut audit).expect("room");
        let found = read(&path);
        assert!(found.fault.is_none(), "{:?}", found.fault);
        assert_eq!((found.entries(), found.commands), (7, 4));
    }
}
