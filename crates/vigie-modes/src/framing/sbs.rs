//! SBS-1/BaseStation: a line of text a message, its fields decoded already.
//!
//! ```text
//! MSG,3,5,211,4CA2D6,10057,2008/11/28,14:53:50.594,2008/11/28,14:58:51.153,,37000,,,51.45735,-1.02826,,,0,0,0,0
//! STA,,5,179,400AE7,10103,2008/11/28,14:58:51.153,2008/11/28,14:58:51.153,RM
//! ```
//!
//! Twenty-two fields between commas: kind, transmission type, three numbers
//! of the sender's own data base and the address between them, date and time
//! at which the message was made and logged, then what was said. Other kinds
//! of line have fewer. Written down in "Barebones socket data" (woodair.net,
//! port 30003), seen there and in recorded lines: the fields, the kinds, the
//! five words of `STA`. From memory of what programs write, unverified: `~`
//! before an address that is not ICAO's, `H` after a height that is not
//! barometric, flags as `0` and `-1` or `1`.
//!
//! The times are of an unknown zone, and nothing protects a line against
//! damage. A field that is not what it should be costs the field, not the
//! line; fields beyond the twenty-second are not read. Quantities are kept
//! in counts, so that [`write_line`] and [`parse_line`] are exact inverses
//! of values, if not of texts: there are several ways to write a number.

use crate::identity::Squawk;
use crate::{Address, AddressKind, hex};
use std::fmt;
use thiserror::Error;

mod fields;

use fields::{date_time, decimal, flag, integer};

/// The longest line that is read, bytes; real ones have some 150.
pub const LINE_MAX: usize = 255;
/// Thousandths a knot, a degree of track.
const PER_UNIT: i64 = 1_000;
/// Ten-millionths of a degree of latitude or longitude: a centimetre.
const PER_DEGREE: i64 = 10_000_000;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Record {
    /// What kind of line.
    pub kind: Kind,
    /// The sender's number of its session.
    pub session: Option<i32>,
    /// The sender's number of the aircraft.
    pub aircraft: Option<i32>,
    /// Whose message: ICAO, or not if the line says so (`~`).
    pub address: Option<Address>,
    /// The sender's number of the flight.
    pub flight: Option<i32>,
    /// When the message was made, in the sender's local time.
    pub generated: Option<DateTime>,
    /// When it was logged, likewise.
    pub logged: Option<DateTime>,
    /// What was said.
    pub said: Said,
}

/// The last twelve fields; of `SEL` and `ID` lines the callsign alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Said {
    /// Aircraft identification.
    pub callsign: Option<Callsign>,
    /// Height.
    pub altitude: Option<Altitude>,
    /// Speed over the ground, thousandths of a knot.
    pub groundspeed_mkt: Option<i32>,
    /// Track over the ground, thousandths of a degree from true north.
    pub track_mdeg: Option<i32>,
    /// Latitude, 10⁻⁷ degrees.
    pub lat_e7: Option<i32>,
    /// Longitude, 10⁻⁷ degrees.
    pub lon_e7: Option<i32>,
    /// Climb, feet a minute.
    pub vertical_rate_fpm: Option<i32>,
    /// Mode A code.
    pub squawk: Option<Squawk>,
    /// The code has changed.
    pub alert: Option<bool>,
    /// An emergency code is set.
    pub emergency: Option<bool>,
    /// Special position identification.
    pub spi: Option<bool>,
    /// On the ground.
    pub on_ground: Option<bool>,
}

/// What kind of line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `MSG`: an aircraft said something.
    Message(Transmission),
    /// `SEL`: the user chose another aircraft.
    Selection,
    /// `ID`: a callsign was set or changed.
    NewId,
    /// `AIR`: an aircraft was heard for the first time.
    NewAircraft,
    /// `STA`: an aircraft's state in the sender's list changed.
    Status(Option<Status>),
    /// `CLK`: the user double-clicked.
    Click,
}

/// Which transmission a `MSG` line reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transmission {
    /// 1: extended squitter, identification and category.
    Identification,
    /// 2: extended squitter, surface position.
    SurfacePosition,
    /// 3: extended squitter, airborne position.
    AirbornePosition,
    /// 4: extended squitter, airborne velocity.
    AirborneVelocity,
    /// 5: surveillance, altitude.
    SurveillanceAltitude,
    /// 6: surveillance, identity.
    SurveillanceIdentity,
    /// 7: air to air.
    AirToAir,
    /// 8: all-call reply.
    AllCall,
}

/// What an `STA` line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// `PL`: its position is lost.
    PositionLost,
    /// `SL`: it is not heard any more.
    SignalLost,
    /// `RM`: removed from the list.
    Removed,
    /// `AD`: deleted from the data base.
    Deleted,
    /// `OK`: heard again.
    Ok,
}

/// A height, feet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Altitude {
    /// Above 1013.25 hPa.
    Pressure(i32),
    /// Above the ellipsoid.
    Geometric(i32),
}

/// One to eight printable characters, trimmed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Callsign([u8; 8]);

/// A calendar date and a time of day, to the millisecond, of no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
    /// 0 to 999.
    pub millisecond: u16,
}

/// Why a line is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LineError {
    /// Nothing but white space: a sign of life.
    #[error("the line is empty")]
    Empty,
    /// More than [`LINE_MAX`] bytes.
    #[error("the line is longer than {LINE_MAX} bytes")]
    TooLong,
    /// The first field is none of the six kinds.
    #[error("the line does not begin with MSG, SEL, ID, AIR, STA or CLK")]
    Kind,
    /// A `MSG` line with another transmission type than 1 to 8.
    #[error("the transmission type of the MSG line is not 1 to 8")]
    Transmission,
    /// A line that ends before the times.
    #[error("the line ends before its tenth field")]
    Short,
}

/// Reads one line, with or without its line end; also how many of its fields
/// are not what they should be, and are left out.
pub fn parse_line(line: &[u8]) -> Result<(Record, u8), LineError> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Err(LineError::Empty);
    }
    if line.len() > LINE_MAX {
        return Err(LineError::TooLong);
    }
    let mut fields = Fields {
        rest: Some(line),
        bad: 0,
    };
    let kind = fields.next().ok_or(LineError::Kind)?;
    let transmission = fields.next();
    let mut kind = match kind {
        b"MSG" => Kind::Message(
            transmission
                .and_then(Transmission::of)
                .ok_or(LineError::Transmission)?,
        ),
        b"SEL" => Kind::Selection,
        b"ID" => Kind::NewId,
        b"AIR" => Kind::NewAircraft,
        b"STA" => Kind::Status(None),
        b"CLK" => Kind::Click,
        _ => return Err(LineError::Kind),
    };
    let session = fields.take(integer);
    let aircraft = fields.take(integer);
    let address = fields.take(address);
    let flight = fields.take(integer);
    let mut moment = || -> Result<Option<DateTime>, LineError> {
        let date = fields.next().ok_or(LineError::Short)?;
        let time = fields.next().ok_or(LineError::Short)?;
        let moment = date_time(date, time);
        if moment.is_none() && !(date.is_empty() && time.is_empty()) {
            fields.bad += 1;
        }
        Ok(moment)
    };
    let generated = moment()?;
    let logged = moment()?;
    let mut said = Said::default();
    match &mut kind {
        Kind::Message(_) => said = fields.said(),
        Kind::Selection | Kind::NewId => said.callsign = fields.take(Callsign::new),
        Kind::Status(status) => *status = fields.take(Status::of),
        Kind::NewAircraft | Kind::Click => {}
    }
    let record = Record {
        kind,
        session,
        aircraft,
        address,
        flight,
        generated,
        logged,
        said,
    };
    Ok((record, fields.bad))
}

/// Writes one line, line end (`\r\n`) included: `MSG` with its twenty-two
/// fields, the others with theirs.
pub fn write_line<W: fmt::Write>(out: &mut W, record: &Record) -> fmt::Result {
    let Record {
        kind,
        session,
        aircraft,
        address,
        flight,
        generated,
        logged,
        said,
    } = record;
    out.write_str(kind.name())?;
    match kind {
        Kind::Message(transmission) => write!(out, ",{}", transmission.number())?,
        _ => out.write_char(',')?,
    }
    optional(out, *session)?;
    optional(out, *aircraft)?;
    out.write_char(',')?;
    if let Some(address) = address {
        let mark = match address.kind() {
            AddressKind::Icao | AddressKind::Derived => "",
            _ => "~",
        };
        write!(out, "{mark}{:06X}", address.value())?;
    }
    optional(out, *flight)?;
    for moment in [generated, logged] {
        match moment {
            Some(moment) => {
                out.write_char(',')?;
                moment.write(out, '/', ',')?;
            }
            None => out.write_str(",,")?,
        }
    }
    match kind {
        Kind::Message(_) => said.write(out)?,
        Kind::Selection | Kind::NewId => optional(out, said.callsign)?,
        Kind::Status(status) => optional(out, status.map(Status::name))?,
        Kind::NewAircraft | Kind::Click => {}
    }
    out.write_str("\r\n")
}

/// The fields of a line, from left to right.
struct Fields<'l> {
    rest: Option<&'l [u8]>,
    bad: u8,
}

impl<'l> Fields<'l> {
    /// The next field, trimmed; `None` after the last.
    fn next(&mut self) -> Option<&'l [u8]> {
        let rest = self.rest?;
        let (field, rest) = match rest.iter().position(|&byte| byte == b',') {
            Some(comma) => (&rest[..comma], rest.get(comma + 1..)),
            None => (rest, None),
        };
        self.rest = rest;
        Some(field.trim_ascii())
    }

    /// The next field by its reader; an empty or missing one is none, and one
    /// that cannot be read is counted.
    fn take<T>(&mut self, read: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        let field = self.next().filter(|field| !field.is_empty())?;
        let value = read(field);
        if value.is_none() {
            self.bad += 1;
        }
        value
    }

    fn said(&mut self) -> Said {
        let angle = |field: &[u8]| decimal(field, PER_UNIT);
        let degrees = |max: i32| {
            move |field: &[u8]| {
                let limit = i64::from(max) * PER_DEGREE;
                decimal(field, PER_DEGREE).filter(|&value| i64::from(value).abs() <= limit)
            }
        };
        Said {
            callsign: self.take(Callsign::new),
            altitude: self.take(Altitude::of),
            groundspeed_mkt: self.take(angle),
            track_mdeg: self.take(angle),
            lat_e7: self.take(degrees(90)),
            lon_e7: self.take(degrees(180)),
            vertical_rate_fpm: self.take(|field| decimal(field, 1)),
            squawk: self.take(squawk),
            alert: self.take(flag),
            emergency: self.take(flag),
            spi: self.take(flag),
            on_ground: self.take(flag),
        }
    }
}

impl Said {
    /// Speed over the ground, knots.
    #[must_use]
    pub fn groundspeed_kt(&self) -> Option<f64> {
        self.groundspeed_mkt
            .map(|count| f64::from(count) / PER_UNIT as f64)
    }

    /// Track over the ground, degrees from true north.
    #[must_use]
    pub fn track_deg(&self) -> Option<f64> {
        self.track_mdeg
            .map(|count| f64::from(count) / PER_UNIT as f64)
    }

    /// Latitude and longitude, degrees; `None` unless both are there.
    #[must_use]
    pub fn place_deg(&self) -> Option<(f64, f64)> {
        let degrees = |count: i32| f64::from(count) / PER_DEGREE as f64;
        Some((degrees(self.lat_e7?), degrees(self.lon_e7?)))
    }

    fn write<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        let Said {
            callsign,
            altitude,
            groundspeed_mkt,
            track_mdeg,
            lat_e7,
            lon_e7,
            vertical_rate_fpm,
            squawk,
            alert,
            emergency,
            spi,
            on_ground,
        } = *self;
        optional(out, callsign)?;
        optional(out, altitude)?;
        for count in [groundspeed_mkt, track_mdeg] {
            out.write_char(',')?;
            fields::write_decimal(out, count, PER_UNIT, 0)?;
        }
        for count in [lat_e7, lon_e7] {
            out.write_char(',')?;
            fields::write_decimal(out, count, PER_DEGREE, 5)?;
        }
        optional(out, vertical_rate_fpm)?;
        optional(out, squawk)?;
        for flag in [alert, emergency, spi, on_ground] {
            optional(out, flag.map(|set| if set { "-1" } else { "0" }))?;
        }
        Ok(())
    }
}

impl Kind {
    /// The word at the beginning of the line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Message(_) => "MSG",
            Kind::Selection => "SEL",
            Kind::NewId => "ID",
            Kind::NewAircraft => "AIR",
            Kind::Status(_) => "STA",
            Kind::Click => "CLK",
        }
    }
}

impl Transmission {
    const ALL: [Transmission; 8] = [
        Transmission::Identification,
        Transmission::SurfacePosition,
        Transmission::AirbornePosition,
        Transmission::AirborneVelocity,
        Transmission::SurveillanceAltitude,
        Transmission::SurveillanceIdentity,
        Transmission::AirToAir,
        Transmission::AllCall,
    ];

    /// 1 to 8.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    fn of(field: &[u8]) -> Option<Transmission> {
        let &[digit @ b'1'..=b'8'] = field else {
            return None;
        };
        Self::ALL.get(usize::from(digit - b'1')).copied()
    }
}

impl Status {
    /// Two letters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::PositionLost => "PL",
            Status::SignalLost => "SL",
            Status::Removed => "RM",
            Status::Deleted => "AD",
            Status::Ok => "OK",
        }
    }

    fn of(field: &[u8]) -> Option<Status> {
        [
            Status::PositionLost,
            Status::SignalLost,
            Status::Removed,
            Status::Deleted,
            Status::Ok,
        ]
        .into_iter()
        .find(|status| status.name().as_bytes() == field)
    }
}

impl Altitude {
    fn of(field: &[u8]) -> Option<Altitude> {
        match field.strip_suffix(b"H") {
            Some(field) => decimal(field, 1).map(Altitude::Geometric),
            None => decimal(field, 1).map(Altitude::Pressure),
        }
    }
}

impl fmt::Display for Altitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Altitude::Pressure(feet) => write!(f, "{feet}"),
            Altitude::Geometric(feet) => write!(f, "{feet}H"),
        }
    }
}

impl Callsign {
    /// Takes one to eight printable ASCII characters but commas; white space
    /// around them is not kept.
    #[must_use]
    pub fn new(text: &[u8]) -> Option<Callsign> {
        let text = text.trim_ascii();
        let may_be = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b',';
        let mut letters = [b' '; 8];
        letters.get_mut(..text.len())?.copy_from_slice(text);
        (!text.is_empty() && text.iter().all(may_be)).then_some(Callsign(letters))
    }

    /// The characters, without the spaces after them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(self.0.trim_ascii_end()).unwrap_or_default()
    }
}

impl fmt::Debug for Callsign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Callsign({:?})", self.as_str())
    }
}

impl fmt::Display for Callsign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// As RFC 3339 writes it, without a zone.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, '-', 'T')
    }
}

impl DateTime {
    /// Milliseconds since 1970-01-01T00:00 of the same, unknown zone.
    #[must_use]
    pub fn unix_ms(self) -> i64 {
        let days = fields::days_since_1970(self.year, self.month, self.day);
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        let seconds = days * 86_400 + minutes * 60 + i64::from(self.second);
        seconds * 1_000 + i64::from(self.millisecond)
    }

    fn write<W: fmt::Write>(self, out: &mut W, of_date: char, between: char) -> fmt::Result {
        let DateTime {
            year,
            month,
            day,
            hour,
            minute,
            second,
            millisecond,
        } = self;
        write!(
            out,
            "{year:04}{of_date}{month:02}{of_date}{day:02}{between}"
        )?;
        write!(out, "{hour:02}:{minute:02}:{second:02}.{millisecond:03}")
    }
}

/// A comma, and the value if there is one.
fn optional<W: fmt::Write>(out: &mut W, value: Option<impl fmt::Display>) -> fmt::Result {
    match value {
        Some(value) => write!(out, ",{value}"),
        None => out.write_char(','),
    }
}

fn address(field: &[u8]) -> Option<Address> {
    let (kind, digits) = match field.strip_prefix(b"~") {
        Some(digits) => (AddressKind::NonIcao, digits),
        None => (AddressKind::Icao, field),
    };
    let mut bytes = [0; 3];
    hex::read(digits, &mut bytes)?;
    let [high, middle, low] = bytes;
    let value = u32::from_be_bytes([0, high, middle, low]);
    Some(Address::new(kind, value))
}

/// One to four octal digits: some programs leave the zeros before them out.
fn squawk(field: &[u8]) -> Option<Squawk> {
    let octal = |number: u16, digit: &u8| match digit {
        b'0'..=b'7' => Some(number << 3 | u16::from(digit - b'0')),
        _ => None,
    };
    if field.len() > 4 {
        return None;
    }
    Squawk::new(field.iter().try_fold(0, octal)?).ok()
}

#[cfg(test)]
mod tests;
