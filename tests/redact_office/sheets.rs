//! What workbooks tell (SPEC §18.4, X1 to X7).

use crate::canaries::{CODE, COMPANY, PERSON, PHONE, SHORT, of_other, other, refused};
use crate::documents::{MARK, clean, relations, sheet, spread, workbook, xlsx};
use sealbid::ErrorKind;
use sealbid::redact::{PLACEHOLDER, redact};

const P: &str = PLACEHOLDER;
const ONE: &str = "<sheets><sheet name=\"报价\" sheetId=\"3\" r:id=\"rId1\"/></sheets>";

fn rows(cells: &str) -> String {
    format!("<sheetData><row r=\"1\">{cells}</row></sheetData>")
}

fn string(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[track_caller]
fn cells_of(cells: &str) -> String {
    let part = clean("a.xlsx", &xlsx(&rows(cells))).part("xl/worksheets/sheet1.xml");
    part.split_once("<row r=\"1\">").unwrap().1.split_once("</row>").unwrap().0.to_owned()
}

#[test]
fn names_go_out_of_cells_and_numbers_stay() {
    assert_eq!(cells_of(&string("A1", &format!("由{COMPANY}承担"))), string("A1", &format!("由{P}承担")));
    assert_eq!(
        cells_of("<c r=\"A1\" s=\"2\"><v>28989993.09</v></c>"),
        "<c r=\"A1\" s=\"2\"><v>28989993.09</v></c>"
    );
    let rich = "<c r=\"A1\" t=\"inlineStr\"><is><r><t>云启</t></r><r><rPr><b/></rPr><t>建设</t></r><r><t>公司</t></r></is></c>";
    assert_eq!(
        cells_of(rich),
        format!("<c r=\"A1\" t=\"inlineStr\"><is><r><t>{P}</t></r><r><t>公司</t></r></is></c>")
    );
    // A name goes on in the next cell.
    assert_eq!(
        cells_of(&[string("A1", "云启建设"), string("B1", "工程有限公司")].concat()),
        [string("A1", P), "<c r=\"B1\" t=\"inlineStr\"><is/></c>".into()].concat()
    );
    // A telephone number that became a number has lost the 0 of its area.
    assert_eq!(cells_of("<c r=\"A1\"><v>87163125566</v></c>").matches(P).count(), 1);
    assert_eq!(cells_of("<c r=\"A1\"><v>87163125567</v></c>").matches(P).count(), 0);
    assert_eq!(
        cells_of(&format!("<c r=\"A1\" t=\"str\"><f>A2&amp;B2</f><v>{PHONE}</v></c>")),
        format!("<c r=\"A1\" t=\"str\"><v>{P}</v></c>")
    );
}

#[test]
fn a_number_that_is_a_term_goes() {
    let terms = sealbid::redact::Terms {
        names: vec!["甲乙".into()],
        phones: vec!["13800138000".into()],
        ..Default::default()
    };
    for value in ["13800138000", "1.3800138E10"] {
        let zip = xlsx(&rows(&format!("<c r=\"A1\"><v>{value}</v></c><c r=\"B1\"><v>42</v></c>")));
        let copy = redact("a.xlsx", &zip.bytes(), &terms).unwrap();
        let part =
            String::from_utf8(crate::zip::unzip(&copy.bytes)["xl/worksheets/sheet1.xml"].clone()).unwrap();
        assert!(part.contains(&string("A1", P)) && part.contains("<v>42</v>"), "{part}");
    }
}

#[test]
fn another_name_gives_the_same_copy() {
    let cells = [string("A1", COMPANY), string("B1", PERSON), string("C1", CODE)].concat();
    let copy = clean("a.xlsx", &xlsx(&rows(&cells)));
    assert_eq!(
        redact("a.xlsx", &xlsx(&of_other(&rows(&cells))).bytes(), &other()).unwrap().bytes,
        copy.bytes
    );
}

#[test]
fn x1_the_workbook_tells_nothing() {
    let inner = format!(
        "<fileVersion appName=\"{MARK}\"/><fileSharing userName=\"{MARK}\"/><workbookPr codeName=\"{MARK}\" date1904=\"1\"/>\
        <mc:AlternateContent><mc:Choice Requires=\"x15\" xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\">\
        <x15ac:absPath xmlns:x15ac=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac\" url=\"C:\\{MARK}\"/></mc:Choice></mc:AlternateContent>\
        <workbookProtection workbookPassword=\"{MARK}\"/>{ONE}<definedNames><definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">报价!$A$1:$B$2</definedName>\
        <definedName name=\"{SHORT}\">报价!$A$1</definedName><definedName name=\"税率\" comment=\"{MARK}\" hidden=\"1\">0.09</definedName>\
        <definedName name=\"外\">[1]{MARK}!$A$1</definedName></definedNames>"
    );
    let formulas = format!(
        "<c r=\"A1\"><f>SUM(B1:B2)*税率</f><v>1</v></c><c r=\"B1\"><f>外+1</f><v>2</v></c><c r=\"C1\"><f>[1]{MARK}!A1</f><v>3</v></c>\
        <c r=\"D1\" t=\"str\"><f>CELL(\"filename\")</f><v>甲</v></c><c r=\"E1\"><f>{SHORT}*2</f><v>5</v></c>\
        <c r=\"F1\"><f t=\"shared\" si=\"0\" ref=\"F1:G1\">IF(A1=\"{COMPANY}\",1,2)</f><v>6</v></c><c r=\"G1\"><f t=\"shared\" si=\"0\"/><v>7</v></c>"
    );
    let zip = workbook(&inner, &[]).with("xl/worksheets/sheet1.xml", sheet(&format!("<sheetPr codeName=\"{MARK}\"/><sheetViews><sheetView workbookViewId=\"0\"><selection activeCell=\"J41\"/></sheetView></sheetViews>{}<sheetProtection password=\"{MARK}\"/>", rows(&formulas))));
    let copy = clean("a.xlsx", &zip);
    copy.removed("X1");
    let book = copy.part("xl/workbook.xml");
    assert!(
        book.contains(
            "<workbookPr date1904=\"1\"/><sheets><sheet name=\"报价\" r:id=\"rId1\" sheetId=\"1\"/></sheets>"
        ),
        "{book}"
    );
    assert!(book.contains("<definedName localSheetId=\"0\" name=\"_xlnm.Print_Area\">报价!$A$1:$B$2</definedName><definedName name=\"税率\">0.09</definedName></definedNames>"), "{book}");
    let part = copy.part("xl/worksheets/sheet1.xml");
    assert_eq!(part.matches("<f>").count() + part.matches("<f ").count(), 1, "{part}");
    assert!(
        part.contains("<f>SUM(B1:B2)*税率</f><v>1</v>") && part.contains("<v>7</v>") && !part.contains("J41")
    );
}

#[test]
fn a_sheet_loses_a_name_and_keeps_its_place() {
    let inner = format!(
        "<sheets><sheet name=\"{SHORT}\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"{PERSON}\" sheetId=\"2\" r:id=\"rId2\"/></sheets>"
    );
    let zip = workbook(&inner, &[("rId2", "worksheet", "worksheets/b.xml")])
        .with(
            "xl/worksheets/sheet1.xml",
            sheet(&rows(&format!("<c r=\"A1\"><f>{PERSON}!A1+1</f><v>8</v></c>"))),
        )
        .with("xl/worksheets/b.xml", sheet(&rows("<c r=\"A1\"><v>7</v></c>")));
    let copy = clean("a.xlsx", &zip);
    let book = copy.part("xl/workbook.xml");
    assert!(book.contains(&format!("name=\"{P}\"")) && book.contains(&format!("name=\"{P} 2\"")), "{book}");
    assert!(copy.part("xl/worksheets/sheet1.xml").contains("<c r=\"A1\"><v>8</v></c>"));
    assert!(copy.part("xl/worksheets/sheet2.xml").contains("<v>7</v>"));
}

#[test]
fn x3_what_is_hidden_is_shown_and_told() {
    let inner = "<sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"rId1\" state=\"veryHidden\"/></sheets>";
    let cells = "<sheetFormatPr defaultRowHeight=\"15\" zeroHeight=\"1\"/><cols><col min=\"1\" max=\"1\" width=\"0\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"9\" hidden=\"1\"/></cols>\
        <sheetData><row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\" ht=\"0\" customHeight=\"1\"/></sheetData>";
    let styles = "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\";;;\"/></numFmts><fonts><font><color rgb=\"FFFFFFFF\"/></font></fonts>\
        <cellStyles count=\"2\"><cellStyle name=\"常规\" xfId=\"0\" builtinId=\"0\"/><cellStyle name=\"MARK\" xfId=\"1\"/></cellStyles>".replace("MARK", MARK);
    let zip = workbook(inner, &[("rId2", "styles", "styles.xml")])
        .with("xl/worksheets/sheet1.xml", sheet(cells))
        .with("xl/styles.xml", spread("styleSheet", &styles));
    let copy = clean("a.xlsx", &zip);
    copy.removed("X3");
    for look in ["hidden-sheet-shown", "hidden-cells-shown 4", "hidden-format-shown 1", "white-text 1"] {
        copy.look(look);
    }
    let part = copy.part("xl/worksheets/sheet1.xml");
    assert!(
        !part.contains("hidden")
            && !part.contains("zeroHeight")
            && !part.contains("width=\"0\"")
            && !part.contains("ht=\"0\""),
        "{part}"
    );
    assert!(!copy.part("xl/workbook.xml").contains("state"));
    assert!(copy.part("xl/styles.xml").contains(
        "<cellStyles count=\"1\"><cellStyle builtinId=\"0\" name=\"Normal\" xfId=\"0\"/></cellStyles>"
    ));
}

#[test]
fn x4_strings_that_no_cell_has_go() {
    let strings = format!(
        "<si><t>{MARK}</t></si><si><t>甲</t><rPh sb=\"0\" eb=\"1\"><t>{MARK}</t></rPh><phoneticPr fontId=\"1\"/></si><si><r><t>云</t></r><r><t>启建设</t></r></si>"
    );
    let zip = workbook(ONE, &[("rId2", "sharedStrings", "sharedStrings.xml")])
        .with("xl/sharedStrings.xml", spread("sst", &strings))
        .with(
            "xl/worksheets/sheet1.xml",
            sheet(&rows("<c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>2</v></c>")),
        );
    let copy = clean("a.xlsx", &zip);
    assert!(!copy.parts.contains_key("xl/sharedStrings.xml"));
    assert!(copy.part("xl/worksheets/sheet1.xml").contains(
        &[string("A1", "甲"), format!("<c r=\"B1\" t=\"inlineStr\"><is><r><t>{P}</t></r></is></c>")].concat()
    ));
    let missing = zip.with("xl/worksheets/sheet1.xml", sheet(&rows("<c r=\"A1\" t=\"s\"><v>9</v></c>")));
    assert_eq!(refused("a.xlsx", &missing.bytes()).0, ErrorKind::DocumentBroken);
}

#[test]
fn x5_tables_become_cells() {
    let zip = xlsx(&format!(
        "{}<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>",
        rows("<c r=\"A1\"><f>SUM(表1)</f><v>1</v></c><c r=\"B1\"><f>表1[甲]</f><v>2</v></c><c r=\"C1\"><f>表1[乙]</f></c>")
    ))
    .with("xl/worksheets/_rels/sheet1.xml.rels", relations(&[("rId1", "table", "../tables/t.xml")]))
    .with("xl/tables/t.xml", spread("table", MARK).replace("<table ", "<table displayName=\"表1\" "));
    let copy = clean("a.xlsx", &zip);
    copy.removed("X5");
    copy.look("formula-without-value 1");
    assert!(
        copy.part("xl/worksheets/sheet1.xml").contains("<c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c>")
    );
}

/// Slicers and timelines filter by what is written in parts of their own, which lists every value of a column.
#[test]
fn x5_slicers_and_timelines_go() {
    const SLICER: &str = "http://schemas.microsoft.com/office/drawing/2010/slicer";
    let anchor = |kind: &str, shown: &str| {
        let from = "<xdr:from><xdr:col>1</xdr:col></xdr:from>";
        format!("<xdr:twoCellAnchor>{from}{shown}<xdr:clientData/></xdr:twoCellAnchor>").replace("KIND", kind)
    };
    let frame = format!(
        "<xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id=\"2\" name=\"{MARK}\"/></xdr:nvGraphicFramePr><a:graphic>\
        <a:graphicData uri=\"KIND\"><s:slicer xmlns:s=\"KIND\" name=\"{MARK}\"/></a:graphicData></a:graphic></xdr:graphicFrame>"
    );
    let fallback = "<xdr:sp macro=\"\" textlink=\"\"><xdr:txBody><a:p><a:r><a:t>切片器</a:t></a:r></a:p></xdr:txBody></xdr:sp>";
    let choice = format!(
        "<mc:AlternateContent><mc:Choice xmlns:sle=\"{SLICER}\" Requires=\"sle\">{frame}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    );
    let timeline = "http://schemas.microsoft.com/office/drawing/2012/timeslicer";
    let drawing = format!(
        "<xdr:wsDr {}>{}{}{}</xdr:wsDr>",
        crate::documents::NAMESPACES,
        anchor(SLICER, &choice),
        anchor(SLICER, &frame),
        anchor(timeline, &frame)
    );
    let extension = |inner: &str| format!("<extLst><ext uri=\"{MARK}\">{inner}</ext></extLst>");
    let lists = extension("<x14:slicerList><x14:slicer r:id=\"rId2\"/></x14:slicerList>");
    let inner = format!(
        "{ONE}<definedNames><definedName name=\"切片器_{MARK}\">#N/A</definedName><definedName name=\"甲\">报价!$A$1</definedName></definedNames>{}",
        extension("<x14:slicerCaches><x14:slicerCache r:id=\"rId2\"/></x14:slicerCaches>")
    );
    let caches =
        [("rId2", "slicerCache", "slicerCaches/c1.xml"), ("rId3", "timelineCache", "timelineCaches/t1.xml")];
    let cells = format!("<c r=\"A1\"><v>1</v></c><c r=\"B1\"><f>CUBESET(1,切片器_{MARK})</f><v>2</v></c>");
    let zip = workbook(&inner, &caches)
        .with("xl/worksheets/sheet1.xml", sheet(&(rows(&cells) + "<drawing r:id=\"rId1\"/>" + &lists)))
        .with(
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(&[
                ("rId1", "drawing", "../drawings/d.xml"),
                ("rId2", "slicer", "../slicers/s1.xml"),
                ("rId3", "timeline", "../timelines/t1.xml"),
            ]),
        )
        .with("xl/drawings/d.xml", drawing)
        .with(
            "xl/slicers/s1.xml",
            format!("<slicers><slicer name=\"{MARK}\" caption=\"{COMPANY}\"/></slicers>"),
        )
        .with("xl/timelines/t1.xml", format!("<timelines><timeline name=\"{MARK}\"/></timelines>"))
        .with(
            "xl/slicerCaches/c1.xml",
            format!("<slicerCacheDefinition name=\"{MARK}\" sourceName=\"{SHORT}\"/>"),
        )
        .with("xl/timelineCaches/t1.xml", format!("<timelineCacheDefinition name=\"{MARK}\"/>"));
    let copy = clean("a.xlsx", &zip);
    let parts: Vec<&str> = copy.parts.keys().map(String::as_str).collect();
    assert!(!parts.iter().any(|part| part.contains("slicer") || part.contains("timeline")), "{parts:?}");
    assert_eq!(copy.report.removed["X5"], 4, "the parts of the slicer, the timeline and their caches");
    copy.look("drawing-left-out slicer");
    copy.look("drawing-left-out timeslicer");
    copy.look("extensions-left-out");
    // What the cells show stays, and so do other names; Excel's name for a slicer has no value.
    let part = copy.part("xl/worksheets/sheet1.xml");
    assert!(part.contains("<c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c>"), "{part}");
    assert!(copy.part("xl/workbook.xml").contains("<definedName name=\"甲\">报价!$A$1</definedName>"));
    assert!(copy.part("xl/drawings/drawing1.xml").contains("切片器</a:t>"));
}

#[test]
fn x6_headers_of_sheets_lose_names_and_paths() {
    for (written, copied) in [
        (
            format!("&amp;L{COMPANY}&amp;C第&amp;P页&amp;R&amp;Z&amp;F"),
            format!("&amp;L{P}&amp;C第&amp;P页&amp;R"),
        ),
        (
            "&amp;C&amp;\"宋体,Regular\"&amp;12云&amp;B启建设".into(),
            format!("&amp;C&amp;\"宋体,Regular\"&amp;12{P}&amp;B"),
        ),
        ("&amp;L&amp;A &amp;D &amp;T甲&amp;&amp;乙".into(), "&amp;L  甲&amp;&amp;乙".into()),
        (format!("&amp;\"{SHORT},Bold\"甲"), "甲".into()),
    ] {
        let copy = clean(
            "a.xlsx",
            &xlsx(&format!("<sheetData/><headerFooter><oddHeader>{written}</oddHeader></headerFooter>")),
        );
        let part = copy.part("xl/worksheets/sheet1.xml");
        assert!(part.contains(&format!("<oddHeader>{copied}</oddHeader>")), "{part}");
    }
    let views = format!(
        "<sheetData/><customSheetViews><customSheetView guid=\"{MARK}\"/></customSheetViews><customProperties><customPr name=\"{MARK}\"/></customProperties>"
    );
    clean("a.xlsx", &xlsx(&views)).removed("X6");
}

#[test]
fn x7_rules_lose_names() {
    let inner = format!(
        "<sheetData/><conditionalFormatting sqref=\"A1\"><cfRule type=\"containsText\" priority=\"1\" text=\"{SHORT}\"><formula>A1=\"{SHORT}\"</formula></cfRule></conditionalFormatting>\
        <dataValidations count=\"2\"><dataValidation type=\"list\" sqref=\"A1\" promptTitle=\"{PERSON}\" prompt=\"请选\"><formula1>\"{SHORT},其他\"</formula1></dataValidation>\
        <dataValidation type=\"custom\" sqref=\"A2\"><formula1>A2=\"{COMPANY}\"</formula1></dataValidation></dataValidations>\
        <hyperlinks><hyperlink ref=\"A1\" r:id=\"rId1\" display=\"{MARK}\" tooltip=\"{MARK}\"/></hyperlinks><extLst><ext uri=\"{MARK}\"/></extLst>"
    );
    let copy = clean(
        "a.xlsx",
        &xlsx(&inner)
            .with("xl/worksheets/_rels/sheet1.xml.rels", relations(&[("rId1", "hyperlink", "https://x.cn")])),
    );
    copy.removed("X7");
    copy.removed("O11");
    copy.look("extensions-left-out");
    let part = copy.part("xl/worksheets/sheet1.xml");
    assert!(part.contains(&format!("<dataValidations count=\"1\"><dataValidation prompt=\"请选\" promptTitle=\"{P}\" sqref=\"A1\" type=\"list\"><formula1>\"{P},其他\"</formula1>")), "{part}");
    assert!(!part.contains("conditionalFormatting") && !part.contains("hyperlink"));
}

#[test]
fn drawings_of_sheets_are_rebuilt() {
    let drawing = format!(
        "<xdr:wsDr {}><xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col></xdr:from><xdr:sp macro=\"{MARK}\" textlink=\"{MARK}\"><xdr:nvSpPr><xdr:cNvPr id=\"9\" name=\"{MARK}\" descr=\"{COMPANY}\"/>\
        </xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>云启</a:t></a:r><a:r><a:t>建设</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>",
        crate::documents::NAMESPACES
    );
    let zip = xlsx("<sheetData/><drawing r:id=\"rId5\"/><legacyDrawing r:id=\"rId6\"/>")
        .with(
            "xl/worksheets/_rels/sheet1.xml.rels",
            relations(&[
                ("rId5", "drawing", "../drawings/d.xml"),
                ("rId6", "vmlDrawing", "../drawings/v.vml"),
            ]),
        )
        .with("xl/drawings/d.xml", drawing)
        .with("xl/drawings/v.vml", MARK);
    let copy = clean("a.xlsx", &zip);
    copy.removed("X2");
    let part = copy.part("xl/drawings/drawing1.xml");
    assert!(
        part.contains(&format!("<a:p><a:r><a:t>{P}</a:t></a:r></a:p>"))
            && part.contains("<xdr:cNvPr id=\"1\" name=\"Drawing 1\"/>"),
        "{part}"
    );
    assert!(copy.part("xl/worksheets/sheet1.xml").contains("<drawing r:id=\"rId1\"/>"));
}

/// Excel puts a backslash before each letter that a number format shows as it is.
#[test]
fn x3_formats_lose_names_however_they_are_written() {
    let escaped: String = SHORT.chars().map(|c| format!("\\{c}")).collect();
    let quoted = "\"云\"\"启\"\"建\"\"设\"";
    for shown in [escaped.as_str(), quoted, "云_)启*-建\\设"] {
        let styles = format!(
            "<numFmts count=\"1\"><numFmt numFmtId=\"176\" formatCode=\"{}0.00\"/></numFmts>",
            shown.replace('"', "&quot;")
        );
        let zip = workbook(ONE, &[("rId2", "styles", "styles.xml")])
            .with("xl/worksheets/sheet1.xml", sheet(&rows("<c r=\"A1\" s=\"1\"><v>1</v></c>")))
            .with("xl/styles.xml", spread("styleSheet", &styles));
        let part = clean("a.xlsx", &zip).part("xl/styles.xml");
        assert!(part.contains(&format!("formatCode=\"&quot;{P}&quot;0.00\"")), "{part}");
    }
}

/// Whatever a cell says that it holds, a term in it goes.
#[test]
fn cells_of_every_type_lose_names() {
    for kind in ["e", "d", "b", "unheard"] {
        let cell = format!("<c r=\"A1\" t=\"{kind}\"><v>{SHORT}</v></c>");
        assert_eq!(cells_of(&cell), string("A1", P), "{kind}");
    }
    assert_eq!(cells_of("<c r=\"A1\" t=\"e\"><v>#N/A</v></c>"), "<c r=\"A1\" t=\"e\"><v>#N/A</v></c>");
}

/// A name goes on in the cell below.
#[test]
fn names_go_out_of_columns() {
    let empty = |at: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is/></c>");
    let row = |n: u32, cells: &str| format!("<row r=\"{n}\">{cells}</row>");
    let sheet_of = |rows: &str| {
        let part = clean("a.xlsx", &xlsx(&format!("<sheetData>{rows}</sheetData>")))
            .part("xl/worksheets/sheet1.xml");
        part.split_once("<sheetData>").unwrap().1.split_once("</sheetData>").unwrap().0.to_owned()
    };
    let number = "<c r=\"C1\"><v>1</v></c>";
    assert_eq!(
        sheet_of(
            &[
                row(1, &[&string("B1", "由云启"), number].concat()),
                row(2, &[string("A2", "甲"), string("B2", "建设承担")].concat()),
            ]
            .concat()
        ),
        [
            row(1, &[&string("B1", &format!("由{P}")), number].concat()),
            row(2, &[string("A2", "甲"), string("B2", "承担")].concat()),
        ]
        .concat()
    );
    // Over rows without such a cell, out of strings with looks, and where cells tell no address.
    let rich = "<c r=\"AA9\" t=\"inlineStr\"><is><r><t>建</t></r><r><t>设</t></r></is></c>";
    assert_eq!(
        sheet_of(&[row(1, &string("AA1", "云启")), row(2, &string("A2", "甲")), row(9, rich)].concat()),
        [row(1, &string("AA1", P)), row(2, &string("A2", "甲")), row(9, &empty("AA9"))].concat()
    );
    let bare = |text: &str| string("", text).replace(" r=\"\"", "");
    assert_eq!(
        sheet_of(&format!(
            "<row>{}{}</row><row>{}{}</row>",
            bare("甲"),
            bare("云启"),
            bare("乙"),
            bare("建设")
        )),
        format!(
            "<row>{}{}</row><row>{}{}</row>",
            bare("甲"),
            bare(P),
            bare("乙"),
            empty("").replace(" r=\"\"", "")
        )
    );
    // What stands in another column does not count.
    let apart = [row(1, &string("A1", "云启")), row(2, &string("B2", "建设"))].concat();
    assert_eq!(sheet_of(&apart), apart);
    // A formula cannot keep a value that lost a term.
    let formula = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"str\"><f>B1</f><v>{text}</v></c>");
    assert_eq!(
        sheet_of(&[row(1, &formula("A1", "云启")), row(2, &formula("A2", "建设甲"))].concat()),
        [
            row(1, &format!("<c r=\"A1\" t=\"str\"><v>{P}</v></c>")),
            row(2, "<c r=\"A2\" t=\"str\"><v>甲</v></c>")
        ]
        .concat()
    );
}

/// `_x000D_` is what Excel writes for a carriage return.
#[test]
fn x4_characters_by_their_numbers_are_read() {
    for written in ["云启_x000D_\n建设", "_x4E91__x542f_建设", "云启_x0009_建_x8BBE_"] {
        let cell = cells_of(&string("A1", written));
        assert_eq!(cell, string("A1", P), "{written}");
    }
    // In one of the strings that cells refer to, in the value of a formula, in an attribute, and in a header.
    let zip = workbook(ONE, &[("rId2", "sharedStrings", "sharedStrings.xml")])
        .with("xl/sharedStrings.xml", spread("sst", "<si><t>甲_x4E91_启建设</t></si>"))
        .with(
            "xl/worksheets/sheet1.xml",
            spread(
                "worksheet",
                &[
                    &rows("<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"str\"><f>A1</f><v>_x4E91_启建设</v></c>"),
                    "<headerFooter><oddHeader>&amp;C_x4E91_启建设</oddHeader></headerFooter>",
                ]
                .concat(),
            ),
        );
    let sheet = clean("a.xlsx", &zip).part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains(&format!("<t>甲{P}</t>")), "{sheet}");
    assert!(sheet.contains(&format!("<v>{P}</v>")), "{sheet}");
    assert!(sheet.contains(&format!("<oddHeader>&amp;C{P}</oddHeader>")), "{sheet}");
    // What only looks like one stays as it is.
    let looks = string("A1", "_x005F_x4E91_启");
    assert_eq!(cells_of(&looks), looks);
}

/// What a formula puts together is not known where the workbook has no value of it.
#[test]
fn x1_formulas_that_put_names_together_go() {
    for formula in [
        "\"云\"&amp;\"启建设\"",
        "A2&amp;C9",
        "concat(A2:C9)",
        "CONCATENATE(A2,C9)",
        "_xlfn.TEXTJOIN(,,A2:C9)",
        "REPLACE(A2,2,1,C9)",
        "REPLACEB(A2,2,1,C9)",
        "SUBSTITUTE(A2,B1,C9)",
        "REPT(A2,2)",
        "TEXT(A2,C9)",
        "_xlfn.UNICHAR(20113)",
        "IF(A2,CHAR(200),1)",
        "MID(\"x云\",2,5)",
        "UPPER(LEFT(A2,5))",
    ] {
        let copy = clean("a.xlsx", &xlsx(&rows(&format!("<c r=\"A1\"><f>{formula}</f></c>"))));
        assert!(copy.part("xl/worksheets/sheet1.xml").contains("<c r=\"A1\"/>"), "{formula}");
        copy.look("formula-without-value 1");
    }
    // Some writers put a zero where they know no value, or nothing.
    let copy = clean(
        "a.xlsx",
        &xlsx(&rows(
            "<c r=\"A1\"><f>A2&amp;C9</f><v>0</v></c><c r=\"B1\" t=\"str\"><f>A2&amp;C9</f><v></v></c>",
        )),
    );
    assert!(!copy.part("xl/worksheets/sheet1.xml").contains("<f>"));
    copy.look("formula-without-value 2");
    // Strings that make a name go whatever the value is.
    assert_eq!(
        cells_of("<c r=\"A1\" t=\"str\"><f>IF(B1,\"云\",\"启\"&amp;\"建设\")</f><v>甲</v></c>"),
        "<c r=\"A1\" t=\"str\"><v>甲</v></c>"
    );
    // What readers compute again, nobody has looked at: of formulas that give text the value stays.
    for formula in ["A2&amp;\"元\"", "A2", "IF(A2,B2,C2)", "T(_xlfn.UNICHAR(20113))"] {
        let written = format!("<c r=\"A1\" t=\"str\"><f>{formula}</f><v>5元</v></c>");
        assert_eq!(cells_of(&written), "<c r=\"A1\" t=\"str\"><v>5元</v></c>");
    }
    let strings = workbook(ONE, &[("rId2", "sharedStrings", "sharedStrings.xml")])
        .with("xl/sharedStrings.xml", spread("sst", "<si><t>x</t></si>"))
        .with(
            "xl/worksheets/sheet1.xml",
            spread("worksheet", &rows("<c r=\"A1\" t=\"s\"><f>A2</f><v>0</v></c>")),
        );
    assert!(!clean("a.xlsx", &strings).part("xl/worksheets/sheet1.xml").contains("<f>"));
    // Formulas that give numbers stay.
    for stays in ["<c r=\"A1\"><f>SUM(A2:A9)</f></c>", "<c r=\"A1\"><f>IF(A2=\"甲\",\"\",B1*2)</f></c>"] {
        assert_eq!(cells_of(stays), stays);
    }
    // All that share a formula go with the first of which no value is known.
    let shared = "<c r=\"A1\" t=\"str\"><f t=\"shared\" si=\"0\" ref=\"A1:B1\">A2&amp;A9</f><v>甲</v></c><c r=\"B1\"><f t=\"shared\" si=\"0\"/></c>";
    assert_eq!(cells_of(shared), "<c r=\"A1\" t=\"str\"><v>甲</v></c><c r=\"B1\"/>");
    // A name for a formula that puts text together cannot stay, since a value is nowhere.
    let inner = format!(
        "{ONE}<definedNames><definedName name=\"合\">报价!$A$2&amp;报价!$C$9</definedName></definedNames>"
    );
    let zip =
        workbook(&inner, &[]).with("xl/worksheets/sheet1.xml", sheet(&rows("<c r=\"A1\"><f>合</f></c>")));
    let copy = clean("a.xlsx", &zip);
    assert!(!copy.part("xl/workbook.xml").contains("definedName"));
    copy.look("formula-without-value 1");
}
