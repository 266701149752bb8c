//! Also for Miri, which sees what a wrong pointer or a forgotten box would do:
//! `cargo +nightly miri test -p sealbid-ffi --lib`.

use super::*;
use crate::{sealbid_error_code, sealbid_error_free, sealbid_error_place, sealbid_error_text};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The error that work ends with, as C sees it: its code, its place and whether its text names the code.
fn error_of(work: impl FnOnce(&Caller) -> Result<()>) -> (i32, String) {
    let mut error = ptr::dangling_mut();
    // SAFETY: `error` can be written to; what `work` hands over is judged by each test.
    let code = unsafe { call(&raw mut error, work) };
    if code == 0 {
        assert!(error.is_null());
        return (0, String::new());
    }
    // SAFETY: the error was just given out.
    unsafe {
        assert_eq!(sealbid_error_code(error), code);
        let text = CStr::from_ptr(sealbid_error_text(error)).to_str().unwrap();
        assert!(text.contains(&code.to_string()), "{text}");
        let place = CStr::from_ptr(sealbid_error_place(error)).to_str().unwrap().to_owned();
        sealbid_error_free(error);
        (code, place)
    }
}

fn code(kind: ErrorKind) -> i32 {
    kind.code()
}

#[test]
fn a_call_ends_with_its_code_whether_or_not_anybody_asks_why() {
    assert_eq!(error_of(|_| Ok(())), (0, String::new()));
    assert_eq!(error_of(|_| Err(bad("number", "odd"))), (code(ErrorKind::BadArgument), "number".to_owned()));
    // SAFETY: an error that is NULL is not wanted.
    assert_eq!(unsafe { call(ptr::null_mut(), |_| Err(null("x"))) }, code(ErrorKind::NullArgument));
}

#[test]
fn a_panic_ends_at_the_boundary() {
    assert_eq!(error_of(|_| panic!("with {}", "words")).0, code(ErrorKind::Panicked));
    assert_eq!(error_of(|_| panic!("plain")).0, code(ErrorKind::Panicked));
    assert_eq!(error_of(|_| std::panic::panic_any(7)).0, code(ErrorKind::Panicked));
}

#[test]
fn what_is_missing_is_named() {
    let missing = |place: &str| (code(ErrorKind::NullArgument), place.to_owned());
    assert_eq!(error_of(|c| c.handle::<u8>(ptr::null(), "a").map(drop)), missing("a"));
    assert_eq!(error_of(|c| c.bytes(ptr::null(), 1, "b").map(drop)), missing("b"));
    assert_eq!(error_of(|c| c.text(ptr::null(), "c").map(drop)), missing("c"));
    assert_eq!(error_of(|c| c.path(ptr::null(), "d").map(drop)), missing("d"));
    assert_eq!(error_of(|c| c.id(ptr::null(), "e").map(drop)), missing("e"));
    assert_eq!(error_of(|c| c.fill(ptr::null_mut(), &[1], "f")), missing("f"));
    assert_eq!(error_of(|c| c.out::<u8>(ptr::null_mut(), "g").map(drop)), missing("g"));
    assert_eq!(error_of(|c| c.optional_bytes(ptr::null(), 1, "h").map(drop)), missing("h"));
}

#[test]
fn what_may_be_left_out_may_be() {
    let all = |c: &Caller| {
        assert_eq!(c.bytes(ptr::null(), 0, "a")?, b"");
        assert_eq!(c.optional_bytes(ptr::null(), 0, "a")?, None);
        assert_eq!(c.optional_text(ptr::null(), "a")?, None);
        assert!(c.optional::<u8>(ptr::null()).is_none());
        c.put(ptr::null_mut::<i64>(), 7);
        Ok(())
    };
    assert_eq!(error_of(all).0, 0);
    // SAFETY: NULL is fine to free and to read.
    unsafe {
        free::<String>(ptr::null_mut());
        assert_eq!(read(ptr::null::<String>(), 7, String::len), 7);
    }
}

#[test]
fn arguments_are_what_was_given() {
    let bytes = [1u8, 2, 3];
    let (mut room, mut number) = ([0u8; 3], 0i64);
    let (room_at, number_at) = (room.as_mut_ptr(), &raw mut number);
    let all = |c: &Caller| {
        assert_eq!(c.bytes(bytes.as_ptr(), 3, "a")?, bytes);
        assert_eq!(c.text(c"\xe6\xa0\x87".as_ptr(), "a")?, "标");
        assert_eq!(c.id(c"lot-1".as_ptr(), "a")?.as_str(), "lot-1");
        assert_eq!(c.time(86_400, "a")?.unix(), 86_400);
        c.fill(room_at, &bytes, "a")?;
        c.put(number_at, 7);
        Ok(())
    };
    assert_eq!(error_of(all).0, 0);
    assert_eq!((room, number), (bytes, 7));
    assert_eq!(error_of(|c| c.text(c"\xff".as_ptr(), "a").map(drop)).0, code(ErrorKind::NotUtf8));
    // Longer than any memory: refused before anything is read.
    let long = |length| error_of(|c| c.bytes(bytes.as_ptr(), length, "a").map(drop)).0;
    assert_eq!(long(u64::MAX), code(ErrorKind::BadArgument));
    assert_eq!(long(1 << 63), code(ErrorKind::BadArgument));
}

/// Counts how often one was dropped.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        assert!(self.0.load(Ordering::Relaxed) < 2, "a destructor that panics");
    }
}

#[test]
fn a_handle_is_given_out_once_and_freed_once() {
    let dropped = AtomicUsize::new(0);
    let mut handle: *mut Counted<'_> = ptr::dangling_mut();
    let at = &raw mut handle;
    let given = error_of(|c| {
        c.out(at, "handle")?.give(Counted(&dropped));
        Ok(())
    });
    assert_eq!((given.0, handle.is_null()), (0, false));
    // SAFETY: it was just given out, and is freed once.
    unsafe { free(handle) };
    assert_eq!(dropped.load(Ordering::Relaxed), 1);
    // Nothing is given out by what fails, and nothing stays there.
    let mut handle: *mut Counted<'_> = ptr::dangling_mut();
    let at = &raw mut handle;
    assert_ne!(error_of(|c| c.out(at, "handle").and_then(|_| Err(null("later")))).0, 0);
    assert!(handle.is_null());
    // The second drop of this count panics; that goes nowhere.
    let panicking = Box::into_raw(Box::new(Counted(&dropped)));
    // SAFETY: made by Box::into_raw, freed once.
    unsafe { free(panicking) };
    assert_eq!(dropped.load(Ordering::Relaxed), 2);
}
