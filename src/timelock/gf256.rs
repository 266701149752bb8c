//! Shamir's sharing over GF(2^8), byte by byte, in constant time (SPEC §3.4 step 4).
//!
//! Abscissas are public; the values are secret. The field is that of AES: x^8 + x^4 + x^3 + x + 1.

use crate::suite::Secret;

/// The product of two field elements; no branch and no table depends on them.
fn mul(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..8 {
        product ^= a & (b >> bit & 1).wrapping_neg();
        a = (a << 1) ^ (0x1b & (a >> 7).wrapping_neg());
    }
    product
}

/// The inverse, as the 254th power; of zero, zero.
fn inverse(a: u8) -> u8 {
    let mut power = 1;
    for _ in 0..254 {
        power = mul(power, a);
    }
    power
}

/// The value at `x` of the polynomial of least degree through the points.
///
/// The abscissas must be distinct: they are the fixed positions 0 to 16 of holders, never read from outside.
pub(super) fn evaluate(points: &[(u8, &Secret)], x: u8) -> Secret {
    let mut value = [0; 32];
    for (i, (xi, yi)) in points.iter().enumerate() {
        let coefficient = points
            .iter()
            .enumerate()
            .filter(|(j, _)| *j != i)
            .fold(1, |c, (_, (xj, _))| mul(c, mul(x ^ xj, inverse(xi ^ xj))));
        value.iter_mut().zip(yi.expose()).for_each(|(v, y)| *v ^= mul(coefficient, *y));
    }
    let secret = Secret::new(value);
    zeroize::Zeroize::zeroize(&mut value);
    secret
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_field_is_that_of_aes() {
        // FIPS 197 §4.2: {57} · {83} = {c1}, {57} · {13} = {fe}.
        assert_eq!((mul(0x57, 0x83), mul(0x57, 0x13)), (0xc1, 0xfe));
        for a in 1..=255 {
            assert_eq!(mul(a, inverse(a)), 1);
        }
    }

    proptest! {
        /// Any t points of a polynomial of degree t − 1 give every other point; t − 1 points fit any secret.
        #[test]
        fn any_t_points_are_enough(values in proptest::collection::vec(any::<[u8; 32]>(), 1..9), x in 0u8..17, skip in 0usize..17) {
            let t = values.len();
            let secrets: Vec<Secret> = values.iter().map(|v| Secret::new(*v)).collect();
            let base: Vec<(u8, &Secret)> = (0u8..).zip(&secrets).collect();
            let all: Vec<Secret> = (0..17).map(|x| evaluate(&base, x)).collect();
            let other: Vec<(u8, &Secret)> = (0..t).map(|n| (((n + skip) % 17) as u8, &all[(n + skip) % 17])).collect();
            prop_assert_eq!(&evaluate(&other, x), &all[x as usize]);
            for (x, y) in &base {
                prop_assert_eq!(&&evaluate(&base, *x), y);
            }
        }
    }
}
