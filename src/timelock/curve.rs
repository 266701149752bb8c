//! BLS12-381 through blst's safe interface (SPEC §3.2).
//!
//! Everything the lock needs is a signature: `r · H1(id)` is the signature of `id` under `r`, and `r · G2` is the
//! public key of `r`. So scalar multiplication, hashing to the curve and subgroup checks are all blst's own.

use crate::error::{Error, ErrorKind, Result};
use crate::suite::Secret;
use crate::wire::Hex;
use blst::{BLST_ERROR, MultiPoint, blst_fp12, blst_p1_affine, blst_p2_affine, min_sig};
use std::fmt;
use zeroize::Zeroizing;

/// A point of G2 other than infinity, in the prime-order subgroup: a holder's key, or the `U` of a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    point: min_sig::PublicKey,
    bytes: Hex<96>,
}

impl PublicKey {
    /// Reads a compressed point.
    ///
    /// # Errors
    /// [`ErrorKind::BadPoint`]: not canonical, not on the curve, outside the subgroup, or infinity.
    pub fn from_bytes(bytes: &Hex<96>) -> Result<PublicKey> {
        let point = min_sig::PublicKey::key_validate(&bytes.0).map_err(bad_point)?;
        Ok(PublicKey { point, bytes: *bytes })
    }

    /// The compressed point.
    pub fn bytes(&self) -> Hex<96> {
        self.bytes
    }

    fn affine(&self) -> &blst_p2_affine {
        (&self.point).into()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.bytes)
    }
}

/// A point of G1 other than infinity, in the prime-order subgroup: a custodian's or beacon's signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(min_sig::Signature);

impl Signature {
    /// Reads a compressed point.
    ///
    /// # Errors
    /// [`ErrorKind::BadPoint`], as for [`PublicKey::from_bytes`].
    pub fn from_bytes(bytes: &Hex<48>) -> Result<Signature> {
        min_sig::Signature::sig_validate(&bytes.0, true).map(Signature).map_err(bad_point)
    }

    /// The compressed point.
    pub fn bytes(&self) -> Hex<48> {
        Hex(self.0.to_bytes())
    }

    /// Whether this signs `message` under `key`.
    #[must_use]
    pub fn verifies(&self, message: &[u8], dst: &[u8], key: &PublicKey) -> bool {
        self.0.verify(false, message, dst, &[], &key.point, false) == BLST_ERROR::BLST_SUCCESS
    }

    fn affine(&self) -> &blst_p1_affine {
        (&self.0).into()
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", self.bytes())
    }
}

/// A scalar: a custodian's secret key, or the `r` of a lock. blst wipes it on drop.
#[derive(Clone)]
pub(super) struct Scalar(min_sig::SecretKey);

impl Scalar {
    /// `keygen(ikm, info)` of SPEC §3.2.
    pub(super) fn keygen(ikm: &Secret, info: &[u8]) -> Result<Scalar> {
        min_sig::SecretKey::key_gen(ikm.expose(), info).map(Scalar).map_err(bad_point)
    }

    /// Reads a big-endian scalar, neither zero nor as large as the group order.
    pub(super) fn from_secret(secret: &Secret) -> Result<Scalar> {
        min_sig::SecretKey::from_bytes(secret.expose()).map(Scalar).map_err(bad_point)
    }

    pub(super) fn to_secret(&self) -> Secret {
        let bytes = Zeroizing::new(self.0.to_bytes());
        Secret::new(*bytes)
    }

    /// `self · G2`.
    pub(super) fn public(&self) -> PublicKey {
        let point = self.0.sk_to_pk();
        PublicKey { point, bytes: Hex(point.to_bytes()) }
    }

    /// `self · H1(message, dst)`.
    pub(super) fn sign(&self, message: &[u8], dst: &[u8]) -> Signature {
        Signature(self.0.sign(message, dst, &[]))
    }
}

/// `e(point, key)` as 576 bytes.
pub(super) fn pairing(point: &Signature, key: &PublicKey) -> Zeroizing<[u8; 576]> {
    Zeroizing::new(blst_fp12::miller_loop(key.affine(), point.affine()).final_exp().to_bendian())
}

/// Whether every one of several keys signed the same message: one check for all (Bellare, Garay, Rabin 1998,
/// small exponents), so that a wrong one passes with a chance of 2^-63, whatever the signers agreed on before.
///
/// # Errors
/// [`ErrorKind::NoEntropy`].
pub(super) fn verify_keys(message: &[u8], dst: &[u8], signed: &[(PublicKey, Signature)]) -> Result<bool> {
    match signed {
        [] => Ok(true),
        [(key, signature)] => Ok(signature.verifies(message, dst, key)),
        _ => {
            let exponents = exponents(signed.len())?;
            let keys: Vec<_> = signed.iter().map(|(key, _)| key.point).collect();
            let signatures: Vec<_> = signed.iter().map(|(_, signature)| signature.0).collect();
            let key = keys.mult(&exponents, 64).to_public_key();
            let signature = signatures.mult(&exponents, 64).to_signature();
            Ok(signature.verify(false, message, dst, &[], &key, false) == BLST_ERROR::BLST_SUCCESS)
        }
    }
}

/// Whether one key signed every message: two pairings for any number of them, in the manner of batch verification
/// with small exponents. On `false`, [`Signature::verifies`] tells which is wrong.
///
/// # Errors
/// [`ErrorKind::NoEntropy`], [`ErrorKind::BadPoint`] never in practice.
pub fn verify_ids(key: &PublicKey, dst: &[u8], signed: &[([u8; 32], Signature)]) -> Result<bool> {
    match signed {
        [] => Ok(true),
        [(message, signature)] => Ok(signature.verifies(message, dst, key)),
        _ => {
            // The signature under the key 1 is the hash itself, and its public key is the generator.
            let mut one = [0; 32];
            one[31] = 1;
            let one = Scalar::from_secret(&Secret::new(one))?;
            let exponents = exponents(signed.len())?;
            let hashes: Vec<_> = signed.iter().map(|(message, _)| one.sign(message, dst).0).collect();
            let signatures: Vec<_> = signed.iter().map(|(_, signature)| signature.0).collect();
            let hash = Signature(hashes.mult(&exponents, 64).to_signature());
            let signature = Signature(signatures.mult(&exponents, 64).to_signature());
            let left = blst_fp12::miller_loop(one.public().affine(), signature.affine());
            let right = blst_fp12::miller_loop(key.affine(), hash.affine());
            Ok(blst_fp12::finalverify(&left, &right))
        }
    }
}

/// Random odd 64-bit exponents, little-endian as blst reads them.
fn exponents(count: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; 8 * count];
    getrandom::fill(&mut bytes).map_err(|e| Error::new(ErrorKind::NoEntropy).because(e))?;
    bytes.chunks_exact_mut(8).for_each(|exponent| exponent[0] |= 1);
    Ok(bytes)
}

fn bad_point(error: BLST_ERROR) -> Error {
    Error::new(ErrorKind::BadPoint).because(match error {
        BLST_ERROR::BLST_PK_IS_INFINITY => "the point at infinity",
        BLST_ERROR::BLST_POINT_NOT_IN_GROUP => "outside the prime-order subgroup",
        BLST_ERROR::BLST_POINT_NOT_ON_CURVE => "not on the curve",
        _ => "not a canonical encoding",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(n: u8) -> Scalar {
        Scalar::keygen(&Secret::new([n; 32]), b"").unwrap()
    }

    #[test]
    fn the_two_ways_to_a_mask_meet() {
        let (r, k) = (scalar(1), scalar(2));
        let release = k.sign(b"id", b"DST");
        assert_eq!(pairing(&release, &r.public()), pairing(&r.sign(b"id", b"DST"), &k.public()));
    }

    #[test]
    fn infinity_and_points_outside_the_subgroup_are_refused() {
        let mut infinity = [0; 96];
        infinity[0] = 0xc0;
        let kind = |bytes: [u8; 96]| PublicKey::from_bytes(&Hex(bytes)).map_err(|e| e.detail().to_owned());
        assert_eq!(kind(infinity), Err("the point at infinity".into()));
        let mut short = [0; 48];
        short[0] = 0xc0;
        assert!(Signature::from_bytes(&Hex(short)).is_err());
        // x = 2 is on the twist for some small imaginary part, and such a point is outside the subgroup.
        let outside = (0..=255u8).find_map(|n| {
            let mut bytes = [0; 96];
            (bytes[0], bytes[95]) = (0x80, n);
            kind(bytes).err().filter(|why| why.contains("subgroup"))
        });
        assert!(outside.is_some());
        let outside = (0..=255u8).any(|n| {
            let mut bytes = [0; 48];
            (bytes[0], bytes[47]) = (0x80, n);
            Signature::from_bytes(&Hex(bytes)).is_err_and(|e| e.detail().contains("subgroup"))
        });
        assert!(outside);
    }

    #[test]
    fn batches_say_what_single_checks_say() {
        let keys: Vec<_> = (1..=5).map(scalar).collect();
        let mut signed: Vec<_> = keys.iter().map(|k| (k.public(), k.sign(b"m", b"DST"))).collect();
        assert_eq!(verify_keys(b"m", b"DST", &signed), Ok(true));
        // Two wrong ones whose errors cancel in a plain sum.
        (signed[0].1, signed[1].1) = (signed[1].1, signed[0].1);
        assert_eq!(verify_keys(b"m", b"DST", &signed), Ok(false));

        let ids: Vec<[u8; 32]> = (0..7).map(|n| [n; 32]).collect();
        let mut signed: Vec<_> = ids.iter().map(|id| (*id, keys[0].sign(id, b"DST"))).collect();
        assert_eq!(verify_ids(&keys[0].public(), b"DST", &signed), Ok(true));
        assert_eq!(verify_ids(&keys[1].public(), b"DST", &signed), Ok(false));
        (signed[0].1, signed[1].1) = (signed[1].1, signed[0].1);
        assert_eq!(verify_ids(&keys[0].public(), b"DST", &signed), Ok(false));
    }
}
