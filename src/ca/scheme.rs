//! Signature schemes, and the one place where a signature is verified.

use super::{
    public_key::{KeyKind, PublicKey},
    sm2,
};
use crate::error::{Error, ErrorKind, Result};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// How a key signs (SPEC §6.2).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    RsaPkcs1Sha256,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 bytes (RFC 8017 §8.1).
    RsaPssSha256,
    /// ECDSA on P-256 with SHA-256; the signature is the ASN.1 `Ecdsa-Sig-Value` (RFC 3279 §2.2.3).
    EcdsaP256Sha256,
    /// ECDSA on P-384 with SHA-384; the signature is the ASN.1 `Ecdsa-Sig-Value` (RFC 3279 §2.2.3).
    EcdsaP384Sha384,
    /// Ed25519, not prehashed (RFC 8032 §5.1).
    Ed25519,
    /// SM2 with SM3 for the user id `1234567812345678`; the signature is `SM2Signature` in DER (GM/T 0009 §7.3).
    /// Only in builds with the feature `guomi`.
    Sm2Sm3,
}

impl SignatureScheme {
    /// Whether a key of this kind can sign so.
    pub fn fits(self, kind: KeyKind) -> bool {
        matches!(
            (self, kind),
            (SignatureScheme::RsaPkcs1Sha256 | SignatureScheme::RsaPssSha256, KeyKind::Rsa(_))
                | (SignatureScheme::EcdsaP256Sha256, KeyKind::P256)
                | (SignatureScheme::EcdsaP384Sha384, KeyKind::P384)
                | (SignatureScheme::Ed25519, KeyKind::Ed25519)
                | (SignatureScheme::Sm2Sm3, KeyKind::Sm2)
        )
    }

    /// The digest of content that goes into a CMS signature of this scheme (RFC 8419 §3.1 for Ed25519). A build
    /// without SM2 has no SM3 either, and gives `None` for it.
    pub(super) fn content_digest(self, content: &[u8]) -> Option<Vec<u8>> {
        Some(match self {
            SignatureScheme::EcdsaP384Sha384 => Sha384::digest(content).to_vec(),
            SignatureScheme::Ed25519 => Sha512::digest(content).to_vec(),
            SignatureScheme::Sm2Sm3 => return sm2::sm3(content),
            _ => Sha256::digest(content).to_vec(),
        })
    }
}

/// Verifies a signature over a message under a DER SubjectPublicKeyInfo.
///
/// # Errors
/// [`ErrorKind::BadCertificate`] if the key cannot be read; [`ErrorKind::WeakKey`] if it is not of an accepted kind
/// and size; [`ErrorKind::CmsAlgorithm`] if such a key does not sign with this scheme;
/// [`ErrorKind::CmsBadSignature`] if the signature is wrong.
pub fn verify_signature(
    spki_der: &[u8],
    scheme: SignatureScheme,
    message: &[u8],
    signature: &[u8],
) -> Result<()> {
    let key = PublicKey::read(spki_der)?;
    key.check_strength()?;
    if !scheme.fits(key.kind) {
        return Err(Error::new(ErrorKind::CmsAlgorithm)
            .because(format_args!("{scheme:?} with a key of the kind {:?}", key.kind)));
    }
    let algorithm: &dyn VerificationAlgorithm = match scheme {
        SignatureScheme::RsaPkcs1Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        SignatureScheme::RsaPssSha256 => &RSA_PSS_2048_8192_SHA256,
        SignatureScheme::EcdsaP256Sha256 => &ECDSA_P256_SHA256_ASN1,
        SignatureScheme::EcdsaP384Sha384 => &ECDSA_P384_SHA384_ASN1,
        SignatureScheme::Ed25519 => &ED25519,
        SignatureScheme::Sm2Sm3 => {
            let good = sm2::verify(key.bits, sm2::USER_ID, message, signature);
            return if good { Ok(()) } else { Err(ErrorKind::CmsBadSignature.into()) };
        }
    };
    UnparsedPublicKey::new(algorithm, key.bits)
        .verify(message, signature)
        .map_err(|_| ErrorKind::CmsBadSignature.into())
}
