#![no_main]
//! The head of a sealed bid (SPEC §5.1). A header that was read has possible sizes, and reads back the same.

use libfuzzer_sys::fuzz_target;
use sealbid::ErrorKind;
use sealbid::bid::{Header, padded_size};
use sealbid::wire::write_json;

fuzz_target!(|data: &[u8]| {
    let Ok(header) = Header::parse(data) else { return };
    for row in &header.parts {
        assert_eq!(padded_size(row.size), Some(row.size), "a size that no contents have");
    }
    let longer = [data, b"x"].concat();
    assert_eq!(Header::parse(&longer).map_err(|e| e.kind()), Err(ErrorKind::TrailingBytes));

    let json = write_json(&header).expect("a header can be written");
    if json.len() <= 1 << 20 {
        let head = [&data[..12], &(json.len() as u32).to_be_bytes(), &json].concat();
        assert_eq!(Header::parse(&head), Ok(header));
    }
});
