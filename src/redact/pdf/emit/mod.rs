//! Writes what stays of a page: the second of two runs over its content (SPEC §18.5).

mod text;

use super::copier::Copier;
use super::interp::{Event, Fonts, Listener};
use super::layout::Plan;
use super::limits::{DEPTH, broken};
use super::names::{Kind, Names};
use super::out::Out;
use super::room::Reserved;
use super::state::State;
use super::stream::{Change, ContentStream};
use crate::error::Result;
use lopdf::{Dictionary, Object, Stream};

/// One stream that is written: a page or a form in it.
struct Sheet {
    stream: ContentStream,
    names: Names,
}

pub(super) struct Emitter<'c, 'a> {
    pub(super) copier: &'c mut Copier<'a>,
    plan: &'c Plan,
    sheets: Vec<Sheet>,
    glyphs: u32,
    paths: u32,
    /// The memory of what is written.
    written: Reserved,
}

impl<'c, 'a> Emitter<'c, 'a> {
    pub(super) fn new(copier: &'c mut Copier<'a>, plan: &'c Plan, written: Reserved) -> Emitter<'c, 'a> {
        let sheet = Sheet { stream: ContentStream::new(), names: Names::default() };
        Emitter { copier, plan, sheets: vec![sheet], glyphs: 0, paths: 0, written }
    }

    /// The stream, and the resources that it uses.
    pub(super) fn finish(mut self) -> (Vec<u8>, Names) {
        let sheet = self.sheets.pop();
        sheet.map(|sheet| (sheet.stream.finish(), sheet.names)).unwrap_or_default()
    }

    fn sheet(&mut self) -> Result<&mut Sheet> {
        self.sheets.last_mut().ok_or_else(|| broken("a form"))
    }

    fn change(&mut self, op: &super::content::Op, resources: &Dictionary, fonts: &mut Fonts) -> Result<()> {
        let source = self.copier.source;
        let name = op.operands.last().and_then(Out::as_name);
        // Numbers, and names where they are looked up below: nothing else is an operand of these.
        let mut operands: Vec<Out> = op.operands.iter().filter_map(numeric).collect();
        let change = match op.name.as_slice() {
            b"cm" => Change::Adds,
            // These set the space too.
            b"g" | b"rg" | b"k" | b"cs" => Change::FillSpace,
            b"G" | b"RG" | b"K" | b"CS" => Change::StrokeSpace,
            b"sc" | b"scn" => Change::Fill,
            b"SC" | b"SCN" => Change::Stroke,
            b"gs" => Change::Adds,
            other => Change::Simple(other.first().copied().unwrap_or_default()),
        };
        match op.name.as_slice() {
            b"cs" | b"CS" => {
                let name = name.unwrap_or_default();
                let found = Copier::named(source, resources, "ColorSpace", name);
                let plain = Object::Name(name.to_vec());
                let space = self.copier.space(found.unwrap_or(&plain), DEPTH)?;
                let written = match space {
                    Out::Name(name) => name,
                    space => {
                        let space = self.copier.store.add(space)?;
                        self.sheet()?.names.of(Kind::ColorSpace, space).into_bytes()
                    }
                };
                operands = vec![Out::Name(written)];
            }
            b"scn" | b"SCN" if name.is_some() => {
                let pattern = Copier::named(source, resources, "Pattern", name.unwrap_or_default());
                let Some(pattern) = pattern else { return Ok(()) };
                let pattern = self.copier.pattern(pattern, fonts)?;
                operands.push(Out::name(self.sheet()?.names.of(Kind::Pattern, pattern)));
            }
            b"gs" => {
                let found = Copier::named(source, resources, "ExtGState", name.unwrap_or_default());
                let Some(dict) = found.and_then(|object| Copier::dict_of(source, object)) else {
                    return Ok(());
                };
                let parameters = self.copier.parameters(dict, fonts)?;
                operands = vec![Out::name(self.sheet()?.names.of(Kind::ExtGState, parameters))];
            }
            b"ri"
                if !matches!(
                    name,
                    Some(b"AbsoluteColorimetric" | b"RelativeColorimetric" | b"Saturation" | b"Perceptual")
                ) =>
            {
                return Ok(());
            }
            b"ri" => operands.extend(name.map(|name| Out::Name(name.to_vec()))),
            _ => {}
        }
        let mut written = Vec::new();
        for operand in &operands {
            operand.write(&mut written, &|id| id);
            written.push(b' ');
        }
        written.extend(&op.name);
        written.push(b'\n');
        self.sheet()?.stream.change(change, written);
        Ok(())
    }

    fn form_ends(&mut self, stream: &Stream) -> Result<()> {
        let Some(sheet) = self.sheets.pop() else { return Err(broken("a form")) };
        let content = sheet.stream.finish();
        // What draws nothing is not there.
        if content.is_empty() {
            return Ok(());
        }
        let form = self.copier.form(&stream.dict, &sheet.names, &content)?;
        let outer = self.sheet()?;
        let name = outer.names.of(Kind::XObject, form);
        outer.stream.draw_form(format!("/{name} Do\n").as_bytes());
        Ok(())
    }
}

impl Listener for Emitter<'_, '_> {
    fn hear(&mut self, event: Event, state: &State, fonts: &mut Fonts) -> Result<()> {
        // Lists grow by twice what they have.
        let sizes = self.sheets.iter().map(|sheet| sheet.stream.size().saturating_mul(2));
        self.written.grow(sizes.sum())?;
        match event {
            Event::Save => self.sheet()?.stream.save(),
            Event::Restore => self.sheet()?.stream.restore(),
            Event::State(op, resources) => self.change(op, resources, fonts)?,
            Event::Path { written, paint, clip, .. } => {
                self.paths += 1;
                let paint = if self.plan.bars.contains(&self.paths) { &b"n"[..] } else { paint };
                if paint == b"n" && clip.is_none() {
                    return Ok(());
                }
                let mut path = written.to_vec();
                for operator in clip.into_iter().chain([paint]) {
                    path.extend(operator);
                    path.push(b'\n');
                }
                if paint == b"n" {
                    self.sheet()?.stream.change(Change::Adds, path);
                } else {
                    self.sheet()?.stream.draw(&path);
                }
            }
            Event::Shading(op, resources) => {
                let name = op.operands.first().and_then(Out::as_name).unwrap_or_default();
                let found = Copier::named(self.copier.source, resources, "Shading", name);
                let Some(shading) = found else { return Ok(()) };
                let shading = self.copier.shading(shading)?;
                let sheet = self.sheet()?;
                let name = sheet.names.of(Kind::Shading, shading);
                sheet.stream.draw(format!("/{name} sh\n").as_bytes());
            }
            Event::Show { matrix, pieces } => self.show(matrix, pieces, state, fonts)?,
            Event::Picture(stream, id) => {
                let picture = self.copier.picture(stream, id)?;
                let sheet = self.sheet()?;
                let name = sheet.names.of(Kind::XObject, picture);
                sheet.stream.draw(format!("/{name} Do\n").as_bytes());
            }
            Event::FormBegins => {
                self.sheets.push(Sheet { stream: ContentStream::new(), names: Names::default() });
            }
            Event::FormEnds(stream) => self.form_ends(stream)?,
        }
        Ok(())
    }
}

/// A number, or an array of numbers.
fn numeric(operand: &Out) -> Option<Out> {
    match operand {
        Out::Num(number) => Some(Out::Num(*number)),
        Out::Array(items) => Some(Out::Array(items.iter().filter_map(Out::num).map(Out::Num).collect())),
        _ => None,
    }
}
