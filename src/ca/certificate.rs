//! An X.509 certificate, read strictly once (SPEC §6.1).

use super::{
    algorithm, canonical,
    certificate_fields::Fields,
    distinguished_name::DistinguishedName,
    extensions::Extensions,
    names::{self, Names},
    names_text, pem,
    public_key::{KeyKind, PublicKey},
};
use crate::{
    error::{Error, ErrorKind, Result},
    wire::{Hex, Time},
};
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};
use x509_parser::prelude::{FromDer, X509Certificate};

/// No certificate is longer, in DER.
pub(super) const MAX_CERTIFICATE: usize = 64 * 1024;
/// No PEM text holds more certificates.
const MAX_IN_PEM: usize = 256;
const LABEL: &str = "CERTIFICATE";

/// An X.509 v3 certificate (RFC 5280 §4), at most 64 KiB. Cheap to clone; equal when the DER is.
///
/// That it could be read says nothing about whether it is to be believed: see [`verify_chain`](super::verify_chain).
#[derive(Clone)]
pub struct Certificate(Arc<Parts>);

struct Parts {
    der: Vec<u8>,
    spki: Vec<u8>,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    /// Issuer and subject in the form in which names are compared.
    issuer_name: DistinguishedName,
    subject_name: DistinguishedName,
    /// What is signed, how, and the signature.
    tbs: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    /// One certificate with a bad extension among many must not make all of them unreadable: it shows in a chain.
    extensions: Result<Extensions>,
    serial: Vec<u8>,
    not_before: Time,
    not_after: Time,
    kind: KeyKind,
}

fn bad(why: impl fmt::Display) -> Error {
    Error::new(ErrorKind::BadCertificate).because(why)
}

impl Certificate {
    /// Reads one DER certificate with nothing after it.
    ///
    /// It is read by two parsers that know nothing of each other and must see the same bytes; what is not canonical
    /// DER has no single meaning, and is refused.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 64 KiB; [`ErrorKind::BadCertificate`] if it is not DER, not version 3, repeats
    /// an extension (RFC 5280 §4.2), names different signature algorithms inside and outside (§4.1.1.2), has no
    /// issuer (§4.1.2.4), ends before it begins, or the years 1970 to 9999 do not hold its validity.
    pub fn from_der(der: &[u8]) -> Result<Certificate> {
        if der.len() > MAX_CERTIFICATE {
            return Err(Error::new(ErrorKind::TooLarge)
                .because(format_args!("{} bytes of certificate, at most {MAX_CERTIFICATE}", der.len())));
        }
        canonical::check(der).map_err(|error| bad(format_args!("not canonical DER: {error}")))?;
        let read = Fields::read(der).map_err(bad)?;
        let view = view(der)?;
        let tbs = &view.tbs_certificate;
        if read.tbs != tbs.as_ref()
            || read.spki != tbs.subject_pki.raw
            || read.issuer != tbs.issuer().as_raw()
            || read.subject != tbs.subject().as_raw()
            || read.serial != tbs.raw_serial()
        {
            return Err(bad("read in two ways"));
        }
        if !read.is_version_3 {
            return Err(bad("not an X.509 certificate of version 3"));
        }
        if read.algorithm != read.inner_algorithm {
            return Err(bad("two different signature algorithms"));
        }
        tbs.extensions_map().map_err(|_| bad("the same extension twice"))?;
        let [not_before, not_after] = read.validity;
        if not_before > not_after {
            return Err(bad("its validity ends before it begins"));
        }
        let name = |name: &[u8]| DistinguishedName::from_der(name).map_err(bad);
        let issuer_name = name(read.issuer)?;
        if issuer_name.is_empty() {
            return Err(bad("it has no issuer"));
        }
        Ok(Certificate(Arc::new(Parts {
            issuer_name,
            subject_name: name(read.subject)?,
            tbs: read.tbs.to_vec(),
            algorithm: read.algorithm.to_vec(),
            signature: read.signature.to_vec(),
            extensions: Extensions::of(&view),
            spki: read.spki.to_vec(),
            issuer: read.issuer.to_vec(),
            subject: read.subject.to_vec(),
            serial: read.serial.to_vec(),
            not_before,
            not_after,
            kind: PublicKey::read(read.spki)?.kind,
            der: der.to_vec(),
        })))
    }

    /// Reads the first certificate of a PEM text, or one in DER.
    ///
    /// # Errors
    /// As [`Certificate::from_der`] and [`Certificate::all_from_pem`].
    pub fn from_pem(text: &[u8]) -> Result<Certificate> {
        if !pem::is_text(text) {
            return Certificate::from_der(text);
        }
        let blocks = pem::blocks(text, MAX_IN_PEM)?;
        match blocks.iter().find(|block| block.label == LABEL) {
            Some(block) => Certificate::from_der(&block.der),
            None => Err(Error::new(ErrorKind::BadPem).because("there is no certificate in it")),
        }
    }

    /// Reads every `CERTIFICATE` block of a PEM text, in order; other blocks are skipped. A text without one gives
    /// an empty list.
    ///
    /// # Errors
    /// [`ErrorKind::TooLarge`] over 1 MiB or over 256 blocks, [`ErrorKind::BadPem`], and as
    /// [`Certificate::from_der`].
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Certificate>> {
        pem::blocks(text, MAX_IN_PEM)?
            .iter()
            .filter(|block| block.label == LABEL)
            .enumerate()
            .map(|(n, block)| {
                Certificate::from_der(&block.der).map_err(|e| e.at(format_args!("certificate {}", n + 1)))
            })
            .collect()
    }

    /// The certificate's DER, byte for byte as it was read.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
    pub fn spki_der(&self) -> &[u8] {
        &self.0.spki
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> Hex<32> {
        Hex(Sha256::digest(self.der()).into())
    }

    /// The first second at which the certificate is valid.
    pub fn not_before(&self) -> Time {
        self.0.not_before
    }

    /// The last second at which the certificate is valid.
    pub fn not_after(&self) -> Time {
        self.0.not_after
    }

    /// The subject's name for people to read, most specific part first as in RFC 4514, without the identity numbers
    /// of natural persons (SPEC §6.5).
    pub fn subject(&self) -> String {
        names_text::readable(&self.0.subject)
    }

    /// The issuer's name for people to read, in the same way.
    pub fn issuer(&self) -> String {
        names_text::readable(&self.0.issuer)
    }

    /// The serial number's octets, in lower-case hex.
    pub fn serial_hex(&self) -> String {
        hex::encode(&self.0.serial)
    }

    /// The kind of the subject's key.
    pub fn key_kind(&self) -> KeyKind {
        self.0.kind
    }

    /// The names that the certificate gives its subject (SPEC §6.5).
    pub fn names(&self) -> Names {
        match view(self.der()) {
            Ok(view) => names::of(&view),
            Err(_) => Names::default(), // cannot happen: it was read before
        }
    }

    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        pem::write(LABEL, self.der()).to_string()
    }

    /// What the parser of the path rules sees.
    pub(super) fn view(&self) -> Result<X509Certificate<'_>> {
        view(self.der())
    }

    /// The issuer's DER Name.
    pub(super) fn issuer_der(&self) -> &[u8] {
        &self.0.issuer
    }

    /// The subject's DER Name.
    pub(super) fn subject_der(&self) -> &[u8] {
        &self.0.subject
    }

    /// The content octets of the serial number.
    pub(super) fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The content of the subject key identifier extension (RFC 5280 §4.2.1.2), if there is one.
    pub(super) fn key_identifier(&self) -> Option<&[u8]> {
        self.extensions().ok()?.subject_key.as_deref()
    }

    /// What its extensions say, or why they cannot be read.
    pub(super) fn extensions(&self) -> Result<&Extensions> {
        self.0.extensions.as_ref().map_err(Clone::clone)
    }

    /// The issuer's name, to be compared.
    pub(super) fn issuer_name(&self) -> &DistinguishedName {
        &self.0.issuer_name
    }

    /// The subject's name, to be compared.
    pub(super) fn subject_name(&self) -> &DistinguishedName {
        &self.0.subject_name
    }

    /// Verifies the certificate's signature under an issuer's key.
    pub(super) fn verify_signature(&self, issuer_spki: &[u8]) -> std::result::Result<(), algorithm::Refusal> {
        algorithm::verify(issuer_spki, &self.0.algorithm, &self.0.tbs, &self.0.signature)
    }

    /// Whether subject and issuer are one name (RFC 5280 §3.2).
    pub(super) fn is_self_issued(&self) -> bool {
        self.0.subject_name == self.0.issuer_name
    }
}

fn view(der: &[u8]) -> Result<X509Certificate<'_>> {
    match X509Certificate::from_der(der) {
        Ok(([], view)) => Ok(view),
        Ok(_) => Err(bad("there are bytes after its end")),
        Err(error) => Err(bad(error)),
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Certificate) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", self.subject(), self.fingerprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ca::{KeyType, issue::tests::identity};

    fn kind(result: Result<Certificate>) -> ErrorKind {
        result.unwrap_err().kind()
    }

    #[test]
    fn der_and_pem_are_the_same_certificate() {
        let (_, certificate) = identity(KeyType::P256);
        let (_, other) = identity(KeyType::P256);
        let text = format!("Bag Attributes\n{}{}", certificate.to_pem(), other.to_pem());
        assert_eq!(Certificate::from_pem(text.as_bytes()), Ok(certificate.clone()));
        assert_eq!(Certificate::from_pem(certificate.der()), Ok(certificate.clone()));
        assert_eq!(Certificate::all_from_pem(text.as_bytes()), Ok(vec![certificate.clone(), other.clone()]));
        assert_ne!(certificate, other);
        assert_eq!(certificate.fingerprint().0, <[u8; 32]>::from(Sha256::digest(certificate.der())));
        assert_eq!(certificate.serial_hex().len(), 32);
        assert_eq!(Certificate::all_from_pem(b"nothing"), Ok(vec![]));
        assert_eq!(kind(Certificate::from_pem(b"nothing")), ErrorKind::BadPem);
    }

    #[test]
    fn what_is_not_one_canonical_certificate_is_refused() {
        let (_, certificate) = identity(KeyType::P256);
        let der = certificate.der();
        assert_eq!(kind(Certificate::from_der(&[der, &[0]].concat())), ErrorKind::BadCertificate);
        assert_eq!(kind(Certificate::from_der(&der[..der.len() - 1])), ErrorKind::BadCertificate);
        assert_eq!(kind(Certificate::from_der(b"")), ErrorKind::BadCertificate);
        assert_eq!(kind(Certificate::from_der(&[0x30; MAX_CERTIFICATE + 1])), ErrorKind::TooLarge);
        // The same content with an indefinite length, and with a length in more octets than needed.
        let ber = [&[0x30, 0x80], &der[4..], &[0, 0]].concat();
        assert_eq!(kind(Certificate::from_der(&ber)), ErrorKind::BadCertificate);
        let long = [&[0x30, 0x83, 0], &der[2..]].concat();
        assert_eq!(kind(Certificate::from_der(&long)), ErrorKind::BadCertificate);
    }

    /// Changes one field's bytes in a good certificate, whose signature nobody looks at here.
    fn patched(find: &[u8], replace: &[u8]) -> Result<Certificate> {
        let (_, certificate) = identity(KeyType::P256);
        let mut der = certificate.der().to_vec();
        let at = der.windows(find.len()).position(|window| window == find).unwrap();
        der[at..at + find.len()].copy_from_slice(replace);
        Certificate::from_der(&der)
    }

    #[test]
    fn each_rule_of_the_profile_is_held() {
        let detail = |result: Result<Certificate>| {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadCertificate);
            error.detail().to_owned()
        };
        assert!(detail(patched(&[0xa0, 3, 2, 1, 2], &[0xa0, 3, 2, 1, 1])).contains("version 3"));
        // ecdsa-with-SHA256 inside, ecdsa-with-SHA384 outside.
        let inside = [0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        let mut other = inside;
        other[9] = 3;
        assert!(detail(patched(&inside, &other)).contains("two different signature algorithms"));
        // keyUsage becomes a second subject key identifier.
        assert!(
            detail(patched(&[0x55, 0x1d, 15, 1, 1, 0xff], &[0x55, 0x1d, 14, 1, 1, 0xff])).contains("twice")
        );
        // It ends in 2018 although it begins in 2025.
        assert!(detail(patched(b"280101000000Z", b"180101000000Z")).contains("ends before it begins"));
        // critical written as FALSE, the default, and as a TRUE that is not 0xff.
        for octet in [0, 1] {
            detail(patched(&[0x55, 0x1d, 15, 1, 1, 0xff], &[0x55, 0x1d, 15, 1, 1, octet]));
        }
    }
}
