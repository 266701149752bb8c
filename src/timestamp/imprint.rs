//! What is stamped: a SHA-256 and the name of its algorithm (RFC 3161 §2.4.1, `MessageImprint`).

use crate::{
    ca::{Element, wrap},
    suite::Digest,
    wire::Hex,
};
use der::{Encode, Tag, asn1::OctetStringRef};

/// `AlgorithmIdentifier` of SHA-256 without parameters, and with NULL (RFC 5754 §2).
const SHA256: [&[u8]; 2] = [
    &[0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1],
    &[0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0],
];

/// Reads an imprint: `None` if it is not by SHA-256.
pub(super) fn read(element: Element<'_>) -> der::Result<Option<Digest>> {
    let mut fields = element.sequence()?;
    let algorithm = fields.next()?.expect(Tag::Sequence)?.der;
    let hash = fields.next()?.octets()?;
    fields.end()?;
    if !SHA256.contains(&algorithm) {
        return Ok(None);
    }
    hash.try_into().map(|hash| Some(Hex(hash))).map_err(|_| Tag::OctetString.length_error().into())
}

/// Writes an imprint with NULL parameters, as everybody does.
pub(super) fn write(digest: &Digest) -> der::Result<Vec<u8>> {
    let [_, algorithm] = SHA256;
    wrap(Tag::Sequence, &[algorithm.to_vec(), OctetStringRef::new(&digest.0)?.to_der()?])
}
