//! An exchange folder on a disk, where anybody's files may lie (SPEC §15.5). Other systems refuse such names themselves.

use crate::common::custody::*;
use crate::common::*;
use crate::kind;
use sealbid::ErrorKind;
use sealbid::custodian::*;
use sealbid::record::{FolderStore, Store};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;

#[test]
fn a_name_that_is_no_text_keeps_nothing_from_being_answered() {
    let world = World::new();
    let record = closed(&world);
    let folder = tempfile::tempdir().unwrap();
    let store = FolderStore::new(folder.path()).unwrap();
    std::fs::write(folder.path().join(OsStr::from_bytes(b"scan-\xd6\xd0.pdf")), b"").unwrap();
    store.put(LOG, &record.log()).unwrap();
    store.put(COSIGN_REQUEST, &record.cosign_request(&record.note(&[])).to_bytes().unwrap()).unwrap();
    assert_eq!(store.list_shared("").unwrap(), [COSIGN_REQUEST, LOG]);
    // In a folder that is the store's own, it is still told.
    assert_eq!(kind(store.list("")), ErrorKind::UnsafePath);
    let mut armed = Armed::new(desk(&world, 0, &begun(&world, 0)), Arc::new(store));
    let (size, file) = (record.history.len(), cosigned_name(record.history.len()));
    assert_eq!(armed.look(), [Action::Cosigned { file, size }]);
    assert_eq!(armed.look(), []);
}
