//! What the package of an Office document tells (SPEC §18.4, C3, C4, O1 to O12), and packages that are made to hurt.

use crate::canaries::{COMPANY, PERSON, identity, left_in, refused};
use crate::documents::{MARK, clean, docx, p, relations, run, word, xlsx};
use crate::samples::png_with;
use crate::zip::Zip;
use proptest::prelude::*;
use sealbid::ErrorKind;
use sealbid::redact::redact;

#[test]
fn the_archive_tells_nothing() {
    let mut zip = docx(&p(&run("正文")));
    let plain = clean("a.docx", &zip);
    for entry in &mut zip.entries {
        entry.date = 0x5a9b;
        entry.extra = [b"\x55\x54\x05\0\x01abcd".as_slice(), MARK.as_bytes()].concat();
        entry.comment = PERSON.as_bytes().to_vec();
        entry.deflated = true;
    }
    zip.entries.reverse();
    zip.comment = COMPANY.as_bytes().to_vec();
    zip.before = [COMPANY.as_bytes(), &[0; 30]].concat();
    zip.unlisted = docx(&p(&run(&COMPANY.repeat(3)))).bytes()[..200].to_vec();
    // What a name cannot begin with is not looked at, so the archive must begin as one.
    zip.before.splice(0..0, *b"PK");
    let copy = clean("a.docx", &zip);
    assert_eq!(copy.bytes, plain.bytes);
    assert_eq!(left_in(&copy.bytes), None);
    assert!(copy.report.removed["C3"] > plain.report.removed["C3"]);
}

#[test]
fn a_copy_has_these_parts_and_no_others() {
    let copy = clean("a.docx", &docx(&p(&run("正文"))));
    assert_eq!(
        copy.parts.keys().map(String::as_str).collect::<Vec<_>>(),
        ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]
    );
    let copy = clean("a.xlsx", &xlsx("<sheetData/>"));
    assert_eq!(
        copy.parts.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml"
        ]
    );
}

/// Parts that are listed, referred to and full of names; none may be in the copy.
#[test]
fn parts_that_only_tell_go() {
    for (channel, part, kind) in [
        ("O1", "docProps/core.xml", "core-properties"),
        ("O2", "docProps/app.xml", "extended-properties"),
        ("O3", "docProps/custom.xml", "custom-properties"),
        ("O3", "docMetadata/LabelInfo.xml", "classificationlabels"),
        ("O4", "docProps/thumbnail.jpeg", "thumbnail"),
        ("O5", "customXml/item1.xml", "customXml"),
        ("O6", "_xmlsignatures/sig1.xml", "signature"),
        ("O7", "word/vbaProject.bin", "vbaProject"),
        ("O7", "word/activeX/activeX1.xml", "control"),
        ("O8", "word/embeddings/oleObject1.bin", "oleObject"),
        ("O9", "word/fonts/font1.odttf", "font"),
        ("O10", "word/printerSettings/printerSettings1.bin", "printerSettings"),
        ("O12", "word/unknown.bin", "somethingElse"),
        ("O12", "[trash]/0000.dat", ""),
        ("W2", "word/comments.xml", "comments"),
        ("W2", "word/people.xml", "people"),
        ("W10", "word/fontTable.xml", "fontTable"),
        ("W11", "word/glossary/document.xml", "glossaryDocument"),
        ("W11", "word/webSettings.xml", "webSettings"),
        ("W11", "word/stylesWithEffects.xml", "stylesWithEffects"),
    ] {
        let content = format!("<x>{COMPANY}{MARK}</x>");
        let mut zip = docx(&p(&run("正文"))).with(part, content);
        if !kind.is_empty() {
            zip = zip.with("word/_rels/document.xml.rels", relations(&[("rId9", kind, &format!("/{part}"))]));
        }
        let copy = clean("a.docx", &zip);
        assert_eq!(copy.report.removed[channel], 1, "{part}: {:?}", copy.report.removed);
        assert_eq!(copy.bytes, clean("a.docx", &docx(&p(&run("正文")))).bytes, "{part}");
    }
    for (channel, part) in [
        ("X1", "xl/calcChain.xml"),
        ("X2", "xl/comments1.xml"),
        ("X2", "xl/threadedComments/threadedComment1.xml"),
        ("X2", "xl/persons/person.xml"),
        ("X2", "xl/revisions/userNames.xml"),
        ("X5", "xl/pivotCache/pivotCacheRecords1.xml"),
        ("X5", "xl/pivotTables/pivotTable1.xml"),
        ("X5", "xl/tables/table1.xml"),
        ("O11", "xl/externalLinks/externalLink1.xml"),
        ("O11", "xl/connections.xml"),
        ("O11", "xl/queryTables/queryTable1.xml"),
    ] {
        let copy = clean("a.xlsx", &xlsx("<sheetData/>").with(part, format!("<x>{COMPANY}{MARK}</x>")));
        assert_eq!(copy.report.removed[channel], 1, "{part}: {:?}", copy.report.removed);
        assert_eq!(copy.bytes, clean("a.xlsx", &xlsx("<sheetData/>")).bytes, "{part}");
    }
}

#[test]
fn nothing_leads_outside() {
    let body = p(&format!("<w:hyperlink r:id=\"rId1\" w:tooltip=\"{MARK}\">{}</w:hyperlink>", run("网址")));
    let links = relations(&[
        ("rId1", "hyperlink", &format!("https://{MARK}.cn/")),
        ("rId2", "attachedTemplate", &format!("file:///C:\\Users\\{PERSON}\\Normal.dotm")),
        ("rId3", "attachedTemplate", &format!("\\\\{MARK}\\share")),
    ]);
    let copy = clean("a.docx", &docx(&body).with("word/_rels/document.xml.rels", links));
    assert_eq!(copy.text(), "网址");
    copy.removed("O11");
    assert!(!copy.parts.contains_key("word/_rels/document.xml.rels"));
}

#[test]
fn an_embedded_object_leaves_its_picture() {
    let object = "<w:object w:dxaOrig=\"10\"><v:shape id=\"_x0000_i1025\" style=\"width:1pt\"><v:imagedata r:id=\"rId1\" o:title=\"MARK\"/></v:shape>\
        <o:OLEObject Type=\"Embed\" ProgID=\"MARK\" r:id=\"rId2\"/></w:object>";
    let zip = docx(&p(&format!("<w:r>{}</w:r>", object.replace("MARK", MARK))))
        .with(
            "word/_rels/document.xml.rels",
            relations(&[("rId1", "image", "media/a.emf"), ("rId2", "oleObject", "embeddings/o.bin")]),
        )
        .with("word/media/a.emf", MARK)
        .with("word/embeddings/o.bin", MARK);
    let copy = clean("a.docx", &zip);
    copy.removed("O8");
    copy.look("embedded-object-left-out 1");
    copy.look("picture-replaced emf");
    assert!(copy.parts.keys().any(|name| name == "word/media/image1.png"));
}

#[test]
fn pictures_within_are_rebuilt_and_named_anew() {
    let blip = |id: &str| {
        format!(
            "<w:r><w:drawing><wp:inline><wp:docPr id=\"7\" name=\"{MARK}\" descr=\"C:\\{COMPANY}\\logo.png\" title=\"{MARK}\">\
            <a:hlinkClick r:id=\"rId9\"/></wp:docPr><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
            <pic:pic><pic:nvPicPr><pic:cNvPr id=\"3\" name=\"{MARK}.png\" descr=\"{MARK}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
            <a:blip r:embed=\"{id}\"><a:extLst><a:ext uri=\"{MARK}\"/></a:extLst></a:blip></pic:blipFill><pic:spPr/></pic:pic>\
            </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    };
    let text = crate::samples::chunk(b"tEXt", COMPANY.as_bytes());
    let links = relations(&[
        ("rId4", "image", "media/logo.png"),
        ("rId5", "image", "media/other.png"),
        ("rId6", "image", "https://x.cn/a.png"),
    ]);
    let zip = docx(&p(&[blip("rId4"), blip("rId5"), blip("rId6")].concat()))
        .with("word/_rels/document.xml.rels", links)
        .with("word/media/logo.png", png_with(&[text], b"tail"))
        .with("word/media/other.png", png_with(&[], &[]));
    let copy = clean("a.docx", &zip);
    copy.removed("W8");
    copy.removed("I2");
    copy.look("picture 4x4");
    copy.look("picture-replaced linked");
    // Both are the same picture, and one part.
    let media: Vec<_> = copy.parts.keys().filter(|name| name.contains("media")).collect();
    assert_eq!(media, ["word/media/image1.png", "word/media/image2.png"]);
    assert!(copy.part("word/document.xml").contains("name=\"Drawing 1\""));
}

#[test]
fn a_document_with_a_password_is_refused_with_the_reason() {
    let (kind, words) = refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on");
    assert_eq!(kind, ErrorKind::DocumentEncrypted);
    assert!(words.contains("password"), "{words}");
    let mut zip = docx("");
    zip.entries[0].flags = 1;
    assert_eq!(refused("a.docx", &zip.bytes()).0, ErrorKind::DocumentEncrypted);
}

#[test]
fn broken_packages_are_refused() {
    let whole = docx(&p(&run("正文"))).bytes();
    assert_eq!(refused("a.xlsx", &whole).0, ErrorKind::DocumentMismatch);
    let mut twice = docx("");
    twice.entries.push(crate::zip::Entry { name: "WORD/document.xml".into(), ..twice.entries[2].clone() });
    assert!(refused("a.docx", &twice.bytes()).1.contains("same name"));
    let mut wrong = docx("");
    wrong.entries[2].size = Some(3);
    assert_eq!(refused("a.docx", &wrong.bytes()).0, ErrorKind::DocumentBroken);
    for xml in [
        "<!DOCTYPE w:document [<!ENTITY a \"b\">]><a/>",
        "<w:document/>",
        "<a>",
        "<a/><b/>",
        "<a>&b;</a>",
        "",
        "<a b=\"1\" b=\"2\"/>",
    ] {
        let (kind, words) = refused("a.docx", &docx("").with("word/document.xml", xml).bytes());
        assert!(
            matches!(
                kind,
                ErrorKind::DocumentBroken | ErrorKind::UnknownContent | ErrorKind::DocumentMismatch
            ),
            "{xml}: {words}"
        );
    }
    let many = format!("<w:body {}/>", (0..600).map(|n| format!("a{n}=\"\" ")).collect::<String>());
    assert_eq!(
        refused("a.docx", &docx("").with("word/document.xml", word("document", &many)).bytes()).0,
        ErrorKind::DocumentTooLarge
    );
    let strict = word("document", "").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    );
    assert!(refused("a.docx", &docx("").with("word/document.xml", strict).bytes()).1.contains("Strict"));
    assert_eq!(refused("a.docx", &docx("<w:unheardOf/>").bytes()).0, ErrorKind::UnknownContent);
    assert!(refused("a.docx", &docx("<w:altChunk r:id=\"rId1\"/>").bytes()).1.contains("save it again"));
}

#[test]
fn bombs_are_refused() {
    let mut bomb = docx("");
    bomb.entries[2].bytes = vec![b' '; 40 << 20];
    bomb.entries[2].deflated = true;
    assert_eq!(refused("a.docx", &bomb.bytes()).0, ErrorKind::DocumentTooLarge);
    // It says less than it is.
    bomb.entries[2].size = Some(1000);
    assert!(matches!(
        refused("a.docx", &bomb.bytes()).0,
        ErrorKind::DocumentBroken | ErrorKind::DocumentTooLarge
    ));
    let deep = format!("{}{}", "<w:sdt>".repeat(300), "</w:sdt>".repeat(300));
    assert_eq!(refused("a.docx", &docx(&deep).bytes()).0, ErrorKind::DocumentTooLarge);
    // All entries share the bytes of one.
    let many = (0..12_000).fold(Zip::default(), |mut zip, n| {
        zip.entries.push(crate::zip::Entry { name: n.to_string(), ..Default::default() });
        zip
    });
    assert_eq!(refused("a.docx", &many.bytes()).0, ErrorKind::DocumentTooLarge);
    let mut shared = docx("").bytes();
    let end = shared.len() - 22;
    let start = u32::from_le_bytes(shared[end + 16..end + 20].try_into().unwrap()) as usize;
    // The second record's offset becomes the first one's.
    let second = start + 46 + "[Content_Types].xml".len();
    shared[second + 42..second + 46].fill(0);
    assert_eq!(refused("a.docx", &shared).0, ErrorKind::DocumentBroken);
}

#[test]
fn every_cut_and_flip_is_a_copy_or_an_error() {
    for (name, zip) in [
        ("a.docx", docx(&p(&run(COMPANY)))),
        ("a.xlsx", xlsx("<sheetData><row><c t=\"str\"><v>1</v></c></row></sheetData>")),
    ] {
        let whole = zip.bytes();
        for length in (0..whole.len()).step_by(7) {
            let _ = redact(name, &whole[..length], &identity());
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x15;
            if let Ok(copy) = redact(name, &bytes, &identity()) {
                assert_eq!(left_in(&copy.bytes), None);
            }
        }
    }
}

proptest! {
    /// Checksums do not stop these.
    #[test]
    fn no_xml_panics(pieces in prop::collection::vec(prop_oneof![
        Just("<w:p>"), Just("</w:p>"), Just("<w:r>"), Just("</w:r>"), Just("<w:t>云启"), Just("</w:t>"), Just("<w:fldChar w:fldCharType=\"begin\"/>"),
        Just("<w:fldChar w:fldCharType=\"separate\"/>"), Just("<w:fldChar w:fldCharType=\"end\"/>"), Just("<w:instrText>PAGE"), Just("</w:instrText>"),
        Just("<w:ins>"), Just("</w:ins>"), Just("<w:del>"), Just("</w:del>"), Just("<mc:AlternateContent>"), Just("</mc:AlternateContent>"),
        Just("<mc:Choice Requires=\"wps\">"), Just("</mc:Choice>"), Just("<w:bookmarkStart w:id=\"1\" w:name=\"a\"/>"), Just("<w:bookmarkEnd w:id=\"1\"/>"),
        Just("<w:hyperlink w:anchor=\"a\">"), Just("</w:hyperlink>"), Just("建设"), Just("&#20113;"), Just("<w:tbl>"), Just("</w:tbl>"), Just("<w:tr>"), Just("</w:tr>"),
        Just("<w:fldSimple w:instr=\"PAGE\">"), Just("</w:fldSimple>"), Just("<w:rPr><w:vanish/></w:rPr>"), Just("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"),
    ], 0..20)) {
        let zip = docx(&pieces.concat());
        if let Ok(copy) = redact("a.docx", &zip.bytes(), &identity()) {
            let again = redact("a.docx", &copy.bytes, &identity()).unwrap();
            prop_assert!(again.bytes == copy.bytes);
        }
    }
}

/// A GIF of 2 by 1 pixels (GIF89a), red and blue, and a comment.
fn gif() -> Vec<u8> {
    [
        b"GIF89a\x02\0\x01\0\x80\0\0\xff\0\0\0\0\xff".as_slice(),
        b"!\xfe\x0c",
        MARK.as_bytes(),
        b"\0,\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x0a\0;",
    ]
    .concat()
}

/// A BMP of 2 by 2 pixels with a palette of four colours, the lowest line first, each in four bytes.
fn bmp() -> Vec<u8> {
    let number = u32::to_le_bytes;
    let header = [
        number(40),
        number(2),
        number(2),
        [1, 0, 8, 0],
        number(0),
        number(8),
        [0; 4],
        [0; 4],
        number(4),
        [0; 4],
    ];
    let palette = [[0, 0, 255, 0], [255, 0, 0, 0], [0, 255, 0, 0], [9, 9, 9, 0]];
    let start = [number(78), number(0), number(70)];
    [
        b"BM",
        &start.concat()[..],
        &header.concat(),
        &palette.concat(),
        &[2, 3, 0, 0, 0, 1, 0, 0],
        MARK.as_bytes(),
    ]
    .concat()
}

/// The pixels of a PNG of four bytes a pixel, whose lines are not filtered.
fn pixels(png: &[u8], across: usize) -> Vec<Vec<u8>> {
    use std::io::Read;
    let at = png.windows(4).position(|kind| kind == b"IDAT").unwrap() + 4;
    let mut lines = Vec::new();
    flate2::read::ZlibDecoder::new(&png[at..]).read_to_end(&mut lines).unwrap();
    lines.chunks(1 + across * 4).map(|line| line[1..].to_vec()).collect()
}

#[test]
fn gif_and_bmp_within_become_png() {
    let body =
        |id: &str| format!("<w:r><w:pict><v:shape><v:imagedata r:id=\"{id}\"/></v:shape></w:pict></w:r>");
    let zip = docx(&p(&[body("rId1"), body("rId2")].concat()))
        .with(
            "word/_rels/document.xml.rels",
            relations(&[("rId1", "image", "media/a.gif"), ("rId2", "image", "media/b.bmp")]),
        )
        .with("word/media/a.gif", gif())
        .with("word/media/b.bmp", bmp());
    let copy = clean("a.docx", &zip);
    let (red, blue, green) = ([255, 0, 0, 255], [0, 0, 255, 255], [0, 255, 0, 255]);
    assert_eq!(pixels(&copy.parts["word/media/image1.png"], 2), [[red, blue].concat()]);
    assert_eq!(
        pixels(&copy.parts["word/media/image2.png"], 2),
        [[red, blue].concat(), [green, [9, 9, 9, 255]].concat()]
    );
    copy.look("picture 2x1");
    copy.removed("I3");
    for (name, whole) in [("a.gif", gif()), ("b.bmp", bmp())] {
        for length in 2..whole.len() - 12 {
            let mut cut = zip.clone().with(&format!("word/media/{name}"), &whole[..length]);
            redact("a.docx", &cut.bytes(), &identity()).unwrap();
            let mut flipped = whole.clone();
            flipped[length] ^= 0xff;
            cut = cut.with(&format!("word/media/{name}"), flipped);
            redact("a.docx", &cut.bytes(), &identity()).unwrap();
        }
    }
}
