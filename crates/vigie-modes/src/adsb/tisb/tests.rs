use super::{CoarsePosition, SignMagnitude, TisBTail, TisBVelocity};
use crate::bits::{Me, bit, bits};
use crate::cpr::{self, LatLon};

#[test]
fn velocity_with_either_tail() {
    let mut said = TisBVelocity::ground(-300.4, 250.6, Some(-700.0)).expect("in range");
    said.nac_p = 9;
    said.imf = true;
    assert_eq!(said.east_north_kt(), Some((-300, 251)));
    assert_eq!(said.vertical_rate_fpm(), Some(-704));
    assert_eq!(said.difference_ft(), None);
    let me = said.emit();
    assert!(me.flag(bit(9)) && !me.flag(bit(36)));
    assert_eq!(me.u8(bits(10..=13)), 9);
    assert_eq!(TisBVelocity::parse(me), said);
    said.tail = TisBTail::Geometric {
        reserved: 2,
        difference: SignMagnitude {
            negative: true,
            magnitude: 5,
        },
    };
    assert_eq!(TisBVelocity::parse(said.emit()), said);
    assert_eq!(said.difference_ft(), Some(-100));
}

#[test]
fn a_coarse_position_is_one_of_seventeen_bits() {
    let place = LatLon {
        lat_deg: 41.5,
        lon_deg: -87.25,
    };
    let [even, odd] = [false, true].map(|odd| {
        CoarsePosition::from_physical(place, Some(9_975), Some(250.0), Some(-91.0), odd)
            .expect("in range")
    });
    for said in [even, odd] {
        assert_eq!(CoarsePosition::parse(said.emit()), said);
        assert_eq!(said.altitude.altitude_ft(), Some(9_975));
        assert_eq!(said.groundspeed_kt(), Some(256.0));
        assert_eq!(said.track_deg(), Some(270.0));
    }
    let got = cpr::global_airborne(odd.cpr(), even.cpr()).expect("a place");
    let near = |one: f64, other: f64| (one - other).abs() < 0.003;
    assert!(near(got.lat_deg, place.lat_deg), "{got:?}");
    assert!(near(got.lon_deg, place.lon_deg), "{got:?}");
}

#[test]
fn coarse_speeds() {
    let place = LatLon {
        lat_deg: 0.0,
        lon_deg: 0.0,
    };
    let check = |speed: Option<f64>, code: u8, expected: Option<f64>| {
        let said = CoarsePosition::from_physical(place, None, speed, None, false);
        let said = said.expect("in range");
        assert_eq!((said.speed, said.groundspeed_kt()), (code, expected));
        assert_eq!(said.track_deg(), None);
    };
    check(None, 0, None);
    check(Some(15.9), 1, Some(0.0));
    check(Some(16.0), 2, Some(32.0));
    check(Some(47.9), 2, Some(32.0));
    check(Some(1_968.0), 63, Some(1_984.0));
    check(Some(f64::INFINITY), 63, Some(1_984.0));
    let wrong = |speed: f64| CoarsePosition::from_physical(place, None, Some(speed), None, false);
    assert!(wrong(-1.0).is_err() && wrong(f64::NAN).is_err());
    assert_eq!(CoarsePosition::parse(Me::ZERO), CoarsePosition::default());
}
