//! Encounters made by chance from a seed, dense traffic likewise, and how the conflict rule fares on them.
//!
//! **Warning.** Counted on encounters whose truth loses 5 NM and 800 ft. *Adequate*: alerted at least 60 s before the
//! loss. *Greatest possible*: alerted within 8 s (by radar, 20 s) of the moment from which the loss could be foreseen: when the manoeuvre
//! that brings it about is flown out (a turn: the new course is held; a climb: 5 s after it began; a level bust: 200 ft past the
//! level told), or before it. Nobody is warned of a turn before it is flown.
//!
//! **Nuisance.** Counted on dense traffic that nobody controls: an alert of a pair that would have kept the minima for 125 s
//! with nobody doing anything new (what has begun is flown out), and did. An alert of a conflict that somebody then
//! resolves is no nuisance; how many were is told too.

use super::sky::{Chance, Craft, Eyes, KNOT, Manoeuvre, NM, apart};
use std::collections::BTreeSet;
use std::f64::consts::TAU;
use vigie_watch::Rules;

/// What is lost.
const MINIMUM_M: f64 = 5.0 * NM;
const MINIMUM_FT: f64 = 800.0;
/// Enough time to act.
const ADEQUATE_S: u32 = 60;
/// What confirmation may take, and so many reports of the slower of the two sensors until the tracker has the manoeuvre.
const DELAY_S: u32 = 5;
const DELAY_REPORTS: u32 = 3;
/// Encounters begin so long before the nearest passage: the tracks are settled by then.
const PASSAGE_S: u32 = 220;

/// How one kind of encounter was warned of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Warned {
    pub(crate) encounters: u32,
    pub(crate) adequate: u32,
    pub(crate) greatest_possible: u32,
    /// Alerted, but later than that.
    pub(crate) late: u32,
    pub(crate) not_at_all: u32,
}

impl Warned {
    pub(crate) fn share(self) -> f64 {
        f64::from(self.adequate + self.greatest_possible) / f64::from(self.encounters.max(1))
    }

    pub(crate) fn and(self, other: Warned) -> Warned {
        Warned {
            encounters: self.encounters + other.encounters,
            adequate: self.adequate + other.adequate,
            greatest_possible: self.greatest_possible + other.greatest_possible,
            late: self.late + other.late,
            not_at_all: self.not_at_all + other.not_at_all,
        }
    }
}

/// The kinds of encounters.
pub(crate) const KINDS: [&str; 6] = [
    "level, straight",
    "climbing through, level told",
    "climbing through, nothing told",
    "late turn",
    "late climb or descent",
    "level bust",
];

/// Two aircraft that pass each other too near, and when that can be foreseen.
fn encounter(kind: usize, chance: &mut Chance) -> ([Craft; 2], u32) {
    let course = chance.within(0.0, TAU);
    let crossing = chance.within(0.3, TAU - 0.3);
    let speed = |chance: &mut Chance| chance.within(380.0, 500.0) * KNOT;
    let mut one = Craft::new(course, speed(chance), 35_000.0);
    let mut other = Craft::new(course + crossing, speed(chance), 35_000.0);
    let late = chance.within(30.0, 110.0);
    let begins = PASSAGE_S - super::whole(late);
    let mut foreseen = 0;
    other.tells = chance.is(0.8);
    match kind {
        1 | 2 => {
            one.tells = kind == 1;
            let (fps, by) = (chance.within(12.0, 40.0), chance.within(5_000.0, 9_000.0));
            let by_ft = if chance.is(0.5) { by } else { -by };
            let begins = PASSAGE_S.saturating_sub(super::whole(by / 2.0 / fps));
            one.plan.push((begins, climb(by_ft, fps, by_ft)));
            foreseen = begins + 5;
        }
        3 => {
            let by = chance.within(0.35, 1.6);
            let by = if chance.is(0.5) { by } else { -by };
            let rate = chance.within(1.0, 3.0).to_radians();
            let turn = Manoeuvre::Turn {
                to_rad: course + by,
                rate,
            };
            one.plan.push((begins, turn));
            foreseen = begins + super::whole(libm::ceil(by.abs() / rate));
            one.tells = chance.is(0.8);
        }
        4 => {
            one.tells = chance.is(0.8);
            let (fps, by) = (chance.within(15.0, 50.0), chance.within(1_000.0, 3_000.0));
            let by_ft = if chance.is(0.5) { by } else { -by };
            let begins =
                PASSAGE_S.saturating_sub(super::whole(by / fps + chance.within(0.0, 20.0)));
            one.plan.push((begins, climb(by_ft, fps, by_ft)));
            foreseen = begins + 5;
        }
        5 => {
            // it told a level a thousand feet short of the other's, and goes on
            let (fps, by) = (chance.within(15.0, 35.0), chance.within(4_000.0, 6_000.0));
            let begins = PASSAGE_S.saturating_sub(super::whole(by / fps));
            one.plan.push((begins, climb(by, fps, by - 1_000.0)));
            foreseen = begins + super::whole((by - 1_000.0 + 200.0) / fps) + 3;
        }
        _ => {}
    }
    one.has_adsb = chance.is(0.8);
    other.has_adsb = chance.is(0.8);
    meet(&mut one, &mut other, chance);
    ([one, other], foreseen)
}

fn climb(by_ft: f64, fps: f64, told_ft: f64) -> Manoeuvre {
    Manoeuvre::Climb {
        by_ft,
        fps,
        told_ft,
    }
}

/// Shifts the two so that they pass within the minima at [`PASSAGE_S`].
fn meet(one: &mut Craft, other: &mut Craft, chance: &mut Chance) {
    let flown = |craft: &Craft| {
        let mut craft = craft.clone();
        for second in 0..PASSAGE_S {
            craft.fly(second);
        }
        craft
    };
    let (a, b) = (flown(one), flown(other));
    let (miss, bearing) = (chance.within(0.0, 4.0) * NM, chance.within(0.0, TAU));
    let shift_ft = a.ft + chance.within(-300.0, 300.0) - b.ft;
    other.ft += shift_ft;
    other.set_ft += shift_ft;
    let middle = (
        f64::midpoint(a.east_m, one.east_m),
        f64::midpoint(a.north_m, one.north_m),
    );
    other.east_m += a.east_m - b.east_m + miss * libm::sin(bearing) - middle.0;
    other.north_m += a.north_m - b.north_m + miss * libm::cos(bearing) - middle.1;
    one.east_m -= middle.0;
    one.north_m -= middle.1;
}

/// Flies one encounter; `None` when its truth loses nothing, or has lost it before the tracks are settled.
fn warned(kind: usize, seed: u64, rules: &Rules) -> Option<Warned> {
    let mut chance = Chance::new(seed);
    let (mut sky, foreseen) = encounter(kind, &mut chance);
    let mut eyes = Eyes::new(rules.clone());
    let (mut alerted, mut lost) = (None, None);
    for second in 0..PASSAGE_S + 60 {
        let (metres, feet) = apart(&sky[0], &sky[1]);
        if metres < MINIMUM_M && feet < MINIMUM_FT && lost.is_none() {
            lost = Some(second);
        }
        if lost.is_some_and(|lost| second > lost + 30) {
            break;
        }
        if !eyes.look(second, &sky, &mut chance).is_empty() && alerted.is_none() {
            alerted = Some(second);
        }
        for craft in &mut sky {
            craft.fly(second);
        }
    }
    let lost = lost.filter(|&second| second >= 40)?;
    let period = if sky.iter().all(|craft| craft.has_adsb) {
        1
    } else {
        super::sky::RADAR_TURN_S
    };
    let delay = DELAY_S + DELAY_REPORTS * period;
    let possible = foreseen.max(lost.saturating_sub(120)).max(30) + delay;
    let mut warned = Warned {
        encounters: 1,
        ..Warned::default()
    };
    match alerted {
        Some(at) if at + ADEQUATE_S <= lost => warned.adequate = 1,
        Some(at) if at <= possible => warned.greatest_possible = 1,
        Some(_) => warned.late = 1,
        None => warned.not_at_all = 1,
    }
    Some(warned)
}

/// So many encounters of each kind.
pub(crate) fn encounters(each: u32, seed: u64, rules: &Rules) -> Vec<Warned> {
    (0..KINDS.len())
        .map(|kind| {
            let mut all = Warned::default();
            let mut next = seed + 1_000_000 * kind as u64;
            while all.encounters < each {
                next += 1;
                all = warned(kind, next, rules).map_or(all, |one| all.and(one));
            }
            all
        })
        .collect()
}

/// What came of dense traffic.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dense {
    pub(crate) alerts: u32,
    /// Would have kept the minima with nobody doing anything new.
    pub(crate) nuisance: u32,
    /// Kept the minima in the end, whoever did what.
    pub(crate) resolved: u32,
    pub(crate) losses: u32,
    /// Lost without an alert before.
    pub(crate) surprises: u32,
}

impl Dense {
    pub(crate) fn and(self, other: Dense) -> Dense {
        Dense {
            alerts: self.alerts + other.alerts,
            nuisance: self.nuisance + other.nuisance,
            resolved: self.resolved + other.resolved,
            losses: self.losses + other.losses,
            surprises: self.surprises + other.surprises,
        }
    }
}

/// Dense traffic on twelve levels of a square of 500 km: turns at waypoints, climbs and descents by 1,000 to 4,000 ft.
pub(crate) fn dense(aircraft: u32, seconds: u32, seed: u64, rules: &Rules) -> Dense {
    let mut chance = Chance::new(seed);
    let mut sky: Vec<Craft> = (0..aircraft)
        .map(|_| routed(seconds, 500e3, &mut chance))
        .collect();
    let mut eyes = Eyes::new(rules.clone());
    let mut alerted: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut within: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut dense = Dense::default();
    for second in 0..seconds {
        let counts = second >= 60;
        for (pair, begins) in losses(&sky, &mut within) {
            if counts && begins {
                dense.losses += 1;
                dense.surprises += u32::from(!alerted.contains(&pair));
            }
        }
        for pair in eyes.look(second, &sky, &mut chance) {
            alerted.insert(pair);
            if counts {
                let (one, other) = (&sky[pair.0], &sky[pair.1]);
                let kept = |news| !loses(one, other, second, news);
                dense.alerts += 1;
                dense.resolved += u32::from(kept(true));
                dense.nuisance += u32::from(kept(true) && kept(false));
            }
        }
        for craft in &mut sky {
            craft.fly(second);
        }
    }
    dense
}

/// The pairs within the minima, and whether they were not a second ago.
fn losses(sky: &[Craft], within: &mut BTreeSet<(usize, usize)>) -> Vec<((usize, usize), bool)> {
    let before = std::mem::take(within);
    for i in 0..sky.len() {
        for j in i + 1..sky.len() {
            let (metres, feet) = apart(&sky[i], &sky[j]);
            if metres < MINIMUM_M && feet < MINIMUM_FT {
                within.insert((i, j));
            }
        }
    }
    within
        .iter()
        .map(|pair| (*pair, !before.contains(pair)))
        .collect()
}

/// Whether two flown on lose the minima within the look-ahead, `news`: beginning what they have planned.
fn loses(one: &Craft, other: &Craft, second: u32, news: bool) -> bool {
    let (mut one, mut other) = (one.clone(), other.clone());
    if !news {
        one.plan.clear();
        other.plan.clear();
    }
    (second..second + 125).any(|second| {
        let (metres, feet) = apart(&one, &other);
        one.fly(second);
        other.fly(second);
        metres < MINIMUM_M && feet < MINIMUM_FT
    })
}

fn routed(seconds: u32, side: f64, chance: &mut Chance) -> Craft {
    let course = chance.within(0.0, TAU);
    let level = 29_000.0 + 1_000.0 * f64::from(chance.pick(12));
    let mut craft = Craft::new(course, chance.within(400.0, 500.0) * KNOT, level);
    craft.east_m = (chance.unit() - 0.5) * side;
    craft.north_m = (chance.unit() - 0.5) * side;
    craft.has_adsb = chance.is(0.8);
    craft.tells = chance.is(0.8);
    let (mut second, mut to_rad, mut ft) =
        (super::whole(chance.within(60.0, 900.0)), course, level);
    while second < seconds {
        if chance.is(0.5) {
            to_rad += chance.within(-0.8, 0.8);
            let rate = chance.within(1.0, 2.0).to_radians();
            craft.plan.push((second, Manoeuvre::Turn { to_rad, rate }));
        } else {
            let by = 1_000.0 * f64::from(1 + chance.pick(4));
            let by_ft = if ft + by > 40_000.0 || (ft - by >= 29_000.0 && chance.is(0.5)) {
                -by
            } else {
                by
            };
            ft += by_ft;
            let fps = chance.within(15.0, 40.0);
            craft.plan.push((second, climb(by_ft, fps, by_ft)));
        }
        second += super::whole(chance.within(600.0, 1_200.0));
    }
    craft
}
