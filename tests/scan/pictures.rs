//! Pictures: every chunk and segment, and what stands behind the end.

use super::build::{chunk, jpeg, png, segment, utf16, zlib};
use super::*;

#[test]
fn clean_pictures_have_no_hits() {
    assert_eq!(found("a.png", &png(&[], b"")), []);
    assert_eq!(found("a.jpg", &jpeg(&[segment(0xe0, b"JFIF\0")], b"")), []);
}

#[test]
fn every_chunk_is_read() {
    let packed = zlib(PERSON.as_bytes());
    for (kind, data) in [
        (b"tEXt", [b"Author\0", PERSON.as_bytes()].concat()),
        (b"zTXt", [b"Author\0\0", &packed[..]].concat()),
        (b"iTXt", [b"Author\0\x01\0zh\0x\0", &packed[..]].concat()),
        (b"iCCP", [b"icc\0\0", &packed[..]].concat()),
        (b"eXIf", PERSON.as_bytes().to_vec()),
        (b"prVt", PERSON.as_bytes().to_vec()),
    ] {
        let name = String::from_utf8_lossy(kind).into_owned();
        only_at("a.png", &png(&[chunk(kind, &data)], b""), &format!("chunk {name}"), "utf-8", PERSON);
    }
    // Text that is not packed is read by itself, and as it stands in the chunk.
    let plain = png(&[chunk(b"iTXt", &[b"Author\0\0\0\0\0", PERSON.as_bytes()].concat())], b"");
    assert_eq!(found("a.png", &plain).len(), 2);
    only_at("a.png", &png(&[], PERSON.as_bytes()), "behind the end", "utf-8", PERSON);
    let pixels = chunk(b"IDAT", &zlib(&[&[0], PERSON.as_bytes(), &[0; 40]].concat()));
    let head = png(&[], b"")[..33].to_vec();
    let planted = [&head[..], &pixels, &chunk(b"IEND", b"")].concat();
    only_at("a.png", &planted, "pixels", "utf-8", PERSON);
    let behind = chunk(b"IDAT", &[zlib(&[0, 0]), PERSON.as_bytes().to_vec()].concat());
    only_at(
        "a.png",
        &[&head[..], &behind, &chunk(b"IEND", b"")].concat(),
        "behind the pixels",
        "utf-8",
        PERSON,
    );
}

#[test]
fn every_segment_is_read() {
    let exif = [b"Exif\0\0II*\0", &utf16(PERSON, u16::to_le_bytes)[..]].concat();
    only_at("a.jpg", &jpeg(&[segment(0xe1, &exif)], b""), "segment E1", "utf-16le", PERSON);
    for marker in [0xe0, 0xe2, 0xeb, 0xed, 0xef, 0xfe, 0xdb] {
        let planted = jpeg(&[segment(marker, PERSON.as_bytes())], b"");
        only_at("a.jpg", &planted, &format!("segment {marker:02X}"), "utf-8", PERSON);
    }
    only_at("a.jpg", &jpeg(&[], PERSON.as_bytes()), "behind the end", "utf-8", PERSON);
    only_at(
        "a.jpg",
        &jpeg(&[], &png(&[chunk(b"tEXt", PERSON.as_bytes())], b"")),
        "chunk tEXt",
        "utf-8",
        PERSON,
    );
    let icc = |n: u8, data: &[u8]| segment(0xe2, &[b"ICC_PROFILE\0", &[n, 2][..], data].concat());
    let (first, second) = PERSON.as_bytes().split_at(5);
    let halves = jpeg(&[icc(1, first), icc(2, second)], b"");
    only_at("a.jpg", &halves, "segments E2 ICC_PROFILE", "utf-8", PERSON);
    let (first, second) = "<a>欧阳<b/>慕白</a>".split_at(12);
    let xmp = |data: &str| {
        segment(0xe1, &[b"http://ns.adobe.com/xmp/extension/\0", &[b'0'; 40][..], data.as_bytes()].concat())
    };
    only_at("a.jpg", &jpeg(&[xmp(first), xmp(second)], b""), "xmp/extension", "xml-text", PERSON);
    let scan = jpeg(&[], b"");
    let planted = [&scan[..scan.len() - 2], PERSON.as_bytes(), &[0xff, 0xd9]].concat();
    only_at("a.jpg", &planted, "scan", "utf-8", PERSON);
}
