//! Files that a configuration names: navigation data and areas.

use super::super::{ConfigError, Setup, demonstration, parse};
use super::T0;
use std::path::Path;
use vigie_ats::word::{location_indicator, point_name};
use vigie_core::airspace::{AreaKind, VerticalLimit};
use vigie_core::time::UtcNs;

const POINTS: &str = "ident,lat,lon\nXAAA,13.0,2.0\nXBBB,14.0,3.0\nbad line\n";
const AERODROMES: &str = "icao,lat,lon\nDRRN,13.4815,2.1836\nDRZA,16.966,8.0001\n";
const ROUTES: &str = "airway,point\nX9,XAAA\nX9,XBBB\n";
const OPENAIR: &str = "AC R\nAN R ONE\nAL GND\nAH FL245\nDP 15:00:00 N 005:00:00 E\nDP 15:00:00 N 006:00:00 E\nDP 14:00:00 N 006:00:00 E\n\n\
AC Q\nAN D TWO\nAL 3000ft AMSL\nAH 2000ft AGL\nV X=13:00:00 N 003:00:00 E\nDC 10\n\n\
AC CTR\nAN ZONE\nAL GND\nAH 5000ft AMSL\nV X=13:00:00 N 003:00:00 E\nDC 5\n";

fn files(name: &str) -> std::io::Result<String> {
    let text = match name {
        "points.csv" => POINTS,
        "aerodromes.csv" => AERODROMES,
        "routes.csv" => ROUTES,
        "areas.txt" | "areas.dat" => OPENAIR,
        "empty.csv" => "",
        "wrong.csv" => "a,b\n1,2\n",
        _ => return Err(std::io::ErrorKind::NotFound.into()),
    };
    Ok(text.to_owned())
}

fn read(text: &str) -> Result<Setup, ConfigError> {
    let path = Path::new("test.toml");
    parse(text, path, &files, Path::new(""), T0)
}

fn complaint(text: &str) -> String {
    read(text).expect_err("must be refused").to_string()
}

/// As a replay reads it: from the recording's text, without any file.
fn repeated(setup: &Setup) -> Setup {
    let nothing = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let name = Path::new("recording");
    parse(&setup.text, name, &nothing, Path::new(""), T0).expect("carries its files")
}

const NAVIGATION: &str = "name = \"x\"\n[navigation]\npoints = [\"points.csv\"]\naerodromes = [\"aerodromes.csv\"]\nroutes = [\"routes.csv\"]\n";

#[test]
fn navigation_data_are_read_and_go_into_the_recording() {
    let setup = read(NAVIGATION).expect("sound");
    let places = &setup.rules.places;
    assert_eq!(places.counts(), (2, 2, 1));
    let point = point_name("XBBB").expect("a name");
    let at = places.find(point, None).expect("known");
    assert_eq!((at.lat_deg, at.lon_deg), (14.0, 3.0));
    // aerodromes serve the watch too, where none are configured
    assert_eq!(setup.aerodromes.len(), 2);
    let repeated = repeated(&setup);
    assert_eq!(repeated.rules, setup.rules);
    assert_eq!(repeated.aerodromes, setup.aerodromes);
    let own = format!("{NAVIGATION}[[aerodrome]]\nname = \"A\"\nlat = 1\nlon = 1\n");
    assert_eq!(read(&own).expect("sound").aerodromes.len(), 1);
}

#[test]
fn navigation_files_that_give_nothing_are_refused() {
    let text = |file: &str| format!("name = \"x\"\n[navigation]\npoints = [\"{file}\"]\n");
    for (file, expected) in [
        ("none.csv", "test.toml: navigation: cannot read none.csv"),
        ("empty.csv", "empty.csv holds nothing that can be used"),
        ("wrong.csv", "name the columns ident, lat, lon"),
    ] {
        let got = complaint(&text(file));
        assert!(got.contains(expected), "{file}: {got}");
    }
    let got = complaint("name = \"x\"\n[navigation]\npoint = []\n");
    assert!(
        got.contains("unknown key `point`: did you mean `points`?"),
        "{got}"
    );
}

#[test]
fn files_too_long_for_a_recording_are_refused() {
    let long = |_: &str| {
        Ok(format!(
            "{POINTS}{}",
            "\n".repeat(super::super::ATTACHED_BYTES_MAX)
        ))
    };
    let text = "name = \"x\"\n[navigation]\npoints = [\"a.csv\"]\n";
    let got = parse(text, Path::new("t"), &long, Path::new(""), T0).expect_err("too long");
    assert!(got.to_string().contains("cut them to your region"), "{got}");
}

#[test]
fn the_demonstration_knows_the_aerodromes_of_niger() {
    let places = demonstration(T0).expect("built in").rules.places;
    for name in ["DRRN", "DRZA", "DRZR", "DRRM", "DRRT", "DRZF"] {
        let indicator = location_indicator(name).expect("four letters");
        assert!(places.aerodrome(indicator).is_some(), "{name}");
    }
    let (points, _, routes) = places.counts();
    assert_eq!((points, routes), (11, 3));
}

#[test]
fn messages_come_from_somewhere() {
    let setup = read("name = \"x\"\n[messages]\nfile = \"m.txt\"\n").expect("sound");
    assert_eq!(setup.messages.file.as_deref(), Some(Path::new("m.txt")));
    let got = complaint("name = \"x\"\n[messages]\n");
    assert!(got.contains("messages: give listen, file or both"), "{got}");
}

#[test]
fn published_areas_become_volumes() {
    let text = "name = \"x\"\n[[area_file]]\nfile = \"areas.txt\"\n[rules.area_entry]\nareas = [\"R ONE\"]\n";
    let setup = read(text).expect("sound");
    let [one, two] = &setup.volumes[..] else {
        panic!("{:?}", setup.volumes);
    };
    assert_eq!(
        (one.name.as_str(), one.kind),
        ("R ONE", AreaKind::Restricted)
    );
    assert_eq!(one.outline.len(), 3);
    assert_eq!(
        (one.lower, one.upper),
        (VerticalLimit::None, VerticalLimit::PressureFt(24_500.0))
    );
    // of two limits, the one above the sea is by standard pressure, the one above the ground is none
    assert_eq!(
        (two.kind, two.upper),
        (AreaKind::Danger, VerticalLimit::None)
    );
    let VerticalLimit::PressureFt(lower) = two.lower else {
        panic!("{:?}", two.lower);
    };
    assert!((lower - 3_000.0).abs() < 1.0, "{lower}");
    assert_eq!((one.id.0, two.id.0), (0, 1));
    assert_eq!((one.from, one.to), (None::<UtcNs>, None));
    assert_eq!(repeated(&setup).volumes, setup.volumes);
}

#[test]
fn area_files_that_cannot_be_used_are_refused() {
    for (entry, expected) in [
        ("file = \"areas.dat\"", "give format = \"openair\""),
        ("file = \"none.txt\"", "cannot read none.txt"),
        (
            "file = \"empty.csv\"\nformat = \"aixm\"",
            "no area can be read",
        ),
        (
            "file = \"areas.txt\"\nformat = \"geojson\"",
            "no area can be read",
        ),
        (
            "file = \"areas.txt\"\nformat = \"openairs\"",
            "did you mean `openair`?",
        ),
    ] {
        let got = complaint(&format!("name = \"x\"\n[[area_file]]\n{entry}\n"));
        assert!(got.contains(expected), "{entry}: {got}");
    }
    let given = "name = \"x\"\n[[area_file]]\nfile = \"areas.dat\"\nformat = \"openair\"\n";
    assert_eq!(read(given).expect("sound").volumes.len(), 2);
}
