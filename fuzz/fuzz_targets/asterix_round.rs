//! Whatever records can be read are written again to the very bytes they came from.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_asterix::{Record, catalogue, verify};
use vigie_fuzz::{block, category};

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(verify(catalogue(), bytes).differing, 0);
    let Some((&number, body)) = bytes.split_first() else {
        return;
    };
    let category = category(number);
    assert_eq!(verify(catalogue(), &block(category, body)).differing, 0);
    // from its values alone, a record comes back as the same values
    let spec = catalogue().get(category).expect("a category with tables");
    if let Ok((mut record, _, _)) = Record::read(spec, body, 0) {
        record.forget_original();
        let mut out = Vec::new();
        if spec.write_record(&record, &mut out).is_ok() {
            let (mut again, _, len) =
                Record::read(spec, &out, 0).expect("what was written can be read");
            again.forget_original();
            assert_eq!(len, out.len());
            assert_eq!(again, record);
        }
    }
});
