//! Object identifiers of digests and signatures, for those who sign content and for those who certify.

use der::asn1::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(super) const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
pub(super) const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
pub(super) const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
pub(super) const SM3: ObjectIdentifier = oid("1.2.156.10197.1.401");
pub(super) const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
pub(super) const RSA_ENCRYPTION: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(super) const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
pub(super) const RSA_SHA256: ObjectIdentifier = oid("1.2.840.113549.1.1.11");
pub(super) const RSA_SHA384: ObjectIdentifier = oid("1.2.840.113549.1.1.12");
pub(super) const RSA_SHA512: ObjectIdentifier = oid("1.2.840.113549.1.1.13");
pub(super) const ECDSA_SHA256: ObjectIdentifier = oid("1.2.840.10045.4.3.2");
pub(super) const ECDSA_SHA384: ObjectIdentifier = oid("1.2.840.10045.4.3.3");
pub(super) const ED25519: ObjectIdentifier = oid("1.3.101.112");
/// SM2-1, the signature algorithm, whatever the digest (GM/T 0006).
pub(super) const SM2_SIGNS: ObjectIdentifier = oid("1.2.156.10197.1.301.1");
pub(super) const SM2_SM3: ObjectIdentifier = oid("1.2.156.10197.1.501");
