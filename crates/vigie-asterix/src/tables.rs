//! Flat tables of one category and edition, compiled from a specification text.
//!
//! All fields of a category stand in one array in the order of the wire
//! (user application profile, then depth first), so that a field's subtree is
//! a range of ids and the values of a record sort by id.

use crate::error::ItemName;
use std::collections::BTreeMap;

/// A field of one [`Spec`]: an index into its tables, meaningless elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldId(pub(crate) u16);

impl FieldId {
    /// The index as a `usize`, for side tables.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// "No such field" in the tables' own links.
pub(crate) const NONE: u16 = u16::MAX;

/// How a field stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `bits` bits of content.
    Element,
    /// Bits without meaning, sent as zero.
    Spare,
    /// Fields one after the other, of fixed size.
    Group,
    /// Parts, each followed by the next if its last bit (FX) is set.
    Extended,
    /// One part of an extended field; `fx`: its last bit tells whether another follows.
    Part {
        /// Whether the part ends with an FX bit.
        fx: bool,
    },
    /// A count of `bytes` bytes, then that many times the child.
    RepeatCount {
        /// Size of the count.
        bytes: u8,
    },
    /// The child and an FX bit, again while FX is set.
    RepeatFx,
    /// Presence bits, then the fields they announce.
    Compound {
        /// Bytes of presence bits without FX; 0: with FX, as many as needed.
        presence: u8,
        /// The first of its slots, see [`Spec::presence_slots`].
        first: u16,
        /// Number of slots.
        count: u16,
    },
    /// A length byte that counts itself, then the child or plain bytes.
    Explicit,
}

/// What the engine needs of a field, small and in one array.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// The whole size where it is fixed, else 0.
    pub(crate) bits: u16,
    /// Bits from the start of the enclosing byte-aligned run.
    pub(crate) offset: u16,
    /// One past the last field of the subtree.
    pub(crate) end: u16,
    /// Two's complement content.
    pub(crate) signed: bool,
    /// Which memory cell the value of a discriminator goes to; `u8::MAX`: none.
    pub(crate) memory: u8,
    /// The top-level item this field is part of.
    pub(crate) item: u16,
}

/// A rational number as the specification writes it: `num/den`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub num: i64,
    /// Denominator, positive.
    pub den: u64,
}

impl Ratio {
    /// The nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

/// One limit of a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Of the scaled value.
    pub bound: Ratio,
    /// `<` or `>` rather than `<=` or `>=`.
    pub strict: bool,
}

/// A number on the wire and what one count means.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Two's complement.
    pub signed: bool,
    /// Value of one count; `None`: a plain integer.
    pub scale: Option<Ratio>,
    /// As the specification names it; empty where it has none.
    pub unit: String,
    /// Lower limit, scaled.
    pub min: Option<Limit>,
    /// Upper limit, scaled.
    pub max: Option<Limit>,
    pub(crate) decimal: Option<Decimal>,
}

/// `count * mul / 10^digits`, exact, where it fits in 63 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) mul: u64,
    pub(crate) digits: u8,
}

/// What the bits of an element mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Bits as they stand.
    Raw,
    /// One of a list of meanings.
    Enumeration,
    /// A number.
    Number(Quantity),
    /// 8-bit characters.
    Ascii,
    /// 6-bit characters (ICAO Annex 10 Vol IV, aircraft identification).
    Icao,
    /// Octal digits of three bits.
    Octal,
    /// A Comm-B register: of known number, or with its number in the last byte.
    Bds(Option<u8>),
    /// Depends on the value of other fields, which come earlier in the record.
    Case(Case),
}

/// Content chosen by the value of other fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub(crate) keys: Vec<FieldId>,
    pub(crate) options: Vec<(Vec<u64>, Content)>,
    pub(crate) otherwise: Box<Content>,
}

impl Case {
    /// The fields that decide.
    #[must_use]
    pub fn keys(&self) -> &[FieldId] {
        &self.keys
    }

    /// The content for these values of the deciding fields.
    pub fn choose(&self, value_of: impl Fn(FieldId) -> Option<u64>) -> &Content {
        let matches = |values: &[u64]| {
            self.keys
                .iter()
                .zip(values)
                .all(|(&key, &value)| value_of(key) == Some(value))
        };
        self.options
            .iter()
            .find(|(values, _)| matches(values))
            .map_or(&self.otherwise, |(_, content)| content)
    }
}

/// Everything else about a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Meta {
    pub(crate) name: String,
    pub(crate) parent: u16,
    pub(crate) content: Content,
}

/// The tables of one category and edition, with its expansion field where known.
#[derive(Debug, Clone)]
pub struct Spec {
    pub(crate) category: u8,
    pub(crate) edition: String,
    pub(crate) expansion_edition: Option<String>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) meta: Vec<Meta>,
    /// Children of compounds by presence bit; `NONE` where unassigned.
    pub(crate) slots: Vec<u16>,
    pub(crate) paths: BTreeMap<String, u16>,
    pub(crate) memories: u8,
    /// Memory cells of system area code and system identification code.
    pub(crate) source_cells: [u8; 2],
    /// Memory cells of the times of day, the preferred first.
    pub(crate) time_cells: Vec<u8>,
}

impl Spec {
    /// The root compound: the record itself.
    pub(crate) const ROOT: u16 = 0;

    /// Category number.
    #[must_use]
    pub fn category(&self) -> u8 {
        self.category
    }

    /// Edition, as `"1.32"`.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// Edition of the reserved expansion field's definition, if one is known.
    #[must_use]
    pub fn expansion_edition(&self) -> Option<&str> {
        self.expansion_edition.as_deref()
    }

    /// The field at `path`, as `"040/RHO"`, `"220"`, `"RE/CST/SAC"`.
    ///
    /// Unnamed inner fields are passed over: `"250"` is the repetition,
    /// `"250/BDS1"` a field of its group, and `"030"` the repetition whose
    /// unnamed element [`Spec::leaf`] finds.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<FieldId> {
        self.paths.get(path).copied().map(FieldId)
    }

    /// As [`Spec::field`], but the element itself where `path` names a
    /// repetition of one unnamed element.
    #[must_use]
    pub fn leaf(&self, path: &str) -> Option<FieldId> {
        let mut id = self.field(path)?;
        while matches!(self.kind(id), Kind::RepeatCount { .. } | Kind::RepeatFx) {
            id = FieldId(id.0 + 1);
        }
        Some(id)
    }

    /// How the field stands on the wire.
    #[must_use]
    pub fn kind(&self, field: FieldId) -> Kind {
        self.nodes[field.index()].kind
    }

    /// Its size in bits where it is fixed.
    #[must_use]
    pub fn bits(&self, field: FieldId) -> Option<u16> {
        Some(self.nodes[field.index()].bits).filter(|&bits| bits > 0)
    }

    /// What its bits mean; [`Content::Raw`] for anything but an element.
    #[must_use]
    pub fn content(&self, field: FieldId) -> &Content {
        &self.meta[field.index()].content
    }

    /// Its own short name; empty for unnamed inner fields.
    #[must_use]
    pub fn name(&self, field: FieldId) -> &str {
        &self.meta[field.index()].name
    }

    /// The top-level item it is part of.
    #[must_use]
    pub fn item(&self, field: FieldId) -> FieldId {
        FieldId(self.nodes[field.index()].item)
    }

    /// Its path, as [`Spec::field`] takes it.
    #[must_use]
    pub fn path(&self, field: FieldId) -> String {
        let mut names = Vec::new();
        let mut id = field.0;
        while id != Spec::ROOT {
            let meta = &self.meta[usize::from(id)];
            if !meta.name.is_empty() {
                names.push(meta.name.as_str());
            }
            id = meta.parent;
        }
        names.reverse();
        names.join("/")
    }

    /// All fields, in the order of the wire.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> + '_ {
        (0..self.nodes.len())
            .filter_map(|i| u16::try_from(i).ok())
            .map(FieldId)
    }

    /// The direct children of `field`, parts and spares included.
    pub fn children(&self, field: FieldId) -> impl Iterator<Item = FieldId> + '_ {
        let end = self.nodes[field.index()].end;
        let mut next = field.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let id = next;
                next = self.nodes[usize::from(id)].end;
                FieldId(id)
            })
        })
    }

    /// The user application profile: the items by FSPEC bit, `None` where unassigned.
    pub fn uap(&self) -> impl Iterator<Item = Option<FieldId>> + '_ {
        self.presence_slots(FieldId(Spec::ROOT))
    }

    /// The children of a compound by presence bit, `None` where unassigned.
    pub fn presence_slots(&self, compound: FieldId) -> impl Iterator<Item = Option<FieldId>> + '_ {
        let range = match self.nodes[compound.index()].kind {
            Kind::Compound { first, count, .. } => usize::from(first)..usize::from(first + count),
            _ => 0..0,
        };
        self.slots[range]
            .iter()
            .map(|&id| (id != NONE).then_some(FieldId(id)))
    }

    pub(crate) fn item_name(&self, id: u16) -> ItemName {
        ItemName::new(&self.meta[usize::from(self.nodes[usize::from(id)].item)].name)
    }
}
