//! Sections: paper, margins, headers and footers (ECMA-376-1 17.6, 17.10).

use super::super::breach::{FormRule, Seen};
use super::super::number::is_page_number;
use super::super::rules::{Mm, Rules};
use super::super::tally::Tally;
use super::fields;
use crate::redact::{Element, shown};

/// The sections of a document, in its order.
#[derive(Default)]
pub(super) struct Sections<'a> {
    all: Vec<&'a Element>,
    /// The relations of headers and footers that are referred to.
    pub headers: Vec<&'a str>,
    pub footers: Vec<&'a str>,
}

impl<'a> Sections<'a> {
    pub fn collect(&mut self, element: &'a Element) {
        for child in element.elements() {
            if !child.is("w:sectPr") {
                self.collect(child);
                continue;
            }
            self.all.push(child);
            for reference in child.elements() {
                let list = match reference.name.as_str() {
                    "w:headerReference" => &mut self.headers,
                    "w:footerReference" => &mut self.footers,
                    _ => continue,
                };
                if let Some(id) = reference.attribute("r:id").filter(|id| !list.contains(id)) {
                    list.push(id);
                }
            }
        }
    }

    pub fn lint(&self, rules: &Rules, tally: &mut Tally) {
        if self.all.is_empty()
            && let Some(found) = rules.no_paper()
        {
            tally.add("section", "section 1", FormRule::Paper, &found, 1);
        }
        for (n, section) in self.all.iter().enumerate() {
            let place = format!("section {}", n + 1);
            let twips = |element: Option<&Element>, name: &str| {
                let number: f64 = element?.attribute(name)?.parse().ok()?;
                number.is_finite().then(|| Mm::of_twips(number))
            };
            let size = section.child("w:pgSz");
            let paper = match (twips(size, "w:w"), twips(size, "w:h")) {
                (Some(width), Some(height)) => rules.paper(width, height),
                _ => rules.no_paper(),
            };
            if let Some(found) = paper {
                tally.add(&found, &place, FormRule::Paper, &found, 1);
            }
            let margins = section.child("w:pgMar");
            let side = |name: &str| twips(margins, name).unwrap_or(Mm(0.0));
            // A negative margin is one that a long header may not move.
            let around = [
                Mm(side("w:top").0.abs()),
                side("w:right"),
                Mm(side("w:bottom").0.abs()),
                Mm(side("w:left").0 + side("w:gutter").0),
            ];
            if let Some(found) = rules.margin(around) {
                tally.add(&found, &place, FormRule::Margins, &found, 1);
            }
        }
    }
}

/// Looks at what a header or footer holds, and says whether that is a page number.
pub(super) fn lint_edge(root: &Element, place: &str, footer: bool, rules: &Rules, tally: &mut Tally) -> bool {
    let text = fields::text(root);
    let number = is_page_number(&text);
    if rules.page_number_only() {
        let rule = if footer { FormRule::Footer } else { FormRule::Header };
        if !(text.trim().is_empty() || footer && number) {
            tally.add(place, place, rule, &Seen::Text.of(shown(&text)), 1);
        }
        // A number may stand in a text box, which is a drawing; a header may have none.
        let drawn: &[&str] = match footer {
            true => &["pic:pic", "v:imagedata", "v:textpath", "w:object", "a:blip"],
            false => &["w:drawing", "w:pict", "w:object"],
        };
        if drawn.iter().any(|name| root.contains(name)) {
            tally.add(place, place, rule, Seen::Picture.word(), 1);
        }
    }
    number
}
