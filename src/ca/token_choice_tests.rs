//! Choosing a certificate, without a token.

use super::{
    issue::tests::{ca, exactly, identity},
    token_choice::{candidates, only},
    token_objects::{KeyPresence, TokenCertificate},
    *,
};
use crate::{
    error::{ErrorKind, Result},
    wire::Time,
};

const VALID: &str = "2026-01-01T00:00:00Z";
const LATE: &str = "2028-01-01T00:00:01Z";

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn entry(label: &str, key: KeyPresence) -> TokenCertificate {
    let certificate = identity(KeyType::P256).1;
    TokenCertificate { certificate, id: vec![label.len() as u8], label: label.to_owned(), key }
}

fn choose(found: &[TokenCertificate], wanted: Option<&str>, at: &str) -> Result<TokenCertificate> {
    only(&candidates(found, wanted, time(at))?)
}

fn kind(found: &[TokenCertificate], wanted: Option<&str>, at: &str) -> ErrorKind {
    choose(found, wanted, at).unwrap_err().kind()
}

#[test]
fn the_only_one_that_can_sign_is_taken() {
    let good = entry("good", KeyPresence::Present);
    let without_key = entry("without", KeyPresence::Absent);
    let authority =
        TokenCertificate { certificate: ca().certificate().clone(), ..entry("ca", KeyPresence::Present) };
    let found = [authority.clone(), without_key.clone(), good.clone()];
    assert_eq!(choose(&found, None, VALID), Ok(good));
    assert_eq!(kind(&found, None, LATE), ErrorKind::CertificateExpired);
    assert_eq!(kind(&found, None, "2024-12-31T23:59:59Z"), ErrorKind::CertificateNotYetValid);
    assert_eq!(kind(&[authority.clone(), without_key], None, VALID), ErrorKind::NoTokenKey);
    assert_eq!(kind(std::slice::from_ref(&authority), None, VALID), ErrorKind::NoTokenKey);
    assert_eq!(kind(&[authority], Some("ca"), VALID), ErrorKind::KeyUsage);
    assert_eq!(kind(&[], None, VALID), ErrorKind::NoTokenKey);
}

#[test]
fn of_two_one_must_be_named() {
    let found = [entry("one", KeyPresence::Present), entry("second", KeyPresence::Present)];
    let error = choose(&found, None, VALID).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenChoice);
    for entry in &found {
        let fingerprint = entry.certificate.fingerprint().to_string();
        for told in [&fingerprint[..16], &entry.certificate.serial_hex(), "2028-01-01", "某某建设有限公司"]
        {
            assert!(error.detail().contains(told), "{told}: {error}");
        }
        let colons: Vec<&str> =
            (0..8).map(|n| fingerprint.get(2 * n..2 * n + 2).unwrap_or_default()).collect();
        for name in [
            fingerprint[..8].to_owned(),
            fingerprint.to_uppercase(),
            colons.join(":"),
            entry.certificate.serial_hex(),
            format!("00{}", entry.certificate.serial_hex().to_uppercase()),
            hex::encode(&entry.id),
            entry.label.clone(),
        ] {
            assert_eq!(choose(&found, Some(&name), VALID).as_ref(), Ok(entry), "{name}");
        }
    }
    assert_eq!(kind(&found, Some("某某建设"), VALID), ErrorKind::TokenChoice);
    // Too short a beginning of a fingerprint is none, and nobody is called so.
    let short = &found[0].certificate.fingerprint().to_string()[..7];
    for name in [short, "third", "0", "", ":"] {
        let refused = kind(&found, Some(name), VALID);
        assert!([ErrorKind::NoTokenKey, ErrorKind::TokenChoice].contains(&refused), "{name}: {refused:?}");
    }
    assert_eq!(kind(&found, Some("third"), VALID), ErrorKind::NoTokenKey);
}

#[test]
fn a_named_one_that_cannot_sign_says_why() {
    let found = [entry("one", KeyPresence::Absent), entry("second", KeyPresence::Unknown)];
    assert_eq!(kind(&found, Some("one"), VALID), ErrorKind::NoTokenKey);
    assert_eq!(choose(&found, Some("second"), VALID).as_ref(), Ok(&found[1]));
    let late = choose(&found, Some("second"), LATE).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::CertificateExpired);
    assert!(late.detail().contains("2028-01-01T00:00:00Z") && late.place().contains("某某建设"), "{late}");
}

/// Both ends of the validity belong to it, as in a chain (SPEC §6.4).
#[test]
fn the_last_second_counts() {
    let found = [entry("one", KeyPresence::Present)];
    assert!(choose(&found, None, "2028-01-01T00:00:00Z").is_ok());
    assert!(choose(&found, None, "2025-01-01T00:00:00Z").is_ok());
}

#[test]
fn a_certificate_for_encryption_is_not_taken() {
    // Without a subject there is nothing that a text could be a part of; keyUsage keyEncipherment only.
    let encipherment = vec![0x30, 0x0e, 0x06, 3, 0x55, 0x1d, 15, 1, 1, 0xff, 4, 4, 3, 2, 5, 0x20];
    let other = exactly(&ca(), "for encryption", &[7], |[own, issuer]| vec![own, issuer, encipherment]);
    let encryption =
        TokenCertificate { certificate: other.certificate().clone(), ..entry("e", KeyPresence::Present) };
    let good = entry("good", KeyPresence::Present);
    assert_eq!(choose(&[encryption.clone(), good.clone()], None, VALID), Ok(good));
    assert_eq!(kind(&[encryption], Some("for encryption"), VALID), ErrorKind::KeyUsage);
}

#[test]
fn a_key_that_tokens_are_not_asked_for_is_refused() {
    let certificate = identity(KeyType::Ed25519).1;
    let found = [TokenCertificate { certificate, ..entry("ed", KeyPresence::Present) }];
    assert_eq!(kind(&found, None, VALID), ErrorKind::WeakKey);
}
