//! The copy that is being made: its parts under constant names, and their relationships, numbered as they come.

use super::super::pack::{Part, Readers, pack};
use super::write::write;
use super::xml::Element;
use crate::error::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// What the parts of a copy may take, packed, and how many times the document's own size beyond that: a document that
/// refers to one part over and over can have a copy that is much larger than it is.
const FREE: usize = 16 << 20;
const MAX_RATIO: usize = 2;

#[derive(Default)]
pub(super) struct Copy {
    /// Each with its media type.
    parts: BTreeMap<String, (String, Part<'static>)>,
    /// Pictures by their digests.
    pictures: BTreeMap<[u8; 32], String>,
    /// Bytes that all parts take, and may take.
    taken: usize,
    most: usize,
    /// Of each part, in order: type and target.
    relations: BTreeMap<String, Vec<(String, String)>>,
    /// How many names were given of each kind.
    names: BTreeMap<String, usize>,
}

impl Copy {
    /// Of a document of this many bytes.
    pub fn of(size: usize) -> Copy {
        Copy { most: FREE.saturating_add(size.saturating_mul(MAX_RATIO)), ..Copy::default() }
    }

    /// A name that no part has yet: `word/header`, `xml` become `word/header1.xml`.
    pub fn name(&mut self, stem: &str, ending: &str) -> String {
        let count = self.names.entry(stem.to_owned()).or_default();
        *count += 1;
        format!("{stem}{count}.{ending}")
    }

    /// # Errors
    /// [`ErrorKind::DocumentTooLarge`].
    pub fn put(&mut self, name: &str, media_type: &str, root: &Element) -> Result<()> {
        self.put_bytes(name, media_type, &write(root))
    }

    fn put_bytes(&mut self, name: &str, media_type: &str, bytes: &[u8]) -> Result<()> {
        let packed = Part::deflated(bytes);
        self.taken = self.taken.saturating_add(packed.len());
        if self.taken > self.most {
            return Err(Error::new(ErrorKind::DocumentTooLarge).because("the parts of the copy").at(name));
        }
        self.parts.insert(name.to_owned(), (media_type.to_owned(), packed));
        Ok(())
    }

    /// The part that holds a picture; equal pictures are one.
    ///
    /// # Errors
    /// As [`Copy::put`].
    pub fn put_picture(&mut self, folder: &str, bytes: &[u8]) -> Result<String> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        if let Some(name) = self.pictures.get(&digest) {
            return Ok(name.clone());
        }
        let ending = if bytes.starts_with(b"\x89PNG") { "png" } else { "jpeg" };
        let name = self.name(&format!("{folder}/media/image"), ending);
        self.put_bytes(&name, &format!("image/{ending}"), bytes)?;
        self.pictures.insert(digest, name.clone());
        Ok(name)
    }

    /// The id of a relationship from one part to another, which is the same for the same.
    pub fn relate(&mut self, from: &str, kind: &str, to: &str) -> String {
        let relations = self.relations.entry(from.to_owned()).or_default();
        let known = relations.iter().position(|(k, t)| k == kind && t == to);
        let at = known.unwrap_or(relations.len());
        if known.is_none() {
            relations.push((kind.to_owned(), to.to_owned()));
        }
        format!("rId{}", at + 1)
    }

    /// Packs the copy around its main part.
    ///
    /// # Errors
    /// [`crate::ErrorKind::DocumentTooLarge`].
    pub fn finish(mut self, main: &str) -> Result<Vec<u8>> {
        self.relate("", "officeDocument", main);
        let mut types = vec![
            Element::new("ct:Default", &[("Extension", "jpeg"), ("ContentType", "image/jpeg")], vec![]),
            Element::new("ct:Default", &[("Extension", "png"), ("ContentType", "image/png")], vec![]),
            Element::new(
                "ct:Default",
                &[
                    ("Extension", "rels"),
                    ("ContentType", "application/vnd.openxmlformats-package.relationships+xml"),
                ],
                vec![],
            ),
        ];
        let parts = self.parts.iter().filter(|(_, (media_type, _))| !media_type.starts_with("image/"));
        types.extend(parts.map(|(name, (media_type, _))| {
            Element::new(
                "ct:Override",
                &[("PartName", &format!("/{name}")), ("ContentType", media_type)],
                vec![],
            )
        }));
        let types = Part::deflated(&write(&Element::new("ct:Types", &[], types)));
        let mut all = vec![("[Content_Types].xml".to_owned(), types)];
        let mut rest: BTreeMap<String, Part<'static>> =
            self.parts.into_iter().map(|(name, (_, packed))| (name, packed)).collect();
        for (from, relations) in &self.relations {
            let (folder, file) = from
                .rsplit_once('/')
                .map_or((String::new(), from.as_str()), |(folder, file)| (format!("{folder}/"), file));
            let relations = relations.iter().enumerate().map(|(n, (kind, to))| {
                let id = format!("rId{}", n + 1);
                let (kind, to) = (format!("{RELATIONSHIPS}/{kind}"), format!("/{to}"));
                Element::new("pr:Relationship", &[("Id", &id), ("Type", &kind), ("Target", &to)], vec![])
            });
            let root = Element::new("pr:Relationships", &[], relations.collect());
            rest.insert(format!("{folder}_rels/{file}.rels"), Part::deflated(&write(&root)));
        }
        // Readers look for these two first.
        let first = "_rels/.rels".to_owned();
        all.extend(rest.remove_entry(&first));
        all.extend(rest);
        let mut archive = Vec::new();
        pack(all, Readers::Programs, &mut archive)?;
        Ok(archive)
    }
}
