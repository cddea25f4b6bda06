//! Aerodromes and routes of the demonstration.
//!
//! Aerodromes: positions and elevations of the airportsdata list (MIT) and, for Niger's runways, of ourairports
//! (public domain). Routes: drawn for the demonstration through plausible places; they are no published routes, and
//! their points have no names. A route that leaves the picture ends beyond the reach of every sensor.

use vigie_core::place::Wgs84;

/// A place to take off from and to land at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Aerodrome {
    /// ICAO location indicator.
    pub(crate) icao: &'static str,
    /// Reference point, degrees.
    pub(crate) lat_deg: f64,
    /// Reference point, degrees.
    pub(crate) lon_deg: f64,
    /// Above mean sea level, feet.
    pub(crate) elevation_ft: f64,
    /// True direction of the runway, degrees, 0 to 180, where known.
    pub(crate) runway_deg: Option<f64>,
}

impl Aerodrome {
    pub(crate) const fn point(&self) -> Wgs84 {
        point(self.lat_deg, self.lon_deg)
    }
}

/// A point of a route.
pub(crate) const fn point(lat_deg: f64, lon_deg: f64) -> Wgs84 {
    Wgs84 {
        lat_deg,
        lon_deg,
        height_m: 0.0,
    }
}

const fn aerodrome(
    icao: &'static str,
    lat_deg: f64,
    lon_deg: f64,
    elevation_ft: f64,
    runway_deg: Option<f64>,
) -> Aerodrome {
    Aerodrome {
        icao,
        lat_deg,
        lon_deg,
        elevation_ft,
        runway_deg,
    }
}

pub(crate) const NIAMEY: Aerodrome = aerodrome("DRRN", 13.4815, 2.18361, 732.0, Some(87.0));
pub(crate) const AGADEZ: Aerodrome = aerodrome("DRZA", 16.966, 8.00011, 1657.0, Some(68.0));
pub(crate) const ZINDER: Aerodrome = aerodrome("DRZR", 13.779, 8.98376, 1516.0, Some(53.0));
const MARADI: Aerodrome = aerodrome("DRRM", 13.5025, 7.12675, 1240.0, Some(83.9));
const TAHOUA: Aerodrome = aerodrome("DRRT", 14.8757, 5.26536, 1266.0, Some(60.0));
const DIFFA: Aerodrome = aerodrome("DRZF", 13.3729, 12.6267, 994.0, Some(88.4));
const ARLIT: Aerodrome = aerodrome("DRZL", 18.7904, 7.36595, 1443.0, None);
const DIRKOU: Aerodrome = aerodrome("DRZD", 18.9687, 12.8687, 1273.0, Some(41.4));
const DOSSO: Aerodrome = aerodrome("DRRD", 13.04812, 3.22097, 738.0, None);
const TILLABERY: Aerodrome = aerodrome("DRRL", 14.2, 1.467, 692.0, None);
const OUALLAM: Aerodrome = aerodrome("DRRU", 14.333, 2.083, 892.0, None);
const TANOUT: Aerodrome = aerodrome("DRZT", 14.9703, 8.89167, 1751.0, None);
const TESSAOUA: Aerodrome = aerodrome("DRRA", 13.767, 8.017, 1358.0, None);
const KANO: Aerodrome = aerodrome("DNKN", 12.0476, 8.52462, 1562.0, None);
const ABUJA: Aerodrome = aerodrome("DNAA", 9.00679, 7.26317, 1123.0, None);
const SOKOTO: Aerodrome = aerodrome("DNSO", 12.9163, 5.20719, 1010.0, None);
const OUAGADOUGOU: Aerodrome = aerodrome("DFFD", 12.3532, -1.51242, 1037.0, None);
const NDJAMENA: Aerodrome = aerodrome("FTTJ", 12.1337, 15.034, 968.0, None);
const TAMANRASSET: Aerodrome = aerodrome("DAAT", 22.8115, 5.45108, 4518.0, None);

/// Where a route begins or ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum End {
    /// On a runway.
    Ground(Aerodrome),
    /// In cruise, beyond the reach of every sensor.
    Beyond(Wgs84),
}

impl End {
    pub(crate) const fn point(&self) -> Wgs84 {
        match self {
            End::Ground(aerodrome) => aerodrome.point(),
            End::Beyond(point) => *point,
        }
    }
}

/// A route, flown in both directions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Route {
    pub(crate) from: End,
    pub(crate) via: &'static [Wgs84],
    pub(crate) to: End,
}

const fn over(from: (f64, f64), via: &'static [Wgs84], to: (f64, f64)) -> Route {
    Route {
        from: End::Beyond(point(from.0, from.1)),
        via,
        to: End::Beyond(point(to.0, to.1)),
    }
}

const fn between(from: Aerodrome, via: &'static [Wgs84], to: Aerodrome) -> Route {
    Route {
        from: End::Ground(from),
        via,
        to: End::Ground(to),
    }
}

const fn abroad(from: Aerodrome, via: &'static [Wgs84], to: (f64, f64)) -> Route {
    Route {
        from: End::Ground(from),
        via,
        to: End::Beyond(point(to.0, to.1)),
    }
}

const OVER_NIAMEY: Wgs84 = point(13.48, 2.20);
const OVER_AGADEZ: Wgs84 = point(16.975, 8.02);
const OVER_DIRKOU: Wgs84 = point(18.98, 12.88);
const OVER_ZINDER: Wgs84 = point(13.77, 8.97);
const OVER_TAHOUA: Wgs84 = point(14.88, 5.27);

/// The route from the south-west over Niamey and Agadez to the north-east; the restricted area lies across it.
pub(crate) const NIAMEY_AGADEZ_DIRKOU: Route = over(
    (11.57, -1.66),
    &[OVER_NIAMEY, OVER_AGADEZ, OVER_DIRKOU],
    (20.75, 16.9),
);

/// Routes of those who fly over.
pub(crate) const OVERFLIGHTS: [Route; 12] = [
    // Algiers - Lagos
    over(
        (20.58, 5.76),
        &[point(18.6, 5.3), point(16.3, 5.2), point(14.4, 4.6)],
        (9.52, 3.6),
    ),
    // Tunis - Accra
    over(
        (21.58, 9.38),
        &[OVER_AGADEZ, point(13.5, 6.2), point(11.6, 5.0)],
        (9.82, 4.25),
    ),
    // Tripoli - Kano - Douala
    over(
        (23.14, 12.37),
        &[
            OVER_DIRKOU,
            point(16.2, 11.0),
            OVER_ZINDER,
            point(12.05, 8.5),
        ],
        (9.58, 9.13),
    ),
    // Benghazi - Diffa - Libreville
    over(
        (22.97, 14.22),
        &[point(18.5, 13.6), point(15.5, 12.9), point(13.4, 12.6)],
        (10.43, 11.57),
    ),
    // Canaries - Zinder - Khartoum
    over(
        (15.87, -1.38),
        &[point(14.9, 2.0), OVER_TAHOUA, point(13.9, 9.0)],
        (13.04, 13.22),
    ),
    // Dakar - Niamey - Maradi - Addis Ababa
    over(
        (12.8, -2.08),
        &[OVER_NIAMEY, point(13.5, 7.12), point(13.0, 10.5)],
        (12.41, 13.06),
    ),
    NIAMEY_AGADEZ_DIRKOU,
    // Abidjan - Tripoli
    over(
        (9.48, 0.89),
        &[point(13.3, 2.9), point(16.5, 6.1), point(19.0, 8.6)],
        (23.11, 12.19),
    ),
    // Abuja - Algiers
    over(
        (9.98, 7.18),
        &[point(12.0, 7.0), OVER_TAHOUA, point(17.5, 5.0)],
        (19.59, 4.56),
    ),
    // Douala - Tunis
    over(
        (9.88, 10.56),
        &[point(13.0, 9.9), OVER_AGADEZ],
        (21.12, 7.31),
    ),
    // Kinshasa - Paris
    over(
        (9.69, 7.98),
        &[point(13.4, 7.2), point(16.4, 7.0), point(18.5, 6.4)],
        (20.79, 6.21),
    ),
    // N'Djamena - Algiers
    over(
        (12.43, 13.07),
        &[point(15.0, 10.5), OVER_AGADEZ, point(18.8, 6.1)],
        (20.09, 5.07),
    ),
];

/// Routes of jets and turboprops from and to Niger.
pub(crate) const REGIONAL: [Route; 15] = [
    between(NIAMEY, &[], AGADEZ),
    between(NIAMEY, &[point(13.5, 7.12)], ZINDER),
    between(NIAMEY, &[], MARADI),
    between(NIAMEY, &[], TAHOUA),
    between(AGADEZ, &[], ZINDER),
    between(AGADEZ, &[], DIRKOU),
    between(ZINDER, &[], DIFFA),
    between(AGADEZ, &[], ARLIT),
    between(KANO, &[], AGADEZ),
    between(NIAMEY, &[], OUAGADOUGOU),
    between(NIAMEY, &[point(11.5, 4.6)], ABUJA),
    between(NDJAMENA, &[point(13.3, 12.6)], ZINDER),
    between(TAMANRASSET, &[point(19.5, 6.6)], AGADEZ),
    abroad(NIAMEY, &[point(16.3, 3.6)], (19.59, 4.56)), // Algiers
    abroad(NIAMEY, &[], (12.8, -2.08)),                 // Bamako
];

/// Short routes of light aircraft.
pub(crate) const LOCAL: [Route; 8] = [
    between(NIAMEY, &[], DOSSO),
    between(NIAMEY, &[], TILLABERY),
    between(NIAMEY, &[], OUALLAM),
    between(NIAMEY, &[], SOKOTO),
    between(ZINDER, &[], TANOUT),
    between(ZINDER, &[], TESSAOUA),
    between(ZINDER, &[], MARADI),
    between(ZINDER, &[], KANO),
];

#[cfg(test)]
mod tests {
    use super::{End, LOCAL, OVERFLIGHTS, REGIONAL};
    use crate::sensor::NIGER_SENSORS;

    #[test]
    fn routes_that_leave_end_beyond_every_sensor() {
        for route in OVERFLIGHTS.iter().chain(&REGIONAL).chain(&LOCAL) {
            for end in [route.from, route.to] {
                let End::Beyond(point) = end else { continue };
                for sensor in &NIGER_SENSORS {
                    let nm = sensor.position.distance_m(point) / 1852.0;
                    assert!(nm > 250.0, "{point:?} is {nm} NM from {}", sensor.name);
                }
            }
        }
    }
}
