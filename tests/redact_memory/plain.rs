//! Text and pictures.

use super::{MIB, outcome, scanned, zlib};
use sealbid::ErrorKind;

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = crc32fast::Hasher::new();
    sum.update(kind);
    sum.update(data);
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, &sum.finalize().to_be_bytes()].concat()
}

/// A grey picture of so many pixels, of which all lines are the same.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    for _ in 0..height {
        std::io::Write::write_all(&mut encoder, &vec![0; width as usize + 1]).unwrap();
    }
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let data = encoder.finish().unwrap();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &data), chunk(b"IEND", &[])]
        .concat()
}

#[test]
fn pictures_of_many_pixels() {
    assert_eq!(outcome("a.png", "PNG of 8000 x 8000", &png(8_000, 8_000)), None);
    let claims = [&u32::MAX.to_be_bytes()[..], &u32::MAX.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let data = zlib(&vec![0; MIB]);
    let claims =
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &claims), chunk(b"IDAT", &data), chunk(b"IEND", &[])];
    assert_eq!(
        outcome("a.png", "PNG that claims 2^64 pixels", &claims.concat()),
        Some(ErrorKind::DocumentTooLarge)
    );
    let frame = [0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0];
    let scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
    let jpeg = [&[0xff, 0xd8][..], &frame, &scan, &vec![0x55; 15 * MIB], &[0xff, 0xd9]].concat();
    assert!(outcome("a.jpg", "JPEG of 65535 x 65535", &jpeg).is_some());
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn pictures_with_much_beside_them() {
    let frame = [0xff, 0xc0, 0, 11, 8, 0, 8, 0, 16, 1, 1, 0x11, 0];
    let scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
    let comments: Vec<u8> =
        [[&[0xff, 0xfe, 0xff, 0xff][..], &[b'a'; 65_533]].concat(); 1].concat().repeat(230);
    outcome(
        "a.jpg",
        "JPEG of comments",
        &[&[0xff, 0xd8][..], &comments, &frame, &scan, &[1, 0xff, 0xd9]].concat(),
    );
    scanned("a.png", "PNG of 8000 x 8000", &png(8_000, 8_000));
}

#[test]
fn texts() {
    let large = Some(ErrorKind::DocumentTooLarge);
    assert_eq!(outcome("a.txt", "15 MiB of text", &vec![b'a'; 15 * MIB]), large);
    // One reference is compared as fifteen letters.
    let many = "&#xfdfa;".repeat(MIB / 2 - 1);
    assert_eq!(outcome("a.md", "references that become many letters", many.as_bytes()), large);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn texts_of_terms() {
    for (what, piece) in [("digits of a code", "1"), ("a term", "云启建设")] {
        let text = piece.repeat((4 * MIB - 10) / piece.len());
        assert_eq!(outcome("a.txt", &format!("4 MiB of {what}"), text.as_bytes()), None);
    }
    // One is compared as fifteen letters.
    let many = "\u{fdfa}".repeat(4 * MIB / 15);
    assert_eq!(outcome("a.txt", "as many letters that become many as may be", many.as_bytes()), None);
    assert_eq!(
        outcome("a.txt", "too many", (many + "\u{fdfa}").as_bytes()),
        Some(ErrorKind::DocumentTooLarge)
    );
    for (what, piece) in [
        ("digits of a code", "1"),
        ("marks", "*a_`"),
        ("tags", "<b>"),
        ("comments without an end", "<!--"),
        ("destinations without an end", "]("),
        ("destinations", "](a)"),
        ("destinations in brackets", "](<"),
        ("references", "&gt;"),
        ("quotation marks", "\n>"),
    ] {
        let text = piece.repeat((4 * MIB - 10) / piece.len());
        outcome("a.md", &format!("4 MiB of {what} in Markdown"), text.as_bytes());
    }
    scanned("a.txt", "2 MiB of letters of base64", &vec![b'a'; 2 * MIB]);
    scanned("a.xml", "attributes", format!("<?xml ?><a{}/>", " b=\"aa\"".repeat(MIB / 4)).as_bytes());
}
