//! Every byte is read again by the crates that read live sensors, and compared with the truth.

use super::{START, after, run};
use std::collections::{BTreeMap, BTreeSet};
use vigie_asterix::{blocks, cat034, cat048};
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::identity::Callsign;
use vigie_core::place::{Ecef, LocalFrame, METRES_PER_NM, MPS_PER_KNOT, Wgs84, wrap_pi};
use vigie_core::time::{Nanos, UtcNs};
use vigie_core::truth::Truth;
use vigie_modes::adsb::Squitter;
use vigie_modes::cpr::{self, LatLon, Scale};
use vigie_modes::framing::Item;
use vigie_modes::framing::beast::{Deframer, GnssTime};
use vigie_modes::message::Sender;
use vigie_modes::{Frame, Message};
use vigie_sim::{
    Bytes, Demonstration, NIGER_SENSORS, SimulatedKind, SimulatedRadar, SimulatedSensor,
    UNDULATION_M,
};

const SECONDS: usize = 240;
/// Long enough for some to land where a receiver is.
const LONG: usize = 2_400;

/// Truth at every second and everything sent, for some minutes.
struct Flown {
    truth: Vec<BTreeMap<u32, Truth>>,
    sent: Vec<vigie_sim::Emission>,
}

fn fly(seed: u64, seconds: usize) -> Flown {
    let mut world = Demonstration::niger(seed, START);
    let by_target = |world: &Demonstration| {
        world
            .truth()
            .into_iter()
            .map(|t| (t.target, t))
            .collect::<BTreeMap<_, _>>()
    };
    let mut truth = vec![by_target(&world)];
    let mut sent = Vec::new();
    for second in 1..=seconds {
        world.advance(after(second as f64), &mut sent);
        truth.push(by_target(&world));
    }
    Flown { truth, sent }
}

impl Flown {
    /// Where everybody was at a moment, by straight lines between seconds.
    fn at(&self, when: UtcNs) -> impl Iterator<Item = (&Truth, Wgs84)> {
        let since = (when - START)
            .as_secs_f64()
            .clamp(0.0, (self.truth.len() - 1) as f64 - 0.001);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the seconds flown"
        )]
        let (second, part) = (since as usize, since.fract());
        self.truth[second + 1].values().map(move |later| {
            // one that has just begun was nowhere a second ago
            let before = self.truth[second].get(&later.target).unwrap_or(later);
            let mix = |a: f64, b: f64| a + (b - a) * part;
            let (a, b) = (before.position, later.position);
            let place = Wgs84 {
                lat_deg: mix(a.lat_deg, b.lat_deg),
                lon_deg: mix(a.lon_deg, b.lon_deg),
                height_m: mix(a.height_m, b.height_m),
            };
            (before, place)
        })
    }
}

/// Mean and standard deviation.
fn statistics(errors: &[f64]) -> (f64, f64) {
    let n = errors.len() as f64;
    let mean = errors.iter().sum::<f64>() / n;
    let variance = errors.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / n;
    (mean, variance.sqrt())
}

fn radar(sensor: usize) -> Option<(SimulatedSensor, SimulatedRadar)> {
    match NIGER_SENSORS[sensor].kind {
        SimulatedKind::Radar(model) => Some((NIGER_SENSORS[sensor], model)),
        SimulatedKind::Receiver(_) => None,
    }
}

fn plots(bytes: &[u8]) -> Vec<cat048::Plot> {
    let mut plots = Vec::new();
    for block in blocks(bytes, 0) {
        let block = block.expect("a block");
        if block.category == 48 {
            let view = cat048::latest();
            view.each(block.body, block.offset + 3, |plot| plots.push(plot))
                .expect("records");
        }
    }
    plots
}

#[test]
fn plots_are_simulated_timed_and_where_the_aircraft_are() {
    let flown = fly(11, SECONDS);
    let (mut ranges, mut azimuths) = (Vec::new(), Vec::new());
    let mut kinds = BTreeMap::<u8, usize>::new();
    for emission in &flown.sent {
        let Bytes::Asterix(bytes) = &emission.bytes else {
            continue;
        };
        let (site, model) = radar(emission.sensor).expect("only radars send ASTERIX");
        let frame = LocalFrame::at(site.position);
        for plot in plots(bytes) {
            assert!(plot.is_simulated && !plot.is_test && !plot.is_field_monitor);
            assert_eq!((plot.sac, plot.sic), (model.source.sac, model.source.sic));
            *kinds.entry(plot.typ.expect("a type")).or_default() += 1;
            let tod = plot.time_of_day.expect("a time");
            let at = UtcNs::from_time_of_day(tod, emission.at);
            let age = (emission.at - at).as_secs_f64();
            let sector_s = model.turn.as_secs_f64() / 32.0;
            assert!((0.28..0.35 + sector_s).contains(&age), "{age}");
            let Some(address) = plot.address else {
                continue;
            };
            let (truth, place) = flown
                .at(at)
                .find(|(t, _)| t.address.is_some_and(|a| a.value.value() == address))
                .expect("an aircraft of that address");
            let seen = frame.enu_from_wgs84(place);
            let range_m = plot.rho_nm().expect("a range") * METRES_PER_NM;
            let theta = plot.theta_deg().expect("an azimuth").to_radians();
            ranges.push((range_m - seen.slant_range_m()) / model.range_sigma_m);
            azimuths.push(wrap_pi(theta - seen.azimuth_rad()) / model.azimuth_sigma_rad);
            let fl = plot.flight_level_fl().expect("a level");
            let true_ft = (place.height_m - UNDULATION_M) / METRES_PER_FOOT;
            assert!((fl * 100.0 - true_ft).abs() < 60.0, "{fl} {true_ft}");
            let callsign = plot.callsign.expect("a callsign");
            assert_eq!(Some(callsign), truth.callsign.map(Callsign::padded));
            assert!(
                plot.mode_a
                    .is_some_and(|a| !a.is_garbled && !a.is_unvalidated)
            );
        }
    }
    eprintln!("plots by type {kinds:?}");
    for (errors, name) in [(&ranges, "range"), (&azimuths, "azimuth")] {
        let (mean, sigma) = statistics(errors);
        eprintln!(
            "{name}: {} plots, {mean:.3} ± {sigma:.3} nominal sigmas",
            errors.len()
        );
        assert!(
            mean.abs() < 0.12 && (0.93..1.08).contains(&sigma),
            "{name} {mean} {sigma}"
        );
        assert!(errors.iter().all(|e| e.abs() < 6.0));
    }
    // of every kind: primary alone, secondary alone, both, Mode S with and without primary
    assert!(
        [1, 2, 5, 7]
            .iter()
            .all(|typ| kinds.get(typ).is_some_and(|&n| n > 5)),
        "{kinds:?}"
    );
}

#[test]
fn antennas_turn_and_say_so() {
    let sent = run(&mut Demonstration::niger(4, START), 60.0, 1.0);
    for sensor in 0..3 {
        let (site, model) = radar(sensor).expect("a radar");
        let mut services = Vec::new();
        let mut bytes_before_crossing = 0;
        for emission in sent.iter().filter(|e| e.sensor == sensor) {
            let Bytes::Asterix(bytes) = &emission.bytes else {
                panic!("ASTERIX")
            };
            for block in blocks(bytes, 0) {
                let block = block.expect("a block");
                let view = cat034::latest();
                if block.category == 34 {
                    let each = |service| services.push((emission.at, service));
                    view.each(block.body, block.offset + 3, each)
                        .expect("records");
                } else {
                    bytes_before_crossing += bytes.len();
                }
            }
        }
        assert!(bytes_before_crossing > 0);
        let times = |message: u8| -> Vec<UtcNs> {
            let of = services.iter().filter(|(_, s)| s.message_type == message);
            of.map(|(at, s)| UtcNs::from_time_of_day(s.time_of_day.expect("a time"), *at))
                .collect()
        };
        let turn_s = model.turn.as_secs_f64();
        for (message, period_s) in [
            (cat034::NORTH_MARKER, turn_s),
            (cat034::SECTOR_CROSSING, turn_s / 32.0),
        ] {
            let times = times(message);
            assert!(
                times.len() as f64 >= 59.0 / period_s - 1.0,
                "{}",
                times.len()
            );
            for pair in times.windows(2) {
                let gap = (pair[1] - pair[0]).as_secs_f64();
                assert!((gap - period_s).abs() < 0.009, "{gap} {period_s}");
            }
        }
        let mut sectors = BTreeSet::new();
        for (_, service) in &services {
            assert_eq!(
                (service.sac, service.sic),
                (model.source.sac, model.source.sic)
            );
            let period_s = f64::from(service.rotation_period.expect("a period")) / 128.0;
            assert!((period_s - turn_s).abs() < 0.01);
            sectors.extend(service.sector);
            if let Some(position) = service.position {
                let lat_deg = f64::from(position.place.lat) * cat034::PLACE_LSB_DEG;
                assert!((lat_deg - site.position.lat_deg).abs() < 1e-4);
                assert!(
                    service
                        .system
                        .is_some_and(|s| !s.is_inhibited && !s.is_time_invalid)
                );
            }
        }
        assert_eq!(sectors, (0..32).map(|s| s * 8).collect());
    }
}

/// Every frame each receiver sends, with stamp and level.
fn frames(flown: &Flown) -> BTreeMap<usize, Vec<(UtcNs, u8, Frame, UtcNs)>> {
    let mut all = BTreeMap::<usize, Vec<_>>::new();
    let mut deframers = BTreeMap::<usize, Deframer>::new();
    for emission in &flown.sent {
        let Bytes::Beast(bytes) = &emission.bytes else {
            continue;
        };
        let deframer = deframers.entry(emission.sensor).or_default();
        for item in deframer.items(bytes) {
            let Item::ModeS(heard) = item else {
                unreachable!("{item:?}")
            };
            let time = GnssTime::from_ticks(heard.ticks.expect("ticks")).expect("GNSS time");
            let of_day = Nanos(time.nanosecond_of_day().cast_signed());
            let stamp = UtcNs::from_nanos_of_day(of_day, emission.at);
            let age = (emission.at - stamp).as_secs_f64();
            assert!((0.002..0.115).contains(&age), "{age}");
            let level = heard.level.expect("a level");
            all.entry(emission.sensor)
                .or_default()
                .push((stamp, level, heard.frame, emission.at));
        }
    }
    for deframer in deframers.values() {
        // a Beast stream ends a message when the next begins, so one may still be open
        let passed = deframer.passed();
        assert_eq!(
            (passed.skipped_bytes, passed.bad_frames, passed.broken),
            (0, 0, 0)
        );
    }
    all
}

/// How far what the aircraft say is from the truth.
#[derive(Default)]
struct Offsets {
    positions_m: Vec<f64>,
    surface_m: Vec<f64>,
    speeds_mps: Vec<f64>,
}

impl Offsets {
    fn compare(&mut self, squitter: Squitter, truth: &Truth, place: Wgs84) {
        let near = LatLon {
            lat_deg: place.lat_deg,
            lon_deg: place.lon_deg,
        };
        let off_m = |cpr, scale| {
            let said = cpr::local(cpr, scale, near).expect("a place");
            let said = Wgs84 {
                lat_deg: said.lat_deg,
                lon_deg: said.lon_deg,
                height_m: 0.0,
            };
            said.distance_m(place.at_height_m(0.0))
        };
        match squitter {
            Squitter::AirbornePosition(position) => {
                self.positions_m.push(off_m(position.cpr, Scale::Airborne));
                let ft = position.pressure_altitude_ft().expect("an altitude");
                let true_ft = (place.height_m - UNDULATION_M) / METRES_PER_FOOT;
                assert!((f64::from(ft) - true_ft).abs() < 20.0, "{ft} {true_ft}");
            }
            Squitter::SurfacePosition(position) => {
                self.surface_m.push(off_m(position.cpr, Scale::Surface));
            }
            Squitter::Velocity(velocity) => {
                let (east, north) = velocity.east_north_kt().expect("over ground");
                let east_off_mps = f64::from(east) * MPS_PER_KNOT - truth.velocity.east_mps;
                let north_off_mps = f64::from(north) * MPS_PER_KNOT - truth.velocity.north_mps;
                self.speeds_mps
                    .push(east_off_mps.abs().max(north_off_mps.abs()));
                assert_eq!(velocity.difference_ft(), Some(75));
            }
            Squitter::Identification(said) => {
                let callsign = truth.callsign.expect("a callsign");
                assert_eq!(said.callsign.to_string(), callsign.as_str());
            }
            Squitter::EmergencyStatus(_) | Squitter::OperationalStatus(_) => {}
            other => unreachable!("{other:?} is never sent"),
        }
    }
}

/// Navigation error of 4 m; compact coordinates of 5 m in the air, 1.3 m on the ground.
fn check(positions_m: &[f64]) -> String {
    let (mean, sigma) = statistics(positions_m);
    assert!(positions_m.len() > 50 && mean < 12.0 && positions_m.iter().all(|&m| m < 40.0));
    format!(
        "{} positions, {mean:.1} ± {sigma:.1} m from the truth",
        positions_m.len()
    )
}

#[test]
fn those_on_the_ground_say_so() {
    let flown = fly(16, LONG);
    let mut offsets = Offsets::default();
    let mut addresses = BTreeSet::new();
    for (stamp, _, frame, _) in frames(&flown).into_values().flatten() {
        let Ok(Message::ExtendedSquitter(squitter)) = Message::parse(frame) else {
            continue;
        };
        if !matches!(squitter.squitter, Squitter::SurfacePosition(_)) {
            continue;
        }
        let address = squitter.address().value();
        let (truth, place) = flown
            .at(stamp)
            .find(|(t, _)| t.address.is_some_and(|a| a.value.value() == address))
            .expect("an aircraft of that address");
        assert_eq!(squitter.sender, Sender::Transponder(4));
        offsets.compare(squitter.squitter, truth, place);
        addresses.insert(address);
    }
    eprintln!(
        "{} aircraft on the ground: {}",
        addresses.len(),
        check(&offsets.surface_m)
    );
}

#[test]
fn frames_decode_and_agree_with_the_truth() {
    let mut offsets = Offsets::default();
    let mut formats = BTreeMap::<u8, usize>::new();
    for seed in [12, 15] {
        let flown = fly(seed, SECONDS);
        for (sensor, heard) in frames(&flown) {
            let antenna = NIGER_SENSORS[sensor].position.to_ecef();
            for (stamp, _, frame, _) in heard {
                let message = Message::parse(frame).expect("parity holds");
                *formats.entry(message.df()).or_default() += 1;
                assert!(!matches!(message, Message::Other(_) | Message::AirAir(_)));
                let Message::ExtendedSquitter(squitter) = message else {
                    continue;
                };
                let address = squitter.address().value();
                let (truth, place) = flown
                    .at(stamp)
                    .find(|(t, _)| t.address.is_some_and(|a| a.value.value() == address))
                    .expect("an aircraft of that address");
                offsets.compare(squitter.squitter, truth, place);
                let range_m = antenna.distance_m(place.to_ecef());
                assert!(range_m < 251.0 * METRES_PER_NM);
            }
        }
    }
    eprintln!("frames by format {formats:?}");
    assert!(
        [4, 5, 11, 17, 20, 21]
            .iter()
            .all(|df| formats.get(df).is_some_and(|&n| n > 500))
    );
    eprintln!("in the air: {}", check(&offsets.positions_m));
    let worst = offsets
        .speeds_mps
        .iter()
        .fold(0.0_f64, |worst, &off| worst.max(off));
    assert!(worst < 12.0, "{worst}"); // a turn of 3° within the second
}

/// Two receivers that hear one message: the difference of their stamps is that of the distances, to the stamps' error.
#[test]
fn stamps_are_times_of_arrival() {
    let flown = fly(13, SECONDS);
    let mut first_heard = BTreeMap::<(Vec<u8>, i64), (usize, UtcNs)>::new();
    let mut errors_ns = Vec::new();
    for (sensor, heard) in frames(&flown) {
        for (stamp, _, frame, _) in heard {
            let Ok(Message::ExtendedSquitter(squitter)) = Message::parse(frame) else {
                continue;
            };
            if !matches!(squitter.squitter, Squitter::AirbornePosition(_)) {
                continue;
            }
            let key = (frame.as_bytes().to_vec(), stamp.0 / 5_000_000);
            let Some(&(other, other_stamp)) = first_heard.get(&key) else {
                first_heard.insert(key, (sensor, stamp));
                continue;
            };
            let address = squitter.address().value();
            let (_, place) = flown
                .at(stamp)
                .find(|(t, _)| t.address.is_some_and(|a| a.value.value() == address))
                .expect("an aircraft of that address");
            let range_m = |sensor: usize| {
                let antenna: Ecef = NIGER_SENSORS[sensor].position.to_ecef();
                antenna.distance_m(place.to_ecef())
            };
            let flight_s = (range_m(sensor) - range_m(other)) / (299_792_458.0 / 1.0003);
            errors_ns.push((stamp - other_stamp).as_secs_f64() * 1e9 - flight_s * 1e9);
        }
    }
    let (mean, sigma) = statistics(&errors_ns);
    eprintln!("{} pairs, {mean:.0} ± {sigma:.0} ns", errors_ns.len());
    assert!(errors_ns.len() > 100 && mean.abs() < 10.0 && (45.0..75.0).contains(&sigma));
}

#[test]
fn rates_are_those_of_real_sensors() {
    let flown = fly(14, SECONDS);
    let per_second = |n: usize| n as f64 / SECONDS as f64;
    for (sensor, heard) in frames(&flown) {
        let rate = per_second(heard.len());
        let name = NIGER_SENSORS[sensor].name;
        eprintln!("{name}: {rate:.0} messages a second");
        assert!((5.0..400.0).contains(&rate), "{name} {rate}");
        let levels: BTreeSet<_> = heard.iter().map(|h| h.1).collect();
        assert!(levels.len() > 20, "{levels:?}");
    }
    for (sensor, site) in NIGER_SENSORS.iter().enumerate() {
        let Some((_, model)) = radar(sensor) else {
            continue;
        };
        let sent = flown.sent.iter().filter(|e| e.sensor == sensor);
        let all: Vec<_> = sent
            .flat_map(|e| match &e.bytes {
                Bytes::Asterix(bytes) => plots(bytes),
                Bytes::Beast(_) => panic!("a radar speaks ASTERIX"),
            })
            .collect();
        let turns = SECONDS as f64 / model.turn.as_secs_f64();
        let primary = all.iter().filter(|p| p.typ == Some(1)).count() as f64 / turns;
        let other = all.len() as f64 / turns - primary;
        eprintln!(
            "{}: {other:.1} and {primary:.1} primary plots a turn",
            site.name
        );
        assert!((5.0..45.0).contains(&other), "{}", site.name);
        assert!((1.5..6.0).contains(&primary), "{}", site.name);
    }
    let bytes: usize = flown
        .sent
        .iter()
        .map(|e| match &e.bytes {
            Bytes::Asterix(b) | Bytes::Beast(b) => b.len(),
        })
        .sum();
    eprintln!(
        "{:.1} kB and {:.0} emissions a second",
        per_second(bytes) / 1e3,
        per_second(flown.sent.len())
    );
}

#[test]
fn midnight_passes_unnoticed() {
    let midnight = UtcNs(1_767_312_000_000_000_000);
    let start = midnight - Nanos::from_secs(10);
    let mut world = Demonstration::niger(3, start);
    let mut sent = Vec::new();
    world.advance(midnight + Nanos::from_secs(10), &mut sent);
    // ages are looked at while the frames are read
    let flown = Flown {
        truth: Vec::new(),
        sent,
    };
    let frames: usize = frames(&flown).values().map(Vec::len).sum();
    assert!(frames > 2_000, "{frames}");
    let mut days = BTreeSet::new();
    for emission in &flown.sent {
        let Bytes::Asterix(bytes) = &emission.bytes else {
            continue;
        };
        for plot in plots(bytes) {
            let tod = plot.time_of_day.expect("a time");
            assert!(tod < 86_400 * 128);
            let at = UtcNs::from_time_of_day(tod, emission.at);
            assert!((0.28..0.65).contains(&(emission.at - at).as_secs_f64()));
            days.insert(at >= midnight);
        }
    }
    assert_eq!(days.len(), 2);
}
