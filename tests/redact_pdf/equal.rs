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
        song(
            row(600.0, "编号", "名称", "日期")
                + &row(580.0, "一", name, "五月")
                + &row(560.0, "二十", "另一名称", "六月底"),
        )
    });
    assert!(content(&copy).contains("150"), "{}", content(&copy));
}

/// The rules stay, and a cell's text stays between them, whether it stood at the left or in the middle, filled its cell or
/// began where another does.
#[test]
fn in_a_table_with_rules() {
    for (middle, right) in [(false, 450), (true, 450), (false, 300)] {
        let copy = same(|name| {
            let rules: String = [570, 590, 610].map(|y| format!("72 {y} {} 0.5 re f ", right - 72)).concat();
            let walls: String = [72, 150, right].map(|x| format!("{x} 570 m {x} 610 l S ")).concat();
            let at =
                |text: &str| if middle { f64::from(150 + right) / 2.0 - wide(text) * 6.0 } else { 153.0 };
            Pdf::page(format!(
                "{rules}{walls}BT /F2 12 Tf 1 0 0 1 75 595 Tm {} Tj 1 0 0 1 {} 595 Tm {} Tj 1 0 0 1 {} 575 Tm {} Tj ET",
                ucs2("投标单位名称"),
                at(name),
                ucs2(name),
                at("合格优良"),
                ucs2("合格优良")
            ))
        });
        let text = content(&copy);
        assert_eq!(text.matches(" re\nf").count() + text.matches("l\nS").count(), 6, "{text}");
        assert!(text.contains("75 595 Td") && text.contains("156 593.8 m"), "{text}");
    }
}

/// What follows a name that runs over the rule belongs to it all the same; what a mark reaches into moves on.
#[test]
fn in_a_table_whose_cell_is_too_narrow() {
    same(|name| {
        let walls: String = [72, 150, 298, 400].map(|x| format!("{x} 590 m {x} 610 l S ")).concat();
        let text = format!("{name}（签字）");
        Pdf::page(format!("72 590 328 0.5 re f {walls}BT /F2 12 Tf 1 0 0 1 153 595 Tm {} Tj ET", ucs2(&text)))
    });
    let narrow = Pdf::page(format!(
        "72 590 100 0.5 re f 72 590 m 72 610 l S 100 590 m 100 610 l S 172 590 m 172 610 l S \
        BT /F2 12 Tf 1 0 0 1 74 595 Tm {} Tj 1 0 0 1 105 595 Tm {} Tj ET",
        ucs2("云启"),
        ucs2("合格")
    ));
    let text = content(&copy_of(&narrow.bytes(), &["云启"]).unwrap().bytes);
    // The mark ends at 126.
    assert!(!text.contains("105 595 Td") && text.contains(" 595 Td"), "{text}");
}

/// On a cover, lines stand in the middle: one of them may be as long as a name.
#[test]
fn in_the_middle_among_others() {
    same(|name| {
        let line =
            |y: u32, text: &str| format!("1 0 0 1 {} {y} Tm {} Tj ", 297.0 - wide(text) * 6.0, ucs2(text));
        song(line(600, "投标") + &line(580, "施工组织") + &line(560, name) + &line(540, "二〇二六年十一月"))
    });
}

/// Paragraphs are set in, and their first lines fill the page.
#[test]
fn at_the_beginning_of_a_paragraph() {
    let copy = same(|name| {
        let line = |x: u32, y: u32, text: &str| format!("1 0 0 1 {x} {y} Tm {} Tj ", ucs2(text));
        let full = |letters: usize| "合格工程".chars().cycle().take(letters).collect::<String>();
        song(line(96, 600, &full(35)) + &line(72, 580, &full(37)) + &line(96, 560, name))
    });
    assert!(content(&copy).contains("96 558.8 m"), "{}", content(&copy));
}

/// A frame around a name goes as a whole, and what follows it moves.
#[test]
fn in_a_frame_of_four_lines() {
    let copy = same(|name| {
        let (from, to) = (120, 122 + 12 * name.chars().count());
        let level = [593, 607].map(|y| format!("{from} {y} m {to} {y} l S ")).concat();
        let sides = [from, to].map(|x| format!("{x} 593 m {x} 607 l S ")).concat();
        Pdf::page(format!(
            "{level}{sides}BT /F2 12 Tf 1 0 0 1 72 596 Tm {} Tj 1 0 0 1 121 596 Tm {} Tj 1 0 0 1 {} 596 Tm {} Tj ET",
            ucs2("投标人："),
            ucs2(name),
            to + 6,
            ucs2("承诺")
        ))
    });
    assert_eq!(content(&copy).matches("l\nS").count(), 0, "{}", content(&copy));
}

/// A rule across the page, below its header, has nothing to do with a name in it, however long that is.
#[test]
fn in_a_header_above_a_rule() {
    let copy = same(|name| {
        let x = 297.0 - wide(name) * 6.0;
        Pdf::page(format!("72 697 451 0.5 re f BT /F2 12 Tf 1 0 0 1 {x} 700 Tm {} Tj ET", ucs2(name)))
    });
    assert!(content(&copy).contains("72 697 451 0.5 re\nf"), "{}", content(&copy));
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
