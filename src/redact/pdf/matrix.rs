//! Transformations of the plane (ISO 32000-1 8.3.3). Only additions, multiplications and divisions, which every CPU
//! rounds alike.

/// `[a b c d e f]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

/// A rectangle along the axes: left, bottom, right, top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect(pub(super) [f64; 4]);

impl Matrix {
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn shift(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this one, then `next`.
    pub(super) fn then(self, next: Matrix) -> Matrix {
        let (Matrix([a, b, c, d, e, f]), Matrix(n)) = (self, next);
        let [na, nb, nc, nd, ne, nf] = n;
        Matrix([
            a * na + b * nc,
            a * nb + b * nd,
            c * na + d * nc,
            c * nb + d * nd,
            e * na + f * nc + ne,
            e * nb + f * nd + nf,
        ])
    }

    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Matrix([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }

    pub(super) fn inverse(self) -> Option<Matrix> {
        let Matrix([a, b, c, d, e, f]) = self;
        let det = a * d - b * c;
        if !det.is_finite() || det.abs() < 1e-12 {
            return None;
        }
        let (ia, ib, ic, id) = (d / det, -b / det, -c / det, a / det);
        Some(Matrix([ia, ib, ic, id, -(e * ia + f * ic), -(e * ib + f * id)]))
    }

    /// The same without its shift.
    pub(super) fn linear(self) -> [f64; 4] {
        let Matrix([a, b, c, d, _, _]) = self;
        [a, b, c, d]
    }

    pub(super) fn is_finite(self) -> bool {
        self.0.iter().all(|n| n.is_finite() && n.abs() < 1e9)
    }
}

impl Rect {
    pub(super) const EMPTY: Rect = Rect([f64::MAX, f64::MAX, f64::MIN, f64::MIN]);

    pub(super) fn of(corners: [f64; 4]) -> Rect {
        let [a, b, c, d] = corners;
        Rect([a.min(c), b.min(d), a.max(c), b.max(d)])
    }

    pub(super) fn include(&mut self, (x, y): (f64, f64)) {
        let Rect([l, b, r, t]) = *self;
        *self = Rect([l.min(x), b.min(y), r.max(x), t.max(y)]);
    }

    pub(super) fn meet(self, other: Rect) -> Rect {
        let (Rect([l, b, r, t]), Rect([ol, ob, or, ot])) = (self, other);
        Rect([l.max(ol), b.max(ob), r.min(or), t.min(ot)])
    }

    pub(super) fn has(self, (x, y): (f64, f64)) -> bool {
        let Rect([l, b, r, t]) = self;
        l <= x && x <= r && b <= y && y <= t
    }

    /// Around this one after a transformation.
    pub(super) fn through(self, matrix: Matrix) -> Rect {
        let Rect([l, b, r, t]) = self;
        let mut around = Rect::EMPTY;
        for (x, y) in [(l, b), (l, t), (r, b), (r, t)] {
            around.include(matrix.apply(x, y));
        }
        around
    }

    pub(super) fn size(self) -> (f64, f64) {
        let Rect([l, b, r, t]) = self;
        ((r - l).max(0.0), (t - b).max(0.0))
    }
}
