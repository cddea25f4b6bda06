use crate::tables::{Content, Spec};
use crate::{RecordBuilder, cat021, cat034, cat048, cat062, edition};

#[test]
fn every_binding_finds_its_field() {
    assert_eq!(cat021::latest().unbound(), [""; 0]);
    assert_eq!(cat034::latest().unbound(), [""; 0]);
    assert_eq!(cat048::latest().unbound(), [""; 0]);
    assert_eq!(cat062::latest().unbound(), [""; 0]);
}

/// The value of a count as the tables have it.
fn lsb(category: u8, path: &str) -> f64 {
    let spec = crate::catalogue().get(category).expect("built in");
    let field = spec.leaf(path).expect(path);
    match spec.content(field) {
        Content::Number(quantity) => quantity.scale.expect(path).to_f64(),
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn the_constants_are_those_of_the_tables() {
    let cases = [
        (21, "073", cat021::TIME_LSB_S),
        (21, "074/TOMRP", cat021::FRACTION_LSB_S),
        (21, "130/LAT", cat021::PLACE_LSB_DEG),
        (21, "131/LON", cat021::PRECISE_PLACE_LSB_DEG),
        (21, "145", cat021::LEVEL_LSB_FL),
        (21, "140", cat021::HEIGHT_LSB_FT),
        (21, "160/GS", cat021::SPEED_LSB_NMPS),
        (21, "160/TA", cat021::ANGLE_LSB_DEG),
        (21, "152", cat021::ANGLE_LSB_DEG),
        (21, "155/BVR", cat021::RATE_LSB_FTPMIN),
        (21, "157/GVR", cat021::RATE_LSB_FTPMIN),
        (21, "165/TAR", cat021::TRACK_RATE_LSB_DEGPS),
        (34, "020", cat034::SECTOR_LSB_DEG),
        (34, "030", cat034::TIME_LSB_S),
        (34, "041", cat034::TIME_LSB_S),
        (34, "120/LAT", cat034::PLACE_LSB_DEG),
        (48, "140", cat048::TIME_LSB_S),
        (48, "040/RHO", cat048::RHO_LSB_NM),
        (48, "040/THETA", cat048::THETA_LSB_DEG),
        (48, "200/HDG", cat048::THETA_LSB_DEG),
        (48, "200/GSP", cat048::SPEED_LSB_NMPS),
        (48, "090/FL", cat048::LEVEL_LSB_FL),
        (48, "110/3DH", cat048::HEIGHT_LSB_FT),
        (48, "042/X", cat048::XY_LSB_NM),
        (62, "070", cat062::TIME_LSB_S),
        (62, "105/LAT", cat062::PLACE_LSB_DEG),
        (62, "100/X", cat062::XY_LSB_M),
        (62, "185/VX", cat062::VELOCITY_LSB_MPS),
        (62, "210/AX", cat062::ACCELERATION_LSB_MPS2),
        (62, "130", cat062::ALTITUDE_LSB_FT),
        (62, "136", cat062::LEVEL_LSB_FL),
        (62, "220", cat062::RATE_LSB_FTPMIN),
        (62, "290/PSR", cat062::AGE_LSB_S),
    ];
    for (category, path, constant) in cases {
        assert!(
            (lsb(category, path) - constant).abs() < f64::EPSILON * constant,
            "{path}"
        );
    }
}

fn block_body(spec: &Spec, builder: RecordBuilder<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    spec.write_record(&builder.build(), &mut out)
        .expect("writable");
    out
}

#[test]
fn a_plot_comes_back_as_it_was_built() {
    let spec = edition(48, "1.32").expect("built in");
    let build = || -> Result<RecordBuilder<'_>, crate::WriteError> {
        RecordBuilder::new(spec)
            .raw("010/SAC", 226)?
            .raw("010/SIC", 7)?
            .quantity("140", 86_399.0)?
            .raw("020/TYP", 5)?
            .raw("020/SIM", 1)?
            .raw("020/TST", 1)?
            .quantity("040/RHO", 46.5)?
            .quantity("040/THETA", 359.999)?
            .text("070/MODE3A", "7700")?
            .quantity("090/FL", -1.25)?
            .raw("220", 0x06_1234)?
            .text("240", "UNY301")?
            .raw_at("250/MBDATA", 0, 0x01_0203_0405_0607)?
            .raw_at("250/BDS1", 0, 6)?
            .raw_at("250/BDS1", 1, 5)?
            .raw("161/TRN", 4095)?
            .quantity("200/GSP", 0.125)?
            .raw("170/CNF", 1)?
            .raw("170/TRE", 1)?
            .raw("030", 13)?
            .raw_at("030", 1, 23)?
            .quantity("130/PAM", -70.0)?
            .quantity("120/CAL/CAL", -33.0)
    };
    let body = block_body(spec, build().expect("in range"));
    let (plot, len) = cat048::latest().read(&body, 0).expect("readable");
    assert_eq!(len, body.len());
    assert_eq!(
        (plot.sac, plot.sic, plot.time_of_day),
        (226, 7, Some(86_399 * 128))
    );
    assert_eq!(
        (plot.typ, plot.is_simulated, plot.is_test),
        (Some(5), true, true)
    );
    assert_eq!(
        (plot.rho_nm(), plot.theta),
        (Some(46.5), Some(0)),
        "an angle wraps"
    );
    assert_eq!(plot.mode_a.map(|code| code.code), Some(0o7700));
    assert_eq!(plot.flight_level_fl(), Some(-1.25));
    assert_eq!(
        (plot.address, plot.callsign),
        (Some(0x06_1234), Some(*b"UNY301  "))
    );
    let registers = plot.registers.as_slice();
    assert_eq!(registers.len(), 2);
    assert_eq!(
        (registers[0].number, registers[0].mb),
        (0x60, [1, 2, 3, 4, 5, 6, 7])
    );
    assert_eq!((registers[1].number, registers[1].mb), (0x50, [0; 7]));
    assert_eq!(
        (plot.track_number, plot.groundspeed),
        (Some(4095), Some(2048))
    );
    let status = plot.track_status.expect("there");
    assert!(status.is_tentative && status.is_ended);
    assert_eq!(plot.conditions, 1 << 13 | 1 << 23);
    assert_eq!(plot.characteristics.psr_dbm, Some(-70));
    assert_eq!(plot.doppler, Some((-33, false)));
}

#[test]
fn values_out_of_range_are_refused() {
    let spec = edition(48, "1.32").expect("built in");
    let new = || RecordBuilder::new(spec);
    assert!(
        new().quantity("040/RHO", 256.0).is_err(),
        "at the strict limit"
    );
    assert!(new().quantity("040/RHO", -0.1).is_err());
    assert!(new().quantity("140", 86_400.0).is_err());
    assert!(new().quantity("090/FL", f64::NAN).is_err());
    assert!(
        new().quantity("090/FL", 3000.0).is_err(),
        "does not fit 14 bits"
    );
    assert!(new().raw("161/TRN", 4096).is_err());
    assert!(new().raw("161/XYZ", 1).is_err());
    assert!(new().raw_at("161/TRN", 1, 1).is_err(), "no repetition");
    assert!(new().raw("040", 1).is_err(), "a group is no value");
    assert!(new().text("240", "NINECHARS").is_err());
    assert!(new().text("240", "a").is_err(), "no small letters");
    assert!(new().text("070/MODE3A", "7780").is_err());
    assert!(new().text("070/MODE3A", "77").is_ok(), "leading zeros");
    assert!(new().quantity("070/MODE3A", 1.0).is_err());
    assert!(new().raw("090/FL", (-4_i64).cast_unsigned()).is_ok());
}

#[test]
fn a_north_marker_and_a_sector() {
    let spec = edition(34, "1.29").expect("built in");
    let build = || -> Result<RecordBuilder<'_>, crate::WriteError> {
        RecordBuilder::new(spec)
            .raw("010/SAC", 1)?
            .raw("010/SIC", 2)?
            .raw("000", u64::from(cat034::NORTH_MARKER))?
            .quantity("030", 100.5)?
            .quantity("041", 4.0)?
            .raw("050/COM/TSV", 1)?
            .raw("050/MDS/CHAB", 2)?
            .quantity("120/HGT", 227.0)?
            .quantity("120/LAT", 13.5)?
            .quantity("120/LON", -2.25)
    };
    let body = block_body(spec, build().expect("in range"));
    let (service, _) = cat034::latest().read(&body, 0).expect("readable");
    assert_eq!(service.message_type, cat034::NORTH_MARKER);
    assert_eq!(
        (service.time_of_day, service.rotation_period),
        (Some(12_864), Some(512))
    );
    assert!(service.system.expect("there").is_time_invalid);
    assert_eq!(service.mds.map(|mds| mds.channel), Some(2));
    assert_eq!(
        (service.psr, service.ssr, service.sector),
        (None, None, None)
    );
    let position = service.position.expect("there");
    assert_eq!(position.height_m, 227);
    assert!((f64::from(position.place.lat) * cat034::PLACE_LSB_DEG - 13.5).abs() < 1e-5);
    assert!((f64::from(position.place.lon) * cat034::PLACE_LSB_DEG + 2.25).abs() < 1e-5);
}

#[test]
fn airspeed_means_what_another_bit_says() {
    let spec = edition(62, "1.21").expect("built in");
    let mach = RecordBuilder::new(spec)
        .raw("380/IAS/IM", 1)
        .and_then(|b| b.quantity("380/IAS/IAS", 0.78))
        .expect("in range")
        .build();
    assert_eq!(mach.raw(spec, "380/IAS/IAS"), Some(780));
    let value = mach.value(spec, "380/IAS/IAS");
    assert_eq!(value, Some(crate::Value::Quantity(0.78)));
    let knots = RecordBuilder::new(spec)
        .raw("380/IAS/IM", 0)
        .and_then(|b| b.quantity("380/IAS/IAS", 0.125))
        .expect("in range")
        .build();
    assert_eq!(knots.raw(spec, "380/IAS/IAS"), Some(2048));
    let undecided = RecordBuilder::new(spec).quantity("380/IAS/IAS", 0.78);
    assert!(undecided.is_err(), "the deciding bit comes first");
}

#[test]
fn an_adsb_report_comes_back_as_it_was_built() {
    let spec = edition(21, "2.7").expect("built in");
    let build = || -> Result<RecordBuilder<'_>, crate::WriteError> {
        RecordBuilder::new(spec)
            .raw("010/SAC", 14)?
            .raw("010/SIC", 2)?
            .raw("040/ATP", 3)?
            .raw("040/GBS", 1)?
            .raw("040/SIM", 1)?
            .raw("080", 0xab_cdef)?
            .quantity("073", 10.0)?
            .raw("074/FSI", 2)?
            .quantity("074/TOMRP", 0.5)?
            .quantity("131/LAT", -45.0)?
            .quantity("131/LON", 90.0)?
            .quantity("145", 100.25)?
            .quantity("140", -12.5)?
            .text("170", "NIG1")?
            .text("070/MODE3A", "7500")?
            .quantity("160/GS", 0.125)?
            .quantity("160/TA", 270.0)?
            .raw("150/IM", 1)?
            .quantity("150/AS", 0.8)?
            .quantity("157/GVR", -625.0)?
            .quantity("165/TAR", -3.0)?
            .raw("090/NUCPNIC", 8)?
            .raw("090/SIL", 3)?
            .raw("090/PIC", 11)?
            .raw("200/PS", 5)?
            .raw("020", 3)?
            .raw("210/VN", 2)
    };
    let body = block_body(spec, build().expect("in range"));
    let (report, len) = cat021::latest().read(&body, 0).expect("readable");
    assert_eq!(len, body.len());
    assert_eq!(
        (report.sac, report.sic, report.address),
        (14, 2, Some(0xab_cdef))
    );
    assert_eq!(report.descriptor.address_type, 3);
    assert!(report.descriptor.is_on_ground && report.descriptor.is_simulated);
    assert!(!report.descriptor.is_test);
    assert_eq!(report.times.position_heard, Some(1280));
    let precise = report.times.position_heard_precise.expect("there");
    assert_eq!((precise.second, precise.fraction), (2, 1 << 29));
    let place = report.place_precise.expect("there");
    assert_eq!((place.lat, place.lon), (-(1 << 28), 1 << 29));
    assert_eq!((report.place, report.geometric_height), (None, Some(-2)));
    assert_eq!(
        (report.flight_level, report.callsign),
        (Some(401), Some(*b"NIG1    "))
    );
    assert_eq!(report.mode_a, Some(0o7500));
    let vector = report.ground_vector.expect("there");
    assert_eq!((vector.speed, vector.track), (2048, 3 << 14));
    assert_eq!(report.airspeed, Some((800, true)));
    assert_eq!(report.geometric_rate.map(|rate| rate.count), Some(-100));
    assert_eq!(
        (report.barometric_rate, report.track_angle_rate),
        (None, Some(-96))
    );
    let quality = report.quality;
    assert_eq!(
        (quality.nucp_nic, quality.sil, quality.pic),
        (Some(8), Some(3), Some(11))
    );
    assert_eq!(report.status.map(|status| status.emergency), Some(5));
    assert_eq!(report.mops.map(|mops| mops.version), Some(2));
    assert_eq!(report.emitter_category, Some(3));
}

#[test]
fn a_system_track_comes_back_as_it_was_built() {
    let spec = edition(62, "1.21").expect("built in");
    let build = || -> Result<RecordBuilder<'_>, crate::WriteError> {
        RecordBuilder::new(spec)
            .raw("040", 77)?
            .quantity("070", 1.0)?
            .quantity("105/LAT", 11.25)?
            .quantity("100/Y", -0.5)?
            .quantity("185/VX", -100.0)?
            .raw("060/CH", 1)?
            .text("060/MODE3A", "0017")?
            .quantity("136", 55.0)?
            .quantity("130", -6.25)?
            .raw("135/QNH", 1)?
            .quantity("220", 100.0)?
            .text("245/CHR", "5UABC")?
            .raw("380/ADR", 5)?
            .raw("080/SIM", 1)?
            .raw("080/CST", 1)?
            .raw("080/EMS", 3)?
            .quantity("290/ADS", 300.0)?
            .quantity("500/APC/Y", 20.0)
    };
    let body = block_body(spec, build().expect("in range"));
    let (track, _) = cat062::latest().read(&body, 0).expect("readable");
    assert_eq!(
        (track.track_number, track.time_of_day),
        (Some(77), Some(128))
    );
    assert_eq!(
        track.place.map(|place| (place.lat, place.lon)),
        Some((1 << 21, 0))
    );
    assert_eq!(track.xy.map(|xy| xy.y), Some(-1));
    assert_eq!(track.velocity.map(|v| (v.x, v.y)), Some((-400, 0)));
    let code = track.mode_a.expect("there");
    assert!(code.has_changed && code.code == 0o17);
    assert_eq!(
        (track.flight_level, track.geometric_altitude),
        (Some(220), Some(-1))
    );
    assert_eq!(
        (track.barometric_altitude, track.climb_rate),
        (Some((0, true)), Some(16))
    );
    assert_eq!(track.identification, Some((*b"5UABC   ", 0)));
    assert_eq!((track.address, track.ages.ads_c), (Some(5), Some(1200)));
    let status = track.status;
    assert!(status.is_simulated && status.is_coasting && !status.is_tentative);
    assert_eq!(
        (status.emergency, track.accuracy.xy.map(|xy| xy.y)),
        (3, Some(40))
    );
}
