//! What stands around a message on the aeronautical fixed network: heading, addresses, origin, ending.
//!
//! ICAO Annex 10 Vol II, 4.4.15 (from memory, unverified). Only read, and leniently: `ZCZC`, transmission identification,
//! priority, addressees, filing time, originator, text, `NNNN`.

use super::MessageKind;
use crate::text::{Span, digits, is_letters};
use crate::word::{AftnAddress, Word};

/// Addressees kept of one message.
pub const ADDRESSEES_MAX: usize = 64;

/// Priority of an AFTN message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// `SS`: distress.
    Ss,
    /// `DD`: special urgency.
    Dd,
    /// `FF`: flight safety.
    Ff,
    /// `GG`: meteorology, regularity, aeronautical information.
    Gg,
    /// `KK`: administration.
    Kk,
}

/// What the heading says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The transmission identification after `ZCZC`.
    pub transmission: Option<String>,
    /// The priority.
    pub priority: Option<Priority>,
    /// To whom.
    pub addressees: Vec<AftnAddress>,
    /// Filing time: day of month, hours and minutes as six digits.
    pub filed: Option<u32>,
    /// From whom.
    pub originator: Option<AftnAddress>,
}

/// One message in a text that may have many: byte offsets into the text as given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulletin {
    /// Where its heading begins.
    pub heading: usize,
    /// Where its bracket opens.
    pub from: usize,
    /// After its closing bracket.
    pub to: usize,
    /// Whether it has one.
    pub is_closed: bool,
}

/// Finds the messages in a text: an open bracket and a known title begin one, the last closing bracket before the next one, or
/// before `NNNN` on a line of its own, ends it. Text without any message gives nothing.
#[must_use]
pub fn bulletins(bytes: &[u8]) -> Vec<Bulletin> {
    let starts: Vec<usize> = (0..bytes.len()).filter(|&at| opens(bytes, at)).collect();
    let mut found: Vec<Bulletin> = Vec::with_capacity(starts.len());
    let mut heading = 0;
    for (index, &from) in starts.iter().enumerate() {
        let next = starts.get(index + 1).copied().unwrap_or(bytes.len());
        let body = bytes.get(from..next).unwrap_or_default();
        // after a line break or a bracket only: an aircraft may be called NNNN
        let end = body.windows(5).position(|five| {
            let (before, word) = five.split_at(1);
            (before[0] < b' ' || before[0] == b')') && word.eq_ignore_ascii_case(b"NNNN")
        });
        let end = end.map(|at| at + 1);
        let body = body.get(..end.unwrap_or(body.len())).unwrap_or_default();
        let close = body.iter().rposition(|&c| c == b')');
        let to = from + close.map_or(body.len(), |at| at + 1);
        found.push(Bulletin {
            heading,
            from,
            to,
            is_closed: close.is_some(),
        });
        heading = to;
    }
    found
}

fn opens(bytes: &[u8], at: usize) -> bool {
    if bytes.get(at) != Some(&b'(') {
        return false;
    }
    let rest = bytes.get(at + 1..).unwrap_or_default().trim_ascii_start();
    let title = rest.get(..3).map(<[u8]>::to_ascii_uppercase);
    let title = title
        .as_deref()
        .and_then(|title| str::from_utf8(title).ok());
    title.and_then(MessageKind::from_title).is_some()
}

/// Reads the heading of a plain text.
pub(super) fn read(span: Span<'_>) -> Option<Envelope> {
    let begin = span.text.rfind("ZCZC").map_or(0, |at| at + 4);
    let heading = span.from(begin);
    let mut envelope = Envelope::default();
    let mut words = heading.words().peekable();
    if begin > 0 {
        envelope.transmission = words
            .next_if(|word| priority(word.text).is_none())
            .map(|word| word.text.to_owned());
    }
    let mut addressed = false;
    for word in words {
        if let Some(priority) = priority(word.text).filter(|_| envelope.priority.is_none()) {
            envelope.priority = Some(priority);
            addressed = true;
        } else if word.text.len() == 6 && digits(word.text).is_some() && addressed {
            envelope.filed = digits(word.text);
            addressed = false;
        } else if word.text.len() == 8 && is_letters(word.text) {
            let address = Word::new(word.text);
            if addressed && envelope.addressees.len() < ADDRESSEES_MAX {
                envelope.addressees.extend(address);
            } else if envelope.filed.is_some() && envelope.originator.is_none() {
                envelope.originator = address;
            }
        }
    }
    (envelope != Envelope::default()).then_some(envelope)
}

fn priority(word: &str) -> Option<Priority> {
    match word {
        "SS" => Some(Priority::Ss),
        "DD" => Some(Priority::Dd),
        "FF" => Some(Priority::Ff),
        "GG" => Some(Priority::Gg),
        "KK" => Some(Priority::Kk),
        _ => None,
    }
}
