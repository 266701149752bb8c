//! Pages: found, read, and written (ISO 32000-1 7.7.3).

use super::super::fonts::is_common_postscript;
use super::super::look::Look;
use super::collect::Page;
use super::copier::Copier;
use super::font::common_font;
use super::interp::Fonts;
use super::layout::Plan;
use super::limits::{DEPTH, PAGES, broken, too_large, untrusted};
use super::matrix::Rect;
use super::out::{Dict, Out};
use super::source::{Source, as_dict};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// Square pictures of a page that are told by themselves.
const SQUARES: usize = 3;

/// Whether a picture covers so much of the page that it may be a scan of it.
fn is_large(picture: &Rect, sheet: Rect) -> bool {
    let area = |rect: &Rect| rect.size().0 * rect.size().1;
    area(picture) > 0.3 * area(&sheet)
}

/// A page with what it has from the nodes above it.
pub(super) struct Leaf<'a> {
    pub(super) dict: &'a Dictionary,
    resources: Option<&'a Object>,
    media: Option<&'a Object>,
    crop: Option<&'a Object>,
    rotate: Option<&'a Object>,
}

/// All pages, in order.
pub(super) fn leaves<'a>(source: &'a Source, catalog: &'a Dictionary) -> Result<Vec<Leaf<'a>>> {
    let root = catalog.get(b"Pages").map_err(|_| broken("it has no pages"))?;
    let dict = as_dict(source.resolve(root)).ok_or_else(|| broken("it has no pages"))?;
    let mut out = Vec::new();
    let above = Leaf { dict, resources: None, media: None, crop: None, rotate: None };
    walk(source, root, above, &mut BTreeSet::new(), DEPTH, &mut out)?;
    if out.is_empty() { Err(broken("it has no pages")) } else { Ok(out) }
}

fn walk<'a>(
    source: &'a Source,
    node: &'a Object,
    above: Leaf<'a>,
    seen: &mut BTreeSet<ObjectId>,
    depth: usize,
    out: &mut Vec<Leaf<'a>>,
) -> Result<()> {
    if let Object::Reference(id) = node
        && !seen.insert(*id)
    {
        return Err(broken("a page stands in two places"));
    }
    let Some(dict) = as_dict(source.resolve(node)) else { return Ok(()) };
    if depth == 0 {
        return Err(broken("its pages are nested too deep"));
    }
    let leaf = Leaf {
        dict,
        resources: dict.get(b"Resources").ok().or(above.resources),
        media: dict.get(b"MediaBox").ok().or(above.media),
        crop: dict.get(b"CropBox").ok().or(above.crop),
        rotate: dict.get(b"Rotate").ok().or(above.rotate),
    };
    let Some(kids) = source.array(dict, "Kids") else {
        if out.len() >= PAGES {
            return Err(too_large("it has too many pages"));
        }
        out.push(leaf);
        return Ok(());
    };
    for kid in kids {
        let above = Leaf { dict, ..leaf };
        walk(source, kid, above, seen, depth - 1, out)?;
    }
    Ok(())
}

fn rect(source: &Source, object: Option<&Object>) -> Option<Rect> {
    let items = source.resolve(object?).as_array().ok()?;
    let numbers: Vec<f64> =
        items.iter().filter_map(|item| super::source::number(source.resolve(item))).collect();
    let rect = Rect::of(numbers.try_into().ok()?);
    let (width, height) = rect.size();
    (width > 0.0 && height > 0.0).then_some(rect)
}

impl<'a> Copier<'a> {
    /// Writes a page, and returns its object.
    pub(super) fn page(&mut self, leaf: &Leaf<'a>, parent: usize, fonts: &mut Fonts) -> Result<Out> {
        let source = self.source;
        let content = source.room.hold(self.content(leaf.dict)?)?;
        let none = Dictionary::new();
        let resources = leaf.resources.and_then(|object| as_dict(source.resolve(object))).unwrap_or(&none);
        // A viewer without a media box takes that of American letters.
        let media = rect(source, leaf.media).unwrap_or(Rect([0.0, 0.0, 612.0, 792.0]));
        let crop = rect(source, leaf.crop).map(|crop| crop.meet(media)).filter(|crop| crop.size().0 > 0.0);
        let sheet = crop.unwrap_or(media);
        let mut page = Page::new(source.room.reserve(0)?);
        let plan = self.read(&content, resources, sheet, fonts, &mut page, true)?;
        self.tell(&page, &plan, sheet)?;
        let (written, names) = self.write(&content, resources, sheet, fonts, &plan)?;
        self.annotations(leaf.dict);
        let mut out = Dict::new();
        let mut set = |key: &str, value: Out| out.insert(key.as_bytes().to_vec(), value);
        set("Type", Out::name("Page"));
        set("Parent", Out::Ref(parent));
        set("MediaBox", Out::nums(media.0));
        if let Some(crop) = crop.filter(|crop| *crop != media) {
            set("CropBox", Out::nums(crop.0));
        }
        let rotate =
            leaf.rotate.and_then(|object| super::source::number(source.resolve(object))).unwrap_or(0.0);
        let rotate = (rotate as i64).rem_euclid(360);
        if matches!(rotate, 90 | 180 | 270) {
            set("Rotate", Out::Num(rotate as f64));
        }
        if let Some(unit) = source.num(leaf.dict, "UserUnit").filter(|unit| (0.1..1000.0).contains(unit)) {
            set("UserUnit", Out::Num(unit));
        }
        set("Resources", Out::Dict(names.dict()));
        if !written.is_empty() {
            set("Contents", self.store.add_stream(Dict::new(), &written)?);
        }
        if let Some(group) = self.group(leaf.dict)? {
            set("Group", group);
        }
        let dropped =
            ["PieceInfo", "LastModified", "Thumb", "Metadata", "SeparationInfo", "DPart", "ID", "AF", "Tabs"];
        let (tells, named): (Vec<&str>, Vec<&str>) =
            dropped.iter().filter(|key| leaf.dict.has(key.as_bytes())).partition(|key| **key != "Metadata");
        self.report.remove("P10", tells.len() as u64);
        self.report.remove("P1", named.len() as u64);
        self.report.remove(
            "P7",
            ["AA", "B", "PZ", "Trans", "Dur"].iter().filter(|key| leaf.dict.has(key.as_bytes())).count()
                as u64,
        );
        self.report.remove("P9", u64::from(leaf.dict.has(b"StructParents")));
        // Equal pages are still two pages.
        let id = self.store.reserve()?;
        self.store.set(id, Out::Dict(out));
        Ok(Out::Ref(id))
    }

    /// The streams of a page's content, which count as one.
    fn content(&self, dict: &Dictionary) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        match self.source.get(dict, "Contents") {
            Some(Object::Stream(stream)) => out = self.source.bytes(stream)?,
            Some(Object::Array(parts)) => {
                for part in parts {
                    if let Object::Stream(stream) = self.source.resolve(part) {
                        out.extend_from_slice(&self.source.bytes(stream)?);
                        out.push(b'\n');
                    }
                    if out.len() > super::limits::STREAM {
                        return Err(too_large("the content of a page"));
                    }
                }
            }
            _ => {}
        }
        Ok(out)
    }

    /// What a page gives to report.
    fn tell(&mut self, page: &Page, plan: &Plan, sheet: Rect) -> Result<()> {
        let place = self.place();
        let scan = page.pictures.iter().any(|picture| is_large(picture, sheet));
        if plan.pictured_term || plan.unseen_terms && scan {
            return Err(untrusted(
                "the text behind a scanned picture has a term, so the picture shows it; remove it from the picture",
            ));
        }
        if scan && page.unread {
            return Err(untrusted(
                "the text behind a scanned picture cannot be told, so nobody knows whether the picture shows a term; take that text out",
            ));
        }
        self.report.remove("P13", plan.hidden + plan.unpainted);
        self.report.remove("P15", plan.lines + plan.bars.len() as u64);
        for term in &plan.terms {
            self.report.term(&place, "P12", term);
        }
        for (count, channel, look) in [
            (plan.lines, "P15", Look::LinesLeftOut),
            (plan.hidden, "P13", Look::UnseenTextLeftOut),
            (plan.unpainted, "P13", Look::UnmarkedTextLeftOut),
        ] {
            if count > 0 {
                self.report.look_at(&place, channel, look, count);
            }
        }
        self.tell_pictures(page, sheet);
        if page.curves > 3000 {
            self.report.look(&place, "P18", Look::ManyCurves);
        }
        let symbols = page.symbols();
        if symbols > 0 {
            self.report.look_at(&place, "P14", Look::Symbols, symbols);
        }
        Ok(())
    }

    /// Pictures of a page: those that may be seals or codes, and those that may be scans, by themselves.
    fn tell_pictures(&mut self, page: &Page, sheet: Rect) {
        let place = self.place();
        let (mut square, mut others) = (0, 0);
        for picture in &page.pictures {
            let (width, height) = picture.size();
            let look = if is_large(picture, sheet) {
                Look::LargePicture
            } else if (20.0..200.0).contains(&width)
                && (width - height).abs() < 0.08 * width
                && square < SQUARES
            {
                square += 1;
                Look::SmallSquarePicture
            } else {
                // Whatever its size and form, it may be a logo.
                others += 1;
                continue;
            };
            self.report.look_at(&place, "P17", look, format_args!("{width:.0}x{height:.0}"));
        }
        if others > 0 {
            self.report.look_at(&place, "P17", Look::Pictures, others);
        }
    }

    /// Tells of fonts that few have, and of those whose map is all that says what they show: each once.
    pub(super) fn tell_fonts(&mut self, page: &Page, fonts: &Fonts) {
        let place = self.place();
        for (number, believed) in &page.fonts {
            let Some(font) = fonts.all.get(*number) else { continue };
            let name = font.called.as_str();
            let mut first = |look: Look| self.told_fonts.insert((look.word(), name.to_owned()));
            let known = || name.is_empty() || is_common_postscript(name) || common_font(name);
            let unusual = first(Look::Font) && !known();
            let believed = *believed && first(Look::FontBelieved);
            for (tells, channel, look) in
                [(unusual, "P16", Look::Font), (believed, "P14", Look::FontBelieved)]
            {
                if tells {
                    self.report.look_at(&place, channel, look, name);
                }
            }
        }
    }

    /// Annotations go, with what they look like.
    fn annotations(&mut self, dict: &Dictionary) {
        let place = self.place();
        let source = self.source;
        let (mut signatures, mut fields, mut remarks) = (0u64, 0u64, 0u64);
        for item in source.array(dict, "Annots").into_iter().flatten() {
            let Some(annotation) = as_dict(source.resolve(item)) else { continue };
            let field = source
                .name(annotation, "FT")
                .or_else(|| source.dict(annotation, "Parent").and_then(|parent| source.name(parent, "FT")));
            let seen = annotation.has(b"AP");
            match (source.name(annotation, "Subtype"), field) {
                (Some(b"Widget"), Some(b"Sig")) => {
                    self.report.remove("P6", 1);
                    signatures += 1;
                }
                (Some(b"Widget"), _) => {
                    self.report.remove("P5", 1);
                    fields += u64::from(seen);
                }
                (Some(b"Link" | b"Popup"), _) => self.report.remove("P4", 1),
                _ => {
                    self.report.remove("P4", 1);
                    remarks += 1;
                }
            }
        }
        for (count, channel, look) in [
            (signatures, "P6", Look::SignaturesLeftOut),
            (fields, "P5", Look::FieldsLeftOut),
            (remarks, "P4", Look::RemarksLeftOut),
        ] {
            if count > 0 {
                self.report.look_at(&place, channel, look, count);
            }
        }
    }
}
