//! Hexadecimal digits of feeds: no allocation, no branch a digit.

/// What `DIGIT` holds for a character that is no digit.
const BAD: u8 = 0xff;
static DIGIT: [u8; 256] = digits();

/// The value of one digit.
#[inline]
pub(crate) fn digit(character: u8) -> Option<u8> {
    let value = DIGIT[usize::from(character)];
    (value != BAD).then_some(value)
}

/// Reads `out.len()` bytes from twice as many digits. `None`: another length
/// or a character that is no digit.
#[inline]
pub(crate) fn read(text: &[u8], out: &mut [u8]) -> Option<()> {
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != out.len() || !rest.is_empty() {
        return None;
    }
    let mut seen = 0;
    for (byte, &[high, low]) in out.iter_mut().zip(pairs) {
        let (high, low) = (DIGIT[usize::from(high)], DIGIT[usize::from(low)]);
        seen |= high | low;
        *byte = high << 4 | low;
    }
    (seen < 16).then_some(())
}

/// The two lower-case digits of a byte.
#[inline]
pub(crate) fn of(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}

const fn digits() -> [u8; 256] {
    let mut table = [BAD; 256];
    let mut value = 0_u8;
    while value < 10 {
        table[(b'0' + value) as usize] = value;
        value += 1;
    }
    while value < 16 {
        table[(b'a' + value - 10) as usize] = value;
        table[(b'A' + value - 10) as usize] = value;
        value += 1;
    }
    table
}
