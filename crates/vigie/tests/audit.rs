//! The audit log as a user meets it: written by a run, verified by `vigie audit`.

mod common;

use common::vigie;
use std::process::Output;

fn audit(path: &std::path::Path, more: &[&str]) -> Output {
    vigie()
        .arg("audit")
        .arg(path)
        .args(more)
        .output()
        .expect("it runs")
}

#[test]
fn a_run_leaves_a_log_that_verifies_and_a_changed_one_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = vigie()
        .args([
            "run",
            "--headless",
            "--for",
            "1",
            "--speed",
            "100",
            "--record",
        ])
        .arg(folder.path())
        .output()
        .expect("it runs");
    assert!(ran.status.success());
    let sound = audit(folder.path(), &[]);
    let said = String::from_utf8_lossy(&sound.stdout).into_owned();
    assert_eq!(sound.status.code(), Some(0), "{said}");
    assert!(said.contains(": 3 entries, 0 commands, from "), "{said}");
    let head = said.trim().rsplit(' ').next().expect("a head").to_owned();
    let path = folder.path().join("audit.jsonl");
    assert_eq!(audit(&path, &["--head", &head]).status.code(), Some(0));
    assert_eq!(audit(&path, &["--head", "00"]).status.code(), Some(1));

    let log = std::fs::read_to_string(&path).expect("a log");
    std::fs::write(&path, log.replace("\"start\"", "\"smart\"")).expect("room");
    let broken = audit(&path, &[]);
    let said = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert_eq!(broken.status.code(), Some(1));
    assert!(
        said.contains("line 2: its hash is wrong: expected "),
        "{said}"
    );

    std::fs::write(&path, &log[..log.len() - 5]).expect("room");
    let cut = audit(&path, &[]);
    let said = String::from_utf8_lossy(&cut.stderr).into_owned();
    assert_eq!(cut.status.code(), Some(1));
    assert!(said.contains("truncated"), "{said}");
}

#[test]
fn what_is_not_there_fails_and_wrong_usage_is_two() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(audit(folder.path(), &[]).status.code(), Some(1));
    let missing = folder.path().join("none.jsonl");
    assert_eq!(audit(&missing, &[]).status.code(), Some(1));
    let nothing = vigie().arg("audit").output().expect("it runs");
    assert_eq!(nothing.status.code(), Some(2));
}
