//! Writing: the tokens of a record to bytes, by the same tables that read them.

use crate::error::WriteError;
use crate::record::{Record, Token, blob};
use crate::tables::{Kind, NONE, Node, Spec};

impl Spec {
    /// Appends a record: its original bytes where it kept them, else from its values.
    ///
    /// # Errors
    /// Values without place in the tables, out of order or too long. `out` is
    /// then as it was.
    pub fn write_record(&self, record: &Record, out: &mut Vec<u8>) -> Result<(), WriteError> {
        if let Some(original) = record.original() {
            out.extend_from_slice(original);
            return Ok(());
        }
        if record.tokens.is_empty() {
            return Err(WriteError::Empty);
        }
        let start = out.len();
        let mut writer = Writer {
            spec: self,
            tokens: &record.tokens,
            blobs: &record.blobs,
            out,
        };
        let result = writer
            .field(Spec::ROOT)
            .and_then(|()| match writer.tokens.first() {
                Some(token) => Err(writer.out_of_order(*token)),
                None => Ok(()),
            });
        if result.is_err() {
            out.truncate(start);
        }
        result
    }

    /// Appends a data block of these records.
    ///
    /// # Errors
    /// As [`Spec::write_record`], or if the block exceeds 65,535 bytes.
    pub fn write_block(&self, records: &[Record], out: &mut Vec<u8>) -> Result<(), WriteError> {
        let start = out.len();
        out.extend_from_slice(&[self.category, 0, 0]);
        let result = records
            .iter()
            .try_for_each(|record| self.write_record(record, out));
        let len = u16::try_from(out.len() - start);
        match (result, len) {
            (Ok(()), Ok(len)) => {
                out[start + 1..start + 3].copy_from_slice(&len.to_be_bytes());
                Ok(())
            }
            (result, _) => {
                out.truncate(start);
                result.and(Err(WriteError::TooLong {
                    path: "block".to_owned(),
                }))
            }
        }
    }
}

struct Writer<'w> {
    spec: &'w Spec,
    /// Not yet written.
    tokens: &'w [Token],
    blobs: &'w [u8],
    out: &'w mut Vec<u8>,
}

/// Bits gathered to bytes.
struct Bits<'o> {
    out: &'o mut Vec<u8>,
    word: u64,
    held: u32,
}

impl Bits<'_> {
    /// Appends the low `width` bits, at most 32.
    #[inline]
    fn push_short(&mut self, raw: u64, width: u32) {
        let mask = (1_u64 << width) - 1;
        self.word = self.word << width | raw & mask;
        self.held += width;
        while self.held >= 8 {
            self.held -= 8;
            self.out.push((self.word >> self.held & 0xff) as u8);
        }
    }

    #[inline]
    fn push(&mut self, raw: u64, width: u32) {
        if width > 32 {
            self.push_short(raw >> 32, width - 32);
            self.push_short(raw, 32);
        } else {
            self.push_short(raw, width);
        }
    }
}

impl Writer<'_> {
    #[inline]
    fn node(&self, id: u16) -> Node {
        self.spec.nodes[usize::from(id)]
    }

    fn path(&self, id: u16) -> String {
        self.spec.path(crate::tables::FieldId(id))
    }

    fn out_of_order(&self, token: Token) -> WriteError {
        WriteError::OutOfOrder {
            path: self.spec.path(token.field),
        }
    }

    /// Whether the next token lies within the subtree of `id`.
    #[inline]
    fn is_next(&self, id: u16, end: u16) -> bool {
        self.tokens
            .first()
            .is_some_and(|t| t.field.0 >= id && t.field.0 < end)
    }

    /// The next token's content, if it is this very field's.
    #[inline]
    fn take(&mut self, id: u16) -> Option<u64> {
        match self.tokens {
            [token, rest @ ..] if token.field.0 == id => {
                self.tokens = rest;
                Some(token.raw)
            }
            _ => None,
        }
    }

    fn field(&mut self, id: u16) -> Result<(), WriteError> {
        let node = self.node(id);
        match node.kind {
            Kind::Element | Kind::Spare if node.bits > 64 => self.wide(id, node),
            Kind::Element | Kind::Spare | Kind::Group => {
                self.run(id, node, None);
                Ok(())
            }
            Kind::Extended => {
                self.extended(id, node);
                Ok(())
            }
            Kind::Part { .. } => Ok(()), // only within Extended
            Kind::RepeatCount { bytes } => self.repeat_count(id, bytes),
            Kind::RepeatFx => self.repeat_fx(id, node),
            Kind::Compound {
                presence,
                first,
                count,
            } => self.presence(presence, first, count),
            Kind::Explicit => self.explicit(id),
        }
    }

    fn wide(&mut self, id: u16, node: Node) -> Result<(), WriteError> {
        let raw = self.take(id).unwrap_or_default();
        let bytes = blob(self.blobs, raw);
        if bytes.len() != usize::from(node.bits) / 8 {
            return Err(WriteError::TooLong {
                path: self.path(id),
            });
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    /// A byte-aligned run of fixed fields, with its FX bit if it has one.
    fn run(&mut self, id: u16, node: Node, fx: Option<bool>) {
        let mut tokens = self.tokens;
        let mut bits = Bits {
            out: self.out,
            word: 0,
            held: 0,
        };
        // groups within groups need no visit of their own: leaves stand in order
        let mut next = id;
        while next < node.end {
            let leaf = self.spec.nodes[usize::from(next)];
            if matches!(leaf.kind, Kind::Element | Kind::Spare) {
                let raw = match tokens {
                    [token, rest @ ..] if token.field.0 == next => {
                        tokens = rest;
                        token.raw
                    }
                    _ => 0,
                };
                bits.push(raw, u32::from(leaf.bits));
            }
            next += 1;
        }
        if let Some(fx) = fx {
            bits.push(u64::from(fx), 1);
        }
        self.tokens = tokens;
    }

    fn extended(&mut self, id: u16, node: Node) {
        let mut next = id + 1;
        while next < node.end {
            let part = self.node(next);
            let fx = part.kind == Kind::Part { fx: true };
            self.run(next, part, fx.then_some(false));
            let more = self.is_next(part.end, node.end);
            if !more {
                break;
            }
            if fx && let Some(last) = self.out.last_mut() {
                *last |= 1;
            }
            next = part.end;
        }
    }

    fn rounds(&mut self, id: u16) -> Result<u64, WriteError> {
        self.take(id).ok_or_else(|| WriteError::OutOfOrder {
            path: self.path(id),
        })
    }

    fn repeat_count(&mut self, id: u16, size: u8) -> Result<(), WriteError> {
        let rounds = self.rounds(id)?;
        if rounds >> (8 * u32::from(size)) != 0 {
            return Err(WriteError::TooLong {
                path: self.path(id),
            });
        }
        let count = rounds.to_be_bytes();
        self.out.extend_from_slice(&count[8 - usize::from(size)..]);
        (0..rounds).try_for_each(|_| self.field(id + 1))
    }

    fn repeat_fx(&mut self, id: u16, node: Node) -> Result<(), WriteError> {
        let rounds = self.rounds(id)?;
        if rounds == 0 || rounds > self.tokens.len() as u64 {
            return Err(WriteError::OutOfOrder {
                path: self.path(id),
            });
        }
        let child = self.node(id + 1);
        debug_assert_eq!(child.end, node.end, "a repetition has one child");
        for round in 1..=rounds {
            self.run(id + 1, child, Some(round < rounds));
        }
        Ok(())
    }

    /// Presence bits and the fields that have tokens.
    fn presence(&mut self, fixed: u8, first: u16, count: u16) -> Result<(), WriteError> {
        let spec = self.spec;
        let slots = &spec.slots[usize::from(first)..usize::from(first + count)];
        let start = self.out.len();
        let per_byte = if fixed == 0 { 7 } else { 8 };
        // as many presence bytes as the last field present needs
        let mut ahead = self.tokens;
        let mut last = None;
        for (bit, &slot) in slots.iter().enumerate() {
            let before = ahead;
            if slot != NONE {
                let end = self.node(slot).end;
                while let [token, rest @ ..] = ahead
                    && (slot..end).contains(&token.field.0)
                {
                    ahead = rest;
                }
            }
            if ahead.len() < before.len() {
                last = Some(bit);
            }
        }
        let needed = last.map_or(1, |bit| bit / per_byte + 1);
        let len = if fixed == 0 {
            needed
        } else {
            usize::from(fixed)
        };
        self.out.resize(start + len, u8::from(fixed == 0));
        if fixed == 0 {
            self.out[start + len - 1] = 0;
        }
        for (bit, &slot) in slots.iter().enumerate() {
            if slot != NONE && self.is_next(slot, self.node(slot).end) {
                self.out[start + bit / per_byte] |= 0x80 >> (bit % per_byte);
                self.field(slot)?;
            }
        }
        Ok(())
    }

    fn explicit(&mut self, id: u16) -> Result<(), WriteError> {
        let start = self.out.len();
        self.out.push(0);
        match self.take(id) {
            Some(raw) => self.out.extend_from_slice(blob(self.blobs, raw)),
            None => self.field(id + 1)?,
        }
        let len = u8::try_from(self.out.len() - start);
        self.out[start] = len.map_err(|_| WriteError::TooLong {
            path: self.path(id),
        })?;
        Ok(())
    }
}
