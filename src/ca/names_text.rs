//! The strings of a certificate: how they are encoded, and how a Name is written for people (SPEC §6.5).

use super::concealment::{CONCEALED, Numbers};
use x509_parser::{
    asn1_rs::{Any, Tag},
    prelude::{AttributeTypeAndValue, FromDer, X509Name},
};

pub(super) const COMMON_NAME: &str = "2.5.4.3";
pub(super) const SURNAME: &str = "2.5.4.4";
pub(super) const SERIAL_NUMBER: &str = "2.5.4.5";
pub(super) const ORGANISATION: &str = "2.5.4.10";
pub(super) const UNIT: &str = "2.5.4.11";
pub(super) const GIVEN_NAME: &str = "2.5.4.42";
pub(super) const ORGANISATION_IDENTIFIER: &str = "2.5.4.97";
pub(super) const MAIL: &str = "1.2.840.113549.1.9.1";
pub(super) const USER_ID: &str = "0.9.2342.19200300.100.1.1";

/// How attribute types are written (RFC 4514 §3, and what OpenSSL prints).
const SHORT: [(&str, &str); 14] = [
    (COMMON_NAME, "CN"),
    (SERIAL_NUMBER, "serialNumber"),
    (SURNAME, "SN"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    (ORGANISATION, "O"),
    (UNIT, "OU"),
    (GIVEN_NAME, "GN"),
    (ORGANISATION_IDENTIFIER, "organizationIdentifier"),
    (USER_ID, "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    (MAIL, "emailAddress"),
];

/// The mail addresses in a DER Name (RFC 5280 §4.1.2.6).
pub(super) fn mail(name: &[u8]) -> Vec<String> {
    let Ok((_, name)) = X509Name::from_der(name) else { return Vec::new() };
    let mail = name.iter_attributes().filter(|a| a.attr_type().to_id_string() == MAIL);
    // What cannot be read as text is no address, and so cannot be judged as one.
    mail.map(|attribute| attribute_text(attribute).unwrap_or_default()).collect()
}

/// All readable values of one attribute type, in order.
pub(super) fn values(name: &X509Name<'_>, oid: &str) -> Vec<String> {
    let values = name.iter_attributes().filter(|a| a.attr_type().to_id_string() == oid);
    values.filter_map(attribute_text).collect()
}

/// The one value of a list, if all its values are the same.
pub(super) fn only(values: Vec<String>) -> Option<String> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn attribute_text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    text(attribute.attr_value())
}

/// An extension whose value is a string, possibly within a SEQUENCE or a context-specific tag, or bare characters,
/// as some authorities write it.
pub(super) fn extension_text(value: &[u8]) -> Option<String> {
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
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    (!trimmed.is_empty() && !trimmed.chars().any(hidden)).then(|| trimmed.to_owned())
}

/// A DER Name for people to read, in the order and with the escapes of RFC 4514 §2; numbers by which a natural
/// person is identified are concealed, and so is a value that is not readable text.
pub(super) fn readable(name: &[u8]) -> String {
    let Ok((_, name)) = X509Name::from_der(name) else { return String::new() };
    let numbers = Numbers::of(&name);
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|rdn| {
            let values: Vec<String> = rdn.iter().map(|attribute| written(attribute, &numbers)).collect();
            values.join("+")
        })
        .collect();
    parts.reverse();
    parts.join(",")
}

fn written(attribute: &AttributeTypeAndValue<'_>, numbers: &Numbers) -> String {
    let oid = attribute.attr_type().to_id_string();
    let short = SHORT.iter().find(|(known, _)| *known == oid).map_or(oid.as_str(), |(_, short)| short);
    match attribute_text(attribute) {
        Some(value) => format!("{short}={}", escape(&numbers.conceal(&value))),
        // Not its bytes: they may hold a number that only this program cannot read.
        None => format!("{short}=#{CONCEALED}"),
    }
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
