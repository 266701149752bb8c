//! The header is what the sources say. `cargo test -p sealbid-ffi --test header -- --ignored` writes it anew.

#![allow(clippy::unwrap_used, clippy::panic)]

use sealbid::ErrorKind;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const INTRODUCTION: &str = "/* sealbid: sealed bids for electronic tendering. Made from the sources; do not edit.
 *
 * Rules, the same everywhere:
 *
 * - Functions that can fail return a result code: SEALBID_OK (0), or one of SEALBID_ERR_…. Where `error` is not NULL it
 *   becomes NULL or an error object that the caller frees. After an error every handle is as it was before, unless the
 *   function or the kind says otherwise, and what would have been given out is NULL.
 * - Handles are opaque. Each is made by the library and freed with the function of its kind, once; NULL is fine to
 *   free. A handle may be freed as soon as no call uses it; handles made from it live on.
 * - What the library gives out (handles, buffers, errors) is the caller's, who frees it with sealbid_…_free and never
 *   with free(). What the caller gives (texts, bytes, handles) stays the caller's, and is used only during the call,
 *   unless a function says otherwise. Callbacks and their contexts must live as long as it says there, else for the call.
 * - Texts are UTF-8. Those that go in end with a zero byte. Bytes are a pointer and a length; NULL with length 0 is
 *   fine. Digests are 32 bytes. Times are seconds since 1970-01-01T00:00:00Z. JSON texts are those of SPEC.md.
 * - Any function may be called on any thread, and the same handle used by several threads at once, unless its kind says
 *   otherwise. No function reads a clock, a locale or the environment.
 * - A callback must not use a handle that the function which calls it was given, nor the one that this belongs to (an
 *   opening's closed box, the box of an upload), nor unwind (throw, longjmp) through the library: a C++ exception would
 *   end the program.
 * - The library starts threads only while a call works, and none outlives its call. It does not touch signals. It ends
 *   the program only where memory runs out.
 *
 * Errors: each function that can fail has a paragraph of this name, with the codes to expect, without SEALBID_ERR_.
 *
 * Any function can return these, which none names again:
 * - NULL_ARGUMENT, BAD_ARGUMENT, NOT_UTF8, BAD_TIME, and BAD_FIELD for the name of a lot, a stage, a part, a field or a
 *   custodian: an argument is wrong. Nothing was done, and nothing is used up.
 * - HANDLE_FINISHED: the draft, the upload or the tender box was used up. HANDLE_IN_USE: a callback uses the handle of
 *   the function that called it.
 * - CALLBACK_FAILED, CANCELLED: a callback said so; the error's place names it.
 * - NO_ENTROPY, WORKER_FAILED, PANICKED: the system or the library failed. After PANICKED free what the function changes.
 *
 * Many codes have one name together. There are those that
 * - a file's form fails with (SPEC.md §1.3): BAD_JSON, UNKNOWN_FORMAT, BAD_FIELD, MISSING_FIELD, UNKNOWN_FIELD,
 *   DUPLICATE_FIELD, DUPLICATE_ID, BAD_TIME, TOO_LARGE;
 * - a key file fails with (§5.9): WRONG_PASSPHRASE, BAD_KEY_FILE, KEY_FILE_MISMATCH, and those of a file's form;
 * - a notice fails with (§2, §3.1): those of a file's form, and 3012 to 3016, 4001 to 4010 and others of 4xxx;
 * - a signature fails with (§6.3): BAD_CMS to CMS_BAD_SIGNATURE (2005 to 2010), WEAK_KEY, BAD_CERTIFICATE, TOO_LARGE;
 * - signing fails with (§6.2): SIGNING_FAILED (the signature does not verify), CALLBACK_FAILED; TOO_LARGE;
 * - a chain fails with (§6.4): NO_TRUSTED_CHAIN, CERTIFICATE_EXPIRED and others of 2011 to 2022, NAME_CONSTRAINTS,
 *   CERTIFICATE_POLICY, BAD_CERTIFICATE, TOO_LARGE;
 * - revocation fails with (§6.7): CERTIFICATE_REVOKED to OCSP_REFUSED (2023 to 2032);
 * - a timestamp fails with (§12.3, §13.7): BAD_TIMESTAMP, TIMESTAMP_SHAPE, TIMESTAMP_IMPRINT, TIMESTAMP_CERTIFICATE,
 *   OWN_AUTHORITY, and those of a signature and a chain;
 * - a sealed bid's form fails with (§5): NOT_A_SEALED_BID, UNKNOWN_VERSION, UNKNOWN_SUITE, PART_TABLE, TRUNCATED,
 *   TRAILING_BYTES, HEADER_MISMATCH, BAD_BID_SIGNATURE, and those of a file's form and a signature;
 * - a bid's place fails with (§5.6): WRONG_SUITE, WRONG_TENDER, WRONG_NOTICE, UNKNOWN_LOT, PART_TABLE, PART_TOO_LARGE,
 *   LOCK_SHAPE, BAD_POINT;
 * - a blind copy fails with (§18): UNSUPPORTED_DOCUMENT to UNKNOWN_CONTENT (8101 to 8107);
 * - a head fails with (§13.4): BAD_HEAD, UNSIGNED_HEAD, BAD_HEAD_SIGNATURE, HEAD_OF_ANOTHER, HEAD_MISMATCH, TOO_LARGE;
 * - the store fails with (§13.1): STORE_FAILED, IO, FILE_NOT_FOUND, LOG_DAMAGED, LOG_TOO_LARGE;
 * - the record's rules refuse (§13.9): 7101 to 7138, and those of whatever is attached to an entry.
 *
 * Not every build has every function (README.md, Which build):
 * - only with the feature hall: sealbid_audit…, sealbid_closed_box_…, sealbid_custodian_…, sealbid_opening_…,
 *   sealbid_record_key_…, sealbid_sign_…, sealbid_tender_box_…, sealbid_timestamp_authority_…, sealbid_upload_…;
 * - only with the feature blind: sealbid_blind_…, sealbid_draft_add_copies, sealbid_transformation,
 *   sealbid_closed_box_scores, sealbid_opening_deal, sealbid_opening_unblind.
 */";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn path() -> PathBuf {
    root().join("include/sealbid.h")
}

/// In small words with underscores: `NoTrustedChain` becomes `NO_TRUSTED_CHAIN`.
fn constant(name: &str) -> String {
    let mut text = String::from("SEALBID_ERR");
    for c in name.chars() {
        if c.is_uppercase() {
            text.push('_');
        }
        text.extend(c.to_uppercase());
    }
    text
}

fn constants() -> String {
    let mut text = String::new();
    let numbers = env!("CARGO_PKG_VERSION").split('.').zip(["MAJOR", "MINOR", "PATCH"]);
    for (number, name) in numbers {
        writeln!(text, "#define SEALBID_VERSION_{name} {number}").unwrap();
    }
    writeln!(text, "#define SEALBID_VERSION \"{}\"\n", env!("CARGO_PKG_VERSION")).unwrap();
    writeln!(text, "/* Everything went well. */\n#define SEALBID_OK 0").unwrap();
    for kind in ErrorKind::ALL {
        let (name, section) = (constant(kind.name()), kind.section());
        writeln!(text, "/* {} (SPEC.md §{section}). */\n#define {name} {}", kind.text(), kind.code())
            .unwrap();
    }
    text
}

fn generate() -> String {
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        header: Some(INTRODUCTION.to_owned()),
        include_guard: Some("SEALBID_H".to_owned()),
        cpp_compat: true,
        no_includes: true,
        sys_includes: vec!["stdint.h".to_owned()],
        after_includes: Some(constants()),
        documentation_style: cbindgen::DocumentationStyle::C99,
        line_length: 100,
        ..cbindgen::Config::default()
    };
    config.function.sort_by = Some(cbindgen::SortKey::None);
    let built = cbindgen::Builder::new().with_config(config).with_crate(root()).generate().unwrap();
    let mut bytes = Vec::new();
    built.write(&mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// The names of all functions of the ABI in the sources.
fn exported() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for (at, _) in text.match_indices("#[unsafe(no_mangle)]") {
                let rest = text[at..].split_once(" fn ").unwrap().1;
                names.insert(rest[..rest.find('(').unwrap()].to_owned());
            }
        }
    }
    names
}

#[test]
fn the_header_is_what_the_sources_say() {
    let committed = std::fs::read_to_string(path()).unwrap();
    assert_eq!(generate(), committed, "write it anew: see the first lines of this test");
}

#[test]
fn every_function_stands_in_the_header() {
    let header = std::fs::read_to_string(path()).unwrap();
    let declared: BTreeSet<String> = header
        .lines()
        .filter(|line| !line.starts_with("//") && !line.starts_with(" *"))
        .filter_map(|line| line.split_once("(").map(|(name, _)| name))
        .filter_map(|name| name.rsplit([' ', '*']).next())
        .filter(|name| name.starts_with("sealbid_"))
        .map(str::to_owned)
        .collect();
    assert_eq!(declared, exported());
}

#[test]
#[ignore = "writes the header"]
fn write_the_header() {
    std::fs::write(path(), generate()).unwrap();
}
