//! Rules of tables, which stay and hold text in its cell, and lines beside terms, which are as wide as these (SPEC §18.5).

use super::collect::Spot;
use super::limits::{COMPARED, RULES};
use super::lines::Line;
use super::matrix::Rect;
use std::collections::{BTreeMap, BTreeSet};

/// In points: how thick a rule can be, and how far the ends of rules that meet can stand apart.
pub(super) const THIN: f64 = 3.0;
const APART: f64 = 2.0;
/// In heights of the font: what is wider than this, and reaches beyond the text, underlines nothing.
const RULED: f64 = 25.0;

/// An upright rule: which path it is, its place, and from where to where it goes.
struct Wall {
    number: u32,
    x: f64,
    bottom: f64,
    top: f64,
    /// Whether level rules meet it from the left, and from the right. Both do so within a table, and not at a frame.
    left: bool,
    right: bool,
}

impl Wall {
    fn is_inner(&self) -> bool {
        self.left && self.right
    }

    fn meets(&self, Rect([_, bottom, _, top]): Rect) -> bool {
        self.bottom - APART <= top && bottom <= self.top + APART
    }
}

/// The upright rules of a page, from the left.
pub(super) struct Grid(Vec<Wall>);

/// Where a term stood: its place, the height of its font, and from where to where its text goes.
struct Place {
    rect: Rect,
    em: f64,
    text: (f64, f64),
}

impl Grid {
    /// Without any where they are too many to be compared with the page's flat shapes and so many lines of text.
    pub(super) fn of(bars: &[(u32, Rect)], lines: usize) -> Grid {
        let long = |thick: f64, length: f64| thick < THIN && length > 2.0 * thick.max(APART);
        let level: Vec<Rect> =
            bars.iter().map(|(_, bar)| *bar).filter(|bar| long(bar.size().1, bar.size().0)).collect();
        let upright = bars.iter().filter(|(_, bar)| long(bar.size().0, bar.size().1));
        let wall = |(number, Rect([left, bottom, right, top])): &(u32, Rect)| {
            let (number, x) = (*number, (left + right) / 2.0);
            Wall { number, x, bottom: *bottom, top: *top, left: false, right: false }
        };
        let mut walls: Vec<Wall> = upright.map(wall).collect();
        if walls.len().saturating_mul(level.len() + lines) > RULES {
            return Grid(Vec::new());
        }
        for wall in &mut walls {
            let met = level
                .iter()
                .filter(|rule| wall.meets(**rule))
                .map(|Rect([left, _, right, _])| (*left, *right));
            let sides = met.fold((false, false), |(before, behind), (left, right)| {
                let (from, to) = (wall.x - APART, wall.x + APART);
                (before || left < from && from <= right, behind || to < right && left <= to)
            });
            (wall.left, wall.right) = sides;
        }
        walls.sort_by(|one, other| one.x.total_cmp(&other.x));
        Grid(walls)
    }

    /// The places of the rules of a table that a line of text passes: those within it, and the one on its left.
    pub(super) fn beside(&self, spots: &[Spot], line: &Line) -> Vec<f64> {
        let first = line.cells.iter().flatten().find_map(|n| spots.get(*n));
        let Some((_, y)) = first.map(Spot::middle) else { return Vec::new() };
        let passed = || self.0.iter().filter(move |wall| wall.bottom <= y && y <= wall.top);
        let Some(inner) = passed().find(|wall| wall.is_inner()) else { return Vec::new() };
        let outer = passed().take_while(|wall| wall.x < inner.x).filter(|wall| wall.right).last();
        outer.into_iter().chain(passed().filter(|wall| wall.is_inner())).map(|wall| wall.x).collect()
    }

    /// Whether a level rule is one of a table: it goes from one upright rule to another, and meets one within a table.
    fn holds(&self, bar: Rect) -> bool {
        let Rect([left, _, right, _]) = bar;
        let from = self.0.partition_point(|wall| wall.x < left - APART);
        let along = || self.0.iter().skip(from).take_while(|wall| wall.x <= right + APART);
        let (mut begins, mut ends, mut inner) = (false, false, false);
        for wall in along().filter(|wall| wall.meets(bar)) {
            begins |= (wall.x - left).abs() <= APART;
            ends |= (wall.x - right).abs() <= APART;
            inner |= wall.is_inner();
        }
        begins && ends && inner
    }

    /// Which of a page's flat shapes are lines under and through terms, frames around and boxes behind them; nothing if
    /// that is too much work.
    pub(super) fn beside_terms(
        &self,
        bars: &[(u32, Rect)],
        spots: &[Spot],
        lines: &[Line],
        matched: &BTreeMap<usize, bool>,
    ) -> Option<BTreeSet<u32>> {
        let places: Vec<Place> =
            lines.iter().flat_map(|line| &line.cells).flat_map(|cell| places(spots, cell, matched)).collect();
        if bars.len().saturating_mul(places.len()) > COMPARED {
            return None;
        }
        let gone: Vec<&(u32, Rect)> = bars
            .iter()
            .filter(|(_, bar)| {
                let mut held = None;
                let mut holds = || *held.get_or_insert_with(|| self.holds(*bar));
                places.iter().any(|place| place.is_boxed(*bar) || place.is_lined(*bar) && !holds())
            })
            .collect();
        let meets = |x: f64, y: f64| {
            gone.iter().any(|(_, Rect([left, bottom, right, top]))| {
                left - APART <= x && x <= right + APART && bottom - APART <= y && y <= top + APART
            })
        };
        let sides = self.0.iter().filter(|wall| !wall.is_inner());
        let sides = sides
            .filter(|wall| meets(wall.x, wall.bottom) && meets(wall.x, wall.top))
            .map(|wall| wall.number);
        Some(gone.iter().map(|(number, _)| *number).chain(sides).collect())
    }
}

impl Place {
    /// Whether a shape is a line under, through or over it.
    fn is_lined(&self, bar: Rect) -> bool {
        let (Rect([left, bottom, right, top]), Rect([from, low, to, high])) = (bar, self.rect);
        let (width, height) = bar.size();
        let flat = height < 0.15 * self.em && low <= bottom && top <= high && left < to && from < right;
        let within = self.text.0 - self.em < left && right < self.text.1 + self.em;
        flat && (within || width <= RULED * self.em)
    }

    /// Whether a shape is a box behind it.
    fn is_boxed(&self, bar: Rect) -> bool {
        let (Rect([left, bottom, right, top]), Rect([from, low, to, high])) = (bar, self.rect);
        let near = (left - from).abs() < self.em && (right - to).abs() < self.em;
        let (_, height) = bar.size();
        height < 2.5 * self.em && bottom < low + 0.6 * self.em && high - 0.8 * self.em < top && near
    }
}

/// Where terms stood in a cell of a line.
fn places(spots: &[Spot], cell: &[usize], matched: &BTreeMap<usize, bool>) -> Vec<Place> {
    let ends = cell.iter().filter_map(|n| spots.get(*n)).flat_map(|spot| [spot.origin.0, spot.end.0]);
    let text = ends.fold((f64::MAX, f64::MIN), |(from, to), x| (from.min(x), to.max(x)));
    let mut places: Vec<Place> = Vec::new();
    for spot in cell.iter().filter(|n| matched.contains_key(n)).filter_map(|n| spots.get(*n)) {
        let (em, base) = (spot.em, spot.origin.1);
        match places.last_mut() {
            Some(Place { rect: Rect([_, bottom, right, top]), em: height, .. })
                if (*bottom - (base - 0.4 * em)).abs() < 0.3 * *height
                    && spot.origin.0 - *right < *height =>
            {
                *right = right.max(spot.end.0);
                *top = top.max(base + 1.2 * em);
            }
            _ => {
                let rect = Rect([spot.origin.0, base - 0.4 * em, spot.end.0, base + 1.2 * em]);
                places.push(Place { rect, em, text });
            }
        }
    }
    places
}
