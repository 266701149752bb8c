//! OpenSSL as a second opinion on revocation: we judge its lists and responses, it verifies ours.
//!
//! Without `openssl` the tests say so and pass, unless `SEALBID_REQUIRE_INTEROP=1`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod openssl;

use openssl::{openssl, try_openssl, version};
use sealbid::{
    ErrorKind,
    ca::{
        Certificate, Crl, KeyType, OcspResponse, RehearsalCa, Revocation, RevocationReason, Status, Subject,
        TrustAnchors, verify_chain,
    },
    wire::Time,
};
use std::{fs, path::Path};

const DAY: u64 = 86_400;

/// OpenSSL issues from its own clock on, so these tests live at the present.
fn now() -> Time {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(now.try_into().unwrap()).unwrap()
}

/// As `openssl ca` wants a time: 20260101000000Z.
fn digits(time: Time) -> String {
    time.to_string().chars().filter(|c| c.is_ascii_digit()).collect::<String>() + "Z"
}

/// An authority of OpenSSL's with two leaves, one with a distribution point, and a responder.
struct Authority {
    folder: tempfile::TempDir,
    made: Time,
}

impl Authority {
    fn new() -> Authority {
        let holder = tempfile::tempdir().unwrap();
        let folder = holder.path();
        let made = now();
        let sign =
            "digitalSignature,nonRepudiation\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        let leaf = format!("basicConstraints=critical,CA:false\nkeyUsage=critical,{sign}");
        for (name, text) in [
            (
                "root",
                "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
                    .to_owned(),
            ),
            ("leaf", leaf.clone()),
            ("point", format!("{leaf}crlDistributionPoints=URI:http://ca/1.crl\n")),
            ("responder", format!("{leaf}extendedKeyUsage=OCSPSigning\nnoCheck=ignored\n")),
        ] {
            fs::write(folder.join(format!("{name}.ext")), text).unwrap();
            let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";
            openssl(
                folder,
                &format!("req -new -nodes {key} -keyout {name}.key -out {name}.csr -subj /O=Org/CN={name}"),
            );
            let signer = if name == "root" {
                "-signkey root.key"
            } else {
                "-CA root.pem -CAkey root.key -CAcreateserial"
            };
            openssl(
                folder,
                &format!("x509 -req -days 3650 -in {name}.csr {signer} -extfile {name}.ext -out {name}.pem"),
            );
        }
        Authority { folder: holder, made }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn certificate(&self, name: &str) -> Certificate {
        Certificate::from_pem(&fs::read(self.path().join(format!("{name}.pem"))).unwrap()).unwrap()
    }

    /// Writes the database: these leaves, revoked at a time for a reason or not at all.
    fn database(&self, entries: &[(&str, Option<(Time, &str)>)]) {
        let until = &digits(self.made.plus(3650 * DAY))[2..];
        let line = |(name, revoked): &(&str, Option<(Time, &str)>)| {
            let serial = self.certificate(name).serial_hex().to_uppercase();
            match revoked {
                None => format!("V\t{until}\t\t{serial}\tunknown\t/O=Org/CN={name}\n"),
                Some((at, reason)) => {
                    let at = &digits(*at)[2..];
                    format!("R\t{until}\t{at},{reason}\t{serial}\tunknown\t/O=Org/CN={name}\n")
                }
            }
        };
        fs::write(self.path().join("index.txt"), entries.iter().map(line).collect::<String>()).unwrap();
    }

    /// A list from the database, with these extensions.
    fn crl(&self, from: Time, until: Time, extensions: &str) -> sealbid::Result<Crl> {
        let config = format!(
            "[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ncertificate=root.pem\n\
             private_key=root.key\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n{extensions}"
        );
        fs::write(self.path().join("ca.cnf"), config).unwrap();
        fs::write(self.path().join("number"), "1000\n").unwrap();
        openssl(
            self.path(),
            &format!(
                "ca -gencrl -config ca.cnf -crl_lastupdate {} -crl_nextupdate {} -out crl.pem",
                digits(from),
                digits(until)
            ),
        );
        Crl::from_pem(&fs::read(self.path().join("crl.pem")).unwrap())
    }

    fn ocsp(&self, name: &str, signer: &str, more: &str) -> OcspResponse {
        openssl(
            self.path(),
            &format!(
                "ocsp -index index.txt -CA root.pem -rsigner {signer}.pem -rkey {signer}.key -issuer root.pem \
                 -cert {name}.pem -respout response.der -noverify {more}"
            ),
        );
        OcspResponse::from_der(&fs::read(self.path().join("response.der")).unwrap()).unwrap()
    }

    fn judge(&self, name: &str, revocation: &Revocation, at: Time) -> Result<Vec<Status>, ErrorKind> {
        let anchors = TrustAnchors::new(vec![self.certificate("root")]).unwrap();
        verify_chain(&self.certificate(name), &[], &anchors, revocation, at)
            .map(|chain| chain.statuses)
            .map_err(|e| e.kind())
    }
}

#[test]
fn lists_made_by_openssl_get_the_right_verdict() {
    if version().is_none() {
        return;
    }
    let ca = Authority::new();
    let (from, until) = (ca.made.plus(10 * DAY), ca.made.plus(40 * DAY));
    let revoked_at = ca.made.plus(5 * DAY);
    for reason in ["unspecified", "keyCompromise", "certificateHold", "cessationOfOperation"] {
        ca.database(&[("leaf", Some((revoked_at, reason))), ("point", None)]);
        let crl = ca.crl(from, until, "").unwrap();
        assert_eq!((crl.this_update(), crl.next_update()), (from, until));
        let evidence = crl.fingerprint();
        let all = Revocation::new(vec![crl], vec![]).unwrap().gathered_at(from);
        assert_eq!(ca.judge("leaf", &all, revoked_at), Err(ErrorKind::CertificateRevoked), "{reason}");
        assert_eq!(ca.judge("leaf", &all, ca.made.plus(20 * DAY)), Err(ErrorKind::CertificateRevoked));
        let good = Ok(vec![Status::Good { evidence, this_update: from }, Status::Unchecked]);
        let before = Time::from_unix(revoked_at.unix() - 1).unwrap();
        assert_eq!(ca.judge("leaf", &all, before), good, "{reason}");
        assert_eq!(ca.judge("point", &all, ca.made.plus(20 * DAY)), good);
        assert_eq!(ca.judge("point", &all, until.plus(1)), Err(ErrorKind::RevocationStale));
    }
    let compromised = (revoked_at, "keyTime,".to_owned() + &digits(ca.made));
    ca.database(&[("leaf", Some((compromised.0, &compromised.1)))]);
    let crl = ca.crl(from, until, "").unwrap();
    let serial = hex::decode(ca.certificate("leaf").serial_hex()).unwrap();
    let found = crl.revocation(&serial).unwrap();
    assert_eq!((found.reason, found.invalidity), (RevocationReason::KeyCompromise, Some(ca.made)));
}

#[test]
fn scopes_made_by_openssl_are_kept() {
    if version().is_none() {
        return;
    }
    let ca = Authority::new();
    ca.database(&[]);
    let at = ca.made.plus(20 * DAY);
    let judge = |name: &str, scope: &str| {
        let crl = ca.crl(
            ca.made.plus(10 * DAY),
            ca.made.plus(40 * DAY),
            &format!("issuingDistributionPoint=critical,@i\n[i]\n{scope}\n"),
        );
        ca.judge(name, &Revocation::new(vec![crl.unwrap()], vec![]).unwrap(), at).map(|_| ())
    };
    let unknown = Err(ErrorKind::RevocationUnknown);
    assert_eq!(judge("leaf", "onlyuser=TRUE"), Ok(()));
    assert_eq!(judge("leaf", "onlyCA=TRUE"), unknown);
    assert_eq!(judge("leaf", "onlyAA=TRUE"), unknown);
    assert_eq!(judge("leaf", "indirectCRL=TRUE"), unknown);
    assert_eq!(judge("leaf", "onlysomereasons=keyCompromise"), unknown);
    assert_eq!(judge("leaf", "fullname=URI:http://ca/1.crl"), unknown);
    assert_eq!(judge("point", "fullname=URI:http://ca/1.crl"), Ok(()));
    assert_eq!(judge("point", "fullname=URI:http://ca/2.crl"), unknown);
    let delta = ca.crl(ca.made, at, "2.5.29.27=critical,DER:020101\n");
    assert_eq!(delta.unwrap_err().kind(), ErrorKind::DeltaCrl);
}

#[test]
fn responses_made_by_openssl_get_the_right_verdict() {
    if version().is_none() {
        return;
    }
    let ca = Authority::new();
    let revoked_at = Time::from_unix(ca.made.unix() + 1_000).unwrap();
    for (signer, more) in [
        ("root", "-ndays 30"),
        ("root", "-ndays 30 -resp_key_id -no_nonce"),
        ("responder", "-ndays 30 -rmd sha384"),
        ("responder", "-ndays 30 -resp_key_id"),
    ] {
        ca.database(&[("leaf", Some((revoked_at, "superseded"))), ("point", None)]);
        let judge = |name: &str, at: Time| {
            let response = ca.ocsp(name, signer, more);
            let all = Revocation::new(vec![], vec![response]).unwrap().gathered_at(ca.made.plus(DAY));
            ca.judge(name, &all, at).map(|statuses| statuses.len())
        };
        assert_eq!(judge("leaf", revoked_at), Err(ErrorKind::CertificateRevoked), "{signer} {more}");
        assert_eq!(judge("leaf", Time::from_unix(revoked_at.unix() - 1).unwrap()), Ok(2));
        assert_eq!(judge("point", ca.made.plus(DAY)), Ok(2));
        assert_eq!(judge("point", ca.made.plus(31 * DAY)), Err(ErrorKind::RevocationStale));
        ca.database(&[]);
        assert_eq!(judge("point", ca.made.plus(DAY)), Err(ErrorKind::RevocationUnknown));
    }
    // A leaf that calls itself a responder.
    ca.database(&[("leaf", None)]);
    let all = Revocation::new(vec![], vec![ca.ocsp("leaf", "point", "-ndays 30")]).unwrap();
    assert_eq!(ca.judge("leaf", &all, ca.made.plus(DAY)), Err(ErrorKind::RevocationIssuer));
}

#[test]
fn openssl_verifies_what_we_issue() {
    if version().is_none() {
        return;
    }
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path();
    let now = now();
    let (start, end) = (Time::parse("2020-01-01T00:00:00Z").unwrap(), now.plus(3650 * DAY));
    let root = RehearsalCa::new("Root", start, end).unwrap();
    let subject = Subject { organisation: Some("某某公司".into()), ..Subject::default() };
    let leaf = |name: &str| {
        let (_, certificate) = root.issue(&subject, KeyType::P256, start, end).unwrap();
        fs::write(folder.join(name), certificate.to_pem()).unwrap();
        certificate
    };
    let (good, revoked) = (leaf("good.pem"), leaf("revoked.pem"));
    fs::write(folder.join("root.pem"), root.certificate().to_pem()).unwrap();
    let reason = RevocationReason::KeyCompromise;
    let crl = root.crl(&[(&revoked, now, reason)], now, now.plus(30 * DAY)).unwrap();
    fs::write(folder.join("crl.pem"), crl.to_pem()).unwrap();
    let said = openssl(folder, "crl -verify -CAfile root.pem -in crl.pem -noout -text");
    assert!(said.contains("verify OK") && said.contains("Key Compromise"), "{said}");
    let check = |name: &str, at: Time| {
        let at = at.unix();
        try_openssl(
            folder,
            &format!("verify -crl_check -CAfile root.pem -CRLfile crl.pem -attime {at} {name}"),
        )
    };
    assert!(check("good.pem", now.plus(DAY)).0);
    assert!(check("revoked.pem", now.plus(DAY)).1.contains("certificate revoked"));
    assert!(check("good.pem", now.plus(31 * DAY)).1.contains("CRL has expired"));

    for (name, certificate, revoked, word) in [
        ("good.pem", &good, None, "good.pem: good"),
        ("revoked.pem", &revoked, Some((now, reason)), "revoked.pem: revoked"),
    ] {
        let response = root.ocsp(certificate, revoked, now, now.plus(30 * DAY)).unwrap();
        fs::write(folder.join("ours.der"), response.der()).unwrap();
        let said = openssl(
            folder,
            &format!("ocsp -respin ours.der -CAfile root.pem -issuer root.pem -cert {name} -no_nonce"),
        );
        assert!(said.contains("Response verify OK") && said.contains(word), "{said}");
    }
}
