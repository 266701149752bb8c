//! What becomes of a bid, and whose fault it is if it is not opened (SPEC §16.4).

use super::bidders::{Bidder, Bidders};
use super::case::Case;
use super::contents::Contents;
use super::releases::Releases;
use super::stop::Stop;
use crate::bid::{BidFile, ReadAt, SealedBid, Sink, Work};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, Fault, Outcome, Reason};
use crate::suite::{Secret, hash};
use crate::timelock::Unlocked;

/// A form whose values, written as JSON, are longer than this stands in the contents file alone.
const MAX_FORM: usize = 64 << 10;

/// A bid as the record has it.
#[derive(Clone, Copy, Debug)]
pub struct BidEntry<'a> {
    /// What the history says of it.
    pub state: &'a BidState,
    /// The bidder's timestamp token, which is attached to its entry.
    pub token: &'a [u8],
}

/// What became of a bid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The outcome, as it is recorded.
    pub outcome: Outcome,
    /// The contents file that the outcome of an opened bid names.
    pub contents: Option<Vec<u8>>,
}

/// Judges a bid: opens it, or says why not and whose fault that is. Its documents go to the sink.
///
/// `file` is the bid's file, or why there is none. `bidders` are those of all bids that count at the stage. The outcome follows from these and the releases alone, and
/// is the same whichever holders released, and in whatever order.
///
/// # Errors
/// [`ErrorKind::Cancelled`], [`ErrorKind::WorkerFailed`], [`ErrorKind::NoEntropy`]: nothing is known of the bid.
pub fn judge<S: ReadAt>(
    case: &Case,
    bid: BidEntry<'_>,
    file: Result<S>,
    (bidders, releases): (&Bidders, &Releases),
    sink: &mut dyn Sink,
    work: Work<'_>,
) -> Result<Judged> {
    let opened = sealed(case, bid.state, file).and_then(|sealed| {
        let contents = may_be_opened(case, bid, &sealed)
            .and_then(|bidder| check_twins(bidders, bid.state, &bidder))
            .and_then(|()| unlock(case, &sealed, releases))
            .and_then(|unlocked| {
                sealed.open_stage(&case.stage, &unlocked, sink, work).map_err(|error| match error.kind() {
                    ErrorKind::PartRootMismatch => Stop::platform(error),
                    _ => unreadable(error, Stop::bidder),
                })
            });
        let contents = contents.map_err(|stop| parts_first(case, &sealed, stop, work))?;
        let names = sealed.file().signature().certificate.names();
        let bidder = names.bidder().map_err(Stop::platform)?.to_owned();
        Ok((bidder, names.credit_code.clone(), Contents::new(&case.stage, bid.state.digest, contents)))
    });
    match opened {
        Err(stop) => Ok(Judged { outcome: stop.outcome(bid.state.digest)?, contents: None }),
        Ok((bidder, credit_code, contents)) => {
            let bytes = contents.to_bytes()?;
            let written = crate::wire::write_json(&contents.form)?;
            let form = if written.len() > MAX_FORM { Vec::new() } else { contents.form };
            let outcome = Outcome::Opened { bidder, credit_code, form, contents: hash(&[&bytes]) };
            Ok(Judged { outcome, contents: Some(bytes) })
        }
    }
}

/// Judges what needs no release: the outcome of a bid that is not to be opened, none if it is.
///
/// # Errors
/// As [`judge`].
pub fn judge_sealed<S: ReadAt>(
    case: &Case,
    bid: BidEntry<'_>,
    file: Result<S>,
    bidders: &Bidders,
    work: Work<'_>,
) -> Result<Option<Outcome>> {
    let judged = sealed(case, bid.state, file).and_then(|sealed| {
        may_be_opened(case, bid, &sealed)
            .and_then(|bidder| check_twins(bidders, bid.state, &bidder))
            .map_err(|stop| parts_first(case, &sealed, stop, work))
    });
    judged.err().map(|stop| stop.outcome(bid.state.digest)).transpose()
}

/// The bidder of a bid that counts, as far as can be told without release and without reading its parts; none if it
/// does not count.
///
/// # Errors
/// As [`judge`].
pub fn bidder_of<S: ReadAt>(case: &Case, bid: BidEntry<'_>, file: Result<S>) -> Result<Option<Bidder>> {
    match sealed(case, bid.state, file).and_then(|sealed| may_be_opened(case, bid, &sealed)) {
        Ok(bidder) => Ok(Some(bidder)),
        Err(Stop::Excluded { .. }) => Ok(None),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Opens a bid once more that was opened: its documents go to the sink. The seed of its lock, which is what the order
/// of codes follows from where the stage is reviewed blind.
///
/// # Errors
/// Why it cannot be opened; those of the sink.
pub fn open_again<S: ReadAt>(
    case: &Case,
    bid: &BidState,
    file: Result<S>,
    releases: &Releases,
    sink: &mut dyn Sink,
    work: Work<'_>,
) -> Result<Secret> {
    let unlocked = sealed(case, bid, file).and_then(|sealed| Ok((unlock(case, &sealed, releases)?, sealed)));
    let (unlocked, sealed) = unlocked.map_err(Stop::error)?;
    sealed.open_stage(&case.stage, &unlocked, sink, work)?;
    Ok(unlocked.seed.clone())
}

/// The seed from which a bid's lock was made, as the releases give it.
///
/// # Errors
/// Why the lock cannot be opened.
pub fn seed_of<S: ReadAt>(
    case: &Case,
    bid: &BidState,
    file: Result<S>,
    releases: &Releases,
) -> Result<Secret> {
    let unlocked = sealed(case, bid, file).and_then(|sealed| unlock(case, &sealed, releases));
    unlocked.map(|unlocked| unlocked.seed.clone()).map_err(Stop::error)
}

/// What is wrong with a bid's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What.
    pub reason: Reason,
    /// Whether only a later stage suffers from it. This stage can be opened; the file can be supplied until then.
    pub later: bool,
}

/// What is wrong with a bid's file, if it is not the one that was received: what is asked when bids are read again.
///
/// # Errors
/// As [`judge`].
pub fn damage_of<S: ReadAt>(
    case: &Case,
    bid: &BidState,
    file: Result<S>,
    work: Work<'_>,
) -> Result<Option<Damage>> {
    let check = |sealed: &SealedBid<'_, S>, stage| {
        sealed.check_parts_of(stage, work).map_err(|error| unreadable(error, Stop::platform))
    };
    let mut later = false;
    let whole = sealed(case, bid, file).and_then(|sealed| {
        check(&sealed, &case.stage)?;
        later = true;
        let stages = case.notice.body().stages.iter().map(|stage| &stage.id);
        stages.skip_while(|id| **id != case.stage).skip(1).try_for_each(|stage| check(&sealed, stage))
    });
    match whole {
        Err(Stop::Failed(error)) => Err(error),
        Err(Stop::Excluded { error, .. }) => {
            // Another defect was there when the bid was received: supplying the file again would not mend it.
            let damaged =
                [ErrorKind::BidDamaged, ErrorKind::PartRootMismatch, ErrorKind::Io].contains(&error.kind());
            Ok(damaged.then(|| Damage { reason: Reason::of(&error), later }))
        }
        Ok(()) => Ok(None),
    }
}

/// Whether an outcome can still become another one: the file may be supplied again, the disk may be read, and further
/// holders may release. It is final only once the operator says that nothing more comes.
pub fn can_change(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Opened { .. } => false,
        Outcome::Excluded { reason, .. } => matches!(
            reason.kind(),
            Some(
                ErrorKind::BidDamaged | ErrorKind::PartRootMismatch | ErrorKind::QuorumNotMet | ErrorKind::Io
            )
        ),
    }
}

/// The file is the one that was received, and fits the notice and the record.
fn sealed<'c, S: ReadAt>(
    case: &'c Case,
    bid: &BidState,
    file: Result<S>,
) -> std::result::Result<SealedBid<'c, S>, Stop> {
    let source = file.map_err(|error| match error.kind() {
        ErrorKind::FileNotFound | ErrorKind::BidDamaged => Stop::damaged(&error),
        _ => Stop::platform(error),
    })?;
    let digest = BidFile::digest_of(&source).map_err(|error| match error.kind() {
        ErrorKind::Io => Stop::platform(error),
        _ => Stop::damaged(&error),
    })?;
    if digest != bid.digest {
        return Err(Stop::damaged(&Error::new(ErrorKind::BidDamaged)));
    }
    let sealed = BidFile::read(source).and_then(|file| file.under(&case.notice)).map_err(Stop::platform)?;
    if (sealed.lot(), sealed.bid_key()) == (&bid.lot, bid.bid_key) {
        return Ok(sealed);
    }
    Err(Stop::platform(Error::new(ErrorKind::ReceiptMismatch).because("another lot or bid key")))
}

/// Everything else that can be seen without opening, the parts' bytes and other bids apart.
fn may_be_opened<S: ReadAt>(
    case: &Case,
    bid: BidEntry<'_>,
    sealed: &SealedBid<'_, S>,
) -> std::result::Result<Bidder, Stop> {
    let with_token = |error: Error| Stop::platform(error).seen_from(bid.state.token);
    let time =
        case.time.verify(bid.token, &bid.state.digest).map_err(|e| with_token(e.at("token")))?.info.time;
    if time.ceil() > case.deadline {
        let late = Error::new(ErrorKind::Late).because(format_args!("{time}, due by {}", case.deadline));
        return Err(with_token(late.at("token")));
    }
    if let Err(revoked) = sealed.check_signer(&case.revocation, time.floor()) {
        // What is wrong without asking about revocation the box should have refused.
        sealed.check_signer(&crate::ca::Revocation::unchecked(), time.floor()).map_err(Stop::platform)?;
        let fault =
            if revoked.kind() == ErrorKind::CertificateRevoked { Fault::Bidder } else { Fault::Platform };
        return Err(Stop::blame(fault, revoked).seen_from(case.revocation_digest));
    }
    Ok(Bidder::of(&sealed.file().signature().certificate))
}

fn check_twins(bidders: &Bidders, bid: &BidState, bidder: &Bidder) -> std::result::Result<(), Stop> {
    match bidders.twin(bid, bidder) {
        None => Ok(()),
        Some(twin) => Err(Stop::bidder(ErrorKind::TwoBids.into()).seen_from(twin)),
    }
}

fn unlock<S: ReadAt>(
    case: &Case,
    sealed: &SealedBid<'_, S>,
    releases: &Releases,
) -> std::result::Result<Unlocked, Stop> {
    let scope = sealed.scope(&case.stage);
    let given = releases.given(&scope);
    let verdict = sealed.unlock(&case.stage, &given).map_err(Stop::platform)?;
    verdict.outcome.or_else(|error| match error.kind() {
        ErrorKind::QuorumNotMet => {
            let seed = releases.seed(&scope.lot, &scope.bid_key);
            // A seed that gives another lock is no seed: it says nothing about the lock.
            let unlocked = seed.and_then(|seed| sealed.unlock_with_seed(&case.stage, seed).ok());
            let right =
                given.iter().filter(|given| !verdict.refused.iter().any(|r| r.holder == given.holder));
            let missing = releases.missing(&right.map(|given| &given.holder).collect::<Vec<_>>());
            unlocked
                .ok_or_else(|| Stop::blame(Fault::Holders, Error::new(ErrorKind::QuorumNotMet).at(missing)))
        }
        _ => Err(Stop::bidder(error)),
    })
}

/// A file that ends, or goes, while it is read was changed; for anything else whoever is named is to blame.
fn unreadable(error: Error, blame: fn(Error) -> Stop) -> Stop {
    match error.kind() {
        ErrorKind::FileNotFound | ErrorKind::Truncated => Stop::damaged(&error),
        _ => blame(error),
    }
}

/// Before anybody else is blamed, the stage's parts must be those that were signed: else they were changed since, and
/// that is the platform's fault.
fn parts_first<S: ReadAt>(case: &Case, sealed: &SealedBid<'_, S>, stop: Stop, work: Work<'_>) -> Stop {
    match stop {
        Stop::Excluded { fault: Fault::Undetermined, .. } | Stop::Failed(_) => stop,
        Stop::Excluded { .. } => match sealed.check_parts_of(&case.stage, work) {
            Ok(()) => stop,
            Err(error) => unreadable(error, Stop::platform),
        },
    }
}
