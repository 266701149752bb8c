//! The parts of a document and how they refer to each other (ECMA-376-2).

use super::parse::parse;
use super::xml::Element;
use super::zip::Archive;
use crate::error::{Error, ErrorKind, Result};
use crate::redact::report::{Channel, Report};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// The most that a picture takes unpacked, but in a document that is larger than that.
const MAX_PICTURE: usize = 25 << 20;
/// The most that any part takes unpacked.
const MAX_PART: usize = 64 << 20;
/// The most that a part of XML takes unpacked.
const MAX_XML: usize = 48 << 20;

/// What all trees that are held at once may take in memory (see [`Element::weight`]).
const MAX_TREES: usize = 104 << 20;

/// A relationship of a part.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub id: String,
    /// The last word of its type.
    pub kind: String,
    /// The part that it leads to; none if it leads out of the document.
    pub target: Option<String>,
}

pub(crate) struct Package<'a> {
    archive: Archive<'a>,
    used: RefCell<BTreeSet<String>>,
    /// Bytes of the document.
    size: usize,
    /// What trees that are kept while others are read take.
    held: Cell<usize>,
}

impl<'a> Package<'a> {
    pub fn parse(bytes: &'a [u8]) -> Result<Package<'a>> {
        let archive = Archive::parse(bytes)?;
        Ok(Package { archive, used: RefCell::default(), size: bytes.len(), held: Cell::default() })
    }

    /// Bytes of the document.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Counts a tree that is kept while others are read.
    ///
    /// # Errors
    /// [`ErrorKind::DocumentTooLarge`].
    pub fn hold(&self, weight: usize) -> Result<()> {
        self.held.set(self.held.get().saturating_add(weight));
        if self.held.get() > MAX_TREES {
            return Err(Error::new(ErrorKind::DocumentTooLarge).because("its parts together"));
        }
        Ok(())
    }

    /// What trees may take beside those that are kept.
    pub fn room(&self) -> usize {
        MAX_TREES.saturating_sub(self.held.get())
    }

    /// Counts a tree no more.
    pub fn release(&self, weight: usize) {
        self.held.set(self.held.get().saturating_sub(weight));
    }

    fn parse_tree(&self, part: &str) -> Result<Element> {
        let bytes = self.archive.read(part, MAX_XML)?;
        parse(bytes, self.room()).map_err(|e| e.at(part))
    }

    pub fn has(&self, part: &str) -> bool {
        self.archive.has(part)
    }

    /// # Errors
    /// [`ErrorKind::DocumentBroken`], [`ErrorKind::DocumentTooLarge`].
    pub fn picture(&self, part: &str) -> Result<Vec<u8>> {
        self.used.borrow_mut().insert(part.to_ascii_lowercase());
        self.archive.read(part, MAX_PICTURE.max(self.size).min(MAX_PART))
    }

    /// # Errors
    /// As [`Package::picture`]; [`ErrorKind::UnknownContent`].
    pub fn tree(&self, part: &str) -> Result<Element> {
        self.used.borrow_mut().insert(part.to_ascii_lowercase());
        self.parse_tree(part)
    }

    /// The tree of a part of which nothing will be in the copy.
    ///
    /// # Errors
    /// As [`Package::tree`].
    pub fn peek(&self, part: &str) -> Result<Element> {
        self.parse_tree(part)
    }

    /// The relationships of a part; of the package for an empty name.
    ///
    /// # Errors
    /// As [`Package::tree`].
    pub fn relations(&self, part: &str) -> Result<Vec<Relation>> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}_rels/{file}.rels");
        if !self.archive.has(&name) {
            return Ok(Vec::new());
        }
        let tree = self.tree(&name)?;
        let relations = tree.elements().filter(|element| element.is("pr:Relationship"));
        Ok(relations.filter_map(|element| relation(element, folder)).collect())
    }

    /// The part that a relationship of the package leads to.
    ///
    /// # Errors
    /// [`ErrorKind::DocumentBroken`] if there is none.
    pub fn main(&self) -> Result<String> {
        let main = self.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
        main.and_then(|relation| relation.target)
            .ok_or_else(|| Error::new(ErrorKind::DocumentBroken).because("it has no main part"))
    }

    /// Counts what no part of the copy was made from, by channel.
    pub fn count_left(&self, report: &mut Report) {
        report.remove("C3", self.archive.traces);
        let used = self.used.borrow();
        for name in self.archive.names().filter(|name| !used.contains(*name)) {
            if name != "[content_types].xml" {
                report.remove(channel(name), 1);
            }
        }
    }
}

fn relation(element: &Element, folder: &str) -> Option<Relation> {
    let kind = element.attribute("Type")?.rsplit('/').next()?.to_owned();
    let target = element.attribute("Target")?;
    let external = element.attribute("TargetMode") == Some("External");
    Some(Relation {
        id: element.attribute("Id")?.to_owned(),
        kind,
        target: if external { None } else { Some(resolved(folder, target)) },
    })
}

/// A target beside the parts of a folder (RFC 3986 5.2, within the package).
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Of which channel a part is that has no place in the copy.
fn channel(name: &str) -> Channel {
    const PLACES: [(&str, Channel); 28] = [
        ("docprops/core", "O1"),
        ("docprops/app", "O2"),
        ("docprops/thumbnail", "O4"),
        ("docprops", "O3"),
        ("docmetadata", "O3"),
        ("thumbnail", "O4"),
        ("customxml", "O5"),
        ("_xmlsignatures", "O6"),
        ("vba", "O7"),
        ("activex", "O7"),
        ("ctrlprops", "O7"),
        ("embeddings", "O8"),
        ("fonts/", "O9"),
        ("fonttable", "W10"),
        ("printersettings", "O10"),
        ("externallinks", "O11"),
        ("connections", "O11"),
        ("querytables", "O11"),
        ("comments", "W2"),
        ("people", "W2"),
        ("persons", "X2"),
        ("revisions", "X2"),
        ("glossary", "W11"),
        ("pivot", "X5"),
        ("slicer", "X5"),
        ("timeline", "X5"),
        ("xl/tables", "X5"),
        ("calcchain", "X1"),
    ];
    let found = PLACES.iter().find(|(place, _)| name.contains(place)).map(|(_, channel)| *channel);
    match found {
        Some("W2") if name.starts_with("xl/") => "X2",
        Some(channel) => channel,
        None if name.contains("websettings") || name.contains("styleswitheffects") => "W11",
        None => "O12",
    }
}
