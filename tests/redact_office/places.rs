//! Where reports say that something stands (SPEC §18.3): a paragraph by its number and words, a cell by its address.

use crate::canaries::{COMPANY, PERSON, SHORT};
use crate::documents::{clean, docx, p, relations, run, word, workbook, xlsx};
use crate::samples::png;
use crate::zip::Zip;
use sealbid::redact::FindingKind::{Look, Term};
use sealbid::redact::{FindingKind, PLACEHOLDER};

/// The findings of a kind, as `place = text`.
#[track_caller]
fn places(name: &str, zip: &Zip, kind: FindingKind) -> Vec<String> {
    let findings = clean(name, zip).report.findings;
    let wanted = findings.iter().filter(|finding| finding.kind == kind);
    wanted.map(|finding| format!("{} = {}", finding.place, finding.text)).collect()
}

fn picture(id: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:docPr id=\"7\" name=\"\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
         <pic:pic><pic:blipFill><a:blip r:embed=\"{id}\"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

/// A text box that hangs on a paragraph stands behind its beginning, however late its text is read.
#[test]
fn terms_stand_in_numbered_paragraphs() {
    let held = |text: &str| {
        format!(
            "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
            p(&run("框")),
            p(&run(text))
        )
    };
    let body = [
        p(&run("总则")),
        p(&[run(&format!("{COMPANY}承诺")), held(PERSON), run(SHORT)].concat()),
        format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p(&run("一")), p(&run(SHORT))),
        p(&[run("一段很长的话，它的开头就足以让人找到它在哪里了，不必全抄"), run(PERSON)].concat()),
    ];
    assert_eq!(
        places("a.docx", &docx(&body.concat()), Term),
        [
            format!("paragraph 2: \"{PLACEHOLDER}承诺{PLACEHOLDER}\" = {COMPANY}"),
            format!("paragraph 2: \"{PLACEHOLDER}承诺{PLACEHOLDER}\" = {SHORT}"),
            format!("paragraph 4: \"{PLACEHOLDER}\" = {PERSON}"),
            format!("paragraph 6: \"{PLACEHOLDER}\" = {SHORT}"),
            format!("paragraph 7: \"一段很长的话，它的开头就足以让人找到它在哪里了，…\" = {PERSON}"),
        ]
    );
}

#[test]
fn headers_and_notes_have_names() {
    let body = format!(
        "{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId1\"/><w:headerReference w:type=\"first\" r:id=\"rId2\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId3\"/></w:sectPr>",
        p(&run("正文"))
    );
    let links = [
        ("rId1", "header", "h1.xml"),
        ("rId2", "header", "h2.xml"),
        ("rId3", "footer", "f.xml"),
        ("rId4", "footnotes", "n.xml"),
    ];
    let note =
        |id: u32, text: &str| format!("<w:footnote w:id=\"{id}\">{}</w:footnote>", p(&run(text)).repeat(2));
    // Word has lines that set notes apart before the first.
    let apart = format!(
        "<w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote>",
        p("<w:r><w:separator/></w:r>")
    );
    let zip = docx(&body)
        .with("word/_rels/document.xml.rels", relations(&links))
        .with("word/h1.xml", word("hdr", &p(&run("项目"))))
        .with("word/h2.xml", word("hdr", &p(&run(&format!("投标人{SHORT}")))))
        .with("word/f.xml", word("ftr", &p(&run(PERSON))))
        .with(
            "word/n.xml",
            word("footnotes", &[apart, note(1, "注"), note(2, &format!("见{SHORT}"))].concat()),
        );
    assert_eq!(
        places("a.docx", &zip, Term),
        [
            format!("footnote 2: \"见{PLACEHOLDER}\" = {SHORT}"),
            format!("footnote 2: \"见{PLACEHOLDER}\" = {SHORT}"),
            format!("header 2: \"投标人{PLACEHOLDER}\" = {SHORT}"),
            format!("footer 1: \"{PLACEHOLDER}\" = {PERSON}"),
        ]
    );
}

/// Each is told where it is first, in the order of the document.
#[test]
fn what_to_look_at_stands_in_paragraphs_too() {
    let white = "<w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>白</w:t></w:r>";
    let font = "<w:r><w:rPr><w:rFonts w:ascii=\"Zapfino\"/></w:rPr><w:t>x</w:t></w:r>";
    let tiny = "<w:r><w:rPr><w:sz w:val=\"2\"/></w:rPr><w:t>小</w:t></w:r>";
    let body = [p(&run("首")), p(font), p(white), p(&[white, tiny].concat()), p(font), p(&picture("rId1"))];
    let zip = docx(&[body.concat(), p(&picture("rId1"))].concat())
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "image", "media/a.png")]))
        .with("word/media/a.png", png());
    assert_eq!(
        places("a.docx", &zip, Look),
        [
            "paragraph 2: \"x\" = font Zapfino",
            "paragraph 3: \"白\" = white-text 2",
            "paragraph 4: \"白小\" = tiny-text 1",
            "paragraph 6: after \"x\" = picture 4x4",
        ]
    );
}

#[test]
fn a_chart_stands_where_it_is_shown() {
    let chart = "<w:r><w:drawing><wp:inline><wp:docPr id=\"7\" name=\"\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
         <c:chart r:id=\"rId1\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let title = format!(
        "<?xml version=\"1.0\"?><c:chartSpace {}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>{SHORT}</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart></c:chartSpace>",
        crate::documents::NAMESPACES
    );
    let zip = docx(&[p(&run("一")), p(&[run("产值"), chart.to_owned()].concat())].concat())
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "chart", "charts/c.xml")]))
        .with("word/charts/c.xml", title);
    assert_eq!(places("a.docx", &zip, Term), [format!("paragraph 2: \"产值\" = {SHORT}")]);
}

/// Rows and cells that tell no address stand behind those before them (ECMA-376-1 18.3.1.4, 18.3.1.73).
#[test]
fn cells_have_addresses() {
    let text = |at: &str, text: &str| format!("<c{at} t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<sheetData><row r=\"7\">{}{}</row><row>{}{}</row><row r=\"12\">{}</row></sheetData>",
        text(" r=\"B7\"", SHORT),
        text("", PERSON),
        text(" r=\"AB8\"", SHORT),
        "<c><v>87163125566</v></c>",
        // A name that goes on below.
        text(" r=\"ZZ12\"", "云启"),
    );
    let rows =
        rows.replace("</sheetData>", &format!("<row>{}</row></sheetData>", text(" r=\"ZZ13\"", "建设")));
    assert_eq!(
        places("a.xlsx", &xlsx(&rows), Term),
        [
            format!("sheet 1: B7 = {SHORT}"),
            format!("sheet 1: C7 = {PERSON}"),
            "sheet 1: AC8 = 0871-63125566".to_owned(),
            format!("sheet 1: AB8 = {SHORT}"),
            format!("sheet 1: ZZ12 = {SHORT}"),
        ]
    );
}

/// A cell's own address counts where its row tells none.
#[test]
fn a_cell_tells_its_row() {
    let rows =
        format!("<sheetData><row><c r=\"C9\" t=\"inlineStr\"><is><t>{SHORT}</t></is></c></row></sheetData>");
    assert_eq!(places("a.xlsx", &xlsx(&rows), Term), [format!("sheet 1: C9 = {SHORT}")]);
}

/// Terms do not crowd out what is to be looked at.
#[test]
fn each_kind_has_a_bound_of_its_own() {
    let row = format!("<row><c t=\"inlineStr\"><is><t>{SHORT}</t></is></c></row>").repeat(10_001);
    let zip =
        xlsx(&format!("<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols><sheetData>{row}</sheetData>"));
    let report = clean("a.xlsx", &zip).report;
    let count = |kind| report.findings.iter().filter(|finding| finding.kind == kind).count();
    assert_eq!((count(Term), count(Look), report.removed["X4"]), (10_000, 1, 10_001));
}

#[test]
fn sheets_are_numbered_as_the_workbook_lists_them() {
    let sheets = "<sheets><sheet name=\"乙\" sheetId=\"3\" r:id=\"rId2\"/><sheet name=\"甲\" sheetId=\"1\" r:id=\"rId1\"/></sheets>";
    let header = format!("<sheetData/><headerFooter><oddHeader>{SHORT}</oddHeader></headerFooter>");
    let zip = workbook(sheets, &[("rId2", "worksheet", "worksheets/sheet2.xml")])
        .with("xl/worksheets/sheet1.xml", crate::documents::sheet(&header))
        .with("xl/worksheets/sheet2.xml", crate::documents::sheet("<sheetData/>"));
    assert_eq!(places("a.xlsx", &zip, Term), [format!("sheet 2 = {SHORT}")]);
}
