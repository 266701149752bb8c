//! A sealed bid by itself: its structure and its own signatures (SPEC §5, §5.5).

use super::header::{Head, Header};
use super::source::ReadAt;
use super::trailer::{Manifest, Trailer};
use crate::ca::{VerifiedSignature, verify_detached};
use crate::error::{Error, ErrorKind, Result};
use crate::suite::Digest;

/// A file that is a sealed bid: well formed, its manifest signed by the bid key and by somebody's certificate.
///
/// Whether it fits a notice, whether its parts are whole, and whose certificate it is, is asked next
/// ([`BidFile::under`]).
pub struct BidFile<S> {
    pub(super) source: S,
    pub(super) head: Head,
    pub(super) manifest: Manifest,
    manifest_bytes: Vec<u8>,
    cms: Vec<u8>,
    digest: Digest,
    signature: VerifiedSignature,
}

impl<S: ReadAt> BidFile<S> {
    /// Reads head and trailer; the parts are not touched.
    ///
    /// # Errors
    /// [`ErrorKind::NotASealedBid`], [`ErrorKind::UnknownVersion`], [`ErrorKind::UnknownSuite`], those of strict
    /// JSON, [`ErrorKind::PartTable`], [`ErrorKind::Truncated`], [`ErrorKind::TrailingBytes`],
    /// [`ErrorKind::HeaderMismatch`], [`ErrorKind::BadBidSignature`], and those of [`verify_detached`].
    pub fn read(source: S) -> Result<BidFile<S>> {
        let head = Head::read(&source)?;
        let trailer = Trailer::read(&source, &head)?;
        if trailer.manifest.header != head.digest {
            return Err(Error::new(ErrorKind::HeaderMismatch).at("manifest"));
        }
        if trailer.manifest.parts.len() != head.header.parts.len() {
            let detail =
                format!("{} roots for {} parts", trailer.manifest.parts.len(), head.header.parts.len());
            return Err(Error::new(ErrorKind::PartTable).because(detail).at("manifest: parts"));
        }
        trailer.verify(&head.header.bid_key)?;
        let signature = verify_detached(&trailer.manifest_bytes, &trailer.cms)
            .map_err(|e| e.at("trailer: CMS signature"))?;
        let Trailer { manifest, manifest_bytes, cms, digest, .. } = trailer;
        Ok(BidFile { source, head, manifest, manifest_bytes, cms, digest, signature })
    }

    /// The bid digest of a file of which nothing but the frame is checked: what tells a bid that was never right from
    /// one that was damaged since.
    ///
    /// # Errors
    /// Those of [`BidFile::read`] up to [`ErrorKind::HeaderMismatch`], which is one of them.
    pub fn digest_of(source: &S) -> Result<Digest> {
        let head = Head::read(source)?;
        let trailer = Trailer::read(source, &head)?;
        if trailer.manifest.header == head.digest {
            Ok(trailer.digest)
        } else {
            Err(Error::new(ErrorKind::HeaderMismatch).at("manifest"))
        }
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.head.header
    }

    /// The header digest.
    pub fn header_digest(&self) -> Digest {
        self.head.digest
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest's exact bytes: what the certificate signed.
    pub fn manifest_bytes(&self) -> &[u8] {
        &self.manifest_bytes
    }

    /// The CMS signature over the manifest's bytes.
    pub fn cms(&self) -> &[u8] {
        &self.cms
    }

    /// The bid digest, by which everybody names this file to its last byte.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The bidder's signature.
    pub fn signature(&self) -> &VerifiedSignature {
        &self.signature
    }

    /// The file's size in bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Io`].
    pub fn size(&self) -> Result<u64> {
        self.source.size()
    }
}
