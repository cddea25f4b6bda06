//! Which sensor each file is of: by the configuration, or by what the files say of their sensors.

use crate::cli::TrackOptions;
use crate::clock::utc_of;
use crate::config::Home;
use crate::config::{Format, Setup, Source};
use crate::doors::{FileOptions, FileReceptions, open_file};
use crate::logs::say;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;
use vigie_asterix::{Fault, blocks, cat021, cat034, cat048, cat062};
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::reception::Payload;
use vigie_core::sensor::{DataSource, RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::time::Nanos;

/// What is assumed of a radar that nobody described (starting values, unverified).
const ASSUMED: RadarModel = RadarModel {
    range_sigma_m: 70.0,
    azimuth_sigma_rad: 0.08 * std::f64::consts::PI / 180.0,
    turn: Nanos::from_secs(5),
    detection_probability: 0.9,
};
const ASSUMED_RANGE_M: f64 = 300.0 * METRES_PER_NM;

/// Opens every input, and gives the configuration with a sensor for each.
pub(in crate::commands) fn open(
    options: &TrackOptions,
    base: Option<Setup>,
) -> Result<(Setup, Vec<FileReceptions>)> {
    let configured = base.is_some();
    let mut setup = base.unwrap_or_else(empty);
    let mut files = Vec::new();
    for path in &options.inputs {
        let at = FileOptions {
            format: options.format.format(),
            sensor: SensorId(0),
            received: options.received.map(utc_of),
            gnss_stamps: false,
        };
        let mode_s = matches!(
            open_file(path, at)?.format(),
            Format::Csv | Format::Beast | Format::Avr | Format::Sbs | Format::Jet1090
        );
        let sensor = match of_configuration(&setup, path, mode_s) {
            Some(sensor) => sensor,
            None if mode_s => add(&mut setup, receiver(path)),
            None => {
                if !configured {
                    for site in discover(open_file(path, at)?) {
                        add(&mut setup, site);
                    }
                }
                add(&mut setup, line(path))
            }
        };
        files.push(open_file(path, FileOptions { sensor, ..at })?);
    }
    let missing =
        |site: &&SensorSite| matches!(site.kind, SensorKind::Radar(_)) && site.position.is_none();
    for site in setup.sites.iter().filter(missing) {
        say(format_args!(
            "{}: the recording does not say where this radar stands, so its plots have no place; give lat, lon and height_m \
             of its antenna in a configuration (--config), see docs/configuration.md",
            site.name
        ));
    }
    Ok((setup, files))
}

/// The configured sensor whose input is this very file; for Mode S else the only receiver there is.
fn of_configuration(setup: &Setup, path: &Path, mode_s: bool) -> Option<SensorId> {
    let same = |other: &Path| match (std::fs::canonicalize(other), std::fs::canonicalize(path)) {
        (Ok(one), Ok(two)) => one == two,
        _ => false,
    };
    let named = setup
        .doors
        .iter()
        .find(|door| matches!(&door.place, Source::File(file) if same(file)));
    if let Some(door) = named {
        return Some(door.sensor);
    }
    let mut receivers = setup
        .sites
        .iter()
        .filter(|site| site.kind == SensorKind::Receiver);
    let only = receivers.next().filter(|_| receivers.next().is_none());
    only.filter(|_| mode_s).map(|site| site.id)
}

fn empty() -> Setup {
    Setup {
        text: String::new(),
        name: "offline".to_owned(),
        exercise: false,
        home: Home {
            lat_deg: 0.0,
            lon_deg: 0.0,
            zoom: 1.0,
        },
        listen: None,
        record: None,
        audit: None,
        sites: Vec::new(),
        doors: Vec::new(),
        relays: Vec::new(),
        volumes: Vec::new(),
        aerodromes: Vec::new(),
        messages: crate::config::Messages::default(),
        demonstration: None,
        rules: vigie_watch::Rules::default(),
    }
}

fn add(setup: &mut Setup, site: SensorSite) -> SensorId {
    let id = SensorId(u16::try_from(setup.sites.len()).unwrap_or(u16::MAX));
    setup.sites.push(SensorSite { id, ..site });
    id
}

fn site(
    name: String,
    kind: SensorKind,
    source: Option<DataSource>,
    position: Option<Wgs84>,
) -> SensorSite {
    SensorSite {
        id: SensorId(0),
        name,
        kind,
        source,
        position,
        range_max_m: ASSUMED_RANGE_M,
        simulated: false,
    }
}

fn receiver(path: &Path) -> SensorSite {
    site(path.display().to_string(), SensorKind::Receiver, None, None)
}

/// The file itself as a line on which several ASTERIX sources may speak.
fn line(path: &Path) -> SensorSite {
    // A source of its own, so that no record is taken for the line's.
    let nobody = DataSource { sac: 0, sic: 0 };
    site(
        path.display().to_string(),
        SensorKind::Tracker,
        Some(nobody),
        None,
    )
}

/// What a recording says of one of its sources.
#[derive(Default, Clone, Copy)]
struct Said {
    plots: bool,
    reports: bool,
    tracks: bool,
    turn: Option<Nanos>,
    position: Option<Wgs84>,
}

/// The sources that speak in a recording, with what they say of themselves (I034/041, I034/120).
fn discover(file: FileReceptions) -> Vec<SensorSite> {
    let mut said: BTreeMap<DataSource, Said> = BTreeMap::new();
    for reception in file.flatten() {
        let Payload::Asterix(bytes) = &reception.payload else {
            continue;
        };
        for block in blocks(bytes, 0).flatten() {
            // A fault costs what follows in its block; it is reported when the file is tracked.
            look(block.category, block.body, &mut said).ok();
        }
    }
    said.into_iter()
        .map(|(source, said)| described(source, said))
        .collect()
}

fn look(category: u8, body: &[u8], said: &mut BTreeMap<DataSource, Said>) -> Result<(), Fault> {
    let mut of = |sac, sic, note: &dyn Fn(&mut Said)| {
        note(said.entry(DataSource { sac, sic }).or_default());
    };
    match category {
        21 => cat021::latest().each(body, 0, |r| of(r.sac, r.sic, &|said| said.reports = true)),
        34 => cat034::latest().each(body, 0, |r| of(r.sac, r.sic, &|said| said.hear(&r))),
        48 => cat048::latest().each(body, 0, |r| of(r.sac, r.sic, &|said| said.plots = true)),
        62 => cat062::latest().each(body, 0, |r| of(r.sac, r.sic, &|said| said.tracks = true)),
        _ => Ok(()),
    }
}

impl Said {
    /// What a radar's service message says of the radar.
    fn hear(&mut self, service: &cat034::Service) {
        self.plots = true;
        if let Some(period) = service.rotation_period.filter(|period| *period > 0) {
            self.turn = Some(Nanos(i64::from(period) * 7_812_500));
        }
        if let Some(stated) = service.position {
            let degrees = |count: i32| f64::from(count) * cat034::PLACE_LSB_DEG;
            let (lat, lon) = (degrees(stated.place.lat), degrees(stated.place.lon));
            self.position = Wgs84::new(lat, lon, f64::from(stated.height_m));
        }
    }
}

fn described(source: DataSource, said: Said) -> SensorSite {
    let name = |what: &str| format!("{what} {}/{}", source.sac, source.sic);
    if said.plots {
        let model = RadarModel {
            turn: said.turn.unwrap_or(ASSUMED.turn),
            ..ASSUMED
        };
        site(
            name("radar"),
            SensorKind::Radar(model),
            Some(source),
            said.position,
        )
    } else if said.tracks {
        site(name("tracker"), SensorKind::Tracker, Some(source), None)
    } else {
        site(
            name("ADS-B station"),
            SensorKind::Receiver,
            Some(source),
            None,
        )
    }
}
