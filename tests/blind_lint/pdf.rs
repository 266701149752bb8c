//! PDF files.

use crate::make::{Pdf, SIMSUN, line, stream};
use crate::{found, found_by, free, rules, told};
use sealbid::blind::lint_copy;
use sealbid::notice::FormRules;

fn pdf(change: impl FnOnce(&mut Pdf)) -> Vec<String> {
    let mut made = Pdf::default();
    change(&mut made);
    let bytes = made.bytes();
    free("a.pdf", &bytes);
    found("a.pdf", &bytes)
}

fn none() -> Vec<String> {
    Vec::new()
}

#[test]
fn a_file_that_keeps_all_rules() {
    assert_eq!(pdf(|_| {}), none());
}

#[test]
fn fonts_by_any_of_their_names() {
    let named = |name: &str| {
        let font = SIMSUN.replace("ABCDEF+SimSun", name);
        pdf(|p| {
            p.fonts.push(font);
            p.pages[1] += &line(100, 600, "Text").replace("F1", "F2");
        })
    };
    for name in
        ["SimSun", "XYZABC+SimSun,Bold", "#CB#CE#CC#E5", "#E5#AE#8B#E4#BD#93", "TimesNewRomanPS-BoldMT"]
    {
        assert_eq!(named(name), none(), "{name}");
    }
    for (name, shown) in [("AAAAAA+SimHei", "SimHei"), ("#BA#DA#CC#E5", "黑体"), ("NSimSun", "NSimSun")] {
        assert_eq!(named(name), [format!("page 2: font {shown}, asked for 宋体 or Times New Roman")]);
    }
    // A composite font has its name in either dictionary.
    let composite = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</BaseFont/KaiTi>>]>>";
    let found = pdf(|p| {
        p.fonts.push(composite.to_owned());
        p.pages[0] += "BT /F2 12 Tf 100 600 Td <00010002> Tj ET";
    });
    assert_eq!(found, ["page 1: font KaiTi, asked for 宋体 or Times New Roman"]);
    // A font that shows nothing does no harm.
    assert_eq!(pdf(|p| p.fonts.push(SIMSUN.replace("SimSun", "SimHei"))), none());
}

/// A copy calls its embedded fonts by numbers; everything but fonts is looked at in the copy.
#[test]
fn fonts_of_copies_are_those_of_the_original() {
    let original = Pdf::default();
    let mut copy = original.clone();
    copy.fonts = vec![SIMSUN.replace("ABCDEF+SimSun", "F1")];
    copy.pages[0] += &format!("1 0 0 rg {}", line(100, 600, "red"));
    let of = |original: &Pdf| {
        let found = lint_copy("a.pdf", &original.bytes(), &copy.bytes(), &rules()).unwrap();
        found.iter().map(told).collect::<Vec<_>>()
    };
    let red = "page 1: colour #FF0000";
    assert_eq!(of(&original), [red]);
    let other = Pdf { fonts: vec![SIMSUN.replace("SimSun", "SimHei")], ..original };
    let font = |n: u32| format!("page {n}: font SimHei, asked for 宋体 or Times New Roman");
    assert_eq!(of(&other), [red.to_owned(), font(1), font(2)]);
}

#[test]
fn sizes_are_those_on_paper() {
    let asked = "asked for 12";
    let with = |content: &str| pdf(|p| p.pages[0] += content);
    for good in [
        "BT /F1 1 Tf 12 0 0 12 100 600 Tm (a) Tj ET",
        "q 0.5 0 0 0.5 0 0 cm BT /F1 24 Tf 200 1200 Td (a) Tj ET Q",
        "BT /F1 12.04 Tf 100 600 Td (a) Tj ET",
        "BT /F1 12 Tf 0 1 -1 0 100 600 Tm (turned) Tj ET",
        "BT /F1 10 Tf 3 Tr 100 600 Td (unseen) Tj ET",
        "BT /F1 10 Tf 100 600 Td ( ) Tj ET",
    ] {
        assert_eq!(with(good), none(), "{good}");
    }
    assert_eq!(with("BT /F1 10.5 Tf 100 600 Td (a) Tj ET"), [format!("page 1: size 10.5, {asked}")]);
    let scaled = "q 2 0 0 2 0 0 cm BT /F1 12 Tf 50 300 Td (a) Tj 0 -10 Td (b) ' ET Q";
    assert_eq!(with(scaled), [format!("page 1: size 24 (2 times), {asked}")]);
    let two = "BT /F1 9 Tf 100 600 Td (a) Tj /F1 16 Tf (b) Tj ET";
    let found = with(two);
    assert_eq!(found, [format!("page 1: size 16, size 9 (2 times), {asked}")]);
}

#[test]
fn colours_of_every_space() {
    let with = |colour: &str| {
        pdf(|p| {
            p.resources = "/ColorSpace<</I[/ICCBased 50 0 R]/S[/Separation/Spot/DeviceGray 51 0 R]/K[/Separation/Black/DeviceGray 51 0 R]>>".to_owned();
            p.more = vec![stream("/N 3", b""), b"null".to_vec()];
            p.pages[0] += &format!("q {colour} {} Q", line(100, 600, "Text"));
        })
    };
    for black in [
        "0 g",
        "0 0 0 rg",
        "0 0 0 1 k",
        "0.75 0.68 0.67 0.9 k",
        "/I cs 0 0 0 sc",
        "/K cs 1 scn",
        "/I cs",
        "1 0 0 RG",
    ] {
        assert_eq!(with(black), none(), "{black}");
    }
    for (colour, what) in [
        ("0.5 g", "colour #808080"),
        ("1 0 0 rg", "colour #FF0000"),
        ("1 0 0 0 k", "colour #00FFFF"),
        ("/I cs 0 0 1 sc", "colour #0000FF"),
        ("/K cs 0.5 scn", "colour #808080"),
        ("/S cs 1 scn", "ink Spot"),
        ("/Pattern cs /P scn", "pattern"),
        ("1 Tr 0 1 0 RG", "colour #00FF00"),
    ] {
        assert_eq!(with(colour), [format!("page 1: {what}")], "{colour}");
    }
    // What was saved comes back.
    assert_eq!(pdf(|p| p.pages[0] = format!("q 1 0 0 rg Q {}", p.pages[0])), none());
}

#[test]
fn forms_are_looked_into() {
    let found = pdf(|p| {
        p.resources = "/XObject<</X 50 0 R>>".to_owned();
        let content = b"1 0 0 rg BT /F1 6 Tf 50 300 Td (a) Tj ET";
        p.more = vec![stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[2 0 0 2 0 0]", content)];
        p.pages[1] += "/X Do";
    });
    assert_eq!(found, ["page 2: colour #FF0000"]);
    // One that draws itself is refused.
    let mut own = Pdf { resources: "/XObject<</X 50 0 R>>".to_owned(), ..Pdf::default() };
    own.more = vec![stream("/Subtype/Form", b"/X Do")];
    own.pages[0] = "/X Do".to_owned();
    let error = sealbid::blind::lint("a.pdf", &own.bytes(), &rules()).unwrap_err();
    assert_eq!(error.kind(), sealbid::ErrorKind::DocumentTooLarge);
}

#[test]
fn paper() {
    let found = pdf(|p| p.media = "[0 0 612 841.89]".to_owned());
    assert_eq!(found, ["page 1: paper 215.9 x 297", "page 2: paper 215.9 x 297"]);
    // A larger sheet of which A4 is shown, and a sheet that lies across but is turned.
    assert_eq!(
        pdf(|p| (p.media, p.page) = ("[-9 -9 700 900]".into(), "/CropBox[0 0 595 842]".into())),
        none()
    );
    let turned = |p: &mut Pdf| {
        (p.media, p.page) = ("[0 0 841.89 595.28]".into(), "/Rotate 90".into());
        p.pages = vec!["BT /F1 12 Tf 0 1 -1 0 700 100 Tm (a) Tj ET".to_owned()];
    };
    assert_eq!(pdf(turned), none());
    let found = pdf(|p| {
        turned(p);
        p.page.clear();
    });
    assert_eq!(found[0], "page 1: paper-across 297 x 210");
}

#[test]
fn margins() {
    let asked = "asked for 25, 20, 25, 20";
    let with = |content: &str| pdf(|p| p.pages[0] += content);
    for (content, side) in [
        (line(40, 600, "a"), "left"),
        (line(100, 780, "a"), "top"),
        (line(100, 60, "word"), "bottom"),
        (line(500, 600, "a long line of text"), "right"),
    ] {
        assert_eq!(with(&content), [format!("page 1: text-{side}, {asked}")]);
    }
    // Widths say where a line ends.
    let widths = "/FirstChar 97/Widths[100]".to_owned();
    let narrow = |p: &mut Pdf| p.fonts = vec![SIMSUN.replace(">>", &format!("{widths}>>"))];
    let full = line(520, 600, "aaaaaaaa");
    assert_eq!(
        pdf(|p| {
            narrow(p);
            p.pages[0] += &full
        }),
        none()
    );
    assert_eq!(with(&full).len(), 1);
    let spread = full.replace("BT", "BT 5 Tc");
    assert_eq!(
        pdf(|p| {
            narrow(p);
            p.pages[0] += &spread
        })
        .len(),
        1
    );
    // Without the rule, text may stand anywhere.
    let mut made = Pdf::default();
    made.pages[0] += &line(10, 600, "a");
    let rules = FormRules { margins: None, ..rules() };
    assert_eq!(found_by(&rules, "a.pdf", &made.bytes()), none());
}

#[test]
fn headers_and_footers() {
    let on_both = |x: u32, y: u32, text: &str| {
        let text = line(x, y, text);
        pdf(|p| p.pages.iter_mut().for_each(|page| *page += &text))
    };
    let header = |n: u32| format!("page {n}: header: text Yunqi");
    assert_eq!(on_both(100, 800, "Yunqi"), [header(1), header(2)]);
    let footer = |n: u32| format!("page {n}: footer: text - {n} -Yunqi");
    assert_eq!(on_both(400, 40, "Yunqi"), [footer(1), footer(2)]);
    // A number belongs below.
    let found = pdf(|p| p.pages = p.pages.iter().map(|page| page.replace(" 40 Tm", " 800 Tm")).collect());
    assert_eq!(found[1], "page 2: header: text - 2 -");
    // A page number may have any font and size, and must be black.
    let small = |p: &mut Pdf| {
        p.pages.iter_mut().for_each(|page| *page = page.replace("12 Tf 1 0 0 1 290", "9 Tf 1 0 0 1 290"))
    };
    assert_eq!(pdf(small), none());
    let red = |p: &mut Pdf| {
        p.pages[1] = p.pages[1].replace("BT /F1 12 Tf 1 0 0 1 290", "BT 1 0 0 rg /F1 12 Tf 1 0 0 1 290")
    };
    assert_eq!(pdf(red), ["page 2: colour #FF0000"]);
    // The only page repeats nothing: what stands in its margin breaks the rule about margins, if there is one.
    let alone = Pdf { pages: vec![line(100, 800, "Yunqi")], ..Pdf::default() }.bytes();
    let asked = "asked for 25, 20, 25, 20";
    assert_eq!(crate::found("a.pdf", &alone), [format!("page 1: text-top, {asked}")]);
    let wide = FormRules { margins: None, ..rules() };
    assert_eq!(found_by(&wide, "a.pdf", &alone), ["page 1: header: text Yunqi"]);
    // Where headers are free, one that stands on every page may stand in the margin.
    let mut made = Pdf::default();
    made.pages.iter_mut().for_each(|page| *page += &line(100, 800, "Works"));
    let rules = FormRules { page_number_only: false, ..rules() };
    assert_eq!(found_by(&rules, "a.pdf", &made.bytes()), none());
}

#[test]
fn chinese_page_numbers_are_read_by_their_map() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/ToUnicode 50 0 R/DescendantFonts[<</BaseFont/SimSun/DW 1000>>]>>";
    let with = |map: &str| {
        pdf(|p| {
            p.fonts = vec![SIMSUN.to_owned(), font.to_owned()];
            p.more = vec![stream("", map.as_bytes())];
            p.pages =
                (1..3).map(|n| format!("BT /F2 12 Tf 1 0 0 1 280 40 Tm <0001001{n}0002> Tj ET")).collect();
        })
    };
    let digits = "1 beginbfrange <0010> <0019> <0030> endbfrange";
    assert_eq!(with(&format!("2 beginbfchar <0001> <7B2C> <0002> <9875> endbfchar {digits}")), none());
    let found = with(&format!("2 beginbfchar <0001> <4E91> <0002> <542F> endbfchar {digits}"));
    assert_eq!(found[1], "page 2: footer: text 云2启");
}
