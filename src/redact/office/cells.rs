//! The cells of a sheet (SPEC §18.6): strings stand in their cells, and each row and each column is
//! matched as one text.

use super::formulas::Formulas;
use super::scrub::{Leaf, texts};
use super::xml::{Element, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::redact::PLACEHOLDER;
use crate::redact::look::Look;
use crate::redact::report::Report;
use std::collections::{BTreeMap, BTreeSet};

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

/// Makes formulas that cannot stay into their values, and with them all that give text or can put it together: readers
/// compute again, and what comes out then, nobody has looked at.
pub(super) fn flatten(data: &mut Element, formulas: &Formulas, place: &str, report: &mut Report) {
    let shared =
        |f: &Element| f.attribute("si").map(str::to_owned).filter(|_| f.attribute("t") == Some("shared"));
    let cells = || data.elements().flat_map(Element::elements);
    let joining = cells().filter_map(|cell| cell.child("x:f")).filter(|f| formulas.joins(&f.text()));
    let joining: BTreeSet<String> = joining.filter_map(shared).collect();
    let text = |cell: &Element| matches!(cell.attribute("t"), Some("inlineStr" | "str"));
    let joins = |f: &Element| formulas.joins(&f.text()) || shared(f).is_some_and(|si| joining.contains(&si));
    let goes = |cell: &Element, f: &Element| {
        f.attribute("t") == Some("dataTable") || !formulas.stays(&f.text()) || joins(f) || text(cell)
    };
    let going = cells().filter_map(|cell| cell.child("x:f").filter(|f| goes(cell, f)));
    let gone: BTreeSet<String> = going.filter_map(shared).collect();
    let (mut count, mut without) = (0, 0);
    for cell in data.elements_mut().flat_map(Element::elements_mut) {
        let Some(f) = cell.child("x:f") else { continue };
        if goes(cell, f) || shared(f).is_some_and(|si| gone.contains(&si)) {
            count += 1;
            let unknown = joins(f) && (!text(cell) || value(cell).is_empty());
            without += u64::from(cell.child("x:v").is_none() || unknown);
            drop_formula(cell);
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

/// Takes terms out of the cells, row by row and then column by column: a name may go on in the next cell, or below.
pub(super) fn scrub(data: &mut Element, formulas: &Formulas, sheet: &str, report: &mut Report) {
    let place = |number| format!("{sheet}: {}", address(number));
    for (n, row) in rows(data) {
        cells(n, row).for_each(|(number, cell)| numeral(cell, formulas, &|| place(number), report));
        let mut leaves = Vec::new();
        cells(n, row).for_each(|(number, cell)| strings(number, cell, &mut leaves));
        texts(leaves, formulas.matcher, &place, "X4", report);
    }
    let mut columns: BTreeMap<u32, Vec<Leaf>> = BTreeMap::new();
    for (n, row) in rows(data) {
        cells(n, row)
            .for_each(|(number, cell)| strings(number, cell, columns.entry(column(number)).or_default()));
    }
    for leaves in columns.into_values() {
        texts(leaves, formulas.matcher, &place, "X4", report);
    }
    data.elements_mut().flat_map(Element::elements_mut).for_each(tidy);
}

/// The rows of a sheet, each with its number. One that tells none stands behind the one before (ECMA-376-1 18.3.1.73),
/// and so do cells (18.3.1.4).
fn rows(data: &mut Element) -> impl Iterator<Item = (u32, &mut Element)> {
    data.elements_mut().scan(0u32, |before, row| {
        *before = row.attribute("r").and_then(|n| n.parse().ok()).unwrap_or(before.saturating_add(1));
        Some((*before, row))
    })
}

/// The cells of a row, each with a number of its own: that of the row above that of the column.
fn cells(n: u32, row: &mut Element) -> impl Iterator<Item = (u64, &mut Element)> {
    row.elements_mut().scan(0u32, move |before, cell| {
        let address = cell.attribute("r");
        *before = address.and_then(column_of).unwrap_or(before.saturating_add(1));
        let own = address
            .and_then(|address| address.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok());
        Some((u64::from(own.unwrap_or(n)) << 32 | u64::from(*before), cell))
    })
}

fn column(number: u64) -> u32 {
    number as u32
}

/// What the cell of a number is called, such as `B7`.
fn address(number: u64) -> String {
    let (mut letters, mut rest) = (Vec::new(), column(number));
    while let Some(before) = rest.checked_sub(1) {
        letters.insert(0, char::from(b'A' + (before % 26) as u8));
        rest = before / 26;
    }
    format!("{}{}", String::from_iter(letters), number >> 32)
}

/// The column of an address: `B7` is in the second.
fn column_of(address: &str) -> Option<u32> {
    let letters = address.trim_end_matches(|c: char| c.is_ascii_digit());
    let known = (1..=3).contains(&letters.len()) && letters.bytes().all(|c| c.is_ascii_alphabetic());
    let value = |c: u8| u32::from(c.to_ascii_uppercase() - b'A') + 1;
    known.then(|| letters.bytes().fold(0, |column, c| 26 * column + value(c)))
}

fn value(cell: &Element) -> String {
    cell.child("x:v").map(Element::text).unwrap_or_default()
}

/// What is read in a cell, if it is text, and a mark behind it.
fn strings<'a>(number: u64, cell: &'a mut Element, leaves: &mut Vec<Leaf<'a>>) {
    if matches!(cell.attribute("t"), Some("inlineStr" | "str")) {
        leaves.push(Leaf::Place(number));
        gather(cell, leaves);
        leaves.push(Leaf::Mark('\t'));
    }
}

fn gather<'a>(element: &'a mut Element, leaves: &mut Vec<Leaf<'a>>) {
    let text = element.is("x:t") || element.is("x:v");
    let formula = element.is("x:f");
    for child in &mut element.children {
        match child {
            Node::Text(string) if text => leaves.push(Leaf::Text(string)),
            Node::Element(child) if !formula => gather(child, leaves),
            _ => {}
        }
    }
}

/// A number that is a term, such as a telephone number, becomes a placeholder; and so does what is no text by the type of
/// its cell.
fn numeral(cell: &mut Element, formulas: &Formulas, place: &dyn Fn() -> String, report: &mut Report) {
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
        report.term(place(), "X4", term);
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
