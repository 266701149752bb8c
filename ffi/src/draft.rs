//! What a bidder wants to seal.

use crate::boundary::{bad, call, free};
use crate::callback::{Context, Pull, required, sealbid_read_fn};
use crate::error::sealbid_error;
use crate::turn::Turn;
use sealbid::bid::{Document, Draft, media_type};
use sealbid::notice::FormValue;
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::ffi::{c_char, c_void};

/// A bid that is being put together. Sealing uses it up, well or not, unless an argument is wrong; afterwards it can only
/// be freed, with sealbid_draft_free. Threads: any, one call at a time.
pub struct sealbid_draft(Turn<Option<Draft>>);

impl sealbid_draft {
    /// What is in it, for good.
    pub(crate) fn take(&self) -> Result<Draft> {
        self.0.take("draft")?.take().ok_or_else(finished)
    }

    /// Works on what is in it.
    pub(crate) fn change<T>(&self, work: impl FnOnce(&mut Draft) -> Result<T>) -> Result<T> {
        work(self.0.take("draft")?.as_mut().ok_or_else(finished)?)
    }

    fn add(&self, part: Id, document: Document) -> Result<()> {
        self.change(|draft| {
            draft.parts.entry(part).or_default().push(document);
            Ok(())
        })
    }
}

fn finished() -> Error {
    Error::new(ErrorKind::HandleFinished).at("draft")
}

/// A new draft for a lot of the tender.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_new(
    lot: *const c_char,
    draft: *mut *mut sealbid_draft,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(draft, "draft")?;
            let lot = caller.id(lot, "lot")?;
            let draft = Draft { lot, parts: BTreeMap::new(), form: BTreeMap::new() };
            out.give(sealbid_draft(Turn::new(Some(draft))));
            Ok(())
        })
    }
}

/// Frees a draft; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_free(draft: *mut sealbid_draft) {
    // SAFETY: the crate's page.
    unsafe { free(draft) }
}

/// Adds a document from a file, which must not change until the bid is sealed. `path` is its name within the part
/// ("drawings/plan.pdf"); `kind` is its media type, or NULL to go by the name's ending.
///
/// Errors: UNSAFE_PATH; FILE_NOT_FOUND, IO. After an error the draft is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_add_file(
    draft: *const sealbid_draft,
    part: *const c_char,
    path: *const c_char,
    kind: *const c_char,
    file: *const c_char,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (draft, part) = (caller.handle(draft, "draft")?, caller.id(part, "part")?);
            let path = caller.text(path, "path")?;
            let kind = caller.optional_text(kind, "kind")?.unwrap_or_else(|| media_type(path));
            draft.add(part, Document::file(path, kind, &caller.path(file, "file")?)?)
        })
    }
}

/// Adds a document from memory; the bytes are copied.
///
/// Errors: UNSAFE_PATH. After an error the draft is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_add_bytes(
    draft: *const sealbid_draft,
    part: *const c_char,
    path: *const c_char,
    kind: *const c_char,
    data: *const u8,
    data_size: u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (draft, part) = (caller.handle(draft, "draft")?, caller.id(part, "part")?);
            let path = caller.text(path, "path")?;
            let kind = caller.optional_text(kind, "kind")?.unwrap_or_else(|| media_type(path));
            draft.add(part, Document::bytes(path, kind, caller.bytes(data, data_size, "data")?.to_vec())?)
        })
    }
}

/// Adds a document of exactly `size` bytes that the library pulls when it seals, on the thread that seals, or already for
/// its blind copy (sealbid_draft_add_copies). `read` and `context` must live until then.
///
/// Errors: UNSAFE_PATH. After an error the draft is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_add_reader(
    draft: *const sealbid_draft,
    part: *const c_char,
    path: *const c_char,
    kind: *const c_char,
    size: u64,
    read: sealbid_read_fn,
    context: *mut c_void,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let (draft, part) = (caller.handle(draft, "draft")?, caller.id(part, "part")?);
            let path = caller.text(path, "path")?;
            let kind = caller.optional_text(kind, "kind")?.unwrap_or_else(|| media_type(path));
            let pull = Pull { read: required(read, "read")?, context: Context(context) };
            draft.add(part, Document::reader(path, kind, size, Box::new(pull))?)
        })
    }
}

/// Sets a field of the form to text or a choice.
///
/// Errors: none of its own; whether the notice has such a field is seen when the draft is sealed. After an error the
/// draft is as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_set_text(
    draft: *const sealbid_draft,
    field: *const c_char,
    value: *const c_char,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let value = FormValue::Text(caller.text(value, "value")?.to_owned());
            set(caller.handle(draft, "draft")?, caller.id(field, "field")?, value)
        })
    }
}

/// Sets a field of the form to a number: money in its smallest unit (fen), or a duration.
///
/// Errors: BAD_ARGUMENT if the number is negative; the rest as sealbid_draft_set_text. After an error the draft is as
/// it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_draft_set_number(
    draft: *const sealbid_draft,
    field: *const c_char,
    value: i64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let value = u64::try_from(value).map_err(|_| bad("value", "it is negative"))?;
            set(caller.handle(draft, "draft")?, caller.id(field, "field")?, FormValue::Number(value))
        })
    }
}

fn set(draft: &sealbid_draft, field: Id, value: FormValue) -> Result<()> {
    draft.change(|draft| {
        draft.form.insert(field, value);
        Ok(())
    })
}
