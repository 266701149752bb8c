//! What a platform does, step by step, as functions of the tests.

use super::c::*;
use super::common::hall::{bidder, small};
use super::common::tender::{ARRIVED, Bid, CLOSED};
use super::common::time;
use super::fixture::Fixture;
use sealbid::ErrorKind;
use sealbid_ffi::*;
use std::ffi::c_void;
use std::path::Path;
use std::ptr;

pub type Box = Handle<sealbid_tender_box>;
pub type Closed = Handle<sealbid_closed_box>;
pub type Opening = Handle<sealbid_opening>;
/// A box's answer: a receipt, or why not and the signed refusal.
pub type Received = Result<Vec<u8>, (ErrorKind, Option<Vec<u8>>)>;

pub fn unix(text: &str) -> i64 {
    time(text).unix()
}

/// A bid of some bidder, sealed by the core.
pub fn bid(fixture: &Fixture, name: &str) -> Bid {
    Bid::of(&fixture.world, &fixture.signed(), small(), &bidder(&fixture.world, name))
}

pub fn upload(tender: &Box) -> Answer<Handle<sealbid_upload>> {
    make(sealbid_upload_free, |out, e| unsafe { sealbid_upload_new(tender.get(), out, e) })
}

pub fn write(upload: &Handle<sealbid_upload>, bytes: &[u8]) -> Answer {
    bytes.chunks(50_000).try_for_each(|piece| {
        call(|e| unsafe { sealbid_upload_write(upload.get(), piece.as_ptr(), piece.len() as u64, e) })
    })
}

/// An upload of a whole file, as far as the box takes it.
pub fn uploaded(tender: &Box, bytes: &[u8]) -> Handle<sealbid_upload> {
    let upload = upload(tender).unwrap();
    drop(write(&upload, bytes));
    upload
}

pub fn receive_at(tender: &Box, bid: &Bid, at: &str) -> Received {
    give(tender, &uploaded(tender, &bid.bytes), &bid.token, at)
}

pub fn receive(tender: &Box, bid: &Bid) -> Received {
    receive_at(tender, bid, ARRIVED)
}

pub fn give(tender: &Box, upload: &Handle<sealbid_upload>, token: &[u8], at: &str) -> Received {
    let (at, size) = (unix(at), token.len() as u64);
    or_refusal(|receipt, refusal, e| unsafe {
        let (tender, upload) = (tender.get(), upload.get());
        sealbid_tender_box_receive(tender, upload, token.as_ptr(), size, at, at, receipt, refusal, e)
    })
}

pub fn replace(tender: &Box, new: &Bid, request: &[u8]) -> Received {
    let (upload, at) = (uploaded(tender, &new.bytes), unix(ARRIVED));
    or_refusal(|receipt, refusal, e| unsafe {
        sealbid_tender_box_replace(
            tender.get(),
            upload.get(),
            request.as_ptr(),
            request.len() as u64,
            new.token.as_ptr(),
            new.token.len() as u64,
            at,
            at,
            receipt,
            refusal,
            e,
        )
    })
}

pub fn withdraw(tender: &Box, request: &[u8]) -> Received {
    let at = unix(ARRIVED);
    or_refusal(|receipt, refusal, e| unsafe {
        let size = request.len() as u64;
        sealbid_tender_box_withdraw(tender.get(), request.as_ptr(), size, at, at, receipt, refusal, e)
    })
}

pub fn close_at(tender: &Box, at: &str) -> Answer<Closed> {
    make(sealbid_closed_box_free, |out, e| unsafe {
        sealbid_tender_box_close(tender.get(), ptr::null(), unix(at), out, e)
    })
}

pub fn close(tender: &Box) -> Closed {
    close_at(tender, CLOSED).unwrap()
}

pub fn status(closed: &Closed) -> serde_json::Value {
    json(|out, e| unsafe { sealbid_closed_box_status(closed.get(), out, e) }).unwrap()
}

/// A head of the box, and a token over it.
pub fn head(fixture: &Fixture, closed: &Closed, at: &str) -> (Vec<u8>, Vec<u8>) {
    let mut digest = [0; 32];
    let note = bytes(|out, e| unsafe { sealbid_closed_box_head(closed.get(), out, digest.as_mut_ptr(), e) });
    (note.unwrap(), fixture.stamp(&digest, at))
}

pub fn cosign_request(closed: &Closed, note: &[u8], tokens: &[Vec<u8>]) -> Answer<Vec<u8>> {
    let tokens = list(tokens);
    bytes(|out, e| unsafe {
        let size = note.len() as u64;
        sealbid_closed_box_cosign_request(closed.get(), note.as_ptr(), size, tokens.get(), out, e)
    })
}

pub fn cosign(custodian: &Handle<sealbid_custodian>, log: &Path, request: &[u8]) -> Answer<Vec<u8>> {
    let (log, size) = (path(log), request.len() as u64);
    bytes(|out, e| unsafe {
        sealbid_custodian_cosign(custodian.get(), log.as_ptr(), request.as_ptr(), size, out, e)
    })
}

pub fn gather(closed: &Closed, note: &[u8], cosigned: &[Vec<u8>]) -> Answer<(Vec<u8>, bool)> {
    let (cosigned, mut enough) = (list(cosigned), -1);
    let gathered = bytes(|out, e| unsafe {
        let (size, enough) = (note.len() as u64, &raw mut enough);
        sealbid_closed_box_gather(closed.get(), note.as_ptr(), size, cosigned.get(), out, enough, e)
    });
    gathered.map(|note| (note, enough == 1))
}

/// A head that these custodians have cosigned after reading the log in this folder, and a token over it.
pub fn cosigned(
    fixture: &Fixture,
    closed: &Closed,
    who: &[usize],
    folder: &Path,
    at: &str,
) -> (Vec<u8>, Vec<u8>) {
    let (note, token) = head(fixture, closed, at);
    let request = cosign_request(closed, &note, std::slice::from_ref(&token)).unwrap();
    let notes: Vec<Vec<u8>> =
        who.iter().map(|n| cosign(&fixture.desk(*n, folder), folder, &request).unwrap()).collect();
    let (note, enough) = gather(closed, &note, &notes).unwrap();
    assert_eq!(enough, who.len() >= 2);
    (note, token)
}

pub fn record_head(closed: &Closed, note: &[u8], token: &[u8], at: &str) -> Answer<u64> {
    let (tokens, mut entry) = (list(&[token]), u64::MAX);
    let size = note.len() as u64;
    let recorded = call(|e| unsafe {
        let entry = &raw mut entry;
        sealbid_closed_box_record_head(closed.get(), note.as_ptr(), size, tokens.get(), unix(at), entry, e)
    });
    recorded.map(|()| entry)
}

pub fn begin(closed: &Closed, stage: &str) -> Answer<Opening> {
    let stage = text(stage);
    make(sealbid_opening_free, |out, e| unsafe {
        sealbid_opening_begin(closed.get(), stage.as_ptr(), None, ptr::null_mut(), out, e)
    })
}

pub fn reread(opening: &Opening, at: &str) -> Answer<serde_json::Value> {
    json(|out, e| unsafe {
        sealbid_opening_reread(opening.get(), unix(at), 0, None, ptr::null_mut(), out, e)
    })
}

pub fn request(opening: &Opening, note: &[u8], token: &[u8], at: &str) -> Answer<Vec<u8>> {
    let (tokens, size) = (list(&[token]), note.len() as u64);
    bytes(|out, e| unsafe {
        sealbid_opening_request(opening.get(), note.as_ptr(), size, tokens.get(), unix(at), 0, out, e)
    })
}

/// A custodian's release, or its refusal.
pub fn release(custodian: &Handle<sealbid_custodian>, log: &Path, request: &[u8]) -> Received {
    let (log, size) = (path(log), request.len() as u64);
    or_refusal(|release, refusal, e| unsafe {
        let (log, request) = (log.as_ptr(), request.as_ptr());
        sealbid_custodian_release(custodian.get(), log, request, size, release, refusal, e)
    })
}

pub fn give_release(opening: &Opening, release: &[u8], at: &str) -> Answer<String> {
    let size = release.len() as u64;
    let holder = bytes(|out, e| unsafe {
        sealbid_opening_give_release(opening.get(), release.as_ptr(), size, unix(at), out, e)
    });
    holder.map(|name| String::from_utf8(name).unwrap())
}

pub fn opening_status(opening: &Opening) -> serde_json::Value {
    json(|out, e| unsafe { sealbid_opening_status(opening.get(), out, e) }).unwrap()
}

/// Opens the bids; how far it is, goes to `progress` with this context.
pub fn run(
    opening: &Opening,
    at: &str,
    documents: Option<&Path>,
    progress: sealbid_progress_fn,
    context: *mut c_void,
) -> Answer<serde_json::Value> {
    let documents = documents.map(path);
    let folder = documents.as_ref().map_or(NOTHING, |folder| folder.as_ptr());
    json(|out, e| unsafe {
        sealbid_opening_run(opening.get(), unix(at), folder, 2, progress, context, out, e)
    })
}

pub fn outcomes(opening: &Opening) -> serde_json::Value {
    json(|out, e| unsafe { sealbid_opening_outcomes(opening.get(), out, e) }).unwrap()
}

pub fn minutes(opening: &Opening) -> Answer<(Vec<u8>, [u8; 32])> {
    let mut digest = [0; 32];
    let minutes =
        bytes(|out, e| unsafe { sealbid_opening_minutes(opening.get(), out, digest.as_mut_ptr(), e) });
    minutes.map(|minutes| (minutes, digest))
}

pub fn finish(opening: &Opening, token: &[u8], at: &str) -> Answer<[u8; 32]> {
    let (tokens, mut digest) = (list(&[token]), [0; 32]);
    let finished = call(|e| unsafe {
        sealbid_opening_finish(opening.get(), tokens.get(), unix(at), digest.as_mut_ptr(), e)
    });
    finished.map(|()| digest)
}
