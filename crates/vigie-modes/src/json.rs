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
//! | `addr_is_icao` | | DF 18, control fields 2, 3, 6: where the message tells |
//! | `error` | | instead of all below: the parity does not hold |
//! | `altitude_ft` | ft above 1013.25 hPa | DF 0, 4, 16, 20; type codes 0, 9–18; coarse TIS-B |
//! | `gnss_height_ft` | ft above the ellipsoid | type codes 20–22 |
//! | `squawk` | four octal digits | DF 5, 21; type codes 28/1, 23/7; TIS-B by Mode A code |
//! | `emergency_state`, `emergency` | code; its words | type codes 28/1, 29/0 |
//! | `flight_status`, `downlink_request`, `utility_message` | codes | DF 4, 5, 20, 21 |
//! | `on_ground`, `sensitivity_level`, `reply_information` | codes | DF 0, 16 |
//! | `capability`, `interrogator`, `control_field` | codes | DF 11, 17; 11; 18 |
//! | `application_field`, `payload` | code; hexadecimal | DF 19 |
//! | `acknowledges`, `segment`, `payload` | hexadecimal | DF 24 |
//! | `typecode`, `subtype` | codes | DF 17, 18, 19; type codes 23, 24, 28, 29, 31 |
//! | `callsign`, `category`, `category_meaning` | text, e.g. `A3`, words | type codes 1–4 |
//! | `surveillance_status`, `utc_synchronised` | code | positions |
//! | `nic_supplement_b` | | airborne position of ADS-B; before version 2 single antenna |
//! | `cpr_odd`, `cpr_lat`, `cpr_lon` | counts of 17 bits | positions |
//! | `groundspeed_kt`, `track_deg` | kt, ° true | velocity 1, 2; surface; coarse TIS-B |
//! | `airspeed_kt`, `airspeed_type`, `heading_deg` | kt, `ias` or `tas`, ° | velocity 3, 4 |
//! | `vertical_rate_fpm`, `vertical_rate_source` | ft/min, `gnss` or `baro` | velocity |
//! | `gnss_minus_baro_ft` | ft | velocity |
//! | `service_volume` | | coarse TIS-B |
//! | `track_file` | number | TIS-B by Mode A code |
//! | `version` | | operational status |
//! | `nac_p`, `nac_v`, `sil`, `sil_per`, `gva`, `sda` | categories; `hour`, `sample` | velocity, type codes 29, 31 |
//! | `nic_supplement_a`, `nic_supplement_c`, `nic_baro` | | type codes 29, 31 |
//! | `acas_operational`, `cockpit_display`, `es_in`, `uat_in`, `air_referenced_velocity`, `target_state_report`, `trajectory_change_report`, `position_offset_applied`, `low_power`, `ra_active`, `ident`, `atc_services`, `single_antenna` | | type code 31; the first also 29/1 |
//! | `transmit_power`, `reduced_capability`, `detect_and_avoid`, `receiver_version` | codes | type code 31, version 3 |
//! | `length_m`, `width_m`, `antenna_right_m`, `antenna_aft_m` | m, at most; m | type code 31/1 |
//! | `heading_is_magnetic`, `surface_angle_is_heading` | | type code 31 |
//! | `selected_altitude_ft`, `selected_altitude_source` | ft, `mcp`, `fms` or `holding` | type code 29 |
//! | `selected_heading_deg`, `selected_track_deg` | ° | type code 29; 29/0 |
//! | `pressure_setting_hpa` | hPa | type code 29/1 |
//! | `autopilot`, `vnav`, `altitude_hold`, `approach`, `lnav` | | type code 29/1 |
//! | `vertical_mode`, `horizontal_mode` | 0 unknown, 1 acquiring, 2 maintaining | type code 29/0 |
//! | `ra_active`, `ra_terminated`, `ra_multiple_threats` | | DF 16; type code 28/2; BDS 3,0 |
//! | `ra_sense`, `ra_corrective`, `ra_positive`, `ra_increased_rate` | `up`, `down` | one threat, or several in one sense |
//! | `ra_correct_upward`, `ra_climb`, `ra_correct_downward`, `ra_descend` | | several threats |
//! | `ra_sense_reversal`, `ra_altitude_crossing`, `ra_complements` | list | all advisories |
//! | `ra_ara`, `ra_rac`, `ra_strength` | bits as sent; code | all advisories; ACAS X |
//! | `ra_threat_icao`, `ra_threat_altitude_ft`, `ra_threat_range_nm`, `ra_threat_bearing_deg` | ft, NM, ° from the nose | the threat |
//! | `me` | hexadecimal | type codes and services of which only the bits are known |
//! | `lat`, `lon`, `nic`, `corrected_bits` | ° | the caller |

use crate::commb::Register;
use crate::cpr::LatLon;
use crate::framing::HeardModeAc;
use crate::framing::sbs::Record;
use crate::message::{
    AirAir, AllCall, AltitudeReply, CommD, IdentityReply, LongAirAir, Military, Status,
};
use crate::{AddressKind, Frame, Message, ParityError};
use std::fmt::{self, Write};

mod advisory;
mod commb;
mod sbs;
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

/// Writes one object and a line end for a line of SBS-1/BaseStation text,
/// which is given with what it holds. Its fields have the names of those of
/// messages; `raw` is the line itself.
pub fn write_base_station<W: Write>(
    out: &mut W,
    line: &str,
    record: &Record,
    context: &Context<'_>,
) -> fmt::Result {
    let mut object = Object::begin(out, context)?;
    object.key("raw")?;
    write_string(object.out, line)?;
    sbs::record(&mut object, record)?;
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
        Message::AirAir(value) => air_air(object, value)?,
        Message::LongAirAir(value) => long_air_air(object, value)?,
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
        Message::Military(value) => military(object, *value)?,
        Message::CommD(value) => comm_d(object, value)?,
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

fn long_air_air<W: Write>(object: &mut Object<'_, W>, value: &LongAirAir) -> fmt::Result {
    let LongAirAir {
        air_air: head,
        mv: _,
    } = value;
    air_air(object, head)?;
    match value.advisory() {
        Some(said) => advisory::advisory(object, said),
        None => Ok(()),
    }
}

fn military<W: Write>(object: &mut Object<'_, W>, value: Military) -> fmt::Result {
    object.field("application_field", value.application())?;
    object.hex("payload", &value.bytes())
}

fn comm_d<W: Write>(object: &mut Object<'_, W>, value: &CommD) -> fmt::Result {
    let CommD {
        spare: _,
        acknowledges,
        segment,
        message,
        address: _,
    } = value;
    object.field("acknowledges", acknowledges)?;
    object.field("segment", segment)?;
    object.hex("payload", message)
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

    /// A text of a constant of ours: nothing in it to escape.
    fn word(&mut self, name: &str, text: &str) -> fmt::Result {
        self.field(name, format_args!("\"{text}\""))
    }

    /// Bytes in hexadecimal.
    fn hex(&mut self, name: &str, bytes: &[u8]) -> fmt::Result {
        self.key(name)?;
        self.out.write_char('"')?;
        for byte in bytes {
            write!(self.out, "{byte:02x}")?;
        }
        self.out.write_char('"')
    }

    /// The words whose flag is set.
    fn list<const N: usize>(&mut self, name: &str, words: [(bool, &str); N]) -> fmt::Result {
        self.key(name)?;
        self.out.write_char('[')?;
        let set = words.into_iter().filter(|(flag, _)| *flag);
        for (index, (_, word)) in set.enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(self.out, "{comma}\"{word}\"")?;
        }
        self.out.write_char(']')
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
