//! The golden signatures of `tests/vectors/cms`: a root, a signature in each scheme and form, and what it must say.
//!
//! They are written by the ignored test at the end: `cargo test -p sealbid --features guomi --test cms_vectors --
//! --ignored`. Keys are fresh on every run, so every file changes; each is verified before it is written.

#![allow(clippy::unwrap_used, clippy::panic)]

use sealbid::ca::{
    Certificate, CmsForm, FileKey, KeyType, RehearsalCa, Revocation, Signer, Subject, TrustAnchors,
    sign_detached, verify_chain, verify_detached,
};
use sealbid::wire::{Base64, Time};
use sealbid::{ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Deserialize, Serialize)]
struct Case {
    about: String,
    content: Base64,
    cms: Base64,
    root: Base64,
    /// The names of `SignatureScheme` and `CmsForm`.
    scheme: String,
    form: String,
    signer: String,
    claimed_time: String,
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/cms")).join(format!("{name}.json"))
}

const NAMES: [&str; 7] =
    ["ecdsa-p256", "ecdsa-p384", "ed25519", "rsa-pkcs1", "rsa-pss", "sm2-rfc5652", "sm2-gmt0010"];

fn verify(case: &Case, content: &[u8]) -> Result<()> {
    let found = verify_detached(content, &case.cms.0)?;
    assert_eq!(format!("{:?}", found.scheme), case.scheme);
    assert_eq!(format!("{:?}", found.form), case.form);
    assert_eq!(found.certificate.names().display(), case.signer);
    let time = found.claimed_time.unwrap();
    assert_eq!(time, Time::parse(&case.claimed_time)?);
    let anchors = TrustAnchors::new(vec![Certificate::from_der(&case.root.0)?])?;
    let chain = verify_chain(&found.certificate, &found.others, &anchors, &Revocation::unchecked(), time)?;
    assert_eq!(chain.certificates.len(), 3);
    Ok(())
}

#[test]
fn golden_signatures_verify_and_hold_for_their_content_alone() {
    for name in NAMES {
        let case: Case = serde_json::from_slice(&std::fs::read(path(name)).unwrap()).unwrap();
        verify(&case, &case.content.0).unwrap_or_else(|error| panic!("{name}: {error}"));
        let other = verify(&case, b"other content").map_err(|error| error.kind());
        assert_eq!(other, Err(ErrorKind::CmsDigestMismatch), "{name}");
    }
}

#[test]
#[ignore = "writes tests/vectors/cms"]
fn golden() {
    let time = |text: &str| Time::parse(text).unwrap();
    let (from, until, at) =
        (time("2020-01-01T00:00:00Z"), time("2049-12-31T00:00:00Z"), time("2026-06-20T09:00:00+08:00"));
    let subject = Subject { organisation: Some("示例工程有限公司".into()), ..Subject::default() };
    let content = "清单 manifest\r\n\0".as_bytes();
    std::fs::create_dir_all(path("x").parent().unwrap()).unwrap();
    for (name, key, pss, form) in [
        ("ecdsa-p256", KeyType::P256, false, CmsForm::Rfc5652),
        ("ecdsa-p384", KeyType::P384, false, CmsForm::Rfc5652),
        ("ed25519", KeyType::Ed25519, false, CmsForm::Rfc5652),
        ("rsa-pkcs1", KeyType::Rsa2048, false, CmsForm::Rfc5652),
        ("rsa-pss", KeyType::Rsa2048, true, CmsForm::Rfc5652),
        ("sm2-rfc5652", KeyType::Sm2, false, CmsForm::Rfc5652),
        ("sm2-gmt0010", KeyType::Sm2, false, CmsForm::Gmt0010),
    ] {
        let root = RehearsalCa::with_key(key, "Root", from, until).unwrap();
        let between = root.intermediate_with_key(key, "Between", from, until).unwrap();
        let (pem, certificate) = between.issue(&subject, key, from, until).unwrap();
        let key = FileKey::from_pem(pem.as_bytes(), None).unwrap();
        let key = if pss { key.with_pss() } else { key };
        let signer = Signer::new(Box::new(key), certificate, vec![between.certificate().clone()]).unwrap();
        let signer = signer.with_form(form).unwrap();
        let case = Case {
            about: format!("a detached signature, {name}, with the chain up to its root"),
            content: Base64(content.to_vec()),
            cms: Base64(sign_detached(content, &signer, Some(at)).unwrap()),
            root: Base64(root.certificate().der().to_vec()),
            scheme: format!("{:?}", signer.scheme()),
            form: format!("{form:?}"),
            signer: signer.certificate().names().display(),
            claimed_time: "2026-06-20T01:00:00Z".to_owned(),
        };
        verify(&case, content).unwrap();
        std::fs::write(path(name), serde_json::to_string_pretty(&case).unwrap() + "\n").unwrap();
    }
}
