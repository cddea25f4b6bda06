//! The conflict rule on simulated encounters and dense traffic: a small run of what `examples/encounters.rs` measures.

#[path = "common/encounters.rs"]
mod encounters;
#[path = "common/sky.rs"]
mod sky;

use encounters::{Dense, KINDS, Warned, dense};
use vigie_watch::Rules;

/// The whole part of a small number that is not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of a simulation"
)]
fn whole(x: f64) -> u32 {
    x as u32
}

#[test]
fn the_warning_is_adequate_or_the_greatest_possible() {
    let found = encounters::encounters(50, 77, &Rules::default());
    for (kind, warned) in KINDS.iter().zip(&found) {
        assert_eq!(warned.encounters, 50);
        assert!(warned.share() >= 0.98, "{kind}: {warned:?}");
    }
    let all = found.into_iter().fold(Warned::default(), Warned::and);
    assert!(all.share() >= 0.99 && all.not_at_all == 0, "{all:?}");
}

#[test]
fn dense_traffic_gives_few_nuisance_alerts() {
    let all = (0..4).fold(Dense::default(), |all, seed| {
        all.and(dense(400, 900, 500 + seed, &Rules::default()))
    });
    assert!(all.alerts > 200 && all.losses > 200, "{all:?}");
    assert!(10 * all.nuisance <= all.alerts, "{all:?}");
    assert!(100 * all.surprises <= all.losses, "{all:?}");
}

#[test]
fn a_rule_that_hardly_looks_ahead_is_found_wanting() {
    let mut rules = Rules::default();
    rules.conflict.look_ahead = vigie_core::time::Nanos::from_secs(20);
    let found = encounters::encounters(5, 77, &rules);
    assert!(found[0].share() < 0.5, "{:?}", found[0]);
    assert!(found[0].late == 5, "{:?}", found[0]);
}
