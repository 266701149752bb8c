//! Ed25519 keys: the bid key (SPEC §4.1), and the custodian's record key.

use super::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::Hex;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use std::fmt;

/// A signing key made for one bid.
pub struct BidKey {
    secret: Secret,
    public: Hex<32>,
}

impl BidKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`ErrorKind::NoEntropy`].
    pub fn generate() -> Result<BidKey> {
        BidKey::from_secret(Secret::random()?)
    }

    /// The key of this RFC 8032 §5.1.5 private key.
    ///
    /// # Errors
    /// None in practice: every 32 bytes are a key.
    pub fn from_secret(secret: Secret) -> Result<BidKey> {
        let pair = pair(&secret)?;
        let mut public = [0; 32];
        public.copy_from_slice(pair.public_key().as_ref());
        Ok(BidKey { secret, public: Hex(public) })
    }

    /// The public half, which names the bid.
    pub fn public(&self) -> Hex<32> {
        self.public
    }

    /// The private half, for the key file.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Signs a message (RFC 8032 §5.1.6).
    ///
    /// # Errors
    /// None in practice, as for [`BidKey::from_secret`].
    pub fn sign(&self, message: &[u8]) -> Result<Hex<64>> {
        let signature = pair(&self.secret)?.sign(message);
        let mut bytes = [0; 64];
        bytes.copy_from_slice(signature.as_ref());
        Ok(Hex(bytes))
    }
}

impl fmt::Debug for BidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BidKey({})", self.public)
    }
}

fn pair(secret: &Secret) -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(secret.expose())
        .map_err(|_| Error::new(ErrorKind::BadPoint).at("Ed25519 key"))
}

/// Whether an Ed25519 signature is right (RFC 8032 §5.1.7, without cofactor, `S < L`).
#[must_use]
pub fn verify_ed25519(public: &Hex<32>, message: &[u8], signature: &Hex<64>) -> bool {
    is_canonical(&public.0)
        && UnparsedPublicKey::new(&ED25519, &public.0).verify(message, &signature.0).is_ok()
}

/// RFC 8032 §5.1.3 steps 1 and 4, which ring leaves out: `y < p`, and no sign on `x = 0`. Two spellings of one key
/// would be two bids.
fn is_canonical(public: &[u8; 32]) -> bool {
    let sign = public[31] & 0x80 != 0;
    let mut y = *public;
    y[31] &= 0x7f;
    y.reverse();
    // p = 2^255 − 19, big-endian; x = 0 for y = 1 and y = p − 1.
    let mut p = [0xff; 32];
    (p[0], p[31]) = (0x7f, 0xed);
    let mut minus_one = p;
    minus_one[31] -= 1;
    let mut one = [0; 32];
    one[31] = 1;
    y < p && !(sign && (y == one || y == minus_one))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032 §7.1, test 2.
    #[test]
    fn signatures_are_those_of_rfc_8032() {
        let secret =
            Hex::<32>::parse("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").unwrap();
        let key = BidKey::from_secret(Secret::new(secret.0)).unwrap();
        assert_eq!(
            key.public().to_string(),
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        );
        let signature = key.sign(&[0x72]).unwrap();
        assert!(signature.to_string().starts_with("92a009a9f0d4cab8720e820b5f642540"));
        assert!(verify_ed25519(&key.public(), &[0x72], &signature));
        assert!(!verify_ed25519(&key.public(), &[0x73], &signature));
    }

    #[test]
    fn a_key_has_one_spelling() {
        let little = |top: u8, low: u8| {
            let mut bytes = [if top & 0x7f == 0 { 0 } else { 0xff }; 32];
            (bytes[0], bytes[31]) = (low, top);
            bytes
        };
        for (bytes, good) in [
            (little(0x00, 0x01), true),
            (little(0x80, 0x01), false),
            (little(0x7f, 0xec), true),
            (little(0xff, 0xec), false),
            (little(0x7f, 0xed), false),
            (little(0x7f, 0xff), false),
        ] {
            assert_eq!(is_canonical(&bytes), good, "{bytes:02x?}");
        }
    }

    #[test]
    fn only_the_public_half_prints() {
        let key = BidKey::from_secret(Secret::new([1; 32])).unwrap();
        assert_eq!(format!("{key:?}"), format!("BidKey({})", key.public()));
    }
}
