//! What is on a token: certificates, and the private keys that go with them (SPEC §6.8).
//!
//! Lengths and counts are the library's word, so each is checked before anything is allocated by it.

use super::{
    certificate::{Certificate, MAX_CERTIFICATE},
    token_errors::{Trouble, ask},
};
use crate::error::{Error, ErrorKind, Result};
use cryptoki::{
    object::{Attribute, AttributeInfo, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
};
use std::num::NonZeroUsize;

/// No more objects of one class are looked at. One request asks for as many, so no count can lead beyond them.
const MAX_OBJECTS: NonZeroUsize = match NonZeroUsize::new(256) {
    Some(count) => count,
    None => NonZeroUsize::MIN,
};
/// No other attribute that is read here is longer: the modulus of RSA with 8192 bits.
const MAX_ATTRIBUTE: usize = 1024;

/// Whether the private key of a certificate is on the token.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPresence {
    /// It is there, and may sign.
    Present,
    /// None can be seen; it may show itself after the PIN was given.
    Unknown,
    /// It is not there, or may not sign.
    Absent,
}

/// A certificate on a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCertificate {
    /// The certificate.
    pub certificate: Certificate,
    /// The identifier that it shares with its keys (`CKA_ID`); empty if it has none.
    pub id: Vec<u8>,
    /// The name that it has on the token (`CKA_LABEL`).
    pub label: String,
    /// Whether its private key is on the token.
    pub key: KeyPresence,
}

/// A private key on a token.
#[derive(Clone, Debug)]
pub(super) struct PrivateKey {
    pub(super) handle: ObjectHandle,
    id: Vec<u8>,
    signs: bool,
    /// Whether it asks for the PIN before each signature (`CKA_ALWAYS_AUTHENTICATE`).
    pub(super) always_authenticate: bool,
    /// RSA's modulus without leading zeros, where the key tells.
    pub(super) modulus: Option<Vec<u8>>,
}

/// What was found.
pub(super) struct Objects {
    pub(super) certificates: Vec<TokenCertificate>,
    pub(super) unreadable: Vec<String>,
    pub(super) keys: Vec<PrivateKey>,
}

impl Objects {
    /// The keys that go with a certificate and may sign.
    pub(super) fn keys_of(&self, id: &[u8]) -> impl Iterator<Item = &PrivateKey> {
        self.keys.iter().filter(move |key| !id.is_empty() && key.id == id && key.signs)
    }
}

/// Reads certificates and private keys. `complete`: whether the session sees everything that there is.
pub(super) fn read(session: &Session, complete: bool) -> Result<Objects> {
    let keys = find(session, &[Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Token(true)])?;
    let mut found = Objects { certificates: Vec::new(), unreadable: Vec::new(), keys: Vec::new() };
    for handle in keys {
        match private_key(session, handle) {
            Ok(key) => found.keys.push(key),
            Err(error) if error.kind() == ErrorKind::NoToken => return Err(error),
            // A key that does not even tell its identifier goes with no certificate.
            Err(_) => {}
        }
    }
    let x509 = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
    ];
    for handle in find(session, &x509)? {
        match certificate(session, handle) {
            Ok((certificate, id, label)) => {
                let key = match (found.keys_of(&id).next(), complete) {
                    (Some(_), _) => KeyPresence::Present,
                    (None, false) => KeyPresence::Unknown,
                    (None, true) => KeyPresence::Absent,
                };
                found.add(TokenCertificate { certificate, id, label, key });
            }
            Err(error) if error.kind() == ErrorKind::NoToken => return Err(error),
            Err(error) => found.unreadable.push(error.to_string()),
        }
    }
    Ok(found)
}

impl Objects {
    /// Some tokens hold one certificate twice; it is one choice, and the one with the key counts.
    fn add(&mut self, new: TokenCertificate) {
        match self.certificates.iter_mut().find(|old| old.certificate == new.certificate) {
            Some(old) if old.key != KeyPresence::Present && new.key == KeyPresence::Present => *old = new,
            Some(_) => {}
            None => self.certificates.push(new),
        }
    }
}

fn find(session: &Session, template: &[Attribute]) -> Result<Vec<ObjectHandle>> {
    let handles = ask(|| {
        let iterator = session.iter_objects_with_cache_size(template, MAX_OBJECTS)?;
        iterator.take(MAX_OBJECTS.get()).collect()
    });
    Ok(handles?)
}

fn certificate(session: &Session, handle: ObjectHandle) -> Result<(Certificate, Vec<u8>, String)> {
    let label = attribute(session, handle, AttributeType::Label, MAX_ATTRIBUTE)?.unwrap_or_default();
    let label = String::from_utf8_lossy(&label).into_owned();
    let place = || format!("certificate {label}");
    let id = attribute(session, handle, AttributeType::Id, MAX_ATTRIBUTE)?.unwrap_or_default();
    let der = attribute(session, handle, AttributeType::Value, MAX_CERTIFICATE)
        .map_err(|e| e.at(place()))?
        .ok_or_else(|| Error::new(ErrorKind::BadCertificate).because("it is empty").at(place()))?;
    let certificate = Certificate::from_der(&der).map_err(|e| e.at(place()))?;
    Ok((certificate, id, label))
}

fn private_key(session: &Session, handle: ObjectHandle) -> Result<PrivateKey> {
    let flag = |which| -> Result<Option<bool>> {
        Ok(attribute(session, handle, which, 1)?.and_then(|value| value.first().map(|byte| *byte != 0)))
    };
    let modulus = attribute(session, handle, AttributeType::Modulus, MAX_ATTRIBUTE).ok().flatten();
    Ok(PrivateKey {
        handle,
        id: attribute(session, handle, AttributeType::Id, MAX_ATTRIBUTE)?.unwrap_or_default(),
        // A token that does not say so will say so when it is asked to sign.
        signs: flag(AttributeType::Sign)?.unwrap_or(true),
        always_authenticate: flag(AttributeType::AlwaysAuthenticate)?.unwrap_or(false),
        modulus: modulus.map(|bytes| trimmed(&bytes).to_vec()),
    })
}

/// The points of the public keys with this identifier: the content of `CKA_EC_POINT`, in DER or bare.
pub(super) fn points(session: &Session, id: &[u8]) -> Result<Vec<Vec<u8>>> {
    let template = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(id.to_vec())];
    let mut points = Vec::new();
    for handle in find(session, &template)? {
        points.extend(attribute(session, handle, AttributeType::EcPoint, MAX_ATTRIBUTE).ok().flatten());
    }
    Ok(points)
}

pub(super) fn trimmed(big_endian: &[u8]) -> &[u8] {
    let zeros = big_endian.iter().take_while(|byte| **byte == 0).count();
    &big_endian[zeros..]
}

/// An attribute's bytes, if the object has it and shows it.
fn attribute(
    session: &Session,
    handle: ObjectHandle,
    which: AttributeType,
    limit: usize,
) -> Result<Option<Vec<u8>>> {
    match ask(|| session.get_attribute_info(handle, &[which]))?.first() {
        Some(AttributeInfo::Available(0)) => return Ok(None),
        Some(AttributeInfo::Available(length)) if *length > limit => {
            return Err(
                Error::new(ErrorKind::TooLarge).because(format_args!("{length} bytes, at most {limit}"))
            );
        }
        Some(AttributeInfo::Available(_)) => {}
        _ => return Ok(None),
    }
    let values = match ask(|| session.get_attributes(handle, &[which])) {
        Ok(values) => values,
        Err(Trouble::Unusable(_)) => return Ok(None),
        Err(trouble) => return Err(trouble.into()),
    };
    let value = values.into_iter().next().and_then(|value| match value {
        Attribute::Value(bytes)
        | Attribute::Id(bytes)
        | Attribute::Label(bytes)
        | Attribute::Modulus(bytes)
        | Attribute::EcPoint(bytes) => Some(bytes),
        Attribute::Sign(flag) | Attribute::AlwaysAuthenticate(flag) => Some(vec![u8::from(flag)]),
        _ => None,
    });
    Ok(value.filter(|bytes| !bytes.is_empty() && bytes.len() <= limit))
}
