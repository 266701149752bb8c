//! The blind copies of a bid that is opened once more, and whether the transformation gives them again.

use crate::bid::{IndexEntry, ReadAt, Sink, Work};
use crate::error::Result;
use crate::notice::{BLIND_FOLDER, BLIND_TERMS, Notice, is_copy};
use crate::opening::{Case, Releases, open_again};
use crate::record::BidState;
use crate::suite::{Digest, Hasher, Secret};
use crate::wire::Id;

/// A blind copy as it was sealed.
pub(super) struct FoundCopy {
    pub part: Id,
    /// The path of the document that it is a copy of.
    pub path: String,
    pub size: u64,
    pub digest: Digest,
    /// Whether the transformation gives it again; none where this build does not have it.
    pub remade: Option<bool>,
}

/// Opens a bid once more: the seed of its lock, and its blind copies.
///
/// # Errors
/// As [`open_again`].
pub(super) fn reopen<S: ReadAt>(
    case: &Case,
    bid: &BidState,
    file: Result<S>,
    releases: &Releases,
    work: Work<'_>,
) -> Result<(Secret, Vec<FoundCopy>)> {
    let mut digests = CopyDigests { notice: case.notice(), copies: Vec::new(), current: None };
    #[cfg(feature = "redact")]
    {
        let mut collect = crate::blind::Collect::new(case.notice());
        let seed = open_again(case, bid, file, releases, &mut Both(&mut digests, &mut collect), work)?;
        let mut copies = digests.finish();
        if crate::blind::check_transformation(case.notice()).is_ok() {
            // The documents of each part come in the order of the copies.
            let parts = collect.finish()?;
            let made = parts.iter().flat_map(crate::blind::BlindPart::remade);
            copies.iter_mut().zip(made).for_each(|(copy, made)| copy.remade = Some(made));
        }
        Ok((seed, copies))
    }
    #[cfg(not(feature = "redact"))]
    {
        let seed = open_again(case, bid, file, releases, &mut digests, work)?;
        Ok((seed, digests.finish()))
    }
}

/// Gives everything to two sinks.
#[cfg(feature = "redact")]
struct Both<'a>(&'a mut dyn Sink, &'a mut dyn Sink);

#[cfg(feature = "redact")]
impl Sink for Both<'_> {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        self.0.begin(part, document)?;
        self.1.begin(part, document)
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.data(bytes)?;
        self.1.data(bytes)
    }

    fn end(&mut self) -> Result<()> {
        self.0.end()?;
        self.1.end()
    }

    fn commit(&mut self) -> Result<()> {
        self.0.commit()?;
        self.1.commit()
    }
}

/// Hashes the blind copies of a bid as it is opened.
struct CopyDigests<'n> {
    notice: &'n Notice,
    copies: Vec<FoundCopy>,
    current: Option<(Id, String, u64, Hasher)>,
}

impl CopyDigests<'_> {
    /// The copies in the order in which they are dealt: parts as in the notice, documents by their paths.
    fn finish(mut self) -> Vec<FoundCopy> {
        let place = |part: &Id| self.notice.body().parts.iter().position(|known| known.id == *part);
        self.copies.sort_by(|a, b| (place(&a.part), &a.path).cmp(&(place(&b.part), &b.path)));
        self.copies
    }
}

impl Sink for CopyDigests<'_> {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        let dealt = self.notice.part(part)?.blind && is_copy(&document.path) && document.path != BLIND_TERMS;
        self.current = None;
        if dealt {
            let path = document.path.strip_prefix(BLIND_FOLDER).unwrap_or_default();
            let path = path.strip_prefix('/').unwrap_or_default().to_owned();
            self.current = Some((part.clone(), path, document.size, Hasher::default()));
        }
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some((.., hasher)) = &mut self.current {
            hasher.update(bytes);
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if let Some((part, path, size, hasher)) = self.current.take() {
            self.copies.push(FoundCopy { part, path, size, digest: hasher.finish(), remade: None });
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        Ok(())
    }
}
