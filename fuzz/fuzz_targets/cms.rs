#![no_main]
//! A detached CMS signature over fixed content (SPEC §6.3).

use libfuzzer_sys::fuzz_target;
use sealbid::ErrorKind;
use sealbid::ca::{verify_detached, verify_signature};

const CONTENT: &[u8] = b"sealbid fuzzing\n";

fuzz_target!(|data: &[u8]| {
    let Ok(signature) = verify_detached(CONTENT, data) else { return };
    assert!(!signature.others.contains(&signature.certificate));
    // The key is usable for the scheme; a wrong signature under it is just wrong.
    let wrong = verify_signature(signature.certificate.spki_der(), signature.scheme, CONTENT, &[0; 64]);
    assert_eq!(wrong.map_err(|e| e.kind()), Err(ErrorKind::CmsBadSignature));
    // It belongs to this content and to no other.
    let other = verify_detached(b"other content", data);
    assert_eq!(other.map_err(|e| e.kind()), Err(ErrorKind::CmsDigestMismatch));
    let longer = [data, b"\0"].concat();
    assert_eq!(verify_detached(CONTENT, &longer).map_err(|e| e.kind()), Err(ErrorKind::BadCms));
});
