//! Writes text: what stays of it, and a mark for each term (SPEC §18.5).

use super::super::interp::{Fonts, Piece};
use super::super::layout::{Fate, MARK};
use super::super::limits::broken;
use super::super::matrix::Matrix;
use super::super::names::Kind;
use super::super::out::{Out, rounded, write_number};
use super::super::state::State;
use super::Emitter;
use crate::error::Result;

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

impl Emitter<'_, '_> {
    pub(super) fn show(
        &mut self,
        matrix: Matrix,
        pieces: &[Piece],
        state: &State,
        fonts: &mut Fonts,
    ) -> Result<()> {
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
            // Of these only those that draw nothing are left, spaces for the most part.
            if font.is_type3() {
                continue;
            }
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
}

/// Kerns between strings, without those that move nothing and those behind the last string.
fn steps(items: Vec<Out>) -> Vec<Out> {
    let mut out: Vec<Out> = Vec::new();
    for item in items {
        match (out.last_mut(), item) {
            (_, Out::Num(kern)) if rounded(kern) == 0.0 => {}
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
