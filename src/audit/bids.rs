//! Sealed bids in the evidence: every one that counts, to its last byte (SPEC §5.6, §14).

use super::arrivals::Retired;
use super::evidence::Evidence;
use crate::bid::{BidFile, ReadAt, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Notice;
use crate::opening::{BidEntry, Bidder, Case, bidder_of};
use crate::record::Outcome;

/// What is found about one bid.
#[derive(Default)]
pub(super) struct Checked {
    pub findings: Vec<Error>,
    /// Whether its file is there and the one that was received, to the last byte.
    pub whole: bool,
    /// Who bids, by name, and as one who must not bid twice, if the bid counts.
    pub name: Option<String>,
    pub bidder: Option<Bidder>,
}

/// What cannot be read says nothing about the record.
pub(super) fn stops(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Io | ErrorKind::Cancelled | ErrorKind::WorkerFailed | ErrorKind::NoEntropy
    )
}

/// Whether an outcome says that the stored file is not the one that was received, or could not be read.
pub(super) fn says_damaged(outcome: &Outcome) -> bool {
    let Outcome::Excluded { reason, .. } = outcome else { return false };
    matches!(reason.kind(), Some(ErrorKind::BidDamaged | ErrorKind::PartRootMismatch | ErrorKind::Io))
}

/// Checks a bid's file against the record. `last` is its last outcome: where the record itself says that the bid is
/// damaged, damage is no finding.
///
/// # Errors
/// Those of reading, [`ErrorKind::Cancelled`], [`ErrorKind::WorkerFailed`].
pub(super) fn check(
    notice: &Notice,
    case: Option<&Case>,
    bid: BidEntry<'_>,
    last: Option<&Outcome>,
    evidence: &dyn Evidence,
    work: Work<'_>,
) -> Result<Checked> {
    let mut checked = Checked::default();
    let known = last.is_some_and(says_damaged);
    let Some(file) = evidence.bid(&bid.state.digest)? else {
        checked.findings.extend((!known).then(|| ErrorKind::EvidenceMissing.into()));
        return Ok(checked);
    };
    match whole(notice, bid, &file, work) {
        Ok(()) => checked.whole = true,
        Err(error) if stops(&error) => return Err(error),
        Err(error) if known && error.kind() != ErrorKind::ReceiptMismatch => {}
        Err(error) => checked.findings.push(error),
    }
    if let Some(case) = case {
        checked.bidder = bidder_of(case, bid, Ok(&file))?;
    }
    if let (true, Ok(read)) = (checked.whole, BidFile::read(&file)) {
        checked.name = read.signature().certificate.names().bidder().ok().map(str::to_owned);
    }
    Ok(checked)
}

/// Whether a file is the one that was received, and what the record says of it is so. A bid that the box should have
/// refused is whole all the same; what becomes of it, its outcome says.
fn whole(notice: &Notice, bid: BidEntry<'_>, file: &(dyn ReadAt + Send), work: Work<'_>) -> Result<()> {
    let damaged = |error: Error| {
        if stops(&error) { error } else { Error::new(ErrorKind::BidDamaged).because(error.kind().text()) }
    };
    if BidFile::digest_of(&file).map_err(damaged)? != bid.state.digest {
        return Err(ErrorKind::BidDamaged.into());
    }
    let size = file.size()?;
    if bid.state.size != Some(size) {
        let detail = format!("{size} bytes, not the {} that the record has", bid.state.size.unwrap_or(0));
        return Err(Error::new(ErrorKind::ReceiptMismatch).because(detail));
    }
    let read = match BidFile::read(&file) {
        Ok(read) => read,
        Err(error) if stops(&error) => return Err(error),
        Err(_) => return Ok(()),
    };
    let header = read.header();
    if (&header.lot, header.bid_key) != (&bid.state.lot, bid.state.bid_key) {
        return Err(Error::new(ErrorKind::ReceiptMismatch).because("another lot or bid key"));
    }
    match read.under(notice) {
        Ok(sealed) => sealed.check_parts(work),
        Err(_) => Ok(()),
    }
}

/// Whether it was the bidder whose certificate signed that a bid is replaced or withdrawn; unknown where the bid is
/// gone, as it should be.
///
/// # Errors
/// Those of the evidence.
pub(super) fn check_retired(retired: &Retired, evidence: &dyn Evidence) -> Result<Option<Result<()>>> {
    let Some(file) = evidence.bid(&retired.bid)? else { return Ok(None) };
    match BidFile::read(&file) {
        Ok(read) if read.digest() != retired.bid => Ok(None),
        Ok(read) if read.signature().certificate == retired.certificate => Ok(Some(Ok(()))),
        Ok(_) => {
            Ok(Some(Err(Error::new(ErrorKind::WrongSigner).because("another certificate than the bid's"))))
        }
        Err(error) if stops(&error) => Err(error),
        Err(_) => Ok(None),
    }
}
