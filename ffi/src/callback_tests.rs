//! Callbacks that work, fail, cancel and lie, as C would write them. Also for Miri:
//! `cargo +nightly miri test -p sealbid-ffi --lib`.

use super::*;
use std::ffi::CStr;
use std::ptr;

/// What callbacks get as their context: what they are to answer, and what they got.
#[derive(Default)]
struct Seen {
    calls: u32,
    answer: i64,
    source: Vec<u8>,
    bytes: Vec<u8>,
    words: Vec<String>,
    numbers: Vec<u64>,
}

impl Seen {
    fn answering(answer: i64) -> Seen {
        Seen { answer, ..Seen::default() }
    }

    fn context(&mut self) -> Context {
        Context(ptr::from_mut(self).cast())
    }
}

/// The context of a callback, which has been called once more.
fn seen<'a>(context: *mut c_void) -> &'a mut Seen {
    // SAFETY: each test gives its own `Seen`, which outlives the call and is used by nobody else meanwhile.
    let seen = unsafe { &mut *context.cast::<Seen>() };
    seen.calls += 1;
    seen
}

fn short(answer: i64) -> i32 {
    i32::try_from(answer).unwrap()
}

/// Gives as much of its source as there is room for, at most three bytes; or says that it gave so many.
unsafe extern "C" fn read(context: *mut c_void, buffer: *mut u8, size: u64) -> i64 {
    let seen = seen(context);
    seen.numbers.push(size);
    if seen.answer != 0 {
        return seen.answer;
    }
    let count = seen.source.len().min(3).min(usize::try_from(size).unwrap());
    for (n, byte) in seen.source.drain(..count).enumerate() {
        // SAFETY: the library has room for `size` bytes there, which are not fewer than `count`.
        unsafe { buffer.add(n).write(byte) };
    }
    i64::try_from(count).unwrap()
}

/// Reads all that it is given.
unsafe extern "C" fn write(context: *mut c_void, data: *const u8, size: u64) -> i32 {
    let seen = seen(context);
    assert!(!data.is_null());
    // SAFETY: so many bytes are there, as the library says; also none.
    seen.bytes.extend_from_slice(unsafe { std::slice::from_raw_parts(data, usize::try_from(size).unwrap()) });
    seen.numbers.push(size);
    short(seen.answer)
}

unsafe extern "C" fn document(
    context: *mut c_void,
    part: *const c_char,
    path: *const c_char,
    media_type: *const c_char,
    size: u64,
) -> i32 {
    let seen = seen(context);
    for text in [part, path, media_type] {
        // SAFETY: each ends with a zero byte and lives as long as the call.
        seen.words.push(unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned());
    }
    seen.numbers.push(size);
    short(seen.answer)
}

unsafe extern "C" fn tell(context: *mut c_void, done: u64) -> i32 {
    let seen = seen(context);
    seen.numbers.push(done);
    short(seen.answer)
}

/// Signs with the message itself, as far as there is room; or lies: it fails with 1, and says with any other number that
/// the signature is so long.
unsafe extern "C" fn sign(
    context: *mut c_void,
    message: *const u8,
    message_size: u64,
    signature: *mut u8,
    capacity: u64,
    signature_size: *mut u64,
) -> i32 {
    let seen = seen(context);
    // SAFETY: the library says how long each of them is.
    unsafe {
        let count = message_size.min(capacity);
        signature.copy_from_nonoverlapping(message, usize::try_from(count).unwrap());
        signature_size.write(if seen.answer != 0 { seen.answer.cast_unsigned() } else { count });
    }
    i32::from(seen.answer == 1)
}

fn failed(error: &Error, place: &str) {
    assert_eq!((error.kind(), error.place()), (ErrorKind::CallbackFailed, place));
}

#[test]
fn bytes_are_pulled_until_there_are_none() {
    let mut seen = Seen { source: b"sealed bid".to_vec(), ..Seen::default() };
    let mut pull = Pull { read, context: seen.context() };
    // Where nothing can be taken, nobody is asked.
    assert_eq!(pull.read(&mut []).unwrap(), 0);
    let mut all = Vec::new();
    pull.read_to_end(&mut all).unwrap();
    assert_eq!(all, b"sealed bid");
    assert!(!seen.numbers.contains(&0));
    assert_eq!(seen.source, b"");

    // A buffer smaller than what there is, filled to its last byte.
    let mut seen = Seen { source: b"sealed bid".to_vec(), ..Seen::default() };
    let mut pull = Pull { read, context: seen.context() };
    let mut room = [0; 5];
    pull.read_exact(&mut room).unwrap();
    assert_eq!(&room, b"seale");
    assert_eq!((seen.calls, seen.numbers), (2, vec![5, 2]));
}

#[test]
fn a_reader_that_fails_or_says_that_it_gave_too_much_is_not_believed() {
    for answer in [-1, i64::MIN, 5, i64::MAX] {
        let mut seen = Seen::answering(answer);
        let mut pull = Pull { read, context: seen.context() };
        let error = Error::from(pull.read(&mut [0; 4]).unwrap_err());
        failed(&error, "read");
        assert!(error.detail().contains(&answer.to_string()), "{error}");
        assert_eq!(seen.calls, 1);
    }
}

#[test]
fn bytes_are_pushed_as_they_are() {
    let mut seen = Seen::default();
    let mut push = Push { write, context: seen.context() };
    push.push(b"one").unwrap();
    // None: whatever pointer comes with it can be looked at.
    push.push(&[]).unwrap();
    push.write_all(b" two").unwrap();
    push.flush().unwrap();
    assert_eq!((seen.calls, &seen.numbers[..], &seen.bytes[..]), (3, &[3, 0, 4][..], &b"one two"[..]));

    for answer in [1, -1, i64::from(i32::MIN)] {
        let mut seen = Seen::answering(answer);
        let mut push = Push { write, context: seen.context() };
        failed(&push.push(b"one").unwrap_err(), "write");
        failed(&Error::from(push.write_all(b"two").unwrap_err()), "write");
        assert_eq!(seen.calls, 2, "who fails is not called again for the same bytes");
    }
}

#[cfg(feature = "blind")]
#[test]
fn what_is_long_is_pushed_in_pieces() {
    let mut seen = Seen::default();
    let mut push = Push { write, context: seen.context() };
    push.push_pieces(&[7; (1 << 16) + 1]).unwrap();
    push.push_pieces(&[]).unwrap();
    assert_eq!((seen.numbers, seen.bytes.len()), (vec![1 << 16, 1], (1 << 16) + 1));
    let mut seen = Seen::answering(28);
    let mut push = Push { write, context: seen.context() };
    failed(&push.push_pieces(&[7; (1 << 16) + 1]).unwrap_err(), "write");
    assert_eq!(seen.calls, 1);
}

fn entry(path: &str) -> IndexEntry {
    IndexEntry { path: path.to_owned(), media_type: "text/plain".to_owned(), offset: 0, size: 3 }
}

#[test]
fn a_document_is_named_before_its_bytes() {
    let part = Id::new("method").unwrap();
    let mut seen = Seen::default();
    let push = Push { write, context: seen.context() };
    let mut documents = PushDocuments { document, push };
    documents.begin(&part, &entry("技术/方案.txt")).unwrap();
    documents.data(b"how").unwrap();
    documents.end().unwrap();
    documents.commit().unwrap();
    // A path that C cannot be told: nobody hears of the document.
    let error = documents.begin(&part, &entry("a\0b")).unwrap_err();
    assert_eq!((error.kind(), error.place()), (ErrorKind::BadField, "document"));
    assert_eq!(seen.words, ["method", "技术/方案.txt", "text/plain"]);
    assert_eq!((seen.calls, &seen.numbers[..], &seen.bytes[..]), (2, &[3, 3][..], &b"how"[..]));

    let mut seen = Seen::answering(-7);
    let push = Push { write, context: seen.context() };
    let mut documents = PushDocuments { document, push };
    failed(&documents.begin(&part, &entry("a")).unwrap_err(), "document");
    failed(&documents.data(b"how").unwrap_err(), "write");
    assert_eq!(seen.calls, 2);
}

#[test]
fn progress_is_told_on_the_thread_that_called() {
    let mut seen = Seen::default();
    let context = seen.context().0;
    working(3, Some(tell), context, |work| {
        assert_eq!(work.threads.get(), 3);
        work.progress.advance(5);
        // What other threads do is counted, and told when this one looks.
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    work.progress.advance(10);
                    assert!(!work.progress.cancelled());
                });
            }
        });
        assert!(!work.progress.cancelled());
        // Nothing new: nobody is told twice.
        assert!(!work.progress.cancelled());
        work.progress.advance(0);
        Ok(())
    })
    .unwrap();
    assert_eq!(seen.numbers, [5, 25]);
}

#[test]
fn who_has_cancelled_is_not_asked_again() {
    let mut seen = Seen::answering(1);
    let context = seen.context().0;
    let answer = working(1, Some(tell), context, |work| {
        work.progress.advance(1);
        work.progress.advance(1);
        std::thread::scope(|scope| {
            scope.spawn(|| assert!(work.progress.cancelled()));
        });
        assert!(work.progress.cancelled());
        Err::<(), _>(Error::new(ErrorKind::Cancelled))
    });
    assert_eq!(answer.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!((seen.calls, seen.numbers), (1, vec![1]));
}

#[test]
fn nobody_need_be_told() {
    let work = |work: Work<'_>| {
        work.progress.advance(1);
        Ok((work.threads.get(), work.progress.cancelled()))
    };
    assert_eq!(working(2, None, ptr::null_mut(), work), Ok((2, false)));
    assert_eq!(working(0, None, ptr::null_mut(), work), Ok((Work::default().threads.get(), false)));
}

#[test]
fn a_signature_is_as_long_as_its_maker_says_and_no_longer_than_there_is_room() {
    for message in [&b""[..], b"message", &[7; SIGNATURE], &[7; SIGNATURE + 1]] {
        let mut seen = Seen::default();
        let signature = sign_by(sign, seen.context(), message).unwrap();
        assert_eq!((&signature[..], seen.calls), (&message[..message.len().min(SIGNATURE)], 1));
    }
    // It fails; it is longer than there was room for; it is as long as no memory is.
    for answer in [1, 1025, i64::MAX, -1] {
        let mut seen = Seen::answering(answer);
        failed(&sign_by(sign, seen.context(), b"message").unwrap_err(), "sign");
        assert_eq!(seen.calls, 1);
    }
    // It says more than it wrote: what was not written is zero, and never what lay there before.
    let mut seen = Seen::answering(1024);
    let signature = sign_by(sign, seen.context(), b"message").unwrap();
    assert_eq!(signature.len(), SIGNATURE);
    assert!(signature[7..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_context_goes_from_thread_to_thread() {
    let mut seen = Seen { source: b"abcdef".to_vec(), ..Seen::default() };
    let mut pull = Pull { read, context: seen.context() };
    for expected in [b"abc", b"def"] {
        let mut room = [0; 3];
        std::thread::scope(|scope| {
            scope.spawn(|| pull.read_exact(&mut room).unwrap());
        });
        assert_eq!(&room, expected);
    }
    assert_eq!(seen.calls, 2);
}

#[test]
fn what_is_missing_or_cannot_be_said_is_named() {
    let error = required(None::<fn()>, "read").unwrap_err();
    assert_eq!((error.kind(), error.place()), (ErrorKind::NullArgument, "read"));
    let given: sealbid_read_fn = Some(read);
    assert!(required(given, "read").is_ok());
    assert_eq!(text("a", "copy").unwrap().as_c_str(), c"a");
    let error = text("a\0b", "copy").unwrap_err();
    assert_eq!((error.kind(), error.place()), (ErrorKind::BadField, "copy"));
}
