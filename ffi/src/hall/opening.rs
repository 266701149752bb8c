//! The opening of a stage: begun, every bid read again, the holders asked.

use super::closed::sealbid_closed_box;
use super::whole;
use crate::boundary::{call, free};
use crate::buffer::sealbid_buffer;
use crate::callback::{Context, sealbid_event_fn, sealbid_progress_fn, working};
use crate::error::sealbid_error;
use crate::list::sealbid_list;
use crate::turn::Turn;
use sealbid::Result;
use sealbid::bid::Work;
use sealbid::opening::{Damage, Events, Happened, Opening};
use sealbid::suite::Digest;
use sealbid::tenderbox::ClosedBox;
use self_cell::self_cell;
use serde_json::{Value, json};
use std::ffi::{CString, c_char, c_void};
use std::sync::Arc;

/// Events told to the caller.
struct Hears {
    hear: sealbid_event_fn,
    context: Context,
}

impl Events for Hears {
    fn event(&self, event: &Happened) {
        let line = event.to_line().ok().and_then(|line| CString::new(line).ok());
        if let (Some(hear), Some(line)) = (self.hear, line) {
            // SAFETY: the caller gave this function and its context for that; the text lives as long as the call.
            unsafe { hear(self.context.0, line.as_ptr()) }
        }
    }
}

struct Hall {
    closed: Arc<ClosedBox>,
    hears: Hears,
}

self_cell!(
    struct Session {
        owner: Hall,
        #[covariant]
        dependent: Opening,
    }
);

/// The opening of one stage. Everything that it decides stands in the record when a call returns, and nothing of it
/// anywhere else: one that was broken off is begun again, and goes on. Freed with sealbid_opening_free. Threads: any;
/// calls wait for each other.
pub struct sealbid_opening(Turn<Session>);

impl sealbid_opening {
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Opening<'_>) -> Result<T>) -> Result<T> {
        self.0.take("opening")?.with_dependent_mut(|_, opening| work(opening))
    }

    /// The closed box that it opens.
    pub(super) fn closed(&self) -> Result<Arc<ClosedBox>> {
        Ok(Arc::clone(&self.0.take("opening")?.borrow_owner().closed))
    }
}

/// Begins the opening of a stage, or takes it up again: it reads what the record has of it. `event` (or NULL) hears what
/// happens, with `event_context`, on the thread that calls; both must live as long as the opening. Each event is an
/// object whose member `event` is one of: closed, objection, reread, damaged, released, wrong_release, refused, opened,
/// failed, pending, not_written, unusable_seed, finished.
///
/// Errors: UNKNOWN_STAGE; OUT_OF_ORDER if a stage before it is not finished; FILE_NOT_FOUND if published seeds are
/// gone; what the store fails with. The closed box stays as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_begin(
    closed_box: *const sealbid_closed_box,
    stage: *const c_char,
    event: sealbid_event_fn,
    event_context: *mut c_void,
    opening: *mut *mut sealbid_opening,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(opening, "opening")?;
            let closed = Arc::clone(&caller.handle(closed_box, "closed_box")?.0);
            let stage = caller.id(stage, "stage")?;
            let hall = Hall { closed, hears: Hears { hear: event, context: Context(event_context) } };
            let session = Session::try_new(hall, |hall| Opening::begin(&hall.closed, &stage, &hall.hears))?;
            out.give(sealbid_opening(Turn::new(session)));
            Ok(())
        })
    }
}

/// Frees an opening; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_free(opening: *mut sealbid_opening) {
    // SAFETY: the crate's page.
    unsafe { free(opening) }
}

/// How far the opening is, as a JSON text: stage, ready (whether sealbid_opening_run can open bids), have and need
/// (holders that released, and that must, over all quorums), lost (holders whose recorded release is not in the evidence
/// any more: they give the same file again), reread, requested, finished (whether that was done).
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_status(
    opening: *const sealbid_opening,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            let opening = caller.handle(opening, "opening")?;
            let closed = opening.closed()?;
            let value = opening.with(|opening| {
                let (stage, (have, need)) = (opening.case().stage(), opening.releases().count());
                let done = closed.with_history(|history| {
                    let (_, state) = history.stage(stage)?;
                    Ok::<_, sealbid::Error>((
                        state.damaged.is_some(),
                        state.request.is_some(),
                        state.minutes.is_some(),
                    ))
                })?;
                Ok::<_, sealbid::Error>(json!({
                    "stage": stage, "ready": opening.ready()?, "have": have, "need": need,
                    "lost": opening.lost(), "reread": done.0, "requested": done.1, "finished": done.2,
                }))
            })?;
            out.json(&value)
        })
    }
}

/// Reads every bid again that is to be opened, records which are damaged, and gives those an outcome that are not to be
/// opened. `damaged` (or NULL) becomes a JSON text: what is wrong with which bid (digest, reason, later: whether only a
/// later stage suffers). Each can be supplied again with sealbid_closed_box_rescue.
///
/// Errors: TOO_EARLY while files may still come; OUT_OF_ORDER when the stage was requested, or is not the next one;
/// what the store fails with. What was recorded before an error stays so, and the next call goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_reread(
    opening: *const sealbid_opening,
    now: i64,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    damaged: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.optional_out(damaged, "damaged")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let reread = |work: Work<'_>| opening.with(|opening| opening.reread(now, work));
            let found = working(threads, progress, progress_context, reread)?;
            let Some(out) = out else { return Ok(()) };
            out.json(&found.iter().map(shown).collect::<Vec<_>>())
        })
    }
}

fn shown((digest, damage): &(Digest, Damage)) -> Value {
    json!({ "digest": digest, "reason": damage.reason, "later": damage.later })
}

/// Gives an outcome to the bids that are not to be opened, as far as that is seen without opening. sealbid_opening_reread
/// does this too; it is needed again when a damaged bid was supplied.
///
/// Errors: OUT_OF_ORDER while the bids were not read again; what the store fails with. What was recorded before an
/// error stays so, and the next call goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_settle(
    opening: *const sealbid_opening,
    now: i64,
    threads: u32,
    progress: sealbid_progress_fn,
    progress_context: *mut c_void,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let settle = |work: Work<'_>| opening.with(|opening| opening.settle(now, work));
            working(threads, progress, progress_context, settle)
        })
    }
}

/// Asks the holders to release the stage: records the request, which the platform signs, and gives it out for them.
/// `note` is a head that covers all that happened since (sealbid_closed_box_head), with the custodians' cosignatures;
/// `tokens` are timestamp tokens over it.
///
/// Errors: OUT_OF_ORDER if bids were not read again, or one must have its outcome first (sealbid_opening_settle);
/// TOO_EARLY, OBJECTION_OPEN, COSIGNERS_MISSING, HEAD_TOO_OLD, NO_TIMESTAMP, NOT_CLOSED, CLOSED_LATE; what a head, a
/// timestamp, signing and the store fail with. After an error nothing is recorded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_opening_request(
    opening: *const sealbid_opening,
    note: *const u8,
    note_size: u64,
    tokens: *const sealbid_list,
    now: i64,
    threads: u32,
    request: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(request, "request")?;
            let (opening, now) = (caller.handle(opening, "opening")?, caller.time(now, "now")?);
            let note = caller.bytes(note, note_size, "note")?;
            let tokens = caller.handle(tokens, "tokens")?.read("tokens", whole)?;
            let request = |work: Work<'_>| opening.with(|opening| opening.request(note, tokens, now, work));
            out.bytes(working(threads, None, std::ptr::null_mut(), request)?);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;
    use std::ptr;

    unsafe extern "C" fn hear(context: *mut c_void, json: *const c_char) {
        // SAFETY: the test's own lines, which nobody else uses; the text ends with a zero byte.
        let (lines, line) = unsafe { (&mut *context.cast::<Vec<String>>(), CStr::from_ptr(json)) };
        lines.push(line.to_str().unwrap().to_owned());
    }

    #[test]
    fn an_event_is_heard_as_a_line() {
        let mut lines: Vec<String> = Vec::new();
        let hears = Hears { hear: Some(hear), context: Context(ptr::from_mut(&mut lines).cast()) };
        hears.event(&Happened::Reread { done: 1, total: 2 });
        // The digest is long, so the text is a memory of its own each time.
        let digest = sealbid::wire::Hex([7; 32]);
        std::thread::scope(|scope| {
            scope.spawn(|| hears.event(&Happened::Objection { digest, settled: false }));
        });
        assert_eq!(lines[0], r#"{"event":"reread","done":1,"total":2}"#);
        assert!(lines[1].contains(&digest.to_string()), "{}", lines[1]);
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn nobody_need_hear() {
        let hears = Hears { hear: None, context: Context(ptr::null_mut()) };
        hears.event(&Happened::Reread { done: 1, total: 2 });
    }
}
