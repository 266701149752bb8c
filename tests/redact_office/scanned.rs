//! Whatever the scanner finds in running text (SPEC §18.8), the transformation takes out (§18.2): nobody is refused a
//! copy for how a name is written.

use crate::documents::{docx, p, workbook, xlsx};
use crate::zip::unzip;
use proptest::prelude::*;
use sealbid::redact::{PLACEHOLDER, Terms, redact};
use sealbid::scan::scan;

/// A term of each kind, and what may stand between the digits of a number.
const TERMS: [(&str, &str); 9] = [
    ("names", "云启智造"),
    ("names", "Huang He Works Co., Ltd."),
    ("names", "AB云启3D印务"),
    ("people", "Ouyang Mubai"),
    ("codes", "91410105MA9KXQ7D2P"),
    ("codes", "豫建安许字2024-017733"),
    ("phones", "0371-65538812"),
    ("emails", "tender@yunqi-works.example"),
    ("domains", "yunqi-works.example"),
];

fn terms() -> Terms {
    let of =
        |list| TERMS.iter().filter(|(name, _)| *name == list).map(|(_, term)| (*term).to_owned()).collect();
    Terms {
        names: of("names"),
        people: of("people"),
        codes: of("codes"),
        phones: of("phones"),
        emails: of("emails"),
        domains: of("domains"),
        addresses: vec![],
    }
}

/// What counts for nothing between any letters, between Latin letters, and between letters of numbers.
const ANYWHERE: [&str; 14] = [
    " ",
    "\n",
    "\r\n",
    "-",
    "-\n",
    "\u{2010}\n ",
    "\u{2011}",
    "\u{ad}",
    "\u{ad}\n",
    "\u{200b}",
    "\u{3000}",
    "——",
    "·",
    "﹣",
];
const LATIN: [&str; 8] = [".", ",", ". ", "., ", "'", "’", "，\n", ",-"];
const NUMBER: [&str; 6] = ["/", "／", ".", "(", ") ", "+"];

/// The letter in another form: full width, the other case, traditional.
fn other_form(c: char) -> char {
    match c {
        '云' => '雲',
        '启' => '啟',
        '许' => '許',
        '务' => '務',
        'a'..='z' => c.to_ascii_uppercase(),
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    }
}

/// A term as somebody may write it, piece by piece: its letters, and what stands between them.
fn written() -> impl Strategy<Value = Vec<String>> {
    let choices = prop::collection::vec((any::<prop::sample::Index>(), 0..12u8), 40);
    (0..TERMS.len(), choices, any::<bool>()).prop_map(|(term, choices, whole)| {
        let (list, term) = TERMS[term];
        // What the term itself has between its words may be written or not, and what stands behind it is another matter.
        let letters: Vec<char> =
            term.trim_end_matches('.').chars().filter(|c| !matches!(c, ' ' | ',' | '-')).collect();
        let mut pieces = Vec::new();
        for (n, (c, (index, choice))) in letters.iter().zip(choices).enumerate() {
            pieces.push(if choice % 4 == 1 { other_form(*c) } else { *c }.to_string());
            let Some(next) = letters.get(n + 1) else { break };
            let latin = c.is_ascii_alphabetic() && next.is_ascii_alphabetic();
            let lists: &[&[&str]] = match list {
                "codes" | "phones" => &[&ANYWHERE, &NUMBER],
                _ if latin => &[&ANYWHERE, &LATIN],
                _ => &[&ANYWHERE],
            };
            let between = lists.concat();
            if choice < 6 && (!whole || choice == 0) {
                pieces.push((*index.get(&between)).to_owned());
            }
        }
        pieces
    })
}

/// The copy, after the scanner found nothing in it and a copy of it was itself.
fn clean(name: &str, document: &[u8], written: &str) -> Vec<u8> {
    let terms = terms();
    let copy = redact(name, document, &terms).unwrap_or_else(|e| panic!("{name}: {e}: {written:?}")).bytes;
    let hits = scan(name, &copy, &terms).unwrap();
    assert!(hits.is_empty(), "{name}: {hits:?} of {written:?}");
    assert_eq!(
        redact(name, &copy, &terms).unwrap().bytes,
        copy,
        "{name}: another copy of the copy: {written:?}"
    );
    copy
}

/// The text of a part of a package, without its tags.
fn text(copy: &[u8], part: &str) -> String {
    let parts = unzip(copy);
    let xml = String::from_utf8_lossy(&parts[part]).into_owned();
    xml.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text)
        .collect::<String>()
        .trim()
        .to_owned()
}

proptest! {
    #[test]
    fn what_is_written_between_its_letters_does_not_save_a_name(pieces in written()) {
        let term = pieces.concat();
        let sentence = format!("由{term}承担");
        let gone = format!("由{PLACEHOLDER}承担");
        for name in ["a.txt", "a.md"] {
            prop_assert_eq!(String::from_utf8(clean(name, sentence.as_bytes(), &term)).unwrap(), format!("{gone}\n"));
        }
        // Each piece in a run of its own; line ends and some hyphens as Word writes them.
        let inner = |piece: &str| {
            let text = |text: &str| if text.is_empty() { String::new() } else { format!("<w:t xml:space=\"preserve\">{text}</w:t>") };
            let lines: Vec<String> = piece.replace('\r', "").split('\n').map(text).collect();
            lines.join("<w:br/>").replace("<w:t xml:space=\"preserve\">\u{2011}</w:t>", "<w:noBreakHyphen/>")
        };
        let runs: String = [&["由".to_owned()], &pieces[..], &["承担".to_owned()]].concat().iter()
            .map(|piece| format!("<w:r>{}</w:r>", inner(piece))).collect();
        prop_assert_eq!(text(&clean("a.docx", &docx(&p(&runs)).bytes(), &term), "word/document.xml"), gone.clone());
        let cell = format!("<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{sentence}</t></is></c>");
        let sheet = xlsx(&format!("<sheetData><row r=\"1\">{cell}</row></sheetData>")).bytes();
        prop_assert_eq!(text(&clean("a.xlsx", &sheet, &term), "xl/worksheets/sheet1.xml"), gone);
    }
}

/// A piece that looks otherwise is no part of the word beside it, to T as to the scanner.
#[test]
fn what_looks_otherwise_separates_words() {
    let name = "Ouyang Mubai";
    let run = |text: &str, looks: &str| {
        format!("<w:r><w:rPr>{looks}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let word = |behind: &str, looks: &str| {
        let runs = run("von ", "")
            + &run("Ouyang ", "")
            + &run("Mubai", "")
            + &run(behind, looks)
            + &run(" & Co".replace('&', "&amp;").as_str(), "");
        text(&clean("a.docx", &docx(&p(&runs)).bytes(), behind), "word/document.xml")
    };
    let high = "<w:vertAlign w:val=\"superscript\"/>";
    assert_eq!(word("TM", high), format!("von {PLACEHOLDER}TM &amp; Co"));
    assert_eq!(word("s", "<w:b/>"), format!("von {PLACEHOLDER}s &amp; Co"));
    // Where Word split a run that looks the same, it is one word.
    assert_eq!(word("s", ""), format!("von {name}s &amp; Co"));
    // Pieces of one cell, headers, and what number formats show.
    let rich = format!(
        "<c r=\"A1\" t=\"inlineStr\"><is><r><t>{name}</t></r><r><rPr><b/></rPr><t>TM</t></r></is></c>"
    );
    let inner = format!(
        "<sheetData><row r=\"1\">{rich}</row></sheetData><headerFooter><oddHeader>&amp;C{name}&amp;8TM</oddHeader></headerFooter>"
    );
    let sheet = text(&clean("a.xlsx", &xlsx(&inner).bytes(), name), "xl/worksheets/sheet1.xml");
    assert_eq!(sheet, format!("{PLACEHOLDER}TM&amp;C{PLACEHOLDER}&amp;8TM"));
    for (code, copied) in [
        (format!("\"{name}\"General"), format!("\"{PLACEHOLDER}\"General")),
        (format!("yyyy\"{name}\"yyyy"), format!("yyyy\"{PLACEHOLDER}\"yyyy")),
        (format!("\"{name}s\"0"), format!("\"{name}s\"0")),
    ] {
        let styles = format!(
            "<numFmts count=\"1\"><numFmt numFmtId=\"176\" formatCode=\"{}\"/></numFmts>",
            code.replace('"', "&quot;")
        );
        let book = workbook(
            "<sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"rId1\"/></sheets>",
            &[("rId2", "styles", "styles.xml")],
        )
        .with("xl/worksheets/sheet1.xml", crate::documents::sheet("<sheetData/>"))
        .with("xl/styles.xml", crate::documents::spread("styleSheet", &styles));
        let parts = unzip(&clean("a.xlsx", &book.bytes(), &code));
        let styles = String::from_utf8_lossy(&parts["xl/styles.xml"]).replace("&quot;", "\"");
        assert!(styles.contains(&format!("formatCode=\"{copied}\"")), "{styles}");
    }
}

/// No single character keeps a term from the transformation that does not keep it from the scanner.
#[test]
fn no_character_hides_a_term_from_one_and_not_from_the_other() {
    let terms = Terms {
        names: ["甲乙", "abcd", "ab", "x甲", "12", "Hu-an., g.c", "丙.丁"].map(str::to_owned).into(),
        phones: vec!["12345678".to_owned(), "1357".to_owned()],
        ..Terms::default()
    };
    // Further letters join nothing in the scanner, whatever they look like: to it they are ideographs like 甲.
    let chars = ('\0'..='\u{33ff}').chain('\u{fb00}'..='\u{fb06}').chain('\u{fe00}'..='\u{fe6f}');
    let chars =
        chars.chain('\u{feff}'..='\u{ff9f}').chain('\u{ffe0}'..='\u{ffff}').chain('\u{e0000}'..='\u{e01ff}');
    // Zeros are refused.
    let chars: Vec<char> = chars.filter(|c| *c != '\0').collect();
    for chars in chars.chunks(4096) {
        let lines = chars.iter().map(|c| {
            format!("甲{c}乙。ab{c}cd。x{c}甲。1{c}2。hu{c}an{c}gc。丙{c}.{c}丁。12345{c}678。13{c}57。丙.{c}{c}丁。\n")
        });
        let copy = redact("a.txt", lines.collect::<String>().as_bytes(), &terms).unwrap().bytes;
        let hits = scan("a.txt", &copy, &terms).unwrap();
        let line = |at: usize| {
            String::from_utf8_lossy(&copy[at.saturating_sub(20)..(at + 20).min(copy.len())]).into_owned()
        };
        let hits: Vec<_> = hits.iter().map(|hit| (&hit.term, &hit.encoding, line(hit.offset))).collect();
        assert!(hits.is_empty(), "from {:?}: {hits:?}", chars[0]);
    }
}
