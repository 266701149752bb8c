//! Where text begins on a page: the places that a line with a term may keep, since they do not tell how long that is
//! (SPEC §18.5).

use super::collect::Spot;
use super::lines::Line;
use super::matrix::Rect;
use std::collections::BTreeMap;

/// How far from the left border of a page without other text, in points.
const BORDER: f64 = 72.0;
/// In heights of the font: how far a paragraph is set in at most.
const INDENT: f64 = 4.0;

/// A place where text begins, and between which places it ends.
#[derive(Clone, Copy)]
struct Start {
    x: f64,
    em: f64,
    least: f64,
    most: f64,
}

/// The places where text begins in lines without a term, by halves of a point.
pub(super) struct Columns {
    starts: BTreeMap<i64, Start>,
    /// The first of them.
    pub(super) margin: f64,
    /// Where the longest line ends.
    right: f64,
}

impl Columns {
    pub(super) fn of<'l>(spots: &[Spot], lines: impl Iterator<Item = &'l Line>, sheet: Rect) -> Columns {
        let (mut starts, mut right) = (BTreeMap::new(), f64::MIN);
        for cell in lines.flat_map(|line| &line.cells) {
            let Some(first) = cell.first().and_then(|n| spots.get(*n)) else { continue };
            let (x, end) = (first.origin.0, end(spots, cell));
            let start = starts.entry(half(x)).or_insert(Start { x, em: first.em, least: end, most: end });
            (start.x, start.least, start.most) = (start.x.min(x), start.least.min(end), start.most.max(end));
            right = right.max(end);
        }
        let Rect([left, ..]) = sheet;
        let margin = starts.values().map(|start| start.x).find(|x| *x >= left).unwrap_or(left + BORDER);
        Columns { starts, margin, right }
    }

    /// The column that a place is in: texts of different length begin there, or lines that fill the page. What stands in
    /// the middle or at the right begins where a name of its length does.
    pub(super) fn at(&self, x: f64) -> Option<f64> {
        let around = || self.starts.range(half(x) - 1..=half(x) + 1).map(|(_, start)| *start);
        let ends =
            around().fold((f64::MAX, f64::MIN), |(least, most), s| (s.least.min(least), s.most.max(most)));
        let fills = |s: Start| s.most > self.right - s.em && s.x < self.margin + INDENT * s.em;
        let exact = [half(x), half(x) - 1, half(x) + 1].iter().find_map(|half| self.starts.get(half));
        exact
            .map(|start| start.x)
            .filter(|start| (start - x).abs() < 0.5 && (ends.1 - ends.0 > 0.5 || around().any(fills)))
    }
}

fn half(x: f64) -> i64 {
    (x * 2.0).round() as i64
}

/// Where the last glyph of a cell ends.
pub(super) fn end(spots: &[Spot], cell: &[usize]) -> f64 {
    cell.iter().filter_map(|n| spots.get(*n)).map(|spot| spot.end.0).fold(f64::MIN, f64::max)
}
