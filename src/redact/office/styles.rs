//! Styles and lists of a text document (SPEC §18.4, W10): their names tell who made them, and in what language.

use super::changes::hides;
use super::filter::filter;
use super::places::At;
use super::scrub::scrub;
use super::work::Work;
use super::xml::{Element, Node};
use crate::error::Result;
use crate::redact::look::Look;
use std::collections::HashMap;

const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml";
const NAME: &str = "word/styles.xml";
/// What it is called in reports.
const PLACE: &str = "styles";

/// The ids of styles in the document, each with that in the copy.
#[derive(Default)]
pub(super) struct Styles(HashMap<String, String>);

impl Styles {
    /// Copies the part, with ids in its own order.
    ///
    /// # Errors
    /// As [`filter`].
    pub fn copy(part: &str, work: &mut Work) -> Result<Styles> {
        let mut root = work.package.tree(part)?;
        let hidden = root.elements().filter(|style| style.child("w:rPr").is_some_and(hides)).count();
        if hidden > 0 {
            // Text that a style hides is shown, so that somebody sees what it says.
            work.report.look_at(PLACE, "W6", Look::HiddenTextShown, hidden);
        }
        filter(&mut root, &mut work.report).map_err(|e| e.at(part))?;
        let (mut ids, mut custom) = (HashMap::new(), 0);
        for style in root.elements_mut().filter(|element| element.is("w:style")) {
            let Some(id) = style.take("w:styleId") else { continue };
            let new = format!("s{}", ids.len() + 1);
            style.set("w:styleId", &new);
            ids.entry(id).or_insert(new);
            if matches!(style.attribute("w:customStyle"), Some("1" | "true" | "on")) {
                custom += 1;
                for name in style.elements_mut().filter(|child| child.is("w:name")) {
                    name.set("w:val", format_args!("Custom {custom}"));
                }
            }
        }
        work.report.remove("W10", custom);
        let styles = Styles(ids);
        styles.refer(&mut root);
        scrub(&mut root, work.matcher, At::One(PLACE), "W10", &mut work.report);
        work.look_at_fonts(&mut root, At::One(PLACE));
        work.copy.put(NAME, TYPE, &root)?;
        Ok(styles)
    }

    /// Makes references to styles those of the copy; those to no style go.
    pub fn refer(&self, root: &mut Element) {
        root.rebuild(&mut |mut element| {
            let refers = matches!(
                element.name.as_str(),
                "w:pStyle"
                    | "w:rStyle"
                    | "w:tblStyle"
                    | "w:basedOn"
                    | "w:next"
                    | "w:link"
                    | "w:styleLink"
                    | "w:numStyleLink"
            );
            if refers {
                match element.attribute("w:val").and_then(|id| self.0.get(id)).cloned() {
                    Some(id) => element.set("w:val", id),
                    None => return vec![],
                }
            }
            vec![Node::Element(element)]
        });
    }
}
