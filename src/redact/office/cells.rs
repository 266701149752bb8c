//! The cells of a sheet (SPEC §18.6): strings stand in their cells, and each row is matched as one text.

use super::formulas::Formulas;
use super::scrub::{Leaf, texts};
use super::xml::{Element, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::PLACEHOLDER;
use crate::redact::look::Look;
use crate::redact::report::Report;
use std::collections::BTreeSet;

/// The strings that cells refer to, as the children of `x:is`, each with its weight.
pub(super) struct Strings(pub Vec<(Element, usize)>);

impl Strings {
    fn get(&self, index: &str) -> Result<&(Element, usize)> {
        let index: Option<usize> = index.trim().parse().ok();
        index
            .and_then(|index| self.0.get(index))
            .ok_or_else(|| Error::new(ErrorKind::DocumentBroken).because("a cell's string is missing"))
    }
}

/// Puts the strings of a sheet into its cells, in place of references. A string stands in as many cells as refer to
/// it, and `room` says what they all may weigh.
///
/// # Errors
/// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`].
pub(super) fn inline(data: &mut Element, strings: &Strings, room: &mut usize) -> Result<()> {
    for cell in data.elements_mut().flat_map(Element::elements_mut).filter(|element| element.is("x:c")) {
        if cell.attribute("t") != Some("s") {
            continue;
        }
        let index = cell.child("x:v").map(Element::text).unwrap_or_default();
        cell.children.retain(|child| matches!(child, Node::Element(e) if e.is("x:f")));
        if index.is_empty() {
            cell.take("t");
            continue;
        }
        cell.set("t", "inlineStr");
        let (string, weight) = strings.get(&index)?;
        *room = room.checked_sub(*weight).ok_or_else(|| {
            Error::new(ErrorKind::DocumentTooLarge).because("the strings of a sheet in their cells")
        })?;
        cell.children.push(Node::Element(string.clone()));
    }
    Ok(())
}

/// Makes formulas that cannot stay into their values.
pub(super) fn flatten(data: &mut Element, formulas: &Formulas, place: &str, report: &mut Report) {
    let shared =
        |f: &Element| f.attribute("si").map(str::to_owned).filter(|_| f.attribute("t") == Some("shared"));
    let goes = |f: &Element| f.attribute("t") == Some("dataTable") || !formulas.stays(&f.text());
    let mut gone: BTreeSet<String> = BTreeSet::new();
    for cell in data.elements().flat_map(Element::elements) {
        gone.extend(cell.child("x:f").filter(|f| goes(f)).and_then(shared));
    }
    let (mut count, mut without) = (0, 0);
    for cell in data.elements_mut().flat_map(Element::elements_mut) {
        let goes = |f: &Element| goes(f) || shared(f).is_some_and(|si| gone.contains(&si));
        if cell.child("x:f").is_some_and(goes) {
            drop_formula(cell);
            count += 1;
            without += u64::from(cell.child("x:v").is_none());
        }
    }
    report.remove("X1", count);
    if without > 0 {
        report.look_at(place, "X1", Look::FormulaWithoutValue, without);
    }
}

fn drop_formula(cell: &mut Element) {
    cell.children.retain(|child| !matches!(child, Node::Element(e) if e.is("x:f")));
}

/// Takes terms out of the cells, row by row: a name may go on in the next cell.
pub(super) fn scrub(data: &mut Element, formulas: &Formulas, place: &str, report: &mut Report) {
    for row in data.elements_mut() {
        for cell in row.elements_mut() {
            number(cell, formulas, place, report);
        }
        let before: Vec<String> = row.elements().map(value).collect();
        let mut leaves = Vec::new();
        for cell in row.elements_mut() {
            if matches!(cell.attribute("t"), Some("inlineStr" | "str")) {
                strings(cell, &mut leaves);
                leaves.push(Leaf::Mark('\t'));
            }
        }
        texts(leaves, formulas.matcher, place, "X4", report);
        for (cell, before) in row.elements_mut().zip(before) {
            // What a formula gives cannot be changed in its value alone.
            if cell.child("x:f").is_some() && value(cell) != before {
                drop_formula(cell);
            }
            tidy(cell);
        }
    }
}

fn value(cell: &Element) -> String {
    cell.child("x:v").map(Element::text).unwrap_or_default()
}

fn strings<'a>(element: &'a mut Element, leaves: &mut Vec<Leaf<'a>>) {
    let text = element.is("x:t") || element.is("x:v");
    let formula = element.is("x:f");
    for child in &mut element.children {
        match child {
            Node::Text(string) if text => leaves.push(Leaf::Text(string)),
            Node::Element(child) if !formula => strings(child, leaves),
            _ => {}
        }
    }
}

/// A number that is a term, such as a telephone number, becomes a placeholder; and so does what is no text by the type of
/// its cell.
fn number(cell: &mut Element, formulas: &Formulas, place: &str, report: &mut Report) {
    if matches!(cell.attribute("t"), Some("inlineStr" | "str")) {
        return;
    }
    let written = value(cell);
    // Large numbers may be written with an exponent.
    let plain = match written.parse::<f64>() {
        Ok(number) if written.contains(['E', 'e']) && number.abs() < 1e18 => format!("{number:.0}"),
        _ => written,
    };
    let Some((_, terms)) = formulas.matcher.replace(&plain) else { return };
    for term in terms {
        report.term(place, "X4", term);
    }
    cell.set("t", "inlineStr");
    cell.children = vec![Node::Element(Element {
        name: "x:is".to_owned(),
        attributes: vec![],
        children: vec![Node::Element(Element::with_text("x:t", PLACEHOLDER))],
    })];
}

/// How many pieces a removed name was in would tell of it: pieces without text go.
fn tidy(cell: &mut Element) {
    cell.rebuild(&mut |mut element| {
        let nothing = match element.name.as_str() {
            "x:t" => element.text().is_empty(),
            "x:r" => element.child("x:t").is_none(),
            _ => false,
        };
        if nothing {
            return vec![];
        }
        element.take("xml:space");
        if element.is("x:t") && element.text().trim() != element.text() {
            element.set("xml:space", "preserve");
        }
        vec![Node::Element(element)]
    });
}
