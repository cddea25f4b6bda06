//! Reports as text: plain tables for a terminal, and a page of HTML that needs nothing else.
//!
//! Only builds text; whoever asked for it puts it somewhere.

pub mod text;
