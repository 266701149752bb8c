//! Every pointer that a function of the hall needs, left out: it says so, and nothing has happened.

use super::c::*;
use super::calls::*;
use super::common::tender::{ARRIVED, CLOSED};
use super::fixture::{Fixture, shared};
use sealbid::ErrorKind;
use sealbid_ffi::*;
use std::collections::BTreeSet;
use std::ffi::{CString, c_char, c_void};
use std::ptr::{null, null_mut};

/// Calls a function once for each argument that is marked `need`, with NULL in its place; those marked `may` are given
/// as they are. Every one of these calls must fail for just that reason.
macro_rules! without {
    ($seen:expr, $function:ident $([$mark:ident $argument:expr])*) => {
        $seen.insert(stringify!($function));
        without!(@each $function () $([$mark $argument])*);
    };
    (@each $function:ident ($($done:expr),*)) => {};
    (@each $function:ident ($($done:expr),*) [need $argument:expr] $([$mark:ident $rest:expr])*) => {
        let answer = call(|error| unsafe { $function($($done,)* Null::NULL, $($rest,)* error) });
        let place = concat!(stringify!($function), " without ", stringify!($argument));
        assert_eq!(kind(answer), Err(ErrorKind::NullArgument), "{place}");
        without!(@each $function ($($done,)* $argument) $([$mark $rest])*);
    };
    (@each $function:ident ($($done:expr),*) [may $argument:expr] $([$mark:ident $rest:expr])*) => {
        without!(@each $function ($($done,)* $argument) $([$mark $rest])*);
    };
}

/// Handles and texts of every kind, all of them good.
struct Given {
    folder: CString,
    text: CString,
    list: Handle<sealbid_list>,
    tender: Box,
    upload: Handle<sealbid_upload>,
    closed: Closed,
    late: Handle<sealbid_upload>,
    opening: Opening,
    desk: Handle<sealbid_custodian>,
}

impl Given {
    fn new(fixture: &Fixture) -> Given {
        let [open, closed] = ["null-open", "null-closed"].map(|name| fixture.place(name));
        let tender = fixture.create(&open).unwrap();
        let upload = uploaded(&tender, &bid(fixture, "Bidder").bytes);
        let closing = fixture.create(&closed).unwrap();
        let closed_box = close(&closing);
        let late = make(sealbid_upload_free, |out, e| unsafe {
            sealbid_upload_new_closed(closed_box.get(), out, e)
        });
        Given {
            folder: path(&closed),
            text: text("technical"),
            list: list(&[b"one"]),
            tender,
            upload,
            opening: begin(&closed_box, "technical").unwrap(),
            closed: closed_box,
            late: late.unwrap(),
            desk: fixture.desk(0, &closed),
        }
    }
}

unsafe extern "C" fn document(
    _: *mut c_void,
    _: *const c_char,
    _: *const c_char,
    _: *const c_char,
    _: u64,
) -> i32 {
    0
}

unsafe extern "C" fn take(_: *mut c_void, _: *const u8, _: u64) -> i32 {
    0
}

/// Functions whose keys, signers and signed files are at stake.
fn keys(seen: &mut BTreeSet<&'static str>, fixture: &Fixture, given: &Given) {
    let (data, text, now) = (b"data".as_ptr(), given.text.as_ptr(), unix(ARRIVED));
    let (mut buffer, mut granted) = (null_mut(), 0);
    let buffer = &raw mut buffer;
    let (key, signer) = (fixture.record_key.get(), fixture.signer.get());
    let mut made = null_mut();
    without!(seen, sealbid_record_key_generate [need text] [may now] [need &raw mut made]);
    without!(seen, sealbid_record_key_open [need data] [may 4] [need data] [may 4] [need &raw mut made]);
    without!(seen, sealbid_record_key_file [need key] [need data] [may 4] [need buffer]);
    without!(seen, sealbid_record_key_public [need key] [need [0u8; 32].as_mut_ptr()]);
    let (key, mut made) = (fixture.custodians[0].key.get(), null_mut());
    without!(seen, sealbid_custodian_key_generate [need text] [need text] [need text] [may now] [need &raw mut made]);
    without!(seen, sealbid_custodian_key_open [need data] [may 4] [need data] [may 4] [need &raw mut made]);
    without!(seen, sealbid_custodian_key_file [need key] [need data] [may 4] [need buffer]);
    without!(seen, sealbid_custodian_key_statement [need key] [need buffer]);
    without!(seen, sealbid_custodian_key_accept [need key] [need data] [may 4] [need buffer]);
    without!(seen, sealbid_sign_detached [need signer] [need data] [may 4] [may now] [need buffer]);
    without!(seen, sealbid_sign_decision [need signer] [need data] [may 4] [may now] [need buffer]);
    let (authority, mut made) = (fixture.authority.get(), null_mut());
    without!(seen, sealbid_timestamp_authority_new [need signer] [need text] [need &raw mut made]);
    without!(seen, sealbid_timestamp_authority_answer
        [need authority] [need data] [may 4] [may now] [need buffer] [may &raw mut granted]);
}

fn boxes(seen: &mut BTreeSet<&'static str>, fixture: &Fixture, given: &Given) {
    let (data, now, folder) = (b"data".as_ptr(), unix(ARRIVED), given.folder.as_ptr());
    let (key, signer, roots) = (fixture.record_key.get(), fixture.signer.get(), fixture.roots.get());
    let (mut tender, mut closed, mut upload) = (null_mut(), null_mut(), null_mut());
    let (mut buffer, mut refusal) = (null_mut(), null_mut());
    let (buffer, refusal) = (&raw mut buffer, &raw mut refusal);
    let list = given.list.get();
    without!(seen, sealbid_tender_box_create [need folder] [need data] [may 4] [need data] [may 4] [may list]
        [need signer] [need key] [need roots] [may now] [need &raw mut tender]);
    without!(seen, sealbid_tender_box_open
        [need folder] [need signer] [need key] [need roots] [need &raw mut tender] [need &raw mut closed]);
    let tender = given.tender.get();
    without!(seen, sealbid_tender_box_status [need tender] [need buffer]);
    without!(seen, sealbid_tender_box_amend
        [need tender] [need data] [may 4] [need data] [may 4] [may list] [need data] [may 4] [may now]);
    without!(seen, sealbid_tender_box_postpone [need tender] [need data] [may 4] [need data] [may 4] [may now]);
    without!(seen, sealbid_tender_box_close [need tender] [may null()] [may unix(CLOSED)] [need &raw mut closed]);
    without!(seen, sealbid_upload_new [need tender] [need &raw mut upload]);
    without!(seen, sealbid_upload_new_closed [need given.closed.get()] [need &raw mut upload]);
    let upload = given.upload.get();
    without!(seen, sealbid_upload_write [need upload] [need data] [may 4]);
    without!(seen, sealbid_tender_box_receive
        [need tender] [need upload] [need data] [may 4] [may now] [may now] [need buffer] [may refusal]);
    without!(seen, sealbid_tender_box_replace [need tender] [need upload] [need data] [may 4] [need data] [may 4]
        [may now] [may now] [need buffer] [may refusal]);
    without!(seen, sealbid_tender_box_withdraw
        [need tender] [need data] [may 4] [may now] [may now] [need buffer] [may refusal]);
    without!(seen, sealbid_tender_box_announce
        [need tender] [need data] [may 4] [need data] [may 4] [may now] [may now] [need buffer] [may refusal]);
    without!(seen, sealbid_tender_box_deliver
        [need tender] [need upload] [may now] [may now] [need buffer] [may refusal]);
}

fn closed_boxes(seen: &mut BTreeSet<&'static str>, given: &Given) {
    let (data, now, text) = (b"data".as_ptr(), unix(CLOSED), given.text.as_ptr());
    let (closed, list, digest) = (given.closed.get(), given.list.get(), [1u8; 32]);
    let digest = digest.as_ptr();
    let (mut buffer, mut refusal) = (null_mut(), null_mut());
    let (buffer, refusal, mut number) = (&raw mut buffer, &raw mut refusal, 0);
    without!(seen, sealbid_closed_box_status [need closed] [need buffer]);
    without!(seen, sealbid_closed_box_head [need closed] [need buffer] [may null_mut()]);
    without!(seen, sealbid_closed_box_cosign_request [need closed] [need data] [may 4] [need list] [need buffer]);
    without!(seen, sealbid_closed_box_record_head
        [need closed] [need data] [may 4] [need list] [may now] [may &raw mut number]);
    without!(seen, sealbid_closed_box_deliver
        [need closed] [need given.late.get()] [may now] [may now] [need buffer] [may refusal]);
    without!(seen, sealbid_closed_box_refuse [need closed] [may digest] [may now] [need buffer]);
    without!(seen, sealbid_closed_box_objection [need closed] [need data] [may 4] [may now] [may &raw mut number]);
    without!(seen, sealbid_closed_box_rescue [need closed] [need digest] [need text] [may now]);
    without!(seen, sealbid_closed_box_admit [need closed] [need data] [may 4] [may now]);
    without!(seen, sealbid_closed_box_adjudicate [need closed] [need data] [may 4] [may now]);
    without!(seen, sealbid_closed_box_entry [need closed] [may 0] [need buffer]);
    without!(seen, sealbid_closed_box_attachment [need closed] [may 0] [may 0] [may null_mut()] [need buffer]);
    let note = bytes(|out, e| unsafe { sealbid_closed_box_head(closed, out, null_mut(), e) }).unwrap();
    let (note, size) = (note.as_ptr(), note.len() as u64);
    without!(seen, sealbid_closed_box_gather
        [need closed] [need note] [may size] [need list] [need buffer] [may null_mut()]);
}

fn openings(seen: &mut BTreeSet<&'static str>, given: &Given) {
    let (data, now, text) = (b"data".as_ptr(), unix(CLOSED), given.text.as_ptr());
    let (opening, list, digest) = (given.opening.get(), given.list.get(), [1u8; 32]);
    let digest = digest.as_ptr();
    let (mut made, mut buffer, nobody) = (null_mut(), null_mut(), null_mut());
    let buffer = &raw mut buffer;
    without!(seen, sealbid_opening_begin [need given.closed.get()] [need text] [may None] [may nobody] [need &raw mut made]);
    without!(seen, sealbid_opening_status [need opening] [need buffer]);
    without!(seen, sealbid_opening_reread [need opening] [may now] [may 1] [may None] [may nobody] [may buffer]);
    without!(seen, sealbid_opening_settle [need opening] [may now] [may 1] [may None] [may nobody]);
    without!(seen, sealbid_opening_request
        [need opening] [need data] [may 4] [need list] [may now] [may 1] [need buffer]);
    without!(seen, sealbid_opening_give_release [need opening] [need data] [may 4] [may now] [may buffer]);
    without!(seen, sealbid_opening_give_beacons [need opening] [need data] [may 4] [may now] [may buffer]);
    without!(seen, sealbid_opening_give_refusal [need opening] [need data] [may 4] [may now] [may buffer]);
    without!(seen, sealbid_opening_quorum_lost [need opening] [need data] [may 4] [may now]);
    without!(seen, sealbid_opening_give_seed [need opening] [need data] [may 4] [may now] [may null_mut()]);
    without!(seen, sealbid_opening_publish_seeds [need opening] [may now] [may buffer]);
    without!(seen, sealbid_opening_run
        [need opening] [may now] [may null()] [may 1] [may None] [may nobody] [may buffer]);
    without!(seen, sealbid_opening_give_up
        [need opening] [may now] [may null()] [may 1] [may None] [may nobody] [may buffer]);
    without!(seen, sealbid_opening_extract
        [need opening] [need digest] [need Some(document)] [need Some(take)] [may nobody] [may 1] [may buffer]);
    without!(seen, sealbid_opening_outcomes [need opening] [need buffer]);
    without!(seen, sealbid_opening_minutes [need opening] [need buffer] [may null_mut()]);
    without!(seen, sealbid_opening_finish [need opening] [need list] [may now] [may null_mut()]);
}

fn reviews(seen: &mut BTreeSet<&'static str>, given: &Given) {
    let (data, now, nobody) = (b"data".as_ptr(), unix(CLOSED), null_mut());
    let (opening, mut buffer) = (given.opening.get(), null_mut());
    let buffer = &raw mut buffer;
    without!(seen, sealbid_opening_deal [need opening] [may null()] [need Some(document)] [need Some(take)] [may nobody]
        [may now] [may 1] [may None] [may nobody] [need buffer]);
    without!(seen, sealbid_closed_box_scores [need given.closed.get()] [need data] [may 4] [may now]);
    without!(seen, sealbid_opening_unblind [need opening] [may now] [need buffer]);
}

fn readers(seen: &mut BTreeSet<&'static str>, fixture: &Fixture, given: &Given) {
    let (data, log, nobody) = (b"data".as_ptr(), given.folder.as_ptr(), null_mut());
    let (desk, roots, digest) = (given.desk.get(), fixture.roots.get(), [1u8; 32]);
    let digest = digest.as_ptr();
    let (mut made, mut buffer, mut refusal) = (null_mut(), null_mut(), null_mut());
    let (buffer, refusal, mut overall, mut entry) = (&raw mut buffer, &raw mut refusal, 0, 0);
    let key = fixture.custodians[0].key.get();
    without!(seen, sealbid_custodian_memory_begin [need key] [need log]);
    // Of another custodian: this one's is in use.
    let (key, memory) =
        (fixture.custodians[1].key.get(), path(&fixture.memory(1, &fixture.place("null-closed"))));
    drop(fixture.desk(1, &fixture.place("null-closed")));
    without!(seen, sealbid_custodian_new [need key] [need memory.as_ptr()] [need roots] [need &raw mut made]);
    without!(seen, sealbid_custodian_hand_in [need desk] [need data] [may 4]);
    without!(seen, sealbid_custodian_cosign [need desk] [need log] [need data] [may 4] [need buffer]);
    without!(seen, sealbid_custodian_release
        [need desk] [need log] [need data] [may 4] [need buffer] [may refusal]);
    without!(seen, sealbid_custodian_memory [need desk] [need buffer]);
    without!(seen, sealbid_custodian_clear [need desk]);
    without!(seen, sealbid_audit [need log] [may null()] [need roots] [may null()] [may null()] [may 1] [may None]
        [may nobody] [need &raw mut overall] [may buffer]);
    without!(seen, sealbid_audit_receipt
        [need log] [need data] [may 4] [need roots] [need &raw mut overall] [may buffer] [may refusal]);
    without!(seen, sealbid_audit_prove [need log] [may 0] [need buffer] [need refusal]);
    without!(seen, sealbid_audit_find_bid [need log] [need digest] [need &raw mut entry]);
}

/// The functions of the hall that can fail, as the sources have them.
fn in_the_sources() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/hall");
    let mut names = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for function in text.split("#[unsafe(no_mangle)]").skip(1) {
            let (head, _) = function.split_once('{').unwrap();
            if head.contains("error: *mut *mut sealbid_error") {
                let (_, name) = head.split_once(" fn ").unwrap();
                names.insert(name.split_once('(').unwrap().0.to_owned());
            }
        }
    }
    names
}

#[test]
fn whatever_is_needed_and_left_out_is_named_and_nothing_happens() {
    let fixture = shared();
    let given = Given::new(fixture);
    let before = (status(&given.closed), opening_status(&given.opening));
    let mut seen = BTreeSet::new();
    keys(&mut seen, fixture, &given);
    boxes(&mut seen, fixture, &given);
    closed_boxes(&mut seen, &given);
    openings(&mut seen, &given);
    reviews(&mut seen, &given);
    readers(&mut seen, fixture, &given);
    let seen: BTreeSet<String> = seen.into_iter().map(str::to_owned).collect();
    assert_eq!(seen, in_the_sources());

    // Every handle is as it was: the upload that was offered so often is taken, the closed box has no new entry.
    assert_eq!((status(&given.closed), opening_status(&given.opening)), before);
    let (_, refusal) = give(&given.tender, &given.upload, b"", ARRIVED).unwrap_err();
    assert!(refusal.is_some(), "it has no token");
    assert!(json(|out, e| unsafe { sealbid_custodian_memory(given.desk.get(), out, e) }).is_ok());
}

#[test]
fn nothing_can_be_freed_and_nobody_need_hear_of_an_error() {
    unsafe {
        sealbid_tender_box_free(null_mut());
        sealbid_closed_box_free(null_mut());
        sealbid_upload_free(null_mut());
        sealbid_opening_free(null_mut());
        sealbid_custodian_free(null_mut());
        sealbid_custodian_key_free(null_mut());
        sealbid_record_key_free(null_mut());
        sealbid_timestamp_authority_free(null_mut());
        let code = sealbid_custodian_clear(null(), null_mut());
        assert_eq!(code, ErrorKind::NullArgument.code());
    }
}
