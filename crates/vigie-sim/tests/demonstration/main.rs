//! The demonstration, looked at from outside: only its bytes and its truth.

mod bytes;
mod events;
mod repeatable;

use vigie_core::time::{Nanos, UtcNs};
use vigie_sim::{Demonstration, Emission};

/// 2026-01-01T12:00:00Z.
const START: UtcNs = UtcNs(1_767_268_800_000_000_000);

fn after(seconds: f64) -> UtcNs {
    START + Nanos::from_secs_f64(seconds)
}

/// All that is sent in the first `seconds`, called for step by step.
fn run(world: &mut Demonstration, seconds: f64, step: f64) -> Vec<Emission> {
    let mut out = Vec::new();
    let mut now = 0.0;
    while now < seconds {
        now = (now + step).min(seconds);
        world.advance(after(now), &mut out);
    }
    out
}
