//! Callbacks of an opening or an audit, which write down what they hear.

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_void};
use std::thread::ThreadId;

/// What callbacks of an opening wrote down.
pub struct Heard {
    thread: ThreadId,
    events: Vec<serde_json::Value>,
    pub done: Vec<u64>,
}

impl Heard {
    pub fn new() -> Heard {
        Heard { thread: std::thread::current().id(), events: Vec::new(), done: Vec::new() }
    }

    pub fn count(&self, event: &str) -> usize {
        self.events.iter().filter(|one| one["event"] == event).count()
    }
}

pub unsafe extern "C" fn hear(context: *mut c_void, line: *const c_char) {
    let heard = unsafe { &mut *context.cast::<Heard>() };
    assert_eq!(heard.thread, std::thread::current().id());
    let line = unsafe { CStr::from_ptr(line) };
    heard.events.push(serde_json::from_slice(line.to_bytes()).unwrap());
}

pub unsafe extern "C" fn advance(context: *mut c_void, done: u64) -> i32 {
    let heard = unsafe { &mut *context.cast::<Heard>() };
    assert_eq!(heard.thread, std::thread::current().id());
    heard.done.push(done);
    0
}

/// Documents as they came, by their paths.
#[derive(Default)]
pub struct Documents {
    pub found: BTreeMap<String, Vec<u8>>,
    last: String,
}

pub unsafe extern "C" fn document(
    context: *mut c_void,
    part: *const c_char,
    path: *const c_char,
    _: *const c_char,
    _: u64,
) -> i32 {
    let documents = unsafe { &mut *context.cast::<Documents>() };
    let text = |text| unsafe { CStr::from_ptr(text) }.to_str().unwrap();
    documents.last = format!("{}/{}", text(part), text(path));
    documents.found.insert(documents.last.clone(), Vec::new());
    0
}

pub unsafe extern "C" fn data(context: *mut c_void, data: *const u8, size: u64) -> i32 {
    let documents = unsafe { &mut *context.cast::<Documents>() };
    let bytes = unsafe { std::slice::from_raw_parts(data, size as usize) };
    documents.found.get_mut(&documents.last).unwrap().extend(bytes);
    0
}
