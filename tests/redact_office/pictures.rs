//! JPEG and PNG (SPEC §18.7, channels I1, I2, I4, C4).

use crate::canaries::{COMPANY, PERSON, copy_of, identity, left_in, refused};
use crate::samples::{chunk, header, jpeg, jpeg_with, png, png_with, segment, zlib};
use proptest::prelude::*;
use sealbid::ErrorKind;
use sealbid::redact::{FindingKind, redact};

#[test]
fn a_jpeg_keeps_its_picture_and_nothing_else() {
    let exif = [b"Exif\0\0II*\0\x08\0\0\0\0\0".as_slice(), COMPANY.as_bytes()].concat();
    let segments = [
        segment(0xe0, &[b"JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\x01\x01".as_slice(), &[7; 3]].concat()),
        segment(0xe1, &exif),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), PERSON.as_bytes()].concat()),
        segment(0xe2, &[b"ICC_PROFILE\0\x01\x01".as_slice(), COMPANY.as_bytes()].concat()),
        segment(0xed, &[b"Photoshop 3.0\0".as_slice(), COMPANY.as_bytes()].concat()),
        segment(0xeb, COMPANY.as_bytes()),
        segment(0xfe, PERSON.as_bytes()),
        vec![0xff; 3],
    ];
    let copy = copy_of("logo.jpg", &jpeg_with(&segments, COMPANY.as_bytes()));
    assert_eq!(left_in(&copy.bytes), None);
    // One constant JFIF in their place, whatever was there.
    assert_eq!(copy.bytes, copy_of("logo.jpeg", &jpeg()).bytes);
    assert_eq!(copy.bytes.len(), jpeg().len() + 18);
    assert_eq!((copy.report.removed["I1"], copy.report.removed["C4"]), (7, 1));
    let finding = &copy.report.findings[0];
    assert_eq!(
        (finding.kind, finding.channel, finding.text.as_str()),
        (FindingKind::Look, "P17", "picture 16x8")
    );
}

#[test]
fn the_colours_of_a_jpeg_stay() {
    let adobe = |version, transform| {
        segment(0xee, &[b"Adobe\0".as_slice(), &[version, 0, 1, 0, 2, transform]].concat())
    };
    let copy = copy_of("a.jpg", &jpeg_with(&[adobe(100, 1)], &[])).bytes;
    assert_eq!(copy, copy_of("a.jpg", &jpeg_with(&[adobe(101, 1)], &[])).bytes);
    assert_ne!(copy, copy_of("a.jpg", &jpeg_with(&[adobe(100, 0)], &[])).bytes);
}

#[test]
fn a_turned_picture_is_refused_with_what_to_do() {
    for (big, exif) in [
        (false, b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0".as_slice()),
        (true, b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".as_slice()),
    ] {
        let (kind, words) = refused("a.jpg", &jpeg_with(&[segment(0xe1, exif)], &[]));
        assert_eq!(kind, ErrorKind::UnknownContent);
        assert!(words.contains("upright"), "{words}");
        let mut upright = exif.to_vec();
        upright[if big { 25 } else { 24 }] = 1;
        copy_of("a.jpg", &jpeg_with(&[segment(0xe1, &upright)], &[]));
    }
}

#[test]
fn a_damaged_jpeg_is_refused() {
    let whole = jpeg();
    for length in 3..whole.len() {
        assert_eq!(refused("a.jpg", &whole[..length]).0, ErrorKind::DocumentBroken, "{length}");
    }
    let arithmetic: Vec<u8> = segment(0xc9, &[8, 0, 8, 0, 16, 1, 1, 0x11, 0]);
    assert_eq!(refused("a.jpg", &jpeg_with(&[arithmetic], &[])).0, ErrorKind::UnknownContent);
    let huge = segment(0xc0, &[8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0]);
    assert_eq!(refused("a.jpg", &jpeg_with(&[huge], &[])).0, ErrorKind::DocumentTooLarge);
    let hidden = segment(0xdb, &[&[0][..], &[1; 64], b"hidden"].concat());
    assert_eq!(refused("a.jpg", &jpeg_with(&[hidden], &[])).0, ErrorKind::DocumentBroken);
}

#[test]
fn a_png_keeps_its_picture_and_nothing_else() {
    let text = |kind| chunk(kind, COMPANY.as_bytes());
    let chunks: Vec<Vec<u8>> =
        [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"pHYs", b"caBX", b"prVt"].map(text).into();
    let copy = copy_of("logo.png", &png_with(&chunks, COMPANY.as_bytes()));
    assert_eq!(left_in(&copy.bytes), None);
    assert_eq!(copy.bytes, copy_of("logo.png", &png()).bytes);
    assert_eq!((copy.report.removed["I2"], copy.report.removed["C4"]), (9, 1));
    assert_eq!(copy.report.findings[0].text, "picture 4x4");
    let kept = copy_of("a.png", &png_with(&[chunk(b"gAMA", &[0, 0, 177, 143]), chunk(b"sRGB", &[0])], &[]));
    assert!(kept.bytes.windows(4).any(|w| w == b"gAMA") && kept.bytes.windows(4).any(|w| w == b"sRGB"));
}

#[test]
fn a_square_small_picture_may_be_a_code() {
    let lines = [vec![0], vec![9; 40]].concat().repeat(41);
    let parts = [header(40, 41, [8, 0, 0, 0, 0]), chunk(b"IDAT", &zlib(&lines)), chunk(b"IEND", &[])];
    let copy = copy_of("a.png", &[b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat()].concat());
    assert_eq!(copy.report.findings[0].text, "small-square-picture 40x41");
}

#[test]
fn interlaced_and_indexed_pngs_stay_what_they_are() {
    // 5 by 5 in four colours, seven passes (ISO 15948 8.2).
    let lines: Vec<u8> = [(1, 1), (1, 1), (1, 2), (2, 1), (1, 3), (3, 2), (2, 5)]
        .iter()
        .flat_map(|(lines, pixels)| {
            [vec![0], vec![0x1b; usize::div_ceil(pixels * 2, 8)]].concat().repeat(*lines)
        })
        .collect();
    let parts = [
        header(5, 5, [2, 3, 0, 0, 1]),
        chunk(b"PLTE", &[1; 12]),
        chunk(b"tRNS", &[0]),
        chunk(b"IDAT", &zlib(&lines)),
        chunk(b"IEND", &[]),
    ];
    let bytes = [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat()].concat();
    let copy = copy_of("a.png", &bytes).bytes;
    assert!(copy.windows(4).any(|w| w == b"PLTE") && copy.windows(4).any(|w| w == b"tRNS"));
    assert_eq!(copy[8..33], bytes[8..33]);
}

#[test]
fn a_damaged_png_is_refused() {
    let whole = png();
    for length in 8..whole.len() {
        assert_eq!(refused("a.png", &whole[..length]).0, ErrorKind::DocumentBroken, "{length}");
    }
    for at in 8..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        assert!(redact("a.png", &bytes, &identity()).is_err(), "{at}");
    }
    assert_eq!(refused("a.png", &png_with(&[chunk(b"acTL", &[0; 8])], &[])).0, ErrorKind::UnknownContent);
    assert_eq!(refused("a.png", &png_with(&[chunk(b"ABCD", &[])], &[])).0, ErrorKind::UnknownContent);
}

#[test]
fn a_bomb_is_refused() {
    let bomb = |width, height, data: &[u8]| {
        let parts =
            [header(width, height, [8, 6, 0, 0, 0]), chunk(b"IDAT", &zlib(data)), chunk(b"IEND", &[])];
        [b"\x89PNG\r\n\x1a\n".as_slice(), &parts.concat()].concat()
    };
    assert_eq!(refused("a.png", &bomb(1 << 30, 1 << 30, &[])).0, ErrorKind::DocumentTooLarge);
    assert_eq!(refused("a.png", &bomb(1 << 14, 1 << 13, &[])).0, ErrorKind::DocumentTooLarge);
    assert_eq!(refused("a.png", &bomb(1, 1, &vec![0; 1 << 20])).0, ErrorKind::DocumentTooLarge);
}

#[test]
fn other_pictures_are_refused_by_name() {
    for name in ["a.gif", "a.bmp", "a.tiff", "a.webp", "a.emf", "a.wmf", "a.heic"] {
        assert_eq!(refused(name, b"anything").0, ErrorKind::UnsupportedDocument);
    }
    assert_eq!(refused("a.png", &jpeg()).0, ErrorKind::DocumentMismatch);
}

proptest! {
    #[test]
    fn no_mutation_panics(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
        for (name, mut bytes) in [("a.jpg", jpeg_with(&[segment(0xe1, b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03")], &[1])), ("a.png", png())] {
            let place = at.index(bytes.len());
            bytes[place] = to;
            bytes.truncate(cut.index(bytes.len()) + 1);
            let _ = redact(name, &bytes, &identity());
        }
    }
}
