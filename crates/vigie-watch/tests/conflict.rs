//! The cylinder test against NASA DAIDALUS 2.0.4, where the labelled pairs are at hand.

#[path = "common/oracle.rs"]
mod oracle;

use std::path::Path;

#[test]
fn ten_thousand_labelled_pairs_are_right_to_a_millisecond() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/conflict/cylinder_oracle_10000.csv.gz");
    if !path.exists() {
        assert!(
            std::env::var_os("VIGIE_REQUIRE_ALL").is_none_or(|value| value != "1"),
            "{} is absent and VIGIE_REQUIRE_ALL is set",
            path.display()
        );
        eprintln!("skipped: {} is absent", path.display());
        return;
    }
    let text = oracle::text(&path.to_string_lossy()).expect("readable");
    let compared = oracle::compare(&text).expect("a table");
    assert_eq!(compared.wrong, Vec::<String>::new());
    assert_eq!((compared.right, compared.rows), (10_000, 10_000));
    assert!(compared.entry_off_s < 1e-5 && compared.exit_off_s < 1e-5);
}

#[test]
fn a_wrong_row_is_told() {
    let header =
        "# remark\nD_m,H_m,T_s,ox,oy,oz,ovx,ovy,ovz,ix,iy,iz,ivx,ivy,ivz,conflict,t_in,t_out\n";
    let row = |end: &str| format!("5,5,60,0,0,0,0,0,0,8,3,0,-1,0,0,{end}\n");
    let all = [
        row("1,4,12"),
        row("1,4.0009,12"),
        row("1,4.002,12"),
        row("0,inf,-inf"),
        row("?,0,0"),
        "5\n".to_owned(),
    ];
    let compared = oracle::compare(&(header.to_owned() + &all.concat())).expect("a table");
    assert_eq!(
        (compared.rows, compared.right, compared.wrong.len()),
        (6, 2, 4)
    );
    assert!(oracle::compare("# nothing else\n").is_err());
}
