//! How an OCSP answer names a certificate: by digests of its authority, and a serial number (RFC 6960 §4.1.1).

use super::{
    certificate::Certificate, cms_attributes::hash_oid, distinguished_name::same_name, public_key::PublicKey,
    sm2, walk::Element,
};
use der::{AnyRef, Decode, asn1::ObjectIdentifier};
use ring::digest;

/// Digests that name things, which only choose among answers; so SHA-1, which everybody uses here, will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Sm3,
}

impl Hash {
    const ALL: [Hash; 5] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sm3];

    fn named(oid: ObjectIdentifier) -> Option<Hash> {
        Hash::ALL.into_iter().find(|hash| oid.to_string() == hash.oid())
    }

    fn oid(self) -> &'static str {
        match self {
            Hash::Sha1 => "1.3.14.3.2.26",
            Hash::Sha256 => "2.16.840.1.101.3.4.2.1",
            Hash::Sha384 => "2.16.840.1.101.3.4.2.2",
            Hash::Sha512 => "2.16.840.1.101.3.4.2.3",
            Hash::Sm3 => "1.2.156.10197.1.401",
        }
    }

    /// None for SM3 in a build that does not know it.
    fn of(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let algorithm = match self {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
            Hash::Sm3 => return sm2::sm3(bytes),
        };
        Some(digest::digest(algorithm, bytes).as_ref().to_vec())
    }
}

/// A CertID.
pub(super) struct CertId {
    /// None for a hash that is not known: such an answer is about no certificate that could be asked about.
    hash: Option<Hash>,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
}

impl CertId {
    pub(super) fn read(id: Element<'_>) -> der::Result<CertId> {
        let mut walk = id.sequence()?;
        let hash = hash_oid(AnyRef::from_der(walk.next()?.der)?).and_then(Hash::named);
        let (issuer_name, issuer_key) = (walk.next()?.octets()?.to_vec(), walk.next()?.octets()?.to_vec());
        let serial = walk.next()?.integer()?.to_vec();
        walk.end()?;
        Ok(CertId { hash, issuer_name, issuer_key, serial })
    }

    /// Whether it names this certificate of an authority with this key, given as the bits of its public key.
    pub(super) fn is(&self, certificate: &Certificate, key: &[u8]) -> bool {
        let hash = |bytes: &[u8]| self.hash.and_then(|hash| hash.of(bytes));
        self.serial == certificate.serial()
            && hash(certificate.issuer_der()).as_ref() == Some(&self.issuer_name)
            && hash(key).as_ref() == Some(&self.issuer_key)
    }
}

/// An authority by its name or by its key, with the digests under which answers know it.
pub(super) struct Authority<'a> {
    /// Its DER Name; none for a key.
    name: Option<&'a [u8]>,
    digests: [Option<Vec<u8>>; 5],
}

impl<'a> Authority<'a> {
    pub(super) fn by_name(name: &'a [u8]) -> Authority<'a> {
        Authority { name: Some(name), digests: Hash::ALL.map(|hash| hash.of(name)) }
    }

    pub(super) fn by_key(certificate: &Certificate) -> Option<Authority<'static>> {
        let key = PublicKey::read(certificate.spki_der()).ok()?;
        Some(Authority { name: None, digests: Hash::ALL.map(|hash| hash.of(key.bits)) })
    }

    /// Whether this is its name, in whatever spelling.
    pub(super) fn is(&self, name: &[u8]) -> bool {
        self.name.is_some_and(|own| same_name(own, name))
    }

    /// Whether an answer is about a certificate of this authority.
    pub(super) fn issued(&self, id: &CertId) -> bool {
        let named = if self.name.is_some() { &id.issuer_name } else { &id.issuer_key };
        let digests = Hash::ALL.iter().zip(&self.digests);
        digests.into_iter().any(|(hash, digest)| id.hash == Some(*hash) && digest.as_ref() == Some(named))
    }
}
