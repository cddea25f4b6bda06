//! Compares the cylinder test with an oracle's answers:
//! `cargo run --release -p vigie-watch --example cylinder_oracle FILE` (CSV, plain or gzip).
//!
//! The file names its columns: `D_m`, `H_m`, `T_s`, place and velocity of one (`ox` … `ovz`) and of the other
//! (`ix` … `ivz`) in one flat east-north-up frame, `conflict`, `t_in`, `t_out`. Lines that begin with `#` are remarks. A
//! row is right when the flag is, and entry and exit are within a millisecond. The last line is `RIGHT of ROWS`; the exit code is
//! 0 when all are right.

#[path = "../tests/common/oracle.rs"]
mod oracle;

use oracle::{Compared, compare, text};
use std::process::ExitCode;

/// Rows that are wrong are shown up to this number.
const SHOWN_MAX: usize = 20;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "its purpose")]
fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: cylinder_oracle FILE (CSV, plain or gzip)");
        return ExitCode::from(2);
    };
    let compared = text(&path).and_then(|text| compare(&text));
    match compared {
        Err(why) => {
            eprintln!("{path}: {why}");
            ExitCode::FAILURE
        }
        Ok(Compared {
            rows,
            right,
            entry_off_s,
            exit_off_s,
            wrong,
        }) => {
            for row in wrong.iter().take(SHOWN_MAX) {
                println!("{row}");
            }
            if wrong.len() > SHOWN_MAX {
                println!("and {} more", wrong.len() - SHOWN_MAX);
            }
            println!("largest difference: entry {entry_off_s:.1e} s, exit {exit_off_s:.1e} s");
            println!("{right} of {rows}");
            if right == rows && rows > 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
