//! Pieces of a text that remember where they stood.

use crate::fault::{Fault, Faults, Place, Severity};

/// The bytes as upper-case ASCII of the same length, so that every offset stays true: control characters become
/// spaces, what is not ASCII becomes `?`. At most `bytes_max` of them.
pub(crate) fn plain(bytes: &[u8], bytes_max: usize) -> String {
    let plain = |&byte: &u8| match byte {
        0..=0x1f | 0x7f => ' ',
        0x80.. => '?',
        _ => char::from(byte.to_ascii_uppercase()),
    };
    bytes.iter().take(bytes_max).map(plain).collect()
}

/// A piece of a plain (ASCII) text, and where it began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

impl<'a> Span<'a> {
    pub(crate) fn new(text: &'a str) -> Span<'a> {
        Span { text, at: 0 }
    }

    /// From byte `from` to before byte `to`; empty where that is outside.
    pub(crate) fn cut(self, from: usize, to: usize) -> Span<'a> {
        let to = to.min(self.text.len());
        let from = from.min(to);
        Span {
            text: self.text.get(from..to).unwrap_or_default(),
            at: self.at + from,
        }
    }

    pub(crate) fn from(self, from: usize) -> Span<'a> {
        self.cut(from, usize::MAX)
    }

    pub(crate) fn trim(self) -> Span<'a> {
        let front = self.text.len() - self.text.trim_start().len();
        Span {
            text: self.text.trim(),
            at: self.at + front,
        }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn split_once(self, mark: char) -> Option<(Span<'a>, Span<'a>)> {
        let at = self.text.find(mark)?;
        Some((self.cut(0, at), self.from(at + mark.len_utf8())))
    }

    /// The pieces between marks, at least one.
    pub(crate) fn split(self, mark: char) -> impl Iterator<Item = Span<'a>> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let whole = rest.take()?;
            match whole.split_once(mark) {
                Some((piece, after)) => {
                    rest = Some(after);
                    Some(piece)
                }
                None => Some(whole),
            }
        })
    }

    /// The pieces between spaces.
    pub(crate) fn words(self) -> impl Iterator<Item = Span<'a>> {
        let mut rest = self;
        std::iter::from_fn(move || {
            rest = rest.trim();
            if rest.is_empty() {
                return None;
            }
            let len = rest.text.find(' ').unwrap_or(rest.text.len());
            let word = rest.cut(0, len);
            rest = rest.from(len);
            Some(word)
        })
    }

    /// Everything up to the end of `last`, which begins no earlier than this.
    pub(crate) fn through(self, last: Span<'a>, whole: Span<'a>) -> Span<'a> {
        let from = self.at.saturating_sub(whole.at);
        let to = (last.at + last.text.len()).saturating_sub(whole.at);
        whole.cut(from, to)
    }
}

/// The same text, spaces for the characters that divide a message; every offset stays true.
pub(crate) fn blank(text: &str) -> String {
    text.replace(['-', '(', ')'], " ")
}

/// The same words with single spaces, without the characters that divide a message.
pub(crate) fn tidy(text: &str) -> String {
    blank(text)
        .split_ascii_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Takes faults of one place.
pub(crate) struct Desk<'f> {
    pub(crate) place: Place,
    pub(crate) faults: &'f mut Faults,
}

impl Desk<'_> {
    /// What stands at `span` is not in the value.
    pub(crate) fn unread(&mut self, span: Span<'_>, expected: &'static str, remedy: &'static str) {
        self.push(span, Severity::Unread, expected, remedy);
    }

    /// What stands at `span` was read all the same.
    pub(crate) fn tolerated(
        &mut self,
        span: Span<'_>,
        expected: &'static str,
        remedy: &'static str,
    ) {
        self.push(span, Severity::Tolerated, expected, remedy);
    }

    fn push(
        &mut self,
        span: Span<'_>,
        severity: Severity,
        expected: &'static str,
        remedy: &'static str,
    ) {
        self.faults.push(Fault {
            place: self.place,
            at: span.at,
            len: span.text.len(),
            severity,
            expected,
            remedy,
        });
    }
}

/// The number that `text` is, all of it digits.
pub(crate) fn digits(text: &str) -> Option<u32> {
    let all = !text.is_empty() && text.len() <= 9 && text.bytes().all(|c| c.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

pub(crate) fn is_letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_uppercase())
}

pub(crate) fn is_alphanumeric(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}
