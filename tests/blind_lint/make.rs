//! Small documents.

/// A ZIP archive of stored entries.
pub fn zip(parts: &[(&str, String)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let mut fields = Vec::new();
        fields.extend([20u16, 0, 0, 0, 0x21].map(u16::to_le_bytes).concat());
        fields.extend(crc32fast::hash(text.as_bytes()).to_le_bytes());
        fields.extend([text.len() as u32; 2].map(u32::to_le_bytes).concat());
        fields.extend([name.len() as u16, 0].map(u16::to_le_bytes).concat());
        let offset = bytes.len() as u32;
        bytes.extend([b"PK\x03\x04", fields.as_slice(), name.as_bytes(), text.as_bytes()].concat());
        directory.extend([b"PK\x01\x02\x14\x00", fields.as_slice(), &[0; 10]].concat());
        directory.extend([offset.to_le_bytes().as_slice(), name.as_bytes()].concat());
    }
    let (count, start) = (parts.len() as u16, bytes.len() as u32);
    bytes.extend(&directory);
    bytes.extend([b"PK\x05\x06".as_slice(), &[0; 4], &[count; 2].map(u16::to_le_bytes).concat()].concat());
    bytes.extend([directory.len() as u32, start].map(u32::to_le_bytes).concat());
    bytes.extend([0; 2]);
    bytes
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";

pub fn relations(all: &[(&str, &str)]) -> String {
    let each = all.iter().enumerate().map(|(n, (kind, target))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>", n + 1)
    });
    let all: String = each.collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{all}</Relationships>"
    )
}

/// A text document; what each member is not changed to keeps the rules.
#[derive(Clone)]
pub struct Docx {
    pub body: String,
    pub section: String,
    pub styles: String,
    pub theme: String,
    pub header: String,
    pub footer: String,
}

pub fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

pub fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p>{}</w:p>", run(properties, text))
}

pub const PAGE: &str = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>\
    <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:rPr><w:sz w:val=\"18\"/></w:rPr><w:t>7</w:t></w:r>\
    <w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";

pub const SECTION: &str = "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/>\
    <w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1417\" w:right=\"1134\" w:bottom=\"1417\" w:left=\"1134\"/></w:sectPr>";

pub const STYLES: &str = "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" \
    w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\"/><w:sz w:val=\"24\"/></w:rPr></w:rPrDefault></w:docDefaults>\
    <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"/>";

impl Default for Docx {
    fn default() -> Docx {
        Docx {
            body: format!("{}{}", paragraph("", "施工方案"), paragraph("", "第 1 章 General “引”")),
            section: SECTION.to_owned(),
            styles: STYLES.to_owned(),
            theme: String::new(),
            header: "<w:p/>".to_owned(),
            footer: PAGE.to_owned(),
        }
    }
}

impl Docx {
    pub fn bytes(&self) -> Vec<u8> {
        let Docx { body, section, styles, theme, header, footer } = self;
        let a = "http://schemas.openxmlformats.org/drawingml/2006/main";
        zip(&[
            ("_rels/.rels", relations(&[("officeDocument", "word/document.xml")])),
            (
                "word/_rels/document.xml.rels",
                relations(&[
                    ("styles", "styles.xml"),
                    ("theme", "theme1.xml"),
                    ("header", "header1.xml"),
                    ("footer", "footer1.xml"),
                ]),
            ),
            (
                "word/document.xml",
                format!("<w:document {WORD}><w:body>{body}{section}</w:body></w:document>"),
            ),
            ("word/styles.xml", format!("<w:styles {WORD}>{styles}</w:styles>")),
            (
                "word/theme1.xml",
                format!(
                    "<a:theme xmlns:a=\"{a}\"><a:themeElements><a:fontScheme>{theme}</a:fontScheme></a:themeElements></a:theme>"
                ),
            ),
            ("word/header1.xml", format!("<w:hdr {WORD}>{header}</w:hdr>")),
            ("word/footer1.xml", format!("<w:ftr {WORD}>{footer}</w:ftr>")),
        ])
    }
}

/// A workbook with one sheet.
pub fn xlsx(sheet: &str) -> Vec<u8> {
    let x = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    zip(&[
        ("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        ("xl/_rels/workbook.xml.rels", relations(&[("worksheet", "sheet1.xml")])),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{x}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        ("xl/sheet1.xml", format!("<worksheet xmlns=\"{x}\"><sheetData/>{sheet}</worksheet>")),
    ])
}

/// A PDF file, of pages with their content and what else stands in their dictionaries.
#[derive(Clone)]
pub struct Pdf {
    pub media: String,
    pub page: String,
    pub pages: Vec<String>,
    /// `/F1`, `/F2` and so on, each a whole dictionary.
    pub fonts: Vec<String>,
    pub resources: String,
    /// More objects, the first of which has the number 50.
    pub more: Vec<Vec<u8>>,
}

pub const SIMSUN: &str = "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+SimSun>>";

/// A line of text at a place, in the first font at 12 points.
pub fn line(x: u32, y: u32, text: &str) -> String {
    format!("BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n")
}

impl Default for Pdf {
    fn default() -> Pdf {
        let page = |n: u32| format!("{}{}", line(100, 700, "Method"), line(290, 40, &format!("- {n} -")));
        Pdf {
            media: "[0 0 595.28 841.89]".to_owned(),
            page: String::new(),
            pages: vec![page(1), page(2)],
            fonts: vec![SIMSUN.to_owned()],
            resources: String::new(),
            more: Vec::new(),
        }
    }
}

pub fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

impl Pdf {
    pub fn bytes(&self) -> Vec<u8> {
        let fonts = self.fonts.iter().enumerate().map(|(n, _)| format!("/F{} {} 0 R", n + 1, n + 30));
        let resources = format!("<</Font<<{}>>{}>>", fonts.collect::<String>(), self.resources);
        let kids = self.pages.iter().enumerate().map(|(n, _)| format!("{} 0 R ", n + 10));
        let tree = format!(
            "<</Type/Pages/Count {}/Kids[{}]/MediaBox{}/Resources{resources}>>",
            self.pages.len(),
            kids.collect::<String>(),
            self.media
        );
        let mut objects: Vec<(usize, Vec<u8>)> =
            vec![(1, b"<</Type/Catalog/Pages 2 0 R>>".to_vec()), (2, tree.into_bytes())];
        for (n, page) in self.pages.iter().enumerate() {
            let own = format!("/Contents {} 0 R", n + 20);
            let content = if self.page.contains("/Contents") { "" } else { &own };
            let dict = format!("<</Type/Page/Parent 2 0 R{content}{}>>", self.page);
            objects.push((n + 10, dict.into_bytes()));
            objects.push((n + 20, stream("", page.as_bytes())));
        }
        objects.extend(self.fonts.iter().enumerate().map(|(n, font)| (n + 30, font.clone().into_bytes())));
        objects.extend(self.more.iter().enumerate().map(|(n, object)| (n + 50, object.clone())));
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut table = String::new();
        for (number, object) in &objects {
            table += &format!("{number} 1\n{:010} 00000 n \n", bytes.len());
            bytes.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
        }
        let start = bytes.len();
        let end = format!(
            "xref\n0 1\n0000000000 65535 f \n{table}trailer\n<</Size 99/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        );
        bytes.extend(end.into_bytes());
        bytes
    }
}

/// The document of a fuzzing input: the first byte says what the rest is, or is put into.
pub fn document(input: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let (choice, inner) = input.split_first()?;
    let text = || std::str::from_utf8(inner).ok().map(str::to_owned);
    let docx = |change: fn(&mut Docx) -> &mut String| -> Option<(&'static str, Vec<u8>)> {
        let mut made = Docx::default();
        *change(&mut made) = text()?;
        Some(("a.docx", made.bytes()))
    };
    let pdf = |content: &[u8], map: &[u8]| {
        let mut made = Pdf { more: vec![stream("", content), stream("", map)], ..Pdf::default() };
        made.page = "/Contents 50 0 R".to_owned();
        made.fonts = vec![SIMSUN.replace(">>", "/ToUnicode 51 0 R>>")];
        made.resources = "/XObject<</X 50 0 R>>".to_owned();
        Some(("a.pdf", made.bytes()))
    };
    match choice {
        b'p' => Some(("a.pdf", inner.to_vec())),
        b'c' => pdf(inner, b""),
        b'm' => pdf(line(100, 40, "abc").as_bytes(), inner),
        b'w' => Some(("a.docx", inner.to_vec())),
        b'b' => docx(|made| &mut made.body),
        b's' => docx(|made| &mut made.styles),
        b't' => docx(|made| &mut made.theme),
        b'f' => docx(|made| &mut made.footer),
        b'x' => Some(("a.xlsx", inner.to_vec())),
        b'e' => Some(("a.xlsx", xlsx(&text()?))),
        _ => None,
    }
}

/// One input of each kind, to begin fuzzing with.
pub fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let made = Docx::default();
    let content = "q 2 0 0 2 0 0 cm 1 0 0 rg BT /F1 12 Tf 14 TL 50 300 Td [(a\\101) -20 <6162>] TJ T* (b) ' 1 2 (c) \" ET Q\n\
        BI /W 1 /H 1 ID x EI /Pattern cs /P scn 0 0 0 1 k /X Do";
    let map = "1 beginbfchar <61> <4E91> endbfchar 2 beginbfrange <62> <63> <0030> <64> <65> [<0031> <0032>] endbfrange";
    let sheet = "<pageMargins left=\"1\"/><pageSetup paperSize=\"9\"/><headerFooter><oddFooter>&amp;C&amp;\"a,b\"&amp;10&amp;K000000&amp;P</oddFooter></headerFooter>";
    let theme = "<a:minorFont><a:latin typeface=\"Arial\"/><a:ea typeface=\"\"/><a:font script=\"Hans\" typeface=\"宋体\"/></a:minorFont>";
    let body = paragraph(
        "<w:rFonts w:eastAsiaTheme=\"minorEastAsia\"/><w:color w:val=\"FF0000\"/><w:sz w:val=\"21\"/>",
        "字 a",
    );
    let with = |choice: &[u8], inner: &[u8]| [choice, inner].concat();
    vec![
        ("pdf", with(b"p", &Pdf::default().bytes())),
        ("content", with(b"c", content.as_bytes())),
        ("map", with(b"m", map.as_bytes())),
        ("docx", with(b"w", &made.bytes())),
        ("body", with(b"b", body.as_bytes())),
        ("styles", with(b"s", made.styles.as_bytes())),
        ("theme", with(b"t", theme.as_bytes())),
        ("footer", with(b"f", made.footer.as_bytes())),
        ("xlsx", with(b"x", &xlsx(sheet))),
        ("sheet", with(b"e", sheet.as_bytes())),
    ]
}
