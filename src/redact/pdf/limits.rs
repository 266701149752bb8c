//! How much of everything a document may have (SPEC §18.5). What is more is refused.

use crate::error::{Error, ErrorKind};

/// Bytes that one stream may decode to.
pub(super) const STREAM: usize = 48 << 20;
/// Bytes that all streams together may decode to, each as often as it is read.
pub(super) const DECODED: usize = 1 << 30;
/// Bytes that all object and cross-reference streams together may decode to.
pub(super) const PACKED: usize = 24 << 20;
/// Names, numbers, strings and brackets outside of streams, and in object streams: each takes some memory.
pub(super) const TOKENS: usize = 1_500_000;
/// Pages.
pub(super) const PAGES: usize = 5_000;
/// How deep arrays, dictionaries, forms and page trees may be nested.
pub(super) const DEPTH: usize = 24;
/// Glyphs of one page.
pub(super) const PAGE_GLYPHS: usize = 300_000;
/// Operators that are carried out for all pages, forms as often as they are drawn.
pub(super) const OPERATORS: usize = 60_000_000;
/// Operands of one operator, and elements of one array in a content stream.
pub(super) const OPERANDS: usize = 64;
pub(super) const ELEMENTS: usize = 1 << 16;
/// Objects of the copy.
pub(super) const OBJECTS: usize = 300_000;

pub(super) fn too_large(what: &str) -> Error {
    Error::new(ErrorKind::DocumentTooLarge).because(what)
}

pub(super) fn broken(what: &str) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(what)
}

pub(super) fn unknown(what: &str) -> Error {
    Error::new(ErrorKind::UnknownContent).because(what)
}

pub(super) fn untrusted(what: &str) -> Error {
    Error::new(ErrorKind::UntrustedText).because(what)
}
