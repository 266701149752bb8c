//! What cannot be walked to its end is not clean; nothing panics, and no bomb goes off.

use super::build::{Member, docx, jpeg, member, page, pdf, pdf_with, png, segment, stream, zip, zlib};
use super::*;
use proptest::prelude::*;
use sealbid::{Error, ErrorKind};

fn refused(name: &str, bytes: &[u8]) -> Error {
    scan(name, bytes, &terms()).map(|hits| format!("{hits:?}")).unwrap_err()
}

#[test]
fn what_ends_too_early_is_broken() {
    let whole = docx("<w:p>text</w:p>", &[]);
    for cut in [whole.len() - 1, whole.len() - 30, 60, 5] {
        assert_eq!(refused("a.docx", &whole[..cut]).kind(), ErrorKind::DocumentBroken, "{cut}");
    }
    let (png, jpeg) = (png(&[], b""), jpeg(&[], b""));
    for (name, whole) in [("a.png", &png), ("a.jpg", &jpeg)] {
        for cut in 8..whole.len() {
            if cut < whole.len() - 4 || name == "a.jpg" {
                assert_eq!(refused(name, &whole[..cut]).kind(), ErrorKind::DocumentBroken, "{name} {cut}");
            }
        }
    }
    assert_eq!(refused("a.pdf", b"%PDF-1.7\n").kind(), ErrorKind::DocumentBroken);
    for object in ["<</A", "<<>>\nstream\nno end", "(", "[(x"] {
        let file = format!("%PDF-1.7\n1 0 obj\n{object}");
        assert_eq!(refused("a.pdf", file.as_bytes()).kind(), ErrorKind::DocumentBroken, "{object}");
    }
    let packed = zlib(b"some text that is packed");
    let cut = pdf(&[stream("/Filter/FlateDecode", &packed[..packed.len() - 8])]);
    let error = refused("a.pdf", &cut);
    assert_eq!((error.kind(), error.place()), (ErrorKind::DocumentBroken, "a.pdf: object 6"));
    let error = refused("a.docx", &docx("", &[member("x.xml", "<?xml version=\"1.0\"?><a b='c")]));
    assert_eq!((error.kind(), error.place()), (ErrorKind::DocumentBroken, "a.docx: x.xml"));
    // A content stream that does not end.
    let error = refused("a.pdf", &pdf_with(&page(b"BT (x", "<<>>", &[]), "", b""));
    assert_eq!(error.kind(), ErrorKind::DocumentBroken);
}

#[test]
fn what_is_not_understood_is_told() {
    assert_eq!(refused("a.bin", b"\x80\x81").kind(), ErrorKind::UnsupportedDocument);
    assert_eq!(refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").kind(), ErrorKind::DocumentEncrypted);
    let locked = pdf_with(&page(b"", "<<>>", &[]), "/Encrypt 9 0 R", b"");
    assert_eq!(refused("a.pdf", &locked).kind(), ErrorKind::DocumentEncrypted);
    let crypt = pdf(&[stream("/Filter/Crypt", b"x")]);
    assert_eq!(refused("a.pdf", &crypt).kind(), ErrorKind::UnknownContent);
    let entity = docx("", &[member("x.xml", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a/>")]);
    assert_eq!(refused("a.docx", &entity).kind(), ErrorKind::UnknownContent);
    let mut encrypted = docx("", &[]);
    encrypted[6] |= 1;
    assert_eq!(refused("a.docx", &encrypted).kind(), ErrorKind::DocumentEncrypted);
    let mut method = docx("", &[]);
    method[8] = 12;
    assert_eq!(refused("a.docx", &method).kind(), ErrorKind::UnknownContent);
    // The directory says that more data is the entry's than it needs.
    let mut stored = zip(&[Member { stored: true, ..member("a", "text") }], b"");
    let at = stored.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    stored[at + 10] = 8;
    assert_eq!(refused("a.docx", &stored).kind(), ErrorKind::DocumentBroken);
}

#[test]
fn what_is_packed_too_deep_is_refused() {
    let mut nested = b"text".to_vec();
    for _ in 0..10 {
        nested = zip(&[member("a", nested)], b"");
    }
    assert_eq!(refused("a.zip", &nested).kind(), ErrorKind::DocumentTooLarge);
}

/// One document of each kind, with everything in it.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let chunks = [
        build::chunk(b"zTXt", &[b"a\0\0", &zlib(b"text")[..]].concat()),
        build::chunk(b"iTXt", b"a\0\0\0\0\0text"),
    ];
    let picture = png(&chunks, b"");
    let photo = jpeg(&[segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<a b='c'/>")], b"x");
    let map = stream("", b"begincmap 1 beginbfrange <01> <05> <0041> endbfrange");
    let packed = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zlib(b"9 0 <</A(b)>>"));
    let lzw =
        stream("/Filter[/ASCII85Decode/LZWDecode]", b"J..)6T`?p&<!J9%_[umg\"B7/Z7KNXbN'S+,*Q/&\"OLT'F~>");
    let font = "<</Subtype/Type1/ToUnicode 6 0 R/Encoding<</Differences[1/a/b]>>>>";
    let content = b"q BT /F1 9 Tf (a\\101) Tj [<01>] TJ ET BI /W 1 ID x EI Q";
    vec![
        (
            "a.docx",
            docx("<w:p a='b'>&#65;<![CDATA[x]]><!-- c --></w:p>", &[member("i.png", picture.clone())]),
        ),
        ("a.png", picture),
        ("a.jpg", photo),
        ("a.pdf", pdf_with(&page(content, font, &[map, packed, lzw]), "/ID[<00>]", b"")),
        ("a.txt", "text %41 \\u0041 QUJDREVGR0g= 4142434445464748 云".as_bytes().to_vec()),
    ]
}

#[test]
fn documents_of_the_mutation_test_are_whole() {
    for (name, bytes) in documents() {
        assert_eq!(found(name, &bytes), [], "{name}");
    }
}

#[test]
fn no_flipped_or_missing_byte_panics() {
    for (name, bytes) in documents() {
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= if at % 2 == 0 { 0xff } else { 1 };
            assert!(scan(name, &flipped, &terms()).map_or(0, |hits| hits.len()) < 20);
            if at % 3 == 0 {
                assert!(scan(name, &bytes[..at], &terms()).map_or(0, |hits| hits.len()) < 20);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        magic in prop::sample::select(vec![&b""[..], b"%PDF-1 0 obj", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<", b"\x1f\x8b\x08"]),
    ) {
        prop_assert!(scan("a", &[magic, &bytes].concat(), &terms()).map_or(0, |hits| hits.len()) < 20);
    }
}
