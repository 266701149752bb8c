//! One certificate in each profile of SPEC §6.5: built here, and as golden vectors in `tests/vectors/ca/profiles/`.
//!
//! Organisations, people and numbers are made up; the form of each subject is that of the source in SPEC §6.5.

use super::{Certificate, Names, issue::tests::named_by};
use der::Tag::{self, PrintableString as Printable, Utf8String as Utf8};
use std::path::{Path, PathBuf};

const C: &str = "2.5.4.6";
pub(super) const O: &str = "2.5.4.10";
const OU: &str = "2.5.4.11";
pub(super) const CN: &str = "2.5.4.3";
pub(super) const SN: &str = "2.5.4.4";
pub(super) const GN: &str = "2.5.4.42";
pub(super) const SERIAL: &str = "2.5.4.5";
pub(super) const ORG_ID: &str = "2.5.4.97";

/// A resident number with a right check character, of nobody.
const RESIDENT: &str = "11010519491231002X";

pub(super) type Attributes = &'static [(&'static str, Tag, &'static str)];

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

pub(super) const CFCA: Attributes = &[
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
        shown: "CN=051@张三@***@1,OU=Individual-1,OU=anxinsign,O=CFCA RSA OCA31,C=CN",
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

pub(super) fn bytes(attributes: Attributes) -> Vec<(&'static str, Tag, &'static [u8])> {
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
