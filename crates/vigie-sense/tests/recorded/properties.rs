//! Any receptions at any times: no panic, no more reports than receptions, places on the globe, two runs alike.

use crate::common::{Draw, receiver};
use proptest::prelude::*;
use vigie_core::reception::{ModeSReply, Payload, Reception, Stamp};
use vigie_core::sensor::{SensorId, SensorSite};
use vigie_core::time::{Ticks, UtcNs};
use vigie_modes::Frame;
use vigie_modes::adsb::{
    AirbornePosition, Squitter, SurfacePosition, Velocity, VerticalRateSource,
};
use vigie_modes::bits::Me;
use vigie_modes::cpr::LatLon;
use vigie_modes::message::{AllCall, AltitudeReply, ExtendedSquitter, Message, Status};
use vigie_sense::modes::Correction;
use vigie_sense::{Regime, Sense};

/// A frame of one of a few aircraft, damaged or not, or bytes without sense.
fn frame(kind: u8, draw: u64, damage: u8) -> Frame {
    let mut draw = Draw(draw);
    let address = 0x06_2001 + u32::try_from(draw.below(3)).unwrap_or(0);
    let part = |draw: &mut Draw| f64::from(u32::try_from(draw.below(1_000_000)).unwrap_or(0)) / 1e6;
    let place = LatLon {
        lat_deg: 180.0 * part(&mut draw) - 90.0,
        lon_deg: 360.0 * part(&mut draw) - 180.0,
    };
    let odd = draw.below(2) == 1;
    let squitter = |squitter| {
        ExtendedSquitter::transponder(address, false, squitter)
            .map(|said| Message::ExtendedSquitter(said).emit())
    };
    let made = match kind % 8 {
        0 => AllCall::new(address, 5, 0).map(|said| Message::AllCall(said).emit()),
        1 => AltitudeReply::new(address, Status::default(), 10_000)
            .map(|said| Message::AltitudeReply(said).emit()),
        2 | 3 => AirbornePosition::from_physical(11, place, Some(10_000), odd)
            .and_then(|said| squitter(Squitter::AirbornePosition(said))),
        4 => SurfacePosition::from_physical(7, place, Some(10.0), None, odd)
            .and_then(|said| squitter(Squitter::SurfacePosition(said))),
        5 => Velocity::ground(300.0, 0.0, None, VerticalRateSource::Barometric)
            .and_then(|said| squitter(Squitter::Velocity(said))),
        6 => squitter(Squitter::parse(Me::new(draw.next()))),
        _ => Ok(draw.noise()),
    };
    let frame = made.unwrap_or_else(|_| draw.noise());
    (0..damage % 3).fold(frame, |frame, _| {
        let number = usize::try_from(6 + draw.below(50)).unwrap_or(6);
        frame.with_bit_flipped(number).unwrap_or(frame)
    })
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        any::<i64>(),
        Just(i64::MAX),
        Just(i64::MIN),
        // an ordinary minute
        (0..60_000_000_000_i64).prop_map(|nanos| 1_700_000_000_000_000_000 + nanos),
        (0..60_000_000_000_i64).prop_map(|nanos| 1_700_000_000_000_000_000 + nanos),
    ]
}

fn stamp() -> impl Strategy<Value = Stamp> {
    prop_oneof![
        Just(Stamp::None),
        any::<u64>().prop_map(|count| Stamp::Counter(Ticks(count))),
        any::<u64>().prop_map(Stamp::GnssOfDay),
    ]
}

fn event() -> impl Strategy<Value = Reception> {
    let sent = (any::<u8>(), any::<u64>(), any::<u8>());
    (sent, time(), stamp(), 0..4_u16).prop_map(|((kind, draw, damage), at, stamp, sensor)| {
        let frame = frame(kind, draw, damage);
        Reception {
            sensor: SensorId(sensor),
            heard: UtcNs(at),
            payload: Payload::ModeS(
                ModeSReply::new(frame.as_bytes(), stamp, None).expect("7 or 14 bytes"),
            ),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_receptions_are_survived(events in prop::collection::vec(event(), 0..400)) {
        let sites: Vec<SensorSite> = (0..3)
            .map(|id| SensorSite {
                id: SensorId(id),
                position: vigie_core::place::Wgs84::new(13.5, 2.2, 200.0).filter(|_| id == 1),
                ..receiver(None)
            })
            .collect();
        let mut sense = Sense::with_correction(&sites, Regime::Live, Correction::TwoBits);
        let mut copy = sense.clone();
        let (mut reports, mut again) = (Vec::new(), Vec::new());
        sense.target_reports(&events, &mut reports);
        for event in &events {
            copy.target_reports(std::slice::from_ref(event), &mut again);
        }
        prop_assert!(reports.len() <= events.len());
        prop_assert_eq!(format!("{reports:?}"), format!("{again:?}"));
        for report in &reports {
            if let Some(place) = report.place {
                prop_assert!((-90.0..=90.0).contains(&place.position.lat_deg));
                prop_assert!((-180.0..=180.0).contains(&place.position.lon_deg));
                prop_assert!(place.covariance.ee > 0.0 && place.covariance.ee.is_finite());
            }
        }
        sense.statuses(UtcNs(0));
    }
}
