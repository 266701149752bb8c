//! Comparing distinguished names (RFC 5280 §7.1, SPEC §6.4).
//!
//! Real authorities write the same name once as PrintableString and once as UTF8String, so bytes will not do. Names
//! are brought to one form, in which equal names are equal bytes: text of every string type becomes UTF-8, white
//! space at its ends goes, white space within it becomes one space, and ASCII letters become small. This is what
//! OpenSSL compares. More of what RFC 4518 asks (other alphabets' case, compatibility characters) is not done: two
//! names that some program would call different should not be one name here.

use super::walk::{Element, Walk};
use der::Tag;
use std::borrow::Cow;

/// A Name in the form in which it is compared: its parts one after another, each behind its length, so that no two
/// names run together into the same bytes, and a name that begins with another has all of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DistinguishedName(Vec<u8>);

impl DistinguishedName {
    /// Reads a DER Name.
    pub(super) fn from_der(name: &[u8]) -> der::Result<DistinguishedName> {
        let mut parts = Element::single(name)?.sequence()?;
        let mut form = Vec::with_capacity(2 * name.len());
        while !parts.is_finished() {
            relative(parts.next()?, &mut form)?;
        }
        Ok(DistinguishedName(form))
    }

    /// Whether it has no part at all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it begins with all of `base` (RFC 5280 §4.2.1.10: a subtree of directory names).
    pub(super) fn is_within(&self, base: &DistinguishedName) -> bool {
        self.0.starts_with(&base.0)
    }
}

/// Whether two DER Names are one name. What is no Name is only equal to itself.
pub(super) fn same_name(a: &[u8], b: &[u8]) -> bool {
    a == b
        || match (DistinguishedName::from_der(a), DistinguishedName::from_der(b)) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        }
}

/// A RelativeDistinguishedName: a set, so its attributes are put into one order.
fn relative(part: Element<'_>, form: &mut Vec<u8>) -> der::Result<()> {
    let mut set = Walk(part.expect(Tag::Set)?.value);
    let mut last = set.next()?;
    let mut attributes = vec![attribute(last)?];
    while !set.is_finished() {
        let next = set.next()?;
        // X.690 §11.6: ascending as octet strings.
        if last.der > next.der {
            return Err(der::ErrorKind::SetOrdering.into());
        }
        attributes.push(attribute(next)?);
        last = next;
    }
    attributes.sort();
    let mut joined = Vec::new();
    attributes.iter().for_each(|attribute| frame(attribute, &mut joined));
    frame(&joined, form);
    Ok(())
}

/// An attribute's type and value.
fn attribute(pair: Element<'_>) -> der::Result<Vec<u8>> {
    let mut fields = pair.sequence()?;
    let (kind, value) = (fields.next()?.expect(Tag::ObjectIdentifier)?, fields.next()?);
    fields.end()?;
    let mut form = Vec::with_capacity(2 * pair.der.len());
    frame(kind.value, &mut form);
    match text(value) {
        Some(text) => {
            form.push(0);
            fold(&text, &mut form);
        }
        // No text: only the same type with the same bytes is the same value.
        None => {
            form.push(1);
            form.extend_from_slice(value.der);
        }
    }
    Ok(form)
}

fn frame(bytes: &[u8], form: &mut Vec<u8>) {
    form.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    form.extend_from_slice(bytes);
}

/// The text of a string of any type that RFC 5280 §4.1.2.4 knows, and of IA5String for domain components and mail.
fn text(value: Element<'_>) -> Option<Cow<'_, str>> {
    let bytes = value.value;
    match value.tag {
        Tag::Utf8String => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        // TeletexString has had too many meanings: beyond ASCII it is compared as it is.
        Tag::PrintableString
        | Tag::NumericString
        | Tag::Ia5String
        | Tag::VisibleString
        | Tag::TeletexString
            if bytes.is_ascii() =>
        {
            std::str::from_utf8(bytes).ok().map(Cow::Borrowed)
        }
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<_, _>>().ok().map(Cow::Owned)
        }
        _ => None,
    }
}

fn fold(text: &str, form: &mut Vec<u8>) {
    for (n, word) in text.split_ascii_whitespace().enumerate() {
        if n > 0 {
            form.push(b' ');
        }
        form.extend(word.bytes().map(|byte| byte.to_ascii_lowercase()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::asn1;
    use der::{AnyRef, Encode};

    fn name(parts: &[&[(&str, Tag, &[u8])]]) -> Vec<u8> {
        let rdns = parts.iter().map(|attributes| {
            let attributes = attributes.iter().map(|(kind, tag, value)| {
                let kind = der::asn1::ObjectIdentifier::new(kind).unwrap().to_der().unwrap();
                let value = AnyRef::new(*tag, value).unwrap().to_der().unwrap();
                asn1::wrap(Tag::Sequence, &[kind, value]).unwrap()
            });
            asn1::wrap_set(Tag::Set, attributes.collect()).unwrap()
        });
        asn1::wrap(Tag::Sequence, &rdns.collect::<Vec<_>>()).unwrap()
    }

    fn organisation(tag: Tag, value: &[u8]) -> Vec<u8> {
        name(&[&[("2.5.4.10", tag, value)]])
    }

    #[test]
    fn the_string_type_does_not_matter_nor_do_spaces_and_ascii_case() {
        let good = organisation(Tag::PrintableString, b"Henan CA");
        for (tag, value) in [
            (Tag::Utf8String, &b"Henan CA"[..]),
            (Tag::Utf8String, b" henan \t  ca "),
            (Tag::Ia5String, b"HENAN CA"),
            (Tag::TeletexString, b"Henan CA"),
            (Tag::NumericString, b"Henan CA"),
            (Tag::BmpString, b"\0H\0e\0n\0a\0n\0 \0C\0A"),
        ] {
            assert!(same_name(&good, &organisation(tag, value)), "{tag} {value:?}");
        }
        let chinese = organisation(Tag::Utf8String, "河南".as_bytes());
        assert!(same_name(&chinese, &organisation(Tag::BmpString, &[0x6c, 0xb3, 0x53, 0x57])));
    }

    #[test]
    fn what_differs_stays_different() {
        let good = organisation(Tag::Utf8String, b"Henan CA");
        for (tag, value) in [
            (Tag::Utf8String, &b"HenanCA"[..]),
            (Tag::Utf8String, b"Henan CB"),
            (Tag::Utf8String, "Henan CА".as_bytes()), // a Cyrillic A
            (Tag::Utf8String, "Henan\u{a0}CA".as_bytes()),
            (Tag::Utf8String, "Ｈenan CA".as_bytes()), // full width
            (Tag::OctetString, b"Henan CA"),
            (Tag::Utf8String, b"Henan CA\xff"),
        ] {
            assert!(!same_name(&good, &organisation(tag, value)), "{tag} {value:?}");
        }
        assert!(
            !same_name(&good, &name(&[&[("2.5.4.11", Tag::Utf8String, b"Henan CA")]])),
            "another attribute"
        );
        // TeletexString beyond ASCII: the bytes of another encoding must not become the same text.
        assert!(!same_name(
            &organisation(Tag::TeletexString, "é".as_bytes()),
            &organisation(Tag::Utf8String, "é".as_bytes())
        ));
        assert!(!same_name(&good, b"nonsense") && !same_name(b"nonsense", &good));
    }

    #[test]
    fn order_counts_between_parts_and_not_within_one() {
        let (o, c) =
            (("2.5.4.10", Tag::Utf8String, &b"O"[..]), ("2.5.4.6", Tag::PrintableString, &b"CN"[..]));
        let upper = ("2.5.4.10", Tag::PrintableString, &b"o"[..]);
        assert!(!same_name(&name(&[&[c], &[o]]), &name(&[&[o], &[c]])));
        assert!(!same_name(&name(&[&[c], &[o]]), &name(&[&[c, o]])));
        assert!(same_name(&name(&[&[c, o]]), &name(&[&[upper, c]])));
    }

    #[test]
    fn no_attribute_can_be_written_to_look_like_two() {
        let (a, b) = (("2.5.4.10", Tag::Utf8String, &b"a"[..]), ("2.5.4.11", Tag::Utf8String, &b"b"[..]));
        let two = DistinguishedName::from_der(&name(&[&[a, b]])).unwrap();
        // The compared form of both attributes, less the type that it begins with, as the text of one attribute
        // whose type is that beginning.
        let inner = &two.0[8..];
        for cut in 9..inner.len() {
            let (kind, text) = inner.split_at(cut);
            let kind = AnyRef::new(Tag::ObjectIdentifier, &kind[8..]).unwrap().to_der().unwrap();
            let text = AnyRef::new(Tag::Utf8String, text).unwrap().to_der().unwrap();
            let pair = asn1::wrap(Tag::Sequence, &[kind, text]).unwrap();
            let rdn = asn1::wrap(Tag::Set, &[pair]).unwrap();
            let one = DistinguishedName::from_der(&asn1::wrap(Tag::Sequence, &[rdn]).unwrap());
            assert_ne!(one.as_ref(), Ok(&two), "{cut}");
        }
    }

    #[test]
    fn a_subtree_is_a_beginning() {
        let read = |der: &[u8]| DistinguishedName::from_der(der).unwrap();
        let (o, c) =
            (("2.5.4.10", Tag::Utf8String, &b"O"[..]), ("2.5.4.6", Tag::PrintableString, &b"CN"[..]));
        let (both, country, all) = (read(&name(&[&[c], &[o]])), read(&name(&[&[c]])), read(&name(&[])));
        assert!(both.is_within(&country) && both.is_within(&all) && both.is_within(&both));
        assert!(!country.is_within(&both) && !both.is_within(&read(&name(&[&[o]]))));
        assert!(all.is_empty() && !country.is_empty());
    }
}
