//! New keys, for rehearsal certificates.

use super::{issue::KeyType, pem, sm2::Sm2Key};
use crate::error::{Error, ErrorKind, Result};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    },
};
use rsa::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use zeroize::{Zeroize, Zeroizing};

fn no_entropy<E>(_: E) -> Error {
    ErrorKind::NoEntropy.into()
}

/// A new key as PKCS#8 PEM.
pub(super) fn new_key(kind: KeyType) -> Result<Zeroizing<String>> {
    let rng = SystemRandom::new();
    let der = match kind {
        KeyType::P256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &rng),
        KeyType::P384 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, &rng),
        KeyType::Ed25519 => Ed25519KeyPair::generate_pkcs8(&rng),
        KeyType::Sm2 => return Ok(pem::write("PRIVATE KEY", &Sm2Key::generate()?)),
        KeyType::Rsa2048 => return new_rsa(2048),
        KeyType::Rsa3072 => return new_rsa(3072),
        KeyType::Rsa4096 => return new_rsa(4096),
    };
    Ok(pem::write("PRIVATE KEY", der.map_err(no_entropy)?.as_ref()))
}

fn new_rsa(bits: usize) -> Result<Zeroizing<String>> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(seed.as_mut_slice()).map_err(no_entropy)?;
    let failed = |e: &dyn std::fmt::Display| Error::new(ErrorKind::BadSigningKey).because(e);
    let key =
        rsa::RsaPrivateKey::new(&mut Expander { seed: *seed, counter: 0 }, bits).map_err(|e| failed(&e))?;
    let der = ::pkcs8::EncodePrivateKey::to_pkcs8_der(&key).map_err(|e| failed(&e))?;
    Ok(pem::write("PRIVATE KEY", der.as_bytes()))
}

/// SHA-256 in counter mode over a seed from the operating system. RSA's generator wants randomness that cannot fail;
/// the operating system's can, and is asked once, where that can be said.
struct Expander {
    seed: [u8; 32],
    counter: u64,
}

impl TryRng for Expander {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> std::result::Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> std::result::Result<(), Infallible> {
        for chunk in bytes.chunks_mut(32) {
            let block =
                Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize();
            self.counter = self.counter.wrapping_add(1);
            chunk.iter_mut().zip(block).for_each(|(byte, random)| *byte = random);
        }
        Ok(())
    }
}

impl TryCryptoRng for Expander {}

impl Drop for Expander {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}
