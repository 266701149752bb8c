#![no_main]
//! Timestamp requests, responses to a fixed request, and tokens of a fixed authority (SPEC §12).

use libfuzzer_sys::fuzz_target;
use sealbid::ca::{Certificate, Revocation, TrustAnchors};
use sealbid::suite::hash;
use sealbid::timestamp::{Authorities, NamedAuthority, TimestampRequest, TokenInfo, read_response};
use std::sync::LazyLock;

const ROOT: &[u8] = include_bytes!("../fixtures/timestamp-root.der");
const CONTENT: &[u8] = b"sealbid fuzzing\n";

static AUTHORITIES: LazyLock<Authorities> = LazyLock::new(|| {
    let root = Certificate::from_der(ROOT).expect("the fixture");
    let anchors = TrustAnchors::new(vec![root]).expect("one");
    Authorities::new(vec![NamedAuthority { name: "Time".into(), anchors }])
});

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = TimestampRequest::parse(data) {
        assert_eq!(request.to_der().expect("what was read"), data);
    }
    let request = TimestampRequest::new(hash(&[CONTENT]), Some([7; 8])).expect("the request");
    if let Ok(token) = read_response(data, &request) {
        assert!(data.ends_with(&token));
        let info = TokenInfo::claimed(&token).expect("it was read");
        assert!(info.imprint == request.imprint() && info.nonce.as_deref() == request.nonce());
    }
    let claimed = TokenInfo::claimed(data);
    if let Ok(info) = &claimed {
        assert!(info.time.floor() <= info.time.ceil());
        assert_eq!(info.time.floor() < info.time.ceil(), info.time.has_fraction());
    }
    if let Ok(found) = AUTHORITIES.verify(data, &hash(&[CONTENT]), &Revocation::unchecked()) {
        assert_eq!(Ok(&found.info), claimed.as_ref());
        assert_eq!(found.chain.certificates.first(), Some(&found.certificate));
        assert!(found.certificate.check_timestamping().is_ok());
    }
});
