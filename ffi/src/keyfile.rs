//! The bid's own key, and what a bidder asks of the tender box with it.

use crate::bid::sealbid_bid;
use crate::boundary::{bad, call, free};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use sealbid::bid::BidKeyFile;
use sealbid::opening::Seed;
use sealbid::record::{Announcement, Replacement, Signed, Withdrawal};
use sealbid::{Error, ErrorKind, Result};
use std::ffi::c_char;

/// A bid's key. Freed with sealbid_bid_key_free. Threads: any, also at once.
pub struct sealbid_bid_key(BidKeyFile);

/// Opens a bid's key file (PEM) under its passphrase. That takes a moment, and 32 to 128 MiB.
///
/// Errors: what a key file fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_key_open(
    pem: *const u8,
    pem_size: u64,
    passphrase: *const u8,
    passphrase_size: u64,
    key: *mut *mut sealbid_bid_key,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(key, "key")?;
            let pem = caller.bytes(pem, pem_size, "pem")?;
            let passphrase = caller.bytes(passphrase, passphrase_size, "passphrase")?;
            out.give(sealbid_bid_key(BidKeyFile::from_key_file(pem, passphrase)?));
            Ok(())
        })
    }
}

/// Frees a key, and wipes it; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_bid_key_free(key: *mut sealbid_bid_key) {
    // SAFETY: the crate's page.
    unsafe { free(key) }
}

/// Asks, signed by the key of the bid that goes, that another bid for the same lot takes its place. `sequence` is 1 the
/// first time, 2 if it was replaced once, and so on. `request` becomes the file for the tender box.
///
/// Errors: REQUEST_MISMATCH if the key is not that of the old bid, or the bids are for different lots; BAD_ARGUMENT if
/// `sequence` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_request_replace(
    key: *const sealbid_bid_key,
    old_bid: *const sealbid_bid,
    new_bid: *const sealbid_bid,
    sequence: u32,
    request: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(request, "request")?;
            let (key, old) = (caller.handle(key, "key")?, caller.handle(old_bid, "old_bid")?);
            let new = caller.handle(new_bid, "new_bid")?.file();
            let header = own(key, old)?;
            if (new.header().tender, &new.header().lot) != (header.tender, &header.lot) {
                return Err(Error::new(ErrorKind::RequestMismatch).because("both bids must be for one lot"));
            }
            let (old, lot) = (old.file().digest(), header.lot.clone());
            let content = Replacement::new(header.tender, lot, old, new.digest(), counted(sequence)?);
            out.bytes(Signed::by_key(content.to_bytes()?, &key.0.key)?.to_bytes()?);
            Ok(())
        })
    }
}

/// Asks, signed by the bid's key, that the bid is withdrawn. `sequence` is one more than how often it was replaced.
///
/// Errors: REQUEST_MISMATCH if the key is not that of the bid; BAD_ARGUMENT if `sequence` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_request_withdraw(
    key: *const sealbid_bid_key,
    bid: *const sealbid_bid,
    sequence: u32,
    request: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(request, "request")?;
            let (key, bid) = (caller.handle(key, "key")?, caller.handle(bid, "bid")?);
            let header = own(key, bid)?;
            let (tender, lot, digest) = (header.tender, header.lot.clone(), bid.file().digest());
            let content = Withdrawal::new(tender, lot, digest, counted(sequence)?);
            out.bytes(Signed::by_key(content.to_bytes()?, &key.0.key)?.to_bytes()?);
            Ok(())
        })
    }
}

/// Announces a bid by its digest, signed by its key, where the notice lets files follow.
///
/// Errors: REQUEST_MISMATCH if the key is not that of the bid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_request_announce(
    key: *const sealbid_bid_key,
    bid: *const sealbid_bid,
    request: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(request, "request")?;
            let (key, bid) = (caller.handle(key, "key")?, caller.handle(bid, "bid")?);
            let header = own(key, bid)?;
            let (tender, notice, lot) = (header.tender, header.notice, header.lot.clone());
            let content = Announcement::new(tender, notice, lot, header.bid_key, bid.file().digest());
            out.bytes(Signed::by_key(content.to_bytes()?, &key.0.key)?.to_bytes()?);
            Ok(())
        })
    }
}

/// Gives the seed of one stage of the bid, signed by the bid's key, when a quorum of that stage was declared lost for good
/// (SPEC.md §16.5): whoever has it can open the stage, so it goes to the platform alone, and not before. `request` becomes
/// the file for the hall. SEALBID_ERR_NO_SEED_RESCUE if the notice did not declare it: then the key file has no seeds.
///
/// Errors: NO_SEED_RESCUE, UNKNOWN_STAGE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_request_seed(
    key: *const sealbid_bid_key,
    stage: *const c_char,
    request: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(request, "request")?;
            let (key, stage) = (caller.handle(key, "key")?, caller.id(stage, "stage")?);
            out.bytes(Seed::of_bid(&key.0, &stage)?.to_bytes()?);
            Ok(())
        })
    }
}

/// The header of a bid, which must be this key's.
fn own<'b>(key: &sealbid_bid_key, bid: &'b sealbid_bid) -> Result<&'b sealbid::bid::Header> {
    let header = bid.file().header();
    if header.bid_key == key.0.key.public() {
        Ok(header)
    } else {
        Err(Error::new(ErrorKind::RequestMismatch).because("the key is not that of the bid"))
    }
}

fn counted(sequence: u32) -> Result<u32> {
    if sequence == 0 { Err(bad("sequence", "it begins with 1")) } else { Ok(sequence) }
}
