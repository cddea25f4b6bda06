//! Which registers some bits can be, at a glance.

use super::layout::{Masks, Rule, check};
use super::{
    Bds, CommonCapability, DataLinkCapability, HazardReport, HeadingAndSpeed, Identification,
    RoutineAirReport, TrackAndTurn, VerticalIntention,
};
use super::{bds10, bds17, bds20, bds40, bds44, bds45, bds50, bds60};
use crate::bits::Mb;
use std::fmt;

/// Every register read here, lowest first.
const LAYOUTS: [Layout; COUNT] = [
    Layout::new(DataLinkCapability::BDS, bds10::RULES),
    Layout::new(CommonCapability::BDS, bds17::RULES),
    Layout::new(Identification::BDS, bds20::RULES),
    Layout::new(VerticalIntention::BDS, bds40::RULES),
    Layout::new(RoutineAirReport::BDS, bds44::RULES),
    Layout::new(HazardReport::BDS, bds45::RULES),
    Layout::new(TrackAndTurn::BDS, bds50::RULES),
    Layout::new(HeadingAndSpeed::BDS, bds60::RULES),
];

const COUNT: usize = 8;

/// A register and what its bits keep to.
#[derive(Clone, Copy)]
struct Layout {
    bds: Bds,
    rules: &'static [Rule],
    masks: Masks,
}

impl Layout {
    const fn new(bds: Bds, rules: &'static [Rule]) -> Layout {
        Layout {
            bds,
            rules,
            masks: Masks::new(rules),
        }
    }

    #[inline]
    fn fit(&self, mb: Mb) -> bool {
        self.masks.fit(mb) && (!self.masks.has_text() || check(self.bds, self.rules, mb).is_ok())
    }
}

/// The registers that the bits do not contradict: exactly those whose
/// [`parse`](super::Register::parse) succeeds, found without reading them.
#[inline]
#[must_use]
pub fn candidates(mb: Mb) -> Candidates {
    static TABLE: [Layout; COUNT] = LAYOUTS;
    let mut set = 0;
    for (index, layout) in TABLE.iter().enumerate() {
        set |= u64::from(layout.fit(mb)) << index;
    }
    Candidates(set)
}

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
        numbers[index] = LAYOUTS[index].bds;
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
