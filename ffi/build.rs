//! Gives the shared library its name and the list of what it exports.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=sealbid.map");
    println!("cargo:rerun-if-changed=build.rs");
    let target = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if target == "linux" {
        let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        // By this name programs find it: the first number of the ABI's version (tests/abi.rs).
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsealbid.so.1");
        // Everything outside the list stays inside: two Rust libraries in one process do not meet.
        println!("cargo:rustc-cdylib-link-arg=-Wl,--version-script={folder}/sealbid.map");
    }
}
