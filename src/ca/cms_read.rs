//! Taking a CMS message apart: the parts that are used, borrowed as they stand in the input.

use super::{
    asn1,
    cms_attributes::{CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, SIGNING_TIME, read_attribute},
    cms_form::CmsForm,
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::{AnyRef, Decode, Encode, Tag, Tagged, asn1::ObjectIdentifier, asn1::OctetStringRef};
use x509_cert::time::Time as Asn1Time;

/// Signed attributes, and unsigned ones.
const MAX_ATTRIBUTES: usize = 32;

pub(super) fn unreadable(what: &'static str) -> impl Fn(der::Error) -> Error {
    move |error| Error::new(ErrorKind::BadCms).because(error).at(what)
}

pub(super) fn shape<T>(why: impl std::fmt::Display) -> Result<T> {
    Err(Error::new(ErrorKind::CmsShape).because(why))
}

/// What a message is expected to sign.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// Plain data, which stands elsewhere.
    Detached(&'a [u8]),
    /// Something of this type, within the message. GM/T 0010 names no types but its own, so its form is refused.
    Enclosed(ObjectIdentifier),
}

impl Content<'_> {
    fn admits(&self, form: CmsForm) -> bool {
        matches!(self, Content::Detached(_)) || form == CmsForm::Rfc5652
    }

    /// The elements of a SET OF beside the signature. Timestamp authorities that run OpenSSL leave their certificates
    /// in the order in which they were configured.
    fn set_beside<'c>(&self, content: &'c [u8]) -> der::Result<Vec<AnyRef<'c>>> {
        match self {
            Content::Detached(_) => asn1::ordered(content),
            Content::Enclosed(_) => asn1::elements(content),
        }
    }
}

/// RFC 5652 §5.1, the parts that are used; everything borrowed as it stands in the input.
pub(super) struct SignedData<'a> {
    pub(super) form: CmsForm,
    pub(super) content_type: ObjectIdentifier,
    /// What is signed, wherever it stands.
    pub(super) content: &'a [u8],
    pub(super) version: u8,
    pub(super) digest_algorithms: Vec<AnyRef<'a>>,
    pub(super) certificates: Vec<AnyRef<'a>>,
    pub(super) signer: AnyRef<'a>,
}

impl<'a> SignedData<'a> {
    pub(super) fn read(cms: &'a [u8], expected: Content<'a>) -> Result<SignedData<'a>> {
        let bad = unreadable("ContentInfo");
        let outer = asn1::sequence(asn1::single(cms).map_err(&bad)?).map_err(&bad)?;
        let [kind, outer_content] = outer.as_slice() else { return Err(bad(der::ErrorKind::Failed.into())) };
        let kind: ObjectIdentifier = kind.decode_as().map_err(&bad)?;
        let form = CmsForm::of_signed_data(kind).filter(|_| outer_content.tag() == asn1::context(0));
        let Some(form) = form.filter(|form| expected.admits(*form)) else {
            return Err(Error::new(ErrorKind::BadCms).because("not SignedData").at("ContentInfo"));
        };
        let bad = unreadable("SignedData");
        let fields = asn1::sequence(asn1::single(outer_content.value()).map_err(&bad)?).map_err(&bad)?;
        let [version, digest_algorithms, encapsulated, rest @ ..] = fields.as_slice() else {
            return Err(bad(der::ErrorKind::Failed.into()));
        };
        let version = version.decode_as().map_err(&bad)?;
        let digest_algorithms = asn1::set(*digest_algorithms).map_err(&bad)?;
        let (content_type, content) = match expected {
            Content::Detached(content) => {
                check_detached(*encapsulated, form)?;
                (form.data(), content)
            }
            Content::Enclosed(kind) => (kind, enclosed(*encapsulated, kind)?),
        };
        let (certificates, rest) = match rest.split_first() {
            Some((first, rest)) if first.tag() == asn1::context(0) => {
                (expected.set_beside(first.value()).map_err(unreadable("certificates"))?, rest)
            }
            _ => (Vec::new(), rest),
        };
        // Revocation lists may come along; those that count are frozen in the record, so these are not looked at.
        let rest = match rest.split_first() {
            Some((first, rest)) if first.tag() == asn1::context(1) => {
                expected.set_beside(first.value()).map_err(unreadable("crls"))?;
                rest
            }
            _ => rest,
        };
        let [signers] = rest else { return Err(bad(der::ErrorKind::Failed.into())) };
        let signers = asn1::set(*signers).map_err(&bad)?;
        match signers.as_slice() {
            [signer] => Ok(SignedData {
                form,
                content_type,
                content,
                version,
                digest_algorithms,
                certificates,
                signer: *signer,
            }),
            _ => shape(format_args!("there must be exactly one signer, not {}", signers.len())),
        }
    }
}

/// RFC 5652 §5.2: plain data, which is not here.
fn check_detached(encapsulated: AnyRef<'_>, form: CmsForm) -> Result<()> {
    let bad = unreadable("encapContentInfo");
    let fields = asn1::sequence(encapsulated).map_err(&bad)?;
    match fields.as_slice() {
        [kind] if kind.decode_as::<ObjectIdentifier>().map_err(&bad)? == form.data() => Ok(()),
        [_] => shape(format_args!("the content type is not {}", form.data_name())),
        [_, content] if content.tag() == asn1::context(0) => {
            shape("the signature must be detached: it holds content")
        }
        _ => Err(bad(der::ErrorKind::Failed.into())),
    }
}

/// RFC 5652 §5.2: something of this type, which is here.
fn enclosed<'a>(encapsulated: AnyRef<'a>, expected: ObjectIdentifier) -> Result<&'a [u8]> {
    let bad = unreadable("encapContentInfo");
    let fields = asn1::sequence(encapsulated).map_err(&bad)?;
    let [kind, rest @ ..] = fields.as_slice() else { return Err(bad(der::ErrorKind::Failed.into())) };
    if kind.decode_as::<ObjectIdentifier>().map_err(&bad)? != expected {
        return shape(format_args!("the content type is not {expected}"));
    }
    match rest {
        [content] if content.tag() == asn1::context(0) => {
            let octets = asn1::single(content.value()).map_err(&bad)?;
            Ok(octets.decode_as::<&OctetStringRef>().map_err(&bad)?.as_bytes())
        }
        [] => shape("there is no content in it"),
        _ => Err(bad(der::ErrorKind::Failed.into())),
    }
}

/// How the signer is named (RFC 5652 §5.3).
pub(super) enum Sid<'a> {
    IssuerAndSerial { issuer: Vec<u8>, serial: &'a [u8] },
    KeyIdentifier(&'a [u8]),
}

/// RFC 5652 §5.3, the parts that are used.
pub(super) struct SignerInfo<'a> {
    pub(super) version: u8,
    pub(super) sid: Sid<'a>,
    pub(super) digest_algorithm: AnyRef<'a>,
    /// The content of the SET OF, without its tag.
    pub(super) signed_attributes: &'a [u8],
    pub(super) signature_algorithm: AnyRef<'a>,
    pub(super) signature: &'a [u8],
}

impl<'a> SignerInfo<'a> {
    pub(super) fn read(signer: AnyRef<'a>) -> Result<SignerInfo<'a>> {
        let bad = unreadable("SignerInfo");
        let fields = asn1::sequence(signer).map_err(&bad)?;
        let (version, sid, digest_algorithm, rest) = match fields.as_slice() {
            [version, sid, digest, rest @ ..] => (version, *sid, *digest, rest),
            _ => return Err(bad(der::ErrorKind::Failed.into())),
        };
        let Some((attributes, rest)) =
            rest.split_first().filter(|(first, _)| first.tag() == asn1::context(0))
        else {
            return shape("there are no signed attributes");
        };
        let (signature_algorithm, signature) = match rest {
            [algorithm, signature] => (*algorithm, *signature),
            [algorithm, signature, unsigned] if unsigned.tag() == asn1::context(1) => {
                // Nobody signed these, so nothing is read from them. They are only kept within bounds.
                if asn1::ordered(unsigned.value()).map_err(unreadable("unsigned attributes"))?.len()
                    > MAX_ATTRIBUTES
                {
                    return shape(format_args!("more than {MAX_ATTRIBUTES} unsigned attributes"));
                }
                (*algorithm, *signature)
            }
            _ => return Err(bad(der::ErrorKind::Failed.into())),
        };
        let key_identifier = Tag::ContextSpecific { number: der::TagNumber(0), constructed: false };
        let sid = if sid.tag() == key_identifier {
            Sid::KeyIdentifier(sid.value())
        } else {
            let fields = asn1::sequence(sid).map_err(&bad)?;
            let [issuer, serial] = fields.as_slice() else { return Err(bad(der::ErrorKind::Failed.into())) };
            if serial.tag() != Tag::Integer {
                return Err(bad(der::ErrorKind::Failed.into()));
            }
            Sid::IssuerAndSerial { issuer: issuer.to_der().map_err(&bad)?, serial: serial.value() }
        };
        Ok(SignerInfo {
            version: version.decode_as().map_err(&bad)?,
            sid,
            digest_algorithm,
            signed_attributes: attributes.value(),
            signature_algorithm,
            signature: signature.decode_as::<&OctetStringRef>().map_err(&bad)?.as_bytes(),
        })
    }
}

/// The signed attributes that are used (RFC 5652 §11, RFC 5035 §3).
pub(super) struct Attributes<'a> {
    pub(super) message_digest: &'a [u8],
    pub(super) signing_certificate: AnyRef<'a>,
    pub(super) signing_time: Option<Time>,
}

impl<'a> Attributes<'a> {
    pub(super) fn read(content: &'a [u8], signs: ObjectIdentifier) -> Result<Attributes<'a>> {
        let bad = unreadable("signed attributes");
        let list = asn1::ordered(content).map_err(&bad)?;
        if list.len() > MAX_ATTRIBUTES {
            return shape(format_args!("more than {MAX_ATTRIBUTES} signed attributes"));
        }
        let mut attributes: Vec<(ObjectIdentifier, Vec<AnyRef<'a>>)> = Vec::new();
        for attribute in list {
            let (kind, values) = read_attribute(attribute).map_err(&bad)?;
            // RFC 5652 §5.3 allows one instance of each attribute.
            if attributes.iter().any(|(other, _)| *other == kind) {
                return shape(format_args!("the signed attribute {kind} stands twice"));
            }
            attributes.push((kind, values));
        }
        let find = |kind: ObjectIdentifier| match attributes.iter().find(|(k, _)| *k == kind) {
            Some((_, values)) => match values.as_slice() {
                [value] => Ok(Some(*value)),
                _ => shape(format_args!("the signed attribute {kind} must have exactly one value")),
            },
            None => Ok(None),
        };
        let need = |kind, name: &str| match find(kind)? {
            Some(value) => Ok(value),
            None => shape(format_args!("the signed attribute {name} is missing")),
        };
        let content_type: ObjectIdentifier = need(CONTENT_TYPE, "content-type")?.decode_as().map_err(&bad)?;
        if content_type != signs {
            let name = CmsForm::data_name_of(signs).map_or_else(|| signs.to_string(), str::to_owned);
            return shape(format_args!("the content-type attribute is not {name}"));
        }
        let message_digest = need(MESSAGE_DIGEST, "message-digest")?;
        let message_digest = message_digest.decode_as::<&OctetStringRef>().map_err(&bad)?.as_bytes();
        let signing_certificate = need(SIGNING_CERTIFICATE_V2, "signing-certificate-v2")?;
        let signing_time = match find(SIGNING_TIME)? {
            Some(value) => Some(read_time(value)?),
            None => None,
        };
        Ok(Attributes { message_digest, signing_certificate, signing_time })
    }
}

fn read_time(value: AnyRef<'_>) -> Result<Time> {
    let bad = unreadable("signing-time");
    let time = Asn1Time::from_der(&value.to_der().map_err(&bad)?).map_err(&bad)?;
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Time::from_unix(seconds).map_err(|e| Error::new(ErrorKind::BadCms).because(e.detail()).at("signing-time"))
}
