//! Pages: their content, which may lie in several streams, with the fonts of their resources.

use super::content;
use super::file::File;
use super::fonts::Font;
use super::object::Object;
use crate::error::{Error, ErrorKind, Result};
use crate::scan::MAX_PIECE;
use crate::scan::views::Views;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Fonts by the names that content streams use.
pub(super) struct Resources<'a> {
    file: &'a File,
    bytes: &'a [u8],
    /// Fonts that were read, by the number of their object.
    read: HashMap<usize, Rc<Font>>,
    /// For streams without resources of their own: a font of that name from anywhere in the file.
    anywhere: HashMap<Vec<u8>, &'a Object>,
}

impl<'a> Resources<'a> {
    pub(super) fn new(file: &'a File, bytes: &'a [u8]) -> Resources<'a> {
        let mut anywhere = HashMap::new();
        for found in &file.objects {
            let own = [Some(&found.value), file.get(&found.value, "Resources")];
            for fonts in own.into_iter().flatten().filter_map(|dict| file.get(dict, "Font")) {
                if let Object::Dict(entries) = fonts {
                    anywhere.extend(entries.iter().map(|(name, font)| (name.clone(), font)));
                }
            }
        }
        Resources { file, bytes, read: HashMap::new(), anywhere }
    }

    /// A font by its name.
    pub(super) fn font(
        &mut self,
        own: Option<&'a Object>,
        name: &[u8],
        views: &Views,
    ) -> Result<Option<Rc<Font>>> {
        let fonts = own.and_then(|own| self.file.get(own, "Font"));
        let key = String::from_utf8_lossy(name);
        let font = fonts.and_then(|fonts| fonts.get(&key)).or_else(|| self.anywhere.get(name).copied());
        let Some(font) = font else { return Ok(None) };
        // Objects do not move while a file is walked.
        let place = std::ptr::from_ref(self.file.resolve(font)) as usize;
        if let Some(known) = self.read.get(&place) {
            return Ok(Some(known.clone()));
        }
        let read = Rc::new(Font::read(self.file, self.bytes, self.file.resolve(font), views)?);
        self.read.insert(place, read.clone());
        Ok(Some(read))
    }
}

/// How far up a page looks for its resources, and how deep the tree of pages is.
const LEVELS: usize = 32;

/// Searches all pages, and tells which objects are their contents.
pub(super) fn walk<'a>(
    views: &mut Views,
    file: &'a File,
    place: &str,
    bytes: &[u8],
    resources: &mut Resources<'a>,
) -> Result<HashSet<usize>> {
    let numbers = page_numbers(file);
    let mut shown = HashSet::new();
    let starts: HashMap<usize, usize> = file
        .objects
        .iter()
        .enumerate()
        .filter_map(|(index, found)| Some((found.data.as_ref()?.start, index)))
        .collect();
    for found in &file.objects {
        if !file.get(&found.value, "Type").is_some_and(|kind| kind.is_name("Page")) {
            continue;
        }
        let name = match numbers.get(&found.number) {
            Some(number) => format!("{place}: page {number}"),
            None => found.place(place),
        };
        let mut data = Vec::new();
        for part in file.get(&found.value, "Contents").map(Object::list).unwrap_or_default() {
            let part = if let Object::Ref(number) = part { Some(*number) } else { None };
            // A single reference was resolved to its dictionary already.
            let part = part.or_else(|| match found.value.get("Contents") {
                Some(Object::Ref(number)) => Some(*number),
                _ => None,
            });
            let Some(part) = part.and_then(|number| file.object(number)) else { continue };
            let Some(range) = part.data.clone() else { continue };
            shown.extend(starts.get(&range.start));
            let decoded = file.decode(&part.value, bytes.get(range).unwrap_or_default(), views);
            let decoded = decoded.map_err(|e| e.at(&name))?;
            views.spend(decoded.bytes.len())?;
            data.extend_from_slice(&decoded.bytes);
            data.push(b'\n');
            if data.len() > MAX_PIECE {
                return Err(Error::new(ErrorKind::DocumentTooLarge)
                    .because("the content of a page")
                    .at(&name));
            }
        }
        let own = inherited(file, &found.value);
        let mut font = |name: &[u8], views: &Views| resources.font(own, name, views);
        content::read(views, file, &name, &data, &mut font).map_err(|e| e.at(&name))?;
    }
    Ok(shown)
}

fn inherited<'a>(file: &'a File, page: &'a Object) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..LEVELS {
        if let Some(own) = file.get(node, "Resources") {
            return Some(own);
        }
        node = file.get(node, "Parent")?;
    }
    None
}

/// Which page an object is, as readers count them.
fn page_numbers(file: &File) -> HashMap<u32, usize> {
    let roots = file.objects.iter().map(|found| &found.value).chain(&file.trailers);
    let pages = roots.rev().find_map(|dict| file.get(dict, "Root")?.get("Pages"));
    let mut numbers = HashMap::new();
    let mut seen = HashSet::new();
    if let Some(Object::Ref(number)) = pages {
        number_pages(file, *number, 0, &mut seen, &mut numbers);
    }
    numbers
}

fn number_pages(
    file: &File,
    node: u32,
    level: usize,
    seen: &mut HashSet<u32>,
    numbers: &mut HashMap<u32, usize>,
) {
    let Some(found) = file.object(node).filter(|_| level < LEVELS && seen.insert(node)) else { return };
    match file.get(&found.value, "Kids") {
        Some(kids) => {
            for kid in kids.list() {
                if let Object::Ref(kid) = kid {
                    number_pages(file, *kid, level + 1, seen, numbers);
                }
            }
        }
        None => {
            numbers.insert(node, numbers.len() + 1);
        }
    }
}
