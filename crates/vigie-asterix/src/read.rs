//! Reading: one pass over the bytes of a record, telling a [`Visitor`] what they say.
//!
//! Nothing is allocated. A wire length is checked before it is used; a
//! repetition is checked as a whole before its first round.

use crate::error::{Fault, What};
use crate::tables::{FieldId, Kind, NONE, Node, Spec};

/// What a structured field looks like to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Named fields.
    Group,
    /// Rounds of the same field.
    List,
}

/// Receives the contents of a record in the order of the wire.
///
/// Every method does nothing unless overridden.
pub trait Visitor {
    /// Whether to look into this top-level item at all.
    fn wants(&mut self, _item: FieldId) -> bool {
        true
    }
    /// A group, extended or compound field, or a repetition, begins.
    fn enter(&mut self, _field: FieldId, _shape: Shape) {}
    /// It ends; `rounds` counts a repetition's.
    fn leave(&mut self, _field: FieldId, _shape: Shape, _rounds: usize) {}
    /// An element: its bits, sign-extended to 64 where it is a signed number.
    fn value(&mut self, _field: FieldId, _raw: u64) {}
    /// An element of more than 64 bits, or explicit content without definition.
    fn bytes(&mut self, _field: FieldId, _bytes: &[u8]) {}
    /// Spare bits that are not zero.
    fn spare(&mut self, _field: FieldId, _raw: u64) {}
    /// Something wrong with one item; the record goes on.
    fn issue(&mut self, _fault: Fault) {}
    /// The bytes are not what writing the values would give
    /// (presence bytes of zeros, extents or content without definition).
    fn irregular(&mut self) {}
}

/// A visitor that looks at nothing; for measuring.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measure;

impl Visitor for Measure {
    fn wants(&mut self, _item: FieldId) -> bool {
        false
    }
}

impl Spec {
    /// Reads the record at the start of `bytes`, whose first byte has offset
    /// `base`; returns its length, at least 1.
    ///
    /// # Errors
    /// The first thing that makes the record's length unknowable. What the
    /// visitor has been told until then is not to be relied on.
    pub fn read_record<V: Visitor>(
        &self,
        bytes: &[u8],
        base: usize,
        visitor: &mut V,
    ) -> Result<usize, Fault> {
        let mut reader = Reader {
            spec: self,
            bytes,
            pos: 0,
            base,
            visitor,
        };
        reader.record()?;
        Ok(reader.pos)
    }
}

/// `width` bits (1 to 64) that start `offset` bits into `bytes`; missing bytes read as zero.
#[inline]
pub(crate) fn bits_at(bytes: &[u8], offset: usize, width: usize) -> u64 {
    let first = offset / 8;
    let shift = offset % 8;
    let word = load(bytes, first) << shift;
    let word = if width + shift > 64 {
        let next = bytes.get(first + 8).copied().unwrap_or_default();
        word | u64::from(next) >> (8 - shift)
    } else {
        word
    };
    word >> (64 - width)
}

#[inline]
fn load(bytes: &[u8], first: usize) -> u64 {
    match bytes.get(first..) {
        Some(tail) => {
            if let Some(chunk) = tail.first_chunk::<8>() {
                u64::from_be_bytes(*chunk)
            } else {
                let word = tail
                    .iter()
                    .fold(0, |word, &byte| word << 8 | u64::from(byte));
                if tail.is_empty() {
                    0
                } else {
                    word << (64 - 8 * tail.len())
                }
            }
        }
        None => 0,
    }
}

struct Reader<'r, V> {
    spec: &'r Spec,
    bytes: &'r [u8],
    pos: usize,
    base: usize,
    visitor: &'r mut V,
}

impl<'r, V: Visitor> Reader<'r, V> {
    fn fault(&self, what: What, id: u16) -> Fault {
        Fault {
            what,
            category: self.spec.category,
            item: self.spec.item_name(id),
            offset: self.base + self.pos,
        }
    }

    #[inline]
    fn node(&self, id: u16) -> Node {
        self.spec.nodes[usize::from(id)]
    }

    /// The next `len` bytes, consumed.
    #[inline]
    fn take(&mut self, len: usize, id: u16) -> Result<&'r [u8], Fault> {
        let rest = &self.bytes[self.pos..];
        match rest.get(..len) {
            Some(_) => {
                self.pos += len;
                // what follows is handed along: fields load whole words and mask
                Ok(rest)
            }
            None => Err(self.fault(What::Truncated, id)),
        }
    }

    fn record(&mut self) -> Result<(), Fault> {
        if let Kind::Compound { first, count, .. } = self.node(Spec::ROOT).kind {
            let start = self.pos;
            let announced = self.presence(Spec::ROOT, 0, first, count)?;
            if announced == 0 {
                self.pos = start;
                return Err(self.fault(What::EmptyRecord, Spec::ROOT));
            }
        }
        Ok(())
    }

    /// Reads presence bits and the fields they announce; returns how many.
    fn presence(&mut self, id: u16, fixed: u8, first: u16, count: u16) -> Result<usize, Fault> {
        let start = self.pos;
        let bytes = self.bytes;
        let end = if fixed == 0 {
            let tail = bytes.get(start..).unwrap_or_default();
            let last = tail.iter().position(|&byte| byte & 1 == 0);
            let what = if id == Spec::ROOT {
                What::FspecWithoutEnd
            } else {
                What::Truncated
            };
            start + last.ok_or_else(|| self.fault(what, id))? + 1
        } else {
            start + usize::from(fixed)
        };
        let bits_per_byte = if fixed == 0 { 7 } else { 8 };
        let Some(presence) = bytes.get(start..end) else {
            return Err(self.fault(What::Truncated, id));
        };
        if fixed == 0 && presence.len() > 1 && presence.last().is_some_and(|&byte| byte == 0) {
            self.visitor.irregular();
        }
        self.pos = end;
        let mut announced = 0;
        for (index, &byte) in presence.iter().enumerate() {
            let mut left = if fixed == 0 { byte & 0xfe } else { byte };
            while left != 0 {
                let lead = left.leading_zeros() as usize;
                left &= !(0x80 >> lead);
                let bit = index * bits_per_byte + lead;
                let slot = if bit < usize::from(count) {
                    self.spec.slots[usize::from(first) + bit]
                } else {
                    NONE
                };
                announced += 1;
                self.announced(id, slot, bit)?;
            }
        }
        Ok(announced)
    }

    #[inline]
    fn announced(&mut self, parent: u16, slot: u16, bit: usize) -> Result<(), Fault> {
        if slot == NONE {
            let bit = u16::try_from(bit + 1).unwrap_or(u16::MAX);
            return Err(if parent == Spec::ROOT {
                self.fault(What::UnassignedItem(bit), parent)
            } else {
                self.fault(What::UnassignedSubitem(bit), parent)
            });
        }
        if parent == Spec::ROOT && !self.visitor.wants(FieldId(slot)) {
            return self.skip(slot);
        }
        self.field(slot)
    }

    fn skip(&mut self, id: u16) -> Result<(), Fault> {
        let bits = self.node(id).bits;
        if bits > 0 {
            return self.take(usize::from(bits) / 8, id).map(|_| ());
        }
        let mut measure = Measure;
        let mut reader = Reader {
            spec: self.spec,
            bytes: self.bytes,
            pos: self.pos,
            base: self.base,
            visitor: &mut measure,
        };
        let result = reader.field(id);
        self.pos = reader.pos;
        result
    }

    fn field(&mut self, id: u16) -> Result<(), Fault> {
        let node = self.node(id);
        match node.kind {
            Kind::Element | Kind::Spare => {
                let bytes = self.take(usize::from(node.bits) / 8, id)?;
                self.leaf(id, node, bytes);
                Ok(())
            }
            Kind::Group => {
                let bytes = self.take(usize::from(node.bits) / 8, id)?;
                self.group(id, node, bytes);
                Ok(())
            }
            Kind::Extended => self.extended(id, node),
            Kind::Part { .. } => Ok(()), // only within Extended
            Kind::RepeatCount { bytes } => self.repeat_count(id, bytes),
            Kind::RepeatFx => self.repeat_fx(id),
            Kind::Compound {
                presence,
                first,
                count,
            } => {
                let field = FieldId(id);
                self.visitor.enter(field, Shape::Group);
                let announced = self.presence(id, presence, first, count)?;
                if announced == 0 {
                    self.visitor.irregular();
                }
                self.visitor.leave(field, Shape::Group, 0);
                Ok(())
            }
            Kind::Explicit => self.explicit(id, node),
        }
    }

    /// One element or spare at its offset in a run.
    #[inline]
    fn leaf(&mut self, id: u16, node: Node, run: &[u8]) {
        let width = usize::from(node.bits);
        let offset = usize::from(node.offset);
        if width > 64 {
            let first = offset / 8;
            let len = width / 8;
            self.visitor
                .bytes(FieldId(id), run.get(first..first + len).unwrap_or_default());
            return;
        }
        let raw = bits_at(run, offset, width);
        if node.kind == Kind::Spare {
            if raw != 0 {
                self.visitor.spare(FieldId(id), raw);
            }
            return;
        }
        let raw = if node.signed {
            let unused = 64 - width;
            ((raw << unused).cast_signed() >> unused).cast_unsigned()
        } else {
            raw
        };
        self.visitor.value(FieldId(id), raw);
    }

    #[inline]
    fn group(&mut self, id: u16, node: Node, run: &[u8]) {
        self.visitor.enter(FieldId(id), Shape::Group);
        self.run(id, node, run);
        self.visitor.leave(FieldId(id), Shape::Group, 0);
    }

    /// The fields of a group or part, whose bytes are at hand.
    #[inline]
    fn run(&mut self, id: u16, node: Node, run: &[u8]) {
        let mut next = id + 1;
        while next < node.end {
            let child = self.node(next);
            if child.kind == Kind::Group {
                self.nested(next, child, run);
            } else {
                self.leaf(next, child, run);
            }
            next = child.end;
        }
    }

    fn nested(&mut self, id: u16, node: Node, run: &[u8]) {
        self.group(id, node, run);
    }

    fn extended(&mut self, id: u16, node: Node) -> Result<(), Fault> {
        self.visitor.enter(FieldId(id), Shape::Group);
        let mut next = id + 1;
        let mut more = true;
        while more && next < node.end {
            let part = self.node(next);
            let len = usize::from(part.bits) / 8;
            let bytes = self.take(len, id)?;
            self.run(next, part, bytes);
            more = part.kind == Kind::Part { fx: true } && bytes[len - 1] & 1 == 1;
            next = part.end;
        }
        if more {
            self.unknown_extents(id)?;
        }
        self.visitor.leave(FieldId(id), Shape::Group, 0);
        Ok(())
    }

    /// Extents of a later edition: passed over by their FX bits.
    fn unknown_extents(&mut self, id: u16) -> Result<(), Fault> {
        let fault = self.fault(What::UnknownExtent, id);
        self.visitor.issue(fault);
        self.visitor.irregular();
        while self.take(1, id)?[0] & 1 == 1 {}
        Ok(())
    }

    fn repeat_count(&mut self, id: u16, size: u8) -> Result<(), Fault> {
        let size = usize::from(size);
        let count = self.take(size, id)?;
        let rounds = count[..size]
            .iter()
            .fold(0, |n, &byte| n << 8 | usize::from(byte));
        let child = self.node(id + 1);
        let len = usize::from(child.bits) / 8;
        let left = self.bytes.len() - self.pos;
        if len
            .max(1)
            .checked_mul(rounds)
            .is_none_or(|needed| needed > left)
        {
            return Err(self.fault(What::Truncated, id));
        }
        self.visitor.enter(FieldId(id), Shape::List);
        for _ in 0..rounds {
            self.field(id + 1)?;
        }
        self.visitor.leave(FieldId(id), Shape::List, rounds);
        Ok(())
    }

    fn repeat_fx(&mut self, id: u16) -> Result<(), Fault> {
        let child = self.node(id + 1);
        let len = (usize::from(child.bits) + 1) / 8;
        let mut rounds = 0;
        self.visitor.enter(FieldId(id), Shape::List);
        loop {
            let bytes = self.take(len, id)?;
            if child.kind == Kind::Group {
                self.group(id + 1, child, bytes);
            } else {
                self.leaf(id + 1, child, bytes);
            }
            rounds += 1;
            if bytes[len - 1] & 1 == 0 {
                break;
            }
        }
        self.visitor.leave(FieldId(id), Shape::List, rounds);
        Ok(())
    }

    fn explicit(&mut self, id: u16, node: Node) -> Result<(), Fault> {
        let rest = &self.bytes[self.pos..];
        let said = *rest
            .first()
            .ok_or_else(|| self.fault(What::Truncated, id))?;
        if said == 0 {
            return Err(self.fault(What::ExplicitLengthZero, id));
        }
        let content = rest.get(1..usize::from(said));
        let content = content.ok_or_else(|| self.fault(What::Truncated, id))?;
        let start = self.pos;
        self.pos += usize::from(said);
        if node.end == id + 1 {
            self.visitor.bytes(FieldId(id), content);
            return Ok(());
        }
        // measured first: the visitor is not told half a field
        let mut measure = Measure;
        let base = self.base + start + 1;
        let mut inner = Reader {
            spec: self.spec,
            bytes: content,
            pos: 0,
            base,
            visitor: &mut measure,
        };
        let reads = inner.field(id + 1).is_ok() && inner.pos == content.len();
        if reads {
            let visitor = &mut *self.visitor;
            Reader {
                spec: self.spec,
                bytes: content,
                pos: 0,
                base,
                visitor,
            }
            .field(id + 1)?;
        } else {
            let fault = self.fault(What::ExpansionUnreadable, id);
            self.visitor.issue(Fault {
                offset: base,
                ..fault
            });
            self.visitor.bytes(FieldId(id), content);
        }
        Ok(())
    }
}
