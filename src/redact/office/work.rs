//! What every pass over a document needs: where it comes from, where it goes, and what to look for.

use super::copy::Copy;
use super::package::{Package, Relation};
use super::places::{At, each};
use super::xml::Element;
use crate::error::{ErrorKind, Result};
use crate::redact::look::Look;
use crate::redact::matcher::Matcher;
use crate::redact::report::Report;
use crate::redact::{fonts, image};
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Work<'a> {
    pub package: Package<'a>,
    pub copy: Copy,
    pub matcher: &'a Matcher,
    pub report: Report,
    /// The folder of all parts: `word` or `xl`.
    pub folder: &'static str,
    /// Drawings so far.
    pub drawings: u64,
    /// A chart is being copied; none can be within it.
    pub in_chart: bool,
    fonts: BTreeSet<String>,
    pictures: BTreeMap<String, String>,
}

/// What stands where a picture was that cannot be kept.
const PLACEHOLDER_SIDE: u32 = 64;
const PLACEHOLDER_SHADE: u8 = 0xcc;

impl<'a> Work<'a> {
    pub fn new(package: Package<'a>, matcher: &'a Matcher, folder: &'static str) -> Work<'a> {
        let (copy, report) = (Copy::of(package.size()), Report::default());
        let (fonts, pictures) = (BTreeSet::new(), BTreeMap::new());
        Work { package, copy, matcher, report, folder, drawings: 0, in_chart: false, fonts, pictures }
    }

    /// The part of the copy that holds a picture, which is shown at a place; a placeholder if there is none that can be
    /// kept.
    ///
    /// # Errors
    /// As [`Package::picture`].
    pub fn picture(&mut self, relation: Option<&Relation>, place: &str) -> Result<String> {
        let target = relation.filter(|relation| relation.kind == "image").and_then(|r| r.target.clone());
        if let Some(known) = target.as_ref().and_then(|target| self.pictures.get(target)) {
            return Ok(known.clone());
        }
        let bytes = match &target {
            Some(target) => Some(self.package.picture(target)?),
            None => None,
        };
        let rebuilt = bytes.as_deref().map_or(Err(ErrorKind::UnsupportedDocument.into()), image::within);
        drop(bytes);
        let (name, known) = match rebuilt {
            Ok(picture) => (self.copy.put_picture(self.folder, &picture.bytes)?, Some(picture)),
            // A picture that is too large is no reason to refuse what it stands in, but it cannot stay.
            Err(_) => {
                let plain = image::plain(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, PLACEHOLDER_SHADE);
                (self.copy.put_picture(self.folder, &plain)?, None)
            }
        };
        match known {
            Some(picture) => picture.tell(place, &mut self.report),
            None => {
                let ending = target.as_deref().and_then(|t| t.rsplit_once('.')).map_or("linked", |(_, e)| e);
                self.report.look_at(place, "I3", Look::PictureReplaced, ending);
            }
        }
        if let Some(target) = target {
            self.pictures.insert(target, name.clone());
        }
        Ok(name)
    }

    /// Tells of fonts that few have.
    pub fn look_at_fonts(&mut self, root: &mut Element, at: At) {
        let mut seen = Vec::new();
        each(root, &mut |paragraph, element| {
            let names = match element.name.as_str() {
                "w:rFonts" => ["w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"].as_slice(),
                "a:latin" | "a:ea" | "a:cs" | "a:sym" | "a:buFont" => &["typeface"],
                "x:name" | "x:rFont" => &["val"],
                _ => &[],
            };
            seen.extend(
                names
                    .iter()
                    .filter_map(|name| element.attribute(name))
                    .map(|font| (paragraph, font.to_owned())),
            );
        });
        for (paragraph, font) in seen {
            // Names that begin with a plus stand for fonts of the theme.
            let common = font.is_empty() || font.starts_with('+') || fonts::is_common(&font);
            if !common && self.fonts.insert(font.clone()) {
                self.report.look_at(at.place(paragraph), "W10", Look::Font, font);
            }
        }
    }
}
