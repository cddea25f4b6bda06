//! The editions this crate knows, compiled once.

use crate::tables::Spec;
use std::sync::OnceLock;

/// Category text and the text of its expansion field, latest edition last in a category.
const TEXTS: &[(&str, Option<&str>)] = &[
    (
        include_str!("../spec/cat021-2.7.spec"),
        Some(include_str!("../spec/cat021-re-1.5.spec")),
    ),
    (include_str!("../spec/cat034-1.29.spec"), None),
    (
        include_str!("../spec/cat048-1.32.spec"),
        Some(include_str!("../spec/cat048-re-1.13.spec")),
    ),
    (
        include_str!("../spec/cat062-1.21.spec"),
        Some(include_str!("../spec/cat062-re-1.3.spec")),
    ),
];

/// Which edition reads which category.
#[derive(Debug, Clone)]
pub struct Catalogue<'s> {
    by_category: Vec<Option<&'s Spec>>,
}

impl<'s> Catalogue<'s> {
    /// A catalogue that knows nothing.
    #[must_use]
    pub fn empty() -> Catalogue<'s> {
        Catalogue {
            by_category: vec![None; 256],
        }
    }

    /// Reads the category of `spec` by `spec` from now on.
    #[must_use]
    pub fn with(mut self, spec: &'s Spec) -> Catalogue<'s> {
        self.by_category[usize::from(spec.category())] = Some(spec);
        self
    }

    /// The tables for a category, if any.
    #[must_use]
    pub fn get(&self, category: u8) -> Option<&'s Spec> {
        self.by_category[usize::from(category)]
    }
}

/// All built-in editions, compiled on first use.
#[must_use]
pub fn editions() -> &'static [Spec] {
    static EDITIONS: OnceLock<Vec<Spec>> = OnceLock::new();
    EDITIONS.get_or_init(|| {
        TEXTS
            .iter()
            .map(|(text, expansion)| {
                Spec::parse(text, *expansion).expect("a test compiles every built-in text")
            })
            .collect()
    })
}

/// The latest built-in edition of every category.
#[must_use]
pub fn catalogue() -> &'static Catalogue<'static> {
    static LATEST: OnceLock<Catalogue<'static>> = OnceLock::new();
    LATEST.get_or_init(|| editions().iter().fold(Catalogue::empty(), Catalogue::with))
}

/// One built-in edition, as `edition(48, "1.32")`.
#[must_use]
pub fn edition(category: u8, edition: &str) -> Option<&'static Spec> {
    editions()
        .iter()
        .find(|spec| spec.category() == category && spec.edition() == edition)
}
