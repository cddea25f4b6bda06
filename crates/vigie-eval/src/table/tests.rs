use super::{Order, TableError, TrackTable, TruthTable, address, mode_a};
use proptest::prelude::{prop, proptest};
use vigie_core::place::Wgs84;

const HEADER: &str =
    "t,track_id,lat,lon,alt,ve,vn,vu,end,icao,callsign,mode3a,sources,p_ee,p_en,p_nn,p_uu";
const ROW: &str = "1.5,7,13.5,2.2,9000,200,-10,0,0,0A0001,NIG1,1234,psr+ssr,100,5,120,400";

fn read(header: &str, rows: &[&str]) -> Result<TrackTable, TableError> {
    let mut table = TrackTable::new(header, None, Order::Live)?;
    for (line, row) in (2..).zip(rows) {
        table.push(line, row)?;
    }
    Ok(table)
}

#[test]
fn a_row_is_read() {
    let tracks = read(HEADER, &[ROW, "", "2,7,13.5,2.2,,,,,1,,,,,,,,\r\n"])
        .expect("good")
        .finish();
    assert_eq!((tracks.len(), tracks[0].name.as_str()), (1, "7"));
    let [first, last] = tracks[0].rows.as_slice() else {
        panic!("two rows")
    };
    assert_eq!(first.velocity_mps, Some([200.0, -10.0, 0.0]));
    assert_eq!(first.identity.address, address("0a0001"));
    assert_eq!(first.identity.mode_a, mode_a("1234"));
    let covariance = first.covariance.expect("stated");
    assert_eq!(
        (covariance.horizontal.nn, covariance.uu),
        (120.0, Some(400.0))
    );
    assert!(first.has_height && !first.end && !first.is_mlat_only);
    assert!(last.end && !last.has_height && last.velocity_mps.is_none());
}

#[test]
fn columns_may_come_in_any_order_and_others_are_passed_over() {
    let tracks = read("lon,x,track_id,lat,sources,t", &["2,?,a,13,mlat,0"])
        .expect("good")
        .finish();
    assert!((tracks[0].rows[0].position.lon_deg - 2.0).abs() < 1e-12);
    assert!(tracks[0].rows[0].is_mlat_only);
}

#[test]
fn local_coordinates_need_an_origin() {
    let header = "t,track_id,e,n,u";
    assert_eq!(
        TrackTable::new(header, None, Order::Live).err(),
        Some(TableError::MissingColumn("lat"))
    );
    let origin = Wgs84::new(13.0, 2.0, 100.0);
    let mut table = TrackTable::new(header, origin, Order::Live).expect("good");
    table.push(2, "0,a,0,1000,50").expect("good");
    let there = table.finish()[0].rows[0].position;
    assert!((there.lat_deg - 13.009).abs() < 1e-3 && (there.height_m - 150.0).abs() < 0.2);
}

#[test]
fn what_cannot_be_used_is_refused_with_its_line() {
    let with = |at: usize, value: &str| {
        let mut cells: Vec<&str> = ROW.split(',').collect();
        cells[at] = value;
        cells.join(",")
    };
    for (row, said) in [
        (with(0, ""), "line 3: t is empty"),
        (with(0, "NaN"), "line 3: t is not a number: \"NaN\""),
        (with(2, "inf"), "line 3: lat is not a number: \"inf\""),
        (with(2, "91"), "line 3: there is no such place on the earth"),
        (with(5, "fast"), "line 3: ve is not a number: \"fast\""),
        (with(1, ""), "line 3: track_id is empty"),
        (
            with(10, "\"a\""),
            "line 3: quotation marks are not read: write plain values",
        ),
        (
            with(1, &"x".repeat(65)),
            "line 3: a name has at most 64 characters",
        ),
    ] {
        let error = read(HEADER, &[ROW, &row]).expect_err("refused");
        assert_eq!(error.to_string(), said);
    }
    let back = read(HEADER, &[ROW, &with(0, "1.4")]).expect_err("refused");
    assert!(
        back.to_string().starts_with("line 3: the time goes back"),
        "{back}"
    );
    for (header, said) in [
        ("", "it is empty: a header is needed"),
        ("t,lat,lon", "line 1: the column track_id is missing"),
        (
            "t,track_id,lat,t,lon",
            "line 1: the column t is there twice",
        ),
    ] {
        assert_eq!(read(header, &[]).expect_err("refused").to_string(), said);
    }
}

#[test]
fn a_covariance_that_is_none_is_left_out_and_counted() {
    let table = read(HEADER, &["1,7,13.5,2.2,9000,0,0,0,0,,,,,1,2,1,4"]).expect("good");
    assert_eq!(table.covariances_left_out, 1);
    assert_eq!(table.finish()[0].rows[0].covariance, None);
}

#[test]
fn a_reference_may_come_in_any_order() {
    let mut table = TrackTable::new("t,track_id,lat,lon", None, Order::Any).expect("good");
    for (line, row) in (2..).zip(["5,a,1,1", "1,a,1,1", "3,b,1,1"]) {
        table.push(line, row).expect("good");
    }
    let tracks = table.finish();
    assert!(tracks[0].rows[0].t_s < tracks[0].rows[1].t_s);
}

#[test]
fn truth_is_read_by_target() {
    let mut table = TruthTable::new("t,target,lat,lon,alt_m,e,n,u,ve,vn,vu,man").expect("good");
    for (line, row) in (2..).zip([
        "0.0,10,13,2,100,0,0,0,1,2,3,3",
        "0.0,9,13,2,100,0,0,0,1,2,3,2",
        "1.0,9,13,2,100,0,0,0,1,2,3,1",
    ]) {
        table.push(line, row).expect("good");
    }
    let targets = table.finish();
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    assert_eq!(names, ["9", "10"]);
    let [first, second] = targets[0].points.as_slice() else {
        panic!("two points")
    };
    assert!(!first.phase.turning && first.phase.climbing);
    assert!(second.phase.turning && !second.phase.climbing);
    assert_eq!(Some(first.velocity_mps), Some([1.0, 2.0, 3.0]));
}

#[test]
fn identities_that_are_none_are_none() {
    assert_eq!(address("~0a0001"), None);
    assert_eq!(address("+a0001"), None);
    assert_eq!(mode_a("1289"), None);
    assert_eq!(mode_a("12345"), None);
}

proptest! {
    #[test]
    fn no_line_panics(header in ".{0,80}", lines in prop::collection::vec(".{0,80}", 0..8)) {
        if let Ok(mut table) = TrackTable::new(&header, None, Order::Live) {
            for (line, text) in (2..).zip(&lines) { table.push(line, text).ok(); }
            table.finish();
        }
        let mut table = TrackTable::new(HEADER, None, Order::Live).expect("good");
        let mut truth = TruthTable::new("t,target,lat,lon,alt_m,ve,vn,man").expect("good");
        for (line, text) in (2..).zip(&lines) {
            table.push(line, text).ok();
            truth.push(line, text).ok();
        }
    }

    #[test]
    fn no_numbers_panic(cells in prop::collection::vec(prop::num::f64::ANY, 17)) {
        let text = cells.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let mut table = TrackTable::new(HEADER, None, Order::Live).expect("good");
        table.push(2, &text).ok();
    }
}
