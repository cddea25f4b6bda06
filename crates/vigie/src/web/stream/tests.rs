use super::{AlertMark, Frame, Kind, RECORD_BYTES, Record, alert_marks, frame, records};
use crate::web::sample::{alert, at, picture, track};
use vigie_core::alert::{AlertState, Severity, Subject};
use vigie_core::height::{EllipsoidalHeight, PressureAltitude};
use vigie_core::picture::Mode;
use vigie_core::report::ReportKind;
use vigie_core::sensor::SensorId;
use vigie_core::time::UtcNs;
use vigie_core::track::{Contribution, Track, TrackIdentity, TrackStatus, Velocity};

fn bytes(record: &Record, at: UtcNs) -> [u8; RECORD_BYTES] {
    let mut out = Vec::new();
    record.emit(at, &mut out);
    out.try_into().expect("24 bytes")
}

#[test]
fn a_record_byte_by_byte() {
    let record = Record::of(
        &track(1042, 10.0),
        Some(AlertMark {
            severity: Severity::Alarm,
            open: true,
        }),
    );
    let lat = 160_100_000_i32;
    let flags: u16 = 3 | 3 << 6 | 1 << 8 | 1 << 9;
    let mut expected = Vec::new();
    expected.extend(1042_u32.to_le_bytes());
    expected.extend(lat.to_le_bytes());
    expected.extend(79_000_000_i32.to_le_bytes());
    expected.extend(1400_i16.to_le_bytes());
    expected.extend(4500_u16.to_le_bytes());
    expected.extend(0_u16.to_le_bytes());
    expected.extend((-50_i16).to_le_bytes());
    expected.extend(flags.to_le_bytes());
    expected.extend(25_u16.to_le_bytes());
    assert_eq!(bytes(&record, at(12.5)).as_slice(), expected);
}

#[test]
fn extremes_saturate_and_nonsense_is_unknown() {
    let level = |ft| {
        let mut track = track(1, 0.0);
        track.altitude = track.altitude.map(|a| vigie_core::track::Altitude {
            value: PressureAltitude::from_ft(ft),
            rate_mps: Some(ft),
            ..a
        });
        let record = Record::of(&track, None);
        (record.level, record.rate)
    };
    assert_eq!(level(f64::NAN), (i16::MIN, i16::MIN));
    assert_eq!(level(1e300), (i16::MAX, i16::MAX));
    assert_eq!(
        level(-1e300),
        (-32_767, -32_767),
        "never the value that means unknown"
    );
    assert_eq!(level(f64::INFINITY), (i16::MAX, i16::MAX));
    assert_eq!(level(-25.0).0, -1);

    let mut odd = track(u32::MAX, 0.0);
    odd.last_plot.lat_deg = f64::NAN;
    odd.last_plot.lon_deg = f64::INFINITY;
    odd.velocity = Velocity {
        east_mps: f64::NAN,
        north_mps: 1.0,
        up_mps: f64::NAN,
    };
    let record = Record::of(&odd, None);
    assert_eq!(
        (record.lat, record.lon, record.speed, record.angle),
        (0, i32::MAX, 0, 0)
    );
    odd.velocity = Velocity {
        east_mps: 1e9,
        north_mps: 0.0,
        up_mps: 0.0,
    };
    assert_eq!(Record::of(&odd, None).speed, u16::MAX);
    assert_eq!(Record::of(&odd, None).angle, 16_384, "east");
    odd.velocity = Velocity {
        east_mps: -1e-9,
        north_mps: 1.0,
        up_mps: 0.0,
    };
    assert_eq!(
        Record::of(&odd, None).angle,
        0,
        "just short of north rounds to north"
    );

    let age = |now: UtcNs, measured: UtcNs| {
        let record = Record {
            measured,
            ..Record::of(&odd, None)
        };
        u16::from_le_bytes(bytes(&record, now)[22..24].try_into().expect("two bytes"))
    };
    assert_eq!(age(UtcNs(i64::MAX), UtcNs(i64::MIN)), u16::MAX);
    assert_eq!(age(UtcNs(i64::MIN), UtcNs(i64::MAX)), 0);
    assert_eq!(age(UtcNs(199_999_999), UtcNs(0)), 1);
}

#[test]
fn levels_by_what_is_known() {
    let check = |baro: bool, geometric: bool, level: i16, bit: bool| {
        let mut track = track(1, 0.0);
        track.altitude = track.altitude.filter(|_| baro);
        track.geometric_height = geometric.then(|| EllipsoidalHeight::from_ft(36_000.0));
        let record = Record::of(&track, None);
        assert_eq!((record.level, record.flags >> 11 & 1 == 1), (level, bit));
        assert_eq!(record.rate == i16::MIN, !baro);
    };
    check(true, true, 1400, false);
    check(true, false, 1400, false);
    check(false, true, 1440, true);
    check(false, false, i16::MIN, false);
}

#[test]
fn flags_one_by_one() {
    let check = |change: &dyn Fn(&mut Track), expected: u16| {
        let mut track = track(1, 100.0);
        track.simulated = false;
        change(&mut track);
        assert_eq!(Record::of(&track, None).flags, expected);
    };
    let with = |kind, ago| {
        move |track: &mut Track| {
            track.contributions.push(Contribution {
                sensor: SensorId(0),
                kind,
                at: at(100.0 - ago),
            });
        }
    };
    check(&|_| (), 3);
    check(&|t| t.last_kind = ReportKind::SystemTrack, 6);
    check(
        &|t| {
            t.last_kind = ReportKind::SystemTrack;
            t.contributions.clear();
        },
        7,
    );
    check(&with(ReportKind::ModeS, 10.0), 6);
    check(&with(ReportKind::ModeS, 20.0), 3);
    check(&with(ReportKind::Mlat, 15.0), 6);
    check(&|t| t.status = TrackStatus::Coasting, 3 | 1 << 3);
    check(&|t| t.status = TrackStatus::Tentative, 3 | 1 << 4);
    check(&|t| t.on_ground = true, 3 | 1 << 5);
    check(&|t| t.simulated = true, 3 | 1 << 9);
    check(
        &|t| t.altitude.as_mut().expect("has one").doubtful = true,
        3 | 1 << 12,
    );
    check(&|t| t.spi = true, 3 | 1 << 13);
    let dark = |t: &mut Track| {
        t.identity = TrackIdentity::default();
        (t.altitude, t.geometric_height) = (None, None);
        t.contributions.clear();
        t.last_kind = ReportKind::Psr;
    };
    check(&dark, 1 << 10);
    for (kind, source) in [
        (ReportKind::Psr, 0),
        (ReportKind::Ssr, 1),
        (ReportKind::ModeS, 2),
        (ReportKind::Mlat, 4),
    ] {
        check(
            &|t| {
                t.contributions.clear();
                t.last_kind = kind;
            },
            source,
        );
    }
}

#[test]
fn the_highest_alert_marks_the_track() {
    let with = |id, severity, state| {
        let mut alert = alert(id, state);
        alert.severity = severity;
        alert
    };
    let mut sensor = alert(9, AlertState::Raised);
    sensor.subject = Subject::Sensor(SensorId(1));
    let marks = |alerts: &[_]| alert_marks(alerts);
    assert_eq!(marks(&[sensor, alert(1, AlertState::Over)]), []);
    let acknowledged = with(1, Severity::Alarm, AlertState::Acknowledged);
    let caution = with(2, Severity::Caution, AlertState::Raised);
    let predicted = with(3, Severity::Alarm, AlertState::Predicted);
    let mark = |open| {
        (
            1,
            AlertMark {
                severity: Severity::Alarm,
                open,
            },
        )
    };
    assert_eq!(
        marks(&[caution.clone(), acknowledged.clone()]),
        [mark(false)]
    );
    assert_eq!(marks(&[acknowledged, caution, predicted]), [mark(true)]);
}

#[test]
fn a_frame_and_its_header() {
    let mut two = picture(1.0, vec![track(9, 0.0), track(2, 0.0), track(2, 0.5)]);
    two.mode = Mode::Replay;
    let records = records(&two);
    assert_eq!(
        records.iter().map(|r| r.number).collect::<Vec<_>>(),
        [2, 9],
        "in order, each once"
    );
    let frame = frame(Kind::Changes, (two.mode, two.at), records.iter(), &[77]);
    let message = frame.message(u32::MAX, UtcNs(-1));
    assert_eq!(message[..8], [b'V', 1, 1, 1, 255, 255, 255, 255]);
    assert_eq!(message[8..16], two.at.0.to_le_bytes());
    assert_eq!(message[16..24], [255; 8]);
    assert_eq!(message[24..32], [2, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(message.len(), 32 + 2 * 24 + 4);
    assert_eq!(message[80..], [77, 0, 0, 0]);
    let beat = Frame::heartbeat(Mode::Exercise, UtcNs(0)).message(7, UtcNs(0));
    assert_eq!(beat[..8], [b'V', 1, 3, 2, 7, 0, 0, 0]);
    assert_eq!(beat.len(), 32);
}
