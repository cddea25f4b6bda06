use super::{
    Activity, Airspace, Arc, Boundary, Datum, Days, Edges, Kind, Limit, Missing, Period, Schedule,
    Segment, Simplicity, Slot, Surface, Turn, Unit, grid_point, read_aixm, read_geojson,
    read_openair, simplicity, write_geojson, write_openair,
};
use crate::calendar::parse_utc;
use crate::fault::{Place, Severity};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use std::path::Path;
use vigie_core::place::{METRES_PER_NM, Wgs84};

const OPENAIR: &str = "* Made for this test
AC R
AN DRR1 NIAMEY    * trailing
AL GND
AH FL195
AA 2026-11-20T08:00Z/2026-11-20T16:00Z
AA 2026-11-21T08:00Z/NONE
V X=13:28:53 N 002:10:11 E
DC 15.5

AC D
AY CTR
AN NIAMEY CTR
AF 119.7
AH 4500ft AMSL
AL SFC
V D=-
V X=13:30:00 N 002:10:00 E
DA 10,270,180
DP 13:20:00.5 N 002:20.25 E

AC Q
AN SHORE
AL 300m AGL
AH UNL
V X=13:30:00 N 002:10:00 E
DP 13:30:00 N 002:00:00 E
DB 13:40:00 N 002:10:00 E, 13:30:00 N 002:20:17 E
SP 0,1,0,0,255
";

fn deg(lat: f64, lon: f64) -> Wgs84 {
    grid_point(lat, lon).expect("a place")
}

fn square(west: f64, south: f64, east: f64, north: f64) -> Boundary {
    let corners = [(south, west), (south, east), (north, east), (north, west)];
    let corners: Vec<Wgs84> = corners.iter().map(|&(lat, lon)| deg(lat, lon)).collect();
    Boundary::polygon(Edges::Straight, &corners)
}

fn airspace(outer: Boundary) -> Airspace {
    let mut airspace = Airspace::new("X".to_owned(), Kind::Danger);
    airspace.surfaces.push(Surface {
        outer,
        inner: Vec::new(),
    });
    airspace
}

#[test]
fn an_openair_file() {
    let file = read_openair(OPENAIR);
    assert!(file.faults.is_empty(), "{:?}", file.faults);
    let [round, zone, shore] = &file.airspaces[..] else {
        panic!("{:?}", file.airspaces);
    };
    assert_eq!(
        (round.name.as_str(), &round.kind),
        ("DRR1 NIAMEY", &Kind::Restricted)
    );
    assert_eq!(
        (round.lower, round.upper),
        (Limit::Surface, Limit::FlightLevel(195))
    );
    assert_eq!(round.schedule.periods.len(), 2);
    assert!(matches!(round.surfaces[0].outer,
        Boundary::Circle { radius_m, .. } if (radius_m - 15.5 * METRES_PER_NM).abs() < 1e-3));
    assert_eq!((zone.class, &zone.kind), (Some(b'D'), &Kind::ControlZone));
    assert_eq!(zone.notes, [("AF".to_owned(), "119.7".to_owned())]);
    let Boundary::Path { segments, .. } = &zone.surfaces[0].outer else {
        panic!("a path");
    };
    let Segment::Arc(arc) = segments[0] else {
        panic!("an arc first");
    };
    let (from, sweep) = arc.sweep_rad();
    assert!(
        (from.to_degrees() - 270.0).abs() < 1e-6,
        "{}",
        from.to_degrees()
    );
    assert!(
        (sweep.to_degrees() + 90.0).abs() < 1e-6,
        "against the clock: {}",
        sweep.to_degrees()
    );
    // clockwise again with the next airspace
    let Boundary::Path { segments, .. } = &shore.surfaces[0].outer else {
        panic!("a path");
    };
    assert!(matches!(
        segments[1],
        Segment::Arc(Arc {
            turn: Turn::Clockwise,
            ..
        })
    ));
    assert_eq!(
        shore.lower,
        Limit::Above {
            value: 300.0,
            unit: Unit::M,
            datum: Datum::Ground
        }
    );
    let (text, lost) = write_openair(&file.airspaces);
    let again = read_openair(&text);
    assert_eq!((again.airspaces, lost), (file.airspaces, 0), "{text}");
}

#[test]
fn a_bad_record_costs_its_airspace_only() {
    let good = "AC R\nAN GOOD\nAL GND\nAH UNL\nDP 10:00:00 N 001:00:00 E\nDP 10:00:00 N 002:00:00 E\nDP 11:00:00 N 002:00:00 E\n";
    for (bad, line) in [
        ("AC R\nAN B\nDP 10:00 X", 3),
        ("AC R\nAN B\nDP 10:61:00 N 001:00:00 E", 3),
        ("AC R\nAN B\nDC 5", 3),
        ("AC R\nAN B\nV X=10:00:00 N 001:00:00 E\nDC -5", 4),
        ("AC R\nAN B", 1),
        // a bow tie
        (
            "AC R\nAN B\nDP 10:00:00 N 001:00:00 E\nDP 11:00:00 N 002:00:00 E\nDP 10:00:00 N 002:00:00 E\nDP 11:00:00 N 001:00:00 E",
            1,
        ),
        (
            "AC R\nAN B\nDP 10:00:00 N 001:00:00 E\nDP 11:00:00 N 002:00:00 E",
            1,
        ),
    ] {
        for text in [format!("{bad}\n{good}"), format!("{good}{bad}\n")] {
            let file = read_openair(&text);
            assert_eq!(file.airspaces.len(), 1, "{text}: {:?}", file.faults);
            assert_eq!(file.airspaces[0].name, "GOOD");
            let shift = if text.starts_with(good) { 7 } else { 0 };
            let faults = file.faults.list();
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
            assert_eq!(faults[0].place, Place::Line(line + shift), "{text}");
        }
    }
    let file = read_openair(
        "AC R\nAN A\nAL WHAT\nZZ 1\nDP 10:00:00 N 001:00:00 E\nDP 10:00:00 N 002:00:00 E\nDP 11:00:00 N 002:00:00 E\n",
    );
    assert_eq!((file.airspaces.len(), file.faults.list().len()), (1, 2));
}

#[test]
fn an_arc_given_twice_stays_twice() {
    let arc = "V X=13:30:00 N 002:10:00 E\nDA 10,270,180\n";
    let text = format!("AC R\nAN A\nAL GND\nAH UNL\n{arc}{arc}{arc}");
    let file = read_openair(&text);
    assert_eq!(
        read_openair(&write_openair(&file.airspaces).0).airspaces,
        file.airspaces
    );
}

#[test]
fn an_airway_has_width() {
    let file = read_openair(
        "AC E\nAN A1\nAL FL100\nAH FL245\nV W=10\nDY 10:00:00 N 001:00:00 E\nDY 10:00:00 N 002:00:00 E\nDY 11:00:00 N 002:00:00 E\n",
    );
    assert!(file.faults.is_empty(), "{:?}", file.faults);
    let outline = file.airspaces[0].surfaces[0].outer.outline(50.0);
    assert_eq!(outline.len(), 6);
    let first = outline[0].distance_m(*outline.last().expect("six"));
    assert!((first - 10.0 * METRES_PER_NM).abs() < 0.1, "{first}");
}

#[test]
fn limits_as_people_write_them() {
    for (text, expected) in [
        ("FL195", "FL195"),
        ("fl 45", "FL045"),
        ("5000ft AMSL", "5000ft AMSL"),
        ("5000 MSL", "5000ft AMSL"),
        ("MSL 5000", "5000ft AMSL"),
        ("1500", "1500ft AMSL"),
        ("300 m agl", "300m AGL"),
        ("1000 GND", "1000ft AGL"),
        ("2500.5ft STD", "2500.5ft STD"),
        ("10m W84", "10m W84"),
        ("SFC", "GND"),
        ("0 AGL", "GND"),
        ("Unlimited", "UNL"),
        ("", "?"),
        ("NOTAM", "?"),
        ("FL19.5", "?"),
        ("1e9 ft", "?"),
        ("inf", "?"),
    ] {
        let limit = Limit::parse(text);
        let got = limit.map_or("?".to_owned(), |limit| limit.to_string());
        assert_eq!(got, expected, "{text}");
        assert!(limit.is_none_or(|limit| Limit::parse(&limit.to_string()) == Some(limit)));
    }
    let metres = Limit::parse("3048m AMSL").expect("a limit");
    assert_eq!(metres.pressure_ft(None), Err(Missing::Qnh));
    let high = metres.pressure_ft(Some(1013.25)).expect("QNH");
    assert!((high - 10_000.0).abs() < 0.01, "{high}");
    // low pressure: the level of an altitude is higher in the standard atmosphere
    let low = metres.pressure_ft(Some(1003.25)).expect("QNH");
    assert!((low - 10_274.0).abs() < 3.0, "{low}");
    let ground = Limit::parse("500ft AGL").expect("a limit");
    assert_eq!(ground.pressure_ft(Some(1013.25)), Err(Missing::Terrain));
}

#[test]
fn outlines_keep_within_their_tolerance() {
    let centre = deg(13.5, 2.1);
    for (radius_m, tolerance_m) in [(1_000.0, 10.0), (50_000.0, 50.0), (400_000.0, 50.0)] {
        let circle = Boundary::Circle { centre, radius_m };
        let outline = circle.outline(tolerance_m);
        for (at, point) in outline.iter().enumerate() {
            assert!((centre.distance_m(*point) - radius_m).abs() < 1e-3);
            let next = outline[(at + 1) % outline.len()];
            let line = point.geodesic_to(next).expect("near");
            let middle = point.destination(line.initial_rad, line.distance_m / 2.0);
            let gap_m = (centre.distance_m(middle) - radius_m).abs();
            assert!(gap_m <= tolerance_m * 1.01, "{radius_m}: {gap_m}");
        }
        assert!(outline.len() < 250, "{} points", outline.len());
    }
    // along a parallel: the geodesic would leave it by 9 km
    let band = square(0.0, 50.0, 10.0, 51.0);
    let outline = band.outline(50.0);
    for (at, point) in outline.iter().enumerate() {
        let next = outline[(at + 1) % outline.len()];
        let line = point.geodesic_to(next).expect("near");
        let middle = point.destination(line.initial_rad, line.distance_m / 2.0);
        if (point.lat_deg - next.lat_deg).abs() < 1e-12 {
            let gap_m = middle.distance_m(Wgs84 {
                lat_deg: point.lat_deg,
                ..middle
            });
            assert!(gap_m < 50.0, "{gap_m}");
        }
    }
    assert!((4..200).contains(&outline.len()), "{}", outline.len());
}

#[test]
fn crossing_rings_are_told_everywhere() {
    let tie = [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)];
    let ring = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)];
    // at the equator, over the antimeridian, and (as a wheel) round the pole
    for shift in [10.0, 179.5, -180.0] {
        let place = |points: &[(f64, f64)]| -> Vec<Wgs84> {
            points
                .iter()
                .map(|&(lat, lon)| deg(lat, lon + shift))
                .collect()
        };
        assert_eq!(simplicity(&place(&ring)), Simplicity::Simple, "{shift}");
        let crossed = simplicity(&place(&tie));
        assert!(
            matches!(crossed, Simplicity::Crosses { .. }),
            "{shift}: {crossed:?}"
        );
    }
    let wheel: Vec<Wgs84> = (0..12).map(|at| deg(85.0, f64::from(at) * 30.0)).collect();
    assert_eq!(simplicity(&wheel), Simplicity::Simple);
    let star: Vec<Wgs84> = (0..5)
        .map(|at| deg(85.0, f64::from(at * 144 % 360)))
        .collect();
    assert!(matches!(simplicity(&star), Simplicity::Crosses { .. }));
    assert_eq!(simplicity(&wheel[..2]), Simplicity::NoArea);
    let line: Vec<Wgs84> = (0..4).map(|at| deg(0.0, f64::from(at))).collect();
    assert_eq!(simplicity(&line), Simplicity::NoArea);
    let globe: Vec<Wgs84> = (0..12).map(|at| deg(0.0, f64::from(at) * 30.0)).collect();
    assert_eq!(simplicity(&globe), Simplicity::TooLargeToTell);
}

#[test]
fn geojson_keeps_what_it_cannot_say() {
    let mut file = read_openair(OPENAIR).airspaces;
    file.push(airspace(square(1.0, 10.0, 3.0, 12.0)));
    let mut holed = airspace(square(1.0, 10.0, 5.0, 14.0));
    holed.surfaces[0].inner.push(square(2.0, 11.0, 3.0, 12.0));
    holed.schedule.slots.push(Slot {
        days: Days(0b1_1111),
        from_min: 480,
        to_min: 1440,
    });
    holed.schedule.is_partly_unknown = true;
    holed.designator = Some("DRD7".to_owned());
    file.push(holed);
    // over the antimeridian, and over a pole
    file.push(airspace(square(175.0, -20.0, -170.0, -10.0)));
    let wheel: Vec<Wgs84> = (0..12).map(|at| deg(-70.0, f64::from(at) * 30.0)).collect();
    file.push(airspace(Boundary::polygon(Edges::Geodesic, &wheel)));
    let text = write_geojson(&file);
    let again = read_geojson(&text);
    assert!(!again.faults.lost_something(), "{:?}", again.faults);
    assert_eq!(again.airspaces, file);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let kind = |at: usize| value["features"][at]["geometry"]["type"].clone();
    assert_eq!(
        [kind(4), kind(5), kind(6)],
        ["Polygon", "MultiPolygon", "MultiPolygon"]
    );
    assert!(
        value["features"][3]["properties"]["boundary"].is_null(),
        "nothing to add"
    );
    for feature in value["features"].as_array().expect("a list") {
        let text = feature["geometry"].to_string();
        for number in text
            .split([',', '[', ']'])
            .filter_map(|text| text.parse::<f64>().ok())
        {
            assert!(number.abs() <= 180.0, "{text}");
        }
    }
    // the pole is inside
    let polar = value["features"][6]["geometry"]["coordinates"].to_string();
    assert!(polar.contains("-90.0"), "{polar}");
}

#[test]
fn who_moves_a_corner_moves_the_area() {
    let file = [airspace(Boundary::Circle {
        centre: deg(10.0, 5.0),
        radius_m: 20_000.0,
    })];
    let mut value: serde_json::Value = serde_json::from_str(&write_geojson(&file)).expect("JSON");
    value["features"][0]["geometry"]["coordinates"][0][1] = serde_json::json!([5.5, 10.4]);
    let again = read_geojson(&value.to_string());
    assert_eq!(again.faults.list()[0].severity, Severity::Tolerated);
    assert!(matches!(
        again.airspaces[0].surfaces[0].outer,
        Boundary::Path { .. }
    ));
}

#[test]
fn geojson_faults_name_the_feature() {
    let ring = "[[1,1],[2,1],[2,2],[1,1]]";
    let feature = |geometry: &str, properties: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}]}}"
        )
    };
    let polygon = |ring: &str| format!("{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}");
    for (text, areas, faults) in [
        (
            feature(&polygon(ring), "{\"name\":\"A\",\"upper\":\"FL100\"}"),
            1,
            0,
        ),
        (feature(&polygon(ring), "null"), 1, 0),
        (polygon(ring), 1, 0),
        (feature(&polygon(ring), "{\"upper\":\"HIGH\"}"), 1, 1),
        (feature(&polygon(ring), "{\"from\":\"tomorrow\"}"), 1, 1),
        (feature(&polygon("[[1,1],[2,95],[2,2],[1,1]]"), "{}"), 0, 1),
        (feature(&polygon("[[1,1],[2,2],[1,1]]"), "{}"), 0, 1),
        (
            feature(&polygon("[[0,0],[1,1],[1,0],[0,1],[0,0]]"), "{}"),
            0,
            1,
        ),
        (
            feature("{\"type\":\"Point\",\"coordinates\":[1,1]}", "{}"),
            0,
            1,
        ),
        (feature("null", "{}"), 0, 1),
        ("{".to_owned(), 0, 1),
        ("[".repeat(100_000), 0, 1),
    ] {
        let file = read_geojson(&text);
        let short: String = text.chars().take(200).collect();
        assert_eq!(
            (file.airspaces.len(), file.faults.list().len()),
            (areas, faults),
            "{short}"
        );
    }
}

#[test]
fn schedules() {
    let at = |text: &str| parse_utc(text).expect("a time");
    let period = Period {
        from: Some(at("2026-11-20T08:00Z")),
        to: Some(at("2026-11-27T00:00Z")),
    };
    let night = Slot {
        days: Days::named("FRI").expect("a day"),
        from_min: 1320,
        to_min: 120,
    };
    let mut schedule = Schedule {
        periods: vec![period],
        slots: vec![night],
        is_partly_unknown: false,
    };
    for (time, expected) in [
        ("2026-11-20T09:00Z", Activity::Inactive), // a Friday
        ("2026-11-20T22:00Z", Activity::Active),
        ("2026-11-21T01:59Z", Activity::Active),
        ("2026-11-21T02:00Z", Activity::Inactive),
        ("2026-11-27T22:30Z", Activity::Inactive),
    ] {
        assert_eq!(schedule.activity(at(time)), expected, "{time}");
    }
    schedule.is_partly_unknown = true;
    assert_eq!(schedule.activity(at("2026-11-20T22:00Z")), Activity::Active);
    assert_eq!(
        schedule.activity(at("2026-11-20T09:00Z")),
        Activity::Unknown
    );
    assert_eq!(
        schedule.activity(at("2026-11-19T09:00Z")),
        Activity::Inactive
    );
    assert_eq!(
        Schedule::default().activity(at("2026-11-19T09:00Z")),
        Activity::Active
    );
    let weekend = Days::named("SAT")
        .expect("a day")
        .until(Days::named("MON").expect("a day"));
    assert_eq!(weekend, Days(0b110_0001));
}

const AIXM: &str = include_str!("tests/area.xml");

#[test]
fn an_aixm_message() {
    let file = read_aixm(AIXM);
    let [arcs, round, shared] = &file.airspaces[..] else {
        panic!("{:?} {:?}", file.airspaces, file.faults);
    };
    assert_eq!(arcs.designator.as_deref(), Some("DRP9"));
    assert_eq!(
        (arcs.name.as_str(), &arcs.kind),
        ("ESSAI NORD", &Kind::Prohibited)
    );
    assert_eq!(arcs.upper, Limit::FlightLevel(95));
    assert_eq!(
        arcs.lower,
        Limit::Above {
            value: 500.0,
            unit: Unit::M,
            datum: Datum::Ground
        }
    );
    let Boundary::Path {
        segments,
        edges: Edges::Geodesic,
    } = &arcs.surfaces[0].outer
    else {
        panic!("{:?}", arcs.surfaces);
    };
    // the arc's end is where the next curve begins, as the angles clockwise from north say
    let Segment::Arc(arc) = segments[0] else {
        panic!("{segments:?}");
    };
    assert!(
        arc.end.distance_m(deg(13.867_791_667, -87.032_194_444)) < 50.0,
        "{arc:?}"
    );
    assert_eq!(arc.turn, Turn::Clockwise);
    let slots = [Slot {
        days: Days(0b1_1111),
        from_min: 480,
        to_min: 1020,
    }];
    assert_eq!(arcs.schedule.slots, slots);
    assert!(
        matches!(round.surfaces[0].outer, Boundary::Circle { radius_m, .. } if (radius_m - 5556.0).abs() < 1e-9)
    );
    assert!(round.schedule.is_partly_unknown, "from sunrise");
    assert_eq!(
        shared.surfaces[0].outer,
        Boundary::polygon(
            Edges::Geodesic,
            &[deg(10.0, 1.0), deg(10.0, 2.0), deg(11.0, 2.0)]
        )
    );
    let faults: Vec<Place> = file.faults.list().iter().map(|fault| fault.place).collect();
    assert_eq!(faults.len(), 2, "{:?}", file.faults);
    let again = read_geojson(&write_geojson(&file.airspaces));
    assert_eq!(again.airspaces, file.airspaces);
}

#[test]
fn hostile_xml_is_refused_quickly() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    let outside = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    let deep = format!(
        "{}{}",
        "<Airspace>".repeat(200_000),
        "</Airspace>".repeat(200_000)
    );
    let many = format!("<a>{}</a>", "<Airspace/>".repeat(50_000));
    for text in [bomb, outside, &deep, &many, "", "<", "<a>", "\u{0}"] {
        let file = read_aixm(text);
        assert!(file.airspaces.is_empty() && !file.faults.is_empty());
    }
}

/// Real files, where they are.
#[test]
fn the_files_of_the_shared_folder() {
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
    for (name, least) in [
        (
            "countries_niger_neighbours_naturalearth10m_public-domain.geojson",
            8,
        ),
        ("fir_niamey_and_neighbours_vatspy_CC-BY-SA-4.0.geojson", 8),
    ] {
        let text = std::fs::read_to_string(folder.join(name)).expect("readable");
        let file = read_geojson(&text);
        eprintln!("{name}: {} areas, {:?}", file.airspaces.len(), file.faults);
        assert!(file.airspaces.len() >= least, "{name}");
        // one FIR has a loop of two metres
        assert!(!file.faults.lost_something(), "{:?}", file.faults);
        let again = read_geojson(&write_geojson(&file.airspaces));
        assert_eq!(again.airspaces, file.airspaces, "{name}");
    }
}

fn places() -> impl Strategy<Value = Wgs84> {
    (-89.0..89.0_f64, -180.0..180.0_f64).prop_map(|(lat, lon)| deg(lat, lon))
}

/// Boundaries that do not cross themselves: stars about a centre, with arcs and circles.
fn boundaries() -> impl Strategy<Value = Boundary> {
    let circle = (places(), 100.0..400_000.0_f64).prop_map(|(centre, radius_m)| Boundary::Circle {
        centre,
        radius_m: super::to_millimetre(radius_m),
    });
    let corners = prop::collection::vec(10_000.0..300_000.0_f64, 3..20);
    let star = (places(), corners, any::<bool>()).prop_map(|(centre, radii, geodesic)| {
        let count = radii.len() as f64;
        let corner = |(at, radius_m): (usize, &f64)| {
            let point = centre.destination(at as f64 / count * std::f64::consts::TAU, *radius_m);
            deg(point.lat_deg, point.lon_deg)
        };
        let points: Vec<Wgs84> = radii.iter().enumerate().map(corner).collect();
        let edges = if geodesic {
            Edges::Geodesic
        } else {
            Edges::Straight
        };
        Boundary::polygon(edges, &points)
    });
    let sector = (
        places(),
        1_000.0..200_000.0_f64,
        0.0..6.0_f64,
        0.2..5.0_f64,
        any::<bool>(),
    )
        .prop_map(|(centre, radius_m, from, width, back)| {
            let arc = Arc::between(centre, radius_m, from, from + width, Turn::Clockwise);
            let ends = [arc.start, arc.end].map(|end| deg(end.lat_deg, end.lon_deg));
            let arc = if back {
                Arc {
                    start: ends[1],
                    end: ends[0],
                    turn: Turn::Counterclockwise,
                    ..arc
                }
            } else {
                Arc {
                    start: ends[0],
                    end: ends[1],
                    ..arc
                }
            };
            Boundary::Path {
                edges: Edges::Geodesic,
                segments: vec![Segment::Arc(arc), Segment::Point(centre)],
            }
        });
    prop_oneof![circle, star, sector]
}

proptest! {
    #[test]
    fn what_is_written_as_geojson_is_read_again(boundary in boundaries()) {
        let made = [airspace(boundary)];
        let first = read_geojson(&write_geojson(&made));
        // over a pole a straight star may cross itself
        if let [area] = &first.airspaces[..] {
            assert_eq!(area, &made[0]);
        } else {
            assert!(first.faults.lost_something());
        }
    }

    #[test]
    fn what_is_written_as_openair_is_read_again(boundary in boundaries()) {
        let is_straight = matches!(boundary, Boundary::Path { edges: Edges::Straight, .. });
        let made = [airspace(boundary)];
        let first = read_openair(&write_openair(&made).0);
        if let [area] = &first.airspaces[..] {
            if !is_straight {
                assert_eq!(area.surfaces, made[0].surfaces);
            }
            let again = read_openair(&write_openair(&first.airspaces).0);
            assert_eq!(again.airspaces, first.airspaces);
        } else {
            assert!(first.faults.lost_something());
        }
    }

    #[test]
    fn any_text_does_no_harm(text in "\\PC{0,200}", lines in prop::collection::vec(
        prop_oneof![
            "(AC|AY|AN|AL|AH|AA|V|DP|DA|DB|DC|DY|SP) [-+=XDWZ:0-9NSEW., /T]{0,40}",
            Just("V X=10:00:00 N 001:00:00 E".to_owned()),
            "DA [0-9]{1,3},[0-9]{1,3},[0-9]{1,3}",
            "DP [0-8][0-9]:[0-5][0-9]:[0-5][0-9] [NS] 0[0-9]{2}:[0-5][0-9]:[0-5][0-9] [EW]",
        ], 0..30)) {
        let lines = lines.join("\n");
        for text in [&text, &lines] {
            let file = read_openair(text);
            let (written, _) = write_openair(&file.airspaces);
            let again = read_openair(&written);
            assert_eq!(again.airspaces, file.airspaces, "{text}\n{written}");
            read_geojson(text).airspaces.iter().for_each(|area| assert!(!area.surfaces.is_empty()));
            read_aixm(text).airspaces.iter().for_each(|area| assert!(!area.surfaces.is_empty()));
        }
    }
}
