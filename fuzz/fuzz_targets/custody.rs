#![no_main]
//! What goes between platform and custodians, and a custodian's memory (SPEC §15). The first byte chooses: a request to
//! cosign, a request to release, a refusal, a memory. What is accepted is written and read again as the same.

use libfuzzer_sys::fuzz_target;
use sealbid::custodian::Remembered;
use sealbid::record::{CosignRequest, ReleaseRefusal, ReleaseRequest};

fuzz_target!(|data: &[u8]| {
    let Some((kind, bytes)) = data.split_first() else { return };
    match kind % 4 {
        0 => {
            let Ok(request) = CosignRequest::parse(bytes) else { return };
            let written = request.to_bytes().expect("a request can be written");
            // Indentation may take a file over its bound.
            if written.len() <= 2 << 20 {
                assert_eq!(CosignRequest::parse(&written), Ok(request));
            }
        }
        1 => {
            let Ok(request) = ReleaseRequest::parse(bytes) else { return };
            let written = request.to_bytes().expect("a request can be written");
            if written.len() <= 2 << 20 {
                assert_eq!(ReleaseRequest::parse(&written), Ok(request));
            }
        }
        2 => {
            let Ok(refusal) = ReleaseRefusal::parse(bytes) else { return };
            assert!(refusal.reason.kind().is_none_or(|kind| kind.code() == refusal.reason.code));
        }
        _ => {
            let Ok(memory) = Remembered::parse(bytes) else { return };
            assert!(memory.released.iter().all(|r| memory.release_of(&r.stage) == Some(r)));
            let written = memory.to_bytes().expect("a memory can be written");
            if written.len() <= 64 << 10 {
                assert_eq!(Remembered::parse(&written), Ok(memory));
            }
        }
    }
});
