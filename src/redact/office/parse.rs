//! Reads a part into a tree, within bounds (SPEC §18.6).

use super::names::{UNDERSTOOD, prefix_of};
use super::xml::{Element, LETTER, Node, text_weight};
use crate::error::{Error, ErrorKind, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements within elements. Passes over a tree go one call deeper for each.
const MAX_DEPTH: usize = 200;
/// Attributes of one element, and prefixes that are bound at once: both are looked through one by one.
const MAX_ATTRIBUTES: usize = 500;

/// Reads a part, of which the tree may take so much memory.
///
/// # Errors
/// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`], [`ErrorKind::UnknownContent`].
pub(super) fn parse(bytes: Vec<u8>, limit: usize) -> Result<Element> {
    let text = super::super::text::decode(bytes).map_err(|_| broken("XML in another encoding than UTF-8"))?.0;
    let mut reader = Reader::from_str(&text);
    let mut scopes = Scopes::default();
    let mut open: Vec<Element> = vec![Element::default()];
    let mut weight = 0usize;
    let mut weigh = |more: usize| {
        weight = weight.saturating_add(more);
        match weight > limit {
            true => Err(Error::new(ErrorKind::DocumentTooLarge).because("too many elements of XML")),
            false => Ok(()),
        }
    };
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return Err(Error::new(ErrorKind::DocumentTooLarge).because("elements of XML too deep"));
                }
                let element = scopes.enter(&start)?;
                weigh(element.own_weight())?;
                open.push(element);
            }
            Event::Empty(start) => {
                let element = scopes.enter(&start)?;
                weigh(element.own_weight())?;
                scopes.leave();
                close(&mut open, element)?;
            }
            Event::End(_) => {
                scopes.leave();
                let element = open.pop().ok_or_else(|| broken("an end without a beginning"))?;
                close(&mut open, element)?;
            }
            Event::Text(text) => {
                let text = text.xml_content(quick_xml::XmlVersion::Implicit1_0);
                weigh(text_weight(&text))?;
                push(&mut open, &text);
            }
            Event::CData(text) => {
                let text = text.xml_content(quick_xml::XmlVersion::Implicit1_0);
                weigh(text_weight(&text))?;
                push(&mut open, &text);
            }
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref().map_err(broken)? {
                    Some(c) => c,
                    None => predefined(&reference).ok_or_else(|| unknown("an entity of its own"))?,
                };
                weigh(LETTER)?;
                push(&mut open, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err(unknown("XML with a document type")),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    let (Some(document), true) = (open.pop(), open.is_empty()) else {
        return Err(broken("XML that ends too early"));
    };
    let mut roots = document.children.into_iter().filter_map(|child| match child {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    match (roots.next(), roots.next()) {
        (Some(root), None) => Ok(root),
        _ => Err(broken("XML without one root")),
    }
}

fn close(open: &mut [Element], mut element: Element) -> Result<()> {
    element.children.shrink_to_fit();
    let parent = open.last_mut().ok_or_else(|| broken("an end without a beginning"))?;
    match element.name.as_str() {
        // What may be ignored is (ECMA-376-3 7.2), and of alternatives one stays (7.4).
        "" => {}
        "mc:AlternateContent" => parent.children.extend(chosen(element)),
        _ => parent.children.push(Node::Element(element)),
    }
    Ok(())
}

/// The first choice that is understood here, or the fallback. Text stands in all of them, so only one may stay.
fn chosen(alternatives: Element) -> Vec<Node> {
    let mut fallback = Vec::new();
    for child in alternatives.children {
        let Node::Element(child) = child else { continue };
        let requires = child.attribute("Requires").unwrap_or_default();
        if child.is("mc:Choice") && requires.split(' ').all(|prefix| UNDERSTOOD.contains(&prefix)) {
            return child.children;
        }
        if child.is("mc:Fallback") {
            fallback = child.children;
        }
    }
    fallback
}

fn push(open: &mut [Element], text: &str) {
    let Some(element) = open.last_mut() else { return };
    match element.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => element.children.push(Node::Text(text.to_owned())),
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn broken(why: impl ToString) -> Error {
    Error::new(ErrorKind::DocumentBroken).because(why.to_string())
}

fn unknown(why: &str) -> Error {
    Error::new(ErrorKind::UnknownContent).because(why)
}

/// Which prefix means what, from the outermost element in.
#[derive(Default)]
struct Scopes {
    bound: Vec<(String, String)>,
    /// How many were bound at each element.
    marks: Vec<usize>,
    ignorable: Vec<String>,
}

impl Scopes {
    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.bound.iter().rev().find(|(known, _)| known == prefix).map(|(_, uri)| uri.as_str())
    }

    fn leave(&mut self) {
        self.bound.truncate(self.marks.pop().unwrap_or_default());
    }

    fn enter(&mut self, start: &BytesStart) -> Result<Element> {
        self.marks.push(self.bound.len());
        let mut own = Vec::new();
        for (n, attribute) in start.attributes().with_checks(false).enumerate() {
            let attribute = attribute.map_err(broken)?;
            if n >= MAX_ATTRIBUTES || self.bound.len() >= MAX_ATTRIBUTES {
                return Err(Error::new(ErrorKind::DocumentTooLarge).because("too many attributes of XML"));
            }
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(broken)?;
            match attribute.key.as_ref() {
                "xmlns" => self.bound.push((String::new(), value.into_owned())),
                name => match name.strip_prefix("xmlns:") {
                    Some(prefix) => self.bound.push((prefix.to_owned(), value.into_owned())),
                    None => own.push((name.to_owned(), value.into_owned())),
                },
            }
        }
        let mut attributes: Vec<(String, String)> = Vec::with_capacity(own.len());
        for (name, value) in own {
            match name.split_once(':') {
                None => attributes.push((name, value)),
                Some((prefix, name)) => match self.known(prefix)? {
                    Some("mc") if name == "Ignorable" => {
                        let uris = value.split_whitespace().filter_map(|prefix| self.namespace(prefix));
                        let uris: Vec<String> = uris.map(str::to_owned).collect();
                        self.ignorable.extend(uris);
                        self.ignorable.sort_unstable();
                        self.ignorable.dedup();
                    }
                    Some(known) => attributes.push((format!("{known}:{name}"), value)),
                    None => {}
                },
            }
        }
        let mut names: Vec<&str> = attributes.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(broken("an attribute that stands twice"));
        }
        let qualified = start.name();
        let (prefix, name) = qualified.as_ref().split_once(':').unwrap_or(("", qualified.as_ref()));
        let name = match self.known(prefix)? {
            Some(known) => format!("{known}:{name}"),
            None if self.namespace(prefix).is_some_and(|uri| self.ignorable.iter().any(|i| i == uri)) => {
                String::new()
            }
            None => format!("?:{name}"),
        };
        if name == "mc:Choice" {
            for (_, value) in attributes.iter_mut().filter(|(name, _)| name == "Requires") {
                let known =
                    value.split_whitespace().map(|p| self.namespace(p).and_then(prefix_of).unwrap_or("?"));
                *value = known.collect::<Vec<_>>().join(" ");
            }
        }
        Ok(Element { name, attributes, children: Vec::new() })
    }

    /// The fixed prefix for one of the document's, if its namespace is known.
    fn known(&self, prefix: &str) -> Result<Option<&'static str>> {
        match (prefix, self.namespace(prefix)) {
            ("xml", _) => Ok(Some("xml")),
            ("", None) => Ok(Some("")),
            (_, Some(uri)) if uri.starts_with("http://purl.oclc.org/ooxml/") => {
                Err(unknown("Strict Open XML: save it in the usual format of its kind"))
            }
            (_, Some(uri)) => Ok(prefix_of(uri)),
            (_, None) => Err(broken("a prefix without a namespace")),
        }
    }
}
