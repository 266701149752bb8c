#![no_main]
//! A part's index (SPEC §4.3): `u64` bytes of documents, index. Paths that were accepted can all be written to one
//! folder of any system, and lie one behind the other.

use libfuzzer_sys::fuzz_target;
use sealbid::bid::parse_index;
use sealbid::wire::{check_path, fold_path};
use std::collections::HashSet;

fuzz_target!(|data: &[u8]| {
    let Some((total, json)) = data.split_first_chunk::<8>() else { return };
    let total = u64::from_be_bytes(*total);
    let Ok(documents) = parse_index(json, total) else { return };
    let mut end = 0u64;
    let mut files = HashSet::new();
    for document in &documents {
        assert_eq!(check_path(&document.path), Ok(()));
        assert_eq!(document.offset, end);
        end += document.size;
        assert!(files.insert(fold_path(&document.path)), "{:?} twice", document.path);
    }
    assert_eq!(end, total);
    for file in &files {
        for (cut, _) in file.match_indices('/') {
            assert!(!files.contains(&file[..cut]), "{:?} is a file and a folder", &file[..cut]);
        }
    }
});
