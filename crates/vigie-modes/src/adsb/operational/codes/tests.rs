use super::StatusFlag as F;
use super::{LateralOffset, LengthWidth, LongitudinalOffset, OperationalStatus};

fn status(version: u8, surface: bool) -> OperationalStatus {
    OperationalStatus {
        surface,
        version,
        ..OperationalStatus::default()
    }
}

#[test]
fn flags_exist_where_the_version_has_them() {
    let check = |version: u8, surface: bool, expected: &[F]| {
        let value = status(version, surface);
        for flag in F::ALL {
            let known = value.flag(flag).is_some();
            assert_eq!(
                known,
                expected.contains(&flag),
                "{version} {surface} {flag:?}"
            );
            match value.with_flag(flag, true) {
                Ok(set) => {
                    assert_eq!(set.flag(flag), Some(true), "{flag:?}");
                    let unset = set.with_flag(flag, false).map(|value| value.flag(flag));
                    assert_eq!(unset, Ok(Some(false)));
                    assert_eq!(OperationalStatus::parse(set.emit()), set);
                }
                Err(_) => assert!(!known),
            }
        }
    };
    let modes = [F::RaActive, F::Ident, F::AtcServices];
    let with = |more: &[F]| [&modes[..], more].concat();
    let reports = [F::AirReferencedVelocity, F::TargetStateReport];
    let one = [F::AcasOperational, F::CockpitDisplay];
    let two = [F::EsIn, F::UatIn, F::SingleAntenna];
    check(0, false, &one);
    check(0, true, &[]);
    check(1, false, &with(&[one, reports].concat()));
    let offset = [F::CockpitDisplay, F::PositionOffsetApplied, F::LowPower];
    check(1, true, &with(&offset));
    let airborne = with(&[&two[..], &[F::AcasOperational]].concat());
    check(2, false, &[&airborne[..], &reports].concat());
    check(3, false, &airborne);
    let surface = with(&[&two[..], &[F::LowPower, F::NicSupplementC]].concat());
    check(2, true, &surface);
    check(3, true, &surface);
}

#[test]
fn bits_may_say_the_opposite_or_nothing() {
    // In version 1 the bit says that there is no working system.
    assert_eq!(status(1, false).flag(F::AcasOperational), Some(true));
    assert_eq!(status(2, false).flag(F::AcasOperational), Some(false));
    // Another layout of the codes says nothing of these.
    let other = OperationalStatus {
        capabilities: 1 << 15,
        ..status(2, false)
    };
    assert_eq!(other.flag(F::EsIn), None);
    assert_eq!(other.flag(F::Ident), Some(false));
}

#[test]
fn sizes_and_antennas() {
    let ground = status(2, true);
    assert_eq!(ground.length_width(), None);
    let check = |size: (f64, f64), expected: (f64, f64)| {
        let got = ground.with_size(size.0, size.1).expect("on the surface");
        let (length_m, width_m) = expected;
        assert_eq!(got.length_width(), Some(LengthWidth { length_m, width_m }));
    };
    check((3.0, 2.0), (15.0, 23.0));
    check((37.6, 35.8), (45.0, 39.5));
    check((72.7, 79.8), (75.0, 80.0));
    check((500.0, 500.0), (85.0, 90.0));
    assert!(status(2, false).with_size(10.0, 10.0).is_err());
    let small = status(1, true)
        .with_size(10.0, 10.0)
        .expect("on the surface");
    assert_eq!(small.length_width().map(|size| size.width_m), Some(11.5));

    let check = |code: u16, lateral: LateralOffset, longitudinal: LongitudinalOffset| {
        let value = OperationalStatus {
            modes: code,
            ..ground
        };
        let offset = value.antenna_offset().expect("version 2 on the surface");
        assert_eq!(
            (offset.lateral, offset.longitudinal),
            (lateral, longitudinal)
        );
    };
    check(0, LateralOffset::Unknown, LongitudinalOffset::Unknown);
    check(
        0b001_00001,
        LateralOffset::RightM(-2),
        LongitudinalOffset::Applied,
    );
    check(
        0b100_00010,
        LateralOffset::RightM(0),
        LongitudinalOffset::AftM(2),
    );
    check(
        0b111_11111,
        LateralOffset::RightM(6),
        LongitudinalOffset::AftM(60),
    );
    assert_eq!(status(2, false).antenna_offset(), None);
}

#[test]
fn categories_of_version_2() {
    let ground = status(2, true);
    assert_eq!(ground.with_sda(2).map(OperationalStatus::sda), Ok(Some(2)));
    assert_eq!(
        ground.with_nac_v(3).map(OperationalStatus::nac_v),
        Ok(Some(3))
    );
    assert!(ground.with_sda(4).is_err() && ground.with_nac_v(8).is_err());
    assert!(status(1, true).with_sda(1).is_err() && status(2, false).with_nac_v(1).is_err());
    assert_eq!(status(1, false).trajectory_change(), Some(0));
    assert_eq!(status(2, true).trajectory_change(), None);
}
