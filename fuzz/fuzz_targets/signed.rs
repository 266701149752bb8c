#![no_main]
//! Signed files, and what they and others carry between bidders, platform, custodians and tenderer (SPEC §13.5, §13.8,
//! §14.3 to §14.5, §15.1). Content is read both within a signed file and by itself.

use libfuzzer_sys::fuzz_target;
use sealbid::ErrorKind;
use sealbid::record::*;
use sealbid::wire::write_json;

/// What is read can be written, and is then read as the same.
macro_rules! again {
    ($data:expr, $($kind:ident),*) => {$(
        if let Ok(found) = $kind::parse($data) {
            let written = write_json(&found).expect("what was read can be written");
            assert_eq!($kind::parse(&written), Ok(found));
        }
    )*};
}

fn contents(data: &[u8]) {
    again!(data, Receipt, Refusal, Replacement, Withdrawal, CosignRequest, ReleaseRequest, ReleaseRefusal);
    again!(data, Postponement, Admission, Adjudication, QuorumLost);
}

fuzz_target!(|data: &[u8]| {
    contents(data);
    let Ok(signed) = Signed::parse(data) else { return };
    let written = signed.to_bytes().expect("a signed file can be written");
    assert_eq!(Signed::parse(&written).as_ref(), Ok(&signed));
    contents(signed.content());
    if let Ok(announcement) = Announcement::verify(&signed) {
        assert_eq!(signed.verify_key(&announcement.bid_key), Ok(()));
        assert_eq!(
            signed.verify_certificate().map_err(|e| e.kind()).map(|_| ()),
            Err(ErrorKind::WrongSigner)
        );
    }
    if signed.cms().is_some() {
        let _ = signed.verify_certificate().map(|signature| signature.certificate.names());
    }
});
