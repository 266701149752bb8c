//! What bidders ask for without a file: withdrawing a bid, announcing one; and the file that follows (SPEC §14.4, §14.5).

use super::ledger::New;
use super::open::TenderBox;
use super::receive::received;
use super::refused::{Outcome, Refused, ours};
use super::shared::Shared;
use super::upload::{Arrival, Upload};
use crate::bid::{BidFile, ReadAt};
use crate::error::{Error, ErrorKind};
use crate::record::{Announcement, BidStatus, Event, Receipt, ReceiptKind, Signed, Withdrawal};
use crate::suite::{Digest, hash};
use crate::wire::Time;
use std::sync::Arc;

impl TenderBox {
    /// Withdraws a bid, as a request asks that is signed by the bid's key, or by the certificate that signed the bid.
    /// Its ciphertext is destroyed. The same request again gives the very same receipt.
    ///
    /// # Errors
    /// [`Refused`], with the first reason of SPEC §14.5.
    pub fn withdraw(
        &self,
        request: &[u8],
        arrived: Time,
        now: Time,
    ) -> std::result::Result<Vec<u8>, Refused> {
        let mut digest = None;
        let result = self.try_withdraw(request, arrived, now, &mut digest);
        result.map_err(|trouble| self.shared.refuse(trouble, digest, arrived))
    }

    fn try_withdraw(
        &self,
        request: &[u8],
        arrived: Time,
        now: Time,
        named: &mut Option<Digest>,
    ) -> Outcome<Vec<u8>> {
        let signed = Signed::parse(request)?;
        let digest = Withdrawal::parse(signed.content())?.digest;
        *named = Some(digest);
        let _claim = self.shared.claims.hold(digest);
        let before = self.shared.ledger.state().trace(&digest).withdrawn;
        if let Some(number) = before {
            let attached = self.shared.ledger.attachments(number).map_err(ours)?;
            if let [asked, receipt] = &attached[..]
                && asked == request
            {
                self.shared.destroy(&digest).map_err(ours)?;
                return Ok(receipt.clone());
            }
        }
        let (current, _) = self.current_at(arrived)?;
        self.check_bidder(&signed, &digest)?;
        let receipt = {
            let state = self.shared.ledger.state();
            let bid = state.history.find(&digest).ok_or(ErrorKind::UnknownBid)?;
            let place = (current.notice.tender(), bid.notice, bid.lot.clone(), bid.bid_key);
            Receipt::new(ReceiptKind::Withdrawal, place, digest, arrived)
        };
        let receipt = self.shared.sign_receipt(&current, &receipt)?;
        let event = Event::Withdrawn { digest, request: hash(&[request]), receipt: hash(&[&receipt]) };
        let new = New::entry(event, vec![request.to_vec(), receipt.clone()]);
        let ticket = self.submit_under(&current, arrived.max(now), new)?;
        self.shared.ledger.wait(&ticket).map_err(ours)?;
        self.shared.destroy(&digest).map_err(ours)?;
        Ok(receipt)
    }

    /// Takes a bid's digest and token ahead of its file, where the notice lets files follow. The same announcement
    /// again gives the very same receipt.
    ///
    /// # Errors
    /// [`Refused`], with the first reason of SPEC §14.4.
    pub fn announce(
        &self,
        request: &[u8],
        token: &[u8],
        arrived: Time,
        now: Time,
    ) -> std::result::Result<Vec<u8>, Refused> {
        let mut digest = None;
        let result = self.try_announce(request, token, arrived, now, &mut digest);
        result.map_err(|trouble| self.shared.refuse(trouble, digest, arrived))
    }

    fn try_announce(
        &self,
        request: &[u8],
        token: &[u8],
        arrived: Time,
        now: Time,
        named: &mut Option<Digest>,
    ) -> Outcome<Vec<u8>> {
        let announcement = Announcement::verify(&Signed::parse(request)?)?;
        let digest = announcement.digest;
        *named = Some(digest);
        let _claim = self.shared.claims.hold(digest);
        let before = self.shared.ledger.state().history.find(&digest).map(|bid| bid.entry);
        if let Some(number) = before {
            let attached = self.shared.ledger.attachments(number).map_err(ours)?;
            return match &attached[..] {
                [asked, _, receipt] if asked == request => Ok(receipt.clone()),
                _ => Err(Error::new(ErrorKind::KnownBid).because(digest).into()),
            };
        }
        let (current, deadline) = self.current_at(arrived)?;
        current.check_notice(announcement.tender, announcement.notice)?;
        current.check_token(token, &digest, deadline)?;
        let Announcement { lot, bid_key, .. } = announcement;
        let place = (current.notice.tender(), current.notice.digest(), lot.clone(), bid_key);
        let mut receipt = Receipt::new(ReceiptKind::Announcement, place, digest, arrived);
        receipt.token = Some(hash(&[token]));
        let receipt = self.shared.sign_receipt(&current, &receipt)?;
        let bid = received(lot, bid_key, digest, arrived, token, &receipt);
        let event = Event::Announced { request: hash(&[request]), bid };
        let new = New::entry(event, vec![request.to_vec(), token.to_vec(), receipt.clone()]);
        let ticket = self.submit_under(&current, arrived.max(now), new)?;
        self.shared.ledger.wait(&ticket).map_err(ours)?;
        Ok(receipt)
    }

    /// Takes the file of an announced bid. The same file again gives the very same receipt.
    ///
    /// # Errors
    /// [`Refused`], with the first reason of SPEC §14.4.
    pub fn deliver(
        &self,
        upload: Upload<'_>,
        arrived: Time,
        now: Time,
    ) -> std::result::Result<Vec<u8>, Refused> {
        self.shared.deliver(upload, arrived, now, true)
    }
}

impl Shared {
    /// Takes the file of an announced bid, into the journal if the box is open.
    pub fn deliver(
        &self,
        upload: Upload<'_>,
        arrived: Time,
        now: Time,
        journal: bool,
    ) -> std::result::Result<Vec<u8>, Refused> {
        self.answer(upload, arrived, |arrival, file| {
            self.take_delivery(arrival, file, (arrived, now), journal)
        })
    }

    fn take_delivery(
        &self,
        arrival: Arrival<'_>,
        file: BidFile<Arc<dyn ReadAt + Send>>,
        (arrived, now): (Time, Time),
        journal: bool,
    ) -> Outcome<Vec<u8>> {
        let digest = file.digest();
        let _claim = self.claims.hold(digest);
        let (bid, delivered, current, deadline) = {
            let mut state = self.ledger.state();
            let (current, delivered) = (state.current()?, state.trace(&digest).delivered);
            let bid = state.history.find(&digest).cloned();
            (bid, delivered, current, state.history.deadline()?)
        };
        let bid = bid.ok_or_else(|| Error::new(ErrorKind::UnknownBid).because("it was not announced"))?;
        match (&bid.status, delivered) {
            (BidStatus::Announced, _) => {}
            (BidStatus::Received, Some(number)) => {
                let attached = self.ledger.attachments(number).map_err(ours)?;
                return Ok(attached.into_iter().next().unwrap_or_default());
            }
            (BidStatus::Received, None) => {
                return Err(Error::new(ErrorKind::KnownBid).because(digest).into());
            }
            (BidStatus::NotDelivered, _) => {
                return Err(Error::new(ErrorKind::Late).because("the opening has begun").into());
            }
            _ => return Err(Error::new(ErrorKind::RetiredBid).because(digest).into()),
        }
        // The clock may have been put back since the announcement.
        let arrived = arrived.max(bid.arrived);
        let until = deadline.plus(current.notice.body().file_period.unwrap_or(0));
        if arrived > until {
            return Err(Error::new(ErrorKind::Late)
                .because(format_args!("{arrived}, due by {until}"))
                .into());
        }
        current.check_header(file.header())?;
        if file.header().lot != bid.lot || file.header().bid_key != bid.bid_key {
            let detail = "another lot or bid key was announced";
            return Err(Error::new(ErrorKind::RequestMismatch).because(detail).into());
        }
        let announced = self.ledger.attachments(bid.entry).map_err(ours)?;
        let token = announced.get(1).map(Vec::as_slice).unwrap_or_default();
        let time = current.check_token(token, &digest, deadline)?;
        current.check_bid(file, time)?;

        let place = (current.notice.tender(), bid.notice, bid.lot, bid.bid_key);
        let mut receipt = Receipt::new(ReceiptKind::Delivery, place, digest, arrived);
        let size = arrival.size;
        (receipt.size, receipt.token) = (Some(size), Some(bid.token));
        let receipt = self.sign_receipt(&current, &receipt)?;
        let event = Event::Delivered { digest, size, arrived, receipt: hash(&[&receipt]) };
        let kept = arrival.keep(&digest, journal).map_err(ours)?;
        let new = New { event, attachments: vec![receipt.clone()], blob: kept.blob.clone() };
        let ticket = self.ledger.submit(&mut self.ledger.state(), arrived.max(now), new)?;
        kept.stays();
        self.ledger.wait(&ticket).map_err(ours)?;
        Ok(receipt)
    }
}
