//! Terms are found however they are written, and only they (SPEC §18.2).

use crate::canaries::{CODE, COMPANY, DOMAIN, LATIN, PERSON, PHONE, identity, nothing_left};
use proptest::prelude::*;
use sealbid::redact::{PLACEHOLDER, Terms};

fn found(terms: &Terms, text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    terms.matcher().find(&chars).into_iter().map(|found| chars[found.range].iter().collect()).collect()
}

#[track_caller]
fn whole(text: &str) {
    assert_eq!(found(&identity(), &format!("由{text}。承担")), [text], "{text}");
}

#[track_caller]
fn nothing(text: &str) {
    assert_eq!(found(&identity(), text), Vec::<String>::new(), "{text}");
}

#[test]
fn white_space_and_what_cannot_be_seen_hide_nothing() {
    whole(COMPANY);
    whole("云 启\n建\u{3000}设工程有限公司");
    whole("云\u{200b}启\u{202e}建\u{feff}设\u{ad}工\u{fe01}程有限公司");
    whole("赵\u{e0100}文\u{2060}斌");
    whole("Yunqi\r\nConstruction");
    whole("Y u n q i Construction");
}

#[test]
fn other_forms_hide_nothing() {
    whole("ＹＵＮＱＩ　ＣＯＮＳＴＲＵＣＴＩＯＮ");
    whole("雲啟建設工程有限公司");
    whole("雲啓建設工程有限公司");
    whole("云启建设⼯程有限公司");
    whole("Ｙunqi Ⅽonstruction");
    whole("趙文斌");
    let hill = Terms {
        names: vec!["中国西部".into(), "Sofﬁa".into(), "阿卜·买买提".into()],
        ..Terms::default()
    };
    assert_eq!(found(&hill, "中⻄部 中国⻄部 soffia 阿卜•買買提").len(), 3);
    let compatibility = Terms { names: vec!["福利来".into()], ..Terms::default() };
    assert_eq!(found(&compatibility, "\u{fa1b}\u{f9dd}來"), ["\u{fa1b}\u{f9dd}來"]);
}

#[test]
fn letters_of_other_scripts_that_look_the_same_hide_nothing() {
    whole("уunqi-build.сn");
    whole("Υunqi Соnstruсtiоn");
    whole("91530100МА6К3Х7Т2Р");
}

#[test]
fn accents_count_for_nothing() {
    let terms = Terms { names: vec!["Café Zürich".into()], ..Terms::default() };
    assert_eq!(found(&terms, "cafe\u{301} zu\u{308}rich\u{301}, CAFE ZURICH").len(), 2);
    assert_eq!(found(&terms, "cafe zurich\u{301}x").len(), 0);
    // What belongs to the last letter goes with it.
    assert_eq!(found(&terms, "cafe zurich\u{301}!"), ["cafe zurich\u{301}"]);
}

#[test]
fn numbers_are_found_with_other_marks_between() {
    whole("087163125566");
    // A mark before the number tells nothing.
    assert_eq!(
        found(&identity(), "(0871) 6312-5566（0871）6312 5566"),
        ["0871) 6312-5566", "0871）6312 5566"]
    );
    whole("0871–6312.5566");
    whole("9153 0100 MA6K 3X7T 2P");
    whole("91530100-MA6K3X7T-2P");
    assert_eq!(found(&identity(), "电话：+86 871 6312 5566"), ["871 6312 5566"], "without the 0 of its area");
    assert_eq!(found(&identity(), "+86087163125566转8"), ["087163125566"]);
    let abroad = Terms { phones: vec!["+86 138 0013 8000".into()], ..Terms::default() };
    assert_eq!(found(&abroad, "13800138000、+86-13800138000"), ["13800138000", "86-13800138000"]);
}

#[test]
fn short_numbers_stand_alone() {
    let terms = Terms { codes: vec!["2023-15".into()], ..Terms::default() };
    assert_eq!(found(&terms, "2023-15、202315号"), ["2023-15", "202315"]);
    assert_eq!(found(&terms, "1202315 2023155"), Vec::<String>::new());
}

#[test]
fn latin_terms_are_words() {
    whole(LATIN);
    whole(DOMAIN);
    nothing("myyunqi-build.cn yunqi-build.cno");
    nothing("Yunqi Constructions");
    assert_eq!(found(&identity(), "www.yunqi-build.cn/a"), ["yunqi-build.cn"]);
    assert_eq!(found(&identity(), "a@yunqi-build.cn"), ["yunqi-build.cn"]);
    assert_eq!(found(&identity(), "2024Yunqi Construction2025"), ["Yunqi Construction"]);
    assert_eq!(found(&identity(), "属Yunqi Construction的"), ["Yunqi Construction"]);
    let url = Terms { domains: vec!["https://www.yunqi.com/".into()], ..Terms::default() };
    assert_eq!(found(&url, "mail.yunqi.com"), ["yunqi.com"]);
}

#[test]
fn what_overlaps_is_one_place() {
    let terms =
        Terms { names: vec!["甲乙丙".into(), "乙丙丁".into(), "丙丁".into()], ..Terms::default() };
    assert_eq!(found(&terms, "（甲乙丙丁）甲乙丙"), ["甲乙丙丁", "甲乙丙"]);
}

#[test]
fn a_placeholder_is_neither_matched_nor_reached_across() {
    let terms = Terms { names: vec!["隐去".into(), "前后".into()], ..Terms::default() };
    assert_eq!(found(&terms, PLACEHOLDER), Vec::<String>::new());
    assert_eq!(found(&terms, &format!("前{PLACEHOLDER}后")), Vec::<String>::new());
    assert_eq!(found(&terms, "隐去"), ["隐去"]);
}

/// A word that is joined to a number that goes would stand alone in the copy.
#[test]
fn what_a_removed_term_leaves_alone_goes_too() {
    assert_eq!(found(&identity(), &format!("{CODE}{LATIN}")).concat(), format!("{CODE}{LATIN}"));
    nothing(&format!("ABC{LATIN}"));
    assert_eq!(found(&identity(), &format!("{PHONE}{PERSON}")).len(), 2);
}

#[test]
fn a_thousand_terms_in_a_megabyte_are_fast() {
    let names = (0..1000).map(|n| format!("云启建设第{n}工程有限公司")).collect();
    let terms = Terms { names, ..Terms::default() };
    let text: Vec<char> =
        "云启建设第九工程处承担了本项目的土建施工。".chars().cycle().take(350_000).collect();
    let matcher = terms.matcher();
    let started = std::time::Instant::now();
    assert_eq!(matcher.find(&text), []);
    // Without optimisation, on a busy machine. Comparing each term at each place would take minutes.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn nothing_is_left(pieces in prop::collection::vec(prop_oneof![
        Just(COMPANY), Just(LATIN), Just(PHONE), Just(CODE), Just(DOMAIN), Just("Y"), Just("启"), Just("云"), Just(" "),
        Just("-"), Just("建设"), Just("1"), Just("\u{200b}"), Just(PLACEHOLDER), Just("Construction"), Just("\u{301}"),
    ], 0..12)) {
        let chars: Vec<char> = pieces.concat().chars().collect();
        let matcher = identity().matcher();
        nothing_left(&matcher, &chars)?;
    }
}
