//! Takes terms out of a tree: out of its text as it is read, across runs and paragraphs, and out of attributes.

use super::allow;
use super::formats;
use super::places::{At, is_counted, is_paragraph, paragraphs};
use super::xml::{Element, Node};
use crate::redact::fold::is_invisible;
use crate::redact::matcher::Matcher;
use crate::redact::report::Report;
use crate::redact::{Channel, PLACEHOLDER};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// A piece of what is read.
pub(super) enum Leaf<'a> {
    Text(&'a mut String),
    /// A tab, a line break, the end of a paragraph.
    Mark(char),
    /// What stands behind it is in the paragraph, or the cell, of this number.
    Place(u64),
    /// A hyphen that is written as an element: it belongs to the word that it stands in.
    Hyphen(&'a mut Element, char),
}

/// Takes terms out of text and attributes. The channel is that of the text.
pub(super) fn scrub(root: &mut Element, matcher: &Matcher, at: At, channel: Channel, report: &mut Report) {
    let mut leaves = Vec::new();
    let mut waiting = VecDeque::from([(0, &mut *root)]);
    while let Some((mut count, next)) = waiting.pop_front() {
        let within = is_paragraph(next);
        count += is_counted(next);
        leaves.push(Leaf::Place(count));
        gather(next, &mut count, within, &mut leaves, &mut waiting);
        leaves.push(Leaf::Mark('\n'));
    }
    texts(leaves, matcher, &|place| at.place(place), channel, report);
    attributes(root, matcher, &at.place(0), report);
}

/// What is read below an element, behind so many paragraphs. Those in a text box are read after the story that the box
/// hangs on.
fn gather<'a>(
    element: &'a mut Element,
    count: &mut u64,
    within: bool,
    leaves: &mut Vec<Leaf<'a>>,
    waiting: &mut VecDeque<(u64, &'a mut Element)>,
) {
    let text = matches!(
        element.name.as_str(),
        "w:t" | "w:instrText" | "a:t" | "m:t" | "c:v" | "c:f" | "c:name" | "c:separator"
    );
    let apart = element.name.starts_with("c:");
    for child in &mut element.children {
        match child {
            Node::Text(string) if text => {
                leaves.push(Leaf::Text(string));
                if apart {
                    leaves.push(Leaf::Mark('\n'));
                }
            }
            Node::Text(_) => {}
            Node::Element(child) => match (is_paragraph(child), within) {
                (true, true) => {
                    let before = *count;
                    *count += paragraphs(child);
                    waiting.push_back((before, child));
                }
                // What stands before or behind a block belongs to none of its words.
                (true, false) => {
                    *count += is_counted(child);
                    leaves.extend([Leaf::Mark('\n'), Leaf::Place(*count)]);
                    gather(child, count, true, leaves, waiting);
                    leaves.push(Leaf::Mark('\n'));
                }
                (false, _) if child.is("w:noBreakHyphen") => leaves.push(Leaf::Hyphen(child, '-')),
                (false, _) if child.is("w:softHyphen") => leaves.push(Leaf::Hyphen(child, '\u{ad}')),
                (false, _) => {
                    let block = matches!(child.name.as_str(), "w:tbl" | "w:tr" | "w:tc");
                    let mark = match child.name.as_str() {
                        "w:tab" | "w:ptab" | "a:tab" => Some('\t'),
                        "w:br" | "w:cr" | "a:br" => Some('\n'),
                        _ => block.then_some('\n'),
                    };
                    leaves.extend(mark.map(Leaf::Mark));
                    gather(child, count, within, leaves, waiting);
                    leaves.extend(block.then_some(Leaf::Mark('\n')));
                }
            },
        }
    }
}

/// In place of the number of a leaf.
const NOBODY: u32 = u32::MAX;

/// Matches all leaves as one text, and takes what was found out of each: the placeholder stands in the first.
pub(super) fn texts(
    mut leaves: Vec<Leaf>,
    matcher: &Matcher,
    place: &dyn Fn(u64) -> String,
    channel: Channel,
    report: &mut Report,
) {
    // All text of a part can be in here.
    let count = |leaf: &Leaf| match leaf {
        Leaf::Text(text) => text.chars().count() + 1,
        Leaf::Mark(_) | Leaf::Hyphen(..) => 1,
        Leaf::Place(_) => 0,
    };
    let count = leaves.iter().map(count).sum();
    let (mut chars, mut owners) = (Vec::with_capacity(count), Vec::<u32>::with_capacity(count));
    for (n, leaf) in leaves.iter_mut().enumerate() {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        match leaf {
            Leaf::Text(text) => {
                // What looks otherwise is another word, as `TM` set high behind a name is. This space is nobody's.
                chars.push(' ');
                owners.push(NOBODY);
                let before = chars.len();
                let seen = text.chars().filter(|c| !is_invisible(*c));
                chars.extend(seen.map(|c| if c == '\r' { ' ' } else { c }));
                owners.resize(chars.len(), n);
                let gone = text.chars().count() - (chars.len() - before);
                report.remove("T1", gone as u64);
                text.clear();
            }
            Leaf::Mark(c) | Leaf::Hyphen(_, c) => {
                chars.push(*c);
                owners.push(n);
            }
            Leaf::Place(_) => {}
        }
    }
    let mut found = matcher.find(&chars).into_iter().peekable();
    let (mut stands, mut number, mut passed) = (false, 0, 0);
    for (at, (c, owner)) in chars.iter().zip(&owners).enumerate() {
        while passed < *owner && *owner != NOBODY {
            if let Some(Leaf::Place(place)) = leaves.get(passed as usize) {
                number = *place;
            }
            passed += 1;
        }
        while found.next_if(|found| found.range.end <= at).is_some() {}
        let here = found.peek().filter(|found| found.range.start <= at);
        stands &= here.is_some_and(|here| here.range.start < at);
        match (leaves.get_mut(*owner as usize), here) {
            (Some(Leaf::Text(text)), None) => text.push(*c),
            (Some(Leaf::Text(text)), Some(here)) if !stands => {
                text.push_str(PLACEHOLDER);
                report.term(place(number), channel, &here.term);
                stands = true;
            }
            // An empty text goes.
            (Some(Leaf::Hyphen(element, _)), Some(_)) => **element = Element::with_text("w:t", ""),
            _ => {}
        }
    }
}

/// A value without terms, and the terms, if it has any.
type Replaced = Option<(String, Vec<Arc<str>>)>;

/// Terms in attributes with text become placeholders. A value that only refers to something and has a term in it goes;
/// words of the format (`center`) and numbers stay, whatever the terms.
fn attributes(root: &mut Element, matcher: &Matcher, place: &str, report: &mut Report) {
    let mut known: HashMap<(bool, String), Replaced> = HashMap::new();
    root.each(&mut |element| {
        let name = element.name.clone();
        if element.is("c:formatCode")
            && let Some((copy, terms)) = formats::replace(&element.text(), matcher)
        {
            for term in terms {
                report.term(place, "W8", term);
            }
            element.children = vec![Node::Text(copy)];
        }
        element.attributes.retain_mut(|(attribute, value)| {
            let free = allow::free(&name, attribute);
            if !free && is_word(value) {
                return true;
            }
            let format = attribute == "formatCode";
            let replaced = known.entry((format, value.clone())).or_insert_with(|| match format {
                true => formats::replace(value, matcher),
                false => matcher.replace(value),
            });
            let Some((copy, terms)) = replaced else { return true };
            for term in terms {
                report.term(place, "W10", term);
            }
            *value = copy.clone();
            free
        });
    });
}

/// A word as formats define them: small letters and capitals within, a number with its unit, or a cell.
fn is_word(value: &str) -> bool {
    let number = value.trim_start_matches(['-', '+', '#']);
    let letters = value.chars().all(|c| c.is_ascii_alphabetic())
        && !value.starts_with(|c: char| c.is_ascii_uppercase());
    // The address of a cell.
    let column = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let cell = (1..=3).contains(&column.len()) && column.chars().all(|c| c.is_ascii_uppercase());
    letters
        || cell && value.len() <= 10
        || (number.len() <= 12 && number.chars().all(|c| c.is_ascii_hexdigit() || c == '.' || c == '%'))
}
