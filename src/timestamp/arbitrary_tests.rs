//! Bytes that nobody meant, and damaged ones.

use super::{token_tests::*, *};
use crate::ca::{KeyType, Revocation, testing::ca};
use proptest::prelude::*;
use std::sync::LazyLock;

struct Good {
    authorities: Authorities,
    request: TimestampRequest,
    response: Vec<u8>,
    token: Vec<u8>,
}

static GOOD: LazyLock<Good> = LazyLock::new(|| {
    let root = ca();
    let request = TimestampRequest::random(imprint()).unwrap();
    let response = authority_of(&root, KeyType::P256).answer(&request.to_der().unwrap(), at());
    let token = read_response(&response, &request).unwrap();
    Good { authorities: trusting(&root), request, response, token }
});

fn damaged(good: &[u8], changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    changes.iter().for_each(|(at, byte)| bytes[at.index(good.len())] = *byte);
    bytes
}

proptest! {
    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(TimestampRequest::parse(&bytes).is_err());
        prop_assert!(read_response(&bytes, &GOOD.request).is_err());
        prop_assert!(TokenInfo::claimed(&bytes).is_err());
        prop_assert!(GOOD.authorities.verify(&bytes, &imprint(), &Revocation::unchecked()).is_err());
    }

    #[test]
    fn what_is_damaged_does_not_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let token = damaged(&GOOD.token, &changes);
        if GOOD.authorities.verify(&token, &imprint(), &Revocation::unchecked()).is_ok() {
            prop_assert_eq!(&token, &GOOD.token);
        }
        if let Ok(info) = TokenInfo::claimed(&token) { prop_assert!(info.time.floor() <= info.time.ceil()); }
        if let Ok(token) = read_response(&damaged(&GOOD.response, &changes), &GOOD.request) {
            prop_assert!(TokenInfo::claimed(&token).is_ok());
        }
        let request = damaged(&GOOD.request.to_der().unwrap(), &changes);
        if let Ok(read) = TimestampRequest::parse(&request) { prop_assert_eq!(read.to_der(), Ok(request)); }
    }
}
