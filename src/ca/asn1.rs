//! Small helpers over `der`: lists of elements as they stand in the input, and lists to be written.
//!
//! A SET OF is kept here in the order in which it was received, and its order is checked: libraries that sort on
//! reading cannot tell whether what was signed is what they give.

use der::{AnyRef, Decode, Encode, Reader, SliceReader, Tag};

/// No list that is read here has more elements; reading stops there.
const MAX_ELEMENTS: usize = 256;

/// The elements that stand one after another in these bytes.
pub(super) fn elements(bytes: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(bytes)?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        if found.len() == MAX_ELEMENTS {
            return Err(der::ErrorKind::Overlength.into());
        }
        found.push(AnyRef::decode(&mut reader)?);
    }
    Ok(found)
}

/// The elements of the content of a SET OF, which must be in DER order (X.690 §11.6): ascending as octet strings.
pub(super) fn ordered(content: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let found = elements(content)?;
    let mut last = Vec::new();
    for element in &found {
        let encoded = element.to_der()?;
        if last > encoded {
            return Err(der::ErrorKind::SetOrdering.into());
        }
        last = encoded;
    }
    Ok(found)
}

/// The elements of a SET OF with its own tag.
pub(super) fn set<'a>(element: AnyRef<'a>) -> der::Result<Vec<AnyRef<'a>>> {
    if der::Tagged::tag(&element) != Tag::Set {
        return Err(der::ErrorKind::TagUnexpected {
            expected: Some(Tag::Set),
            actual: der::Tagged::tag(&element),
        }
        .into());
    }
    ordered(element.value())
}

/// The elements of a SEQUENCE.
pub(super) fn sequence<'a>(element: AnyRef<'a>) -> der::Result<Vec<AnyRef<'a>>> {
    let actual = der::Tagged::tag(&element);
    if actual != Tag::Sequence {
        return Err(der::ErrorKind::TagUnexpected { expected: Some(Tag::Sequence), actual }.into());
    }
    elements(element.value())
}

/// The single element of these bytes.
pub(super) fn single(bytes: &[u8]) -> der::Result<AnyRef<'_>> {
    AnyRef::from_der(bytes)
}

/// A tag as `der` writes it for `[n]`, constructed.
pub(crate) fn context(number: u8) -> Tag {
    Tag::ContextSpecific { number: der::TagNumber(u32::from(number)), constructed: true }
}

/// Encodes elements under a tag.
pub(crate) fn wrap(tag: Tag, elements: &[Vec<u8>]) -> der::Result<Vec<u8>> {
    AnyRef::new(tag, &elements.concat())?.to_der()
}

/// Encodes a SET OF in DER order, under its own tag or an implicit one.
pub(super) fn wrap_set(tag: Tag, mut elements: Vec<Vec<u8>>) -> der::Result<Vec<u8>> {
    elements.sort();
    wrap(tag, &elements)
}
