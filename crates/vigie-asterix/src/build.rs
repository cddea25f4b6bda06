//! Making records from values, for a simulator or a relay.
//!
//! Fields may be set in any order; the tables put them in theirs.

use crate::error::WriteError;
use crate::record::{Record, Token, push_blob};
use crate::tables::{Case, Content, FieldId, Kind, Quantity, Spec};
use crate::text;
use std::collections::BTreeMap;

/// The largest count that a double holds exactly.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Where a token stands among the others: the outermost repetition it is in
/// (or itself), the round, the field.
type Place = (u16, u32, u16);

/// A record in the making.
///
/// ```
/// use vigie_asterix::{RecordBuilder, edition};
///
/// let spec = edition(48, "1.32").expect("built in");
/// let record = RecordBuilder::new(spec)
///     .raw("010/SAC", 226)?
///     .raw("010/SIC", 1)?
///     .quantity("140", 27_354.6)?
///     .raw("020/TYP", 5)?
///     .raw("020/SIM", 1)?
///     .quantity("040/RHO", 197.68)?
///     .quantity("040/THETA", 340.14)?
///     .text("070/MODE3A", "1000")?
///     .quantity("090/FL", 330.0)?
///     .raw("220", 0x3c660c)?
///     .text("240", "DLH65A")?
///     .build();
/// let mut block = Vec::new();
/// spec.write_block(&[record], &mut block)?;
/// assert_eq!(block[0], 48);
/// # Ok::<(), vigie_asterix::WriteError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RecordBuilder<'s> {
    spec: &'s Spec,
    tokens: BTreeMap<Place, u64>,
    blobs: Vec<u8>,
}

impl<'s> RecordBuilder<'s> {
    /// An empty record of this category and edition.
    #[must_use]
    pub fn new(spec: &'s Spec) -> RecordBuilder<'s> {
        RecordBuilder {
            spec,
            tokens: BTreeMap::new(),
            blobs: Vec::new(),
        }
    }

    /// Sets the bits of an element; a signed count as its two's complement
    /// (`(-3_i64).cast_unsigned()`).
    ///
    /// # Errors
    /// An unknown path, or bits that do not fit.
    pub fn raw(self, path: &str, raw: u64) -> Result<Self, WriteError> {
        self.raw_at(path, 0, raw)
    }

    /// As [`RecordBuilder::raw`], in the given round (from 0) of a repetition.
    ///
    /// # Errors
    /// As [`RecordBuilder::raw`].
    pub fn raw_at(mut self, path: &str, round: u32, raw: u64) -> Result<Self, WriteError> {
        let id = self.element(path)?;
        let node = self.spec.nodes[id.index()];
        let unused = 64_u32.saturating_sub(u32::from(node.bits));
        let back = if node.signed {
            ((raw << unused).cast_signed() >> unused).cast_unsigned()
        } else {
            raw << unused >> unused
        };
        if back != raw {
            return Err(out_of_range(path, &raw));
        }
        self.put(id, round, raw)?;
        Ok(self)
    }

    /// Sets a number in the specification's unit, to the nearest count.
    ///
    /// # Errors
    /// An unknown path, not a number, outside its limits, or not finite. The
    /// fields that decide the meaning of others must be set before them.
    pub fn quantity(self, path: &str, value: f64) -> Result<Self, WriteError> {
        self.quantity_at(path, 0, value)
    }

    /// As [`RecordBuilder::quantity`], in the given round of a repetition.
    ///
    /// # Errors
    /// As [`RecordBuilder::quantity`].
    pub fn quantity_at(self, path: &str, round: u32, value: f64) -> Result<Self, WriteError> {
        let id = self.element(path)?;
        let mut content = self.spec.content(id);
        if let Content::Case(case) = content {
            content = self.decided(case, round);
        }
        let Content::Number(quantity) = content else {
            return Err(wrong_content(path, "a number"));
        };
        let raw = quantity
            .count(value)
            .ok_or_else(|| out_of_range(path, &value))?;
        let bits = self.spec.nodes[id.index()].bits;
        let raw = if quantity.is_full_circle(bits) {
            raw & ((1 << bits) - 1)
        } else {
            raw
        };
        self.raw_at(path, round, raw)
    }

    /// Sets a text, padded with blanks.
    ///
    /// # Errors
    /// An unknown path, not a text, too long, or a character the code lacks.
    pub fn text(self, path: &str, value: &str) -> Result<Self, WriteError> {
        let id = self.element(path)?;
        let width = match self.spec.content(id) {
            Content::Ascii => 8,
            Content::Icao => 6,
            Content::Octal => 3,
            _ => return Err(wrong_content(path, "a text")),
        };
        let bits = self.spec.nodes[id.index()].bits;
        if bits > 64 {
            let mut bytes: Vec<u8> = value.bytes().collect();
            bytes.resize(usize::from(bits / 8), b' ');
            return self.bytes(path, &bytes);
        }
        let raw = text::pack(value, bits, width).ok_or_else(|| out_of_range(path, &value))?;
        self.raw(path, raw)
    }

    /// Sets byte content: of an explicit item without its length byte, or an
    /// element of more than 64 bits.
    ///
    /// # Errors
    /// An unknown path, not byte content, or a length that does not fit.
    pub fn bytes(mut self, path: &str, value: &[u8]) -> Result<Self, WriteError> {
        let id = self.find(path)?;
        let node = self.spec.nodes[id.index()];
        let fits = match node.kind {
            Kind::Explicit => value.len() < 255,
            Kind::Element if node.bits > 64 => value.len() == usize::from(node.bits) / 8,
            _ => return Err(wrong_content(path, "bytes")),
        };
        if !fits {
            return Err(WriteError::TooLong {
                path: path.to_owned(),
            });
        }
        let raw = push_blob(&mut self.blobs, value);
        self.tokens.insert((id.0, 0, id.0), raw);
        Ok(self)
    }

    /// The record.
    #[must_use]
    pub fn build(self) -> Record {
        let tokens = self.tokens.iter();
        let tokens = tokens.map(|(&(_, _, field), &raw)| Token {
            field: FieldId(field),
            raw,
        });
        Record {
            tokens: tokens.collect(),
            blobs: self.blobs,
            original: None,
        }
    }

    fn find(&self, path: &str) -> Result<FieldId, WriteError> {
        self.spec
            .leaf(path)
            .ok_or_else(|| WriteError::UnknownField {
                category: self.spec.category(),
                edition: self.spec.edition().to_owned(),
                path: path.to_owned(),
            })
    }

    fn element(&self, path: &str) -> Result<FieldId, WriteError> {
        let id = self.find(path)?;
        match self.spec.kind(id) {
            Kind::Element => Ok(id),
            _ => Err(wrong_content(path, "a single value")),
        }
    }

    /// The content that the values set so far decide.
    fn decided<'a>(&self, case: &'a Case, round: u32) -> &'a Content {
        case.choose(|key| {
            let place = self.place(key, round);
            self.tokens.get(&place).copied()
        })
    }

    fn repetition(&self, id: FieldId) -> Option<u16> {
        let mut outermost = None;
        let mut at = id.0;
        while at != Spec::ROOT {
            if matches!(
                self.spec.kind(FieldId(at)),
                Kind::RepeatCount { .. } | Kind::RepeatFx
            ) {
                outermost = Some(at);
            }
            at = self.spec.meta[usize::from(at)].parent;
        }
        outermost
    }

    fn place(&self, id: FieldId, round: u32) -> Place {
        (self.repetition(id).unwrap_or(id.0), round + 1, id.0)
    }

    fn put(&mut self, id: FieldId, round: u32, raw: u64) -> Result<(), WriteError> {
        if let Some(repetition) = self.repetition(id) {
            let most = match self.spec.kind(FieldId(repetition)) {
                Kind::RepeatCount { bytes } => (1_u64 << (8 * u32::from(bytes))) - 1,
                _ => u64::from(u16::MAX),
            };
            let rounds = u64::from(round) + 1;
            if rounds > most {
                return Err(WriteError::TooLong {
                    path: self.spec.path(id),
                });
            }
            let count = self.tokens.entry((repetition, 0, repetition)).or_insert(0);
            let before = *count;
            *count = before.max(rounds);
            // every element of every round stands, so that rounds stay apart
            let end = self.spec.nodes[usize::from(repetition)].end;
            for new_round in before..rounds {
                let place_round = u32::try_from(new_round)
                    .unwrap_or(u32::MAX)
                    .saturating_add(1);
                for field in repetition + 1..end {
                    if self.spec.kind(FieldId(field)) == Kind::Element {
                        self.tokens
                            .entry((repetition, place_round, field))
                            .or_insert(0);
                    }
                }
            }
        } else if round > 0 {
            return Err(wrong_content(&self.spec.path(id), "more than one round"));
        }
        let place = self.place(id, round);
        self.tokens.insert(place, raw);
        Ok(())
    }
}

impl Quantity {
    /// Whether `bits` bits are the whole circle, so that 360 degrees are 0.
    fn is_full_circle(&self, bits: u16) -> bool {
        let turn = self.scale.is_some_and(|scale| {
            i128::from(scale.num) << bits.min(63) == 360 * i128::from(scale.den)
        });
        turn && !self.signed && self.unit == "°"
    }

    /// The count nearest to `value`, as two's complement; `None` outside the
    /// stated limits or not finite. Whether it fits the field is not checked.
    #[must_use]
    pub fn count(&self, value: f64) -> Option<u64> {
        let above = self.min.is_none_or(|min| {
            let bound = min.bound.to_f64();
            if min.strict {
                value > bound
            } else {
                value >= bound
            }
        });
        let below = self.max.is_none_or(|max| {
            let bound = max.bound.to_f64();
            if max.strict {
                value < bound
            } else {
                value <= bound
            }
        });
        let count = match self.scale {
            Some(scale) => (value * scale.den as f64 / scale.num as f64).round(),
            None => value.round(),
        };
        if !above || !below || !count.is_finite() || count.abs() > EXACT_MAX {
            return None;
        }
        if !self.signed && count < 0.0 {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an integer within EXACT_MAX"
        )]
        let count = count as i64;
        Some(count.cast_unsigned())
    }
}

fn out_of_range(path: &str, value: &dyn ToString) -> WriteError {
    WriteError::OutOfRange {
        path: path.to_owned(),
        value: value.to_string(),
    }
}

fn wrong_content(path: &str, wanted: &'static str) -> WriteError {
    WriteError::WrongContent {
        path: path.to_owned(),
        wanted,
    }
}
