//! The rules of SPEC §6.5 for the names that certificates give: what counts, and what does not.

use super::{
    Names,
    issue::tests::named_by,
    names_profiles::{Attributes, CFCA, CN, GN, O, ORG_ID, SERIAL, SN, bytes},
};
use der::Tag::{self, Utf8String as Utf8};

fn names(issuer: Attributes, subject: Attributes, extensions: &[(&str, &[u8])]) -> Names {
    named_by(&bytes(issuer), &bytes(subject), extensions).names()
}

#[test]
fn a_composed_common_name_counts_only_where_the_organisation_is_the_issuers_own() {
    const COMPOSED: (&str, Tag, &str) = (CN, Utf8, "x@别家公司@N91350100M000100Y43@1");
    const OTHER: Attributes = &[(O, Utf8, "Other Authority"), (CN, Utf8, "Other CA 1")];
    // Without an `O`, or with one of the issuer's; from CFCA, whatever service `O` names.
    for subject in [
        &[COMPOSED] as Attributes,
        &[(O, Utf8, "Other CA 1"), COMPOSED],
        &[(O, Utf8, "Other Authority"), COMPOSED],
    ] {
        assert_eq!(names(OTHER, subject, &[]).bidder(), Ok("别家公司"));
    }
    assert_eq!(names(CFCA, &[(O, Utf8, "CFCA RSA OCA31"), COMPOSED], &[]).bidder(), Ok("别家公司"));
    // Whose name only resembles CFCA's is another.
    let like: Attributes = &[(O, Utf8, "China Financial Certification Authority Ltd"), (CN, Utf8, "CFCA")];
    assert_eq!(names(like, &[(O, Utf8, "自家公司"), COMPOSED], &[]).bidder(), Ok("自家公司"));
    // An `O` of its own stands; so does one beside the issuer's, which names nobody; nor is one that cannot be read
    // passed over.
    let own = names(OTHER, &[(O, Utf8, "自家公司"), COMPOSED], &[]);
    assert_eq!(own.bidder(), Ok("自家公司"));
    for second in [(O, Utf8, "自家公司"), (O, Utf8, "自家\u{202e}公司")] {
        let subject = [(O, Utf8, "Other CA 1"), second, COMPOSED];
        let certificate =
            named_by(&bytes(OTHER), &subject.map(|(kind, tag, value)| (kind, tag, value.as_bytes())), &[]);
        assert_ne!(certificate.names().organisation.as_deref(), Some("别家公司"));
    }
    // Two different common names name nobody, composed or not.
    let two = names(CFCA, &[COMPOSED, (CN, Utf8, "x@他家公司@N91350100M000100Y43@1")], &[]);
    assert_eq!((two.organisation, two.common_name), (None, None));
}

#[test]
fn a_composed_common_name_has_four_fields_of_its_kinds() {
    for odd in [
        "x@公司@N91350100M000100Y43",
        "x@公司@N91350100M000100Y43@1@2",
        "x@@N91350100M000100Y43@1",
        "x@公司@@1",
        "x@公司@N91350100M000100Y43@a",
        "x@公司@N91350100M000100Y43@",
    ] {
        let certificate = named_by(&bytes(CFCA), &[(CN, Utf8, odd.as_bytes())], &[]);
        assert_eq!(certificate.names().common_name.as_deref(), Some(odd));
        assert_eq!(certificate.names().organisation, None, "{odd}");
    }
    // A number that is no credit code makes no organisation; nor, without the unit, a person.
    let certificate = named_by(&bytes(CFCA), &[(CN, Utf8, "051@某某@720161205@1".as_bytes())], &[]);
    let expected = Names { common_name: Some("某某".into()), ..Names::default() };
    assert_eq!(certificate.names(), expected);
}

#[test]
fn a_person_is_named_only_where_one_is_identified() {
    let person = |subject: Attributes, extensions: &[(&str, &[u8])]| names(CFCA, subject, extensions).person;
    // A department, a machine, an organisation's short name are no people.
    assert_eq!(person(&[(O, Utf8, "公司"), (CN, Utf8, "投标部")], &[]), None);
    let number: &[(&str, &[u8])] = &[("1.2.156.10260.4.1.1", b"\x0c\x01x")];
    assert_eq!(person(&[(O, Utf8, "公司"), (CN, Utf8, "张三")], number).as_deref(), Some("张三"));
    assert_eq!(person(&[(O, Utf8, "公司"), (CN, Utf8, "公司")], number), None);
    assert_eq!(person(&[(SERIAL, Utf8, "NTRCN-1"), (CN, Utf8, "公司")], &[]), None);
    // Surname and given name, in the order of their script; one alone is not enough, two different ones too many.
    assert_eq!(person(&[(SN, Utf8, "张"), (GN, Utf8, "三")], &[]).as_deref(), Some("张三"));
    assert_eq!(person(&[(SN, Utf8, "Rossi"), (GN, Utf8, "Mario")], &[]).as_deref(), Some("Mario Rossi"));
    assert_eq!(person(&[(GN, Utf8, "公司")], &[]), None);
    assert_eq!(person(&[(SN, Utf8, "A"), (SN, Utf8, "B"), (GN, Utf8, "C")], &[]), None);
    // Disguised characters are refused here too.
    assert_eq!(person(&[(SN, Utf8, "张"), (GN, Utf8, "三\u{200b}")], &[]), None);
}

#[test]
fn an_identity_number_is_in_no_name() {
    let subject: Attributes =
        &[(O, Utf8, "公司"), (CN, Utf8, "张三11010519491231002X"), (SERIAL, Utf8, "11010519491231002X")];
    let certificate = named_by(&bytes(CFCA), &bytes(subject), &[("1.2.156.10260.4.1.1", b"\x0c\x01x")]);
    let all = format!("{:?} {certificate:?} {}", certificate.names(), certificate.subject());
    assert!(!all.contains("11010519491231002"), "{all}");
    assert_eq!(certificate.names().person.as_deref(), Some("张三***"));
    // Of a name that is nothing but the number, nothing is left; and it is not a name.
    let only = names(CFCA, &[(CN, Utf8, "11010519491231002X")], &[]);
    assert_eq!((only.common_name.as_deref(), only.bidder().is_err()), (None, true));
    // The Catalan profile writes it behind the surname.
    let subject: Attributes = &[(SN, Utf8, "FERNÁNDEZ RUIZ - DNI 00000000T"), (GN, Utf8, "MARIA")];
    let person = named_by(&bytes(CFCA), &bytes(subject), &[]).names().person;
    assert_eq!(person.as_deref(), Some("MARIA FERNÁNDEZ RUIZ - DNI ***"));
    // Its seals repeat the organisation's number, which is nobody's secret.
    let subject: Attributes =
        &[(ORG_ID, Utf8, "VATES-P0805300A"), (SERIAL, Utf8, "P0805300A"), (SN, Utf8, "R"), (GN, Utf8, "M")];
    let shown = named_by(&bytes(CFCA), &bytes(subject), &[]).subject();
    assert_eq!(shown, "GN=M,SN=R,serialNumber=P0805300A,organizationIdentifier=VATES-P0805300A");
}

#[test]
fn the_number_in_a_composed_common_name_is_concealed_whatever_it_is() {
    const OWN: &str = "自家公司";
    // A passport, an identity card of 15 digits, and one too short to be looked for elsewhere.
    for (number, repeated) in [
        ("1E12345678", "E12345678"),
        ("0110105491231002", "110105491231002"),
        ("110105491231002", "110105491231002"),
        ("1E123", ""),
    ] {
        let name = format!("051@张三@{number}@1");
        let common_name = (CN, Utf8, name.as_bytes());
        for (organisation, shown) in [("CFCA OCA31", "张三"), (OWN, "051@张三@***@1")] {
            // With and without an `O` of the issuer's own.
            let issuer = [(O, Utf8, "CFCA OCA31".as_bytes())];
            let subject =
                [(O, Utf8, organisation.as_bytes()), common_name, (SERIAL, Utf8, repeated.as_bytes())];
            let certificate = named_by(&issuer, &subject, &[]);
            assert_eq!(certificate.names().common_name.as_deref(), Some(shown));
            let subject = certificate.subject();
            assert!(subject.contains(",CN=051@张三@***@1,"), "{subject}");
            let all = format!("{:?} {certificate:?}", certificate.names());
            assert!(!all.contains(&number[1..]), "{all}");
        }
    }
}

#[test]
fn what_is_not_readable_text_is_not_shown() {
    let universal: Vec<u8> = "11010519491231002X".bytes().flat_map(|byte| [0, 0, 0, byte]).collect();
    let hidden = "张三\u{200b}11010519491231002X";
    let joined = "110105\u{2060}19491231002X";
    for (tag, value) in [
        (Tag::Utf8String, hidden.as_bytes()),
        (Tag::Utf8String, joined.as_bytes()),
        (Tag::TeletexString, b"\xff11010519491231002X"),
        (Tag::OctetString, &universal),
    ] {
        let certificate = named_by(&bytes(CFCA), &[(O, Utf8, "公司".as_bytes()), (CN, tag, value)], &[]);
        assert_eq!(certificate.subject(), "CN=#***,O=公司");
    }
}

/// Each number is looked for in each value: the time must not grow with their product.
#[test]
fn of_a_subject_with_too_many_numbers_no_value_is_shown() {
    let numbers: Vec<String> = (0..17).map(|n| format!("X{n:07}")).collect();
    let fixed: [(&str, Tag, &[u8]); 3] = [(SN, Utf8, b"Rossi"), (GN, Utf8, b"Mario"), (O, Utf8, b"Esempio")];
    for kind in [SERIAL, CN] {
        let subject = |count: usize| {
            let numbers = numbers.iter().take(count).map(|number| (kind, Utf8, number.as_bytes()));
            named_by(&bytes(CFCA), &fixed.into_iter().chain(numbers).collect::<Vec<_>>(), &[])
        };
        assert!(subject(16).subject().ends_with("O=Esempio,GN=Mario,SN=Rossi"), "{}", subject(16).subject());
        let many = subject(17);
        assert!(many.subject().ends_with("O=***,GN=***,SN=***"), "{}", many.subject());
        assert!(!many.subject().contains("X00"), "{}", many.subject());
        assert_eq!((many.names().common_name, many.names().person), (None, None));
        assert_eq!(many.names().bidder(), Ok("Esempio"));
    }
}
