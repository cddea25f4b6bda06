//! JSON lines: one object a record, always valid JSON.
//!
//! `{"time":..,"cat":48,"edition":"1.32","sac":..,"sic":..,"items":{"040":{"RHO":..}}}`.
//! Groups are objects by the specification's short names, repetitions arrays,
//! elements bare values: enumerations and bits as integers (more than 53 bits
//! as a string of hexadecimal digits, as no JSON number holds them),
//! quantities in the specification's unit, texts trimmed, registers and
//! undefined explicit content in hexadecimal. A block or the rest of one that
//! cannot be read gives `{"error":"..","offset":N,"cat":N}`.

use crate::block::{Block, blocks};
use crate::catalogue::Catalogue;
use crate::error::Fault;
use crate::read::{Shape, Visitor};
use crate::spec_text::MEMORIES;
use crate::tables::{Content, FieldId, Kind, Quantity, Spec};
use crate::text;
use std::borrow::Cow;
use std::io::Write as _;

/// Gives a record's `time`, RFC 3339, from its time of day in 1/128 s.
pub type TimeOf<'f, 't> = dyn FnMut(Option<u32>) -> Option<Cow<'t, str>> + 'f;

/// What was read, for the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Records by category.
    pub records: Vec<u64>,
    /// Blocks of categories without tables, by category.
    pub unknown_blocks: Vec<u64>,
    /// Blocks, or rests of blocks, that could not be read.
    pub errors: u64,
    /// Single items that could not be read as defined.
    pub issues: u64,
    /// Filler bytes after the last block of a datagram.
    pub padding: u64,
}

impl Default for Counts {
    fn default() -> Counts {
        Counts {
            records: vec![0; 256],
            unknown_blocks: vec![0; 256],
            errors: 0,
            issues: 0,
            padding: 0,
        }
    }
}

impl Counts {
    /// Records of all categories.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.records.iter().sum()
    }
}

/// Writes JSON lines, block by block, reusing its memory.
#[derive(Debug, Default)]
pub struct JsonLines {
    items: Vec<u8>,
    /// What has been written so far.
    pub counts: Counts,
}

impl JsonLines {
    /// Appends a line for every record of a datagram, and for every fault.
    ///
    /// `time` is RFC 3339, or `None` where the input carries none; `base` the
    /// offset of the first byte, for error messages.
    pub fn datagram(
        &mut self,
        catalogue: &Catalogue<'_>,
        time: Option<&str>,
        bytes: &[u8],
        base: usize,
        out: &mut Vec<u8>,
    ) {
        self.datagram_with(
            catalogue,
            &mut |_| time.map(Cow::Borrowed),
            bytes,
            base,
            out,
        );
    }

    /// As [`JsonLines::datagram`], with the time of each record made from its
    /// time of day: this crate does not know the date.
    pub fn datagram_with(
        &mut self,
        catalogue: &Catalogue<'_>,
        time: &mut TimeOf<'_, '_>,
        bytes: &[u8],
        base: usize,
        out: &mut Vec<u8>,
    ) {
        let mut blocks = blocks(bytes, base);
        for block in &mut blocks {
            match block {
                Ok(block) => self.block(catalogue, time, block, out),
                Err(fault) => self.error(fault, out),
            }
        }
        self.counts.padding += blocks.padding() as u64;
    }

    /// Appends a line for every record of a block, and for a fault.
    pub fn block(
        &mut self,
        catalogue: &Catalogue<'_>,
        time: &mut TimeOf<'_, '_>,
        block: Block<'_>,
        out: &mut Vec<u8>,
    ) {
        let Some(spec) = catalogue.get(block.category) else {
            self.counts.unknown_blocks[usize::from(block.category)] += 1;
            return;
        };
        let mut pos = 0;
        while pos < block.body.len() {
            let base = block.offset + crate::block::HEADER + pos;
            match self.record(spec, time, &block.body[pos..], base, out) {
                Ok(len) => pos += len,
                Err(fault) => {
                    self.error(fault, out);
                    break;
                }
            }
        }
    }

    /// Appends the line of the record at the start of `bytes`; returns its length.
    ///
    /// # Errors
    /// As [`Spec::read_record`]; nothing is then appended.
    pub fn record(
        &mut self,
        spec: &Spec,
        time: &mut TimeOf<'_, '_>,
        bytes: &[u8],
        base: usize,
        out: &mut Vec<u8>,
    ) -> Result<usize, Fault> {
        self.items.clear();
        let mut writer = Items {
            spec,
            out: &mut self.items,
            memory: [None; MEMORIES],
            issues: 0,
        };
        let len = spec.read_record(bytes, base, &mut writer)?;
        let (memory, issues) = (writer.memory, writer.issues);
        let cell = |cell: u8| memory.get(usize::from(cell)).copied().flatten();
        self.counts.issues += issues;
        self.counts.records[usize::from(spec.category())] += 1;
        out.extend_from_slice(b"{\"time\":");
        let time_of_day = spec.time_cells.iter().find_map(|&time| cell(time));
        match time(time_of_day.and_then(|count| u32::try_from(count).ok())) {
            Some(time) => string(out, time.chars()),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"cat\":");
        unsigned(out, u64::from(spec.category()));
        out.extend_from_slice(b",\"edition\":");
        string(out, spec.edition().chars());
        let names = [&b",\"sac\":"[..], b",\"sic\":"];
        for (name, source) in names.into_iter().zip(spec.source_cells) {
            out.extend_from_slice(name);
            match cell(source) {
                Some(value) => unsigned(out, value),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.extend_from_slice(b",\"items\":{");
        out.extend_from_slice(&self.items);
        out.extend_from_slice(b"}}\n");
        Ok(len)
    }

    /// Appends the line of a fault.
    pub fn error(&mut self, fault: Fault, out: &mut Vec<u8>) {
        self.counts.errors += 1;
        out.extend_from_slice(b"{\"error\":");
        string(out, fault.to_string().chars());
        out.extend_from_slice(b",\"offset\":");
        unsigned(out, fault.offset as u64);
        out.extend_from_slice(b",\"cat\":");
        unsigned(out, u64::from(fault.category));
        out.extend_from_slice(b"}\n");
    }
}

/// Writes the members of `items` while a record is read.
struct Items<'w> {
    spec: &'w Spec,
    out: &'w mut Vec<u8>,
    /// Values of the fields that the tables have remembered.
    memory: [Option<u64>; MEMORIES],
    issues: u64,
}

impl Items<'_> {
    /// The separator and, within an object, the name.
    #[inline]
    fn key(&mut self, field: FieldId) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[')) {
            self.out.push(b',');
        }
        let meta = &self.spec.meta[field.index()];
        let name = if meta.name.is_empty() {
            // the content of an explicit item goes by the item's name
            let parent = usize::from(meta.parent);
            match self.spec.nodes.get(parent).map(|node| node.kind) {
                Some(Kind::Explicit) => self.spec.meta[parent].name.as_str(),
                _ => return,
            }
        } else {
            meta.name.as_str()
        };
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn content(&mut self, content: &Content, bits: u16, raw: u64) {
        match content {
            Content::Raw | Content::Enumeration if bits > 53 => hex_bits(self.out, raw, bits),
            Content::Raw | Content::Enumeration => unsigned(self.out, raw),
            Content::Number(quantity) => number(self.out, quantity, raw),
            Content::Ascii => trimmed(self.out, text::chars(raw, bits, 8).map(char::from)),
            Content::Icao => trimmed(self.out, text::chars(raw, bits, 6).map(text::icao_char)),
            Content::Octal => {
                string(
                    self.out,
                    text::chars(raw, bits, 3).map(|d| char::from(b'0' + d)),
                );
            }
            Content::Bds(_) => hex_bits(self.out, raw, bits),
            Content::Case(case) => {
                let chosen = case.choose(|key| {
                    let cell = self.spec.nodes[key.index()].memory;
                    self.memory.get(usize::from(cell)).copied().flatten()
                });
                if !matches!(chosen, Content::Case(_)) {
                    self.content(chosen, bits, raw);
                }
            }
        }
    }
}

impl Visitor for Items<'_> {
    fn enter(&mut self, field: FieldId, shape: Shape) {
        self.key(field);
        self.out
            .push(if shape == Shape::List { b'[' } else { b'{' });
    }

    fn leave(&mut self, _field: FieldId, shape: Shape, _rounds: usize) {
        self.out
            .push(if shape == Shape::List { b']' } else { b'}' });
    }

    fn value(&mut self, field: FieldId, raw: u64) {
        let spec = self.spec;
        let node = spec.nodes[field.index()];
        if let Some(cell) = self.memory.get_mut(usize::from(node.memory)) {
            *cell = Some(raw);
        }
        self.key(field);
        self.content(&spec.meta[field.index()].content, node.bits, raw);
    }

    fn bytes(&mut self, field: FieldId, bytes: &[u8]) {
        self.key(field);
        if self.spec.content(field) == &Content::Ascii {
            trimmed(self.out, bytes.iter().copied().map(char::from));
        } else {
            self.out.push(b'"');
            for &byte in bytes {
                hex_byte(self.out, byte);
            }
            self.out.push(b'"');
        }
    }

    fn issue(&mut self, _fault: Fault) {
        self.issues += 1;
    }
}

fn hex_byte(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(DIGITS[usize::from(byte >> 4)]);
    out.push(DIGITS[usize::from(byte & 15)]);
}

fn hex_bits(out: &mut Vec<u8>, raw: u64, bits: u16) {
    out.push(b'"');
    let bytes = usize::from(bits.div_ceil(8)).min(8);
    raw.to_be_bytes()[8 - bytes..]
        .iter()
        .for_each(|&byte| hex_byte(out, byte));
    out.push(b'"');
}

fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
}

fn number(out: &mut Vec<u8>, quantity: &Quantity, raw: u64) {
    let value = raw.cast_signed();
    match (quantity.scale, quantity.decimal) {
        (None, _) => integer(out, quantity, raw),
        (Some(_), Some(decimal)) => {
            let is_negative = quantity.signed && value < 0;
            let count = if is_negative {
                value.unsigned_abs()
            } else {
                raw
            };
            if is_negative {
                out.push(b'-');
            }
            fraction(out, count.wrapping_mul(decimal.mul), decimal.digits);
        }
        // no decimal fraction of 64 bits: the shortest text of the nearest double
        (Some(_), None) => {
            let written = write!(out, "{}", quantity.scaled(raw));
            debug_assert!(written.is_ok(), "a vector takes everything");
        }
    }
}

fn integer(out: &mut Vec<u8>, quantity: &Quantity, raw: u64) {
    let value = raw.cast_signed();
    if quantity.signed && value < 0 {
        out.push(b'-');
        unsigned(out, value.unsigned_abs());
    } else {
        unsigned(out, raw);
    }
}

/// `value / 10^digits` without trailing zeros.
fn fraction(out: &mut Vec<u8>, value: u64, digits: u8) {
    let power = 10_u64.checked_pow(u32::from(digits)).unwrap_or(u64::MAX);
    unsigned(out, value / power);
    let mut rest = value % power;
    if rest == 0 {
        return;
    }
    let mut places = [b'0'; 20];
    for place in places[..usize::from(digits)].iter_mut().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let used = places
        .iter()
        .rposition(|&digit| digit != b'0')
        .map_or(0, |last| last + 1);
    out.push(b'.');
    out.extend_from_slice(&places[..used]);
}

fn trimmed(out: &mut Vec<u8>, chars: impl Iterator<Item = char>) {
    let mut buffer = [' '; 64];
    let mut used = 0;
    let mut last = 0;
    let mut chars = chars.skip_while(|&c| c == ' ' || c == '\0').peekable();
    while used < buffer.len()
        && let Some(c) = chars.next()
    {
        buffer[used] = c;
        used += 1;
        if c != ' ' && c != '\0' {
            last = used;
        }
    }
    if chars.peek().is_some() {
        // longer than any text of the tables but one: gathered, then trimmed
        let all: String = buffer.iter().copied().chain(chars).collect();
        string(out, all.trim_end_matches([' ', '\0']).chars());
    } else {
        string(out, buffer[..last].iter().copied());
    }
}

fn string(out: &mut Vec<u8>, chars: impl Iterator<Item = char>) {
    out.push(b'"');
    for c in chars {
        match c {
            '"' | '\\' => out.extend_from_slice(&[b'\\', c as u8]),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                out.extend_from_slice(b"\\u00");
                hex_byte(out, c as u8);
            }
            c => {
                let mut utf8 = [0; 4];
                out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
            }
        }
    }
    out.push(b'"');
}
