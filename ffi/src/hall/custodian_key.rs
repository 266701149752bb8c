//! A custodian's key, made for one tender.

use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use sealbid::notice::{Acceptance, Notice, Statement};
use sealbid::timelock::CustodianKey;
use std::ffi::c_char;
use std::sync::Arc;

/// A custodian's key. Freed with sealbid_custodian_key_free. Threads: any, also at once.
pub struct sealbid_custodian_key(pub(super) Arc<CustodianKey>);

/// Makes a fresh key: `custodian` is the name that the notice will have for it, `organisation` the name in the
/// organisation's certificate, `tender_id` the tender's number. One key serves one tender; destroy its file after the
/// last stage. Begin its memory at once, with sealbid_custodian_memory_begin.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_key_generate(
    custodian: *const c_char,
    organisation: *const c_char,
    tender_id: *const c_char,
    now: i64,
    key: *mut *mut sealbid_custodian_key,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(key, "key")?;
            let (custodian, tender) =
                (caller.id(custodian, "custodian")?, caller.id(tender_id, "tender_id")?);
            let organisation = caller.text(organisation, "organisation")?;
            let key = CustodianKey::generate(custodian, organisation, tender, caller.time(now, "now")?)?;
            out.give(sealbid_custodian_key(Arc::new(key)));
            Ok(())
        })
    }
}

/// Opens a key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
///
/// Errors: what a key file fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_key_open(
    pem: *const u8,
    pem_size: u64,
    passphrase: *const u8,
    passphrase_size: u64,
    key: *mut *mut sealbid_custodian_key,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(key, "key")?;
            let pem = caller.bytes(pem, pem_size, "pem")?;
            let passphrase = caller.bytes(passphrase, passphrase_size, "passphrase")?;
            out.give(sealbid_custodian_key(Arc::new(CustodianKey::from_key_file(pem, passphrase)?)));
            Ok(())
        })
    }
}

/// Frees a key; NULL is fine. It is wiped once no sealbid_custodian uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_key_free(key: *mut sealbid_custodian_key) {
    // SAFETY: the crate's page.
    unsafe { free(key) }
}

/// The key file (PEM), encrypted under a passphrase. Encrypting takes a moment (scrypt) and 32 MiB.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_key_file(
    key: *const sealbid_custodian_key,
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

/// The statement of the key: these very bytes are what the custodian's organisation signs (sealbid_sign_detached), and
/// what the tenderer puts into the notice with that signature.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_key_statement(
    key: *const sealbid_custodian_key,
    statement: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(statement, "statement")?;
            out.bytes(Statement::of(&caller.handle(key, "key")?.0).to_bytes()?);
            Ok(())
        })
    }
}

/// Accepts a notice (its bytes), which must name this key: `acceptance` becomes the file for the tenderer. It is also
/// the proof that the custodian has the key. Read the notice before.
///
/// Errors: UNKNOWN_CUSTODIAN if the notice does not name the key; what a notice fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_key_accept(
    key: *const sealbid_custodian_key,
    notice: *const u8,
    notice_size: u64,
    acceptance: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(acceptance, "acceptance")?;
            let key = caller.handle(key, "key")?;
            let notice = Notice::parse(caller.bytes(notice, notice_size, "notice")?)?;
            out.bytes(Acceptance::of(&key.0, &notice)?.to_bytes()?);
            Ok(())
        })
    }
}
