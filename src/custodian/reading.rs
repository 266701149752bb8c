//! What a custodian finds when it reads a log for itself (SPEC §15.2).

use super::remembered::{Remembered, RememberedHead};
use crate::bid::ReadAt;
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::Statement;
use crate::record::{Event, Frame, Head, History, ReleaseRequest, Signed, read_log, verify_consistency};
use crate::suite::Digest;
use crate::timelock::CustodianKey;
use crate::wire::{Hex, Id};

/// A log, read to its end. Every entry keeps the rules.
pub(super) struct Reading {
    pub history: History,
    /// Lot and bid key of the bids that were to be released at the stage, when the log had the size that was asked for.
    pub bids: Vec<(Id, Hex<32>)>,
    /// The size of the largest head in the log that this custodian's key cosigned; 0 if there is none.
    cosigned: u64,
}

/// Where bids are to be noted: a stage, at a size of the log.
pub(super) struct Snapshot<'a> {
    pub stage: &'a Id,
    pub size: u64,
}

/// Reads a log, which may come from anybody.
pub(super) fn read(
    log: &dyn ReadAt,
    key: &CustodianKey,
    trust: &TrustAnchors,
    at: Option<&Snapshot<'_>>,
) -> Result<Reading> {
    let mut reading = Reading { history: History::new(trust.clone()), bids: Vec::new(), cosigned: 0 };
    read_log(log, |frame| reading.take(&frame, key, at)).map_err(|e| e.at("log"))?;
    Ok(reading)
}

impl Reading {
    fn take(&mut self, frame: &Frame, key: &CustodianKey, at: Option<&Snapshot<'_>>) -> Result<()> {
        let entry = self.history.apply(&frame.entry, &frame.attachments)?;
        let attached = frame.attachments.first().map(Vec::as_slice).unwrap_or_default();
        match &entry.event {
            Event::Head { .. } => self.note_cosigned(attached, key)?,
            Event::Requested { .. } => {
                let signed = Signed::parse(attached)?;
                self.note_cosigned(&ReleaseRequest::parse(signed.content())?.note.0, key)?;
            }
            _ => {}
        }
        if let Some(at) = at.filter(|at| at.size == self.history.len()) {
            // A stage that there is not is refused with the request.
            if let Ok((number, _)) = self.history.stage(at.stage) {
                let bids = self.history.to_release(number).map(|bid| (bid.lot.clone(), bid.bid_key));
                self.bids = bids.collect();
            }
        }
        Ok(())
    }

    /// Our own signature is the one thing in a record that nobody else can have made up.
    fn note_cosigned(&mut self, note: &[u8], key: &CustodianKey) -> Result<()> {
        let head = Head::parse(note)?;
        if !head.cosigners(&[(key.custodian().clone(), key.record_key())])?.is_empty() {
            self.cosigned = self.cosigned.max(head.checkpoint().size);
        }
        Ok(())
    }

    /// What must hold of the record, whatever the custodian is asked for.
    pub fn check(&self, key: &CustodianKey, memory: &Remembered, tender: Digest, head: &Head) -> Result<()> {
        let history = &self.history;
        let ours = history.tender()?;
        if tender != ours || memory.tender.is_some_and(|known| known != ours) {
            return Err(ErrorKind::WrongTender.into());
        }
        let is_ours = |s: &Statement| {
            s.custodian == *key.custodian()
                && s.key == key.public().bytes()
                && s.record_key == key.record_key()
        };
        if !history.notice()?.custodians().iter().any(|custodian| is_ours(custodian.statement())) {
            return Err(Error::new(ErrorKind::UnknownCustodian).because(key.custodian()));
        }
        history.accepted_notice()?;
        let closing = history.closing().ok_or(ErrorKind::NotClosed)?.entry;
        let size = head.checkpoint().size;
        let known = memory.head.as_ref().map_or(0, |head| head.size);
        let needed = size.max(known);
        if history.len() < needed {
            let detail = format!("{} entries instead of {needed}", history.len());
            return Err(Error::new(ErrorKind::LogTooShort).because(detail).at("log"));
        }
        let signed = self.cosigned.max(self.own_size(key, head)?);
        if signed > known {
            let detail = format!("the memory ends at {known} entries, and {signed} were cosigned");
            return Err(Error::new(ErrorKind::MemoryLost).because(detail));
        }
        self.check_consistent(memory.head.as_ref())?;
        history.check_head(&head.to_bytes()).map_err(|e| e.at("head"))?;
        if size <= closing {
            return Err(Error::new(ErrorKind::NotClosed)
                .because("the head ends before the closing")
                .at("head"));
        }
        Ok(())
    }

    /// The size of this head, if we cosigned it ourselves.
    fn own_size(&self, key: &CustodianKey, head: &Head) -> Result<u64> {
        let cosigned = head.cosigners(&[(key.custodian().clone(), key.record_key())]);
        let cosigned = cosigned.map_err(|e| e.at("head"))?;
        Ok(if cosigned.is_empty() { 0 } else { head.checkpoint().size })
    }

    /// The log appends to what was signed before. A head of it then does too.
    fn check_consistent(&self, known: Option<&RememberedHead>) -> Result<()> {
        let Some(RememberedHead { size, root }) = known else { return Ok(()) };
        let tree = self.history.tree();
        let proof = tree.consistency(*size, tree.len())?;
        verify_consistency(*size, root, tree.len(), &tree.root(), &proof).map_err(|_| {
            Error::new(ErrorKind::SplitHistory).because(format_args!("within the first {size} entries"))
        })
    }
}
