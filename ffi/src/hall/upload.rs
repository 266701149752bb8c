//! A sealed bid on its way into a box.

use super::closed::sealbid_closed_box;
use super::finished;
use super::tender_box::sealbid_tender_box;
use crate::boundary::{call, free};
use crate::error::sealbid_error;
use crate::turn::Turn;
use sealbid::Result;
use sealbid::tenderbox::{ClosedBox, TenderBox, Upload};
use self_cell::self_cell;
use std::io::Write;
use std::sync::Arc;

/// What an upload goes into.
enum Within {
    Open(Arc<TenderBox>),
    Closed(Arc<ClosedBox>),
}

type Begun<'b> = Option<Upload<'b>>;

self_cell!(
    struct Tied {
        owner: Within,
        #[covariant]
        dependent: Begun,
    }
);

/// A file on its way into a box, written to as it arrives. Up to a mebibyte stays in memory; what is longer goes to the
/// box's folder. Giving it to the box uses it up, whatever the box answers, unless an argument is wrong; then it can only
/// be freed, with sealbid_upload_free. A box cannot be closed while an upload into it was neither given nor freed.
/// Threads: any, one call at a time.
pub struct sealbid_upload(Turn<Option<Tied>>);

impl sealbid_upload {
    fn begin(within: Within) -> Result<sealbid_upload> {
        let tied = Tied::try_new(within, |within| match within {
            Within::Open(tender) => tender.upload().map(Some),
            Within::Closed(closed) => closed.upload().map(Some),
        })?;
        Ok(sealbid_upload(Turn::new(Some(tied))))
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        let mut place = self.0.take("upload")?;
        let tied = place.as_mut().ok_or_else(|| finished("upload"))?;
        tied.with_dependent_mut(|_, upload| {
            let upload = upload.as_mut().ok_or_else(|| finished("upload"))?;
            upload.write_all(bytes).map_err(sealbid::Error::from)
        })
    }

    /// Hands it on, for good.
    pub(super) fn give<T>(&self, take: impl FnOnce(Upload<'_>) -> T) -> Result<T> {
        let mut tied = self.0.take("upload")?.take().ok_or_else(|| finished("upload"))?;
        tied.with_dependent_mut(|_, upload| upload.take().map(take)).ok_or_else(|| finished("upload"))
    }
}

/// Begins an upload into a box that receives.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_upload_new(
    tender_box: *const sealbid_tender_box,
    upload: *mut *mut sealbid_upload,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(upload, "upload")?;
            let tender_box = caller.handle(tender_box, "tender_box")?;
            out.give(tender_box.with(|tender| sealbid_upload::begin(Within::Open(Arc::clone(tender))))?);
            Ok(())
        })
    }
}

/// Begins an upload into a closed box, for sealbid_closed_box_deliver.
///
/// Errors: none of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_upload_new_closed(
    closed_box: *const sealbid_closed_box,
    upload: *mut *mut sealbid_upload,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| {
            let out = caller.out(upload, "upload")?;
            let closed = Arc::clone(&caller.handle(closed_box, "closed_box")?.0);
            out.give(sealbid_upload::begin(Within::Closed(closed))?);
            Ok(())
        })
    }
}

/// Takes the next bytes. It fails as soon as it is certain that the box will refuse the file: it is longer than any bid
/// can be, or its head is for something else. Then stop reading from the network and give the upload to the box all the
/// same: that is how the bidder gets a signed refusal.
///
/// Errors: TOO_LARGE; what a sealed bid's form fails with; RETIRED_BID, WRONG_TENDER, WRONG_NOTICE and what else a
/// bid's place fails with; what the store fails with. After any of these the upload takes no more bytes and answers
/// each the same; it can still be given to the box.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_upload_write(
    upload: *const sealbid_upload,
    data: *const u8,
    data_size: u64,
    error: *mut *mut sealbid_error,
) -> i32 {
    // SAFETY: the crate's page.
    unsafe {
        call(error, |caller| caller.handle(upload, "upload")?.write(caller.bytes(data, data_size, "data")?))
    }
}

/// Frees an upload; NULL is fine. One that was not given to the box leaves nothing behind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealbid_upload_free(upload: *mut sealbid_upload) {
    // SAFETY: the crate's page.
    unsafe { free(upload) }
}
