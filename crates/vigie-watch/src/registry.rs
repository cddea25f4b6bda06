//! What a 24-bit address says by itself: the state that assigned it and, where the state assigns by rule, the
//! registration.
//!
//! The rules by which registrations follow from addresses are no standard: they were found by others from what is seen
//! in use (public receiver software gives the starting addresses and steps), so a derived registration is evidence, not
//! proof. Countries without a known rule give none.

mod blocks;

use blocks::{BLOCKS, Block};
use vigie_core::identity::{Address, AddressKind};

/// The letters of United States registrations: no I, no O.
const US_LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Suffixes after a first, second, third, fourth digit of a United States registration: none, one letter or two.
const US_SUFFIXES: u32 = 1 + 24 + 24 * 24;
/// The first United States address of a registration.
const US_FIRST: u32 = 0xA0_0001;

/// What is known of the register that an address comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registry {
    /// The state, ISO 3166-1 alpha-2.
    pub state: &'static str,
    /// Its nationality marks, separated by spaces.
    pub marks: &'static str,
}

/// The state that assigned an address; `None` for one that no state assigns, or that is no ICAO address.
#[must_use]
pub fn registry_of(address: Address) -> Option<Registry> {
    block_of(address).map(|block| Registry {
        state: block.state,
        marks: block.marks,
    })
}

/// Whether a registration (`5U-ABC`, `5UABC`) bears a mark of a state.
#[must_use]
pub fn bears_mark(registration: &str, registry: Registry) -> bool {
    let plain = plain(registration);
    registry
        .marks
        .split(' ')
        .any(|mark| !mark.is_empty() && plain.starts_with(mark))
}

/// A registration without its hyphen, as flight plans write it.
#[must_use]
pub fn plain(registration: &str) -> String {
    registration
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The registration that an address stands for, where its state assigns by a known rule.
#[must_use]
pub fn registration_of(address: Address) -> Option<String> {
    if address.kind != AddressKind::Icao {
        return None;
    }
    let value = address.value.value();
    united_states(value).or_else(|| RULES.iter().find_map(|rule| rule.registration(value)))
}

fn block_of(address: Address) -> Option<&'static Block> {
    if address.kind != AddressKind::Icao {
        return None;
    }
    let value = address.value.value();
    let place = BLOCKS.partition_point(|block| block.last < value);
    BLOCKS.get(place).filter(|block| block.first <= value)
}

/// Three letters that follow each other by fixed steps.
struct Rule {
    /// The address of the first registration.
    start: u32,
    /// Addresses from one first letter, and one second letter, to the next.
    steps: (u32, u32),
    prefix: &'static str,
    /// The first and the last suffix that the rule gives.
    suffixes: (&'static [u8; 3], &'static [u8; 3]),
}

const ALL: (&[u8; 3], &[u8; 3]) = (b"AAA", b"ZZZ");
const DENSE: (u32, u32) = (26 * 26, 26);
const BITS: (u32, u32) = (1024, 32);

const fn rule(
    start: u32,
    steps: (u32, u32),
    prefix: &'static str,
    suffixes: (&'static [u8; 3], &'static [u8; 3]),
) -> Rule {
    Rule {
        start,
        steps,
        prefix,
        suffixes,
    }
}

static RULES: [Rule; 27] = [
    rule(0x00_8011, DENSE, "ZS-", ALL),
    rule(0x39_0000, BITS, "F-G", ALL),
    rule(0x39_8000, BITS, "F-H", ALL),
    rule(0x3C_4421, BITS, "D-A", (b"AAA", b"OZZ")),
    rule(0x3C_0001, DENSE, "D-A", (b"PAA", b"ZZZ")),
    rule(0x3C_8421, BITS, "D-B", (b"AAA", b"OZZ")),
    rule(0x3C_2001, DENSE, "D-B", (b"PAA", b"ZZZ")),
    rule(0x3C_C000, DENSE, "D-C", ALL),
    rule(0x3D_04A8, DENSE, "D-E", ALL),
    rule(0x3D_4950, DENSE, "D-F", ALL),
    rule(0x3D_8DF8, DENSE, "D-G", ALL),
    rule(0x3D_D2A0, DENSE, "D-H", ALL),
    rule(0x3E_1748, DENSE, "D-I", ALL),
    rule(0x44_8421, BITS, "OO-", ALL),
    rule(0x45_8421, BITS, "OY-", ALL),
    rule(0x46_0000, DENSE, "OH-", ALL),
    rule(0x46_8421, BITS, "SX-", ALL),
    rule(0x49_0421, BITS, "CS-", ALL),
    rule(0x4A_0421, BITS, "YR-", ALL),
    rule(0x4B_8421, BITS, "TC-", ALL),
    rule(0x74_0421, BITS, "JY-", ALL),
    rule(0x76_0421, BITS, "AP-", ALL),
    rule(0x76_8421, BITS, "9V-", ALL),
    rule(0x77_8421, BITS, "YK-", ALL),
    rule(0xC0_0001, DENSE, "C-F", ALL),
    rule(0xC0_44A9, DENSE, "C-G", ALL),
    rule(0xE0_1041, (4096, 64), "LV-", ALL),
];

impl Rule {
    fn registration(&self, address: u32) -> Option<String> {
        let letter = |c: u8| u32::from(c - b'A');
        let place =
            |s: &[u8; 3]| letter(s[0]) * self.steps.0 + letter(s[1]) * self.steps.1 + letter(s[2]);
        let offset = address.checked_sub(self.start)? + place(self.suffixes.0);
        if offset > place(self.suffixes.1) {
            return None;
        }
        let (first, rest) = (offset / self.steps.0, offset % self.steps.0);
        let suffix = [first, rest / self.steps.1, rest % self.steps.1];
        let mut registration = self.prefix.to_owned();
        for number in suffix {
            let number = u8::try_from(number).ok().filter(|&n| n < 26)?;
            registration.push(char::from(b'A' + number));
        }
        Some(registration)
    }
}

/// United States: one to five characters after the N, digits first, the addresses in the order of a dictionary in which
/// the end of the word comes first, then letters, then digits.
fn united_states(address: u32) -> Option<String> {
    // How many registrations begin with given digits: N1…, N12…, N123…, N1234….
    const FOUR: u32 = 1 + 24 + 10;
    const THREE: u32 = US_SUFFIXES + 10 * FOUR;
    const TWO: u32 = US_SUFFIXES + 10 * THREE;
    const ONE: u32 = US_SUFFIXES + 10 * TWO;
    let mut rest = address.checked_sub(US_FIRST)?;
    let first = rest / ONE;
    if first >= 9 {
        return None;
    }
    let mut registration = format!("N{}", first + 1);
    rest %= ONE;
    for size in [TWO, THREE, FOUR] {
        if rest < US_SUFFIXES {
            push_us_letters(&mut registration, rest);
            return Some(registration);
        }
        rest -= US_SUFFIXES;
        push_digit(&mut registration, rest / size);
        rest %= size;
    }
    match rest {
        0 => {}
        1..=24 => registration.push(us_letter(rest - 1)),
        _ => push_digit(&mut registration, rest - 25),
    }
    Some(registration)
}

fn push_us_letters(registration: &mut String, number: u32) {
    if let Some(number) = number.checked_sub(1) {
        registration.push(us_letter(number / 25));
        if let Some(second) = (number % 25).checked_sub(1) {
            registration.push(us_letter(second));
        }
    }
}

fn push_digit(registration: &mut String, digit: u32) {
    registration.extend(char::from_digit(digit, 10));
}

fn us_letter(number: u32) -> char {
    let index = usize::try_from(number).unwrap_or(0);
    char::from(US_LETTERS.get(index).copied().unwrap_or(b'?'))
}

#[cfg(test)]
mod tests {
    use super::blocks::BLOCKS;
    use super::{bears_mark, registration_of, registry_of};
    use vigie_core::identity::{Address, AddressKind, IcaoAddress};

    fn icao(value: u32) -> Address {
        Address::icao(value).expect("24 bits")
    }

    #[test]
    fn states() {
        for (value, state) in [
            (0x06_2000, Some("NE")),
            (0x06_2FFF, Some("NE")),
            (0x06_3000, None),
            (0x38_0000, Some("FR")),
            (0xA0_0001, Some("US")),
            (0x4C_A2D1, Some("IE")),
            (0, None),
            (0xFF_FFFF, None),
        ] {
            let found = registry_of(icao(value)).map(|r| r.state);
            assert_eq!(found, state, "{value:06x}");
        }
        let anonymous = Address {
            kind: AddressKind::NonIcao,
            value: IcaoAddress::new(0x38_0000).expect("24 bits"),
        };
        assert_eq!(registry_of(anonymous), None);
    }

    #[test]
    fn blocks_are_in_order_and_apart() {
        assert!(BLOCKS.windows(2).all(|w| w[0].last < w[1].first));
        assert!(
            BLOCKS
                .iter()
                .all(|b| b.first < b.last && b.state.len() == 2)
        );
    }

    #[test]
    fn registrations_that_public_registers_give() {
        for (value, expected) in [
            (0xA0_0001, Some("N1")),
            (0xA0_0002, Some("N1A")),
            (0xA0_0003, Some("N1AA")),
            (0xAD_F7C7, Some("N99999")),
            (0xAD_F7C8, None),
            (0x39_0000, Some("F-GAAA")),
            (0x3C_4421, Some("D-AAAA")),
            (0x48_4000, None),
        ] {
            let found = registration_of(icao(value));
            assert_eq!(found.as_deref(), expected, "{value:06x}");
        }
    }

    #[test]
    fn every_united_states_address_is_another_registration() {
        let mut seen = std::collections::BTreeSet::new();
        for value in (0xA0_0001..=0xAD_F7C7).step_by(97) {
            let registration = registration_of(icao(value)).expect("all are given");
            assert!(registration.len() <= 6, "{registration}");
            assert!(seen.insert(registration));
        }
    }

    #[test]
    fn marks() {
        let niger = registry_of(icao(0x06_2001)).expect("Niger");
        assert!(bears_mark("5U-AAB", niger) && bears_mark("5uaab", niger));
        assert!(!bears_mark("TU-AAB", niger));
    }
}
