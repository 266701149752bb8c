//! Copies of workbooks (SpreadsheetML; SPEC §18.6).

use super::cells::Strings;
use super::drawing::theme;
use super::filter::filter;
use super::formulas::Formulas;
use super::package::{Package, Relation};
use super::places::At;
use super::scrub::scrub;
use super::work::Work;
use super::xml::{Element, Node};
use super::{sheet, sheet_styles, xstring};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::Redacted;
use crate::redact::look::Look;
use crate::redact::matcher::Matcher;
use crate::redact::report::Report;
use std::collections::BTreeSet;

const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const MAIN: &str = "xl/workbook.xml";

/// The longest name of a sheet, in characters.
const MAX_NAME: usize = 31;

/// Names that Excel defines and that mean something on paper.
const PRINTED: [&str; 2] = ["_xlnm.Print_Area", "_xlnm.Print_Titles"];

pub(super) fn redact(package: Package, main: &str, matcher: &Matcher) -> Result<Redacted> {
    let mut work = Work::new(package, matcher, "xl");
    let relations = work.package.relations(main)?;
    let leads = |kind: &str| {
        let found = relations.iter().find(|relation| relation.kind == kind);
        found.and_then(|relation| relation.target.clone()).filter(|part| work.package.has(part))
    };
    let [strings, styles, theme_part] = ["sharedStrings", "styles", "theme"].map(leads);
    let strings = match strings {
        Some(part) => shared(&part, &mut work)?,
        None => Strings(Vec::new()),
    };
    let mut root = work.package.tree(main)?;
    xstring::read(&mut root);
    filter(&mut root, &mut work.report).map_err(|e| e.at(main))?;
    work.package.hold(root.weight())?;
    let mut formulas = Formulas { matcher, gone: tables(&relations, &work.package)? };
    names(&mut root, &mut formulas, &mut work.report);

    let sheets = sheets(&mut root, &mut work);
    let mut ids = Vec::new();
    for (n, id) in sheets.into_iter().enumerate() {
        let relation = relations.iter().find(|relation| relation.id == id);
        let (kind, part) = match relation.map(|r| (r.kind.as_str(), r.target.clone())) {
            Some((kind @ ("worksheet" | "chartsheet"), Some(part))) => (kind, part),
            _ => {
                return Err(Error::new(ErrorKind::UnknownContent)
                    .because("a sheet of macros or dialogs")
                    .at(main));
            }
        };
        let name = sheet::copy(&part, kind, &format!("sheet {}", n + 1), &strings, &formulas, &mut work)?;
        ids.push(work.copy.relate(MAIN, kind, &name));
    }
    let listed = root.elements_mut().filter(|element| element.is("x:sheets"));
    for (sheet, id) in listed.flat_map(Element::elements_mut).zip(ids) {
        sheet.set("r:id", id);
    }
    if let Some(part) = styles {
        sheet_styles::copy(&part, &mut work)?;
        work.copy.relate(MAIN, "styles", sheet_styles::NAME);
    }
    if let Some(part) = theme_part {
        let theme = theme(&part, &mut work)?;
        work.copy.relate(MAIN, "theme", &theme);
    }
    scrub(&mut root, work.matcher, At::One("workbook"), "X1", &mut work.report);
    xstring::write(&mut root);
    work.copy.put(MAIN, TYPE, &root)?;
    work.package.count_left(&mut work.report);
    Ok(Redacted { bytes: work.copy.finish(MAIN)?, report: work.report })
}

/// The shared strings, without what tells how they are read aloud. Those that no cell refers to stay behind (X4).
fn shared(part: &str, work: &mut Work) -> Result<Strings> {
    let root = work.package.tree(part)?;
    let mut strings = Vec::new();
    for child in root.children {
        let Node::Element(mut string) = child else { continue };
        if !string.is("x:si") {
            continue;
        }
        string.name = "x:is".to_owned();
        xstring::read(&mut string);
        filter(&mut string, &mut work.report).map_err(|e| e.at(part))?;
        let weight = string.weight();
        work.package.hold(weight)?;
        strings.push((string, weight));
    }
    Ok(Strings(strings))
}

/// The names of tables: they become plain cells, so formulas cannot refer to them (X5).
fn tables(relations: &[Relation], package: &Package) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for sheet in relations.iter().filter(|relation| relation.kind == "worksheet") {
        let Some(part) = sheet.target.as_ref().filter(|part| package.has(part)) else { continue };
        for table in package.relations(part)?.iter().filter(|relation| relation.kind == "table") {
            let Some(part) = table.target.as_ref().filter(|part| package.has(part)) else { continue };
            let tree = package.peek(part)?;
            let own = ["name", "displayName"].iter().filter_map(|name| tree.attribute(name));
            names.extend(own.map(str::to_uppercase));
        }
    }
    Ok(names)
}

/// Defined names: those for printing stay, and those that tell nothing.
fn names(root: &mut Element, formulas: &mut Formulas, report: &mut Report) {
    for list in root.elements_mut().filter(|element| element.is("x:definedNames")) {
        for child in std::mem::take(&mut list.children) {
            let Node::Element(mut defined) = child else { continue };
            defined.take("hidden");
            let name = defined.attribute("name").unwrap_or_default().to_owned();
            let built_in = name.starts_with("_xlnm.");
            // Excel gives each slicer a name without a value.
            let stays = defined.text().trim() != "#N/A"
                && formulas.stays(&defined.text())
                && !formulas.joins(&defined.text())
                && formulas.matcher.replace(&name).is_none()
                && (!built_in || PRINTED.contains(&name.as_str()));
            if stays {
                list.children.push(Node::Element(defined));
            } else {
                report.remove("X1", 1);
                formulas.gone.insert(name.to_uppercase());
            }
        }
    }
    root.children.retain(
        |child| !matches!(child, Node::Element(e) if e.is("x:definedNames") && e.children.is_empty()),
    );
}

/// Gives sheets the names of the copy, shows those that are hidden, and tells their relationships in order.
fn sheets(root: &mut Element, work: &mut Work) -> Vec<String> {
    let mut ids = Vec::new();
    let mut taken = BTreeSet::new();
    let lists = root.elements_mut().filter(|element| element.is("x:sheets"));
    for (n, sheet) in lists.flat_map(Element::elements_mut).enumerate() {
        ids.push(sheet.take("r:id").unwrap_or_default());
        sheet.set("sheetId", n + 1);
        let name = sheet.take("name").unwrap_or_default();
        let replaced = work.matcher.replace(&name);
        let bare = replaced.as_ref().map_or(&name, |(copy, _)| copy);
        let mut new: String = bare.chars().take(MAX_NAME).collect();
        let mut count = 1;
        while !taken.insert(new.to_lowercase()) {
            count += 1;
            let end = format!(" {count}");
            new = bare.chars().take(MAX_NAME - end.len()).collect::<String>() + &end;
        }
        for term in replaced.into_iter().flat_map(|(_, terms)| terms) {
            work.report.term(format_args!("sheet {}", n + 1), "X1", term);
        }
        if sheet.take("state").is_some_and(|state| state != "visible") {
            work.report.remove("X3", 1);
            work.report.look(format_args!("sheet {}", n + 1), "X3", Look::HiddenSheetShown);
        }
        sheet.set("name", new);
    }
    ids
}
