//! What a file is, by its beginning.

use super::{array, format_name};
use crate::config::Format;
use crate::doors::jet1090;
use vigie_asterix::framing::{self, RawBlocks};
use vigie_modes::framing::{Framing, avr, beast, csv, sbs};

/// Formats that people may hand us and that are not read, by their first bytes; and what to do.
const STRANGERS: [(&[u8], &str); 9] = [
    (
        &[0x1f, 0x8b],
        "it is compressed with gzip; decompress it first (gunzip)",
    ),
    (b"PK\x03\x04", "it is a zip archive; unpack it first"),
    (
        &[0x28, 0xb5, 0x2f, 0xfd],
        "it is compressed with zstd; decompress it first (unzstd)",
    ),
    (
        &[0xfd, 0x37, 0x7a, 0x58, 0x5a],
        "it is compressed with xz; decompress it first (unxz)",
    ),
    (
        b"\x89MCAP",
        "it is a recording by vigie: use `vigie replay`",
    ),
    (
        b"{",
        "it is JSON, but not of frames as jet1090 writes them; vigie reads what receivers and radars send",
    ),
    (
        b"[",
        "it is JSON, but not of frames as lib1090 writes them; vigie reads what receivers and radars send",
    ),
    (
        b"<",
        "it is XML or HTML; vigie reads what receivers and radars send (csv, beast, avr, sbs, jet1090, asterix, pcap, final)",
    ),
    (b"\x7fELF", "it is a program"),
];

/// Lines in which a frame in JSON is looked for.
const LINES_LOOKED_AT: usize = 8;

/// The format that the content shows; the file's extension decides only between several that it could be.
pub(super) fn detect(head: &[u8], extension: Option<&str>) -> Result<Format, String> {
    let possible: Vec<Format> = by_content(head);
    let named = extension.and_then(by_extension);
    if let Some(format) = possible
        .iter()
        .copied()
        .find(|&format| Some(format) == named)
    {
        return Ok(format);
    }
    if let Some(&format) = possible.first() {
        return Ok(format);
    }
    if let Some((_, what)) = STRANGERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err((*what).to_owned());
    }
    Err(format!(
        "its content is none of csv, beast, avr, sbs, jet1090, asterix, pcap and final (it begins with {}); \
         if it is one of them and damaged at its beginning, name the format",
        beginning(head)
    ))
}

/// Whether a file can be of the format somebody named.
pub(super) fn confirm(format: Format, head: &[u8]) -> Result<(), String> {
    let fits = match format {
        Format::Csv => head
            .split(|&byte| byte == b'\n')
            .any(|line| csv::parse_line(line).is_ok()),
        Format::Sbs => head
            .split(|&byte| byte == b'\n')
            .any(|line| sbs::parse_line(line).is_ok()),
        Format::Jet1090 => is_jet1090(head),
        Format::Beast => beast::Deframer::new().items(head).next().is_some(),
        Format::Avr => avr::Deframer::new().items(head).next().is_some(),
        // the whole file is cut at once, and says so itself if there is nothing
        Format::Asterix | Format::Pcap | Format::Final => true,
    };
    let by_content = by_content(head);
    let other = by_content.first().filter(|_| !by_content.contains(&format));
    match other {
        Some(&other) => Err(format!(
            "it is not {}, its content is {}: name that format, or none",
            format_name(format),
            format_name(other)
        )),
        None if fits => Ok(()),
        None => Err(format!(
            "there is no {} message in its first {} bytes (it begins with {}); check the file and the format",
            format_name(format),
            head.len(),
            beginning(head)
        )),
    }
}

/// All formats that explain the content, the most telling first.
fn by_content(head: &[u8]) -> Vec<Format> {
    let mut found = Vec::new();
    match framing::detect(vigie_asterix::catalogue(), head) {
        Some(framing::Format::Pcap) => return vec![Format::Pcap],
        Some(framing::Format::Final) => found.push(Format::Final),
        Some(framing::Format::Raw) if is_blocks(head) => found.push(Format::Asterix),
        Some(framing::Format::Raw) | None => {}
    }
    found.extend(
        vigie_modes::framing::detect(head).map(|framing| match framing {
            Framing::Beast => Format::Beast,
            Framing::Avr => Format::Avr,
            Framing::Csv => Format::Csv,
            Framing::Sbs => Format::Sbs,
        }),
    );
    if is_jet1090(head) {
        found.push(Format::Jet1090);
    }
    found
}

/// Whether blocks explain nine tenths of it, as two or three random bytes often look like a header; or whether a chain
/// of blocks of whatever categories ends where the file does.
fn is_blocks(head: &[u8]) -> bool {
    let mut rest = head;
    while let Some(&[1..=255, high, low]) = rest.first_chunk::<3>() {
        let len = usize::from(u16::from_be_bytes([high, low]));
        match rest.get(len..) {
            Some([]) => return true,
            Some(after) if len > 3 => rest = after,
            _ => break,
        }
    }
    let explained: usize = RawBlocks::new(vigie_asterix::catalogue(), head)
        .filter_map(Result::ok)
        .map(|block| block.payload.len())
        .sum();
    explained.saturating_mul(10) >= head.len().saturating_mul(9)
}

/// Whether one of its first lines is a frame in JSON, or it begins as an array of such does.
fn is_jet1090(head: &[u8]) -> bool {
    if array::is_array(head) {
        return true;
    }
    head.split(|&byte| byte == b'\n')
        .take(LINES_LOOKED_AT)
        .any(|line| jet1090::parse_line(line).is_ok())
}

fn by_extension(extension: &str) -> Option<Format> {
    match extension.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "beast" => Some(Format::Beast),
        "avr" => Some(Format::Avr),
        "sbs" | "bst" => Some(Format::Sbs),
        "jsonl" | "json" => Some(Format::Jet1090),
        "ast" | "bin" | "raw" | "asterix" => Some(Format::Asterix),
        "pcap" | "cap" => Some(Format::Pcap),
        "ff" => Some(Format::Final),
        _ => None,
    }
}

fn beginning(head: &[u8]) -> String {
    use std::fmt::Write as _;
    head.iter().take(8).fold(String::new(), |mut text, byte| {
        // writing to a string cannot fail
        write!(text, "{}{byte:02x}", if text.is_empty() { "" } else { " " }).unwrap_or_default();
        text
    })
}
