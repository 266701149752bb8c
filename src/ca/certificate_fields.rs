//! The fields of a certificate as they stand in its bytes (RFC 5280 §4.1), each in its place and nothing besides.

use super::{
    asn1::context,
    walk::{Element, Signed, Walk, implicit},
};
use crate::wire::Time;
use der::Tag;

/// What stands where. All but numbers and times is DER, with tag and length.
pub(super) struct Fields<'a> {
    pub(super) is_version_3: bool,
    pub(super) tbs: &'a [u8],
    pub(super) algorithm: &'a [u8],
    pub(super) inner_algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
    /// Content octets.
    pub(super) serial: &'a [u8],
    pub(super) issuer: &'a [u8],
    pub(super) validity: [Time; 2],
    pub(super) subject: &'a [u8],
    pub(super) spki: &'a [u8],
}

/// RFC 5280 §4.1.2.2: no more octets.
const MAX_SERIAL: usize = 20;

fn wrong(tag: Tag) -> der::Error {
    tag.value_error().into()
}

impl<'a> Fields<'a> {
    /// Reads them. Whoever calls has made sure that the bytes are canonical.
    pub(super) fn read(der: &'a [u8]) -> der::Result<Fields<'a>> {
        let mut outer = Element::single(der)?.sequence()?;
        let signed = Signed::read(&mut outer)?;
        outer.end()?;
        let mut tbs = signed.content.sequence()?;
        // Version 3 is written as 2; version 1 is the default, and without extensions.
        let version = tbs.next_if(&[context(0)])?.map(|version| Element::single(version.value)?.integer());
        let serial = tbs.next()?.integer()?;
        if serial.len() > MAX_SERIAL {
            return Err(wrong(Tag::Integer));
        }
        let inner_algorithm = tbs.next()?.expect(Tag::Sequence)?.der;
        let issuer = tbs.next()?.expect(Tag::Sequence)?.der;
        let mut validity = tbs.next()?.sequence()?;
        let times = [validity.next()?.time()?, validity.next()?.time()?];
        validity.end()?;
        let subject = tbs.next()?.expect(Tag::Sequence)?.der;
        let spki = tbs.next()?.expect(Tag::Sequence)?.der;
        // issuerUniqueID and subjectUniqueID: old, harmless, and never looked at.
        tbs.next_if(&[implicit(1)])?;
        tbs.next_if(&[implicit(2)])?;
        if let Some(extensions) = tbs.next_if(&[context(3)])? {
            let mut list = Element::single(extensions.value)?.sequence()?;
            if list.is_finished() {
                return Err(wrong(extensions.tag)); // SIZE (1..MAX)
            }
            while !list.is_finished() {
                check_extension(list.next()?.sequence()?)?;
            }
        }
        tbs.end()?;
        Ok(Fields {
            is_version_3: version.transpose()? == Some(&[2]),
            tbs: signed.content.der,
            algorithm: signed.algorithm,
            inner_algorithm,
            signature: signed.signature,
            serial,
            issuer,
            validity: times,
            subject,
            spki,
        })
    }
}

/// The form of an extension; what it says is read elsewhere.
fn check_extension(mut extension: Walk<'_>) -> der::Result<()> {
    extension.next()?.expect(Tag::ObjectIdentifier)?;
    if let Some(critical) = extension.next_if(&[Tag::Boolean])? {
        critical.is_true()?; // FALSE is the default, and left out
    }
    extension.next()?.octets()?;
    extension.end()
}
