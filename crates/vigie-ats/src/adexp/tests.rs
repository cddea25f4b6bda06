use super::{Document, Sort, document_of, is_adexp, parse};
use crate::fpl::{self, MessageKind};
use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};

/// In the form of annex F of the specification, shortened.
const PLAN: &str = "-TITLE IFPL
-BEGIN ADDR
  -FAC LIIRZEZX
  -FAC LYZZEBXX
-END ADDR
-ADEP EDDF -ADES LGTS -ARCID KIM1 -ARCTYP B738 -CEQPT SDGRWY -EOBD 170729 -EOBT 0715
-FILTIM 280832
-IFPLID AT00441635
-ORIGIN -NETWORKTYPE SITA -FAC FRAOXLH
-SEQPT C
-WKTRC M
-PBN B2
-REG DABHM
-SEL KMGJ
-SRC FPL
-TTLEET 0210
-RFL F330
-SPEED N0417
-FLTRUL I
-FLTTYP S
-ROUTE N0417F330 ANEKI8L ANEKI Y163 NATOR UN850 TRA UP131 RESIA Q333
BABAG UN606 PEVAL DCT PETAK UL607 PINDO UM603 EDASI
-ALTRNT1 LBSF
-EETFIR LSAS 0023
-EETFIR LIPP 0041
-BEGIN RTEPTS
  -PT -PTID EDDF -FL F004 -ETO 170729073000
  -PT -PTID RID -FL F100 -ETO 170729073404
  -AD -ADID LGTS -FL F000 -ETO 170729095713
-END RTEPTS
-SID ANEKI8L
-ATSRT Y163 ANEKI NATOR
-DCT PEVAL PETAK
-AIRTEMP -10
";

#[test]
fn a_plan() {
    let parsed = parse(PLAN.as_bytes());
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    let message = parsed.message.expect("IFPL");
    assert_eq!(
        message.to_string().replace('\n', " "),
        "(FPL-KIM1-IS -B738/M-SDGRWY/C -EDDF0715 -N0417F330 ANEKI8L ANEKI Y163 NATOR UN850 TRA UP131 RESIA Q333 BABAG UN606 PEVAL DCT PETAK UL607 PINDO UM603 EDASI -LGTS0210 LBSF -DOF/170729 PBN/B2 REG/DABHM SEL/KMGJ SRC/FPL EET/LSAS0023 LIPP0041)"
    );
    let document = &parsed.document;
    let points = document.field("RTEPTS").expect("a list");
    assert_eq!((points.sort, points.parts.len()), (Sort::List, 3));
    let second = points.parts[1].part("ETO").expect("a subfield");
    assert_eq!(second.text, "170729073404");
    let origin = document.field("ORIGIN").expect("compound");
    assert_eq!(
        origin.part("FAC").map(|fac| fac.text.as_str()),
        Some("FRAOXLH")
    );
    assert_eq!(
        document.field("AIRTEMP").map(|field| field.text.as_str()),
        Some("-10")
    );
    assert_eq!(&parse(document.to_string().as_bytes()).document, document);
    assert!(is_adexp(PLAN.as_bytes()) && !is_adexp(b"(FPL-A)"));
}

#[test]
fn the_kinds_of_message() {
    for (text, kind, expected) in [
        (
            "-TITLE ICNL -ARCID AFR123 -ADEP LFPG -EOBT 0910 -ADES DRRN -EOBD 261120",
            MessageKind::Cnl,
            "(CNL-AFR123-LFPG0910-DRRN-DOF/261120)",
        ),
        (
            "-TITLE IDLA -ARCID AFR123 -ADEP LFPG -EOBT 0940 -ADES DRRN",
            MessageKind::Dla,
            "(DLA-AFR123-LFPG0940-DRRN)",
        ),
        (
            "-TITLE IDEP -ARCID AFR123 -ADEP LFPG -ATD 0951 -ADES DRRN",
            MessageKind::Dep,
            "(DEP-AFR123-LFPG0951-DRRN)",
        ),
        (
            "-TITLE IARR -ARCID AFR123 -ADEP LFPG -EOBT 0940 -ADARR DRRN -ATA 1455",
            MessageKind::Arr,
            "(ARR-AFR123-LFPG0940-DRRN1455)",
        ),
        (
            "-title ichg -arcid afr123/x -adep lfpg",
            MessageKind::Chg,
            "(CHG-AFR123-LFPG)",
        ),
        (
            "-TITLE EST -ARCID AMC101 -SSRCODE A4012 -ADEP EGLL -ESTDATA -PTID BNE -ETO 261120094500 -TFL F350 -SFL F310A -ADES LMML",
            MessageKind::Est,
            "(EST-AMC101/A4012-EGLL-BNE/0945F350F310A-LMML)",
        ),
        (
            "-TITLE ACP -ARCID AMC101 -ADEP EGLL -ADES LMML",
            MessageKind::Acp,
            "(ACP-AMC101-EGLL-LMML)",
        ),
        (
            "-TITLE IACH -ARCID AFR123 -ADEP LFPG -EOBT 0940 -ADES DRRN -ROUTE DCT AS -SPEED N0450 -RFL F350",
            MessageKind::Chg,
            "(CHG-AFR123-LFPG0940-DRRN)",
        ),
    ] {
        let parsed = parse(text.as_bytes());
        let message = parsed.message.expect("a known title");
        assert_eq!(
            (message.kind, message.to_string().as_str()),
            (kind, expected)
        );
    }
    let changed =
        parse(b"-TITLE IACH -ARCID A1 -ADEP LFPG -ADES DRRN -ROUTE DCT AS -SPEED N0450 -RFL F350");
    let plan = fpl::parse(b"(FPL-A1-IS-B738/M-S/C-LFPG0910-N0400F200 DCT-DRRN0500-0)").message;
    let plan = plan.expect("FPL").amended(&changed.message.expect("ACH"));
    assert_eq!(plan.route.expect("15").to_string(), "N0450F350 DCT AS");
}

#[test]
fn what_is_wrong_is_said_and_the_rest_kept() {
    for (text, fields) in [
        ("-TITLE ACK -MSGSUM X", 2),
        ("-TITLE IFPL -BEGIN RTEPTS -PT -PTID A", 2),
        ("-TITLE IFPL -END RTEPTS -ARCID A", 2),
        ("-TITLE IFPL -BEGIN A -BEGIN B -END A -ARCID X", 3),
        ("-BEGIN", 0),
        ("", 0),
        ("hello", 0),
    ] {
        let parsed = parse(text.as_bytes());
        assert!(!parsed.faults.is_empty(), "{text}");
        assert_eq!(parsed.document.fields.len(), fields, "{text}");
    }
    let deep = "-BEGIN A ".repeat(50_000);
    assert!(parse(deep.as_bytes()).faults.lost_something());
}

#[test]
fn alternates_too_many_are_not_lost() {
    let parsed = parse(b"-TITLE IFPL -ADES LGTS EGIN ADDR -ALTRNT1 LBSF");
    let message = parsed.message.expect("IFPL");
    assert_eq!(
        message.destination.as_ref().map(|to| to.alternates.len()),
        Some(3)
    );
    let again = parse(document_of(&message).to_string().as_bytes());
    assert_eq!(again.message, Some(message));
}

#[test]
fn an_icao_message_as_adexp() {
    for text in [
        "(FPL-NIG501/A1234-IS\n-2B738/M-SDFGRWY/LB1\n-DRRN1000\n-N0450F350 DCT AS/N0440F370 DCT\n-DRZA0140 DRRN DRZR\n-DOF/261120 REG/5UABC CODE/0A1B2C EET/DRRR0010 AS0050 RMK/TEST)",
        "(CPL-UAL621/A5120-IS\n-A320/M-S/C\n-KBOS-HFD/1341A220A200A\n-N0420A220 V3 AGL V445\n-KLGA)",
        "(ARR-HHE13-EHAM-ZZZZ1030 DEN HELDER)",
        "(DEP-CSA4311-EGPD1923-ENZV)",
    ] {
        let message = fpl::parse(text.as_bytes()).message.expect("known");
        let document = document_of(&message);
        let again = parse(document.to_string().as_bytes());
        assert_eq!(again.document, document);
        assert_eq!(again.message, Some(message), "{document}");
    }
}

fn texts() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "-(BEGIN|END) [AB]",
        "-(PT|PTID|FL|ETO|REFDATA|SENDER|FAC|RECVR|ESTDATA|TFL)( [A-Z0-9]{1,5})?",
        "-(TITLE) (IFPL|ICHG|EST|IDEP|FPL|IARR|SPL)",
        "-(ARCID|SSRCODE|ADEP|EOBT|EOBD|ATD|ADES|TTLEET|ALTRNT1|ROUTE|ARCTYP|WKTRC|CEQPT|SEQPT|ADARR|ATA|RMK|REG|EETFIR|EETPT|FLTRUL|FLTTYP|NBARC) [-A-Z0-9/ ]{0,12}",
        "[-A-Z0-9/ ()\n]{0,12}",
    ];
    let made = prop::collection::vec(piece, 0..20).prop_map(|all| all.join(" ").into_bytes());
    prop_oneof![made, prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #[test]
    fn what_is_read_is_written_and_read_again(text in texts()) {
        let parsed = parse(&text);
        for fault in parsed.faults.list() {
            assert!(fault.at + fault.len <= text.len());
        }
        let Document { fields } = parse(parsed.document.to_string().as_bytes()).document;
        assert_eq!(fields, parsed.document.fields);
        if let Some(message) = parsed.message {
            let document = document_of(&message);
            let again = parse(document.to_string().as_bytes());
            assert_eq!(again.document, document);
            assert_eq!(again.message.as_ref(), Some(&message), "{document}");
            // and it is as good an ICAO message
            let emitted = message.to_string();
            let icao = fpl::parse(emitted.as_bytes()).message.expect("a title");
            assert_eq!(icao.to_string(), emitted);
        }
    }
}
