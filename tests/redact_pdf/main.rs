//! Blind copies of PDF files (SPEC §18.5): each channel by a document made for it, other programs as judges, and any
//! folder of real documents.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod around;
mod bbox;
mod broken;
mod channels;
mod equal;
mod folder;
mod font;
mod interop;
mod leftover;
mod pdf;
mod scanned;
mod text;
mod type1;
