//! Attributes and algorithm identifiers of CMS signatures, and the ESS signing certificate attribute.

use super::{
    asn1,
    certificate::Certificate,
    cms_form::CmsForm,
    oids::{
        ECDSA_SHA256, ECDSA_SHA384, ED25519, MGF1, RSA_ENCRYPTION, RSA_PSS, RSA_SHA256, SHA256, SHA384,
        SHA512, SM2_SIGNS, SM2_SM3, SM3,
    },
    public_key::KeyKind,
    scheme::SignatureScheme,
    sm2,
};
use der::{
    AnyRef, Decode, Encode, Tag,
    asn1::{ObjectIdentifier, OctetStringRef},
};
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifier, AlgorithmIdentifierRef};

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

pub(crate) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub(crate) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub(super) const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

type Algorithm = AlgorithmIdentifier<AnyRef<'static>>;

fn plain(oid: ObjectIdentifier) -> Algorithm {
    AlgorithmIdentifier { oid, parameters: None }
}

fn with_null(oid: ObjectIdentifier) -> Algorithm {
    AlgorithmIdentifier { oid, parameters: Some(AnyRef::NULL) }
}

/// The digest algorithm that goes with a scheme, without parameters (RFC 5754 §2).
fn digest_oid(scheme: SignatureScheme) -> ObjectIdentifier {
    match scheme {
        SignatureScheme::EcdsaP384Sha384 => SHA384,
        SignatureScheme::Ed25519 => SHA512,
        SignatureScheme::Sm2Sm3 => SM3,
        _ => SHA256,
    }
}

pub(super) fn digest_algorithm(scheme: SignatureScheme) -> der::Result<Vec<u8>> {
    plain(digest_oid(scheme)).to_der()
}

/// The signature algorithm of a scheme as we write it (RFC 4055 §5 and §3.1, RFC 5754 §3, RFC 8419 §2.3).
pub(super) fn signature_algorithm(scheme: SignatureScheme) -> der::Result<Vec<u8>> {
    match scheme {
        SignatureScheme::RsaPkcs1Sha256 => with_null(RSA_SHA256).to_der(),
        SignatureScheme::RsaPssSha256 => pss_algorithm(&with_null(SHA256), &with_null(SHA256)),
        SignatureScheme::EcdsaP256Sha256 => plain(ECDSA_SHA256).to_der(),
        SignatureScheme::EcdsaP384Sha384 => plain(ECDSA_SHA384).to_der(),
        SignatureScheme::Ed25519 => plain(ED25519).to_der(),
        SignatureScheme::Sm2Sm3 => plain(SM2_SM3).to_der(),
    }
}

/// The same for a message of this form: GM/T 0010 names the digest once, and the signature without it.
pub(super) fn signature_algorithm_in(form: CmsForm, scheme: SignatureScheme) -> der::Result<Vec<u8>> {
    match form {
        CmsForm::Rfc5652 => signature_algorithm(scheme),
        CmsForm::Gmt0010 => plain(SM2_SIGNS).to_der(),
    }
}

/// `id-RSASSA-PSS` with SHA-256, MGF1 over SHA-256, salt 32 and the default trailer, which DER omits.
fn pss_algorithm(hash: &Algorithm, mgf_hash: &Algorithm) -> der::Result<Vec<u8>> {
    let mgf = asn1::wrap(Tag::Sequence, &[MGF1.to_der()?, mgf_hash.to_der()?])?;
    let parameters = [
        asn1::wrap(asn1::context(0), &[hash.to_der()?])?,
        asn1::wrap(asn1::context(1), &[mgf])?,
        asn1::wrap(asn1::context(2), &[32u8.to_der()?])?,
    ];
    asn1::wrap(Tag::Sequence, &[RSA_PSS.to_der()?, asn1::wrap(Tag::Sequence, &parameters)?])
}

/// The scheme of a pair of digest and signature algorithm, if it is one that is allowed in this form.
///
/// Hash identifiers may have NULL parameters or none (RFC 5754 §2); all else is exactly as it must be written.
/// `rsaEncryption` stands for PKCS#1 v1.5 with the digest algorithm's hash (RFC 3370 §3.2), as OpenSSL writes it.
/// The standards leave open whether the identifiers of SM2 have parameters.
pub(super) fn scheme_of(form: CmsForm, digest: AnyRef<'_>, signature: AnyRef<'_>) -> Option<SignatureScheme> {
    let hash = hash_oid(digest)?;
    let encoded = signature.to_der().ok()?;
    let is = |candidate: der::Result<Vec<u8>>| candidate.is_ok_and(|candidate| candidate == encoded);
    let scheme = if is(with_null(RSA_ENCRYPTION).to_der()) || is(with_null(RSA_SHA256).to_der()) {
        SignatureScheme::RsaPkcs1Sha256
    } else if is(plain(ECDSA_SHA256).to_der()) {
        SignatureScheme::EcdsaP256Sha256
    } else if is(plain(ECDSA_SHA384).to_der()) {
        SignatureScheme::EcdsaP384Sha384
    } else if is(plain(ED25519).to_der()) {
        SignatureScheme::Ed25519
    } else if is(plain(SM2_SM3).to_der())
        || is(with_null(SM2_SM3).to_der())
        || form == CmsForm::Gmt0010 && (is(plain(SM2_SIGNS).to_der()) || is(with_null(SM2_SIGNS).to_der()))
    {
        SignatureScheme::Sm2Sm3
    } else {
        let forms = [plain(SHA256), with_null(SHA256)];
        if !forms.iter().any(|hash| forms.iter().any(|mgf_hash| is(pss_algorithm(hash, mgf_hash)))) {
            return None;
        }
        SignatureScheme::RsaPssSha256
    };
    (hash == digest_oid(scheme) && form.fits(scheme)).then_some(scheme)
}

/// The hash named by an AlgorithmIdentifier whose parameters are NULL or absent.
pub(super) fn hash_oid(algorithm: AnyRef<'_>) -> Option<ObjectIdentifier> {
    let algorithm: AlgorithmIdentifierRef<'_> = algorithm.decode_as().ok()?;
    algorithm.parameters.is_none_or(|parameters| parameters.is_null()).then_some(algorithm.oid)
}

/// `SigningCertificateV2` (RFC 5035 §3) with one `ESSCertIDv2`: the certificate's SHA-256, whose algorithm is the
/// default and so left out, or its SM3 in the form that knows no other hash; and its issuer and serial number.
pub(super) fn signing_certificate(form: CmsForm, certificate: &Certificate) -> der::Result<Vec<u8>> {
    let mut id = match form {
        CmsForm::Rfc5652 => vec![OctetStringRef::new(&Sha256::digest(certificate.der()))?.to_der()?],
        CmsForm::Gmt0010 => {
            let hash = sm2::sm3(certificate.der()).ok_or(der::ErrorKind::Failed)?;
            vec![plain(SM3).to_der()?, OctetStringRef::new(&hash)?.to_der()?]
        }
    };
    let general_names =
        asn1::wrap(Tag::Sequence, &[asn1::wrap(asn1::context(4), &[certificate.issuer_der().to_vec()])?])?;
    let serial = AnyRef::new(Tag::Integer, certificate.serial())?.to_der()?;
    id.push(asn1::wrap(Tag::Sequence, &[general_names, serial])?);
    asn1::wrap(Tag::Sequence, &[asn1::wrap(Tag::Sequence, &[asn1::wrap(Tag::Sequence, &id)?])?])
}

/// Why a `SigningCertificateV2` does not name a certificate, or `None` if it does.
///
/// Its first entry is the signer's (RFC 5035 §5); what follows it limits the chain, which is judged elsewhere and
/// more strictly. SHA-384 and SHA-512 are understood too, and SM3 for an SM2 key, so that every build has one verdict
/// on every other signature; the default must be left out (X.690 §11.5).
pub(super) fn names_another_certificate(
    value: AnyRef<'_>,
    certificate: &Certificate,
) -> Option<&'static str> {
    const UNREADABLE: &str = "the signing-certificate-v2 attribute cannot be read";
    let read = || -> der::Result<_> {
        let outer = asn1::sequence(value)?;
        let first = match outer.as_slice() {
            [certs] | [certs, _] => asn1::sequence(*certs)?.into_iter().next(),
            _ => None,
        };
        asn1::sequence(first.ok_or(der::ErrorKind::Failed)?)
    };
    let Ok(id) = read() else { return Some(UNREADABLE) };
    let (algorithm, rest) = match id.split_first() {
        Some((first, rest)) if der::Tagged::tag(first) == Tag::Sequence => (Some(*first), rest),
        _ => (None, id.as_slice()),
    };
    let (hash, issuer_serial) = match rest {
        [hash] => (hash, None),
        [hash, issuer_serial] => (hash, Some(*issuer_serial)),
        _ => return Some(UNREADABLE),
    };
    let Ok(hash) = hash.decode_as::<&OctetStringRef>() else { return Some(UNREADABLE) };
    let expected = match algorithm.map(hash_oid) {
        None => Sha256::digest(certificate.der()).to_vec(),
        Some(Some(SHA384)) => Sha384::digest(certificate.der()).to_vec(),
        Some(Some(SHA512)) => Sha512::digest(certificate.der()).to_vec(),
        Some(Some(SM3)) if certificate.key_kind() == KeyKind::Sm2 => match sm2::sm3(certificate.der()) {
            Some(hash) => hash,
            None => return Some("the signing-certificate-v2 attribute uses SM3: this build has no SM2"),
        },
        Some(Some(SHA256)) => {
            return Some(
                "the signing-certificate-v2 attribute names SHA-256, which DER leaves out as the default",
            );
        }
        Some(_) => return Some("the signing-certificate-v2 attribute uses a hash that is not allowed"),
    };
    if hash.as_bytes() != expected {
        return Some("the signing-certificate-v2 attribute has the hash of another certificate");
    }
    match issuer_serial {
        Some(named) if !fits_issuer_serial(named, certificate) => Some(
            "the signing-certificate-v2 attribute has the issuer or serial number of another certificate",
        ),
        _ => None,
    }
}

/// `IssuerSerial` (RFC 5035 §5.4.1): exactly one directory name, and the serial number.
fn fits_issuer_serial(named: AnyRef<'_>, certificate: &Certificate) -> bool {
    let fits = || -> der::Result<bool> {
        let fields = asn1::sequence(named)?;
        let [names, serial] = fields.as_slice() else { return Ok(false) };
        let names = asn1::sequence(*names)?;
        let [name] = names.as_slice() else { return Ok(false) };
        Ok(der::Tagged::tag(name) == asn1::context(4)
            && name.value() == certificate.issuer_der()
            && der::Tagged::tag(serial) == Tag::Integer
            && serial.value() == certificate.serial())
    };
    fits().unwrap_or(false)
}

/// One attribute with one value.
pub(crate) fn attribute(kind: ObjectIdentifier, value: Vec<u8>) -> der::Result<Vec<u8>> {
    asn1::wrap(Tag::Sequence, &[kind.to_der()?, asn1::wrap(Tag::Set, &[value])?])
}

/// Reads an attribute: its type and its values.
pub(super) fn read_attribute(attribute: AnyRef<'_>) -> der::Result<(ObjectIdentifier, Vec<AnyRef<'_>>)> {
    let fields = asn1::sequence(attribute)?;
    let [kind, values] = fields.as_slice() else { return Err(der::ErrorKind::Failed.into()) };
    Ok((ObjectIdentifier::from_der(&kind.to_der()?)?, asn1::set(*values)?))
}
