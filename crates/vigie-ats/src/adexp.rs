//! ADEXP messages: text to fields and back, and to the messages of [`crate::fpl`] and back.
//!
//! Written down in EUROCONTROL-SPEC-0107 (ADEXP). Seen: an IFPL of its annex F as quoted in public test files, and a list of some fields;
//! the rest from memory, unverified, above all which fields make up a compound one ([`compound`]).
//!
//! A field begins with a hyphen and its name. `-BEGIN X ... -END X` is a list; a compound field is followed by its subfields. Every field is
//! kept, known or not, so `parse(document.to_string())` gives the same document again.
//!
//! Not here: EUROCONTROL's operational replies (ACK, REJ, slot messages) are documents without a message.

mod compound;
mod map;
#[cfg(test)]
mod tests;

pub use map::document_of;

use crate::fault::{Fault, Faults, Place};
use crate::fpl::Message;
use crate::text::{Desk, Span, plain};
use std::fmt;

/// Bytes read of one message.
pub const MESSAGE_BYTES_MAX: usize = 1 << 20;
/// Fields kept of one message.
pub const FIELDS_MAX: usize = 20_000;
/// Lists within lists.
pub const DEPTH_MAX: usize = 12;

/// A message as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its fields, in order. The first is `TITLE` in a well-formed message.
    pub fields: Vec<Field>,
}

/// What sort of field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A name and a text.
    Basic,
    /// A name, perhaps a text, and subfields.
    Compound,
    /// Between `-BEGIN` and `-END`.
    List,
}

/// One field. Where it stood is not part of what it says: fields that differ in `at` only are equal.
#[derive(Debug, Clone, Eq)]
pub struct Field {
    /// Its name, upper case.
    pub name: String,
    /// What sort.
    pub sort: Sort,
    /// Its text, single spaces; empty for a list.
    pub text: String,
    /// Its subfields.
    pub parts: Vec<Field>,
    /// Where it began, in bytes.
    pub at: usize,
}

/// What could be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// Every field.
    pub document: Document,
    /// The flight-plan message that it is, if it is one.
    pub message: Option<Message>,
    /// What is wrong.
    pub faults: Faults,
}

impl PartialEq for Field {
    fn eq(&self, other: &Field) -> bool {
        (&self.name, self.sort, &self.text, &self.parts)
            == (&other.name, other.sort, &other.text, &other.parts)
    }
}

impl Field {
    /// A name and a text; hyphens in the text become spaces.
    #[must_use]
    pub fn basic(name: &str, text: &str) -> Field {
        Field {
            name: name.to_owned(),
            sort: Sort::Basic,
            text: crate::text::tidy(text),
            parts: Vec::new(),
            at: 0,
        }
    }

    /// The first subfield of a name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Field> {
        self.parts.iter().find(|part| part.name == name)
    }
}

impl Document {
    /// The first field of a name, at the top.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.field("TITLE").map(|field| field.text.as_str())
    }
}

/// Whether a text looks like ADEXP: it begins with a hyphen and a name, after an AFTN heading perhaps.
#[must_use]
pub fn is_adexp(bytes: &[u8]) -> bool {
    let text = plain(bytes, 4096);
    text.contains("-TITLE ") && !text.trim_start().starts_with('(')
}

/// Reads a message.
#[must_use]
pub fn parse(bytes: &[u8]) -> Parsed {
    let text = plain(bytes, MESSAGE_BYTES_MAX);
    let end = text
        .rfind(" NNNN")
        .filter(|at| text[at + 5..].trim().is_empty());
    let whole = Span::new(&text).cut(0, end.unwrap_or(text.len()));
    let mut faults = Faults::default();
    let mut reader = Reader {
        desk: Desk {
            place: Place::Whole,
            faults: &mut faults,
        },
        open: vec![Field::basic("", "")],
        count: 0,
    };
    if bytes.len() > MESSAGE_BYTES_MAX {
        let remedy = "send one message at a time";
        reader
            .desk
            .unread(whole.from(usize::MAX), "at most 1 MiB", remedy);
    }
    reader.read(whole);
    let document = Document {
        fields: reader.finish(whole),
    };
    let message = map::message_of(&document, &mut faults);
    // what is put together from several fields may seem longer than the text is
    let mut kept = Faults::default();
    for fault in faults.list() {
        let at = fault.at.min(bytes.len());
        let len = fault.len.min(bytes.len() - at);
        kept.push(Fault { at, len, ..*fault });
    }
    Parsed {
        document,
        message,
        faults: kept,
    }
}

struct Reader<'f> {
    desk: Desk<'f>,
    /// The whole, then the lists and compound fields that are open.
    open: Vec<Field>,
    count: usize,
}

impl Reader<'_> {
    fn read(&mut self, whole: Span<'_>) {
        let starts: Vec<usize> = starts(whole.text);
        if let Some(first) = starts.first()
            && whole.cut(0, *first).text.contains('-')
        {
            let before = whole.cut(0, *first);
            self.desk
                .tolerated(before, "a hyphen and a name", "begin with -TITLE");
        }
        for (index, &at) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(usize::MAX);
            let field = whole.cut(at, end);
            let named = field.from(1).trim();
            let len = named
                .text
                .bytes()
                .take_while(u8::is_ascii_alphanumeric)
                .count();
            let (name, text) = (named.cut(0, len), named.from(len));
            if self.count == FIELDS_MAX {
                self.desk
                    .unread(field, "at most 20000 fields", "divide the message");
                return;
            }
            self.count += 1;
            match name.text {
                "BEGIN" => self.begin(field, text),
                "END" => self.end(field, text),
                _ => self.add(name, text),
            }
        }
    }

    fn begin(&mut self, field: Span<'_>, text: Span<'_>) {
        let name = text.words().next();
        let named = name.filter(|name| name.text.bytes().all(|c| c.is_ascii_alphanumeric()));
        let (Some(name), true) = (named, self.open.len() < DEPTH_MAX) else {
            let expected = "the name of a list, at most 12 within each other";
            self.desk.unread(field, expected, "correct -BEGIN");
            return;
        };
        self.close_compounds("");
        self.open.push(Field {
            sort: Sort::List,
            at: field.at,
            ..Field::basic(name.text, "")
        });
    }

    fn end(&mut self, field: Span<'_>, text: Span<'_>) {
        let name = text.words().next().map_or("", |name| name.text);
        if !self.open.iter().skip(1).any(|list| list.name == name) {
            self.desk
                .unread(field, "the end of a list that was begun", "correct -END");
            return;
        }
        self.close_compounds("");
        while let Some(list) = self.open.pop_if(|list| list.sort == Sort::List) {
            let is_it = list.name == name;
            if !is_it {
                self.desk
                    .tolerated(field, "the end of the list inside first", "add -END");
            }
            self.put(list);
            if is_it {
                return;
            }
        }
    }

    fn add(&mut self, name: Span<'_>, text: Span<'_>) {
        self.close_compounds(name.text);
        let is_compound = compound::has_parts(name.text);
        let mut field = Field::basic(name.text, text.text);
        field.text = plain_text(text.text);
        field.at = name.at.saturating_sub(1);
        if is_compound {
            field.sort = Sort::Compound;
            self.open.push(field);
        } else {
            self.put(field);
        }
    }

    /// Closes the compound fields that cannot hold a field of this name.
    fn close_compounds(&mut self, name: &str) {
        while let Some(done) = self
            .open
            .pop_if(|top| top.sort == Sort::Compound && !compound::holds(&top.name, name))
        {
            self.put(done);
        }
    }

    fn put(&mut self, mut field: Field) {
        if field.sort == Sort::Compound && field.parts.is_empty() {
            field.sort = Sort::Basic;
        }
        if let Some(top) = self.open.last_mut() {
            top.parts.push(field);
        }
    }

    fn finish(mut self, whole: Span<'_>) -> Vec<Field> {
        self.close_compounds("");
        while self.open.len() > 1 {
            let end = whole.from(usize::MAX);
            self.desk
                .tolerated(end, "the end of a list", "add -END and its name");
            if let Some(list) = self.open.pop() {
                self.put(list);
            }
            self.close_compounds("");
        }
        self.open.pop().map(|top| top.parts).unwrap_or_default()
    }
}

/// Words with single spaces. The hyphen of a negative number stays; any other would begin a field.
fn plain_text(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_ascii_whitespace() {
        let number = word.strip_prefix('-').unwrap_or("");
        let is_number = !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit());
        let clean = if is_number {
            word.to_owned()
        } else {
            word.replace('-', " ")
        };
        for piece in clean.split_ascii_whitespace() {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(piece);
        }
    }
    plain
}

/// Where fields begin: a hyphen after a space or at the very beginning, with a letter after it.
fn starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let begins = |&(at, c): &(usize, &u8)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let after = rest.iter().take(80).find(|c| **c != b' ');
        *c == b'-' && before.is_none_or(|c| *c == b' ') && after.is_some_and(u8::is_ascii_uppercase)
    };
    let found = bytes.iter().enumerate().filter(begins);
    found.map(|(at, _)| at).collect()
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sort == Sort::List {
            writeln!(f, "-BEGIN {}", self.name)?;
            self.parts
                .iter()
                .try_for_each(|part| writeln!(f, "{part}"))?;
            return write!(f, "-END {}", self.name);
        }
        write!(f, "-{}", self.name)?;
        if !self.text.is_empty() {
            write!(f, " {}", self.text)?;
        }
        self.parts.iter().try_for_each(|part| write!(f, " {part}"))
    }
}

/// One field a line.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{field}")?;
        }
        Ok(())
    }
}
