//! Mode S and ADS-B: bytes to messages and back.
//!
//! Every message has two faces. The *view* ([`Frame`], [`bits::Word`]) reads
//! bits in place and cannot fail once made. The *value* ([`Message`],
//! [`adsb::AirbornePosition`], ...) is the small set of meaningful contents,
//! in the wire's own integer counts, with `parse` and `emit`. The two are
//! exact inverses: a frame whose parity holds parses to a value that emits
//! that very frame, reserved bits included, and `parse(emit(v)) == v`.
//!
//! | module      | what                                                      |
//! |-------------|-----------------------------------------------------------|
//! | [`frame`]   | 7 or 14 bytes whose length agrees with the format         |
//! | [`crc`]     | the 24-bit parity of Mode S                               |
//! | [`message`] | downlink formats 0, 4, 5, 11, 16 to 21, 24                |
//! | [`adsb`]    | the ME field of an extended squitter, by type code        |
//! | [`acas_ra`] | resolution advisories, the same bits in three messages     |
//! | [`commb`]   | Comm-B registers, one file each                            |
//! | [`altitude`], [`identity`] | altitude codes; squawks and callsigns      |
//! | [`cpr`]     | compact position reporting: pure arithmetic               |
//! | [`framing`] | Beast, AVR, CSV and SBS: bytes of a feed to frames or fields and back |
//! | [`json`]    | one JSON object for one message                           |
//!
//! This crate says what the bits say. Whether that is plausible, and every
//! state between two messages (position pairing, address confirmation, error
//! correction), is the business of `vigie-sense`. Nothing here allocates,
//! but the JSON text its caller's buffer holds.
//!
//! ```
//! use vigie_modes::{Frame, Message};
//!
//! let frame = Frame::from_hex("8d406b9058b975870b738754f480")?;
//! let Ok(Message::ExtendedSquitter(squitter)) = Message::parse(frame) else {
//!     unreachable!("the parity holds and the format is 17");
//! };
//! assert_eq!(squitter.address().value(), 0x40_6b90);
//! assert_eq!(Message::ExtendedSquitter(squitter).emit(), frame);
//! # Ok::<(), vigie_modes::Error>(())
//! ```

pub mod acas_ra;
pub mod address;
pub mod adsb;
pub mod altitude;
pub mod bits;
pub mod commb;
pub mod cpr;
pub mod crc;
mod error;
pub mod frame;
pub mod framing;
mod hex;
pub mod identity;
pub mod json;
pub mod message;
mod pulses;

pub use address::{Address, AddressKind};
pub use error::{Error, ParityError};
pub use frame::Frame;
pub use message::Message;
