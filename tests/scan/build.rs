//! Documents byte by byte, so that a term stands at just one place of them.

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use std::io::Write;

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn utf16(text: &str, put: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(put).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A member of a package.
#[derive(Clone, Default)]
pub struct Member {
    pub name: Vec<u8>,
    pub extra: Vec<u8>,
    pub comment: Vec<u8>,
    pub data: Vec<u8>,
    pub stored: bool,
    pub unlisted: bool,
}

pub fn member(name: &str, data: impl Into<Vec<u8>>) -> Member {
    Member { name: name.as_bytes().to_vec(), data: data.into(), ..Member::default() }
}

/// A package, with a comment.
pub fn zip(members: &[Member], comment: &[u8]) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    for member in members {
        let packed = if member.stored { member.data.clone() } else { deflate(&member.data) };
        let method = if member.stored { 0 } else { 8 };
        let common = [
            &[20, 0, 0, 0][..],
            &short(method),
            &[0; 4],
            &long(0),
            &long(packed.len()),
            &long(member.data.len()),
            &short(member.name.len()),
            &short(member.extra.len()),
        ]
        .concat();
        let at = out.len();
        out.extend([b"PK\x03\x04", &common[..], &member.name, &member.extra, &packed].concat());
        if !member.unlisted {
            let head =
                [b"PK\x01\x02\x14\0", &common[..], &short(member.comment.len()), &[0; 8], &long(at)].concat();
            directory
                .extend([head, member.name.clone(), member.extra.clone(), member.comment.clone()].concat());
            count += 1;
        }
    }
    let at = out.len();
    let end =
        [&[0; 4][..], &count.to_le_bytes(), &count.to_le_bytes(), &long(directory.len()), &long(at)].concat();
    out.extend([&directory[..], b"PK\x05\x06", &end, &short(comment.len()), comment].concat());
    out
}

/// A document with one more part, or another text.
pub fn docx(text: &str, more: &[Member]) -> Vec<u8> {
    let types =
        "<?xml version=\"1.0\"?><Types><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let body = format!("<?xml version=\"1.0\"?><w:document><w:body>{text}</w:body></w:document>");
    let members = [member("[Content_Types].xml", types), member("word/document.xml", body)];
    zip(&[&members, more].concat(), b"")
}

/// A PDF of these objects, numbered from 1, with what stands before the cross-reference table and behind the end.
pub fn pdf_with(objects: &[Vec<u8>], trailer: &str, behind: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    for (n, object) in objects.iter().enumerate() {
        out.extend([format!("{} 0 obj\n", n + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    out.extend(format!("trailer\n<</Root 1 0 R{trailer}>>\nstartxref\n0\n%%EOF\n").into_bytes());
    out.extend(behind);
    out
}

pub fn object(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

pub fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// The objects of a page: catalogue, pages, page, its content (packed), its font, then more.
pub fn page(content: &[u8], font: &str, more: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let first = [
        object("<</Type/Catalog/Pages 2 0 R>>"),
        object("<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>>>>>"),
        object("<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"),
        stream("/Filter/FlateDecode", &zlib(content)),
        object(font),
    ];
    [&first, more].concat()
}

/// A page in plain Latin text, and more objects from number 6 on.
pub fn pdf(more: &[Vec<u8>]) -> Vec<u8> {
    pdf_with(&page(b"BT /F1 12 Tf (A plain page) Tj ET", "<</Type/Font/Subtype/Type1>>", more), "", b"")
}

pub fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, &[0; 4]].concat()
}

/// A picture of one element with one more chunk, and something behind it.
pub fn png(more: &[Vec<u8>], behind: &[u8]) -> Vec<u8> {
    let head = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let pixels = chunk(b"IDAT", &zlib(&[0, 0]));
    [b"\x89PNG\r\n\x1a\n", &head[..], &more.concat(), &pixels, &chunk(b"IEND", b""), behind].concat()
}

pub fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, data].concat()
}

/// The frame of a JPEG with these segments, and something behind it.
pub fn jpeg(segments: &[Vec<u8>], behind: &[u8]) -> Vec<u8> {
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]].concat();
    [&[0xff, 0xd8][..], &segments.concat(), &scan, &[0xff, 0xd9], behind].concat()
}
