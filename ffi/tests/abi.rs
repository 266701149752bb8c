//! The binary interface changes on purpose only: `abi.txt` lists it under its version, and [`VERSIONS`] says what the
//! list of each version is.
//!
//! After a change raise SEALBID_ABI_VERSION_MINOR (something was added) or SEALBID_ABI_VERSION_MAJOR (something went, or
//! is another), write the header anew, then the list: `cargo test -p sealbid-ffi --test abi -- --ignored`, and add a line
//! to [`VERSIONS`]. A line that has been given to anybody is never edited.

#![allow(clippy::unwrap_used, clippy::panic)]

mod declared;

use declared::{folder, header, read};
use sealbid::ErrorKind;
use sealbid_ffi::{SEALBID_ABI_VERSION_MAJOR, SEALBID_ABI_VERSION_MINOR};
use std::collections::{BTreeMap, BTreeSet};

/// The versions of the interface, each with the SHA-256 of its list.
const VERSIONS: [((i32, i32), &str); 1] =
    [((1, 0), "989bcf5b5afcdbc9a03fa48f14ff33200029fd76a376c9407701aa8b577c8c5e")];

/// Constants that are compiled into callers: what they give and what they are answered. The others are versions.
fn is_compiled_in(name: &str) -> bool {
    name != "SEALBID_H" && !["SEALBID_VERSION", "SEALBID_ABI_"].iter().any(|start| name.starts_with(start))
}

fn list() -> BTreeSet<String> {
    let declared = header();
    let constants = declared.constants.iter().filter(|(name, _)| is_compiled_in(name));
    let constants = constants.map(|(name, value)| format!("constant {name} {value}"));
    let callbacks = declared.callbacks.iter().map(|callback| format!("callback {}", callback.line()));
    let functions = declared.functions.iter().map(|function| format!("function {}", function.line()));
    constants.chain(callbacks).chain(functions).collect()
}

/// The version in the first line, and the list.
fn committed() -> ((i32, i32), BTreeSet<String>) {
    let text = read("abi.txt");
    let (first, rest) = text.split_once('\n').unwrap();
    let (major, minor) = first.strip_prefix("version ").unwrap().split_once('.').unwrap();
    ((major.parse().unwrap(), minor.parse().unwrap()), rest.lines().map(str::to_owned).collect())
}

/// The version that must follow: the same if nothing changed.
fn next(old: (i32, i32), was: &BTreeSet<String>, is: &BTreeSet<String>) -> (i32, i32) {
    if was == is {
        old
    } else if was.is_subset(is) {
        (old.0, old.1 + 1)
    } else {
        (old.0 + 1, 0)
    }
}

const VERSION: (i32, i32) = (SEALBID_ABI_VERSION_MAJOR, SEALBID_ABI_VERSION_MINOR);

#[test]
fn the_interface_is_the_one_listed() {
    let (version, was) = committed();
    let is = list();
    let lost: Vec<_> = was.difference(&is).collect();
    let new: Vec<_> = is.difference(&was).collect();
    let must = next(version, &was, &is);
    assert!(
        lost.is_empty() && new.is_empty(),
        "new: {new:#?}\ngone: {lost:#?}\nthis must be version {must:?}"
    );
    assert_eq!(version, VERSION);
}

/// A changed list under a version that had another does not pass, even where the header agrees with it.
#[test]
fn the_list_of_a_version_stays_what_it_was() {
    assert!(VERSIONS.is_sorted_by(|one, next| one.0 < next.0));
    let digest = sealbid::suite::hash(&[read("abi.txt").as_bytes()]).to_string();
    let known = VERSIONS.iter().find(|(version, _)| *version == VERSION);
    assert_eq!(known, Some(&(VERSION, digest.as_str())), "raise the version, or add its first line");
}

#[test]
fn what_is_added_raises_the_minor_number_and_what_changes_the_major_one() {
    let list = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    let was: BTreeSet<String> = list(&["function int32_t a(void)", "function int32_t b(void)"]);
    assert_eq!(next((1, 4), &was, &was), (1, 4));
    let more = list(&["function int32_t a(void)", "function int32_t b(void)", "function void c(void)"]);
    assert_eq!(next((1, 4), &was, &more), (1, 5));
    assert_eq!(next((1, 4), &was, &list(&["function int32_t a(void)"])), (2, 0));
    let other = list(&["function int32_t a(void)", "function int64_t b(void)", "function void c(void)"]);
    assert_eq!(next((1, 4), &was, &other), (2, 0));
}

#[test]
#[ignore = "writes the list"]
fn write_the_list() {
    let is = list();
    let (version, was) = committed();
    assert_eq!(VERSION, next(version, &was, &is), "raise the version in src/version.rs first");
    let lines: Vec<&str> = is.iter().map(String::as_str).collect();
    let text = format!("version {}.{}\n{}\n", VERSION.0, VERSION.1, lines.join("\n"));
    std::fs::write(folder().join("abi.txt"), text).unwrap();
}

#[test]
fn versions_are_those_of_the_package() {
    let constants: BTreeMap<String, String> = header().constants.into_iter().collect();
    let number = |name: &str| constants[name].clone();
    let parts: Vec<String> =
        ["MAJOR", "MINOR", "PATCH"].iter().map(|part| number(&format!("SEALBID_VERSION_{part}"))).collect();
    let package = env!("CARGO_PKG_VERSION");
    assert_eq!(parts.join("."), package);
    assert_eq!(number("SEALBID_VERSION"), format!("\"{package}\""));
    assert_eq!(number("SEALBID_ABI_VERSION_MAJOR"), VERSION.0.to_string());
    assert_eq!(number("SEALBID_ABI_VERSION_MINOR"), VERSION.1.to_string());
    assert_eq!(sealbid_ffi::sealbid_abi_version(), VERSION.0 * 65536 + VERSION.1);
    // SAFETY: the text ends with a zero byte and is never freed.
    let loaded = unsafe { std::ffi::CStr::from_ptr(sealbid_ffi::sealbid_version()) };
    assert_eq!(loaded.to_str(), Ok(package));
}

/// Programs find the library by the first number; where it stands in files that Rust does not read, it is the same.
#[test]
fn the_library_is_called_by_the_number_of_its_abi() {
    let (major, minor) = VERSION;
    for (file, line) in [
        ("build.rs", format!("-Wl,-soname,libsealbid.so.{major}\"")),
        ("Cargo.toml", format!("\nversion = \"{major}.{minor}.0\"\n")),
        ("sealbid.map", format!("SEALBID_{major} {{")),
    ] {
        assert!(read(file).contains(&line), "{file} lacks {line}");
    }
}

/// `NO_TRUSTED_CHAIN` as it is called in Rust.
fn kind_name(constant: &str) -> String {
    let word = |word: &str| format!("{}{}", &word[..1], word[1..].to_lowercase());
    constant.split('_').map(word).collect()
}

#[test]
fn every_error_is_in_the_header_the_specification_and_both_languages_and_nothing_else_is() {
    let kinds: BTreeMap<i32, String> =
        ErrorKind::ALL.iter().map(|kind| (kind.code(), kind.name().to_owned())).collect();
    let constants = header().constants;
    let in_header = constants.iter().filter_map(|(name, value)| {
        Some((value.parse().ok()?, kind_name(name.strip_prefix("SEALBID_ERR_")?)))
    });
    assert_eq!(in_header.collect::<BTreeMap<i32, String>>(), kinds);

    let specification = read("../SPEC.md");
    let (_, section) = specification.split_once("\n## 11. Errors\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let in_section = section.lines().filter_map(|line| {
        let mut cells = line.split('|').map(str::trim).skip(1);
        Some((cells.next()?.parse().ok()?, cells.next()?.trim_matches('`').to_owned()))
    });
    assert_eq!(in_section.collect::<BTreeMap<i32, String>>(), kinds);

    let codes: BTreeSet<i32> = kinds.into_keys().collect();
    for language in ["en", "zh-CN"] {
        let messages = read(&format!("../cli/locales/{language}/main.ftl"));
        let in_messages = messages.lines().filter_map(|line| {
            let (code, words) = line.strip_prefix("error-")?.split_once(" = ")?;
            assert!(!words.trim().is_empty(), "{line}");
            // From 9000 on they are the command's own.
            code.parse().ok().filter(|code| *code < 9000)
        });
        assert_eq!(in_messages.collect::<BTreeSet<i32>>(), codes, "{language}");
    }
}
