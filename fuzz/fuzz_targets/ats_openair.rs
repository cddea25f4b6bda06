//! Any text as an OpenAir file: what is read is written and read again the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_ats::airspace::{OUTLINE_POINTS_MAX, read_openair, write_openair};

fuzz_target!(|text: &str| {
    let file = read_openair(text);
    for area in &file.airspaces {
        let outline = area.surfaces[0].outer.outline(50.0);
        assert!((3..=OUTLINE_POINTS_MAX).contains(&outline.len()));
        assert!(
            outline
                .iter()
                .all(|point| point.lat_deg.abs() <= 90.0 && point.lon_deg.abs() <= 180.0)
        );
    }
    let (written, _) = write_openair(&file.airspaces);
    assert_eq!(
        read_openair(&written).airspaces,
        file.airspaces,
        "{written}"
    );
});
