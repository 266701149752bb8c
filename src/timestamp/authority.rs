//! An authority of one's own, for tests and rehearsals, and for sites that run one (SPEC §12.5).
//!
//! It keeps no book: serial numbers are random, and nothing is logged. A notice that relies on its operator's own
//! authority must say so.

use super::{
    TokenInfo,
    fail_info::{FailInfo, granted, rejection},
    imprint,
    request::{Objection, TimestampRequest},
    token,
};
use crate::{
    ca::{Certificate, Signer, generalized, wrap},
    error::{Error, ErrorKind, Result},
    suite::Digest,
    wire::Time,
};
use der::{AnyRef, Encode, Tag, asn1::ObjectIdentifier};

/// `TimeStampResp` that rejects and says no more.
const BARE_REJECTION: [u8; 7] = [0x30, 5, 0x30, 3, 2, 1, 2];

/// A timestamp authority within this program.
#[derive(Debug)]
pub struct Authority {
    signer: Signer,
    policy: ObjectIdentifier,
}

impl Authority {
    /// An authority with this key and certificate, whose tokens are made under this policy: an object identifier such
    /// as `1.2.3.4.1`.
    ///
    /// # Errors
    /// [`ErrorKind::TimestampCertificate`], [`ErrorKind::KeyUsage`] and what else
    /// [`Certificate::check_timestamping`] and [`Certificate::check_usage`] give; [`ErrorKind::BadField`] for a policy
    /// that is none.
    pub fn new(signer: Signer, policy: &str) -> Result<Authority> {
        signer.certificate().check_timestamping()?;
        signer.certificate().check_usage()?;
        let policy = ObjectIdentifier::new(policy).map_err(|_| {
            Error::new(ErrorKind::BadField)
                .because(format_args!("{policy:.64} is not an object identifier"))
                .at("policy")
        })?;
        Ok(Authority { signer, policy })
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        self.signer.certificate()
    }

    /// Answers the DER of a request at this time with the DER of a response, which grants or rejects.
    pub fn answer(&self, request: &[u8], at: Time) -> Vec<u8> {
        self.respond(request, at).0
    }

    /// The same, with what was granted or why not, for the authority's own people.
    pub fn respond(&self, request: &[u8], at: Time) -> (Vec<u8>, Result<TokenInfo>) {
        match self.grant(request, at) {
            Ok((response, info)) => (response, Ok(info)),
            Err(Objection { failure, error }) => {
                // What goes wrong within is nobody's business outside.
                let words = match failure {
                    FailInfo::SystemFailure => String::new(),
                    _ => error.detail().to_owned(),
                };
                let response = rejection(failure, &words).unwrap_or_else(|_| BARE_REJECTION.to_vec());
                (response, Err(error))
            }
        }
    }

    /// Stamps this SHA-256 at this time, and gives the token.
    ///
    /// # Errors
    /// [`ErrorKind::CertificateNotYetValid`], [`ErrorKind::CertificateExpired`] if the certificate does not hold then;
    /// [`ErrorKind::SigningFailed`] or the key's own error; [`ErrorKind::NoEntropy`].
    pub fn stamp(&self, imprint: Digest, at: Time) -> Result<Vec<u8>> {
        let imprint = imprint::write(&imprint).map_err(encoding)?;
        self.token(imprint, None, true, at)
    }

    fn grant(&self, request: &[u8], at: Time) -> std::result::Result<(Vec<u8>, TokenInfo), Objection> {
        let request = TimestampRequest::read(request)?;
        if request.policy().is_some_and(|policy| policy != self.policy.to_string()) {
            let why = "another policy than the authority's";
            return Err(Objection::new(FailInfo::UnacceptedPolicy, ErrorKind::TimestampRequestRefused, why));
        }
        let make = || {
            let imprint = request.imprint_der().to_vec();
            let token = self.token(imprint, request.nonce(), request.wants_certificate(), at)?;
            let info = TokenInfo::claimed(&token)?;
            let response = wrap(Tag::Sequence, &[granted().map_err(encoding)?, token]).map_err(encoding)?;
            Ok((response, info))
        };
        make().map_err(|error| Objection { failure: FailInfo::SystemFailure, error })
    }

    /// A `TSTInfo` (RFC 3161 §2.4.2), signed. Its time is cut down to the second: hence the accuracy.
    fn token(&self, imprint: Vec<u8>, nonce: Option<&[u8]>, certificates: bool, at: Time) -> Result<Vec<u8>> {
        self.signer.certificate().check_validity(at)?;
        let mut serial = [0; 16];
        getrandom::fill(&mut serial).map_err(|_| Error::from(ErrorKind::NoEntropy))?;
        serial[0] = serial[0] & 0x3f | 0x40; // positive, and always 16 octets
        let content = || -> der::Result<Vec<u8>> {
            let mut fields = vec![
                1u8.to_der()?,
                self.policy.to_der()?,
                imprint,
                AnyRef::new(Tag::Integer, &serial)?.to_der()?,
                generalized(at)?,
                wrap(Tag::Sequence, &[1u8.to_der()?])?,
            ];
            if let Some(nonce) = nonce {
                fields.push(AnyRef::new(Tag::Integer, nonce)?.to_der()?);
            }
            wrap(Tag::Sequence, &fields)
        };
        token::seal(&content().map_err(encoding)?, &self.signer, certificates)
    }
}

fn encoding(error: der::Error) -> Error {
    Error::new(ErrorKind::SigningFailed).because(error)
}
