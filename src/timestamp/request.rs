//! What is asked of a timestamp authority (RFC 3161 §2.4.1, `TimeStampReq`; SPEC §12.1).

use super::{fail_info::FailInfo, imprint, info};
use crate::{
    ca::{Element, check_canonical, context, wrap},
    error::{Error, ErrorKind, Result},
    suite::Digest,
};
use der::{AnyRef, Decode, Encode, Tag, asn1::ObjectIdentifier};

/// No request is longer, in DER.
pub const MAX_REQUEST: usize = 4096;
/// The media type of a request (RFC 3161 §3.4).
pub const REQUEST_TYPE: &str = "application/timestamp-query";

/// A request for a token over a SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampRequest {
    imprint: Digest,
    /// As it stands, for an answer to repeat.
    imprint_der: Vec<u8>,
    policy: Option<ObjectIdentifier>,
    nonce: Option<Vec<u8>>,
    certificate: bool,
}

/// Why a request is not granted: what the authority says, and what its own people are told.
#[derive(Debug)]
pub(super) struct Objection {
    pub(super) failure: FailInfo,
    pub(super) error: Error,
}

impl TimestampRequest {
    /// Asks for a token over this SHA-256 that holds the authority's certificate, under any policy. A nonce is what
    /// tells the token from an older one over the same; one that is not random tells nothing.
    ///
    /// # Errors
    /// None in practice.
    pub fn new(imprint: Digest, nonce: Option<[u8; 8]>) -> Result<TimestampRequest> {
        let imprint_der = imprint::write(&imprint).map_err(unreadable)?;
        let nonce = nonce.map(|nonce| unsigned(&nonce));
        Ok(TimestampRequest { imprint, imprint_der, policy: None, nonce, certificate: true })
    }

    /// The same with a nonce from the operating system.
    ///
    /// # Errors
    /// [`ErrorKind::NoEntropy`].
    pub fn random(imprint: Digest) -> Result<TimestampRequest> {
        let mut nonce = [0; 8];
        getrandom::fill(&mut nonce).map_err(|_| Error::from(ErrorKind::NoEntropy))?;
        TimestampRequest::new(imprint, Some(nonce))
    }

    /// Reads a request, of at most [`MAX_REQUEST`] bytes.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`]; [`ErrorKind::BadTimestampRequest`] if it is not DER, or of another version than 1;
    /// [`ErrorKind::TimestampRequestRefused`] if the imprint is not a SHA-256, or there is an extension.
    pub fn parse(der: &[u8]) -> Result<TimestampRequest> {
        TimestampRequest::read(der).map_err(|objection| objection.error)
    }

    pub(super) fn read(der: &[u8]) -> std::result::Result<TimestampRequest, Objection> {
        if der.len() > MAX_REQUEST {
            let why = format!("{} bytes of request, at most {MAX_REQUEST}", der.len());
            return Err(Objection::new(FailInfo::BadDataFormat, ErrorKind::TooLarge, why));
        }
        let bad = |error: der::Error| {
            Objection::new(FailInfo::BadDataFormat, ErrorKind::BadTimestampRequest, error)
        };
        let refused = |failure, why| Objection::new(failure, ErrorKind::TimestampRequestRefused, why);
        check_canonical(der).map_err(bad)?;
        let mut fields = Element::single(der).and_then(Element::sequence).map_err(bad)?;
        if fields.next().and_then(Element::integer).map_err(bad)? != [1] {
            let why = "not a request of version 1";
            return Err(Objection::new(FailInfo::BadRequest, ErrorKind::BadTimestampRequest, why));
        }
        let imprint_der = fields.next().map_err(bad)?;
        let imprint = imprint::read(imprint_der).map_err(bad)?;
        let policy = fields.next_if(&[Tag::ObjectIdentifier]).map_err(bad)?;
        let policy = policy.map(|policy| ObjectIdentifier::from_der(policy.der)).transpose().map_err(bad)?;
        let nonce = fields.next_if(&[Tag::Integer]).map_err(bad)?;
        let nonce = nonce.map(info::nonce).transpose().map_err(bad)?;
        let certificate = fields.next_if(&[Tag::Boolean]).map_err(bad)?;
        certificate.map(Element::is_true).transpose().map_err(bad)?;
        // RFC 3161 §2.4.1: an authority that does not know an extension answers nothing else.
        let extensions = fields.next_if(&[context(0)]).map_err(bad)?;
        fields.end().map_err(bad)?;
        if extensions.is_some() {
            return Err(refused(FailInfo::UnacceptedExtension, "an extension"));
        }
        let imprint = imprint.ok_or_else(|| refused(FailInfo::BadAlg, "another hash than SHA-256"))?;
        Ok(TimestampRequest {
            imprint,
            imprint_der: imprint_der.der.to_vec(),
            policy,
            nonce,
            certificate: certificate.is_some(),
        })
    }

    /// The request's DER, for an authority.
    ///
    /// # Errors
    /// None in practice.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let write = || -> der::Result<Vec<u8>> {
            let mut fields = vec![1u8.to_der()?, self.imprint_der.clone()];
            if let Some(policy) = self.policy {
                fields.push(policy.to_der()?);
            }
            if let Some(nonce) = &self.nonce {
                fields.push(AnyRef::new(Tag::Integer, nonce)?.to_der()?);
            }
            if self.certificate {
                fields.push(true.to_der()?);
            }
            wrap(Tag::Sequence, &fields)
        };
        write().map_err(unreadable)
    }

    /// The SHA-256 that is to be stamped.
    pub fn imprint(&self) -> Digest {
        self.imprint
    }

    /// The content octets of the nonce.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The policy that is asked for, as an object identifier.
    pub fn policy(&self) -> Option<String> {
        self.policy.map(|policy| policy.to_string())
    }

    /// Whether the token is to hold the authority's certificate.
    pub fn wants_certificate(&self) -> bool {
        self.certificate
    }

    pub(super) fn imprint_der(&self) -> &[u8] {
        &self.imprint_der
    }
}

impl Objection {
    pub(super) fn new(failure: FailInfo, kind: ErrorKind, why: impl std::fmt::Display) -> Objection {
        Objection { failure, error: Error::new(kind).because(why) }
    }
}

fn unreadable(error: der::Error) -> Error {
    Error::new(ErrorKind::BadTimestampRequest).because(error)
}

/// The content octets of the INTEGER that these octets are without a sign.
fn unsigned(octets: &[u8]) -> Vec<u8> {
    let start = octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len());
    let digits = octets.get(start..).unwrap_or_default();
    match digits {
        [] | [0x80..=0xff, ..] => [&[0], digits].concat(),
        _ => digits.to_vec(),
    }
}
