//! Vigie observes, identifies and warns: it has no type, field, message or screen for engaging anything. This looks
//! for names of such things. Prose that says so is free; so are tests, which call bad input what they like.

use super::rooms::ROOMS;
use super::source::{self, Language, blank, is_word};
use super::{assert_none, files, read, root};

/// Words that are part of no name. Each is compared with one word of a name, `snake_case` and `CamelCase` taken apart.
const WORDS: [&str; 15] = [
    "weapon",
    "weapons",
    "weaponry",
    "missile",
    "missiles",
    "intercept",
    "intercepts",
    "interceptor",
    "interceptors",
    "interception",
    "engage",
    "engagement",
    "engagements",
    "hostile",
    "hostiles",
];
/// Words that are no part of a name one after the other.
const PAIRS: [(&str, &str); 8] = [
    ("fire", "control"),
    ("target", "ranking"),
    ("target", "priority"),
    ("target", "assignment"),
    ("threat", "ranking"),
    ("threat", "level"),
    ("kill", "chain"),
    ("counter", "drone"),
];
/// Marks of work not done, and of tests that do not run.
const UNDONE: [&str; 4] = ["#[ignore", "todo!", "unimplemented!", "dbg!"];

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || c == '-' || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        if let Some(word) = words.last_mut()
            && is_word(c)
            && c != '_'
        {
            word.extend(c.to_lowercase());
        }
    }
    words
}

fn is_forbidden(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || words
            .windows(2)
            .any(|two| PAIRS.contains(&(two[0].as_str(), two[1].as_str())))
}

/// The forbidden names in blanked code, with their lines.
fn forbidden(code: &str) -> Vec<(usize, String)> {
    (1..)
        .zip(code.lines())
        .flat_map(|(line, text)| text.split(|c| !is_word(c)).map(move |name| (line, name)))
        .filter(|(_, name)| is_forbidden(name))
        .map(|(line, name)| (line, name.to_owned()))
        .collect()
}

#[test]
fn nothing_is_named_as_if_vigie_engaged_anything() {
    let mut complaints = Vec::new();
    for room in ROOMS {
        for source in source::rust(&root().join("crates").join(room.name)) {
            let keys = source.names.iter().filter(|(_, name)| is_forbidden(name));
            for (line, name) in forbidden(&source.code).iter().chain(keys) {
                complaints.push(format!("{}:{line}: {name}", source.path.display()));
            }
        }
    }
    for path in files(&root().join("web/src"), &[".ts", ".svelte", ".css"]) {
        if path.to_string_lossy().ends_with(".test.ts") {
            continue;
        }
        let blanked = blank(&read(&path), Language::Web);
        let keys = blanked
            .names
            .into_iter()
            .filter(|(_, name)| is_forbidden(name));
        for (line, name) in forbidden(&blanked.code).into_iter().chain(keys) {
            complaints.push(format!("{}:{line}: {name}", path.display()));
        }
    }
    assert_none("names that Vigie must not have", &complaints);
}

#[test]
fn names_are_taken_apart() {
    for (name, expected) in [
        ("Weapon", true),
        ("weapon_state", true),
        ("isHostile", true),
        ("HOSTILE", true),
        ("interceptGeometry", true),
        ("fireControlFeed", true),
        ("target_ranking", true),
        ("physical", false),
        ("PHYSICAL", false),
        ("interference", false),
        ("target_report", false),
        ("engaged", false), // "autopilot engaged" is the field's own word (BDS 6,2)
        ("fire", false),
        ("control_field", false),
        ("Threat", false), // of a resolution advisory
    ] {
        assert_eq!(is_forbidden(name), expected, "{name}");
    }
    let code = "struct A { intercept_course: f64 }\n// blanked\nenum B { Hostile }";
    assert_eq!(
        forbidden(code),
        [
            (1, "intercept_course".to_owned()),
            (3, "Hostile".to_owned())
        ]
    );
}

#[test]
fn no_work_is_left_undone() {
    let mut complaints = Vec::new();
    for folder in ["crates", "fuzz"] {
        for path in files(&root().join(folder), &[".rs"]) {
            let code = blank(&read(&path), Language::Rust).code;
            for (line, text) in (1..).zip(code.lines()) {
                let squeezed: String = text.split_whitespace().collect();
                for mark in UNDONE.iter().filter(|mark| squeezed.contains(**mark)) {
                    complaints.push(format!("{}:{line}: {mark}", path.display()));
                }
            }
        }
    }
    assert_none("work not done", &complaints);
}
