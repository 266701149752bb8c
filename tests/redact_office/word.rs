//! What text documents tell (SPEC §18.4, W1 to W12).

use crate::canaries::{COMPANY, DOMAIN, LATIN, PERSON, PHONE, SHORT, of_other, other, refused};
use crate::documents::{MARK, clean, docx, p, relations, run, word};
use crate::zip::{Zip, unzip};
use proptest::prelude::*;
use sealbid::ErrorKind;
use sealbid::redact::{PLACEHOLDER, redact};

const P: &str = PLACEHOLDER;

#[track_caller]
fn text_of(body: &str) -> String {
    clean("a.docx", &docx(body)).text()
}

/// The part itself, without its root's namespaces.
#[track_caller]
fn body_of(body: &str) -> String {
    let part = clean("a.docx", &docx(body)).part("word/document.xml");
    let inner = part.split_once("<w:body>").unwrap().1.split_once("<w:sectPr/></w:body>").unwrap().0;
    inner.to_owned()
}

#[test]
fn a_name_goes_however_runs_and_paragraphs_split_it() {
    assert_eq!(text_of(&p(&run(&format!("由{COMPANY}承担")))), format!("由{P}承担"));
    assert_eq!(
        text_of(&p(&[run("由云"), run("启建设工"), run("程有限公司承担")].concat())),
        format!("由{P}承担")
    );
    assert_eq!(
        text_of(&p(&[run("云启"), "<w:r><w:br/></w:r>".into(), run("建设。")].concat())),
        format!("{P}。")
    );
    assert_eq!(text_of(&[p(&run("云启建设工")), p(&run("程有限公司"))].concat()), P);
    assert_eq!(text_of(&p(&run("&#20113;&#x542F;建&#x200B;设"))), P);
    assert_eq!(
        text_of(&p(&[run("0871"), "<w:r><w:noBreakHyphen/></w:r>".into(), run("63125566")].concat())),
        P
    );
    assert_eq!(
        text_of(&p(&[run("云"), "<w:proofErr w:type=\"spellStart\"/>".into(), run("启建设")].concat())),
        P
    );
    let table =
        format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p(&run(SHORT)), p(&run(PHONE)));
    assert_eq!(text_of(&table), format!("{P}|{P}"));
}

#[test]
fn the_copy_does_not_tell_how_long_a_name_was_or_how_it_was_split() {
    let whole = docx(&p(&run(&format!("由{COMPANY}的{PERSON}（{DOMAIN}）承担"))));
    let split = docx(&p(&[
        run("由云"),
        run("启建设工程"),
        run("有限公司"),
        run("的赵文斌（yunqi-build"),
        run(".cn）承担"),
    ]
    .concat()));
    let copy = clean("a.docx", &whole);
    let other_name = docx(&of_other(&p(&run(&format!("由{COMPANY}的{PERSON}（{DOMAIN}）承担")))));
    assert_eq!(redact("b.docx", &other_name.bytes(), &other()).unwrap().bytes, copy.bytes);
    assert_eq!(clean("a.docx", &split).text(), copy.text());
    assert_eq!(clean("a.docx", &split).bytes, copy.bytes);
}

#[test]
fn what_is_no_identity_stays() {
    let body = "<w:p><w:pPr><w:jc w:val=\"center\"/><w:spacing w:line=\"360\"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val=\"28\"/></w:rPr>\
        <w:t>一、工程概况</w:t><w:tab/><w:t>100㎡</w:t></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>\
        <w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"100\"/></w:tblGrid><w:tr><w:tc><w:tcPr>\
        <w:gridSpan w:val=\"2\"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>";
    let copy = body_of(body);
    for kept in [
        "<w:jc w:val=\"center\"/>",
        "<w:sz w:val=\"28\"/>",
        "一、工程概况</w:t><w:tab/><w:t>100㎡",
        "<m:t>x</m:t>",
        "<w:gridSpan w:val=\"2\"/>",
    ] {
        assert!(copy.contains(kept), "{kept}: {copy}");
    }
}

#[test]
fn w1_changes_are_accepted() {
    let by = format!("w:id=\"1\" w:author=\"{MARK}\" w:date=\"2024-01-01T00:00:00Z\"");
    let body = [
        p(&format!("{}<w:ins {by}>{}</w:ins><w:del {by}><w:r><w:delText>{MARK}</w:delText></w:r></w:del>", run("甲"), run("乙"))),
        p(&format!("<w:moveFrom {by}>{}</w:moveFrom><w:moveTo {by}>{}</w:moveTo>", run(MARK), run("丙"))),
        format!("<w:p><w:pPr><w:rPr><w:b/><w:rPrChange {by}><w:rPr/></w:rPrChange></w:rPr><w:pPrChange {by}><w:pPr/></w:pPrChange></w:pPr></w:p>"),
        format!("<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr>{}</w:p>{}", run("丁"), p(&run("戊"))),
        format!("<w:tbl><w:tr><w:trPr><w:del {by}/></w:trPr><w:tc>{}</w:tc></w:tr><w:tr><w:trPr><w:ins {by}/></w:trPr><w:tc>{}</w:tc></w:tr></w:tbl>", p(&run(MARK)), p(&run("己"))),
    ]
    .concat();
    let copy = clean("a.docx", &docx(&body));
    assert_eq!(copy.text(), "甲乙|丙||丁戊|己");
    copy.removed("W1");
}

#[test]
fn w2_comments_go() {
    let body = p(&format!(
        "<w:commentRangeStart w:id=\"0\"/>{}<w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>",
        run("甲")
    ));
    let copy = clean("a.docx", &docx(&body));
    copy.removed("W2");
    assert_eq!(body_of(&body), "<w:p><w:r><w:t>甲</w:t></w:r></w:p>");
}

#[test]
fn w3_numbers_of_editing_sessions_go() {
    let body = "<w:p w:rsidR=\"00AB12CD\" w:rsidRDefault=\"00AB12CD\" w14:paraId=\"1A2B3C4D\" w14:textId=\"77777777\"><w:r w:rsidRPr=\"00AB12CD\"><w:t>甲</w:t></w:r></w:p>";
    assert_eq!(body_of(body), "<w:p><w:r><w:t>甲</w:t></w:r></w:p>");
    let numbering = word(
        "numbering",
        "<w:abstractNum w:abstractNumId=\"0\" w15:restartNumberingAfterBreak=\"0\"><w:nsid w:val=\"1A2B3C4D\"/><w:multiLevelType w:val=\"multilevel\"/>\
        <w:tmpl w:val=\"1A2B3C4D\"/><w:lvl w:ilvl=\"0\" w:tplc=\"1A2B3C4D\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"云启建设%1\"/></w:lvl></w:abstractNum>",
    );
    let zip = docx(&p(&run("甲")))
        .with("word/numbering.xml", numbering)
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "numbering", "numbering.xml")]));
    let copy = clean("a.docx", &zip);
    copy.removed("W3");
    let part = copy.part("word/numbering.xml");
    assert!(!part.contains("1A2B3C4D") && part.contains(&format!("<w:lvlText w:val=\"{P}%1\"/>")), "{part}");
}

#[test]
fn w4_settings_are_those_of_the_layout() {
    let settings = word(
        "settings",
        &format!(
            "<w:writeProtection w:hash=\"{MARK}\"/><w:attachedTemplate r:id=\"rId1\"/><w:mailMerge><w:query w:val=\"{MARK}\"/></w:mailMerge>\
        <w:documentProtection w:edit=\"readOnly\" w:hash=\"{MARK}\"/><w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/><w:rsids><w:rsidRoot w:val=\"00AB12CD\"/></w:rsids>\
        <w:docVars><w:docVar w:name=\"{MARK}\" w:val=\"{COMPANY}\"/></w:docVars><w:compat><w:useFELayout/><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
        <w:themeFontLang w:val=\"zh-HK\"/><w:decimalSymbol w:val=\".\"/><w14:docId w14:val=\"1A2B3C4D\"/>"
        ),
    );
    let zip = docx(&p(&run("甲")))
        .with("word/settings.xml", settings)
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "settings", "settings.xml")]));
    let copy = clean("a.docx", &zip);
    copy.removed("W4");
    let part = copy.part("word/settings.xml");
    assert!(part.ends_with("><w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"), "{part}");
}

fn with_header(header: &str) -> Zip {
    let section = "<w:sectPr><w:headerReference w:type=\"first\" r:id=\"rId7\"/><w:headerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"default\" r:id=\"rId6\"/></w:sectPr>";
    docx(&format!("{}<w:p><w:pPr>{section}</w:pPr></w:p>", p(&run("甲"))))
        .with(
            "word/_rels/document.xml.rels",
            relations(&[("rId5", "header", "header9.xml"), ("rId6", "footer", "footer3.xml")]),
        )
        .with("word/header9.xml", word("hdr", header))
        .with("word/footer3.xml", word("ftr", &p(&run(&format!("{COMPANY} 第 1 页")))))
}

#[test]
fn w5_headers_lose_names_and_watermarks() {
    let watermark = format!(
        "<w:r><w:pict><v:shape id=\"PowerPlusWaterMarkObject1\" style=\"width:1pt\"><v:textpath string=\"{MARK}\"/></v:shape></w:pict></w:r>"
    );
    let copy = clean("a.docx", &with_header(&p(&[run(&format!("{SHORT}投标文件")), watermark].concat())));
    copy.removed("W5");
    assert!(copy.part("word/header1.xml").contains(&format!("<w:t>{P}投标文件</w:t>")));
    assert!(copy.part("word/footer1.xml").contains(&format!("{P} 第 1 页")));
    // What refers to nothing goes.
    let main = copy.part("word/document.xml");
    assert_eq!(main.matches("headerReference").count(), 1, "{main}");
    let background = docx(&p("")).with(
        "word/document.xml",
        word(
            "document",
            &format!(
                "<w:background w:color=\"FF0000\"><v:background id=\"{MARK}\"/></w:background><w:body/>"
            ),
        ),
    );
    clean("a.docx", &background).removed("W5");
}

#[test]
fn w6_hidden_text_goes_and_faint_text_is_told() {
    let hidden = format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{MARK}</w:t></w:r>");
    let shown = "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>乙</w:t></w:r>";
    let copy = clean("a.docx", &docx(&p(&[run("甲"), hidden, shown.into()].concat())));
    assert_eq!(copy.text(), "甲乙");
    copy.removed("W6");
    let faint = "<w:r><w:rPr><w:color w:val=\"FFFFFF\"/><w:sz w:val=\"2\"/></w:rPr><w:t>丙</w:t></w:r>";
    let copy = clean("a.docx", &docx(&p(faint)));
    copy.look("white-text 1");
    copy.look("tiny-text 1");
    let styles =
        word("styles", "<w:style w:type=\"character\" w:styleId=\"h\"><w:rPr><w:vanish/></w:rPr></w:style>");
    let zip = docx(&p(""))
        .with("word/styles.xml", styles)
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "styles", "styles.xml")]));
    clean("a.docx", &zip).look("hidden-text-shown 1");
}

fn field(instruction: &str, result: &str) -> String {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let (begin, separate, end) = (mark("begin"), mark("separate"), mark("end"));
    format!("{begin}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}{result}{end}")
}

#[test]
fn w7_fields_become_their_results() {
    for instruction in [
        format!("AUTHOR {MARK}"),
        "LASTSAVEDBY".into(),
        format!("FILENAME \\p {MARK}"),
        format!("DOCPROPERTY {MARK}"),
        format!("INCLUDEPICTURE \"C:\\\\{MARK}.png\""),
        format!("HYPERLINK \"https://{MARK}.cn\""),
        "TOC \\o".into(),
    ] {
        assert_eq!(
            body_of(&p(&field(&instruction, &run("值")))),
            p("<w:r><w:t>值</w:t></w:r>"),
            "{instruction}"
        );
        assert_eq!(
            text_of(&p(&format!(
                "<w:fldSimple w:instr=\"{}\">{}</w:fldSimple>",
                instruction.replace('"', ""),
                run("值")
            ))),
            "值"
        );
    }
    assert_eq!(text_of(&p(&field("AUTHOR", &run(COMPANY)))), P);
    let nested = field(
        &format!("IF </w:instrText></w:r>{}<w:r><w:instrText> = 1", field("DOCVARIABLE", &run(MARK))),
        &run("值"),
    );
    assert_eq!(text_of(&p(&nested)), "值");
    let page = body_of(&p(&field(" page   \\* MERGEFORMAT \\* ArabicDash", &run("3"))));
    assert!(
        page.contains("<w:instrText xml:space=\"preserve\"> PAGE \\* ArabicDash </w:instrText>")
            || page.contains("> PAGE <"),
        "{page}"
    );
    assert_eq!(page.matches("fldCharType").count(), 3);
    let simple = body_of(&p(&format!(
        "<w:fldSimple w:instr=\"NUMPAGES \\* MERGEFORMAT\" w:dirty=\"1\">{}</w:fldSimple>",
        run("9")
    )));
    assert!(simple.contains("<w:fldSimple w:instr=\" NUMPAGES \">"), "{simple}");
    // A drawn formula stays one; letters that are drawn are text.
    assert!(body_of(&p(&field("EQ \\f(a + 1,2)", ""))).contains("> EQ \\f(a + 1,2) <"));
    assert!(body_of(&p(&field("EQ \\o\\ac(○,12)", ""))).contains("> EQ \\o\\ac(○,12) <"));
    for (instruction, shown) in [
        (format!("EQ \\o({COMPANY},a)"), format!("{P}a")),
        ("EQ \\f(云,启建设)乙".into(), format!("{P}乙")),
        // Word's own: a circled character, letters above each other, and a reading above a word.
        (format!("eq \\o\\ac(○,{SHORT})"), P.into()),
        ("eq \\o(\\s\\up 5(Yunqi),\\s\\do 2(Construction))".into(), P.into()),
        (
            format!("EQ \\* jc2 \\* &quot;Font:SimSun&quot; \\* hps10 \\o\\ad(\\s\\up 9(y),{SHORT})"),
            format!("y{P}"),
        ),
        ("EQ \\s\\up 8(甲) \\x(\\(乙\\,)".into(), "甲 (乙,".into()),
        // Rings are such where they stand below a character, and nowhere else.
        ("EQ \\o \\ac (◯,云)\\o\\ac(■,启)建设".into(), P.into()),
        ("EQ \\o\\ac(○;云)\\o\\ac( ○ ,启)\\o\\ac(\\s\\up1(○),建)\\o\\ac(设,○)".into(), P.into()),
        ("EQ \\f(□,△)甲○".into(), "□△甲○".into()),
        ("EQ \\o(○○,甲)".into(), "○○甲".into()),
        ("EQ \\*jc2\\o(甲,乙)".into(), "甲乙".into()),
        ("SYMBOL 0x4E91 \\u".into(), "云".into()),
        ("symbol 20113 \\f 宋体 \\U".into(), "云".into()),
        ("SYMBOL 65".into(), "A".into()),
        ("SYMBOL 65 \\f Wingdings".into(), String::new()),
        ("SYMBOL 200".into(), String::new()),
        ("SYMBOL 7 \\u".into(), String::new()),
        ("SYMBOL".into(), String::new()),
    ] {
        assert_eq!(text_of(&p(&field(&instruction, ""))), shown, "{instruction}");
        let simple = p(&format!("<w:fldSimple w:instr=\"{instruction}\"/>"));
        assert_eq!(text_of(&simple), shown, "{instruction}");
    }
    let across = [run("甲"), field("SYMBOL 20113 \\u", ""), field("EQ \\x(启)", ""), run("建设")].concat();
    assert_eq!(text_of(&p(&across)), format!("甲{P}"));
    assert_eq!(text_of(&p(&field("SYMBOL 20113 \\u", &run("丙")))), "丙");
    // A field that never ends.
    assert_eq!(
        text_of(&p(&format!(
            "{}<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>",
            run("甲")
        ))),
        "甲"
    );
}

#[test]
fn w8_drawings_of_unknown_kinds_are_left_out_and_told() {
    let drawing = |uri: &str, inner: &str| {
        format!(
            "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri=\"{uri}\">{inner}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    };
    let smart = drawing(
        "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "<x:relIds xmlns:x=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\"/>",
    );
    let copy = clean("a.docx", &docx(&p(&[run("甲"), smart].concat())));
    copy.look("drawing-left-out diagram");
    assert_eq!(copy.text(), "甲");
    let chart = drawing("http://schemas.openxmlformats.org/drawingml/2006/chart", "<c:chart r:id=\"rId1\"/>");
    let part = "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><c:lang val=\"zh-HK\"/><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>云启</a:t></a:r><a:r><a:t>建设业绩</a:t></a:r></a:p></c:rich></c:tx></c:title>\
        <c:plotArea><c:barChart><c:ser><c:cat><c:strRef><c:f>MARK!$A$1</c:f><c:strCache><c:pt idx=\"0\"><c:v>赵文斌</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser></c:barChart></c:plotArea></c:chart>\
        <c:externalData r:id=\"rId1\"/></c:chartSpace>";
    let zip = docx(&p(&chart))
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "chart", "charts/c.xml")]))
        .with("word/charts/c.xml", part.replace("MARK", SHORT))
        .with("word/charts/_rels/c.xml.rels", relations(&[("rId1", "package", "../embeddings/book.xlsx")]))
        .with("word/embeddings/book.xlsx", COMPANY);
    let copy = clean("a.docx", &zip);
    let chart = copy.part("word/charts/chart1.xml");
    assert!(chart.contains(&format!("<a:t>{P}</a:t></a:r><a:r><a:t>业绩</a:t>")), "{chart}");
    assert!(chart.contains(&format!("<c:v>{P}</c:v>")) && !chart.contains("externalData"));
    // A chart that shows itself.
    let inner = drawing("http://schemas.openxmlformats.org/drawingml/2006/chart", "<c:chart r:id=\"rId1\"/>");
    let looped = zip
        .with("word/charts/c.xml", format!("<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
            xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">{inner}</c:chartSpace>"))
        .with("word/charts/_rels/c.xml.rels", relations(&[("rId1", "chart", "c.xml")]));
    assert_eq!(refused("a.docx", &looped.bytes()).0, ErrorKind::UnknownContent);
}

#[test]
fn w9_names_of_places_go_and_links_within_stay() {
    let body = [
        p(&format!("<w:bookmarkStart w:id=\"7\" w:name=\"_Toc{MARK}\"/>{}<w:bookmarkEnd w:id=\"7\"/>", run("第一章"))),
        p(&format!("<w:bookmarkStart w:id=\"8\" w:name=\"{MARK}\"/><w:bookmarkEnd w:id=\"8\"/><w:hyperlink w:anchor=\"_Toc{MARK}\" w:history=\"1\">{}</w:hyperlink>", run("见"))),
        p(&format!("<w:hyperlink w:anchor=\"nowhere\">{}</w:hyperlink>", run("无"))),
        format!("<w:sdt><w:sdtPr><w:alias w:val=\"{MARK}\"/><w:tag w:val=\"{MARK}\"/><w:dataBinding w:xpath=\"{MARK}\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", p(&run("内容"))),
        p(&format!("<w:smartTag w:element=\"{MARK}\"><w:smartTagPr><w:attr w:name=\"{MARK}\"/></w:smartTagPr>{}</w:smartTag><w:permStart w:id=\"1\" w:ed=\"{MARK}\"/>", run("签"))),
    ]
    .concat();
    let copy = clean("a.docx", &docx(&body));
    copy.removed("W9");
    assert_eq!(copy.text(), "第一章|见|无|内容|签");
    let part = copy.part("word/document.xml");
    assert!(
        part.contains("<w:bookmarkStart w:id=\"1\" w:name=\"b1\"/>")
            && part.contains("<w:hyperlink w:anchor=\"b1\">"),
        "{part}"
    );
    assert_eq!(
        (
            part.matches("bookmarkStart").count(),
            part.matches("bookmarkEnd").count(),
            part.matches("<w:hyperlink").count()
        ),
        (1, 1, 1)
    );
}

#[test]
fn w10_styles_and_fonts_tell_nothing() {
    let styles = word(
        "styles",
        &format!(
            "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"{SHORT}黑体\" w:eastAsia=\"方正粗倩\"/><w:lang w:val=\"zh-HK\"/></w:rPr></w:rPrDefault></w:docDefaults>\
        <w:latentStyles><w:lsdException w:name=\"{MARK}\"/></w:latentStyles><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
        <w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{MARK}1\"><w:name w:val=\"{MARK}标题\"/><w:aliases w:val=\"{MARK}\"/><w:basedOn w:val=\"a\"/><w:rsid w:val=\"00AB12CD\"/></w:style>"
        ),
    );
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"{MARK}1\"/></w:pPr><w:r><w:rPr><w:rStyle w:val=\"none\"/><w:lang w:eastAsia=\"zh-HK\"/></w:rPr><w:t>甲</w:t></w:r></w:p>"
    );
    let theme = format!(
        "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"{MARK}\"><a:themeElements><a:clrScheme name=\"{MARK}\"/><a:fontScheme name=\"{MARK}\"/>\
        <a:fmtScheme name=\"{MARK}\"/></a:themeElements><a:extLst><a:ext uri=\"{MARK}\"/></a:extLst></a:theme>"
    );
    let zip = docx(&body).with("word/styles.xml", styles).with("word/theme/theme9.xml", theme).with(
        "word/_rels/document.xml.rels",
        relations(&[("rId1", "styles", "styles.xml"), ("rId2", "theme", "theme/theme9.xml")]),
    );
    let copy = clean("a.docx", &zip);
    copy.removed("W10");
    copy.look("font 方正粗倩");
    let part = copy.part("word/styles.xml");
    assert!(
        part.contains(
            "w:styleId=\"s2\" w:type=\"paragraph\"><w:name w:val=\"Custom 1\"/><w:basedOn w:val=\"s1\"/>"
        ),
        "{part}"
    );
    assert!(
        part.contains(&format!("w:ascii=\"{P}黑体\"")) && !part.contains("zh-HK") && !part.contains("latent")
    );
    assert!(copy.part("word/document.xml").contains("<w:pStyle w:val=\"s2\"/></w:pPr><w:r><w:rPr/><w:t>"));
    assert!(copy.part("word/theme/theme1.xml").contains(
        "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"Theme\">"
    ));
}

#[test]
fn w11_notes_are_text() {
    let notes = word(
        "footnotes",
        &format!("<w:footnote w:id=\"1\">{}</w:footnote>", p(&[run("见云"), run("启建设")].concat())),
    );
    let zip = docx(&p("<w:r><w:footnoteReference w:id=\"1\"/></w:r>"))
        .with("word/footnotes.xml", notes)
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "footnotes", "footnotes.xml")]));
    assert!(clean("a.docx", &zip).part("word/footnotes.xml").contains(&format!("见{P}</w:t>")));
}

#[test]
fn w12_of_alternatives_one_stays() {
    let shape = format!(
        "<w:drawing><wp:inline><a:graphic><a:graphicData uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>",
        p(&[run("云启"), run("建设")].concat())
    );
    let old = format!(
        "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>",
        p(&run(MARK))
    );
    let body = p(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">{shape}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>{}",
        run("甲"),
        run("乙")
    ));
    let copy = clean("a.docx", &docx(&body));
    // The name is in the box; the paragraph around it is one text.
    assert_eq!(copy.text(), format!("甲{P}|乙"));
    let unknown = p(&format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"w15\"><w:t>{MARK}</w:t></mc:Choice><mc:Fallback><w:t>丙</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    ));
    assert_eq!(text_of(&unknown), "丙");
    let ruby = p(&format!(
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>{MARK}</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
        run(PERSON)
    ));
    assert_eq!(text_of(&ruby), P);
    // Runs stand behind each other, or else readers leave out what is within others.
    let read = |base: &str| {
        format!("<w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase>{base}</w:rubyBase></w:ruby>", run("dú"))
    };
    let between =
        p(&format!("<w:r><w:rPr><w:b/></w:rPr><w:t>前</w:t>{}<w:t>后</w:t></w:r>", read(&run("中"))));
    let bold = |text: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>");
    let copy = body_of(&between);
    assert!(
        copy.contains(&[bold("前"), "<w:r><w:t>中</w:t></w:r>".to_owned(), bold("后")].concat()),
        "{copy}"
    );
}

/// Pieces of documents within each other.
fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(run("云")),
        Just(run("启建设")),
        Just(run(COMPANY)),
        // Behind a letter it would be another word.
        Just(run(" Yunqi")),
        Just(run(" Construction")),
        Just(run("1")),
        Just(field("PAGE", "")),
        Just("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>".to_owned()),
        Just("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>".to_owned()),
        Just("<w:r><w:instrText>EQ 云启</w:instrText></w:r>".to_owned()),
        Just("<w:bookmarkStart w:id=\"1\" w:name=\"a\"/>".to_owned()),
        Just("<w:bookmarkEnd w:id=\"1\"/>".to_owned()),
        Just("<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>".to_owned()),
        Just("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>".to_owned()),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        let wrap = |name: &'static str| {
            move |pieces: Vec<String>| {
                let (first, _) = name.split_once(' ').unwrap_or((name, ""));
                format!("<{name}>{}</{first}>", pieces.concat())
            }
        };
        let many = || prop::collection::vec(inner.clone(), 0..5);
        prop_oneof![
            many().prop_map(wrap("w:p")),
            many().prop_map(wrap("w:ins")),
            many().prop_map(wrap("w:del")),
            many().prop_map(wrap("w:sdt")),
            many().prop_map(wrap("w:tbl")),
            many().prop_map(wrap("w:tr")),
            many().prop_map(wrap("w:tc")),
            many().prop_map(wrap("w:r")),
            many().prop_map(wrap("w:hyperlink w:anchor=\"a\"")),
            many().prop_map(wrap("w:fldSimple w:instr=\"PAGE\"")),
            many().prop_map(wrap("w:txbxContent")),
            many().prop_map(wrap("w:ruby")),
        ]
    })
}

proptest! {
    #[test]
    fn a_copy_of_any_tree_is_its_own_copy(body in prop::collection::vec(tree(), 0..4)) {
        let copy = clean("a.docx", &docx(&body.concat()));
        prop_assert_eq!(unzip(&copy.bytes).len(), copy.parts.len());
    }
}

/// What stands between the labels of a chart is shown, and so is what its number formats say.
#[test]
fn w8_what_stands_between_labels_of_charts_is_text() {
    let frame = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
        <c:chart r:id=\"rId1\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let part = format!(
        "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart><c:plotArea><c:pieChart>\
        <c:dLbls><c:separator>{SHORT}</c:separator></c:dLbls><c:ser><c:val><c:numRef><c:f>A1</c:f><c:numCache>\
        <c:formatCode>\"{PERSON}\"0</c:formatCode><c:pt idx=\"0\"><c:v>1</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>\
        </c:pieChart></c:plotArea></c:chart></c:chartSpace>"
    );
    let zip = docx(&p(frame))
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "chart", "charts/c.xml")]))
        .with("word/charts/c.xml", part);
    let chart = clean("a.docx", &zip).part("word/charts/chart1.xml");
    assert!(chart.contains(&format!("<c:separator>{P}</c:separator>")), "{chart}");
    assert!(chart.contains(&format!("<c:formatCode>\"{P}\"0</c:formatCode>")), "{chart}");
}

/// A character that somebody put in as a symbol is text like other text, unless it is one of a font of symbols.
#[test]
fn w12_symbols_are_text() {
    let symbol = |c: char| format!("<w:r><w:sym w:font=\"宋体\" w:char=\"{:04X}\"/></w:r>", c as u32);
    let name: String = SHORT.chars().map(symbol).collect();
    assert_eq!(text_of(&p(&name)), P);
    assert_eq!(text_of(&p(&[run("由云"), symbol('启'), run("建设承担")].concat())), format!("由{P}承担"));
    // In a font of letters, a number of private use is that of a letter.
    let letters: String =
        LATIN.bytes().map(|c| format!("<w:r><w:sym w:font=\"Arial\" w:char=\"F0{c:02X}\"/></w:r>")).collect();
    assert_eq!(clean("a.docx", &docx(&p(&[run("由"), letters].concat()))).text(), format!("由{P}"));
    for (font, number) in [("Wingdings", "F0FC"), ("ZapfDingbats", "F034"), ("Arial Symbol", "F044")] {
        let tick = p(&format!("<w:r><w:sym w:char=\"{number}\" w:font=\"{font}\"/></w:r>"));
        assert_eq!(body_of(&tick), tick);
    }
}

/// Elements with a number in them have no place for a name.
#[test]
fn w8_places_of_drawings_are_numbers() {
    let drawing = format!(
        "<w:r><w:drawing><wp:anchor><wp:positionH relativeFrom=\"page\"><wp:posOffset>{SHORT}</wp:posOffset></wp:positionH>\
        <wp:positionV relativeFrom=\"page\"><wp:align>{PERSON}</wp:align></wp:positionV></wp:anchor></w:drawing></w:r>"
    );
    clean("a.docx", &docx(&p(&drawing)));
}

/// Programs put what they do not know, such as a name, into a run of its own: the pieces are joined.
#[test]
fn the_copy_does_not_tell_that_a_checker_knew_the_name() {
    let known = docx(&p(&run(&format!("由{LATIN}承担"))));
    let unknown = docx(&p(&[
        run("由"),
        "<w:proofErr w:type=\"spellStart\"/>".into(),
        run("Yunqi"),
        "<w:proofErr w:type=\"spellEnd\"/>".into(),
        run(" Construction"),
        run("承担"),
    ]
    .concat()));
    assert_eq!(clean("a.docx", &known).bytes, clean("a.docx", &unknown).bytes);
    // Others stay apart.
    let bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r>";
    assert_eq!(
        body_of(&p(&["<w:r><w:t>细</w:t></w:r>", bold].concat())),
        p(&["<w:r><w:t>细</w:t></w:r>", bold].concat())
    );
}

/// Settings and what a workbook is about have no text, but values in which a name can stand.
#[test]
fn w4_values_of_settings_have_no_names() {
    let settings = format!(
        "<w:evenAndOddHeaders w:val=\"{LATIN}\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:val=\"{LATIN}\"/></w:compat>"
    );
    let zip = docx(&p(&run("甲")))
        .with("word/_rels/document.xml.rels", relations(&[("rId1", "settings", "settings.xml")]))
        .with("word/settings.xml", word("settings", &settings));
    clean("a.docx", &zip);
}
