//! Padmé: a price file's size must not tell the price (SPEC §5.3; Nikitin et al., PETS 2019, algorithm 1).

use crate::suite::SEGMENT;

/// The padded size of `length` bytes: at most 12 % more, and at least one segment. `None` beyond 2^63.
pub fn padded_size(length: u64) -> Option<u64> {
    if length <= SEGMENT as u64 {
        return Some(SEGMENT as u64);
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    let unit = 1u64 << (exponent - kept);
    length.checked_next_multiple_of(unit).filter(|size| *size < 1 << 63)
}

/// Whether some length is padded to this size.
pub(super) fn is_padded(size: u64) -> bool {
    padded_size(size) == Some(size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_are_those_of_the_paper() {
        for (length, size) in [
            (0, 65_536),
            (65_536, 65_536),
            (65_537, 67_584),
            (1_000_000, 1_015_808),
            (1 << 30, 1 << 30),
            ((1 << 30) + 1, (1 << 30) + (1 << 25)),
        ] {
            assert_eq!(padded_size(length), Some(size), "{length}");
        }
        assert_eq!(padded_size(u64::MAX), None);
    }

    proptest! {
        #[test]
        fn padding_is_small_and_settles(length in 0u64..1 << 50) {
            let size = padded_size(length).unwrap();
            prop_assert!(size >= length && is_padded(size));
            prop_assert!(length <= SEGMENT as u64 || (size - length) * 100 <= length * 12);
        }
    }
}
