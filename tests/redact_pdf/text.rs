//! Text in all the ways in which a page can show it, and text that nobody sees.

use crate::font::to_unicode;
use crate::pdf::{PAGE, Pdf, content, copy_of, looks, refusal, tells, terms, ucs2};
use sealbid::ErrorKind;
use sealbid::redact::redact;

/// The name is found and gone; the rest of the text stays.
fn gone(pdf: &Pdf, name: &str, stays: &str) -> String {
    let copy = copy_of(&pdf.bytes(), &[name]).unwrap();
    assert!(copy.report.removed.contains_key("P12"), "not found: {}", content(&copy.bytes));
    let text = content(&copy.bytes);
    // The copy's fonts map exactly the letters that stay.
    let mapped = |c: char| tells(&copy.bytes, &format!("<{:04X}>", c as u32));
    assert!(stays.chars().all(mapped), "{text}");
    assert!(!name.chars().any(|c| !stays.contains(c) && mapped(c)) && !tells(&copy.bytes, name), "{text}");
    text
}

#[test]
fn p12_split_by_kerns_strings_escapes_and_operators() {
    for shown in [
        "(Bidder Yunqi here) Tj",
        "[(Bidder Yu) -20 (n) 15 (qi here)] TJ",
        "(Bidder Yu) Tj (nqi here) Tj",
        "(Bidder Yun) Tj 14 TL (qi here) '",
        "(Bidder Yun) Tj 14 TL 0 0 (qi here) \"",
        "(Bidder Yun) Tj 0 -14 Td (qi here) Tj",
        "(Bidder \\131\\165nqi here) Tj",
        "<4269646465722059756E7169 2068657265> Tj",
        "(Bidder Yun) Tj ET BT /F1 12 Tf 72 686 Td (qi here) Tj",
        "(Bidder Y) Tj ET q 1 0 0 rg BT /F1 12 Tf 120 700 Td (unqi here) Tj ET Q BT",
    ] {
        let pdf = Pdf::page(format!("BT /F1 12 Tf 72 700 Td {shown} ET"));
        let text = gone(&pdf, "Yunqi", "Bidder here");
        assert!(text.contains("0.75 g"), "{shown}: {text}");
    }
}

/// What is set higher or smaller is another word; a name in small capitals is one all the same.
#[test]
fn p12_beside_text_of_another_size_or_height() {
    for (shown, rest) in [
        ("(Bidder Yunqi) Tj /F1 6 Tf 4 Ts (TM) Tj 0 Ts /F1 12 Tf ( here) Tj", "Bidder TM here"),
        ("(Bidder Yunqi) Tj 3 Ts (R) Tj 0 Ts ( here) Tj", "Bidder R here"),
        ("(Bidder ) Tj /F1 8 Tf (a) Tj /F1 12 Tf (Yunqi here) Tj", "Bidder a here"),
        ("(Bidder Y) Tj /F1 9 Tf (UNQI) Tj /F1 12 Tf ( here) Tj", "Bidder here"),
    ] {
        gone(&Pdf::page(format!("BT /F1 12 Tf 72 700 Td {shown} ET")), "Yunqi", rest);
    }
}

/// To look bold, or to cast a shadow, text is drawn twice: word by word, or glyph by glyph.
#[test]
fn p12_drawn_twice() {
    let twice = |pieces: &[(&str, u32)]| {
        let one = |(text, x): &(&str, u32)| {
            format!("1 0 0 1 {x} 700 Tm ({text}) Tj 1 0 0 1 {x}.4 699.7 Tm ({text}) Tj ")
        };
        Pdf::page(format!("BT /F1 12 Tf {} ET", pieces.iter().map(one).collect::<String>()))
    };
    let words = twice(&[("See", 72), ("Yunqi", 112), ("Hall", 152), ("Works", 190), ("here", 240)]);
    let text = gone(&words, "Yunqi Hall Works", "Seehere");
    assert_eq!(text.matches("0.75 g").count(), 1, "{text}");
    let letters = [("See", 40), ("Y", 72), ("u", 80), ("n", 87), ("q", 94), ("i", 101), ("here", 112)];
    gone(&twice(&letters), "Yunqi", "Seehere");
    // A shadow of a tenth of the height, which is more than half of a narrow letter; and nine strokes.
    let strokes = |step: f64, count: u32| {
        let one = |(text, x): &(&str, u32)| {
            let at = |n: u32| f64::from(*x) + f64::from(n) * step;
            let shown = (0..count).map(|n| format!("1 0 0 1 {:.2} 700 Tm ({text}) Tj ", at(n)));
            shown.collect::<String>()
        };
        Pdf::page(format!("BT /F1 12 Tf {} ET", letters.iter().map(one).collect::<String>()))
    };
    for (step, count) in [(1.3, 2), (0.3, 9), (0.0, 9)] {
        gone(&strokes(step, count), "Yunqi", "Seehere");
    }
    // What stays is drawn as often as before, as near.
    let text = gone(&strokes(0.3, 3), "Yunqi", "Seehere");
    assert!(text.contains("0.3 0 Td") && text.contains("-17.04 0 Td"), "{text}");
    // Letters that stand side by side are two.
    gone(&Pdf::page("BT /F1 12 Tf 72 700 Td (the Bill here) Tj ET"), "Bill", "the here");
}

/// A name that the border of a page, a clip or a picture cuts is a name.
#[test]
fn p12_seen_in_part() {
    for content in [
        "q 0 690 121 30 re W n BT /F1 12 Tf 72 700 Td (here Yunqi) Tj ET Q",
        "BT /F1 12 Tf 542 700 Td (here Yunqi) Tj ET",
        "BT /F1 12 Tf 72 700 Td (here Yun) Tj 3 Tr (qi) Tj ET",
    ] {
        let copy = copy_of(&Pdf::page(content).bytes(), &["Yunqi"]).unwrap();
        let text = crate::pdf::content(&copy.bytes);
        assert!(copy.report.removed.contains_key("P12"), "{content}: {text}");
        assert!(!tells(&copy.bytes, "<0059>") && !tells(&copy.bytes, "<0075>"), "{content}: {text}");
    }
}

#[test]
fn p12_the_predefined_maps_of_chinese_fonts() {
    let utf16 = |text: &str| ucs2(text);
    for (encoding, shown) in [
        ("UniGB-UCS2-H", utf16("投标人云启承诺")),
        ("UniGB-UTF16-H", utf16("投标人云启承诺")),
        // The same in GB 2312 and GBK: 投标人云启承诺.
        ("GB-EUC-H", "<CDB6B1EAC8CBD4C6C6F4B3D0C5B5>".to_owned()),
        ("GBK-EUC-H", "<CDB6B1EAC8CBD4C6C6F4B3D0C5B5>".to_owned()),
        ("GBKp-EUC-H", "<CDB6B1EAC8CBD4C6C6F4B3D0C5B5>".to_owned()),
        ("GBK2K-H", "<CDB6B1EAC8CBD4C6C6F4B3D0C5B5>".to_owned()),
    ] {
        let mut pdf = Pdf::page(format!("BT /F3 12 Tf 72 700 Td {shown} Tj ET"));
        let font = pdf.cid_font(encoding);
        pdf.replace(PAGE, "/F1 5 0 R", &format!("/F1 5 0 R/F3 {font} 0 R"));
        let copy = copy_of(&pdf.bytes(), &["云启"]).unwrap();
        assert_eq!(copy.report.removed.get("P12"), Some(&1), "{encoding}");
        assert_eq!(content(&copy.bytes).matches("Tj").count(), 2, "{encoding}");
    }
}

#[test]
fn p12_codes_of_the_fonts_own_names() {
    let mut pdf = Pdf::page("BT /F3 12 Tf 72 700 Td <0102030405 20 06> Tj ET");
    let font = pdf.add(
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences\
         [1/Y/u/n/q.alt/i/uni0068]>>>>",
    );
    pdf.replace(PAGE, "/F1 5 0 R", &format!("/F1 5 0 R/F3 {font} 0 R"));
    let copy = copy_of(&pdf.bytes(), &["Yunqi"]).unwrap();
    assert!(copy.report.removed.contains_key("P12") && !tells(&copy.bytes, "/Y/u"));
}

#[test]
fn p12_in_forms_patterns_and_masks() {
    let shown = "BT /F1 12 Tf 72 700 Td (Bidder) Tj 0 -20 Td (Yunqi) Tj ET";
    let resources = "/Resources<</Font<</F1 5 0 R>>>>";
    let mut form = Pdf::page("/X Do");
    let inner = form.stream(&format!("/Subtype/Form/BBox[0 0 595 842]{resources}"), shown);
    let outer = form
        .stream(&format!("/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</Y {inner} 0 R>>>>"), "/Y Do");
    form.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</X {outer} 0 R>>"));
    gone(&form, "Yunqi", "Bidder");
    let mut pattern = Pdf::page("/Pattern cs /P scn 0 0 595 842 re f");
    let tile = pattern.stream(
        &format!("/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 595 842]/XStep 595/YStep 842{resources}"),
        shown,
    );
    pattern.replace(PAGE, "/Resources<<", &format!("/Resources<</Pattern<</P {tile} 0 R>>"));
    let copy = copy_of(&pattern.bytes(), &["Yunqi"]).unwrap();
    assert!(!tells(&copy.bytes, "Yunqi") && tells(&copy.bytes, "PatternType"));
    let mut mask = Pdf::page("/G gs 0 0 595 842 re f");
    let group = mask.stream(
        &format!("/Subtype/Form/BBox[0 0 595 842]/Group<</S/Transparency/CS/DeviceGray>>{resources}"),
        shown,
    );
    mask.replace(
        PAGE,
        "/Resources<<",
        &format!("/Resources<</ExtGState<</G<</SMask<</S/Luminosity/G {group} 0 R>>>>>>"),
    );
    let copy = copy_of(&mask.bytes(), &["Yunqi"]).unwrap();
    assert!(!tells(&copy.bytes, "Yunqi") && tells(&copy.bytes, "Luminosity"));
}

/// Three glyphs of a Type 3 font on a page with this content before them, drawn by `draw`, and what a map says of them.
fn type3(before: &str, draw: &str, map: Option<[&str; 3]>) -> Pdf {
    let mut pdf =
        Pdf::page(format!("{before} BT /F1 12 Tf 72 720 Td (Other) Tj /F3 12 Tf 0 -20 Td <010203> Tj ET"));
    let glyphs = [1, 2, 3].map(|_| pdf.stream("", format!("1000 0 0 0 900 900 d1 {draw}")));
    let map = map.map(|map| {
        let map = to_unicode(map.into_iter().map(String::from));
        pdf.stream("", map.replace("<00", "<").replace("<FFFF>", "<FF>"))
    });
    let map = map.map_or(String::new(), |map| format!("/ToUnicode {map} 0 R"));
    let [a, b, c] = glyphs;
    let font = pdf.add(format!(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/FirstChar 1/LastChar 3\
         /Widths[1000 1000 1000]/Encoding<</Differences[1/uni7532/uni4E59/uni4EBA]>>\
         /CharProcs<</uni7532 {a} 0 R/uni4E59 {b} 0 R/uni4EBA {c} 0 R>>{map}>>"
    ));
    pdf.replace(PAGE, "/F1 5 0 R", &format!("/F1 5 0 R/F3 {font} 0 R"));
    let image =
        pdf.deflated("/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", [200]);
    pdf.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</I {image} 0 R>>"));
    pdf
}

/// What such a glyph shows only who looks at it knows, even where names and map agree.
#[test]
fn p14_drawn_glyphs_are_refused_with_the_page_and_what_to_do() {
    for map in [None, Some(["甲", "乙", "人"])] {
        for draw in ["0 0 100 900 re f", "BT /F1 900 Tf (Y) Tj ET", "/I Do", "BI /W 1 /H 1 ID 0 EI", "/P sh"]
        {
            let bytes = type3("", draw, map).bytes();
            let error = redact("a.pdf", &bytes, &terms(&["某某公司"])).map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UntrustedText, "{draw}");
            let text = error.to_string();
            assert!(text.contains("page 1") && text.contains("fonts that have outlines"), "{text}");
        }
    }
}

#[test]
fn p14_drawn_glyphs_that_draw_nothing_go() {
    for map in [None, Some(["甲", "乙", "人"])] {
        let copy = copy_of(&type3("", "q Q", map).bytes(), &["某某公司"]).unwrap();
        assert!(!tells(&copy.bytes, "Type3") && content(&copy.bytes).matches("Tj").count() == 1);
        assert_eq!(looks(&copy, "P13"), 1, "letters that nobody sees");
    }
    // Over a scan they are its text.
    let scan = "q 595 0 0 842 0 0 cm /I Do Q";
    assert_eq!(refusal(&type3(scan, "q Q", None).bytes(), &["甲乙"]), ErrorKind::UntrustedText);
    copy_of(&type3(scan, "q Q", None).bytes(), &["某某公司"]).unwrap();
}

#[test]
fn p13_text_behind_a_scan_that_cannot_be_told_is_refused() {
    let text = "BT 3 Tr /F3 12 Tf 72 600 Td <010203> Tj ET";
    let page = |before: &str| {
        let mut pdf = type3("", "0 0 100 900 re f", None);
        pdf.replace(PAGE, "/Contents 4 0 R", "/Contents 99 0 R");
        let content = pdf.stream("", format!("{before} {text}"));
        pdf.replace(PAGE, "/Contents 99 0 R", &format!("/Contents {content} 0 R"));
        pdf.bytes()
    };
    assert_eq!(refusal(&page("q 595 0 0 842 0 0 cm /I Do Q"), &["某某公司"]), ErrorKind::UntrustedText);
    let copy = copy_of(&page(""), &["某某公司"]).unwrap();
    assert!(looks(&copy, "P13") == 1 && !tells(&copy.bytes, "Tj"));
}

#[test]
fn p12_what_is_left_is_searched_again() {
    let pdf = Pdf::page(format!("BT /F2 12 Tf 72 700 Td {} Tj ET", ucs2("投标云云启启人")));
    let copy = copy_of(&pdf.bytes(), &["云启"]).unwrap();
    assert_eq!(copy.report.removed["P12"], 2);
    // As often as anybody could need, and no longer.
    let nested = |depth: usize| {
        let text = "云".repeat(depth) + &"启".repeat(depth);
        Pdf::page(format!("BT /F2 12 Tf 72 700 Td {} Tj ET", ucs2(&text)))
    };
    assert_eq!(copy_of(&nested(15).bytes(), &["云启"]).unwrap().report.removed["P12"], 15);
    assert_eq!(refusal(&nested(16).bytes(), &["云启"]), ErrorKind::DocumentTooLarge);
}

#[test]
fn p15_turned_lines_go_as_a_whole() {
    let pdf = Pdf::page(
        "BT /F1 12 Tf 0 1 -1 0 72 300 Tm (Bidder Yunqi here) Tj ET BT /F1 12 Tf 72 700 Td (Other) Tj ET",
    );
    let copy = copy_of(&pdf.bytes(), &["Yunqi"]).unwrap();
    assert!(!tells(&copy.bytes, "Bidder") && !tells(&copy.bytes, "here"));
    assert!(looks(&copy, "P15") == 1 && content(&copy.bytes).matches("Tj").count() == 1);
}

#[test]
fn p13_text_that_nobody_sees_goes() {
    for hidden in [
        "3 Tr (Yunqi) Tj",
        "7 Tr (Yunqi) Tj",
        "1 g (Yunqi) Tj",
        "1 1 1 rg (Yunqi) Tj",
        "0 0 0 0 k (Yunqi) Tj",
        "/F1 0.5 Tf (Yunqi) Tj",
        "1 0 0 1 700 300 Tm (Yunqi) Tj",
        "ET q 0 0 9 9 re W n BT /F1 12 Tf 300 300 Td (Yunqi) Tj ET Q BT",
        "(Yunqi) Tj ET 0 g 60 600 300 100 re f BT",
        "/G gs (Yunqi) Tj",
    ] {
        let mut pdf =
            Pdf::page(format!("BT /F1 12 Tf 72 720 Td (Other) Tj ET BT /F1 12 Tf 72 650 Td {hidden} ET"));
        pdf.replace(PAGE, "/Resources<<", "/Resources<</ExtGState<</G<</ca 0>>>>");
        let copy = copy_of(&pdf.bytes(), &["Xiyu"]).unwrap();
        let text = content(&copy.bytes);
        assert_eq!((text.matches("Tj").count(), looks(&copy, "P13")), (1, 1), "{hidden}: {text}");
        assert_eq!(copy.report.removed["P13"], 5, "{hidden}");
    }
    // White letters on a dark ground are read.
    let pdf = Pdf::page("0 0 1 rg 60 690 300 30 re f 1 g BT /F1 12 Tf 72 700 Td (Heading) Tj ET");
    let copy = copy_of(&pdf.bytes(), &["Xiyu"]).unwrap();
    assert!(content(&copy.bytes).contains("Tj") && looks(&copy, "P13") == 0);
}

#[test]
fn p13_a_scan_loses_its_text_and_is_refused_if_that_has_a_term() {
    let mut pdf = Pdf::page("q 595 0 0 842 0 0 cm /I Do Q BT 3 Tr /F1 12 Tf 72 700 Td (Yunqi builds) Tj ET");
    let image =
        pdf.deflated("/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", [200]);
    pdf.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</I {image} 0 R>>"));
    let copy = copy_of(&pdf.bytes(), &["Xiyu"]).unwrap();
    assert!(looks(&copy, "P13") == 1 && looks(&copy, "P17") == 1 && !tells(&copy.bytes, "Tj"));
    assert_eq!(refusal(&pdf.bytes(), &["Yunqi"]), ErrorKind::UntrustedText);
}

#[test]
fn p13_text_that_nobody_sees_is_that_of_a_picture_only_where_it_stands_over_one() {
    for (place, refused) in [("400 600", false), ("100 690", true), ("60 600", false), ("72 712", true)] {
        let mut pdf = Pdf::page(format!(
            "q 80 0 0 80 {place} cm /I Do Q BT 3 Tr /F1 12 Tf 72 700 Td (Yunqi builds) Tj ET"
        ));
        let image =
            pdf.deflated("/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", [200]);
        pdf.replace(PAGE, "/Resources<<", &format!("/Resources<</XObject<</I {image} 0 R>>"));
        if refused {
            assert_eq!(refusal(&pdf.bytes(), &["Yunqi"]), ErrorKind::UntrustedText, "{place}");
        } else {
            let copy = copy_of(&pdf.bytes(), &["Yunqi"]).unwrap();
            assert!(!tells(&copy.bytes, "Yunqi") && !tells(&copy.bytes, "Tj"), "{place}");
        }
    }
}
