//! Positions over time: rs1090's memory against Vigie's, message by message. What each kind is, is in `README.md`.

use rs1090::decode::cpr::{AircraftState, Position, UpdateIf, decode_position};
use rs1090::prelude::{ExtendedSquitterADSB, ExtendedSquitterTisB, ICAO, ME};
use std::collections::BTreeMap;
use vigie_compare::recording::Recorded;
use vigie_compare::{peer_rs1090, recording};
use vigie_core::place::Wgs84;
use vigie_core::time::UtcNs;
use vigie_modes::Frame;
use vigie_sense::modes::{Reader, Reading};

/// Toulouse, where the recording begins.
const TOULOUSE: (f64, f64) = (43.6294, 1.3638);
/// Amsterdam, where it ends.
const AMSTERDAM: (f64, f64) = (52.3086, 4.7639);
/// As near as two decoders must be, metres.
const NEAR_M: f64 = 100.0;

fn wgs84((lat_deg, lon_deg): Place) -> Wgs84 {
    Wgs84::new(lat_deg, lon_deg, 0.0).expect("on the earth")
}

/// rs1090 with its memory, used as its own example does: a reference that follows whoever flies low.
struct Rs1090 {
    aircraft: BTreeMap<ICAO, AircraftState>,
    reference: Option<Position>,
    update: UpdateIf,
}

impl Rs1090 {
    fn new() -> Rs1090 {
        let (latitude, longitude) = TOULOUSE;
        Rs1090 {
            aircraft: BTreeMap::new(),
            reference: Some(Position {
                latitude,
                longitude,
            }),
            update: Some(Box::new(|position| {
                position.alt.is_some_and(|altitude| altitude < 1000)
            })),
        }
    }

    fn resolve(&mut self, time_ns: i64, frame: Frame) -> Option<Place> {
        let mut message = peer_rs1090::parse(frame.as_bytes()).ok()?;
        let (me, address) = match &mut message.df {
            ExtendedSquitterADSB(adsb) => (&mut adsb.message, adsb.icao24),
            ExtendedSquitterTisB { cf, .. } => (&mut cf.me, cf.aa),
            _ => return None,
        };
        let seconds = time_ns as f64 * 1e-9;
        let (aircraft, reference) = (&mut self.aircraft, &mut self.reference);
        decode_position(me, seconds, &address, aircraft, reference, &self.update);
        match me {
            ME::BDS05 { inner, .. } => inner.latitude.zip(inner.longitude),
            ME::BDS06 { inner, .. } => inner.latitude.zip(inner.longitude),
            _ => None,
        }
    }
}

fn is_surface(frame: Frame) -> bool {
    (5..=8).contains(&(frame.as_bytes()[4] >> 3))
}

fn is_position(frame: Frame) -> bool {
    let type_code = frame.as_bytes().get(4).map(|byte| byte >> 3);
    matches!(frame.df(), 17 | 18) && matches!(type_code, Some(5..=18 | 20..=22))
}

/// A place, degrees.
type Place = (f64, f64);

fn apart_m(one: Place, other: Place) -> f64 {
    wgs84(one).distance_m(wgs84(other))
}

/// What a decoder last said of each address, and when.
#[derive(Default)]
struct Said(BTreeMap<u32, (i64, Place)>);

impl Said {
    /// Metres and seconds from the last place to this one.
    fn step(&self, address: u32, time_ns: i64, place: Place) -> Option<(f64, f64)> {
        let (then, last) = self.0.get(&address)?;
        Some((apart_m(*last, place), (time_ns - then) as f64 * 1e-9))
    }

    /// Whether there is a place not older than `seconds`.
    fn is_fresh(&self, address: u32, time_ns: i64, seconds: i64) -> bool {
        let last = self.0.get(&address);
        last.is_some_and(|(then, _)| time_ns - then <= seconds * 1_000_000_000)
    }

    fn note(&mut self, address: u32, time_ns: i64, place: Option<Place>) {
        if let Some(place) = place {
            self.0.insert(address, (time_ns, place));
        }
    }
}

#[derive(Default)]
struct Kinds {
    ours: Said,
    theirs: Said,
}

impl Kinds {
    /// What became of one position message.
    fn of(&self, message: Recorded, reading: &Reading, theirs: Option<Place>) -> &'static str {
        let Recorded { time_ns, frame } = message;
        let (address, ours) = (address(frame), place(reading));
        match (is_surface(frame), ours, theirs) {
            (_, None, None) => "neither",
            (_, Some(ours), Some(theirs)) if apart_m(ours, theirs) <= NEAR_M => SAME,
            (_, Some(_), Some(_)) => "another place",
            // It refuses what is faster than 1200 km/h, by the times of arrival.
            (false, Some(place), None)
                if self
                    .theirs
                    .step(address, time_ns, place)
                    .is_some_and(|(metres, seconds)| metres > seconds * 1200.0 / 3.6) =>
            {
                SPEED_LIMIT
            }
            (false, Some(_), None) => "airborne: only here",
            (true, Some(_), None) => "surface: only here",
            // Silent for more than a minute: one message does not confirm the address again.
            (true, None, Some(_)) if !reading.confirmed => UNCONFIRMED,
            // Nothing believed yet (Vigie forgets after 300 s): one place is a candidate, the next one confirms it.
            (surface, None, Some(place)) if !self.ours.is_fresh(address, time_ns, 300) => {
                let on_an_aerodrome = [TOULOUSE, AMSTERDAM]
                    .iter()
                    .any(|&at| apart_m(place, at) < 6_000.0);
                match (surface, on_an_aerodrome) {
                    (false, _) => CANDIDATE_AIRBORNE,
                    (true, true) => CANDIDATE_SURFACE,
                    (true, false) => "surface: only there, on neither aerodrome",
                }
            }
            (false, None, Some(_)) => "airborne: only there",
            (true, None, Some(_)) => "surface: only there",
        }
    }
}

const SAME: &str = "the same place";
const SPEED_LIMIT: &str = "airborne: only here, refused there by its speed limit";
const UNCONFIRMED: &str = "surface: only there, an address that is not confirmed here";
const CANDIDATE_AIRBORNE: &str = "airborne: only there, a candidate here";
const CANDIDATE_SURFACE: &str = "surface: only there, a candidate here";

fn place(reading: &Reading) -> Option<Place> {
    reading.place.map(|place| (place.lat_deg, place.lon_deg))
}

fn address(frame: Frame) -> u32 {
    let bytes = frame.as_bytes();
    u32::from_be_bytes([0, bytes[1], bytes[2], bytes[3]])
}

#[test]
fn long_flight_positions() {
    let Some(messages) = recording::messages("long_flight.csv") else {
        return;
    };
    let mut peer = Rs1090::new();
    // Every message goes in: those before a position say whether its address is confirmed.
    let mut vigie = Reader::default();
    let mut kinds = Kinds::default();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut farthest_m: f64 = 0.0;
    for message in messages {
        let Recorded { time_ns, frame } = message;
        let reading = vigie.read(UtcNs(time_ns), frame, Some(wgs84(TOULOUSE)));
        if !is_position(frame) {
            continue;
        }
        let ours = place(&reading);
        let theirs = peer.resolve(time_ns, frame);
        let kind = kinds.of(message, &reading, theirs);
        *counts.entry(kind).or_default() += 1;
        if let (SAME, Some((ours, theirs))) = (kind, ours.zip(theirs)) {
            farthest_m = farthest_m.max(apart_m(ours, theirs));
        }
        kinds.ours.note(address(frame), time_ns, ours);
        kinds.theirs.note(address(frame), time_ns, theirs);
    }
    let expected = [
        (SAME, 12_769),
        (SPEED_LIMIT, 105),
        (CANDIDATE_AIRBORNE, 2),
        (CANDIDATE_SURFACE, 74),
        (UNCONFIRMED, 11),
        ("neither", 3),
    ];
    eprintln!("{counts:?}; where both say one, at most {farthest_m} m apart");
    assert_eq!(counts, BTreeMap::from(expected));
    assert!(farthest_m < NEAR_M);
}
