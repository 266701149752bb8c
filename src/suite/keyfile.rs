//! Key files: a standard PKCS#8 container around our own JSON, encrypted under a passphrase (SPEC §5.9).
//!
//! The container is RFC 5958 with PBES2 (RFC 8018), scrypt (RFC 7914) and AES-256-GCM (RFC 5084), as the `pkcs8`
//! crate writes it.

use crate::error::{Error, ErrorKind, Result};
use pkcs8::{
    EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef, SecretDocument,
    der::{Decode, Encode, asn1::OctetStringRef},
    pkcs5::{pbes2, scrypt::Params},
    spki::AlgorithmIdentifierRef,
};
use zeroize::Zeroizing;

/// id-data (RFC 5652 §4): the key octets are bytes of a format of their own.
const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// scrypt's cost: 32 MiB and about a third of a second, so that sealing stays within its memory bound.
const LOG_N: u8 = 15;
const R: u32 = 8;
const P: u32 = 3;

/// Key files are small; anything longer is something else.
const LIMIT: usize = 1 << 20;

/// Encrypts a payload under a passphrase. The result is PEM text.
///
/// # Errors
/// [`ErrorKind::NoEntropy`]; [`ErrorKind::BadKeyFile`] if the payload cannot be encoded.
pub fn seal_key_file(payload: &[u8], passphrase: &[u8]) -> Result<Zeroizing<String>> {
    let bad = |e: &dyn std::fmt::Display| Error::new(ErrorKind::BadKeyFile).because(e);
    let octets = OctetStringRef::new(payload).map_err(|e| bad(&e))?;
    let info = PrivateKeyInfoRef::new(AlgorithmIdentifierRef { oid: ID_DATA, parameters: None }, octets);
    let plain = Zeroizing::new(info.to_der().map_err(|e| bad(&e))?);

    let (mut salt, mut iv) = ([0; 16], [0; 12]);
    getrandom::fill(&mut salt).map_err(|e| Error::new(ErrorKind::NoEntropy).because(e))?;
    getrandom::fill(&mut iv).map_err(|e| Error::new(ErrorKind::NoEntropy).because(e))?;
    let cost = Params::new(LOG_N, R, P).map_err(|e| bad(&e))?;
    let scheme = pbes2::Parameters::scrypt_aes256gcm(cost, &salt, iv).map_err(|e| bad(&e))?;
    let sealed = scheme.encrypt(passphrase, &plain).map_err(|e| bad(&e))?;
    let document = EncryptedPrivateKeyInfoRef {
        encryption_algorithm: scheme.into(),
        encrypted_data: OctetStringRef::new(&sealed).map_err(|e| bad(&e))?,
    };
    let document = SecretDocument::encode_msg(&document).map_err(|e| bad(&e))?;
    document.to_pem(LABEL, pkcs8::LineEnding::LF).map_err(|e| bad(&e))
}

/// Decrypts a key file's payload.
///
/// # Errors
/// [`ErrorKind::BadKeyFile`] if it is not such a file, [`ErrorKind::WrongPassphrase`] if it does not decrypt.
pub fn open_key_file(pem: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let bad = |why: &dyn std::fmt::Display| Error::new(ErrorKind::BadKeyFile).because(why);
    if pem.len() > LIMIT {
        return Err(
            Error::new(ErrorKind::TooLarge).because(format_args!("{} bytes, at most {LIMIT}", pem.len()))
        );
    }
    let text = std::str::from_utf8(pem).map_err(|e| bad(&e))?;
    let (label, document) = SecretDocument::from_pem(text).map_err(|e| bad(&e))?;
    if label != LABEL {
        return Err(bad(&format_args!("PEM label {label:.64}")));
    }
    let sealed = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|e| bad(&e))?;
    check_cost(&sealed)?;
    let plain = sealed.decrypt(passphrase).map_err(|_| Error::new(ErrorKind::WrongPassphrase))?;
    let info =
        PrivateKeyInfoRef::from_der(plain.as_bytes()).map_err(|_| Error::new(ErrorKind::WrongPassphrase))?;
    if info.algorithm.oid != ID_DATA {
        return Err(bad(&format_args!("a key of algorithm {}", info.algorithm.oid)));
    }
    Ok(Zeroizing::new(info.private_key.as_bytes().to_vec()))
}

/// Our own files are scrypt's alone.
fn check_cost(sealed: &EncryptedPrivateKeyInfoRef<'_>) -> Result<()> {
    let bad = |why: &str| Err(Error::new(ErrorKind::BadKeyFile).because(why));
    let Some(parameters) = sealed.encryption_algorithm.pbes2() else { return bad("not PBES2") };
    if parameters.kdf.scrypt().is_none() {
        return bad("not scrypt");
    }
    check_derivation(parameters).or_else(bad)
}

/// A key file must not be able to ask for gigabytes of memory or hours of work: at most 128 MiB of scrypt, or 2^22
/// rounds of PBKDF2, which is more than three times what anybody recommends today.
///
/// The cost N must be a power of two above 1 (RFC 7914 §2); pkcs5 0.8.1 panics at 0.
pub(crate) fn check_derivation(parameters: &pbes2::Parameters) -> std::result::Result<(), &'static str> {
    if let Some(scrypt) = parameters.kdf.scrypt() {
        let n = scrypt.cost_parameter;
        if !n.is_power_of_two() || n < 2 || scrypt.block_size == 0 || scrypt.parallelization == 0 {
            return Err("scrypt's parameters are not valid");
        }
        let blocks = u64::from(scrypt.block_size).saturating_mul(n);
        if blocks > 1 << 20 || scrypt.parallelization > 16 {
            return Err("scrypt's cost is beyond what this program accepts");
        }
    }
    match parameters.kdf.pbkdf2() {
        Some(pbkdf2) if pbkdf2.iteration_count == 0 => Err("PBKDF2 without a round"),
        Some(pbkdf2) if pbkdf2.iteration_count > 1 << 22 => {
            Err("PBKDF2's cost is beyond what this program accepts")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_comes_out_again_under_its_passphrase_alone() {
        let pem = seal_key_file(b"payload", "口令".as_bytes()).unwrap();
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        assert_eq!(open_key_file(pem.as_bytes(), "口令".as_bytes()).unwrap().as_slice(), b"payload");
        let wrong = open_key_file(pem.as_bytes(), b"guess").map_err(|e| e.kind());
        assert_eq!(wrong, Err(ErrorKind::WrongPassphrase));
    }

    #[test]
    fn other_files_are_told_apart() {
        for other in [&b"nonsense"[..], b"", &[0xff; 10]] {
            assert_eq!(open_key_file(other, b"x").map_err(|e| e.kind()), Err(ErrorKind::BadKeyFile));
        }
        let long = vec![b'a'; LIMIT + 1];
        assert_eq!(open_key_file(&long, b"x").map_err(|e| e.kind()), Err(ErrorKind::TooLarge));
    }

    /// A key file whose scrypt parameters are these, in DER: N, r, p.
    fn of_cost(n: u32, r: u8, p: u8) -> String {
        let scheme =
            pbes2::Parameters::scrypt_aes256gcm(Params::new(14, 8, 1).unwrap(), &[0; 16], [0; 12]).unwrap();
        let document = EncryptedPrivateKeyInfoRef {
            encryption_algorithm: scheme.into(),
            encrypted_data: OctetStringRef::new(&[0; 32]).unwrap(),
        };
        let mut der = document.to_der().unwrap();
        // N = 16384 takes two octets, r and p one each.
        let usual = [2, 2, 0x40, 0, 2, 1, 8, 2, 1, 1];
        let at = der.windows(usual.len()).position(|window| window == usual).unwrap();
        let n = n.to_be_bytes();
        assert_eq!(n[..2], [0, 0], "so many octets there are");
        der[at + 2..at + 4].copy_from_slice(&n[2..]);
        (der[at + 6], der[at + 9]) = (r, p);
        // An integer has no needless zero octets: give those of N to the salt before it.
        if n[2] == 0 && n[3] < 0x80 {
            let salt = at - 18;
            assert_eq!(der[salt..salt + 2], [4, 16]);
            der.remove(at + 2);
            der[at + 1] = 1;
            der.insert(at, 0);
            der[salt + 1] = 17;
        }
        pkcs8::der::pem::encode_string(LABEL, pkcs8::LineEnding::LF, &der).unwrap()
    }

    #[test]
    fn a_greedy_or_senseless_file_is_refused_before_any_work() {
        let refusal = |n, r, p| {
            let error = open_key_file(of_cost(n, r, p).as_bytes(), b"x").unwrap_err();
            (error.kind(), error.detail().to_owned())
        };
        assert_eq!(refusal(2, 1, 1).0, ErrorKind::WrongPassphrase);
        for (n, r, p) in [(1 << 14, 127, 1), (2, 8, 17)] {
            let (kind, detail) = refusal(n, r, p);
            assert_eq!(kind, ErrorKind::BadKeyFile);
            assert!(detail.contains("cost"), "{n} {r} {p}: {detail}");
        }
        for (n, r, p) in [(0, 8, 1), (1, 8, 1), (3, 8, 1), (16383, 8, 1), (2, 0, 1), (2, 8, 0)] {
            let (kind, detail) = refusal(n, r, p);
            assert_eq!(kind, ErrorKind::BadKeyFile);
            assert!(detail.contains("parameters"), "{n} {r} {p}: {detail}");
        }
    }
}
