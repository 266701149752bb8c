//! Writes the golden cases of `tests/vectors/revocation`: a chain, frozen evidence, a time, and the verdict.
//!
//! `cargo test --lib -- --ignored revocation_vectors`. Keys are fresh on every run, so every file changes; each case is
//! judged before it is written.

use super::{
    Certificate, Crl, KeyType, OcspResponse, RehearsalCa, Revocation, RevocationReason as Reason, Status,
    Subject, TrustAnchors,
    issue::tests::{fresh_key, time},
    key::FileKey,
    revocation_template::CrlTemplate,
    verify_chain,
};
use crate::wire::{Base64, Time, write_json};
use serde_json::{Value, json};
use std::{fs, path::Path};

struct Maker {
    root: RehearsalCa,
    between: RehearsalCa,
    leaf: Certificate,
    names: Vec<String>,
}

fn day(month: u32, day: u32) -> Time {
    time(&format!("2026-{month:02}-{day:02}T00:00:00Z"))
}

impl Maker {
    /// Writes a case: the evidence besides a good list of the root, the times, and what must come out.
    fn case(
        &mut self,
        name: &str,
        about: &str,
        evidence: (Vec<Crl>, Vec<OcspResponse>),
        (gathered, at): (Time, Time),
        expect: &str,
    ) {
        let above = self.root.crl(&[], day(2, 1), day(12, 1)).unwrap();
        let crls = [evidence.0, vec![above]].concat();
        let revocation = Revocation::new(crls, evidence.1).unwrap().gathered_at(gathered);
        let anchors = TrustAnchors::new(vec![self.root.certificate().clone()]).unwrap();
        let between = [self.between.certificate().clone()];
        let judged = verify_chain(&self.leaf, &between, &anchors, &revocation, at);
        let statuses: Vec<Value> = match &judged {
            Ok(chain) => chain.statuses.iter().map(status).collect(),
            Err(_) => vec![],
        };
        let verdict = judged.map_or_else(|error| error.kind().name(), |_| "good");
        assert_eq!(verdict, expect, "{name}");
        let chain = [&self.leaf, self.between.certificate(), self.root.certificate()];
        let case = json!({
            "about": about,
            "chain": chain.map(|certificate| Base64(certificate.der().to_vec())),
            "evidence": serde_json::from_slice::<Value>(&revocation.to_bytes().unwrap()).unwrap(),
            "at": at,
            "expect": expect,
            "decided": statuses,
        });
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/revocation");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.json")), write_json(&case).unwrap()).unwrap();
        self.names.push(name.to_owned());
    }

    fn crl(&self, this: Time, revoked: Option<(Time, Reason)>) -> Crl {
        let revoked: Vec<_> = revoked.into_iter().map(|(at, reason)| (&self.leaf, at, reason)).collect();
        self.between.crl(&revoked, this, this.plus(30 * 86_400)).unwrap()
    }

    fn ocsp(&self, this: Time, revoked: Option<(Time, Reason)>) -> OcspResponse {
        self.between.ocsp(&self.leaf, revoked, this, this.plus(30 * 86_400)).unwrap()
    }
}

fn status(status: &Status) -> Value {
    match status {
        Status::Good { evidence, .. } => json!(evidence),
        Status::Unchecked => Value::Null,
    }
}

#[test]
#[ignore = "writes tests/vectors/revocation"]
fn write_cases() {
    let (from, to) = (time("2025-01-01T00:00:00Z"), time("2035-01-01T00:00:00Z"));
    let root = RehearsalCa::new("Root", from, to).unwrap();
    let between = root.intermediate("Between", from, to).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let (_, leaf) = between.issue(&subject, KeyType::P256, from, day(4, 1)).unwrap();
    let mut m = Maker { root, between, leaf, names: vec![] };
    let (t, late) = (day(3, 10), day(3, 20));
    let compromised = |at| Some((at, Reason::KeyCompromise));

    let crl = m.crl(day(3, 1), None);
    m.case(
        "good-crl",
        "the list in force does not name the certificate",
        (vec![crl.clone()], vec![]),
        (t, t),
        "good",
    );
    let ocsp = m.ocsp(day(3, 2), None);
    m.case("good-ocsp", "a response says good", (vec![], vec![ocsp.clone()]), (t, t), "good");
    m.case(
        "good-nearest",
        "of a list and a response, the nearer one decides",
        (vec![crl.clone()], vec![ocsp.clone()]),
        (t, t),
        "good",
    );
    let revoked = m.crl(day(3, 1), compromised(day(2, 1)));
    m.case(
        "revoked-crl",
        "the list in force names the certificate",
        (vec![revoked], vec![ocsp]),
        (t, t),
        "CertificateRevoked",
    );
    let gone = m.ocsp(day(3, 2), compromised(day(2, 1)));
    m.case(
        "revoked-ocsp",
        "a response says revoked, a list does not",
        (vec![crl.clone()], vec![gone]),
        (t, t),
        "CertificateRevoked",
    );
    let later = m.crl(day(3, 15), compromised(t));
    m.case(
        "revoked-at-that-second",
        "gathered later: revoked at the time in question",
        (vec![crl.clone(), later], vec![]),
        (late, t),
        "CertificateRevoked",
    );
    let after = m.crl(day(3, 15), compromised(t.plus(1)));
    m.case(
        "revoked-a-second-later",
        "gathered later: revoked after the time in question",
        (vec![crl.clone(), after.clone()], vec![]),
        (late, t),
        "good",
    );
    m.case(
        "good-by-a-later-list",
        "only a later list was gathered, and it names a later time",
        (vec![after.clone()], vec![]),
        (late, t),
        "good",
    );
    m.case(
        "from-the-future",
        "the same list claims to be younger than its gathering",
        (vec![after], vec![]),
        (t, t),
        "RevocationStale",
    );
    let hold = m.crl(day(3, 1), Some((day(2, 1), Reason::CertificateHold)));
    let lifted = m.crl(day(3, 5), None);
    m.case(
        "hold",
        "on hold at the time in question",
        (vec![hold.clone()], vec![]),
        (t, t),
        "CertificateRevoked",
    );
    m.case(
        "hold-lifted",
        "the hold was lifted before the time in question",
        (vec![hold, lifted], vec![]),
        (t, t),
        "good",
    );
    m.case(
        "stale",
        "the list ended a second before",
        (vec![m.crl(day(2, 8), None)], vec![]),
        (t.plus(1), t.plus(1)),
        "RevocationStale",
    );
    m.case(
        "expired-and-dropped",
        "the list is of after the certificate's end",
        (vec![m.crl(day(4, 2), None)], vec![]),
        (day(4, 3), t),
        "RevocationStale",
    );
    m.case("nothing", "nothing tells of the certificate", (vec![], vec![]), (t, t), "RevocationUnknown");
    let other = FileKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None).unwrap();
    let forged = CrlTemplate::new(&m.between, &[], day(3, 1), day(4, 1)).unwrap().sign(&other).unwrap();
    let forged = Crl::from_der(&forged).unwrap();
    m.case(
        "forged",
        "another key signed the list",
        (vec![forged.clone()], vec![]),
        (t, t),
        "RevocationSignature",
    );
    m.case(
        "forged-beside-good",
        "it does not keep the true one from counting",
        (vec![forged, crl], vec![]),
        (t, t),
        "good",
    );

    m.names.sort();
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/revocation.txt");
    fs::write(listed, m.names.join("\n") + "\n").unwrap();
}
