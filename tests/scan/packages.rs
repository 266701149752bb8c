//! Packages: every place of a ZIP file, and of the XML in it.

use super::build::{Member, docx, member, utf16, zip};
use super::*;

#[test]
fn a_clean_package_has_no_hits() {
    assert_eq!(found("a.docx", &docx("<w:p><w:r><w:t>Plain &amp; clean</w:t></w:r></w:p>", &[])), []);
    assert_eq!(found("a.zip", &zip(&[], b"")), []);
}

#[test]
fn text_is_found_however_it_is_marked_up() {
    let split = "<w:p><w:r><w:t>河南云</w:t></w:r><w:proofErr/><w:r><w:t xml:space=\"preserve\">启智造</w:t></w:r>\
                 <w:r><w:t>科技有限公司</w:t></w:r></w:p>";
    only_at("a.docx", &docx(split, &[]), "word/document.xml", "xml-text", COMPANY);
    // Paragraphs are texts of their own.
    assert_eq!(found("a.docx", &docx("<w:p>禾</w:p><w:p>硕</w:p>", &[])), []);
    let entities: String = PERSON.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    only("a.docx", &docx(&format!("<w:t>{entities}</w:t>"), &[]), "entities/utf-8", PERSON);
    let halves = "<w:t>&#x6B27;</w:t><w:t>阳<![CDATA[慕]]>白</w:t>";
    only("a.docx", &docx(halves, &[]), "xml-text", PERSON);
    let percent: String = COMPANY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let address =
        docx(&format!("<w:p><w:t>{}</w:t><w:t>{}</w:t></w:p>", &percent[..10], &percent[10..]), &[]);
    only_at("a.docx", &address, "word/document.xml", "shown/percent/utf-8", COMPANY);
    only("a.docx", &docx("<!-- Li -->", &[]), "xml-comment", "Li");
    only("a.docx", &docx("<?x Li?>", &[]), "xml-comment", "Li");
    only("a.docx", &docx(&format!("<a descr='{PHONE}'/>"), &[]), "utf-8", PHONE);
    only("a.docx", &docx("<a descr='yu&#110;qi&#45;zz.example'/>", &[]), "entities/utf-8", DOMAIN);
}

#[test]
fn an_attribute_is_read_by_itself() {
    let terms = Terms { names: vec!["acme".to_owned()], ..Terms::default() };
    let hits = scan("a.docx", &docx("<a descr='the acme logo'/>", &[]), &terms).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.encoding.as_str()).collect::<Vec<_>>(), ["xml-attribute"]);
}

#[test]
fn xml_in_utf_16_is_read() {
    let xml = format!("<?xml version=\"1.0\"?><a><b>欧阳</b>慕白{DOMAIN}</a>");
    for (mark, put) in
        [(b"\xff\xfe", u16::to_le_bytes as fn(u16) -> [u8; 2]), (b"\xfe\xff", u16::to_be_bytes)]
    {
        let part = [&mark[..], &utf16(&xml, put)].concat();
        let found = found("a.docx", &docx("", &[member("x.xml", part)]));
        assert!(found.contains(&("xml-text".to_owned(), PERSON.to_owned())), "{found:?}");
    }
}

#[test]
fn every_place_of_a_package_is_read() {
    let plain = member("a.xml", "<?xml version=\"1.0\"?><a/>");
    let planted = PHONE.as_bytes().to_vec();
    let with = |change: fn(&mut Member, Vec<u8>)| {
        let mut member = plain.clone();
        change(&mut member, PHONE.as_bytes().to_vec());
        zip(&[member, plain.clone()], b"")
    };
    let named = with(|member, planted| member.name = planted);
    // The name stands before the data, in the directory, and is the place of what is in it.
    assert!(
        scan("a.zip", &named, &terms()).unwrap().iter().all(|hit| hit.place.contains("between the entries"))
    );
    assert_eq!(found("a.zip", &named).len(), 2);
    assert_eq!(found("a.zip", &with(|member, planted| member.extra = planted)).len(), 2);
    only_at("a.zip", &with(|member, planted| member.comment = planted), "between", "utf-8", PHONE);
    only_at("a.zip", &zip(std::slice::from_ref(&plain), PHONE.as_bytes()), "between", "utf-8", PHONE);
    let mut behind = zip(std::slice::from_ref(&plain), b"");
    behind.extend(&planted);
    only_at("a.zip", &behind, "between", "utf-8", PHONE);
    let stored = Member { stored: true, ..member("b.txt", planted.clone()) };
    only_at("a.zip", &zip(&[stored], b""), "b.txt", "utf-8", PHONE);
    only_at("a.zip", &zip(&[member("b.txt", planted.clone())], b""), "b.txt", "utf-8", PHONE);
    let unlisted = Member { unlisted: true, ..member("b.txt", planted) };
    only_at("a.zip", &zip(&[plain, unlisted], b""), "not in the directory", "utf-8", PHONE);
}

#[test]
fn packages_within_are_walked() {
    let inner = zip(&[member("deep.txt", PERSON)], b"");
    only_at(
        "a.docx",
        &docx("", &[member("word/embeddings/x.xlsx", inner.clone())]),
        "x.xlsx: deep.txt",
        "utf-8",
        PERSON,
    );
    let picture = build::png(
        &[build::chunk(b"zTXt", &[b"Author\0\0", &build::zlib(PERSON.as_bytes())[..]].concat())],
        b"",
    );
    let place = "word/media/image1.png: chunk zTXt";
    only_at("a.docx", &docx("", &[member("word/media/image1.png", picture.clone())]), place, "utf-8", PERSON);
    let gzip =
        [&[0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0][..], b"a.svg\0", &build::deflate(PERSON.as_bytes()), &[0; 8]]
            .concat();
    only_at("a.docx", &docx("", &[member("a.svgz", gzip)]), "a.svgz: gzip", "utf-8", PERSON);
    use base64::Engine;
    let data = base64::engine::general_purpose::STANDARD.encode(picture);
    let svg = format!("<svg><image href=\"data:image/png;base64,{data}\"/></svg>");
    only_at("a.docx", &docx("", &[member("a.svg", svg)]), "a.svg: base64", "utf-8", PERSON);
    assert_eq!(found("a.docx", &docx("", &[member("a.bin", vec![0x80, 0, 1])])), []);
}
