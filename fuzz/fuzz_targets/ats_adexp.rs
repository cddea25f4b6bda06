//! Any bytes as ADEXP: the document and its message are written and read again the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_ats::adexp::{document_of, parse};

fuzz_target!(|bytes: &[u8]| {
    let parsed = parse(bytes);
    for fault in parsed.faults.list() {
        assert!(fault.at + fault.len <= bytes.len(), "{fault}");
    }
    let text = parsed.document.to_string();
    assert_eq!(parse(text.as_bytes()).document, parsed.document, "{text}");
    let Some(message) = parsed.message else {
        return;
    };
    let document = document_of(&message);
    let again = parse(document.to_string().as_bytes());
    assert_eq!(again.document, document);
    assert_eq!(again.message.as_ref(), Some(&message), "{document}");
});
