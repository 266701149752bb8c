//! Whether bytes are canonical DER (X.690 §10 and §11): said in the one way in which it must be said.
//!
//! A library that reads BER by accident sees a meaning in bytes that another one reads differently. What passes here
//! has no second form: definite lengths in the fewest octets, numbers without needless octets, truth as 0xff,
//! bit strings with zeros in their unused bits. Values that an encoder must leave out because they are the default
//! are the business of whoever knows the structure.

use super::walk::{Element, Walk};
use der::{ErrorKind, Tag};

/// Certificates nest about ten deep.
const MAX_DEPTH: usize = 32;

/// Checks one element with nothing after it.
pub(crate) fn check(bytes: &[u8]) -> der::Result<()> {
    element(Element::single(bytes)?, 0)
}

fn element(element: Element<'_>, depth: usize) -> der::Result<()> {
    let content = element.value;
    let well_formed = match element.tag {
        Tag::Boolean => matches!(content, [0 | 0xff]),
        Tag::Integer | Tag::Enumerated => match content {
            [] => false,
            [first, second, ..] => !matches!((*first, *second >= 0x80), (0, false) | (0xff, true)),
            [_] => true,
        },
        Tag::BitString => match content {
            [] => false,
            [0] => true,
            [unused, .., last] => *unused < 8 && last.trailing_zeros() >= u32::from(*unused),
            [_] => false,
        },
        Tag::Null => content.is_empty(),
        Tag::ObjectIdentifier => object_identifier(content),
        tag if tag.is_constructed() => return inner(content, depth),
        _ => true,
    };
    if well_formed { Ok(()) } else { Err(ErrorKind::Noncanonical { tag: element.tag }.into()) }
}

fn inner(content: &[u8], depth: usize) -> der::Result<()> {
    if depth == MAX_DEPTH {
        return Err(ErrorKind::Overlength.into());
    }
    let mut walk = Walk(content);
    while !walk.is_finished() {
        element(walk.next()?, depth + 1)?;
    }
    Ok(())
}

/// X.690 §8.19: arcs of seven bits an octet, none beginning with nothing, the last one ended.
fn object_identifier(content: &[u8]) -> bool {
    let mut begins = true;
    for octet in content {
        if begins && *octet == 0x80 {
            return false;
        }
        begins = *octet < 0x80;
    }
    begins && !content.is_empty()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn each_needless_form_is_refused() {
        for good in [
            &[1, 1, 0xff][..],
            &[1, 1, 0],
            &[2, 1, 0],
            &[2, 2, 0, 0x80],
            &[2, 2, 0xff, 0x7f],
            &[3, 1, 0],
            &[3, 2, 7, 0x80],
            &[5, 0],
            &[6, 3, 0x2a, 0x86, 0x48],
            &[0x30, 3, 2, 1, 0],
            &[0x30, 0],
            &[0xa0, 3, 2, 1, 0],
            &[0x80, 1, 0x80],
        ] {
            assert_eq!(check(good), Ok(()), "{good:?}");
        }
        for (bad, why) in [
            (&[1, 1, 1][..], "a truth that is not 0xff"),
            (&[1, 2, 0xff, 0xff], "two octets of truth"),
            (&[2, 0], "no number"),
            (&[2, 2, 0, 0x7f], "a needless zero"),
            (&[2, 2, 0xff, 0x80], "a needless 0xff"),
            (&[3, 0], "no bits"),
            (&[3, 1, 1], "unused bits of nothing"),
            (&[3, 2, 8, 0], "eight unused bits"),
            (&[3, 2, 7, 0xc0], "an unused bit that is set"),
            (&[5, 1, 0], "a null with content"),
            (&[6, 0], "no identifier"),
            (&[6, 2, 0x2a, 0x86], "an arc without an end"),
            (&[6, 3, 0x2a, 0x80, 1], "an arc with a needless octet"),
            (&[0x30, 0x81, 3, 2, 1, 0], "a long length"),
            (&[0x30, 0x80, 2, 1, 0, 0, 0], "an indefinite length"),
            (&[0x30, 4, 2, 2, 0, 1], "within a sequence"),
            (&[0xa3, 4, 2, 2, 0, 1], "within a context tag"),
            (&[2, 1, 0, 0], "an octet behind it"),
            (&[2, 2, 1], "an octet missing"),
        ] {
            assert!(check(bad).is_err(), "{why}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: u8| {
            (0..depth).fold(vec![5, 0], |inner, _| [vec![0x30, inner.len() as u8], inner].concat())
        };
        assert!(check(&nested(32)).is_ok());
        assert!(check(&nested(40)).is_err());
    }
}
