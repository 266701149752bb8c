//! Links within the document stay, by constant names; all others leave their text (SPEC §18.4, O11 and W9).

use super::xml::{Element, Node};
use crate::redact::report::Report;
use std::collections::BTreeMap;

/// Reduces the links and bookmarks of a part to those that lead to each other.
pub(super) fn reduce(root: &mut Element, report: &mut Report) {
    // Each name with its new one, in the order in which bookmarks stand.
    let mut wanted = BTreeMap::new();
    root.each(&mut |element| {
        if let (true, Some(anchor)) = (element.is("w:hyperlink"), element.attribute("w:anchor")) {
            wanted.insert(anchor.to_owned(), None);
        }
    });
    let mut count = 0;
    root.each(&mut |element| {
        let name = element.attribute("w:name").filter(|_| element.is("w:bookmarkStart"));
        if let Some(new @ None) = name.and_then(|name| wanted.get_mut(name)) {
            count += 1;
            *new = Some(count);
        }
    });
    let (mut links, mut bookmarks) = (0, 0);
    // Ids of bookmarks with their new ones; ends come after beginnings.
    let mut ids: BTreeMap<String, u64> = BTreeMap::new();
    root.rebuild(&mut |mut element| {
        match element.name.as_str() {
            "w:hyperlink" => {
                element.take("r:id");
                let anchor = element.take("w:anchor");
                let Some(Some(number)) = anchor.and_then(|anchor| wanted.get(&anchor)) else {
                    links += 1;
                    return element.children;
                };
                element.set("w:anchor", format_args!("b{number}"));
            }
            "w:bookmarkStart" => {
                let (id, name) = (element.take("w:id"), element.take("w:name"));
                let number = name.and_then(|name| wanted.get(&name).copied().flatten());
                let (Some(id), Some(number)) = (id, number) else {
                    bookmarks += 1;
                    return vec![];
                };
                if ids.values().any(|known| *known == number) {
                    bookmarks += 1;
                    return vec![];
                }
                ids.insert(id, number);
                element.set("w:id", number);
                element.set("w:name", format_args!("b{number}"));
            }
            "w:bookmarkEnd" => {
                let id = element.take("w:id");
                let Some(number) = id.and_then(|id| ids.get(&id).copied()) else { return vec![] };
                element.set("w:id", number);
            }
            _ => {}
        }
        vec![Node::Element(element)]
    });
    report.remove("O11", links);
    report.remove("W9", bookmarks);
}
