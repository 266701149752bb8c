//! What the targets of blind copies share: terms, small documents, and what must hold of every copy and of the
//! memory that making it takes.

#![allow(dead_code)]

#[path = "../../tests/redact_memory/counting.rs"]
pub mod counting;
#[path = "../../tests/redact_office/zip.rs"]
pub mod zip;

use counting::bounded;
use sealbid::redact::{Terms, redact};
use zip::Zip;

pub const NAME: &str = "云启建设";

pub fn terms() -> Terms {
    let owned = |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect();
    Terms {
        names: owned(&[NAME, "Yunqi Construction"]),
        codes: owned(&["91530100MA6K3X7T2P"]),
        phones: owned(&["0871-63125566"]),
        domains: owned(&["yunqi-build.cn"]),
        ..Terms::default()
    }
}

/// A copy is its own copy, and nothing in it is the name.
pub fn check(name: &str, bytes: &[u8]) {
    let terms = terms();
    let Ok(copy) = bounded(bytes, || redact(name, bytes, &terms)) else { return };
    let again = bounded(&copy.bytes, || redact(name, &copy.bytes, &terms)).expect("a copy of a copy");
    assert!(again.bytes == copy.bytes, "the copy of the copy is another");
    let parts = match name.ends_with("docx") || name.ends_with("xlsx") {
        true => zip::unzip(&copy.bytes).into_values().collect(),
        false => vec![copy.bytes],
    };
    for part in parts {
        if part.windows(NAME.len()).any(|window| window == NAME.as_bytes()) {
            // Coded picture elements stay as they are; where they happen to read like a name, the scanner says so.
            let hits = sealbid::scan::scan(name, &part, &terms).expect("a copy");
            assert!(name.ends_with("jpg") && !hits.is_empty(), "the name is left");
        }
    }
}

const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

pub fn relations(all: &[(&str, &str)]) -> String {
    let each = all.iter().enumerate().map(|(n, (kind, target))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{TYPES}/{kind}\" Target=\"{target}\"/>", n + 1)
    });
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        each.collect::<String>()
    )
}

const NAMESPACES: &str = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

/// The parts of a text document that may be given, the first by default.
pub const WORD: [&str; 7] = ["document", "styles", "settings", "numbering", "footnotes", "header", "theme"];

/// A text document one of whose parts holds these elements.
pub fn word(choice: u8, inner: &str) -> Vec<u8> {
    let chosen = WORD[usize::from(choice) % WORD.len()];
    let part = |kind: &str, root: &str| {
        let inner = if kind == chosen { inner } else { "" };
        format!("<{root} {NAMESPACES}>{inner}</{root}>")
    };
    let body = match chosen {
        "document" => part("document", "w:document"),
        _ => format!(
            "<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>{NAME}</w:t></w:r></w:p><w:sectPr>\
             <w:headerReference w:type=\"default\" r:id=\"rId5\"/></w:sectPr></w:body></w:document>"
        ),
    };
    let links = ["styles", "settings", "numbering", "footnotes", "header", "theme"]
        .map(|kind| (kind, format!("{kind}.xml")));
    let links: Vec<(&str, &str)> = links.iter().map(|(kind, target)| (*kind, target.as_str())).collect();
    Zip::default()
        .with("_rels/.rels", relations(&[("officeDocument", "word/document.xml")]))
        .with("word/_rels/document.xml.rels", relations(&links))
        .with("word/document.xml", body)
        .with("word/styles.xml", part("styles", "w:styles"))
        .with("word/settings.xml", part("settings", "w:settings"))
        .with("word/numbering.xml", part("numbering", "w:numbering"))
        .with("word/footnotes.xml", part("footnotes", "w:footnotes"))
        .with("word/header.xml", part("header", "w:hdr"))
        .with("word/theme.xml", part("theme", "a:theme"))
        .bytes()
}

pub const SHEET: [&str; 4] = ["worksheet", "sst", "styleSheet", "definedNames"];

/// A workbook one of whose parts holds these elements.
pub fn workbook(choice: u8, inner: &str) -> Vec<u8> {
    let chosen = SHEET[usize::from(choice) % SHEET.len()];
    let part = |root: &str, usual: &str| {
        let inner = if root == chosen { inner } else { usual };
        format!("<{root} {NAMESPACES}>{inner}</{root}>")
    };
    let cells = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData>";
    let names = if chosen == "definedNames" {
        format!("<definedNames>{inner}</definedNames>")
    } else {
        String::new()
    };
    let book = format!(
        "<workbook {NAMESPACES}><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets>{names}</workbook>"
    );
    Zip::default()
        .with("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")]))
        .with(
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("worksheet", "sheet.xml"),
                ("sharedStrings", "strings.xml"),
                ("styles", "styles.xml"),
            ]),
        )
        .with("xl/workbook.xml", book)
        .with("xl/sheet.xml", part("worksheet", cells))
        .with("xl/strings.xml", part("sst", "<si><t>a</t></si>"))
        .with("xl/styles.xml", part("styleSheet", ""))
        .bytes()
}

/// A PDF of one page with this content and a font of the viewer's.
pub fn page(content: &[u8]) -> Vec<u8> {
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n\
         4 0 obj<</Length {}>>stream\n",
        content.len()
    );
    let mut bytes = [head.as_bytes(), content, b"\nendstream endobj\n"].concat();
    let table = bytes.len();
    // Where each object begins.
    let starts: Vec<usize> = (1..=5)
        .map(|n| {
            let begins = format!("\n{n} 0 obj");
            let found = bytes.windows(begins.len()).position(|window| window == begins.as_bytes());
            found.map_or(0, |at| at + 1)
        })
        .collect();
    bytes.extend(b"xref\n0 6\n0000000000 65535 f \n");
    starts.iter().for_each(|start| bytes.extend(format!("{start:010} 00000 n \n").as_bytes()));
    bytes.extend(format!("trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    bytes
}
