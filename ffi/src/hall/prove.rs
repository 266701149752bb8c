//! Proofs that an entry is in a record, for somebody who has not got the record.

use super::record::open_log;
use crate::boundary::call;
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use sealbid::Error;
use sealbid::audit::prove;
use sealbid::record::{Entry, Event, read_log};
use sealbid::{ErrorKind, Result};
use std::ffi::c_char;
use std::fs::File;

/// Proves that an entry is in a record, under the latest head that stands in it: `proof` becomes the proof file, `bytes`
/// the entry's bytes, which belong to it. They are checked with sealbid_proof_verify. `log` is as for sealbid_audit.
///
/// Errors: OUTSIDE_TREE if there is no such entry, or no head that covers it; FILE_NOT_FOUND, IO, LOG_DAMAGED,
/// LOG_INCOMPLETE of the log.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_audit_prove(
    log: *const c_char,
    entry: u64,
    proof: *mut *mut sealbid_buffer,
    bytes: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (proof_out, bytes_out) = caller.outs((proof, "proof"), (bytes, "bytes"))?;
            let log = open_log(&caller.path(log, "log")?)?;
            let proof = prove(&log, entry)?;
            let bytes = entry_where(&log, |number, _| number == entry)?;
            let missing = || Error::new(ErrorKind::OutsideTree).because(format_args!("entry {entry}"));
            bytes_out.bytes(bytes.ok_or_else(missing)?.1);
            proof_out.bytes(proof.to_bytes());
            Ok(())
        })
    }
}

/// The number of the entry that brought a bid, for sealbid_audit_prove.
///
/// Errors: UNKNOWN_BID; FILE_NOT_FOUND, IO, LOG_DAMAGED, LOG_INCOMPLETE of the log.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_audit_find_bid(
    log: *const c_char,
    digest: *const u8,
    entry: *mut u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let place = caller.place(entry, "entry")?;
            let log = open_log(&caller.path(log, "log")?)?;
            let digest = caller.digest(digest, "digest")?;
            let brings = |event: &Event| match event {
                Event::Bid { bid, .. } | Event::Replaced { bid, .. } | Event::Announced { bid, .. } => {
                    bid.digest == digest
                }
                _ => false,
            };
            let found =
                entry_where(&log, |_, bytes| Entry::parse(bytes).is_ok_and(|entry| brings(&entry.event)))?;
            let (number, _) = found.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
            place.put(number);
            Ok(())
        })
    }
}

/// The first entry that is wanted: its number and bytes.
fn entry_where(log: &File, wanted: impl Fn(u64, &[u8]) -> bool) -> Result<Option<(u64, Vec<u8>)>> {
    let mut found = None;
    read_log(log, |frame| {
        if found.is_none() && wanted(frame.position.number, &frame.entry) {
            found = Some((frame.position.number, frame.entry));
        }
        Ok(())
    })?;
    Ok(found)
}
