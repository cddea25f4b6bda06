//! How often each register is asked for, before its bits are looked at.
//!
//! Radars ask the same few registers of an aircraft again and again, so what was answered firmly raises what is likely
//! next. The shares to begin with are rounded from recordings of several radars (`docs/commb.md`).

use vigie_modes::commb::{Bds, CommonCapability};

/// Share of replies with none of the registers known here, or damaged bits.
pub(super) const NONE_OF_THESE: f64 = 0.02;
/// The shares above count as so many answers.
const BEGINNING: f64 = 20.0;

/// The registers counted for each aircraft; the last place is for all others.
const COUNTED: [(Bds, f64); 9] = [
    (Bds(0x10), 0.05),
    (Bds(0x17), 0.03),
    (Bds(0x20), 0.06),
    (Bds(0x30), 0.002),
    (Bds(0x40), 0.28),
    (Bds(0x44), 0.004),
    (Bds(0x45), 0.001),
    (Bds(0x50), 0.26),
    (Bds(0x60), 0.28),
];
const OTHERS: usize = COUNTED.len();
/// Share of one of the other registers, to begin with.
const OTHER: f64 = 0.000_3;

/// How often each register was answered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Asked {
    counts: [u8; OTHERS + 1],
    sum: u16,
}

impl Asked {
    fn place(bds: Bds) -> usize {
        let place = COUNTED.iter().position(|(known, _)| *known == bds);
        place.unwrap_or(OTHERS)
    }

    /// Counts an answer. Old ones fade: a full count halves all.
    pub(super) fn count(&mut self, bds: Bds) {
        let place = Asked::place(bds);
        if self.counts[place] == u8::MAX {
            self.counts = self.counts.map(|count| count / 2);
            self.sum = self.counts.iter().copied().map(u16::from).sum();
        }
        self.counts[place] += 1;
        self.sum += 1;
    }

    /// The share of replies that carry this register.
    pub(super) fn share(&self, bds: Bds, listed: Option<CommonCapability>) -> f64 {
        let place = Asked::place(bds);
        let beginning = COUNTED.get(place).map_or(OTHER, |(_, share)| *share);
        // Of all others one in ten is this one: it has to be asked for more often before it is expected.
        let scale = if place == OTHERS { 0.1 } else { 1.0 };
        let seen = scale * f64::from(self.counts[place]);
        let share = (BEGINNING * beginning + seen) / (BEGINNING + f64::from(self.sum));
        share * listed.map_or(1.0, |listed| favour(bds, listed))
    }

    /// The share of replies with none of these.
    pub(super) fn none(&self) -> f64 {
        // Damage does not become rarer by what was heard well.
        0.25 * NONE_OF_THESE + 0.75 * BEGINNING * NONE_OF_THESE / (BEGINNING + f64::from(self.sum))
    }
}

/// What BDS 1,7 lists can be asked for. Soft: it lists what is fresh, and that changes.
fn favour(bds: Bds, listed: CommonCapability) -> f64 {
    match listed.supports(bds) {
        Some(false) => 0.1,
        Some(true) if Asked::place(bds) == OTHERS || matches!(bds.0, 0x44 | 0x45) => 4.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;
    use vigie_modes::commb::Bds;

    #[test]
    fn what_is_asked_again_becomes_likely_and_the_rest_fades() {
        let mut asked = Asked::default();
        let before = asked.share(Bds(0x50), None);
        for _ in 0..1_000 {
            asked.count(Bds(0x60));
        }
        assert!(asked.share(Bds(0x60), None) > 0.9);
        assert!(asked.share(Bds(0x50), None) < before / 5.0);
        for _ in 0..400 {
            asked.count(Bds(0x50));
        }
        assert!(asked.share(Bds(0x50), None) > 0.5);
    }
}
