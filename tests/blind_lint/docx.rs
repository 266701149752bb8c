//! Text documents.

use crate::make::{Docx, PAGE, SECTION, STYLES, paragraph, run};
use crate::{found, free, rules};
use sealbid::blind::lint;
use sealbid::redact::{Terms, redact};

fn docx(change: impl FnOnce(&mut Docx)) -> Vec<String> {
    let mut made = Docx::default();
    change(&mut made);
    let bytes = made.bytes();
    free("a.docx", &bytes);
    found("a.docx", &bytes)
}

#[test]
fn a_document_that_keeps_all_rules() {
    assert_eq!(docx(|_| {}), Vec::<String>::new());
}

#[test]
fn fonts_by_any_of_their_names() {
    for font in ["宋体", "SimSun", "中易宋体", "@SimSun", "times new roman"] {
        let properties = format!("<w:rFonts w:eastAsia=\"{font}\" w:ascii=\"{font}\" w:hAnsi=\"{font}\"/>");
        assert_eq!(docx(|d| d.body += &paragraph(&properties, "方案 a é")), Vec::<String>::new(), "{font}");
    }
    let found = docx(|d| d.body += &paragraph("<w:rFonts w:eastAsia=\"SimHei\"/>", "黑体的 标题"));
    assert_eq!(found, ["paragraph 3: \"黑体的 标题\": font SimHei, asked for 宋体 or Times New Roman"]);
    let found = docx(|d| d.body += &paragraph("<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\"/>", "第 1 章"));
    assert_eq!(found, ["paragraph 3: \"第 1 章\": font Arial, asked for 宋体 or Times New Roman"]);
    // What a font is named for and not used for does no harm.
    assert_eq!(docx(|d| d.body += &paragraph("<w:rFonts w:ascii=\"Arial\"/>", "方案")), Vec::<String>::new());
    assert_eq!(docx(|d| d.body += &paragraph("<w:rFonts w:eastAsia=\"黑体\"/>", " ")), Vec::<String>::new());
    let symbol = "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>";
    assert_eq!(
        docx(|d| d.body += symbol)[0],
        "paragraph 3: font Wingdings, asked for 宋体 or Times New Roman"
    );
}

#[test]
fn sizes() {
    let found = docx(|d| d.body += &paragraph("<w:sz w:val=\"21\"/>", "五号"));
    assert_eq!(found, ["paragraph 3: \"五号\": size 10.5, asked for 12"]);
    // Nothing says a size: ten points.
    let found = docx(|d| d.styles = STYLES.replace("<w:sz w:val=\"24\"/>", ""));
    assert_eq!(found, ["paragraph 1: \"施工方案\": size 10 (2 times), asked for 12"]);
}

#[test]
fn colours() {
    assert_eq!(docx(|d| d.body += &paragraph("<w:color w:val=\"auto\"/>", "黑")), Vec::<String>::new());
    let found = docx(|d| d.body += &paragraph("<w:color w:val=\"FF0000\"/>", "红"));
    assert_eq!(found, ["paragraph 3: \"红\": colour #FF0000"]);
}

#[test]
fn paper_and_margins() {
    let found =
        docx(|d| d.section = SECTION.replace("w:w=\"11906\" w:h=\"16838\"", "w:w=\"12240\" w:h=\"15840\""));
    assert_eq!(found, ["section 1: paper 215.9 x 279.4"]);
    let found =
        docx(|d| d.section = SECTION.replace("w:w=\"11906\" w:h=\"16838\"", "w:w=\"16838\" w:h=\"11906\""));
    assert_eq!(found, ["section 1: paper-across 297 x 210"]);
    let asked = "asked for 25, 20, 25, 20";
    let found = docx(|d| d.section = SECTION.replace("w:left=\"1134\"", "w:left=\"1134\" w:gutter=\"567\""));
    assert_eq!(found, [format!("section 1: margins 25, 20, 25, 30, {asked}")]);
    // An earlier section stands in its last paragraph.
    let other = SECTION.replace("w:top=\"1417\"", "w:top=\"1000\"");
    let found = docx(|d| d.body += &format!("<w:p><w:pPr>{other}</w:pPr></w:p>"));
    assert_eq!(found, [format!("section 1: margins 17.6, 20, 25, 20, {asked}")]);
    let found = docx(|d| d.section = String::new());
    assert_eq!(found, ["section 1: no-paper"]);
}

#[test]
fn headers_are_empty() {
    let found = docx(|d| d.header = paragraph("", "云启建设"));
    assert_eq!(found, ["header 1: header: text 云启建设"]);
    let found = docx(|d| d.header = PAGE.to_owned());
    assert_eq!(found, ["header 1: header: text 1"]);
    let found = docx(|d| d.header = "<w:p><w:r><w:drawing/></w:r></w:p>".to_owned());
    assert_eq!(found, ["header 1: header: picture"]);
}

#[test]
fn footers_have_the_page_number_alone() {
    let simple =
        "<w:p><w:fldSimple w:instr=\"PAGE \\* MERGEFORMAT\"><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>";
    let around = simple
        .replace("<w:p>", &format!("<w:p>{}", run("<w:sz w:val=\"18\"/>", "第 ")))
        .replace("</w:p>", &format!("{}</w:p>", run("", " 页")));
    for footer in ["<w:p/>", simple, &around, &paragraph("", "- 3 -")] {
        assert_eq!(docx(|d| d.footer = footer.to_owned()), Vec::<String>::new(), "{footer}");
    }
    let found = docx(|d| d.footer = format!("{}{PAGE}", paragraph("", "云启建设")));
    assert_eq!(found, ["footer 1: footer: text 云启建设 1", "footer 1: size 9, asked for 12"]);
    let date = PAGE.replace(" PAGE ", " DATE ").replace("<w:t>7", "<w:t>6月7日").replace("18", "24");
    assert_eq!(docx(|d| d.footer = date), ["footer 1: footer: text 6月7日"]);
    let picture = "<w:p><w:r><w:drawing><wp:inline><pic:pic/></wp:inline></w:drawing></w:r></w:p>";
    let found = docx(|d| d.footer = picture.to_owned());
    assert_eq!(found, ["footer 1: footer: picture"]);
    // A page number too must be black.
    let found = docx(|d| d.footer = PAGE.replace("<w:sz w:val=\"18\"/>", "<w:color w:val=\"0000FF\"/>"));
    assert_eq!(found, ["footer 1: colour #0000FF"]);
}

#[test]
fn styles_inherit() {
    let styled = |properties: &str| {
        let paragraph = "<w:p><w:pPr><w:pStyle w:val=\"c\"/></w:pPr><w:r><w:t>标题</w:t></w:r></w:p>";
        let styles = format!(
            "{STYLES}<w:style w:type=\"paragraph\" w:styleId=\"b\"><w:basedOn w:val=\"a\"/><w:rPr>{properties}</w:rPr></w:style>\
             <w:style w:type=\"paragraph\" w:styleId=\"c\"><w:basedOn w:val=\"b\"/></w:style>"
        );
        docx(|d| (d.body, d.styles) = (paragraph.to_owned(), styles))
    };
    assert_eq!(styled("<w:sz w:val=\"44\"/>"), ["paragraph 1: \"标题\": size 22, asked for 12"]);
    assert_eq!(styled("<w:color w:val=\"2F5496\"/>"), ["paragraph 1: \"标题\": colour #2F5496"]);
    // A style that stands on itself ends all the same.
    assert_eq!(styled("<w:sz w:val=\"24\"/></w:rPr><w:basedOn w:val=\"c\"/><w:rPr>"), Vec::<String>::new());
    let looped =
        format!("{STYLES}<w:style w:type=\"paragraph\" w:styleId=\"c\"><w:basedOn w:val=\"c\"/></w:style>");
    let body = "<w:p><w:pPr><w:pStyle w:val=\"c\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>".to_owned();
    assert_eq!(docx(|d| (d.body, d.styles) = (body, looped)), Vec::<String>::new());
    // Styles of characters, and of tables.
    let styles = format!(
        "{STYLES}<w:style w:type=\"character\" w:styleId=\"d\"><w:rPr><w:sz w:val=\"20\"/></w:rPr></w:style>"
    );
    let body = paragraph("<w:rStyle w:val=\"d\"/>", "小")
        + &paragraph("<w:rStyle w:val=\"d\"/><w:sz w:val=\"24\"/>", "大");
    let found = docx(|d| (d.body, d.styles) = (body, styles));
    assert_eq!(found, ["paragraph 1: \"小\": size 10, asked for 12"]);
    let styles = format!(
        "{STYLES}<w:style w:type=\"table\" w:styleId=\"t\"><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr></w:style>"
    );
    let table = format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"t\"/></w:tblPr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        paragraph("", "格")
    );
    let found = docx(|d| (d.body, d.styles) = (table, styles));
    assert_eq!(found, ["paragraph 1: \"格\": colour #FFFFFF"]);
}

#[test]
fn fonts_of_the_theme() {
    let themed = |theme: &str| {
        let properties =
            "<w:rFonts w:ascii=\"宋体\" w:asciiTheme=\"minorAscii\" w:eastAsiaTheme=\"majorEastAsia\"/>";
        docx(|d| (d.body, d.theme) = (paragraph(properties, "章 1"), theme.to_owned()))
    };
    let hans = |font: &str| {
        themed(&format!(
            "<a:majorFont><a:latin typeface=\"x\"/><a:ea typeface=\"\"/><a:font script=\"Hans\" typeface=\"{font}\"/></a:majorFont>\
             <a:minorFont><a:latin typeface=\"Times New Roman\"/><a:ea typeface=\"\"/></a:minorFont>"
        ))
    };
    assert_eq!(hans("宋体"), Vec::<String>::new());
    assert_eq!(
        hans("等线 Light"),
        ["paragraph 1: \"章 1\": font 等线 Light, asked for 宋体 or Times New Roman"]
    );
}

#[test]
fn repeated_findings_are_one() {
    let red = paragraph("<w:color w:val=\"FF0000\"/>", "红");
    let found = docx(|d| d.body += &(red.repeat(40) + &paragraph("<w:color w:val=\"00FF00\"/>", "绿")));
    assert_eq!(
        found,
        ["paragraph 3: \"红\": colour #FF0000 (40 times)", "paragraph 43: \"绿\": colour #00FF00"]
    );
}

/// Each colour is another breach; nobody reads more of them.
#[test]
fn breaches_are_bounded() {
    let runs = (1..2_101).map(|n| paragraph(&format!("<w:color w:val=\"{n:06X}\"/>"), "色"));
    let body: String = runs.collect();
    assert_eq!(docx(|d| d.body += &body).len(), 2_000);
}

/// Reports and breaches count paragraphs alike: in text boxes and cells too, and notes.
#[test]
fn places_are_those_of_reports() {
    let white = paragraph("<w:color w:val=\"FFFFFF\"/>", "白");
    let held = format!(
        "<w:p><w:r><w:t>框</w:t></w:r><w:r><w:pict xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:shape><v:textbox><w:txbxContent>{}{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
        paragraph("", "一"),
        paragraph("", "二")
    );
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph("", "格"));
    let body = [held.as_str(), &table, &paragraph("", ""), &white].concat();
    let made = Docx { body, ..Docx::default() };
    let terms = Terms { names: vec!["没有的".to_owned()], ..Terms::default() };
    let copy = redact("a.docx", &made.bytes(), &terms).unwrap();
    let look = copy.report.findings.iter().find(|finding| finding.text.starts_with("white-text")).unwrap();
    let form = lint("a.docx", &copy.bytes, &rules()).unwrap();
    let breach = form.iter().find(|breach| breach.found == ["colour #FFFFFF"]).unwrap();
    assert_eq!((look.place.as_str(), breach.place.as_str()), ("paragraph 6: \"白\"", "paragraph 6: \"白\""));
}
