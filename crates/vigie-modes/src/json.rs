//! One JSON object for one message: what `vigie decode` prints.
//!
//! A field that is not known is absent; only `time` may be null. What needs
//! more than one message (the resolved place, whether an address is
//! confirmed, corrected bits, the integrity category) comes from the caller
//! as [`Context`].
//!
//! | field | unit | from |
//! |-------|------|------|
//! | `time`, `receiver` | | the caller |
//! | `raw`, `df` | | the frame as heard; the message's format |
//! | `icao`, `addr_type`, `confirmed` | | address, its kind |
//! | `error` | | instead of all below: the parity does not hold |
//! | `altitude_ft` | ft above 1013.25 hPa | DF 0, 4, 16, 20; type codes 9–18 |
//! | `gnss_height_ft` | ft above the ellipsoid | type codes 20–22 |
//! | `squawk`, `emergency_state` | | DF 5, 21; type code 28 |
//! | `flight_status`, `downlink_request`, `utility_message` | | DF 4, 5, 20, 21 |
//! | `on_ground`, `sensitivity_level`, `reply_information` | | DF 0, 16 |
//! | `capability`, `interrogator`, `control_field` | | DF 11, 17; 11; 18 |
//! | `typecode`, `callsign`, `category` | | DF 17, 18 |
//! | `surveillance_status`, `utc_synchronised` | | positions |
//! | `cpr_odd`, `cpr_lat`, `cpr_lon` | counts | positions |
//! | `groundspeed_kt`, `track_deg` | kt, ° true | velocity, surface |
//! | `airspeed_kt`, `airspeed_type`, `heading_deg` | kt, ° | velocity 3, 4 |
//! | `vertical_rate_fpm`, `vertical_rate_source`, `gnss_minus_baro_ft` | | velocity |
//! | `nac_v`, `version`, `nac_p`, `sil` | | velocity, operational status |
//! | `lat`, `lon`, `nic`, `corrected_bits` | ° | the caller |

use crate::commb::Register;
use crate::cpr::LatLon;
use crate::framing::HeardModeAc;
use crate::message::{AirAir, AllCall, AltitudeReply, IdentityReply, LongAirAir, Status};
use crate::{AddressKind, Frame, Message, ParityError};
use std::fmt::{self, Write};

mod advisory;
mod commb;
mod squitter;

/// What is known of a message beyond its bits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Context<'a> {
    /// When it was heard, RFC 3339 in UTC.
    pub time: Option<&'a str>,
    /// Who heard it.
    pub receiver: Option<&'a str>,
    /// A derived address has been heard in clear.
    pub confirmed: Option<bool>,
    /// The resolved place of a position message.
    pub place: Option<LatLon>,
    /// Navigation integrity category, by the version rules.
    pub nic: Option<u8>,
    /// Which register a Comm-B reply carries, where that could be told, and
    /// the probability that it is this one.
    pub register: Option<(&'a Register, f64)>,
    /// Bits that error correction turned; the message given is the corrected
    /// one, the frame the one heard.
    pub corrected_bits: Option<u8>,
}

/// Writes one object and a line end.
pub fn write_line<W: Write>(
    out: &mut W,
    frame: Frame,
    message: &Result<Message, ParityError>,
    context: &Context<'_>,
) -> fmt::Result {
    let mut object = Object::begin(out, context)?;
    object.field("raw", format_args!("\"{frame}\""))?;
    match message {
        Ok(message) => write_message(&mut object, message, context)?,
        Err(error) => {
            object.field("df", frame.df())?;
            object.field("error", format_args!("\"{error}\""))?;
        }
    }
    object.end()
}

/// Writes one object and a line end for a Mode A/C reply. Whether its code is
/// a squawk or an altitude cannot be told, so the name is the reply's own.
pub fn write_mode_ac<W: Write>(
    out: &mut W,
    heard: HeardModeAc,
    context: &Context<'_>,
) -> fmt::Result {
    let mut object = Object::begin(out, context)?;
    object.field("raw", format_args!("\"{:04x}\"", heard.code))?;
    object.field("mode_ac", format_args!("\"{:04x}\"", heard.code))?;
    object.end()
}

/// Writes `text` as a JSON string, quotes included.
pub fn write_string<W: Write>(out: &mut W, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.write_char('\\')?;
                out.write_char(character)?;
            }
            '\0'..='\u{1f}' => write!(out, "\\u{:04x}", u32::from(character))?,
            _ => out.write_char(character)?,
        }
    }
    out.write_char('"')
}

fn write_message<W: Write>(
    object: &mut Object<'_, W>,
    message: &Message,
    context: &Context<'_>,
) -> fmt::Result {
    object.field("df", message.df())?;
    if let Some(address) = message.address() {
        object.field("icao", format_args!("\"{address}\""))?;
        let kind = address.kind();
        object.field("addr_type", format_args!("\"{}\"", kind.as_str()))?;
        if kind == AddressKind::Derived {
            object.optional("confirmed", context.confirmed)?;
        }
    }
    match message {
        Message::AirAir(value)
        | Message::LongAirAir(LongAirAir {
            air_air: value,
            mv: _,
        }) => air_air(object, value)?,
        Message::AltitudeReply(value) => altitude_reply(object, value)?,
        Message::CommBAltitude(value) => altitude_reply(object, &value.reply)?,
        Message::IdentityReply(value) => identity_reply(object, value)?,
        Message::CommBIdentity(value) => identity_reply(object, &value.reply)?,
        Message::AllCall(AllCall {
            capability,
            address: _,
            interrogator,
        }) => {
            object.field("capability", capability)?;
            object.field("interrogator", interrogator)?;
        }
        Message::ExtendedSquitter(value) => squitter::extended_squitter(object, value, context)?,
        Message::Other(_) => {}
    }
    if let Some((register, probability)) = context.register {
        commb::register(object, register, probability)?;
    }
    object.optional("corrected_bits", context.corrected_bits)
}

fn air_air<W: Write>(object: &mut Object<'_, W>, value: &AirAir) -> fmt::Result {
    let AirAir {
        on_ground,
        crosslink: _,
        sensitivity,
        reply_information,
        altitude,
        reserved: _,
        address: _,
    } = value;
    object.optional("altitude_ft", altitude.altitude_ft())?;
    object.field("on_ground", on_ground)?;
    object.field("sensitivity_level", sensitivity)?;
    object.field("reply_information", reply_information)
}

fn altitude_reply<W: Write>(object: &mut Object<'_, W>, value: &AltitudeReply) -> fmt::Result {
    let AltitudeReply {
        status: fields,
        altitude,
        address: _,
    } = value;
    object.optional("altitude_ft", altitude.altitude_ft())?;
    status(object, *fields)
}

fn identity_reply<W: Write>(object: &mut Object<'_, W>, value: &IdentityReply) -> fmt::Result {
    let IdentityReply {
        status: fields,
        identity,
        address: _,
    } = value;
    object.field("squawk", format_args!("\"{}\"", identity.squawk()))?;
    status(object, *fields)
}

fn status<W: Write>(object: &mut Object<'_, W>, value: Status) -> fmt::Result {
    let Status {
        flight_status,
        downlink_request,
        utility,
    } = value;
    object.field("flight_status", flight_status)?;
    object.field("downlink_request", downlink_request)?;
    object.field("utility_message", utility)
}

/// An object being written.
struct Object<'w, W> {
    out: &'w mut W,
}

impl<'w, W: Write> Object<'w, W> {
    /// The brace and the fields of the caller.
    fn begin(out: &'w mut W, context: &Context<'_>) -> Result<Object<'w, W>, fmt::Error> {
        out.write_str("{\"time\":")?;
        match context.time {
            Some(time) => write_string(out, time)?,
            None => out.write_str("null")?,
        }
        let mut object = Object { out };
        if let Some(receiver) = context.receiver {
            object.key("receiver")?;
            write_string(object.out, receiver)?;
        }
        Ok(object)
    }

    fn key(&mut self, name: &str) -> fmt::Result {
        self.out.write_str(",\"")?;
        self.out.write_str(name)?;
        self.out.write_str("\":")
    }

    /// `value` must be JSON as it displays.
    fn field(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        self.key(name)?;
        write!(self.out, "{value}")
    }

    fn optional(&mut self, name: &str, value: Option<impl fmt::Display>) -> fmt::Result {
        match value {
            Some(value) => self.field(name, value),
            None => Ok(()),
        }
    }

    /// A number to so many decimals; absent if it is none.
    fn decimals(&mut self, name: &str, value: Option<f64>, decimals: usize) -> fmt::Result {
        match value.filter(|value| value.is_finite()) {
            Some(value) => self.field(name, format_args!("{value:.decimals$}")),
            None => Ok(()),
        }
    }

    fn end(self) -> fmt::Result {
        self.out.write_str("}\n")
    }
}

#[cfg(test)]
mod tests;
