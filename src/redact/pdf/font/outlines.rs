//! Where the outlines and subroutines of a Compact Font Format program are (Adobe Technical Note 5176).

use std::ops::Range;

/// Subroutines of all parts of a font together.
const SUBROUTINES: usize = 200_000;

/// The outlines of a program and what they call.
pub(super) struct Outlines<'a> {
    pub bytes: &'a [u8],
    pub glyphs: Index<'a>,
    pub global: Index<'a>,
    /// Of each part of a font of many parts, or of the only one.
    locals: Vec<Index<'a>>,
    /// Where it is told which part a glyph is of.
    select: Option<usize>,
}

impl<'a> Outlines<'a> {
    /// `None` for what is no such program.
    pub fn parse(bytes: &'a [u8]) -> Option<Outlines<'a>> {
        let (_, next) = Index::read(bytes, usize::from(*bytes.get(2)?))?;
        let (top, next) = Index::read(bytes, next)?;
        let (_, next) = Index::read(bytes, next)?;
        let (global, _) = Index::read(bytes, next)?;
        let top = dict(bytes.get(top.get(0)?)?);
        let place = |key: u16| top.iter().rev().find(|(known, _)| *known == key).map(|(_, numbers)| numbers);
        let offset = |key: u16| place(key)?.last().and_then(|n| usize::try_from(*n).ok());
        let (glyphs, _) = Index::read(bytes, offset(CHAR_STRINGS)?)?;
        let mut locals = Vec::new();
        match offset(FONT_DICTS) {
            Some(at) => {
                let mut count = 0;
                for part in Index::read(bytes, at)?.0.ranges() {
                    let part = dict(bytes.get(part)?);
                    let private =
                        part.iter().rev().find(|(key, _)| *key == PRIVATE).map(|(_, n)| n.as_slice());
                    let own = subroutines(bytes, private);
                    count += own.count;
                    if count > SUBROUTINES {
                        return None;
                    }
                    locals.push(own);
                }
            }
            None => locals.push(subroutines(bytes, place(PRIVATE).map(Vec::as_slice))),
        }
        let select = if offset(FONT_DICTS).is_some() { offset(FONT_SELECT) } else { None };
        Some(Outlines { bytes, glyphs, global, locals, select })
    }

    /// The subroutines of a glyph's part (5176 §19).
    pub fn locals(&self, glyph: u16) -> Index<'a> {
        let part = self.select.map_or(Some(0), |at| {
            let short = |at: usize| Some(u16::from_be_bytes(*self.bytes.get(at..)?.first_chunk()?));
            match self.bytes.get(at)? {
                0 => self.bytes.get(at + 1 + usize::from(glyph)).copied(),
                3 => {
                    let count = usize::from(short(at + 1)?);
                    let last = (0..count)
                        .take_while(|n| short(at + 3 + n * 3).is_some_and(|first| first <= glyph))
                        .last()?;
                    self.bytes.get(at + 5 + last * 3).copied()
                }
                _ => None,
            }
        });
        part.and_then(|part| self.locals.get(usize::from(part)).copied()).unwrap_or_default()
    }
}

const CHAR_STRINGS: u16 = 17;
const PRIVATE: u16 = 18;
const SUBRS: u16 = 19;
const FONT_DICTS: u16 = 0x0c24;
const FONT_SELECT: u16 = 0x0c25;

/// Local subroutines, which stand behind the private dictionary.
fn subroutines<'a>(bytes: &'a [u8], private: Option<&[i32]>) -> Index<'a> {
    let found = || {
        let [.., size, start] = private? else { return None };
        let (size, start) = (usize::try_from(*size).ok()?, usize::try_from(*start).ok()?);
        let own = dict(bytes.get(start..start.checked_add(size)?)?);
        let (_, numbers) = own.iter().rev().find(|(key, _)| *key == SUBRS)?;
        let at = start.checked_add(usize::try_from(*numbers.last()?).ok()?)?;
        Some(Index::read(bytes, at)?.0)
    };
    found().unwrap_or_default()
}

/// The operators of a dictionary with their numbers; what is no whole number is 0 (5176 §4).
fn dict(bytes: &[u8]) -> Vec<(u16, Vec<i32>)> {
    let (mut out, mut numbers, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        let next = |n: usize| bytes.get(at + n).copied().unwrap_or_default();
        match byte {
            12 => {
                out.push((0x0c00 | u16::from(next(0)), std::mem::take(&mut numbers)));
                at += 1;
            }
            0..=21 => out.push((u16::from(*byte), std::mem::take(&mut numbers))),
            28 => {
                numbers.push(i16::from_be_bytes([next(0), next(1)]).into());
                at += 2;
            }
            29 => {
                numbers.push(i32::from_be_bytes([next(0), next(1), next(2), next(3)]));
                at += 4;
            }
            30 => {
                while bytes.get(at).is_some_and(|pair| pair & 15 != 15 && pair >> 4 != 15) {
                    at += 1;
                }
                at += 1;
                numbers.push(0);
            }
            32..=246 => numbers.push(i32::from(*byte) - 139),
            247..=250 => {
                numbers.push((i32::from(*byte) - 247) * 256 + i32::from(next(0)) + 108);
                at += 1;
            }
            251..=254 => {
                numbers.push(-(i32::from(*byte) - 251) * 256 - i32::from(next(0)) - 108);
                at += 1;
            }
            _ => {}
        }
    }
    out
}

/// An INDEX (5176 §5), of which elements are looked up one by one.
#[derive(Clone, Copy, Default)]
pub(super) struct Index<'a> {
    bytes: &'a [u8],
    offsets: usize,
    size: usize,
    base: usize,
    pub count: usize,
}

impl<'a> Index<'a> {
    /// What stands at a place, and where it ends.
    pub fn read(bytes: &'a [u8], at: usize) -> Option<(Index<'a>, usize)> {
        let count = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
        if count == 0 {
            return Some((Index::default(), at + 2));
        }
        let size = usize::from(*bytes.get(at + 2)?);
        let index = Index { bytes, offsets: at + 3, size, base: at + 2 + (count + 1) * size, count };
        Some((index, index.place(count)?))
    }

    fn place(&self, n: usize) -> Option<usize> {
        let from = self.offsets + n * self.size;
        let offset = self.bytes.get(from..from + self.size)?;
        self.base.checked_add(offset.iter().fold(0usize, |sum, byte| sum << 8 | usize::from(*byte)))
    }

    /// Where an element is.
    pub fn get(&self, n: usize) -> Option<Range<usize>> {
        if n < self.count { Some(self.place(n)?..self.place(n + 1)?) } else { None }
    }

    pub fn ranges(self) -> impl Iterator<Item = Range<usize>> {
        (0..self.count).map_while(move |n| self.get(n))
    }
}
