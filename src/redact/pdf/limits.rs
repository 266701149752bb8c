//! How much of everything a document may have (SPEC §18.5). What is more is refused.

use crate::error::{Error, ErrorKind};

/// Bytes that one stream may decode to.
pub(super) const STREAM: usize = 48 << 20;
/// Bytes that all streams together may decode to, each as often as it is read.
pub(super) const DECODED: usize = 1 << 30;
/// Bytes that one object stream may decode to, and all of them together.
pub(super) const OBJECT_STREAM: usize = 8 << 20;
pub(super) const PACKED: usize = 64 << 20;
/// Bytes that all cross-reference streams together may decode to: each object that they list takes some memory.
pub(super) const LISTED: usize = 6 << 20;
/// Names, numbers, strings and brackets outside of streams, and in one object stream: each takes some memory.
pub(super) const TOKENS: usize = 600_000;
pub(super) const OBJECT_TOKENS: usize = 300_000;
/// Bytes that all objects that are kept may take in memory, beyond the length of the file.
pub(super) const PARSED: usize = 72 << 20;
/// Pages.
pub(super) const PAGES: usize = 5_000;
/// How deep arrays, dictionaries, forms and page trees may be nested.
pub(super) const DEPTH: usize = 24;
/// Glyphs of one page.
pub(super) const PAGE_GLYPHS: usize = 150_000;
/// Characters that the glyphs of one page stand for.
pub(super) const PAGE_CHARS: usize = 300_000;
/// Flat shapes of one page, and how often they are compared with what stands above them.
pub(super) const BARS: usize = 300_000;
pub(super) const COMPARED: usize = 200_000_000;
/// How often upright rules are compared with level ones and lines of text; beyond that a page has no tables.
pub(super) const RULES: usize = 20_000_000;
/// Operators that are carried out for all pages, forms as often as they are drawn.
pub(super) const OPERATORS: usize = 20_000_000;
/// Operands of one operator, and elements of one array in a content stream.
pub(super) const OPERANDS: usize = 64;
pub(super) const ELEMENTS: usize = 1 << 16;
/// Objects of the copy.
pub(super) const OBJECTS: usize = 300_000;
/// Bytes of memory in use at once, of a document of up to 16 MiB; five times what it is longer than that may be added.
pub(super) const MEMORY: usize = 208 << 20;
/// Bytes beside them, for what is in use for a moment only.
pub(super) const BESIDE: usize = 48 << 20;
/// Bytes of one font program, and of one map from codes.
pub(super) const FONT_FILE: usize = 24 << 20;
pub(super) const MAP: usize = 4 << 20;

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
