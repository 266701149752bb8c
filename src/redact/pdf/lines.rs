//! Glyphs of a page in the orders in which people may read them (SPEC §18.5).

use super::collect::{Seen, Spot};
use std::collections::BTreeMap;

/// Glyphs on one baseline, from its beginning.
pub(super) struct Line {
    /// Whether it runs to the right, and is not turned.
    pub(super) level: bool,
    /// Groups of glyphs that stand near each other: a column or a cell of a table.
    pub(super) cells: Vec<Vec<usize>>,
}

/// Glyphs that may be one line: how they are turned, how far across, and the height of their font.
type Baseline = (Vec<usize>, (i32, i32), f64, f64);

/// How far along its line a point is, and how far across (upwards for text that is not turned).
fn along(spot: &Spot, point: (f64, f64)) -> (f64, f64) {
    let (ax, ay) = spot.along;
    (point.0 * ax + point.1 * ay, point.1 * ax - point.0 * ay)
}

/// A gap that is wider than this, in heights of the font, is no gap between words.
const CELL: f64 = 2.0;
/// A gap that is narrower than this is none.
pub(super) const WORD: f64 = 0.15;

/// Two of the same letter are one to a reader if they stand nearer than this along the line, in its widths or in heights of
/// the font, and across it, in heights of the font. More in a row are one too, each beside the one before.
const DOUBLE: f64 = 0.4;
const SHADOW: f64 = 0.15;
/// How many glyphs may stand between them along the line.
const BESIDE: usize = 4;

/// All visible glyphs in lines, from the top.
pub(super) fn lines(spots: &[Spot]) -> Vec<Line> {
    let turn = |spot: &Spot| ((spot.along.0 * 100.0).round() as i32, (spot.along.1 * 100.0).round() as i32);
    let mut order: Vec<usize> =
        (0..spots.len()).filter(|n| spots.get(*n).is_some_and(|s| s.seen == Seen::Visible)).collect();
    let key = |n: &usize| spots.get(*n).map(|spot| (turn(spot), along(spot, spot.origin)));
    order.sort_by(|a, b| match (key(a), key(b)) {
        (Some((one, (_, av))), Some((other, (_, bv)))) => {
            other.cmp(&one).then(bv.total_cmp(&av)).then(a.cmp(b))
        }
        _ => a.cmp(b),
    });
    let mut lines: Vec<Baseline> = Vec::new();
    for n in order {
        let Some(spot) = spots.get(n) else { continue };
        let (turn, (_, across)) = (turn(spot), along(spot, spot.origin));
        match lines.last_mut() {
            Some((line, same, height, em))
                if *same == turn && (*height - across).abs() < 0.3 * em.max(spot.em) =>
            {
                line.push(n);
                *em = em.max(spot.em);
            }
            _ => lines.push((vec![n], turn, across, spot.em)),
        }
    }
    let finish = |(mut line, turn, _, _): Baseline| {
        let place = |n: &usize| spots.get(*n).map_or(0.0, |spot| along(spot, spot.origin).0);
        line.sort_by(|a, b| place(a).total_cmp(&place(b)).then(a.cmp(b)));
        let mut cells: Vec<Vec<usize>> = Vec::new();
        let mut end = f64::MIN;
        for n in line {
            let Some(spot) = spots.get(n) else { continue };
            let gap = along(spot, spot.origin).0 - end;
            match cells.last_mut() {
                Some(cell) if gap < CELL * spot.em => cell.push(n),
                _ => cells.push(vec![n]),
            }
            end = along(spot, spot.end).0.max(if gap > 0.0 { f64::MIN } else { end });
        }
        Line { level: turn == (100, 0), cells }
    };
    lines.into_iter().map(finish).collect()
}

/// Splits cells where a glyph begins at a column that other lines have too, and at the rules of a table.
pub(super) fn split_at(
    spots: &[Spot],
    cell: Vec<usize>,
    walls: &[f64],
    is_column: impl Fn(f64) -> bool,
) -> Vec<Vec<usize>> {
    let wall = |from: f64, to: f64| walls.iter().any(|wall| from <= *wall && *wall <= to);
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<usize> = None;
    for n in cell {
        let (Some(spot), before) = (spots.get(n), last.and_then(|n| spots.get(n))) else { continue };
        let apart = before.is_some_and(|before| {
            let (end, start) = (before.end.0, spot.origin.0);
            let column = before.show != spot.show && start - end > 0.3 * spot.em && is_column(start);
            column || start - end > WORD * spot.em && wall(end, start)
        });
        match out.last_mut() {
            Some(cell) if !apart => cell.push(n),
            _ => out.push(vec![n]),
        }
        last = Some(n);
    }
    out
}

/// Whether a glyph is of another size or height than the one before: another word, as `TM` set high behind a name is.
fn apart(before: &Spot, spot: &Spot) -> bool {
    let (small, large) = (before.em.min(spot.em), before.em.max(spot.em));
    let (one, other) = (along(spot, before.origin).1, along(spot, spot.origin).1);
    small < 0.8 * large || (one - other).abs() > WORD * large
}

/// A text to be searched, with the glyph of each character; spaces and ends of lines have none.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) chars: Vec<char>,
    pub(super) spots: Vec<Option<usize>>,
}

impl Reading {
    fn push(&mut self, spots: &[Spot], n: usize) {
        let Some(spot) = spots.get(n) else { return };
        for c in spot.text.chars() {
            self.chars.push(c);
            self.spots.push(Some(n));
        }
    }

    fn gap(&mut self, c: char) {
        self.chars.push(c);
        self.spots.push(None);
    }

    fn cell(&mut self, spots: &[Spot], cell: &[usize]) {
        let mut before: Option<&Spot> = None;
        for n in cell {
            let Some(spot) = spots.get(*n) else { continue };
            let gap = |before: &Spot| along(spot, spot.origin).0 - along(before, before.end).0;
            if before.is_some_and(|before| gap(before) > WORD * spot.em || apart(before, spot)) {
                self.gap(' ');
            }
            self.push(spots, *n);
            before = Some(spot);
        }
    }
}

/// Glyphs that are drawn over the same letter, to look bold or to cast a shadow, each with the one that is read.
pub(super) fn doubles(spots: &[Spot], lines: &[Line]) -> BTreeMap<usize, usize> {
    let over = |one: usize, other: usize| {
        spots.get(one).zip(spots.get(other)).is_some_and(|(one, other)| {
            let (from, to) = (along(other, one.origin), along(other, other.origin));
            one.text == other.text
                && (from.0 - to.0).abs() < (DOUBLE * other.natural_width().abs()).max(SHADOW * other.em)
                && (from.1 - to.1).abs() < DOUBLE * other.em
        })
    };
    let mut doubles: BTreeMap<usize, usize> = BTreeMap::new();
    for cell in lines.iter().flat_map(|line| &line.cells) {
        for (at, n) in cell.iter().enumerate() {
            let before = cell.get(at.saturating_sub(BESIDE)..at).unwrap_or_default();
            if let Some(near) = before.iter().rev().find(|near| over(**near, *n)) {
                let one = doubles.get(near).copied().unwrap_or(*near);
                doubles.insert(*n, one);
            }
        }
    }
    doubles
}

/// The text of a page as its content has it.
pub(super) fn written(spots: &[Spot], stays: impl Fn(usize) -> bool) -> Reading {
    let (mut written, mut before) = (Reading::default(), None::<&Spot>);
    for (n, spot) in spots.iter().enumerate().filter(|(n, _)| stays(*n)) {
        if let Some(before) = before {
            let (end, start) = (along(spot, before.end), along(spot, spot.origin));
            if (end.1 - start.1).abs() > 0.3 * spot.em {
                written.gap('\n');
            } else if (start.0 - end.0).abs() > WORD * spot.em || apart(before, spot) {
                written.gap(' ');
            }
        }
        written.push(spots, n);
        before = Some(spot);
    }
    written
}

/// The text that is seen of a page as its content has it, as its lines have it, and down its columns.
pub(super) fn readings(spots: &[Spot], lines: &[Line], stays: impl Fn(usize) -> bool) -> [Reading; 3] {
    let [mut across, mut down] = [Reading::default(), Reading::default()];
    let seen = |n: usize| spots.get(n).is_some_and(|spot| spot.seen == Seen::Visible);
    let written = written(spots, |n| seen(n) && stays(n));
    let kept = |cell: &Vec<usize>| cell.iter().copied().filter(|n| stays(*n)).collect::<Vec<_>>();
    // Each column: cells below one another that overlap.
    let mut columns: Vec<(f64, f64, Vec<Vec<usize>>)> = Vec::new();
    for line in lines {
        for cell in line.cells.iter().map(kept).filter(|cell| !cell.is_empty()) {
            across.cell(spots, &cell);
            across.gap(' ');
            let ends = cell.first().and_then(|n| spots.get(*n)).zip(cell.last().and_then(|n| spots.get(*n)));
            let Some((first, last)) = ends.filter(|_| columns.len() < 200) else { continue };
            let (from, to) = (along(first, first.origin).0, along(last, last.end).0);
            match columns.iter_mut().rev().find(|(start, end, _)| from < *end && *start < to) {
                Some((start, end, cells)) => {
                    (*start, *end) = (from, to);
                    cells.push(cell);
                }
                None => columns.push((from, to, vec![cell])),
            }
        }
        across.gap('\n');
    }
    for (_, _, cells) in &columns {
        for cell in cells {
            down.cell(spots, cell);
            down.gap('\n');
        }
        down.gap('\n');
    }
    [written, across, down]
}
