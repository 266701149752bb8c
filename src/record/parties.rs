//! Whose signature a thing of the record must bear (SPEC §13.7).

use super::signed::Signed;
use crate::ca::{Certificate, KnownChains, Revocation, TrustAnchors, VerifiedSignature, verify_chain};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::suite::Digest;
use crate::timestamp::{Authorities, NamedAuthority, VerifiedToken};
use crate::wire::Time;

/// Checks that the platform signed: its organisation is the notice's operator, and its certificate chains to the
/// platform's anchor at this time.
///
/// # Errors
/// [`ErrorKind::NoPlatform`], [`ErrorKind::WrongSigner`], those of [`verify_chain`].
pub fn check_platform(notice: &Notice, signature: &VerifiedSignature, at: Time) -> Result<()> {
    let (platform, anchors) = notice.platform()?;
    check_organisation(signature, &platform.operator).map_err(|e| e.at("the platform's certificate"))?;
    chain(signature, anchors, at).map_err(|e| e.at("the platform's certificate"))
}

/// The same for something that the platform signed with a certificate.
///
/// # Errors
/// As [`check_platform`] and [`Signed::verify_certificate`].
pub fn platform_signed(notice: &Notice, signed: &Signed, at: Time) -> Result<()> {
    check_platform(notice, &signed.verify_certificate()?, at)
}

/// The platform as the signer of many things: as [`platform_signed`], but a chain that was found is kept for as long as
/// looking again could not end otherwise. Several threads can ask at once.
pub struct PlatformSigner {
    operator: String,
    anchors: TrustAnchors,
    known: KnownChains<()>,
}

impl PlatformSigner {
    /// The platform of a notice.
    ///
    /// # Errors
    /// [`ErrorKind::NoPlatform`].
    pub fn of(notice: &Notice) -> Result<PlatformSigner> {
        let (platform, anchors) = notice.platform()?;
        let (operator, anchors) = (platform.operator.clone(), anchors.clone());
        Ok(PlatformSigner { operator, anchors, known: KnownChains::default() })
    }

    /// Checks that the platform signed this, with a certificate that holds at this time.
    ///
    /// # Errors
    /// As [`platform_signed`].
    pub fn check(&self, signed: &Signed, at: Time) -> Result<()> {
        let signature = signed.verify_certificate()?;
        let place = |error: Error| error.at("the platform's certificate");
        check_organisation(&signature, &self.operator).map_err(place)?;
        let (leaf, others) = (&signature.certificate, &signature.others);
        let search = || chain(&signature, &self.anchors, at);
        self.known.find(leaf, others, self.anchors.certificates().iter(), at, search).map_err(place)
    }
}

/// Checks that the tenderer signed: its organisation is the notice's tenderer, and its certificate chains to one of
/// the reader's own trusted roots at this time.
///
/// # Errors
/// [`ErrorKind::WrongSigner`], those of [`verify_chain`].
pub fn check_tenderer(
    notice: &Notice,
    signature: &VerifiedSignature,
    trust: &TrustAnchors,
    at: Time,
) -> Result<()> {
    let place = |error: Error| error.at("the tenderer's certificate");
    check_organisation(signature, &notice.body().tenderer).map_err(place)?;
    chain(signature, trust, at).map_err(place)
}

/// Checks that the adjudicator signed, with the very certificate that the notice names.
///
/// # Errors
/// [`ErrorKind::WrongSigner`], those of [`Signed::verify_certificate`].
pub fn check_adjudicator(notice: &Notice, signed: &Signed) -> Result<()> {
    let signature = signed.verify_certificate()?;
    if signature.certificate == *notice.adjudicator() {
        return Ok(());
    }
    let detail = format!("signed by {}", signature.certificate.names().display());
    Err(Error::new(ErrorKind::WrongSigner).because(detail).at("the adjudicator's certificate"))
}

fn check_organisation(signature: &VerifiedSignature, wanted: &str) -> Result<()> {
    let found = signature.certificate.names().organisation;
    if found.as_deref() == Some(wanted) {
        return Ok(());
    }
    let detail = format!("the certificate names {:?} instead of {wanted:?}", found.unwrap_or_default());
    Err(Error::new(ErrorKind::WrongSigner).because(detail))
}

fn chain(signature: &VerifiedSignature, anchors: &TrustAnchors, at: Time) -> Result<()> {
    verify_chain(&signature.certificate, &signature.others, anchors, &Revocation::unchecked(), at).map(|_| ())
}

/// Whose time counts under a notice: its timestamp authorities (SPEC §12.4).
pub struct TimeSource {
    authorities: Authorities,
    /// Organisations whose own authority must be marked as such: the platform and the tenderer.
    interested: Vec<String>,
    /// Which authorities are marked, in the notice's order.
    own: Vec<bool>,
}

impl TimeSource {
    /// The authorities of a notice.
    ///
    /// # Errors
    /// [`ErrorKind::NoAuthority`] if there are none.
    pub fn of(notice: &Notice) -> Result<TimeSource> {
        let named = notice.timestamp_authorities().map(|(authority, anchors)| NamedAuthority {
            name: authority.name.clone(),
            anchors: anchors.clone(),
        });
        let own: Vec<bool> = notice.timestamp_authorities().map(|(authority, _)| authority.own).collect();
        if own.is_empty() {
            return Err(Error::new(ErrorKind::NoAuthority).at("timestamp_authorities"));
        }
        let mut interested = vec![notice.body().tenderer.clone()];
        interested.extend(notice.body().platform.iter().map(|platform| platform.operator.clone()));
        Ok(TimeSource { authorities: Authorities::new(named.collect()), interested, own })
    }

    /// Verifies a token over a SHA-256 value.
    ///
    /// # Errors
    /// As [`Authorities::verify`]; [`ErrorKind::OwnAuthority`] if the platform or the tenderer runs the authority, or one
    /// above it, and the notice does not say so.
    pub fn verify(&self, token: &[u8], imprint: &Digest) -> Result<VerifiedToken> {
        let verified = self.authorities.verify(token, imprint, &Revocation::unchecked())?;
        let marked = self.own.get(verified.authority).copied().unwrap_or(false);
        match verified.chain.certificates.iter().find(|certificate| self.is_interested(certificate)) {
            Some(own) if !marked => {
                let detail = own.names().display();
                Err(Error::new(ErrorKind::OwnAuthority).because(detail).at("timestamp"))
            }
            _ => Ok(verified),
        }
    }

    fn is_interested(&self, certificate: &Certificate) -> bool {
        let names = certificate.names();
        [names.organisation, names.common_name]
            .into_iter()
            .flatten()
            .any(|name| self.interested.contains(&name))
    }
}
