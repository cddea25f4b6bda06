//! A record as a value: its elements in the order of the wire.
//!
//! Flat, so that reading into a used `Record` allocates nothing: each element
//! is one [`Token`], repetitions have one more with their count. What the
//! tables cannot say again byte for byte keeps its original bytes.

use crate::error::Fault;
use crate::read::{Shape, Visitor};
use crate::tables::{Content, FieldId, Kind, Quantity, Spec};
use crate::text;

/// One element, or the count of a repetition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The element or repetition.
    pub field: FieldId,
    /// Its bits (sign-extended where signed), the number of rounds, or for
    /// byte content `offset << 32 | length` in [`Record::blob`].
    pub raw: u64,
}

/// One record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    pub(crate) tokens: Vec<Token>,
    pub(crate) blobs: Vec<u8>,
    pub(crate) original: Option<Vec<u8>>,
}

/// What was wrong with single items of a record that was read all the same.
pub type Issues = Vec<Fault>;

/// The meaning of an element's bits.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Bits, or the number of a meaning.
    Raw(u64),
    /// A plain number.
    Integer(i64),
    /// In the specification's unit.
    Quantity(f64),
    /// Trimmed.
    Text(String),
    /// Byte content, or a register.
    Bytes(Vec<u8>),
}

impl Record {
    /// Reads the record at the start of `bytes`, whose first byte has offset
    /// `base`; returns it, its length and what was wrong with single items.
    ///
    /// # Errors
    /// As [`Spec::read_record`].
    pub fn read(spec: &Spec, bytes: &[u8], base: usize) -> Result<(Record, Issues, usize), Fault> {
        let mut record = Record::default();
        let mut issues = Vec::new();
        let len = record.read_into(spec, bytes, base, &mut issues)?;
        Ok((record, issues, len))
    }

    /// As [`Record::read`], reusing this record's memory.
    ///
    /// # Errors
    /// As [`Spec::read_record`]; the record is then empty.
    pub fn read_into(
        &mut self,
        spec: &Spec,
        bytes: &[u8],
        base: usize,
        issues: &mut Issues,
    ) -> Result<usize, Fault> {
        self.tokens.clear();
        self.blobs.clear();
        self.original = None;
        let mut filler = Filler {
            record: self,
            issues,
            open: [0; 8],
            depth: 0,
            irregular: false,
        };
        let result = spec.read_record(bytes, base, &mut filler);
        let irregular = filler.irregular;
        match result {
            Ok(len) => {
                if irregular {
                    self.original = Some(bytes[..len].to_vec());
                }
                Ok(len)
            }
            Err(fault) => {
                self.tokens.clear();
                Err(fault)
            }
        }
    }

    /// The elements in the order of the wire, with repetition counts.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The original bytes, kept where writing the values would not give them again.
    #[must_use]
    pub fn original(&self) -> Option<&[u8]> {
        self.original.as_deref()
    }

    /// Forgets the original bytes: writing then goes by the values.
    pub fn forget_original(&mut self) {
        self.original = None;
    }

    /// The bytes of a token of byte content.
    #[must_use]
    pub fn blob(&self, token: Token) -> &[u8] {
        blob(&self.blobs, token.raw)
    }

    /// The time of day in 1/128 s since midnight UTC, from the item that the
    /// category has for it (of several, the time of reception first).
    #[must_use]
    pub fn time_of_day(&self, spec: &Spec) -> Option<u32> {
        spec.time_cells.iter().find_map(|&cell| {
            let is_it = |token: &&Token| spec.nodes[token.field.index()].memory == cell;
            let token = self.tokens.iter().find(is_it)?;
            u32::try_from(token.raw).ok()
        })
    }

    /// Whether the item, subitem or element at `path` is there.
    #[must_use]
    pub fn has(&self, spec: &Spec, path: &str) -> bool {
        spec.field(path).is_some_and(|id| {
            let end = spec.nodes[id.index()].end;
            self.tokens.iter().any(|t| t.field >= id && t.field.0 < end)
        })
    }

    /// The bits of the first element at `path`, sign-extended where signed.
    #[must_use]
    pub fn raw(&self, spec: &Spec, path: &str) -> Option<u64> {
        self.all_raw(spec, path).next()
    }

    /// The bits of every element at `path`, round by round.
    pub fn all_raw(&self, spec: &Spec, path: &str) -> impl Iterator<Item = u64> + '_ {
        let wanted = spec.leaf(path);
        self.tokens
            .iter()
            .filter(move |t| Some(t.field) == wanted)
            .map(|t| t.raw)
    }

    /// The meaning of the first element at `path`.
    #[must_use]
    pub fn value(&self, spec: &Spec, path: &str) -> Option<Value> {
        let wanted = spec.leaf(path)?;
        let token = self.tokens.iter().find(|t| t.field == wanted)?;
        Some(self.meaning(spec, *token))
    }

    /// The meaning of one token.
    #[must_use]
    pub fn meaning(&self, spec: &Spec, token: Token) -> Value {
        let bits = spec.bits(token.field).unwrap_or_default();
        if matches!(spec.kind(token.field), Kind::Explicit) || bits > 64 {
            return Value::Bytes(self.blob(token).to_vec());
        }
        if !matches!(spec.kind(token.field), Kind::Element) {
            return Value::Raw(token.raw);
        }
        let mut content = spec.content(token.field);
        if let Content::Case(case) = content {
            content = case.choose(|key| {
                self.tokens
                    .iter()
                    .rev()
                    .find(|t| t.field == key)
                    .map(|t| t.raw)
            });
        }
        match content {
            Content::Raw | Content::Enumeration | Content::Case(_) => Value::Raw(token.raw),
            Content::Number(quantity) => number(quantity, token.raw),
            Content::Ascii => trimmed(text::chars(token.raw, bits, 8).map(char::from)),
            Content::Icao => trimmed(text::chars(token.raw, bits, 6).map(text::icao_char)),
            Content::Octal => {
                trimmed(text::chars(token.raw, bits, 3).map(|d| char::from(b'0' + d)))
            }
            Content::Bds(_) => {
                let bytes = token.raw.to_be_bytes();
                Value::Bytes(bytes[8 - usize::from(bits / 8)..].to_vec())
            }
        }
    }
}

fn trimmed(chars: impl Iterator<Item = char>) -> Value {
    Value::Text(
        chars
            .collect::<String>()
            .trim_matches([' ', '\0'])
            .to_owned(),
    )
}

fn number(quantity: &Quantity, raw: u64) -> Value {
    match quantity.scale {
        None => Value::Integer(raw.cast_signed()),
        Some(_) => Value::Quantity(quantity.scaled(raw)),
    }
}

impl Quantity {
    /// A count, sign-extended where signed, in the specification's unit.
    #[must_use]
    pub fn scaled(&self, raw: u64) -> f64 {
        let count = if self.signed {
            raw.cast_signed() as f64
        } else {
            raw as f64
        };
        match self.scale {
            Some(scale) => count * scale.num as f64 / scale.den as f64,
            None => count,
        }
    }
}

pub(crate) fn blob(blobs: &[u8], raw: u64) -> &[u8] {
    let first = (raw >> 32) as usize;
    let len = (raw & 0xffff_ffff) as usize;
    blobs
        .get(first..first.saturating_add(len))
        .unwrap_or_default()
}

pub(crate) fn push_blob(blobs: &mut Vec<u8>, bytes: &[u8]) -> u64 {
    let raw = (blobs.len() as u64) << 32 | bytes.len() as u64;
    blobs.extend_from_slice(bytes);
    raw
}

/// Fills a record while it is read.
struct Filler<'r> {
    record: &'r mut Record,
    issues: &'r mut Issues,
    /// Where the counts of the open repetitions stand.
    open: [usize; 8],
    depth: usize,
    irregular: bool,
}

impl Visitor for Filler<'_> {
    #[inline]
    fn enter(&mut self, field: FieldId, shape: Shape) {
        if shape == Shape::List {
            if let Some(place) = self.open.get_mut(self.depth) {
                *place = self.record.tokens.len();
            }
            self.depth += 1;
            self.record.tokens.push(Token { field, raw: 0 });
        }
    }

    #[inline]
    fn leave(&mut self, _field: FieldId, shape: Shape, rounds: usize) {
        if shape == Shape::List {
            self.depth -= 1;
            let place = self.open.get(self.depth).copied();
            if let Some(token) = place.and_then(|place| self.record.tokens.get_mut(place)) {
                token.raw = rounds as u64;
            }
        }
    }

    #[inline]
    fn value(&mut self, field: FieldId, raw: u64) {
        self.record.tokens.push(Token { field, raw });
    }

    fn bytes(&mut self, field: FieldId, bytes: &[u8]) {
        let raw = push_blob(&mut self.record.blobs, bytes);
        self.record.tokens.push(Token { field, raw });
    }

    fn spare(&mut self, field: FieldId, raw: u64) {
        self.record.tokens.push(Token { field, raw });
    }

    fn issue(&mut self, fault: Fault) {
        self.issues.push(fault);
    }

    fn irregular(&mut self) {
        self.irregular = true;
    }
}
