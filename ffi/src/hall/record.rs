//! Reading the record: entries and what is attached to them; and where a record's log lies.

use super::closed::sealbid_closed_box;
use crate::boundary::{bad, call};
use crate::buffer::sealbid_buffer;
use crate::error::sealbid_error;
use sealbid::tenderbox::LOG;
use sealbid::{Error, Result};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Opens a record's log: the file itself, or that in the folder of a box, a record or an exchange.
pub(super) fn open_log(path: &Path) -> Result<File> {
    let within = [path.join(LOG), path.join("log")];
    let path = within.iter().find(|path| path.is_file()).map_or(path, PathBuf::as_path);
    File::open(path).map_err(|e| Error::from(e).at(path.display()))
}

/// An entry of the record, as its JSON text (SPEC.md §13.6). Entries are counted from 0.
///
/// Errors: OUTSIDE_TREE if there is no such entry; LOG_DAMAGED, IO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_entry(
    closed_box: *const sealbid_closed_box,
    entry: u64,
    text: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(text, "text")?;
            out.bytes(caller.handle(closed_box, "closed_box")?.0.entry(entry)?.to_bytes()?);
            Ok(())
        })
    }
}

/// What is attached to an entry: `index` counts from 0. `count` (or NULL) becomes how many attachments there are.
///
/// Errors: OUTSIDE_TREE if there is no such entry; BAD_ARGUMENT if it has no such attachment, and `count` is given out
/// all the same; LOG_DAMAGED, IO.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_closed_box_attachment(
    closed_box: *const sealbid_closed_box,
    entry: u64,
    index: u64,
    count: *mut u64,
    attachment: *mut *mut sealbid_buffer,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(attachment, "attachment")?;
            let attachments = caller.handle(closed_box, "closed_box")?.0.attachments(entry)?;
            caller.put(count, attachments.len() as u64);
            let found = usize::try_from(index).ok().and_then(|n| attachments.into_iter().nth(n));
            out.bytes(found.ok_or_else(|| bad("index", "the entry has no such attachment"))?);
            Ok(())
        })
    }
}
