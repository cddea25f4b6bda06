//! A message's text to its fields.

use super::envelope::{self, Envelope};
use super::{
    AircraftGroup, AlertingInformation, Arrival, Content, Departure, Destination,
    EmergencyDescription, Equipment, Estimate, Identification, Message, MessageKind, MessageNumber,
    OtherInformation, RadioFailure, Route, Rules, Supplementary, bulletins,
};
use crate::fault::{Faults, Place};
use crate::text::{Desk, Span, digits, plain};

/// Bytes read of one message; what follows is a fault.
pub const MESSAGE_BYTES_MAX: usize = 65_536;
/// Amendments kept of one message.
const AMENDMENTS_MAX: usize = 24;

/// What could be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The message; none if its kind is not known.
    pub message: Option<Message>,
    /// The heading, if there is one.
    pub envelope: Option<Envelope>,
    /// What is wrong.
    pub faults: Faults,
}

impl Parsed {
    /// The message, if nothing of it was lost; else a person has to look at it.
    #[must_use]
    pub fn whole(self) -> Option<Message> {
        self.message.filter(|_| !self.faults.lost_something())
    }
}

/// Reads the first message of a text. Use [`bulletins`] to take a text with several apart.
#[must_use]
pub fn parse(bytes: &[u8]) -> Parsed {
    let text = plain(bytes, MESSAGE_BYTES_MAX);
    let whole = Span::new(&text);
    let mut faults = Faults::default();
    let mut desk = Desk {
        place: Place::Whole,
        faults: &mut faults,
    };
    if bytes.len() > MESSAGE_BYTES_MAX {
        desk.unread(
            whole.from(usize::MAX),
            "at most 65536 bytes",
            "send one message at a time",
        );
    }
    let Some((heading, body)) = enclosed(bytes, whole, &mut desk) else {
        desk.unread(
            whole,
            "an open bracket and the title of a message",
            "begin with (FPL, (CHG, (DLA, (CNL, (DEP, (ARR or another title of Doc 4444",
        );
        return Parsed {
            faults,
            ..Parsed::default()
        };
    };
    let message = read(body, &mut faults);
    Parsed {
        message,
        envelope: envelope::read(heading),
        faults,
    }
}

/// The heading, and what stands between the brackets.
fn enclosed<'a>(
    bytes: &[u8],
    whole: Span<'a>,
    desk: &mut Desk<'_>,
) -> Option<(Span<'a>, Span<'a>)> {
    let found = bulletins(bytes.get(..whole.text.len()).unwrap_or_default());
    if let Some(first) = found.first() {
        if found.len() > 1 {
            desk.unread(
                whole.from(first.to),
                "one message",
                "send each message by itself",
            );
        }
        if !first.is_closed {
            desk.tolerated(
                whole.cut(first.to, first.to),
                "a closing bracket",
                "end with )",
            );
        }
        let to = first.to - usize::from(first.is_closed);
        return Some((whole.cut(0, first.from), whole.cut(first.from + 1, to)));
    }
    // no bracket: a title at the very beginning will do
    let body = whole.trim();
    let title = MessageKind::from_title(body.cut(0, 3).text);
    if title.is_none() || !body.from(3).text.trim_start().starts_with(['-', '/']) {
        return None;
    }
    desk.tolerated(body.cut(0, 1), "an open bracket", "begin with (");
    let end = body.text.find(')').unwrap_or(body.text.len());
    Some((whole.cut(0, 0), body.cut(0, end)))
}

fn read(body: Span<'_>, faults: &mut Faults) -> Option<Message> {
    let clean = body.text.replace(['(', ')'], " ");
    let body = Span {
        text: &clean,
        ..body
    };
    let mut pieces = body.split('-').map(Span::trim);
    let third = pieces.next()?;
    let kind = MessageKind::from_title(third.cut(0, 3).text)?;
    let mut message = Message::new(kind);
    let mut desk = Desk {
        place: Place::Field(3),
        faults,
    };
    [message.number, message.reference] = MessageNumber::read_all(third.from(3), &mut desk);
    let pieces: Vec<Span<'_>> = pieces.collect();
    for (number, span) in allot(kind, body, &pieces, desk.faults) {
        let mut desk = Desk {
            place: Place::Field(number),
            faults: desk.faults,
        };
        if number == 22 {
            if message.amendments.len() < AMENDMENTS_MAX {
                message.amendments.extend(amendment(span, &mut desk));
            } else {
                desk.unread(
                    span,
                    "at most 24 amendments",
                    "send a new message for the rest",
                );
            }
        } else if let Some(content) = field(number, span, &mut desk) {
            message.put(content);
        }
    }
    Some(message)
}

/// Which piece is which field.
fn allot<'a>(
    kind: MessageKind,
    body: Span<'a>,
    pieces: &[Span<'a>],
    faults: &mut Faults,
) -> Vec<(u8, Span<'a>)> {
    let mut fields: Vec<u8> = kind.composition().to_vec();
    let (mut own, mut amending) = (pieces, &pieces[..0]);
    if kind.amends() {
        // before 2012, and in practice, field 18 is left out of a CHG
        let least = fields.iter().filter(|&&number| number != 18).count();
        let first = pieces
            .iter()
            .skip(least)
            .position(|piece| amends(*piece).is_some());
        if let Some((front, back)) = first.and_then(|at| pieces.split_at_checked(least + at)) {
            (own, amending) = (front, back);
        }
    }
    if kind == MessageKind::Arr {
        let last = own
            .last()
            .is_some_and(|last| last.text == "0" || last.text.contains('/'));
        let has_other = own.len() > 4 || (own.len() == 4 && last);
        let is_diverted = own.len() - usize::from(has_other) >= 4;
        fields.retain(|&number| (number != 18 || has_other) && (number != 16 || is_diverted));
    }
    let mut allotted: Vec<(u8, Span<'a>)> = Vec::new();
    for (at, &number) in fields.iter().enumerate() {
        match own.get(at) {
            Some(&piece) => allotted.push((number, piece)),
            None => missing(number, body, faults),
        }
    }
    if let Some((&first, last)) = own.get(fields.len()).zip(own.last()) {
        surplus(first.through(*last, body), body, &mut allotted, faults);
    }
    for &piece in amending {
        match allotted.last_mut() {
            Some(last) if last.0 == 22 && amends(piece).is_none() => {
                last.1 = last.1.through(piece, body);
            }
            _ => allotted.push((22, piece)),
        }
    }
    allotted
}

fn missing(number: u8, body: Span<'_>, faults: &mut Faults) {
    let mut desk = Desk {
        place: Place::Field(number),
        faults,
    };
    let end = body.from(usize::MAX);
    if matches!(number, 18..=20) {
        desk.tolerated(end, "this field", "write -0 where there is nothing to say");
    } else {
        desk.unread(end, "this field", "write it, each field after a hyphen");
    }
}

/// Pieces that have no place: hyphens within the free text of the last fields, or fields that do not belong here.
fn surplus<'a>(
    rest: Span<'a>,
    body: Span<'a>,
    allotted: &mut [(u8, Span<'a>)],
    faults: &mut Faults,
) {
    match allotted.last_mut() {
        Some((18..=21, span)) => *span = span.through(rest, body),
        _ => Desk {
            place: Place::Whole,
            faults,
        }
        .unread(
            rest,
            "no further field",
            "remove what does not belong to this message",
        ),
    }
}

/// The number and the contents of an amendment: one or two digits, a stroke.
fn amends(piece: Span<'_>) -> Option<(u8, Span<'_>)> {
    let (number, contents) = piece.split_once('/')?;
    let number = number.trim();
    let value = digits(number.text).filter(|_| number.text.len() <= 2)?;
    let value = u8::try_from(value).ok()?;
    (matches!(value, 3..=21)).then(|| (value, contents.trim()))
}

fn amendment(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Content> {
    let Some((number, contents)) = amends(span) else {
        desk.unread(
            span,
            "the number of a field, a stroke, its new contents",
            "write it like 8/I or 16/EDDN",
        );
        return None;
    };
    let mut desk = Desk {
        place: Place::Field(number),
        faults: desk.faults,
    };
    field(number, contents, &mut desk)
}

/// One field by its number.
pub(crate) fn field(number: u8, span: Span<'_>, desk: &mut Desk<'_>) -> Option<Content> {
    match number {
        5 => EmergencyDescription::read(span, desk).map(Content::Emergency),
        7 => Identification::read(span, desk).map(Content::Identification),
        8 => Rules::read(span, desk).map(Content::Rules),
        9 => AircraftGroup::read(span, desk).map(Content::Aircraft),
        10 => Equipment::read(span, desk).map(Content::Equipment),
        13 => Departure::read(span, desk).map(Content::Departure),
        14 => Estimate::read(span, desk).map(Content::Estimate),
        15 => Route::read(span, desk).map(Content::Route),
        16 => Destination::read(span, desk).map(Content::Destination),
        17 => Arrival::read(span, desk).map(Content::Arrival),
        18 => Some(Content::Other(OtherInformation::read(span, desk))),
        19 => Some(Content::Supplementary(Supplementary::read(span, desk))),
        20 => AlertingInformation::read(span).map(Content::Alerting),
        21 => Some(Content::RadioFailure(RadioFailure::read(span, desk))),
        _ => {
            desk.unread(
                span,
                "a field that can be amended",
                "see Doc 4444 Appendix 3",
            );
            None
        }
    }
}
