use super::{fill, fill_advisory, fill_air};
use vigie_core::report::{ReportKind, TargetReport};
use vigie_core::sensor::SensorId;
use vigie_core::time::{Applicable, Heard, UtcNs};
use vigie_modes::adsb::{AirspeedKind, Velocity, VerticalRateSource};
use vigie_modes::bits::{Mb, Mv};
use vigie_modes::commb::{Bds, Register};
use vigie_modes::message::{AirAir, LongAirAir};

const AT: UtcNs = UtcNs(1_700_000_000_000_000_000);

fn blank() -> TargetReport {
    TargetReport::new(SensorId(0), ReportKind::ModeS, Applicable(AT), Heard(AT))
}

fn register(bds: u8, mb: u64) -> Register {
    Register::parse(Bds(bds), Mb::new(mb))
        .expect("a register that is read")
        .expect("without contradiction")
}

fn near(got: Option<f64>, expected: f64) {
    let got = got.expect("said");
    assert!(
        (got - expected).abs() < 1e-3 * expected.abs().max(0.1),
        "{got}, not {expected}"
    );
}

/// Frames that the pyModeS documentation publishes with their contents.
#[test]
fn registers_in_si_units() {
    let mut report = blank();
    fill(&mut report, AT, &register(0x50, 0x81_9515_36e0_24d4), 0.5);
    assert_eq!(report, blank(), "a guess is not taken over");

    // 5,0: roll 2.1°, track 114.258°, 438 kt, 0.125°/s, 424 kt
    fill(&mut report, AT, &register(0x50, 0x81_9515_36e0_24d4), 1.0);
    let data = *report.aircraft.clone().expect("said");
    near(
        data.turn.and_then(|turn| turn.roll_rad),
        2.109_375_f64.to_radians(),
    );
    near(
        data.turn.and_then(|turn| turn.track_rate_rad_s),
        0.125_f64.to_radians(),
    );
    near(
        data.air.and_then(|air| air.true_airspeed_mps),
        424.0 * 1852.0 / 3600.0,
    );
    let velocity = report.velocity.expect("said");
    near(Some(velocity.east_mps), 225.327 * 0.911_71);
    near(Some(velocity.north_mps), 225.327 * -0.410_84);

    // 6,0: 110.391°, 259 kt, Mach 0.7, -2144 and -2016 ft/min
    let mut report = blank();
    fill(&mut report, AT, &register(0x60, 0xa7_4a07_2bfd_efc1), 1.0);
    let air = report.aircraft.and_then(|data| data.air).expect("said");
    near(air.magnetic_heading_rad, 110.391_f64.to_radians());
    near(air.indicated_airspeed_mps, 133.241);
    near(air.mach, 0.7);
    near(air.barometric_rate_mps, -2144.0 * 0.00508);
    near(air.inertial_rate_mps, -2016.0 * 0.00508);

    // 4,0: 3,008 ft twice, 1,020.0 hPa
    let mut report = blank();
    fill(&mut report, AT, &register(0x40, 0x85_e42f_3130_0000), 1.0);
    let intent = report.aircraft.and_then(|data| data.intent).expect("said");
    near(
        intent
            .selected_altitude
            .map(vigie_core::height::PressureAltitude::ft),
        3_008.0,
    );
    near(
        intent
            .managed_altitude
            .map(vigie_core::height::PressureAltitude::ft),
        3_008.0,
    );
    near(intent.pressure_setting_hpa, 1_020.0);

    // 2,0: KLM1017
    let mut report = blank();
    fill(&mut report, AT, &register(0x20, 0x20_2cc3_71c3_1de0), 1.0);
    assert_eq!(
        report
            .callsign
            .as_ref()
            .map(vigie_core::identity::Callsign::as_str),
        Some("KLM1017")
    );
    assert!(report.aircraft.is_none());

    // 4,4: 22 kt from 344.5°, -48.75 °C
    let mut report = blank();
    fill(&mut report, AT, &register(0x44, 0x18_5bd5_cf40_0000), 1.0);
    let weather = report.aircraft.and_then(|data| data.weather).expect("said");
    near(weather.wind_speed_mps, 22.0 * 1852.0 / 3600.0);
    near(weather.wind_from_rad, 344.531_f64.to_radians());
    near(weather.temperature_k, 273.15 - 48.75);
}

#[test]
fn an_advisory_is_told_and_an_empty_register_is_not() {
    let mut report = blank();
    fill(&mut report, AT, &register(0x30, 0x30_0000_0000_0000), 1.0);
    assert_eq!(report, blank());
    fill(&mut report, AT, &register(0x30, 0x30_c100_0401_ae40), 1.0);
    let advisory = report.aircraft.and_then(|data| data.advisory);
    assert_eq!(
        advisory.map(|said| (said.bits, said.terminated)),
        Some(([0x30, 0xc1, 0, 0x04, 0x01, 0xae, 0x40], false))
    );
}

#[test]
fn velocity_through_the_air() {
    let said = Velocity::air(
        Some(90.0),
        Some(360.0),
        AirspeedKind::True,
        Some(640.0),
        VerticalRateSource::Barometric,
    )
    .expect("in range");
    for magnetic in [false, true] {
        let mut report = blank();
        fill_air(&mut report, AT, &said, magnetic);
        let air = report.aircraft.and_then(|data| data.air).expect("said");
        near(
            if magnetic {
                air.magnetic_heading_rad
            } else {
                air.true_heading_rad
            },
            std::f64::consts::FRAC_PI_2,
        );
        assert_eq!(air.true_heading_rad.is_some(), !magnetic);
        near(air.true_airspeed_mps, 185.2);
        near(air.barometric_rate_mps, 3.2512);
        assert_eq!(
            (air.indicated_airspeed_mps, air.inertial_rate_mps),
            (None, None)
        );
    }
}

#[test]
fn an_advisory_of_df_16_is_told_and_an_empty_one_is_not() {
    let check = |mv: u64, expected: Option<bool>| {
        let air_air = AirAir::new(0x06_2001, false, 7, 3, 10_000).expect("in range");
        let mv = Mv::new(mv);
        let mut report = blank();
        if let Some(advisory) = (LongAirAir { air_air, mv }).advisory() {
            fill_advisory(&mut report, advisory);
        }
        let advisory = report.aircraft.and_then(|data| data.advisory);
        assert_eq!(advisory.map(|said| said.terminated), expected);
    };
    check(0x30_0000_0000_0000, None);
    check(0x30_c000_0000_0000, Some(false));
    check(0x30_0000_2000_0000, Some(true));
    check(0, None);
}
