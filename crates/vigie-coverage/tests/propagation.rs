//! The radio horizon against ITU-R P.528 by NTIA's reference code, where its table is at hand.
//!
//! The table gives the mode of propagation of each point: 1 is line of sight, 2 and 3 are beyond. P.528 supposes the
//! mean atmosphere, for which k = 4/3 is the convention; its own rays bend a little less high up. Path losses are not
//! compared: nothing here computes one.

use std::path::Path;
use vigie_coverage::horizon_m;

#[test]
fn line_of_sight_ends_where_the_reference_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/propagation/p528_reference_table_NTIA.csv");
    if !path.exists() {
        let required = std::env::var("VIGIE_REQUIRE_ALL").is_ok_and(|value| value == "1");
        assert!(!required, "{} is absent but required", path.display());
        eprintln!("SKIPPED: {} is absent", path.display());
        return;
    }
    let text = std::fs::read_to_string(&path).expect("readable");
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let column = |name: &str| columns.iter().position(|c| *c == name).expect("a column");
    let (d, h1, h2, mode) = (
        column("d_km"),
        column("h1_m"),
        column("h2_m"),
        column("mode"),
    );
    let (mut points, mut agree, mut near) = (0_u32, 0_u32, 0_u32);
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let number = |i: usize| row[i].parse::<f64>().expect("a number");
        let reach_km = horizon_m(number(h1), number(h2), 4.0 / 3.0) / 1_000.0;
        let is_seen = number(d) <= reach_km;
        points += 1;
        if is_seen == (row[mode] == "1") {
            agree += 1;
        } else if (number(d) - reach_km).abs() <= 20.0 {
            near += 1;
        }
    }
    eprintln!(
        "{agree} of {points} points agree; {near} of the others are within 20 km of our horizon"
    );
    assert_eq!(points, 9_000);
    assert_eq!(agree + near, points);
    assert!(agree >= 8_950, "{agree}");
}
