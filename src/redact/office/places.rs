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

/// One for a paragraph of the text. Those of drawings are none that a reader would count.
pub(super) fn is_counted(element: &Element) -> u64 {
    u64::from(element.is("w:p"))
}

/// A note, but for the lines that set notes apart (ECMA-376-1 17.11.10, 17.18.33).
pub(crate) fn is_note(element: &Element) -> bool {
    (element.is("w:footnote") || element.is("w:endnote"))
        && element.attribute("w:type").is_none_or(|kind| kind == "normal")
}

/// How many counted paragraphs are in an element, with itself.
pub(super) fn paragraphs(element: &Element) -> u64 {
    is_counted(element) + element.elements().map(paragraphs).sum::<u64>()
}

/// Calls `change` for an element and then all below it, each with the number of its paragraph: they are counted as they
/// begin.
pub(super) fn each(root: &mut Element, change: &mut impl FnMut(u64, &mut Element)) {
    fn below(
        element: &mut Element,
        (count, here): (&mut u64, u64),
        change: &mut impl FnMut(u64, &mut Element),
    ) {
        let begins = is_counted(element);
        *count += begins;
        let here = if begins == 1 { *count } else { here };
        change(here, element);
        element.elements_mut().for_each(|child| below(child, (count, here), change));
    }
    below(root, (&mut 0, 0), change);
}

/// What paragraphs of a story are called.
#[derive(Clone, Copy)]
pub(super) enum Called {
    /// By their own number.
    Paragraphs,
    /// By that of their note.
    Notes(&'static str),
    /// As the story.
    Story,
}

/// Gives the findings of a story their places, and the order of its paragraphs. `whole` is what the story is called.
pub(super) fn name(root: &mut Element, whole: &str, called: Called, findings: &mut [Finding]) {
    if findings.is_empty() {
        return;
    }
    let number = |finding: &Finding| finding.place.parse::<u64>().unwrap_or(0);
    findings.sort_by_key(number);
    let mut named: BTreeMap<u64, String> = findings.iter().map(|f| (number(f), String::new())).collect();
    let (mut notes, mut before) = (0u64, String::new());
    each(root, &mut |here, element| {
        notes += u64::from(is_note(element));
        if is_counted(element) == 0 {
            return;
        }
        let words = first_words(element);
        if let Some(name) = named.get_mut(&here) {
            *name = match called {
                Called::Paragraphs => format!("paragraph {here}"),
                Called::Notes(kind) if notes > 0 => format!("{kind} {notes}"),
                Called::Notes(_) | Called::Story => whole.to_owned(),
            };
            match (words.is_empty(), before.is_empty()) {
                (false, _) => name.push_str(&format!(": \"{words}\"")),
                // A picture often has a paragraph to itself.
                (true, false) => name.push_str(&format!(": after \"{before}\"")),
                (true, true) => {}
            }
        }
        if !words.is_empty() {
            before = words;
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
