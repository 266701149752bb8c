//! The two families of object identifiers that a CMS signature can be written in (SPEC §6.3).

use super::scheme::SignatureScheme;
use der::asn1::ObjectIdentifier;

/// Whose object identifiers a CMS signature uses. The structure, and every other rule, is the same.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CmsForm {
    /// Those of RFC 5652, for every scheme.
    #[default]
    Rfc5652,
    /// Those of GM/T 0010 (GB/T 35275), for SM2 with SM3 alone.
    Gmt0010,
}

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

impl CmsForm {
    const ALL: [CmsForm; 2] = [CmsForm::Rfc5652, CmsForm::Gmt0010];

    /// The form whose SignedData this is (RFC 5652 §5.1; GM/T 0010 §5).
    pub(super) fn of_signed_data(kind: ObjectIdentifier) -> Option<CmsForm> {
        CmsForm::ALL.into_iter().find(|form| form.signed_data() == kind)
    }

    /// `contentType` of the message.
    pub(super) const fn signed_data(self) -> ObjectIdentifier {
        match self {
            CmsForm::Rfc5652 => oid("1.2.840.113549.1.7.2"),
            CmsForm::Gmt0010 => oid("1.2.156.10197.6.1.4.2.2"),
        }
    }

    /// The type of what is signed, inside of the message and in its content-type attribute.
    pub(super) const fn data(self) -> ObjectIdentifier {
        match self {
            CmsForm::Rfc5652 => oid("1.2.840.113549.1.7.1"),
            CmsForm::Gmt0010 => oid("1.2.156.10197.6.1.4.2.1"),
        }
    }

    /// How [`CmsForm::data`] is called in a refusal.
    pub(super) const fn data_name(self) -> &'static str {
        match self {
            CmsForm::Rfc5652 => "id-data",
            CmsForm::Gmt0010 => "the data of GM/T 0010",
        }
    }

    /// The name of this content type, if it is the data of one of the forms.
    pub(super) fn data_name_of(kind: ObjectIdentifier) -> Option<&'static str> {
        CmsForm::ALL.into_iter().find(|form| form.data() == kind).map(CmsForm::data_name)
    }

    /// Whether signatures of this scheme are written so.
    pub(super) fn fits(self, scheme: SignatureScheme) -> bool {
        self == CmsForm::Rfc5652 || scheme == SignatureScheme::Sm2Sm3
    }
}
