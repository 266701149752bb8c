//! Small PDF files, and what is left in their copies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sealbid::redact::{FindingKind, Look, PLACES, Redacted, Terms, redact};
use sealbid::{ErrorKind, Result};

/// A file that is put together object by object. Object 1 is the catalog, 2 the page tree, 3 the page, 4 its content
/// and 5 its font.
#[derive(Clone)]
pub struct Pdf {
    objects: Vec<Vec<u8>>,
    pub trailer: String,
    pub tail: Vec<u8>,
}

pub const CATALOG: usize = 1;
pub const PAGE: usize = 3;
pub const CONTENT: usize = 4;

impl Pdf {
    /// One page of A4 with this content. Its fonts: F1 is Helvetica, F2 is a song typeface with codes of UCS-2.
    pub fn page(content: impl AsRef<[u8]>) -> Pdf {
        let mut pdf = Pdf { objects: Vec::new(), trailer: String::new(), tail: Vec::new() };
        pdf.add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.add("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        pdf.add(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        );
        pdf.stream("", content);
        pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
        pdf.cid_font("UniGB-UCS2-H");
        pdf
    }

    /// A font of the viewer for Adobe's Chinese collection.
    pub fn cid_font(&mut self, encoding: &str) -> usize {
        let next = self.objects.len() + 1;
        self.add(format!(
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{encoding}/DescendantFonts[{} 0 R]>>",
            next + 1
        ));
        self.add(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo\
             <</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>",
        );
        next
    }

    pub fn add(&mut self, body: impl AsRef<[u8]>) -> usize {
        self.objects.push(body.as_ref().to_vec());
        self.objects.len()
    }

    pub fn stream(&mut self, dict: &str, data: impl AsRef<[u8]>) -> usize {
        let data = data.as_ref();
        let mut body = format!("<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend(data);
        body.extend(b"\nendstream");
        self.add(body)
    }

    pub fn deflated(&mut self, dict: &str, data: impl AsRef<[u8]>) -> usize {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(data.as_ref(), 6);
        self.stream(&format!("{dict}/Filter/FlateDecode"), packed)
    }

    /// Puts entries into the dictionary of an object.
    pub fn enter(&mut self, id: usize, entries: &str) {
        let body = &mut self.objects[id - 1];
        let at = body.windows(2).position(|two| two == b"<<").unwrap() + 2;
        body.splice(at..at, entries.bytes());
    }

    pub fn replace(&mut self, id: usize, from: &str, to: &str) {
        let text = String::from_utf8(self.objects[id - 1].clone()).unwrap();
        assert!(text.contains(from), "{text}");
        self.objects[id - 1] = text.replace(from, to).into_bytes();
    }

    /// An object as it is written.
    pub fn text(&self, id: usize) -> String {
        String::from_utf8(self.objects[id - 1].clone()).unwrap()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.objects.len() + 1);
        for (n, body) in self.objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", out.len());
            out.extend(format!("{} 0 obj\n", n + 1).bytes());
            out.extend(body);
            out.extend(b"\nendobj\n");
        }
        let start = out.len();
        let size = self.objects.len() + 1;
        out.extend(table.bytes());
        out.extend(
            format!("trailer\n<</Root 1 0 R/Size {size}{}>>\nstartxref\n{start}\n%%EOF\n", self.trailer)
                .bytes(),
        );
        out.extend(&self.tail);
        out
    }
}

/// A string in UCS-2, for F2.
pub fn ucs2(text: &str) -> String {
    format!("<{}>", text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>())
}

/// A text string (ISO 32000-1 7.9.2.2).
pub fn text_string(text: &str) -> String {
    format!("<FEFF{}>", text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>())
}

pub fn terms(names: &[&str]) -> Terms {
    Terms { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Terms::default() }
}

pub fn copy_of(bytes: &[u8], names: &[&str]) -> Result<Redacted> {
    let copy = redact("a.pdf", bytes, &terms(names))?;
    let again = redact("a.pdf", &copy.bytes, &terms(names)).unwrap();
    assert_eq!(again.bytes, copy.bytes, "a copy of the copy differs");
    for finding in &copy.report.findings {
        assert!(PLACES.contains(&finding.place.split(' ').next().unwrap()), "{finding:?}");
    }
    for text in told(&copy) {
        let word = text.split(' ').next();
        assert!(Look::ALL.iter().any(|look| Some(look.word()) == word), "{text} is no word of SPEC §18.3");
    }
    Ok(copy)
}

pub fn refusal(bytes: &[u8], names: &[&str]) -> ErrorKind {
    redact("a.pdf", bytes, &terms(names)).map(|_| ()).unwrap_err().kind()
}

/// Everything in a file: its bytes, and those of all its streams.
pub fn everything(bytes: &[u8]) -> Vec<u8> {
    let mut all = bytes.to_vec();
    let document = lopdf::Document::load_mem(bytes).unwrap();
    for object in document.objects.values() {
        if let Ok(stream) = object.as_stream() {
            all.push(b'\n');
            all.extend(stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()));
        }
    }
    all
}

/// How a text may be written: as UTF-8, UTF-16 in both orders and GBK, their digits, with escapes, and in base64.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gbk, _, lost) = encoding_rs::GBK.encode(text);
    let mut plain = vec![text.as_bytes().to_vec(), big, little];
    if !lost {
        plain.push(gbk.into_owned());
    }
    let mut out = plain.clone();
    for bytes in &plain {
        out.push(hex::encode(bytes).into_bytes());
        out.push(hex::encode_upper(bytes).into_bytes());
        out.push(bytes.iter().flat_map(|b| format!("\\{b:03o}").into_bytes()).collect());
        out.push(bytes.iter().flat_map(|b| format!("#{b:02X}").into_bytes()).collect());
        out.push(bytes.iter().flat_map(|b| format!("#{b:02x}").into_bytes()).collect());
        out.extend((0..3).filter_map(|before| base64_within(bytes, before)));
    }
    out
}

/// The letters of base64 that only these bytes decide, where so many others stand before them.
fn base64_within(bytes: &[u8], before: usize) -> Option<Vec<u8>> {
    let whole = STANDARD_NO_PAD.encode([&vec![0; before], bytes].concat()).into_bytes();
    let letters = whole.get((before * 8).div_ceil(6)..(before + bytes.len()) * 8 / 6)?;
    // Fewer come about by accident.
    (letters.len() > 4).then(|| letters.to_vec())
}

/// Whether a text stands in a file, in any form and in any stream.
pub fn tells(bytes: &[u8], text: &str) -> bool {
    let all = everything(bytes);
    forms(text).iter().any(|form| all.windows(form.len()).any(|window| window == form))
}

/// What somebody should look at.
pub fn told(copy: &Redacted) -> Vec<&str> {
    let looks = copy.report.findings.iter().filter(|finding| finding.kind == FindingKind::Look);
    looks.map(|finding| finding.text.as_str()).collect()
}

pub fn looks(copy: &Redacted, channel: &str) -> usize {
    copy.report.findings.iter().filter(|f| f.kind == FindingKind::Look && f.channel == channel).count()
}

/// The operators of the copy's only page.
pub fn content(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let (_, page) = document.get_pages().into_iter().next().unwrap();
    String::from_utf8_lossy(&document.get_page_content(page)).into_owned()
}

#[test]
fn a_planted_text_is_seen_in_every_form() {
    let text = "云启Yunqi";
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    for bytes in [text.as_bytes(), &gbk] {
        assert!(tells(&Pdf::page(bytes).bytes(), text));
        for before in ["", "a", "ab", "abc"] {
            let whole = STANDARD_NO_PAD.encode([before.as_bytes(), bytes, b"xyz"].concat());
            assert!(tells(&Pdf::page(format!("% {whole}")).bytes(), text), "{before}");
        }
    }
    assert!(!tells(&Pdf::page("% Yunq").bytes(), text));
}
