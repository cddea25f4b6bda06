//! Vigie's Mode S decoder beside two peers: the same bytes, field by field.
//!
//! | module | what |
//! |---|---|
//! | [`recording`] | the recordings beside the repository |
//! | [`fields`] | one message as named fields; where two decoders differ, and which kind of difference it is |
//! | [`ours`] | the fields of `vigie-modes`, as `vigie decode` prints them |
//! | [`peer_rs1090`], [`peer_deku`] | the same fields as the peers give them |
//! | [`peer_registers`] | the same for Comm-B registers, rs1090 |
//! | [`traffic`] | traffic made here, for the benchmark |
//!
//! Nothing here is part of Vigie: the peers bring a large tree of dependencies, so this is a workspace of its own.

pub mod fields;
pub mod ours;
pub mod peer_deku;
pub mod peer_registers;
pub mod peer_rs1090;
pub mod recording;
pub mod traffic;
