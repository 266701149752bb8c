//! The key of a tender's record, with which the platform signs heads.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use crate::signer::sealbid_signer;
use sealbid::Result;
use sealbid::suite::{BidKey, Secret};
use sealbid::tenderbox::{PlatformKeys, RecordKey};
use std::ffi::c_char;

/// The key of one tender's record. Freed with sealbid_record_key_free. Threads: any, also at once.
pub struct sealbid_record_key(RecordKey);

impl sealbid_record_key {
    /// With a certificate: what the platform signs with.
    pub(super) fn with(&self, signer: &sealbid_signer) -> Result<PlatformKeys> {
        let secret = Secret::new(*self.0.key.secret().expose());
        Ok(PlatformKeys { signer: signer.0.clone(), record_key: BidKey::from_secret(secret)? })
    }
}

/// Makes a fresh key for the record of a tender; `tender_id` is the tender's number at the trading centre.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_record_key_generate(
    tender_id: *const c_char,
    now: i64,
    key: *mut *mut sealbid_record_key,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(key, "key")?;
            let (tender_id, now) = (caller.id(tender_id, "tender_id")?, caller.time(now, "now")?);
            out.give(sealbid_record_key(RecordKey::generate(tender_id, now)?));
            Ok(())
        })
    }
}

/// Opens a key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
///
/// Errors: what a key file fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_record_key_open(
    pem: *const u8,
    pem_size: u64,
    passphrase: *const u8,
    passphrase_size: u64,
    key: *mut *mut sealbid_record_key,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(key, "key")?;
            let pem = caller.bytes(pem, pem_size, "pem")?;
            let passphrase = caller.bytes(passphrase, passphrase_size, "passphrase")?;
            out.give(sealbid_record_key(RecordKey::from_key_file(pem, passphrase)?));
            Ok(())
        })
    }
}

/// Frees a key, and wipes it; NULL is fine. Boxes that were opened with it live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_record_key_free(key: *mut sealbid_record_key) {
    // SAFETY: the crate's page.
    unsafe { free(key) }
}

/// The key file (PEM), encrypted under a passphrase. Encrypting takes a moment (scrypt) and 32 MiB.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_record_key_file(
    key: *const sealbid_record_key,
    passphrase: *const u8,
    passphrase_size: u64,
    pem: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(pem, "pem")?;
            let key = caller.handle(key, "key")?;
            let passphrase = caller.bytes(passphrase, passphrase_size, "passphrase")?;
            out.bytes(key.0.to_key_file(passphrase)?.as_bytes());
            Ok(())
        })
    }
}

/// Writes the public half: the 32 bytes that the notice names as the platform's record_key.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_record_key_public(
    key: *const sealbid_record_key,
    public_key: *mut u8,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let key = caller.handle(key, "key")?;
            caller.fill(public_key, &key.0.key.public().0, "public_key")
        })
    }
}
