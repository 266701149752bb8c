//! How much a font program grows when its outlines are written out: subroutines of Compact Font Format programs can
//! call each other, and a few bytes so become any number (Adobe Technical Notes 5176 and 5177).

use super::outlines::{Index, Outlines};
use std::ops::Range;

/// Operators and numbers of one glyph, and of all that are asked for.
const GLYPH: usize = 60_000;
const GLYPHS: usize = 4_000_000;
/// As deep as subroutines may call each other (5177 appendix B), and a little more.
const DEPTH: usize = 12;
/// Numbers that an operator takes (5177 appendix B).
const STACK: usize = 48;
/// Hints of one glyph (5177 appendix B).
const HINTS: usize = 96;

/// How many operators and numbers these glyphs have with all that they call. `None` if it is too much, or cannot be
/// told.
pub(super) fn weigh(font: &[u8], glyphs: &[u16]) -> Option<usize> {
    let font = Outlines::parse(font)?;
    let mut all = 0usize;
    for glyph in glyphs {
        let Some(outline) = font.glyphs.get(usize::from(*glyph)) else { continue };
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
    font: &'f Outlines<'f>,
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
}
