//! Fields 3, 7, 8, 9 and 10: which message, who, under which rules, of which type, with what on board.
//!
//! ICAO Doc 4444 Appendix 3; field 3 as seen in the 15th edition, the rest from memory, unverified.

use crate::text::{Desk, Span, digits, is_alphanumeric, is_letters};
use crate::word::{TypeDesignator, Word};
use std::fmt;
use vigie_core::identity::{Callsign, ModeA};

/// A message's number: field 3 (b) and (c).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageNumber {
    /// The unit that sends, one to four letters (up to eight are taken).
    pub from: Word<8>,
    /// The unit that receives.
    pub to: Word<8>,
    /// Its number in the sequence between the two, 0 to 999.
    pub serial: u16,
}

/// Field 7: who.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identification {
    /// Aircraft identification, up to seven letters and digits.
    pub callsign: Callsign,
    /// The Mode A code, where one is given.
    pub mode_a: Option<ModeA>,
}

/// Field 8 (a).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlightRules {
    /// `I`.
    Ifr,
    /// `V`.
    Vfr,
    /// `Y`: IFR first, then VFR.
    IfrFirst,
    /// `Z`: VFR first, then IFR.
    VfrFirst,
}

/// Field 8 (b).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlightType {
    /// `S`: scheduled air transport.
    Scheduled,
    /// `N`: non-scheduled air transport.
    NonScheduled,
    /// `G`: general aviation.
    General,
    /// `M`: military.
    Military,
    /// `X`: other.
    Other,
}

/// Field 8: under which rules, and what sort of flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The rules.
    pub rules: FlightRules,
    /// The sort of flight, where given.
    pub kind: Option<FlightType>,
}

/// Wake turbulence category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// `L`.
    Light,
    /// `M`.
    Medium,
    /// `H`.
    Heavy,
    /// `J`: super.
    Super,
}

/// Field 9: how many aircraft of which type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AircraftGroup {
    /// How many, 1 to 99.
    pub count: u8,
    /// Of which type.
    pub designator: TypeDesignator,
    /// Its wake turbulence category.
    pub wake: Wake,
}

/// One code of field 10: a letter, with a digit for those that have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EquipmentCode {
    /// `b'A'` to `b'Z'`.
    pub letter: u8,
    /// 1 to 9, where there is one.
    pub number: Option<u8>,
}

/// Field 10: what it carries and can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equipment {
    /// (a) Communication, navigation and approach.
    pub radio: Vec<EquipmentCode>,
    /// (b) Surveillance.
    pub surveillance: Vec<EquipmentCode>,
}

/// Equipment codes kept of each half of field 10.
const CODES_MAX: usize = 60;

impl MessageNumber {
    /// The numbers behind the title in field 3, at most two.
    pub(super) fn read_all(span: Span<'_>, desk: &mut Desk<'_>) -> [Option<MessageNumber>; 2] {
        let mut found = [None, None];
        let mut rest = span;
        for place in &mut found {
            rest = rest.trim();
            if rest.is_empty() {
                break;
            }
            let read = Self::read(rest);
            let Some((number, len)) = read else {
                desk.unread(
                    rest,
                    "a message number such as A/B234",
                    "write the sender's letters, an oblique stroke, the receiver's letters and three digits",
                );
                return found;
            };
            *place = Some(number);
            rest = rest.from(len);
        }
        if !rest.trim().is_empty() {
            desk.unread(rest, "at most two message numbers", "remove the rest");
        }
        found
    }

    fn read(span: Span<'_>) -> Option<(MessageNumber, usize)> {
        let (from, rest) = span.text.split_once('/')?;
        let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let (to, rest) = rest.split_at_checked(letters)?;
        let serial = u16::try_from(digits(rest.get(..3)?)?).ok()?;
        let fine = is_letters(from) && is_letters(to);
        let number = MessageNumber {
            from: Word::new(from).filter(|_| fine)?,
            to: Word::new(to)?,
            serial,
        };
        Some((number, from.len() + 1 + letters + 3))
    }
}

impl Identification {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Identification> {
        let (name, code) = match span.split_once('/') {
            Some((name, code)) => (name.trim(), Some(code.trim())),
            None => (span, None),
        };
        let joined: String = name.text.split_ascii_whitespace().collect();
        if joined.len() != name.text.len() {
            desk.tolerated(
                name,
                "an identification without spaces",
                "remove the spaces",
            );
        }
        let callsign = Callsign::new(joined.as_bytes()).filter(|_| is_alphanumeric(&joined));
        if callsign.is_none() {
            desk.unread(
                name,
                "an aircraft identification, one to seven letters and digits",
                "write it as it is transmitted, without hyphen",
            );
        } else if joined.len() > 7 {
            desk.tolerated(
                name,
                "at most seven characters",
                "shorten the identification",
            );
        }
        let mode_a = code.and_then(|code| {
            let read = mode_a(code.text);
            if read.is_none() {
                desk.unread(
                    code,
                    "A and four digits 0 to 7",
                    "write the Mode A code as A1234, or leave it out with its stroke",
                );
            }
            read
        });
        callsign.map(|callsign| Identification { callsign, mode_a })
    }
}

/// `A` and four octal digits.
pub(crate) fn mode_a(text: &str) -> Option<ModeA> {
    let code = text.strip_prefix('A').filter(|code| code.len() == 4)?;
    let octal = code.bytes().all(|c| (b'0'..=b'7').contains(&c));
    let bits = u16::from_str_radix(code, 8).ok().filter(|_| octal)?;
    ModeA::new(bits)
}

impl FlightRules {
    /// By its letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<FlightRules> {
        match letter {
            "I" => Some(Self::Ifr),
            "V" => Some(Self::Vfr),
            "Y" => Some(Self::IfrFirst),
            "Z" => Some(Self::VfrFirst),
            _ => None,
        }
    }

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Ifr => 'I',
            Self::Vfr => 'V',
            Self::IfrFirst => 'Y',
            Self::VfrFirst => 'Z',
        }
    }
}

impl FlightType {
    /// By its letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<FlightType> {
        match letter {
            "S" => Some(Self::Scheduled),
            "N" => Some(Self::NonScheduled),
            "G" => Some(Self::General),
            "M" => Some(Self::Military),
            "X" => Some(Self::Other),
            _ => None,
        }
    }

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Scheduled => 'S',
            Self::NonScheduled => 'N',
            Self::General => 'G',
            Self::Military => 'M',
            Self::Other => 'X',
        }
    }
}

impl Wake {
    /// By its letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Wake> {
        match letter {
            "L" => Some(Self::Light),
            "M" => Some(Self::Medium),
            "H" => Some(Self::Heavy),
            "J" => Some(Self::Super),
            _ => None,
        }
    }

    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Light => 'L',
            Self::Medium => 'M',
            Self::Heavy => 'H',
            Self::Super => 'J',
        }
    }
}

impl Rules {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Rules> {
        let Some(rules) = FlightRules::from_letter(span.cut(0, 1).text) else {
            desk.unread(span, "I, V, Y or Z", "write the letter of the flight rules");
            return None;
        };
        let rest = span.from(1).trim();
        let kind = FlightType::from_letter(rest.text);
        if kind.is_none() && !rest.is_empty() {
            desk.unread(
                rest,
                "S, N, G, M or X",
                "write the letter of the type of flight",
            );
        }
        Some(Rules { rules, kind })
    }
}

impl AircraftGroup {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<AircraftGroup> {
        const REMEDY: &str = "write number if more than one, type of Doc 8643 or ZZZZ, stroke, L, M, H or J: 2FK27/M";
        let Some((front, wake)) = span.split_once('/') else {
            desk.unread(
                span,
                "a type and, after a stroke, a wake turbulence category",
                REMEDY,
            );
            return None;
        };
        let (front, wake) = (front.trim(), wake.trim());
        let number = front
            .text
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count()
            .min(2);
        let count = match number {
            0 => Some(1),
            len => digits(front.cut(0, len).text).and_then(|count| u8::try_from(count).ok()),
        };
        let designator = front.from(number).trim();
        let named = Word::new(designator.text).filter(|_| designator.text.len() >= 2);
        let letter = designator.text.bytes().next();
        let named = named.filter(|_| letter.is_some_and(|c| c.is_ascii_uppercase()));
        let category = Wake::from_letter(wake.text);
        if named.is_none() {
            desk.unread(
                designator,
                "a type designator of two to four characters",
                REMEDY,
            );
        }
        if category.is_none() {
            desk.unread(wake, "L, M, H or J", REMEDY);
        }
        if count == Some(0) {
            desk.tolerated(front, "a number of aircraft above 0", REMEDY);
        }
        Some(AircraftGroup {
            count: count?.max(1),
            designator: named?,
            wake: category?,
        })
    }
}

impl Equipment {
    pub(super) fn read(span: Span<'_>, desk: &mut Desk<'_>) -> Option<Equipment> {
        let Some((radio, surveillance)) = span.split_once('/') else {
            desk.unread(
                span,
                "equipment, a stroke, surveillance equipment",
                "write N or S and codes, a stroke, N or codes: SDFGHRWY/LB1",
            );
            return None;
        };
        Some(Equipment {
            radio: EquipmentCode::read_all(radio.trim(), desk),
            surveillance: EquipmentCode::read_all(surveillance.trim(), desk),
        })
    }

    /// Whether a code stands in (a).
    #[must_use]
    pub fn has_radio(&self, letter: u8) -> bool {
        self.radio.iter().any(|code| code.letter == letter)
    }

    /// Whether an SSR Mode S transponder is declared: E, H, I, L, P, S or X in (b).
    #[must_use]
    pub fn has_mode_s(&self) -> bool {
        let codes = &self.surveillance;
        codes.iter().any(|code| b"EHILPSX".contains(&code.letter))
    }

    /// Whether ADS-B out is declared: B1, B2 (1090 MHz), U1, U2 (UAT), V1, V2 (VDL 4), or E or L, which include it.
    #[must_use]
    pub fn has_adsb(&self) -> bool {
        let codes = &self.surveillance;
        codes.iter().any(|code| b"BUVEL".contains(&code.letter))
    }

    /// Whether any transponder is declared.
    #[must_use]
    pub fn has_transponder(&self) -> bool {
        let codes = &self.surveillance;
        self.has_mode_s() || codes.iter().any(|code| b"AC".contains(&code.letter))
    }
}

impl EquipmentCode {
    pub(crate) fn read_all(span: Span<'_>, desk: &mut Desk<'_>) -> Vec<EquipmentCode> {
        let mut codes: Vec<EquipmentCode> = Vec::new();
        if span.is_empty() {
            desk.unread(span, "at least one code", "write N where there is none");
        }
        for (at, c) in span.text.bytes().enumerate() {
            let is_full = codes.len() == CODES_MAX;
            match (c, codes.last_mut()) {
                (b'A'..=b'Z', _) if !is_full => codes.push(EquipmentCode {
                    letter: c,
                    number: None,
                }),
                (b'1'..=b'9', Some(code)) if code.number.is_none() => code.number = Some(c - b'0'),
                (b' ', _) => {}
                _ => desk.unread(
                    span.cut(at, at + 1),
                    "letters, some with a digit",
                    "remove what is no code of field 10",
                ),
            }
        }
        codes
    }
}

impl fmt::Display for MessageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}{:03}", self.from, self.to, self.serial)
    }
}

impl fmt::Display for Identification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.callsign.as_str())?;
        match self.mode_a {
            Some(code) => write!(f, "/A{code}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.rules.letter())?;
        self.kind
            .map_or(Ok(()), |kind| write!(f, "{}", kind.letter()))
    }
}

impl fmt::Display for AircraftGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count > 1 {
            write!(f, "{}", self.count)?;
        }
        write!(f, "{}/{}", self.designator, self.wake.letter())
    }
}

impl fmt::Display for EquipmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(self.letter))?;
        self.number.map_or(Ok(()), |number| write!(f, "{number}"))
    }
}

impl fmt::Display for Equipment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.radio.iter().try_for_each(|code| write!(f, "{code}"))?;
        f.write_str("/")?;
        self.surveillance
            .iter()
            .try_for_each(|code| write!(f, "{code}"))
    }
}
