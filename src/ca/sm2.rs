//! SM2 signatures with SM3 (GB/T 32918.2, GM/T 0009): the one place that knows the `sm2` and `sm3` crates.
//!
//! The crate's signing key is made for each signature and lives no longer; what is kept in between is wiped when it
//! goes away, and does not print.

use crate::error::{Error, ErrorKind, Result};
use ::sm2::{
    SecretKey,
    dsa::{
        Signature, SigningKey, VerifyingKey,
        signature::{MultipartVerifier, RandomizedSigner, rand_core},
    },
    elliptic_curve::{Generate, sec1::ToSec1Point},
    pkcs8::EncodePrivateKey,
};
use sm3::{Digest, Sm3};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The user id of GM/T 0009 §10, which certificates, revocation lists and content are signed under.
pub(super) const USER_ID: &str = "1234567812345678";

/// The length of an uncompressed point.
const POINT: usize = 65;

/// n − 1, n being the order of the curve (GB/T 32918.5).
const LAST_SCALAR: [u8; 32] = [
    0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x72,
    0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09, 0x39, 0xd5, 0x41, 0x22,
];

/// Whether this build knows SM2 and SM3.
pub(super) const KNOWN: bool = true;

/// The SM3 digest (GB/T 32905); `None` in a build without it.
#[allow(clippy::unnecessary_wraps)] // see `sm2_absent.rs`
pub(super) fn sm3(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(Sm3::digest(bytes).to_vec())
}

/// Reads an uncompressed point, for a user id; `None` if it does not lie on the curve, has coordinates beyond the field
/// or is written in another way, the point at infinity among them.
pub(super) fn public_key(point: &[u8], id: &str) -> Option<VerifyingKey> {
    // The crate reads compressed points too.
    if point.len() != POINT || point.first() != Some(&4) {
        return None;
    }
    VerifyingKey::from_sec1_bytes(id, point).ok()
}

/// Whether this is a signature of the message, in DER, under an uncompressed point and for a user id.
///
/// No is also said of a point that [`public_key`] does not read, of `r` and `s` beyond their range, and of everything
/// in DER that is not exactly a SEQUENCE of two positive INTEGERs.
pub(super) fn verify(point: &[u8], id: &str, message: &[u8], signature: &[u8]) -> bool {
    match (public_key(point, id), Signature::from_der(signature)) {
        (Some(key), Ok(signature)) => key.multipart_verify(&[message], &signature).is_ok(),
        _ => false,
    }
}

/// A private key.
///
/// It is wiped when it goes away. Copies that the `sm2` crate makes on the stack while it signs are not.
pub(super) struct Sm2Key {
    secret: SecretKey,
    point: [u8; POINT],
}

impl Sm2Key {
    /// Reads the DER of a `PrivateKeyInfo`; `None` if it is not one of SM2, or its public half is not that of its
    /// secret. The public half may be left out.
    pub(super) fn from_pkcs8(der: &[u8]) -> Option<Sm2Key> {
        let info = ::pkcs8::PrivateKeyInfoRef::try_from(der).ok()?;
        let secret = SecretKey::try_from(info).ok()?;
        // GB/T 32918.1 §6.1: at most n − 2. With n − 1 there is no inverse of 1 + d, and so no signature.
        if Zeroizing::new(secret.to_bytes()).as_slice().ct_eq(LAST_SCALAR.as_slice()).into() {
            return None;
        }
        let point = secret.public_key().to_sec1_point(false);
        Some(Sm2Key { point: point.as_bytes().try_into().ok()?, secret })
    }

    /// A new key, as the DER of a `PrivateKeyInfo`.
    pub(super) fn generate() -> Result<Zeroizing<Vec<u8>>> {
        let secret = SecretKey::try_generate_from_rng(&mut System).map_err(|_| ErrorKind::NoEntropy)?;
        let document = secret.to_pkcs8_der().map_err(|e| Error::new(ErrorKind::BadSigningKey).because(e))?;
        Ok(document.to_bytes())
    }

    /// The public half, uncompressed.
    pub(super) fn point(&self) -> &[u8] {
        &self.point
    }

    /// Signs a message for a user id; the signature is `SM2Signature` in DER (GM/T 0009 §7.3).
    ///
    /// The number `k` comes from RFC 6979 with SM3 over key, digest and 32 bytes of the operating system (its §3.6):
    /// neither a generator that repeats itself nor a fault in the middle gives two signatures with one `k`.
    pub(super) fn sign(&self, id: &str, message: &[u8]) -> Result<Vec<u8>> {
        let failed = |_| Error::from(ErrorKind::SigningFailed);
        let key = SigningKey::new(id, &self.secret).map_err(failed)?;
        let signature: Signature = key.try_sign_with_rng(&mut System, message).map_err(failed)?;
        Ok(signature.to_der().to_vec())
    }
}

impl fmt::Debug for Sm2Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sm2Key(secret)")
    }
}

/// The operating system's randomness, which can fail.
struct System;

impl rand_core::TryRng for System {
    type Error = getrandom::Error;

    fn try_next_u32(&mut self) -> std::result::Result<u32, getrandom::Error> {
        getrandom::u32()
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, getrandom::Error> {
        getrandom::u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> std::result::Result<(), getrandom::Error> {
        getrandom::fill(bytes)
    }
}

impl rand_core::TryCryptoRng for System {}
