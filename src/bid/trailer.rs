//! The end of a sealed bid: manifest and signatures (SPEC §5.4, §5.5).

use super::header::Head;
use super::source::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::suite::{BidKey, Digest, hash, verify_ed25519};
use crate::wire::{Hex, Id, expect_format, parse_json, write_json};
use serde::{Deserialize, Serialize};

const FORMAT: &str = "sealbid-manifest/1";
const MAX_MANIFEST: usize = 64 << 10;
const MAX_CMS: usize = 256 << 10;

/// The longest trailer: two lengths, manifest, the bid key's signature, the CMS signature.
pub(super) const MAX_TRAILER: u64 = (4 + MAX_MANIFEST + 64 + 4 + MAX_CMS) as u64;

/// The root over one stage's form fields.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormRoot {
    /// The stage.
    pub stage: Id,
    /// The root.
    pub root: Digest,
}

/// What the bid key and the bidder sign.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// The header digest.
    pub header: Digest,
    /// For each row of the part table, the root over its segments.
    pub parts: Vec<Digest>,
    /// For each stage with form fields, the root over them.
    pub forms: Vec<FormRoot>,
}

impl Manifest {
    /// A manifest of these.
    pub(super) fn new(header: Digest, parts: Vec<Digest>, forms: Vec<FormRoot>) -> Manifest {
        Manifest { format: FORMAT.to_owned(), header, parts, forms }
    }

    /// Reads the manifest out of a whole trailer's bytes. Neither signature is verified by this.
    ///
    /// # Errors
    /// [`ErrorKind::Truncated`], [`ErrorKind::TrailingBytes`], [`ErrorKind::TooLarge`], and those of strict JSON.
    pub fn parse_trailer(bytes: &[u8]) -> Result<Manifest> {
        Trailer::parse(bytes).map(|trailer| trailer.manifest)
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>> {
        write_json(self)
    }
}

/// A trailer as it is read: the bytes that were signed and the signatures. Nothing in it is verified yet.
pub(super) struct Trailer {
    pub(super) manifest: Manifest,
    pub(super) manifest_bytes: Vec<u8>,
    pub(super) bid_signature: Hex<64>,
    pub(super) cms: Vec<u8>,
    pub(super) digest: Digest,
}

/// Writes the trailer; the bid digest is over the result.
pub(super) fn write(manifest: &[u8], bid_key: &BidKey, cms: &[u8]) -> Result<Vec<u8>> {
    if manifest.len() > MAX_MANIFEST || cms.len() > MAX_CMS {
        return Err(Error::new(ErrorKind::TooLarge).at("trailer"));
    }
    let signature = bid_key.sign(&to_sign(manifest, cms))?;
    let lengths = [(manifest.len() as u32).to_be_bytes(), (cms.len() as u32).to_be_bytes()];
    Ok([&lengths[0][..], manifest, &signature.0, &lengths[1], cms].concat())
}

/// The bid digest of these trailer bytes.
pub(super) fn digest(trailer: &[u8]) -> Digest {
    hash(&[b"sealbid/1 bid", trailer])
}

/// The bid key signs the bidder's signature too: who obtains a bid cannot put its own in the place of the bidder's
/// and hand in the copy first.
fn to_sign(manifest: &[u8], cms: &[u8]) -> Vec<u8> {
    [&b"sealbid/1 manifest"[..], &hash(&[manifest]).0, &hash(&[cms]).0].concat()
}

impl Trailer {
    /// Reads the trailer, which must end where the file ends.
    pub(super) fn read(source: &impl ReadAt, head: &Head) -> Result<Trailer> {
        let size = source.size()?;
        let length = size.checked_sub(head.trailer).ok_or_else(|| {
            let detail = format!("{size} bytes, and the parts alone end at {}", head.trailer);
            Error::new(ErrorKind::Truncated).because(detail)
        })?;
        if length > MAX_TRAILER {
            let detail = format!("{length} bytes behind the parts, at most {MAX_TRAILER}");
            return Err(Error::new(ErrorKind::TrailingBytes).because(detail));
        }
        let mut bytes = vec![0; length as usize];
        source.read_exact_at(head.trailer, &mut bytes).map_err(|e| e.at("trailer"))?;
        Trailer::parse(&bytes).map_err(|e| e.at("trailer"))
    }

    /// Reads a trailer from its exact bytes.
    pub(super) fn parse(bytes: &[u8]) -> Result<Trailer> {
        let mut rest = bytes;
        let manifest_bytes = take_prefixed(&mut rest, MAX_MANIFEST, "manifest")?.to_vec();
        let signature = take(&mut rest, 64, "bid key's signature")?;
        let mut bid_signature = [0; 64];
        bid_signature.copy_from_slice(signature);
        let cms = take_prefixed(&mut rest, MAX_CMS, "CMS signature")?.to_vec();
        if !rest.is_empty() {
            return Err(Error::new(ErrorKind::TrailingBytes).because(format_args!("{} bytes", rest.len())));
        }
        let manifest: Manifest = parse_json(&manifest_bytes, MAX_MANIFEST).map_err(|e| e.at("manifest"))?;
        expect_format(&manifest.format, FORMAT).map_err(|e| e.at("manifest"))?;
        Ok(Trailer {
            manifest,
            manifest_bytes,
            bid_signature: Hex(bid_signature),
            cms,
            digest: digest(bytes),
        })
    }

    /// Verifies the bid key's signature.
    pub(super) fn verify(&self, bid_key: &Hex<32>) -> Result<()> {
        if verify_ed25519(bid_key, &to_sign(&self.manifest_bytes, &self.cms), &self.bid_signature) {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::BadBidSignature).at("trailer"))
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize, what: &str) -> Result<&'a [u8]> {
    let short =
        || Error::new(ErrorKind::Truncated).because(format_args!("{} bytes left", rest.len())).at(what);
    let (taken, left) = rest.split_at_checked(count).ok_or_else(short)?;
    *rest = left;
    Ok(taken)
}

fn take_prefixed<'a>(rest: &mut &'a [u8], most: usize, what: &str) -> Result<&'a [u8]> {
    let length = take(rest, 4, what)?.iter().fold(0usize, |n, byte| n << 8 | usize::from(*byte));
    if length > most {
        return Err(Error::new(ErrorKind::TooLarge)
            .because(format_args!("{length} bytes, at most {most}"))
            .at(what));
    }
    take(rest, length, what)
}
