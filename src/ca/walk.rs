//! Walking over DER in place: element after element, borrowed, with nothing allocated.
//!
//! A revocation list can have hundreds of thousands of entries; what is made per entry here is a few numbers.

use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::{Decode, Header, Reader, SliceReader, Tag, asn1::ObjectIdentifier};
use x509_cert::time::Time as Asn1Time;

/// One element as it stands in the input.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// Its content octets.
    pub(crate) value: &'a [u8],
    /// All of it, with tag and length.
    pub(crate) der: &'a [u8],
}

impl<'a> Element<'a> {
    /// The single element of these bytes.
    pub(crate) fn single(bytes: &'a [u8]) -> der::Result<Element<'a>> {
        let mut walk = Walk(bytes);
        let element = walk.next()?;
        walk.end()?;
        Ok(element)
    }

    /// The same, if it has this tag.
    pub(crate) fn expect(self, tag: Tag) -> der::Result<Element<'a>> {
        if self.tag == tag {
            return Ok(self);
        }
        Err(der::ErrorKind::TagUnexpected { expected: Some(tag), actual: self.tag }.into())
    }

    /// The elements of a SEQUENCE.
    pub(crate) fn sequence(self) -> der::Result<Walk<'a>> {
        Ok(Walk(self.expect(Tag::Sequence)?.value))
    }

    /// The content octets of an INTEGER, as short as they can be (X.690 §8.3.2).
    pub(crate) fn integer(self) -> der::Result<&'a [u8]> {
        match self.expect(Tag::Integer)?.value {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(Tag::Integer.value_error().into()),
            value => Ok(value),
        }
    }

    /// The octets of an OCTET STRING.
    pub(crate) fn octets(self) -> der::Result<&'a [u8]> {
        Ok(self.expect(Tag::OctetString)?.value)
    }

    /// A BOOLEAN that is TRUE: FALSE is the default wherever one is read here, and DER leaves it out.
    pub(crate) fn is_true(self) -> der::Result<()> {
        match self.value {
            [0xff] => Ok(()),
            _ => Err(Tag::Boolean.value_error().into()),
        }
    }

    /// A UTCTime or a GeneralizedTime to the second, from 1970 to 9999.
    pub(crate) fn time(self) -> der::Result<Time> {
        let time = Asn1Time::from_der(self.der)?;
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        Time::from_unix(seconds).map_err(|_| self.tag.value_error().into())
    }

    /// A GeneralizedTime to the second, from 1970 to 9999.
    pub(crate) fn generalized_time(self) -> der::Result<Time> {
        self.expect(Tag::GeneralizedTime)?.time()
    }
}

/// What is left of a list of elements.
#[derive(Clone, Copy)]
pub(crate) struct Walk<'a>(pub(crate) &'a [u8]);

impl<'a> Walk<'a> {
    /// The next element; an error if there is none.
    pub(crate) fn next(&mut self) -> der::Result<Element<'a>> {
        let mut reader = SliceReader::new(self.0)?;
        let header = Header::decode(&mut reader)?;
        let value = reader.read_slice(header.length())?;
        let rest = usize::try_from(reader.remaining_len())?;
        let (der, rest) = self.0.split_at_checked(self.0.len() - rest).unwrap_or_default();
        self.0 = rest;
        Ok(Element { tag: header.tag(), value, der })
    }

    /// The next element, if it has one of these tags.
    pub(crate) fn next_if(&mut self, tags: &[Tag]) -> der::Result<Option<Element<'a>>> {
        let mut ahead = *self;
        if ahead.is_finished() {
            return Ok(None);
        }
        let element = ahead.next()?;
        if !tags.contains(&element.tag) {
            return Ok(None);
        }
        *self = ahead;
        Ok(Some(element))
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> der::Result<()> {
        if self.is_finished() { Ok(()) } else { Err(der::ErrorKind::Failed.into()) }
    }
}

/// `[number]` over a primitive value.
pub(crate) fn implicit(number: u8) -> Tag {
    Tag::ContextSpecific { number: der::TagNumber(u32::from(number)), constructed: false }
}

/// What an authority signs everything in: the signed part, the algorithm and the signature (RFC 5280 §4.1.1).
#[derive(Clone, Copy)]
pub(super) struct Signed<'a> {
    pub(super) content: Element<'a>,
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads the three; more may follow.
    pub(super) fn read(walk: &mut Walk<'a>) -> der::Result<Signed<'a>> {
        let content = walk.next()?.expect(Tag::Sequence)?;
        let algorithm = walk.next()?.expect(Tag::Sequence)?.der;
        // A BIT STRING of whole octets.
        let [0, signature @ ..] = walk.next()?.expect(Tag::BitString)?.value else {
            return Err(Tag::BitString.value_error().into());
        };
        Ok(Signed { content, algorithm, signature })
    }
}

/// No list of extensions that is read here is longer.
const MAX_EXTENSIONS: usize = 16;

/// An extension (RFC 5280 §4.1).
#[derive(Clone, Copy)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

/// The extensions of a list, of an entry, or of a response: at most 16, and none twice.
pub(crate) struct Extensions<'a>([Option<Extension<'a>>; MAX_EXTENSIONS]);

impl<'a> Extensions<'a> {
    /// Reads a SEQUENCE OF Extension. Errors are of this kind.
    pub(crate) fn read(list: Element<'a>, kind: ErrorKind) -> Result<Extensions<'a>> {
        let bad = |error: der::Error| Error::new(kind).because(error).at("extensions");
        let mut walk = list.sequence().map_err(bad)?;
        if walk.is_finished() {
            return Err(Error::new(kind).because("an empty list").at("extensions"));
        }
        let mut found = Extensions([None; MAX_EXTENSIONS]);
        let mut count = 0;
        while !walk.is_finished() {
            let extension = extension(walk.next().map_err(bad)?).map_err(bad)?;
            if found.iter().any(|other| other.oid == extension.oid) {
                return Err(Error::new(kind)
                    .because(format_args!("the same extension twice: {}", extension.oid))
                    .at("extensions"));
            }
            let Some(place) = found.0.get_mut(count) else {
                return Err(Error::new(kind)
                    .because(format_args!("more than {MAX_EXTENSIONS}"))
                    .at("extensions"));
            };
            *place = Some(extension);
            count += 1;
        }
        Ok(found)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Extension<'a>> {
        self.0.iter().copied().flatten()
    }
}

fn extension(element: Element<'_>) -> der::Result<Extension<'_>> {
    let mut walk = element.sequence()?;
    let oid = ObjectIdentifier::from_der(walk.next()?.der)?;
    let critical = match walk.next_if(&[Tag::Boolean])? {
        Some(critical) => critical.is_true().map(|()| true)?,
        None => false,
    };
    let value = walk.next()?.octets()?;
    walk.end()?;
    Ok(Extension { oid, critical, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_as_short_as_they_can_be() {
        let read =
            |value: &[u8]| Element { tag: Tag::Integer, value, der: &[] }.integer().map(<[u8]>::to_vec).ok();
        for good in [&[0][..], &[0x7f], &[0x80], &[0, 0x80], &[0xff, 0x7f], &[0xff]] {
            assert_eq!(read(good).as_deref(), Some(good));
        }
        for bad in [&[][..], &[0, 0], &[0, 0x7f], &[0xff, 0x80], &[0xff, 0xff]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn lists_of_extensions_are_bounded_and_hold_each_once() {
        let one = |last: u8| vec![0x30, 6, 6, 2, 0x2a, last, 4, 0];
        let read = |list: &[Vec<u8>]| {
            let der = crate::ca::asn1::wrap(Tag::Sequence, list).unwrap();
            Extensions::read(Element::single(&der).unwrap(), ErrorKind::BadCrl)
                .map(|found| found.iter().count())
                .map_err(|e| e.detail().to_owned())
        };
        let many: Vec<Vec<u8>> = (1..=17).map(one).collect();
        assert_eq!(read(&many[..16]), Ok(16));
        assert_eq!(read(&many), Err("more than 16".into()));
        assert_eq!(read(&[one(1), one(1)]), Err("the same extension twice: 1.2.1".into()));
        assert_eq!(read(&[]), Err("an empty list".into()));
        // critical written as FALSE, and as a TRUE that is not 0xff.
        for octet in [0, 1] {
            assert!(read(&[vec![0x30, 9, 6, 2, 0x2a, 1, 1, 1, octet, 4, 0]]).is_err());
        }
        assert_eq!(read(&[vec![0x30, 9, 6, 2, 0x2a, 1, 1, 1, 0xff, 4, 0]]), Ok(1));
    }
}
