//! What a certificate calls its subject (SPEC §6.5).

use super::{
    composed::Composed,
    concealment::{Numbers, personal_number},
    credit_code,
    names_text::{
        COMMON_NAME, GIVEN_NAME, ORGANISATION, ORGANISATION_IDENTIFIER, SERIAL_NUMBER, SURNAME, UNIT,
        USER_ID, extension_text, only, values,
    },
};
use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeSet;
use x509_parser::prelude::X509Certificate;

/// The names of a certificate's subject, as far as they are unambiguous.
///
/// A name that stands in the subject twice with different values names nobody, and is `None`. Numbers by which a
/// natural person is identified are in none of these names: `***` stands in their place.
#[non_exhaustive]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The organisation (`O`; where that names the authority, the one in the composed common name).
    pub organisation: Option<String>,
    /// The unified social credit code 统一社会信用代码, its check character verified.
    pub credit_code: Option<String>,
    /// The common name (`CN`; of a composed one, the name in it).
    pub common_name: Option<String>,
    /// The natural person who acts with the certificate, for itself or for the organisation.
    pub person: Option<String>,
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

/// Extensions that may hold the credit code, in the order of SPEC §6.5: those of GM/T 0015 for the organisation code
/// (组织机构代码), the business registration number (企业工商注册号) and the taxpayer number (企业税号), all three
/// of which the credit code has replaced; their forerunners below 1.2.86.11.7; and the authorities' own.
const CODE_EXTENSIONS: [&str; 10] = [
    "1.2.156.10260.4.1.4",
    "1.2.156.10260.4.1.3",
    "1.2.156.10260.4.1.5",
    "1.2.156.10260.4.4",
    "1.2.86.11.7.3",
    "1.2.86.11.7.4",
    "1.2.86.11.7.5",
    "1.2.86.11.7.7550243.1",
    "1.2.156.112570.11.210",
    "1.2.156.1.8888.148",
];

/// Subject attributes that may hold it. What stands in the last three is often the applicant's own text, which is why
/// no place may outvote another.
const CODE_ATTRIBUTES: [&str; 5] = [ORGANISATION_IDENTIFIER, SERIAL_NUMBER, COMMON_NAME, USER_ID, UNIT];

/// Extensions whose presence says that the subject is identified as a natural person: the identity code
/// (个人身份标识码) of GM/T 0015, with the two kinds of its edition of 2023, and its forerunner.
const PERSON_EXTENSIONS: [&str; 4] =
    ["1.2.156.10260.4.1.1", "1.2.156.10260.4.1.1.1", "1.2.156.10260.4.1.1.2", "1.2.86.11.7.1"];

/// The names in a certificate.
pub(super) fn of(view: &X509Certificate<'_>) -> Names {
    let subject = view.subject();
    let numbers = Numbers::of(subject);
    let credit_code = credit_code_of(view);
    let organisation = only(values(subject, ORGANISATION));
    let common_name = only(values(subject, COMMON_NAME));
    let composed = common_name.as_deref().and_then(Composed::read);
    if let Some(composed) = composed.filter(|_| names_authority(view)) {
        let name = numbers.conceal_name(composed.name);
        let is_organisation = composed.is_organisation();
        let individual = values(subject, UNIT).iter().any(|unit| unit.starts_with("Individual"));
        return Names {
            organisation: name.clone().filter(|_| is_organisation),
            credit_code,
            person: name.clone().filter(|_| individual && !is_organisation),
            common_name: name,
        };
    }
    let person = person(view, organisation.as_deref(), common_name.as_deref());
    let conceal = |name: String| numbers.conceal_name(&name);
    Names {
        organisation,
        credit_code,
        common_name: common_name.and_then(conceal),
        person: person.and_then(conceal),
    }
}

/// The one code in all places. Two different ones are a contradiction, whoever wrote them, and none counts: else an
/// applicant could put another organisation's code beside its own.
fn credit_code_of(view: &X509Certificate<'_>) -> Option<String> {
    let extensions =
        view.extensions().iter().filter(|e| CODE_EXTENSIONS.contains(&e.oid.to_id_string().as_str()));
    let from_extensions = extensions.filter_map(|e| extension_text(e.value));
    let from_subject = CODE_ATTRIBUTES.iter().flat_map(|oid| values(view.subject(), oid));
    let found = from_extensions.chain(from_subject);
    only(found.flat_map(|value| credit_code::all(&value).collect::<Vec<_>>()).collect())
}

/// The authority that writes the name of the issuing service into every subject's `O`, and the subject into a composed
/// common name: CFCA. That name of the service is often not the issuer's own (SPEC §6.5), so it must be known.
const COMPOSING: &str = "China Financial Certification Authority";

/// Whether the subject's `O` is absent, or no more than a name of the authority. Only then is a composed common name
/// taken for the subject's: elsewhere it would let a certificate contradict its own `O`.
fn names_authority(view: &X509Certificate<'_>) -> bool {
    let (issuer, subject) = (view.issuer(), view.subject());
    let organisations = values(issuer, ORGANISATION);
    if only(organisations.clone()).as_deref() == Some(COMPOSING) {
        return true;
    }
    let issuer: BTreeSet<String> = values(issuer, COMMON_NAME).into_iter().chain(organisations).collect();
    let attributes = subject.iter_attributes();
    let present = attributes.filter(|a| a.attr_type().to_id_string() == ORGANISATION).count();
    let read = values(subject, ORGANISATION);
    // An `O` that is there but cannot be read is not the issuer's.
    present == read.len() && read.iter().all(|organisation| issuer.contains(organisation))
}

/// The natural person: surname and given name, else, where the certificate identifies a person, a common name that
/// is not the organisation's.
fn person(
    view: &X509Certificate<'_>,
    organisation: Option<&str>,
    common_name: Option<&str>,
) -> Option<String> {
    let subject = view.subject();
    let (surnames, given) = (values(subject, SURNAME), values(subject, GIVEN_NAME));
    if !surnames.is_empty() && !given.is_empty() {
        return Some(full_name(&only(surnames)?, &only(given)?));
    }
    let serial = values(subject, SERIAL_NUMBER);
    let identified = serial.iter().any(|value| personal_number(value).is_some())
        || view.extensions().iter().any(|e| PERSON_EXTENSIONS.contains(&e.oid.to_id_string().as_str()));
    common_name.filter(|name| identified && Some(*name) != organisation).map(str::to_owned)
}

/// In Chinese, Japanese and Korean the surname stands first, and nothing between.
fn full_name(surname: &str, given: &str) -> String {
    let han =
        |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}');
    if surname.chars().any(han) { format!("{surname}{given}") } else { format!("{given} {surname}") }
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
    fn two_codes_are_none_wherever_they_stand() {
        let own = (CODE_EXTENSIONS[0], [&[0x0c, 18], CODE].concat());
        let own: &[(&str, &[u8])] = &[(own.0, &own.1)];
        let code_and = |oid, value| code(&[(oid, T::Utf8String, value)], own);
        for oid in CODE_ATTRIBUTES {
            assert_eq!(code_and(oid, OTHER), None, "{oid}");
            assert!(code_and(oid, CODE).is_some(), "{oid}");
            assert!(code_and(oid, b"not a code").is_some(), "{oid}");
            assert_eq!(code(&[(oid, T::Utf8String, CODE), (oid, T::Utf8String, OTHER)], &[]), None, "{oid}");
        }
        for oid in &CODE_EXTENSIONS[1..] {
            assert_eq!(code(&[], &[own[0], (oid, OTHER)]), None, "{oid}");
        }
        // Within one value, too, and also where the common name is taken apart.
        for value in ["91350100M000100Y43@914403001922038216", "x@公司@N914403001922038216@1"] {
            assert_eq!(code_and(COMMON_NAME, value.as_bytes()), None, "{value}");
        }
        assert!(code_and(COMMON_NAME, "x@公司@N91350100M000100Y43@1".as_bytes()).is_some());
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
        for hidden in [
            "a\u{0}b",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\nb",
            "a\u{ad}b",
            "a\u{61c}b",
            "a\u{180e}b",
            "a\u{2060}b",
        ] {
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
        assert_eq!(certificate.subject(), "CN=#***,1.2.3.4=\\#x,O=A\\, B \\+ \\\"C\\\",C=CN");
    }
}
