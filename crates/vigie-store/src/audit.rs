//! The audit log: who ordered what, when, and what became of it, as a chain that shows any later change.
//!
//! One JSON object a line: `{"n":NUMBER,"t":"TIME","event":{...},"hash":"HEX"}`. `hash` is the SHA-256 (FIPS 180-4) over the
//! 32 bytes of the previous line's hash and the bytes of this line before `,"hash":`. Before the first line stands the
//! genesis: the SHA-256 over the configuration's SHA-256 in hex, a line feed, and the time of the first line.
//!
//! A chain shows a change, not who made it: who can write the file can write all of it anew, or end it at an earlier
//! line. Against that, keep the hash of its last line (its head) in another place and ask for it ([`Verified::holds`]).
//!
//! Nothing here opens a file or reads a clock.

use crate::orders::command_json;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, BufRead, Read};
use vigie_core::command::Command;

/// The version of the format, which the first line names.
pub const AUDIT_FORMAT: &str = "vigie-audit-1";
/// The longest line, bytes.
pub const AUDIT_LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The mark between what is hashed and the hash.
const SEAL: &str = ",\"hash\":\"";
const SEAL_END: &str = "\"}";
const HASH_HEX: usize = 64;

/// Something worth a line.
#[derive(Debug, Clone, Copy)]
pub enum AuditEvent<'a> {
    /// The system started.
    Start {
        /// Program and version.
        software: &'a str,
        /// Live, replay or exercise.
        mode: &'a str,
        /// What the deployment is called.
        name: &'a str,
        /// The text of its configuration; its SHA-256 is written.
        configuration: &'a str,
    },
    /// The system stopped in good order.
    Stop,
    /// Somebody ordered something.
    Command {
        /// Who, when, what.
        command: &'a Command,
        /// Why it was refused; `None` when it was obeyed.
        refusal: Option<&'a str>,
    },
    /// The last line was found cut off, and was moved to another file.
    Torn {
        /// How many bytes it had.
        bytes: u64,
        /// Where they are now.
        kept_in: &'a str,
    },
    /// The log that stood here was broken, and was moved aside.
    SetAside {
        /// Where it is now.
        kept_in: &'a str,
        /// What was wrong with it.
        why: &'a str,
    },
    /// So many entries could not be written, and are lost.
    Lost {
        /// How many.
        entries: u64,
    },
}

/// A chain as far as it goes: what is needed to add the next line or to check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChain {
    next: u64,
    head: [u8; 32],
}

impl AuditChain {
    /// A new chain, and its first line with its line feed. `at` is RFC 3339.
    #[must_use]
    pub fn begin(at: &str, software: &str, configuration: &str) -> (AuditChain, Vec<u8>) {
        let configuration = hex(&sha256(configuration.as_bytes()));
        let genesis = genesis(&configuration, at);
        let event = format!(
            "{{\"begin\":{{\"format\":{},\"software\":{},\"configuration\":\"{configuration}\",\"genesis\":\"{}\"}}}}",
            quoted(AUDIT_FORMAT),
            quoted(software),
            hex(&genesis)
        );
        let mut chain = AuditChain {
            next: 0,
            head: genesis,
        };
        let line = chain.seal(at, &event);
        (chain, line)
    }

    /// The next line, with its line feed.
    pub fn append(&mut self, at: &str, event: AuditEvent<'_>) -> Vec<u8> {
        self.seal(at, &written(event))
    }

    /// How many lines it has.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.next
    }

    /// The hash of its last line, in hex.
    #[must_use]
    pub fn head(&self) -> String {
        hex(&self.head)
    }

    fn seal(&mut self, at: &str, event: &str) -> Vec<u8> {
        let mut line = format!(
            "{{\"n\":{},\"t\":{},\"event\":{event}",
            self.next,
            quoted(at)
        );
        self.head = link(&self.head, line.as_bytes());
        self.next = self.next.saturating_add(1);
        line.push_str(SEAL);
        line.push_str(&hex(&self.head));
        line.push_str(SEAL_END);
        line.push('\n');
        line.into_bytes()
    }

    /// Checks the next line, without its line feed; `None` is a chain that has not begun.
    fn follow(chain: Option<AuditChain>, line: &[u8]) -> Result<(AuditChain, Line), AuditBreak> {
        let number = chain.as_ref().map_or(0, |chain| chain.next);
        let broken = |what, expected: String, found: String| AuditBreak {
            line: number.saturating_add(1),
            what,
            expected,
            found,
        };
        let malformed = || {
            broken(
                "it is no line of an audit log",
                "{\"n\":...,\"t\":...,\"event\":...,\"hash\":...}".to_owned(),
                shown(line),
            )
        };
        let (body, hash) = parts(line).ok_or_else(malformed)?;
        let read: Line = serde_json::from_slice(line).map_err(|_| malformed())?;
        if read.n != number {
            let (expected, found) = (number.to_string(), read.n.to_string());
            return Err(broken("its number is wrong", expected, found));
        }
        let before = match chain {
            Some(chain) => chain.head,
            None => genesis_of(&read)
                .map_err(|(expected, found)| broken("the log begins wrongly", expected, found))?,
        };
        let head = link(&before, body);
        if hex(&head).as_bytes() != hash {
            return Err(broken("its hash is wrong", hex(&head), shown(hash)));
        }
        let next = number.saturating_add(1);
        Ok((AuditChain { next, head }, read))
    }
}

/// Where a chain breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}: expected {expected}, found {found}")]
pub struct AuditBreak {
    /// Which line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: &'static str,
    /// What should stand there.
    pub expected: String,
    /// What stands there; cut short.
    pub found: String,
}

/// What a log that was read holds, up to its end or its first fault.
#[derive(Debug, Default)]
pub struct Verified {
    /// The chain of the sound lines; `None` if there is not one.
    pub chain: Option<AuditChain>,
    /// The bytes of the sound lines.
    pub bytes: u64,
    /// The time of the first line.
    pub first: String,
    /// The time of the last sound line.
    pub last: String,
    /// How many commands are in it.
    pub commands: u64,
    /// Whether the last sound line says that the system stopped. If not, it runs, was killed, or lines were cut off.
    pub is_stopped: bool,
    /// Whether one of its lines has the hash that was asked for.
    pub holds: bool,
    /// What is wrong after the sound lines.
    pub fault: Option<AuditFault>,
}

/// What is wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum AuditFault {
    /// It does not end with a whole line.
    #[error("it is cut off: line {line} has {bytes} bytes and no end (truncated)")]
    Cut {
        /// Which line, from 1.
        line: u64,
        /// What is left of it, bytes.
        bytes: u64,
    },
    /// Some line is not what was written.
    #[error(transparent)]
    Break(#[from] AuditBreak),
    /// It cannot be read.
    #[error("it cannot be read")]
    Read(#[from] io::Error),
}

/// Reads a log to its end or its first fault, in bounded memory. `head` is a hash in hex that one of its lines should
/// have.
pub fn verify_audit(mut log: impl BufRead, head: Option<&str>) -> Verified {
    let mut verified = Verified::default();
    let mut line = Vec::new();
    loop {
        match next_line(&mut log, &mut line, verified.entries()) {
            Ok(true) => {}
            Ok(false) => return verified,
            Err(fault) => {
                verified.fault = Some(fault);
                return verified;
            }
        }
        match AuditChain::follow(verified.chain.clone(), &line) {
            Ok((chain, read)) => verified.take(chain, read, line.len() as u64 + 1, head),
            Err(fault) => {
                verified.fault = Some(fault.into());
                return verified;
            }
        }
    }
}

impl Verified {
    /// How many sound lines there are.
    #[must_use]
    pub fn entries(&self) -> u64 {
        self.chain.as_ref().map_or(0, AuditChain::entries)
    }

    fn take(&mut self, chain: AuditChain, line: Line, bytes: u64, head: Option<&str>) {
        if self.chain.is_none() {
            self.first.clone_from(&line.t);
        }
        self.last = line.t;
        self.bytes = self.bytes.saturating_add(bytes);
        self.is_stopped = line.event.get("stop").is_some();
        if line.event.get("command").is_some() {
            self.commands = self.commands.saturating_add(1);
        }
        self.holds |= head.is_some_and(|head| chain.head() == head);
        self.chain = Some(chain);
    }
}

/// The next line without its line feed; `false` at the end.
fn next_line(log: &mut impl BufRead, line: &mut Vec<u8>, read: u64) -> Result<bool, AuditFault> {
    line.clear();
    let number = read.saturating_add(1);
    let limit = AUDIT_LINE_BYTES_MAX as u64 + 1;
    log.by_ref().take(limit).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(true);
    }
    if line.len() > AUDIT_LINE_BYTES_MAX {
        return Err(AuditFault::Break(AuditBreak {
            line: number,
            what: "it is too long",
            expected: format!("at most {AUDIT_LINE_BYTES_MAX} bytes"),
            found: "more".to_owned(),
        }));
    }
    if line.is_empty() && read > 0 {
        return Ok(false);
    }
    let bytes = line.len() as u64;
    Err(AuditFault::Cut {
        line: number,
        bytes,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    n: u64,
    t: String,
    event: serde_json::Value,
    #[serde(rename = "hash")]
    _hash: String,
}

/// What is hashed, and the hash in hex.
fn parts(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = line.strip_suffix(SEAL_END.as_bytes())?;
    let (rest, hash) = rest.split_at_checked(rest.len().checked_sub(HASH_HEX)?)?;
    Some((rest.strip_suffix(SEAL.as_bytes())?, hash))
}

fn genesis(configuration: &str, at: &str) -> [u8; 32] {
    sha256(format!("{configuration}\n{at}").as_bytes())
}

/// The genesis that a first line names, if it is the one that its own facts give; else what was expected and found.
fn genesis_of(first: &Line) -> Result<[u8; 32], (String, String)> {
    let text = |key: &str| {
        let found = first.event.get("begin").and_then(|begin| begin.get(key));
        found.and_then(|value| value.as_str()).unwrap_or("nothing")
    };
    if text("format") != AUDIT_FORMAT {
        let found = shown(text("format").as_bytes());
        return Err((format!("format {AUDIT_FORMAT}"), found));
    }
    let genesis = genesis(text("configuration"), &first.t);
    if hex(&genesis) != text("genesis") {
        let found = shown(text("genesis").as_bytes());
        return Err((format!("genesis {}", hex(&genesis)), found));
    }
    Ok(genesis)
}

fn written(event: AuditEvent<'_>) -> String {
    match event {
        AuditEvent::Start {
            software,
            mode,
            name,
            configuration,
        } => format!(
            "{{\"start\":{{\"software\":{},\"mode\":{},\"name\":{},\"configuration\":\"{}\"}}}}",
            quoted(software),
            quoted(mode),
            quoted(name),
            hex(&sha256(configuration.as_bytes()))
        ),
        AuditEvent::Stop => "{\"stop\":{}}".to_owned(),
        AuditEvent::Command { command, refusal } => {
            let json = command_json(command);
            let outcome = refusal.map_or_else(
                || "\"outcome\":\"obeyed\"".to_owned(),
                |why| format!("\"outcome\":\"refused\",\"why\":{}", quoted(why)),
            );
            format!(
                "{{\"command\":{},{outcome}}}",
                String::from_utf8_lossy(&json)
            )
        }
        AuditEvent::Torn { bytes, kept_in } => format!(
            "{{\"torn\":{{\"bytes\":{bytes},\"kept_in\":{}}}}}",
            quoted(kept_in)
        ),
        AuditEvent::SetAside { kept_in, why } => format!(
            "{{\"set_aside\":{{\"kept_in\":{},\"why\":{}}}}}",
            quoted(kept_in),
            quoted(why)
        ),
        AuditEvent::Lost { entries } => format!("{{\"lost\":{{\"entries\":{entries}}}}}"),
    }
}

fn link(before: &[u8; 32], body: &[u8]) -> [u8; 32] {
    Sha256::new()
        .chain_update(before)
        .chain_update(body)
        .finalize()
        .into()
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // a String takes everything
        write!(text, "{byte:02x}").ok();
    }
    text
}

/// Text as JSON. It holds no line feed then.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Bytes for a message: short, and nothing in them that a terminal obeys.
fn shown(bytes: &[u8]) -> String {
    let short = bytes.get(..80).unwrap_or(bytes);
    let more = if short.len() < bytes.len() { "..." } else { "" };
    format!("\"{}\"{more}", short.escape_ascii())
}

#[cfg(test)]
mod tests;
