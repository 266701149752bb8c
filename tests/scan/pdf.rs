//! PDF: every object, stream, filter and font.

use super::build::{deflate, hex, object, page, pdf, pdf_with, stream, utf16, zlib};
use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const LATIN: &str = "<</Type/Font/Subtype/Type1>>";

fn show(content: &str, font: &str, more: &[Vec<u8>]) -> Vec<u8> {
    pdf_with(&page(content.as_bytes(), font, more), "", b"")
}

#[test]
fn a_clean_file_has_no_hits() {
    assert_eq!(found("a.pdf", &pdf(&[])), []);
    assert_eq!(found("a.pdf", &pdf(&[stream("/Type/EmbeddedFile", b"plain")])), []);
}

#[test]
fn strings_are_read_in_all_their_forms() {
    let octal: String = COMPANY.bytes().map(|byte| format!("\\{byte:03o}")).collect();
    let big = [b"\xfe\xff".to_vec(), utf16(COMPANY, u16::to_be_bytes)].concat();
    // What is written plainly stands between the streams too; so each is within an object stream.
    for (encoding, string) in [
        ("utf-8", format!("({octal})")),
        ("utf-16be", format!("<{}>", hex(&big))),
        ("utf-8", format!("({})", COMPANY.replace('云', "\\\n云"))),
    ] {
        let data = format!("9 0 <</Title{string}>>");
        let packed = zlib(data.as_bytes());
        let file = pdf(&[stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &packed)]);
        let hits = scan("a.pdf", &file, &terms()).unwrap();
        let hit = hits.iter().find(|hit| hit.place.contains("object 9 in object stream 6")).unwrap();
        assert_eq!((hit.encoding.as_str(), hit.term.as_str()), (encoding, COMPANY), "{string}");
    }
    let name: String = PERSON.bytes().map(|byte| format!("#{byte:02x}")).collect();
    let hits = found("a.pdf", &pdf(&[object(&format!("<</X/{name}>>"))]));
    assert_eq!(hits[0], ("utf-8".to_owned(), PERSON.to_owned()));
    only_at("a.pdf", &pdf(&[object("[(L\\151)]")]), "object 6", "utf-8", "Li");
}

#[test]
fn every_filter_is_undone() {
    let plain = PERSON.as_bytes();
    let runs = [&[u8::try_from(plain.len() - 1).unwrap()][..], plain, &[128]].concat();
    // Codes of nine bits, with a clear code first; too few for the width to grow.
    let codes: Vec<u32> =
        [256].into_iter().chain(plain.iter().map(|byte| u32::from(*byte))).chain([257]).collect();
    let bits: String = codes.iter().map(|code| format!("{code:09b}")).collect();
    let lzw: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|c| u8::from_str_radix(&format!("{:0<8}", std::str::from_utf8(c).unwrap()), 2).unwrap())
        .collect();
    let up = [&[2][..], plain, &[2], &[0; 12]].concat();
    let parameters = "/DecodeParms<</Predictor 12/Columns 12>>";
    for (dict, data) in [
        ("/Filter/FlateDecode".to_owned(), zlib(plain)),
        ("/Filter[/Fl]".to_owned(), zlib(plain)),
        ("/Filter/LZWDecode".to_owned(), lzw),
        ("/Filter/RunLengthDecode".to_owned(), runs),
        ("/Filter[/ASCIIHexDecode/FlateDecode]".to_owned(), hex(&zlib(plain)).into_bytes()),
        (format!("/Filter/FlateDecode{parameters}"), zlib(&up)),
    ] {
        only_at("a.pdf", &pdf(&[stream(&dict, &data)]), "object 6", "utf-8", PERSON);
    }
    // What stands behind the packed data is no part of it, and read all the same.
    let behind = [zlib(b"x"), plain.to_vec()].concat();
    only_at("a.pdf", &pdf(&[stream("/Filter/FlateDecode", &behind)]), "object 6", "utf-8", PERSON);
    let image = "/Subtype/Image/Filter/DCTDecode";
    let picture = build::jpeg(&[build::segment(0xfe, plain)], b"");
    only_at("a.pdf", &pdf(&[stream(image, &picture)]), "object 6: segment FE", "utf-8", PERSON);
    let xmp = stream("/Type/Metadata", "<?xpacket?><a>欧阳<b/>慕白</a>".as_bytes());
    only_at("a.pdf", &pdf(&[xmp]), "object 6", "xml-text", PERSON);
}

#[test]
fn whatever_nothing_refers_to_is_read() {
    only_at("a.pdf", &pdf_with(&page(b"", LATIN, &[]), "", PERSON.as_bytes()), "between", "utf-8", PERSON);
    only_at("a.pdf", &pdf(&[format!("% {PERSON}\nnull").into_bytes()]), "between", "utf-8", PERSON);
    // A stream whose length is a lie ends where it ends.
    let packed = zlib(PERSON.as_bytes());
    let lie = [b"<</Filter/FlateDecode/Length 1>>\nstream\n", &packed[..], b"\nendstream"].concat();
    only_at("a.pdf", &pdf(&[lie]), "object 6", "utf-8", PERSON);
    let file = [pdf(&[]), pdf(&[stream("/Filter/FlateDecode", &packed)])].concat();
    only_at("a.pdf", &file, "object 6", "utf-8", PERSON);
    let trailer = pdf_with(&page(b"", LATIN, &[]), "/ID[(L\\151)]", b"");
    only_at("a.pdf", &trailer, "trailer", "utf-8", "Li");
}

/// A font whose codes are numbers of glyphs, and its map.
fn mapped(text: &str) -> (String, Vec<u8>, String) {
    let pairs: String =
        text.chars().enumerate().map(|(n, c)| format!("<{:04X}><{:04X}>", 2 * n + 1, u32::from(c))).collect();
    // In the order of codes there is a letter between any two.
    let others: String = (0..text.chars().count()).map(|n| format!("<{:04X}><0041>", 2 * n)).collect();
    let map = format!(
        "begincmap 1 begincodespacerange<0000><FFFF>endcodespacerange 9 beginbfchar{pairs}{others}endbfchar"
    );
    let codes: String = (0..text.chars().count()).map(|n| format!("{:04X}", 2 * n + 1)).collect();
    (
        "<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 6 0 R>>".to_owned(),
        stream("/Filter/FlateDecode", &zlib(map.as_bytes())),
        codes,
    )
}

#[test]
fn text_is_read_through_the_maps_of_fonts() {
    let (font, map, codes) = mapped(COMPANY);
    let (first, second) = codes.split_at(12);
    for content in [
        format!("BT /F1 12 Tf <{codes}> Tj ET"),
        format!("BT /F1 12 Tf [<{first}> -200 <{second}>] TJ ET"),
        format!("BT /F1 12 Tf <{first}> Tj 1 0 0 1 5 5 Tm <{second}> ' ET"),
        format!("q BT /F1 12 Tf q /F9 3 Tf Q <{first}> Tj 0 0 <{second}> \" ET Q"),
    ] {
        only_at("a.pdf", &show(&content, &font, std::slice::from_ref(&map)), "page 1", "shown", COMPANY);
    }
    // A form with its own fonts, and one without.
    for own in ["/Resources<</Font<</F2 5 0 R>>>>", ""] {
        let name = if own.is_empty() { "F1" } else { "F2" };
        let content = format!("BT /{name} 12 Tf <{codes}> Tj ET");
        let form = stream(&format!("/Type/XObject/Subtype/Form{own}"), content.as_bytes());
        only_at("a.pdf", &show("", &font, &[map.clone(), form]), "object 7", "shown", COMPANY);
    }
    // The map of another font says other things.
    let other = "<</Type/Font/Subtype/TrueType>>";
    assert_eq!(found("a.pdf", &show(&format!("BT /F1 12 Tf <{codes}> Tj ET"), other, &[map])), []);
}

/// An address is one to a reader, whatever codes its letters have.
#[test]
fn escapes_are_undone_in_what_is_shown() {
    let utf8 = || COMPANY.bytes();
    let percent: String = utf8().map(|byte| format!("%{byte:02X}")).collect();
    let (gbk, _, _) = encoding_rs::GBK.encode(COMPANY);
    for (encoding, written) in [
        ("shown/percent/utf-8", format!("https://example/{percent}?x")),
        ("shown/percent/gb18030", gbk.iter().map(|byte| format!("%{byte:02X}")).collect()),
        ("shown/quoted-printable/utf-8", percent.replace('%', "=")),
        ("shown/entities/utf-8", COMPANY.chars().map(|c| format!("&#{};", u32::from(c))).collect()),
        ("shown/unicode-escape/utf-8", COMPANY.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect()),
        ("shown/octal/utf-8", utf8().map(|byte| format!("\\{byte:03o}")).collect()),
        ("shown/hex/utf-8", percent.replace('%', "")),
        ("shown/base64/utf-8", STANDARD.encode(COMPANY)),
        (
            "shown/percent/entities/utf-8",
            COMPANY.chars().map(|c| format!("%26%23{};", u32::from(c))).collect(),
        ),
        ("shown/percent/percent/percent/utf-8", percent.replace('%', "%2525")),
    ] {
        let (font, map, codes) = mapped(&written);
        let content = format!("BT /F1 12 Tf <{codes}> Tj ET");
        only_at("a.pdf", &show(&content, &font, &[map]), "page 1", encoding, COMPANY);
    }
}

#[test]
fn text_over_several_streams_of_a_page_is_one() {
    let (font, map, codes) = mapped(COMPANY);
    let (first, second) = codes.split_at(12);
    let mut objects = page(format!("BT /F1 12 Tf <{first}> Tj").as_bytes(), &font, &[map]);
    objects.push(stream("", format!("<{second}> Tj ET").as_bytes()));
    objects[2] = object("<</Type/Page/Parent 2 0 R/Contents[4 0 R 7 0 R]>>");
    only_at("a.pdf", &pdf_with(&objects, "", b""), "page 1", "shown", COMPANY);
}

#[test]
fn codes_that_are_a_character_set_are_read() {
    let font = |encoding: &str| format!("<</Type/Font/Subtype/Type0/Encoding/{encoding}>>");
    let (gbk, _, _) = encoding_rs::GBK.encode(COMPANY);
    let big = utf16(COMPANY, u16::to_be_bytes);
    for (encoding, bytes, charset) in
        [("GBK-EUC-H", gbk.to_vec(), "gb18030"), ("UniGB-UCS2-V", big, "utf-16be")]
    {
        // In two strings, so that the content stream itself does not have it in one.
        let (first, second) = bytes.split_at(6);
        let content = format!("BT /F1 12 Tf [<{}>5<{}>] TJ ET", hex(first), hex(second));
        only_at("a.pdf", &show(&content, &font(encoding), &[]), "codes shown", charset, COMPANY);
    }
    for encoding in ["Identity-H", "ETen-B5-H", "7 0 R"] {
        let content = "BT /F1 12 Tf <0001> Tj ET";
        let error = scan("a.pdf", &show(content, &font(encoding), &[]), &terms()).unwrap_err();
        assert_eq!(error.kind(), sealbid::ErrorKind::UntrustedText, "{encoding}");
        assert_eq!(found("a.pdf", &show("BT /F1 12 Tf () Tj ET", &font(encoding), &[])), []);
    }
}

#[test]
fn names_of_glyphs_are_read() {
    let names: String = COMPANY.chars().map(|c| format!("/uni{:04X}", u32::from(c))).collect();
    let font = format!("<</Subtype/Type1/Encoding<</Differences[1{names}]>>>>");
    only_at("a.pdf", &show("", &font, &[]), "object 5", "glyph-names", COMPANY);
    // By two codes each of which is a name of its own.
    let font = "<</Subtype/Type3/Encoding<</Differences[1/L 5/i]>>>>";
    only_at("a.pdf", &show("BT /F1 9 Tf <0105> Tj ET", font, &[]), "page 1", "shown", "Li");
}

#[test]
fn what_fonts_keep_of_removed_text_is_found() {
    let pairs: String =
        COMPANY.chars().zip(1..).map(|(c, n)| format!("<{n:04X}><{:04X}>", u32::from(c))).collect();
    let map = format!("begincmap 9 beginbfchar{pairs}endbfchar");
    only_at("a.pdf", &pdf(&[stream("", map.as_bytes())]), "object 6", "code-order", COMPANY);

    let table = |letters: &str| {
        let mut sorted: Vec<(u32, u32)> = letters.chars().map(u32::from).zip(1..).collect();
        sorted.sort_unstable();
        let groups: Vec<u8> = sorted
            .iter()
            .flat_map(|(c, glyph)| [c.to_be_bytes(), c.to_be_bytes(), glyph.to_be_bytes()].concat())
            .collect();
        let count = u32::try_from(sorted.len()).unwrap().to_be_bytes();
        [&[0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0][..], &[0; 8], &count, &groups].concat()
    };
    let font = |tag: &[u8; 4], table: &[u8]| {
        let length = u32::try_from(table.len()).unwrap().to_be_bytes();
        [&[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0][..], tag, &[0; 4], &[0, 0, 0, 28], &length, table].concat()
    };
    let planted = pdf(&[stream("/Filter/FlateDecode", &zlib(&font(b"cmap", &table(COMPANY))))]);
    only_at("a.pdf", &planted, "table cmap", "glyph-order", COMPANY);
    // Two letters stand side by side in many fonts.
    assert_eq!(found("a.pdf", &pdf(&[stream("", &font(b"cmap", &table(SHORT)))])), []);
    let named = font(b"name", &utf16(SHORT, u16::to_be_bytes));
    only_at("a.pdf", &pdf(&[stream("/Filter/FlateDecode", &zlib(&named))]), "table name", "utf-16be", SHORT);

    let mut key = 55665_u16;
    let cipher: Vec<u8> = [b"four", DOMAIN.as_bytes()]
        .concat()
        .iter()
        .map(|plain| {
            let cipher = plain ^ key.to_be_bytes()[0];
            key = u16::from(cipher).wrapping_add(key).wrapping_mul(52845).wrapping_add(22719);
            cipher
        })
        .collect();
    let type1 = [b"%!PS-AdobeFont-1.0\ncurrentfile eexec\n", &cipher[..]].concat();
    only_at("a.pdf", &pdf(&[stream("/Filter/FlateDecode", &zlib(&type1))]), "eexec", "utf-8", DOMAIN);
}

#[test]
fn marked_content_and_inline_images_are_read() {
    only_at("a.pdf", &show("/Span <</ActualText(L\\151)>> BDC EMC", LATIN, &[]), "properties", "utf-8", "Li");
    let image = [
        b"q BI /W 1 /H 1 /F /Fl ID ",
        &zlib(&[b" EI ", PERSON.as_bytes()].concat())[..],
        b" EI Q BT (x) Tj ET",
    ]
    .concat();
    let file = pdf_with(&page(&image, LATIN, &[]), "", b"");
    only_at("a.pdf", &file, "page 1: inline image", "utf-8", PERSON);
    // Raw deflate data is no zlib data.
    let broken = [b"BI /F /Fl ID ", &deflate(b"x")[..], b" EI"].concat();
    let error = scan("a.pdf", &pdf_with(&page(&broken, LATIN, &[]), "", b""), &terms()).unwrap_err();
    assert_eq!(error.kind(), sealbid::ErrorKind::DocumentBroken);
}
