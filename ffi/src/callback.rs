//! Functions of the caller that the library calls.
//!
//! A callback gets the context pointer that was given with it. It must not unwind (throw, longjmp) through the library.

use sealbid::bid::{IndexEntry, NoProgress, Progress, Sink, Work};
use sealbid::wire::Id;
use sealbid::{Error, ErrorKind, Result};
use std::ffi::{CString, c_char, c_void};
use std::io::{self, Read, Write};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::ThreadId;

/// Gives the next bytes: writes at most `size` of them to `buffer` and returns how many, 0 at the end, or a negative
/// number to make the library's function fail.
pub type sealbid_read_fn =
    Option<unsafe extern "C" fn(context: *mut c_void, buffer: *mut u8, size: u64) -> i64>;

/// Takes the next bytes; returns 0, or another number to make the library's function fail.
pub type sealbid_write_fn =
    Option<unsafe extern "C" fn(context: *mut c_void, data: *const u8, size: u64) -> i32>;

/// Hears that so many bytes are done altogether; returns 0 to go on, another number to cancel. It is called now and
/// then, on the thread that called the library's function. When all bytes are done, it may be too late to cancel.
pub type sealbid_progress_fn = Option<unsafe extern "C" fn(context: *mut c_void, done: u64) -> i32>;

/// Signs a message: these very bytes, which it hashes itself as its scheme says. Writes at most `capacity` bytes to
/// `signature` and their number to `signature_size`; returns 0, or another number to fail (a wrong PIN, no token).
pub type sealbid_sign_fn = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        message: *const u8,
        message_size: u64,
        signature: *mut u8,
        capacity: u64,
        signature_size: *mut u64,
    ) -> i32,
>;

/// Hears that an opened document begins: its part, its path within the part, its media type and its size in bytes.
/// Returns 0, or another number to stop. Its bytes follow through a sealbid_write_fn. A document counts only if the
/// library's function ends with 0: until then nobody may use what arrived.
pub type sealbid_document_fn = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        part: *const c_char,
        path: *const c_char,
        media_type: *const c_char,
        size: u64,
    ) -> i32,
>;

/// Hears what happened, as one line of JSON. Returns nothing: an event cannot be refused.
pub type sealbid_event_fn = Option<unsafe extern "C" fn(context: *mut c_void, json: *const c_char)>;

/// A caller's context. Threads of the library use it one after another, never two at once.
#[derive(Clone, Copy)]
pub(crate) struct Context(pub(crate) *mut c_void);

// SAFETY: the library does not follow the pointer, and the header says on which threads callbacks run.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

/// What a callback's failure becomes.
pub(crate) fn refused(name: &str, answer: i64) -> Error {
    Error::new(ErrorKind::CallbackFailed).because(format_args!("it returned {answer}")).at(name)
}

/// A text that a callback hears.
pub(crate) fn text(words: &str, name: &str) -> Result<CString> {
    CString::new(words).map_err(|_| Error::new(ErrorKind::BadField).at(name))
}

/// What stands for a callback that is NULL.
pub(crate) fn required<T>(callback: Option<T>, name: &str) -> Result<T> {
    callback.ok_or_else(|| Error::new(ErrorKind::NullArgument).at(name))
}

/// Bytes pulled from the caller.
pub(crate) struct Pull {
    pub(crate) read: unsafe extern "C" fn(*mut c_void, *mut u8, u64) -> i64,
    pub(crate) context: Context,
}

impl Read for Pull {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        // SAFETY: the caller gave this function and its context for that; the buffer is as long as it is told.
        let got = unsafe { (self.read)(self.context.0, buffer.as_mut_ptr(), buffer.len() as u64) };
        usize::try_from(got)
            .ok()
            .filter(|got| *got <= buffer.len())
            .ok_or_else(|| io::Error::other(refused("read", got)))
    }
}

/// Bytes pushed to the caller.
pub(crate) struct Push {
    pub(crate) write: unsafe extern "C" fn(*mut c_void, *const u8, u64) -> i32,
    pub(crate) context: Context,
}

impl Push {
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        // SAFETY: the caller gave this function and its context for that; so many bytes are there.
        let answer = unsafe { (self.write)(self.context.0, bytes.as_ptr(), bytes.len() as u64) };
        if answer == 0 { Ok(()) } else { Err(refused("write", answer.into())) }
    }

    /// The same of bytes that are long.
    #[cfg(feature = "blind")]
    pub(crate) fn push_pieces(&mut self, bytes: &[u8]) -> Result<()> {
        bytes.chunks(1 << 16).try_for_each(|piece| self.push(piece))
    }
}

impl Write for Push {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opened documents, pushed to the caller.
pub(crate) struct PushDocuments {
    pub(crate) document:
        unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *const c_char, u64) -> i32,
    pub(crate) push: Push,
}

impl Sink for PushDocuments {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        let named = |words: &str| text(words, "document");
        let (part, path) = (named(part.as_str())?, named(&document.path)?);
        let kind = named(&document.media_type)?;
        let (context, size) = (self.push.context.0, document.size);
        // SAFETY: the caller gave this function and its context for that; the texts live as long as the call.
        let answer = unsafe { (self.document)(context, part.as_ptr(), path.as_ptr(), kind.as_ptr(), size) };
        if answer == 0 { Ok(()) } else { Err(refused("document", answer.into())) }
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.push.push(bytes)
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Progress told to the caller. Where the library's own threads do the work, they only count: the thread that waits for
/// them looks here now and then, and tells what has come together.
struct Told {
    tell: unsafe extern "C" fn(*mut c_void, u64) -> i32,
    context: Context,
    thread: ThreadId,
    done: AtomicU64,
    told: AtomicU64,
    cancelled: AtomicBool,
}

impl Told {
    /// Tells the caller what it does not know yet, if this is its thread.
    fn tell(&self) {
        if std::thread::current().id() != self.thread || self.cancelled.load(Ordering::Relaxed) {
            return;
        }
        let done = self.done.load(Ordering::Relaxed);
        if self.told.swap(done, Ordering::Relaxed) != done {
            // SAFETY: the caller gave this function and its context for that.
            let answer = unsafe { (self.tell)(self.context.0, done) };
            self.cancelled.store(answer != 0, Ordering::Relaxed);
        }
    }
}

impl Progress for Told {
    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        self.tell();
    }

    fn cancelled(&self) -> bool {
        self.tell();
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// Works on so many threads (0: one for each processor), and tells the caller.
pub(crate) fn working<T>(
    threads: u32,
    progress: sealbid_progress_fn,
    context: *mut c_void,
    work: impl FnOnce(Work<'_>) -> Result<T>,
) -> Result<T> {
    let threads = usize::try_from(threads).ok().and_then(NonZeroUsize::new);
    let threads = threads.unwrap_or(Work::default().threads);
    match progress {
        None => work(Work { threads, progress: &NoProgress }),
        Some(tell) => {
            let (done, told, cancelled) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
            let thread = std::thread::current().id();
            let told = Told { tell, context: Context(context), thread, done, told, cancelled };
            work(Work { threads, progress: &told })
        }
    }
}

/// The longest signature that a callback can give, in bytes.
const SIGNATURE: usize = 1024;

/// A signature by the caller's own key.
pub(crate) fn sign_by(
    sign: unsafe extern "C" fn(*mut c_void, *const u8, u64, *mut u8, u64, *mut u64) -> i32,
    context: Context,
    message: &[u8],
) -> Result<Vec<u8>> {
    let mut signature = vec![0; SIGNATURE];
    let mut size = 0;
    // SAFETY: the caller gave this function and its context for that; message and signature are as long as it is told.
    let answer = unsafe {
        let room = signature.as_mut_ptr();
        sign(context.0, message.as_ptr(), message.len() as u64, room, SIGNATURE as u64, &raw mut size)
    };
    if answer != 0 {
        return Err(refused("sign", answer.into()));
    }
    let size = usize::try_from(size).ok().filter(|size| *size <= SIGNATURE);
    let size = size.ok_or_else(|| {
        Error::new(ErrorKind::CallbackFailed).because("more than it had room for").at("sign")
    })?;
    signature.truncate(size);
    Ok(signature)
}

#[cfg(test)]
#[path = "callback_tests.rs"]
mod tests;
