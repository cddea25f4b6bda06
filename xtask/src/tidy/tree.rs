//! What stands in the repository: files of a size one can know, licences, the built page.

use super::{assert_none, files, read, root};
use std::path::Path;

/// Past this, a file is a room too big to know.
const LINES_MAX: usize = 600;

fn is_test(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name == "tests.rs"
        || name.ends_with(".test.ts")
        || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn files_can_be_known() {
    let mut complaints = Vec::new();
    for folder in ["crates", "xtask", "fuzz", "web/src", "web/e2e", "web/mock"] {
        for path in files(&root().join(folder), &[".rs", ".ts", ".svelte", ".mjs"]) {
            let lines = read(&path).lines().count();
            if lines > LINES_MAX && !is_test(&path) {
                complaints.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert_none("files over 600 lines: split them", &complaints);
}

#[test]
fn licences_are_where_the_manifest_says() {
    assert!(read(&root().join("Cargo.toml")).contains("license = \"MIT OR Apache-2.0\""));
    for (name, beginning) in [
        ("LICENSE-MIT", "MIT License"),
        ("LICENSE-APACHE", "Apache License"),
    ] {
        let text = read(&root().join(name));
        assert!(text.trim_start().starts_with(beginning), "{name}");
        assert!(text.contains("The Vigie authors"), "{name}: whose?");
    }
}

/// The binary embeds it; `.ci/run` proves that it is what the sources build.
#[test]
fn the_page_is_built() {
    let page = read(&root().join("web/dist/index.html"));
    assert!(
        page.contains("<script"),
        "web/dist/index.html loads nothing"
    );
}
