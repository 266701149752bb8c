//! One certificate in each profile of SPEC §6.5: built here, and as golden vectors in `tests/vectors/ca/profiles/`.
//!
//! Organisations, people and numbers are made up; the form of each subject is that of the source in SPEC §6.5.

use super::{Certificate, Names, issue::tests::named_by};
use der::Tag::{self, PrintableString as Printable, Utf8String as Utf8};
use std::path::{Path, PathBuf};

const C: &str = "2.5.4.6";
const O: &str = "2.5.4.10";
const OU: &str = "2.5.4.11";
const CN: &str = "2.5.4.3";
const SN: &str = "2.5.4.4";
const GN: &str = "2.5.4.42";
const SERIAL: &str = "2.5.4.5";
const ORG_ID: &str = "2.5.4.97";

/// A resident number with a right check character, of nobody.
const RESIDENT: &str = "11010519491231002X";

type Attributes = &'static [(&'static str, Tag, &'static str)];

struct Profile {
    file: &'static str,
    issuer: Attributes,
    subject: Attributes,
    extensions: &'static [(&'static str, &'static str)],
    /// Organisation, credit code, common name, person.
    names: [Option<&'static str>; 4],
    /// The subject as it is shown.
    shown: &'static str,
}

const CFCA: Attributes = &[
    (C, Printable, "CN"),
    (O, Utf8, "China Financial Certification Authority"),
    (CN, Utf8, "CFCA ACS OCA31"),
];

const PROFILES: [Profile; 11] = [
    Profile {
        file: "gmt0015-organisation",
        issuer: &[(C, Printable, "CN"), (O, Utf8, "GZCA"), (CN, Utf8, "GZCA")],
        subject: &[(C, Printable, "CN"), (O, Utf8, "示例建设有限公司"), (CN, Utf8, "示例建设有限公司")],
        extensions: &[("1.2.156.10260.4.1.4", "91350100M000100Y43")],
        names: [Some("示例建设有限公司"), Some("91350100M000100Y43"), Some("示例建设有限公司"), None],
        shown: "CN=示例建设有限公司,O=示例建设有限公司,C=CN",
    },
    Profile {
        file: "gmt0015-person-of-organisation",
        issuer: &[(C, Printable, "CN"), (CN, Utf8, "ZJCA OCA")],
        subject: &[(C, Printable, "CN"), (O, Utf8, "示例建设有限公司"), (CN, Utf8, "张三")],
        extensions: &[("1.2.156.10260.4.1.1", RESIDENT), ("1.2.156.10260.4.1.4", "91350100M000100Y43")],
        names: [Some("示例建设有限公司"), Some("91350100M000100Y43"), Some("张三"), Some("张三")],
        shown: "CN=张三,O=示例建设有限公司,C=CN",
    },
    Profile {
        file: "cfca-organisation",
        issuer: CFCA,
        subject: &[
            (C, Printable, "CN"),
            (O, Utf8, "CFCA ACS OCA31"),
            (OU, Utf8, "CFCA OCA31"),
            (OU, Utf8, "Organizational-1"),
            (CN, Utf8, "CFCA@示例信息科技有限公司@N91350100M000100Y43@1"),
        ],
        extensions: &[],
        names: [Some("示例信息科技有限公司"), Some("91350100M000100Y43"), Some("示例信息科技有限公司"), None],
        shown: "CN=CFCA@示例信息科技有限公司@N91350100M000100Y43@1,OU=Organizational-1,OU=CFCA OCA31,\
                O=CFCA ACS OCA31,C=CN",
    },
    Profile {
        file: "cfca-person",
        issuer: CFCA,
        subject: &[
            (C, Printable, "CN"),
            (O, Utf8, "CFCA RSA OCA31"),
            (OU, Utf8, "anxinsign"),
            (OU, Utf8, "Individual-1"),
            (CN, Utf8, "051@张三@011010519491231002X@1"),
        ],
        extensions: &[],
        names: [None, None, Some("张三"), Some("张三")],
        shown: "CN=051@张三@0***@1,OU=Individual-1,OU=anxinsign,O=CFCA RSA OCA31,C=CN",
    },
    Profile {
        file: "sheca-organisation",
        issuer: &[(C, Printable, "CN"), (O, Utf8, "UniTrust"), (CN, Utf8, "SHECA SM2")],
        subject: &[(C, Printable, "CN"), (O, Utf8, "示例建设有限公司"), (CN, Utf8, "示例建设有限公司")],
        extensions: &[("1.2.156.112570.11.210", "91350100M000100Y43")],
        names: [Some("示例建设有限公司"), Some("91350100M000100Y43"), Some("示例建设有限公司"), None],
        shown: "CN=示例建设有限公司,O=示例建设有限公司,C=CN",
    },
    Profile {
        file: "gdca-organisation",
        issuer: &[(C, Printable, "CN"), (CN, Utf8, "GDCA")],
        subject: &[(C, Printable, "CN"), (O, Utf8, "示例建设有限公司"), (CN, Utf8, "示例建设有限公司")],
        extensions: &[("1.2.86.11.7.7550243.1", "91350100M000100Y43")],
        names: [Some("示例建设有限公司"), Some("91350100M000100Y43"), Some("示例建设有限公司"), None],
        shown: "CN=示例建设有限公司,O=示例建设有限公司,C=CN",
    },
    Profile {
        file: "bjca-rsa-organisation",
        issuer: &[(C, Printable, "CN"), (O, Utf8, "BJCA"), (CN, Utf8, "BJCA")],
        subject: &[(C, Printable, "CN"), (O, Utf8, "示例建设有限公司"), (CN, Utf8, "示例建设有限公司")],
        extensions: &[("1.2.86.11.7.1", RESIDENT), ("1.2.86.11.7.4", "91350100M000100Y43")],
        // The handler's number stands in the extension, but nobody but the organisation is named.
        names: [Some("示例建设有限公司"), Some("91350100M000100Y43"), Some("示例建设有限公司"), None],
        shown: "CN=示例建设有限公司,O=示例建设有限公司,C=CN",
    },
    Profile {
        file: "fnmt-representative",
        issuer: &[
            (C, Printable, "ES"),
            (O, Utf8, "FNMT-RCM"),
            (OU, Utf8, "Ceres"),
            (CN, Utf8, "AC Representación"),
        ],
        subject: &[
            (C, Printable, "ES"),
            (O, Utf8, "ENTIDAD PRUEBAS SA"),
            (ORG_ID, Utf8, "VATES-A39200019"),
            (CN, Utf8, "99999910G PRUEBAS CERTIFICADO (R: A39200019)"),
            (SN, Utf8, "CERTIFICADO FISICA"),
            (GN, Utf8, "PRUEBAS"),
            (SERIAL, Printable, "IDCES-99999910G"),
        ],
        extensions: &[],
        names: [
            Some("ENTIDAD PRUEBAS SA"),
            None,
            Some("*** PRUEBAS CERTIFICADO (R: A39200019)"),
            Some("PRUEBAS CERTIFICADO FISICA"),
        ],
        shown: "serialNumber=IDCES-***,GN=PRUEBAS,SN=CERTIFICADO FISICA,\
                CN=*** PRUEBAS CERTIFICADO (R: A39200019),organizationIdentifier=VATES-A39200019,\
                O=ENTIDAD PRUEBAS SA,C=ES",
    },
    Profile {
        file: "sk-person",
        issuer: &[(C, Printable, "EE"), (O, Utf8, "SK ID Solutions AS"), (CN, Utf8, "ESTEID2018")],
        subject: &[
            (C, Printable, "EE"),
            (CN, Utf8, "JÕEORG,JAAK-KRISTJAN,38001085718"),
            (SN, Utf8, "JÕEORG"),
            (GN, Utf8, "JAAK-KRISTJAN"),
            (SERIAL, Printable, "PNOEE-38001085718"),
        ],
        extensions: &[],
        names: [None, None, Some("JÕEORG,JAAK-KRISTJAN,***"), Some("JAAK-KRISTJAN JÕEORG")],
        shown: "serialNumber=PNOEE-***,GN=JAAK-KRISTJAN,SN=JÕEORG,CN=JÕEORG\\,JAAK-KRISTJAN\\,***,C=EE",
    },
    Profile {
        file: "aruba-person-of-organisation",
        issuer: &[
            (C, Printable, "IT"),
            (O, Utf8, "ArubaPEC S.p.A."),
            (CN, Utf8, "ArubaPEC EU Qualified Certificates CA G1"),
        ],
        subject: &[
            (C, Printable, "IT"),
            (O, Utf8, "Esempio S.p.A."),
            (SN, Utf8, "Rossi"),
            (GN, Utf8, "Mario"),
            (SERIAL, Printable, "TINIT-RSSMRA80A01H501U"),
            (CN, Utf8, "Mario Rossi"),
        ],
        extensions: &[],
        names: [Some("Esempio S.p.A."), None, Some("Mario Rossi"), Some("Mario Rossi")],
        shown: "CN=Mario Rossi,serialNumber=TINIT-***,GN=Mario,SN=Rossi,O=Esempio S.p.A.,C=IT",
    },
    Profile {
        file: "etsi-seal",
        issuer: &[
            (C, Printable, "CZ"),
            (ORG_ID, Utf8, "NTRCZ-47114983"),
            (O, Utf8, "Česká pošta, s.p."),
            (CN, Utf8, "PostSignum Qualified CA 4"),
        ],
        subject: &[
            (C, Printable, "CZ"),
            (ORG_ID, Utf8, "NTRCZ-72054506"),
            (O, Utf8, "Správa základních registrů [IČ 72054506]"),
            (CN, Utf8, "GG_FPSTS_TEST"),
            (SERIAL, Printable, "S275730"),
        ],
        extensions: &[],
        names: [Some("Správa základních registrů [IČ 72054506]"), None, Some("GG_FPSTS_TEST"), None],
        shown: "serialNumber=S275730,CN=GG_FPSTS_TEST,O=Správa základních registrů [IČ 72054506],\
                organizationIdentifier=NTRCZ-72054506,C=CZ",
    },
];

fn bytes(attributes: Attributes) -> Vec<(&'static str, Tag, &'static [u8])> {
    attributes.iter().map(|(kind, tag, value)| (*kind, *tag, value.as_bytes())).collect()
}

impl Profile {
    fn build(&self) -> Certificate {
        let utf8 = |text: &str| [&[0x0c, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
        let extensions: Vec<_> = self.extensions.iter().map(|(kind, text)| (*kind, utf8(text))).collect();
        let extensions: Vec<_> = extensions.iter().map(|(kind, value)| (*kind, value.as_slice())).collect();
        named_by(&bytes(self.issuer), &bytes(self.subject), &extensions)
    }

    fn path(&self) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/ca/profiles");
        folder.join(format!("{}.pem", self.file))
    }

    fn check(&self, certificate: &Certificate) {
        let [organisation, credit_code, common_name, person] = self.names.map(|name| name.map(str::to_owned));
        let expected = Names { organisation, credit_code, common_name, person };
        assert_eq!(certificate.names(), expected, "{}", self.file);
        assert_eq!(certificate.subject(), self.shown, "{}", self.file);
    }
}

#[test]
fn every_profile_is_read() {
    PROFILES.iter().for_each(|profile| profile.check(&profile.build()));
}

#[test]
fn golden_profiles_are_read() {
    for profile in PROFILES {
        profile.check(&Certificate::from_pem(&std::fs::read(profile.path()).unwrap()).unwrap());
    }
}

/// Writes the golden vectors anew: `cargo test --lib golden_profiles_are_written -- --ignored`.
#[test]
#[ignore = "writes the golden vectors"]
fn golden_profiles_are_written() {
    for profile in PROFILES {
        std::fs::write(profile.path(), profile.build().to_pem()).unwrap();
    }
}

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
