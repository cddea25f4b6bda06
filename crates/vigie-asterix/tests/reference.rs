//! The specification texts against the public reference (asterix-specs), item
//! by item: names, order, sizes, signs, scales, units, limits, presence bits.

#![expect(clippy::panic, reason = "a test fails by it")]

mod common;

use std::fmt::Write as _;
use vigie_asterix::{Content, FieldId, Kind, Limit, Quantity, Spec, editions};

/// A line of the reference with the lines indented below it.
struct Node {
    text: String,
    below: Vec<Node>,
}

fn parse(text: &str) -> Vec<Node> {
    const PROSE: [&str; 6] = [
        "definition",
        "description",
        "remark",
        "remarks",
        "note",
        "preamble",
    ];
    let mut lines = Vec::new();
    let mut prose_indent = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        if prose_indent.is_some_and(|prose| indent > prose) {
            continue;
        }
        prose_indent = PROSE.contains(&line.trim()).then_some(indent);
        if prose_indent.is_none() {
            lines.push((indent, line.trim()));
        }
    }
    nest(&mut lines.into_iter().peekable(), 0)
}

type Lines<'a> = std::iter::Peekable<std::vec::IntoIter<(usize, &'a str)>>;

fn nest(lines: &mut Lines<'_>, least: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    while let Some((indent, text)) = lines.next_if(|(indent, _)| *indent >= least) {
        let below = nest(lines, indent + 1);
        nodes.push(Node {
            text: text.to_owned(),
            below,
        });
    }
    nodes
}

fn below<'n>(nodes: &'n [Node], text: &str) -> &'n [Node] {
    &nodes
        .iter()
        .find(|node| node.text == text)
        .expect(text)
        .below
}

/// The reference's rendering of a variation, one line a field.
fn reference(variation: &Node, path: &str, out: &mut String) {
    let words: Vec<&str> = variation.text.split_whitespace().collect();
    match words[..] {
        ["element", bits] => {
            let content = &variation.below[0];
            writeln!(out, "{path}: {bits} {}", content_of(content)).expect("string");
        }
        ["group"] => {
            writeln!(out, "{path}: group").expect("string");
            named(&variation.below, path, out);
        }
        ["extended"] => {
            writeln!(out, "{path}: extended").expect("string");
            named(&variation.below, path, out);
        }
        ["repetitive", count] => {
            writeln!(out, "{path}: repeat {count}").expect("string");
            reference(&variation.below[0], path, out);
        }
        ["compound"] => {
            writeln!(out, "{path}: compound 0").expect("string");
            named(&variation.below, path, out);
        }
        ["compound", bytes] => {
            writeln!(out, "{path}: compound {bytes}").expect("string");
            named(&variation.below, path, out);
        }
        ["explicit", ..] => writeln!(out, "{path}: explicit").expect("string"),
        ref other => panic!("{path}: {other:?}"),
    }
}

fn named(children: &[Node], path: &str, out: &mut String) {
    for child in children {
        let (name, _) = child.text.split_once(' ').unwrap_or((&child.text, ""));
        match name {
            "-" => writeln!(out, "{path}: -").expect("string"),
            "spare" => writeln!(out, "{path}: {}", child.text).expect("string"),
            name => reference(&child.below[0], &format!("{path}/{name}"), out),
        }
    }
}

fn content_of(content: &Node) -> String {
    let text = content.text.as_str();
    if let Some(keys) = text.strip_prefix("case ") {
        let options: Vec<String> = content
            .below
            .iter()
            .map(|option| format!("{} {}", option.text, content_of(&option.below[0])))
            .collect();
        return format!("case {keys} {}", options.join(" | "));
    }
    let mut normal = String::new();
    for word in text.split_whitespace() {
        let value = word.strip_suffix("/1").unwrap_or(word);
        let is_number = value.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let value = if is_number {
            number(value)
        } else {
            value.to_owned()
        };
        write!(normal, "{value} ").expect("string");
    }
    normal.trim().to_owned()
}

/// A number in lowest terms would hide differences; only powers are worked out.
fn number(text: &str) -> String {
    let one = |text: &str| match text.split_once('^') {
        Some((base, power)) => {
            let base: i64 = base.parse().expect("integer");
            base.pow(power.parse().expect("power"))
        }
        None => text.parse().expect("integer"),
    };
    match text.split_once('/') {
        Some((num, den)) => ratio(one(num), one(den)),
        None => one(text).to_string(),
    }
}

fn ratio(num: i64, den: i64) -> String {
    if den == 1 {
        num.to_string()
    } else {
        format!("{num}/{den}")
    }
}

/// Our rendering of a field, from the compiled tables.
fn ours(spec: &Spec, field: FieldId, path: &str, out: &mut String) {
    let fields = |parent: FieldId, out: &mut String| {
        for child in spec.children(parent) {
            if spec.kind(child) == Kind::Spare {
                let bits = spec.bits(child).expect("fixed");
                writeln!(out, "{path}: spare {bits}").expect("string");
            } else {
                ours(spec, child, &format!("{path}/{}", spec.name(child)), out);
            }
        }
    };
    match spec.kind(field) {
        Kind::Element => {
            let bits = spec.bits(field).expect("fixed");
            let content = content_text(spec, spec.content(field));
            writeln!(out, "{path}: {bits} {content}").expect("string");
        }
        Kind::Group => {
            writeln!(out, "{path}: group").expect("string");
            fields(field, out);
        }
        Kind::Extended => {
            writeln!(out, "{path}: extended").expect("string");
            for part in spec.children(field) {
                fields(part, out);
                if spec.kind(part) == (Kind::Part { fx: true }) {
                    writeln!(out, "{path}: -").expect("string");
                }
            }
        }
        Kind::RepeatCount { bytes } => {
            writeln!(out, "{path}: repeat {bytes}").expect("string");
            spec.children(field)
                .for_each(|child| ours(spec, child, path, out));
        }
        Kind::RepeatFx => {
            writeln!(out, "{path}: repeat fx").expect("string");
            spec.children(field)
                .for_each(|child| ours(spec, child, path, out));
        }
        Kind::Compound { presence, .. } => {
            writeln!(out, "{path}: compound {presence}").expect("string");
            for slot in spec.presence_slots(field) {
                match slot {
                    Some(child) => ours(spec, child, &format!("{path}/{}", spec.name(child)), out),
                    None => writeln!(out, "{path}: -").expect("string"),
                }
            }
        }
        Kind::Explicit => writeln!(out, "{path}: explicit").expect("string"),
        Kind::Part { .. } | Kind::Spare => panic!("{path}: out of place"),
    }
}

fn content_text(spec: &Spec, content: &Content) -> String {
    match content {
        Content::Raw => "raw".to_owned(),
        Content::Enumeration => "table".to_owned(),
        Content::Ascii => "string ascii".to_owned(),
        Content::Icao => "string icao".to_owned(),
        Content::Octal => "string octal".to_owned(),
        Content::Bds(None) => "bds".to_owned(),
        Content::Bds(Some(register)) => format!("bds {register:x}"),
        Content::Number(quantity) => quantity_text(quantity),
        Content::Case(case) => {
            let keys: Vec<String> = case.keys().iter().map(|&key| spec.path(key)).collect();
            let mut options: Vec<String> = (0..2)
                .map(|value| {
                    let chosen = case.choose(|_| Some(value));
                    format!("{value}: {}", content_text(spec, chosen))
                })
                .collect();
            options.push(format!(
                "default: {}",
                content_text(spec, case.choose(|_| None))
            ));
            format!("case {} {}", keys.join(","), options.join(" | "))
        }
    }
}

fn quantity_text(quantity: &Quantity) -> String {
    let sign = if quantity.signed {
        "signed"
    } else {
        "unsigned"
    };
    let mut text = match quantity.scale {
        None => format!("{sign} integer"),
        Some(scale) => {
            let den = i64::try_from(scale.den).expect("small");
            format!(
                "{sign} quantity {} \"{}\"",
                ratio(scale.num, den),
                quantity.unit
            )
        }
    };
    let mut limit = |limit: Option<Limit>, open: &str| {
        if let Some(limit) = limit {
            let equal = if limit.strict { "" } else { "=" };
            let den = i64::try_from(limit.bound.den).expect("small");
            write!(text, " {open}{equal} {}", ratio(limit.bound.num, den)).expect("string");
        }
    };
    limit(quantity.min, ">");
    limit(quantity.max, "<");
    text
}

fn same(what: &str, ours: &str, reference: &str) {
    for (line, (a, b)) in ours.lines().zip(reference.lines()).enumerate() {
        assert_eq!(a, b, "{what}: line {line}: ours, then the reference");
    }
    assert_eq!(ours.lines().count(), reference.lines().count(), "{what}");
}

#[test]
fn every_item_is_as_the_reference_has_it() {
    let Some(folder) = common::shared("reference/asterix-specs") else {
        return;
    };
    for spec in editions() {
        let category = format!("cat{:03}", spec.category());
        let file = folder
            .join(&category)
            .join(format!("cat-{}.ast", spec.edition()));
        let nodes = parse(&std::fs::read_to_string(file).expect("the same edition"));
        let uap: Vec<&str> = below(&nodes, "uap")
            .iter()
            .map(|node| node.text.as_str())
            .collect();
        let our_uap: Vec<&str> = spec
            .uap()
            .map(|item| item.map_or("-", |item| spec.name(item)))
            .collect();
        assert_eq!(our_uap, uap, "{category}");
        let mut items = 0;
        for item in below(&nodes, "items") {
            let (name, _) = item.text.split_once(' ').expect("a title");
            let (mut a, mut b) = (String::new(), String::new());
            ours(spec, spec.field(name).expect(name), name, &mut a);
            reference(&item.below[0], name, &mut b);
            same(&format!("{category} I{name}"), &a, &b);
            items += 1;
        }
        eprintln!("{category} edition {}: {items} items equal", spec.edition());
        if let Some(edition) = spec.expansion_edition() {
            let file = folder.join(&category).join(format!("ref-{edition}.ast"));
            let nodes = parse(&std::fs::read_to_string(file).expect("the same edition"));
            let (mut a, mut b) = (String::new(), String::new());
            let explicit = spec.field("RE").expect("RE");
            let content = spec.children(explicit).next().expect("a definition");
            ours(spec, content, "RE", &mut a);
            reference(nodes.last().expect("a variation"), "RE", &mut b);
            same(&format!("{category} RE {edition}"), &a, &b);
            eprintln!("{category} RE {edition}: {} lines equal", a.lines().count());
        }
    }
}
