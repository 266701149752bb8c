//! The blind copies of a bid that is opened once more: whether the transformation gives them again, and whether they
//! can be dealt.

use crate::bid::{IndexEntry, ReadAt, Sink, Work};
#[cfg(feature = "redact")]
use crate::blind::BlindPart;
use crate::error::{Error, Result};
use crate::notice::{BLIND_FOLDER, BLIND_TERMS, Notice, is_copy};
use crate::opening::{Case, Releases, open_again};
use crate::record::{BidState, Outcome};
use crate::suite::{Digest, Hasher, Secret};
use crate::wire::Id;
#[cfg(feature = "redact")]
use std::collections::BTreeMap;

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

/// What a bid shows that is opened once more.
pub(super) struct Found {
    pub seed: Secret,
    /// By parts as in the notice. Within one in the order in which copies are numbered, if that is known.
    pub copies: Vec<FoundCopy>,
    /// Whether that order is known: it follows from the terms, as the transformation reads them.
    pub ordered: bool,
    /// Whether its copies can be dealt: its terms and documents can be read, and the scanner passes each copy. None where
    /// this build does not have the transformation.
    pub fit: Option<std::result::Result<(), Error>>,
}

/// Opens a bid once more that was opened with this outcome. What makes its copies unfit to be dealt is no error: the bid
/// was opened all the same.
///
/// # Errors
/// As [`open_again`].
#[cfg_attr(not(feature = "redact"), expect(unused_variables, reason = "nothing is looked for"))]
pub(super) fn reopen<S: ReadAt>(
    case: &Case,
    (bid, outcome): (&BidState, &Outcome),
    file: Result<S>,
    releases: &Releases,
    work: Work<'_>,
) -> Result<Found> {
    let mut digests = CopyDigests { notice: case.notice(), copies: Vec::new(), current: None };
    #[cfg(feature = "redact")]
    {
        let collect = crate::blind::Collect::new(case.notice());
        let mut both = Both { digests: &mut digests, collect: Ok(collect) };
        let seed = open_again(case, bid, file, releases, &mut both, work)?;
        let parts = both.collect.and_then(crate::blind::Collect::finish);
        let mut copies = digests.finish();
        if crate::blind::check_transformation(case.notice()).is_err() {
            return Ok(Found { seed, copies, ordered: false, fit: None });
        }
        let ordered = parts.is_ok();
        let fit = parts.and_then(|parts| {
            let of_part = |part: &BlindPart| {
                let documents = part.documents.iter();
                documents.map(|(path, ..)| (part.part.clone(), path.clone())).collect::<Vec<_>>()
            };
            let numbered = parts.iter().flat_map(of_part).zip(0..);
            let places: BTreeMap<(Id, String), usize> = numbered.collect();
            copies.sort_by_cached_key(|copy| places.get(&(copy.part.clone(), copy.path.clone())).copied());
            let made = parts.iter().flat_map(BlindPart::remade);
            copies.iter_mut().zip(made).for_each(|(copy, made)| copy.remade = Some(made));
            let stated = crate::blind::stated_in(outcome);
            parts.iter().try_for_each(|part| part.check(&stated))
        });
        Ok(Found { seed, copies, ordered, fit: Some(fit) })
    }
    #[cfg(not(feature = "redact"))]
    {
        let seed = open_again(case, bid, file, releases, &mut digests, work)?;
        Ok(Found { seed, copies: digests.finish(), ordered: false, fit: None })
    }
}

/// Gives everything to two sinks; the second gets no more once it has failed.
#[cfg(feature = "redact")]
struct Both<'a, 'n> {
    digests: &'a mut CopyDigests<'n>,
    collect: Result<crate::blind::Collect<'n>>,
}

#[cfg(feature = "redact")]
impl Both<'_, '_> {
    fn collect(&mut self, take: impl FnOnce(&mut dyn Sink) -> Result<()>) {
        if let Ok(collect) = &mut self.collect
            && let Err(error) = take(collect)
        {
            self.collect = Err(error);
        }
    }
}

#[cfg(feature = "redact")]
impl Sink for Both<'_, '_> {
    fn begin(&mut self, part: &Id, document: &IndexEntry) -> Result<()> {
        self.collect(|collect| collect.begin(part, document));
        self.digests.begin(part, document)
    }

    fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.collect(|collect| collect.data(bytes));
        self.digests.data(bytes)
    }

    fn end(&mut self) -> Result<()> {
        self.collect(|collect| collect.end());
        self.digests.end()
    }

    fn commit(&mut self) -> Result<()> {
        self.collect(|collect| collect.commit());
        self.digests.commit()
    }
}

/// Hashes the blind copies of a bid as it is opened.
struct CopyDigests<'n> {
    notice: &'n Notice,
    copies: Vec<FoundCopy>,
    current: Option<(Id, String, u64, Hasher)>,
}

impl CopyDigests<'_> {
    /// The copies by parts as in the notice, and by their documents' paths.
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
