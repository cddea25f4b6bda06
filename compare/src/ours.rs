//! The fields of `vigie-modes`, as `vigie decode` prints them.

use serde_json::Value;
use vigie_modes::bits::Mb;
use vigie_modes::commb::{Bds, Register};
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

/// The JSON object of a Comm-B reply taken for this register; `None` if its bits contradict that.
pub fn register_fields(frame: Frame, mb: Mb, bds: Bds) -> Option<Value> {
    let register = Register::parse(bds, mb)?.ok()?;
    let message = Message::parse(frame);
    let context = Context {
        register: Some((&register, 1.0)),
        ..Context::default()
    };
    let mut text = String::new();
    write_line(&mut text, frame, &message, &context).expect("a string takes all");
    Some(serde_json::from_str(&text).expect("what is printed is JSON"))
}
