//! Documents that a few bytes can make: checksums and compression would stop whatever is changed within.

use super::handles::Input;
use super::packed::{word, workbook};
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

/// A PDF of one page with this content and a font of the viewer's.
fn page(content: &[u8]) -> Vec<u8> {
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
         4 0 obj<</Length {}>>stream\n",
        content.len()
    );
    let mut bytes = [head.as_bytes(), content, b"\nendstream endobj\n"].concat();
    let table = bytes.len();
    // Where each object begins.
    let starts: Vec<usize> = (1..=5)
        .map(|n| {
            let begins = format!("\n{n} 0 obj");
            let found = bytes.windows(begins.len()).position(|window| window == begins.as_bytes());
            found.map_or(0, |at| at + 1)
        })
        .collect();
    bytes.extend(b"xref\n0 6\n0000000000 65535 f \n");
    starts.iter().for_each(|start| bytes.extend(format!("{start:010} 00000 n \n").as_bytes()));
    bytes.extend(format!("trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    bytes
}
