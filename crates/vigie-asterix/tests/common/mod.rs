//! The shared folder of recordings and references, where it is present.

use std::path::PathBuf;

/// The file or folder `name` beside the repository; `None`, said on stderr, if
/// it is not there.
///
/// # Panics
/// If it is not there and `VIGIE_REQUIRE_ALL=1` forbids to skip.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(
        std::env::var("VIGIE_REQUIRE_ALL").as_deref() != Ok("1"),
        "{} is required but absent",
        path.display()
    );
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    {
        eprintln!("skipped: {} is absent", path.display());
    }
    None
}
