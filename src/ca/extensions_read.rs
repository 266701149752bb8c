//! The values of the extensions that decide about a chain (RFC 5280 §4.2.1), read to their last octet. That they are
//! canonical DER has been checked by the caller.

use super::{
    asn1::context,
    details::KeyUsage,
    extensions::{BasicConstraints, ExtendedUsage},
    walk::{Element, implicit},
};
use der::{Tag, asn1::ObjectIdentifier};

/// What a critical certificatePolicies may carry beside identifiers: texts for people (RFC 5280 §4.2.1.4).
const QUALIFIERS: [ObjectIdentifier; 2] =
    [ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.1"), ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.2")];

fn wrong(tag: Tag) -> der::Error {
    tag.value_error().into()
}

/// §4.2.1.9. `cA` as an explicit FALSE is let pass: authorities write it, and it has one meaning.
pub(super) fn basic_constraints(value: &[u8], critical: bool) -> der::Result<BasicConstraints> {
    let mut fields = Element::single(value)?.sequence()?;
    let authority = fields.next_if(&[Tag::Boolean])?.is_some_and(|ca| ca.value == [0xff]);
    let path_length = match fields.next_if(&[Tag::Integer])? {
        Some(length) => Some(number(length.integer()?)?),
        None => None,
    };
    fields.end()?;
    Ok(BasicConstraints { authority, path_length, critical })
}

/// A number from 0 to 2^32 − 1 by its content octets.
fn number(octets: &[u8]) -> der::Result<u32> {
    match octets {
        [first, ..] if *first >= 0x80 => Err(wrong(Tag::Integer)),
        _ => octets
            .iter()
            .try_fold(0u32, |sum, octet| sum.checked_mul(256).map(|sum| sum | u32::from(*octet)))
            .ok_or_else(|| wrong(Tag::Integer)),
    }
}

/// §4.2.1.3: nine bits, the first of which is the highest of its octet.
pub(super) fn key_usage(value: &[u8]) -> der::Result<KeyUsage> {
    let [_, bits @ ..] = Element::single(value)?.expect(Tag::BitString)?.value else {
        return Err(wrong(Tag::BitString));
    };
    let first = match bits {
        [] => 0,
        [first] | [first, 0x80 | 0] => *first,
        _ => return Err(wrong(Tag::BitString)),
    };
    let bit = |number: u8| first & (0x80 >> number) != 0;
    Ok(KeyUsage {
        digital_signature: bit(0),
        non_repudiation: bit(1),
        key_encipherment: bit(2),
        data_encipherment: bit(3),
        key_agreement: bit(4),
        key_cert_sign: bit(5),
        crl_sign: bit(6),
        encipher_only: bit(7),
        decipher_only: matches!(bits, [_, 0x80]),
    })
}

/// id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");

/// id-kp-timeStamping (RFC 3161 §2.3).
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// §4.2.1.12: identifiers, at least one.
pub(super) fn extended_usage(value: &[u8]) -> der::Result<ExtendedUsage> {
    let mut usages = Element::single(value)?.sequence()?;
    let mut found = ExtendedUsage { ocsp_signing: false, time_stamping_alone: true };
    loop {
        let usage = usages.next()?.expect(Tag::ObjectIdentifier)?.value;
        found.ocsp_signing |= usage == OCSP_SIGNING.as_bytes();
        found.time_stamping_alone &= usage == TIME_STAMPING.as_bytes() && usages.is_finished();
        if usages.is_finished() {
            return Ok(found);
        }
    }
}

/// §4.2.1.1: the key identifier, which may be missing. Issuer and serial number are not looked at.
pub(super) fn authority_key(value: &[u8]) -> der::Result<Option<Vec<u8>>> {
    let mut fields = Element::single(value)?.sequence()?;
    let key = fields.next_if(&[implicit(0)])?.map(|key| key.value.to_vec());
    fields.next_if(&[context(1)])?;
    fields.next_if(&[implicit(2)])?;
    fields.end()?;
    Ok(key)
}

/// §4.2.1.2.
pub(super) fn subject_key(value: &[u8]) -> der::Result<Vec<u8>> {
    Ok(Element::single(value)?.octets()?.to_vec())
}

/// §4.2.1.4: the policies, at least one and none twice, and whether one has a qualifier that is not understood.
pub(super) fn policies(value: &[u8]) -> der::Result<(Vec<String>, bool)> {
    let mut list = Element::single(value)?.sequence()?;
    let (mut policies, mut strange) = (Vec::new(), false);
    loop {
        let mut policy = list.next()?.sequence()?;
        let id = identifier(policy.next()?)?.to_string();
        if let Some(qualifiers) = policy.next_if(&[Tag::Sequence])? {
            let mut qualifiers = qualifiers.sequence()?;
            loop {
                let mut qualifier = qualifiers.next()?.sequence()?;
                strange |= !QUALIFIERS.contains(&identifier(qualifier.next()?)?);
                qualifier.next()?;
                qualifier.end()?;
                if qualifiers.is_finished() {
                    break;
                }
            }
        }
        policy.end()?;
        if policies.contains(&id) {
            return Err(wrong(Tag::ObjectIdentifier));
        }
        policies.push(id);
        if list.is_finished() {
            return Ok((policies, strange));
        }
        if policies.len() == MAX_POLICIES {
            return Err(der::ErrorKind::Overlength.into());
        }
    }
}

/// No certificate has more policies.
const MAX_POLICIES: usize = 64;

fn identifier(element: Element<'_>) -> der::Result<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(element.expect(Tag::ObjectIdentifier)?.value)
        .map_err(|_| wrong(Tag::ObjectIdentifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_constraints_are_read_to_the_end() {
        let read = |value: &[u8]| {
            basic_constraints(value, true).map(|basic| (basic.authority, basic.path_length)).ok()
        };
        assert_eq!(read(&[0x30, 0]), Some((false, None)));
        assert_eq!(read(&[0x30, 3, 1, 1, 0xff]), Some((true, None)));
        assert_eq!(read(&[0x30, 3, 1, 1, 0]), Some((false, None)));
        assert_eq!(read(&[0x30, 6, 1, 1, 0xff, 2, 1, 3]), Some((true, Some(3))));
        assert_eq!(read(&[0x30, 3, 2, 1, 0]), Some((false, Some(0))));
        for (bad, why) in [
            (&[0x30, 0, 0x30, 3, 1, 1, 0xff][..], "something behind it"),
            (&[0x30, 6, 1, 1, 0xff, 10, 1, 3], "a length that is an ENUMERATED"),
            (&[0x30, 6, 1, 1, 0xff, 2, 1, 0xff], "a negative length"),
            (&[0x30, 9, 1, 1, 0xff, 2, 1, 3, 2, 1, 4], "two lengths"),
            (&[0x30, 6, 2, 1, 3, 1, 1, 0xff], "another order"),
            (&[0x30, 10, 1, 1, 0xff, 2, 5, 1, 0, 0, 0, 0], "a length beyond bounds"),
            (&[1, 1, 0xff], "no sequence"),
        ] {
            assert_eq!(read(bad), None, "{why}");
        }
    }

    #[test]
    fn key_usage_has_nine_bits() {
        let read =
            |value: &[u8]| key_usage(value).map(|u| (u.digital_signature, u.key_cert_sign, u.crl_sign)).ok();
        assert_eq!(read(&[3, 2, 7, 0x80]), Some((true, false, false)));
        assert_eq!(read(&[3, 2, 1, 6]), Some((false, true, true)));
        assert_eq!(read(&[3, 3, 7, 6, 0x80]), Some((false, true, true)));
        for bad in [&[3, 4, 0, 6, 0, 0][..], &[3, 3, 6, 6, 0x40], &[3, 2, 1, 6, 0], &[4, 2, 1, 6], &[3, 0]] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_others_are_read_to_the_end_too() {
        let oid = [6, 1, 0x2a];
        let usages = |tail: &[u8]| extended_usage(&[&[0x30, 3][..], &oid, tail].concat()).is_ok();
        assert!(usages(&[]) && !usages(&[5, 0]));
        assert!(extended_usage(&[0x30, 0]).is_err() && extended_usage(&[0x30, 2, 5, 0]).is_err());
        assert_eq!(authority_key(&[0x30, 3, 0x80, 1, 7]).unwrap(), Some(vec![7]));
        assert_eq!(authority_key(&[0x30, 3, 0x82, 1, 7]).unwrap(), None);
        assert!(authority_key(&[0x30, 5, 0x80, 1, 7, 5, 0]).is_err());
        assert!(authority_key(&[0x30, 3, 0x80, 1, 7, 5, 0]).is_err());
        assert_eq!(subject_key(&[4, 1, 7]).unwrap(), [7]);
        assert!(subject_key(&[4, 1, 7, 0]).is_err() && subject_key(&[3, 1, 7]).is_err());
    }

    #[test]
    fn policies_stand_once_and_qualifiers_have_a_form() {
        let list = |policies: &[&[u8]]| {
            let content = policies.concat();
            policies_of(&[&[0x30, content.len() as u8][..], &content].concat())
        };
        fn policies_of(value: &[u8]) -> Option<(usize, bool)> {
            policies(value).ok().map(|(policies, strange)| (policies.len(), strange))
        }
        let (one, two) = (&[0x30, 3, 6, 1, 0x2a][..], &[0x30, 3, 6, 1, 0x2b][..]);
        assert_eq!(list(&[one, two]), Some((2, false)));
        assert_eq!(list(&[one, one]), None, "the same twice");
        assert_eq!(list(&[]), None, "none");
        assert_eq!(list(&[&[0x30, 5, 6, 1, 0x2a, 0x30, 0]]), None, "no qualifier in a list of them");
        assert_eq!(
            list(&[&[0x30, 9, 6, 1, 0x2a, 0x30, 4, 0x30, 2, 5, 0]]),
            None,
            "a qualifier without a type"
        );
        let strange = &[0x30, 12, 6, 1, 0x2a, 0x30, 7, 0x30, 5, 6, 1, 0x2a, 5, 0];
        assert_eq!(list(&[strange]), Some((1, true)));
        let behind = &[0x30, 14, 6, 1, 0x2a, 0x30, 7, 0x30, 5, 6, 1, 0x2a, 5, 0, 5, 0];
        assert_eq!(list(&[behind]), None, "something behind the qualifiers");
    }
}
