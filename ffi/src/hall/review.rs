//! Blind review at the hall: dealt under codes, scored, and named (SPEC.md §19.3). Feature `blind`.

use super::closed::sealbid_closed_box;
use super::opening::sealbid_opening;
use crate::boundary::{bad, call};
use crate::buffer::sealbid_buffer;
use crate::callback::{
    Context, Push, refused, required, sealbid_progress_fn, sealbid_write_fn, text, working,
};
use crate::error::sealbid_error;
use crate::list::{read_list, sealbid_list};
use sealbid::Result;
use sealbid::bid::Work;
use sealbid::blind::{Package, Packages, deal, fix_scores, unblind};
use sealbid::suite::Digest;
use sealbid::wire::Hex;
use serde_json::json;
use std::ffi::{c_char, c_void};

/// Hears that a blind copy begins: its lot, its code, its path within what evaluators get under that code
/// ("technical/01.pdf"), and its size in bytes. Returns 0, or another number to stop. Its bytes follow through a
/// sealbid_write_fn. It counts only if the library's function ends with 0: until then nobody may use what arrived.
pub type sealbid_copy_fn = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        lot: *const c_char,
        code: *const c_char,
        path: *const c_char,
        size: u64,
    ) -> i32,
>;

/// Packages pushed to the caller, file by file.
struct Pushed {
    copy: unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *const c_char, u64) -> i32,
    push: Push,
}

impl Packages for Pushed {
    fn take(&mut self, package: Package) -> Result<()> {
        let named = |words: &str| text(words, "copy");
        let (lot, code) = (named(package.lot.as_str())?, named(&package.code)?);
        for (path, bytes) in package.files {
            let (path, context, size) = (named(&path)?, self.push.context.0, bytes.len() as u64);
            // SAFETY: the caller gave this function and its context for that; the texts live as long as the call.
            let answer = unsafe { (self.copy)(context, lot.as_ptr(), code.as_ptr(), path.as_ptr(), size) };
            if answer != 0 {
                return Err(refused("copy", answer.into()));
            }
            self.push.push_pieces(&bytes)?;
        }
        Ok(())
    }
}

/// Deals a finished stage to evaluators: makes every blind copy again, has the scanner look at what the bidders sealed,
/// and gives each out under its code. `copy` hears of each one and `write` takes its bytes, both with `context`.
/// `withheld` (or NULL) holds digests (32 bytes each) of bids that are not dealt; SEALBID_ERR_NAMES_LEFT names a bid of
/// which nothing may be dealt, with kinds of terms and no term. `dealt` becomes a JSON text: digest (of the file in the evidence, which scores name),
/// different (how many copies this library makes otherwise; they are dealt as they were sealed) and blinded (that file,
/// with every code, also one without copies). What was given out counts only if this returns 0; after an error nothing is
/// recorded.
///
/// Errors: NO_BLIND_REVIEW, UNKNOWN_TRANSFORMATION; NAMES_LEFT, and what a blind copy fails with, of a bid that can be
/// withheld; OUT_OF_ORDER if the stage is not finished, or was dealt before; UNKNOWN_BID if one that is withheld was
/// not opened; the reason for which a bid cannot be opened now (BID_DAMAGED, QUORUM_NOT_MET and others); what the store
/// fails with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_deal(
    opening: *const sealbid_opening,
    withheld: *const sealbid_list,
    copy: sealbid_copy_fn,
    write: sealbid_write_fn,
    context: *mut c_void,
    now: i64,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    dealt: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(dealt, "dealt")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let withheld = read_list(caller.optional(withheld), "withheld", digest)?;
            let (withheld, copy) = (withheld.into_iter().collect(), required(copy, "copy")?);
            let push = Push { write: required(write, "write")?, context: Context(context) };
            let mut packages = Pushed { copy, push };
            let deal =
                |work: Work<'_>| opening.with(|opening| deal(opening, &withheld, &mut packages, now, work));
            let found = working(threads, progress, progress_context, deal)?;
            let (digest, different) = (found.digest, found.different);
            out.json(&json!({ "digest": digest, "different": different, "blinded": found.blinded }))
        })
    }
}

/// Records the scores by code, a file signed by the tenderer (sealbid-scores/1, as sealbid_sign_decision signs it): from
/// here on they are fixed.
///
/// Errors: WRONG_CODES; OUT_OF_ORDER if nothing was dealt, or scores are fixed already; UNKNOWN_STAGE, WRONG_TENDER,
/// NOT_YET_ISSUED, WRONG_SIGNER; what a file's form, a signature, a chain and the store fail with. After an error
/// nothing is recorded; after STORE_FAILED nobody knows, and the box is to be opened again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_scores(
    closed_box: *const sealbid_closed_box,
    scores: *const u8,
    scores_size: u64,
    now: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let closed = &caller.handle(closed_box, "closed_box")?.0;
            fix_scores(closed, caller.bytes(scores, scores_size, "scores")?, caller.time(now, "now")?)
        })
    }
}

/// Publishes the secret behind the codes of a stage whose scores are fixed, whose each code was, and what opens the
/// commitments to its copies (part, path, salt): `unblinding` becomes the file sealbid-unblinding/1. Once: afterwards it
/// stands in the record, with the file of what was dealt. Every bid that was dealt is opened again for that.
///
/// Errors: OUT_OF_ORDER if the scores are not fixed yet, or it was done before; CODES_SECRET, if the record key is not
/// the one that closed the box; FILE_NOT_FOUND, ATTACHMENT_MISMATCH if the file of what was dealt is not in the evidence,
/// or another; EVIDENCE_MISMATCH if a copy in it is none of its bid; the reason for which a bid cannot be opened now (BID_DAMAGED, QUORUM_NOT_MET and
/// others); what the store fails with. After an error nothing is recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_unblind(
    opening: *const sealbid_opening,
    now: i64,
    unblinding: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(unblinding, "unblinding")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            out.json(&opening.with(|opening| unblind(opening, now))?)
        })
    }
}

fn digest(bytes: &[u8]) -> Result<Digest> {
    bytes.try_into().map(Hex).map_err(|_| bad("", "it is not 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealbid::ErrorKind;
    use sealbid::wire::Id;
    use std::ffi::CStr;
    use std::ptr;

    /// What was pushed, and at which call it is enough.
    #[derive(Default)]
    struct Taken {
        calls: u32,
        stop_at: u32,
        names: Vec<String>,
        sizes: Vec<u64>,
        bytes: Vec<u8>,
    }

    impl Taken {
        fn answer(&mut self) -> i32 {
            self.calls += 1;
            i32::from(self.calls == self.stop_at)
        }
    }

    unsafe extern "C" fn copy(
        context: *mut c_void,
        lot: *const c_char,
        code: *const c_char,
        path: *const c_char,
        size: u64,
    ) -> i32 {
        // SAFETY: the test's own, which nobody else uses meanwhile.
        let taken = unsafe { &mut *context.cast::<Taken>() };
        for text in [lot, code, path] {
            // SAFETY: it ends with a zero byte and lives as long as the call.
            taken.names.push(unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned());
        }
        taken.sizes.push(size);
        taken.answer()
    }

    unsafe extern "C" fn write(context: *mut c_void, data: *const u8, size: u64) -> i32 {
        // SAFETY: as above; so many bytes are there.
        let (taken, bytes) = unsafe {
            (&mut *context.cast::<Taken>(), std::slice::from_raw_parts(data, usize::try_from(size).unwrap()))
        };
        taken.bytes.extend_from_slice(bytes);
        taken.answer()
    }

    fn package(path: &str) -> Package {
        let files = vec![("method/01.txt".to_owned(), b"how".to_vec()), (path.to_owned(), Vec::new())];
        Package { lot: Id::new("1").unwrap(), code: "001".to_owned(), files }
    }

    fn taken(taken: &mut Taken, path: &str) -> Result<()> {
        let context = Context(ptr::from_mut(taken).cast());
        Pushed { copy, push: Push { write, context } }.take(package(path))
    }

    #[test]
    fn a_copy_is_named_before_its_bytes() {
        let mut all = Taken::default();
        taken(&mut all, "method/02.txt").unwrap();
        assert_eq!(all.names, ["1", "001", "method/01.txt", "1", "001", "method/02.txt"]);
        // Of a copy that is empty there is nothing to write.
        assert_eq!((all.calls, &all.sizes[..], &all.bytes[..]), (3, &[3, 0][..], &b"how"[..]));
    }

    #[test]
    fn whoever_stops_is_not_called_again() {
        for (stop_at, place) in [(1, "copy"), (2, "write"), (3, "copy")] {
            let mut stopped = Taken { stop_at, ..Taken::default() };
            let error = taken(&mut stopped, "method/02.txt").unwrap_err();
            assert_eq!((error.kind(), error.place()), (ErrorKind::CallbackFailed, place));
            assert_eq!(stopped.calls, stop_at);
        }
        let mut told = Taken::default();
        assert_eq!(taken(&mut told, "a\0b").unwrap_err().kind(), ErrorKind::BadField);
        assert_eq!(told.calls, 2);
    }
}
