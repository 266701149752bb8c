//! LibreOffice opens copies, and shows what is to stay and nothing else. Without `soffice` and `pdftotext` the test says
//! so and passes, unless `SEALBID_REQUIRE_INTEROP=1`.

use crate::canaries::{COMPANY, PERSON, SHORT, left_in};
use crate::documents::{clean, docx, p, relations, run, sheet, spread, word, workbook};
use crate::samples::png;
use crate::zip::Zip;
use sealbid::redact::PLACEHOLDER;
use std::path::Path;
use std::process::Command;

pub fn there(program: &str, version: &str) -> bool {
    let found = Command::new(program).arg(version).output().is_ok_and(|output| output.status.success());
    let required = std::env::var_os("SEALBID_REQUIRE_INTEROP").is_some_and(|value| value == "1");
    assert!(found || !required, "{program} is missing");
    if !found {
        println!("skipped: no {program}");
    }
    found
}

/// What LibreOffice prints of a document.
fn printed(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let office = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder, &path])
        .output()
        .unwrap();
    assert!(office.status.success(), "{}", String::from_utf8_lossy(&office.stderr));
    let text =
        Command::new("pdftotext").arg("-raw").arg(path.with_extension("pdf")).arg("-").output().unwrap();
    assert!(text.status.success(), "{name}: {}", String::from_utf8_lossy(&office.stdout));
    String::from_utf8(text.stdout).unwrap()
}

fn document() -> Zip {
    let page = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
        <w:r><w:t>9</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let picture = "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"360000\" cy=\"360000\"/><wp:docPr id=\"1\" name=\"a\"/>\
        <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"0\" name=\"a\"/><pic:cNvPicPr/></pic:nvPicPr>\
        <pic:blipFill><a:blip r:embed=\"rId2\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"360000\" cy=\"360000\"/></a:xfrm>\
        <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let cell = |text: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"4000\" w:type=\"dxa\"/></w:tcPr>{}</w:tc>", p(&run(text)))
    };
    let body = [
        format!("<w:p><w:pPr><w:pStyle w:val=\"biaoti\"/></w:pPr>{}{}</w:p>", run("Works of 云"), run("启建设 begin")),
        p(&format!("<w:ins w:author=\"{PERSON}\">{}</w:ins><w:del w:author=\"{PERSON}\"><w:r><w:delText>Deleted words</w:delText></w:r></w:del>", run("Inserted words"))),
        p(picture),
        format!("<w:tbl><w:tblPr><w:tblW w:w=\"8000\" w:type=\"dxa\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"4000\"/><w:gridCol w:w=\"4000\"/></w:tblGrid><w:tr>{}{}</w:tr></w:tbl>", cell("Left cell"), cell(PERSON)),
        p(&format!("{}<w:r><w:footnoteReference w:id=\"2\"/></w:r>", run("Noted"))),
        "<w:p><w:pPr><w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"default\" r:id=\"rId4\"/></w:sectPr></w:pPr></w:p>".into(),
        p(&run("Second page")),
    ];
    let styles = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"biaoti\"><w:name w:val=\"云启标题\"/><w:basedOn w:val=\"a\"/><w:rPr><w:b/></w:rPr></w:style>";
    docx(&body.concat())
        .with("word/styles.xml", word("styles", styles))
        .with("word/media/a.png", png())
        .with("word/header1.xml", word("hdr", &p(&run(&format!("Tender of {COMPANY} only")))))
        .with("word/footer1.xml", word("ftr", &p(&format!("{}{page}", run("Page ")))))
        .with(
            "word/footnotes.xml",
            word("footnotes", &format!("<w:footnote w:id=\"2\">{}</w:footnote>", p(&run("A note")))),
        )
        .with(
            "word/_rels/document.xml.rels",
            relations(&[
                ("rId1", "styles", "styles.xml"),
                ("rId2", "image", "media/a.png"),
                ("rId3", "header", "header1.xml"),
                ("rId4", "footer", "footer1.xml"),
                ("rId5", "footnotes", "footnotes.xml"),
            ]),
        )
}

fn book() -> Zip {
    let cells = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>40</v></c><c r=\"C1\"><f>B1+2</f><v>42</v></c></row>\
        <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"inlineStr\"><is><t>Hidden row</t></is></c></row></sheetData><headerFooter><oddHeader>&amp;CHead of 云启建设&amp;R&amp;F</oddHeader></headerFooter>";
    workbook("<sheets><sheet name=\"报价\" sheetId=\"3\" r:id=\"rId1\"/></sheets>", &[("rId2", "sharedStrings", "strings.xml"), ("rId3", "styles", "styles.xml")])
        .with("xl/worksheets/sheet1.xml", sheet(cells))
        .with("xl/strings.xml", spread("sst", &format!("<si><r><t>Offer of </t></r><r><t>{SHORT}</t></r></si>")))
        .with("xl/styles.xml", spread("styleSheet", "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"1\"><fill><patternFill patternType=\"none\"/></fill></fills>\
            <borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"1\"><xf xfId=\"0\"/></cellXfs>"))
}

#[test]
fn libreoffice_shows_what_stays() {
    if !(there("soffice", "--version") && there("pdftotext", "-v")) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let inside = PLACEHOLDER.trim_matches(['［', '］']);
    for (name, zip, shown) in [
        (
            "a.docx",
            document(),
            [
                "Works of",
                "begin",
                "Inserted words",
                "Left cell",
                "Noted",
                "A note",
                "Second page",
                "Tender of",
                "Page 1",
                "Page 2",
            ]
            .as_slice(),
        ),
        ("b.xlsx", book(), &["Offer of", "40", "42", "Hidden row", "Head of"]),
    ] {
        let copy = clean(name, &zip);
        let text = printed(folder.path(), name, &copy.bytes);
        for words in shown {
            assert!(text.contains(words), "{name}: {words}: {text}");
        }
        assert!(text.contains(inside) && !text.contains("Deleted"), "{name}: {text}");
        assert_eq!(left_in(text.as_bytes()), None);
    }
}
