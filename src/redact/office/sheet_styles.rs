//! Styles of a workbook (SPEC §18.4, X3 and W10).

use super::filter::filter;
use super::places::At;
use super::scrub::scrub;
use super::work::Work;
use super::xml::Node;
use crate::error::Result;
use crate::redact::look::Look;

const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
pub(super) const NAME: &str = "xl/styles.xml";
/// What it is called in reports.
const PLACE: &str = "styles";

/// Copies the part.
///
/// # Errors
/// As [`filter`].
pub(super) fn copy(part: &str, work: &mut Work) -> Result<()> {
    let mut root = work.package.tree(part)?;
    filter(&mut root, &mut work.report).map_err(|e| e.at(part))?;
    let (mut hidden, mut white, mut styles) = (0, 0, 0);
    root.each(&mut |element| match element.name.as_str() {
        // A format that shows nothing of numbers, or of anything.
        "x:numFmt"
            if element
                .attribute("formatCode")
                .is_some_and(|code| code.trim_matches('@').starts_with(";;")) =>
        {
            hidden += 1;
            element.set("formatCode", "General");
        }
        "x:font" => {
            let colour = element.child("x:color").and_then(|colour| colour.attribute("rgb"));
            white += u64::from(colour.is_some_and(|colour| colour.to_ascii_uppercase().ends_with("FFFFFF")));
        }
        // Names of styles tell of their maker and its language; formats do not need them.
        "x:cellStyles" => {
            let before = element.children.len();
            element
                .children
                .retain(|child| matches!(child, Node::Element(e) if e.attribute("builtinId") == Some("0")));
            element.children.truncate(1);
            styles += (before - element.children.len()) as u64;
            for normal in element.elements_mut() {
                normal.set("name", "Normal");
            }
            let count = element.children.len();
            element.set("count", count);
        }
        _ => {}
    });
    root.children
        .retain(|child| !matches!(child, Node::Element(e) if e.is("x:cellStyles") && e.children.is_empty()));
    work.report.remove("W10", styles);
    work.report.remove("X3", hidden);
    for (look, count) in [(Look::HiddenFormatShown, hidden), (Look::WhiteText, white)] {
        if count > 0 {
            work.report.look_at(PLACE, "X3", look, count);
        }
    }
    scrub(&mut root, work.matcher, At::One(PLACE), "W10", &mut work.report);
    work.look_at_fonts(&mut root, At::One(PLACE));
    work.copy.put(NAME, TYPE, &root)?;
    Ok(())
}
