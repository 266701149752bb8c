//! The entries of a revocation list (RFC 5280 §5.3).

use super::walk::{Element, Extensions, Walk};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::{Tag, asn1::ObjectIdentifier};
use std::fmt;

const REASON_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.21");
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationReason {
    /// No reason is given.
    Unspecified = 0,
    /// Somebody else may have the key.
    KeyCompromise = 1,
    /// Somebody else may have the authority's key.
    CaCompromise = 2,
    /// The subject's name has changed.
    AffiliationChanged = 3,
    /// Another certificate takes its place.
    Superseded = 4,
    /// It is needed no more.
    CessationOfOperation = 5,
    /// It is on hold: revoked until the hold is lifted.
    CertificateHold = 6,
    /// A right that the certificate gave was withdrawn.
    PrivilegeWithdrawn = 9,
    /// Somebody else may have the attribute authority's key.
    AaCompromise = 10,
}

impl RevocationReason {
    /// The value of a `CRLReason` that can stand for a certificate that is revoked: not 7, which means nothing, and
    /// not removeFromCRL, which is for lists of changes.
    pub(super) fn of_value(value: &[u8]) -> Option<RevocationReason> {
        use RevocationReason::*;
        let all = [
            Unspecified,
            KeyCompromise,
            CaCompromise,
            AffiliationChanged,
            Superseded,
            CessationOfOperation,
            CertificateHold,
            PrivilegeWithdrawn,
            AaCompromise,
        ];
        all.into_iter().find(|reason| value == [*reason as u8])
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RevocationReason::Unspecified => "no reason given",
            RevocationReason::KeyCompromise => "the key may be in other hands",
            RevocationReason::CaCompromise => "the authority's key may be in other hands",
            RevocationReason::AffiliationChanged => "the name has changed",
            RevocationReason::Superseded => "replaced by another certificate",
            RevocationReason::CessationOfOperation => "needed no more",
            RevocationReason::CertificateHold => "on hold",
            RevocationReason::PrivilegeWithdrawn => "a right was withdrawn",
            RevocationReason::AaCompromise => "the attribute authority's key may be in other hands",
        })
    }
}

/// That a certificate was revoked, as an authority says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// From when it is revoked.
    pub time: Time,
    /// Why.
    pub reason: RevocationReason,
    /// Since when the key is thought to be unsafe, where that is told. No verdict depends on it.
    pub invalidity: Option<Time>,
}

impl fmt::Display for Revoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revoked at {}: {}", self.time, self.reason)?;
        match self.invalidity {
            Some(since) => write!(f, "; not to be relied on since {since}"),
            None => Ok(()),
        }
    }
}

fn bad(error: der::Error) -> Error {
    Error::new(ErrorKind::BadCrl).because(error).at("revokedCertificates")
}

/// The entries of a list, one after another.
#[derive(Clone, Copy)]
pub(super) struct Entries<'a>(pub(super) Walk<'a>);

impl<'a> Iterator for Entries<'a> {
    type Item = Result<(&'a [u8], Revoked)>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.0.is_finished()).then(|| read(self.0.next().map_err(bad)?))
    }
}

/// An entry: the serial number's content octets, and what is said of it.
fn read(entry: Element<'_>) -> Result<(&[u8], Revoked)> {
    let parts = || -> der::Result<_> {
        let mut walk = entry.sequence()?;
        let (serial, time) = (walk.next()?.integer()?, walk.next()?.time()?);
        let extensions = walk.next_if(&[Tag::Sequence])?;
        walk.end()?;
        Ok((serial, time, extensions))
    };
    let (serial, time, extensions) = parts().map_err(bad)?;
    let mut revoked = Revoked { time, reason: RevocationReason::Unspecified, invalidity: None };
    let Some(extensions) = extensions else { return Ok((serial, revoked)) };
    for extension in Extensions::read(extensions, ErrorKind::BadCrl)?.iter() {
        let value = || Element::single(extension.value).map_err(bad);
        match extension.oid {
            REASON_CODE => {
                let code = value()?.expect(Tag::Enumerated).map_err(bad)?.value;
                revoked.reason = RevocationReason::of_value(code).ok_or_else(|| {
                    Error::new(ErrorKind::CrlRules)
                        .because(format_args!("an entry with the reason {}", hex::encode(code)))
                })?;
            }
            INVALIDITY_DATE if !extension.critical => {
                revoked.invalidity = Some(value()?.generalized_time().map_err(bad)?);
            }
            // certificateIssuer among them, which an indirect list must have critical (RFC 5280 §5.3.3).
            oid if extension.critical => {
                return Err(Error::new(ErrorKind::CriticalExtension).because(oid).at("revokedCertificates"));
            }
            _ => {}
        }
    }
    Ok((serial, revoked))
}
