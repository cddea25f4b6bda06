//! Sources as the rules look at them: comments and texts blanked, tests cut out, lines where they were.

use super::{files, read};
use std::path::{Path, PathBuf};

/// One file of Rust, without its tests.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Comments and the insides of texts blanked, `#[cfg(test)]` items blanked.
    pub(super) code: String,
    /// Texts that are one name, as keys and variants of messages are: line and name.
    pub(super) names: Vec<(usize, String)>,
}

/// Every Rust file of a crate's `src`, without files that are only compiled for tests.
pub(super) fn rust(folder: &Path) -> Vec<Source> {
    let sources: Vec<Source> = files(&folder.join("src"), &[".rs"])
        .into_iter()
        .map(|path| {
            let blanked = blank(&read(&path), Language::Rust);
            Source {
                code: without_tests(&blanked.code),
                names: blanked.names,
                path,
            }
        })
        .collect();
    let tests: Vec<PathBuf> = files(&folder.join("src"), &[".rs"])
        .iter()
        .flat_map(|path| test_modules(path, &blank(&read(path), Language::Rust).code))
        .collect();
    let is_test = |path: &Path| {
        tests
            .iter()
            .any(|test| path.starts_with(test.with_extension("")) || path == test)
    };
    sources
        .into_iter()
        .filter(|source| !is_test(&source.path))
        .collect()
}

/// What a comment and a text look like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    /// TypeScript, Svelte and CSS.
    Web,
}

pub(super) struct Blanked {
    pub(super) code: String,
    pub(super) names: Vec<(usize, String)>,
}

/// Comments and the insides of texts as blanks; line breaks stay.
pub(super) fn blank(text: &str, language: Language) -> Blanked {
    let mut out = Blanked {
        code: String::with_capacity(text.len()),
        names: Vec::new(),
    };
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let comment_len = comment(rest, language);
        let Some(taken) = comment_len.or_else(|| quoted(rest, language)) else {
            let len = plain_len(rest, first, language);
            out.code.push_str(&rest[..len]);
            rest = &rest[len..];
            continue;
        };
        let inside =
            rest[..taken].trim_matches(|c| matches!(c, '"' | '\'' | '`' | '#' | 'r' | 'b'));
        if comment_len.is_none()
            && !inside.is_empty()
            && inside.chars().all(|c| is_word(c) || c == '-')
        {
            let line = out.code.matches('\n').count() + 1;
            out.names.push((
                line,
                rest[..taken].trim_matches(['"', '\'', '`']).to_owned(),
            ));
        }
        let blanks = rest[..taken]
            .chars()
            .map(|c| if c == '\n' { c } else { ' ' });
        out.code.extend(blanks);
        rest = &rest[taken..];
    }
    out
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of what is neither comment nor text: an identifier is taken whole, so that `r` in `bar"` begins no raw
/// text; in a page's prose with the apostrophe after it, which is no quote.
fn plain_len(rest: &str, first: char, language: Language) -> usize {
    if !is_word(first) {
        return first.len_utf8();
    }
    let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let is_apostrophe = language == Language::Web && rest[word..].starts_with('\'');
    word + usize::from(is_apostrophe)
}

fn comment(rest: &str, language: Language) -> Option<usize> {
    let until = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    if rest.starts_with("/*") {
        Some(until("*/"))
    } else if rest.starts_with("//") {
        Some(rest.find('\n').unwrap_or(rest.len()))
    } else if language == Language::Web && rest.starts_with("<!--") {
        Some(until("-->"))
    } else {
        None
    }
}

/// The length of the text or character at the start of `rest`, quotes included.
fn quoted(rest: &str, language: Language) -> Option<usize> {
    if language == Language::Rust {
        if let Some(len) = raw(rest) {
            return Some(len);
        }
        if let Some(after) = rest.strip_prefix('\'') {
            // a character, not a lifetime: an escape, or one character and its quote
            let mut characters = after.char_indices();
            let (_, first) = characters.next()?;
            let (second_at, second) = characters.next()?;
            return match (first, second) {
                ('\\', _) => after[2..].find('\'').map(|at| at + 4),
                (_, '\'') => Some(second_at + 2),
                _ => None,
            };
        }
    }
    let quote = rest.chars().next()?;
    let is_quote = quote == '"' || language == Language::Web && matches!(quote, '\'' | '`');
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1).take_while(|_| is_quote) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // an apostrophe in a page's prose is no quote
            '\n' if quote == '\'' => return None,
            c if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

/// A raw text, `r"..."` or `br#"..."#`.
fn raw(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let begin = rest.len() - inside.len();
    inside.find(&end).map(|at| begin + at + end.len())
}

const TEST: &str = "#[cfg(test)]";

/// `code`, blanked already, with every item under `#[cfg(test)]` blanked as well.
fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(TEST) {
        let (before, item) = rest.split_at(at);
        let len = item_len(item);
        out.push_str(before);
        out.extend(item[..len].chars().map(|c| if c == '\n' { c } else { ' ' }));
        rest = &item[len..];
    }
    out.push_str(rest);
    out
}

/// Up to the end of the first block, or of the first statement if that comes before one.
fn item_len(item: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, ';' | '}') {
            return at + 1;
        }
    }
    item.len()
}

/// Where the modules are that `path` declares for tests only.
fn test_modules(path: &Path, code: &str) -> Vec<PathBuf> {
    let stem = path.file_stem().unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new(""));
    let own = if matches!(stem.to_str(), Some("lib" | "main" | "mod")) {
        folder.to_path_buf()
    } else {
        folder.join(stem)
    };
    code.match_indices(TEST)
        .map(|(at, _)| &code[at..][..item_len(&code[at..])])
        .filter_map(|item| item.strip_suffix(';')?.rsplit_once("mod "))
        .map(|(_, name)| own.join(format!("{}.rs", name.trim())))
        .collect()
}

#[test]
fn comments_texts_and_tests_are_blanked() {
    let text = r##"
        /// a.sin() in a comment
        fn f<'a>(x: &'a str) -> char { let bar = "b.cos() \" c.tan()"; '"' }
        const RAW: &str = r#"d.exp() " "#; // e.ln()
        #[cfg(test)]
        #[allow(x)]
        mod tests { fn g() { y.sin() } }
        const KEY: &str = "hostile";
        fn after() {}
    "##;
    let blanked = blank(text, Language::Rust);
    assert_eq!(blanked.names, [(8, "hostile".to_owned())]);
    let code = without_tests(&blanked.code);
    assert_eq!(code.lines().count(), text.lines().count());
    for gone in ["sin", "cos", "tan", "exp", "ln(", "tests", "hostile"] {
        assert!(!code.contains(gone), "{gone}: {code}");
    }
    for kept in ["fn f<'a>(x: &'a str)", "bar =", "const RAW", "fn after"] {
        assert!(code.contains(kept), "{kept}: {code}");
    }
    let web = "it's /* a */ `b` <!-- c --> let d = 'e';\n";
    assert_eq!(
        blank(web, Language::Web)
            .code
            .split_whitespace()
            .collect::<Vec<_>>(),
        ["it's", "let", "d", "=", ";"]
    );
}

#[test]
fn test_modules_are_found_where_they_are() {
    let code = "#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub(super) mod sample;\nmod real;";
    let found = test_modules(Path::new("src/web.rs"), code);
    assert_eq!(
        found,
        [
            Path::new("src/web/tests.rs"),
            Path::new("src/web/sample.rs")
        ]
    );
    let found = test_modules(Path::new("src/lib.rs"), code);
    assert_eq!(found[0], Path::new("src/tests.rs"));
}
