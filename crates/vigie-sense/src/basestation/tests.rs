use super::{AIRCRAFT_MAX, BaseStation, SIGMA_M};
use crate::status::Ledger;
use vigie_core::identity::{AddressKind, Emergency, EmergencyState};
use vigie_core::place::Wgs84;
use vigie_core::reception::BaseStationLine;
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::sensor::{SensorFault, SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, UtcNs};

const T0: UtcNs = UtcNs(1_700_000_000_000_000_000);

struct Bench {
    station: BaseStation,
    site: SensorSite,
    ledger: Ledger,
    reports: Vec<TargetReport>,
}

impl Bench {
    fn new(position: Option<Wgs84>) -> Bench {
        let site = SensorSite {
            id: SensorId(0),
            name: "one".into(),
            kind: SensorKind::Receiver,
            source: None,
            position,
            range_max_m: 400_000.0,
            simulated: false,
        };
        Bench {
            station: BaseStation::default(),
            ledger: Ledger::new(&site),
            site,
            reports: Vec::new(),
        }
    }

    /// The report that `MSG,<said>` makes, heard so many seconds after the start.
    fn hear(&mut self, seconds: f64, line: &str) -> Option<TargetReport> {
        let heard = T0 + Nanos::from_secs_f64(seconds);
        let line = BaseStationLine::new(line.as_bytes()).expect("a short line");
        let (site, ledger) = (&self.site, &mut self.ledger);
        self.station
            .read(site, ledger, heard, &line, &mut self.reports);
        self.reports.pop()
    }

    fn msg(&mut self, seconds: f64, number: u8, said: &str) -> Option<TargetReport> {
        let when = "2008/11/28,14:53:50.594,2008/11/28,14:58:51.153";
        self.hear(
            seconds,
            &format!("MSG,{number},5,211,4CA2D6,10057,{when},{said}"),
        )
    }
}

fn place(report: Option<TargetReport>) -> Option<(f64, f64)> {
    report?
        .place
        .map(|place| (place.position.lat_deg, place.position.lon_deg))
}

#[test]
fn each_kind_says_what_it_may() {
    let mut bench = Bench::new(None);
    let report = bench
        .msg(0.0, 1, "RJA1118,99,,,1.0,1.0,,,,,,")
        .expect("a report");
    assert_eq!(
        report.callsign.map(|c| c.to_string()).as_deref(),
        Some("RJA1118")
    );
    assert_eq!(
        (report.kind, report.place, report.altitude),
        (ReportKind::AdsB, None, None)
    );
    assert_eq!(report.applicable.0, T0);
    let address = report.address.expect("an address");
    assert_eq!(
        (address.kind, address.value.value()),
        (AddressKind::Icao, 0x4c_a2d6)
    );
    let report = bench
        .msg(1.0, 4, ",,288.6,90.0,,,-832,,,,,")
        .expect("a report");
    let velocity = report.velocity.expect("a velocity");
    assert!((velocity.east_mps - 148.47).abs() < 0.01 && velocity.north_mps.abs() < 1e-9);
    assert!((report.vertical_rate_mps.expect("a rate") + 4.2266).abs() < 1e-3);
    let report = bench
        .msg(2.0, 6, ",33325,,,,,,7700,0,-1,-1,0")
        .expect("a report");
    assert_eq!(report.kind, ReportKind::ModeS);
    assert_eq!(report.mode_a.map(|reply| reply.code.bits()), Some(0o7700));
    assert_eq!(
        (report.spi, report.emergency, report.on_ground),
        (true, None, Some(false))
    );
    assert_eq!(
        report.altitude.map(|reply| reply.altitude.ft()),
        Some(33_325.0)
    );
    let report = bench.msg(3.0, 5, ",10000,,,,,,,,1,,").expect("a report");
    assert_eq!(
        report.emergency,
        Some(EmergencyState::Declared(Emergency::General))
    );
    let report = bench.msg(4.0, 8, ",,,,,,,,,,,-1").expect("a report");
    assert_eq!((report.on_ground, report.quality), (Some(true), None));
    // what no transponder says is not said on
    assert_eq!(bench.msg(5.0, 4, ",,2001,90,,,,,,,,"), None);
    assert_eq!(bench.msg(5.0, 4, ",,200,361,,,40000,,,,,"), None);
    assert_eq!(bench.msg(5.0, 7, ",200000,,,,,,,,,,"), None);
}

#[test]
fn positions_need_a_second_and_may_not_jump() {
    let mut bench = Bench::new(None);
    let said = |lat: f64| format!(",37000,,,{lat:.5},-1.02826,,,0,0,0,0");
    let first = bench.msg(0.0, 3, &said(51.0)).expect("its height");
    assert_eq!((first.place, first.altitude.is_some()), (None, true));
    let second = bench.msg(1.0, 3, &said(51.002)).expect("a report");
    let place_of_it = second.place.expect("a place");
    assert!((place_of_it.position.lat_deg - 51.002).abs() < 1e-9);
    assert!((place_of_it.covariance.ee - SIGMA_M * SIGMA_M).abs() < 1e-6);
    assert!(place_of_it.height_known && second.quality.is_none());
    // a jump of a degree is refused, three times; the fourth time it is the memory that goes
    for strike in 0..4 {
        let at = 2.0 + f64::from(strike);
        assert_eq!(place(bench.msg(at, 3, &said(52.0))), None, "{strike}");
    }
    assert_eq!(bench.station.counters().phantom_positions, 4);
    assert!(place(bench.msg(6.0, 3, &said(52.001))).is_some());
    // one bad position between good ones costs itself alone
    assert_eq!(place(bench.msg(7.0, 3, &said(-52.0))), None);
    assert!(place(bench.msg(8.0, 3, &said(52.003))).is_some());
    // nowhere
    assert_eq!(place(bench.msg(9.0, 3, ",37000,,,0.0,0.0,,,0,0,0,0")), None);
    // a long silence: a candidate again
    assert_eq!(place(bench.msg(400.0, 3, &said(55.0))), None);
    assert!(place(bench.msg(401.0, 3, &said(55.001))).is_some());
}

#[test]
fn a_receiver_hears_no_further_than_its_range() {
    let mut bench = Bench::new(Wgs84::new(51.0, -1.0, 0.0));
    for second in 0..5 {
        let far = bench.msg(f64::from(second), 3, ",37000,,,55.0,-1.0,,,0,0,0,0");
        assert_eq!(place(far), None);
    }
    assert_eq!(bench.station.counters().phantom_positions, 5);
}

#[test]
fn what_is_no_message_is_counted() {
    let mut bench = Bench::new(None);
    assert_eq!(bench.hear(0.0, "GET / HTTP/1.1"), None);
    assert_eq!(bench.hear(0.0, "AIR,,1,1,4CA2D6,1,,,,"), None);
    assert_eq!(bench.hear(0.0, "MSG,5,1,1,,1,,,,,,37000,,,,,,,,,,"), None);
    assert_eq!(
        bench.hear(0.0, "MSG,5,1,1,000000,1,,,,,,37000,,,,,,,,,,"),
        None
    );
    assert_eq!(
        bench.hear(0.0, "MSG,5,x,1,4CA2D6,1,,,,,,thirty,,,,,,,,,,"),
        None
    );
    let counters = bench.station.counters();
    assert_eq!((counters.unreadable, counters.other_kinds), (1, 1));
    assert_eq!((counters.unaddressed, counters.bad_fields), (2, 2));
    let status = bench.ledger.status(T0);
    assert_eq!(
        (status.fault, status.errors),
        (Some(SensorFault::Unreadable), 1)
    );
}

#[test]
fn a_flood_of_addresses_stays_bounded() {
    let mut bench = Bench::new(None);
    for n in 1..=50_000_u32 {
        let at = f64::from(n) * 1e-3;
        let line = format!("MSG,3,1,1,{n:06X},1,,,,,,37000,,,51.0,-1.0,,,0,0,0,0");
        bench.hear(at, &line);
        if n.is_multiple_of(100) {
            bench.msg(at, 3, ",37000,,,51.0,-1.0,,,0,0,0,0");
        }
    }
    assert!(bench.station.aircraft.len() <= AIRCRAFT_MAX);
    assert!(bench.station.counters().evicted > 0);
    // the one that was believed is still known
    assert!(place(bench.msg(51.0, 3, ",37000,,,51.001,-1.0,,,0,0,0,0")).is_some());
}
