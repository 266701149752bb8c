//! From a certificate to a trusted root, at a time (SPEC §6.4).

use super::{
    certificate::Certificate,
    path::Search,
    revocation::{Revocation, Status},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::asn1::ObjectIdentifier;

/// Anchors that are considered at once, and intermediate certificates.
const MAX_CERTIFICATES: usize = 256;
/// Policies that are accepted at once.
const MAX_POLICIES: usize = 64;

/// The roots that somebody trusts, of one or of several authorities, and the certificate policies that it accepts.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustAnchors {
    certificates: Vec<Certificate>,
    policies: Vec<String>,
}

impl TrustAnchors {
    /// Trusts these certificates. They are held to the same rules as any other when a path ends in them; one that
    /// breaks them does not stop the others.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] for more than 256.
    pub fn new(certificates: Vec<Certificate>) -> Result<TrustAnchors> {
        check_count(certificates.len())?;
        Ok(TrustAnchors { certificates, policies: Vec::new() })
    }

    /// Trusts every certificate of a PEM text.
    ///
    /// # Errors
    /// As [`Certificate::all_from_pem`] and [`TrustAnchors::new`].
    pub fn from_pem(text: &[u8]) -> Result<TrustAnchors> {
        TrustAnchors::new(Certificate::all_from_pem(text)?)
    }

    /// Accepts certificates whose policies are critical, if one of these is among them: object identifiers such as
    /// `1.2.156.112559.1.1`. Without this, only policies that are not critical pass.
    ///
    /// # Errors
    /// [`ErrorKind::BadField`] for what is no object identifier; [`ErrorKind::TooLarge`] for more than 64.
    pub fn accepting_policies(mut self, policies: Vec<String>) -> Result<TrustAnchors> {
        if policies.len() > MAX_POLICIES {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} policies, at most {MAX_POLICIES}", policies.len())));
        }
        if let Some(bad) = policies.iter().find(|policy| ObjectIdentifier::new(policy).is_err()) {
            return Err(Error::new(ErrorKind::BadField)
                .because(format_args!("{bad:.64} is not an object identifier")));
        }
        self.policies = policies;
        Ok(self)
    }

    /// The trusted certificates.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The accepted policies.
    pub fn policies(&self) -> &[String] {
        &self.policies
    }
}

/// A verified chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The certificates in order: the leaf first, the trust anchor last.
    pub certificates: Vec<Certificate>,
    /// What is known of each one's revocation, in the same order.
    pub statuses: Vec<Status>,
}

/// Finds a chain from a signer's certificate to one of the anchors that holds at this time (SPEC §6.4), and none of
/// whose certificates had been revoked by then, as far as that is asked (SPEC §6.7).
///
/// `intermediates` are candidates in any order; which of them are used is found out here.
///
/// # Errors
/// - [`ErrorKind::CertificateNotYetValid`], [`ErrorKind::CertificateExpired`]: at the time in question.
/// - [`ErrorKind::KeyUsage`]: the leaf may not sign content.
/// - [`ErrorKind::CaRules`]: an issuer may not issue, a path is too long, or RFC 5280 is broken otherwise.
/// - [`ErrorKind::WeakKey`], [`ErrorKind::WeakSignature`]: a key or a signature algorithm is not accepted.
/// - [`ErrorKind::CriticalExtension`], [`ErrorKind::CertificatePolicy`]: something critical is not understood, or no
///   policy is accepted.
/// - [`ErrorKind::NameConstraints`]: an authority may not certify such a name.
/// - [`ErrorKind::ChainSignature`]: a certificate's signature is wrong.
/// - [`ErrorKind::AnchorAsLeaf`]: the certificate is itself an anchor.
/// - [`ErrorKind::NoTrustedChain`]: no path leads to an anchor.
/// - The errors of revocation, from [`ErrorKind::CertificateRevoked`] to [`ErrorKind::OcspRefused`].
/// - [`ErrorKind::BadCertificate`], [`ErrorKind::TooLarge`].
pub fn verify_chain(
    leaf: &Certificate,
    intermediates: &[Certificate],
    anchors: &TrustAnchors,
    revocation: &Revocation,
    at: Time,
) -> Result<Chain> {
    check_count(intermediates.len())?;
    let same_entity = |anchor: &&Certificate| {
        anchor.spki_der() == leaf.spki_der() && anchor.subject_name() == leaf.subject_name()
    };
    if let Some(anchor) = anchors.certificates.iter().find(same_entity) {
        return Err(Error::new(ErrorKind::AnchorAsLeaf).because(anchor.subject()));
    }
    Search::new(leaf, intermediates, anchors, revocation, at).run()
}

fn check_count(count: usize) -> Result<()> {
    if count > MAX_CERTIFICATES {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{count} certificates, at most {MAX_CERTIFICATES}")));
    }
    Ok(())
}
