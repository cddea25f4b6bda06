//! What a sensor should see: terrain, horizon and mast to the lowest visible height of every direction and distance.
//!
//! [`Coverage::sweep`] goes outwards along each azimuth and keeps the steepest line of sight so far; what lies under it
//! is hidden. The earth is bent by a factor `k` of the site ([`earth_factor`]): 4/3 is a convention of the middle
//! latitudes, over the Sahel it is less. One sweep answers every level.
//!
//! Heights are above mean sea level throughout, those of antennas too; the caller brings pressure altitudes and
//! ellipsoidal heights there. Geometric optics: a target counts as seen down to the grazing ray. No diffraction, no antenna
//! pattern, no power budget, no ducting, no clutter: what is measured of real coverage belongs elsewhere.
//!
//! Pure: bytes of terrain come in, whoever calls reads the files.

mod sweep;
mod terrain;

pub use sweep::{Coverage, CoverageError, Network, Raster, Site};
pub use terrain::{Terrain, TerrainError, Tile};

use vigie_core::place::METRES_PER_NM;

/// Mean radius of the earth, metres (ITU-R P.310 uses 6,371 km; unverified).
pub const EARTH_RADIUS_M: f64 = 6_371_000.0;
/// Median refractivity gradient in the lowest kilometre at Niamey, N-units a kilometre (ITU-R P.453, as the design
/// states it): k = 1.22.
pub const NIAMEY_N_PER_KM: f64 = -28.7;
/// The same at Agadez: k = 1.18.
pub const AGADEZ_N_PER_KM: f64 = -23.8;

/// The effective-earth factor of a refractivity gradient, N-units a kilometre: 1 / (1 + a·dN/dh·10⁻⁶).
///
/// `None` when rays would bend as much as the earth or more (−157 N/km: ducting), where a factor says nothing.
#[must_use]
pub fn earth_factor(n_per_km: f64) -> Option<f64> {
    let k = 1.0 / (1.0 + EARTH_RADIUS_M / 1_000.0 * n_per_km * 1e-6);
    (k.is_finite() && k > 0.0 && k <= 10.0).then_some(k)
}

/// Distance to the radio horizon over smooth ground, metres, of an antenna and a target so high above it, metres.
#[must_use]
pub fn horizon_m(antenna_m: f64, target_m: f64, k: f64) -> f64 {
    let one = |h: f64| (2.0 * k * EARTH_RADIUS_M * h.max(0.0)).sqrt();
    one(antenna_m) + one(target_m)
}

/// Metres to nautical miles.
#[must_use]
pub fn nautical_miles(metres: f64) -> f64 {
    metres / METRES_PER_NM
}
