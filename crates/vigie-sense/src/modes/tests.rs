use super::{Correction, ModeS};
use crate::status::Ledger;
use vigie_core::reception::{ModeSReply, Stamp};
use vigie_core::report::TargetReport;
use vigie_core::sensor::{SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, UtcNs};
use vigie_modes::adsb::{AirbornePosition, EmergencyStatus, Squitter};
use vigie_modes::identity::Squawk;
use vigie_modes::message::{AllCall, ExtendedSquitter, IdentityReply, Status};
use vigie_modes::{Frame, Message};

const T0: UtcNs = UtcNs(1_700_000_000_000_000_000);

struct Bench {
    modes: ModeS,
    site: SensorSite,
    ledger: Ledger,
    reports: Vec<TargetReport>,
}

impl Bench {
    fn new() -> Bench {
        let site = SensorSite {
            id: SensorId(0),
            name: "one".into(),
            kind: SensorKind::Receiver,
            source: None,
            position: None,
            range_max_m: 500_000.0,
            simulated: false,
        };
        Bench {
            modes: ModeS::new(2, Correction::TwoBits),
            ledger: Ledger::new(&site),
            site,
            reports: Vec::new(),
        }
    }

    fn hear(&mut self, seconds: f64, frame: Frame) {
        let reply = ModeSReply::new(frame.as_bytes(), Stamp::None, None).expect("7 or 14 bytes");
        let heard = T0 + Nanos::from_secs_f64(seconds);
        self.modes.read(
            &self.site,
            &mut self.ledger,
            heard,
            &reply,
            &mut self.reports,
        );
    }
}

fn position(address: u32, lat: f64, odd: bool) -> Frame {
    let said = AirbornePosition::from_physical(
        11,
        vigie_modes::cpr::LatLon {
            lat_deg: lat,
            lon_deg: 2.2,
        },
        Some(35_000),
        odd,
    )
    .expect("a position");
    let squitter = ExtendedSquitter::transponder(address, false, Squitter::AirbornePosition(said));
    Message::ExtendedSquitter(squitter.expect("24 bits")).emit()
}

fn identity(address: u32, squawk: u16) -> Frame {
    let squawk = Squawk::new(squawk).expect("octal");
    let status = Status::default();
    Message::IdentityReply(IdentityReply::new(address, status, squawk).expect("24 bits")).emit()
}

#[test]
fn a_derived_address_is_read_only_when_it_is_confirmed() {
    let mut bench = Bench::new();
    bench.hear(0.0, identity(0x06_2001, 0o7700));
    assert!(bench.reports.is_empty(), "nobody had that address yet");
    let all_call = |interrogator| {
        Message::AllCall(AllCall::new(0x06_2001, 5, interrogator).expect("in range")).emit()
    };
    bench.hear(1.0, all_call(0));
    bench.hear(1.5, identity(0x06_2001, 0o7700));
    assert!(bench.reports.is_empty(), "one squitter is no confirmation");
    bench.hear(2.0, all_call(0));
    bench.hear(2.5, identity(0x06_2001, 0o7700));
    assert_eq!(bench.reports.len(), 1);
    assert_eq!(
        bench.reports[0]
            .mode_a
            .map(|said| said.code.to_string())
            .as_deref(),
        Some("7700")
    );
    bench.hear(100.0, identity(0x06_2001, 0o7700));
    assert_eq!(
        bench.reports.len(),
        1,
        "a minute without a squitter is no confirmation"
    );
    assert_eq!(bench.modes.counters().unconfirmed, 4);
    // replies to an interrogator do not make an address
    let mut bench = Bench::new();
    for n in 0..10 {
        bench.hear(f64::from(n), all_call(7));
        bench.hear(f64::from(n), identity(0x06_2001, 0o1234));
    }
    assert!(bench.reports.is_empty());
}

#[test]
fn a_second_receivers_copy_is_a_duplicate() {
    let mut bench = Bench::new();
    for n in 0..20_u32 {
        let t = f64::from(n) * 0.5;
        let frame = position(0x06_2001, 13.5 + 0.001 * t, n % 2 == 1);
        bench.site.id = SensorId(0);
        bench.hear(t, frame);
        bench.site.id = SensorId(1);
        bench.hear(t + 0.002, frame);
    }
    assert_eq!(bench.modes.counters().duplicates, 20);
    assert_eq!(
        bench.reports.len(),
        17,
        "three go into the first pair and its proof"
    );
    let place = bench.reports[16].place.expect("a position");
    assert!((place.position.lat_deg - 13.5095).abs() < 1e-4, "{place:?}");
    assert!(bench.reports[16].altitude.is_some());
}

#[test]
fn bit_errors_make_no_aircraft() {
    let mut bench = Bench::new();
    let frame = position(0x06_2001, 13.5, false);
    for first in 1..=112 {
        for second in first + 1..=112 {
            let damaged = frame
                .with_bit_flipped(first)
                .and_then(|frame| frame.with_bit_flipped(second));
            // flips in the format may change the length a frame must have
            if let Some(frame) = damaged {
                bench.hear(0.0, frame);
            }
        }
    }
    assert!(bench.reports.is_empty());
    assert_eq!(bench.modes.counters().aircraft, 0);
    assert!(bench.modes.counters().damaged > 5_000);
}

#[test]
fn an_emergency_state_is_told() {
    let mut bench = Bench::new();
    let status = EmergencyStatus::new(1, Squawk::new(0o7700).expect("octal")).expect("in range");
    let squitter =
        ExtendedSquitter::transponder(0x06_2001, false, Squitter::EmergencyStatus(status));
    let frame = Message::ExtendedSquitter(squitter.expect("24 bits")).emit();
    for n in 0..3 {
        bench.hear(f64::from(n) * 2.0, frame);
    }
    assert_eq!(
        bench.reports.len(),
        2,
        "the first squitter only introduces the aircraft"
    );
    let report = &bench.reports[0];
    assert_eq!(
        report.emergency,
        Some(vigie_core::identity::EmergencyState::Declared(
            vigie_core::identity::Emergency::General
        ))
    );
    assert!(report.mode_a.is_some() && report.place.is_none());
}

/// Found by fuzzing: the time between the two ends of time has no absolute value.
#[test]
fn the_ends_of_time_are_survived() {
    let mut bench = Bench::new();
    let frame = position(0x06_2001, 13.5, false);
    let reply = ModeSReply::new(frame.as_bytes(), Stamp::None, None).expect("14 bytes");
    for (sensor, heard) in [
        (0, i64::MAX),
        (1, i64::MIN),
        (0, 0),
        (1, i64::MAX),
        (0, i64::MIN),
    ] {
        bench.site.id = SensorId(sensor);
        let heard = UtcNs(heard);
        bench.modes.read(
            &bench.site,
            &mut bench.ledger,
            heard,
            &reply,
            &mut bench.reports,
        );
    }
    // an hour and more apart nothing is a copy, and nobody is confirmed
    let counters = bench.modes.counters();
    assert_eq!((counters.duplicates, counters.aircraft), (0, 0));
}

/// A damaged copy that is corrected to a frame just heard is a duplicate, and a whole copy after it teaches, but is not
/// told twice.
#[test]
fn corrected_copies_are_duplicates_too() {
    let mut bench = Bench::new();
    let frame_at = |n: u32| position(0x06_2001, 13.5 + 0.0005 * f64::from(n), n % 2 == 1);
    for n in 0..10 {
        bench.hear(f64::from(n) * 0.5, frame_at(n));
    }
    let before = bench.reports.len();
    let damaged = |n: u32| {
        frame_at(n)
            .with_bit_flipped(40)
            .and_then(|frame| frame.with_bit_flipped(77))
            .expect("within the frame")
    };
    // whole, then damaged
    bench.hear(5.0, frame_at(10));
    bench.site.id = SensorId(1);
    bench.hear(5.1, damaged(10));
    assert_eq!(bench.reports.len(), before + 1);
    // damaged, then whole, then damaged elsewhere
    bench.hear(5.5, damaged(11));
    bench.site.id = SensorId(0);
    bench.hear(5.6, frame_at(11));
    assert_eq!(bench.reports.len(), before + 2);
    let counters = bench.modes.counters();
    assert_eq!((counters.corrected_2, counters.duplicates), (2, 2));
    let place = bench.reports[before + 1].place.expect("a position");
    assert!((place.position.lat_deg - 13.5055).abs() < 1e-4, "{place:?}");
    // damaged in a way that would move it, or lift it: refused
    let far = position(0x06_2001, 14.5, true);
    bench.hear(6.0, far.with_bit_flipped(40).expect("within the frame"));
    assert_eq!(bench.reports.len(), before + 2);
    assert_eq!(bench.modes.counters().corrections_refused, 1);
}

/// Even and odd halves heard by different sensors make one position.
#[test]
fn halves_of_two_sensors_make_a_pair() {
    let mut bench = Bench::new();
    for n in 0..20_u32 {
        bench.site.id = SensorId(u16::try_from(n % 2).expect("0 or 1"));
        let t = f64::from(n) * 0.5;
        bench.hear(t, position(0x06_2001, 13.5 + 0.001 * t, n % 2 == 1));
    }
    assert_eq!(bench.reports.len(), 17);
}
