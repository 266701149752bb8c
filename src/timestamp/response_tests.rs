//! Responses, and what our own authority answers.

use super::{token_tests::*, *};
use crate::{
    ca::{KeyType, Revocation, context, testing::*, wrap},
    error::ErrorKind::{self, *},
    suite::hash,
};
use der::{
    Encode, Tag,
    asn1::{BitStringRef, ObjectIdentifier, Utf8StringRef},
};

fn request() -> TimestampRequest {
    TimestampRequest::new(imprint(), Some([7; 8])).unwrap()
}

fn read(der: &[u8]) -> Result<Vec<u8>, (ErrorKind, String)> {
    read_response(der, &request()).map_err(|error| (error.kind(), error.detail().to_owned()))
}

fn sequence(fields: &[Vec<u8>]) -> Vec<u8> {
    wrap(Tag::Sequence, fields).unwrap()
}

/// A status with these words and this bit of `failInfo`, and what follows it.
fn response(status: u8, texts: &[&str], bits: Option<&[u8]>, token: Option<&[u8]>) -> Vec<u8> {
    let mut fields = vec![status.to_der().unwrap()];
    if !texts.is_empty() {
        let texts = texts.iter().map(|text| Utf8StringRef::new(text).unwrap().to_der().unwrap());
        fields.push(sequence(&texts.collect::<Vec<_>>()));
    }
    fields.extend(bits.map(|bits| BitStringRef::from_bytes(bits).unwrap().to_der().unwrap()));
    let mut whole = vec![sequence(&fields)];
    whole.extend(token.map(<[u8]>::to_vec));
    sequence(&whole)
}

fn token() -> Vec<u8> {
    let answer = authority_of(&ca(), KeyType::P256).answer(&request().to_der().unwrap(), at());
    read(&answer).unwrap()
}

#[test]
fn what_is_granted_gives_the_token() {
    let token = token();
    for status in [0, 1] {
        assert_eq!(read(&response(status, &[], None, Some(&token))), Ok(token.clone()));
    }
    assert_eq!(read(&response(0, &["granted"], None, Some(&token))), Ok(token));
}

#[test]
fn what_is_refused_says_why_whatever_comes_along() {
    let token = token();
    for (status, word) in [(2, "rejection"), (3, "waiting"), (4, "about to be revoked"), (5, "was revoked")] {
        for token in [None, Some(&token[..])] {
            let (kind, detail) = read(&response(status, &[], None, token)).unwrap_err();
            assert_eq!(kind, TimestampRefused);
            assert!(detail.contains(word), "{detail}");
        }
    }
    assert_eq!(
        read(&response(6, &[], None, None)),
        Err((TimestampRefused, "a status that is not known".into()))
    );
    let both = response(2, &["über\u{1b}[2J", "zwei"], Some(&[0x80, 0, 0, 0x40]), None);
    let (_, detail) = read(&both).unwrap_err();
    let words = "rejection; badAlg, the hash algorithm is not accepted; systemFailure, the authority cannot work \
                 now; it says: über [2J zwei";
    assert_eq!(detail, words);
    let (_, detail) = read(&response(2, &["长".repeat(300).as_str()], None, None)).unwrap_err();
    assert_eq!(detail.chars().filter(|c| *c == '长').count(), 256);
}

#[test]
fn what_is_no_response_is_refused() {
    let token = token();
    let kind = |der: &[u8]| read(der).unwrap_err().0;
    assert_eq!(read(&response(0, &[], None, None)).unwrap_err().1, "granted, but without a token");
    assert_eq!(kind(&response(0, &[], None, None)), BadTimestampResponse);
    assert_eq!(kind(b"<html>"), BadTimestampResponse);
    assert_eq!(kind(&token), BadTimestampResponse);
    let good = response(0, &[], None, Some(&token));
    assert_eq!(kind(&[&good[..], &[0]].concat()), BadTimestampResponse);
    let status = sequence(&[0u8.to_der().unwrap()]);
    assert_eq!(kind(&sequence(&[status.clone(), token.clone(), vec![5, 0]])), BadTimestampResponse);
    assert_eq!(kind(&sequence(&[status, vec![4, 0]])), BadTimestampResponse, "an octet string for a token");
    for no_text in [vec![5, 0], sequence(&[vec![5, 0]])] {
        let status = sequence(&[2u8.to_der().unwrap(), no_text]);
        assert_eq!(kind(&sequence(&[status])), BadTimestampResponse);
    }
    assert_eq!(kind(&response(0, &[], None, Some(&sequence(&[])))), BadTimestamp);
    assert_eq!(kind(&vec![0x30; MAX_RESPONSE + 1]), TooLarge);
    for length in 0..good.len() {
        assert!(read(&good[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn the_token_is_for_this_request() {
    let authority = authority_of(&ca(), KeyType::P256);
    let answer = |nonce: Option<[u8; 8]>, content: &[u8]| {
        let asked = TimestampRequest::new(hash(&[content]), nonce).unwrap();
        authority.answer(&asked.to_der().unwrap(), at())
    };
    let kind = |answer: Vec<u8>| read(&answer).map(|_| ()).map_err(|(kind, _)| kind);
    assert_eq!(kind(answer(Some([7; 8]), b"content")), Ok(()));
    assert_eq!(kind(answer(Some([7; 8]), b"other")), Err(TimestampImprint));
    assert_eq!(kind(answer(Some([8; 8]), b"content")), Err(TimestampNonce));
    assert_eq!(kind(answer(None, b"content")), Err(TimestampNonce));
    // Who asked without a nonce does not care.
    let plain = TimestampRequest::new(imprint(), None).unwrap();
    assert!(read_response(&answer(Some([7; 8]), b"content"), &plain).is_ok());
}

/// What the authority says to these bytes, and what it says to its own people.
fn asked(request: &[u8]) -> (String, ErrorKind) {
    let (response, outcome) = authority_of(&ca(), KeyType::P256).respond(request, at());
    let (kind, said) = read(&response).unwrap_err();
    assert_eq!(kind, TimestampRefused);
    (said, outcome.unwrap_err().kind())
}

#[test]
fn bad_requests_are_rejected_with_the_reason() {
    let der = request().to_der().unwrap();
    let fields =
        |request: &[u8], at: usize, new: &[u8]| [&request[..at], new, &request[at + new.len()..]].concat();
    for (bad, word, kind) in [
        (b"GET /".to_vec(), "badDataFormat", BadTimestampRequest),
        (vec![], "badDataFormat", BadTimestampRequest),
        (vec![0x30; MAX_REQUEST + 1], "badDataFormat", TooLarge),
        // The version becomes 2.
        (fields(&der, 2, &[2, 1, 2]), "badRequest", BadTimestampRequest),
        // SHA-256 becomes SHA-512/256, whose hashes are as long.
        (fields(&der, 19, &[6]), "badAlg", TimestampRequestRefused),
    ] {
        let (said, found) = asked(&bad);
        assert!(said.starts_with("rejection; ") && said.contains(word), "{said}");
        assert_eq!(found, kind, "{said}");
    }
    let plus = |extra: Vec<u8>| {
        let first = [1u8.to_der().unwrap(), der[5..56].to_vec(), extra].concat();
        asked(&sequence(&[first]))
    };
    let policy = |text: &str| ObjectIdentifier::new(text).unwrap().to_der().unwrap();
    let (said, kind) = plus(policy("1.2.3.4.2"));
    assert!(said.contains("unacceptedPolicy"), "{said}");
    assert_eq!(kind, TimestampRequestRefused);
    let extensions = wrap(context(0), &[extension("1.2.3", true, &[5, 0]).unwrap()]).unwrap();
    let (said, kind) = plus(extensions);
    assert!(said.contains("unacceptedExtension"), "{said}");
    assert_eq!(kind, TimestampRequestRefused);
}

#[test]
fn its_own_policy_is_granted_and_its_certificate_is_sent_when_asked_for() {
    let root = ca();
    let authority = authority_of(&root, KeyType::P256);
    let own = ObjectIdentifier::new(POLICY).unwrap().to_der().unwrap();
    let der = request().to_der().unwrap();
    let ask = |extra: &[Vec<u8>]| {
        let first = [&[2, 1, 1], &der[5..56], &extra.concat()].concat();
        let asked = sequence(&[first]);
        let request = TimestampRequest::parse(&asked).unwrap();
        let token = read_response(&authority.answer(&asked, at()), &request).unwrap();
        trusting(&root)
            .verify(&token, &imprint(), &Revocation::unchecked())
            .map(|found| found.info.policy)
            .map_err(|error| error.kind())
    };
    let certificate = true.to_der().unwrap();
    assert_eq!(ask(&[own.clone(), certificate.clone()]), Ok(POLICY.into()));
    assert_eq!(ask(&[certificate]), Ok(POLICY.into()));
    assert_eq!(ask(&[own]), Err(CmsSignerCertificate));
}

#[test]
fn what_fails_within_is_told_within() {
    let authority = authority_of(&ca(), KeyType::P256);
    for (at, expected) in
        [("2024-12-31T23:59:59Z", CertificateNotYetValid), ("2028-01-01T00:00:00Z", CertificateExpired)]
    {
        let (response, outcome) = authority.respond(&request().to_der().unwrap(), time(at));
        assert_eq!(outcome.unwrap_err().kind(), expected);
        let said = read(&response).unwrap_err().1;
        assert_eq!(said, "rejection; systemFailure, the authority cannot work now");
        assert_eq!(authority.stamp(imprint(), time(at)).unwrap_err().kind(), expected);
    }
    let (_, outcome) = authority.respond(&request().to_der().unwrap(), at());
    assert_eq!(outcome.unwrap().time, TokenTime::at(at()));
}
