mod files;

use super::{ConfigError, Format, Source, demonstration, parse};
use std::path::Path;
use vigie_core::airspace::{AreaKind, VerticalLimit};
use vigie_core::sensor::{DataSource, SensorKind};
use vigie_core::time::{Nanos, UtcNs};

const T0: UtcNs = UtcNs(1_800_000_000_000_000_000);

fn read(text: &str) -> Result<super::Setup, ConfigError> {
    let nothing = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    parse(
        text,
        Path::new("test.toml"),
        &nothing,
        Path::new("/folder"),
        T0,
    )
}

fn complaint(text: &str) -> String {
    read(text).expect_err("must be refused").to_string()
}

#[test]
fn the_shipped_configurations_are_accepted() {
    let demonstration = demonstration(T0).expect("built in");
    assert!(demonstration.exercise && demonstration.demonstration.is_some());
    assert_eq!(
        (demonstration.sites.len(), demonstration.volumes.len()),
        (7, 3)
    );
    let restricted = &demonstration.volumes[2];
    assert_eq!(restricted.kind, AreaKind::Restricted);
    assert_eq!(
        (restricted.from, restricted.to),
        (Some(T0), Some(T0 + Nanos::from_secs(3600)))
    );
    let niger = read(include_str!("../../../../deploy/niger/vigie.toml")).expect("shipped");
    assert!(!niger.exercise);
    assert_eq!(niger.doors.len(), 3);
    assert_eq!(
        niger.record.as_deref(),
        Some(Path::new("/folder/recordings"))
    );
    assert_eq!(niger.sites[0].source, Some(DataSource { sac: 10, sic: 1 }));
    assert!(
        niger.volumes[0].outline.len() > 1_000,
        "the border is the detailed one"
    );
}

/// The configuration must state the sensors as the simulator plays them.
#[test]
fn the_demonstration_configuration_is_the_simulators() {
    let setup = demonstration(T0).expect("built in");
    for (site, played) in setup.sites.iter().zip(&vigie_sim::NIGER_SENSORS) {
        assert_eq!(site.name, played.name);
        let apart = site
            .position
            .expect("stated")
            .to_ecef()
            .distance_m(played.position.to_ecef());
        assert!(apart < 0.1, "{}: {apart} m", site.name);
        match (site.kind, played.kind) {
            (SensorKind::Radar(model), vigie_sim::SimulatedKind::Radar(radar)) => {
                assert_eq!(site.source, Some(radar.source));
                assert_eq!(model.turn, radar.turn);
                assert!((model.azimuth_sigma_rad - radar.azimuth_sigma_rad).abs() < 1e-12);
                assert!((model.range_sigma_m - radar.range_sigma_m).abs() < 1e-12);
                assert!(site.range_max_m >= radar.secondary_range_m);
            }
            (SensorKind::Receiver, vigie_sim::SimulatedKind::Receiver(receiver)) => {
                assert!(site.range_max_m >= receiver.range_m && site.simulated);
            }
            other => panic!("{other:?}"),
        }
    }
    let (stated, played) = (&setup.volumes[2], &vigie_sim::Demonstration::areas()[0]);
    let corners: Vec<(f64, f64)> = stated
        .outline
        .iter()
        .map(|p| (p.lat_deg, p.lon_deg))
        .collect();
    assert_eq!(corners, played.outline);
    assert_eq!(stated.name, played.name);
    assert_eq!(stated.lower, VerticalLimit::PressureFt(played.lower_ft));
    assert_eq!(stated.upper, VerticalLimit::PressureFt(played.upper_ft));
    assert_eq!(
        (stated.from, stated.to),
        (Some(T0 + played.from), Some(T0 + played.to))
    );
}

#[test]
fn unknown_keys_name_the_nearest() {
    for (text, expected) in [
        (
            "nam = \"x\"",
            "test.toml, line 1: unknown key `nam`: did you mean `name`?",
        ),
        (
            "name = \"x\"\n[[sensor]]\nname = \"a\"\nkind = \"radar\"\nlattitude = 1",
            "line 5: unknown key `lattitude`: did you mean `lat`?",
        ),
        (
            "name = \"x\"\nmode = \"lif\"",
            "unknown value `lif`: did you mean `live`?",
        ),
        (
            "name = \"x\"\nqqqqqq = 1",
            "unknown key `qqqqqq`: known here are name",
        ),
        ("name = 3", "invalid type: integer `3`, expected a string"),
        ("name = \"x", "line 1"),
    ] {
        let got = complaint(text);
        assert!(got.contains(expected), "{text:?}: {got}");
    }
}

#[test]
fn values_that_make_no_sense_are_refused_with_a_reason() {
    let radar = "name = \"x\"\n[[sensor]]\nname = \"a\"\nkind = \"radar\"\nsac = 1\nsic = 1\nlat = 13\nlon = 2\n";
    for (text, expected) in [
        (format!("{radar}turn_s = 0"), "turn_s = 0: must be between 0.1 and 60"),
        (format!("{radar}[sensor.input]\nudp = \"0.0.0.0:1\"\nlisten = \"0.0.0.0:2\""), "exactly one of"),
        (format!("{radar}[sensor.input]\nconnect = \"h:1\"\nmulticast = \"239.0.0.1\""), "belong to udp"),
        (format!("{radar}[sensor.input]\nudp = \"0.0.0.0:1\"\nmulticast = \"10.0.0.1\""), "224.0.0.0"),
        (format!("{radar}[sensor.input]\nudp = \"0.0.0.0:1\"\nformat = \"pcap\""), "formats of files"),
        (format!("{radar}{}", &radar[radar.find("[[").unwrap_or(0)..]), "two sensors have this name"),
        (radar.replace("lat = 13", "lat = 113"), "within ±90"),
        (radar.replace("lat = 13\n", ""), "lat and lon go together"),
        (radar.replace("lat = 13\nlon = 2\n", ""), "placed from its antenna"),
        ("name = \"x\"\n[demonstration]\nseed = 1".to_owned(), "needs mode = \"exercise\""),
        ("name = \"x\"\n[[area]]\nname = \"a\"\nkind = \"danger\"\noutline = [[1, 1], [2, 2]]".to_owned(), "three points"),
        ("name = \"x\"\n[[area]]\nname = \"a\"\nkind = \"danger\"".to_owned(), "either outline"),
        ("name = \"x\"\n[[area]]\nname = \"a\"\nkind = \"danger\"\noutline_file = \"no.geojson\"".to_owned(), "cannot read no.geojson"),
        (
            "name = \"x\"\n[[area]]\nname = \"a\"\nkind = \"danger\"\noutline = [[1, 1], [2, 2], [1, 2]]\nfrom = 2026-01-01".to_owned(),
            "needs a date and a zone",
        ),
    ] {
        let got = complaint(&text);
        assert!(got.contains(expected), "{text}\n→ {got}");
    }
}

#[test]
fn simulated_frames_stay_on_this_machine_unless_said_in_as_many_words() {
    let text = "name = \"x\"\nmode = \"exercise\"\nLEAVE[[sensor]]\nname = \"a\"\nkind = \"receiver\"\nsimulated = true\n[sensor.relay]\nconnect = \"TO:30004\"";
    let with = |leave: &str, to: &str| read(&text.replace("LEAVE", leave).replace("TO", to));
    assert!(with("", "127.0.0.1").is_ok());
    assert!(with("", "192.0.2.1").is_err());
    assert!(
        with(
            "simulated_frames_may_leave_this_machine = true\n",
            "192.0.2.1"
        )
        .is_ok()
    );
}

#[test]
fn formats_follow_the_kind_of_sensor_unless_given() {
    let door = |kind: &str, input: &str| {
        let text = format!(
            "name = \"x\"\n[[sensor]]\nname = \"a\"\nkind = \"{kind}\"\nlat = 1\nlon = 1\n[sensor.input]\n{input}"
        );
        read(&text).expect("accepted").doors.remove(0)
    };
    assert_eq!(
        door("radar", "udp = \"0.0.0.0:8600\"").format,
        Some(Format::Asterix)
    );
    assert_eq!(
        door("receiver", "connect = \"host:30005\"").format,
        Some(Format::Beast)
    );
    let file = door("receiver", "file = \"a.csv\"");
    assert_eq!(
        (file.format, file.place),
        (None, Source::File("/folder/a.csv".into()))
    );
    assert!(
        door(
            "receiver",
            "listen = \"127.0.0.1:30004\"\nstamps = \"gnss\""
        )
        .gnss_stamps
    );
}

#[test]
fn a_recording_carries_the_files_its_configuration_names() {
    let text = "name = \"x\"\n[[area]]\nname = \"own\"\nkind = \"danger\"\noutline_file = \"own area.geojson\"\n";
    let geojson =
        "{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,'2'],[1,1]]]}".replace("'2'", "2");
    let there = |name: &str| {
        assert_eq!(name, "own area.geojson");
        Ok(geojson.clone())
    };
    let first = parse(text, Path::new("a.toml"), &there, Path::new(""), T0).expect("accepted");
    let again = read(&first.text).expect("needs no file any more");
    assert_eq!(again.volumes, first.volumes);
    assert_eq!(again.text, first.text);
}

#[test]
fn text_of_receivers_is_for_receivers() {
    let sensor = |kind: &str, format: &str| {
        format!(
            "name = \"x\"\n[[sensor]]\nname = \"one\"\nkind = \"{kind}\"\n[sensor.input]\nconnect = \"localhost:30003\"\n\
             format = \"{format}\"\n"
        )
    };
    for (format, expected) in [("sbs", Format::Sbs), ("jet1090", Format::Jet1090)] {
        let setup = read(&sensor("receiver", format)).expect("a receiver's");
        assert_eq!(setup.doors[0].format, Some(expected));
        let why = complaint(&sensor("tracker", format));
        assert!(why.contains("kind = \"receiver\""), "{why}");
    }
}

#[test]
fn rules_are_read_and_checked_as_commands_are() {
    let base = "name = \"x\"\n[[area]]\nname = \"R-1\"\nkind = \"danger\"\noutline = [[1, 1], [2, 2], [1, 2]]\n";
    let setup = read(&format!(
        "{base}[rules.area_entry]\nlook_ahead_s = 90\nareas_off = [\"R-1\"]\n[rules.duplicate_code]\nshared = [\"7001\"]\n"
    ))
    .expect("sound");
    assert_eq!(setup.rules.area.look_ahead, Nanos::from_secs(90));
    assert_eq!(setup.rules.code.shared.0.len(), 1);
    let old = read(&format!(
        "{base}[rules]\nborder_crossings_with_transponder = false\n"
    ));
    let new = read(&format!(
        "{base}[rules.border_crossing]\nclasses_off = [\"with_transponder\"]\n"
    ));
    assert_eq!(old.expect("sound").rules, new.expect("sound").rules);
    for (text, expected) in [
        (
            "[rules.area_entri]\nconfirm = 2",
            "no rule is called `area_entri`: did you mean `area_entry`?",
        ),
        ("[rules]\nloitering = true", "write [rules.loitering]"),
        (
            "[rules.area_entry]\nlook_ahead = 2",
            "unknown key `look_ahead`: did you mean `look_ahead_s`?",
        ),
        (
            "[rules.area_entry]\nlook_ahead_s = 0",
            "look_ahead_s must be a number from 1 to 1800",
        ),
        (
            "[rules.area_entry]\nlook_ahead_s = nan",
            "look_ahead_s must be a number from 1 to 1800",
        ),
        (
            "[rules.area_entry]\nlook_ahead_s = \"2\"",
            "a number, true or false, or a list of names",
        ),
        (
            "[rules.area_entry]\nconfirm = 5",
            "confirm must be at most confirm_of; raise confirm_of first",
        ),
        (
            "[rules.area_entry]\nareas = [\"R-2\"]",
            "names an area that the configuration has not (number 1",
        ),
        (
            "[rules]\nborder_crossings_with_transponder = 1",
            "must be true or false",
        ),
    ] {
        let got = complaint(&format!("{base}{text}\n"));
        assert!(got.contains(expected), "{text}: {got}");
    }
}
