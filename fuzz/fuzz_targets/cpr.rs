//! Positions from any counts are on the globe; a place that is encoded decodes to within a count.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_modes::cpr::{self, Cpr, LatLon, Scale};

fuzz_target!(|input: (u32, u32, u32, u32, f64, f64)| {
    let (lat, lon, other_lat, other_lon, lat_deg, lon_deg) = input;
    let even = Cpr {
        odd: false,
        lat,
        lon,
    };
    let odd = Cpr {
        odd: true,
        lat: other_lat,
        lon: other_lon,
    };
    let reference = LatLon { lat_deg, lon_deg };
    let places = [
        cpr::global_airborne(even, odd),
        cpr::global_airborne(odd, even),
        cpr::global_surface(even, odd, reference),
        cpr::global_surface(odd, even, reference),
        cpr::local(even, Scale::Airborne, reference),
        cpr::local(odd, Scale::Surface, reference),
    ];
    for place in places.into_iter().flatten() {
        assert!((-90.0..=90.0).contains(&place.lat_deg), "{place:?}");
        assert!((-180.0..180.0).contains(&place.lon_deg), "{place:?}");
    }
    let _ = cpr::nl(lat_deg);
    for scale in [Scale::Airborne, Scale::Surface] {
        if let Some(counts) = cpr::encode(reference, scale, lat % 2 == 1)
            && lon_deg.abs() <= 180.0
            && let Some(place) = cpr::local(counts, scale, reference)
        {
            assert!(
                (place.lat_deg - lat_deg).abs() < 1e-4,
                "{place:?} for {reference:?}"
            );
        }
    }
});
