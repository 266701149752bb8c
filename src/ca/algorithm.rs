//! How an authority signs: certificates, revocation lists and OCSP responses (SPEC §6.4).
//!
//! Content is signed by [`SignatureScheme`](super::SignatureScheme); authorities may choose more hashes.

use super::{
    oids::{
        ECDSA_SHA256, ECDSA_SHA384, ED25519 as ED25519_OID, MGF1, RSA_PSS, RSA_SHA256, RSA_SHA384,
        RSA_SHA512, SHA256, SHA384, SHA512, SM2_SM3,
    },
    public_key::{KeyKind, PublicKey},
    sm2,
};
use der::{AnyRef, Decode, asn1::ObjectIdentifier};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ED25519,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};
use std::fmt;
use x509_cert::spki::AlgorithmIdentifierRef;

/// Why a signature of an authority is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The key is too weak, or of a kind that is not accepted.
    Key,
    /// The algorithm is not accepted, or does not fit the key.
    Algorithm,
    /// The signature is wrong.
    Signature,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::Key => "the signer's key is not accepted",
            Refusal::Algorithm => "the signature's algorithm is not accepted, or does not fit the key",
            Refusal::Signature => "wrong",
        })
    }
}

/// Verifies a signature under a DER SubjectPublicKeyInfo, by the DER AlgorithmIdentifier that stands beside it.
///
/// SHA-1 and MD5 are not among the algorithms, so they are refused.
pub(super) fn verify(
    spki_der: &[u8],
    algorithm_der: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let key = PublicKey::read(spki_der).map_err(|_| Refusal::Key)?;
    key.check_strength().map_err(|_| Refusal::Key)?;
    let algorithm = AlgorithmIdentifierRef::from_der(algorithm_der).map_err(|_| Refusal::Algorithm)?;
    // GM/T 0015 does not say whether there are parameters: OpenSSL writes none, others NULL.
    if key.kind == KeyKind::Sm2
        && algorithm.oid == SM2_SM3
        && algorithm.parameters.is_none_or(|parameters| parameters.is_null())
    {
        let good = sm2::verify(key.bits, sm2::USER_ID, message, signature);
        return if good { Ok(()) } else { Err(Refusal::Signature) };
    }
    let engine = engine(key.kind, &algorithm).ok_or(Refusal::Algorithm)?;
    UnparsedPublicKey::new(engine, key.bits).verify(message, signature).map_err(|_| Refusal::Signature)
}

fn engine(
    key: KeyKind,
    algorithm: &AlgorithmIdentifierRef<'_>,
) -> Option<&'static dyn VerificationAlgorithm> {
    // RFC 4055 §5: NULL; RFC 5758 §3.2 and RFC 8410 §3: absent.
    let null = algorithm.parameters.is_some_and(|parameters| parameters.is_null());
    let absent = algorithm.parameters.is_none();
    Some(match (key, algorithm.oid) {
        (KeyKind::Rsa(_), RSA_SHA256) if null => &RSA_PKCS1_2048_8192_SHA256,
        (KeyKind::Rsa(_), RSA_SHA384) if null => &RSA_PKCS1_2048_8192_SHA384,
        (KeyKind::Rsa(_), RSA_SHA512) if null => &RSA_PKCS1_2048_8192_SHA512,
        (KeyKind::Rsa(_), RSA_PSS) => match pss_hash(algorithm.parameters?).ok()?? {
            SHA256 => &RSA_PSS_2048_8192_SHA256,
            SHA384 => &RSA_PSS_2048_8192_SHA384,
            _ => &RSA_PSS_2048_8192_SHA512,
        },
        (KeyKind::P256, ECDSA_SHA256) if absent => &ECDSA_P256_SHA256_ASN1,
        (KeyKind::P256, ECDSA_SHA384) if absent => &ECDSA_P256_SHA384_ASN1,
        (KeyKind::P384, ECDSA_SHA256) if absent => &ECDSA_P384_SHA256_ASN1,
        (KeyKind::P384, ECDSA_SHA384) if absent => &ECDSA_P384_SHA384_ASN1,
        (KeyKind::Ed25519, ED25519_OID) if absent => &ED25519,
        _ => return None,
    })
}

/// The hash of RSASSA-PSS parameters (RFC 4055 §3.1), if MGF1 uses it too, and the salt is as long as it.
fn pss_hash(parameters: AnyRef<'_>) -> der::Result<Option<ObjectIdentifier>> {
    let fields = super::asn1::sequence(parameters)?;
    let [hash, mgf, salt] = fields.as_slice() else { return Ok(None) };
    let named = |field: &AnyRef<'_>, number: u8| -> der::Result<Option<ObjectIdentifier>> {
        if der::Tagged::tag(field) != super::asn1::context(number) {
            return Ok(None);
        }
        let inner = AlgorithmIdentifierRef::from_der(field.value())?;
        match (inner.oid, inner.parameters) {
            (MGF1, Some(hash)) if number == 1 => {
                let hash: AlgorithmIdentifierRef<'_> = hash.decode_as()?;
                Ok(hash.parameters.is_none_or(|p| p.is_null()).then_some(hash.oid))
            }
            (hash, parameters) if number == 0 => Ok(parameters.is_none_or(|p| p.is_null()).then_some(hash)),
            _ => Ok(None),
        }
    };
    let (Some(hash), Some(mgf)) = (named(hash, 0)?, named(mgf, 1)?) else { return Ok(None) };
    let salt =
        if der::Tagged::tag(salt) == super::asn1::context(2) { u8::from_der(salt.value())? } else { 0 };
    let length = match hash {
        SHA256 => 32,
        SHA384 => 48,
        SHA512 => 64,
        _ => return Ok(None),
    };
    Ok((hash == mgf && salt == length).then_some(hash))
}
