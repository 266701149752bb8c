//! Receiving bids, new ones and in the place of others (SPEC §14.2, §14.5).

use super::current::Current;
use super::ledger::New;
use super::open::TenderBox;
use super::refused::{Outcome, Refused, Trouble, ours};
use super::shared::Shared;
use super::upload::{Arrival, Upload};
use crate::bid::{BidFile, ReadAt};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BidState, BidStatus, Event, Receipt, ReceiptKind, Received, Replacement, Signed};
use crate::suite::{Digest, hash};
use crate::wire::{Hex, Id, Time};
use std::sync::Arc;

/// A bid that was read, and what belongs to it.
struct Incoming<'a> {
    arrival: Arrival<'a>,
    file: BidFile<Arc<dyn ReadAt + Send>>,
    token: &'a [u8],
    arrived: Time,
    now: Time,
}

impl TenderBox {
    /// Takes a bid with its timestamp token; `arrived` is when its last byte had arrived, `now` the time of the entry.
    /// The bid is durable when the signed receipt is given out. The same bid again gives the very same receipt.
    ///
    /// # Errors
    /// [`Refused`], with the first reason of SPEC §14.2.
    pub fn receive(
        &self,
        upload: Upload<'_>,
        token: &[u8],
        arrived: Time,
        now: Time,
    ) -> std::result::Result<Vec<u8>, Refused> {
        self.shared.answer(upload, arrived, |arrival, file| {
            self.take(Incoming { arrival, file, token, arrived, now }, None)
        })
    }

    /// Takes a bid in the place of another, as a signed request asks: by the other bid's key, or by the certificate
    /// that signed it. There is one entry, so no moment at which both stand or neither; the ciphertext of the bid that
    /// goes is destroyed. The same bid and request again give the very same receipt.
    ///
    /// # Errors
    /// [`Refused`], with the first reason of SPEC §14.2 and §14.5.
    pub fn replace(
        &self,
        upload: Upload<'_>,
        request: &[u8],
        token: &[u8],
        arrived: Time,
        now: Time,
    ) -> std::result::Result<Vec<u8>, Refused> {
        self.shared.answer(upload, arrived, |arrival, file| {
            self.take(Incoming { arrival, file, token, arrived, now }, Some(request))
        })
    }

    fn take(&self, incoming: Incoming<'_>, request: Option<&[u8]>) -> Outcome<Vec<u8>> {
        let Incoming { arrival, file, token, arrived, now } = incoming;
        let digest = file.digest();
        let _claim = self.shared.claims.hold(digest);
        if let Some(receipt) = self.receipt_before(&digest, request)? {
            if let Some(request) = request {
                let old = Replacement::parse(Signed::parse(request)?.content())?.old;
                self.shared.destroy(&old).map_err(ours)?;
            }
            return Ok(receipt);
        }
        let (current, deadline) = self.current_at(arrived)?;
        current.check_header(file.header())?;
        let time = current.check_token(token, &digest, deadline)?;
        let (lot, bid_key) = (file.header().lot.clone(), file.header().bid_key);
        current.check_bid(file, time)?;
        let old = request.map(|request| self.check_replacement(request)).transpose()?;

        let kind = if old.is_some() { ReceiptKind::Replacement } else { ReceiptKind::Bid };
        let place = (current.notice.tender(), current.notice.digest(), lot.clone(), bid_key);
        let mut receipt = Receipt::new(kind, place, digest, arrived);
        let size = arrival.size;
        (receipt.size, receipt.token, receipt.replaces) = (Some(size), Some(hash(&[token])), old);
        let receipt = self.shared.sign_receipt(&current, &receipt)?;

        let bid = received(lot, bid_key, digest, arrived, token, &receipt);
        let mut attachments = vec![token.to_vec(), receipt.clone()];
        let event = match (old, request) {
            (Some(old), Some(request)) => {
                attachments.insert(0, request.to_vec());
                Event::Replaced { old, request: hash(&[request]), bid, size }
            }
            _ => Event::Bid { bid, size },
        };
        let kept = arrival.keep(&digest, true).map_err(ours)?;
        let new = New { event, attachments, blob: kept.blob.clone() };
        let ticket = self.submit_under(&current, arrived.max(now), new)?;
        kept.stays();
        self.shared.ledger.wait(&ticket).map_err(ours)?;
        if let Some(old) = old {
            self.shared.destroy(&old).map_err(ours)?;
        }
        Ok(receipt)
    }

    /// The notice in force and the deadline, which must not have passed.
    pub(super) fn current_at(&self, arrived: Time) -> Result<(Arc<Current>, Time)> {
        let mut state = self.shared.ledger.state();
        let (current, deadline) = (state.current()?, state.history.deadline()?);
        if arrived > deadline {
            return Err(Error::new(ErrorKind::Late).because(format_args!("{arrived}, due by {deadline}")));
        }
        Ok((current, deadline))
    }

    /// Submits what was checked under this notice, if it is still the one in force.
    pub(super) fn submit_under(
        &self,
        current: &Arc<Current>,
        now: Time,
        new: New,
    ) -> Outcome<Arc<crate::record::Ticket>> {
        let mut state = self.shared.ledger.state();
        if !Arc::ptr_eq(current, &state.current()?) {
            return Err(Error::new(ErrorKind::RetiredBid)
                .because("the notice was amended: seal again")
                .into());
        }
        Ok(self.shared.ledger.submit(&mut state, now, new)?)
    }

    /// The receipt that this bid, with this request, was given before; none if the bid is new.
    fn receipt_before(&self, digest: &Digest, request: Option<&[u8]>) -> Outcome<Option<Vec<u8>>> {
        let number = {
            let state = self.shared.ledger.state();
            match state.history.find(digest).map(|bid| (bid.entry, &bid.status)) {
                None => return Ok(None),
                Some((entry, BidStatus::Received)) => state.trace(digest).delivered.unwrap_or(entry),
                Some((_, BidStatus::Announced)) => {
                    let error = Error::new(ErrorKind::KnownBid).because("it was announced: deliver its file");
                    return Err(error.into());
                }
                Some(_) => return Err(Error::new(ErrorKind::RetiredBid).because(digest).into()),
            }
        };
        let attached = self.shared.ledger.attachments(number).map_err(ours)?;
        let receipt = match (request, &attached[..]) {
            (None, [.., receipt]) => Some(receipt),
            (Some(request), [asked, _, receipt]) if asked == request => Some(receipt),
            _ => None,
        };
        let known = || Error::new(ErrorKind::KnownBid).because(digest);
        Ok(Some(receipt.cloned().ok_or_else(known)?))
    }

    /// Checks that the bidder of the bid that goes asks for the replacement. Returns that bid.
    fn check_replacement(&self, request: &[u8]) -> Outcome<Digest> {
        let signed = Signed::parse(request)?;
        let old = Replacement::parse(signed.content())?.old;
        self.check_bidder(&signed, &old)?;
        Ok(old)
    }

    /// Checks that a request was signed by the bid's key, or by the certificate that signed the bid. Whoever cannot do
    /// that is not told whether there is such a bid.
    pub(super) fn check_bidder(&self, signed: &Signed, digest: &Digest) -> Outcome<()> {
        let unknown = || {
            let detail = format!("{digest}, or the request is not signed by its bidder");
            Trouble::Bidder(Error::new(ErrorKind::UnknownBid).because(detail))
        };
        let (bid_key, stands, has_file) = {
            let state = self.shared.ledger.state();
            let bid = state.history.find(digest).ok_or_else(unknown)?;
            (bid.bid_key, bid.status.stands(), bid.size.is_some())
        };
        if signed.cms().is_none() {
            return signed.verify_key(&bid_key).map_err(|_| unknown());
        }
        let signature = signed.verify_certificate().map_err(|_| unknown())?;
        if !stands || !has_file {
            // Its certificate stands in a file that is gone, or has not come.
            return Err(unknown());
        }
        let bidder = self.shared.journal_bid(digest).and_then(BidFile::read);
        match bidder {
            Ok(bid) if bid.signature().certificate == signature.certificate => Ok(()),
            Ok(_) => Err(unknown()),
            Err(error) => {
                // Destroyed just now, if another request was quicker.
                let stands = |bid: &BidState| bid.status.stands();
                if self.shared.ledger.state().history.find(digest).is_some_and(stands) {
                    Err(ours(Error::new(ErrorKind::BidDamaged).because(error)))
                } else {
                    Err(unknown())
                }
            }
        }
    }
}

impl Shared {
    /// Reads what has arrived and lets it be taken; what is refused gets a signed refusal.
    pub fn answer<'a>(
        &'a self,
        upload: Upload<'a>,
        arrived: Time,
        take: impl FnOnce(Arrival<'a>, BidFile<Arc<dyn ReadAt + Send>>) -> Outcome<Vec<u8>>,
    ) -> std::result::Result<Vec<u8>, Refused> {
        let mut digest = None;
        let answer = || {
            if !upload.is_of(self) {
                return Err(ours(Error::new(ErrorKind::OutOfOrder).because("an upload of another box")));
            }
            let arrival = upload.finish()?;
            let file = BidFile::read(Arc::clone(&arrival.source))?;
            digest = Some(file.digest());
            take(arrival, file)
        };
        answer().map_err(|trouble| self.refuse(trouble, digest, arrived))
    }

    /// A receipt, signed, as a file.
    pub fn sign_receipt(&self, current: &Current, receipt: &Receipt) -> Outcome<Vec<u8>> {
        let signed = self.keys.sign(&current.notice, receipt.arrived, |signer| receipt.sign(signer));
        signed.and_then(|signed| signed.to_bytes()).map_err(ours)
    }
}

/// What an entry says of a bid that came with this token and got this receipt.
pub(super) fn received(
    lot: Id,
    bid_key: Hex<32>,
    digest: Digest,
    arrived: Time,
    token: &[u8],
    receipt: &[u8],
) -> Received {
    Received { lot, bid_key, digest, arrived, token: hash(&[token]), receipt: hash(&[receipt]) }
}
