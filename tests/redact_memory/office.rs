//! Packages of Office documents.

use super::plain::png;
use super::{MIB, linted, outcome, scanned};
use sealbid::ErrorKind;
use std::io::Write;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\"";
const X: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An archive of these parts.
fn zip(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let (packed, offset) = (deflated(bytes), archive.len() as u32);
        let mut common = [20u16, 0x0800, 8, 0, 0x21].map(u16::to_le_bytes).concat();
        common.extend(
            [crc32fast::hash(bytes), packed.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat(),
        );
        common.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
        archive.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &packed].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0", &common[..], &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let count = (parts.len() as u16).to_le_bytes();
    let sizes = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    [&archive[..], &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &sizes, &[0, 0]].concat()
}

fn relations(all: &[(&str, &str)]) -> Vec<u8> {
    let mut out =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">".to_owned();
    for (n, (kind, target)) in all.iter().enumerate() {
        out += &format!("<Relationship Id=\"rId{}\" Type=\"{R}/{kind}\" Target=\"{target}\"/>", n + 1);
    }
    (out + "</Relationships>").into_bytes()
}

fn word(body: &str, more: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let links: Vec<(&str, &str)> = more.iter().map(|(kind, name, _)| (*kind, *name)).collect();
    let names: Vec<String> = more.iter().map(|(_, name, _)| format!("word/{name}")).collect();
    let mut parts = vec![
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>").into_bytes()),
        ("word/_rels/document.xml.rels", relations(&links)),
    ];
    parts.extend(names.iter().zip(more).map(|(name, (_, _, bytes))| (name.as_str(), bytes.clone())));
    zip(&parts)
}

fn workbook(strings: &str, sheets: &[String]) -> Vec<u8> {
    let names: Vec<String> = (0..sheets.len()).map(|n| format!("sheet{n}.xml")).collect();
    let paths: Vec<String> = names.iter().map(|name| format!("xl/{name}")).collect();
    let mut links: Vec<(&str, &str)> = names.iter().map(|name| ("worksheet", name.as_str())).collect();
    links.push(("sharedStrings", "strings.xml"));
    let listed: String = (1..=sheets.len())
        .map(|n| format!("<sheet name=\"s{n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"))
        .collect();
    let mut parts = vec![
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", format!("<workbook {X}><sheets>{listed}</sheets></workbook>").into_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(&links)),
        ("xl/strings.xml", format!("<sst {X}>{strings}</sst>").into_bytes()),
    ];
    let sheets = sheets
        .iter()
        .map(|data| format!("<worksheet {X}><sheetData>{data}</sheetData></worksheet>").into_bytes());
    parts.extend(paths.iter().map(String::as_str).zip(sheets));
    zip(&parts)
}

fn both(name: &str, what: &str, document: &[u8]) -> Option<ErrorKind> {
    let came = outcome(name, what, document);
    linted(name, what, document);
    came
}

/// A part that is nothing but text, in which three kinds of escapes stand within each other.
#[test]
#[ignore = "takes minutes without optimisation"]
fn parts_with_escapes_are_looked_through() {
    let text = [b"%41#41\\x41 ".to_vec(), vec![b'a'; 60 * MIB]].concat();
    scanned("a.docx", "60 MiB with escapes", &word("<w:p/>", &[("image", "a.xml", text)]));
    let plain = "<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(1_000_000);
    scanned("a.docx", "a million runs", &word(&plain, &[]));
}

#[test]
fn trees_of_many_elements() {
    let large = Some(ErrorKind::DocumentTooLarge);
    assert_eq!(both("a.docx", "4 million paragraphs", &word(&"<w:p/>".repeat(4_000_000), &[])), large);
    assert_eq!(
        both("a.docx", "a million runs", &word(&"<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(1_000_000), &[])),
        large
    );
    // As many as are let pass.
    assert_eq!(
        both("a.docx", "many runs", &word(&"<w:p><w:r><w:t>启</w:t></w:r></w:p>".repeat(120_000), &[])),
        None
    );
    let text = |count: usize| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "1".repeat(count));
    assert_eq!(both("a.docx", "40 MiB of text", &word(&text(40 * MIB), &[])), large);
    // One is compared as fifteen letters.
    let many = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "\u{fdfa}".repeat(400_000));
    assert_eq!(both("a.docx", "letters that become many", &word(&many, &[])), large);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn trees_of_long_text_and_many_attributes() {
    let text = |count: usize| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "1".repeat(count));
    assert_eq!(both("a.docx", "2 MiB of text", &word(&text(2 * MIB), &[])), None);
    let attributes = format!("<w:p {}/>", (0..400).map(|n| format!("w:a{n}=\"1\" ")).collect::<String>());
    both("a.docx", "attributes", &word(&attributes.repeat(8_000), &[]));
    let deep = "<w:sdt><w:sdtContent>".repeat(90);
    both("a.docx", "deep elements", &word(&deep, &[]));
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn parts_that_are_used_often() {
    let header = |n: usize| {
        format!("<w:hdr {W}>{}</w:hdr>", format!("<w:p><w:r><w:t>{n}</w:t></w:r></w:p>").repeat(70_000))
    };
    let names: Vec<String> = (1..=12).map(|n| format!("header{n}.xml")).collect();
    let parts: Vec<(&str, &str, Vec<u8>)> =
        names.iter().enumerate().map(|(n, name)| ("header", name.as_str(), header(n).into_bytes())).collect();
    let refer: String =
        (1..=12).map(|n| format!("<w:sectPr><w:headerReference r:id=\"rId{n}\"/></w:sectPr>")).collect();
    let body = "<w:p><w:r><w:t>启</w:t></w:r></w:p>".repeat(60_000) + &refer;
    both("a.docx", "twelve large headers", &word(&body, &parts));
    let string = format!("<si><t>{}</t></si>", "a".repeat(MIB));
    let cells = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(100_000));
    let large = Some(ErrorKind::DocumentTooLarge);
    assert_eq!(both("a.xlsx", "one string in many cells", &workbook(&string, &[cells])), large);
    let cells = format!("<row>{}</row>", "<c r=\"A1\"><v>1</v></c>".repeat(10)).repeat(5_000);
    assert_eq!(both("a.xlsx", "fifty thousand cells", &workbook("", std::slice::from_ref(&cells))), None);
    both("a.xlsx", "a sheet of a million cells", &workbook("", &[cells.repeat(20)]));
    both("a.xlsx", "ten sheets", &workbook("", &vec![cells; 10]));
    let formula = format!("<row>{}</row>", "<c><f>SUM(A1)</f><v>1111111</v></c>".repeat(50_000));
    both("a.xlsx", "formulas and codes", &workbook("", &[formula]));
    // Each in a column of its own, and all in one.
    let cell = "<c t=\"inlineStr\"><is><t>启</t></is></c>";
    for (what, cells) in
        [("row", cell.repeat(100_000)), ("column", format!("{cell}</row><row>").repeat(80_000))]
    {
        let sheet = workbook("", &[format!("<row>{cells}</row>")]);
        assert_eq!(both("a.xlsx", &format!("a {what} of strings"), &sheet), None);
    }
}

#[test]
fn pictures_within() {
    let image = |id: usize| {
        format!("<w:p><w:r><w:pict><v:shape><v:imagedata r:id=\"rId{id}\"/></v:shape></w:pict></w:r></w:p>")
    };
    let gif = |width: u16, height: u16| {
        let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
        [
            b"GIF89a",
            &size[..],
            &[0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0],
            &size,
            &[0, 2, 2, 0x4c, 1, 0, 0x3b],
        ]
        .concat()
    };
    let bmp = {
        let head = [
            &b"BM"[..],
            &[0; 8],
            &54u32.to_le_bytes(),
            &40u32.to_le_bytes(),
            &2800u32.to_le_bytes(),
            &2800u32.to_le_bytes(),
        ];
        [&head.concat()[..], &[1, 0, 24, 0], &[0; 24], &vec![7; 2800 * 2800 * 3]].concat()
    };
    let parts = [
        ("image", "a.png", png(16_000, 16_000)),
        ("image", "b.gif", gif(65_535, 65_535)),
        ("image", "c.gif", gif(4_000, 4_000)),
        ("image", "d.bmp", bmp),
    ];
    // A tree beside them.
    let body = (1..=4).map(image).collect::<String>() + &"<w:p><w:r><w:t>a</w:t></w:r></w:p>".repeat(100_000);
    both("a.docx", "pictures of many pixels", &word(&body, &parts));
    let many = image(1).repeat(100_000);
    assert_eq!(
        both("a.docx", "one picture many times", &word(&many, &[("image", "a.png", png(9, 9))])),
        None
    );
}

#[test]
fn archives_that_unpack_to_much() {
    let zeros = vec![b' '; 60 * MIB];
    let names: Vec<String> = (1..=40).map(|n| format!("a{n}.bin")).collect();
    let parts: Vec<(&str, &str, Vec<u8>)> =
        names[..6].iter().map(|name| ("image", name.as_str(), zeros.clone())).collect();
    both("a.docx", "parts of 60 MiB", &word("<w:p/>", &parts));
    let document = [format!("<w:document {W}>").as_bytes(), &zeros, b"</w:document>"].concat();
    let main = zip(&[
        ("_rels/.rels", relations(&[("officeDocument", "word/document.xml")])),
        ("word/document.xml", document),
    ]);
    assert_eq!(both("a.docx", "a main part of 60 MiB", &main), Some(ErrorKind::DocumentTooLarge));
}
