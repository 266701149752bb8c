//! Workbooks.

use crate::make::xlsx;
use crate::{found, free};

const GOOD: [&str; 3] = [
    "<pageMargins left=\"0.787\" right=\"0.787\" top=\"0.984\" bottom=\"0.984\" header=\"0.3\" footer=\"0.3\"/>",
    "<pageSetup paperSize=\"9\" orientation=\"portrait\"/>",
    "<headerFooter><oddFooter>&amp;C&amp;\"宋体,常规\"&amp;10第 &amp;P 页</oddFooter></headerFooter>",
];

fn sheet(place: usize, other: &str) -> Vec<String> {
    let mut parts = GOOD;
    parts[place] = other;
    let bytes = xlsx(&parts.concat());
    free("a.xlsx", &bytes);
    found("a.xlsx", &bytes)
}

#[test]
fn each_rule_of_sheets() {
    assert_eq!(sheet(0, GOOD[0]), Vec::<String>::new());
    let asked = "asked for 25, 20, 25, 20";
    // Without margins of its own, a sheet has those of an inch and three quarters of one: near enough.
    assert_eq!(sheet(0, ""), Vec::<String>::new());
    let wide = GOOD[0].replace("0.787", "1.5");
    assert_eq!(sheet(0, &wide), [format!("sheet 1: margins 25, 38.1, 25, 38.1, {asked}")]);
    for (setup, what) in [
        ("", "no-paper"),
        ("<pageSetup paperSize=\"8\"/>", "paper-number 8"),
        ("<pageSetup paperSize=\"9\" orientation=\"landscape\"/>", "paper-across 297 x 210"),
    ] {
        assert_eq!(sheet(1, setup), [format!("sheet 1: {what}")]);
    }
    let edge = |text: &str| sheet(2, &format!("<headerFooter>{text}</headerFooter>"));
    for good in ["", "<oddHeader>&amp;L&amp;C</oddHeader>", "<oddFooter>&amp;P / &amp;N</oddFooter>"] {
        assert_eq!(edge(good), Vec::<String>::new(), "{good}");
    }
    assert_eq!(edge("<oddHeader>&amp;L云启建设</oddHeader>"), ["sheet 1: header: text 云启建设"]);
    assert_eq!(edge("<oddHeader>&amp;G</oddHeader>"), ["sheet 1: header: picture"]);
    assert_eq!(edge("<oddFooter>&amp;K01+000&amp;P 云启</oddFooter>"), ["sheet 1: footer: text 1 云启"]);
}
