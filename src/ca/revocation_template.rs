//! Writing revocation lists and OCSP responses, for rehearsals.

use super::{
    asn1,
    certificate::Certificate,
    cms_attributes::signature_algorithm,
    cms_sign::time_der,
    crl::Crl,
    crl_entry::RevocationReason,
    issue::RehearsalCa,
    key::{FileKey, SigningKey},
    ocsp::OcspResponse,
    public_key::PublicKey,
    template::{bad, extension, identifiers, oid},
};
use crate::{error::Result, wire::Time};
use der::{
    AnyRef, Encode, Tag,
    asn1::{BitStringRef, GeneralizedTime, OctetStringRef},
};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use std::time::Duration;

/// What is signed, the algorithm and the signature, and what follows them.
fn signed(content: Vec<u8>, algorithm: Vec<u8>, key: &FileKey, rest: Vec<Vec<u8>>) -> Result<Vec<u8>> {
    let signature = key.sign(&content)?;
    let signature = BitStringRef::from_bytes(&signature).and_then(|bits| bits.to_der()).map_err(bad)?;
    let fields = [vec![content, algorithm, signature], rest].concat();
    asn1::wrap(Tag::Sequence, &fields).map_err(bad)
}

/// A GeneralizedTime to the second.
pub(crate) fn generalized(time: Time) -> der::Result<Vec<u8>> {
    let seconds = Duration::from_secs(u64::try_from(time.unix()).map_err(|_| der::ErrorKind::DateTime)?);
    GeneralizedTime::from_unix_duration(seconds)?.to_der()
}

fn reason_code(reason: RevocationReason) -> der::Result<Vec<u8>> {
    AnyRef::new(Tag::Enumerated, &[reason as u8])?.to_der()
}

/// An entry of a list, by the serial number's content octets.
pub(super) fn crl_entry(serial: &[u8], time: Time, extensions: &[Vec<u8>]) -> der::Result<Vec<u8>> {
    let mut fields = vec![AnyRef::new(Tag::Integer, serial)?.to_der()?, time_der(time)?];
    if !extensions.is_empty() {
        fields.push(asn1::wrap(Tag::Sequence, extensions)?);
    }
    asn1::wrap(Tag::Sequence, &fields)
}

/// TBSCertList (RFC 5280 §5.1.2); each field is DER.
pub(super) struct CrlTemplate {
    pub(super) version: Vec<u8>,
    pub(super) algorithm: Vec<u8>,
    pub(super) outer_algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) this_update: Vec<u8>,
    pub(super) next_update: Vec<u8>,
    pub(super) entries: Option<Vec<Vec<u8>>>,
    /// The authority key identifier and the number come first.
    pub(super) extensions: Vec<Vec<u8>>,
}

impl CrlTemplate {
    pub(super) fn new(
        issuer: &RehearsalCa,
        revoked: &[(&Certificate, Time, RevocationReason)],
        this_update: Time,
        next_update: Time,
    ) -> Result<CrlTemplate> {
        let [_, authority_key] = identifiers(issuer.certificate.spki_der(), &issuer.key)?;
        let build = || -> der::Result<CrlTemplate> {
            let entries = revoked.iter().map(|(certificate, time, reason)| {
                // RFC 5280 §5.3.1: unspecified is said by saying nothing.
                let reason = match reason {
                    RevocationReason::Unspecified => vec![],
                    reason => vec![extension("2.5.29.21", false, &reason_code(*reason)?)?],
                };
                crl_entry(certificate.serial(), *time, &reason)
            });
            let entries = entries.collect::<der::Result<Vec<_>>>()?;
            let algorithm = signature_algorithm(issuer.key.scheme())?;
            // Numbers must rise from list to list; the time does.
            let number = u64::try_from(this_update.unix()).unwrap_or_default().to_der()?;
            Ok(CrlTemplate {
                version: 1u8.to_der()?,
                algorithm: algorithm.clone(),
                outer_algorithm: algorithm,
                issuer: issuer.certificate.subject_der().to_vec(),
                this_update: time_der(this_update)?,
                next_update: time_der(next_update)?,
                entries: (!entries.is_empty()).then_some(entries),
                extensions: vec![authority_key, extension("2.5.29.20", false, &number)?],
            })
        };
        build().map_err(bad)
    }

    pub(super) fn sign(self, key: &FileKey) -> Result<Vec<u8>> {
        let mut fields = vec![self.version, self.algorithm, self.issuer, self.this_update, self.next_update];
        if let Some(entries) = self.entries {
            fields.push(asn1::wrap(Tag::Sequence, &entries).map_err(bad)?);
        }
        if !self.extensions.is_empty() {
            let list = asn1::wrap(Tag::Sequence, &self.extensions).map_err(bad)?;
            fields.push(asn1::wrap(asn1::context(0), &[list]).map_err(bad)?);
        }
        let content = asn1::wrap(Tag::Sequence, &fields).map_err(bad)?;
        signed(content, self.outer_algorithm, key, vec![])
    }
}

/// SingleResponse (RFC 6960 §4.2.1); each field is DER.
pub(super) struct AnswerTemplate {
    pub(super) hash: Vec<u8>,
    pub(super) issuer_name: Vec<u8>,
    pub(super) issuer_key: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) status: Vec<u8>,
    pub(super) this_update: Vec<u8>,
    /// The times and extensions that follow, with their tags.
    pub(super) rest: Vec<Vec<u8>>,
}

pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

fn octets(bytes: &[u8]) -> der::Result<Vec<u8>> {
    OctetStringRef::new(bytes)?.to_der()
}

/// CertStatus: good without a revocation.
pub(super) fn cert_status(revoked: Option<(Time, RevocationReason)>) -> der::Result<Vec<u8>> {
    let Some((time, reason)) = revoked else {
        return AnyRef::new(super::walk::implicit(0), &[])?.to_der();
    };
    let mut fields = vec![generalized(time)?];
    if reason != RevocationReason::Unspecified {
        fields.push(asn1::wrap(asn1::context(0), &[reason_code(reason)?])?);
    }
    asn1::wrap(asn1::context(1), &fields)
}

impl AnswerTemplate {
    pub(super) fn new(
        issuer: &Certificate,
        certificate: &Certificate,
        revoked: Option<(Time, RevocationReason)>,
        this_update: Time,
        next_update: Time,
    ) -> Result<AnswerTemplate> {
        let key = PublicKey::read(issuer.spki_der())?;
        let build = || -> der::Result<AnswerTemplate> {
            Ok(AnswerTemplate {
                hash: asn1::wrap(Tag::Sequence, &[oid("1.3.14.3.2.26")?, AnyRef::NULL.to_der()?])?,
                issuer_name: sha1(certificate.issuer_der()),
                issuer_key: sha1(key.bits),
                serial: certificate.serial().to_vec(),
                status: cert_status(revoked)?,
                this_update: generalized(this_update)?,
                rest: vec![asn1::wrap(asn1::context(0), &[generalized(next_update)?])?],
            })
        };
        build().map_err(bad)
    }

    pub(super) fn build(&self) -> der::Result<Vec<u8>> {
        let serial = AnyRef::new(Tag::Integer, &self.serial)?.to_der()?;
        let (name, key) = (octets(&self.issuer_name)?, octets(&self.issuer_key)?);
        let id = asn1::wrap(Tag::Sequence, &[self.hash.clone(), name, key, serial])?;
        let fields = vec![id, self.status.clone(), self.this_update.clone()];
        asn1::wrap(Tag::Sequence, &[fields, self.rest.clone()].concat())
    }
}

/// OCSPResponse with a BasicOCSPResponse (RFC 6960 §4.2.1); each field is DER.
pub(super) struct OcspTemplate {
    pub(super) status: u8,
    pub(super) kind: Vec<u8>,
    /// What stands before the responder: nothing.
    pub(super) version: Vec<u8>,
    pub(super) responder: Vec<u8>,
    pub(super) produced_at: Vec<u8>,
    pub(super) answers: Vec<Vec<u8>>,
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) certificates: Vec<Vec<u8>>,
}

impl OcspTemplate {
    pub(super) fn new(
        signer: &Certificate,
        answer: &AnswerTemplate,
        produced_at: Time,
    ) -> Result<OcspTemplate> {
        let build = || -> der::Result<OcspTemplate> {
            Ok(OcspTemplate {
                status: 0,
                kind: oid("1.3.6.1.5.5.7.48.1.1")?,
                version: vec![],
                responder: asn1::wrap(asn1::context(1), &[signer.subject_der().to_vec()])?,
                produced_at: generalized(produced_at)?,
                answers: vec![answer.build()?],
                extensions: vec![],
                certificates: vec![],
            })
        };
        build().map_err(bad)
    }

    pub(super) fn sign(self, key: &FileKey) -> Result<Vec<u8>> {
        let tagged = |number: u8, list: &[Vec<u8>]| -> der::Result<Vec<u8>> {
            if list.is_empty() {
                return Ok(vec![]);
            }
            asn1::wrap(asn1::context(number), &[asn1::wrap(Tag::Sequence, list)?])
        };
        let content = || -> der::Result<Vec<u8>> {
            let answers = asn1::wrap(Tag::Sequence, &self.answers)?;
            let extensions = tagged(1, &self.extensions)?;
            let fields = [self.version, self.responder, self.produced_at, answers, extensions];
            asn1::wrap(Tag::Sequence, &fields)
        };
        let content = content().map_err(bad)?;
        let certificates = tagged(0, &self.certificates).map_err(bad)?;
        let algorithm = signature_algorithm(key.scheme()).map_err(bad)?;
        let response = signed(content, algorithm, key, vec![certificates])?;
        let outer = || -> der::Result<Vec<u8>> {
            let bytes = asn1::wrap(Tag::Sequence, &[self.kind, octets(&response)?])?;
            let status = AnyRef::new(Tag::Enumerated, &[self.status])?.to_der()?;
            asn1::wrap(Tag::Sequence, &[status, asn1::wrap(asn1::context(0), &[bytes])?])
        };
        outer().map_err(bad)
    }
}

impl RehearsalCa {
    /// A revocation list of this authority, with each certificate's time and reason of revocation.
    ///
    /// # Errors
    /// As [`Crl::from_der`].
    pub fn crl(
        &self,
        revoked: &[(&Certificate, Time, RevocationReason)],
        this_update: Time,
        next_update: Time,
    ) -> Result<Crl> {
        Crl::from_der(&CrlTemplate::new(self, revoked, this_update, next_update)?.sign(&self.key)?)
    }

    /// An OCSP response of this authority about one of its certificates: good, or revoked at a time for a reason.
    ///
    /// # Errors
    /// As [`OcspResponse::from_der`].
    pub fn ocsp(
        &self,
        certificate: &Certificate,
        revoked: Option<(Time, RevocationReason)>,
        this_update: Time,
        next_update: Time,
    ) -> Result<OcspResponse> {
        let answer = AnswerTemplate::new(&self.certificate, certificate, revoked, this_update, next_update)?;
        let response = OcspTemplate::new(&self.certificate, &answer, this_update)?;
        OcspResponse::from_der(&response.sign(&self.key)?)
    }
}
