//! Releasing a stage (SPEC §15.3).

use super::desk::{Custodian, check_count, token_times};
use super::reading::{Snapshot, read};
use super::remembered::{Remembered, RememberedRelease, bids_digest};
use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind};
use crate::notice::Notice;
use crate::record::{Head, ReleaseRefusal, ReleaseRequest, Signed};
use crate::suite::{Digest, hash};
use crate::timelock::ReleaseFile;
use crate::wire::{Hex, Id, Time};

/// Why a custodian does not release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub error: Error,
    /// The refusal for the record, if the reason lies in the request or the record. What ails the custodian itself,
    /// and bytes that are no request, are answered with nothing that it signs.
    pub refusal: Option<Box<Signed>>,
    /// Whether it is only that the log says the stage is finished.
    pub(super) finished: bool,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused { error, refusal: None, finished: false }
    }
}

/// What is to be signed, once it is remembered.
struct Judged {
    notice: Notice,
    bids: Vec<(Id, Hex<32>)>,
    time: Time,
    memory: Remembered,
}

impl Custodian<'_> {
    /// Releases a stage for every bid that is to be released at it: those that the log says, as far as the request's
    /// head reaches. `request` is the signed request as it came; `log` the record's log, from whoever has a copy.
    ///
    /// What is released is remembered, durably, before this returns. Asked again for the same, the custodian gives
    /// the same file, byte for byte.
    ///
    /// # Errors
    /// Those of [`Signed::parse`] and [`ReleaseRequest::parse`]; those of [`Custodian::cosign`] about log, record and
    /// memory; those of [`History::check_request`](crate::record::History::check_request);
    /// [`ErrorKind::BidMissing`], [`ErrorKind::NothingToRelease`], [`ErrorKind::ReleasedOtherwise`]; those of
    /// [`Notice::release`].
    pub fn release(&mut self, log: &dyn ReadAt, request: &[u8]) -> std::result::Result<ReleaseFile, Refused> {
        let signed = Signed::parse(request)?;
        let content = ReleaseRequest::parse(signed.content())?;
        let digest = hash(&[request]);
        // Whatever is wrong with the memory says nothing about the request.
        let memory = self.memory.load()?;
        let judged = match self.judge(memory, log, digest, &signed, &content) {
            Ok(judged) => judged,
            Err(refused) if is_own(refused.error.kind()) => return Err(refused),
            Err(refused) => {
                let (tender, stage) = (content.tender, content.stage);
                let refusal = ReleaseRefusal::sign(self.key, tender, stage, digest, &refused.error)?;
                return Err(Refused { refusal: Some(Box::new(refusal)), ..refused });
            }
        };
        self.memory.save(&judged.memory)?;
        Ok(judged.notice.release(self.key, &content.stage, &judged.bids, judged.time)?)
    }

    fn judge(
        &self,
        mut memory: Remembered,
        log: &dyn ReadAt,
        digest: Digest,
        signed: &Signed,
        request: &ReleaseRequest,
    ) -> std::result::Result<Judged, Refused> {
        if let Some(reason) = &memory.stopped {
            return Err(Error::new(ErrorKind::CustodianStopped).because(&reason.name).into());
        }
        let head = Head::parse(&request.note.0).map_err(|e| e.at("head"))?;
        let (size, root) = (head.checkpoint().size, head.checkpoint().root);
        let reading = read(log, self.key, &self.trust, Some(&Snapshot { stage: &request.stage, size }))?;
        let history = &reading.history;
        reading.check(self.key, &memory, request.tender, &head)?;
        check_count(&request.tokens)?;
        let known = memory.release_of(&request.stage).cloned();
        // The very request that was answered is answered again, however far the record has come since.
        let time = if known.as_ref().is_some_and(|known| known.request == digest) {
            let times = token_times(history, &head, &request.tokens)?;
            times.into_iter().max().ok_or_else(|| Error::from(ErrorKind::NoTimestamp))?
        } else {
            self.check_receipts(history)?;
            history.check_request(signed, request).map_err(|error| {
                let state = history.stage(&request.stage);
                let over = state.is_ok_and(|(_, state)| state.minutes.is_some());
                let finished = over && error.kind() == ErrorKind::OutOfOrder;
                Refused { finished, ..error.into() }
            })?
        };
        let notice = history.notice()?;
        if reading.bids.is_empty() {
            return Err(Error::new(ErrorKind::NothingToRelease).because(&request.stage).into());
        }
        let scopes = reading.bids.iter().map(|(lot, bid_key)| notice.scope(lot, &request.stage, *bid_key));
        let bids = bids_digest(scopes.map(|scope| scope.identity()));
        if known.is_some_and(|known| known.bids != bids) {
            return Err(Error::new(ErrorKind::ReleasedOtherwise).because(&request.stage).into());
        }
        memory.take_head(request.tender, size, root);
        memory.take_release(RememberedRelease { stage: request.stage.clone(), request: digest, bids });
        Ok(Judged { notice: notice.clone(), bids: reading.bids, time: time.floor(), memory })
    }
}

/// Whether a kind says something about the custodian itself, and nothing about the request or the record.
fn is_own(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Io
            | ErrorKind::Truncated
            | ErrorKind::StoreFailed
            | ErrorKind::FileNotFound
            | ErrorKind::MemoryLost
            | ErrorKind::CustodianStopped
    )
}
