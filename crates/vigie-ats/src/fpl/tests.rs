use super::{
    Content, EquipmentCode, Indicator, Level, Message, MessageKind, Parsed, Persons, Point, Route,
    RouteElement, Speed, bulletins, parse,
};
use crate::fault::{Place, Severity};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use vigie_core::time::UtcNs;

/// In the style of the examples of Doc 4444 Appendix 3; those of EST and CDN are the document's own.
const EXAMPLES: [&str; 20] = [
    "(FPL-ACA101-IS-B773/H-CHOV/C-EGLL1400-N0450F310 L9 UL9 STU285036/M082F310 UL9 LIMRI 52N020W 52N030W 50N040W 49N050W-CYQX0455 CYYR-EET/EISN0026 EGGX0111 020W0136 CYQX0228 040W0330 050W0415 SEL/FJEL)",
    "(FPL-AFR123-IS-B77W/H-SDE2E3FGHIJ3J5M1RWXY/LB1D1-LFPG0910-N0489F350 PILUL1G PILUL UT158 LUMAS/N0480F370 UM608 TERKU DCT 2030N00210E/M084F390 DCT ASGAR/N0450F350 UM608 NY DCT-DRRN0505 DRRT DFFD-PBN/A1B1C1D1L1S2 DOF/261120 REG/FGZNA EET/LFMM0030 DAAA0115 DRRR0330 CODE/39CF01 SEL/AHBP OPR/AFR PER/D RMK/TCAS)",
    "(FPL-EXE01-VG-2C172/L-S/C-DRRN0800-N0110VFR DCT-DRRM0230-DOF/261120 REG/5UABC)",
    "(CPL-UAL621/A5120-IS-A320/M-S/C-KBOS-HFD/1341A220A200A-N0420A220 V3 AGL V445-KLGA-0)",
    "(ESTP/L027-BAW671/A5631-LFPG-ABB/1548F140F110A-EGLL)",
    "(CDNP/D098D/P036-BAW617/A5136-EIDW-EGPK-14/GRN/1735F210F130A)",
    "(CHG-GABWE/A2173-EHAM0850-EDDF-DOF/261120-8/I-16/EDDN)",
    "(CHGA/F016A/F014-GABWE/A2173-EHAM0850-EDDF-0-9/BE20/L-10/SD/S-15/N0230F110 DCT ARNEM/N0240F130 UL9 SPY DCT-18/0)",
    "(DLA-KLM671-LIRF0900-LYDU-0)",
    "(CNL-DLH522-EDBB0900-LFPO-DOF/261120)",
    "(DEP-CSA4311-EGPD1923-ENZV-0)",
    "(ARR-CSA406-LHBP-LKPR0913)",
    "(ARR-HHE13-EHAM-ZZZZ1030 DEN HELDER)",
    "(ARR-HHE13-EHAM0900-EHRD0045-EHKD1010)",
    "(ACPL/P086P/L142-IBE312/A6204-LEMD-EGLL)",
    "(LAMP/M178M/P100)",
    "(RQP-PHOEN-EHRD-EDDL-0)",
    "(RQS-KLM405/A4046-EHAM-CYMX-0)",
    "(SPL-SAW502A-EDDW0920-EKCH0400 EKVB-0-E/0745 P/6 R/VE S/M J/L D/2 8 C YELLOW A/YELLOW RED TAIL N145E C/SMITH)",
    "(RCF-GAF13-1231 121.3 CLA 1229 TRANSMITTING ONLY 126.7 LAST POSITION CONFIRMED BY RADAR)",
];
const ALERTING: &str = "(ALR-INCERFA/DRRNZQZX/OVERDUE-EXE02/A3600-VG-C208/L-S/C-DRRN0600-N0150F090 DCT 1530N00530E DCT-DRZA0230 DRZT-REG/5UDEF DOF/261120-E/0500 P/9 R/V N/NIL C/ISSOUFOU-AIRNIGER DRRNZQZX 0712 119.7 1530N00530E 0708 PILOT REPORT ALL UNITS DECLARED NIL)";

fn read(text: &str) -> Message {
    let Parsed {
        message, faults, ..
    } = parse(text.as_bytes());
    assert!(faults.is_empty(), "{text}: {faults:?}");
    message.expect("a known title")
}

#[test]
fn examples_are_read_without_a_fault_and_written_as_they_were() {
    for text in EXAMPLES.into_iter().chain([ALERTING]) {
        let message = read(text);
        let emitted = message.to_string();
        assert_eq!(emitted.replace('\n', ""), text);
        assert_eq!(read(&emitted), message);
    }
}

#[test]
fn a_plan_field_by_field() {
    let plan = read(EXAMPLES[1]);
    let id = plan.identification.expect("7");
    assert_eq!((id.callsign.as_str(), id.mode_a), ("AFR123", None));
    let aircraft = plan.aircraft.expect("9");
    assert_eq!((aircraft.count, aircraft.designator.as_str()), (1, "B77W"));
    let equipment = plan.equipment.clone().expect("10");
    assert!(equipment.has_mode_s() && equipment.has_adsb() && equipment.has_radio(b'W'));
    assert!(equipment.radio.contains(&EquipmentCode {
        letter: b'E',
        number: Some(3)
    }));
    let other = plan.other.clone().expect("18");
    assert_eq!(other.address().expect("CODE/").value(), 0x39_cf01);
    assert_eq!(other.registration(), Some("FGZNA"));
    let elapsed: Vec<String> = other
        .elapsed_times()
        .map(|to| format!("{}={}", to.place, to.elapsed.minutes()))
        .collect();
    assert_eq!(elapsed, ["LFMM=30", "DAAA=75", "DRRR=210"]);
    assert_eq!(other.text(Indicator::Rmk), Some("TCAS"));
    let received = UtcNs(1_795_160_000_000_000_000); // 2026-11-20
    let departure = plan.departure_time(received).expect("DOF and time");
    assert_eq!(
        crate::calendar::format_utc(departure).as_deref(),
        Some("2026-11-20T09:10:00Z")
    );
    let destination = plan.destination.expect("16");
    assert_eq!(
        destination.elapsed.map(crate::calendar::Elapsed::minutes),
        Some(305)
    );
    assert_eq!(destination.alternates.len(), 2);
}

#[test]
fn words_of_a_route() {
    let check = |word: &str, expected: &str| {
        let got = match RouteElement::of(word) {
            RouteElement::Point(Point::Named(name)) => format!("point {name}"),
            RouteElement::Point(Point::Position(position)) => {
                let place = position.wgs84();
                format!("at {:.4} {:.4}", place.lat_deg, place.lon_deg)
            }
            RouteElement::Point(Point::BearingDistance {
                from,
                bearing_deg,
                distance_nm,
            }) => format!("{from} {bearing_deg} {distance_nm}"),
            RouteElement::Airway(name) => format!("airway {name}"),
            RouteElement::Procedure(name) => format!("procedure {name}"),
            RouteElement::Other(_) => "other".to_owned(),
            element => format!("{element:?}"),
        };
        assert_eq!(got, expected, "{word}");
    };
    for (word, expected) in [
        ("LIMRI", "point LIMRI"),
        ("AS", "point AS"),
        ("DRZA", "point DRZA"),
        ("10N005E", "at 10.0000 5.0000"),
        ("1030N00530E", "at 10.5000 5.5000"),
        ("0015S17930W", "at -0.2500 -179.5000"),
        ("103000N0053000E", "at 10.5000 5.5000"),
        ("91N005E", "other"),
        ("1060N00530E", "other"),
        ("STU285036", "STU 285 36"),
        ("STU361036", "other"),
        ("L9", "airway L9"),
        ("UL9", "airway UL9"),
        ("UN850", "airway UN850"),
        ("A576G", "airway A576G"),
        ("NATB", "airway NATB"),
        ("ANEKI8L", "procedure ANEKI8L"),
        ("OCK2B", "procedure OCK2B"),
        ("DCT", "Direct"),
        ("T", "Truncated"),
        ("VFR", "Vfr"),
        ("STAY1/0100", "other"),
        ("<SCRIPT>", "other"),
    ] {
        check(word, expected);
    }
    assert_eq!(
        RouteElement::of("C/48N050W/M082F290PLUS").to_string(),
        "C/48N050W/M082F290PLUS"
    );
    assert!(matches!(
        RouteElement::of("C/52N050W/M220F580F620"),
        RouteElement::CruiseClimb {
            upper: Some(Level::FlightLevel(620)),
            lower: Level::FlightLevel(580),
            speed: Speed::Mach(220),
            ..
        }
    ));
    assert!(matches!(
        RouteElement::of("LN/K0410S1500"),
        RouteElement::Change {
            level: Level::MetricLevel(1500),
            ..
        }
    ));
}

#[test]
fn what_the_network_adds_is_taken_off() {
    let text = b"ZCZC NIA0042 201142\r\nFF DRRRZQZX DRRNZTZX\r\n201140 DIAPZPZX\r\n\x02(fpl-nig501-is\r\n-b738/m-sdfgrwy/s\r\n-drrn1000\r\n-n0450f350 dct as\r\n dct\r\n-drza0140 drrn\r\n-dof/261120 rmk/hello world)\r\n\r\n\r\n\r\nNNNN";
    let parsed = parse(text);
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    let envelope = parsed.envelope.expect("a heading");
    assert_eq!(envelope.transmission.as_deref(), Some("NIA0042"));
    assert_eq!(envelope.filed, Some(201_140));
    assert_eq!(envelope.originator.expect("one").as_str(), "DIAPZPZX");
    assert_eq!(envelope.addressees.len(), 2);
    let message = parsed.message.expect("FPL");
    assert_eq!(
        message.to_string(),
        "(FPL-NIG501-IS\n-B738/M-SDFGRWY/S\n-DRRN1000\n-N0450F350 DCT AS DCT\n-DRZA0140 DRRN\n-DOF/261120 RMK/HELLO WORLD)"
    );
}

#[test]
fn several_messages_in_one_text() {
    let text = format!(
        "{}\nNNNN\nZCZC A\n{}\nNNNN\n{}",
        EXAMPLES[0], EXAMPLES[8], "(CNL-ABC-DRRN0900"
    );
    let found = bulletins(text.as_bytes());
    let kinds: Vec<MessageKind> = found
        .iter()
        .map(|bulletin| parse(&text.as_bytes()[bulletin.heading..bulletin.to]))
        .map(|parsed| parsed.message.expect("known").kind)
        .collect();
    assert_eq!(
        kinds,
        [MessageKind::Fpl, MessageKind::Dla, MessageKind::Cnl]
    );
    assert_eq!(found.last().map(|bulletin| bulletin.is_closed), Some(false));
}

#[test]
fn faults_say_where_and_what_to_do() {
    const PLAN: [&str; 9] = [
        "FPL",
        "NIG501",
        "IS",
        "B738/M",
        "S/C",
        "DRRN1000",
        "N0450F350 DCT",
        "DRZA0140",
        "0",
    ];
    let check = |text: &str, field: u8, found: &str, severity: Severity| {
        let parsed = parse(text.as_bytes());
        let at_field = parsed
            .faults
            .list()
            .iter()
            .find(|fault| fault.place == Place::Field(field))
            .unwrap_or_else(|| panic!("{text}: {:?}", parsed.faults));
        let piece = &text[at_field.at..at_field.at + at_field.len];
        assert_eq!((piece, at_field.severity), (found, severity), "{text}");
        assert!(
            at_field
                .to_string()
                .starts_with(&format!("field {field}, byte "))
        );
        assert!(parsed.message.is_some(), "{text}");
    };
    let (lost, fine) = (Severity::Unread, Severity::Tolerated);
    for (place, field, text, found, severity) in [
        (1, 7, "N!G", "N!G", lost),
        (1, 7, "NIG501/A1289", "A1289", lost),
        (2, 8, "XS", "XS", lost),
        (3, 9, "B738/Q", "Q", lost),
        (4, 10, "S", "S", lost),
        (5, 13, "DRRN2500", "2500", lost),
        (6, 15, "N450F350 DCT", "N450F350", lost),
        (6, 15, "N0450F350 DCT @@", "@@", fine),
        (7, 16, "DRZA0199", "0199", lost),
        (8, 18, "DOF/261340", "DOF/261340", lost),
        (8, 18, "CODE/XYZ123", "CODE/XYZ123", lost),
        (8, 18, "RMK/A-B", "-", fine),
    ] {
        let mut fields = PLAN;
        fields[place] = text;
        check(&format!("({})", fields.join("-")), field, found, severity);
    }
    check(&format!("({})", PLAN[..8].join("-")), 18, "", fine);
    check("(DLA-NIG501-DRRN1000)", 16, "", lost);
}

#[test]
fn what_is_no_message_is_said() {
    for text in [
        "",
        "hello",
        "(XYZ-ABC)",
        "-TITLE IFPL",
        "()",
        "(",
        "(FP",
        "(ZZZ-",
    ] {
        let parsed = parse(text.as_bytes());
        assert!(
            parsed.message.is_none() && parsed.faults.lost_something(),
            "{text}"
        );
    }
    let parsed = parse(b"CNL-DLH522-EDBB0900-LFPO-0");
    assert!(parsed.whole().is_some(), "brackets may be forgotten");
}

#[test]
fn elements_within_elements_of_field_19_come_back() {
    let parsed = parse(b"(SPL-SAW502A-EDDW0920-EKCH0400-0-E/0745 R/VE A/RED A/R/VE N/C/X C/S/M)");
    let message = parsed.message.expect("SPL");
    assert_eq!(parse(message.to_string().as_bytes()).message, Some(message));
}

#[test]
fn text_before_the_first_indicator_is_a_remark() {
    let parsed = parse(b"(CHG-GABWE-EHAM0850-EDDF-/5 / DEAR SIR 0/L DOF/261120-8/I)");
    assert!(!parsed.faults.is_empty());
    let message = parsed.message.expect("CHG");
    let other = message.other.clone().expect("18");
    assert_eq!(other.text(Indicator::Rmk), Some("/5 / DEAR SIR 0/L"));
    assert_eq!(parse(message.to_string().as_bytes()).message, Some(message));
}

#[test]
fn a_change_changes_the_plan() {
    let plan = read("(FPL-GABWE-VG-BE20/L-S/C-EHAM0850-N0230F110 DCT-EDDF0120-DOF/261120)");
    let changed = plan.amended(&read(EXAMPLES[6]));
    assert_eq!(changed.rules.expect("8").rules, super::FlightRules::Ifr);
    assert_eq!(changed.destination.expect("16").aerodrome.as_str(), "EDDN");
    let late = plan.amended(&read("(DLA-GABWE-EHAM0930-EDDF-DOF/261120)"));
    assert_eq!(late.departure.expect("13").to_string(), "EHAM0930");
    let described = plan.amended(&read(EXAMPLES[18]));
    assert_eq!(
        described.supplementary.expect("19").persons,
        Some(Persons::Count(6))
    );
    // before 2012, without field 18
    let old = parse(b"(CHG-GABWE-EHAM0850-EDDF-8/I)");
    assert!(!old.faults.lost_something());
    let amendments = old.message.expect("CHG").amendments;
    assert!(
        matches!(amendments[..], [Content::Rules(_)]),
        "{amendments:?}"
    );
}

/// Mutations of the examples, and texts made of the characters that matter.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let all = EXAMPLES.len() + 1;
    let example = |index: usize| {
        EXAMPLES
            .get(index)
            .copied()
            .unwrap_or(ALERTING)
            .as_bytes()
            .to_vec()
    };
    let mutated = (
        0..all,
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..6),
    )
        .prop_map(move |(index, edits)| {
            let mut text = example(index);
            for (place, byte, how) in edits {
                let at = place.index(text.len());
                match how {
                    0 => text[at] = b"-/ ()0A9FN\n"[usize::from(byte) % 11],
                    1 => text.insert(at, b"-/ ()0A9FN\n"[usize::from(byte) % 11]),
                    _ => text.truncate(at.max(1)),
                }
            }
            text
        });
    let titles = prop::sample::select(MessageKind::ALL.to_vec());
    let made = (titles, "[-/ ()A-F0-9NSEWVR.]{0,80}")
        .prop_map(|(kind, rest)| format!("({}{rest})", kind.title()).into_bytes());
    prop_oneof![
        mutated,
        made,
        prop::collection::vec(any::<u8>(), 0..200),
        Just(Vec::new())
    ]
}

proptest! {
    #[test]
    fn what_is_read_is_written_and_read_again(text in texts()) {
        let parsed = parse(&text);
        for fault in parsed.faults.list() {
            assert!(fault.at + fault.len <= text.len(), "{fault:?}");
        }
        if let Some(message) = parsed.message {
            let emitted = message.to_string();
            let again = parse(emitted.as_bytes());
            assert_eq!(again.message.as_ref(), Some(&message), "{emitted}");
            assert_eq!(again.message.expect("just seen").to_string(), emitted);
        }
        for bulletin in bulletins(&text) {
            assert!(bulletin.heading <= bulletin.from && bulletin.from < bulletin.to);
            assert!(bulletin.to <= text.len());
        }
    }

    #[test]
    fn a_route_comes_back(words in prop::collection::vec("[A-Z0-9/]{1,16}", 0..20)) {
        let route = Route {
            speed: Speed::Knots(450),
            level: Level::Vfr,
            elements: words.iter().map(|word| RouteElement::of(word)).collect(),
        };
        let text = format!("(FPL-A-I-B738/M-S/C-DRRN-{route}-DRZA-0)");
        assert_eq!(parse(text.as_bytes()).message.expect("FPL").route, Some(route));
    }
}
