//! The copy that is being made: its parts under constant names, and their relationships, numbered as they come.

use super::super::pack::{Readers, pack};
use super::write::write;
use super::xml::Element;
use crate::error::Result;
use std::collections::BTreeMap;

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

#[derive(Default)]
pub(super) struct Copy {
    /// Each with its media type.
    parts: BTreeMap<String, (String, Vec<u8>)>,
    /// Of each part, in order: type and target.
    relations: BTreeMap<String, Vec<(String, String)>>,
    /// How many names were given of each kind.
    names: BTreeMap<String, usize>,
}

impl Copy {
    /// A name that no part has yet: `word/header`, `xml` become `word/header1.xml`.
    pub fn name(&mut self, stem: &str, ending: &str) -> String {
        let count = self.names.entry(stem.to_owned()).or_default();
        *count += 1;
        format!("{stem}{count}.{ending}")
    }

    pub fn put(&mut self, name: &str, media_type: &str, root: &Element) {
        self.put_bytes(name, media_type, write(root));
    }

    pub fn put_bytes(&mut self, name: &str, media_type: &str, bytes: Vec<u8>) {
        self.parts.insert(name.to_owned(), (media_type.to_owned(), bytes));
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

    /// The picture part with these bytes, if there is one already.
    pub fn same(&self, folder: &str, bytes: &[u8]) -> Option<String> {
        let mut parts = self.parts.iter().filter(|(name, _)| name.starts_with(folder));
        parts.find(|(_, (_, known))| known == bytes).map(|(name, _)| name.clone())
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
        let mut all = vec![("[Content_Types].xml".to_owned(), write(&Element::new("ct:Types", &[], types)))];
        let mut rest: BTreeMap<String, Vec<u8>> =
            self.parts.into_iter().map(|(name, (_, bytes))| (name, bytes)).collect();
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
            rest.insert(format!("{folder}_rels/{file}.rels"), write(&root));
        }
        // Readers look for these two first.
        let first = "_rels/.rels".to_owned();
        all.extend(rest.remove_entry(&first));
        all.extend(rest);
        let mut archive = Vec::new();
        pack(&all, Readers::Programs, &mut archive)?;
        Ok(archive)
    }
}
