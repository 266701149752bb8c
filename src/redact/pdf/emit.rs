//! Writes what stays of a page: the second of two runs over its content (SPEC §18.5).

use super::collect::Page;
use super::copier::Copier;
use super::interp::{Event, Fonts, Interpreter, Listener, Piece};
use super::layout::{self, Fate, MARK, Plan};
use super::limits::{DEPTH, broken, unknown};
use super::matrix::{Matrix, Rect};
use super::names::{Kind, Names};
use super::out::{Out, write_number};
use super::room::Reserved;
use super::state::State;
use super::stream::{Change, ContentStream};
use crate::error::Result;
use lopdf::{Dictionary, Object, ObjectId, Stream};

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

/// Glyphs that are shown without anything between them.
struct Run {
    place: Matrix,
    natural: bool,
    items: Vec<Out>,
}

enum Part {
    Run(Run),
    Mark(f64, f64, f64),
}

impl<'c, 'a> Emitter<'c, 'a> {
    pub(super) fn new(
        copier: &'c mut Copier<'a>,
        plan: &'c Plan,
        names: Names,
        written: Reserved,
    ) -> Emitter<'c, 'a> {
        let sheet = Sheet { stream: ContentStream::new(), names };
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

    fn show(&mut self, matrix: Matrix, pieces: &[Piece], state: &State, fonts: &mut Fonts) -> Result<()> {
        let Some(number) = state.text.font else { return Ok(()) };
        let Some(font) = fonts.all.get_mut(number) else { return Ok(()) };
        let vertical = font.vertical;
        let mut parts: Vec<Part> = Vec::new();
        let mut open = false;
        for piece in pieces {
            let (code, at) = match *piece {
                Piece::Kern(kern) => {
                    if let (true, Some(Part::Run(run))) = (open, parts.last_mut())
                        && let (false, Some(last)) = (run.natural, run.items.last_mut())
                    {
                        match last {
                            Out::Num(before) => *before += kern,
                            _ => run.items.push(Out::Num(kern)),
                        }
                    }
                    continue;
                }
                Piece::Glyph { code, at } => (code, at),
            };
            if font.known_glyph(code).is_none() {
                continue;
            }
            self.glyphs += 1;
            let fate = self.plan.fates.get(&(self.glyphs - 1)).copied();
            let place = match fate {
                Some(Fate::Gone) => {
                    open = false;
                    continue;
                }
                Some(Fate::Marked(x, y, em)) => {
                    open = false;
                    parts.push(Part::Mark(x, y, em));
                    continue;
                }
                Some(Fate::Follows) if open => None,
                Some(Fate::Moved(x, y)) => {
                    let back = state.ctm.inverse().ok_or_else(|| broken("a matrix cannot be undone"))?;
                    let (x, y) = back.apply(x, y);
                    let [a, b, c, d] = matrix.linear();
                    let rise = state.text.rise;
                    Some((Matrix([a, b, c, d, x - rise * c, y - rise * d]), true))
                }
                _ if open => None,
                _ => {
                    let shift = if vertical { Matrix::shift(0.0, at) } else { Matrix::shift(at, 0.0) };
                    Some((shift.then(matrix), false))
                }
            };
            if let Some((place, natural)) = place {
                parts.push(Part::Run(Run { place, natural, items: Vec::new() }));
                open = true;
            }
            let bytes = font.show(code)?;
            if let Some(Part::Run(run)) = parts.last_mut() {
                match run.items.last_mut() {
                    Some(Out::Str(text)) => text.extend(bytes),
                    _ => run.items.push(Out::Str(bytes.to_vec())),
                }
            }
        }
        if parts.iter().any(|part| matches!(part, Part::Run(_))) && font.object.is_none() {
            self.copier.fonts += 1;
            font.object = Some((self.copier.store.reserve()?, self.copier.fonts));
        }
        let object = font.object;
        let sheet = self.sheet()?;
        for part in parts {
            match part {
                Part::Mark(x, y, em) => sheet.stream.draw(&mark(state, x, y, em)),
                Part::Run(run) => {
                    let Some((object, _)) = object else { continue };
                    let name = sheet.names.of(Kind::Font, Out::Ref(object));
                    sheet.stream.text(&state.text, run.natural, (number, &name), run.place);
                    sheet.stream.show(&steps(run.items));
                }
            }
        }
        Ok(())
    }

    fn change(&mut self, op: &super::content::Op, resources: &Dictionary, fonts: &mut Fonts) -> Result<()> {
        let source = self.copier.source;
        let name = op.operands.last().and_then(Out::as_name);
        let mut operands = op.operands.clone();
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
                operands.pop();
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

/// Kerns between strings, without those that move nothing and those behind the last string.
fn steps(items: Vec<Out>) -> Vec<Out> {
    let mut out: Vec<Out> = Vec::new();
    for item in items {
        match (out.last_mut(), item) {
            (_, Out::Num(kern)) if super::out::rounded(kern) == 0.0 => {}
            (Some(Out::Str(before)), Out::Str(text)) => before.extend(text),
            (_, item) => out.push(item),
        }
    }
    while matches!(out.last(), Some(Out::Num(_))) {
        out.pop();
    }
    out
}

/// The placeholder: a grey rectangle as wide for every term.
fn mark(state: &State, x: f64, y: f64, em: f64) -> Vec<u8> {
    let Some(back) = state.ctm.inverse() else { return Vec::new() };
    let mut out = b"q 0.75 g ".to_vec();
    let corners = [(0.0, -0.1), (MARK, -0.1), (MARK, 0.8), (0.0, 0.8)];
    for ((dx, dy), operator) in corners.into_iter().zip([b"m ", b"l ", b"l ", b"l "]) {
        let (x, y) = back.apply(x + dx * em, y + dy * em);
        write_number(&mut out, x);
        out.push(b' ');
        write_number(&mut out, y);
        out.push(b' ');
        out.extend(operator);
    }
    out.extend(b"f Q\n");
    out
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
            Event::Metrics(op) => {
                let mut written = Vec::new();
                for operand in &op.operands {
                    operand.write(&mut written, &|id| id);
                    written.push(b' ');
                }
                written.extend(&op.name);
                written.push(b'\n');
                // It must come first.
                let sheet = self.sheet()?;
                if sheet.stream.out.is_empty() {
                    sheet.stream.out.extend(written);
                }
            }
        }
        Ok(())
    }
}

impl<'a> Copier<'a> {
    /// A form of these contents.
    fn form(&mut self, dict: &Dictionary, names: &Names, content: &[u8]) -> Result<Out> {
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
        let (content, names) = self.alone(stream, resources, Names::default(), fonts)?;
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
    pub(super) fn alone(
        &mut self,
        stream: &Stream,
        resources: &Dictionary,
        names: Names,
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
        let done = self.write(&content, resources, sheet, fonts, &plan, names);
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
        Ok(layout::plan(page, self.matcher, sheet, movable))
    }

    /// Second run: writes it.
    pub(super) fn write(
        &mut self,
        content: &[u8],
        resources: &Dictionary,
        sheet: Rect,
        fonts: &mut Fonts,
        plan: &Plan,
        names: Names,
    ) -> Result<(Vec<u8>, Names)> {
        let state = State::new(Matrix::IDENTITY, sheet);
        let (source, layers) = (self.source, self.layers);
        let mut operators = std::mem::take(&mut self.operators);
        let written = source.room.reserve(0)?;
        let mut emitter = Emitter::new(self, plan, names, written);
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
