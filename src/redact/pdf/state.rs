//! The graphics state of a content stream, as far as text depends on it (ISO 32000-1 8.4, 9.3).

use super::content::Op;
use super::matrix::{Matrix, Rect};
use super::out::Out;

#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    /// Nothing outside of it is seen.
    pub(super) clip: Rect,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    /// Opacity of fills, and whether what is painted simply covers what was there.
    pub(super) alpha: f64,
    pub(super) normal: bool,
    pub(super) text: TextState,
}

/// What is known of a colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    pub(super) white: bool,
    /// Whether its numbers are amounts of light or ink, and not tints of a named colour or places in a table.
    plain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TextState {
    pub(super) font: Option<usize>,
    pub(super) size: f64,
    pub(super) char_space: f64,
    pub(super) word_space: f64,
    pub(super) scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: u8,
}

impl TextState {
    pub(super) const START: TextState = TextState {
        font: None,
        size: 0.0,
        char_space: 0.0,
        word_space: 0.0,
        scale: 1.0,
        leading: 0.0,
        rise: 0.0,
        mode: 0,
    };
}

impl State {
    pub(super) fn new(ctm: Matrix, clip: Rect) -> State {
        let black = Paint { white: false, plain: true };
        State { ctm, clip, fill: black, stroke: black, alpha: 1.0, normal: true, text: TextState::START }
    }

    /// Follows an operator of colour; `plain` tells of a named colour space.
    pub(super) fn colour(&mut self, op: &Op, plain: impl Fn(&[u8]) -> bool) {
        let paint = match op.name.as_slice() {
            b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" => &mut self.fill,
            _ => &mut self.stroke,
        };
        match op.name.as_slice() {
            b"cs" | b"CS" => {
                let name = op.operands.first().and_then(Out::as_name).unwrap_or_default();
                *paint = Paint { white: false, plain: plain(name) };
            }
            b"sc" | b"scn" | b"SC" | b"SCN" => paint.white = paint.plain && is_white(&op.operands),
            _ => *paint = Paint { white: is_white(&op.operands), plain: true },
        }
    }
}

/// So light that nobody reads it on paper.
fn is_white(operands: &[Out]) -> bool {
    let numbers: Vec<f64> = operands.iter().filter_map(Out::num).collect();
    match numbers.as_slice() {
        [_] | [_, _, _] => numbers.iter().all(|n| *n >= 0.94),
        [_, _, _, _] => numbers.iter().all(|n| *n <= 0.06),
        _ => false,
    }
}
