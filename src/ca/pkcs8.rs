//! Private key files: PKCS#8 (RFC 5958), plain or encrypted under a passphrase (PBES2, RFC 8018), PEM or DER.

use super::pem;
use crate::{
    error::{Error, ErrorKind, Result},
    suite::check_derivation,
};
use ::pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use zeroize::Zeroizing;

/// No private key file is longer; RSA with 4096 bits takes 3.3 KiB as PEM.
const MAX_FILE: usize = 64 * 1024;

/// Reads a key file, and gives the DER of its `PrivateKeyInfo`.
///
/// Only one key may stand in a PEM file. A passphrase given for a key that is not encrypted is not an error: the
/// caller may not know.
pub(super) fn read(input: &[u8], passphrase: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>> {
    let bad = |why: &str| Error::new(ErrorKind::BadSigningKey).because(why);
    if input.len() > MAX_FILE {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes of key file, at most {MAX_FILE}", input.len())));
    }
    let (encrypted, der) = if pem::is_text(input) {
        let blocks = pem::blocks(input, 16).map_err(|e| bad(e.detail()).at(e.place()))?;
        let mut keys = blocks.into_iter().filter(|block| block.label.ends_with("PRIVATE KEY"));
        let (Some(key), None) = (keys.next(), keys.next()) else {
            return Err(bad("there must be exactly one private key in the file"));
        };
        match key.label.as_str() {
            "PRIVATE KEY" => (false, key.der),
            "ENCRYPTED PRIVATE KEY" => (true, key.der),
            other => {
                return Err(bad(&format!("{other:.40} is not PKCS#8: convert the key with openssl pkcs8")));
            }
        }
    } else {
        let der = Zeroizing::new(input.to_vec());
        (EncryptedPrivateKeyInfoRef::try_from(der.as_slice()).is_ok(), der)
    };
    if !encrypted {
        PrivateKeyInfoRef::try_from(der.as_slice()).map_err(|_| bad("not a PKCS#8 private key"))?;
        return Ok(der);
    }

    let container = EncryptedPrivateKeyInfoRef::try_from(der.as_slice())
        .map_err(|_| bad("the encryption is not PBES2 (RFC 8018), or the file is damaged"))?;
    let passphrase = passphrase.ok_or(ErrorKind::PassphraseNeeded)?;
    let parameters =
        container.encryption_algorithm.pbes2().ok_or_else(|| bad("the encryption is not PBES2"))?;
    check_derivation(parameters).map_err(bad)?;
    match container.decrypt(passphrase) {
        Ok(plain) => {
            let plain = plain.to_bytes();
            // A wrong passphrase gives well-formed padding once in 256 times, and rubbish behind it.
            PrivateKeyInfoRef::try_from(plain.as_slice()).map_err(|_| ErrorKind::WrongPassphrase)?;
            Ok(plain)
        }
        Err(::pkcs8::Error::EncryptedPrivateKey(
            reason @ (::pkcs8::pkcs5::Error::UnsupportedAlgorithm { .. }
            | ::pkcs8::pkcs5::Error::NoPbes1CryptSupport
            | ::pkcs8::pkcs5::Error::AlgorithmParametersInvalid { .. }),
        )) => Err(bad(&reason.to_string())),
        Err(_) => Err(ErrorKind::WrongPassphrase.into()),
    }
}
