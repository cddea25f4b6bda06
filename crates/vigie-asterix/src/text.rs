//! Characters of 8, 6 and 3 bits.

/// The character of a 6-bit code (ICAO Annex 10 Vol IV, table of aircraft
/// identification characters); `?` where the table has none, but for code 0,
/// which aircraft without identification send and which is a blank here.
#[must_use]
pub fn icao_char(code: u8) -> char {
    match code & 0x3f {
        code @ 1..=26 => char::from(b'A' + code - 1),
        0 | 32 => ' ',
        code @ 48..=57 => char::from(b'0' + code - 48),
        _ => '?',
    }
}

/// The 6-bit code of a character; `None` where the table has none.
#[must_use]
pub fn icao_code(c: char) -> Option<u8> {
    match c {
        'A'..='Z' => Some(c as u8 - b'A' + 1),
        ' ' => Some(32),
        '0'..='9' => Some(c as u8),
        _ => None,
    }
}

/// The low `bits` bits of `raw`, in characters of `width` bits, first first.
pub(crate) fn chars(raw: u64, bits: u16, width: u16) -> impl Iterator<Item = u8> {
    let mask = (1_u64 << width) - 1;
    (0..bits / width)
        .rev()
        .map(move |i| ((raw >> (i * width)) & mask & 0xff) as u8)
}

/// Packs `text` into `bits` bits, padded with blanks (zeros for octal);
/// `None` if it is too long or has a character the code lacks.
pub(crate) fn pack(text: &str, bits: u16, width: u16) -> Option<u64> {
    let room = usize::from(bits / width);
    let mut raw = 0;
    let mut used = 0;
    if width == 3 {
        used = room.checked_sub(text.chars().count())?;
    }
    let padding = std::iter::repeat_n(' ', if width == 3 { 0 } else { room });
    for c in text.chars().chain(padding) {
        if used == room {
            return if c == ' ' { Some(raw) } else { None };
        }
        let code = match width {
            3 => u8::try_from(c.to_digit(8)?).ok()?,
            6 => icao_code(c)?,
            _ => u8::try_from(c).ok()?,
        };
        raw = raw << width | u64::from(code);
        used += 1;
    }
    (used == room).then_some(raw)
}
