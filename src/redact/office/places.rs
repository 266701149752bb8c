//! Where something stands in a text document, in words that its reader can follow (SPEC §18.3).
//!
//! While a story is read, its findings have the numbers of their paragraphs for places, and 0 for the story as a whole:
//! what a paragraph begins with can be told only when terms are out of it.

use super::xml::Element;
use crate::redact::report::{Finding, shown};
use std::collections::BTreeMap;

/// Where what a pass over a tree finds is to be told.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    /// By paragraph.
    Paragraphs,
    /// All of it at one place.
    One(&'a str),
}

impl At<'_> {
    pub fn place(self, paragraph: u64) -> String {
        match self {
            At::Paragraphs => paragraph.to_string(),
            At::One(place) => place.to_owned(),
        }
    }
}

pub(super) fn is_paragraph(element: &Element) -> bool {
    element.is("w:p") || element.is("a:p")
}

/// How many paragraphs are in an element, with itself.
pub(super) fn paragraphs(element: &Element) -> u64 {
    u64::from(is_paragraph(element)) + element.elements().map(paragraphs).sum::<u64>()
}

/// Calls `change` for an element and then all below it, each with the number of its paragraph: they are counted as they
/// begin.
pub(super) fn each(root: &mut Element, change: &mut impl FnMut(u64, &mut Element)) {
    fn below(
        element: &mut Element,
        (count, here): (&mut u64, u64),
        change: &mut impl FnMut(u64, &mut Element),
    ) {
        let begins = is_paragraph(element);
        *count += u64::from(begins);
        let here = if begins { *count } else { here };
        change(here, element);
        element.elements_mut().for_each(|child| below(child, (count, here), change));
    }
    below(root, (&mut 0, 0), change);
}

/// Gives the findings of a story their places, and the order of its paragraphs. `whole` is what the story is called;
/// `paragraphs` are its paragraphs, if they are counted apart from those of other stories.
pub(super) fn name(root: &mut Element, whole: &str, paragraphs: Option<&str>, findings: &mut [Finding]) {
    let number = |finding: &Finding| finding.place.parse::<u64>().unwrap_or(0);
    findings.sort_by_key(number);
    let mut named: BTreeMap<u64, String> = findings.iter().map(|f| (number(f), String::new())).collect();
    each(root, &mut |here, element| {
        if is_paragraph(element)
            && let Some(name) = named.get_mut(&here)
        {
            *name = match (paragraphs, first_words(element)) {
                (Some(kind), words) if words.is_empty() => format!("{kind} {here}"),
                (Some(kind), words) => format!("{kind} {here}: \"{words}\""),
                (None, words) if words.is_empty() => whole.to_owned(),
                (None, words) => format!("{whole}: \"{words}\""),
            };
        }
    });
    named.insert(0, whole.to_owned());
    for finding in findings {
        finding.place = named.get(&number(finding)).cloned().unwrap_or_default();
    }
}

/// What a paragraph begins with.
pub(crate) fn first_words(paragraph: &Element) -> String {
    let mut words = String::new();
    gather(paragraph, &mut words);
    shown(&words)
}

fn gather(element: &Element, words: &mut String) {
    for child in element.elements() {
        if words.chars().count() > 24 {
            return;
        }
        match child.name.as_str() {
            "w:t" | "a:t" => words.extend(child.text().chars().take(100)),
            "w:tab" | "w:br" => words.push(' '),
            "w:pPr" | "w:del" | "w:moveFrom" | "w:txbxContent" => {}
            _ => gather(child, words),
        }
    }
}
