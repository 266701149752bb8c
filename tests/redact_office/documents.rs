//! Small documents as Word and Excel write them.

use crate::canaries::{copy_of, left_in};
use crate::zip::{Zip, unzip};
use sealbid::redact::{FindingKind, PLACES, Report};
use std::collections::BTreeMap;

/// What is no declared term: it must go by structure alone.
pub const MARK: &str = "Xyzzy42Zeuge";

pub const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" \
    xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
    xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" \
    xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
    xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" \
    xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\" \
    xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\" \
    xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
    xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" mc:Ignorable=\"w14 w15 x14\"";

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A relationships part: id, last word of the type, target. A target with a colon or two backslashes leads outside.
pub fn relations(all: &[(&str, &str, &str)]) -> String {
    let each = all.iter().map(|(id, kind, target)| {
        let mode =
            if target.contains(':') || target.contains("\\\\") { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"{mode}/>")
    });
    format!("<Relationships xmlns=\"{RELATIONSHIPS}\">{}</Relationships>", each.collect::<String>())
}

fn package(main: &str) -> Zip {
    Zip::default()
        .with(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        )
        .with("_rels/.rels", relations(&[("rId1", "officeDocument", main)]))
}

pub fn word(root: &str, inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{root} {NAMESPACES}>{inner}</w:{root}>")
}

/// A text document with this body.
pub fn docx(body: &str) -> Zip {
    package("word/document.xml")
        .with("word/document.xml", word("document", &format!("<w:body>{body}<w:sectPr/></w:body>")))
}

pub fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

pub fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

pub fn sheet(inner: &str) -> String {
    spread("worksheet", inner)
}

pub fn spread(root: &str, inner: &str) -> String {
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    format!("<{root} {main} {NAMESPACES}>{inner}</{root}>")
}

/// A workbook of one sheet with this inside.
pub fn xlsx(inner: &str) -> Zip {
    workbook("<sheets><sheet name=\"报价\" sheetId=\"3\" r:id=\"rId1\"/></sheets>", &[])
        .with("xl/worksheets/sheet1.xml", sheet(inner))
}

/// A workbook whose first sheet is `rId1`.
pub fn workbook(inner: &str, others: &[(&str, &str, &str)]) -> Zip {
    let all = [&[("rId1", "worksheet", "worksheets/sheet1.xml")], others].concat();
    package("xl/workbook.xml")
        .with("xl/workbook.xml", spread("workbook", inner))
        .with("xl/_rels/workbook.xml.rels", relations(&all))
}

pub struct Copied {
    pub parts: BTreeMap<String, Vec<u8>>,
    pub report: Report,
    pub bytes: Vec<u8>,
}

impl Copied {
    #[track_caller]
    pub fn part(&self, name: &str) -> String {
        let names = || self.parts.keys().cloned().collect::<Vec<_>>().join(" ");
        String::from_utf8(self.parts.get(name).unwrap_or_else(|| panic!("{name} of {}", names())).clone())
            .unwrap()
    }

    /// The main part's text, without its tags.
    #[track_caller]
    pub fn text(&self) -> String {
        let name = if self.parts.contains_key("word/document.xml") {
            "word/document.xml"
        } else {
            "xl/worksheets/sheet1.xml"
        };
        let part = self.part(name).replace("</w:p>", "|").replace("</c>", "|");
        let pieces = part.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text);
        pieces.collect::<String>().trim().trim_end_matches('|').to_owned()
    }

    #[track_caller]
    pub fn removed(&self, channel: &str) {
        assert!(self.report.removed.contains_key(channel), "{channel}: {:?}", self.report.removed);
    }

    #[track_caller]
    pub fn look(&self, text: &str) {
        let found = self.report.findings.iter().any(|f| f.kind == FindingKind::Look && f.text == text);
        assert!(found, "{text}: {:?}", self.report.findings);
    }
}

/// The copy of a document, in whose parts nothing is left of the identity and of the mark.
#[track_caller]
pub fn clean(name: &str, zip: &Zip) -> Copied {
    let copy = copy_of(name, &zip.bytes());
    let parts = unzip(&copy.bytes);
    for finding in &copy.report.findings {
        let place = finding.place.split([' ', ':']).next().unwrap();
        assert!(PLACES.contains(&place), "{finding:?}");
        assert_eq!(left_in(finding.place.as_bytes()), None, "{finding:?}");
    }
    for (part, bytes) in &parts {
        assert_eq!(left_in(part.as_bytes()), None, "{part}");
        assert_eq!(left_in(bytes), None, "{part}: {}", String::from_utf8_lossy(bytes));
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(MARK), "{part}: {text}");
    }
    Copied { parts, report: copy.report, bytes: copy.bytes }
}
