//! The box before its closing: its notices, and what it says of itself (SPEC §14.1).

use super::files::{JOURNAL, LOG};
use super::keys::PlatformKeys;
use super::ledger::{Ledger, New};
use super::shared::{Shared, Status};
use super::upload::Upload;
use crate::ca::TrustAnchors;
use crate::error::{Error, ErrorKind, Result};
use crate::notice::{Acceptance, Notice, SignedNotice};
use crate::record::{Event, Signed, Store};
use crate::suite::hash;
use crate::wire::Time;
use std::fmt;
use std::sync::Arc;

/// A notice as it is handed in, in files.
#[derive(Clone, Copy, Debug)]
pub struct NoticeFiles<'a> {
    /// The notice.
    pub notice: &'a [u8],
    /// The tenderer's detached CMS signature of it.
    pub signature: &'a [u8],
    /// Every custodian's acceptance, in any order.
    pub acceptances: &'a [Vec<u8>],
}

/// A tender box that receives. Many threads may use it at once.
pub struct TenderBox {
    pub(super) shared: Shared,
}

impl TenderBox {
    /// Makes a box for a tender, in a store that has none. `trust` are the platform's own roots, to which the tenderer's
    /// certificate must chain.
    ///
    /// # Errors
    /// [`ErrorKind::WouldOverwrite`] if a box is there; those of [`SignedNotice::verify`] and of
    /// [`History::apply`](crate::record::History::apply) for a notice; [`ErrorKind::WrongSigner`] if the record key is
    /// not the notice's; those of the [`Store`]. After a failure of the store either no box is there, or one that can
    /// be opened.
    pub fn create(
        store: Arc<dyn Store>,
        notice: &NoticeFiles<'_>,
        keys: PlatformKeys,
        trust: TrustAnchors,
        now: Time,
    ) -> Result<TenderBox> {
        let new = entries(notice, None)?;
        if store.size(LOG)?.is_some() {
            return Err(Error::new(ErrorKind::WouldOverwrite).at(LOG));
        }
        let ledger = Ledger::open(Arc::clone(&store), JOURNAL, trust.clone())?;
        if !ledger.log().is_empty() {
            return Err(Error::new(ErrorKind::WouldOverwrite).at(JOURNAL));
        }
        // All are submitted before the first is waited for: they become durable in one batch.
        let mut tickets = Vec::new();
        for new in new {
            tickets.push(ledger.submit(&mut ledger.state(), now, new)?);
        }
        // Nothing is written yet: a box whose receipts nobody could believe is not made.
        let shared = Shared::new(store, ledger, keys, trust)?;
        let current = shared.ledger.state().current()?;
        shared.keys.sign(&current.notice, now, |signer| Signed::by_certificate(Vec::new(), signer, now))?;
        for ticket in &tickets {
            shared.ledger.wait(ticket)?;
        }
        Ok(TenderBox { shared })
    }

    /// Begins an upload. What is written into it is given to [`TenderBox::receive`] and the like.
    ///
    /// # Errors
    /// None in practice: a box has a notice.
    pub fn upload(&self) -> Result<Upload<'_>> {
        Upload::new(&self.shared)
    }

    /// Amends the notice: bids under the one in force no longer count. `token` is over the new notice, by an authority
    /// of the one in force. Given again after a failure, it adds what is missing of the acceptances.
    ///
    /// # Errors
    /// Those of [`SignedNotice::verify`] and of [`History::apply`](crate::record::History::apply); [`ErrorKind::WrongSigner`]
    /// and those of [`verify_chain`](crate::ca::verify_chain) if nobody would believe the box's receipts under it.
    pub fn amend(&self, notice: &NoticeFiles<'_>, token: &[u8], now: Time) -> Result<()> {
        let (new, mut tickets) = (entries(notice, Some(token))?, Vec::new());
        self.shared.keys.check(&Notice::parse(notice.notice)?, now)?;
        {
            let mut state = self.shared.ledger.state();
            let known = state.history.notice()?.digest() == hash(&[notice.notice]);
            for new in new {
                if known && matches!(new.event, Event::Notice { .. }) {
                    continue;
                }
                match self.shared.ledger.submit(&mut state, now, new) {
                    Ok(ticket) => tickets.push(ticket),
                    Err(error) if known && error.kind() == ErrorKind::DuplicateId => {}
                    Err(error) => return Err(error),
                }
            }
        }
        tickets.iter().try_for_each(|ticket| self.shared.ledger.wait(ticket).map(|_| ()))
    }

    /// Moves times later, by a postponement that the tenderer signed. A token over that file is needed exactly if the
    /// deadline moves.
    ///
    /// # Errors
    /// Those of [`History::apply`](crate::record::History::apply) for a postponement.
    pub fn postpone(&self, signed: &[u8], token: Option<&[u8]>, now: Time) -> Result<()> {
        let event = Event::Postponed { postponement: hash(&[signed]), token: token.map(|t| hash(&[t])) };
        let attachments = [signed].into_iter().chain(token).map(<[u8]>::to_vec).collect();
        self.shared.ledger.write(now, New::entry(event, attachments)).map(|_| ())
    }

    /// The notice in force.
    ///
    /// # Errors
    /// None in practice: a box has a notice.
    pub fn notice(&self) -> Result<Notice> {
        self.shared.ledger.state().history.notice().cloned()
    }

    /// What the box says of itself to anybody.
    ///
    /// # Errors
    /// None in practice: a box has a notice.
    pub fn status(&self) -> Result<Status> {
        self.shared.status()
    }
}

impl fmt::Debug for TenderBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing may tell how many bids there are.
        f.write_str("TenderBox")
    }
}

/// The entries of a notice that was signed and accepted.
fn entries(files: &NoticeFiles<'_>, token: Option<&[u8]>) -> Result<Vec<New>> {
    let parsed =
        files.acceptances.iter().map(|bytes| Acceptance::parse(bytes)).collect::<Result<Vec<_>>>()?;
    SignedNotice::verify(files.notice, files.signature, &parsed)?;
    let (notice, signature) = (hash(&[files.notice]), hash(&[files.signature]));
    let attachments = [files.notice, files.signature].into_iter().chain(token).map(<[u8]>::to_vec).collect();
    let token = token.map(|token| hash(&[token]));
    let mut entries = vec![New::entry(Event::Notice { notice, signature, token }, attachments)];
    for (acceptance, bytes) in parsed.iter().zip(files.acceptances) {
        let event = Event::Accepted { custodian: acceptance.custodian().clone(), acceptance: hash(&[bytes]) };
        entries.push(New::entry(event, vec![bytes.clone()]));
    }
    Ok(entries)
}
