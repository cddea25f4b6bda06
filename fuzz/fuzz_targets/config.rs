//! Any text as a configuration, and after a NUL any text as the files it names: a setup, or an error in words.
#![no_main]
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use vigie::config;
use vigie_fuzz::T0;

fuzz_target!(|input: &[u8]| {
    let mut parts = input
        .splitn(2, |&byte| byte == 0)
        .map(String::from_utf8_lossy);
    let text = parts.next().unwrap_or_default();
    let named = parts.next().unwrap_or_default();
    let attached = |_: &str| Ok(named.clone().into_owned());
    if let Err(error) = config::parse(&text, Path::new("fuzz.toml"), &attached, Path::new(""), T0) {
        assert!(!error.to_string().is_empty());
    }
});
