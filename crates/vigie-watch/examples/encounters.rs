//! Measures the conflict rule on simulated encounters and on dense traffic:
//! `cargo run --release -p vigie-watch --example encounters [ENCOUNTERS-OF-EACH-KIND [SECONDS-OF-TRAFFIC [SEED]]]`.

#[path = "../tests/common/encounters.rs"]
mod encounters;
#[path = "../tests/common/sky.rs"]
mod sky;

use encounters::{KINDS, Warned, dense};
use vigie_watch::Rules;

/// Dense traffic is flown so long at a time, seconds: then it has spread out.
const EPISODE_S: u32 = 900;

/// The whole part of a small number that is not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of a simulation"
)]
fn whole(x: f64) -> u32 {
    x as u32
}

#[expect(clippy::print_stdout, reason = "its purpose")]
fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|a| a.parse::<u32>().expect("a number"));
    let each = arguments.next().unwrap_or(1_000);
    let seconds = arguments.next().unwrap_or(3_600);
    let seed = u64::from(arguments.next().unwrap_or(1));
    let rules = Rules::default();
    let found = encounters::encounters(each, seed, &rules);
    let mut all = Warned::default();
    for (kind, warned) in KINDS.iter().zip(&found) {
        println!("{kind:32} {:6.2} %  {warned:?}", 100.0 * warned.share());
        all = all.and(*warned);
    }
    println!("{:32} {:6.2} %  {all:?}", "all", 100.0 * all.share());
    let mut d = encounters::Dense::default();
    for episode in 0..seconds.div_ceil(EPISODE_S) {
        d = d.and(dense(400, EPISODE_S, seed + u64::from(episode), &rules));
    }
    let share = |n: u32| 100.0 * f64::from(n) / f64::from(d.alerts.max(1));
    println!(
        "dense traffic: {} alerts, nuisance {:.1} % ({}), resolved by what was done later {:.1} % ({})",
        d.alerts,
        share(d.nuisance),
        d.nuisance,
        share(d.resolved - d.nuisance),
        d.resolved - d.nuisance,
    );
    println!(
        "dense traffic: {} losses, {} of them without an alert before",
        d.losses, d.surprises
    );
}
