//! Embedded Type 1 programs (Adobe Type 1 Font Format): which codes are trusted, and what is left of glyphs that are
//! not shown.

use crate::font::to_unicode;
use crate::pdf::{CONTENT, PAGE, Pdf, copy_of, everything, refusal};
use sealbid::ErrorKind;
use sealbid::redact::redact;
use std::collections::BTreeMap;

fn crypt(bytes: &[u8], mut key: u16, backwards: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for byte in bytes {
        let other = byte ^ (key >> 8) as u8;
        let cipher = if backwards { *byte } else { other };
        key = u16::from(cipher).wrapping_add(key).wrapping_mul(52845).wrapping_add(22719);
        out.push(other);
    }
    out
}

/// A charstring: numbers as `n`, operators by their names.
fn charstring(words: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for word in words.split(' ') {
        match word {
            "hstem" => out.push(1),
            "rmoveto" => out.push(21),
            "hlineto" => out.push(6),
            "vlineto" => out.push(7),
            "closepath" => out.push(9),
            "callsubr" => out.push(10),
            "return" => out.push(11),
            "hsbw" => out.push(13),
            "endchar" => out.push(14),
            "seac" => out.extend([12, 6]),
            "callothersubr" => out.extend([12, 16]),
            "pop" => out.extend([12, 17]),
            number => {
                out.push(255);
                out.extend(number.parse::<i32>().unwrap().to_be_bytes());
            }
        }
    }
    out
}

/// A rectangle that no other character has.
fn outline(c: char) -> Vec<u8> {
    let (x, y) = (c as u32 % 500 + 100, c as u32 / 50 % 500 + 100);
    charstring(&format!("0 1000 hsbw 50 50 rmoveto {x} hlineto {y} vlineto -{x} hlineto closepath endchar"))
}

/// What a glyph is called by the Adobe Glyph List.
fn named(c: char) -> String {
    if c.is_ascii_alphabetic() { c.to_string() } else { format!("uni{:04X}", c as u32) }
}

/// The program, with codes from 1 on, and the lengths of its parts.
fn program(glyphs: &[(String, Vec<u8>)], subrs: &[Vec<u8>], reader: &str) -> (Vec<u8>, [usize; 3]) {
    let mut clear = "%!PS-AdobeFont-1.0: Secret\n11 dict begin\n/FontName /Secret def\n/PaintType 0 def\n\
        /FontType 1 def\n/FontMatrix [0.001 0 0 0.001 0 0] readonly def\n/Encoding 256 array\n\
        0 1 255 {1 index exch /.notdef put} for\n"
        .to_owned();
    for (code, (name, _)) in (1..).zip(glyphs) {
        clear += &format!("dup {code} /{name} put\n");
    }
    clear += "readonly def\n/FontBBox {0 -200 1000 900} readonly def\ncurrentdict end\ncurrentfile eexec\n";
    let mut private = format!(
        "dup /Private 12 dict dup begin\n/{reader} {{string currentfile exch readstring pop}} executeonly def\n\
         /ND {{noaccess def}} executeonly def\n/NP {{noaccess put}} executeonly def\n\
         /BlueValues [-10 0] def\n/MinFeature {{16 16}} def\n/password 5839 def\n/Subrs {} array\n",
        subrs.len()
    )
    .into_bytes();
    let mut enter = |before: String, code: &[u8], behind: &str| {
        let code = crypt(&[&[0; 4], code].concat(), 4330, false);
        private.extend(format!("{before} {} {reader} ", code.len()).bytes());
        private.extend(code);
        private.extend(behind.bytes());
    };
    for (n, code) in subrs.iter().enumerate() {
        enter(format!("dup {n}"), code, " NP\n");
    }
    let empty = (".notdef".to_owned(), charstring("0 1000 hsbw endchar"));
    let count = glyphs.len() + 1;
    for (n, (name, code)) in std::iter::once(&empty).chain(glyphs).enumerate() {
        let head =
            if n == 0 { format!("ND\n2 index /CharStrings {count} dict dup begin\n") } else { String::new() };
        enter(format!("{head}/{name}"), code, " ND\n");
    }
    private.extend(b"end\nend\nreadonly put\nnoaccess put\ndup/FontName get exch definefont pop\nmark currentfile closefile\n");
    let cipher = crypt(&[&[0; 4], &private[..]].concat(), 55665, false);
    let tail = format!("{}cleartomark\n", format!("{}\n", "0".repeat(64)).repeat(8));
    let lengths = [clear.len(), cipher.len(), tail.len()];
    ([clear.as_bytes(), &cipher, tail.as_bytes()].concat(), lengths)
}

/// Charstrings and subroutines of a program, by what stands before them.
fn parts(program: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let start = program.windows(6).position(|w| w == b"eexec\n").unwrap() + 6;
    let private = crypt(&program[start..], 55665, true);
    let (mut all, mut at) = (BTreeMap::new(), 4);
    while let Some(next) = private[at..].windows(4).position(|w| w == b" RD ") {
        let end = at + next;
        let line = private[..end].iter().rposition(|b| *b == b'\n').unwrap() + 1;
        let text = String::from_utf8(private[line..end].to_vec()).unwrap();
        let (name, length) = text.rsplit_once(' ').unwrap();
        let stop = end + 4 + length.parse::<usize>().unwrap();
        all.insert(name.to_owned(), crypt(&private[end + 4..stop], 4330, true)[4..].to_vec());
        at = stop;
    }
    all
}

/// A page that shows all glyphs of a program in their order.
fn page(file: &(Vec<u8>, [usize; 3]), count: usize, map: Option<String>) -> Pdf {
    let mut pdf = Pdf::page("");
    let [one, two, three] = file.1;
    let stream = pdf.deflated(&format!("/Length1 {one}/Length2 {two}/Length3 {three}"), &file.0);
    let descriptor = pdf.add(format!(
        "<</Type/FontDescriptor/FontName/ABCDEF+Secret/Flags 4/FontBBox[0 -200 1000 900]/FontFile {stream} 0 R>>"
    ));
    let map = map.map(|map| pdf.deflated("", map));
    let map = map.map_or(String::new(), |map| format!("/ToUnicode {map} 0 R"));
    let font = pdf.add(format!(
        "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Secret/FirstChar 1/LastChar {count}/Widths[{}]\
         /FontDescriptor {descriptor} 0 R{map}>>",
        vec!["1000"; count].join(" ")
    ));
    pdf.replace(PAGE, "/F2 6 0 R", &format!("/F2 6 0 R/F3 {font} 0 R"));
    let codes: String = (1..=count).map(|code| format!("{code:02X}")).collect();
    pdf.enter(CONTENT, "");
    let content = pdf.stream("", format!("BT /F3 12 Tf 72 700 Td <{codes}> Tj ET"));
    pdf.replace(PAGE, "/Contents 4 0 R", &format!("/Contents {content} 0 R"));
    pdf
}

/// A page that shows a text in which no character stands twice, without a map for extraction.
pub fn text(text: &str) -> Pdf {
    let glyphs: Vec<_> = text.chars().map(|c| (named(c), outline(c))).collect();
    page(&program(&glyphs, &[], "RD"), glyphs.len(), None)
}

fn copied(pdf: &Pdf, names: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let copy = copy_of(&pdf.bytes(), names).unwrap();
    let all = everything(&copy.bytes);
    assert!(!all.windows(6).any(|w| w == b"Secret"), "the font's name is left");
    let document = lopdf::Document::load_mem(&copy.bytes).unwrap();
    let mut streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let file = streams.find(|stream| stream.dict.has(b"Length2")).unwrap();
    parts(&file.decompressed_content().unwrap())
}

#[test]
fn p16_a_type_1_program_keeps_what_is_shown() {
    let left = copied(&text("投标人云启承诺"), &["云启"]);
    for c in "投标人承诺".chars() {
        assert!(left.values().any(|code| *code == outline(c)), "{c}");
    }
    for c in "云启".chars() {
        assert!(!left.values().any(|code| *code == outline(c)), "{c}");
    }
    let names: Vec<&str> = left.keys().map(String::as_str).filter(|name| name.starts_with('/')).collect();
    assert_eq!(names, ["/.notdef", "/n0", "/n1", "/n2", "/n3", "/n4"]);
    // Names of letters say only what they are.
    let left = copied(&text("Bider投Yunq"), &["Yunq"]);
    assert!("Bider".chars().all(|c| left[&format!("/{c}")] == outline(c)));
    assert!(!"Yunq".chars().any(|c| left.contains_key(&format!("/{c}"))));
}

#[test]
fn p16_parts_and_subroutines_of_a_type_1_glyph_stay_with_it() {
    let glyphs = [
        // An accent over a letter that is not shown by itself; hints that are replaced; a subroutine of its own.
        ("Aacute".to_owned(), charstring("0 1000 hsbw 0 200 300 65 194 seac")),
        ("B".to_owned(), charstring("0 1000 hsbw 5 4 callsubr 50 50 rmoveto 6 callsubr closepath endchar")),
        (named('投'), outline('投')),
        ("Y".to_owned(), charstring("0 1000 hsbw 50 50 rmoveto 7 callsubr closepath endchar")),
        ("u".to_owned(), outline('u')),
        ("n".to_owned(), outline('n')),
    ];
    let hidden = [("A".to_owned(), outline('A')), ("acute".to_owned(), outline('´'))];
    let nothing = charstring("return");
    let drawn = |size: u32| charstring(&format!("{size} hlineto {size} vlineto -{size} hlineto return"));
    let subrs = [
        nothing.clone(),
        nothing.clone(),
        nothing.clone(),
        nothing.clone(),
        charstring("1 3 callothersubr pop callsubr return"),
        charstring("0 20 hstem return"),
        drawn(300),
        drawn(400),
    ];
    for reader in ["RD", "-|", "read"] {
        let file = program(&[&glyphs[..], &hidden].concat(), &subrs, reader);
        let left = copied(&page(&file, glyphs.len(), None), &["Yun"]);
        assert_eq!((&left["/Aacute"], &left["/A"]), (&glyphs[0].1, &outline('A')), "{reader}");
        assert_eq!((&left["/acute"], &left["/B"]), (&outline('´'), &glyphs[1].1));
        assert!(["/Y", "/u", "/n"].iter().all(|name| !left.contains_key(*name)));
        assert_eq!((&left["dup 5"], &left["dup 6"]), (&subrs[5], &subrs[6]));
        assert!(!left.values().any(|code| *code == drawn(400)), "a subroutine of a removed glyph is left");
    }
}

fn mapped(names: &[&str], texts: Option<&[&str]>) -> Pdf {
    let glyphs: Vec<_> = names.iter().zip('a'..).map(|(name, c)| ((*name).to_owned(), outline(c))).collect();
    let map = texts.map(|texts| {
        let map = to_unicode(texts.iter().map(|text| (*text).to_owned()));
        // Codes of one byte.
        map.replace("<0000> <FFFF>", "<00> <FF>").replace("\n<00", "\n<")
    });
    page(&program(&glyphs, &[], "RD"), names.len(), map)
}

#[test]
fn p14_of_a_type_1_font_names_of_the_list_are_trusted_and_lies_are_not() {
    let untrusted = |pdf: Pdf| assert_eq!(refusal(&pdf.bytes(), &["某某公司"]), ErrorKind::UntrustedText);
    // Names that say nothing, as in the bitmap fonts of TeX, and nothing else.
    untrusted(mapped(&["a65", "G12"], None));
    // A map that contradicts the names, and one that calls something visible a space.
    untrusted(mapped(&["Y", "u"], Some(&["B", "i"])));
    untrusted(mapped(&["G1", "G2"], Some(&[" ", " "])));
    for pdf in [
        mapped(&["Y", "u"], None),
        mapped(&["Y", "u"], Some(&["Y", "u"])),
        mapped(&["G1", "G2"], Some(&["Y", "u"])),
        // Signs of mathematics, old figures.
        mapped(&["parenleftbigg", "summationdisplay", "parenlefttp", "oneoldstyle"], None),
    ] {
        copy_of(&pdf.bytes(), &["某某公司"]).unwrap();
    }
    // Names of either kind say what is to be removed.
    for pdf in [mapped(&["oneoldstyle", "twooldstyle"], None), mapped(&["G1", "G2"], Some(&["1", "2"]))] {
        assert!(copy_of(&pdf.bytes(), &["12"]).unwrap().report.removed.contains_key("P12"));
    }
}

#[test]
fn a_damaged_type_1_program_is_refused_or_copied_and_never_more() {
    let glyphs: Vec<_> = "Yunqi".chars().map(|c| (named(c), outline(c))).collect();
    let (file, lengths) = program(&glyphs, &[charstring("return")], "RD");
    let terms = crate::pdf::terms(&["某某公司"]);
    let mut refused = 0;
    for at in 0..lengths[0] + lengths[1] {
        for damaged in [
            // Flipped in the bytes, in what they decrypt to, and cut.
            [&file[..at], &[file[at] ^ 1], &file[at + 1..]].concat(),
            [&file[..at], &[file[at] ^ 0x80], &file[at + 1..]].concat(),
            file[..at].to_vec(),
        ] {
            let pdf = page(&(damaged, lengths), glyphs.len(), None);
            refused += usize::from(redact("a.pdf", &pdf.bytes(), &terms).is_err());
        }
    }
    assert!(refused > lengths[1], "{refused} of {}", 3 * (lengths[0] + lengths[1]));
    let mut several = String::from_utf8_lossy(&file[..lengths[0]]).into_owned();
    several = several.replace("/PaintType 0", "/WeightVector [0.5 0.5] def /PaintType 0");
    let several = [several.as_bytes(), &file[lengths[0]..]].concat();
    let pdf = page(&(several, lengths), glyphs.len(), None);
    assert_eq!(refusal(&pdf.bytes(), &["某某公司"]), ErrorKind::UnknownContent);
}

/// Fuzzing begins with it. It is written by `SEALBID_WRITE_SEEDS=1`.
#[test]
fn the_seed_of_the_fuzzing_is_this_program() {
    let seed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/redact_pdf/type1.pdf");
    let bytes = text("投标人Yunqi").bytes();
    if std::env::var("SEALBID_WRITE_SEEDS").is_ok() {
        std::fs::write(&seed, &bytes).unwrap();
    }
    assert_eq!(std::fs::read(&seed).unwrap(), bytes);
}
