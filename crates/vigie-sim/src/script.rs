//! What happens on purpose: the low flyer at the border, the emergency, the restricted area.
//!
//! **Low flyer.** An aircraft without transponder comes out of Burkina Faso, where the border bulges northwards to
//! within 46 NM of Niamey, and crosses into Niger at 12.7105° N 2.0880° E, 46.0 NM south of the
//! Niamey radar, 1,100 ft above ground. Over flat land the radar's horizon is at about 850 ft there; at 400 ft it would
//! cross unseen. It begins 70 s before the border. Later ones vary in speed, place and direction.
//!
//! **Emergency.** 45 s after the start, and every 25 minutes from then on, an aircraft in cruise at about 120 NM from
//! an aerodrome of Niger replies with code 7700 for ten minutes, declares a general emergency by ADS-B, descends to
//! FL150 and makes for that aerodrome.
//!
//! **Area.** For the first hour an area between Tahoua and Agadez is restricted from FL245 to FL460. It lies across
//! the way from Niamey to Agadez, and a flight on that way comes to it two and a half minutes after the start.

use crate::fleet::{LOW_FLYERS, Transponder, identity};
use crate::flight::{Flight, Plan};
use crate::network::point;
use crate::random::{Purpose, Seed};
use crate::sensor::NIGER_SENSORS;
use vigie_core::height::METRES_PER_FOOT;
use vigie_core::place::{METRES_PER_NM, MPS_PER_KNOT, Wgs84};
use vigie_core::time::Nanos;

/// Where the first low flyer crosses the border of Burkina Faso and Niger.
pub const BORDER_POINT: Wgs84 = point(12.7105, 2.0880);
/// How high above ground the low flyers are, feet.
pub const LOW_FLYER_FT: f64 = 1_100.0;
/// When the first of them crosses the border, after the start.
pub const BORDER_CROSSING_AT: Nanos = Nanos::from_secs(70);
/// When the first emergency is declared, after the start.
pub const EMERGENCY_AT: Nanos = Nanos::from_secs(45);

/// Seconds between two low flyers.
pub(crate) const LOW_FLYER_EVERY_S: u64 = 20 * 60;
/// Seconds from the start to the first emergency, between two, and how long each lasts.
pub(crate) const EMERGENCY_FIRST_S: u64 = 45;
pub(crate) const EMERGENCY_EVERY_S: u64 = 25 * 60;
pub(crate) const EMERGENCY_LASTS_S: u64 = 10 * 60;
/// How far from an aerodrome an emergency is best declared, metres: room to descend.
pub(crate) const EMERGENCY_DISTANCE_M: f64 = 120.0 * METRES_PER_NM;
pub(crate) const EMERGENCY_LEVEL_FT: f64 = 15_000.0;
/// When the first flight comes to the restricted area, seconds after the start.
pub(crate) const AREA_ENTRY_S: u32 = 150;
/// The cruising level of that flight, feet.
pub(crate) const AREA_FLIGHT_FT: f64 = 35_000.0;

/// How far into Niger a low flyer goes before it lands, metres.
const INLAND_M: f64 = 22.0 * METRES_PER_NM;

/// A volume that the configuration of the demonstration must state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SimulatedArea {
    /// What people call it.
    pub name: &'static str,
    /// Outline, latitude and longitude in degrees; the last point joins the first.
    pub outline: &'static [(f64, f64)],
    /// Lower limit, pressure altitude in feet.
    pub lower_ft: f64,
    /// Upper limit, pressure altitude in feet.
    pub upper_ft: f64,
    /// Active from here on, after the start.
    pub from: Nanos,
    /// Active until here, after the start.
    pub to: Nanos,
}

/// The restricted area of the demonstration over Niger.
pub const NIGER_AREAS: [SimulatedArea; 1] = [SimulatedArea {
    name: "EXERCICE R1",
    outline: &[(16.15, 5.55), (16.20, 6.55), (15.45, 6.60), (15.35, 5.60)],
    lower_ft: 24_500.0,
    upper_ft: 46_000.0,
    from: Nanos::ZERO,
    to: Nanos::from_secs(3_600),
}];

impl SimulatedArea {
    /// Whether a place lies within the outline, by even-odd rule in latitude and longitude.
    pub(crate) fn surrounds(&self, lat_deg: f64, lon_deg: f64) -> bool {
        let corners = self.outline;
        let mut inside = false;
        let mut before = corners.last().copied().unwrap_or_default();
        for &corner in corners {
            let (a, b) = (before, corner);
            if (a.0 > lat_deg) != (b.0 > lat_deg) {
                let lon = a.1 + (lat_deg - a.0) / (b.0 - a.0) * (b.1 - a.1);
                inside ^= lon_deg < lon;
            }
            before = corner;
        }
        inside
    }
}

/// The low flyer of this number, the first being 0.
pub(crate) fn low_flyer(seed: Seed, target: u32, slot: u32, number: u32) -> Flight {
    let mut draws = seed.draws(Purpose::Script, slot, 0, u64::from(number));
    let id = identity(slot, number, true, &mut draws);
    let (along_m, bearing_deg, performance) = if number == 0 {
        (0.0, 20.0, &LOW_FLYERS[1])
    } else {
        let kind = draws.below(LOW_FLYERS.len());
        let along_m = draws.between(-900.0, 900.0);
        (along_m, draws.between(5.0, 35.0), &LOW_FLYERS[kind])
    };
    // the border runs from 288° to 108° there
    let crossing = BORDER_POINT.destination(108.0_f64.to_radians(), along_m);
    let bearing = bearing_deg.to_radians();
    let before_m = BORDER_CROSSING_AT.as_secs_f64() * performance.cruise_kt * MPS_PER_KNOT;
    let begin = crossing.destination(bearing + std::f64::consts::PI, before_m);
    let end = crossing.destination(bearing, INLAND_M);
    let ground_m = NIGER_SENSORS[0].ground_m();
    let cruise_m = ground_m + LOW_FLYER_FT * METRES_PER_FOOT;
    let plan = Plan::through(vec![begin, end], Some(ground_m), cruise_m);
    Flight::new(target, id, Transponder::None, performance, plan, None)
}

#[cfg(test)]
mod tests {
    use super::{BORDER_POINT, LOW_FLYER_FT, NIGER_AREAS, low_flyer};
    use crate::network::{End, NIAMEY_AGADEZ_DIRKOU};
    use crate::random::Seed;
    use crate::sensor::NIGER_SENSORS;

    /// The altitude above ground that the horizon asks for at a distance, feet.
    fn lowest_visible_ft(distance_m: f64) -> f64 {
        (0..20_000)
            .map(f64::from)
            .find(|ft| NIGER_SENSORS[0].horizon_m(ft * 0.3048) >= distance_m)
            .expect("some height is seen")
    }

    #[test]
    fn niamey_sees_the_low_flyer_well_before_the_border() {
        let radar = &NIGER_SENSORS[0];
        let border_m = radar.position.distance_m(BORDER_POINT);
        assert!(
            (border_m / 1852.0 - 46.0).abs() < 0.1,
            "{}",
            border_m / 1852.0
        );
        assert!((840.0..860.0).contains(&lowest_visible_ft(border_m)));
        for number in 0..50 {
            let flight = low_flyer(Seed(3), 1, 60, number);
            let begin_m = radar.position.distance_m(flight.state.position());
            let needed_ft = lowest_visible_ft(begin_m);
            assert!(needed_ft < LOW_FLYER_FT, "{number}: {needed_ft}");
        }
    }

    #[test]
    fn area_lies_across_the_way_to_agadez() {
        let area = &NIGER_AREAS[0];
        assert!(area.surrounds(15.7, 5.9));
        assert!(!area.surrounds(15.7, 5.4) && !area.surrounds(16.3, 6.0));
        assert!(!area.surrounds(15.0, 6.0) && !area.surrounds(15.7, 6.7));
        assert!(matches!(NIAMEY_AGADEZ_DIRKOU.from, End::Beyond(_)));
    }
}
