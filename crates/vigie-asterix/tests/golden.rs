//! Records against what an independent decoder wrote about them.
//!
//! Known differences of unit: its speeds of category 048 are knots (ours
//! NM/s, as the specification), its levels of category 062 feet (ours flight
//! levels), its degrees `deg`. It decodes registers in I048/250, which here
//! are bytes: only their numbers are compared. It knows an older edition of
//! category 048, in which the bit of I048/020 ERR was spare.

#![expect(clippy::panic, reason = "a test fails by it")]

mod common;

use serde_json::Value as Json;
use vigie_asterix::{Content, JsonLines, Kind, Record, Spec, Token, Value, catalogue};

fn from_hex(text: &str) -> Vec<u8> {
    let digits = text.trim().as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex"))
        .collect()
}

/// The values of one item as the decoder's text has them: FX and spare bits left out.
fn golden_values(lines: &[&str]) -> Vec<String> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix('\t')?.split_once(": "))
        .filter(|(label, _)| *label != "FX" && !label.starts_with("spare"))
        .map(|(_, value)| value.to_owned())
        .collect()
}

/// One of our values, checked against one line of the decoder.
fn check(spec: &Spec, record: &Record, token: Token, golden: &str, what: &str) {
    let field = token.field;
    match (spec.content(field), record.meaning(spec, token)) {
        (Content::Octal | Content::Icao, Value::Text(text)) => {
            assert_eq!(text, golden.trim(), "{what}");
        }
        (_, Value::Quantity(value)) => {
            let (raw, scaled) = golden.split_once(" (").expect(what);
            assert_eq!(token.raw.cast_signed().to_string(), raw, "{what}");
            let (theirs, unit) = scaled.trim_end_matches(')').split_once(' ').expect(what);
            let theirs: f64 = theirs.parse().expect(what);
            let ours = if unit == "kt" { value * 3600.0 } else { value };
            assert!(
                (ours - theirs).abs() < 1e-6 * theirs.abs().max(1.0),
                "{what}: {ours} {golden}"
            );
        }
        (_, Value::Raw(raw)) if spec.bits(field) == Some(24) => {
            assert_eq!(format!("{raw:06X}"), golden, "{what}");
        }
        (_, Value::Raw(raw)) => {
            let theirs = golden.split(' ').next().expect(what);
            assert_eq!(raw.to_string(), theirs, "{what}");
        }
        (_, Value::Integer(value)) => {
            let theirs = golden.split(' ').next().expect(what);
            assert_eq!(value.to_string(), theirs, "{what}");
        }
        (content, value) => panic!("{what}: {content:?} {value:?}"),
    }
}

fn check_text_record(category: u8, hex: &str, lines: &[&str]) -> usize {
    let spec = catalogue().get(category).expect("known");
    let bytes = from_hex(hex);
    let (record, issues, len) = Record::read(spec, &bytes, 0).expect("readable");
    assert_eq!((len, issues.len()), (bytes.len(), 0));
    let mut compared = 0;
    let mut items = 0;
    for item in lines.split(|line| line.is_empty()) {
        let Some(start) = item.iter().position(|line| line.starts_with("Item ")) else {
            continue;
        };
        let number = &item[start][5..8];
        items += 1;
        let field = spec.field(number).expect(number);
        let tokens = record.tokens().iter().copied();
        let is_later = spec.field("020/ERR").filter(|_| category == 48);
        let tokens: Vec<Token> = tokens
            .filter(|t| spec.item(t.field) == field && spec.kind(t.field) == Kind::Element)
            .filter(|t| Some(t.field) != is_later)
            .collect();
        let golden = golden_values(&item[start..]);
        if number == "250" {
            let theirs: Vec<&str> = item
                .iter()
                .filter_map(|line| line.strip_prefix("\tBDS register: "))
                .collect();
            let ours: Vec<String> = tokens
                .chunks(3)
                .map(|t| format!("{:X}{:X}", t[1].raw, t[2].raw))
                .collect();
            assert_eq!(ours, theirs);
            compared += ours.len();
            continue;
        }
        assert_eq!(tokens.len(), golden.len(), "{hex} I{number}: {golden:?}");
        for (token, golden) in tokens.iter().zip(&golden) {
            let what = format!("{hex} {}", spec.path(token.field));
            check(spec, &record, *token, golden, &what);
            compared += 1;
        }
    }
    let present = spec
        .uap()
        .flatten()
        .filter(|&id| record.has(spec, spec.name(id)))
        .count();
    assert_eq!(items, present, "{hex}: items");
    compared
}

#[test]
fn plots_and_service_messages_agree() {
    for (file, records) in [("cat_034_048.txt", 162), ("parsegps.txt", 18)] {
        let Some(path) = common::shared(&format!("data/asterix/croatia/golden/{file}")) else {
            continue;
        };
        let text = String::from_utf8_lossy(&std::fs::read(path).expect("readable")).into_owned();
        let lines: Vec<&str> = text.lines().collect();
        let (mut category, mut seen, mut compared) = (0, 0, 0);
        for (index, line) in lines.iter().enumerate() {
            if let Some(number) = line.strip_prefix("Category: ") {
                category = number.trim().parse().expect("category");
            }
            if line.starts_with("Data Record") {
                let body = &lines[index + 1..];
                let end = body.iter().position(|line| line.starts_with("-----"));
                let body = &body[..end.unwrap_or(body.len())];
                let hex = body.iter().find_map(|line| line.strip_prefix("HexData: "));
                compared += check_text_record(category, hex.expect("bytes"), body);
                seen += 1;
            }
        }
        assert_eq!(seen, records, "{file}");
        eprintln!("{file}: {seen} records, {compared} values equal");
        assert!(compared > records * 5);
    }
}

const ALIASES: [(&str, &str); 7] = [
    ("transa", "trans"),
    ("longa", "long"),
    ("verta", "vert"),
    ("ctba", "ctb"),
    ("cv", "v"),
    ("cg", "g"),
    ("modec", "lmc"),
];

/// The decoder's JSON and ours, by lower-case names; how many values agree.
fn compare(theirs: &Json, ours: &Json, path: &str) -> usize {
    match (theirs, ours) {
        (Json::Object(theirs), Json::Object(ours)) => {
            let named = theirs
                .iter()
                .filter(|(name, _)| *name != "FX" && *name != "spare");
            let mut compared = 0;
            for (name, value) in named {
                let name = name.to_lowercase();
                let name = ALIASES
                    .iter()
                    .find(|(a, _)| *a == name)
                    .map_or(name.as_str(), |(_, b)| b);
                let found = ours.iter().find(|(ours, _)| ours.to_lowercase() == name);
                let found = found.unwrap_or_else(|| panic!("{path}/{name} in {ours:?}"));
                compared += compare(value, found.1, &format!("{path}/{name}"));
            }
            compared
        }
        (Json::Object(theirs), bare) if theirs.len() == 1 => {
            compare(theirs.values().next().expect("one"), bare, path)
        }
        (Json::String(theirs), Json::Number(ours)) => {
            let ours = ours.as_u64().expect("an address");
            assert_eq!(format!("{ours:06X}"), *theirs, "{path}");
            1
        }
        (Json::String(theirs), Json::String(ours)) => {
            assert_eq!(theirs.trim(), ours, "{path}");
            1
        }
        (Json::Number(theirs), Json::Number(ours)) => {
            let levels_as_feet = ["136", "135/ctb"].contains(&path);
            let factor = if levels_as_feet { 100.0 } else { 1.0 };
            let (theirs, ours) = (
                theirs.as_f64().expect("number"),
                ours.as_f64().expect("number"),
            );
            assert!(
                (theirs - ours * factor).abs() < 1e-6 * theirs.abs().max(1.0),
                "{path}: {theirs} {ours}"
            );
            1
        }
        (theirs, ours) => panic!("{path}: {theirs} {ours}"),
    }
}

#[test]
fn system_tracks_agree() {
    let Some(path) = common::shared("data/asterix/croatia/golden/cat_062_065_json.txt") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("readable");
    let mut seen = 0;
    for line in text.lines().filter(|line| line.contains("\"cat\":62")) {
        let theirs: Json = serde_json::from_str(line).expect("JSON");
        let bytes = from_hex(theirs["hexdata"].as_str().expect("bytes"));
        let mut json = JsonLines::default();
        let mut out = Vec::new();
        let spec = catalogue().get(62).expect("known");
        let len = json
            .record(spec, &mut |_| None, &bytes, 0, &mut out)
            .expect("readable");
        assert_eq!(len, bytes.len());
        let ours: Json = serde_json::from_slice(&out).expect("JSON");
        let mut compared = 0;
        let items = theirs["CAT062"].as_object().expect("items");
        assert_eq!(items.len(), ours["items"].as_object().expect("items").len());
        for (item, value) in items {
            let number = item.trim_start_matches('I');
            compared += compare(value, &ours["items"][number], number);
        }
        eprintln!("a record of category 062: {compared} values equal");
        assert!(compared > 60);
        seen += 1;
    }
    assert_eq!(seen, 2);
}
