//! Settings of a text document (SPEC §18.4, W4): those stay that change where a line or a page ends.

use super::filter::filter;
use super::places::At;
use super::scrub::scrub;
use super::work::Work;
use super::xml::Node;
use crate::error::Result;

const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml";
pub(super) const NAME: &str = "word/settings.xml";

const KEPT: [&str; 16] = [
    "w:evenAndOddHeaders",
    "w:mirrorMargins",
    "w:gutterAtTop",
    "w:bordersDoNotSurroundHeader",
    "w:bordersDoNotSurroundFooter",
    "w:defaultTabStop",
    "w:autoHyphenation",
    "w:consecutiveHyphenLimit",
    "w:hyphenationZone",
    "w:doNotHyphenateCaps",
    "w:characterSpacingControl",
    "w:strictFirstAndLastChars",
    "w:footnotePr",
    "w:endnotePr",
    "w:compat",
    "w:clrSchemeMapping",
];

/// Of the many ways to be compatible, the one that decides on the layout (MS-DOCX 2.15.3).
const MODE: &str = "compatibilityMode";

/// Copies the part.
///
/// # Errors
/// As [`filter`].
pub(super) fn copy(part: &str, work: &mut Work) -> Result<()> {
    let mut root = work.package.tree(part)?;
    let before = root.children.len();
    root.children.retain(|child| matches!(child, Node::Element(e) if KEPT.contains(&e.name.as_str())));
    for compat in root.elements_mut().filter(|element| element.is("w:compat")) {
        compat.children.retain(|child| {
            matches!(child, Node::Element(e) if e.is("w:compatSetting") && e.attribute("w:name") == Some(MODE))
        });
    }
    work.report.remove("W4", (before - root.children.len()) as u64);
    filter(&mut root, &mut work.report).map_err(|e| e.at(part))?;
    for compat in root.elements_mut().filter(|element| element.is("w:compat")) {
        for setting in compat.elements_mut() {
            setting.set("w:uri", "http://schemas.microsoft.com/office/word");
        }
    }
    scrub(&mut root, work.matcher, At::One("settings"), "W4", &mut work.report);
    work.copy.put(NAME, TYPE, &root)?;
    Ok(())
}
