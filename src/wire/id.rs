//! Names: ids, texts, document paths (SPEC §1.1, §4.3).

use super::json::coded;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use unicode_normalization::is_nfc;

/// The name of a lot, stage, part, field, custodian or holder: 1 to 64 bytes, and a file's name on every system.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// Checks and takes a name.
    ///
    /// # Errors
    /// [`ErrorKind::BadField`].
    pub fn new(text: &str) -> Result<Id> {
        check_text(text, 1, 64)?;
        let bad = |why: &str| Error::new(ErrorKind::BadField).because(format_args!("{text:?} {why}"));
        if text.contains('/') || check_path(text).is_err() {
            return Err(bad("cannot be a file's name on every system"));
        }
        if text.trim_matches(|c: char| c.is_whitespace() || c == '.') != text {
            return Err(bad("must not begin or end with white space or a full stop"));
        }
        Ok(Id(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Id, D::Error> {
        Id::new(&String::deserialize(deserializer)?).map_err(coded)
    }
}

/// Checks that text is NFC, without control characters, and of a length in bytes within the bounds.
///
/// # Errors
/// [`ErrorKind::BadField`].
pub fn check_text(text: &str, min: usize, max: usize) -> Result<()> {
    let bad = |why: &str| Err(Error::new(ErrorKind::BadField).because(why));
    if !(min..=max).contains(&text.len()) {
        return bad(&format!("must have {min} to {max} bytes and has {}", text.len()));
    }
    if text.chars().any(char::is_control) {
        return bad("must not contain control characters");
    }
    if !is_nfc(text) {
        return bad("must be in Unicode Normalization Form C");
    }
    Ok(())
}

/// Checks a document's path (SPEC §4.3): relative, NFC, and a plain file name on every system.
///
/// # Errors
/// [`ErrorKind::UnsafePath`].
pub fn check_path(path: &str) -> Result<()> {
    let bad = |why: &str| Err(Error::new(ErrorKind::UnsafePath).because(format_args!("{path:?}: {why}")));
    if let Err(error) = check_text(path, 1, 1024) {
        return bad(error.detail());
    }
    for component in path.split('/') {
        match component {
            "" => return bad("an empty component, or an absolute path"),
            "." | ".." => return bad("it leaves its folder"),
            c if c.contains(['\\', ':', '<', '>', '"', '|', '?', '*']) => {
                return bad("it contains one of \\ : < > \" | ? *");
            }
            c if c.ends_with(['.', ' ']) => return bad("a component ends with a full stop or a space"),
            c if c.len() > 240 => return bad("a component is longer than 240 bytes"),
            c if is_reserved(c) => return bad("a name that Windows reserves"),
            _ => {}
        }
    }
    Ok(())
}

fn is_reserved(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or("").trim_end().to_ascii_uppercase();
    let device = |name: &str| {
        stem.strip_prefix(name).is_some_and(|n| {
            n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || device("COM")
        || device("LPT")
}

/// How paths are compared: two that are equal here would be one file on some systems.
pub fn fold_path(path: &str) -> String {
    // Twice down: only so do ẞ, ß and SS meet, as they do where case is folded.
    path.to_lowercase().to_uppercase().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_names() {
        for good in ["1", "technical", "报价", "a b", "标段-01"] {
            assert!(Id::new(good).is_ok(), "{good}");
        }
        let long = "x".repeat(65);
        for bad in
            ["", " a", "a ", ".a", "a.", "a/b", "a\\b", "a:b", "aux", "a\u{7}", "e\u{301}", long.as_str()]
        {
            assert_eq!(Id::new(bad).map_err(|e| e.kind()), Err(ErrorKind::BadField), "{bad:?}");
        }
    }

    #[test]
    fn paths_stay_where_they_are_put() {
        for good in ["a.pdf", "技术/方案.pdf", "a/b/c", ".hidden", "console.txt", "COM", "com10.txt"] {
            assert!(check_path(good).is_ok(), "{good}");
        }
        let long = "x".repeat(241);
        for bad in [
            "",
            "/a",
            "a/",
            "a//b",
            "..",
            "a/../b",
            "./a",
            "a\\b",
            "C:a",
            "a.",
            "a ",
            "a\nb",
            "nul",
            "Com1.txt",
            "x/LPT9",
            "lpt¹.txt",
            "conin$",
            "a?.pdf",
            "a*b",
            "\"a\"",
            "a|b",
            "<a>",
            "e\u{301}.txt",
            long.as_str(),
        ] {
            assert_eq!(check_path(bad).map_err(|e| e.kind()), Err(ErrorKind::UnsafePath), "{bad:?}");
        }
    }
}
