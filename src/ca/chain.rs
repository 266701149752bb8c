//! From a certificate to a trusted root, at a time (SPEC §6.4).
//!
//! webpki builds the path and verifies its signatures; each path that it finds must then pass `path_rules`. What
//! comes to a chain from elsewhere has its place between the two, in `accept`: revocation as frozen at
//! the time in question belongs there, per certificate of the path. A signature algorithm that ring does not know
//! goes into `ALGORITHMS`.

use super::{
    certificate::Certificate,
    path_rules,
    revocation::{Revocation, Status},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use std::{cell::RefCell, time::Duration};
use webpki::{
    EndEntityCert, Error as PathError, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath,
    anchor_from_trusted_cert, ring,
};

/// Anchors that are considered at once, and intermediate certificates.
const MAX_CERTIFICATES: usize = 256;

/// How certificates may be signed. SHA-1 and MD5 are not here, so they are refused.
static ALGORITHMS: [&dyn SignatureVerificationAlgorithm; 11] = [
    ring::RSA_PKCS1_2048_8192_SHA256,
    ring::RSA_PKCS1_2048_8192_SHA384,
    ring::RSA_PKCS1_2048_8192_SHA512,
    ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
    ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    ring::ECDSA_P256_SHA256,
    ring::ECDSA_P256_SHA384,
    ring::ECDSA_P384_SHA256,
    ring::ECDSA_P384_SHA384,
    ring::ED25519,
];

/// The roots that somebody trusts, of one or of several authorities.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustAnchors(Vec<Certificate>);

impl TrustAnchors {
    /// Trusts these certificates. They are held to the same rules as any other when a path ends in them; one that
    /// breaks them does not stop the others.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] for more than 256; [`ErrorKind::BadCertificate`] if one cannot be an anchor.
    pub fn new(certificates: Vec<Certificate>) -> Result<TrustAnchors> {
        check_count(certificates.len())?;
        for certificate in &certificates {
            let der = CertificateDer::from(certificate.der());
            anchor_from_trusted_cert(&der).map_err(|e| classify(e).at(certificate.subject()))?;
        }
        Ok(TrustAnchors(certificates))
    }

    /// Trusts every certificate of a PEM text.
    ///
    /// # Errors
    /// As [`Certificate::all_from_pem`] and [`TrustAnchors::new`].
    pub fn from_pem(text: &[u8]) -> Result<TrustAnchors> {
        TrustAnchors::new(Certificate::all_from_pem(text)?)
    }

    /// The trusted certificates.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0
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

/// Any extended key usage will do: there is none for bids, and authorities write all sorts.
struct AnyUsage;

impl ExtendedKeyUsageValidator for AnyUsage {
    fn validate(&self, purposes: KeyPurposeIdIter<'_, '_>) -> std::result::Result<(), PathError> {
        purposes.into_iter().try_for_each(|purpose| purpose.map(|_| ()))
    }
}

/// Finds a chain from a signer's certificate to one of the anchors that holds at this time (SPEC §6.4).
///
/// `intermediates` are candidates in any order; which of them are used is found out here.
///
/// # Errors
/// - [`ErrorKind::CertificateNotYetValid`], [`ErrorKind::CertificateExpired`]: at the time in question.
/// - [`ErrorKind::KeyUsage`]: the leaf may not sign content.
/// - [`ErrorKind::CaRules`]: an issuer may not issue, a path is too long, or RFC 5280 is broken otherwise.
/// - [`ErrorKind::WeakKey`], [`ErrorKind::WeakSignature`]: a key or a signature algorithm is not accepted.
/// - [`ErrorKind::CriticalExtension`]: a critical extension is not understood, or there are name constraints.
/// - [`ErrorKind::ChainSignature`]: a certificate's signature is wrong.
/// - [`ErrorKind::AnchorAsLeaf`]: the certificate is itself an anchor.
/// - [`ErrorKind::NoTrustedChain`]: no path leads to an anchor.
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
        anchor.spki_der() == leaf.spki_der() && anchor.subject_der() == leaf.subject_der()
    };
    if let Some(anchor) = anchors.0.iter().find(same_entity) {
        return Err(Error::new(ErrorKind::AnchorAsLeaf).because(anchor.subject()));
    }
    path_rules::check_leaf(leaf, at)?;

    let roots: Vec<CertificateDer<'_>> = anchors.0.iter().map(|a| CertificateDer::from(a.der())).collect();
    let roots = roots.iter().map(anchor_from_trusted_cert);
    let roots = roots.collect::<std::result::Result<Vec<TrustAnchor<'_>>, _>>().map_err(classify)?;
    let between: Vec<CertificateDer<'_>> =
        intermediates.iter().map(|c| CertificateDer::from(c.der())).collect();
    let leaf_der = CertificateDer::from(leaf.der());
    let end_entity = EndEntityCert::try_from(&leaf_der).map_err(classify)?;
    let seconds = u64::try_from(at.unix()).map_err(|_| ErrorKind::BadTime)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));

    // webpki carries only errors of its own; ours wait here. The first refusal explains most.
    let refusal = RefCell::new(None);
    let accepted = RefCell::new(None);
    let judge =
        |path: &VerifiedPath<'_>| match accept(path, &roots, leaf, intermediates, anchors, revocation, at) {
            Ok(chain) => {
                accepted.replace(Some(chain));
                Ok(())
            }
            Err(error) => {
                refusal.borrow_mut().get_or_insert(error);
                Err(PathError::UnknownIssuer)
            }
        };
    let outcome = end_entity
        .verify_for_usage(&ALGORITHMS, &roots, &between, time, AnyUsage, None, Some(&judge))
        .map(|_| ())
        .map_err(classify);
    match (outcome, accepted.into_inner(), refusal.into_inner()) {
        (Ok(()), Some(chain), _) => Ok(chain),
        (Err(_), _, Some(ours)) => Err(ours),
        (Err(theirs), _, None) => Err(theirs),
        (Ok(()), None, _) => Err(ErrorKind::NoTrustedChain.into()),
    }
}

/// Judges one path whose signatures lead to an anchor; if this refuses it, another path is tried.
fn accept(
    path: &VerifiedPath<'_>,
    roots: &[TrustAnchor<'_>],
    leaf: &Certificate,
    intermediates: &[Certificate],
    anchors: &TrustAnchors,
    revocation: &Revocation,
    at: Time,
) -> Result<Chain> {
    let lost =
        || Error::new(ErrorKind::NoTrustedChain).because("the path builder named an unknown certificate");
    let mut certificates = vec![leaf.clone()];
    let mut keys = vec![path.end_entity().subject_public_key_info()];
    for used in path.intermediate_certificates() {
        let der = used.der();
        let ours = intermediates.iter().find(|c| c.der() == der.as_ref()).ok_or_else(lost)?;
        certificates.push(ours.clone());
        keys.push(used.subject_public_key_info());
    }
    // The path builder and the reader of certificates must have seen the same keys.
    if certificates.iter().zip(&keys).any(|(ours, theirs)| ours.spki_der() != theirs.as_ref()) {
        return Err(Error::new(ErrorKind::BadCertificate).because("read in two ways"));
    }
    let index = roots.iter().position(|root| std::ptr::eq(root, path.anchor())).ok_or_else(lost)?;
    certificates.push(anchors.0.get(index).ok_or_else(lost)?.clone());
    path_rules::check_path(&certificates, at)?;
    let statuses = revocation.check(&certificates, at)?;
    Ok(Chain { certificates, statuses })
}

fn check_count(count: usize) -> Result<()> {
    if count > MAX_CERTIFICATES {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{count} certificates, at most {MAX_CERTIFICATES}")));
    }
    Ok(())
}

/// What the path builder found, in our words.
fn classify(error: PathError) -> Error {
    let kind = match &error {
        PathError::CertNotValidYet { .. } => ErrorKind::CertificateNotYetValid,
        PathError::CertExpired { .. } => ErrorKind::CertificateExpired,
        PathError::CaUsedAsEndEntity => ErrorKind::KeyUsage,
        PathError::EndEntityUsedAsCa
        | PathError::PathLenConstraintViolated
        | PathError::EmptyEkuExtension
        | PathError::InvalidSerialNumber => ErrorKind::CaRules,
        PathError::UnsupportedCriticalExtension
        | PathError::NameConstraintViolation
        | PathError::MalformedNameConstraint
        | PathError::InvalidNetworkMaskConstraint => ErrorKind::CriticalExtension,
        PathError::InvalidSignatureForPublicKey => ErrorKind::ChainSignature,
        PathError::UnsupportedSignatureAlgorithmContext(_)
        | PathError::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => ErrorKind::WeakSignature,
        PathError::UnknownIssuer
        | PathError::MaximumPathBuildCallsExceeded
        | PathError::MaximumPathDepthExceeded
        | PathError::MaximumSignatureChecksExceeded
        | PathError::MaximumNameConstraintComparisonsExceeded => ErrorKind::NoTrustedChain,
        _ => ErrorKind::BadCertificate,
    };
    Error::new(kind).because(error)
}
