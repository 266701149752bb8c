//! What a page shows, and where: the first of two runs over its content (SPEC §18.5).

use super::super::fold::letter_count;
use super::font::{Text, is_private};
use super::grid::THIN;
use super::interp::{Event, Fonts, Listener, Piece};
use super::limits::{BARS, PAGE_CHARS, PAGE_GLYPHS, too_large, untrusted};
use super::matrix::{Matrix, Rect};
use super::room::Reserved;
use super::state::State;
use crate::error::Result;
use std::collections::BTreeMap;

/// A glyph that is shown.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Where it stands, and where it ends, on the page.
    pub(super) origin: (f64, f64),
    pub(super) end: (f64, f64),
    /// The direction of its line.
    pub(super) along: (f64, f64),
    /// How high its font is on the page.
    pub(super) em: f64,
    width: f64,
    /// What it says.
    pub(super) text: String,
    /// Which text operator shows it.
    pub(super) show: u32,
    pub(super) seen: Seen,
}

impl Spot {
    /// Its advance on the page as its font has it, neither stretched nor spaced.
    pub(super) fn natural_width(&self) -> f64 {
        self.width
    }

    /// The middle of what it shows.
    pub(super) fn middle(&self) -> (f64, f64) {
        middle(self.origin, self.end, self.along, self.em)
    }
}

/// Whether somebody who looks at the page sees a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    Visible,
    /// Drawn without any mark: the text layer of a scan.
    Unpainted,
    /// White, tiny, covered, transparent or outside.
    Hidden,
}

/// Everything on one page.
pub(super) struct Page {
    memory: Reserved,
    pub(super) spots: Vec<Spot>,
    /// Flat and upright paths, each with its place among all paths: they may be what underlines a name, and rules of tables.
    pub(super) bars: Vec<(u32, Rect)>,
    pub(super) pictures: Vec<Rect>,
    /// What was painted, under white text that can be read.
    backdrops: Vec<Rect>,
    shows: u32,
    paths: u32,
    covered: usize,
    chars: usize,
    /// Bytes of filled paths with curves: letters or a logo may be drawn with them.
    pub(super) curves: usize,
    /// Fonts in which something is seen, and whether any of it is only as their maps say.
    pub(super) fonts: BTreeMap<usize, bool>,
    /// Whether text that is drawn without a mark cannot be told.
    pub(super) unread: bool,
    /// Text that cannot be told, if some is visible.
    pub(super) untold: Option<&'static str>,
}

/// Things painted that are remembered, and comparisons with glyphs that are made.
const BACKDROPS: usize = 5_000;
const COVERS: usize = 50_000_000;

/// What a glyph, and a flat path, take until the page is written, with all that is decided about them.
const SPOT: usize = 400;
const BAR: usize = 100;

impl Page {
    pub(super) fn new(memory: Reserved) -> Page {
        Page {
            memory,
            spots: Vec::new(),
            bars: Vec::new(),
            pictures: Vec::new(),
            backdrops: Vec::new(),
            shows: 0,
            paths: 0,
            covered: 0,
            chars: 0,
            curves: 0,
            fonts: BTreeMap::new(),
            unread: false,
            untold: None,
        }
    }

    fn weigh(&mut self) -> Result<()> {
        self.memory.grow(self.spots.len() * SPOT + self.bars.len() * BAR + self.chars * 60)
    }

    fn cover(&mut self, bounds: Rect) {
        self.covered = self.covered.saturating_add(self.spots.len());
        if self.covered > COVERS {
            return;
        }
        for spot in &mut self.spots {
            let middle = spot.middle();
            if bounds.has(middle) && bounds.has(spot.origin) && bounds.has(spot.end) {
                spot.seen = Seen::Hidden;
            }
        }
    }

    fn backdrop(&mut self, bounds: Rect) {
        if self.backdrops.len() < BACKDROPS {
            self.backdrops.push(bounds);
        }
    }

    fn show(&mut self, matrix: Matrix, pieces: &[Piece], state: &State, fonts: &mut Fonts) -> Result<()> {
        self.shows += 1;
        let text_state = &state.text;
        let text = text_state;
        let Some(number) = text.font else { return Ok(()) };
        let (vertical, drawn) =
            fonts.all.get(number).map_or((false, false), |font| (font.vertical, font.is_type3()));
        for piece in pieces {
            let Piece::Glyph { code, at } = *piece else { continue };
            let (Some(font), true) = (fonts.all.get_mut(number), self.spots.len() < PAGE_GLYPHS) else {
                return Err(too_large("a page shows too many glyphs"));
            };
            let Some(glyph) = font.known_glyph(code) else { continue };
            let (glyph_width, glyph_text, believed) = (glyph.width, glyph.text.clone(), glyph.believed);
            if let Text::Chars(text) = &glyph_text {
                self.chars = self.chars.saturating_add(letter_count(text));
            }
            if self.chars > PAGE_CHARS {
                return Err(too_large("a page shows too many characters"));
            }
            let place = if vertical { Matrix::shift(0.0, at) } else { Matrix::shift(at, 0.0) };
            let place = place.then(matrix).then(state.ctm);
            let (dx, dy) =
                if vertical { (0.0, -text.size) } else { (glyph_width * text.size * text.scale, 0.0) };
            let origin = place.apply(0.0, text.rise);
            let end = place.apply(dx, text.rise + dy);
            let up = place.apply(0.0, text.rise + text.size);
            let em = ((up.0 - origin.0) * (up.0 - origin.0) + (up.1 - origin.1) * (up.1 - origin.1)).sqrt();
            let ahead = if vertical { (0.0, -1.0) } else { (text.size.signum(), 0.0) };
            let ahead = place.apply(ahead.0, ahead.1 + text.rise);
            let (ax, ay) = (ahead.0 - origin.0, ahead.1 - origin.1);
            let length = (ax * ax + ay * ay).sqrt();
            let along = if length > 0.0 { (ax / length, ay / length) } else { (1.0, 0.0) };
            let middle = middle(origin, end, along, em);
            let mut seen = self.seen(state, em, middle, origin);
            let text = match glyph_text {
                Text::Chars(text) => text,
                Text::Blank => String::new(),
                Text::Unknown(why) => {
                    match seen {
                        Seen::Visible => self.untold = self.untold.or(Some(why)),
                        Seen::Unpainted => self.unread = true,
                        Seen::Hidden => {}
                    }
                    String::new()
                }
            };
            if drawn && seen == Seen::Visible && text.chars().any(|c| !c.is_whitespace()) {
                // What is left of such a font draws nothing.
                seen = Seen::Unpainted;
            }
            if seen == Seen::Visible && !text.is_empty() {
                *self.fonts.entry(number).or_default() |= believed;
            }
            let show = self.shows;
            let natural = place.apply(glyph_width * text_state.size, text_state.rise);
            let (nx, ny) = (natural.0 - origin.0, natural.1 - origin.1);
            let width = (nx * nx + ny * ny).sqrt();
            self.spots.push(Spot { origin, end, along, em, width, text, show, seen });
        }
        self.weigh()
    }

    fn seen(&self, state: &State, em: f64, middle: (f64, f64), origin: (f64, f64)) -> Seen {
        let white = match state.text.mode % 4 {
            0 => state.fill.white,
            1 => state.stroke.white,
            2 => state.fill.white && state.stroke.white,
            _ => return Seen::Unpainted,
        };
        // Less than a point is smaller than any print.
        let hidden = em < 1.0
            || state.alpha < 0.06
            || !state.clip.has(middle) && !state.clip.has(origin)
            || white && !self.backdrops.iter().any(|rect| rect.has(middle));
        if hidden { Seen::Hidden } else { Seen::Visible }
    }

    /// Whether a picture stands there. Of a page with too many to remember, any may.
    pub(super) fn shows_picture(&self, area: Rect) -> bool {
        let meets = |picture: &Rect| {
            let Rect([l, b, r, t]) = picture.meet(area);
            l <= r && b <= t
        };
        self.pictures.len() >= BACKDROPS || self.pictures.iter().any(meets)
    }

    /// How often it shows a character of no agreed meaning.
    pub(super) fn symbols(&self) -> usize {
        let private = |spot: &&Spot| spot.seen == Seen::Visible && spot.text.chars().any(is_private);
        self.spots.iter().filter(private).count()
    }

    /// Text that cannot be told must not be shown: neither unmapped nor many symbols of no agreed meaning in a row.
    pub(super) fn trusted(&self) -> Result<()> {
        if let Some(why) = self.untold {
            return Err(untrusted(why));
        }
        let private = |spot: &&Spot| spot.seen == Seen::Visible && !spot.text.is_empty();
        let all: Vec<bool> =
            self.spots.iter().filter(private).map(|spot| spot.text.chars().all(is_private)).collect();
        if all.windows(2).any(|two| two == [true, true]) {
            return Err(untrusted("symbols of no agreed meaning stand in a row"));
        }
        Ok(())
    }
}

fn middle(origin: (f64, f64), end: (f64, f64), along: (f64, f64), em: f64) -> (f64, f64) {
    let rise = em * 0.25;
    ((origin.0 + end.0) / 2.0 - along.1 * rise, (origin.1 + end.1) / 2.0 + along.0 * rise)
}

impl Listener for Page {
    fn hear(&mut self, event: Event, state: &State, fonts: &mut Fonts) -> Result<()> {
        let opaque = state.alpha > 0.99 && state.normal;
        match event {
            Event::Show { matrix, pieces } => self.show(matrix, pieces, state, fonts)?,
            Event::Path { written, paint, bounds, rectangle, .. } => {
                self.paths += 1;
                if paint == b"n" {
                    return Ok(());
                }
                if written.windows(3).any(|three| three == b" c\n") {
                    self.curves += written.len();
                }
                let seen = bounds.meet(state.clip);
                let (width, height) = seen.size();
                if height < 60.0 || width < THIN {
                    if self.bars.len() >= BARS {
                        return Err(too_large("a page has too many lines"));
                    }
                    self.bars.push((self.paths, bounds));
                    self.weigh()?;
                }
                let fills = !matches!(paint, b"S" | b"s");
                if fills && rectangle && opaque {
                    self.cover(seen);
                }
                if fills && !state.fill.white {
                    self.backdrop(seen);
                }
            }
            Event::Shading(..) => self.backdrop(state.clip),
            Event::Picture(stream, _) => {
                let bounds = Rect([0.0, 0.0, 1.0, 1.0]).through(state.ctm).meet(state.clip);
                let masked = ["SMask", "Mask", "ImageMask"].iter().any(|key| stream.dict.has(key.as_bytes()));
                if opaque && !masked {
                    self.cover(bounds);
                }
                self.backdrop(bounds);
                if self.pictures.len() < BACKDROPS {
                    self.pictures.push(bounds);
                }
            }
            _ => {}
        }
        Ok(())
    }
}
