//! The rehearsal, and everything that is tried on the files of one.

#![allow(clippy::unwrap_used, clippy::panic)]

#[cfg(unix)]
mod cancel;
#[path = "../common/mod.rs"]
mod common;
mod day;
mod interop;
mod openings;
#[path = "../../../tests/openssl/mod.rs"]
mod openssl;
mod refusals;
mod revocation;

use common::{Run, run};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A rehearsal as a user runs it: what it told, and the folder that it kept. It takes long, so it is made once; the next
/// run takes it away.
fn kept() -> &'static (Run, PathBuf) {
    static KEPT: OnceLock<(Run, PathBuf)> = OnceLock::new();
    KEPT.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rehearsal");
        if path.exists() {
            std::fs::remove_dir_all(&path).unwrap();
        }
        (run(&["rehearse", "--keep", path.to_str().unwrap()]).good(), path)
    })
}

/// The folder of the rehearsal. What it holds stays as it is; a test that adds a file gives it a name of its own.
fn rehearsal() -> &'static Path {
    &kept().1
}
