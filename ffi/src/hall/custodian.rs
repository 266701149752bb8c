//! A custodian at its desk: it cosigns heads and releases stages.

use super::custodian_key::sealbid_custodian_key;
use super::record::open_log;
use crate::boundary::{bad, call, free};
use crate::buffer::sealbid_buffer;
use crate::certificate::sealbid_roots;
use crate::error::sealbid_error;
use crate::turn::Turn;
use sealbid::Result;
use sealbid::custodian::{Custodian, Memory};
use sealbid::record::{CosignRequest, FolderStore, Signed, Store};
use sealbid::timelock::CustodianKey;
use self_cell::self_cell;
use std::ffi::c_char;
use std::path::Path;
use std::sync::Arc;

self_cell!(
    struct Seat {
        owner: Arc<CustodianKey>,
        #[covariant]
        dependent: Custodian,
    }
);

/// A custodian with its key and memory, which answers requests. It takes nobody's word: it reads the whole log each
/// time. Freed with sealbid_custodian_free. The folder of its memory is locked as long as it lives. Threads: any; calls
/// wait for each other.
pub struct sealbid_custodian(Turn<Seat>);

impl sealbid_custodian {
    fn with<T>(&self, work: impl FnOnce(&mut Custodian<'_>) -> T) -> Result<T> {
        Ok(self.0.take("custodian")?.with_dependent_mut(|_, custodian| work(custodian)))
    }
}

/// The folder of a memory, and the memory's name in it.
fn place(path: &Path) -> Result<(Arc<dyn Store>, String)> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| bad("memory", "it names no file"))?.to_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((Arc::new(FolderStore::new(folder)?), name))
}

/// Begins the memory of a key in a new file, whose folder must be there: once, when the key is made, and never again. A
/// key that has signed and is given a new memory would sign a second history. SEALBID_ERR_WOULD_OVERWRITE if the file is
/// there.
///
/// Errors: WOULD_OVERWRITE; STORE_LOCKED; FILE_NOT_FOUND if the folder is missing; BAD_ARGUMENT if the path names no
/// file; what the store fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_memory_begin(
    key: *const sealbid_custodian_key,
    memory: *const c_char,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let key = caller.handle(key, "key")?;
            let (store, name) = place(&caller.path(memory, "memory")?)?;
            Memory::create(store, &name, &key.0).map(|_| ())
        })
    }
}

/// A custodian with its key, the file of that key's memory, and its own organisation's roots, to which the tenderer's
/// certificate must chain.
///
/// Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory;
/// STORE_LOCKED; FILE_NOT_FOUND if the folder is missing; BAD_ARGUMENT if the path names no file; IO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_new(
    key: *const sealbid_custodian_key,
    memory: *const c_char,
    roots: *const sealbid_roots,
    custodian: *mut *mut sealbid_custodian,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(custodian, "custodian")?;
            let key = Arc::clone(&caller.handle(key, "key")?.0);
            let (store, name) = place(&caller.path(memory, "memory")?)?;
            let roots = caller.handle(roots, "roots")?.0.clone();
            let memory = Memory::open(store, &name, &key)?;
            let seat = Seat::try_new(key, |key| Custodian::new(key, roots, memory, Vec::new()))?;
            out.give(sealbid_custodian(Turn::new(seat)));
            Ok(())
        })
    }
}

/// Frees a custodian; NULL is fine. What it has signed stays in its memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_free(custodian: *mut sealbid_custodian) {
    // SAFETY: the crate's page.
    unsafe { free(custodian) }
}

/// Takes a receipt that a bidder handed in: its bid must stand in the record before this custodian releases a stage. It
/// is forgotten with the handle.
///
/// Errors: what a file's form fails with; then it was not taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_hand_in(
    custodian: *const sealbid_custodian,
    receipt: *const u8,
    receipt_size: u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let custodian = caller.handle(custodian, "custodian")?;
            let receipt = Signed::parse(caller.bytes(receipt, receipt_size, "receipt")?)?;
            custodian.with(|custodian| custodian.hand_in(receipt))
        })
    }
}

/// Cosigns a head, as a request asks. `log` is the path of the record's log, from whoever has a copy, or of a folder
/// with it. `note` becomes the head with the cosignature added. The head is remembered, durably, before this returns;
/// asked again for the same, the custodian cosigns it again.
///
/// Errors: CUSTODIAN_STOPPED; LOG_TOO_SHORT, SPLIT_HISTORY, HEAD_BEHIND, MEMORY_LOST, MEMORY_OF_ANOTHER; NOT_CLOSED,
/// CLOSED_EARLY, NO_TIMESTAMP; WRONG_TENDER, UNKNOWN_CUSTODIAN, MISSING_ACCEPTANCE; FILE_NOT_FOUND, IO, LOG_DAMAGED,
/// LOG_INCOMPLETE, and what the record's rules refuse, of the log; what a file's form, a head, a timestamp and the
/// store fail with. After an error nothing is cosigned; after STORE_FAILED free the custodian and make it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_cosign(
    custodian: *const sealbid_custodian,
    log: *const c_char,
    request: *const u8,
    request_size: u64,
    note: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(note, "note")?;
            let custodian = caller.handle(custodian, "custodian")?;
            let log = open_log(&caller.path(log, "log")?)?;
            let request = CosignRequest::parse(caller.bytes(request, request_size, "request")?)?;
            out.bytes(custodian.with(|custodian| custodian.cosign(&log, &request))??);
            Ok(())
        })
    }
}

/// Releases a stage, as a signed request asks, for every bid that the log says is to be opened. `log` is a path as for
/// sealbid_custodian_cosign. `release` becomes the release file. What is released is remembered, durably, before this
/// returns; asked again for the same, the custodian gives the same file.
///
/// Where it does not release, the result says why and `refusal` (or NULL) becomes its signed refusal for the record. It
/// stays NULL where the reason is the custodian's own, or what was handed in is no request.
///
/// Errors: CUSTODIAN_STOPPED; LOG_TOO_SHORT, SPLIT_HISTORY, MEMORY_LOST, MEMORY_OF_ANOTHER; BID_MISSING,
/// NOTHING_TO_RELEASE, RELEASED_OTHERWISE, TOO_EARLY, OBJECTION_OPEN, COSIGNERS_MISSING, HEAD_TOO_OLD, CLOSED_LATE,
/// NOT_CLOSED, NO_TIMESTAMP, OUT_OF_ORDER; WRONG_TENDER, WRONG_NOTICE, WRONG_SIGNER, UNKNOWN_CUSTODIAN; FILE_NOT_FOUND,
/// IO, LOG_DAMAGED, LOG_INCOMPLETE, and what the record's rules refuse, of the log; what a file's form, a head, a
/// timestamp and the store fail with. After an error nothing is released; after STORE_FAILED free the custodian and
/// make it again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_release(
    custodian: *const sealbid_custodian,
    log: *const c_char,
    request: *const u8,
    request_size: u64,
    release: *mut *mut sealbid_buffer,
    refusal: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let refusal = caller.optional_out(refusal, "refusal")?;
            let out = caller.out(release, "release")?;
            let custodian = caller.handle(custodian, "custodian")?;
            let log = open_log(&caller.path(log, "log")?)?;
            let request = caller.bytes(request, request_size, "request")?;
            match custodian.with(|custodian| custodian.release(&log, request))? {
                Ok(release) => {
                    out.bytes(release.to_bytes()?);
                    Ok(())
                }
                Err(refused) => {
                    if let (Some(out), Some(signed)) = (refusal, &refused.refusal) {
                        out.bytes(signed.to_bytes()?);
                    }
                    Err(refused.error)
                }
            }
        })
    }
}

/// What the custodian remembers, as a JSON text (SPEC.md §15.4): the largest head it signed, the stages it released, and
/// in `stopped` why it stands still, if it does.
///
/// Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory; IO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_memory(
    custodian: *const sealbid_custodian,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            let custodian = caller.handle(custodian, "custodian")?;
            out.json(&custodian.with(|custodian| custodian.memory().load())??)
        })
    }
}

/// Lets a custodian go on that stands still after an alarm: its operator has looked into it. What was signed stays
/// remembered.
///
/// Errors: MEMORY_LOST if the file is gone, MEMORY_OF_ANOTHER, and what a file's form fails with, of the memory; what
/// the store fails with. After an error it stands still as before; after STORE_FAILED free the custodian and make it
/// again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_custodian_clear(
    custodian: *const sealbid_custodian,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let custodian = caller.handle(custodian, "custodian")?;
            custodian.with(|custodian| custodian.memory().clear())?
        })
    }
}
