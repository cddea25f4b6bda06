//! Recorded and made receptions through `vigie-sense`.
#![expect(
    clippy::print_stderr,
    reason = "a skipped test says so, and figures are printed"
)]

mod common;
mod correction;
mod positions;
mod properties;
mod recordings;
