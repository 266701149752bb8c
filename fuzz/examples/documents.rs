//! Writes the seeds of the targets of blind copies: `cargo run --manifest-path fuzz/Cargo.toml --example documents`.
//! Each becomes a copy, which is checked first.

#[path = "../fuzz_targets/packed.rs"]
mod packed;
#[path = "../../tests/redact_office/samples.rs"]
mod samples;

use packed::{check, page, terms, word, workbook};
use samples::{chunk, jpeg_with, png_with, segment};
use sealbid::redact::redact;
use std::path::Path;

fn save(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn package(target: &str, ending: &str, choice: u8, name: &str, whole: Vec<u8>, inner: &str) {
    let file = format!("a.{ending}");
    redact(&file, &whole, &terms()).unwrap_or_else(|e| panic!("{name}: {e}"));
    check(&file, &whole);
    save(target, name, &[&[choice], inner.as_bytes()].concat());
    save(target, &format!("{name}-package"), &[&[255], &whole[..]].concat());
}

fn main() {
    for (choice, name, inner) in [
        (
            0,
            "runs",
            "<w:body><w:p w:rsidR=\"00AB12CD\"><w:r><w:t>云启</w:t></w:r><w:r><w:t>建设</w:t></w:r></w:p></w:body>",
        ),
        (
            0,
            "changes",
            "<w:body><w:p><w:ins w:author=\"a\"><w:r><w:t>b</w:t></w:r></w:ins><w:del><w:r><w:delText>c</w:delText></w:r></w:del></w:p></w:body>",
        ),
        (
            0,
            "fields",
            "<w:body><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>AUTHOR</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>a</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:body>",
        ),
        (
            0,
            "links",
            "<w:body><w:p><w:bookmarkStart w:id=\"1\" w:name=\"a\"/><w:bookmarkEnd w:id=\"1\"/><w:hyperlink w:anchor=\"a\"><w:r><w:t>b</w:t></w:r></w:hyperlink></w:p></w:body>",
        ),
        (
            0,
            "table",
            "<w:body><w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt></w:body>",
        ),
        (
            0,
            "alternatives",
            "<w:body><w:p><w:r><mc:AlternateContent><mc:Choice Requires=\"a\"/><mc:Fallback><w:pict><v:shape><v:textpath string=\"云启建设\"/></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p></w:body>",
        ),
        (
            1,
            "styles",
            "<w:style w:styleId=\"a\" w:customStyle=\"1\"><w:name w:val=\"云启建设\"/><w:rPr><w:vanish/></w:rPr></w:style>",
        ),
        (
            2,
            "settings",
            "<w:rsids/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:val=\"15\"/></w:compat>",
        ),
        (
            3,
            "numbering",
            "<w:abstractNum><w:nsid w:val=\"1\"/><w:lvl><w:lvlText w:val=\"云启建设%1\"/></w:lvl></w:abstractNum>",
        ),
        (
            4,
            "notes",
            "<w:footnote w:id=\"1\"><w:p><w:r><w:t>Yunqi Construction</w:t></w:r></w:p></w:footnote>",
        ),
        (
            5,
            "header",
            "<w:p><w:r><w:pict><v:shape id=\"PowerPlusWaterMarkObject1\"/></w:pict><w:t>0871 63125566</w:t></w:r></w:p>",
        ),
        (
            6,
            "theme",
            "<a:themeElements><a:fontScheme name=\"b\"><a:majorFont><a:latin typeface=\"Arial\"/></a:majorFont></a:fontScheme></a:themeElements>",
        ),
    ] {
        package("redact_docx", "docx", choice, name, word(choice, inner), inner);
    }
    for (choice, name, inner) in [
        (
            0,
            "cells",
            "<sheetData><row r=\"1\" hidden=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><f>SUM(A1)</f><v>1</v></c><c t=\"inlineStr\"><is><r><t>云启</t></r><r><t>建设</t></r></is></c></row></sheetData>",
        ),
        (
            0,
            "shared",
            "<sheetData><row><c><f t=\"shared\" si=\"0\">[1]A!B1</f><v>1</v></c><c><f t=\"shared\" si=\"0\"/><v>2</v></c></row></sheetData>",
        ),
        (
            0,
            "headers",
            "<sheetData/><headerFooter><oddHeader>&amp;L云&amp;B启建设&amp;Z&amp;F</oddHeader></headerFooter>",
        ),
        (
            0,
            "rules",
            "<sheetData/><dataValidations count=\"1\"><dataValidation sqref=\"A1\"><formula1>\"云启建设,a\"</formula1></dataValidation></dataValidations>",
        ),
        (1, "strings", "<si><r><t>云启</t></r><r><t>建设</t></r><rPh sb=\"0\" eb=\"1\"><t>a</t></rPh></si>"),
        (
            2,
            "styles",
            "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\";;;\"/></numFmts><cellStyles count=\"1\"><cellStyle name=\"a\" xfId=\"0\"/></cellStyles>",
        ),
        (3, "names", "<definedName name=\"a\">A1</definedName><definedName name=\"b\">[1]A!B1</definedName>"),
    ] {
        package("redact_xlsx", "xlsx", choice, name, workbook(choice, inner), inner);
    }
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0";
    for (name, bytes) in [
        ("plain", jpeg_with(&[], &[])),
        ("segments", jpeg_with(&[segment(0xe1, exif), segment(0xfe, b"a"), segment(0xdd, &[0, 1])], b"tail")),
        ("adobe", jpeg_with(&[segment(0xee, b"Adobe\0\x64\0\0\0\0\x01")], &[])),
    ] {
        check("a.jpg", &bytes);
        save("redact_jpeg", name, &bytes);
    }
    for (name, bytes) in [
        ("plain", png_with(&[], &[])),
        (
            "chunks",
            png_with(&[chunk(b"gAMA", &[0, 0, 1, 1]), chunk(b"sRGB", &[0]), chunk(b"tEXt", b"a")], b"tail"),
        ),
    ] {
        check("a.png", &bytes);
        save("redact_png", name, &bytes);
    }
    for (name, content) in [
        ("text", "BT /F 12 Tf 72 700 Td (Offered by Yunqi Construction) Tj 0 -20 Td (in 90 days) Tj ET"),
        (
            "kerned",
            "BT /F 10 Tf 12 TL 1 0 0 1 72 600 Tm [(Yun) -20 (qi) 30 ( Construction)] TJ (tel 0871-63125566) ' ET",
        ),
        (
            "painted",
            "q 1 w 72 690 m 200 690 l S 70 650 150 14 re f Q BT /F 12 Tf 1 g 80 655 Td (yunqi-build.cn) Tj ET",
        ),
        ("hidden", "BT 3 Tr /F 8 Tf 50 40 Td (91530100MA6K3X7T2P) Tj ET"),
        ("turned", "BT /F 12 Tf 0 1 -1 0 300 300 Tm (Yunqi Construction) Tj ET"),
        ("inline", "q 20 0 0 20 72 72 cm BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q"),
    ] {
        let document = page(content.as_bytes());
        redact("a.pdf", &document, &terms()).unwrap_or_else(|e| panic!("{name}: {e}"));
        check("a.pdf", &document);
        save("redact_pdf", name, content.as_bytes());
    }
    save("terms", "file", &[&[0], &terms().to_bytes().unwrap()[..]].concat());
    for (choice, name, text) in [
        (1, "text", "由云 启\u{200b}建設承担，（0871）6312 5566，Yunqi\u{a0}Construction\r\n"),
        (2, "markdown", "[见](http://a.cn) 云**启**建&#35774; <!-- yunqi\\-build.cn --> <b>云</b>启建设  \n"),
    ] {
        check(if choice == 1 { "a.txt" } else { "a.md" }, text.as_bytes());
        save("terms", name, &[&[choice], text.as_bytes()].concat());
    }
}
