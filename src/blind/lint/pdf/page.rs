//! Pages: their paper, and what of their text breaks which rule, where (7.7.3).

use super::super::breach::{FormRule, Seen};
use super::super::number::is_page_number;
use super::super::rules::{Mm, Rules};
use super::colour::Colour;
use super::show::{Limits, Piece, Show};
use super::source::{Source, as_dict, broken, number, too_large};
use crate::error::Result;
use crate::redact::shown;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

const MAX_PAGES: usize = 5_000;
/// Nodes of the page tree above each other.
const MAX_DEPTH: usize = 40;
/// All streams of one page together.
const MAX_CONTENT: usize = 48 << 20;
/// Bytes that are kept of one line.
const MAX_LINE: usize = 1024;
/// How far from the paper's edge headers and footers are looked for, if the rules have no margins.
const EDGE: Mm = Mm(20.0);
/// How far text may stand in a margin: programs round, and letters have a little room around them.
const SLACK: Mm = Mm(1.0);

/// A page with what it inherits.
#[derive(Clone, Copy)]
pub(super) struct Leaf<'a> {
    dict: &'a Dictionary,
    media: Option<&'a Object>,
    crop: Option<&'a Object>,
    resources: Option<&'a Object>,
    rotate: Option<&'a Object>,
}

/// # Errors
/// `DocumentBroken`, `DocumentTooLarge`.
pub(super) fn leaves(source: &Source) -> Result<Vec<Leaf<'_>>> {
    let catalog = source.dict(source.trailer(), b"Root").ok_or_else(|| broken("it has no catalog"))?;
    let root = source.dict(catalog, b"Pages").ok_or_else(|| broken("it has no pages"))?;
    let none = Leaf { dict: root, media: None, crop: None, resources: None, rotate: None };
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    walk(source, root, none, MAX_DEPTH, &mut seen, &mut all)?;
    Ok(all)
}

fn walk<'a>(
    source: &'a Source,
    dict: &'a Dictionary,
    above: Leaf<'a>,
    depth: usize,
    seen: &mut BTreeSet<ObjectId>,
    all: &mut Vec<Leaf<'a>>,
) -> Result<()> {
    let own = |key: &[u8], above: Option<&'a Object>| dict.get(key).ok().or(above);
    let leaf = Leaf {
        dict,
        media: own(b"MediaBox", above.media),
        crop: own(b"CropBox", above.crop),
        resources: own(b"Resources", above.resources),
        rotate: own(b"Rotate", above.rotate),
    };
    let Some(kids) = source.array(dict, b"Kids") else {
        if all.len() >= MAX_PAGES {
            return Err(too_large("it has too many pages"));
        }
        all.push(leaf);
        return Ok(());
    };
    for kid in kids {
        let known = kid.as_reference().is_ok_and(|id| !seen.insert(id));
        if known || depth == 0 {
            return Err(broken("its pages"));
        }
        if let Some(kid) = as_dict(source.resolve(kid)) {
            walk(source, kid, leaf, depth - 1, seen, all)?;
        }
    }
    Ok(())
}

/// Where headers and footers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    Top,
    Bottom,
}

/// A line of text in the margin above or below.
pub(super) struct Line {
    pub edge: Edge,
    text: String,
    breaches: BTreeMap<(FormRule, String), u64>,
}

/// What a page shows that the rules speak of.
#[derive(Default)]
pub(super) struct Page {
    /// What is wrong, and how often.
    pub breaches: Vec<(FormRule, String, u64)>,
    pub lines: Vec<Line>,
}

impl Line {
    /// What the line has in common with that of other pages: all but its numbers.
    pub fn pattern(&self) -> String {
        let signs = self.text.chars().filter(|c| !c.is_whitespace());
        signs.map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
    }

    /// What is wrong with it, if it is repeated on other pages or not.
    pub fn breaches(&self, repeated: bool, rules: &Rules) -> Vec<(FormRule, String, u64)> {
        let number = is_page_number(&self.text);
        let free = |rule: &FormRule| number && matches!(rule, FormRule::Font | FormRule::Size);
        let own = self.breaches.iter().filter(|((rule, _), _)| !free(rule));
        let mut all: Vec<_> = own.map(|((rule, found), count)| (*rule, found.clone(), *count)).collect();
        let (rule, margin) = match self.edge {
            Edge::Top => (FormRule::Header, Seen::TextTop),
            Edge::Bottom => (FormRule::Footer, Seen::TextBottom),
        };
        let fine = number && self.edge == Edge::Bottom;
        if rules.page_number_only() && repeated && !fine {
            all.push((rule, Seen::Text.of(shown(&self.text)), 1));
        } else if rules.margins().is_some() && !repeated && !number {
            all.push((FormRule::Margins, margin.to_string(), 1));
        }
        all
    }
}

/// The paper that is shown, in points: left, bottom, width, height; and by how many degrees it is turned.
struct Sheet {
    left: f64,
    bottom: f64,
    width: f64,
    height: f64,
    rotate: i64,
    /// Points in a unit of the page.
    unit: f64,
}

impl Sheet {
    fn of(source: &Source, leaf: &Leaf) -> Sheet {
        let corners = |object: Option<&Object>| {
            let [x0, y0, x1, y1] = source.numbers(object?)?;
            let sheet = [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)];
            (x0 != x1 && y0 != y1).then_some(sheet)
        };
        // A viewer without a media box takes that of American letters.
        let media = corners(leaf.media).unwrap_or([0.0, 0.0, 612.0, 792.0]);
        let [left, bottom, right, top] = corners(leaf.crop).map_or(media, |crop| {
            let [left, bottom, right, top] = media;
            [crop[0].max(left), crop[1].max(bottom), crop[2].min(right), crop[3].min(top)]
        });
        let rotate = leaf.rotate.and_then(|object| number(source.resolve(object))).unwrap_or(0.0);
        let unit = source.number(leaf.dict, b"UserUnit").filter(|unit| *unit > 0.0).unwrap_or(1.0);
        let rotate = (rotate as i64).rem_euclid(360);
        Sheet { left, bottom, width: right - left, height: top - bottom, rotate, unit }
    }

    /// As it lies before a reader.
    fn size(&self) -> (f64, f64) {
        let (width, height) = (self.width * self.unit, self.height * self.unit);
        if matches!(self.rotate, 90 | 270) { (height, width) } else { (width, height) }
    }

    /// A place on the page, from the left and from below as a reader sees it.
    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (x, y) = (x - self.left, y - self.bottom);
        let (x, y) = match self.rotate {
            90 => (y, self.width - x),
            180 => (self.width - x, self.height - y),
            270 => (self.height - y, x),
            _ => (x, y),
        };
        (x * self.unit, y * self.unit)
    }
}

/// Reads a page.
///
/// # Errors
/// `DocumentBroken`, `DocumentTooLarge`.
pub(super) fn read(source: &Source, leaf: &Leaf, rules: &Rules, limits: &mut Limits) -> Result<Page> {
    let sheet = Sheet::of(source, leaf);
    let (width, height) = sheet.size();
    let none = Dictionary::new();
    let resources = leaf.resources.and_then(|object| as_dict(source.resolve(object))).unwrap_or(&none);
    let content = content(source, leaf.dict)?;
    let mut show = Show::new(source, limits);
    show.page(&content, resources)?;
    let mut page = Page::default();
    let mut counts: BTreeMap<(FormRule, String), u64> = BTreeMap::new();
    if let Some(found) = rules.paper(Mm::of_points(width), Mm::of_points(height)) {
        page.breaches.push((FormRule::Paper, found, 1));
    }
    let [top, right, bottom, left] = rules.margins().unwrap_or([EDGE; 4]).map(|mm| mm.points());
    let slack = SLACK.points();
    // Lines in the margins, each by its height.
    let mut edges: Vec<(Edge, f64, f64, Piece)> = Vec::new();
    for piece in show.pieces {
        let (from, to) = (sheet.place(piece.from), sheet.place(piece.to));
        let (low, high) = (from.1.min(to.1), from.1.max(to.1));
        if low > height - top + slack {
            edges.push((Edge::Top, low, from.0, piece));
            continue;
        }
        if high < bottom - slack {
            edges.push((Edge::Bottom, low, from.0, piece));
            continue;
        }
        let mut wrong = breaches(&piece, sheet.unit, rules);
        if rules.margins().is_some() {
            let sides = [
                (from.0.min(to.0) < left - slack, Seen::TextLeft),
                (from.0.max(to.0) > width - right + slack, Seen::TextRight),
            ];
            wrong.extend(
                sides.iter().filter(|(out, _)| *out).map(|(_, what)| (FormRule::Margins, what.to_string())),
            );
        }
        for key in wrong {
            *counts.entry(key).or_default() += 1;
        }
    }
    page.breaches.extend(counts.into_iter().map(|((rule, found), count)| (rule, found, count)));
    page.lines = lines(edges, sheet.unit, rules);
    Ok(page)
}

/// What is wrong with the look of text.
fn breaches(piece: &Piece, unit: f64, rules: &Rules) -> Vec<(FormRule, String)> {
    let colour = match &piece.colour {
        Colour::Rgb(rgb) => rules.colour(*rgb),
        Colour::Ink(name) => rules.paint(Seen::Ink.of(shown(name))),
        Colour::Pattern => rules.paint(Seen::Pattern),
        Colour::Unknown => None,
    };
    let font = rules.font(&piece.font.name).map(|found| (FormRule::Font, found));
    let size = rules.size(piece.size * unit).map(|found| (FormRule::Size, found));
    font.into_iter().chain(size).chain(colour.map(|found| (FormRule::Colour, found))).collect()
}

/// Pieces in the margins as lines, from above and from the left.
fn lines(mut edges: Vec<(Edge, f64, f64, Piece)>, unit: f64, rules: &Rules) -> Vec<Line> {
    // Heights within a quarter of a line are those of one line.
    let level = |y: f64| (y / 3.0 + 0.5).floor();
    edges.sort_by(|one, other| {
        let upward = level(other.1).total_cmp(&level(one.1));
        one.0.cmp(&other.0).then(upward).then(one.2.total_cmp(&other.2))
    });
    let mut lines: Vec<(f64, Line)> = Vec::new();
    for (edge, y, _, piece) in edges {
        let new = lines.last().is_none_or(|(known, line)| line.edge != edge || *known != level(y));
        if new {
            lines.push((level(y), Line { edge, text: String::new(), breaches: BTreeMap::new() }));
        }
        let Some((_, line)) = lines.last_mut() else { continue };
        if line.text.len() < MAX_LINE {
            line.text.push_str(&piece.text);
        }
        for key in breaches(&piece, unit, rules) {
            *line.breaches.entry(key).or_default() += 1;
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The streams of a page's content, which count as one.
fn content(source: &Source, dict: &Dictionary) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    let parts = match source.get(dict, b"Contents") {
        Some(Object::Array(parts)) => parts.as_slice(),
        Some(stream) => std::slice::from_ref(stream),
        None => &[],
    };
    for part in parts {
        if let Object::Stream(stream) = source.resolve(part) {
            let more = source.while_open(all.len(), || source.bytes(stream))?;
            if all.is_empty() {
                all = more;
            } else {
                all.extend(more);
            }
            all.push(b'\n');
        }
        if all.len() > MAX_CONTENT {
            return Err(too_large("the content of a page"));
        }
    }
    Ok(all)
}
