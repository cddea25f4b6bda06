//! Where the recorded data lie that may not be redistributed.

use std::path::PathBuf;

/// The file or folder `name` of the shared ADS-B data, or `None`, said
/// plainly, where it is absent. Under `VIGIE_REQUIRE_ALL=1` absence fails.
#[must_use]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/adsb")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var("VIGIE_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!required, "{} is absent but required", path.display());
    eprintln!("SKIPPED: {} is absent", path.display());
    None
}
