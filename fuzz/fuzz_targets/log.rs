#![no_main]
//! A log file (SPEC §13.2): the first byte says whether its checksums are mended first, the rest is the file. What is
//! recovered is the front of the file, and reads the same again.

#[path = "../../tests/common/faulty.rs"]
mod faulty;

use faulty::FaultyStore;
use libfuzzer_sys::fuzz_target;
use sealbid::record::{Frame, Log, read_log};
use std::sync::Arc;

const HEADER: usize = 48;

/// Gives every batch the checksums that it should have, as far as sizes lead from one to the next.
fn mend(bytes: &mut [u8]) {
    let mut at = 0;
    while bytes.len() - at >= HEADER {
        let header = &mut bytes[at..at + HEADER];
        let size = |from: usize| u64::from_be_bytes(header[from..from + 8].try_into().expect("8 bytes"));
        let (meta, blobs) = (size(28), size(36));
        let crc = crc32fast::hash(&header[..HEADER - 4]);
        header[HEADER - 4..].copy_from_slice(&crc.to_be_bytes());
        at += HEADER;
        let room = (bytes.len() - at) as u64;
        if meta > room || room - meta < 4 {
            return;
        }
        let (meta, behind) = bytes[at..].split_at_mut(meta as usize);
        behind[..4].copy_from_slice(&crc32fast::hash(meta).to_be_bytes());
        at += meta.len() + 4;
        if blobs > (bytes.len() - at) as u64 {
            return;
        }
        at += blobs as usize;
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((first, file)) = data.split_first() else { return };
    let mut file = file.to_vec();
    if first & 1 == 1 {
        mend(&mut file);
    }
    let mut read: Vec<Frame> = Vec::new();
    let result = read_log(&file, |frame| {
        assert_eq!(frame.position.number, read.len() as u64);
        read.push(frame);
        Ok(())
    });
    let store = FaultyStore::new();
    store.set("log", &file);
    let mut recovered = Vec::new();
    let log = Log::open(Arc::new(store.clone()), "log", |frame| {
        recovered.push(frame);
        Ok(())
    });
    assert_eq!(read, recovered);
    let Ok(log) = log else { return assert!(result.is_err()) };
    let left = store.bytes("log").expect("the file");
    assert!(file.starts_with(&left));
    assert_eq!(result.is_ok(), log.cut() == 0);
    assert!(log.cut() == 0 || read_log(&left, |_| Ok(())) == Ok(log.len()) || ends_erased(&left, &read));
    for frame in &read {
        assert_eq!(log.read_frame_at(&frame.position), Ok(frame.clone()));
    }
});

/// Whether the batch that is now the last has a blob: if it was erased, the batch looks unfinished without the one
/// behind it.
fn ends_erased(left: &[u8], read: &[Frame]) -> bool {
    let ends = |frame: &Frame| {
        frame.position.blob.is_some_and(|blob| blob.offset + blob.length <= left.len() as u64)
    };
    read.iter().any(ends)
}
