//! Compact position reporting: pure arithmetic between degrees and 17-bit
//! counts.
//!
//! RTCA DO-260B A.1.7 and ICAO Doc 9871 C.2.6 (from memory, unverified;
//! checked against published decodings). The globe is cut in latitude zones,
//! 60 for even and 59 for odd messages, and each latitude in `NL` (odd:
//! `NL` - 1) longitude zones; a message says where in its zone the aircraft
//! is. Two messages of different parity, or one and a place nearby, tell
//! which zone. On the surface everything is four times finer and a quadrant
//! of the globe is left open as well.
//!
//! Whether two messages belong together, and whether the result is plausible,
//! is decided elsewhere.

/// Counts across one zone.
const COUNTS: f64 = 131_072.0;
/// The 17 bits that are sent.
const LOW_17: i64 = 0x1_ffff;

/// One position as encoded: 17-bit counts and which of the two grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cpr {
    /// The odd grid (59 latitude zones) rather than the even.
    pub odd: bool,
    /// Latitude within its zone, 0 to 131,071.
    pub lat: u32,
    /// Longitude within its zone, 0 to 131,071.
    pub lon: u32,
}

/// Which of the two scales a message uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scale {
    /// Unit about 5 m; zones of about 6°.
    Airborne,
    /// Unit about 1.3 m; zones of about 1.5°.
    Surface,
}

/// A place in degrees, WGS-84, north and east positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatLon {
    /// -90 to 90.
    pub lat_deg: f64,
    /// -180 to below 180.
    pub lon_deg: f64,
}

impl Scale {
    /// Degrees that all latitude zones of a grid cover together.
    const fn span_deg(self) -> f64 {
        match self {
            Scale::Airborne => 360.0,
            Scale::Surface => 90.0,
        }
    }
}

/// Encodes a place. `None` if the latitude is not within ±90° or a number is
/// not finite; any longitude is taken round the globe.
#[must_use]
pub fn encode(place: LatLon, scale: Scale, odd: bool) -> Option<Cpr> {
    let LatLon { lat_deg, lon_deg } = place;
    if !(-90.0..=90.0).contains(&lat_deg) || !lon_deg.is_finite() {
        return None;
    }
    let dlat = scale.span_deg() / zones(odd);
    let y = nearest(lat_deg / dlat * COUNTS);
    // The latitude the receiver will see decides its number of zones.
    let lat_seen = dlat * (y / COUNTS);
    let dlon = scale.span_deg() / lon_zones(lat_seen, odd);
    let x = nearest(libm::fmod(lon_deg, 360.0) / dlon * COUNTS);
    Some(Cpr {
        odd,
        lat: low_17(y),
        lon: low_17(x),
    })
}

/// Decodes two airborne messages of one aircraft, one of each grid and at
/// most a few seconds apart. The place is that of `newest`, which is one of
/// the two. `None`: not one of each grid, or the two do not lie in the same
/// longitude zoning, so no place can be told.
#[must_use]
pub fn global_airborne(one: Cpr, newest: Cpr) -> Option<LatLon> {
    let pair = Pair::of(one, newest)?;
    let fold = |lat: f64| if lat >= 270.0 { lat - 360.0 } else { lat };
    let even_lat = fold(pair.latitude(Scale::Airborne, false));
    let odd_lat = fold(pair.latitude(Scale::Airborne, true));
    let lat_deg = pair.same_zoning(even_lat, odd_lat)?;
    Some(LatLon {
        lat_deg,
        lon_deg: wrapped(pair.longitude(Scale::Airborne, lat_deg)),
    })
}

/// As [`global_airborne`] for surface messages, which leave open the
/// hemisphere and the quadrant: those nearest to `reference` are taken.
#[must_use]
pub fn global_surface(one: Cpr, newest: Cpr, reference: LatLon) -> Option<LatLon> {
    if !reference.lon_deg.is_finite() {
        return None;
    }
    let pair = Pair::of(one, newest)?;
    let fold = |lat: f64| {
        let south_or_north = nearest_of(reference.lat_deg, lat - 90.0, lat);
        nearest_of(reference.lat_deg, south_or_north, lat + 90.0)
    };
    let even_lat = fold(pair.latitude(Scale::Surface, false));
    let odd_lat = fold(pair.latitude(Scale::Surface, true));
    let lat_deg = pair.same_zoning(even_lat, odd_lat)?;
    let lon = pair.longitude(Scale::Surface, lat_deg);
    let quadrant = nearest((wrapped(reference.lon_deg) - lon) / 90.0);
    Some(LatLon {
        lat_deg,
        lon_deg: wrapped(lon + 90.0 * quadrant),
    })
}

/// Decodes one message near a known place: within half a zone, about 180 NM
/// in the air and 45 NM on the surface, or the result is a wrong zone's.
/// `None` if that lies beyond a pole or the reference is no place.
#[must_use]
pub fn local(cpr: Cpr, scale: Scale, reference: LatLon) -> Option<LatLon> {
    let LatLon { lat_deg, lon_deg } = reference;
    if !(-90.0..=90.0).contains(&lat_deg) || !lon_deg.is_finite() {
        return None;
    }
    let dlat = scale.span_deg() / zones(cpr.odd);
    let lat_deg = in_zone_nearest(lat_deg, dlat, fraction(cpr.lat));
    if !(-90.0..=90.0).contains(&lat_deg) {
        return None;
    }
    let dlon = scale.span_deg() / lon_zones(lat_deg, cpr.odd);
    let lon_deg = in_zone_nearest(libm::fmod(lon_deg, 360.0), dlon, fraction(cpr.lon));
    Some(LatLon {
        lat_deg,
        lon_deg: wrapped(lon_deg),
    })
}

/// Longitude zones at a latitude: 59 at the equator, 1 beyond 87°.
///
/// The transition latitudes are constants; a first guess by whole degree
/// leaves at most a few comparisons.
#[inline]
#[must_use]
pub fn nl(lat_deg: f64) -> u8 {
    let lat = lat_deg.abs();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates; beyond the table there is one zone"
    )]
    let mut zones = AT_DEGREE.get(lat as usize).copied().unwrap_or(1);
    while zones > 1 && lat >= TRANSITION_DEG[usize::from(59 - zones)] {
        zones -= 1;
    }
    zones
}

/// An even and an odd message.
struct Pair {
    even: Cpr,
    odd: Cpr,
    newest_is_odd: bool,
}

impl Pair {
    #[inline]
    fn of(one: Cpr, newest: Cpr) -> Option<Pair> {
        let (even, odd) = match (one.odd, newest.odd) {
            (false, true) => (one, newest),
            (true, false) => (newest, one),
            _ => return None,
        };
        Some(Pair {
            even,
            odd,
            newest_is_odd: newest.odd,
        })
    }

    /// Latitude of one of the two, 0 to below the span of the scale.
    fn latitude(&self, scale: Scale, odd: bool) -> f64 {
        let (even_lat, odd_lat) = (i64::from(self.even.lat), i64::from(self.odd.lat));
        let zone = (59 * even_lat - 60 * odd_lat + 65_536) >> 17;
        let (zones, zone, count) = if odd {
            (59.0, zone.rem_euclid(59), self.odd.lat)
        } else {
            (60.0, zone.rem_euclid(60), self.even.lat)
        };
        scale.span_deg() / zones * (zone as f64 + fraction(count))
    }

    /// The newest latitude, if both are on the globe and in one zoning.
    fn same_zoning(&self, even_lat: f64, odd_lat: f64) -> Option<f64> {
        let on_globe = even_lat.abs() <= 90.0 && odd_lat.abs() <= 90.0;
        let close = (even_lat - odd_lat).abs() < 45.0;
        (on_globe && close && nl(even_lat) == nl(odd_lat)).then_some(if self.newest_is_odd {
            odd_lat
        } else {
            even_lat
        })
    }

    /// Longitude of the newest, 0 to below the span of the scale.
    fn longitude(&self, scale: Scale, lat_deg: f64) -> f64 {
        let nl = i64::from(nl(lat_deg));
        let (even_lon, odd_lon) = (i64::from(self.even.lon), i64::from(self.odd.lon));
        let zone = (even_lon * (nl - 1) - odd_lon * nl + 65_536) >> 17;
        let (zones, count) = if self.newest_is_odd {
            ((nl - 1).max(1), self.odd.lon)
        } else {
            (nl, self.even.lon)
        };
        scale.span_deg() / zones as f64 * (zone.rem_euclid(zones) as f64 + fraction(count))
    }
}

fn zones(odd: bool) -> f64 {
    if odd { 59.0 } else { 60.0 }
}

fn lon_zones(lat_deg: f64, odd: bool) -> f64 {
    f64::from((nl(lat_deg) - u8::from(odd)).max(1))
}

fn fraction(count: u32) -> f64 {
    f64::from(count) / COUNTS
}

/// The nearest whole number, halves upwards.
fn nearest(number: f64) -> f64 {
    libm::floor(number + 0.5)
}

/// The value `fraction` into some zone of `width` that is nearest to `near`.
fn in_zone_nearest(near: f64, width: f64, fraction: f64) -> f64 {
    width * (nearest(near / width - fraction) + fraction)
}

fn nearest_of(reference: f64, one: f64, other: f64) -> f64 {
    if (other - reference).abs() <= (one - reference).abs() && other.abs() <= 90.0 {
        other
    } else {
        one
    }
}

/// To -180 ≤ longitude < 180.
fn wrapped(lon_deg: f64) -> f64 {
    let turned = lon_deg - 360.0 * libm::floor((lon_deg + 180.0) / 360.0);
    // the quotient may have been rounded to the whole number beside it
    if turned >= 180.0 {
        turned - 360.0
    } else if turned < -180.0 {
        turned + 360.0
    } else {
        turned
    }
}

/// The low 17 bits of a whole number of at most some millions.
fn low_17(number: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within ±2^26")]
    let whole = number as i64;
    u32::try_from(whole & LOW_17).unwrap_or(0)
}

/// Zones at each whole degree of latitude.
static AT_DEGREE: [u8; 90] = [
    59, 59, 59, 59, 59, 59, 59, 59, 59, 59, 59, 58, 58, 58, 58, 57, 57, 57, 57, 56, 56, 56, 55, 55,
    54, 54, 53, 53, 52, 52, 51, 51, 50, 50, 49, 49, 48, 47, 47, 46, 45, 45, 44, 43, 43, 42, 41, 40,
    40, 39, 38, 37, 36, 36, 35, 34, 33, 32, 31, 30, 29, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19,
    18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 5, 4, 3, 1, 1, 1,
];

/// `TRANSITION_DEG[59 - n]`: the latitude from which there are fewer than `n`
/// zones, acos(sqrt((1 - cos(π/30)) / (1 - cos(2π/n)))).
static TRANSITION_DEG: [f64; 58] = [
    10.470471299968775, // 59
    14.828174368687508, // 58
    18.186263570714182, // 57
    21.029394926029344, // 56
    23.545044865571402, // 55
    25.829247070588554, // 54
    27.938987101219166, // 53
    29.91135685731838,  // 52
    31.77209707681102,  // 51
    33.539934362985456, // 50
    35.228995977964466, // 49
    36.85025107593547,  // 48
    38.412418924123045, // 47
    39.92256684333892,  // 46
    41.386518322602825, // 45
    42.809140122435664, // 44
    44.19454951419314,  // 43
    45.54626722660254,  // 42
    46.867332524987674, // 41
    48.160391280966536, // 40
    49.42776439255704,  // 39
    50.67150165553846,  // 38
    51.89342469168786,  // 37
    53.09516152796016,  // 36
    54.27817472272919,  // 35
    55.4437844449506,   // 34
    56.59318756205935,  // 33
    57.72747353866127,  // 32
    58.84763776148471,  // 31
    59.954592766940465, // 30
    61.04917774246363,  // 29
    62.132166592103424, // 28
    63.20427479381938,  // 27
    64.2661652256745,   // 26
    65.31845309682099,  // 25
    66.36171008382628,  // 24
    67.39646774084676,  // 23
    68.4232202208334,   // 22
    69.44242631144031,  // 21
    70.45451074987608,  // 20
    71.4598647302899,   // 19
    72.45884544728952,  // 18
    73.4517744166787,   // 17
    74.43893415725142,  // 16
    75.42056256653363,  // 15
    76.39684390794473,  // 14
    77.36789461328192,  // 13
    78.33374082922752,  // 12
    79.29428225456931,  // 11
    80.24923213280516,  // 10
    81.19801349271951,  // 9
    82.13956980510609,  // 8
    83.07199444719816,  // 7
    83.99173562980566,  // 6
    84.89166190702088,  // 5
    85.75541620944419,  // 4
    86.53536997512101,  // 3
    87.0,               // 2
];

#[cfg(test)]
mod tests;
