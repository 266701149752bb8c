//! Tracked changes are accepted, and hidden text goes (SPEC §18.4, W1 and W6).

use super::xml::{Element, Node};
use crate::redact::report::Report;

/// Accepts what the lists of the filter cannot: deleted rows, and paragraphs whose end was deleted.
pub(super) fn accept(root: &mut Element, report: &mut Report) {
    let mut count = 0;
    root.rebuild(&mut |mut element| {
        let deleted =
            |element: &Element| element.child("w:del").is_some() || element.child("w:moveFrom").is_some();
        if element.is("w:tr") && element.child("w:trPr").is_some_and(deleted) {
            count += 1;
            return vec![];
        }
        if element.is("w:tbl") && element.child("w:tr").is_none() && element.contains("w:del") {
            return vec![];
        }
        merge_paragraphs(&mut element, &mut count);
        vec![Node::Element(element)]
    });
    merge_paragraphs(root, &mut count);
    report.remove("W1", count);
}

/// A paragraph whose end was deleted goes on in the next one.
fn merge_paragraphs(parent: &mut Element, count: &mut u64) {
    if parent.child("w:p").is_none() {
        return;
    }
    let mut carried: Vec<Node> = Vec::new();
    let mut kept: Vec<Node> = Vec::new();
    let mut children = std::mem::take(&mut parent.children).into_iter().peekable();
    while let Some(child) = children.next() {
        let Node::Element(mut element) = child else {
            continue;
        };
        if element.is("w:p") {
            let at =
                element.children.iter().position(|child| !matches!(child, Node::Element(e) if e.is("w:pPr")));
            let at = at.unwrap_or(element.children.len());
            element.children.splice(at..at, carried.drain(..));
            let mark = element.path(&["w:pPr", "w:rPr"]);
            let gone = mark.is_some_and(|m| m.child("w:del").is_some() || m.child("w:moveFrom").is_some());
            while matches!(children.peek(), Some(Node::Text(_))) {
                children.next();
            }
            let next = matches!(children.peek(), Some(Node::Element(next)) if next.is("w:p"));
            if gone && next {
                *count += 1;
                let runs = element.children.into_iter();
                carried = runs.filter(|child| !matches!(child, Node::Element(e) if e.is("w:pPr"))).collect();
                continue;
            }
        }
        kept.push(Node::Element(element));
    }
    parent.children = kept;
}

/// Drops what is in hidden runs. The marks of fields stay for the pass that balances them.
pub(super) fn drop_hidden(root: &mut Element, report: &mut Report) {
    let mut count = 0;
    root.each(&mut |element| {
        if element.is("w:r") && element.child("w:rPr").is_some_and(hides) {
            let before = element.children.len();
            element
                .children
                .retain(|child| matches!(child, Node::Element(e) if e.is("w:rPr") || e.is("w:fldChar")));
            count += u64::from(before > element.children.len());
        }
    });
    report.remove("W6", count);
}

/// Whether properties hide what has them.
pub(super) fn hides(properties: &Element) -> bool {
    properties.elements().any(|property| {
        let off = matches!(property.attribute("w:val"), Some("0" | "false" | "off"));
        (property.is("w:vanish") || property.is("w:specVanish")) && !off
    })
}

/// Drops what is empty and joins what looks the same.
pub(super) fn tidy(root: &mut Element) {
    drop_empty(root);
    join_runs(root);
}

/// Drops runs and texts that have nothing in them: how many pieces a removed name was in would tell of it.
pub(super) fn drop_empty(root: &mut Element) {
    root.rebuild(&mut |element| {
        let nothing = match element.name.as_str() {
            "w:t" | "w:instrText" | "a:t" | "m:t" => element.text().is_empty(),
            "w:r" | "m:r" => element.elements().all(|child| child.is("w:rPr") || child.is("m:rPr")),
            "a:r" => element.child("a:t").is_none(),
            _ => false,
        };
        if nothing { vec![] } else { vec![Node::Element(element)] }
    });
}

/// Joins runs that look the same and have nothing but text: programs split them where they have been edited, and around
/// words that they do not know, such as a name.
fn join_runs(root: &mut Element) {
    root.each(&mut |parent| {
        let mut joined: Vec<Node> = Vec::with_capacity(parent.children.len());
        for child in std::mem::take(&mut parent.children) {
            match (joined.last_mut(), child) {
                (Some(Node::Element(before)), Node::Element(run)) if look_the_same(before, &run) => {
                    let texts = run.children.into_iter();
                    before.children.extend(texts.filter(|child| !is_properties(child)));
                }
                (_, child) => joined.push(child),
            }
        }
        parent.children = joined;
        if parent.is("w:r") || parent.is("a:r") {
            join_texts(parent);
        }
    });
}

fn is_properties(child: &Node) -> bool {
    matches!(child, Node::Element(e) if e.is("w:rPr") || e.is("a:rPr"))
}

fn is_text(child: &Node) -> bool {
    matches!(child, Node::Element(e) if e.is("w:t") || e.is("a:t"))
}

fn look_the_same(one: &Element, other: &Element) -> bool {
    let plain = |run: &Element| run.children.iter().all(|child| is_properties(child) || is_text(child));
    let runs =
        one.name == other.name && (one.is("w:r") || one.is("a:r")) && one.attributes == other.attributes;
    runs && plain(one) && plain(other) && look(one).eq(look(other))
}

fn look(run: &Element) -> impl Iterator<Item = &Node> {
    run.children.iter().filter(|child| is_properties(child))
}

fn join_texts(run: &mut Element) {
    let mut joined: Vec<Node> = Vec::with_capacity(run.children.len());
    for child in std::mem::take(&mut run.children) {
        match (joined.last_mut(), child) {
            (Some(before), Node::Element(text)) if is_text(before) && (text.is("w:t") || text.is("a:t")) => {
                if let Node::Element(before) = before {
                    before.children = vec![Node::Text(before.text() + &text.text())];
                }
            }
            (_, child) => joined.push(child),
        }
    }
    run.children = joined;
}
