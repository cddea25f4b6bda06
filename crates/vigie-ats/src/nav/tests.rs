use super::{Basis, NavData, UnknownKind, Via, expand};
use crate::fault::Place;
use crate::fpl::{self, Message};
use crate::word::{Word, location_indicator, point_name};
use proptest::prelude::{Just, any, prop, prop_oneof, proptest};
use std::path::Path;
use vigie_core::place::METRES_PER_NM;
use vigie_core::time::Nanos;

const POINTS: &str = "ident,type,lat,lon\nNY,VOR,13.48,2.17\nTATAT,,14.5,3.5\nTERAS,,15.5,5.0\nAS,VOR,16.975,8.02\n\"NY\",NDB,48.0,-70.0\nBAD1,,91,0\n9X,,1,1\nDEGRE,,13:30:00N,002:30:00E\n";
const AERODROMES: &str = "icao;name;lat;lon;elevation_ft\nDRRN;\"Diori Hamani; Niamey\";13.4815;2.1836;732\nDRZA;Agadez;16.966;8.0001;1657\nNE-0001;strip;14;4;\n!!;;1;1;\n";
const ROUTES: &str = "airway,seq,point\nUA600,1,NY\nUA600,2,TATAT\nUA600,3,TERAS\nUA600,4,AS\nUR1,1,AS\nUR1,2,NOWHE\nUR1,3,NY\n";

fn data() -> NavData {
    let mut data = NavData::default();
    let faults = data.add_points_csv(POINTS);
    let lines: Vec<Place> = faults.list().iter().map(|fault| fault.place).collect();
    assert_eq!(lines, [Place::Line(7), Place::Line(8)]);
    let faults = data.add_aerodromes_csv(AERODROMES);
    let lines: Vec<Place> = faults.list().iter().map(|fault| fault.place).collect();
    assert_eq!(lines, [Place::Line(5)]);
    assert!(data.add_routes_csv(ROUTES).is_empty());
    data
}

fn plan(route: &str, rest: &str) -> Message {
    let text = format!("(FPL-NIG501-IS-B738/M-S/C-DRRN1000-{route}-DRZA0140-{rest})");
    fpl::parse(text.as_bytes()).message.expect("FPL")
}

fn names(message: &Message, data: &NavData) -> (Vec<String>, Vec<(UnknownKind, String)>) {
    let found = expand(message, data);
    (
        found
            .waypoints
            .into_iter()
            .map(|waypoint| waypoint.name)
            .collect(),
        found
            .unknown
            .into_iter()
            .map(|unknown| (unknown.kind, unknown.text))
            .collect(),
    )
}

#[test]
fn tables() {
    let data = data();
    assert_eq!(data.counts(), (6, 2, 2));
    let niamey = location_indicator("DRRN").and_then(|icao| data.aerodrome(icao));
    let niamey = niamey.expect("known");
    assert_eq!(
        (niamey.name.as_str(), niamey.elevation_ft),
        ("Diori Hamani; Niamey", Some(732.0))
    );
    let ny = point_name("NY").expect("a name");
    let near = data.find(ny, Some(niamey.position)).expect("known");
    assert!((near.lat_deg - 13.48).abs() < 1e-9);
    let degre = data
        .find(point_name("DEGRE").expect("a name"), None)
        .expect("known");
    assert!((degre.lat_deg, degre.lon_deg) == (13.5, 2.5));
    let mut data = NavData::default();
    for text in ["", "a,b\n1,2\n", "ident,lat\nNY,1\n"] {
        assert!(data.add_points_csv(text).lost_something(), "{text}");
    }
    assert_eq!(data.counts(), (0, 0, 0));
}

#[test]
fn a_route_along_an_airway() {
    let data = data();
    let message = plan("N0450F350 NY UA600 TERAS/N0440F370 UA600 AS DCT", "0");
    let found = expand(&message, &data);
    assert!(found.unknown.is_empty(), "{:?}", found.unknown);
    let all: Vec<(&str, Via)> = found
        .waypoints
        .iter()
        .map(|waypoint| (waypoint.name.as_str(), waypoint.via))
        .collect();
    let airway = Via::Airway(Word::new("UA600").expect("a name"));
    assert_eq!(
        all,
        [
            ("DRRN", Via::Start),
            ("NY", Via::Direct),
            ("TATAT", airway),
            ("TERAS", airway),
            ("AS", airway),
            ("DRZA", Via::Direct)
        ]
    );
    let last = found.waypoints.last().expect("six");
    assert_eq!(last.elapsed, Some((Nanos::from_secs(6000), Basis::Stated)));
    assert!(
        (last.along_m / METRES_PER_NM - 398.0).abs() < 5.0,
        "{}",
        last.along_m / METRES_PER_NM
    );
    assert_eq!(found.waypoints[3].level, Some(fpl::Level::FlightLevel(370)));
    // the other way along, over a point that is not known
    let (points, unknown) = names(&plan("N0450F350 AS UR1 NY", "0"), &data);
    assert_eq!(points, ["DRRN", "AS", "NY", "DRZA"]);
    assert_eq!(unknown, [(UnknownKind::Point, "NOWHE".to_owned())]);
    let (points, _) = names(&plan("N0450F350 AS UA600 NY", "0"), &data);
    assert_eq!(points, ["DRRN", "AS", "TERAS", "TATAT", "NY", "DRZA"]);
}

#[test]
fn what_is_not_known_is_named() {
    let data = data();
    let (points, unknown) = names(
        &plan(
            "N0450F350 NY1A NY UX1 AS UA600 FOO DCT 1500N00600E NY045050 STAY1/0100 T",
            "0",
        ),
        &data,
    );
    assert_eq!(
        points,
        ["DRRN", "NY", "AS", "1500N00600E", "NY045050", "DRZA"]
    );
    assert_eq!(
        unknown,
        [
            (UnknownKind::Airway, "NY1A".to_owned()),
            (UnknownKind::Airway, "UX1".to_owned()),
            (UnknownKind::Airway, "UA600".to_owned()),
            (UnknownKind::Point, "FOO".to_owned()),
            (UnknownKind::Word, "STAY1/0100".to_owned()),
            (UnknownKind::Word, "T".to_owned()),
        ]
    );
    let text = b"(FPL-X1-VG-C172/L-S/C-ZZZZ1000-N0100VFR DCT-ZZZZ0100-DEP/1330N00210E DEST/CAMP 1500N00600E)";
    let (points, unknown) = names(&fpl::parse(text).message.expect("FPL"), &data);
    assert_eq!((points.len(), unknown.len()), (2, 0));
    let text = b"(FPL-X1-VG-C172/L-S/C-DXXX1000-N0100VFR DCT-DYYY0100-0)";
    let (points, unknown) = names(&fpl::parse(text).message.expect("FPL"), &data);
    assert_eq!((points.len(), unknown.len()), (0, 2));
}

#[test]
fn times_are_stated_interpolated_or_by_speed() {
    let data = data();
    let found = expand(
        &plan("N0450F350 NY UA600 AS DCT", "EET/TERAS0050 DRRR0010 AS0010"),
        &data,
    );
    let basis: Vec<Option<Basis>> = found
        .waypoints
        .iter()
        .map(|waypoint| Some(waypoint.elapsed?.1))
        .collect();
    // the time at AS is before the one at TERAS: it is not believed
    assert_eq!(
        basis,
        [
            Basis::Stated,
            Basis::Interpolated,
            Basis::Interpolated,
            Basis::Stated,
            Basis::Interpolated,
            Basis::Stated
        ]
        .map(Some)
    );
    let times = found
        .waypoints
        .iter()
        .filter_map(|waypoint| Some(waypoint.elapsed?.0));
    assert!(times.is_sorted());
    let half = found.at(Nanos::from_secs(3000)).expect("under way");
    assert!(half.position.distance_m(found.waypoints[3].position) < 1.0);
    assert_eq!(half.after, 3);
    let before = found.at(Nanos::from_secs(-60)).expect("not yet off");
    assert!(before.position.distance_m(found.waypoints[0].position) < 1.0);
    let late = found.at(Nanos::from_secs(90_000)).expect("there");
    assert!(late.position.distance_m(found.waypoints[5].position) < 1.0);
    // without a total time: 450 kt
    let text = b"(FPL-X1-IS-B738/M-S/C-DRRN1000-N0450F350 AS DCT-DRZA-0)";
    let found = expand(&fpl::parse(text).message.expect("FPL"), &data);
    let (elapsed, basis) = found.waypoints[1].elapsed.expect("by speed");
    assert_eq!(basis, Basis::Speed);
    let hours = found.waypoints[1].along_m / METRES_PER_NM / 450.0;
    assert!((elapsed.as_secs_f64() / 3600.0 - hours).abs() < 1e-3);
}

#[test]
fn geojson_too() {
    let mut data = NavData::default();
    let faults = data.add_geojson(
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"ident":"NY","type":"VOR"},"geometry":{"type":"Point","coordinates":[2.17,13.48]}},
        {"type":"Feature","properties":{"icao":"DRRN","name":"Niamey","elevation_ft":732},"geometry":{"type":"Point","coordinates":[2.18,13.48]}},
        {"type":"Feature","properties":{"airway":"UA600","points":["NY","AS"]},"geometry":{"type":"LineString","coordinates":[[2.17,13.48],[8.02,16.98]]}},
        {"type":"Feature","properties":{"ident":"TOOLONG"},"geometry":{"type":"Point","coordinates":[2.17,13.48]}},
        {"type":"Feature","properties":{"airway":"UA6","points":["NY"]},"geometry":{"type":"LineString","coordinates":[[2.17,13.48],[8.02,16.98]]}}]}"#,
    );
    assert_eq!(data.counts(), (2, 1, 1));
    let places: Vec<Place> = faults.list().iter().map(|fault| fault.place).collect();
    assert_eq!(places, [Place::Feature(4), Place::Feature(5)]);
}

/// Real tables, where they are.
#[test]
fn the_tables_of_the_shared_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/airspace");
    if !folder.is_dir() {
        assert!(
            std::env::var_os("VIGIE_REQUIRE_ALL").is_none(),
            "no {}",
            folder.display()
        );
        eprintln!("skipped: no {}", folder.display());
        return;
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("readable");
    let mut data = NavData::default();
    let aerodromes = data.add_aerodromes_csv(&read(
        "aerodromes_niger_and_neighbours_airportsdata_MIT.csv",
    ));
    let navaids = data.add_points_csv(&read("ourairports_niger_navaids.csv"));
    eprintln!("{:?}: {aerodromes:?} {navaids:?}", data.counts());
    assert!(aerodromes.is_empty() && navaids.is_empty());
    assert!(data.counts().0 >= 10 && data.counts().1 >= 200);
    let message = plan("N0450F350 DCT AS DCT", "0");
    assert!(expand(&message, &data).unknown.is_empty());
}

proptest! {
    #[test]
    fn any_table_and_any_route_do_no_harm(
        text in "\\PC{0,200}",
        cells in prop::collection::vec(prop::collection::vec(
            prop_oneof!["[A-Z]{1,5}", "-?[0-9]{1,3}(\\.[0-9]{1,3})?", Just("\"".to_owned()), "[0-9:NSEW]{1,10}"], 3), 0..20),
        words in prop::collection::vec(prop_oneof!["(NY|AS|TATAT|TERAS|UA600|UR1|DCT|T)", "[A-Z0-9/]{1,12}"], 0..30),
        elapsed in any::<i64>(),
    ) {
        let mut data = data();
        let rows: Vec<String> = cells.iter().map(|row| row.join(",")).collect();
        for header in ["ident,lat,lon", "icao,lat,lon", "airway,point,seq"] {
            let table = format!("{header}\n{}", rows.join("\n"));
            for text in [&text, &table] {
                data.add_points_csv(text);
                data.add_aerodromes_csv(text);
                data.add_routes_csv(text);
                data.add_geojson(text);
            }
        }
        let found = expand(&plan(&format!("N0450F350 {}", words.join(" ")), "EET/AS0030 TERAS0020"), &data);
        assert!(found.waypoints.iter().map(|waypoint| waypoint.along_m).is_sorted());
        let place = found.at(Nanos(elapsed));
        assert!(place.is_some_and(|place| place.position.lat_deg.is_finite() && place.track_rad.is_finite()));
    }
}
