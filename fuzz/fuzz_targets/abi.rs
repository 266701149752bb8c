#![no_main]
//! The C interface (SPEC §20) as a program uses it that calls anything in any order: what a bidder's client and a hall
//! have, missing and used-up handles among them. The input is the program: a call a byte, its arguments behind it; a
//! handle is one of four places, each of which may be empty (NULL); bytes are a length and themselves.
//!
//! What must hold: the code returned is that of the error object, and a handle is given out exactly if it is 0; a copy or
//! a scan takes no more memory than it may (SPEC §18.1).

#[path = "abi/bidder.rs"]
mod bidder;
#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "abi/documents.rs"]
mod documents;
#[path = "abi/hall.rs"]
mod hall;
#[path = "abi/handles.rs"]
mod handles;
mod packed;
#[path = "../../tests/common/reviewed.rs"]
mod reviewed;
#[path = "abi/right.rs"]
mod right;
#[path = "../../tests/redact_office/samples.rs"]
mod samples;

use common as world;
use handles::{Handles, Input};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (input, all) = (&mut Input(data), &mut Handles::new());
    // A call takes a moment; a program of so many shows what any would.
    for _ in 0..64 {
        if input.0.is_empty() {
            break;
        }
        let which = input.byte() % (bidder::CALLS + hall::CALLS);
        // SAFETY: the places have only what the library gave out.
        unsafe {
            match which.checked_sub(bidder::CALLS) {
                Some(which) => hall::call(which, input, all),
                None => bidder::call(which, input, all),
            }
        }
    }
});
