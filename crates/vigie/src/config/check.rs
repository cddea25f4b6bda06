//! From what was written to what is meant: units, defaults, references between entries.

use super::file::{self, Kind};
use super::{ConfigError, Demonstration, Door, Format, Messages, Relay, RelayTo, Setup, Source};
use super::{area_files, navigation, rules};
use crate::config::Home;
use std::path::Path;
use vigie_core::airspace::{AirspaceVolume, AreaId, AreaKind, VerticalLimit};
use vigie_core::place::{METRES_PER_NM, Wgs84};
use vigie_core::sensor::{DataSource, RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, UtcNs};

/// Sensors and areas are indexed by 16 bits; far below that a list is a mistake.
pub(super) const ENTRIES_MAX: usize = 4096;

/// Where a configuration stands: what its messages, files and relative times refer to.
pub(super) struct Context<'a> {
    pub path: &'a Path,
    pub attached: &'a dyn Fn(&str) -> std::io::Result<String>,
    pub folder: &'a Path,
    pub start: UtcNs,
}

impl Context<'_> {
    pub(super) fn fault(&self, place: &str, what: impl Into<String>) -> ConfigError {
        ConfigError::Value {
            path: self.path.to_owned(),
            place: place.to_owned(),
            what: what.into(),
        }
    }

    /// The text of a file that the configuration names.
    pub(super) fn text_of(&self, place: &str, name: &str) -> Result<String, ConfigError> {
        (self.attached)(name)
            .map_err(|error| self.fault(place, format!("cannot read {name}: {error}")))
    }

    fn ranged(
        &self,
        place: &str,
        key: &str,
        value: f64,
        range: std::ops::RangeInclusive<f64>,
    ) -> Result<f64, ConfigError> {
        if range.contains(&value) {
            return Ok(value);
        }
        Err(self.fault(
            place,
            format!(
                "{key} = {value}: must be between {} and {}",
                range.start(),
                range.end()
            ),
        ))
    }

    fn point(&self, place: &str, lat: f64, lon: f64, height_m: f64) -> Result<Wgs84, ConfigError> {
        Wgs84::new(lat, lon, height_m).ok_or_else(|| {
            self.fault(place, format!("lat = {lat}, lon = {lon}: latitude must be within ±90, longitude within ±180 degrees"))
        })
    }
}

pub(super) fn setup(
    file: file::File,
    text: &str,
    context: &Context<'_>,
) -> Result<Setup, ConfigError> {
    if file.sensor.len() > ENTRIES_MAX || file.area.len() > ENTRIES_MAX {
        return Err(context.fault(
            "configuration",
            format!("more than {ENTRIES_MAX} sensors or areas"),
        ));
    }
    let mut setup = Setup {
        text: text.to_owned(),
        name: file.name,
        exercise: file.mode == file::Mode::Exercise,
        home: Home {
            lat_deg: 0.0,
            lon_deg: 0.0,
            zoom: 1.0,
        },
        listen: file.server.map(|server| server.listen),
        record: file
            .record
            .map(|record| context.folder.join(record.directory)),
        audit: file.audit.map(|audit| context.folder.join(audit.file)),
        sites: Vec::new(),
        doors: Vec::new(),
        relays: Vec::new(),
        volumes: Vec::new(),
        aerodromes: Vec::new(),
        demonstration: None,
        messages: messages(context, file.messages)?,
        rules: vigie_watch::Rules::default(),
    };
    if let Some(demonstration) = file.demonstration {
        let start = demonstration
            .start
            .map(|at| time(context, "demonstration", at))
            .transpose()?;
        setup.demonstration = Some(Demonstration {
            seed: demonstration.seed,
            start,
        });
        if !setup.exercise {
            return Err(context.fault(
                "demonstration",
                "a simulation needs mode = \"exercise\": a live system refuses simulated data",
            ));
        }
    }
    for (index, sensor) in file.sensor.iter().enumerate() {
        let id = SensorId(u16::try_from(index).unwrap_or(u16::MAX));
        read_sensor(
            context,
            &mut setup,
            id,
            sensor,
            file.simulated_frames_may_leave_this_machine,
        )?;
    }
    refuse_twins(context, &setup)?;
    for aerodrome in &file.aerodrome {
        let point = context.point(
            &format!("aerodrome \"{}\"", aerodrome.name),
            aerodrome.lat,
            aerodrome.lon,
            0.0,
        )?;
        setup.aerodromes.push(point);
    }
    for (index, area) in file.area.iter().enumerate() {
        let id = AreaId(u16::try_from(index).unwrap_or(u16::MAX));
        setup.volumes.push(volume(context, id, area)?);
    }
    for list in &file.area_file {
        area_files::read(context, list, &mut setup.volumes)?;
    }
    setup.rules = rules::read(context, file.rules, &setup.volumes)?;
    setup.rules.places = navigation::read(context, &file.navigation)?;
    if setup.aerodromes.is_empty() {
        let known = setup.rules.places.aerodromes();
        setup.aerodromes = known.map(|aerodrome| aerodrome.position).collect();
    }
    setup.home = home(context, file.home, &setup)?;
    Ok(setup)
}

fn messages(
    context: &Context<'_>,
    written: Option<file::Messages>,
) -> Result<Messages, ConfigError> {
    let Some(file::Messages { listen, file }) = written else {
        return Ok(Messages::default());
    };
    if listen.is_none() && file.is_none() {
        return Err(context.fault("messages", "give listen, file or both"));
    }
    let file = file.map(|file| context.folder.join(file));
    Ok(Messages { listen, file })
}

/// The configured home; else the middle of the sensors.
fn home(
    context: &Context<'_>,
    home: Option<file::Home>,
    setup: &Setup,
) -> Result<Home, ConfigError> {
    if let Some(home) = home {
        let point = context.point("home", home.lat, home.lon, 0.0)?;
        let zoom = context.ranged("home", "zoom", home.zoom, 0.0..=20.0)?;
        return Ok(Home {
            lat_deg: point.lat_deg,
            lon_deg: point.lon_deg,
            zoom,
        });
    }
    let known: Vec<Wgs84> = setup
        .sites
        .iter()
        .filter_map(|site| site.position)
        .collect();
    if known.is_empty() {
        return Ok(setup.home);
    }
    let mean = |of: fn(&Wgs84) -> f64| known.iter().map(of).sum::<f64>() / known.len() as f64;
    Ok(Home {
        lat_deg: mean(|p| p.lat_deg),
        lon_deg: mean(|p| p.lon_deg),
        zoom: 6.0,
    })
}

fn read_sensor(
    context: &Context<'_>,
    setup: &mut Setup,
    id: SensorId,
    sensor: &file::Sensor,
    may_leave: bool,
) -> Result<(), ConfigError> {
    let place = format!("sensor \"{}\"", sensor.name);
    let site = site(context, &place, id, sensor)?;
    if let Some(input) = &sensor.input {
        setup
            .doors
            .push(door(context, &place, id, sensor.kind, input)?);
    }
    if let Some(relay) = &sensor.relay {
        let simulated_frames = setup.exercise && sensor.kind == Kind::Receiver;
        setup.relays.extend(relays(
            context,
            &place,
            id,
            relay,
            simulated_frames && !may_leave,
        )?);
    }
    setup.sites.push(site);
    Ok(())
}

fn site(
    context: &Context<'_>,
    place: &str,
    id: SensorId,
    sensor: &file::Sensor,
) -> Result<SensorSite, ConfigError> {
    let position = match (sensor.lat, sensor.lon) {
        (Some(lat), Some(lon)) => {
            Some(context.point(place, lat, lon, sensor.height_m.unwrap_or(0.0))?)
        }
        (None, None) => None,
        _ => return Err(context.fault(place, "lat and lon go together")),
    };
    let source = match (sensor.sac, sensor.sic) {
        (Some(sac), Some(sic)) => Some(DataSource { sac, sic }),
        (None, None) => None,
        _ => return Err(context.fault(place, "sac and sic go together")),
    };
    let ranged = |key, value: Option<f64>, default, range| {
        context.ranged(place, key, value.unwrap_or(default), range)
    };
    let kind = match sensor.kind {
        Kind::Radar if position.is_none() => {
            return Err(context.fault(place, "a radar's plots are placed from its antenna: give lat, lon and height_m (above the ellipsoid)"));
        }
        Kind::Radar => SensorKind::Radar(RadarModel {
            range_sigma_m: ranged("range_sigma_m", sensor.range_sigma_m, 70.0, 0.1..=5_000.0)?,
            azimuth_sigma_rad: ranged(
                "azimuth_sigma_deg",
                sensor.azimuth_sigma_deg,
                0.08,
                0.001..=5.0,
            )?
            .to_radians(),
            turn: Nanos::from_secs_f64(ranged("turn_s", sensor.turn_s, 5.0, 0.1..=60.0)?),
            detection_probability: ranged(
                "detection_probability",
                sensor.detection_probability,
                0.9,
                0.01..=1.0,
            )?,
        }),
        Kind::Receiver => SensorKind::Receiver,
        Kind::Tracker => SensorKind::Tracker,
    };
    let range_max_m =
        ranged("range_max_nm", sensor.range_max_nm, 300.0, 0.1..=5_000.0)? * METRES_PER_NM;
    Ok(SensorSite {
        id,
        name: sensor.name.clone(),
        kind,
        source,
        position,
        range_max_m,
        simulated: sensor.simulated,
    })
}

fn door(
    context: &Context<'_>,
    place: &str,
    id: SensorId,
    kind: Kind,
    input: &file::Input,
) -> Result<Door, ConfigError> {
    let mut ways = Vec::new();
    if let Some(bind) = input.udp {
        let any = std::net::Ipv4Addr::UNSPECIFIED;
        let group = input
            .multicast
            .map(|group| (group, input.interface.unwrap_or(any)));
        if group.is_some_and(|(group, _)| !group.is_multicast()) {
            return Err(context.fault(
                place,
                "multicast must be an address from 224.0.0.0 to 239.255.255.255",
            ));
        }
        ways.push(Source::Udp { bind, group });
    }
    ways.extend(input.connect.clone().map(Source::Connect));
    ways.extend(input.listen.map(Source::Listen));
    ways.extend(
        input
            .file
            .as_ref()
            .map(|file| Source::File(context.folder.join(file))),
    );
    let only_udp = input.multicast.is_some() || input.interface.is_some();
    let [source] = &ways[..] else {
        return Err(context.fault(
            place,
            "input needs exactly one of udp, connect, listen, file",
        ));
    };
    if only_udp && !matches!(source, Source::Udp { .. }) {
        return Err(context.fault(place, "multicast and interface belong to udp"));
    }
    let format = match (input.format, source, kind) {
        (Some(format), ..) => Some(format_of(format)),
        (None, Source::File(_), _) => None,
        (None, _, Kind::Receiver) => Some(Format::Beast),
        (None, ..) => Some(Format::Asterix),
    };
    if matches!(format, Some(Format::Csv | Format::Pcap | Format::Final))
        && !matches!(source, Source::File(_))
    {
        return Err(context.fault(place, "csv, pcap and final are formats of files"));
    }
    let of_receivers = matches!(format, Some(Format::Sbs | Format::Jet1090));
    if of_receivers && kind != Kind::Receiver {
        return Err(context.fault(
            place,
            "sbs and jet1090 are formats of a sensor of kind = \"receiver\"",
        ));
    }
    let gnss_stamps = input.stamps == file::Stamps::Gnss;
    Ok(Door {
        sensor: id,
        place: source.clone(),
        format,
        gnss_stamps,
    })
}

fn format_of(format: file::Format) -> Format {
    match format {
        file::Format::Asterix => Format::Asterix,
        file::Format::Beast => Format::Beast,
        file::Format::Avr => Format::Avr,
        file::Format::Csv => Format::Csv,
        file::Format::Sbs => Format::Sbs,
        file::Format::Jet1090 => Format::Jet1090,
        file::Format::Pcap => Format::Pcap,
        file::Format::Final => Format::Final,
    }
}

fn relays(
    context: &Context<'_>,
    place: &str,
    sensor: SensorId,
    relay: &file::Relay,
    loopback_only: bool,
) -> Result<Vec<Relay>, ConfigError> {
    let ways = [
        relay.udp.map(RelayTo::Udp),
        relay.connect.map(RelayTo::Connect),
        relay.listen.map(RelayTo::Listen),
    ];
    let found: Vec<Relay> = ways
        .into_iter()
        .flatten()
        .map(|to| Relay { sensor, to })
        .collect();
    if found.is_empty() {
        return Err(context.fault(place, "relay needs udp, connect or listen"));
    }
    for relay in &found {
        let (RelayTo::Udp(address) | RelayTo::Connect(address) | RelayTo::Listen(address)) =
            relay.to;
        if loopback_only && !address.ip().is_loopback() {
            return Err(context.fault(
                place,
                "simulated Mode S frames carry no mark, so they stay on this machine: relay to a loopback address, or say \
                 simulated_frames_may_leave_this_machine = true at the top of the file",
            ));
        }
    }
    Ok(found)
}

/// Two sensors with one ASTERIX source could not be told apart; two with one name could not be talked about.
fn refuse_twins(context: &Context<'_>, setup: &Setup) -> Result<(), ConfigError> {
    for (index, site) in setup.sites.iter().enumerate() {
        for other in &setup.sites[..index] {
            if site.name == other.name {
                return Err(context.fault(
                    &format!("sensor \"{}\"", site.name),
                    "two sensors have this name",
                ));
            }
            if let (Some(one), true) = (site.source, site.source == other.source) {
                let what = format!(
                    "has the same sac {} and sic {} as \"{}\"",
                    one.sac, one.sic, other.name
                );
                return Err(context.fault(&format!("sensor \"{}\"", site.name), what));
            }
        }
    }
    Ok(())
}

fn volume(
    context: &Context<'_>,
    id: AreaId,
    area: &file::Area,
) -> Result<AirspaceVolume, ConfigError> {
    let place = format!("area \"{}\"", area.name);
    let outline = match (&area.outline, &area.outline_file) {
        (Some(points), None) => points
            .iter()
            .map(|[lat, lon]| context.point(&place, *lat, *lon, 0.0))
            .collect::<Result<Vec<_>, _>>()?,
        (None, Some(name)) => outline_file(context, &place, name)?,
        _ => {
            return Err(context.fault(
                &place,
                "give either outline (a list of [lat, lon]) or outline_file (GeoJSON)",
            ));
        }
    };
    if outline.len() < 3 {
        return Err(context.fault(&place, "an outline needs at least three points"));
    }
    let limit = |key, level: Option<f64>| -> Result<VerticalLimit, ConfigError> {
        Ok(match level {
            None => VerticalLimit::None,
            Some(level) => {
                VerticalLimit::PressureFt(context.ranged(&place, key, level, 0.0..=999.0)? * 100.0)
            }
        })
    };
    let kind = match area.kind {
        file::AreaKind::Restricted => AreaKind::Restricted,
        file::AreaKind::Danger => AreaKind::Danger,
        file::AreaKind::Prohibited => AreaKind::Prohibited,
        file::AreaKind::Temporary => AreaKind::Temporary,
        file::AreaKind::Border => AreaKind::Border,
        file::AreaKind::Fir => AreaKind::Fir,
    };
    let volume = AirspaceVolume {
        id,
        name: area.name.clone(),
        kind,
        outline,
        lower: limit("lower_fl", area.lower_fl)?,
        upper: limit("upper_fl", area.upper_fl)?,
        from: moment(context, &place, "from", area.from, area.from_start_min)?,
        to: moment(context, &place, "to", area.to, area.to_start_min)?,
    };
    if let (Some(from), Some(to)) = (volume.from, volume.to)
        && to <= from
    {
        return Err(context.fault(&place, "to must be later than from"));
    }
    if let (VerticalLimit::PressureFt(lower), VerticalLimit::PressureFt(upper)) =
        (volume.lower, volume.upper)
        && upper <= lower
    {
        return Err(context.fault(&place, "upper_fl must be above lower_fl"));
    }
    Ok(volume)
}

/// A time given as such, or in minutes after the start.
fn moment(
    context: &Context<'_>,
    place: &str,
    key: &str,
    at: Option<toml::value::Datetime>,
    after_start_min: Option<f64>,
) -> Result<Option<UtcNs>, ConfigError> {
    match (at, after_start_min) {
        (Some(at), None) => time(context, place, at).map(Some),
        (None, Some(minutes)) => {
            let minutes =
                context.ranged(place, &format!("{key}_start_min"), minutes, -1e6..=1e6)?;
            Ok(Some(context.start + Nanos::from_secs_f64(minutes * 60.0)))
        }
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            Err(context.fault(place, format!("give {key} or {key}_start_min, not both")))
        }
    }
}

/// The outer ring with the most points of a GeoJSON (multi)polygon, feature or collection.
fn outline_file(context: &Context<'_>, place: &str, name: &str) -> Result<Vec<Wgs84>, ConfigError> {
    let text = context.text_of(place, name)?;
    let value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| context.fault(place, format!("{name} is not GeoJSON: {error}")))?;
    let mut rings = Vec::new();
    collect_rings(&value, &mut rings);
    let ring = rings.into_iter().max_by_key(Vec::len).unwrap_or_default();
    let mut outline = ring
        .into_iter()
        .map(|(lon, lat)| context.point(place, lat, lon, 0.0))
        .collect::<Result<Vec<_>, _>>()?;
    if outline.len() > 1 && outline.first() == outline.last() {
        outline.pop();
    }
    if outline.len() < 3 {
        return Err(context.fault(place, format!("{name} holds no polygon")));
    }
    Ok(outline)
}

fn collect_rings(value: &serde_json::Value, rings: &mut Vec<Vec<(f64, f64)>>) {
    let list = |key: &str| {
        value
            .get(key)
            .and_then(serde_json::Value::as_array)
            .into_iter()
            .flatten()
    };
    match value.get("type").and_then(serde_json::Value::as_str) {
        Some("FeatureCollection") => {
            for feature in list("features") {
                collect_rings(feature, rings);
            }
        }
        Some("Feature") => {
            if let Some(geometry) = value.get("geometry") {
                collect_rings(geometry, rings);
            }
        }
        Some("Polygon") => rings.extend(list("coordinates").next().map(ring)),
        Some("MultiPolygon") => {
            rings.extend(
                list("coordinates").filter_map(|polygon| polygon.as_array()?.first().map(ring)),
            );
        }
        _ => {}
    }
}

fn ring(points: &serde_json::Value) -> Vec<(f64, f64)> {
    let pair = |point: &serde_json::Value| Some((point.get(0)?.as_f64()?, point.get(1)?.as_f64()?));
    points
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(pair)
        .collect()
}

fn time(
    context: &Context<'_>,
    place: &str,
    at: toml::value::Datetime,
) -> Result<UtcNs, ConfigError> {
    let parsed: Result<jiff::Timestamp, _> = at.to_string().parse();
    let nanos = parsed
        .ok()
        .and_then(|at| i64::try_from(at.as_nanosecond()).ok());
    nanos.map(UtcNs).ok_or_else(|| {
        context.fault(
            place,
            format!("{at}: a time needs a date and a zone, e.g. 2026-11-20T10:00:00Z"),
        )
    })
}
