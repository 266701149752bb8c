//! Documents that a few bytes can make: checksums and compression would stop whatever is changed within.

use super::handles::Input;
use super::packed::{page, word, workbook};
use super::samples::{chunk, jpeg_with, png_with, segment};
use std::ffi::CString;

/// A name that says what a document is, and its bytes; whoever changes them reaches what is refused.
pub fn document(input: &mut Input) -> (CString, Vec<u8>) {
    let (kind, choice) = (input.byte(), input.byte());
    let inner = |input: &mut Input| String::from_utf8_lossy(input.bytes()).into_owned();
    let (name, bytes) = match kind % 8 {
        0 => return (input.text(), input.bytes().to_vec()),
        1 => (c"a.txt", input.bytes().to_vec()),
        2 => (c"a.md", input.bytes().to_vec()),
        3 => (c"a.docx", word(choice, &inner(input))),
        4 => (c"a.xlsx", workbook(choice, &inner(input))),
        5 => (c"a.png", png_with(&[chunk(b"tEXt", input.bytes())], &[choice])),
        6 => (c"a.jpg", jpeg_with(&[segment(0xfe, input.bytes())], &[choice])),
        _ => (c"a.pdf", page(input.bytes())),
    };
    (name.to_owned(), input.changed(&bytes))
}
