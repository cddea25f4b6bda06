//! The 24-bit parity of Mode S.
//!
//! Generator polynomial: ICAO Annex 10 Vol IV 3.1.2.3.3 (from memory,
//! unverified; checked against recorded frames). The parity of a frame is
//! linear in its bytes, so the remainder is the exclusive-or of one table
//! entry a byte: eleven independent look-ups rather than a chain of eleven.

/// x^24 + x^23 + ... + x^10 + x^3 + 1 without its leading term.
const GENERATOR: u32 = 0x00ff_f409;
const LOW_24: u32 = 0x00ff_ffff;

/// Bytes of a long frame before its parity.
const LONG: usize = 11;
/// Bytes of a short frame before its parity.
const SHORT: usize = 4;

/// `TABLE[i][b]`: remainder of byte `b` with `LONG - i` bytes (its own
/// included) before the end of the data, the parity bytes appended as zeros.
static TABLE: [[u32; 256]; LONG] = table();

/// The parity of the eleven data bytes of a long frame.
#[inline]
#[must_use]
pub fn long(data: &[u8; LONG]) -> u32 {
    let mut crc = 0;
    for (table, &byte) in TABLE.iter().zip(data) {
        crc ^= table[usize::from(byte)];
    }
    crc
}

/// The parity of the four data bytes of a short frame.
#[inline]
#[must_use]
pub fn short(data: [u8; SHORT]) -> u32 {
    let mut crc = 0;
    for (table, byte) in TABLE[LONG - SHORT..].iter().zip(data) {
        crc ^= table[usize::from(byte)];
    }
    crc
}

const fn table() -> [[u32; 256]; LONG] {
    let mut table = [[0; 256]; LONG];
    let mut byte: u32 = 0;
    while byte < 256 {
        let mut crc = byte << 16;
        let mut row = LONG;
        while row > 0 {
            let mut shifts = 0;
            while shifts < 8 {
                crc <<= 1;
                if crc > LOW_24 {
                    crc = crc & LOW_24 ^ GENERATOR;
                }
                shifts += 1;
            }
            row -= 1;
            table[row][byte as usize] = crc;
        }
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    /// Long division as the standard writes it, one bit at a time.
    fn by_division(data: &[u8]) -> u32 {
        let mut crc = 0_u32;
        for bit in data
            .iter()
            .chain(&[0; 3])
            .flat_map(|byte| (0..8).rev().map(move |shift| byte >> shift & 1))
        {
            crc = crc << 1 | u32::from(bit);
            if crc >> 24 == 1 {
                crc ^= 0x01ff_f409;
            }
        }
        crc
    }

    #[test]
    fn tables_agree_with_long_division() {
        let mut state = 1_u64;
        for _ in 0..2_000 {
            let mut data = [0; 11];
            for byte in &mut data {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
            assert_eq!(super::long(&data), by_division(&data));
            let head = [data[0], data[1], data[2], data[3]];
            assert_eq!(super::short(head), by_division(&head));
        }
    }
}
