//! A stream of text, taken apart into messages.

use vigie_ats::fpl::{Bulletin, MESSAGE_BYTES_MAX, bulletins};

/// Bytes that may wait for the end of their message.
const WAITING_MAX: usize = 2 * MESSAGE_BYTES_MAX;
/// Bytes kept of what stands before a message: its heading, not what came long before.
const HEADING_MAX: usize = 2_048;
/// `NNNN` ends a message.
const END: &[u8] = b"NNNN";

/// What of a stream is not yet a whole message.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    waiting: Vec<u8>,
    /// The last message has its bracket, but nothing says that it is over.
    closed: bool,
}

impl Splitter {
    /// Takes bytes, and gives the messages that are whole with them: those that another one or `NNNN` follows.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        self.waiting.extend_from_slice(bytes);
        // only these can end a message, or begin another one
        let may_end = bytes.iter().any(|c| matches!(c, b'(' | b')' | b'N' | b'n'));
        if !may_end && self.waiting.len() <= WAITING_MAX {
            return Vec::new();
        }
        let found = bulletins(&self.waiting);
        let is_full = self.waiting.len() > WAITING_MAX;
        let over = match found.last() {
            Some(last) if is_full || self.is_ended(last) => found.len(),
            _ => found.len().saturating_sub(1),
        };
        let (whole, rest) = found.split_at(over);
        let texts = texts(&self.waiting, whole);
        self.closed = rest.last().is_some_and(|last| last.is_closed);
        let used = whole.last().map_or(0, |last| last.to);
        self.waiting.drain(..used);
        if is_full && rest.is_empty() {
            let old = self.waiting.len().saturating_sub(HEADING_MAX);
            self.waiting.drain(..old);
        }
        texts
    }

    /// Whether a message waits only for the word that it is over.
    pub(super) fn has_closed(&self) -> bool {
        self.closed
    }

    /// No more is to come: what waits is given as it is.
    pub(super) fn finish(&mut self) -> Vec<String> {
        self.closed = false;
        let waiting = std::mem::take(&mut self.waiting);
        whole(&waiting)
    }

    fn is_ended(&self, bulletin: &Bulletin) -> bool {
        let after = self.waiting.get(bulletin.to..).unwrap_or_default();
        bulletin.is_closed
            && after
                .windows(END.len())
                .any(|w| w.eq_ignore_ascii_case(END))
    }
}

/// The messages of a text that is whole, each with its heading.
pub(super) fn whole(bytes: &[u8]) -> Vec<String> {
    texts(bytes, &bulletins(bytes))
}

fn texts(bytes: &[u8], found: &[Bulletin]) -> Vec<String> {
    let text = |bulletin: &Bulletin| {
        let from = bulletin
            .heading
            .max(bulletin.from.saturating_sub(HEADING_MAX));
        let text = bytes.get(from..bulletin.to).unwrap_or_default();
        String::from_utf8_lossy(text).trim().to_owned()
    };
    found.iter().map(text).collect()
}
