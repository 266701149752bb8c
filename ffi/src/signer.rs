//! Who signs: a key in a file, or behind a callback.

use crate::boundary::{bad, call, free};
use crate::callback::{Context, required, sealbid_sign_fn, sign_by};
use crate::error::sealbid_error;
use crate::turn::Turn;
use sealbid::Result;
use sealbid::ca::{CallbackKey, Certificate, FileKey, SignatureScheme, Signer, SigningKey};
use std::ffi::c_void;

/// RSASSA-PKCS1-v1_5 with SHA-256.
pub const SEALBID_SCHEME_RSA_PKCS1_SHA256: i32 = 1;
/// RSASSA-PSS with SHA-256 and a salt of 32 bytes.
pub const SEALBID_SCHEME_RSA_PSS_SHA256: i32 = 2;
/// ECDSA on P-256 with SHA-256; the signature is in DER (r and s in a SEQUENCE).
pub const SEALBID_SCHEME_ECDSA_P256_SHA256: i32 = 3;
/// ECDSA on P-384 with SHA-384; the signature is in DER.
pub const SEALBID_SCHEME_ECDSA_P384_SHA384: i32 = 4;
/// Ed25519.
pub const SEALBID_SCHEME_ED25519: i32 = 5;
/// SM2 with SM3 and the user id 1234567812345678; the signature is in DER.
pub const SEALBID_SCHEME_SM2_SM3: i32 = 6;

/// A certificate and its key. Freed with sealbid_signer_free. Threads: any, also at once, if the callback can be called
/// so; the library calls it once at a time.
pub struct sealbid_signer(pub(crate) Signer);

/// A signer with a key from a file: PKCS#8 in PEM, with its passphrase if it is encrypted (else NULL and 0).
/// `certificates` is PEM: the signer's own first, then those of its chain.
///
/// Errors: PASSPHRASE_NEEDED, WRONG_PASSPHRASE, BAD_SIGNING_KEY, WEAK_KEY, TOO_LARGE, of the key;
/// KEY_CERTIFICATE_MISMATCH; BAD_PEM, BAD_CERTIFICATE, of the certificates; TOO_LARGE for more than 16 others;
/// BAD_ARGUMENT if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_signer_from_pem(
    certificates: *const u8,
    certificates_size: u64,
    key: *const u8,
    key_size: u64,
    passphrase: *const u8,
    passphrase_size: u64,
    signer: *mut *mut sealbid_signer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(signer, "signer")?;
            let certificates = caller.bytes(certificates, certificates_size, "certificates")?;
            let passphrase = caller.optional_bytes(passphrase, passphrase_size, "passphrase")?;
            let key = FileKey::from_pem(caller.bytes(key, key_size, "key")?, passphrase)?;
            out.give(signer_of(certificates, Box::new(key))?);
            Ok(())
        })
    }
}

/// A signer whose key stays with the caller: in a USB token, an HSM, another program. The library calls `sign` with
/// `context` whenever it needs a signature, from the thread that called it, and verifies each before it uses it. Both
/// must live as long as the signer, and as long as anything that was made with it and keeps a copy: tender boxes, the
/// closed boxes that they become, their openings, timestamp authorities. `scheme` is one of SEALBID_SCHEME_….
///
/// Errors: KEY_CERTIFICATE_MISMATCH if the certificate's key does not sign with the scheme; WEAK_KEY; BAD_PEM,
/// BAD_CERTIFICATE, of the certificates; TOO_LARGE for more than 16 others; BAD_ARGUMENT if there is none, or no such
/// scheme. Nothing is signed yet: what signing fails with is met by the functions that sign.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_signer_from_callback(
    certificates: *const u8,
    certificates_size: u64,
    scheme: i32,
    sign: sealbid_sign_fn,
    context: *mut c_void,
    signer: *mut *mut sealbid_signer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(signer, "signer")?;
            let certificates = caller.bytes(certificates, certificates_size, "certificates")?;
            let (sign, context) = (required(sign, "sign")?, Context(context));
            // Tokens answer one question at a time.
            let turn = Turn::new(());
            let key = CallbackKey::new(scheme_of(scheme)?, move |message: &[u8]| {
                let _turn = turn.take("signer")?;
                sign_by(sign, context, message)
            });
            out.give(signer_of(certificates, Box::new(key))?);
            Ok(())
        })
    }
}

/// Frees a signer; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_signer_free(signer: *mut sealbid_signer) {
    // SAFETY: the crate's page.
    unsafe { free(signer) }
}

fn signer_of(certificates: &[u8], key: Box<dyn SigningKey>) -> Result<sealbid_signer> {
    let mut all = Certificate::all_from_pem(certificates).map_err(|e| e.at("certificates"))?;
    if all.is_empty() {
        return Err(bad("certificates", "there is none"));
    }
    let own = all.remove(0);
    Ok(sealbid_signer(Signer::new(key, own, all)?))
}

fn scheme_of(scheme: i32) -> Result<SignatureScheme> {
    Ok(match scheme {
        SEALBID_SCHEME_RSA_PKCS1_SHA256 => SignatureScheme::RsaPkcs1Sha256,
        SEALBID_SCHEME_RSA_PSS_SHA256 => SignatureScheme::RsaPssSha256,
        SEALBID_SCHEME_ECDSA_P256_SHA256 => SignatureScheme::EcdsaP256Sha256,
        SEALBID_SCHEME_ECDSA_P384_SHA384 => SignatureScheme::EcdsaP384Sha384,
        SEALBID_SCHEME_ED25519 => SignatureScheme::Ed25519,
        SEALBID_SCHEME_SM2_SM3 => SignatureScheme::Sm2Sm3,
        _ => return Err(bad("scheme", "it is none of SEALBID_SCHEME_")),
    })
}
