//! Lines of SBS text; what is read can be written and read again, is shown as valid JSON, and makes sane reports.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_core::reception::{BaseStationLine, Payload, Reception};
use vigie_core::sensor::{SensorId, SensorKind, SensorSite};
use vigie_core::time::{Nanos, UtcNs};
use vigie_fuzz::T0;
use vigie_modes::framing::{detect, sbs};
use vigie_modes::json::{Context, write_base_station};
use vigie_sense::{Regime, Sense};

fuzz_target!(|bytes: &[u8]| {
    let site = SensorSite {
        id: SensorId(0),
        name: String::new(),
        kind: SensorKind::Receiver,
        source: None,
        position: None,
        range_max_m: 500_000.0,
        simulated: false,
    };
    let mut sense = Sense::new(&[site], Regime::Live);
    let mut reports = Vec::new();
    let mut heard: UtcNs = T0;
    for line in bytes.split(|&byte| byte == b'\n') {
        // the first byte of a line also says how much later it was heard
        heard = heard + Nanos::from_millis(i64::from(line.first().copied().unwrap_or(0)));
        if let Ok((record, _)) = sbs::parse_line(line) {
            let mut text = String::new();
            sbs::write_line(&mut text, &record).expect("a string takes all");
            assert_eq!(sbs::parse_line(text.as_bytes()), Ok((record, 0)), "{text}");
            let raw = String::from_utf8_lossy(line);
            text.clear();
            write_base_station(&mut text, &raw, &record, &Context::default()).expect("likewise");
            assert!(
                text.ends_with("}\n") && text.matches('\n').count() == 1,
                "{text}"
            );
        }
        if let Some(line) = BaseStationLine::new(line) {
            let reception = Reception {
                sensor: SensorId(0),
                heard,
                payload: Payload::BaseStation(line),
            };
            sense.target_reports(&[reception], &mut reports);
        }
    }
    for report in &reports {
        let place = report.place.map(|place| place.position);
        assert!(place.is_none_or(|place| {
            place.lat_deg.abs() <= 90.0
                && place.lon_deg.abs() <= 180.0
                && place.height_m.is_finite()
        }));
        let velocity = report.velocity;
        assert!(velocity.is_none_or(|v| v.east_mps.is_finite() && v.north_mps.is_finite()));
    }
    let _ = detect(bytes);
});
