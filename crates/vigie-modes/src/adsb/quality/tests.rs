use super::{NM, NicSupplements, TransmitterState, gva_m, integrity, nuc_p};
use crate::adsb::{
    AirbornePosition, OperationalStatus, Squitter, StatusFlag, SurfacePosition, Velocity,
    VerticalRateSource,
};
use crate::cpr::LatLon;
use crate::message::ExtendedSquitter;

const PLACE: LatLon = LatLon {
    lat_deg: 13.5,
    lon_deg: 2.1,
};

fn supplements(bits: [u8; 3]) -> NicSupplements {
    let [a, b, c] = bits.map(|bit| bit == 1);
    NicSupplements { a, b, c, d: 0 }
}

/// RTCA DO-260B table 2-69 and its predecessors.
#[test]
fn integrity_by_the_version_rules() {
    let check = |version, type_code, bits, nic: u8, radius: Option<f64>| {
        let got = integrity(version, type_code, supplements(bits)).expect("a position");
        assert_eq!(got.nic, nic, "{version} {type_code} {bits:?}");
        assert_eq!(
            got.containment_radius_m, radius,
            "{version} {type_code} {bits:?}"
        );
    };
    for version in [1, 2, 3] {
        check(version, 5, [0; 3], 11, Some(7.5));
        check(version, 10, [0; 3], 10, Some(25.0));
        check(version, 11, [0; 3], 8, Some(0.1 * NM));
        check(version, 12, [0; 3], 7, Some(0.2 * NM));
        check(version, 13, [0; 3], 6, Some(0.5 * NM));
        check(version, 15, [0; 3], 4, Some(2.0 * NM));
        check(version, 16, [0; 3], 2, Some(8.0 * NM));
        check(version, 17, [0; 3], 1, Some(20.0 * NM));
        check(version, 18, [0; 3], 0, None);
        check(version, 22, [0; 3], 0, None);
        assert_eq!(gva_m(version, 2), Some(45.0));
        check(version, 7, [0; 3], 8, Some(0.1 * NM));
        check(version, 8, [0; 3], 0, None);
        check(version, 7, [1, 0, 0], 9, Some(75.0));
    }
    check(2, 11, [1, 1, 0], 9, Some(75.0));
    check(2, 11, [1, 0, 0], 8, Some(0.1 * NM));
    check(1, 11, [1, 0, 0], 9, Some(75.0));
    check(2, 13, [0, 1, 0], 6, Some(0.3 * NM));
    check(2, 13, [1, 1, 0], 6, Some(0.6 * NM));
    check(1, 13, [1, 0, 0], 6, Some(0.6 * NM));
    check(2, 16, [1, 1, 0], 3, Some(4.0 * NM));
    check(1, 16, [1, 0, 0], 3, Some(4.0 * NM));
    check(2, 8, [1, 0, 1], 7, Some(0.2 * NM));
    check(2, 8, [1, 0, 0], 6, Some(0.3 * NM));
    check(2, 8, [0, 0, 1], 6, Some(0.6 * NM));
    check(1, 8, [1, 0, 0], 0, None);
    check(0, 11, [0; 3], 8, Some(0.1 * NM));
    check(0, 16, [0; 3], 1, Some(10.0 * NM));
    for type_code in [1, 4, 19, 23, 28, 31, 255] {
        assert_eq!(integrity(2, type_code, NicSupplements::default()), None);
        assert_eq!(nuc_p(type_code), None);
    }
}

fn airborne(type_code: u8, supplement: bool) -> ExtendedSquitter {
    let mut said =
        AirbornePosition::from_physical(type_code, PLACE, Some(10_000), false).expect("a position");
    said.supplement = supplement;
    ExtendedSquitter::transponder(0x06_2001, false, Squitter::AirbornePosition(said))
        .expect("24 bits")
}

fn status(said: OperationalStatus) -> ExtendedSquitter {
    ExtendedSquitter::transponder(0x06_2001, false, Squitter::OperationalStatus(said))
        .expect("24 bits")
}

#[test]
fn a_transmitter_is_read_by_what_it_said_before() {
    let mut state = TransmitterState::default();
    let position = airborne(11, true);
    // Nothing heard: version 0.
    assert_eq!(state.nic(&position), Some(8));
    assert_eq!(state.position_error_m(&position), Some(0.05 * NM));
    let mut said = OperationalStatus {
        version: 2,
        nic_supplement_a: true,
        nac_p: 9,
        sil: 3,
        gva: 2,
        ..OperationalStatus::default()
    };
    state.learn(&status(said));
    assert_eq!(state.nic(&position), Some(9));
    assert_eq!(state.nic(&airborne(11, false)), Some(8));
    assert_eq!(state.position_error_m(&position), Some(30.0));
    assert_eq!(
        (state.sil(), state.gva(), state.sda()),
        (Some(3), Some(2), Some(0))
    );
    // Supplement C has not been heard: the position may be any of four.
    let surface = SurfacePosition::from_physical(8, PLACE, None, None, false).expect("a position");
    let surface =
        ExtendedSquitter::transponder(0x06_2001, true, Squitter::SurfacePosition(surface))
            .expect("24 bits");
    assert_eq!(state.nic(&surface), Some(6));
    said.surface = true;
    state.learn(&status(
        said.with_flag(StatusFlag::NicSupplementC, true)
            .expect("surface"),
    ));
    assert_eq!(state.nic(&surface), Some(7));
    assert_eq!(state.gva(), Some(2));
    // Another version begins anew.
    said.version = 0;
    state.learn(&status(said));
    assert_eq!(
        (state.nac_p(), state.sil(), state.version()),
        (None, None, Some(0))
    );
    assert!(size_of::<TransmitterState>() <= 24);
}

/// Version 3 grades the integrity of a geometric height anew.
#[test]
fn geometric_heights_of_version_3() {
    let check = |type_code, d, nic| {
        let supplements = NicSupplements {
            d,
            ..NicSupplements::default()
        };
        let got = integrity(3, type_code, supplements).map(|got| got.nic);
        assert_eq!(got, Some(nic), "{type_code} {d}");
        let before = integrity(2, type_code, supplements);
        assert_eq!(before, integrity(2, type_code, NicSupplements::default()));
    };
    for (d, nic) in [(0, 8), (1, 9), (2, 10), (3, 11)] {
        check(20, d, nic);
        check(21, d, 7);
    }
    for (d, nic) in [(0, 0), (1, 4), (2, 5), (3, 6)] {
        check(22, d, nic);
    }
    assert_eq!((gva_m(2, 3), gva_m(3, 3)), (None, Some(10.0)));
    let mut state = TransmitterState::default();
    state.learn(&status(OperationalStatus {
        version: 3,
        ..OperationalStatus::default()
    }));
    let position = airborne(20, false);
    assert_eq!(state.nic(&position), Some(8));
    let mut velocity =
        Velocity::ground(1.0, 1.0, None, VerticalRateSource::Geometric).expect("in range");
    velocity.reserved = 2;
    let velocity = ExtendedSquitter::transponder(0x06_2001, false, Squitter::Velocity(velocity));
    state.learn(&velocity.expect("24 bits"));
    assert_eq!(state.nic(&position), Some(10));
}

/// In a rebroadcast the bit of supplement B is the kind of address.
#[test]
fn what_a_rebroadcast_cannot_say_is_taken_for_the_worse() {
    let mut state = TransmitterState::default();
    state.learn(&status(OperationalStatus {
        version: 2,
        nic_supplement_a: true,
        ..OperationalStatus::default()
    }));
    let own = airborne(13, true);
    let rebroadcast = ExtendedSquitter::other(0x06_2001, 6, own.squitter).expect("a control field");
    let radius = |message| {
        state
            .integrity(message)
            .and_then(|it| it.containment_radius_m)
    };
    assert_eq!(radius(&own), Some(0.6 * NM));
    assert_eq!(radius(&rebroadcast), Some(0.6 * NM));
    assert_eq!(radius(&airborne(13, false)), Some(0.5 * NM));
}
