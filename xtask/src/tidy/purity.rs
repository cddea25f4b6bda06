//! Above the line nothing reads a clock, touches the world, or computes what another processor would compute differently.

use super::rooms::ROOMS;
use super::source::{self, is_word};
use super::{assert_none, root};

/// Modules of std that touch the world.
const WORLD: [&str; 6] = ["fs", "net", "thread", "process", "env", "os"];
/// Types that read a clock, or whose order is no order.
const TYPES: [&str; 4] = ["SystemTime", "Instant", "HashMap", "HashSet"];
/// Methods of floats that std takes from the machine's own library: use `libm`.
const TRANSCENDENTAL: [&str; 25] = [
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sin_cos", "sinh", "cosh", "tanh",
    "asinh", "acosh", "atanh", "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10",
    "powf", "cbrt", "hypot",
];

/// What is wrong in blanked code: line and what.
fn faults(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in (1..).zip(code.lines()) {
        for word in text.split(|c| !is_word(c)) {
            if TYPES.contains(&word) {
                found.push((line, word.to_owned()));
            }
        }
        for name in TRANSCENDENTAL {
            let called = [
                format!(".{name}("),
                format!("f64::{name}("),
                format!("f32::{name}("),
            ];
            if called.iter().any(|call| text.contains(call.as_str())) {
                found.push((line, format!("{name}() of std")));
            }
        }
    }
    for (at, _) in code.match_indices("std::") {
        let line = code[..at].matches('\n').count() + 1;
        for module in imported(&code[at + "std::".len()..]) {
            if WORLD.contains(&module) {
                found.push((line, format!("std::{module}")));
            }
        }
    }
    found
}

/// The modules named right after `std::`, one or a group.
fn imported(after: &str) -> Vec<&str> {
    let Some(group) = after.strip_prefix('{') else {
        return after.split(|c| !is_word(c)).take(1).collect();
    };
    let mut depth = 0_usize;
    let mut heads = Vec::new();
    let mut start = Some(0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = Some(at + 1),
            c if is_word(c) => {
                if let Some(from) = start.take() {
                    let head = group[from..].trim_start();
                    heads.extend(head.split(|c| !is_word(c)).next());
                }
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn above_the_line_nothing_touches_the_world() {
    let mut complaints = Vec::new();
    let mut seen = 0;
    for room in ROOMS.iter().filter(|room| room.is_pure) {
        for source in source::rust(&root().join("crates").join(room.name)) {
            seen += 1;
            for (line, what) in faults(&source.code) {
                complaints.push(format!("{}:{line}: {what}", source.path.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} files were looked at");
    assert_none("not above the line", &complaints);
}

#[test]
fn faults_are_found() {
    let code = "use std::{fmt, collections::{BTreeMap, HashMap}, fs::File};\nlet x = y\n.sin();\nstd::thread::spawn(z);\nlibm::sin(a); f64::exp(b); c.sinus(); std::io::Write";
    let mut found: Vec<(usize, String)> = faults(code);
    found.sort();
    let expected = [
        (1, "HashMap"),
        (1, "std::fs"),
        (3, "sin() of std"),
        (4, "std::thread"),
        (5, "exp() of std"),
    ];
    assert_eq!(found, expected.map(|(line, what)| (line, what.to_owned())));
}
