//! Which registers some bits can be, at a glance.

use super::Bds;
use super::layout::Layout;
use super::{
    bds0a, bds05, bds5f, bds06, bds07, bds08, bds09, bds10, bds17, bds18, bds20, bds21, bds30,
    bds40, bds41, bds42, bds43, bds44, bds45, bds48, bds50, bds51, bds52, bds53, bds60, bds61,
    bds62, bds65,
};
use crate::bits::Mb;
use std::fmt;

/// Every register read here, lowest first.
const LAYOUTS: [Layout; COUNT] = [
    bds05::LAYOUT,
    bds06::LAYOUT,
    bds07::LAYOUT,
    bds08::LAYOUT,
    bds09::LAYOUT,
    bds0a::LAYOUT,
    bds10::LAYOUT,
    bds17::LAYOUT,
    bds18::layout(0x18),
    bds18::layout(0x19),
    bds18::layout(0x1a),
    bds18::layout(0x1b),
    bds18::layout(0x1c),
    bds20::LAYOUT,
    bds21::LAYOUT,
    bds30::LAYOUT,
    bds40::LAYOUT,
    bds41::LAYOUT,
    bds42::LAYOUT,
    bds43::LAYOUT,
    bds44::LAYOUT,
    bds45::LAYOUT,
    bds48::LAYOUT,
    bds50::LAYOUT,
    bds51::LAYOUT,
    bds52::LAYOUT,
    bds53::LAYOUT,
    bds5f::LAYOUT,
    bds60::LAYOUT,
    bds61::LAYOUT,
    bds62::LAYOUT,
    bds65::LAYOUT,
];

const COUNT: usize = 32;

/// Whether the bits can be register `INDEX` of the table, as one bit at that
/// place. One function for each, so that its masks are constants.
#[inline]
fn fit<const INDEX: usize>(mb: Mb) -> u64 {
    const { assert!(INDEX < COUNT) };
    let layout = const { LAYOUTS[INDEX] };
    u64::from(layout.masks_fit(mb)) << INDEX
}

/// The set bits of these indices.
macro_rules! fits {
    ($mb:expr, $($index:literal)*) => { 0 $(| fit::<$index>($mb))* };
}

/// The registers that the bits do not contradict: exactly those whose
/// [`parse`](super::Register::parse) succeeds, found without reading them.
#[inline]
#[must_use]
pub fn candidates(mb: Mb) -> Candidates {
    let mut set = fits!(mb, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25
        26 27 28 29 30 31);
    let mut rest = set & MORE;
    while rest != 0 {
        if !TABLE[rest.trailing_zeros() as usize].rest_fits(mb) {
            set &= !(rest & rest.wrapping_neg());
        }
        rest &= rest.wrapping_sub(1);
    }
    Candidates(set)
}

static TABLE: [Layout; COUNT] = LAYOUTS;

/// The registers with rules that are no masks.
const MORE: u64 = {
    let mut set = 0;
    let mut index = 0;
    while index < COUNT {
        set |= (LAYOUTS[index].has_more() as u64) << index;
        index += 1;
    }
    set
};

/// A set of registers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Candidates(u64);

impl Candidates {
    /// Whether `bds` is one of them.
    #[must_use]
    pub fn contains(self, bds: Bds) -> bool {
        self.iter().any(|known| known == bds)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// There is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, lowest first.
    pub fn iter(self) -> impl Iterator<Item = Bds> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let index = rest.trailing_zeros() as usize;
            // Takes the lowest bit away.
            rest &= rest.wrapping_sub(1);
            BDS.get(index).copied()
        })
    }

    /// Every register read here, lowest first.
    pub fn all() -> Candidates {
        Candidates((1 << COUNT) - 1)
    }
}

const BDS: [Bds; COUNT] = {
    let mut numbers = [Bds(0); COUNT];
    let mut index = 0;
    while index < COUNT {
        numbers[index] = LAYOUTS[index].bds();
        index += 1;
    }
    numbers
};

/// As a list of register numbers.
impl fmt::Debug for Candidates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|bds| bds.to_string()))
            .finish()
    }
}
