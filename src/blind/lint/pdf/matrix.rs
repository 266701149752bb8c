//! Transformations of the plane (8.3.3).

/// `[a b c d e f]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one first, then the other.
    pub fn then(self, other: Matrix) -> Matrix {
        let Matrix([a, b, c, d, e, f]) = self;
        let Matrix([g, h, i, j, k, l]) = other;
        Matrix([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub fn shift(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub fn origin(self) -> (f64, f64) {
        let Matrix([.., e, f]) = self;
        (e, f)
    }

    /// How long an upright line of length 1 becomes.
    pub fn height(self) -> f64 {
        let Matrix([_, _, c, d, ..]) = self;
        (c * c + d * d).sqrt()
    }
}
