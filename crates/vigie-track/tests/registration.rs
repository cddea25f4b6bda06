//! Two radars of which one is off: by how much is found out, and what is told of it is true.

#[expect(dead_code, reason = "this test has sensors of its own")]
mod common;

use common::{Flight, Random, bare, niamey, seconds};
use vigie_core::height::PressureAltitude;
use vigie_core::identity::Address;
use vigie_core::place::{Cov2, LocalFrame, Wgs84};
use vigie_core::report::{AltitudeReply, Place, Polar, ReportKind, TargetReport};
use vigie_core::sensor::{RadarModel, SensorId, SensorKind, SensorSite};
use vigie_core::suspects::Suspects;
use vigie_core::time::{Applicable, Nanos};
use vigie_track::{Parameters, Tracker};

const TRUE_RADAR: SensorId = SensorId(0);
const BIASED_RADAR: SensorId = SensorId(1);
/// Metres, radians, seconds.
const BIAS: [f64; 3] = [120.0, 0.003, 0.4];

fn site(id: SensorId, place: Wgs84) -> SensorSite {
    SensorSite {
        id,
        name: String::new(),
        kind: SensorKind::Radar(RadarModel {
            range_sigma_m: 60.0,
            azimuth_sigma_rad: 0.0015,
            turn: Nanos::from_secs(4),
            detection_probability: 0.9,
        }),
        source: None,
        position: Some(place),
        range_max_m: 300e3,
        simulated: false,
    }
}

/// A Mode S plot of a radar with these errors.
fn plot(
    radar: (SensorId, Wgs84, [f64; 3]),
    address: u32,
    flight: &Flight,
    t: f64,
    random: &mut Random,
) -> TargetReport {
    let (id, place, bias) = radar;
    let at = flight.at(t);
    let mut report = bare(id, ReportKind::ModeS, t);
    report.applicable = Applicable(seconds(t + bias[2]));
    report.address = Address::icao(address);
    report.altitude = Some(AltitudeReply {
        altitude: PressureAltitude::from_ft(at.height_m / 0.3048),
        doubtful: false,
    });
    let frame = LocalFrame::at(place);
    let local = frame.enu_from_wgs84(at);
    let range = local.slant_range_m() + bias[0] + 60.0 * random.normal();
    let azimuth = local.azimuth_rad() + bias[1] + 0.0015 * random.normal();
    // Placed as the radar sees it: turned and stretched about its antenna.
    let ground =
        place.geodesic_to(at).expect("it converges").distance_m * range / local.slant_range_m();
    report.place = Some(Place {
        position: place.destination(azimuth, ground).at_height_m(at.height_m),
        covariance: Cov2::along_bearing(azimuth, 60.0, 0.0015 * range),
        height_known: true,
        polar: Some(Polar {
            range_m: range,
            azimuth_rad: azimuth,
            elevation_rad: None,
            range_sigma_m: 60.0,
            azimuth_sigma_rad: 0.0015,
            elevation_sigma_rad: 0.0,
            range_rate: None,
        }),
    });
    report
}

#[test]
fn the_errors_of_a_radar_are_found() {
    let other = niamey().destination(1.2, 90_000.0).at_height_m(300.0);
    let sites = [site(TRUE_RADAR, niamey()), site(BIASED_RADAR, other)];
    let mut tracker = Tracker::new(Parameters::default(), &sites);
    tracker.set_time_reference(TRUE_RADAR);
    assert_eq!(
        tracker.registration(BIASED_RADAR),
        None,
        "nothing is known yet"
    );
    let mut random = Random(77);
    let flights: Vec<Flight> = (0..40)
        .map(|i| {
            let bearing = 9.0 * f64::from(i);
            let (sin, cos) = libm::sincos(f64::from(i) * 2.4);
            Flight::new(
                bearing,
                50_000.0 + 2_000.0 * f64::from(i),
                220.0 * sin,
                220.0 * cos,
            )
        })
        .collect();
    for step in 0..3000u32 {
        let t = 0.1 * f64::from(step);
        let mut reports = Vec::new();
        for (k, flight) in (0u32..).zip(&flights) {
            if step % 40 == k {
                let radar = (TRUE_RADAR, niamey(), [0.0; 3]);
                reports.push(plot(radar, 0x06_2000 + k, flight, t, &mut random));
            }
            if (step + 17) % 40 == k {
                let radar = (BIASED_RADAR, other, BIAS);
                reports.push(plot(radar, 0x06_2000 + k, flight, t, &mut random));
            }
        }
        tracker.update(seconds(t + 1.0), &reports, Suspects::none());
    }
    let found = tracker.registration(BIASED_RADAR).expect("many pairs");
    assert!((found.range_m - BIAS[0]).abs() < 20.0, "{found:?}");
    assert!((found.azimuth_rad - BIAS[1]).abs() < 0.0005, "{found:?}");
    assert!((found.time_s - BIAS[2]).abs() < 0.05, "{found:?}");
    // Within four of its own standard deviations.
    assert!(
        (found.range_m - BIAS[0]).abs() < 4.0 * found.range_sigma_m,
        "{found:?}"
    );
    assert!(
        (found.azimuth_rad - BIAS[1]).abs() < 4.0 * found.azimuth_sigma_rad,
        "{found:?}"
    );
    assert!(
        (found.time_s - BIAS[2]).abs() < 4.0 * found.time_sigma_s,
        "{found:?}"
    );
    let right = tracker.registration(TRUE_RADAR).expect("many pairs");
    assert!(
        right.range_m.abs() < 20.0 && right.azimuth_rad.abs() < 0.0005,
        "{right:?}"
    );
    assert_eq!(tracker.tracks().len(), flights.len());
    for track in tracker.tracks() {
        let t = (track.at - seconds(0.0)).as_secs_f64();
        let nearest = flights
            .iter()
            .map(|f| f.at(t).distance_m(track.position))
            .fold(f64::INFINITY, f64::min);
        assert!(nearest < 350.0, "{nearest}");
    }
}
