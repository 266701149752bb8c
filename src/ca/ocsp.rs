//! OCSP responses (RFC 6960), as somebody fetched them: nothing here asks a responder.

use super::{
    asn1::context,
    cert_id::{Authority, CertId},
    certificate::Certificate,
    crl_entry::{RevocationReason, Revoked},
    public_key::PublicKey,
    walk::{Element, Extensions, Signed, Walk, implicit},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::{Hex, Time},
};
use der::{Decode, Tag, asn1::ObjectIdentifier};
use ring::digest;
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};

/// No OCSP response is longer, in DER.
pub const MAX_OCSP: usize = 256 * 1024;
/// Certificates that come along in a response.
const MAX_CERTIFICATES: usize = 8;

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
/// A nonce ties an answer to a question; here there was none.
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");

/// An OCSP response with its signature, at most 256 KiB. Cheap to clone; equal when the DER is.
///
/// That it could be read says nothing about who signed it: [`Revocation`](super::Revocation) judges that.
#[derive(Clone)]
pub struct OcspResponse(Arc<Parts>);

struct Parts {
    der: Vec<u8>,
    digest: Hex<32>,
    responder: Responder,
    produced_at: Time,
    answers: Vec<Answer>,
    certificates: Vec<Certificate>,
}

/// By what the responder calls itself.
#[derive(Debug)]
pub(super) enum Responder {
    /// A DER Name.
    Name(Vec<u8>),
    /// SHA-1 of the bits of its key.
    Key(Vec<u8>),
}

/// What a response says of one certificate.
pub(super) struct Answer {
    id: CertId,
    pub(super) status: AnswerStatus,
    pub(super) this_update: Time,
    pub(super) next_update: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerStatus {
    Good,
    Revoked(Revoked),
    Unknown,
}

fn bad(error: impl fmt::Display) -> Error {
    Error::new(ErrorKind::BadOcsp).because(error)
}

impl OcspResponse {
    /// Reads one DER response with nothing after it.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 256 KiB; [`ErrorKind::OcspRefused`] if the responder gave an error;
    /// [`ErrorKind::BadOcsp`], [`ErrorKind::CriticalExtension`], and those of
    /// [`Certificate::from_der`](super::Certificate::from_der) as SPEC §6.7 says.
    pub fn from_der(der: &[u8]) -> Result<OcspResponse> {
        if der.len() > MAX_OCSP {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} bytes of OCSP response, at most {MAX_OCSP}", der.len())));
        }
        let (signed, certificates) = outer(der)?;
        let mut walk = signed.content.sequence().map_err(bad)?;
        // The version's default is 1, which DER leaves out; there is no other.
        if walk.next_if(&[context(0)]).map_err(bad)?.is_some() {
            return Err(bad("not a response of version 1"));
        }
        let responder = walk.next().and_then(responder).map_err(bad)?;
        let produced_at = walk.next().and_then(Element::generalized_time).map_err(bad)?;
        let mut answers = Vec::new();
        for single in walk.next().map_err(bad).and_then(|list| elements(list, 256))? {
            answers.push(answer(single)?);
        }
        check_extensions(walk.next_if(&[context(1)]).map_err(bad)?)?;
        walk.end().map_err(bad)?;
        Ok(OcspResponse(Arc::new(Parts {
            digest: Hex(Sha256::digest(der).into()),
            responder,
            produced_at,
            answers,
            certificates,
            der: der.to_vec(),
        })))
    }

    /// The response's DER, byte for byte as it was read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> Hex<32> {
        self.0.digest
    }

    /// When the responder signed, as it says.
    pub fn produced_at(&self) -> Time {
        self.0.produced_at
    }

    pub(super) fn responder(&self) -> &Responder {
        &self.0.responder
    }

    pub(super) fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// The answers about a certificate that this authority issued.
    pub(super) fn answers(&self, certificate: &Certificate, issuer: &Certificate) -> Vec<&Answer> {
        let Ok(key) = PublicKey::read(issuer.spki_der()) else { return Vec::new() };
        self.0.answers.iter().filter(|answer| answer.id.is(certificate, key.bits)).collect()
    }

    /// Whether it speaks for this authority, or seems to: by an answer, or by who made it.
    pub(super) fn speaks_for(&self, authority: &Authority<'_>) -> bool {
        self.0.answers.iter().any(|answer| authority.issued(&answer.id))
            || self.names().any(|name| authority.is(name))
    }

    /// The names of those for whom it may have been made: the responder's, and those of whoever certified it.
    pub(super) fn names(&self) -> impl Iterator<Item = &[u8]> {
        let own = match &self.0.responder {
            Responder::Name(name) => Some(name.as_slice()),
            Responder::Key(_) => None,
        };
        own.into_iter().chain(self.certificates().iter().map(Certificate::issuer_der))
    }

    /// What is signed, and the signature.
    pub(super) fn signed(&self) -> Result<Signed<'_>> {
        outer_signed(self.der()).map(|(signed, _)| signed)
    }
}

/// The elements of a SEQUENCE, of which there must be one at least.
fn elements(list: Element<'_>, most: usize) -> Result<Vec<Element<'_>>> {
    let (mut walk, mut found) = (list.sequence().map_err(bad)?, Vec::new());
    while !walk.is_finished() {
        if found.len() == most {
            return Err(bad(format_args!("a list of more than {most}")));
        }
        found.push(walk.next().map_err(bad)?);
    }
    if found.is_empty() { Err(bad("an empty list")) } else { Ok(found) }
}

/// OCSPResponse and BasicOCSPResponse (RFC 6960 §4.2.1): what is signed, and the certificates beside it.
fn outer_signed(der: &[u8]) -> Result<(Signed<'_>, Option<Element<'_>>)> {
    let read = || -> der::Result<_> {
        let mut walk = Element::single(der)?.sequence()?;
        let status = walk.next()?.expect(Tag::Enumerated)?.value;
        let bytes = walk.next_if(&[context(0)])?;
        walk.end()?;
        Ok((status, bytes))
    };
    let (status, bytes) = read().map_err(bad)?;
    if let Some(refusal) = refusal(status) {
        return Err(Error::new(ErrorKind::OcspRefused).because(refusal));
    }
    let bytes = bytes.ok_or_else(|| bad("a success without a response"))?;
    let read = || -> der::Result<_> {
        let mut walk = Element::single(bytes.value)?.sequence()?;
        let kind = ObjectIdentifier::from_der(walk.next()?.der)?;
        let response = walk.next()?.octets()?;
        walk.end()?;
        Ok((kind, response))
    };
    let (kind, response) = read().map_err(bad)?;
    if kind != BASIC {
        return Err(bad("not a basic response"));
    }
    let read = || -> der::Result<_> {
        let mut walk = Element::single(response)?.sequence()?;
        let signed = Signed::read(&mut walk)?;
        let certificates = walk.next_if(&[context(0)])?;
        walk.end()?;
        Ok((signed, certificates))
    };
    read().map_err(bad)
}

fn outer(der: &[u8]) -> Result<(Signed<'_>, Vec<Certificate>)> {
    let (signed, list) = outer_signed(der)?;
    let mut certificates = Vec::new();
    if let Some(list) = list {
        let list = Element::single(list.value).map_err(bad)?;
        for certificate in elements(list, MAX_CERTIFICATES)? {
            certificates.push(Certificate::from_der(certificate.der)?);
        }
    }
    Ok((signed, certificates))
}

/// RFC 6960 §4.2.1: OCSPResponseStatus.
fn refusal(status: &[u8]) -> Option<&'static str> {
    Some(match status {
        [0] => return None,
        [1] => "malformedRequest",
        [2] => "internalError",
        [3] => "tryLater",
        [5] => "sigRequired",
        [6] => "unauthorized",
        _ => "an unknown status",
    })
}

fn responder(element: Element<'_>) -> der::Result<Responder> {
    let inner = Element::single(element.value)?;
    if element.tag == context(1) {
        return Ok(Responder::Name(inner.expect(Tag::Sequence)?.der.to_vec()));
    }
    element.expect(context(2))?;
    Ok(Responder::Key(inner.octets()?.to_vec()))
}

/// SingleResponse (RFC 6960 §4.2.1).
fn answer(single: Element<'_>) -> Result<Answer> {
    let read = || -> der::Result<_> {
        let mut walk = single.sequence()?;
        let id = CertId::read(walk.next()?)?;
        let status = walk.next()?;
        let this_update = walk.next()?.generalized_time()?;
        let next_update = match walk.next_if(&[context(0)])? {
            Some(next) => Some(Element::single(next.value)?.generalized_time()?),
            None => None,
        };
        let extensions = walk.next_if(&[context(1)])?;
        walk.end()?;
        Ok((id, status, this_update, next_update, extensions))
    };
    let (id, status, this_update, next_update, extensions) = read().map_err(bad)?;
    check_extensions(extensions)?;
    if next_update.is_some_and(|next| next < this_update) {
        return Err(bad("its next update lies before this one"));
    }
    let status = self::status(status)?;
    Ok(Answer { id, status, this_update, next_update })
}

fn status(element: Element<'_>) -> Result<AnswerStatus> {
    match element.tag {
        tag if tag == implicit(0) && element.value.is_empty() => Ok(AnswerStatus::Good),
        tag if tag == implicit(2) && element.value.is_empty() => Ok(AnswerStatus::Unknown),
        tag if tag == context(1) => {
            let read = || -> der::Result<_> {
                let mut walk = Walk(element.value);
                let time = walk.next()?.generalized_time()?;
                let reason = match walk.next_if(&[context(0)])? {
                    Some(reason) => Some(Element::single(reason.value)?.expect(Tag::Enumerated)?.value),
                    None => None,
                };
                walk.end()?;
                Ok((time, reason))
            };
            let (time, reason) = read().map_err(bad)?;
            let reason = match reason {
                Some(code) => RevocationReason::of_value(code)
                    .ok_or_else(|| bad(format_args!("the reason {}", hex::encode(code))))?,
                None => RevocationReason::Unspecified,
            };
            Ok(AnswerStatus::Revoked(Revoked { time, reason, invalidity: None }))
        }
        _ => Err(bad("neither good nor revoked nor unknown")),
    }
}

/// Extensions of a response and of an answer (RFC 6960 §4.4): none changes what is read here.
fn check_extensions(extensions: Option<Element<'_>>) -> Result<()> {
    let Some(outer) = extensions else { return Ok(()) };
    let list = Element::single(outer.value).map_err(bad)?;
    for extension in Extensions::read(list, ErrorKind::BadOcsp)?.iter() {
        if extension.critical && extension.oid != NONCE {
            return Err(Error::new(ErrorKind::CriticalExtension).because(extension.oid).at("OCSP response"));
        }
    }
    Ok(())
}

impl Responder {
    /// Whether this certificate's subject, or its key, is the one that is named.
    pub(super) fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Responder::Name(name) => super::distinguished_name::same_name(name, certificate.subject_der()),
            Responder::Key(hash) => PublicKey::read(certificate.spki_der()).is_ok_and(|key| {
                digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, key.bits).as_ref() == hash.as_slice()
            }),
        }
    }
}

impl PartialEq for OcspResponse {
    fn eq(&self, other: &OcspResponse) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({}, {})", self.fingerprint(), self.produced_at())
    }
}
