//! Tokens as a whole.

use super::*;
use crate::{
    ca::{FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, TrustAnchors, testing::*},
    suite::{Digest, hash},
    wire::Time,
};

pub(super) const POLICY: &str = "1.2.3.4.1";

pub(super) fn imprint() -> Digest {
    hash(&[b"content"])
}

pub(super) fn at() -> Time {
    time("2026-06-20T01:00:00Z")
}

pub(super) fn authority_of(ca: &RehearsalCa, key: KeyType) -> Authority {
    let subject = Subject { common_name: Some("TSA".into()), ..Subject::default() };
    let (from, until) = (time("2025-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z"));
    let (pem, certificate) = ca.issue_timestamping(&subject, key, from, until).unwrap();
    let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
    Authority::new(Signer::new(Box::new(key), certificate, vec![]).unwrap(), POLICY).unwrap()
}

pub(super) fn trusting(ca: &RehearsalCa) -> Authorities {
    let anchors = TrustAnchors::new(vec![ca.certificate().clone()]).unwrap();
    Authorities::new(vec![NamedAuthority { name: "Time".into(), anchors }])
}

#[test]
fn a_request_is_answered_and_the_token_holds() {
    let root = ca();
    let authorities = trusting(&root);
    for key in [KeyType::P256, KeyType::P384, KeyType::Ed25519, KeyType::Rsa2048] {
        let authority = authority_of(&root, key);
        let request = TimestampRequest::random(imprint()).unwrap();
        let response = authority.answer(&request.to_der().unwrap(), at());
        let token = read_response(&response, &request).unwrap();
        let found = authorities.verify(&token, &imprint(), &Revocation::unchecked()).unwrap();
        assert_eq!(found.info.time, TokenTime::at(at()));
        assert_eq!((found.authority, found.name.as_str()), (0, "Time"));
    }
}
