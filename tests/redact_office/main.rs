//! Blind copies of text, pictures and Office documents (SPEC §18): each channel of §18.4 has a document that tells
//! through it, and a copy that does not.

#![allow(clippy::unwrap_used, clippy::panic)]

mod canaries;
mod container;
mod corpus;
mod documents;
mod interop;
mod pictures;
mod places;
mod remaining;
mod report;
mod samples;
mod scanned;
mod sheets;
mod spelled;
mod terms;
mod text;
mod word;
mod zip;
