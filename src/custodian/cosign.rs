//! Cosigning a head (SPEC §15.2).

use super::desk::{Custodian, token_times};
use super::reading::read;
use crate::bid::ReadAt;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{CosignRequest, Head};

impl Custodian<'_> {
    /// Cosigns a head: the note with our cosignature added. `log` is the record's log, from whoever has a copy.
    ///
    /// The head is remembered, durably, before this returns. Asked again for the head that it cosigned last, the
    /// custodian cosigns it again.
    ///
    /// # Errors
    /// [`ErrorKind::CustodianStopped`]; those of [`read_log`](crate::record::read_log) and of
    /// [`History::apply`](crate::record::History::apply), with `log` as place; [`ErrorKind::WrongTender`],
    /// [`ErrorKind::UnknownCustodian`], [`ErrorKind::MissingAcceptance`], [`ErrorKind::NotClosed`],
    /// [`ErrorKind::LogTooShort`], [`ErrorKind::MemoryLost`], [`ErrorKind::SplitHistory`]; those of
    /// [`History::check_head`](crate::record::History::check_head); [`ErrorKind::NoTimestamp`] and those of
    /// [`History::token_times`](crate::record::History::token_times); [`ErrorKind::ClosedEarly`];
    /// [`ErrorKind::HeadBehind`]; those of [`Memory`](super::Memory).
    pub fn cosign(&mut self, log: &dyn ReadAt, request: &CosignRequest) -> Result<Vec<u8>> {
        let mut memory = self.memory.load()?;
        if let Some(reason) = &memory.stopped {
            return Err(Error::new(ErrorKind::CustodianStopped).because(&reason.name));
        }
        let mut head = Head::parse(&request.note.0).map_err(|e| e.at("head"))?;
        let reading = read(log, self.key, &self.trust, None)?;
        reading.check(self.key, &memory, request.tender, &head)?;
        let times = token_times(&reading.history, &head, &request.tokens)?;
        let deadline = reading.history.deadline()?;
        if let Some(early) = times.iter().find(|time| time.ceil() <= deadline) {
            return Err(Error::new(ErrorKind::ClosedEarly).because(format_args!("its token is of {early}")));
        }
        let latest = times.into_iter().max().ok_or(ErrorKind::NoTimestamp)?;
        let (size, root) = (head.checkpoint().size, head.checkpoint().root);
        if let Some(known) = memory.head.as_ref().filter(|known| size < known.size) {
            let detail = format!("{size} entries, and {} are remembered", known.size);
            return Err(Error::new(ErrorKind::HeadBehind).because(detail));
        }
        memory.take_head(request.tender, size, root);
        self.memory.save(&memory)?;
        let cosignature = head.cosign(self.key, latest.floor())?;
        head.add(cosignature)?;
        Ok(head.to_bytes())
    }
}
