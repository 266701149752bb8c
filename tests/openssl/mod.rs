//! Running openssl, for the tests that have it as a second opinion.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, missing_docs)] // not every test needs all of it

use std::{path::Path, process::Command};

/// OpenSSL's version, or `None` after saying that the test is skipped.
pub fn version() -> Option<String> {
    match Command::new("openssl").arg("version").output() {
        Ok(output) if output.status.success() => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ if std::env::var("SEALBID_REQUIRE_INTEROP").is_ok_and(|v| v == "1") => panic!("openssl is missing"),
        _ => {
            println!("skipped: there is no openssl");
            None
        }
    }
}

/// Runs openssl in a folder; gives whether it succeeded, and what it said.
pub fn try_openssl(folder: &Path, arguments: &str) -> (bool, String) {
    let output =
        Command::new("openssl").args(arguments.split_whitespace()).current_dir(folder).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Runs it where it must succeed; gives what it said.
pub fn openssl(folder: &Path, arguments: &str) -> String {
    let (done, said) = try_openssl(folder, arguments);
    assert!(done, "openssl {arguments}: {said}");
    said
}
