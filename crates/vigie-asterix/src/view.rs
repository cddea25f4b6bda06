//! Typed, allocation-free views on the same tables: one line of binding a field.
//!
//! A view names fields by path and says where their value goes; how they lie
//! on the wire is the tables' business alone. Items without a bound field are
//! passed over by their length. The bits of interrogation friend-or-foe
//! replies are in the generic record as they stand; no view has them.

use crate::error::Fault;
use crate::read::Visitor;
use crate::tables::{FieldId, Spec};
use crate::text;

pub(crate) type Setter<T> = fn(&mut T, u64);

/// Reads records of one category and edition as `T`.
#[derive(Debug)]
pub struct View<'s, T> {
    spec: &'s Spec,
    setters: Vec<Option<Setter<T>>>,
    wanted: Vec<bool>,
    unbound: Vec<&'static str>,
}

impl<'s, T: Default> View<'s, T> {
    /// Binds `bindings` to the tables; paths that an edition lacks are left out.
    pub(crate) fn bind(spec: &'s Spec, bindings: &[(&'static str, Setter<T>)]) -> View<'s, T> {
        let fields = spec.nodes.len();
        let mut view = View {
            spec,
            setters: vec![None; fields],
            wanted: vec![false; fields],
            unbound: Vec::new(),
        };
        for &(path, setter) in bindings {
            match spec.leaf(path) {
                Some(id) => {
                    view.setters[id.index()] = Some(setter);
                    view.wanted[spec.item(id).index()] = true;
                }
                None => view.unbound.push(path),
            }
        }
        view
    }

    /// The tables the view reads by.
    #[must_use]
    pub fn spec(&self) -> &'s Spec {
        self.spec
    }

    /// Fields of the view that this edition does not have.
    #[must_use]
    pub fn unbound(&self) -> &[&'static str] {
        &self.unbound
    }

    /// Reads the record at the start of `bytes`, whose first byte has offset
    /// `base`; returns it and its length.
    ///
    /// # Errors
    /// As [`Spec::read_record`].
    pub fn read(&self, bytes: &[u8], base: usize) -> Result<(T, usize), Fault> {
        let mut fill = Fill {
            view: self,
            value: T::default(),
        };
        let len = self.spec.read_record(bytes, base, &mut fill)?;
        Ok((fill.value, len))
    }

    /// Calls `each` with every record of a block's body, whose first byte has
    /// offset `base`.
    ///
    /// # Errors
    /// The fault that costs the rest of the block; what came before was good.
    pub fn each(&self, body: &[u8], base: usize, mut each: impl FnMut(T)) -> Result<(), Fault> {
        let mut pos = 0;
        while pos < body.len() {
            let (value, len) = self.read(&body[pos..], base + pos)?;
            each(value);
            pos += len;
        }
        Ok(())
    }
}

struct Fill<'v, 's, T> {
    view: &'v View<'s, T>,
    value: T,
}

impl<T> Visitor for Fill<'_, '_, T> {
    #[inline]
    fn wants(&mut self, item: FieldId) -> bool {
        self.view.wanted[item.index()]
    }

    #[inline]
    fn value(&mut self, field: FieldId, raw: u64) {
        if let Some(setter) = self.view.setters[field.index()] {
            setter(&mut self.value, raw);
        }
    }
}

/// A Mode 3/A, 2 or 1 code with what the sensor says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the wire"
)]
pub struct Code {
    /// Twelve bits; 0o7700 is the code written 7700.
    pub code: u16,
    /// V = 1.
    pub is_unvalidated: bool,
    /// G = 1.
    pub is_garbled: bool,
    /// L = 1: from the track, not from a reply of this scan.
    pub is_from_track: bool,
    /// CH = 1: the code has changed (category 062 only).
    pub has_changed: bool,
}

/// A flight level with what the sensor says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlightLevel {
    /// Quarters of a flight level (25 ft), pressure altitude.
    pub quarters: i16,
    /// V = 1.
    pub is_unvalidated: bool,
    /// G = 1.
    pub is_garbled: bool,
}

/// A latitude and longitude in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LatLon {
    /// Counts north; the unit is the holder's.
    pub lat: i32,
    /// Counts east.
    pub lon: i32,
}

/// Two components in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pair<T> {
    /// First component (x, east).
    pub x: T,
    /// Second component (y, north).
    pub y: T,
}

/// Low bits of a raw value, as the tables sized the field.
pub(crate) fn low8(raw: u64) -> u8 {
    (raw & 0xff) as u8
}

pub(crate) fn low16(raw: u64) -> u16 {
    (raw & 0xffff) as u16
}

pub(crate) fn low32(raw: u64) -> u32 {
    (raw & 0xffff_ffff) as u32
}

pub(crate) fn i8_of(raw: u64) -> i8 {
    low8(raw).cast_signed()
}

pub(crate) fn i16_of(raw: u64) -> i16 {
    low16(raw).cast_signed()
}

pub(crate) fn i32_of(raw: u64) -> i32 {
    low32(raw).cast_signed()
}

/// Eight 6-bit characters as ASCII, blanks kept.
pub(crate) fn callsign(raw: u64) -> [u8; 8] {
    let mut chars = [b' '; 8];
    for (place, code) in chars.iter_mut().zip(text::chars(raw, 48, 6)) {
        *place = u8::try_from(text::icao_char(code)).unwrap_or(b'?');
    }
    chars
}

#[cfg(test)]
mod tests;
