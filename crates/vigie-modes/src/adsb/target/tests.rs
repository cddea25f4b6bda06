use super::{AutopilotMode, Source, TargetState, TargetStateV1};
use crate::adsb::Squitter;
use crate::bits::Me;

/// A message heard, published with its bits taken apart (lib1090's tests).
#[test]
fn a_published_target_state() {
    let me = Me::new(0xea_4c48_5801_3f8c);
    let Squitter::TargetState(said) = Squitter::parse(me) else {
        panic!("type code 29, subtype 1");
    };
    assert_eq!(said.altitude_ft(), Some(39_008));
    assert!(
        said.pressure_hpa()
            .is_some_and(|hpa| (hpa - 1_012.8).abs() < 1e-9)
    );
    assert_eq!((said.heading_deg(), said.from_fms), (None, false));
    assert_eq!((said.nac_p, said.nic_baro, said.sil), (9, true, 3));
    let modes = AutopilotMode::ALL.map(|mode| said.mode(mode));
    assert_eq!(modes, [true, true, false, false, true].map(Some));
    assert!(said.acas_operational() && !said.imf());
    assert_eq!(said.emit(), me);
}

#[test]
fn set_by_physical_values() {
    let nothing = TargetState::default();
    assert_eq!(
        (nothing.altitude_ft(), nothing.pressure_hpa()),
        (None, None)
    );
    assert!(
        AutopilotMode::ALL
            .iter()
            .all(|&mode| nothing.mode(mode).is_none())
    );
    let said = nothing
        .with_altitude_ft(35_000, true)
        .and_then(|said| said.with_pressure_hpa(1_013.2))
        .and_then(|said| said.with_heading_deg(-90.0))
        .expect("in range")
        .with_mode(AutopilotMode::Approach, true)
        .with_acas(true);
    assert_eq!(Squitter::parse(said.emit()), Squitter::TargetState(said));
    assert_eq!(said.altitude_ft(), Some(35_008));
    assert!(
        said.pressure_hpa()
            .is_some_and(|hpa| (hpa - 1_013.6).abs() < 1e-9)
    );
    assert_eq!(said.heading_deg(), Some(270.0));
    assert_eq!(said.mode(AutopilotMode::Approach), Some(true));
    assert_eq!(said.mode(AutopilotMode::Lnav), Some(false));
    let full_turn = nothing.with_heading_deg(359.9).expect("in range");
    assert_eq!(full_turn.heading_deg(), Some(0.0));
    let check = |feet: i32, expected: Option<i32>| {
        let got = nothing.with_altitude_ft(feet, false).ok();
        assert_eq!(got.and_then(TargetState::altitude_ft), expected, "{feet}");
    };
    check(0, Some(0));
    check(65_472, Some(65_472));
    check(65_500, None);
    check(-17, None);
    check(i32::MAX, None);
    check(i32::MIN, None);
    for hpa in [799.0, 1_208.5, f64::NAN] {
        assert!(nothing.with_pressure_hpa(hpa).is_err(), "{hpa}");
    }
    assert!(nothing.with_heading_deg(f64::INFINITY).is_err());
}

#[test]
fn version_1() {
    let said = TargetStateV1::default()
        .with_altitude_ft(33_040, Source::FlightManagement)
        .and_then(|said| said.with_angle_deg(271, true, Source::ControlPanel))
        .expect("in range");
    assert_eq!(Squitter::parse(said.emit()), Squitter::TargetStateV1(said));
    assert_eq!(said.altitude_ft(), Some((33_000, Source::FlightManagement)));
    assert_eq!(said.angle_deg(), Some((271, Source::ControlPanel)));
    let unknown = TargetStateV1::default();
    assert_eq!((unknown.altitude_ft(), unknown.angle_deg()), (None, None));
    assert!(unknown.with_altitude_ft(100_051, Source::Holding).is_err());
    assert!(unknown.with_altitude_ft(i32::MIN, Source::Holding).is_err());
    assert!(unknown.with_angle_deg(360, false, Source::Holding).is_err());
}
