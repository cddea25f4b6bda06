//! Which registers some bits can be, at a glance.

use super::layout::{Masks, Rule, check};
use super::{
    ActiveAdvisory, AirState, AirbornePosition, AirborneVelocity, AircraftStatus, Bds,
    CapabilityReport, ChangeCounters, CoarsePosition, CommonCapability, DataLinkCapability,
    EventDriven, FinePosition, HazardReport, HeadingAndSpeed, Identification, NextWaypoint,
    OperationalStatus, Registration, RoutineAirReport, SquitterIdentification, SquitterStatus,
    SurfacePosition, TargetState, TrackAndTurn, VerticalIntention, VhfChannels,
    WaypointInformation, WaypointPosition,
};
use super::{
    bds0a, bds05, bds5f, bds06, bds07, bds08, bds09, bds10, bds17, bds18, bds20, bds21, bds30,
    bds40, bds41, bds42, bds43, bds44, bds45, bds48, bds50, bds51, bds52, bds53, bds60, bds61,
    bds62, bds65,
};
use crate::bits::Mb;
use std::fmt;

/// Every register read here, lowest first.
const LAYOUTS: [Layout; COUNT] = [
    Layout::new(AirbornePosition::BDS, bds05::RULES),
    Layout::new(SurfacePosition::BDS, bds06::RULES),
    Layout::new(SquitterStatus::BDS, bds07::RULES),
    Layout::new(SquitterIdentification::BDS, bds08::RULES),
    Layout::new(AirborneVelocity::BDS, bds09::RULES),
    Layout::new(EventDriven::BDS, bds0a::RULES),
    Layout::new(DataLinkCapability::BDS, bds10::RULES),
    Layout::new(CommonCapability::BDS, bds17::RULES),
    Layout::new(CapabilityReport::<0x18>::BDS, bds18::rules(0x18)),
    Layout::new(CapabilityReport::<0x19>::BDS, bds18::rules(0x19)),
    Layout::new(CapabilityReport::<0x1a>::BDS, bds18::rules(0x1a)),
    Layout::new(CapabilityReport::<0x1b>::BDS, bds18::rules(0x1b)),
    Layout::new(CapabilityReport::<0x1c>::BDS, bds18::rules(0x1c)),
    Layout::new(Identification::BDS, bds20::RULES),
    Layout::new(Registration::BDS, bds21::RULES),
    Layout::new(ActiveAdvisory::BDS, bds30::RULES),
    Layout::new(VerticalIntention::BDS, bds40::RULES),
    Layout::new(NextWaypoint::BDS, bds41::RULES),
    Layout::new(WaypointPosition::BDS, bds42::RULES),
    Layout::new(WaypointInformation::BDS, bds43::RULES),
    Layout::new(RoutineAirReport::BDS, bds44::RULES),
    Layout::new(HazardReport::BDS, bds45::RULES),
    Layout::new(VhfChannels::BDS, bds48::RULES),
    Layout::new(TrackAndTurn::BDS, bds50::RULES),
    Layout::new(CoarsePosition::BDS, bds51::RULES),
    Layout::new(FinePosition::BDS, bds52::RULES),
    Layout::new(AirState::BDS, bds53::RULES),
    Layout::new(ChangeCounters::BDS, bds5f::RULES),
    Layout::new(HeadingAndSpeed::BDS, bds60::RULES),
    Layout::new(AircraftStatus::BDS, bds61::RULES),
    Layout::new(TargetState::BDS, bds62::RULES),
    Layout::new(OperationalStatus::BDS, bds65::RULES),
];

const COUNT: usize = 32;

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
        self.masks.fit(mb) && (!self.masks.has_more() || check(self.bds, self.rules, mb).is_ok())
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
