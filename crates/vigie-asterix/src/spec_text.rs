//! The compact text form of a specification, and its compilation to [`Spec`].
//!
//! One file a category and edition, one line a field, indentation by one space
//! a level. `#` starts a comment.
//!
//! ```text
//! category 048 1.32 2024-07-01          number, edition, date
//! item 010 group                        an item: number, then its type
//!  SAC raw 8                            a subitem: short name, then its type
//!  SIC raw 8
//! item 140 uint 24 1/2^7 s < 86400      type, bits, value of a count, unit, limits
//! uap 010 140 - RE SP                   items by FSPEC bit; - is unassigned
//! ```
//!
//! | type                     | meaning |
//! |--------------------------|---------|
//! | `raw N`, `enum N`        | N bits as they stand; one of a list of meanings |
//! | `uint N [lsb unit] [limits]` | unsigned number; unit `-` is none |
//! | `int N [lsb unit] [limits]`  | two's complement number |
//! | `ascii N`, `icao N`, `octal N` | characters of 8, 6, 3 bits |
//! | `bds N [register]`       | Comm-B register; without number, `?` or 64 bits: number in the last byte |
//! | `case N path[,path]`     | content by the value of other fields: lines `value[,value] type ...` and `default type` |
//! | `spare N` (no name)      | bits sent as zero |
//! | `group`                  | the indented fields one after the other |
//! | `extended`               | parts, each ended by a line `fx` |
//! | `repeat N type`          | N bytes of count, then that many times |
//! | `repeat fx type`         | again while the FX bit after it is set |
//! | `compound [N]`           | presence bits with FX (or N bytes without), then the fields; `-` is unassigned |
//! | `explicit re`, `explicit sp` | length byte that counts itself, then content |
//!
//! The content of `RE` comes from a file of its own, whose first line is
//! `expansion CAT EDITION DATE` and whose second is its type.

mod content;

use crate::error::SpecError;
use crate::tables::{Case, Content, FieldId, Kind, Meta, NONE, Node, Spec};
use content::content;
use std::collections::BTreeMap;

/// How many fields of a category are remembered while a record is read: those
/// that decide the content of others, source and time of day.
pub(crate) const MEMORIES: usize = 16;

/// The items that hold a record's time of day in 1/128 s, the preferred first:
/// for reports that have several, reception, then applicability, then sending.
const TIMES_OF_DAY: &[(u8, &[&str])] = &[
    (21, &["073", "071", "075", "072", "077"]),
    (34, &["030"]),
    (48, &["140"]),
    (62, &["070"]),
];

/// A line with the lines indented below it.
#[derive(Debug, Clone)]
struct Line<'a> {
    number: usize,
    words: Vec<&'a str>,
    below: Vec<Line<'a>>,
}

impl Spec {
    /// Compiles a category's text and, if given, that of its expansion field.
    ///
    /// # Errors
    /// The first line that cannot be read. A line of `uap` may name items that
    /// are not there: their FSPEC bits are then unassigned.
    pub fn parse(text: &str, expansion: Option<&str>) -> Result<Spec, SpecError> {
        let lines = tree(text)?;
        let (head, rest) = lines.split_first().ok_or_else(|| bad(1, "empty"))?;
        let (category, edition) = header(head, "category")?;
        let expansion_lines = expansion.map(tree).transpose()?.unwrap_or_default();
        let expansion_edition = expansion_lines
            .first()
            .map(|line| header(line, "expansion"))
            .transpose()?
            .map(|(_, edition)| edition);
        let mut compiler = Compiler::new(category, edition, expansion_edition);
        compiler.record(rest, expansion_lines.get(1))?;
        compiler.finish()
    }
}

fn bad(line: usize, what: impl Into<String>) -> SpecError {
    SpecError {
        line,
        what: what.into(),
    }
}

fn tree(text: &str) -> Result<Vec<Line<'_>>, SpecError> {
    let mut root: Vec<Line<'_>> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim_end();
        let depth = line.len() - line.trim_start().len();
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        let mut list = &mut root;
        for _ in 0..depth {
            list = match list.last_mut() {
                Some(parent) => &mut parent.below,
                None => return Err(bad(index + 1, "indented too far")),
            };
        }
        list.push(Line {
            number: index + 1,
            words,
            below: Vec::new(),
        });
    }
    Ok(root)
}

fn header(line: &Line<'_>, word: &str) -> Result<(u8, String), SpecError> {
    match line.words[..] {
        [first, category, edition, ..] if first == word => {
            let category = category
                .parse()
                .map_err(|_| bad(line.number, "bad category"))?;
            Ok((category, edition.to_owned()))
        }
        _ => Err(bad(
            line.number,
            format!("expected `{word} NUMBER EDITION`"),
        )),
    }
}

struct Compiler {
    spec: Spec,
    /// Fields with `case`, to resolve when all paths are known: (field, line, keys).
    cases: Vec<(u16, usize, Vec<String>)>,
}

/// Where in a fixed run a field stands.
type BitOffset = u16;

impl Compiler {
    fn new(category: u8, edition: String, expansion_edition: Option<String>) -> Compiler {
        let spec = Spec {
            category,
            edition,
            expansion_edition,
            nodes: Vec::new(),
            meta: Vec::new(),
            slots: Vec::new(),
            paths: BTreeMap::new(),
            memories: 0,
            source_cells: [u8::MAX; 2],
            time_cells: Vec::new(),
        };
        Compiler {
            spec,
            cases: Vec::new(),
        }
    }

    fn record(
        &mut self,
        lines: &[Line<'_>],
        expansion: Option<&Line<'_>>,
    ) -> Result<(), SpecError> {
        let mut items = BTreeMap::new();
        let mut uap = None;
        for line in lines {
            match line.words[0] {
                "item" if line.words.len() > 2 => {
                    items.insert(line.words[1], line);
                }
                "uap" => uap = Some(line),
                other => return Err(bad(line.number, format!("unknown word {other}"))),
            }
        }
        let uap = uap.ok_or_else(|| bad(1, "no uap"))?;
        let names = &uap.words[1..];
        let kind = self.reserve_slots(0, names.len(), uap.number)?;
        let root = self.add("", NONE, kind, 0, uap.number)?;
        for (bit, name) in names.iter().enumerate() {
            if let Some(line) = items.get(name) {
                let id = self.field(name, &line.words[2..], line, root, 0)?;
                self.set_slot(root, bit, id);
                if *name == "RE"
                    && let Some(inner) = expansion
                {
                    self.field("", &inner.words, inner, id, 0)?;
                    self.close(id);
                }
            }
        }
        self.close(root);
        Ok(())
    }

    fn add(
        &mut self,
        name: &str,
        parent: u16,
        kind: Kind,
        offset: BitOffset,
        line: usize,
    ) -> Result<u16, SpecError> {
        let id = u16::try_from(self.spec.nodes.len())
            .ok()
            .filter(|&id| id < NONE);
        let id = id.ok_or_else(|| bad(line, "too many fields"))?;
        let item = if parent == NONE || parent == Spec::ROOT {
            id
        } else {
            self.spec.nodes[usize::from(parent)].item
        };
        self.spec.nodes.push(Node {
            kind,
            bits: 0,
            offset,
            end: id + 1,
            signed: false,
            memory: u8::MAX,
            item,
        });
        self.spec.meta.push(Meta {
            name: name.to_owned(),
            parent,
            content: Content::Raw,
        });
        if id != Spec::ROOT && !matches!(kind, Kind::Spare) {
            let path = self.spec.path(FieldId(id));
            self.spec.paths.entry(path).or_insert(id);
        }
        Ok(id)
    }

    fn node(&mut self, id: u16) -> &mut Node {
        &mut self.spec.nodes[usize::from(id)]
    }

    fn close(&mut self, id: u16) {
        let end = self.spec.nodes.len();
        self.node(id).end = u16::try_from(end).unwrap_or(NONE);
    }

    fn reserve_slots(
        &mut self,
        presence: u8,
        count: usize,
        line: usize,
    ) -> Result<Kind, SpecError> {
        let first = u16::try_from(self.spec.slots.len());
        let (Ok(first), Ok(count)) = (first, u16::try_from(count)) else {
            return Err(bad(line, "too many presence bits"));
        };
        let len = self.spec.slots.len() + usize::from(count);
        self.spec.slots.resize(len, NONE);
        Ok(Kind::Compound {
            presence,
            first,
            count,
        })
    }

    fn set_slot(&mut self, compound: u16, bit: usize, id: u16) {
        if let Kind::Compound { first, .. } = self.node(compound).kind {
            self.spec.slots[usize::from(first) + bit] = id;
        }
    }

    /// Adds a field of the type that `words` spell, with what is below `line`.
    fn field(
        &mut self,
        name: &str,
        words: &[&str],
        line: &Line<'_>,
        parent: u16,
        offset: BitOffset,
    ) -> Result<u16, SpecError> {
        let number = line.number;
        match words {
            ["group"] => {
                let id = self.add(name, parent, Kind::Group, offset, number)?;
                let bits = self.run(&line.below, id, offset)?;
                self.node(id).bits = bits;
                self.close(id);
                Ok(id)
            }
            ["extended"] => self.extended(name, line, parent),
            ["repeat", count, inner @ ..] => self.repeat(name, count, inner, line, parent),
            ["compound"] => self.compound(name, 0, line, parent),
            ["compound", bytes] => {
                let bytes = bytes
                    .parse()
                    .map_err(|_| bad(number, "bad presence size"))?;
                self.compound(name, bytes, line, parent)
            }
            ["explicit", ..] => self.add(name, parent, Kind::Explicit, 0, number),
            [kind, bits, rest @ ..] => {
                let id = self.add(name, parent, Kind::Element, offset, number)?;
                let bits = bits.parse().ok().filter(|&bits| bits > 0);
                let bits = bits.ok_or_else(|| bad(number, "bad number of bits"))?;
                let content = if *kind == "case" {
                    self.case(id, bits, rest, line)?
                } else if line.below.is_empty() {
                    content(kind, bits, rest, number)?
                } else {
                    return Err(bad(number, "nothing may stand below an element"));
                };
                let signed = matches!(&content, Content::Number(q) if q.signed);
                let node = self.node(id);
                (node.bits, node.signed) = (bits, signed);
                self.spec.meta[usize::from(id)].content = content;
                Ok(id)
            }
            _ => Err(bad(number, "no type")),
        }
    }

    /// Fixed fields one after the other; returns their size in bits.
    fn run(&mut self, lines: &[Line<'_>], parent: u16, start: BitOffset) -> Result<u16, SpecError> {
        let mut bits: u16 = 0;
        for line in lines {
            let id = match line.words[..] {
                ["spare", size] => {
                    let id = self.add("", parent, Kind::Spare, start + bits, line.number)?;
                    let size = size.parse().map_err(|_| bad(line.number, "bad spare"))?;
                    self.node(id).bits = size;
                    id
                }
                [name, ref words @ ..] => self.field(name, words, line, parent, start + bits)?,
                [] => continue,
            };
            let size = self.node(id).bits;
            if size == 0 || size > 4096 - bits {
                return Err(bad(line.number, "not of fixed size, or too long"));
            }
            bits += size;
        }
        Ok(bits)
    }

    fn extended(&mut self, name: &str, line: &Line<'_>, parent: u16) -> Result<u16, SpecError> {
        let id = self.add(name, parent, Kind::Extended, 0, line.number)?;
        for part in line.below.split_inclusive(|l| l.words == ["fx"]) {
            let fx = part.last().is_some_and(|l| l.words == ["fx"]);
            let part_id = self.add("", id, Kind::Part { fx }, 0, line.number)?;
            let bits = self.run(&part[..part.len() - usize::from(fx)], part_id, 0)?;
            let bits = bits + u16::from(fx);
            if !bits.is_multiple_of(8) {
                return Err(bad(line.number, "a part does not fill its bytes"));
            }
            self.node(part_id).bits = bits;
            self.close(part_id);
        }
        self.close(id);
        if line.below.is_empty() {
            return Err(bad(line.number, "no parts"));
        }
        Ok(id)
    }

    fn repeat(
        &mut self,
        name: &str,
        count: &str,
        inner: &[&str],
        line: &Line<'_>,
        parent: u16,
    ) -> Result<u16, SpecError> {
        let kind = match count.parse() {
            Ok(bytes @ 1..=4) => Kind::RepeatCount { bytes },
            _ if count == "fx" => Kind::RepeatFx,
            _ => return Err(bad(line.number, "bad repetition")),
        };
        let id = self.add(name, parent, kind, 0, line.number)?;
        let child = self.field("", inner, line, id, 0)?;
        let bits = self.node(child).bits;
        if kind == Kind::RepeatFx && bits % 8 != 7 {
            return Err(bad(line.number, "no room for the FX bit"));
        }
        self.close(id);
        Ok(id)
    }

    fn compound(
        &mut self,
        name: &str,
        presence: u8,
        line: &Line<'_>,
        parent: u16,
    ) -> Result<u16, SpecError> {
        let kind = self.reserve_slots(presence, line.below.len(), line.number)?;
        let id = self.add(name, parent, kind, 0, line.number)?;
        for (bit, child) in line.below.iter().enumerate() {
            if let [name, ref words @ ..] = child.words[..]
                && name != "-"
            {
                let child_id = self.field(name, words, child, id, 0)?;
                self.set_slot(id, bit, child_id);
            }
        }
        self.close(id);
        Ok(id)
    }

    fn case(
        &mut self,
        id: u16,
        bits: u16,
        keys: &[&str],
        line: &Line<'_>,
    ) -> Result<Content, SpecError> {
        let keys = keys
            .first()
            .ok_or_else(|| bad(line.number, "case of what?"))?;
        let keys = keys.split(',').map(str::to_owned).collect();
        self.cases.push((id, line.number, keys));
        let mut case = Case {
            keys: Vec::new(),
            options: Vec::new(),
            otherwise: Box::new(Content::Raw),
        };
        for option in &line.below {
            let [value, kind, ref rest @ ..] = option.words[..] else {
                return Err(bad(option.number, "expected `value type`"));
            };
            let content = content(kind, bits, rest, option.number)?;
            if value == "default" {
                *case.otherwise = content;
            } else {
                let values: Result<_, _> = value.split(',').map(str::parse).collect();
                let values = values.map_err(|_| bad(option.number, "bad value"))?;
                case.options.push((values, content));
            }
        }
        Ok(Content::Case(case))
    }

    /// The memory cell of a field, given on first asking.
    fn remember(&mut self, id: FieldId) -> u8 {
        let memories = self.spec.memories;
        let node = self.node(id.0);
        if node.memory == u8::MAX {
            node.memory = memories;
            self.spec.memories = memories.saturating_add(1);
        }
        self.spec.nodes[id.index()].memory
    }

    /// Checks byte alignment and resolves the fields that decide cases.
    fn finish(mut self) -> Result<Spec, SpecError> {
        for (id, line, keys) in std::mem::take(&mut self.cases) {
            let mut ids = Vec::new();
            for key in &keys {
                let key_id = self.spec.field(key).filter(|key_id| key_id.0 < id);
                let key_id =
                    key_id.ok_or_else(|| bad(line, format!("no field {key} before it")))?;
                ids.push(key_id);
                self.remember(key_id);
            }
            if let Content::Case(case) = &mut self.spec.meta[usize::from(id)].content {
                case.keys = ids;
            }
        }
        self.spec.source_cells = ["010/SAC", "010/SIC"]
            .map(|path| self.spec.leaf(path).map_or(u8::MAX, |id| self.remember(id)));
        let times = TIMES_OF_DAY
            .iter()
            .find(|(category, _)| *category == self.spec.category);
        for path in times.map_or(&[][..], |(_, paths)| paths) {
            if let Some(id) = self.spec.leaf(path) {
                let cell = self.remember(id);
                self.spec.time_cells.push(cell);
            }
        }
        if usize::from(self.spec.memories) > MEMORIES {
            return Err(bad(1, "too many deciding fields"));
        }
        for (node, meta) in self.spec.nodes.iter().zip(&self.spec.meta) {
            let parent = self
                .spec
                .nodes
                .get(usize::from(meta.parent))
                .map(|n| n.kind);
            let aligned = !matches!(
                parent,
                Some(Kind::Group | Kind::Part { .. } | Kind::RepeatFx)
            );
            if aligned && node.bits % 8 != 0 {
                return Err(bad(1, format!("{} does not fill its bytes", meta.name)));
            }
        }
        Ok(self.spec)
    }
}
