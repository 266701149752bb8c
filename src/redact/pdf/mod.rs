//! Blind copies of PDF files (SPEC §18.5).
//!
//! The copy is written anew from what the pages show: `source` reads the document, `interp` carries out the content
//! of each page twice, first for `collect` and `layout`, which find terms and decide what happens to each glyph, then
//! for `emit`, which writes what stays; `copier`, `colour` and `clean` hold the lists of what may stay of other
//! objects, `font` cuts fonts down, and `out` writes the file.

mod clean;
mod collect;
mod colour;
mod columns;
mod content;
mod copier;
mod emit;
mod font;
mod grid;
mod interp;
mod layers;
mod layout;
mod limits;
mod lines;
mod load;
mod matrix;
mod names;
mod nested;
mod out;
mod page;
mod room;
mod source;
mod state;
mod stream;
mod weigh;

pub(crate) use load::load;

use super::Redacted;
use super::look::Look;
use super::matcher::Matcher;
use super::report::Report;
use crate::error::Result;
use copier::Copier;
use interp::Fonts;
use limits::broken;
use lopdf::Dictionary;
use out::Out;
use source::{Source, as_dict};

/// How often a copy is made of a copy until nothing changes. Twice is the rule: once to make it, once to see that it
/// stays as it is.
const ROUNDS: usize = 5;

/// Makes the copy. A copy of the copy is the copy itself.
pub(super) fn redact(bytes: &[u8], matcher: &Matcher) -> Result<Redacted> {
    let (mut copy, mut report) = once(bytes, 0, matcher)?;
    for _ in 1..ROUNDS {
        let (again, found) = once(&copy, bytes.len(), matcher)?;
        if again == copy {
            return Ok(Redacted { bytes: copy, report });
        }
        copy = again;
        report.add_terms(found);
    }
    Err(broken("its copies differ from each other"))
}

/// `held` is what is in memory beside the document.
fn once(bytes: &[u8], held: usize, matcher: &Matcher) -> Result<(Vec<u8>, Report)> {
    let source = Source::load(bytes, held)?;
    let root = source.document.trailer.get(b"Root").map_err(|_| broken("it has no catalog"))?;
    let catalog = as_dict(source.resolve(root)).ok_or_else(|| broken("it has no catalog"))?;
    let layers = layers::Layers::of(&source, catalog);
    let leaves = page::leaves(&source, catalog)?;
    let mut copier = Copier::new(&source, &layers, matcher);
    copier.document(bytes, catalog);
    let mut fonts = Fonts::default();
    let root = copier.store.reserve()?;
    let tree = copier.store.reserve()?;
    let mut pages = Vec::new();
    for (n, leaf) in leaves.iter().enumerate() {
        copier.page = n + 1;
        let page = copier.page(leaf, tree, &mut fonts).map_err(|error| error.at(copier.place()))?;
        pages.push(page);
    }
    copier.write_fonts(&fonts)?;
    let count = Out::int(pages.len());
    let dict = |entries: [(&str, Out); 3]| {
        let entries = entries.into_iter().filter(|(_, value)| *value != Out::Null);
        Out::Dict(entries.map(|(key, value)| (key.as_bytes().to_vec(), value)).collect())
    };
    copier
        .store
        .set(root, dict([("Type", Out::name("Catalog")), ("Pages", Out::Ref(tree)), ("", Out::Null)]));
    copier
        .store
        .set(tree, dict([("Type", Out::name("Pages")), ("Kids", Out::Array(pages)), ("Count", count)]));
    let Copier { store, report, .. } = copier;
    drop(fonts);
    Ok((store.finish(root)?, report))
}

impl Copier<'_> {
    /// Counts what the document as a whole tells, none of which is copied.
    fn document(&mut self, bytes: &[u8], catalog: &Dictionary) {
        let source = self.source;
        let trailer = &source.document.trailer;
        let has = |keys: &[&str]| keys.iter().filter(|key| catalog.has(key.as_bytes())).count() as u64;
        let info = u64::from(trailer.has(b"Info"));
        self.report.remove("P1", info + has(&["Metadata"]));
        self.report.remove("P2", u64::from(trailer.has(b"ID")));
        let ends = bytes.windows(5).filter(|five| five == b"%%EOF").count() as u64;
        self.report.remove("P3", ends.saturating_sub(1));
        let fields = source.dict(catalog, "AcroForm");
        self.report
            .remove("P5", fields.map_or(0, |form| source.array(form, "Fields").map_or(1, Vec::len) as u64));
        self.report.remove("P6", has(&["Perms", "DSS"]));
        let keys = [
            "Names",
            "Dests",
            "PageLabels",
            "Outlines",
            "Threads",
            "ViewerPreferences",
            "OpenAction",
            "AA",
            "URI",
            "SpiderInfo",
            "Requirements",
            "Extensions",
            "Collection",
            "AF",
            "PageMode",
            "PageLayout",
        ];
        self.report.remove("P7", has(&keys));
        self.report.remove("P8", self.layers.count());
        if self.layers.hidden() > 0 {
            self.report.look_at("document", "P8", Look::LayersLeftOut, self.layers.hidden());
        }
        self.report.remove("P9", has(&["StructTreeRoot", "MarkInfo", "Lang"]));
        self.report.remove("P10", has(&["PieceInfo", "OutputIntents", "DPartRoot", "Legal"]));
        self.report.remove("P11", 1);
        let start = source::find(bytes, b"%PDF-", 0).unwrap_or(0);
        let end = bytes.windows(5).rposition(|five| five == b"%%EOF").map_or(bytes.len(), |at| at + 5);
        let tail =
            bytes.get(end..).unwrap_or_default().iter().filter(|byte| !byte.is_ascii_whitespace()).count();
        self.report.remove("C4", u64::from(start > 0) + u64::from(tail > 0));
        if fields.is_some_and(|form| form.has(b"XFA")) {
            self.report.look("document", "P5", Look::FormLeftOut);
        }
    }

    /// Writes the fonts that the copy shows, last, when it is known which glyphs those are.
    fn write_fonts(&mut self, fonts: &Fonts) -> Result<()> {
        for font in &fonts.all {
            if let Some((object, number)) = font.object {
                let working = self.source.room.reserve(font.working())?;
                let made = font.cut(&mut self.store, number)?;
                drop(working);
                self.store.set(object, made);
                self.report.remove("P16", 1);
            }
        }
        Ok(())
    }
}
