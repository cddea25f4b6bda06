//! The fields of `vigie-modes`, as `vigie decode` prints them.

use serde_json::Value;
use vigie_modes::json::{Context, write_line};
use vigie_modes::{Frame, Message};

/// The JSON object of one message; `None` if its parity does not hold.
pub fn fields(frame: Frame) -> Option<Value> {
    let message = Message::parse(frame);
    message.ok()?;
    let mut text = String::new();
    write_line(&mut text, frame, &message, &Context::default()).expect("a string takes all");
    Some(serde_json::from_str(&text).expect("what is printed is JSON"))
}
