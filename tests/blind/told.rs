//! What a bidder is told where a name is left in a copy (SPEC §19.1): enough to find it.

use sealbid::ErrorKind::NamesLeft;
use sealbid::blind::check_copy;
use sealbid::redact::Terms;
use sealbid::scan::scan;

fn terms(names: &[&str]) -> Terms {
    Terms { names: names.iter().map(|name| (*name).to_owned()).collect(), ..Terms::default() }
}

fn told(copy: &str, names: &[&str]) -> String {
    let error = check_copy("方案.txt", copy.as_bytes(), &terms(names)).unwrap_err();
    assert_eq!((error.kind(), error.place()), (NamesLeft, "方案.txt"));
    error.to_string()
}

#[test]
fn each_term_is_told_with_its_place_byte_and_encoding() {
    let copy = "甲\n云启 %E6%98%86%E6%98%8E\n云启";
    let words = told(copy, &["云启", "昆明"]);
    // As `blind scan` tells them.
    for hit in scan("copy.txt", copy.as_bytes(), &terms(&["云启", "昆明"])).unwrap() {
        let told = format!("{} in {}, at byte {}, {}", hit.term, hit.place, hit.offset, hit.encoding);
        assert!(words.contains(&told), "{told}: {words}");
    }
    assert!(words.contains("云启 in copy.txt, at byte 4, utf-8"), "{words}");
    assert!(words.contains("昆明 in copy.txt, at byte ") && words.contains("percent/utf-8"), "{words}");
}

#[test]
fn a_term_that_begins_a_longer_one_is_told_too() {
    let words = told("Yunqis、Yunqi", &["Yunqis", "Yunqi"]);
    assert!(words.contains("Yunqis in") && words.contains("Yunqi in"), "{words}");
}

#[test]
fn a_term_is_told_once_and_five_at_most() {
    let words = told("云启、云启", &["云启"]);
    assert_eq!(words.matches("云启 in").count(), 1, "{words}");
    let names = ["甲一", "乙二", "丙三", "丁四", "戊五", "己六"];
    let words = told(&names.concat(), &names);
    assert_eq!(words.matches(" in copy.txt").count(), 5, "{words}");
}
