//! Writing a tree as XML, always in one way.

use super::names::uri_of;
use super::xml::{Element, Node};
use std::collections::BTreeSet;

/// The prefix that stands for the default namespace in parts whose readers expect one.
const DEFAULTS: [&str; 3] = ["ct", "pr", "x"];

/// Bytes of a part.
pub(super) fn write(root: &Element) -> Vec<u8> {
    let mut prefixes = BTreeSet::new();
    collect(root, &mut prefixes);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    let declarations: String = prefixes
        .into_iter()
        .filter_map(|prefix| uri_of(prefix).map(|uri| (prefix, uri)))
        .map(|(prefix, uri)| match DEFAULTS.contains(&prefix) {
            true => format!(" xmlns=\"{uri}\""),
            false => format!(" xmlns:{prefix}=\"{uri}\""),
        })
        .collect();
    put(&mut out, root, &declarations);
    out.into_bytes()
}

fn collect<'a>(element: &'a Element, prefixes: &mut BTreeSet<&'a str>) {
    let names = std::iter::once(&element.name).chain(element.attributes.iter().map(|(name, _)| name));
    prefixes.extend(names.filter_map(|name| name.split_once(':')).map(|(prefix, _)| prefix));
    for child in element.elements() {
        collect(child, prefixes);
    }
}

fn put(out: &mut String, element: &Element, declarations: &str) {
    let (prefix, local) = element.name.split_once(':').unwrap_or(("", &element.name));
    let name = if DEFAULTS.contains(&prefix) { local } else { &element.name };
    out.push('<');
    out.push_str(name);
    out.push_str(declarations);
    let mut attributes: Vec<_> = element.attributes.iter().collect();
    attributes.sort();
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value, true);
        out.push('"');
    }
    if element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for child in &element.children {
        match child {
            Node::Element(child) => put(out, child, ""),
            Node::Text(text) => escape(out, text, false),
        }
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Characters that XML 1.0 does not have (2.2) are left out.
fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' | '\n' if attribute => out.push_str(&format!("&#{};", u32::from(c))),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}
