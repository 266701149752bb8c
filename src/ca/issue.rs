//! Self-made certificates, for tests and rehearsals only.
//!
//! Keys lie about in memory, nothing is logged, revoked or renewed, and serial numbers are random: this is no
//! certification authority, and must never be made one. Who rehearses an opening needs certificates that look like
//! real ones, and nobody should have to buy them.

use super::{
    certificate::Certificate,
    generate::new_key,
    key::FileKey,
    template::{
        TIME_STAMPING, Template, authority, bad, common_name, extended_usage, key_usage, spki_of,
        subject_name,
    },
};
use crate::{error::Result, wire::Time};
use zeroize::Zeroizing;

/// The kind of a key to be made.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// Ed25519.
    Ed25519,
    /// SM2; only in builds with the feature `guomi`.
    Sm2,
    /// RSA with 2048 bits.
    Rsa2048,
    /// RSA with 3072 bits.
    Rsa3072,
    /// RSA with 4096 bits; takes seconds.
    Rsa4096,
}

/// Who a rehearsal certificate is for. Whatever is `None` or empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The organisation (`O`).
    pub organisation: Option<String>,
    /// The unified social credit code, written as organizationIdentifier `NTRCN-…`. Not checked here.
    pub credit_code: Option<String>,
    /// The common name (`CN`).
    pub common_name: Option<String>,
}

/// An authority that is made up on the spot. See the module's warning.
pub struct RehearsalCa {
    pub(super) key: FileKey,
    pub(super) certificate: Certificate,
}

impl RehearsalCa {
    /// Makes a self-signed P-256 root with this common name.
    ///
    /// # Errors
    /// [`NoEntropy`](crate::ErrorKind::NoEntropy); [`BadCertificate`](crate::ErrorKind::BadCertificate) if the name or the times do not go into a certificate.
    pub fn new(name: &str, not_before: Time, not_after: Time) -> Result<RehearsalCa> {
        RehearsalCa::with_key(KeyType::P256, name, not_before, not_after)
    }

    /// Makes a self-signed root with a key of this kind. An RSA authority signs with PKCS#1 v1.5.
    ///
    /// # Errors
    /// As [`RehearsalCa::new`], and [`BadSigningKey`](crate::ErrorKind::BadSigningKey) for SM2 in a build without it.
    pub fn with_key(key_type: KeyType, name: &str, not_before: Time, not_after: Time) -> Result<RehearsalCa> {
        let key = FileKey::from_pem(new_key(key_type)?.as_bytes(), None)?;
        let subject = common_name(name)?;
        let spki = spki_of(&key)?;
        let template =
            Template { subject: subject.clone(), spki, not_before, not_after, extensions: authority()? };
        let certificate = template.sign(&key, &subject)?;
        Ok(RehearsalCa { key, certificate })
    }

    /// Makes a P-256 authority below this one.
    ///
    /// # Errors
    /// As [`RehearsalCa::new`].
    pub fn intermediate(&self, name: &str, not_before: Time, not_after: Time) -> Result<RehearsalCa> {
        self.intermediate_with_key(KeyType::P256, name, not_before, not_after)
    }

    /// Makes an authority below this one, with a key of this kind.
    ///
    /// # Errors
    /// As [`RehearsalCa::with_key`].
    pub fn intermediate_with_key(
        &self,
        key_type: KeyType,
        name: &str,
        not_before: Time,
        not_after: Time,
    ) -> Result<RehearsalCa> {
        let key = FileKey::from_pem(new_key(key_type)?.as_bytes(), None)?;
        let (subject, spki) = (common_name(name)?, spki_of(&key)?);
        let template = Template { subject, spki, not_before, not_after, extensions: authority()? };
        let certificate = template.sign(&self.key, self.certificate.subject_der())?;
        Ok(RehearsalCa { key, certificate })
    }

    /// The authority's own certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Makes a key and a certificate for a signer: key usage digitalSignature and nonRepudiation, with RSA also
    /// keyEncipherment, so that it can hold transports of a lock. The key is PKCS#8 PEM, not encrypted.
    ///
    /// # Errors
    /// As [`RehearsalCa::new`].
    pub fn issue(
        &self,
        subject: &Subject,
        key_type: KeyType,
        not_before: Time,
        not_after: Time,
    ) -> Result<(Zeroizing<String>, Certificate)> {
        let usage = match key_type {
            KeyType::Rsa2048 | KeyType::Rsa3072 | KeyType::Rsa4096 => 0b1110_0000,
            _ => 0b1100_0000,
        };
        self.issue_with(subject, key_type, not_before, not_after, vec![key_usage(usage)?])
    }

    /// The same for a timestamp authority (SPEC §12.4): key usage digitalSignature and nonRepudiation, and the extended
    /// key usage timeStamping alone, which is critical.
    ///
    /// # Errors
    /// As [`RehearsalCa::new`].
    pub fn issue_timestamping(
        &self,
        subject: &Subject,
        key_type: KeyType,
        not_before: Time,
        not_after: Time,
    ) -> Result<(Zeroizing<String>, Certificate)> {
        let extensions = vec![key_usage(0b1100_0000)?, extended_usage(true, &[TIME_STAMPING]).map_err(bad)?];
        self.issue_with(subject, key_type, not_before, not_after, extensions)
    }

    pub(crate) fn issue_with(
        &self,
        subject: &Subject,
        key_type: KeyType,
        not_before: Time,
        not_after: Time,
        extensions: Vec<Vec<u8>>,
    ) -> Result<(Zeroizing<String>, Certificate)> {
        let pem = new_key(key_type)?;
        let spki = spki_of(&FileKey::from_pem(pem.as_bytes(), None)?)?;
        let template = Template {
            subject: subject_name(subject).map_err(bad)?,
            spki,
            not_before,
            not_after,
            extensions,
        };
        Ok((pem, template.sign(&self.key, self.certificate.subject_der())?))
    }
}

impl std::fmt::Debug for RehearsalCa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RehearsalCa({:?})", self.certificate)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::ca::{KeyKind, Revocation, TrustAnchors, asn1, template::*, verify_chain};
    use der::{AnyRef, Encode, Tag};

    /// An RSA key that took its time once, to spare every test that time.
    pub(crate) const RSA_2048: &str = include_str!("../../tests/vectors/ca/rsa-2048.pem");

    pub(crate) fn fresh_key(kind: KeyType) -> Zeroizing<String> {
        new_key(kind).unwrap()
    }

    pub(crate) fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    pub(crate) fn ca() -> RehearsalCa {
        RehearsalCa::new("Root", time("2020-01-01T00:00:00Z"), time("2060-01-01T00:00:00Z")).unwrap()
    }

    pub(crate) fn identity_of(ca: &RehearsalCa, key: KeyType) -> (Zeroizing<String>, Certificate) {
        let subject = Subject {
            organisation: Some("某某建设有限公司".into()),
            credit_code: Some("91350100M000100Y43".into()),
            common_name: Some("某某建设".into()),
        };
        ca.issue(&subject, key, time("2025-01-01T00:00:00Z"), time("2028-01-01T00:00:00Z")).unwrap()
    }

    pub(crate) fn identity(key: KeyType) -> (Zeroizing<String>, Certificate) {
        identity_of(&ca(), key)
    }

    /// A certificate of this authority that holds exactly these extensions, and is an authority itself if they say
    /// so; with the two key identifiers that belong into it, for the test to put in, change or leave out.
    pub(crate) fn exactly(
        ca: &RehearsalCa,
        subject: &str,
        serial: &[u8],
        extensions: impl FnOnce([Vec<u8>; 2]) -> Vec<Vec<u8>>,
    ) -> RehearsalCa {
        let key = FileKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None).unwrap();
        let spki = spki_of(&key).unwrap();
        let extensions = extensions(identifiers(&spki, &ca.key).unwrap());
        let subject = match subject {
            "" => asn1::wrap(Tag::Sequence, &[]).unwrap(),
            name => common_name(name).unwrap(),
        };
        let (not_before, not_after) = (time("2020-01-01T00:00:00Z"), time("2060-01-01T00:00:00Z"));
        let template = Template { subject, spki, not_before, not_after, extensions };
        let certificate = template.sign_as_it_is(&ca.key, ca.certificate.subject_der(), serial).unwrap();
        RehearsalCa { key, certificate }
    }

    /// What is signed is good as it is, and neither cut short anywhere nor with any bit changed.
    pub(crate) fn no_change_is_good(der: &[u8], is_good: impl Fn(&[u8]) -> bool) {
        assert!(is_good(der));
        for length in 0..der.len() {
            assert!(!is_good(&der[..length]), "{length} bytes");
        }
        for bit in 0..8 * der.len() {
            let mut changed = der.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!is_good(&changed), "bit {bit}");
        }
    }

    /// The same authority under a subject that is written in another string type.
    pub(crate) fn renamed(by: &RehearsalCa, of: &RehearsalCa, tag: Tag, name: &[u8]) -> Certificate {
        let value = AnyRef::new(tag, name).unwrap().to_der().unwrap();
        let pair = asn1::wrap(Tag::Sequence, &[oid("2.5.4.3").unwrap(), value]).unwrap();
        let rdn = asn1::wrap(Tag::Set, &[pair]).unwrap();
        let template = Template {
            subject: asn1::wrap(Tag::Sequence, &[rdn]).unwrap(),
            spki: of.certificate.spki_der().to_vec(),
            not_before: of.certificate.not_before(),
            not_after: of.certificate.not_after(),
            extensions: authority().unwrap(),
        };
        template.sign(&by.key, by.certificate.subject_der()).unwrap()
    }

    /// A root with these extensions, and the key identifier that every root has.
    pub(crate) fn root_with(extensions: Vec<Vec<u8>>, until: &str) -> RehearsalCa {
        let key = FileKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None).unwrap();
        let (subject, spki) = (common_name("Odd root").unwrap(), spki_of(&key).unwrap());
        let (not_before, not_after) = (time("2020-01-01T00:00:00Z"), time(until));
        let template = Template { subject: subject.clone(), spki, not_before, not_after, extensions };
        let certificate = template.sign(&key, &subject).unwrap();
        RehearsalCa { key, certificate }
    }

    /// Critical basicConstraints with a path length, and keyUsage.
    pub(crate) fn authority_extensions(path_length: Option<u8>, usage: u8) -> Vec<Vec<u8>> {
        let mut fields = vec![true.to_der().unwrap()];
        fields.extend(path_length.map(|length| length.to_der().unwrap()));
        let constraints = asn1::wrap(Tag::Sequence, &fields).unwrap();
        vec![extension("2.5.29.19", true, &constraints).unwrap(), key_usage(usage).unwrap()]
    }

    /// The other authority's key and name, certified by the first: a cross-certificate.
    pub(crate) fn cross(by: &RehearsalCa, of: &RehearsalCa) -> Certificate {
        let template = Template {
            subject: of.certificate.subject_der().to_vec(),
            spki: of.certificate.spki_der().to_vec(),
            not_before: of.certificate.not_before(),
            not_after: of.certificate.not_after(),
            extensions: authority().unwrap(),
        };
        template.sign(&by.key, by.certificate.subject_der()).unwrap()
    }

    /// A Name of exactly these attributes (type, string type, value).
    fn name_of(attributes: &[(&str, Tag, &[u8])]) -> Vec<u8> {
        let rdns: Vec<Vec<u8>> = attributes
            .iter()
            .map(|(kind, tag, value)| {
                let value = AnyRef::new(*tag, value).unwrap().to_der().unwrap();
                let pair = asn1::wrap(Tag::Sequence, &[oid(kind).unwrap(), value]).unwrap();
                asn1::wrap(Tag::Set, &[pair]).unwrap()
            })
            .collect();
        asn1::wrap(Tag::Sequence, &rdns).unwrap()
    }

    /// A certificate with exactly this subject and these extensions.
    pub(crate) fn named(attributes: &[(&str, Tag, &[u8])], extensions: &[(&str, &[u8])]) -> Certificate {
        named_by(&[("2.5.4.3", Tag::Utf8String, b"Root")], attributes, extensions)
    }

    /// The same with exactly this issuer.
    pub(crate) fn named_by(
        issuer: &[(&str, Tag, &[u8])],
        subject: &[(&str, Tag, &[u8])],
        extensions: &[(&str, &[u8])],
    ) -> Certificate {
        let ca = ca();
        let template = Template {
            subject: name_of(subject),
            spki: ca.certificate.spki_der().to_vec(),
            not_before: time("2020-01-01T00:00:00Z"),
            not_after: time("2060-01-01T00:00:00Z"),
            extensions: extensions
                .iter()
                .map(|(kind, value)| extension(kind, false, value).unwrap())
                .collect(),
        };
        template.sign(&ca.key, &name_of(issuer)).unwrap()
    }

    #[test]
    fn what_is_issued_is_named_and_chains() {
        let root = ca();
        let between =
            root.intermediate("Between", time("2021-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z")).unwrap();
        let anchors = TrustAnchors::new(vec![root.certificate().clone()]).unwrap();
        for (key, kind) in [
            (KeyType::P256, KeyKind::P256),
            (KeyType::P384, KeyKind::P384),
            (KeyType::Ed25519, KeyKind::Ed25519),
            (KeyType::Rsa2048, KeyKind::Rsa(2048)),
        ] {
            let (_, certificate) = identity_of(&between, key);
            assert_eq!(certificate.key_kind(), kind);
            let names = certificate.names();
            assert_eq!(names.display(), "某某建设有限公司 (91350100M000100Y43)");
            assert_eq!(names.bidder(), Ok("某某建设有限公司"));
            assert_eq!(certificate.not_after(), time("2028-01-01T00:00:00Z"));
            assert_eq!(certificate.issuer(), "CN=Between");
            let at = time("2026-01-01T00:00:00Z");
            let chain = verify_chain(
                &certificate,
                &[between.certificate().clone()],
                &anchors,
                &Revocation::unchecked(),
                at,
            )
            .unwrap();
            assert_eq!(chain.certificates.len(), 3);
            assert_eq!(chain.certificates.last(), Some(root.certificate()));
        }
    }
}
