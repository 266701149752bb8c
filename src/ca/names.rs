//! What a certificate calls its subject (SPEC §6.5).

use super::credit_code;
use crate::error::{Error, ErrorKind, Result};
use x509_parser::{
    asn1_rs::{Any, Tag},
    prelude::{AttributeTypeAndValue, FromDer, X509Certificate, X509Name},
};

/// The names of a certificate's subject, as far as they are unambiguous.
///
/// A name that stands in the subject twice with different values names nobody, and is `None`.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The organisation (`O`).
    pub organisation: Option<String>,
    /// The unified social credit code 统一社会信用代码, its check character verified.
    pub credit_code: Option<String>,
    /// The common name (`CN`).
    pub common_name: Option<String>,
}

impl Names {
    /// Who this is, for people to read: the organisation, else the common name, with the credit code if there is
    /// one. Empty if the certificate names nobody.
    pub fn display(&self) -> String {
        let name = self.organisation.as_deref().or(self.common_name.as_deref());
        match (name, &self.credit_code) {
            (Some(name), Some(code)) => format!("{name} ({code})"),
            (Some(name), None) => name.to_owned(),
            (None, Some(code)) => code.clone(),
            (None, None) => String::new(),
        }
    }

    /// The name under which the subject bids: the organisation, else the common name.
    ///
    /// # Errors
    /// [`ErrorKind::NoName`] if there is neither.
    pub fn bidder(&self) -> Result<&str> {
        self.organisation.as_deref().or(self.common_name.as_deref()).ok_or_else(|| {
            Error::new(ErrorKind::NoName).because("neither an organisation nor a common name, or several")
        })
    }
}

const COMMON_NAME: &str = "2.5.4.3";
const SERIAL_NUMBER: &str = "2.5.4.5";
const ORGANISATION: &str = "2.5.4.10";
const UNIT: &str = "2.5.4.11";
const ORGANISATION_IDENTIFIER: &str = "2.5.4.97";
const MAIL: &str = "1.2.840.113549.1.9.1";
const USER_ID: &str = "0.9.2342.19200300.100.1.1";

/// Subject attributes that may hold the credit code, the most specific first.
const CODE_ATTRIBUTES: [&str; 5] = [ORGANISATION_IDENTIFIER, SERIAL_NUMBER, USER_ID, UNIT, COMMON_NAME];

/// Extensions of GM/T 0015-2012 that may hold it: organisation code (组织机构代码), business registration
/// number (企业工商注册号) and taxpayer number (企业税号), all three of which the credit code has replaced.
const CODE_EXTENSIONS: [&str; 3] = ["1.2.156.10260.4.1.4", "1.2.156.10260.4.1.3", "1.2.156.10260.4.1.5"];

/// How attribute types are written (RFC 4514 §3, and what OpenSSL prints).
const SHORT: [(&str, &str); 14] = [
    (COMMON_NAME, "CN"),
    (SERIAL_NUMBER, "serialNumber"),
    ("2.5.4.4", "SN"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    (ORGANISATION, "O"),
    (UNIT, "OU"),
    ("2.5.4.42", "GN"),
    (ORGANISATION_IDENTIFIER, "organizationIdentifier"),
    (USER_ID, "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    (MAIL, "emailAddress"),
];

/// The names in a certificate.
pub(super) fn of(view: &X509Certificate<'_>) -> Names {
    let all = |oid: &str| -> Vec<String> {
        let values = view.subject().iter_attributes().filter(|a| a.attr_type().to_id_string() == oid);
        values.filter_map(attribute_text).collect()
    };
    let from_subject = CODE_ATTRIBUTES.iter().map(|oid| all(oid));
    let from_extensions = CODE_EXTENSIONS.iter().map(|oid| {
        let values = view.extensions().iter().filter(|e| e.oid.to_id_string() == *oid);
        values.filter_map(|e| extension_text(e.value)).collect()
    });
    // The first place that holds a code decides.
    let credit_code = from_subject
        .chain(from_extensions)
        .map(|values: Vec<String>| values.iter().filter_map(|v| credit_code::find(v)).collect::<Vec<_>>())
        .find(|codes| !codes.is_empty())
        .and_then(only);
    Names { organisation: only(all(ORGANISATION)), credit_code, common_name: only(all(COMMON_NAME)) }
}

/// The one value of a list, if all its values are the same.
fn only(values: Vec<String>) -> Option<String> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn attribute_text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    text(attribute.attr_value())
}

/// An extension whose value is a string, possibly within a SEQUENCE or a context-specific tag, or bare characters,
/// as some authorities write it.
fn extension_text(value: &[u8]) -> Option<String> {
    match Any::from_der(value) {
        Ok(([], any)) => match text(&any) {
            Some(text) => Some(text),
            None => {
                Any::from_der(any.data).ok().and_then(|(_, inner)| text(&inner)).or_else(|| ascii(any.data))
            }
        },
        _ => ascii(value),
    }
}

fn ascii(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.bytes().all(|b| b.is_ascii_graphic()).then(|| text.to_owned())
}

/// A string of any ASN.1 type as text, trimmed; `None` if it is empty, not text, or has control characters that
/// could make a name look like another one.
fn text(value: &Any<'_>) -> Option<String> {
    let bytes = value.data;
    let decoded = match value.tag() {
        Tag::Utf8String => std::str::from_utf8(bytes).ok()?.to_owned(),
        Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString | Tag::T61String
            if bytes.is_ascii() =>
        {
            std::str::from_utf8(bytes).ok()?.to_owned()
        }
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<std::result::Result<_, _>>().ok()?
        }
        _ => return None,
    };
    let trimmed = decoded.trim();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    (!trimmed.is_empty() && !trimmed.chars().any(hidden)).then(|| trimmed.to_owned())
}

/// The mail addresses in a DER Name (RFC 5280 §4.1.2.6).
pub(super) fn mail(name: &[u8]) -> Vec<String> {
    let Ok((_, name)) = X509Name::from_der(name) else { return Vec::new() };
    let mail = name.iter_attributes().filter(|a| a.attr_type().to_id_string() == MAIL);
    // What cannot be read as text is no address, and so cannot be judged as one.
    mail.map(|attribute| attribute_text(attribute).unwrap_or_default()).collect()
}

/// A DER Name for people to read, in the order and with the escapes of RFC 4514 §2.
pub(super) fn readable(name: &[u8]) -> String {
    let Ok((_, name)) = X509Name::from_der(name) else { return String::new() };
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|rdn| {
            let values: Vec<String> = rdn
                .iter()
                .map(|attribute| {
                    let oid = attribute.attr_type().to_id_string();
                    let short =
                        SHORT.iter().find(|(known, _)| *known == oid).map_or(oid.as_str(), |(_, s)| s);
                    match attribute_text(attribute) {
                        Some(value) => format!("{short}={}", escape(&value)),
                        None => format!("{short}=#{}", hex::encode(attribute.attr_value().data)),
                    }
                })
                .collect();
            values.join("+")
        })
        .collect();
    parts.reverse();
    parts.join(",")
}

fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for (at, character) in value.char_indices() {
        if matches!(character, '"' | '+' | ',' | ';' | '<' | '>' | '\\' | '=')
            || (at == 0 && character == '#')
        {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::issue::tests::named;
    use der::Tag as T;

    const CODE: &[u8] = b"91350100M000100Y43";
    const OTHER: &[u8] = b"914403001922038216";

    fn code(attributes: &[(&str, T, &[u8])], extensions: &[(&str, &[u8])]) -> Option<String> {
        named(attributes, extensions).names().credit_code
    }

    #[test]
    fn the_credit_code_is_found_in_each_of_its_places() {
        let expected = Some(String::from_utf8(CODE.to_vec()).unwrap());
        for oid in CODE_ATTRIBUTES {
            assert_eq!(code(&[(oid, T::PrintableString, CODE)], &[]), expected, "{oid}");
        }
        let utf8 = [&[0x0c, 18], CODE].concat();
        let tagged = [&[0x80, 18], CODE].concat();
        let nested = [&[0x30, 20], utf8.as_slice()].concat();
        for oid in CODE_EXTENSIONS {
            for value in [utf8.as_slice(), &tagged, &nested, CODE] {
                assert_eq!(code(&[], &[(oid, value)]), expected, "{oid} {value:?}");
            }
        }
        // Street and title are no places, nor is an unknown extension.
        assert_eq!(code(&[("2.5.4.9", T::Utf8String, CODE)], &[("1.2.86.11.7.11", &utf8)]), None);
        assert_eq!(code(&[(SERIAL_NUMBER, T::Utf8String, b"91350100M000100Y44")], &[]), None);
    }

    #[test]
    fn the_first_place_decides_and_a_contradiction_names_nobody() {
        let first = |a: &[u8], b: &[u8]| {
            code(&[(SERIAL_NUMBER, T::Utf8String, b), (ORGANISATION_IDENTIFIER, T::Utf8String, a)], &[])
        };
        assert_eq!(first(CODE, OTHER).as_deref(), Some("91350100M000100Y43"));
        assert_eq!(first(b"not a code", OTHER).as_deref(), Some("914403001922038216"));
        assert_eq!(code(&[(UNIT, T::Utf8String, CODE), (UNIT, T::Utf8String, OTHER)], &[]), None);
        assert!(code(&[(UNIT, T::Utf8String, CODE), (UNIT, T::Utf8String, CODE)], &[]).is_some());
    }

    #[test]
    fn names_of_every_string_type_are_read_and_disguised_ones_are_not() {
        let organisation = |tag, value: &[u8]| named(&[(ORGANISATION, tag, value)], &[]).names().organisation;
        assert_eq!(organisation(T::Utf8String, "公司".as_bytes()).as_deref(), Some("公司"));
        assert_eq!(organisation(T::BmpString, &[0x51, 0x6c, 0x53, 0xf8]).as_deref(), Some("公司"));
        assert_eq!(organisation(T::PrintableString, b" Org ").as_deref(), Some("Org"));
        assert_eq!(organisation(T::TeletexString, b"Org").as_deref(), Some("Org"));
        assert_eq!(organisation(T::TeletexString, b"\xb9\xab"), None);
        assert_eq!(organisation(T::Utf8String, b"  "), None);
        for hidden in ["a\u{0}b", "a\u{202e}b", "a\u{200b}b", "a\nb"] {
            assert_eq!(organisation(T::Utf8String, hidden.as_bytes()), None, "{hidden:?}");
        }
    }

    #[test]
    fn who_bids_is_the_organisation_else_the_common_name() {
        let of = |attributes: &[(&str, T, &[u8])]| named(attributes, &[]).names();
        let both = of(&[(ORGANISATION, T::Utf8String, b"Org"), (COMMON_NAME, T::Utf8String, b"Name")]);
        assert_eq!((both.bidder(), both.display().as_str()), (Ok("Org"), "Org"));
        let name = of(&[(COMMON_NAME, T::Utf8String, b"Name")]);
        assert_eq!(name.bidder(), Ok("Name"));
        let two = of(&[(ORGANISATION, T::Utf8String, b"A"), (ORGANISATION, T::Utf8String, b"B")]);
        for nobody in [of(&[]), two] {
            assert_eq!(nobody.bidder().unwrap_err().kind(), ErrorKind::NoName);
        }
    }

    #[test]
    fn names_are_written_as_rfc_4514_does() {
        let certificate = named(
            &[
                ("2.5.4.6", T::PrintableString, b"CN"),
                (ORGANISATION, T::Utf8String, b"A, B + \"C\""),
                ("1.2.3.4", T::Utf8String, b"#x"),
                (COMMON_NAME, T::TeletexString, b"\xff"),
            ],
            &[],
        );
        assert_eq!(certificate.subject(), "CN=#ff,1.2.3.4=\\#x,O=A\\, B \\+ \\\"C\\\",C=CN");
    }
}
