//! Any text as an AIXM file: reading ends, and what is read is an area that GeoJSON can hold.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_ats::airspace::{read_aixm, read_geojson, write_geojson};

fuzz_target!(|text: &str| {
    let file = read_aixm(text);
    if !file.airspaces.is_empty() {
        let again = read_geojson(&write_geojson(&file.airspaces));
        assert_eq!(again.airspaces, file.airspaces);
    }
});
