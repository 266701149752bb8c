//! Modules use only the modules below them (DESIGN §4), so that each can be read with what comes before it.

#![allow(clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up.
const LAYERS: [&str; 17] = [
    "vocabulary",
    "error",
    "wire",
    "suite",
    "ca",
    "timestamp",
    "timelock",
    "redact",
    "scan",
    "notice",
    "bid",
    "record",
    "tenderbox",
    "custodian",
    "opening",
    "blind",
    "audit",
];

fn layer(module: &str) -> Option<usize> {
    // What the crate's root exports comes from `error`.
    let module = if matches!(module, "Error" | "ErrorKind" | "Result") { "error" } else { module };
    LAYERS.iter().position(|known| *known == module)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("src can be listed");
    let paths = entries.map(|entry| entry.expect("src can be listed").path());
    let (folders, files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let inner = folders.iter().flat_map(|folder| sources(folder));
    let rust = files.into_iter().filter(|file| file.extension().is_some_and(|e| e == "rs"));
    inner.chain(rust).collect()
}

/// The code without comments. Strings stay: one that holds `crate::` would only make the test stricter.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.collect::<Vec<_>>().join("\n")
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The first names in `a::b, c::{d, e}, f}…`: those directly within the brace that this text stands behind.
fn group(text: &str) -> Vec<&str> {
    let (mut depth, mut expected, mut names) = (0, true, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expected = true,
            c if expected && (c.is_alphanumeric() || c == '_') => {
                names.push(word(&text[at..]));
                expected = false;
            }
            _ => {}
        }
    }
    names
}

/// The modules of this crate that the code names.
fn named(code: &str) -> Vec<&str> {
    let behind = code.match_indices("crate::").map(|(at, path)| &code[at + path.len()..]);
    behind.flat_map(|rest| rest.strip_prefix('{').map_or_else(|| vec![word(rest)], group)).collect()
}

#[test]
fn names_are_found_in_every_way_to_write_them() {
    let text = "use crate::wire::Id; // crate::bid\nuse crate::{\n error::{Error, Result},\n suite,\n};\n\
                fn f() -> crate::Result<pub(crate) crate::ca::X> {}";
    assert_eq!(named(&code(text)), ["wire", "error", "suite", "Result", "ca"]);
}

#[test]
fn every_module_uses_only_modules_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = vec![0; LAYERS.len()];
    for file in sources(&src) {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let module = path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let own = layer(module).unwrap_or_else(|| panic!("{path}: the module has no place in LAYERS"));
        let text = code(&fs::read_to_string(&file).expect("source text"));
        for name in named(&text) {
            let used = layer(name).unwrap_or_else(|| panic!("{path}: crate::{name} is no known module"));
            assert!(used <= own, "{path}: {module} uses {name}, which lies above it");
            seen[own] += 1;
        }
        // A path up through the tree would go unseen above.
        let depth = path.matches('/').count();
        assert!(!text.contains(&"super::".repeat(depth + 2)), "{path}: a path out of its module");
    }
    assert_eq!(seen[..2], [0, 0], "the lowest two use nothing");
    assert!(seen[2..].iter().all(|count| *count > 0), "{LAYERS:?} were seen {seen:?} times");
}
