//! The words for each code in both languages: those of the command, so that a clerk reads the same everywhere.

use sealbid::ErrorKind;
use std::collections::BTreeMap;
use std::ffi::{CString, c_char};
use std::ptr;
use std::sync::LazyLock;

static ENGLISH: LazyLock<BTreeMap<i32, CString>> =
    LazyLock::new(|| messages(include_str!("../../cli/locales/en/main.ftl")));
static CHINESE: LazyLock<BTreeMap<i32, CString>> =
    LazyLock::new(|| messages(include_str!("../../cli/locales/zh-CN/main.ftl")));

/// The messages of errors; each is one line without variables.
fn messages(file: &str) -> BTreeMap<i32, CString> {
    let message = |line: &str| {
        let (code, text) = line.strip_prefix("error-")?.split_once(" = ")?;
        Some((code.parse().ok()?, CString::new(text).ok()?))
    };
    file.lines().filter_map(message).collect()
}

/// The words of a kind; they are never freed.
pub fn of(kind: ErrorKind, chinese: bool) -> *const c_char {
    let messages = if chinese { &CHINESE } else { &ENGLISH };
    messages.get(&kind.code()).map_or(ptr::null(), |text| text.as_ptr())
}

// Under Miri this takes minutes; there are no pointers in it.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages() {
        for kind in ErrorKind::ALL {
            for messages in [&ENGLISH, &CHINESE] {
                let words = messages.get(&kind.code()).unwrap_or_else(|| panic!("{kind:?}"));
                assert!(!words.to_str().unwrap().contains('{'), "{words:?}");
            }
            assert_eq!(ENGLISH[&kind.code()].to_str().unwrap(), kind.text());
        }
        assert!(CHINESE[&1001].to_str().unwrap().contains("文件"));
    }
}
