//! How much a font program grows when its outlines are written out: subroutines of Compact Font Format programs can
//! call each other, and a few bytes so become any number (Adobe Technical Notes 5176 and 5177).

use std::ops::Range;

/// Operators and numbers of one glyph, and of all that are asked for.
const GLYPH: usize = 60_000;
const GLYPHS: usize = 4_000_000;
/// Subroutines of all parts of a font together.
const SUBROUTINES: usize = 200_000;
/// As deep as subroutines may call each other (5177 appendix B), and a little more.
const DEPTH: usize = 12;
/// Numbers that an operator takes (5177 appendix B).
const STACK: usize = 48;
/// Hints of one glyph (5177 appendix B).
const HINTS: usize = 96;

/// How many operators and numbers these glyphs have with all that they call. `None` if it is too much, or cannot be
/// told.
pub(super) fn weigh(font: &[u8], glyphs: &[u16]) -> Option<usize> {
    let font = Font::parse(font)?;
    let mut all = 0usize;
    for glyph in glyphs {
        let Some(outline) = font.outlines.get(usize::from(*glyph)) else { continue };
        let local = font.locals(*glyph);
        let mut walk = Walk { font: &font, local, left: GLYPH, stack: Vec::new(), hints: 0 };
        walk.run(outline, DEPTH)?;
        all += GLYPH - walk.left;
        if all > GLYPHS {
            return None;
        }
    }
    Some(all)
}

struct Walk<'f> {
    font: &'f Font<'f>,
    local: Index<'f>,
    left: usize,
    /// Numbers, as far as they are whole: others call nothing.
    stack: Vec<Option<i32>>,
    hints: usize,
}

impl Walk<'_> {
    /// Whether the glyph ended.
    fn run(&mut self, code: Range<usize>, depth: usize) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        let code = self.font.bytes.get(code)?;
        let mut at = 0;
        while let Some(byte) = code.get(at) {
            self.left = self.left.checked_sub(1)?;
            at += 1;
            let next = |n: usize| code.get(at + n).copied().map(i32::from);
            let number = match byte {
                28 => Some((2, Some(i32::from(i16::from_be_bytes([next(0)? as u8, next(1)? as u8]))))),
                32..=246 => Some((0, Some(i32::from(*byte) - 139))),
                247..=250 => Some((1, Some((i32::from(*byte) - 247) * 256 + next(0)? + 108))),
                251..=254 => Some((1, Some(-(i32::from(*byte) - 251) * 256 - next(0)? - 108))),
                255 => Some((4, None)),
                _ => None,
            };
            if let Some((more, number)) = number {
                at += more;
                self.stack.push(number);
                if self.stack.len() > STACK {
                    return None;
                }
                continue;
            }
            match byte {
                10 | 29 => {
                    let routines = if *byte == 10 { self.local } else { self.font.global };
                    let bias = match routines.count {
                        0..1240 => 107,
                        1240..33900 => 1131,
                        _ => 32768,
                    };
                    let place = usize::try_from(self.stack.pop()??.checked_add(bias)?).ok()?;
                    if self.run(routines.get(place)?, depth)? {
                        return Some(true);
                    }
                }
                11 => return Some(false),
                14 => return Some(true),
                1 | 3 | 18 | 23 => self.hint()?,
                19 | 20 => {
                    self.hint()?;
                    at += self.hints.div_ceil(8);
                }
                12 => {
                    at += 1;
                    self.stack.clear();
                }
                _ => self.stack.clear(),
            }
        }
        Some(false)
    }

    fn hint(&mut self) -> Option<()> {
        self.hints += self.stack.len() / 2;
        self.stack.clear();
        (self.hints <= HINTS * 4).then_some(())
    }
}

struct Font<'a> {
    bytes: &'a [u8],
    outlines: Index<'a>,
    global: Index<'a>,
    /// Of each part of a font of many parts, or of the only one.
    locals: Vec<Index<'a>>,
    /// Where it is told which part a glyph is of.
    select: Option<usize>,
}

impl<'a> Font<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Font<'a>> {
        let (_, next) = Index::read(bytes, usize::from(*bytes.get(2)?))?;
        let (top, next) = Index::read(bytes, next)?;
        let (_, next) = Index::read(bytes, next)?;
        let (global, _) = Index::read(bytes, next)?;
        let top = dict(bytes.get(top.get(0)?)?);
        let place = |key: u16| top.iter().rev().find(|(known, _)| *known == key).map(|(_, numbers)| numbers);
        let offset = |key: u16| place(key)?.last().and_then(|n| usize::try_from(*n).ok());
        let (outlines, _) = Index::read(bytes, offset(CHAR_STRINGS)?)?;
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
        Some(Font { bytes, outlines, global, locals, select })
    }

    /// The subroutines of a glyph's part (5176 §19).
    fn locals(&self, glyph: u16) -> Index<'a> {
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
    count: usize,
}

impl<'a> Index<'a> {
    /// What stands at a place, and where it ends.
    pub(super) fn read(bytes: &'a [u8], at: usize) -> Option<(Index<'a>, usize)> {
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
    pub(super) fn get(&self, n: usize) -> Option<Range<usize>> {
        if n < self.count { Some(self.place(n)?..self.place(n + 1)?) } else { None }
    }

    pub(super) fn ranges(self) -> impl Iterator<Item = Range<usize>> {
        (0..self.count).map_while(move |n| self.get(n))
    }
}

/// How many codes the maps of a `cmap` table list, each as often as it is listed (OpenType 1.9 `cmap`).
pub(super) fn codes(table: &[u8]) -> u64 {
    let short = |at: usize| Some(u64::from(u16::from_be_bytes(*table.get(at..)?.first_chunk()?)));
    let long = |at: usize| Some(u64::from(u32::from_be_bytes(*table.get(at..)?.first_chunk()?)));
    let count = short(2).unwrap_or_default() as usize;
    let mut all = 0u64;
    for record in 0..count {
        let Some(at) = long(4 + record * 8 + 4).and_then(|at| usize::try_from(at).ok()) else { continue };
        let listed = || {
            Some(match short(at)? {
                4 => {
                    let segments = short(at + 6)? as usize / 2;
                    let ends = at + 14;
                    let starts = ends + segments * 2 + 2;
                    let length =
                        |n: usize| Some((short(ends + n * 2)? + 1).saturating_sub(short(starts + n * 2)?));
                    (0..segments).map_while(length).sum()
                }
                format @ (8 | 12 | 13) => {
                    let head = if format == 8 { at + 8204 } else { at + 12 };
                    let groups = long(head)?.min(table.len() as u64 / 12 + 1) as usize;
                    let length = |n: usize| {
                        let group = head + 4 + n * 12;
                        Some((long(group + 4)? + 1).saturating_sub(long(group)?))
                    };
                    (0..groups).map_while(length).sum()
                }
                10 => long(at + 16)?,
                _ => 65_536,
            })
        };
        all = all.saturating_add(listed().unwrap_or_default());
        if all > u64::from(u32::MAX) {
            break;
        }
    }
    all
}

/// Whether the outlines of a `glyf` table, by the places in `loca`, share bytes: then a few of them can be any number.
pub(super) fn shares(loca: &[u8], glyf: &[u8], long: bool) -> bool {
    let starts: Vec<usize> = if long {
        loca.as_chunks::<4>().0.iter().map(|four| u32::from_be_bytes(*four) as usize).collect()
    } else {
        loca.as_chunks::<2>().0.iter().map(|two| usize::from(u16::from_be_bytes(*two)) * 2).collect()
    };
    let lengths = starts.windows(2).map(|pair| match pair {
        [from, to] if *to <= glyf.len() => to.saturating_sub(*from),
        _ => 0,
    });
    lengths.sum::<usize>() > glyf.len().saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[Vec<u8>]) -> Vec<u8> {
        if items.is_empty() {
            return vec![0, 0];
        }
        let mut out = (items.len() as u16).to_be_bytes().to_vec();
        out.push(4);
        let mut at = 1u32;
        for length in std::iter::once(0).chain(items.iter().map(Vec::len)) {
            at += length as u32;
            out.extend(at.to_be_bytes());
        }
        out.extend(items.concat());
        out
    }

    /// A font of one glyph that calls the first of these global subroutines.
    fn font(glyph: &[u8], global: &[Vec<u8>]) -> Vec<u8> {
        let make = |at: u32| {
            let top = [&[29][..], &at.to_be_bytes(), &[17]].concat();
            [&[1, 0, 4, 4][..], &list(&[b"F".to_vec()]), &list(&[top]), &list(&[]), &list(global)].concat()
        };
        let head = make(0).len() as u32;
        [make(head), list(&[glyph.to_vec()])].concat()
    }

    #[test]
    fn subroutines_are_counted_as_often_as_they_are_called() {
        // `0 0 rmoveto`, and a number that calls the first subroutine with the bias of a small font.
        let (draw, call) = ([139, 139, 21], |n: i32| [(n - 107 + 139) as u8, 29]);
        assert_eq!(weigh(&font(&[139, 139, 21, 14], &[]), &[0]), Some(4));
        let once = font(&[&call(0)[..], &[14]].concat(), &[draw.to_vec()]);
        assert_eq!(weigh(&once, &[0]), Some(6));
        assert_eq!(weigh(&once, &[0, 0, 9]), Some(12));
        // Each calls the next many times: ten of them would draw 8^9 lines.
        let many: Vec<Vec<u8>> = (1..10).map(|n| call(n).repeat(8)).chain([draw.to_vec()]).collect();
        assert_eq!(weigh(&font(&call(0), &many), &[0]), None);
        // One that calls itself.
        assert_eq!(weigh(&font(&call(0), &[call(0).to_vec()]), &[0]), None);
    }

    #[test]
    fn nothing_panics() {
        let whole = font(&[139, 139, 21, 14], &[vec![139, 139, 21]]);
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                let _ = weigh(&changed, &[0, 1]);
            }
            assert!(weigh(&whole[..at], &[0]).is_none());
        }
    }

    #[test]
    fn codes_are_counted_as_often_as_they_are_listed() {
        let record = |at: u32| [&[0, 3, 0, 10][..], &at.to_be_bytes()].concat();
        let group = |from: u32, to: u32| [from.to_be_bytes(), to.to_be_bytes(), [0; 4]].concat();
        let map = [&[0, 12, 0, 0][..], &[0; 8], &2u32.to_be_bytes(), &group(1, 10), &group(5, 5)].concat();
        let table = [&[0, 0, 0, 2][..], &record(20), &record(20), &map].concat();
        assert_eq!(codes(&table), 22);
        let bomb = [
            &[0, 0, 0, 1][..],
            &record(12),
            &[0, 12, 0, 0],
            &[0; 8],
            &1u32.to_be_bytes(),
            &group(0, u32::MAX),
        ];
        assert!(codes(&bomb.concat()) > 1 << 31);
        for end in 0..table.len() {
            codes(&table[..end]);
        }
    }

    #[test]
    fn outlines_that_share_bytes_are_seen() {
        let places = |all: &[u32]| all.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<u8>>();
        assert!(!shares(&places(&[0, 50, 100]), &[0; 100], true));
        assert!(shares(&places(&[0, 100, 0, 100, 0, 100]), &[0; 100], true));
    }
}
