//! Writing certificates (RFC 5280 §4.1), for rehearsals.

use super::{
    asn1,
    certificate::Certificate,
    cms_attributes::signature_algorithm,
    cms_sign::time_der,
    issue::Subject,
    key::{FileKey, SigningKey},
    public_key::PublicKey,
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::{
    AnyRef, Encode, Tag,
    asn1::{BitStringRef, ObjectIdentifier, OctetStringRef, Utf8StringRef},
};
use sha2::{Digest, Sha256};

pub(super) fn bad(error: der::Error) -> Error {
    Error::new(ErrorKind::BadCertificate).because(error)
}

fn no_entropy<E>(_: E) -> Error {
    ErrorKind::NoEntropy.into()
}

pub(super) fn spki_of(key: &FileKey) -> Result<Vec<u8>> {
    key.spki_der().map(<[u8]>::to_vec).ok_or_else(|| ErrorKind::BadSigningKey.into())
}

pub(super) fn oid(text: &str) -> der::Result<Vec<u8>> {
    ObjectIdentifier::new(text).map_err(|_| der::ErrorKind::Failed)?.to_der()
}

/// A Name of attributes with UTF8String values, one in each RDN.
pub(super) fn name(attributes: &[(&str, &str)]) -> der::Result<Vec<u8>> {
    let mut rdns = Vec::new();
    for (kind, value) in attributes {
        let pair = asn1::wrap(Tag::Sequence, &[oid(kind)?, Utf8StringRef::new(value)?.to_der()?])?;
        rdns.push(asn1::wrap(Tag::Set, &[pair])?);
    }
    asn1::wrap(Tag::Sequence, &rdns)
}

pub(super) fn common_name(text: &str) -> Result<Vec<u8>> {
    name(&[("2.5.4.3", text)]).map_err(bad)
}

pub(super) fn subject_name(subject: &Subject) -> der::Result<Vec<u8>> {
    let code = subject.credit_code.as_ref().map(|code| format!("NTRCN-{code}"));
    let parts = [("2.5.4.10", &subject.organisation), ("2.5.4.97", &code), ("2.5.4.3", &subject.common_name)];
    let given = parts.iter().filter_map(|(kind, value)| value.as_deref().map(|value| (*kind, value)));
    name(&given.filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>())
}

/// An Extension (RFC 5280 §4.1).
pub(crate) fn extension(kind: &str, critical: bool, value: &[u8]) -> der::Result<Vec<u8>> {
    let mut fields = vec![oid(kind)?];
    if critical {
        fields.push(true.to_der()?);
    }
    fields.push(OctetStringRef::new(value)?.to_der()?);
    asn1::wrap(Tag::Sequence, &fields)
}

/// Critical keyUsage from its first octet: digitalSignature is the highest bit.
pub(crate) fn key_usage(bits: u8) -> Result<Vec<u8>> {
    let unused = u8::try_from(bits.trailing_zeros().min(7)).unwrap_or(7);
    let encode = || extension("2.5.29.15", true, &BitStringRef::new(unused, &[bits])?.to_der()?);
    encode().map_err(bad)
}

/// id-kp-timeStamping.
pub(crate) const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

/// extKeyUsage with these identifiers (RFC 5280 §4.2.1.12).
pub(crate) fn extended_usage(critical: bool, usages: &[&str]) -> der::Result<Vec<u8>> {
    let usages = usages.iter().map(|usage| oid(usage)).collect::<der::Result<Vec<_>>>()?;
    extension("2.5.29.37", critical, &asn1::wrap(Tag::Sequence, &usages)?)
}

/// Critical basicConstraints of an authority.
pub(super) fn authority() -> Result<Vec<Vec<u8>>> {
    let constraints = asn1::wrap(Tag::Sequence, &[true.to_der().map_err(bad)?]).map_err(bad)?;
    Ok(vec![extension("2.5.29.19", true, &constraints).map_err(bad)?, key_usage(0b0000_0110)?])
}

/// What a certificate is made from, beyond what its issuer adds.
pub(super) struct Template {
    pub(super) subject: Vec<u8>,
    pub(super) spki: Vec<u8>,
    pub(super) not_before: Time,
    pub(super) not_after: Time,
    pub(super) extensions: Vec<Vec<u8>>,
}

impl Template {
    /// Adds a random serial number and the key identifiers, and signs.
    pub(super) fn sign(mut self, issuer_key: &FileKey, issuer: &[u8]) -> Result<Certificate> {
        let mut serial = [0; 16];
        getrandom::fill(&mut serial).map_err(no_entropy)?;
        serial[0] = serial[0] & 0x3f | 0x40; // positive, and always 16 octets
        let identifiers = identifiers(&self.spki, issuer_key)?;
        self.extensions.extend(identifiers);
        self.sign_as_it_is(issuer_key, issuer, &serial)
    }

    /// Signs what the template holds, and nothing more (RFC 5280 §4.1).
    pub(super) fn sign_as_it_is(
        self,
        issuer_key: &FileKey,
        issuer: &[u8],
        serial: &[u8],
    ) -> Result<Certificate> {
        let tbs = self.signed_part(issuer_key, issuer, serial).map_err(bad)?;
        let signature = issuer_key.sign(&tbs)?;
        let algorithm = signature_algorithm(issuer_key.scheme()).map_err(bad)?;
        let signature = BitStringRef::from_bytes(&signature).and_then(|bits| bits.to_der()).map_err(bad)?;
        let der = asn1::wrap(Tag::Sequence, &[tbs, algorithm, signature]).map_err(bad)?;
        Certificate::from_der(&der)
    }

    fn signed_part(self, issuer_key: &FileKey, issuer: &[u8], serial: &[u8]) -> der::Result<Vec<u8>> {
        let mut fields = vec![
            asn1::wrap(asn1::context(0), &[2u8.to_der()?])?,
            AnyRef::new(Tag::Integer, serial)?.to_der()?,
            signature_algorithm(issuer_key.scheme())?,
            issuer.to_vec(),
            asn1::wrap(Tag::Sequence, &[time_der(self.not_before)?, time_der(self.not_after)?])?,
            self.subject,
            self.spki,
        ];
        // RFC 5280 §4.1.2.9: a list of at least one, or none at all.
        if !self.extensions.is_empty() {
            let extensions = asn1::wrap(Tag::Sequence, &self.extensions)?;
            fields.push(asn1::wrap(asn1::context(3), &[extensions])?);
        }
        asn1::wrap(Tag::Sequence, &fields)
    }
}

/// Subject and authority key identifier (RFC 5280 §4.2.1.2 and §4.2.1.1).
pub(super) fn identifiers(spki: &[u8], issuer_key: &FileKey) -> Result<[Vec<u8>; 2]> {
    let own = key_identifier(spki)?;
    let issuers = key_identifier(&spki_of(issuer_key)?)?;
    let encode = || -> der::Result<[Vec<u8>; 2]> {
        let own = OctetStringRef::new(&own)?.to_der()?;
        let tag = Tag::ContextSpecific { number: der::TagNumber(0), constructed: false };
        let issuers = asn1::wrap(Tag::Sequence, &[AnyRef::new(tag, &issuers)?.to_der()?])?;
        Ok([extension("2.5.29.14", false, &own)?, extension("2.5.29.35", false, &issuers)?])
    };
    encode().map_err(bad)
}

/// RFC 7093 §2, method 1: the leftmost 160 bits of the SHA-256 of the key.
fn key_identifier(spki: &[u8]) -> Result<[u8; 20]> {
    let digest: [u8; 32] = Sha256::digest(PublicKey::read(spki)?.bits).into();
    let mut identifier = [0; 20];
    identifier.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Ok(identifier)
}
