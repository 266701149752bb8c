//! What is written between the letters of a name does not save it (SPEC §18.2), and what is written behind it does not
//! tell of it.

use crate::canaries::{identity, nothing_left, other};
use crate::documents::{docx, p, run, xlsx};
use proptest::prelude::*;
use sealbid::redact::{PLACEHOLDER, Terms, redact};

fn names(names: &[&str]) -> Terms {
    Terms { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Terms::default() }
}

fn found(terms: &Terms, text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    terms.matcher().find(&chars).into_iter().map(|found| chars[found.range].iter().collect()).collect()
}

#[track_caller]
fn whole(terms: &Terms, texts: &[&str]) {
    for text in texts {
        assert_eq!(found(terms, &format!("由{text}承担")), [*text]);
    }
}

#[track_caller]
fn nothing(terms: &Terms, texts: &[&str]) {
    for text in texts {
        assert_eq!(found(terms, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_hyphen_and_a_line_end_hide_nothing() {
    let terms = names(&["Huanghe Works", "云启智造"]);
    whole(
        &terms,
        &["Huang-\nhe Works", "Huang- he Works", "Huang\u{2010}\r\nhe Works", "Huang\u{2011}he-Works"],
    );
    whole(
        &terms,
        &["Huang\u{ad}\nhe Works", "H-u-a-n-g-h-e — Works", "Huang﹣he\u{2043}Works", "Huang−he－Works"],
    );
    // The scanner looks through them too (§18.8), and would refuse the copy.
    whole(&terms, &["云启-智造", "云启——智造"]);
    let hyphened = names(&["Huang-he", "云启-智造"]);
    whole(&hyphened, &["Huanghe", "Huang he", "Huang-\nhe", "云启智造"]);
}

#[test]
fn hyphens_dots_and_symbols_separate_words() {
    let terms = names(&["Huang", "art"]);
    assert_eq!(found(&terms, "Huang-he st-art Huang·he Shan•Huang"), ["Huang", "art", "Huang", "Huang"]);
    assert_eq!(found(&terms, "Huang™ №Huang Huang㎏"), ["Huang", "Huang", "Huang"]);
    nothing(&terms, &["Huanghe", "start", "Huang\u{ad}he", "st\u{200b}art"]);
}

#[test]
fn punctuation_of_latin_names_hides_nothing() {
    let ways = [
        "Yunqi Co Ltd",
        "Yunqi Co., Ltd",
        "Yunqi Co.,Ltd",
        "Yunqi Co . ,\nLtd",
        "YUNQI CO.， LTD",
        "Yunqi, Co-Ltd",
        "Y.U.N.Q.I. Co Ltd",
    ];
    for declared in ways {
        whole(&names(&[declared]), &ways);
    }
    let terms = names(&["Xi'an O’Neil"]);
    whole(&terms, &["Xian ONeil", "Xi’an O'Neil", "Xi\u{2018}an OʼNeil", "Xi＇an, O′Neil"]);
}

/// The same punctuation behind a character of Chinese parts sentences, and between digits it parts a number.
#[test]
fn other_punctuation_counts() {
    nothing(&names(&["王方", "云启"]), &["大王，方法", "大王, 方法", "云.启", "云'启", "云’启"]);
    nothing(&names(&["云启A"]), &["云启，A", "云启. A"]);
    nothing(&names(&["360", "51", "A15"]), &["3.60", "36,0", "3. 60", "5'1", "A1.5", "A1．5"]);
    whole(&names(&["A云启", "A15B"]), &["A.云启", "A，云启", "A.15,B", "A.1-5'B"]);
    // A stop that a term has behind Chinese or between digits must be there.
    whole(&names(&["云启.com", "R 2.5"]), &["云启.com", "云启．Com", "R-2.5", "R. 2 . 5"]);
    nothing(&names(&["云启.com", "R 2.5"]), &["云启com", "R 25", "R 2-5"]);
}

#[test]
fn numbers_are_found_through_every_mark_that_the_scanner_looks_through() {
    let terms = Terms {
        phones: vec!["0371-65538812".to_owned()],
        codes: vec!["91410105MA9KXQ7D2P".to_owned(), "2023-15".to_owned()],
        ..names(&["云启"])
    };
    whole(
        &terms,
        &["0371/65538812", "0371/6553/8812", "0371／6553‐8812", "0371⁃65538812", "0.3+7(1)6/5-5 38812"],
    );
    whole(&terms, &["9141/0105/MA9K/XQ7D/2P", "2023/15", "20-23/15"]);
    nothing(&terms, &["12023/15", "2023/155"]);
}

#[test]
fn one_letter_with_punctuation_is_no_term() {
    for (term, fits) in
        [("A.", false), ("-A-", false), ("..", false), ("A.B", true), ("云,", true), ("A-B", true)]
    {
        assert_eq!(names(&[term]).to_bytes().is_ok(), fits, "{term}");
    }
}

/// Numbers in rings and the like are signs beside a word, not letters of it.
#[test]
fn signs_beside_a_term_do_not_save_it() {
    let terms = names(&["58同城", "Studio360", "Yunqi"]);
    for text in
        ["①58同城", "Studio360①", "Studio360²", "ⅡYunqi", "Yunqiª", "Yunqiⓒ", "ⓇYunqi", "½58同城", "Yunqi🅁"]
    {
        assert_eq!(found(&terms, text).len(), 1, "{text}");
    }
    // What is a letter or a digit joins.
    for text in ["158同城", "Studio3600", "１58同城", "Yunqiŋ", "Yunqiﬁ", "Ｙunqiａ"] {
        assert_eq!(found(&terms, text).len(), 0, "{text}");
    }
}

/// A sign is a letter like any other of what it belongs to itself.
#[test]
fn signs_of_quantities_begin_no_term() {
    let terms = names(&["3M", "4M", "2H", "2M", "TM Works", "Type I", "G1"]);
    nothing(
        &terms,
        &[
            "5×10³ m",
            "2.5×10⁴ M",
            "10² h",
            "100²，m²，CO₂",
            "5³m",
            "Acme™ Works",
            "3㎜",
            "4㎢",
            "Type Ⅱ",
            "G⑩",
        ],
    );
    whole(&terms, &["3M", "³M", "2H", "Type Ⅰ", "G①"]);
}

/// Whatever stands before or behind a name, the scanner finds no more than the transformation.
#[test]
fn no_neighbour_hides_a_name_from_one_of_the_two() {
    let terms = names(&["Yunqi", "Studio360", "58同城", "한국ABB"]);
    // All that could be a letter of ours; of what is like thousands of others, some.
    let one = |c: &char| !matches!(c, '\u{3400}'..='\u{d7af}' | '\u{10000}'..='\u{1d3ff}' | '\u{1d800}'..);
    let all = ('\u{20}'..'\u{20000}').filter(|c| one(c) || u32::from(*c) % 61 == 0);
    let lines = all.map(|c| format!("{c}Yunqi\nYunqi{c}\nStudio360{c}\n{c}58同城\n{c}한국ABB{c}\n"));
    let text: String = lines.collect();
    let copy = redact("neighbours.txt", text.as_bytes(), &terms).unwrap().bytes;
    let hits = sealbid::scan::scan("neighbours.txt", &copy, &terms).unwrap();
    let places = hits.iter().map(|hit| String::from_utf8_lossy(&copy[hit.offset..hit.offset + 20]));
    assert_eq!(places.collect::<Vec<_>>(), [""; 0]);
    let left = String::from_utf8(copy).unwrap();
    // Beside letters and digits they are others' words.
    for word in ["aYunqi", "Yunqiz", "ЖYunqi", "Studio3600", "158同城", "a한국ABBa"] {
        assert!(left.lines().any(|line| line == word), "{word}");
    }
}

/// What the term is declared with goes with it where it is written so, and nothing else does.
#[test]
fn punctuation_around_a_term_goes_where_the_term_has_it() {
    let terms = names(&["Yunqi Co., Ltd.", "'Huang'", "Shan-"]);
    for (text, place) in [
        ("by Yunqi Co., Ltd., and", "Yunqi Co., Ltd."),
        ("by Yunqi Co., Ltd, and", "Yunqi Co., Ltd"),
        ("by Yunqi Co Ltd .and", "Yunqi Co Ltd ."),
        ("by Yunqi Co Ltd．\u{200b}and", "Yunqi Co Ltd．\u{200b}"),
        ("by Yunqi Co Ltd\n.5 and", "Yunqi Co Ltd"),
        ("by Yunqi Co Ltd..", "Yunqi Co Ltd."),
        ("by Yunqi Co Ltd-", "Yunqi Co Ltd"),
        ("by ’Huang' and", "’Huang'"),
        ("by ‘‘Huang’’ and", "‘Huang’"),
        ("by Huang, and", "Huang"),
        ("云启'Huang'", "'Huang'"),
        ("by Shan— and", "Shan—"),
        ("by Shan . and", "Shan"),
    ] {
        assert_eq!(found(&terms, text), [place], "{text}");
    }
    // It is looked for within 16 characters.
    let far = |spaces: usize| found(&terms, &format!("Yunqi Co Ltd{}.", " ".repeat(spaces))).concat().len();
    assert_eq!((far(15), far(16)), (12 + 16, 12));
    // Of two terms with equal letters, the one with more punctuation counts, wherever it stands in the list.
    for order in [["Yunqi Ltd", "Yunqi Ltd."], ["Yunqi Ltd.", "Yunqi Ltd"]] {
        assert_eq!(found(&names(&order), "Yunqi Ltd. and"), ["Yunqi Ltd."]);
    }
    // Two terms that both have what stands between them are one place.
    assert_eq!(found(&names(&["Yunqi'", "'Works"]), "a Yunqi'Works b"), ["Yunqi'Works"]);
}

/// Two bidders whose names differ in length and punctuation have equal copies.
#[test]
fn copies_do_not_tell_whose_name_ends_with_a_stop() {
    let bidders = ["Yunqi Construction Co., Ltd.", "Foo Inc", "'Bar' S.A.R.L.", "Baz-", "昆明宏达"];
    let sentence = |name: &str| format!("Offered by {name}, signed. 由{name}承担；{name} ");
    type Make = fn(&str) -> Vec<u8>;
    let formats: [(&str, Make); 4] = [
        ("a.txt", |text| text.as_bytes().to_vec()),
        ("a.md", |text| text.as_bytes().to_vec()),
        ("a.docx", |text| {
            let runs: String = text.chars().map(|c| run(&c.to_string())).collect();
            docx(&(p(&run(text)) + &p(&runs))).bytes()
        }),
        ("a.xlsx", |text| {
            let cell =
                format!("<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>");
            xlsx(&format!("<sheetData><row r=\"1\">{cell}</row></sheetData>")).bytes()
        }),
    ];
    for (name, make) in formats {
        let copies = bidders.map(|bidder| {
            let terms = names(&[bidder]);
            let copy = redact(name, &make(&sentence(bidder)), &terms).unwrap();
            assert_eq!(redact(name, &copy.bytes, &terms).unwrap().bytes, copy.bytes, "{name} of {bidder}");
            assert!(
                copy.report.findings.iter().filter(|f| f.text == bidder).count() >= 3,
                "{name} of {bidder}"
            );
            copy.bytes
        });
        for (copy, bidder) in copies.iter().zip(bidders) {
            assert!(*copy == copies[0], "{name} of {bidder} is another copy");
        }
    }
}

/// Hyphens that Word writes as elements belong to the name that they stand in.
#[test]
fn hyphens_of_word_go_with_the_name() {
    let terms = names(&["Huanghe", "Yunqi-Build-"]);
    let made = |body: &str| {
        let copy = redact("a.docx", &docx(body).bytes(), &terms).unwrap();
        assert_eq!(redact("a.docx", &copy.bytes, &terms).unwrap().bytes, copy.bytes);
        copy.bytes
    };
    let written =
        |text: &str| p(&format!("<w:r><w:t>由</w:t></w:r><w:r>{text}</w:r><w:r><w:t>承担</w:t></w:r>"));
    let plain = made(&written("<w:t>Huanghe</w:t>"));
    for text in [
        "<w:t>Huang</w:t><w:softHyphen/><w:t>he</w:t>",
        "<w:t>Huang</w:t><w:noBreakHyphen/><w:t>he</w:t>",
        "<w:t>H</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>uang-he</w:t>",
        "<w:t>Yunqi</w:t><w:noBreakHyphen/><w:t>Build</w:t><w:noBreakHyphen/>",
    ] {
        assert!(made(&written(text)) == plain, "{text}");
    }
    // Those of other words stay.
    let other = made(&written("<w:t>Shan</w:t><w:noBreakHyphen/><w:t>he</w:t><w:softHyphen/>"));
    let parts = crate::zip::unzip(&other);
    let main = String::from_utf8_lossy(&parts["word/document.xml"]).into_owned();
    assert!(main.contains("<w:noBreakHyphen/>") && main.contains("<w:softHyphen/>"), "{main}");
}

/// In Markdown a hyphen may be the mark of a list; a name that goes on in the next item goes as a whole, as it does where
/// the mark is an asterisk.
#[test]
fn a_name_over_items_of_a_list_goes() {
    let copy = redact("a.md", "- 云启\n- 建设\n- 其他\n".as_bytes(), &identity()).unwrap();
    assert_eq!(String::from_utf8(copy.bytes).unwrap(), format!("- {PLACEHOLDER}\n- 其他\n"));
    let apart = "- 云启\n- 设计\n\n---\n\n1. 云启\n2. 建设\n";
    assert_eq!(redact("a.md", apart.as_bytes(), &other()).unwrap().bytes, apart.as_bytes());
    assert_eq!(redact("a.md", apart.as_bytes(), &identity()).unwrap().bytes, apart.as_bytes());
}

proptest! {
    /// Whatever stands around them, punctuation goes with terms so that nothing is left to be found in the copy, and what
    /// is taken out is one place after the other.
    #[test]
    fn punctuation_leaves_nothing_behind(pieces in prop::collection::vec(prop_oneof![
        Just("Yunqi"), Just("Ltd"), Just("AB"), Just("B"), Just("云"), Just("启"), Just("3"), Just("5"), Just("1357"),
        Just("."), Just(","), Just("'"), Just("-"), Just("·"), Just(" "), Just("\n"), Just("/"), Just("™"), Just("\u{301}"),
        Just("\u{200b}"), Just(PLACEHOLDER),
    ], 0..14)) {
        let terms = Terms {
            phones: vec!["13-57".to_owned()],
            ..names(&["Yunqi Ltd.", "'Yunqi'", "AB", ".B-", "云启.", "云启", "3.5", "'.,-云B", "Ltd, 3"])
        };
        let chars: Vec<char> = pieces.concat().chars().collect();
        let matcher = terms.matcher();
        nothing_left(&matcher, &chars)?;
    }
}
