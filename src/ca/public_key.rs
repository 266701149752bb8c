//! Public keys: their kind, and which of them are strong enough.

use super::sm2;
use crate::error::{Error, ErrorKind, Result};
use der::{Decode, Encode, asn1::ObjectIdentifier};
use rsa::pkcs1;
use x509_cert::spki::SubjectPublicKeyInfoRef;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const SM2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The kind of a public key, by its SubjectPublicKeyInfo (SPEC §6.1).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA (`rsaEncryption`), with the modulus' length in bits.
    Rsa(u32),
    /// ECDSA on NIST P-256, an uncompressed point.
    P256,
    /// ECDSA on NIST P-384, an uncompressed point.
    P384,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// SM2 (GB/T 32918.5), an uncompressed point. Accepted in builds with the feature `guomi`.
    Sm2,
    /// Anything else; no signature of such a key is accepted.
    Other,
}

/// A SubjectPublicKeyInfo taken apart.
pub(super) struct PublicKey<'a> {
    pub(super) kind: KeyKind,
    /// The content of `subjectPublicKey`: PKCS#1 `RSAPublicKey`, a point, or 32 bytes.
    pub(super) bits: &'a [u8],
    /// RSA's public exponent, if it fits.
    exponent: Option<u64>,
}

impl<'a> PublicKey<'a> {
    /// Reads a DER SubjectPublicKeyInfo; a key of an unknown algorithm is [`KeyKind::Other`].
    pub(super) fn read(spki_der: &'a [u8]) -> Result<PublicKey<'a>> {
        let bad = || Error::new(ErrorKind::BadCertificate).because("the public key cannot be read");
        let spki = SubjectPublicKeyInfoRef::from_der(spki_der).map_err(|_| bad())?;
        let bits = spki.subject_public_key.as_bytes().ok_or_else(bad)?;
        let mut key = PublicKey { kind: KeyKind::Other, bits, exponent: None };
        let parameters = spki.algorithm.parameters;
        match spki.algorithm.oid {
            // RFC 3279 §2.3.1: parameters MUST be NULL.
            RSA_ENCRYPTION if parameters.is_some_and(|p| p.is_null()) => {
                let rsa = pkcs1::RsaPublicKeyRef::from_der(bits).map_err(|_| bad())?;
                key.kind = KeyKind::Rsa(bit_length(rsa.modulus.as_bytes()).ok_or_else(bad)?);
                key.exponent = as_u64(rsa.public_exponent.as_bytes());
            }
            EC_PUBLIC_KEY => {
                let curve = parameters.and_then(|p| p.decode_as::<ObjectIdentifier>().ok());
                key.kind = match (curve, bits.len(), bits.first()) {
                    (Some(P256), 65, Some(4)) => KeyKind::P256,
                    (Some(P384), 97, Some(4)) => KeyKind::P384,
                    (Some(SM2), 65, Some(4)) => KeyKind::Sm2,
                    _ => KeyKind::Other,
                };
            }
            // RFC 8410 §3: parameters MUST be absent.
            ED25519 if parameters.is_none() && bits.len() == 32 => key.kind = KeyKind::Ed25519,
            _ => {}
        }
        Ok(key)
    }

    /// Checks that the key is of a kind and size that is accepted (SPEC §6.1): P-256, P-384, Ed25519, SM2 where
    /// the build has it, or RSA with a modulus of 2048 to 4096 bits in steps of 256 and an odd exponent from 65537 to 2^33 − 1.
    ///
    /// Odd sizes are refused because the engines below disagree on them; small exponents because no CA issues
    /// them and FIPS 186-5 §5.1 forbids them.
    pub(super) fn check_strength(&self) -> Result<()> {
        let weak = |why: String| Err(Error::new(ErrorKind::WeakKey).because(why));
        match self.kind {
            KeyKind::P256 | KeyKind::P384 | KeyKind::Ed25519 => Ok(()),
            KeyKind::Sm2 if sm2::KNOWN => Ok(()),
            KeyKind::Sm2 => weak("an SM2 key: this build has no SM2".to_owned()),
            KeyKind::Rsa(bits) if !(2048..=4096).contains(&bits) || bits % 256 != 0 => {
                weak(format!("RSA with {bits} bits"))
            }
            KeyKind::Rsa(_) => match self.exponent {
                Some(e) if e % 2 == 1 && (65537..1 << 33).contains(&e) => Ok(()),
                _ => weak("RSA with an unusual public exponent".to_owned()),
            },
            KeyKind::Other => weak("not RSA, P-256, P-384, Ed25519 or SM2".to_owned()),
        }
    }
}

fn bit_length(big_endian: &[u8]) -> Option<u32> {
    let first = big_endian.iter().position(|byte| *byte != 0)?;
    let bytes = u32::try_from(big_endian.len() - first).ok()?;
    bytes.checked_mul(8)?.checked_sub(big_endian.get(first)?.leading_zeros())
}

fn as_u64(big_endian: &[u8]) -> Option<u64> {
    big_endian.iter().try_fold(0u64, |sum, byte| sum.checked_mul(256).map(|sum| sum + u64::from(*byte)))
}

/// The DER SubjectPublicKeyInfo of a key of this kind.
pub(super) fn spki(kind: KeyKind, bits: &[u8]) -> Result<Vec<u8>> {
    use der::{Any, asn1::BitString};
    use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
    let bad = |why| Error::new(ErrorKind::BadSigningKey).because(why);
    let (oid, parameters) = match kind {
        KeyKind::Rsa(_) => (RSA_ENCRYPTION, Some(Any::null())),
        KeyKind::P256 => (EC_PUBLIC_KEY, Some(Any::from(P256))),
        KeyKind::P384 => (EC_PUBLIC_KEY, Some(Any::from(P384))),
        KeyKind::Ed25519 => (ED25519, None),
        KeyKind::Sm2 => (EC_PUBLIC_KEY, Some(Any::from(SM2))),
        KeyKind::Other => return Err(bad("of an unknown kind".to_owned())),
    };
    let subject_public_key = BitString::from_bytes(bits).map_err(|e| bad(e.to_string()))?;
    SubjectPublicKeyInfoOwned { algorithm: AlgorithmIdentifierOwned { oid, parameters }, subject_public_key }
        .to_der()
        .map_err(|e| bad(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let key = pkcs1::RsaPublicKeyRef {
            modulus: der::asn1::UintRef::new(modulus).unwrap(),
            public_exponent: der::asn1::UintRef::new(exponent).unwrap(),
        };
        spki(KeyKind::Rsa(0), &key.to_der().unwrap()).unwrap()
    }

    #[test]
    fn rsa_sizes_and_exponents_are_bounded() {
        let verdict = |bytes: usize, top: u8, exponent: &[u8]| {
            let mut modulus = vec![0xff; bytes];
            modulus[0] = top;
            let spki = rsa(&modulus, exponent);
            let key = PublicKey::read(&spki).unwrap();
            (key.kind, key.check_strength().is_ok())
        };
        let f4 = &[1, 0, 1];
        assert_eq!(verdict(256, 0x80, f4), (KeyKind::Rsa(2048), true));
        assert_eq!(verdict(384, 0xff, f4), (KeyKind::Rsa(3072), true));
        assert_eq!(verdict(512, 0xff, f4), (KeyKind::Rsa(4096), true));
        assert_eq!(verdict(128, 0xff, f4), (KeyKind::Rsa(1024), false));
        assert_eq!(verdict(256, 0x7f, f4), (KeyKind::Rsa(2047), false));
        assert_eq!(verdict(257, 0x01, f4), (KeyKind::Rsa(2049), false));
        assert_eq!(verdict(544, 0x80, f4), (KeyKind::Rsa(4352), false));
        assert!(!verdict(256, 0x80, &[3]).1);
        assert!(!verdict(256, 0x80, &[1, 0, 2]).1);
        assert!(!verdict(256, 0x80, &[2, 0, 0, 0, 1]).1);
        assert!(!verdict(256, 0x80, &[1; 9]).1);
    }

    #[test]
    fn points_must_be_uncompressed_and_parameters_right() {
        for (kind, length, first, expected) in [
            (KeyKind::P256, 65, 4, KeyKind::P256),
            (KeyKind::P384, 97, 4, KeyKind::P384),
            (KeyKind::P256, 33, 2, KeyKind::Other),
            (KeyKind::P256, 97, 4, KeyKind::Other),
            (KeyKind::Ed25519, 32, 9, KeyKind::Ed25519),
            (KeyKind::Ed25519, 33, 9, KeyKind::Other),
            (KeyKind::Sm2, 65, 4, KeyKind::Sm2),
            (KeyKind::Sm2, 65, 6, KeyKind::Other),
            (KeyKind::Sm2, 33, 2, KeyKind::Other),
            (KeyKind::Sm2, 1, 0, KeyKind::Other),
        ] {
            let mut bits = vec![1; length];
            bits[0] = first;
            let spki = spki(kind, &bits).unwrap();
            assert_eq!(PublicKey::read(&spki).unwrap().kind, expected);
        }
    }

    #[test]
    fn an_sm2_key_is_accepted_where_the_build_has_it() {
        let bits = [[4; 1].as_slice(), &[1; 64]].concat();
        let spki = spki(KeyKind::Sm2, &bits).unwrap();
        let verdict = PublicKey::read(&spki).unwrap().check_strength();
        if sm2::KNOWN {
            assert_eq!(verdict, Ok(()));
        } else {
            let error = verdict.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WeakKey);
            assert!(error.detail().contains("this build has no SM2"));
        }
    }
}
