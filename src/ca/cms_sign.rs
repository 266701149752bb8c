//! Making a signature: CMS SignedData (RFC 5652 §5), CAdES-BES (ETSI EN 319 122-1 §5).

use super::{
    asn1,
    cms_attributes::{
        CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2, SIGNING_TIME, attribute, digest_algorithm,
        signature_algorithm_in, signing_certificate,
    },
    cms_form::CmsForm,
    cms_verify::{MAX_CMS, verify_detached, verify_enclosed},
    signer::Signer,
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::Time,
};
use der::{
    AnyRef, Encode, Tag,
    asn1::{GeneralizedTime, ObjectIdentifier, OctetStringRef, UtcTime},
};
use std::time::Duration;

/// Signs content that stays elsewhere, and gives the DER of a CMS `ContentInfo` (SPEC §6.3), in the signer's form.
///
/// The signed attributes are content-type, message-digest, signing-certificate-v2 and, if a time is given,
/// signing-time: the signer's claim, which no verifier relies on. The signer's certificate and its chain go along.
/// The key signs once. The result is verified before it is given out.
///
/// # Errors
/// [`ErrorKind::SigningFailed`] or the key's own error; [`ErrorKind::TooLarge`] if certificates make the signature
/// longer than 256 KiB.
pub fn sign_detached(content: &[u8], signer: &Signer, signing_time: Option<Time>) -> Result<Vec<u8>> {
    let form = signer.form();
    let message = Message { form, content_type: form.data(), enclosed: None, certificates: true };
    let cms = message.sign(content, signer, signing_time)?;
    if cms.len() > MAX_CMS {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{} bytes of signature, at most {MAX_CMS}", cms.len())));
    }
    verify_detached(content, &cms).map_err(|e| Error::new(ErrorKind::SigningFailed).because(e))?;
    Ok(cms)
}

/// Signs content of this type, and gives the DER of a CMS `ContentInfo` that holds it, in the form of RFC 5652 and
/// without a signing-time. Without `certificates` nobody can verify it who has not the certificate by other ways.
///
/// # Errors
/// [`ErrorKind::SigningFailed`] or the key's own error.
pub(crate) fn sign_enclosed(
    content: &[u8],
    kind: ObjectIdentifier,
    signer: &Signer,
    certificates: bool,
) -> Result<Vec<u8>> {
    let message =
        Message { form: CmsForm::Rfc5652, content_type: kind, enclosed: Some(content), certificates };
    let cms = message.sign(content, signer, None)?;
    if certificates {
        verify_enclosed(&cms, kind).map_err(|e| Error::new(ErrorKind::SigningFailed).because(e))?;
    }
    Ok(cms)
}

/// What a message is to be like, beside its signature.
struct Message<'a> {
    form: CmsForm,
    content_type: ObjectIdentifier,
    enclosed: Option<&'a [u8]>,
    certificates: bool,
}

impl Message<'_> {
    fn sign(&self, content: &[u8], signer: &Signer, time: Option<Time>) -> Result<Vec<u8>> {
        let encoding = |error: der::Error| Error::new(ErrorKind::SigningFailed).because(error);
        let attributes = self.signed_attributes(content, signer, time).map_err(encoding)?;
        // RFC 5652 §5.4: what is signed has the tag of a SET OF, not the implicit tag that it has in the message.
        let to_sign = asn1::wrap_set(Tag::Set, attributes.clone()).map_err(encoding)?;
        // With the certificate in it, the whole is verified before it is given out: once is enough.
        let signature =
            if self.certificates { signer.sign_unverified(&to_sign)? } else { signer.sign(&to_sign)? };
        self.assemble(signer, attributes, &signature).map_err(encoding)
    }

    fn signed_attributes(
        &self,
        content: &[u8],
        signer: &Signer,
        time: Option<Time>,
    ) -> der::Result<Vec<Vec<u8>>> {
        let digest = signer.scheme().content_digest(content).ok_or(der::ErrorKind::Failed)?;
        let mut attributes = vec![
            attribute(CONTENT_TYPE, self.content_type.to_der()?)?,
            attribute(MESSAGE_DIGEST, OctetStringRef::new(&digest)?.to_der()?)?,
            attribute(SIGNING_CERTIFICATE_V2, signing_certificate(self.form, signer.certificate())?)?,
        ];
        if let Some(time) = time {
            attributes.push(attribute(SIGNING_TIME, time_der(time)?)?);
        }
        Ok(attributes)
    }

    fn assemble(&self, signer: &Signer, attributes: Vec<Vec<u8>>, signature: &[u8]) -> der::Result<Vec<u8>> {
        let certificate = signer.certificate();
        let digest = digest_algorithm(signer.scheme())?;
        let sid = asn1::wrap(
            Tag::Sequence,
            &[certificate.issuer_der().to_vec(), AnyRef::new(Tag::Integer, certificate.serial())?.to_der()?],
        )?;
        let signer_info = asn1::wrap(
            Tag::Sequence,
            &[
                1u8.to_der()?,
                sid,
                digest.clone(),
                asn1::wrap_set(asn1::context(0), attributes)?,
                signature_algorithm_in(self.form, signer.scheme())?,
                OctetStringRef::new(signature)?.to_der()?,
            ],
        )?;
        // RFC 5652 §5.1: content that is not plain data makes it version 3.
        let version: u8 = if self.content_type == self.form.data() { 1 } else { 3 };
        let mut encapsulated = vec![self.content_type.to_der()?];
        if let Some(content) = self.enclosed {
            encapsulated.push(asn1::wrap(asn1::context(0), &[OctetStringRef::new(content)?.to_der()?])?);
        }
        let mut fields = vec![
            version.to_der()?,
            asn1::wrap(Tag::Set, &[digest])?,
            asn1::wrap(Tag::Sequence, &encapsulated)?,
        ];
        if self.certificates {
            let all = std::iter::once(certificate).chain(signer.chain());
            fields.push(asn1::wrap_set(asn1::context(0), all.map(|other| other.der().to_vec()).collect())?);
        }
        fields.push(asn1::wrap(Tag::Set, &[signer_info])?);
        let signed_data = asn1::wrap(Tag::Sequence, &fields)?;
        asn1::wrap(
            Tag::Sequence,
            &[self.form.signed_data().to_der()?, asn1::wrap(asn1::context(0), &[signed_data])?],
        )
    }
}

/// RFC 5652 §11.3 and RFC 5280 §4.1.2.5: UTCTime up to the year 2049, GeneralizedTime after it.
pub(super) fn time_der(time: Time) -> der::Result<Vec<u8>> {
    let seconds = Duration::from_secs(u64::try_from(time.unix()).map_err(|_| der::ErrorKind::DateTime)?);
    let general = GeneralizedTime::from_unix_duration(seconds)?;
    match UtcTime::from_date_time(general.to_date_time()) {
        Ok(utc) => utc.to_der(),
        Err(_) => general.to_der(),
    }
}
