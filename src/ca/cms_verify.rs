//! Verifying a signature, strictly: everything that could be said in two ways must be said in one.

use super::{
    certificate::Certificate,
    cms_attributes::{hash_oid, names_another_certificate, scheme_of},
    cms_form::CmsForm,
    cms_read::{Attributes, Content, Sid, SignedData, SignerInfo, shape, unreadable},
    scheme::{SignatureScheme, verify_signature},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::{AnyRef, Encode, Tag, asn1::ObjectIdentifier};

/// No signature is longer, in bytes.
pub const MAX_CMS: usize = 256 * 1024;
/// Certificates in one signature.
const MAX_CERTIFICATES: usize = 32;

/// What a signature says, once it has been verified. Whether its certificate is to be believed is another question:
/// see [`verify_chain`](super::verify_chain).
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedSignature {
    /// The certificate whose key signed, and which the signature itself names.
    pub certificate: Certificate,
    /// Other certificates that came along, as found: candidates for a chain, nothing more.
    pub others: Vec<Certificate>,
    /// When the signer says that it signed. Nothing proves it.
    pub claimed_time: Option<Time>,
    /// How it was signed.
    pub scheme: SignatureScheme,
    /// Whose object identifiers it uses.
    pub form: CmsForm,
}

fn certificate_error<T>(why: impl std::fmt::Display) -> Result<T> {
    Err(Error::new(ErrorKind::CmsSignerCertificate).because(why))
}

/// Verifies a detached CMS signature over this content (SPEC §6.3). The chain is not judged.
///
/// # Errors
/// - [`ErrorKind::TooLarge`]: longer than 256 KiB.
/// - [`ErrorKind::BadCms`]: not DER, or not SignedData.
/// - [`ErrorKind::CmsShape`]: a version, the number of signers, the content type, embedded content, or the
///   attributes are not as they must be.
/// - [`ErrorKind::CmsSignerCertificate`]: the signer's certificate is missing, or not the one that was signed for.
/// - [`ErrorKind::CmsAlgorithm`], [`ErrorKind::WeakKey`]: algorithms or key are not allowed, or do not fit.
/// - [`ErrorKind::CmsDigestMismatch`]: made for other content.
/// - [`ErrorKind::CmsBadSignature`]: the signature is wrong.
pub fn verify_detached(content: &[u8], cms: &[u8]) -> Result<VerifiedSignature> {
    if cms.len() > MAX_CMS {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes of signature, at most {MAX_CMS}", cms.len())));
    }
    verify(&SignedData::read(cms, Content::Detached(content))?)
}

/// Verifies a CMS signature over content of this type that it holds itself, under the same rules, and gives the
/// content too. The caller has bounded the length.
///
/// # Errors
/// As [`verify_detached`]; content that is missing, or is of another type, is [`ErrorKind::CmsShape`].
pub(crate) fn verify_enclosed(cms: &[u8], kind: ObjectIdentifier) -> Result<(VerifiedSignature, &[u8])> {
    let signed_data = SignedData::read(cms, Content::Enclosed(kind))?;
    Ok((verify(&signed_data)?, signed_data.content))
}

/// The content of this type that a CMS signature holds. Nothing is verified.
///
/// # Errors
/// [`ErrorKind::BadCms`], [`ErrorKind::CmsShape`].
pub(crate) fn enclosed_content(cms: &[u8], kind: ObjectIdentifier) -> Result<&[u8]> {
    SignedData::read(cms, Content::Enclosed(kind)).map(|signed_data| signed_data.content)
}

fn verify(signed_data: &SignedData<'_>) -> Result<VerifiedSignature> {
    let signer = SignerInfo::read(signed_data.signer)?;
    check_versions(signed_data, &signer)?;

    let (certificate, others) = find_certificate(signed_data, &signer)?;
    let form = signed_data.form;
    let attributes = Attributes::read(signer.signed_attributes, signed_data.content_type)?;
    if let Some(why) = names_another_certificate(attributes.signing_certificate, &certificate) {
        return certificate_error(why);
    }
    let Some(scheme) = scheme_of(form, signer.digest_algorithm, signer.signature_algorithm) else {
        return Err(
            Error::new(ErrorKind::CmsAlgorithm).because("this pair of digest and signature algorithm")
        );
    };
    // RFC 5652 §5.1: the list of digest algorithms is a promise for one-pass readers, and must be kept.
    if signed_data.digest_algorithms.len() != 1
        || signed_data.digest_algorithms.first().and_then(|a| hash_oid(*a))
            != hash_oid(signer.digest_algorithm)
    {
        return Err(
            Error::new(ErrorKind::CmsAlgorithm).because("other digest algorithms are listed than are used")
        );
    }
    // RFC 5652 §5.4: signed is the SET OF with its own tag. Its content is in DER order, as read.
    let signed = AnyRef::new(Tag::Set, signer.signed_attributes)
        .and_then(|set| set.to_der())
        .map_err(unreadable("signed attributes"))?;
    verify_signature(certificate.spki_der(), scheme, &signed, signer.signature)?;
    if scheme.content_digest(signed_data.content).as_deref() != Some(attributes.message_digest) {
        return Err(ErrorKind::CmsDigestMismatch.into());
    }
    Ok(VerifiedSignature { certificate, others, claimed_time: attributes.signing_time, scheme, form })
}

/// RFC 5652 §5.1 and §5.3: versions follow from how the signer is named. Nothing else that raises them is allowed.
/// GM/T 0010 §8 knows one way to name it.
fn check_versions(signed_data: &SignedData<'_>, signer: &SignerInfo<'_>) -> Result<()> {
    let expected = match signer.sid {
        Sid::IssuerAndSerial { .. } => 1,
        Sid::KeyIdentifier(_) if signed_data.form == CmsForm::Gmt0010 => {
            return shape("GM/T 0010 names the signer by issuer and serial number");
        }
        Sid::KeyIdentifier(_) => 3,
    };
    // Content that is not plain data raises the outer one.
    let outer = if signed_data.content_type == signed_data.form.data() { expected } else { 3 };
    for (what, found, expected) in
        [("SignedData", signed_data.version, outer), ("SignerInfo", signer.version, expected)]
    {
        if found != expected {
            return shape(format_args!("{what} has the version {found} instead of {expected}"));
        }
    }
    Ok(())
}

/// Reads the certificates, and finds the one that the signer is named by.
fn find_certificate(
    signed_data: &SignedData<'_>,
    signer: &SignerInfo<'_>,
) -> Result<(Certificate, Vec<Certificate>)> {
    if signed_data.certificates.len() > MAX_CERTIFICATES {
        return shape(format_args!("more than {MAX_CERTIFICATES} certificates"));
    }
    let mut found = None;
    let mut others = Vec::new();
    for (n, certificate) in signed_data.certificates.iter().enumerate() {
        let place = || format!("certificate {}", n + 1);
        let der = certificate.to_der().map_err(unreadable("certificates"))?;
        let certificate = Certificate::from_der(&der).map_err(|e| e.at(place()))?;
        if !is_named(&signer.sid, &certificate) {
            others.push(certificate);
        } else if found.replace(certificate).is_some() {
            return certificate_error("two certificates have the name by which the signer is called");
        }
    }
    match found {
        Some(certificate) => Ok((certificate, others)),
        None => certificate_error("the signer's certificate is not in the signature"),
    }
}

fn is_named(sid: &Sid<'_>, certificate: &Certificate) -> bool {
    match sid {
        Sid::IssuerAndSerial { issuer, serial } => {
            issuer == certificate.issuer_der() && *serial == certificate.serial()
        }
        Sid::KeyIdentifier(identifier) => certificate.key_identifier() == Some(*identifier),
    }
}
