//! Content that is drawn by itself: forms, patterns and masks, each in two runs.

use super::collect::Page;
use super::copier::Copier;
use super::emit::Emitter;
use super::interp::{Fonts, Interpreter};
use super::layout::{self, Plan};
use super::limits::{DEPTH, too_large, unknown};
use super::matrix::{Matrix, Rect};
use super::names::Names;
use super::out::Out;
use super::state::State;
use crate::error::Result;
use lopdf::{Dictionary, ObjectId, Stream};

impl<'a> Copier<'a> {
    /// A form of these contents.
    pub(super) fn form(&mut self, dict: &Dictionary, names: &Names, content: &[u8]) -> Result<Out> {
        let mut out = self.keys(dict, &["BBox", "Matrix"])?;
        out.insert(b"Type".to_vec(), Out::name("XObject"));
        out.insert(b"Subtype".to_vec(), Out::name("Form"));
        out.insert(b"Resources".to_vec(), Out::Dict(names.dict()));
        if let Some(group) = self.group(dict)? {
            out.insert(b"Group".to_vec(), group);
        }
        self.store.add_stream(out, content)
    }

    /// A pattern, or the form of a soft mask: content that is drawn by itself, in which glyphs can only go.
    pub(super) fn nested(
        &mut self,
        stream: &Stream,
        id: Option<ObjectId>,
        kind: &'static str,
        fonts: &mut Fonts,
    ) -> Result<Out> {
        if let Some(known) = id.and_then(|id| self.known.get(&(id, kind))) {
            return Ok(known.clone());
        }
        let source = self.source;
        let none = Dictionary::new();
        let resources = source.dict(&stream.dict, "Resources").unwrap_or(&none);
        let (content, names) = self.alone(stream, resources, fonts)?;
        let made = if kind == "pattern" {
            let mut out = self.keys(
                &stream.dict,
                &["PatternType", "PaintType", "TilingType", "BBox", "XStep", "YStep", "Matrix"],
            )?;
            out.insert(b"Resources".to_vec(), Out::Dict(names.dict()));
            self.store.add_stream(out, &content)?
        } else {
            self.form(&stream.dict, &names, &content)?
        };
        if let Some(id) = id {
            self.known.insert((id, kind), made.clone());
        }
        Ok(made)
    }

    /// Content that is drawn by itself.
    fn alone(
        &mut self,
        stream: &Stream,
        resources: &Dictionary,
        fonts: &mut Fonts,
    ) -> Result<(Vec<u8>, Names)> {
        if self.depth == 0 {
            return Err(unknown("patterns are nested too deep"));
        }
        self.depth -= 1;
        let content = self.source.content(stream)?;
        let sheet = source_box(self, &stream.dict);
        let mut page = Page::new(self.source.room.reserve(0)?);
        let plan = self.read(&content, resources, sheet, fonts, &mut page, false)?;
        let done = self.write(&content, resources, sheet, fonts, &plan);
        self.depth += 1;
        done
    }

    /// First run: what is there, and what is to be done.
    pub(super) fn read(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        sheet: Rect,
        fonts: &mut Fonts,
        page: &mut Page,
        movable: bool,
    ) -> Result<Plan> {
        let state = State::new(Matrix::IDENTITY, sheet);
        let (source, layers) = (self.source, self.layers);
        let mut interpreter = Interpreter { source, layers, fonts, operators: &mut self.operators };
        interpreter.run(content, resources, state, page, DEPTH)?;
        page.trusted()?;
        self.tell_fonts(page, fonts);
        let plan = layout::plan(page, self.matcher, sheet, movable);
        if plan.uncompared { Err(too_large("a page has too many terms and lines")) } else { Ok(plan) }
    }

    /// Second run: writes it.
    pub(super) fn write(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        sheet: Rect,
        fonts: &mut Fonts,
        plan: &Plan,
    ) -> Result<(Vec<u8>, Names)> {
        let state = State::new(Matrix::IDENTITY, sheet);
        let (source, layers) = (self.source, self.layers);
        let mut operators = std::mem::take(&mut self.operators);
        let written = source.room.reserve(0)?;
        let mut emitter = Emitter::new(self, plan, written);
        let mut interpreter = Interpreter { source, layers, fonts, operators: &mut operators };
        interpreter.run(content, resources, state, &mut emitter, DEPTH)?;
        let done = emitter.finish();
        self.operators += operators;
        Ok(done)
    }
}

fn source_box(copier: &Copier, dict: &Dictionary) -> Rect {
    copier.source.nums(dict, "BBox").map_or(Rect([-1e9, -1e9, 1e9, 1e9]), Rect::of)
}
