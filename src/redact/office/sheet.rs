//! Copies of sheets (SpreadsheetML; SPEC §18.6).

use super::cells::{self, Strings};
use super::drawing::{prepare, relink};
use super::filter::filter;
use super::formulas::Formulas;
use super::header_footer;
use super::package::Relation;
use super::places::At;
use super::scrub::scrub;
use super::work::Work;
use super::xml::{Element, Node};
use super::xstring;
use crate::error::{Error, ErrorKind, Result};
use crate::redact::look::Look;

const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const DRAWING_TYPE: &str = "application/vnd.openxmlformats-officedocument.drawing+xml";

/// Copies a worksheet or a chart sheet, which reports call `place`, and gives its name.
///
/// # Errors
/// What its parts can fail with.
pub(super) fn copy(
    part: &str,
    kind: &str,
    place: &str,
    strings: &Strings,
    formulas: &Formulas,
    work: &mut Work,
) -> Result<String> {
    let at = |e: Error| e.at(part);
    let mut root = work.package.tree(part)?;
    xstring::read(&mut root);
    let relations = work.package.relations(part)?;
    if !root.is(&format!("x:{kind}")) {
        return Err(at(Error::new(ErrorKind::DocumentBroken).because("it is no sheet")));
    }
    let name = work.copy.name(&format!("xl/{kind}s/sheet"), "xml");
    tell(&root, place, work);
    filter(&mut root, &mut work.report).map_err(at)?;
    show(&mut root, place, work);
    let mut room = work.package.room().saturating_sub(root.weight());
    for data in root.elements_mut().filter(|element| element.is("x:sheetData")) {
        cells::inline(data, strings, &mut room).map_err(at)?;
        cells::flatten(data, formulas, place, &mut work.report);
        cells::scrub(data, formulas, place, &mut work.report);
    }
    rules(&mut root, formulas, place, work);
    let mut drawing = None;
    for element in root.elements_mut() {
        if element.is("x:headerFooter") {
            for text in element.elements_mut().flat_map(|part| part.children.iter_mut()) {
                if let Node::Text(text) = text {
                    *text = header_footer::redact(text, work.matcher, place, &mut work.report);
                }
            }
        }
        if element.is("x:drawing") {
            drawing = element.take("r:id");
        }
    }
    let target = relations.iter().find(|r| r.kind == "drawing" && Some(&r.id) == drawing.as_ref());
    match target.and_then(|relation| relation.target.as_ref()) {
        Some(target) => {
            let weight = root.weight();
            work.package.hold(weight)?;
            let target = copy_drawing(target, place, work)?;
            work.package.release(weight);
            let id = work.copy.relate(&name, "drawing", &target);
            for element in root.elements_mut().filter(|element| element.is("x:drawing")) {
                element.set("r:id", &id);
            }
        }
        None => root.children.retain(|child| !matches!(child, Node::Element(e) if e.is("x:drawing"))),
    }
    relink(&mut root, &[], &name, At::One(place), work)?;
    xstring::write(&mut root);
    work.copy.put(&name, &format!("{TYPES}.{kind}+xml"), &root)?;
    Ok(name)
}

/// Tells of what is left out and may be missed.
fn tell(root: &Element, place: &str, work: &mut Work) {
    for (element, look, channel) in [
        ("x:controls", Look::ControlsLeftOut, "O7"),
        ("x:oleObjects", Look::EmbeddedObjectLeftOut, "O8"),
        ("x:picture", Look::BackgroundLeftOut, "W5"),
        ("x:legacyDrawingHF", Look::BackgroundLeftOut, "W5"),
        ("x:extLst", Look::ExtensionsLeftOut, "X7"),
    ] {
        if root.child(element).is_some() {
            work.report.look(place, channel, look);
        }
    }
}

/// Shows hidden rows and columns: what they say counts in formulas, so it cannot go, and somebody should see it.
/// The filter has removed their marks, but one may also be hidden by having no size.
fn show(root: &mut Element, place: &str, work: &mut Work) {
    let mut shown = 0;
    root.each(&mut |element| {
        let size = match element.name.as_str() {
            "x:row" => "ht",
            "x:col" => "width",
            _ => return,
        };
        let hidden = element.take("hidden").is_some_and(|hidden| matches!(hidden.as_str(), "1" | "true"));
        let small =
            element.attribute(size).and_then(|size| size.parse().ok()).is_some_and(|size: f64| size < 1.0);
        if small {
            element.take(size);
            if size == "width" {
                element.set(size, "8.43");
            }
        }
        shown += u64::from(hidden || small);
    });
    work.report.remove("X3", shown);
    if shown > 0 {
        work.report.look_at(place, "X3", Look::HiddenCellsShown, shown);
    }
}

/// Conditional formats and validations: lists lose terms; what a formula tells goes with its rule.
fn rules(root: &mut Element, formulas: &Formulas, place: &str, work: &mut Work) {
    let mut count = 0;
    root.rebuild(&mut |mut element| {
        let rule = element.is("x:cfRule") || element.is("x:dataValidation");
        let tells = |formula: &Element| {
            let text = formula.text();
            let list = text.len() > 1 && text.starts_with('"') && !text.trim_matches('"').contains('"');
            formula.name.starts_with("x:formula") && !list && !formulas.stays(&text)
        };
        if rule && element.elements().any(tells) {
            count += 1;
            return vec![];
        }
        for text in element.elements_mut().filter(|f| rule && f.name.starts_with("x:formula")) {
            for child in &mut text.children {
                if let Node::Text(text) = child
                    && let Some((copy, terms)) = formulas.matcher.replace(text)
                {
                    *text = copy;
                    for term in terms {
                        work.report.term(place, "X7", term);
                    }
                }
            }
        }
        let emptied = match element.name.as_str() {
            "x:conditionalFormatting" => element.child("x:cfRule").is_none(),
            "x:dataValidations" => element.child("x:dataValidation").is_none(),
            _ => false,
        };
        if element.is("x:dataValidations") {
            let count = element.elements().count();
            element.set("count", count);
        }
        if emptied { vec![] } else { vec![Node::Element(element)] }
    });
    work.report.remove("X7", count);
    // Other text of rules is in attributes.
    scrub(root, work.matcher, At::One(place), "X7", &mut work.report);
}

fn copy_drawing(part: &str, place: &str, work: &mut Work) -> Result<String> {
    let at = |e: Error| e.at(part);
    let mut root = work.package.tree(part)?;
    let relations: Vec<Relation> = work.package.relations(part)?;
    let name = work.copy.name("xl/drawings/drawing", "xml");
    prepare(&mut root, place, work);
    filter(&mut root, &mut work.report).map_err(at)?;
    scrub(&mut root, work.matcher, At::One(place), "W8", &mut work.report);
    super::changes::drop_empty(&mut root);
    work.look_at_fonts(&mut root, At::One(place));
    relink(&mut root, &relations, &name, At::One(place), work)?;
    work.copy.put(&name, DRAWING_TYPE, &root)?;
    Ok(name)
}
