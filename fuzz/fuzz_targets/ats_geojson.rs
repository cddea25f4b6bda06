//! Any text as areas and as navigation data in GeoJSON: what is read is written and read again the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_ats::airspace::{read_geojson, write_geojson};
use vigie_ats::nav::NavData;

fuzz_target!(|text: &str| {
    let file = read_geojson(text);
    if !file.airspaces.is_empty() {
        let written = write_geojson(&file.airspaces);
        assert_eq!(
            read_geojson(&written).airspaces,
            file.airspaces,
            "{written}"
        );
    }
    let mut data = NavData::default();
    let _ = data.add_geojson(text);
    let _ = data.add_points_csv(text);
    let _ = data.add_routes_csv(text);
});
