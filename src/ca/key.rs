//! Signing keys: in a file, or behind a callback (SPEC §6.2).

use super::{
    pkcs8,
    public_key::{KeyKind, PublicKey, spki},
    scheme::SignatureScheme,
    sm2::{self, Sm2Key},
};
use crate::error::{Error, ErrorKind, Result};
use ring::{
    rand::SystemRandom,
    signature::{
        self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
        KeyPair, RsaKeyPair,
    },
};
use std::fmt;

/// A private key that signs, wherever it lives.
///
/// A [`Signer`](super::Signer) ties it to its certificate, and verifies what it gives before anything is made of it.
pub trait SigningKey: Send + Sync {
    /// How [`SigningKey::sign`] signs.
    fn scheme(&self) -> SignatureScheme;

    /// Signs the message: these very bytes, which the key hashes itself as its scheme says.
    ///
    /// # Errors
    /// [`ErrorKind::SigningFailed`], or an error of the key's own kind.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>>;

    /// The DER SubjectPublicKeyInfo, where the key can tell; a mismatch is then found before anything is signed.
    fn spki_der(&self) -> Option<&[u8]> {
        None
    }
}

/// A signing key from a PKCS#8 file.
///
/// The file's bytes are wiped after reading. An SM2 key is wiped when it goes away; others are kept by ring, which
/// does not promise it.
pub struct FileKey {
    pair: Pair,
    pss: bool,
    spki: Vec<u8>,
}

#[allow(clippy::large_enum_variant)] // one a process
enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Sm2(Sm2Key),
}

impl FileKey {
    /// Reads a PKCS#8 private key, PEM or DER, encrypted (PBES2) or not, of at most 64 KiB.
    ///
    /// RSA keys have 2048 to 4096 bits. Keys of P-256 and P-384 must hold their public half, as OpenSSL writes them.
    /// SM2 needs the feature `guomi`.
    ///
    /// # Errors
    /// [`ErrorKind::PassphraseNeeded`], [`ErrorKind::WrongPassphrase`], [`ErrorKind::TooLarge`],
    /// [`ErrorKind::WeakKey`], and [`ErrorKind::BadSigningKey`] for everything else.
    pub fn from_pem(pem: &[u8], passphrase: Option<&[u8]>) -> Result<FileKey> {
        let der = pkcs8::read(pem, passphrase)?;
        let rng = SystemRandom::new();
        let (pair, kind) = if let Ok(pair) = RsaKeyPair::from_pkcs8(&der) {
            (Pair::Rsa(pair), KeyKind::Rsa(0)) // the size is read again below
        } else if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der, &rng) {
            (Pair::P256(pair), KeyKind::P256)
        } else if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, &der, &rng) {
            (Pair::P384(pair), KeyKind::P384)
        } else if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
            (Pair::Ed25519(pair), KeyKind::Ed25519)
        } else if let Some(pair) = Sm2Key::from_pkcs8(&der) {
            (Pair::Sm2(pair), KeyKind::Sm2)
        } else {
            let sm2 = if sm2::KNOWN { "or SM2" } else { "and this build has no SM2" };
            return Err(Error::new(ErrorKind::BadSigningKey).because(format_args!(
                "not RSA of 2048 to 4096 bits, P-256 or P-384 with its public key, Ed25519, {sm2}"
            )));
        };
        let bits = match &pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::P256(pair) | Pair::P384(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
            Pair::Sm2(pair) => pair.point(),
        };
        let spki = spki(kind, bits)?;
        PublicKey::read(&spki)?.check_strength()?;
        Ok(FileKey { pair, pss: false, spki })
    }

    /// Makes an RSA key sign with PSS instead of PKCS#1 v1.5. Other keys have one scheme only and keep it.
    #[must_use]
    pub fn with_pss(mut self) -> FileKey {
        self.pss = true;
        self
    }
}

impl SigningKey for FileKey {
    fn scheme(&self) -> SignatureScheme {
        match self.pair {
            Pair::Rsa(_) if self.pss => SignatureScheme::RsaPssSha256,
            Pair::Rsa(_) => SignatureScheme::RsaPkcs1Sha256,
            Pair::P256(_) => SignatureScheme::EcdsaP256Sha256,
            Pair::P384(_) => SignatureScheme::EcdsaP384Sha384,
            Pair::Ed25519(_) => SignatureScheme::Ed25519,
            Pair::Sm2(_) => SignatureScheme::Sm2Sm3,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let rng = SystemRandom::new();
        let failed = |_| Error::from(ErrorKind::SigningFailed);
        match &self.pair {
            Pair::Rsa(pair) => {
                let encoding: &dyn signature::RsaEncoding =
                    if self.pss { &signature::RSA_PSS_SHA256 } else { &signature::RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(encoding, &rng, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Pair::P256(pair) | Pair::P384(pair) => {
                Ok(pair.sign(&rng, message).map_err(failed)?.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Sm2(pair) => pair.sign(sm2::USER_ID, message),
        }
    }

    fn spki_der(&self) -> Option<&[u8]> {
        Some(&self.spki)
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileKey({:?}, secret)", self.scheme())
    }
}

/// A key that is reached through a function: a USB token, an HSM, a program in another language.
///
/// Nothing it gives is trusted: [`Signer`](super::Signer) verifies each signature under the certificate.
pub struct CallbackKey<F> {
    scheme: SignatureScheme,
    sign: F,
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>> + Send + Sync> CallbackKey<F> {
    /// A key that signs with this scheme by calling the function with the message to be signed.
    pub fn new(scheme: SignatureScheme, sign: F) -> CallbackKey<F> {
        CallbackKey { scheme, sign }
    }
}

impl<F: Fn(&[u8]) -> Result<Vec<u8>> + Send + Sync> SigningKey for CallbackKey<F> {
    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        (self.sign)(message)
    }
}

impl<F> fmt::Debug for CallbackKey<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallbackKey({:?})", self.scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::issue::tests::{RSA_2048, fresh_key};
    use crate::ca::{KeyType, verify_signature};

    #[test]
    fn every_kind_of_key_signs_what_verifies() {
        for key in [KeyType::P256, KeyType::P384, KeyType::Ed25519] {
            check(FileKey::from_pem(fresh_key(key).as_bytes(), None).unwrap());
        }
        check(FileKey::from_pem(RSA_2048.as_bytes(), None).unwrap());
        check(FileKey::from_pem(RSA_2048.as_bytes(), None).unwrap().with_pss());
    }

    fn check(key: FileKey) {
        let signature = key.sign(b"message").unwrap();
        let spki = key.spki_der().unwrap();
        assert_eq!(verify_signature(spki, key.scheme(), b"message", &signature), Ok(()));
        let kind = |r: Result<()>| r.map_err(|e| e.kind());
        assert_eq!(
            kind(verify_signature(spki, key.scheme(), b"massage", &signature)),
            Err(ErrorKind::CmsBadSignature)
        );
        let other = if key.scheme() == SignatureScheme::Ed25519 {
            SignatureScheme::EcdsaP256Sha256
        } else {
            SignatureScheme::Ed25519
        };
        assert_eq!(kind(verify_signature(spki, other, b"message", &signature)), Err(ErrorKind::CmsAlgorithm));
        assert!(format!("{key:?}").contains("secret"));
    }

    #[test]
    fn pkcs1_and_pss_are_told_apart() {
        let key = FileKey::from_pem(RSA_2048.as_bytes(), None).unwrap();
        let signature = key.sign(b"m").unwrap();
        let spki = key.spki_der().unwrap();
        assert!(verify_signature(spki, SignatureScheme::RsaPssSha256, b"m", &signature).is_err());
    }

    #[test]
    fn passphrases_are_asked_for_and_checked() {
        let plain = fresh_key(KeyType::P256);
        let blocks = crate::ca::pem::blocks(plain.as_bytes(), 1).unwrap();
        let info = ::pkcs8::PrivateKeyInfoRef::try_from(blocks[0].der.as_slice()).unwrap();
        let params =
            ::pkcs8::pkcs5::pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(1000, b"saltsalt", [7; 16]);
        let sealed = info.encrypt_with_params(params.unwrap(), b"right").unwrap();
        let text = crate::ca::pem::write("ENCRYPTED PRIVATE KEY", sealed.as_bytes());
        let kind = |input: &[u8], pass: Option<&[u8]>| {
            FileKey::from_pem(input, pass).map(|_| ()).map_err(|e| e.kind())
        };
        for input in [text.as_bytes(), sealed.as_bytes()] {
            assert_eq!(kind(input, Some(b"right")), Ok(()));
            assert_eq!(kind(input, None), Err(ErrorKind::PassphraseNeeded));
            assert_eq!(kind(input, Some(b"wrong")), Err(ErrorKind::WrongPassphrase));
        }
        assert_eq!(kind(plain.as_bytes(), Some(b"needless")), Ok(()));
    }

    #[test]
    fn a_key_file_cannot_ask_for_hours_of_work() {
        let plain = fresh_key(KeyType::P256);
        let blocks = crate::ca::pem::blocks(plain.as_bytes(), 1).unwrap();
        let info = ::pkcs8::PrivateKeyInfoRef::try_from(blocks[0].der.as_slice()).unwrap();
        let params =
            ::pkcs8::pkcs5::pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(65536, b"saltsalt", [7; 16]);
        let sealed = info.encrypt_with_params(params.unwrap(), b"right").unwrap();
        let kind_with = |rounds: [u8; 3]| {
            let mut der = sealed.as_bytes().to_vec();
            let at = der.windows(5).position(|window| window == [2, 3, 1, 0, 0]).unwrap();
            der[at + 2..at + 5].copy_from_slice(&rounds);
            FileKey::from_pem(&der, Some(b"right")).map(|_| ()).map_err(|e| (e.kind(), e.detail().to_owned()))
        };
        assert_eq!(kind_with([1, 0, 0]), Ok(()));
        let refusal = "PBKDF2's cost is beyond what this program accepts".to_owned();
        // One more than what is accepted; trying the most that is would take seconds.
        assert_eq!(kind_with([0x40, 0, 1]), Err((ErrorKind::BadSigningKey, refusal)));
    }

    #[test]
    fn what_is_not_one_key_is_refused() {
        let key = fresh_key(KeyType::P256);
        let two = format!("{}{}", &*key, &*key);
        let sec1 = key.replace("PRIVATE KEY", "EC PRIVATE KEY");
        for bad in [two.as_bytes(), sec1.as_bytes(), b"", b"0", b"-----BEGIN PRIVATE KEY-----"] {
            assert_eq!(
                FileKey::from_pem(bad, None).map(|_| ()).unwrap_err().kind(),
                ErrorKind::BadSigningKey
            );
        }
        let long = vec![b' '; 70_000];
        assert_eq!(FileKey::from_pem(&long, None).map(|_| ()).unwrap_err().kind(), ErrorKind::TooLarge);
    }
}
