#![no_main]
//! The end of a sealed bid (SPEC §5.4, §5.5). A manifest that was read reads back the same.

use libfuzzer_sys::fuzz_target;
use sealbid::ErrorKind;
use sealbid::bid::Manifest;
use sealbid::wire::write_json;

fuzz_target!(|data: &[u8]| {
    let Ok(manifest) = Manifest::parse_trailer(data) else { return };
    let longer = [data, b"x"].concat();
    assert_eq!(Manifest::parse_trailer(&longer).map_err(|e| e.kind()), Err(ErrorKind::TrailingBytes));

    let json = write_json(&manifest).expect("a manifest can be written");
    if json.len() <= 64 << 10 {
        let trailer = [&(json.len() as u32).to_be_bytes(), &json[..], &[0; 64], &[0; 4]].concat();
        assert_eq!(Manifest::parse_trailer(&trailer), Ok(manifest));
    }
});
