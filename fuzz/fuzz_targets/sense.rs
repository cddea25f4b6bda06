//! Any receptions at any times: reports are finite, and the same receptions give the same reports.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_core::time::UtcNs;
use vigie_fuzz::{Heard, sites};
use vigie_sense::{Regime, Sense};

fuzz_target!(|input: (bool, Vec<(Heard, u8, u32, i64)>)| {
    let (exercise, events) = input;
    let regime = if exercise {
        Regime::Exercise
    } else {
        Regime::Live
    };
    let mut sense = Sense::new(&sites(exercise), regime);
    let mut copy = sense.clone();
    let mut last = UtcNs(0);
    for (heard, sensor, stamp, at) in events {
        last = UtcNs(at);
        let Some(reception) = heard.reception(sensor, last, stamp) else {
            continue;
        };
        let (mut reports, mut again) = (Vec::new(), Vec::new());
        sense.target_reports(std::slice::from_ref(&reception), &mut reports);
        copy.target_reports(std::slice::from_ref(&reception), &mut again);
        assert_eq!(format!("{reports:?}"), format!("{again:?}"));
        for report in reports {
            assert_eq!(report.simulated, exercise);
            if let Some(place) = report.place {
                let position = place.position;
                assert!((-90.0..=90.0).contains(&position.lat_deg), "{position:?}");
                assert!((-180.0..=180.0).contains(&position.lon_deg), "{position:?}");
                assert!(
                    place.covariance.ee > 0.0 && place.covariance.nn > 0.0,
                    "{place:?}"
                );
            }
        }
    }
    sense.statuses(last);
});
