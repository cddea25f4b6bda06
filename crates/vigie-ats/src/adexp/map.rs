//! ADEXP fields to the fields of an ICAO message and back.

use super::{Document, Field, Sort};
use crate::calendar::TimeOfDay;
use crate::fault::{Faults, Place};
use crate::fpl::{
    Content, Crossing, Estimate, Indicator, Item, Message, MessageKind, OtherInformation, field,
    speed_and_level,
};
use crate::text::{Desk, Span, tidy};
use crate::word::Word;

/// Names of fields that stand for an indicator of field 18.
const OTHER: &[(&str, Indicator)] = &[
    ("EOBD", Indicator::Dof),
    ("ARCADDR", Indicator::Code),
    ("REG", Indicator::Reg),
    ("SEL", Indicator::Sel),
    ("OPR", Indicator::Opr),
    ("PBN", Indicator::Pbn),
    ("NAV", Indicator::Nav),
    ("COM", Indicator::Com),
    ("DAT", Indicator::Dat),
    ("SUR", Indicator::Sur),
    ("STS", Indicator::Sts),
    ("RMK", Indicator::Rmk),
    ("TYPZ", Indicator::Typ),
    ("DEPZ", Indicator::Dep),
    ("DESTZ", Indicator::Dest),
    ("ALTNZ", Indicator::Altn),
    ("RALT", Indicator::Ralt),
    ("TALT", Indicator::Talt),
    ("RIF", Indicator::Rif),
    ("PER", Indicator::Per),
    ("ORGN", Indicator::Orgn),
    ("DLE", Indicator::Dle),
    ("RFP", Indicator::Rfp),
    ("RVR", Indicator::Rvr),
    ("IFP", Indicator::Ifp),
    ("AWR", Indicator::Awr),
    ("SRC", Indicator::Src),
    ("EUR", Indicator::Eur),
    ("STAYINFO1", Indicator::Stayinfo1),
    ("STAYINFO2", Indicator::Stayinfo2),
];
/// Names of fields of elapsed times.
const ELAPSED: [&str; 3] = ["EETFIR", "EETPT", "EETLONG"];

/// The kind that a title stands for: Doc 4444's own, with an I before it for those that IFPS distributes, and IFPS's plans and changes
/// by air traffic control.
fn kind(title: &str) -> Option<MessageKind> {
    match title {
        "APL" | "IAPL" | "AFP" | "IAFP" | "IFPLM" => return Some(MessageKind::Fpl),
        "ACH" | "IACH" => return Some(MessageKind::Chg),
        _ => {}
    }
    let distributed = title.strip_prefix('I').and_then(MessageKind::from_title);
    MessageKind::from_title(title).or(distributed)
}

/// The message that a document is.
pub(super) fn message_of(document: &Document, faults: &mut Faults) -> Option<Message> {
    let title = document.field("TITLE");
    let Some(kind) = title.and_then(|title| kind(&title.text)) else {
        let mut desk = Desk {
            place: Place::Whole,
            faults,
        };
        let at = title.map_or(0, |title| title.at);
        desk.unread(
            Span { text: "", at },
            "a title with a message of Doc 4444, such as IFPL, ICHG or ICNL",
            "the fields are kept, but make no flight plan",
        );
        return None;
    };
    let mut message = Message::new(kind);
    for (number, first, composed) in composed(document, kind) {
        // a field that is not there at all is not missing: ADEXP messages leave out what has not changed
        let Some(at) = document.field(first).map(|field| field.at) else {
            continue;
        };
        let mut desk = Desk {
            place: Place::Field(number),
            faults,
        };
        let span = Span {
            text: &composed,
            at,
        };
        if let Some(content) = field(number, span, &mut desk) {
            message.put(content);
        }
    }
    let other = other_of(document, faults);
    if !other.items.is_empty() {
        message.put(Content::Other(other));
    }
    Some(message)
}

/// The fields of an ICAO message put together: number, the ADEXP field that has to be there, text.
fn composed(document: &Document, kind: MessageKind) -> Vec<(u8, &'static str, String)> {
    let text = |name: &str| document.field(name).map_or("", |field| field.text.as_str());
    let code = Some(text("SSRCODE")).filter(|code| code.starts_with('A'));
    let stroke = if code.is_some() { "/" } else { "" };
    let off = match kind {
        MessageKind::Dep if document.field("ATD").is_some() => text("ATD"),
        _ => text("EOBT"),
    };
    let estimate = document.field("ESTDATA");
    let part = |name: &str| {
        let part = estimate.and_then(|estimate| estimate.part(name));
        part.map_or("", |part| part.text.as_str())
    };
    // yymmddhhmmss
    let eto = part("ETO");
    let time = eto.get(6..10).unwrap_or(eto);
    let route = text("ROUTE");
    let first = route.split(' ').next().and_then(speed_and_level);
    let head = match first {
        Some(_) => String::new(),
        None => [text("SPEED"), text("RFL"), " "].concat(),
    };
    let alternates = [text("ALTRNT1"), " ", text("ALTRNT2")].concat();
    let parts: [(u8, &'static str, &[&str]); 9] = [
        (7, "ARCID", &[text("ARCID"), stroke, code.unwrap_or("")]),
        (8, "FLTRUL", &[text("FLTRUL"), text("FLTTYP")]),
        (
            9,
            "ARCTYP",
            &[text("NBARC"), text("ARCTYP"), "/", text("WKTRC")],
        ),
        (10, "CEQPT", &[text("CEQPT"), "/", text("SEQPT")]),
        (13, "ADEP", &[text("ADEP"), off]),
        (
            14,
            "ESTDATA",
            &[part("PTID"), "/", time, part("TFL"), part("SFL")],
        ),
        (15, "ROUTE", &[&head, route]),
        (
            16,
            "ADES",
            &[text("ADES"), text("TTLEET"), " ", &alternates],
        ),
        (
            17,
            "ADARR",
            &[text("ADARR"), text("ATA"), " ", text("ADARRZ")],
        ),
    ];
    let all = parts.into_iter();
    all.map(|(number, first, parts)| (number, first, parts.concat()))
        .collect()
}

fn other_of(document: &Document, faults: &mut Faults) -> OtherInformation {
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    for field in &document.fields {
        if field.sort != Sort::Basic {
            continue;
        }
        if ELAPSED.contains(&field.name.as_str()) {
            let word = tidy(&field.text).replace(' ', "");
            if word.is_empty() {
                continue;
            }
            let last = items
                .iter_mut()
                .find(|item| item.indicator == Indicator::Eet);
            match last {
                Some(item) => item.text = tidy(&format!("{} {word}", item.text)),
                None => items.push(Item {
                    indicator: Indicator::Eet,
                    text: tidy(&word),
                }),
            }
            continue;
        }
        let Some(&(_, indicator)) = OTHER.iter().find(|(name, _)| *name == field.name) else {
            continue;
        };
        at = field.at;
        // within the text of an ICAO message a word like DOF/ would begin an item of its own
        let words = field
            .text
            .split(' ')
            .map(|word| match word.split_once('/') {
                Some((key, _)) if Indicator::parse(key).is_some() => word.replace('/', " "),
                _ => word.to_owned(),
            });
        let text = tidy(&words.collect::<Vec<_>>().join(" "));
        items.push(Item { indicator, text });
    }
    let mut desk = Desk {
        place: Place::Field(18),
        faults,
    };
    OtherInformation::checked(items, Span { text: "", at }, &mut desk)
}

/// A message as ADEXP. The title is Doc 4444's own, or `IFPL` for a plan. Fields 5, 19, 20 and 21 have no ADEXP fields that are known here and
/// are left out; the amendments of field 22 become fields.
#[must_use]
pub fn document_of(message: &Message) -> Document {
    let mut whole = message.clone();
    message
        .amendments
        .iter()
        .for_each(|content| whole.put(content.clone()));
    let mut fields = Vec::new();
    let mut put = |name: &str, text: String| fields.push(Field::basic(name, &text));
    let title = match message.kind {
        MessageKind::Fpl => "IFPL",
        kind => kind.title(),
    };
    put("TITLE", title.to_owned());
    put_aircraft(&whole, &mut put);
    if let Some(departure) = whole.departure {
        put("ADEP", departure.aerodrome.to_string());
        let name = match message.kind {
            MessageKind::Dep => "ATD",
            _ => "EOBT",
        };
        departure
            .time
            .into_iter()
            .for_each(|time| put(name, time.to_string()));
    }
    if let Some(route) = &whole.route {
        put("ROUTE", route.to_string());
    }
    if let Some(destination) = &whole.destination {
        put("ADES", destination.aerodrome.to_string());
        destination
            .elapsed
            .into_iter()
            .for_each(|elapsed| put("TTLEET", elapsed.to_string()));
        // a third one would be wrong, but is not lost
        if let Some((first, others)) = destination.alternates.split_first() {
            put("ALTRNT1", first.to_string());
            if !others.is_empty() {
                let others: Vec<&str> = others.iter().map(Word::as_str).collect();
                put("ALTRNT2", others.join(" "));
            }
        }
    }
    if let Some(arrival) = &whole.arrival {
        put("ADARR", arrival.aerodrome.to_string());
        arrival
            .time
            .into_iter()
            .for_each(|time| put("ATA", time.to_string()));
        arrival
            .name
            .iter()
            .for_each(|name| put("ADARRZ", name.clone()));
    }
    if let Some(estimate) = whole.estimate {
        fields.push(estimate_field(estimate));
    }
    let items = whole.other.map(|other| other.items).unwrap_or_default();
    fields.extend(items.iter().flat_map(item_fields));
    Document { fields }
}

/// Fields 7 to 10.
fn put_aircraft(whole: &Message, put: &mut dyn FnMut(&str, String)) {
    if let Some(id) = whole.identification {
        put("ARCID", id.callsign.as_str().to_owned());
        if let Some(code) = id.mode_a {
            put("SSRCODE", format!("A{code}"));
        }
    }
    if let Some(rules) = whole.rules {
        put("FLTRUL", rules.rules.letter().to_string());
        rules
            .kind
            .into_iter()
            .for_each(|kind| put("FLTTYP", kind.letter().to_string()));
    }
    if let Some(aircraft) = whole.aircraft {
        if aircraft.count > 1 {
            put("NBARC", aircraft.count.to_string());
        }
        put("ARCTYP", aircraft.designator.to_string());
        put("WKTRC", aircraft.wake.letter().to_string());
    }
    if let Some(equipment) = &whole.equipment {
        let text = equipment.to_string();
        let (radio, surveillance) = text.split_once('/').unwrap_or((&text, ""));
        put("CEQPT", radio.to_owned());
        put("SEQPT", surveillance.to_owned());
    }
}

/// Day, month and year of the crossing are not in an ICAO message: they are left out, as zeros.
fn estimate_field(estimate: Estimate) -> Field {
    let time: TimeOfDay = estimate.time;
    let mut parts = vec![
        Field::basic("PTID", &estimate.point.to_string()),
        Field::basic("ETO", &format!("000000{time}00")),
        Field::basic("TFL", &estimate.cleared.to_string()),
    ];
    if let Some((level, crossing)) = estimate.crossing {
        let letter = match crossing {
            Crossing::AtOrAbove => 'A',
            Crossing::AtOrBelow => 'B',
        };
        parts.push(Field::basic("SFL", &format!("{level}{letter}")));
    }
    Field {
        sort: Sort::Compound,
        parts,
        ..Field::basic("ESTDATA", "")
    }
}

fn item_fields(item: &Item) -> Vec<Field> {
    match item.indicator {
        Indicator::Eet => {
            let words = item.text.split(' ').filter(|word| !word.is_empty());
            let one = |word: &str| {
                let cut = word.len().checked_sub(4);
                let (place, time) = cut
                    .and_then(|at| word.split_at_checked(at))
                    .unwrap_or((word, ""));
                let name = if place.len() == 4 { "EETFIR" } else { "EETPT" };
                Field::basic(name, &format!("{place} {time}"))
            };
            words.map(one).collect()
        }
        indicator => {
            let row = OTHER.iter().find(|(_, other)| *other == indicator);
            vec![Field::basic(
                row.map_or("RMK", |(name, _)| name),
                &item.text,
            )]
        }
    }
}
