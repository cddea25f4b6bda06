use super::{Advisory, Complements, ResolutionAdvisory, Threat};
use crate::bits::{Word, bits};

/// Any 48 bits come back, with any first byte left out.
#[test]
fn every_word_comes_back() {
    let mut state = 7_u64;
    for _ in 0..20_000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let word = Word::<56>::new(state >> 8);
        let said = ResolutionAdvisory::parse(word);
        assert_eq!(said.emit(), word.with(bits(1..=8), 0_u8));
        assert_eq!(ResolutionAdvisory::parse(said.emit()), said);
        // What the bits mean gives the bits back, but those of no meaning.
        let again = ResolutionAdvisory::new(said.advisory(), said.complements(), said.threat);
        assert_eq!(again.advisory(), said.advisory());
        assert_eq!(again.complements(), said.complements());
    }
}

#[test]
fn the_bits_of_one_threat() {
    // 0x30, then bits 9 (one sense), 10 (corrective), 11 (down), 15 (positive),
    // 24 (not above), type 1 with an address.
    let word = Word::<56>::new(0x30 << 48)
        .with(bits(9..=15), 0b111_0001_u8)
        .with(bits(23..=26), 0b0100_u8)
        .with(bits(29..=30), 1_u8)
        .with(bits(31..=54), 0x40_6b90_u32);
    let said = ResolutionAdvisory::parse(word);
    let descend = Advisory::OneSense {
        corrective: true,
        downward: true,
        increased_rate: false,
        sense_reversal: false,
        altitude_crossing: false,
        positive: true,
    };
    assert_eq!(said.advisory(), descend);
    let not_above = Complements {
        not_above: true,
        ..Complements::default()
    };
    assert_eq!(said.complements(), not_above);
    let threat = Threat::address(0x40_6b90).expect("24 bits");
    assert_eq!(said, ResolutionAdvisory::new(descend, not_above, threat));
    assert!(said.is_active());
    let ended = ResolutionAdvisory {
        terminated: true,
        ..said
    };
    assert!(!ended.is_active() && Threat::address(1 << 24).is_err());
}

#[test]
fn the_same_bits_of_two_threats() {
    let advisory = Advisory::TwoSenses {
        correct_upward: true,
        climb: false,
        correct_downward: false,
        descend: true,
        altitude_crossing: false,
        sense_reversal: true,
    };
    let said = ResolutionAdvisory::new(advisory, Complements::default(), Threat::None(0));
    assert!(said.multiple_threats);
    assert_eq!(said.advisories, 0b01_0010_1000_0000);
    assert_eq!(ResolutionAdvisory::parse(said.emit()).advisory(), advisory);
    let none = ResolutionAdvisory {
        multiple_threats: false,
        ..said
    };
    assert_eq!(none.advisory(), Advisory::None);
}

/// A report of ACAS X, published by its decoder's tests; and one made here.
#[test]
fn acas_x_lays_it_out_otherwise() {
    let word = Word::<56>::new(0x30_8004_0837_1528);
    let said = ResolutionAdvisory::parse(word);
    assert_eq!(said.emit(), word.with(bits(1..=8), 0_u8));
    assert_eq!(said.threat.altitude_ft(), Some(9_900));
    assert_eq!(said.threat.acas_x_address(), None);
    // The strength is "clear of conflict".
    assert!(!said.is_active());
    let advisory = Advisory::AcasX {
        one_sense: true,
        altitude_crossing: false,
        downward: true,
        strength: 6,
    };
    let threat = Threat::AcasX(1 << 26 | 0x40_6b90 << 2);
    let said = ResolutionAdvisory::new(advisory, Complements::default(), threat);
    let again = ResolutionAdvisory::parse(said.emit());
    assert_eq!((again, again.advisory()), (said, advisory));
    assert_eq!(again.threat.acas_x_address(), Some(0x40_6b90));
    assert_eq!(
        (again.threat.range_nm(), again.threat.bearing_deg()),
        (None, None)
    );
    assert!(again.is_active());
}

#[test]
fn where_a_threat_without_mode_s_is() {
    let check = |range: f64, bearing: f64, expected: (f64, f64)| {
        let threat = Threat::place(Some(12_300), Some(range), Some(bearing)).expect("in range");
        let got = (threat.range_nm(), threat.bearing_deg());
        let (Some(got_range), Some(got_bearing)) = got else {
            panic!("{got:?}");
        };
        assert!((got_range - expected.0).abs() < 1e-9, "{got_range}");
        assert!((got_bearing - expected.1).abs() < 1e-9, "{got_bearing}");
        assert_eq!(threat.altitude_ft(), Some(12_300));
    };
    check(0.0, 0.0, (0.0, 3.0));
    check(3.16, 90.0, (3.2, 93.0));
    check(12.5, 359.9, (12.5, 357.0));
    check(400.0, -1.0, (12.6, 357.0));
    let unknown = Threat::place(None, None, None).expect("nothing to fail");
    assert_eq!((unknown.range_nm(), unknown.bearing_deg()), (None, None));
    assert!(Threat::place(None, Some(-1.0), None).is_err());
    assert!(Threat::place(None, Some(f64::NAN), None).is_err());
    assert!(Threat::place(None, None, Some(f64::INFINITY)).is_err());
}
