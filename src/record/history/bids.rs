//! What bidders do: bids, replacements, announcements, withdrawals (SPEC §14).

use super::state::{BidState, BidStatus};
use super::{Entry, History, out_of_order};
use crate::error::{Error, ErrorKind, Result};
use crate::record::event::Received;
use crate::record::receipt::{Receipt, ReceiptKind};
use crate::record::request::{Announcement, Replacement, Withdrawal, check_key};
use crate::record::signed::Signed;
use crate::suite::Digest;
use crate::wire::Time;

fn mismatch<T>(kind: ErrorKind, why: &str) -> Result<T> {
    Err(Error::new(kind).because(why))
}

impl History {
    pub(super) fn bid(&mut self, entry: &Entry, bid: &Received, size: u64, receipt: &[u8]) -> Result<()> {
        self.check_received(entry, bid)?;
        let receipt = self.check_receipt(receipt, ReceiptKind::Bid, bid, Some(size), None)?;
        self.add(entry, bid, Some(size), 0, BidStatus::Received, receipt)
    }

    pub(super) fn replaced(
        &mut self,
        entry: &Entry,
        old: Digest,
        (bid, size): (&Received, u64),
        request: &[u8],
        receipt: &[u8],
    ) -> Result<()> {
        let going = self.live(&old)?;
        let sequence = going.sequence.saturating_add(1);
        let signed = Signed::parse(request)?;
        let replacement = Replacement::parse(signed.content())?;
        let wanted = Replacement::new(self.tender()?, going.lot.clone(), old, bid.digest, sequence);
        if replacement != wanted {
            return mismatch(
                ErrorKind::RequestMismatch,
                "the replacement is not for these bids in this order",
            );
        }
        if going.lot != bid.lot {
            return mismatch(ErrorKind::RequestMismatch, "the bids are for different lots");
        }
        check_asked_by(&signed, going)?;
        self.check_received(entry, bid)?;
        let receipt = self.check_receipt(receipt, ReceiptKind::Replacement, bid, Some(size), Some(old))?;
        self.bid_mut(&old)?.status = BidStatus::Replaced(bid.digest);
        self.add(entry, bid, Some(size), sequence, BidStatus::Received, receipt)
    }

    pub(super) fn announced(
        &mut self,
        entry: &Entry,
        bid: &Received,
        request: &[u8],
        receipt: &[u8],
    ) -> Result<()> {
        let notice = self.notice()?;
        if notice.body().file_period.is_none() {
            return Err(ErrorKind::NoAnnouncements.into());
        }
        let announcement = Announcement::verify(&Signed::parse(request)?)?;
        let wanted =
            Announcement::new(notice.tender(), notice.digest(), bid.lot.clone(), bid.bid_key, bid.digest);
        if announcement != wanted {
            return mismatch(ErrorKind::RequestMismatch, "the announcement is for another bid");
        }
        self.check_received(entry, bid)?;
        let receipt = self.check_receipt(receipt, ReceiptKind::Announcement, bid, None, None)?;
        self.add(entry, bid, None, 0, BidStatus::Announced, receipt)
    }

    pub(super) fn delivered(
        &mut self,
        entry: &Entry,
        digest: Digest,
        size: u64,
        arrived: Time,
        receipt: &[u8],
    ) -> Result<()> {
        let bid = self.find(&digest).ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
        match bid.status {
            BidStatus::Announced => {}
            BidStatus::Replaced(_) | BidStatus::Withdrawn | BidStatus::Superseded(_) => {
                return Err(Error::new(ErrorKind::RetiredBid).because(digest));
            }
            _ => return out_of_order("this bid is not waited for"),
        }
        let until = self.deadline()?.plus(self.notice()?.body().file_period.unwrap_or(0));
        check_in_time(arrived, until, entry.time)?;
        if arrived < bid.arrived {
            return mismatch(ErrorKind::TimeBackwards, "the file arrived before it was announced");
        }
        let (lot, bid_key, token) = (bid.lot.clone(), bid.bid_key, bid.token);
        let came = Received { lot, bid_key, digest, arrived, token, receipt: digest };
        let receipt = self.check_receipt(receipt, ReceiptKind::Delivery, &came, Some(size), None)?;
        let bid = self.bid_mut(&digest)?;
        bid.size = Some(size);
        bid.status = BidStatus::Received;
        self.receipts.insert(receipt);
        Ok(())
    }

    pub(super) fn withdrawn(
        &mut self,
        entry: &Entry,
        digest: Digest,
        request: &[u8],
        receipt: &[u8],
    ) -> Result<()> {
        self.check_not_closed()?;
        let going = self.live(&digest)?;
        let sequence = going.sequence.saturating_add(1);
        let signed = Signed::parse(request)?;
        let wanted = Withdrawal::new(self.tender()?, going.lot.clone(), digest, sequence);
        if Withdrawal::parse(signed.content())? != wanted {
            return mismatch(ErrorKind::RequestMismatch, "the withdrawal is for another bid");
        }
        check_asked_by(&signed, going)?;
        let signed = Signed::parse(receipt)?;
        let found = Receipt::parse(signed.content())?;
        let place = (self.tender()?, going.notice, going.lot.clone(), going.bid_key);
        if found != Receipt::new(ReceiptKind::Withdrawal, place, digest, found.arrived) {
            return mismatch(ErrorKind::ReceiptMismatch, "the receipt does not say what the entry says");
        }
        check_in_time(found.arrived, self.deadline()?, entry.time)?;
        let receipt = signed.content_digest();
        self.bid_mut(&digest)?.status = BidStatus::Withdrawn;
        self.receipts.insert(receipt);
        Ok(())
    }

    /// What holds for every bid that comes before the deadline.
    fn check_received(&self, entry: &Entry, bid: &Received) -> Result<()> {
        self.check_not_closed()?;
        self.accepted_notice()?;
        self.notice()?.lot(&bid.lot)?;
        check_in_time(bid.arrived, self.deadline()?, entry.time)?;
        if self.by_digest.contains_key(&bid.digest) {
            return Err(Error::new(ErrorKind::KnownBid).because(bid.digest));
        }
        if self.bid_keys.contains(&bid.bid_key) {
            return Err(Error::new(ErrorKind::BidKeyUsed).because(bid.bid_key));
        }
        Ok(())
    }

    /// A receipt must say what the entry says. Its signature is not looked at here: that is the audit's.
    fn check_receipt(
        &self,
        bytes: &[u8],
        kind: ReceiptKind,
        bid: &Received,
        size: Option<u64>,
        replaces: Option<Digest>,
    ) -> Result<Digest> {
        let signed = Signed::parse(bytes)?;
        let notice = self.notice()?;
        let place = (notice.tender(), notice.digest(), bid.lot.clone(), bid.bid_key);
        let mut wanted = Receipt::new(kind, place, bid.digest, bid.arrived);
        (wanted.size, wanted.token, wanted.replaces) = (size, Some(bid.token), replaces);
        if Receipt::parse(signed.content())? == wanted {
            Ok(signed.content_digest())
        } else {
            mismatch(ErrorKind::ReceiptMismatch, "the receipt does not say what the entry says")
        }
    }

    fn add(
        &mut self,
        entry: &Entry,
        bid: &Received,
        size: Option<u64>,
        sequence: u32,
        status: BidStatus,
        receipt: Digest,
    ) -> Result<()> {
        let notice = self.notice()?.digest();
        self.by_digest.insert(bid.digest, self.bids.len());
        self.bid_keys.insert(bid.bid_key);
        self.receipts.insert(receipt);
        self.bids.push(BidState {
            digest: bid.digest,
            lot: bid.lot.clone(),
            bid_key: bid.bid_key,
            notice,
            size,
            arrived: bid.arrived,
            token: bid.token,
            sequence,
            entry: entry.number,
            status,
        });
        Ok(())
    }

    /// A bid that stands, and can be replaced or withdrawn.
    fn live(&self, digest: &Digest) -> Result<&BidState> {
        let bid = self.find(digest).ok_or_else(|| Error::new(ErrorKind::UnknownBid).because(digest))?;
        if bid.status.stands() { Ok(bid) } else { Err(Error::new(ErrorKind::RetiredBid).because(digest)) }
    }

    pub(super) fn bid_mut(&mut self, digest: &Digest) -> Result<&mut BidState> {
        let unknown = || Error::new(ErrorKind::UnknownBid).because(digest);
        let number = self.by_digest.get(digest).ok_or_else(unknown)?;
        self.bids.get_mut(*number).ok_or_else(unknown)
    }

    pub(super) fn check_not_closed(&self) -> Result<()> {
        match self.closing {
            None => Ok(()),
            Some(_) => Err(ErrorKind::BoxClosed.into()),
        }
    }
}

/// The bid's key signed, or a certificate did. Which one it must be stands in the bid's file alone; where there is no
/// file yet, nobody could tell.
fn check_asked_by(signed: &Signed, going: &BidState) -> Result<()> {
    match going.size {
        Some(_) => check_key(signed, &going.bid_key).map(|_| ()),
        None => signed.verify_key(&going.bid_key),
    }
}

fn check_in_time(arrived: Time, until: Time, entry: Time) -> Result<()> {
    if arrived > until {
        return Err(Error::new(ErrorKind::Late).because(format_args!("{arrived}, due by {until}")));
    }
    if arrived > entry {
        return Err(Error::new(ErrorKind::TimeBackwards).because(format_args!("arrived at {arrived}")));
    }
    Ok(())
}
