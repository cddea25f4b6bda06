//! The fields of a line of SBS-1/BaseStation text.

use super::{Object, write_string};
use crate::framing::sbs::{Altitude, Kind, Record, Said};
use std::fmt::{self, Write};

pub(super) fn record<W: Write>(object: &mut Object<'_, W>, record: &Record) -> fmt::Result {
    let Record {
        kind,
        session: _,
        aircraft: _,
        address,
        flight: _,
        generated,
        logged,
        said,
    } = record;
    object.field("sbs", format_args!("\"{}\"", kind.name()))?;
    match kind {
        Kind::Message(transmission) => {
            object.field("transmission_type", transmission.number())?;
        }
        Kind::Status(Some(status)) => {
            object.field("status", format_args!("\"{}\"", status.name()))?;
        }
        _ => {}
    }
    if let Some(address) = address {
        object.field("icao", format_args!("\"{address}\""))?;
        let kind = address.kind().as_str();
        object.field("addr_type", format_args!("\"{kind}\""))?;
    }
    for (name, moment) in [("generated", generated), ("logged", logged)] {
        if let Some(moment) = moment {
            object.field(name, format_args!("\"{moment}\""))?;
        }
    }
    self::said(object, said)
}

fn said<W: Write>(object: &mut Object<'_, W>, said: &Said) -> fmt::Result {
    let Said {
        callsign,
        altitude,
        groundspeed_mkt: _,
        track_mdeg: _,
        lat_e7: _,
        lon_e7: _,
        vertical_rate_fpm,
        squawk,
        alert,
        emergency,
        spi,
        on_ground,
    } = said;
    if let Some(callsign) = callsign {
        object.key("callsign")?;
        write_string(object.out, callsign.as_str())?;
    }
    match altitude {
        Some(Altitude::Pressure(feet)) => object.field("altitude_ft", feet)?,
        Some(Altitude::Geometric(feet)) => object.field("gnss_height_ft", feet)?,
        None => {}
    }
    object.optional("groundspeed_kt", said.groundspeed_kt())?;
    object.optional("track_deg", said.track_deg())?;
    if let Some((lat_deg, lon_deg)) = said.place_deg() {
        object.field("lat", lat_deg)?;
        object.field("lon", lon_deg)?;
    }
    object.optional("vertical_rate_fpm", *vertical_rate_fpm)?;
    if let Some(squawk) = squawk {
        object.field("squawk", format_args!("\"{squawk}\""))?;
    }
    object.optional("alert", *alert)?;
    object.optional("emergency", *emergency)?;
    object.optional("spi", *spi)?;
    object.optional("on_ground", *on_ground)
}
