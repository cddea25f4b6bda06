//! Which crate may know which. A module cannot be forbidden a dependency; a manifest can.

use super::{assert_none, read, root};
use std::fs;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// A crate under `crates/`, on which side of the line, and what it may depend on inside the workspace.
pub(super) struct Room {
    pub(super) name: &'static str,
    /// Above the line: no I/O, no clock, no threads.
    pub(super) is_pure: bool,
    may_know: &'static [&'static str],
}

const fn pure(name: &'static str, may_know: &'static [&'static str]) -> Room {
    Room {
        name,
        is_pure: true,
        may_know,
    }
}

const fn shell(name: &'static str, may_know: &'static [&'static str]) -> Room {
    Room {
        name,
        is_pure: false,
        may_know,
    }
}

/// Order is the data flow. Tests may use more (`dev-dependencies`), but no crate that does I/O.
pub(super) const ROOMS: &[Room] = &[
    pure("vigie-core", &[]),
    pure("vigie-modes", &[]),
    pure("vigie-asterix", &[]),
    pure("vigie-ats", &["vigie-core"]),
    pure(
        "vigie-sense",
        &["vigie-core", "vigie-modes", "vigie-asterix"],
    ),
    pure("vigie-track", &["vigie-core"]),
    pure("vigie-watch", &["vigie-core", "vigie-ats"]),
    pure("vigie-eval", &["vigie-core"]),
    pure("vigie-coverage", &["vigie-core"]),
    pure(
        "vigie-engine",
        &[
            "vigie-core",
            "vigie-modes",
            "vigie-asterix",
            "vigie-sense",
            "vigie-track",
            "vigie-watch",
        ],
    ),
    pure("vigie-sim", &["vigie-core", "vigie-modes", "vigie-asterix"]),
    shell("vigie-store", &["vigie-core"]),
    shell(
        "vigie",
        &[
            "vigie-core",
            "vigie-modes",
            "vigie-asterix",
            "vigie-ats",
            "vigie-sense",
            "vigie-track",
            "vigie-watch",
            "vigie-eval",
            "vigie-engine",
            "vigie-sim",
            "vigie-store",
        ],
    ),
];

/// Crates the pure rooms must never name, in any table of dependencies, at any feature.
const IO: &[&str] = &[
    "async-nats",
    "async-std",
    "axum",
    "crossbeam",
    "futures",
    "hyper",
    "indicatif",
    "mcap",
    "mio",
    "notify",
    "parquet",
    "rayon",
    "reqwest",
    "rusqlite",
    "smol",
    "socket2",
    "tokio",
    "tower-http",
    "tracing",
    "tungstenite",
    "ureq",
];
/// What core must not name on top of that: each border owns its shape.
const NOT_IN_CORE: &[&str] = &["serde", "serde_json", "jiff", "thiserror"];
/// Every `tokio` in the repository is in the shell.
const SHELL_ONLY: &[&str] = &["tokio", "axum", "hyper", "clap"];

/// A dependency as a manifest names it.
struct Dependency {
    /// The package, whatever name it is given here.
    package: String,
    /// Only for tests and benchmarks.
    is_dev: bool,
}

fn dependencies(manifest: &Table) -> Vec<Dependency> {
    let mut found = Vec::new();
    for (key, value) in manifest {
        let Some(table) = value.as_table() else {
            continue;
        };
        match key.as_str() {
            "dependencies" | "build-dependencies" | "dev-dependencies" => {
                found.extend(table.iter().map(|(name, value)| Dependency {
                    package: package(name, value).to_owned(),
                    is_dev: key == "dev-dependencies",
                }));
            }
            "target" => {
                let tables = table.values().filter_map(Value::as_table);
                found.extend(tables.flat_map(dependencies));
            }
            _ => {}
        }
    }
    found
}

fn package<'a>(name: &'a str, value: &'a Value) -> &'a str {
    value.get("package").and_then(Value::as_str).unwrap_or(name)
}

fn folder(name: &str) -> PathBuf {
    root().join("crates").join(name)
}

fn manifest(path: &Path) -> Table {
    let path = path.join("Cargo.toml");
    read(&path)
        .parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_room_is_in_the_table() {
    let mut folders: Vec<String> = fs::read_dir(root().join("crates"))
        .expect("crates/")
        .map(|entry| entry.expect("readable").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut rooms: Vec<&str> = ROOMS.iter().map(|room| room.name).collect();
    rooms.sort_unstable();
    assert_eq!(folders, rooms, "crates/ and ROOMS differ");
}

#[test]
fn arrows_point_one_way() {
    let mut complaints = Vec::new();
    for room in ROOMS {
        for dependency in dependencies(&manifest(&folder(room.name))) {
            let (name, to) = (room.name, dependency.package.as_str());
            let is_ours = ROOMS.iter().any(|room| room.name == to);
            if is_ours && !dependency.is_dev && !room.may_know.contains(&to) {
                complaints.push(format!("{name} must not know {to}"));
            }
            if room.is_pure && IO.contains(&to) {
                complaints.push(format!("{name} is above the line; {to} does I/O"));
            }
            if name != "vigie" && !dependency.is_dev && SHELL_ONLY.contains(&to) {
                complaints.push(format!("{name} is not the shell; {to} belongs there"));
            }
            if name == "vigie-core" && !dependency.is_dev && NOT_IN_CORE.contains(&to) {
                complaints.push(format!("{name} must do without {to}"));
            }
        }
    }
    assert_none("arrows", &complaints);
}

/// The table itself: a room knows only rooms before it, so there is no way round.
#[test]
fn the_table_has_no_circle() {
    for (index, room) in ROOMS.iter().enumerate() {
        for known in room.may_know {
            let before = ROOMS[..index].iter().find(|before| before.name == *known);
            let before = before.unwrap_or_else(|| panic!("{} comes before {known}", room.name));
            assert!(before.is_pure || !room.is_pure, "{} is pure", room.name);
        }
    }
}

#[test]
fn every_crate_takes_the_workspace_lints() {
    let mut complaints = Vec::new();
    let folders = ROOMS.iter().map(|room| folder(room.name));
    for path in folders.chain([root().join("xtask")]) {
        let manifest = manifest(&path);
        let inherits = |section: &str, key: &str| {
            let value = manifest.get(section).and_then(|table| table.get(key));
            let value = value.and_then(|value| value.get("workspace").or(Some(value)));
            value.and_then(Value::as_bool) == Some(true)
        };
        let shown = path.display();
        if !inherits("lints", "workspace") {
            complaints.push(format!("{shown}: no `[lints] workspace = true`"));
        }
        for key in ["edition", "license", "publish", "rust-version"] {
            if !inherits("package", key) {
                complaints.push(format!("{shown}: `{key}` is not the workspace's"));
            }
        }
    }
    assert_none("manifests", &complaints);
}

/// The rules can fail: a manifest with every way to name a dependency.
#[test]
fn dependencies_are_found_in_every_table() {
    let manifest: Table = r#"
        [dependencies]
        a = "1"
        renamed = { package = "b", version = "1" }
        [dependencies.c]
        version = "1"
        [dev-dependencies]
        d.workspace = true
        [build-dependencies]
        e = "1"
        [target.'cfg(unix)'.dependencies]
        f = "1"
        [features]
        g = []
    "#
    .parse()
    .expect("TOML");
    let mut found: Vec<(String, bool)> = dependencies(&manifest)
        .into_iter()
        .map(|dependency| (dependency.package, dependency.is_dev))
        .collect();
    found.sort();
    let expected = [
        ("a", false),
        ("b", false),
        ("c", false),
        ("d", true),
        ("e", false),
        ("f", false),
    ];
    assert_eq!(
        found,
        expected.map(|(name, is_dev)| (name.to_owned(), is_dev))
    );
}
