//! Secrets that wipe themselves, and derivation from them (SPEC §1.4).

use crate::error::{Error, ErrorKind, Result};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 secret bytes: wiped on drop, compared in constant time, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Takes bytes that came from elsewhere. The caller wipes its own copy.
    pub fn new(bytes: [u8; 32]) -> Secret {
        Secret(bytes)
    }

    /// 32 bytes from the operating system.
    ///
    /// # Errors
    /// [`ErrorKind::NoEntropy`].
    pub fn random() -> Result<Secret> {
        let mut secret = Secret([0; 32]);
        getrandom::fill(&mut secret.0).map_err(|e| Error::new(ErrorKind::NoEntropy).because(e))?;
        Ok(secret)
    }

    /// The bytes, for a computation. Do not copy them into anything that is not wiped.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The bytewise sum (exclusive or) of two secrets.
    #[must_use]
    pub fn xor(&self, other: &Secret) -> Secret {
        let mut sum = self.clone();
        sum.0.iter_mut().zip(other.0).for_each(|(a, b)| *a ^= b);
        sum
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// `kdf(label, key, context)`: HKDF-SHA256 (RFC 5869) with the label in the salt and the context as info.
pub fn kdf(label: &str, key: &[u8], context: &[&[u8]]) -> Secret {
    let salt = format!("sealbid/1 {label}");
    let hkdf = Hkdf::<Sha256>::new(Some(salt.as_bytes()), key);
    let mut out = Secret([0; 32]);
    // RFC 5869 §2.3 bounds the output at 255 hashes; one hash cannot exceed it.
    match hkdf.expand_multi_info(context, &mut out.0) {
        Ok(()) => out,
        Err(_) => unreachable!("HKDF gives 32 bytes for every input"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret(..)");
    }

    #[test]
    fn derivation_separates_label_key_and_context() {
        let base = kdf("a", b"key", &[b"ctx"]);
        assert_eq!(base, kdf("a", b"key", &[b"c", b"tx"]));
        for other in [kdf("b", b"key", &[b"ctx"]), kdf("a", b"kez", &[b"ctx"]), kdf("a", b"key", &[b"cty"])] {
            assert_ne!(base, other);
        }
    }

    /// Against HMAC-SHA256 of another library (ring), put together as RFC 5869 says.
    #[test]
    fn derivation_is_hkdf() {
        use ring::hmac;
        let prk = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"sealbid/1 label"), b"key");
        let okm = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, prk.as_ref()), b"context\x01");
        assert_eq!(kdf("label", b"key", &[b"context"]).expose(), okm.as_ref());
    }
}
