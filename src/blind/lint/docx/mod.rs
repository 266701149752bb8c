//! The form of a text document (ECMA-376-1 17).

mod fields;
mod look;
mod runs;
mod sections;
mod styles;

use super::rules::Rules;
use super::tally::Tally;
use crate::error::Result;
use crate::redact::{Element, Format, open_office};
use runs::Walk;
use sections::Sections;
use styles::Styles;

pub(super) fn lint(bytes: &[u8], rules: &Rules, tally: &mut Tally) -> Result<()> {
    let (package, main) = open_office(Format::Docx, bytes)?;
    let relations = package.relations(&main)?;
    let tree = |kind: &str| -> Result<Option<Element>> {
        let found = relations.iter().find(|relation| relation.kind == kind);
        let part = found.and_then(|relation| relation.target.as_deref()).filter(|part| package.has(part));
        part.map(|part| package.tree(part)).transpose()
    };
    let styles = Styles::of(tree("styles")?.as_ref(), tree("theme")?.as_ref());
    let root = package.tree(&main)?;
    package.hold(root.weight())?;
    let mut sections = Sections::default();
    sections.collect(&root);
    sections.lint(rules, tally);
    let mut walk = Walk::new(rules, &styles, "paragraph", false);
    walk.story(&root, tally);
    for (kind, place) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        if let Some(notes) = tree(kind)? {
            Walk::new(rules, &styles, place, false).story(&notes, tally);
        }
    }
    // Sections refer to headers and footers by relation; each part counts once, whatever refers to it.
    for (kind, ids) in [("header", &sections.headers), ("footer", &sections.footers)] {
        let mut seen: Vec<&str> = Vec::new();
        for id in ids {
            let found = relations.iter().find(|relation| relation.id == *id);
            let Some(part) = found.and_then(|relation| relation.target.as_deref()) else { continue };
            if seen.contains(&part) || !package.has(part) {
                continue;
            }
            seen.push(part);
            let place = format!("{kind} {}", seen.len());
            let root = package.tree(part)?;
            let number_only = sections::lint_edge(&root, &place, kind == "footer", rules, tally);
            Walk::new(rules, &styles, &place, number_only).story(&root, tally);
        }
    }
    Ok(())
}
