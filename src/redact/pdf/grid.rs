//! Rules of tables, which stay and hold text in its cell, and lines beside terms, which are as wide as these (SPEC §18.5).

use super::collect::Spot;
use super::limits::COMPARED;
use super::lines::Line;
use super::matrix::Rect;
use std::collections::{BTreeMap, BTreeSet};

/// In points: how thick a rule can be, and how far the ends of rules that meet can stand apart.
pub(super) const THIN: f64 = 3.0;
const APART: f64 = 2.0;

/// An upright rule: its place, and from where to where it goes.
struct Wall {
    x: f64,
    bottom: f64,
    top: f64,
}

/// The upright rules of a page, from the left.
pub(super) struct Grid(Vec<Wall>);

impl Grid {
    /// Without any where they are too many to be compared with the page's flat shapes and so many lines of text.
    pub(super) fn of(bars: &[(u32, Rect)], lines: usize) -> Grid {
        let upright = bars.iter().map(|(_, bar)| (*bar, bar.size()));
        let upright =
            upright.filter(|(_, (width, height))| *width < THIN && *height > 2.0 * width.max(APART));
        let wall = |(Rect([left, bottom, right, top]), _)| Wall { x: (left + right) / 2.0, bottom, top };
        let mut walls: Vec<Wall> = upright.map(wall).collect();
        if walls.len().saturating_mul(bars.len().max(lines)) > COMPARED {
            walls.clear();
        }
        walls.sort_by(|one, other| one.x.total_cmp(&other.x));
        Grid(walls)
    }

    /// The places of those that a line of text passes.
    pub(super) fn beside(&self, spots: &[Spot], line: &Line) -> Vec<f64> {
        let first = line.cells.iter().flatten().find_map(|n| spots.get(*n));
        let Some((_, y)) = first.map(Spot::middle) else { return Vec::new() };
        self.0.iter().filter(|wall| wall.bottom <= y && y <= wall.top).map(|wall| wall.x).collect()
    }

    /// Whether a level rule goes from one of them to another.
    fn holds(&self, Rect([left, bottom, right, top]): Rect) -> bool {
        let meets = |x: f64| {
            let from = self.0.partition_point(|wall| wall.x < x - APART);
            let mut near = self.0.iter().skip(from).take_while(|wall| wall.x <= x + APART);
            near.any(|wall| wall.bottom - APART <= top && bottom <= wall.top + APART)
        };
        meets(left) && meets(right)
    }

    /// Which of a page's flat shapes are lines under, through and boxes behind terms; nothing if that is too much work.
    pub(super) fn beside_terms(
        &self,
        bars: &[(u32, Rect)],
        spots: &[Spot],
        matched: &BTreeMap<usize, bool>,
    ) -> Option<BTreeSet<u32>> {
        let places = places(spots, matched);
        if bars.len().saturating_mul(places.len()) > COMPARED {
            return None;
        }
        let gone = bars.iter().filter(|(_, bar)| {
            let Rect([left, bottom, right, top]) = *bar;
            let (width, height) = bar.size();
            let mut held = None;
            places.iter().any(|(Rect([from, low, to, high]), em)| {
                let flat =
                    height < 0.15 * em && low <= &bottom && &top <= high && left < *to && *from < right;
                let near = (left - from).abs() < *em && (right - to).abs() < *em;
                let box_behind =
                    height < 2.5 * em && bottom < low + 0.6 * em && *high - 0.8 * em < top && near;
                // A rule across the page or of a table has nothing to do with a term.
                let ruled = width > (to - from) * 3.0 + 20.0 * em;
                box_behind || flat && (near || !ruled && !*held.get_or_insert_with(|| self.holds(*bar)))
            })
        });
        Some(gone.map(|(number, _)| *number).collect())
    }
}

/// Where terms stood, with the heights of their fonts.
fn places(spots: &[Spot], matched: &BTreeMap<usize, bool>) -> Vec<(Rect, f64)> {
    let mut places: Vec<(Rect, f64)> = Vec::new();
    for spot in matched.keys().filter_map(|n| spots.get(*n)) {
        let (height, base) = (spot.em, spot.origin.1);
        let rect = Rect([spot.origin.0, base - 0.4 * height, spot.end.0, base + 1.2 * height]);
        match places.last_mut() {
            Some((Rect([_, bottom, right, top]), em))
                if (*bottom - (base - 0.4 * height)).abs() < 0.3 * *em && spot.origin.0 - *right < *em =>
            {
                *right = right.max(spot.end.0);
                *top = top.max(base + 1.2 * height);
            }
            _ => places.push((rect, height)),
        }
    }
    places
}
