//! Another name, of another length, in an otherwise equal document: the copies are the same bytes.

use crate::font::subset;
use crate::pdf::{PAGE, Pdf, content, copy_of, tells, ucs2};

const NAMES: [&str; 3] = ["云启", "云启建设", "杭州云启建设工程有限公司"];

/// How wide a text is in F2, in its size.
fn wide(text: &str) -> f64 {
    text.chars().count() as f64
}

fn same(build: impl Fn(&str) -> Pdf) -> Vec<u8> {
    let copies = NAMES.map(|name| {
        let bytes = build(name).bytes();
        let copy = copy_of(&bytes, &[name]).unwrap();
        assert!(copy.report.removed["P12"] > 0, "{name} was not found");
        copy.bytes
    });
    for (copy, name) in copies.iter().zip(NAMES) {
        assert!(*copy == copies[0], "{name}:\n{}\n{}", content(&copies[0]), content(copy));
    }
    copies[0].clone()
}

fn song(content: String) -> Pdf {
    Pdf::page(format!("BT /F2 12 Tf 72 700 Td {} Tj 0 -20 Td {content} ET", ucs2("施工组织设计")))
}

#[test]
fn in_the_middle_of_one_string() {
    let copy = same(|name| song(format!("{} Tj", ucs2(&format!("投标人：{name}，项目经理")))));
    let text = content(&copy);
    assert!(text.contains("0.75 g") && text.matches("Tj").count() == 3, "{text}");
}

#[test]
fn between_strings_that_are_placed_by_their_widths() {
    same(|name| {
        let x = 48.0;
        let behind = x + wide(name) * 12.0;
        song(format!(
            "{} Tj {x} 0 Td {} Tj {} 0 Td {} Tj",
            ucs2("投标人："),
            ucs2(name),
            behind - x,
            ucs2("，项目经理")
        ))
    });
}

#[test]
fn cut_into_pieces_with_kerns_and_objects_of_their_own() {
    same(|name| {
        let mut text = format!("ET BT /F2 12 Tf 72 660 Td {} Tj ET", ucs2("投标人："));
        for (n, c) in name.chars().enumerate() {
            let x = 120.0 + n as f64 * 12.0;
            text += &format!(" q 1 0 0 1 {x} 660 cm BT /F2 12 Tf [{} -3] TJ ET Q", ucs2(&c.to_string()));
        }
        let x = 120.0 + wide(name) * 12.0;
        song(format!("{text} BT /F2 12 Tf 1 0 0 1 {x} 660 Tm {} Tj", ucs2("，项目经理")))
    });
}

#[test]
fn in_the_middle_of_a_page_and_at_its_right_border() {
    same(|name| song(format!("1 0 0 1 {} 600 Tm {} Tj", 297.0 - wide(name) * 6.0, ucs2(name))));
    same(|name| {
        let text = format!("投标人：{name}（盖章）");
        song(format!("1 0 0 1 {} 600 Tm {} Tj", 297.0 - wide(&text) * 6.0, ucs2(&text)))
    });
    same(|name| song(format!("1 0 0 1 {} 600 Tm {} Tj", 523.0 - wide(name) * 12.0, ucs2(name))));
}

#[test]
fn in_a_line_whose_words_are_spread() {
    same(|name| {
        let words = ["投标人", name, "承诺", "按期完工"];
        let gap = (451.0 - words.iter().map(|word| wide(word) * 12.0).sum::<f64>()) / 3.0;
        // Wider gaps than two letters are columns.
        let (mut x, gap) = (72.0, gap.min(20.0));
        let mut text = String::new();
        for word in words {
            text += &format!("1 0 0 1 {x} 600 Tm {} Tj ", ucs2(word));
            x += wide(word) * 12.0 + gap;
        }
        song(text)
    });
}

#[test]
fn in_a_table_whose_columns_stay_where_they_are() {
    let copy = same(|name| {
        let row = |y: f64, a: &str, b: &str, c: &str| {
            format!(
                "1 0 0 1 72 {y} Tm {} Tj 1 0 0 1 150 {y} Tm {} Tj 1 0 0 1 300 {y} Tm {} Tj ",
                ucs2(a),
                ucs2(b),
                ucs2(c)
            )
        };
        song(row(600.0, "编号", "名称", "日期") + &row(580.0, "一", name, "五月"))
    });
    assert!(content(&copy).contains("150"), "{}", content(&copy));
}

/// The rules stay, and a cell's text stays between them, whether it stood at the left or in the middle.
#[test]
fn in_a_table_with_rules() {
    for middle in [false, true] {
        let copy = same(|name| {
            let rules: String = [590, 610].map(|y| format!("72 {y} 378 0.5 re f ")).concat();
            let walls: String = [72, 150, 450].map(|x| format!("{x} 590 m {x} 610 l S ")).concat();
            let x = if middle { 300.0 - wide(name) * 6.0 } else { 153.0 };
            Pdf::page(format!(
                "{rules}{walls}BT /F2 12 Tf 1 0 0 1 75 595 Tm {} Tj 1 0 0 1 {x} 595 Tm {} Tj ET",
                ucs2("投标单位名称"),
                ucs2(name)
            ))
        });
        let text = content(&copy);
        assert_eq!(text.matches(" re\nf").count() + text.matches("l\nS").count(), 5, "{text}");
        assert!(text.contains("75 595 Td") && text.contains("156 593.8 m"), "{text}");
    }
}

/// What follows a name that runs over the rule belongs to it all the same.
#[test]
fn in_a_table_whose_cell_is_too_narrow() {
    same(|name| {
        let walls: String = [72, 150, 298].map(|x| format!("{x} 590 m {x} 610 l S ")).concat();
        let text = format!("{name}（签字）");
        Pdf::page(format!("{walls}BT /F2 12 Tf 1 0 0 1 153 595 Tm {} Tj ET", ucs2(&text)))
    });
}

/// A frame of four lines is no table: what is as wide as the name goes.
#[test]
fn a_line_under_a_name_goes_though_others_meet_its_ends() {
    let page = "72 594 60 0.5 re f 72 590 0.5 30 re f 131.5 590 0.5 30 re f BT /F2 12 Tf 72 596 Td";
    let copy =
        copy_of(&Pdf::page(format!("{page} {} Tj ET", ucs2("云启智造甲"))).bytes(), &["云启智造甲"]).unwrap();
    let text = content(&copy.bytes);
    assert_eq!(text.matches(" re\nf").count(), 2, "{text}");
}

#[test]
fn underlined_and_on_a_coloured_ground() {
    same(|name| {
        let width = wide(name) * 12.0;
        let paint = format!("120 658 {width} 0.5 re f q 1 1 0 rg 120 656 {width} 14 re f Q");
        Pdf::page(format!(
            "BT /F2 12 Tf 72 700 Td {} Tj ET {paint} BT /F2 12 Tf 72 660 Td {} Tj {} Tj {} Tj ET",
            ucs2("施工"),
            ucs2("投标人："),
            ucs2(name),
            ucs2("承诺")
        ))
    });
}

#[test]
fn in_a_form_that_is_drawn_twice() {
    let copy = same(|name| {
        let mut pdf = Pdf::page("/X Do q 1 0 0 1 0 -90 cm /X Do Q");
        let form = pdf.stream(
            "/Subtype/Form/BBox[0 0 595 842]",
            format!(
                "BT /F2 12 Tf 72 700 Td {} Tj 0 -20 Td {} Tj ET",
                ucs2("施工"),
                ucs2(&format!("人{name}们"))
            ),
        );
        pdf.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</X {form} 0 R>>"));
        pdf
    });
    assert!(!tells(&copy, "云启"));
}

/// A subset of a font as producers make it: glyphs in the order in which the text first uses them.
#[test]
fn with_an_embedded_font_in_the_order_of_first_use() {
    let copy = same(|name| {
        let text = format!("投标人{name}承诺云人启");
        let mut pdf = Pdf::page("");
        subset(&mut pdf, &text, true);
        pdf
    });
    assert!(!tells(&copy, "云启建设"));
}

/// Names in Latin letters of other lengths, with and without stops at their ends.
#[test]
fn names_that_end_with_a_stop_and_names_that_do_not() {
    let bidders = ["Yunqi Works Co., Ltd.", "Foo Inc", "'Bar' S.A.R.L."];
    let copies = bidders.map(|name| {
        let text = format!("投标人：{name}，项目经理");
        let copy = copy_of(&song(format!("{} Tj", ucs2(&text))).bytes(), &[name]).unwrap();
        assert!(copy.report.removed["P12"] > 0, "{name} was not found");
        copy.bytes
    });
    for (copy, name) in copies.iter().zip(bidders) {
        assert!(*copy == copies[0], "{name}:\n{}\n{}", content(&copies[0]), content(copy));
    }
}
