//! Which glyphs go, and where the others of their lines go, so that nothing tells how long a term was (SPEC §18.5).

use super::super::matcher::Matcher;
use super::collect::{Page, Seen, Spot};
use super::columns::{Columns, end};
use super::grid::Grid;
use super::lines::{self, Line, WORD};
use super::matrix::Rect;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What happens to a glyph that does not simply stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    Gone,
    /// It goes, and the placeholder is drawn: with its left end here, for a font of this height.
    Marked(f64, f64, f64),
    /// It moves here.
    Moved(f64, f64),
    /// It follows the glyph before it.
    Follows,
}

/// What is done to a page.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) fates: BTreeMap<u32, Fate>,
    /// Paths that go.
    pub(super) bars: BTreeSet<u32>,
    /// Terms found, in the order of the page.
    pub(super) terms: Vec<Arc<str>>,
    /// It was too much work to tell which glyphs, or which shapes, belong to terms.
    pub(super) uncompared: bool,
    /// Terms that stand in text which is drawn without a mark, and whether one stands over a picture, which shows it.
    pub(super) unseen_terms: bool,
    pub(super) pictured_term: bool,
    pub(super) hidden: u64,
    pub(super) unpainted: u64,
    /// Lines that go as a whole.
    pub(super) lines: u64,
}

/// In heights of the font: how wide the placeholder is, how far what follows stands from it, and how wide a gap
/// between words becomes in a line that is laid out again.
pub(super) const MARK: f64 = 4.0;
const BEHIND: f64 = 0.25;
const SPACE: f64 = 0.25;
/// Between cells that no column holds, and behind the rule of a table.
const APART: f64 = 1.0;
const INSIDE: f64 = 0.5;

/// How often what is left is looked at again: terms within terms within terms are no text.
const ROUNDS: usize = 16;

/// Decides for a page. `movable` is false where glyphs can only go, and not move.
pub(super) fn plan(page: &Page, matcher: &Matcher, sheet: Rect, movable: bool) -> Plan {
    let spots = &page.spots;
    let lines = lines::lines(spots);
    let doubles = lines::doubles(spots, &lines);
    let unseen = spots.iter().any(|spot| spot.seen != Seen::Visible);
    let mut plan = Plan::default();
    let mut matched: BTreeMap<usize, bool> = BTreeMap::new();
    // What is left may be a term again, once another is out of it.
    for round in 0.. {
        if round == ROUNDS {
            plan.uncompared = true;
            break;
        }
        let before = matched.len();
        let gone = |n: usize| matched.contains_key(&n);
        let stays = |n: usize| !gone(n) && !doubles.get(&n).is_some_and(|one| gone(*one));
        let mut readings = Vec::from(lines::readings(spots, &lines, stays));
        if !doubles.is_empty() {
            readings.extend(lines::readings(spots, &lines, |n| stays(n) && !doubles.contains_key(&n)));
        }
        // Of a name that is seen in part, cut off or covered, that part goes.
        if unseen {
            readings.push(lines::written(spots, stays));
        }
        for reading in readings {
            for found in matcher.find(&reading.chars) {
                let glyphs = reading.spots.get(found.range).unwrap_or_default().iter().flatten();
                let glyphs = glyphs.filter(|n| spots.get(**n).is_some_and(|spot| spot.seen == Seen::Visible));
                let mut first = true;
                let mut fresh = false;
                for n in glyphs {
                    let known = matched.contains_key(n);
                    fresh |= !known;
                    matched.entry(*n).or_insert(first && !known);
                    first = false;
                }
                if fresh {
                    plan.terms.push(found.term);
                }
            }
        }
        if matched.len() == before {
            break;
        }
    }
    for (double, one) in &doubles {
        if matched.contains_key(one) {
            matched.entry(*double).or_insert(false);
        }
    }
    invisible(page, matcher, &mut plan);
    if matched.is_empty() {
        return plan;
    }
    let grid = Grid::of(&page.bars, lines.len());
    match grid.beside_terms(&page.bars, spots, &lines, &matched) {
        Some(bars) => plan.bars = bars,
        None => plan.uncompared = true,
    }
    let gone = Gone { matched: &matched, doubles: &doubles };
    place(spots, lines, &gone, &grid, sheet, movable, &mut plan);
    plan
}

/// The glyphs of terms, each with whether it is the first of one; and those that are drawn over others.
struct Gone<'a> {
    matched: &'a BTreeMap<usize, bool>,
    doubles: &'a BTreeMap<usize, usize>,
}

fn key(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn invisible(page: &Page, matcher: &Matcher, plan: &mut Plan) {
    let (mut unpainted, mut from) = (Vec::new(), Vec::new());
    for (n, spot) in page.spots.iter().enumerate() {
        match spot.seen {
            Seen::Visible => continue,
            Seen::Hidden => plan.hidden += 1,
            Seen::Unpainted => {
                plan.unpainted += 1;
                unpainted.extend(spot.text.chars());
                from.resize(unpainted.len(), spot);
            }
        }
        plan.fates.insert(key(n), Fate::Gone);
    }
    let found = matcher.find(&unpainted);
    plan.unseen_terms = !found.is_empty();
    plan.pictured_term = found.into_iter().any(|found| {
        let mut around = Rect::EMPTY;
        for spot in from.get(found.range).unwrap_or_default() {
            // Text of a scan stands where its picture shows it, but not to the point.
            for (x, y) in [spot.origin, spot.end] {
                around.include((x - spot.em, y - spot.em));
                around.include((x + spot.em, y + spot.em));
            }
        }
        page.shows_picture(around)
    });
}

fn place(
    spots: &[Spot],
    lines: Vec<Line>,
    gone: &Gone<'_>,
    grid: &Grid,
    sheet: Rect,
    movable: bool,
    plan: &mut Plan,
) {
    let matched = gone.matched;
    let touched = |line: &Line| line.cells.iter().flatten().any(|n| matched.contains_key(n));
    let columns = Columns::of(spots, lines.iter().filter(|line| line.level && !touched(line)), sheet);
    let near = |x: f64| columns.at(x);
    for line in lines {
        if !touched(&line) {
            continue;
        }
        if !(line.level && movable) {
            plan.lines += 1;
            plan.fates.extend(line.cells.iter().flatten().map(|n| (key(*n), Fate::Gone)));
            continue;
        }
        let walls = grid.beside(spots, &line);
        let cells = line
            .cells
            .into_iter()
            .flat_map(|cell| lines::split_at(spots, cell, &walls, |x| near(x).is_some()));
        let cells: Vec<Vec<usize>> = join(cells.collect(), matched);
        // Where the last one ends, and whether it was laid out.
        let mut before: Option<(f64, bool)> = None;
        for cell in cells {
            let Some(first) = cell.first().and_then(|n| spots.get(*n)) else { continue };
            let behind = before.map(|(end, _)| end + APART * first.em);
            let start = if cell.iter().any(|n| matched.contains_key(n)) {
                let wall = walls.iter().rfind(|wall| **wall <= first.middle().0);
                let inside = wall.map(|wall| wall + INSIDE * first.em);
                let inside = inside.filter(|start| before.is_none_or(|(end, _)| end < *start));
                let column = near(first.origin.0).filter(|_| wall.is_none());
                Some(inside.or(column).or(behind).unwrap_or(columns.margin))
            } else {
                // It stays, unless what was laid out reaches into it.
                behind.filter(|_| before.is_some_and(|(end, moved)| moved && end > first.origin.0))
            };
            before = Some(match start {
                Some(start) => (lay_out(spots, &cell, gone, start, plan), true),
                None => (end(spots, &cell), false),
            });
        }
    }
}

/// A term that stands in two cells makes one of them.
fn join(cells: Vec<Vec<usize>>, matched: &BTreeMap<usize, bool>) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    for cell in cells {
        let continues = cell.first().is_some_and(|n| matched.get(n) == Some(&false));
        let open = |cell: &Vec<usize>| cell.last().is_some_and(|n| matched.contains_key(n));
        match out.last_mut() {
            Some(before) if continues && open(before) => before.extend(cell),
            _ => out.push(cell),
        }
    }
    out
}

/// Lays a cell out again from `start`, by nothing but the widths of its glyphs; returns where it ends.
fn lay_out(spots: &[Spot], cell: &[usize], gone: &Gone<'_>, start: f64, plan: &mut Plan) -> f64 {
    let matched = gone.matched;
    let mut pen = start;
    // Where those went that others are drawn over.
    let mut moved: BTreeMap<usize, f64> = BTreeMap::new();
    let mut before: Option<(&Spot, bool)> = None;
    for n in cell {
        let Some(spot) = spots.get(*n) else { continue };
        let went = matched.contains_key(n);
        let below = gone.doubles.get(n).filter(|_| !went);
        if let Some(by) = below.and_then(|one| Some(moved.get(one)? - spots.get(*one)?.origin.0)) {
            plan.fates.insert(key(*n), Fate::Moved(spot.origin.0 + by, spot.origin.1));
            continue;
        }
        if matched.get(n) == Some(&true) {
            plan.fates.insert(key(*n), Fate::Marked(pen, spot.origin.1, spot.em));
            pen += (MARK + BEHIND) * spot.em;
        } else if went {
            plan.fates.insert(key(*n), Fate::Gone);
        } else {
            let gap = before.is_some_and(|(b, went)| !went && spot.origin.0 - b.end.0 > WORD * spot.em);
            if gap {
                pen += SPACE * spot.em;
            }
            let follows = before.is_some_and(|(b, went)| {
                !went && !gap && b.show == spot.show && (b.origin.1 - spot.origin.1).abs() < 1e-6
            });
            let fate = if follows { Fate::Follows } else { Fate::Moved(pen, spot.origin.1) };
            plan.fates.insert(key(*n), fate);
            moved.insert(*n, pen);
            pen += spot.natural_width();
        }
        before = Some((spot, went));
    }
    pen
}
