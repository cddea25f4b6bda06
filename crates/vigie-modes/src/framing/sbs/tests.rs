use super::{Altitude, Kind, LineError, Record, Status, Transmission, parse_line, write_line};

/// Lines of the description and of programs' documentation, one of each kind.
const LINES: [&str; 14] = [
    "SEL,,496,2286,4CA4E5,27215,2010/02/19,18:06:07.710,2010/02/19,18:06:07.710,RYR1427",
    "ID,,496,7162,405637,27928,2010/02/19,18:06:07.115,2010/02/19,18:06:07.115,EZY691A",
    "AIR,,496,5906,400F01,27931,2010/02/19,18:06:07.128,2010/02/19,18:06:07.128",
    "STA,,5,179,400AE7,10103,2008/11/28,14:58:51.153,2008/11/28,14:58:51.153,RM",
    "CLK,,496,-1,,-1,2010/02/19,18:18:19.036,2010/02/19,18:18:19.036",
    "MSG,1,145,256,7404F2,11267,2008/11/28,23:48:18.611,2008/11/28,23:53:19.161,RJA1118,,,,,,,,,,,",
    "MSG,2,496,603,400CB6,13168,2008/10/13,12:24:32.414,2008/10/13,12:28:52.074,,0,76.4,258.3,54.05735,-4.38826,,,,,,0",
    "MSG,3,5,211,4CA2D6,10057,2008/11/28,14:53:50.594,2008/11/28,14:58:51.153,,37000,,,51.45735,-1.02826,,,0,0,0,0",
    "MSG,4,496,469,4CA767,27854,2010/02/19,17:58:13.039,2010/02/19,17:58:13.368,,,288.6,103.2,,,-832,,,,,",
    "MSG,5,496,329,394A65,27868,2010/02/19,17:58:12.644,2010/02/19,17:58:13.368,,10000,,,,,,,0,,0,0",
    "MSG,6,496,237,4CA215,27864,2010/02/19,17:58:12.846,2010/02/19,17:58:13.368,,33325,,,,,,0271,0,0,0,0",
    "MSG,7,496,742,51106E,27929,2011/03/06,07:57:36.523,2011/03/06,07:57:37.054,,3775,,,,,,,,,,0",
    "MSG,8,496,194,405F4E,27884,2010/02/19,17:58:13.244,2010/02/19,17:58:13.368,,,,,,,,,,,,-1",
    "MSG,3,1,1,~2A00FF,1,2026/11/20,10:00:00.000,2026/11/20,10:00:00.100,,1200H,,,-0.00001,179.99999,,,,,,0",
];

fn read(line: &str) -> (Record, u8) {
    parse_line(line.as_bytes()).expect("a line")
}

fn written(record: &Record) -> String {
    let mut text = String::new();
    write_line(&mut text, record).expect("a string takes all");
    text
}

#[test]
fn every_kind_comes_back_to_the_letter() {
    for line in LINES {
        let (record, bad) = read(line);
        assert_eq!(bad, 0, "{line}");
        assert_eq!(written(&record), format!("{line}\r\n"));
    }
}

#[test]
fn what_the_fields_say() {
    let (record, _) = read(LINES[7]);
    assert_eq!(record.kind, Kind::Message(Transmission::AirbornePosition));
    assert_eq!(record.address.map(crate::Address::value), Some(0x4c_a2d6));
    assert_eq!(record.said.altitude, Some(Altitude::Pressure(37_000)));
    assert_eq!(record.said.place_deg(), Some((51.45735, -1.02826)));
    assert_eq!(record.said.on_ground, Some(false));
    assert_eq!(record.said.callsign, None);
    let generated = record.generated.expect("a time");
    assert_eq!(generated.to_string(), "2008-11-28T14:53:50.594");
    assert_eq!(generated.unix_ms(), 1_227_884_030_594);
    let (record, _) = read(LINES[8]);
    assert_eq!(record.said.groundspeed_kt(), Some(288.6));
    assert_eq!(record.said.track_deg(), Some(103.2));
    assert_eq!(record.said.vertical_rate_fpm, Some(-832));
    let (record, _) = read(LINES[10]);
    assert_eq!(
        record.said.squawk.map(crate::identity::Squawk::octal),
        Some(0o271)
    );
    assert_eq!(read(LINES[3]).0.kind, Kind::Status(Some(Status::Removed)));
    assert_eq!(read(LINES[12]).0.said.on_ground, Some(true));
    let (record, _) = read(LINES[13]);
    assert_eq!(record.said.altitude, Some(Altitude::Geometric(1_200)));
    assert_eq!(record.said.lat_e7, Some(-100));
    assert_eq!(
        record.address.map(crate::Address::kind),
        Some(crate::AddressKind::NonIcao)
    );
}

#[test]
fn a_bad_field_costs_the_field() {
    let check = |said: &str, bad: u8| {
        let line =
            format!("MSG,3,1,1,4CA2D6,1,2008/11/28,14:53:50.594,2008/11/28,14:58:51.1,{said}");
        let (record, got) = read(&line);
        assert_eq!(got, bad, "{said}");
        // what is left is the same when it is read again
        let again = parse_line(written(&record).as_bytes());
        assert_eq!(again, Ok((record, 0)), "{said}");
    };
    check("", 0);
    check(",,,", 0);
    check(",37000,,,51.4,-1.0,,,0,0,0,0", 0);
    check(",37000,,,91.0,-181.0,,,0,0,0,0", 2);
    check(",thirty,,,51..4,--1,,,x,2,-2,00", 7);
    check("ABCDEFGHI,,,,,,,8000,,,,", 2);
    check("\u{e9}T\u{e9},,,,,,,77777,,,,", 2);
    check(",99999999999999999999999,1e5,nan,.,-,+,", 6);
    check(",,,,51.45735000000000000000000001,.5,,", 0);
    check(",,,,,,,,,,,,more,and,more", 0);
    let (record, bad) = read("MSG,8,,,~,,2008/02/30,14:53:50.594,,,");
    assert_eq!((record.generated, record.logged, bad), (None, None, 2));
    let (record, bad) = read("MSG, 8 , 1,1, 4CA2D6 ,1,2024/2/29,1:2:3,0001/01/01,23:59:60.999,");
    assert_eq!((bad, record.address.is_some()), (0, true));
    assert_eq!(
        record.generated.map(super::DateTime::unix_ms),
        Some(1_709_168_523_000)
    );
    assert_eq!(
        record.logged.map(super::DateTime::unix_ms),
        Some(-62_135_596_800_000 + 86_400_999)
    );
}

#[test]
fn what_is_no_line_is_said_to_be_none() {
    let check = |line: &str, error| assert_eq!(parse_line(line.as_bytes()), Err(error), "{line}");
    check("\r\n", LineError::Empty);
    check("GET / HTTP/1.1", LineError::Kind);
    check("msg,3,", LineError::Kind);
    check("MSG", LineError::Transmission);
    check("MSG,9,1,1,4CA2D6,1,,,,,", LineError::Transmission);
    check("MSG,3,1,1,4CA2D6,1,2008/11/28", LineError::Short);
    check("MSG,3,1,1,4CA2D6,1,,,", LineError::Short);
    check(&"M".repeat(256), LineError::TooLong);
    assert!(parse_line(b"MSG,3,,,,,,,,").is_ok());
}

#[test]
fn every_cut_and_every_flipped_bit_is_read_or_refused() {
    for line in LINES {
        let bytes = line.as_bytes();
        for cut in 0..bytes.len() {
            again(&bytes[..cut]);
            again(&bytes[cut..]);
            for bit in 0..8 {
                let mut damaged = bytes.to_vec();
                damaged[cut] ^= 1 << bit;
                again(&damaged);
            }
        }
    }
}

/// What can be read is the same when written and read again.
fn again(bytes: &[u8]) {
    if let Ok((record, _)) = parse_line(bytes) {
        let text = written(&record);
        assert_eq!(parse_line(text.as_bytes()), Ok((record, 0)), "{text}");
    }
}
