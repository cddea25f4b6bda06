//! What the bits of a register keep to, stated once.
//!
//! A register's file lists its quantities and [`Rule`]s as constants. `parse`
//! names the first rule that is broken; the quick
//! test over all registers uses masks, computed from the same constants
//! when the crate is compiled; encoding takes the scale from the quantity.

use super::{Bds, Contradiction, Why};
use crate::Error;
use crate::bits::{Field, Mb, bits};
use crate::identity::character;

/// Where registers that begin with their own number have it.
pub(super) const CODE: Field = bits(1..=8);

/// A quantity with its status bit: where the status is 0 the value is too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantity {
    what: &'static str,
    status: Field,
    value: Field,
    signed: bool,
    /// Physical value of one count.
    lsb: f64,
    /// Physical value of count 0.
    zero: f64,
}

impl Quantity {
    /// A count of `lsb` from 0 up.
    pub(super) const fn unsigned(
        what: &'static str,
        status: Field,
        value: Field,
        lsb: f64,
    ) -> Quantity {
        Quantity {
            what,
            status,
            value,
            signed: false,
            lsb,
            zero: 0.0,
        }
    }

    /// A two's-complement count of `lsb`.
    pub(super) const fn signed(
        what: &'static str,
        status: Field,
        value: Field,
        lsb: f64,
    ) -> Quantity {
        let quantity = Quantity::unsigned(what, status, value, lsb);
        Quantity {
            signed: true,
            ..quantity
        }
    }

    /// The same with count 0 at `zero`.
    pub(super) const fn from(self, zero: f64) -> Quantity {
        Quantity { zero, ..self }
    }

    /// That the value is 0 where the status is.
    pub(super) const fn rule(self) -> Rule {
        Rule::Status {
            what: self.what,
            status: self.status,
            value: self.value,
        }
    }

    /// The count; `None` where the status is 0.
    pub(super) fn read<T: TryFrom<i64>>(self, mb: Mb) -> Option<T> {
        if !mb.flag(self.status) {
            return None;
        }
        let count = if self.signed {
            mb.signed(self.value)
        } else {
            mb.unsigned(self.value).cast_signed()
        };
        T::try_from(count).ok()
    }

    /// Writes a count, cut to the field, or zeros.
    pub(super) fn put(self, mb: Mb, count: Option<impl Into<i64>>) -> Mb {
        match count {
            Some(count) => {
                let count: i64 = count.into();
                mb.with(self.status, true)
                    .with(self.value, count.cast_unsigned())
            }
            None => mb,
        }
    }

    /// The physical value of a count.
    pub(super) fn physical(self, count: Option<impl Into<f64>>) -> Option<f64> {
        count.map(|count| {
            let count: f64 = count.into();
            count * self.lsb + self.zero
        })
    }

    /// The physical value of a count of degrees, 0 to below 360.
    pub(super) fn degrees(self, count: Option<impl Into<f64>>) -> Option<f64> {
        self.physical(count).map(|angle| angle.rem_euclid(360.0))
    }

    /// The nearest count. Fails where the field cannot hold it.
    pub(super) fn count<T: TryFrom<i64>>(self, physical: f64) -> Result<Option<T>, Error> {
        let beyond = Error::Range(self.what);
        let count = nearest((physical - self.zero) / self.lsb).ok_or(beyond)?;
        let fits = if self.signed {
            let half = 1_i64 << (self.value.width() - 1);
            (-half..half).contains(&count)
        } else {
            (0..1_i64 << self.value.width()).contains(&count)
        };
        match T::try_from(count) {
            Ok(count) if fits => Ok(Some(count)),
            _ => Err(beyond),
        }
    }

    /// The nearest count of an angle, any number of turns, in a field that
    /// holds one whole turn.
    pub(super) fn count_of_turn<T: TryFrom<i64>>(self, degrees: f64) -> Result<Option<T>, Error> {
        let beyond = Error::Range(self.what);
        let whole = 1_i64 << self.value.width();
        let count = nearest(degrees.rem_euclid(360.0) / self.lsb).ok_or(beyond)? % whole;
        let count = if self.signed && count >= whole / 2 {
            count - whole
        } else {
            count
        };
        T::try_from(count).map(Some).map_err(|_| beyond)
    }
}

/// The nearest whole number, halves away from zero.
fn nearest(number: f64) -> Option<i64> {
    let rounded = libm::round(number);
    #[expect(clippy::cast_possible_truncation, reason = "whole and within ±10^9")]
    (rounded.abs() < 1e9).then_some(rounded as i64)
}

/// What a register's bits keep to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    /// Where `status` is 0, `value` is 0.
    Status {
        what: &'static str,
        status: Field,
        value: Field,
    },
    /// The field holds this number: a reserved one 0, a BDS code itself.
    Fixed {
        what: &'static str,
        field: Field,
        number: u64,
    },
    /// The field, of at most six bits, holds a number of this set.
    OneOf {
        what: &'static str,
        field: Field,
        set: u64,
    },
    /// The field holds six-bit characters, unless `status` is given and 0.
    Text {
        what: &'static str,
        status: Option<Field>,
        field: Field,
    },
    /// Whatever else: asked last, and only of bits that keep the rules above.
    Other {
        what: &'static str,
        holds: fn(Mb) -> bool,
    },
}

impl Rule {
    /// Reserved: all 0.
    pub(super) const fn reserved(field: Field) -> Rule {
        Rule::Fixed {
            what: "reserved bits",
            field,
            number: 0,
        }
    }

    /// The number of a register that begins with it.
    pub(super) const fn code(bds: Bds) -> Rule {
        Rule::Fixed {
            what: "BDS code",
            field: CODE,
            number: bds.0 as u64,
        }
    }

    /// Why `mb` breaks the rule.
    fn broken(self, mb: Mb) -> Option<Why> {
        match self {
            Rule::Status { status, value, .. } => {
                if !mb.flag(status) && mb.unsigned(value) != 0 {
                    return Some(Why::WithoutStatus);
                }
            }
            Rule::Fixed { field, number, .. } => {
                if mb.unsigned(field) != number {
                    return Some(Why::Unassigned);
                }
            }
            Rule::OneOf { field, set, .. } => {
                if set >> mb.unsigned(field) & 1 == 0 {
                    return Some(Why::Unassigned);
                }
            }
            Rule::Text { status, field, .. } => {
                let said = match status {
                    Some(status) => mb.flag(status),
                    None => true,
                };
                if said && !is_text(mb.unsigned(field), field.width() / 6) {
                    return Some(Why::Unassigned);
                }
            }
            Rule::Other { holds, .. } => {
                if !holds(mb) {
                    return Some(Why::Unassigned);
                }
            }
        }
        None
    }

    const fn what(self) -> &'static str {
        match self {
            Rule::Status { what, .. }
            | Rule::Fixed { what, .. }
            | Rule::OneOf { what, .. }
            | Rule::Text { what, .. }
            | Rule::Other { what, .. } => what,
        }
    }
}

/// A register and what its bits keep to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    bds: Bds,
    rules: &'static [Rule],
    masks: Masks,
}

impl Layout {
    /// Of register `bds`: at most eight status bits, two choices and two
    /// texts.
    pub(super) const fn new(bds: Bds, rules: &'static [Rule]) -> Layout {
        Layout {
            bds,
            rules,
            masks: Masks::new(rules),
        }
    }

    pub(super) const fn bds(&self) -> Bds {
        self.bds
    }

    /// Names the first rule that is broken.
    #[inline]
    pub(super) fn check(&self, mb: Mb) -> Result<(), Contradiction> {
        if self.masks_fit(mb) && (!self.has_more() || self.rest_fits(mb)) {
            return Ok(());
        }
        self.first_broken(mb)
    }

    #[cold]
    fn first_broken(&self, mb: Mb) -> Result<(), Contradiction> {
        let mut broken = self
            .rules
            .iter()
            .filter_map(|rule| rule.broken(mb).map(|why| (rule.what(), why)));
        match broken.next() {
            Some((what, why)) => Err(Contradiction {
                bds: self.bds,
                what,
                why,
            }),
            None => Ok(()),
        }
    }

    /// No rule that is a mask is broken. No branches: with masks known to the
    /// compiler a few operations on one word.
    #[expect(clippy::inline_always, reason = "only inlined are the masks constants")]
    #[inline(always)]
    pub(super) const fn masks_fit(&self, mb: Mb) -> bool {
        self.masks.fit(mb)
    }

    /// Whether other rules are yet to be asked.
    pub(super) const fn has_more(&self) -> bool {
        self.masks.texts_used != 0 || self.masks.other.is_some()
    }

    /// The other rules: those over text first.
    pub(super) fn rest_fits(&self, mb: Mb) -> bool {
        let texts = &self.masks.texts[..self.masks.texts_used];
        texts.iter().all(|text| text.fits(mb.value()))
            && self.masks.other.is_none_or(|holds| holds(mb))
    }
}

/// Every one of the lowest `count` six-bit codes is a character.
const fn is_text(codes: u64, count: u32) -> bool {
    let mut rest = codes;
    let mut left = count;
    while left > 0 {
        if ASSIGNED >> (rest & 63) & 1 == 0 {
            return false;
        }
        rest >>= 6;
        left -= 1;
    }
    true
}

/// The six-bit codes with a character.
const ASSIGNED: u64 = {
    let mut set = 0;
    let mut code = 0;
    while code < 64 {
        if character(code) != b'#' {
            set |= 1 << code;
        }
        code += 1;
    }
    set
};

/// Quantities a register can have at most.
const STATUSES_MAX: usize = 8;

/// The rules of one register as masks over the 56 bits.
#[derive(Debug, Clone, Copy)]
struct Masks {
    /// `mb & fixed == number`.
    fixed: u64,
    number: u64,
    /// `set` has the number at `shift`, `mask` wide; twice.
    choices: [(u32, u64, u64); 2],
    /// Where the bit of the first is 0, the bits of the second are.
    statuses: [(u64, u64); STATUSES_MAX],
    used: usize,
    /// No masks: asked of what keeps to the masks.
    texts: [TextAt; 2],
    texts_used: usize,
    other: Option<fn(Mb) -> bool>,
}

/// Where six-bit characters are.
#[derive(Debug, Clone, Copy)]
struct TextAt {
    /// Said where one of these bits is set, or none is there.
    status: u64,
    shift: u32,
    count: u32,
}

impl TextAt {
    const fn fits(self, word: u64) -> bool {
        let said = self.status == 0 || word & self.status != 0;
        !said || is_text(word >> self.shift, self.count)
    }
}

impl Masks {
    /// Of these rules: at most eight status bits and two choices.
    const fn new(rules: &[Rule]) -> Masks {
        let mut masks = Masks {
            fixed: 0,
            number: 0,
            choices: [(0, 0, 1); 2],
            statuses: [(0, 0); STATUSES_MAX],
            used: 0,
            texts: [TextAt {
                status: 0,
                shift: 0,
                count: 0,
            }; 2],
            texts_used: 0,
            other: None,
        };
        let (mut index, mut choices) = (0, 0);
        while index < rules.len() {
            match rules[index] {
                Rule::Status { status, value, .. } => {
                    masks.silence(Mb::mask(status).value(), Mb::mask(value).value());
                }
                Rule::Fixed { field, number, .. } => {
                    let mask = Mb::mask(field).value();
                    masks.fixed |= mask;
                    masks.number |= number << mask.trailing_zeros();
                }
                Rule::OneOf { field, set, .. } => {
                    let mask = Mb::mask(field).value();
                    let shift = mask.trailing_zeros();
                    masks.choices[choices] = (shift, mask >> shift, set);
                    choices += 1;
                }
                Rule::Text { status, field, .. } => {
                    masks.texts[masks.texts_used] = TextAt {
                        status: match status {
                            Some(status) => Mb::mask(status).value(),
                            None => 0,
                        },
                        shift: Mb::mask(field).value().trailing_zeros(),
                        count: field.width() / 6,
                    };
                    masks.texts_used += 1;
                }
                Rule::Other { holds, .. } => {
                    assert!(masks.other.is_none());
                    masks.other = Some(holds);
                }
            }
            index += 1;
        }
        masks
    }

    /// Adds a status bit and its value, to one of the same status if any.
    const fn silence(&mut self, status: u64, value: u64) {
        let mut index = 0;
        while index < self.used && self.statuses[index].0 != status {
            index += 1;
        }
        if index == self.used {
            self.statuses[index].0 = status;
            self.used += 1;
        }
        self.statuses[index].1 |= value;
    }

    /// No rule that is a mask is broken. No branches: with masks known to the
    /// compiler a few operations on one word.
    #[expect(clippy::inline_always, reason = "only inlined are the masks constants")]
    #[inline(always)]
    const fn fit(&self, mb: Mb) -> bool {
        let word = mb.value();
        let [(shift, mask, set), (shift_2, mask_2, set_2)] = self.choices;
        let chosen = set >> (word >> shift & mask) & set_2 >> (word >> shift_2 & mask_2) & 1;
        let mut stray = (word ^ self.number) & self.fixed | chosen ^ 1;
        let mut index = 0;
        while index < self.used {
            let (status, value) = self.statuses[index];
            // All ones where the status is 0.
            let silent = ((word & status != 0) as u64).wrapping_sub(1);
            stray |= word & value & silent;
            index += 1;
        }
        stray == 0
    }
}
