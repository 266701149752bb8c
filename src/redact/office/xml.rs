//! A part as a tree of elements whose namespaces are known by fixed prefixes (SPEC §18.6).

use super::super::fold::letter_count;

/// What an element and an attribute take in memory beside their letters: while a tree is changed, its lists are there
/// twice.
const ELEMENT: usize = 168;
const ATTRIBUTE: usize = 96;
/// What a character of text takes beside its bytes while terms are looked for.
pub(super) const LETTER: usize = 48;
/// How many times as long a value can be when it is written.
const WRITTEN: usize = 6;

/// An element, its names in the spelling `w:p`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub name: String,
    /// Without declarations of namespaces. An attribute without a prefix has none here either.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn new(name: &str, attributes: &[(&str, &str)], children: Vec<Element>) -> Element {
        let attributes = attributes.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Element {
            name: name.to_owned(),
            attributes,
            children: children.into_iter().map(Node::Element).collect(),
        }
    }

    pub fn with_text(name: &str, text: &str) -> Element {
        Element { name: name.to_owned(), children: vec![Node::Text(text.to_owned())], ..Element::default() }
    }

    /// What the element with all in it takes in memory, at most, while it is changed and written.
    pub fn weight(&self) -> usize {
        let children = self.children.iter().map(|child| match child {
            Node::Element(element) => element.weight(),
            Node::Text(text) => text_weight(text),
        });
        self.own_weight().saturating_add(children.sum())
    }

    pub fn own_weight(&self) -> usize {
        let lengths = self.attributes.iter().map(|(_, value)| ATTRIBUTE + value.len() * WRITTEN);
        ELEMENT + lengths.sum::<usize>()
    }

    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn set(&mut self, name: &str, value: impl ToString) {
        self.take(name);
        self.attributes.push((name.to_owned(), value.to_string()));
    }

    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(known, _)| known == name)?;
        Some(self.attributes.remove(at).1)
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element> {
        self.children.iter_mut().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|child| child.is(name))
    }

    /// The element at the end of a path of names.
    pub fn path(&self, names: &[&str]) -> Option<&Element> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text right in it.
    pub fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|child| match child {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    /// Whether an element of this name is anywhere below.
    pub fn contains(&self, name: &str) -> bool {
        self.elements().any(|child| child.is(name) || child.contains(name))
    }

    /// Calls `change` for this element and then all below it.
    pub fn each(&mut self, change: &mut impl FnMut(&mut Element)) {
        change(self);
        for child in self.elements_mut() {
            child.each(change);
        }
    }

    /// Puts in place of each child, from the innermost up, what `change` makes of it.
    pub fn rebuild(&mut self, change: &mut impl FnMut(Element) -> Vec<Node>) {
        for child in std::mem::take(&mut self.children) {
            match child {
                Node::Text(text) => self.children.push(Node::Text(text)),
                Node::Element(mut element) => {
                    element.rebuild(change);
                    self.children.extend(change(element));
                }
            }
        }
        self.children.shrink_to_fit();
    }
}

pub(super) fn text_weight(text: &str) -> usize {
    text.len() + letter_count(text) * LETTER
}
