//! Gives cargo's shared library its name. The one that is installed is made by `link`, with versions.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if target == "linux" {
        // By this name programs find it: the first number of the ABI's version (tests/abi.rs).
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsealbid.so.1");
    }
}
