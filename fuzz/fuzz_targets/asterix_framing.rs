//! Any bytes as a file of recorded ASTERIX, in every wrapping: each ends, and gives only bytes of the file.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vigie_asterix::catalogue;
use vigie_asterix::framing::{Datagrams, Format, detect};

fuzz_target!(|bytes: &[u8]| {
    let detected = detect(catalogue(), bytes);
    for format in [Format::Raw, Format::Pcap, Format::Final]
        .into_iter()
        .chain(detected)
    {
        let mut datagrams = Datagrams::new(catalogue(), format, bytes);
        let (mut payload, mut steps) = (0, 0);
        for datagram in &mut datagrams {
            payload += datagram.map_or(0, |datagram| datagram.payload.len());
            steps += 1;
            assert!(steps <= bytes.len() + 1, "{format:?} does not end");
        }
        assert!(
            payload <= bytes.len(),
            "{format:?} gives more than there is"
        );
    }
});
