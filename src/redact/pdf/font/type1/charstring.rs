//! What a charstring needs of its program, and whether it draws (Adobe Type 1 Font Format §6).

use super::super::names::Base;
use super::Type1;
use std::collections::BTreeSet;

/// What was met on the way through a charstring.
#[derive(Default)]
pub(super) struct Needs {
    pub(super) subrs: BTreeSet<usize>,
    /// Glyphs of which it is put together (`seac`): their names in StandardEncoding.
    pub(super) parts: Vec<&'static str>,
    pub(super) draws: bool,
}

/// Numbers that operators take, and those that procedures in PostScript hand back.
#[derive(Default)]
struct Stack {
    numbers: Vec<i32>,
    handed: Vec<i32>,
}

/// §6.6: subroutines call each other ten deep.
const DEEP: usize = 10;
/// §6.5: 24 numbers; some programs have more.
const NUMBERS: usize = 64;

impl Type1 {
    pub(super) fn follow(&self, code: &[u8]) -> Needs {
        let mut needs = Needs::default();
        self.walk(code, &mut Stack::default(), &mut needs, DEEP);
        needs
    }

    fn walk(&self, code: &[u8], stack: &mut Stack, needs: &mut Needs, depth: usize) {
        let mut at = 0;
        while let Some(byte) = code.get(at).copied() {
            at += 1;
            let next = code.get(at).copied().unwrap_or_default();
            let numbers = &mut stack.numbers;
            match byte {
                32..=246 => numbers.push(i32::from(byte) - 139),
                247..=250 => {
                    numbers.push((i32::from(byte) - 247) * 256 + i32::from(next) + 108);
                    at += 1;
                }
                251..=254 => {
                    numbers.push(-(i32::from(byte) - 251) * 256 - i32::from(next) - 108);
                    at += 1;
                }
                255 => {
                    let four = code.get(at..at + 4).and_then(|four| four.try_into().ok()).unwrap_or_default();
                    numbers.push(i32::from_be_bytes(four));
                    at += 4;
                }
                // callsubr: what was followed once is not followed again.
                10 => {
                    let called = numbers.pop().and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
                    if let Some(code) = self.subrs.get(&called)
                        && needs.subrs.insert(called)
                        && depth > 0
                    {
                        self.walk(code, stack, needs, depth - 1);
                    }
                }
                // return
                11 => return,
                12 => {
                    at += 1;
                    stack.escape(next, needs);
                }
                _ => {
                    // rlineto, hlineto, vlineto, rrcurveto, vhcurveto, hvcurveto.
                    needs.draws |= matches!(byte, 5..=8 | 30 | 31);
                    numbers.clear();
                }
            }
            if stack.numbers.len() > NUMBERS {
                stack.numbers.clear();
            }
        }
    }
}

impl Stack {
    /// Operators of two bytes.
    fn escape(&mut self, operator: u8, needs: &mut Needs) {
        let numbers = &mut self.numbers;
        match operator {
            // seac: … bchar achar.
            6 => {
                let codes = numbers.iter().rev().take(2).filter_map(|code| u8::try_from(*code).ok());
                needs.parts.extend(codes.filter_map(|code| Base::Standard.name(code)));
                needs.draws = true;
                numbers.clear();
            }
            12 => {
                let divisor = numbers.pop().unwrap_or(1);
                let value = numbers.pop().unwrap_or_default();
                numbers.push(value.checked_div(divisor).unwrap_or_default());
            }
            // callothersubr takes numbers away, and pop brings them back: hint replacement hands the number of a
            // subroutine through (§8.1). The first procedure draws the two curves of a flex (§8.3).
            16 => {
                needs.draws |= numbers.pop() == Some(0);
                let count = numbers.pop().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
                self.handed = numbers.split_off(numbers.len().saturating_sub(count));
            }
            17 => numbers.push(self.handed.pop().unwrap_or(3)),
            _ => numbers.clear(),
        }
    }
}
